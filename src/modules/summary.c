// What the go.mod file of one version says (cmd/go/internal/modload, modfile.go). A summary is made once; those that
// many ask for are fetched several at a time before.
#include <string.h>

#include "base/paths.h"
#include "modules/internal.h"

Pruning modules_pruning(const char *go_version) {
  return go_version && gover_compare(go_version, GOVER_GRAPH_PRUNING) >= 0 ? PRUNED : UNPRUNED;
}

// ---- from a file

static const ModuleSummary *of_file(ModuleSet *set, const ModFile *f) {
  ModuleSummary *s = arena_new(&set->arena, ModuleSummary);
  *s = (ModuleSummary){.module = f->module,
                       .go_version = f->go,
                       .toolchain = f->toolchain,
                       .deprecated = f->deprecated,
                       .pruning = modules_pruning(f->go),
                       .file = f};
  for (uint32_t i = 0; i < f->requires.len; i++)
    versions_push(set, &s->requires, modules_version(set, f->requires.data[i].path, f->requires.data[i].version));
  // From 1.21 on a go line is a requirement like others.
  if (f->go && gover_compare(f->go, GOVER_STRICT) >= 0)
    versions_push(set, &s->requires, modules_version(set, "go", f->go));
  return s;
}

static SummaryEntry of_source(ModuleSet *set, const ModVersion *m, const char *name, SourceMod *source) {
  SummaryEntry e = {0};
  const ModFile *f = source->file;
  if (!f) {
    e.error = module_error_of(set, MODULE_ERROR_OTHER, m, "parsing %s: %s", modules_short_path(set, name),
                              mod_errors_text(&set->arena, &source->errors));
    return e;
  }
  e.summary = of_file(set, f);
  if (f->go && gover_compare(f->go, GOVER_STRICT) >= 0)
    e.error = module_too_new(set, arena_printf(&set->arena, "module %s", version_text(&set->arena, m)), f->go);
  return e;
}

// ---- raw: of that version alone

static SummaryEntry of_toolchain(ModuleSet *set, const ModVersion *m) {
  ModuleSummary *s = arena_new(&set->arena, ModuleSummary);
  *s = (ModuleSummary){.module = m->path, .pruning = PRUNED};
  // A release of Go is a toolchain, too.
  if (strcmp(m->path, "go") == 0 && gover_compare(m->version, GOVER_STRICT) >= 0)
    versions_push(set, &s->requires, modules_version(set, "toolchain", arena_printf(&set->arena, "go%s", m->version)));
  return (SummaryEntry){s, NULL};
}

static SummaryEntry parsed(ModuleSet *set, const ModVersion *m, const char *name, const SourceText *text) {
  SourceMod source = source_parse(&set->arena, name, text->bytes, text->size);
  return of_source(set, m, name, &source);
}

static SummaryEntry of_folder(ModuleSet *set, const ModVersion *m) {
  const char *file = arena_printf(&set->arena, "%s/go.mod", replacement_folder(set, m));
  SourceText text = {0};
  const char *why;
  text.bytes = mains_read(&set->arena, file, &text.size, &why);
  if (text.bytes) return parsed(set, m, file, &text);
  const ModuleError *error = module_error_of(set, MODULE_ERROR_NOT_FOUND, m, "reading %s: open %s: %s",
                                             modules_short_path(set, file), file, why);
  return (SummaryEntry){NULL, error};
}

// Its go.mod as a set before this one has read it. NULL: none has.
static const ModFile *file_before(const ModuleSet *set, const ModVersion *m) {
  for (ModuleSet *s = set->options.before; s; s = s->options.before) {
    const SummaryEntry *e = map_get(&s->tables->raw_summaries, map_key(modules_version(s, m->path, m->version)));
    if (e && e->summary) return e->summary->file;
  }
  return NULL;
}

static SummaryEntry of_version(ModuleSet *set, const ModVersion *m) {
  const ModFile *before = file_before(set, m);
  if (before) return of_source(set, m, "go.mod", &(SourceMod){.file = before});
  SourceMod *ahead = map_get(&set->tables->ahead, map_key(m));
  if (ahead) return ahead->error ? (SummaryEntry){NULL, ahead->error} : of_source(set, m, "go.mod", ahead);
  SourceText text = source_go_mod(set, &set->arena, m);
  return text.error ? (SummaryEntry){NULL, text.error} : parsed(set, m, "go.mod", &text);
}

static SummaryEntry make_raw(ModuleSet *set, const ModVersion *m) {
  if (gover_is_toolchain(m->path)) return of_toolchain(set, m);
  const Module *main = *m->version ? NULL : modules_main(set, m->path);
  if (main) return (SummaryEntry){of_file(set, main->mod_file), NULL};
  if (!*m->version && set->work_file && strcmp(m->path, "command-line-arguments") == 0)
    return (SummaryEntry){arena_new(&set->arena, ModuleSummary), NULL};
  return *m->version ? of_version(set, m) : of_folder(set, m);
}

typedef SummaryEntry (*MakeSummary)(ModuleSet *set, const ModVersion *m);

