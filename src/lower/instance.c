// Function instances: a declared function with canonical type arguments (full
// monomorphization), a function literal, or a function that lowering makes.
// Here are their identity and their linker names, which are gc's, and linknames.
#include "lower/internal.h"

// ---- substitution

static Lock *subst_lock(Lowerer *l, const Instance *environment) {
  return &l->all->subst_locks[hash_mix(map_key(environment), 3) % SUBST_LOCKS];
}

// What has passed the checker may be too large with these type arguments. gc says so where the generic type is
// declared, or the function.
static void check_size(Lowerer *l, const Instance *instance, Type *t) {
  const Object *object;
  Type *large = types_too_large_inside(t, &object);
  if (!large) return;
  if (!object) object = instance->environment->function;
  diag_error_in(l->session->diags, package_unit(instance->package), object ? object->pos : 0, "%s",
                types_size_error(l->arena, large, instance->package));
}

Type *instance_subst(Lowerer *l, Instance *instance, Type *t) {
  if (!t) return NULL;
  Instance *environment = instance->environment;
  // Of a type declared in a generic function, each instance has its own: it is no representative there.
  if (!environment->locals) {
    Type *canonical = __atomic_load_n(&t->canonical, __ATOMIC_ACQUIRE);
    if (canonical) return canonical;
    if (!environment->arg_count || !types_has_type_params(t)) return types_canonical(l->session, t);
  }
  Lock *lock = subst_lock(l, environment);
  lock_take(lock);
  Type *known = map_get(&environment->types, map_key(t));
  lock_release(lock);
  if (known) return known;
  Type *result = environment->locals ? types_subst_local(l->arena, t, environment->locals)
                                     : types_subst(l->session, l->arena, t, environment->params, environment->args);
  if (types_has_type_params(result)) {
    ice("lower", instance->symbol->name->text, "type parameters left in %s",
        types_string(l->arena, result, QUALIFY_PATH, NULL));
  }
  result = canon(l, result);
  check_size(l, instance, result);
  lock_take(lock);
  map_put(l->arena, &environment->types, map_key(t), result);
  lock_release(lock);
  return result;
}

// The type of a declared function's instance, without receiver and type parameters, which are no part of calls' types.
Signature *instance_signature(Lowerer *l, Instance *instance) {
  Signature *known = atomic_load_explicit(&instance->signature, memory_order_acquire);
  if (known) return known;
  Signature *declared = (Signature *)instance->function->type;
  Type *bare = declared->type_params || declared->receiver
                   ? types_new_signature(l->arena, NULL, declared->params, declared->results, declared->variadic)
                   : &declared->type;
  known = (Signature *)instance_subst(l, instance, bare);
  atomic_store_explicit(&instance->signature, known, memory_order_release);
  return known;
}

// ---- names

static Named *receiver_named(Object *method, bool *pointer) {
  Type *t = types_unalias(((Signature *)method->type)->receiver->type);
  *pointer = t->kind == TYPE_POINTER;
  if (*pointer) t = types_unalias(((Pointer *)t)->elem);
  return t->kind == TYPE_NAMED ? (Named *)t : NULL;
}

static bool is_method(Object *function) { return ((Signature *)function->type)->receiver != NULL; }

const char *type_args_text(Lowerer *l, Type **args, uint32_t count) {
  if (!count) return "";
  const char *text = "[";
  for (uint32_t i = 0; i < count; i++) {
    text = arena_printf(l->arena, "%s%s%s", text, i ? "," : "", types_string(l->arena, args[i], QUALIFY_PATH, NULL));
  }
  return arena_printf(l->arena, "%s]", text);
}

// As traces show names: "pkg.F[...]".
static const char *name_with_dots(Lowerer *l, const char *name) {
  const char *open = strchr(name, '['), *close = strrchr(name, ']');
  if (!open || !close || close < open) return name;
  return arena_printf(l->arena, "%.*s[...]%s", (int)(open - name), name, close + 1);
}

