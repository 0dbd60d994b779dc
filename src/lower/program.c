// The demand-driven whole: from the roots (runtime.main, main.main, what the
// runtime's C refers to, initialization) everything that is called or stored as
// a function value is lowered; methods are when their type gets into an
// interface and a method of that name and signature is called (reach.c).
#include <stdlib.h>

#include "base/memory.h"
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

// Functions of assembly files that hand on to another are linknames, too.
static void collect_assembly(Lowerer *l, Package *package) {
  for (uint32_t i = 0; i < package->assembly.len; i++) {
    AssemblyFunction *function = &package->assembly.data[i];
    Object *object = map_get(&package->scope->names, map_key(function->name));
    if (!object || object->kind != OBJECT_FUNC || defines(object)) continue;
    if (function->target) map_put(l->arena, &l->all->linknames, map_key(object), (void *)(uintptr_t)function->target);
    else map_put(l->arena, &l->all->assembly, map_key(object), object);
  }
}

static void collect_linknames(Lowerer *l, Package *package) {
  for (uint32_t i = 0; i < package->files.len; i++) {
    File *file = package->files.data[i];
    for (uint32_t j = 0; j < file->linknames.len; j++) {
      Linkname *linkname = &file->linknames.data[j];
      if (!linkname->target) continue;
      Object *object = map_get(&package->scope->names, map_key(linkname->local));
      if (!object || (object->kind != OBJECT_FUNC && object->kind != OBJECT_VAR)) continue;
      map_put(l->arena, &l->all->linknames, map_key(object), (void *)(uintptr_t)linkname->target);
      if (defines(object)) {
        map_put(l->arena, &l->all->definitions, map_key(name_cstr(l->session->names, linkname->target)), object);
      }
    }
  }
}

// Finds "pkg/path.Name", "pkg/path.T.M", "pkg/path.(*T).M".
static Object *find_by_symbol(Lowerer *l, const char *symbol) {
  Object *known = map_get(&l->all->definitions, map_key(name_cstr(l->session->names, symbol)));
  if (known) return known;
  const char *slash = strrchr(symbol, '/');
  const char *dot = strchr(slash ? slash : symbol, '.');
  if (!dot) return NULL;
  const Name *path = name_intern(l->session->names, symbol, (size_t)(dot - symbol));
  Package *package = map_get(&l->all->packages, map_key(path));
  if (!package) return NULL;
  const char *rest = dot + 1;
  if (!strchr(rest, '.')) return map_get(&package->scope->names, map_key(name_cstr(l->session->names, rest)));
  for (uint32_t i = 0; i < package->methods.len; i++) {
    Object *method = package->methods.data[i];
    if (!strcmp(function_symbol_name(l, method, NULL, 0), symbol)) return method;
  }
  return NULL;
}

// The object that defines what `object` stands for.
Object *definition_of(Lowerer *l, Object *object) {
  const char *target = map_get(&l->all->linknames, map_key(object));
  if (target) {
    if (defines(object)) return object;
    Object *other = find_by_symbol(l, target);
    return other && other != object ? other : object;
  }
  if (l->all->definitions.len && object->package && !defines(object)) {
    const char *name = arena_printf(l->arena, "%s.%s", object->package->symbol_path, object->name->text);
    Object *other = map_get(&l->all->definitions, map_key(name_cstr(l->session->names, name)));
    if (other) return other;
  }
  return object;
}

bool has_c_convention(Lowerer *l, Object *function) {
  FuncDecl *decl = definition_of(l, function)->func.decl;
  return decl && !decl->body && (decl->pragma & (PRAGMA_TUCO_LEAF | PRAGMA_TUCO_SYSTEM));
}

