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
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "types_check/internal.h"

static void add_files(Tool *tool, char **files, int count) {
  Unit *unit = arena_new(&tool->session->arena, Unit);
  unit->path = "command-line-arguments";
  unit->package = new_package(unit->path, false);
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

int main(int argc, char **argv) {
  Tool tool = {.start = now(),
               .goroot = getenv("GOROOT") ? getenv("GOROOT") : "/usr/local/go",
               .context = {.target = {.goos = "linux", .goarch = "amd64"}}};
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
    for (int i = 0; i < arg_count; i++) (args[i][0] == '.' || args[i][0] == '/' ? add_dir : add_std)(&tool, args[i]);
  uint32_t failed = run_units(&tool);
  if (tool.init_order) print_init_order(&tool);
  diags_flush(tool.session->diags, 1, tool.all_errors ? 0 : 10);
  return failed != 0;
}
