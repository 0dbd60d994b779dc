// Builtins over numbers: complex, real, imag, min, max (Spec: Manipulating
// complex numbers, Min and max).
#include "types/internal.h"

static Type *basic(Checker *c, BasicKind kind) { return c->universe->basic[kind]; }

// ---- complex, real, imag

// The complex type of a float type, or the float type of a complex type; NULL if t is neither.
static Type *converted_type(Checker *c, Type *t, BuiltinId id) {
  Basic *b = as_basic(t);
  if (!b) return NULL;
  if (id == BUILTIN_COMPLEX) {
    switch (b->basic_kind) {
      case BASIC_FLOAT32: return basic(c, BASIC_COMPLEX64);
      case BASIC_FLOAT64: return basic(c, BASIC_COMPLEX128);
      case BASIC_UNTYPED_FLOAT: return basic(c, BASIC_UNTYPED_COMPLEX);
      default: return NULL;
    }
  }
  switch (b->basic_kind) {
    case BASIC_COMPLEX64: return basic(c, BASIC_FLOAT32);
    case BASIC_COMPLEX128: return basic(c, BASIC_FLOAT64);
    case BASIC_UNTYPED_COMPLEX: return basic(c, BASIC_UNTYPED_FLOAT);
    default: return NULL;
  }
}

typedef struct ConvertContext {
  Checker *checker;
  BuiltinId id;
} ConvertContext;

static bool convert_term(Type *t, Type *u, void *data) {
  ConvertContext *context = data;
  return u && converted_type(context->checker, t, context->id);
}

// The result's type. gc does not support type parameters here, and says so if all of their types would do.
static Type *result_type(Checker *c, Operand *x, BuiltinId id) {
  if (!is_type_param(x->type)) return converted_type(c, x->type, id);
  ConvertContext context = {c, id};
  if (!typeset_each(x->type, convert_term, &context)) return NULL;
  check_soft_error(c, check_at_pos(&x->expr->node),
                   "%s not supported as argument to built-in %s for go1.18 (see go.dev/issue/50937)", str_operand(c, x),
                   builtin_info(id)->name);
  return basic(c, BASIC_INVALID);
}

static void constant_to_float(Checker *c, Operand *x) {
  if (is_numeric(x->type) && const_sign(const_imag(c->arena, x->value)) == 0) x->type = basic(c, BASIC_UNTYPED_FLOAT);
}

// Brings the arguments of complex to one type.
static bool match_complex_arguments(Checker *c, Operand *x, Operand *y) {
  bool x_untyped = is_untyped(x->type), y_untyped = is_untyped(y->type);
  if (x_untyped && !y_untyped) {
    check_convert_untyped(c, x, y->type);
  } else if (!x_untyped && y_untyped) {
    check_convert_untyped(c, y, x->type);
  } else if (x_untyped) {
    if (x->mode == MODE_CONSTANT && y->mode == MODE_CONSTANT) {
      constant_to_float(c, x);
      constant_to_float(c, y);
    } else {
      // one has a shift: an error, as floats cannot be shifted
      check_convert_untyped(c, x, basic(c, BASIC_FLOAT64));
      check_convert_untyped(c, y, basic(c, BASIC_FLOAT64));
    }
  }
  return x->mode != MODE_INVALID && y->mode != MODE_INVALID;
}

static bool check_complex(Checker *c, Operand *x, CallExpr *call, Operand *y) {
  if (!match_complex_arguments(c, x, y)) return false;
  if (!identical(x->type, y->type)) {
    check_error(c, x->expr, "invalid operation: %s (mismatched types %s and %s)", str_expr(c, &call->expr),
                str_type(c, x->type), str_type(c, y->type));
    return false;
  }
  Type *result = result_type(c, x, BUILTIN_COMPLEX);
  if (!result) {
    check_error(c, x->expr, "invalid argument: arguments have type %s, expected floating-point", str_type(c, x->type));
    return false;
  }
  if (x->mode == MODE_CONSTANT && y->mode == MODE_CONSTANT) {
    const ConstVal *imag = const_make_imag(c->arena, const_to_float(c->arena, y->value));
    x->value = const_binary(c->arena, CONST_ADD, const_to_float(c->arena, x->value), imag);
  } else {
    x->mode = MODE_VALUE;
    check_record_builtin_type(c, call->fun, make_builtin_signature(c, result, 2, (Type *[]){x->type, x->type}));
  }
  x->type = result;
  return true;
}

