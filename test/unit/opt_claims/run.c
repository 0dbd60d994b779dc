// Runs functions value by value, and notes at each call of "observe" what the variables are: as their memory has it, or
// as the claims that hold have it. Which hold is found as docs/ir.md says, for all ways at once.
#include <stdlib.h>
#include <string.h>

#include "internal.h"

enum { STEPS_MAX = 20000 };

// ---- which claims hold

typedef enum Kind { ANY /* no way came here yet */, UNKNOWN, VALUE, BITS, MEMORY } Kind;
typedef struct Claim {
  Kind kind;
  ValueId watched;
  int64_t bits;
} Claim;
// Of all components of the function's variables.
typedef struct Claims {
  Claim *of;
  uint32_t count;
} Claims;

static Claims claims_new(const Func *f, Arena *arena) {
  return (Claims){arena_array(arena, Claim, f->variables.len * WORDS + 1), f->variables.len * WORDS};
}

static void claims_copy(Claims *to, const Claims *from) { memcpy(to->of, from->of, from->count * sizeof *from->of); }

static void claims_forget(Claims *claims) {
  for (uint32_t i = 0; i < claims->count; i++) claims->of[i] = (Claim){.kind = UNKNOWN};
}

// What holds behind a value.
static void claims_pass(Func *f, Claims *claims, ValueId v) {
  const Value *value = func_value(f, v);
  for (uint32_t i = 0; !value_is_debug(value) && i < claims->count; i++)
    if (claims->of[i].watched == v) claims->of[i] = (Claim){.kind = UNKNOWN};
  if (!value_is_debug(value)) return;
  ValueId watched = debug_watched(value);
  Claim *of = claims->of + value->index * WORDS;
  if (value->flags & VALUE_DEBUG_ADDRESS) {
    for (uint32_t i = 0; i < WORDS; i++) of[i] = (Claim){.kind = watched ? MEMORY : UNKNOWN, .watched = watched};
  } else if (value->flags & VALUE_DEBUG_CONST) {
    of[value->offset / 8] = (Claim){.kind = BITS, .bits = value->constant};
  } else {
    of[value->offset / 8] = (Claim){.kind = watched ? VALUE : UNKNOWN, .watched = watched};
  }
}

// What holds on both ways. Returns true if `to` changed.
static bool claims_meet(Claims *to, const Claims *from) {
  bool changed = false;
  for (uint32_t i = 0; i < to->count; i++) {
    Claim *a = &to->of[i];
    const Claim *b = &from->of[i];
    bool same = a->kind == b->kind && a->watched == b->watched && a->bits == b->bits;
    if (same || b->kind == ANY || a->kind == UNKNOWN) continue;
    *a = a->kind == ANY ? *b : (Claim){.kind = UNKNOWN};
    changed = true;
  }
  return changed;
}

// What holds where each block begins.
static Claims *claims_find(Func *f, Arena *arena) {
  Claims *in = arena_array(arena, Claims, f->blocks.len), now = claims_new(f, arena);
  for (BlockId b = 1; b < f->blocks.len; b++) in[b] = claims_new(f, arena);
  claims_forget(&in[1]);
  for (bool changed = true; changed;) {
    changed = false;
    for (BlockId b = 1; b < f->blocks.len; b++) {
      const Block *block = func_block(f, b);
      claims_copy(&now, &in[b]);
      for (uint32_t i = 0; i < block->values.len; i++) claims_pass(f, &now, block->values.data[i]);
      for (uint32_t i = 0; i < block->succs.len; i++) changed |= claims_meet(&in[block->succs.data[i]], &now);
    }
  }
  return in;
}

// ---- the machine

// Addresses: number of the object << 32 | bytes.
typedef struct Cell {
  int64_t word[WORDS];
  bool defined[WORDS];
} Cell;
typedef struct Machine {
  Run run;
  const Func *callee;
  bool claims;
  Vec(Cell) objects;
  int64_t lives[VARIABLES_MAX];  // a variable: its address, 0 none
  uint32_t steps;
} Machine;
typedef struct Frame {
  Func *f;
  const int64_t *params;
  int64_t *values;
  Claims *in, now;  // NULL: not asked for
} Frame;

