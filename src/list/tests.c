// The packages of test executables (cmd/go's TestPackagesAndErrors): for a package p the main package p.test, p with
// its tests, the external tests p_test, and a copy of every package that imports p on the way from one of these.
#include <stdlib.h>
#include <string.h>

#include "list/test_main.h"

static const char *const main_imports[] = {"os", "reflect", "testing", "testing/internal/testdeps"};

static void push(ListGraph *g, const char *path) {
  ListImporter importer = {path, {0}};
  vec_push(g->arena, &g->stack, importer);
}

static StringVec joined(Arena *arena, const StringVec *a, const StringVec *b) {
  StringVec list = {0};
  for (uint32_t i = 0; i < a->len; i++) vec_push(arena, &list, a->data[i]);
  for (uint32_t i = 0; i < b->len; i++) vec_push(arena, &list, b->data[i]);
  return list;
}

// ---- what test files import

typedef struct TestPart {
  ListPackages imported;
  StringVec raw_imports;
  ListError *error;
  bool incomplete;
  bool needs_package;  // the package under test, which is then not among the imported ones
} TestPart;

static TestPart load_part(ListGraph *g, ListPackage *p, const ListPart *files, StringVec *imports, bool external) {
  static const StringVec none = {0};
  TestPart part = {.raw_imports = joined(g->arena, imports, &none)};
  ListPackage importer = *p;
  importer.node = tests_importer(g->arena, p->node);
  *imports = joined(g->arena, imports, &none);
  for (uint32_t i = 0; i < imports->len; i++) {
    const char *path = imports->data[i];
    ListError *problem;
    ListPackage *to = list_import(g, path, &importer, list_spot_of(&files->imports, path), true, &problem);
    if (problem && !part.error) part.error = problem;
    part.incomplete |= problem || to->incomplete;
    imports->data[i] = to->path;
    if (external && to == p) part.needs_package = true;
    else vec_push(g->arena, &part.imported, to);
  }
  return part;
}

static void embed(ListGraph *g, const ListPackage *p, const ListNames *patterns, StringVec *files, bool external,
                  TestPart *part) {
  ListSpot spot;
  const char *text = list_embeds(g, p, patterns, files, &spot);
  if (!text) return;
  part->incomplete = true;
  if (external && part->error) return;
  part->error = list_error(g, text);
  list_set_spot(g, part->error, spot);
}

// ---- the packages

static ListPackage *with_tests(ListGraph *g, ListPackage *p, const TestPart *part) {
  Arena *arena = g->arena;
  if (!p->test_go_files.len && strcmp(p->name, "main") != 0) return p;
  ListPackage *t = list_copy(g, p);
  if (!t->error) t->error = part->error;
  t->incomplete |= part->incomplete;
  t->for_test = p->path;
  t->go_files = joined(arena, &p->go_files, &p->test_go_files);
  t->target = "";
  t->imports = joined(arena, &p->test_imports, &p->imports);
  t->raw_imports = joined(arena, &part->raw_imports, &p->raw_imports);
  t->embed_files = joined(arena, &p->embed_files, &p->test_embed_files);
  t->imported = (ListPackages){0};
  for (uint32_t i = 0; i < part->imported.len; i++) vec_push(arena, &t->imported, part->imported.data[i]);
  for (uint32_t i = 0; i < p->imported.len; i++) vec_push(arena, &t->imported, p->imported.data[i]);
  t->import_spots = (ListNames){0};
  for (uint32_t i = 0; i < p->import_spots.len; i++) vec_push(arena, &t->import_spots, p->import_spots.data[i]);
  const ListNames *spots = &p->folder->test.imports;
  for (uint32_t i = 0; i < spots->len; i++) vec_push(arena, &t->import_spots, spots->data[i]);
  return t;
}

static ListPackage *external_tests(ListGraph *g, ListPackage *p, ListPackage *tests, TestPart *part) {
  if (!p->xtest_go_files.len) return NULL;
  ListPackage *x = arena_new(g->arena, ListPackage);
  *x = (ListPackage){.name = arena_printf(g->arena, "%s_test", p->name),
                     .path = arena_printf(g->arena, "%s_test", p->path),
                     .root = p->root,
                     .dir = p->dir,
                     .goroot = p->goroot,
                     .go_files = p->xtest_go_files,
                     .imports = list_copy_texts(g->arena, &p->xtest_imports),
                     .for_test = p->path,
                     .module = p->module,
                     .error = part->error,
                     .incomplete = part->incomplete || part->error,
                     .embed_files = p->xtest_embed_files,
                     .imported = part->imported,
                     .raw_imports = part->raw_imports,
                     .loaded = true,
                     .node = p->node,
                     .profile = p->profile,
                     .import_spots = p->folder->external.imports};
  if (part->needs_package) vec_push(g->arena, &x->imported, tests);
  return x;
}

