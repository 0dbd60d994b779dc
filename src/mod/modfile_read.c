// What each line of go.mod and go.work says. A row of the table at the end has for a verb where it may stand and who
// reads it. Reading also writes words as go would write them: "example.com/m" loses quotes it does not need, and a
// version is made the one that the fixer names.
#include <string.h>

#include "base/unicode.h"
#include "mod/gover.h"
#include "mod/modfile_internal.h"
#include "mod/path.h"
#include "mod/semver.h"

// A line's words behind its verb, which may be the block's.
typedef struct Args {
  const char *verb;
  const char **words;  // in the line: what is written there is in the tree
  uint32_t count;
  ModLine *line;
  const ModStatement *block;  // NULL: none
} Args;

__attribute__((format(printf, 3, 4))) static void line_error(ModReader *r, const ModLine *line, const char *format,
                                                             ...) {
  va_list args;
  va_start(args, format);
  ModError error = {r->file->tree->name, line->start, arena_vprintf(r->file->arena, format, args)};
  va_end(args);
  vec_push(r->file->arena, r->errors, error);
}

// The value of a word; NULL after an error.
static const char *read_word(ModReader *r, const Args *a, const char **word) {
  const char *error, *value = mod_word_value(r->file->arena, word, &error);
  if (!value) line_error(r, a->line, "invalid quoted string: %s", error);
  return value;
}

// ---- versions

static const char *about(Arena *arena, const char *verb, const char *path, const char *text) {
  return *path ? arena_printf(arena, "%s %s: %s", verb, path, text) : arena_printf(arena, "%s: %s", verb, text);
}

static const char *read_version(ModReader *r, const char *verb, const char *path, const char **word, ModFixer fixer,
                                const char **error) {
  Arena *arena = r->file->arena;
  const char *problem, *value = mod_word_value(arena, word, &problem);
  if (!value) {
    *error = about(arena, verb, path, mod_version_error(arena, *word, problem));
    return NULL;
  }
  if (fixer.fix) {
    bool of_module = false;
    value = fixer.fix(fixer.context, arena, path, value, error, &of_module);
    if (!value && of_module) *error = about(arena, verb, path, *error);
  } else {
    const char *canonical = semver_canonical(arena, value, true);
    if (!*canonical) *error = about(arena, verb, path, mod_version_error(arena, value, "must be of the form v1.2.3"));
    value = *canonical ? canonical : NULL;
  }
  if (value) *word = value;
  return value;
}

// Of a module with that path. NULL after an error.
static const char *read_version_of(ModReader *r, const Args *a, const char *path, const char **word) {
  const char *error, *version = read_version(r, a->verb, path, word, r->fixer, &error);
  if (!version) line_error(r, a->line, "%s", error);
  return version;
}

static bool check_major(ModReader *r, const Args *a, const char *path, const char *version, const char *major) {
  const char *error = mod_major_error(r->file->arena, version, major);
  if (error) line_error(r, a->line, "%s", about(r->file->arena, a->verb, path, error));
  return !error;
}

// ---- comments

static bool is_field(const char *text, size_t length, const char *word, bool *last) {
  size_t n = 0;
  text_trim(&text, &length);
  for (uint32_t rune, width; n < length; n += width) {
    width = utf8_decode(text + n, length - n, &rune);
    if (unicode_is_space(rune)) break;
  }
  *last = n == length;
  return n == strlen(word) && memcmp(text, word, n) == 0;
}

// The text of a comment behind its slashes.
static const char *comment_text(const ModComment *comment) {
  return comment->text + (strncmp(comment->text, "//", 2) == 0 ? 2 : 0);
}

bool mod_line_indirect(const ModLine *line) {
  if (!line->comments.suffix.len) return false;
  const char *text = comment_text(&line->comments.suffix.data[0]);
  bool last;
  if (is_field(text, strlen(text), "indirect", &last)) return last;
  return is_field(text, strlen(text), "indirect;", &last) && !last;
}

static void add_comments(Arena *arena, ByteVec *out, const ModCommentVec *comments, bool *any) {
  for (uint32_t i = 0; i < comments->len; i++) {
    const char *text = comments->data[i].text;
    if (strncmp(text, "//", 2) != 0) continue;
    size_t length = strlen(text += 2);
    text_trim(&text, &length);
    if (*any) bytes_u8(arena, out, '\n');
    bytes_data(arena, out, text, length);
    *any = true;
  }
}

