// Test files, for the test executables of packages (cmd/go/internal/load "TestPackagesAndErrors").
//
// In: the packages named, with the names of their _test.go files. Out: PackageTests, whose parts are LoadedPackages of
// test files alone, and the main that is made from these. What they import is loaded with the rest. A part is no
// package that could be checked: variants.c makes packages of parts. One task of the pool reads a package's tests, when
// the package itself is read.
#include <string.h>

#include "load/internal.h"

bool is_test_part(const LoadedPackage *loaded) { return loaded->tests && loaded->tests->plain != loaded; }

void tests_start(Loader *loader, LoadedPackage *plain) {
  PackageTests *tests = arena_new(&loader->arguments, PackageTests);
  arena_init(&tests->texts);
  tests->plain = plain;
  plain->tests = tests;
  vec_push(&loader->arguments, &loader->tests, tests);
}

void tests_refuse(Loader *loader, const char *argument, const char *why) {
  LoadedPackage *named = arena_new(&loader->arguments, LoadedPackage);
  named->path = argument;
  named->loader = loader;
  tests_start(loader, named);
  named->tests->problem = *argument ? arena_printf(&loader->arguments, "# %s\n%s", argument, why) : why;
}

LoadedPackage *tests_importer(Arena *arena, LoadedPackage *plain) {
  PackageTests *tests = arena_new(arena, PackageTests);
  LoadedPackage *part = arena_new(arena, LoadedPackage);
  tests->plain = plain;
  *part = *plain;
  part->tests = tests;
  return part;
}

static void read_part(Loader *loader, PackageTests *tests, LoadedPackage **to, const char *suffix,
                      const StringVec *files) {
  if (!files->len) return;
  LoadedPackage *part = *to = loader_start_made(loader, tests, suffix);
  if (!package_read_files(loader, part, files->data, files->len)) part->error_count++;
  loader_finish_files(loader, part);
}

static void make_main(Loader *loader, PackageTests *tests) {
  const char *problem, *text = test_main_text(loader->session, &tests->texts, tests, &problem);
  if (problem) {
    // What the test files import has been asked already, and counts first.
    if (!tests->problem)
      tests->problem = arena_printf(&tests->plain->package->arena, "# %s\n%s", tests->plain->path, problem);
    return;
  }
  LoadedPackage *main = tests->main = loader_start_made(loader, tests, ".test");
  Arena *arena = &main->package->arena;
  main->unit.header = arena_printf(arena, "# %s", main->path);
  if (loader->context->as_written) text = arena_strdup(arena, text, strlen(text));  // its sum is asked for later
  if (!package_read_text(loader, main, "_testmain.go", text)) main->error_count++;
  loader_finish_files(loader, main);
}

static void drop_texts(const LoadedPackage *part) {
  for (uint32_t i = 0; part && i < part->package->files.len; i++) part->package->files.data[i]->source->text = NULL;
}

static void read_tests(void *context, uint32_t index, uint32_t worker) {
  (void)index;
  (void)worker;
  PackageTests *tests = context;
  const LoadedPackage *plain = tests->plain;
  Loader *loader = plain->loader;
  read_part(loader, tests, &tests->internal, "", &plain->test_files);
  read_part(loader, tests, &tests->external, "_test", &plain->external_test_files);
  bool sound = !(tests->internal && tests->internal->error_count) && !(tests->external && tests->external->error_count);
  if (sound && (tests->internal || tests->external)) make_main(loader, tests);
  drop_texts(tests->internal);
  drop_texts(tests->external);
  if (!plain->loader->context->as_written) drop_texts(tests->main);
  arena_free(&tests->texts);
}

void tests_queue(LoadedPackage *plain) {
  PackageTests *tests = plain->tests;
  if (plain->error_count) {  // it is compiled with its tests, which say so
    if (plain->test_files.len)
      plain->unit.header = arena_printf(&plain->package->arena, "# %s [%s.test]", plain->path, plain->path);
    return;
  }
  if (plain->package->is_overlay) {
    tests->problem = arena_printf(&plain->package->arena,
                                  "not supported yet: tests of package %s, whose files are tuco's own", plain->path);
    return;
  }
  pool_add(plain->loader->session->pool, 0, read_tests, tests, 0);
}

LoadedPackage *tests_imported(const LoadedPackage *from, const char *path) {
  const PackageTests *tests = from->tests;
  if (!tests || from == tests->plain || from == tests->internal || from == tests->external) return NULL;
  if (tests->external && strcmp(path, tests->external->path) == 0) return tests->external;
  return strcmp(path, tests->plain->path) == 0 ? tests->plain : NULL;
}

void tests_check_imports(Loader *loader) {
  for (uint32_t i = 0; i < loader->list.len; i++) {
    const LoadedPackage *from = loader->list.data[i];
    for (uint32_t k = 0; k < from->imports.len; k++) {
      const LoadedPackage *to = from->imports.data[k];
      if (!to->tests || is_test_part(to) || to->go_files.len || to->error_count) continue;
      if (from->tests == to->tests && to->tests->internal) continue;
      const char *text = arena_printf(&loader->arena, "%s: no non-test Go files in %s", to->path, to->dir);
      if (!is_test_part(from)) load_error(loader, to->path, "%s", text);
      else if (!from->tests->problem) from->tests->problem = text;
    }
  }
}

typedef Vec(LoadedPackage *) PackageQueue;

static void queue_imports(Arena *arena, PackageQueue *queue, Map *importers, const LoadedPackage *of,
                          LoadedPackage *from) {
  for (uint32_t i = 0; i < of->imports.len; i++) {
    LoadedPackage *to = of->imports.data[i];
    if (map_get(importers, map_key(to))) continue;
    map_put(arena, importers, map_key(to), from);
    vec_push(arena, queue, to);
  }
}

static const char *file_that_imports(Loader *loader, const PackageTests *tests, const LoadedPackage *from,
                                     const char *path) {
  const char *file = loader_importing_file(loader, from, path);
  return *file || from != tests->plain ? file : loader_importing_file(loader, tests->internal, path);
}

const char *tests_cycle(Loader *loader, Arena *arena, const PackageTests *tests) {
  LoadedPackage *tested = tests->plain;
  Map importers = {0};
  PackageQueue queue = {0};
  if (!tests->internal) return NULL;
  queue_imports(arena, &queue, &importers, tested, tested);
  queue_imports(arena, &queue, &importers, tests->internal, tested);
  for (uint32_t i = 0; i < queue.len && queue.data[i] != tested; i++)
    queue_imports(arena, &queue, &importers, queue.data[i], queue.data[i]);
  if (!map_get(&importers, map_key(tested))) return NULL;
  const LoadedPackage *to = tested, *from;
  const char *text = "";
  do {
    from = map_get(&importers, map_key(to));
    text = arena_printf(arena, "\n\timports %s from %s%s", to->path, file_that_imports(loader, tests, from, to->path),
                        text);
    to = from;
  } while (from != tested);
  return arena_printf(arena, "# %s\npackage %s%s: import cycle not allowed in test", tested->path, tested->path, text);
}

bool tests_are_there(const PackageTests *tests) {
  return tests->plain->test_files.len || tests->plain->external_test_files.len || tests->problem;
}

bool tests_can_be_made(const PackageTests *tests) { return tests->main && !tests->problem; }

PackageTests **loader_tests(Loader *loader, uint32_t *count) {
  *count = loader->tests.len;
  return loader->tests.data;
}
