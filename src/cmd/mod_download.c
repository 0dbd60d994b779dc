// tuco mod download: puts modules into the cache and tells about them. Several are fetched at a time.
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "cmd/cmd.h"
#include "cmd/fetcher.h"
#include "mod/dirhash.h"
#include "mod/path.h"
#include "mod/semver.h"

typedef struct DownloadFlags {
  bool json, trace;
} DownloadFlags;

static const FlagRow own[] = {{"json", FLAG_BOOL, TO_BOOL(DownloadFlags, json)},
                              {"reuse", FLAG_VALUE, REFUSED},
                              {"x", FLAG_BOOL, TO_BOOL(DownloadFlags, trace)},
                              FLAGS_END};

// A module, and what came of it: the members of the JSON, in their order; NULL: not there.
typedef struct Wanted {
  const char *path, *version, *query, *error, *info, *go_mod, *zip, *folder, *sum, *go_mod_sum;
  const FetchOrigin *origin;
  bool fatal;
  Arena arena;
} Wanted;

typedef struct Downloads {
  Fetcher *fetcher;
  Wanted *list;
  uint32_t count;
} Downloads;

// ---- one module

typedef struct Question {
  Fetcher *fetcher;
  Wanted *wanted;
} Question;

static const FetchError *ask(void *context, Arena *arena, const FetchProxy *proxy) {
  const Question *q = context;
  const FetchInfo *info;
  FetchRepo *repo = fetch_repo(q->fetcher, proxy, q->wanted->path);
  const FetchError *error = fetch_repo_stat(repo, arena, q->wanted->version, &info);
  q->wanted->origin = info ? info->origin : NULL;
  if (error) return error;
  if (strcmp(info->version, q->wanted->version) == 0) return NULL;
  q->wanted->query = q->wanted->version;
  q->wanted->version = info->version;
  return NULL;
}

static const FetchError *fetch_all_of(Fetcher *f, Wanted *w) {
  Arena *arena = &w->arena;
  const FetchInfo *info;
  FetchText text;
  const FetchError *error = fetch_try_proxies(f, arena, ask, &(Question){f, w});
  if (error) return error->path ? error : fetch_error_of(arena, error, w->path, w->version);
  error = fetch_info(f, arena, w->path, w->version, &info, &w->info);
  if (!error) error = fetch_go_mod(f, arena, w->path, w->version, &text);
  if (error) return error;
  w->go_mod = fetch_cached_file(f, arena, w->path, w->version, "mod", &error);
  if (error) return error;
  w->go_mod_sum = dirhash_go_mod(arena, text.bytes, text.size);
  error = fetch_zip(f, arena, w->path, w->version, &w->zip);
  if (error) {
    w->zip = NULL;
    return error;
  }
  w->sum = fetch_zip_sum(f, arena, w->path, w->version);
  error = fetch_folder(f, arena, w->path, w->version, &w->folder);
  if (error) w->folder = NULL;
  return error;
}

static void fetch_one(void *context, uint32_t i) {
  const Downloads *d = context;
  Wanted *w = &d->list[i];
  const FetchError *error = fetch_all_of(d->fetcher, w);
  if (!error) return;
  w->error = error->text;
  w->fatal = error->kind == FETCH_FATAL;
}

// ---- what is said

static void print_json(const Wanted *w) {
  JsonWriter out;
  json_begin(&out, stdout);
  json_open(&out, NULL, '{');
  const struct {
    const char *name, *value;
  } members[] = {{"Path", w->path}, {"Version", w->version},    {"Query", w->query}, {"Error", w->error},
                 {"Info", w->info}, {"GoMod", w->go_mod},       {"Zip", w->zip},     {"Dir", w->folder},
                 {"Sum", w->sum},   {"GoModSum", w->go_mod_sum}};
  for (size_t i = 0; i < sizeof members / sizeof *members; i++)
    if (members[i].value && *members[i].value) json_string(&out, members[i].name, members[i].value);
  fetch_origin_write(&out, w->origin);
  json_close(&out, '}');
}

static int tell(const Downloads *d, bool json) {
  int status = 0;
  for (uint32_t i = 0; i < d->count; i++) {
    const Wanted *w = &d->list[i];
    if (w->error) status = 1;
    if (w->error && w->fatal) {
      fprintf(stderr, "%s\n", w->error);
      return 1;
    }
    if (json) print_json(w);
    else if (w->error) cmd_fail("%s", w->error);
  }
  return status;
}

// ---- the command

// "path@version" in its parts. Versions that have to be chosen among others are not looked for here.
static int read_argument(BuildFlags *flags, const char *word, Wanted *w) {
  const char *at = strchr(word, '@');
  if (!at) {
    fprintf(stderr, "tuco: not supported yet: mod download of modules without a version (%s)\n", word);
    return 2;
  }
  w->path = arena_strdup(flags->arena, word, (size_t)(at - word));
  w->version = at + 1;
  bool chosen = strpbrk(w->version, "<>") || strcmp(w->version, "latest") == 0 || strcmp(w->version, "upgrade") == 0 ||
                strcmp(w->version, "patch") == 0 || strcmp(w->version, "none") == 0 ||
                (semver_valid(w->version) && mod_version_is_prefix(w->path, w->version));
  if (!chosen) return 0;
  fprintf(stderr, "tuco: not supported yet: mod download of a version that is a query (%s)\n", word);
  return 2;
}

static bool keep_all(void *context, const char *path, const char *version) {
  (void)context, (void)path, (void)version;
  return true;
}

static int run(BuildFlags *flags, int argc, char **argv) {
  int problem = flags_context(flags);
  if (problem) return problem;
  const DownloadFlags *asked = flags->state;
  if (argc == 0) {
    fprintf(stderr, "tuco: not supported yet: mod download without arguments\n");
    return 2;
  }
  Downloads d = {.list = arena_array(flags->arena, Wanted, argc), .count = (uint32_t)argc};
  for (int i = 0; i < argc; i++) {
    arena_init(&d.list[i].arena);
    problem = read_argument(flags, argv[i], &d.list[i]);
    if (problem) return problem;
  }
  d.fetcher = cmd_fetcher(flags, asked->trace);
  fetch_parallel(fetch_one, &d, d.count);
  int status = tell(&d, asked->json);
  if (status && !asked->json) return status;
  const FetchError *error = fetch_write_sums(d.fetcher, flags->arena, (FetchKeep){keep_all, NULL}, false);
  return error ? cmd_fail("%s", error->text) : status;
}

const Command cmd_mod_download = {
    .name = "mod download",
    .usage = "[-x] [-json] [modules]",
    .summary = "download modules to local cache",
    .description =
        "Download puts the modules that are named, each as path@version, into the module cache.\n"
        "It prints nothing but errors; -json prints what is known of each module as a JSON object,\n"
        "its error among it, and -x the requests and commands that are made. In a module the sums of\n"
        "what was downloaded are added to go.sum.\n",
    .run = run,
    .state_size = sizeof(DownloadFlags),
    .flags = {own, flags_modules},
};
