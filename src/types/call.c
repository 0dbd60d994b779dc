// Calls and function instantiation (Spec: Calls, Instantiations, Passing
// arguments to ... parameters, Type inference).
//
// A generic callee and generic functions among its arguments are inferred
// together: check_arguments collects all their type parameters, renamed so that
// recursive calls do not confuse them, and instantiates everything at once.
#include "types/internal.h"

static uint32_t tuple_len(const Tuple *t) { return t ? t->len : 0; }
static uint32_t params_len(const TypeParamList *l) { return l ? l->len : 0; }

typedef struct VerifyInstance {
  Pos pos;
  Signature *generic;
  Type **args;
  uint32_t count;
  Expr **exprs;
  uint32_t expr_count;
} VerifyInstance;

// Checks type arguments against their constraints, when these are complete.
static void verify_instance(Checker *c, void *data) {
  VerifyInstance *v = data;
  char *cause = NULL;
  int bad = check_verify(c, v->pos, v->generic->type_params, v->args, v->count, &cause);
  if (bad >= 0) {
    Pos pos = (uint32_t)bad < v->expr_count ? syntax_start_pos(&v->exprs[bad]->node) : v->pos;
    check_soft_error(c, pos, "%s", cause ? cause : "");
  } else {
    mono_record_instance(c, v->pos, v->generic->type_params, v->args, v->exprs, v->expr_count);
  }
}

// Instantiates a signature and records the instance at the function's name in expr. exprs: type arguments as written.
static Signature *instantiate_signature(Checker *c, Pos pos, Expr *expr, Signature *generic, Type **args,
                                        uint32_t count, Expr **exprs, uint32_t expr_count) {
  Signature *instance = (Signature *)check_instance(c, pos, &generic->type, args, count);
  check_record_instance(c, expr, args, count, &instance->type);
  VerifyInstance *v = arena_new(c->arena, VerifyInstance);
  *v = (VerifyInstance){pos, generic, args, count, exprs, expr_count};
  check_later(c, verify_instance, v);
  return instance;
}

// Infers what is missing of x's type arguments from the target it is assigned to, as in a call g(target) of a function
// g[type parameters of x](func type of x). Returns NULL after an error.
static Type **infer_from_target(Checker *c, Target *target, Pos pos, Operand *x, Signature *sig, TypeArgs given,
                                bool partial, bool version_error) {
  Object *param = NULL;
  Operand argument = {0};
  Operand *argument_pointer = &argument;
  OperandList arguments = {0, NULL};
  Pos error_pos = pos;
  if (target) {
    if (!version_error && !check_allow_version(c, "go1.21")) {
      check_version_error(
          c, error_pos, "go1.21",
          partial ? "partially instantiated function in assignment" : "implicitly instantiated function in assignment");
    }
    Signature *plain = new_signature(c->arena);
    plain->params = sig->params;
    plain->results = sig->results;
    plain->variadic = sig->variadic;
    param = new_param(c->arena, x->expr->node.pos, c->package, NULL, &plain->type);
    // An expression that makes sense in messages stands for the left side.
    NameExpr *name = check_new_name(c, x->expr->node.pos, target->description);
    argument = (Operand){.mode = MODE_VALUE, .expr = &name->expr, .type = &target->signature->type};
    arguments = (OperandList){1, &argument_pointer};
  }
  Tuple *params = param ? new_tuple(c->arena, &param, 1) : NULL;
  TypeParamList *renamed = rename_type_params(c, sig->type_params, NULL, &params);
  ErrorBuilder error = {.checker = c};
  Type **args = check_infer(c, pos, renamed, given.types, given.len, params, &arguments, target != NULL, &error);
  if (!args && error.text) error_report(&error);
  return args;
}

