// go/scanner's tokens and messages. Characters are read one by one, because reading them is what complains of bad ones.
#include <string.h>

#include "base/unicode.h"
#include "syntax/go/parser.h"

enum { END = -1, BYTE_ORDER_MARK = 0xFEFF };

static const char *const texts[GO_TOKEN_COUNT] = {
#define GO_TOKEN(name, text, precedence) text,
#include "syntax/go/tokens.def"
#undef GO_TOKEN
};
static const uint8_t precedences[GO_TOKEN_COUNT] = {
#define GO_TOKEN(name, text, precedence) precedence,
#include "syntax/go/tokens.def"
#undef GO_TOKEN
};

const char *go_token_text(GoToken token) { return texts[token]; }
uint32_t go_precedence(GoToken token) { return precedences[token]; }

// ---- characters

static void bad_encoding(GoParser *p) {
  const uint8_t *at = (const uint8_t *)p->text + p->offset;
  uint32_t left = p->size - p->offset;
  if (p->offset == 0 && left >= 2 && ((at[0] == 0xFF && at[1] == 0xFE) || (at[0] == 0xFE && at[1] == 0xFF))) {
    go_scan_error(p, p->offset, "illegal UTF-8 encoding (got UTF-16)");
    p->next = p->size;
  } else {
    go_scan_error(p, p->offset, "illegal UTF-8 encoding");
  }
}

static void read_char(GoParser *p) {
  if (p->next >= p->size) {
    p->offset = p->size;
    p->ch = END;
    return;
  }
  p->offset = p->next;
  uint8_t byte = (uint8_t)p->text[p->offset];
  uint32_t rune = byte, width = 1;
  if (byte == 0) {
    go_scan_error(p, p->offset, "illegal character NUL");
  } else if (byte >= 0x80) {
    width = utf8_decode(p->text + p->offset, p->size - p->offset, &rune);
    if (rune == UNICODE_REPLACEMENT && width == 1) {
      bad_encoding(p);
    } else if (rune == BYTE_ORDER_MARK && p->offset > 0) {
      go_scan_error(p, p->offset, "illegal byte order mark");
    }
  }
  p->next += width;
  p->ch = (int32_t)rune;
}

static uint8_t peek(const GoParser *p) { return p->next < p->size ? (uint8_t)p->text[p->next] : 0; }

static bool is_letter(int32_t c) {
  int32_t lower = c | 0x20;
  return (lower >= 'a' && lower <= 'z' && c < 0x80) || c == '_' || (c >= 0x80 && unicode_is_letter((uint32_t)c));
}
static bool is_decimal(int32_t c) { return c >= '0' && c <= '9'; }
static bool is_digit(int32_t c) { return is_decimal(c) || (c >= 0x80 && unicode_is_digit((uint32_t)c)); }
static uint32_t digit_value(int32_t c) {
  if (is_decimal(c)) return (uint32_t)(c - '0');
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10 : 16;
}
static bool is_hex(int32_t c) { return c >= 0 && c < 0x80 && digit_value(c) < 16; }

// As Go's %#U.
static const char *describe(GoParser *p, int32_t c) {
  if (!unicode_is_print((uint32_t)c)) return arena_printf(p->arena, "U+%04X", (uint32_t)c);
  char bytes[5] = {0};
  utf8_encode((uint32_t)c, bytes);
  return arena_printf(p->arena, "U+%04X '%s'", (uint32_t)c, bytes);
}

// ---- comments

// Lines that follow each other are one group, as are comments of a line.
static void note_doc(GoParser *p, uint32_t begin) {
  bool joins = p->doc && go_line_index(p, begin) <= go_line_index(p, p->doc_end - 1) + 1;
  if (!joins) p->doc = begin + 1;
  p->doc_end = p->offset + 1;
}

// The slash has been read, "/" or "*" is current. Returns the offset of the first newline in it, 0 none.
static uint32_t scan_comment(GoParser *p) {
  uint32_t begin = p->offset - 1, newline = 0, next;
  bool block = p->ch == '*';
  read_char(p);
  if (!block) {
    while (p->ch != '\n' && p->ch != END) read_char(p);
    next = p->offset + (p->ch == '\n');
  } else {
    int32_t last = 0;
    for (;;) {
      if (p->ch == END) {
        go_scan_error(p, begin, "comment not terminated");
        return newline;
      }
      if (p->ch == '\n' && !newline) newline = p->offset;
      if (last == '*' && p->ch == '/') break;
      last = p->ch;
      read_char(p);
    }
    read_char(p);
    next = p->offset;
  }
  if (p->header && !p->end) note_doc(p, begin);
  uint32_t length = p->offset - begin;
  if (!block && p->text[begin + length - 1] == '\r') length--;
  bool line_start = begin == 0 || p->text[begin - 1] == '\n';
  if ((block || line_start) && length > 7 && memcmp(p->text + begin + 2, "line ", 5) == 0) {
    go_line_directive(p, p->text + begin, length, begin, next);
  }
  return newline;
}

