// Semantic versions (https://semver.org) with Go's leading "v". Numbers are compared as texts, so that none is too
// large.
#include "mod/semver.h"

#include <stdlib.h>
#include <string.h>

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

typedef struct Part {
  const char *text;
  size_t length;
} Part;

typedef struct Semver {
  Part number[3];
  int written;      // of the numbers; those left out are "0"
  Part prerelease;  // with its "-"; length 0: none
  Part build;       // with its "+"
} Semver;

// A text that is read from its beginning; behind its end stands NUL.
typedef struct Cursor {
  const char *at, *end;
} Cursor;

static char peek(const Cursor *c) { return c->at < c->end ? *c->at : 0; }

static bool take(Cursor *c, char wanted) {
  if (peek(c) != wanted) return false;
  c->at++;
  return true;
}

// A number without leading zeros.
static bool take_number(Cursor *c, Part *out) {
  out->text = c->at;
  while (is_digit(peek(c))) c->at++;
  out->length = (size_t)(c->at - out->text);
  return out->length == 1 || (out->length && *out->text != '0');
}

// Identifiers separated by dots. Of a prerelease's, numeric ones have no leading zeros.
static bool skip_identifiers(Cursor *c, bool prerelease) {
  do {
    const char *start = c->at;
    bool number = true;
    for (; is_digit(peek(c)) || is_letter(peek(c)) || peek(c) == '-'; c->at++) number &= is_digit(peek(c));
    if (c->at == start || (prerelease && number && *start == '0' && c->at - start > 1)) return false;
  } while (take(c, '.'));
  return true;
}

// The version that v begins with is `length` long.
static bool parse_part(const char *v, size_t length, Semver *out) {
  Cursor c = {v, v + length};
  *out = (Semver){.build = {c.end, 0}, .number = {{"0", 1}, {"0", 1}, {"0", 1}}};
  if (!take(&c, 'v')) return false;
  for (int i = 0; i < 3; i++) {
    if (i && !take(&c, '.')) return false;
    if (!take_number(&c, &out->number[i])) return false;
    out->written = i + 1;
    if (c.at == c.end) return true;
  }
  out->prerelease.text = c.at;
  if (take(&c, '-')) {
    if (!skip_identifiers(&c, true)) return false;
    out->prerelease.length = (size_t)(c.at - out->prerelease.text);
  }
  out->build.text = c.at;
  if (take(&c, '+')) {
    if (!skip_identifiers(&c, false)) return false;
    out->build.length = (size_t)(c.at - out->build.text);
  }
  return c.at == c.end;
}

static bool parse(const char *v, Semver *out) { return parse_part(v, strlen(v), out); }

static bool is_incompatible(const Semver *v) {
  static const char suffix[] = "+incompatible";
  return v->build.length == sizeof suffix - 1 && memcmp(v->build.text, suffix, sizeof suffix - 1) == 0;
}

bool semver_valid(const char *v) {
  Semver parsed;
  return parse(v, &parsed);
}

bool semver_is_canonical(const char *v) {
  Semver parsed;
  return parse(v, &parsed) && parsed.written == 3 && (!parsed.build.length || is_incompatible(&parsed));
}

const char *semver_canonical(Arena *arena, const char *v, bool keep_incompatible) {
  static const char *const missing[] = {"", ".0.0", ".0", ""};
  Semver parsed;
  if (!parse(v, &parsed)) return "";
  size_t length = strlen(v) - (keep_incompatible && is_incompatible(&parsed) ? 0 : parsed.build.length);
  return arena_printf(arena, "%.*s%s", (int)length, v, missing[parsed.written]);
}

const char *semver_major(Arena *arena, const char *v) {
  Semver parsed;
  return parse(v, &parsed) ? arena_strdup(arena, v, parsed.number[0].length + 1) : "";
}

