// Why packages cannot be loaded, collected by all threads and printed as go does: for each package that cannot be had
// one error, those of the packages named on the command line first, then by import path. What is wrong with test files
// keeps only the executable of these from being made: of each the first error counts.
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/build_events.h"
#include "load/internal.h"

static void add_failure(Loader *loader, const char *path, const LoadedPackage *from, const char *text) {
  LoadError failure = {path, text, from, "\n\t", 0, 0, NULL};
  vec_push(&loader->arena, &loader->failures, failure);
}

// The package that a place is in; NULL: none.
static LoadedPackage *package_at(Loader *loader, Pos pos) {
  const SourceFile *file = source_of(loader->session->sources, pos);
  return file && file->unit ? (LoadedPackage *)((uintptr_t)file->unit - offsetof(LoadedPackage, unit)) : NULL;
}

// path: of the package that cannot be had.
static void fail_test(Loader *loader, LoadedPackage *part, const char *path, const char *text) {
  PackageTests *tests = part->tests;
  if (tests->problem) return;
  tests->problem = arena_printf(&loader->arena, "# %s\n%s", tests->plain->path, text);
  tests->culprit = path;
}

// The part of tests that a place is in, NULL: in no test file.
static LoadedPackage *test_part_at(Loader *loader, Pos pos) {
  LoadedPackage *loaded = package_at(loader, pos);
  return loaded && is_test_part(loaded) ? loaded : NULL;
}

void load_error(Loader *loader, const char *path, const char *format, ...) {
  va_list args;
  va_start(args, format);
  lock_take(&loader->lock);
  add_failure(loader, path, NULL, arena_vprintf(&loader->arena, format, args));
  lock_release(&loader->lock);
  va_end(args);
}

// go gives the place without the compiler's "./".
static const char *at_place(Loader *loader, Pos pos, const char *message) {
  Place place = source_place(loader->session->sources, pos);
  const char *path = place.path;
  if (path[0] == '.' && path[1] == '/') path += 2;
  return arena_printf(&loader->arena, "%s:%u:%u: %s", path, place.line, place.column, message);
}

void load_error_at(Loader *loader, const char *path, Pos pos, const char *message) {
  LoadedPackage *part = test_part_at(loader, pos);
  lock_take(&loader->lock);
  if (part) fail_test(loader, part, path, at_place(loader, pos, message));
  else {
    add_failure(loader, path, NULL, at_place(loader, pos, message));
    vec_last(&loader->failures).in = package_at(loader, pos);
  }
  lock_release(&loader->lock);
}

void load_error_in(Loader *loader, const LoadedPackage *from, Pos pos, const char *message) {
  LoadedPackage *part = test_part_at(loader, pos);
  lock_take(&loader->lock);
  const char *text = at_place(loader, pos, message);
  if (part) {
    const char *mark = part == part->tests->internal ? " (test)" : "";
    fail_test(loader, part, part->path, arena_printf(&loader->arena, "package %s%s\n\t%s", part->path, mark, text));
  } else {
    add_failure(loader, from->path, from, text);
    vec_last(&loader->failures).number = loader->failures.len;
  }
  lock_release(&loader->lock);
}

void load_error_of(Loader *loader, const LoadedPackage *package, const char *message) {
  lock_take(&loader->lock);
  LoadError failure = {package->path, message, package, ": ", 0, 0, NULL};
  vec_push(&loader->arena, &loader->failures, failure);
  lock_release(&loader->lock);
}

const char *loader_take_failure(Loader *loader) {
  if (!loader->failures.len) return NULL;
  const char *text = vec_last(&loader->failures).text;
  loader->failures.len--;
  return text;
}

const char *load_place(Loader *loader, Pos pos, const char *message) {
  lock_take(&loader->lock);
  const char *text = at_place(loader, pos, message);
  lock_release(&loader->lock);
  return text;
}

void load_error_import(Loader *loader, const LoadedPackage *from, const char *path, const char *message) {
  lock_take(&loader->lock);
  LoadError failure = {path, arena_printf(&loader->arena, "%s: %s", path, message), from, "\n\timports ", 0, 0, NULL};
  vec_push(&loader->arena, &loader->failures, failure);
  lock_release(&loader->lock);
}

// ---- the report

// The file of `from` that imports `path`, as its own name.
const char *loader_importing_file(Loader *loader, const LoadedPackage *from, const char *path) {
  (void)loader;
  const Package *package = from->package;
  for (uint32_t i = 0; i < package->files.len; i++) {
    const File *file = package->files.data[i];
    for (uint32_t k = 0; k < file->decls.len && file->decls.data[k]->node.kind == NODE_IMPORT_DECL; k++) {
      const BasicLit *literal = ((ImportDecl *)file->decls.data[k])->path;
      size_t n = strlen(path);
      if (!literal || literal->length != n + 2 || memcmp(literal->text + 1, path, n) != 0) continue;
      const char *slash = strrchr(file->source->path, '/');
      return slash ? slash + 1 : file->source->path;
    }
  }
  return "";
}

// Extends the chain of imports from a package named on the command line until it gets to `to`.
static bool find_chain(Loader *loader, const LoadedPackage *at, const LoadedPackage *to, Map *seen, const char **text) {
  if (at == to) return true;
  if (map_get(seen, map_key(at))) return false;
  map_put(&loader->arena, seen, map_key(at), (void *)(uintptr_t)at);
  for (uint32_t i = 0; i < at->imports.len; i++) {
    const LoadedPackage *next = at->imports.data[i];
    const char *before = *text;
    *text = arena_printf(&loader->arena, "%s\n\timports %s", before, next->path);
    if (find_chain(loader, next, to, seen, text)) return true;
    *text = before;
  }
  return false;
}

