// mod vendor, work vendor: copies the packages that the main modules need into vendor/, and writes vendor/modules.txt
// (cmd/go/internal/modcmd, vendor.go). The folder is made beside its place and takes it when all is well.
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/paths.h"
#include "mod/disk.h"
#include "modules/internal.h"
#include "modules/packages_internal.h"

// What vendor/ has of a module.
typedef struct Vendored {
  const ModVersion *module;
  Vec(const ModulePackage *) packages;  // by path
  bool explicit;                        // go.mod requires it
} Vendored;

typedef struct Vendor {
  ModuleSet *set;
  const VendorCommand *command;
  PackageGraph *graph;
  Arena *arena;
  Map modules;           // ModVersion* -> Vendored*
  Vec(Vendored *) list;  // by path and version
  Map replaced;          // ModVersion* -> itself: replacements that modules.txt has
  Map copied;            // Name* of a file in the folder -> itself
  Map metadata;          // Name* of "module folder" -> itself: whose licences are copied
  const char *dir;       // where it is to be
  Vec(char) text;        // of modules.txt
  bool failed;
} Vendor;

static void say(Vendor *v, bool is_error, const char *text) {
  fprintf(stderr, "go: %s\n", text);
  v->failed |= is_error;
}

static const Name *name_of(Vendor *v, const char *text) { return name_cstr(v->set->names, text); }

// ---- what is needed

static Vendored *module_of(Vendor *v, const ModVersion *m) {
  Vendored *vendored = map_get(&v->modules, map_key(m));
  if (vendored) return vendored;
  vendored = arena_new(v->arena, Vendored);
  vendored->module = m;
  map_put(v->arena, &v->modules, map_key(m), vendored);
  vec_push(v->arena, &v->list, vendored);
  return vendored;
}

static int by_version(const void *left, const void *right) {
  const Vendored *a = *(const Vendored *const *)left, *b = *(const Vendored *const *)right;
  return mod_compare(a->module, b->module);
}

// Modules whose paths differ by case alone cannot stand beside each other everywhere.
static const char *collision(Vendor *v) {
  for (uint32_t i = 0; i < v->list.len; i++)
    for (uint32_t k = 0; k < i; k++) {
      const char *a = v->list.data[i]->module->path, *b = v->list.data[k]->module->path;
      if (strcmp(a, b) != 0 && strcasecmp(a, b) == 0)
        return arena_printf(v->arena, "go.mod: case-insensitive import collision: \"%s\" and \"%s\"", a, b);
    }
  return NULL;
}

static void find_packages(Vendor *v) {
  StringVec paths = packages_paths(v->graph, v->arena);
  for (uint32_t i = 0; i < paths.len; i++) {
    const ModulePackage *p = packages_find(v->graph, paths.data[i]);
    if (package_is_outside(v->graph, p)) vec_push(v->arena, &module_of(v, p->module)->packages, p);
  }
}

// From go 1.14 on modules.txt says what go.mod requires and replaces, so that it can be told when they differ.
static bool is_annotated(const Vendor *v) {
  if (gover_compare(modules_go_version(v->set), "1.14") < 0) return false;
  return v->set->work_file || v->set->mains.data[0]->mod_file->go;
}

static void find_explicit(Vendor *v) {
  if (!is_annotated(v)) return;
  for (uint32_t i = 0; i < v->set->mains.len; i++) {
    const ModFile *f = v->set->mains.data[i]->mod_file;
    for (uint32_t k = 0; k < f->requires.len; k++)
      module_of(v, modules_version(v->set, f->requires.data[k].path, f->requires.data[k].version))->explicit = true;
  }
}

// ---- copying

static bool keeps_file(Vendor *v, const char *dir, const char *name) {
  size_t n = strlen(name);
  if (n > 8 && strcmp(name + n - 8, "_test.go") == 0) return false;
  // They would make a folder below vendor/ the root of a module.
  if (strcmp(name, "go.mod") == 0 || strcmp(name, "go.sum") == 0)
    return gover_compare(modules_go_version(v->set), "1.17") < 0;
  if (n < 3 || strcmp(name + n - 3, ".go") != 0) return true;
  return scan_file_usable(v->arena, arena_printf(v->arena, "%s/%s", dir, name));
}

static bool is_metadata(Vendor *v, const char *dir, const char *name) {
  static const char *const prefixes[] = {"AUTHORS", "CONTRIBUTORS", "COPYLEFT", "COPYING", "COPYRIGHT",
                                         "LEGAL",   "LICENSE",      "NOTICE",   "PATENTS"};
  (void)v, (void)dir;
  for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
    if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0) return true;
  return false;
}