// ---- numbers

static const char *literal_name(int32_t prefix) {
  return prefix == 'x'                    ? "hexadecimal literal"
         : prefix == 'b'                  ? "binary literal"
         : prefix == 'o' || prefix == '0' ? "octal literal"
                                          : "decimal literal";
}

// Digits and "_": bit 0 of the result for a digit, bit 1 for "_". *invalid is the first digit that is too large.
static uint32_t scan_digits(GoParser *p, uint32_t base, Spot *invalid) {
  uint32_t seen = 0;
  for (;; read_char(p)) {
    if (p->ch == '_') {
      seen |= 2;
    } else if (base <= 10 ? is_decimal(p->ch) : is_hex(p->ch)) {
      if (base <= 10 && invalid && !*invalid && digit_value(p->ch) >= base) *invalid = p->offset + 1;
      seen |= 1;
    } else {
      return seen;
    }
  }
}

// The index of the first "_" that does not separate digits, or -1.
static int32_t bad_separator(const char *text, uint32_t length) {
  char prefix = length >= 2 && text[0] == '0' ? (char)(text[1] | 0x20) : ' ', last = '.';
  uint32_t i = 0;
  if (prefix == 'x' || prefix == 'o' || prefix == 'b') {
    last = '0';
    i = 2;
  }
  for (; i < length; i++) {
    char previous = last;
    if (text[i] == '_') {
      if (previous != '0') return (int32_t)i;
      last = '_';
    } else if (is_decimal(text[i]) || (prefix == 'x' && is_hex(text[i]))) {
      last = '0';
    } else {
      if (previous == '_') return (int32_t)i - 1;
      last = '.';
    }
  }
  return last == '_' ? (int32_t)length - 1 : -1;
}

static void scan_exponent(GoParser *p, int32_t prefix, uint32_t *seen) {
  bool binary = (p->ch | 0x20) == 'p';
  if (!binary && prefix && prefix != '0') {
    go_scan_error(p, p->offset, "'%c' exponent requires decimal mantissa", p->ch);
  } else if (binary && prefix != 'x') {
    go_scan_error(p, p->offset, "'%c' exponent requires hexadecimal mantissa", p->ch);
  }
  read_char(p);
  p->tok = GO_FLOAT;
  if (p->ch == '+' || p->ch == '-') read_char(p);
  uint32_t digits = scan_digits(p, 10, NULL);
  *seen |= digits;
  if (!(digits & 1)) go_scan_error(p, p->offset, "exponent has no digits");
}

// The prefix of a number, and by it the base.
static int32_t scan_prefix(GoParser *p, uint32_t *base, uint32_t *seen) {
  *base = 10;
  if (p->ch != '0') return 0;
  read_char(p);
  int32_t prefix = p->ch | 0x20;
  *base = prefix == 'x' ? 16 : prefix == 'o' ? 8 : prefix == 'b' ? 2 : 0;
  if (*base) {
    read_char(p);
    return prefix;
  }
  *base = 8;
  *seen = 1;
  return '0';
}

static void scan_number(GoParser *p) {
  uint32_t begin = p->offset, base = 10, seen = 0;
  int32_t prefix = 0;
  Spot invalid = 0;
  p->tok = GO_ILLEGAL;
  if (p->ch != '.') {
    p->tok = GO_INT;
    prefix = scan_prefix(p, &base, &seen);
    seen |= scan_digits(p, base, &invalid);
  }
  if (p->ch == '.') {
    p->tok = GO_FLOAT;
    if (prefix == 'o' || prefix == 'b') {
      go_scan_error(p, p->offset, "invalid radix point in %s", literal_name(prefix));
    }
    read_char(p);
    seen |= scan_digits(p, base, &invalid);
  }
  if (!(seen & 1)) go_scan_error(p, p->offset, "%s has no digits", literal_name(prefix));
  int32_t exponent = p->ch == END ? 0 : p->ch | 0x20;
  if (exponent == 'e' || exponent == 'p') {
    scan_exponent(p, prefix, &seen);
  } else if (prefix == 'x' && p->tok == GO_FLOAT) {
    go_scan_error(p, p->offset, "hexadecimal mantissa requires a 'p' exponent");
  }
  if (p->ch == 'i') {
    p->tok = GO_IMAG;
    read_char(p);
  }
  if (p->tok == GO_INT && invalid) {
    go_scan_error(p, invalid - 1, "invalid digit '%c' in %s", p->text[invalid - 1], literal_name(prefix));
  }
  int32_t separator = seen & 2 ? bad_separator(p->text + begin, p->offset - begin) : -1;
  if (separator >= 0) go_scan_error(p, begin + (uint32_t)separator, "'_' must separate successive digits");
}

