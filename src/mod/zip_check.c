// Is an archive a module's? See zip.h. Names and declared sizes only; that contents keep to them, zip_entry.c sees to.
#include <string.h>
#include <strings.h>

#include "base/unicode.h"
#include "mod/path.h"
#include "mod/semver.h"
#include "mod/zip_internal.h"

const char *zip_report_problem(Arena *arena, const ZipReport *report) {
  if (report->size_error) return report->size_error;
  if (!report->invalid.len) return NULL;
  size_t size = 1;
  for (uint32_t i = 0; i < report->invalid.len; i++)
    size += strlen(report->invalid.data[i].path) + strlen(report->invalid.data[i].reason) + 3;
  char *text = arena_array(arena, char, size), *end = text;
  for (uint32_t i = 0; i < report->invalid.len; i++) {
    if (i) *end++ = '\n';
    end = stpcpy(stpcpy(stpcpy(end, report->invalid.data[i].path), ": "), report->invalid.data[i].reason);
  }
  return text;
}

const char *zip_module_problem(Arena *arena, ZipModule module) {
  const char *canonical = semver_canonical(arena, module.version, true);
  if (strcmp(canonical, module.version) != 0)
    return arena_printf(arena, "version %s is not canonical (should be %s)", zip_quote(arena, module.version),
                        zip_quote(arena, canonical));
  return mod_check(arena, module.path, module.version);
}

bool zip_path_is_clean(const char *path) {
  if (!*path) return false;
  bool absolute = *path == '/', only_up = !absolute;
  if (strcmp(path, "/") == 0 || strcmp(path, ".") == 0) return true;
  for (const char *p = path + absolute;; p++) {
    size_t length = strcspn(p, "/");
    bool up = length == 2 && p[0] == '.' && p[1] == '.';
    if (!length || (length == 1 && *p == '.') || (up && !only_up)) return false;
    only_up = only_up && up;
    p += length;
    if (!*p) return true;
  }
}

bool zip_is_go_mod(const char *base) { return strcasecmp(base, "go.mod") == 0; }

const char *zip_too_large(Arena *arena, const char *what, uint64_t limit) {
  return arena_printf(arena, "%s too large (max size is %llu bytes)", what, (unsigned long long)limit);
}

// ---- the files of an archive

typedef struct Checking {
  Arena *arena;
  const char *prefix;
  ZipCollisions collisions;
  uint64_t total;  // bytes of content so far
  ZipReport *report;
} Checking;

static const char *go_mod_problem(const char *name) {
  const char *slash = strrchr(name, '/');
  if (!zip_is_go_mod(slash ? slash + 1 : name)) return NULL;
  if (slash) return "go.mod file not in module root directory";
  return strcmp(name, "go.mod") == 0 ? NULL : "go.mod files must have lowercase names";
}

static void add_size(Checking *c, uint64_t size) {
  if (size <= ZIP_MODULE_MAX - c->total) c->total += size;
  else if (!c->report->size_error)
    c->report->size_error = zip_too_large(c->arena, "total uncompressed size of module contents", ZIP_MODULE_MAX);
}

// What is wrong with a file; *counts: it belongs to the module.
static const char *entry_problem(Checking *c, const ZipEntry *entry, bool *counts) {
  size_t prefix = strlen(c->prefix);
  *counts = false;
  if (entry->name_length < prefix || memcmp(entry->name, c->prefix, prefix) != 0)
    return arena_printf(c->arena, "path does not have prefix %s", zip_quote(c->arena, c->prefix));
  size_t length = entry->name_length - prefix;
  const char *name = entry->name + prefix;
  if (!length) return NULL;
  if (memchr(name, 0, length))
    return arena_printf(c->arena, "malformed file path %s: invalid char '\\x00'", text_quote(c->arena, name, length));
  bool is_folder = name[length - 1] == '/';
  if (is_folder) name = arena_strdup(c->arena, name, length - 1);
  if (!zip_path_is_clean(name)) return "file path is not clean";
  const char *problem = mod_path_error(c->arena, name, MOD_PATH_FILE);
  if (!problem) problem = zip_collisions_add(&c->collisions, name, is_folder);
  if (problem || is_folder) return problem;
  if ((problem = go_mod_problem(name))) return problem;
  add_size(c, entry->size);
  if (strcmp(name, "go.mod") == 0 && entry->size > ZIP_GO_MOD_MAX)
    return zip_too_large(c->arena, "go.mod file", ZIP_GO_MOD_MAX);
  if (strcmp(name, "LICENSE") == 0 && entry->size > ZIP_LICENSE_MAX)
    return zip_too_large(c->arena, "LICENSE file", ZIP_LICENSE_MAX);
  *counts = true;
  return NULL;
}

static void check_entries(Arena *arena, ZipModule module, const ZipArchive *archive, ZipReport *report) {
  Checking c = {.arena = arena, .report = report};
  c.prefix = arena_printf(arena, "%s@%s/", module.path, module.version);
  zip_collisions_begin(&c.collisions, arena);
  for (uint32_t i = 0; i < archive->count; i++) {
    bool counts;
    const ZipEntry *entry = &archive->entries[i];
    const char *problem = entry_problem(&c, entry, &counts), *name = entry->name;
    // A text of C ends at a NUL: such a name, which is always invalid, is told in quotes.
    if (memchr(name, 0, entry->name_length)) name = text_quote(arena, name, entry->name_length);
    if (problem) vec_push(arena, &report->invalid, ((ZipFileError){name, problem}));
    else if (counts) vec_push(arena, &report->valid, name);
  }
}

const char *zip_check_archive(Arena *arena, ZipModule module, const char *path, ZipArchive *archive,
                              ZipReport *report) {
  *report = (ZipReport){0};
  const char *problem = zip_module_problem(arena, module);
  if (problem) return problem;
  if ((problem = zip_archive_open(arena, path, archive))) return problem;
  if (archive->size > ZIP_MODULE_MAX)
    report->size_error = arena_printf(arena, "module zip file is too large (%llu bytes; limit is %d bytes)",
                                      (unsigned long long)archive->size, ZIP_MODULE_MAX);
  else if (!(problem = zip_archive_read(arena, archive))) check_entries(arena, module, archive, report);
  if (!problem) problem = zip_report_problem(arena, report);
  if (problem) zip_archive_close(archive);
  return problem;
}

const char *zip_check(Arena *arena, ZipModule module, const char *path, ZipReport *report) {
  ZipArchive archive;
  const char *problem = zip_check_archive(arena, module, path, &archive, report);
  if (!problem) zip_archive_close(&archive);
  return problem;
}
