// The checksum database: notes and the log's arithmetic (mod_sumdb/notes.c, log.c), and here its client, against a
// server in this process (server.c) that tells the truth or does not.
#include "base/pool.h"
#include "mod_sumdb/server.h"

enum { RECORDS = 700 };  // tiles of height 8: full ones, and one level above

static const char *lookup(Test *t, World *w, int n, const char *want_sum) {
  SumdbClient *client = sumdb_new(&w->world);
  SumdbLines lines;
  const char *problem =
      sumdb_lookup(client, &t->arena, arena_printf(&t->arena, "example.com/m%d", n), "v1.0.0", &lines);
  if (!problem) {
    const char *want = arena_printf(&t->arena, "example.com/m%d v1.0.0 h1:%s%d", n, want_sum, n);
    check_text(t, "line", lines.count == 1 ? lines.lines[0] : NULL, want);
  }
  sumdb_free(client);
  return problem;
}

static void add_records(Test *t, Server *s, int from, int to, const char *sum) {
  for (int i = from; i < to; i++) server_add(s, server_record(&t->arena, i, sum));
}

static const char *latest(World *w) {
  const SumdbText *text = world_file(w, "sum.example/latest");
  return text ? text->bytes : NULL;
}

// The truth: each record, the database growing meanwhile, and what is cached.
static void test_truth(Test *t) {
  Server s;
  World w;
  SumdbLines lines;
  server_begin(&s, &t->arena, "sum.example", 1);
  add_records(t, &s, 0, 10, "sum");
  world_begin(&w, &s);
  check_text(t, "first", lookup(t, &w, 3, "sum"), NULL);
  check_text(t, "head", latest(&w), server_head(&s, &t->arena, 10).bytes);
  add_records(t, &s, 10, RECORDS, "sum");
  check_text(t, "later", lookup(t, &w, 650, "sum"), NULL);
  check_text(t, "head", latest(&w), server_head(&s, &t->arena, RECORDS).bytes);
  s.shown = 300;  // an old head is fine, and changes nothing
  check_text(t, "older", lookup(t, &w, 250, "sum"), NULL);
  check_text(t, "head", latest(&w), server_head(&s, &t->arena, RECORDS).bytes);
  s.shown = 0;
  SumdbClient *client = sumdb_new(&w.world);
  check_text(t, "go.mod", sumdb_lookup(client, &t->arena, "example.com/m7", "v1.0.0/go.mod", &lines), NULL);
  check_text(t, "go.mod", lines.count == 1 ? lines.lines[0] : NULL, "example.com/m7 v1.0.0/go.mod h1:mod7");
  uint32_t reads = w.remote_reads;
  check_text(t, "again", sumdb_lookup(client, &t->arena, "example.com/m7", "v1.0.0", &lines), NULL);
  check(t, "one question for both", w.remote_reads == reads && lines.count == 1);
  check_text(t, "unknown", sumdb_lookup(client, &t->arena, "example.com/x", "v1.0.0", &lines),
             "example.com/x@v1.0.0: 404 Not Found");
  sumdb_free(client);
  w.server = NULL;
  check_text(t, "from the cache", lookup(t, &w, 7, "sum"), NULL);
  check_text(t, "not there", lookup(t, &w, 8, "sum"), "example.com/m8@v1.0.0: no route to host");
  check(t, "no alarm", !w.security);
  world_end(&w);
}

typedef struct Many {
  SumdbClient *client;
  _Atomic uint32_t right;
} Many;

static void look_up_one(void *context, uint32_t i, uint32_t worker) {
  (void)worker;
  Many *m = context;
  Arena arena;
  arena_init(&arena);
  SumdbLines lines;
  int n = (int)(i / 2);
  const char *version = i % 2 ? "v1.0.0" : "v1.0.0/go.mod";
  const char *problem = sumdb_lookup(m->client, &arena, arena_printf(&arena, "example.com/m%d", n), version, &lines);
  m->right += !problem && lines.count == 1;
  arena_free(&arena);
}

