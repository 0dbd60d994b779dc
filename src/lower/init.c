// Package variables and initialization. Each package-level initialization is
// decided once: static (data), or a fragment, a function of its own that
// pkg.init calls in order. A variable nobody reaches is dropped with its
// initialization if that has no side effects. The order of packages is that of
// cmd/link/internal/ld/inittask.go: by path among those whose imports are done.
#include "lower/internal.h"

typedef enum InitState { INIT_UNDECIDED, INIT_STATIC, INIT_FRAGMENT } InitState;

// One initialization (a, b = f() is one).
typedef struct InitEntry {
  Initializer *initializer;
  Package *package;
  Instance *init;  // pkg.init
  uint8_t state;
  bool droppable;       // without side effects
  atomic_bool reached;  // a variable of it is
  Instance *fragment;
} InitEntry;

typedef struct PackageInit {
  Package *package;
  Instance *init;
  InitEntry *entries;
  uint32_t entry_count;
  bool has_work;     // needs an entry in the list of tasks
  uint32_t waiting;  // imports not initialized yet
  Vec(struct PackageInit *) importers;
} PackageInit;

static PackageInit *package_init(Lowerer *l, const Package *package) {
  PackageInit *p = l->all->inits[package->number];
  assert(!p || p->package == package);
  return p;
}

// ---- side effects

typedef struct EffectSearch {
  Lowerer *l;
  bool found;
} EffectSearch;

static bool visit_effect(Node *node, void *context) {
  EffectSearch *search = context;
  const Info *info = search->l->info;
  if (search->found || node->kind == NODE_FUNC_LIT) return false;
  Expr *x = (Expr *)node;
  switch (node->kind) {
    case NODE_CALL_EXPR: {
      CallExpr *call = (CallExpr *)node;
      if (info_value(info, x) || info_mode(info, call->fun) == MODE_TYPE) return true;
      BuiltinId id;
      if (builtin_of(info, call->fun, &id) && (id == BUILTIN_NEW || id == BUILTIN_LEN || id == BUILTIN_CAP ||
                                               id == BUILTIN_MAKE || id == BUILTIN_COMPLEX)) {
        return true;
      }
      Expr *fun = unparen(call->fun);
      if (fun->node.kind == NODE_SELECTOR_EXPR && !info_selection(info, (SelectorExpr *)fun)) {
        Object *object = info_object(info, ((SelectorExpr *)fun)->selector);
        bool package_function = object && object->kind == OBJECT_FUNC && object->package;
        if (package_function && !cover_of(search->l->program, object->package) &&
            (symbol_traits(search->l->symbols, object->package->path, object->name->text) & TRAIT_ALLOCATES))
          return true;
      }
      search->found = true;
      return false;
    }
    case NODE_OPERATION: {
      Operation *o = (Operation *)node;
      bool may_panic = o->op == OP_RECV || o->op == OP_DIV || o->op == OP_REM || (o->op == OP_MUL && !o->y);
      if (may_panic && !info_value(info, x)) search->found = true;
      return !search->found;
    }
    case NODE_INDEX_EXPR:
    case NODE_SLICE_EXPR:
    case NODE_ASSERT_EXPR:
      if (!info_value(info, x) && info_mode(info, x) != MODE_TYPE) search->found = true;
      return !search->found;
    default: return true;
  }
}

static bool has_effects(Lowerer *l, Expr *x) {
  EffectSearch search = {.l = l};
  syntax_walk(&x->node, visit_effect, &search);
  return search.found;
}

// ---- variables

static InitEntry *entry_of(Lowerer *l, Object *variable) {
  return map_get(&l->all->initializations, map_key(variable));
}

static void make_variable(Lowerer *l, Symbol *symbol, Object *variable) {
  Type *type = canon(l, variable->type);
  symbol_set_type(l, symbol, SYMBOL_BSS, type);
}

