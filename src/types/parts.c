// The types that a type literal is made of: looked at, replaced. What stands for others in its own way, each caller has
// its own rule for: named types and their arguments, the methods and terms of interfaces and unions.
#include "types/core.h"

static bool any_variable(Object **vars, uint32_t count, bool (*is)(void *context, Type *part), void *context) {
  for (uint32_t i = 0; i < count; i++) {
    if (is(context, vars[i]->type)) return true;
  }
  return false;
}

static bool any_in_tuple(Tuple *tuple, bool (*is)(void *context, Type *part), void *context) {
  return tuple && any_variable(tuple->vars, tuple->len, is, context);
}

bool types_any_part(Type *type, bool (*is)(void *context, Type *part), void *context) {
  switch ((TypeKind)type->kind) {
    case TYPE_ARRAY: return is(context, ((Array *)type)->elem);
    case TYPE_SLICE: return is(context, ((Slice *)type)->elem);
    case TYPE_POINTER: return is(context, ((Pointer *)type)->elem);
    case TYPE_CHAN: return is(context, ((ChanType *)type)->elem);
    case TYPE_MAP: return is(context, ((MapType *)type)->key) || is(context, ((MapType *)type)->elem);
    case TYPE_STRUCT: return any_variable(((Struct *)type)->fields, ((Struct *)type)->field_count, is, context);
    case TYPE_TUPLE: return any_in_tuple((Tuple *)type, is, context);
    case TYPE_SIGNATURE:
      return any_in_tuple(((Signature *)type)->params, is, context) ||
             any_in_tuple(((Signature *)type)->results, is, context);
    default: return false;
  }
}

Type *type_with_elements(Arena *a, Type *t, Type *(*becomes)(void *context, Type *element), void *context) {
  switch ((TypeKind)t->kind) {
    case TYPE_ARRAY: {
      Array *array = (Array *)t;
      Type *elem = becomes(context, array->elem);
      return elem == array->elem ? t : new_array(a, elem, array->length);
    }
    case TYPE_SLICE: {
      Type *elem = becomes(context, ((Slice *)t)->elem);
      return elem == ((Slice *)t)->elem ? t : new_slice(a, elem);
    }
    case TYPE_POINTER: {
      Type *elem = becomes(context, ((Pointer *)t)->elem);
      return elem == ((Pointer *)t)->elem ? t : new_pointer(a, elem);
    }
    case TYPE_CHAN: {
      ChanType *channel = (ChanType *)t;
      Type *elem = becomes(context, channel->elem);
      return elem == channel->elem ? t : new_chan(a, channel->dir, elem);
    }
    case TYPE_MAP: {
      MapType *map = (MapType *)t;
      Type *key = becomes(context, map->key), *elem = becomes(context, map->elem);
      return key == map->key && elem == map->elem ? t : new_map(a, key, elem);
    }
    default: ice("types", "", "type of kind %u has no elements", t->kind);
  }
}
