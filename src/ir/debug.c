// What the variables of the source are at each place of a function (docs/ir.md, Debug variables). A claim is a
// DEBUG_VALUE: from there on a component of a variable is the value it watches. Watching is no use: no operand, so that
// nothing that passes count, order or decide knows of it, and executables are the same with claims and without. Who
// takes a value away need not look for claims: after each pass func_settle_debug_values finds those that are about
// nothing any more. Who changes the control flow has to: a claim that is no longer passed must not leave an older one
// standing.
#include "ir/ir.h"

// ---- size

uint32_t block_size(Func *f, BlockId b) {
  const Block *block = func_block(f, b);
  uint32_t size = block->values.len;
  for (uint32_t i = 0; f->debug_values && i < block->values.len; i++)
    size -= value_is_debug(func_value(f, block->values.data[i]));
  return size;
}

bool block_is_empty(Func *f, BlockId b) {
  const Block *block = func_block(f, b);
  for (uint32_t i = 0; i < block->values.len; i++)
    if (!value_is_debug(func_value(f, block->values.data[i]))) return false;
  return true;
}

// ---- claims

uint32_t func_add_variable(Func *f, const DebugVariable *variable) {
  vec_push(f->arena, &f->variables, *variable);
  return f->variables.len - 1;
}

ValueId debug_value_new(Func *f, uint32_t variable, int32_t offset, ValueId watched, uint32_t pos) {
  assert(variable < f->variables.len);
  ValueId claim = value_new_unplaced(f, IR_DEBUG_VALUE, IR_VOID, pos);
  Value *value = func_value(f, claim);
  value->index = variable;
  value->offset = offset;
  value->watched = watched;
  return claim;
}

void debug_make_gone(Func *f, ValueId claim) {
  Value *value = func_value(f, claim);
  value->flags = VALUE_DEBUG_ADDRESS;
  value->offset = 0;
  value->watched = 0;
}

ValueId debug_gone_new(Func *f, uint32_t variable, uint32_t pos) {
  ValueId claim = debug_value_new(f, variable, 0, 0, pos);
  debug_make_gone(f, claim);
  return claim;
}

bool debug_is_gone(Func *f, ValueId v, uint32_t variable) {
  const Value *value = func_value(f, v);
  return value_is_debug(value) && value->index == variable && (value->flags & VALUE_DEBUG_ADDRESS) && !value->watched;
}

void debug_watch(Func *f, ValueId claim, ValueId watched) {
  Value *value = func_value(f, claim);
  value->flags &= (uint8_t)~VALUE_DEBUG_CONST;
  value->watched = watched;
}

ValueId debug_copy(Func *f, ValueId claim, ValueId watched) {
  bool constant = func_value(f, claim)->flags & VALUE_DEBUG_CONST;
  ValueId copy = value_copy(f, claim);
  if (!constant) debug_watch(f, copy, watched);
  return copy;
}

const Leaf *debug_leaf(Func *f, const Value *claim) {
  const TypeShape *shape = layout_shape(f->session, f->variables.data[claim->index].go_type);
  if (claim->flags & VALUE_DEBUG_ADDRESS) return NULL;
  for (uint32_t i = 0; i < shape->leaf_count && shape->leaves; i++)
    if (shape->leaves[i].offset == (uint32_t)claim->offset) return &shape->leaves[i];
  return NULL;
}

// ---- ways around a block

static void append(Func *f, BlockId b, ValueId claim) {
  func_value(f, claim)->block = b;
  vec_push(f->arena, &func_block(f, b)->values, claim);
}

// Says that the claim's variable is not known from the start of block b on, if that is not said there yet.
static void forget_at_start(Func *f, BlockId b, ValueId claim) {
  const Block *block = func_block(f, b);
  uint32_t variable = func_value(f, claim)->index, first = block_phi_count(f, b);
  for (uint32_t i = first; i < block->values.len; i++) {
    if (debug_is_gone(f, block->values.data[i], variable)) return;
    if (!value_is_debug(func_value(f, block->values.data[i]))) break;
  }
  block_insert(f, b, first, debug_gone_new(f, variable, func_value(f, claim)->pos));
}

void debug_bypass(Func *f, BlockId b, uint32_t pred_index, BlockId target) {
  BlockId pred = func_block(f, b)->preds.data[pred_index];
  bool on_the_way = func_block(f, pred)->kind == BLOCK_JUMP;
  for (uint32_t i = 0; f->debug_values && i < func_block(f, b)->values.len; i++) {
    ValueId claim = func_block(f, b)->values.data[i];
    if (!value_is_debug(func_value(f, claim))) continue;
    if (!on_the_way) {
      forget_at_start(f, target, claim);
      continue;
    }
    ValueId watched = debug_watched(func_value(f, claim));
    const Value *value = func_value(f, watched);
    if (value->op == IR_PHI && value->block == b) watched = value_arg(f, watched, pred_index);
    append(f, pred, debug_copy(f, claim, watched));
  }
}

// ---- after a pass

typedef struct Settler {
  Func *f;
  const Dominators *dominators;
  uint32_t *place;  // a value's number in its block's list + 1, 0: not placed
} Settler;

// Is the watched value there when the claim is made?
static bool is_there(const Settler *s, ValueId watched, ValueId claim) {
  const Value *value = func_value(s->f, watched);
  BlockId b = func_value(s->f, claim)->block;
  if (!s->place[watched]) return false;
  if (value->block == b) return s->place[watched] < s->place[claim];
  return !s->dominators->pre[b] || (s->dominators->pre[value->block] && dominates(s->dominators, value->block, b));
}

static void settle(const Settler *s, ValueId claim) {
  Func *f = s->f;
  Value *value = func_value(f, claim);
  ValueId watched = debug_watched(value);
  if (!watched) return;
  const Value *now = func_value(f, watched);
  if (!is_there(s, watched, claim)) {
    debug_watch(f, claim, 0);
  } else if (now->op == IR_CONST && !(value->flags & VALUE_DEBUG_ADDRESS)) {
    value->flags |= VALUE_DEBUG_CONST;
    value->constant = now->constant;
  }
}

void func_settle_debug_values(Func *f) {
  if (!f->debug_values) return;
  Settler s = {f, func_dominators(f), arena_array(func_scratch(f), uint32_t, f->values.len)};
  for (BlockId b = 1; b < f->blocks.len; b++) {
    const Block *block = func_block(f, b);
    for (uint32_t i = 0; i < block->values.len; i++) s.place[block->values.data[i]] = i + 1;
  }
  for (BlockId b = 1; b < f->blocks.len; b++) {
    const Block *block = func_block(f, b);
    for (uint32_t i = 0; i < block->values.len; i++) settle(&s, block->values.data[i]);
  }
}

void func_drop_debug_values(Func *f) {
  for (BlockId b = 1; f->debug_values && b < f->blocks.len; b++) {
    Block *block = func_block(f, b);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < block->values.len; i++) {
      ValueId v = block->values.data[i];
      if (value_is_debug(func_value(f, v))) value_kill(f, v);
      else block->values.data[kept++] = v;
    }
    block->values.len = kept;
  }
}
