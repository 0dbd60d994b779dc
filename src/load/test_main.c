// The main package of a test executable (cmd/go's "test main"): found by reading the declarations of a package's test
// files, written as Go text, and parsed like any other file.
//
// In: the package under test with its own _test.go files added, and the external one ("p_test"). Out: text that hands
// tests, benchmarks, fuzz targets and examples with an expected output to testing.MainStart, in source order. What an
// example shall print is its last comment (go/doc "Examples"); the tree has no comments, so the body's text is read
// again.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
} TestMain;

// "TestX" and "Test" are tests, "Testing" is not.
static bool has_test_prefix(const Name *name, const char *prefix) {
  size_t n = strlen(prefix);
  if (strncmp(name->text, prefix, n) != 0) return false;
  unsigned char next = (unsigned char)name->text[n];
  return !(next >= 'a' && next <= 'z');
}

// func (*testing.<letter>)
static bool takes_pointer(const FuncDecl *d, const char *letter) {
  const FuncTypeExpr *t = d->type_expr;
  if (t->params.len != 1 || t->results.len || d->type_params.len) return false;
  const Operation *star = (const Operation *)t->params.data[0]->type;
  if (star->expr.node.kind != NODE_OPERATION || star->y || star->op != OP_MUL) return false;
  const NameExpr *name = (const NameExpr *)star->x;
  if (star->x->node.kind == NODE_SELECTOR_EXPR) name = ((const SelectorExpr *)star->x)->selector;
  else if (star->x->node.kind != NODE_NAME) return false;
  return strcmp(name->name->text, letter) == 0;
}

// ---- what an example prints

typedef struct CommentRun {
  const char *start, *end;
  bool open;
} CommentRun;

static const char *skip_quoted(const char *p, const char *end, char quote) {
  for (p++; p < end && *p != quote; p++)
    if (*p == '\\' && quote != '`') p++;
  return p + 1;
}

static bool newlines_at_most(const char *from, const char *to, int limit) {
  int count = 0;
  for (; from < to; from++) count += *from == '\n';
  return count <= limit;
}

// The last group of comments between two offsets: comments on adjacent lines, or behind code on one line.
static CommentRun last_comment(const char *p, const char *end) {
  CommentRun group = {0};
  const char *code = p;  // end of the last token that is no comment
  int gap = 1;
  while (p < end) {
    if (isspace((unsigned char)*p)) {
      p++;
    } else if (p[0] == '/' && (p[1] == '/' || p[1] == '*')) {
      const char *close =
          p[1] == '/' ? memchr(p, '\n', (size_t)(end - p)) : memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
      close = !close ? end : p[1] == '/' ? close : close + 2;
      if (!group.open || !newlines_at_most(group.end, p, gap)) {
        bool behind_code = !group.open && newlines_at_most(code, p, 0);
        group = (CommentRun){p, close, true};
        gap = behind_code ? 0 : 1;
      }
      group.end = p = close;
    } else {
      p = *p == '"' || *p == '\'' || *p == '`' ? skip_quoted(p, end, *p) : p + 1;
      code = p;
      group.open = false;
    }
  }
  return group;
}

// "go:generate" and the like are not part of a comment's text.
static bool is_directive(const char *text, size_t length) {
  size_t i = 0;
  while (i < length && (islower((unsigned char)text[i]) || isdigit((unsigned char)text[i]))) i++;
  return i > 0 && i + 1 < length && text[i] == ':' &&
         (islower((unsigned char)text[i + 1]) || isdigit((unsigned char)text[i + 1]));
}

// Appends a line without the white space at its end; at the beginning and after a blank line no blank one.
static void add_line(FILE *out, const char *line, size_t length, int *blank) {
  while (length && isspace((unsigned char)line[length - 1])) length--;
  if (!length) {
    if (*blank == 0) *blank = 1;
    return;
  }
  if (*blank == 1) fputc('\n', out);
  *blank = 0;
  fwrite(line, 1, length, out);
  fputc('\n', out);
}

// ast.CommentGroup.Text
static char *comment_text(CommentRun group) {
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  int blank = -1;  // -1: nothing written yet; 1: a blank line is due
  for (const char *p = group.start; p < group.end;) {
    if (isspace((unsigned char)*p)) {
      p++;
    } else if (p[1] == '/') {
      const char *line = p + 2, *end = memchr(p, '\n', (size_t)(group.end - p));
      if (!end) end = group.end;
      bool spaced = line < end && *line == ' ';
      if (spaced || !is_directive(line, (size_t)(end - line)))
        add_line(out, line + spaced, (size_t)(end - line - spaced), &blank);
      p = end;
    } else {
      const char *end = memmem(p + 2, (size_t)(group.end - p - 2), "*/", 2);
      if (!end) end = group.end;
      for (const char *line = p + 2; line <= end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        if (!stop) stop = end;
        add_line(out, line, (size_t)(stop - line), &blank);
        line = stop + 1;
      }
      p = end + 2;
    }
  }
  fclose(out);
  return text;
}

