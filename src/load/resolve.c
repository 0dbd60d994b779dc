// Where an import path lives: GOROOT/src, GOROOT's vendored packages, modules (modfind.c); and which import path a
// folder has. Answers, or the words in which go says that there is none; who asked reports them.
#include <stdlib.h>
#include <string.h>

#include "base/unicode.h"
#include "load/internal.h"
#include "mod/path.h"
#include "mod/pattern.h"
#include "modules/query.h"

static bool has_prefix(const char *text, const char *prefix) { return strncmp(text, prefix, strlen(prefix)) == 0; }

static bool found_at(Resolved *out, const char *path, const char *dir, bool standard, Module *module) {
  *out = (Resolved){.path = path, .dir = dir, .standard = standard, .module = module};
  return true;
}

// A package of std by its own path.
static bool resolve_std(Loader *loader, Arena *arena, const char *path, Resolved *out) {
  if (!mod_path_standard(path) || mod_path_problem(arena, path, MOD_PATH_IMPORT)) return false;
  const char *dir = arena_printf(arena, "%s/src/%s", loader->context->goroot, path);
  return is_folder(dir) && (folder_has_go_files(dir) || strcmp(path, "runtime") == 0) &&
         found_at(out, path, dir, true, NULL);
}

// What packages of GOROOT import: those vendored there by their plain path, else std. Never anything of the user's
// modules, which may hold the same packages at other versions.
static bool resolve_for_std(Loader *loader, Arena *arena, const LoadedPackage *from, const char *path, Resolved *out) {
  if (mod_path_standard(path)) return resolve_std(loader, arena, path, out);
  const char *vendor = has_prefix(from->path, "cmd/") ? "cmd/vendor" : "vendor";
  const char *dir = arena_printf(arena, "%s/src/%s/%s", loader->context->goroot, vendor, path);
  return is_folder(dir) && found_at(out, arena_printf(arena, "%s/%s", vendor, path), dir, true, NULL);
}

static const char *not_importable(Arena *arena, const char *path) {
  return pattern_is_meta(path)
             ? arena_printf(arena, "\"%s\" is not an importable package; see 'go help packages'", path)
             : NULL;
}

static const char *malformed(Arena *arena, const char *path, const char *problem) {
  return arena_printf(arena, "malformed import path %s: %s", text_quote(arena, path, strlen(path)), problem);
}

// What go says of a path that no module has.
static const char *missing_message(Loader *loader, Arena *arena, const LoadedPackage *from, const char *path) {
  if (path[0] == '-') return malformed(arena, path, "leading dash");
  if (path[0] == '/') return arena_printf(arena, "\"%s\" is not a package path; see 'go help packages'", path);
  if (strchr(path, '@')) return arena_printf(arena, "package %s: " PATH_WITH_VERSION, path);
  if (!*path) return "invalid import path: ";
  const char *problem = mod_path_problem(arena, path, MOD_PATH_IMPORT);
  if (problem) return malformed(arena, path, problem);
  // Magic imports of old, which nothing is looked for for.
  if (from && (strcmp(path, "appengine") == 0 || has_prefix(path, "appengine/"))) return "cannot find package";
  const char *looked_for = loader_missing(loader, path);
  if (looked_for) return looked_for;
  const Module *main = from && from->module && !from->module->version ? from->module : NULL;
  return modules_missing_text(loader->modules, arena, path, main);
}

static bool resolve_module(Loader *loader, Arena *arena, const LoadedPackage *from, const char *path, Resolved *out,
                           const char **message) {
  const char *dir;
  Importer importer;
  if (from) {
    const LoadedPackage *named = from->tests ? from->tests->plain : from;
    importer = (Importer){named->path, named->module ? named->module->version : NULL, is_test_part(from)};
  }
  Module *m = modules_find(loader->modules, arena, path, from ? &importer : NULL, &dir, message);
  return dir && found_at(out, path, dir, false, m);
}

bool is_relative_import(const char *path) {
  if (path[0] != '.') return false;
  path += 1 + (path[1] == '.');
  return !*path || *path == '/';
}

bool resolve_import(Loader *loader, Arena *arena, const LoadedPackage *from, const char *import_path, Resolved *out,
                    const char **message) {
  if (loader->context->gopath) return gopath_import(loader, arena, from, import_path, out, message);
  if (is_relative_import(import_path)) {
    if (!from) return resolve_dir(loader, arena, import_path, out, message);
    *message = arena_printf(arena, "\"%s\" is relative, but relative import paths are not supported in module mode",
                            import_path);
    return false;
  }
  *message = not_importable(arena, import_path);
  if (*message) return false;
  if (from && from->standard) {
    if (resolve_for_std(loader, arena, from, import_path, out)) return true;
  } else {
    if (resolve_std(loader, arena, import_path, out)) {
      *message = modules_ambiguous_std(loader->modules, arena, import_path, out->dir);
      return !*message;
    }
    if (resolve_module(loader, arena, from, import_path, out, message)) return true;
    if (*message) return false;
  }
  *message = missing_message(loader, arena, from, import_path);
  return false;
}

