// tuco mod init: makes go.mod. What the module is called is said, or found in an import comment or by the place in
// GOPATH.
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/paths.h"
#include "base/source.h"
#include "base/unicode.h"
#include "base/view.h"
#include "cmd/module_files.h"
#include "mod/gover.h"
#include "mod/locked_file.h"
#include "mod/path.h"

typedef struct InitFlags {
  const char *mod_file;  // -modfile
} InitFlags;

static const FlagRow own[] = {{"modfile", FLAG_VALUE, TO_TEXT(InitFlags, mod_file)}, FLAGS_END};

// ---- the path, guessed

static int is_go_file(const struct dirent *entry) {
  size_t n = strlen(entry->d_name);
  return entry->d_type == DT_REG && n > 3 && strcmp(entry->d_name + n - 3, ".go") == 0;
}

// The path in a line such as: package p // import "example.com/p"
static const char *comment_path(Arena *arena, const char *line, const char *end) {
  static const char blanks[] = " \t";
  const char *p = line + strlen("package"), *name;
  size_t gap = strspn(p, blanks), length;
  if (!gap) return NULL;
  name = p += gap;
  p += strcspn(p, " \t\r\n/");
  gap = strspn(p, blanks);
  if (p == name || !gap || strncmp(p + gap, "//", 2) != 0) return NULL;
  p += gap + 2;
  gap = strspn(p, blanks);
  if (!gap || strncmp(p + gap, "import", 6) != 0) return NULL;
  p += gap + 6;
  gap = strspn(p, blanks);
  if (!gap || p[gap] != '"') return NULL;
  const char *quote = memchr(p + gap + 1, '"', (size_t)(end - p - (ptrdiff_t)gap - 1)), *path;
  if (!quote || quote == p + gap + 1) return NULL;
  const char *rest = quote + 1 + strspn(quote + 1, blanks);
  if (*rest == '\r') rest++;
  if (rest != end || !text_unquote(arena, p + gap, (size_t)(quote + 1 - p - (ptrdiff_t)gap), &path, &length))
    return NULL;
  return arena_strdup(arena, path, length);
}

// What the import comment of a file says, NULL: there is none.
static const char *import_comment(Arena *arena, const char *file) {
  size_t size;
  const char *text = source_read(arena, file, &size);
  for (const char *line = text, *end; line && (end = strchr(line, '\n')); line = end + 1) {
    const char *path = strncmp(line, "package", 7) == 0 ? comment_path(arena, line, end) : NULL;
    if (path) return path;
  }
  return NULL;
}

// The first import comment of the folder's files, in the order of their names.
static const char *folder_comment(Arena *arena, const char *dir) {
  struct dirent **list;
  const char *found = NULL;
  int count = scandir(dir, &list, is_go_file, alphasort);
  for (int i = 0; i < count; i++) {
    if (!found) found = import_comment(arena, arena_printf(arena, "%s/%s", dir, list[i]->d_name));
    free(list[i]);
  }
  if (count >= 0) free(list);
  return found;
}

