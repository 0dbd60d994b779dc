// The driver of the checker: a package's files in; out come the package's
// objects, initialization order and methods, and its part of the Info (info.h).
//
// Order of work, as types2's checkFiles: collect objects, direct type cycles,
// declarations, delayed actions (with all function bodies if asked), cleanup,
// initialization order, unused imports, final types of untyped expressions,
// instantiation cycles. Without `all_bodies` the bodies wait for
// types_check_body, and initialization order for types_finish_package.
#include <string.h>

#include "types/internal.h"

// ---- environment, path of objects, delayed actions

// What looking through all scopes finds.
__attribute__((unused)) static inline const Object *lookup_in_all(const Scope *scope, const Name *name) {
  const Object *object = NULL;
  for (; scope && !object; scope = scope->parent) object = scope_lookup(scope, name);
  return object;
}

Object *env_lookup(Checker *c, const Name *name, Scope **where) {
  Scope *scope = c->env.scope;
  Object *object = NULL;
  while (scope && !(object = scope_lookup(scope, name))) scope = scope->outer;
  assert_debug(object == lookup_in_all(c->env.scope, name));
  if (where) *where = scope;
  return object;
}

// Records that the declaration being checked refers to another declaration of this package.
void check_add_decl_dep(Checker *c, Object *to) {
  DeclInfo *from = c->env.decl;
  if (!from || !to->decl_info || to->package != c->package) return;
  if (to->kind == OBJECT_FUNC && to->func.origin) return;  // a method of an instance: types2 does not track these
  if (!map_get(&from->deps, map_key(to))) map_put(c->arena, &from->deps, map_key(to), to);
}

void check_later(Checker *c, void (*run)(Checker *c, void *data), void *data) {
  vec_push(c->arena, &c->delayed, ((Action){c->env.version, run, data}));
}

// Runs the delayed actions pushed after `top`, also those that they push.
void check_process_delayed(Checker *c, uint32_t top) {
  const char *saved_version = c->env.version;
  for (uint32_t i = top; i < c->delayed.len; i++) {
    Action action = c->delayed.data[i];  // a copy: the vector may grow
    c->env.version = action.version;
    action.run(c, action.data);
  }
  c->delayed.len = top;
  c->env.version = saved_version;
}

// An object is grey (color 1) while its declaration is being checked. Only objects of this package are
// coloured: those of others may be looked at by several threads.
void check_push(Checker *c, Object *object) {
  if (object->package == c->package) object->color = 1;
  vec_push(c->arena, &c->object_path, object);
}

void check_pop(Checker *c) {
  Object *object = vec_pop(&c->object_path);
  if (object->package == c->package) object->color = 0;
}

int check_path_index(Checker *c, Object *object) {
  if (object->package == c->package && !object->color) return -1;
  for (uint32_t i = c->object_path.len; i-- > 0;)
    if (c->object_path.data[i] == object) return (int)i;
  return -1;
}

void check_needs_cleanup(Checker *c, Type *t) { vec_push(c->arena, &c->cleaners, t); }

// Completes the types that hold on to the checker, so that other threads may use them. May add more.
static void run_cleanup(Checker *c) {
  for (uint32_t i = 0; i < c->cleaners.len; i++) type_cleanup(c, c->cleaners.data[i]);
  c->cleaners.len = 0;
}

// ---- files

// Settles the package's name and drops files of another one; checks the versions asked for.
static void init_files(Checker *c) {
  Package *package = c->package;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < package->files.len; i++) {
    File *file = package->files.data[i];
    if (!file->package_name) {  // a tree for tools says what it has all the same
      if (file->for_tools) package->files.data[kept++] = file;
      continue;
    }
    const Name *name = file->package_name->name;
    if (name->blank && (!package->name || package->name == name)) {
      check_error(c, file->package_name, "invalid package name _");
    } else if (!package->name) {
      package->name = name;
    } else if (name != package->name) {
      check_error(c, file->package_name, "package %s; expected package %s", name->text, package->name->text);
      continue;
    }
    package->files.data[kept++] = file;
  }
  package->files.len = kept;
  static const char current[] = "go1.26";
  const char *wanted = package->go_version;
  if (wanted && kept && package->files.data[0]->package_name && types_compare_versions(wanted, current) > 0)
    check_error(c, package->files.data[0]->package_name,
                "package requires newer Go version %s (application built with %s)", wanted, current);
  for (uint32_t i = 0; i < kept; i++) {
    File *file = package->files.data[i];
    if (file->go_version && file->package_name && types_compare_versions(file->go_version, current) > 0)
      check_error(c, file->package_name, "file requires newer Go version %s", file->go_version);
  }
}

// ---- the package

