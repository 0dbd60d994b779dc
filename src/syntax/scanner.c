// The scanner (Spec: Lexical elements). Input: the text of a file; output: one token
// at a time in the Parser, line starts in the SourceFile. A first pass over the text
// counts lines and finds what the reader of gc complains about wherever it stands
// (NUL, invalid UTF-8, byte order marks); the scanner proper then sees clean text that
// ends in a NUL. Messages and their places are those of cmd/compile/internal/syntax.
#include <stdio.h>
#include <string.h>

#include "base/unicode.h"
#include "syntax/internal.h"

enum { IDENT = 1, DIGIT = 2, SPACE = 4, HEX = 8 };

// Character classes of ASCII; bytes from 0x80 up have none and take slow paths.
static const uint8_t classes[256] = {[' '] = SPACE,
                                     ['\t'] = SPACE,
                                     ['\r'] = SPACE,
                                     ['_'] = IDENT,
                                     ['0' ... '9'] = IDENT | DIGIT | HEX,
                                     ['a' ... 'f'] = IDENT | HEX,
                                     ['g' ... 'z'] = IDENT,
                                     ['A' ... 'F'] = IDENT | HEX,
                                     ['G' ... 'Z'] = IDENT};

static inline bool is(char c, uint8_t class) { return classes[(uint8_t)c] & class; }

static Pos pos_of(const Parser *p, const char *at) { return p->base + (Pos)(at - p->text); }

// ---- the first pass

typedef uint8_t Bytes16 __attribute__((vector_size(16)));

// Counts newlines; *faulty tells whether there is a byte that is not plain ASCII text.
static uint32_t survey(const char *text, size_t size, bool *faulty) {
  uint32_t lines = 0;
  size_t i = 0;
  Bytes16 odd = {0};
  while (i + 16 <= size) {
    Bytes16 count = {0};
    for (uint32_t block = 0; block < 255 && i + 16 <= size; block++, i += 16) {
      Bytes16 bytes;
      memcpy(&bytes, text + i, 16);
      count -= (Bytes16)(bytes == '\n');
      odd |= (Bytes16)(bytes == 0) | (bytes & 0x80);
    }
    for (uint32_t k = 0; k < 16; k++) lines += count[k];
  }
  uint8_t rest = 0;
  for (; i < size; i++) {
    lines += text[i] == '\n';
    rest |= (uint8_t)((text[i] == 0) | (text[i] & 0x80));
  }
  for (uint32_t k = 0; k < 16; k++) rest |= odd[k];
  *faulty = rest != 0;
  return lines;
}

// Reports what gc's reader reports, and blanks it out in a copy of the text.
static void clean_text(Parser *p, size_t size) {
  enum { BYTE_ORDER_MARK = 0xFEFF };
  char *copy = NULL;
  size_t fault = 0;
  for (size_t i = 0; i < size;) {
    if (p->text[i] > 0) {
      i++;
      continue;
    }
    uint32_t rune, width = utf8_decode(p->text + i, size - i, &rune);
    const char *message = NULL;
    if (rune == 0) {
      message = "invalid NUL character";
    } else if (rune == UNICODE_REPLACEMENT && width == 1) {
      message = "invalid UTF-8 encoding";
    } else if (rune == BYTE_ORDER_MARK && i > 0) {
      message = "invalid BOM in the middle of the file";
    }
    if (message || rune == BYTE_ORDER_MARK) {
      if (message) other_error_at(p, pos_of(p, p->text + i), "%s", message);
      if (message && !p->has_fault) fault = i, p->has_fault = true;
      if (!copy) copy = arena_strdup(p->arena, p->text, size);
      memset(copy + i, FILLER, width);
    }
    i += width;
  }
  if (!copy) return;
  p->has_filler = true;
  p->text = copy;
  p->fault = copy + fault;
}

static inline void add_line(Parser *p, const char *start) {
  p->line_start = start;
  p->line_starts[p->line_count++] = (uint32_t)(start - p->text);
}

void scan_init(Parser *p) {
  SourceFile *source = p->file->source;
  p->text = source->text;
  p->base = source->base;
  bool faulty;
  uint32_t lines = survey(p->text, source->size, &faulty);
  if (faulty) clean_text(p, source->size);
  p->cursor = p->text;
  p->end = p->text + source->size;
  p->line_starts = source->line_starts = arena_array(p->lasting, uint32_t, lines + 1);
  add_line(p, p->text);
}

