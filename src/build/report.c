// To standard error when a program is done: what it and the session own (-d=memory), and how long threads waited for
// each other (-d=time).
#include <stdio.h>
#include <sys/resource.h>

#include "build/internal.h"

static void line(const char *owner, const char *what, size_t bytes) {
  fprintf(stderr, "# %-8s %-18s %10zu KB\n", owner, what, bytes >> 10);
}

static void add_package(const LoadedPackage *l, size_t *trees, size_t *objects) {
  *trees += l ? l->package->tree.total : 0;
  *objects += l ? l->package->arena.total : 0;
}

static void print_session(Session *session, Loader *loader) {
  uint32_t count;
  LoadedPackage **packages = loader_order(loader, &count);
  size_t trees = 0, found = 0, objects = 0;
  for (uint32_t i = 0; i < count; i++) {
    trees += packages[i]->package->tree.total;
    found += packages[i]->package->found.total;
    objects += packages[i]->package->arena.total;
  }
  PackageTests **tests = loader_tests(loader, &count);
  for (uint32_t i = 0; i < count; i++) {
    add_package(tests[i]->internal, &trees, &objects);
    add_package(tests[i]->external, &trees, &objects);
    add_package(tests[i]->main, &trees, &objects);
  }
  size_t names = interner_bytes(session->names), sources = source_set_bytes(session->sources);
  size_t types = types_bytes(session), load = loader_bytes(loader), rest = session->arena.total;
  line("session", "names", names);
  line("session", "sources", sources);
  line("session", "loader", load);
  line("session", "trees", trees);
  line("session", "checked", found);
  line("session", "packages", objects);
  line("session", "types", types);
  line("session", "rest", rest);
  line("session", "in all", names + sources + load + trees + found + objects + types + rest);
}

void memory_print(const Program *program, Loader *loader) {
  if (!program->session->base) print_session(program->session, loader);
  line("program", program->main->loaded->path, program_bytes(program));
}

void memory_print_derived(Session *derived, const TestVariants *variants) {
  size_t bytes = types_bytes(derived) + variants_bytes(variants) + derived->arena.total;
  fprintf(stderr, "# %-8s %-18s %10zu KB in %u packages\n", "derived", variants->all.main->path, bytes >> 10,
          variants->count);
}

// After all tests' executables were made once more: what is left of them, and the most that the process has had.
void memory_print_round(Session *session, Loader *loader, uint32_t round) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  fprintf(stderr, "# round %u, peak %zu KB\n", round, (size_t)usage.ru_maxrss);
  print_session(session, loader);
}

static void waits_line(const char *what, LockWaits waits) {
  fprintf(stderr, "# waits for %-10s %8llu  %9.2f ms\n", what, (unsigned long long)waits.count,
          (double)waits.nanoseconds / 1e6);
}

void waits_print(const Program *program, Loader *loader) {
  LockWaits bodies = {0};
  for (uint32_t i = 0; i < program->package_count; i++) types_add_body_waits(program->packages[i], &bodies);
  waits_line("names", interner_waits(program->session->names));
  waits_line("loader", loader_waits(loader));
  waits_line("types", types_waits(program->session));
  waits_line("bodies", bodies);
  waits_line("symbols", symbol_table_waits(program->symbols));
  waits_line("lowering", program->waits);
}
