// The converter of test output to JSON events against the cases of GOROOT's cmd/internal/test2json: each a file of
// output and one of the events, compared as values, for output that arrives in different pieces.
//   test_convert [FOLDER]      default: GOROOT/src/cmd/internal/test2json/testdata
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_tree.h"
#include "base/source.h"
#include "test/convert.h"

static int passed, failed;

typedef struct Sink {
  char *bytes;
  size_t size;
  FILE *out;
} Sink;

static void take(void *context, const char *line, size_t size) { fwrite(line, 1, size, ((Sink *)context)->out); }

// What the converter makes of the text, which comes in pieces: the first of `first` bytes, the others of `step`.
static const char *convert(Arena *arena, const char *text, size_t size, size_t first, size_t step, size_t output) {
  Sink sink = {0};
  sink.out = open_memstream(&sink.bytes, &sink.size);
  TestConverter *c = converter_new(&(TestConverterOptions){
      .package = "", .write = take, .context = &sink, .input_size = output ? 64 : 0, .output_size = output});
  for (size_t at = 0, n = first; at < size; at += n, n = step) {
    if (n > size - at) n = size - at;
    char *piece = arena_strdup(arena, text + at, n);
    converter_write(c, piece, n);
    memset(piece, 'Z', n);
  }
  converter_end(c);
  fclose(sink.out);
  const char *made = arena_strdup(arena, sink.bytes, sink.size);
  free(sink.bytes);
  return made;
}

// Lines of output that follow each other in one test count as one: where they are split is nobody's business.
typedef struct Events {
  const char *at, *end;
  const JsonValue *next;
} Events;

static void advance(Arena *arena, Events *e) {
  const char *problem = NULL;
  e->next = json_parse_next(arena, &e->at, e->end, &problem);
}

// The next event: its fields but for the output, which is taken of all that follow for the same test.
static const char *next_event(Arena *arena, Events *e, const char **output) {
  static const char *const names[] = {"Action", "Test", "FailedBuild", "Key", "Value", "Path"};
  *output = "";
  if (!e->next) return NULL;
  const JsonValue *first = e->next;
  const char *text = "";
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    text = arena_printf(arena, "%s|%s", text, json_text(first, names[i]));
  if (strcmp(json_text(first, "Action"), "output") != 0) return advance(arena, e), text;
  while (e->next && strcmp(json_text(e->next, "Action"), "output") == 0 &&
         strcmp(json_text(e->next, "Test"), json_text(first, "Test")) == 0) {
    *output = arena_printf(arena, "%s%s", *output, json_text(e->next, "Output"));
    advance(arena, e);
  }
  return text;
}

// "\r\n" is "\n" in both.
static const char *without_returns(Arena *arena, const char *text) {
  char *copy = arena_strdup(arena, text, strlen(text)), *to = copy;
  for (const char *p = copy; *p; p++)
    if (*p != '\r' || p[1] != '\n') *to++ = *p;
  *to = 0;
  return copy;
}

static void compare(Arena *arena, const char *name, const char *how, const char *got, const char *want) {
  Events g = {got, got + strlen(got), NULL}, w = {want, want + strlen(want), NULL};
  advance(arena, &g);
  advance(arena, &w);
  for (;;) {
    const char *got_output, *want_output;
    const char *a = next_event(arena, &g, &got_output), *b = next_event(arena, &w, &want_output);
    if (!a && !b) break;
    bool same = a && b && strcmp(a, b) == 0 &&
                strcmp(without_returns(arena, got_output), without_returns(arena, want_output)) == 0;
    if (same) continue;
    failed++;
    printf("FAIL %s (%s):\n got %s %s\nwant %s %s\n", name, how, a ? a : "nothing", got_output, b ? b : "nothing",
           want_output);
    return;
  }
  passed++;
}

static const char *with_returns(Arena *arena, const char *text, size_t size, size_t *made) {
  char *copy = arena_alloc(arena, size * 2 + 1, 1), *to = copy;
  for (size_t i = 0; i < size; i++) {
    if (text[i] == '\n') *to++ = '\r';
    *to++ = text[i];
  }
  *made = (size_t)(to - copy);
  return copy;
}

static void check_case(Arena *arena, const char *folder, const char *name, size_t length) {
  size_t size, json_size, crlf_size;
  const char *text = source_read(arena, arena_printf(arena, "%s/%s", folder, name), &size);
  const char *want = source_read(arena, arena_printf(arena, "%s/%.*s.json", folder, (int)length, name), &json_size);
  if (!text || !want) return;
  compare(arena, name, "at once", convert(arena, text, size, size, size, 0), want);
  compare(arena, name, "pairs of bytes", convert(arena, text, size, 2, 2, 0), want);
  compare(arena, name, "odd pairs of bytes", convert(arena, text, size, 1, 2, 0), want);
  const char *crlf = with_returns(arena, text, size, &crlf_size);
  compare(arena, name, "\\r\\n", convert(arena, crlf, crlf_size, crlf_size, crlf_size, 0), want);
  for (size_t room = 5; room <= 8; room++)
    compare(arena, name, "small buffers", convert(arena, text, size, size, size, room), want);
}

int main(int argc, char **argv) {
  Arena arena;
  arena_init(&arena);
  const char *goroot = getenv("GOROOT") ? getenv("GOROOT") : "/usr/local/go";
  const char *folder = argc > 1 ? argv[1] : arena_printf(&arena, "%s/src/cmd/internal/test2json/testdata", goroot);
  DIR *dir = opendir(folder);
  for (struct dirent *e; dir && (e = readdir(dir));) {
    size_t n = strlen(e->d_name);
    if (n > 5 && strcmp(e->d_name + n - 5, ".test") == 0) check_case(&arena, folder, e->d_name, n - 5);
  }
  if (dir) closedir(dir);
  printf("test_convert: %d passed, %d failed\n", passed, failed);
  return failed > 0;
}