// Instantiates the generic function x with the arguments in inst (NULL none), and what the target tells (NULL none).
// With infer == false and too few arguments, returns these and leaves x alone; else returns NULL.
Type **check_func_inst(Checker *c, Target *target, Pos pos, Operand *x, IndexExpr *inst, bool infer, uint32_t *count) {
  *count = 0;
  if (inst) {
    pos = inst->expr.node.pos;
    x->expr = &inst->expr;
  }
  bool version_error = !check_allow_version(c, "go1.18");
  if (version_error) check_version_error(c, pos, "go1.18", "function instantiation");
  Expr **exprs = NULL;
  uint32_t expr_count = 0;
  TypeArgs args = {0, NULL};
  if (inst) {
    exprs = unpack_expr_at(&inst->index, &expr_count);
    args = (TypeArgs){expr_count, check_type_list(c, exprs, expr_count)};
    if (!args.types) {
      x->mode = MODE_INVALID;
      return NULL;
    }
  }
  Signature *sig = (Signature *)unalias(x->type);
  uint32_t want = params_len(sig->type_params);
  if (args.len > want) {
    check_error(c, exprs[args.len - 1], "got %u type arguments but want %u", args.len, want);
    x->mode = MODE_INVALID;
    return NULL;
  }
  if (args.len < want) {
    if (!infer) {
      *count = args.len;
      return args.types;
    }
    args.types = infer_from_target(c, target, pos, x, sig, args, inst != NULL, version_error);
    if (!args.types) {
      x->mode = MODE_INVALID;
      return NULL;
    }
  }
  sig = instantiate_signature(c, x->expr->node.pos, x->expr, sig, args.types, want, exprs, expr_count);
  x->type = &sig->type;
  x->mode = MODE_VALUE;
  return NULL;
}

// ---- argument lists

// One argument that may be a generic function; *partial gets the type arguments of an incomplete instantiation.
static void check_generic_argument(Checker *c, Operand *x, Expr *e, bool infer, bool single, TypeArgs *partial) {
  if (e->node.kind == NODE_INDEX_EXPR) {
    IndexExpr *inst = (IndexExpr *)e;
    if (check_index_expr(c, x, inst)) {
      uint32_t count;
      Type **args = check_func_inst(c, NULL, x->expr->node.pos, x, inst, infer, &count);
      if (args) {
        *partial = (TypeArgs){count, args};
        x->expr = e;
        return;
      }
    }
    check_finish_expr(c, x, e);
  } else {
    check_raw_expr(c, NULL, x, e, NULL, true);
  }
  check_exclude(c, x, 1u << MODE_NO_VALUE | 1u << MODE_BUILTIN | 1u << MODE_TYPE);
  if (!single) check_single_value(c, x);
}

// Room for the operands of most calls, on the stack.
enum { argument_buffer_size = 6 };
typedef struct ArgumentBuffer {
  Operand operands[argument_buffer_size];
  Operand *pointers[argument_buffer_size];
} ArgumentBuffer;

static OperandList argument_list(Checker *c, ArgumentBuffer *buffer, uint32_t len) {
  bool fits = len <= argument_buffer_size;
  OperandList list = {len, fits ? buffer->pointers : arena_array(c->arena, Operand *, len)};
  Operand *operands = fits ? buffer->operands : arena_array(c->arena, Operand, len);
  for (uint32_t i = 0; i < len; i++) {
    operands[i] = (Operand){0};
    list.data[i] = &operands[i];
  }
  return list;
}

// As check_expr_list, but results may be generic functions; *partial: an entry for each, or NULL.
static OperandList check_generic_expr_list(Checker *c, Expr **list, uint32_t len, ArgumentBuffer *buffer,
                                           TypeArgs **partial) {
  *partial = NULL;
  if (len == 0) return (OperandList){0, NULL};
  bool infer = !check_allow_version(c, "go1.21");  // before, all type arguments had to be known here
  OperandList result = argument_list(c, buffer, len);
  bool some = false;
  for (uint32_t i = 0; i < len; i++) some = some || list[i]->node.kind == NODE_INDEX_EXPR;
  TypeArgs none = {0, NULL};
  if (some) *partial = arena_array(c->arena, TypeArgs, len);
  for (uint32_t i = 0; i < len; i++) {
    check_generic_argument(c, result.data[i], list[i], infer, len == 1, some ? &(*partial)[i] : &none);
  }
  Operand *first = result.data[0];
  if (len > 1 || first->mode == MODE_INVALID || !first->type || first->type->kind != TYPE_TUPLE) return result;
  Tuple *tuple = (Tuple *)first->type;
  *partial = NULL;
  result = argument_list(c, buffer, tuple->len);
  for (uint32_t i = 0; i < tuple->len; i++) {
    *result.data[i] = (Operand){.mode = MODE_VALUE, .expr = list[0], .type = tuple->vars[i]->type};
  }
  return result;
}

// ---- arguments

// Parameters for the arguments of a variadic call f(a, b, c): the last is repeated for each extra argument.
static Tuple *spread_variadic(Checker *c, Signature *sig, uint32_t arg_count) {
  uint32_t fixed = sig->params->len - 1;
  Object *last = sig->params->vars[fixed];
  Type *elem = ((Slice *)unalias(last->type))->elem;
  Object **vars = arena_array(c->arena, Object *, arg_count);
  for (uint32_t i = 0; i < fixed; i++) vars[i] = sig->params->vars[i];
  Object *repeated = NULL;
  for (uint32_t i = fixed; i < arg_count; i++) {
    if (!repeated) repeated = new_param(c->arena, last->pos, last->package, last->name, elem);
    vars[i] = repeated;
  }
  return arg_count ? new_tuple(c->arena, vars, arg_count) : NULL;
}

