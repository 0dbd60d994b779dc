// Which packages count what runs of them when a test executable is made for fuzzing: the package under test and all
// that it and its tests import, directly or not, but those that fuzzing itself is busy with and those that the runtime
// consists of. External tests and what only the made main imports, internal/fuzz's own imports among it, do not count.
#include <string.h>

#include "base/bitset.h"
#include "build/internal.h"

// As cmd/go/internal/test has it.
static const char *const busy[] = {"context",       "internal/fuzz", "internal/godebug", "internal/runtime/maps",
                                   "internal/sync", "reflect",       "runtime",          "sync",
                                   "sync/atomic",   "syscall",       "testing",          "time"};
// As cmd/internal/objabi has it, less internal/runtime.
static const char *const of_runtime[] = {"internal/abi",         "internal/bytealg",        "internal/byteorder",
                                         "internal/chacha8rand", "internal/coverage/rtcov", "internal/cpu",
                                         "internal/goarch",      "internal/godebugs",       "internal/goexperiment",
                                         "internal/goos",        "internal/profilerecord",  "internal/strconv",
                                         "internal/stringslite"};

static bool is_in(const char *path, const char *const *list, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(path, list[i]) == 0) return true;
  return false;
}

static bool is_left_out(const char *path) {
  return strncmp(path, "internal/runtime/", 17) == 0 || is_in(path, busy, sizeof busy / sizeof *busy) ||
         is_in(path, of_runtime, sizeof of_runtime / sizeof *of_runtime);
}

static void mark(Arena *arena, Map *seen, LoadedPackage *l) {
  if (map_get(seen, map_key(l))) return;
  map_put(arena, seen, map_key(l), l);
  for (uint32_t i = 0; i < l->imports.len; i++) mark(arena, seen, l->imports.data[i]);
}

uint8_t *fuzz_counted(Program *program, const PackageOrder *packages) {
  Arena *arena = &program->arena;
  const PackageTests *tests = packages->main->tests;
  const LoadedPackage *parts[] = {tests->internal, tests->external};
  uint8_t *counted = arena_alloc(arena, program_package_numbers(program) / 8 + 1, 1);
  Map seen = {0};
  mark(arena, &seen, tests->plain);
  for (int part = 0; part < 2; part++)
    for (uint32_t i = 0; parts[part] && i < parts[part]->imports.len; i++)
      mark(arena, &seen, parts[part]->imports.data[i]);
  for (uint32_t i = 0; i < packages->count; i++) {
    const LoadedPackage *l = packages->list[i];
    bool is_seen = map_get(&seen, map_key(l->origin ? l->origin : l)) != NULL;
    if (is_seen && !(l->standard && is_left_out(l->path))) mask_add(counted, l->package->number);
  }
  return counted;
}
