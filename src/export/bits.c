// The encoding below all meaning: GOROOT's internal/pkgbits, without its marks for synchronization.
//
//   file      version, flags, for each section the number of elements up to its end, for each element the number of
//             bytes up to its end, all 32 bits little-endian; the elements; 8 bytes of the SHA-256 of all that
//   element   number of references, for each its section and number; data

#include <string.h>

#include "base/sha256.h"
#include "export/internal.h"

enum { FORMAT_VERSION = 2, FLAGS = 0, FINGERPRINT_BYTES = 8 };

typedef struct StringEntry {
  const char *bytes;
  size_t length;
  uint32_t index;
  struct StringEntry *next;
} StringEntry;

Element element_begin(Bits *bits, Section section) {
  ElementVec *elements = &bits->sections[section];
  Element e = {.bits = bits, .section = section, .index = elements->len};
  vec_push(bits->arena, elements, (ByteVec){0});
  return e;
}

void element_end(Element *e) {
  Arena *arena = e->bits->arena;
  ByteVec all = {0};
  vec_reserve(arena, &all, e->references.len + e->data.len + 5);
  bytes_uleb(arena, &all, e->reference_count);
  bytes_data(arena, &all, e->references.data, e->references.len);
  bytes_data(arena, &all, e->data.data, e->data.len);
  e->bits->sections[e->section].data[e->index] = all;
}

void put_bool(Element *e, bool value) { bytes_u8(e->bits->arena, &e->data, value); }
void put_uint(Element *e, uint64_t value) { bytes_uleb(e->bits->arena, &e->data, value); }

// The sign is the lowest bit; the rest is inverted where it is set.
void put_int(Element *e, int64_t value) { put_uint(e, (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0)); }

void put_reference(Element *e, Section section, uint32_t index) {
  Arena *arena = e->bits->arena;
  uint64_t key = (uint64_t)section << 32 | index;
  uint32_t place = (uint32_t)map_key(map_get(&e->reference_places, key));
  if (!place) {
    place = ++e->reference_count;
    map_put(arena, &e->reference_places, key, (void *)(uintptr_t)place);
    bytes_uleb(arena, &e->references, section);
    bytes_uleb(arena, &e->references, index);
  }
  put_uint(e, place - 1);
}

// Equal strings are one.
static uint32_t string_index(Bits *bits, const char *text, size_t length) {
  uint64_t hash = hash_bytes(text, length, 0);
  StringEntry *first = map_get(&bits->strings, hash);
  for (StringEntry *s = first; s; s = s->next)
    if (s->length == length && (!length || memcmp(s->bytes, text, length) == 0)) return s->index;
  StringEntry *s = arena_new(bits->arena, StringEntry);
  ByteVec bytes = {0};
  bytes_data(bits->arena, &bytes, text, length);
  *s = (StringEntry){(const char *)bytes.data, length, bits->sections[SECTION_STRING].len, first};
  vec_push(bits->arena, &bits->sections[SECTION_STRING], bytes);
  map_put(bits->arena, &bits->strings, hash, s);
  return s->index;
}

void put_bytes(Element *e, const char *bytes, size_t length) {
  put_reference(e, SECTION_STRING, string_index(e->bits, bytes, length));
}

void put_text(Element *e, const char *text) { put_bytes(e, text, strlen(text)); }

// ---- constants

static void put_magnitude(Element *e, ConstMagnitude m) {
  put_bytes(e, m.bytes, m.length);
  put_bool(e, m.negative);
}

static void put_scalar(Element *e, const ConstVal *value) {
  Arena *arena = e->bits->arena;
  ConstForm form = const_form(value);
  put_uint(e, form);  // pkgbits numbers them alike
  switch (form) {
    case CONST_FORM_BOOL: put_bool(e, const_bool_value(value)); break;
    case CONST_FORM_STRING: {
      size_t length;
      const char *text = const_string_value(value, &length);
      put_bytes(e, text, length);
      break;
    }
    case CONST_FORM_INT64: {
      int64_t i = 0;
      const_int64_value(value, &i);
      put_int(e, i);
      break;
    }
    case CONST_FORM_INTEGER: put_magnitude(e, const_integer(arena, value)); break;
    case CONST_FORM_RATIONAL:
      put_magnitude(e, const_numerator(arena, value));
      put_magnitude(e, const_denominator(arena, value));
      break;
    case CONST_FORM_FLOAT: put_text(e, const_float_text(arena, value)); break;
  }
}

void put_constant(Element *e, const ConstVal *value) {
  bool complex = const_kind(value) == CONST_COMPLEX;
  put_bool(e, complex);
  put_scalar(e, complex ? const_real(e->bits->arena, value) : value);
  if (complex) put_scalar(e, const_imag(e->bits->arena, value));
}

// ---- the whole

ByteVec bits_bytes(Bits *bits) {
  Arena *arena = bits->arena;
  ByteVec all = {0};
  uint64_t size = 0;
  for (int s = 0; s < SECTION_COUNT; s++)
    for (uint32_t i = 0; i < bits->sections[s].len; i++) size += bits->sections[s].data[i].len;
  if (size > INT32_MAX) ice("export", "bits_bytes", "%llu bytes of export data", (unsigned long long)size);
  bytes_u32(arena, &all, FORMAT_VERSION);
  bytes_u32(arena, &all, FLAGS);
  uint32_t end = 0;
  for (int s = 0; s < SECTION_COUNT; s++) bytes_u32(arena, &all, end += bits->sections[s].len);
  end = 0;
  for (int s = 0; s < SECTION_COUNT; s++)
    for (uint32_t i = 0; i < bits->sections[s].len; i++) bytes_u32(arena, &all, end += bits->sections[s].data[i].len);
  vec_reserve(arena, &all, all.len + (uint32_t)size + FINGERPRINT_BYTES);
  for (int s = 0; s < SECTION_COUNT; s++)
    for (uint32_t i = 0; i < bits->sections[s].len; i++)
      bytes_data(arena, &all, bits->sections[s].data[i].data, bits->sections[s].data[i].len);
  uint8_t fingerprint[SHA256_SIZE];
  sha256(all.data, all.len, fingerprint);
  bytes_data(arena, &all, fingerprint, FINGERPRINT_BYTES);
  return all;
}
