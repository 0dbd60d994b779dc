// The words of a template: text as it is outside of "{{" and "}}", words inside. Trim markers ("{{- ", " -}}") and
// comments are gone after this. A text that is wrong ends in a TOKEN_ERROR; lines are counted for messages.
#include "template/lex.h"

#include <string.h>

#include "base/unicode.h"

enum { END_OF_TEXT = UINT32_MAX };

static bool is_space(uint32_t c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool lexer_is_name_rune(uint32_t rune) { return rune == '_' || unicode_is_letter(rune) || unicode_is_digit(rune); }

void lexer_init(Lexer *l, Arena *arena, const char *text, uint32_t size) {
  *l = (Lexer){.arena = arena, .text = text, .size = size, .line = 1, .start_line = 1};
}

// ---- places

static uint32_t peek(const Lexer *l, uint32_t *width) {
  uint32_t rune;
  *width = utf8_decode(l->text + l->pos, l->size - l->pos, &rune);
  return *width ? rune : END_OF_TEXT;
}

static uint32_t next(Lexer *l) {
  uint32_t width, rune = peek(l, &width);
  l->pos += width;
  if (rune == '\n') l->line++;
  return rune;
}

static bool accept(Lexer *l, const char *set) {
  if (l->pos >= l->size || !l->text[l->pos] || !strchr(set, l->text[l->pos])) return false;
  l->pos++;  // sets hold no line breaks
  return true;
}

static void accept_run(Lexer *l, const char *set) {
  while (accept(l, set)) continue;
}

static bool at(const Lexer *l, uint32_t pos, const char *word) {
  size_t length = strlen(word);
  return pos <= l->size && l->size - pos >= length && memcmp(l->text + pos, word, length) == 0;
}

static uint32_t lines_between(const Lexer *l, uint32_t from, uint32_t to) {
  uint32_t count = 0;
  for (uint32_t i = from; i < to; i++) count += l->text[i] == '\n';
  return count;
}

// The place of a word from pos on, or size.
static uint32_t find(const Lexer *l, uint32_t pos, const char *word) {
  const char *found = memmem(l->text + pos, l->size - pos, word, strlen(word));
  return found ? (uint32_t)(found - l->text) : l->size;
}

// "- " after a left delimiter, " -" before a right one.
static bool left_trims(const Lexer *l, uint32_t pos) {
  return pos + 2 <= l->size && l->text[pos] == '-' && is_space((uint8_t)l->text[pos + 1]);
}

static bool right_trims(const Lexer *l, uint32_t pos) {
  return pos + 2 <= l->size && is_space((uint8_t)l->text[pos]) && l->text[pos + 1] == '-';
}

static bool at_right_delim(const Lexer *l, uint32_t pos, bool *trims) {
  *trims = right_trims(l, pos) && at(l, pos + 2, "}}");
  return *trims || at(l, pos, "}}");
}

// ---- tokens

static Token token(Lexer *l, TokenKind kind) {
  Token t = {kind, l->start, l->start_line, {l->text + l->start, l->pos - l->start}};
  l->start = l->pos;
  l->start_line = l->line;
  return t;
}

// Passes over text whose lines were not counted yet.
static void ignore(Lexer *l) {
  l->line += lines_between(l, l->start, l->pos);
  l->start = l->pos;
  l->start_line = l->line;
}

__attribute__((format(printf, 2, 3))) static Token wrong(Lexer *l, const char *format, ...) {
  va_list args;
  va_start(args, format);
  const char *message = arena_vprintf(l->arena, format, args);
  va_end(args);
  Token t = {TOKEN_ERROR, l->start, l->start_line, {message, strlen(message)}};
  l->start = l->pos = l->size = 0;  // nothing follows
  return t;
}

// U+0040 '@', without the character where it cannot be printed.
static const char *rune_name(Lexer *l, uint32_t rune) {
  char bytes[4];
  if (!unicode_is_print(rune)) return arena_printf(l->arena, "U+%04X", rune);
  return arena_printf(l->arena, "U+%04X '%.*s'", rune, (int)utf8_encode(rune, bytes), bytes);
}

static bool at_terminator(const Lexer *l) {
  uint32_t width, rune = peek(l, &width);
  if (rune == END_OF_TEXT || is_space(rune)) return true;
  return (rune < 0x80 && rune && strchr(".,|:)(", (int)rune)) || at(l, l->pos, "}}");
}

static TokenKind keyword(const Lexer *l, TemplateText word) {
  static const struct {
    const char *word;
    TokenKind kind;
  } keywords[] = {{"block", TOKEN_BLOCK},
                  {"break", TOKEN_BREAK},
                  {"continue", TOKEN_CONTINUE},
                  {"define", TOKEN_DEFINE},
                  {"else", TOKEN_ELSE},
                  {"end", TOKEN_END},
                  {"if", TOKEN_IF},
                  {"nil", TOKEN_NIL},
                  {"range", TOKEN_RANGE},
                  {"template", TOKEN_TEMPLATE},
                  {"with", TOKEN_WITH},
                  {"true", TOKEN_BOOL},
                  {"false", TOKEN_BOOL}};
  for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
    TokenKind kind = keywords[i].kind;
    if (strlen(keywords[i].word) != word.length || memcmp(keywords[i].word, word.bytes, word.length) != 0) continue;
    if ((kind == TOKEN_BREAK && l->break_is_name) || (kind == TOKEN_CONTINUE && l->continue_is_name)) break;
    return kind;
  }
  return TOKEN_IDENTIFIER;
}

