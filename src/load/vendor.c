// vendor/modules.txt, which says what is in the vendor folder and must agree with go.mod or go.work
// (cmd/go/internal/modload/vendor.go):
//
//     # path version [=> replacement]      a module; without a version: all of them are replaced
//     ## explicit; go 1.N                  what is known of it
//     path/of/package                      packages
#include <stdio.h>
#include <string.h>

#include "base/paths.h"
#include "load/modules.h"
#include "mod/semver.h"

typedef struct VendorEntry {
  const char *path, *version;                    // version "": a replacement of all
  const char *replaced_path, *replaced_version;  // NULL: not replaced; a folder
  const char *go_version;
  bool explicit, has_packages;
  Module *module;
} VendorEntry;

typedef struct VendorReader {
  ModuleSet *set;
  Arena *arena;
  Vec(VendorEntry) entries;
  const char *problems;  // a line each, NULL none
  bool before_1_14;      // that go line's modules.txt says less
} VendorReader;

// ---- reading

static const char *take_word(Arena *arena, const char **cursor) {
  const char *p = *cursor + strspn(*cursor, " \t\r");
  size_t n = strcspn(p, " \t\r\n");
  *cursor = p + n;
  return n ? arena_strdup(arena, p, n) : NULL;
}

static void read_header(VendorReader *r, const char *line) {
  VendorEntry entry = {.path = take_word(r->arena, &line), .version = ""};
  const char *word = entry.path ? take_word(r->arena, &line) : NULL;
  if (!word) return;
  if (semver_valid(word)) {
    entry.version = word;
    word = take_word(r->arena, &line);
  } else if (strcmp(word, "=>") != 0) {
    entry.path = NULL;  // a form of later Go
  }
  if (word && strcmp(word, "=>") == 0) {
    entry.replaced_path = take_word(r->arena, &line);
    entry.replaced_version = take_word(r->arena, &line);
  }
  vec_push(r->arena, &r->entries, entry);
}

static void read_notes(VendorReader *r, const char *line) {
  VendorEntry *entry = &vec_last(&r->entries);
  const char *end = strchrnul(line, '\n');
  for (const char *p = line; p < end; p = memchr(p, ';', (size_t)(end - p)) ?: end) {
    p += strspn(p, "; \t");
    if (strncmp(p, "explicit", 8) == 0) entry->explicit = true;
    if (strncmp(p, "go ", 3) == 0) entry->go_version = arena_strdup(r->arena, p + 3, strcspn(p + 3, "; \t\r\n"));
    if (p >= end) break;
  }
}

static void read_package(VendorReader *r, const char *line, size_t length) {
  VendorEntry *entry = &vec_last(&r->entries);
  while (length && strchr(" \t\r", line[length - 1])) length--;
  if (!length || !entry->path || memchr(line, ' ', length)) return;
  ModuleSet *set = r->set;
  if (!entry->has_packages) {
    entry->has_packages = true;
    entry->module = arena_new(r->arena, Module);
    *entry->module = (Module){.path = entry->path, .version = entry->version};
    entry->module->replacement = modules_replacement(set, entry->path, entry->version);
    entry->module->dir = arena_printf(r->arena, "%s/%s", set->vendor_dir, entry->path);
    entry->module->indirect = !entry->explicit;
    map_put(r->arena, &set->vendor_modules, map_key(name_cstr(set->session->names, entry->path)), entry->module);
  }
  const Name *key = name_intern(set->session->names, line, length);
  map_put(r->arena, &set->vendor_packages, map_key(key), entry->module);
}

static void read_lines(VendorReader *r, const char *text) {
  for (const char *line = text; *line;) {
    const char *end = strchrnul(line, '\n');
    if (strncmp(line, "# ", 2) == 0) read_header(r, line + 2);
    else if (strncmp(line, "## ", 3) == 0 && r->entries.len) read_notes(r, line + 3);
    else if (*line != '#' && r->entries.len) read_package(r, line, (size_t)(end - line));
    line = *end ? end + 1 : end;
  }
  for (uint32_t i = 0; i < r->entries.len; i++)
    if (r->entries.data[i].module) r->entries.data[i].module->go_version = r->entries.data[i].go_version;
}

// ---- comparing

__attribute__((format(printf, 4, 5))) static void problem(VendorReader *r, const char *path, const char *version,
                                                          const char *format, ...) {
  va_list args;
  va_start(args, format);
  const char *text = arena_vprintf(r->arena, format, args);
  va_end(args);
  bool has_version = version && *version;
  r->problems = arena_printf(r->arena, "%s\n\t%s%s%s: %s", r->problems ? r->problems : "", path, has_version ? "@" : "",
                             has_version ? version : "", text);
}

static VendorEntry *find_entry(VendorReader *r, const char *path, const char *version) {
  for (uint32_t i = 0; i < r->entries.len; i++) {
    VendorEntry *e = &r->entries.data[i];
    if (e->path && strcmp(e->path, path) == 0 && strcmp(e->version, version ? version : "") == 0) return e;
  }
  return NULL;
}