static const char *all_comments(Arena *arena, const ModComments *comments) {
  ByteVec out = {0};
  bool any = false;
  add_comments(arena, &out, &comments->before, &any);
  add_comments(arena, &out, &comments->suffix, &any);
  bytes_u8(arena, &out, 0);
  return (const char *)out.data;
}

// What a line's comments say; where it has none, those of its block, which many lines may ask for.
static const char *comments_of(ModReader *r, const Args *a) {
  const ModComments *own = &a->line->comments;
  if (!a->block || own->before.len || own->suffix.len) return all_comments(r->file->arena, own);
  if (r->block != a->block) r->block_text = all_comments(r->file->arena, &a->block->comments);
  r->block = a->block;
  return r->block_text;
}

// The paragraph that begins with "Deprecated:"; NULL: there is none.
static const char *deprecation(Arena *arena, const char *text) {
  static const char mark[] = "Deprecated:";
  for (const char *p = text; (p = strstr(p, mark)); p++) {
    if (p != text && !(p - text >= 2 && p[-1] == '\n' && p[-2] == '\n')) continue;
    p += sizeof mark - 1;
    p += strspn(p, " ");
    const char *end = strstr(p, "\n\n");
    size_t length = end ? (size_t)(end - p) : strlen(p);
    return length ? arena_strdup(arena, p, length) : NULL;
  }
  return NULL;
}

// ---- directives

static void read_module(ModReader *r, Args *a) {
  ModFile *f = r->file;
  if (f->module_line) {
    line_error(r, a->line, "repeated module statement");
    return;
  }
  f->module_line = a->line;
  f->deprecated = deprecation(f->arena, comments_of(r, a));
  if (a->count != 1) line_error(r, a->line, "usage: module module/path");
  else f->module = read_word(r, a, &a->words[0]);
}

// The beginning of a go line in a form that a later Go may know, "1.30" of "v1.30.x"; NULL: not even that.
static const char *known_beginning(Arena *arena, const char *text) {
  const char *v = text + (*text == 'v'), *dot = strchr(v, '.');
  size_t n = dot ? (size_t)(dot - v) + 1 + strspn(dot + 1, "0123456789") : 0;
  if (!n || !v[n]) return NULL;
  const char *start = arena_strdup(arena, v, n);
  return gover_line_valid(start) ? start : NULL;
}

static void read_go(ModReader *r, Args *a) {
  ModFile *f = r->file;
  if (f->go) {
    line_error(r, a->line, "repeated go statement");
  } else if (a->count != 1) {
    line_error(r, a->line, "go directive expects exactly one argument");
  } else {
    bool valid = gover_line_valid(a->words[0]);
    const char *start = valid || f->kind != MOD_FILE_DEPENDENCY ? NULL : known_beginning(f->arena, a->words[0]);
    if (start) a->words[0] = start;
    if (!valid && !start) line_error(r, a->line, "invalid go version '%s': must match format 1.23.0", a->words[0]);
    else f->go = a->words[0], f->go_line = a->line;
  }
}

static void read_toolchain(ModReader *r, Args *a) {
  ModFile *f = r->file;
  if (f->toolchain) line_error(r, a->line, "repeated toolchain statement");
  else if (a->count != 1) line_error(r, a->line, "toolchain directive expects exactly one argument");
  else if (!gover_toolchain_line_valid(a->words[0]))
    line_error(r, a->line, "invalid toolchain version '%s': must match format go1.23.0 or default", a->words[0]);
  else f->toolchain = a->words[0], f->toolchain_line = a->line;
}

static void read_godebug(ModReader *r, Args *a) {
  const char *equals = a->count == 1 && !strpbrk(a->words[0], "\"`',") ? strchr(a->words[0], '=') : NULL;
  if (!equals) {
    line_error(r, a->line, "usage: godebug key=value");
    return;
  }
  const char *key = arena_strdup(r->file->arena, a->words[0], (size_t)(equals - a->words[0]));
  ModGodebug setting = {key, equals + 1, a->line};
  vec_push(r->file->arena, &r->file->godebugs, setting);
}

