// Execution of templates. Lists of nodes, loops and templates that are called stand on a stack of frames of their own,
// so that no template is too deep for the stack of the thread; pipelines recurse, and the parser limits those.
//
// An error stops all: State.error is set once, and whatever can go on looks at it.
#include "template/exec.h"

#include <string.h>

#include "base/unicode.h"

enum { MAX_DEPTH = 100000 };  // upstream's limit for templates within templates

// ---- errors

void exec_fail(State *s, const char *format, ...) {
  if (s->error) return;
  va_list args;
  va_start(args, format);
  const char *message = arena_vprintf(s->arena, format, args);
  va_end(args);
  const char *text = s->template->text.bytes;
  uint32_t line = 1, begin = 0;
  for (uint32_t i = 0; i < s->node->pos; i++)
    if (text[i] == '\n') line++, begin = i + 1;
  s->error = arena_printf(s->arena, "template: %s:%u:%u: executing %s at <%s>: %s", s->template->name, line,
                          s->node->pos - begin, text_quote(s->arena, s->tree->name.bytes, s->tree->name.length),
                          node_text(s->arena, s->node), message);
}

// ---- variables

void exec_declare(State *s, TemplateText name, TemplateValue value) {
  vec_push(s->arena, &s->variables, ((Variable){name, value}));
}

static Variable *find_variable(State *s, TemplateText name) {
  for (uint32_t i = s->variables.len; i > s->base; i--)
    if (text_equal(s->variables.data[i - 1].name, name)) return &s->variables.data[i - 1];
  exec_fail(s, "undefined variable: %.*s", (int)name.length, name.bytes);
  return NULL;
}

void exec_assign(State *s, TemplateText name, TemplateValue value) {
  Variable *v = find_variable(s, name);
  if (v) v->value = value;
}

TemplateValue exec_variable(State *s, TemplateText name) {
  const Variable *v = find_variable(s, name);
  return v ? v->value : (TemplateValue){0};
}

// ---- frames

static void push_list(State *s, const Node *list, TemplateValue dot, uint32_t variables) {
  vec_push(s->arena, &s->frames, ((Frame){.kind = FRAME_LIST, .list = list, .dot = dot, .variables = variables}));
}

static void pop_frame(State *s) {
  Frame f = vec_pop(&s->frames);
  s->variables.len = f.variables;
  if (f.kind != FRAME_CALL) return;
  s->tree = f.caller;
  s->base = f.caller_base;
  s->depth--;
}

// ---- loops

static void set_loop_variables(State *s, const Node *pipe, TemplateValue index, TemplateValue element) {
  uint32_t count = pipe->variables.len;
  if (!count) return;
  if (pipe->truth) {
    exec_assign(s, pipe->variables.data[0]->words.data[0], count > 1 ? index : element);
    if (count > 1) exec_assign(s, pipe->variables.data[1]->words.data[0], element);
    return;
  }
  vec_last(&s->variables).value = element;
  if (count > 1) s->variables.data[s->variables.len - 2].value = index;
}

static bool more_iterations(const Frame *f) {
  if (f->over.type->kind == TEMPLATE_INT) return f->over.integer > 0 && f->index < (uint64_t)f->over.integer;
  if (f->over.type->kind == TEMPLATE_UINT) return f->index < f->over.natural;
  return f->index < f->over.list.length;
}

// Begins the next iteration, or ends the loop.
static void iterate(State *s, Frame *f) {
  TemplateValue index = {0}, element = f->over;
  s->variables.len = f->inner;
  if (!more_iterations(f)) {
    pop_frame(s);
    return;
  }
  uint64_t i = f->index++;
  f->next = 0;
  if (f->over.type->kind == TEMPLATE_INT) {
    element.integer = (int64_t)i;
  } else if (f->over.type->kind == TEMPLATE_UINT) {
    element.natural = i;
  } else if (f->over.type->kind == TEMPLATE_MAP) {
    index = f->over.list.data[2 * i];
    element = f->over.list.data[2 * i + 1];
  } else {
    index = template_of_int((int64_t)i);
    element = f->over.list.data[i];
    element.addressable = true;
  }
  f->dot = element;
  set_loop_variables(s, f->range->pipe, index, element);
}

static bool can_iterate(State *s, TemplateValue over, const Node *pipe) {
  if (!over.type || over.type->kind == TEMPLATE_LIST || over.type->kind == TEMPLATE_MAP) return true;
  const char *text = value_text(s->arena, over, 'v');
  if (over.type->kind != TEMPLATE_INT && over.type->kind != TEMPLATE_UINT)
    exec_fail(s, "range can't iterate over %s", text);
  else if (pipe->variables.len > 1) exec_fail(s, "can't use %s to iterate over more than one variable", text);
  return !s->error;
}

