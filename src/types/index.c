// Index and slice expressions (Spec: Index expressions, Slice expressions). An index expression may also turn out to
// instantiate a function; then call.c goes on.
#include "types/internal.h"

// What indexing a type gives. Maps have a key type; the bound of arrays and constant strings is known.
typedef struct Indexing {
  Type *key, *elem;
  int64_t length;  // < 0: unknown
  OperandMode mode;
} Indexing;

// Fills in how a value of underlying type u is indexed; false if it cannot be. `addressable`: x is a variable.
static bool indexing_of(Checker *c, Type *u, bool addressable, Indexing *result) {
  *result = (Indexing){.length = -1, .mode = MODE_VARIABLE};
  switch (u->kind) {
    case TYPE_BASIC:
      if (!is_string(u)) return false;
      result->elem = c->universe->byte_type;
      result->mode = MODE_VALUE;
      return true;
    case TYPE_ARRAY:
      result->elem = ((Array *)u)->elem;
      result->length = ((Array *)u)->length;
      if (!addressable) result->mode = MODE_VALUE;
      return true;
    case TYPE_POINTER: {
      Array *array = as_array(((Pointer *)u)->elem);
      if (!array) return false;
      result->elem = array->elem;
      result->length = array->length;
      return true;
    }
    case TYPE_SLICE: result->elem = ((Slice *)u)->elem; return true;
    case TYPE_MAP:
      result->key = ((MapType *)u)->key;
      result->elem = ((MapType *)u)->elem;
      result->mode = MODE_MAP_INDEX;
      return true;
    default: return false;
  }
}

typedef struct IndexContext {
  Checker *checker;
  bool addressable, first;
  Indexing all;
} IndexContext;

// All types of a type parameter must be indexed alike.
static bool index_term(Type *t, Type *u, void *data) {
  (void)t;
  IndexContext *context = data;
  Indexing one;
  if (!u || !indexing_of(context->checker, u, context->addressable, &one)) return false;
  if (context->first) {
    context->first = false;
    context->all = one;
    return true;
  }
  Indexing *all = &context->all;
  if ((all->key == NULL) != (one.key == NULL) || (all->key && !identical(all->key, one.key))) return false;
  if (!identical(all->elem, one.elem)) return false;
  if (one.length >= 0 && one.length < all->length) all->length = one.length;
  if (one.mode == MODE_VALUE) all->mode = MODE_VALUE;
  return true;
}

// The one index; NULL after an error.
static Expr *single_index(Checker *c, IndexExpr *e) {
  if (!e->index) {
    check_error(c, e, "invalid syntax tree: missing index for %s", str_expr(c, e->x));
    return NULL;
  }
  if (e->index->node.kind != NODE_LIST_EXPR) return e->index;
  ListExpr *list = (ListExpr *)e->index;
  if (list->elements.len <= 1) {
    check_error(c, e, "invalid syntax tree: invalid use of ListExpr for index expression %s with %u indices",
                str_expr(c, &e->expr), list->elements.len);
    return NULL;
  }
  check_error(c, list->elements.data[1], "invalid operation: more than one index");
  return list->elements.data[0];
}

static void check_map_index(Checker *c, Operand *x, IndexExpr *e, const Indexing *map) {
  Expr *index = single_index(c, e);
  if (!index) {
    x->mode = MODE_INVALID;
    return;
  }
  Operand key = {0};
  check_expr(c, NULL, &key, index);
  check_assignment(c, &key, map->key, "map index");
  // The element's type is known even if the key was wrong.
  x->mode = MODE_MAP_INDEX;
  x->type = map->elem;
  x->expr = &e->expr;
}

