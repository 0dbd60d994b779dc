// Literals: basic, function and composite (Spec: Composite literals, Function
// literals). The body of a function literal is checked at the end of the
// statement that holds it, as the scope must not have changed.
#include <string.h>

#include "types/internal.h"

// Reports number syntax that the language version lacks.
static void check_literal_version(Checker *c, BasicLit *e) {
  if (e->length <= 2 || check_allow_version(c, "go1.13")) return;
  Pos pos = e->expr.node.pos;
  if (memchr(e->text, '_', e->length)) {
    check_version_error(c, pos, "go1.13", "underscore in numeric literal");
    return;
  }
  if (e->text[0] != '0') return;
  char radix = e->text[1] | 0x20;
  if (radix == 'b') {
    check_version_error(c, pos, "go1.13", "binary literal");
  } else if (radix == 'o') {
    check_version_error(c, pos, "go1.13", "0o/0O-style octal literal");
  } else if (e->kind != LIT_INT && radix == 'x') {
    check_version_error(c, pos, "go1.13", "hexadecimal floating-point literal");
  }
}

void check_basic_lit(Checker *c, Operand *x, BasicLit *e) {
  static const uint8_t kinds[] = {[LIT_INT] = BASIC_UNTYPED_INT,
                                  [LIT_FLOAT] = BASIC_UNTYPED_FLOAT,
                                  [LIT_IMAG] = BASIC_UNTYPED_COMPLEX,
                                  [LIT_RUNE] = BASIC_UNTYPED_RUNE,
                                  [LIT_STRING] = BASIC_UNTYPED_STRING};
  x->mode = MODE_INVALID;
  if (e->kind == LIT_INT || e->kind == LIT_FLOAT || e->kind == LIT_IMAG) {
    check_literal_version(c, e);
    enum { length_limit = 10000 };  // more digits than any constant may have
    if (e->length > length_limit) {
      check_error(c, e, "excessively long constant: %.10s... (%u chars)", e->text, e->length);
      return;
    }
  }
  const ConstVal *value = syntax_literal_value(c->arena, e);
  if (const_kind(value) == CONST_UNKNOWN) {
    check_error(c, e, "malformed constant: %.*s", (int)e->length, e->text);
    return;
  }
  x->mode = MODE_CONSTANT;
  x->type = c->universe->basic[kinds[e->kind]];
  x->value = value;
  x->expr = &e->expr;
  if (e->kind == LIT_INT) check_overflow(c, x, operation_pos(x->expr));
}

// ---- function literals

typedef struct LiteralBody {
  DeclInfo *decl;
  Object *function;
  Signature *sig;
  const ConstVal *iota;
  LiteralFrame frame;
} LiteralBody;

static void run_literal_body(Checker *c, void *data) {
  LiteralBody *body = data;
  check_literal_body(c, body->decl, body->function, body->sig, body->frame.literal->body, body->iota, &body->frame);
}

void check_func_lit(Checker *c, Operand *x, FuncLit *e) {
  Type *t = check_type(c, &e->type_expr->expr);
  if (t->kind != TYPE_SIGNATURE) {
    check_error(c, e, "invalid syntax tree: invalid function literal %s", str_expr(c, &e->expr));
    x->mode = MODE_INVALID;
    return;
  }
  Signature *sig = (Signature *)t;
  if (c->env.decl) c->env.decl->has_literals = true;
  if (e->body) {
    LiteralBody *body = arena_new(c->arena, LiteralBody);
    body->decl = c->env.decl;
    body->function = c->env.function;
    body->sig = sig;
    body->iota = c->env.iota;
    body->frame.literal = e;
    body->frame.scope = sig->scope;
    body->frame.outer = c->env.literals;
    check_later(c, run_literal_body, body);
  }
  x->mode = MODE_VALUE;
  x->type = t;
}

// ---- composite literals

static KeyValueExpr *as_key_value(Expr *e) { return e->node.kind == NODE_KEY_VALUE_EXPR ? (KeyValueExpr *)e : NULL; }

