// Where `install` puts what was built, and what it takes away. Programs go to a folder for programs; where modules are
// off, archives of other packages go to the pkg folder of their GOPATH entry (load/program.h).
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/internal.h"
#include "load/program.h"

static bool is_main(const LoadedPackage *l) { return l->package->name && strcmp(l->package->name->text, "main") == 0; }

// What go says of a package that could be installed nowhere; NULL: it has a place, or needs none.
static const char *problem(Arena *arena, const BuildOptions *options, const LoadedPackage *l) {
  bool program = is_main(l);
  if (program ? build_install_target(arena, options, l) != NULL : !l->conflict) return NULL;
  if (l->command_line) return "go: no install location for .go files listed on command line (GOBIN not set)";
  if (l->conflict) return arena_printf(arena, "go: no install location for %s: hidden by %s", l->dir, l->conflict);
  return arena_printf(arena,
                      "go: no install location for directory %s outside GOPATH\n"
                      "\tFor more details see: 'go help gopath'",
                      l->dir);
}

bool install_check(Arena *arena, const BuildOptions *options, LoadedPackage *const *roots, uint32_t count) {
  bool good = true;
  for (uint32_t i = 0; i < count; i++) {
    const char *text = problem(arena, options, roots[i]);
    if (text) fprintf(stderr, "%s\n", text);
    good &= !text;
  }
  return good;
}

bool install_archives(Arena *arena, const BuildOptions *options, LoadedPackage *const *roots, uint32_t count) {
  bool good = true;
  for (uint32_t i = 0; i < count; i++) {
    const LoadedPackage *l = roots[i];
    const char *target = is_main(l) || l->poisoned ? NULL : archive_target(arena, &options->context, l);
    const char *text = target ? archive_write(arena, target, options->context.version) : NULL;
    if (text) fprintf(stderr, "go install %s: %s\n", l->path, text);
    good &= !text;
  }
  return good;
}

void install_remove_leftover(Arena *arena, const BuildOptions *options, const LoadedPackage *l) {
  const char *name = build_program_name(arena, options, l), *target = build_install_target(arena, options, l);
  struct stat st, installed;
  if (lstat(name, &st) != 0 || !S_ISREG(st.st_mode) || !(st.st_mode & 0111)) return;
  bool same = stat(target, &installed) == 0 && st.st_dev == installed.st_dev && st.st_ino == installed.st_ino;
  if (!same) unlink(name);
}
