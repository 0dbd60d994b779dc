// What cmd/compile checks after a package has type-checked without errors
// (noder and writer): anonymous interface cycles, types too large, go:embed,
// go:linkname, functions without body, combinations of directives.
#include <string.h>

#include "types/internal.h"

// ---- anonymous interfaces that refer to themselves

typedef struct CycleFinder {
  Checker *c;
  Map cyclic;    // Interface -> 1: being visited, 2: fine
  Pos declared;  // the name declared last: where gc reports sizes
} CycleFinder;

static bool visit_type(void *context, Type *t);

static bool interface_has_cycle(CycleFinder *f, Interface *t) {
  TypeSet *set = types_type_set(f->c->session, t);
  for (uint32_t i = 0; i < set->method_count; i++)
    if (visit_type(f, set->methods[i]->type)) return true;
  return false;
}

// A cycle through a named type is not anonymous.
static bool visit_type(void *context, Type *t) {
  CycleFinder *f = context;
  t = unalias(t);
  if (t->kind != TYPE_INTERFACE) return types_any_part(t, visit_type, f);
  Interface *iface = (Interface *)t;
  if (!iface->method_count && !iface->embedded_count) return false;
  uintptr_t state = (uintptr_t)map_get(&f->cyclic, map_key(t));
  if (state) return state == 1;
  map_put(f->c->arena, &f->cyclic, map_key(t), (void *)(uintptr_t)1);
  if (interface_has_cycle(f, iface)) return true;
  map_put(f->c->arena, &f->cyclic, map_key(t), (void *)(uintptr_t)2);
  return false;
}

// What is too large by a part of it is reported where that is declared.
static void check_size(Checker *c, Node *node, Pos pos) {
  Type *t = info_type(c->info, (Expr *)node);
  if (!t || types_has_type_params(t) || types_too_large(t) != t) return;
  check_error_pos(c, pos, "%s", types_size_error(c->arena, t, c->package));
}

// An instance of a generic type or alias, which is reported where that is declared.
static void check_instance_size(Checker *c, Node *node) {
  const Expr *x = (const Expr *)node;
  Type *t = info_mode(c->info, x) == MODE_TYPE ? info_type(c->info, x) : NULL;
  if (!t || types_has_type_params(t)) return;
  const Object *declared;
  Type *large = types_too_large_inside(t, &declared);
  if (large && !declared && t->kind == TYPE_ALIAS) declared = ((Alias *)t)->object;
  if (large)
    check_error_pos(c, declared ? declared->pos : node->pos, "%s", types_size_error(c->arena, large, c->package));
}

static const NameExpr *first_name(const Expr *x) {
  if (x && x->node.kind == NODE_LIST_EXPR) x = ((const ListExpr *)x)->elements.data[0];
  return x && x->node.kind == NODE_NAME ? (const NameExpr *)x : NULL;
}

static const NameExpr *declared_name(const Node *node) {
  switch (node->kind) {
    case NODE_TYPE_DECL: return ((const TypeDecl *)node)->name;
    case NODE_VAR_DECL: return ((const VarDecl *)node)->names.data[0];
    case NODE_FUNC_DECL: return ((const FuncDecl *)node)->name;
    case NODE_ASSIGN_STMT:
      return ((const AssignStmt *)node)->define ? first_name(((const AssignStmt *)node)->lhs) : NULL;
    default: return NULL;
  }
}

static bool visit_node(Node *node, void *context) {
  CycleFinder *f = context;
  const NameExpr *name = declared_name(node);
  if (name) f->declared = name->expr.node.pos;
  if (node->kind == NODE_CHAN_TYPE || node->kind == NODE_ARRAY_TYPE || node->kind == NODE_STRUCT_TYPE)
    check_size(f->c, node, f->declared);
  if (node->kind == NODE_INDEX_EXPR) check_instance_size(f->c, node);
  if (node->kind != NODE_INTERFACE_TYPE) return true;
  Type *t = info_type(f->c->info, (Expr *)node);
  if (t) t = unalias(t);
  if (t && t->kind == TYPE_INTERFACE && interface_has_cycle(f, (Interface *)t)) {
    check_error_pos(f->c, node->pos,
                    "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)");
    for (uint32_t i = 0; i < f->cyclic.len; i++) f->cyclic.entries[i].value = (void *)(uintptr_t)2;
  }
  return false;
}