void scan_skip_to_end(Parser *p) {
  while (p->cursor < p->end) {
    if (*p->cursor++ == '\n') add_line(p, p->cursor);
  }
  p->tok = TOKEN_EOF;
  p->pos = pos_of(p, p->end);
}

// ---- runes in messages

static uint32_t rune_at(const Parser *p, const char *at, uint32_t *width) {
  uint32_t rune;
  *width = utf8_decode(at, (size_t)(p->end - at), &rune);
  return rune;
}

// As Go's %#U: the number, and the character if it can be shown.
static const char *rune_string(Parser *p, uint32_t rune) {
  if (!unicode_is_print(rune)) return arena_printf(p->arena, "U+%04X", rune);
  char bytes[5] = {0};
  utf8_encode(rune, bytes);
  return arena_printf(p->arena, "U+%04X '%s'", rune, bytes);
}

// ---- identifiers

// Continues an identifier at a byte that is not ASCII, complaining about what does not belong.
static const char *scan_ident_slow(Parser *p, const char *at, const char *start) {
  for (;;) {
    char c = *at;
    if (is(c, IDENT) || (c == FILLER && p->has_filler)) {
      at++;
      continue;
    }
    if (c >= 0) return at;
    uint32_t width, rune = rune_at(p, at, &width);
    if (unicode_is_letter(rune)) {
      // fine
    } else if (unicode_is_digit(rune)) {
      if (at == start) parse_error_at(p, pos_of(p, at), "identifier cannot begin with digit %s", rune_string(p, rune));
    } else {
      parse_error_at(p, pos_of(p, at), "invalid character %s in identifier", rune_string(p, rune));
    }
    at += width;
  }
}

// For tools: notes a keyword that seems to begin a declaration of the file, standing first in its line and no deeper
// than the file's others. Returns true if the text of a faulty declaration is to end before it.
static bool stop_at_declaration(Parser *p, const char *start, Token keyword) {
  if (!(SET_DECLARATION >> keyword & 1) || !p->blank || start - p->line_start > p->margin) return false;
  if (!p->recovery.passed) p->recovery.passed = pos_of(p, start);
  if (!p->recovery.stop) return false;
  p->tok = TOKEN_EOF;
  p->cursor = start;
  return true;
}

static void scan_ident(Parser *p, const char *start) {
  static const uint64_t ends_statement =
      SET(TOKEN_BREAK) | SET(TOKEN_CONTINUE) | SET(TOKEN_FALLTHROUGH) | SET(TOKEN_RETURN);
  const char *at = start;
  while (is(*at, IDENT)) at++;
  if (__builtin_expect(*at < 0 || (*at == FILLER && p->has_filler), 0)) at = scan_ident_slow(p, at, start);
  p->cursor = at;
  const Name *name = name_intern(p->session->names, start, (size_t)(at - start));
  p->name = name;
  if (name->keyword) {
    if (p->tools && stop_at_declaration(p, start, name->keyword)) return;
    p->tok = name->keyword;
    p->newline_semi = ends_statement >> name->keyword & 1;
  } else {
    p->tok = TOKEN_NAME;
    p->newline_semi = true;
  }
}

// ---- numbers

static const char *base_name(uint32_t base) {
  return base == 2 ? "binary" : base == 8 ? "octal" : base == 10 ? "decimal" : "hexadecimal";
}

// The file's own text, also where the cleaned copy has fillers.
const char *scan_as_written(const Parser *p, const char *at) { return p->file->source->text + (at - p->text); }

static void set_literal(Parser *p, LitKind kind, const char *start, const char *end, bool ok) {
  p->newline_semi = true;
  p->tok = TOKEN_LITERAL;
  p->lit = start;
  p->lit_length = (uint32_t)(end - start);
  p->lit_kind = (uint8_t)kind;
  p->lit_bad = !ok;
  p->cursor = end;
}

// Accepts digits and "_". For bases up to ten all decimal digits are taken, and the first
// that is too large is noted. The result has bit 0 for a digit seen, bit 1 for "_".
static uint32_t scan_digits(const char **at, uint32_t base, const char **invalid) {
  uint32_t seen = 0;
  uint8_t class = base <= 10 ? DIGIT : HEX;
  const char *c = *at;
  for (; is(*c, class) || *c == '_'; c++) {
    seen |= *c == '_' ? 2 : 1;
    if (base <= 10 && *c != '_' && *c >= (char)('0' + base) && invalid && !*invalid) *invalid = c;
  }
  *at = c;
  return seen;
}

