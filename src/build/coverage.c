// Which packages of a program are covered (cmd/go/internal/load "SelectCoverPackages"): those that -coverpkg's patterns
// mean, else of a test the package under test, of other programs what is named and what the main modules have.
#include <stdio.h>
#include <string.h>

#include "base/paths.h"
#include "build/internal.h"
#include "mod/pattern.h"

static bool is_of_main(const LoadedPackage *l) { return l->module && !l->module->version; }

// Patterns of folders go by the folder of a package, others by its path.
static bool pattern_means(Arena *arena, const char *pattern, const char *here, const LoadedPackage *l) {
  if (strcmp(pattern, "all") == 0) return true;
  if (strcmp(pattern, "std") == 0) return l->standard;
  if (strcmp(pattern, "cmd") == 0) return l->standard && strncmp(l->path, "cmd/", 4) == 0;
  if (strcmp(pattern, "work") == 0) return is_of_main(l);
  if (!pattern_is_folder(pattern) || *pattern == '/') return pattern_matches(pattern, l->path);
  const char *dots = strstr(pattern, "...");
  if (!dots) return strcmp(absolute_path(arena, here, pattern), l->dir) == 0;
  while (dots[-1] != '/') dots--;
  const char *folder = absolute_path(arena, here, arena_strdup(arena, pattern, (size_t)(dots - 1 - pattern)));
  size_t n = strlen(folder);
  if (strncmp(l->dir, folder, n) != 0 || (l->dir[n] && l->dir[n] != '/')) return false;
  return pattern_matches(dots, l->dir[n] ? l->dir + n + 1 : ".");
}

static bool is_meant(Arena *arena, const BuildOptions *options, const LoadedPackage *main, const LoadedPackage *l) {
  const CoverOptions *asked = &options->context.cover;
  const LoadedPackage *base = l->origin ? l->origin : l;
  bool part = base->tests && base->tests->plain != base;  // made of test files alone
  if (part || !base->go_files.len) return false;
  bool atomic = strcmp(base->path, "sync/atomic") == 0 || strcmp(base->path, "internal/runtime/atomic") == 0;
  if (asked->mode == COVER_ATOMIC && atomic) return false;
  for (uint32_t i = 0; i < asked->patterns.len; i++)
    if (pattern_means(arena, asked->patterns.data[i], options->dir, base)) return true;
  if (asked->patterns.len) return false;
  if (main->tests) return base == main->tests->plain;
  return base->command_line || base->matched.len || is_of_main(base);
}

void build_coverage_warn(Loader *loader, const BuildOptions *options) {
  const StringVec *patterns = &options->context.cover.patterns;
  uint32_t count;
  LoadedPackage **order = loader_order(loader, &count);
  Arena arena;
  arena_init(&arena);
  for (uint32_t i = 0; options->context.cover.mode && i < patterns->len; i++) {
    bool found = false;
    for (uint32_t k = 0; k < count && !found; k++)
      found = pattern_means(&arena, patterns->data[i], options->dir, order[k]);
    if (!found)
      fprintf(stderr, "warning: no packages being %s depend on matches for pattern %s\n",
              options->context.test ? "tested" : "built", patterns->data[i]);
  }
  arena_free(&arena);
}

CoverPackage *build_cover_package(Session *session, LoadedPackage *l) {
  Package *package = l->package;
  if (l->coverage || !package->name) return l->coverage;
  l->coverage = cover_package(session, &package->arena, l->path, package->name->text, l->module ? l->module->path : "",
                              package->files.data, package->files.len);
  if (!l->coverage) diag_error_in(session->diags, &l->unit, 0, "its files cannot be read again for coverage");
  return l->coverage;
}

static CoverPackage *cover(Session *session, LoadedPackage *l) {
  if (!overlay_row(l->path, l->standard)) return build_cover_package(session, l);
  diag_error_in(session->diags, &l->unit, 0,
                arena_printf(&session->arena,
                             "not supported yet: coverage of package %s, which has files of tuco's own", l->path));
  return NULL;
}

void build_coverage(Program *program, const BuildOptions *options) {
  if (!options->context.cover.mode) return;
  Session *session = program->session;
  const LoadedPackage *main = program->main->loaded;
  Coverage *coverage = program->coverage = arena_new(&program->arena, Coverage);
  coverage->mode = options->context.cover.mode;
  coverage->test = main->tests != NULL;
  coverage->packages = arena_array(&program->arena, CoverPackage *, program_package_numbers(program));
  for (uint32_t i = 0; i < program->package_count; i++) {
    Package *package = program->packages[i];
    LoadedPackage *l = package->loaded;
    if (!is_meant(&program->arena, options, main, l)) continue;
    coverage->packages[package->number] = cover(session, l->origin ? l->origin : l);
  }
  coverage->hook = coverage->test || coverage->packages[program->main->number];
}
