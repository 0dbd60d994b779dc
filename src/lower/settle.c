// The second step of the order of evaluation (order.c has the first and the whole): what gc's walk moves in front of an
// expression because it becomes a call of the runtime, or memory: both operands of comparisons of strings and
// interfaces, values that are put into interfaces, composite literals, method values, and arguments that may fail. All
// else stays where it is.
//
// Three ways to treat an operand:
//   settle   what is inside it is moved, itself it stays
//   keep     it is moved as a whole, unless it is a variable or a constant
//   safe     as keep, but what can be assigned to (a field, an element, what a pointer points to) stays: only the
//            pointers and indices in it are moved, if these can't be assigned to
#include "lower/internal.h"

// Nothing to move. The values of a call of several are spread by whoever takes them.
static bool is_nothing(Context *c, Expr *x) {
  if (info_type(c->info, x) && info_type(c->info, x)->kind == TYPE_TUPLE) return true;
  return is_const(c->info, x) || info_mode(c->info, x) == MODE_TYPE || info_mode(c->info, x) == MODE_NIL ||
         is_hoisted(c, x);
}

void keep(Context *c, Expr *x) {
  x = unparen(x);
  if (x->node.kind == NODE_NAME || is_nothing(c, x)) return;
  settle(c, x);
  if (c->dead || is_hoisted(c, x)) return;
  bool ordered = c->ordered;
  c->ordered = true;
  Operand value = operand_touched(c, lower_expr(c, x));
  c->ordered = ordered;
  if (value.type) order_record(c, x, value);
}

// ---- what may fail

static bool conversion_may_fail(Context *c, CallExpr *x) {
  Expr *arg = x->args.data[0];
  if (is_nothing(c, arg) || !info_type(c->info, arg) || types_is_untyped(info_type(c->info, arg))) return false;
  Type *to = under(c->l, expr_type(c, &x->expr)), *from = under(c->l, expr_type(c, arg));
  bool is_call = is_string_type(c->l, to) && !is_string_type(c->l, from);
  return is_call || (from->kind == TYPE_SLICE && to->kind != TYPE_SLICE) || may_fail(c, arg);
}

static bool is_empty_text(const Info *info, const Expr *x) {
  size_t length;
  return is_const(info, x) && const_kind(info_value(info, x)) == CONST_STRING &&
         (const_string_value(info_value(info, x), &length), length == 0);
}

static bool operation_may_fail(Context *c, Operation *x) {
  if (!x->y) return x->op == OP_MUL || may_fail(c, x->x);
  if (x->op == OP_DIV || x->op == OP_REM) return true;
  Type *type = info_type(c->info, x->x) && !types_is_untyped(info_type(c->info, x->x)) ? expr_type(c, x->x) : NULL;
  bool plain = !type || (basic_of(c->l, type) && !is_string_type(c->l, type)) || info_mode(c->info, x->x) == MODE_NIL ||
               info_mode(c->info, x->y) == MODE_NIL || is_empty_text(c->info, x->x) || is_empty_text(c->info, x->y) ||
               under(c->l, type)->kind == TYPE_POINTER;
  return !plain || may_fail(c, x->x) || may_fail(c, x->y);
}

// Whether gc takes x for something that may call or panic: such arguments come before all others. Shifts don't count.
bool may_fail(Context *c, Expr *x) {
  x = unparen(x);
  if (is_nothing(c, x)) return false;
  BuiltinId id;
  switch (x->node.kind) {
    case NODE_NAME:
    case NODE_FUNC_LIT: return false;
    case NODE_SELECTOR_EXPR: {
      SelectorExpr *s = (SelectorExpr *)x;
      if (!info_selection(c->info, s) || info_selection(c->info, s)->kind == SELECT_METHOD_EXPR) return false;
      return info_selection(c->info, s)->kind == SELECT_METHOD_VALUE || dereferences(c, s) || may_fail(c, s->x);
    }
    case NODE_INDEX_EXPR: return !is_instantiation(c->info, (IndexExpr *)x);
    case NODE_OPERATION: return operation_may_fail(c, (Operation *)x);
    case NODE_CALL_EXPR:
      if (info_mode(c->info, ((CallExpr *)x)->fun) == MODE_TYPE) return conversion_may_fail(c, (CallExpr *)x);
      if (builtin_of(c->info, ((CallExpr *)x)->fun, &id) && (id == BUILTIN_SLICE_DATA || id == BUILTIN_STRING_DATA))
        return may_fail(c, ((CallExpr *)x)->args.data[0]);
      return true;
    default: return true;
  }
}

