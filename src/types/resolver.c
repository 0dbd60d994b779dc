// Collects what a package's files declare into package and file scopes, binds
// imports and methods, and checks the declarations in types2's order: defined
// types, aliases, then constants, variables and functions.
#include <string.h>

#include "base/unicode.h"
#include "types/internal.h"

typedef struct MethodInfo {
  Object *object;
  bool pointer;
  NameExpr *receiver;  // name of the receiver's type
} MethodInfo;

typedef struct Collector {
  Checker *c;
  File *file;
  Scope *file_scope;
  const char *version;
  Vec(MethodInfo) methods;
  ConstGroup group;
} Collector;

static bool name_is(const Name *name, const char *text) { return !strcmp(name->text, text); }

void check_arity(Checker *c, Pos pos, NameExprVec *names, Expr **inits, uint32_t init_count, bool const_decl,
                 bool inherited) {
  uint32_t l = names->len, r = init_count;
  if (l < r) {
    Expr *extra = inits[l];
    if (inherited) {
      Place place = source_place(c->session->sources, extra->node.pos);
      check_error_pos(c, pos, "extra init expr at %s:%u:%u", place.path, place.line, place.column);
    } else {
      check_error(c, extra, "extra init expr %s", str_expr(c, extra));
    }
  } else if (l > r && (const_decl || r != 1)) {  // one value may be a call with several results
    NameExpr *missing = names->data[r];
    check_error(c, missing, "missing init expr for %s", missing->name->text);
  }
}

static void enter_object(Checker *c, Object *object, DeclInfo *info) {
  object->decl_info = info;
  object->order = ++c->next_order;
  vec_push(c->arena, &c->objects, object);
  vec_push(c->arena, &c->package->all_objects, object);
}

static DeclInfo *new_decl_info(Collector *k) {
  DeclInfo *info = arena_new(k->c->arena, DeclInfo);
  info->file_scope = k->file_scope;
  info->version = k->version;
  return info;
}

// Declares a package-level object that is no function.
static void declare_package_object(Checker *c, NameExpr *id, Object *object, DeclInfo *info) {
  if (name_is(id->name, "init")) {
    check_error(c, id, "cannot declare init - must be func");
    return;
  }
  if (name_is(id->name, "main") && c->package->name && name_is(c->package->name, "main")) {
    check_error(c, id, "cannot declare main - must be func");
    return;
  }
  check_declare(c, c->package->scope, id, object, 0);
  enter_object(c, object, info);
}

// ---- imports

// The import path of a string literal; false (and *cause) if it cannot be one.
static bool valid_import_path(Checker *c, BasicLit *literal, const char **path, size_t *length, const char **cause) {
  if (!text_unquote(c->arena, literal->text, literal->length, path, length)) {
    *cause = "invalid syntax";
    return false;
  }
  if (!*length) {
    *cause = "empty string";
    return false;
  }
  for (size_t i = 0; i < *length;) {
    uint32_t rune, n = utf8_decode(*path + i, *length - i, &rune);
    bool bad = rune < 0x80 ? rune <= ' ' || rune == 0x7f || strchr("!\"#$%&'()*,:;<=>?[\\]^{|}`", (int)rune)
                           : rune == UNICODE_REPLACEMENT || rune == 0x85 || rune == 0xA0 || !unicode_is_print(rune);
    if (bad) {
      // Go's %#U: the code point, and the character if it can be shown.
      char shown[5] = {0};
      utf8_encode(rune, shown);
      *cause = unicode_is_print(rune) ? str_printf(c, "invalid character U+%04X '%s'", rune, shown)
                                      : str_printf(c, "invalid character U+%04X", rune);
      return false;
    }
    i += n;
  }
  return true;
}

