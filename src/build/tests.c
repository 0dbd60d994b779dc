// The test executables of packages (-d=test): what they import is loaded and checked once, in one session. Then, one
// after the other, each test's variants of packages are made and checked in a derived session, and the program of
// these, and all of it is freed. One that cannot be made does not keep the others from it.
//
// Executables are called as by `go test -c`, by the last element of the import path. Where several would have one name
// each is called by its whole path, with a comma for a slash: no import path has commas.
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "build/internal.h"

typedef struct TestBuild {
  Session *session;
  Loader *loader;
  const BuildOptions *options;
  PackageTests **tests;
  uint32_t count;
  const char **names;  // of the executables
  VcsStamp *stamps;    // of these
} TestBuild;

static const char *whole_name(Arena *arena, const char *path) {
  char *name = arena_printf(arena, "%s.test", path);
  for (char *p = name; *p; p++)
    if (*p == '/') *p = ',';
  return name;
}

static void name_executables(TestBuild *b) {
  Arena *arena = &b->session->arena;
  Map seen = {0};
  b->names = arena_array(arena, const char *, b->count);
  uint32_t *first = arena_array(arena, uint32_t, b->count);  // 1 + the first of that name
  for (uint32_t i = 0; i < b->count; i++) {
    if (!tests_can_be_made(b->tests[i])) continue;
    b->names[i] = arena_printf(arena, "%s.test", build_program_name(arena, b->options, b->tests[i]->plain));
    const Name *key = name_cstr(b->session->names, b->names[i]);
    first[i] = (uint32_t)(uintptr_t)map_get(&seen, map_key(key));
    if (!first[i]) map_put(arena, &seen, map_key(key), (void *)(uintptr_t)(i + 1));
  }
  for (uint32_t i = 0; i < b->count; i++) {
    if (!first[i]) continue;
    b->names[i] = whole_name(arena, b->tests[i]->plain->path);
    b->names[first[i] - 1] = whole_name(arena, b->tests[first[i] - 1]->plain->path);
  }
}

// The packages that some test executable has as they are. In the session's arena.
static LoadedPackage **needed(TestBuild *b, uint32_t *count) {
  uint32_t all;
  LoadedPackage **order = loader_order(b->loader, &all);
  LoadedPackage **list = arena_array(&b->session->arena, LoadedPackage *, all);
  variants_mark_needed(b->loader);
  *count = 0;
  for (uint32_t i = 0; i < all; i++)
    if (order[i]->needed) list[(*count)++] = order[i];
  return list;
}

static bool make_variants(TestBuild *b, Session *derived, TestVariants *variants, uint32_t index, ProgramUse use) {
  const char *path = output_named(&derived->arena, b->options, b->names[index]);
  const BuildOptions *options = b->options;
  if (variants->cycle) {
    fprintf(stderr, "%s\n", variants->cycle);
    return false;
  }
  if (options->context.trace || options->dry_run) {
    build_print_steps(variants->list, variants->count);
    fprintf(stderr, "link -o %s\n", path);
  }
  if (options->dry_run) return true;
  bool ok = build_check_packages(derived, variants->list, variants->count, options);
  if (!ok || variants->all.main->poisoned) return false;  // what it imports is wrong, which was said before
  if (options->check_only) return true;
  ok = build_program(derived, b->loader, &variants->all, options, &b->stamps[index], path, use);
  if (options->debug.memory) memory_print_derived(derived, variants);
  return ok;
}

static bool make_test(TestBuild *b, uint32_t index, ProgramUse use) {
  PackageTests *tests = b->tests[index];
  if (!tests_can_be_made(tests)) return true;  // there are none, or it was said what is wrong with them
  Session *derived = session_derive(b->session);
  types_derive(derived);
  TestVariants *variants = variants_make(b->loader, derived, tests);
  bool ok = make_variants(b, derived, variants, index, use);
  if (use == USE_LAST) return ok;  // the end of the process is quicker
  variants_free(variants);
  types_derived_free(derived);
  session_free(derived);
  malloc_trim(0);  // else the C heap keeps what it has of small arenas
  return ok;
}

// Reports tests that cannot be loaded. False: there are some.
static bool report_problems(const TestBuild *b) {
  bool ok = true;
  for (uint32_t i = 0; i < b->count; i++) {
    if (b->tests[i]->problem) fprintf(stderr, "%s\n", b->tests[i]->problem);
    ok = ok && !b->tests[i]->problem;
  }
  return ok;
}

// Says, as go does, which packages have no tests, and nothing else is wrong with them.
static void report_untested(const TestBuild *b) {
  for (uint32_t i = 0; i < b->count; i++) {
    const LoadedPackage *plain = b->tests[i]->plain;
    if (!tests_are_there(b->tests[i]) && !plain->poisoned) printf("?   \t%s\t[no test files]\n", plain->path);
  }
  fflush(stdout);
}

int build_tests(Session *session, Loader *loader, const BuildOptions *options) {
  // Else glibc takes ever larger blocks from its heap, which one program after the other leaves in pieces.
  mallopt(M_MMAP_THRESHOLD, 128 << 10);
  TestBuild b = {.session = session, .loader = loader, .options = options};
  b.tests = loader_tests(loader, &b.count);
  const char *output = options->output;
  if (b.count > 1 && output && !output_is_folder(options) && strcmp(output, "/dev/null") != 0) {
    fprintf(stderr, "with multiple packages, -o must refer to a directory or /dev/null\n");
    return 1;
  }
  name_executables(&b);
  bool ok = report_problems(&b);
  uint32_t count, last = b.count;
  LoadedPackage **list = needed(&b, &count);
  if (options->context.trace || options->dry_run) build_print_steps(list, count);
  if (!options->dry_run) ok &= build_check_packages(session, list, count, options);
  report_untested(&b);
  Vcs *vcs = vcs_new(&session->arena, options);
  b.stamps = arena_array(&session->arena, VcsStamp, b.count);
  for (uint32_t i = 0; i < b.count && !options->dry_run && !options->check_only; i++)
    if (tests_can_be_made(b.tests[i])) b.stamps[i] = build_stamp(vcs, loader, b.tests[i]->plain, options);
  while (last && !tests_can_be_made(b.tests[last - 1])) last--;
  for (uint32_t round = 1; round == 1 || round <= options->rounds; round++) {
    for (uint32_t i = 0; i < b.count; i++)
      ok &= make_test(&b, i, i + 1 == last && !options->rounds ? USE_LAST : USE_WRITE);
    if (options->debug.memory) memory_print_round(session, loader, round);
  }
  return !ok;
}
