// See json_tree.h. A recursive descent over the text; nothing is copied but strings.
#include "base/json_tree.h"

#include <string.h>
#include <strings.h>

#include "base/unicode.h"

enum { DEPTH_MAX = 1000 };  // threads may have small stacks

typedef struct Reader {
  Arena *arena;
  const char *at, *end;
  const char *problem;
  int depth;
} Reader;

static JsonValue *read_value(Reader *r);

static bool fail(Reader *r, const char *where) {
  if (r->problem) return false;
  if (r->at >= r->end) {
    r->problem = "unexpected end of JSON input";
    return false;
  }
  unsigned char c = (unsigned char)*r->at;
  const char *quoted = c == '\''  ? "'\\''"
                       : c == '"' ? "'\"'"
                                  : text_quote_rune(r->arena, c);  // a byte, as encoding/json takes it
  r->problem = arena_printf(r->arena, "invalid character %s %s", quoted, where);
  return false;
}

static void skip_spaces(Reader *r) {
  while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r')) r->at++;
}

static bool read_hex(Reader *r, uint32_t *value) {
  *value = 0;
  for (int i = 0; i < 4; i++, r->at++) {
    uint32_t digit = text_digit_value(r->at < r->end ? *r->at : 0);
    if (digit >= 16) return fail(r, "in \\u hexadecimal character escape");
    *value = *value << 4 | digit;
  }
  return true;
}

// Behind "\u": a half of a pair without the other becomes U+FFFD.
static bool read_unicode_escape(Reader *r, char **out) {
  uint32_t rune, low;
  if (!read_hex(r, &rune)) return false;
  if (rune >= 0xd800 && rune < 0xdc00 && r->end - r->at >= 6 && r->at[0] == '\\' && r->at[1] == 'u') {
    const char *before = r->at;
    r->at += 2;
    if (!read_hex(r, &low)) return false;
    if (low >= 0xdc00 && low < 0xe000) rune = 0x10000 + ((rune - 0xd800) << 10) + (low - 0xdc00);
    else r->at = before;
  }
  *out += utf8_encode(rune, *out);
  return true;
}

static bool read_escape(Reader *r, char **out) {
  static const char letters[] = "bfnrt\"\\/", values[] = "\b\f\n\r\t\"\\/";
  char c = r->at < r->end ? *r->at : 0;
  const char *letter = c ? strchr(letters, c) : NULL;
  if (!letter && c != 'u') return fail(r, "in string escape code");
  r->at++;
  if (!letter) return read_unicode_escape(r, out);
  *(*out)++ = values[letter - letters];
  return true;
}

// At the opening quote. A byte that is no UTF-8 becomes U+FFFD, three bytes.
static const char *read_string(Reader *r, size_t *length) {
  const char *close = ++r->at;
  while (close < r->end && *close != '"') close += *close == '\\' && close + 1 < r->end ? 2 : 1;
  char *text = arena_alloc(r->arena, (size_t)(close - r->at) * 3 + 1, 1), *out = text;
  while (r->at < r->end && *r->at != '"') {
    if (*r->at == '\\') {
      r->at++;
      if (!read_escape(r, &out)) return NULL;
      continue;
    }
    if ((unsigned char)*r->at < ' ') return fail(r, "in string literal"), NULL;
    uint32_t rune;
    r->at += utf8_decode(r->at, (size_t)(r->end - r->at), &rune);
    out += utf8_encode(rune, out);
  }
  if (r->at >= r->end) return fail(r, ""), NULL;
  r->at++;
  *out = 0;
  *length = (size_t)(out - text);
  return text;
}

static bool is_digit(const Reader *r) { return r->at < r->end && *r->at >= '0' && *r->at <= '9'; }

static bool read_digits(Reader *r, const char *where) {
  if (!is_digit(r)) return fail(r, where);
  while (is_digit(r)) r->at++;
  return true;
}

static bool read_number(Reader *r, JsonValue *value) {
  const char *start = r->at;
  value->kind = JSON_NUMBER;
  r->at += *r->at == '-';
  if (r->at < r->end && *r->at == '0') r->at++;
  else if (!read_digits(r, "in numeric literal")) return false;
  if (r->at < r->end && *r->at == '.') {
    r->at++;
    if (!read_digits(r, "after decimal point in numeric literal")) return false;
  }
  if (r->at < r->end && (*r->at | 0x20) == 'e') {
    r->at++;
    if (r->at < r->end && (*r->at == '+' || *r->at == '-')) r->at++;
    if (!read_digits(r, "in exponent of numeric literal")) return false;
  }
  value->length = (size_t)(r->at - start);
  value->text = arena_strdup(r->arena, start, value->length);
  return true;
}

