// Reports what cmd/link refuses by name: linknames of std's own things, and -X of what is no string.
#include <stdio.h>
#include <string.h>

#include "build/internal.h"

typedef struct Use {
  const Object *object;
  bool found;
} Use;

static bool visit(Node *node, void *context) {
  Use *use = context;
  if (node->kind == NODE_NAME && ((NameExpr *)node)->object == use->object) use->found = true;
  return !use->found;
}

// Is a declaration without a body used anywhere in its package? Else there is no reference to link.
static bool is_used(Package *package, const Object *object) {
  Use use = {object, false};
  for (uint32_t i = 0; i < package->files.len; i++) {
    const DeclVec *decls = &package->files.data[i]->decls;
    for (uint32_t k = 0; k < decls->len && !use.found; k++) {
      Node *node = &decls->data[k]->node;
      const FuncDecl *function = node->kind == NODE_FUNC_DECL ? (FuncDecl *)node : NULL;
      if (function && function->body) syntax_walk(&function->body->stmt.node, visit, &use);
      else if (!function && node->kind != NODE_IMPORT_DECL) syntax_walk(node, visit, &use);
    }
  }
  return use.found;
}

static bool check_package(Session *session, Loader *loader, LoadedPackage *l, const LoadedPackage *program) {
  Package *package = l->package;
  const char *name = package->symbol_path;
  for (uint32_t i = 0; i < package->files.len; i++) {
    const File *file = package->files.data[i];
    for (uint32_t k = 0; k < file->linknames.len; k++) {
      const Linkname *link = &file->linknames.data[k];
      const Object *object = link->target ? map_get(&package->scope->names, map_key(link->local)) : NULL;
      bool function = object && object->kind == OBJECT_FUNC && object->func.decl && !object->func.decl->body;
      if (!function && !(object && object->kind == OBJECT_VAR)) continue;
      if (!linkname_blocked(loader, &session->arena, name, link->target) || !is_used(package, object)) continue;
      fprintf(stderr, "# %s\nlink: %s: invalid reference to %s\n", program->path, name, link->target);
      return false;
    }
  }
  return true;
}

bool linknames_check(Session *session, Loader *loader, const LoadedPackage *program) {
  uint32_t count;
  LoadedPackage **order = loader_order(loader, &count);
  for (uint32_t i = 0; i < count; i++) {
    bool any = false;
    for (uint32_t k = 0; k < order[i]->package->files.len; k++) any |= order[i]->package->files.data[k]->linknames.len;
    if (any && !order[i]->standard && !check_package(session, loader, order[i], program)) return false;
  }
  return true;
}

// ---- -X

// The variable of a symbol's name, "path.name"; NULL: there is none.
static const Object *find_variable(Session *session, Loader *loader, const LoadedPackage *program, const char *symbol) {
  const char *dot = strrchr(symbol, '.');
  const char *path = dot ? arena_strdup(&session->arena, symbol, (size_t)(dot - symbol)) : "";
  const LoadedPackage *l = strcmp(path, "main") == 0 ? program : loader_find(loader, path);
  if (!l || !l->package->scope || strcmp(l->package->symbol_path, path) != 0) return NULL;
  const Object *object = map_get(&l->package->scope->names, map_key(name_cstr(session->names, dot + 1)));
  return object && object->kind == OBJECT_VAR ? object : NULL;
}

bool variables_check(Session *session, Loader *loader, const LoadedPackage *program, const BuildOptions *options) {
  if (options->bad_variable) {
    fprintf(stderr, "# %s\nlink: -X flag requires argument of the form importpath.name=value\n", program->path);
    return false;
  }
  bool ok = true;
  for (uint32_t i = 0; i < options->variables.len; i++) {
    const char *symbol = options->variables.data[i].name;
    const Object *object = find_variable(session, loader, program, symbol);
    if (!object || !object->type || types_unalias(object->type) == session->universe->basic[BASIC_STRING]) continue;
    if (ok) fprintf(stderr, "# %s\n", program->path);
    fprintf(stderr, "%s: cannot set with -X: not a var of type string (type:%s)\n", symbol,
            types_string(&session->arena, object->type, QUALIFY_PATH, NULL));
    ok = false;
  }
  return ok;
}