void keep_failing(Context *c, Expr *x) {
  if (may_fail(c, x)) keep(c, x);
}

// Arguments of a call of the runtime: all are settled, then those that may fail come first.
static void settle_arguments(Context *c, Expr *const *list, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) settle(c, list[i]);
  for (uint32_t i = 0; i < count; i++) keep_failing(c, list[i]);
}

// ---- safe operands

void settle_safe(Context *c, Expr *x, bool is_settled) {
  x = unparen(x);
  if (x->node.kind == NODE_NAME || is_nothing(c, x)) return;
  if (x->node.kind == NODE_SELECTOR_EXPR) {
    SelectorExpr *s = (SelectorExpr *)x;
    if (!info_selection(c->info, s)) return;
    if (info_selection(c->info, s)->kind == SELECT_FIELD) {
      settle_safe(c, s->x, is_settled);
      return;
    }
  } else if (x->node.kind == NODE_OPERATION && ((Operation *)x)->op == OP_MUL && !((Operation *)x)->y) {
    settle_safe(c, ((Operation *)x)->x, is_settled);
    return;
  } else if (x->node.kind == NODE_INDEX_EXPR && !is_instantiation(c->info, (IndexExpr *)x)) {
    IndexExpr *index = (IndexExpr *)x;
    if (!is_settled || under(c->l, expr_type(c, index->x))->kind != TYPE_MAP) {
      settle_safe(c, index->x, is_settled);
      settle_safe(c, index->index, is_settled);
      return;
    }
  }
  keep(c, x);
}

// First all that can't be assigned to, then, if `all`, the rest.
void settle_safe_list(Context *c, Expr *const *list, uint32_t count, bool all) {
  for (uint32_t i = 0; i < count; i++) settle_safe(c, list[i], false);
  for (uint32_t i = 0; i < count; i++) {
    if (all) keep(c, list[i]);
    else settle(c, list[i]);
  }
}

// ---- comparisons

static bool is_short_text(const Info *info, const Expr *x) {
  enum { COMPARED_BY_WORDS = 16 };
  size_t length;
  if (!is_const(info, x) || const_kind(info_value(info, x)) != CONST_STRING) return false;
  const_string_value(info_value(info, x), &length);
  return length <= COMPARED_BY_WORDS;
}

static void settle_string_comparison(Context *c, Operation *o, Expr *x, Expr *y) {
  bool is_equality = o->op == OP_EQL || o->op == OP_NEQ;
  Expr *text = is_const(c->info, x) ? x : y, *other = is_const(c->info, x) ? y : x;
  if (is_empty_text(c->info, text)) {
    settle(c, other);
  } else if (is_equality && is_short_text(c->info, text)) {
    settle_safe(c, other, false);
    settle(c, other);
  } else if (is_equality) {
    keep(c, x);
    keep(c, y);
  } else {
    settle_arguments(c, (Expr *[]){x, y}, 2);
  }
}

// What the comparison of fields from number i on costs in words: a run of them that is memory counts as one.
static uint32_t run_cost(Context *c, Struct *s, uint32_t *i) {
  int64_t start = types_field_offset(s, *i), end;
  do {
    end = types_field_offset(s, *i) + types_sizeof(s->fields[*i]->type);
    ++*i;
  } while (*i < s->field_count && types_field_offset(s, *i) == end && !s->fields[*i]->name->blank &&
           is_regular(c->l, s->fields[*i]->type));
  return (uint32_t)((end - start + 7) / 8);
}

// Whether gc compares values of the type in place and not by a call.
static bool is_compared_in_place(Context *c, Type *type) {
  enum { MAX_ELEMENTS = 4, MAX_BYTES = 16, MAX_COST = 4 };
  Type *u = under(c->l, type);
  if (u->kind == TYPE_ARRAY) {
    int64_t length = ((Array *)u)->length;
    Type *elem = elem_of(c->l, u);
    bool simple = basic_info(c->l, elem) & (INFO_NUMERIC | INFO_BOOLEAN);
    return length <= 1 || (simple && (length <= MAX_ELEMENTS || types_sizeof(u) <= MAX_BYTES));
  }
  Struct *s = (Struct *)u;
  uint64_t cost = 0;
  for (uint32_t i = 0; i < s->field_count;) {
    if (s->fields[i]->name->blank) i++;
    else cost += run_cost(c, s, &i);
  }
  return cost <= MAX_COST;
}

