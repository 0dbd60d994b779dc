// Build constraints: which files belong to a build, by their names and by the //go:build and +build lines above their
// package clauses (cmd/go "Build constraints"). Texts are those of files, NUL-terminated at text[size]. Thread-safe.
#ifndef TUCO_FILES_CONSTRAINT_H
#define TUCO_FILES_CONSTRAINT_H

#include "base/vec.h"

// What files are chosen for. Texts are never NULL.
typedef struct BuildTarget {
  const char *goos, *goarch;
  StringVec tags;  // -tags
  bool cgo;
  // For any build whatever, as `mod tidy` sees files: all names fit, and of each tag but "ignore" it counts that it
  // holds as well as that it does not. The rest is not looked at.
  bool any;
} BuildTarget;

// ---- constraint.c

// name_GOOS_GOARCH.go; generic_arch: as for an architecture that nobody knows.
bool constraint_name_matches(const BuildTarget *target, const char *file_name, bool generic_arch);
// Does what is written above the package clause of a file's text let it be built? A //go:build line, else the old
// "// +build" lines. extra: tags that hold besides, separated by spaces; NULL none. Of a line that is malformed
// (constraint_problem) anything may be said.
bool constraint_file_matches(const BuildTarget *target, const char *text, size_t size, bool generic_arch,
                             const char *extra);
const char *constraint_experiments(Arena *arena);  // that are on, with commas, in GOROOT's order

// The tags that hold by themselves, because of how the Go that is compiled is built: go/build's ToolTags.
StringVec constraint_tool_tags(Arena *arena, const BuildTarget *target);

// ---- constraint_syntax.c

// What is wrong with the //go:build line above a file's package clause, in go's words; NULL: nothing.
const char *constraint_problem(Arena *arena, const char *text);

#endif
