// types_check: a developer's tool that runs the checker over packages.
//
//   types_check [flags] PATH|DIR|FILE.go…   checks packages (or one package of the files), prints errors
//   types_check [flags] -std                all packages of std and cmd
//   types_check [flags] -testdata [FILE…]   GOROOT/src/internal/types/testdata: sets of error lines
//   types_check [flags] -errorcheck [FILE…] GOROOT/test: single-file // errorcheck tests
//   types_check [flags] -accept [FILE…]     GOROOT/test: single-file // run and // compile tests must have no errors
// Flags: -tools trees for tools, checked also after syntax errors, -e all errors, -v what differs, -lang=go1.N, -j=N
// threads, -lazy declarations only, -bodies then all bodies on demand, -initorder prints that, -time phases,
// -exclude=FILE names of tests not to run.
//
// It has a tiny loader of its own: build constraints for linux/amd64 without cgo, GOROOT/src and its vendor trees.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <ctype.h>
#include <dirent.h>
#include <pthread.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "types/types.h"

typedef struct Unit {
  Package *package;  // NULL: no such package
  const char *path, *dir;
  Vec(const char *) imports;        // import strings, without unsafe and C
  Vec(struct Unit *) dependencies;  // by import
  Vec(struct Unit *) dependents;
  uint32_t missing;  // dependencies not checked yet
  bool failed, checked, parsed;
} Unit;

typedef struct Tool {
  Session *session;
  const char *goroot, *lang;
  bool tools, all_errors, verbose, lazy, bodies, times, init_order, accept;
  const char *exclude;  // text of the file, NULL none
  pthread_mutex_t lock;
  Map by_path;  // Name of path -> Unit
  Vec(Unit *) units;
  uint64_t lines, bytes;
  double start;
} Tool;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool has_suffix(const char *text, const char *suffix) {
  size_t n = strlen(text), m = strlen(suffix);
  return n >= m && !strcmp(text + n - m, suffix);
}
static bool has_prefix(const char *text, const char *prefix) { return !strncmp(text, prefix, strlen(prefix)); }

// ---- build constraints

static bool word_in(const char *list, const char *word, size_t len) {
  for (const char *p = list; (p = strstr(p, word)); p++) {
    if (strlen(word) < len) return false;
    if ((p == list || p[-1] == ' ') && (p[len] == ' ' || !p[len])) return true;
  }
  return false;
}

static bool known_tag(const char *tag) {
  static const char tags[] =
      "linux amd64 gc unix amd64.v1 goexperiment.regabiwrappers goexperiment.regabiargs goexperiment.dwarf5 "
      "goexperiment.randomizedheapbase64 goexperiment.greenteagc";
  if (has_prefix(tag, "go1.")) return atoi(tag + 4) <= 26;
  return word_in(tags, tag, strlen(tag));
}

static const char systems[] =
    "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows "
    "zos";
static const char machines[] =
    "386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 "
    "ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm";

// _GOOS, _GOARCH and _GOOS_GOARCH before .go, after the first underscore.
static bool name_matches(const char *name) {
  char stem[256];
  snprintf(stem, sizeof stem, "%s", name);
  char *dot = strrchr(stem, '.'), *first = strchr(stem, '_');
  if (dot) *dot = 0;
  if (!first) return true;
  char *last = strrchr(stem, '_'), *previous = NULL;
  for (char *p = first; p < last; p++)
    if (*p == '_') previous = p;
  const char *a = last + 1;
  if (word_in(machines, a, strlen(a))) {
    if (strcmp(a, "amd64")) return false;
    if (!previous) return true;
    *last = 0;
    const char *s = previous + 1;
    return !word_in(systems, s, strlen(s)) || !strcmp(s, "linux");
  }
  return !word_in(systems, a, strlen(a)) || !strcmp(a, "linux");
}

static bool parse_or(const char **p);

static bool parse_not(const char **p) {
  while (**p == ' ' || **p == '\t') (*p)++;
  if (**p == '!') {
    (*p)++;
    return !parse_not(p);
  }
  if (**p == '(') {
    (*p)++;
    bool value = parse_or(p);
    if (**p == ')') (*p)++;
    while (**p == ' ' || **p == '\t') (*p)++;
    return value;
  }
  char tag[128];
  size_t n = 0;
  while (**p && !strchr(" \t()!&|\r\n", **p) && n < sizeof tag - 1) tag[n++] = *(*p)++;
  tag[n] = 0;
  if (!n && **p) (*p)++;
  while (**p == ' ' || **p == '\t') (*p)++;
  return known_tag(tag);
}

