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
