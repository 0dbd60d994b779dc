// list -export: where the export data of packages lies, and their build identities. What is listed was not parsed; the
// packages are loaded once more, to be checked, in a session of their own: with go's files, as tools expect them.
//
// The variants of a test are in a session that is derived for it, and there are those of one test at a time.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "build/export.h"
#include "cmd/list.h"
#include "list/package.h"

typedef struct Exporter {
  ListGraph *graph;
  Arena *arena;
  BuildOptions options;
  Session *session;
  Loader *loader;
  Exports *exports;
  const ListPackages *packages;
  Map listed;  // Name* of a path, with the test of a variant -> ListPackage*
  Map tested;  // Name* of a path -> the same, if packages of its tests are listed
  bool keep, *faulty;
} Exporter;

static const Name *name_of(const Exporter *x, const char *path) { return name_cstr(x->session->names, path); }

static const char *variant_path(Arena *arena, const char *path, const char *tested) {
  return arena_printf(arena, "%s [%s.test]", path, tested);
}

// ---- what is asked for

static bool is_variant(const ListPackage *p) { return p->for_test && *p->for_test; }

// The program of a test: it has the folder of the package under test.
static bool is_test_main(Arena *arena, const ListPackage *p) {
  return p->node && !is_variant(p) && strcmp(p->path, arena_printf(arena, "%s.test", p->node->path)) == 0;
}

static bool can_be_checked(const ListPackage *p) {
  return !p->error && !p->incomplete && p->go_files.len && strcmp(p->path, "unsafe") != 0;
}

// What names the packages that can be checked, and those whose tests can.
static StringVec arguments_for(Exporter *x) {
  StringVec names = {0};
  for (uint32_t i = 0; i < x->packages->len; i++) {
    ListPackage *p = x->packages->data[i];
    if (!can_be_checked(p)) continue;
    const char *path = is_variant(p) ? variant_path(x->arena, p->path, p->for_test) : p->path;
    map_put(x->arena, &x->listed, map_key(name_of(x, path)), p);
    if (is_variant(p)) {
      const Name *tested = name_of(x, p->for_test);
      if (map_get(&x->tested, map_key(tested))) continue;
      map_put(x->arena, &x->tested, map_key(tested), (void *)(uintptr_t)tested);
      vec_push(x->arena, &names, p->for_test);
    } else if (!is_test_main(x->arena, p)) {
      if (!p->command_line_files) vec_push(x->arena, &names, p->path);
      for (uint32_t k = 0; p->command_line_files && k < p->go_files.len; k++)
        vec_push(x->arena, &names, arena_printf(x->arena, "%s/%s", p->dir, p->go_files.data[k]));
    }
  }
  return names;
}

// ---- what is found

static void set_error(const Exporter *x, ListPackage *p, const char *text) {
  if (!text || !*text) return;
  if (x->keep) {
    ListError *error = list_error(x->graph, text);
    if (!p->error) p->error = error;
    p->incomplete = true;
    return;
  }
  fputs(text, stderr);
  *x->faulty = true;
}

static void fill_in(const Exporter *x, const Exports *exports, const char *path, const LoadedPackage *loaded) {
  ListPackage *p = map_get(&x->listed, map_key(name_of(x, path)));
  if (!p) return;
  ExportFile file = exports_file(exports, x->arena, loaded);
  if (file.path) p->export = file.path;
  if (file.build_id) p->build_id = file.build_id;
  set_error(x, p, file.error);
}

// What the parser says of a test's files, of which nothing could be made.
static void report_part(const Exporter *x, const PackageTests *tests, const LoadedPackage *part) {
  if (!part || !part->error_count) return;
  const char *path = variant_path(x->arena, part->path, tests->plain->path);
  ListPackage *p = map_get(&x->listed, map_key(name_of(x, path)));
  if (p) set_error(x, p, diags_text(x->session->diags, x->arena, &part->unit, 10));
}

// NULL, or what is wrong with the cache.
static const char *export_tests(Exporter *x, PackageTests *tests) {
  if (!tests_can_be_made(tests)) {
    report_part(x, tests, tests->internal);
    report_part(x, tests, tests->external);
    return NULL;
  }
  Session *derived = session_derive(x->session);
  types_derive(derived);
  TestVariants *variants = variants_make(x->loader, derived, tests);
  Exports *exports = NULL;
  const char *problem = NULL;
  if (!variants->cycle) problem = exports_of_variants(x->exports, derived, x->arena, variants, &exports);
  for (uint32_t i = 0; i < variants->count && exports && !problem; i++) {
    const LoadedPackage *l = variants->list[i];
    bool is_main = l == variants->all.main;
    fill_in(x, exports, is_main ? l->path : variant_path(x->arena, l->path, tests->plain->path), l);
  }
  variants_free(variants);
  types_derived_free(derived);
  session_free(derived);
  return problem;
}

static const char *export_all(Exporter *x) {
  uint32_t count;
  const char *problem = exports_open(x->session, x->arena, x->loader, &x->options, &x->exports);
  for (uint32_t i = 0; i < x->packages->len && !problem; i++) {
    const char *path = x->packages->data[i]->path;
    const LoadedPackage *loaded = is_variant(x->packages->data[i]) ? NULL : loader_find(x->loader, path);
    if (loaded) fill_in(x, x->exports, path, loaded);
  }
  PackageTests **tests = loader_tests(x->loader, &count);
  for (uint32_t i = 0; i < count && !problem; i++) problem = export_tests(x, tests[i]);
  if (!problem) cache_trim(exports_cache(x->exports), &cache_limits);
  return problem;
}

bool list_export(BuildFlags *flags, ListGraph *graph, const ListPackages *packages, bool keep, bool *faulty) {
  Exporter x = {.graph = graph,
                .arena = flags->arena,
                .options = flags->options,
                .packages = packages,
                .keep = keep,
                .faulty = faulty};
  x.options.context.as_written = true;
  x.options.context.target.cgo = false;
  x.session = build_session(&x.options);
  StringVec names = arguments_for(&x);
  if (!names.len) return true;
  if (work_folder_check(flags)) return false;
  x.options.context.test = x.tested.len;
  x.options.context.tested = &x.tested;
  uint32_t count = 0;
  x.loader = loader_new(x.session, &x.options.context, x.options.dir);
  LoadedPackage **list = x.loader ? loader_load(x.loader, names.data, names.len, &count) : NULL;
  if (!list) {
    if (!x.loader || !loader_report(x.loader)) diags_flush(x.session->diags, STDERR_FILENO, 10);
    return false;
  }
  const char *problem = export_all(&x);
  if (problem) fprintf(stderr, "%s\n", problem);
  return !problem;
}
