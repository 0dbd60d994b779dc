// Names of a module's files that cannot stand beside each other everywhere: see zip_internal.h. Names are compared as
// strings.EqualFold compares: by Unicode's simple folding, each letter the least of those that it is equal to.
#include <string.h>

#include "base/unicode.h"
#include "mod/zip_internal.h"

// Of all prefixes of a name there is one: they point into it, as copies of a deep one would be very many bytes.
typedef struct Seen {
  const char *path, *folded;
  size_t length, folded_length;
  bool is_folder;
  const struct Seen *next;  // of the same hash
} Seen;

void zip_collisions_begin(ZipCollisions *collisions, Arena *arena) { *collisions = (ZipCollisions){.arena = arena}; }

static uint32_t least_fold(uint32_t rune) {
  // The folds of a letter are a ring, ascending but for one step.
  for (uint32_t next; (next = unicode_simple_fold(rune)) != rune; rune = next)
    if (next < rune) return next;
  return rune;
}

static const char *fold(Arena *arena, const char *path) {
  size_t length = strlen(path);
  // The least is the shortest; a byte that is no UTF-8 takes three.
  char *folded = arena_array(arena, char, length * 3 + 4), *out = folded;
  for (size_t i = 0; i < length;) {
    uint32_t rune;
    i += utf8_decode(path + i, length - i, &rune);
    out += utf8_encode(least_fold(rune), out);
  }
  *out = 0;
  return folded;
}

static const char *add_one(ZipCollisions *c, const Seen *name, uint64_t hash) {
  const Seen *first = map_get(&c->seen, hash), *other = first;
  while (other &&
         (other->folded_length != name->folded_length || memcmp(other->folded, name->folded, name->folded_length) != 0))
    other = other->next;
  if (!other) {
    Seen *seen = arena_new(c->arena, Seen);
    *seen = *name;
    seen->next = first;
    map_put(c->arena, &c->seen, hash, seen);
    return NULL;
  }
  bool same = other->length == name->length && memcmp(other->path, name->path, name->length) == 0;
  if (same && name->is_folder && other->is_folder) return NULL;
  const char *quoted = text_quote(c->arena, name->path, name->length);
  if (!same)
    return arena_printf(c->arena, "case-insensitive file name collision: %s and %s",
                        text_quote(c->arena, other->path, other->length), quoted);
  if (name->is_folder != other->is_folder)
    return arena_printf(c->arena, "entry %s is both a file and a directory", quoted);
  return arena_printf(c->arena, "multiple entries for file %s", quoted);
}

// The hashes of all prefixes that end before a slash, and of the whole.
static uint64_t *prefix_hashes(Arena *arena, const char *folded, size_t *count) {
  *count = 1;
  for (const char *p = folded; *p; p++) *count += *p == '/';
  uint64_t *hashes = arena_array(arena, uint64_t, *count), hash = 0;
  for (size_t i = 0; i < *count; i++) {
    size_t n = strcspn(folded, "/");
    hashes[i] = hash = hash_bytes(folded, n, hash);
    folded += n + 1;
  }
  return hashes;
}

static size_t last_slash(const char *text, size_t length) {
  while (text[--length] != '/') {}
  return length;
}

const char *zip_collisions_add(ZipCollisions *c, const char *path, bool is_folder) {
  Seen prefix = {.path = path, .folded = fold(c->arena, path), .length = strlen(path), .is_folder = is_folder};
  prefix.folded_length = strlen(prefix.folded);
  size_t count;
  const uint64_t *hashes = prefix_hashes(c->arena, prefix.folded, &count);
  for (;;) {
    const char *problem = add_one(c, &prefix, hashes[--count]);
    if (problem || !count) return problem;
    prefix.length = last_slash(path, prefix.length);
    prefix.folded_length = last_slash(prefix.folded, prefix.folded_length);
    prefix.is_folder = true;
  }
}
