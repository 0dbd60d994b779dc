// Functions that wait for their next stage, all of a program's at once, as bytes: lists are counts and entries, numbers
// take as many bytes as they need, operands and positions are differences to what they are likely near. A fifth of what
// arrays take (copy.c). Like there, values that are in no block are left out and the others are numbered in the order
// of blocks; blocks keep their numbers.
//
//   block: kind, likely, flags, control, position, then the values, preds, succs and results, a count first
//   value: operation, head, [count of operands,] operands, position, index, payload, [offset,] [flags]
//   head:  type | operands << 4 (HEAD_MANY: a count follows) | HEAD_OFFSET | HEAD_FLAGS
//
// Symbols are not among the bytes: they stand before them, in the order of the values that have them, where the call
// graph is read from.
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ir/ir.h"

enum { HEAD_ARGS_SHIFT = 4, HEAD_MANY = 3, HEAD_TYPE = 15, HEAD_OFFSET = 1 << 6, HEAD_FLAGS = 1 << 7 };
enum { BLOCK_COLD = 1, BLOCK_BARRIER_SHIFT = 1 };
enum { CALL_NEVER_RETURNS = 1, CALL_NO_ESCAPE = 2, CALL_READS_ONLY = 4 };

typedef struct Packer {
  const Func *from;
  Arena *arena;
  ValueId *numbers;  // an old value: its new number, 0 left out
  Vec(uint8_t) bytes;
  Vec(Symbol *) symbols;
  ValueId at;    // number of the value being written
  uint32_t pos;  // of the value before
} Packer;

static void put(Packer *p, uint64_t x) {
  uint8_t *to;
  enum { MOST = 10 };
  vec_reserve(p->arena, &p->bytes, p->bytes.len + MOST);
  to = p->bytes.data + p->bytes.len;
  for (; x >= 0x80; x >>= 7) *to++ = (uint8_t)(x | 0x80);
  *to++ = (uint8_t)x;
  p->bytes.len = (uint32_t)(to - p->bytes.data);
}

static void put_signed(Packer *p, int64_t x) { put(p, (uint64_t)x << 1 ^ (uint64_t)(x >> 63)); }
static void put_pointer(Packer *p, const void *x) { put(p, (uint64_t)(uintptr_t)x); }

static void put_call(Packer *p, const CallInfo *call) {
  put(p, (call->never_returns ? CALL_NEVER_RETURNS : 0) | (call->no_escape ? CALL_NO_ESCAPE : 0) |
             (call->reads_only ? CALL_READS_ONLY : 0));
  put_pointer(p, call->signature);
  put_pointer(p, call->callee);
  vec_push(p->arena, &p->symbols, call->target);
}

static void put_payload(Packer *p, const Value *value) {
  if (ir_op_has_call(value->op)) put_call(p, value->call);
  else if (value->op == IR_SYMBOL) vec_push(p->arena, &p->symbols, value->symbol);
  else if (debug_watched(value)) put(p, p->numbers[value->watched]);
  else if (value_is_debug(value)) put(p, (uint64_t)value->constant);
  else put_signed(p, value->constant);  // whatever the union holds
}

static void put_value(Packer *p, const Value *value) {
  const ValueId *args = value->arg_cap ? p->from->arg_pool.data + value->far.pool_offset : value->inline_args;
  uint32_t few = value->arg_count < HEAD_MANY ? value->arg_count : HEAD_MANY;
  put(p, value->op);
  put(p, value->type | few << HEAD_ARGS_SHIFT | (value->offset ? HEAD_OFFSET : 0) | (value->flags ? HEAD_FLAGS : 0));
  if (few == HEAD_MANY) put(p, value->arg_count);
  for (uint32_t i = 0; i < value->arg_count; i++) put_signed(p, (int64_t)p->at - p->numbers[args[i]]);
  put_signed(p, (int64_t)value->pos - p->pos);
  p->pos = value->pos;
  put(p, value->index);
  put_payload(p, value);
  if (value->offset) put_signed(p, value->offset);
  if (value->flags) put(p, value->flags);
}

