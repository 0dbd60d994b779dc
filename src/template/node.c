// Trees: how messages show them, and what they are found by.
#include "template/node.h"

#include <string.h>

#include "base/unicode.h"

bool text_equal(TemplateText a, TemplateText b) {
  return a.length == b.length && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

const Tree *template_find(const Template *t, TemplateText name) {
  for (uint32_t i = 0; i < t->trees.len; i++)
    if (text_equal(t->trees.data[i].name, name)) return &t->trees.data[i];
  return NULL;
}

const TemplateFunction *template_function(const Template *t, TemplateText name, bool *builtin) {
  *builtin = false;
  for (uint32_t i = 0; i < t->function_count; i++) {
    const char *own = t->functions[i]->name;
    if (text_equal((TemplateText){own, strlen(own)}, name)) return t->functions[i];
  }
  *builtin = true;
  return builtin_find(name);
}

bool node_is_blank(const Node *node) {
  if (node->kind == NODE_TEXT) {
    const char *bytes = node->text.bytes;
    size_t length = node->text.length;
    text_trim(&bytes, &length);
    return length == 0;
  }
  if (node->kind != NODE_LIST) return false;
  for (uint32_t i = 0; i < node->nodes.len; i++)
    if (!node_is_blank(node->nodes.data[i])) return false;
  return true;
}

// ---- as text

typedef struct Writer {
  Arena *arena;
  ByteVec out;
} Writer;

static void put(Writer *w, const char *text) { bytes_data(w->arena, &w->out, text, strlen(text)); }
static void put_text(Writer *w, TemplateText text) { bytes_data(w->arena, &w->out, text.bytes, text.length); }

static void write_node(Writer *w, const Node *n);

static void write_pipe(Writer *w, const Node *n) {
  for (uint32_t i = 0; i < n->variables.len; i++) {
    if (i > 0) put(w, ", ");
    write_node(w, n->variables.data[i]);
  }
  if (n->variables.len) put(w, n->truth ? " = " : " := ");
  for (uint32_t i = 0; i < n->nodes.len; i++) {
    if (i > 0) put(w, " | ");
    write_node(w, n->nodes.data[i]);
  }
}

// A word of a command, a chain's too: pipelines have their parentheses.
static void write_word(Writer *w, const Node *n) {
  if (n->kind == NODE_PIPE) put(w, "(");
  write_node(w, n);
  if (n->kind == NODE_PIPE) put(w, ")");
}

static void write_command(Writer *w, const Node *n) {
  for (uint32_t i = 0; i < n->nodes.len; i++) {
    if (i > 0) put(w, " ");
    write_word(w, n->nodes.data[i]);
  }
}

static void write_fields(Writer *w, const Node *n) {
  if (n->kind == NODE_CHAIN) write_word(w, n->pipe);
  for (uint32_t i = 0; i < n->words.len; i++) {
    if (i > 0 || n->kind != NODE_VARIABLE) put(w, ".");
    put_text(w, n->words.data[i]);
  }
}

static void write_template(Writer *w, const Node *n) {
  put(w, "{{template ");
  put(w, text_quote(w->arena, n->name.bytes, n->name.length));
  if (n->pipe) {
    put(w, " ");
    write_pipe(w, n->pipe);
  }
  put(w, "}}");
}

// Lists and what holds them are in no message.
static void write_node(Writer *w, const Node *n) {
  switch (n->kind) {
    case NODE_ACTION:
      put(w, "{{");
      write_pipe(w, n->pipe);
      put(w, "}}");
      break;
    case NODE_CHAIN:
    case NODE_FIELD:
    case NODE_VARIABLE: write_fields(w, n); break;
    case NODE_BOOL: put(w, n->truth ? "true" : "false"); break;
    case NODE_BREAK: put(w, "{{break}}"); break;
    case NODE_COMMAND: write_command(w, n); break;
    case NODE_CONTINUE: put(w, "{{continue}}"); break;
    case NODE_DOT: put(w, "."); break;
    case NODE_ELSE: put(w, "{{else}}"); break;
    case NODE_END: put(w, "{{end}}"); break;
    case NODE_NIL: put(w, "nil"); break;
    case NODE_PIPE: write_pipe(w, n); break;
    case NODE_TEMPLATE: write_template(w, n); break;
    default: put_text(w, n->text); break;
  }
}

const char *node_text(Arena *arena, const Node *node) {
  Writer w = {.arena = arena};
  write_node(&w, node);
  bytes_u8(arena, &w.out, 0);
  return (const char *)w.out.data;
}