// Tries to make the initialization data. Done by who reaches its only variable, so by one thread.
static void decide(Lowerer *l, InitEntry *e, Symbol *symbol) {
  if (e->state != INIT_UNDECIDED) return;
  Initializer *i = e->initializer;
  e->state = INIT_FRAGMENT;
  Object *variable = i->lhs[0];
  Type *type = canon(l, variable->type);
  Symbol scratch = {.name = symbol->name};
  symbol_reserve(l, &scratch, types_sizeof(type));
  if (!static_init(l, e->init, e->package, &scratch, 0, type, i->rhs)) return;
  e->state = INIT_STATIC;
  symbol->bytes = scratch.bytes;
  symbol->relocs.data = scratch.relocs.data;
  symbol->relocs.len = scratch.relocs.len;
  symbol->relocs.cap = scratch.relocs.cap;
  symbol->kind = SYMBOL_DATA;
}

const char *object_symbol_name(Lowerer *l, Object *object) {
  const char *linkname = map_get(&l->all->linknames, map_key(object));
  if (linkname) return linkname;
  return arena_printf(l->arena, "%s.%s", object->package->symbol_path, object->name->text);
}

Symbol *global_symbol(Lowerer *l, Object *variable) {
  IdEntry *place = object_entry(l, variable);
  Symbol *symbol = atomic_load_explicit(place, memory_order_acquire);
  if (symbol) return symbol;
  symbol = symbol_get(l->symbols, object_symbol_name(l, variable));
  symbol_lock(l->symbols, symbol);
  bool first = !atomic_load_explicit(place, memory_order_relaxed);
  if (first) make_variable(l, symbol, variable);
  atomic_store_explicit(place, symbol, memory_order_release);
  symbol_unlock(l->symbols, symbol);
  if (!first) return symbol;
  Embed *embed = map_get(&l->all->embeds, map_key(variable));
  if (embed) embed_init(l, symbol, variable, embed);
  InitEntry *e = entry_of(l, variable);
  if (e) {
    e->reached = true;
    if (e->initializer->lhs_count == 1) decide(l, e, symbol);
  }
  return symbol;
}

// ---- packages

static void find_embeds(Lowerer *l, Package *package) {
  for (uint32_t i = 0; i < package->files.len; i++) {
    File *file = package->files.data[i];
    for (uint32_t j = 0; j < file->decls.len; j++) {
      VarDecl *d = (VarDecl *)file->decls.data[j];
      if (d->decl.node.kind != NODE_VAR_DECL || !d->embed || !info_object(l->info, d->names.data[0])) continue;
      map_put(l->arena, &l->all->embeds, map_key(info_object(l->info, d->names.data[0])), d->embed);
    }
  }
}

// What is known of a package's initializations without lowering anything.
static void init_task(void *context, uint32_t index, uint32_t worker) {
  Lowering *all = context;
  Lowerer *l = &all->workers[worker];
  Package *package = all->program->packages[index];
  PackageInit *p = arena_new(l->arena, PackageInit);
  p->package = package;
  all->inits[package->number] = p;
  types_finish_package(l->session, package);
  p->entry_count = package->init_order.len;
  p->entries = arena_array(l->arena, InitEntry, p->entry_count + 1);
  p->has_work = package->init_functions.len || p->entry_count || cover_of(all->program, package);
  for (uint32_t j = 0; j < p->entry_count; j++) {
    InitEntry *e = &p->entries[j];
    *e = (InitEntry){.initializer = &package->init_order.data[j], .package = package};
    e->droppable = !has_effects(l, e->initializer->rhs);
  }
}

void init_packages(Lowerer *l) {
  Program *program = l->program;
  l->all->inits = arena_array(l->arena, PackageInit *, program_package_numbers(program));
  pool_run(l->session->pool, init_task, l->all, program->package_count);
  for (uint32_t i = 0; i < program->package_count; i++) {
    Package *package = program->packages[i];
    PackageInit *p = package_init(l, package);
    find_embeds(l, package);
    p->init = instance_new(l, INSTANCE_INIT, arena_printf(l->arena, "%s.init", package->symbol_path));
    p->init->symbol->kind = SYMBOL_UNDEFINED;  // until there is something to do
    p->init->package = package;
    for (uint32_t j = 0; j < p->entry_count; j++) {
      InitEntry *e = &p->entries[j];
      e->init = p->init;
      for (uint32_t k = 0; k < e->initializer->lhs_count; k++) {
        Object *variable = e->initializer->lhs[k];
        if (!variable->name->blank) map_put(l->arena, &l->all->initializations, map_key(variable), e);
      }
    }
    for (uint32_t j = 0; j < package->init_functions.len; j++) {
      char *name = arena_printf(l->arena, "%s.init.%u", package->symbol_path, j);
      map_put(l->arena, &l->all->linknames, map_key(package->init_functions.data[j]), name);
      instance_reach(l, function_instance(l, package->init_functions.data[j], NULL, 0));
    }
  }
}