static void argument_count_error(Checker *c, CallExpr *call, Signature *sig, OperandList args, uint32_t param_count) {
  const Node *at = &call->expr.node;
  const char *qualifier = "not enough";
  Pos pos;
  if (args.len > param_count) {
    at = &args.data[param_count]->expr->node;
    qualifier = "too many";
    pos = check_at_pos(at);
  } else if (args.len > 0) {
    pos = check_at_pos(&args.data[args.len - 1]->expr->node);
  } else {
    pos = check_at_pos(at);
  }
  ErrorBuilder error = {.checker = c};
  error_add(&error, pos, "%s arguments in call to %s", qualifier, str_expr(c, call->fun));
  error_add(&error, 0, "have %s", check_types_summary(c, operand_types(c, args), args.len, false, call->has_dots));
  uint32_t count = tuple_len(sig->params);
  error_add(
      &error, 0, "want %s",
      check_types_summary(c, variable_types(c, count ? sig->params->vars : NULL, count), count, sig->variadic, false));
  error_report(&error);
}

// Matches arguments and parameters by number. *adjusted: *params is not the signature's own list.
static bool match_arguments(Checker *c, CallExpr *call, Signature *sig, OperandList args, Tuple **params,
                            bool *adjusted) {
  uint32_t param_count = tuple_len(sig->params);
  *params = sig->params;
  *adjusted = false;
  if (sig->variadic) {
    if (call->has_dots) {
      if (call->args.len == 1 && args.len > 1) {
        check_error(c, call, "cannot use ... with %u-valued %s", args.len, str_expr(c, call->args.data[0]));
        return false;
      }
    } else if (args.len + 1 >= param_count) {
      *params = spread_variadic(c, sig, args.len);
      *adjusted = true;
      param_count = args.len;
    } else {
      param_count--;  // for the message
    }
  } else if (call->has_dots) {
    check_error(c, call, "cannot use ... in call to non-variadic %s", str_expr(c, call->fun));
    return false;
  }
  if (args.len == param_count) return true;
  argument_count_error(c, call, sig, args, param_count);
  return false;
}

// Type parameters of the callee, then those of each generic argument, with what is known of their arguments.
typedef struct Inference {
  Vec(TypeParam *) params;
  Vec(Type *) args;
  Vec(uint32_t) generic_args;  // indexes of arguments that are generic functions
  uint32_t own;                // how many params are the callee's
} Inference;

static void add_params(Checker *c, Inference *inference, TypeParamList *params, TypeArgs known) {
  for (uint32_t i = 0; i < params->len; i++) {
    vec_push(c->arena, &inference->params, params->data[i]);
    vec_push(c->arena, &inference->args, i < known.len ? known.types[i] : NULL);
  }
}

static Signature *generic_function(Operand *x) {
  if (x->mode == MODE_INVALID || !x->type || x->type->kind != TYPE_SIGNATURE) return NULL;
  Signature *sig = (Signature *)x->type;
  return params_len(sig->type_params) > 0 ? sig : NULL;
}

static void collect_generic_arguments(Checker *c, Inference *inference, OperandList args, TypeArgs *arg_types) {
  for (uint32_t i = 0; i < args.len; i++) {
    Signature *sig = generic_function(args.data[i]);
    if (!sig) continue;
    // A copy with type parameters of its own, for calls like f(g, g).
    Signature *copy = new_signature(c->arena);
    Type header = copy->type;
    *copy = *sig;
    copy->type = header;
    Type *renamed_type = &copy->type;
    TypeParamList *renamed = rename_type_params(c, sig->type_params, &renamed_type, NULL);
    Signature *result = (Signature *)renamed_type;
    result->type_params = renamed;
    args.data[i]->type = &result->type;
    TypeArgs none = {0, NULL};
    add_params(c, inference, renamed, arg_types ? arg_types[i] : none);
    vec_push(c->arena, &inference->generic_args, i);
  }
}

