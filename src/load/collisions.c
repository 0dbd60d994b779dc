// Import paths that differ by case alone: a file system may take their folders for one, so go refuses the second that
// it meets on its way through the imports, at the import that names it.
#include <ctype.h>
#include <string.h>

#include "load/internal.h"

typedef struct Finder {
  Loader *loader;
  Map seen;    // LoadedPackage* -> itself
  Map folded;  // Name* of a path in small letters -> the path
} Finder;

static const Name *folded(Loader *loader, const char *path) {
  char *text = arena_strdup(&loader->arena, path, strlen(path));
  for (char *p = text; *p; p++) *p = (char)tolower((unsigned char)*p);
  return name_cstr(loader->session->names, text);
}

// The path met before that differs from this one by case alone; NULL: none.
static const char *meet(Finder *f, const char *path) {
  const Name *key = folded(f->loader, path);
  const char *other = map_get(&f->folded, map_key(key));
  if (!other) map_put(&f->loader->arena, &f->folded, map_key(key), (void *)(uintptr_t)path);
  return other && strcmp(other, path) != 0 ? other : NULL;
}

static void visit(Finder *f, const LoadedPackage *from, LoadedPackage *l) {
  Loader *loader = f->loader;
  if (map_get(&f->seen, map_key(l))) return;
  map_put(&loader->arena, &f->seen, map_key(l), l);
  const char *other = meet(f, l->path);
  if (other) {
    const char *text =
        arena_printf(&l->package->arena, "case-insensitive import collision: \"%s\" and \"%s\"", l->path, other);
    Pos pos = from ? loader_import_pos(loader, from, l) : 0;
    if (pos) load_error_at(loader, l->path, pos, text);
    else load_error(loader, l->path, "%s", text);
    return;
  }
  // What is missing has its own error, and counts all the same.
  uint32_t missing = 0;
  for (uint32_t i = 0; i < l->imports.len; i++) {
    for (; missing < l->missing_imports.len; missing++) {
      const char *path = l->missing_imports.data[missing];
      if (strcmp(path, l->imports.data[i]->path) > 0) break;
      meet(f, path);
    }
    visit(f, l, l->imports.data[i]);
  }
  while (missing < l->missing_imports.len) meet(f, l->missing_imports.data[missing++]);
}

static void visit_imports(Finder *f, const LoadedPackage *part) {
  for (uint32_t i = 0; part && i < part->imports.len; i++) visit(f, part, part->imports.data[i]);
}

void packages_find_collisions(Loader *loader, LoadedPackage *const *roots, uint32_t count) {
  Finder finder = {.loader = loader};
  for (uint32_t i = 0; i < count; i++) visit(&finder, NULL, roots[i]);
  for (uint32_t i = 0; i < loader->tests.len; i++) {
    visit_imports(&finder, loader->tests.data[i]->internal);
    visit_imports(&finder, loader->tests.data[i]->external);
  }
}
