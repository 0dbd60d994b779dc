// The parts of types_check: finding and parsing packages, checking them, and tests that say which errors there are.
#ifndef TUCO_TYPES_CHECK_INTERNAL_H
#define TUCO_TYPES_CHECK_INTERNAL_H

#include <pthread.h>
#include <string.h>

#include "load/load.h"
#include "types/types.h"

typedef struct Unit {
  Package *package;  // NULL: no such package
  const char *path, *dir;
  Vec(const char *) imports;        // import strings, without unsafe and C
  Vec(struct Unit *) dependencies;  // by import
  Vec(struct Unit *) dependents;
  uint32_t missing;  // dependencies not checked yet
  bool failed, checked, parsed;
} Unit;

typedef struct Tool {
  Session *session;
  const char *goroot, *lang;
  bool tools, all_errors, verbose, lazy, bodies, times, init_order, accept;
  const char *exclude;  // text of the file, NULL none
  pthread_mutex_t lock;
  Map by_path;  // Name of path -> Unit
  Vec(Unit *) units;
  uint64_t lines, bytes;
  double start;
  BuildContext context;
} Tool;

static inline bool has_suffix(const char *text, const char *suffix) {
  size_t n = strlen(text), m = strlen(suffix);
  return n >= m && !strcmp(text + n - m, suffix);
}
static inline bool has_prefix(const char *text, const char *prefix) { return !strncmp(text, prefix, strlen(prefix)); }

// ---- find.c

bool is_dir(const char *path);
// Packages to be checked; the session's threads parse them and what they import.
void add_std(Tool *tool, const char *path);   // GOROOT/src/PATH
void add_tree(Tool *tool, const char *path);  // all below that
void add_dir(Tool *tool, const char *dir);    // a folder
// A package of single files: made empty, given texts, then bound to what those import.
Package *new_package(const char *path, bool is_std);
void parse_text(Tool *tool, Unit *unit, const char *path, const char *display, char *text, size_t size);
void link_imports(Tool *tool, Unit *unit);

// ---- check.c

double now(void);                           // seconds
void bind_imports(Tool *tool, Unit *unit);  // once they are parsed
// Parses what has been asked for with its imports, and checks it. Returns how many packages failed.
uint32_t run_units(Tool *tool);
void print_init_order(Tool *tool);

// ---- errors.c

// The tests in the files, or all of GOROOT's: of testdata, or of GOROOT/test (errorcheck).
void run_suite(Tool *tool, bool errorcheck, char **files, int file_count);

#endif