// Infers and instantiates callee and generic arguments. Returns NULL after an error.
static Signature *infer_call(Checker *c, CallExpr *call, Signature *sig, Inference *inference, Expr **exprs,
                             uint32_t expr_count, OperandList args, Tuple **params, bool adjusted) {
  Pos pos = call->expr.node.pos;
  TypeParamList list = {inference->params.len, inference->params.data};
  ErrorBuilder error = {.checker = c};
  Type **types = check_infer(c, pos, &list, inference->args.data, inference->args.len, *params, &args, false, &error);
  if (!types) {
    if (error.text) check_error_pos(c, error.pos, "in call to %s, %s", str_expr(c, call->fun), error.text);
    return NULL;
  }
  Signature *result = sig;
  uint32_t own = inference->own;
  if (own > 0) {
    result = instantiate_signature(c, pos, call->fun, sig, types, own, exprs, expr_count);
    if (adjusted) {
      TypeParamList own_list = {own, inference->params.data};
      if (*params) *params = (Tuple *)check_subst(c, pos, &(*params)->type, &own_list, types);
    } else {
      *params = result->params;
    }
  }
  uint32_t next = own;
  for (uint32_t i = 0; i < inference->generic_args.len; i++) {
    Operand *arg = args.data[inference->generic_args.data[i]];
    Signature *generic = (Signature *)arg->type;
    uint32_t count = generic->type_params->len;
    arg->type = &instantiate_signature(c, pos, arg->expr, generic, types + next, count, NULL, 0)->type;
    check_record_operand(c, arg);  // the usual evaluation does not happen
    next += count;
  }
  return result;
}

Signature *check_arguments(Checker *c, CallExpr *call, Signature *sig, TypeArgs targs, Expr **exprs,
                           uint32_t expr_count, OperandList args, TypeArgs *arg_types) {
  Tuple *params;
  bool adjusted;
  if (!match_arguments(c, call, sig, args, &params, &adjusted)) return sig;
  Inference inference = {.own = params_len(sig->type_params)};
  if (inference.own > 0) {
    if (!check_allow_version(c, "go1.18")) {
      bool indexed = call->fun->node.kind == NODE_INDEX_EXPR;
      check_version_error(c, check_at_pos(indexed ? &call->fun->node : &call->expr.node), "go1.18",
                          indexed ? "function instantiation" : "implicit function instantiation");
    }
    add_params(c, &inference, rename_type_params(c, sig->type_params, NULL, &params), targs);
  }
  collect_generic_arguments(c, &inference, args, arg_types);
  if (inference.generic_args.len > 0) {
    check_verify_version(c, args.data[inference.generic_args.data[0]]->expr, "go1.21",
                         "implicitly instantiated function as argument");
  }
  Signature *result = sig;
  if (inference.params.len > 0) {
    result = infer_call(c, call, sig, &inference, exprs, expr_count, args, &params, adjusted);
    if (!result) return sig;
  }
  for (uint32_t i = 0; i < args.len; i++) check_argument(c, args.data[i], params->vars[i]->type, call->fun);
  return result;
}

// ---- calls

static ExprKind call_failed(Operand *x, CallExpr *call) {
  x->mode = MODE_INVALID;
  x->expr = &call->expr;
  return EXPR_KIND_STATEMENT;
}

// T(x)
static ExprKind check_conversion_call(Checker *c, Operand *x, CallExpr *call) {
  check_non_generic(c, NULL, x);
  if (x->mode == MODE_INVALID) return EXPR_KIND_CONVERSION;
  Type *t = x->type;
  x->mode = MODE_INVALID;
  uint32_t n = call->args.len;
  if (n == 0) {
    check_error(c, call, "missing argument in conversion to %s", str_type(c, t));
  } else if (n > 1) {
    check_use(c, call->args.data, n);
    check_error(c, call->args.data[n - 1], "too many arguments in conversion to %s", str_type(c, t));
  } else {
    check_expr(c, NULL, x, call->args.data[0]);
    if (x->mode != MODE_INVALID) {
      Interface *interface = is_type_param(t) ? NULL : as_interface(t);
      if (interface && !type_set_is_method_set(compute_interface_type_set(c, 0, interface))) {
        check_error(c, call,
                    "cannot use interface %s in conversion (contains specific type constraints or is comparable)",
                    str_type(c, t));
        x->mode = MODE_INVALID;
      } else if (call->has_dots) {
        check_error(c, call->args.data[0], "invalid use of ... in conversion to %s", str_type(c, t));
        x->mode = MODE_INVALID;
      } else {
        check_conversion(c, x, t);
      }
    }
  }
  x->expr = &call->expr;
  return EXPR_KIND_CONVERSION;
}

static ExprKind check_builtin_call(Checker *c, Operand *x, CallExpr *call) {
  BuiltinId id = x->builtin;
  if (!check_builtin(c, x, call, id)) x->mode = MODE_INVALID;
  x->expr = &call->expr;
  if (x->mode != MODE_INVALID && x->mode != MODE_CONSTANT) c->env.has_call_or_recv = true;
  return (ExprKind)builtin_info(id)->expr_kind;
}