// The first "_" that does not separate digits, or NULL.
static const char *invalid_separator(const char *text, const char *end) {
  char prefix = ' ', last = '.';  // last: '_', '0' for a digit, '.' for anything else
  const char *at = text;
  if (end - text >= 2 && text[0] == '0') {
    prefix = text[1] | 0x20;
    if (prefix == 'x' || prefix == 'o' || prefix == 'b') {
      last = '0';
      at += 2;
    }
  }
  for (; at < end; at++) {
    char previous = last;
    if (*at == '_') {
      if (previous != '0') return at;
      last = '_';
    } else if (is(*at, DIGIT) || (prefix == 'x' && is(*at, HEX))) {
      last = '0';
    } else {
      if (previous == '_') return at - 1;
      last = '.';
    }
  }
  return last == '_' ? end - 1 : NULL;
}

static void scan_number(Parser *p, const char *start) {
  const char *at = start, *invalid = NULL;
  bool ok = true, point = *start == '.';
  LitKind kind = LIT_INT;
  uint32_t base = 10, seen = 0;
  char prefix = 0;  // 0 decimal, '0' octal by a leading zero, 'x', 'o', 'b'
  if (!point) {
    if (*at == '0') {
      prefix = at[1] | 0x20;
      base = prefix == 'x' ? 16 : prefix == 'o' ? 8 : prefix == 'b' ? 2 : 0;
      if (base) {
        at += 2;
      } else {
        at++;
        base = 8;
        prefix = '0';
        seen = 1;
      }
    }
    seen |= scan_digits(&at, base, &invalid);
    if (*at == '.') {
      if (prefix == 'o' || prefix == 'b') {
        parse_error_at(p, pos_of(p, at), "invalid radix point in %s literal", base_name(base));
        ok = false;
      }
      point = true;
    }
  }
  if (point) {
    at++;
    kind = LIT_FLOAT;
    seen |= scan_digits(&at, base, &invalid);
  }
  if (!(seen & 1) && ok) {
    parse_error_at(p, pos_of(p, at), "%s literal has no digits", base_name(base));
    ok = false;
  }
  char exponent = *at | 0x20;
  if (exponent == 'e' || exponent == 'p') {
    if (ok && exponent == 'e' && prefix && prefix != '0') {
      parse_error_at(p, pos_of(p, at), "'%c' exponent requires decimal mantissa", *at);
      ok = false;
    } else if (ok && exponent == 'p' && prefix != 'x') {
      parse_error_at(p, pos_of(p, at), "'%c' exponent requires hexadecimal mantissa", *at);
      ok = false;
    }
    at++;
    kind = LIT_FLOAT;
    if (*at == '+' || *at == '-') at++;
    seen = scan_digits(&at, 10, NULL) | (seen & 2);
    if (!(seen & 1) && ok) {
      parse_error_at(p, pos_of(p, at), "exponent has no digits");
      ok = false;
    }
  } else if (prefix == 'x' && kind == LIT_FLOAT && ok) {
    parse_error_at(p, pos_of(p, at), "hexadecimal mantissa requires a 'p' exponent");
    ok = false;
  }
  if (*at == 'i') {
    kind = LIT_IMAG;
    at++;
  }
  if (kind == LIT_INT && invalid && ok) {
    parse_error_at(p, pos_of(p, invalid), "invalid digit '%c' in %s literal", *invalid, base_name(base));
    ok = false;
  }
  const char *separator = (seen & 2) && ok ? invalid_separator(start, at) : NULL;
  if (separator) {
    parse_error_at(p, pos_of(p, separator), "'_' must separate successive digits");
    ok = false;
  }
  set_literal(p, kind, start, at, ok);
}

// ---- runes and strings

