// What the files of the parser share: see parse.c.
#ifndef TUCO_TEMPLATE_PARSE_H
#define TUCO_TEMPLATE_PARSE_H

#include "template/lex.h"
#include "template/node.h"

typedef struct Parser {
  Template *template;
  Lexer *lexer;
  const char **failed;   // the first error, shared by all
  Token tokens[3];       // the newest, and what was put back before it
  uint32_t pending;      // so many of them are to be read again
  TextVec variables;     // that are declared at this place, with "$"
  uint32_t action_line;  // where the action began; 0: outside
  uint32_t ranges;       // the loops around this place
  uint32_t parens, nesting;
} Parser;

// parse.c
Token parser_next(Parser *p);
Token parser_peek(Parser *p);
Token parser_next_word(Parser *p);  // passes over spaces
Token parser_peek_word(Parser *p);
void parser_back(Parser *p);
void parser_back2(Parser *p, Token before);
Token parser_expect(Parser *p, TokenKind kind, const char *context);
// Both return NULL.
Node *parser_fail(Parser *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
Node *parser_unexpected(Parser *p, Token token, const char *context);
Node *parser_node(Parser *p, NodeKind kind, uint32_t pos);
TemplateText parser_unquote(Parser *p, TemplateText text);
Node *parser_pipeline(Parser *p, const char *context, TokenKind end);

#endif
