// A mutation fuzzer for scanner, parser and checker.
//
//   fuzz_front_end [-seconds N] [-seed N] [-timeout N] [-save DIR] [FILE.go|DIR…]
//   fuzz_front_end -run FILE…        checks the files as they are, in this process
//   fuzz_front_end -minimise FILE    deletes lines as long as the file still makes the front end fail; prints it
//
// The corpus is GOROOT/test and GOROOT/src/internal/types/testdata unless files or folders are named. An input is made
// from one file of it: expressions, statements, types and declarations are replaced by others of their class, from the
// same or another file; then tokens are replaced, deleted, repeated and swapped; at last, rarely, bytes. An input
// depends on the seed and its number alone.
//
// A child process takes a batch of inputs, each with a session of its own, and the parent starts the next one. The
// input lies in memory that both share, so when the child dies or hangs, the parent has it and saves it to DIR
// (build/fuzz). Inputs without errors must also satisfy the tree's verifier. Meant for VARIANT=asan: make fuzz.
// Exit status 0 if nothing was found.
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "types/types.h"

enum {
  INPUT_LIMIT = 1 << 18,   // bytes of one input
  SEED_LIMIT = 24 << 10,   // larger files are no good seeds: they take too long
  BATCH = 400,             // inputs of one child
  STACK_BYTES = 64 << 20,  // as the compiler's threads have
};

// What a piece of source text is; one replaces another of the same class.
typedef enum PieceClass { PIECE_EXPR, PIECE_TYPE, PIECE_STMT, PIECE_DECL, PIECE_CLASSES } PieceClass;

typedef struct Piece {
  uint32_t start, end;  // offsets in the seed's text
} Piece;
typedef Vec(Piece) PieceVec;

typedef struct Seed {
  const char *path, *text;
  uint32_t size;
  PieceVec pieces[PIECE_CLASSES];
} Seed;

typedef struct Shared {
  uint64_t number;            // of the input in `text`
  uint64_t parsed, accepted;  // inputs without syntax errors, without any
  uint32_t size;
  char text[INPUT_LIMIT];
} Shared;

typedef struct Fuzzer {
  Arena arena;
  Vec(Seed *) seeds;
  Shared *shared;
  uint64_t random;
  uint64_t seed;
  uint32_t timeout;  // seconds an input may take
  const char *save;
  uint32_t found;
} Fuzzer;

const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "detect_leaks=0:hard_rss_limit_mb=3000:abort_on_error=0"; }
const char *__ubsan_default_options(void);
const char *__ubsan_default_options(void) { return "halt_on_error=1:print_stacktrace=1"; }

static uint64_t next_random(Fuzzer *f) {
  uint64_t z = f->random += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}
static uint32_t below(Fuzzer *f, uint32_t limit) { return limit ? (uint32_t)(next_random(f) % limit) : 0; }

// ---- running the front end

static Package *new_package(Session *session) {
  Package *package = arena_new(&session->arena, Package);
  arena_init(&package->arena);
  package->path = package->symbol_path = "p";
  package->user = true;
  return package;
}

static bool touch(Node *node, void *context) {
  (void)context;
  // Not of operations: on a long chain of operators it would be quadratic.
  if (node->kind != NODE_OPERATION) {
    (void)syntax_start_pos(node);
    (void)syntax_end_pos(node);
  }
  return true;
}