// The package an import path means in this package. Where load/ found none, a fake one that silences what follows.
static Package *import_package(Checker *c, BasicLit *at, const char *path, size_t length) {
  const Name *name = name_intern(c->session->names, path, length);
  path = name->text;
  if (name_is(name, "unsafe")) return c->universe->unsafe_package;
  Package *imported = map_get(&c->package->import_map, map_key(name));
  if (imported && imported->name && (imported->complete || imported->fake)) return imported;
  if (name_is(name, "C")) {
    check_error(c, at, "not supported yet: import \"C\" (cgo)");
  } else if (!imported) {
    check_error(c, at, "could not import %s (package not found)", path);
  } else if (!imported->error_count) {
    check_error(c, at, "could not import %s (package is not complete)", path);
  }
  Package *fake = arena_new(c->arena, Package);
  const char *slash = strrchr(path, '/');
  const char *base = slash && slash[1] ? slash + 1 : path;
  fake->path = path;
  fake->name = imported && imported->name ? imported->name : name_cstr(c->session->names, base);
  fake->scope = scope_new(c->arena, c->universe->scope);
  fake->fake = true;
  map_put(c->arena, &c->package->import_map, map_key(name), fake);
  return fake;
}

void check_use_dot_import(Checker *c, Scope *file_scope, const Name *name) {
  const Map *names = map_get(&c->dot_imports, map_key(file_scope));
  Object *import = names ? map_get(names, map_key(name)) : NULL;
  if (import) import->used = true;
}

// Puts the exported objects of a package into the file's scope: import . "path".
static void collect_dot_import(Collector *k, ImportDecl *s, Package *imported, Object *package_name) {
  Checker *c = k->c;
  Map *names = map_get(&c->dot_imports, map_key(k->file_scope));
  if (!names) {
    names = arena_new(c->arena, Map);
    map_put(c->arena, &c->dot_imports, map_key(k->file_scope), names);
  }
  for (uint32_t i = 0; i < imported->scope->names.len; i++) {
    MapEntry *entry = &imported->scope->names.entries[i];
    Object *object = entry->value;
    if (!object || !object->name->exported) continue;
    Object *other = scope_lookup(k->file_scope, object->name);
    if (other) {
      ErrorBuilder e = {.checker = c};
      error_add(&e, s->local_name->expr.node.pos, "%s redeclared in this block", other->name->text);
      error_add_other(&e, other);
      error_report(&e);
      continue;
    }
    // Not scope_insert: the object's parent stays the scope of its package.
    map_put(c->arena, &k->file_scope->names, map_key(object->name), object);
    map_put(c->arena, names, map_key(object->name), package_name);
  }
}

static void collect_import(Collector *k, ImportDecl *s) {
  Checker *c = k->c;
  if (!s->path || s->path->bad) return;
  const char *path, *cause;
  size_t length;
  if (!valid_import_path(c, s->path, &path, &length, &cause)) {
    check_error(c, s->path, "invalid import path (%s)", cause);
    return;
  }
  Package *imported = import_package(c, s->path, path, length);
  const Name *name = s->local_name ? s->local_name->name : imported->name;
  if (s->local_name && !strcmp(imported->path, "C")) {
    check_error(c, s->local_name, "cannot rename import \"C\"");
    return;
  }
  if (name_is(name, "init")) {
    check_error(c, s, "cannot import package as init - init must be a func");
    return;
  }
  if (imported != c->universe->unsafe_package && !imported->fake) {
    bool known = false;
    for (uint32_t i = 0; i < c->package->imports.len && !known; i++) known = c->package->imports.data[i] == imported;
    if (!known) vec_push(c->arena, &c->package->imports, imported);
  }
  Pos pos = s->local_name ? s->local_name->expr.node.pos : s->path->expr.node.pos;
  Object *object = new_object(c->arena, OBJECT_PKG_NAME, pos, c->package, name, c->universe->basic[BASIC_INVALID]);
  object->imported = imported;
  object->used = imported->fake;
  if (s->local_name) check_record_object(c, s->local_name, object);
  vec_push(c->arena, &c->imports, object);
  if (name_is(name, ".")) collect_dot_import(k, s, imported, object);
  else check_declare(c, k->file_scope, NULL, object, 0);
}