// "pkg.F[int]", "pkg.(*T[int]).M"
static const char *name_with_args(Lowerer *l, Object *function, const char *args) {
  const char *path = function->package ? function->package->symbol_path : "go";
  if (!is_method(function)) return arena_printf(l->arena, "%s.%s%s", path, function->name->text, args);
  bool pointer;
  Named *named = receiver_named(function, &pointer);
  const char *type_name = named ? named->object->name->text : "?";
  return arena_printf(l->arena, pointer ? "%s.(*%s%s).%s" : "%s.%s%s.%s", path, type_name, args, function->name->text);
}

const char *function_symbol_name(Lowerer *l, Object *function, Type **args, uint32_t arg_count) {
  return name_with_args(l, function, type_args_text(l, args, arg_count));
}

// What is in bodies of loops over functions is named after the function around the loop.
static Instance *named_after(Instance *outer) {
  while (outer->kind == INSTANCE_RANGE_BODY) outer = outer->outer;
  return outer;
}

const char *literal_name(Lowerer *l, Instance *outer, const FuncLit *literal) {
  outer = named_after(outer);
  if (!info_literal(l->info, literal)->number)
    ice("lower", outer->symbol->name->text, "function literal without number");
  const char *separator = outer->kind == INSTANCE_LITERAL ? "." : ".func";
  if (outer->kind == INSTANCE_INIT_FRAGMENT) outer = outer->outer;
  return arena_printf(l->arena, "%s%s%u", outer->symbol->name->text, separator, info_literal(l->info, literal)->number);
}

const char *range_body_name(Lowerer *l, Instance *outer) {
  outer = named_after(outer);
  return arena_printf(l->arena, "%s-range%u", outer->symbol->name->text, ++outer->range_count);
}

const char *wrapped_call_name(Lowerer *l, Instance *outer, bool is_defer) {
  outer = named_after(outer);
  return arena_printf(l->arena, "%s.%s%u", outer->symbol->name->text, is_defer ? "deferwrap" : "gowrap",
                      ++outer->wrap_count);
}

// ---- instances

Instance *instance_new(Lowerer *l, InstanceKind kind, const char *name) {
  Instance *instance = arena_new(l->arena, Instance);
  instance->kind = (uint8_t)kind;
  instance->symbol = symbol_get(l->symbols, name);
  if (instance->symbol->key) ice("lower", name, "function made twice");
  instance->symbol->kind = SYMBOL_TEXT;
  instance->symbol->key = instance;
  instance->environment = instance;
  instance->outermost = instance;
  instance->display_name = name_with_dots(l, instance->symbol->name->text);
  return instance;
}

static uint64_t function_hash(Object *function, Type **args, uint32_t count) {
  uint64_t hash = hash_mix(INSTANCE_FUNCTION + 1, map_key(function));
  for (uint32_t i = 0; i < count; i++) hash = hash_mix(hash, map_key(args[i]));
  return hash | 1;
}

void instances_lock(Lowerer *l) { lock_take(&l->all->instance_lock); }
void instances_unlock(Lowerer *l) { lock_release(&l->all->instance_lock); }

void add_instance(Lowerer *l, uint64_t hash, Instance *instance) {
  Lowering *all = l->all;
  instance->next = map_get(&all->instances, hash);
  map_put(l->arena, &all->instances, hash, instance);
  if (++all->instance_count == MAX_INSTANCES) {
    diag_error(l->session->diags, 0, "too many function instances (limit %d)", MAX_INSTANCES);
  }
}

static Instance *find_function(Lowerer *l, uint64_t hash, Object *function, Type **args, uint32_t arg_count) {
  for (Instance *i = map_get(&l->all->instances, hash); i; i = i->next) {
    if (i->kind == INSTANCE_FUNCTION && i->function == function && i->arg_count == arg_count &&
        (!arg_count || !memcmp(i->args, args, arg_count * sizeof(Type *)))) {
      return i;
    }
  }
  return NULL;
}

