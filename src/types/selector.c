// Selectors and qualified identifiers (Spec: Selectors, Method values, Method
// expressions), and the evaluation of expressions only for their uses.
#include <string.h>

#include "types/internal.h"

static void selector_failed(Checker *c, Operand *x, SelectorExpr *e) {
  x->mode = MODE_INVALID;
  x->type = c->universe->basic[BASIC_INVALID];
  x->expr = &e->expr;
}

// The package's first exported object whose name differs from name in case only; NULL if there is none.
static Object *exported_ignoring_case(const Package *package, const Name *name) {
  Object *best = NULL;
  const Map *names = &package->scope->names;
  for (uint32_t i = 0; i < names->len; i++) {
    Object *object = names->entries[i].value;
    if (!object || !object->name->exported || !same_id(object, object->package, name, true)) continue;
    if (!best || name_compare(object->name, best->name) < 0) best = object;
  }
  return best;
}

// Reports a name that the package does not export. gc sees unexported names only if its export data has them, mostly
// for exported functions' sake; the rule here is that there is an exported name that differs in case only.
static void undefined_in_package(Checker *c, SelectorExpr *e, Package *package, Object *unexported) {
  const Name *name = e->selector->name;
  if (package->fake) return;
  Object *other = exported_ignoring_case(package, name);
  if (other && unexported) {
    check_error(c, e->selector, "name %s not exported by package %s", name->text, package->name->text);
  } else if (other) {
    check_error(c, e->selector, "undefined: %s (but have %s)", str_expr(c, &e->expr), other->name->text);
  } else {
    check_error(c, e->selector, "undefined: %s", str_expr(c, &e->expr));
  }
}

// package.Name
static void check_qualified(Checker *c, Operand *x, SelectorExpr *e, Object *package_name) {
  check_record_use(c, (NameExpr *)e->x, package_name);
  package_name->used = true;
  Package *package = package_name->imported;
  const Name *name = e->selector->name;
  Object *object = scope_lookup(package->scope, name);
  if (!object || !name->exported) {
    undefined_in_package(c, e, package, object);
    selector_failed(c, x, e);
    return;
  }
  check_record_use(c, e->selector, object);
  x->expr = &e->expr;
  x->type = object->type;
  switch ((ObjectKind)object->kind) {
    case OBJECT_CONST:
      x->mode = MODE_CONSTANT;
      x->value = object->value;
      break;
    case OBJECT_TYPE_NAME: x->mode = MODE_TYPE; break;
    case OBJECT_VAR: x->mode = MODE_VARIABLE; break;
    case OBJECT_FUNC: x->mode = MODE_VALUE; break;
    case OBJECT_BUILTIN:
      x->mode = MODE_BUILTIN;
      x->builtin = object->builtin;
      break;
    default: ice("types", "check_qualified", "unexpected object %s", name->text);
  }
  if (!x->type || (x->mode == MODE_CONSTANT && !x->value)) selector_failed(c, x, e);  // in error in its package
}

static bool is_interface_pointer(Type *t) {
  Pointer *p = as_pointer(t);
  return p && as_interface(p->elem);
}

// Says why x.sel is not there.
static void missing_selector(Checker *c, Operand *x, SelectorExpr *e, bool ambiguous, bool indirect) {
  NameExpr *selector = e->selector;
  const char *sel = selector->name->text;
  if (!is_valid(under(x->type))) return;
  if (ambiguous) {
    check_error(c, selector, "ambiguous selector %s.%s", str_expr(c, x->expr), sel);
    return;
  }
  const char *type = str_type(c, x->type);
  if (indirect) {
    if (x->mode == MODE_TYPE) {
      check_error(c, selector, "invalid method expression %s.%s (needs pointer receiver (*%s).%s)", type, sel, type,
                  sel);
    } else {
      check_error(c, selector, "cannot call pointer method %s on %s", sel, type);
    }
    return;
  }
  const char *why;
  if (is_interface_pointer(x->type)) {
    const char *what = is_type_param(as_pointer(x->type)->elem) ? "type parameter" : "interface";
    why = str_printf(c, "type %s is pointer to %s, not %s", type, what, what);
  } else {
    uint32_t *index, index_len;
    bool unused;
    Object *other = lookup_field_or_method(c, x->type, x->mode == MODE_VARIABLE, c->package, selector->name, true,
                                           &index, &index_len, &unused);
    why = check_lookup_error(c, x->type, selector->name, other, false);
  }
  check_error(c, selector, "%s.%s undefined (%s)", str_expr(c, x->expr), sel, why);
}

// T.method: a function whose first parameter is the receiver.
static bool check_method_expr(Checker *c, Operand *x, SelectorExpr *e, Object *method, uint32_t *index,
                              uint32_t index_len, bool indirect) {
  if (method->kind != OBJECT_FUNC) {
    const char *sel = e->selector->name->text;
    check_error(c, e->selector, "%s.%s undefined (type %s has no method %s)", str_expr(c, x->expr), sel,
                str_type(c, x->type), sel);
    return false;
  }
  check_record_selection(c, e, SELECT_METHOD_EXPR, x->type, method, index, index_len, indirect);
  Signature *sig = (Signature *)method->type;
  if (!sig->receiver) {
    check_error(c, e, "illegal cycle in method declaration");
    return false;
  }
  uint32_t count = sig->params ? sig->params->len : 0;
  const Name *name = NULL;  // parameters are all named or none is
  if (count > 0 && sig->params->vars[0]->name && sig->params->vars[0]->name->len > 0) {
    name =
        sig->receiver->name && sig->receiver->name->len > 0 ? sig->receiver->name : name_cstr(c->session->names, "_");
  }
  Object **params = arena_array(c->arena, Object *, count + 1);
  params[0] = new_param(c->arena, sig->receiver->pos, sig->receiver->package, name, x->type);
  for (uint32_t i = 0; i < count; i++) params[i + 1] = sig->params->vars[i];
  Signature *function = new_signature(c->arena);
  function->type_params = sig->type_params;
  function->params = new_tuple(c->arena, params, count + 1);
  function->results = sig->results;
  function->variadic = sig->variadic;
  x->mode = MODE_VALUE;
  x->type = &function->type;
  check_add_decl_dep(c, method);
  return true;
}