static bool parse_and(const char **p) {
  bool value = parse_not(p);
  while ((*p)[0] == '&' && (*p)[1] == '&') {
    *p += 2;
    value &= parse_not(p);
  }
  return value;
}

static bool parse_or(const char **p) {
  bool value = parse_and(p);
  while ((*p)[0] == '|' && (*p)[1] == '|') {
    *p += 2;
    value |= parse_and(p);
  }
  return value;
}

// Evaluates the //go:build line above the package clause.
static bool text_matches(const char *text) {
  for (const char *p = text; *p;) {
    while (isspace((unsigned char)*p)) p++;
    if (has_prefix(p, "//go:build ")) {
      p += 11;
      return parse_or(&p);
    }
    if (p[0] == '/' && p[1] == '/') {
      p += strcspn(p, "\n");
    } else if (p[0] == '/' && p[1] == '*') {
      const char *end = strstr(p + 2, "*/");
      if (!end) return true;
      p = end + 2;
    } else {
      return true;
    }
  }
  return true;
}

// ---- loading

static bool is_dir(const char *path) {
  struct stat st;
  return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static bool has_go_files(const char *dir) {
  DIR *d = opendir(dir);
  bool found = false;
  for (struct dirent *e; d && !found && (e = readdir(d));)
    found = has_suffix(e->d_name, ".go") && !has_suffix(e->d_name, "_test.go");
  if (d) closedir(d);
  return found;
}

// The unit of an import path, made and queued for parsing if new. The lock is held.
static void parse_task(void *context, uint32_t index, uint32_t worker);

static Unit *want_unit(Tool *tool, const char *path, const char *dir) {
  Arena *arena = &tool->session->arena;
  const Name *name = name_cstr(tool->session->names, path);
  Unit *unit = map_get(&tool->by_path, map_key(name));
  if (unit) return unit;
  unit = arena_new(arena, Unit);
  unit->path = name->text;
  unit->dir = dir;
  map_put(arena, &tool->by_path, map_key(name), unit);
  vec_push(arena, &tool->units, unit);
  if (dir) pool_add(tool->session->pool, 0, parse_task, tool, tool->units.len - 1);
  return unit;
}

// Resolves an import string seen in a package: vendored, std or cmd. The lock is held.
static Unit *resolve_import(Tool *tool, const Unit *from, const char *path) {
  Arena *arena = &tool->session->arena;
  bool in_cmd = has_prefix(from->path, "cmd/") || !strcmp(from->path, "cmd");
  const char *roots[3] = {in_cmd ? "cmd/vendor/" : "vendor/", "", NULL};
  if (!strchr(path, '.')) roots[0] = "", roots[1] = NULL;
  for (int i = 0; roots[i]; i++) {
    const char *full = arena_printf(arena, "%s%s", roots[i], path);
    Unit *known = map_get(&tool->by_path, map_key(name_cstr(tool->session->names, full)));
    if (known) return known;
    const char *dir = arena_printf(arena, "%s/src/%s", tool->goroot, full);
    if (is_dir(dir) && has_go_files(dir)) return want_unit(tool, full, dir);
  }
  return NULL;
}

static Package *new_package(Tool *tool, const char *path, bool is_std) {
  Package *package = calloc(1, sizeof *package);
  if (!package) abort();
  (void)tool;
  arena_init(&package->arena);
  package->path = package->symbol_path = path;
  package->is_std = is_std;
  package->user = !is_std;
  package->allow_bodyless = is_std;
  return package;
}

static void parse_text(Tool *tool, Unit *unit, const char *path, const char *display, char *text, size_t size) {
  Package *package = unit->package;
  SourceFile *source = source_add(tool->session->sources, path, display, text, size);
  if (!source) ice("load", path, "no room for positions");
  ParseMode mode = (package->is_std ? PARSE_STD : PARSE_ALL) | (tool->tools ? PARSE_TOOLS : 0);
  File *file = syntax_parse_file(tool->session, &package->arena, &package->arena, source, mode);
  for (uint32_t i = 0; i < file->syntax_errors.len; i++) {
    diag_error(tool->session->diags, file->syntax_errors.data[i].pos, "%s", file->syntax_errors.data[i].message);
  }
  vec_push(&package->arena, &package->files, file);
  package->error_count += file->error_count;
  __atomic_fetch_add(&tool->lines, source->line_count, __ATOMIC_RELAXED);
  __atomic_fetch_add(&tool->bytes, size, __ATOMIC_RELAXED);
  for (uint32_t i = 0; i < file->decls.len; i++) {
    if (file->decls.data[i]->node.kind != NODE_IMPORT_DECL) continue;
    ImportDecl *decl = (ImportDecl *)file->decls.data[i];
    const char *bytes;
    size_t length;
    if (!decl->path || decl->path->bad ||
        !syntax_unquote(&package->arena, decl->path->text, decl->path->length, &bytes, &length))
      continue;
    const char *import = name_intern(tool->session->names, bytes, length)->text;
    if (!strcmp(import, "unsafe") || !strcmp(import, "C")) continue;
    bool known = false;
    for (uint32_t j = 0; j < unit->imports.len && !known; j++) known = unit->imports.data[j] == import;
    if (!known) vec_push(&package->arena, &unit->imports, import);
  }
}

static bool imports_c(const char *text) {
  for (const char *p = text; (p = strstr(p, "import \"C\"")); p++)
    if (p == text || p[-1] == '\n') return true;
  return false;
}

static int compare_names(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void parse_dir(Tool *tool, Unit *unit) {
  DIR *d = opendir(unit->dir);
  Vec(char *) names = {0};
  Arena *arena = &unit->package->arena;
  for (struct dirent *e; d && (e = readdir(d));)
    if (has_suffix(e->d_name, ".go") && !has_suffix(e->d_name, "_test.go") && name_matches(e->d_name) &&
        e->d_name[0] != '_' && e->d_name[0] != '.')
      vec_push(arena, &names, arena_strdup(arena, e->d_name, strlen(e->d_name)));
  if (d) closedir(d);
  if (names.len) qsort(names.data, names.len, sizeof *names.data, compare_names);
  for (uint32_t i = 0; i < names.len; i++) {
    const char *path = arena_printf(arena, "%s/%s", unit->dir, names.data[i]);
    size_t size;
    char *text = source_read(arena, path, &size);
    if (!text || !text_matches(text) || imports_c(text)) continue;
    parse_text(tool, unit, path, path, text, size);
  }
}

// Finds the units of a parsed package's imports.
static void link_imports(Tool *tool, Unit *unit) {
  Package *package = unit->package;
  pthread_mutex_lock(&tool->lock);
  Arena *arena = &tool->session->arena;
  for (uint32_t i = 0; i < unit->imports.len; i++) {
    Unit *dependency = resolve_import(tool, unit, unit->imports.data[i]);
    vec_push(arena, &unit->dependencies, dependency);
    if (dependency) vec_push(arena, &dependency->dependents, unit);
  }
  unit->parsed = true;
  pthread_mutex_unlock(&tool->lock);
  (void)package;
}

static void parse_task(void *context, uint32_t index, uint32_t worker) {
  (void)worker;
  Tool *tool = context;
  pthread_mutex_lock(&tool->lock);
  Unit *unit = tool->units.data[index];
  pthread_mutex_unlock(&tool->lock);
  unit->package = new_package(tool, unit->path, has_prefix(unit->dir, tool->goroot));
  unit->package->dir = unit->dir;
  if (!unit->package->is_std && tool->lang) unit->package->go_version = tool->lang;
  parse_dir(tool, unit);
  link_imports(tool, unit);
}

// ---- checking

static void check_task(void *context, uint32_t index, uint32_t worker);

static void bind_imports(Tool *tool, Unit *unit) {
  Package *package = unit->package;
  for (uint32_t i = 0; i < unit->imports.len; i++) {
    Unit *dependency = unit->dependencies.data[i];
    if (!dependency || !dependency->package || !dependency->package->name) continue;
    const Name *import = name_cstr(tool->session->names, unit->imports.data[i]);
    map_put(&package->arena, &package->import_map, map_key(import), dependency->package);
  }
}

static void check_task(void *context, uint32_t index, uint32_t worker) {
  (void)worker;
  Tool *tool = context;
  Unit *unit = tool->units.data[index];
  if (unit->package && unit->package->files.len) {
    bind_imports(tool, unit);
    if (!unit->package->error_count || tool->tools)
      types_check_package(tool->session, unit->package, !tool->lazy || unit->package->user);
    if (unit->package->error_count) unit->failed = true;
  }
  unit->checked = true;
  for (uint32_t i = 0; i < unit->dependents.len; i++) {
    Unit *next = unit->dependents.data[i];
    if (__atomic_sub_fetch(&next->missing, 1, __ATOMIC_ACQ_REL)) continue;
    for (uint32_t j = 0; j < tool->units.len; j++)
      if (tool->units.data[j] == next) pool_add(tool->session->pool, 0, check_task, tool, j);
  }
}

// Checks all units not checked yet, each after those it imports.
static void check_units(Tool *tool) {
  for (uint32_t i = 0; i < tool->units.len; i++) {
    Unit *unit = tool->units.data[i];
    unit->missing = 1;  // held until all counts are known
    for (uint32_t j = 0; j < unit->dependencies.len; j++)
      if (unit->dependencies.data[j] && !unit->dependencies.data[j]->checked) unit->missing++;
  }
  Vec(uint32_t) ready = {0};
  for (uint32_t i = 0; i < tool->units.len; i++) {
    Unit *unit = tool->units.data[i];
    if (!unit->checked && !--unit->missing) vec_push(&tool->session->arena, &ready, i);
  }
  for (uint32_t i = 0; i < ready.len; i++) pool_add(tool->session->pool, 0, check_task, tool, ready.data[i]);
  pool_drain(tool->session->pool);
  for (uint32_t i = 0; i < tool->units.len; i++)
    if (!tool->units.data[i]->checked) printf("import cycle: %s is not checked\n", tool->units.data[i]->path);
}

static void add_std(Tool *tool, const char *path) {
  Arena *arena = &tool->session->arena;
  pthread_mutex_lock(&tool->lock);
  want_unit(tool, path, arena_printf(arena, "%s/src/%s", tool->goroot, path));
  pthread_mutex_unlock(&tool->lock);
}

// Adds all packages below GOROOT/src/`path`.
static void add_tree(Tool *tool, const char *path) {
  char dir[4096];
  snprintf(dir, sizeof dir, "%s/src%s%s", tool->goroot, *path ? "/" : "", path);
  if (*path && has_go_files(dir) && strcmp(path, "builtin")) add_std(tool, path);  // builtin is documentation
  DIR *d = opendir(dir);
  for (struct dirent *e; d && (e = readdir(d));) {
    if (e->d_name[0] == '.' || e->d_name[0] == '_' || !strcmp(e->d_name, "testdata") || !strcmp(e->d_name, "vendor"))
      continue;
    char sub[4096], full[8200];
    snprintf(sub, sizeof sub, "%s%s%s", path, *path ? "/" : "", e->d_name);
    snprintf(full, sizeof full, "%s/src/%s", tool->goroot, sub);
    if (is_dir(full)) add_tree(tool, sub);
  }
  if (d) closedir(d);
}

// Checks the bodies left by -lazy, those of one package from several threads.
static void body_task(void *context, uint32_t index, uint32_t worker) {
  (void)worker;
  Tool *tool = context;
  uint32_t total = 0;
  for (uint32_t i = 0; i < tool->units.len; i++) {
    Package *package = tool->units.data[i]->package;
    if (!package || !package->checker) continue;
    if (index < total + package->all_objects.len) {
      Object *object = package->all_objects.data[index - total];
      if (object->kind == OBJECT_FUNC) types_check_body(tool->session, object);
      return;
    }
    total += package->all_objects.len;
  }
}

static void check_bodies(Tool *tool) {
  double start = now();
  uint32_t total = 0;
  for (uint32_t i = 0; i < tool->units.len; i++)
    if (tool->units.data[i]->package && tool->units.data[i]->package->checker)
      total += tool->units.data[i]->package->all_objects.len;
  pool_run(tool->session->pool, body_task, tool, total);
  for (uint32_t i = 0; i < tool->units.len; i++) {
    Unit *unit = tool->units.data[i];
    if (!unit->package || !unit->package->checker) continue;
    types_finish_package(tool->session, unit->package);
    unit->failed |= unit->package->error_count > 0;
  }
  if (tool->times) fprintf(stderr, "bodies %.0f ms\n", (now() - start) * 1e3);
}

// Prints the variables of each package in the order of their initialization.
static void print_init_order(Tool *tool) {
  for (uint32_t i = 0; i < tool->units.len; i++) {
    Package *package = tool->units.data[i]->package;
    for (uint32_t j = 0; package && j < package->init_order.len; j++) {
      Initializer *init = &package->init_order.data[j];
      printf("%s:", package->path);
      for (uint32_t k = 0; k < init->lhs_count; k++) printf(" %s", init->lhs[k]->name->text);
      printf("\n");
    }
  }
}

// Parses what has been asked for with its imports, and checks it. Returns how many packages failed.
static uint32_t run_units(Tool *tool) {
  pool_drain(tool->session->pool);
  double parsed = now();
  check_units(tool);
  double checked = now();
  if (tool->bodies) check_bodies(tool);
  uint32_t failed = 0, packages = 0;
  for (uint32_t i = 0; i < tool->units.len; i++) {
    Unit *unit = tool->units.data[i];
    failed += unit->failed;
    packages += unit->package && unit->package->files.len;
    if (unit->failed && tool->verbose) printf("failed: %s\n", unit->path);
  }
  if (tool->times) {
    fprintf(stderr, "%u packages, %llu lines, %.1f MB: parse %.0f ms, check %.0f ms; %u failed\n", packages,
            (unsigned long long)tool->lines, (double)tool->bytes / 1e6, (parsed - tool->start) * 1e3,
            (checked - parsed) * 1e3, failed);
  }
  return failed;
}

// ---- tests with ERROR comments

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
  if (!syntax_unquote(&test->arena, text, length, &bytes, &count)) bytes = "", count = 0;
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
  unit->package = new_package(tool, "p", false);
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
    if (plain && !memmem(text, line, "-m", 2) && !memmem(text, line, "-live", 5) && text_matches(text)) {
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

static void run_suite(Tool *tool, bool errorcheck, char **files, int file_count) {
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

// ---- packages from the command line

static void add_files(Tool *tool, char **files, int count) {
  Unit *unit = arena_new(&tool->session->arena, Unit);
  unit->path = "command-line-arguments";
  unit->package = new_package(tool, unit->path, false);
  unit->package->go_version = tool->lang;
  for (int i = 0; i < count; i++) {
    size_t size;
    char *text = source_read(&unit->package->arena, files[i], &size);
    if (text) parse_text(tool, unit, files[i], files[i], text, size);
    else perror(files[i]);
  }
  vec_push(&tool->session->arena, &tool->units, unit);
  link_imports(tool, unit);
}

static void add_argument(Tool *tool, char *arg) {
  if (arg[0] == '.' || arg[0] == '/') {
    pthread_mutex_lock(&tool->lock);
    want_unit(tool, arg, arg);
    pthread_mutex_unlock(&tool->lock);
  } else {
    add_std(tool, arg);
  }
}

int main(int argc, char **argv) {
  Tool tool = {.start = now(), .goroot = getenv("GOROOT") ? getenv("GOROOT") : "/usr/local/go"};
  enum { PACKAGES, STD, TESTDATA, ERRORCHECK } mode = PACKAGES;
  uint32_t workers = (uint32_t)sysconf(_SC_NPROCESSORS_ONLN);
  char **args = calloc((size_t)argc, sizeof *args);
  int arg_count = 0;
  const char *exclude = NULL;
  for (int i = 1; i < argc; i++) {
    char *a = argv[i];
    if (!strcmp(a, "-e")) tool.all_errors = true;
    else if (!strcmp(a, "-v")) tool.verbose = true;
    else if (!strcmp(a, "-tools")) tool.tools = true;
    else if (!strcmp(a, "-lazy")) tool.lazy = true;
    else if (!strcmp(a, "-bodies")) tool.lazy = tool.bodies = true;
    else if (!strcmp(a, "-initorder")) tool.init_order = true;
    else if (!strcmp(a, "-time")) tool.times = true;
    else if (has_prefix(a, "-lang=")) tool.lang = a + 6;
    else if (has_prefix(a, "-j=")) workers = (uint32_t)atoi(a + 3);
    else if (has_prefix(a, "-exclude=")) exclude = a + 9;
    else if (!strcmp(a, "-std")) mode = STD;
    else if (!strcmp(a, "-testdata")) mode = TESTDATA;
    else if (!strcmp(a, "-errorcheck")) mode = ERRORCHECK;
    else if (!strcmp(a, "-accept")) mode = ERRORCHECK, tool.accept = true;
    else if (a[0] == '-') return fprintf(stderr, "unknown flag %s\n", a), 2;
    else args[arg_count++] = a;
  }
  if (mode == TESTDATA || mode == ERRORCHECK) workers = 1;  // forks
  tool.session = session_new(workers);
  syntax_init(tool.session);
  types_init(tool.session);
  if (mode == TESTDATA) types_define_test_builtins(tool.session);
  pthread_mutex_init(&tool.lock, NULL);
  size_t size;
  if (exclude) tool.exclude = source_read(&tool.session->arena, exclude, &size);
  if (mode == TESTDATA || mode == ERRORCHECK) {
    run_suite(&tool, mode == ERRORCHECK, args, arg_count);
    return 0;
  }
  if (mode == STD) add_tree(&tool, "");
  else if (arg_count && has_suffix(args[0], ".go")) add_files(&tool, args, arg_count);
  else
    for (int i = 0; i < arg_count; i++) add_argument(&tool, args[i]);
  uint32_t failed = run_units(&tool);
  if (tool.init_order) print_init_order(&tool);
  diags_flush(tool.session->diags, 1, tool.all_errors ? 0 : 10);
  return failed != 0;
}
