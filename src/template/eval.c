// Evaluation of pipelines: commands, variables, fields and methods. What a message points at is the node that was last
// begun with (State.node), which is set in upstream's order.
#include <string.h>

#include "template/exec.h"

static const TemplateValue no_value;

static bool has_arguments(const NodeVec *words, const TemplateValue *last) { return (words && words->len > 1) || last; }

static void not_a_function(State *s, const NodeVec *words, const TemplateValue *last) {
  if (has_arguments(words, last))
    exec_fail(s, "can't give argument to non-function %s", node_text(s->arena, words->data[0]));
}

// ---- constants

static bool contains_any(TemplateText text, const char *set) {
  for (size_t i = 0; i < text.length; i++)
    if (strchr(set, text.bytes[i])) return true;
  return false;
}

static bool is_hex_int(TemplateText t) {
  return t.length > 2 && t.bytes[0] == '0' && (t.bytes[1] == 'x' || t.bytes[1] == 'X') && !contains_any(t, "pP");
}

// Where no type is asked for, the number's syntax says which it has.
TemplateValue eval_constant(State *s, const Node *node) {
  const Number *n = node->number;
  TemplateText text = node->text;
  s->node = node;
  if (n->is_complex) return (TemplateValue){.type = &template_complex128, .complex = {n->real, n->imaginary}};
  if (n->is_float && !is_hex_int(text) && text.bytes[0] != '\'' && contains_any(text, ".eEpP"))
    return (TemplateValue){.type = &template_float64, .real = n->real};
  if (n->is_int) return template_of_int(n->integer);
  exec_fail(s, "%.*s overflows int", (int)text.length, text.bytes);
  return no_value;
}

// ---- fields

static TemplateValue struct_field(State *s, TemplateValue structure, const TemplateField *field,
                                  const TemplateType *type, bool arguments) {
  if (!value_is_exported(field->name))
    exec_fail(s, "%s is an unexported field of struct type %s", field->name, type->name);
  else if (arguments) exec_fail(s, "%s has arguments but cannot be invoked as function", field->name);
  return s->error ? no_value : value_field(s->arena, structure, field);
}

static TemplateValue map_entry(State *s, TemplateValue map, TemplateText name, bool arguments) {
  if (arguments) {
    exec_fail(s, "%.*s is not a method but has arguments", (int)name.length, name.bytes);
    return no_value;
  }
  const TemplateValue *entry = value_at_key(map, template_of_text(name.bytes, name.length));
  return entry ? *entry : no_value;
}

// What there is no method for.
static TemplateValue field_of(State *s, TemplateValue receiver, const TemplateType *type, TemplateText name,
                              bool arguments) {
  int length = (int)name.length;
  if (receiver.type->kind == TEMPLATE_STRUCT) {
    const TemplateField *field = type_field(receiver.type, name);
    if (field) return struct_field(s, receiver, field, type, arguments);
  } else if (receiver.type->kind == TEMPLATE_MAP && type_same(receiver.type->key, &template_string)) {
    return map_entry(s, receiver, name, arguments);
  } else if (receiver.type->kind == TEMPLATE_POINTER) {  // nil
    const TemplateType *to = receiver.type->element;
    if (to->kind != TEMPLATE_STRUCT || type_field(to, name)) {
      exec_fail(s, "nil pointer evaluating %s.%.*s", type->name, length, name.bytes);
      return no_value;
    }
  }
  exec_fail(s, "can't evaluate field %.*s in type %s", length, name.bytes, type->name);
  return no_value;
}

typedef struct Access {
  TemplateValue dot;  // where arguments are evaluated
  const Node *node;
  const NodeVec *words;
  const TemplateValue *last;
} Access;

