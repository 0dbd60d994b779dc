// One operand in one verb's form, with flags, width and precision as package fmt has them. format.c, float.c
#ifndef TUCO_TEMPLATE_FORMAT_H
#define TUCO_TEMPLATE_FORMAT_H

#include "template/value.h"

typedef struct Flags {
  bool width_set, precision_set, minus, plus, sharp, space, zero;
  bool plus_v, sharp_v;  // %+v, %#v
  int32_t width, precision;
} Flags;

typedef struct Printer {
  TemplateBuffer *out;
  Flags flags;
  bool complaining;     // within a message about a verb: no methods
  TemplateValue value;  // the operand, for such messages
} Printer;

// format.c
void format_pad(Printer *p, const char *bytes, size_t length);
void format_padding(Printer *p, int64_t count);
void format_bool(Printer *p, bool value);
void format_integer(Printer *p, uint64_t value, uint32_t base, bool is_signed, char verb, bool upper);
void format_unicode(Printer *p, uint64_t value);      // %U
void format_rune(Printer *p, uint64_t value);         // %c
void format_quoted_rune(Printer *p, uint64_t value);  // %q
void format_string(Printer *p, TemplateText text);    // %s
void format_hex(Printer *p, TemplateText text, bool upper);
void format_quoted(Printer *p, TemplateText text);  // %q

// float.c. precision -1: as many digits as it takes
void format_float(Printer *p, double value, char verb, int32_t precision);

// print.c
void print_operand(Printer *p, TemplateValue value, uint32_t verb);
void print_rune(Printer *p, uint32_t rune);

#endif
