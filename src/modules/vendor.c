// vendor/modules.txt, which says what is in the vendor folder and must agree with go.mod or go.work
// (cmd/go/internal/modload/vendor.go):
//
//     # path version [=> replacement]      a module; without a version: all of them are replaced
//     ## explicit; go 1.N                  what is known of it
//     path/of/package                      packages
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/paths.h"
#include "base/unicode.h"
#include "mod/path.h"
#include "mod/semver.h"
#include "modules/internal.h"

// ---- reading

typedef struct VendorReader {
  ModuleSet *set;
  VendorEntry *entry;  // of the lines that follow; NULL: they do not count
  const char *newer;   // a module for a later Go, NULL none
} VendorReader;

static VendorEntry *entry_of(ModuleSet *set, const ModVersion *m) {
  VendorEntry *entry = map_get(&set->tables->vendor_entries, map_key(m));
  if (entry) return entry;
  entry = arena_new(&set->arena, VendorEntry);
  entry->module = m;
  map_put(&set->arena, &set->tables->vendor_entries, map_key(m), entry);
  return entry;
}

// The words of a line, at most `limit` + 1.
static StringVec words_of(Arena *arena, const char *line, uint32_t limit) {
  StringVec words = {0};
  for (const char *p = line; words.len <= limit;) {
    p += strspn(p, " \t\r\v\f");
    size_t n = strcspn(p, " \t\r\v\f");
    if (!n) break;
    vec_push(arena, &words, arena_strdup(arena, p, n));
    p += n;
  }
  return words;
}

static void read_header(VendorReader *r, const char *line) {
  ModuleSet *set = r->set;
  StringVec words = words_of(&set->arena, line, 6);
  uint32_t next = 2;
  if (words.len < 3) return;
  r->entry = NULL;
  if (semver_valid(words.data[2])) {
    r->entry = entry_of(set, modules_version(set, words.data[1], words.data[2]));
    next = 3;
  } else if (strcmp(words.data[2], "=>") == 0) {
    r->entry = entry_of(set, modules_version(set, words.data[1], ""));
  }
  if (!r->entry || words.len < next + 2 || strcmp(words.data[next], "=>") != 0) return;
  bool folder = words.len == next + 2;
  if (!folder && (words.len != next + 3 || !semver_valid(words.data[next + 2]))) return;  // a form of later Go
  r->entry->replaced_path = words.data[next + 1];
  r->entry->replaced_version = folder ? NULL : words.data[next + 2];
  versions_push(set, &set->tables->vendor_replaced, r->entry->module);
}

static void read_notes(VendorReader *r, const char *line) {
  Arena *arena = &r->set->arena;
  for (const char *p = line; p; p = strchr(p, ';')) {
    p += *p == ';';
    const char *note = p;
    size_t n = strcspn(p, ";");
    text_trim(&note, &n);
    if (n == strlen("explicit") && strncmp(note, "explicit", n) == 0) r->entry->explicit = true;
    if (n < 3 || strncmp(note, "go ", 3) != 0) continue;
    r->entry->go_version = arena_strdup(arena, note + 3, n - 3);
    const char *file = modules_short_path(r->set, arena_printf(arena, "%s/modules.txt", r->set->vendor_dir));
    const ModuleError *newer =
        module_too_new(r->set, arena_printf(arena, "%s in %s", r->entry->module->path, file), r->entry->go_version);
    if (newer && !r->newer) r->newer = newer->text;
  }
}

static void read_package(VendorReader *r, const char *line) {
  ModuleSet *set = r->set;
  StringVec words = words_of(&set->arena, line, 1);
  if (words.len != 1 || mod_path_problem(&set->arena, words.data[0], MOD_PATH_IMPORT)) return;
  const ModVersion *m = r->entry->module, *old = set_get(set, &set->tables->vendor_versions, m->path);
  r->entry->has_packages = true;
  set_put(set, &set->tables->vendor_packages, words.data[0], m);
  if (old && mod_version_compare(m->path, old->version, m->version) >= 0) return;
  versions_push(set, &set->tables->vendor_list, m);
  set_put(set, &set->tables->vendor_versions, m->path, m);
}

