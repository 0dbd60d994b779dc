// Which of a list of files belong to a module: see zip.h. Left out are other modules below this one, what is vendored
// (packages, not the vendor folder's own files) and all that is no regular file.
#include <string.h>

#include "base/bytes.h"
#include "mod/gover.h"
#include "mod/modfile.h"
#include "mod/path.h"
#include "mod/zip_internal.h"

const char zip_is_in_vendor[] = "file is in vendor directory";

bool zip_is_vendored(const char *path, bool modern) {
  static const char folder[] = "/vendor/";
  if (modern && strcmp(path, "vendor/modules.txt") == 0) return true;
  if (strncmp(path, folder + 1, 7) == 0) return strchr(path + 7, '/');
  const char *inner = strstr(path, folder);
  if (!inner) return false;
  // Before 1.24 the text was searched from a place that has nothing to do with where "/vendor/" stands.
  return strchr(modern ? inner + 8 : path + 8, '/');
}

typedef struct Choosing {
  Arena *arena;
  Interner *names;  // of what follows
  Map errors;       // paths that something is said of
  Map modules;      // folders, with a slash behind, that have a go.mod
  ZipCollisions collisions;
  bool modern;
  uint64_t left;  // bytes that files may still have
  ZipReport *report;
} Choosing;

static uint64_t key_of(Choosing *c, const char *text, size_t length) {
  return map_key(name_intern(c->names, text, length));
}

static void refuse(Choosing *c, const char *path, ZipFileErrors *list, const char *reason) {
  uint64_t key = key_of(c, path, strlen(path));
  if (map_get(&c->errors, key)) return;
  map_put(c->arena, &c->errors, key, c);
  vec_push(c->arena, list, ((ZipFileError){path, reason}));
}

typedef struct TextSink {
  ByteSink sink;
  ByteVec text;
} TextSink;

static const char *take_text(ByteSink *sink, Arena *arena, const void *bytes, size_t size) {
  TextSink *s = (TextSink *)sink;
  if (size > ZIP_GO_MOD_MAX - s->text.len) return "too large";
  bytes_data(arena, &s->text, bytes, size);
  return NULL;
}

bool zip_is_modern(Arena *arena, const ZipFile *go_mod) {
  // Since 1.24 vendor folders below others are recognized, and vendor/modules.txt is left out: the sums of older
  // modules have it.
  TextSink s = {.sink = {take_text}};
  if (go_mod->read(go_mod, arena, &s.sink)) return false;
  bytes_u8(arena, &s.text, 0);
  ModErrors errors = {0};
  const char *text = (const char *)s.text.data;
  const ModFile *file =
      modfile_parse(arena, "go.mod", text, s.text.len - 1, MOD_FILE_DEPENDENCY, (ModFixer){0}, &errors);
  return file && file->go && gover_compare(gover_lang(arena, file->go), "1.24") >= 0;
}

static void find_modules(Choosing *c, const ZipFiles *files) {
  for (uint32_t i = 0; i < files->len; i++) {
    const ZipFile *file = &files->data[i];
    const char *slash = strrchr(file->path, '/'), *base = slash ? slash + 1 : file->path;
    if (!zip_is_go_mod(base)) continue;
    if (file->problem) refuse(c, file->path, &c->report->invalid, file->problem);
    if (file->problem || file->kind != ZIP_REGULAR) continue;
    if (slash) map_put(c->arena, &c->modules, key_of(c, file->path, (size_t)(base - file->path)), c);
    else if (strcmp(base, "go.mod") == 0) c->modern = zip_is_modern(c->arena, file);
  }
}

static bool in_other_module(Choosing *c, const char *path) {
  for (size_t length = strlen(path); length; length--)
    if (path[length - 1] == '/' && map_get(&c->modules, key_of(c, path, length))) return true;
  return false;
}

static const char *why_omitted(Choosing *c, const ZipFile *file) {
  if (zip_is_vendored(file->path, c->modern)) return zip_is_in_vendor;
  if (in_other_module(c, file->path)) return "file is in another module";
  if (strcmp(file->path, ".hg_archival.txt") == 0) return "file is inserted by 'hg archive' and is always omitted";
  return NULL;
}

static const char *size_problem(Choosing *c, const ZipFile *file) {
  if (file->size >= 0 && (uint64_t)file->size <= c->left) c->left -= (uint64_t)file->size;
  else if (!c->report->size_error)
    c->report->size_error = zip_too_large(c->arena, "module source tree", ZIP_MODULE_MAX);
  if (strcmp(file->path, "go.mod") == 0 && file->size > ZIP_GO_MOD_MAX)
    return zip_too_large(c->arena, "go.mod file", ZIP_GO_MOD_MAX);
  if (strcmp(file->path, "LICENSE") == 0 && file->size > ZIP_LICENSE_MAX)
    return zip_too_large(c->arena, "LICENSE file", ZIP_LICENSE_MAX);
  return NULL;
}

// Puts a file into the list where it belongs; whether that is the valid ones'.
static bool choose(Choosing *c, const ZipFile *file) {
  ZipFileErrors *omitted = &c->report->omitted, *invalid = &c->report->invalid;
  const char *path = file->path, *reason = NULL;
  if (!zip_path_is_clean(path)) reason = "file path is not clean";
  else if (*path == '/') reason = "file path is not relative";
  if (reason) return refuse(c, path, invalid, reason), false;
  if ((reason = why_omitted(c, file))) return refuse(c, path, omitted, reason), false;
  if (!(reason = mod_path_error(c->arena, path, MOD_PATH_FILE)) && zip_is_go_mod(path) && strcmp(path, "go.mod") != 0)
    reason = "go.mod files must have lowercase names";
  if (!reason) reason = file->problem;
  if (!reason) reason = zip_collisions_add(&c->collisions, path, file->kind == ZIP_FOLDER);
  if (reason) return refuse(c, path, invalid, reason), false;
  if (file->kind == ZIP_LINK) reason = "file is a symbolic link";
  else if (file->kind != ZIP_REGULAR) reason = "not a regular file";
  if (reason) return refuse(c, path, omitted, reason), false;
  if ((reason = size_problem(c, file))) return refuse(c, path, invalid, reason), false;
  return true;
}

void zip_check_files(Arena *arena, const ZipFiles *files, ZipReport *report, ZipFiles *chosen) {
  *report = (ZipReport){0};
  Choosing c = {.arena = arena, .names = interner_new(), .left = ZIP_MODULE_MAX, .report = report};
  zip_collisions_begin(&c.collisions, arena);
  find_modules(&c, files);
  for (uint32_t i = 0; i < files->len; i++) {
    if (!choose(&c, &files->data[i])) continue;
    vec_push(arena, &report->valid, files->data[i].path);
    if (chosen) vec_push(arena, chosen, files->data[i]);
  }
  interner_free(c.names);
}