// An escape; *at stands behind the backslash. Returns whether it is well formed.
static bool scan_escape(Parser *p, const char **at, char quote) {
  const char *c = *at;
  uint32_t count, base, max, value = 0;
  if (*c == quote || (*c && strchr("abfnrtv\\", *c))) {
    ++*at;
    return true;
  }
  if (*c >= '0' && *c <= '7') {
    count = 3, base = 8, max = 255;
  } else if (*c == 'x') {
    c++, count = 2, base = 16, max = 255;
  } else if (*c == 'u' || *c == 'U') {
    count = *c == 'u' ? 4 : 8, base = 16, max = UNICODE_MAX;
    c++;
  } else {
    if (c >= p->end) return true;  // the caller complains
    parse_error_at(p, pos_of(p, c), "unknown escape");
    return false;
  }
  for (; count; count--, c++) {
    *at = c;
    if (c >= p->end) return true;
    uint32_t digit = is(*c, DIGIT) ? (uint32_t)(*c - '0') : is(*c, HEX) ? (uint32_t)((*c | 0x20) - 'a') + 10 : base;
    if (digit >= base) {
      uint32_t width, rune = rune_at(p, c, &width);
      parse_error_at(p, pos_of(p, c), "invalid character %s in %s escape", text_quote_rune(p->arena, rune),
                     base_name(base));
      return false;
    }
    value = value * base + digit;
  }
  *at = c;
  if (value > max && base == 8) {
    parse_error_at(p, pos_of(p, c), "octal escape value %u > 255", value);
    return false;
  }
  if (value > max || (value >= 0xD800 && value < 0xE000)) {
    parse_error_at(p, pos_of(p, c), "escape is invalid Unicode code point %s", rune_string(p, value));
    return false;
  }
  return true;
}

static void scan_rune(Parser *p, const char *start) {
  const char *at = start + 1;
  bool ok = true;
  for (uint32_t count = 0;; count++) {
    if (*at == '\'') {
      if (ok && count == 0) {
        parse_error_at(p, pos_of(p, at), "empty rune literal or unescaped '");
        ok = false;
      } else if (ok && count != 1) {
        parse_error_at(p, pos_of(p, start), "more than one character in rune literal");
        ok = false;
      }
      at++;
      break;
    }
    if (*at == '\\') {
      at++;
      if (!scan_escape(p, &at, '\'')) ok = false;
      continue;
    }
    if (*at == '\n') {
      if (ok) parse_error_at(p, pos_of(p, at), "newline in rune literal");
      ok = false;
      break;
    }
    if (at >= p->end) {
      if (ok) parse_error_at(p, pos_of(p, start), "rune literal not terminated");
      ok = false;
      break;
    }
    uint32_t width;
    rune_at(p, at, &width);
    if (*at == FILLER && p->has_filler) count--;
    at += width;
  }
  set_literal(p, LIT_RUNE, start, at, ok);
}

static void scan_string(Parser *p, const char *start) {
  const char *at = start + 1;
  bool ok = true;
  for (;;) {
    while (*at != '"' && *at != '\\' && *at != '\n' && *at) at++;
    if (*at == '"') {
      at++;
      break;
    }
    if (*at == '\\') {
      at++;
      if (!scan_escape(p, &at, '"')) ok = false;
      continue;
    }
    if (*at == '\n') {
      parse_error_at(p, pos_of(p, at), "newline in string");
    } else {
      parse_error_at(p, pos_of(p, start), "string not terminated");
    }
    ok = false;
    break;
  }
  set_literal(p, LIT_STRING, start, at, ok);
}

// Notes the lines that begin in (start, end].
static void add_lines(Parser *p, const char *start, const char *end) {
  for (const char *at = start; (at = memchr(at, '\n', (size_t)(end - at)));) add_line(p, ++at);
}

static void scan_raw_string(Parser *p, const char *start) {
  const char *at = memchr(start + 1, '`', (size_t)(p->end - start - 1));
  bool ok = at != NULL;
  if (!ok) parse_error_at(p, pos_of(p, start), "string not terminated");
  at = ok ? at + 1 : p->end;
  add_lines(p, start, at);
  set_literal(p, LIT_STRING, start, at, ok);
}

// ---- comments

// A comment to the end of the line, which stays to be read.
static const char *line_comment(Parser *p, const char *start) {
  const char *end = memchr(start, '\n', (size_t)(p->end - start));
  if (!end) end = p->end;
  char c = start[2];
  if ((c == 'g' && start[3] == 'o' && start[4] == ':') || (c == 'l' && strncmp(start + 2, "line ", 5) == 0) ||
      (c == 't' && p->mode & PARSE_TUCO_PRAGMAS && strncmp(start + 2, "tuco:", 5) == 0)) {
    directive_comment(p, start, end);
  }
  return end;
}

