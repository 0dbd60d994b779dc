// The builtin functions html, js and urlquery: the text of their arguments, escaped.
#include <string.h>

#include "base/unicode.h"
#include "template/value.h"

// The arguments as print would have them, but each as an action prints it.
static TemplateText text_of(const TemplateCall *call, const TemplateValue *args, uint32_t count) {
  TemplateBuffer buffer = {.arena = call->arena};
  if (count == 1 && type_same(args[0].type, &template_string)) return args[0].text;
  TemplateValue *values = arena_array(call->arena, TemplateValue, count + 1);
  for (uint32_t i = 0; i < count; i++) {
    values[i] = args[i];
    if (!value_printable(&values[i])) values[i] = args[i];
  }
  print_values(&buffer, values, count);
  return (TemplateText){(const char *)buffer.bytes.data, buffer.bytes.len};
}

static TemplateValue finished(const TemplateBuffer *buffer) {
  return template_of_text(buffer->bytes.data ? (const char *)buffer->bytes.data : "", buffer->bytes.len);
}

const char *builtin_html(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  TemplateText text = text_of(call, args, count);
  TemplateBuffer out = {.arena = call->arena};
  for (size_t i = 0; i < text.length; i++) {
    switch (text.bytes[i]) {
      case 0: buffer_text(&out, "\xEF\xBF\xBD"); break;
      case '"': buffer_text(&out, "&#34;"); break;
      case '\'': buffer_text(&out, "&#39;"); break;
      case '&': buffer_text(&out, "&amp;"); break;
      case '<': buffer_text(&out, "&lt;"); break;
      case '>': buffer_text(&out, "&gt;"); break;
      default: buffer_put(&out, &text.bytes[i], 1); break;
    }
  }
  *result = finished(&out);
  return NULL;
}

static void escape_js(TemplateBuffer *out, const char *bytes, uint32_t width, uint32_t rune) {
  bool quoted = rune == '\\' || rune == '\'' || rune == '"';
  bool special = rune < ' ' || rune == '<' || rune == '>' || rune == '&' || rune == '=';
  if (quoted) buffer_put(out, "\\", 1);
  if (special || (rune >= 0x80 && !unicode_is_print(rune))) buffer_text(out, arena_printf(out->arena, "\\u%04X", rune));
  else buffer_put(out, bytes, width);
}

const char *builtin_js(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result) {
  TemplateText text = text_of(call, args, count);
  TemplateBuffer out = {.arena = call->arena};
  for (size_t i = 0; i < text.length;) {
    uint32_t rune, width = utf8_decode(text.bytes + i, text.length - i, &rune);
    escape_js(&out, text.bytes + i, width, rune);
    i += width;
  }
  *result = finished(&out);
  return NULL;
}

static bool stays_in_query(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-_.~", c));
}

const char *builtin_urlquery(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                             TemplateValue *result) {
  static const char digits[] = "0123456789ABCDEF";
  TemplateText text = text_of(call, args, count);
  TemplateBuffer out = {.arena = call->arena};
  for (size_t i = 0; i < text.length; i++) {
    uint8_t byte = (uint8_t)text.bytes[i];
    if (stays_in_query(text.bytes[i])) buffer_put(&out, &text.bytes[i], 1);
    else if (byte == ' ') buffer_put(&out, "+", 1);
    else buffer_put(&out, (char[]){'%', digits[byte >> 4], digits[byte & 15]}, 3);
  }
  *result = finished(&out);
  return NULL;
}
