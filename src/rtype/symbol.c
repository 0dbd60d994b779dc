// Symbols of type descriptors and itabs, and what descriptors refer to.
#include <stdlib.h>
#include <string.h>

#include "rtype/rtype.h"

// Local types of one name differ by their numbers (types/linkstring.c). Should two types print alike all the same, the
// later gets a suffix; which that is depends on the threads.
static Symbol *find_or_name(SymbolTable *symbols, Arena *arena, const char *base, uint8_t kind, Type *type,
                            Type *interface_type) {
  const char *name = base;
  for (uint32_t n = 1;; n++) {
    Symbol *s = symbol_get(symbols, name);
    symbol_lock(symbols, s);
    if (s->kind == SYMBOL_UNDEFINED) {
      s->kind = kind;
      s->type = type;
      s->interface_type = interface_type;
      s->align_log2 = 3;
      s->no_pointers = true;
    }
    bool same = s->type == type && s->interface_type == interface_type;
    symbol_unlock(symbols, s);
    if (same) return s;
    name = arena_printf(arena, "%s·%u", base, n);
  }
}

Symbol *rtype_symbol(Session *session, SymbolTable *symbols, Type *type) {
  type = types_canonical(session, type);
  Arena scratch;
  arena_init(&scratch);
  const char *name = arena_printf(&scratch, "type:%s", types_string(&scratch, type, QUALIFY_PATH, NULL));
  Symbol *s = find_or_name(symbols, &scratch, name, SYMBOL_TYPE, type, NULL);
  arena_free(&scratch);
  return s;
}

Symbol *rtype_itab_symbol(Session *session, SymbolTable *symbols, Type *concrete, Type *interface_type) {
  concrete = types_canonical(session, concrete);
  interface_type = types_canonical(session, interface_type);
  Arena scratch;
  arena_init(&scratch);
  const char *name = arena_printf(&scratch, "go:itab.%s,%s", types_string(&scratch, concrete, QUALIFY_PATH, NULL),
                                  types_string(&scratch, interface_type, QUALIFY_PATH, NULL));
  Symbol *s = find_or_name(symbols, &scratch, name, SYMBOL_ITAB, concrete, interface_type);
  arena_free(&scratch);
  return s;
}

bool rtype_keeps_pointer(Type *type) {
  Type *u = types_underlying(type);
  if (types_is_named(type)) return u->kind != TYPE_INTERFACE;
  if (u->kind != TYPE_STRUCT) return false;
  Struct *s = (Struct *)u;
  for (uint32_t i = 0; i < s->field_count; i++)
    if (s->fields[i]->embedded) return true;
  return false;
}

bool rtype_found_by_string(const Type *type) {
  return type->kind != TYPE_NAMED && type->kind != TYPE_BASIC && type->kind != TYPE_INTERFACE;
}

static int by_descriptor_order(const void *a, const void *b) {
  const Object *x = *(Object *const *)a, *y = *(Object *const *)b;
  if (x->name->exported != y->name->exported) return x->name->exported ? -1 : 1;
  int order = name_compare(x->name, y->name);
  if (order || x->name->exported) return order;
  return strcmp(x->package->path, y->package->path);
}

Object **rtype_interface_methods(Session *session, Arena *arena, Type *interface_type, uint32_t *count) {
  TypeSet *set = types_type_set(session, (Interface *)types_underlying(interface_type));
  Object **methods = arena_array(arena, Object *, set->method_count + 1);
  if (set->method_count) memcpy(methods, set->methods, set->method_count * sizeof *methods);
  qsort(methods, set->method_count, sizeof *methods, by_descriptor_order);
  *count = set->method_count;
  return methods;
}
