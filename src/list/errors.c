// What keeps packages from being used (cmd/go's PackageError), and which imports go refuses.
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

static ListError *disallow_internal(ListGraph *g, const ListPackage *parent, const ListPackage *p) {
  static const char fips[] = "crypto/internal/fips140";
  long at = resolve_element(p->path, "internal", true);
  if (p->error || !*parent->path || at < 0) return NULL;
  size_t element = at > 0 ? (size_t)at - 1 : 0;
  bool allowed;
  if (has_path_prefix(parent->path, "crypto") && has_path_prefix(p->path, fips)) allowed = true;
  else if (has_path_prefix(parent->path, fips)) allowed = has_path_prefix(p->path, "crypto/internal");
  else if (!p->module) allowed = resolve_inside(g->arena, parent->dir, p->path, p->dir, (size_t)at);
  else
    allowed =
        has_path_prefix(resolve_importer(g->loader, g->arena, parent->node), arena_strdup(g->arena, p->path, element));
  if (allowed) return NULL;
  ListError *error = list_error(g, arena_printf(g->arena, "use of internal package %s not allowed", p->path));
  error->always_print_stack = true;
  return error;
}

static ListError *disallow_vendor(ListGraph *g, const ListPackage *parent, const ListPackage *p, const char *path) {
  long at = resolve_element(p->path, "vendor", false);
  if (at >= 0 && !resolve_inside(g->arena, parent->dir, p->path, p->dir, (size_t)at))
    return list_error(g, "use of vendored package not allowed");
  const char *problem = resolve_vendor_path_problem(g->arena, path);
  return problem ? list_error(g, problem) : NULL;
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
