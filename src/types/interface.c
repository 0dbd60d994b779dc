// Interface types (Spec: Interface types): methods and embedded elements as
// written; the type set is computed later (typeset.c).
#include <stdlib.h>
#include <string.h>

#include "types/internal.h"

// Exported methods first, then by name: the order of type sets and descriptors.
static int compare_methods(const void *a, const void *b) {
  const Object *x = *(Object *const *)a, *y = *(Object *const *)b;
  if (x->name->exported != y->name->exported) return x->name->exported ? -1 : 1;
  return name_compare(x->name, y->name);
}

typedef struct InterfaceCheck {
  Interface *interface;
  Pos pos;
} InterfaceCheck;

static void check_type_set(Checker *c, void *data) {
  InterfaceCheck *check = data;
  compute_interface_type_set(c, check->pos, check->interface);
}

static void add_method(Checker *c, Interface *t, Field *f, Object *def) {
  const Name *name = f->name->name;
  if (name->blank) {
    check_error(c, f->name, "methods must have a unique non-blank name");
    return;
  }
  Type *type = check_type(c, f->type);
  if (type->kind != TYPE_SIGNATURE) {
    if (is_valid(type)) check_error(c, f->type, "%s is not a method signature", str_type(c, type));
    return;
  }
  // The receiver is the named type if there is one: messages are better.
  Type *receiver = &t->type;
  if (def && def->type) {
    Named *named = as_named(def->type);
    if (named) receiver = &named->type;
  }
  Pos pos = f->name->expr.node.pos;
  ((Signature *)type)->receiver = new_var(c->arena, VAR_RECEIVER, pos, c->package, NULL, receiver);
  Object *method = new_object(c->arena, OBJECT_FUNC, pos, c->package, name, type);
  check_record_object(c, f->name, method);
  t->methods[t->method_count++] = method;
}

void check_interface_type(Checker *c, Interface *t, InterfaceTypeExpr *e, Object *def) {
  uint32_t count = e->methods.len;
  if (count) {
    t->methods = arena_array(c->arena, Object *, count);
    t->embeddeds = arena_array(c->arena, Type *, count);
    t->embedded_pos = arena_array(c->arena, Pos, count);
  }
  for (uint32_t i = 0; i < count; i++) {
    Field *f = e->methods.data[i];
    if (f->name) {
      add_method(c, t, f, def);
    } else {
      Type *element = parse_union(c, f->type);
      t->embedded_pos[t->embedded_count] = check_at_pos(&f->type->node);
      t->embeddeds[t->embedded_count++] = element;
    }
  }
  t->complete = true;  // it may be used in type set computations now
  if (t->method_count > 1) qsort(t->methods, t->method_count, sizeof *t->methods, compare_methods);
  InterfaceCheck *check = arena_new(c->arena, InterfaceCheck);
  *check = (InterfaceCheck){t, e->expr.node.pos};
  // As soon as possible, so that errors are reported here.
  if (t->method_count || t->embedded_count) check_later(c, check_type_set, check);
  else compute_interface_type_set(c, 0, t);
}