static void read_lines(VendorReader *r, const char *text) {
  for (const char *start = text; *start;) {
    const char *end = strchrnul(start, '\n'), *line = arena_strdup(&r->set->arena, start, (size_t)(end - start));
    if (strncmp(line, "# ", 2) == 0) read_header(r, line);
    else if (r->entry && strncmp(line, "## ", 3) == 0) read_notes(r, line + 3);
    else if (r->entry) read_package(r, line);
    start = *end ? end + 1 : end;
  }
}

const VendorEntry *vendor_entry(const ModuleSet *set, const ModVersion *m) {
  return map_get(&set->tables->vendor_entries, map_key(m));
}

const ModVersion *vendor_package(const ModuleSet *set, const char *path) {
  return set_get(set, &set->tables->vendor_packages, path);
}

// ---- comparing

typedef struct VendorCheck {
  ModuleSet *set;
  const char *problems;  // a line each, NULL none
  bool before_1_14;      // that go line's modules.txt says less
} VendorCheck;

__attribute__((format(printf, 3, 4))) static void problem(VendorCheck *c, const ModVersion *m, const char *format,
                                                          ...) {
  Arena *arena = &c->set->arena;
  va_list args;
  va_start(args, format);
  const char *text = arena_vprintf(arena, format, args);
  va_end(args);
  c->problems = arena_printf(arena, "%s\n\t%s: %s", c->problems ? c->problems : "", version_text(arena, m), text);
}

static void check_requirements(VendorCheck *c, const ModFile *f) {
  for (uint32_t i = 0; i < f->requires.len; i++) {
    const ModVersion *m = modules_version(c->set, f->requires.data[i].path, f->requires.data[i].version);
    const VendorEntry *entry = vendor_entry(c->set, m);
    const ModVersion *vendored = set_get(c->set, &c->set->tables->vendor_versions, m->path);
    if (entry && entry->explicit) continue;
    if (!c->before_1_14)
      problem(c, m, "is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt");
    else if (vendored && vendored != m)
      problem(c, m, "is explicitly required in go.mod, but vendor/modules.txt indicates %s@%s", m->path,
              vendored->version);
  }
}

// A folder as its file has it.
static const char *as_written(const Replacement *r) {
  for (uint32_t i = 0; i < r->file->replaces.len; i++) {
    const ModReplace *entry = &r->file->replaces.data[i];
    if (strcmp(entry->old_path, r->old_path) == 0 && same_text(entry->old_version, r->old_version))
      return entry->new_path;
  }
  return r->written;
}

static bool same_place(const Replacement *r, const VendorEntry *e) {
  const char *path = r->new_version ? r->new_path : r->written;
  return strcmp(e->replaced_path, path) == 0 && same_text(e->replaced_version, r->new_version);
}

static void check_replacements(VendorCheck *c, const ModFile *f, Map *seen) {
  ModuleSet *set = c->set;
  Arena *arena = &set->arena;
  for (uint32_t i = 0; i < f->replaces.len; i++) {
    const char *path = f->replaces.data[i].old_path, *version = f->replaces.data[i].old_version;
    const ModVersion *old = modules_version(set, path, version ? version : "");
    if (map_get(seen, map_key(old))) continue;
    map_mark(set, seen, old);
    const Replacement *r = modules_replacement(set, path, old->version);
    const VendorEntry *e = vendor_entry(set, old);
    const ModVersion *vendored = set_get(set, &set->tables->vendor_versions, path);
    bool lax = c->before_1_14 && (!version || vendored != old);
    if (!e || !e->replaced_path) {
      if (r && !lax)
        problem(c, old, "is replaced in %s, but not marked as replaced in vendor/modules.txt",
                mains_display(set, r->file));
    } else if (r && !same_place(r, e)) {
      problem(c, old, "is replaced by %s in %s, but marked as replaced by %s in vendor/modules.txt",
              MODULE_AT(arena, as_written(r), r->new_version), mains_display(set, r->file),
              MODULE_AT(arena, e->replaced_path, e->replaced_version));
    }
  }
}