// x.method: the receiver is bound, its address taken if the method wants a pointer.
static void check_method_value(Checker *c, Operand *x, SelectorExpr *e, Object *method, uint32_t *index,
                               uint32_t index_len, bool indirect) {
  check_record_selection(c, e, SELECT_METHOD_VALUE, x->type, method, index, index_len, indirect);
  Signature *sig = (Signature *)method->type;
  if (x->mode == MODE_VARIABLE && !indirect && sig->receiver && sig->receiver->type &&
      unalias(sig->receiver->type)->kind == TYPE_POINTER && under(x->type)->kind != TYPE_POINTER) {
    check_mark_address_taken(c, e->x);
  }
  Signature *bound = new_signature(c->arena);
  // Not the caches at the start: they are those of the method's type.
  memcpy((char *)bound + sizeof bound->type, (char *)sig + sizeof sig->type, sizeof *sig - sizeof sig->type);
  bound->receiver = NULL;
  x->mode = MODE_VALUE;
  x->type = &bound->type;
  check_add_decl_dep(c, method);
}

// Checks e.x.selector. want_type: it stands where a type must.
void check_selector(Checker *c, Operand *x, SelectorExpr *e, bool want_type) {
  if (e->x->node.kind == NODE_NAME) {
    Object *object = env_lookup(c, ((NameExpr *)e->x)->name, NULL);
    if (object && object->kind == OBJECT_PKG_NAME) {
      check_qualified(c, x, e, object);
      return;
    }
  }
  check_expr_or_type(c, x, e->x, false);
  if (x->mode == MODE_BUILTIN) {
    check_error_pos(c, e->expr.node.pos, "invalid use of %s in selector expression", str_operand(c, x));
    x->mode = MODE_INVALID;
  }
  if (x->mode == MODE_INVALID) {
    selector_failed(c, x, e);
    return;
  }
  if (want_type) {
    check_error(c, e->selector, "%s is not a type", str_expr(c, &e->expr));
    selector_failed(c, x, e);
    return;
  }
  uint32_t *index = NULL, index_len = 0;
  bool indirect = false;
  Object *object = lookup_field_or_method(c, x->type, x->mode == MODE_VARIABLE, c->package, e->selector->name, false,
                                          &index, &index_len, &indirect);
  if (!object) {
    missing_selector(c, x, e, index != NULL, indirect);
    selector_failed(c, x, e);
    return;
  }
  if (object->kind == OBJECT_FUNC) check_obj_decl(c, object);  // its signature may not be there yet
  if (x->mode == MODE_TYPE) {
    if (!check_method_expr(c, x, e, object, index, index_len, indirect)) {
      selector_failed(c, x, e);
      return;
    }
  } else if (object->kind == OBJECT_VAR) {
    check_record_selection(c, e, SELECT_FIELD, x->type, object, index, index_len, indirect);
    x->mode = x->mode == MODE_VARIABLE || indirect ? MODE_VARIABLE : MODE_VALUE;
    x->type = object->type;
  } else {
    check_method_value(c, x, e, object, index, index_len, indirect);
  }
  x->expr = &e->expr;
}

// ---- evaluation for uses

static bool use_one(Checker *c, Expr *e, bool lhs) {
  if (!e) return true;
  Expr *inner = syntax_unparen(e);
  Operand x = {.mode = MODE_VALUE};
  if (inner->node.kind == NODE_NAME) {
    const Name *name = ((NameExpr *)inner)->name;
    if (name->blank) return true;
    // Being assigned to does not use a variable.
    Object *variable = lhs ? env_lookup(c, name, NULL) : NULL;
    if (variable && (variable->kind != OBJECT_VAR || variable->package != c->package)) variable = NULL;
    bool used = variable && variable->used;
    check_expr_or_type(c, &x, inner, true);
    if (variable) variable->used = used;
  } else if (inner->node.kind == NODE_LIST_EXPR) {
    ListExpr *list = (ListExpr *)inner;
    bool ok = true;
    for (uint32_t i = 0; i < list->elements.len; i++) ok = use_one(c, list->elements.data[i], lhs) && ok;
    return ok;
  } else {
    check_raw_expr(c, NULL, &x, e, NULL, true);
  }
  return x.mode != MODE_INVALID;
}

// Checks expressions so that what they use counts as used. Entries may be NULL. Returns whether all are valid.
bool check_use(Checker *c, Expr **exprs, uint32_t count) {
  bool ok = true;
  for (uint32_t i = 0; i < count; i++) ok = use_one(c, exprs[i], false) && ok;
  return ok;
}

// As check_use, for left sides of assignments: their variables are not used.
bool check_use_lhs(Checker *c, Expr **exprs, uint32_t count) {
  bool ok = true;
  for (uint32_t i = 0; i < count; i++) ok = use_one(c, exprs[i], true) && ok;
  return ok;
}
