// Map literals. Entries that are known stand in two arrays of data, keys and values, and a loop puts them in, as gc
// does it; the others follow one by one.
#include "lower/internal.h"

enum { MIN_LOOP = 9 };  // fewer entries are not worth one

typedef struct Entry {
  Expr *key, *value;
  bool known;
} Entry;

// Finds the known entries; returns how many are to go into the arrays.
static uint32_t find_known(Context *c, Entry *entries, uint32_t count, Type *key, Type *elem) {
  uint32_t known = 0;
  for (uint32_t i = 0; i < count; i++) {
    Entry *e = &entries[i];
    e->known = static_part(c, key, e->key) && static_part(c, elem, e->value);
    known += e->known;
  }
  return known < MIN_LOOP ? 0 : known;
}

static Operand element_at(Context *c, const StaticData *data, Address counter, Type *type) {
  ValueId i = emit_load(c, IR_I64, counter, 0);
  ValueId base = emit_symbol(c, data->symbol, 0);
  return operand_at(c, type, (Address){emit_element(c, base, i, types_sizeof(type)), 0, true});
}

// for i := 0; i < count; i++ { map[keys[i]] = values[i] }
static void loop_over(Context *c, Operand map, const StaticData *keys, const StaticData *values, uint32_t count) {
  Lowerer *l = c->l;
  BlockId head = new_block(c), body = new_block(c), done = new_block(c);
  Address counter = {emit_alloc(c, basic_type(l, BASIC_INT), VALUE_ALLOC_NEVER_HEAP), 0, true};
  emit_store(c, counter, 0, emit_int(c, 0), VALUE_STORE_INIT);
  jump_to(c, head);
  start_block(c, head);
  branch(c, emit2(c, IR_SLT, IR_I8, emit_load(c, IR_I64, counter, 0), emit_int(c, count)), body, done);
  start_block(c, body);
  Operand key = element_at(c, keys, counter, key_of(l, map.type));
  Address place = map_assign_address(c, map.type, map.c[0], key);
  operand_store(c, place, element_at(c, values, counter, elem_of(l, map.type)), 0);
  emit_store(c, counter, 0, emit2(c, IR_ADD, IR_I64, emit_load(c, IR_I64, counter, 0), emit_int(c, 1)), 0);
  jump_to(c, head);
  start_block(c, done);
}

static void put_known(Context *c, Operand map, const Entry *entries, uint32_t count, uint32_t known) {
  Lowerer *l = c->l;
  Type *key = key_of(l, map.type), *elem = elem_of(l, map.type);
  StaticData keys = static_data(c, SYMBOL_RODATA, canon(l, types_new_array(l->arena, key, known)));
  StaticData values = static_data(c, SYMBOL_RODATA, canon(l, types_new_array(l->arena, elem, known)));
  int64_t n = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (!entries[i].known) continue;
    static_part_write(c, &keys, n * types_sizeof(key), key, entries[i].key);
    static_part_write(c, &values, n * types_sizeof(elem), elem, entries[i].value);
    n++;
  }
  loop_over(c, map, &keys, &values, known);
}

// m[key] = value, as a statement.
static void store_entry(Context *c, Type *type, ValueId map, Expr *key, Expr *value) {
  OrderScope scope = order_begin(c);
  Type *key_type = key_of(c->l, type), *elem = elem_of(c->l, type);
  hoist_key(c, type, key);
  hoist_as(c, value, elem);
  evaluate_cheap(c, value);
  settle_as(c, key, key_type);
  keep_failing(c, key);
  order_operands(c);
  Operand v = lower_expr_as(c, value, elem);
  Operand k = operand_stable(c, lower_expr_as(c, key, key_type));
  at(c, key->node.pos);
  operand_store(c, map_assign_address(c, type, map, k), v, 0);
  order_end(c, scope);
}

// The entries that are constant first, as in gc.
static void store_entries(Context *c, Operand map, const Entry *entries, uint32_t count, bool loop) {
  for (int pass = 0; pass < 2; pass++) {
    for (uint32_t i = 0; i < count; i++) {
      const Entry *e = &entries[i];
      if (loop && e->known) continue;
      bool is_static = is_static_literal(c, e->key) && is_static_literal(c, e->value);
      if (is_static == (pass == 0)) store_entry(c, map.type, map.c[0], e->key, e->value);
    }
  }
}

Operand lower_map_literal(Context *c, CompositeLit *x, Type *type) {
  uint32_t count = x->elements.len;
  bool ordered = c->ordered;
  c->ordered = false;
  Operand map = lower_make_map(c, type, count > 8 ? emit_int(c, count) : 0);
  Entry *entries = arena_array(c->arena, Entry, count + 1);
  for (uint32_t i = 0; i < count; i++) {
    KeyValueExpr *entry = (KeyValueExpr *)x->elements.data[i];
    entries[i] = (Entry){.key = entry->key, .value = entry->value};
  }
  uint32_t known = count < MIN_LOOP ? 0 : find_known(c, entries, count, key_of(c->l, type), elem_of(c->l, type));
  if (known) put_known(c, map, entries, count, known);
  store_entries(c, map, entries, count, known != 0);
  c->ordered = ordered;
  return map;
}