// The rest of a name; kind TOKEN_IDENTIFIER: it may be a keyword.
static Token lex_name(Lexer *l, TokenKind kind) {
  uint32_t width, rune;
  while (rune = peek(l, &width), rune != END_OF_TEXT && lexer_is_name_rune(rune)) l->pos += width;
  if (!at_terminator(l)) return wrong(l, "bad character %s", rune_name(l, rune));
  if (kind == TOKEN_IDENTIFIER) kind = keyword(l, (TemplateText){l->text + l->start, l->pos - l->start});
  return token(l, kind);
}

static Token lex_quoted(Lexer *l, uint32_t quote, TokenKind kind, const char *what) {
  for (;;) {
    uint32_t rune = next(l);
    if (rune == quote) return token(l, kind);
    if (rune == '\\' && quote != '`') rune = next(l);
    if (rune == END_OF_TEXT || (rune == '\n' && quote != '`')) return wrong(l, "unterminated %s", what);
  }
}

// Accepts more than numbers are: who reads its value finds that out.
static bool scan_number(Lexer *l) {
  static const char decimal[] = "0123456789_", hex[] = "0123456789abcdefABCDEF_";
  const char *digits = decimal;
  accept(l, "+-");
  if (accept(l, "0")) {
    if (accept(l, "xX")) digits = hex;
    else if (accept(l, "oO")) digits = "01234567_";
    else if (accept(l, "bB")) digits = "01_";
  }
  accept_run(l, digits);
  if (accept(l, ".")) accept_run(l, digits);
  if ((digits == decimal && accept(l, "eE")) || (digits == hex && accept(l, "pP"))) {
    accept(l, "+-");
    accept_run(l, decimal);
  }
  accept(l, "i");
  uint32_t width, rune = peek(l, &width);
  if (rune == END_OF_TEXT || !lexer_is_name_rune(rune)) return true;
  l->pos += width;
  return false;
}

static Token lex_number(Lexer *l) {
  bool ok = scan_number(l), complex = ok && (at(l, l->pos, "+") || at(l, l->pos, "-"));
  if (complex) ok = scan_number(l) && l->text[l->pos - 1] == 'i';
  if (!ok) return wrong(l, "bad number syntax: %s", text_quote(l->arena, l->text + l->start, l->pos - l->start));
  return token(l, complex ? TOKEN_COMPLEX : TOKEN_NUMBER);
}

// ---- actions

static Token lex_right_delim(Lexer *l) {
  bool trims;
  at_right_delim(l, l->pos, &trims);
  if (trims) {
    l->pos += 2;
    ignore(l);
  }
  l->pos += 2;
  Token t = token(l, TOKEN_RIGHT_DELIM);
  if (trims) {
    while (l->pos < l->size && is_space((uint8_t)l->text[l->pos])) l->pos++;
    ignore(l);
  }
  l->inside_action = false;
  return t;
}

static Token lex_space(Lexer *l) {
  bool trims;
  uint32_t first = l->pos;
  while (l->pos < l->size && is_space((uint8_t)l->text[l->pos])) next(l);
  // The last of them may belong to a trim marker.
  if (at_right_delim(l, l->pos - 1, &trims)) {
    l->pos--;
    l->line -= l->text[l->pos] == '\n';
    if (l->pos == first) return lex_right_delim(l);
  }
  return token(l, TOKEN_SPACE);
}

static Token lex_paren(Lexer *l, bool left) {
  l->paren_depth += left ? 1 : -1;
  if (l->paren_depth < 0) return wrong(l, "unexpected right paren");
  return token(l, left ? TOKEN_LEFT_PAREN : TOKEN_RIGHT_PAREN);
}