// ---- runes and strings

// The backslash has been read.
static bool scan_escape(GoParser *p, int32_t quote) {
  uint32_t begin = p->offset, count, base = 16, max = UNICODE_MAX, value = 0;
  if (p->ch == quote || (p->ch > 0 && p->ch < 0x80 && strchr("abfnrtv\\", p->ch))) {
    read_char(p);
    return true;
  }
  if (p->ch >= '0' && p->ch <= '7') {
    count = 3, base = 8, max = 255;
  } else if (p->ch == 'x' || p->ch == 'u' || p->ch == 'U') {
    count = p->ch == 'x' ? 2 : p->ch == 'u' ? 4 : 8;
    if (p->ch == 'x') max = 255;
    read_char(p);
  } else {
    go_scan_error(p, begin, p->ch == END ? "escape sequence not terminated" : "unknown escape sequence");
    return false;
  }
  for (; count; count--) {
    uint32_t digit = p->ch >= 0 && p->ch < 0x80 ? digit_value(p->ch) : 16;
    if (digit >= base) {
      if (p->ch == END) {
        go_scan_error(p, p->offset, "escape sequence not terminated");
      } else {
        go_scan_error(p, p->offset, "illegal character %s in escape sequence", describe(p, p->ch));
      }
      return false;
    }
    value = value * base + digit;
    read_char(p);
  }
  if (value <= max && !(value >= 0xD800 && value < 0xE000)) return true;
  go_scan_error(p, begin, "escape sequence is invalid Unicode code point");
  return false;
}

static void scan_rune(GoParser *p) {
  uint32_t begin = p->offset - 1, count = 0;
  bool valid = true;
  for (;;) {
    int32_t c = p->ch;
    if (c == '\n' || c == END) {
      if (valid) go_scan_error(p, begin, "rune literal not terminated");
      return;
    }
    read_char(p);
    if (c == '\'') break;
    count++;
    if (c == '\\' && !scan_escape(p, '\'')) valid = false;
  }
  if (valid && count != 1) go_scan_error(p, begin, "illegal rune literal");
}

static void scan_string(GoParser *p) {
  uint32_t begin = p->offset - 1;
  for (;;) {
    int32_t c = p->ch;
    if (c == '\n' || c == END) {
      go_scan_error(p, begin, "string literal not terminated");
      return;
    }
    read_char(p);
    if (c == '"') return;
    if (c == '\\') scan_escape(p, '"');
  }
}

static void scan_raw_string(GoParser *p) {
  uint32_t begin = p->offset - 1;
  for (;;) {
    int32_t c = p->ch;
    if (c == END) {
      go_scan_error(p, begin, "raw string literal not terminated");
      return;
    }
    read_char(p);
    if (c == '`') return;
  }
}

// The text of a raw string, without carriage returns.
static void strip_returns(GoParser *p) {
  if (!memchr(p->lit, '\r', p->lit_length)) return;
  char *copy = arena_alloc(p->arena, p->lit_length + 1, 1);
  uint32_t length = 0;
  for (uint32_t i = 0; i < p->lit_length; i++) {
    if (p->lit[i] != '\r') copy[length++] = p->lit[i];
  }
  p->lit = copy;
  p->lit_length = length;
}

// ---- tokens

static GoToken keyword_or_ident(const char *text, uint32_t length) {
  for (GoToken t = GO_BREAK; t < GO_TOKEN_COUNT; t++) {
    if (strlen(texts[t]) == length && memcmp(texts[t], text, length) == 0) return t;
  }
  return GO_IDENT;
}

static void scan_ident(GoParser *p) {
  uint32_t begin = p->offset;
  while (is_letter(p->ch) || is_digit(p->ch)) read_char(p);
  p->tok = keyword_or_ident(p->text + begin, p->offset - begin);
}

