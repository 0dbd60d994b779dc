// Interfaces: conversion to them, assertions, type switches. An interface is
// {type word, data word}; the type word is a descriptor for interfaces without
// methods, else an itab. Pointer-shaped values are the data word themselves;
// others live in memory that is never written again.
#include "lower/internal.h"

enum { ITAB_TYPE = 8 };

// ---- boxing

static bool constant_component(Context *c, ValueId v) {
  Op op = (Op)func_value(c->f, v)->op;
  return op == IR_CONST || op == IR_SYMBOL;
}

// Read-only memory with a constant value; NULL if the value is not constant.
static Symbol *constant_box(Context *c, Operand x) {
  Lowerer *l = c->l;
  if (x.in_memory) return NULL;
  for (uint32_t i = 0; i < x.count; i++) {
    if (!constant_component(c, x.c[i])) return NULL;
  }
  const TypeShape *shape = shape_of(l, x.type);
  int64_t size = types_sizeof(x.type);
  uint8_t bytes[ABI_MAX_COMPONENTS * 8 + 64] = {0};
  if (size > (int64_t)sizeof bytes) return NULL;
  Reloc relocs[ABI_MAX_COMPONENTS];
  uint32_t reloc_count = 0;
  for (uint32_t i = 0; i < x.count; i++) {
    Value *v = func_value(c->f, x.c[i]);
    uint32_t offset = shape->leaves[i].offset;
    if (v->op == IR_SYMBOL) relocs[reloc_count++] = (Reloc){offset, RELOC_ABS64, v->offset, v->symbol};
    else memcpy(bytes + offset, &v->constant, ir_type_size((IrType)v->type));
  }
  return symbol_constant(l->symbols, &(Constant){"box", bytes, (size_t)size, 3, relocs, reloc_count});
}

// All one-byte values have their places in one table.
static Symbol *small_values(Lowerer *l) {
  uint64_t table[256];
  for (uint32_t i = 0; i < 256; i++) table[i] = i;
  return data_symbol(l, table, sizeof table, 3);
}

// The data word for a value of concrete type.
static ValueId data_word(Context *c, Operand x) {
  Lowerer *l = c->l;
  if (is_direct(l, x.type)) return x.in_memory ? emit_load(c, IR_P, x.address, 0) : x.c[0];
  int64_t size = types_sizeof(x.type);
  if (size == 0) return emit_alloc(c, x.type, 0);
  Symbol *constant = constant_box(c, x);
  if (constant) return emit_symbol(c, constant, 0);
  if (size == 1 && x.count == 1) {
    ValueId index = emit1(c, IR_ZEXT, IR_I64, x.c[0]);
    return emit_element(c, emit_symbol(c, small_values(l), 0), index, 8);
  }
  Address box = {emit_alloc(c, x.type, VALUE_ALLOC_BOX), 0, true};
  operand_store(c, box, x, VALUE_STORE_INIT);
  return box.base;
}

// The dynamic type's descriptor, or 0.
ValueId interface_type_word(Context *c, Operand x) {
  if (is_empty_interface(c->l, x.type)) return x.c[0];
  int64_t bits;
  if (value_is_const(c, x.c[0], &bits)) return x.c[0];
  BlockId load = new_block(c), none = new_block(c), done = new_block(c);
  branch_likely(c, emit2(c, IR_NE, IR_I8, x.c[0], emit_int(c, 0)), load, none, 1);
  start_block(c, load);
  Address tab = {emit1(c, IR_INT_TO_PTR, IR_P, x.c[0]), 0, true};
  ValueId type = emit_load(c, IR_I64, tab, ITAB_TYPE);
  jump_to(c, done);
  start_block(c, none);
  ValueId zero = emit_int(c, 0);
  jump_to(c, done);
  start_block(c, done);
  return emit_phi2(c, IR_I64, type, zero);
}

static bool same_methods(Lowerer *l, Type *a, Type *b) { return under(l, a) == under(l, b); }

// The itab for a dynamic type and an interface's underlying type (see itab_symbol), 0 if it does not implement it.
static ValueId find_itab(Context *c, ValueId type, Type *interface_type) {
  ValueId args[2] = {emit_symbol(c, type_symbol(c->l, under(c->l, interface_type)), 0), type};
  return emit1(c, IR_PTR_TO_INT, IR_I64, call_runtime1(c, "assertE2I2", args, 2));
}

