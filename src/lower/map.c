// Maps: calls of the runtime's access functions, with the variants for 4-byte,
// 8-byte and string keys that gc uses under the same conditions.
#include "abi/gotype.h"
#include "lower/internal.h"

typedef enum MapKind {
  MAP_SLOW,
  MAP_FAST32,
  MAP_FAST32_POINTER,
  MAP_FAST64,
  MAP_FAST64_POINTER,
  MAP_FAST_STRING
} MapKind;

static MapKind map_kind(Lowerer *l, Type *map_type) {
  Type *key = key_of(l, map_type);
  if (types_sizeof(elem_of(l, map_type)) > ABI_MAP_MAX_INLINE) return MAP_SLOW;
  if (types_underlying(key)->kind == TYPE_BASIC && is_string_type(l, key)) return MAP_FAST_STRING;
  if (!is_regular(l, key) || shape_of(l, key)->leaf_count != 1) return MAP_SLOW;
  if (types_sizeof(key) == 4) return MAP_FAST32;
  if (types_sizeof(key) == 8) return has_pointers(l, key) ? MAP_FAST64_POINTER : MAP_FAST64;
  return MAP_SLOW;
}

MapKeyPassing map_key_passing(Lowerer *l, Type *map_type) {
  Type *key = key_of(l, map_type), *u = under(l, key);
  if (types_sizeof(elem_of(l, map_type)) > ABI_MAP_MAX_INLINE) return MAP_KEY_ADDRESS;
  if (u->kind == TYPE_BASIC && is_string_type(l, key)) return MAP_KEY_VALUE;
  int64_t size = types_sizeof(key);
  if (!is_regular(l, key) || (size != 4 && size != 8)) return MAP_KEY_ADDRESS;
  return u->kind == TYPE_STRUCT || u->kind == TYPE_ARRAY ? MAP_KEY_MADE_WORD : MAP_KEY_VALUE;
}

static const char *const access_suffix[] = {"", "_fast32", "_fast32", "_fast64", "_fast64", "_faststr"};
static const char *const assign_suffix[] = {"", "_fast32", "_fast32ptr", "_fast64", "_fast64ptr", "_faststr"};

// Appends the key as the access function wants it: its value, or a pointer to it.
static uint32_t push_key(Context *c, MapKind kind, Type *key_type, Operand key, ValueId *args, uint32_t n) {
  key.type = key_type;
  if (kind == MAP_SLOW) {
    args[n++] = emit_pointer(c, operand_address(c, key));
    return n;
  }
  for (uint32_t i = 0; i < key.count; i++) args[n++] = key.c[i];
  return n;
}

Operand map_get_value(Context *c, Type *map_type, ValueId map, Operand key, Operand *ok) {
  Lowerer *l = c->l;
  MapKind kind = map_kind(l, map_type);
  Type *elem = elem_of(l, map_type);
  ValueId args[8] = {emit_symbol(c, type_symbol(l, map_type), 0), map}, results[ABI_MAX_COMPONENTS];
  uint32_t n = push_key(c, kind, key_of(l, map_type), key, args, 2);
  char name[40];
  bool fat = types_sizeof(elem) > ABI_ZERO_VALUE_SIZE;
  snprintf(name, sizeof name, "mapaccess%d%s", ok ? 2 : 1, fat ? "_fat" : access_suffix[kind]);
  if (fat) {
    // The zero value for absent keys does not fit in the runtime's: pass one of our own.
    Symbol *zero = symbol_get(l->symbols, arena_printf(l->arena, "go:zero.%lld", (long long)types_sizeof(elem)));
    symbol_lock(l->symbols, zero);
    zero->kind = SYMBOL_BSS;
    zero->align_log2 = 4;
    zero->no_pointers = true;
    zero->local_static = true;
    zero->size = types_sizeof(elem);
    symbol_unlock(l->symbols, zero);
    args[n++] = emit_symbol(c, zero, 0);
  }
  call_runtime(c, name, args, n, results, ok ? 2 : 1);
  if (ok) *ok = operand_scalar(c, basic_type(l, BASIC_BOOL), results[1]);
  return operand_at(c, elem, (Address){results[0], 0, true});
}

Operand lower_map_index(Context *c, IndexExpr *x, Operand *ok) {
  Type *map_type = expr_type(c, x->x);
  ValueId map = lower_scalar(c, x->x);
  Type *key_type = key_of(c->l, map_type);
  Operand key = is_string_type(c->l, key_type) ? lower_string_once(c, x->index) : lower_expr_as(c, x->index, key_type);
  if (key.type != key_type) key = convert_implicit(c, key, key_type);
  at(c, x->expr.node.pos);
  Operand value = map_get_value(c, map_type, map, key, ok);
  // The entry may be changed before a large value is used.
  return operand_stable(c, value);
}

Address map_assign_address(Context *c, Type *map_type, ValueId map, Operand key) {
  MapKind kind = map_kind(c->l, map_type);
  ValueId args[8] = {emit_symbol(c, type_symbol(c->l, map_type), 0), map};
  uint32_t n = push_key(c, kind, key_of(c->l, map_type), key, args, 2);
  char name[40];
  snprintf(name, sizeof name, "mapassign%s", assign_suffix[kind]);
  return (Address){call_runtime1(c, name, args, n), 0, true};
}

void lower_map_delete(Context *c, Type *map_type, ValueId map, Operand key) {
  MapKind kind = map_kind(c->l, map_type);
  ValueId args[8] = {emit_symbol(c, type_symbol(c->l, map_type), 0), map};
  uint32_t n = push_key(c, kind, key_of(c->l, map_type), key, args, 2);
  char name[40];
  snprintf(name, sizeof name, "mapdelete%s", access_suffix[kind]);
  call_runtime0(c, name, args, n);
}

Operand lower_make_map(Context *c, Type *map_type, ValueId hint) {
  int64_t n;
  if (!hint || (value_is_const(c, hint, &n) && n <= ABI_MAP_GROUP_SLOTS)) {
    type_symbol(c->l, map_type);
    return operand_scalar(c, map_type, call_runtime1(c, "makemap_small", NULL, 0));
  }
  ValueId args[3] = {emit_symbol(c, type_symbol(c->l, map_type), 0), hint, emit_nil(c)};
  return operand_scalar(c, map_type, call_runtime1(c, "makemap", args, 3));
}

// The iterator is internal/runtime/maps.Iter: key and element pointers first. Its type is taken from that package, so
// that the size follows; without the package (tests) a struct of the same shape does.
Type *map_iterator_type(Lowerer *l) {
  Package *maps = map_get(&l->all->packages, map_key(name_cstr(l->session->names, "internal/runtime/maps")));
  Object *iter = maps ? map_get(&maps->scope->names, map_key(name_cstr(l->session->names, "Iter"))) : NULL;
  if (iter) return canon(l, iter->type);
  Type *pointer = basic_type(l, BASIC_UNSAFE_POINTER);
  return canon(l, types_new_array(l->arena, pointer, 12));
}
