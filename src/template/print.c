// Values as package fmt prints them: by their methods Error and String, else by what they are made of. Pointers are
// followed at the top only, so that no value is printed without an end.
#include <string.h>

#include "base/unicode.h"
#include "template/format.h"

static void print_value(Printer *p, TemplateValue v, uint32_t verb, int depth);

static void put(Printer *p, const char *text) { buffer_text(p->out, text); }

void print_rune(Printer *p, uint32_t rune) {
  char bytes[4];
  buffer_put(p->out, bytes, utf8_encode(rune, bytes));
}

static void pad_text(Printer *p, const char *text) { format_pad(p, text, strlen(text)); }

// "%!d(string=hi)"
static void bad_verb(Printer *p, TemplateValue v, uint32_t verb) {
  bool before = p->complaining;
  p->complaining = true;
  put(p, "%!");
  print_rune(p, verb);
  put(p, "(");
  if (v.type) {
    put(p, v.type->name);
    put(p, "=");
    print_value(p, v, 'v', 0);
  } else {
    put(p, "<nil>");
  }
  put(p, ")");
  p->complaining = before;
}

// ---- basic kinds

static void print_bool(Printer *p, TemplateValue v, uint32_t verb) {
  if (verb == 't' || verb == 'v') format_bool(p, v.truth);
  else bad_verb(p, v, verb);
}

static void print_hex(Printer *p, uint64_t value, bool prefixed) {
  bool sharp = p->flags.sharp;
  p->flags.sharp = prefixed;
  format_integer(p, value, 16, false, 'v', false);
  p->flags.sharp = sharp;
}

static void print_integer(Printer *p, TemplateValue v, uint64_t value, uint32_t verb) {
  bool is_signed = v.type->kind == TEMPLATE_INT;
  switch (verb) {
    case 'v':
      if (p->flags.sharp_v && !is_signed) print_hex(p, value, true);
      else format_integer(p, value, 10, is_signed, 'v', false);
      break;
    case 'd': format_integer(p, value, 10, is_signed, 'd', false); break;
    case 'b': format_integer(p, value, 2, is_signed, 'b', false); break;
    case 'o':
    case 'O': format_integer(p, value, 8, is_signed, (char)verb, false); break;
    case 'x':
    case 'X': format_integer(p, value, 16, is_signed, (char)verb, verb == 'X'); break;
    case 'c': format_rune(p, value); break;
    case 'q': format_quoted_rune(p, value); break;
    case 'U': format_unicode(p, value); break;
    default: bad_verb(p, v, verb); break;
  }
}

static bool is_float_verb(uint32_t verb) { return verb < 0x80 && verb && strchr("vbgGxXfFeE", (int)verb); }

static void print_float(Printer *p, double value, uint32_t verb) {
  bool fixed = strchr("fFeE", (int)verb) != NULL;
  char letter = verb == 'v' ? 'g' : verb == 'F' ? 'f' : (char)verb;
  format_float(p, value, letter, fixed ? 6 : -1);
}

static void print_complex(Printer *p, TemplateValue v, uint32_t verb) {
  bool plus = p->flags.plus;
  put(p, "(");
  print_float(p, v.complex.re, verb);
  p->flags.plus = true;
  print_float(p, v.complex.im, verb);
  p->flags.plus = plus;
  put(p, "i)");
}

static void print_text(Printer *p, TemplateValue v, TemplateText text, uint32_t verb) {
  switch (verb) {
    case 'v':
      if (p->flags.sharp_v) format_quoted(p, text);
      else format_string(p, text);
      break;
    case 's': format_string(p, text); break;
    case 'x':
    case 'X': format_hex(p, text, verb == 'X'); break;
    case 'q': format_quoted(p, text); break;
    default: bad_verb(p, v, verb); break;
  }
}

// ---- what is made of others

static void separate(Printer *p, size_t index) {
  if (index > 0) put(p, p->flags.sharp_v ? ", " : " ");
}

// In Go's syntax: the type, and for what is nil "(nil)" instead of the braces.
static bool begin_typed(Printer *p, TemplateValue v) {
  if (!p->flags.sharp_v) return true;
  put(p, v.type->name);
  if (value_is_nil(v)) put(p, "(nil)");
  return !value_is_nil(v);
}

