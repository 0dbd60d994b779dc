// Reads go.mod and go.work (https://go.dev/ref/mod#go-mod-file): lines of words, single or in blocks
//
//     verb words…            verb (
//                                words…   // comment
//                            )
//
// Every line of the main module's file must be understood; of a dependency's only module, go, require and retract
// count, and what is new there is passed over, so that modules for a later Go can still be used.
#include <ctype.h>
#include <string.h>

#include "load/modules.h"

enum { MAX_WORDS = 8 };

typedef struct Line {
  const char *words[MAX_WORDS];
  uint32_t count;  // may be more than MAX_WORDS
  uint32_t line, column;
  bool indirect;  // by its comment
} Line;

typedef struct ModReader {
  Arena *arena;
  ModFile *file;
  const char *path;
  ModFileKind kind;
  const char *cursor, *line_start, *end;
  uint32_t line;
  char *errors;  // NULL none
  bool failed;   // the text cannot be split into lines
} ModReader;

static void add_error(ModReader *r, uint32_t line, uint32_t column, const char *text) {
  const char *place = column > 1 ? arena_printf(r->arena, "%s:%u:%u", r->file->display, line, column)
                                 : arena_printf(r->arena, "%s:%u", r->file->display, line);
  r->errors = arena_printf(r->arena, "%s%s%s: %s", r->errors ? r->errors : "", r->errors ? "\n" : "", place, text);
}

__attribute__((format(printf, 3, 4))) static void line_error(ModReader *r, const Line *line, const char *format, ...) {
  va_list args;
  va_start(args, format);
  add_error(r, line->line, line->column, arena_vprintf(r->arena, format, args));
  va_end(args);
}

// ---- words

static uint32_t column_at(const ModReader *r, const char *at) {
  uint32_t column = 1;
  for (const char *p = r->line_start; p < at; p++) column += (*p & 0xc0) != 0x80;
  return column;
}

static void syntax_error(ModReader *r, const char *at, const char *text) {
  if (!r->failed) add_error(r, r->line, column_at(r, at), text);
  r->failed = true;
}

static bool is_word_char(char c) { return (unsigned char)c > ' ' && c != 127 && !strchr("()[]{},", c); }

// Reads a quoted word, with its quotes.
static void read_quoted(ModReader *r) {
  const char *start = r->cursor;
  char quote = *r->cursor++;
  while (r->cursor < r->end && *r->cursor != quote) {
    if (*r->cursor == '\n') {
      syntax_error(r, r->cursor, "unexpected newline in string");
      return;
    }
    r->cursor += *r->cursor == '\\' && quote == '"' && r->cursor + 1 < r->end ? 2 : 1;
  }
  if (r->cursor >= r->end) syntax_error(r, start, "unexpected EOF in string");
  else r->cursor++;
}

// Spaces and marks that are no part of a word, though they are beyond ASCII. Returns their length.
static size_t odd_space(const char *p) {
  static const char *const list[] = {"\u00a0", "\u2028", "\u2029", "\u200b", "\ufeff", "\u3000"};
  for (size_t i = 0; i < sizeof list / sizeof *list; i++)
    if (strncmp(p, list[i], strlen(list[i])) == 0) return strlen(list[i]);
  return 0;
}

static const char *quoted_rune(ModReader *r, const char *p) {
  size_t n = odd_space(p);
  unsigned rune = (unsigned char)*p;
  if (n == 2) rune = (rune & 0x1f) << 6 | (p[1] & 0x3f);
  if (n == 3) rune = (rune & 0xf) << 12 | (unsigned)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
  return n ? arena_printf(r->arena, "'\\u%04x'", rune) : arena_printf(r->arena, "'\\x%02x'", rune);
}

static void read_plain(ModReader *r) {
  const char *start = r->cursor;
  while (r->cursor < r->end && is_word_char(*r->cursor) && !odd_space(r->cursor) &&
         !(r->cursor[0] == '/' && r->cursor[1] == '/')) {
    if (r->cursor[0] == '/' && r->cursor[1] == '*')
      syntax_error(r, r->cursor, "mod files must use // comments (not /* */ comments)");
    r->cursor++;
  }
  if (r->cursor == start) {
    syntax_error(r, start, arena_printf(r->arena, "unexpected input character %s", quoted_rune(r, start)));
    r->cursor++;
  }
}

