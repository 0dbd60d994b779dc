// Finds the Go 1.26 source: $GOROOT, the usual places of an installed Go, the
// distribution's source package.
#include <stdlib.h>
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

const char *build_find_goroot(Arena *arena, const char **version) {
  const char *candidates[] = {getenv("GOROOT"),
                              "/usr/local/go",
                              "/usr/lib/go-1.26",
                              "/usr/share/go-1.26",
                              "/usr/lib/go",
                              "/usr/share/go",
                              NULL};
  size_t count = sizeof candidates / sizeof *candidates;
  for (size_t i = 0; i < count; i++) {
    const char *root = candidates[i];
    if (!root || !*root || !readable(arena, root, "src/fmt/print.go")) continue;
    *version = read_version(arena, root);
    if (is_go126(*version)) return root;
  }
  return NULL;
}
