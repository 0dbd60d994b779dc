// Versions that should not be used: excluded by the main module's go.mod, or retracted by their author; and modules
// that are deprecated. What an author says is in the go.mod of the module's latest version, which may itself be one of
// those (https://go.dev/ref/mod#go-mod-file-retract); it is looked for once for each module.
#include <string.h>

#include "base/memory.h"
#include "modules/query_internal.h"

// What the author says of a module.
typedef struct Authority {
  pthread_mutex_t lock;  // held while it is looked for
  bool known;
  Arena arena;
  const ModFile *file;  // NULL with error, or if all versions are replaced
  const ModuleError *error;
} Authority;

struct QueryCache {
  Arena arena;      // guarded by the set's lock
  Map authorities;  // Name* of a path -> Authority*; guarded by it, too
};

static Authority *authority_entry(ModuleSet *set, const char *path) {
  const Name *key = name_cstr(set->names, path);
  lock_take(&set->lock);
  if (!set->queries) {
    set->queries = memory_new(1, sizeof *set->queries);
    arena_init(&set->queries->arena);
  }
  struct QueryCache *cache = set->queries;
  Authority *a = map_get(&cache->authorities, map_key(key));
  if (!a) {
    a = arena_new(&cache->arena, Authority);
    pthread_mutex_init(&a->lock, NULL);
    arena_init(&a->arena);
    map_put(&cache->arena, &cache->authorities, map_key(key), a);
  }
  lock_release(&set->lock);
  return a;
}

// Looks at the latest version, whether it is retracted or excluded or not, or what replaces it.
static void look(ModuleSet *set, Authority *a, const char *path) {
  static const QueryAllow all = {.rule = QUERY_ALLOW_ALL};
  const FetchInfo *info;
  a->error = query_version(set, &a->arena, path, "latest", "", &all, &info);
  if (a->error) return;
  lock_take(&set->lock);
  const ModVersion *m = modules_actual(set, modules_version(set, path, info->version));
  lock_release(&set->lock);
  const ModuleSummary *summary = modules_raw_summary(set, m, &a->error);
  if (a->error && a->error->kind == MODULE_ERROR_TOO_NEW && summary) a->error = NULL;
  if (!a->error) a->file = summary->file;
}

static const Authority *authority(ModuleSet *set, const char *path) {
  Authority *a = authority_entry(set, path);
  pthread_mutex_lock(&a->lock);
  if (!a->known) look(set, a, path);
  a->known = true;
  pthread_mutex_unlock(&a->lock);
  return a;
}

// Has nobody but the main module a say? A main module, std, a folder; or all its versions are replaced.
static bool is_own(ModuleSet *set, const char *path, const char *version) {
  return !*version || query_replacement(set, path, NULL);
}

// ---- messages

const char *query_short_message(Arena *arena, const char *message, const char *if_empty) {
  size_t length = strcspn(message, "\n");
  text_trim(&message, &length);
  if (!length) return if_empty;
  if (length > 500) return "(message omitted: too long)";
  uint32_t rune, width;
  for (size_t at = 0; at < length; at += width) {
    width = utf8_decode(message + at, length - at, &rune);
    if (!unicode_is_print(rune) && !unicode_is_space(rune))
      return "(message omitted: contains non-printable characters)";
  }
  return arena_strdup(arena, message, length);
}

static const ModuleError *wrapped(Arena *arena, const ModuleError *error, const char *what, const char *cause) {
  ModuleError *e = arena_new(arena, ModuleError);
  *e = (ModuleError){.kind = error->kind, .text = arena_printf(arena, "%s: %s", what, cause)};
  return e;
}

// ---- exclusions and retractions

const ModuleError *query_excluded(ModuleSet *set, Arena *arena, const char *path, const char *version) {
  lock_take(&set->lock);
  bool excluded = modules_excluded(set, modules_version(set, path, version));
  lock_release(&set->lock);
  if (!excluded) return NULL;
  return query_error_of(arena, MODULE_ERROR_EXCLUDED, path, version, "excluded by go.mod");
}

static const ModuleError *find_retraction(Arena *arena, const ModFile *file, const char *path, const char *version,
                                          StringVec *rationale) {
  bool retracted = false;
  StringVec reasons = {0};
  for (uint32_t i = 0; file && i < file->retracts.len; i++) {
    const ModRetract *r = &file->retracts.data[i];
    if (mod_version_compare(path, r->low, version) > 0 || mod_version_compare(path, version, r->high) > 0) continue;
    retracted = true;
    if (*r->rationale) vec_push(arena, &reasons, r->rationale);
  }
  if (!retracted) return NULL;
  const char *text = "retracted by module author";
  if (reasons.len) text = arena_printf(arena, "%s: %s", text, query_short_message(arena, reasons.data[0], text));
  if (rationale) *rationale = reasons;
  return query_error_of(arena, MODULE_ERROR_RETRACTED, path, version, text);
}

const ModuleError *query_retracted(ModuleSet *set, Arena *arena, const char *path, const char *version,
                                   StringVec *rationale) {
  if (is_own(set, path, version)) return NULL;
  const Authority *a = authority(set, path);
  if (!a->error) return find_retraction(arena, a->file, path, version, rationale);
  const char *what = arena_printf(arena, "loading module retractions for %s@%s", path, version);
  return wrapped(arena, a->error, what, a->error->module ? a->error->cause : a->error->text);
}

const ModuleError *query_deprecated(ModuleSet *set, Arena *arena, const char *path, const char *version,
                                    const char **message) {
  *message = NULL;
  if (is_own(set, path, version)) return NULL;
  const Authority *a = authority(set, path);
  if (a->error)
    return wrapped(arena, a->error, arena_printf(arena, "loading deprecation for %s", path), a->error->text);
  if (a->file) *message = a->file->deprecated;
  return NULL;
}

const ModuleError *query_allowed(ModuleSet *set, Arena *arena, const QueryAllow *allow, const char *path,
                                 const char *version) {
  if (!allow || allow->rule == QUERY_ALLOW_ALL) return NULL;
  const ModuleError *error = NULL;
  const char *requested = allow->requested;
  if (requested && query_is_relative(requested) &&
      strcmp(version, allow->selected.version(allow->selected.context, path)) == 0)
    return NULL;
  error = query_excluded(set, arena, path, version);
  if (error || allow->rule == QUERY_ALLOW_RETRACTED || (requested && strcmp(version, requested) == 0)) return error;
  return query_retracted(set, arena, path, version, NULL);
}