static bool copy_file(Vendor *v, const char *from, const char *to) {
  const char *error = disk_copy_file(v->arena, from, to);
  if (error) say(v, true, error);
  map_put(v->arena, &v->copied, map_key(name_of(v, to)), (void *)(uintptr_t)to);
  return !error;
}

static StringVec regular_files(Vendor *v, const char *dir) {
  StringVec names = {0};
  DIR *d = opendir(dir);
  if (!d) say(v, true, arena_printf(v->arena, "open %s: %s", dir, DIAG_ERRNO(errno)));
  for (struct dirent *e; d && (e = readdir(d));) {
    struct stat st;
    bool regular =
        e->d_type == DT_REG ||
        (e->d_type == DT_UNKNOWN && fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode));
    if (!regular) continue;
    const char *name = arena_strdup(v->arena, e->d_name, strlen(e->d_name));
    vec_push(v->arena, &names, name);
  }
  if (d) closedir(d);
  strings_sort(&names, 0);
  return names;
}

static void copy_folder(Vendor *v, const char *from, const char *to,
                        bool (*wanted)(Vendor *v, const char *dir, const char *name)) {
  const char *error = disk_make_folders(v->arena, to);
  if (error) say(v, true, error);
  StringVec names = regular_files(v, from);
  for (uint32_t i = 0; i < names.len && !v->failed; i++)
    if (wanted(v, from, names.data[i]))
      copy_file(v, arena_printf(v->arena, "%s/%s", from, names.data[i]),
                arena_printf(v->arena, "%s/%s", to, names.data[i]));
}

static const char *parent(Vendor *v, const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? arena_strdup(v->arena, path, (size_t)(slash - path)) : ".";
}

// Licences and the like of the folders above a package, up to its module's.
static void copy_metadata(Vendor *v, const ModulePackage *p, const char *to) {
  const char *path = p->path, *from = p->dir;
  for (bool first = true;; first = false) {
    const Name *key = name_of(v, arena_printf(v->arena, "%s %s", p->module->path, to));
    if (map_get(&v->metadata, map_key(key))) return;
    map_put(v->arena, &v->metadata, map_key(key), (void *)(uintptr_t)key->text);
    if (!first) copy_folder(v, from, to, is_metadata);
    if (strcmp(path, p->module->path) == 0) return;
    path = parent(v, path), from = parent(v, from), to = parent(v, to);
  }
}

static void copy_embedded(Vendor *v, const ModulePackage *p, const char *to) {
  StringVec patterns, files = {0};
  // Before go 1.22 vendor/ has what tests embed, too.
  bool tests = gover_compare(modules_go_version(v->set), "1.22") < 0;
  if (!embed_patterns(v->arena, p->dir, tests, v->command->cgo, &patterns)) return;
  for (uint32_t i = 0; i < patterns.len; i++) {
    StringVec found;
    const char *error = embed_files(v->arena, p->dir, patterns.data[i], &found);
    if (error) {
      say(v, !v->command->keep_going,
          arena_printf(v->arena, "resolving embeds in %s: pattern %s: %s", p->path, patterns.data[i], error));
      return;
    }
    for (uint32_t k = 0; k < found.len; k++) vec_push(v->arena, &files, found.data[k]);
  }
  strings_sort_unique(&files);
  for (uint32_t i = 0; i < files.len; i++) {
    const char *file = arena_printf(v->arena, "%s/%s", to, files.data[i]);
    if (map_get(&v->copied, map_key(name_of(v, file)))) continue;
    disk_make_folders(v->arena, parent(v, file));
    copy_file(v, arena_printf(v->arena, "%s/%s", p->dir, files.data[i]), file);
  }
}

static void copy_package(Vendor *v, const char *root, const ModulePackage *p) {
  const char *to = arena_printf(v->arena, "%s/%s", root, p->path);
  if (!p->dir) {
    fprintf(stderr, "internal error: no pkg for %s\n\n", p->path);
    v->failed = true;
    return;
  }
  copy_folder(v, p->dir, to, keeps_file);
  if (!v->failed) copy_metadata(v, p, to);
  if (!v->failed) copy_embedded(v, p, to);
}

// ---- modules.txt

static void add_text(Vendor *v, const char *text) {
  size_t n = strlen(text);
  vec_reserve(v->arena, &v->text, v->text.len + (uint32_t)n + 1);
  memcpy(v->text.data + v->text.len, text, n);
  v->text.len += (uint32_t)n;
  v->text.data[v->text.len] = 0;
  if (v->command->verbose) fputs(text, stderr);
}

