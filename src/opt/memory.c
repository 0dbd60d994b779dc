// Loads of what is known to be in memory: a LOAD from a place that was stored
// to or loaded from before, with no write between that may touch it, becomes
// that value. Works along paths without joins (a block with one predecessor
// starts with what that one ended with). Within a block, a STORE to memory
// that is stored to again before anything can read it goes away.
//
// Two addresses: same root and other bytes, or two different frame slots or
// symbols, do not touch. A frame slot whose address is only used for loads,
// stores, MOVEs and ZEROs ("private") is not touched through other pointers nor
// by calls.
//
// A variable of the source in whose memory a store is missing is gone from there on (DEBUG_VALUE).
#include <string.h>

#include "opt/internal.h"

enum { MAX_KNOWN = 32 };

typedef struct Known {
  ValueId root, value;
  int64_t offset;
  uint8_t type;
} Known;
typedef struct Memory {
  uint32_t count;
  Known known[MAX_KNOWN];
} Memory;

typedef struct MemoryPass {
  Func *f;
  bool *private;    // see private_slots
  Memory **at_end;  // a block: what is known there, if a successor may want it
  Memory now;
  ValueVec claims;  // that a variable lives somewhere
} MemoryPass;

// ---- what touches what

static bool may_touch(MemoryPass *x, const Known *known, ValueId root, int64_t offset, int64_t size) {
  if (known->root == root) {
    int64_t end = known->offset + ir_type_size(known->type);
    return offset < end && known->offset < offset + size;
  }
  if (x->private[known->root] || x->private[root]) return false;
  return may_overlap(x->f, known->root, root);
}

static void forget_write(MemoryPass *x, ValueId address, int64_t offset, int64_t size) {
  Address a = address_of(x->f, address);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < x->now.count; i++)
    if (!may_touch(x, &x->now.known[i], a.root, a.offset + offset, size)) x->now.known[kept++] = x->now.known[i];
  x->now.count = kept;
}

// After something that may write anywhere it can reach.
static void forget_all(MemoryPass *x) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < x->now.count; i++)
    if (x->private[x->now.known[i].root]) x->now.known[kept++] = x->now.known[i];
  x->now.count = kept;
}

static void remember(MemoryPass *x, ValueId address, int64_t offset, ValueId value) {
  if (x->now.count == MAX_KNOWN) {
    memmove(x->now.known, x->now.known + 1, (MAX_KNOWN - 1) * sizeof(Known));
    x->now.count--;
  }
  Address a = address_of(x->f, address);
  x->now.known[x->now.count++] = (Known){a.root, value, a.offset + offset, func_value(x->f, value)->type};
}

static ValueId find_known(MemoryPass *x, ValueId address, int64_t offset, uint8_t type) {
  Address a = address_of(x->f, address);
  for (uint32_t i = x->now.count; i-- > 0;) {
    const Known *known = &x->now.known[i];
    if (known->root == a.root && known->offset == a.offset + offset && known->type == type) return known->value;
  }
  return 0;
}

// ---- the walk

static void visit_value(MemoryPass *x, ValueId v) {
  Func *f = x->f;
  const Value *value = func_value(f, v);
  switch (value->op) {
    case IR_LOAD: {
      if (value->flags & VALUE_VOLATILE) break;
      ValueId known = find_known(x, value_arg(f, v, 0), value->offset, value->type);
      if (known) value_make_copy_of(f, v, known);
      else remember(x, value_arg(f, v, 0), value->offset, v);
      break;
    }
    case IR_STORE: {
      ValueId stored = value_arg(f, v, 1);
      while (func_value(f, stored)->op == IR_COPY) stored = value_arg(f, stored, 0);
      forget_write(x, value_arg(f, v, 0), value->offset, ir_type_size((IrType)func_value(f, stored)->type));
      if (!(value->flags & VALUE_VOLATILE)) remember(x, value_arg(f, v, 0), value->offset, stored);
      break;
    }
    case IR_MOVE:
    case IR_ZERO: forget_write(x, value_arg(f, v, 0), value->offset, types_sizeof(value->go_type)); break;
    case IR_ALLOC: forget_write(x, v, 0, INT32_MAX); break;
    case IR_CALL_LEAF:
      if (!value->call->reads_only) forget_all(x);
      break;
    case IR_KEEP_ALIVE:
    case IR_PREFETCH:
    case IR_NIL_CHECK:
    case IR_BOUNDS_CHECK:
    case IR_WRITE_BARRIER: break;
    default:
      if (op_flags(value) & (OPF_WRITE | OPF_CALL)) forget_all(x);
  }
}

static void find_claims(MemoryPass *x) {
  Func *f = x->f;
  for (ValueId v = 1; f->debug_values && v < f->values.len; v++) {
    const Value *value = func_value(f, v);
    if (value->block && debug_watched(value) && (value->flags & VALUE_DEBUG_ADDRESS))
      vec_push(func_scratch(f), &x->claims, v);
  }
}

