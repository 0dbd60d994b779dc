// See edits.h. A flag is a row: how its argument is read, and what it does to the file.
#include "cmd/edits.h"

#include <stdio.h>
#include <string.h>

#include "base/paths.h"
#include "base/unicode.h"
#include "mod/gover.h"
#include "mod/locked_file.h"
#include "mod/path.h"

// ---- arguments

static const char *trimmed(Arena *arena, const char *text, size_t length) {
  text_trim(&text, &length);
  return arena_strdup(arena, text, length);
}

// Cuts "path@version". *version NULL: there is none, and the path is as it stands.
static const char *split_version(Arena *arena, const char *text, const char **path, const char **version) {
  const char *at = strchr(text, '@');
  *path = text;
  *version = NULL;
  if (!at) return NULL;
  if (at[1] == '-' || at[1] == '/')
    return arena_printf(arena, "invalid module version %s", text_quote(arena, at + 1, strlen(at + 1)));
  *path = trimmed(arena, text, (size_t)(at - text));
  *version = trimmed(arena, at + 1, strlen(at + 1));
  return NULL;
}

// What can stand for a version in the file, if only for one to be looked for.
static bool is_version_word(const char *version) { return !mod_must_quote(version); }

static const char *read_path_version(Arena *arena, FileEdit *e, bool work) {
  (void)work;
  const char *problem = split_version(arena, e->argument, &e->path, &e->version);
  if (problem) return problem;
  if (!e->version) return "need path@version";
  problem = mod_path_error(arena, e->path, MOD_PATH_IMPORT);
  if (problem) return arena_printf(arena, "invalid path: %s", problem);
  if (is_version_word(e->version)) return NULL;
  return arena_printf(arena, "invalid version %s", text_quote(arena, e->version, strlen(e->version)));
}

static const char *read_import_path(Arena *arena, FileEdit *e, bool work) {
  (void)work;
  e->path = e->argument;
  if (strchr(e->path, '@')) return "need just path, not path@version";
  const char *problem = mod_path_error(arena, e->path, MOD_PATH_IMPORT);
  return problem ? arena_printf(arena, "invalid path: %s", problem) : NULL;
}

// One side of a replacement. A folder has no version; of go.work only what has no "@" is taken for one before it is
// looked at.
static const char *read_side(Arena *arena, const char *which, const char *text, bool folder_allowed, bool work,
                             const char **path, const char **version) {
  *path = text;
  *version = NULL;
  if (folder_allowed && !work && modfile_is_folder(text)) return NULL;
  const char *problem = split_version(arena, text, path, version);
  if (problem) return problem;
  problem = work && folder_allowed && modfile_is_folder(*path) ? NULL : mod_path_error(arena, *path, MOD_PATH_IMPORT);
  if (problem) return arena_printf(arena, "invalid %s path: %s", which, problem);
  if (!*version || is_version_word(*version)) return NULL;
  return arena_printf(arena, "invalid %s version: %s", which, text_quote(arena, *version, strlen(*version)));
}

static const char *read_replacement(Arena *arena, FileEdit *e, bool work) {
  const char *equals = strchr(e->argument, '=');
  if (!equals) return "need old[@v]=new[@w] (missing =)";
  const char *old = trimmed(arena, e->argument, (size_t)(equals - e->argument));
  const char *new = trimmed(arena, equals + 1, strlen(equals + 1));
  if (*new == '>') return "separator between old and new is =, not =>";
  const char *problem = read_side(arena, "old", old, false, work, &e->path, &e->version);
  if (!problem) problem = read_side(arena, "new", new, true, work, &e->new_path, &e->new_version);
  if (problem) return problem;
  return e->new_version || modfile_is_folder(new) ? NULL : "unversioned new path must be local directory";
}

static const char *read_replaced(Arena *arena, FileEdit *e, bool work) {
  return read_side(arena, "old", e->argument, true, work, &e->path, &e->version);
}