const char *semver_major_minor(Arena *arena, const char *v) {
  Semver parsed;
  if (!parse(v, &parsed)) return "";
  return arena_printf(arena, "v%.*s.%.*s", (int)parsed.number[0].length, parsed.number[0].text,
                      (int)parsed.number[1].length, parsed.number[1].text);
}

const char *semver_prerelease(Arena *arena, const char *v) {
  Semver parsed;
  bool has = parse(v, &parsed) && parsed.prerelease.length;
  return has ? arena_strdup(arena, parsed.prerelease.text, parsed.prerelease.length) : "";
}

const char *semver_build(const char *v) {
  Semver parsed;
  return parse(v, &parsed) ? parsed.build.text : "";
}

// ---- order

int decimal_compare(const char *a, size_t a_length, const char *b, size_t b_length) {
  if (a_length != b_length) return a_length < b_length ? -1 : 1;
  return memcmp(a, b, a_length);
}

static int compare_texts(Part a, Part b) {
  int order = memcmp(a.text, b.text, a.length < b.length ? a.length : b.length);
  return order ? order : (a.length > b.length) - (a.length < b.length);
}

static bool is_number(Part p) {
  size_t n = 0;
  while (n < p.length && is_digit(p.text[n])) n++;
  return n == p.length;
}

// The identifier behind the "-" or "." at *rest, which is cut off.
static Part next_identifier(Part *rest) {
  Part id = {rest->text + 1, 0};
  while (id.length + 1 < rest->length && id.text[id.length] != '.') id.length++;
  rest->text += id.length + 1;
  rest->length -= id.length + 1;
  return id;
}

// One without a prerelease is the greater.
static int compare_prereleases(Part a, Part b) {
  if (!a.length || !b.length) return (b.length != 0) - (a.length != 0);
  while (a.length && b.length) {
    Part x = next_identifier(&a), y = next_identifier(&b);
    bool x_number = is_number(x), y_number = is_number(y);
    if (x_number != y_number) return x_number ? -1 : 1;
    int order = x_number ? decimal_compare(x.text, x.length, y.text, y.length) : compare_texts(x, y);
    if (order) return order;
  }
  return (a.length != 0) - (b.length != 0);
}

int semver_compare_parts(const char *a, size_t a_length, const char *b, size_t b_length) {
  Semver x, y;
  bool ok = parse_part(a, a_length, &x), also = parse_part(b, b_length, &y);
  if (!ok || !also) return ok - also;
  for (int i = 0; i < 3; i++) {
    int order = decimal_compare(x.number[i].text, x.number[i].length, y.number[i].text, y.number[i].length);
    if (order) return order;
  }
  return compare_prereleases(x.prerelease, y.prerelease);
}

int semver_compare(const char *a, const char *b) { return semver_compare_parts(a, strlen(a), b, strlen(b)); }

int semver_compare_total(const char *a, const char *b) {
  int order = semver_compare(a, b);
  return order ? order : strcmp(a, b);
}

static int by_version(const void *a, const void *b) {
  return semver_compare_total(*(const char *const *)a, *(const char *const *)b);
}

void semver_sort(StringVec *list) {
  if (list->len) qsort(list->data, list->len, sizeof *list->data, by_version);
}

// ---- counting in decimals

const char *decimal_next(Arena *arena, const char *decimal) {
  size_t i = strlen(decimal);
  char *out = arena_strdup(arena, decimal, i);
  while (i && out[i - 1] == '9') out[--i] = '0';
  if (!i) return arena_printf(arena, "1%s", out);
  out[i - 1]++;
  return out;
}

const char *decimal_previous(Arena *arena, const char *decimal) {
  size_t i = strlen(decimal);
  char *out = arena_strdup(arena, decimal, i);
  while (i && out[i - 1] == '0') out[--i] = '9';
  if (!i) return NULL;
  out[i - 1]--;
  return i == 1 && *out == '0' && out[1] ? out + 1 : out;
}
