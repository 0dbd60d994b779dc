// Function literals. A closure object is {code, captures…}; literals without
// captures are read-only data. A variable is captured by value if nothing can
// change it after its declaration and it is small, else by reference.
#include "lower/internal.h"

bool capture_by_value(Object *object, Type *type) {
  return object->var_kind != VAR_RESULT && !object->reassigned && !object->address_taken &&
         types_sizeof(type) <= MAX_IMPLICIT_VALUE_CAPTURE;
}

// The closure object's type and the captures' places in it.
void layout_captures(Lowerer *l, Instance *instance) {
  uint32_t count = instance->capture_count;
  if (!count) return;
  Type **fields = arena_array(l->arena, Type *, count + 1);
  fields[0] = basic_type(l, BASIC_UINTPTR);
  for (uint32_t i = 0; i < count; i++) {
    Capture *capture = &instance->captures[i];
    fields[i + 1] = capture->by_value ? capture->type : pointer_to(l, capture->type);
  }
  instance->closure_type = struct_of(l, fields, count + 1);
  for (uint32_t i = 0; i < count; i++) instance->captures[i].offset = field_offset(l, instance->closure_type, i + 1);
}

ValueId make_closure(Context *c, Instance *instance, Operand *values) {
  Lowerer *l = c->l;
  if (!instance->capture_count) return emit_symbol(c, instance_value_symbol(l, instance), 0);
  instance_reach(l, instance);
  ValueId memory =
      instance->made_once ? emit_entry_alloc(c, instance->closure_type, 0) : emit_alloc(c, instance->closure_type, 0);
  Address closure = {memory, 0, true};
  emit_store(c, closure, 0, emit_symbol_word(c, instance->symbol), VALUE_STORE_INIT);
  for (uint32_t i = 0; i < instance->capture_count; i++) {
    Capture *capture = &instance->captures[i];
    Address to = address_add(c, closure, capture->offset);
    if (capture->by_value) {
      operand_store(c, to, values[i], VALUE_STORE_INIT);
    } else {
      emit_store(c, to, 0, emit_pointer(c, values[i].address), VALUE_STORE_INIT);
    }
  }
  return closure.base;
}

// At the entry of a closure: its captured variables. By-value ones are copied, as they cannot change.
void bind_captures(Context *c) {
  Instance *instance = c->instance;
  if (!instance->capture_count) return;
  c->f->needs_context = true;
  c->closure = (Address){emit0(c, IR_CLOSURE, IR_P), 0, true};
  for (uint32_t i = 0; i < instance->capture_count; i++) {
    Capture *capture = &instance->captures[i];
    if (!capture->object) continue;
    Address place = address_add(c, c->closure, capture->offset);
    if (capture->by_value) {
      Variable *v = declare_variable(c, capture->object);
      v->concrete = capture->concrete;
      operand_store(c, v->address, operand_at(c, v->type, place), VALUE_STORE_INIT);
      continue;
    }
    Variable *v = arena_new(c->arena, Variable);
    v->object = capture->object;
    v->type = capture->type;
    v->address = (Address){emit_load(c, IR_P, place, 0), 0, true};
    claim_variable(c, v);
    map_put(c->arena, &c->variables, map_key(capture->object), v);
  }
}

Operand lower_func_lit(Context *c, FuncLit *x) {
  Lowerer *l = c->l;
  Type *type = expr_type(c, &x->expr);
  Instance *instance = instance_new(l, INSTANCE_LITERAL, literal_name(l, c->instance, x));
  instance->literal = x;
  instance->made_once = c->defers.literal == x;
  instance->package = c->instance->package;
  instance->environment = c->instance->environment;
  instance->outer = c->instance;
  instance->signature = (Signature *)under(l, type);
  instance->captures = arena_array(l->arena, Capture, info_literal(c->info, x)->capture_count + 1);
  Operand *values = arena_array(c->arena, Operand, info_literal(c->info, x)->capture_count + 1);
  uint32_t count = 0;
  for (uint32_t i = 0; i < info_literal(c->info, x)->capture_count; i++) {
    Object *object = info_literal(c->info, x)->captures[i];
    Variable *v = find_variable(c, object);
    if (!v) continue;  // only used in code that is left out
    Capture *capture = &instance->captures[count];
    *capture = (Capture){
        .object = object, .type = v->type, .concrete = v->concrete, .by_value = capture_by_value(object, v->type)};
    if (capture->by_value) {
      values[count] = operand_at(c, v->type, v->address);
    } else {
      values[count] = (Operand){.type = v->type, .in_memory = true, .address = v->address};
    }
    count++;
  }
  instance->capture_count = count;
  layout_captures(l, instance);
  at(c, x->expr.node.pos);
  return operand_scalar(c, type, make_closure(c, instance, values));
}
