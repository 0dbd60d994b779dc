// Constructors of types and objects. They only fill memory of the given arena;
// what a type means is checked elsewhere. The types_new_* forms serve the
// stages below, which make types of complete ones only.
#include "types/core.h"

static void *new_type(Arena *a, size_t size, TypeKind kind) {
  Type *t = arena_alloc(a, size, _Alignof(max_align_t));
  t->kind = (uint8_t)kind;
  return t;
}

Type *new_array(Arena *a, Type *elem, int64_t length) {
  Array *t = new_type(a, sizeof *t, TYPE_ARRAY);
  t->elem = elem;
  t->length = length;
  return &t->type;
}

Type *new_slice(Arena *a, Type *elem) {
  Slice *t = new_type(a, sizeof *t, TYPE_SLICE);
  t->elem = elem;
  return &t->type;
}

Type *new_pointer(Arena *a, Type *elem) {
  Pointer *t = new_type(a, sizeof *t, TYPE_POINTER);
  t->elem = elem;
  return &t->type;
}

Type *new_map(Arena *a, Type *key, Type *elem) {
  MapType *t = new_type(a, sizeof *t, TYPE_MAP);
  t->key = key;
  t->elem = elem;
  return &t->type;
}

Type *new_chan(Arena *a, uint8_t dir, Type *elem) {
  ChanType *t = new_type(a, sizeof *t, TYPE_CHAN);
  t->dir = dir;
  t->elem = elem;
  return &t->type;
}

// The list of variables is kept, not copied. No variables: NULL.
Tuple *new_tuple(Arena *a, Object **vars, uint32_t len) {
  if (len == 0) return NULL;
  Tuple *t = new_type(a, sizeof *t, TYPE_TUPLE);
  t->vars = vars;
  t->len = len;
  return t;
}

Signature *new_signature(Arena *a) { return new_type(a, sizeof(Signature), TYPE_SIGNATURE); }

// An interface in work: its type set is computed when it is asked for, at the
// latest when the checker cleans up.
Interface *new_interface(Checker *c) {
  Interface *t = new_type(c->arena, sizeof *t, TYPE_INTERFACE);
  t->checker = c;
  check_needs_cleanup(c, &t->type);
  return t;
}

Object *new_object(Arena *a, ObjectKind kind, Pos pos, Package *package, const Name *name, Type *type) {
  Object *o = arena_new(a, Object);
  o->kind = (uint8_t)kind;
  o->pos = pos;
  o->package = package;
  o->name = name;
  o->type = type;
  return o;
}

Object *new_var(Arena *a, VarKind kind, Pos pos, Package *package, const Name *name, Type *type) {
  Object *o = new_object(a, OBJECT_VAR, pos, package, name, type);
  o->var_kind = (uint8_t)kind;
  return o;
}

Object *new_param(Arena *a, Pos pos, Package *package, const Name *name, Type *type) {
  return new_var(a, VAR_PARAM, pos, package, name, type);
}

// Copies the types; an empty list is NULL.
TypeList *new_type_list(Arena *a, Type **types, uint32_t len) {
  if (len == 0) return NULL;
  TypeList *list = arena_new(a, TypeList);
  list->len = len;
  list->data = arena_array(a, Type *, len);
  for (uint32_t i = 0; i < len; i++) list->data[i] = types[i];
  return list;
}

// Gives the parameters their indexes. The array is kept; an empty list is NULL.
TypeParamList *bind_type_params(Arena *a, TypeParam **list, uint32_t len) {
  if (len == 0) return NULL;
  TypeParamList *bound = arena_new(a, TypeParamList);
  bound->len = len;
  bound->data = list;
  for (uint32_t i = 0; i < len; i++) list[i]->index = i;
  return bound;
}

// ---- for the stages below

Type *types_new_pointer(Arena *arena, Type *elem) { return new_pointer(arena, elem); }
Type *types_new_slice(Arena *arena, Type *elem) { return new_slice(arena, elem); }
Type *types_new_array(Arena *arena, Type *elem, int64_t length) { return new_array(arena, elem, length); }

// Unlike new_tuple never NULL, for results that must be a type.
Type *types_new_tuple(Arena *arena, Object **vars, uint32_t len) {
  Tuple *t = new_type(arena, sizeof *t, TYPE_TUPLE);
  t->vars = vars;
  t->len = len;
  return &t->type;
}

Type *types_new_struct(Arena *arena, Object **fields, const Name **tags, uint32_t count) {
  Struct *t = new_type(arena, sizeof *t, TYPE_STRUCT);
  t->fields = fields;
  t->tags = tags;
  t->field_count = count;
  t->offsets = arena_array(arena, int64_t, count);
  return &t->type;
}

Type *types_new_signature(Arena *arena, Object *receiver, Tuple *params, Tuple *results, bool variadic) {
  Signature *t = new_signature(arena);
  t->receiver = receiver;
  t->params = params;
  t->results = results;
  t->variadic = variadic;
  return &t->type;
}

Object *types_new_var(Arena *arena, VarKind kind, Pos pos, Package *package, const Name *name, Type *type) {
  return new_var(arena, kind, pos, package, name, type);
}
