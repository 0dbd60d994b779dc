// Built-in functions (Spec: Built-in functions, Package unsafe).
#include "lower/internal.h"

bool builtin_of(const Info *info, Expr *fun, BuiltinId *id) {
  fun = unparen(fun);
  Object *object = NULL;
  if (fun->node.kind == NODE_NAME) object = info_object(info, (NameExpr *)fun);
  if (fun->node.kind == NODE_SELECTOR_EXPR) object = info_object(info, ((SelectorExpr *)fun)->selector);
  if (!object || object->kind != OBJECT_BUILTIN) return false;
  *id = (BuiltinId)object->builtin;
  return true;
}

static Operand int_result(Context *c, ValueId v) { return operand_scalar(c, basic_type(c->l, BASIC_INT), v); }

// ---- len, cap

static Operand length_of(Context *c, CallExpr *x, bool capacity) {
  Lowerer *l = c->l;
  Expr *arg = x->args.data[0];
  Type *u = under(l, expr_type(c, arg));
  if (u->kind == TYPE_POINTER) u = under(l, elem_of(l, u));
  if (u->kind == TYPE_ARRAY) {
    lower_discard(c, arg);
    return int_result(c, emit_int(c, ((Array *)u)->length));
  }
  Operand v = lower_expr(c, arg);
  at(c, x->expr.node.pos);
  switch (u->kind) {
    case TYPE_BASIC: return int_result(c, v.c[1]);
    case TYPE_SLICE: return int_result(c, v.c[capacity ? 2 : 1]);
    case TYPE_MAP: {
      // The count is the map's first word; nil maps have none.
      BlockId load = new_block(c), none = new_block(c), done = new_block(c);
      branch(c, emit2(c, IR_NE, IR_I8, v.c[0], emit_nil(c)), load, none);
      start_block(c, load);
      ValueId count = emit_load(c, IR_I64, (Address){v.c[0], 0, true}, 0);
      jump_to(c, done);
      start_block(c, none);
      ValueId zero = emit_int(c, 0);
      jump_to(c, done);
      start_block(c, done);
      return int_result(c, emit_phi2(c, IR_I64, count, zero));
    }
    case TYPE_CHAN: return int_result(c, call_runtime1(c, capacity ? "chancap" : "chanlen", v.c, 1));
    default: ice("lower", c->f->symbol->name->text, "len of kind %d", u->kind);
  }
}

// ---- min, max

static Operand min_max(Context *c, CallExpr *x, bool max) {
  Lowerer *l = c->l;
  Type *type = expr_type(c, &x->expr);
  Operand *values = arena_array(c->arena, Operand, x->args.len);
  for (uint32_t i = 0; i < x->args.len; i++) values[i] = lower_expr_as(c, x->args.data[i], type);
  at(c, x->expr.node.pos);
  Operand best = values[0];
  uint32_t info = basic_info(l, type);
  for (uint32_t i = 1; i < x->args.len; i++) {
    if (info & INFO_FLOAT) {
      best.c[0] = emit2(c, max ? IR_FMAX : IR_FMIN, value_type(c, best.c[0]), best.c[0], values[i].c[0]);
      continue;
    }
    // The first of equal values stays.
    ValueId other = lower_compare(c, max ? OP_GTR : OP_LSS, values[i], best);
    for (uint32_t j = 0; j < best.count; j++) {
      best.c[j] = emit3(c, IR_SELECT, value_type(c, best.c[j]), other, values[i].c[j], best.c[j]);
    }
  }
  return best;
}

// ---- print

