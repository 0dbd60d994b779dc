// Rapid type analysis. A method of a type that gets into an interface is kept
// if some interface call names it with the same signature, or reflection may; until
// then its entries in the descriptor and in itabs stay empty: a descriptor has a method's type, by which interfaces
// are matched, whenever anything else has it. Descriptors pass "is in an
// interface" on to the types they refer to, because reflect can get there.
#include "lower/internal.h"

// Who waits for a method to be called: entries of descriptors and itabs.
typedef struct Waiting {
  TypeState *type;      // whose method
  uint32_t index;       // in its method set
  Symbol **itab_entry;  // NULL: the descriptor's entries
} Waiting;

typedef struct CalledMethod {
  struct CalledMethod *next;  // of the same hash
  MethodKey key;
  bool called;
  Vec(Waiting) waiting;
} CalledMethod;

// Finds or makes; under the lock.
static CalledMethod *called_method(Lowerer *l, const Name *name, Package *package, Type *signature) {
  if (name->exported) package = NULL;
  uint64_t hash = hash_mix(hash_mix(map_key(name), map_key(package)), map_key(signature)) | 1;
  CalledMethod *first = map_get(&l->all->called_methods, hash);
  for (CalledMethod *m = first; m; m = m->next) {
    if (m->key.name == name && m->key.package == package && m->key.signature == signature) return m;
  }
  CalledMethod *m = arena_new(l->arena, CalledMethod);
  m->next = first;
  m->key = (MethodKey){name, package, signature};
  map_put(l->arena, &l->all->called_methods, hash, m);
  return m;
}

static TypeInfo *type_info(Lowerer *l, TypeState *state);
static MethodSet *methods_of(Lowerer *l, TypeState *state);

static void keep_waiting(Lowerer *l, const Waiting *w) {
  MethodSetEntry *entry = &methods_of(l, w->type)->entries[w->index];
  Symbol *interface_function = interface_method_symbol(l, w->type->type, entry);
  if (w->itab_entry) {
    *w->itab_entry = interface_function;
    return;
  }
  TypeInfo *info = type_info(l, w->type);
  info->interface_functions[w->index] = interface_function;
  info->direct_functions[w->index] = direct_method_symbol(l, w->type->type, entry);
}

static void wait_for(Lowerer *l, Object *method, Waiting w) {
  Type *signature = method_signature(l, method);
  lock_take(&l->all->method_lock);
  CalledMethod *m = called_method(l, method->name, method->package, signature);
  bool called = m->called;
  if (!called) vec_push(l->arena, &m->waiting, w);
  lock_release(&l->all->method_lock);
  if (called) keep_waiting(l, &w);
}

void mark_called(Lowerer *l, const Name *name, Package *package, Type *signature) {
  lock_take(&l->all->method_lock);
  CalledMethod *m = called_method(l, name, package, signature);
  bool first = !m->called;
  m->called = true;
  lock_release(&l->all->method_lock);
  // From now on nobody adds to the list.
  for (uint32_t i = 0; first && i < m->waiting.len; i++) {
    Waiting w = m->waiting.data[i];
    keep_waiting(l, &w);
  }
}

// ---- methods that reflection calls (reflect.Value.Method, reflect.Type.MethodByName and so on), by the rules of
// cmd/compile's usemethod and cmd/link's deadcode: a constant name keeps the exported methods of that name, anything
// else all exported ones.

bool finds_method(const Object *callee) {
  bool by_name = !strcmp(callee->name->text, "MethodByName");
  if (!by_name && strcmp(callee->name->text, "Method") != 0) return false;
  Signature *s = (Signature *)callee->type;
  if (tuple_count(s->params) != 1 || !tuple_count(s->results) || tuple_count(s->results) > 2) return false;
  Type *param = types_underlying(s->params->vars[0]->type);
  if (param->kind != TYPE_BASIC || ((Basic *)param)->basic_kind != (by_name ? BASIC_STRING : BASIC_INT)) return false;
  Type *result = types_unalias(s->results->vars[0]->type);
  Object *name = result->kind == TYPE_NAMED ? ((Named *)result)->object : NULL;
  if (!name || !name->package || strcmp(name->package->path, "reflect") != 0) return false;
  return !strcmp(name->name->text, "Method") || !strcmp(name->name->text, "Value");
}

static void note_name(Lowerer *l, const Name *name) {
  lock_take(&l->all->method_lock);
  if (!map_get(&l->all->reflect_names, map_key(name))) {
    map_put(l->arena, &l->all->reflect_names, map_key(name), (void *)(uintptr_t)name);
    l->all->reflect_name_count++;
  }
  lock_release(&l->all->method_lock);
}

