// Reports what cmd/link refuses by name: linknames of std's own things, and -X of what is no string.
#include <stdio.h>
#include <string.h>

#include "build/internal.h"

typedef struct Use {
  const Info *info;
  const Object *object;
  bool found;
} Use;

static bool visit(Node *node, void *context) {
  Use *use = context;
  if (node->kind == NODE_NAME && info_object(use->info, (NameExpr *)node) == use->object) use->found = true;
  return !use->found;
}

// Is a declaration without a body used anywhere in its package? Else there is no reference to link.
static bool is_used(Package *package, const Object *object) {
  Use use = {package->info, object, false};
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

static bool check_package(Program *program, Loader *loader, Package *package) {
  const char *name = package->symbol_path;
  for (uint32_t i = 0; i < package->files.len; i++) {
    const File *file = package->files.data[i];
    for (uint32_t k = 0; k < file->linknames.len; k++) {
      const Linkname *link = &file->linknames.data[k];
      const Object *object = link->target ? map_get(&package->scope->names, map_key(link->local)) : NULL;
      bool function = object && object->kind == OBJECT_FUNC && object->func.decl && !object->func.decl->body;
      if (!function && !(object && object->kind == OBJECT_VAR)) continue;
      if (!linkname_blocked(loader, &program->arena, name, link->target) || !is_used(package, object)) continue;
      diag_error_in(program->session->diags, &program->main->loaded->unit, 0, "link: %s: invalid reference to %s", name,
                    link->target);
      return false;
    }
  }
  return true;
}

bool linknames_check(Program *program, Loader *loader) {
  for (uint32_t i = 0; i < program->package_count; i++) {
    Package *package = program->packages[i];
    bool any = false;
    for (uint32_t k = 0; k < package->files.len; k++) any |= package->files.data[k]->linknames.len;
    if (any && !package->loaded->standard && !check_package(program, loader, package)) return false;
  }
  return true;
}

// ---- -X

// The package whose symbols begin so; NULL: the program has none. (Another of the session may.)
static const Package *find_package(const Program *program, const char *path) {
  for (uint32_t i = 0; i < program->package_count; i++)
    if (strcmp(program->packages[i]->symbol_path, path) == 0) return program->packages[i];
  return NULL;
}

// The variable of a symbol's name, "path.name"; NULL: the program has none.
static const Object *find_variable(Program *program, const char *symbol) {
  const char *dot = strrchr(symbol, '.');
  const char *path = dot ? arena_strdup(&program->arena, symbol, (size_t)(dot - symbol)) : "";
  const Package *package = find_package(program, path);
  if (!package || !package->scope) return NULL;
  const Object *object = map_get(&package->scope->names, map_key(name_cstr(program->session->names, dot + 1)));
  return object && object->kind == OBJECT_VAR ? object : NULL;
}

bool variables_check(Program *program, const BuildOptions *options) {
  Diags *diags = program->session->diags;
  const SourceUnit *unit = &program->main->loaded->unit;
  if (options->bad_variable) {
    diag_error_in(diags, unit, 0, "link: -X flag requires argument of the form importpath.name=value");
    return false;
  }
  bool ok = true;
  for (uint32_t i = 0; i < options->variables.len; i++) {
    const char *symbol = options->variables.data[i].name;
    const Object *object = find_variable(program, symbol);
    if (!object || !object->type || types_unalias(object->type) == program->session->universe->basic[BASIC_STRING])
      continue;
    diag_error_in(diags, unit, 0, "%s: cannot set with -X: not a var of type string (type:%s)", symbol,
                  types_string(&program->arena, object->type, QUALIFY_PATH, NULL));
    ok = false;
  }
  return ok;
}
