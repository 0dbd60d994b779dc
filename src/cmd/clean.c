// tuco clean: takes away what building has left in packages' folders, and what lies in caches.
//
// Of a package's folder: programs that have the name of the folder, of the package or of one of its files, test
// executables of such names, and what old builds left (cmd/go knows these names).
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/map.h"
#include "base/paths.h"
#include "cache/cache.h"
#include "cmd/named.h"
#include "mod/disk.h"
#include "mod/locked_file.h"

typedef struct CleanFlags {
  bool installed, recursive;  // -i -r
  bool cache, test_cache, mod_cache, fuzz_cache;
} CleanFlags;

static const FlagRow own[] = {{"cache", FLAG_BOOL, TO_BOOL(CleanFlags, cache)},
                              {"fuzzcache", FLAG_BOOL, TO_BOOL(CleanFlags, fuzz_cache)},
                              {"i", FLAG_BOOL, TO_BOOL(CleanFlags, installed)},
                              {"modcache", FLAG_BOOL, TO_BOOL(CleanFlags, mod_cache)},
                              {"r", FLAG_BOOL, TO_BOOL(CleanFlags, recursive)},
                              {"testcache", FLAG_BOOL, TO_BOOL(CleanFlags, test_cache)},
                              FLAGS_END};

typedef struct Cleaner {
  const BuildFlags *flags;
  const CleanFlags *asked;
  Arena *arena;
  ListGraph *graph;
  Map cleaned;          // packages
  const char *dir;      // that the printed commands are in
  const char *removed;  // folders of the build cache
  bool failed;
} Cleaner;

static void fail(Cleaner *c, const char *problem) {
  if (!problem) return;
  cmd_warn("%s", problem);
  c->failed = true;
}

static bool shows(const Cleaner *c) { return c->flags->options.dry_run || c->flags->options.context.trace; }

// ---- packages

static void add(Cleaner *c, StringVec *names, const char *base, const char *end) {
  vec_push(c->arena, names, arena_printf(c->arena, "%s%s", base, end));
  vec_push(c->arena, names, arena_printf(c->arena, "%s%s.exe", base, end));
}

static const char *without(Cleaner *c, const char *name, const char *end) {
  size_t n = strlen(name), k = strlen(end);
  return n > k && strcmp(name + n - k, end) == 0 ? arena_strdup(c->arena, name, n - k) : NULL;
}

static bool is_in(const StringVec *list, const char *name) {
  for (uint32_t i = 0; i < list->len; i++)
    if (strcmp(list->data[i], name) == 0) return true;
  return false;
}

static bool is_own_file(const ListPackage *p, const char *name) {
  return is_in(&p->go_files, name) || is_in(&p->cgo_files, name) || is_in(&p->test_go_files, name) ||
         is_in(&p->xtest_go_files, name);
}

static int is_named(const struct dirent *e) { return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0; }

static StringVec folder_names(Cleaner *c, const char *dir) {
  StringVec names = {0};
  struct dirent **list;
  int count = scandir(dir, &list, is_named, NULL);
  if (count < 0) fail(c, arena_printf(c->arena, "%s: %s", dir, DIAG_ERRNO(errno)));
  for (int i = 0; i < count; i++) {
    const char *name = arena_strdup(c->arena, list[i]->d_name, strlen(list[i]->d_name));
    vec_push(c->arena, &names, name);
    free(list[i]);
  }
  if (count >= 0) free(list);
  strings_sort(&names, 0);
  return names;
}