static void settle_comparison(Context *c, Operation *o) {
  Expr *x = o->x, *y = o->y;
  bool typed = info_type(c->info, x) && info_type(c->info, y) && !types_is_untyped(info_type(c->info, x)) &&
               !types_is_untyped(info_type(c->info, y));
  if (info_mode(c->info, x) == MODE_NIL || info_mode(c->info, y) == MODE_NIL || !typed) {
    settle(c, x);
    settle(c, y);
    return;
  }
  Type *type = expr_type(c, x);
  bool x_interface = is_interface(c->l, type), y_interface = is_interface(c->l, expr_type(c, y));
  uint8_t kind = under(c->l, type)->kind;
  if (x_interface || y_interface) {  // a value is put into an interface, too
    settle_as(c, y, expr_type(c, x));
    keep(c, y);
    settle_as(c, x, expr_type(c, y));
    keep(c, x);
  } else if (is_string_type(c->l, type)) {
    settle_string_comparison(c, o, read_once_operand(c, x), read_once_operand(c, y));
  } else if (kind == TYPE_STRUCT || kind == TYPE_ARRAY) {
    settle(c, x);
    settle(c, y);
    if (is_compared_in_place(c, type)) {
      settle_safe(c, x, true);
      settle_safe(c, y, true);
    } else {
      keep_failing(c, x);
      keep_failing(c, y);
    }
  } else {
    settle(c, x);
    settle(c, y);
  }
}

// ---- all expressions

static void settle_concatenation(Context *c, Expr *x) {
  enum { MAX_DIRECT = 5 };  // more go as a slice, part by part
  ExprVec parts = {0};
  concat_operands(c, x, &parts);
  if (parts.len <= MAX_DIRECT) {
    settle_arguments(c, parts.data, parts.len);
  } else {
    for (uint32_t i = 0; i < parts.len; i++) keep(c, parts.data[i]);
  }
}

// &T{…}
static bool is_pointer_literal(const Operation *x) {
  return x->op == OP_AND && !x->y && unparen(x->x)->node.kind == NODE_COMPOSITE_LIT;
}

static void settle_operation(Context *c, Operation *x) {
  Type *type = expr_type(c, &x->expr);
  if (!x->y) {
    if (!is_pointer_literal(x)) settle(c, x->x);
  } else if (is_comparison(x->op)) {
    settle_comparison(c, x);
  } else if (x->op == OP_ADD && is_string_type(c->l, type)) {
    settle_concatenation(c, &x->expr);
  } else if (x->op == OP_DIV && (basic_info(c->l, type) & INFO_COMPLEX)) {
    settle_arguments(c, (Expr *[]){x->x, x->y}, 2);
  } else if (x->op != OP_AND_AND && x->op != OP_OR_OR) {
    settle(c, x->x);
    settle(c, x->y);
  }
}

static void settle_conversion(Context *c, CallExpr *x) {
  Expr *arg = x->args.data[0];
  if (is_nothing(c, arg)) return;
  Type *to = expr_type(c, &x->expr),
       *from = info_type(c->info, arg) && !types_is_untyped(info_type(c->info, arg)) ? expr_type(c, arg) : NULL;
  if (from && is_string_type(c->l, to) && under(c->l, from)->kind == TYPE_SLICE) {
    keep(c, arg);
  } else if (from && is_string_type(c->l, to) && !is_string_type(c->l, from)) {
    settle_arguments(c, &arg, 1);
  } else {
    settle_as(c, arg, to);
  }
}

// What append adds: first what can't be assigned to, then the rest.
static void settle_appended(Context *c, CallExpr *x) {
  Type *elem = elem_of(c->l, expr_type(c, &x->expr));
  for (uint32_t i = 1; i < x->args.len; i++) {
    if (is_boxed(c, x->args.data[i], elem)) keep(c, x->args.data[i]);
    else settle_safe(c, x->args.data[i], false);
  }
  for (uint32_t i = 1; i < x->args.len; i++) keep(c, x->args.data[i]);
}

// Elements with pointers are copied by a call, whose arguments come one by one; others by assignments to temporaries,
// before which goes all that is moved out of both.
static void settle_copied(Context *c, CallExpr *x) {
  Expr *to = x->args.data[0], *from = read_once_operand(c, x->args.data[1]);
  if (!has_pointers(c->l, elem_of(c->l, expr_type(c, to)))) {
    settle(c, to);
    settle(c, from);
  }
  keep(c, to);
  keep(c, from);
}