static void test_threads(Test *t) {
  Server s;
  World w;
  server_begin(&s, &t->arena, "sum.example", 1);
  add_records(t, &s, 0, RECORDS, "sum");
  world_begin(&w, &s);
  Many m = {.client = sumdb_new(&w.world)};
  Pool *pool = pool_new(4);
  pool_run(pool, look_up_one, &m, 2 * RECORDS);
  pool_free(pool);
  check(t, "all are right", m.right == 2 * RECORDS);
  check(t, "each thing is asked once", w.remote_reads == RECORDS + 4);
  check_text(t, "head", latest(&w), server_head(&s, &t->arena, RECORDS).bytes);
  sumdb_free(m.client);
  world_end(&w);
}

// ---- lies

static void spoil(Arena *arena, SumdbText *answer, size_t at) {
  char *copy = arena_strdup(arena, answer->bytes, answer->size);
  copy[at] ^= 1;
  answer->bytes = copy;
}

static const char *spoil_tile(World *w, Arena *arena, const char *path, SumdbText *answer) {
  (void)w;
  if (strncmp(path, "/tile/8/0/", 10) == 0) spoil(arena, answer, answer->size / 2);
  return NULL;
}

static const char *cut_tile(World *w, Arena *arena, const char *path, SumdbText *answer) {
  (void)w, (void)arena;
  if (strncmp(path, "/tile/", 6) == 0) answer->size -= answer->size > 32 ? 32 : 1;
  return NULL;
}

static const char *spoil_record(World *w, Arena *arena, const char *path, SumdbText *answer) {
  (void)w;
  if (strncmp(path, "/lookup/", 8) == 0)
    spoil(arena, answer, (size_t)(strstr(answer->bytes, "h1:") + 4 - answer->bytes));
  return NULL;
}

static const char *spoil_number(World *w, Arena *arena, const char *path, SumdbText *answer) {
  (void)w;
  if (strncmp(path, "/lookup/", 8) == 0) spoil(arena, answer, 0);
  return NULL;
}

static const char *spoil_head(World *w, Arena *arena, const char *path, SumdbText *answer) {
  (void)w;
  // The last digit of the number of records.
  const char *tree = strncmp(path, "/lookup/", 8) == 0 ? strstr(answer->bytes, "database tree\n") : NULL;
  if (tree) spoil(arena, answer, (size_t)(strchr(tree + 14, '\n') - 1 - answer->bytes));
  return NULL;
}

static const char *beyond_head(World *w, Arena *arena, const char *path, SumdbText *answer) {
  if (strncmp(path, "/lookup/", 8) != 0) return NULL;
  const char *rest = strchr(answer->bytes, '\n');
  const char *text = arena_printf(arena, "%u%s", w->server->records.len, rest);
  *answer = (SumdbText){text, strlen(text)};
  return NULL;
}

static const char *huge_head(World *w, Arena *arena, const char *path, SumdbText *answer) {
  if (strncmp(path, "/lookup/", 8) != 0) return NULL;
  TlogTree tree = {.records = TLOG_RECORDS};
  SumdbText head = server_sign(w->server, arena, tlog_format_tree(arena, &tree));
  const char *text = arena_printf(arena, "%.*s%s", (int)(strstr(answer->bytes, "\n\n") + 2 - answer->bytes),
                                  answer->bytes, head.bytes);
  *answer = (SumdbText){text, strlen(text)};
  return NULL;
}

static const char *no_answer(World *w, Arena *arena, const char *path, SumdbText *answer) {
  (void)w, (void)arena, (void)path;
  *answer = (SumdbText){0};
  return NULL;
}