static void check_ordinary_index(Checker *c, Operand *x, IndexExpr *e) {
  Indexing indexing;
  bool addressable = x->mode == MODE_VARIABLE;
  bool valid;
  if (is_type_param(x->type)) {
    IndexContext context = {.checker = c, .addressable = addressable, .first = true};
    valid = typeset_each(x->type, index_term, &context) && !context.first;
    indexing = context.all;
  } else {
    valid = indexing_of(c, under(x->type), addressable, &indexing);
    if (valid && x->mode == MODE_CONSTANT) {
      size_t length = 0;
      if (const_kind(x->value) == CONST_STRING) const_string_value(x->value, &length);
      indexing.length = (int64_t)length;
    }
  }
  if (!valid) {
    check_error_pos(c, e->expr.node.pos, "cannot index %s", str_operand(c, x));
    check_use(c, &e->index, 1);
    x->mode = MODE_INVALID;
    return;
  }
  if (indexing.key) {
    check_map_index(c, x, e, &indexing);
    return;
  }
  x->mode = (uint8_t)indexing.mode;
  x->type = indexing.elem ? indexing.elem : c->universe->basic[BASIC_INVALID];
  x->value = NULL;
  Expr *index = single_index(c, e);
  if (!index) {
    x->mode = MODE_INVALID;
    return;
  }
  int64_t value;
  check_index(c, index, indexing.length, &value);
}

// Checks e.x[e.index]. Returns true if it instantiates a function: then x is the generic function, not instantiated.
bool check_index_expr(Checker *c, Operand *x, IndexExpr *e) {
  check_expr_or_type(c, x, e->x, true);
  switch (x->mode) {
    case MODE_INVALID: check_use(c, &e->index, 1); return false;
    case MODE_TYPE:
      x->mode = MODE_INVALID;
      x->type = check_var_type(c, &e->expr);
      if (is_valid(x->type)) x->mode = MODE_TYPE;
      return false;
    case MODE_VALUE: {
      Signature *sig = as_signature(x->type);
      if (sig && sig->type_params && sig->type_params->len > 0) return true;
      break;
    }
    default: break;
  }
  check_non_generic(c, NULL, x);
  if (x->mode != MODE_INVALID) check_ordinary_index(c, x, e);
  return false;
}

// ---- slices

typedef struct SliceContext {
  Checker *checker;
  Operand *operand;
  Type *type, *under;  // the first type and its underlying type
  bool has_string, failed;
} SliceContext;

static bool slice_term(Type *t, Type *u, void *data) {
  SliceContext *context = data;
  Checker *c = context->checker;
  Operand *x = context->operand;
  if (!u) {
    check_error(c, x->expr, "cannot slice %s: no specific type in %s", str_operand(c, x), str_type(c, x->type));
    context->failed = true;
    return false;
  }
  if (is_string(u)) {  // as byte slices
    u = new_slice(c->arena, c->universe->byte_type);
    context->has_string = true;
  }
  if (!context->under) {
    context->type = t;
    context->under = u;
    return true;
  }
  if (identical(context->under, u)) return true;
  check_error(c, x->expr, "cannot slice %s: %s and %s have different underlying types", str_operand(c, x),
              str_type(c, context->type), str_type(c, t));
  context->failed = true;
  return false;
}

// The common underlying type for slicing x; NULL after an error.
static Type *sliced_type(Checker *c, Operand *x) {
  if (!is_type_param(x->type)) return under(x->type);
  SliceContext context = {.checker = c, .operand = x};
  typeset_each(x->type, slice_term, &context);
  if (context.has_string) return c->universe->basic[BASIC_STRING];
  return context.failed ? NULL : context.under;
}

// Checks that x of underlying type u can be sliced, and gives it the result's type. *length: of strings and arrays.
static bool check_sliced_operand(Checker *c, Operand *x, SliceExpr *e, Type *u, int64_t *length) {
  switch (u->kind) {
    case TYPE_BASIC:
      if (!is_string(u)) break;
      if (e->full) {
        check_error(c, e->index[2] ? e->index[2] : &e->expr, "invalid operation: 3-index slice of string");
        return false;
      }
      if (x->mode == MODE_CONSTANT) {
        size_t size = 0;
        if (const_kind(x->value) == CONST_STRING) const_string_value(x->value, &size);
        *length = (int64_t)size;
      }
      if (is_untyped(x->type)) x->type = c->universe->basic[BASIC_STRING];
      return true;
    case TYPE_ARRAY:
      *length = ((Array *)u)->length;
      if (x->mode != MODE_VARIABLE) {
        check_error(c, x->expr, "cannot slice unaddressable value %s", str_operand(c, x));
        return false;
      }
      check_mark_address_taken(c, e->x);
      x->type = new_slice(c->arena, ((Array *)u)->elem);
      return true;
    case TYPE_POINTER: {
      Array *array = as_array(((Pointer *)u)->elem);
      if (!array) break;
      *length = array->length;
      x->type = new_slice(c->arena, array->elem);
      return true;
    }
    case TYPE_SLICE: return true;
    default: break;
  }
  check_error(c, x->expr, "cannot slice %s", str_operand(c, x));
  return false;
}