static bool is_real_folder(const char *path) {
  struct stat st;
  return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

// The files of a package's folder that building may have made.
static StringVec made_names(Cleaner *c, const ListPackage *p, const StringVec *there) {
  StringVec names = {0};
  const char *folder = strrchr(p->dir, '/') + 1, *program = list_program_name(c->graph, p);
  bool is_main = strcmp(p->name, "main") == 0;
  if (is_main) {
    add(c, &names, folder, "");
    add(c, &names, program, "");
  }
  add(c, &names, folder, ".test");
  add(c, &names, program, ".test");
  for (uint32_t i = 0; i < there->len; i++) {
    const char *name = there->data[i], *base;
    if ((!is_main && is_own_file(p, name)) || is_real_folder(arena_printf(c->arena, "%s/%s", p->dir, name))) continue;
    if ((base = without(c, name, "_test.go"))) add(c, &names, base, ".test");
    if ((base = without(c, name, ".go"))) add(c, &names, base, "");
  }
  return names;
}

static void print_removal(Cleaner *c, const char *dir, const StringVec *names) {
  if (!c->dir || strcmp(c->dir, dir) != 0) printf("cd %s\n", dir);
  c->dir = dir;
  printf("rm -f");
  for (uint32_t i = 0; i < names->len; i++) printf(" %s", names->data[i]);
  printf("\n");
}

static void remove_file(Cleaner *c, const char *path) {
  if (unlink(path) != 0 && errno != ENOENT) fail(c, arena_printf(c->arena, "remove %s: %s", path, DIAG_ERRNO(errno)));
}

static void remove_tree(Cleaner *c, const char *path) {
  if (shows(c)) printf("rm -rf %s\n", path);
  if (!c->flags->options.dry_run) fail(c, disk_remove(c->arena, path));
}

static void clean_folder(Cleaner *c, const ListPackage *p) {
  StringVec there = folder_names(c, p->dir), made = made_names(c, p, &there);
  if (shows(c)) print_removal(c, p->dir, &made);
  for (uint32_t i = 0; i < there.len; i++) {
    const char *name = there.data[i], *dot = strrchr(name, '.'), *path = arena_printf(c->arena, "%s/%s", p->dir, name);
    if (is_real_folder(path)) {
      if (settings_is_listed("_test _obj", name)) remove_tree(c, path);
    } else if (!c->flags->options.dry_run &&
               (settings_is_listed("_testmain.go test.out build.out a.out", name) ||
                (dot && settings_is_listed(".5 .6 .8 .a .o .so", dot)) || is_in(&made, name))) {
      remove_file(c, path);
    }
  }
}

static void clean_package(Cleaner *c, const ListPackage *p) {
  if (map_get(&c->cleaned, map_key(p))) return;
  map_put(c->arena, &c->cleaned, map_key(p), (void *)p);
  if (!*p->dir) {
    c->failed |= p->error != NULL;
    if (p->error) fprintf(stderr, "%s\n", list_error_text(c->arena, p->error));
    return;
  }
  clean_folder(c, p);
  if (c->asked->installed && *p->target) {
    if (shows(c)) printf("rm -f %s\n", p->target);
    if (!c->flags->options.dry_run) remove_file(c, p->target);
  }
  for (uint32_t i = 0; c->asked->recursive && i < p->imported.len; i++) clean_package(c, p->imported.data[i]);
}

static int clean_packages(Cleaner *c, BuildFlags *flags, int argc, char **argv) {
  ListPackages list;
  c->graph = named_graph(flags, (ListOptions){.find = !c->asked->recursive});
  if (!c->graph || !named_load(c->graph, argc, argv, &list)) return 1;
  for (uint32_t i = 0; i < list.len; i++) clean_package(c, list.data[i]);
  return 0;
}

// ---- caches

static void note_removed(void *context, const char *folder) {
  Cleaner *c = context;
  c->removed = arena_printf(c->arena, "%s %s", c->removed ? c->removed : "", folder);
}

static bool is_part(const char *name) { return strlen(name) == 2 && strspn(name, "0123456789abcdef") == 2; }

// Tuco's entries, and gc's beside them. The folder itself stays: it may have been made with rights of its own.
static void clean_build_cache(Cleaner *c, const char *dir) {
  const BuildOptions *options = &c->flags->options;
  fail(c, cache_clean(c->arena, options->context.environment, options->dry_run, note_removed, c));
  StringVec names = {0};
  if (is_folder(dir)) names = folder_names(c, dir);
  for (uint32_t i = 0; i < names.len; i++) {
    if (!is_part(names.data[i])) continue;
    const char *path = arena_printf(c->arena, "%s/%s", dir, names.data[i]);
    note_removed(c, path);
    if (!options->dry_run) fail(c, disk_remove(c->arena, path));
  }
  if (shows(c) && c->removed) printf("rm -rf%s\n", c->removed);
  if (is_folder(dir)) remove_tree(c, arena_printf(c->arena, "%s/log.txt", dir));
}

// Results of tests from before now do not count any more.
static void expire_tests(Cleaner *c, const char *dir) {
  struct timespec now;
  if (!is_folder(dir)) return;
  clock_gettime(CLOCK_REALTIME, &now);
  const char *text = arena_printf(c->arena, "%lld\n", (long long)now.tv_sec * 1000000000 + now.tv_nsec);
  fail(c, locked_edit(c->arena, arena_printf(c->arena, "%s/testexpire.txt", dir), NULL, 0, text));
}

static void clean_caches(Cleaner *c) {
  const Environment *environment = c->flags->options.context.environment;
  const char *dir, *modules = environment_module_cache(c->arena, environment);
  const char *problem = cache_place(c->arena, environment, &dir);
  bool there = strcmp(dir, "off") != 0;
  if (problem && (c->asked->cache || c->asked->test_cache || c->asked->fuzz_cache))
    fail(c, arena_printf(c->arena, "build cache is required, but could not be located: %s", problem));
  if (c->asked->cache && there) clean_build_cache(c, dir);
  if (c->asked->test_cache && !c->asked->cache && there) expire_tests(c, dir);
  if (c->asked->mod_cache && !*modules) fail(c, "cannot clean -modcache without a module cache");
  else if (c->asked->mod_cache) remove_tree(c, modules);
  if (c->asked->fuzz_cache && there) remove_tree(c, arena_printf(c->arena, "%s/fuzz", dir));
}

// ---- the command

static int run(BuildFlags *flags, int argc, char **argv) {
  const CleanFlags *asked = flags->state;
  Cleaner c = {.flags = flags, .asked = asked, .arena = flags->arena};
  int status = flags_context(flags);
  if (status) return status;
  const char *cache = asked->cache        ? "-cache"
                      : asked->test_cache ? "-testcache"
                      : asked->fuzz_cache ? "-fuzzcache"
                      : asked->mod_cache  ? "-modcache"
                                          : NULL;
  if (argc > 0 && cache) return cmd_fail("clean %s cannot be used with package arguments", cache);
  bool somewhere = flags->options.context.gopath || find_file_above(c.arena, flags->options.dir, "go.mod", NULL);
  if (argc > 0 || asked->installed || asked->recursive || (!cache && somewhere))
    status = clean_packages(&c, flags, argc, argv);
  clean_caches(&c);
  return c.failed ? 1 : status;
}

const Command cmd_clean = {
    .name = "clean",
    .usage = "[-i] [-r] [-cache] [-testcache] [-modcache] [-fuzzcache] [build flags] [packages]",
    .summary = "remove object files and cached files",
    .description =
        "Clean takes what building has left out of the packages' folders: programs and test\n"
        "executables that are called after the folder, the package or one of its files.\n\n"
        "\t-i           the installed programs, too\n"
        "\t-r           the packages that they import, too\n"
        "\t-cache       everything in the build cache\n"
        "\t-testcache   results of tests in the build cache\n"
        "\t-fuzzcache   values for fuzz tests in the build cache\n"
        "\t-modcache    the whole module cache\n"
        "\t-n, -x       print the commands; -n does not run them\n",
    .run = run,
    .state_size = sizeof(CleanFlags),
    .flags = {own, flags_build, flags_steps, flags_verbose, flags_mod, flags_modules},
};
