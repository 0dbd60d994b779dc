// The checksum database that GOSUMDB names: the world of mod/sumdb.h's client. Its key stands in GOROOT's source if it
// is one that go knows; it is asked through the proxies, if one of them passes it on, else itself. What it said is in
// the module cache, its latest head below GOPATH, where it outlives the cache.
#include <stdio.h>
#include <string.h>

#include "base/source.h"
#include "base/unicode.h"
#include "fetch/http.h"
#include "mod/disk.h"
#include "mod/locked_file.h"
#include "mod/note.h"
#include "mod/path.h"
#include "mod/sumdb.h"

struct ChecksumDatabase {
  SumdbWorld world;
  Fetcher *fetcher;
  const char *name, *key;
  const char *url;  // where it is, as GOSUMDB says; NULL: by its name
  SumdbClient *client;
  const char *proof;  // that the server contradicts itself, under the Fetcher's mutex; NULL: none
};

#define MORE "\n\nFor more information, see 'go help module-auth'.\n"
static const char differs[] =
    "\n\nSECURITY ERROR\nThis download does NOT match the one reported by the checksum server.\nThe bits may have been "
    "replaced on the origin server, or an attacker may\nhave intercepted the download attempt." MORE;
static const char absent[] =
    "\n\nSECURITY ERROR\nThis download does NOT match one reported by the checksum server.\nThe checksum server has "
    "provided checksums, but the checksums do\nnot contain an entry for the download.\nThe checksum server may be "
    "malfunctioning, or an attacker may have\nintercepted the checksum request.\nThe download cannot be verified." MORE;

// ---- which database

bool database_wanted(Fetcher *f, Arena *arena, const char *path) {
  const FetchSettings *s = &f->settings;
  // Nobody has the sums of toolchains in go.sum, so that they must be asked for; but of one's own distribution in a
  // folder.
  if (strcmp(path, "golang.org/toolchain") == 0)
    if (strncmp(s->proxies, "file://", 7) != 0 || strpbrk(s->proxies, ",|")) return true;
  return strcmp(s->database_key, "off") != 0 && !mod_match_prefix(arena, s->no_database, path);
}

// The quoted text behind the first place of GOROOT's source that reads so; NULL.
static const char *quoted_in_goroot(Fetcher *f, Arena *arena, const char *file, const char *before) {
  size_t size;
  const char *path = arena_printf(arena, "%s/src/cmd/go/internal/modfetch/%s", f->options.goroot, file);
  const char *text = source_read(arena, path, &size), *at = text ? strstr(text, before) : NULL;
  const char *open = at ? strchr(at + strlen(before), '"') : NULL, *close = open ? strchr(open + 1, '"') : NULL;
  return close ? arena_strdup(arena, open + 1, (size_t)(close - open - 1)) : NULL;
}

// A name must be a host and a path.
static bool is_name(const char *name) {
  size_t n = strlen(name);
  return n && name[0] != '/' && name[n - 1] != '/' && !strpbrk(name, "?#@%\\ \"<>[]^`{|}") && !strstr(name, "//");
}

static const FetchError *read_key(Fetcher *f, Arena *arena, ChecksumDatabase *db) {
  const char *setting = f->settings.database_key;
  if (strcmp(setting, "off") == 0) return fetch_error(arena, FETCH_FAILED, "checksum database disabled by GOSUMDB=off");
  if (!*setting)
    return fetch_error(arena, FETCH_FAILED,
                       "missing GOSUMDB: it is not set, and GOROOT has no go.env: set GOSUMDB to the name or key of a "
                       "checksum database, or to off");
  const char *other = quoted_in_goroot(f, arena, "sumdb.go", arena_printf(arena, "gosumdb == \"%s\"", setting));
  char *rest, *words = arena_strdup(arena, other ? other : setting, strlen(other ? other : setting));
  const char *key = strtok_r(words, " \t\r\n", &rest), *url = key ? strtok_r(NULL, " \t\r\n", &rest) : NULL;
  if (!key) return fetch_error(arena, FETCH_FAILED, "missing GOSUMDB");
  if (url && strtok_r(NULL, " \t\r\n", &rest))
    return fetch_error(arena, FETCH_FAILED, "invalid GOSUMDB: too many fields");
  const char *known = quoted_in_goroot(f, arena, "key.go", arena_printf(arena, "\"%s\":", key));
  NoteVerifier verifier;
  const char *problem = note_parse_verifier(arena, known ? known : key, &verifier);
  if (problem) return fetch_error(arena, FETCH_FAILED, "invalid GOSUMDB: %s", problem);
  if (!is_name(verifier.name))
    return fetch_error(arena, FETCH_FAILED, "invalid sumdb name (must be host[/path]): %s", verifier.name);
  if (url && !strstr(url, "://"))
    return fetch_error(arena, FETCH_FAILED, "invalid GOSUMDB URL: %s", fetch_quote(arena, url));
  db->key = known ? known : key;
  db->name = verifier.name;
  db->url = url;
  return NULL;
}