// "# path version => path version". False: the replacement is in vendor/ itself.
static bool write_module_line(Vendor *v, const ModVersion *m, const Replacement *r) {
  const char *rest, *text = arena_printf(v->arena, "# %s%s%s", m->path, *m->version ? " " : "", m->version);
  map_put(v->arena, &v->replaced, map_key(m), (void *)(uintptr_t)m);
  if (r) {
    const char *path = r->new_version ? r->new_path : r->written;
    if (path_below(clean_path(v->arena, arena_printf(v->arena, "/%s", path)), "/vendor", &rest)) {
      say(v, true, arena_printf(v->arena, "replacement path %s inside vendor directory", path));
      return false;
    }
    text = arena_printf(v->arena, "%s => %s%s%s", text, path, r->new_version ? " " : "",
                        r->new_version ? r->new_version : "");
  }
  add_text(v, arena_printf(v->arena, "%s\n", text));
  return true;
}

static const char *go_version_of(Vendor *v, const ModVersion *m) {
  const ModuleError *error = NULL;
  if (gover_compare(modules_go_version(v->set), "1.17") < 0) return NULL;
  const ModuleSummary *summary = modules_summary(v->set, m, &error);
  return summary ? summary->go_version : NULL;
}

static void write_module(Vendor *v, const char *root, const Vendored *vendored) {
  const ModVersion *m = vendored->module;
  if (!write_module_line(v, m, modules_replacement(v->set, m->path, m->version))) return;
  const char *go = go_version_of(v, m);
  if (vendored->explicit) add_text(v, go ? arena_printf(v->arena, "## explicit; go %s\n", go) : "## explicit\n");
  else if (go) add_text(v, arena_printf(v->arena, "## go %s\n", go));
  for (uint32_t i = 0; i < vendored->packages.len && !v->failed; i++) {
    add_text(v, arena_printf(v->arena, "%s\n", vendored->packages.data[i]->path));
    copy_package(v, root, vendored->packages.data[i]);
  }
}

// Replacements of other versions, or of all of a path, which nothing else in vendor/ would tell.
static void write_replacements(Vendor *v) {
  for (uint32_t i = 0; i < v->set->replaces.len && !v->failed; i++) {
    const Replacement *r = &v->set->replaces.data[i];
    const ModVersion *old = modules_version(v->set, r->old_path, r->old_version ? r->old_version : "");
    if (map_get(&v->replaced, map_key(old))) continue;
    // A workspace's own modules are not replaced, but for versions that others require.
    if (!r->old_version && r->file != v->set->work && modules_main(v->set, r->old_path)) continue;
    r = modules_replacement(v->set, r->old_path, r->old_version);
    if (r) write_module_line(v, old, r);
  }
}

// ---- the folder

static void fill(Vendor *v, const char *root) {
  if (v->set->work_file && v->set->mains.len) add_text(v, "## workspace\n");
  for (uint32_t i = 0; i < v->list.len && !v->failed; i++) write_module(v, root, v->list.data[i]);
  if (is_annotated(v)) write_replacements(v);
}

static const char *folder(const Vendor *v) {
  return v->command->output ? absolute_path(v->arena, v->set->options.dir, v->command->output) : v->set->vendor_dir;
}

static void make(Vendor *v) {
  const char *error;
  v->dir = folder(v);
  if ((error = disk_remove(v->arena, v->dir))) {
    say(v, true, error);
    return;
  }
  find_packages(v);
  find_explicit(v);
  if (v->list.len) qsort(v->list.data, v->list.len, sizeof *v->list.data, by_version);
  if ((error = collision(v))) {
    say(v, true, error);
    return;
  }
  fill(v, v->dir);
  if (v->failed) return;
  if (!v->text.len) {
    say(v, false, "no dependencies to vendor");
    return;
  }
  error = disk_make_folders(v->arena, v->dir);
  if (!error)
    error = disk_write_file(v->arena, arena_printf(v->arena, "%s/modules.txt", v->dir), v->text.data, v->text.len);
  if (error) say(v, true, error);
}

int vendor_run(ModuleSet *set, const VendorCommand *command) {
  static const BuildTarget any = {.any = true};
  static const char *const all[] = {"all"};
  Arena arena;
  PackageOptions options = {.target = &any,
                            .resolve_missing = true,
                            .vendor_all = true,
                            .allow_errors = command->keep_going,
                            .silent_standard = true,
                            .skip_standard = true};
  PackageGraph *g = packages_load(set, &options, all, 1);
  int status = packages_failed(g);
  arena_init(&arena);
  if (!status) {
    CommitOptions commit = {.packages = packages_list(g)};
    const ModuleError *error = modules_commit(set, &commit);
    if (error) status = modules_say_error(error);
  }
  if (!status) {
    Vendor v = {.set = set, .command = command, .graph = g, .arena = &arena};
    make(&v);
    status = v.failed;
  }
  arena_free(&arena);
  packages_free(g);
  return status;
}
