// Words, marks and comments of go.mod. Almost any printable character may stand in a word; comments go to the end of
// the line. Errors are go's: the first ends the scan. Two things go takes are refused here: NUL bytes, in comments and
// quotes too, so that every word is a C string.
#include <string.h>

#include "base/unicode.h"
#include "mod/internal.h"

void mod_scan_error(ModScanner *s, ModPos at, const char *text) {
  if (!s->failed) {
    ModError error = {s->name, at, text};
    vec_push(s->arena, s->errors, error);
  }
  s->failed = true;
  s->token = (ModToken){.kind = TOKEN_END, .at = s->at, .end = s->at, .text = ""};
}

static const char *cursor(const ModScanner *s) { return s->text + s->at.offset; }

static size_t left(const ModScanner *s) { return (size_t)(s->end - cursor(s)); }

static bool starts(const ModScanner *s, const char *text) {
  size_t n = strlen(text);
  return left(s) >= n && memcmp(cursor(s), text, n) == 0;
}

static uint32_t peek_rune(const ModScanner *s) {
  uint32_t rune = 0;
  utf8_decode(cursor(s), left(s), &rune);
  return left(s) ? rune : 0;
}

static void unexpected(ModScanner *s, uint32_t rune) {
  mod_scan_error(s, s->at, arena_printf(s->arena, "unexpected input character %s", text_quote_rune(s->arena, rune)));
}

// Moves on by one character, of which there is one.
static uint32_t next_rune(ModScanner *s) {
  uint32_t rune, width = utf8_decode(cursor(s), left(s), &rune);
  if (!rune) unexpected(s, 0);
  s->at.offset += width;
  s->at.column++;
  if (rune == '\n') s->at.line++, s->at.column = 1;
  return rune;
}

static void finish(ModScanner *s, ModTokenKind kind) {
  uint32_t start = s->token.at.offset, end = s->at.offset;
  s->token.kind = kind;
  s->token.end = s->at;
  if (kind == TOKEN_COMMENT || kind == TOKEN_END_COMMENT) {
    if (end > start && s->text[end - 1] == '\n') {
      end--;
      if (s->text[end - 1] == '\r') end--;
    }
  } else if (kind != TOKEN_WORD) {
    s->words &= kind != TOKEN_NEWLINE;
    s->words |= kind == TOKEN_OPEN || kind == TOKEN_CLOSE;
    s->token.text = kind == TOKEN_OPEN ? "(" : kind == TOKEN_CLOSE ? ")" : "";
    return;
  }
  s->words = kind == TOKEN_WORD;
  s->token.text = arena_strdup(s->arena, s->text + start, end - start);
}

static void read_comment(ModScanner *s) {
  bool suffix = s->words;
  while (left(s) && next_rune(s) != '\n') {}
  finish(s, suffix ? TOKEN_END_COMMENT : TOKEN_COMMENT);
  ModComment comment = {s->token.text, s->token.at};
  if (suffix) vec_push(s->arena, &s->suffixes, comment);
}

static void read_quoted(ModScanner *s) {
  uint32_t quote = next_rune(s), rune = 0;
  while (!s->failed && rune != quote) {
    if (!left(s)) mod_scan_error(s, s->token.at, "unexpected EOF in string");
    else if (*cursor(s) == '\n') mod_scan_error(s, s->at, "unexpected newline in string");
    else rune = next_rune(s);
    if (s->failed || rune != '\\' || quote == '`') continue;
    if (!left(s)) mod_scan_error(s, s->token.at, "unexpected EOF in string");
    else next_rune(s), rune = 0;
  }
  finish(s, TOKEN_WORD);
}

static bool may_be_in_word(uint32_t rune) {
  if (rune < 0x80) return rune > ' ' && rune != 0x7f && !strchr("()[]{},", (int)rune);
  return unicode_is_print(rune);
}

static const char block_comment[] = "mod files must use // comments (not /* */ comments)";

static void read_plain(ModScanner *s) {
  if (!may_be_in_word(peek_rune(s))) {
    unexpected(s, peek_rune(s));
    return;
  }
  while (left(s) && may_be_in_word(peek_rune(s)) && !starts(s, "//")) {
    if (starts(s, "/*")) mod_scan_error(s, s->at, block_comment);
    next_rune(s);
  }
  finish(s, TOKEN_WORD);
}

static void read_token(ModScanner *s) {
  while (left(s) && strchr(" \t\r", *cursor(s)) && *cursor(s)) next_rune(s);
  s->token = (ModToken){.at = s->at, .text = ""};
  char c = left(s) ? *cursor(s) : 0;
  if (!left(s)) {
    finish(s, TOKEN_END);
  } else if (starts(s, "//")) {
    read_comment(s);
  } else if (starts(s, "/*")) {
    mod_scan_error(s, s->at, block_comment);
  } else if (c == '\n' || c == '(' || c == ')') {
    next_rune(s);
    finish(s, c == '\n' ? TOKEN_NEWLINE : c == '(' ? TOKEN_OPEN : TOKEN_CLOSE);
  } else if (c && strchr("[]{},", c)) {
    next_rune(s);
    finish(s, TOKEN_WORD);
  } else if (c == '"' || c == '`') {
    read_quoted(s);
  } else {
    read_plain(s);
  }
  if (s->failed) s->token.kind = TOKEN_END;
}

void mod_scan_begin(ModScanner *s) {
  s->at = (ModPos){1, 1, 0};
  if (s->end - s->text > INT32_MAX) {
    mod_scan_error(s, s->at, "file is too large");
  } else {
    read_token(s);
  }
}

ModToken mod_scan_take(ModScanner *s) {
  ModToken token = s->token;
  if (!s->failed) read_token(s);
  return token;
}