// The output that the example's last comment states; NULL: none, the example is only compiled.
static const char *expected_output(const char *text, bool *unordered) {
  while (isspace((unsigned char)*text)) text++;
  *unordered = strncasecmp(text, "unordered ", 10) == 0;
  if (*unordered) text += 10;
  return strncasecmp(text, "output:", 7) == 0 ? text + 7 : NULL;
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

static bool add_example(FILE *out, const File *file, const FuncDecl *d, const char *package) {
  if (d->type_expr->params.len || d->type_expr->results.len || d->type_params.len || !d->body) return false;
  const SourceFile *source = file->source;
  const char *start = source->text + (d->body->stmt.node.pos - source->base) + 1;
  CommentRun group = last_comment(start, source->text + (d->body->rbrace - source->base));
  if (!group.start) return false;
  char *text = comment_text(group);
  bool unordered;
  const char *output = expected_output(text, &unordered);
  if (output) {
    fprintf(out, "\t{\"%s\", %s.%s, ", d->name->name->text, package, d->name->name->text);
    write_quoted(out, output);
    fprintf(out, ", %s},\n", unordered ? "true" : "false");
  }
  free(text);
  return output != NULL;
}

static bool add_function(TestMain *m, const File *file, const FuncDecl *d, const char *package) {
  const Name *name = d->name->name;
  if (strcmp(name->text, "TestMain") == 0 && takes_pointer(d, "M")) {
    m->main_package = package;
    return true;
  }
  for (int kind = 0; kind < TEST_KIND_COUNT; kind++) {
    if (!has_test_prefix(name, kinds[kind].prefix)) continue;
    if (kind == TEST_EXAMPLE) return add_example(m->lists[kind], file, d, package);
    if (!takes_pointer(d, kinds[kind].parameter)) return false;
    fprintf(m->lists[kind], "\t{\"%s\", %s.%s},\n", name->text, package, name->text);
    return true;
  }
  return false;
}

static void add_package(TestMain *m, const LoadedPackage *loaded, const char *package, bool *used) {
  for (uint32_t i = 0; loaded && i < loaded->package->files.len; i++) {
    const File *file = loaded->package->files.data[i];
    size_t n = strlen(loaded->go_files.data[i]);
    if (n < 8 || strcmp(loaded->go_files.data[i] + n - 8, "_test.go") != 0) continue;
    for (uint32_t k = 0; k < file->decls.len; k++) {
      const FuncDecl *d = (const FuncDecl *)file->decls.data[k];
      if (d->decl.node.kind == NODE_FUNC_DECL && !d->receiver && d->name && add_function(m, file, d, package))
        *used = true;
    }
  }
}

const char *test_main_text(Arena *arena, const LoadedPackage *tested, const LoadedPackage *external) {
  TestMain m = {0};
  char *lists[TEST_KIND_COUNT], *text = NULL;
  size_t sizes[TEST_KIND_COUNT], size;
  for (int i = 0; i < TEST_KIND_COUNT; i++) m.lists[i] = open_memstream(&lists[i], &sizes[i]);
  add_package(&m, tested, "_test", &m.used[0]);
  add_package(&m, external, "_xtest", &m.used[1]);
  FILE *out = open_memstream(&text, &size);
  fprintf(out, "package main\n\nimport (\n\t\"os\"\n%s\t\"testing\"\n\t\"testing/internal/testdeps\"\n",
          m.main_package ? "\t\"reflect\"\n" : "");
  if (tested->package->name) fprintf(out, "\t%s \"%s\"\n", m.used[0] ? "_test" : "_", tested->path);
  if (external) fprintf(out, "\t%s \"%s\"\n", m.used[1] ? "_xtest" : "_", external->path);
  fprintf(out, ")\n");
  for (int i = 0; i < TEST_KIND_COUNT; i++) {
    fclose(m.lists[i]);
    fprintf(out, "\nvar %s = []testing.%s{\n%s}\n", kinds[i].variable, kinds[i].element, lists[i]);
    free(lists[i]);
  }
  fprintf(out, "\nfunc init() {\n\ttestdeps.ModulePath = \"%s\"\n\ttestdeps.ImportPath = \"%s\"\n}\n",
          tested->standard ? "std"
          : tested->module ? tested->module->path
                           : "",
          tested->path);
  fprintf(out,
          "\nfunc main() {\n\tm := testing.MainStart(testdeps.TestDeps{}, tests, benchmarks, fuzzTargets, examples)\n");
  if (m.main_package)
    fprintf(out, "\t%s.TestMain(m)\n\tos.Exit(int(reflect.ValueOf(m).Elem().FieldByName(\"exitCode\").Int()))\n}\n",
            m.main_package);
  else fprintf(out, "\tos.Exit(m.Run())\n}\n");
  fclose(out);
  const char *copy = arena_strdup(arena, text, size);
  free(text);
  return copy;
}
