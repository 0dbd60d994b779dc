// Loop-invariant code motion: what a loop computes anew each time from values
// made outside goes to the block before it (after rotate: the landing, which
// runs exactly if the body does). Inner loops first, so that values leave
// several loops.
//
//   arithmetic   may be computed too early; cheap operations that fold into
//                addresses or branches stay
//   checks       where the loop's first block has had no other effect yet: the
//                panic comes at the same point of the execution
//   loads        from what the loop does not write; where they cannot fault:
//                as checks, or of named memory, or of an object that was read
//                as far before
//
// A loop that only waits for memory to change keeps its loads. The number of
// values taken out is limited by the registers that are left; a loop with calls
// has none.
#include "opt/loops.h"

enum { INT_REGISTERS = 11, FLOAT_REGISTERS = 13 };

typedef struct Extent {
  BlockId block;
  int64_t end;
} Extent;  // of the first accesses through a base

typedef struct Licm {
  Loops loops;
  Func *f;
  Extent *extent;          // a base: block of the first access, and how far that block reads
  uint32_t *uses, *stamp;  // a value made outside: its uses in the loop in hand
  uint32_t value_cap;      // of these, claims aside
  int32_t ints, floats;    // registers left
  LoopEffects effects;
  BlockId before;
  bool waits, copies;
} Licm;

static bool is_float(uint8_t type) { return type == IR_F32 || type == IR_F64; }

// ---- what is known to be readable

static void note_access(Licm *x, ValueId address, int64_t offset, uint32_t size, BlockId b) {
  Address a = address_of(x->f, address);
  int64_t end = a.offset + offset + size;
  Extent *extent = &x->extent[a.root];
  if (a.offset + offset < 0) return;
  if (!extent->block) *extent = (Extent){b, end};
  else if (extent->block == b && extent->end < end) extent->end = end;
}

static void find_extents(Licm *x) {
  Func *f = x->f;
  for (uint32_t i = 0; i < x->loops.d->order_count; i++) {
    BlockId b = x->loops.d->order[i];
    const Block *block = func_block(f, b);
    for (uint32_t k = 0; k < block->values.len; k++) {
      ValueId v = block->values.data[k];
      const Value *value = func_value(f, v);
      if (value->op == IR_LOAD) note_access(x, value_arg(f, v, 0), value->offset, ir_type_size((IrType)value->type), b);
      if (value->op == IR_STORE)
        note_access(x, value_arg(f, v, 0), value->offset, ir_type_size((IrType)func_value(f, value_arg(f, v, 1))->type),
                    b);
    }
  }
}

// May this load run before the loop although the loop may not come to it?
static bool is_readable(Licm *x, ValueId v) {
  const Value *value = func_value(x->f, v);
  Address a = address_of(x->f, value_arg(x->f, v, 0));
  const Value *root = func_value(x->f, a.root);
  if (root->op == IR_SYMBOL) return true;
  if (value->type == IR_P) return false;  // what is there may be no pointer where the loop does not come to it
  if (value_is_slot(root)) return true;
  const Extent *extent = &x->extent[a.root];
  return extent->block && dominates(x->loops.d, extent->block, x->before) && a.offset + value->offset >= 0 &&
         a.offset + value->offset + ir_type_size((IrType)value->type) <= extent->end;
}

// ---- registers

// Values from outside that the loop uses take registers already, and so do its phis.
static void count_registers(Licm *x, const Loop *loop) {
  Func *f = x->f;
  x->ints = INT_REGISTERS;
  x->floats = FLOAT_REGISTERS;
  for (uint32_t i = 0; i < loop->blocks.len; i++) {
    const Block *block = func_block(f, loop->blocks.data[i]);
    if (block->cold) continue;
    for (uint32_t k = 0; k < block->values.len; k++) {
      ValueId v = block->values.data[k];
      const Value *value = func_value(f, v);
      const ValueId *args = value_args(f, v);
      if (value->op == IR_PHI && loop->blocks.data[i] == loop->header) is_float(value->type) ? x->floats-- : x->ints--;
      for (uint32_t n = 0; n < value->arg_count; n++) {
        const Value *arg = func_value(f, args[n]);
        if (loops_inside(&x->loops, arg->block) || arg->op == IR_CONST || arg->op == IR_SYMBOL ||
            arg->op == IR_STACK_SLOT)
          continue;
        if (x->stamp[args[n]] != x->loops.current) {
          x->stamp[args[n]] = x->loops.current;
          x->uses[args[n]] = 0;
          is_float(arg->type) ? x->floats-- : x->ints--;
        }
        x->uses[args[n]]++;
      }
    }
  }
  if (x->effects.warm_call) x->ints = x->floats = 0;
}

