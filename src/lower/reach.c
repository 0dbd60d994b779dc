// Rapid type analysis. A method of a type that gets into an interface is kept
// if some interface call names it with the same signature; until then its
// entries in the descriptor and in itabs stay empty. Descriptors pass "is in an
// interface" on to the types they refer to, because reflect can get there.
#include "abi/gotype.h"
#include "lower/internal.h"

// Who waits for a method to be called: entries of descriptors and itabs.
typedef struct Waiting {
  TypeState *type;           // whose method
  uint32_t index;            // in its method set
  Symbol **itab_entry;       // NULL: the descriptor's entries
} Waiting;

typedef struct CalledMethod {
  struct CalledMethod *next;  // of the same hash
  MethodKey key;
  bool called;
  Vec(Waiting) waiting;
} CalledMethod;

static CalledMethod *called_method(Lowerer *l, const Name *name, Package *package, Type *signature) {
  if (name->exported) package = NULL;
  uint64_t hash = hash_mix(hash_mix(map_key(name), map_key(package)), map_key(signature)) | 1;
  CalledMethod *first = map_get(&l->called_methods, hash);
  for (CalledMethod *m = first; m; m = m->next) {
    if (m->key.name == name && m->key.package == package && m->key.signature == signature) return m;
  }
  CalledMethod *m = arena_new(l->arena, CalledMethod);
  m->next = first;
  m->key = (MethodKey){name, package, signature};
  map_put(l->arena, &l->called_methods, hash, m);
  return m;
}

static void keep(Lowerer *l, Waiting *w) {
  MethodSetEntry *entry = &w->type->methods->entries[w->index];
  Symbol *interface_function = interface_method_symbol(l, w->type->type, entry);
  if (w->itab_entry) {
    *w->itab_entry = interface_function;
    return;
  }
  TypeInfo *info = (TypeInfo *)(uintptr_t)w->type->symbol->key;
  info->interface_functions[w->index] = interface_function;
  info->direct_functions[w->index] = direct_method_symbol(l, w->type->type, entry);
}

static void wait_for(Lowerer *l, CalledMethod *m, Waiting w) {
  if (m->called || (l->reflect_method && !w.itab_entry && m->key.name->exported)) {
    keep(l, &w);
  } else {
    vec_push(l->arena, &m->waiting, w);
  }
}

static void set_called(Lowerer *l, CalledMethod *m) {
  if (m->called) return;
  m->called = true;
  l->progress = true;
  for (uint32_t i = 0; i < m->waiting.len; i++) {
    Waiting w = m->waiting.data[i];
    keep(l, &w);
  }
}

void mark_called(Lowerer *l, const Name *name, Package *package, Type *signature) {
  set_called(l, called_method(l, name, package, signature));
}

// Calls that let reflect call any exported method, as cmd/compile marks them for its linker.
void note_reflection(Lowerer *l, Object *callee, Package *caller) {
  bool by_index = !strcmp(callee->name->text, "Method");
  if (l->reflect_method || (!by_index && strcmp(callee->name->text, "MethodByName") != 0)) return;
  if (caller && !strcmp(caller->path, "reflect")) return;
  Signature *s = (Signature *)callee->type;
  if (tuple_count(s->params) != 1 || !tuple_count(s->results)) return;
  Type *result = types_unalias(s->results->vars[0]->type);
  Object *name = result->kind == TYPE_NAMED ? ((Named *)result)->object : NULL;
  if (!name || !name->package || strcmp(name->package->path, "reflect") != 0) return;
  if (strcmp(name->name->text, "Method") != 0 && strcmp(name->name->text, "Value") != 0) return;
  l->reflect_method = true;
  l->progress = true;
}

void interface_call(Lowerer *l, Object *method, Package *caller) {
  mark_called(l, method->name, method->package, method_signature(l, method));
  note_reflection(l, method, caller);
}

// ---- descriptors

static TypeInfo *type_info(Lowerer *l, TypeState *state) {
  if (!state->symbol) state->symbol = descriptor_symbol(l->session, l->symbols, state->type);
  if (!state->symbol->key) state->symbol->key = arena_new(l->arena, TypeInfo);
  return (TypeInfo *)(uintptr_t)state->symbol->key;
}

void map_type_reached(Lowerer *l, Type *map) {
  TypeInfo *info = type_info(l, type_state(l, map));
  if (info->hasher) return;
  Type *key = key_of(l, map);
  info->hasher = hash_function(l, key);
  TypeInfo *key_info = type_info(l, type_state(l, key));
  if (!key_info->equal) key_info->equal = equal_function(l, key);
  // A group: a control word, then the slots; large keys and elements are behind pointers.
  Type *elem = elem_of(l, map);
  Type *slot_fields[2] = {types_sizeof(key) > ABI_MAP_MAX_INLINE ? pointer_to(l, key) : key,
                          types_sizeof(elem) > ABI_MAP_MAX_INLINE ? pointer_to(l, elem) : elem};
  const char *slot_names[2] = {"key", "elem"}, *group_names[2] = {"ctrl", "slots"};
  Object **slot_vars = arena_array(l->arena, Object *, 2), **group_vars = arena_array(l->arena, Object *, 2);
  for (int i = 0; i < 2; i++) {
    slot_vars[i] = types_new_var(l->arena, VAR_FIELD, 0, NULL, name_cstr(l->session->names, slot_names[i]), slot_fields[i]);
  }
  Type *slot = canon(l, types_new_struct(l->arena, slot_vars, NULL, 2));
  Type *group_fields[2] = {basic_type(l, BASIC_UINT64), canon(l, types_new_array(l->arena, slot, 8))};
  for (int i = 0; i < 2; i++) {
    group_vars[i] = types_new_var(l->arena, VAR_FIELD, 0, NULL, name_cstr(l->session->names, group_names[i]), group_fields[i]);
  }
  info->group = type_symbol(l, canon(l, types_new_struct(l->arena, group_vars, NULL, 2)));
}

