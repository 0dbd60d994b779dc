// What a function does, by the book: one value after the other.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

uint64_t truncate_to(IrType t, uint64_t x) {
  return t == IR_I8 ? (uint8_t)x : t == IR_I16 ? (uint16_t)x : t == IR_I32 || t == IR_F32 ? (uint32_t)x : x;
}
static int64_t sign(IrType t, uint64_t x) {
  return t == IR_I8 ? (int8_t)x : t == IR_I16 ? (int16_t)x : t == IR_I32 ? (int32_t)x : (int64_t)x;
}
double as_double(IrType t, uint64_t x) {
  if (t == IR_F32) {
    float f;
    uint32_t low = (uint32_t)x;
    memcpy(&f, &low, 4);
    return f;
  }
  double d;
  memcpy(&d, &x, 8);
  return d;
}
uint64_t from_double(IrType t, double d) {
  uint64_t x = 0;
  if (t == IR_F32) {
    float f = (float)d;
    memcpy(&x, &f, 4);
  } else {
    memcpy(&x, &d, 8);
  }
  return x;
}

static double float_min(double a, double b) {
  if (a != a || b != b) return NAN;
  if (a == 0 && b == 0) return signbit(a) ? a : b;
  return a < b ? a : b;
}

// A value that is interpreted, with what its operands are.
typedef struct Step {
  Func *f;
  const Value *value;
  const ValueId *args;
  const uint64_t *values;     // of all, as far as they are there
  IrType type, operand_type;  // operand_type: the first's
  uint32_t width;             // of the result, bits
  uint64_t a, b, c;
  int64_t sa, sb;  // signed
  double da, db;   // as floats of the first's type
} Step;

static Step step_of(Func *f, ValueId v, const uint64_t *values) {
  const Value *x = func_value(f, v);
  Step s = {.f = f, .value = x, .args = value_args(f, v), .values = values, .type = (IrType)x->type};
  s.operand_type = s.type;
  s.width = 8 * ir_type_size(s.type);
  if (x->arg_count > 0) s.operand_type = (IrType)func_value(f, s.args[0])->type, s.a = values[s.args[0]];
  if (x->arg_count > 1) s.b = values[s.args[1]], s.sb = sign((IrType)func_value(f, s.args[1])->type, s.b);
  if (x->arg_count > 2) s.c = values[s.args[2]];
  s.sa = sign(s.operand_type, s.a);
  s.da = as_double(s.operand_type, s.a);
  s.db = as_double(s.operand_type, s.b);
  return s;
}

// Each of these returns false for operations of another kind.

static bool integer_operation(const Step *s, uint64_t *result) {
  uint64_t a = s->a, b = s->b;
  int64_t sa = s->sa, sb = s->sb;
  uint32_t width = s->width;
  switch (s->value->op) {
    case IR_ADD: *result = a + b; return true;
    case IR_SUB: *result = a - b; return true;
    case IR_MUL: *result = a * b; return true;
    case IR_AND: *result = a & b; return true;
    case IR_OR: *result = a | b; return true;
    case IR_XOR: *result = a ^ b; return true;
    case IR_NEG: *result = -a; return true;
    case IR_NOT: *result = ~a; return true;
    case IR_SHL: *result = b >= width ? 0 : a << b; return true;
    case IR_SHR: *result = b >= width ? 0 : a >> b; return true;
    case IR_SAR: *result = (uint64_t)(sa >> (b >= width ? width - 1 : b)); return true;
    case IR_ROTL:
      b &= width - 1;
      *result = b ? a << b | a >> (width - b) : a;
      return true;
    case IR_SDIV: *result = sb == -1 ? -a : (uint64_t)(sa / sb); return true;
    case IR_SREM: *result = sb == -1 ? 0 : (uint64_t)(sa % sb); return true;
    case IR_UDIV: *result = a / b; return true;
    case IR_UREM: *result = a % b; return true;
    case IR_UMULH: *result = (uint64_t)((unsigned __int128)a * b >> 64); return true;
    case IR_SMULH: *result = (uint64_t)((__int128)sa * sb >> 64); return true;
    case IR_SEXT: *result = (uint64_t)sa; return true;
    case IR_ZEXT:
    case IR_TRUNC: *result = a; return true;
    default: return false;
  }
}

static bool bit_operation(const Step *s, uint64_t *result) {
  uint64_t a = s->a, n = 0;
  uint32_t width = s->width;
  switch (s->value->op) {
    case IR_CLZ:
      while (n < width && !(a >> (width - 1 - n) & 1)) n++;
      break;
    case IR_CTZ:
      while (n < width && !(a >> n & 1)) n++;
      break;
    case IR_POPCNT: n = (uint64_t)__builtin_popcountll(a); break;
    case IR_BITREV:
      for (uint32_t i = 0; i < width; i++) n |= (a >> i & 1) << (width - 1 - i);
      break;
    case IR_BSWAP: n = __builtin_bswap64(a) >> (64 - width); break;
    default: return false;
  }
  *result = n;
  return true;
}