// One key: value element of a struct literal. `visited` has a flag for each field.
static void check_keyed_field(Checker *c, Operand *x, Struct *s, Type *base, KeyValueExpr *kv, bool *visited) {
  NameExpr *key = kv->key->node.kind == NODE_NAME ? (NameExpr *)kv->key : NULL;
  int i = key ? field_index(s, c->package, key->name, false) : -1;
  // The value comes first, so that an early exit leaves nothing unused.
  check_expr(c, NULL, x, kv->value);
  if (!key) {
    check_error(c, kv, "invalid field name %s in struct literal", str_expr(c, kv->key));
    return;
  }
  if (i < 0) {
    int j = field_index(s, c->package, key->name, true);
    check_error(c, kv->key, "%s", check_lookup_error(c, base, key->name, j >= 0 ? s->fields[j] : NULL, true));
    return;
  }
  Object *field = s->fields[i];
  check_record_use(c, key, field);
  check_assignment(c, x, field->type, "struct literal");
  if (visited[i]) {
    check_error(c, kv, "duplicate field name %s in struct literal", key->name->text);
    return;
  }
  visited[i] = true;
}

static void check_keyed_fields(Checker *c, Operand *x, Struct *s, Type *base, CompositeLit *e) {
  bool few[64] = {false};
  bool *visited = s->field_count <= 64 ? few : arena_array(c->arena, bool, s->field_count);
  for (uint32_t i = 0; i < e->elements.len; i++) {
    KeyValueExpr *kv = as_key_value(e->elements.data[i]);
    if (kv) {
      check_keyed_field(c, x, s, base, kv, visited);
    } else {
      check_error(c, e->elements.data[i], "mixture of field:value and value elements in struct literal");
    }
  }
}

static void check_positional_fields(Checker *c, Operand *x, Struct *s, Type *base, CompositeLit *e) {
  for (uint32_t i = 0; i < e->elements.len; i++) {
    Expr *element = e->elements.data[i];
    if (as_key_value(element)) {
      check_error(c, element, "mixture of field:value and value elements in struct literal");
      continue;
    }
    check_expr(c, NULL, x, element);
    if (i >= s->field_count) {
      check_error(c, x->expr, "too many values in struct literal of type %s", str_type(c, base));
      break;
    }
    Object *field = s->fields[i];
    if (!field->name->exported && field->package != c->package) {
      check_error(c, x->expr, "implicit assignment to unexported field %s in struct literal of type %s",
                  field->name->text, str_type(c, base));
      continue;
    }
    check_assignment(c, x, field->type, "struct literal");
  }
  if (e->elements.len < s->field_count) {
    check_error_pos(c, e->rbrace, "too few values in struct literal of type %s", str_type(c, base));
  }
}

// The indices of a literal with keys. Most ascend: only those that step back are worth a table.
typedef struct Indices {
  Vec(int64_t) ascending;
  Map others;
} Indices;

static bool is_ascending(const Indices *s, int64_t index) {
  uint32_t low = 0, high = s->ascending.len;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (s->ascending.data[middle] < index) low = middle + 1;
    else high = middle;
  }
  return low < s->ascending.len && s->ascending.data[low] == index;
}

// False: it is there already.
static bool add_index(Arena *arena, Indices *s, int64_t index, Expr *element) {
  if (!s->ascending.len || index > vec_last(&s->ascending)) {
    vec_push(arena, &s->ascending, index);
    return true;
  }
  if (is_ascending(s, index) || map_get(&s->others, (uint64_t)index)) return false;
  map_put(arena, &s->others, (uint64_t)index, element);
  return true;
}

// Checks the elements of an array or slice literal. length < 0: not known. Returns the literal's length.
static int64_t check_indexed_elements(Checker *c, CompositeLit *e, Type *elem, int64_t length) {
  // Without keys no index can come twice.
  bool keyed = false;
  for (uint32_t i = 0; i < e->elements.len && !keyed; i++) keyed = as_key_value(e->elements.data[i]) != NULL;
  Indices indices = {0};
  int64_t index = 0, max = 0;
  for (uint32_t i = 0; i < e->elements.len; i++) {
    Expr *element = e->elements.data[i], *value = element;
    KeyValueExpr *kv = as_key_value(element);
    bool valid = false;
    if (kv) {
      int64_t n;
      if (is_valid(check_index(c, kv->key, length, &n))) {
        if (n >= 0) {
          index = n;
          valid = true;
        } else {
          check_error(c, element, "index %s must be integer constant", str_expr(c, kv->key));
        }
      }
      value = kv->value;
    } else if (length >= 0 && index >= length) {
      check_error(c, element, "index %lld is out of bounds (>= %lld)", (long long)index, (long long)length);
    } else {
      valid = true;
    }
    if (valid && keyed && !add_index(c->arena, &indices, index, element))
      check_error(c, element, "duplicate index %lld in array or slice literal", (long long)index);
    index++;
    if (index > max) max = index;
    Operand x = {0};
    check_expr_with_hint(c, &x, value, elem);
    check_assignment(c, &x, elem, "array or slice literal");
  }
  return max;
}