static const char *block_comment(Parser *p, const char *start) {
  const char *end = start + 2;
  for (;;) {
    end = memchr(end, '*', (size_t)(p->end - end));
    if (!end) break;
    if (*++end == '/') break;
  }
  if (!end) {
    parse_error_at(p, pos_of(p, start), "comment not terminated");
    end = p->end;
    add_lines(p, start, end);
    return end;
  }
  end++;
  bool is_line = strncmp(start + 2, "line ", 5) == 0;
  add_lines(p, start, end);
  if (is_line) directive_comment(p, start, end);
  return end;
}

// ---- tokens

static inline void operator_token(Parser *p, Operator op, uint32_t precedence, const char *next) {
  p->tok = TOKEN_OPERATOR;
  p->op = (uint8_t)op;
  p->precedence = (uint8_t)precedence;
  p->cursor = next;
}

// An operator that "=" behind it turns into an assignment.
static inline void assign_operator(Parser *p, Operator op, uint32_t precedence, const char *next) {
  operator_token(p, op, precedence, next);
  if (*next == '=') {
    p->tok = TOKEN_ASSIGN_OP;
    p->cursor++;
  }
}

static inline void simple_token(Parser *p, Token token, const char *next) {
  p->tok = (uint8_t)token;
  p->cursor = next;
}

static inline void semicolon(Parser *p, const char *text, const char *next) {
  p->tok = TOKEN_SEMI;
  p->lit = text;
  p->cursor = next;
}

enum { PREC_OR_OR = 1, PREC_AND_AND, PREC_CMP, PREC_ADD, PREC_MUL };

// + and -, which double to ++ and --.
static void plus_or_minus(Parser *p, Operator op, const char *at) {
  if (at[1] == at[0]) {
    operator_token(p, op, PREC_ADD, at + 2);
    p->tok = TOKEN_INC_OP;
    p->newline_semi = true;
  } else {
    assign_operator(p, op, PREC_ADD, at + 1);
  }
}

static void less_or_greater(Parser *p, const char *at, bool less) {
  if (at[1] == '=') {
    operator_token(p, less ? OP_LEQ : OP_GEQ, PREC_CMP, at + 2);
  } else if (at[1] == at[0]) {
    assign_operator(p, less ? OP_SHL : OP_SHR, PREC_MUL, at + 2);
  } else if (less && at[1] == '-') {
    simple_token(p, TOKEN_ARROW, at + 2);
  } else {
    operator_token(p, less ? OP_LSS : OP_GTR, PREC_CMP, at + 1);
  }
}

// Anything that starts no token: a letter beyond ASCII, or a character to complain about.
// Returns false if the scanner is to go on behind it.
static bool other_character(Parser *p, const char *at) {
  if (*at == FILLER && p->has_filler) {
    p->cursor = at + 1;
    return false;
  }
  uint32_t width, rune = rune_at(p, at, &width);
  // gc takes every character beyond ASCII for the beginning of an identifier.
  if (rune >= 0x80) {
    if (!unicode_is_letter(rune) && !unicode_is_digit(rune)) {
      parse_error_at(p, pos_of(p, at), "invalid character %s in identifier", rune_string(p, rune));
      scan_ident(p, at + width);
      p->name = name_intern(p->session->names, at, (size_t)(p->cursor - at));
      p->tok = TOKEN_NAME;
      p->newline_semi = true;
    } else {
      scan_ident(p, at);
    }
    return true;
  }
  parse_error_at(p, pos_of(p, at), "invalid character %s", rune_string(p, rune));
  p->cursor = at + width;
  return false;
}

