// tuco mod download: puts modules into the cache and tells about them. Which modules are meant is list_modules'
// business (modules/public.h); several are fetched at a time.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/source.h"
#include "cmd/modules.h"
#include "mod/dirhash.h"
#include "modules/public.h"

typedef struct DownloadFlags {
  bool json, trace;
  const char *reuse;
} DownloadFlags;

static const FlagRow own[] = {{"json", FLAG_BOOL, TO_BOOL(DownloadFlags, json)},
                              {"reuse", FLAG_VALUE, TO_TEXT(DownloadFlags, reuse)},
                              {"x", FLAG_BOOL, TO_BOOL(DownloadFlags, trace)},
                              FLAGS_END};

// A module, and what came of it: the members of the JSON, in their order; NULL: not there.
typedef struct Wanted {
  const char *path, *version, *query, *error, *info, *go_mod, *zip, *folder, *sum, *go_mod_sum;
  const FetchOrigin *origin;
  bool reuse;  // what is known of it from before still holds: nothing is fetched
  bool fatal;
  Arena arena;
} Wanted;

typedef struct Downloads {
  Arena *arena;
  ModuleSet *set;
  Vec(Wanted) list;
  const ModuleError *error;  // what of the graph could not be read
} Downloads;

// ---- one module

static const FetchError *fetch_all_of(Fetcher *f, Wanted *w) {
  Arena *arena = &w->arena;
  const FetchInfo *info;
  FetchText text;
  const FetchError *error = fetch_info(f, arena, w->path, w->version, &info, &w->info);
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
  Wanted *w = &d->list.data[i];
  arena_init(&w->arena);
  if (w->error || w->reuse) return;
  const FetchError *error = fetch_all_of(d->set->options.fetcher, w);
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
  if (w->reuse) json_bool(&out, "Reuse", true);
  json_close(&out, '}');
}

static int tell(const Downloads *d, bool json) {
  int status = 0;
  for (uint32_t i = 0; i < d->list.len; i++) {
    const Wanted *w = &d->list.data[i];
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

// ---- which modules

static void note_main_modules(const ModuleSet *set, int argc, char **argv) {
  for (uint32_t m = 0; m < set->mains.len; m++) {
    size_t n = strlen(set->mains.data[m]->path);
    for (int i = 0; i < argc; i++)
      if (strncmp(argv[i], set->mains.data[m]->path, n) == 0 &&
          (!argv[i][n] || strcmp(argv[i] + n, "@upgrade") == 0 || strcmp(argv[i] + n, "@patch") == 0))
        cmd_warn("skipping download of %s that resolves to the main module", argv[i]);
  }
}

// Without arguments: what go.mod requires, which from go 1.17 on is all that its packages need; before, the whole
// graph. The graph is read all the same, so that its go.mod files are there and versions that it does not select are
// mended in go.mod.
static const ModuleError *default_words(ModuleSet *set, Arena *arena, StringVec *words) {
  const ModuleError *error = NULL;
  const ModFile *file = set->mains.len ? set->mains.data[0]->mod_file : NULL;
  if (set->work || (modules_pruning(file->go) == UNPRUNED && file->requires.len)) {
    vec_push(arena, words, "all");
    return NULL;
  }
  if (modules_pruning(file->go) == UNPRUNED) return NULL;
  modules_load_graph(set, &error);
  for (uint32_t i = 0; i < file->requires.len; i++)
    if (file->requires.data[i].path) vec_push(arena, words, file->requires.data[i].path);
  return error;
}

static void add_module(Downloads *d, const ModuleInfo *m) {
  if (m->replace) m = m->replace;
  bool versioned = m->version && *m->version;
  if (!versioned && !m->error) return;  // a main module, or a folder
  Wanted w = {.path = m->path,
              .version = m->version,
              .query = m->query,
              .error = m->error ? m->error->err : NULL,
              .origin = public_fetch_origin(d->arena, m->origin),
              .reuse = m->reuse};
  vec_push(d->arena, &d->list, w);
}

static int read_reuse(const Downloads *d, const char *path, PublicReuse *reuse) {
  size_t size;
  if (d->set->mains.len) {
    fprintf(stderr, "go mod download -reuse cannot be used inside a module\n");
    return 1;
  }
  const char *text = source_read(d->arena, path, &size);
  if (!text) return cmd_fail("open %s: %s", path, DIAG_ERRNO(errno));
  const char *error = public_read(d->arena, d->set->names, text, size, reuse);
  return error ? cmd_fail("parsing %s: %s", path, error) : 0;
}

static int find(Downloads *d, const StringVec *words, const char *reuse_file) {
  PublicReuse reuse;
  ModuleInfos list = {0};
  const char *fatal;
  int status = reuse_file ? read_reuse(d, reuse_file, &reuse) : 0;
  if (status) return status;
  if (!list_modules(d->set, d->arena, words->data, words->len, 0, reuse_file ? &reuse : NULL, &list, &d->error,
                    &fatal)) {
    fprintf(stderr, "%s\n", fatal);
    return 1;
  }
  for (uint32_t i = 0; i < list.len; i++) add_module(d, list.data[i]);
  return 0;
}

// ---- the command

static int commit(ModuleSet *set) {
  const ModuleError *error = modules_commit(set, &(CommitOptions){0});
  return error ? modules_say_error(error) : 0;
}

static int run(BuildFlags *flags, int argc, char **argv) {
  int status = flags_context(flags);
  if (status) return status;
  const DownloadFlags *asked = flags->state;
  Downloads d = {.arena = flags->arena};
  d.set = cmd_modules(flags, (ModuleOptions){.mod_default = "mod"}, asked->trace);
  if (!d.set) return 1;
  if (!argc && !d.set->mains.len && !d.set->work_file)
    return cmd_fail("no modules specified (see 'go help mod download')");
  StringVec words = {0};
  for (int i = 0; i < argc; i++) vec_push(d.arena, &words, argv[i]);
  if (argc) note_main_modules(d.set, argc, argv);
  const ModuleError *error = argc ? NULL : default_words(d.set, d.arena, &words);
  if (error) return modules_say_error(error);
  if (!words.len) {
    cmd_warn("no module dependencies to download");
    return 0;
  }
  status = find(&d, &words, asked->reuse && *asked->reuse ? asked->reuse : NULL);
  if (status) return status;
  // Sums of what a plain `mod download` fetches may be of what no package needs: they are not kept.
  bool kept = argc || d.set->work;
  if (!kept && (status = commit(d.set))) return status;
  fetch_parallel(fetch_one, &d, d.list.len);
  status = tell(&d, asked->json);
  if (status && !asked->json) return status;
  if (kept && commit(d.set)) status = 1;
  return d.error ? modules_say_error(d.error) : status;
}

const Command cmd_mod_download = {
    .name = "mod download",
    .usage = "[-x] [-json] [-reuse=old.json] [modules]",
    .summary = "download modules to local cache",
    .description =
        "Download puts modules into the module cache: those named, as paths or patterns of modules\n"
        "that the main module needs, path@version or path@query, or `all`; without arguments those\n"
        "that its packages need. It prints nothing but errors. The sums of what is named are added to\n"
        "go.sum, if the main module needs it.\n\n"
        "\t-json          print what is known of each module, its error among it, as a JSON object\n"
        "\t-reuse file    output of an earlier -json: what still holds is not fetched again\n"
        "\t-x             print the requests and commands that are made\n",
    .run = run,
    .state_size = sizeof(DownloadFlags),
    .flags = {own, flags_modules},
};