// The longest operator whose text begins with c, which has been read.
static void scan_operator(GoParser *p, int32_t c) {
  uint32_t begin = p->offset - 1;
  p->tok = GO_ILLEGAL;
  uint32_t longest = 0;
  for (GoToken t = GO_ADD; t < GO_BREAK; t++) {
    uint32_t length = (uint32_t)strlen(texts[t]);
    if (texts[t][0] != c || length <= longest || begin + length > p->size) continue;
    if (memcmp(p->text + begin, texts[t], length) != 0) continue;
    longest = length;
    p->tok = t;
  }
  for (uint32_t i = 1; i < longest; i++) read_char(p);
}

static void illegal_character(GoParser *p, int32_t c, uint32_t offset) {
  p->tok = GO_ILLEGAL;
  if (c == BYTE_ORDER_MARK) return;  // the reader has complained
  if (c == 0x201C || c == 0x201D) {
    go_scan_error(p, offset, "curly quotation mark '%s' (use neutral '\"')", c == 0x201C ? "“" : "”");
  } else {
    go_scan_error(p, offset, "illegal character %s", describe(p, c));
  }
}

static bool ends_statement(GoToken token) {
  switch (token) {
    case GO_IDENT ... GO_STRING:
    case GO_BREAK:
    case GO_CONTINUE:
    case GO_FALLTHROUGH:
    case GO_RETURN:
    case GO_RPAREN:
    case GO_RBRACK:
    case GO_RBRACE:
    case GO_INC:
    case GO_DEC: return true;
    default: return false;
  }
}

static void newline_semicolon(GoParser *p, Spot pos) {
  p->insert_semi = false;
  p->tok = GO_SEMICOLON;
  p->newline_semi = true;
  p->pos = pos;
}

// Behind white space. Returns false for a comment.
static bool scan_token(GoParser *p) {
  uint32_t begin = p->offset;
  int32_t c = p->ch;
  if (is_letter(c)) {
    scan_ident(p);
  } else if (is_decimal(c) || (c == '.' && is_decimal(peek(p)))) {
    scan_number(p);
  } else {
    read_char(p);
    switch (c) {
      case END:
        if (p->insert_semi) {
          newline_semicolon(p, begin + 1);
          return true;
        }
        p->tok = GO_EOF;
        break;
      case '\n': newline_semicolon(p, begin + 1); return true;
      case '"':
        p->tok = GO_STRING;
        scan_string(p);
        break;
      case '`':
        p->tok = GO_STRING;
        scan_raw_string(p);
        break;
      case '\'':
        p->tok = GO_CHAR;
        scan_rune(p);
        break;
      case '/':
        if (p->ch == '/' || p->ch == '*') {
          uint32_t newline = scan_comment(p);
          if (p->insert_semi && newline) {
            p->newline = newline + 1;
            p->insert_semi = false;
          }
          return false;
        }
        scan_operator(p, c);
        break;
      default:
        if (c < 0x80) scan_operator(p, c);
        if (c >= 0x80 || p->tok == GO_ILLEGAL) {
          illegal_character(p, c, begin);
          p->pos = begin + 1;
          return true;  // whether a newline becomes ";" stays as it is
        }
    }
  }
  p->pos = begin + 1;
  p->end = p->offset + 1;
  p->lit = p->text + begin;
  p->lit_length = p->offset - begin;
  if (c == '`') strip_returns(p);
  p->insert_semi = ends_statement(p->tok);
  return true;
}

void go_next(GoParser *p) {
  if (p->tok != GO_SEMICOLON && p->tok != GO_EOF) p->behind = p->end;
  p->newline_semi = false;
  if (p->gave_up) {
    p->tok = GO_EOF;
    return;
  }
  do {
    if (p->newline) {
      newline_semicolon(p, p->newline);
      p->newline = 0;
      return;
    }
    while (p->ch == ' ' || p->ch == '\t' || p->ch == '\r' || (p->ch == '\n' && !p->insert_semi)) read_char(p);
  } while (!scan_token(p));
}

void go_scan_init(GoParser *p) {
  uint32_t start = 0;
  vec_push(p->arena, &p->lines, start);
  // go/token has no line that begins where the text ends.
  for (uint32_t next = 1; next < p->size; next++) {
    if (p->text[next - 1] == '\n') vec_push(p->arena, &p->lines, next);
  }
  p->ch = ' ';
  read_char(p);
  if (p->ch == BYTE_ORDER_MARK) read_char(p);
}
