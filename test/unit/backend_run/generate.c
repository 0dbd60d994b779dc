// Random functions in SSA form: values of all types that the back end knows, in branches, loops and switches.
#include <string.h>

#include "internal.h"

static uint64_t next_random(Gen *g) {
  g->state ^= g->state << 13;
  g->state ^= g->state >> 7;
  g->state ^= g->state << 17;
  return g->state;
}
static uint32_t below(Gen *g, uint32_t n) { return (uint32_t)((next_random(g) >> 11) % n); }

static int64_t interesting(Gen *g) {
  static const int64_t list[] = {0,          1,           -1,    2,     3,          7,         8,         31,
                                 32,         33,          63,    64,    65,         127,       128,       255,
                                 256,        -128,        32767, 65535, INT32_MAX,  INT32_MIN, INT64_MAX, INT64_MIN,
                                 0xFFFFFFFF, 0x100000000, 1000,  -1000, 12345678901};
  return below(g, 3) ? list[below(g, sizeof list / sizeof *list)] : (int64_t)next_random(g);
}

static IrType type_of(Gen *g, ValueId v) { return (IrType)func_value(g->f, v)->type; }
static ValueId constant(Gen *g, IrType type) {
  int64_t bits = interesting(g);
  if (type == IR_F64) {
    double d = (double)(bits % 10000) / 4;
    memcpy(&bits, &d, 8);
  } else if (type == IR_F32) {
    float d = (float)(bits % 10000) / 4;
    uint32_t low;
    memcpy(&low, &d, 4);
    bits = low;
  } else if (type == IR_I8) {
    bits = (int8_t)bits;
  } else if (type == IR_I16) {
    bits = (int16_t)bits;
  } else if (type == IR_I32) {
    bits = (int32_t)bits;
  }
  return value_const(g->f, g->block, type, bits);
}

static ValueId pick(Gen *g, IrType type) {
  for (int tries = 0; tries < 12; tries++) {
    ValueId v = g->pool.values[below(g, g->pool.count)];
    if (type_of(g, v) == type) return v;
  }
  return constant(g, type);
}

static void keep(Gen *g, ValueId v) {
  g->pool.values[g->pool.count < POOL_MAX ? g->pool.count++ : below(g, POOL_MAX)] = v;
}

static IrType int_type(Gen *g) {
  static const IrType types[] = {IR_I64, IR_I64, IR_I64, IR_I32, IR_I32, IR_I16, IR_I8};
  return types[below(g, 7)];
}
static IrType float_type(Gen *g) { return below(g, 3) ? IR_F64 : IR_F32; }

// ---- single operations. Each function returns a value for the pool, or 0.

#define ONE_OF(g, list) (list)[below(g, sizeof(list) / sizeof *(list))]

static ValueId binary(Gen *g, Op op, IrType t) {
  ValueId x = pick(g, t), y = pick(g, t);
  return value_new2(g->f, g->block, op, t, 0, x, y);
}

static Op plain_op(Gen *g) {
  static const Op ops[] = {IR_ADD, IR_SUB, IR_MUL, IR_AND, IR_OR, IR_XOR, IR_ADD, IR_SUB};
  return ONE_OF(g, ops);
}

static ValueId plain(Gen *g) { return binary(g, plain_op(g), int_type(g)); }

static ValueId shift(Gen *g) {
  static const Op ops[] = {IR_SHL, IR_SHR, IR_SAR, IR_ROTL};
  IrType t = int_type(g);
  ValueId x = pick(g, t), count = below(g, 2) ? pick(g, IR_I64) : constant(g, IR_I64);
  return value_new2(g->f, g->block, ONE_OF(g, ops), t, 0, x, count);
}

static ValueId comparison(Gen *g) {
  IrType t = int_type(g);
  ValueId x = pick(g, t), y = pick(g, t);
  return value_new2(g->f, g->block, (Op)(IR_EQ + below(g, IR_ULE - IR_EQ + 1)), IR_I8, 0, x, y);
}

