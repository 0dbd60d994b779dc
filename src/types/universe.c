// The universe block and package unsafe (Spec: Predeclared identifiers): made once a session, before anything is
// checked, and never changed. (builtins.c has the builtins once more, with how many arguments they take.)
#include "types/core.h"

// The name's text is only printed; the name is not interned.
static const Name invalid_name = {.len = 12, .hash = 1, .text = "invalid type"};

const Basic invalid_basic = {
    .type = {.kind = TYPE_BASIC,
             .size_done = true,
             .align = 8,
             .size = 8,
             .param_state = 1,
             .hash = 1,
             .canonical = (Type *)(uintptr_t)&invalid_basic},
    .basic_kind = BASIC_INVALID,
    .name = &invalid_name,
};
const Interface top_interface = {.type = {.kind = TYPE_INTERFACE, .param_state = 1},
                                 .complete = true,
                                 .type_set = (TypeSet *)(uintptr_t)&top_type_set};

static const struct {
  uint8_t kind, info;
  const char *name;
} basic_types[] = {
    {BASIC_BOOL, INFO_BOOLEAN, "bool"},
    {BASIC_INT, INFO_INTEGER, "int"},
    {BASIC_INT8, INFO_INTEGER, "int8"},
    {BASIC_INT16, INFO_INTEGER, "int16"},
    {BASIC_INT32, INFO_INTEGER, "int32"},
    {BASIC_INT64, INFO_INTEGER, "int64"},
    {BASIC_UINT, INFO_INTEGER | INFO_UNSIGNED, "uint"},
    {BASIC_UINT8, INFO_INTEGER | INFO_UNSIGNED, "uint8"},
    {BASIC_UINT16, INFO_INTEGER | INFO_UNSIGNED, "uint16"},
    {BASIC_UINT32, INFO_INTEGER | INFO_UNSIGNED, "uint32"},
    {BASIC_UINT64, INFO_INTEGER | INFO_UNSIGNED, "uint64"},
    {BASIC_UINTPTR, INFO_INTEGER | INFO_UNSIGNED, "uintptr"},
    {BASIC_FLOAT32, INFO_FLOAT, "float32"},
    {BASIC_FLOAT64, INFO_FLOAT, "float64"},
    {BASIC_COMPLEX64, INFO_COMPLEX, "complex64"},
    {BASIC_COMPLEX128, INFO_COMPLEX, "complex128"},
    {BASIC_STRING, INFO_STRING, "string"},
    {BASIC_UNSAFE_POINTER, 0, "Pointer"},
    {BASIC_UNTYPED_BOOL, INFO_BOOLEAN | INFO_UNTYPED, "untyped bool"},
    {BASIC_UNTYPED_INT, INFO_INTEGER | INFO_UNTYPED, "untyped int"},
    {BASIC_UNTYPED_RUNE, INFO_INTEGER | INFO_UNTYPED, "untyped rune"},
    {BASIC_UNTYPED_FLOAT, INFO_FLOAT | INFO_UNTYPED, "untyped float"},
    {BASIC_UNTYPED_COMPLEX, INFO_COMPLEX | INFO_UNTYPED, "untyped complex"},
    {BASIC_UNTYPED_STRING, INFO_STRING | INFO_UNTYPED, "untyped string"},
    {BASIC_UNTYPED_NIL, INFO_UNTYPED, "untyped nil"},
};

static const char *const builtin_names[BUILTIN_COUNT] = {
    [BUILTIN_APPEND] = "append",     [BUILTIN_CAP] = "cap",
    [BUILTIN_CLEAR] = "clear",       [BUILTIN_CLOSE] = "close",
    [BUILTIN_COMPLEX] = "complex",   [BUILTIN_COPY] = "copy",
    [BUILTIN_DELETE] = "delete",     [BUILTIN_IMAG] = "imag",
    [BUILTIN_LEN] = "len",           [BUILTIN_MAKE] = "make",
    [BUILTIN_MAX] = "max",           [BUILTIN_MIN] = "min",
    [BUILTIN_NEW] = "new",           [BUILTIN_PANIC] = "panic",
    [BUILTIN_PRINT] = "print",       [BUILTIN_PRINTLN] = "println",
    [BUILTIN_REAL] = "real",         [BUILTIN_RECOVER] = "recover",
    [BUILTIN_ADD] = "Add",           [BUILTIN_ALIGNOF] = "Alignof",
    [BUILTIN_OFFSETOF] = "Offsetof", [BUILTIN_SIZEOF] = "Sizeof",
    [BUILTIN_SLICE] = "Slice",       [BUILTIN_SLICE_DATA] = "SliceData",
    [BUILTIN_STRING] = "String",     [BUILTIN_STRING_DATA] = "StringData",
    [BUILTIN_ASSERT] = "assert",     [BUILTIN_TRACE] = "trace",
};

typedef struct Builder {
  Session *session;
  Universe *u;
  Arena *a;
} Builder;

static const Name *intern(Builder *b, const char *text) { return name_cstr(b->session->names, text); }

// Exported names belong to package unsafe.
static Object *define(Builder *b, ObjectKind kind, const char *name, Type *type) {
  Object *o = new_object(b->a, kind, 0, NULL, intern(b, name), type);
  Scope *scope = b->u->scope;
  if (o->name->exported) {
    o->package = b->u->unsafe_package;
    scope = o->package->scope;
  }
  scope_insert(b->a, scope, o);
  return o;
}

static Type *new_basic(Builder *b, uint8_t kind, uint8_t info, const char *name) {
  Basic *t = arena_new(b->a, Basic);
  t->type.kind = TYPE_BASIC;
  t->type.param_state = 1;
  t->basic_kind = kind;
  t->info = info;
  t->name = intern(b, name);
  return &t->type;
}

