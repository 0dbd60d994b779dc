// The parser of templates. A parser object stands for one tree: the text's own, and one for each definition in it,
// which share lexer and template. After an error nothing more is read: `failed` is looked at wherever a loop could go
// on.
//
// This file has pipelines and what they are made of; parse_control.c has what is around them.
#include "template/parse.h"

#include <string.h>

#include "base/unicode.h"

enum { MAX_PARENS = 10000 };

// ---- tokens: up to three may be put back

Token parser_next(Parser *p) {
  if (p->pending) p->pending--;
  else p->tokens[0] = lexer_next(p->lexer);
  return p->tokens[p->pending];
}

void parser_back(Parser *p) { p->pending++; }

// The newest token is there already; the one before it is put back, too.
void parser_back2(Parser *p, Token before) {
  p->tokens[1] = before;
  p->pending = 2;
}

static void parser_back3(Parser *p, Token first, Token second) {
  p->tokens[1] = second;
  p->tokens[2] = first;
  p->pending = 3;
}

Token parser_peek(Parser *p) {
  if (p->pending) return p->tokens[p->pending - 1];
  p->pending = 1;
  return p->tokens[0] = lexer_next(p->lexer);
}

Token parser_next_word(Parser *p) {
  for (;;) {
    Token t = parser_next(p);
    if (t.kind != TOKEN_SPACE) return t;
  }
}

Token parser_peek_word(Parser *p) {
  Token t = parser_next_word(p);
  parser_back(p);
  return t;
}

// ---- errors

Node *parser_fail(Parser *p, const char *format, ...) {
  if (*p->failed) return NULL;
  Arena *arena = p->template->arena;
  va_list args;
  va_start(args, format);
  const char *message = arena_vprintf(arena, format, args);
  va_end(args);
  *p->failed = arena_printf(arena, "template: %s:%u: %s", p->template->name, p->tokens[0].line, message);
  return NULL;
}

Node *parser_unexpected(Parser *p, Token token, const char *context) {
  Arena *arena = p->template->arena;
  const char *what = token_describe(arena, &token), *extra = "";
  if (token.kind != TOKEN_ERROR) return parser_fail(p, "unexpected %s in %s", what, context);
  if (p->action_line && p->action_line != token.line) {
    size_t length = strlen(what);
    bool action = length >= 7 && strcmp(what + length - 7, " action") == 0;
    extra = arena_printf(arena, "%s started at %s:%u", action ? "" : " in action", p->template->name, p->action_line);
  }
  return parser_fail(p, "%s%s", what, extra);
}

Token parser_expect(Parser *p, TokenKind kind, const char *context) {
  Token t = parser_next_word(p);
  if (t.kind != kind) parser_unexpected(p, t, context);
  return t;
}

// ---- nodes

Node *parser_node(Parser *p, NodeKind kind, uint32_t pos) {
  Node *n = arena_new(p->template->arena, Node);
  n->kind = kind;
  n->pos = pos;
  return n;
}

static Node *text_node(Parser *p, NodeKind kind, Token token) {
  Node *n = parser_node(p, kind, token.pos);
  n->text = token.text;
  return n;
}

static void add_word(Parser *p, Node *n, TemplateText word) { vec_push(p->template->arena, &n->words, word); }

// A name behind its dot.
static TemplateText field_name(Token token) { return (TemplateText){token.text.bytes + 1, token.text.length - 1}; }

static Node *variable_node(Parser *p, Token token) {
  Node *n = parser_node(p, NODE_VARIABLE, token.pos);
  add_word(p, n, token.text);
  return n;
}

// As a quoted text, but for what is no UTF-8: between double quotes such bytes are U+FFFD.
TemplateText parser_unquote(Parser *p, TemplateText text) {
  TemplateText value = {"", 0};
  Arena *arena = p->template->arena;
  if (text.bytes[0] == '"') {
    char *clean = arena_alloc(arena, text.length * 3, 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length;) {
      uint32_t rune;
      i += utf8_decode(text.bytes + i, text.length - i, &rune);
      length += utf8_encode(rune, clean + length);
    }
    text = (TemplateText){clean, length};
  }
  if (!text_unquote(arena, text.bytes, text.length, &value.bytes, &value.length)) parser_fail(p, "invalid syntax");
  return value;
}

