// Tests that say in comments which errors there are: GOROOT's testdata and // errorcheck tests. Each is checked as a
// package, in a process of its own.
#include <ctype.h>
#include <dirent.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/unicode.h"
#include "internal.h"

typedef struct Want {
  uint32_t line;
  bool substring;  // ERROR "text" of testdata; otherwise a regular expression
  const char *pattern;
} Want;

typedef struct Test {
  Tool *tool;
  Arena arena;
  const char *name;
  Vec(const char *) files;
  Vec(char *) texts;
  const char *lang;
  Vec(Want) wants;
} Test;

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

// Lines of several files are told apart by adding this a file.
enum { FILE_STRIDE = 1000000 };

static void add_quoted(Test *test, uint32_t line, bool substring, const char *text, size_t length) {
  const char *bytes;
  size_t count;
  if (!text_unquote(&test->arena, text, length, &bytes, &count)) bytes = "", count = 0;
  vec_push(&test->arena, &test->wants, ((Want){line, substring, arena_strdup(&test->arena, bytes, count)}));
}

// ERROR and ERRORx comments stand after the token they are about: they count for the line where that begins.
static void collect_testdata(Test *test, const char *text, uint32_t stride) {
  uint32_t line = 1, token_line = 1;
  for (const char *p = text; *p;) {
    if (*p == '\n') {
      line++;
      p++;
    } else if (isspace((unsigned char)*p)) {
      p++;
    } else if (p[0] == '/' && (p[1] == '/' || p[1] == '*')) {
      const char *end = p[1] == '/' ? p + strcspn(p, "\n") : strstr(p + 2, "*/");
      if (!end) return;
      const char *after = p[1] == '/' ? end : end + 2, *body = p + 2;
      bool plain = has_prefix(body, " ERROR "), regular = has_prefix(body, " ERRORx ");
      if (plain || regular) {
        const char *q = body + (plain ? 7 : 8), *e = end;
        while (*q == ' ') q++;
        while (e > q && isspace((unsigned char)e[-1])) e--;
        add_quoted(test, stride + token_line, plain, q, (size_t)(e - q));
      }
      for (; p < after; p++) line += *p == '\n';
    } else if (*p == '"' || *p == '\'' || *p == '`') {
      char quote = *p++;
      token_line = line;
      while (*p && *p != quote && (quote == '`' || *p != '\n')) {
        if (*p == '\\' && quote != '`' && p[1]) p++;
        line += *p++ == '\n';
      }
      if (*p == quote) p++;
    } else {
      token_line = line;
      p++;
    }
  }
}

// LINE, LINE+1, LINE-1 in a pattern mean a place in the file: name.go:LINE.
static const char *replace_line(Test *test, const char *pattern, uint32_t line) {
  for (const char *at; (at = strstr(pattern, "LINE"));) {
    char *end = (char *)(uintptr_t)(at + 4);
    long delta = *end == '+' || *end == '-' ? strtol(end, &end, 10) : 0;
    pattern =
        arena_printf(&test->arena, "%.*s%s:%ld%s", (int)(at - pattern), pattern, test->name, (long)line + delta, end);
  }
  return pattern;
}

// // ERROR "re" "re" and // GC_ERROR "re" of GOROOT/test.
static void collect_errorcheck(Test *test, const char *text) {
  uint32_t line = 1;
  for (const char *p = text; *p; line++) {
    size_t length = strcspn(p, "\n");
    const char *end = p + length;
    if (!memmem(p, length, "////", 4)) {
      const char *q = memmem(p, length, "// ERROR ", 9), *g = memmem(p, length, "// GC_ERROR ", 12);
      q = g ? g + 12 : q ? q + 9 : NULL;
      while (q && (q = memchr(q, '"', (size_t)(end - q)))) {
        const char *e = memchr(q + 1, '"', (size_t)(end - q - 1));
        if (!e) break;
        vec_push(
            &test->arena, &test->wants,
            ((Want){line, false, replace_line(test, arena_strdup(&test->arena, q + 1, (size_t)(e - q - 1)), line)}));
        q = e + 1;
      }
    }
    p = *end ? end + 1 : end;
  }
}

