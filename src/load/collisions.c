// Import paths that differ by case alone: a file system may take their folders for one, so go refuses the second that
// it meets on its way through the imports, at the import that names it.
#include <ctype.h>
#include <string.h>

#include "load/internal.h"

typedef struct Finder {
  Loader *loader;
  Map seen;    // LoadedPackage* -> itself
  Map folded;  // Name* of a path in small letters -> LoadedPackage*
} Finder;

static const Name *folded(Loader *loader, const char *path) {
  char *text = arena_strdup(&loader->arena, path, strlen(path));
  for (char *p = text; *p; p++) *p = (char)tolower((unsigned char)*p);
  return name_cstr(loader->session->names, text);
}

static void visit(Finder *f, const LoadedPackage *from, LoadedPackage *l) {
  Loader *loader = f->loader;
  if (map_get(&f->seen, map_key(l))) return;
  map_put(&loader->arena, &f->seen, map_key(l), l);
  const Name *key = folded(loader, l->path);
  const LoadedPackage *other = map_get(&f->folded, map_key(key));
  if (other) {
    const char *text =
        arena_printf(&l->package->arena, "case-insensitive import collision: \"%s\" and \"%s\"", l->path, other->path);
    Pos pos = from ? loader_import_pos(loader, from, l) : 0;
    if (pos) load_error_at(loader, l->path, pos, text);
    else load_error(loader, l->path, "%s", text);
    return;
  }
  map_put(&loader->arena, &f->folded, map_key(key), l);
  for (uint32_t i = 0; i < l->imports.len; i++) visit(f, l, l->imports.data[i]);
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
