// tuco mod download: puts modules into the cache and tells about them. Several are fetched at a time.
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "cmd/modules.h"
#include "mod/dirhash.h"
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
  bool asked;  // the version stands on the command line, and may be a revision
  bool fatal;
  Arena arena;
} Wanted;

typedef struct Downloads {
  Arena *arena;
  ModuleSet *set;
  Fetcher *fetcher;
  Vec(Wanted) list;
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
  const FetchError *error = w->asked ? fetch_try_proxies(f, arena, ask, &(Question){f, w}) : NULL;
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
  Wanted *w = &d->list.data[i];
  if (w->error) return;
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

static void add(Downloads *d, const char *path, const char *version, const char *error) {
  Wanted w = {.path = path, .version = version, .error = error};
  vec_push(d->arena, &d->list, w);
}

// A version that is selected, or what replaces it; folders are not fetched.
static void add_selected(Downloads *d, const ModVersion *m) {
  const ModVersion *actual = modules_actual(d->set, m);
  if (*m->version && *actual->version && !gover_is_toolchain(m->path)) add(d, actual->path, actual->version, NULL);
}

// What "all" means: all that the graph selects.
static const ModuleError *add_all(Downloads *d, ModuleGraph **graph) {
  const ModuleError *error = NULL;
  ModuleSet *set = d->set;
  set->requirements = requirements_expand(set, set->requirements, &error);
  if (!error) *graph = requirements_graph(set, set->requirements, &error);
  if (error) return error;
  const ModVersionVec *list = graph_build_list(set, *graph);
  for (uint32_t i = 0; i < list->len; i++) add_selected(d, list->data[i]);
  return NULL;
}

// Without arguments: what go.mod requires, which from go 1.17 on is all that its packages need; before, the whole
// graph. The graph is read all the same, so that its go.mod files are there.
static const ModuleError *add_required(Downloads *d) {
  ModuleSet *set = d->set;
  const ModuleError *error = NULL;
  ModuleGraph *graph;
  if (set->work) return add_all(d, &graph);
  const ModFile *file = set->mains.data[0]->mod_file;
  if (modules_pruning(file->go) == UNPRUNED) return file->requires.len ? add_all(d, &graph) : NULL;
  graph = requirements_graph(set, set->requirements, &error);
  for (uint32_t i = 0; i < file->requires.len && !error; i++) {
    const char *path = file->requires.data[i].path;
    const char *version = path ? graph_selected(set, graph, path) : "none";
    if (strcmp(version, "none") != 0) add_selected(d, modules_version(set, path, version));
  }
  return error;
}

// A path without a version: as the graph selects it.
static int add_path(Downloads *d, const char *path) {
  const ModuleError *error = NULL;
  ModuleSet *set = d->set;
  if (!set->mains.len)
    return cmd_fail("cannot match \"%s\" without -versions or an explicit version: %s", path,
                    modules_no_main(set, d->arena));
  const char *version = requirements_root(set, set->requirements, path);
  if (!version || set->requirements->pruning == UNPRUNED) {
    set->requirements = requirements_expand(set, set->requirements, &error);
    ModuleGraph *graph = error ? NULL : requirements_graph(set, set->requirements, &error);
    if (error) return cmd_fail("%s", error->text);
    version = graph_selected(set, graph, path);
  }
  if (strcmp(version, "none") != 0) add_selected(d, modules_version(set, path, version));
  else add(d, path, "", arena_printf(d->arena, "module %s: not a known dependency", path));
  return 0;
}

// Versions that have to be chosen among others are not looked for here.
static bool is_chosen(const char *path, const char *version) {
  return strpbrk(version, "<>") || strcmp(version, "latest") == 0 || strcmp(version, "upgrade") == 0 ||
         strcmp(version, "patch") == 0 || strcmp(version, "none") == 0 ||
         (semver_valid(version) && mod_version_is_prefix(path, version));
}

static int add_argument(Downloads *d, const char *word) {
  const char *at = strchr(word, '@');
  ModuleGraph *graph;
  if (strchr(word, '\\')) return cmd_fail("module paths never use backslash");
  if (word[0] == '.' && (!word[1] || word[1] == '/' || (word[1] == '.' && (!word[2] || word[2] == '/'))))
    return cmd_fail("cannot use relative path %s to specify module", word);
  if (strcmp(word, "all") == 0) {
    if (!d->set->mains.len) return cmd_fail("cannot match \"all\": %s", modules_no_main(d->set, d->arena));
    const ModuleError *error = add_all(d, &graph);
    return error ? cmd_fail("%s", error->text) : 0;
  }
  bool pattern = strstr(word, "...") != NULL;
  const char *path = at ? arena_strdup(d->arena, word, (size_t)(at - word)) : word;
  if (pattern || (at && is_chosen(path, at + 1))) {
    fprintf(stderr, "tuco: not supported yet: mod download of a pattern or query (%s)\n", word);
    return 2;
  }
  if (!at) return add_path(d, path);
  add(d, path, at + 1, NULL);
  vec_last(&d->list).asked = true;
  return 0;
}

// ---- the command

static int note_main_modules(const ModuleSet *set, int argc, char **argv) {
  for (uint32_t m = 0; m < set->mains.len; m++) {
    size_t n = strlen(set->mains.data[m]->path);
    for (int i = 0; i < argc; i++)
      if (strncmp(argv[i], set->mains.data[m]->path, n) == 0 &&
          (!argv[i][n] || strcmp(argv[i] + n, "@upgrade") == 0 || strcmp(argv[i] + n, "@patch") == 0))
        cmd_warn("skipping download of %s that resolves to the main module", argv[i]);
  }
  return 0;
}

static int find(Downloads *d, int argc, char **argv) {
  int status = note_main_modules(d->set, argc, argv);
  for (int i = 0; i < argc && !status; i++) status = add_argument(d, argv[i]);
  if (argc || status) return status;
  const ModuleError *error = d->set->mains.len ? add_required(d) : NULL;
  return error ? cmd_fail("%s", error->text) : 0;
}

static int commit(ModuleSet *set) {
  const ModuleError *error = modules_commit(set, &(CommitOptions){0});
  return error ? cmd_fail("%s", error->text) : 0;
}

static int run(BuildFlags *flags, int argc, char **argv) {
  int status = flags_context(flags);
  if (status) return status;
  const DownloadFlags *asked = flags->state;
  Downloads d = {.arena = flags->arena};
  d.set = cmd_modules(flags, (ModuleOptions){.mod_default = "mod"}, asked->trace);
  if (!d.set) return 1;
  d.fetcher = d.set->options.fetcher;
  if (!argc && !d.set->mains.len) return cmd_fail("no modules specified (see 'go help mod download')");
  status = find(&d, argc, argv);
  if (status) return status;
  if (!argc && !d.list.len) {
    cmd_warn("no module dependencies to download");
    return 0;
  }
  // Sums of what a plain `mod download` fetches may be of what no package needs: they are not kept.
  bool kept = argc || d.set->work;
  if (!kept && (status = commit(d.set))) return status;
  fetch_parallel(fetch_one, &d, d.list.len);
  status = tell(&d, asked->json);
  if (!kept || (status && !asked->json)) return status;
  return commit(d.set) ? 1 : status;
}

const Command cmd_mod_download = {
    .name = "mod download",
    .usage = "[-x] [-json] [modules]",
    .summary = "download modules to local cache",
    .description =
        "Download puts modules into the module cache: those named, as paths of modules that the main\n"
        "module needs, or path@version, or `all`; without arguments those that its packages need.\n"
        "It prints nothing but errors; -json prints what is known of each module as a JSON object,\n"
        "its error among it, and -x the requests and commands that are made. The sums of what is\n"
        "named are added to go.sum, if the main module needs it.\n",
    .run = run,
    .state_size = sizeof(DownloadFlags),
    .flags = {own, flags_modules},
};
