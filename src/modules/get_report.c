// What get says: errors of arguments, conflicts, and what has changed.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modules/get_internal.h"

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

void get_error(Get *g, const char *format, ...) {
  va_list args;
  va_start(args, format);
  fprintf(stderr, "go: %s\n", arena_vprintf(g->arena, format, args));
  va_end(args);
  g->failed = true;
}

// ---- errors of arguments

// Does a text say a word, with nothing but one of these characters, or a line's end, before and behind it?
static bool says(const char *text, const char *word, const char *before, const char *behind) {
  size_t n = strlen(word);
  for (const char *at = text; (at = strstr(at, word)); at++) {
    bool begins = at == text || at[-1] == '\n' || strchr(before, at[-1]);
    if (begins && (!at[n] || at[n] == '\n' || strchr(behind, at[n]))) return true;
    if (!*at) break;
  }
  return false;
}

// The argument stands in front, unless the error tells it itself.
void get_report(Get *g, const GetQuery *q, const ModuleError *error) {
  bool path = says(error->text, q->pattern, " \t(\"`", " @:;)\"`");
  bool told = path && (!*q->raw_version || says(error->text, q->version, " @(\"`", " :;)\"`"));
  if (told || !*q->raw) get_error(g, "%s", error->text);
  else get_error(g, "%s: %s", q->raw, error->text);
}

static const char *argument(Arena *arena, const GetQuery *q, const char *version) {
  return is(version, q->version) ? q->raw : arena_printf(arena, "%s@%s (%s)", q->pattern, q->version, version);
}

void get_report_conflict(Get *g, GetQuery *q, const ModVersion *m, const Reason *reason) {
  if (q->conflicts) return;
  q->conflicts = true;
  Reason proposed = {m, q}, other = *reason;
  if (q->wildcard && !reason->query->wildcard) {
    other = proposed;
    proposed = *reason;
  }
  const char *of = is(m->path, proposed.query->pattern) ? "" : arena_printf(g->arena, "for module %s, ", m->path);
  get_report(g, q,
             query_error(g->arena, MODULE_ERROR_OTHER, "%s%s conflicts with %s", of,
                         argument(g->arena, proposed.query, proposed.module->version),
                         argument(g->arena, other.query, other.module->version)));
}

const char *get_resolved_text(Get *g, const Reason *r) {
  Arena *arena = g->arena;
  const GetQuery *q = r->query;
  const char *version = r->module->version, *module = MODULE_AT(arena, r->module->path, version);
  if (is(r->module->path, q->pattern)) return argument(arena, q, version);
  if (!is(version, q->version)) return arena_printf(arena, "%s (matching %s@%s)", module, q->pattern, q->version);
  return arena_printf(arena, "%s (matching %s)", module, q->raw);
}

// ---- changes

Required get_required(Get *g) {
  Required list = {0};
  const ModFile *f = g->set->mains.data[0]->mod_file;
  for (uint32_t i = 0; i < f->requires.len; i++)
    if (f->requires.data[i].path)
      vec_push(g->arena, &list, ((ModVersion){f->requires.data[i].path, f->requires.data[i].version}));
  if (f->go) vec_push(g->arena, &list, ((ModVersion){"go", f->go}));
  if (f->toolchain) vec_push(g->arena, &list, ((ModVersion){"toolchain", f->toolchain}));
  return list;
}

typedef struct Change {
  const char *path, *old, *new;  // "" not there
} Change;
typedef struct Changes {
  Get *get;
  Map places;  // Name* of a path -> its place in the list, and 1
  Vec(Change) list;
} Changes;

static void note(Changes *c, const char *path, const char *old, const char *new) {
  const Name *key = name_cstr(c->get->set->names, path);
  uintptr_t place = (uintptr_t)map_get(&c->places, map_key(key));
  Change change = {path, old, new};
  if (place) {
    c->list.data[place - 1] = change;
    return;
  }
  vec_push(c->get->arena, &c->list, change);
  map_put(c->get->arena, &c->places, map_key(key), (void *)(uintptr_t)c->list.len);
}

// "" where there is none: as the maps of go have it.
static const char *known(const char *version) { return is(version, "none") ? "" : version; }

static const char *version_of(const Required *list, const char *path) {
  for (uint32_t i = 0; i < list->len; i++)
    if (is(list->data[i].path, path)) return list->data[i].version;
  return "";
}

static void note_required(Changes *c, const Required *before, const Required *after) {
  Get *g = c->get;
  for (uint32_t i = 0; i < before->len; i++) {
    const ModVersion *m = &before->data[i];
    const char *new = known(get_selected(g, m->path));
    if (!gover_is_toolchain(m->path) && !is(m->version, new)) note(c, m->path, m->version, new);
  }
  for (uint32_t i = 0; i < after->len; i++) {
    const ModVersion *m = &after->data[i];
    const char *old = known(get_initial(g, m->path));
    if (!gover_is_toolchain(m->path) && !is(m->version, old)) note(c, m->path, old, m->version);
  }
}

// "go" comes first, then "toolchain".
static int by_path(const void *left, const void *right) {
  const char *a = ((const Change *)left)->path, *b = ((const Change *)right)->path;
  int order = gover_is_toolchain(b) - gover_is_toolchain(a);
  return order ? order : strcmp(a, b);
}

static void print(const Change *c) {
  if (!*c->old) {
    fprintf(stderr, "go: added %s %s\n", c->path, c->new);
  } else if (!*c->new || is(c->new, "none")) {
    fprintf(stderr, "go: removed %s %s\n", c->path, c->old);
  } else if (mod_version_compare(c->path, c->new, c->old) > 0) {
    fprintf(stderr, "go: upgraded %s %s => %s\n", c->path, c->old, c->new);
    bool expanded = is(c->path, "go") && gover_compare(c->old, GOVER_SEPARATE_INDIRECT) < 0 &&
                    gover_compare(c->new, GOVER_SEPARATE_INDIRECT) >= 0;
    if (expanded)
      fprintf(stderr, "\tnote: expanded dependencies to upgrade to go %s or higher; run 'go mod tidy' to clean up\n",
              GOVER_SEPARATE_INDIRECT);
  } else {
    fprintf(stderr, "go: downgraded %s %s => %s\n", c->path, c->old, c->new);
  }
}

void get_report_changes(Get *g, const Required *before, const Required *after) {
  static const char *const tools[] = {"go", "toolchain"};
  Changes c = {.get = g};
  for (uint32_t i = 0; i < g->resolved.len; i++) {
    const ModVersion *m = g->resolved.data[i]->module;
    const char *old = known(get_initial(g, m->path));
    if (gover_is_toolchain(m->path) || is(old, m->version) || (!*old && is(m->version, "none"))) continue;
    note(&c, m->path, old, m->version);
  }
  note_required(&c, before, after);
  for (size_t i = 0; i < 2; i++) {
    const char *old = version_of(before, tools[i]), *new = version_of(after, tools[i]);
    if (!is(old, new)) note(&c, tools[i], old, new);
  }
  if (c.list.len) qsort(c.list.data, c.list.len, sizeof *c.list.data, by_path);
  for (uint32_t i = 0; i < c.list.len; i++) print(&c.list.data[i]);
}