static Instance *new_function(Lowerer *l, Object *function, Type **args, uint32_t arg_count) {
  const char *linkname = map_get(&l->all->linknames, map_key(function));
  const char *name = linkname ? linkname : function_symbol_name(l, function, args, arg_count);
  if (strlen(name) > MAX_TYPE_NAME) {
    diag_error(l->session->diags, function->pos, "type arguments of %s nest too deeply", function->name->text);
    args = NULL;
    arg_count = 0;
  }
  Instance *instance = instance_new(l, INSTANCE_FUNCTION, name);
  instance->function = function;
  instance->package = function->package;
  instance->finds_method = instance->symbol->traits & TRAIT_FINDS_METHOD;
  Signature *signature = (Signature *)function->type;
  if (arg_count) {
    instance->params = signature->receiver_type_params ? signature->receiver_type_params : signature->type_params;
    instance->args = arena_array(l->arena, Type *, arg_count);
    memcpy(instance->args, args, arg_count * sizeof(Type *));
    instance->arg_count = arg_count;
    if (function->func.decl && declares_types(function->func.decl))
      instance->locals = types_local(l->session, function, instance->params, instance->args);
  }
  return instance;
}

Instance *function_instance(Lowerer *l, Object *function, Type **args, uint32_t arg_count) {
  IdEntry *only = arg_count ? NULL : object_entry(l, function);
  Instance *instance = only ? atomic_load_explicit(only, memory_order_acquire) : NULL;
  if (instance) return instance;
  uint64_t hash = function_hash(function, args, arg_count);
  instances_lock(l);
  instance = find_function(l, hash, function, args, arg_count);
  if (!instance) {
    instance = new_function(l, function, args, arg_count);
    add_instance(l, hash, instance);
  }
  if (only) atomic_store_explicit(only, instance, memory_order_release);
  instances_unlock(l);
  return instance;
}

Instance *method_instance(Lowerer *l, Object *method) {
  bool pointer;
  Named *named = receiver_named(method, &pointer);
  Object *origin = method->func.origin ? method->func.origin : method;
  if (!named || !named->type_args) return function_instance(l, origin, NULL, 0);
  uint32_t count = named->type_args->len;
  Type **args = arena_array(l->arena, Type *, count);
  for (uint32_t i = 0; i < count; i++) args[i] = canon(l, named->type_args->data[i]);
  return function_instance(l, origin, args, count);
}

void instance_queue(Lowerer *l, Instance *instance) {
  if (atomic_load_explicit(&instance->queued, memory_order_relaxed) || atomic_exchange(&instance->queued, true)) return;
  vec_push(l->arena, &l->reached, instance);
}

void instance_reach(Lowerer *l, Instance *instance) {
  if (instance->finds_method) note_reflection(l, instance->function, NULL, NULL);
  instance_queue(l, instance);
}

Symbol *function_value_symbol(Lowerer *l, Symbol *code) {
  Symbol *value = symbol_get(l->symbols, arena_printf(l->arena, "%s·f", code->name->text));
  symbol_lock(l->symbols, value);
  if (value->kind == SYMBOL_UNDEFINED) {
    value->kind = SYMBOL_RODATA;
    value->align_log2 = 3;
    value->size = 8;
    value->bytes = arena_array(l->arena, uint8_t, 8);
    value->local_static = true;
    symbol_add_reloc(l->arena, value, 0, RELOC_ABS64, code, 0);
  }
  symbol_unlock(l->symbols, value);
  return value;
}

Symbol *instance_value_symbol(Lowerer *l, Instance *instance) {
  instance_reach(l, instance);
  Symbol *known = atomic_load_explicit(&instance->value_symbol, memory_order_acquire);
  if (known) return known;
  known = function_value_symbol(l, instance->symbol);
  atomic_store_explicit(&instance->value_symbol, known, memory_order_release);
  return known;
}