// As above; panics, naming the interface, if there is none.
static ValueId must_find_itab(Context *c, ValueId type, Type *interface_type) {
  ValueId tab = find_itab(c, type, interface_type);
  BlockId missing = new_block(c), found = new_block(c);
  branch_likely(c, emit2(c, IR_EQ, IR_I8, tab, emit_int(c, 0)), missing, found, -1);
  start_block(c, missing);
  func_block(c->f, missing)->cold = true;
  ValueId args[2] = {emit_symbol(c, type_symbol(c->l, interface_type), 0), type};
  call_runtime1(c, "assertE2I", args, 2);
  end_unreachable(c);
  start_block(c, found);
  return tab;
}

// The itab of a dynamic type that is known to implement the interface, 0 for none.
static ValueId itab_of_dynamic(Context *c, ValueId type, Type *interface_type) {
  BlockId find = new_block(c), none = new_block(c), done = new_block(c);
  branch_likely(c, emit2(c, IR_NE, IR_I8, type, emit_int(c, 0)), find, none, 1);
  start_block(c, find);
  ValueId tab = must_find_itab(c, type, interface_type);
  jump_to(c, done);
  start_block(c, none);
  ValueId zero = emit_int(c, 0);
  jump_to(c, done);
  start_block(c, done);
  return emit_phi2(c, IR_I64, tab, zero);
}

Operand to_interface(Context *c, Operand x, Type *to) {
  Lowerer *l = c->l;
  if (x.type == to) return x;
  Basic *basic = basic_of(l, x.type);
  if (basic && basic->basic_kind == BASIC_UNTYPED_NIL) return operand_zero(c, to);
  if (basic && basic->basic_kind == BASIC_UNTYPED_BOOL) x.type = basic_type(l, BASIC_BOOL);
  bool empty = is_empty_interface(l, to);
  ValueId parts[2];
  if (is_interface(l, x.type)) {
    if (same_methods(l, x.type, to)) return operand_retype(c, x, to);
    ValueId type = interface_type_word(c, x);
    parts[0] = empty ? type : itab_of_dynamic(c, type, to);
    parts[1] = x.c[1];
    return operand_make(c, to, 2, parts);
  }
  Symbol *word = empty ? type_symbol(l, x.type) : itab_symbol(l, x.type, to);
  mark_in_interface(l, x.type);
  parts[1] = data_word(c, x);
  parts[0] = emit_symbol_word(c, word);
  return operand_make(c, to, 2, parts);
}

// ---- assertions

// The value of concrete type in an interface that is known to hold it.
Operand interface_value(Context *c, Operand x, Type *type) {
  return is_direct(c->l, type) ? operand_of_word(c, type, x.c[1]) : operand_at(c, type, (Address){x.c[1], 0, true});
}

static Operand assert_concrete(Context *c, Operand x, Type *type, Operand *ok) {
  Lowerer *l = c->l;
  bool empty = is_empty_interface(l, x.type);
  ValueId same;
  if (empty || types_implements(l->session, type, x.type)) {
    Symbol *want = empty ? type_symbol(l, type) : itab_symbol(l, type, x.type);
    same = emit2(c, IR_EQ, IR_I8, x.c[0], emit_symbol_word(c, want));
  } else {
    same = emit_const(c, IR_I8, 0);  // only instances of generic code ask what cannot be
  }
  BlockId good = new_block(c), bad = new_block(c);
  branch_likely(c, same, good, bad, ok ? 0 : 1);
  if (!ok) {
    start_block(c, bad);
    func_block(c->f, bad)->cold = true;
    ValueId args[3] = {x.c[0], emit_symbol(c, type_symbol(l, type), 0), emit_symbol(c, type_symbol(l, x.type), 0)};
    call_runtime0(c, empty ? "panicdottypeE" : "panicdottypeI", args, 3);
    start_block(c, good);
    return interface_value(c, x, type);
  }
  *ok = operand_scalar(c, basic_type(l, BASIC_BOOL), same);
  BlockId done = new_block(c);
  if (is_in_memory(l, type)) {
    Operand result = {.type = type, .in_memory = true};
    start_block(c, good);
    ValueId held = x.c[1];
    jump_to(c, done);
    start_block(c, bad);
    Operand zero = operand_zero(c, type);
    jump_to(c, done);
    start_block(c, done);
    result.address = (Address){emit_phi2(c, IR_P, held, zero.address.base), 0, true};
    return result;
  }
  start_block(c, good);
  Operand value = interface_value(c, x, type);
  jump_to(c, done);
  start_block(c, bad);
  Operand zero = operand_zero(c, type);
  jump_to(c, done);
  start_block(c, done);
  for (uint32_t i = 0; i < value.count; i++) {
    value.c[i] = emit_phi2(c, value_type(c, value.c[i]), value.c[i], zero.c[i]);
  }
  return value;
}

