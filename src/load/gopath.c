// Where an import path lives when modules are off (GO111MODULE=off, or auto without a module; "GOPATH mode"): a path is
// a folder below GOROOT/src or below src of an entry of GOPATH, the first that is there. What a package imports is
// looked for in the vendor folders at and above its own folder first. A folder in no root has a path made of its own,
// "_/home/u/x"; so has one that files and such packages import as "./x" (go/build's Import, cmd/go/internal/load).
//
// In: a path and who imports it, or a folder. Out: as resolve.h, whose functions ask here if the BuildContext says so.
#include <stdlib.h>
#include <string.h>

#include "base/unicode.h"
#include "load/internal.h"
#include "mod/modfile.h"
#include "mod/path.h"

void gopath_enter(Loader *loader) {
  const char *goroot = loader->context->goroot;
  vec_push(&loader->arena, &loader->roots, goroot);
  const char *list = environment_gopath(&loader->arena, loader->context->environment);
  for (const char *p = list; *p; p += strcspn(p, ":"), p += *p == ':') {
    const char *entry = arena_strdup(&loader->arena, p, strcspn(p, ":"));
    if (*entry == '/' && strcmp(entry, goroot) != 0) vec_push(&loader->arena, &loader->roots, entry);
  }
}

// ---- folders

static const char *without_links(Arena *arena, const char *path) {
  char *real = realpath(path, NULL);
  const char *copy = real ? arena_strdup(arena, real, strlen(real)) : NULL;
  free(real);
  return copy;
}

// What is left of a folder's path below another one, links followed if need be; NULL: it is not below.
static const char *below(Arena *arena, const char *dir, const char *top) {
  const char *rest, *real_dir, *real_top;
  if (path_below(dir, top, &rest)) return *rest ? rest : NULL;
  real_dir = without_links(arena, dir), real_top = without_links(arena, top);
  if (real_top && path_below(dir, real_top, &rest) && *rest) return rest;
  if (real_dir && path_below(real_dir, top, &rest) && *rest) return rest;
  return real_dir && real_top && path_below(real_dir, real_top, &rest) && *rest ? rest : NULL;
}

static const char *src_of(Arena *arena, const char *root) { return arena_printf(arena, "%s/src", root); }

// The import path of a folder in a root. NULL: it has none; then *conflict, if not NULL, has the path instead.
static const char *path_of_folder(Loader *loader, Arena *arena, const char *dir, const char **root,
                                  const char **conflict) {
  *root = *conflict = NULL;
  for (uint32_t i = 0; i < loader->roots.len; i++) {
    const char *path = below(arena, dir, src_of(arena, loader->roots.data[i]));
    if (!path || resolve_element(path, "testdata", true) >= 0) continue;
    for (uint32_t k = 0; k < i; k++) {
      const char *other = arena_printf(arena, "%s/src/%s", loader->roots.data[k], path);
      if (is_folder(other)) return *conflict = other, NULL;
    }
    *root = loader->roots.data[i];
    return path;
  }
  return NULL;
}

// A character that cannot stand in an import path.
static bool is_illegal(uint32_t rune) {
  return !unicode_is_print(rune) || unicode_is_space(rune) || rune == UNICODE_REPLACEMENT ||
         (rune < 0x80 && strchr("!\"#$%&'()*,:;<=>?[\\]^`{|}", (int)rune));
}

// The path of a folder that is imported by its place. With -trimpath by where it is below the files that are named, so
// that nothing depends on where these are.
static const char *path_of_place(const Loader *loader, Arena *arena, const char *dir) {
  const char *rest;
  if (loader->local_root && path_below(dir, loader->local_root, &rest)) dir = arena_printf(arena, "/%s", rest);
  char *path = arena_printf(arena, "_%s", dir), *out = path + 1;
  for (const char *p = dir; *p;) {
    uint32_t rune, length = utf8_decode(p, strlen(p), &rune);
    if (is_illegal(rune)) *out++ = '_';
    else memcpy(out, p, length), out += length;
    p += length;
  }
  while (out > path + 1 && out[-1] == '/') out--;
  *out = 0;
  return path;
}

bool gopath_is_local(const char *path) { return path[0] == '_' && (!path[1] || path[1] == '/'); }

const char *gopath_local_problem(Arena *arena, const LoadedPackage *from, const char *path) {
  if (!is_relative_import(path) || from->command_line || gopath_is_local(from->path)) return NULL;
  if (strcmp(path, ".") == 0) return ".: cannot import current directory";
  return arena_printf(arena, "local import \"%s\" in non-local package", path);
}

void gopath_find_root(Loader *loader, Arena *arena, Resolved *folder) {
  path_of_folder(loader, arena, folder->dir, &folder->root, &folder->conflict);
}

