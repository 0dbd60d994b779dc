// The functions of package unsafe (Spec: Package unsafe). Sizeof, Alignof and Offsetof are constants unless the type
// has type parameters; sizes.c has the numbers.
#include "types/internal.h"

static Type *basic(Checker *c, BasicKind kind) { return c->universe->basic[kind]; }

static void record(Checker *c, CallExpr *call, Type *result, uint32_t count, Type **args) {
  check_record_builtin_type(c, call->fun, make_builtin_signature(c, result, count, args));
}

// ---- sizes

// What var_size knows of a named type: in progress counts as variable, as a cycle not checked yet has no size.
static const char variable_mark, fixed_mark;
static bool var_size(Checker *c, Type *t, Map *seen);

static bool var_size_under(Checker *c, Type *t, Map *seen) {
  Type *u = under(t);
  switch (u->kind) {
    case TYPE_ARRAY: return var_size(c, ((Array *)u)->elem, seen);
    case TYPE_STRUCT: {
      Struct *s = (Struct *)u;
      for (uint32_t i = 0; i < s->field_count; i++) {
        if (var_size(c, s->fields[i]->type, seen)) return true;
      }
      return false;
    }
    case TYPE_INTERFACE: return is_type_param(t);
    default: return false;
  }
}

// Reports whether t's size depends on type parameters.
static bool var_size(Checker *c, Type *t, Map *seen) {
  Named *named = as_named(t);
  if (!named) return var_size_under(c, t, seen);
  void *mark = map_get(seen, map_key(named));
  if (mark) return mark == &variable_mark;
  map_put(c->arena, seen, map_key(named), (void *)&variable_mark);
  bool result = var_size_under(c, t, seen);
  map_put(c->arena, seen, map_key(named), (void *)(result ? &variable_mark : &fixed_mark));
  return result;
}

static bool has_var_size(Checker *c, Type *t) {
  Map seen = {0};
  return var_size(c, t, &seen);
}

// Alignof and Sizeof
static bool check_size(Checker *c, Operand *x, CallExpr *call, BuiltinId id) {
  check_assignment(c, x, NULL, id == BUILTIN_SIZEOF ? "argument to unsafe.Sizeof" : "argument to unsafe.Alignof");
  if (x->mode == MODE_INVALID) return false;
  Type *uintptr = basic(c, BASIC_UINTPTR);
  if (has_var_size(c, x->type)) {
    x->mode = MODE_VALUE;
    record(c, call, uintptr, 1, &x->type);
  } else {
    int64_t size = id == BUILTIN_SIZEOF ? types_sizeof(x->type) : types_alignof(x->type);
    if (size < 0) {
      check_error(c, x->expr, "%s is too large", str_operand(c, x));
      return false;
    }
    x->mode = MODE_CONSTANT;
    x->value = const_int64(c->arena, size);
  }
  x->type = uintptr;
  return true;
}

// The offset of the field that the path leads to; < 0: too large.
static int64_t path_offset(Type *t, const uint32_t *path, uint32_t len) {
  int64_t offset = 0;
  for (uint32_t i = 0; i < len; i++) {
    Struct *s = as_struct(t);
    int64_t step = types_field_offset(s, path[i]);
    if (step < 0 || __builtin_add_overflow(offset, step, &offset)) return -1;
    t = s->fields[path[i]]->type;
  }
  return offset;
}

static bool check_offsetof(Checker *c, Operand *x, CallExpr *call) {
  Expr *arg = call->args.data[0], *inner = syntax_unparen(arg);
  if (inner->node.kind != NODE_SELECTOR_EXPR) {
    check_error(c, arg, "invalid argument: %s is not a selector expression", str_expr(c, arg));
    check_use(c, &arg, 1);
    return false;
  }
  SelectorExpr *selector = (SelectorExpr *)inner;
  check_expr(c, NULL, x, selector->x);
  if (x->mode == MODE_INVALID) return false;
  Type *base = x->type;
  Pointer *pointer = as_pointer(base);
  if (pointer && as_struct(pointer->elem)) base = pointer->elem;
  uint32_t *index = NULL, index_len = 0;
  bool indirect = false;
  const Name *name = selector->selector->name;
  Object *object = lookup_field_or_method(c, base, false, c->package, name, false, &index, &index_len, &indirect);
  if (!object) {
    check_error(c, x->expr, "invalid argument: %s has no single field %s", str_type(c, base), name->text);
    return false;
  }
  if (object->kind == OBJECT_FUNC) {
    check_error(c, arg, "invalid argument: %s is a method value", str_expr(c, arg));
    return false;
  }
  if (indirect) {
    check_error(c, x->expr, "invalid argument: field %s is embedded via a pointer in %s", name->text,
                str_type(c, base));
    return false;
  }
  check_record_selection(c, selector, SELECT_FIELD, base, object, index, index_len, false);
  Operand field = {.mode = x->mode == MODE_VARIABLE ? MODE_VARIABLE : MODE_VALUE, .expr = inner, .type = object->type};
  check_record_operand(c, &field);
  Type *uintptr = basic(c, BASIC_UINTPTR);
  if (has_var_size(c, base)) {
    x->mode = MODE_VALUE;
    record(c, call, uintptr, 1, &object->type);
  } else {
    int64_t offset = path_offset(base, index, index_len);
    if (offset < 0) {
      check_error(c, x->expr, "%s is too large", str_operand(c, x));
      return false;
    }
    x->mode = MODE_CONSTANT;
    x->value = const_int64(c->arena, offset);
  }
  x->type = uintptr;
  return true;
}