static void print_list(Printer *p, TemplateValue v, uint32_t verb, int depth) {
  if (!begin_typed(p, v)) return;
  put(p, p->flags.sharp_v ? "{" : "[");
  for (size_t i = 0; i < v.list.length; i++) {
    TemplateValue item = v.list.data[i];
    item.hidden |= v.hidden;
    separate(p, i);
    print_value(p, item, verb, depth + 1);
  }
  put(p, p->flags.sharp_v ? "}" : "]");
}

static void print_map(Printer *p, TemplateValue v, uint32_t verb, int depth) {
  if (!p->flags.sharp_v) put(p, "map[");
  else if (begin_typed(p, v)) put(p, "{");
  else return;
  for (size_t i = 0; i < v.list.length; i++) {
    separate(p, i);
    print_value(p, v.list.data[2 * i], verb, depth + 1);
    put(p, ":");
    print_value(p, v.list.data[2 * i + 1], verb, depth + 1);
  }
  put(p, p->flags.sharp_v ? "}" : "]");
}

static void print_struct(Printer *p, TemplateValue v, uint32_t verb, int depth) {
  if (p->flags.sharp_v) put(p, v.type->name);
  put(p, "{");
  for (uint32_t i = 0; i < v.type->field_count; i++) {
    const TemplateField *field = &v.type->fields[i];
    TemplateValue value = value_field(p->out->arena, v, field);
    separate(p, i);
    if (p->flags.plus_v || p->flags.sharp_v) {
      put(p, field->name);
      put(p, ":");
    }
    if (!value_is_nil(value)) value = value_in_interface(value);
    print_value(p, value, verb, depth + 1);
  }
  put(p, "}");
}

static void print_address(Printer *p, TemplateValue v, uint32_t verb) {
  uint64_t address = (uintptr_t)v.object;
  if (verb == 'v' && p->flags.sharp_v) {
    put(p, "(");
    put(p, v.type->name);
    put(p, ")(");
    if (address) print_hex(p, address, true);
    else put(p, "nil");
    put(p, ")");
  } else if (verb == 'v' && !address) {
    pad_text(p, "<nil>");
  } else if (verb == 'v' || verb == 'p') {
    print_hex(p, address, !p->flags.sharp);
  } else if (verb < 0x80 && verb && strchr("bodxX", (int)verb)) {
    print_integer(p, (TemplateValue){.type = &template_uint8}, address, verb);
  } else {
    bad_verb(p, v, verb);
  }
}

static void print_pointer(Printer *p, TemplateValue v, uint32_t verb, int depth) {
  TemplateValue to = value_element(v);
  if (depth > 0 || !(value_is(to, TEMPLATE_LIST) || value_is(to, TEMPLATE_STRUCT) || value_is(to, TEMPLATE_MAP))) {
    print_address(p, v, verb);
    return;
  }
  put(p, "&");
  print_value(p, to, verb, depth + 1);
}

static void print_interface(Printer *p, TemplateValue v, uint32_t verb, int depth) {
  if (!value_is_nil(v)) print_value(p, value_element(v), verb, depth + 1);
  else if (begin_typed(p, v)) put(p, "<nil>");
}

// ---- methods

static const TemplateType *with_string(TemplateValue v) {
  if (v.hidden) return NULL;
  if (v.type->kind == TEMPLATE_POINTER) return v.type->element->string ? v.type->element : NULL;
  return v.type->string && (!v.type->string_of_pointer || v.as_pointer) ? v.type : NULL;
}

// Whether the value was printed by its method, or %w was refused.
static bool print_by_method(Printer *p, TemplateValue v, uint32_t verb) {
  if (p->complaining) return false;
  if (verb == 'w') return bad_verb(p, v, verb), true;
  const TemplateType *type = with_string(v);
  if (!type || p->flags.sharp_v || verb >= 0x80 || !verb || !strchr("vsxXq", (int)verb)) return false;
  if (v.type->kind == TEMPLATE_POINTER && value_is_nil(v)) {
    put(p, "<nil>");  // the method fails
    return true;
  }
  TemplateValue receiver = v.type->kind == TEMPLATE_POINTER ? value_element(v) : v;
  print_text(p, v, type->string(p->out->arena, receiver), verb);
  return true;
}

