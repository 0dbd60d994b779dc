// To standard error when a program is done: what it and the session own (-d=memory), and how long threads waited for
// each other (-d=time).
#include <stdio.h>

#include "build/internal.h"

static void line(const char *owner, const char *what, size_t bytes) {
  fprintf(stderr, "# %-8s %-18s %10zu KB\n", owner, what, bytes >> 10);
}

void memory_print(const Program *program, Loader *loader) {
  Session *session = program->session;
  uint32_t count;
  LoadedPackage **packages = loader_order(loader, &count);
  size_t trees = 0, found = 0, objects = 0;
  for (uint32_t i = 0; i < count; i++) {
    trees += packages[i]->package->tree.total;
    found += packages[i]->package->found.total;
    objects += packages[i]->package->arena.total;
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
  line("program", program->main->loaded->path, program_bytes(program));
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
