// The disk cache: what was made of what, in a folder of its own within $GOCACHE, so that gc's go, which keeps its cache
// there, and tuco leave each other's alone.
//
//   GOCACHE/tuco/xx/HASH-a    an action: which content it had, of how many bytes
//   GOCACHE/tuco/xx/HASH-d    content, named by its SHA-256; xx are the hash's first two digits
//   GOCACHE/tuco/VERSION/trim         locked by who throws old entries away; its time is when that was last done
//
// An action is named by a hash of all that its result depends on (CacheHash); two that have one result share its
// content. Files are written beside their place and renamed, contents before the actions that name them, so that any
// number of processes may work at once, and one that is killed leaves at most a temporary file, which trimming finds.
// An action whose content is missing or has another size is none: nothing has to be repaired.
//
// A file's modification time is when it was last used, give or take an hour; trimming goes by it. What was used within
// the last hour is never thrown away, so that a path that was handed out can be opened.
//
// Threads: a Cache is not changed once it is open.
#ifndef TUCO_CACHE_H
#define TUCO_CACHE_H

#include <time.h>

#include "base/arena.h"
#include "base/environment.h"
#include "base/sha256.h"

typedef struct CacheId {
  uint8_t bytes[32];
} CacheId;

// A hash over fields in turn; each is preceded by its length, so that different fields never look alike.
typedef struct CacheHash {
  Sha256 state;
} CacheHash;

// hash.c
void cache_hash_begin(CacheHash *hash, const char *purpose);
void cache_hash_bytes(CacheHash *hash, const void *bytes, size_t size);
void cache_hash_text(CacheHash *hash, const char *text);  // NULL is not ""
void cache_hash_id(CacheHash *hash, const CacheId *id);
CacheId cache_hash_end(CacheHash *hash);
CacheId cache_id_of(const void *bytes, size_t size);
// The SHA-256 of a file; false with errno. *size may be NULL.
bool cache_id_of_file(const char *path, CacheId *id, uint64_t *size);
// As gc's build identifiers have a hash: 15 bytes of it in 20 letters of base64. buffer: 21 bytes.
const char *cache_id_short(const CacheId *id, char *buffer);

// identity.c: what tells this tuco from any other: what actions that it performs depend on.
CacheId cache_self(void);

typedef struct Cache {
  const char *dir;  // GOCACHE/tuco
} Cache;

typedef struct CacheEntry {
  const char *path;  // of the content, read-only
  CacheId content;
  uint64_t size;
} CacheEntry;

// place.c
const char *cache_default_place(Arena *arena, const Environment *environment);  // "off": there is no HOME
// The folder that $GOCACHE or the default names, or "off": then there is no cache, which is an error where what is
// returned, in go's words, is not NULL.
const char *cache_place(Arena *arena, const Environment *environment, const char **place);
// Makes the folders. NULL or what is wrong; a cache that is off is wrong.
const char *cache_open(Arena *arena, const Environment *environment, Cache *cache);

// cache.c
bool cache_find(const Cache *cache, Arena *arena, const CacheId *action, CacheEntry *entry);
// NULL or what is wrong; then nothing was put. executable: the file may be run where it lies.
const char *cache_put(const Cache *cache, Arena *arena, const CacheId *action, const void *bytes, size_t size,
                      bool executable, CacheEntry *entry);
// A path in the cache at which a file can be made that cache_put_file then takes over. NULL with errno.
const char *cache_temporary(const Cache *cache, Arena *arena);
const char *cache_put_file(const Cache *cache, Arena *arena, const CacheId *action, const char *temporary,
                           bool executable, CacheEntry *entry);

// trim.c
typedef struct CacheLimits {
  time_t interval;  // seconds between two trimmings
  time_t unused;    // seconds without use after which an entry goes
  uint64_t size;    // bytes; beyond, what was used longest ago goes
} CacheLimits;
extern const CacheLimits cache_limits;
// Throws away what is old or too much, if that was not done lately and nobody else does it now. To be called at a
// command's end; what cannot be removed stays.
void cache_trim(const Cache *cache, const CacheLimits *limits);
// Empties the cache. The folders that it removes are told to `removed` first (NULL: nobody is
// told); dry_run: only told. NULL or what is wrong.
const char *cache_clean(Arena *arena, const Environment *environment, bool dry_run,
                        void (*removed)(void *context, const char *folder), void *context);

#endif
