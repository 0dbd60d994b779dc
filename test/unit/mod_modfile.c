// go.mod and go.work: cases of a text, edits and what go (golang.org/x/mod/modfile) makes of it.
//
//   mod_modfile [-w] FILE...        -w: prints the files with our results
//   mod_modfile -random COUNT       so many random texts, NUL bytes and all: nothing may crash or go on for ever
//
// A case has a name, a kind of file, its text, edits of a line each, and the text or the errors that come of it:
//
//   -- NAME main|lax|work [open] --       open: the text has no line break at its end
//   TEXT
//   -- edits --
//   EDIT ARGUMENT...                      words separated by single spaces, "_" for none; \n and \_ in a word
//   -- result --
//   RESULT                                what "show" and "quiet" ask for, then the text, or errors alone
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/source.h"
#include "base/unicode.h"
#include "mod/modfile.h"

typedef struct Case {
  const char *name, *kind, *text, *edits, *result;
  size_t size;
} Case;

typedef struct Run {
  Arena *arena;
  ModFile *file;
  ByteVec out;
} Run;

__attribute__((format(printf, 2, 3))) static void print(Run *r, const char *format, ...) {
  va_list args;
  va_start(args, format);
  const char *text = arena_vprintf(r->arena, format, args);
  va_end(args);
  bytes_data(r->arena, &r->out, text, strlen(text));
}

// ---- what is stated

static const char *or_none(const char *text) { return text ? text : "_"; }

static void show_lists(Run *r) {
  const ModFile *f = r->file;
  for (uint32_t i = 0; i < f->requires.len; i++) {
    const ModRequire *q = &f->requires.data[i];
    if (q->path) print(r, "require %s %s%s\n", q->path, q->version, q->indirect ? " indirect" : "");
  }
  for (uint32_t i = 0; i < f->excludes.len; i++)
    if (f->excludes.data[i].path) print(r, "exclude %s %s\n", f->excludes.data[i].path, f->excludes.data[i].version);
  for (uint32_t i = 0; i < f->replaces.len; i++) {
    const ModReplace *q = &f->replaces.data[i];
    if (!q->old_path) continue;
    print(r, "replace %s %s %s %s\n", q->old_path, or_none(q->old_version), q->new_path, or_none(q->new_version));
  }
  for (uint32_t i = 0; i < f->retracts.len; i++) {
    const ModRetract *q = &f->retracts.data[i];
    if (q->low) print(r, "retract %s %s: %s\n", q->low, q->high, q->rationale);
  }
}

static void show_paths(Run *r, const char *verb, const ModPathVec *list) {
  for (uint32_t i = 0; i < list->len; i++)
    if (list->data[i].path) print(r, "%s %s\n", verb, list->data[i].path);
}

static void show(Run *r) {
  const ModFile *f = r->file;
  if (f->module) print(r, "module %s\n", f->module);
  if (f->deprecated) print(r, "deprecated %s\n", f->deprecated);
  if (f->go) print(r, "go %s\n", f->go);
  if (f->toolchain) print(r, "toolchain %s\n", f->toolchain);
  show_lists(r);
  for (uint32_t i = 0; i < f->godebugs.len; i++)
    if (f->godebugs.data[i].key) print(r, "godebug %s=%s\n", f->godebugs.data[i].key, f->godebugs.data[i].value);
  show_paths(r, "tool", &f->tools);
  show_paths(r, "ignore", &f->ignores);
  show_paths(r, "use", &f->uses);
}

// ---- edits

enum { MAX_WORDS = 64 };

static void set_requires(Run *r, char **words, uint32_t count, bool split) {
  ModRequire list[MAX_WORDS];
  uint32_t n = 0;
  for (uint32_t i = 1; i + 2 < count; i += 3)
    list[n++] = (ModRequire){words[i], words[i + 1], strcmp(words[i + 2], "indirect") == 0, NULL};
  if (split) modfile_set_requires_split(r->file, list, n);
  else modfile_set_requires(r->file, list, n);
}

// An edit of a list; false: it is none.
static bool edit_list(Run *r, char **w, uint32_t count, const char **error) {
  ModFile *f = r->file;
  const char *verb = w[0];
  if (strcmp(verb, "require") == 0) modfile_add_require(f, w[1], w[2]);
  else if (strcmp(verb, "append-require") == 0) modfile_append_require(f, w[1], w[2], strcmp(w[3], "indirect") == 0);
  else if (strcmp(verb, "drop-require") == 0) modfile_drop_require(f, w[1]);
  else if (strcmp(verb, "set-requires") == 0) set_requires(r, w, count, false);
  else if (strcmp(verb, "split-requires") == 0) set_requires(r, w, count, true);
  else if (strcmp(verb, "exclude") == 0) *error = modfile_add_exclude(f, w[1], w[2]);
  else if (strcmp(verb, "drop-exclude") == 0) modfile_drop_exclude(f, w[1], w[2]);
  else if (strcmp(verb, "replace") == 0) modfile_add_replace(f, w[1], w[2], w[3], w[4]);
  else if (strcmp(verb, "drop-replace") == 0) modfile_drop_replace(f, w[1], w[2]);
  else if (strcmp(verb, "retract") == 0) *error = modfile_add_retract(f, w[1], w[2], w[3] ? w[3] : "");
  else if (strcmp(verb, "drop-retract") == 0) modfile_drop_retract(f, w[1], w[2]);
  else if (strcmp(verb, "use") == 0) modfile_add_use(f, w[1]);
  else if (strcmp(verb, "drop-use") == 0) modfile_drop_use(f, w[1]);
  else if (strcmp(verb, "set-uses") == 0) modfile_set_uses(f, (const char *const *)w + 1, count - 1);
  else return false;
  return true;
}

