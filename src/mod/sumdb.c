// Look-ups in a checksum database: see sumdb.h. A record is believed when its head is (sumdb_heads.c) and the log under
// the latest head has the record's hash at its number (tile_reader.c).
#include "mod/sumdb.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/vec.h"
#include "mod/path.h"
#include "mod/sumdb_internal.h"

const char sumdb_misbehaving[] = "security error: misbehaving server";

SumdbClient *sumdb_new(SumdbWorld *world) {
  SumdbClient *client = memory_new(1, sizeof *client);
  client->world = world;
  client->tiles = (ClientTiles){sumdb_tile_source(), client};
  pthread_mutex_init(&client->lock, NULL);
  pthread_cond_init(&client->changed, NULL);
  arena_init(&client->arena);
  client->paths = interner_new();
  return client;
}

void sumdb_free(SumdbClient *client) {
  interner_free(client->paths);
  arena_free(&client->arena);
  pthread_cond_destroy(&client->changed);
  pthread_mutex_destroy(&client->lock);
  free(client);
}

// ---- what one fetches for all

Fetched *sumdb_entry(SumdbClient *client, const char *path, bool *mine) {
  pthread_mutex_lock(&client->lock);
  uint64_t key = map_key(name_cstr(client->paths, path));
  Fetched *entry = map_get(&client->fetched, key);
  *mine = !entry;
  if (!entry) map_put(&client->arena, &client->fetched, key, entry = arena_new(&client->arena, Fetched));
  pthread_mutex_unlock(&client->lock);
  return entry;
}

void sumdb_publish(SumdbClient *client, Fetched *entry, SumdbText text, const char *problem) {
  pthread_mutex_lock(&client->lock);
  if (problem) entry->problem = arena_strdup(&client->arena, problem, strlen(problem));
  else entry->text = (SumdbText){arena_strdup(&client->arena, text.size ? text.bytes : "", text.size), text.size};
  entry->done = true;
  pthread_cond_broadcast(&client->changed);
  pthread_mutex_unlock(&client->lock);
}

void sumdb_wait(SumdbClient *client, Fetched *entry) {
  pthread_mutex_lock(&client->lock);
  while (!entry->done) pthread_cond_wait(&client->changed, &client->lock);
  pthread_mutex_unlock(&client->lock);
}

// ---- the beginning: the key, and the head that was stored

static const char *trimmed(Arena *arena, SumdbText text) {
  static const char space[] = " \t\r\n\v\f";
  char *key = arena_strdup(arena, text.size ? text.bytes : "", text.size);
  key += strspn(key, space);
  size_t length = strlen(key);
  while (length && strchr(space, key[length - 1])) length--;
  key[length] = 0;
  return key;
}

static const char *start(SumdbClient *client, Arena *arena) {
  SumdbWorld *world = client->world;
  SumdbText text = {0};
  NoteVerifier verifier;
  const char *problem = world->read_config(world, arena, "key", &text);
  if (!problem) problem = note_parse_verifier(arena, trimmed(arena, text), &verifier);
  if (!problem) problem = tlog_tree_hash(arena, 0, NULL, &client->latest.hash);
  if (problem) return problem;
  pthread_mutex_lock(&client->lock);
  client->verifier = verifier;
  client->verifier.name = arena_strdup(&client->arena, verifier.name, strlen(verifier.name));
  pthread_mutex_unlock(&client->lock);
  text = (SumdbText){0};
  problem = world->read_config(world, arena, arena_printf(arena, "%s/latest", verifier.name), &text);
  return problem ? problem : sumdb_merge_latest(client, arena, text);
}

static const char *start_once(SumdbClient *client, Arena *arena) {
  pthread_mutex_lock(&client->lock);
  bool mine = !client->starting;
  client->starting = true;
  pthread_mutex_unlock(&client->lock);
  if (mine) sumdb_publish(client, &client->start, (SumdbText){0}, start(client, arena));
  sumdb_wait(client, &client->start);
  const char *problem = client->start.problem;
  return problem ? arena_printf(arena, "initializing sumdb.Client: %s", problem) : NULL;
}

