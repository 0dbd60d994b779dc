// Bounds checks that always succeed are removed. What is known is kept as
// difference constraints between I64 values ("a <= b + k", signed) and lower
// bounds, along the dominator tree: from branches taken, from earlier checks,
// and from the shape of values (masks, widenings, induction variables, lengths).
// A proof walks the constraints from the index towards the length with little fuel
// (after Bodik, Gupta, Sarkar, "ABCD: Eliminating Array Bounds Checks on Demand").
//
// An induction variable with a step of at most 16 that starts in the lower half is
// taken not to overflow: that would take years.
#include "abi/calls.h"
#include "opt/internal.h"

enum { FUEL = 48, DEPTH = 8, MAX_STEP = 16 };

typedef struct Fact {
  ValueId than;
  uint32_t next;
  int64_t k;
} Fact;  // value <= than + k
typedef struct BoundsUndo {
  ValueId value;
  uint32_t facts;
  int64_t lower;
} BoundsUndo;

typedef struct Bounds {
  Func *f;
  const Dominators *d;
  Vec(Fact) facts;  // [0] unused
  uint32_t *first;  // a value: its facts
  int64_t *lower;   // a value: known lower bound, INT64_MIN none
  Vec(BoundsUndo) trail;
  uint32_t value_count;
  int32_t fuel;
} Bounds;

static bool constant_of(Bounds *x, ValueId v, int64_t *c) {
  const Value *value = func_value(x->f, v);
  if (value->op != IR_CONST) return false;
  *c = value->constant;
  return true;
}

// v = base + c.
static bool sum_of(Bounds *x, ValueId v, ValueId *base, int64_t *c) {
  const Value *value = func_value(x->f, v);
  if (value->op != IR_ADD && value->op != IR_SUB) return false;
  *base = value_arg(x->f, v, 0);
  if (!constant_of(x, value_arg(x->f, v, 1), c) || *c > INT32_MAX || *c < -(int64_t)INT32_MAX) return false;
  if (value->op == IR_SUB) *c = -*c;
  return true;
}

// A phi of starting values and itself plus a step: returns the step, 0 if it is not so.
static int64_t step_of(Bounds *x, ValueId phi) {
  int64_t step = 0, c;
  ValueId base;
  if (func_value(x->f, phi)->op != IR_PHI) return 0;
  for (uint32_t i = 0; i < func_value(x->f, phi)->arg_count; i++) {
    if (!sum_of(x, value_arg(x->f, phi, i), &base, &c) || base != phi || c == 0) continue;
    if (c > MAX_STEP || c < -MAX_STEP || (step && (step > 0) != (c > 0))) return 0;
    if (!step || (c > 0 ? c > step : c < step)) step = c;
  }
  return step;
}

static bool is_step(Bounds *x, ValueId phi, ValueId v) {
  ValueId base;
  int64_t c;
  return v == phi || (sum_of(x, v, &base, &c) && base == phi);
}

static int64_t lower_bound(Bounds *x, ValueId v, uint32_t depth);
static int64_t upper_by_shape(Bounds *x, ValueId v);
static bool prove(Bounds *x, ValueId a, ValueId b, int64_t k, uint32_t depth);

// Facts about an operand hold for what the phi got from it only if both are of one time: the operand is defined
// above the phi, so it cannot have been computed again since.
static bool is_from_above(Bounds *x, ValueId phi, ValueId arg) {
  BlockId at = func_value(x->f, phi)->block, from = func_value(x->f, arg)->block;
  return from != at && dominates(x->d, from, at);
}

// A variable that counts up by small steps from something far below the greatest number: it never comes near that.
static bool counts_up_from_low(Bounds *x, ValueId phi) {
  if (step_of(x, phi) <= 0) return false;
  for (uint32_t i = 0; i < func_value(x->f, phi)->arg_count; i++) {
    ValueId arg = value_arg(x->f, phi, i);
    if (!is_step(x, phi, arg) && upper_by_shape(x, arg) > INT64_MAX / 2) return false;
  }
  return true;
}

