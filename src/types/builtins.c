// Calls of builtin functions (Spec: Built-in functions): the dispatch, and
// those about slices, maps, channels, panics and output. The call's result
// goes to the operand, the builtin's signature to the name that is called.
#include "types/internal.h"

static const BuiltinInfo infos[BUILTIN_COUNT] = {
    // builtin               name          arguments  variadic  kind
    [BUILTIN_APPEND] = {"append", 1, true, EXPR_KIND_EXPRESSION},
    [BUILTIN_CAP] = {"cap", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_CLEAR] = {"clear", 1, false, EXPR_KIND_STATEMENT},
    [BUILTIN_CLOSE] = {"close", 1, false, EXPR_KIND_STATEMENT},
    [BUILTIN_COMPLEX] = {"complex", 2, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_COPY] = {"copy", 2, false, EXPR_KIND_STATEMENT},
    [BUILTIN_DELETE] = {"delete", 2, false, EXPR_KIND_STATEMENT},
    [BUILTIN_IMAG] = {"imag", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_LEN] = {"len", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_MAKE] = {"make", 1, true, EXPR_KIND_EXPRESSION},
    [BUILTIN_MAX] = {"max", 1, true, EXPR_KIND_EXPRESSION},
    [BUILTIN_MIN] = {"min", 1, true, EXPR_KIND_EXPRESSION},
    [BUILTIN_NEW] = {"new", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_PANIC] = {"panic", 1, false, EXPR_KIND_STATEMENT},
    [BUILTIN_PRINT] = {"print", 0, true, EXPR_KIND_STATEMENT},
    [BUILTIN_PRINTLN] = {"println", 0, true, EXPR_KIND_STATEMENT},
    [BUILTIN_REAL] = {"real", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_RECOVER] = {"recover", 0, false, EXPR_KIND_STATEMENT},
    [BUILTIN_ADD] = {"Add", 2, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_ALIGNOF] = {"Alignof", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_OFFSETOF] = {"Offsetof", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_SIZEOF] = {"Sizeof", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_SLICE] = {"Slice", 2, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_SLICE_DATA] = {"SliceData", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_STRING] = {"String", 2, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_STRING_DATA] = {"StringData", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_ASSERT] = {"assert", 1, false, EXPR_KIND_STATEMENT},
    [BUILTIN_TRACE] = {"trace", 0, true, EXPR_KIND_STATEMENT},
};

const BuiltinInfo *builtin_info(BuiltinId id) { return &infos[id]; }

static Type *basic(Checker *c, BasicKind kind) { return c->universe->basic[kind]; }

// The array if t is a pointer to one, else t.
Type *array_ptr_deref(Type *t) {
  Type *u = unalias(t);
  if (u->kind != TYPE_POINTER) return t;
  Array *array = as_array(((Pointer *)u)->elem);
  return array ? &array->type : t;
}

// A signature for the arguments (untyped ones by their default types) and the result, NULL none.
Signature *make_builtin_signature(Checker *c, Type *result, uint32_t count, Type **args) {
  Signature *sig = new_signature(c->arena);
  if (count > 0) {
    Object **params = arena_array(c->arena, Object *, count);
    for (uint32_t i = 0; i < count; i++) {
      params[i] = new_param(c->arena, 0, NULL, NULL, default_type(c->universe, args[i]));
    }
    sig->params = new_tuple(c->arena, params, count);
  }
  if (result) {
    Object *var = new_var(c->arena, VAR_RESULT, 0, NULL, NULL, result);
    sig->results = new_tuple(c->arena, &var, 1);
  }
  return sig;
}

static void record(Checker *c, CallExpr *call, Type *result, uint32_t count, Type **args) {
  check_record_builtin_type(c, call->fun, make_builtin_signature(c, result, count, args));
}

// ---- append and copy

typedef struct ElemContext {
  Checker *checker;
  Operand *operand;
  Type *elem;
  char *cause;
} ElemContext;

