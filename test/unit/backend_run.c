// The back end against an interpreter: random functions in SSA form are
// interpreted, compiled, copied into executable memory and called with Go's
// register convention; results must agree. The first run of some goes instruction by
// instruction: outside the unsafe points the frame must be complete.
//   backend_run [first seed] [count]
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "abi/functab.h"
#include "backend/backend.h"
#include "types/types.h"

// ---- the way in: registers of ABIInternal from and to memory

typedef struct Registers {
  uint64_t ints[9];
  double floats[15];
  uint64_t stack[40];
} Registers;
void call_go(void *code, Registers *registers, void *g);
void go_helper(void);
void go_bounds(void);
uint64_t c_leaf(uint64_t a, uint64_t b, double x);
uint64_t bounds_seen[3];
void *bounds_stack;

__asm__(
    ".globl call_go\ncall_go:\n"
    "  push rbp\n  mov rbp, rsp\n  push rbx\n  push r12\n  push r13\n  push r14\n  push r15\n  push rsi\n"
    "  sub rsp, 320\n  mov bounds_stack[rip], rsp\n"
    "  mov r14, rdx\n  mov r12, rdi\n  mov r13, rsi\n"
    "  lea rsi, [r13 + 192]\n  mov rdi, rsp\n  mov ecx, 40\n  rep movsq\n"
    "  mov rax, [r13]\n  mov rbx, [r13+8]\n  mov rcx, [r13+16]\n  mov rdi, [r13+24]\n  mov rsi, [r13+32]\n"
    "  mov r8, [r13+40]\n  mov r9, [r13+48]\n  mov r10, [r13+56]\n  mov r11, [r13+64]\n"
    "  movsd xmm0, [r13+72]\n  movsd xmm1, [r13+80]\n  movsd xmm2, [r13+88]\n  movsd xmm3, [r13+96]\n"
    "  movsd xmm4, [r13+104]\n  movsd xmm5, [r13+112]\n  xorps xmm15, xmm15\n"
    "  call r12\n"
    "call_go_return:\n"
    "  mov r12, [rbp-48]\n"
    "  mov [r12], rax\n  mov [r12+8], rbx\n  mov [r12+16], rcx\n  mov [r12+24], rdi\n  mov [r12+32], rsi\n"
    "  movsd [r12+72], xmm0\n  movsd [r12+80], xmm1\n"
    "  lea rdi, [r12+192]\n  mov rsi, rsp\n  mov ecx, 40\n  rep movsq\n"
    "  ptest xmm15, xmm15\n  jnz 1f\n"
    "  lea rsp, [rbp-48]\n  pop rsi\n  pop r15\n  pop r14\n  pop r13\n  pop r12\n  pop rbx\n  pop rbp\n  ret\n"
    "1: ud2\n"
    // Clobbers every register; AX = AX*3 + BX, X0 += X1.
    ".globl go_helper\ngo_helper:\n"
    "  test rsp, 15\n  jz 1b\n  mov r12, rsp\n  and r12, 15\n  cmp r12, 8\n  jne 1b\n"
    "  lea rax, [rax+rax*2]\n  add rax, rbx\n  addsd xmm0, xmm1\n"
    "  mov rbx, -77\n  mov rcx, rbx\n  mov rdx, rbx\n  mov rsi, rbx\n  mov rdi, rbx\n  mov r8, rbx\n  mov r9, rbx\n"
    "  mov r10, rbx\n  mov r11, rbx\n  mov r12, rbx\n  mov r13, rbx\n  mov r15, rbx\n"
    "  movq xmm1, rbx\n  movq xmm2, rbx\n  movq xmm3, rbx\n  movq xmm4, rbx\n  movq xmm5, rbx\n  movq xmm6, rbx\n"
    "  movq xmm7, rbx\n  movq xmm8, rbx\n  movq xmm9, rbx\n  movq xmm10, rbx\n  movq xmm11, rbx\n  movq xmm12, rbx\n"
    "  movq xmm13, rbx\n  movq xmm14, rbx\n  ret\n"
    // A failed bounds check: notes AX, CX, DX and leaves the function under test.
    ".globl go_bounds\ngo_bounds:\n"
    "  mov bounds_seen[rip], rax\n  mov bounds_seen[rip+8], rcx\n  mov bounds_seen[rip+16], rdx\n"
    "  mov rsp, bounds_stack[rip]\n  lea rbp, [rsp+320+48]\n  mov rax, -1\n  jmp call_go_return\n");

uint64_t __attribute__((noinline)) c_leaf(uint64_t a, uint64_t b, double x) {
  __asm__ volatile("xorps %%xmm15, %%xmm15; pcmpeqd %%xmm15, %%xmm15; pcmpeqd %%xmm3, %%xmm3; pcmpeqd %%xmm9, %%xmm9" ::
                       : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "xmm3", "xmm9");
  return a * 5 + b + (uint64_t)(int64_t)(x > 100 || x < -100 || x != x ? 7 : x);
}

// ---- random functions

static Type *bytes_type(Session *session, Arena *arena, int64_t size) {
  return types_new_array(arena, session->universe->basic[BASIC_UINT8], size);
}

typedef struct Gen {
  Func *f;
  Session *session;
  SymbolTable *table;
  uint64_t state;
  BlockId block;
  ValueId pool[64];
  uint32_t pool_count, param_count;
  ValueId slot;
  CallInfo *helper, *leaf;
  int budget;
  Arena *arena;
} Gen;

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
static bool is_float(IrType t) { return t == IR_F32 || t == IR_F64; }

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
    ValueId v = g->pool[below(g, g->pool_count)];
    if (type_of(g, v) == type) return v;
  }
  return constant(g, type);
}

