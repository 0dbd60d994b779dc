// What is known of packages once all of them are loaded: imports as they are printed, what is below each package.
#include <stdlib.h>
#include <string.h>

#include "list/package.h"

// ---- imports

// Vendored packages of GOROOT have the paths at which they are.
static void resolve_tests(ListGraph *g, const ListPackage *p, StringVec *imports) {
  StringVec list = {0};
  uint32_t kept = 0;
  for (uint32_t i = 0; i < imports->len; i++) {
    const char *path = imports->data[i], *message;
    Resolved where;
    if ((p->standard || g->context->gopath) && prefetch_resolve(g->prefetch, g->arena, p->node, path, &where, &message))
      path = where.path;
    vec_push(g->arena, &list, path);
  }
  strings_sort(&list, 0);
  for (uint32_t i = 0; i < list.len; i++)
    if (!i || strcmp(list.data[kept - 1], list.data[i]) != 0) list.data[kept++] = list.data[i];
  list.len = kept;
  *imports = list;
}

// go takes the module of the path as it is written for that of a package that GOROOT vendors, if the build has it.
static void set_vendored_root(ListGraph *g, ListPackage *p) {
  const Name *key = p->vendored_as ? name_cstr(g->session->names, p->vendored_as) : NULL;
  const ListPackage *other = key ? map_get(&g->packages, map_key(key)) : NULL;
  if (other && other->node && other->node->module) p->root = other->root;
}

// Test files may import what the others do.
static void map_import(ListGraph *g, ListPackage *p, const char *written, const char *path) {
  for (uint32_t i = 0; i < p->import_map.len; i += 2)
    if (strcmp(p->import_map.data[i], written) == 0) return;
  vec_push(g->arena, &p->import_map, written);
  vec_push(g->arena, &p->import_map, path);
}

void list_finish_imports(ListGraph *g, const ListPackages *printed) {
  for (uint32_t i = 0; i < printed->len; i++) {
    ListPackage *p = printed->data[i];
    set_vendored_root(g, p);
    resolve_tests(g, p, &p->test_imports);
    resolve_tests(g, p, &p->xtest_imports);
    for (uint32_t k = 0; k < p->imports.len && k < p->raw_imports.len; k++)
      if (strcmp(p->imports.data[k], p->raw_imports.data[k]) != 0)
        map_import(g, p, p->raw_imports.data[k], p->imports.data[k]);
  }
}

// ---- variants

static bool is_variant(const ListPackage *p) { return (p->for_test && *p->for_test) || p->for_main; }

// The path under which an import of p is printed.
static const char *renamed(const ListPackage *p, const Map *old, const char *import) {
  for (uint32_t i = 0; i < p->imported.len; i++) {
    const ListPackage *to = p->imported.data[i];
    const char *before = is_variant(to) ? map_get(old, map_key(to)) : NULL;
    if (before && strcmp(before, import) == 0) return to->path;
  }
  return import;
}

void list_rename_variants(ListGraph *g, const ListPackages *all) {
  Map old = {0};
  for (uint32_t i = 0; i < all->len; i++) {
    ListPackage *p = all->data[i];
    if (!is_variant(p)) continue;
    map_put(g->arena, &old, map_key(p), (void *)(uintptr_t)p->path);
    const char *test = p->for_test && *p->for_test ? arena_printf(g->arena, "%s.test", p->for_test) : p->for_main;
    p->path = arena_printf(g->arena, "%s [%s]", p->path, test);
  }
  for (uint32_t i = 0; i < all->len; i++) {
    ListPackage *p = all->data[i];
    bool any = false;
    for (uint32_t k = 0; k < p->imported.len && !any; k++) any = is_variant(p->imported.data[k]);
    for (uint32_t k = 0; k < p->imports.len && any; k++) p->imports.data[k] = renamed(p, &old, p->imports.data[k]);
  }
}

// ---- Deps: bits by the place of a path among all, sorted

typedef struct Ranks {
  StringVec paths;  // sorted, each once
  Map of;           // ListPackage* -> rank + 1
} Ranks;

static uint32_t find_path(const StringVec *paths, const char *path) {
  uint32_t low = 0, high = paths->len;
  while (low + 1 < high) {
    uint32_t middle = low + (high - low) / 2;
    if (strcmp(paths->data[middle], path) <= 0) low = middle;
    else high = middle;
  }
  return low;
}

static Ranks rank_paths(Arena *arena, const ListPackages *all) {
  Ranks r = {0};
  uint32_t kept = 0;
  for (uint32_t i = 0; i < all->len; i++) vec_push(arena, &r.paths, all->data[i]->path);
  strings_sort(&r.paths, 0);
  for (uint32_t i = 0; i < r.paths.len; i++)
    if (!i || strcmp(r.paths.data[kept - 1], r.paths.data[i]) != 0) r.paths.data[kept++] = r.paths.data[i];
  r.paths.len = kept;
  for (uint32_t i = 0; i < all->len; i++)
    map_put(arena, &r.of, map_key(all->data[i]), (void *)(uintptr_t)(find_path(&r.paths, all->data[i]->path) + 1));
  return r;
}

