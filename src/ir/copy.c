// Copies of functions: compact, so that a function can wait for its next stage
// in little memory while the arena it was made in serves the next one. Values
// that are in no block are left out, the others are numbered in the order of
// blocks; blocks keep their numbers. All lists have exactly the room they need.
#include <string.h>

#include "ir/ir.h"

typedef struct Copier {
  const Func *from;
  Func *to;
  Arena *arena;
  ValueId *numbers;  // an old value: its new number, 0 left out
} Copier;

FuncSize func_measure(const Func *f, ValueId *numbers) {
  FuncSize size = {.values = 1};
  for (BlockId b = 1; b < f->blocks.len; b++) {
    const Block *block = &f->blocks.data[b];
    size.listed += block->values.len + block->preds.len + block->succs.len + block->results.len;
    for (uint32_t i = 0; i < block->values.len; i++) {
      uint32_t args = f->values.data[block->values.data[i]].arg_count;
      numbers[block->values.data[i]] = size.values++;
      if (args > VALUE_INLINE_ARGS) size.pooled += args;
    }
  }
  return size;
}

static void copy_value(Copier *x, const Value *value) {
  const ValueId *args = value->arg_cap ? x->from->arg_pool.data + value->far.pool_offset : value->inline_args;
  Value copy = *value;
  copy.arg_cap = value->arg_count > VALUE_INLINE_ARGS ? value->arg_count : 0;
  ValueId *to = copy.inline_args;
  if (copy.arg_cap) {
    to = x->to->arg_pool.data + x->to->arg_pool.len;
    copy.far.pool_offset = x->to->arg_pool.len;
    x->to->arg_pool.len += copy.arg_cap;
  }
  for (uint32_t i = 0; i < value->arg_count; i++) to[i] = x->numbers[args[i]];
  if (debug_watched(value)) copy.watched = x->numbers[value->watched];
  x->to->debug_values += value_is_debug(value);
  if (ir_op_has_call(value->op) && value->call) {
    copy.call = arena_new(x->arena, CallInfo);
    *copy.call = *value->call;
  }
  x->to->values.data[x->to->values.len++] = copy;
}

// Takes room for a list of a block from `at`.
#define COPY_LIST(list, map)                                               \
  do {                                                                     \
    (list).cap = (list).len;                                               \
    for (uint32_t i = 0; i < (list).len; i++) at[i] = map((list).data[i]); \
    (list).data = (list).len ? at : NULL;                                  \
    at += (list).len;                                                      \
  } while (0)
#define NEW_NUMBER(v) x->numbers[v]
#define SAME_NUMBER(b) (b)

static uint32_t *copy_block(Copier *x, const Block *block, uint32_t *at) {
  Block copy = *block;
  copy.control = x->numbers[block->control];
  for (uint32_t i = 0; i < block->values.len; i++) copy_value(x, &x->from->values.data[block->values.data[i]]);
  COPY_LIST(copy.values, NEW_NUMBER);
  COPY_LIST(copy.preds, SAME_NUMBER);
  COPY_LIST(copy.succs, SAME_NUMBER);
  COPY_LIST(copy.results, NEW_NUMBER);
  x->to->blocks.data[x->to->blocks.len++] = copy;
  return at;
}

static void copy_variables(Func *to, const Func *from) {
  uint32_t count = from->variables.len;
  to->variables.cap = count;
  to->variables.data = NULL;
  if (!count) return;
  to->variables.data = arena_array(to->arena, DebugVariable, count);
  memcpy(to->variables.data, from->variables.data, count * sizeof(DebugVariable));
}

Func *func_shell(const Func *from, Arena *arena) {
  Func *to = arena_new(arena, Func);
  *to = *from;
  to->arena = arena;
  to->scratch = to->lasting = NULL;
  to->flow = NULL;
  memset(&to->values, 0, sizeof to->values);
  memset(&to->blocks, 0, sizeof to->blocks);
  memset(&to->arg_pool, 0, sizeof to->arg_pool);
  memset(&to->positions, 0, sizeof to->positions);
  to->inlines.cap = from->inlines.len;
  to->inlines.data = NULL;
  if (from->inlines.len) {
    to->inlines.data = arena_array(arena, InlineSite, from->inlines.len);
    memcpy(to->inlines.data, from->inlines.data, from->inlines.len * sizeof(InlineSite));
  }
  copy_variables(to, from);
  to->debug_values = 0;
  return to;
}

Func *func_copy(const Func *from, Arena *arena, Arena *scratch) {
  Func *to = func_shell(from, arena);
  Copier copier = {from, to, arena, arena_array(scratch, ValueId, from->values.len)}, *x = &copier;
  FuncSize size = func_measure(from, copier.numbers);
  to->values.data = arena_array(arena, Value, size.values);
  to->values.cap = size.values;
  to->values.len = 1;
  to->arg_pool.data = arena_array(arena, ValueId, size.pooled);
  to->arg_pool.cap = size.pooled;
  to->blocks.data = arena_array(arena, Block, from->blocks.len);
  to->blocks.cap = from->blocks.len;
  to->blocks.len = 1;
  uint32_t *at = arena_array(arena, uint32_t, size.listed);
  for (BlockId b = 1; b < from->blocks.len; b++) at = copy_block(x, &from->blocks.data[b], at);
  to->positions.data = arena_array(arena, Position, from->positions.len);
  to->positions.len = to->positions.cap = from->positions.len;
  memcpy(to->positions.data, from->positions.data, from->positions.len * sizeof(Position));
  return to;
}