static bool says_indirect(const char *comment, size_t length) {
  static const char word[] = "indirect";
  size_t n = sizeof word - 1;
  while (length && (*comment == ' ' || *comment == '\t')) comment++, length--;
  while (length && strchr(" \t\r", comment[length - 1])) length--;
  return length >= n && memcmp(comment, word, n) == 0 && (length == n || comment[n] == ';');
}

static void read_comment(ModReader *r, Line *line) {
  const char *end = memchr(r->cursor, '\n', (size_t)(r->end - r->cursor));
  if (!end) end = r->end;
  line->indirect = says_indirect(r->cursor + 2, (size_t)(end - r->cursor - 2));
  r->cursor = end;
}

// The next line; false at the end of the text. Lines without words have a count of 0.
static bool read_line(ModReader *r, Line *line) {
  if (r->cursor >= r->end || r->failed) return false;
  r->line++;
  r->line_start = r->cursor;
  *line = (Line){.line = r->line};
  while (r->cursor < r->end && *r->cursor != '\n' && !r->failed) {
    const char *start = r->cursor;
    if (strchr(" \t\r", *start)) {
      r->cursor++;
      continue;
    }
    if (start[0] == '/' && start[1] == '/') {
      read_comment(r, line);
      continue;
    }
    if (strchr("()[]{},", *start)) r->cursor++;
    else if (*start == '"' || *start == '`') read_quoted(r);
    else read_plain(r);
    if (!line->count) line->column = column_at(r, start);
    if (line->count < MAX_WORDS) line->words[line->count] = arena_strdup(r->arena, start, (size_t)(r->cursor - start));
    line->count++;
  }
  if (r->cursor < r->end) r->cursor++;
  return !r->failed;
}

// Takes the quotes off a word; false after an error.
static bool unquote(ModReader *r, const Line *line, const char **word) {
  const char *text = *word, *bytes;
  size_t length;
  if (*text == '"') {
    if (syntax_unquote(r->arena, text, (uint32_t)strlen(text), &bytes, &length)) {
      *word = arena_strdup(r->arena, bytes, length);
      return true;
    }
    line_error(r, line, "invalid quoted string: invalid syntax");
    return false;
  }
  if (!strpbrk(text, "\"'`")) return true;
  line_error(r, line, "invalid quoted string: unquoted string cannot contain quote");
  return false;
}

// ---- directives

// A version as go.mod of a tidy module has it. Others ("master", "v1") go would look up.
static bool check_version(ModReader *r, const Line *line, const char *verb, const char *path, const char *version) {
  const char *major;
  if (!module_path_major(path, &major)) {
    line_error(r, line, "%s %s: version \"%s\" invalid: malformed module path \"%s\"", verb, path, version, path);
    return false;
  }
  if (!version_canonical(version)) {
    if (r->kind == MOD_FILE_DEPENDENCY || r->kind == MOD_FILE_WORK)
      line_error(r, line, "%s %s: version \"%s\" invalid: must be of the form v1.2.3", verb, path, version);
    else line_error(r, line, "not supported yet: %s %s: looking for version \"%s\"", verb, path, version);
    return false;
  }
  if (version_has_major(version, major)) return true;
  line_error(r, line, "%s %s: version \"%s\" invalid: should be %s, not %.*s", verb, path, version,
             *major ? major + 1 : "v0 or v1", (int)strcspn(version, "."), version);
  return false;
}

static void read_requirement(ModReader *r, const Line *line, const char *verb, const char **words, uint32_t count) {
  ModFile *f = r->file;
  if (count != 2) {
    line_error(r, line, "usage: %s module/path v1.2.3", verb);
    return;
  }
  Requirement requirement = {words[0], words[1], line->indirect};
  if (!unquote(r, line, &requirement.path) || !unquote(r, line, &requirement.version)) return;
  if (!check_version(r, line, verb, requirement.path, requirement.version)) return;
  if (*verb == 'r') vec_push(r->arena, &f->requires, requirement);
  else vec_push(r->arena, &f->excludes, requirement);
}

