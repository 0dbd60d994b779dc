// What the environment says about where modules come from (https://go.dev/ref/mod#environment-variables). Defaults
// stand in GOROOT/go.env alone.
#include "fetch/internal.h"

static const char *or_else(const Environment *e, const char *name, const char *otherwise) {
  const char *value = environment_get(e, name);
  return *value ? value : otherwise;
}

void fetch_settings_read(Arena *arena, const Environment *e, FetchSettings *s) {
  s->cache = environment_module_cache(arena, e);
  s->database = environment_gopath_folder(arena, e, "pkg/sumdb");
  s->proxies = environment_get(e, "GOPROXY");
  s->private = environment_get(e, "GOPRIVATE");
  s->no_proxy = or_else(e, "GONOPROXY", s->private);
  s->no_database = or_else(e, "GONOSUMDB", s->private);
  s->database_key = environment_get(e, "GOSUMDB");
  s->insecure = environment_get(e, "GOINSECURE");
  s->vcs = environment_get(e, "GOVCS");
  s->auth = or_else(e, "GOAUTH", "netrc");
}
