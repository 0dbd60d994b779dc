// What -o gets of a package that is no program: gc writes the package's archive there. tuco has no object files, so the
// archive has the one member that says what it is and nothing to import or link: whoever reads it with gc's tools is
// told.
#include <string.h>

#include "base/file.h"
#include "build/internal.h"

const char *archive_write(Arena *arena, const char *path, const char *go_version) {
  const char *refusal = output_prepare(arena, path);
  if (refusal) return refusal;
  const char *member =
      arena_printf(arena, "go object linux amd64 %s\n\n$$\nno export data: built by tuco\n$$\n", go_version);
  size_t size = strlen(member);
  const char *text = arena_printf(arena, "!<arch>\n%-16s%-12d%-6d%-6d%-8o%-10zu`\n%s%s", "__.PKGDEF", 0, 0, 0, 0644u,
                                  size, member, size % 2 ? "\n" : "");
  int error = file_replace(arena, path, &(struct iovec){(void *)(uintptr_t)text, strlen(text)}, 1, 0666);
  return error ? arena_printf(arena, "open %s: %s", path, DIAG_ERRNO(error)) : NULL;
}
