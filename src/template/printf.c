// Formats, as fmt.Sprintf reads them: flags, explicit indexes of operands, width and precision, and what it writes
// where they are wrong. Nothing here stops: a mistake is part of the text.
#include <string.h>

#include "base/unicode.h"
#include "template/format.h"

enum { MAX_WIDTH = 1000000 };

typedef struct Reader {
  Printer printer;
  const char *format;
  size_t at, end;
  const TemplateValue *operands;
  int64_t count, next;  // the operand that is next
  bool reordered;       // there was an explicit index
  bool good_index;      // that of this verb is one
  bool after_index;     // the last thing read was an index
} Reader;

static bool more(const Reader *r) { return r->at < r->end; }

static void put(Reader *r, const char *text) { buffer_text(r->printer.out, text); }

static void complain(Reader *r, uint32_t verb, const char *what) {
  put(r, "%!");
  print_rune(&r->printer, verb);
  put(r, what);
}

// A number in r->format up to `end`; false: there is none, or it is too large, and then all is skipped.
static bool read_number(Reader *r, size_t end, int64_t *number) {
  bool found = false;
  *number = 0;
  for (; r->at < end && r->format[r->at] >= '0' && r->format[r->at] <= '9'; r->at++) {
    if (*number > MAX_WIDTH) {
      *number = 0;
      r->at = end;
      return false;
    }
    *number = *number * 10 + (r->format[r->at] - '0');
    found = true;
  }
  return found;
}

// "[n]": false if it is malformed. *index counts from 0; the closing bracket is passed over, or only the opening one.
static bool bracketed(Reader *r, int64_t *index) {
  const char *close = r->end - r->at >= 3 ? memchr(r->format + r->at + 1, ']', r->end - r->at - 1) : NULL;
  *index = 0;
  r->at++;
  if (!close) return false;
  size_t end = (size_t)(close - r->format);
  bool ok = read_number(r, end, index) && r->at == end;
  --*index;
  r->at = end + 1;
  return ok;
}

static void read_index(Reader *r) {
  int64_t index;
  r->after_index = false;
  if (!more(r) || r->format[r->at] != '[') return;
  r->reordered = true;
  bool ok = bracketed(r, &index);
  r->after_index = ok;
  if (ok && index >= 0 && index < r->count) r->next = index;
  else r->good_index = false;
}

// "*": the number is an operand.
static bool operand_number(Reader *r, int32_t *number) {
  *number = 0;
  if (r->next >= r->count) return false;
  TemplateValue v = value_in_interface(r->operands[r->next++]);
  int64_t value = 0;
  bool ok = true;
  if (value_is(v, TEMPLATE_INT)) value = v.integer;
  else if (value_is(v, TEMPLATE_UINT) && v.natural <= INT64_MAX) value = (int64_t)v.natural;
  else ok = false;
  if (!ok || value > MAX_WIDTH || value < -MAX_WIDTH) return false;
  *number = (int32_t)value;
  return true;
}

static void read_flags(Reader *r) {
  Flags *f = &r->printer.flags;
  for (; more(r); r->at++) {
    switch (r->format[r->at]) {
      case '#': f->sharp = true; break;
      case '0': f->zero = true; break;
      case '+': f->plus = true; break;
      case '-': f->minus = true; break;
      case ' ': f->space = true; break;
      default: return;
    }
  }
}

static void read_width(Reader *r) {
  Flags *f = &r->printer.flags;
  int64_t number;
  if (more(r) && r->format[r->at] == '*') {
    r->at++;
    f->width_set = operand_number(r, &f->width);
    if (!f->width_set) put(r, "%!(BADWIDTH)");
    if (f->width < 0) {
      f->width = -f->width;
      f->minus = true;
      f->zero = false;
    }
    r->after_index = false;
    return;
  }
  f->width_set = read_number(r, r->end, &number);
  f->width = (int32_t)number;
  if (r->after_index && f->width_set) r->good_index = false;  // "%[3]2d"
}

static void read_precision(Reader *r) {
  Flags *f = &r->printer.flags;
  int64_t number;
  if (r->at + 1 >= r->end || r->format[r->at] != '.') return;
  r->at++;
  if (r->after_index) r->good_index = false;  // "%[3].2d"
  read_index(r);
  if (more(r) && r->format[r->at] == '*') {
    r->at++;
    f->precision_set = operand_number(r, &f->precision);
    if (f->precision < 0) f->precision = 0, f->precision_set = false;
    if (!f->precision_set) put(r, "%!(BADPREC)");
    r->after_index = false;
    return;
  }
  read_number(r, r->end, &number);
  f->precision = (int32_t)number;
  f->precision_set = true;
}

static void print_verb(Reader *r, uint32_t verb) {
  Flags *f = &r->printer.flags;
  if (verb == '%') {
    put(r, "%");
  } else if (!r->good_index) {
    complain(r, verb, "(BADINDEX)");
  } else if (r->next >= r->count) {
    complain(r, verb, "(MISSING)");
  } else {
    if (verb == 'v' || verb == 'w') {
      f->sharp_v = f->sharp, f->plus_v = f->plus;
      f->sharp = f->plus = false;
    }
    print_operand(&r->printer, r->operands[r->next++], verb);
  }
}

// What is between "%" and the verb, and the verb.
static void read_verb(Reader *r) {
  uint32_t verb;
  r->good_index = true;
  memset(&r->printer.flags, 0, sizeof r->printer.flags);
  read_flags(r);
  read_index(r);
  read_width(r);
  read_precision(r);
  if (!r->after_index) read_index(r);
  if (!more(r)) {
    put(r, "%!(NOVERB)");
    return;
  }
  r->at += utf8_decode(r->format + r->at, r->end - r->at, &verb);
  print_verb(r, verb);
}

static void complain_of_extra(Reader *r) {
  memset(&r->printer.flags, 0, sizeof r->printer.flags);
  put(r, "%!(EXTRA ");
  for (int64_t i = r->next; i < r->count; i++) {
    TemplateValue v = value_in_interface(r->operands[i]);
    if (i > r->next) put(r, ", ");
    if (v.type) {
      put(r, v.type->name);
      put(r, "=");
    }
    print_operand(&r->printer, v, 'v');
  }
  put(r, ")");
}

void print_format(TemplateBuffer *buffer, TemplateText format, const TemplateValue *values, uint32_t count) {
  Reader r = {.printer = {.out = buffer}, .format = format.bytes, .end = format.length};
  r.operands = values;
  r.count = count;
  while (more(&r)) {
    const char *percent = memchr(r.format + r.at, '%', r.end - r.at);
    size_t stop = percent ? (size_t)(percent - r.format) : r.end;
    buffer_put(buffer, r.format + r.at, stop - r.at);
    r.at = stop + 1;
    if (percent) read_verb(&r);
  }
  if (!r.reordered && r.next < r.count) complain_of_extra(&r);
}
