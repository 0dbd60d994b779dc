// The meta-data of a package (internal/coverage/defs.go "MetaSymbolHeader"): header, offsets of the functions, table of
// strings, functions. Its hash is FNV-1a with 128 bits over what the meta-data say.
#include <string.h>

#include "cover/internal.h"

typedef struct Strings {
  Session *session;
  Arena *arena;
  Vec(const char *) list;
  Map numbers;  // Name* -> 1 + its index
} Strings;

static uint32_t string_index(Strings *s, const char *text) {
  const Name *name = name_cstr(s->session->names, text);
  uintptr_t known = (uintptr_t)map_get(&s->numbers, map_key(name));
  if (known) return (uint32_t)known - 1;
  vec_push(s->arena, &s->list, text);
  map_put(s->arena, &s->numbers, map_key(name), (void *)(uintptr_t)s->list.len);
  return s->list.len - 1;
}

// ---- the hash

typedef unsigned __int128 Fnv;

static void hash_data(Fnv *h, const void *data, size_t size) {
  const Fnv prime = ((Fnv)1 << 88) + 0x13b;
  for (size_t i = 0; i < size; i++) *h = (*h ^ ((const uint8_t *)data)[i]) * prime;
}

static void hash_text(Fnv *h, const char *text) { hash_data(h, text, strlen(text)); }

static void hash_u32(Fnv *h, uint32_t x) {
  uint8_t bytes[4];
  put_u32(bytes, x);
  hash_data(h, bytes, sizeof bytes);
}

static void hash_function(Fnv *h, const CoverPackage *p, const CoverFunction *f) {
  hash_text(h, f->name);
  hash_text(h, f->file);
  for (uint32_t i = 0; i < f->count; i++) {
    const CoverUnit *u = &p->units.data[f->first + i];
    const uint32_t words[] = {u->line, u->column, u->end_line, u->end_column, u->statements};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) hash_u32(h, words[k]);
  }
  hash_u32(h, f->literal);
}

static void hash_package(CoverPackage *p) {
  Fnv h = (Fnv)0x6c62272e07bb0142 << 64 | 0x62b821756295c58d;
  hash_text(&h, p->path);
  hash_text(&h, p->name);
  hash_text(&h, p->module);
  for (uint32_t i = 0; i < p->functions.len; i++) hash_function(&h, p, &p->functions.data[i]);
  for (int i = 0; i < 16; i++) p->hash[i] = (uint8_t)(h >> (120 - 8 * i));
}

// ---- the bytes

static void encode_function(Arena *arena, ByteVec *out, Strings *strings, const CoverPackage *p,
                            const CoverFunction *f) {
  bytes_uleb(arena, out, f->count);
  bytes_uleb(arena, out, string_index(strings, f->name));
  bytes_uleb(arena, out, string_index(strings, f->file));
  for (uint32_t i = 0; i < f->count; i++) {
    const CoverUnit *u = &p->units.data[f->first + i];
    bytes_uleb(arena, out, u->line);
    bytes_uleb(arena, out, u->column);
    bytes_uleb(arena, out, u->end_line);
    bytes_uleb(arena, out, u->end_column);
    bytes_uleb(arena, out, u->statements);
  }
  bytes_uleb(arena, out, f->literal);
}

static void encode_strings(Arena *arena, ByteVec *out, const Strings *strings) {
  bytes_uleb(arena, out, strings->list.len);
  for (uint32_t i = 0; i < strings->list.len; i++) {
    size_t n = strlen(strings->list.data[i]);
    bytes_uleb(arena, out, n);
    bytes_data(arena, out, strings->list.data[i], n);
  }
}

void cover_encode(Session *session, Arena *arena, CoverPackage *p) {
  Strings strings = {.session = session, .arena = arena};
  ByteVec functions = {0}, texts = {0}, *out = &p->meta;
  enum { HEADER = 44 };
  hash_package(p);
  string_index(&strings, "");
  uint32_t path = string_index(&strings, p->path), name = string_index(&strings, p->name);
  uint32_t module = string_index(&strings, p->module);
  uint32_t *starts = arena_array(arena, uint32_t, p->functions.len + 1);
  for (uint32_t i = 0; i < p->functions.len; i++) {
    starts[i] = functions.len;
    encode_function(arena, &functions, &strings, p, &p->functions.data[i]);
  }
  encode_strings(arena, &texts, &strings);
  uint32_t first = HEADER + 4 * p->functions.len + texts.len;
  bytes_u32(arena, out, first + functions.len);
  bytes_u32(arena, out, name);
  bytes_u32(arena, out, path);
  bytes_u32(arena, out, module);
  bytes_data(arena, out, p->hash, sizeof p->hash);
  bytes_u32(arena, out, 0);
  bytes_u32(arena, out, strings.list.len);
  bytes_u32(arena, out, p->functions.len);
  for (uint32_t i = 0; i < p->functions.len; i++) bytes_u32(arena, out, first + starts[i]);
  bytes_data(arena, out, texts.data, texts.len);
  if (functions.len) bytes_data(arena, out, functions.data, functions.len);
}
