// Nil checks. A pointer is known not to be nil where a check or an access
// through it dominates, behind a branch that compared it, and by what it is
// (frame and symbol addresses, fresh objects). Known ones lose their check, or
// get VALUE_NO_NIL. A check that is followed by an access through the same
// pointer within the first page, with no effect between, is left to that access.
#include "opt/internal.h"

typedef struct NilChecker {
  Func *f;
  const Dominators *d;
  bool *known;         // a value
  Vec(ValueId) trail;  // known values in order of discovery
} NilChecker;

static bool never_nil(Func *f, ValueId v) {
  const Value *value = func_value(f, v);
  switch (value->op) {
    case IR_SYMBOL:
    case IR_STACK_SLOT:
    case IR_ALLOC:
    case IR_PARAM_ADDRESS:
    case IR_CLOSURE:
    case IR_G:
    case IR_CALLER_SP:
    case IR_NIL_CHECK: return true;
    case IR_RESULT: {
      const Value *call = func_value(f, value_arg(f, v, 0));
      return call->op == IR_CALL && call->call->target == f->env->newobject && f->env->newobject;
    }
    default: return false;
  }
}

static bool is_known(NilChecker *x, ValueId v) {
  Func *f = x->f;
  for (;;) {
    if (x->known[v] || never_nil(f, v)) return true;
    // An address inside an object: not nil if the object's is not.
    if (func_value(f, v)->op != IR_PTR_ADD) return false;
    v = value_arg(f, v, 0);
  }
}

static void learn(NilChecker *x, ValueId v) {
  if (x->known[v]) return;
  x->known[v] = true;
  vec_push(func_scratch(x->f), &x->trail, v);
}

// A pointer whose check is its own: PTR_ADDs of constants are transparent, so the base is learned.
static void learn_base(NilChecker *x, ValueId address, int64_t offset) {
  Address a = address_of(x->f, address);
  if (a.offset + offset >= 0 && a.offset + offset < ABI_NIL_PAGE) learn(x, a.root);
  learn(x, address);
}

static void visit_value(NilChecker *x, ValueId v) {
  Func *f = x->f;
  Value *value = func_value(f, v);
  ValueId address = value->arg_count ? value_arg(f, v, 0) : 0;
  switch (value->op) {
    case IR_NIL_CHECK:
      if (is_known(x, address)) {
        value_make_copy_of(f, v, address);
      } else {
        learn_base(x, address, 0);
      }
      learn(x, v);  // also as a copy: checks of it follow
      break;
    case IR_LOAD:
    case IR_STORE:
    case IR_ZERO:
      if (is_known(x, address)) value->flags |= VALUE_NO_NIL;
      else if (value->offset >= 0 && value->offset < ABI_NIL_PAGE) learn_base(x, address, value->offset);
      break;
    case IR_MOVE:
      if (is_known(x, address) && is_known(x, value_arg(f, v, 1))) value->flags |= VALUE_NO_NIL;
      if (types_sizeof(value->go_type) == 0) break;
      learn(x, address);
      learn(x, value_arg(f, v, 1));
      break;
    case IR_CALL_CLOSURE: learn(x, address); break;
    default: break;
  }
}

// What the branch into b says, if it has only that way in.
static void learn_from_branch(NilChecker *x, BlockId b) {
  Func *f = x->f;
  BlockId from = entered_from(f, x->d, b);
  if (!from) return;
  const Block *pred = func_block(f, from);
  if (pred->kind != BLOCK_IF || pred->succs.data[0] == pred->succs.data[1]) return;
  const Value *control = func_value(f, pred->control);
  if (control->op != IR_NE && control->op != IR_EQ) return;
  if (pred->succs.data[control->op == IR_EQ] != b) return;
  ValueId left = value_arg(f, pred->control, 0), right = value_arg(f, pred->control, 1);
  if (func_value(f, left)->type != IR_P) return;
  if (func_value(f, right)->op == IR_CONST) learn(x, left);
  else if (func_value(f, left)->op == IR_CONST) learn(x, right);
}

// May stand between a check and the access that does its work.
static bool is_transparent(const Value *value) {
  if (value->op == IR_LOAD) return value->flags & VALUE_NO_NIL;
  if (value->op == IR_ALLOC) return true;
  return !(op_flags(value) & (OPF_WRITE | OPF_TRAP | OPF_CALL));
}

// Is the check's work done by a later access of this block? It must be the first through this pointer: another might
// reach beyond the first page, where there is memory.
static bool done_by_access(Func *f, const Block *block, uint32_t at) {
  ValueId pointer = value_arg(f, block->values.data[at], 0);
  enum { WINDOW = 24 };
  for (uint32_t i = at + 1, n = 1; i < block->values.len && n < WINDOW; i++) {
    ValueId v = block->values.data[i];
    const Value *value = func_value(f, v);
    if (value_is_debug(value)) continue;
    n++;
    if (value->op == IR_LOAD || value->op == IR_STORE) {
      Address a = address_of(f, value_arg(f, v, 0));
      Address p = address_of(f, pointer);
      int64_t offset = a.offset + value->offset;
      if (a.root == p.root && p.offset == 0 && offset >= 0 && offset < ABI_NIL_PAGE) {
        func_value(f, v)->flags &= (uint8_t)~VALUE_NO_NIL;
        return true;
      }
      if (address_base(f, a.root) == address_base(f, p.root)) return false;
    }
    if (!is_transparent(value)) return false;
  }
  return false;
}

static void leave_to_accesses(Func *f) {
  for (BlockId b = 1; b < f->blocks.len; b++) {
    const Block *block = func_block(f, b);
    for (uint32_t i = block->values.len; i-- > 0;) {
      ValueId v = block->values.data[i];
      if (func_value(f, v)->op == IR_NIL_CHECK && done_by_access(f, block, i))
        value_make_copy_of(f, v, value_arg(f, v, 0));
    }
  }
}

void opt_nilcheck(Func *f) {
  NilChecker x = {.f = f, .d = func_dominators(f), .known = arena_array(func_scratch(f), bool, f->values.len)};
  DominatorWalk walk = dominator_walk(f, x.d);
  uint32_t keep;
  for (BlockId b; (b = dominator_walk_next(&walk, x.trail.len, &keep));) {
    while (x.trail.len > keep) x.known[vec_pop(&x.trail)] = false;
    learn_from_branch(&x, b);
    for (uint32_t j = 0; j < func_block(f, b)->values.len; j++) visit_value(&x, func_block(f, b)->values.data[j]);
  }
  func_remove_copies(f);
  leave_to_accesses(f);
  func_remove_copies(f);
}