static bool take_place(Loader *loader, Arena *arena, const char *dir, Resolved *out, const char **message) {
  *out = (Resolved){.path = path_of_place(loader, arena, dir), .dir = dir};
  gopath_find_root(loader, arena, out);
  if (is_folder(dir)) return true;
  *message = arena_printf(arena, "cannot find package \".\" in:\n\t%s", dir);
  return false;
}

// ---- vendor folders

// The folder that a path leads to through a vendor folder at `dir` or above it, up to `top`; NULL: none. tried: where
// it was looked for; NULL: that is not wanted.
static const char *search_vendor(Arena *arena, const char *dir, const char *top, const char *path, StringVec *tried) {
  size_t least = strlen(top);
  for (size_t n = strlen(dir); n >= least; n--) {
    if (dir[n] && dir[n] != '/') continue;
    const char *vendor = arena_printf(arena, "%.*s/vendor", (int)n, dir);
    if (!is_folder(vendor)) continue;
    const char *place = arena_printf(arena, "%s/%s", vendor, path);
    if (is_folder(place) && folder_has_go_files(place)) return place;
    if (tried) vec_push(arena, tried, place);
  }
  return NULL;
}

// The folder of a package, and src of its root above it, links followed if they do not fit otherwise. False: it has
// none.
static bool place_in_root(Arena *arena, const LoadedPackage *l, const char **dir, const char **src) {
  if (!l->root) return false;
  const char *rest;
  *dir = l->dir, *src = src_of(arena, l->root);
  bool fits = path_below(*dir, *src, &rest) && (l->command_line || strcmp(rest, l->path) == 0);
  if (!fits) *dir = without_links(arena, *dir), *src = without_links(arena, *src);
  return *dir && *src && path_below(*dir, *src, &rest) && *rest;
}

// What a path means in a package: with the vendor folder in front.
static const char *vendored_path(Arena *arena, const LoadedPackage *from, const char *path) {
  const char *dir, *src, *rest;
  if (!place_in_root(arena, from, &dir, &src)) return path;
  const char *place = search_vendor(arena, dir, src, path, NULL);
  return place && path_below(place, src, &rest) ? rest : path;
}

// Of a package that has no root, as another folder comes before it, the vendor folders count as well, and where nothing
// is found they are named.
static const char *search_around(Loader *loader, Arena *arena, const char *dir, const char *path, StringVec *tried) {
  for (uint32_t i = 0; i < loader->roots.len; i++) {
    const char *root = loader->roots.data[i], *inside = below(arena, dir, root);
    if (!inside || strncmp(inside, "src/", 4) != 0 || strstr(inside, "/testdata/")) continue;
    const char *place =
        search_vendor(arena, arena_printf(arena, "%s/%s", root, inside), src_of(arena, root), path, tried);
    if (place) return place;
  }
  return NULL;
}

// ---- roots

static bool take_from(Loader *loader, Arena *arena, uint32_t root, const char *path, Resolved *out) {
  const char *dir = arena_printf(arena, "%s/src/%s", loader->roots.data[root], path);
  if (!is_folder(dir)) return false;
  bool standard = root == 0 && mod_path_standard(path);  // one may put one's own code into GOROOT
  *out = (Resolved){.path = path, .dir = dir, .standard = standard, .root = loader->roots.data[root]};
  return true;
}

// dir: of who imports it, NULL nobody. What GOROOT vendors comes last for packages that are not in GOROOT.
static bool look_up(Loader *loader, Arena *arena, const char *path, const char *dir, Resolved *out) {
  bool late = strncmp(path, "vendor/", 7) == 0 && dir && !below(arena, dir, loader->roots.data[0]);
  for (uint32_t i = late; i < loader->roots.len; i++)
    if (take_from(loader, arena, i, path, out)) return true;
  return late && take_from(loader, arena, 0, path, out);
}

static const char *missing(Loader *loader, Arena *arena, const char *path, const StringVec *tried) {
  const char *text = arena_printf(arena, "cannot find package %s in any of:", text_quote(arena, path, strlen(path)));
  for (uint32_t i = 0; i < tried->len; i++)
    text = arena_printf(arena, "%s\n\t%s%s", text, tried->data[i], i ? "" : " (vendor tree)");
  for (uint32_t i = 0; i < loader->roots.len; i++)
    text = arena_printf(arena, "%s\n\t%s/src/%s%s", text, loader->roots.data[i], path,
                        i == 0   ? " (from $GOROOT)"
                        : i == 1 ? " (from $GOPATH)"
                                 : "");
  if (loader->roots.len > 1) return text;
  return arena_printf(arena, "%s\n\t($GOPATH not set. For more details see: 'go help gopath')", text);
}

// ---- code that was written for modules