// Asserts that a dynamic type implements an interface. ok NULL: panics. Gives the type word of the result.
static ValueId assert_word(Context *c, ValueId type, Type *to, ValueId *ok) {
  Lowerer *l = c->l;
  bool empty = is_empty_interface(l, to);
  ValueId zero = emit_int(c, 0);
  if (empty && ok) {
    *ok = emit2(c, IR_NE, IR_I8, type, zero);
    return type;
  }
  ValueId inter = emit_symbol(c, type_symbol(l, to), 0);
  if (!ok) {
    BlockId nothing = new_block(c), some = new_block(c);
    branch_likely(c, emit2(c, IR_EQ, IR_I8, type, zero), nothing, some, -1);
    start_block(c, nothing);
    func_block(c->f, nothing)->cold = true;
    ValueId want[1] = {inter};
    call_runtime0(c, "panicnildottype", want, 1);
    start_block(c, some);
    return empty ? type : must_find_itab(c, type, to);
  }
  BlockId find = new_block(c), none = new_block(c), done = new_block(c);
  branch(c, emit2(c, IR_NE, IR_I8, type, zero), find, none);
  start_block(c, find);
  ValueId tab = find_itab(c, type, to);
  jump_to(c, done);
  start_block(c, none);
  ValueId no_tab = emit_int(c, 0);
  jump_to(c, done);
  start_block(c, done);
  ValueId word = emit_phi2(c, IR_I64, tab, no_tab);
  *ok = emit2(c, IR_NE, IR_I8, word, emit_int(c, 0));
  return word;
}

// ---- what is known of an interface's value

Type *known_type_in(Context *c, Expr *x) {
  for (;;) {
    x = unparen(x);
    if (!info_type(c->info, x) || info_mode(c->info, x) == MODE_NIL || info_mode(c->info, x) == MODE_TYPE ||
        types_is_untyped(info_type(c->info, x)))
      return NULL;
    if (is_shaped(c, info_type(c->info, x))) return NULL;
    Type *type = expr_type(c, x);
    if (!is_interface(c->l, type)) return type;
    if (x->node.kind == NODE_NAME && info_object(c->info, (NameExpr *)x)) {
      Variable *v = find_variable(c, info_object(c->info, (NameExpr *)x));
      return v ? v->concrete : NULL;
    }
    if (x->node.kind != NODE_CALL_EXPR || info_mode(c->info, ((CallExpr *)x)->fun) != MODE_TYPE) return NULL;
    x = ((CallExpr *)x)->args.data[0];
  }
}

void note_type_in(Context *c, Variable *v, Expr *value) {
  const Object *object = v->object;
  if (!is_interface(c->l, v->type) || object->var_kind != VAR_LOCAL || object->reassigned || object->address_taken)
    return;
  v->concrete = known_type_in(c, value);
}

Operand lower_assert(Context *c, AssertExpr *x, Operand *ok) {
  Lowerer *l = c->l;
  Type *to = expr_type(c, x->type_expr);
  Operand value = lower_expr(c, x->x);
  at(c, x->expr.node.pos);
  if (!is_interface(l, to)) return assert_concrete(c, value, to, ok);
  ValueId found = 0, parts[2];
  ValueId type = interface_type_word(c, value);
  parts[0] = assert_word(c, type, to, ok ? &found : NULL);
  parts[1] = value.c[1];
  if (ok) {
    *ok = operand_scalar(c, basic_type(l, BASIC_BOOL), found);
    parts[1] = emit3(c, IR_SELECT, IR_P, found, value.c[1], emit_nil(c));
  }
  return operand_make(c, to, 2, parts);
}