static Token lex_dot(Lexer *l) {
  if (l->pos < l->size && (l->text[l->pos] < '0' || l->text[l->pos] > '9')) {
    if (at_terminator(l)) return token(l, TOKEN_DOT);
    return lex_name(l, TOKEN_FIELD);
  }
  l->pos--;
  return lex_number(l);
}

static Token lex_declare(Lexer *l) { return next(l) == '=' ? token(l, TOKEN_DECLARE) : wrong(l, "expected :="); }

static Token lex_inside_action(Lexer *l) {
  bool trims;
  if (at_right_delim(l, l->pos, &trims)) {
    return l->paren_depth == 0 ? lex_right_delim(l) : wrong(l, "unclosed left paren");
  }
  uint32_t before = l->pos, width, rune = peek(l, &width);
  if (rune == END_OF_TEXT) return wrong(l, "unclosed action");
  if (is_space(rune)) return lex_space(l);
  l->pos += width;
  switch (rune) {
    case '=': return token(l, TOKEN_ASSIGN);
    case ':': return lex_declare(l);
    case '|': return token(l, TOKEN_PIPE);
    case '"': return lex_quoted(l, '"', TOKEN_STRING, "quoted string");
    case '`': return lex_quoted(l, '`', TOKEN_RAW_STRING, "raw quoted string");
    case '\'': return lex_quoted(l, '\'', TOKEN_RUNE, "character constant");
    case '$': return lex_name(l, TOKEN_VARIABLE);
    case '.': return lex_dot(l);
    case '(': return lex_paren(l, true);
    case ')': return lex_paren(l, false);
    default: break;
  }
  l->pos = before;
  if (rune == '+' || rune == '-' || (rune >= '0' && rune <= '9')) return lex_number(l);
  if (lexer_is_name_rune(rune)) return lex_name(l, TOKEN_IDENTIFIER);
  l->pos += width;
  if (rune >= 0x21 && rune < 0x7f) return token(l, TOKEN_CHAR);
  return wrong(l, "unrecognized character in action: %s", rune_name(l, rune));
}

// ---- text

// A comment, whose "/*" is next. False: *t says what is wrong.
static bool lex_comment(Lexer *l, Token *t) {
  uint32_t end = find(l, l->pos + 2, "*/");
  bool trims;
  if (end == l->size) return *t = wrong(l, "unclosed comment"), false;
  l->pos = end + 2;
  if (!at_right_delim(l, l->pos, &trims)) return *t = wrong(l, "comment ends before closing delimiter"), false;
  l->pos += trims ? 4 : 2;
  while (trims && l->pos < l->size && is_space((uint8_t)l->text[l->pos])) l->pos++;
  ignore(l);
  return true;
}

// What is between the actions, up to "{{" or the end; false: nothing is.
static bool lex_text(Lexer *l, uint32_t end, Token *t) {
  uint32_t stop = end;
  if (end < l->size && left_trims(l, end + 2))
    while (stop > l->start && is_space((uint8_t)l->text[stop - 1])) stop--;
  l->pos = stop;
  l->line += lines_between(l, l->start, stop);
  *t = token(l, TOKEN_TEXT);
  l->pos = end;
  ignore(l);
  return t->text.length > 0;
}

static Token lex_outside(Lexer *l) {
  for (Token t;;) {
    uint32_t end = find(l, l->pos, "{{");
    if (end > l->pos && lex_text(l, end, &t)) return t;
    if (end == l->size) return token(l, TOKEN_EOF);
    l->pos = end + 2;
    uint32_t marker = left_trims(l, l->pos) ? 2 : 0;
    if (!at(l, l->pos + marker, "/*")) {
      t = token(l, TOKEN_LEFT_DELIM);
      l->inside_action = true;
      l->pos += marker;
      ignore(l);
      l->paren_depth = 0;
      return t;
    }
    l->pos += marker;
    ignore(l);
    if (!lex_comment(l, &t)) return t;
  }
}

Token lexer_next(Lexer *l) { return l->inside_action ? lex_inside_action(l) : lex_outside(l); }

const char *token_describe(Arena *arena, const Token *t) {
  if (t->kind == TOKEN_EOF) return "EOF";
  if (t->kind == TOKEN_ERROR) return t->text.bytes;
  if (t->kind >= TOKEN_DOT) return arena_printf(arena, "<%.*s>", (int)t->text.length, t->text.bytes);
  if (t->text.length <= 10) return text_quote(arena, t->text.bytes, t->text.length);
  size_t length = 0;
  uint32_t rune;
  for (int i = 0; i < 10 && length < t->text.length; i++)
    length += utf8_decode(t->text.bytes + length, t->text.length - length, &rune);
  return arena_printf(arena, "%s...", text_quote(arena, t->text.bytes, length));
}
