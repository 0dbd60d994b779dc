// Where programs are installed.
#include <string.h>

#include "list/package.h"

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

// "v2" and later.
static bool is_major(const char *element) {
  if (element[0] != 'v' || !element[1] || element[1] == '0' || strcmp(element, "v1") == 0) return false;
  return !element[1 + strspn(element + 1, "0123456789")];
}

const char *list_program_name(ListGraph *g, const ListPackage *p) {
  if (p->command_line_files) {
    const StringVec *files = p->go_files.len ? &p->go_files : &p->cgo_files;
    if (!files->len) return "";
    const char *name = base_name(files->data[0]);
    return arena_strdup(g->arena, name, strlen(name) - strlen(".go"));
  }
  const char *name = base_name(p->path);
  if (name == p->path || !is_major(name)) return name;
  return base_name(arena_strdup(g->arena, p->path, (size_t)(name - p->path) - 1));
}

const char *list_target(ListGraph *g, const ListPackage *p) {
  const BuildContext *c = g->context;
  Arena *arena = g->arena;
  if (strcmp(p->name, "main") != 0) return "";
  bool windows = strcmp(c->target.goos, "windows") == 0;
  bool foreign = strcmp(c->target.goos, "linux") != 0 || strcmp(c->target.goarch, "amd64") != 0;
  const char *system = arena_printf(arena, "%s_%s/", c->target.goos, c->target.goarch);
  const char *name = arena_printf(arena, "%s%s", list_program_name(g, p), windows ? ".exe" : "");
  bool tool = p->goroot && strncmp(p->path, "cmd/", 4) == 0 && strcmp(p->path, "cmd/go") != 0 &&
              strcmp(p->path, "cmd/gofmt") != 0;
  if (tool) return arena_printf(arena, "%s/pkg/tool/%s%s", c->goroot, system, name);
  if (!p->goroot && foreign && *g->options.gobin) return "";
  const char *place = foreign ? system : "";
  if (p->goroot) return arena_printf(arena, "%s/bin/%s%s", c->goroot, place, name);
  if (*g->options.gobin) return arena_printf(arena, "%s/%s%s", g->options.gobin, place, name);
  if (!*g->options.gopath) return "";
  return arena_printf(arena, "%.*s/bin/%s%s", (int)strcspn(g->options.gopath, ":"), g->options.gopath, place, name);
}
