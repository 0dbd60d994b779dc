// The modules that the main module requires. Go 1.17 and later write all of them into go.mod, so that they are found
// without looking for versions: in vendor/, by vendor/modules.txt, which must agree with go.mod; or each by its
// replacement or in the module cache. A module's own go line says which language its packages are in.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "load/load.h"

typedef struct Finder {
  Session *session;
  Arena *arena;
  Module *main;
  const char *problems;  // of inconsistent vendoring, a line each
} Finder;

static Module *add_dependency(Finder *f, const char *path, const char *version, const char *dir) {
  Module *m = arena_new(f->arena, Module);
  *m = (Module){.path = path, .version = version, .dir = dir};
  m->file = arena_printf(f->arena, "%s/go.mod", dir);
  vec_push(f->arena, &f->main->dependencies, m);
  return m;
}

// ---- vendor/modules.txt: "# path version [=> replacement]", "## explicit; go 1.N", then packages

typedef struct VendorEntry {
  const char *path, *version, *replaced;
  bool explicit;
} VendorEntry;
typedef Vec(VendorEntry) VendorEntries;

static const char *take_word(Finder *f, const char **cursor) {
  const char *p = *cursor + strspn(*cursor, " \t\r");
  size_t n = strcspn(p, " \t\r\n");
  *cursor = p + n;
  return n ? arena_strdup(f->arena, p, n) : NULL;
}

static void read_header(Finder *f, const char *line, VendorEntries *entries) {
  VendorEntry entry = {.path = take_word(f, &line), .version = ""};
  if (!entry.path) return;
  const char *word = take_word(f, &line);
  if (word && word[0] == 'v') {
    entry.version = word;
    word = take_word(f, &line);
  }
  if (word && strcmp(word, "=>") == 0) {
    const char *path = take_word(f, &line), *version = take_word(f, &line);
    entry.replaced = version ? arena_printf(f->arena, "%s@%s", path, version) : path ? path : "";
  }
  vec_push(f->arena, entries, entry);
  add_dependency(f, entry.path, entry.version, arena_printf(f->arena, "%s/vendor/%s", f->main->dir, entry.path));
}

static void read_vendor(Finder *f, const char *text, VendorEntries *entries) {
  for (const char *line = text; *line;) {
    const char *end = strchrnul(line, '\n');
    if (strncmp(line, "# ", 2) == 0) {
      read_header(f, line + 2, entries);
    } else if (strncmp(line, "## ", 3) == 0 && entries->len) {
      const char *notes = arena_strdup(f->arena, line + 3, (size_t)(end - line) - 3), *go = strstr(notes, "go 1.");
      if (strstr(notes, "explicit")) vec_last(entries).explicit = true;
      if (go) vec_last(&f->main->dependencies)->go_version = arena_strdup(f->arena, go + 3, strcspn(go + 3, "; \r"));
    }
    line = *end ? end + 1 : end;
  }
}

static void problem(Finder *f, const char *path, const char *version, const char *text) {
  f->problems = arena_printf(f->arena, "%s\n\t%s%s%s: %s", f->problems ? f->problems : "", path, *version ? "@" : "",
                             version, text);
}

static const Replacement *replacement_of(const Module *m, const char *path, const char *version) {
  for (uint32_t i = 0; i < m->replaces.len; i++) {
    const Replacement *r = &m->replaces.data[i];
    if (strcmp(r->old_path, path) == 0 && (!r->old_version || strcmp(r->old_version, version) == 0)) return r;
  }
  return NULL;
}

// go.mod and vendor/modules.txt must name the same modules (cmd/go/internal/modload/vendor.go).
static void check_vendor(Finder *f, const VendorEntries *entries) {
  Module *m = f->main;
  for (uint32_t i = 0; i < m->requires.len; i++) {
    const Requirement *r = &m->requires.data[i];
    bool found = false;
    for (uint32_t k = 0; k < entries->len; k++) {
      const VendorEntry *e = &entries->data[k];
      found |= e->explicit && strcmp(e->path, r->path) == 0 && strcmp(e->version, r->version) == 0;
    }
    if (!found)
      problem(f, r->path, r->version,
              "is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt");
  }
  for (uint32_t k = 0; k < entries->len; k++) {
    const VendorEntry *e = &entries->data[k];
    const Replacement *replacement = replacement_of(m, e->path, e->version);
    bool required = false;
    for (uint32_t i = 0; i < m->requires.len; i++)
      required |=
          strcmp(m->requires.data[i].path, e->path) == 0 && strcmp(m->requires.data[i].version, e->version) == 0;
    if (e->explicit && !required)
      problem(f, e->path, e->version,
              "is marked as explicit in vendor/modules.txt, but not explicitly required in go.mod");
    if (e->replaced && !replacement)
      problem(f, e->path, e->version, "is marked as replaced in vendor/modules.txt, but not replaced in go.mod");
    if (!e->replaced && replacement)
      problem(f, e->path, e->version, "is replaced in go.mod, but not marked as replaced in vendor/modules.txt");
  }
}

