// Names of a module's files that cannot stand beside each other everywhere: see zip_internal.h. Names are compared as
// strings.EqualFold compares: by Unicode's simple folding, each letter the least of those that it is equal to.
#include <string.h>

#include "base/unicode.h"
#include "mod/zip_internal.h"

typedef struct Seen {
  const char *path;
  bool is_folder;
} Seen;

void zip_collisions_begin(ZipCollisions *collisions, Arena *arena) {
  *collisions = (ZipCollisions){.arena = arena, .folded = interner_new()};
}

void zip_collisions_end(ZipCollisions *collisions) { interner_free(collisions->folded); }

static uint32_t least_fold(uint32_t rune) {
  // The folds of a letter are a ring, ascending but for one step.
  for (uint32_t next; (next = unicode_simple_fold(rune)) != rune; rune = next)
    if (next < rune) return next;
  return rune;
}

static const Name *fold(ZipCollisions *c, const char *path) {
  size_t length = strlen(path), at = 0;
  char *folded =
      arena_array(c->arena, char, length * 3 + 4);  // the least is the shortest; a byte that is no UTF-8 takes three
  for (size_t i = 0; i < length;) {
    uint32_t rune;
    i += utf8_decode(path + i, length - i, &rune);
    at += utf8_encode(least_fold(rune), folded + at);
  }
  return name_intern(c->folded, folded, at);
}

static const char *add_one(ZipCollisions *c, const char *path, bool is_folder) {
  uint64_t key = map_key(fold(c, path));
  const Seen *other = map_get(&c->seen, key);
  if (!other) {
    Seen *seen = arena_new(c->arena, Seen);
    *seen = (Seen){path, is_folder};
    map_put(c->arena, &c->seen, key, seen);
    return NULL;
  }
  const char *quoted = text_quote(c->arena, path, strlen(path));
  if (strcmp(path, other->path) != 0)
    return arena_printf(c->arena, "case-insensitive file name collision: %s and %s",
                        text_quote(c->arena, other->path, strlen(other->path)), quoted);
  if (is_folder != other->is_folder) return arena_printf(c->arena, "entry %s is both a file and a directory", quoted);
  return is_folder ? NULL : arena_printf(c->arena, "multiple entries for file %s", quoted);
}

const char *zip_collisions_add(ZipCollisions *c, const char *path, bool is_folder) {
  for (;;) {
    const char *problem = add_one(c, path, is_folder);
    const char *slash = strrchr(path, '/');
    if (problem || !slash) return problem;
    path = arena_strdup(c->arena, path, (size_t)(slash - path));
    is_folder = true;
  }
}
