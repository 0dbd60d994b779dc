// What -o gets of a package that is no program: gc writes the package's archive there. tuco has no object files, so the
// archive has the one member that says what it is and nothing to import or link: whoever reads it with gc's tools is
// told.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "build/internal.h"

static const char *write_beside(Arena *arena, const char *path, const char *text, size_t size) {
  const char *temporary = arena_printf(arena, "%s.tuco-%d", path, (int)getpid());
  int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) return arena_printf(arena, "open %s: %s", path, DIAG_ERRNO(errno));
  bool ok = write(fd, text, size) == (ssize_t)size;
  if (close(fd) != 0 || !ok || rename(temporary, path) != 0) {
    int error = errno;
    unlink(temporary);
    return arena_printf(arena, "open %s: %s", path, DIAG_ERRNO(error));
  }
  return NULL;
}

const char *archive_write(Arena *arena, const char *path, const char *go_version) {
  const char *refusal = output_prepare(arena, path);
  if (refusal) return refusal;
  const char *member =
      arena_printf(arena, "go object linux amd64 %s\n\n$$\nno export data: built by tuco\n$$\n", go_version);
  size_t size = strlen(member);
  const char *text = arena_printf(arena, "!<arch>\n%-16s%-12d%-6d%-6d%-8o%-10zu`\n%s%s", "__.PKGDEF", 0, 0, 0, 0644u,
                                  size, member, size % 2 ? "\n" : "");
  return write_beside(arena, path, text, strlen(text));
}