static void keep(Gen *g, ValueId v) {
  if (g->pool_count < 64) g->pool[g->pool_count++] = v;
  else g->pool[below(g, 64)] = v;
}

// Keeps the first of an operation's two results; returns the second.
static ValueId keep_both(Gen *g, BlockId b, ValueId operation) {
  keep(g, value_new1(g->f, b, IR_PROJECT, IR_I64, 0, operation));
  ValueId second = value_new1(g->f, b, IR_PROJECT, IR_I64, 0, operation);
  func_value(g->f, second)->index = 1;
  return second;
}

static IrType int_type(Gen *g) {
  static const IrType types[] = {IR_I64, IR_I64, IR_I64, IR_I32, IR_I32, IR_I16, IR_I8};
  return types[below(g, 7)];
}

static void random_op(Gen *g) {
  Func *f = g->f;
  BlockId b = g->block;
  IrType t = int_type(g), ft = below(g, 3) ? IR_F64 : IR_F32;
  ValueId v = 0;
  static const Op plain[] = {IR_ADD, IR_SUB, IR_MUL, IR_AND, IR_OR, IR_XOR, IR_ADD, IR_SUB};
  static const Op shifts[] = {IR_SHL, IR_SHR, IR_SAR, IR_ROTL};
  static const Op compares[] = {IR_EQ, IR_NE, IR_SLT, IR_SLE, IR_ULT, IR_ULE};
  static const Op divisions[] = {IR_SDIV, IR_UDIV, IR_SREM, IR_UREM};
  static const Op float_ops[] = {IR_FADD, IR_FSUB, IR_FMUL, IR_FDIV};
  static const Op float_compares[] = {IR_FEQ, IR_FNE, IR_FLT, IR_FLE};
  static const Op bit_ops[] = {IR_CLZ, IR_CTZ, IR_POPCNT, IR_BITREV, IR_BSWAP};
  switch (below(g, 30)) {
    case 0:
    case 1:
    case 2:
    case 3: v = value_new2(f, b, plain[below(g, 8)], t, 0, pick(g, t), pick(g, t)); break;
    case 4:
    case 5: {
      ValueId x = pick(g, t), c = below(g, 2) ? pick(g, IR_I64) : constant(g, IR_I64);
      v = value_new2(f, b, shifts[below(g, 4)], t, 0, x, c);
      break;
    }
    case 6: v = value_new2(f, b, compares[below(g, 6)], IR_I8, 0, pick(g, t), pick(g, t)); break;
    case 7: {
      ValueId x = pick(g, t), y = value_new2(f, b, IR_OR, t, 0, pick(g, t), value_const(f, b, t, 1));
      v = value_new2(f, b, divisions[below(g, 4)], t, 0, x, y);
      break;
    }
    case 8: {
      ValueId x = pick(g, t), y = pick(g, t);
      v = value_new2(f, b, compares[below(g, 6)], IR_I8, 0, x, y);
      ValueId p = pick(g, t), q = pick(g, t);
      v = value_new3(f, b, IR_SELECT, t, 0, v, p, q);
      break;
    }
    case 9: v = value_new1(f, b, below(g, 2) ? IR_NEG : IR_NOT, t, 0, pick(g, t)); break;
    case 10: {
      IrType from = (IrType)(IR_I8 + below(g, 3)), to = (IrType)(from + 1 + below(g, (uint32_t)(IR_I64 - from)));
      v = value_new1(f, b, below(g, 2) ? IR_SEXT : IR_ZEXT, to, 0, pick(g, from));
      break;
    }
    case 11: {
      IrType to = (IrType)(IR_I8 + below(g, 3)), from = (IrType)(to + 1 + below(g, (uint32_t)(IR_I64 - to)));
      v = value_new1(f, b, IR_TRUNC, to, 0, pick(g, from));
      break;
    }
    case 12:
    case 13: v = value_new2(f, b, float_ops[below(g, 4)], ft, 0, pick(g, ft), pick(g, ft)); break;
    case 14: v = value_new2(f, b, float_compares[below(g, 4)], IR_I8, 0, pick(g, ft), pick(g, ft)); break;
    case 15: {
      ValueId x = pick(g, ft), y = pick(g, ft);
      v = value_new2(f, b, float_compares[below(g, 4)], IR_I8, 0, x, y);
      x = pick(g, ft), y = pick(g, ft);
      v = value_new3(f, b, IR_SELECT, ft, 0, v, x, y);
      break;
    }
    case 16: v = value_new1(f, b, IR_SI_TO_F, ft, 0, pick(g, below(g, 2) ? IR_I64 : IR_I32)); break;
    case 17: v = value_new1(f, b, below(g, 2) ? IR_FNEG : IR_FABS, ft, 0, pick(g, ft)); break;
    case 18: {
      uint32_t op = below(g, 5);
      if (bit_ops[op] == IR_BSWAP && t == IR_I8) t = IR_I64;
      v = value_new1(f, b, bit_ops[op], t, 0, pick(g, t));
      break;
    }
    case 19: {  // memory: slot[i & 7] with all widths
      ValueId i = value_new2(f, b, IR_AND, IR_I64, 0, pick(g, IR_I64), value_const(f, b, IR_I64, 7));
      ValueId scaled = value_new2(f, b, IR_SHL, IR_I64, 0, i, value_const(f, b, IR_I64, 3));
      ValueId p = value_new2(f, b, IR_PTR_ADD, IR_P, 0, g->slot, scaled);
      if (below(g, 2)) {
        value_new2(f, b, IR_STORE, IR_VOID, 0, p, pick(g, t));
        return;
      }
      v = value_new1(f, b, IR_LOAD, t, 0, p);
      break;
    }
    case 20: {  // update in place
      ValueId x = value_new1(f, b, IR_LOAD, t, 0, g->slot);
      func_value(f, x)->offset = 8 * (int32_t)below(g, 8);
      int32_t offset = func_value(f, x)->offset;
      ValueId y = value_new2(f, b, plain[below(g, 8)], t, 0, x, pick(g, t));
      ValueId s = value_new2(f, b, IR_STORE, IR_VOID, 0, g->slot, y);
      func_value(f, s)->offset = offset;
      return;
    }
    case 21: {  // Go call
      ValueId args[4] = {pick(g, IR_I64), pick(g, IR_I64), pick(g, IR_F64), pick(g, IR_F64)};
      ValueId c = value_new(f, b, IR_CALL, IR_VOID, 0);
      for (int k = 0; k < 4; k++) value_add_arg(f, c, args[k]);
      func_value(f, c)->call = g->helper;
      v = value_new1(f, b, IR_RESULT, IR_I64, 0, c);
      keep(g, v);
      v = value_new1(f, b, IR_RESULT, IR_F64, 0, c);
      func_value(f, v)->index = 1;
      break;
    }
    case 22: {
      ValueId args[3] = {pick(g, IR_I64), pick(g, IR_I64), pick(g, IR_F64)};
      ValueId c = value_new(f, b, IR_CALL_LEAF, IR_VOID, 0);
      for (int k = 0; k < 3; k++) value_add_arg(f, c, args[k]);
      func_value(f, c)->call = g->leaf;
      v = value_new1(f, b, IR_RESULT, IR_I64, 0, c);
      break;
    }
    case 23: {
      ValueId x = pick(g, IR_I64), y = pick(g, IR_I64);
      ValueId z = value_new2(f, b, IR_AND, IR_I64, 0, pick(g, IR_I64), value_const(f, b, IR_I64, 1));
      ValueId w = value_new3(f, b, below(g, 2) ? IR_ADD_CARRY : IR_SUB_BORROW, IR_VOID, 0, x, y, z);
      v = keep_both(g, b, w);
      break;
    }
    case 24: {
      static const Op wide[] = {IR_UMULH, IR_SMULH, IR_FMIN, IR_FMAX, IR_UI_TO_F};
      Op op = wide[below(g, 5)];
      if (op == IR_UI_TO_F) v = value_new1(f, b, op, ft, 0, pick(g, IR_I64));
      else if (op == IR_FMIN || op == IR_FMAX) v = value_new2(f, b, op, ft, 0, pick(g, ft), pick(g, ft));
      else v = value_new2(f, b, op, IR_I64, 0, pick(g, IR_I64), pick(g, IR_I64));
      break;
    }
    case 25: {  // block move and zero in the upper part of the slot
      uint32_t size = below(g, 4) ? 1 + below(g, 64) : 200 + below(g, 200);
      Type *type = bytes_type(g->session, g->arena, size);
      ValueId to = value_new2(f, b, IR_PTR_ADD, IR_P, 0, g->slot, value_const(f, b, IR_I64, 1024 + 8 * below(g, 8)));
      bool zero = below(g, 2);
      if (zero) v = value_new1(f, b, IR_ZERO, IR_VOID, 0, to);
      else v = value_new2(f, b, IR_MOVE, IR_VOID, 0, to, g->slot);
      func_value(f, v)->go_type = type;
      v = value_new1(f, b, IR_LOAD, t, 0, g->slot);
      func_value(f, v)->offset = 1024 + (int32_t)below(g, 64);
      break;
    }
    case 26: {  // bounds check that seldom fails
      ValueId x = pick(g, IR_I64), n = constant(g, IR_I64);
      if (below(g, 8))
        x = value_new2(f, b, IR_AND, IR_I64, 0, x, value_const(f, b, IR_I64, 7)), n = value_const(f, b, IR_I64, 8);
      if (below(g, 3) == 0)
        n = value_new2(f, b, IR_OR, IR_I64, 0, pick(g, IR_I64), value_const(f, b, IR_I64, INT64_MIN + 8));
      v = value_new2(f, b, IR_BOUNDS_CHECK, IR_VOID, 0, x, n);
      func_value(f, v)->index = below(g, 8);
      return;
    }
    case 27: {
      IrType it = below(g, 2) ? IR_I64 : IR_I32;
      ValueId x = pick(g, ft);
      ValueId ok = value_new2(f, b, IR_FLT, IR_I8, 0, value_new1(f, b, IR_FABS, ft, 0, x),
                              value_const(f, b, ft, ft == IR_F64 ? 0x41C0000000000000 : 0x4E000000));
      x = value_new3(f, b, IR_SELECT, ft, 0, ok, x, value_const(f, b, ft, 0));
      if (it == IR_I64 && below(g, 2)) v = value_new1(f, b, IR_F_TO_UI, it, 0, value_new1(f, b, IR_FABS, ft, 0, x));
      else v = value_new1(f, b, IR_F_TO_SI, it, 0, x);
      break;
    }
    case 28: {
      v = value_new1(f, b, below(g, 2) ? IR_BITCAST : IR_FSQRT, IR_F64, 0, 0);
      func_block(f, b)->values.len--;
      if (func_value(f, v)->op == IR_BITCAST) {
        ValueId x = pick(g, IR_F64);
        v = value_new1(f, b, IR_BITCAST, IR_I64, 0, x);
      } else {
        ValueId x = value_new1(f, b, IR_FABS, IR_F64, 0, pick(g, IR_F64));
        v = value_new1(f, b, IR_FSQRT, IR_F64, 0, x);
      }
      break;
    }
    case 29: {
      ValueId x = pick(g, IR_I64), y = pick(g, IR_I64),
              high = value_new2(f, b, IR_AND, IR_I64, 0, pick(g, IR_I64), value_const(f, b, IR_I64, 255));
      y = value_new2(f, b, IR_OR, IR_I64, 0, y, value_const(f, b, IR_I64, 256));
      ValueId w = below(g, 2) ? value_new3(f, b, IR_UDIV_WIDE, IR_VOID, 0, high, x, y)
                              : value_new2(f, b, IR_UMUL_WIDE, IR_VOID, 0, x, y);
      v = keep_both(g, b, w);
      break;
    }
    default: {  // atomics on the slot
      static const Op ops[] = {IR_ATOMIC_XCHG, IR_ATOMIC_ADD,  IR_ATOMIC_AND,
                               IR_ATOMIC_OR,   IR_ATOMIC_LOAD, IR_ATOMIC_CAS};
      IrType at = below(g, 2) ? IR_I64 : IR_I32;
      Op op = ops[below(g, 6)];
      ValueId x = pick(g, at), y = pick(g, at);
      if (op == IR_ATOMIC_LOAD) v = value_new1(f, b, op, at, 0, g->slot);
      else if (op == IR_ATOMIC_CAS) v = value_new3(f, b, op, IR_I8, 0, g->slot, x, y);
      else v = value_new2(f, b, op, at, 0, g->slot, x);
      func_value(f, v)->offset = 8 * (int32_t)below(g, 8);
      break;
    }
  }
  keep(g, v);
}