void note_reflection(Lowerer *l, const Object *callee, const Instance *caller, const Name *constant) {
  if (l->all->reflect_method || !finds_method(callee) || (caller && (caller->symbol->traits & TRAIT_FORWARDS))) return;
  if (constant) note_name(l, constant);
  else l->all->reflect_method = true;
}

void interface_call(Lowerer *l, Object *method, const Instance *caller, const Name *constant) {
  mark_called(l, method->name, method->package, method_signature(l, method));
  note_reflection(l, method, caller, constant);
}

// ---- descriptors

// Sets a pointer that is the same whoever sets it.
#define SET_ONCE(place, value)                                                                               \
  do {                                                                                                       \
    if (!__atomic_load_n(&(place), __ATOMIC_ACQUIRE)) __atomic_store_n(&(place), (value), __ATOMIC_RELEASE); \
  } while (0)

static Symbol *descriptor_of(Lowerer *l, TypeState *state) {
  Symbol *known = atomic_load_explicit(&state->symbol, memory_order_acquire);
  if (known) return known;
  known = rtype_symbol(l->session, l->symbols, state->type);
  atomic_store_explicit(&state->symbol, known, memory_order_release);
  return known;
}

static TypeInfo *type_info(Lowerer *l, TypeState *state) {
  Symbol *symbol = descriptor_of(l, state);
  const void *known = __atomic_load_n(&symbol->key, __ATOMIC_ACQUIRE);
  if (known) return (TypeInfo *)(uintptr_t)known;
  TypeInfo *info = arena_new(l->arena, TypeInfo);
  if (__atomic_compare_exchange_n(&symbol->key, &known, (const void *)info, false, __ATOMIC_ACQ_REL,
                                  __ATOMIC_ACQUIRE)) {
    return info;
  }
  return (TypeInfo *)(uintptr_t)known;
}

void map_type_reached(Lowerer *l, Type *map) {
  TypeState *state = type_state(l, map);
  if (atomic_exchange(&state->map_done, true)) return;
  TypeInfo *info = type_info(l, state);
  Type *key = key_of(l, map);
  info->hasher = hash_function(l, key);
  TypeInfo *key_info = type_info(l, type_state(l, key));
  SET_ONCE(key_info->equal, equal_function(l, key));
}

static bool has_methods(Type *t) {
  if (t->kind == TYPE_NAMED || t->kind == TYPE_STRUCT) return true;
  if (t->kind != TYPE_POINTER) return false;
  Type *elem = types_unalias(((Pointer *)t)->elem);
  return elem->kind == TYPE_NAMED || elem->kind == TYPE_STRUCT;
}

Symbol *type_symbol(Lowerer *l, Type *t) {
  TypeState *state = type_state(l, t);
  if (!atomic_load_explicit(&state->symbol_done, memory_order_relaxed) && !atomic_exchange(&state->symbol_done, true)) {
    if (types_underlying(state->type)->kind == TYPE_MAP) map_type_reached(l, state->type);
    if (rtype_found_by_string(state->type)) SET_ONCE(type_info(l, state)->equal, equal_function(l, state->type));
  }
  return descriptor_of(l, state);
}

static MethodSet *methods_of(Lowerer *l, TypeState *state) {
  static const MethodSet none = {0};
  MethodSet *known = atomic_load_explicit(&state->methods, memory_order_acquire);
  if (known) return known;
  bool may = has_methods(state->type) && types_underlying(state->type)->kind != TYPE_INTERFACE;
  known = may ? types_method_set(l->session, state->type) : (MethodSet *)(uintptr_t)&none;
  atomic_store_explicit(&state->methods, known, memory_order_release);
  return known;
}

void mark_in_interface(Lowerer *l, Type *t) {
  TypeState *state = type_state(l, t);
  if (atomic_load_explicit(&state->in_interface, memory_order_relaxed) || atomic_exchange(&state->in_interface, true))
    return;
  vec_push(l->arena, &l->in_interface, state);
  vec_push(l->arena, &l->interface_types, state);
}

static bool visit_child(void *context, Type *t) {
  mark_in_interface(context, t);
  return false;
}

void follow_descriptor(Lowerer *l, TypeState *state) {
  Symbol *symbol = type_symbol(l, state->type);
  symbol->used_in_interface = true;
  TypeInfo *info = type_info(l, state);
  SET_ONCE(info->equal, equal_function(l, state->type));
  MethodSet *set = methods_of(l, state);
  if (set->len) {
    info->method_count = set->len;
    info->interface_functions = arena_array(l->arena, Symbol *, set->len);
    info->direct_functions = arena_array(l->arena, Symbol *, set->len);
    for (uint32_t i = 0; i < set->len; i++) wait_for(l, set->entries[i].function, (Waiting){state, i, NULL});
  }
  Type *under = types_underlying(state->type);
  types_any_part(under, visit_child, l);
  // An array's descriptor has that of the slices of it, too.
  if (under->kind == TYPE_ARRAY) visit_child(l, types_new_slice(l->arena, ((Array *)under)->elem));
  // reflection gets from a T to a *T, and *T may have more methods.
  if (rtype_keeps_pointer(state->type)) visit_child(l, pointer_to(l, state->type));
}

