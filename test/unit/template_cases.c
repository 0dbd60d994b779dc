// Templates: cases of a text, executed with the model of template_cases/model.c, and what Go's text/template makes of
// it.
//
//   template_cases [-w] FILE...         -w: prints the files with our results
//   template_cases -random COUNT [SEED] so many random texts: nothing may crash or go on for ever
//   template_cases -emit COUNT SEED     prints random cases with our results, to be compared by
//   template_cases/expect.go
//
// A case is
//
//   -- NAME --
//   TEXT
//   -- is --
//   OUTPUT           as a Go string in double quotes
//   MESSAGE          if it fails
//
// template_cases/expect.go writes OUTPUT and MESSAGE: go run test/unit/template_cases/expect.go FILE...
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/pool.h"
#include "base/unicode.h"
#include "template_cases/model.h"

enum { MAX_OUTPUT = 1 << 20 };

typedef struct Options {
  int argc;
  char **argv;
  int status;
} Options;

typedef struct Sink {
  Arena *arena;
  ByteVec bytes;
} Sink;

static void write_to(void *to, const char *bytes, size_t length) {
  Sink *sink = to;
  if (sink->bytes.len + length <= MAX_OUTPUT) bytes_data(sink->arena, &sink->bytes, bytes, length);
}

// What stands under "-- is --" for a text.
static const char *result_of(Arena *arena, const char *text, size_t length) {
  const char *error;
  Sink sink = {.arena = arena};
  Template *t = template_parse(arena, "main", text, length, model_functions, model_function_count, &error);
  if (t) error = template_execute(t, arena, model_package(), (TemplateWriter){write_to, &sink});
  const char *output = text_quote(arena, (const char *)sink.bytes.data, sink.bytes.len);
  return error ? arena_printf(arena, "%s\n%s\n", output, error) : arena_printf(arena, "%s\n", output);
}

// ---- files

static char *read_file(Arena *arena, const char *path) {
  FILE *file = fopen(path, "rb");
  ByteVec bytes = {0};
  char block[4096];
  size_t count;
  if (!file) return NULL;
  while ((count = fread(block, 1, sizeof block, file)) > 0) bytes_data(arena, &bytes, block, count);
  fclose(file);
  bytes_u8(arena, &bytes, 0);
  return (char *)bytes.data;
}

typedef struct Tally {
  int passed, failed;
} Tally;

static void run_case(Arena *arena, char *name, bool print, Tally *tally) {
  char *text = strstr(name, " --\n"), *is = strstr(name, "\n-- is --\n");
  if (!text || !is) return;
  *text = *is = 0;
  text += 4;
  const char *wanted = is + strlen("\n-- is --\n");
  // An empty text has no line.
  const char *found = result_of(arena, text, text <= is ? (size_t)(is - text) : 0);
  if (print) {
    printf("-- %s --\n%s\n-- is --\n%s\n", name, text <= is ? text : "", found);
    return;
  }
  size_t length = strlen(found);
  bool ok = strncmp(wanted, found, length) == 0 && strspn(wanted + length, "\n") == strlen(wanted + length);
  if (ok) tally->passed++;
  else tally->failed++, printf("FAIL %s\n%s\nwant %sgot  %s\n", name, text, wanted, found);
}

static void run_file(const char *path, bool print, Tally *tally) {
  Arena arena;
  arena_init(&arena);
  char *text = read_file(&arena, path);
  if (!text) {
    fprintf(stderr, "template_cases: cannot read %s\n", path);
    tally->failed++;
    return;
  }
  const char *intro = strncmp(text, "-- ", 3) == 0 ? NULL : strstr(text, "\n-- ");
  if (print && intro) printf("%.*s\n", (int)(intro - text), text);
  for (char *at = intro ? (char *)intro + 4 : text + 3, *next; at; at = next) {
    char *is = strstr(at, "\n-- is --\n");
    next = is ? strstr(is + 9, "\n-- ") : NULL;
    if (next) {
      *next = 0;
      next += 4;
    }
    run_case(&arena, at, print, tally);
  }
  arena_free(&arena);
}

// ---- random texts

