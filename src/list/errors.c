// What keeps packages from being used (cmd/go's PackageError), and which imports go refuses.
#include <stdlib.h>
#include <string.h>

#include "base/paths.h"
#include "list/package.h"

ListError *list_error(ListGraph *g, const char *text) {
  ListError *error = arena_new(g->arena, ListError);
  *error = (ListError){.pos = "", .text = text};
  for (uint32_t i = 0; i < g->stack.len; i++) vec_push(g->arena, &error->stack, g->stack.data[i]);
  return error;
}

void list_set_spot(ListGraph *g, ListError *error, ListSpot spot) {
  if (!spot.file) return;
  error->pos = arena_printf(g->arena, "%s:%u:%u", short_path(g->arena, g->dir, spot.file), spot.line, spot.column);
}

// Is the package that is being loaded not yet on the stack? Then the import that leads to it is what is wrong.
static bool is_importers(const ListGraph *g, const char *path) {
  return g->stack.len && strcmp(g->stack.data[g->stack.len - 1].package, path) != 0;
}

void list_set_error(ListGraph *g, ListPackage *p, const char *path, ListSpot spot, const char *text) {
  if (p->error) return;
  p->error = list_error(g, text);
  p->incomplete = true;
  if (is_importers(g, path)) list_set_spot(g, p->error, spot);
}

bool list_stack_shorter(const ImportStack *a, const ImportStack *b) {
  if (a->len != b->len) return a->len < b->len;
  for (uint32_t i = 0; i < a->len; i++) {
    int order = strcmp(a->data[i].package, b->data[i].package);
    if (order) return order < 0;
  }
  return false;
}

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

const char *list_error_text(Arena *arena, const ListError *e) {
  if (*e->pos && !(e->stack.len && e->always_print_stack)) return arena_printf(arena, "%s: %s", e->pos, e->text);
  if (!e->stack.len) return e->text;
  const char *text = "package ";
  for (uint32_t i = 0; i < e->stack.len; i++) {
    const ListImporter *at = &e->stack.data[i];
    text = arena_printf(arena, "%s%s%s", text, i ? "\n\timports " : "", at->package);
    if (e->import_cycle && at->spot.file) text = arena_printf(arena, "%s from %s", text, base_name(at->spot.file));
  }
  return arena_printf(arena, "%s%s%s: %s", text, *e->pos ? "\n\t" : "", e->pos, e->text);
}

// ---- imports that are refused

static bool has_path_prefix(const char *path, const char *prefix) {
  const char *rest;
  return !*prefix || path_below(path, prefix, &rest);
}

// Where the last element `name` of a path begins; with_end: also at its end. -1: it has none.
static long find_element(const char *path, const char *name, bool with_end) {
  long found = -1;
  size_t n = strlen(name);
  for (const char *p = path; (p = strstr(p, name)); p++)
    if ((p == path || p[-1] == '/') && (p[n] == '/' || (with_end && !p[n]))) found = p - path;
  return found;
}

static const char *with_links_followed(Arena *arena, const char *path) {
  char *real = realpath(path, NULL);
  const char *copy = real ? arena_strdup(arena, real, strlen(real)) : path;
  free(real);
  return copy;
}

// Does the importing folder lie in the tree that holds the element?
static bool is_inside(ListGraph *g, const char *from, const ListPackage *p, size_t element) {
  size_t cut = strlen(p->path) - element, n = strlen(p->dir);
  if (cut > n) return true;
  const char *parent = clean_path(g->arena, arena_printf(g->arena, "%.*s", (int)(n - cut), p->dir));
  return has_path_prefix(from, parent) ||
         has_path_prefix(with_links_followed(g->arena, from), with_links_followed(g->arena, parent));
}

// As what path files on the command line import: that of their folder.
static const char *importer_path(ListGraph *g, const ListPackage *parent) {
  if (!parent->command_line_files) return parent->path;
  const char *path = NULL, *message = NULL;
  Module *m = modules_of_folder(loader_modules(g->loader), g->arena, parent->dir, &path, &message);
  return m && path ? path : ".";
}

static ListError *disallow_internal(ListGraph *g, const ListPackage *parent, const ListPackage *p) {
  static const char fips[] = "crypto/internal/fips140";
  long at = find_element(p->path, "internal", true);
  if (p->error || !*parent->path || at < 0) return NULL;
  size_t element = at > 0 ? (size_t)at - 1 : 0;
  bool allowed;
  if (has_path_prefix(parent->path, "crypto") && has_path_prefix(p->path, fips)) allowed = true;
  else if (has_path_prefix(parent->path, fips)) allowed = has_path_prefix(p->path, "crypto/internal");
  else if (!p->module) allowed = is_inside(g, parent->dir, p, element);
  else allowed = has_path_prefix(importer_path(g, parent), arena_strdup(g->arena, p->path, element));
  if (allowed) return NULL;
  ListError *error = list_error(g, arena_printf(g->arena, "use of internal package %s not allowed", p->path));
  error->always_print_stack = true;
  return error;
}

static ListError *disallow_vendor(ListGraph *g, const ListPackage *parent, const ListPackage *p, const char *path) {
  long at = find_element(p->path, "vendor", false);
  if (at >= 0 && !is_inside(g, parent->dir, p, at > 0 ? (size_t)at - 1 : 0))
    return list_error(g, "use of vendored package not allowed");
  at = find_element(path, "vendor", false);
  if (at < 0) return NULL;
  return list_error(g, arena_printf(g->arena, "%s must be imported as %s", path, path + at + strlen("vendor/")));
}

ListError *list_disallowed(ListGraph *g, ListPackage *parent, ListPackage *p, const char *path, bool resolve) {
  ListError *error = disallow_internal(g, parent, p);
  if (!error && resolve && *parent->path) error = disallow_vendor(g, parent, p, path);
  if (!error && strcmp(p->name, "main") == 0 && strcmp(parent->dir, p->dir) != 0)
    error = list_error(g, arena_printf(g->arena, "import \"%s\" is a program, not an importable package", path));
  if (error || !p->local || parent->local) return error;
  return list_error(g, strcmp(path, ".") == 0
                           ? ".: cannot import current directory"
                           : arena_printf(g->arena, "local import \"%s\" in non-local package", path));
}
