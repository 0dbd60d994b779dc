// Where an import path lives: GOROOT/src, GOROOT's vendored packages, the main
// module, replacements by folder, the module's vendor/.
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "load/internal.h"

static bool is_dir(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool has_prefix(const char *text, const char *prefix) { return strncmp(text, prefix, strlen(prefix)) == 0; }

// `path` is `prefix` or below it; *rest is what follows the slash ("" if equal).
static bool path_below(const char *path, const char *prefix, const char **rest) {
  size_t length = strlen(prefix);
  if (strncmp(path, prefix, length) != 0 || (path[length] != 0 && path[length] != '/')) return false;
  *rest = path[length] ? path + length + 1 : path + length;
  return true;
}

static bool has_go_files(const char *dir) {
  DIR *d = opendir(dir);
  if (!d) return false;
  bool found = false;
  for (struct dirent *e; !found && (e = readdir(d));) {
    size_t n = strlen(e->d_name);
    found = n > 3 && strcmp(e->d_name + n - 3, ".go") == 0;
  }
  closedir(d);
  return found;
}

static bool first_element_has_dot(const char *path) {
  const char *slash = strchr(path, '/');
  const char *dot = strchr(path, '.');
  return dot && (!slash || dot < slash);
}

static bool found_at(Resolved *out, const char *path, const char *dir, bool standard, Module *module) {
  *out = (Resolved){path, dir, standard, module};
  return true;
}

// A package of std by its own path.
static bool resolve_std(Loader *loader, Arena *arena, const char *path, Resolved *out) {
  if (first_element_has_dot(path)) return false;
  const char *dir = arena_printf(arena, "%s/src/%s", loader->context->goroot, path);
  return is_dir(dir) && (has_go_files(dir) || strcmp(path, "runtime") == 0) && found_at(out, path, dir, true, NULL);
}

// What packages of GOROOT import: those vendored there by their plain path, else std. Never anything of the user's
// modules, which may hold the same packages at other versions.
static bool resolve_for_std(Loader *loader, Arena *arena, const LoadedPackage *from, const char *path, Resolved *out) {
  if (!first_element_has_dot(path)) return resolve_std(loader, arena, path, out);
  const char *vendor = has_prefix(from->path, "cmd/") ? "cmd/vendor" : "vendor";
  const char *dir = arena_printf(arena, "%s/src/%s/%s", loader->context->goroot, vendor, path);
  return is_dir(dir) && found_at(out, arena_printf(arena, "%s/%s", vendor, path), dir, true, NULL);
}

static bool resolve_module(Loader *loader, Arena *arena, const char *path, Resolved *out) {
  Module *m = loader->main_module;
  const char *rest;
  if (!m) return false;
  if (path_below(path, m->path, &rest)) {
    const char *dir = *rest ? arena_printf(arena, "%s/%s", m->dir, rest) : m->dir;
    if (is_dir(dir)) return found_at(out, path, dir, false, m);
  }
  // The module with the longest path that has the package.
  Module *best = NULL;
  const char *best_dir = NULL;
  for (uint32_t i = 0; i < m->dependencies.len; i++) {
    Module *d = m->dependencies.data[i];
    if (!path_below(path, d->path, &rest) || (best && strlen(best->path) >= strlen(d->path))) continue;
    const char *dir = *rest ? arena_printf(arena, "%s/%s", d->dir, rest) : d->dir;
    if (!is_dir(dir) || !has_go_files(dir)) continue;
    best = d;
    best_dir = dir;
  }
  return best && found_at(out, path, best_dir, false, best);
}

// A required module that is on this machine neither in vendor/ nor in the module cache.
static const Module *absent_module(const Module *m, const char *path) {
  const char *rest;
  struct stat st;
  for (uint32_t i = 0; i < m->dependencies.len; i++)
    if (path_below(path, m->dependencies.data[i]->path, &rest) && stat(m->dependencies.data[i]->dir, &st) != 0)
      return m->dependencies.data[i];
  return NULL;
}

static const char *missing_message(Loader *loader, Arena *arena, const char *path) {
  Module *m = loader->main_module;
  if (path[0] == '-') return arena_printf(arena, "malformed import path \"%s\": leading dash", path);
  if (path[0] == '/') return arena_printf(arena, "\"%s\" is not a package path; see 'go help packages'", path);
  if (!*path || strpbrk(path, " \t\n!\"#$%&'()*,:;<=>?[\\]^`{|}"))
    return arena_printf(arena, "invalid import path: %s", path);
  if (!first_element_has_dot(path))
    return arena_printf(arena, "package %s is not in std (%s/src/%s)", path, loader->context->goroot, path);
  if (!m)
    return arena_printf(arena,
                        "no required module provides package %s: go.mod file not found in current directory or any "
                        "parent directory; see 'go help modules'",
                        path);
  const char *text =
      arena_printf(arena, "cannot find module providing package %s: import lookup disabled by -mod=vendor", path);
  if (m->vendored && loader->context->mod) return text;
  if (m->vendored)
    return arena_printf(arena, "%s\n\t(Go version in go.mod is at least 1.14 and vendor directory exists.)", text);
  const Module *absent = absent_module(m, path);
  if (absent)
    return arena_printf(arena, "not supported yet: downloading module %s@%s, which provides package %s", absent->path,
                        absent->version, path);
  return arena_printf(arena, "no required module provides package %s; to add it:\n\tgo get %s", path, path);
}

bool resolve_import(Loader *loader, Arena *arena, const LoadedPackage *from, const char *import_path, Resolved *out,
                    const char **message) {
  if (import_path[0] == '.' && (import_path[1] == '/' || (import_path[1] == '.' && import_path[2] == '/'))) {
    // Relative imports are for packages outside any module (files named on the command line).
    const char *base = from ? from->dir : loader->dir;
    return resolve_dir(loader, arena, arena_printf(arena, "%s/%s", base, import_path), true, out, message);
  }
  bool found = from && from->standard
                   ? resolve_for_std(loader, arena, from, import_path, out)
                   : resolve_module(loader, arena, import_path, out) || resolve_std(loader, arena, import_path, out);
  if (found) return true;
  *message = missing_message(loader, arena, import_path);
  return false;
}

const char *clean_path(Arena *arena, const char *path) {
  char *out = arena_alloc(arena, strlen(path) + 2, 1);
  size_t n = 0;
  for (const char *p = path; *p;) {
    while (*p == '/') p++;
    const char *end = strchrnul(p, '/');
    size_t length = (size_t)(end - p);
    if (length == 2 && p[0] == '.' && p[1] == '.') {
      while (n > 0 && out[--n] != '/') {}
    } else if (length > 0 && !(length == 1 && p[0] == '.')) {
      out[n++] = '/';
      memcpy(out + n, p, length);
      n += length;
    }
    p = end;
  }
  if (n == 0) out[n++] = '/';
  out[n] = 0;
  return out;
}

bool resolve_dir(Loader *loader, Arena *arena, const char *dir, bool relative_import, Resolved *out,
                 const char **message) {
  const char *clean = clean_path(arena, dir[0] == '/' ? dir : arena_printf(arena, "%s/%s", loader->dir, dir));
  const char *rest;
  if (!is_dir(clean)) {
    *message = arena_printf(arena, "stat %s: directory not found", clean);
    return false;
  }
  if (path_below(clean, arena_printf(arena, "%s/src", loader->context->goroot), &rest) && *rest)
    return found_at(out, rest, clean, true, NULL);
  Module *m = loader->main_module;
  if (m && path_below(clean, m->dir, &rest))
    return found_at(out, *rest ? arena_printf(arena, "%s/%s", m->path, rest) : m->path, clean, false, m);
  for (uint32_t i = 0; m && i < m->dependencies.len; i++) {
    Module *d = m->dependencies.data[i];
    if (path_below(clean, clean_path(arena, d->dir), &rest))
      return found_at(out, *rest ? arena_printf(arena, "%s/%s", d->path, rest) : d->path, clean, false, d);
  }
  if (m && !relative_import) {
    *message = arena_printf(arena, "directory %s outside main module or its selected dependencies", dir);
    return false;
  }
  // Outside any module a folder is named by its path, as go names it; with -trimpath by its place below the first one
  // named, so that nothing depends on where that is.
  if (loader->context->trimpath) {
    if (!loader->local_root) loader->local_root = clean;
    if (path_below(clean, loader->local_root, &rest))
      return found_at(out, *rest ? arena_printf(arena, "_/%s", rest) : "_", clean, false, NULL);
  }
  return found_at(out, arena_printf(arena, "_%s", clean), clean, false, NULL);
}

// cmd/go "Internal Directories": code in or below the parent of "internal" may import.
bool resolve_internal_allowed(const LoadedPackage *from, const char *path, bool standard) {
  const char *at = NULL;
  for (const char *p = path; (p = strstr(p, "internal")); p += 8)
    if ((p == path || p[-1] == '/') && (p[8] == 0 || p[8] == '/')) at = p;
  if (!at || (from->standard && standard)) return true;
  if (standard) return false;
  size_t parent = at == path ? 0 : (size_t)(at - path) - 1;
  return parent == 0 || from->command_line ||
         (strncmp(from->path, path, parent) == 0 && (from->path[parent] == 0 || from->path[parent] == '/'));
}