// require and exclude
static void read_requirement(ModReader *r, Args *a) {
  if (a->count != 2) {
    line_error(r, a->line, "usage: %s module/path v1.2.3", a->verb);
    return;
  }
  const char *path = read_word(r, a, &a->words[0]), *major;
  const char *version = path ? read_version_of(r, a, path, &a->words[1]) : NULL;
  if (!version) return;
  if (!mod_path_major(path, &major)) {
    line_error(r, a->line, "invalid module path");
    return;
  }
  if (!check_major(r, a, path, version, major)) return;
  ModRequire entry = {path, version, mod_line_indirect(a->line), a->line};
  if (*a->verb == 'r') vec_push(r->file->arena, &r->file->requires, entry);
  else vec_push(r->file->arena, &r->file->excludes, entry);
}

// What is wrong with the right side of a replacement; NULL: nothing.
static const char *target_problem(Arena *arena, const char *path, const char *version) {
  bool folder = modfile_is_folder(path);
  if (version && folder)
    return arena_printf(arena, "replacement module directory path %s cannot have version",
                        text_quote(arena, path, strlen(path)));
  if (version) return NULL;
  if (folder)
    return strchr(path, '\\') ? "replacement directory appears to be Windows path (on a non-windows system)" : NULL;
  return strchr(path, '@')
             ? "replacement module must match format 'path version', not 'path@version'"
             : "replacement module without version must be directory path (rooted or starting with . or ..)";
}

// The left side, with count words.
static bool read_replaced(ModReader *r, const Args *a, uint32_t count, ModReplace *out) {
  const char *major;
  if (!(out->old_path = read_word(r, a, &a->words[0]))) return false;
  if (!mod_path_major(out->old_path, &major)) {
    line_error(r, a->line, "%s", about(r->file->arena, a->verb, out->old_path, "invalid module path"));
    return false;
  }
  if (count == 1) return true;
  out->old_version = read_version_of(r, a, out->old_path, &a->words[1]);
  return out->old_version && check_major(r, a, out->old_path, out->old_version, major);
}

static void read_replace(ModReader *r, Args *a) {
  uint32_t arrow = a->count >= 2 && strcmp(a->words[1], "=>") == 0 ? 1 : 2;
  if (a->count < arrow + 2 || a->count > arrow + 3 || strcmp(a->words[arrow], "=>") != 0) {
    line_error(r, a->line,
               "usage: %s module/path [v1.2.3] => other/module v1.4\n\t or %s module/path [v1.2.3] => "
               "../local/directory",
               a->verb, a->verb);
    return;
  }
  ModReplace new = {.line = a->line};
  if (!read_replaced(r, a, arrow, &new)) return;
  if (!(new.new_path = read_word(r, a, &a->words[arrow + 1]))) return;
  if (a->count == arrow + 3 && !(new.new_version = read_version_of(r, a, new.new_path, &a->words[arrow + 2]))) return;
  const char *problem = target_problem(r->file->arena, new.new_path, new.new_version);
  if (problem) line_error(r, a->line, "%s", problem);
  else vec_push(r->file->arena, &r->file->replaces, new);
}

static void read_path(ModReader *r, Args *a) {
  if (a->count != 1) {
    if (*a->verb == 'u') line_error(r, a->line, "usage: %s local/dir", a->verb);
    else line_error(r, a->line, "%s directive expects exactly one argument", a->verb);
    return;
  }
  ModPath entry = {read_word(r, a, &a->words[0]), a->line};
  if (!entry.path) return;
  if (*a->verb == 't') vec_push(r->file->arena, &r->file->tools, entry);
  else if (*a->verb == 'i') vec_push(r->file->arena, &r->file->ignores, entry);
  else vec_push(r->file->arena, &r->file->uses, entry);
}

// ---- retractions

static const char *keep(void *context, Arena *arena, const char *path, const char *version, const char **error,
                        bool *of_module) {
  (void)context, (void)arena, (void)path, (void)error, (void)of_module;
  return version;
}

// "v1.2.3" or "[v1.2.3, v1.3.0]" at the beginning of the words. Returns how many words that are; 0: *error.
static uint32_t read_interval(ModReader *r, const char *path, const char **words, uint32_t count, ModFixer fixer,
                              ModRetract *out, const char **error) {
  static const char *const marks[] = {"[", NULL, ",", NULL, "]"};
  static const char *const missing[] = {NULL, "expected version after '['", "expected ',' after version",
                                        "expected version after ','", "expected ']' after version"};
  if (!count || strcmp(words[0], "(") == 0) {
    *error = "expected '[' or version";
    return 0;
  }
  if (strcmp(words[0], "[") != 0) {
    out->low = out->high = read_version(r, "retract", path, &words[0], fixer, error);
    return out->low ? 1 : 0;
  }
  for (uint32_t i = 1; i < 5; i++) {
    const char **bound = i == 1 ? &out->low : &out->high;
    *error = missing[i];
    if (i >= count || (marks[i] && strcmp(words[i], marks[i]) != 0)) return 0;
    if (!marks[i] && !(*bound = read_version(r, "retract", path, &words[i], fixer, error))) return 0;
  }
  return 5;
}

