// Where the files of a version come from: the set's Fetcher (fetch/fetch.h), whose errors become ours here.
#include <string.h>

#include "modules/internal.h"

void source_open(ModuleSet *set, const char *sums, const StringVec *work_sums) {
  const ModuleOptions *o = &set->options;
  FetchOptions options = {.environment = o->environment,
                          .goroot = o->goroot,
                          .go_version = o->version,
                          .command = o->command,
                          .sum_file = sums,
                          .writable_cache = o->writable_cache,
                          .trace = o->trace};
  if (work_sums) options.work_sums = *work_sums;
  if (!o->fetcher) set->options.fetcher = fetcher_new(&options);
}

static const char *kept(ModuleSet *set, const char *text) {
  return text ? arena_strdup(&set->arena, text, strlen(text)) : NULL;
}

const ModuleError *source_error(ModuleSet *set, const FetchError *error) {
  static const ModuleErrorKind kinds[] = {[FETCH_FAILED] = MODULE_ERROR_OTHER,
                                          [FETCH_MISSING] = MODULE_ERROR_NOT_FOUND,
                                          [FETCH_TOO_NEW] = MODULE_ERROR_TOO_NEW,
                                          [FETCH_FATAL] = MODULE_ERROR_FATAL};
  if (!error) return NULL;
  lock_take(&set->lock);
  ModuleError *e = arena_new(&set->arena, ModuleError);
  FetchError *copy = arena_new(&set->arena, FetchError);
  *copy = *error;
  // Whoever prints it ends the line.
  size_t length = strlen(error->text);
  copy->text = arena_strdup(&set->arena, error->text, length && error->text[length - 1] == '\n' ? length - 1 : length);
  copy->path = kept(set, error->path);
  copy->version = kept(set, error->version);
  copy->go_version = kept(set, error->go_version);
  *e = (ModuleError){.kind = kinds[error->kind], .text = copy->text, .cause = copy->text, .fetch = copy};
  e->go_version = copy->go_version;
  if (copy->path) {
    size_t prefix = copy->version ? strlen(copy->path) + strlen("@: ") + strlen(copy->version)
                                  : strlen("module : ") + strlen(copy->path);
    e->module = modules_version(set, copy->path, copy->version ? copy->version : "");
    if (prefix <= strlen(e->text)) e->cause = e->text + prefix;
  }
  lock_release(&set->lock);
  return e;
}

const char *source_sum(ModuleSet *set, const ModVersion *m, const char *suffix, const ModuleError **error) {
  *error = source_error(set, fetch_sums_problem(set->options.fetcher));
  if (*error) return NULL;
  lock_take(&set->lock);
  const char *version = arena_printf(&set->arena, "%s%s", m->version, suffix);
  lock_release(&set->lock);
  // Of two sums that contradict each other the fetcher says so.
  if (!fetch_have_sum(set->options.fetcher, m->path, version)) return NULL;
  const char *sum = fetch_recorded_sum(set->options.fetcher, m->path, version);
  return sum ? sum : "";
}

SourceText source_go_mod(ModuleSet *set, Arena *arena, const ModVersion *m) {
  FetchText text = {0};
  const ModuleError *error = source_error(set, fetch_go_mod(set->options.fetcher, arena, m->path, m->version, &text));
  return (SourceText){text.bytes, text.size, error};
}

const char *source_cached(ModuleSet *set, Arena *arena, const ModVersion *m, const char **place) {
  return fetch_cached_folder(set->options.fetcher, arena, m->path, m->version, place) ? NULL : *place;
}

const char *source_folder(ModuleSet *set, Arena *arena, const ModVersion *m, const ModuleError **error) {
  const char *folder = NULL;
  *error = source_error(set, fetch_folder(set->options.fetcher, arena, m->path, m->version, &folder));
  if (*error) return NULL;
  const FetchInfo *info;
  // What a version's time is is no matter of the build: that it cannot be had is said where it is asked for.
  if (set->options.infos) (void)fetch_info(set->options.fetcher, arena, m->path, m->version, &info, NULL);
  return folder;
}

// ---- several at a time

SourceMod source_parse(Arena *arena, const char *name, const char *bytes, size_t size) {
  SourceMod f = {0};
  f.file = modfile_parse(arena, name, bytes, size, MOD_FILE_DEPENDENCY, (ModFixer){0}, &f.errors);
  return f;
}

typedef struct Fetches {
  Fetcher *fetcher;
  const ModVersionVec *list;
  SourceMod *files;
  const FetchError **errors;
} Fetches;

static void fetch_one(void *context, Arena *lane, uint32_t index) {
  const Fetches *f = context;
  const ModVersion *m = f->list->data[index];
  FetchText text = {0};
  f->errors[index] = fetch_go_mod(f->fetcher, lane, m->path, m->version, &text);
  if (!f->errors[index]) f->files[index] = source_parse(lane, "go.mod", text.bytes, text.size);
}

static Arena *lanes_of(ModuleSet *set) {
  if (set->tables->lanes) return set->tables->lanes;
  set->tables->lanes = arena_array(&set->arena, Arena, FETCH_LANES);
  for (uint32_t i = 0; i < FETCH_LANES; i++) arena_init(&set->tables->lanes[i]);
  return set->tables->lanes;
}

// The threads have arenas of their own, since the caller holds the set's lock.
void source_go_mods(ModuleSet *set, const ModVersionVec *list, SourceMod *files) {
  Fetches f = {set->options.fetcher, list, files, arena_array(&set->arena, const FetchError *, list->len)};
  fetch_parallel_lanes(lanes_of(set), fetch_one, &f, list->len);
  for (uint32_t i = 0; i < list->len; i++) files[i].error = source_error(set, f.errors[i]);
}
