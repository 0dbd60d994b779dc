// Chains of comparisons of one integer with constants, as switches and
// else-if make them, become a jump table if the constants are dense, else a
// binary search. The blocks of the chain stay as the ways to the cases, so that
// phis there keep their operands:
//
//     b: if x==1 A n1;  n1: if x==2 B n2;  n2: if x==3 C D
//     b: if x-1 < 3 s e;  s: switch e0 n1 n2;  e0: jump A;  n1: jump B;  n2: jump C;  e: jump D
//
// Types of less than 64 bits are ordered as unsigned.
#include <stdlib.h>

#include "opt/internal.h"

enum { MIN_SEARCH = 5, MIN_TABLE = 8, TABLE_DENSITY = 4, LINEAR = 3, MAX_CHAIN = 4096 };

typedef struct Case {
  int64_t constant;
  BlockId way;
  uint32_t order;
} Case;

typedef struct Chain {
  Func *f;
  ValueId x;
  Vec(Case) cases;
  BlockId otherwise;  // the block that leads to the default
  uint32_t pos;
  int8_t cold;
} Chain;

// A constant as the order of cases has it.
static int64_t ordered(const Value *constant) {
  uint32_t width = ir_type_size((IrType)constant->type) * 8;
  return width == 64 ? constant->constant : constant->constant & (((int64_t)1 << width) - 1);
}

// Does block b end in a comparison of *x (0: any integer) with a constant? `equal`: number of the successor for
// equality.
static bool compares(Func *f, BlockId b, ValueId *x, int64_t *constant, uint32_t *equal) {
  const Block *block = func_block(f, b);
  if (block->kind != BLOCK_IF || !block->control || block->succs.data[0] == block->succs.data[1]) return false;
  const Value *control = func_value(f, block->control);
  if (control->op != IR_EQ && control->op != IR_NE) {  // `if x`: x is not 0
    if ((*x && *x != block->control) || ir_is_comparison(control->op)) return false;
    *x = block->control;
    *constant = 0;
    *equal = 1;
    return type_is_int(control->type);
  }
  ValueId left = value_arg(f, block->control, 0), right = value_arg(f, block->control, 1);
  if (func_value(f, right)->op != IR_CONST || !type_is_int(func_value(f, left)->type) || (*x && *x != left))
    return false;
  *x = left;
  *constant = ordered(func_value(f, right));
  *equal = control->op == IR_EQ ? 0 : 1;
  return true;
}

// A later block of a chain does nothing but compare.
static bool only_compares(Func *f, BlockId b) {
  const Block *block = func_block(f, b);
  if (block->preds.len != 1 || block->cold || b == f->recover_block) return false;
  for (uint32_t i = 0; i < block->values.len; i++) {
    ValueId v = block->values.data[i];
    uint16_t op = func_value(f, v)->op;
    if (op != IR_CONST && op != IR_SYMBOL && op != IR_DEBUG_VALUE &&
        (v != block->control || (op != IR_EQ && op != IR_NE)))
      return false;
  }
  return true;
}

// A block on the edge from b to its successor: takes over the edge's place among the successor's predecessors.
static BlockId way_to(Func *f, BlockId b, BlockId to) {
  BlockId way = func_new_block(f);
  func_block(f, way)->kind = BLOCK_JUMP;
  func_block(f, way)->pos = func_block(f, b)->pos;
  vec_push(f->arena, &func_block(f, way)->succs, to);
  block_replace_pred(f, to, b, way);
  return way;
}

// Follows the chain from b; returns its length.
static uint32_t follow(Func *f, BlockId b, bool *in_chain) {
  ValueId x = 0;
  int64_t constant;
  uint32_t equal, length = 0;
  while (compares(f, b, &x, &constant, &equal) && (length == 0 || only_compares(f, b)) && length < MAX_CHAIN) {
    in_chain[b] = true;
    length++;
    b = func_block(f, b)->succs.data[1 - equal];
    if (in_chain[b]) break;
  }
  return length;
}

// Takes the chain apart: blocks become ways, constants move to the first block.
static void collect(Chain *chain, BlockId first, uint32_t length) {
  Func *f = chain->f;
  func_flow_changed(f);
  BlockId b = first;
  for (uint32_t n = 0; n < length; n++) {
    int64_t constant = 0;
    uint32_t equal = 0;
    compares(f, b, &chain->x, &constant, &equal);
    BlockId target = func_block(f, b)->succs.data[equal], next = func_block(f, b)->succs.data[1 - equal];
    BlockId way = b;
    if (n + 1 == length) chain->otherwise = way_to(f, b, next);
    if (n == 0) {
      way = way_to(f, b, target);
    } else {
      Block *block = func_block(f, b);
      for (uint32_t i = 0; i < block->values.len; i++) {
        func_value(f, block->values.data[i])->block = first;
        // What was claimed here holds on some of the ways only.
        if (value_is_debug(func_value(f, block->values.data[i]))) debug_watch(f, block->values.data[i], 0);
        vec_push(f->arena, &func_block(f, first)->values, block->values.data[i]);
      }
      block->values.len = block->preds.len = 0;
      block->succs.data[0] = target;
      block->succs.len = 1;
      block->kind = BLOCK_JUMP;
      block->control = 0;
      block->likely = 0;
    }
    vec_push(func_scratch(f), &chain->cases, ((Case){constant, way, n}));
    b = next;
  }
  Block *block = func_block(f, first);
  block->control = 0;
  block->likely = 0;
  block->succs.len = 0;
}

