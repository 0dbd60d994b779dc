// What go refuses of the files of a package once it knows them all, before it compiles any (cmd/go/internal/load):
// names that differ by case alone or could be taken for flags, and sources for compilers that only cgo would call.
#include <ctype.h>
#include <string.h>

#include "base/unicode.h"
#include "load/internal.h"

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

// ---- names

bool name_is_safe(const char *name) {
  unsigned char c = (unsigned char)*name;
  return isalnum(c) || (c && strchr("._/", c)) || c >= 0x80;
}

// The first name that is an earlier one but for case.
static const char *collision(Session *session, Arena *arena, const StringVec *files) {
  Map seen = {0};
  for (uint32_t i = 0; i < files->len; i++) {
    const char *file = files->data[i];
    char *folded = arena_strdup(arena, file, strlen(file));
    for (char *p = folded; *p; p++) *p = (char)tolower((unsigned char)*p);
    const Name *key = name_cstr(session->names, folded);
    const char *other = map_get(&seen, map_key(key));
    if (!other) map_put(arena, &seen, map_key(key), (void *)(uintptr_t)file);
    if (!other || strcmp(other, file) == 0) continue;  // what is embedded may be compiled, too
    bool swapped = strcmp(file, other) > 0;
    return arena_printf(arena, "case-insensitive file name collision: \"%s\" and \"%s\"", swapped ? other : file,
                        swapped ? file : other);
  }
  return NULL;
}

const char *names_problem(Session *session, Arena *arena, const StringVec *files, const char *path, const char *dir) {
  const char *problem = collision(session, arena, files), *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
  if (problem) return problem;
  for (uint32_t i = 0; i < files->len; i++) {
    const char *name = files->data[i];
    if (!name_is_safe(name) || strncmp(name, "_cgo_", 5) == 0)
      return arena_printf(arena, "invalid input file name %s", text_quote(arena, name, strlen(name)));
  }
  if (!name_is_safe(base))
    return arena_printf(arena, "invalid input directory name %s", text_quote(arena, base, strlen(base)));
  // It would end a line directive in its middle.
  if (strpbrk(dir, "\r\n"))
    return arena_printf(arena, "invalid package directory %s", text_quote(arena, dir, strlen(dir)));
  return NULL;
}

// ---- kinds

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
  const char *problem = names_problem(loader->session, arena, &files, l->path, l->dir);
  if (!problem) problem = foreign_files(loader, arena, l);
  if (problem) load_error_of(loader, l, problem);
  return problem != NULL;
}