bool resolve_dir(Loader *loader, Arena *arena, const char *dir, Resolved *out, const char **message) {
  if (loader->context->gopath) return gopath_folder(loader, arena, dir, out, message);
  const char *clean = absolute_path(arena, loader->dir, dir);
  const char *rest;
  const char *std = arena_printf(arena, "%s/src", loader->context->goroot);
  if (!loader->modules->mains.len && !path_below(clean, std, &rest)) {
    *message = arena_printf(arena, MODULE_FATAL "%s", modules_no_main(loader->modules, arena));
    return false;
  }
  bool file = is_file(clean);  // no package, whatever module it is in
  if (!file && !is_folder(clean)) {
    *message = arena_printf(arena, "stat %s: directory not found", clean);
    return false;
  }
  if (!file && !folder_has_go_files(clean)) {
    *message = arena_printf(arena, "no Go files in %s", clean);
    return false;
  }
  if (path_below(clean, std, &rest) && strcmp(rest, "builtin") == 0) {
    *message = "\"builtin\" is a pseudo-package, not an importable package";
    return false;
  }
  if (path_below(clean, std, &rest) && *rest) return found_at(out, rest, clean, true, NULL);
  const char *path = NULL;
  Module *m = modules_of_folder(loader->modules, arena, clean, &path, message);
  const char *problem = m ? mod_path_problem(arena, path, MOD_PATH_IMPORT) : NULL;
  if (problem) {
    *message = malformed(arena, path, problem);
    return false;
  }
  if (m) *message = not_importable(arena, path);
  Resolved standard;
  if (m && !*message && resolve_std(loader, arena, path, &standard))
    *message = modules_ambiguous_std(loader->modules, arena, path, standard.dir);
  return !*message && found_at(out, path, clean, false, m);
}

// ---- what may be imported

long resolve_element(const char *path, const char *name, bool with_end) {
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

bool resolve_inside(Arena *arena, const char *folder, const char *path, const char *dir, size_t element) {
  size_t cut = strlen(path) - (element ? element - 1 : 0), n = strlen(dir);
  const char *rest;
  if (cut > n) return true;
  const char *parent = clean_path(arena, arena_printf(arena, "%.*s", (int)(n - cut), dir));
  return strcmp(parent, "/") == 0 || path_below(folder, parent, &rest) ||
         path_below(with_links_followed(arena, folder), with_links_followed(arena, parent), &rest);
}

const char *resolve_importer(Loader *loader, Arena *arena, const LoadedPackage *from) {
  if (!from->command_line) return from->tests ? from->tests->plain->path : from->path;
  const char *path = NULL, *message = NULL, *rest;
  const Module *main = loader->modules->current;
  if (main && path_below(from->dir, arena_printf(arena, "%s/vendor", main->dir), &rest) && *rest) return rest;
  Module *m = modules_of_folder(loader->modules, arena, from->dir, &path, &message);
  return m && path ? path : ".";
}

// cmd/go "Internal Directories": code in or below the parent of "internal" may import. Where modules are off, that is
// told by folders.
bool resolve_internal_allowed(Loader *loader, Arena *arena, const LoadedPackage *from, const Resolved *where) {
  long at = resolve_element(where->path, "internal", true);
  if (at < 0 || (from->standard && where->standard)) return true;
  if (loader->context->gopath) return resolve_inside(arena, from->dir, where->path, where->dir, (size_t)at);
  if (where->standard) return false;
  const char *rest;
  return at == 0 ||
         path_below(resolve_importer(loader, arena, from), arena_strdup(arena, where->path, (size_t)at - 1), &rest);
}

const char *resolve_vendor_path_problem(Arena *arena, const char *path) {
  long at = resolve_element(path, "vendor", false);
  return at < 0 ? NULL : arena_printf(arena, "%s must be imported as %s", path, path + at + strlen("vendor/"));
}

const char *resolve_vendor_problem(Loader *loader, Arena *arena, const LoadedPackage *from, const char *path,
                                   const Resolved *where) {
  static const char hidden[] = "use of vendored package not allowed";
  long at = resolve_element(where->path, "vendor", false);
  bool outside = loader->context->gopath ? !resolve_inside(arena, from->dir, where->path, where->dir, (size_t)at)
                                         : where->standard && !from->standard;
  if (at >= 0 && outside) return hidden;
  return from->standard && where->standard ? NULL : resolve_vendor_path_problem(arena, path);
}

const char *resolve_scope(Loader *loader, Arena *arena, const LoadedPackage *from) {
  if (!from) return "";
  if (loader->context->gopath) return arena_printf(arena, "%s ", from->dir);
  // Packages of GOROOT see its vendored ones, those of cmd others than those of std.
  return !from->standard ? "" : strncmp(from->path, "cmd/", 4) == 0 ? "cmd " : "std ";
}
