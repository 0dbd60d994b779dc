// What the files of export share. From below: bits.c has sections, elements and how the plainest things are encoded,
// write_type.c types, write_object.c objects and their dictionaries, package.c positions, packages and the root.
#ifndef TUCO_EXPORT_INTERNAL_H
#define TUCO_EXPORT_INTERNAL_H

#include "export/export.h"

// ---- bits.c

// Elements lie in sections; one refers to others by its own table of references (section and number in it), which
// precedes its data. In the data stand places in that table.
typedef enum Section {
  SECTION_STRING,
  SECTION_META,  // the public root, which tools read, and the private one
  SECTION_POSITION_BASE,
  SECTION_PACKAGE,
  SECTION_NAME,  // this and the next three but types: an element an object, of the same number
  SECTION_TYPE,
  SECTION_OBJECT,
  SECTION_OBJECT_MORE,  // cmd/compile's own: empty here
  SECTION_DICTIONARY,
  SECTION_BODY,  // no elements here
  SECTION_COUNT
} Section;

typedef Vec(ByteVec) ElementVec;

typedef struct Bits {
  Arena *arena;
  ElementVec sections[SECTION_COUNT];
  Map strings;  // hash -> chain of StringEntry
} Bits;

// An element in the making. It has its number from the beginning, so that cycles can refer to it.
typedef struct Element {
  Bits *bits;
  Section section;
  uint32_t index;
  ByteVec data, references;  // the latter as they are written
  uint32_t reference_count;
  Map reference_places;  // section and index -> 1 + place
} Element;

Element element_begin(Bits *bits, Section section);
void element_end(Element *element);
void put_bool(Element *e, bool value);
void put_uint(Element *e, uint64_t value);  // lengths, codes, numbers
void put_int(Element *e, int64_t value);
void put_reference(Element *e, Section section, uint32_t index);
void put_bytes(Element *e, const char *bytes, size_t length);  // by reference to the string section
void put_text(Element *e, const char *text);
void put_constant(Element *e, const ConstVal *value);
ByteVec bits_bytes(Bits *bits);

// ---- the others

typedef struct Exporter {
  Session *session;
  Arena *arena;
  Package *package;
  const ExportOptions *options;
  Bits bits;
  // What has an element: 1 + its number, by address, or for position bases by file and how many directives precede.
  Map position_bases, packages, types, objects;
} Exporter;

// Of one object: the types in it that mention its type parameters. They get numbers of its own, since each instance has
// others in their place.
typedef struct Dictionary {
  Vec(uint32_t) derived;  // elements of SECTION_TYPE
  Map numbers;            // Type* -> 1 + place in it
} Dictionary;

typedef struct Writer {
  Exporter *x;
  Element e;
  Dictionary *dictionary;  // of the object that this is a part of; NULL: no object
  bool derived;            // of a type: it mentions type parameters
} Writer;

Writer writer_begin(Exporter *x, Section section, Dictionary *dictionary);

// package.c
void write_pos(Writer *w, Pos pos);
void write_package(Writer *w, Package *package);  // NULL: the universe
void write_name(Writer *w, Package *package, const Name *name);

// write_type.c
void write_type_reference(Writer *w, Type *type);
void write_signature_type(Writer *w, const Signature *signature);
void write_param(Writer *w, const Object *param);

// write_object.c
uint32_t object_index(Exporter *x, Object *object);
void write_object_reference(Writer *w, Object *object, const TypeList *args);

static inline uint32_t known_index(const Map *map, uint64_t key) { return (uint32_t)map_key(map_get(map, key)); }
static inline void note_index(Exporter *x, Map *map, uint64_t key, uint32_t index) {
  map_put(x->arena, map, key, (void *)(uintptr_t)(index + 1));
}

#endif
