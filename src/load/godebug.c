// GODEBUG settings that a program is built with (https://go.dev/doc/godebug): what the go line of the main module
// implies, then its godebug lines or those of go.work, then //go:debug lines of the main package; the later ones count.
// Which settings there are, and how defaults have changed with versions, is known by modules/godebugs.h.
#include "load/godebug.h"

#include <stdlib.h>
#include <string.h>

#include "load/internal.h"
#include "modules/godebugs.h"

// ---- //go:debug lines

// What is wrong with the setting of a line; NULL: nothing. False: the line is no setting.
static bool read_setting(Arena *arena, const BuildContext *context, const char *text, size_t length, GodebugLine *line,
                         const char **problem) {
  static const char mark[] = "//go:debug";
  while (length && strchr(" \t\r", text[length - 1])) length--;
  if (length < sizeof mark - 1 || memcmp(text, mark, sizeof mark - 1) != 0) return false;
  const char *rest = text + strlen(mark);
  size_t n = length - strlen(mark);
  if (n && *rest != ' ' && *rest != '\t') return false;
  while (n && (*rest == ' ' || *rest == '\t')) rest++, n--;
  const char *setting = arena_strdup(arena, rest, n), *equals = strchr(setting, '=');
  *problem = "missing key=value";
  line->key = setting;
  line->value = "";
  if (!equals) return true;
  line->key = arena_strdup(arena, setting, (size_t)(equals - setting));
  line->value = equals + 1;
  *problem = godebugs_check(arena, context->goroot, context->version + 2, "//go:debug setting", line->key, line->value);
  return true;
}

void godebug_note_lines(const BuildContext *context, LoadedPackage *l, const StringVec *lines) {
  Arena *arena = &l->package->arena;
  for (uint32_t i = 0; i < lines->len; i++) {
    GodebugLine line = {0};
    const char *text = lines->data[i], *problem;
    if (read_setting(arena, context, text, strlen(text), &line, &problem) && !problem)
      vec_push(arena, &l->debug_lines, line);
  }
}

static void read_directive(Session *session, const BuildContext *context, LoadedPackage *l, Pos pos, const char *text,
                           size_t length) {
  Arena *arena = &l->package->arena;
  GodebugLine line = {.pos = pos};
  const char *problem;
  if (!read_setting(arena, context, text, length, &line, &problem)) return;
  for (uint32_t i = 0; !problem && i < l->debug_lines.len; i++) {
    if (strcmp(l->debug_lines.data[i].key, line.key) != 0) continue;
    Place place = source_place(session->sources, l->debug_lines.data[i].pos);
    l->error_count++;
    diag_error(session->diags, pos, "repeated //go:debug for %s\n\t%s:%u:%u: previous //go:debug", line.key, place.path,
               place.line, place.column);
    return;
  }
  if (problem) {
    l->error_count++;
    diag_error(session->diags, pos, "invalid //go:debug: %s", problem);
  } else {
    vec_push(arena, &l->debug_lines, line);
  }
}

void godebug_read_file(Session *session, const BuildContext *context, LoadedPackage *l, const File *file) {
  const SourceFile *source = file->source;
  if (!file->package_name) return;
  const char *end = source->text + (file->package_name->expr.node.pos - source->base);
  for (const char *p = source->text; p < end;) {
    const char *stop = memchr(p, '\n', (size_t)(end - p));
    if (p[0] == '/' && p[1] == '*') {
      const char *close = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
      p = close ? close + 2 : end;
    } else if (p[0] == '/' && p[1] == '/') {
      if (!stop) stop = end;
      if (strncmp(p, "//go:debug", strlen("//go:debug")) == 0)
        read_directive(session, context, l, source->base + (Pos)(p - source->text), p, (size_t)(stop - p));
      p = stop;
    } else {
      p++;
    }
  }
}

// ---- all together

typedef struct Settings {
  Arena *arena;
  Vec(EnvironmentSetting) list;
} Settings;

static void put(Settings *s, const char *key, const char *value) {
  for (uint32_t i = 0; i < s->list.len; i++)
    if (strcmp(s->list.data[i].name, key) == 0) {
      s->list.data[i].value = value;
      return;
    }
  EnvironmentSetting setting = {key, value};
  vec_push(s->arena, &s->list, setting);
}

static const char *get(const Settings *s, const char *key) {
  for (uint32_t i = 0; i < s->list.len; i++)
    if (strcmp(s->list.data[i].name, key) == 0) return s->list.data[i].value;
  return NULL;
}

static void put_defaults(Settings *s, const BuildContext *context, const char *go) {
  char *end = NULL;
  long minor = strncmp(go, "1.", 2) == 0 ? strtol(go + 2, &end, 10) : 0;
  if (!end || (*end && *end != '.')) return;  // release candidates have no defaults of their own
  GodebugRows rows = godebugs_read(s->arena, context->goroot);
  for (uint32_t i = 0; i < rows.len; i++) {
    const GodebugRow *r = &rows.data[i];
    if (minor < r->changed && r->old) put(s, r->name, r->old);
  }
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const EnvironmentSetting *)a)->name, ((const EnvironmentSetting *)b)->name);
}

static void put_lines(Settings *s, const LoadedPackage *l) {
  for (uint32_t i = 0; l && i < l->debug_lines.len; i++)
    put(s, l->debug_lines.data[i].key, l->debug_lines.data[i].value);
}

const char *loader_godebug(Loader *loader, Arena *arena, const LoadedPackage *main) {
  const ModuleSet *set = loader->modules;
  const PackageTests *tests = is_test_part(main) ? main->tests : NULL;
  Settings own = {.arena = arena}, all = {.arena = arena};
  const ModFile *file = set->work ? set->work : set->mains.len ? set->mains.data[0]->mod_file : NULL;
  const char *go = modules_go_version(set);
  if (loader->outside && main->module) go = main->module->go_version ? main->module->go_version : "1.20";
  for (uint32_t i = 0; file && i < file->godebugs.len; i++)
    put(&own, file->godebugs.data[i].key, file->godebugs.data[i].value);
  put_lines(&own, main);
  put_lines(&own, tests ? tests->plain : NULL);
  put_lines(&own, tests ? tests->internal : NULL);
  put_lines(&own, tests ? tests->external : NULL);
  const char *stated = get(&own, "default");
  if (stated) go = stated + 2;
  put_defaults(&all, loader->context, go);
  for (uint32_t i = 0; i < own.list.len; i++)
    if (strcmp(own.list.data[i].name, "default") != 0) put(&all, own.list.data[i].name, own.list.data[i].value);
  if (all.list.len) qsort(all.list.data, all.list.len, sizeof *all.list.data, by_name);
  const char *text = "";
  for (uint32_t i = 0; i < all.list.len; i++)
    text = arena_printf(arena, "%s%s%s=%s", text, i ? "," : "", all.list.data[i].name, all.list.data[i].value);
  return text;
}