static bool is_directory_path(const char *path) {
  return *path == '/' || strcmp(path, ".") == 0 || strcmp(path, "..") == 0 || strncmp(path, "./", 2) == 0 ||
         strncmp(path, "../", 3) == 0;
}

static bool check_replacement(ModReader *r, const Line *line, const Replacement *new) {
  if (new->new_version) {
    if (!check_version(r, line, "replace", new->new_path, new->new_version)) return false;
    if (!is_directory_path(new->new_path)) return true;
    line_error(r, line, "replacement module directory path \"%s\" cannot have version", new->new_path);
  } else if (is_directory_path(new->new_path)) {
    if (!strchr(new->new_path, '\\')) return true;
    line_error(r, line, "replacement directory appears to be Windows path (on a non-windows system)");
  } else if (strchr(new->new_path, '@')) {
    line_error(r, line, "replacement module must match format 'path version', not 'path@version'");
  } else {
    line_error(r, line, "replacement module without version must be directory path (rooted or starting with . or ..)");
  }
  return false;
}

static void read_replace(ModReader *r, const Line *line, const char **words, uint32_t count) {
  uint32_t arrow = count >= 2 && strcmp(words[1], "=>") == 0 ? 1 : 2;
  if (count < arrow + 2 || count > arrow + 3 || strcmp(words[arrow], "=>") != 0) {
    line_error(r, line,
               "usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => "
               "../local/directory");
    return;
  }
  Replacement new = {words[0], arrow == 2 ? words[1] : NULL, words[arrow + 1],
                     count == arrow + 3 ? words[arrow + 2] : NULL, NULL};
  const char *major;
  if (!unquote(r, line, &new.old_path) || (new.old_version && !unquote(r, line, &new.old_version)) ||
      !unquote(r, line, &new.new_path) || (new.new_version && !unquote(r, line, &new.new_version)))
    return;
  if (!module_path_major(new.old_path, &major)) {
    line_error(r, line, "replace %s: invalid module path", new.old_path);
    return;
  }
  if (new.old_version && !check_version(r, line, "replace", new.old_path, new.old_version)) return;
  new.written = new.new_path;
  if (check_replacement(r, line, &new)) vec_push(r->arena, &r->file->replaces, new);
}

// "v1.2.3" or "[v1.2.3, v1.3.0]". What is retracted is of no interest to a build; the versions are checked when the
// module's path is known.
static void read_retract(ModReader *r, const Line *line, const char **words, uint32_t count) {
  static const char *const form[] = {"[", NULL, ",", NULL, "]"};
  static const char *const missing[] = {NULL, "expected version after '['", "expected ',' after version",
                                        "expected version after ','", "expected ']' after version"};
  if (r->kind == MOD_FILE_DEPENDENCY) return;
  if (!count || strcmp(words[0], "(") == 0) {
    line_error(r, line, "expected '[' or version");
    return;
  }
  uint32_t length = strcmp(words[0], "[") == 0 ? 5 : 1;
  const char *low = words[0], *high = length > 1 && count > 3 ? words[3] : low;
  if (length > 1 && count > 1) low = words[1];
  for (uint32_t i = 0; i < length; i++) {
    if (length > 1 && (i >= count || (form[i] && strcmp(words[i], form[i]) != 0))) {
      line_error(r, line, "%s", missing[i]);
      return;
    }
  }
  if (!unquote(r, line, &low) || !unquote(r, line, &high)) return;
  Retraction retraction = {low, high, line->line, line->column};
  vec_push(r->arena, &r->file->retracts, retraction);
  if (count > length) line_error(r, line, "unexpected token after version: \"%s\"", words[length]);
}

static void check_retractions(ModReader *r) {
  for (uint32_t i = 0; i < r->file->retracts.len; i++) {
    const Retraction *retraction = &r->file->retracts.data[i];
    Line line = {.line = retraction->line, .column = retraction->column};
    if (!r->file->module) {
      line_error(r, &line, "no module directive found, so retract cannot be used");
      return;
    }
    const char *path = r->file->module;
    if (check_version(r, &line, "retract", path, retraction->low) && retraction->low != retraction->high)
      check_version(r, &line, "retract", path, retraction->high);
  }
}