// ---- type switches

typedef struct TypeSwitch {
  Operand value;
  ValueId type;  // descriptor of the dynamic type
  SwitchStmt *stmt;
  BlockId *bodies;  // a clause each
  Operand *bound;   // single-interface clauses: the value converted
} TypeSwitch;

// One case: branches to the clause's body if it matches, else falls to the next.
static void type_case(Context *c, TypeSwitch *s, uint32_t clause, Expr *case_expr, bool single) {
  Lowerer *l = c->l;
  BlockId next = new_block(c);
  at(c, case_expr->node.pos);
  if (info_mode(c->info, unparen(case_expr)) == MODE_NIL) {
    branch(c, emit2(c, IR_EQ, IR_I8, s->type, emit_int(c, 0)), s->bodies[clause], next);
  } else {
    Type *type = expr_type(c, case_expr);
    if (is_interface(l, type)) {
      ValueId ok, parts[2];
      parts[0] = assert_word(c, s->type, type, &ok);
      parts[1] = s->value.c[1];
      if (single) s->bound[clause] = operand_make(c, type, 2, parts);
      branch(c, ok, s->bodies[clause], next);
    } else {
      ValueId want = emit_symbol_word(c, type_symbol(l, type));
      branch(c, emit2(c, IR_EQ, IR_I8, s->type, want), s->bodies[clause], next);
    }
  }
  start_block(c, next);
}

static void bind_clause_variable(Context *c, TypeSwitch *s, uint32_t index, CaseClause *clause) {
  if (!info_clause_variable(c->info, clause)) return;
  Operand x = s->value;
  Type *type = type_in(c, info_clause_variable(c->info, clause)->type);
  bool single = clause->cases && clause->cases->node.kind != NODE_LIST_EXPR;
  if (single && info_mode(c->info, unparen(clause->cases)) != MODE_NIL) {
    x = is_interface(c->l, type) ? s->bound[index] : interface_value(c, s->value, type);
  }
  Variable *v = declare_variable(c, info_clause_variable(c->info, clause));
  operand_store(c, v->address, operand_retype(c, x, type), VALUE_STORE_INIT);
}

void lower_type_switch(Context *c, SwitchStmt *s) {
  TypeSwitchGuard *guard = (TypeSwitchGuard *)s->tag;
  uint32_t count = s->clauses.len;
  TypeSwitch ts = {.stmt = s};
  ts.value = lower_expr(c, guard->x);
  at(c, s->stmt.node.pos);
  ts.type = interface_type_word(c, ts.value);
  ts.bodies = arena_array(c->arena, BlockId, count + 1);
  ts.bound = arena_array(c->arena, Operand, count + 1);
  BlockId done = new_block(c), fallback = done;
  for (uint32_t i = 0; i < count; i++) ts.bodies[i] = new_block(c);
  Target target;
  push_target(c, &target, &s->stmt, done, 0);
  for (uint32_t i = 0; i < count; i++) {
    CaseClause *clause = s->clauses.data[i];
    if (!clause->cases) {
      fallback = ts.bodies[i];
    } else if (clause->cases->node.kind == NODE_LIST_EXPR) {
      ListExpr *list = (ListExpr *)clause->cases;
      for (uint32_t j = 0; j < list->elements.len; j++) type_case(c, &ts, i, list->elements.data[j], false);
    } else {
      type_case(c, &ts, i, clause->cases, true);
    }
  }
  if (fallback == done) fallback = counted_way(c, done);
  jump_to(c, fallback);
  for (uint32_t i = 0; i < count; i++) {
    CaseClause *clause = s->clauses.data[i];
    start_block(c, ts.bodies[i]);
    if (c->dead) continue;
    bind_clause_variable(c, &ts, i, clause);
    count_edge(c);
    lower_list_behind(c, clause->colon, &clause->body);
    if (!c->dead) jump_to(c, done);
  }
  pop_target(c);
  start_block(c, done);
}
