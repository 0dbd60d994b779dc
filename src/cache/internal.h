// What the files of cache share.
#ifndef TUCO_CACHE_INTERNAL_H
#define TUCO_CACHE_INTERNAL_H

#include "cache/cache.h"

// Names of temporary files begin so; no folder or entry does.
#define CACHE_TEMPORARY "new-"

// Seconds: what was used within these is not touched to say so again, and not thrown away.
enum { CACHE_IN_USE = 3600 };

// cache.c: GOCACHE/tuco/xx/HASH-kind; kind: 'a' or 'd'
const char *cache_path(const Cache *cache, Arena *arena, const CacheId *id, char kind);

#endif