static ValueId float_comparison(Gen *g, IrType t) {
  ValueId x = pick(g, t), y = pick(g, t);
  return value_new2(g->f, g->block, (Op)(IR_FEQ + below(g, IR_FLE - IR_FEQ + 1)), IR_I8, 0, x, y);
}

static ValueId float_compared(Gen *g) { return float_comparison(g, float_type(g)); }

static ValueId selection(Gen *g) {
  IrType t = int_type(g);
  ValueId c = comparison(g), x = pick(g, t), y = pick(g, t);
  return value_new3(g->f, g->block, IR_SELECT, t, 0, c, x, y);
}

static ValueId float_selection(Gen *g) {
  IrType t = float_type(g);
  ValueId c = float_comparison(g, t), x = pick(g, t), y = pick(g, t);
  return value_new3(g->f, g->block, IR_SELECT, t, 0, c, x, y);
}

static ValueId division(Gen *g) {  // by what is odd, and so not 0
  static const Op ops[] = {IR_SDIV, IR_UDIV, IR_SREM, IR_UREM};
  IrType t = int_type(g);
  ValueId x = pick(g, t), y = value_new2(g->f, g->block, IR_OR, t, 0, pick(g, t), value_const(g->f, g->block, t, 1));
  return value_new2(g->f, g->block, ONE_OF(g, ops), t, 0, x, y);
}

static ValueId negation(Gen *g) {
  IrType t = int_type(g);
  return value_new1(g->f, g->block, below(g, 2) ? IR_NEG : IR_NOT, t, 0, pick(g, t));
}

static ValueId extension(Gen *g) {
  IrType from = (IrType)(IR_I8 + below(g, 3)), to = (IrType)(from + 1 + below(g, (uint32_t)(IR_I64 - from)));
  return value_new1(g->f, g->block, below(g, 2) ? IR_SEXT : IR_ZEXT, to, 0, pick(g, from));
}

static ValueId truncation(Gen *g) {
  IrType to = (IrType)(IR_I8 + below(g, 3)), from = (IrType)(to + 1 + below(g, (uint32_t)(IR_I64 - to)));
  return value_new1(g->f, g->block, IR_TRUNC, to, 0, pick(g, from));
}

static ValueId float_arithmetic(Gen *g) {
  static const Op ops[] = {IR_FADD, IR_FSUB, IR_FMUL, IR_FDIV};
  return binary(g, ONE_OF(g, ops), float_type(g));
}

static ValueId float_of_int(Gen *g) {
  IrType to = float_type(g);
  if (below(g, 3) == 0) return value_new1(g->f, g->block, IR_UI_TO_F, to, 0, pick(g, IR_I64));
  return value_new1(g->f, g->block, IR_SI_TO_F, to, 0, pick(g, below(g, 2) ? IR_I64 : IR_I32));
}

// Of floats that fit: others are the processor's choice.
static ValueId int_of_float(Gen *g) {
  Func *f = g->f;
  BlockId b = g->block;
  IrType from = float_type(g), to = below(g, 2) ? IR_I64 : IR_I32;
  ValueId x = pick(g, from), limit = value_const(f, b, from, from == IR_F64 ? 0x41C0000000000000 : 0x4E000000);
  ValueId fits = value_new2(f, b, IR_FLT, IR_I8, 0, value_new1(f, b, IR_FABS, from, 0, x), limit);
  x = value_new3(f, b, IR_SELECT, from, 0, fits, x, value_const(f, b, from, 0));
  if (to == IR_I32 || below(g, 2)) return value_new1(f, b, IR_F_TO_SI, to, 0, x);
  return value_new1(f, b, IR_F_TO_UI, to, 0, value_new1(f, b, IR_FABS, from, 0, x));
}