static int compare_cases(const void *a, const void *b) {
  const Case *x = a, *y = b;
  if (x->constant != y->constant) return x->constant < y->constant ? -1 : 1;
  return x->order < y->order ? -1 : 1;
}

// Sorts; of equal constants the first comparison counts, the others' ways become unreachable.
static void sort_cases(Chain *chain) {
  qsort(chain->cases.data, chain->cases.len, sizeof(Case), compare_cases);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < chain->cases.len; i++)
    if (!kept || chain->cases.data[i].constant != chain->cases.data[kept - 1].constant)
      chain->cases.data[kept++] = chain->cases.data[i];
  chain->cases.len = kept;
}

static bool is_dense(const Chain *chain, uint32_t from, uint32_t to) {
  uint64_t range = (uint64_t)chain->cases.data[to - 1].constant - (uint64_t)chain->cases.data[from].constant;
  return to - from >= MIN_TABLE && range / TABLE_DENSITY < to - from;
}

static void emit_table(Chain *chain, BlockId b, uint32_t from, uint32_t to) {
  Func *f = chain->f;
  int64_t low = chain->cases.data[from].constant, high = chain->cases.data[to - 1].constant;
  ValueId index = chain->x;
  if (func_value(f, index)->type != IR_I64) index = value_new1(f, b, IR_ZEXT, IR_I64, chain->pos, index);
  if (low) {
    ValueId bias = value_const(f, b, IR_I64, (int64_t)(0 - (uint64_t)low));
    index = value_new2(f, b, IR_ADD, IR_I64, chain->pos, index, bias);
  }
  ValueId last = value_const(f, b, IR_I64, (int64_t)((uint64_t)high - (uint64_t)low));
  ValueId inside = value_new2(f, b, IR_ULE, IR_I8, chain->pos, index, last);
  BlockId table = func_new_block(f);
  block_set_if(f, b, inside, table, chain->otherwise);
  func_block(f, table)->kind = BLOCK_SWITCH;
  func_block(f, table)->control = index;
  func_block(f, table)->pos = chain->pos;
  for (uint64_t at = 0, next = from; at <= (uint64_t)high - (uint64_t)low; at++) {
    bool found = (uint64_t)chain->cases.data[next].constant - (uint64_t)low == at;
    block_add_edge(f, table, found ? chain->cases.data[next++].way : chain->otherwise);
  }
}

// The decision among cases [from, to), in block b, which has no terminator yet.
static void emit_search(Chain *chain, BlockId b, uint32_t from, uint32_t to) {
  Func *f = chain->f;
  func_block(f, b)->pos = chain->pos;
  if (is_dense(chain, from, to)) {
    emit_table(chain, b, from, to);
    return;
  }
  uint8_t type = func_value(f, chain->x)->type;
  while (to - from <= LINEAR) {
    ValueId constant = value_const(f, b, (IrType)type, chain->cases.data[from].constant);
    ValueId equal = value_new2(f, b, IR_EQ, IR_I8, chain->pos, chain->x, constant);
    bool last = to - from == 1;
    BlockId next = last ? chain->otherwise : func_new_block(f);
    block_set_if(f, b, equal, chain->cases.data[from].way, next);
    if (last) return;
    from++;
    b = next;
    func_block(f, b)->pos = chain->pos;
  }
  uint32_t middle = from + (to - from) / 2;
  ValueId constant = value_const(f, b, (IrType)type, chain->cases.data[middle].constant);
  ValueId less = value_new2(f, b, type == IR_I64 ? IR_SLT : IR_ULT, IR_I8, chain->pos, chain->x, constant);
  BlockId low = func_new_block(f), high = func_new_block(f);
  block_set_if(f, b, less, low, high);
  emit_search(chain, low, from, middle);
  emit_search(chain, high, middle, to);
}

void opt_switch(Func *f) {
  uint32_t changed = 0;
  const Order *order = func_order(f);
  bool *in_chain = NULL;
  for (uint32_t i = 0; i < order->count; i++) {
    BlockId b = order->blocks[i];
    ValueId x = 0;
    int64_t constant;
    uint32_t equal;
    if (!compares(f, b, &x, &constant, &equal)) continue;
    if (!in_chain) in_chain = arena_array(func_scratch(f), bool, f->blocks.len);
    if (in_chain[b]) continue;
    uint32_t length = follow(f, b, in_chain);
    if (length < MIN_SEARCH) continue;
    Chain chain = {.f = f, .pos = func_block(f, b)->pos};
    collect(&chain, b, length);
    sort_cases(&chain);
    emit_search(&chain, b, 0, chain.cases.len);
    changed++;
  }
  if (changed) func_remove_unreachable(f);
}