// The versions are made canonical when the module's path is known, which may stand below.
static void read_retract(ModReader *r, Args *a) {
  bool strict = r->file->kind != MOD_FILE_DEPENDENCY;
  ModRetract entry = {.line = a->line, .rationale = comments_of(r, a)};
  const char *error = NULL;
  uint32_t used = read_interval(r, "", a->words, a->count, (ModFixer){keep, NULL}, &entry, &error);
  if (!used) {
    if (strict) line_error(r, a->line, "%s", error);
  } else if (used < a->count && strict) {
    const char *word = a->words[used];
    line_error(r, a->line, "unexpected token after version: %s", text_quote(r->file->arena, word, strlen(word)));
  } else {
    vec_push(r->file->arena, &r->file->retracts, entry);
  }
}

void modfile_fix_retracts(ModReader *r) {
  ModFile *f = r->file;
  for (uint32_t i = 0; r->fixer.fix && i < f->retracts.len; i++) {
    ModRetract *entry = &f->retracts.data[i];
    StringVec *words = &entry->line->words;
    uint32_t verb = words->len && strcmp(words->data[0], "retract") == 0;
    const char *error;
    if (!f->module || !*f->module) {
      line_error(r, entry->line, "no module directive found, so retract cannot be used");
      return;
    }
    if (!read_interval(r, f->module, words->data + verb, words->len - verb, r->fixer, entry, &error))
      line_error(r, entry->line, "%s", error);
  }
}

// ---- verbs

typedef struct Verb {
  const char *name;
  bool mod, work, dependency, block;  // counts in such a file; may open a block
  void (*read)(ModReader *r, Args *a);
} Verb;

static const Verb verbs[] = {
    //            mod    work   dependency block
    {"module", true, false, true, true, read_module},
    {"go", true, true, true, false, read_go},
    {"toolchain", true, true, false, false, read_toolchain},
    {"godebug", true, true, false, true, read_godebug},
    {"require", true, false, true, true, read_requirement},
    {"exclude", true, false, false, true, read_requirement},
    {"replace", true, true, false, true, read_replace},
    {"retract", true, false, true, true, read_retract},
    {"tool", true, false, false, true, read_path},
    {"ignore", true, false, true, true, read_path},
    {"use", false, true, false, true, read_path},
};

static const Verb *find_verb(const ModFile *f, const char *word) {
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
    if (strcmp(verbs[i].name, word) == 0 && (f->kind == MOD_FILE_WORK ? verbs[i].work : verbs[i].mod)) return &verbs[i];
  return NULL;
}

void modfile_read_line(ModReader *r, ModLine *line) {
  const char *word = line->words.data[0];
  const Verb *verb = find_verb(r->file, word);
  Args args = {word, line->words.data + 1, line->words.len - 1, line, NULL};
  if (r->file->kind == MOD_FILE_DEPENDENCY && !(verb && verb->dependency)) return;
  if (verb) verb->read(r, &args);
  else line_error(r, line, "unknown directive: %s", word);
}

static const char *joined(Arena *arena, const StringVec *words) {
  ByteVec out = {0};
  for (uint32_t i = 0; i < words->len; i++) {
    if (i) bytes_u8(arena, &out, ' ');
    bytes_data(arena, &out, words->data[i], strlen(words->data[i]));
  }
  bytes_u8(arena, &out, 0);
  return (const char *)out.data;
}

void modfile_read_block(ModReader *r, const ModStatement *block) {
  const Verb *verb = block->words.len == 1 ? find_verb(r->file, block->words.data[0]) : NULL;
  bool lax = r->file->kind == MOD_FILE_DEPENDENCY;
  if (!verb || !verb->block) {
    ModLine place = {.start = block->start};
    if (!lax) line_error(r, &place, "unknown block type: %s", joined(r->file->arena, &block->words));
    return;
  }
  for (uint32_t i = 0; i < block->lines.len && (!lax || verb->dependency); i++) {
    ModLine *line = block->lines.data[i];
    Args args = {verb->name, line->words.data, line->words.len, line, block};
    verb->read(r, &args);
  }
}
