// lower_dump: a developer's tool that prints the SSA form of a program right after lowering.
//
//   lower_dump [-v] [-r] [-f=NAME] FILE.go…   -v verify each function, -r also package runtime's functions, -f only
//   NAME,
//                                             -q print counts only
// Packages come from overlay/ and GOROOT/src, without build constraints but the file names' (linux, amd64).
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/unicode.h"
#include "lower/lower.h"

typedef struct Tool {
  Session *session;
  const char *goroot, *runtime;  // runtime: folder that stands in for the overlay's
  Map packages;                  // Name of path -> Package
  Vec(Package *) order;
} Tool;

static bool has_suffix(const char *text, const char *suffix) {
  size_t n = strlen(text), m = strlen(suffix);
  return n >= m && !strcmp(text + n - m, suffix);
}

static bool name_fits(const char *name) {
  static const char *const others[] = {
      "_windows.go", "_darwin.go", "_arm64.go",   "_386.go",       "_js.go",      "_wasm.go",    "_plan9.go",
      "_arm.go",     "_s390x.go",  "_ppc64x.go",  "_riscv64.go",   "_loong64.go", "_mips64x.go", "_mipsx.go",
      "_mips.go",    "_mipsle.go", "_mips64.go",  "_mips64le.go",  "_ppc64.go",   "_ppc64le.go", "_armbe.go",
      "_arm64be.go", "_wasip1.go", "_solaris.go", "_dragonfly.go", "_riscv.go",   "_sparc64.go", "_sparc.go",
      "_s390.go",    "_ppc.go",    "_test.go",    "_freebsd.go",   "_netbsd.go",  "_openbsd.go", "_aix.go"};
  if (!has_suffix(name, ".go")) return false;
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
    if (has_suffix(name, others[i])) return false;
  }
  return true;
}

static Package *load(Tool *tool, const char *path);

// ---- //go:build lines, for linux/amd64 with tag gc

static bool parse_or(const char **p);

static bool parse_operand(const char **p) {
  while (**p == ' ') (*p)++;
  if (**p == '!') {
    (*p)++;
    return !parse_operand(p);
  }
  if (**p == '(') {
    (*p)++;
    bool value = parse_or(p);
    while (**p == ' ') (*p)++;
    if (**p == ')') (*p)++;
    return value;
  }
  static const char *const tags[] = {"linux",           "amd64", "gc", "unix", "purego", "compiler_bootstrap_no",
                                     "math_big_pure_go"};
  size_t n = strcspn(*p, " !()&|");
  bool value = !strncmp(*p, "go1.", 4);
  for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
    value = value || (strlen(tags[i]) == n && !strncmp(*p, tags[i], n));
  *p += n;
  return value;
}

static bool parse_and(const char **p) {
  bool value = parse_operand(p);
  for (;;) {
    while (**p == ' ') (*p)++;
    if (strncmp(*p, "&&", 2) != 0) return value;
    *p += 2;
    value = parse_operand(p) && value;
  }
}

static bool parse_or(const char **p) {
  bool value = parse_and(p);
  for (;;) {
    while (**p == ' ') (*p)++;
    if (strncmp(*p, "||", 2) != 0) return value;
    *p += 2;
    value = parse_and(p) || value;
  }
}

static void add_file(Tool *tool, Package *package, const char *path) {
  size_t size;
  char *text = source_read(&package->arena, path, &size);
  if (!text) {
    fprintf(stderr, "cannot read %s\n", path);
    exit(1);
  }
  SourceFile *source = source_add(tool->session->sources, path, path, text, size);
  source->recorded = path;
  File *file =
      syntax_parse_file(tool->session, &package->arena, &package->arena, source, PARSE_TUCO_PRAGMAS | PARSE_STD);
  const char *line = file->build_line;
  if (line) {
    if (!strncmp(line, "//go:build", 10))  // the whole line line += 10;
      if (!parse_or(&line)) return;
  }
  package->name = file->package_name ? file->package_name->name : NULL;
  vec_push(&package->arena, &package->files, file);
  for (uint32_t i = 0; i < file->decls.len; i++) {
    if (file->decls.data[i]->node.kind != NODE_IMPORT_DECL) continue;
    BasicLit *literal = ((ImportDecl *)file->decls.data[i])->path;
    const char *bytes;
    size_t length;
    if (!literal || !text_unquote(&package->arena, literal->text, literal->length, &bytes, &length)) continue;
    const Name *name = name_intern(tool->session->names, bytes, length);
    Package *imported =
        !strcmp(name->text, "unsafe") ? tool->session->universe->unsafe_package : load(tool, name->text);
    if (!imported || map_get(&package->import_map, map_key(name))) continue;
    map_put(&package->arena, &package->import_map, map_key(name), imported);
    if (imported != tool->session->universe->unsafe_package) vec_push(&package->arena, &package->imports, imported);
  }
}

