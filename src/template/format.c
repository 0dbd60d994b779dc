// See format.h. Padding counts runes; zeros are padded on the left only.
#include "template/format.h"

#include <string.h>

#include "base/memory.h"
#include "base/unicode.h"

static const char lower_digits[] = "0123456789abcdefx", upper_digits[] = "0123456789ABCDEFX";

void buffer_put(TemplateBuffer *buffer, const char *bytes, size_t length) {
  if (length > INT32_MAX - (size_t)buffer->bytes.len) memory_exhausted();
  bytes_data(buffer->arena, &buffer->bytes, bytes, length);
}

void buffer_text(TemplateBuffer *buffer, const char *text) { buffer_put(buffer, text, strlen(text)); }

static size_t rune_count(const char *bytes, size_t length) {
  size_t count = 0;
  uint32_t rune;
  for (size_t i = 0; i < length; count++) i += utf8_decode(bytes + i, length - i, &rune);
  return count;
}

void format_padding(Printer *p, int64_t count) {
  char with = p->flags.zero && !p->flags.minus ? '0' : ' ';
  for (; count > 0; count--) buffer_put(p->out, &with, 1);
}

void format_pad(Printer *p, const char *bytes, size_t length) {
  int64_t missing = p->flags.width_set ? p->flags.width - (int64_t)rune_count(bytes, length) : 0;
  if (!p->flags.minus) format_padding(p, missing);
  buffer_put(p->out, bytes, length);
  if (p->flags.minus) format_padding(p, missing);
}

static void pad_without_zeros(Printer *p, const char *bytes, size_t length) {
  bool zero = p->flags.zero;
  p->flags.zero = false;
  format_pad(p, bytes, length);
  p->flags.zero = zero;
}

void format_bool(Printer *p, bool value) { format_pad(p, value ? "true" : "false", value ? 4 : 5); }

// ---- integers

// How many digits there are to be at least; -1: nothing but padding is printed.
static int32_t least_digits(const Printer *p, uint64_t value, bool negative) {
  const Flags *f = &p->flags;
  if (f->precision_set) return f->precision == 0 && value == 0 ? -1 : f->precision;
  if (!f->zero || f->minus || !f->width_set) return 0;
  return f->width - (negative || f->plus || f->space);
}

// What stands before the digits, written backwards from `at`; returns where it begins.
static char *prefix(const Printer *p, char *at, uint32_t base, char verb, bool upper, bool negative) {
  const Flags *f = &p->flags;
  if (f->sharp && base == 2) *--at = 'b', *--at = '0';
  if (f->sharp && base == 8 && *at != '0') *--at = '0';
  if (f->sharp && base == 16) *--at = upper ? 'X' : 'x', *--at = '0';
  if (verb == 'O') *--at = 'o', *--at = '0';
  if (negative) *--at = '-';
  else if (f->plus) *--at = '+';
  else if (f->space) *--at = ' ';
  return at;
}

void format_integer(Printer *p, uint64_t value, uint32_t base, bool is_signed, char verb, bool upper) {
  const char *digits = upper ? upper_digits : lower_digits;
  bool negative = is_signed && (int64_t)value < 0;
  if (negative) value = 0 - value;
  int32_t least = least_digits(p, value, negative);
  if (least < 0 && p->flags.precision_set) {
    pad_without_zeros(p, "", 0);
    return;
  }
  size_t size = 72 + (size_t)(least > 0 ? least : 0);
  char *buffer = size <= 128 ? (char[128]){0} : arena_alloc(p->out->arena, size, 1), *end = buffer + size, *at = end;
  do *--at = digits[value % base];
  while (value /= base);
  while (end - at < least) *--at = '0';
  at = prefix(p, at, base, verb, upper, negative);
  pad_without_zeros(p, at, (size_t)(end - at));
}

void format_unicode(Printer *p, uint64_t value) {
  int least = p->flags.precision_set && p->flags.precision > 4 ? p->flags.precision : 4;
  const char *text = arena_printf(p->out->arena, "U+%0*lX", least, (unsigned long)value);
  char bytes[4];
  if (p->flags.sharp && value <= UNICODE_MAX && unicode_is_print((uint32_t)value))
    text = arena_printf(p->out->arena, "%s '%.*s'", text, (int)utf8_encode((uint32_t)value, bytes), bytes);
  pad_without_zeros(p, text, strlen(text));
}