static bool slice_elem_term(Type *t, Type *u, void *data) {
  (void)t;
  ElemContext *context = data;
  Checker *c = context->checker;
  if (!u || u->kind != TYPE_SLICE) {
    if (operand_is_nil(c, context->operand)) {
      context->cause = str_printf(c, "argument must be a slice; have untyped nil");
    } else {
      context->cause = str_printf(c, "argument must be a slice; have %s", str_operand(c, context->operand));
    }
    return false;
  }
  Type *elem = ((Slice *)u)->elem;
  if (!context->elem) {
    context->elem = elem;
  } else if (!identical(context->elem, elem)) {
    context->cause = str_printf(c, "mismatched slice element types %s and %s in %s", str_type(c, context->elem),
                                str_type(c, elem), str_operand(c, context->operand));
    return false;
  }
  return true;
}

// The element type of the slice x, or of all slices of its type set. NULL with the cause if there is none.
static Type *slice_elem(Checker *c, Operand *x, char **cause) {
  ElemContext context = {c, x, NULL, NULL};
  if (typeset_each(x->type, slice_elem_term, &context)) return context.elem;
  *cause = context.cause;
  return NULL;
}

typedef struct BytesContext {
  Checker *checker;
  bool has_string;
} BytesContext;

static bool bytes_or_string_term(Type *t, Type *u, void *data) {
  (void)t;
  BytesContext *context = data;
  if (!u) return false;
  if (u->kind == TYPE_SLICE) return identical(((Slice *)u)->elem, context->checker->universe->byte_type);
  if (!is_string(u)) return false;
  context->has_string = true;
  return true;
}

// Reports whether all of t's types are strings or byte slices.
static bool bytes_or_string(Checker *c, Type *t, bool *has_string) {
  BytesContext context = {c, false};
  bool ok = typeset_each(t, bytes_or_string_term, &context);
  *has_string = context.has_string;
  return ok;
}

static bool assignable_to_bytes(Checker *c, Operand *x) {
  return operand_assignable_to(c, x, new_slice(c->arena, c->universe->byte_type), NULL);
}

static bool check_append(Checker *c, Operand *x, CallExpr *call, OperandList args) {
  char *cause = NULL;
  Type *elem = slice_elem(c, x, &cause);
  if (!elem) {
    check_error(c, x->expr, "invalid append: %s", cause);
    return false;
  }
  bool has_string;
  // append([]byte, string...)
  if (args.len == 2 && call->has_dots && bytes_or_string(c, args.data[1]->type, &has_string) && has_string &&
      assignable_to_bytes(c, x)) {
    Operand *text = args.data[1];
    if (is_untyped(text->type)) check_convert_untyped(c, text, basic(c, BASIC_STRING));
    Signature *sig = make_builtin_signature(c, x->type, 2, (Type *[]){x->type, text->type});
    sig->variadic = true;
    check_record_builtin_type(c, call->fun, sig);
  } else {
    Signature *sig = make_builtin_signature(c, x->type, 2, (Type *[]){x->type, new_slice(c->arena, elem)});
    sig->variadic = true;
    check_arguments(c, call, sig, (TypeArgs){0, NULL}, NULL, 0, args, NULL);  // may report; the result is known
    check_record_builtin_type(c, call->fun, sig);
  }
  x->mode = MODE_VALUE;
  return true;
}

static bool check_copy(Checker *c, Operand *x, CallExpr *call, OperandList args) {
  Operand *y = args.data[1];
  bool has_string;
  bool special = bytes_or_string(c, y->type, &has_string) && assignable_to_bytes(c, x);
  if (!special) {
    char *cause = NULL;
    Type *to = slice_elem(c, x, &cause);
    if (!to) {
      check_error(c, x->expr, "invalid copy: %s", cause);
      return false;
    }
    Type *from = slice_elem(c, y, &cause);
    if (!from) {
      if (!all_string(y->type)) {
        check_error(c, y->expr, "invalid copy: %s", cause);
        return false;
      }
      from = c->universe->byte_type;  // for a better message
    }
    if (!identical(to, from)) {
      check_error(c, x->expr, "invalid copy: arguments %s and %s have different element types %s and %s",
                  str_operand(c, x), str_operand(c, y), str_type(c, to), str_type(c, from));
      return false;
    }
  }
  if (is_untyped(y->type)) check_convert_untyped(c, y, basic(c, BASIC_STRING));
  record(c, call, basic(c, BASIC_INT), 2, (Type *[]){x->type, y->type});
  x->mode = MODE_VALUE;
  x->type = basic(c, BASIC_INT);
  return true;
}

// ---- len and cap

