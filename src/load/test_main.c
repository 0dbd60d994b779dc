// The main package of a test executable (cmd/go's "test main"): found by reading the declarations of a package's test
// files, written as Go text, and parsed like any other file.
//
// In: the _test.go files of the package under test, and those of the external one ("p_test"). Out: text that hands
// tests, benchmarks, fuzz targets and examples with an expected output to testing.MainStart, in source order. What an
// example shall print is its last comment (go/doc "Examples"); the package's trees have no comments, so the file is
// parsed again.
#include "load/test_main.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/unicode.h"
#include "load/internal.h"

typedef enum TestKind { TEST_TEST, TEST_BENCHMARK, TEST_FUZZ, TEST_EXAMPLE, TEST_KIND_COUNT } TestKind;

static const struct {
  const char *prefix, *parameter, *variable, *element;
} kinds[TEST_KIND_COUNT] = {
    {"Test", "T", "tests", "InternalTest"},
    {"Benchmark", "B", "benchmarks", "InternalBenchmark"},
    {"Fuzz", "F", "fuzzTargets", "InternalFuzzTarget"},
    {"Example", NULL, "examples", "InternalExample"},
};

typedef struct TestMain {
  FILE *lists[TEST_KIND_COUNT];
  const char *main_package;  // import name of the package with TestMain, NULL none
  bool used[2];              // the package itself, the external one
  const char *problem;       // the first that is wrong with a test's signature; NULL: nothing
  Arena *texts;              // of what is handed out
  Session *session;
  Arena arena;               // of trees for tools
  const File *commented_of;  // the last file that was asked for its comments
  const CommentGroupVec *comments;
} TestMain;

// "TestX", "Test" and "Test1" are tests, "Testing" is not.
static bool has_test_prefix(const Name *name, const char *prefix) {
  size_t n = strlen(prefix);
  if (strncmp(name->text, prefix, n) != 0) return false;
  uint32_t next;
  return !utf8_decode(name->text + n, strlen(name->text + n), &next) || !unicode_is_lower(next);
}

// func (*testing.<letter>)
static bool takes_pointer(const FuncDecl *d, const char *letter) {
  const FuncTypeExpr *t = d->type_expr;
  if (t->params.len != 1 || t->results.len) return false;
  const Operation *star = (const Operation *)t->params.data[0]->type;
  if (star->expr.node.kind != NODE_OPERATION || star->y || star->op != OP_MUL) return false;
  const NameExpr *name = (const NameExpr *)star->x;
  if (star->x->node.kind == NODE_SELECTOR_EXPR) name = ((const SelectorExpr *)star->x)->selector;
  else if (star->x->node.kind != NODE_NAME) return false;
  return strcmp(name->name->text, letter) == 0;
}

static void set_problem(TestMain *m, const char *text) {
  if (!m->problem) m->problem = text;
}

// go refuses a function that has a test's name and not its signature, rather than not run it.
static bool check_signature(TestMain *m, const File *file, const FuncDecl *d, const char *letter) {
  const SourceFile *source = file->source;
  const char *name = d->name->name->text, *why = NULL;
  if (!takes_pointer(d, letter))
    why = arena_printf(m->texts, "must be: func %s(%c *testing.%s)", name, *letter | 0x20, letter);
  if (d->type_params.len) why = "test functions cannot have type parameters";
  if (!why) return true;
  Pos pos = d->decl.node.pos;  // the name's; go gives that of "func"
  while (strncmp(source->text + (pos - source->base), "func", 4) != 0) pos--;
  Place place = source_place(m->session->sources, pos);
  set_problem(m, arena_printf(m->texts, "%s:%u:%u: wrong signature for %s, %s", source->path, place.line, place.column,
                              name, why));
  return false;
}

// ---- what an example prints