static TemplateValue eval_field(State *s, const Access *a, TemplateText name, TemplateValue receiver) {
  if (!receiver.type) return receiver;
  const TemplateType *type = receiver.type;
  receiver = value_indirect(receiver);
  if (receiver.type->kind == TEMPLATE_INTERFACE) {
    exec_fail(s, "nil pointer evaluating %s.%.*s", type->name, (int)name.length, name.bytes);
    return no_value;
  }
  const TemplateMethod *method = type_method(receiver.type, name);
  bool pointer = receiver.addressable || receiver.type->kind == TEMPLATE_POINTER;
  if (method && (pointer || !method->of_pointer))
    return eval_method(s, a->dot, method, receiver, a->node, a->words, a->last);
  return field_of(s, receiver, type, name, has_arguments(a->words, a->last));
}

// .X.Y.Z: arguments go to the last.
static TemplateValue eval_fields(State *s, const Access *a, TemplateValue receiver, uint32_t first) {
  const TextVec *words = &a->node->words;
  Access inner = {a->dot, a->node, NULL, NULL};
  for (uint32_t i = first; i < words->len && !s->error; i++)
    receiver = eval_field(s, i + 1 < words->len ? &inner : a, words->data[i], receiver);
  return receiver;
}

static TemplateValue eval_chain(State *s, const Access *a) {
  TemplateValue value = eval_argument(s, a->dot, NULL, a->node->pipe);
  return s->error ? no_value : eval_fields(s, a, value, 0);
}

static TemplateValue eval_variable(State *s, const Access *a) {
  TemplateValue value = exec_variable(s, a->node->words.data[0]);
  if (a->node->words.len > 1) return eval_fields(s, a, value, 1);
  not_a_function(s, a->words, a->last);
  return value;
}

TemplateValue eval_node(State *s, TemplateValue dot, const Node *node, const NodeVec *words,
                        const TemplateValue *last) {
  Access a = {dot, node, words, last};
  s->node = node;
  if (node->kind == NODE_FIELD) return eval_fields(s, &a, dot, 0);
  return node->kind == NODE_CHAIN ? eval_chain(s, &a) : eval_variable(s, &a);
}

// ---- commands

static TemplateValue eval_value_command(State *s, TemplateValue dot, const Node *first) {
  switch (first->kind) {
    case NODE_BOOL: return template_of_bool(first->truth);
    case NODE_DOT: return dot;
    case NODE_NIL: exec_fail(s, "nil is not a command"); return no_value;
    case NODE_NUMBER: return eval_constant(s, first);
    default: return template_of_text(first->name.bytes, first->name.length);
  }
}

static TemplateValue eval_command(State *s, TemplateValue dot, const Node *command, const TemplateValue *last) {
  const NodeVec *words = &command->nodes;
  const Node *first = words->data[0];
  switch (first->kind) {
    case NODE_FIELD:
    case NODE_CHAIN:
    case NODE_VARIABLE: return eval_node(s, dot, first, words, last);
    case NODE_IDENTIFIER: return eval_function(s, dot, first, command, words, last);
    default: break;
  }
  if (first->kind != NODE_PIPE) s->node = first;
  not_a_function(s, words, last);
  if (s->error) return no_value;
  return first->kind == NODE_PIPE ? eval_pipeline(s, dot, first) : eval_value_command(s, dot, first);
}

TemplateValue eval_pipeline(State *s, TemplateValue dot, const Node *pipe) {
  TemplateValue value = {0};
  if (!pipe) return value;
  s->node = pipe;
  for (uint32_t i = 0; i < pipe->nodes.len && !s->error; i++) {
    value = eval_command(s, dot, pipe->nodes.data[i], i ? &value : NULL);
    // What an empty interface holds counts.
    if (value_is(value, TEMPLATE_INTERFACE) && !value.type->method_count) value = value_in_interface(value);
  }
  for (uint32_t i = 0; i < pipe->variables.len && !s->error; i++) {
    TemplateText name = pipe->variables.data[i]->words.data[0];
    if (pipe->truth) exec_assign(s, name, value);
    else exec_declare(s, name, value);
  }
  return value;
}
