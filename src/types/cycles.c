// Cycles that need no types to be seen: type names declared in terms of each
// other only (type A B; type B A); and types of infinite size.
#include "types/internal.h"

enum { WHITE, GREY, BLACK };

// Follows type declarations whose right side is just a name. States are kept in `states`: TYPE_NAME -> state + 1.
static void direct_cycle(Checker *c, Object *object, Map *states) {
  ObjectVec path = {0};
  for (;;) {
    uintptr_t state = (uintptr_t)map_get(states, map_key(object));
    if (state == BLACK) break;
    if (state == GREY) {
      uint32_t start = 0;
      while (path.data[start] != object) start++;
      object->type = c->universe->basic[BASIC_INVALID];
      uint32_t len = path.len - start;
      check_cycle_error(c, path.data + start, len, check_first_in_source(path.data + start, len));
      break;
    }
    map_put(c->arena, states, map_key(object), (void *)(uintptr_t)GREY);
    vec_push(c->arena, &path, object);
    Expr *rhs = object->decl_info->type_decl->type_expr;
    if (rhs->node.kind != NODE_NAME) break;
    Object *next = scope_lookup(c->package->scope, ((NameExpr *)rhs)->name);
    if (!next || next->kind != OBJECT_TYPE_NAME) break;
    object = next;
  }
  for (uint32_t i = 0; i < path.len; i++) map_put(c->arena, states, map_key(path.data[i]), (void *)(uintptr_t)BLACK);
}

void check_direct_cycles(Checker *c) {
  Map states = {0};
  for (uint32_t i = 0; i < c->objects.len; i++) {
    Object *object = c->objects.data[i];
    // Only types declared by a name can begin or continue such a cycle.
    if (object->kind == OBJECT_TYPE_NAME && object->decl_info->type_decl->type_expr->node.kind == NODE_NAME)
      direct_cycle(c, object, &states);
  }
}

// types2 gives each instance a type name of its own, placed where the instance is first written. Here only cycles
// need it.
void check_note_instance(Checker *c, Type *t, Pos pos) {
  if (t->kind != TYPE_NAMED || !((Named *)t)->checker || map_get(&c->instance_objects, map_key(t))) return;
  Object *origin = ((Named *)t)->object;
  Object *object = new_object(c->arena, OBJECT_TYPE_NAME, pos, origin->package, origin->name, t);
  map_put(c->arena, &c->instance_objects, map_key(t), object);
}

Object *check_cycle_object(Checker *c, Named *t) {
  if (!t->type_args) return t->object;
  Object *object = map_get(&c->instance_objects, map_key(t));
  if (object) return object;
  object = new_object(c->arena, OBJECT_TYPE_NAME, t->object->pos, t->object->package, t->object->name, &t->type);
  map_put(c->arena, &c->instance_objects, map_key(t), object);
  return object;
}

// Whether the right side of the declaration is not known yet.
static bool is_in_flux(Named *t) { return !t->from_rhs && !t->underlying; }

// Instances that hold ever new instances of themselves, type T[P any] struct{ f T[*P] }, make no cycle of objects but
// a path that never ends: a longer one than this is taken for such.
enum { INSTANCE_PATH_LIMIT = 400 };

bool check_finite_size(Checker *c, Type *t) {
  t = unalias(t);
  if (!t) return true;  // an alias whose declaration is being checked: its cycle is reported there
  switch (t->kind) {
    case TYPE_NAMED: {
      Named *named = (Named *)t;
      // Types of finished packages are finite. Instances are shared by threads, but all write the same.
      if (__atomic_load_n(&named->finite, __ATOMIC_RELAXED)) return true;
      if (!named->type_args && named->object->package != c->package) return true;
      Object *object = check_cycle_object(c, named);
      int index = check_path_index(c, object);
      if (index >= 0) {
        Object **cycle = c->object_path.data + index;
        uint32_t len = c->object_path.len - (uint32_t)index;
        check_cycle_error(c, cycle, len, check_first_in_source(cycle, len));
        return false;
      }
      if (named->type_args && c->object_path.len > INSTANCE_PATH_LIMIT) {
        check_cycle_error(c, &named->object, 1, 0);
        return false;
      }
      Type *rhs = named->from_rhs ? named->from_rhs : under(t);
      check_push(c, object);
      bool finite = check_finite_size(c, rhs);
      check_pop(c);
      if (finite && !is_in_flux(named)) __atomic_store_n(&named->finite, 1, __ATOMIC_RELAXED);
      return finite;
    }
    case TYPE_ARRAY: return check_finite_size(c, ((Array *)t)->elem);
    case TYPE_STRUCT: {
      Struct *s = (Struct *)t;
      for (uint32_t i = 0; i < s->field_count; i++)
        if (!check_finite_size(c, s->fields[i]->type)) return false;
      return true;
    }
    default: return true;
  }
}
