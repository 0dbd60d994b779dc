// Tables of tokens and operators, and the marking of keywords among the names.
#include "syntax/syntax.h"

static const char *const token_texts[TOKEN_COUNT] = {
#define TOKEN(name, text) text,
#include "syntax/tokens.def"
#undef TOKEN
};

static const char *const operator_texts[OPERATOR_COUNT] = {
#define OPERATOR(name, text, precedence) text,
#include "syntax/operators.def"
#undef OPERATOR
};

const char *syntax_token_text(Token token) { return token_texts[token]; }

const char *syntax_operator_text(Operator op) { return operator_texts[op]; }

void syntax_init(Session *session) {
  for (uint32_t token = TOKEN_BREAK; token < TOKEN_COUNT; token++) {
    // Names are constant once seen by others; here nobody else runs yet.
    ((Name *)name_cstr(session->names, token_texts[token]))->keyword = (uint8_t)token;
  }
}
