// Addresses as root and offset: how passes look at memory.
#include "opt/internal.h"

Address address_of(Func *f, ValueId v) {
  Address address = {v, 0};
  for (;;) {
    const Value *value = func_value(f, address.root);
    if (value->op == IR_NIL_CHECK) {
      address.root = value_arg(f, address.root, 0);
    } else if (value->op == IR_PTR_ADD && func_value(f, value_arg(f, address.root, 1))->op == IR_CONST) {
      address.offset += func_value(f, value_arg(f, address.root, 1))->constant + value->offset;
      address.root = value_arg(f, address.root, 0);
    } else {
      return address;
    }
  }
}

ValueId address_base(Func *f, ValueId v) {
  while (func_value(f, v)->op == IR_PTR_ADD || func_value(f, v)->op == IR_NIL_CHECK) v = value_arg(f, v, 0);
  return v;
}

// The first operand that is not just an address to read, write or make another one from.
static uint32_t first_exposed(Func *f, ValueId v, bool indexed) {
  switch (func_value(f, v)->op) {
    case IR_LOAD:
    case IR_STORE:
    case IR_ZERO:
    case IR_NIL_CHECK: return 1;
    case IR_MOVE: return 2;
    case IR_PTR_ADD: return indexed || func_value(f, value_arg(f, v, 1))->op == IR_CONST ? 2 : 0;
    default: return 0;
  }
}

static void expose(Func *f, bool *private, ValueId v, bool indexed) {
  private[indexed ? address_base(f, v) : address_of(f, v).root] = false;
}

bool *private_slots(Func *f, bool indexed) {
  bool *private = arena_array(func_scratch(f), bool, f->values.len);
  for (ValueId v = 1; v < f->values.len; v++) private[v] = value_is_slot(func_value(f, v));
  for (BlockId b = 1; b < f->blocks.len; b++) {
    const Block *block = func_block(f, b);
    for (uint32_t i = 0; i < block->values.len; i++) {
      ValueId v = block->values.data[i];
      const ValueId *args = value_args(f, v);
      for (uint32_t k = first_exposed(f, v, indexed); k < func_value(f, v)->arg_count; k++)
        expose(f, private, args[k], indexed);
    }
    for (uint32_t i = 0; i < block->results.len; i++) expose(f, private, block->results.data[i], indexed);
  }
  return private;
}

bool may_overlap(Func *f, ValueId a, ValueId b) {
  const Value *x = func_value(f, a), *y = func_value(f, b);
  bool named = (value_is_slot(x) || x->op == IR_SYMBOL) && (value_is_slot(y) || y->op == IR_SYMBOL);
  if (!named) return true;
  return x->op == IR_SYMBOL && y->op == IR_SYMBOL &&
         (x->symbol == y->symbol || x->symbol->container || y->symbol->container);
}

// The block from which b is entered: its only predecessor, not counting ways back from inside a loop that b heads.
// What a branch there says of values defined above holds in the loop too. 0 if there are several.
BlockId entered_from(Func *f, const Dominators *d, BlockId b) {
  const Block *block = func_block(f, b);
  BlockId from = 0;
  for (uint32_t i = 0; i < block->preds.len; i++) {
    BlockId pred = block->preds.data[i];
    if (pred == b || dominates(d, b, pred)) continue;
    if (from) return 0;
    from = pred;
  }
  return from;
}