static void check_requirements(VendorReader *r, const ModFile *f) {
  for (uint32_t i = 0; i < f->requires.len; i++) {
    const ModRequire *q = &f->requires.data[i];
    const VendorEntry *e = find_entry(r, q->path, q->version);
    if (e && e->explicit) continue;
    const Module *vendored = map_get(&r->set->vendor_modules, map_key(name_cstr(r->set->session->names, q->path)));
    if (!r->before_1_14)
      problem(r, q->path, q->version,
              "is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt");
    else if (vendored && strcmp(vendored->version, q->version) != 0)
      problem(r, q->path, q->version, "is explicitly required in go.mod, but vendor/modules.txt indicates %s@%s",
              q->path, vendored->version);
  }
}

static bool same_place(const ModReplace *r, const VendorEntry *e) {
  return strcmp(e->replaced_path, r->new_path) == 0 &&
         strcmp(e->replaced_version ? e->replaced_version : "", r->new_version ? r->new_version : "") == 0;
}

static void check_replacements(VendorReader *r, const ModFile *f) {
  for (uint32_t i = 0; i < f->replaces.len; i++) {
    const ModReplace *q = &f->replaces.data[i];
    if (modules_main(r->set, q->old_path)) continue;
    const VendorEntry *e = find_entry(r, q->old_path, q->old_version);
    const Module *vendored = map_get(&r->set->vendor_modules, map_key(name_cstr(r->set->session->names, q->old_path)));
    bool lax = r->before_1_14 && (!q->old_version || !vendored || strcmp(vendored->version, q->old_version) != 0);
    if (!e || !e->replaced_path) {
      if (!lax)
        problem(r, q->old_path, q->old_version, "is replaced in %s, but not marked as replaced in vendor/modules.txt",
                modules_display(r->set, f));
    } else if (!same_place(q, e)) {
      problem(r, q->old_path, q->old_version,
              "is replaced by %s in %s, but marked as replaced by %s in vendor/modules.txt",
              MODULE_AT(r->arena, q->new_path, q->new_version), modules_display(r->set, f),
              MODULE_AT(r->arena, e->replaced_path, e->replaced_version));
    }
  }
}

static void check_entries(VendorReader *r) {
  ModuleSet *set = r->set;
  for (uint32_t i = 0; i < r->entries.len; i++) {
    const VendorEntry *e = &r->entries.data[i];
    if (!e->path || !e->explicit || !e->has_packages) continue;
    bool required = false;
    for (uint32_t m = 0; m < set->mains.len; m++)
      for (uint32_t k = 0; k < set->mains.data[m]->mod_file->requires.len; k++) {
        const ModRequire *q = &set->mains.data[m]->mod_file->requires.data[k];
        required |= strcmp(q->path, e->path) == 0 && strcmp(q->version, e->version) == 0;
      }
    if (!required)
      problem(r, e->path, e->version,
              "is marked as explicit in vendor/modules.txt, but not explicitly required in %sgo.mod",
              set->work ? "a " : "");
  }
  for (uint32_t i = 0; i < r->entries.len; i++) {
    const VendorEntry *e = &r->entries.data[i];
    if (e->path && e->replaced_path && !modules_replacement(set, e->path, e->version))
      problem(r, e->path, e->version, "is marked as replaced in vendor/modules.txt, but not replaced in %s",
              set->work ? "the workspace" : "go.mod");
  }
}

// What a pruned main module lists is all there is.
static bool check_listed(VendorReader *r) {
  ModuleSet *set = r->set;
  bool ok = true;
  for (uint32_t i = 0; set->pruned && i < r->entries.len; i++) {
    const VendorEntry *e = &r->entries.data[i];
    const char *root = e->path ? map_get(&set->root_versions, map_key(name_cstr(set->session->names, e->path))) : NULL;
    if (!e->has_packages || (root && strcmp(root, e->version) == 0)) continue;
    fprintf(stderr, "go: vendored module %s@%s should be required explicitly in go.mod\n", e->path, e->version);
    ok = false;
  }
  if (!ok) diag_error(set->session->diags, 0, "go: %s", modules_dirty(set));
  return ok;
}

bool vendor_load(ModuleSet *set) {
  VendorReader r = {.set = set, .arena = &set->arena};
  const char *go = set->mains.data[0]->go_version;
  r.before_1_14 = !set->work && (!go || gover_compare(go, "1.14") < 0);
  size_t size;
  const char *text = source_read(r.arena, arena_printf(r.arena, "%s/modules.txt", set->vendor_dir), &size);
  if (text) read_lines(&r, text);
  for (uint32_t i = 0; i < set->mains.len; i++) check_requirements(&r, set->mains.data[i]->mod_file);
  for (uint32_t i = 0; i < set->mains.len; i++) check_replacements(&r, set->mains.data[i]->mod_file);
  if (set->work) check_replacements(&r, set->work);
  check_entries(&r);
  if (!r.problems) return check_listed(&r);
  char *dir = arena_strdup(r.arena, set->vendor_dir, strlen(set->vendor_dir) - strlen("/vendor"));
  diag_error(set->session->diags, 0,
             "go: inconsistent vendoring in %s:%s\n\n\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.\n"
             "\tTo sync the vendor directory, run:\n\t\tgo %s vendor",
             dir, r.problems, set->work ? "work" : "mod");
  return false;
}
