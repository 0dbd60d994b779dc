// The client of a checksum database: which sums a module's version has, as a server says whose log cannot forget.
// Nothing that the server sends is believed unless it follows from a signed head of its log, and no head unless it is
// consistent with all heads seen before. golang.org/x/mod/sumdb; go.dev/design/25530-sumdb.
//
// The outer world is callbacks; which modules are asked about at all (GONOSUMDB) is the caller's business. Several
// threads may look up at a time, the callbacks are then called by several threads; what one of them fetches the others
// wait for. Problems are texts in the arena of the call, NULL: none.
#ifndef TUCO_MOD_SUMDB_H
#define TUCO_MOD_SUMDB_H

#include "base/arena.h"

typedef struct SumdbText {
  const char *bytes;  // NULL: nothing
  size_t size;
} SumdbText;

// One thing asked of the server. All of a call may be fetched at once.
typedef struct SumdbRequest {
  const char *path;     // "/lookup/module@version", "/tile/8/0/000"
  SumdbText answer;     // set by who fetches it, in the arena of the call
  const char *problem;  // or this: what failed; any status but 200 is a failure
} SumdbRequest;

typedef struct SumdbWorld SumdbWorld;
struct SumdbWorld {
  void (*read_remote)(SumdbWorld *world, Arena *arena, SumdbRequest *requests, uint32_t count);
  // "key": the verifier's key (note.h); "NAME/latest": the latest head, empty at first.
  const char *(*read_config)(SumdbWorld *world, Arena *arena, const char *file, SumdbText *text);
  // Replaces old by new, at once; *conflict: the file does not hold old, and nothing is written.
  const char *(*write_config)(SumdbWorld *world, Arena *arena, const char *file, SumdbText old, SumdbText new,
                              bool *conflict);
  // What was written; false: nothing. Only what has been checked is written to the cache.
  bool (*read_cache)(SumdbWorld *world, Arena *arena, const char *file, SumdbText *text);
  void (*write_cache)(SumdbWorld *world, Arena *arena, const char *file, SumdbText text);
  // The server contradicts itself: the text is the proof. The look-up fails after it with sumdb_misbehaving.
  void (*security_error)(SumdbWorld *world, const char *text);
};

typedef struct SumdbClient SumdbClient;

typedef struct SumdbLines {
  const char **lines;  // of go.sum: "module version h1:…"
  uint32_t count;
} SumdbLines;

// sumdb.c
SumdbClient *sumdb_new(SumdbWorld *world);
void sumdb_free(SumdbClient *client);
// The lines of go.sum for a version, which may end in "/go.mod"; none if the record has none.
const char *sumdb_lookup(SumdbClient *client, Arena *arena, const char *module, const char *version, SumdbLines *lines);
extern const char sumdb_misbehaving[];

#endif