void list_find_deps(ListGraph *g, const ListPackages *all) {
  Ranks ranks = rank_paths(g->arena, all);
  uint32_t words = (ranks.paths.len + 63) / 64;
  Map sets = {0};
  for (uint32_t i = 0; i < all->len; i++) {
    ListPackage *p = all->data[i];
    uint64_t *set = arena_array(g->arena, uint64_t, words ? words : 1);
    memset(set, 0, words * sizeof *set);
    for (uint32_t k = 0; k < p->imported.len; k++) {
      const ListPackage *to = p->imported.data[k];
      uint32_t rank = (uint32_t)(uintptr_t)map_get(&ranks.of, map_key(to)) - 1;
      const uint64_t *below = map_get(&sets, map_key(to));
      set[rank / 64] |= (uint64_t)1 << rank % 64;
      for (uint32_t w = 0; below && w < words; w++) set[w] |= below[w];
    }
    map_put(g->arena, &sets, map_key(p), set);
    for (uint32_t w = 0; w < words; w++)
      for (uint64_t bits = set[w]; bits; bits &= bits - 1)
        vec_push(g->arena, &p->deps, ranks.paths.data[w * 64 + (uint32_t)__builtin_ctzll(bits)]);
  }
}

// ---- DepsErrors

// By the package at the top of each stack; those without a stack come first, by their text.
static int by_package(const void *left, const void *right) {
  const ListError *a = *(ListError *const *)left, *b = *(ListError *const *)right;
  if (!a->stack.len || !b->stack.len)
    return a->stack.len || b->stack.len ? (a->stack.len ? 1 : -1) : strcmp(a->text, b->text);
  return strcmp(a->stack.data[a->stack.len - 1].package, b->stack.data[b->stack.len - 1].package);
}

static void add_error(ListGraph *g, ListErrors *list, ListError *error) {
  for (uint32_t i = 0; i < list->len; i++)
    if (list->data[i] == error) return;
  vec_push(g->arena, list, error);
}

void list_find_deps_errors(ListGraph *g, const ListPackages *all) {
  for (uint32_t i = 0; i < all->len; i++) {
    ListPackage *p = all->data[i];
    for (uint32_t k = 0; k < p->imported.len; k++) {
      const ListPackage *to = p->imported.data[k];
      if (to->error) add_error(g, &p->deps_errors, to->error);
      for (uint32_t n = 0; n < to->deps_errors.len; n++) add_error(g, &p->deps_errors, to->deps_errors.data[n]);
    }
    if (p->deps_errors.len) qsort(p->deps_errors.data, p->deps_errors.len, sizeof(ListError *), by_package);
  }
}

// ---- Stale

// Which packages go would look at if it built them: those that can be reached from one with files. If it has to have
// their files, those of which nothing that they import has failed.
static void mark_reached(Arena *arena, ListPackage *p, Map *reached) {
  if (map_get(reached, map_key(p))) return;
  map_put(arena, reached, map_key(p), p);
  for (uint32_t i = 0; i < p->imported.len; i++) mark_reached(arena, p->imported.data[i], reached);
}

static bool has_files(const ListPackage *p) { return p->go_files.len + p->cgo_files.len > 0; }

ListPackages list_buildable(ListGraph *g, const ListPackages *printed, const ListPackages *all, bool files) {
  Map reached = {0}, sound = {0};
  ListPackages list = {0};
  for (uint32_t i = 0; i < printed->len; i++)
    if (has_files(printed->data[i])) mark_reached(g->arena, printed->data[i], &reached);
  for (uint32_t i = 0; i < all->len; i++) {
    ListPackage *p = all->data[i];
    // What closes a cycle comes before what it imports.
    bool possible = true;
    for (uint32_t k = 0; files && k < p->imported.len && possible; k++)
      possible = map_get(&sound, map_key(p->imported.data[k]));
    if (possible && !p->error) map_put(g->arena, &sound, map_key(p), p);
    if (possible && map_get(&reached, map_key(p)) && strcmp(p->path, "unsafe") != 0 && strcmp(p->path, "builtin") != 0)
      vec_push(g->arena, &list, p);
  }
  return list;
}

// Nothing is kept between builds but what is installed, and of that we do not know how it was built: all that could be
// built is stale. The reason is that of go with an empty cache.
void list_find_stale(ListGraph *g, const ListPackages *buildable) {
  static const char mark[] = "stale dependency: ";
  for (uint32_t i = 0; i < buildable->len; i++) {
    ListPackage *p = buildable->data[i];
    p->stale = true;
    p->stale_reason = "build ID mismatch";
    bool found = false;
    for (uint32_t k = 0; k < p->imported.len; k++) {
      const ListPackage *to = p->imported.data[k];
      if (!to->stale) continue;
      if (strncmp(to->stale_reason, mark, sizeof mark - 1) == 0) {
        p->stale_reason = to->stale_reason;
        break;
      }
      if (!found) p->stale_reason = arena_printf(g->arena, "%s%s", mark, to->path);
      found = true;
    }
  }
}

void list_find_compiled(ListGraph *g, const ListPackages *buildable) {
  for (uint32_t i = 0; i < buildable->len; i++) {
    ListPackage *p = buildable->data[i];
    bool made = p->go_files.len && p->go_files.data[0][0] == '/';  // a test's main file, which is in no folder
    for (uint32_t k = 0; k < p->go_files.len && !p->error && !made; k++)
      vec_push(g->arena, &p->compiled_go_files, p->go_files.data[k]);
  }
}
