// Where a program goes: its default name, what -o means, and what it must not replace.
//
// As cmd/go: an output that exists is replaced if it is empty, an object or an executable, and refused otherwise, so
// that no text of the user's is lost to a slip of the hand; links are followed for the question, but replaced
// themselves. Folders that lead to it are made.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/internal.h"
#include "load/program.h"

static bool is_folder(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

const char *build_program_name(Arena *arena, const BuildOptions *options, const LoadedPackage *l) {
  if (l->command_line) return program_name_of_file(arena, l->go_files.data[0]);
  return program_name(arena, &options->context, l->path);
}

const char *build_install_target(Arena *arena, const BuildOptions *options, const LoadedPackage *l) {
  const BuildContext *c = &options->context;
  const char *bin = program_bin(arena, c, l, options->install);
  return program_target(arena, c, l->standard, l->path, build_program_name(arena, options, l), bin);
}

bool output_is_folder(const BuildOptions *options) {
  const char *path = options->output;
  if (!path) return false;
  return path[strlen(path) - 1] == '/' || is_folder(path);
}

const char *output_path(Arena *arena, const BuildOptions *options, const LoadedPackage *l) {
  if (options->install) return build_install_target(arena, options, l);
  return output_named(arena, options, build_program_name(arena, options, l));
}

const char *output_named(Arena *arena, const BuildOptions *options, const char *name) {
  if (!options->output) return name;
  if (!output_is_folder(options)) return options->output;
  return arena_printf(arena, "%s%s%s", options->output, options->output[strlen(options->output) - 1] == '/' ? "" : "/",
                      name);
}

// The first bytes of objects, archives and executables (cmd/go/internal/work "objectMagic").
static const struct {
  const char *bytes;
  size_t size;
} magics[] = {
    {"!<arch>\n", 8},
    {"<bigaf>\n", 8},
    {"\x7f"
     "ELF",
     4},
    {"\xfe\xed\xfa\xce", 4},
    {"\xfe\xed\xfa\xcf", 4},
    {"\xce\xfa\xed\xfe", 4},
    {"\xcf\xfa\xed\xfe", 4},
    {"MZ\x90\0\x03\0", 6},
    {"MZ\x78\0\x01\0", 6},
    {"\0\0\x01\xeb", 4},
    {"\0\0\x8a\x97", 4},
    {"\0\0\x06\x47", 4},
    {"\0asm", 4},
    {"\x01\xdf", 2},
    {"\x01\xf7", 2},
};

static bool is_object(const char *path) {
  char head[8] = {0};
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof head);
  if (fd >= 0) close(fd);
  for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
    if (n >= (ssize_t)magics[i].size && memcmp(head, magics[i].bytes, magics[i].size) == 0) return true;
  return false;
}

// Makes the folders of a path that ends in a slash, or in a file's name.
static const char *make_folders(Arena *arena, const char *path) {
  char *copy = arena_strdup(arena, path, strlen(path));
  for (char *slash = copy + (copy[0] == '/'); (slash = strchr(slash, '/')); slash++) {
    *slash = 0;
    bool failed = mkdir(copy, 0777) != 0 && !is_folder(copy);
    int error = errno;
    *slash = '/';
    const char *last = strrchr(copy, '/');
    if (failed) return arena_printf(arena, "mkdir %.*s: %s", (int)(last - copy + 1), copy, DIAG_ERRNO(error));
  }
  return NULL;
}

const char *output_prepare(Arena *arena, const char *path) {
  const char *problem = make_folders(arena, path);
  struct stat st;
  if (problem || stat(path, &st) != 0) return problem;
  if (S_ISDIR(st.st_mode)) return arena_printf(arena, "build output \"%s\" already exists and is a directory", path);
  if (S_ISREG(st.st_mode) && st.st_size && !is_object(path))
    return arena_printf(arena, "build output \"%s\" already exists and is not an object file", path);
  return NULL;
}