static bool has_length(Type *u, BuiltinId id) {
  u = array_ptr_deref(u);
  switch (u->kind) {
    case TYPE_BASIC: return is_string(u) && id == BUILTIN_LEN;
    case TYPE_ARRAY:
    case TYPE_SLICE:
    case TYPE_CHAN: return true;
    case TYPE_MAP: return id == BUILTIN_LEN;
    default: return false;
  }
}

static bool len_term(Type *t, Type *u, void *data) {
  (void)t;
  return u && has_length(u, *(BuiltinId *)data);
}

static bool check_len(Checker *c, Operand *x, CallExpr *call, BuiltinId id) {
  OperandMode mode = MODE_INVALID;
  const ConstVal *value = NULL;
  Type *u = array_ptr_deref(under(x->type));
  if (is_type_param(x->type)) {
    if (typeset_each(x->type, len_term, &id)) mode = MODE_VALUE;
  } else if (has_length(u, id)) {
    mode = MODE_VALUE;
    if (u->kind == TYPE_BASIC && x->mode == MODE_CONSTANT) {
      size_t length = 0;
      if (const_kind(x->value) == CONST_STRING) const_string_value(x->value, &length);
      mode = MODE_CONSTANT;
      value = const_int64(c->arena, (int64_t)length);
    } else if (u->kind == TYPE_ARRAY && !c->env.has_call_or_recv) {
      // constant, and the argument is not evaluated
      mode = MODE_CONSTANT;
      int64_t length = ((Array *)u)->length;
      value = length >= 0 ? const_int64(c->arena, length) : const_unknown();
    }
  }
  if (mode == MODE_INVALID) {
    if (is_valid(under(x->type))) {
      check_error(c, x->expr, "invalid argument: %s for built-in %s", str_operand(c, x), infos[id].name);
    }
    return false;
  }
  if (mode != MODE_CONSTANT) record(c, call, basic(c, BASIC_INT), 1, &x->type);
  x->mode = (uint8_t)mode;
  x->type = basic(c, BASIC_INT);
  x->value = value;
  return true;
}

// ---- maps and channels

typedef struct TermContext {
  Checker *checker;
  Operand *operand;
  Type *key;
} TermContext;

static bool clear_term(Type *t, Type *u, void *data) {
  (void)t;
  TermContext *context = data;
  if (u && (u->kind == TYPE_MAP || u->kind == TYPE_SLICE)) return true;
  Operand *x = context->operand;
  check_error(context->checker, x->expr,
              "invalid argument: cannot clear %s: argument must be (or constrained by) map or slice",
              str_operand(context->checker, x));
  return false;
}

static bool close_term(Type *t, Type *u, void *data) {
  (void)t;
  TermContext *context = data;
  Checker *c = context->checker;
  Operand *x = context->operand;
  if (!u || u->kind != TYPE_CHAN) {
    check_error(c, x->expr, "invalid operation: cannot close non-channel %s", str_operand(c, x));
    return false;
  }
  if (((ChanType *)u)->dir == CHAN_RECV_ONLY) {
    check_error(c, x->expr, "invalid operation: cannot close receive-only channel %s", str_operand(c, x));
    return false;
  }
  return true;
}

static bool delete_term(Type *t, Type *u, void *data) {
  (void)t;
  TermContext *context = data;
  Checker *c = context->checker;
  Operand *x = context->operand;
  if (!u || u->kind != TYPE_MAP) {
    check_error(c, x->expr, "invalid argument: %s is not a map", str_operand(c, x));
    return false;
  }
  Type *key = ((MapType *)u)->key;
  if (context->key && !identical(context->key, key)) {
    check_error(c, x->expr, "invalid argument: maps of %s must have identical key types", str_operand(c, x));
    return false;
  }
  context->key = key;
  return true;
}

static bool check_clear_or_close(Checker *c, Operand *x, CallExpr *call, BuiltinId id) {
  if (id == BUILTIN_CLEAR) check_verify_version(c, call->fun, "go1.21", "clear");
  TermContext context = {c, x, NULL};
  if (!typeset_each(x->type, id == BUILTIN_CLEAR ? clear_term : close_term, &context)) return false;
  x->mode = MODE_NO_VALUE;
  record(c, call, NULL, 1, &x->type);
  return true;
}