// Takes a register for v, and gives back those of operands that had their last use in it.
static bool take_register(Licm *x, ValueId v) {
  Func *f = x->f;
  const Value *value = func_value(f, v);
  const ValueId *args = value_args(f, v);
  int32_t ints = x->ints, floats = x->floats;
  for (uint32_t i = 0; i < value->arg_count; i++) {
    if (x->stamp[args[i]] != x->loops.current || x->uses[args[i]] != 1) continue;
    is_float(func_value(f, args[i])->type) ? floats++ : ints++;
  }
  if (value->op != IR_BOUNDS_CHECK && value->op != IR_NIL_CHECK) is_float(value->type) ? floats-- : ints--;
  if (ints < 0 || floats < 0 || (x->effects.warm_call && value->op == IR_LOAD)) return false;
  for (uint32_t i = 0; i < value->arg_count; i++)
    if (x->stamp[args[i]] == x->loops.current) x->uses[args[i]]--;
  x->ints = ints;
  x->floats = floats;
  return true;
}

// ---- motion

static bool is_power_of_two(Func *f, ValueId v) {
  const Value *value = func_value(f, v);
  return value->op == IR_CONST && ((uint64_t)value->constant & ((uint64_t)value->constant - 1)) == 0;
}

// Operations that cost nothing where they are, as part of an address, a branch or an operand.
static bool is_cheap(Func *f, ValueId v) {
  const Value *value = func_value(f, v);
  if (ir_is_comparison(value->op)) return true;
  switch (value->op) {
    case IR_CONST:
    case IR_SYMBOL:
    case IR_PTR_ADD:
    case IR_TRUNC:
    case IR_G:
    case IR_SELECT: return true;
    case IR_ADD:
    case IR_SUB: return func_value(f, value_arg(f, v, 1))->op == IR_CONST;
    case IR_MUL: return is_power_of_two(f, value_arg(f, v, 1));
    case IR_SHL:
      return func_value(f, value_arg(f, v, 1))->op == IR_CONST && func_value(f, value_arg(f, v, 1))->constant <= 3;
    default: return false;
  }
}

static bool is_division(const Value *value) {
  return value->op == IR_SDIV || value->op == IR_UDIV || value->op == IR_SREM || value->op == IR_UREM ||
         value->op == IR_UDIV_WIDE;
}

static bool is_same_operand(Func *f, ValueId a, ValueId b) {
  a = value_resolve(f, a);
  b = value_resolve(f, b);
  const Value *x = func_value(f, a), *y = func_value(f, b);
  return a == b || (x->op == IR_CONST && y->op == IR_CONST && x->type == y->type && x->constant == y->constant);
}

static bool is_same(Func *f, ValueId a, ValueId b) {
  const Value *x = func_value(f, a), *y = func_value(f, b);
  if (x->op != y->op || x->type != y->type || x->arg_count != y->arg_count || x->offset != y->offset ||
      x->index != y->index)
    return false;
  if ((x->op == IR_CONST || x->op == IR_SYMBOL) && x->constant != y->constant) return false;
  for (uint32_t i = 0; i < x->arg_count; i++)
    if (!is_same_operand(f, value_arg(f, a, i), value_arg(f, b, i))) return false;
  return true;
}

// An equal value among those that were moved before, 0 if there is none.
static ValueId find_same(Licm *x, ValueId v) {
  enum { WINDOW = 24 };
  Func *f = x->f;
  const Block *before = func_block(f, x->before);
  for (uint32_t i = before->values.len, n = 0; i-- > 0 && n < WINDOW;) {
    ValueId other = before->values.data[i];
    if (value_is_debug(func_value(f, other))) continue;
    n++;
    if (op_flags(func_value(f, other)) & (OPF_WRITE | OPF_CALL)) return 0;
    if (is_same(f, other, v)) return other;
  }
  return 0;
}

// Returns the value that stands for v now.
static ValueId move_out(Licm *x, ValueId v) {
  Func *f = x->f;
  ValueId same = func_value(f, v)->type == IR_VOID ? 0 : find_same(x, v);
  if (same) {
    value_make_copy_of(f, v, same);
    func_value(f, v)->block = x->before;
    x->copies = true;
    return same;
  }
  func_value(f, v)->block = x->before;
  vec_push(f->arena, &func_block(f, x->before)->values, v);
  return v;
}

// Can the operands that are made in the loop, cheap ones, be made before it too?
static bool can_copy_operands(Licm *x, ValueId v, uint32_t depth) {
  Func *f = x->f;
  if (func_size(f) + 32 > x->value_cap) return false;
  for (uint32_t i = 0; i < func_value(f, v)->arg_count; i++) {
    ValueId arg = value_arg(f, v, i);
    if (loops_is_invariant(&x->loops, arg)) continue;
    if (depth == 3 || !is_cheap(f, arg) || !loops_is_movable(func_value(f, arg))) return false;
    if (!can_copy_operands(x, arg, depth + 1)) return false;
  }
  return true;
}