static bool use_vendor(Finder *f, bool required) {
  const char *path = arena_printf(f->arena, "%s/vendor/modules.txt", f->main->dir);
  size_t size;
  const char *text = source_read(f->arena, path, &size);
  VendorEntries entries = {0};
  f->main->vendored = true;
  if (text) read_vendor(f, text, &entries);
  else if (!required) return true;
  check_vendor(f, &entries);
  if (!f->problems) return true;
  diag_error(f->session->diags, 0,
             "go: inconsistent vendoring in %s:%s\n\n\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.\n"
             "\tTo sync the vendor directory, run:\n\t\tgo mod vendor",
             f->main->dir, f->problems);
  return false;
}

// ---- replacements and the module cache

// Capital letters as "!" and the small one, so that file systems which take them for the same are no trouble.
static const char *escaped(Arena *arena, const char *text) {
  char *out = arena_alloc(arena, strlen(text) * 2 + 1, 1), *p = out;
  for (; *text; text++) {
    bool capital = *text >= 'A' && *text <= 'Z';
    if (capital) *p++ = '!';
    *p++ = capital ? (char)(*text | 0x20) : *text;
  }
  *p = 0;
  return out;
}

static const char *cache_folder(Arena *arena) {
  const char *cache = getenv("GOMODCACHE"), *gopath = getenv("GOPATH"), *home = getenv("HOME");
  if (cache && *cache) return cache;
  if (gopath && *gopath) return arena_printf(arena, "%.*s/pkg/mod", (int)strcspn(gopath, ":"), gopath);
  return arena_printf(arena, "%s/go/pkg/mod", home && *home ? home : "");
}

// The version on the go line of a dependency's go.mod; nothing else there matters here.
static const char *go_line(Finder *f, const char *go_mod) {
  size_t size;
  const char *text = source_read(f->arena, go_mod, &size);
  for (const char *line = text; line && *line; line = *strchrnul(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
    if (strncmp(line, "go ", 3) != 0) continue;
    const char *cursor = line + 3;
    return take_word(f, &cursor);
  }
  return NULL;
}

static void find_module(Finder *f, const char *path, const char *version) {
  const Replacement *r = replacement_of(f->main, path, version);
  const char *dir;
  if (r && !r->new_version) {
    dir = r->new_path[0] == '/' ? r->new_path : arena_printf(f->arena, "%s/%s", f->main->dir, r->new_path);
  } else {
    dir = arena_printf(f->arena, "%s/%s@%s", cache_folder(f->arena), escaped(f->arena, r ? r->new_path : path),
                       escaped(f->arena, r ? r->new_version : version));
  }
  Module *m = add_dependency(f, path, version, dir);
  m->go_version = go_line(f, m->file);
}

bool module_find_dependencies(Session *session, const BuildContext *context, Module *module) {
  Finder f = {.session = session, .arena = &session->arena, .main = module};
  bool has_vendor = access(arena_printf(f.arena, "%s/vendor", module->dir), R_OK) == 0;
  if (context->mod ? strcmp(context->mod, "vendor") == 0 : has_vendor) return use_vendor(&f, context->mod != NULL);
  for (uint32_t i = 0; i < module->requires.len; i++)
    find_module(&f, module->requires.data[i].path, module->requires.data[i].version);
  // Replacements count without a requirement, too: simple trees of folders have none.
  for (uint32_t i = 0; i < module->replaces.len; i++) {
    const Replacement *r = &module->replaces.data[i];
    bool required = false;
    for (uint32_t k = 0; k < module->requires.len; k++)
      required |= strcmp(module->requires.data[k].path, r->old_path) == 0;
    if (!required && !r->new_version) find_module(&f, r->old_path, r->old_version ? r->old_version : "v0.0.0");
  }
  return true;
}