static bool check_delete(Checker *c, Operand *x, CallExpr *call, OperandList args) {
  Type *map = x->type;
  TermContext context = {c, x, NULL};
  if (!typeset_each(map, delete_term, &context)) return false;
  *x = *args.data[1];
  check_assignment(c, x, context.key, "argument to delete");
  if (x->mode == MODE_INVALID) return false;
  x->mode = MODE_NO_VALUE;
  record(c, call, NULL, 2, (Type *[]){map, context.key});
  return true;
}

// ---- make and new

static bool make_term(Type *t, Type *u, void *data, char **cause) {
  (void)t;
  if (u && (u->kind == TYPE_SLICE || u->kind == TYPE_MAP || u->kind == TYPE_CHAN)) return true;
  if (cause) *cause = str_printf(data, u ? "type must be slice, map, or channel" : "no specific type");
  return false;
}

static bool check_make(Checker *c, Operand *x, CallExpr *call) {
  Expr *type_arg = call->args.data[0];
  Type *t = check_var_type(c, type_arg);
  if (!is_valid(t)) return false;
  char *cause = NULL;
  Type *u = common_under(t, make_term, c, &cause, c);
  if (!u) {
    check_error(c, type_arg, "invalid argument: cannot make %s: %s", str_expr(c, type_arg), cause ? cause : "");
    return false;
  }
  uint32_t min = u->kind == TYPE_SLICE ? 2 : 1, count = call->args.len;
  if (count < min || count > min + 1) {
    check_error(c, call, "invalid operation: %s expects %u or %u arguments; found %u", str_expr(c, &call->expr), min,
                min + 1, count);
    return false;
  }
  Type *types[3] = {t};
  int64_t sizes[2];
  uint32_t size_count = 0;
  for (uint32_t i = 1; i < count; i++) {
    int64_t size;
    types[i] = check_index(c, call->args.data[i], -1, &size);
    if (size >= 0) sizes[size_count++] = size;
  }
  if (size_count == 2 && sizes[0] > sizes[1]) {
    check_error(c, call->args.data[1], "invalid argument: length and capacity swapped");
  }
  x->mode = MODE_VALUE;
  x->type = t;
  record(c, call, t, count, types);
  return true;
}

// new(T), and new(x) since go1.26
static bool check_new(Checker *c, Operand *x, CallExpr *call) {
  Expr *arg = call->args.data[0];
  check_expr_or_type(c, x, arg, false);
  check_exclude(c, x, 1u << MODE_NO_VALUE | 1u << MODE_BUILTIN);
  if (x->mode == MODE_INVALID) return false;
  if (x->mode == MODE_TYPE) {
    check_valid_var_type(c, arg, x->type);
  } else {
    if (is_untyped(x->type)) {
      check_assignment(c, x, NULL, "argument to new");
      if (x->mode == MODE_INVALID) return false;
    }
    if (!check_allow_version(c, "go1.26")) {
      check_version_error(c, check_at_pos(&call->fun->node), "go1.26", "new(%s)", str_expr(c, arg));
    }
  }
  Type *t = x->type;
  x->mode = MODE_VALUE;
  x->value = NULL;
  x->type = new_pointer(c->arena, t);
  record(c, call, x->type, 1, &t);
  return true;
}

// ---- panic, print, recover

static bool check_panic(Checker *c, Operand *x, CallExpr *call) {
  Signature *sig = c->env.signature;
  if (sig && sig->results && sig->results->len > 0) {  // a panic ends such a function
    if (!c->env.is_panic) c->env.is_panic = arena_new(c->arena, Map);
    map_put(c->arena, c->env.is_panic, map_key(call), call);
  }
  Type *empty = c->universe->empty_interface;
  check_assignment(c, x, empty, "argument to panic");
  if (x->mode == MODE_INVALID) return false;
  x->mode = MODE_NO_VALUE;
  record(c, call, NULL, 1, &empty);
  return true;
}

static bool check_print(Checker *c, Operand *x, CallExpr *call, BuiltinId id, OperandList args) {
  Type **types = args.len ? arena_array(c->arena, Type *, args.len) : NULL;
  for (uint32_t i = 0; i < args.len; i++) {
    check_assignment(c, args.data[i], NULL,
                     id == BUILTIN_PRINT ? "argument to built-in print" : "argument to built-in println");
    if (args.data[i]->mode == MODE_INVALID) return false;
    types[i] = args.data[i]->type;
  }
  x->mode = MODE_NO_VALUE;
  record(c, call, NULL, args.len, types);
  return true;
}