static bool check_real_imag(Checker *c, Operand *x, CallExpr *call, BuiltinId id) {
  if (is_untyped(x->type)) {
    if (x->mode == MODE_CONSTANT) {
      if (is_numeric(x->type)) x->type = basic(c, BASIC_UNTYPED_COMPLEX);
    } else {
      check_convert_untyped(c, x, basic(c, BASIC_COMPLEX128));  // an error: a shift of a complex value
      if (x->mode == MODE_INVALID) return false;
    }
  }
  Type *result = result_type(c, x, id);
  if (!result) {
    check_error(c, x->expr, "invalid argument: argument has type %s, expected complex type", str_type(c, x->type));
    return false;
  }
  if (x->mode == MODE_CONSTANT) {
    x->value = id == BUILTIN_REAL ? const_real(c->arena, x->value) : const_imag(c->arena, x->value);
  } else {
    x->mode = MODE_VALUE;
    check_record_builtin_type(c, call->fun, make_builtin_signature(c, result, 1, &x->type));
  }
  x->type = result;
  return true;
}

bool check_builtin_complex(Checker *c, Operand *x, CallExpr *call, BuiltinId id, OperandList args) {
  if (id == BUILTIN_COMPLEX) return check_complex(c, x, call, args.data[1]);
  return check_real_imag(c, x, call, id);
}

// ---- min, max

// Combines x, the result so far, with the next argument.
static bool combine(Checker *c, Operand *x, Operand *arg, ConstOp op) {
  check_match_types(c, x, arg);
  if (x->mode == MODE_INVALID) return false;
  if (!identical(x->type, arg->type)) {
    check_error(c, arg->expr, "invalid argument: mismatched types %s (previous argument) and %s (type of %s)",
                str_type(c, x->type), str_type(c, arg->type), str_expr(c, arg->expr));
    return false;
  }
  if (x->mode == MODE_CONSTANT && arg->mode == MODE_CONSTANT) {
    if (const_compare(arg->value, op, x->value)) *x = *arg;
  } else {
    x->mode = MODE_VALUE;
  }
  return true;
}

bool check_builtin_min_max(Checker *c, Operand *x, CallExpr *call, BuiltinId id, OperandList args) {
  check_verify_version(c, call->fun, "go1.21", id == BUILTIN_MAX ? "built-in max" : "built-in min");
  for (uint32_t i = 0; i < args.len; i++) {
    Operand *arg = args.data[i];
    if (arg->mode == MODE_INVALID) return false;
    if (!all_ordered(arg->type)) {
      check_error(c, arg->expr, "invalid argument: %s cannot be ordered", str_operand(c, arg));
      return false;
    }
    if (i > 0 && !combine(c, x, arg, id == BUILTIN_MAX ? CONST_GTR : CONST_LSS)) return false;
  }
  if (x->mode != MODE_CONSTANT) {
    x->mode = MODE_VALUE;
    x->value = NULL;
    // a value must not be untyped
    check_assignment(c, x, c->universe->empty_interface,
                     id == BUILTIN_MAX ? "argument to built-in max" : "argument to built-in min");
    if (x->mode == MODE_INVALID) return false;
  }
  for (uint32_t i = 0; i < args.len; i++) check_update_expr_type(c, args.data[i]->expr, x->type, true);
  if (x->mode != MODE_CONSTANT) {
    Type **types = arena_array(c->arena, Type *, args.len);
    for (uint32_t i = 0; i < args.len; i++) types[i] = x->type;
    check_record_builtin_type(c, call->fun, make_builtin_signature(c, x->type, args.len, types));
  }
  return true;
}