// A method that reflect calls: it makes values of the types in its signature as well.
static void reach_method(Lowerer *l, Object *method) {
  Type *signature = method_signature(l, method);
  mark_called(l, method->name, NULL, signature);
  mark_in_interface(l, signature);
}

// reflect can call the exported methods of a type that it can get at: all, or those of certain names.
static void reach_by_reflection(Lowerer *l, TypeState *state) {
  MethodSet *set = methods_of(l, state);
  for (uint32_t k = 0; k < set->len; k++) {
    Object *method = set->entries[k].function;
    if (!method->name->exported) continue;
    if (l->all->reflect_method || map_get(&l->all->reflect_names, map_key(method->name))) reach_method(l, method);
  }
}

void reach_exported(Lowerer *l) {
  Lowering *all = l->all;
  // Grows with what is known of the callers; a type is looked at again when it has.
  uint32_t extent = all->reflect_method ? UINT32_MAX : all->reflect_name_count;
  for (uint32_t i = 0; i < all->worker_count && extent; i++) {
    const Lowerer *other = &all->workers[i];
    for (uint32_t j = 0; j < other->interface_types.len; j++) {
      TypeState *state = other->interface_types.data[j];
      // Its descriptor has not been followed yet if keeping methods has just put it there.
      if (state->reflected == extent || !type_info(l, state)->interface_functions) continue;
      state->reflected = extent;
      reach_by_reflection(l, state);
    }
  }
}

// ---- itabs

// Looks from number `start` on: what is asked for in the set's order is there at once.
static int find_in_set(const MethodSet *set, const Object *method, uint32_t start) {
  for (uint32_t n = 0; n < set->len; n++) {
    uint32_t i = start + n < set->len ? start + n : start + n - set->len;
    Object *have = set->entries[i].function;
    if (have->name == method->name && (method->name->exported || have->package == method->package)) return (int)i;
  }
  return -1;
}

typedef struct ItabEntry {
  struct ItabEntry *next;  // of the same hash
  Type *concrete, *interface_type;
  Symbol *symbol;
} ItabEntry;

// Fills in the itab's functions when their methods are called.
static void make_itab(Lowerer *l, Symbol *symbol, Type *concrete, Type *interface_type) {
  if (__atomic_load_n(&symbol->key, __ATOMIC_ACQUIRE)) return;
  uint32_t count;
  Object **methods = rtype_interface_methods(l->session, l->arena, interface_type, &count);
  ItabInfo *info = arena_new(l->arena, ItabInfo);
  info->method_count = count;
  info->functions = arena_array(l->arena, Symbol *, count + 1);
  const void *none = NULL;
  if (!__atomic_compare_exchange_n(&symbol->key, &none, (const void *)info, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    return;
  TypeState *state = type_state(l, concrete);
  mark_in_interface(l, concrete);
  type_symbol(l, interface_type);
  MethodSet *set = methods_of(l, state);
  uint32_t next = 0;
  for (uint32_t i = 0; i < count; i++) {
    int index = find_in_set(set, methods[i], next);
    if (index < 0) ice("lower", symbol->name->text, "method %s is missing", methods[i]->name->text);
    next = (uint32_t)index + 1;
    wait_for(l, set->entries[index].function, (Waiting){state, (uint32_t)index, &info->functions[i]});
  }
}

// Interface types with the same methods share itabs: values converted by way of either must be equal.
Symbol *itab_symbol(Lowerer *l, Type *concrete, Type *interface_type) {
  interface_type = under(l, interface_type);
  uint64_t hash = hash_mix(map_key(concrete), map_key(interface_type)) | 1;
  ItabEntry *first = map_get(&l->itabs, hash);
  for (ItabEntry *e = first; e; e = e->next) {
    if (e->concrete == concrete && e->interface_type == interface_type) return e->symbol;
  }
  Symbol *symbol = rtype_itab_symbol(l->session, l->symbols, concrete, interface_type);
  make_itab(l, symbol, concrete, interface_type);
  ItabEntry *e = arena_new(l->arena, ItabEntry);
  *e = (ItabEntry){first, concrete, interface_type, symbol};
  map_put(l->arena, &l->itabs, hash, e);
  return symbol;
}