// Scans, parses and checks one text. Aborts if the checked tree is not what the stages below rely on.
static void front_end(const char *text, uint32_t size, int output, Shared *shared) {
  Session *session = session_new(1);
  syntax_init(session);
  types_init(session);
  types_define_test_builtins(session);
  Package *package = new_package(session);
  // The exact size, so that a read beyond the end shows under the sanitizer.
  char *exact = malloc((size_t)size + 1);
  if (!exact) abort();
  memcpy(exact, text, size);
  exact[size] = 0;
  SourceFile *source = source_add(session->sources, "x.go", "x.go", exact, size);
  if (!source) abort();
  File *file = syntax_parse_file(session, &package->arena, &package->arena, source, PARSE_ALL);
  for (uint32_t i = 0; i < file->decls.len; i++) syntax_walk(&file->decls.data[i]->node, touch, NULL);
  vec_push(&package->arena, &package->files, file);
  package->error_count += file->error_count;
  if (!file->error_count) {
    shared->parsed++;
    types_check_package(session, package, true);
    uint32_t reported = diag_count(session->diags);
    if (package->error_count && !reported) ice("fuzz", NULL, "%u errors, none reported", package->error_count);
    shared->accepted += !reported;
    if (!reported && types_verify_package(session, package)) {
      diags_flush(session->diags, STDERR_FILENO, 0);
      ice("fuzz", NULL, "the checked tree is not valid");
    }
  } else if (!diag_count(session->diags)) {
    ice("fuzz", NULL, "a syntax error that was not reported");
  }
  diags_flush(session->diags, output, 0);
  arena_free(&package->arena);
  session_free(session);
  free(exact);
}

// The front end runs on a thread with the stack that the compiler's threads have.
typedef struct Work {
  Fuzzer *fuzzer;
  uint64_t first;
  const char *text;
  uint32_t size;
} Work;

static void on_big_stack(void *(*run)(void *), void *context) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  pthread_t thread;
  if (pthread_create(&thread, &attributes, run, context)) abort();
  pthread_join(thread, NULL);
}

// ---- the corpus

static int piece_class(const Node *node) {
  switch (node->kind) {
    case NODE_IMPORT_DECL:
    case NODE_KEY_VALUE_EXPR:
    case NODE_FIELD:
    case NODE_RANGE_CLAUSE:
    case NODE_CASE_CLAUSE:
    case NODE_COMM_CLAUSE:
    case NODE_TYPE_SWITCH_GUARD:
    case NODE_LIST_EXPR:
    case NODE_DOTS_TYPE: return -1;
    default: break;
  }
  if (node->kind <= NODE_FUNC_DECL) return PIECE_DECL;
  if (node->kind < NODE_ARRAY_TYPE) return PIECE_EXPR;
  if (node->kind < NODE_FIELD) return PIECE_TYPE;
  return PIECE_STMT;
}

typedef struct Collector {
  Fuzzer *fuzzer;
  Seed *seed;
  const SourceFile *source;
} Collector;

// Positions of ends are of the last token or behind it: a piece is extended until its brackets balance.
static bool piece_end(const Seed *seed, uint32_t start, uint32_t *end) {
  int depth = 0;
  for (uint32_t i = start; i < *end; i++) {
    char c = seed->text[i];
    depth += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
  }
  for (; depth > 0 && *end < seed->size; ++*end) {
    char c = seed->text[*end];
    depth += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
  }
  return depth == 0;
}

static bool collect_piece(Node *node, void *context) {
  Collector *c = context;
  int class = piece_class(node);
  if (class < 0) return true;
  Pos first = syntax_start_pos(node), last = syntax_end_pos(node);
  if (first < c->source->base || last <= first || last - c->source->base > c->seed->size) return true;
  Piece piece = {first - c->source->base, last - c->source->base};
  if (piece_end(c->seed, piece.start, &piece.end)) vec_push(&c->fuzzer->arena, &c->seed->pieces[class], piece);
  return true;
}