// ---- declarations

static bool imports_path(File *file, const char *path) {
  size_t length = strlen(path);
  for (uint32_t i = 0; i < file->decls.len && file->decls.data[i]->node.kind == NODE_IMPORT_DECL; i++) {
    BasicLit *literal = ((ImportDecl *)file->decls.data[i])->path;
    if (literal && literal->length == length + 2 && !memcmp(literal->text + 1, path, length)) return true;
  }
  return false;
}

// Why a variable cannot have go:embed, NULL if it can.
static const char *embed_error(Checker *c, VarDecl *decl, bool have_embed) {
  if (!have_embed) return "go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)";
  if (decl->names.len > 1) return "go:embed cannot apply to multiple vars";
  if (decl->values) return "go:embed cannot apply to var with initializer";
  if (!decl->type_expr) return "go:embed cannot apply to var without type";
  if (c->package->go_version && types_compare_versions(c->package->go_version, "go1.16") < 0)
    return str_printf(c, "go:embed requires go1.16 or later (-lang was set to %s; check go.mod)",
                      c->package->go_version);
  return NULL;
}

EmbedKind types_embed_kind(Type *type) {
  Type *t = types_unalias(type), *u = types_underlying(type);
  if (t->kind == TYPE_NAMED) {
    const Object *object = ((Named *)t)->object;
    if (object->package && strcmp(object->package->path, "embed") == 0 && strcmp(object->name->text, "FS") == 0)
      return EMBED_FILES;
  }
  if (u->kind == TYPE_BASIC && ((Basic *)u)->basic_kind == BASIC_STRING) return EMBED_STRING;
  Type *elem = u->kind == TYPE_SLICE ? types_underlying(((Slice *)u)->elem) : NULL;
  return elem && elem->kind == TYPE_BASIC && ((Basic *)elem)->basic_kind == BASIC_UINT8 ? EMBED_BYTES : EMBED_NONE;
}

// A directive that stands well: do its variable's type and the files go together?
static void check_embed(Checker *c, VarDecl *decl) {
  Object *variable = info_object(c->info, decl->names.data[0]);
  if (!variable || !is_valid(variable->type)) return;
  for (uint32_t i = 0; i < decl->embed->patterns.len; i++) {
    if (!decl->embed->patterns.data[i].unmapped) continue;
    check_error_pos(c, variable->pos, "invalid go:embed: build system did not map pattern: %s",
                    decl->embed->patterns.data[i].text);
    return;
  }
  EmbedKind kind = types_embed_kind(variable->type);
  const char *type = types_string(c->arena, variable->type, QUALIFY_RELATIVE, c->package);
  bool several = false;
  for (uint32_t i = 1; i < decl->embed->files.len; i++)
    several |= strcmp(decl->embed->files.data[i], decl->embed->files.data[0]) != 0;
  if (kind == EMBED_NONE) check_error_pos(c, variable->pos, "go:embed cannot apply to var of type %s", type);
  else if (kind != EMBED_FILES && several)
    check_error_pos(c, variable->pos, "invalid go:embed: multiple files for type %s", type);
}

typedef struct LocalVars {
  Checker *c;
  bool have_embed;
} LocalVars;

static bool visit_local(Node *node, void *context) {
  LocalVars *k = context;
  if (node->kind == NODE_VAR_DECL && ((VarDecl *)node)->embed) {
    VarDecl *decl = (VarDecl *)node;
    const char *error = embed_error(k->c, decl, k->have_embed);
    check_error_pos(k->c, decl->embed->pos, "%s", error ? error : "go:embed cannot apply to var inside func");
  }
  return true;
}