// Go's regular expressions are near enough to POSIX extended ones, but for \d \s \w \b and (?:.
static bool pattern_matches(const char *pattern, const char *text) {
  char posix[4096];
  size_t n = 0;
  for (const char *p = pattern; *p && n < sizeof posix - 20; p++) {
    if (p[0] == '\\' && (p[1] == 'n' || p[1] == 't')) {
      posix[n++] = *++p == 'n' ? '\n' : '\t';
      continue;
    }
    const char *class = p[0] != '\\'  ? NULL
                        : p[1] == 'd' ? "[0-9]"
                        : p[1] == 's' ? "[ \t]"
                        : p[1] == 'w' ? "[A-Za-z0-9_]"
                                      : NULL;
    if (class) {
      n += (size_t)sprintf(posix + n, "%s", class);
      p++;
    } else if (p[0] == '(' && p[1] == '?' && p[2] == ':') {
      posix[n++] = '(';
      p += 2;
    } else {
      if (p[0] == '\\' && p[1]) posix[n++] = *p++;
      posix[n++] = *p;
    }
  }
  posix[n] = 0;
  regex_t re;
  if (regcomp(&re, posix, REG_EXTENDED | REG_NOSUB)) return true;
  bool found = !regexec(&re, text, 0, NULL, 0);
  regfree(&re);
  return found;
}

typedef struct Got {
  uint32_t line;
  const char *text;
} Got;
typedef Vec(Got) GotVec;

// Splits printed diagnostics: FILE:LINE:COLUMN: text, with continuation lines.
static void parse_output(Test *test, char *output, GotVec *got) {
  for (char *line = strtok(output, "\n"); line; line = strtok(NULL, "\n")) {
    if (*line == '\t') {
      if (got->len) vec_last(got).text = arena_printf(&test->arena, "%s\n%s", vec_last(got).text, line);
      continue;
    }
    uint32_t file = 0;
    char *colon = strstr(line, ".go:");
    for (uint32_t i = 0; i < test->files.len; i++)
      if (has_prefix(line, base_name(test->files.data[i]))) file = i;
    uint32_t number = colon ? (uint32_t)strtoul(colon + 4, NULL, 10) : 0;
    char *text = strstr(line, ": ");
    vec_push(&test->arena, got,
             ((Got){number + file * FILE_STRIDE, arena_printf(&test->arena, "%s", text ? text + 2 : line)}));
  }
}

// 2: lines and texts as wanted; 1: lines only; 0: no.
static int judge(Test *test, GotVec *got, FILE *out) {
  int score = 2;
  for (uint32_t i = 0; i < test->wants.len; i++) {
    Want *want = &test->wants.data[i];
    bool line = false, text = false;
    for (uint32_t j = 0; j < got->len; j++) {
      if (got->data[j].line != want->line) continue;
      line = true;
      const char *message = got->data[j].text;
      text |= want->substring ? strstr(message, want->pattern) != NULL : pattern_matches(want->pattern, message);
    }
    if (!line) {
      score = 0;
      fprintf(out, "  %s:%u: missing: %s\n", test->name, want->line, want->pattern);
    } else if (!text) {
      if (score == 2) score = 1;
      fprintf(out, "  %s:%u: text differs from: %s\n", test->name, want->line, want->pattern);
    }
  }
  for (uint32_t j = 0; j < got->len; j++) {
    bool line = false;
    for (uint32_t i = 0; i < test->wants.len; i++) line |= test->wants.data[i].line == got->data[j].line;
    if (!line) score = 0;
    if (!line || score < 2)
      fprintf(out, "  %s:%u: %s: %s\n", test->name, got->data[j].line, line ? "got" : "extra", got->data[j].text);
  }
  return score;
}

static bool mentions(const char *text, const char *what) { return text && strstr(text, what); }