static void report_unused_import(Checker *c, Object *object) {
  const char *path = object->imported->path, *slash = strrchr(path, '/');
  const char *elem = slash ? slash + 1 : path, *name = object->name->text;
  if (!strcmp(name, ".") || !strcmp(name, elem)) check_soft_error(c, object->pos, "\"%s\" imported and not used", path);
  else check_soft_error(c, object->pos, "\"%s\" imported as %s and not used", path, name);
}

// Spec: Import declarations ("It is illegal … to directly import a package without referring to …")
void check_unused_imports(Checker *c) {
  for (uint32_t i = 0; i < c->imports.len; i++) {
    Object *object = c->imports.data[i];
    if (!object->name->blank && !object->used) report_unused_import(c, object);
  }
}

// ---- declarations

bool const_group_next(ConstGroup *k, ConstDecl *s) {
  if (!k->last || !s->group || k->group != s->group) {
    k->iota = 0;
    k->last = NULL;
  } else {
    k->iota++;
  }
  k->group = s->group;
  if (!s->type_expr && !s->values && k->last) return true;
  k->last = s;  // the first without values keeps its group's place: there is nothing to inherit
  return false;
}

static void collect_const(Collector *k, ConstDecl *s) {
  Checker *c = k->c;
  bool inherited = const_group_next(&k->group, s);
  const ConstVal *iota = const_int64(c->arena, k->group.iota);
  uint32_t value_count;
  Expr **values = unpack_expr(c, k->group.last->values, &value_count);
  for (uint32_t i = 0; i < s->names.len; i++) {
    NameExpr *name = s->names.data[i];
    Object *object = new_object(c->arena, OBJECT_CONST, name->expr.node.pos, c->package, name->name, NULL);
    object->value = iota;
    DeclInfo *info = new_decl_info(k);
    info->type_expr = k->group.last->type_expr;
    info->init = i < value_count ? values[i] : NULL;
    info->inherited = inherited;
    declare_package_object(c, name, object, info);
  }
  check_arity(c, s->decl.node.pos, &s->names, values, value_count, true, inherited);
}

static void collect_var(Collector *k, VarDecl *s) {
  Checker *c = k->c;
  uint32_t value_count;
  Expr **values = unpack_expr(c, s->values, &value_count);
  // With one initializer (or none) all variables share one declaration.
  DeclInfo *shared = NULL;
  if (!s->values || s->values->node.kind != NODE_LIST_EXPR) {
    shared = new_decl_info(k);
    shared->type_expr = s->type_expr;
    shared->init = s->values;
    shared->var_decl = s;
    vec_reserve(c->arena, &shared->lhs, s->names.len);
  }
  for (uint32_t i = 0; i < s->names.len; i++) {
    NameExpr *name = s->names.data[i];
    Object *object = new_var(c->arena, VAR_PACKAGE, name->expr.node.pos, c->package, name->name, NULL);
    DeclInfo *info = shared;
    if (shared) {
      vec_push(c->arena, &shared->lhs, object);
    } else {
      info = new_decl_info(k);
      info->type_expr = s->type_expr;
      info->init = i < value_count ? values[i] : NULL;
      info->var_decl = s;
    }
    object->init = info->init;
    declare_package_object(c, name, object, info);
  }
  if (!s->type_expr || s->values) check_arity(c, s->decl.node.pos, &s->names, values, value_count, false, false);
}

