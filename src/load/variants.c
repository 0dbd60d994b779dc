// What a test changes of the packages that its executable has (cmd/go/internal/load "recompileForTest").
//
// In: PackageTests, loaded, and a derived session. Out: variants, LoadedPackages with a Package each, which share the
// trees of what they are variants of. With internal tests the package under test is another one: its files and theirs;
// what imports it, directly or not, imports that one and so is another package, too. External tests and the main that
// was made are in programs as variants alone. All else the program has is the base session's, as it is.
//
// While the variants are there diagnostics of their files are theirs (SourceFile.unit).
#include <stdlib.h>
#include <string.h>

#include "load/internal.h"

typedef struct Deriver {
  Loader *loader;
  PackageTests *tests;
  Arena *arena;
  Map changed;   // LoadedPackage* -> that it is changed, or not: two addresses
  Map variants;  // LoadedPackage* -> its variant
} Deriver;

static const char is_changed, is_not;

// Is the package under test another one in its test executable? One of package main is, as main is the executable's.
// Of covered ones each test has its own, which alone has counters.
static bool replaces_tested(const PackageTests *tests) {
  const Name *name = tests->plain->package->name;
  const CoverOptions *cover = &tests->plain->loader->context->cover;
  return tests->internal || (cover->mode && !cover->patterns.len && name) || (name && strcmp(name->text, "main") == 0);
}

static bool changes(Deriver *d, LoadedPackage *l) {
  if (is_test_part(l)) return true;
  if (l == d->tests->plain) return replaces_tested(d->tests);
  const char *known = map_get(&d->changed, map_key(l));
  if (known) return known == &is_changed;
  bool any = false;
  for (uint32_t i = 0; i < l->imports.len && !any; i++) any = changes(d, l->imports.data[i]);
  map_put(d->arena, &d->changed, map_key(l), (void *)(uintptr_t)(any ? &is_changed : &is_not));
  return any;
}

// ---- what stays as it is

static void mark_needed(Deriver *d, LoadedPackage *l) {
  if (!changes(d, l)) {
    if (l->needed) return;
    l->needed = true;
  } else if (map_get(&d->variants, map_key(l))) {
    return;
  } else {
    map_put(d->arena, &d->variants, map_key(l), l);
  }
  for (uint32_t i = 0; i < l->imports.len; i++) mark_needed(d, l->imports.data[i]);
  if (l == d->tests->plain && d->tests->internal) mark_needed(d, d->tests->internal);
}

void variants_mark_needed(Loader *loader) {
  Arena arena;
  arena_init(&arena);
  for (uint32_t i = 0; i < loader->tests.len; i++) {
    Deriver d = {.loader = loader, .tests = loader->tests.data[i], .arena = &arena};
    if (d.tests->unneeded) continue;
    if (!tests_are_there(d.tests)) {
      mark_needed(&d, d.tests->plain);  // go compiles what has no tests, too
      d.tests->plain->needed = true;    // a program would be another one in a test of its own
    } else if (tests_can_be_made(d.tests)) {
      mark_needed(&d, loader_find(loader, "runtime"));
      mark_needed(&d, d.tests->main);
    }
    arena_reset(&arena);
  }
  arena_free(&arena);
}

// ---- variants

static LoadedPackage *variant_of(Deriver *d, LoadedPackage *l);

static void add_import(Deriver *d, LoadedPackage *to, LoadedPackage *import) {
  for (uint32_t i = 0; i < to->imports.len; i++)
    if (to->imports.data[i] == import) return;
  vec_push(d->arena, &to->imports, import);
}

// Adds what a package, or a part of one, has in its files.
static void add_files(Deriver *d, LoadedPackage *to, LoadedPackage *from) {
  Package *package = to->package;
  for (uint32_t i = 0; i < from->package->files.len; i++) {
    File *file = from->package->files.data[i];
    file->source->unit = &to->unit;
    vec_push(d->arena, &package->files, file);
    vec_push(d->arena, &to->go_files, from->go_files.data[i]);
  }
  for (uint32_t i = 0; i < from->package->import_map.len; i++) {
    const MapEntry *entry = &from->package->import_map.entries[i];
    Package *target = entry->value;
    if (target->loaded) target = variant_of(d, target->loaded)->package;
    map_put(d->arena, &package->import_map, entry->key, target);
  }
  for (uint32_t i = 0; i < from->imports.len; i++) add_import(d, to, variant_of(d, from->imports.data[i]));
  if (!package->name) package->name = from->package->name;
}