// What make says, made once.
static const ModuleSummary *once(ModuleSet *set, Map *made, MakeSummary make, const ModVersion *m,
                                 const ModuleError **error) {
  lock_take(&set->lock);
  SummaryEntry *e = map_get(made, map_key(m));
  if (!e) {
    SummaryEntry now = make(set, m);
    e = arena_new(&set->arena, SummaryEntry);
    *e = now;
    map_put(&set->arena, made, map_key(m), e);
  }
  lock_release(&set->lock);
  *error = e->error;
  return e->summary;
}

const ModuleSummary *modules_raw_summary(ModuleSet *set, const ModVersion *m, const ModuleError **error) {
  return once(set, &set->tables->raw_summaries, make_raw, m, error);
}

// ---- as the graph sees it

static const ModuleSummary *without_excluded(ModuleSet *set, const ModuleSummary *s) {
  bool any = false;
  for (uint32_t i = 0; set->excludes.len && i < s->requires.len && !any; i++)
    any = modules_excluded(set, s->requires.data[i]);
  if (!any) return s;
  ModuleSummary *less = arena_new(&set->arena, ModuleSummary);
  *less = *s;
  less->requires = (ModVersionVec){0};
  for (uint32_t i = 0; i < s->requires.len; i++)
    if (!modules_excluded(set, s->requires.data[i])) versions_push(set, &less->requires, s->requires.data[i]);
  return less;
}

// Of what is vendored nobody knows more than that it is there.
static SummaryEntry of_vendored(ModuleSet *set, const ModVersion *m) {
  ModuleSummary *s = arena_new(&set->arena, ModuleSummary);
  *s = (ModuleSummary){.module = m->path, .pruning = PRUNED};
  if (set_get(set, &set->tables->vendor_versions, m->path) == m) s->requires = set->tables->vendor_list;
  return (SummaryEntry){s, NULL};
}

static const ModuleError *wrong_path(ModuleSet *set, const ModVersion *m, const ModVersion *actual,
                                     const ModuleSummary *s) {
  if (!*actual->version) return NULL;
  if (!s->module) return module_error_of(set, MODULE_ERROR_OTHER, actual, "parsing go.mod: missing module line");
  if (strcmp(s->module, m->path) == 0 || strcmp(s->module, actual->path) == 0) return NULL;
  return module_error_of(set, MODULE_ERROR_OTHER, actual,
                         "parsing go.mod:\n\tmodule declares its path as: %s\n\t        but was required as: %s",
                         s->module, m->path);
}

static const ModuleError *missing_sum(ModuleSet *set, const ModVersion *m, const ModVersion *actual) {
  const ModuleError *error = NULL;
  if (!modules_need_sums(set) || !*actual->version || source_sum(set, actual, "/go.mod", &error)) return NULL;
  if (error) return error;
  return module_error_of(set, MODULE_ERROR_SUM_MISSING, actual,
                         "missing go.sum entry for go.mod file; to add it:\n\tgo mod download %s", m->path);
}

static SummaryEntry make_summary(ModuleSet *set, const ModVersion *m) {
  const ModuleError *error = NULL;
  if (gover_is_toolchain(m->path)) return of_toolchain(set, m);
  if (set->vendored) return of_vendored(set, m);
  const ModVersion *actual = modules_actual(set, m);
  if ((error = missing_sum(set, m, actual))) return (SummaryEntry){NULL, error};
  const ModuleSummary *s = modules_raw_summary(set, actual, &error);
  if (!error) error = wrong_path(set, m, actual, s);
  return error ? (SummaryEntry){NULL, error} : (SummaryEntry){without_excluded(set, s), NULL};
}

const ModuleSummary *modules_summary(ModuleSet *set, const ModVersion *m, const ModuleError **error) {
  return once(set, &set->tables->summaries, make_summary, m, error);
}

// Can its go.mod only be had from the fetcher, and is it not here yet?
static bool is_to_fetch(ModuleSet *set, const ModVersion *m, const ModVersion *actual) {
  if (gover_is_toolchain(m->path) || !*actual->version || set->vendored) return false;
  if (map_get(&set->tables->summaries, map_key(m)) || map_get(&set->tables->ahead, map_key(actual))) return false;
  if (map_get(&set->tables->raw_summaries, map_key(actual)) || file_before(set, actual)) return false;
  return !missing_sum(set, m, actual);
}

void summaries_prefetch(ModuleSet *set, const ModVersionVec *list) {
  ModVersionVec wanted = {0};
  Map seen = {0};
  for (uint32_t i = 0; i < list->len; i++) {
    const ModVersion *actual = modules_actual(set, list->data[i]);
    if (map_get(&seen, map_key(actual)) || !is_to_fetch(set, list->data[i], actual)) continue;
    map_mark(set, &seen, actual);
    versions_push(set, &wanted, actual);
  }
  if (wanted.len < 2) return;
  SourceMod *files = arena_array(&set->arena, SourceMod, wanted.len);
  source_go_mods(set, &wanted, files);
  for (uint32_t i = 0; i < wanted.len; i++)
    map_put(&set->arena, &set->tables->ahead, map_key(wanted.data[i]), &files[i]);
}