static void check_entries(VendorCheck *c) {
  ModuleSet *set = c->set;
  Map required = {0};
  for (uint32_t i = 0; i < set->mains.len; i++) {
    const ModFile *f = set->mains.data[i]->mod_file;
    for (uint32_t k = 0; k < f->requires.len; k++)
      map_mark(set, &required, modules_version(set, f->requires.data[k].path, f->requires.data[k].version));
  }
  for (uint32_t i = 0; i < set->tables->vendor_list.len; i++) {
    const ModVersion *m = set->tables->vendor_list.data[i];
    if (vendor_entry(set, m)->explicit && !map_get(&required, map_key(m)))
      problem(c, m, "is marked as explicit in vendor/modules.txt, but not explicitly required in %sgo.mod",
              set->work ? "a " : "");
  }
  for (uint32_t i = 0; i < set->tables->vendor_replaced.len; i++) {
    const ModVersion *m = set->tables->vendor_replaced.data[i];
    if (!modules_replacement(set, m->path, m->version))
      problem(c, m, "is marked as replaced in vendor/modules.txt, but not replaced in %s",
              set->work ? "the workspace" : "go.mod");
  }
}

bool vendor_load(ModuleSet *set, StringVec *errors) {
  VendorReader r = {.set = set};
  VendorCheck c = {.set = set};
  Map seen = {0};
  const char *go = set->mains.data[0]->go_version;
  c.before_1_14 = !set->work && (!go || gover_compare(go, "1.14") < 0);
  size_t size;
  const char *file = arena_printf(&set->arena, "%s/modules.txt", set->vendor_dir), *why;
  const char *text = mains_read(&set->arena, file, &size, &why);
  if (text) read_lines(&r, text);
  else if (access(file, F_OK) == 0) {
    vec_push(&set->arena, errors,
             arena_printf(&set->arena, "reading modules.txt for vendor directory: %s %s: %s",
                          is_folder(file) ? "read" : "open", file, why));
    return false;
  }
  if (r.newer) {
    vec_push(&set->arena, errors, r.newer);
    return false;
  }
  for (uint32_t i = 0; i < set->mains.len; i++) check_requirements(&c, set->mains.data[i]->mod_file);
  for (uint32_t i = 0; i < set->mains.len; i++) check_replacements(&c, set->mains.data[i]->mod_file, &seen);
  if (set->work) check_replacements(&c, set->work, &seen);
  check_entries(&c);
  if (!c.problems) return true;
  char *dir = arena_strdup(&set->arena, set->vendor_dir, strlen(set->vendor_dir) - strlen("/vendor"));
  vec_push(&set->arena, errors,
           arena_printf(&set->arena,
                        "inconsistent vendoring in %s:%s\n\n\tTo ignore the vendor directory, use -mod=readonly or "
                        "-mod=mod.\n\tTo sync the vendor directory, run:\n\t\tgo %s vendor",
                        dir, c.problems, set->work ? "work" : "mod"));
  return false;
}

// ---- the graph as it is seen from here

// What a pruned main module lists is all there is.
static bool all_listed(ModuleSet *set, const Requirements *rs) {
  bool ok = true;
  for (uint32_t i = 0; i < set->tables->vendor_list.len; i++) {
    const ModVersion *m = set->tables->vendor_list.data[i];
    const char *root = requirements_root(set, rs, m->path);
    if (root && strcmp(root, m->version) == 0) continue;
    fprintf(stderr, "go: vendored module %s should be required explicitly in go.mod\n", version_text(&set->arena, m));
    ok = false;
  }
  return ok;
}

bool vendor_graph(ModuleSet *set, Requirements *rs, StringVec *errors) {
  ModVersionVec top = {0};
  if (!set->work) versions_push(set, &top, set->top);
  ModuleGraph *graph = graph_new(set, set->work ? &rs->roots : &top);
  const ModVersion *listed = modules_version(set, "vendor/modules.txt", "");
  if (rs->pruning == PRUNED) {
    if (!all_listed(set, rs)) {
      vec_push(&set->arena, errors, modules_dirty(set));
      return false;
    }
    graph_require(set, graph, set->top, &rs->roots);
  } else {
    for (uint32_t i = 0; i < set->mains.len; i++) {
      Map ignored = {0};
      ModVersionVec requires = {0};
      const ModVersionVec own = set->work ? requirements_of_file(set, set->mains.data[i], false, &ignored) : rs->roots;
      for (uint32_t k = 0; k < own.len; k++) versions_push(set, &requires, own.data[k]);
      versions_push(set, &requires, listed);
      graph_require(set, graph, set->mains.data[i]->id, &requires);
    }
    graph_require(set, graph, listed, &set->tables->vendor_list);
  }
  rs->graph = graph;
  return true;
}