static void test_lies(Test *t) {
  static const struct {
    const char *what, *want;
    const char *(*tamper)(World *w, Arena *arena, const char *path, SumdbText *answer);
  } rows[] = {
      {"tile", "downloaded inconsistent tile", spoil_tile},
      {"short tile", "TileReader returned bad result slice", cut_tile},
      {"record", "cannot authenticate record data in server response", spoil_record},
      {"number", "cannot authenticate record data in server response", spoil_number},
      {"head", "invalid signature for key sum.example+", spoil_head},
      {"number beyond", "cannot validate record 700 in tree of size 700", beyond_head},
      {"huge head", "404 Not Found", huge_head},
      {"nothing", "malformed record data", no_answer},
  };
  Server s;
  server_begin(&s, &t->arena, "sum.example", 1);
  add_records(t, &s, 0, RECORDS, "sum");
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    World w;
    world_begin(&w, &s);
    w.tamper = rows[i].tamper;
    const char *problem = lookup(t, &w, 300, "sum");
    check(t, rows[i].what, problem && strncmp(problem, "example.com/m300@v1.0.0: ", 25) == 0);
    if (problem && !strstr(problem, rows[i].want)) check_text(t, rows[i].what, problem, rows[i].want);
    check(t, "it is not cached", !world_file(&w, "sum.example/lookup/example.com/m300@v1.0.0"));
    check(t, "nor its tile", i > 1 || !world_file(&w, "sum.example/tile/8/0/001"));
    w.tamper = NULL;
    // A head that the server has signed is the first one that is believed.
    if (rows[i].tamper == huge_head) world_store(&w, "sum.example/latest", (SumdbText){"", 0});
    check_text(t, "the truth afterwards", lookup(t, &w, 300, "sum"), NULL);
    world_end(&w);
  }
}

// ---- random lies

static const char *change_some(World *w, Arena *arena, const char *path, SumdbText *answer) {
  (void)path;
  uint64_t *seed = &w->seed;
  *seed = hash_mix(*seed, answer->size);
  if (*seed >> 20 & 3) return NULL;
  switch (*seed >> 24 & 3) {
    case 0: answer->size = *seed % (answer->size + 1); break;
    case 1: return "cut off";
    default: spoil(arena, answer, (*seed >> 8) % answer->size);
  }
  return NULL;
}

// Whatever the server says: what a look-up gives is the truth, and so is what it leaves in the cache.
static void test_random(Test *t, uint32_t count) {
  Server s;
  Arena arena;
  uint32_t answered = 0;
  arena_init(&arena);
  server_begin(&s, &t->arena, "sum.example", 1);
  add_records(t, &s, 0, RECORDS, "sum");
  for (uint32_t i = 0; i < count && !t->failed; i++, arena_reset(&arena)) {
    World w;
    world_begin(&w, &s);
    w.tamper = change_some;
    w.seed = i + 1;
    for (int k = 0; k < 3; k++) {
      SumdbClient *client = sumdb_new(&w.world);
      SumdbLines lines;
      int n = (int)(hash_mix(i, (uint64_t)k) % RECORDS);
      const char *module = arena_printf(&arena, "example.com/m%d", n);
      if (!sumdb_lookup(client, &arena, module, "v1.0.0", &lines)) {
        answered++;
        const char *want = arena_printf(&arena, "%s v1.0.0 h1:sum%d", module, n);
        check_text(t, "line", lines.count == 1 ? lines.lines[0] : NULL, want);
      }
      sumdb_free(client);
    }
    static const char *const tiles[] = {"tile/8/0/000", "tile/8/0/001", "tile/8/0/002.p/188", "tile/8/1/000.p/2"};
    for (int k = 0; k < 4; k++) {
      SumdbText want, *got = world_file(&w, arena_printf(&arena, "sum.example/%s", tiles[k]));
      server_answer(&s, &arena, arena_printf(&arena, "/%s", tiles[k]), &want);
      check(t, "a tile of the cache",
            !got || (got->size == want.size && memcmp(got->bytes, want.bytes, want.size) == 0));
    }
    check(t, "no alarm", !w.security);
    world_end(&w);
  }
  check(t, "some are answered", answered > count / 4);
  arena_free(&arena);
}

