// Arguments: nodes evaluated for a parameter's type, and values made to fit one.
#include "template/exec.h"

static const TemplateValue no_value;

static TemplateValue fitting(State *s, TemplateValue value, const TemplateType *type) {
  if (type_assignable(value.type, type)) return value;
  if (value.type->kind == TEMPLATE_INTERFACE && !value_is_nil(value)) {
    value = value_element(value);
    if (type_assignable(value.type, type)) return value;
  }
  if (value.type->kind == TEMPLATE_POINTER && type_assignable(value.type->element, type)) {
    if (value_is_nil(value)) exec_fail(s, "dereference of nil pointer of type %s", type->name);
    return value_element(value);
  }
  if (value.addressable && value.type->kind == TEMPLATE_STRUCT && type->kind == TEMPLATE_POINTER &&
      type_same(type->element, value.type))
    return template_pointer(type, value.object);
  exec_fail(s, "wrong type for value; expected %s; got %s", type->name, value.type->name);
  return no_value;
}

TemplateValue eval_converted(State *s, TemplateValue value, const TemplateType *type) {
  if (s->error || !type || type == &value_as_it_is) return value;
  if (value.type) return fitting(s, value, type);
  if (type_can_be_nil(type)) return template_zero(type);
  exec_fail(s, "invalid value; expected %s", type->name);
  return no_value;
}

// A constant for a parameter that takes any.
static TemplateValue any_constant(State *s, const Node *node) {
  if (node->kind == NODE_BOOL) return template_of_bool(node->truth);
  if (node->kind == NODE_NUMBER) return eval_constant(s, node);
  return template_of_text(node->name.bytes, node->name.length);
}

static TemplateValue typed_constant(State *s, const TemplateType *type, const Node *node) {
  const Number *n = node->kind == NODE_NUMBER ? node->number : NULL;
  TemplateValue value = {.type = type};
  const char *expected;
  switch (type->kind) {
    case TEMPLATE_BOOL:
      value.truth = node->truth;
      expected = node->kind == NODE_BOOL ? NULL : "bool";
      break;
    case TEMPLATE_COMPLEX:
      if (n) value.complex.re = n->real, value.complex.im = n->imaginary;
      expected = n && n->is_complex ? NULL : "complex";
      break;
    case TEMPLATE_FLOAT:
      if (n) value.real = n->real;
      expected = n && n->is_float ? NULL : "float";
      break;
    case TEMPLATE_INT:
      if (n) value.integer = n->integer;
      expected = n && n->is_int ? NULL : "integer";
      break;
    case TEMPLATE_UINT:
      if (n) value.natural = n->natural;
      expected = n && n->is_uint ? NULL : "unsigned integer";
      break;
    default:
      value.text = node->name;
      expected = node->kind == NODE_STRING ? NULL : "string";
      break;
  }
  if (expected) exec_fail(s, "expected %s; found %s", expected, node_text(s->arena, node));
  return value;
}

static TemplateValue constant_argument(State *s, const TemplateType *type, const Node *node) {
  bool any = type == &value_as_it_is || (type->kind == TEMPLATE_INTERFACE && !type->method_count);
  if (any) return any_constant(s, node);
  if (type->kind <= TEMPLATE_STRING) return typed_constant(s, type, node);
  exec_fail(s, "can't handle %s for arg of type %s", node_text(s->arena, node), type->name);
  return no_value;
}

TemplateValue eval_argument(State *s, TemplateValue dot, const TemplateType *type, const Node *node) {
  s->node = node;
  switch (node->kind) {
    case NODE_DOT: return eval_converted(s, dot, type);
    case NODE_NIL:
      if (type_can_be_nil(type)) return type == &value_as_it_is ? no_value : template_zero(type);
      exec_fail(s, "cannot assign nil to %s", type->name);
      return no_value;
    case NODE_FIELD:
    case NODE_CHAIN:
    case NODE_VARIABLE: return eval_converted(s, eval_node(s, dot, node, NULL, NULL), type);
    case NODE_PIPE: return eval_converted(s, eval_pipeline(s, dot, node), type);
    case NODE_IDENTIFIER: return eval_converted(s, eval_function(s, dot, node, node, NULL, NULL), type);
    default: return constant_argument(s, type, node);
  }
}

// ---- values that functions were given, for keys of maps and for functions that are values

static bool int_like(const TemplateType *type) { return type->kind == TEMPLATE_INT || type->kind == TEMPLATE_UINT; }

const char *value_prepare(Arena *arena, TemplateValue *value, const TemplateType *type) {
  *value = value_in_interface(*value);
  if (type == &value_as_it_is) return NULL;
  if (!value->type) {
    if (!type_can_be_nil(type)) return arena_printf(arena, "value is nil; should be of type %s", type->name);
    *value = type == &template_any ? no_value : template_zero(type);
    return NULL;
  }
  if (type_assignable(value->type, type)) return NULL;
  if (!int_like(value->type) || !int_like(type))
    return arena_printf(arena, "value has type %s; should be %s", value->type->name, type->name);
  value->type = type;  // both are 64 bits
  return NULL;
}