// The way out of phi's block on which phi is less than something, by the branch that ends it; 0: there is none.
static BlockId way_below_limit(Bounds *x, ValueId phi) {
  const Block *block = func_block(x->f, func_value(x->f, phi)->block);
  if (block->kind != BLOCK_IF || block->succs.data[0] == block->succs.data[1]) return 0;
  uint16_t op = func_value(x->f, block->control)->op;
  if (op == IR_SLT && value_arg(x->f, block->control, 0) == phi) return block->succs.data[0];
  if (op == IR_SLE && value_arg(x->f, block->control, 1) == phi) return block->succs.data[1];
  return 0;
}

// A variable that counts up and never overflows: from low, or by ones below a limit.
static bool counts_up(Bounds *x, ValueId phi) {
  if (counts_up_from_low(x, phi)) return true;
  if (step_of(x, phi) != 1) return false;
  BlockId below = way_below_limit(x, phi);
  if (!below || func_block(x->f, below)->preds.len != 1) return false;
  for (uint32_t i = 0; i < func_value(x->f, phi)->arg_count; i++) {
    ValueId arg = value_arg(x->f, phi, i);
    if (arg != phi && is_step(x, phi, arg) && !dominates(x->d, below, func_value(x->f, arg)->block)) return false;
  }
  return true;
}

// Is v + c known not to overflow for this c > 0?
static bool has_room_above(Bounds *x, ValueId v, int64_t c) {
  if (c <= MAX_STEP && counts_up_from_low(x, v)) return true;
  for (uint32_t i = x->first[v]; i; i = x->facts.data[i].next)
    if (x->facts.data[i].k <= -c) return true;
  return upper_by_shape(x, v) <= INT64_MAX - c;
}

static int64_t lower_of_phi(Bounds *x, ValueId v, uint32_t depth) {
  int64_t step = step_of(x, v), least = INT64_MAX;
  if (step < 0 || (step > 0 && !counts_up(x, v))) return INT64_MIN;
  for (uint32_t i = 0; i < func_value(x->f, v)->arg_count; i++) {
    ValueId arg = value_arg(x->f, v, i);
    if (step > 0 && is_step(x, v, arg)) continue;
    if (arg == v) continue;
    if (!is_from_above(x, v, arg)) return INT64_MIN;
    int64_t bound = lower_bound(x, arg, depth + 1);
    if (bound < least) least = bound;
  }
  return least == INT64_MAX ? INT64_MIN : least;
}

static bool is_length(const Value *value) {
  bool may_be = value->op == IR_LOAD || value->op == IR_PARAM || value->op == IR_RESULT || value->op == IR_PHI;
  return may_be && (value->flags & VALUE_LENGTH);
}

// What is left of a slice or string: not negative if what is taken away is not more than there is.
static int64_t lower_of_difference(Bounds *x, ValueId v, uint32_t depth) {
  if (func_value(x->f, v)->op != IR_SUB) return INT64_MIN;
  ValueId left = value_arg(x->f, v, 0), right = value_arg(x->f, v, 1);
  return lower_bound(x, right, depth + 1) >= 0 && prove(x, right, left, 0, depth + 1) ? 0 : INT64_MIN;
}