static bool needed(const InitEntry *e) { return e->state != INIT_STATIC && (e->reached || !e->droppable); }

bool init_step(Lowerer *l) {
  bool added = false;
  Program *program = l->program;
  for (uint32_t i = 0; i < program->package_count; i++) {
    PackageInit *p = package_init(l, program->packages[i]);
    for (uint32_t j = 0; j < p->entry_count; j++) {
      InitEntry *e = &p->entries[j];
      if (e->fragment || !needed(e)) continue;
      if (e->state == INIT_UNDECIDED && !e->initializer->lhs[0]->name->blank) {
        // Not reached, but its evaluation has effects: it must run.
        e->state = INIT_FRAGMENT;
      }
      Instance *fragment =
          instance_new(l, INSTANCE_INIT_FRAGMENT, arena_printf(l->arena, "%s.init.var%u", p->package->symbol_path, j));
      fragment->display_name = p->init->symbol->name->text;
      fragment->package = p->package;
      fragment->initializer = e->initializer;
      fragment->outer = p->init;
      e->fragment = fragment;
      instance_reach(l, fragment);
      added = true;
    }
  }
  return added;
}

void lower_init_fragment(Lowerer *l, Instance *instance) {
  Initializer *i = instance->initializer;
  Context *c = lower_context_new(l, instance, abi_signature(l, NULL, NULL));
  c->f->is_init = true;
  c->f->cold = true;
  c->f->start = i->rhs->node.pos;
  at(c, i->rhs->node.pos);
  if (i->lhs_count == 1) {
    Object *variable = i->lhs[0];
    Type *type = canon(l, variable->type);
    if (variable->name->blank) {
      lower_discard(c, i->rhs);
    } else {
      Operand v = lower_expr_as(c, i->rhs, type);
      operand_store(c, (Address){emit_symbol(c, object_symbol(l, variable), 0), 0, true}, v, 0);
    }
  } else {
    Operand *values = arena_array(c->arena, Operand, i->lhs_count);
    lower_multi(c, i->rhs, values, i->lhs_count);
    for (uint32_t j = 0; j < i->lhs_count; j++) {
      Object *variable = i->lhs[j];
      if (variable->name->blank) continue;
      Operand v = convert_implicit(c, values[j], canon(l, variable->type));
      operand_store(c, (Address){emit_symbol(c, object_symbol(l, variable), 0), 0, true}, v, 0);
    }
  }
  if (!c->dead) func_block(c->f, c->block)->kind = BLOCK_RETURN;
  lower_context_finish(c);
}

// pkg.init: the fragments in order, then init functions. Returns NULL if there is nothing to do.
static Symbol *make_init(Lowerer *l, PackageInit *p) {
  const Program *program = l->program;
  bool hook = p->package == program->main && program->coverage && program->coverage->hook;
  bool any = p->package->init_functions.len > 0 || hook;
  for (uint32_t j = 0; j < p->entry_count; j++) any = any || p->entries[j].fragment;
  if (!any) return NULL;
  p->init->symbol->kind = SYMBOL_TEXT;
  Context *c = lower_context_new(l, p->init, abi_signature(l, NULL, NULL));
  c->f->kind = FUNC_WRAPPER;  // traces show fragments under this name, and init functions as if the runtime called them
  c->f->is_init = true;
  c->f->cold = true;
  AbiSignature *none = abi_signature(l, NULL, NULL);
  for (uint32_t j = 0; j < p->entry_count; j++) {
    Instance *fragment = p->entries[j].fragment;
    if (!fragment) continue;
    at(c, fragment->initializer->rhs->node.pos);
    emit_static_call(c, fragment->symbol, none, NULL, NULL, NULL, NULL, 0, NULL, 0);
  }
  if (hook) cover_start(c);
  for (uint32_t j = 0; j < p->package->init_functions.len; j++) {
    Object *function = p->package->init_functions.data[j];
    at(c, function->pos);
    Instance *instance = function_instance(l, function, NULL, 0);
    emit_static_call(c, instance->symbol, none, NULL, NULL, function, NULL, 0, NULL, 0);
  }
  func_block(c->f, c->block)->kind = BLOCK_RETURN;
  lower_context_finish(c);
  return p->init->symbol;
}