static void random_region(Gen *g, int depth);

static void random_if(Gen *g, int depth) {
  Func *f = g->f;
  ValueId c;
  IrType t = int_type(g);
  ValueId x = pick(g, t), y = pick(g, t);
  if (below(g, 4)) c = value_new2(f, g->block, (Op)(IR_EQ + below(g, 6)), IR_I8, 0, x, y);
  else c = value_new2(f, g->block, (Op)(IR_FEQ + below(g, 4)), IR_I8, 0, pick(g, IR_F64), pick(g, IR_F64));
  BlockId yes = func_new_block(f), no = below(g, 3) ? func_new_block(f) : 0, join = func_new_block(f), head = g->block;
  func_block(f, head)->pos = 0;
  block_set_if(f, head, c, yes, no ? no : join);
  if (below(g, 4) == 0) func_block(f, yes)->cold = true;
  ValueId saved[64];
  uint32_t saved_count = g->pool_count;
  memcpy(saved, g->pool, sizeof saved);
  ValueId left[3], right[3];
  IrType types[3] = {int_type(g), int_type(g), IR_F64};
  if (!no)
    for (int k = 0; k < 3; k++) right[k] = 0;
  BlockId order[2] = {yes, no};
  if (!no) {  // the values for the direct edge must be in head: use old ones
    for (int k = 0; k < 3; k++) {
      ValueId found = 0;
      for (uint32_t i = 0; i < saved_count && !found; i++)
        if (type_of(g, saved[i]) == types[k]) found = saved[i];
      if (!found) types[k] = type_of(g, saved[0]), found = saved[0];
      right[k] = found;
    }
  }
  for (int side = 0; side < (no ? 2 : 1); side++) {
    g->block = order[side];
    memcpy(g->pool, saved, sizeof saved);
    g->pool_count = saved_count;
    random_region(g, depth - 1);
    for (int k = 0; k < 3; k++) (side ? right : left)[k] = pick(g, types[k]);
    block_set_jump(f, g->block, join);
  }
  memcpy(g->pool, saved, sizeof saved);
  g->pool_count = saved_count;
  g->block = join;
  bool direct_first = func_block(f, join)->preds.data[0] == head;
  for (int k = 0; k < 3; k++) {
    ValueId phi = value_new(f, join, IR_PHI, types[k], 0);
    value_add_arg(f, phi, !no && direct_first ? right[k] : left[k]);
    value_add_arg(f, phi, !no && direct_first ? left[k] : right[k]);
    keep(g, phi);
  }
}

