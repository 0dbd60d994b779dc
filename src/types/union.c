// Unions in constraints: A | ~B (Spec: General interfaces): the tree flattened, terms checked for what may stand
// there. Which types a union has is typeset.c's.
#include "types/internal.h"

enum { MAX_TERMS = 100 };  // gc's limit: term lists are compared quadratically

// The operands of A | B | C from left to right, and the | operations above each but the first.
typedef struct FlatUnion {
  ExprVec terms, operations;
} FlatUnion;

static void flatten(Checker *c, FlatUnion *flat, Expr *x) {
  if (x->node.kind == NODE_OPERATION && ((Operation *)x)->op == OP_OR) {
    flatten(c, flat, ((Operation *)x)->x);
    vec_push(c->arena, &flat->operations, x);
    x = ((Operation *)x)->y;
  }
  vec_push(c->arena, &flat->terms, x);
}

static Union *new_union(Checker *c, UnionTerm *terms, uint32_t len) {
  Union *u = arena_new(c->arena, Union);
  u->type.kind = TYPE_UNION;
  u->terms = terms;
  u->len = len;
  return u;
}

static UnionTerm parse_tilde(Checker *c, Expr *tx) {
  Expr *x = tx;
  bool tilde = tx->node.kind == NODE_OPERATION && ((Operation *)tx)->op == OP_TILDE;
  if (tilde) x = ((Operation *)tx)->x;
  Type *t = check_type(c, x);
  if (is_type_param(t)) {
    if (tilde) check_error(c, x, "type in term %s cannot be a type parameter", str_expr(c, tx));
    else check_error(c, x, "term cannot be a type parameter");
    t = c->universe->basic[BASIC_INVALID];
  }
  if (tilde) {
    UnionTerm *term = arena_new(c->arena, UnionTerm);
    *term = (UnionTerm){true, t};
    check_record_type_and_value(c, tx, MODE_TYPE, &new_union(c, term, 1)->type, NULL);
  }
  return (UnionTerm){tilde, t};
}

typedef struct UnionCheck {
  UnionTerm *terms;
  Expr **exprs;
  uint32_t len;
} UnionCheck;

// A term as types2 prints one: its type with full package paths.
static const char *term_text(Checker *c, UnionTerm *term) {
  return str_printf(c, "%s%s", term->tilde ? "~" : "", types_string(c->arena, term->type, QUALIFY_RELATIVE, NULL));
}

// Whether no type is in both terms; neither is an interface.
static bool disjoint(UnionTerm *x, UnionTerm *y) {
  return !identical(y->tilde ? under(x->type) : x->type, x->tilde ? under(y->type) : y->type);
}

// Checks a term whose type is an interface; these are not subject to the no-overlap rule.
static void check_interface_term(Checker *c, UnionTerm *term, Expr *expr, Interface *iface) {
  TypeSet *set = types_type_set(c->session, iface);
  if (set->method_count)
    check_error(c, expr, "cannot use %s in union (%s contains methods)", term_text(c, term), term_text(c, term));
  else if (term->type == c->universe->comparable_type) check_error(c, expr, "cannot use comparable in union");
  else if (set->comparable)
    check_error(c, expr, "cannot use %s in union (%s embeds comparable)", term_text(c, term), term_text(c, term));
}

// Delayed: types must be set up.
static void check_terms(Checker *c, void *data) {
  UnionCheck *check = data;
  for (uint32_t i = 0; i < check->len; i++) {
    UnionTerm *t = &check->terms[i];
    Expr *expr = check->exprs[i];
    if (!is_valid(t->type)) continue;
    Type *u = under(t->type);
    if (t->tilde) {
      if (u->kind == TYPE_INTERFACE) {
        check_error(c, expr, "invalid use of ~ (%s is an interface)", str_type(c, t->type));
        continue;
      }
      if (!identical(u, t->type)) {
        check_error(c, expr, "invalid use of ~ (underlying type of %s is %s)", str_type(c, t->type), str_type(c, u));
        continue;
      }
    }
    if (u->kind == TYPE_INTERFACE) {
      check_interface_term(c, t, expr, (Interface *)u);
      continue;
    }
    for (uint32_t j = 0; j < i; j++) {
      UnionTerm *other = &check->terms[j];
      if (types_is_interface(other->type) || disjoint(other, t)) continue;
      check_soft_error(c, check_at_pos(&expr->node), "overlapping terms %s and %s", term_text(c, t),
                       term_text(c, other));
      break;
    }
  }
}

Type *parse_union(Checker *c, Expr *e) {
  FlatUnion flat = {0};
  flatten(c, &flat, e);
  uint32_t count = flat.terms.len, len = 0;
  UnionTerm *terms = arena_array(c->arena, UnionTerm, count < MAX_TERMS ? count : MAX_TERMS);
  Type *result = NULL;
  for (uint32_t i = 0; i < count; i++) {
    Expr *x = flat.terms.data[i];
    UnionTerm term = parse_tilde(c, x);
    if (count == 1 && !term.tilde) return term.type;  // a single type: no union
    if (len >= MAX_TERMS) {
      if (is_valid(result)) {
        check_error(c, x, "cannot handle more than %d union terms (implementation limitation)", MAX_TERMS);
        result = c->universe->basic[BASIC_INVALID];
      }
    } else {
      terms[len++] = term;
      result = &new_union(c, terms, len)->type;
    }
    if (i) check_record_type_and_value(c, flat.operations.data[i - 1], MODE_TYPE, result, NULL);
  }
  if (!is_valid(result)) return result;
  UnionCheck *check = arena_new(c->arena, UnionCheck);
  *check = (UnionCheck){terms, flat.terms.data, len};
  check_later(c, check_terms, check);
  return result;
}