// The text of the last comments in the body of a function, which parsing it for tools finds; NULL: there are none.
static const char *last_comment(TestMain *m, const File *file, const BlockStmt *body) {
  if (m->commented_of != file) {
    SourceFile again = *file->source;  // whose tables stay as they are
    m->commented_of = file;
    m->comments = &syntax_parse_file(m->session, &m->arena, &m->arena, &again, PARSE_TOOLS | PARSE_STD)->comments;
  }
  const CommentGroup *last = NULL;
  for (uint32_t i = 0; i < m->comments->len; i++) {
    const CommentGroup *group = m->comments->data[i];
    if (group->list[0].pos > body->stmt.node.pos && group->list[0].pos < body->rbrace) last = group;
  }
  if (!last) return NULL;
  const Comment *first = &last->list[0], *end = &last->list[last->count - 1];
  const char *text = file->source->text + (first->pos - file->source->base);
  return syntax_comment_text(&m->arena, text, end->pos + end->length - first->pos);
}

// The output that the example's last comment states; NULL: none, the example is only compiled.
static const char *expected_output(const char *text, bool *unordered) {
  while (isspace((unsigned char)*text)) text++;
  *unordered = strncasecmp(text, "unordered ", 10) == 0;
  if (*unordered) text += 10;
  if (strncasecmp(text, "output:", 7) != 0) return NULL;
  text += 7 + strspn(text + 7, " ");
  return *text == '\n' ? text + 1 : text;
}

static void write_quoted(FILE *out, const char *text) {
  fputc('"', out);
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') fprintf(out, "\\%c", *text);
    else if ((unsigned char)*text < ' ' || *text == 127) fprintf(out, "\\x%02x", *text);
    else fputc(*text, out);
  }
  fputc('"', out);
}

// ---- the lists

static bool add_example(TestMain *m, const File *file, const FuncDecl *d, const char *package) {
  if (d->type_expr->params.len || d->type_expr->results.len || d->type_params.len || !d->body) return false;
  const char *text = last_comment(m, file, d->body);
  bool unordered;
  const char *output = text ? expected_output(text, &unordered) : NULL;
  if (!output) return false;
  FILE *out = m->lists[TEST_EXAMPLE];
  fprintf(out, "\t{\"%s\", %s.%s, ", d->name->name->text, package, d->name->name->text);
  write_quoted(out, output);
  fprintf(out, ", %s},\n", unordered ? "true" : "false");
  return true;
}

static bool add_function(TestMain *m, const File *file, const FuncDecl *d, const char *package) {
  const Name *name = d->name->name;
  if (strcmp(name->text, "TestMain") == 0 && !takes_pointer(d, "T")) {
    if (!check_signature(m, file, d, "M")) return false;
    if (m->main_package) set_problem(m, "multiple definitions of TestMain");
    m->main_package = package;
    return true;
  }
  for (int kind = 0; kind < TEST_KIND_COUNT; kind++) {
    if (!has_test_prefix(name, kinds[kind].prefix)) continue;
    if (kind == TEST_EXAMPLE) return add_example(m, file, d, package);
    if (!check_signature(m, file, d, kinds[kind].parameter)) return false;
    fprintf(m->lists[kind], "\t{\"%s\", %s.%s},\n", name->text, package, name->text);
    return true;
  }
  return false;
}

static void add_package(TestMain *m, const LoadedPackage *loaded, const char *package, bool *used) {
  for (uint32_t i = 0; loaded && i < loaded->package->files.len; i++) {
    const File *file = loaded->package->files.data[i];
    for (uint32_t k = 0; k < file->decls.len; k++) {
      const FuncDecl *d = (const FuncDecl *)file->decls.data[k];
      if (d->decl.node.kind == NODE_FUNC_DECL && !d->receiver && d->name && add_function(m, file, d, package))
        *used = true;
    }
  }
}

// What the test framework asks about coverage.
static void write_coverage(FILE *out, const LoadedPackage *plain) {
  fprintf(out,
          "\ttestdeps.CoverMode = \"%s\"\n\ttestdeps.CoverSelectedPackages = []string{\"%s\"}\n"
          "\ttestdeps.CoverSnapshotFunc = cfile.Snapshot\n"
          "\ttestdeps.CoverProcessTestDirFunc = cfile.ProcessCoverTestDir\n"
          "\ttestdeps.CoverMarkProfileEmittedFunc = cfile.MarkProfileEmitted\n",
          cover_mode_name(plain->loader->context->cover.mode), plain->path);
}

