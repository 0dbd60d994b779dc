// See server.h.
#include "server.h"

#include "mod/base64.h"

// ---- the server

static const char *read_own(const TlogReader *reader, Arena *arena, const int64_t *indexes, uint32_t count,
                            TlogHash *hashes) {
  (void)arena;
  const Server *server = (const Server *)reader;
  for (uint32_t i = 0; i < count; i++) {
    if (indexes[i] < 0 || indexes[i] >= server->hashes.len) return "no such hash";
    hashes[i] = server->hashes.data[indexes[i]];
  }
  return NULL;
}

void server_begin(Server *server, Arena *arena, const char *name, uint8_t seed) {
  uint8_t key[33] = {1}, seeds[crypto_sign_SEEDBYTES] = {seed};
  *server = (Server){.reader = {read_own}, .arena = arena, .name = name};
  crypto_sign_seed_keypair(key + 1, server->secret, seeds);
  server->key_hash = note_key_hash(name, key, sizeof key);
  server->verifier_key =
      arena_printf(arena, "%s+%08x+%s", name, server->key_hash, base64_encode(arena, key, sizeof key));
}

void server_add(Server *server, const char *record) {
  int64_t n = server->records.len;
  TlogHash hash = tlog_record_hash(record, strlen(record)), hashes[TLOG_LEVELS];
  uint32_t count = 0;
  if (tlog_stored_hashes(server->arena, n, &hash, &server->reader, hashes, &count)) abort();
  if (tlog_index(0, n) != server->hashes.len) abort();
  for (uint32_t i = 0; i < count; i++) vec_push(server->arena, &server->hashes, hashes[i]);
  vec_push(server->arena, &server->records, record);
}

const char *server_record(Arena *arena, int n, const char *sum) {
  return arena_printf(arena, "example.com/m%d v1.0.0 h1:%s%d\nexample.com/m%d v1.0.0/go.mod h1:mod%d\n", n, sum, n, n,
                      n);
}

SumdbText server_sign(const Server *server, Arena *arena, const char *text) {
  uint8_t bytes[4 + crypto_sign_BYTES];
  for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(server->key_hash >> (24 - 8 * i));
  crypto_sign_detached(bytes + 4, NULL, (const uint8_t *)text, strlen(text), server->secret);
  const char *base64 = base64_encode(arena, bytes, sizeof bytes);
  const char *note = arena_printf(arena, "%s\n\u2014 %s %s\n", text, server->name, base64);
  return (SumdbText){note, strlen(note)};
}

SumdbText server_head(const Server *server, Arena *arena, int64_t records) {
  TlogTree tree = {.records = records};
  if (tlog_tree_hash(arena, records, &server->reader, &tree.hash)) abort();
  return server_sign(server, arena, tlog_format_tree(arena, &tree));
}

static bool answer_tile(const Server *server, Arena *arena, const char *path, SumdbText *answer) {
  Tile tile;
  if (!tile_parse_path(path, &tile) || tile.level < 0) return false;
  TlogHash *hashes = arena_array(arena, TlogHash, tile.width);
  for (int i = 0; i < tile.width; i++) {
    int64_t index = tlog_index(tile.level * tile.height, (tile.n << tile.height) + i);
    if (read_own(&server->reader, arena, &index, 1, &hashes[i])) return false;
  }
  *answer = (SumdbText){(const char *)hashes, (size_t)tile.width * TLOG_HASH};
  return true;
}

bool server_answer(const Server *server, Arena *arena, const char *path, SumdbText *answer) {
  if (strncmp(path, "/tile/", 6) == 0) return answer_tile(server, arena, path + 1, answer);
  if (strncmp(path, "/lookup/", 8) != 0) return false;
  const char *at = strchr(path, '@');
  const char *line = arena_printf(arena, "%.*s %s ", (int)(at - path - 8), path + 8, at + 1);
  for (uint32_t n = 0; n < server->records.len; n++) {
    if (strncmp(server->records.data[n], line, strlen(line)) != 0) continue;
    SumdbText head = server_head(server, arena, server->shown ? server->shown : server->records.len);
    const char *text = arena_printf(arena, "%u\n%s\n%.*s", n, server->records.data[n], (int)head.size, head.bytes);
    *answer = (SumdbText){text, strlen(text)};
    return true;
  }
  return false;
}

// ---- the client's world

SumdbText *world_file(World *w, const char *file) {
  pthread_mutex_lock(&w->lock);
  SumdbText *text = map_get(&w->stored, map_key(name_cstr(w->files, file)));
  pthread_mutex_unlock(&w->lock);
  return text;
}

void world_store(World *w, const char *file, SumdbText text) {
  pthread_mutex_lock(&w->lock);
  SumdbText *copy = arena_new(&w->arena, SumdbText);
  *copy = (SumdbText){arena_strdup(&w->arena, text.bytes, text.size), text.size};
  map_put(&w->arena, &w->stored, map_key(name_cstr(w->files, file)), copy);
  w->writes++;
  pthread_mutex_unlock(&w->lock);
}

static void read_remote(SumdbWorld *world, Arena *arena, SumdbRequest *requests, uint32_t count) {
  World *w = (World *)world;
  pthread_mutex_lock(&w->lock);
  w->remote_reads += count;
  pthread_mutex_unlock(&w->lock);
  for (uint32_t i = 0; i < count; i++) {
    SumdbRequest *r = &requests[i];
    if (!w->server) r->problem = "no route to host";
    else if (!server_answer(w->server, arena, r->path, &r->answer)) r->problem = "404 Not Found";
    else if (w->tamper) r->problem = w->tamper(w, arena, r->path, &r->answer);
  }
}

static const char *read_config(SumdbWorld *world, Arena *arena, const char *file, SumdbText *text) {
  (void)arena;
  World *w = (World *)world;
  if (strcmp(file, "key") == 0) {
    *text = (SumdbText){w->key, strlen(w->key)};
    return NULL;
  }
  const SumdbText *stored = world_file(w, file);
  *text = stored ? *stored : (SumdbText){0};
  return NULL;
}

static const char *write_config(SumdbWorld *world, Arena *arena, const char *file, SumdbText old, SumdbText new,
                                bool *conflict) {
  World *w = (World *)world;
  SumdbText now;
  read_config(world, arena, file, &now);
  *conflict = now.size != old.size || (now.size && memcmp(now.bytes, old.bytes, now.size) != 0);
  if (!*conflict && w->conflicts) *conflict = true, w->conflicts--;
  if (!*conflict) world_store(w, file, new);
  return NULL;
}

static bool read_cache(SumdbWorld *world, Arena *arena, const char *file, SumdbText *text) {
  (void)arena;
  const SumdbText *stored = world_file((World *)world, file);
  if (stored) *text = *stored;
  return stored;
}

static void write_cache(SumdbWorld *world, Arena *arena, const char *file, SumdbText text) {
  (void)arena;
  world_store((World *)world, file, text);
}

static void security_error(SumdbWorld *world, const char *text) {
  World *w = (World *)world;
  w->security = arena_strdup(&w->arena, text, strlen(text));
}

void world_begin(World *w, Server *server) {
  *w = (World){.world = {read_remote, read_config, write_config, read_cache, write_cache, security_error}};
  w->server = server;
  w->key = server->verifier_key;
  pthread_mutex_init(&w->lock, NULL);
  arena_init(&w->arena);
  w->files = interner_new();
}

void world_end(World *w) {
  interner_free(w->files);
  arena_free(&w->arena);
  pthread_mutex_destroy(&w->lock);
}