static void random_loop(Gen *g, int depth) {
  Func *f = g->f;
  BlockId entry = g->block, head = func_new_block(f), body = func_new_block(f), exit = func_new_block(f);
  IrType types[4] = {IR_I64, int_type(g), int_type(g), IR_F64};
  ValueId phis[4], initial[4];
  for (int k = 0; k < 4; k++) initial[k] = k ? pick(g, types[k]) : value_const(f, entry, IR_I64, 0);
  block_set_jump(f, entry, head);
  for (int k = 0; k < 4; k++) {
    phis[k] = value_new(f, head, IR_PHI, types[k], 0);
    value_add_arg(f, phis[k], initial[k]);
  }
  ValueId c = value_new2(f, head, IR_SLT, IR_I8, 0, phis[0], value_const(f, head, IR_I64, 1 + below(g, 5)));
  block_set_if(f, head, c, body, exit);
  ValueId saved[64];
  uint32_t saved_count;
  for (int k = 1; k < 4; k++) keep(g, phis[k]);
  memcpy(saved, g->pool, sizeof saved);
  saved_count = g->pool_count;
  g->block = body;
  random_region(g, depth - 1);
  ValueId next[4];
  next[0] = value_new2(f, g->block, IR_ADD, IR_I64, 0, phis[0], value_const(f, g->block, IR_I64, 1));
  for (int k = 1; k < 4; k++)
    next[k] = below(g, 4) == 0 && types[k] == types[3 - (k - 1) % 3] ? phis[3 - (k - 1) % 3] : pick(g, types[k]);
  block_set_jump(f, g->block, head);
  for (int k = 0; k < 4; k++) value_add_arg(f, phis[k], next[k]);
  memcpy(g->pool, saved, sizeof saved);
  g->pool_count = saved_count;
  g->block = exit;
}