static LoadedPackage *new_variant(Deriver *d, LoadedPackage *l) {
  LoadedPackage *v = arena_new(d->arena, LoadedPackage);
  Package *package = arena_new(d->arena, Package);
  const Package *base = l->package;
  const PackageTests *tests = d->tests;
  *package = (Package){.path = base->path,
                       .symbol_path = l == tests->main ? "main" : base->path,
                       .go_version = base->go_version,
                       .is_std = base->is_std,
                       .is_overlay = base->is_overlay,
                       .user = base->user,
                       .variant = true,
                       .assembly = base->assembly,
                       .allow_bodyless = base->allow_bodyless,
                       .dir = base->dir,
                       .loaded = v};
  arena_init(&package->tree);
  arena_init(&package->found);
  arena_init(&package->arena);
  *v = (LoadedPackage){.package = package,
                       .origin = l,
                       .path = l->path,
                       .dir = l->dir,
                       .module = l->module,
                       .tags_against_assembly = l->tags_against_assembly,
                       .standard = l->standard,
                       .queued = true,
                       .loader = l->loader,
                       .error_count = l->error_count,
                       .unit = {.header = l->unit.header}};
  // What else is wrong without the tests may be right with them.
  v->unit.dropped = l == tests->plain && l->poisoned;
  if (!is_test_part(l)) v->unit.header = arena_printf(d->arena, "# %s [%s.test]", l->path, tests->plain->path);
  if (l == tests->main) v->tests = d->tests;
  return v;
}

static LoadedPackage *variant_of(Deriver *d, LoadedPackage *l) {
  if (!changes(d, l)) return l;
  LoadedPackage *v = map_get(&d->variants, map_key(l));
  if (v) return v;
  v = new_variant(d, l);
  map_put(d->arena, &d->variants, map_key(l), v);
  add_files(d, v, l);
  if (l == d->tests->plain && d->tests->internal) add_files(d, v, d->tests->internal);
  if (v->imports.len) qsort(v->imports.data, v->imports.len, sizeof(LoadedPackage *), packages_by_path);
  return v;
}

TestVariants *variants_make(Loader *loader, Session *derived, PackageTests *tests) {
  Deriver d = {.loader = loader, .tests = tests, .arena = &derived->arena};
  TestVariants *variants = arena_new(d.arena, TestVariants);
  LoadedPackage *runtime = variant_of(&d, loader_find(loader, "runtime")), *main = variant_of(&d, tests->main);
  variants->list = arena_array(d.arena, LoadedPackage *, d.variants.len);
  variants->cycle = tests_cycle(loader, d.arena, tests);
  if (variants->cycle) {
    for (uint32_t i = 0; i < d.variants.len; i++) variants->list[variants->count++] = d.variants.entries[i].value;
    return variants;
  }
  variants->all = packages_order(d.arena, main, runtime);
  for (uint32_t i = 0; i < variants->all.count; i++) {
    LoadedPackage *l = variants->all.list[i];
    if (!l->origin) continue;
    l->package->number = l->unit.order = loader->ordered.len + variants->count;
    variants->list[variants->count++] = l;
  }
  return variants;
}

size_t variants_bytes(const TestVariants *variants) {
  size_t bytes = 0;
  for (uint32_t i = 0; i < variants->count; i++)
    bytes += variants->list[i]->package->arena.total + variants->list[i]->package->found.total;
  return bytes;
}

// Diagnostics of the files are again those of what has the trees.
static void return_files(const LoadedPackage *l) {
  for (uint32_t i = 0; l && i < l->package->files.len; i++) l->package->files.data[i]->source->unit = &l->unit;
}

void variants_free(TestVariants *variants) {
  for (uint32_t i = 0; i < variants->count; i++) {
    const LoadedPackage *origin = variants->list[i]->origin;
    return_files(origin);
    if (origin->tests && origin == origin->tests->plain) return_files(origin->tests->internal);
    package_free(variants->list[i]->package);
  }
}
