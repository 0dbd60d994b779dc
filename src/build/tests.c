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
  const TestReceiver *receiver;  // NULL: they go where the options say
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

static const char *name_in_messages(const LoadedPackage *l) {
  const char *text = l->unit.header ? l->unit.header : l->path;
  return text + (strncmp(text, "# ", 2) == 0 ? 2 : 0);
}

// The first package of the test that something is wrong with, as messages call it. In the session's arena: the variants
// are about to go.
static const char *find_culprit(TestBuild *b, const TestVariants *variants) {
  for (uint32_t i = 0; i < variants->all.count; i++) {
    const LoadedPackage *l = variants->all.list[i];
    if (!l->poisoned || l->unit.dropped) continue;
    const char *text = name_in_messages(l);
    return arena_strdup(&b->session->arena, text, strlen(text));
  }
  return arena_printf(&b->session->arena, "%s", variants->all.main ? variants->all.main->path : "");
}

static TestState make_program(TestBuild *b, Session *derived, TestVariants *variants, uint32_t index, ProgramUse use) {
  const BuildOptions *options = b->options;
  const TestReceiver *receiver = b->receiver;
  const char *path =
      receiver ? receiver->place(receiver->context, index) : output_named(&derived->arena, options, b->names[index]);
  if (!path) return TEST_MADE;
  if (options->context.trace || options->dry_run) build_print_steps(variants->list, variants->count);
  bool ok = options->dry_run || build_check_packages(derived, variants->list, variants->count, options);
  if (!ok || variants->all.main->poisoned) return TEST_BROKEN;  // what it imports is wrong, which was said before
  if (options->context.trace || options->dry_run) fprintf(stderr, "link -o %s\n", path);
  if (options->check_only || options->dry_run) return TEST_MADE;
  ok = build_program(derived, b->loader, &variants->all, options, &b->stamps[index], path, use);
  if (options->debug.memory) memory_print_derived(derived, variants);
  return ok ? TEST_MADE : TEST_BROKEN;
}

static TestState make_variants(TestBuild *b, Session *derived, TestVariants *variants, uint32_t index, ProgramUse use,
                               const char **culprit) {
  if (variants->cycle) {
    fprintf(stderr, "%s\n", variants->cycle);
    return TEST_UNLOADED;
  }
  TestState state = make_program(b, derived, variants, index, use);
  if (state == TEST_BROKEN) *culprit = find_culprit(b, variants);
  return state;
}

static TestState make_test(TestBuild *b, uint32_t index, ProgramUse use, const char **culprit) {
  PackageTests *tests = b->tests[index];
  if (tests->problem) return TEST_UNLOADED;
  if (tests->unneeded) return tests->main ? TEST_MADE : TEST_NONE;
  if (!tests_are_there(tests)) {
    *culprit = tests->plain->path;
    if (!tests->plain->poisoned && b->options->context.cover.mode) build_cover_package(b->session, tests->plain);
    return tests->plain->poisoned ? TEST_BROKEN : TEST_NONE;
  }
  *culprit = tests->plain->error_count ? name_in_messages(tests->plain) : NULL;
  // Diagnostics have said what is wrong with them. go reads test files to the end when it loads them, others when it
  // compiles them.
  if (!tests_can_be_made(tests)) return *culprit ? TEST_BROKEN : TEST_UNLOADED;
  Session *derived = session_derive(b->session);
  types_derive(derived);
  TestVariants *variants = variants_make(b->loader, derived, tests);
  TestState state = make_variants(b, derived, variants, index, use, culprit);
  if (use == USE_LAST) return state;  // the end of the process is quicker
  variants_free(variants);
  types_derived_free(derived);
  session_free(derived);
  malloc_trim(0);  // else the C heap keeps what it has of small arenas
  return state;
}

// Makes them all. False: one cannot be made.
static bool make_tests(TestBuild *b) {
  uint32_t last = b->count;
  bool ok = true;
  while (last && (!tests_can_be_made(b->tests[last - 1]) || b->tests[last - 1]->unneeded)) last--;
  for (uint32_t i = 0; i < b->count; i++) {
    const char *culprit = NULL;
    TestState state = make_test(b, i, i + 1 == last && !b->options->rounds ? USE_LAST : USE_WRITE, &culprit);
    ok &= state == TEST_MADE || state == TEST_NONE;
    if (b->receiver) b->receiver->done(b->receiver->context, i, state, culprit);
  }
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

// Checks what all executables have as it is, and asks what they are stamped with. False: something is wrong.
static bool prepare(TestBuild *b) {
  const BuildOptions *options = b->options;
  uint32_t count;
  LoadedPackage **list = needed(b, &count);
  if (options->context.trace || options->dry_run) build_print_steps(list, count);
  bool ok = options->dry_run || build_check_packages(b->session, list, count, options);
  Vcs *vcs = vcs_new(&b->session->arena, options);
  b->stamps = arena_array(&b->session->arena, VcsStamp, b->count);
  for (uint32_t i = 0; i < b->count && !options->dry_run && !options->check_only; i++)
    if (tests_can_be_made(b->tests[i]) && !b->tests[i]->unneeded)
      b->stamps[i] = build_stamp(vcs, b->loader, b->tests[i]->plain, options);
  return ok;
}

static TestBuild begin(Session *session, Loader *loader, const BuildOptions *options, const TestReceiver *receiver) {
  // Else glibc takes ever larger blocks from its heap, which one program after the other leaves in pieces.
  mallopt(M_MMAP_THRESHOLD, 128 << 10);
  TestBuild b = {.session = session, .loader = loader, .options = options, .receiver = receiver};
  b.tests = loader_tests(loader, &b.count);
  return b;
}

int build_tests(Session *session, Loader *loader, const BuildOptions *options) {
  TestBuild b = begin(session, loader, options, NULL);
  const char *output = options->output;
  if (b.count > 1 && output && !output_is_folder(options) && strcmp(output, "/dev/null") != 0) {
    fprintf(stderr, "with multiple packages, -o must refer to a directory or /dev/null\n");
    return 1;
  }
  name_executables(&b);
  bool ok = report_problems(&b);
  ok &= prepare(&b);
  report_untested(&b);
  for (uint32_t round = 1; round == 1 || round <= options->rounds; round++) {
    ok &= make_tests(&b);
    if (options->debug.memory) memory_print_round(session, loader, round);
  }
  return !ok;
}

int build_tests_for(Session *session, Loader *loader, const BuildOptions *options, const TestReceiver *receiver) {
  TestBuild b = begin(session, loader, options, receiver);
  tests_identify(session, loader, options, b.tests, b.count);
  if (!receiver->loaded(receiver->context, session, loader, b.tests, b.count)) return 1;
  bool ok = prepare(&b);
  return !(make_tests(&b) & ok);
}
