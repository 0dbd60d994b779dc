// Unary operations: address, receive, indirection, arithmetic (Spec:
// Arithmetic operators, Address operators, Receive operator), and which
// variables have their address taken.
#include "types/internal.h"

// The variable that x denotes or is a part of, reached without a pointer; NULL if there is none.
static Object *outer_variable(const Info *info, Expr *x) {
  for (;;) {
    switch (x->node.kind) {
      case NODE_PAREN_EXPR: x = ((ParenExpr *)x)->x; break;
      case NODE_NAME: {
        Object *object = info_object(info, (NameExpr *)x);
        return object && object->kind == OBJECT_VAR && object->var_kind != VAR_PACKAGE ? object : NULL;
      }
      case NODE_SELECTOR_EXPR: {
        Selection *selection = info_selection(info, (SelectorExpr *)x);
        if (!selection || selection->kind != SELECT_FIELD || selection->indirect) return NULL;
        x = ((SelectorExpr *)x)->x;
        break;
      }
      case NODE_INDEX_EXPR:
        x = ((IndexExpr *)x)->x;
        if (!info_type(info, x) || under(info_type(info, x))->kind != TYPE_ARRAY) return NULL;
        break;
      default: return NULL;
    }
  }
}

void check_mark_address_taken(Checker *c, Expr *x) {
  Object *variable = outer_variable(c->info, x);
  if (variable) variable->address_taken = true;
}

// Marks the variable as assigned to, wholly or in part.
void check_mark_reassigned(Checker *c, Expr *x) {
  Object *variable = outer_variable(c->info, x);
  if (variable) variable->reassigned = true;
}

typedef struct IndirectContext {
  Checker *checker;
  Operand *operand;
  Type *base;
} IndirectContext;

static bool indirect_term(Type *t, Type *u, void *data) {
  (void)t;
  IndirectContext *context = data;
  Checker *c = context->checker;
  Operand *x = context->operand;
  if (!u || u->kind != TYPE_POINTER) {
    check_error(c, x->expr, "invalid operation: cannot indirect %s", str_operand(c, x));
    return false;
  }
  Type *elem = ((Pointer *)u)->elem;
  if (context->base && !identical(elem, context->base)) {
    check_error(c, x->expr, "invalid operation: pointers of %s must have identical base types", str_operand(c, x));
    return false;
  }
  context->base = elem;
  return true;
}

// *x, of a value or of a type. Returns false on error.
bool check_indirection(Checker *c, Operand *x, Operation *e) {
  check_expr_or_type(c, x, e->x, false);
  if (x->mode == MODE_INVALID) return false;
  if (x->mode == MODE_TYPE) {
    check_valid_var_type(c, e->x, x->type);
    x->type = new_pointer(c->arena, x->type);
    return true;
  }
  IndirectContext context = {c, x, NULL};
  if (!typeset_each(x->type, indirect_term, &context)) return false;
  x->mode = MODE_VARIABLE;
  x->type = context.base;
  return true;
}

typedef struct ChanContext {
  Checker *checker;
  bool receive;
} ChanContext;

static bool chan_term(Type *t, Type *u, void *data, char **cause) {
  ChanContext *context = data;
  Checker *c = context->checker;
  const char *problem = NULL;
  if (!u) {
    if (cause) *cause = str_printf(c, "no specific channel type");
    return false;
  }
  if (u->kind != TYPE_CHAN) {
    problem = "non-channel";
  } else if (context->receive && ((ChanType *)u)->dir == CHAN_SEND_ONLY) {
    problem = "send-only channel";
  } else if (!context->receive && ((ChanType *)u)->dir == CHAN_RECV_ONLY) {
    problem = "receive-only channel";
  }
  if (!problem) return true;
  if (cause) *cause = str_printf(c, "%s %s", problem, str_type(c, t));
  return false;
}