static int64_t new_object(Machine *m, bool zeroed) {
  vec_push(m->run.arena, &m->objects, ((Cell){{0}, {zeroed, zeroed}}));
  return (int64_t)m->objects.len << 32;
}

static Cell *object_at(Machine *m, int64_t address) { return &m->objects.data[(address >> 32) - 1]; }

static uint32_t word_at(int64_t address) { return (uint32_t)address / 8; }

static void write_word(Machine *m, int64_t address, int64_t value) {
  object_at(m, address)->word[word_at(address)] = value;
  object_at(m, address)->defined[word_at(address)] = true;
}

static void observe_memory(Machine *m, Observed *o) {
  for (uint32_t i = 0; i < VARIABLES_MAX; i++)
    for (uint32_t w = 0; m->lives[i] && w < WORDS; w++) {
      o->value[i * WORDS + w] = object_at(m, m->lives[i])->word[w];
      o->known[i * WORDS + w] = object_at(m, m->lives[i])->defined[w];
    }
}

static void observe_claims(Machine *m, const Frame *frame, Observed *o) {
  for (uint32_t i = 0; i < frame->now.count; i++) {
    uint32_t component = (uint32_t)atoi(frame->f->variables.data[i / WORDS].name) * WORDS + i % WORDS;
    const Claim *claim = &frame->now.of[i];
    if (i % WORDS * 8 >= types_sizeof(frame->f->variables.data[i / WORDS].go_type)) continue;
    int64_t address = frame->values[claim->watched];
    o->known[component] = claim->kind >= VALUE;
    if (claim->kind == BITS) o->value[component] = claim->bits;
    if (claim->kind == VALUE) o->value[component] = address;
    if (claim->kind != MEMORY) continue;
    o->known[component] = object_at(m, address)->defined[i % WORDS];
    o->value[component] = object_at(m, address)->word[i % WORDS];
  }
}

static void interpret(Machine *m, Func *f, const int64_t *params, bool claims);

static int64_t run_call(Machine *m, Frame *frame, ValueId v) {
  const Symbol *target = func_value(frame->f, v)->call->target;
  if (target == m->callee->symbol) {
    int64_t params[PARAMS];
    for (uint32_t i = 0; i < PARAMS; i++) params[i] = frame->values[value_arg(frame->f, v, i)];
    interpret(m, (Func *)m->callee, params, false);
    return 0;
  }
  if (strcmp(target->name->text, "observe") != 0) return new_object(m, true);
  Observed o = {0};
  if (!m->claims) observe_memory(m, &o);
  else if (frame->in) observe_claims(m, frame, &o);
  vec_push(m->run.arena, &m->run.observed, o);
  return 0;
}

static int64_t arithmetic(const Value *value, int64_t x, int64_t y, int64_t z) {
  uint64_t a = (uint64_t)x, b = (uint64_t)y;
  switch (value->op) {
    case IR_ADD: return (int64_t)(a + b);
    case IR_SUB: return (int64_t)(a - b);
    case IR_MUL: return (int64_t)(a * b);
    case IR_AND: return x & y;
    case IR_OR: return x | y;
    case IR_XOR: return x ^ y;
    case IR_NEG: return (int64_t)(0 - a);
    case IR_NOT: return ~x;
    case IR_SHL: return b < 64 ? (int64_t)(a << b) : 0;
    case IR_EQ: return x == y;
    case IR_NE: return x != y;
    case IR_SLT: return x < y;
    case IR_SLE: return x <= y;
    case IR_ULT: return a < b;
    case IR_ULE: return a <= b;
    case IR_SELECT: return x ? y : z;
    case IR_ZEXT:  // of what comparisons give
    case IR_TRUNC:
    case IR_NIL_CHECK: return x;
    default: ice("test", NULL, "operation %s", ir_op_info[value->op].name);
  }
}