static int64_t lower_by_shape(Bounds *x, ValueId v, uint32_t depth) {
  const Value *value = func_value(x->f, v);
  if (is_length(value)) return 0;
  ValueId base;
  int64_t c;
  switch (value->op) {
    case IR_CONST: return value->constant;
    case IR_ZEXT: return 0;
    case IR_CLZ:
    case IR_CTZ:
    case IR_POPCNT: return 0;
    case IR_AND:
      if (lower_bound(x, value_arg(x->f, v, 0), depth + 1) >= 0 ||
          lower_bound(x, value_arg(x->f, v, 1), depth + 1) >= 0)
        return 0;
      return INT64_MIN;
    case IR_SHR: return constant_of(x, value_arg(x->f, v, 1), &c) && c > 0 ? 0 : INT64_MIN;
    case IR_SAR:
    case IR_SDIV:
    case IR_SREM:
    case IR_UREM:
    case IR_UDIV:
      if (lower_bound(x, value_arg(x->f, v, 0), depth + 1) < 0) return INT64_MIN;
      return value->op != IR_SDIV || lower_bound(x, value_arg(x->f, v, 1), depth + 1) >= 0 ? 0 : INT64_MIN;
    case IR_ADD:
    case IR_SUB: {
      if (!sum_of(x, v, &base, &c)) return lower_of_difference(x, v, depth);
      int64_t bound = lower_bound(x, base, depth + 1);
      if (bound == INT64_MIN || (c > 0 && !has_room_above(x, base, c))) return INT64_MIN;
      return c < 0 && bound < INT64_MIN - c ? INT64_MIN : (c > 0 && bound > INT64_MAX - c) ? bound : bound + c;
    }
    case IR_PHI: return lower_of_phi(x, v, depth);
    default: return INT64_MIN;
  }
}

static int64_t lower_bound(Bounds *x, ValueId v, uint32_t depth) {
  int64_t known = v < x->value_count ? x->lower[v] : INT64_MIN;
  if (depth > DEPTH || --x->fuel < 0) return known;
  int64_t shape = lower_by_shape(x, v, depth);
  return shape > known ? shape : known;
}

// A constant that v never exceeds; INT64_MAX none.
static int64_t upper_by_shape(Bounds *x, ValueId v) {
  const Value *value = func_value(x->f, v);
  int64_t c;
  switch (value->op) {
    case IR_CONST: return value->constant;
    case IR_ZEXT: {
      ValueId narrow = value_arg(x->f, v, 0);
      uint8_t type = func_value(x->f, narrow)->type;
      if (func_value(x->f, narrow)->op == IR_AND && constant_of(x, value_arg(x->f, narrow, 1), &c) && c >= 0) return c;
      return ((int64_t)1 << (ir_type_size(type) * 8)) - 1;
    }
    case IR_AND:
      for (uint32_t i = 0; i < 2; i++)
        if (constant_of(x, value_arg(x->f, v, i), &c) && c >= 0) return c;
      return INT64_MAX;
    case IR_SHR:
      if (constant_of(x, value_arg(x->f, v, 1), &c) && c > 0 && c < 64) {
        const Value *inner = func_value(x->f, value_arg(x->f, v, 0));
        if (inner->op == IR_ZEXT) return upper_by_shape(x, value_arg(x->f, v, 0)) >> c;
        return (int64_t)(UINT64_MAX >> c);
      }
      return INT64_MAX;
    case IR_UREM: return constant_of(x, value_arg(x->f, v, 1), &c) && c > 0 ? c - 1 : INT64_MAX;
    case IR_CLZ:
    case IR_CTZ:
    case IR_POPCNT: return 64;
    default: return INT64_MAX;
  }
}

// a <= b + k by how a is made.
static bool prove_by_shape(Bounds *x, ValueId a, ValueId b, int64_t k, uint32_t depth) {
  Func *f = x->f;
  ValueId base;
  int64_t c;
  if (sum_of(x, a, &base, &c)) {
    bool exact = c > 0 ? has_room_above(x, base, c) : lower_bound(x, base, depth) >= 0;
    return exact && prove(x, base, b, k - c, depth + 1);
  }
  switch (func_value(f, a)->op) {
    case IR_SUB: {  // x - y <= x for y >= 0
      ValueId left = value_arg(f, a, 0), right = value_arg(f, a, 1);
      return lower_bound(x, right, depth) >= 0 && lower_bound(x, left, depth) >= 0 && prove(x, left, b, k, depth + 1);
    }
    case IR_AND:
      for (uint32_t i = 0; i < 2; i++) {
        ValueId side = value_arg(f, a, i);
        if (lower_bound(x, side, depth) >= 0 && prove(x, side, b, k, depth + 1)) return true;
      }
      return false;
    case IR_SHR:
    case IR_SAR:
    case IR_UDIV:
      return lower_bound(x, value_arg(f, a, 0), depth) >= 0 && prove(x, value_arg(f, a, 0), b, k, depth + 1);
    case IR_UREM:
    case IR_SREM: {  // x % y < y for y > 0
      ValueId right = value_arg(f, a, 1);
      if (func_value(f, a)->op == IR_SREM && lower_bound(x, value_arg(f, a, 0), depth) < 0) return false;
      return lower_bound(x, right, depth) >= 1 && prove(x, right, b, k + 1, depth + 1);
    }
    case IR_PHI: {  // counting down: never above where it starts
      if (step_of(x, a) >= 0) return false;
      for (uint32_t i = 0; i < func_value(f, a)->arg_count; i++) {
        ValueId arg = value_arg(f, a, i);
        if (is_step(x, a, arg)) continue;
        if (!is_from_above(x, a, arg) || lower_bound(x, arg, depth) <= INT64_MIN / 2) return false;
        if (!prove(x, arg, b, k, depth + 1)) return false;
      }
      return true;
    }
    default: return false;
  }
}