const char *test_main_text(Session *session, Arena *arena, const PackageTests *tests, const char **problem) {
  const LoadedPackage *plain = tests->plain, *external = tests->external;
  bool covers = plain->loader && plain->loader->context->cover.mode;  // list has no loader
  TestMain m = {.session = session, .texts = arena};
  arena_init(&m.arena);
  char *lists[TEST_KIND_COUNT], *text = NULL;
  size_t sizes[TEST_KIND_COUNT], size;
  for (int i = 0; i < TEST_KIND_COUNT; i++) m.lists[i] = open_memstream(&lists[i], &sizes[i]);
  add_package(&m, tests->internal, "_test", &m.used[0]);
  add_package(&m, external, "_xtest", &m.used[1]);
  FILE *out = open_memstream(&text, &size);
  fprintf(out, "package main\n\nimport (\n\t\"os\"\n%s\t\"testing\"\n\t\"testing/internal/testdeps\"\n",
          m.main_package ? "\t\"reflect\"\n" : "");
  if (plain->package->name || tests->internal) fprintf(out, "\t%s \"%s\"\n", m.used[0] ? "_test" : "_", plain->path);
  if (external) fprintf(out, "\t%s \"%s\"\n", m.used[1] ? "_xtest" : "_", external->path);
  if (covers) fprintf(out, "\t\"internal/coverage/cfile\"\n");
  fprintf(out, ")\n");
  for (int i = 0; i < TEST_KIND_COUNT; i++) {
    fclose(m.lists[i]);
    fprintf(out, "\nvar %s = []testing.%s{\n%s}\n", kinds[i].variable, kinds[i].element, lists[i]);
    free(lists[i]);
  }
  fprintf(out, "\nfunc init() {\n");
  if (covers) write_coverage(out, plain);
  fprintf(out, "\ttestdeps.ModulePath = \"%s\"\n\ttestdeps.ImportPath = \"%s\"\n}\n",
          plain->standard ? "std"
          : plain->module ? plain->module->path
                          : "",
          plain->command_line ? "" : plain->path);
  fprintf(out,
          "\nfunc main() {\n\tm := testing.MainStart(testdeps.TestDeps{}, tests, benchmarks, fuzzTargets, examples)\n");
  if (m.main_package)
    fprintf(out, "\t%s.TestMain(m)\n\tos.Exit(int(reflect.ValueOf(m).Elem().FieldByName(\"exitCode\").Int()))\n}\n",
            m.main_package);
  else fprintf(out, "\tos.Exit(m.Run())\n}\n");
  fclose(out);
  const char *copy = arena_strdup(arena, text, size);
  free(text);
  arena_free(&m.arena);
  *problem = m.problem;
  return copy;
}

// ---- from the names of files

// Parses test files as a part of tests.
static LoadedPackage *parse_part(Session *session, Arena *arena, const TestFiles *files, const StringVec *names,
                                 const char *suffix, const GoError **syntax) {
  if (!names->len) return NULL;
  LoadedPackage *part = arena_new(arena, LoadedPackage);
  part->path = arena_printf(arena, "%s%s", files->path, suffix);
  part->package = arena_new(arena, Package);
  for (uint32_t i = 0; i < names->len; i++) {
    size_t size;
    const char *path = arena_printf(arena, "%s/%s", files->dir, names->data[i]),
               *text = source_read(arena, path, &size);
    SourceFile *source = text ? source_add(session->sources, path, path, text, size) : NULL;
    if (!source) continue;
    File *file = syntax_parse_file(session, arena, arena, source, PARSE_STD);
    GoErrors errors = {0};
    if (file->error_count || file->doubtful) errors = syntax_go_errors(arena, path, text, size, false);
    if (errors.len && !*syntax) *syntax = &errors.data[0];
    if (!errors.len) vec_push(arena, &part->package->files, file);
  }
  return part;
}

const char *test_main_of_files(Session *session, Arena *arena, const TestFiles *files, const char **problem,
                               const GoError **syntax) {
  Package package = {.path = files->path};
  LoadedPackage plain = {
      .package = &package, .path = files->path, .standard = files->node->standard, .module = files->node->module};
  PackageTests tests = {.plain = &plain};
  *syntax = NULL;
  if (files->has_package) package.name = name_cstr(session->names, files->name);
  tests.internal = parse_part(session, arena, files, files->tests, "", syntax);
  tests.external = parse_part(session, arena, files, files->external, "_test", syntax);
  return test_main_text(session, arena, &tests, problem);
}