static void define_basic_types(Builder *b) {
  Universe *u = b->u;
  u->basic[BASIC_INVALID] = invalid_type();
  for (size_t i = 0; i < sizeof basic_types / sizeof *basic_types; i++) {
    Type *t = new_basic(b, basic_types[i].kind, basic_types[i].info, basic_types[i].name);
    u->basic[basic_types[i].kind] = t;
    if (!(basic_types[i].info & INFO_UNTYPED)) define(b, OBJECT_TYPE_NAME, basic_types[i].name, t);
  }
  u->byte_type = new_basic(b, BASIC_UINT8, INFO_INTEGER | INFO_UNSIGNED, "byte");
  u->rune_type = new_basic(b, BASIC_INT32, INFO_INTEGER, "rune");
  define(b, OBJECT_TYPE_NAME, "byte", u->byte_type)->is_alias = true;
  define(b, OBJECT_TYPE_NAME, "rune", u->rune_type)->is_alias = true;
}

static Interface *new_complete_interface(Builder *b, TypeSet set) {
  Interface *t = arena_new(b->a, Interface);
  t->type.kind = TYPE_INTERFACE;
  t->complete = true;
  t->type_set = arena_new(b->a, TypeSet);
  *t->type_set = set;
  return t;
}

static Named *define_named(Builder *b, const char *name) {
  Named *n = arena_new(b->a, Named);
  n->type.kind = TYPE_NAMED;
  n->origin = n;
  n->expanding = b->u->context;
  n->object = define(b, OBJECT_TYPE_NAME, name, &n->type);
  return n;
}

static void define_interfaces(Builder *b) {
  Universe *u = b->u;
  Interface *any = new_complete_interface(b, top_type_set);
  u->empty_interface = &any->type;
  Alias *alias = arena_new(b->a, Alias);
  alias->type.kind = TYPE_ALIAS;
  alias->origin = alias;
  alias->from_rhs = alias->actual = &any->type;
  alias->object = define(b, OBJECT_TYPE_NAME, "any", &alias->type);
  alias->object->is_alias = true;
  u->any_type = &alias->type;

  // type error interface{ Error() string }
  Named *error = define_named(b, "error");
  Signature *f = new_signature(b->a);
  f->receiver = new_var(b->a, VAR_RECEIVER, 0, NULL, intern(b, ""), &error->type);
  Object **results = arena_array(b->a, Object *, 1);
  results[0] = new_var(b->a, VAR_RESULT, 0, NULL, intern(b, ""), u->basic[BASIC_STRING]);
  f->results = new_tuple(b->a, results, 1);
  Object *method = new_object(b->a, OBJECT_FUNC, 0, NULL, intern(b, "Error"), &f->type);
  Interface *ei = new_complete_interface(b, top_type_set);
  ei->method_count = ei->type_set->method_count = 1;
  ei->methods = ei->type_set->methods = arena_array(b->a, Object *, 1);
  ei->methods[0] = method;
  error->from_rhs = error->underlying = &ei->type;
  u->error_type = &error->type;
  u->error_error = method;

  // type comparable interface{ /* comparable types */ }
  Named *comparable = define_named(b, "comparable");
  Interface *ci = new_complete_interface(b, (TypeSet){.all_types = true, .comparable = true});
  comparable->from_rhs = comparable->underlying = &ci->type;
  u->comparable_type = &comparable->type;
}

static void define_builtin(Builder *b, BuiltinId id) {
  define(b, OBJECT_BUILTIN, builtin_names[id], invalid_type())->builtin = (uint8_t)id;
}

void types_init(Session *session) {
  Universe *u = arena_new(&session->arena, Universe);
  arena_init(&u->arena);
  session->universe = u;
  Builder b = {session, u, &u->arena};
  u->context = context_new(session, u);
  u->info = info_new(NULL);
  u->scope = scope_new(b.a, NULL);

  Package *unsafe = arena_new(b.a, Package);
  unsafe->path = unsafe->symbol_path = "unsafe";
  unsafe->name = intern(&b, "unsafe");
  unsafe->scope = scope_new(b.a, u->scope);
  unsafe->is_std = unsafe->complete = true;
  u->unsafe_package = unsafe;

  define_basic_types(&b);
  define_interfaces(&b);
  define(&b, OBJECT_CONST, "true", u->basic[BASIC_UNTYPED_BOOL])->value = const_bool(true);
  define(&b, OBJECT_CONST, "false", u->basic[BASIC_UNTYPED_BOOL])->value = const_bool(false);
  define(&b, OBJECT_CONST, "iota", u->basic[BASIC_UNTYPED_INT])->value = const_int64(b.a, 0);
  define(&b, OBJECT_NIL, "nil", u->basic[BASIC_UNTYPED_NIL]);
  for (int i = 0; i < BUILTIN_ASSERT; i++) define_builtin(&b, (BuiltinId)i);
}

void types_derive(Session *derived) {
  Universe *u = arena_new(&derived->arena, Universe);
  *u = *derived->base->universe;
  arena_init(&u->arena);
  derived->universe = u;
  u->context = context_new(derived, u);
  u->info = info_new(u->info);
}

void types_derived_free(Session *derived) {
  assert(derived->base);
  Universe *u = derived->universe;
  context_free(u->context);
  info_free(u->info);
  arena_free(&u->arena);
  derived->universe = NULL;
}

void types_define_test_builtins(Session *session) {
  Builder b = {session, session->universe, &session->universe->arena};
  define_builtin(&b, BUILTIN_ASSERT);
  define_builtin(&b, BUILTIN_TRACE);
}