static void collect_func(Collector *k, FuncDecl *s) {
  Checker *c = k->c;
  const Name *name = s->name->name;
  Object *object = new_object(c->arena, OBJECT_FUNC, s->name->expr.node.pos, c->package, name, NULL);
  object->func.decl = s;
  bool type_param_error = false;
  if (!s->receiver) {
    bool is_init = name_is(name, "init");
    if (is_init || (name_is(name, "main") && c->package->name && name_is(c->package->name, "main"))) {
      if (s->type_params.len) {
        check_soft_error(c, check_at_pos(&s->type_params.data[0]->node), "func %s must have no type parameters",
                         name->text);
        type_param_error = true;
      }
      if (s->type_expr->params.len || s->type_expr->results.len)
        check_soft_error(c, s->name->expr.node.pos, "func %s must have no arguments and no return values", name->text);
    }
    if (is_init) {
      // init functions are in no scope: they cannot be referred to
      object->parent = c->package->scope;
      check_record_object(c, s->name, object);
      if (!s->body) check_soft_error(c, object->pos, "func init must have a body");
      vec_push(c->arena, &c->package->init_functions, object);
    } else {
      check_declare(c, c->package->scope, s->name, object, 0);
    }
  } else {
    // Methods with an invalid receiver or named _ belong to no type; they are checked like functions.
    bool pointer;
    Expr *base = check_unpack_receiver(c, s->receiver->type, &pointer, NULL);
    if (base->node.kind == NODE_NAME && !name->blank)
      vec_push(c->arena, &k->methods, ((MethodInfo){object, pointer, (NameExpr *)base}));
    check_record_object(c, s->name, object);
    vec_push(c->arena, &c->package->methods, object);
  }
  if (s->type_params.len && !type_param_error)
    check_verify_version(c, s->type_params.data[0], "go1.18", "type parameter");
  DeclInfo *info = new_decl_info(k);
  info->func_decl = s;
  enter_object(c, object, info);
}

static void collect_type(Collector *k, TypeDecl *s) {
  Object *object =
      new_object(k->c->arena, OBJECT_TYPE_NAME, s->name->expr.node.pos, k->c->package, s->name->name, NULL);
  object->type_name.decl = s;
  object->is_alias = s->alias;
  DeclInfo *info = new_decl_info(k);
  info->type_decl = s;
  declare_package_object(k->c, s->name, object, info);
}

// The language version of a file: the package's, or at least go1.21 if the file has its own.
static const char *file_version(Checker *c, File *file) {
  if (file->go_version) return types_compare_versions(file->go_version, "go1.21") > 0 ? file->go_version : "go1.21";
  return c->package->go_version ? c->package->go_version : "";
}

static void collect_file(Collector *k) {
  Checker *c = k->c;
  k->group.last = NULL;
  for (uint32_t i = 0; i < k->file->decls.len; i++) {
    Decl *decl = k->file->decls.data[i];
    if (decl->node.kind != NODE_CONST_DECL) k->group.last = NULL;
    switch (decl->node.kind) {
      case NODE_IMPORT_DECL: collect_import(k, (ImportDecl *)decl); break;
      case NODE_CONST_DECL: collect_const(k, (ConstDecl *)decl); break;
      case NODE_VAR_DECL: collect_var(k, (VarDecl *)decl); break;
      case NODE_TYPE_DECL: collect_type(k, (TypeDecl *)decl); break;
      case NODE_FUNC_DECL: collect_func(k, (FuncDecl *)decl); break;
      default: ice("types", "collect_file", "unknown declaration %d in %s", decl->node.kind, c->package->path);
    }
  }
}

// Spec: Declarations and scope: a name may not be declared in both the file and the package block.
static void check_file_scope(Checker *c, Scope *file_scope) {
  for (uint32_t i = 0; i < file_scope->names.len; i++) {
    Object *object = file_scope->names.entries[i].value;
    if (!object) continue;
    Object *other = scope_lookup(c->package->scope, object->name);
    if (!other) continue;
    ErrorBuilder e = {.checker = c};
    if (object->kind == OBJECT_PKG_NAME) {
      error_add(&e, other->pos, "%s already declared through import of package %s (\"%s\")", other->name->text,
                object->imported->name->text, object->imported->path);
      error_add_other(&e, object);
    } else {
      error_add(&e, other->pos, "%s already declared through dot-import of package %s (\"%s\")", other->name->text,
                object->package->name->text, object->package->path);
      error_add_other(&e, object);
    }
    error_report(&e);
  }
}

// ---- methods