static void add_seed(Fuzzer *f, Session *session, const char *path) {
  size_t size;
  struct stat st;
  if (stat(path, &st) || st.st_size > SEED_LIMIT || st.st_size < 16) return;
  char *text = source_read(&f->arena, path, &size);
  if (!text) return;
  Seed *seed = arena_new(&f->arena, Seed);
  seed->path = arena_strdup(&f->arena, path, strlen(path));
  seed->text = text;
  seed->size = (uint32_t)size;
  SourceFile *source = source_add(session->sources, seed->path, seed->path, text, seed->size);
  if (!source) return;
  Arena arena;
  arena_init(&arena);
  Collector collector = {f, seed, source};
  File *file = syntax_parse_file(session, &arena, &arena, source, PARSE_ALL);
  for (uint32_t i = 0; i < file->decls.len; i++) syntax_walk(&file->decls.data[i]->node, collect_piece, &collector);
  arena_free(&arena);
  vec_push(&f->arena, &f->seeds, seed);
}

static int compare_names(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void add_corpus(Fuzzer *f, Session *session, const char *path) {
  DIR *d = opendir(path);
  if (!d) {
    add_seed(f, session, path);
    return;
  }
  Vec(const char *) names = {0};
  for (struct dirent *e; (e = readdir(d));) {
    size_t n = strlen(e->d_name);
    const char *dot = strrchr(e->d_name, '.');
    if (e->d_name[0] == '.' || (dot && strcmp(dot, ".go") && strcmp(dot, ".dir"))) continue;
    vec_push(&f->arena, &names, arena_printf(&f->arena, "%s/%.*s", path, (int)n, e->d_name));
  }
  closedir(d);
  if (names.len) qsort(names.data, names.len, sizeof *names.data, compare_names);
  for (uint32_t i = 0; i < names.len; i++) {
    struct stat st;
    const char *dot = strrchr(names.data[i], '.');
    if (stat(names.data[i], &st)) continue;
    if (S_ISDIR(st.st_mode) || (dot && !strcmp(dot, ".go"))) add_corpus(f, session, names.data[i]);
  }
}

// ---- mutation

// Replaces [start, end) of the input.
static void replace(Shared *in, uint32_t start, uint32_t end, const char *text, uint32_t size) {
  if (start > end || end > in->size || in->size - (end - start) + size > INPUT_LIMIT) return;
  memmove(in->text + start + size, in->text + end, in->size - end);
  memcpy(in->text + start, text, size);
  in->size = in->size - (end - start) + size;
}

// Replaces pieces of the seed by others. Later ones first, so that the offsets of the rest stay right.
static void splice_trees(Fuzzer *f, const Seed *seed) {
  Shared *in = f->shared;
  uint32_t limit = seed->size, count = 1 + below(f, 4);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t class = below(f, PIECE_CLASSES);
    const Seed *donor = below(f, 2) ? seed : f->seeds.data[below(f, f->seeds.len)];
    // An expression for a type and a type for an expression now and then.
    uint32_t donor_class = class <= PIECE_TYPE && !below(f, 6) ? PIECE_TYPE - class : class;
    const PieceVec *from = &donor->pieces[donor_class], *to = &seed->pieces[class];
    if (!from->len || !to->len) continue;
    Piece target = to->data[below(f, to->len)], source = from->data[below(f, from->len)];
    if (target.end > limit) continue;
    replace(in, target.start, target.end, donor->text + source.start, source.end - source.start);
    limit = target.start;
  }
}

static bool is_word(char c) {
  return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c & 0x80;
}

// The token at or after an offset. False at the end.
static bool token_at(const Shared *in, uint32_t *start, uint32_t *end) {
  uint32_t i = *start;
  while (i > 0 && i < in->size && is_word(in->text[i]) && is_word(in->text[i - 1])) i--;
  while (i < in->size && (in->text[i] == ' ' || in->text[i] == '\t' || in->text[i] == '\n')) i++;
  if (i >= in->size) return false;
  *start = i;
  char c = in->text[i++];
  if (is_word(c)) {
    while (i < in->size && is_word(in->text[i])) i++;
  } else if (c == '"' || c == '`' || c == '\'') {
    while (i < in->size && in->text[i] != c && in->text[i] != '\n')
      i += in->text[i] == '\\' && i + 1 < in->size ? 2 : 1;
    if (i < in->size) i++;
    if (i > in->size) i = in->size;
  } else if (strchr("+-*/%&|^<>=!:.~", c)) {
    while (i < in->size && i < *start + 3 && in->text[i] && strchr("&|^<>=+-.", in->text[i])) i++;
  }
  *end = i;
  return true;
}

