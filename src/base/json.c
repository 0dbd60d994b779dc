// Writes JSON: objects and arrays a line an element, indented by tabs, an empty one on its line. Strings are escaped as
// encoding/json does by default: what HTML or JavaScript would take for something else, too, and bytes that are no
// UTF-8 become U+FFFD.
#include "base/json.h"

#include <stdint.h>
#include <string.h>

// Decodes one rune of the `left` bytes; its length, 0 if they are no UTF-8.
static int decode_rune(const unsigned char *p, size_t left, uint32_t *rune) {
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  int n = p[0] < 0x80                   ? 1
          : p[0] >= 0xc2 && p[0] < 0xe0 ? 2
          : (p[0] & 0xf0) == 0xe0       ? 3
          : p[0] >= 0xf0 && p[0] < 0xf5 ? 4
                                        : 0;
  if (n < 2 || (size_t)n > left) {
    *rune = p[0];
    return n == 1;
  }
  *rune = p[0] & (0xffu >> (n + 1));
  for (int i = 1; i < n; i++) {
    if ((p[i] & 0xc0) != 0x80) return 0;
    *rune = *rune << 6 | (p[i] & 0x3f);
  }
  bool surrogate = *rune >= 0xd800 && *rune < 0xe000;
  return *rune < least[n] || *rune > 0x10ffff || surrogate ? 0 : n;
}

static void put_rune(FILE *out, const unsigned char *p, int n, uint32_t rune) {
  static const char named[] = "\b\f\n\r\t", letters[] = "bfnrt";
  const char *at = rune && rune < 128 ? strchr(named, (int)rune) : NULL;
  if (at) fprintf(out, "\\%c", letters[at - named]);
  else if (rune == '"' || rune == '\\') fprintf(out, "\\%c", (int)rune);
  else if (rune < ' ' || rune == '<' || rune == '>' || rune == '&' || rune == 0x2028 || rune == 0x2029)
    fprintf(out, "\\u%04x", (unsigned)rune);
  else fwrite(p, 1, (size_t)n, out);
}

void json_quote_bytes(FILE *out, const char *bytes, size_t size) {
  const unsigned char *p = (const unsigned char *)bytes, *end = p + size;
  fputc('"', out);
  while (p < end) {
    uint32_t rune;
    int n = decode_rune(p, (size_t)(end - p), &rune);
    if (n) put_rune(out, p, n, rune);
    else fputs("\\ufffd", out);
    p += n ? n : 1;
  }
  fputc('"', out);
}

void json_quote(FILE *out, const char *text) { json_quote_bytes(out, text, strlen(text)); }

void json_begin(JsonWriter *w, FILE *out) { *w = (JsonWriter){out, 0, true}; }

static void new_line(JsonWriter *w) {
  fputc('\n', w->out);
  for (int i = 0; i < w->depth; i++) fputc('\t', w->out);
}

// What stands before a value.
static void begin_value(JsonWriter *w, const char *key) {
  if (!w->first) fputc(',', w->out);
  if (w->depth) new_line(w);
  w->first = false;
  if (!key) return;
  json_quote(w->out, key);
  fputs(": ", w->out);
}

void json_open(JsonWriter *w, const char *key, char bracket) {
  begin_value(w, key);
  fputc(bracket, w->out);
  w->depth++;
  w->first = true;
}

void json_close(JsonWriter *w, char bracket) {
  w->depth--;
  if (!w->first) new_line(w);
  fputc(bracket, w->out);
  w->first = false;
  if (!w->depth) {
    fputc('\n', w->out);
    w->first = true;
  }
}

void json_string(JsonWriter *w, const char *key, const char *value) {
  begin_value(w, key);
  json_quote(w->out, value);
}

void json_bool(JsonWriter *w, const char *key, bool value) {
  begin_value(w, key);
  fputs(value ? "true" : "false", w->out);
}

void json_null(JsonWriter *w, const char *key) {
  begin_value(w, key);
  fputs("null", w->out);
}
