// Questions about canonical types, and the few types that lowering makes.
#include "lower/internal.h"

TypeState *type_state(Lowerer *l, Type *t) {
  t = canon(l, t);
  IdEntry *entry = id_table_entry(&l->all->types, types_id(l->session, t));
  void *known = atomic_load_explicit(entry, memory_order_acquire);
  if (known) return known;
  TypeState *state = arena_new(l->arena, TypeState);
  state->type = t;
  return atomic_compare_exchange_strong(entry, &known, state) ? state : known;
}

bool is_interface(Lowerer *l, Type *t) { return under(l, t)->kind == TYPE_INTERFACE; }

bool is_empty_interface(Lowerer *l, Type *t) {
  Type *u = types_underlying(t);
  return u->kind == TYPE_INTERFACE && types_type_set(l->session, (Interface *)u)->method_count == 0;
}

Basic *basic_of(Lowerer *l, Type *t) {
  (void)l;
  Type *u = types_underlying(t);
  return u->kind == TYPE_BASIC ? (Basic *)u : NULL;
}

uint32_t basic_info(Lowerer *l, Type *t) {
  Basic *basic = basic_of(l, t);
  return basic ? basic->info : 0;
}

IrType scalar_type(Lowerer *l, Type *t) {
  const TypeShape *shape = shape_of(l, t);
  assert(shape->leaf_count == 1);
  return (IrType)shape->leaves[0].type;
}

bool is_signed(Lowerer *l, Type *t) { return (basic_info(l, t) & (INFO_INTEGER | INFO_UNSIGNED)) == INFO_INTEGER; }
bool is_string_type(Lowerer *l, Type *t) { return basic_info(l, t) & INFO_STRING; }
Type *elem_of(Lowerer *l, Type *t) {
  Type *u = types_underlying(t);
  switch (u->kind) {
    case TYPE_POINTER: return canon(l, ((Pointer *)u)->elem);
    case TYPE_SLICE: return canon(l, ((Slice *)u)->elem);
    case TYPE_ARRAY: return canon(l, ((Array *)u)->elem);
    case TYPE_CHAN: return canon(l, ((ChanType *)u)->elem);
    case TYPE_MAP: return canon(l, ((MapType *)u)->elem);
    default: ice("lower", "elem_of", "type has no elements: %s", types_string(l->arena, t, QUALIFY_PATH, NULL));
  }
}

Type *key_of(Lowerer *l, Type *t) { return canon(l, ((MapType *)types_underlying(t))->key); }
Type *basic_type(Lowerer *l, BasicKind kind) { return canon(l, l->universe->basic[kind]); }

Type *pointer_to(Lowerer *l, Type *t) {
  TypeState *state = type_state(l, t);
  Type *known = atomic_load_explicit(&state->pointer, memory_order_acquire);
  if (known) return known;
  known = canon(l, types_new_pointer(l->arena, t));
  atomic_store_explicit(&state->pointer, known, memory_order_release);
  return known;
}

Type *struct_of(Lowerer *l, Type **fields, uint32_t count) {
  Object **vars = arena_array(l->arena, Object *, count + 1);
  for (uint32_t i = 0; i < count; i++) {
    char name[16];
    snprintf(name, sizeof name, "F%u", i);
    vars[i] = types_new_var(l->arena, VAR_FIELD, 0, NULL, name_cstr(l->session->names, name), fields[i]);
  }
  return canon(l, types_new_struct(l->arena, vars, NULL, count));
}

Struct *struct_under(Lowerer *l, Type *t) {
  (void)l;
  Type *u = types_underlying(t);
  return u->kind == TYPE_STRUCT ? (Struct *)u : NULL;
}

Type *field_type(Lowerer *l, Type *t, uint32_t index) { return canon(l, struct_under(l, t)->fields[index]->type); }
int64_t field_offset(Lowerer *l, Type *t, uint32_t index) { return types_field_offset(struct_under(l, t), index); }
Type *tuple_type(Lowerer *l, Tuple *tuple, uint32_t index) { return canon(l, tuple->vars[index]->type); }

Signature *signature_of(Lowerer *l, Type *t) {
  Type *u = under(l, t);
  return u->kind == TYPE_SIGNATURE ? (Signature *)u : NULL;
}