// ---- records

static const char *check_record(SumdbClient *client, Arena *arena, const TlogRecord *record) {
  TlogTree latest = sumdb_latest(client);
  if (record->number >= latest.records)
    return arena_printf(arena, "cannot validate record %lld in tree of size %lld", (long long)record->number,
                        (long long)latest.records);
  TileReader reader = tile_reader(latest, &client->tiles.source);
  int64_t index = tlog_index(0, record->number);
  TlogHash hash, expected = tlog_record_hash(record->text, record->text_size);
  const char *problem = reader.reader.read(&reader.reader, arena, &index, 1, &hash);
  if (problem) return problem;
  return tlog_same_hash(&hash, &expected) ? NULL : "cannot authenticate record data in server response";
}

static const char *fetch_record(SumdbClient *client, Arena *arena, const char *path, SumdbText *text) {
  SumdbWorld *world = client->world;
  const char *file = arena_printf(arena, "%s%s", client->verifier.name, path), *problem = NULL;
  SumdbRequest request = {.path = path};
  bool cached = world->read_cache(world, arena, file, &request.answer);
  if (!cached) world->read_remote(world, arena, &request, 1);
  if (!cached && request.problem) return request.problem;
  if (!request.answer.size) request.answer.bytes = "";
  TlogRecord record;
  problem = tlog_parse_record(request.answer.bytes, request.answer.size, &record);
  if (!problem) problem = sumdb_merge_latest(client, arena, (SumdbText){record.rest, record.rest_size});
  if (!problem) problem = check_record(client, arena, &record);
  if (problem) return problem;
  if (!cached) world->write_cache(world, arena, file, request.answer);
  *text = (SumdbText){record.text, record.text_size};
  return NULL;
}

// Without "/go.mod".
static size_t version_length(const char *version) {
  static const char end[] = "/go.mod";
  size_t length = strlen(version), more = strlen(end);
  return length >= more && strcmp(version + length - more, end) == 0 ? length - more : length;
}

static const char *lookup_path(Arena *arena, const char *module, const char *version, const char **path) {
  const char *problem, *escaped = mod_escape_path(arena, module, &problem);
  if (problem) return problem;
  const char *of_version = mod_escape_version(arena, arena_strdup(arena, version, version_length(version)), &problem);
  if (problem) return problem;
  *path = arena_printf(arena, "/lookup/%s@%s", escaped, of_version);
  return NULL;
}

static void choose_lines(Arena *arena, SumdbText text, const char *prefix, SumdbLines *lines) {
  Vec(const char *) found = {0};
  size_t length = strlen(prefix);
  for (const char *line = text.bytes, *end = text.bytes + text.size, *stop; line < end; line = stop + 1) {
    stop = memchr(line, '\n', (size_t)(end - line));
    if (!stop) stop = end;
    if ((size_t)(stop - line) >= length && memcmp(line, prefix, length) == 0)
      vec_push(arena, &found, arena_strdup(arena, line, (size_t)(stop - line)));
  }
  *lines = (SumdbLines){found.data, found.len};
}

static const char *lookup(SumdbClient *client, Arena *arena, const char *module, const char *version,
                          SumdbLines *lines) {
  const char *path, *problem = start_once(client, arena);
  if (problem || (problem = lookup_path(arena, module, version, &path))) return problem;
  bool mine;
  Fetched *entry = sumdb_entry(client, path, &mine);
  if (mine) {
    SumdbText text = {0};
    problem = fetch_record(client, arena, path, &text);
    sumdb_publish(client, entry, text, problem);
  }
  sumdb_wait(client, entry);
  if (!entry->problem) choose_lines(arena, entry->text, arena_printf(arena, "%s %s ", module, version), lines);
  return entry->problem;
}

const char *sumdb_lookup(SumdbClient *client, Arena *arena, const char *module, const char *version,
                         SumdbLines *lines) {
  *lines = (SumdbLines){0};
  const char *problem = lookup(client, arena, module, version, lines);
  if (problem == NULL) return NULL;
  return arena_printf(arena, "%s@%s: %s", module, version, problem);
}