// Another history under the same key: the proof of it is told.
static void check_fork(Test *t, int records, int fork, int other_records) {
  Server s, other;
  World w;
  server_begin(&s, &t->arena, "sum.example", 1);
  server_begin(&other, &t->arena, "sum.example", 1);
  add_records(t, &s, 0, records, "sum");
  add_records(t, &other, 0, fork, "sum");
  add_records(t, &other, fork, other_records, "evil");
  world_begin(&w, &s);
  check_text(t, "before", lookup(t, &w, 3, "sum"), NULL);
  const char *head = latest(&w), *other_head = server_head(&other, &t->arena, other_records).bytes;
  w.server = &other;
  // Tiles of the other history are asked for as long as the cache does not have them.
  const char *problem = lookup(t, &w, other_records - 1, "evil");
  const char *want =
      arena_printf(&t->arena, "example.com/m%d@v1.0.0: security error: misbehaving server", other_records - 1);
  if (problem && !w.security) {  // tiles of both histories do not go together
    if (!strstr(problem, "downloaded inconsistent tile")) check_text(t, "inconsistent", problem, want);
  } else {
    check_text(t, "fork", problem, want);
    check(t, "alarm",
          w.security && strncmp(w.security,
                                "SECURITY ERROR\ngo.sum database server misbehavior detected!\n\nold "
                                "database:\n\tgo.sum database tree\n\t",
                                98) == 0);
    check(t, "proof",
          w.security && strstr(w.security, "\nnew database:\n\tgo.sum database tree\n\t") &&
              strstr(w.security, "\n\t\nproof of misbehavior:\n\t"));
    check(t, "no internal error", w.security && !strstr(w.security, "internal error"));
  }
  check_text(t, "the head stays", latest(&w), head);
  check(t, "another head", strcmp(head, other_head) != 0);
  world_end(&w);
}

// Heads in the configuration: written by others meanwhile, or not to be read.
static void test_config(Test *t) {
  Server s, stranger;
  World w;
  server_begin(&s, &t->arena, "sum.example", 1);
  server_begin(&stranger, &t->arena, "sum.example", 2);
  add_records(t, &s, 0, RECORDS, "sum");
  world_begin(&w, &s);
  w.conflicts = 3;
  check_text(t, "conflicts", lookup(t, &w, 5, "sum"), NULL);
  check_text(t, "head", latest(&w), server_head(&s, &t->arena, RECORDS).bytes);
  world_store(&w, "sum.example/latest", (SumdbText){"nonsense", 8});
  check_text(t, "nonsense", lookup(t, &w, 6, "sum"),
             "example.com/m6@v1.0.0: initializing sumdb.Client: reading tree note: malformed note\nnote:\nnonsense");
  world_end(&w);
  world_begin(&w, &s);
  w.key = "sum.example+00000000+AAAA";
  check_text(t, "key", lookup(t, &w, 6, "sum"),
             "example.com/m6@v1.0.0: initializing sumdb.Client: invalid verifier hash");
  w.key = stranger.verifier_key;
  const char *problem = lookup(t, &w, 6, "sum");
  check(t, "another's key",
        problem && strstr(problem, "reading tree note: note has no verifiable signatures\nnote:\n"));
  w.key = arena_printf(&t->arena, " %s\n", s.verifier_key);
  check_text(t, "key with space", lookup(t, &w, 6, "sum"), NULL);
  world_end(&w);
}

// -random N: N databases whose answers are changed at random, and nothing else.
int main(int argc, char **argv) {
  Test t;
  test_begin(&t);
  if (argc == 3 && strcmp(argv[1], "-random") == 0) {
    test_random(&t, (uint32_t)atoi(argv[2]));
    return test_end(&t, "mod_sumdb");
  }
  test_notes(&t);
  test_log(&t);
  test_truth(&t);
  test_threads(&t);
  test_lies(&t);
  check_fork(&t, 10, 5, 20);
  check_fork(&t, 20, 5, 20);
  check_fork(&t, 20, 15, 12 + 20);
  check_fork(&t, 300, 100, 600);
  check_fork(&t, 600, 520, 580);
  test_config(&t);
  return test_end(&t, "mod_sumdb");
}