static void put_block(Packer *p, const Block *block) {
  put(p, block->kind);
  put_signed(p, block->likely);
  put(p, (block->cold ? BLOCK_COLD : 0) | (uint32_t)block->barrier << BLOCK_BARRIER_SHIFT);
  put(p, p->numbers[block->control]);
  put(p, block->pos);
  put(p, block->values.len);
  put(p, block->preds.len);
  put(p, block->succs.len);
  put(p, block->results.len);
  for (uint32_t i = 0; i < block->values.len; i++, p->at++) put_value(p, &p->from->values.data[block->values.data[i]]);
  for (uint32_t i = 0; i < block->preds.len; i++) put(p, block->preds.data[i]);
  for (uint32_t i = 0; i < block->succs.len; i++) put(p, block->succs.data[i]);
  for (uint32_t i = 0; i < block->results.len; i++) put(p, p->numbers[block->results.data[i]]);
}

Func *func_pack(const Func *from, Arena *arena, Arena *scratch) {
  Packer p = {.from = from, .arena = scratch, .at = 1};
  p.numbers = arena_array(scratch, ValueId, from->values.len);
  PackedBody count = {
      .size = func_measure(from, p.numbers), .blocks = from->blocks.len, .positions = from->positions.len};
  for (BlockId b = 1; b < from->blocks.len; b++) put_block(&p, &from->blocks.data[b]);
  Pos last = 0;
  for (uint32_t i = 0; i < from->positions.len; i++) {
    put_signed(&p, (int64_t)from->positions.data[i].pos - last);
    put_signed(&p, from->positions.data[i].inline_node);
    last = from->positions.data[i].pos;
  }
  count.symbols = p.symbols.len;
  PackedBody *body = memory_new(1, sizeof count + p.symbols.len * sizeof(Symbol *) + p.bytes.len);
  *body = count;
  if (p.symbols.len) memcpy(body->symbol, p.symbols.data, p.symbols.len * sizeof(Symbol *));
  if (p.bytes.len) memcpy(body->symbol + p.symbols.len, p.bytes.data, p.bytes.len);
  Func *to = func_shell(from, arena);
  to->packed = body;
  return to;
}

// ---- unpacking

typedef struct Unpacker {
  Func *to;
  const uint8_t *at;
  Symbol **symbol;
  uint32_t *lists;  // room for the next list of a block
  uint32_t pos;
} Unpacker;

static uint64_t get(Unpacker *u) {
  uint64_t x = *u->at++;
  if (x < 0x80) return x;
  x &= 0x7f;
  for (uint32_t shift = 7;; shift += 7) {
    uint64_t byte = *u->at++;
    x |= (byte & 0x7f) << shift;
    if (byte < 0x80) return x;
  }
}

static int64_t get_signed(Unpacker *u) {
  uint64_t x = get(u);
  return (int64_t)(x >> 1 ^ (0 - (x & 1)));
}

static void *get_pointer(Unpacker *u) { return (void *)(uintptr_t)get(u); }

static CallInfo *get_call(Unpacker *u) {
  CallInfo *call = arena_new(u->to->arena, CallInfo);
  uint64_t flags = get(u);
  call->never_returns = flags & CALL_NEVER_RETURNS;
  call->no_escape = flags & CALL_NO_ESCAPE;
  call->reads_only = flags & CALL_READS_ONLY;
  call->signature = get_pointer(u);
  call->callee = get_pointer(u);
  call->target = *u->symbol++;
  return call;
}

static ValueId *operands(Unpacker *u, Value *value) {
  if (value->arg_count <= VALUE_INLINE_ARGS) return value->inline_args;
  Func *f = u->to;
  value->arg_cap = value->arg_count;
  value->far.pool_offset = f->arg_pool.len;
  f->arg_pool.len += value->arg_count;
  return f->arg_pool.data + value->far.pool_offset;
}