static bool has_methods(Type *t) {
  if (t->kind == TYPE_NAMED || t->kind == TYPE_STRUCT) return true;
  if (t->kind != TYPE_POINTER) return false;
  Type *elem = types_unalias(((Pointer *)t)->elem);
  return elem->kind == TYPE_NAMED || elem->kind == TYPE_STRUCT;
}

Symbol *type_symbol(Lowerer *l, Type *t) {
  TypeState *state = type_state(l, t);
  if (!state->symbol) state->symbol = descriptor_symbol(l->session, l->symbols, state->type);
  if (!state->symbol_done) {
    state->symbol_done = true;
    if (types_underlying(state->type)->kind == TYPE_MAP) map_type_reached(l, state->type);
  }
  return state->symbol;
}

static MethodSet *methods_of(Lowerer *l, TypeState *state) {
  if (!state->methods) {
    static const MethodSet none = {0};
    bool may = has_methods(state->type) && types_underlying(state->type)->kind != TYPE_INTERFACE;
    state->methods = may ? types_method_set(l->session, state->type) : (MethodSet *)(uintptr_t)&none;
  }
  return state->methods;
}

void mark_in_interface(Lowerer *l, Type *t) {
  TypeState *state = type_state(l, t);
  if (state->in_interface) return;
  state->in_interface = true;
  l->progress = true;
  vec_push(l->arena, &l->interface_types, state);
}

// A dynamic type may be matched against the interface: then all of its methods must be in the descriptors.
void mark_interface_methods(Lowerer *l, Type *t) {
  TypeState *state = type_state(l, t);
  if (state->all_called) return;
  state->all_called = true;
  uint32_t count;
  Object **methods = descriptor_interface_methods(l->session, l->arena, state->type, &count);
  for (uint32_t i = 0; i < count; i++) {
    mark_called(l, methods[i]->name, methods[i]->package, method_signature(l, methods[i]));
  }
}

static void visit_child(void *context, Type *t) { mark_in_interface(context, t); }

// Completes the descriptor of a type that gets into interfaces.
static void follow_descriptor(Lowerer *l, TypeState *state) {
  Symbol *symbol = type_symbol(l, state->type);
  symbol->used_in_interface = true;
  TypeInfo *info = type_info(l, state);
  if (!info->equal) info->equal = equal_function(l, state->type);
  MethodSet *set = methods_of(l, state);
  if (set->len && !info->interface_functions) {
    info->method_count = set->len;
    info->interface_functions = arena_array(l->arena, Symbol *, set->len);
    info->direct_functions = arena_array(l->arena, Symbol *, set->len);
    for (uint32_t i = 0; i < set->len; i++) {
      Object *method = set->entries[i].function;
      CalledMethod *m = called_method(l, method->name, method->package, method_signature(l, method));
      wait_for(l, m, (Waiting){state, i, NULL});
    }
  }
  if (types_underlying(state->type)->kind == TYPE_INTERFACE) mark_interface_methods(l, state->type);
  descriptor_visit(state->type, visit_child, l);
  // reflection gets from a T to a *T, and *T may have more methods.
  if (descriptor_has_pointer(state->type)) visit_child(l, types_new_pointer(l->arena, state->type));
}

void reach_step(Lowerer *l) {
  while (l->interface_types_next < l->interface_types.len) {
    follow_descriptor(l, l->interface_types.data[l->interface_types_next++]);
  }
  if (!l->reflect_method) return;
  // reflect can call any exported method of a type that it can get at.
  for (uint32_t i = 0; i < l->interface_types.len; i++) {
    TypeState *state = l->interface_types.data[i];
    if (state->all_exported_methods) continue;
    state->all_exported_methods = true;
    MethodSet *set = methods_of(l, state);
    for (uint32_t j = 0; j < set->len; j++) {
      if (!set->entries[j].function->name->exported) continue;
      Waiting w = {state, j, NULL};
      keep(l, &w);
    }
  }
}

// ---- itabs

static int find_in_set(const MethodSet *set, const Object *method) {
  for (uint32_t i = 0; i < set->len; i++) {
    Object *have = set->entries[i].function;
    if (have->name == method->name && (method->name->exported || have->package == method->package)) return (int)i;
  }
  return -1;
}

// Interface types with the same methods share itabs: values converted by way of either must be equal.
Symbol *itab_symbol(Lowerer *l, Type *concrete, Type *interface_type) {
  interface_type = under(l, interface_type);
  Symbol *symbol = descriptor_itab(l->session, l->symbols, concrete, interface_type);
  if (symbol->key) return symbol;
  ItabInfo *info = arena_new(l->arena, ItabInfo);
  symbol->key = info;
  TypeState *state = type_state(l, concrete);
  mark_in_interface(l, concrete);
  type_symbol(l, interface_type);
  MethodSet *set = methods_of(l, state);
  Object **methods = descriptor_interface_methods(l->session, l->arena, interface_type, &info->method_count);
  info->functions = arena_array(l->arena, Symbol *, info->method_count + 1);
  for (uint32_t i = 0; i < info->method_count; i++) {
    int index = find_in_set(set, methods[i]);
    if (index < 0) ice("lower", symbol->name->text, "method %s is missing", methods[i]->name->text);
    Object *method = set->entries[index].function;
    CalledMethod *m = called_method(l, method->name, method->package, method_signature(l, method));
    wait_for(l, m, (Waiting){state, (uint32_t)index, &info->functions[i]});
  }
  return symbol;
}
