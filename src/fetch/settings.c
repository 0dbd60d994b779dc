// What the environment says about where modules come from (https://go.dev/ref/mod#environment-variables). Defaults
// stand in GOROOT/go.env alone.
#include <string.h>

#include "fetch/internal.h"

static const char *or_else(const Environment *e, const char *name, const char *otherwise) {
  const char *value = environment_get(e, name);
  return *value ? value : otherwise;
}

// The first folder of GOPATH; "" none.
static const char *go_path(Arena *arena, const Environment *e) {
  const char *list = environment_get(e, "GOPATH"), *home = environment_get(e, "HOME");
  if (*list) return arena_strdup(arena, list, strcspn(list, ":"));
  if (*home != '/') return "";
  return arena_printf(arena, "%s/go", strcmp(home, "/") == 0 ? "" : home);
}

void fetch_settings_read(Arena *arena, const Environment *e, FetchSettings *s) {
  const char *path = go_path(arena, e);
  s->cache = or_else(e, "GOMODCACHE", *path ? arena_printf(arena, "%s/pkg/mod", path) : "");
  s->database = *path ? arena_printf(arena, "%s/pkg/sumdb", path) : "";
  s->proxies = environment_get(e, "GOPROXY");
  s->private = environment_get(e, "GOPRIVATE");
  s->no_proxy = or_else(e, "GONOPROXY", s->private);
  s->no_database = or_else(e, "GONOSUMDB", s->private);
  s->database_key = environment_get(e, "GOSUMDB");
  s->insecure = environment_get(e, "GOINSECURE");
  s->vcs = environment_get(e, "GOVCS");
  s->auth = or_else(e, "GOAUTH", "netrc");
}