static void print_value(Printer *p, TemplateValue v, uint32_t verb, int depth) {
  if (!v.type) {
    if (depth > 0 && verb != 'v') bad_verb(p, v, verb);
    else put(p, depth > 0 ? "<nil>" : "<invalid reflect.Value>");
    return;
  }
  if (depth > 0 && v.type->kind != TEMPLATE_INTERFACE && print_by_method(p, v, verb)) return;
  switch (v.type->kind) {
    case TEMPLATE_BOOL: print_bool(p, v, verb); break;
    case TEMPLATE_INT: print_integer(p, v, (uint64_t)v.integer, verb); break;
    case TEMPLATE_UINT: print_integer(p, v, v.natural, verb); break;
    case TEMPLATE_FLOAT:
      if (is_float_verb(verb)) print_float(p, v.real, verb);
      else bad_verb(p, v, verb);
      break;
    case TEMPLATE_COMPLEX:
      if (is_float_verb(verb)) print_complex(p, v, verb);
      else bad_verb(p, v, verb);
      break;
    case TEMPLATE_STRING: print_text(p, v, v.text, verb); break;
    case TEMPLATE_LIST: print_list(p, v, verb, depth); break;
    case TEMPLATE_MAP: print_map(p, v, verb, depth); break;
    case TEMPLATE_STRUCT: print_struct(p, v, verb, depth); break;
    case TEMPLATE_POINTER: print_pointer(p, v, verb, depth); break;
    case TEMPLATE_INTERFACE: print_interface(p, v, verb, depth); break;
    case TEMPLATE_FUNC: print_address(p, v, verb); break;
  }
}

// ---- operands

void print_operand(Printer *p, TemplateValue v, uint32_t verb) {
  v = value_in_interface(v);
  if (!v.type) {
    if (verb == 'T' || verb == 'v') pad_text(p, "<nil>");
    else bad_verb(p, v, verb);
    return;
  }
  bool address = v.type->kind >= TEMPLATE_LIST && v.type->kind != TEMPLATE_STRUCT;
  if (verb == 'T') format_string(p, (TemplateText){v.type->name, strlen(v.type->name)});
  else if (verb == 'p' && !address) bad_verb(p, v, verb);
  else if (verb == 'p') print_address(p, v, verb);
  else if (!print_by_method(p, v, verb)) print_value(p, v, verb, 0);
}

void print_values(TemplateBuffer *buffer, const TemplateValue *values, uint32_t count) {
  bool before = false;
  for (uint32_t i = 0; i < count; i++) {
    Printer p = {.out = buffer};
    bool text = value_is(value_in_interface(values[i]), TEMPLATE_STRING);
    if (i > 0 && !text && !before) put(&p, " ");
    print_operand(&p, values[i], 'v');
    before = text;
  }
}

void print_values_line(TemplateBuffer *buffer, const TemplateValue *values, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    Printer p = {.out = buffer};
    if (i > 0) put(&p, " ");
    print_operand(&p, values[i], 'v');
  }
  buffer_put(buffer, "\n", 1);
}

const char *value_text(Arena *arena, TemplateValue value, char verb) {
  TemplateBuffer buffer = {.arena = arena};
  Printer p = {.out = &buffer};
  if (!value.type || !print_by_method(&p, value, (uint8_t)verb)) print_value(&p, value, (uint8_t)verb, 0);
  buffer_put(&buffer, "", 1);
  return (const char *)buffer.bytes.data;
}

bool value_printable(TemplateValue *v) {
  if (value_is(*v, TEMPLATE_POINTER)) *v = value_indirect(*v);
  if (!v->type) {
    *v = template_of_string("<no value>");
    return true;
  }
  const TemplateType *type = v->type;
  if (type->kind == TEMPLATE_INTERFACE || (type->string && !type->string_of_pointer)) return true;
  v->as_pointer = type->string && v->addressable;
  return v->as_pointer || type->kind != TEMPLATE_FUNC;
}