// ---- where it is

static const FetchError *ask_support(void *context, Arena *arena, const FetchProxy *proxy) {
  ChecksumDatabase *db = context;
  bool none = strcmp(proxy->url, "direct") == 0 || strcmp(proxy->url, "off") == 0;
  if (none || strcmp(proxy->url, "noproxy") == 0) {
    FetchError *error = (FetchError *)fetch_error(arena, FETCH_MISSING, "module lookup disabled by GOPROXY=off");
    error->no_proxy = !none;
    return error;
  }
  const char *url = url_join(arena, proxy->url, arena_printf(arena, "sumdb/%s", db->name));
  FetchText text;
  const FetchError *error = http_text(db->fetcher, arena, url_join(arena, url, "supported"), &text);
  if (!error) db->url = url;
  return error;
}

static FetchAnswer find_url(void *context, Arena *arena) {
  ChecksumDatabase *db = context;
  if (db->url) return (FetchAnswer){.value = db->url};
  const FetchError *error = fetch_try_proxies(db->fetcher, arena, ask_support, db);
  if (error && error->kind != FETCH_MISSING) return (FetchAnswer){NULL, error};
  return (FetchAnswer){.value = error ? arena_printf(arena, "https://%s", db->name) : db->url};
}

// ---- the world

typedef struct RemoteReads {
  ChecksumDatabase *db;
  const char *url;
  SumdbRequest *requests;
  Arena *arena;  // of the call: under the mutex
  pthread_mutex_t mutex;
} RemoteReads;

static void read_one(void *context, uint32_t i) {
  RemoteReads *r = context;
  SumdbRequest *request = &r->requests[i];
  Arena scratch;
  arena_init(&scratch);
  FetchText text;
  const FetchError *error = http_text(r->db->fetcher, &scratch, url_join(&scratch, r->url, request->path), &text);
  pthread_mutex_lock(&r->mutex);
  if (error) request->problem = arena_strdup(r->arena, error->text, strlen(error->text));
  else request->answer = (SumdbText){arena_strdup(r->arena, text.bytes, text.size), text.size};
  pthread_mutex_unlock(&r->mutex);
  arena_free(&scratch);
}

static void read_remote(SumdbWorld *world, Arena *arena, SumdbRequest *requests, uint32_t count) {
  ChecksumDatabase *db = (ChecksumDatabase *)world;
  FetchAnswer url = fetch_once(db->fetcher, "checksum database's address", find_url, db);
  if (url.error) {
    for (uint32_t i = 0; i < count; i++) requests[i].problem = url.error->text;
    return;
  }
  RemoteReads r = {db, url.value, requests, arena, PTHREAD_MUTEX_INITIALIZER};
  fetch_parallel(read_one, &r, count);
}

static const char *config_file(const ChecksumDatabase *db, Arena *arena, const char *file, const char **problem) {
  const char *folder = db->fetcher->settings.database;
  *problem = *folder ? NULL : "could not locate sumdb file: missing $GOPATH: GOPATH is not set";
  return arena_printf(arena, "%s/%s", folder, file);
}

static const char *read_config(SumdbWorld *world, Arena *arena, const char *file, SumdbText *text) {
  const ChecksumDatabase *db = (ChecksumDatabase *)world;
  *text = (SumdbText){"", 0};
  if (strcmp(file, "key") == 0) {
    *text = (SumdbText){db->key, strlen(db->key)};
    return NULL;
  }
  const char *problem, *path = config_file(db, arena, file, &problem);
  bool missing;
  if (problem) return problem;
  problem = locked_read(arena, path, &text->bytes, &text->size, &missing);
  return missing ? NULL : problem;
}

typedef struct Replacement {
  SumdbText old, new;
  bool *conflict;
} Replacement;

static const char *replace(void *context, Arena *arena, const char *bytes, size_t size, size_t *new_size,
                           const char **problem) {
  (void)arena, (void)problem;
  const Replacement *r = context;
  *r->conflict = size && (size != r->old.size || memcmp(bytes, r->old.bytes, size) != 0);
  *new_size = r->new.size;
  return *r->conflict ? NULL : r->new.bytes;
}