static void print_value(Context *c, Operand v) {
  Lowerer *l = c->l;
  Type *u = under(l, v.type);
  ValueId args[3];
  memcpy(args, v.c, sizeof(ValueId) * (v.count < 3 ? v.count : 3));
  switch (u->kind) {
    case TYPE_BASIC: {
      Basic *basic = (Basic *)u;
      if (basic->info & INFO_BOOLEAN) {
        call_runtime0(c, "printbool", args, 1);
      } else if (basic->info & INFO_STRING) {
        call_runtime0(c, "printstring", args, 2);
      } else if (basic->info & INFO_FLOAT) {
        call_runtime0(c, value_type(c, args[0]) == IR_F32 ? "printfloat32" : "printfloat64", args, 1);
      } else if (basic->info & INFO_COMPLEX) {
        call_runtime0(c, value_type(c, args[0]) == IR_F32 ? "printcomplex64" : "printcomplex128", args, 2);
      } else if (basic->basic_kind == BASIC_UNSAFE_POINTER) {
        call_runtime0(c, "printpointer", args, 1);
      } else {
        bool is_signed_type = is_signed(l, v.type);
        args[0] = emit_extend(c, args[0], IR_I64, is_signed_type);
        // runtime.hex is a type whose values print in hexadecimal.
        bool hex = v.type->kind == TYPE_NAMED && ((Named *)v.type)->object->package == l->program->runtime &&
                   !strcmp(((Named *)v.type)->object->name->text, "hex");
        call_runtime0(c, hex ? "printhex" : is_signed_type ? "printint" : "printuint", args, 1);
      }
      return;
    }
    case TYPE_INTERFACE: call_runtime0(c, is_empty_interface(l, v.type) ? "printeface" : "printiface", args, 2); return;
    case TYPE_SLICE: call_runtime0(c, "printslice", args, 3); return;
    default: call_runtime0(c, "printpointer", args, 1); return;
  }
}

// In an instance the type of an argument may be one that can't be printed; elsewhere build/frames.c has seen to it.
static bool check_printable(Context *c, Type *type, Pos pos) {
  if (types_printable(type)) return true;
  diag_error(c->l->session->diags, pos, "illegal types for operand: print\n\t%s",
             types_string(c->arena, type, QUALIFY_NAME, NULL));
  return false;
}

static void lower_print(Context *c, CallExpr *x, bool line) {
  uint32_t count = x->args.len;
  Operand *values = arena_array(c->arena, Operand, count + 1);
  for (uint32_t i = 0; i < count; i++) {
    Expr *arg = x->args.data[i];
    if (info_mode(c->info, unparen(arg)) == MODE_NIL) {
      values[i] = operand_zero(c, basic_type(c->l, BASIC_UNSAFE_POINTER));
    } else {
      values[i] = operand_stable(c, lower_expr(c, arg));
      if (!check_printable(c, values[i].type, x->expr.node.pos)) return;
    }
  }
  at(c, x->expr.node.pos);
  call_runtime0(c, "printlock", NULL, 0);
  for (uint32_t i = 0; i < count; i++) {
    if (line && i) call_runtime0(c, "printsp", NULL, 0);
    print_value(c, values[i]);
  }
  if (line) call_runtime0(c, "printnl", NULL, 0);
  call_runtime0(c, "printunlock", NULL, 0);
}

// ---- clear, delete, close, panic, recover

static void lower_clear(Context *c, CallExpr *x) {
  Lowerer *l = c->l;
  Operand v = lower_expr(c, x->args.data[0]);
  at(c, x->expr.node.pos);
  if (under(l, v.type)->kind == TYPE_MAP) {
    ValueId args[2] = {emit_symbol(c, type_symbol(l, v.type), 0), v.c[0]};
    call_runtime0(c, "mapclear", args, 2);
    return;
  }
  Type *elem = elem_of(l, v.type);
  int64_t size = types_sizeof(elem);
  if (!size) return;
  BlockId clear = new_block(c), done = new_block(c);
  branch(c, emit2(c, IR_NE, IR_I8, v.c[1], emit_int(c, 0)), clear, done);
  start_block(c, clear);
  ValueId args[2] = {v.c[0], emit_scale(c, v.c[1], size)};
  call_runtime0(c, has_pointers(c->l, elem) ? "memclrHasPointers" : "memclrNoHeapPointers", args, 2);
  jump_to(c, done);
  start_block(c, done);
}

static void lower_delete(Context *c, CallExpr *x) {
  Type *map_type = expr_type(c, x->args.data[0]);
  ValueId map = lower_scalar(c, x->args.data[0]);
  Operand key = lower_expr_as(c, x->args.data[1], key_of(c->l, map_type));
  at(c, x->expr.node.pos);
  lower_map_delete(c, map_type, map, key);
}

static void lower_panic(Context *c, CallExpr *x) {
  Operand v = lower_expr_as(c, x->args.data[0], canon(c->l, c->l->universe->empty_interface));
  at(c, x->expr.node.pos);
  call_runtime0(c, "gopanic", v.c, 2);
}