// ---- order of packages

typedef Vec(PackageInit *) ReadyList;

static int64_t first_ready(const ReadyList *ready) {
  int64_t best = -1;
  for (uint32_t i = 0; i < ready->len; i++) {
    if (!ready->data[i]) continue;
    if (best < 0 || strcmp(ready->data[i]->package->symbol_path, ready->data[best]->package->symbol_path) < 0) best = i;
  }
  return best;
}

static void schedule(Lowerer *l, PackageInit **list, uint32_t count) {
  ReadyList ready = {0};
  for (uint32_t i = 0; i < count; i++) {
    if (!list[i]->waiting) vec_push(l->arena, &ready, list[i]);
  }
  for (;;) {
    int64_t next = first_ready(&ready);
    if (next < 0) return;
    PackageInit *p = ready.data[next];
    ready.data[next] = vec_last(&ready);
    ready.len--;
    if (cover_of(l->program, p->package)) cover_number(l, p->package);
    Symbol *symbol = make_init(l, p);
    if (symbol) vec_push(&l->program->arena, &l->program->init_tasks, symbol);
    for (uint32_t i = 0; i < p->importers.len; i++) {
      if (--p->importers.data[i]->waiting == 0) vec_push(l->arena, &ready, p->importers.data[i]);
    }
  }
}

// Packages the runtime needs come first, as a list of their own.
static void mark_runtime(Package *package, Map *seen, Arena *arena) {
  if (map_get(seen, map_key(package))) return;
  map_put(arena, seen, map_key(package), package);
  for (uint32_t i = 0; i < package->imports.len; i++) mark_runtime(package->imports.data[i], seen, arena);
}

void init_finish(Lowerer *l) {
  Program *program = l->program;
  Map runtime = {0};
  if (program->runtime) mark_runtime(program->runtime, &runtime, l->arena);
  // A package takes part if it, or something it imports, has something to do.
  for (uint32_t i = 0; i < program->package_count; i++) {
    PackageInit *p = package_init(l, program->packages[i]);
    for (uint32_t j = 0; j < p->package->imports.len; j++) {
      PackageInit *imported = package_init(l, p->package->imports.data[j]);
      if (imported && imported->has_work) p->has_work = true;
    }
  }
  Instance *coverage = program->coverage ? instance_new(l, INSTANCE_INIT, "go:coverage") : NULL;
  for (int round = 0; round < 2; round++) {
    // Before anything of the program's own runs, and may end it.
    if (coverage && round == 1) vec_push(&program->arena, &program->init_tasks, coverage->symbol);
    PackageInit **list = arena_array(l->arena, PackageInit *, program->package_count + 1);
    uint32_t count = 0;
    for (uint32_t i = 0; i < program->package_count; i++) {
      PackageInit *p = package_init(l, program->packages[i]);
      bool in_runtime = map_get(&runtime, map_key(p->package)) != NULL;
      if (!p->has_work || in_runtime != (round == 0)) continue;
      list[count++] = p;
      for (uint32_t j = 0; j < p->package->imports.len; j++) {
        Package *other = p->package->imports.data[j];
        PackageInit *imported = package_init(l, other);
        bool other_in_runtime = map_get(&runtime, map_key(other)) != NULL;
        if (!imported || !imported->has_work || other_in_runtime != in_runtime) continue;
        p->waiting++;
        vec_push(l->arena, &imported->importers, p);
      }
    }
    schedule(l, list, count);
  }
  if (coverage) cover_register(l, coverage);
}