static void random_switch(Gen *g, int depth) {
  Func *f = g->f;
  ValueId c = value_new2(f, g->block, IR_AND, IR_I64, 0, pick(g, IR_I64), value_const(f, g->block, IR_I64, 3));
  BlockId head = g->block, join = func_new_block(f);
  IrType type = int_type(g);
  ValueId direct = pick(g, type), values[4], saved[64];
  uint32_t saved_count = g->pool_count;
  memcpy(saved, g->pool, sizeof saved);
  func_block(f, head)->kind = BLOCK_SWITCH;
  func_block(f, head)->control = c;
  for (uint32_t k = 0; k < 4; k++) {
    if (k == 2) {
      block_add_edge(f, head, join);
      values[k] = direct;
      continue;
    }
    BlockId arm = func_new_block(f);
    block_add_edge(f, head, arm);
    g->block = arm;
    memcpy(g->pool, saved, sizeof saved);
    g->pool_count = saved_count;
    random_region(g, depth - 1);
    values[k] = pick(g, type);
    block_set_jump(f, g->block, join);
  }
  memcpy(g->pool, saved, sizeof saved);
  g->pool_count = saved_count;
  g->block = join;
  ValueId phi = value_new(f, join, IR_PHI, type, 0);
  for (uint32_t k = 0; k < 4; k++) value_add_arg(f, phi, values[k]);
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

// ---- the interpreter

static uint64_t truncate_to(IrType t, uint64_t x) {
  return t == IR_I8 ? (uint8_t)x : t == IR_I16 ? (uint16_t)x : t == IR_I32 || t == IR_F32 ? (uint32_t)x : x;
}
static int64_t sign(IrType t, uint64_t x) {
  return t == IR_I8 ? (int8_t)x : t == IR_I16 ? (int16_t)x : t == IR_I32 ? (int32_t)x : (int64_t)x;
}
static double as_double(IrType t, uint64_t x) {
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
static uint64_t from_double(IrType t, double d) {
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

typedef struct Memory {
  uint8_t bytes[2048];
} Memory;

static uint64_t load(const uint8_t *p, IrType t) {
  uint64_t x = 0;
  memcpy(&x, p, ir_type_size(t));
  return x;
}

static uint64_t interpret_value(Func *f, ValueId v, uint64_t *r, const Registers *in, Memory *memory) {
  Value *x = func_value(f, v);
  const ValueId *args = value_args(f, v);
  IrType t = (IrType)x->type, at = x->arg_count ? (IrType)func_value(f, args[0])->type : t;
  uint64_t a = x->arg_count > 0 ? r[args[0]] : 0, b = x->arg_count > 1 ? r[args[1]] : 0,
           c = x->arg_count > 2 ? r[args[2]] : 0;
  int64_t sa = sign(at, a), sb = x->arg_count > 1 ? sign((IrType)func_value(f, args[1])->type, b) : 0;
  uint32_t width = 8 * ir_type_size(t);
  double da = as_double(at, a), db = as_double(at, b);
  switch (x->op) {
    case IR_CONST: return truncate_to(t, (uint64_t)x->constant);
    case IR_PARAM: {
      AbiParam *p = &f->signature->params[x->index];
      if (!p->in_registers) return truncate_to(t, in->stack[p->stack_offset / 8]);
      uint64_t bits;
      if (is_float(t)) memcpy(&bits, &in->floats[p->registers[0]], 8);
      else bits = in->ints[p->registers[0]];
      return truncate_to(t, bits);
    }
    case IR_STACK_SLOT: return 0;
    case IR_PTR_ADD: return a + b + (uint64_t)(int64_t)x->offset;
    case IR_LOAD: return load(memory->bytes + a + x->offset, t);
    case IR_STORE:
      memcpy(memory->bytes + a + x->offset, &b, ir_type_size((IrType)func_value(f, args[1])->type));
      return 0;
    case IR_ADD: return a + b;
    case IR_SUB: return a - b;
    case IR_MUL: return a * b;
    case IR_AND: return a & b;
    case IR_OR: return a | b;
    case IR_XOR: return a ^ b;
    case IR_NEG: return -a;
    case IR_NOT: return ~a;
    case IR_SHL: return b >= width ? 0 : a << b;
    case IR_SHR: return b >= width ? 0 : a >> b;
    case IR_SAR: return (uint64_t)(sa >> (b >= width ? width - 1 : b));
    case IR_ROTL: b &= width - 1; return b ? a << b | a >> (width - b) : a;
    case IR_SDIV: return sb == -1 ? -a : (uint64_t)(sa / sb);
    case IR_SREM: return sb == -1 ? 0 : (uint64_t)(sa % sb);
    case IR_UDIV: return a / b;
    case IR_UREM: return a % b;
    case IR_EQ: return a == b;
    case IR_NE: return a != b;
    case IR_SLT: return sa < sb;
    case IR_SLE: return sa <= sb;
    case IR_ULT: return a < b;
    case IR_ULE: return a <= b;
    case IR_FEQ: return da == db;
    case IR_FNE: return da != db;
    case IR_FLT: return da < db;
    case IR_FLE: return da <= db;
    case IR_SELECT: return a ? b : c;
    case IR_SEXT: return (uint64_t)sa;
    case IR_ZEXT:
    case IR_TRUNC: return a;
    case IR_FADD: return t == IR_F32 ? from_double(t, (float)da + (float)db) : from_double(t, da + db);
    case IR_FSUB: return t == IR_F32 ? from_double(t, (float)da - (float)db) : from_double(t, da - db);
    case IR_FMUL: return t == IR_F32 ? from_double(t, (float)da * (float)db) : from_double(t, da * db);
    case IR_FDIV: return t == IR_F32 ? from_double(t, (float)da / (float)db) : from_double(t, da / db);
    case IR_FNEG: return a ^ (t == IR_F32 ? 0x80000000u : 1ull << 63);
    case IR_FABS: return a & ~(t == IR_F32 ? 0x80000000u : 1ull << 63);
    case IR_FMIN: return from_double(t, float_min(da, db));
    case IR_FMAX: return from_double(t, -float_min(-da, -db));
    case IR_SI_TO_F: return t == IR_F32 ? from_double(t, (float)sa) : from_double(t, (double)sa);
    case IR_UI_TO_F: return t == IR_F32 ? from_double(t, (float)a) : from_double(t, (double)a);
    case IR_UMULH: return (uint64_t)((unsigned __int128)a * b >> 64);
    case IR_SMULH: return (uint64_t)((__int128)sa * sb >> 64);
    case IR_CLZ:
      for (b = 0; b < width && !(a >> (width - 1 - b) & 1); b++) {}
      return b;
    case IR_CTZ:
      for (b = 0; b < width && !(a >> b & 1); b++) {}
      return b;
    case IR_POPCNT: return (uint64_t)__builtin_popcountll(a);
    case IR_BITREV:
      for (b = c = 0; b < width; b++) c |= (a >> b & 1) << (width - 1 - b);
      return c;
    case IR_BSWAP: return __builtin_bswap64(a) >> (64 - width);
    case IR_PROJECT: {
      Value *m = func_value(f, args[0]);
      uint64_t p = r[value_arg(f, args[0], 0)], q = r[value_arg(f, args[0], 1)], z = r[value_arg(f, args[0], 2)] & 1;
      if (m->op == IR_UMUL_WIDE) return x->index ? p * q : (uint64_t)((unsigned __int128)p * q >> 64);
      if (m->op == IR_UDIV_WIDE) {
        unsigned __int128 n = (unsigned __int128)p << 64 | q;
        uint64_t y = r[value_arg(f, args[0], 2)];
        return x->index ? (uint64_t)(n % y) : (uint64_t)(n / y);
      }
      unsigned __int128 wide = m->op == IR_ADD_CARRY ? (unsigned __int128)p + q + z : (unsigned __int128)p - q - z;
      return x->index ? (uint64_t)(wide >> 64) & 1 : (uint64_t)wide;
    }
    case IR_RESULT: {
      const ValueId *in_args = value_args(f, args[0]);
      if (func_value(f, args[0])->op == IR_CALL_LEAF)
        return c_leaf(r[in_args[0]], r[in_args[1]], as_double(IR_F64, r[in_args[2]]));
      if (x->index) return from_double(IR_F64, as_double(IR_F64, r[in_args[2]]) + as_double(IR_F64, r[in_args[3]]));
      return r[in_args[0]] * 3 + r[in_args[1]];
    }
    case IR_ATOMIC_LOAD:
    case IR_ATOMIC_XCHG:
    case IR_ATOMIC_ADD:
    case IR_ATOMIC_AND:
    case IR_ATOMIC_OR: {
      uint8_t *p = memory->bytes + a + x->offset;
      uint64_t old = load(p, t), n = old;
      if (x->op == IR_ATOMIC_XCHG) n = b;
      if (x->op == IR_ATOMIC_ADD) n = old + b;
      if (x->op == IR_ATOMIC_AND) n = old & b;
      if (x->op == IR_ATOMIC_OR) n = old | b;
      memcpy(p, &n, ir_type_size(t));
      return x->op == IR_ATOMIC_ADD ? n : old;
    }
    case IR_MOVE: memmove(memory->bytes + a, memory->bytes + b, (size_t)types_sizeof(x->go_type)); return 0;
    case IR_ZERO: memset(memory->bytes + a, 0, (size_t)types_sizeof(x->go_type)); return 0;
    case IR_F_TO_SI: return t == IR_I32 ? (uint64_t)(int32_t)da : (uint64_t)(int64_t)da;
    case IR_F_TO_UI: return (uint64_t)da;
    case IR_BITCAST: return a;
    case IR_FSQRT: return from_double(t, sqrt(da));
    case IR_ATOMIC_CAS: {
      IrType vt = (IrType)func_value(f, args[1])->type;
      uint8_t *p = memory->bytes + a + x->offset;
      if (load(p, vt) != b) return 0;
      memcpy(p, &c, ir_type_size(vt));
      return 1;
    }
    default: return 0;
  }
}

// False: a bounds check failed, whose operands are the results.
static bool interpret(Func *f, const Registers *in, uint64_t *results) {
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

// ---- driver

static uint8_t *code_area;
static size_t code_used;
enum { CODE_SIZE = 64 << 20 };

static uint64_t trampoline(void *target) {
  code_used = (code_used + 15) & ~(size_t)15;
  uint8_t *p = code_area + code_used;
  static const uint8_t jump[6] = {0xFF, 0x25, 0, 0, 0, 0};
  memcpy(p, jump, 6);
  memcpy(p + 6, &target, 8);
  code_used += 16;
  return (uint64_t)(uintptr_t)p;
}

static void *install(Symbol *symbol) {
  code_used = (code_used + 15) & ~(size_t)15;
  uint8_t *p = code_area + code_used;
  code_used += (size_t)symbol->size;
  memcpy(p, symbol->bytes, (size_t)symbol->size);
  for (uint32_t i = 0; i < symbol->relocs.len; i++) {
    Reloc *reloc = &symbol->relocs.data[i];
    int64_t value = (int64_t)reloc->target->address + reloc->addend - (int64_t)(uintptr_t)(p + reloc->offset);
    int32_t word = (int32_t)value;
    memcpy(p + reloc->offset, &word, 4);
  }
  return p;
}

// ---- a signal at every instruction

enum { TRAP_FLAG = 0x100 };
static struct {
  uintptr_t code;
  const FuncMeta *meta;
  uint64_t size, steps, unsafe;
  uint32_t wrong;
} stepping;

static bool is_unsafe(const FuncMeta *meta, uint64_t at) {
  for (uint32_t i = 0; i < meta->unsafe_ranges.len; i++)
    if (at >= meta->unsafe_ranges.data[i].start && at < meta->unsafe_ranges.data[i].end) return true;
  return false;
}

static void on_step(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)info;
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  if (!stepping.code) registers[REG_EFL] &= ~TRAP_FLAG;
  uint64_t at = (uint64_t)registers[REG_RIP] - stepping.code;
  if (at >= stepping.size) return;
  stepping.steps++;
  const FuncMeta *meta = stepping.meta;
  if (is_unsafe(meta, at)) {
    stepping.unsafe++;
    return;
  }
  uint64_t sp = (uint64_t)registers[REG_RSP], top = (uint64_t)(uintptr_t)bounds_stack;
  bool frame = !(meta->flags & FUNC_NO_FRAME);
  bool right = frame ? sp + meta->frame_size + 16 == top && (uint64_t)registers[REG_RBP] == top - 16 : sp + 8 == top;
  if (!right && !stepping.wrong) stepping.wrong = (uint32_t)at + 1;
}

static void call_stepping(void *code, const Symbol *symbol, Registers *registers, void *g) {
  stepping.meta = symbol->meta;
  stepping.size = (uint64_t)symbol->size;
  stepping.wrong = 0;
  stepping.code = (uintptr_t)code;
  __asm__ volatile("pushfq\n or dword ptr [rsp], 0x100\n popfq" ::: "memory", "cc");
  call_go(code, registers, g);
  stepping.code = 0;
}

static AbiSignature *signature(Arena *arena, const IrType *params, uint32_t param_count, const IrType *results,
                               uint32_t result_count) {
  AbiSignature *s = arena_new(arena, AbiSignature);
  s->param_count = param_count;
  s->result_count = result_count;
  s->params = arena_array(arena, AbiParam, param_count + 1);
  s->results = arena_array(arena, AbiParam, result_count + 1);
  for (uint32_t i = 0; i < param_count + result_count; i++) {
    AbiParam *p = i < param_count ? &s->params[i] : &s->results[i - param_count];
    IrType t = i < param_count ? params[i] : results[i - param_count];
    p->size = p->align = ir_type_size(t);
    p->align = p->size = 8;
    p->component_count = 1;
    Leaf *component = arena_new(arena, Leaf);
    component->type = (uint8_t)t;
    p->components = component;
  }
  abi_assign(arena, s);
  return s;
}

int main(int argc, char **argv) {
  uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 0) : 1, count = argc > 2 ? strtoull(argv[2], NULL, 0) : 2000;
  bool dump = argc > 3;
  Session *session = session_new(1);
  types_init(session);
  session->debug.verify = true;
  SymbolTable *table = symbol_table_new(session);
  code_area = mmap(NULL, CODE_SIZE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  symbol_get(table, "helper")->address = trampoline((void *)go_helper);
  symbol_get(table, "leaf")->address = trampoline((void *)c_leaf);
  symbol_get(table, "rt_panic_bounds")->address = trampoline((void *)go_bounds);
  symbol_get(table, "rt_morestack")->address = trampoline((void *)go_bounds);
  size_t keep_used = code_used;
  sigaction(SIGTRAP, &(struct sigaction){.sa_sigaction = on_step, .sa_flags = SA_SIGINFO}, NULL);
  uint64_t fake_g[16] = {0};
  uint32_t failures = 0;
  for (uint64_t seed = first; seed < first + count && failures < 5; seed++) {
    Arena arena, out;
    arena_init(&arena);
    arena_init(&out);
    Gen g = {
        .session = session, .table = table, .state = seed * 0x9E3779B97F4A7C15u + 1, .budget = 10 + (int)(seed % 120)};
    for (int i = 0; i < 10; i++) next_random(&g);
    Symbol *symbol = arena_new(&out, Symbol);
    symbol->name = name_cstr(session->names, "f");
    Func *f = g.f = func_new(session, &arena, symbol);
    g.block = func_new_block(f);
    IrType helper_params[4] = {IR_I64, IR_I64, IR_F64, IR_F64}, helper_results[2] = {IR_I64, IR_F64};
    CallInfo helper = {.signature = signature(&arena, helper_params, 4, helper_results, 2),
                       .target = symbol_get(table, "helper")};
    CallInfo leaf = {.target = symbol_get(table, "leaf")};
    g.helper = &helper;
    g.leaf = &leaf;
    IrType params[14], results[3] = {IR_I64, IR_F64, int_type(&g)};
    uint32_t param_count = 1 + below(&g, 14);
    for (uint32_t i = 0; i < param_count; i++) params[i] = below(&g, 4) ? int_type(&g) : below(&g, 3) ? IR_F64 : IR_F32;
    for (uint32_t i = 0, floats = 0; i < param_count; i++)
      if (is_float(params[i]) && ++floats > 6) params[i] = IR_I64;
    f->signature = signature(&arena, params, param_count, results, 3);
    Type *slot_type = types_new_array(&arena, session->universe->basic[BASIC_UINT64], 256);
    g.arena = &arena;
    for (uint32_t i = 0; i < param_count; i++) {
      ValueId p = value_new0(f, 1, IR_PARAM, params[i], 0);
      func_value(f, p)->index = i;
      keep(&g, p);
    }
    g.slot = value_new0(f, 1, IR_STACK_SLOT, IR_P, 0);
    func_value(f, g.slot)->go_type = slot_type;
    ValueId clear = value_new1(f, 1, IR_ZERO, IR_VOID, 0, g.slot);
    func_value(f, clear)->go_type = slot_type;
    for (int i = 0; i < 8; i++) {
      ValueId s = value_new2(f, 1, IR_STORE, IR_VOID, 0, g.slot, value_const(f, 1, IR_I64, interesting(&g)));
      func_value(f, s)->offset = 8 * i;
      // the constant was placed before the store by evaluation order of arguments
    }
    random_region(&g, 3);
    while (g.budget > 0) random_region(&g, 3);
    Block *last;
    ValueId r[3];
    for (int i = 0; i < 3; i++) r[i] = pick(&g, results[i]);
    last = func_block(f, g.block);
    last->kind = BLOCK_RETURN;
    for (int i = 0; i < 3; i++) vec_push(&arena, &last->results, r[i]);
    func_verify(f, "generator");
    if (dump) puts(func_print(f, &arena));
    Registers in[4];
    uint64_t expected[4][3];
    bool fine[4];
    for (int k = 0; k < 4; k++) {
      for (int i = 0; i < 9; i++) in[k].ints[i] = (uint64_t)interesting(&g);
      for (int i = 0; i < 15; i++) in[k].floats[i] = (double)(interesting(&g) % 1000) / 8;
      for (int i = 0; i < 40; i++) in[k].stack[i] = (uint64_t)interesting(&g);
      for (uint32_t i = 0; i < param_count; i++) {
        AbiParam *p = &f->signature->params[i];
        if (params[i] == IR_F32 && p->in_registers) {
          uint64_t bits = from_double(IR_F32, in[k].floats[p->registers[0]]);
          memcpy(&in[k].floats[p->registers[0]], &bits, 8);
        } else if (is_float(params[i]) && !p->in_registers) {
          in[k].stack[p->stack_offset / 8] = from_double(params[i], (double)(in[k].stack[p->stack_offset / 8] % 1000));
        }
      }
      fine[k] = interpret(f, &in[k], expected[k]);
    }
    backend_compile(f, &out, table);
    code_used = keep_used;
    void *code = install(symbol);
    if (dump) {
      FILE *file = fopen("/tmp/backend_run.bin", "wb");
      fwrite(symbol->bytes, 1, (size_t)symbol->size, file);
      fclose(file);
    }
    for (int k = 0; k < 4; k++) {
      Registers out_registers = in[k];
      if (k == 0 && seed % 16 == 0) call_stepping(code, symbol, &out_registers, fake_g);
      else call_go(code, &out_registers, fake_g);
      if (stepping.wrong) {
        printf("seed %llu: at offset %u, a safe point, the frame is not complete\n", (unsigned long long)seed,
               stepping.wrong - 1);
        stepping.wrong = 0;
        failures++;
        break;
      }
      uint64_t got[3] = {out_registers.ints[0], 0, out_registers.ints[1]};
      memcpy(&got[1], &out_registers.floats[0], 8);
      if (!fine[k]) {
        if (got[0] == UINT64_MAX && !memcmp(bounds_seen, expected[k], sizeof bounds_seen)) continue;
        printf("seed %llu run %d: bounds failure expected\n", (unsigned long long)seed, k);
        failures++;
        break;
      }
      for (int i = 0; i < 3; i++) {
        uint64_t a = truncate_to(results[i], got[i]), b = truncate_to(results[i], expected[k][i]);
        double da = as_double(IR_F64, a), db = as_double(IR_F64, b);
        if (a == b || (i == 1 && da != da && db != db)) continue;
        printf("seed %llu run %d result %d: got %llx, expected %llx\n", (unsigned long long)seed, k, i,
               (unsigned long long)a, (unsigned long long)b);
        failures++;
        k = 4;
        break;
      }
    }
    arena_free(&arena);
    arena_free(&out);
  }
  printf("%llu steps, %llu at unsafe points\n", (unsigned long long)stepping.steps,
         (unsigned long long)stepping.unsafe);
  printf("%s\n", failures ? "FAILED" : "ok");
  return failures != 0;
}