static uint32_t rune_of(uint64_t value) { return value > UNICODE_MAX ? UNICODE_REPLACEMENT : (uint32_t)value; }

void format_rune(Printer *p, uint64_t value) {
  char bytes[4];
  format_pad(p, bytes, utf8_encode(rune_of(value), bytes));
}

// ---- texts

// The first runes, as many as the precision says.
static TemplateText cut(const Printer *p, TemplateText text) {
  uint32_t rune;
  size_t length = 0;
  if (!p->flags.precision_set) return text;
  for (int32_t i = 0; i < p->flags.precision && length < text.length; i++)
    length += utf8_decode(text.bytes + length, text.length - length, &rune);
  return (TemplateText){text.bytes, length};
}

void format_string(Printer *p, TemplateText text) {
  text = cut(p, text);
  format_pad(p, text.bytes, text.length);
}

void format_hex(Printer *p, TemplateText text, bool upper) {
  const Flags *f = &p->flags;
  const char *digits = upper ? upper_digits : lower_digits, prefixed[] = {'0', digits[16]};
  size_t length = text.length;
  if (f->precision_set && (size_t)f->precision < length) length = (size_t)f->precision;
  size_t width = 2 * length;
  if (length && f->space) width = (f->sharp ? 2 : 1) * width + length - 1;
  else if (length && f->sharp) width += 2;
  int64_t missing = f->width_set ? f->width - (int64_t)width : 0;
  if (!f->minus || !length) format_padding(p, missing);
  for (size_t i = 0; i < length; i++) {
    uint8_t byte = (uint8_t)text.bytes[i];
    if (f->space && i > 0) buffer_put(p->out, " ", 1);
    if (f->sharp && (f->space || i == 0)) buffer_put(p->out, prefixed, 2);
    buffer_put(p->out, (char[]){digits[byte >> 4], digits[byte & 15]}, 2);
  }
  if (f->minus && length) format_padding(p, missing);
}

static bool can_back_quote(TemplateText text) {
  for (size_t i = 0; i < text.length;) {
    uint32_t rune, width = utf8_decode(text.bytes + i, text.length - i, &rune);
    bool invalid = width == 1 && rune == UNICODE_REPLACEMENT;
    if (invalid || rune == 0xFEFF || (rune < ' ' && rune != '\t') || rune == '`' || rune == 0x7F) return false;
    i += width;
  }
  return true;
}

// A quoted text with its runes beyond ASCII as escapes.
static const char *to_ascii(Arena *arena, const char *quoted) {
  TemplateBuffer buffer = {.arena = arena};
  for (size_t left = strlen(quoted); left;) {
    uint32_t rune, width = utf8_decode(quoted, left, &rune);
    if (rune < 0x80) buffer_put(&buffer, quoted, 1);
    else buffer_text(&buffer, arena_printf(arena, rune < 0x10000 ? "\\u%04x" : "\\U%08x", rune));
    quoted += width, left -= width;
  }
  buffer_put(&buffer, "", 1);
  return (const char *)buffer.bytes.data;
}

static void pad_quoted(Printer *p, const char *quoted) {
  if (p->flags.plus) quoted = to_ascii(p->out->arena, quoted);
  format_pad(p, quoted, strlen(quoted));
}

void format_quoted(Printer *p, TemplateText text) {
  text = cut(p, text);
  if (!p->flags.sharp || !can_back_quote(text)) {
    pad_quoted(p, text_quote(p->out->arena, text.bytes, text.length));
    return;
  }
  TemplateBuffer buffer = {.arena = p->out->arena};
  buffer_put(&buffer, "`", 1);
  buffer_put(&buffer, text.bytes, text.length);
  buffer_put(&buffer, "`", 1);
  format_pad(p, (const char *)buffer.bytes.data, buffer.bytes.len);
}

void format_quoted_rune(Printer *p, uint64_t value) { pad_quoted(p, text_quote_rune(p->out->arena, rune_of(value))); }