// Whether a //go:linkname of the package names the function.
static bool is_linknamed(Checker *c, const Name *name) {
  for (uint32_t i = 0; i < c->package->files.len; i++) {
    File *file = c->package->files.data[i];
    for (uint32_t j = 0; j < file->linknames.len; j++)
      if (file->linknames.data[j].local == name) return true;
  }
  return false;
}

static void check_func_directives(Checker *c, FuncDecl *decl) {
  if (strcmp(decl->name->name->text, "_") == 0) return;  // gc compiles nothing of it
  Pos pos = decl->decl.node.pos;
  uint32_t pragma = decl->pragma;
  if ((pragma & PRAGMA_SYSTEMSTACK) && (pragma & PRAGMA_NOSPLIT))
    check_error_pos(c, pos, "go:nosplit and go:systemstack cannot be combined");
  if (decl->body) {
    if (pragma & PRAGMA_NOESCAPE)
      check_error_pos(c, pos, "can only use //go:noescape with external func implementations");
    if ((pragma & PRAGMA_UINTPTRKEEPALIVE) && !(pragma & (PRAGMA_UINTPTRESCAPES | PRAGMA_NOSPLIT)))
      check_error_pos(c, pos, "go:uintptrkeepalive requires go:nosplit");
  } else if (!c->package->allow_bodyless && !decl->c_symbol && (decl->receiver || !is_linknamed(c, decl->name->name))) {
    check_error_pos(c, pos, "missing function body");
  }
}

static void check_linknames(Checker *c, File *file, Map *seen) {
  for (uint32_t i = 0; i < file->linknames.len; i++) {
    Linkname *link = &file->linknames.data[i];
    if (!imports_path(file, "unsafe")) {
      check_error_pos(c, link->pos, "//go:linkname only allowed in Go files that import \"unsafe\"");
      continue;
    }
    if (link->target && strchr(link->target, '[') && strchr(link->target, ']')) {
      check_error_pos(c, link->pos, "//go:linkname reference of an instantiation is not allowed");
      continue;
    }
    Object *object = scope_lookup(c->package->scope, link->local);
    if (object && (object->kind == OBJECT_FUNC || object->kind == OBJECT_VAR)) {
      if (map_get(seen, map_key(object)))
        check_error_pos(c, link->pos, "duplicate //go:linkname for %s", link->local->text);
      map_put(c->arena, seen, map_key(object), object);
    } else if (!c->package->go_version || types_compare_versions(c->package->go_version, "go1.18") >= 0) {
      check_error_pos(c, link->pos, "//go:linkname must refer to declared function or variable");
    }
  }
}

static void check_misplaced(Checker *c, File *file) {
  for (uint32_t i = 0; i < file->misplaced.len; i++)
    check_error_pos(c, file->misplaced.data[i].pos, "misplaced %s directive",
                    file->misplaced.data[i].flag ? "compiler" : "go:embed");
}

void check_post(Checker *c) {
  CycleFinder finder = {.c = c};
  Map linknames = {0};
  for (uint32_t i = 0; i < c->package->files.len; i++) {
    File *file = c->package->files.data[i];
    for (uint32_t j = 0; j < file->decls.len; j++) syntax_walk(&file->decls.data[j]->node, visit_node, &finder);
  }
  if (c->error_count) return;
  for (uint32_t i = 0; i < c->package->files.len; i++) {
    File *file = c->package->files.data[i];
    LocalVars locals = {c, imports_path(file, "embed")};
    check_misplaced(c, file);
    check_linknames(c, file, &linknames);
    for (uint32_t j = 0; j < file->decls.len; j++) {
      Decl *decl = file->decls.data[j];
      if (decl->node.kind == NODE_FUNC_DECL) {
        check_func_directives(c, (FuncDecl *)decl);
        if (((FuncDecl *)decl)->body) syntax_walk(&decl->node, visit_local, &locals);
      } else if (decl->node.kind == NODE_VAR_DECL && ((VarDecl *)decl)->embed) {
        const char *error = embed_error(c, (VarDecl *)decl, locals.have_embed);
        if (error) check_error_pos(c, ((VarDecl *)decl)->embed->pos, "%s", error);
        else check_embed(c, (VarDecl *)decl);
      }
    }
  }
}
