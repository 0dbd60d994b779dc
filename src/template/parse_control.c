// The parser's other half: text and actions, control structures, definitions, and the way in.
#include <string.h>

#include "base/unicode.h"
#include "template/parse.h"

// Control structures within each other. Upstream has no limit; a command line has no room for so many.
enum { MAX_NESTING = 20000 };

static Node *text_or_action(Parser *p);
static Node *control(Parser *p, NodeKind kind, const char *context);

static bool is_tail(const Node *n) { return n->kind == NODE_END || n->kind == NODE_ELSE; }

// A list up to its {{end}} or {{else}}, which *tail is. NULL: an error.
static Node *item_list(Parser *p, Node **tail) {
  Node *list = parser_node(p, NODE_LIST, parser_peek_word(p).pos);
  if (p->nesting >= MAX_NESTING) return parser_fail(p, "actions nested more than %d deep", MAX_NESTING);
  p->nesting++;
  while (parser_peek_word(p).kind != TOKEN_EOF) {
    Node *n = text_or_action(p);
    if (!n) return NULL;
    if (is_tail(n)) {
      p->nesting--;
      return *tail = n, list;
    }
    vec_push(p->template->arena, &list->nodes, n);
  }
  return parser_fail(p, "unexpected EOF");
}

// ---- control structures

// {{else if}} and {{else with}}: as if the second structure stood in the else-part, with its {{end}} for both.
static Node *else_chain(Parser *p, NodeKind kind, const char *context, uint32_t pos) {
  if (p->nesting >= MAX_NESTING) return parser_fail(p, "actions nested more than %d deep", MAX_NESTING);
  Node *list = parser_node(p, NODE_LIST, pos);
  parser_next(p);
  p->nesting++;
  Node *n = control(p, kind, context);
  p->nesting--;
  if (n) vec_push(p->template->arena, &list->nodes, n);
  return n ? list : NULL;
}

static Node *else_part(Parser *p, NodeKind kind, const char *context, uint32_t pos) {
  TokenKind next = parser_peek(p).kind;
  if ((kind == NODE_IF && next == TOKEN_IF) || (kind == NODE_WITH && next == TOKEN_WITH))
    return else_chain(p, kind, context, pos);
  Node *tail = NULL, *list = item_list(p, &tail);
  if (!list) return NULL;
  if (tail->kind == NODE_END) return list;
  return parser_fail(p, "expected end; found %s", node_text(p->template->arena, tail));
}

// if, with, range, whose keyword is past.
static Node *control(Parser *p, NodeKind kind, const char *context) {
  uint32_t variables = p->variables.len;
  Node *pipe = parser_pipeline(p, context, TOKEN_RIGHT_DELIM), *tail = NULL;
  if (!pipe) return NULL;
  Node *n = parser_node(p, kind, pipe->pos);
  n->pipe = pipe;
  p->ranges += kind == NODE_RANGE;
  n->list = item_list(p, &tail);
  if (!n->list) return NULL;
  p->ranges -= kind == NODE_RANGE;
  if (tail->kind == NODE_ELSE) {
    n->else_list = else_part(p, kind, context, tail->pos);
    if (!n->else_list) return NULL;
  }
  p->variables.len = variables;
  return n;
}

static Node *jump(Parser *p, NodeKind kind, Token keyword) {
  const char *text = kind == NODE_BREAK ? "{{break}}" : "{{continue}}";
  Token t = parser_next_word(p);
  if (t.kind != TOKEN_RIGHT_DELIM) return parser_unexpected(p, t, text);
  return p->ranges ? parser_node(p, kind, keyword.pos) : parser_fail(p, "%s outside {{range}}", text);
}

static Node *else_action(Parser *p) {
  Token t = parser_peek_word(p);
  if (t.kind != TOKEN_IF && t.kind != TOKEN_WITH) t = parser_expect(p, TOKEN_RIGHT_DELIM, "else");
  return *p->failed ? NULL : parser_node(p, NODE_ELSE, t.pos);
}

static Node *end_action(Parser *p) {
  Token t = parser_expect(p, TOKEN_RIGHT_DELIM, "end");
  return *p->failed ? NULL : parser_node(p, NODE_END, t.pos);
}

// ---- definitions

static void add_tree(Parser *p, TemplateText name, Node *root) {
  Template *t = p->template;
  Tree *old = (Tree *)template_find(t, name);
  if (!old) vec_push(t->arena, &t->trees, ((Tree){name, root}));
  else if (node_is_blank(old->root)) old->root = root;
  else if (!node_is_blank(root))
    parser_fail(p, "template: multiple definition of template %s", text_quote(t->arena, name.bytes, name.length));
}

static Parser parser_for_tree(Template *t, Lexer *lexer, const char **failed) {
  Parser p = {.template = t, .lexer = lexer, .failed = failed};
  vec_push(t->arena, &p.variables, ((TemplateText){"$", 1}));
  return p;
}

// The body of a definition, up to its {{end}}.
static void definition(Parser *p, TemplateText name, const char *context) {
  Node *tail = NULL, *root = item_list(p, &tail);
  if (!root) return;
  if (tail->kind == NODE_END) add_tree(p, name, root);
  else parser_fail(p, "unexpected %s in %s", node_text(p->template->arena, tail), context);
}

