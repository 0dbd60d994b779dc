// What a program is called, and where it is installed.
#include "load/program.h"

#include <string.h>

#include "load/resolve.h"

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

// "v2" and later.
static bool is_major(const char *element) {
  if (element[0] != 'v' || !element[1] || element[1] == '0' || strcmp(element, "v1") == 0) return false;
  return !element[1 + strspn(element + 1, "0123456789")];
}

const char *program_name(Arena *arena, const BuildContext *c, const char *path) {
  const char *name = base_name(path);
  if (c->gopath || name == path || !is_major(name)) return name;
  return base_name(arena_strdup(arena, path, (size_t)(name - path) - 1));
}

const char *program_name_of_file(Arena *arena, const char *file) {
  const char *name = base_name(file);
  size_t n = strlen(name);
  return arena_strdup(arena, name, n > 3 ? n - 3 : n);
}

const char *program_bin(Arena *arena, const BuildContext *c, const LoadedPackage *l, const char *bin) {
  if (!c->gopath || *environment_get(c->environment, "GOBIN")) return bin;
  return l->root && !l->command_line ? arena_printf(arena, "%s/bin", l->root) : "";
}

const char *archive_target(Arena *arena, const BuildContext *c, const LoadedPackage *l) {
  const char *root = c->gopath ? l->root : NULL;
  if (l->standard) {  // until Go 1.20 everywhere
    bool wanted = strcmp(environment_godebug(arena, "installgoroot"), "all") == 0;
    root = wanted && strcmp(l->path, "unsafe") != 0 && strcmp(l->path, "builtin") != 0 ? c->goroot : NULL;
  }
  if (!root || l->command_line || gopath_is_local(l->path)) return NULL;
  return arena_printf(arena, "%s/pkg/%s_%s/%s.a", root, c->target.goos, c->target.goarch, l->path);
}

const char *program_target(Arena *arena, const BuildContext *c, bool standard, const char *path, const char *name,
                           const char *bin) {
  const char *goos = c->target.goos, *goarch = c->target.goarch, *suffix = strcmp(goos, "windows") == 0 ? ".exe" : "";
  bool foreign = strcmp(goos, "linux") != 0 || strcmp(goarch, "amd64") != 0;
  bool tool =
      standard && strncmp(path, "cmd/", 4) == 0 && strcmp(path, "cmd/go") != 0 && strcmp(path, "cmd/gofmt") != 0;
  const char *system = arena_printf(arena, "%s_%s/", goos, goarch), *place = foreign ? system : "";
  if (tool) return arena_printf(arena, "%s/pkg/tool/%s%s%s", c->goroot, system, name, suffix);
  if (standard) return arena_printf(arena, "%s/bin/%s%s%s", c->goroot, place, name, suffix);
  if (!*bin || (foreign && *environment_get(c->environment, "GOBIN"))) return NULL;
  return arena_printf(arena, "%s/%s%s%s", bin, place, name, suffix);
}
