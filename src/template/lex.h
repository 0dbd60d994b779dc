// The words of a template. lex.c
#ifndef TUCO_TEMPLATE_LEX_H
#define TUCO_TEMPLATE_LEX_H

#include "template/template.h"

typedef enum TokenKind {
  TOKEN_ERROR,  // the text is the message
  TOKEN_EOF,
  TOKEN_ASSIGN,   // =
  TOKEN_BOOL,     // true, false
  TOKEN_CHAR,     // a printable ASCII character that has no meaning of its own, such as ","
  TOKEN_COMPLEX,  // 1+2i
  TOKEN_DECLARE,  // :=
  TOKEN_FIELD,    // .name
  TOKEN_IDENTIFIER,
  TOKEN_LEFT_DELIM,
  TOKEN_LEFT_PAREN,
  TOKEN_NUMBER,
  TOKEN_PIPE,
  TOKEN_RAW_STRING,  // in back quotes, with them
  TOKEN_RIGHT_DELIM,
  TOKEN_RIGHT_PAREN,
  TOKEN_RUNE,  // in single quotes, with them
  TOKEN_SPACE,
  TOKEN_STRING,    // in double quotes, with them
  TOKEN_TEXT,      // outside of actions
  TOKEN_VARIABLE,  // $name
  // From here on keywords.
  TOKEN_DOT,
  TOKEN_BLOCK,
  TOKEN_BREAK,
  TOKEN_CONTINUE,
  TOKEN_DEFINE,
  TOKEN_ELSE,
  TOKEN_END,
  TOKEN_IF,
  TOKEN_NIL,
  TOKEN_RANGE,
  TOKEN_TEMPLATE,
  TOKEN_WITH
} TokenKind;

typedef struct Token {
  TokenKind kind;
  uint32_t pos, line;
  TemplateText text;
} Token;

typedef struct Lexer {
  Arena *arena;
  const char *text;
  uint32_t size;
  uint32_t pos, line;          // where it is
  uint32_t start, start_line;  // of the token in the making
  int32_t paren_depth;
  bool inside_action;
  bool break_is_name, continue_is_name;  // there are functions of these names
} Lexer;

void lexer_init(Lexer *lexer, Arena *arena, const char *text, uint32_t size);
Token lexer_next(Lexer *lexer);
bool lexer_is_name_rune(uint32_t rune);  // letters, digits, "_"
// How messages name a token.
const char *token_describe(Arena *arena, const Token *token);

#endif