// {{define "name"}}, whose keyword is past.
static void define(Parser *outer) {
  static const char context[] = "define clause";
  Parser p = parser_for_tree(outer->template, outer->lexer, outer->failed);
  Token t = parser_next_word(&p);
  if (t.kind != TOKEN_STRING && t.kind != TOKEN_RAW_STRING) {
    parser_unexpected(&p, t, context);
    return;
  }
  TemplateText name = parser_unquote(&p, t.text);
  parser_expect(&p, TOKEN_RIGHT_DELIM, context);
  if (!*p.failed) definition(&p, name, context);
}

static TemplateText template_name(Parser *p, Token t, const char *context) {
  if (t.kind == TOKEN_STRING || t.kind == TOKEN_RAW_STRING) return parser_unquote(p, t.text);
  parser_unexpected(p, t, context);
  return (TemplateText){"", 0};
}

static Node *template_node(Parser *p, uint32_t pos, TemplateText name, Node *pipe) {
  Node *n = parser_node(p, NODE_TEMPLATE, pos);
  n->name = name;
  n->pipe = pipe;
  return n;
}

static Node *block(Parser *outer) {
  static const char context[] = "block clause";
  Token t = parser_next_word(outer);
  TemplateText name = template_name(outer, t, context);
  Node *pipe = *outer->failed ? NULL : parser_pipeline(outer, context, TOKEN_RIGHT_DELIM);
  if (!pipe) return NULL;
  Parser p = parser_for_tree(outer->template, outer->lexer, outer->failed);
  p.nesting = outer->nesting;
  definition(&p, name, context);
  return *p.failed ? NULL : template_node(outer, t.pos, name, pipe);
}

static Node *template_action(Parser *p) {
  static const char context[] = "template clause";
  Token t = parser_next_word(p);
  TemplateText name = template_name(p, t, context);
  if (*p->failed) return NULL;
  if (parser_next_word(p).kind == TOKEN_RIGHT_DELIM) return template_node(p, t.pos, name, NULL);
  parser_back(p);
  Node *pipe = parser_pipeline(p, context, TOKEN_RIGHT_DELIM);
  return pipe ? template_node(p, t.pos, name, pipe) : NULL;
}

// ---- actions

static Node *action(Parser *p) {
  Token t = parser_next_word(p);
  switch (t.kind) {
    case TOKEN_BLOCK: return block(p);
    case TOKEN_BREAK: return jump(p, NODE_BREAK, t);
    case TOKEN_CONTINUE: return jump(p, NODE_CONTINUE, t);
    case TOKEN_ELSE: return else_action(p);
    case TOKEN_END: return end_action(p);
    case TOKEN_IF: return control(p, NODE_IF, "if");
    case TOKEN_RANGE: return control(p, NODE_RANGE, "range");
    case TOKEN_TEMPLATE: return template_action(p);
    case TOKEN_WITH: return control(p, NODE_WITH, "with");
    default: break;
  }
  parser_back(p);
  uint32_t pos = parser_peek(p).pos;
  Node *pipe = parser_pipeline(p, "command", TOKEN_RIGHT_DELIM);
  if (!pipe) return NULL;
  Node *n = parser_node(p, NODE_ACTION, pos);
  n->pipe = pipe;
  return n;
}

// NULL: an error.
static Node *text_or_action(Parser *p) {
  Token t = parser_next_word(p);
  if (t.kind == TOKEN_TEXT) {
    Node *n = parser_node(p, NODE_TEXT, t.pos);
    n->text = t.text;
    return n;
  }
  if (t.kind != TOKEN_LEFT_DELIM) return parser_unexpected(p, t, "input");
  p->action_line = t.line;
  Node *n = action(p);
  if (n) p->action_line = 0;
  return *p->failed ? NULL : n;
}

// The text as a whole: definitions stand here alone, not within actions.
static void whole(Parser *p) {
  Node *root = parser_node(p, NODE_LIST, parser_peek(p).pos);
  while (!*p->failed && parser_peek(p).kind != TOKEN_EOF) {
    if (parser_peek(p).kind == TOKEN_LEFT_DELIM) {
      Token delim = parser_next(p);
      if (parser_next_word(p).kind == TOKEN_DEFINE) {
        define(p);
        continue;
      }
      parser_back2(p, delim);
    }
    Node *n = text_or_action(p);
    if (!n) return;
    if (is_tail(n)) parser_fail(p, "unexpected %s", node_text(p->template->arena, n));
    else vec_push(p->template->arena, &root->nodes, n);
  }
  const char *name = p->template->name;
  if (!*p->failed) add_tree(p, (TemplateText){name, strlen(name)}, root);
}

Template *template_parse(Arena *arena, const char *name, const char *text, size_t length,
                         const TemplateFunction *const *functions, uint32_t function_count, const char **error) {
  Template *t = arena_new(arena, Template);
  Lexer lexer;
  bool builtin;
  *error = NULL;
  if (length > INT32_MAX / 4) return *error = arena_printf(arena, "template: %s:1: text too long", name), NULL;
  t->arena = arena;
  t->name = name;
  t->text = (TemplateText){text, length};
  t->functions = functions;
  t->function_count = function_count;
  lexer_init(&lexer, arena, text, (uint32_t)length);
  lexer.break_is_name = template_function(t, (TemplateText){"break", 5}, &builtin);
  lexer.continue_is_name = template_function(t, (TemplateText){"continue", 8}, &builtin);
  Parser p = parser_for_tree(t, &lexer, error);
  whole(&p);
  return *error ? NULL : t;
}
