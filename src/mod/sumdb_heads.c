// The heads of a checksum database's log: see sumdb.h. The latest one only moves forward, to one that contains it; an
// older one must be contained in it. A head that is neither is the proof that the server shows different logs to
// different people, or at different times.
#include <string.h>

#include "mod/sumdb_internal.h"

typedef enum When { PAST, NOW, FUTURE } When;  // where a head stands to the latest

typedef struct Head {
  TlogTree tree;
  SumdbText note;
} Head;

TlogTree sumdb_latest(SumdbClient *client) {
  pthread_mutex_lock(&client->lock);
  TlogTree latest = client->latest;
  pthread_mutex_unlock(&client->lock);
  return latest;
}

static Head latest_head(SumdbClient *client) {
  pthread_mutex_lock(&client->lock);
  Head head = {client->latest, client->latest_note};
  pthread_mutex_unlock(&client->lock);
  return head;
}

// ---- two heads

static const char *indented(Arena *arena, SumdbText text) {
  char *indented = arena_array(arena, char, 2 * text.size + 1), *out = indented;
  for (size_t i = 0; i < text.size; i++) {
    *out++ = text.bytes[i];
    if (text.bytes[i] == '\n') *out++ = '\t';
  }
  return indented;
}

static const char *hash_text(Arena *arena, const TlogHash *hash) {
  TlogTree tree = {0, *hash};
  const char *text = strchr(strchr(tlog_format_tree(arena, &tree), '\n') + 1, '\n') + 1;
  return arena_strdup(arena, text, strlen(text) - 1);
}

// That the newer tree has another beginning than the older head says, for whoever does not believe it: the hash that
// its beginning has, and that this is its beginning. All of it comes from tiles that have been read.
static const char *proof_text(Arena *arena, const Head *older, const Head *newer, const TileReader *reader,
                              const TlogHash *hash) {
  TlogProof proof;
  TlogTree beginning = {older->tree.records, *hash};
  const char *text = arena_printf(arena, "proof of misbehavior:\n\t%s", hash_text(arena, hash));
  const char *problem = tlog_prove_tree(arena, newer->tree.records, older->tree.records, &reader->reader, &proof);
  if (problem) return arena_printf(arena, "%s\tinternal error: %s\n", text, problem);
  if (tlog_check_tree(&proof, &newer->tree, &beginning))
    return arena_printf(arena, "%s\tinternal error: generated inconsistent proof\n", text);
  for (uint32_t i = 0; i < proof.count; i++)
    text = arena_printf(arena, "%s\n\t%s", text, hash_text(arena, &proof.hashes[i]));
  return text;
}

static const char *check_heads(SumdbClient *client, Arena *arena, const Head *older, const Head *newer) {
  TileReader reader = tile_reader(newer->tree, &client->tiles.source);
  TlogHash hash;
  long long old_size = older->tree.records, new_size = newer->tree.records;
  const char *problem = tlog_tree_hash(arena, older->tree.records, &reader.reader, &hash);
  if (problem && old_size == new_size) return arena_printf(arena, "checking tree#%lld: %s", old_size, problem);
  if (problem) return arena_printf(arena, "checking tree#%lld against tree#%lld: %s", old_size, new_size, problem);
  if (tlog_same_hash(&hash, &older->tree.hash)) return NULL;
  const char *text = arena_printf(arena,
                                  "SECURITY ERROR\ngo.sum database server misbehavior detected!\n\n"
                                  "old database:\n\t%s\nnew database:\n\t%s\n%s",
                                  indented(arena, older->note), indented(arena, newer->note),
                                  proof_text(arena, older, newer, &reader, &hash));
  client->world->security_error(client->world, text);
  return sumdb_misbehaving;
}

// ---- the latest

// Makes a head the latest if that is still what it was.
static bool install(SumdbClient *client, const TlogTree *expected, const Head *head) {
  pthread_mutex_lock(&client->lock);
  bool same = client->latest.records == expected->records && tlog_same_hash(&client->latest.hash, &expected->hash);
  if (same) {
    client->latest = head->tree;
    client->latest_note.bytes = arena_strdup(&client->arena, head->note.bytes, head->note.size);
    client->latest_note.size = head->note.size;
  }
  pthread_mutex_unlock(&client->lock);
  return same;
}

static const char *parse_head(SumdbClient *client, Arena *arena, SumdbText text, Head *head) {
  Note note;
  head->note = text;
  const char *problem = note_open(arena, text.bytes, text.size, &client->verifier, 1, &note);
  if (problem) return arena_printf(arena, "reading tree note: %s\nnote:\n%.*s", problem, (int)text.size, text.bytes);
  problem = tlog_parse_tree(arena, note.text, note.size, &head->tree);
  return problem ? arena_printf(arena, "reading tree: %s\ntree:\n%.*s", problem, (int)note.size, note.text) : NULL;
}

static const char *merge_in_memory(SumdbClient *client, Arena *arena, SumdbText text, When *when) {
  Head head, latest = latest_head(client);
  *when = latest.tree.records ? PAST : NOW;
  if (!text.size) return NULL;  // the empty tree, which nobody signs
  const char *problem = parse_head(client, arena, text, &head);
  if (problem) return problem;
  // Tiles are fetched without the lock: meanwhile another thread may have moved on.
  for (;; latest = latest_head(client)) {
    bool newer = head.tree.records > latest.tree.records;
    *when = newer ? FUTURE : head.tree.records < latest.tree.records ? PAST : NOW;
    problem = newer ? check_heads(client, arena, &latest, &head) : check_heads(client, arena, &head, &latest);
    if (problem || !newer || install(client, &latest.tree, &head)) return problem;
  }
}

const char *sumdb_merge_latest(SumdbClient *client, Arena *arena, SumdbText note) {
  SumdbWorld *world = client->world;
  const char *file = arena_printf(arena, "%s/latest", client->verifier.name);
  When when;
  const char *problem = merge_in_memory(client, arena, note, &when);
  if (problem || when != FUTURE) return problem;
  // Other processes write the file too: what they have put there is merged, until ours is not older.
  for (bool conflict = true; conflict;) {
    SumdbText stored = {0};
    if ((problem = world->read_config(world, arena, file, &stored))) return problem;
    problem = merge_in_memory(client, arena, stored, &when);
    if (problem || when != PAST) return problem;
    conflict = false;
    problem = world->write_config(world, arena, file, stored, latest_head(client).note, &conflict);
    if (problem) return problem;
  }
  return NULL;
}