// Is a <= b + k? (Signed, without overflow.)
static bool prove(Bounds *x, ValueId a, ValueId b, int64_t k, uint32_t depth) {
  int64_t ca, cb;
  if (k > INT32_MAX || k < -(int64_t)INT32_MAX || depth > DEPTH || --x->fuel < 0) return false;
  if (a == b) return k >= 0;
  if (constant_of(x, a, &ca)) {
    int64_t low = lower_bound(x, b, depth);
    return low > INT64_MIN / 2 && (low > INT64_MAX / 2 ? low - 1 >= ca && k >= 0 : ca <= low + k);
  }
  if (constant_of(x, b, &cb) && cb > INT64_MIN / 2 && cb < INT64_MAX / 2 && upper_by_shape(x, a) <= cb + k) return true;
  for (uint32_t i = x->first[a]; i; i = x->facts.data[i].next)
    if (prove(x, x->facts.data[i].than, b, k - x->facts.data[i].k, depth + 1)) return true;
  ValueId base;
  int64_t c;
  // b = base + c with c < 0, base >= 0
  if (sum_of(x, b, &base, &c) && c < 0 && lower_bound(x, base, depth) >= 0 && prove(x, a, base, k + c, depth + 1))
    return true;
  return prove_by_shape(x, a, b, k, depth);
}

// ---- learning

static void remember(Bounds *x, ValueId v) {
  vec_push(func_scratch(x->f), &x->trail, ((BoundsUndo){v, x->first[v], x->lower[v]}));
}

static void learn_lower(Bounds *x, ValueId v, int64_t bound) {
  if (bound <= x->lower[v]) return;
  remember(x, v);
  x->lower[v] = bound;
}

// a <= b + k from here on.
static void learn(Bounds *x, ValueId a, ValueId b, int64_t k) {
  x->fuel = FUEL;
  int64_t low = lower_bound(x, a, 0), c;
  if (low > INT64_MIN / 2 && low < INT64_MAX / 2) learn_lower(x, b, low - k);
  if (constant_of(x, a, &c)) return;
  remember(x, a);
  vec_push(func_scratch(x->f), &x->facts, ((Fact){b, x->first[a], k}));
  x->first[a] = x->facts.len - 1;
}

static void learn_comparison(Bounds *x, ValueId v, bool holds) {
  Func *f = x->f;
  const Value *value = func_value(f, v);
  if (!ir_is_int_comparison(value->op)) return;
  ValueId a = value_arg(f, v, 0), b = value_arg(f, v, 1);
  if (func_value(f, a)->type != IR_I64) return;
  x->fuel = FUEL;
  switch (value->op) {
    case IR_SLT: holds ? learn(x, a, b, -1) : learn(x, b, a, 0); break;
    case IR_SLE: holds ? learn(x, a, b, 0) : learn(x, b, a, -1); break;
    case IR_ULT:
    case IR_ULE:
      if (holds && lower_bound(x, b, 0) >= 0) {
        learn_lower(x, a, 0);
        learn(x, a, b, value->op == IR_ULT ? -1 : 0);
      } else if (!holds && lower_bound(x, a, 0) >= 0 && lower_bound(x, b, 0) >= 0) {
        learn(x, b, a, value->op == IR_ULE ? -1 : 0);
      }
      break;
    case IR_EQ:
    case IR_NE:
      if (holds == (value->op == IR_EQ)) {
        learn(x, a, b, 0);
        learn(x, b, a, 0);
      } else {
        int64_t c, low = lower_bound(x, a, 0);
        if (constant_of(x, b, &c) && low == c && c < INT64_MAX) learn_lower(x, a, c + 1);
      }
      break;
    default: break;
  }
}

