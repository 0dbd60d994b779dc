// Regular expressions of flags such as -run: Go's syntax, by the C library's matcher. expression.c
#ifndef TUCO_CMD_EXPRESSION_H
#define TUCO_CMD_EXPRESSION_H

#include <regex.h>

#include "base/arena.h"

typedef struct Expression {
  regex_t compiled;
  bool set;
} Expression;

// What is wrong with the expression; NULL: nothing. What only Go's has is "not supported yet".
const char *expression_compile(Arena *arena, const char *text, Expression *expression);
bool expression_matches(const Expression *expression, const char *text);  // some part of the text

#endif