static ValueId float_sign(Gen *g) {
  IrType t = float_type(g);
  return value_new1(g->f, g->block, below(g, 2) ? IR_FNEG : IR_FABS, t, 0, pick(g, t));
}

static ValueId float_bits(Gen *g) {
  if (below(g, 2)) return value_new1(g->f, g->block, IR_BITCAST, IR_I64, 0, pick(g, IR_F64));
  ValueId x = value_new1(g->f, g->block, IR_FABS, IR_F64, 0, pick(g, IR_F64));
  return value_new1(g->f, g->block, IR_FSQRT, IR_F64, 0, x);
}

static ValueId float_extreme(Gen *g) { return binary(g, below(g, 2) ? IR_FMIN : IR_FMAX, float_type(g)); }

static ValueId bits(Gen *g) {
  static const Op ops[] = {IR_CLZ, IR_CTZ, IR_POPCNT, IR_BITREV, IR_BSWAP};
  IrType t = int_type(g);
  Op op = ONE_OF(g, ops);
  if (op == IR_BSWAP && t == IR_I8) t = IR_I64;
  return value_new1(g->f, g->block, op, t, 0, pick(g, t));
}

static ValueId high_word(Gen *g) { return binary(g, below(g, 2) ? IR_UMULH : IR_SMULH, IR_I64); }

// Keeps the first of an operation's two results; returns the second.
static ValueId keep_both(Gen *g, ValueId operation) {
  keep(g, value_new1(g->f, g->block, IR_PROJECT, IR_I64, 0, operation));
  ValueId second = value_new1(g->f, g->block, IR_PROJECT, IR_I64, 0, operation);
  func_value(g->f, second)->index = 1;
  return second;
}

static ValueId with_carry(Gen *g) {
  Func *f = g->f;
  ValueId x = pick(g, IR_I64), y = pick(g, IR_I64);
  ValueId z = value_new2(f, g->block, IR_AND, IR_I64, 0, pick(g, IR_I64), value_const(f, g->block, IR_I64, 1));
  return keep_both(g, value_new3(f, g->block, below(g, 2) ? IR_ADD_CARRY : IR_SUB_BORROW, IR_I64, 0, x, y, z));
}

static ValueId two_words(Gen *g) {
  Func *f = g->f;
  BlockId b = g->block;
  ValueId x = pick(g, IR_I64), y = pick(g, IR_I64);
  if (below(g, 2)) return keep_both(g, value_new2(f, b, IR_UMUL_WIDE, IR_I64, 0, x, y));
  ValueId high = value_new2(f, b, IR_AND, IR_I64, 0, pick(g, IR_I64), value_const(f, b, IR_I64, 255));
  y = value_new2(f, b, IR_OR, IR_I64, 0, y, value_const(f, b, IR_I64, 256));
  return keep_both(g, value_new3(f, b, IR_UDIV_WIDE, IR_I64, 0, high, x, y));
}

// A word of the slot that a value says, in all widths.
static ValueId indexed(Gen *g) {
  Func *f = g->f;
  BlockId b = g->block;
  IrType t = int_type(g);
  ValueId i = value_new2(f, b, IR_AND, IR_I64, 0, pick(g, IR_I64), value_const(f, b, IR_I64, 7));
  ValueId scaled = value_new2(f, b, IR_SHL, IR_I64, 0, i, value_const(f, b, IR_I64, 3));
  ValueId p = value_new2(f, b, IR_PTR_ADD, IR_P, 0, g->slot, scaled);
  if (below(g, 2)) return value_new1(f, b, IR_LOAD, t, 0, p);
  value_new2(f, b, IR_STORE, IR_VOID, 0, p, pick(g, t));
  return 0;
}

