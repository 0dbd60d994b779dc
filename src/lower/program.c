// The demand-driven whole: from the roots (runtime.main, main.main, what the
// runtime's C refers to, initialization) everything that is called or stored as
// a function value is lowered; methods are when their type gets into an
// interface and a method of that name and signature is called (reach.c).
#include <stdlib.h>

#include "lower/internal.h"

void not_supported(Lowerer *l, Pos pos, const char *what) {
  diag_error(l->session->diags, pos, "not supported yet: %s", what);
}

// ---- linknames (//go:linkname local target): the object's symbol gets the target's name; the definition behind a
// name is the object that has a body or an initializer, wherever it stands.

static bool defines(Object *object) {
  if (object->kind == OBJECT_FUNC) {
    FuncDecl *decl = object->func.decl;
    return decl && (decl->body || decl->c_symbol);
  }
  return object->kind == OBJECT_VAR && object->init;
}

static void collect_linknames(Lowerer *l, Package *package) {
  for (uint32_t i = 0; i < package->files.len; i++) {
    File *file = package->files.data[i];
    for (uint32_t j = 0; j < file->linknames.len; j++) {
      Linkname *linkname = &file->linknames.data[j];
      if (!linkname->target) continue;
      Object *object = map_get(&package->scope->names, map_key(linkname->local));
      if (!object || (object->kind != OBJECT_FUNC && object->kind != OBJECT_VAR)) continue;
      map_put(l->arena, &l->linknames, map_key(object), (void *)(uintptr_t)linkname->target);
      if (defines(object)) {
        map_put(l->arena, &l->definitions, map_key(name_cstr(l->session->names, linkname->target)), object);
      }
    }
  }
}

// Finds "pkg/path.Name", "pkg/path.T.M", "pkg/path.(*T).M".
static Object *find_by_symbol(Lowerer *l, const char *symbol) {
  Object *known = map_get(&l->definitions, map_key(name_cstr(l->session->names, symbol)));
  if (known) return known;
  const char *slash = strrchr(symbol, '/');
  const char *dot = strchr(slash ? slash : symbol, '.');
  if (!dot) return NULL;
  const Name *path = name_intern(l->session->names, symbol, (size_t)(dot - symbol));
  Package *package = map_get(&l->package_states, map_key(path));
  if (!package) return NULL;
  const char *rest = dot + 1;
  if (!strchr(rest, '.')) return map_get(&package->scope->names, map_key(name_cstr(l->session->names, rest)));
  for (uint32_t i = 0; i < package->methods.len; i++) {
    Object *method = package->methods.data[i];
    if (!strcmp(function_symbol_name(l, method, NULL, 0), symbol)) return method;
  }
  return NULL;
}

// The object that defines what `object` stands for: itself unless linknames say otherwise.
static Object *definition_of(Lowerer *l, Object *object) {
  const char *target = map_get(&l->linknames, map_key(object));
  if (target) {
    if (defines(object)) return object;
    Object *other = find_by_symbol(l, target);
    return other && other != object ? other : object;
  }
  if (l->definitions.len && object->package && !defines(object)) {
    const char *name = arena_printf(l->arena, "%s.%s", object->package->symbol_path, object->name->text);
    Object *other = map_get(&l->definitions, map_key(name_cstr(l->session->names, name)));
    if (other) return other;
  }
  return object;
}

Symbol *object_symbol(Lowerer *l, Object *object) {
  Object *definition = definition_of(l, object);
  if (definition->kind == OBJECT_VAR) return global_symbol(l, definition);
  FuncDecl *decl = definition->func.decl;
  if (decl && decl->body) {
    Instance *instance = function_instance(l, definition, NULL, 0);
    instance_reach(l, instance);
    return instance->symbol;
  }
  // Without body: the runtime's object has it, under this name.
  if (decl && decl->c_symbol) return symbol_get(l->symbols, decl->c_symbol);
  const char *target = map_get(&l->linknames, map_key(definition));
  return symbol_get(l->symbols, target ? target : function_symbol_name(l, definition, NULL, 0));
}

// ---- roots

static void reach_root(Lowerer *l, const char *name, bool required) {
  Object *object = find_by_symbol(l, name);
  if (object && (object->kind == OBJECT_FUNC || object->kind == OBJECT_VAR)) {
    object_symbol(l, object);
  } else if (required) {
    not_supported(l, 0, name);
  }
}

static void prepare(Lowerer *l, Program *program) {
  l->program = program;
  l->session = program->session;
  l->arena = &program->arena;
  l->symbols = program->symbols;
  l->universe = program->session->universe;
  for (uint32_t i = 0; i < program->package_count; i++) {
    Package *package = program->packages[i];
    map_put(l->arena, &l->package_states, map_key(name_cstr(l->session->names, package->symbol_path)), package);
  }
  for (uint32_t i = 0; i < program->package_count; i++) collect_linknames(l, program->packages[i]);
}

// Lowers until nothing new is reached.
static void drain(Lowerer *l) {
  do {
    while (l->worklist_next < l->worklist.len) {
      lower_instance(l, l->worklist.data[l->worklist_next++]);
      if (l->session->diags && diag_count(l->session->diags) > 100) return;
    }
    reach_step(l);
  } while (l->worklist_next < l->worklist.len || init_step(l) || l->worklist_next < l->worklist.len);
}

static int compare_functions(const void *a, const void *b) {
  const Func *x = *(Func *const *)a, *y = *(Func *const *)b;
  return name_compare(x->symbol->name, y->symbol->name);
}

void lower_program(Program *program) {
  Lowerer lowerer = {0};
  Lowerer *l = &lowerer;
  prepare(l, program);
  init_packages(l);
  if (program->runtime) reach_root(l, "runtime.main", true);
  if (program->main) reach_root(l, "main.main", true);
  for (uint32_t i = 0; i < program->roots.len; i++) reach_root(l, program->roots.data[i], false);
  drain(l);
  init_finish(l);
  drain(l);
  while (l->idle.len) arena_free(vec_pop(&l->idle));
  qsort(program->functions.data, program->functions.len, sizeof(Func *), compare_functions);
}
