// Reads go.mod and go.work: first the tree, then what each of its statements says.
#include "mod/modfile.h"

#include <string.h>

#include "base/unicode.h"
#include "mod/modfile_internal.h"

ModFile *modfile_new(Arena *arena, const char *name, ModFileKind kind) {
  ModFile *f = arena_new(arena, ModFile);
  f->arena = arena;
  f->kind = kind;
  f->tree = mod_tree_new(arena, name);
  return f;
}

ModFile *modfile_parse(Arena *arena, const char *name, const char *text, size_t size, ModFileKind kind, ModFixer fixer,
                       ModErrors *errors) {
  uint32_t before = errors->len;
  ModTree *tree = mod_tree_parse(arena, name, text, size, errors);
  if (!tree) return NULL;
  ModFile *f = modfile_new(arena, name, kind);
  f->tree = tree;
  ModReader r = {.file = f, .fixer = fixer, .errors = errors};
  for (uint32_t i = 0; i < tree->statements.len; i++) {
    ModStatement *s = tree->statements.data[i];
    if (s->kind == MOD_LINE) modfile_read_line(&r, s->line);
    if (s->kind == MOD_BLOCK) modfile_read_block(&r, s);
  }
  modfile_fix_retracts(&r);
  return errors->len == before ? f : NULL;
}

const char *modfile_format(const ModFile *file, Arena *arena) { return mod_tree_print(file->tree, arena); }

bool modfile_is_folder(const char *path) {
  // A file may come from another system, whose paths it is to be told from modules' as well.
  if (*path == '/' || *path == '\\') return true;
  if (*path == '.') {
    const char *rest = path + 1 + (path[1] == '.');
    return !*rest || *rest == '/' || *rest == '\\';
  }
  return ((*path >= 'a' && *path <= 'z') || (*path >= 'A' && *path <= 'Z')) && path[1] == ':';
}

// ---- the module path alone

// The text of a line behind "module", without spaces and a comment; of length 0: it is no such line.
static const char *module_word(const char *line, size_t *length) {
  static const char verb[] = "module";
  for (size_t i = 0; i + 1 < *length; i++)
    if (line[i] == '/' && line[i + 1] == '/') *length = i;
  text_trim(&line, length);
  if (*length <= sizeof verb - 1 || memcmp(line, verb, sizeof verb - 1) != 0) return *length = 0, line;
  line += sizeof verb - 1;
  *length -= sizeof verb - 1;
  size_t with_space = *length;
  text_trim(&line, length);
  if (*length == with_space) *length = 0;
  return line;
}

const char *modfile_module_path(Arena *arena, const char *text) {
  for (const char *line = text; *line;) {
    size_t n = strcspn(line, "\n"), length = n;
    const char *word = module_word(line, &length), *bytes;
    line += n + (line[n] != 0);
    if (!length) continue;
    if (*word != '"' && *word != '`') return arena_strdup(arena, word, length);
    bool good = text_unquote(arena, word, length, &bytes, &length);
    return good ? arena_strdup(arena, bytes, length) : "";
  }
  return "";
}
