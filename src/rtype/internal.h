// What the files of rtype/ share.
#ifndef TUCO_RTYPE_INTERNAL_H
#define TUCO_RTYPE_INTERNAL_H

#include "rtype/rtype.h"

// A name as descriptors have it (internal/abi.Name).
typedef struct RtypeName {
  const char *text;
  const char *tag;           // of a field, NULL none
  const char *package_path;  // of an unexported name of another package than its type, else NULL
  bool exported, embedded;
} RtypeName;

// name.c: the symbol of a name; equal names are one.
Symbol *rtype_name(RtypeTable *table, RtypeName name);

#endif