// Copies cheap operands made in the loop before it.
static void copy_operands(Licm *x, ValueId v) {
  Func *f = x->f;
  for (uint32_t i = 0; i < func_value(f, v)->arg_count; i++) {
    ValueId arg = value_arg(f, v, i);
    if (loops_is_invariant(&x->loops, arg)) continue;
    ValueId copy = value_copy(f, arg);
    for (uint32_t k = 0; k < func_value(f, arg)->arg_count; k++) value_add_arg(f, copy, value_arg(f, arg, k));
    copy_operands(x, copy);
    copy = move_out(x, copy);
    value_set_arg(f, v, i, copy);
  }
}

// May v go before the loop? `first`: it stands in the loop's first block, which has had no effect yet.
static bool may_move(Licm *x, ValueId v, bool first) {
  Func *f = x->f;
  const Value *value = func_value(f, v);
  if (loops_is_runtime_code(f, value) && !f->no_preempt) return false;
  switch (value->op) {
    case IR_BOUNDS_CHECK:
    case IR_NIL_CHECK: return first;
    case IR_LOAD:
      if ((value->flags & VALUE_VOLATILE) || x->waits || loops_may_change(&x->loops, &x->effects, v)) return false;
      return first || is_readable(x, v);
    default: return loops_is_movable(value) && !is_cheap(f, v) && !is_division(value);
  }
}

static void visit_block(Licm *x, const Loop *loop, BlockId b) {
  Func *f = x->f;
  if (func_block(f, b)->cold) return;
  bool first = b == loop->header;
  uint32_t kept = 0, count = func_block(f, b)->values.len;
  for (uint32_t i = 0; i < count; i++) {
    ValueId v = func_block(f, b)->values.data[i];
    if (may_move(x, v, first) && can_copy_operands(x, v, 0) && take_register(x, v)) {
      copy_operands(x, v);
      move_out(x, v);
      continue;
    }
    const Value *value = func_value(f, v);
    if ((op_flags(value) & (OPF_WRITE | OPF_CALL)) ||
        ((op_flags(value) & OPF_TRAP) && !(value->op == IR_LOAD && (value->flags & VALUE_NO_NIL))))
      first = false;
    func_block(f, b)->values.data[kept++] = v;
  }
  func_block(f, b)->values.len = kept;
}

// The only way into the loop, if it leads nowhere else; 0 otherwise.
static BlockId block_before(Licm *x, const Loop *loop) {
  Func *f = x->f;
  const Block *header = func_block(f, loop->header);
  BlockId before = 0;
  for (uint32_t i = 0; i < header->preds.len; i++) {
    if (loops_inside(&x->loops, header->preds.data[i])) continue;
    if (before) return 0;
    before = header->preds.data[i];
  }
  return before && func_block(f, before)->kind == BLOCK_JUMP ? before : 0;
}

static void visit_loop(Licm *x, uint32_t number) {
  Func *f = x->f;
  loops_enter(&x->loops, number);
  const Loop *loop = &x->loops.nest->loops.data[number];
  const Block *header = func_block(f, loop->header);
  x->before = block_before(x, loop);
  if (!x->before || header->cold) return;
  x->waits = !header->values.len || func_value(f, header->values.data[0])->op != IR_PHI;
  loops_effects(&x->loops, loop, &x->effects);
  count_registers(x, loop);
  // In order of execution: operands leave before what uses them.
  uint32_t left = loop->blocks.len;
  for (uint32_t i = func_order(f)->place[loop->header] - 1; left && i < x->loops.d->order_count; i++) {
    if (!loops_inside(&x->loops, x->loops.d->order[i])) continue;
    visit_block(x, loop, x->loops.d->order[i]);
    left--;
  }
}

void opt_licm(Func *f) {
  Licm x = {.f = f};
  if (!loops_find(&x.loops, f)) return;
  x.value_cap = func_size(f) + func_size(f) / 2 + 64;
  uint32_t values = x.value_cap + f->debug_values;
  x.extent = arena_array(func_scratch(f), Extent, values);
  x.uses = arena_array(func_scratch(f), uint32_t, values);
  x.stamp = arena_array(func_scratch(f), uint32_t, values);
  find_extents(&x);
  for (uint32_t i = x.loops.nest->loops.len; i-- > 0;) visit_loop(&x, i);
  if (x.copies) func_remove_copies(f);
}