static bool comparison(const Step *s, uint64_t *result) {
  switch (s->value->op) {
    case IR_EQ: *result = s->a == s->b; return true;
    case IR_NE: *result = s->a != s->b; return true;
    case IR_SLT: *result = s->sa < s->sb; return true;
    case IR_SLE: *result = s->sa <= s->sb; return true;
    case IR_ULT: *result = s->a < s->b; return true;
    case IR_ULE: *result = s->a <= s->b; return true;
    case IR_FEQ: *result = s->da == s->db; return true;
    case IR_FNE: *result = s->da != s->db; return true;
    case IR_FLT: *result = s->da < s->db; return true;
    case IR_FLE: *result = s->da <= s->db; return true;
    case IR_SELECT: *result = s->a ? s->b : s->c; return true;
    default: return false;
  }
}

static bool float_operation(const Step *s, uint64_t *result) {
  IrType t = s->type;
  double da = s->da, db = s->db;
  float fa = (float)da, fb = (float)db;
  bool single = t == IR_F32;
  switch (s->value->op) {
    case IR_FADD: *result = from_double(t, single ? fa + fb : da + db); return true;
    case IR_FSUB: *result = from_double(t, single ? fa - fb : da - db); return true;
    case IR_FMUL: *result = from_double(t, single ? fa * fb : da * db); return true;
    case IR_FDIV: *result = from_double(t, single ? fa / fb : da / db); return true;
    case IR_FNEG: *result = s->a ^ (single ? 0x80000000u : 1ull << 63); return true;
    case IR_FABS: *result = s->a & ~(single ? 0x80000000u : 1ull << 63); return true;
    case IR_FMIN: *result = from_double(t, float_min(da, db)); return true;
    case IR_FMAX: *result = from_double(t, -float_min(-da, -db)); return true;
    case IR_FSQRT: *result = from_double(t, sqrt(da)); return true;
    case IR_SI_TO_F: *result = from_double(t, single ? (float)s->sa : (double)s->sa); return true;
    case IR_UI_TO_F: *result = from_double(t, single ? (float)s->a : (double)s->a); return true;
    case IR_F_TO_SI: *result = t == IR_I32 ? (uint64_t)(int32_t)da : (uint64_t)(int64_t)da; return true;
    case IR_F_TO_UI: *result = (uint64_t)da; return true;
    case IR_BITCAST: *result = s->a; return true;
    default: return false;
  }
}

typedef struct Memory {
  uint8_t bytes[2048];  // the slot; pointers are offsets in it
} Memory;

static uint64_t load(const uint8_t *p, IrType t) {
  uint64_t x = 0;
  memcpy(&x, p, ir_type_size(t));
  return x;
}

static bool memory_operation(const Step *s, Memory *memory, uint64_t *result) {
  const Value *x = s->value;
  uint8_t *p = memory->bytes + s->a + x->offset;
  *result = 0;
  switch (x->op) {
    case IR_STACK_SLOT: return true;
    case IR_PTR_ADD: *result = s->a + s->b + (uint64_t)(int64_t)x->offset; return true;
    case IR_LOAD: *result = load(p, s->type); return true;
    case IR_STORE: memcpy(p, &s->b, ir_type_size((IrType)func_value(s->f, s->args[1])->type)); return true;
    case IR_MOVE: memmove(memory->bytes + s->a, memory->bytes + s->b, (size_t)types_sizeof(x->go_type)); return true;
    case IR_ZERO: memset(memory->bytes + s->a, 0, (size_t)types_sizeof(x->go_type)); return true;
    default: return false;
  }
}

static bool atomic_operation(const Step *s, Memory *memory, uint64_t *result) {
  const Value *x = s->value;
  if (x->op < IR_ATOMIC_LOAD || x->op > IR_ATOMIC_CAS) return false;
  IrType t = x->op == IR_ATOMIC_CAS ? (IrType)func_value(s->f, s->args[1])->type : s->type;
  uint8_t *p = memory->bytes + s->a + x->offset;
  uint64_t old = load(p, t), n = old;
  switch (x->op) {
    case IR_ATOMIC_XCHG: n = s->b; break;
    case IR_ATOMIC_ADD: n = old + s->b; break;
    case IR_ATOMIC_AND: n = old & s->b; break;
    case IR_ATOMIC_OR: n = old | s->b; break;
    case IR_ATOMIC_CAS: n = old == s->b ? s->c : old; break;
    default: break;
  }
  memcpy(p, &n, ir_type_size(t));
  *result = x->op == IR_ATOMIC_ADD ? n : x->op == IR_ATOMIC_CAS ? old == s->b : old;
  return true;
}