Symbol *object_symbol(Lowerer *l, Object *object) {
  Object *definition = definition_of(l, object);
  if (definition->kind == OBJECT_VAR) return global_symbol(l, definition);
  FuncDecl *decl = definition->func.decl;
  if (decl && (decl->body || (!decl->c_symbol && is_intrinsic(l, definition)))) {
    Instance *instance = function_instance(l, definition, NULL, 0);
    instance_reach(l, instance);
    return instance->symbol;
  }
  if (map_get(&l->all->assembly, map_key(definition)))
    not_supported(l, definition->pos, arena_printf(l->arena, "assembly: function %s", definition->name->text));
  // Without body: the runtime's object has it, under this name.
  if (decl && decl->c_symbol) return symbol_get(l->symbols, decl->c_symbol);
  const char *target = map_get(&l->all->linknames, map_key(definition));
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

// ---- the program

Program *program_new(Session *session, Package *main) {
  Program *program = memory_new(1, sizeof *program);
  program->session = session;
  program->info = main->info;
  program->main = main;
  program->symbols = symbol_table_new(session);
  arena_init(&program->arena);
  program->arenas = arena_array(&program->arena, Arena, pool_workers(session->pool));
  return program;
}

void program_free(Program *program) {
  for (uint32_t i = 0; i < pool_workers(program->session->pool); i++) arena_free(&program->arenas[i]);
  arena_free(&program->arena);
  symbol_table_free(program->symbols);
  free(program);
}

size_t program_bytes(const Program *program) {
  size_t bytes = sizeof *program + program->arena.total + symbol_table_bytes(program->symbols);
  for (uint32_t i = 0; i < pool_workers(program->session->pool); i++) bytes += program->arenas[i].total;
  return bytes;
}

uint32_t program_package_numbers(const Program *program) {
  uint32_t numbers = 0;
  for (uint32_t i = 0; i < program->package_count; i++)
    if (program->packages[i]->number >= numbers) numbers = program->packages[i]->number + 1;
  return numbers;
}

static void prepare(Lowering *all, Program *program) {
  Session *session = program->session;
  all->program = program;
  all->worker_count = pool_workers(session->pool);
  all->workers = arena_array(&program->arena, Lowerer, all->worker_count);
  for (uint32_t i = 0; i < all->worker_count; i++) {
    all->workers[i] = (Lowerer){.all = all,
                                .program = program,
                                .session = session,
                                .info = program->info,
                                .arena = &program->arenas[i],
                                .symbols = program->symbols,
                                .universe = session->universe};
  }
  id_table_init(&all->types);
  id_table_init(&all->objects);
  lock_init(&all->instance_lock, false);
  lock_init(&all->method_lock, false);
  for (uint32_t i = 0; i < SUBST_LOCKS; i++) lock_init(&all->subst_locks[i], false);
  Lowerer *l = &all->workers[0];
  for (uint32_t i = 0; i < program->package_count; i++) {
    Package *package = program->packages[i];
    map_put(l->arena, &all->packages, map_key(name_cstr(session->names, package->symbol_path)), package);
  }
  for (uint32_t i = 0; i < program->package_count; i++) {
    collect_assembly(l, program->packages[i]);
    collect_linknames(l, program->packages[i]);
  }
}

static void release(Lowering *all) {
  for (uint32_t i = 0; i < all->worker_count; i++) {
    Lowerer *l = &all->workers[i];
    while (l->idle.len) arena_free(vec_pop(&l->idle));
  }
  lock_add_waits(&all->instance_lock, &all->program->waits);
  lock_destroy(&all->instance_lock);
  lock_add_waits(&all->method_lock, &all->program->waits);
  lock_destroy(&all->method_lock);
  id_table_free(&all->types);
  id_table_free(&all->objects);
  for (uint32_t i = 0; i < SUBST_LOCKS; i++) {
    lock_add_waits(&all->subst_locks[i], &all->program->waits);
    lock_destroy(&all->subst_locks[i]);
  }
}

// ---- the work: bodies to lower and descriptors to complete, in any order. What is reached is the same in every
// order, and so are the names.

typedef struct Work {
  Lowering *all;
  Instance *instance;  // or
  TypeState *type;
} Work;

// More than the ten that are printed: those that come first by position are among them in all likelihood, and who asks
// for all with -e is not kept waiting by a program that is mostly errors.
enum { ENOUGH_ERRORS = 100 };

static void hand_on(Lowerer *l);

static void work_task(void *context, uint32_t index, uint32_t worker) {
  (void)index;
  Work *work = context;
  Lowerer *l = &work->all->workers[worker];
  if (diag_count(l->session->diags) > ENOUGH_ERRORS) return;
  if (work->instance) lower_instance(l, work->instance);
  else follow_descriptor(l, work->type);
  hand_on(l);
}

static void add_work(Lowerer *l, Instance *instance, TypeState *type) {
  Work *work = arena_new(l->arena, Work);
  *work = (Work){l->all, instance, type};
  pool_add(l->session->pool, (uint32_t)(l - l->all->workers), work_task, work, 0);
}

// Gives what this thread reached to the pool.
static void hand_on(Lowerer *l) {
  for (uint32_t i = 0; i < l->reached.len; i++) add_work(l, l->reached.data[i], NULL);
  l->reached.len = 0;
  for (uint32_t i = 0; i < l->in_interface.len; i++) add_work(l, NULL, l->in_interface.data[i]);
  l->in_interface.len = 0;
}

// Lowers until nothing new is reached. What needs a view of the whole is looked at when all threads stand still.
static void drain(Lowerer *l) {
  do {
    hand_on(l);
    pool_drain(l->session->pool);
    if (diag_count(l->session->diags) > ENOUGH_ERRORS) return;
    reach_exported(l);
    if (!l->reached.len && !l->in_interface.len) init_step(l);
  } while (l->reached.len || l->in_interface.len);
}

static int compare_functions(const void *a, const void *b) {
  const Func *x = *(Func *const *)a, *y = *(Func *const *)b;
  return name_compare(x->symbol->name, y->symbol->name);
}

static void collect_functions(Lowering *all) {
  Program *program = all->program;
  for (uint32_t i = 0; i < all->worker_count; i++) {
    Lowerer *l = &all->workers[i];
    for (uint32_t j = 0; j < l->functions.len; j++)
      vec_push(&program->arena, &program->functions, l->functions.data[j]);
  }
  qsort(program->functions.data, program->functions.len, sizeof(Func *), compare_functions);
}

void lower_program(Program *program) {
  Lowering all = {0};
  prepare(&all, program);
  Lowerer *l = &all.workers[0];
  find_intrinsics(l);
  init_packages(l);
  if (program->runtime) reach_root(l, "runtime.main", true);
  if (program->runtime) reach_root(l, "runtime.unreachableMethod", true);  // in itabs, for what is never called
  if (program->main) reach_root(l, "main.main", true);
  for (uint32_t i = 0; i < program->roots.len; i++) reach_root(l, program->roots.data[i], false);
  drain(l);
  init_finish(l);
  drain(l);
  collect_functions(&all);
  release(&all);
}