static ValueId update(Gen *g) {
  IrType t = int_type(g);
  int32_t offset = 8 * (int32_t)below(g, 8);
  ValueId x = value_new1(g->f, g->block, IR_LOAD, t, 0, g->slot);
  func_value(g->f, x)->offset = offset;
  ValueId y = value_new2(g->f, g->block, plain_op(g), t, 0, x, pick(g, t));
  ValueId s = value_new2(g->f, g->block, IR_STORE, IR_VOID, 0, g->slot, y);
  func_value(g->f, s)->offset = offset;
  return 0;
}

// A block move or zeroing of the slot's upper part.
static ValueId block_operation(Gen *g) {
  Func *f = g->f;
  BlockId b = g->block;
  uint32_t size = below(g, 4) ? 1 + below(g, 64) : 200 + below(g, 200);
  ValueId to = value_new2(f, b, IR_PTR_ADD, IR_P, 0, g->slot, value_const(f, b, IR_I64, 1024 + 8 * below(g, 8)));
  ValueId v =
      below(g, 2) ? value_new1(f, b, IR_ZERO, IR_VOID, 0, to) : value_new2(f, b, IR_MOVE, IR_VOID, 0, to, g->slot);
  func_value(f, v)->go_type = types_new_array(g->arena, g->session->universe->basic[BASIC_UINT8], size);
  v = value_new1(f, b, IR_LOAD, int_type(g), 0, g->slot);
  func_value(f, v)->offset = 1024 + (int32_t)below(g, 64);
  return v;
}

static ValueId atomic(Gen *g) {
  static const Op ops[] = {IR_ATOMIC_XCHG, IR_ATOMIC_ADD, IR_ATOMIC_AND, IR_ATOMIC_OR, IR_ATOMIC_LOAD, IR_ATOMIC_CAS};
  IrType t = below(g, 2) ? IR_I64 : IR_I32;
  Op op = ONE_OF(g, ops);
  ValueId x = pick(g, t), y = pick(g, t), v;
  if (op == IR_ATOMIC_LOAD) v = value_new1(g->f, g->block, op, t, 0, g->slot);
  else if (op == IR_ATOMIC_CAS) v = value_new3(g->f, g->block, op, IR_I8, 0, g->slot, x, y);
  else v = value_new2(g->f, g->block, op, t, 0, g->slot, x);
  func_value(g->f, v)->offset = 8 * (int32_t)below(g, 8);
  return v;
}

static ValueId call(Gen *g, Op op, CallInfo *info, const ValueId *args, uint32_t count) {
  ValueId c = value_new(g->f, g->block, op, IR_VOID, 0);
  for (uint32_t i = 0; i < count; i++) value_add_arg(g->f, c, args[i]);
  func_value(g->f, c)->call = info;
  return c;
}

static ValueId go_call(Gen *g) {
  ValueId args[4] = {pick(g, IR_I64), pick(g, IR_I64), pick(g, IR_F64), pick(g, IR_F64)};
  ValueId c = call(g, IR_CALL, g->helper, args, 4);
  keep(g, value_new1(g->f, g->block, IR_RESULT, IR_I64, 0, c));
  ValueId second = value_new1(g->f, g->block, IR_RESULT, IR_F64, 0, c);
  func_value(g->f, second)->index = 1;
  return second;
}

static ValueId leaf_call(Gen *g) {
  ValueId args[3] = {pick(g, IR_I64), pick(g, IR_I64), pick(g, IR_F64)};
  return value_new1(g->f, g->block, IR_RESULT, IR_I64, 0, call(g, IR_CALL_LEAF, g->leaf, args, 3));
}

static ValueId bounds_check(Gen *g) {  // which seldom fails
  Func *f = g->f;
  BlockId b = g->block;
  ValueId x = pick(g, IR_I64), n = constant(g, IR_I64);
  if (below(g, 8)) {
    x = value_new2(f, b, IR_AND, IR_I64, 0, x, value_const(f, b, IR_I64, 7));
    n = value_const(f, b, IR_I64, 8);
  }
  if (below(g, 3) == 0)
    n = value_new2(f, b, IR_OR, IR_I64, 0, pick(g, IR_I64), value_const(f, b, IR_I64, INT64_MIN + 8));
  ValueId v = value_new2(f, b, IR_BOUNDS_CHECK, IR_VOID, 0, x, n);
  func_value(f, v)->index = below(g, 8);
  return 0;
}

