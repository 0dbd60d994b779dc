// go.mod and go.work as what they say (https://go.dev/ref/mod#go-mod-file, #workspaces), and all changes that the go
// command makes to them. Every entry points at its line in the tree (mod/tree.h); a change is made in both, and in the
// layout that go would give it. Nothing is known here of other modules, of the network or of folders.
//
// Texts, entries and tree lie in the file's arena. An entry that was dropped has a NULL path (key, low) and line until
// modfile_clean, which is to follow all changes; functions take several of one path, and cleared ones, in their stride.
#ifndef TUCO_MOD_MODFILE_H
#define TUCO_MOD_MODFILE_H

#include "mod/tree.h"

// Whose go.mod: every line of the main module's must be understood. Of a dependency's, module, go, require, retract and
// ignore count, and what is new there is passed over, so that modules for a later Go can still be used.
typedef enum ModFileKind { MOD_FILE_MAIN, MOD_FILE_DEPENDENCY, MOD_FILE_WORK } ModFileKind;

typedef struct ModRequire {
  const char *path, *version;
  bool indirect;  // "// indirect"
  ModLine *line;
} ModRequire;  // exclude too
typedef struct ModReplace {
  const char *old_path, *old_version;  // version NULL: all
  const char *new_path, *new_version;  // version NULL: a folder
  ModLine *line;
} ModReplace;
typedef struct ModRetract {
  const char *low, *high;  // the same of a single version
  const char *rationale;   // its comments, "" none
  ModLine *line;
} ModRetract;
typedef struct ModGodebug {
  const char *key, *value;
  ModLine *line;
} ModGodebug;
typedef struct ModPath {
  const char *path;
  ModLine *line;
} ModPath;  // tool, ignore; use: a folder as written
typedef Vec(ModPath) ModPathVec;

typedef struct ModFile {
  Arena *arena;
  ModFileKind kind;
  ModTree *tree;
  const char *module, *go, *toolchain;  // NULL: not stated
  const char *deprecated;               // why nobody should use the module; NULL: it is not
  ModLine *module_line, *go_line, *toolchain_line;
  Vec(ModRequire) requires;
  Vec(ModRequire) excludes;
  Vec(ModReplace) replaces;
  Vec(ModRetract) retracts;
  Vec(ModGodebug) godebugs;
  ModPathVec tools, ignores, uses;
} ModFile;

// How versions are made canonical that are not, "v1" or "master": the version to be used instead, or NULL with *error,
// which follows "verb path: " if *of_module. fix NULL: such versions are errors, and retractions may be any.
typedef struct ModFixer {
  const char *(*fix)(void *context, Arena *arena, const char *path, const char *version, const char **error,
                     bool *of_module);
  void *context;
} ModFixer;

// ---- modfile.c, modfile_read.c

// name: of the file, as errors say it. text: NUL-terminated at text[size], any bytes; kept. NULL with errors.
ModFile *modfile_parse(Arena *arena, const char *name, const char *text, size_t size, ModFileKind kind, ModFixer fixer,
                       ModErrors *errors);
ModFile *modfile_new(Arena *arena, const char *name, ModFileKind kind);  // an empty file
const char *modfile_format(const ModFile *file, Arena *arena);           // its text
// The module path, whatever else is wrong with the text; "" if there is none.
const char *modfile_module_path(Arena *arena, const char *text);
// Is what lies in this folder, relative to the module's, not of the module? "./x" is that folder, "x" any of that name.
bool modfile_ignores(const ModFile *file, Arena *arena, const char *relative);  // modfile_paths.c
bool modfile_is_folder(const char *path);  // as the right side of replace: absolute, or beginning with . or ..

// ---- modfile_edit.c, modfile_paths.c. Texts given are kept. Results say what is wrong with them, NULL: nothing.

void modfile_set_module(ModFile *file, const char *path);
const char *modfile_set_go(ModFile *file, const char *version);
const char *modfile_set_toolchain(ModFile *file, const char *name);
void modfile_drop_go(ModFile *file);
void modfile_drop_toolchain(ModFile *file);
// Of go.work: the go line becomes that version if it is earlier, and a toolchain line that then says nothing goes.
// False: it is as late already.
bool modfile_raise_go(ModFile *file, const char *version);
// Of a key's or path's lines the first is changed and the others are dropped; a new line goes to the last block.
void modfile_set_godebug(ModFile *file, const char *key, const char *value);
void modfile_drop_godebug(ModFile *file, const char *key);
const char *modfile_add_exclude(ModFile *file, const char *path, const char *version);
void modfile_drop_exclude(ModFile *file, const char *path, const char *version);
// old_version NULL: all versions, and lines for single ones are replaced by it. new_version NULL: new_path is a folder.
void modfile_add_replace(ModFile *file, const char *old_path, const char *old_version, const char *new_path,
                         const char *new_version);
void modfile_drop_replace(ModFile *file, const char *old_path, const char *old_version);
// The line is added, but is an entry only when the file is read again.
const char *modfile_add_retract(ModFile *file, const char *low, const char *high, const char *rationale);
void modfile_drop_retract(ModFile *file, const char *low, const char *high);
void modfile_add_tool(ModFile *file, const char *path);
void modfile_drop_tool(ModFile *file, const char *path);
void modfile_add_ignore(ModFile *file, const char *path);
void modfile_drop_ignore(ModFile *file, const char *path);
void modfile_add_use(ModFile *file, const char *folder);
void modfile_drop_use(ModFile *file, const char *folder);
void modfile_set_uses(ModFile *file, const char *const *folders, uint32_t count);  // these and no others
void modfile_add_comment(ModFile *file, const char *text);                         // at the end

// ---- modfile_require.c, modfile_split.c

void modfile_add_require(ModFile *file, const char *path, const char *version);  // or changes the first, drops others
void modfile_append_require(ModFile *file, const char *path, const char *version, bool indirect);
void modfile_drop_require(ModFile *file, const char *path);
// Makes these all that is required, with what comments there are. In one list, or (go 1.17 and later) with what is
// indirect in a block of its own, but for what has comments. Of each path one version; a line of a NULL path is passed
// over.
void modfile_set_requires(ModFile *file, const ModRequire *list, uint32_t count);
void modfile_set_requires_split(ModFile *file, const ModRequire *list, uint32_t count);

// ---- modfile_sort.c

void modfile_clean(ModFile *file);
// Sorts the lines of every block, after taking out double lines of exclude, replace, tool and ignore; of replacements
// the last one counts.
void modfile_sort(ModFile *file);

#endif