// Flags in the first line: // -lang=go1.20 or // errorcheck -lang=go1.17
static void test_flags(Test *test, const char *text) {
  size_t length = strcspn(text, "\n");
  const char *flag = memmem(text, length, "-lang=", 6);
  if (!flag || !has_prefix(text, "//")) return;
  flag += 6;
  test->lang = arena_strdup(&test->arena, flag, strcspn(flag, " \n\r"));
}

// Checks the test's files as one package and compares; runs in a child process. `testdata`: go on after syntax errors.
static int run_test(Test *test, bool testdata, FILE *out) {
  Tool *tool = test->tool;
  Session *session = tool->session;
  session->diags = diags_new(session->sources);
  Unit *unit = arena_new(&session->arena, Unit);
  unit->path = "p";
  unit->package = new_package("p", false);
  unit->package->go_version = test->lang ? test->lang : tool->lang;
  size_t line = strcspn(test->texts.data[0], "\n");
  unit->package->allow_bodyless = testdata || !memmem(test->texts.data[0], line, "-complete", 9);
  for (uint32_t i = 0; i < test->files.len; i++)
    parse_text(tool, unit, test->files.data[i], base_name(test->files.data[i]), test->texts.data[i],
               strlen(test->texts.data[i]));
  link_imports(tool, unit);
  run_units(tool);
  bind_imports(tool, unit);
  if (!unit->package->error_count || testdata || tool->tools) types_check_package(session, unit->package, true);
  char *output = NULL;
  size_t size = 0;
  char path[] = "/tmp/types_check.XXXXXX";
  int fd = mkstemp(path);
  unlink(path);
  diags_flush(session->diags, fd, memmem(test->texts.data[0], line, "-e=0", 4) ? 10 : 0);
  size = (size_t)lseek(fd, 0, SEEK_END);
  output = calloc(1, size + 1);
  if (pread(fd, output, size, 0) < 0) return 0;
  GotVec got = {0};
  parse_output(test, output, &got);
  return judge(test, &got, out);
}

typedef struct Totals {
  uint32_t run, lines, texts, crashed;
} Totals;

// Each test has its process: a crash or a hang counts against it alone.
static void fork_test(Test *test, bool testdata, Totals *totals) {
  Tool *tool = test->tool;
  totals->run++;
  fflush(stdout);
  pid_t pid = fork();
  if (!pid) {
    alarm(20);
    char *report = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&report, &size);
    int score = run_test(test, testdata, out);
    fclose(out);
    if (tool->verbose && score < 2) printf("%s: %s\n%s", score ? "TEXT" : "FAIL", test->files.data[0], report);
    fflush(stdout);
    _exit(10 + score);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  int score = WIFEXITED(status) ? WEXITSTATUS(status) - 10 : -1;
  if (score < 0 || score > 2) {
    totals->crashed++;
    printf("CRASH: %s (%s %d)\n", test->files.data[0], WIFSIGNALED(status) ? "signal" : "status",
           WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    return;
  }
  totals->lines += score >= 1;
  totals->texts += score == 2;
}

static bool add_test_file(Test *test, const char *path) {
  size_t size;
  char *text = source_read(&test->arena, path, &size);
  if (!text) return false;
  vec_push(&test->arena, &test->files, arena_strdup(&test->arena, path, strlen(path)));
  vec_push(&test->arena, &test->texts, text);
  return true;
}

static void one_testdata(Tool *tool, const char *path, Totals *totals) {
  Test test = {.tool = tool, .name = base_name(path)};
  arena_init(&test.arena);
  struct dirent **entries;
  if (is_dir(path)) {
    int count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++)
      if (has_suffix(entries[i]->d_name, ".go"))
        add_test_file(&test, arena_printf(&test.arena, "%s/%s", path, entries[i]->d_name));
  } else {
    add_test_file(&test, path);
  }
  if (!test.files.len) return;
  test_flags(&test, test.texts.data[0]);
  for (uint32_t i = 0; i < test.files.len; i++) collect_testdata(&test, test.texts.data[i], i * FILE_STRIDE);
  fork_test(&test, true, totals);
  arena_free(&test.arena);
}