static const char *const words[] = {"0",
                                    "1",
                                    "-1",
                                    "1<<63",
                                    "1<<62",
                                    "0x7fffffffffffffff",
                                    "1e1000",
                                    "1.5",
                                    "2i",
                                    "'a'",
                                    "\"s\"",
                                    "nil",
                                    "iota",
                                    "true",
                                    "_",
                                    "int",
                                    "uint8",
                                    "string",
                                    "any",
                                    "error",
                                    "comparable",
                                    "float32",
                                    "uintptr",
                                    "complex128",
                                    "[]int",
                                    "[...]int{}",
                                    "map[string]int",
                                    "*T",
                                    "[]T",
                                    "[1<<40]int",
                                    "chan int",
                                    "<-chan T",
                                    "func()",
                                    "struct{}",
                                    "interface{}",
                                    "~int",
                                    "T",
                                    "P",
                                    "x",
                                    "len",
                                    "cap",
                                    "append",
                                    "make",
                                    "new",
                                    "copy",
                                    "delete",
                                    "panic",
                                    "recover",
                                    "print",
                                    "close",
                                    "min",
                                    "max",
                                    "clear",
                                    "real",
                                    "complex",
                                    "unsafe.Sizeof",
                                    "unsafe.Pointer",
                                    "func",
                                    "type",
                                    "var",
                                    "const",
                                    "if",
                                    "for",
                                    "range",
                                    "switch",
                                    "case",
                                    "default",
                                    "select",
                                    "go",
                                    "defer",
                                    "return",
                                    "break",
                                    "continue",
                                    "goto",
                                    "fallthrough",
                                    "struct",
                                    "interface",
                                    "map",
                                    "chan",
                                    "import",
                                    "package",
                                    "+",
                                    "-",
                                    "*",
                                    "/",
                                    "%",
                                    "&",
                                    "|",
                                    "^",
                                    "<<",
                                    ">>",
                                    "&^",
                                    "&&",
                                    "||",
                                    "==",
                                    "!=",
                                    "<",
                                    "<=",
                                    ":=",
                                    "=",
                                    "+=",
                                    "++",
                                    "<-",
                                    "...",
                                    ".",
                                    ",",
                                    ";",
                                    ":",
                                    "(",
                                    ")",
                                    "[",
                                    "]",
                                    "{",
                                    "}",
                                    "!",
                                    "~",
                                    "/*",
                                    "//",
                                    "\n",
                                    "\"",
                                    "`",
                                    "'",
                                    "\\",
                                    "0x",
                                    "0b2",
                                    "1_",
                                    "1e",
                                    "'\\u",
                                    "\xff",
                                    "\xef\xbb\xbf",
                                    "é"};

static void mutate_tokens(Fuzzer *f) {
  Shared *in = f->shared;
  uint32_t start = below(f, in->size), end, other = below(f, in->size), other_end;
  if (!token_at(in, &start, &end) || !token_at(in, &other, &other_end)) return;
  char copy[256];
  uint32_t size = other_end - other;
  if (size > sizeof copy) size = sizeof copy;
  memcpy(copy, in->text + other, size);
  switch (below(f, 8)) {
    case 0: replace(in, start, end, "", 0); break;
    case 1: replace(in, start, start, copy, size); break;
    case 2:
    case 3: {
      const char *word = words[below(f, sizeof words / sizeof *words)];
      replace(in, start, end, word, (uint32_t)strlen(word));
      break;
    }
    default:
      // Names for names keep the text well formed more often.
      if (is_word(in->text[start]) == is_word(copy[0]) || !below(f, 4)) replace(in, start, end, copy, size);
      break;
  }
}

