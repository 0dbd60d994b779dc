// A log's heads and records as text: see tlog.h; golang.org/x/mod/sumdb/tlog, note.go.
#include <string.h>

#include "base/unicode.h"
#include "mod/base64.h"
#include "mod/tlog.h"

static const char first_line[] = "go.sum database tree\n";

const char *tlog_format_tree(Arena *arena, const TlogTree *tree) {
  return arena_printf(arena, "%s%lld\n%s\n", first_line, (long long)tree->records,
                      base64_encode(arena, tree->hash.bytes, TLOG_HASH));
}

// A decimal number up to the limit, which is below INT64_MAX / 2, all of the text.
static bool parse_number(const char *text, size_t length, int64_t limit, int64_t *number) {
  *number = 0;
  for (size_t i = 0; i < length; i++) {
    if (text[i] < '0' || text[i] > '9' || *number > limit / 10) return false;
    *number = *number * 10 + (text[i] - '0');
  }
  return length != 0 && *number <= limit;
}

// The line at *text, which moves behind it; false if there is none that ends.
static bool take_line(const char **text, const char *end, const char **line, size_t *length) {
  const char *stop = memchr(*text, '\n', (size_t)(end - *text));
  if (!stop) return false;
  *line = *text;
  *length = (size_t)(stop - *text);
  *text = stop + 1;
  return true;
}

const char *tlog_parse_tree(Arena *arena, const char *text, size_t size, TlogTree *tree) {
  static const char malformed[] = "malformed tree note";
  const char *end = text + size, *number, *hash;
  size_t first = strlen(first_line), digits, length, bytes;
  if (size < first || size > 1000000 || memcmp(text, first_line, first) != 0) return malformed;
  text += first;
  if (!take_line(&text, end, &number, &digits) || !take_line(&text, end, &hash, &length)) return malformed;
  // One way to write a number only: heads are compared as text too. Lines that follow are of later versions.
  if (!parse_number(number, digits, TLOG_RECORDS, &tree->records) || (*number == '0' && digits > 1)) return malformed;
  uint8_t *decoded = base64_decode(arena, hash, length, &bytes);
  if (!decoded || bytes != TLOG_HASH) return malformed;
  memcpy(tree->hash.bytes, decoded, TLOG_HASH);
  return NULL;
}

// Text that ends in a newline, in UTF-8, without other control characters and empty lines.
static bool is_record_text(const char *text, size_t size) {
  uint32_t last = 0;
  for (size_t i = 0; i < size;) {
    uint32_t rune, n = utf8_decode(text + i, size - i, &rune);
    if ((rune < 0x20 && rune != '\n') || (rune == UNICODE_REPLACEMENT && n == 1) || (last == '\n' && rune == '\n'))
      return false;
    i += n;
    last = rune;
  }
  return last == '\n';
}

const char *tlog_parse_record(const char *text, size_t size, TlogRecord *record) {
  static const char malformed[] = "malformed record data";
  const char *end = text + size, *number;
  size_t digits;
  if (!take_line(&text, end, &number, &digits)) return malformed;
  if (!parse_number(number, digits, TLOG_RECORDS, &record->number)) return malformed;
  const char *stop = memmem(text, (size_t)(end - text), "\n\n", 2);
  if (!stop) return malformed;
  record->text = text;
  record->text_size = (size_t)(stop + 1 - text);
  record->rest = stop + 2;
  record->rest_size = (size_t)(end - record->rest);
  return is_record_text(record->text, record->text_size) ? NULL : malformed;
}