static Package *new_package(Tool *tool, const char *path) {
  Package *package = arena_new(&tool->session->arena, Package);
  arena_init(&package->arena);
  package->path = package->symbol_path = path;
  package->is_std = strcmp(path, "main") != 0;
  package->allow_bodyless = true;
  return package;
}

static void finish(Tool *tool, Package *package) {
  types_check_package(tool->session, package, !package->is_std);
  package->number = tool->order.len;
  vec_push(&tool->session->arena, &tool->order, package);
}

static int compare_strings(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static Package *load(Tool *tool, const char *path) {
  Package *package = map_get(&tool->packages, map_key(name_cstr(tool->session->names, path)));
  if (package) return package;
  package = new_package(tool, path);
  map_put(&tool->session->arena, &tool->packages, map_key(name_cstr(tool->session->names, path)), package);
  char *dir = arena_printf(&tool->session->arena, "overlay/%s", path);
  if (tool->runtime && !strcmp(path, "runtime")) dir = arena_printf(&tool->session->arena, "%s", tool->runtime);
  DIR *handle = opendir(dir);
  if (!handle) {
    dir = arena_printf(&tool->session->arena, "%s/src/%s", tool->goroot, path);
    handle = opendir(dir);
  }
  if (!handle) return NULL;
  const char *names[400];
  uint32_t count = 0;
  for (struct dirent *e; (e = readdir(handle)) && count < 400;) {
    if (name_fits(e->d_name)) names[count++] = arena_printf(&tool->session->arena, "%s/%s", dir, e->d_name);
  }
  closedir(handle);
  qsort(names, count, sizeof names[0], compare_strings);
  for (uint32_t i = 0; i < count; i++) add_file(tool, package, names[i]);
  finish(tool, package);
  return package;
}

int main(int argc, char **argv) {
  Tool tool = {.session = session_new(1), .goroot = "/usr/local/go"};
  bool show_runtime = false, quiet = false;
  const char *only = NULL;
  syntax_init(tool.session);
  types_init(tool.session);
  if (argc > 1 && !strncmp(argv[1], "-runtime=", 9)) tool.runtime = argv[1] + 9;
  Package *runtime = load(&tool, "runtime");
  Package *package = new_package(&tool, "main");
  for (int i = 1; i < argc; i++) {
    if (!strcmp(argv[i], "-v")) tool.session->debug.verify = true;
    else if (!strcmp(argv[i], "-r")) show_runtime = true;
    else if (!strcmp(argv[i], "-q")) quiet = true;
    else if (!strncmp(argv[i], "-f=", 3)) only = argv[i] + 3;
    else if (!strncmp(argv[i], "-runtime=", 9)) continue;
    else add_file(&tool, package, argv[i]);
  }
  finish(&tool, package);
  if (diags_flush(tool.session->diags, 2, 20)) return 1;
  Program program = {.session = tool.session,
                     .symbols = symbol_table_new(tool.session),
                     .packages = tool.order.data,
                     .package_count = tool.order.len,
                     .main = package,
                     .runtime = runtime};
  arena_init(&program.arena);
  lower_program(&program);
  Arena text;
  arena_init(&text);
  for (uint32_t i = 0; i < program.functions.len && !quiet; i++) {
    const char *name = program.functions.data[i]->symbol->name->text;
    if (only ? strcmp(only, name) != 0 : !show_runtime && strncmp(name, "main.", 5) != 0) continue;
    printf("%s\n", func_print(func_unpack(program.functions.data[i], &text), &text));
  }
  printf("%u functions\n", program.functions.len);
  return diags_flush(tool.session->diags, 2, 20) ? 1 : 0;
}