static void get_value(Unpacker *u, BlockId block) {
  ValueId number = u->to->values.len++;
  Value *value = &u->to->values.data[number];
  value->op = (uint16_t)get(u);
  uint32_t head = (uint32_t)get(u);
  value->type = head & HEAD_TYPE;
  value->block = block;
  value->arg_count = head >> HEAD_ARGS_SHIFT & HEAD_MANY;
  if (value->arg_count == HEAD_MANY) value->arg_count = (uint32_t)get(u);
  ValueId *args = operands(u, value);
  for (uint32_t i = 0; i < value->arg_count; i++) args[i] = (ValueId)(number - get_signed(u));
  value->pos = u->pos = (uint32_t)(u->pos + get_signed(u));
  value->index = (uint32_t)get(u);
  if (ir_op_has_call(value->op)) value->call = get_call(u);
  else if (value->op == IR_SYMBOL) value->symbol = *u->symbol++;
  else if (value_is_debug(value)) value->constant = (int64_t)get(u);
  else value->constant = get_signed(u);
  u->to->debug_values += value_is_debug(value);
  if (head & HEAD_OFFSET) value->offset = (int32_t)get_signed(u);
  if (head & HEAD_FLAGS) value->flags = (uint8_t)get(u);
}

// Takes room for a list of a block of `count` entries.
static uint32_t *get_list(Unpacker *u, uint32_t count) {
  uint32_t *list = count ? u->lists : NULL;
  u->lists += count;
  return list;
}

static void get_block(Unpacker *u) {
  BlockId number = u->to->blocks.len++;
  Block *block = &u->to->blocks.data[number];
  block->kind = (uint8_t)get(u);
  block->likely = (int8_t)get_signed(u);
  uint32_t flags = (uint32_t)get(u);
  block->cold = flags & BLOCK_COLD;
  block->barrier = (uint8_t)(flags >> BLOCK_BARRIER_SHIFT);
  block->control = (ValueId)get(u);
  block->pos = (uint32_t)get(u);
  block->values.len = block->values.cap = (uint32_t)get(u);
  block->preds.len = block->preds.cap = (uint32_t)get(u);
  block->succs.len = block->succs.cap = (uint32_t)get(u);
  block->results.len = block->results.cap = (uint32_t)get(u);
  block->values.data = get_list(u, block->values.len);
  block->preds.data = get_list(u, block->preds.len);
  block->succs.data = get_list(u, block->succs.len);
  block->results.data = get_list(u, block->results.len);
  for (uint32_t i = 0; i < block->values.len; i++) {
    block->values.data[i] = u->to->values.len;
    get_value(u, number);
  }
  for (uint32_t i = 0; i < block->preds.len; i++) block->preds.data[i] = (BlockId)get(u);
  for (uint32_t i = 0; i < block->succs.len; i++) block->succs.data[i] = (BlockId)get(u);
  for (uint32_t i = 0; i < block->results.len; i++) block->results.data[i] = (ValueId)get(u);
}

static void make_room(Func *f, const PackedBody *body) {
  f->values.data = arena_array(f->arena, Value, body->size.values);
  f->values.cap = body->size.values;
  f->arg_pool.data = arena_array(f->arena, ValueId, body->size.pooled);
  f->arg_pool.cap = body->size.pooled;
  f->blocks.data = arena_array(f->arena, Block, body->blocks);
  f->blocks.cap = body->blocks;
  f->positions.data = arena_array(f->arena, Position, body->positions);
  f->positions.len = f->positions.cap = body->positions;
  f->values.len = f->blocks.len = 1;
}

Func *func_unpack(Func *waiting, Arena *arena) {
  PackedBody *body = waiting->packed;
  assert(body);
  waiting->packed = NULL;
  Func *f = func_shell(waiting, arena);
  make_room(f, body);
  Unpacker u = {.to = f,
                .at = (const uint8_t *)(body->symbol + body->symbols),
                .symbol = body->symbol,
                .lists = arena_array(arena, uint32_t, body->size.listed)};
  while (f->blocks.len < body->blocks) get_block(&u);
  Pos last = 0;
  for (uint32_t i = 0; i < body->positions; i++) {
    last = (Pos)(last + get_signed(&u));
    f->positions.data[i] = (Position){last, (int32_t)get_signed(&u)};
  }
  assert(f->values.len == body->size.values && f->arg_pool.len == body->size.pooled);
  free(body);
  return f;
}
