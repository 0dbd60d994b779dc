// Names in descriptors: a byte of flags, then length and text of name and tag, then the offset of the package path's
// name.
#include <string.h>

#include "base/bytes.h"
#include "rtype/internal.h"

enum { NAME_EXPORTED = 1, NAME_HAS_TAG = 2, NAME_HAS_PACKAGE = 4, NAME_EMBEDDED = 8 };

static const char *key_of(Arena *arena, const RtypeName *name) {
  const char *tag = name->tag, *path = name->package_path;
  return arena_printf(arena, "go:name.%s%s%s%s%s%s%s", name->exported ? "+" : "", name->embedded ? "@" : "", name->text,
                      tag ? "\"" : "", tag ? tag : "", path ? "," : "", path ? path : "");
}

static void put_text(Arena *arena, ByteVec *bytes, const char *text) {
  bytes_uleb(arena, bytes, strlen(text));
  bytes_data(arena, bytes, text, strlen(text));
}

Symbol *rtype_name(RtypeTable *table, RtypeName name) {
  Arena *arena = table->arena;
  Symbol *s = symbol_get(table->symbols, key_of(arena, &name));
  if (s->kind != SYMBOL_UNDEFINED) return s;
  s->kind = SYMBOL_RODATA;
  s->in_types = s->local_static = s->no_pointers = true;
  ByteVec bytes = {0};
  bytes_u8(arena, &bytes,
           (uint8_t)((name.exported ? NAME_EXPORTED : 0) | (name.tag ? NAME_HAS_TAG : 0) |
                     (name.package_path ? NAME_HAS_PACKAGE : 0) | (name.embedded ? NAME_EMBEDDED : 0)));
  put_text(arena, &bytes, name.text);
  if (name.tag) put_text(arena, &bytes, name.tag);
  if (name.package_path) {
    Symbol *path = rtype_name(table, (RtypeName){.text = name.package_path});
    symbol_add_reloc(arena, s, bytes.len, RELOC_OFF32, path, 0);
    bytes_u32(arena, &bytes, 0);
  }
  s->bytes = bytes.data;
  s->size = bytes.len;
  return s;
}