static void walk_range(State *s, TemplateValue dot, const Node *node) {
  uint32_t before = s->variables.len;
  TemplateValue over = value_indirect(eval_pipeline(s, dot, node->pipe));
  if (s->error || !can_iterate(s, over, node->pipe)) return;
  Frame f = {.kind = FRAME_RANGE, .list = node->list, .variables = before, .range = node, .over = over};
  f.inner = s->variables.len;
  if (over.type && more_iterations(&f)) {
    vec_push(s->arena, &s->frames, f);
    iterate(s, &vec_last(&s->frames));
  } else if (node->else_list) {
    push_list(s, node->else_list, dot, before);
  } else {
    s->variables.len = before;
  }
}

// break and continue: the parser has seen to it that there is a loop.
static void walk_jump(State *s, NodeKind kind) {
  while (vec_last(&s->frames).kind != FRAME_RANGE) pop_frame(s);
  if (kind == NODE_BREAK) pop_frame(s);
  else iterate(s, &vec_last(&s->frames));
}

// ---- nodes

static void walk_branch(State *s, TemplateValue dot, const Node *node) {
  uint32_t before = s->variables.len;
  TemplateValue value = eval_pipeline(s, dot, node->pipe);
  if (s->error) return;
  if (value_is_true(value_in_interface(value))) push_list(s, node->list, node->kind == NODE_WITH ? value : dot, before);
  else if (node->else_list) push_list(s, node->else_list, dot, before);
  else s->variables.len = before;
}

static void walk_template(State *s, TemplateValue dot, const Node *node) {
  const Tree *tree = template_find(s->template, node->name);
  if (!tree) exec_fail(s, "template %s not defined", text_quote(s->arena, node->name.bytes, node->name.length));
  else if (s->depth == MAX_DEPTH) exec_fail(s, "exceeded maximum template depth (%d)", MAX_DEPTH);
  if (s->error) return;
  // What the pipeline declares stays until the caller's list ends.
  dot = eval_pipeline(s, dot, node->pipe);
  if (s->error) return;
  Frame f = {.kind = FRAME_CALL, .list = tree->root, .dot = dot, .caller = s->tree, .caller_base = s->base};
  f.variables = s->variables.len;
  s->tree = tree;
  s->base = s->variables.len;
  s->depth++;
  exec_declare(s, (TemplateText){"$", 1}, dot);
  vec_push(s->arena, &s->frames, f);
}

static void print(State *s, const Node *node, TemplateValue value) {
  s->node = node;
  if (value.type == &template_string) {
    s->out.write(s->out.to, value.text.bytes, value.text.length);
    return;
  }
  if (!value_printable(&value)) {
    exec_fail(s, "can't print %s of type %s", node_text(s->arena, node), value.type->name);
    return;
  }
  TemplateBuffer buffer = {.arena = s->arena};
  print_values(&buffer, &value, 1);
  s->out.write(s->out.to, (const char *)buffer.bytes.data, buffer.bytes.len);
}

static void walk(State *s, TemplateValue dot, const Node *node) {
  s->node = node;
  switch (node->kind) {
    case NODE_ACTION: {
      TemplateValue value = eval_pipeline(s, dot, node->pipe);
      if (!s->error && !node->pipe->variables.len) print(s, node, value);
      break;
    }
    case NODE_BREAK:
    case NODE_CONTINUE: walk_jump(s, node->kind); break;
    case NODE_IF:
    case NODE_WITH: walk_branch(s, dot, node); break;
    case NODE_RANGE: walk_range(s, dot, node); break;
    case NODE_TEMPLATE: walk_template(s, dot, node); break;
    default: s->out.write(s->out.to, node->text.bytes, node->text.length); break;
  }
}

const char *template_execute(const Template *t, Arena *arena, TemplateValue data, TemplateWriter out) {
  State s = {.template = t, .arena = arena, .out = out};
  s.tree = template_find(t, (TemplateText){t->name, strlen(t->name)});
  exec_declare(&s, (TemplateText){"$", 1}, data);
  push_list(&s, s.tree->root, data, 0);
  while (s.frames.len && !s.error) {
    Frame *f = &vec_last(&s.frames);
    if (f->next < f->list->nodes.len) walk(&s, f->dot, f->list->nodes.data[f->next++]);
    else if (f->kind == FRAME_RANGE) iterate(&s, f);
    else pop_frame(&s);
  }
  return s.error;
}