static const char *const pieces[] = {
    "{{",
    "}}",
    "{{- ",
    " -}}",
    " ",
    " ",
    "(",
    ")",
    "|",
    " | ",
    ".",
    "$",
    "$x",
    " := ",
    " = ",
    ",",
    "{{if ",
    "{{else}}",
    "{{end}}",
    "{{else if ",
    "{{with ",
    "{{range ",
    "{{break}}",
    "{{continue}}",
    "{{range $i, $v := ",
    "{{$i}}",
    "{{$v}}",
    "{{define \"t\"}}",
    "{{template \"t\" ",
    "{{template \"t\"}}",
    "{{block \"b\" ",
    "{{else with ",
    "{{/* c */}}",
    "text",
    "\n",
    "\"s\"",
    "`raw`",
    "'c'",
    "1",
    "-2",
    "0x1F",
    "1.5e3",
    "2i",
    "true",
    "nil",
    "1_0",
    ".Name",
    ".Module",
    ".NoModule",
    ".Files",
    ".Empty",
    ".Imports",
    ".Numbers",
    ".AnyMap",
    ".Any",
    ".NoAny",
    ".AnyList",
    ".Err",
    ".NoErr",
    ".Inner",
    ".InnerPtr",
    ".NoInner",
    ".Inners",
    ".Matrix",
    ".Day",
    ".DayPtr",
    ".NoDay",
    ".Str",
    ".NoStr",
    ".HTML",
    ".Kind",
    ".Small",
    ".Size",
    ".Ratio",
    ".Complex",
    ".ByNumber",
    ".Failed",
    ".Failures",
    ".Path",
    ".A",
    ".B",
    ".x",
    ".n",
    ".Missing",
    ".secret",
    ".Repeat",
    ".String",
    ".Error",
    ".Format",
    ".Greet",
    ".Sum",
    ".Fail",
    ".Number",
    ".Replace",
    "len ",
    "index ",
    "slice ",
    "print ",
    "printf ",
    "println ",
    "html ",
    "js ",
    "urlquery ",
    "and ",
    "or ",
    "not ",
    "eq ",
    "ne ",
    "lt ",
    "le ",
    "gt ",
    "ge ",
    "call ",
    "join ",
    "context",
    "module ",
    "add ",
    "sum ",
    "repeat ",
    "fail",
    "float ",
    "truth ",
    "natural ",
    "pathOf ",
    "inner ",
    "\"%v %d\" ",
    "\"%+v\" ",
    "\"%#x|%6.2f\" ",
    "\"%q\" ",
    "\"%[2]*[1]d\" ",
    "\"%T\" ",
    "\"%-8s|\" ",
    "\"%08d\" ",
    "\"%x %X\" ",
};

static uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static void add_text(Arena *arena, ByteVec *out, const char *text) { bytes_data(arena, out, text, strlen(text)); }

static const char *piece(uint64_t *state) { return pieces[next_random(state) % (sizeof pieces / sizeof *pieces)]; }

// Half of the texts are pieces in any order, half have actions that end.
static void random_text(Arena *arena, uint64_t *state, ByteVec *out) {
  bool tidy = next_random(state) % 4 != 0;
  uint32_t count = 1 + (uint32_t)(next_random(state) % 8);
  for (uint32_t i = 0; i < count; i++) {
    if (!tidy) {
      add_text(arena, out, piece(state));
      continue;
    }
    uint32_t words = 1 + (uint32_t)(next_random(state) % 5);
    if (next_random(state) % 3) add_text(arena, out, "{{");
    for (uint32_t j = 0; j < words; j++) {
      const char *word = piece(state);
      while (strstr(word, "{{") && j > 0) word = piece(state);
      add_text(arena, out, word);
      if (next_random(state) % 2) add_text(arena, out, " ");
    }
    if (next_random(state) % 8) add_text(arena, out, "}}");
  }
}

static void damage(uint64_t *state, ByteVec *text) {
  if (!text->len || next_random(state) % 8) return;
  text->data[next_random(state) % text->len] = (uint8_t)next_random(state);
}

static void run_random(uint32_t count, uint64_t seed, bool emit) {
  Arena arena;
  uint64_t state = seed * 2654435761u + 1;
  arena_init(&arena);
  for (uint32_t i = 0; i < count; i++) {
    ByteVec text = {0};
    random_text(&arena, &state, &text);
    if (!emit) damage(&state, &text);
    const char *found = result_of(&arena, (const char *)text.data, text.len);
    if (emit) printf("-- random %u --\n%.*s\n-- is --\n%s\n", i, (int)text.len, text.data, found);
    arena_reset(&arena);
  }
  arena_free(&arena);
  if (!emit) printf("template_cases: %u random texts\n", count);
}

static void *run(void *context) {
  Options *o = context;
  Tally tally = {0};
  bool print = o->argc > 1 && strcmp(o->argv[1], "-w") == 0;
  bool emit = o->argc > 3 && strcmp(o->argv[1], "-emit") == 0;
  if (emit || (o->argc > 2 && strcmp(o->argv[1], "-random") == 0)) {
    uint64_t seed = o->argc > 3 ? strtoull(o->argv[3], NULL, 10) : 1;
    run_random((uint32_t)strtoul(o->argv[2], NULL, 10), seed, emit);
    return NULL;
  }
  for (int i = print ? 2 : 1; i < o->argc; i++) run_file(o->argv[i], print, &tally);
  if (!print) printf("template_cases: %d passed, %d failed\n", tally.passed, tally.failed);
  o->status = tally.failed > 0 || (!print && tally.passed == 0);
  return NULL;
}

int main(int argc, char **argv) {
  Options options = {argc, argv, 0};
  pool_call_deep(run, &options);
  return options.status;
}
