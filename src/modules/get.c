// get, as a whole: arguments are matched and resolved, what their packages need is looked for, until the build list
// does not change any more; then what was found is checked, and go.mod and go.sum are written.
#include <string.h>

#include "mod/pattern.h"
#include "modules/get_internal.h"
#include "modules/packages.h"

static GetQueries wildcards(Get *g) {
  GetQueries list = {0};
  for (uint32_t i = 0; i < g->queries.len; i++)
    if (g->queries.data[i]->wildcard && !g->queries.data[i]->local) vec_push(g->arena, &list, g->queries.data[i]);
  return list;
}

// One round. Does the build list change, so that arguments may have new meanings?
static bool resolve_round(Get *g) {
  get_match_wildcards(g);
  get_match_all(g);
  if (get_resolve(g, &g->queries) || g->failed) return !g->failed;
  PathSets upgrades = get_find_upgrades(g);
  if (get_apply_upgrades(g, &upgrades) || g->failed) return !g->failed;
  get_match_missing_wildcards(g);
  GetQueries missing = wildcards(g);
  return get_resolve(g, &missing);
}

static void resolve_all(Get *g) {
  get_match_local(g);
  get_match_paths(g);
  get_match_tools(g);
  get_match_work(g);
  while (resolve_round(g)) continue;
}

// ---- tools

// The packages of the arguments, which are added to go.mod's tools, or with @none taken out.
static void find_tools(Get *g, StringVec *add, StringVec *drop) {
  Patterns patterns = {0};
  for (uint32_t i = 0; i < g->queries.len; i++) {
    const char *pattern = g->queries.data[i]->pattern;
    if (pattern_is_meta(pattern) || strcmp(pattern, "toolchain") == 0) {
      get_error(g, "go get -tool does not work with \"%s\".", pattern);
      return;
    }
    vec_push(g->arena, &patterns, pattern);
  }
  PackageOptions options = {
      .target = g->options->target, .tests = g->options->tests, .allow_errors = true, .silent_no_go = true};
  get_load(g, g->set, &options, patterns.data, patterns.len);
  uint32_t count;
  const PackageMatch *matches = packages_matches(g->loaded, &count);
  for (uint32_t i = 0; i < count && i < g->queries.len; i++) {
    StringVec *list = strcmp(g->queries.data[i]->version, "none") == 0 ? drop : add;
    for (uint32_t k = 0; k < matches[i].packages.len; k++) {
      const char *path = matches[i].packages.data[k];
      vec_push(g->arena, list, arena_strdup(g->arena, path, strlen(path)));
    }
  }
}

// ---- the whole

// Reads the module graph, whatever the arguments are. False after reporting.
static bool begin(Get *g) {
  const ModuleError *error = NULL;
  Requirements *rs = requirements_expand(g->set, g->set->requirements, &error);
  if (error) {
    get_error(g, "%s", error->text);
    return false;
  }
  g->set->requirements = rs;
  get_note_build_list(g, true);
  return true;
}

static bool write(Get *g) {
  StringVec add = {0}, drop = {0};
  if (g->options->tools) find_tools(g, &add, &drop);
  if (g->failed) return false;
  // In a workspace go.mod was made as it will be already (get_enter_workspace): as in go, nothing is said of its go
  // line.
  Required before = get_required(g);
  CommitOptions options = {.packages = g->loaded ? packages_list(g->loaded) : NULL,
                           .drop_toolchain = g->drop_toolchain,
                           .explicit_toolchain = g->explicit_toolchain,
                           .add_tools = &add,
                           .drop_tools = &drop};
  const ModuleError *error = modules_commit(g->set, &options);
  if (error) {
    get_error(g, "%s", error->text);
    return false;
  }
  Required after = get_required(g);
  get_report_changes(g, &before, &after);
  return true;
}

int get_run(ModuleSet *set, Arena *arena, const GetOptions *options, const char *const *words, uint32_t count) {
  Get g = {.set = set, .arena = arena, .options = options};
  if (!get_read_words(&g, words, count) || !begin(&g)) return 1;
  get_read_workspace(&g);
  resolve_all(&g);
  if (!g.failed) get_check_wildcards(&g);
  if (!g.failed) get_check_packages(&g);
  if (g.failed || !write(&g)) return 1;
  get_update_workspace(&g);
  return g.failed;
}