// What must wait until all bodies that matter are checked.
static void finish_package(Checker *c) {
  if (c->finished) return;
  c->finished = true;
  check_init_order(c);
  if (c->all_bodies) check_unused_imports(c);
  check_record_untyped(c);
  check_number_initializers(c);
  for (uint32_t i = 0; c->all_bodies && i < c->objects.len; i++) {
    Object *object = c->objects.data[i];
    if (object->kind == OBJECT_FUNC) check_number_literals(c, object);
  }
  if (!c->error_count) check_monomorph(c);
}

void types_check_package(Session *session, Package *package, bool all_bodies) {
  assert(package->variant == (session->base != NULL));
  Checker *c = arena_new(&package->arena, Checker);
  c->session = session;
  c->universe = session->universe;
  c->arena = &package->arena;
  c->package = package;
  if (!package->info) package->info = session->universe->info;
  c->info = package->info;
  c->all_bodies = all_bodies;
  lock_init(&c->body_lock, false);
  package->checker = c;
  if (!package->scope) package->scope = scope_new(c->arena, c->universe->scope);

  Activity before = activity_begin("check", package->path);
  init_files(c);
  check_collect_objects(c);
  check_direct_cycles(c);
  check_package_objects(c);
  check_process_delayed(c, 0);
  run_cleanup(c);
  if (all_bodies) {
    finish_package(c);
    bool reported = c->error_count > 0;
    for (uint32_t i = 0; i < package->files.len; i++) reported |= package->files.data[i]->reported;
    if (!reported) check_post(c);
  } else {
    check_record_untyped(c);
  }
  memset(&c->env, 0, sizeof c->env);
  package->error_count += c->error_count;
  package->complete = true;
  activity_end(before);
}

// Checks one body, unless that was done. The package's body lock is held.
static void check_body_once(Checker *c, Object *function) {
  DeclInfo *decl = function->decl_info;
  if (decl->body_checked || !decl->func_decl || !decl->func_decl->body) return;
  Activity before = activity_begin("check", function->name->text);
  memset(&c->env, 0, sizeof c->env);
  c->env.version = decl->version;
  check_func_body(c, decl, function, (Signature *)function->type, decl->func_decl->body, NULL);
  check_process_delayed(c, 0);
  run_cleanup(c);
  check_record_untyped(c);
  check_number_literals(c, function);
  __atomic_store_n(&decl->body_checked, true, __ATOMIC_RELEASE);
  activity_end(before);
}

bool types_check_body(Session *session, Object *function) {
  (void)session;
  if (function->kind == OBJECT_FUNC && function->func.origin) function = function->func.origin;
  DeclInfo *decl = function->decl_info;
  if (!decl || !decl->func_decl || !decl->func_decl->body) return true;
  if (__atomic_load_n(&decl->body_checked, __ATOMIC_ACQUIRE)) return true;
  Checker *c = function->package->checker;
  if (c->all_bodies) return true;  // all were checked with the declarations
  lock_take(&c->body_lock);
  uint32_t errors = c->error_count;
  check_body_once(c, function);
  bool ok = c->error_count == errors;
  if (!ok) function->package->error_count += c->error_count - errors;
  lock_release(&c->body_lock);
  return ok;
}

// Initializers depend on variables through functions, too, so the order is known only when the bodies they lead to
// are checked.
static void check_initializer_bodies(Checker *c) {
  ObjectVec work = {0};
  Map seen = {0};
  for (uint32_t i = 0; i < c->objects.len; i++) {
    Object *object = c->objects.data[i];
    if (object->kind == OBJECT_VAR && object->decl_info->init) vec_push(c->arena, &work, object);
  }
  while (work.len) {
    Map *deps = &vec_pop(&work)->decl_info->deps;
    for (uint32_t i = 0; i < deps->len; i++) {
      Object *function = deps->entries[i].value;
      if (function->kind != OBJECT_FUNC || map_get(&seen, map_key(function))) continue;
      map_put(c->arena, &seen, map_key(function), function);
      check_body_once(c, function);
      vec_push(c->arena, &work, function);
    }
  }
}

void types_finish_package(Session *session, Package *package) {
  (void)session;
  Checker *c = package->checker;
  if (!c) return;
  lock_take(&c->body_lock);
  uint32_t errors = c->error_count;
  if (!c->all_bodies && !c->finished) check_initializer_bodies(c);
  memset(&c->env, 0, sizeof c->env);
  finish_package(c);
  package->error_count += c->error_count - errors;
  lock_release(&c->body_lock);
}

const SourceUnit *package_unit(const Package *package) {
  return package->files.len ? package->files.data[0]->source->unit : NULL;
}

void package_free(Package *package) {
  if (package->checker) lock_destroy(&package->checker->body_lock);
  package->checker = NULL;
  arena_free(&package->tree);
  arena_free(&package->found);
  arena_free(&package->arena);
}

void types_add_body_waits(const Package *package, LockWaits *sum) {
  if (package->checker) lock_add_waits(&package->checker->body_lock, sum);
}