// ---- terms and operands

static Node *use_variable(Parser *p, Token token) {
  for (uint32_t i = 0; i < p->variables.len; i++)
    if (text_equal(p->variables.data[i], token.text)) return variable_node(p, token);
  return parser_fail(p, "undefined variable %s", text_quote(p->template->arena, token.text.bytes, token.text.length));
}

static Node *number_term(Parser *p, Token token) {
  Arena *arena = p->template->arena;
  Node *n = text_node(p, NODE_NUMBER, token);
  n->number = arena_new(arena, Number);
  const char *error = token.kind == TOKEN_RUNE      ? number_read_rune(arena, token.text, n->number)
                      : token.kind == TOKEN_COMPLEX ? number_read_complex(arena, token.text, n->number)
                                                    : number_read(arena, token.text, n->number);
  return error ? parser_fail(p, "%s", error) : n;
}

static Node *paren_term(Parser *p) {
  if (p->parens >= MAX_PARENS) return parser_fail(p, "max expression depth exceeded");
  p->parens++;
  Node *n = parser_pipeline(p, "parenthesized pipeline", TOKEN_RIGHT_PAREN);
  p->parens--;
  return n;
}

static Node *function_term(Parser *p, Token token) {
  bool builtin;
  if (template_function(p->template, token.text, &builtin)) return text_node(p, NODE_IDENTIFIER, token);
  return parser_fail(p, "function %s not defined", text_quote(p->template->arena, token.text.bytes, token.text.length));
}

static Node *field_term(Parser *p, Token token) {
  Node *n = parser_node(p, NODE_FIELD, token.pos);
  add_word(p, n, field_name(token));
  return n;
}

static Node *bool_term(Parser *p, Token token) {
  Node *n = parser_node(p, NODE_BOOL, token.pos);
  n->truth = token.text.bytes[0] == 't';
  return n;
}

static Node *string_term(Parser *p, Token token) {
  Node *n = text_node(p, NODE_STRING, token);
  n->name = parser_unquote(p, token.text);
  return n;
}

// NULL: what follows is no term, or it is wrong.
static Node *term(Parser *p) {
  Token t = parser_next_word(p);
  switch (t.kind) {
    case TOKEN_IDENTIFIER: return function_term(p, t);
    case TOKEN_DOT: return parser_node(p, NODE_DOT, t.pos);
    case TOKEN_NIL: return parser_node(p, NODE_NIL, t.pos);
    case TOKEN_VARIABLE: return use_variable(p, t);
    case TOKEN_FIELD: return field_term(p, t);
    case TOKEN_BOOL: return bool_term(p, t);
    case TOKEN_RUNE:
    case TOKEN_COMPLEX:
    case TOKEN_NUMBER: return number_term(p, t);
    case TOKEN_LEFT_PAREN: return paren_term(p);
    case TOKEN_STRING:
    case TOKEN_RAW_STRING: return string_term(p, t);
    default: parser_back(p); return NULL;
  }
}

// A term with the fields that follow it at once.
static Node *operand(Parser *p) {
  Node *n = term(p);
  if (!n || *p->failed) return NULL;
  Token t = parser_peek(p);
  if (t.kind != TOKEN_FIELD) return n;
  Node *fields = n;
  if (n->kind != NODE_FIELD && n->kind != NODE_VARIABLE) {
    fields = parser_node(p, NODE_CHAIN, t.pos);
    fields->pipe = n;
  }
  fields->pos = t.pos;
  while (parser_peek(p).kind == TOKEN_FIELD) add_word(p, fields, field_name(parser_next(p)));
  bool value = n->kind == NODE_BOOL || n->kind == NODE_STRING || n->kind == NODE_NUMBER || n->kind == NODE_NIL ||
               n->kind == NODE_DOT;
  if (!value) return fields;
  const char *text = node_text(p->template->arena, n);
  return parser_fail(p, "unexpected . after term %s", text_quote(p->template->arena, text, strlen(text)));
}

