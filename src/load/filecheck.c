// What go refuses of the files of a package once it knows them all, before it compiles any (cmd/go/internal/load):
// names that differ by case alone or could be taken for flags, and sources for compilers that only cgo would call.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "load/internal.h"

// Names that differ by case alone stand together.
static int by_folded(const void *left, const void *right) {
  const char *a = *(const char *const *)left, *b = *(const char *const *)right;
  int order = strcasecmp(a, b);
  return order ? order : strcmp(a, b);
}

static void add_all(Arena *arena, StringVec *to, const StringVec *from) {
  for (uint32_t i = 0; i < from->len; i++) {
    const char *slash = strrchr(from->data[i], '/');
    vec_push(arena, to, slash ? slash + 1 : from->data[i]);
  }
}

static StringVec all_files(Arena *arena, const LoadedPackage *l) {
  const StringVec *lists[] = {&l->go_files,  &l->cgo_files,  &l->ignored_files,
                              &l->asm_files, &l->test_files, &l->external_test_files};
  StringVec files = {0};
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) add_all(arena, &files, lists[i]);
  for (size_t i = 0; i < OTHER_KINDS; i++) add_all(arena, &files, &l->other_files[i]);
  for (uint32_t i = 0; i < l->embed_files.len; i++) vec_push(arena, &files, l->embed_files.data[i]);  // with folders
  return files;
}

// Could it be taken for a flag, or is it made by cgo?
static bool is_unsafe_name(const char *name) {
  unsigned char c = (unsigned char)name[0];
  return !(isalnum(c) || c == '.' || c == '_' || c == '/' || c >= 0x80) || strncmp(name, "_cgo_", 5) == 0;
}

static const char *collision(Arena *arena, const StringVec *files) {
  StringVec sorted = {0};
  add_all(arena, &sorted, files);
  if (sorted.len) qsort(sorted.data, sorted.len, sizeof(char *), by_folded);
  for (uint32_t i = 1; i < sorted.len; i++) {
    const char *a = sorted.data[i - 1], *b = sorted.data[i];
    if (strcasecmp(a, b) != 0 || strcmp(a, b) == 0) continue;
    return arena_printf(arena, "case-insensitive file name collision: \"%s\" and \"%s\"", a, b);
  }
  return NULL;
}

static const char *joined(Arena *arena, const StringVec *list) {
  const char *text = list->data[0];
  for (uint32_t i = 1; i < list->len; i++) text = arena_printf(arena, "%s %s", text, list->data[i]);
  return text;
}

// Those for C, C++ and Objective-C are passed over where cgo is off, as it always is; objects would have to be linked.
static const char *foreign_files(const Loader *loader, Arena *arena, const LoadedPackage *l) {
  const StringVec *fortran = &l->other_files[OTHER_FORTRAN], *objects = &l->other_files[OTHER_SYSO];
  if (fortran->len)
    return arena_printf(arena, "Fortran source files not allowed when not using cgo or SWIG: %s",
                        joined(arena, fortran));
  if (objects->len && !loader->context->as_written)
    return arena_printf(arena, "not supported yet: linking of object files: %s", joined(arena, objects));
  return NULL;
}

bool package_files_problem(Loader *loader, LoadedPackage *l) {
  Arena *arena = &l->package->arena;
  StringVec files = all_files(arena, l);
  const char *problem = collision(arena, &files), *slash = strrchr(l->path, '/');
  const char *base = slash ? slash + 1 : l->path;
  for (uint32_t i = 0; !problem && i < files.len; i++)
    if (is_unsafe_name(files.data[i])) problem = arena_printf(arena, "invalid input file name \"%s\"", files.data[i]);
  if (!problem && *base && is_unsafe_name(base))
    problem = arena_printf(arena, "invalid input directory name \"%s\"", base);
  if (!problem) problem = foreign_files(loader, arena, l);
  if (problem) load_error_of(loader, l, problem);
  return problem != NULL;
}
