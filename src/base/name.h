// Interned identifiers and strings: equal text is the same pointer for the
// whole session. Thread-safe.
#ifndef TUCO_BASE_NAME_H
#define TUCO_BASE_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/lock.h"

typedef struct Name {
  uint32_t hash;
  uint32_t len;     // bytes, without the NUL
  bool exported;    // starts with a Unicode upper-case letter (Spec: Exported identifiers)
  bool blank;       // "_"
  uint8_t keyword;  // Token of the keyword spelled so, 0 if none; set by syntax at start
  char text[];      // NUL-terminated
} Name;

typedef struct Interner Interner;

// name.c
Interner *interner_new(void);
void interner_free(Interner *interner);
LockWaits interner_waits(Interner *interner);
size_t interner_bytes(Interner *interner);  // that it has from the system
const Name *name_intern(Interner *interner, const char *text, size_t length);
const Name *name_cstr(Interner *interner, const char *text);
int name_compare(const Name *a, const Name *b);  // byte order, as strcmp

#endif
