// Parses the Go files given on the command line (or listed, one a line, in @FILE) and
// prints their diagnostics. Options first:
//   -e        all diagnostics, not ten a run
//   -std      directives that only std may use are legal
//   -tools    trees for tools
//   -q        print no diagnostics, only the summary
//   -time N   parse everything N times and print lines per second
//   -fuzz N   parse N random mutations of each file (seeded): nothing may crash
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "syntax/syntax.h"

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static uint64_t state = 88172645463325252u;
static uint64_t next_random(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

typedef struct Counter {
  uint64_t count;
  bool for_tools;
} Counter;

static bool count_node(Node *node, void *context) {
  Counter *counter = context;
  counter->count++;
  // Not of operations: on a long chain of operators it would be quadratic.
  if (node->kind != NODE_OPERATION) {
    (void)syntax_start_pos(node);
    (void)syntax_end_pos(node);
    if (counter->for_tools) (void)(syntax_node_begin(node) + syntax_node_end(node));
  }
  return true;
}

static uint64_t walk_file(File *file) {
  Counter counter = {.for_tools = file->for_tools};
  for (uint32_t i = 0; i < file->decls.len; i++) syntax_walk(&file->decls.data[i]->node, count_node, &counter);
  for (uint32_t i = 0; i < file->parts.len; i++) syntax_walk(file->parts.data[i], count_node, &counter);
  return counter.count;
}

static void fuzz(Session *session, ParseMode mode, const char *path, const char *text, size_t size, long rounds) {
  static const char *const pieces[] = {"{",         "}",
                                       "(",         ")",
                                       "[",         "]",
                                       "\"",        "`",
                                       "'",         ";",
                                       "\n",        "func ",
                                       "type T[P ", "if ",
                                       "for ",      "=",
                                       ":=",        "...",
                                       "<-",        "chan ",
                                       "/*",        "//line x:1\n",
                                       "\\",        "0x",
                                       "_",         "\xff",
                                       "case ",     "switch ",
                                       "go ",       "//go:embed \"",
                                       "struct{",   "~"};
  for (long round = 0; round < rounds; round++) {
    Arena arena;
    arena_init(&arena);
    char *copy = arena_alloc(&arena, size + 1024, 1);
    size_t length = size;
    memcpy(copy, text, size);
    for (uint64_t k = next_random() % 8 + 1; k && length > 4; k--) {
      size_t at = next_random() % length;
      const char *piece = pieces[next_random() % (sizeof pieces / sizeof *pieces)];
      size_t piece_length = strlen(piece);
      switch (next_random() % 4) {
        case 0: copy[at] = (char)next_random(); break;
        case 1: length = at; break;
        case 2: {
          size_t cut = next_random() % 32;
          if (at + cut > length) cut = length - at;
          memmove(copy + at, copy + at + cut, length - at - cut);
          length -= cut;
          break;
        }
        default:
          memmove(copy + at + piece_length, copy + at, length - at);
          memcpy(copy + at, piece, piece_length);
          length += piece_length;
          break;
      }
    }
    // The exact size, so that a read beyond the end shows under the sanitizer.
    char *exact = malloc(length + 1);
    memcpy(exact, copy, length);
    exact[length] = 0;
    SourceFile *source = source_add(session->sources, path, path, exact, length);
    if (!source) return;
    File *file = syntax_parse_file(session, &arena, &arena, source, mode);
    walk_file(file);
    FILE *null = fopen("/dev/null", "w");
    diags_flush(session->diags, fileno(null), 0);
    fclose(null);
    arena_free(&arena);
    free(exact);
  }
}

int main(int argc, char **argv) {
  uint32_t limit = 10;
  ParseMode mode = PARSE_ALL;
  long repeat = 0, rounds = 0;
  bool quiet = false;
  int i = 1;
  for (; i < argc && argv[i][0] == '-'; i++) {
    if (!strcmp(argv[i], "-e")) limit = 0;
    if (!strcmp(argv[i], "-q")) quiet = true;
    if (!strcmp(argv[i], "-std")) mode |= PARSE_STD;
    if (!strcmp(argv[i], "-tools")) mode |= PARSE_TOOLS;
    if (!strcmp(argv[i], "-time") && i + 1 < argc) repeat = atol(argv[++i]);
    if (!strcmp(argv[i], "-fuzz") && i + 1 < argc) rounds = atol(argv[++i]);
  }
  Session *session = session_new(1);
  syntax_init(session);
  Arena texts;
  arena_init(&texts);
  Vec(const char *) paths = {0};
  for (; i < argc; i++) {
    if (argv[i][0] != '@') {
      vec_push(&texts, &paths, argv[i]);
      continue;
    }
    size_t size;
    char *list = source_read(&texts, argv[i] + 1, &size);
    for (char *line = list ? strtok(list, "\n") : NULL; line; line = strtok(NULL, "\n")) vec_push(&texts, &paths, line);
  }
  uint64_t lines = 0, errors = 0, nodes = 0, bytes = 0;
  double spent = 0;
  Arena arena;
  arena_init(&arena);
  for (uint32_t k = 0; k < paths.len; k++) {
    size_t size;
    char *text = source_read(&texts, paths.data[k], &size);
    if (!text) {
      perror(paths.data[k]);
      continue;
    }
    if (rounds) {
      fuzz(session, mode, paths.data[k], text, size, rounds);
      continue;
    }
    for (long r = 0; r < (repeat ? repeat : 1); r++) {
      // One arena for all, as for a package; freed when repeating, so as not to measure page faults only.
      size_t before = arena.total;
      SourceFile *source = source_add(session->sources, paths.data[k], paths.data[k], text, size);
      double start = now();
      File *file = syntax_parse_file(session, &arena, &arena, source, mode);
      spent += now() - start;
      lines += source->line_count;
      bytes += arena.total - before;
      errors += file->error_count;
      if (!repeat) {
        nodes += walk_file(file);
        if (!quiet) diags_flush(session->diags, 1, limit);
      } else {
        arena_reset(&arena);
      }
    }
  }
  if (quiet || repeat) {
    printf("%u files, %llu lines, %llu nodes, %llu errors, %.3f s, %.2f M lines/s, %.1f MB\n", paths.len,
           (unsigned long long)lines, (unsigned long long)nodes, (unsigned long long)errors, spent,
           (double)lines / spent / 1e6, (double)bytes / 1e6);
  }
  return errors ? 1 : 0;
}