// Go as it is written on a go line: 1.21, 1.21.3, 1.21rc1.
static bool is_go_line(const char *v) { return strchr(v, '.') && go_version_valid(v); }

static void read_go(ModReader *r, const Line *line, const char **words, uint32_t count) {
  ModFile *f = r->file;
  if (f->go) {
    line_error(r, line, "repeated go statement");
  } else if (count != 1) {
    line_error(r, line, "go directive expects exactly one argument");
  } else if (is_go_line(words[0])) {
    f->go = words[0];
  } else {
    // Dependencies may have a form that a later Go knows: its beginning counts.
    const char *v = words[0] + (words[0][0] == 'v'), *dot = strchr(v, '.');
    size_t n = dot ? (size_t)(dot - v) + 1 + strspn(dot + 1, "0123456789") : 0;
    const char *start = arena_strdup(r->arena, v, n);
    if (r->kind == MOD_FILE_DEPENDENCY && n && is_go_line(start)) f->go = start;
    else line_error(r, line, "invalid go version '%s': must match format 1.23.0", words[0]);
  }
}

static void read_toolchain(ModReader *r, const Line *line, const char **words, uint32_t count) {
  if (r->file->toolchain) line_error(r, line, "repeated toolchain statement");
  else if (count != 1) line_error(r, line, "toolchain directive expects exactly one argument");
  else if (strcmp(words[0], "default") != 0 && strcmp(words[0], "go1") != 0 && strncmp(words[0], "go1.", 4) != 0)
    line_error(r, line, "invalid toolchain version '%s': must match format go1.23.0 or default", words[0]);
  else r->file->toolchain = words[0];
}

static void read_module(ModReader *r, const Line *line, const char **words, uint32_t count) {
  const char *path = words[0];
  if (r->file->module) line_error(r, line, "repeated module statement");
  else if (count != 1) line_error(r, line, "usage: module module/path");
  else if (unquote(r, line, &path)) r->file->module = path;
}

static void read_godebug(ModReader *r, const Line *line, const char **words, uint32_t count) {
  const char *equals = count == 1 && !strpbrk(words[0], "\"`',") ? strchr(words[0], '=') : NULL;
  if (!equals) {
    line_error(r, line, "usage: godebug key=value");
    return;
  }
  Godebug setting = {arena_strdup(r->arena, words[0], (size_t)(equals - words[0])), equals + 1, line->line};
  vec_push(r->arena, &r->file->godebugs, setting);
}

static void read_use(ModReader *r, const Line *line, const char **words, uint32_t count) {
  UseDir use = {words[0], line->line};
  if (count != 1) line_error(r, line, "usage: use local/dir");
  else if (unquote(r, line, &use.path)) vec_push(r->arena, &r->file->uses, use);
}

static void read_path(ModReader *r, const Line *line, const char *verb, const char **words, uint32_t count) {
  const char *path = words[0];
  if (count != 1) line_error(r, line, "%s directive expects exactly one argument", verb);
  else if (unquote(r, line, &path) && *verb == 'i') vec_push(r->arena, &r->file->ignores, path);
}

typedef enum Verb {
  VERB_MODULE,
  VERB_GO,
  VERB_TOOLCHAIN,
  VERB_GODEBUG,
  VERB_REQUIRE,
  VERB_EXCLUDE,
  VERB_REPLACE,
  VERB_RETRACT,
  VERB_TOOL,
  VERB_IGNORE,
  VERB_USE,
  VERB_UNKNOWN
} Verb;

// In which files a verb has a meaning, and whether it may open a block.
static const struct {
  const char *name;
  bool mod, work, dependency, block;
} verbs[VERB_UNKNOWN] = {
    [VERB_MODULE] = {"module", true, false, true, true},
    [VERB_GO] = {"go", true, true, true, false},
    [VERB_TOOLCHAIN] = {"toolchain", true, true, false, false},
    [VERB_GODEBUG] = {"godebug", true, true, false, true},
    [VERB_REQUIRE] = {"require", true, false, true, true},
    [VERB_EXCLUDE] = {"exclude", true, false, false, true},
    [VERB_REPLACE] = {"replace", true, true, false, true},
    [VERB_RETRACT] = {"retract", true, false, true, true},
    [VERB_TOOL] = {"tool", true, false, false, true},
    [VERB_IGNORE] = {"ignore", true, false, true, true},
    [VERB_USE] = {"use", false, true, false, true},
};