// Does the claim say that a variable lives in memory of this root, or may it be?
static bool may_live(const MemoryPass *x, ValueId claim, ValueId root) {
  const Value *value = func_value(x->f, claim);
  if (!debug_watched(value) || !(value->flags & VALUE_DEBUG_ADDRESS)) return false;
  ValueId home = address_of(x->f, debug_watched(value)).root;
  return home == root || !(x->private[home] || x->private[root] || !may_overlap(x->f, home, root));
}

// A store to memory of this root, number `at` - 1 of the block, is no more: what lives there, or may, is not what it
// was, nor where that is said again before the store that overwrites it.
static void forget_variables(MemoryPass *x, BlockId b, uint32_t at, ValueId root) {
  Func *f = x->f;
  for (uint32_t i = at; f->debug_values && i < func_block(f, b)->values.len; i++)
    if (may_live(x, func_block(f, b)->values.data[i], root)) debug_make_gone(f, func_block(f, b)->values.data[i]);
  for (uint32_t i = 0; i < x->claims.len; i++) {
    const Value *claim = func_value(f, x->claims.data[i]);
    if (may_live(x, x->claims.data[i], root)) block_insert(f, b, at, debug_gone_new(f, claim->index, claim->pos));
  }
}

// Stores that another store to the same place follows before a read, call or fault can see them. Backward.
static void drop_overwritten(MemoryPass *x, BlockId b) {
  Func *f = x->f;
  Block *block = func_block(f, b);
  Memory *later = &x->now;  // places that will be written: `value` unused
  later->count = 0;
  bool any = false;
  for (uint32_t i = block->values.len; i-- > 0;) {
    ValueId v = block->values.data[i];
    const Value *value = func_value(f, v);
    if (value->op == IR_STORE && !(value->flags & VALUE_VOLATILE)) {
      ValueId address = value_arg(f, v, 0);
      Address a = address_of(f, address);
      if (!(value->flags & VALUE_NO_NIL)) forget_all(x);                // the panic would show what is in memory
      if (func_value(f, a.root)->flags & VALUE_ALLOC_PINNED) continue;  // recover reads those
      uint8_t type = func_value(f, value_arg(f, v, 1))->type;
      bool overwritten = find_known(x, address, value->offset, type) != 0;
      if (!overwritten) remember(x, address, value->offset, value_arg(f, v, 1));
      if (overwritten) {
        value_kill(f, v);
        block->values.data[i] = 0;
        forget_variables(x, b, i + 1, a.root);
        any = true;
      }
    } else if (value->op == IR_LOAD) {
      forget_write(x, value_arg(f, v, 0), value->offset, ir_type_size((IrType)value->type));
      if (!(value->flags & VALUE_NO_NIL)) forget_all(x);
    } else if (value->op == IR_MOVE) {
      forget_write(x, value_arg(f, v, 1), 0, types_sizeof(value->go_type));
      if (!(value->flags & VALUE_NO_NIL)) forget_all(x);
    } else if (op_flags(value) & (OPF_READ | OPF_WRITE | OPF_TRAP | OPF_CALL)) {
      forget_all(x);
    }
  }
  if (!any) return;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < block->values.len; i++)
    if (block->values.data[i]) block->values.data[kept++] = block->values.data[i];
  block->values.len = kept;
}

static void copy_memory(Memory *to, const Memory *from) {
  to->count = from->count;
  memcpy(to->known, from->known, from->count * sizeof(Known));
}

void opt_memory(Func *f) {
  MemoryPass x = {.f = f, .private = private_slots(f, false)};
  const Order *order = func_order(f);
  x.at_end = arena_array(func_scratch(f), Memory *, f->blocks.len);
  for (uint32_t i = 0; i < order->count; i++) {
    BlockId b = order->blocks[i];
    const Block *block = func_block(f, b);
    x.now.count = 0;
    if (block->preds.len == 1 && x.at_end[block->preds.data[0]] && b != f->recover_block)
      copy_memory(&x.now, x.at_end[block->preds.data[0]]);
    for (uint32_t j = 0; j < block->values.len; j++) visit_value(&x, block->values.data[j]);
    bool wanted = false;
    for (uint32_t j = 0; j < block->succs.len; j++) wanted |= func_block(f, block->succs.data[j])->preds.len == 1;
    if (!wanted || !x.now.count) continue;
    x.at_end[b] = arena_alloc(func_scratch(f), offsetof(Memory, known) + x.now.count * sizeof(Known), _Alignof(Memory));
    copy_memory(x.at_end[b], &x.now);
  }
  func_remove_copies(f);
  find_claims(&x);
  for (uint32_t i = 0; i < order->count; i++) drop_overwritten(&x, order->blocks[i]);
}
