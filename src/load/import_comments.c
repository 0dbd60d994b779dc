// Packages that say in a comment by which path they are to be imported, and are imported by another one: go refuses
// that where modules are off. The comments are read with the files (files/import_comment.c).
#include <string.h>

#include "load/internal.h"

bool import_comment_differs(const char *comment, const char *path) {
  return *comment && strcmp(comment, path) != 0 && resolve_element(path, "vendor", false) < 0;
}

const char *import_comment_problem(Arena *arena, const char *dir, const char *comment) {
  return arena_printf(arena, "code in directory %s expects import \"%s\"", dir, comment);
}

// from: who imports it, NULL nobody.
static void check(Loader *loader, const LoadedPackage *from, const LoadedPackage *l, const char *path) {
  if (!l || !l->import_comment || l->error_count || !import_comment_differs(l->import_comment, path)) return;
  const char *problem = import_comment_problem(&l->package->arena, l->dir, l->import_comment);
  Pos pos = from ? loader_import_pos(loader, from, l) : 0;
  if (pos) load_error_at(loader, l->path, pos, problem);
  else load_error(loader, l->path, "%s", problem);
}

void import_comments_check(Loader *loader, LoadedPackage *const *roots, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) check(loader, NULL, roots[i], roots[i]->path);
  for (uint32_t i = 0; i < loader->list.len; i++) {
    LoadedPackage *from = loader->list.data[i];
    for (uint32_t k = 0; !from->standard && k < from->package->import_map.len; k++) {
      const MapEntry *entry = &from->package->import_map.entries[k];
      const Name *path = (const Name *)(uintptr_t)entry->key;
      check(loader, from, ((Package *)entry->value)->loaded, path->text);
    }
  }
}