static ListPackage *test_main(ListGraph *g, ListPackage *p, ListPackage *tests) {
  Arena *arena = g->arena;
  ListPackage *m = arena_new(arena, ListPackage);
  *m = (ListPackage){.name = "main",
                     .dir = p->dir,
                     .path = arena_printf(arena, "%s.test", p->path),
                     .root = p->root,
                     .module = p->module,
                     .loaded = true,
                     .profile = p->profile,
                     .node = p->node,
                     .default_godebug = list_godebug(g, p->folder, true)};
  vec_push(arena, &m->go_files, "_testmain.go");
  StringVec paths = {0};
  for (size_t i = 0; i < sizeof main_imports / sizeof *main_imports; i++) {
    vec_push(arena, &m->imports, main_imports[i]);
    vec_push(arena, &paths, main_imports[i]);
  }
  list_linker_imports(g, &paths, arena);
  push(g, "testmain");
  for (uint32_t i = 0; i < paths.len; i++) {
    ListError *problem;
    ListPackage *to = strcmp(paths.data[i], tests->path) == 0
                          ? tests
                          : list_import(g, paths.data[i], NULL, (ListSpot){0}, false, &problem);
    vec_push(arena, &m->imported, to);
  }
  g->stack.len--;
  return m;
}

static void import_tests(ListGraph *g, ListPackage *m, ListPackage *tests) {
  vec_push(g->arena, &m->imported, tests);
  vec_push(g->arena, &m->imports, tests->path);
}

static void sort_imports(ListGraph *g, ListPackage *m) {
  uint32_t kept = 0;
  strings_sort(&m->imports, 0);
  for (uint32_t i = 0; i < m->imports.len; i++)
    if (!i || strcmp(m->imports.data[kept - 1], m->imports.data[i]) != 0) m->imports.data[kept++] = m->imports.data[i];
  m->imports.len = kept;
  m->raw_imports = list_copy_texts(g->arena, &m->imports);
}

// ---- copies of what imports the package

typedef struct Recompiler {
  ListGraph *graph;
  const ListPackage *plain;
  const ListTests *set;
  Map copies;  // ListPackage* -> what stands for it
} Recompiler;

static ListPackage *copy_for_test(Recompiler *r, ListPackage *p) {
  if (p == r->set->main || p == r->set->external || p == r->set->tests) return p;
  ListPackage *copy = map_get(&r->copies, map_key(p));
  if (copy) return copy;
  copy = list_copy(r->graph, p);
  copy->for_test = r->plain->path;
  copy->target = "";
  copy->profile = r->plain->profile;
  map_put(r->graph->arena, &r->copies, map_key(p), copy);
  return copy;
}

static void recompile(ListGraph *g, ListPackage *plain, const ListTests *set) {
  Recompiler r = {.graph = g, .plain = plain, .set = set};
  ListPackages root = {0};
  vec_push(g->arena, &root, set->main);
  ListPackages all = list_packages(g->arena, &root);
  map_put(g->arena, &r.copies, map_key(plain), set->tests);
  for (uint32_t i = 0; i < all.len; i++) {
    ListPackage *p = all.data[i], *copy = p;
    if (p == plain) continue;
    for (uint32_t k = 0; k < p->imported.len; k++) {
      ListPackage *to = map_get(&r.copies, map_key(p->imported.data[k]));
      if (!to || to == p->imported.data[k]) continue;
      copy = copy_for_test(&r, p);
      copy->imported.data[k] = to;
    }
    if (strcmp(p->name, "main") == 0 && p != set->main && p != set->tests) copy_for_test(&r, p);
    if (plain->profile && !p->profile) copy_for_test(&r, p);
  }
}

typedef struct Step {
  ListPackage *package;
  const struct Step *from;  // NULL: the package with its tests
} Step;
typedef Vec(Step *) Steps;