static const char *make_folder_of(Arena *arena, const char *path) {
  return disk_make_folders(arena, arena_strdup(arena, path, (size_t)(strrchr(path, '/') - path)));
}

static const char *write_config(SumdbWorld *world, Arena *arena, const char *file, SumdbText old, SumdbText new,
                                bool *conflict) {
  const char *problem, *path = config_file((ChecksumDatabase *)world, arena, file, &problem);
  *conflict = false;
  if (!problem) problem = make_folder_of(arena, path);
  return problem ? problem
                 : locked_transform(arena, path, LOCKED_IN_PLACE, replace, &(Replacement){old, new, conflict});
}

static const char *cache_file(SumdbWorld *world, Arena *arena, const char *file) {
  return arena_printf(arena, "%s/cache/download/sumdb/%s", ((ChecksumDatabase *)world)->fetcher->settings.cache, file);
}

// An empty file is one that somebody has just made and not yet locked.
static bool read_cache(SumdbWorld *world, Arena *arena, const char *file, SumdbText *text) {
  bool missing;
  return !locked_read(arena, cache_file(world, arena, file), &text->bytes, &text->size, &missing) && text->size;
}

static void write_cache(SumdbWorld *world, Arena *arena, const char *file, SumdbText text) {
  const char *path = cache_file(world, arena, file);
  if (!make_folder_of(arena, path)) (void)locked_write(arena, path, text.bytes, text.size);  // else it is asked again
}

// The text is the end of the command: database_check hands it on.
static void security_error(SumdbWorld *world, const char *text) {
  ChecksumDatabase *db = (ChecksumDatabase *)world;
  pthread_mutex_lock(&db->fetcher->mutex);
  if (!db->proof) db->proof = arena_strdup(&db->fetcher->arena, text, strlen(text));
  pthread_mutex_unlock(&db->fetcher->mutex);
}

// ---- checking

static FetchAnswer open_database(void *context, Arena *arena) {
  Fetcher *f = context;
  ChecksumDatabase *db = arena_new(arena, ChecksumDatabase);
  db->world = (SumdbWorld){read_remote, read_config, write_config, read_cache, write_cache, security_error};
  db->fetcher = f;
  const FetchError *error = read_key(f, arena, db);
  if (error) return (FetchAnswer){NULL, error};
  db->client = sumdb_new(&db->world);
  f->database = db;
  return (FetchAnswer){.value = db};
}

static const FetchError *judge(Arena *arena, const ChecksumDatabase *db, const SumdbLines *lines, const char *noun,
                               const char *beginning, const char *sum) {
  const char *prefix = arena_printf(arena, "%sh1:", beginning), *wanted = arena_printf(arena, "%s%s", beginning, sum);
  for (uint32_t i = 0; i < lines->count; i++) {
    const char *line = lines->lines[i];
    if (strcmp(line, wanted) == 0) return NULL;
    if (strncmp(line, prefix, strlen(prefix)) == 0)
      return fetch_error(arena, FETCH_FAILED, "verifying %s: checksum mismatch\n\tdownloaded: %s\n\t%s: %s%s", noun,
                         sum, db->name, line + strlen(beginning), differs);
  }
  return fetch_error(arena, FETCH_FAILED, "verifying %s: checksum missing from sumdb response%s", noun, absent);
}

const FetchError *database_check(Fetcher *f, Arena *arena, const char *path, const char *version, const char *sum) {
  const char *suffix = strstr(version, "/go.mod"), *noun = suffix ? "go.mod" : "module";
  const char *bare = suffix ? arena_strdup(arena, version, (size_t)(suffix - version)) : version;
  FetchAnswer answer = fetch_once(f, "checksum database", open_database, f);
  const ChecksumDatabase *db = answer.value;
  const FetchError *error = answer.error;
  SumdbLines lines = {0};
  if (!error) {
    const char *problem = sumdb_lookup(db->client, arena, path, version, &lines);
    pthread_mutex_lock(&f->mutex);
    const char *proof = db->proof;
    pthread_mutex_unlock(&f->mutex);
    if (problem && proof) return fetch_error(arena, FETCH_FATAL, "%s", proof);
    error = fetch_error_text(arena, problem);
  }
  if (error) error = fetch_error_around(arena, error, arena_printf(arena, "verifying %s: ", noun));
  else error = judge(arena, db, &lines, noun, arena_printf(arena, "%s %s ", path, version), sum);
  return fetch_error_of(arena, error, path, bare);
}