// The element type for a receive from x or a send to x, NULL after an error.
Type *check_chan_elem(Checker *c, const Node *at, Operand *x, bool receive) {
  ChanContext context = {c, receive};
  Type *u = under(x->type);
  if (u->kind != TYPE_CHAN || ((ChanType *)u)->dir != CHAN_BOTH) {
    char *cause = NULL;
    u = common_under(x->type, chan_term, &context, &cause, c);
    if (!u) {
      const char *verb = receive ? "receive from" : "send to";
      if (!cause) cause = "";
      if (is_type_param(x->type)) {
        check_error(c, at, "invalid operation: cannot %s %s: %s", verb, str_operand(c, x), cause);
      } else {
        check_error(c, at, "invalid operation: cannot %s %s %s", verb, cause, str_operand(c, x));
      }
      return NULL;
    }
  }
  return ((ChanType *)u)->elem;
}

void check_not_defined(Checker *c, Operand *x, Operator op) {
  check_error(c, x->expr, "invalid operation: operator %s not defined on %s", syntax_operator_text(op),
              str_operand(c, x));
}

// Reports and returns false if the unary operator is not defined on x.
static bool unary_defined(Checker *c, Operand *x, Operator op) {
  bool ok;
  switch (op) {
    case OP_ADD:
    case OP_SUB: ok = all_numeric(x->type); break;
    case OP_XOR: ok = all_integer(x->type); break;
    case OP_NOT: ok = all_boolean(x->type); break;
    default: ice("types", "operator_defined", "unknown operator %s", syntax_operator_text(op));
  }
  if (!ok) check_not_defined(c, x, op);
  return ok;
}

static ConstOp unary_const_op(Operator op) {
  switch (op) {
    case OP_ADD: return CONST_POS;
    case OP_SUB: return CONST_NEG;
    case OP_NOT: return CONST_NOT;
    default: return CONST_COMPLEMENT;
  }
}

static void check_address(Checker *c, Operand *x, Operation *e) {
  // As an exception to addressability, x may be a composite literal.
  if (x->mode != MODE_VARIABLE && syntax_unparen(e->x)->node.kind != NODE_COMPOSITE_LIT) {
    check_error(c, x->expr, "invalid operation: cannot take address of %s", str_operand(c, x));
    x->mode = MODE_INVALID;
    return;
  }
  if (x->mode == MODE_VARIABLE) check_mark_address_taken(c, e->x);
  x->mode = MODE_VALUE;
  x->type = new_pointer(c->arena, x->type);
}

void check_unary(Checker *c, Operand *x, Operation *e) {
  check_expr(c, NULL, x, e->x);
  if (x->mode == MODE_INVALID) return;
  Operator op = e->op;
  if (op == OP_AND) {
    check_address(c, x, e);
    return;
  }
  if (op == OP_RECV) {
    Type *elem = check_chan_elem(c, &x->expr->node, x, true);
    x->mode = elem ? MODE_COMMA_OK : MODE_INVALID;
    if (elem) {
      x->type = elem;
      c->env.has_call_or_recv = true;
    }
    return;
  }
  if (op == OP_TILDE) {
    if (!all_integer(x->type)) {
      check_error(c, e, "cannot use ~ outside of interface or type constraint");
      x->mode = MODE_INVALID;
      return;
    }
    check_error(c, e, "cannot use ~ outside of interface or type constraint (use ^ for bitwise complement)");
    op = OP_XOR;
  }
  if (!unary_defined(c, x, op)) {
    x->mode = MODE_INVALID;
    return;
  }
  if (x->mode == MODE_CONSTANT) {
    if (const_kind(x->value) == CONST_UNKNOWN) return;  // reported before
    uint32_t bits = is_unsigned(x->type) ? (uint32_t)types_sizeof(x->type) * 8 : 0;
    x->value = const_unary(c->arena, unary_const_op(op), x->value, bits);
    x->expr = &e->expr;
    check_overflow(c, x, operation_pos(x->expr));
    return;
  }
  x->mode = MODE_VALUE;
}