static Operand lower_new(Context *c, CallExpr *x) {
  Type *type = expr_type(c, &x->expr);
  Type *elem = elem_of(c->l, type);
  Expr *arg = x->args.data[0];
  Address memory;
  if (info_mode(c->info, arg) != MODE_TYPE) {  // new(value), go1.26
    Operand v = operand_stable(c, lower_expr_as(c, arg, elem));
    memory = (Address){emit_alloc(c, elem, 0), 0, true};
    operand_store(c, memory, v, VALUE_STORE_INIT);
  } else {
    memory = (Address){emit_alloc(c, elem, VALUE_ALLOC_ZEROED), 0, true};
    emit_zero(c, memory, elem, VALUE_STORE_INIT);
  }
  return operand_scalar(c, type, memory.base);
}

// ---- unsafe

static Operand unsafe_slice(Context *c, CallExpr *x, bool string) {
  Lowerer *l = c->l;
  Type *type = expr_type(c, &x->expr);
  bool is_unsigned;
  ValueId length = index_value(c, x->args.data[1], &is_unsigned);
  at(c, x->expr.node.pos);
  int64_t n, size = string ? 1 : types_sizeof(elem_of(l, type));
  bool is_empty = value_is_const(c, length, &n) && n == 0;
  const char *bad_length = string ? "panicunsafestringlen" : "panicunsafeslicelen";
  if (!is_empty) panic_if(c, emit2(c, IR_SLT, IR_I8, length, emit_int(c, 0)), bad_length);
  // A pointer that need not be moved is evaluated behind that check, as in gc.
  Operand pointer = lower_expr(c, x->args.data[0]);
  at(c, x->expr.node.pos);
  if (!is_empty) {
    ValueId is_nil = emit2(c, IR_EQ, IR_I8, pointer.c[0], emit_nil(c));
    ValueId some = emit2(c, IR_NE, IR_I8, length, emit_int(c, 0));
    panic_if(c, emit2(c, IR_AND, IR_I8, is_nil, some), string ? "panicunsafestringnilptr" : "panicunsafeslicenilptr");
    // The memory must not wrap around the end of the address space, nor its size.
    if (size > 1)
      panic_if(c, emit2(c, IR_ULT, IR_I8, emit_int(c, (int64_t)(UINT64_MAX / (uint64_t)size)), length), bad_length);
    ValueId room = emit1(c, IR_NEG, IR_I64, emit1(c, IR_PTR_TO_INT, IR_I64, pointer.c[0]));
    ValueId beyond = emit2(c, IR_ULT, IR_I8, room, emit_scale(c, length, size));
    panic_if(c, emit2(c, IR_AND, IR_I8, beyond, some), bad_length);
  }
  ValueId parts[3] = {pointer.c[0], length, length};
  return operand_make(c, type, string ? 2 : 3, parts);
}

static Operand unsafe_add(Context *c, CallExpr *x) {
  Operand pointer = lower_expr(c, x->args.data[0]);
  bool is_unsigned;
  ValueId offset = index_value(c, x->args.data[1], &is_unsigned);
  return operand_scalar(c, expr_type(c, &x->expr), emit2(c, IR_PTR_ADD, IR_P, pointer.c[0], offset));
}

// Sizes that depend on type parameters are not constants for the checker.
static Operand unsafe_size(Context *c, CallExpr *x, BuiltinId id) {
  Lowerer *l = c->l;
  Expr *arg = unparen(x->args.data[0]);
  int64_t n = 0;
  if (id == BUILTIN_OFFSETOF) {
    SelectorExpr *selector = (SelectorExpr *)arg;
    Type *t = expr_type(c, selector->x);
    for (uint32_t i = 0; i < info_selection(c->info, selector)->path_len; i++) {
      if (under(l, t)->kind == TYPE_POINTER) t = elem_of(l, t);
      n += field_offset(l, t, info_selection(c->info, selector)->path[i]);
      t = field_type(l, t, info_selection(c->info, selector)->path[i]);
    }
  } else {
    Type *t = expr_type(c, arg);
    n = id == BUILTIN_SIZEOF ? types_sizeof(t) : types_alignof(t);
  }
  return operand_scalar(c, basic_type(l, BASIC_UINTPTR), emit_int(c, n));
}

static Operand complex_part(Context *c, CallExpr *x, uint32_t part) {
  Operand v = lower_expr(c, x->args.data[0]);
  return operand_scalar(c, expr_type(c, &x->expr), v.c[part]);
}