static ListError *cycle_error(ListGraph *g, const ListPackage *tests, const Step *last) {
  ListError *error = list_error(g, "import cycle not allowed in test");
  ImportStack reversed = {0};
  for (const Step *s = last; s; s = s->from) {
    const ListPackage *importer = s->from ? s->from->package : tests;
    ListImporter at = {s->package->path, list_spot_of(&importer->import_spots, s->package->path)};
    vec_push(g->arena, &reversed, at);
  }
  ListImporter first = {tests->path, {0}};
  vec_push(g->arena, &reversed, first);
  error->stack = (ImportStack){0};
  for (uint32_t i = reversed.len; i-- > 0;) vec_push(g->arena, &error->stack, reversed.data[i]);
  error->import_cycle = true;
  return error;
}

static void add_steps(Arena *arena, Steps *queue, Map *seen, const ListPackage *p, const Step *from) {
  for (uint32_t i = 0; i < p->imported.len; i++) {
    ListPackage *to = p->imported.data[i];
    if (map_get(seen, map_key(to))) continue;
    map_put(arena, seen, map_key(to), to);
    Step *step = arena_new(arena, Step);
    *step = (Step){to, from};
    vec_push(arena, queue, step);
  }
}

// The shortest way on which the package's tests import the package with its tests.
static void find_cycle(ListGraph *g, ListPackage *tests) {
  Steps queue = {0};
  Map seen = {0};
  add_steps(g->arena, &queue, &seen, tests, NULL);
  for (uint32_t i = 0; i < queue.len; i++) {
    const Step *step = queue.data[i];
    if (step->package == tests) {
      tests->error = cycle_error(g, tests, step);
      tests->incomplete = true;
      return;
    }
    add_steps(g->arena, &queue, &seen, step->package, step);
  }
}

// ---- all

static ListTests make_tests(ListGraph *g, ListPackage *p) {
  const ListFolder *f = p->folder;
  push(g, arena_printf(g->arena, "%s (test)", p->path));
  TestPart internal = load_part(g, p, &f->test, &p->test_imports, false);
  embed(g, p, &f->test.embeds, &p->test_embed_files, false, &internal);
  g->stack.len--;
  push(g, arena_printf(g->arena, "%s_test", p->path));
  TestPart external = load_part(g, p, &f->external, &p->xtest_imports, true);
  embed(g, p, &f->external.embeds, &p->xtest_embed_files, true, &external);
  g->stack.len--;
  ListTests set = {.plain = p, .tests = with_tests(g, p, &internal)};
  set.external = external_tests(g, p, set.tests, &external);
  set.main = test_main(g, p, set.tests);
  if (set.tests->go_files.len + set.tests->cgo_files.len) import_tests(g, set.main, set.tests);
  if (set.external) import_tests(g, set.main, set.external);
  sort_imports(g, set.main);
  recompile(g, p, &set);
  find_cycle(g, set.tests);
  return set;
}

// The first error of a test's packages.
static const ListError *error_of(ListGraph *g, ListPackage *p) {
  if (!p || p->error || !p->incomplete) return p ? p->error : NULL;
  ListPackages root = {0};
  vec_push(g->arena, &root, p);
  ListPackages all = list_packages(g->arena, &root);
  for (uint32_t i = 0; i < all.len; i++)
    if (all.data[i]->error) return all.data[i]->error;
  return NULL;
}

bool list_add_tests(ListGraph *g, ListPackages *roots) {
  Vec(ListTests) sets = {0};
  uint32_t count = roots->len;
  for (uint32_t i = 0; i < count; i++) {
    ListPackage *p = roots->data[i];
    if (!p->folder || !(p->test_go_files.len + p->xtest_go_files.len)) continue;
    ListTests set = make_tests(g, p);
    vec_push(g->arena, &sets, set);
  }
  list_write_test_mains(g, sets.data, sets.len);
  for (uint32_t i = 0; i < sets.len && !g->fatal; i++) {
    const ListTests *set = &sets.data[i];
    const ListError *error = error_of(g, set->tests);
    if (!error) error = error_of(g, set->external);
    if (!error) error = error_of(g, set->main);
    if (error && !g->options.errors)
      g->fatal = arena_printf(g->arena, "go: can't load test package: %s", list_error_text(g->arena, error));
    vec_push(g->arena, roots, set->main);
    if (set->tests != set->plain) vec_push(g->arena, roots, set->tests);
    if (set->external) vec_push(g->arena, roots, set->external);
  }
  return !g->fatal;
}
