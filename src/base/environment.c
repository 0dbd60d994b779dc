// The environment of the go command: variables of the process, else of the file that `go env -w` writes, else of
// GOROOT's go.env (cmd/go/internal/cfg). Lines NAME=VALUE; others are passed over.
#include "base/environment.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/source.h"

extern char **environ;

static void read_file(Arena *arena, Environment *e, const char *path) {
  size_t size;
  const char *text = path ? source_read(arena, path, &size) : NULL;
  for (const char *line = text; line && *line;) {
    const char *end = strchrnul(line, '\n');
    size_t length = (size_t)(end - line);
    while (length && strchr(" \t\r", line[length - 1])) length--;
    const char *equals = memchr(line, '=', length);
    if (isupper((unsigned char)*line) && equals) {
      EnvironmentSetting setting = {arena_strdup(arena, line, (size_t)(equals - line)),
                                    arena_strdup(arena, equals + 1, length - (size_t)(equals + 1 - line))};
      vec_push(arena, &e->settings, setting);
    }
    line = *end ? end + 1 : end;
  }
}

const char *environment_file(Arena *arena) {
  const char *set = getenv("GOENV"), *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
  if (set && strcmp(set, "off") == 0) return NULL;
  if (set && *set) return set;
  if (config && config[0] == '/') return arena_printf(arena, "%s/go/env", config);
  return home && *home ? arena_printf(arena, "%s/.config/go/env", home) : NULL;
}

void environment_read(Arena *arena, Environment *e) { read_file(arena, e, environment_file(arena)); }

void environment_add_goroot(Arena *arena, Environment *e, const char *goroot) {
  e->from_goroot = e->settings.len;
  read_file(arena, e, arena_printf(arena, "%s/go.env", goroot));
}

const char *environment_default(const Environment *e, const char *name) {
  for (uint32_t i = e->from_goroot; i < e->settings.len; i++)
    if (strcmp(e->settings.data[i].name, name) == 0) return e->settings.data[i].value;
  return "";
}

const char *environment_get(const Environment *e, const char *name) {
  const char *value = getenv(name);
  if (value && *value) return value;
  for (uint32_t i = 0; i < e->settings.len; i++)
    if (strcmp(e->settings.data[i].name, name) == 0) return e->settings.data[i].value;
  return "";
}

const char *environment_godebug(Arena *arena, const char *name) {
  const char *value = "", *list = getenv("GODEBUG");
  size_t length = strlen(name);
  for (const char *p = list ? list : ""; *p; p += strcspn(p, ","), p += *p == ',')
    if (strncmp(p, name, length) == 0 && p[length] == '=')
      value = arena_strdup(arena, p + length + 1, strcspn(p + length + 1, ","));
  return value;
}

const char *environment_default_gopath(Arena *arena, const Environment *e) {
  const char *home = environment_get(e, "HOME");
  return *home == '/' ? arena_printf(arena, "%s/go", strcmp(home, "/") == 0 ? "" : home) : "";
}

const char *environment_gopath(Arena *arena, const Environment *e) {
  const char *set = environment_get(e, "GOPATH");
  return *set ? set : environment_default_gopath(arena, e);
}

const char *environment_gopath_folder(Arena *arena, const Environment *e, const char *name) {
  const char *list = environment_gopath(arena, e);
  size_t first = strcspn(list, ":");
  return first ? arena_printf(arena, "%.*s/%s", (int)first, list, name) : "";
}

const char *environment_default_module_cache(Arena *arena, const Environment *e) {
  return environment_gopath_folder(arena, e, "pkg/mod");
}

const char *environment_module_cache(Arena *arena, const Environment *e) {
  const char *set = environment_get(e, "GOMODCACHE");
  return *set ? set : environment_default_module_cache(arena, e);
}

char **environment_with(Arena *arena, const StringVec *changed) {
  Vec(char *) list = {0};
  for (char **e = environ; *e; e++) {
    size_t n = strcspn(*e, "=") + 1;
    bool replaced = false;
    for (uint32_t i = 0; i < changed->len && !replaced; i++) replaced = strncmp(changed->data[i], *e, n) == 0;
    if (!replaced) vec_push(arena, &list, *e);
  }
  for (uint32_t i = 0; i < changed->len; i++) vec_push(arena, &list, (char *)changed->data[i]);
  vec_push(arena, &list, NULL);
  return list.data;
}