static Operand make_complex(Context *c, CallExpr *x) {
  Lowerer *l = c->l;
  Type *type = expr_type(c, &x->expr);
  Type *part = basic_type(l, basic_of(l, type)->basic_kind == BASIC_COMPLEX64 ? BASIC_FLOAT32 : BASIC_FLOAT64);
  ValueId parts[2];
  for (int i = 0; i < 2; i++) parts[i] = convert_value(c, lower_expr(c, x->args.data[i]), part, x->expr.node.pos).c[0];
  return operand_make(c, type, 2, parts);
}

CallExpr *spread_tuple(Context *c, CallExpr *x) {
  Expr *arg = x->args.data[0];
  uint32_t count = expr_value_count(c, arg);
  Operand *values = arena_array(c->arena, Operand, count + 1);
  lower_multi(c, arg, values, count);
  CallExpr *call = arena_new(c->l->arena, CallExpr);
  call->expr = x->expr;  // member by member: `places` need not be there
  call->fun = x->fun;
  call->args.data = arena_array(c->l->arena, Expr *, count + 1);
  call->args.len = count;
  for (uint32_t i = 0; i < count; i++) {
    NameExpr *name = arena_new(c->l->arena, NameExpr);
    name->expr.node = (Node){NODE_NAME, arg->node.pos};
    order_record(c, &name->expr, values[i]);
    call->args.data[i] = &name->expr;
  }
  return call;
}

uint32_t lower_builtin(Context *c, CallExpr *x, BuiltinId id, Operand *results, uint32_t max) {
  (void)max;
  if (is_spread(c->info, x)) x = spread_tuple(c, x);
  at(c, x->expr.node.pos);
  switch (id) {
    case BUILTIN_APPEND: results[0] = lower_append(c, x); return 1;
    case BUILTIN_COPY: results[0] = lower_copy(c, x); return 1;
    case BUILTIN_LEN:
    case BUILTIN_CAP: results[0] = length_of(c, x, id == BUILTIN_CAP); return 1;
    case BUILTIN_MAKE: results[0] = lower_make(c, x); return 1;
    case BUILTIN_NEW: results[0] = lower_new(c, x); return 1;
    case BUILTIN_MIN:
    case BUILTIN_MAX: results[0] = min_max(c, x, id == BUILTIN_MAX); return 1;
    case BUILTIN_COMPLEX: results[0] = make_complex(c, x); return 1;
    case BUILTIN_REAL: results[0] = complex_part(c, x, 0); return 1;
    case BUILTIN_IMAG: results[0] = complex_part(c, x, 1); return 1;
    case BUILTIN_RECOVER: {
      ValueId parts[ABI_MAX_COMPONENTS];
      call_runtime(c, "gorecover", NULL, 0, parts, 2);
      results[0] = operand_make(c, expr_type(c, &x->expr), 2, parts);
      return 1;
    }
    case BUILTIN_ADD: results[0] = unsafe_add(c, x); return 1;
    case BUILTIN_SLICE: results[0] = unsafe_slice(c, x, false); return 1;
    case BUILTIN_STRING: results[0] = unsafe_slice(c, x, true); return 1;
    case BUILTIN_SLICE_DATA:
    case BUILTIN_STRING_DATA: {
      Operand v = lower_expr(c, x->args.data[0]);
      results[0] = operand_scalar(c, expr_type(c, &x->expr), v.c[0]);
      return 1;
    }
    case BUILTIN_ALIGNOF:
    case BUILTIN_OFFSETOF:
    case BUILTIN_SIZEOF: results[0] = unsafe_size(c, x, id); return 1;
    case BUILTIN_CLEAR: lower_clear(c, x); return 0;
    case BUILTIN_DELETE: lower_delete(c, x); return 0;
    case BUILTIN_CLOSE: {
      Operand v = lower_expr(c, x->args.data[0]);
      at(c, x->expr.node.pos);
      call_runtime0(c, "closechan", v.c, 1);
      return 0;
    }
    case BUILTIN_PANIC: lower_panic(c, x); return 0;
    case BUILTIN_PRINT:
    case BUILTIN_PRINTLN: lower_print(c, x, id == BUILTIN_PRINTLN); return 0;
    default: ice("lower", c->f->symbol->name->text, "builtin %d", id);
  }
}