// ---- pointers, slices, strings

static bool check_add(Checker *c, Operand *x, CallExpr *call, Operand *length) {
  check_verify_version(c, call->fun, "go1.17", "unsafe.Add");
  Type *pointer = basic(c, BASIC_UNSAFE_POINTER);
  check_assignment(c, x, pointer, "argument to unsafe.Add");
  if (x->mode == MODE_INVALID || !check_is_valid_index(c, length, "length", true)) return false;
  x->mode = MODE_VALUE;
  x->type = pointer;
  record(c, call, pointer, 2, (Type *[]){pointer, length->type});
  return true;
}

static bool check_slice(Checker *c, Operand *x, CallExpr *call, Operand *length) {
  check_verify_version(c, call->fun, "go1.17", "unsafe.Slice");
  Type *u = common_under(x->type, NULL, NULL, NULL, c);
  if (!u || u->kind != TYPE_POINTER) {
    check_error(c, x->expr, "invalid argument: %s is not a pointer", str_operand(c, x));
    return false;
  }
  if (!check_is_valid_index(c, length, "length", false)) return false;
  x->mode = MODE_VALUE;
  x->type = new_slice(c->arena, ((Pointer *)u)->elem);
  record(c, call, x->type, 2, (Type *[]){u, length->type});
  return true;
}

static bool check_slice_data(Checker *c, Operand *x, CallExpr *call) {
  check_verify_version(c, call->fun, "go1.20", "unsafe.SliceData");
  Type *u = common_under(x->type, NULL, NULL, NULL, c);
  if (!u || u->kind != TYPE_SLICE) {
    check_error(c, x->expr, "invalid argument: %s is not a slice", str_operand(c, x));
    return false;
  }
  x->mode = MODE_VALUE;
  x->type = new_pointer(c->arena, ((Slice *)u)->elem);
  record(c, call, x->type, 1, &u);
  return true;
}

static bool check_string(Checker *c, Operand *x, CallExpr *call, Operand *length) {
  check_verify_version(c, call->fun, "go1.20", "unsafe.String");
  Type *bytes = new_pointer(c->arena, c->universe->byte_type);
  check_assignment(c, x, bytes, "argument to unsafe.String");
  if (x->mode == MODE_INVALID || !check_is_valid_index(c, length, "length", false)) return false;
  x->mode = MODE_VALUE;
  x->type = basic(c, BASIC_STRING);
  record(c, call, x->type, 2, (Type *[]){bytes, length->type});
  return true;
}

static bool check_string_data(Checker *c, Operand *x, CallExpr *call) {
  check_verify_version(c, call->fun, "go1.20", "unsafe.StringData");
  Type *string = basic(c, BASIC_STRING);
  check_assignment(c, x, string, "argument to unsafe.StringData");
  if (x->mode == MODE_INVALID) return false;
  x->mode = MODE_VALUE;
  x->value = NULL;
  x->type = new_pointer(c->arena, c->universe->byte_type);
  record(c, call, x->type, 1, &string);
  return true;
}

bool check_builtin_unsafe(Checker *c, Operand *x, CallExpr *call, BuiltinId id, OperandList args) {
  switch (id) {
    case BUILTIN_ADD: return check_add(c, x, call, args.data[1]);
    case BUILTIN_ALIGNOF:
    case BUILTIN_SIZEOF: return check_size(c, x, call, id);
    case BUILTIN_OFFSETOF: return check_offsetof(c, x, call);
    case BUILTIN_SLICE: return check_slice(c, x, call, args.data[1]);
    case BUILTIN_SLICE_DATA: return check_slice_data(c, x, call);
    case BUILTIN_STRING: return check_string(c, x, call, args.data[1]);
    case BUILTIN_STRING_DATA: return check_string_data(c, x, call);
    default: ice("types", "check_builtin_unsafe", "unknown builtin %d", id);
  }
}