static void check_map_elements(Checker *c, Operand *x, MapType *m, CompositeLit *e) {
  // In an interface, constants are equal only if their types are.
  bool key_is_interface = is_non_type_param_interface(m->key);
  ValueSet seen = {0};
  for (uint32_t i = 0; i < e->elements.len; i++) {
    KeyValueExpr *kv = as_key_value(e->elements.data[i]);
    if (!kv) {
      check_error(c, e->elements.data[i], "missing key in map literal");
      continue;
    }
    check_expr_with_hint(c, x, kv->key, m->key);
    check_assignment(c, x, m->key, "map literal");
    if (x->mode == MODE_INVALID) continue;
    if (x->mode == MODE_CONSTANT &&
        value_set_add(c, &seen, x->value, key_is_interface ? x->type : NULL, x->expr->node.pos, true)) {
      check_error(c, x->expr, "duplicate key %s in map literal", const_format(c->arena, x->value));
      continue;
    }
    check_expr_with_hint(c, x, kv->value, m->elem);
    check_assignment(c, x, m->elem, "map literal");
  }
}

// A literal of no composite type: its elements count as used. Returns false if an error was reported here.
static bool check_bad_literal(Checker *c, CompositeLit *e, Type *type, Type *utype, bool is_element) {
  for (uint32_t i = 0; i < e->elements.len; i++) {
    KeyValueExpr *kv = as_key_value(e->elements.data[i]);
    check_use(c, kv ? &kv->value : &e->elements.data[i], 1);
  }
  if (utype && !is_valid(utype)) return true;
  check_error(c, e, "invalid composite literal%s type %s%s", is_element ? " element" : "", str_type(c, type),
              utype ? "" : " (no common underlying type)");
  return false;
}

// The literal's type, and *base: the type whose elements it lists (hint *T stands for &T{}).
static Type *composite_type(Checker *c, CompositeLit *e, Type *hint, Type **base) {
  Type *type;
  if (e->type_expr) {
    ArrayTypeExpr *array = e->type_expr->node.kind == NODE_ARRAY_TYPE ? (ArrayTypeExpr *)e->type_expr : NULL;
    if (array && !array->length) {
      type = new_array(c->arena, check_var_type(c, array->elem), -1);
    } else {
      type = check_type(c, e->type_expr);
    }
    *base = type;
  } else if (hint) {
    type = hint;
    *base = type;
    Type *u = common_under(hint, NULL, NULL, NULL, c);
    bool was_pointer = false;
    Type *elem = u ? deref(u, &was_pointer) : NULL;
    if (was_pointer) *base = elem;
  } else {
    check_error(c, e, "missing type in composite literal");
    type = *base = c->universe->basic[BASIC_INVALID];  // the elements are "used" still
  }
  return type;
}

void check_composite_lit(Checker *c, Operand *x, CompositeLit *e, Type *hint) {
  Type *base;
  Type *type = composite_type(c, e, hint, &base);
  Type *utype = common_under(base, NULL, NULL, NULL, c);
  switch (utype ? utype->kind : TYPE_BASIC) {
    case TYPE_STRUCT:
      if (e->elements.len == 0) break;
      if (as_key_value(e->elements.data[0])) {
        check_keyed_fields(c, x, (Struct *)utype, base, e);
      } else {
        check_positional_fields(c, x, (Struct *)utype, base, e);
      }
      break;
    case TYPE_ARRAY: {
      Array *array = (Array *)utype;
      int64_t n = check_indexed_elements(c, e, array->elem, array->length);
      if (array->length < 0) {
        array->length = n;
        if (e->type_expr) check_record_type_and_value(c, e->type_expr, MODE_TYPE, utype, NULL);
      }
      break;
    }
    case TYPE_SLICE: check_indexed_elements(c, e, ((Slice *)utype)->elem, -1); break;
    case TYPE_MAP: check_map_elements(c, x, (MapType *)utype, e); break;
    default:
      if (!check_bad_literal(c, e, type, utype, !e->type_expr && hint)) {
        x->mode = MODE_INVALID;
        return;
      }
  }
  x->mode = MODE_VALUE;
  x->type = type;
}