static const char *read_versions(Arena *arena, FileEdit *e, bool work) {
  (void)work;
  const char *text = e->argument;
  size_t n = strlen(text);
  if (*text != '[') {
    e->path = e->version = text;
    return is_version_word(text) ? NULL : arena_printf(arena, "invalid version: %s", text_quote(arena, text, n));
  }
  const char *comma = strchr(text, ',');
  bool good = text[n - 1] == ']' && comma;
  if (good) {
    e->path = trimmed(arena, text + 1, (size_t)(comma - text - 1));
    e->version = trimmed(arena, comma + 1, n - 2 - (size_t)(comma - text));
    good = is_version_word(e->path) && is_version_word(e->version);
  }
  return good ? NULL : arena_printf(arena, "invalid version interval: %s", text_quote(arena, text, n));
}

static const char *read_godebug(Arena *arena, FileEdit *e, bool work) {
  (void)work;
  const char *equals = strchr(e->argument, '=');
  if (!equals || strpbrk(e->argument, "\"`',")) return "need key=value";
  e->path = arena_strdup(arena, e->argument, (size_t)(equals - e->argument));
  e->version = equals + 1;
  return NULL;
}

static const char *read_word(Arena *arena, FileEdit *e, bool work) {
  (void)arena, (void)work;
  e->path = e->argument;
  return NULL;
}

// A folder, which begins with a dot or a slash in go.work.
static const char *read_folder(Arena *arena, FileEdit *e, bool work) {
  (void)work;
  e->path = modfile_is_folder(e->argument) ? e->argument
                                           : arena_printf(arena, "./%s", clean_relative_path(arena, e->argument));
  return NULL;
}

// ---- changes

static const char *add_require(ModFile *f, const FileEdit *e) {
  return modfile_add_require(f, e->path, e->version), NULL;
}
static const char *drop_require(ModFile *f, const FileEdit *e) { return modfile_drop_require(f, e->path), NULL; }
static const char *add_exclude(ModFile *f, const FileEdit *e) { return modfile_add_exclude(f, e->path, e->version); }
static const char *drop_exclude(ModFile *f, const FileEdit *e) {
  return modfile_drop_exclude(f, e->path, e->version), NULL;
}
static const char *add_replace(ModFile *f, const FileEdit *e) {
  return modfile_add_replace(f, e->path, e->version, e->new_path, e->new_version), NULL;
}
static const char *drop_replace(ModFile *f, const FileEdit *e) {
  return modfile_drop_replace(f, e->path, e->version), NULL;
}
static const char *add_retract(ModFile *f, const FileEdit *e) {
  return modfile_add_retract(f, e->path, e->version, "");
}
static const char *drop_retract(ModFile *f, const FileEdit *e) {
  return modfile_drop_retract(f, e->path, e->version), NULL;
}
static const char *add_tool(ModFile *f, const FileEdit *e) { return modfile_add_tool(f, e->path), NULL; }
static const char *drop_tool(ModFile *f, const FileEdit *e) { return modfile_drop_tool(f, e->path), NULL; }
static const char *add_ignore(ModFile *f, const FileEdit *e) { return modfile_add_ignore(f, e->path), NULL; }
static const char *drop_ignore(ModFile *f, const FileEdit *e) { return modfile_drop_ignore(f, e->path), NULL; }
static const char *set_godebug(ModFile *f, const FileEdit *e) {
  return modfile_set_godebug(f, e->path, e->version), NULL;
}
static const char *drop_godebug(ModFile *f, const FileEdit *e) { return modfile_drop_godebug(f, e->path), NULL; }
static const char *add_use(ModFile *f, const FileEdit *e) { return modfile_add_use(f, e->path), NULL; }
static const char *drop_use(ModFile *f, const FileEdit *e) { return modfile_drop_use(f, e->path), NULL; }