static void learn_from_branch(Bounds *x, BlockId b) {
  BlockId from = entered_from(x->f, x->d, b);
  if (!from) return;
  const Block *pred = func_block(x->f, from);
  if (pred->kind != BLOCK_IF || pred->succs.data[0] == pred->succs.data[1]) return;
  learn_comparison(x, pred->control, pred->succs.data[0] == b);
}

// Is the greater operand of such a check a length or capacity, which was never negative, rather than another index?
static bool is_of_length(uint32_t code) {
  switch (code & ~(uint32_t)BOUNDS_UNSIGNED) {
    case BOUNDS_INDEX:
    case BOUNDS_SLICE_ALEN:
    case BOUNDS_SLICE_ACAP:
    case BOUNDS_SLICE3_ALEN:
    case BOUNDS_SLICE3_ACAP:
    case BOUNDS_CONVERT: return true;
    default: return false;
  }
}

// Returns true if the check always succeeds; learns what it ensures otherwise.
static bool visit_check(Bounds *x, ValueId v) {
  ValueId index = value_arg(x->f, v, 0), length = value_arg(x->f, v, 1);
  int64_t k = (func_value(x->f, v)->index & ~BOUNDS_UNSIGNED) == BOUNDS_INDEX ? -1 : 0;
  if (is_of_length(func_value(x->f, v)->index)) learn_lower(x, length, 0);
  x->fuel = FUEL;
  if (lower_bound(x, index, 0) >= 0) {
    x->fuel = FUEL;
    if (prove(x, index, length, k, 0)) return true;
  }
  x->fuel = FUEL;
  if (lower_bound(x, length, 0) < 0) return false;
  learn_lower(x, index, 0);
  learn(x, index, length, k);
  return false;
}

static void visit_block(Bounds *x, BlockId b) {
  Block *block = func_block(x->f, b);
  uint32_t kept = 0;
  learn_from_branch(x, b);
  for (uint32_t i = 0; i < block->values.len; i++) {
    ValueId v = block->values.data[i];
    if (func_value(x->f, v)->op == IR_BOUNDS_CHECK && visit_check(x, v)) value_kill(x->f, v);
    else block->values.data[kept++] = v;
  }
  block->values.len = kept;
}

static void undo_to(Bounds *x, uint32_t keep) {
  while (x->trail.len > keep) {
    BoundsUndo last = vec_pop(&x->trail);
    x->first[last.value] = last.facts;
    x->lower[last.value] = last.lower;
  }
}

static bool has_checks(const Func *f) {
  for (ValueId v = 1; v < f->values.len; v++)
    if (f->values.data[v].op == IR_BOUNDS_CHECK && f->values.data[v].block) return true;
  return false;
}

void opt_bounds(Func *f) {
  Bounds x = {.f = f, .value_count = f->values.len};
  if (!has_checks(f)) return;
  x.d = func_dominators(f);
  x.first = arena_array(func_scratch(f), uint32_t, x.value_count);
  x.lower = arena_array(func_scratch(f), int64_t, x.value_count);
  for (ValueId v = 0; v < x.value_count; v++) x.lower[v] = INT64_MIN;
  vec_push(f->arena, &x.facts, (Fact){0});
  DominatorWalk walk = dominator_walk(f, x.d);
  uint32_t keep;
  for (BlockId b; (b = dominator_walk_next(&walk, x.trail.len, &keep));) {
    undo_to(&x, keep);
    visit_block(&x, b);
  }
}