static void random_op(Gen *g) {
  static ValueId (*const kinds[])(Gen *) = {plain,
                                            plain,
                                            plain,
                                            plain,
                                            shift,
                                            shift,
                                            comparison,
                                            division,
                                            selection,
                                            negation,
                                            extension,
                                            truncation,
                                            bits,
                                            high_word,
                                            with_carry,
                                            two_words,
                                            float_compared,
                                            float_sign,
                                            float_bits,
                                            indexed,
                                            update,
                                            float_extreme,
                                            go_call,
                                            leaf_call,
                                            float_of_int,
                                            int_of_float,
                                            atomic,
                                            atomic,
                                            high_word,
                                            block_operation,
                                            bounds_check,
                                            float_arithmetic,
                                            float_arithmetic,
                                            float_selection};
  ValueId v = ONE_OF(g, kinds)(g);
  if (v) keep(g, v);
}

// ---- control flow

static void random_region(Gen *g, int depth);

// A value of the type that the pool has; if it has none, the type becomes that of one it has.
static ValueId known_value(Gen *g, IrType *type) {
  for (uint32_t i = 0; i < g->pool.count; i++)
    if (type_of(g, g->pool.values[i]) == *type) return g->pool.values[i];
  *type = type_of(g, g->pool.values[0]);
  return g->pool.values[0];
}

enum { JOINED = 3 };

// One way of a branch: a region between block b and the join. Gives the values that go to the join's phis.
static void random_arm(Gen *g, int depth, BlockId b, BlockId join, uint32_t count, const IrType *types,
                       ValueId *values) {
  Pool saved = g->pool;
  g->block = b;
  random_region(g, depth - 1);
  for (uint32_t k = 0; k < count; k++) values[k] = pick(g, types[k]);
  block_set_jump(g->f, g->block, join);
  g->pool = saved;
}

static void random_if(Gen *g, int depth) {
  Func *f = g->f;
  ValueId c = below(g, 4) ? comparison(g) : float_comparison(g, IR_F64);
  BlockId yes = func_new_block(f), no = below(g, 3) ? func_new_block(f) : 0, join = func_new_block(f), head = g->block;
  block_set_if(f, head, c, yes, no ? no : join);
  if (below(g, 4) == 0) func_block(f, yes)->cold = true;
  ValueId left[JOINED], right[JOINED];
  IrType types[JOINED] = {int_type(g), int_type(g), IR_F64};
  if (!no)  // values for the direct edge must be made in front of it
    for (int k = 0; k < JOINED; k++) right[k] = known_value(g, &types[k]);
  random_arm(g, depth, yes, join, JOINED, types, left);
  if (no) random_arm(g, depth, no, join, JOINED, types, right);
  g->block = join;
  bool right_first = func_block(f, join)->preds.data[0] == head;
  for (int k = 0; k < JOINED; k++) {
    ValueId phi = value_new(f, join, IR_PHI, types[k], 0);
    value_add_arg(f, phi, right_first ? right[k] : left[k]);
    value_add_arg(f, phi, right_first ? left[k] : right[k]);
    keep(g, phi);
  }
}

