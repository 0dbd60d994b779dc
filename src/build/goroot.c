// Finds the Go 1.26 source: where $GOROOT says, and only there, else around the command itself, if that lies in the bin
// folder of one, else in the usual places of an installed Go and of distributions' source packages.
#include <string.h>
#include <unistd.h>

#include "base/paths.h"
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

// The folder that has the command, wherever links to it are, in its bin folder; NULL: it is in none.
static const char *around_command(Arena *arena) {
  char path[4096];
  ssize_t n = readlink("/proc/self/exe", path, sizeof path);
  if (n <= 0 || (size_t)n >= sizeof path) return NULL;
  const char *bin = folder_of_file(arena, arena_strdup(arena, path, (size_t)n));
  size_t length = strlen(bin);
  return length > 4 && strcmp(bin + length - 4, "/bin") == 0 ? arena_strdup(arena, bin, length - 4) : NULL;
}

const char *build_find_goroot(Arena *arena, const char *asked, const char **version) {
  static const char *const places[] = {"/usr/local/go", "/usr/lib/go-1.26", "/usr/share/go-1.26", "/usr/lib/go",
                                       "/usr/share/go"};
  if (asked) return usable(arena, asked, version);
  const char *around = around_command(arena);
  if (around && usable(arena, around, version)) return around;
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
    if (usable(arena, places[i], version)) return places[i];
  return NULL;
}