static const char *chain_of(Loader *loader, const LoadedPackage *root, const LoadError *failure) {
  Map seen = {0};
  bool internal = root && root->tests && root == root->tests->internal;
  const char *text = root ? arena_printf(&loader->arena, "package %s%s", root->path, internal ? " (test)" : "") : NULL;
  if (!root || !find_chain(loader, root, failure->from, &seen, &text)) return NULL;
  return arena_printf(&loader->arena, "%s%s%s", text, failure->joint, failure->text);
}

// From a package or what is read of its tests. NULL: no way leads there.
static const char *chain_from(Loader *loader, const LoadedPackage *root, const LoadError *failure) {
  const PackageTests *tests = root ? root->tests : NULL;
  const char *text = chain_of(loader, root, failure);
  if (!text && tests) text = chain_of(loader, tests->internal, failure);
  if (!text && tests) text = chain_of(loader, tests->external, failure);
  return text;
}

static const char *with_chain(Loader *loader, const LoadError *failure) {
  const char *text = NULL;
  for (uint32_t i = 0; i < loader->root_paths.len && !text; i++)
    text = chain_from(loader, loader_find(loader, loader->root_paths.data[i]), failure);
  return text ? text : failure->text;
}

// Packages named come first, as they are named.
static uint32_t rank(const Loader *loader, const char *path) {
  for (uint32_t i = 0; i < loader->root_paths.len; i++)
    if (strcmp(loader->root_paths.data[i], path) == 0) return i;
  return UINT32_MAX;
}

static int by_rank_and_text(const void *left, const void *right) {
  const LoadError *a = left, *b = right;
  int order = a->rank == b->rank ? strcmp(a->path, b->path) : a->rank < b->rank ? -1 : 1;
  if (!order) order = (a->number > b->number) - (a->number < b->number);
  return order ? order : strcmp(a->text, b->text);
}

bool loader_is_root(const Loader *loader, const char *path) { return rank(loader, path) != UINT32_MAX; }

bool loader_report(Loader *loader) {
  LoadError *list = loader->failures.data;
  uint32_t count = loader->failures.len;
  if (!count) return loader->reported;
  for (uint32_t i = 0; i < count; i++) list[i].rank = rank(loader, list[i].path);
  qsort(list, count, sizeof *list, by_rank_and_text);
  for (uint32_t i = 0; i < count; i++) {
    if (i && strcmp(list[i].path, list[i - 1].path) == 0) continue;
    const char *text = list[i].from ? with_chain(loader, &list[i]) : list[i].text;
    if (loader->context->events && *list[i].path)
      build_events_print(list[i].path, arena_printf(&loader->arena, "%s\n", text));
    else fprintf(stderr, "%s\n", text);
  }
  return true;
}

// ---- failures that keep only some tests from being made

static void close_over(Arena *arena, Map *seen, const LoadedPackage *l) {
  if (!l || map_get(seen, map_key(l))) return;
  map_put(arena, seen, map_key(l), (void *)(uintptr_t)l);
  for (uint32_t i = 0; i < l->imports.len; i++) close_over(arena, seen, l->imports.data[i]);
}

static LoadedPackage *package_of(Loader *loader, const LoadError *failure) {
  const LoadedPackage *l = failure->in ? failure->in : failure->from;
  return l ? (LoadedPackage *)(uintptr_t)l : loader_find(loader, failure->path);
}

// What keeps the tests from being made, each package that cannot be had once.
static void fail_tests(Loader *loader, PackageTests *tests) {
  Arena *arena = &loader->arena;
  Map seen = {0};
  const char *text = NULL, *last = "";
  close_over(arena, &seen, tests->plain);
  close_over(arena, &seen, tests->internal);
  close_over(arena, &seen, tests->external);
  for (uint32_t i = 0; i < loader->failures.len; i++) {
    const LoadError *failure = &loader->failures.data[i];
    if (strcmp(failure->path, last) == 0 || !map_get(&seen, map_key(package_of(loader, failure)))) continue;
    last = failure->path;
    const char *chain = failure->from ? chain_from(loader, tests->plain, failure) : NULL;
    text = arena_printf(arena, "%s%s# %s\n%s", text ? text : "", text ? "\n" : "", tests->plain->path,
                        chain ? chain : failure->text);
    if (!tests->culprit) tests->culprit = failure->path;
  }
  if (!text && !tests->problem && (text = tests_cycle(loader, arena, tests)))
    tests->culprit = arena_printf(arena, "%s [%s.test]", tests->plain->path, tests->plain->path);
  if (text && !tests->problem) tests->problem = text;
}

bool failures_keep_to_tests(Loader *loader) {
  LoadError *list = loader->failures.data;
  uint32_t count = loader->failures.len;
  for (uint32_t i = 0; i < count; i++) {
    if (!package_of(loader, &list[i])) return false;
    list[i].rank = rank(loader, list[i].path);
  }
  if (count) qsort(list, count, sizeof *list, by_rank_and_text);
  for (uint32_t i = 0; i < loader->tests.len; i++) fail_tests(loader, loader->tests.data[i]);
  for (uint32_t i = 0; i < count; i++) package_of(loader, &list[i])->error_count++;
  loader->failures.len = 0;
  return true;
}
