// Global value numbering: equal pure values become one where the first
// dominates the others. One walk of the dominator tree in preorder with a hash
// table that holds one entry a key: an entry whose block does not dominate the
// current block never will again, and is overwritten.
//
// Constants and symbol addresses get common numbers in the whole function, but
// are merged only within a block: they are cheaper to make than to keep.
#include <string.h>

#include "opt/internal.h"

typedef struct Numbering {
  Func *f;
  const Dominators *d;
  ValueId *number;     // a value: its representative for comparison
  ValueId *table;      // open addressing; 0 empty
  ValueId *constants;  // likewise: first constant of a kind
  uint32_t mask;
} Numbering;

static bool is_constant(uint16_t op) { return op == IR_CONST || op == IR_SYMBOL; }

// Of addresses as integers only those of symbols are values: others are good up to the next safepoint, where the stack
// may move and the object is kept by pointers alone.
static bool is_eligible(Func *f, ValueId v) {
  const Value *value = func_value(f, v);
  if (!(op_flags(value) & OPF_PURE) || (op_flags(value) & (OPF_TRAP | OPF_READ | OPF_WRITE))) return false;
  switch (value->op) {
    case IR_PHI:
    case IR_STACK_SLOT:
    case IR_RESULT:
    case IR_COPY:
    case IR_CLOSURE: return false;
    case IR_PTR_TO_INT: return func_value(f, value_arg(f, v, 0))->op == IR_SYMBOL;
    default: return true;
  }
}

static uint64_t payload(const Value *value) { return is_constant(value->op) ? (uint64_t)value->constant : 0; }

// Operands by number, in a fixed order where the operation does not care.
static void operand_numbers(Numbering *n, ValueId v, ValueId numbers[3]) {
  const Value *value = func_value(n->f, v);
  const ValueId *args = value_args(n->f, v);
  for (uint32_t i = 0; i < 3; i++) numbers[i] = i < value->arg_count ? n->number[args[i]] : 0;
  if ((op_flags(value) & OPF_COMM) && numbers[0] > numbers[1]) {
    ValueId first = numbers[0];
    numbers[0] = numbers[1];
    numbers[1] = first;
  }
}

static uint64_t hash_value(Numbering *n, ValueId v) {
  const Value *value = func_value(n->f, v);
  ValueId numbers[3];
  operand_numbers(n, v, numbers);
  uint64_t h =
      hash_mix(value->op | (uint64_t)value->type << 16, (uint32_t)value->offset | (uint64_t)value->index << 32);
  h = hash_mix(h, payload(value));
  h = hash_mix(h, numbers[0] | (uint64_t)numbers[1] << 32);
  return hash_mix(h, numbers[2]);
}

static bool same(Numbering *n, ValueId a, ValueId b) {
  const Value *x = func_value(n->f, a), *y = func_value(n->f, b);
  if (x->op != y->op || x->type != y->type || x->offset != y->offset || x->index != y->index ||
      payload(x) != payload(y) || x->arg_count != y->arg_count)
    return false;
  ValueId p[3], q[3];
  operand_numbers(n, a, p);
  operand_numbers(n, b, q);
  return p[0] == q[0] && p[1] == q[1] && p[2] == q[2];
}

// The slot of an equal value, or an empty one.
static ValueId *find(Numbering *n, ValueId *table, ValueId v) {
  uint32_t slot = (uint32_t)hash_value(n, v) & n->mask;
  while (table[slot] && !same(n, table[slot], v)) slot = (slot + 1) & n->mask;
  return &table[slot];
}

static void number_value(Numbering *n, ValueId v, BlockId b) {
  Func *f = n->f;
  Value *value = func_value(f, v);
  n->number[v] = v;
  if (value->op == IR_COPY) {
    n->number[v] = n->number[value_arg(f, v, 0)];
    return;
  }
  if (!is_eligible(f, v) || value->arg_count > 3) return;
  ValueId *slot = find(n, n->table, v);
  ValueId found = *slot;
  bool constant = is_constant(value->op);
  if (constant) {
    ValueId *first = find(n, n->constants, v);
    if (!*first) *first = v;
    n->number[v] = *first;
  }
  if (found) {
    BlockId block = func_value(f, found)->block;
    if (constant ? block == b : dominates(n->d, block, b)) {
      n->number[v] = n->number[found];
      value_make_copy_of(f, v, found);
      return;
    }
  }
  *slot = v;
}

void opt_gvn(Func *f) {
  Numbering n = {.f = f, .d = func_dominators(f)};
  uint32_t size = 64;
  while (size < f->values.len * 2) size *= 2;
  n.mask = size - 1;
  n.table = arena_array(func_scratch(f), ValueId, size);
  n.constants = arena_array(func_scratch(f), ValueId, size);
  n.number = arena_array(func_scratch(f), ValueId, f->values.len);
  for (ValueId v = 0; v < f->values.len; v++) n.number[v] = v;
  for (uint32_t i = 0; i < n.d->order_count; i++) {
    BlockId b = n.d->preorder[i];
    const Block *block = func_block(f, b);
    for (uint32_t j = 0; j < block->values.len; j++) number_value(&n, block->values.data[j], b);
  }
  func_remove_copies(f);
}