static int is_subfolder(const struct dirent *entry) {
  return entry->d_type == DT_DIR && strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

// Of a folder below, whose comment says what the one above is called.
static const char *subfolder_comment(Arena *arena, const char *dir) {
  struct dirent **list;
  const char *found = NULL;
  int count = scandir(dir, &list, is_subfolder, alphasort);
  for (int i = 0; i < count; i++) {
    const char *path = found ? NULL : folder_comment(arena, arena_printf(arena, "%s/%s", dir, list[i]->d_name));
    if (path) {
      const char *slash = strrchr(path, '/');
      found = !slash ? "." : arena_strdup(arena, path, (size_t)(slash - path));
    }
    free(list[i]);
  }
  if (count >= 0) free(list);
  return found;
}

// `dir` below `root`, also where one of them is named by a link.
static const char *path_in(Arena *arena, const char *dir, const char *root) {
  const char *rest = NULL;
  char *real_dir = realpath(dir, NULL), *real_root = realpath(root, NULL);
  bool below = path_below(dir, root, &rest) || (real_dir && path_below(real_dir, root, &rest)) ||
               (real_root && path_below(dir, real_root, &rest)) ||
               (real_dir && real_root && path_below(real_dir, real_root, &rest));
  if (below) rest = arena_strdup(arena, rest, strlen(rest));
  free(real_dir);
  free(real_root);
  return below && *rest ? rest : NULL;
}

static const char *guess_path(const BuildFlags *flags) {
  Arena *arena = flags->arena;
  const char *dir = flags->options.dir, *path = folder_comment(arena, dir);
  const char *reason = "outside GOPATH, module path must be specified";
  if (!path) path = subfolder_comment(arena, dir);
  if (path) return path;
  const char *list = environment_gopath(arena, flags->options.context.environment);
  for (const char *p = list; *p; p += strcspn(p, ":"), p += *p == ':') {
    const char *entry = arena_strdup(arena, p, strcspn(p, ":"));
    path = *entry ? path_in(arena, dir, clean_path(arena, arena_printf(arena, "%s/src", entry))) : NULL;
    if (!path) continue;
    const char *problem = mod_path_error(arena, path, MOD_PATH_IMPORT);
    if (!problem) return path;
    reason = arena_printf(arena, "bad module path inferred from directory in GOPATH: %s", problem);
    break;
  }
  cmd_warn(
      "cannot determine module path for source directory %s (%s)\n\nExample usage:\n"
      "\t'go mod init example.com/m' to initialize a v0 or v1 module\n"
      "\t'go mod init example.com/m/v2' to initialize a v2 module\n\n"
      "Run 'go help mod init' for more information.",
      dir, reason);
  return NULL;
}

// ---- the path, given

static const char *cut(Arena *arena, const char *text, const char *suffix) {
  size_t n = strlen(text), k = strlen(suffix);
  return n >= k && strcmp(text + n - k, suffix) == 0 ? arena_strdup(arena, text, n - k) : text;
}

// A path with a major version as it may be, for one that is not. gopkg.in has it behind a dot, from 1 on.
static const char *suggest(Arena *arena, const char *path, bool gopkg) {
  size_t end = strlen(path);
  while (end && (isdigit((unsigned char)path[end - 1]) || path[end - 1] == '.')) end--;
  const char *url = arena_strdup(arena, path, end), *number = gopkg ? path : path + end;
  if (gopkg) url = cut(arena, url, ".v");
  url = cut(arena, cut(arena, url, "/v"), "/");
  number += strcspn(number, "0123456789");
  number = arena_strdup(arena, number, strspn(number, "0123456789"));
  number += strspn(number, "0");
  if (gopkg) return arena_printf(arena, "%s.v%s", url, *number ? number : "1");
  return arena_printf(arena, "%s/v%s", url, !*number || strcmp(number, "1") == 0 ? "2" : number);
}

// False after saying what is wrong.
static bool check_path(Arena *arena, const char *path) {
  const char *problem = mod_path_problem(arena, path, MOD_PATH_IMPORT), *major;
  bool local =
      strcmp(path, ".") == 0 || strcmp(path, "..") == 0 || strncmp(path, "./", 2) == 0 || strncmp(path, "../", 3) == 0;
  if (problem) {
    cmd_warn("malformed module path %s: %s", text_quote(arena, path, strlen(path)),
             local ? "is a local import path" : problem);
    return false;
  }
  if (gover_is_toolchain(path)) {
    cmd_warn("invalid module path %s: ", text_quote(arena, path, strlen(path)));
    return false;
  }
  if (mod_path_major(path, &major)) return true;
  bool gopkg = strncmp(path, "gopkg.in/", 9) == 0;
  cmd_warn("invalid module path \"%s\": %s:\n\tgo mod init %s", path,
           gopkg ? "module paths beginning with gopkg.in/ must always have a major version suffix in the form of .vN"
                 : "major version suffixes must be in the form of /vN and are only allowed for v2 or later",
           suggest(arena, path, gopkg));
  return false;
}

// ---- the command

// Files or folders that may hold packages, which then need requirements.
static bool has_content(const char *dir) {
  DIR *d = opendir(dir);
  bool found = false;
  for (struct dirent *e; d && !found && (e = readdir(d));) {
    size_t n = strlen(e->d_name);
    if (*e->d_name == '.' || *e->d_name == '_') continue;
    found = e->d_type == DT_DIR || (n > 3 && strcmp(e->d_name + n - 3, ".go") == 0);
  }
  if (d) closedir(d);
  return found;
}

static int run(BuildFlags *flags, int argc, char **argv) {
  const InitFlags *asked = flags->state;
  Arena *arena = flags->arena;
  int status = flags_context(flags);
  if (status) return status;
  if (argc > 1) return cmd_fail("'go mod init' accepts at most one argument");
  if (strcmp(environment_get(flags->options.context.environment, "GO111MODULE"), "off") == 0)
    return cmd_fail("modules disabled by GO111MODULE=off; see 'go help modules'");
  const char *dir = flags->options.dir, *named = asked->mod_file && *asked->mod_file ? asked->mod_file : NULL;
  if (named && (strlen(named) < 4 || strcmp(named + strlen(named) - 4, ".mod") != 0))
    return cmd_fail("-modfile=%s: file does not have .mod extension", named);
  const char *file = named ? named : arena_printf(arena, "%s/go.mod", dir);
  struct stat st;
  if (view_stat(file, &st) == 0) return cmd_fail("%s already exists", file);
  bool given = argc == 1 && *argv[0];
  const char *path = given ? argv[0] : guess_path(flags);
  if (!path || (given && !check_path(arena, path))) return 1;
  cmd_warn("creating new go.mod: module %s", path);
  ModFile *f = modfile_new(arena, file, MOD_FILE_MAIN);
  modfile_set_module(f, path);
  const char *problem = modfile_set_go(f, local_version(flags));
  if (!problem) problem = locked_edit(arena, file, "", 0, modfile_format(f, arena));
  if (problem) return cmd_fail("%s", problem);
  if (has_content(dir)) cmd_warn("to add module requirements and sums:\n\tgo mod tidy");
  return 0;
}

const Command cmd_mod_init = {
    .name = "mod init",
    .usage = "[module-path]",
    .summary = "initialize new module in current directory",
    .description =
        "Init writes a go.mod file into the working directory, which becomes the root of a new\n"
        "module. There must be none yet. Without a module path it takes that of an import comment\n"
        "in a file here or one folder below, else the folder's place in GOPATH.\n",
    .run = run,
    .state_size = sizeof(InitFlags),
    .flags = {own, flags_modules},
};