static void mutate_bytes(Fuzzer *f) {
  Shared *in = f->shared;
  uint32_t at = below(f, in->size);
  char byte = (char)next_random(f);
  switch (below(f, 4)) {
    case 0: in->size = at; break;
    case 1: replace(in, at, at + 1, "", 0); break;
    case 2: replace(in, at, at, &byte, 1); break;
    default: replace(in, at, at + 1, &byte, 1); break;
  }
}

static void make_input(Fuzzer *f, uint64_t number) {
  f->random = f->seed * 0x2545f4914f6cdd1du + number;
  const Seed *seed = f->seeds.data[below(f, f->seeds.len)];
  Shared *in = f->shared;
  in->number = number;
  in->size = seed->size;
  memcpy(in->text, seed->text, seed->size);
  uint32_t way = below(f, 10);
  if (way < 7) splice_trees(f, seed);
  if (way > 4)
    for (uint32_t i = 1 + below(f, 6); i && in->size; i--) mutate_tokens(f);
  if (!below(f, 20))
    for (uint32_t i = 1 + below(f, 3); i && in->size; i--) mutate_bytes(f);
}

// ---- processes

static void *run_batch(void *context) {
  Work *work = context;
  int null = open("/dev/null", O_WRONLY);
  for (uint64_t i = 0; i < BATCH; i++) {
    make_input(work->fuzzer, work->first + i);
    alarm(work->fuzzer->timeout);
    Shared *in = work->fuzzer->shared;
    front_end(in->text, in->size, null, in);
  }
  return NULL;
}