static int64_t run_value(Machine *m, Frame *frame, ValueId v) {
  Func *f = frame->f;
  const Value *value = func_value(f, v);
  int64_t x[3] = {0};
  for (uint32_t i = 0; i < value->arg_count && i < 3; i++) x[i] = frame->values[value_arg(f, v, i)];
  int64_t address = x[0] + value->offset;
  switch (value->op) {
    case IR_PARAM: return frame->params[value->index];
    case IR_CONST: return value->constant;
    case IR_SYMBOL:
    case IR_KEEP_ALIVE: return 0;
    case IR_ALLOC:
    case IR_STACK_SLOT: return new_object(m, false);
    case IR_LOAD: return object_at(m, address)->word[word_at(address)];
    case IR_STORE: write_word(m, address, x[1]); return 0;
    case IR_ZERO:
      for (int64_t at = 0; at < types_sizeof(value->go_type); at += 8) write_word(m, address + at, 0);
      return 0;
    case IR_PTR_ADD: return address + x[1];
    case IR_CALL: return run_call(m, frame, v);
    case IR_RESULT: return x[0];
    case IR_DEBUG_VALUE:
      if (!m->claims) m->lives[atoi(f->variables.data[value->index].name)] = frame->values[value->watched];
      return 0;
    default: return arithmetic(value, x[0], x[1], x[2]);
  }
}

static void run_phis(const Frame *frame, const Block *block, BlockId from) {
  enum { PHIS_MAX = 256 };
  int64_t merged[PHIS_MAX];
  Func *f = frame->f;
  uint32_t pred = 0, count = 0;
  while (from && block->preds.data[pred] != from) pred++;
  for (; count < block->values.len && func_value(f, block->values.data[count])->op == IR_PHI; count++) {
    if (count == PHIS_MAX) ice("test", NULL, "too many phis");
    merged[count] = frame->values[value_arg(f, block->values.data[count], pred)];
  }
  for (uint32_t i = 0; i < count; i++) frame->values[block->values.data[i]] = merged[i];
}

static void interpret(Machine *m, Func *f, const int64_t *params, bool claims) {
  Frame frame = {.f = f, .params = params, .values = arena_array(m->run.arena, int64_t, f->values.len)};
  if (claims) {
    frame.in = claims_find(f, m->run.arena);
    frame.now = claims_new(f, m->run.arena);
  }
  for (BlockId at = 1, from = 0; at;) {
    const Block *block = func_block(f, at);
    if (claims) claims_copy(&frame.now, &frame.in[at]);
    run_phis(&frame, block, from);
    for (uint32_t i = 0; i < block->values.len; i++) {
      ValueId v = block->values.data[i];
      m->run.too_long |= ++m->steps > STEPS_MAX;
      if (func_value(f, v)->op != IR_PHI) frame.values[v] = run_value(m, &frame, v);
      if (claims) claims_pass(f, &frame.now, v);
    }
    m->run.too_long |= ++m->steps > STEPS_MAX;
    int64_t control = frame.values[block->control];
    from = at;
    at = 0;
    if (!block->succs.len || m->run.too_long) continue;
    at = block->succs.data[block->kind == BLOCK_IF ? control == 0 : block->kind == BLOCK_SWITCH ? control : 0];
  }
}

static Run run(Functions functions, Arena *arena, const int64_t *params, bool claims) {
  Machine m = {.run.arena = arena, .callee = functions.callee, .claims = claims};
  interpret(&m, functions.caller, params, claims);
  return m.run;
}

Run run_memory(Functions functions, Arena *arena, const int64_t *params) {
  return run(functions, arena, params, false);
}

Run run_claims(Functions functions, Arena *arena, const int64_t *params) { return run(functions, arena, params, true); }
