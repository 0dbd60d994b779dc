// Struct types (Spec: Struct types), and sets of objects by name, which find what is declared twice. Rules about
// embedded fields that need complete types are delayed (check_later).
#include "base/unicode.h"
#include "types/internal.h"

enum { LINEAR_SET = 8 };  // up to here a linear search is faster than a table

Object *object_set_insert(Arena *a, ObjectSet *set, Object *object) {
  if (set->objects.len < LINEAR_SET) {
    for (uint32_t i = 0; i < set->objects.len; i++)
      if (set->objects.data[i]->name == object->name) return set->objects.data[i];
  } else {
    if (!set->by_name.len)
      for (uint32_t i = 0; i < set->objects.len; i++)
        map_put(a, &set->by_name, map_key(set->objects.data[i]->name), set->objects.data[i]);
    Object *other = map_get(&set->by_name, map_key(object->name));
    if (other) return other;
    map_put(a, &set->by_name, map_key(object->name), object);
  }
  vec_push(a, &set->objects, object);
  return NULL;
}

// The name inside an embedded field's type: T, *T, p.T, T[P]. NULL if it is none of these.
static NameExpr *embedded_field_name(Expr *e) {
  switch (e->node.kind) {
    case NODE_NAME: return (NameExpr *)e;
    case NODE_OPERATION: {
      Operation *op = (Operation *)e;
      if (op->op != OP_MUL || op->y) return NULL;
      if (op->x->node.kind == NODE_OPERATION) {  // not **T
        Operation *inner = (Operation *)op->x;
        if (inner->op == OP_MUL && !inner->y) return NULL;
      }
      return embedded_field_name(op->x);
    }
    case NODE_SELECTOR_EXPR: return ((SelectorExpr *)e)->selector;
    case NODE_INDEX_EXPR: return embedded_field_name(((IndexExpr *)e)->x);
    default: return NULL;
  }
}

typedef struct EmbeddedCheck {
  Type *type;
  Pos pos;
} EmbeddedCheck;

// Delayed: what may not be embedded.
static void check_embedded(Checker *c, void *data) {
  EmbeddedCheck *check = data;
  bool is_pointer_type;
  Type *t = deref(check->type, &is_pointer_type);
  Type *u = under(t);
  if (!is_valid(t)) return;
  if (is_type_param(t)) {
    check_error_pos(c, check->pos, "embedded field type cannot be a (pointer to a) type parameter");
  } else if (u->kind == TYPE_BASIC) {
    if (((Basic *)u)->basic_kind == BASIC_UNSAFE_POINTER)
      check_error_pos(c, check->pos, "embedded field type cannot be unsafe.Pointer");
  } else if (u->kind == TYPE_POINTER) {
    check_error_pos(c, check->pos, "embedded field type cannot be a pointer");
  } else if (u->kind == TYPE_INTERFACE && is_pointer_type) {
    check_error_pos(c, check->pos, "embedded field type cannot be a pointer to an interface");
  }
}

// The unquoted tag, interned; NULL if there is none.
static const Name *struct_tag(Checker *c, BasicLit *tag) {
  if (!tag || tag->bad) return NULL;
  const char *bytes;
  size_t length;
  if (tag->kind != LIT_STRING || !text_unquote(c->arena, tag->text, tag->length, &bytes, &length)) {
    check_error(c, tag, "invalid syntax tree: incorrect tag syntax: \"%.*s\"", (int)tag->length, tag->text);
    return NULL;
  }
  return length ? name_intern(c->session->names, bytes, length) : NULL;
}

typedef struct StructBuilder {
  Struct *structure;
  ObjectSet set;
  Type *type;  // of the current field
  const Name *tag;
  uint32_t capacity;
} StructBuilder;

// Spec: Struct types: within a struct, non-blank field names must be unique.
static void add_field(Checker *c, StructBuilder *b, NameExpr *name, Pos pos, bool embedded) {
  Object *field = new_var(c->arena, VAR_FIELD, pos, c->package, name->name, b->type);
  field->embedded = embedded;
  if (!name->name->blank) {
    Object *other = object_set_insert(c->arena, &b->set, field);
    if (other) {
      ErrorBuilder e = {.checker = c};
      error_add(&e, pos, "%s redeclared", name->name->text);
      error_add_other(&e, other);
      error_report(&e);
      return;
    }
  }
  Struct *s = b->structure;
  if (b->tag) {
    if (!s->tags) s->tags = arena_array(c->arena, const Name *, b->capacity);
    s->tags[s->field_count] = b->tag;
  }
  s->fields[s->field_count++] = field;
  // The name inside an embedded type stays a use of the type; only a field's own name is its definition.
  if (!embedded) check_record_object(c, name, field);
}

static void add_embedded(Checker *c, StructBuilder *b, Field *f) {
  Pos pos = syntax_start_pos(&f->type->node);
  NameExpr *name = embedded_field_name(f->type);
  if (!name) {
    check_error_pos(c, pos, "invalid embedded field type %s", str_expr(c, f->type));
    // An invalid field keeps the number of fields as the source has it.
    name = check_new_name(c, 0, "_");
    b->type = c->universe->basic[BASIC_INVALID];
    b->tag = NULL;
    add_field(c, b, name, pos, true);
    return;
  }
  add_field(c, b, name, name->expr.node.pos, true);
  EmbeddedCheck *check = arena_new(c->arena, EmbeddedCheck);
  *check = (EmbeddedCheck){b->type, pos};
  check_later(c, check_embedded, check);
}

void check_struct_type(Checker *c, Struct *t, StructTypeExpr *e) {
  StructBuilder b = {.structure = t, .capacity = e->fields.len};
  // The fields appear in the type only when all are known, as in types2.
  Struct partial = *t;
  b.structure = &partial;
  if (e->fields.len) partial.fields = arena_array(c->arena, Object *, e->fields.len);
  Expr *previous = NULL;
  Type *type = NULL;
  for (uint32_t i = 0; i < e->fields.len; i++) {
    Field *f = e->fields.data[i];
    if (!i || f->type != previous) type = check_var_type(c, f->type);  // a, b T share one type expression
    previous = f->type;
    b.type = type;
    b.tag = i < e->tags.len ? struct_tag(c, e->tags.data[i]) : NULL;
    if (f->name) add_field(c, &b, f->name, f->name->expr.node.pos, false);
    else add_embedded(c, &b, f);
  }
  t->fields = partial.fields;
  t->tags = partial.tags;
  t->field_count = partial.field_count;
  t->offsets = arena_array(c->arena, int64_t, t->field_count);
}