// ---- commands and pipelines

static Node *command(Parser *p) {
  Node *n = parser_node(p, NODE_COMMAND, parser_peek_word(p).pos);
  for (;;) {
    parser_peek_word(p);  // passes over spaces
    Node *word = operand(p);
    if (*p->failed) return NULL;
    if (word) vec_push(p->template->arena, &n->nodes, word);
    Token t = parser_next(p);
    if (t.kind == TOKEN_SPACE) continue;
    if (t.kind == TOKEN_RIGHT_DELIM || t.kind == TOKEN_RIGHT_PAREN) parser_back(p);
    else if (t.kind != TOKEN_PIPE) return parser_unexpected(p, t, "operand");
    break;
  }
  return n->nodes.len ? n : parser_fail(p, "empty command");
}

static void declare(Parser *p, Node *pipe, Token variable) {
  parser_next_word(p);
  vec_push(p->template->arena, &pipe->variables, variable_node(p, variable));
  vec_push(p->template->arena, &p->variables, variable.text);
}

// "$i, $v :=" and the like before a pipeline's commands. What begins with a variable and is no declaration is put back.
static void declarations(Parser *p, Node *pipe, const char *context) {
  while (parser_peek_word(p).kind == TOKEN_VARIABLE) {
    Token variable = parser_next_word(p), after = parser_peek(p), t = parser_peek_word(p);
    if (t.kind == TOKEN_ASSIGN || t.kind == TOKEN_DECLARE) {
      pipe->truth = t.kind == TOKEN_ASSIGN;
      declare(p, pipe, variable);
      return;
    }
    if (t.kind != TOKEN_CHAR || t.text.bytes[0] != ',') {
      if (after.kind == TOKEN_SPACE) parser_back3(p, variable, after);
      else parser_back2(p, variable);
      return;
    }
    declare(p, pipe, variable);
    if (strcmp(context, "range") != 0 || pipe->variables.len >= 2) {
      parser_fail(p, "too many declarations in %s", context);
      return;
    }
    TokenKind kind = parser_peek_word(p).kind;
    if (kind != TOKEN_VARIABLE && kind != TOKEN_RIGHT_DELIM && kind != TOKEN_RIGHT_PAREN) {
      parser_fail(p, "range can only initialize variables");
      return;
    }
  }
}

// Only the first command may be a value.
static Node *check_pipeline(Parser *p, Node *pipe, const char *context) {
  if (!pipe->nodes.len) return parser_fail(p, "missing value for %s", context);
  for (uint32_t i = 1; i < pipe->nodes.len; i++) {
    NodeKind kind = pipe->nodes.data[i]->nodes.data[0]->kind;
    if (kind == NODE_BOOL || kind == NODE_DOT || kind == NODE_NIL || kind == NODE_NUMBER || kind == NODE_STRING)
      return parser_fail(p, "non executable command in pipeline stage %u", i + 1);
  }
  return pipe;
}

static bool begins_command(TokenKind kind) {
  return kind == TOKEN_BOOL || kind == TOKEN_RUNE || kind == TOKEN_COMPLEX || kind == TOKEN_DOT ||
         kind == TOKEN_FIELD || kind == TOKEN_IDENTIFIER || kind == TOKEN_NUMBER || kind == TOKEN_NIL ||
         kind == TOKEN_RAW_STRING || kind == TOKEN_STRING || kind == TOKEN_VARIABLE || kind == TOKEN_LEFT_PAREN;
}

Node *parser_pipeline(Parser *p, const char *context, TokenKind end) {
  Node *pipe = parser_node(p, NODE_PIPE, parser_peek_word(p).pos);
  declarations(p, pipe, context);
  while (!*p->failed) {
    Token t = parser_next_word(p);
    if (t.kind == end) return check_pipeline(p, pipe, context);
    if (!begins_command(t.kind)) return parser_unexpected(p, t, context);
    parser_back(p);
    Node *c = command(p);
    if (c) vec_push(p->template->arena, &pipe->nodes, c);
  }
  return NULL;
}