void scan_next(Parser *p) {
  bool newline_semi = p->newline_semi;
  p->newline_semi = false;
  p->previous = p->pos;
  const char *at = p->cursor;
redo:;
  const char *from = at;
  for (;; at++) {
    if (*at == '\n') {
      if (newline_semi) break;
      add_line(p, at + 1);
    } else if (!is(*at, SPACE)) {
      break;
    }
  }
  p->pos = pos_of(p, at);
  p->blank = p->line_start >= from;
  switch (*at) {
    case 'a' ... 'z':
    case 'A' ... 'Z':
    case '_': scan_ident(p, at); return;
    case 0:
      if (at < p->end) goto other;
      if (newline_semi) {
        semicolon(p, "EOF", at);
      } else {
        simple_token(p, TOKEN_EOF, at);
      }
      return;
    case '\n':
      add_line(p, at + 1);
      semicolon(p, "newline", at + 1);
      return;
    case '0' ... '9':
      // One plain digit is the most frequent number.
      if (!is(at[1], IDENT) && at[1] != '.') {
        set_literal(p, LIT_INT, at, at + 1, true);
      } else {
        scan_number(p, at);
      }
      return;
    case '"': scan_string(p, at); return;
    case '`': scan_raw_string(p, at); return;
    case '\'': scan_rune(p, at); return;
    case '(': simple_token(p, TOKEN_LPAREN, at + 1); return;
    case '[': simple_token(p, TOKEN_LBRACK, at + 1); return;
    case '{': simple_token(p, TOKEN_LBRACE, at + 1); return;
    case ',': simple_token(p, TOKEN_COMMA, at + 1); return;
    case ';': semicolon(p, "semicolon", at + 1); return;
    case ')':
      p->newline_semi = true;
      simple_token(p, TOKEN_RPAREN, at + 1);
      return;
    case ']':
      p->newline_semi = true;
      simple_token(p, TOKEN_RBRACK, at + 1);
      return;
    case '}':
      p->newline_semi = true;
      simple_token(p, TOKEN_RBRACE, at + 1);
      return;
    case ':':
      if (at[1] == '=') {
        simple_token(p, TOKEN_DEFINE, at + 2);
      } else {
        simple_token(p, TOKEN_COLON, at + 1);
      }
      return;
    case '.':
      if (is(at[1], DIGIT)) {
        scan_number(p, at);
      } else if (at[1] == '.' && at[2] == '.') {
        simple_token(p, TOKEN_DOT_DOT_DOT, at + 3);
      } else {
        simple_token(p, TOKEN_DOT, at + 1);
      }
      return;
    case '+': plus_or_minus(p, OP_ADD, at); return;
    case '-': plus_or_minus(p, OP_SUB, at); return;
    case '*':
      assign_operator(p, OP_MUL, PREC_MUL, at + 1);
      if (p->tok == TOKEN_OPERATOR) p->tok = TOKEN_STAR;
      return;
    case '/':
      if (at[1] == '/') {
        const char *start = at;
        at = line_comment(p, at);
        if (p->tools) comment_note(p, start, at, p->line_count);
        goto redo;
      }
      if (at[1] == '*') {
        const char *line = p->line_start, *start = at;
        uint32_t first_line = p->line_count;
        at = block_comment(p, at);
        if (p->tools) comment_note(p, start, at, first_line);
        if (newline_semi && p->line_start != line) {
          semicolon(p, "newline", at);
          return;
        }
        goto redo;
      }
      assign_operator(p, OP_DIV, PREC_MUL, at + 1);
      return;
    case '%': assign_operator(p, OP_REM, PREC_MUL, at + 1); return;
    case '&':
      if (at[1] == '&') {
        operator_token(p, OP_AND_AND, PREC_AND_AND, at + 2);
      } else if (at[1] == '^') {
        assign_operator(p, OP_AND_NOT, PREC_MUL, at + 2);
      } else {
        assign_operator(p, OP_AND, PREC_MUL, at + 1);
      }
      return;
    case '|':
      if (at[1] == '|') {
        operator_token(p, OP_OR_OR, PREC_OR_OR, at + 2);
      } else {
        assign_operator(p, OP_OR, PREC_ADD, at + 1);
      }
      return;
    case '^': assign_operator(p, OP_XOR, PREC_ADD, at + 1); return;
    case '<': less_or_greater(p, at, true); return;
    case '>': less_or_greater(p, at, false); return;
    case '=':
      if (at[1] == '=') {
        operator_token(p, OP_EQL, PREC_CMP, at + 2);
      } else {
        simple_token(p, TOKEN_ASSIGN, at + 1);
      }
      return;
    case '!':
      if (at[1] == '=') {
        operator_token(p, OP_NEQ, PREC_CMP, at + 2);
      } else {
        operator_token(p, OP_NOT, 0, at + 1);
      }
      return;
    case '~': operator_token(p, OP_TILDE, 0, at + 1); return;
    default:
    other:
      if (other_character(p, at)) return;
      at = p->cursor;
      goto redo;
  }
}