// Where the last element /vN before `end` begins; 0: there is none. *behind: where it ends.
static size_t find_version(const char *path, size_t end, size_t *behind) {
  for (size_t i = end; i-- > 0;) {
    if (path[i] != '/') continue;
    const char *element = path + i + 1;
    size_t digits = strspn(element + (*element == 'v'), "0123456789");
    bool numbered = *element == 'v' && i + 2 + digits == end && digits && element[1] != '0';
    if (numbered && !(digits == 1 && element[1] == '1')) return *behind = end, i;
    end = i;
  }
  return 0;
}

static const char *module_of_folder(Arena *arena, const char *dir) {
  size_t size;
  const char *text = source_read(arena, arena_printf(arena, "%s/go.mod", dir), &size);
  return text ? modfile_module_path(arena, text) : "";
}

static bool is_below_go_mod(Arena *arena, const LoadedPackage *from) {
  const char *dir, *src;
  if (!place_in_root(arena, from, &dir, &src)) return false;
  for (size_t n = strlen(dir), least = strlen(src); n >= least; n--)
    if (!dir[n] || dir[n] == '/')
      if (*module_of_folder(arena, arena_strdup(arena, dir, n))) return true;
  return false;
}

// Code below a go.mod may import x/v2/y where x/y is and x/go.mod says that the module is x/v2.
static const char *without_version(Loader *loader, Arena *arena, const LoadedPackage *from, const char *path) {
  size_t behind, at = find_version(path, strlen(path), &behind);
  Resolved found;
  if (!at || !is_below_go_mod(arena, from) || look_up(loader, arena, path, NULL, &found)) return path;
  for (; at; at = find_version(path, at, &behind)) {
    if (!look_up(loader, arena, arena_strdup(arena, path, at), NULL, &found)) continue;
    const char *module = module_of_folder(arena, found.dir);
    if (!*module) continue;
    bool same = strlen(module) == behind && strncmp(module, path, behind) == 0;
    return same ? arena_printf(arena, "%.*s%s", (int)at, path, path + behind) : path;
  }
  return path;
}

// ---- all

// A path that is not looked for; NULL: it is. named: on the command line, which the message has to say.
static const char *path_problem(Arena *arena, const char *path, bool named) {
  if (path[0] == '/')
    return arena_printf(arena, "import %s: cannot import absolute path", text_quote(arena, path, strlen(path)));
  const char *who = named ? arena_printf(arena, "package %s: ", path) : "";
  if (strncmp(path, "mod/", 4) == 0) return arena_printf(arena, "%sdisallowed import path \"%s\"", who, path);
  if (strchr(path, '@')) return arena_printf(arena, "%s%s", who, PATH_WITH_VERSION);
  const char *clean = clean_relative_path(arena, path);
  bool dotted = strncmp(path, "./", 2) == 0 && strcmp(clean, "..") != 0 && strncmp(clean, "../", 3) != 0;
  const char *wanted = dotted ? arena_printf(arena, "./%s", clean) : clean;
  if (strcmp(path, wanted) == 0) return NULL;
  return arena_printf(arena, "non-canonical import path \"%s\": should be \"%s\"", path, clean);
}

bool gopath_import(Loader *loader, Arena *arena, const LoadedPackage *from, const char *path, Resolved *out,
                   const char **message) {
  const char *dir = from ? from->dir : loader->dir;
  *out = (Resolved){.path = path};
  if ((*message = path_problem(arena, path, !from))) return false;
  if (is_relative_import(path)) return take_place(loader, arena, absolute_path(arena, dir, path), out, message);
  const char *meant = from ? vendored_path(arena, from, path) : path;
  if (from && strcmp(meant, path) == 0) meant = without_version(loader, arena, from, path);
  StringVec tried = {0};
  const char *place = from && !from->root ? search_around(loader, arena, dir, path, &tried) : NULL;
  if (place) {
    *out = (Resolved){.path = path, .dir = place};
    gopath_find_root(loader, arena, out);
    return true;
  }
  if (look_up(loader, arena, meant, dir, out)) return true;
  if (from && from->root) search_around(loader, arena, dir, path, &tried);
  *message = missing(loader, arena, meant, &tried);
  return false;
}

bool gopath_folder(Loader *loader, Arena *arena, const char *dir, Resolved *out, const char **message) {
  const char *clean = absolute_path(arena, loader->dir, dir), *root, *conflict;
  const char *path = path_of_folder(loader, arena, clean, &root, &conflict);
  if (path) return gopath_import(loader, arena, NULL, path, out, message);
  if (dir[0] != '/') return take_place(loader, arena, clean, out, message);
  *out = (Resolved){.path = clean};
  *message = path_problem(arena, clean, true);
  return false;
}