// The result is printed as interface{}: it must not be the very type that any stands for.
static bool check_recover(Checker *c, Operand *x, CallExpr *call) {
  Interface *empty = arena_new(c->arena, Interface);
  // Not a copy of the whole: other threads fill the caches of that one meanwhile.
  empty->type.kind = TYPE_INTERFACE;
  empty->complete = true;
  empty->type_set = ((Interface *)c->universe->empty_interface)->type_set;
  x->mode = MODE_VALUE;
  x->type = &empty->type;
  record(c, call, x->type, 0, NULL);
  return true;
}

// assert(constant), of the checker's own tests
static bool check_assert(Checker *c, Operand *x, CallExpr *call) {
  if (x->mode != MODE_CONSTANT || !is_boolean(x->type)) {
    check_error(c, x->expr, "invalid argument: %s is not a boolean constant", str_operand(c, x));
    return false;
  }
  if (const_kind(x->value) == CONST_BOOL && !const_bool_value(x->value)) {
    check_error(c, call, "%s failed", str_expr(c, &call->expr));
  }
  return true;
}

// ---- dispatch

static bool check_builtin_by_id(Checker *c, Operand *x, CallExpr *call, BuiltinId id, OperandList args) {
  switch (id) {
    case BUILTIN_APPEND: return check_append(c, x, call, args);
    case BUILTIN_CAP:
    case BUILTIN_LEN: return check_len(c, x, call, id);
    case BUILTIN_CLEAR:
    case BUILTIN_CLOSE: return check_clear_or_close(c, x, call, id);
    case BUILTIN_COMPLEX:
    case BUILTIN_IMAG:
    case BUILTIN_REAL: return check_builtin_complex(c, x, call, id, args);
    case BUILTIN_COPY: return check_copy(c, x, call, args);
    case BUILTIN_DELETE: return check_delete(c, x, call, args);
    case BUILTIN_MAKE: return check_make(c, x, call);
    case BUILTIN_MAX:
    case BUILTIN_MIN: return check_builtin_min_max(c, x, call, id, args);
    case BUILTIN_NEW: return check_new(c, x, call);
    case BUILTIN_PANIC: return check_panic(c, x, call);
    case BUILTIN_PRINT:
    case BUILTIN_PRINTLN: return check_print(c, x, call, id, args);
    case BUILTIN_RECOVER: return check_recover(c, x, call);
    case BUILTIN_ASSERT: return check_assert(c, x, call);
    case BUILTIN_TRACE: check_error(c, call, "not supported yet: trace"); return false;
    default: return check_builtin_unsafe(c, x, call, id, args);
  }
}

// Checks a call of a builtin; the result is in x. Returns false after an error.
bool check_builtin(Checker *c, Operand *x, CallExpr *call, BuiltinId id) {
  const BuiltinInfo *info = &infos[id];
  if (call->has_dots && id != BUILTIN_APPEND) {
    check_error(c, call, "invalid operation: invalid use of ... with built-in %s", info->name);
    check_use(c, call->args.data, call->args.len);
    return false;
  }
  // Whether len's and cap's argument has calls or receives decides if they are constant.
  bool outer_has_call = c->env.has_call_or_recv;
  bool of_length = id == BUILTIN_LEN || id == BUILTIN_CAP;
  if (of_length) c->env.has_call_or_recv = false;

  OperandList args = {0, NULL};
  uint32_t count = call->args.len;
  bool ok = true;
  if (id != BUILTIN_MAKE && id != BUILTIN_NEW && id != BUILTIN_OFFSETOF && id != BUILTIN_TRACE) {
    args = check_expr_list(c, call->args.data, call->args.len);
    count = args.len;
    for (uint32_t i = 0; i < args.len; i++) ok = ok && args.data[i]->mode != MODE_INVALID;
    if (count > 0) *x = *args.data[0];
  }
  if (ok && (count < info->arg_count || (!info->variadic && count > info->arg_count))) {
    check_error(c, call, "invalid operation: %s arguments for %s (expected %u, found %u)",
                count < info->arg_count ? "not enough" : "too many", str_expr(c, &call->expr), info->arg_count, count);
    ok = false;
  }
  ok = ok && check_builtin_by_id(c, x, call, id, args);
  if (of_length) c->env.has_call_or_recv = outer_has_call;
  return ok;
}