static void settle_builtin(Context *c, CallExpr *x, BuiltinId id) {
  Expr **args = x->args.data;
  uint32_t count = x->args.len;
  if (is_spread(c->info, x)) return;
  switch (id) {
    case BUILTIN_APPEND:
      if (!x->has_dots) {
        settle_safe(c, args[0], false);
        settle(c, args[0]);
        settle_appended(c, x);
        return;
      }
      if (appended_make(c, args[1])) {
        settle_safe_list(c, (Expr *[]){args[0], appended_make(c, args[1])->args.data[1]}, 2, true);
        return;
      }
      settle_safe_list(c, args, count, true);
      return;
    case BUILTIN_MAKE: settle_safe_list(c, args + 1, count - 1, false); return;
    case BUILTIN_SLICE:
    case BUILTIN_STRING: settle_safe_list(c, args, count, false); return;
    case BUILTIN_DELETE: settle_arguments(c, args, count); return;
    case BUILTIN_COPY: settle_copied(c, x); return;
    case BUILTIN_PRINT:
    case BUILTIN_PRINTLN:
      for (uint32_t i = 0; i < count; i++) keep(c, args[i]);
      return;
    case BUILTIN_PANIC: settle_as(c, args[0], canon(c->l, c->l->universe->empty_interface)); return;
    case BUILTIN_ALIGNOF:
    case BUILTIN_OFFSETOF:
    case BUILTIN_SIZEOF: return;
    default:
      for (uint32_t i = 0; i < count; i++) settle(c, args[i]);
  }
}

// What is inside x; x itself stays.
void settle_below(Context *c, Expr *x) {
  x = unparen(x);
  BuiltinId id;
  switch (x->node.kind) {
    case NODE_OPERATION: settle_operation(c, (Operation *)x); return;
    case NODE_CALL_EXPR:
      if (info_mode(c->info, ((CallExpr *)x)->fun) == MODE_TYPE) settle_conversion(c, (CallExpr *)x);
      else if (builtin_of(c->info, ((CallExpr *)x)->fun, &id)) settle_builtin(c, (CallExpr *)x, id);
      return;
    case NODE_SLICE_EXPR: settle(c, ((SliceExpr *)x)->x); return;  // the indices have been hoisted
    case NODE_ASSERT_EXPR: settle(c, ((AssertExpr *)x)->x); return;
    case NODE_SELECTOR_EXPR:
      if (info_selection(c->info, (SelectorExpr *)x)) settle(c, ((SelectorExpr *)x)->x);
      return;
    case NODE_INDEX_EXPR: {
      IndexExpr *index = (IndexExpr *)x;
      if (is_instantiation(c->info, index)) return;
      Type *type = expr_type(c, index->x);
      settle(c, index->x);
      if (under(c->l, type)->kind != TYPE_MAP) {
        settle(c, index->index);
        return;
      }
      settle_as(c, index->index, key_of(c->l, type));
      keep_failing(c, index->x);
      keep_failing(c, read_once_operand(c, index->index));
      return;
    }
    default: return;  // the elements of literals come one by one: composite.c
  }
}

static bool is_kept_whole(Context *c, Expr *x) {
  BuiltinId id;
  switch (x->node.kind) {
    case NODE_COMPOSITE_LIT: return true;
    case NODE_OPERATION: return is_pointer_literal((Operation *)x);
    case NODE_SELECTOR_EXPR:
      return info_selection(c->info, (SelectorExpr *)x) &&
             info_selection(c->info, (SelectorExpr *)x)->kind == SELECT_METHOD_VALUE;
    case NODE_CALL_EXPR:
      return builtin_of(c->info, ((CallExpr *)x)->fun, &id) && (id == BUILTIN_SLICE || id == BUILTIN_STRING);
    default: return false;
  }
}

void settle(Context *c, Expr *x) {
  x = unparen(x);
  if (c->dead || is_nothing(c, x)) return;
  bool whole = is_kept_whole(c, x);
  if (!whole || x->node.kind == NODE_SELECTOR_EXPR || x->node.kind == NODE_CALL_EXPR) settle_below(c, x);
  if (!whole) return;
  bool ordered = c->ordered;
  c->ordered = true;
  Operand value = lower_expr(c, x);
  c->ordered = ordered;
  order_record(c, x, value);
}

void settle_as(Context *c, Expr *x, Type *to) {
  settle(c, x);
  if (!to || !is_interface(c->l, to)) return;
  if (is_boxed(c, x, to)) {
    if (!is_direct(c->l, expr_type(c, unparen(x)))) keep(c, x);
  } else if (info_type(c->info, x) && info_type(c->info, x)->kind != TYPE_TUPLE &&
             !types_is_untyped(info_type(c->info, x)) && under(c->l, expr_type(c, x)) != under(c->l, to)) {
    keep(c, x);
  }
}