static void *run_text(void *context) {
  Work *work = context;
  front_end(work->text, work->size, STDERR_FILENO, work->fuzzer->shared);
  return NULL;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// Runs a child over a batch, or over one text; its report goes to a file. Returns the wait status.
static int run_child(const Fuzzer *f, void *(*run)(void *), Work *work, const char *log) {
  pid_t child = fork();
  if (child < 0) abort();
  if (!child) {
    int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (fd >= 0) dup2(fd, STDERR_FILENO);
    alarm(f->timeout);
    on_big_stack(run, work);
    _exit(0);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {}
  return status;
}

static void write_file(const char *path, const char *text, uint32_t size) {
  FILE *out = fopen(path, "w");
  if (!out || fwrite(text, 1, size, out) != size || fclose(out)) perror(path);
}

static void fuzz(Fuzzer *f, double seconds) {
  mkdir("build", 0777);
  mkdir(f->save, 0777);
  const char *log = arena_printf(&f->arena, "%s/log-%d", f->save, (int)getpid());
  double start = now();
  uint64_t next = 0;
  while (now() - start < seconds) {
    Work work = {.fuzzer = f, .first = next};
    int status = run_child(f, run_batch, &work, log);
    if (!status) {
      next += BATCH;
      continue;
    }
    next = f->shared->number + 1;
    f->found++;
    bool hang = WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM;
    const char *path = arena_printf(&f->arena, "%s/%s-%llu-%llu.go", f->save, hang ? "hang" : "crash",
                                    (unsigned long long)f->seed, (unsigned long long)f->shared->number);
    write_file(path, f->shared->text, f->shared->size);
    rename(log, arena_printf(&f->arena, "%s.log", path));
    printf("%s: status 0x%x\n", path, status);
    fflush(stdout);
  }
  unlink(log);
  printf("fuzz: %llu inputs in %.0f s (%llu parsed, %llu accepted) from %u seeds, %u found\n", (unsigned long long)next,
         now() - start, (unsigned long long)f->shared->parsed, (unsigned long long)f->shared->accepted, f->seeds.len,
         f->found);
}

// Deletes chunks of lines, halving their size, while the front end still fails.
static int minimise(Fuzzer *f, const char *path) {
  size_t size;
  char *text = source_read(&f->arena, path, &size);
  if (!text) return perror(path), 2;
  Work work = {.fuzzer = f, .text = text, .size = (uint32_t)size};
  if (!run_child(f, run_text, &work, "/dev/null")) {
    fprintf(stderr, "%s does not fail\n", path);
    return 2;
  }
  for (size_t lines = 64; lines; lines /= 2) {
    for (size_t at = 0; at < size;) {
      size_t end = at;
      for (size_t n = 0; n < lines && end < size; n++) {
        char *newline = memchr(text + end, '\n', size - end);
        end = newline ? (size_t)(newline - text) + 1 : size;
      }
      char *candidate = malloc(size + 1);
      if (!candidate) abort();
      memcpy(candidate, text, at);
      memcpy(candidate + at, text + end, size - end);
      Work shorter = {.fuzzer = f, .text = candidate, .size = (uint32_t)(size - (end - at))};
      if (run_child(f, run_text, &shorter, "/dev/null")) {
        size = shorter.size;
        memcpy(text, candidate, size);
      } else {
        at = end;
      }
      free(candidate);
    }
  }
  fwrite(text, 1, size, stdout);
  return 0;
}

static int usage(int status) {
  fprintf(status ? stderr : stdout,
          "usage: fuzz_front_end [-seconds N] [-seed N] [-timeout N] [-save DIR] [FILE.go|DIR...]\n"
          "       fuzz_front_end -run FILE...\n       fuzz_front_end [-timeout N] -minimise FILE\n");
  return status;
}

int main(int argc, char **argv) {
  static Fuzzer fuzzer;
  Fuzzer *f = &fuzzer;
  f->seed = (uint64_t)time(NULL);
  f->timeout = 20;
  f->save = "build/fuzz";
  arena_init(&f->arena);
  double seconds = 60;
  bool run = false, shrink = false;
  int i = 1;
  for (; i < argc && argv[i][0] == '-'; i++) {
    if (!strcmp(argv[i], "-h")) return usage(0);
    else if (!strcmp(argv[i], "-run")) run = true;
    else if (!strcmp(argv[i], "-minimise")) shrink = true;
    else if (i + 1 == argc) return usage(2);
    else if (!strcmp(argv[i], "-seconds")) seconds = atof(argv[++i]);
    else if (!strcmp(argv[i], "-seed")) f->seed = strtoull(argv[++i], NULL, 10);
    else if (!strcmp(argv[i], "-timeout")) f->timeout = (uint32_t)atoi(argv[++i]);
    else if (!strcmp(argv[i], "-save")) f->save = argv[++i];
    else return usage(2);
  }
  f->shared = mmap(NULL, sizeof *f->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (f->shared == MAP_FAILED) return perror("mmap"), 2;
  if (shrink) return i < argc ? minimise(f, argv[i]) : usage(2);
  if (run) {
    for (; i < argc; i++) {
      size_t size;
      char *text = source_read(&f->arena, argv[i], &size);
      if (!text) return perror(argv[i]), 2;
      Work work = {.fuzzer = f, .text = text, .size = (uint32_t)size};
      on_big_stack(run_text, &work);
    }
    return 0;
  }
  Session *session = session_new(1);
  syntax_init(session);
  const char *root = getenv("GOROOT") ? getenv("GOROOT") : "/usr/local/go";
  if (i == argc) {
    add_corpus(f, session, arena_printf(&f->arena, "%s/test", root));
    add_corpus(f, session, arena_printf(&f->arena, "%s/src/internal/types/testdata", root));
  }
  for (; i < argc; i++) add_corpus(f, session, argv[i]);
  if (!f->seeds.len) return fprintf(stderr, "fuzz: no corpus: no Go files in %s\n", root), 2;
  printf("fuzz: seed %llu, %u files\n", (unsigned long long)f->seed, f->seeds.len);
  fflush(stdout);
  fuzz(f, seconds);
  return f->found ? 1 : 0;
}