typedef struct EditKind {
  const char *flag;
  const char *(*read)(Arena *arena, FileEdit *edit, bool work);
  const char *(*apply)(ModFile *file, const FileEdit *edit);
} EditKind;

static const EditKind kinds[] = {
    {"require", read_path_version, add_require},
    {"droprequire", read_import_path, drop_require},
    {"exclude", read_path_version, add_exclude},
    {"dropexclude", read_path_version, drop_exclude},
    {"replace", read_replacement, add_replace},
    {"dropreplace", read_replaced, drop_replace},
    {"retract", read_versions, add_retract},
    {"dropretract", read_versions, drop_retract},
    {"tool", read_import_path, add_tool},
    {"droptool", read_import_path, drop_tool},
    {"ignore", read_word, add_ignore},
    {"dropignore", read_word, drop_ignore},
    {"godebug", read_godebug, set_godebug},
    {"dropgodebug", read_word, drop_godebug},
    {"use", read_folder, add_use},
    {"dropuse", read_folder, drop_use},
};

static const EditKind *find_kind(const char *flag) {
  const EditKind *kind = kinds;
  while (strcmp(kind->flag, flag) != 0) kind++;
  return kind;
}

static const char *said(Arena *arena, const FileEdit *e, const char *problem) {
  return problem ? arena_printf(arena, "-%s=%s: %s", e->flag, e->argument, problem) : NULL;
}

const char *edits_read(Arena *arena, const FlagGivenVec *given, bool work, FileEditVec *edits) {
  const char *problem = NULL;
  for (uint32_t i = 0; i < given->len && !problem; i++) {
    FileEdit e = {.flag = given->data[i].name, .argument = given->data[i].value};
    problem = said(arena, &e, find_kind(e.flag)->read(arena, &e, work));
    vec_push(arena, edits, e);
  }
  return problem;
}

static const char *apply(const FileEditVec *edits, ModFile *file) {
  const char *problem = NULL;
  for (uint32_t i = 0; i < edits->len && !problem; i++) {
    const FileEdit *e = &edits->data[i];
    problem = said(file->arena, e, find_kind(e->flag)->apply(file, e));
  }
  return problem;
}

// ---- -go, -toolchain

static bool is_set(const char *flag) { return flag && *flag; }
static bool is_none(const char *flag) { return strcmp(flag, "none") == 0; }

int edits_check_go(const char *command, const EditFlags *asked, const char *local) {
  const char *go = asked->go, *toolchain = asked->toolchain;
  bool good = !is_set(go) || is_none(go) || gover_line_valid(go);
  if (good && (!is_set(toolchain) || is_none(toolchain) || gover_toolchain_line_valid(toolchain))) return 0;
  fprintf(stderr, "go %s: invalid -%s option; expecting something like \"-%s%s\"\n", command, good ? "toolchain" : "go",
          good ? "toolchain go" : "go ", local);
  return 1;
}

static void set_go(ModFile *file, const char *go, const char *toolchain) {
  if (is_set(go) && is_none(go)) modfile_drop_go(file);
  else if (is_set(go)) (void)modfile_set_go(file, go);
  if (is_set(toolchain) && is_none(toolchain)) modfile_drop_toolchain(file);
  else if (is_set(toolchain)) (void)modfile_set_toolchain(file, toolchain);
}

int edits_finish(const EditFlags *asked, const FileEditVec *edits, ModFile *file, const ModuleFileText *old) {
  set_go(file, asked->go, asked->toolchain);
  const char *problem = apply(edits, file);
  if (problem) return cmd_fail("%s", problem);
  modfile_sort(file);
  modfile_clean(file);
  const char *text = modfile_format(file, file->arena);
  if (asked->json && file->kind == MOD_FILE_WORK) edit_print_work_json(file);
  else if (asked->json) edit_print_mod_json(file);
  else if (asked->print) fputs(text, stdout);
  else problem = locked_edit(file->arena, old->path, old->text, old->size, text);
  return problem ? cmd_fail("%s", problem) : 0;
}