static bool function_term(Type *t, Type *u, void *data, char **cause) {
  if (!u || u->kind == TYPE_SIGNATURE) return true;
  Checker *c = data;
  if (cause) *cause = str_printf(c, "%s is not a function", str_type(c, t));
  return false;
}

// The signature that x is called by; NULL after an error.
static Signature *called_signature(Checker *c, Operand *x) {
  Type *u = under(x->type);
  if (u->kind == TYPE_SIGNATURE) return (Signature *)u;
  char *cause = NULL;
  u = common_under(x->type, function_term, c, &cause, c);
  if (u) return (Signature *)u;
  check_error(c, x->expr, "invalid operation: cannot call %s: %s", str_operand(c, x), cause ? cause : "");
  return NULL;
}

// Evaluates the type arguments of an instantiation that is called. Instantiates *sig if they are complete.
static bool check_call_type_args(Checker *c, CallExpr *call, IndexExpr *inst, Signature **sig, TypeArgs *targs,
                                 Expr ***exprs, uint32_t *expr_count) {
  *exprs = unpack_expr_at(&inst->index, expr_count);
  *targs = (TypeArgs){*expr_count, check_type_list(c, *exprs, *expr_count)};
  if (!targs->types) {
    check_use(c, call->args.data, call->args.len);
    return false;
  }
  uint32_t want = params_len((*sig)->type_params);
  if (targs->len > want) {
    check_error(c, (*exprs)[want], "got %u type arguments but want %u", targs->len, want);
    check_use(c, call->args.data, call->args.len);
    return false;
  }
  if (targs->len == want && want > 0) {
    check_verify_version(c, inst, "go1.18", "function instantiation");
    *sig = instantiate_signature(c, inst->expr.node.pos, &inst->expr, *sig, targs->types, want, *exprs, *expr_count);
    *targs = (TypeArgs){0, NULL};
    *exprs = NULL;
    *expr_count = 0;
  }
  return true;
}

static void set_call_result(Operand *x, CallExpr *call, Signature *sig) {
  uint32_t results = tuple_len(sig->results);
  x->value = NULL;
  if (results == 0) {
    x->mode = MODE_NO_VALUE;
  } else {
    x->mode = MODE_VALUE;
    x->type = results == 1 ? sig->results->vars[0]->type : &sig->results->type;
  }
  x->expr = &call->expr;
}

// Checks a call, conversion or builtin call.
ExprKind check_call_expr(Checker *c, Operand *x, CallExpr *call) {
  IndexExpr *inst = NULL;
  if (call->fun->node.kind == NODE_INDEX_EXPR) {
    IndexExpr *index = (IndexExpr *)call->fun;
    if (check_index_expr(c, x, index)) inst = index;  // instantiated together with the arguments
    x->expr = call->fun;
    check_record_operand(c, x);
  } else {
    check_expr_or_type(c, x, call->fun, true);
  }
  switch (x->mode) {
    case MODE_INVALID: check_use(c, call->args.data, call->args.len); return call_failed(x, call);
    case MODE_TYPE: return check_conversion_call(c, x, call);
    case MODE_BUILTIN: return check_builtin_call(c, x, call);
    default: break;
  }
  Signature *sig = called_signature(c, x);
  if (!sig) return call_failed(x, call);
  bool was_generic = params_len(sig->type_params) > 0;
  TypeArgs targs = {0, NULL};
  Expr **exprs = NULL;
  uint32_t expr_count = 0;
  if (inst && !check_call_type_args(c, call, inst, &sig, &targs, &exprs, &expr_count)) return call_failed(x, call);
  TypeArgs *arg_types;
  ArgumentBuffer buffer;
  OperandList args = check_generic_expr_list(c, call->args.data, call->args.len, &buffer, &arg_types);
  sig = check_arguments(c, call, sig, targs, exprs, expr_count, args, arg_types);
  if (was_generic && params_len(sig->type_params) == 0) {
    check_record_type_and_value(c, call->fun, MODE_VALUE, &sig->type, NULL);
  }
  set_call_result(x, call, sig);
  c->env.has_call_or_recv = true;
  // If inference failed, a result that depends on it is worth nothing.
  if (x->mode == MODE_VALUE && params_len(sig->type_params) > 0 && is_parameterized(sig->type_params, x->type)) {
    x->mode = MODE_INVALID;
  }
  return EXPR_KIND_STATEMENT;
}