static void random_loop(Gen *g, int depth) {
  enum { CARRIED = 4 };  // the counter and others
  Func *f = g->f;
  BlockId entry = g->block, head = func_new_block(f), body = func_new_block(f), exit = func_new_block(f);
  IrType types[CARRIED] = {IR_I64, int_type(g), int_type(g), IR_F64};
  ValueId phis[CARRIED], initial[CARRIED];
  for (int k = 0; k < CARRIED; k++) initial[k] = k ? pick(g, types[k]) : value_const(f, entry, IR_I64, 0);
  block_set_jump(f, entry, head);
  for (int k = 0; k < CARRIED; k++) {
    phis[k] = value_new(f, head, IR_PHI, types[k], 0);
    value_add_arg(f, phis[k], initial[k]);
  }
  ValueId c = value_new2(f, head, IR_SLT, IR_I8, 0, phis[0], value_const(f, head, IR_I64, 1 + below(g, 5)));
  block_set_if(f, head, c, body, exit);
  for (int k = 1; k < CARRIED; k++) keep(g, phis[k]);
  Pool saved = g->pool;
  g->block = body;
  random_region(g, depth - 1);
  ValueId next[CARRIED];
  next[0] = value_new2(f, g->block, IR_ADD, IR_I64, 0, phis[0], value_const(f, g->block, IR_I64, 1));
  for (int k = 1; k < CARRIED; k++) {  // now and then another phi: an exchange
    int other = CARRIED - 1 - (k - 1) % 3;
    next[k] = below(g, 4) == 0 && types[k] == types[other] ? phis[other] : pick(g, types[k]);
  }
  block_set_jump(f, g->block, head);
  for (int k = 0; k < CARRIED; k++) value_add_arg(f, phis[k], next[k]);
  g->pool = saved;
  g->block = exit;
}

static void random_switch(Gen *g, int depth) {
  enum { WAYS = 4, DIRECT = 2 };  // one of them leads to the join at once
  Func *f = g->f;
  ValueId c = value_new2(f, g->block, IR_AND, IR_I64, 0, pick(g, IR_I64), value_const(f, g->block, IR_I64, WAYS - 1));
  BlockId head = g->block, join = func_new_block(f);
  IrType type = int_type(g);
  ValueId direct = pick(g, type), values[WAYS];
  func_block(f, head)->kind = BLOCK_SWITCH;
  func_block(f, head)->control = c;
  for (uint32_t k = 0; k < WAYS; k++) {
    if (k == DIRECT) {
      block_add_edge(f, head, join);
      values[k] = direct;
      continue;
    }
    BlockId arm = func_new_block(f);
    block_add_edge(f, head, arm);
    random_arm(g, depth, arm, join, 1, &type, &values[k]);
  }
  g->block = join;
  ValueId phi = value_new(f, join, IR_PHI, type, 0);
  for (uint32_t k = 0; k < WAYS; k++) value_add_arg(f, phi, values[k]);
  keep(g, phi);
}

static void random_region(Gen *g, int depth) {
  int count = 2 + (int)below(g, 12);
  for (int i = 0; i < count && g->budget-- > 0; i++) {
    uint32_t what = below(g, 14);
    if (what == 0 && depth > 0) random_if(g, depth);
    else if (what == 1 && depth > 0) random_loop(g, depth);
    else if (what == 2 && depth > 0 && below(g, 4) == 0) random_switch(g, depth);
    else random_op(g);
  }
}

// ---- whole functions

static AbiSignature *signature(Arena *arena, const IrType *params, uint32_t param_count, const IrType *results,
                               uint32_t result_count) {
  AbiSignature *s = arena_new(arena, AbiSignature);
  s->param_count = param_count;
  s->result_count = result_count;
  s->params = arena_array(arena, AbiParam, param_count + 1);
  s->results = arena_array(arena, AbiParam, result_count + 1);
  for (uint32_t i = 0; i < param_count + result_count; i++) {
    AbiParam *p = i < param_count ? &s->params[i] : &s->results[i - param_count];
    p->align = p->size = 8;
    p->component_count = 1;
    Leaf *component = arena_new(arena, Leaf);
    component->type = (uint8_t)(i < param_count ? params[i] : results[i - param_count]);
    p->components = component;
  }
  abi_assign(arena, s);
  return s;
}