static bool read_word(Reader *r, const char *word) {
  for (const char *p = word; *p; p++, r->at++)
    if (r->at >= r->end || *r->at != *p)
      return fail(r, arena_printf(r->arena, "in literal %s (expecting '%c')", word, *p));
  return true;
}

static JsonValue *read_member(Reader *r) {
  if (r->at >= r->end || *r->at != '"') return fail(r, "looking for beginning of object key string"), NULL;
  size_t length;
  const char *key = read_string(r, &length);
  if (!key) return NULL;
  skip_spaces(r);
  if (r->at >= r->end || *r->at != ':') return fail(r, "after object key"), NULL;
  r->at++;
  JsonValue *value = read_value(r);
  if (value) value->key = key;
  return value;
}

// Behind the opening bracket.
static bool read_elements(Reader *r, JsonValue *parent, char close) {
  JsonValue **link = &parent->first;
  bool object = parent->kind == JSON_OBJECT;
  if (++r->depth > DEPTH_MAX) {
    r->problem = "exceeded max depth";
    return false;
  }
  skip_spaces(r);
  if (r->at < r->end && *r->at == close) {
    r->at++;
    r->depth--;
    return true;
  }
  for (;;) {
    *link = object ? read_member(r) : read_value(r);
    if (!*link) return false;
    link = &(*link)->next;
    skip_spaces(r);
    char c = r->at < r->end ? *r->at : 0;
    if (c != ',' && c != close) return fail(r, object ? "after object key:value pair" : "after array element");
    r->at++;
    if (c == close) break;
    skip_spaces(r);
  }
  r->depth--;
  return true;
}

static JsonValue *read_value(Reader *r) {
  skip_spaces(r);
  JsonValue *value = arena_new(r->arena, JsonValue);
  char c = r->at < r->end ? *r->at : 0;
  bool fine;
  switch (c) {
    case '{':
    case '[':
      r->at++;
      value->kind = c == '{' ? JSON_OBJECT : JSON_ARRAY;
      fine = read_elements(r, value, c == '{' ? '}' : ']');
      break;
    case '"':
      value->kind = JSON_STRING;
      value->text = read_string(r, &value->length);
      fine = value->text != NULL;
      break;
    case 't':
    case 'f':
      value->kind = JSON_BOOL;
      value->truth = c == 't';
      fine = read_word(r, value->truth ? "true" : "false");
      break;
    case 'n': fine = read_word(r, "null"); break;
    default: fine = c == '-' || is_digit(r) ? read_number(r, value) : fail(r, "looking for beginning of value"); break;
  }
  return fine ? value : NULL;
}

const JsonValue *json_parse_next(Arena *arena, const char **at, const char *end, const char **problem) {
  Reader r = {.arena = arena, .at = *at, .end = end};
  *problem = NULL;
  skip_spaces(&r);
  const JsonValue *value = r.at < r.end ? read_value(&r) : NULL;
  *at = r.at;
  *problem = r.problem;
  return value;
}

const JsonValue *json_parse(Arena *arena, const char *text, size_t size, const char **problem) {
  Reader r = {.arena = arena, .at = text, .end = text + size};
  const JsonValue *value = read_value(&r);
  if (value) {
    skip_spaces(&r);
    if (r.at < r.end) fail(&r, "after top-level value");
  }
  *problem = r.problem;
  return r.problem ? NULL : value;
}

const JsonValue *json_member(const JsonValue *object, const char *name) {
  if (!object || object->kind != JSON_OBJECT) return NULL;
  const JsonValue *found = NULL;
  for (const JsonValue *member = object->first; member; member = member->next)
    if (strcasecmp(member->key, name) == 0) found = member;
  return found && found->kind != JSON_NULL ? found : NULL;
}

const char *json_text(const JsonValue *object, const char *name) {
  const JsonValue *member = json_member(object, name);
  return member && member->kind == JSON_STRING ? member->text : "";
}
