// What the files of the checksum database's client share: see sumdb.h.
#ifndef TUCO_MOD_SUMDB_INTERNAL_H
#define TUCO_MOD_SUMDB_INTERNAL_H

#include <pthread.h>

#include "base/map.h"
#include "base/name.h"
#include "mod/note.h"
#include "mod/sumdb.h"
#include "mod/tile.h"

// What one thread fetches and all may have. Once done it does not change.
typedef struct Fetched {
  bool done;
  const char *problem;
  SumdbText text;
  bool saved;  // a tile: the cache has it
} Fetched;

typedef struct ClientTiles {
  TileSource source;
  SumdbClient *client;
} ClientTiles;

// The lock is held for the fields below it alone, never while a callback runs.
struct SumdbClient {
  SumdbWorld *world;
  ClientTiles tiles;
  pthread_mutex_t lock;
  pthread_cond_t changed;  // something is done
  Arena arena;             // of what is remembered
  Interner *paths;
  Map fetched;    // path to Fetched: records, tiles
  Fetched start;  // of the verifier and the first head
  bool starting;
  NoteVerifier verifier;  // set by then
  TlogTree latest;        // the newest head that is consistent with all before
  SumdbText latest_note;  // signed, as it came; empty for the empty tree
};

// sumdb_tiles.c
TileSource sumdb_tile_source(void);

// sumdb.c
// The entry of a path; *mine: it is new, and this thread has to fetch it and to publish it.
Fetched *sumdb_entry(SumdbClient *client, const char *path, bool *mine);
void sumdb_publish(SumdbClient *client, Fetched *entry, SumdbText text, const char *problem);
void sumdb_wait(SumdbClient *client, Fetched *entry);

// sumdb_heads.c
// Takes a signed head into account: it becomes the latest, in memory and in the configuration, or has to be of its
// past.
const char *sumdb_merge_latest(SumdbClient *client, Arena *arena, SumdbText note);
TlogTree sumdb_latest(SumdbClient *client);

#endif