static void one_errorcheck(Tool *tool, const char *path, Totals *totals) {
  Test test = {.tool = tool, .name = base_name(path)};
  arena_init(&test.arena);
  if (add_test_file(&test, path)) {
    const char *text = test.texts.data[0];
    size_t line = strcspn(text, "\n");
    const char *after = text + 13;
    bool plain = has_prefix(text, "// errorcheck") && (*after == ' ' || *after == '\n');
    // -m, -live and -d= print what only gc's own passes know.
    if (tool->accept)
      plain = has_prefix(text, "// run\n") || has_prefix(text, "// compile\n") || has_prefix(text, "// compile -") ||
              has_prefix(text, "// run -");
    if (plain && !memmem(text, line, "-m", 2) && !memmem(text, line, "-live", 5) &&
        constraint_file_matches(&tool->context.target, text, strlen(text), false, NULL)) {
      test_flags(&test, text);
      if (!tool->accept) collect_errorcheck(&test, text);
      fork_test(&test, false, totals);
    }
  }
  arena_free(&test.arena);
}

// Runs the tests of a directory, names in order; with `deep` subdirectories too.
static void each_test(Tool *tool, const char *dir, const char *relative, bool errorcheck, Totals *totals) {
  struct dirent **entries;
  int count = scandir(dir, &entries, NULL, alphasort);
  for (int i = 0; i < count; i++) {
    const char *name = entries[i]->d_name;
    if (name[0] == '.') continue;
    char path[4096], below[4096], key[4200];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    snprintf(below, sizeof below, "%s%s%s", relative, *relative ? "/" : "", name);
    snprintf(key, sizeof key, "\n%s\t", below);
    if (mentions(tool->exclude, key)) continue;
    if (!errorcheck) {
      if (is_dir(path) || has_suffix(name, ".go")) one_testdata(tool, path, totals);
    } else if (is_dir(path)) {
      if (!has_suffix(name, ".dir")) each_test(tool, path, below, true, totals);
    } else if (has_suffix(name, ".go")) {
      one_errorcheck(tool, path, totals);
    }
  }
}

static void print_totals(const char *what, const Totals *t) {
  printf("%s: %u files; lines right %u (%.1f%%), texts too %u (%.1f%%), crashed %u\n", what, t->run, t->lines,
         100.0 * t->lines / (t->run ? t->run : 1), t->texts, 100.0 * t->texts / (t->run ? t->run : 1), t->crashed);
}

void run_suite(Tool *tool, bool errorcheck, char **files, int file_count) {
  // What most tests import is checked once, before the processes are split.
  static const char *const common[] = {"fmt",  "os",     "strings", "errors", "io",      "sort",
                                       "sync", "time",   "reflect", "math",   "bytes",   "strconv",
                                       "cmp",  "slices", "maps",    "iter",   "runtime", "log"};
  for (size_t i = 0; i < sizeof common / sizeof *common; i++) add_std(tool, common[i]);
  run_units(tool);
  diags_flush(tool->session->diags, 1, 10);
  Totals totals = {0};
  for (int i = 0; i < file_count; i++) (errorcheck ? one_errorcheck : one_testdata)(tool, files[i], &totals);
  if (file_count) {
    print_totals("total", &totals);
    return;
  }
  static const char *const dirs[] = {"check", "examples", "fixedbugs", "spec", NULL};
  char dir[4096];
  if (errorcheck) {
    snprintf(dir, sizeof dir, "%s/test", tool->goroot);
    each_test(tool, dir, "", true, &totals);
    print_totals(tool->accept ? "accept" : "errorcheck", &totals);
    return;
  }
  for (int i = 0; dirs[i]; i++) {
    Totals part = {0};
    snprintf(dir, sizeof dir, "%s/src/internal/types/testdata/%s", tool->goroot, dirs[i]);
    each_test(tool, dir, dirs[i], false, &part);
    print_totals(dirs[i], &part);
    totals.run += part.run, totals.lines += part.lines, totals.texts += part.texts, totals.crashed += part.crashed;
  }
  print_totals("testdata", &totals);
}
