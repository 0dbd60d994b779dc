// Loops as the loop passes see them: which blocks they have, which values are
// made outside, and what they may write. Two addresses with different bases are
// apart if one is a frame slot whose address goes nowhere, or if both are slots
// or symbols.
#include "opt/loops.h"

bool loops_find(Loops *x, Func *f) {
  if (!func_order(f)->cyclic) return false;
  *x = (Loops){.f = f, .value_count = f->values.len};
  x->d = func_dominators(f);
  x->nest = func_loops(f);
  if (!x->nest->loops.len) return false;
  x->mark_count = f->blocks.len + 4 * x->nest->loops.len;
  x->mark = arena_array(func_scratch(f), uint32_t, x->mark_count);
  x->private = private_slots(f, true);
  return true;
}

void loops_enter(Loops *x, uint32_t number) {
  const Loop *loop = &x->nest->loops.data[number];
  x->current = number + 1;
  for (uint32_t i = 0; i < loop->blocks.len; i++) x->mark[loop->blocks.data[i]] = x->current;
}

void loops_add_block(Loops *x, BlockId b) {
  if (b >= x->mark_count) ice("loops", x->f->display_name, "b%u: too many new blocks", b);
  x->mark[b] = x->current;
}

bool loops_inside(const Loops *x, BlockId b) { return b < x->mark_count && x->mark[b] == x->current; }

bool loops_is_invariant(const Loops *x, ValueId v) { return !loops_inside(x, func_value(x->f, v)->block); }

bool loops_has_invariant_args(const Loops *x, ValueId v) {
  const ValueId *args = value_args(x->f, v);
  for (uint32_t i = 0; i < func_value(x->f, v)->arg_count; i++)
    if (!loops_is_invariant(x, args[i])) return false;
  return true;
}

static void add_store(const Loops *x, LoopEffects *e, ValueId address, int64_t offset, int64_t size) {
  if (e->store_count == LOOP_MAX_STORES) {
    e->anything = true;
    return;
  }
  Address a = address_of(x->f, address);
  ValueId base = address_base(x->f, address);
  e->stores[e->store_count++] = (LoopStore){base, base == a.root, a.offset + offset, size};
}

void loops_effects(const Loops *x, const Loop *loop, LoopEffects *e) {
  Func *f = x->f;
  e->anything = e->warm_call = false;
  e->store_count = 0;
  for (uint32_t i = 0; i < loop->blocks.len; i++) {
    const Block *block = func_block(f, loop->blocks.data[i]);
    for (uint32_t k = 0; k < block->values.len; k++) {
      ValueId v = block->values.data[k];
      const Value *value = func_value(f, v);
      switch (value->op) {
        case IR_STORE:
          add_store(x, e, value_arg(f, v, 0), value->offset,
                    ir_type_size((IrType)func_value(f, value_arg(f, v, 1))->type));
          break;
        case IR_ZERO: add_store(x, e, value_arg(f, v, 0), value->offset, types_sizeof(value->go_type)); break;
        case IR_MOVE: add_store(x, e, value_arg(f, v, 0), 0, types_sizeof(value->go_type)); break;
        case IR_ALLOC:
        case IR_KEEP_ALIVE:
        case IR_PREFETCH: break;
        default:
          e->anything |= (op_flags(value) & (OPF_WRITE | OPF_CALL)) != 0;
          e->warm_call |= (op_flags(value) & OPF_CALL) && !block->cold;
      }
    }
  }
}

bool loops_may_change(const Loops *x, const LoopEffects *e, ValueId load) {
  Func *f = x->f;
  const Value *value = func_value(f, load);
  ValueId base = address_base(f, value_arg(f, load, 0));
  Address a = address_of(f, value_arg(f, load, 0));
  bool private = base < x->value_count && x->private[base];
  if (func_value(f, base)->op == IR_G) return true;
  if (e->anything && !private) return true;
  for (uint32_t i = 0; i < e->store_count; i++) {
    const LoopStore *store = &e->stores[i];
    if (store->base == base) {
      int64_t at = a.offset + value->offset, size = ir_type_size((IrType)value->type);
      if (!store->constant || base != a.root || (at < store->offset + store->size && store->offset < at + size))
        return true;
      continue;
    }
    if (private || (store->base < x->value_count && x->private[store->base])) continue;
    if (may_overlap(f, base, store->base)) return true;
  }
  return false;
}

bool loops_is_movable(const Value *value) {
  if (!(op_flags(value) & OPF_PURE) || (op_flags(value) & (OPF_READ | OPF_WRITE | OPF_TRAP | OPF_CALL))) return false;
  switch (value->op) {
    case IR_PHI:
    case IR_RESULT:
    case IR_PROJECT:
    case IR_PARAM:
    case IR_PARAM_ADDRESS:
    case IR_CLOSURE:
    case IR_STACK_SLOT:
    case IR_COPY:
    case IR_PTR_TO_INT:
    case IR_INT_TO_PTR: return false;
    default: return value->op < IR_GENERIC_COUNT;
  }
}

bool loops_is_runtime_code(const Func *f, const Value *value) {
  for (int32_t node = f->positions.data[value->pos].inline_node; value->pos && node >= 0;) {
    if (f->inlines.data[node].no_preempt) return true;
    node = f->inlines.data[node].parent;
  }
  return false;
}
