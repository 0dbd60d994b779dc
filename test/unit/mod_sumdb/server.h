// A checksum database in the test's own process, with a key of its own, and the world of a client of it: a cache and a
// configuration in memory, and a hand that changes what the server says.
#ifndef TUCO_TEST_MOD_SUMDB_SERVER_H
#define TUCO_TEST_MOD_SUMDB_SERVER_H

#include <pthread.h>
#include <sodium.h>

#include "../temporary.h"
#include "base/map.h"
#include "base/name.h"
#include "mod/note.h"
#include "mod/sumdb.h"
#include "mod/tile.h"

typedef struct Server {
  TlogReader reader;  // of its own hashes
  Arena *arena;
  const char *name, *verifier_key;
  uint8_t secret[crypto_sign_SECRETKEYBYTES];
  uint32_t key_hash;
  Vec(const char *) records;
  Vec(TlogHash) hashes;  // by index
  int64_t shown;         // records of the head that it shows; 0: all
} Server;

void server_begin(Server *server, Arena *arena, const char *name, uint8_t seed);
void server_add(Server *server, const char *record);
// A record for a module "example.com/mN" v1.0.0.
const char *server_record(Arena *arena, int n, const char *sum);
SumdbText server_sign(const Server *server, Arena *arena, const char *text);
SumdbText server_head(const Server *server, Arena *arena, int64_t records);
bool server_answer(const Server *server, Arena *arena, const char *path, SumdbText *answer);

typedef struct World {
  SumdbWorld world;
  Server *server;  // NULL: it cannot be reached
  pthread_mutex_t lock;
  Arena arena;  // of what is stored, under the lock
  Interner *files;
  Map stored;  // SumdbText by name
  const char *key;
  uint32_t remote_reads, writes, conflicts;  // conflicts: so many writes of the configuration fail first
  const char *security;                      // what was told
  uint64_t seed;                             // of what changes answers at random
  // Changes an answer, or says what fails.
  const char *(*tamper)(struct World *world, Arena *arena, const char *path, SumdbText *answer);
} World;

void world_begin(World *world, Server *server);
void world_end(World *world);
SumdbText *world_file(World *world, const char *file);  // NULL: it is not there
void world_store(World *world, const char *file, SumdbText text);

void test_log(Test *t);    // log.c
void test_notes(Test *t);  // notes.c

#endif