static void make_callees(Gen *g, SymbolTable *table) {
  static const IrType params[] = {IR_I64, IR_I64, IR_F64, IR_F64}, results[] = {IR_I64, IR_F64};
  g->helper = arena_new(g->arena, CallInfo);
  g->helper->signature = signature(g->arena, params, 4, results, 2);
  g->helper->target = symbol_get(table, "helper");
  g->leaf = arena_new(g->arena, CallInfo);
  g->leaf->target = symbol_get(table, "leaf");
}

static void make_params(Gen *g) {
  IrType params[PARAMS_MAX], results[RESULTS] = {IR_I64, IR_F64, int_type(g)};
  uint32_t count = 1 + below(g, PARAMS_MAX);
  for (uint32_t i = 0, floats = 0; i < count; i++) {
    params[i] = below(g, 4) ? int_type(g) : float_type(g);
    if (type_is_float(params[i]) && ++floats > 6) params[i] = IR_I64;  // code.c fills as many registers
  }
  g->f->signature = signature(g->arena, params, count, results, RESULTS);
  for (uint32_t i = 0; i < count; i++) {
    ValueId p = value_new0(g->f, 1, IR_PARAM, params[i], 0);
    func_value(g->f, p)->index = i;
    keep(g, p);
  }
}

static void make_slot(Gen *g) {
  Func *f = g->f;
  Type *type = types_new_array(g->arena, g->session->universe->basic[BASIC_UINT64], 256);
  g->slot = value_new0(f, 1, IR_STACK_SLOT, IR_P, 0);
  func_value(f, g->slot)->go_type = type;
  ValueId clear = value_new1(f, 1, IR_ZERO, IR_VOID, 0, g->slot);
  func_value(f, clear)->go_type = type;
  for (int i = 0; i < 8; i++) {
    ValueId word = value_const(f, 1, IR_I64, interesting(g));
    ValueId s = value_new2(f, 1, IR_STORE, IR_VOID, 0, g->slot, word);
    func_value(f, s)->offset = 8 * i;
  }
}

Gen generate(Session *session, SymbolTable *table, Arena *arena, Symbol *symbol, uint64_t seed) {
  Gen gen = {.session = session, .arena = arena, .state = seed * 0x9E3779B97F4A7C15u + 1}, *g = &gen;
  for (int i = 0; i < 10; i++) next_random(g);
  g->budget = 10 + (int)(seed % 120);
  g->f = func_new(session, arena, symbol);
  g->block = func_new_block(g->f);
  make_callees(g, table);
  make_params(g);
  make_slot(g);
  do random_region(g, 3);
  while (g->budget > 0);
  ValueId results[RESULTS];
  for (int i = 0; i < RESULTS; i++) results[i] = pick(g, param_type(&g->f->signature->results[i]));
  Block *last = func_block(g->f, g->block);
  last->kind = BLOCK_RETURN;
  for (int i = 0; i < RESULTS; i++) vec_push(arena, &last->results, results[i]);
  func_verify(g->f, "generator");
  return gen;
}

void generate_arguments(Gen *g, Registers *in) {
  for (int i = 0; i < 9; i++) in->ints[i] = (uint64_t)interesting(g);
  for (int i = 0; i < 15; i++) in->floats[i] = (double)(interesting(g) % 1000) / 8;
  for (int i = 0; i < 40; i++) in->stack[i] = (uint64_t)interesting(g);
  const AbiSignature *s = g->f->signature;
  for (uint32_t i = 0; i < s->param_count; i++) {
    const AbiParam *p = &s->params[i];
    IrType t = param_type(p);
    if (t == IR_F32 && p->in_registers) {
      uint64_t low = from_double(IR_F32, in->floats[p->registers[0]]);
      memcpy(&in->floats[p->registers[0]], &low, 8);
    } else if (type_is_float(t) && !p->in_registers) {
      uint64_t *word = &in->stack[p->stack_offset / 8];
      *word = from_double(t, (double)(*word % 1000));
    }
  }
}
