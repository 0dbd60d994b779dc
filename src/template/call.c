// Calls of functions and methods: how many arguments, of which types, and the three builtin functions that are no plain
// ones. `and` and `or` stop at the argument that decides, `call` wants its function's name.
#include <string.h>

#include "template/exec.h"

enum { FEW = 6 };

static const TemplateValue no_value;

typedef struct Call {
  TemplateValue dot;
  const TemplateFunction *function;
  const TemplateValue *receiver;  // NULL: no method
  const Node *node;               // for messages
  const NodeVec *words;           // NULL: no arguments; else the first is the function itself
  const TemplateValue *last;
  bool builtin;
} Call;

static uint32_t written(const Call *c) { return c->words ? c->words->len - 1 : 0; }

static bool is_builtin(const Call *c, const char *name) { return c->builtin && strcmp(c->function->name, name) == 0; }

static void check_count(State *s, const Call *c, uint32_t count) {
  const TemplateFunction *f = c->function;
  uint32_t least = f->parameter_count - f->variadic;
  if (f->variadic && count < least)
    exec_fail(s, "wrong number of args for %s: want at least %u got %u", f->name, least, written(c));
  if (!f->variadic && count != least)
    exec_fail(s, "wrong number of args for %s: want %u got %u", f->name, least, count);
}

static const TemplateType *parameter(const TemplateFunction *f, uint32_t i) {
  return f->parameters[i < f->parameter_count ? i : f->parameter_count - 1];
}

// The first argument that is true (or), false (and); else the last.
static TemplateValue short_circuit(State *s, const Call *c) {
  TemplateValue value = no_value;
  for (uint32_t i = 0; i < written(c); i++) {
    value = eval_argument(s, c->dot, &value_as_it_is, c->words->data[i + 1]);
    if (s->error || value_is_true(value_in_interface(value)) == is_builtin(c, "or")) return value;
  }
  return c->last ? *c->last : value;
}

static void evaluate_arguments(State *s, const Call *c, TemplateValue *args, uint32_t count) {
  for (uint32_t i = 0; i < count && !s->error; i++) {
    const TemplateType *type = parameter(c->function, i);
    args[i] =
        i < written(c) ? eval_argument(s, c->dot, type, c->words->data[i + 1]) : eval_converted(s, *c->last, type);
    if (type == &template_any) args[i] = value_in_interface(args[i]);
  }
}

// ---- the builtin function call

// What reflect's Value.String says of a function that came through the pipe.
static const char *callee_name(State *s, const Call *c) {
  if (written(c)) return node_text(s->arena, c->words->data[1]);
  if (value_is(*c->last, TEMPLATE_STRING)) return arena_strdup(s->arena, c->last->text.bytes, c->last->text.length);
  return arena_printf(s->arena, "<%s Value>", c->last->type ? c->last->type->name : "invalid");
}

static const char *call_value(State *s, const char *name, TemplateValue callee, TemplateValue *args, uint32_t count,
                              TemplateValue *result) {
  callee = value_in_interface(callee);
  if (!callee.type) return "call of nil";
  if (callee.type->kind != TEMPLATE_FUNC)
    return arena_printf(s->arena, "non-function %s of type %s", name, callee.type->name);
  const TemplateFunction *f = callee.function;
  if (!f) return "reflect.Value.Call: call of nil function";
  uint32_t least = f->parameter_count - f->variadic;
  if (f->variadic ? count < least : count != least)
    return arena_printf(s->arena, "wrong number of args for %s: got %u want %s%u", name, count,
                        f->variadic ? "at least " : "", least);
  for (uint32_t i = 0; i < count; i++) {
    const char *error = value_prepare(s->arena, &args[i], parameter(f, i));
    if (error) return arena_printf(s->arena, "arg %u: %s", i, error);
  }
  return f->call(&(TemplateCall){s->arena, f->context, no_value}, args, count, result);
}

// ---- calls

static const char *call_plain(State *s, const Call *c, TemplateValue *args, uint32_t count, TemplateValue *result) {
  TemplateCall call = {s->arena, c->function->context, c->receiver ? *c->receiver : no_value};
  return c->function->call(&call, args, count, result);
}

static TemplateValue eval_call(State *s, const Call *c) {
  TemplateValue few[FEW], result = no_value, *args = few;
  uint32_t count = written(c) + (c->last ? 1 : 0);
  check_count(s, c, count);
  if (s->error) return no_value;
  if (is_builtin(c, "and") || is_builtin(c, "or")) return short_circuit(s, c);
  if (count > FEW) args = arena_array(s->arena, TemplateValue, count);
  evaluate_arguments(s, c, args, count);
  if (s->error) return no_value;
  const char *error = is_builtin(c, "call") ? call_value(s, callee_name(s, c), args[0], args + 1, count - 1, &result)
                                            : call_plain(s, c, args, count, &result);
  if (!error) return result;
  s->node = c->node;
  exec_fail(s, "error calling %s: %s", c->function->name, error);
  return no_value;
}

TemplateValue eval_function(State *s, TemplateValue dot, const Node *name, const Node *command, const NodeVec *words,
                            const TemplateValue *last) {
  Call c = {.dot = dot, .node = command, .words = words, .last = last};
  s->node = name;
  c.function = template_function(s->template, name->text, &c.builtin);  // the parser has looked for it
  return eval_call(s, &c);
}

// A method that is called through a nil pointer fails in Go, too, when it looks at what is not there.
static const char *nil_receiver(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                                TemplateValue *result) {
  const TemplateMethod *method = call->context;
  const TemplateType *type = call->receiver.type->element;
  const char *dot = strrchr(type->name, '.');
  (void)args, (void)count, (void)result;
  if (method->of_pointer) return "runtime error: invalid memory address or nil pointer dereference";
  return arena_printf(call->arena, "value method %s.%s called using nil *%s pointer", type->name, method->function.name,
                      dot ? dot + 1 : type->name);
}

TemplateValue eval_method(State *s, TemplateValue dot, const TemplateMethod *method, TemplateValue receiver,
                          const Node *node, const NodeVec *words, const TemplateValue *last) {
  TemplateFunction failing = method->function;
  Call c = {dot, &method->function, &receiver, node, words, last, false};
  if (receiver.type->kind == TEMPLATE_POINTER) {
    failing.call = nil_receiver;
    failing.context = (void *)method;
    c.function = &failing;
  }
  return eval_call(s, &c);
}