static bool edit_single(Run *r, char **w, const char **error) {
  ModFile *f = r->file;
  const char *verb = w[0];
  if (strcmp(verb, "module") == 0) modfile_set_module(f, w[1]);
  else if (strcmp(verb, "go") == 0) *error = modfile_set_go(f, w[1]);
  else if (strcmp(verb, "drop-go") == 0) modfile_drop_go(f);
  else if (strcmp(verb, "toolchain") == 0) *error = modfile_set_toolchain(f, w[1]);
  else if (strcmp(verb, "drop-toolchain") == 0) modfile_drop_toolchain(f);
  else if (strcmp(verb, "godebug") == 0) modfile_set_godebug(f, w[1], w[2]);
  else if (strcmp(verb, "drop-godebug") == 0) modfile_drop_godebug(f, w[1]);
  else if (strcmp(verb, "tool") == 0) modfile_add_tool(f, w[1]);
  else if (strcmp(verb, "drop-tool") == 0) modfile_drop_tool(f, w[1]);
  else if (strcmp(verb, "ignore") == 0) modfile_add_ignore(f, w[1]);
  else if (strcmp(verb, "drop-ignore") == 0) modfile_drop_ignore(f, w[1]);
  else if (strcmp(verb, "comment") == 0) modfile_add_comment(f, w[1]);
  else if (strcmp(verb, "sort") == 0) modfile_sort(f);
  else if (strcmp(verb, "clean") == 0) modfile_clean(f);
  else if (strcmp(verb, "show") == 0) show(r);
  else return false;
  return true;
}

static char *word_value(char *word) {
  char *out = word;
  if (strcmp(word, "_") == 0) return NULL;
  for (char *p = word; *p; p++) {
    bool escape = *p == '\\' && (p[1] == 'n' || p[1] == '_');
    *out++ = !escape ? *p : *++p == 'n' ? '\n' : ' ';
  }
  *out = 0;
  return word;
}

static void edit(Run *r, const char *line, size_t length) {
  char *text = arena_strdup(r->arena, line, length), *words[MAX_WORDS + 5] = {0};
  uint32_t count = 0;
  const char *error = NULL;
  for (char *p = text; p && count < MAX_WORDS;) words[count++] = word_value(strsep(&p, " "));
  if (!edit_list(r, words, count, &error) && !edit_single(r, words, &error)) print(r, "unknown edit %s\n", words[0]);
  if (error) print(r, "%s: %s\n", words[0], error);
}

static const char *run(Arena *arena, const Case *c) {
  Run r = {.arena = arena};
  ModErrors errors = {0};
  ModFileKind kind = strncmp(c->kind, "main", 4) == 0  ? MOD_FILE_MAIN
                     : strncmp(c->kind, "lax", 3) == 0 ? MOD_FILE_DEPENDENCY
                                                       : MOD_FILE_WORK;
  r.file = modfile_parse(arena, "f", c->text, c->size, kind, (ModFixer){0}, &errors);
  if (!r.file) {
    print(&r, "%s\n", mod_errors_text(arena, &errors));
  } else {
    for (const char *p = c->edits; *p;) {
      size_t n = strcspn(p, "\n");
      edit(&r, p, n);
      p += n + (p[n] != 0);
    }
    print(&r, "%s", modfile_format(r.file, arena));
  }
  bytes_u8(arena, &r.out, 0);
  return (const char *)r.out.data;
}

// ---- files of cases

// The text up to the next line that begins with "-- "; *p behind it. The header is NUL-terminated.
static const char *section(Arena *arena, const char **p, const char **header) {
  const char *end = strchrnul(*p, '\n'), *start = *end ? end + 1 : end, *stop = start;
  *header = arena_strdup(arena, *p + 3, (size_t)(end - *p) - 3);
  while (*stop && strncmp(stop, "-- ", 3) != 0) {
    stop = strchrnul(stop, '\n');
    stop += *stop != 0;
  }
  *p = stop;
  return arena_strdup(arena, start, (size_t)(stop - start));
}