// One of the two results of an operation.
static uint64_t projected(const Step *s) {
  Func *f = s->f;
  const ValueId *args = value_args(f, s->args[0]);
  const Value *operation = func_value(f, s->args[0]);
  bool second = s->value->index != 0;
  uint64_t p = s->values[args[0]], q = s->values[args[1]];
  if (operation->op == IR_UMUL_WIDE) return second ? p * q : (uint64_t)((unsigned __int128)p * q >> 64);
  uint64_t y = s->values[args[2]];
  if (operation->op == IR_UDIV_WIDE) {
    unsigned __int128 n = (unsigned __int128)p << 64 | q;
    return second ? (uint64_t)(n % y) : (uint64_t)(n / y);
  }
  unsigned __int128 wide = p;
  wide = operation->op == IR_ADD_CARRY ? wide + q + (y & 1) : wide - q - (y & 1);
  return second ? (uint64_t)(wide >> 64) & 1 : (uint64_t)wide;
}

// What go_helper and c_leaf return (code.c).
static uint64_t result_of_call(const Step *s) {
  const ValueId *args = value_args(s->f, s->args[0]);
  const uint64_t *r = s->values;
  if (func_value(s->f, s->args[0])->op == IR_CALL_LEAF)
    return c_leaf(r[args[0]], r[args[1]], as_double(IR_F64, r[args[2]]));
  if (s->value->index) return from_double(IR_F64, as_double(IR_F64, r[args[2]]) + as_double(IR_F64, r[args[3]]));
  return r[args[0]] * 3 + r[args[1]];
}

static uint64_t parameter(const Step *s, const Registers *in) {
  const AbiParam *p = &s->f->signature->params[s->value->index];
  if (!p->in_registers) return in->stack[p->stack_offset / 8];
  if (!type_is_float(s->type)) return in->ints[p->registers[0]];
  uint64_t bits;
  memcpy(&bits, &in->floats[p->registers[0]], 8);
  return bits;
}

static uint64_t interpret_value(Func *f, ValueId v, const uint64_t *values, const Registers *in, Memory *memory) {
  Step s = step_of(f, v, values);
  switch (s.value->op) {
    case IR_CONST: return (uint64_t)s.value->constant;
    case IR_PARAM: return parameter(&s, in);
    case IR_PROJECT: return projected(&s);
    case IR_RESULT: return result_of_call(&s);
    default: break;
  }
  uint64_t result = 0;
  (void)(integer_operation(&s, &result) || bit_operation(&s, &result) || comparison(&s, &result) ||
         float_operation(&s, &result) || memory_operation(&s, memory, &result) ||
         atomic_operation(&s, memory, &result));
  return result;  // 0: calls and operations with two results, which others ask about
}

bool interpret(Func *f, const Registers *in, uint64_t *results) {
  uint64_t *r = calloc(f->values.len, 8);
  uint64_t phis[64];
  Memory memory = {{0}};
  BlockId at = 1, from = 0;
  for (;;) {
    Block *block = func_block(f, at);
    uint32_t pred = 0, i = 0;
    while (from && block->preds.data[pred] != from) pred++;
    for (; i < block->values.len && func_value(f, block->values.data[i])->op == IR_PHI; i++)
      phis[i] = r[value_arg(f, block->values.data[i], pred)];
    for (uint32_t k = 0; k < i; k++) r[block->values.data[k]] = phis[k];
    for (; i < block->values.len; i++) {
      ValueId v = block->values.data[i];
      IrType t = (IrType)func_value(f, v)->type;
      r[v] = truncate_to(t, interpret_value(f, v, r, in, &memory));
      Value *check = func_value(f, v);
      if (check->op != IR_BOUNDS_CHECK) continue;
      uint64_t x = r[value_arg(f, v, 0)], y = r[value_arg(f, v, 1)];
      if (check->index == 0 ? x < y : x <= y) continue;
      results[0] = x;
      results[1] = y;
      results[2] = check->index;
      free(r);
      return false;
    }
    if (block->kind == BLOCK_RETURN) {
      for (uint32_t k = 0; k < block->results.len; k++) results[k] = r[block->results.data[k]];
      break;
    }
    from = at;
    uint64_t control = block->control ? r[block->control] : 0;
    at = block->succs.data[block->kind == BLOCK_IF ? (control ? 0 : 1) : block->kind == BLOCK_SWITCH ? control : 0];
  }
  free(r);
  return true;
}