void check_slice_expr(Checker *c, Operand *x, SliceExpr *e) {
  check_expr(c, NULL, x, e->x);
  if (x->mode == MODE_INVALID) {
    check_use(c, e->index, 3);
    return;
  }
  Type *u = sliced_type(c, x);
  int64_t length = -1;
  if (!u || !check_sliced_operand(c, x, e, u, &length)) {
    x->mode = MODE_INVALID;
    return;
  }
  x->mode = MODE_VALUE;
  x->value = NULL;
  if (e->full && (!e->index[1] || !e->index[2])) {
    check_error(c, e, "invalid syntax tree: 2nd and 3rd index required in 3-index slice");
    x->mode = MODE_INVALID;
    return;
  }
  int64_t bounds[3];
  for (int i = 0; i < 3; i++) {
    bounds[i] = -1;
    if (e->index[i]) {
      int64_t value;
      check_index(c, e->index[i], length >= 0 ? length + 1 : -1, &value);
      if (value >= 0) bounds[i] = value;
    } else if (i == 0) {
      bounds[i] = 0;
    } else {
      bounds[i] = length;  // the capacity of what has a constant length is the length
    }
  }
  for (int i = 0; i < 2; i++) {
    if (bounds[i] <= 0) continue;
    for (int j = i + 1; j < 3; j++) {
      if (bounds[j] >= 0 && bounds[j] < bounds[i]) {
        check_error(c, e->index[j] ? e->index[j] : &e->expr, "invalid slice indices: %lld < %lld", (long long)bounds[j],
                    (long long)bounds[i]);
        return;  // one error is enough
      }
    }
  }
}

// ---- indices

// Reports whether x can be an index or length; `what` names it in messages.
bool check_is_valid_index(Checker *c, Operand *x, const char *what, bool allow_negative) {
  if (x->mode == MODE_INVALID) return false;
  Type *type_int = c->universe->basic[BASIC_INT];
  check_convert_untyped(c, x, type_int);
  if (x->mode == MODE_INVALID) return false;
  if (!all_integer(x->type)) {
    check_error(c, x->expr, "invalid argument: %s %s must be integer", what, str_operand(c, x));
    return false;
  }
  if (x->mode == MODE_CONSTANT) {
    if (!allow_negative && const_sign(x->value) < 0) {
      check_error(c, x->expr, "invalid argument: %s %s must not be negative", what, str_operand(c, x));
      return false;
    }
    if (!representable_const(c, x->value, (Basic *)type_int, &x->value)) {
      check_error(c, x->expr, "invalid argument: %s %s overflows int", what, str_operand(c, x));
      return false;
    }
  }
  return true;
}

// Checks an index below max (max < 0: no bound). Returns its type, or the invalid type; *value is the constant index,
// -1 if it is none.
Type *check_index(Checker *c, Expr *index, int64_t max, int64_t *value) {
  Type *invalid = c->universe->basic[BASIC_INVALID];
  *value = -1;
  Operand x = {0};
  check_expr(c, NULL, &x, index);
  if (!check_is_valid_index(c, &x, "index", false)) return invalid;
  if (x.mode != MODE_CONSTANT) return x.type;
  int64_t v;
  if (const_kind(x.value) == CONST_UNKNOWN || !const_int64_value(x.value, &v)) return invalid;
  if (max >= 0 && v >= max) {
    check_error(c, x.expr, "invalid argument: index %s out of bounds [0:%lld]", const_format(c->arena, x.value),
                (long long)max);
    return invalid;
  }
  *value = v;
  return x.type;
}