Expr *check_unpack_receiver(Checker *c, Expr *type_expr, bool *pointer, NameExprVec *names) {
  Expr *base = syntax_unparen(type_expr);
  *pointer = false;
  if (base->node.kind == NODE_OPERATION) {
    Operation *op = (Operation *)base;
    if (op->op == OP_MUL && !op->y) {
      *pointer = true;
      base = syntax_unparen(op->x);
    }
  }
  if (base->node.kind != NODE_INDEX_EXPR) return base;
  IndexExpr *index = (IndexExpr *)base;
  base = index->x;
  if (!names) return base;
  uint32_t count;
  Expr **args = unpack_expr(c, index->index, &count);
  for (uint32_t i = 0; i < count; i++) {
    NameExpr *name = NULL;
    if (args[i]->node.kind == NODE_NAME) name = (NameExpr *)args[i];
    else if (args[i]->node.kind != NODE_BAD_EXPR)
      check_error(c, args[i], "receiver type parameter %s must be an identifier", str_expr(c, args[i]));
    if (!name) name = check_new_name(c, args[i]->node.pos, "_");
    vec_push(c->arena, names, name);
  }
  return base;
}

// Follows non-generic aliases from a receiver's type name to the defined type of this package that it means, with at
// most one pointer on the way. NULL if there is none.
static Object *resolve_base_type_name(Checker *c, bool *pointer, NameExpr *name) {
  ObjectVec seen = {0};
  while (name) {
    Object *object = scope_lookup(c->package->scope, name->name);
    if (!object || object->kind != OBJECT_TYPE_NAME || !object->decl_info) return NULL;
    for (uint32_t i = 0; i < seen.len; i++)
      if (seen.data[i] == object) return NULL;
    TypeDecl *decl = object->decl_info->type_decl;
    if (!decl->alias) return object;
    if (decl->type_params.len) return NULL;
    vec_push(c->arena, &seen, object);
    Expr *type_expr = syntax_unparen(decl->type_expr);
    if (type_expr->node.kind == NODE_OPERATION) {
      Operation *op = (Operation *)type_expr;
      if (op->op == OP_MUL && !op->y) {
        if (*pointer) return NULL;
        *pointer = true;
        type_expr = syntax_unparen(op->x);
      }
    }
    name = type_expr->node.kind == NODE_NAME ? (NameExpr *)type_expr : NULL;
  }
  return NULL;
}

static void bind_methods(Collector *k) {
  Checker *c = k->c;
  for (uint32_t i = 0; i < k->methods.len; i++) {
    MethodInfo *method = &k->methods.data[i];
    bool pointer = method->pointer;
    Object *base = resolve_base_type_name(c, &pointer, method->receiver);
    if (!base) continue;
    method->object->pointer_receiver = pointer;
    ObjectVec *list = map_get(&c->methods, map_key(base));
    if (!list) {
      list = arena_new(c->arena, ObjectVec);
      map_put(c->arena, &c->methods, map_key(base), list);
    }
    vec_push(c->arena, list, method->object);
  }
}

// ---- the two phases

void check_collect_objects(Checker *c) {
  Collector k = {.c = c};
  Vec(Scope *) scopes = {0};
  for (uint32_t i = 0; i < c->package->files.len; i++) {
    k.file = c->package->files.data[i];
    k.file_scope = scope_new(c->arena, c->package->scope);
    k.version = c->env.version = file_version(c, k.file);
    vec_push(c->arena, &scopes, k.file_scope);
    collect_file(&k);
  }
  for (uint32_t i = 0; i < scopes.len; i++) check_file_scope(c, scopes.data[i]);
  bind_methods(&k);
}

void check_package_objects(Checker *c) {
  for (int phase = 0; phase < 3; phase++) {
    for (uint32_t i = 0; i < c->objects.len; i++) {
      Object *object = c->objects.data[i];
      int own = object->kind != OBJECT_TYPE_NAME ? 2 : object->decl_info->type_decl->alias ? 1 : 0;
      if (own == phase) check_obj_decl(c, object);
    }
  }
}
