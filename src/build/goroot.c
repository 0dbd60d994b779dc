// Finds the Go 1.26 source: where $GOROOT says, and only there, else in the usual places of an installed Go and of
// distributions' source packages.
#include <string.h>
#include <unistd.h>

#include "build/build.h"

static bool readable(Arena *arena, const char *root, const char *file) {
  return access(arena_printf(arena, "%s/%s", root, file), R_OK) == 0;
}

// First line of VERSION; a bare source tree has none, then src/internal/goversion says 26.
static const char *read_version(Arena *arena, const char *root) {
  size_t size;
  char *text = source_read(arena, arena_printf(arena, "%s/VERSION", root), &size);
  if (text) return arena_strdup(arena, text, strcspn(text, "\r\n"));
  text = source_read(arena, arena_printf(arena, "%s/src/internal/goversion/goversion.go", root), &size);
  return text && strstr(text, "const Version = 26") ? "go1.26" : NULL;
}

static bool is_go126(const char *version) {
  return version && strncmp(version, "go1.26", 6) == 0 && (version[6] < '0' || version[6] > '9');
}

static const char *usable(Arena *arena, const char *root, const char **version) {
  if (!readable(arena, root, "src/fmt/print.go")) return NULL;
  *version = read_version(arena, root);
  return is_go126(*version) ? root : NULL;
}

const char *build_find_goroot(Arena *arena, const char *asked, const char **version) {
  static const char *const places[] = {"/usr/local/go", "/usr/lib/go-1.26", "/usr/share/go-1.26", "/usr/lib/go",
                                       "/usr/share/go"};
  if (asked) return usable(arena, asked, version);
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
    if (usable(arena, places[i], version)) return places[i];
  return NULL;
}