static Case read_case(Arena *arena, const char **p) {
  Case c = {0};
  const char *header, *ignored;
  c.text = section(arena, p, &header);
  c.edits = section(arena, p, &ignored);
  c.result = section(arena, p, &ignored);
  c.name = arena_strdup(arena, header, strcspn(header, " "));
  c.kind = header + strcspn(header, " ");
  c.kind += *c.kind == ' ';
  c.size = strlen(c.text);
  if (strstr(c.kind, " open ") && c.size) {
    c.size--;
    c.text = arena_strdup(arena, c.text, c.size);
  }
  return c;
}

static bool has_case(const char *p) { return strncmp(p, "-- ", 3) == 0; }

// ---- random texts

static const char *const pieces[] = {
    "module",
    "go",
    "require",
    "replace",
    "retract",
    "use",
    "ignore",
    "a.b/c",
    "v1.0.0",
    "1.21",
    "=>",
    "./x",
    "(",
    ")",
    "[",
    "]",
    ",",
    "{",
    "\"",
    "`",
    "\\",
    "//",
    "/*",
    "\n",
    "\n",
    "\r",
    " ",
    " ",
    "\t",
    "\x01",
    "\xff",
    "\xe2\x80\xa8",
    "\xc3",
    "// indirect",
    "Deprecated: ",
    "\x7f",
    "v1",
    "\xef\xbb\xbf",
    "'",
    "\\x00",
};

static uint32_t next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}

static char *random_text(Arena *arena, uint64_t *state, size_t *size) {
  ByteVec out = {0};
  uint32_t count = next_random(state) % 60;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t pick = next_random(state) % 41;
    if (pick == 40) bytes_u8(arena, &out, (uint8_t)next_random(state));
    else bytes_data(arena, &out, pieces[pick], strlen(pieces[pick]));
  }
  *size = out.len;
  bytes_u8(arena, &out, 0);
  return (char *)out.data;
}

// Is what is written of a text, and read again, written the same?
static bool is_stable(Arena *arena, const ModFile *file, ModFileKind kind) {
  ModErrors errors = {0};
  const char *once = modfile_format(file, arena);
  const ModFile *again = modfile_parse(arena, "f", once, strlen(once), kind, (ModFixer){0}, &errors);
  const char *twice = again ? modfile_format(again, arena) : mod_errors_text(arena, &errors);
  if (strcmp(once, twice) == 0) return true;
  printf("FAIL written\n%s\nand again\n%s\n", text_quote(arena, once, strlen(once)),
         text_quote(arena, twice, strlen(twice)));
  return false;
}

static int try_random(uint32_t count) {
  uint64_t state = 1;
  uint32_t parsed = 0;
  Arena arena;
  arena_init(&arena);
  for (uint32_t i = 0; i < count; i++) {
    size_t size;
    const char *text = random_text(&arena, &state, &size);
    for (ModFileKind kind = MOD_FILE_MAIN; kind <= MOD_FILE_WORK; kind++) {
      ModErrors errors = {0};
      ModFile *file = modfile_parse(&arena, "f", text, size, kind, (ModFixer){0}, &errors);
      if (!file) continue;
      // go, too, writes words with escapes that it cannot read again: versions of retractions, a line's end in quotes.
      bool odd = strchr(text, '\\') || strstr(text, "retract");
      if (!odd && !is_stable(&arena, file, kind)) return 1;
      parsed++;
      modfile_sort(file);
      modfile_clean(file);
      modfile_format(file, &arena);
    }
    modfile_module_path(&arena, text);
    arena_reset(&arena);
  }
  arena_free(&arena);
  printf("mod_modfile: %u texts, %u of 3 times as many were files\n", count, parsed);
  return 0;
}

int main(int argc, char **argv) {
  uint32_t passed = 0, failed = 0;
  if (argc == 3 && strcmp(argv[1], "-random") == 0) return try_random((uint32_t)atoi(argv[2]));
  bool write = argc > 1 && strcmp(argv[1], "-w") == 0;
  for (int i = 1 + write; i < argc; i++) {
    Arena texts, arena;
    arena_init(&texts);
    arena_init(&arena);
    size_t size;
    const char *p = source_read(&texts, argv[i], &size);
    if (!p) printf("FAIL cannot read %s\n", argv[i]), failed++;
    while (p && has_case(p)) {
      Case c = read_case(&arena, &p);
      const char *got = run(&arena, &c);
      if (write)
        printf("-- %s %s\n%s%s-- edits --\n%s-- result --\n%s", c.name, c.kind, c.text,
               strstr(c.kind, " open ") ? "\n" : "", c.edits, got);
      else if (strcmp(got, c.result) != 0)
        printf("FAIL %s: %s\n---- got\n%s---- want\n%s", argv[i], c.name, got, c.result);
      passed += strcmp(got, c.result) == 0;
      failed += strcmp(got, c.result) != 0;
      arena_reset(&arena);
    }
    arena_free(&arena);
    arena_free(&texts);
  }
  if (!write) printf("mod_modfile: %u passed, %u failed\n", passed, failed);
  return failed && !write;
}