static Verb find_verb(const ModReader *r, const char *word) {
  for (int i = 0; i < VERB_UNKNOWN; i++)
    if (strcmp(verbs[i].name, word) == 0 && (r->kind == MOD_FILE_WORK ? verbs[i].work : verbs[i].mod)) return (Verb)i;
  return VERB_UNKNOWN;
}

static void read_directive(ModReader *r, const Line *line, const char *word, const char **words, uint32_t count) {
  Verb verb = find_verb(r, word);
  if (r->kind == MOD_FILE_DEPENDENCY && (verb == VERB_UNKNOWN || !verbs[verb].dependency)) return;
  switch (verb) {
    case VERB_MODULE: read_module(r, line, words, count); break;
    case VERB_GO: read_go(r, line, words, count); break;
    case VERB_TOOLCHAIN: read_toolchain(r, line, words, count); break;
    case VERB_GODEBUG: read_godebug(r, line, words, count); break;
    case VERB_REQUIRE:
    case VERB_EXCLUDE: read_requirement(r, line, word, words, count); break;
    case VERB_REPLACE: read_replace(r, line, words, count); break;
    case VERB_RETRACT: read_retract(r, line, words, count); break;
    case VERB_TOOL:
    case VERB_IGNORE: read_path(r, line, word, words, count); break;
    case VERB_USE: read_use(r, line, words, count); break;
    case VERB_UNKNOWN: line_error(r, line, "unknown directive: %s", word); break;
  }
}

static const char *joined(ModReader *r, const Line *line, uint32_t count) {
  const char *text = line->words[0];
  for (uint32_t i = 1; i < count && i < MAX_WORDS; i++) text = arena_printf(r->arena, "%s %s", text, line->words[i]);
  return text;
}

// The lines of a block, up to its parenthesis.
static void read_block(ModReader *r, const Line *head) {
  Verb verb = head->count == 2 ? find_verb(r, head->words[0]) : VERB_UNKNOWN;
  bool known = verb != VERB_UNKNOWN && verbs[verb].block;
  if (!known && r->kind != MOD_FILE_DEPENDENCY)
    line_error(r, head, "unknown block type: %s", joined(r, head, head->count - 1));
  Line line;
  while (read_line(r, &line)) {
    if (line.count && strcmp(line.words[0], ")") == 0) {
      if (line.count > 1) syntax_error(r, r->cursor - 1, "syntax error (expected newline after closing paren)");
      return;
    }
    if (line.count && known) read_directive(r, &line, head->words[0], line.words, line.count);
  }
  r->line += r->end > r->line_start && r->end[-1] == '\n';
  r->line_start = r->end[-1] == '\n' ? r->end : r->line_start;
  syntax_error(r, r->end,
               arena_printf(r->arena, "syntax error (unterminated block started at %s:%u:%u)", r->path, head->line,
                            head->column));
}

ModFile *modfile_parse(Arena *arena, const char *path, const char *display, const char *text, size_t size,
                       ModFileKind kind, const char **error) {
  ModReader r = {.arena = arena, .path = path, .kind = kind, .cursor = text, .line_start = text, .end = text + size};
  r.file = arena_new(arena, ModFile);
  r.file->display = display;
  Line line;
  while (read_line(&r, &line)) {
    if (!line.count) continue;
    uint32_t last = line.count < MAX_WORDS ? line.count - 1 : MAX_WORDS - 1;
    if (line.count > 1 && strcmp(line.words[last], "(") == 0) read_block(&r, &line);
    else if (line.count == 3 && strcmp(line.words[1], "(") == 0 && strcmp(line.words[2], ")") == 0) continue;
    else read_directive(&r, &line, line.words[0], line.words + 1, line.count - 1);
  }
  if (!r.failed) check_retractions(&r);
  *error = r.errors;
  return r.errors ? NULL : r.file;
}

bool modfile_uses_graph_pruning(const char *go_version) {
  return go_version && go_version_compare(go_version, "1.17") >= 0;
}
