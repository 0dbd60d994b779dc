// Dead code: unreachable blocks, then all values that nothing with an effect
// needs. Loads whose result is unused stay only if they may fault (a load
// without VALUE_NO_NIL is also the nil check). Stores into frame slots that are
// never read, nor passed on, go too.
#include "opt/internal.h"

typedef struct Marker {
  Func *f;
  bool *live;
  ValueId *work;
  uint32_t count;
} Marker;

static void mark(Marker *m, ValueId v) {
  if (!v || m->live[v]) return;
  m->live[v] = true;
  m->work[m->count++] = v;
}

static bool must_stay(const Value *value) {
  uint16_t flags = op_flags(value);
  if (value->op == IR_ALLOC) return false;
  if (value->op == IR_LOAD) return !(value->flags & VALUE_NO_NIL) || (value->flags & VALUE_VOLATILE);
  if (value->op == IR_CALL_LEAF) return !value->call->reads_only || !(value->flags & VALUE_NO_NIL);
  if (value->op == IR_CALLER_PC || value->op == IR_CALLER_SP || value->op == IR_FRAME_SP) return false;
  return (flags & (OPF_WRITE | OPF_TRAP | OPF_CALL)) || !(flags & (OPF_PURE | OPF_READ));
}

// The frame variable that this operation only writes to, 0 none.
static ValueId written_slot(Func *f, ValueId v) {
  const Value *value = func_value(f, v);
  if (value->op != IR_STORE && value->op != IR_ZERO && value->op != IR_MOVE) return 0;
  if (value->flags & VALUE_VOLATILE) return 0;
  ValueId root = address_of(f, value_arg(f, v, 0)).root;
  const Value *base = func_value(f, root);
  return value_is_slot(base) && !(base->flags & VALUE_ALLOC_PINNED) ? root : 0;
}

// Writes count as effects only once their slot is live by another use.
typedef struct Writes {
  uint32_t *first, *next;
} Writes;  // a slot: list of values, through next

static void trace(Marker *m, const Writes *writes) {
  while (m->count) {
    ValueId v = m->work[--m->count];
    const ValueId *args = value_args(m->f, v);
    uint32_t count = func_value(m->f, v)->arg_count;
    for (uint32_t i = 0; i < count; i++) mark(m, args[i]);
    for (uint32_t w = writes->first[v]; w; w = writes->next[w]) mark(m, w);
  }
}

// A MOVE that is dropped must still fault if its source is nil.
static bool may_be_dropped(Func *f, ValueId v) {
  const Value *value = func_value(f, v);
  return value->op != IR_MOVE || (value->flags & VALUE_NO_NIL) || written_slot(f, v) == 0 ||
         value_is_slot(func_value(f, address_of(f, value_arg(f, v, 1)).root));
}

void opt_dead(Func *f) {
  func_remove_unreachable(f);
  uint32_t n = f->values.len;
  Marker m = {f, arena_array(func_scratch(f), bool, n), arena_array(func_scratch(f), ValueId, n), 0};
  Writes writes = {arena_array(func_scratch(f), uint32_t, n), arena_array(func_scratch(f), uint32_t, n)};
  for (BlockId b = 1; b < f->blocks.len; b++) {
    const Block *block = func_block(f, b);
    for (uint32_t i = 0; i < block->values.len; i++) {
      ValueId v = block->values.data[i], slot = written_slot(f, v);
      if (slot && may_be_dropped(f, v)) {
        writes.next[v] = writes.first[slot];
        writes.first[slot] = v;
      } else if (must_stay(func_value(f, v))) {
        mark(&m, v);
      }
    }
    mark(&m, block->control);
    for (uint32_t i = 0; i < block->results.len; i++) mark(&m, block->results.data[i]);
  }
  trace(&m, &writes);
  for (BlockId b = 1; b < f->blocks.len; b++) {
    Block *block = func_block(f, b);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < block->values.len; i++) {
      ValueId v = block->values.data[i];
      if (m.live[v]) block->values.data[kept++] = v;
      else value_kill(f, v);
    }
    block->values.len = kept;
  }
}
