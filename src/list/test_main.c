// The main packages of test executables: tests are found in the trees of test files (load/test_main.c), and the text is
// put into the build cache, where tools that ask for tests' packages read it.
#include "list/test_main.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sha256.h"
#include "load/test_main.h"

typedef struct Written {
  Arena arena;
  const char *text, *problem, *path, *failure;
  bool syntax;
  ListSpot spot;
} Written;

typedef struct MainWriter {
  ListGraph *graph;
  const ListTests *sets;
  Written *written;
} MainWriter;

static bool write_file(const char *path, const char *text, size_t size) {
  FILE *out = fopen(path, "wx");
  if (!out) return false;
  bool ok = fwrite(text, 1, size, out) == size;
  return fclose(out) == 0 && ok;
}

// The file's name; NULL with errno.
static const char *keep(Arena *arena, const char *cache, const char *text) {
  unsigned char sum[SHA256_SIZE];
  char hex[sizeof sum * 2 + 1];
  size_t size = strlen(text);
  struct stat st;
  sha256(text, size, sum);
  sodium_bin2hex(hex, sizeof hex, sum, sizeof sum);
  const char *folder = arena_printf(arena, "%s/%.2s", cache, hex), *path = arena_printf(arena, "%s/%s-d", folder, hex);
  if (stat(path, &st) == 0 && (size_t)st.st_size == size) return path;
  for (char *p = arena_strdup(arena, folder, strlen(folder)), *slash = p; slash;) {
    slash = strchr(slash + 1, '/');
    if (slash) *slash = 0;
    if (mkdir(p, 0777) != 0 && errno != EEXIST) return NULL;
    if (slash) *slash = '/';
  }
  const char *beside = arena_printf(arena, "%s.%d", path, (int)getpid());
  if (!write_file(beside, text, size) || rename(beside, path) != 0) {
    int error = errno;
    unlink(beside);
    errno = error;
    return NULL;
  }
  return path;
}

static void make_text(void *context, uint32_t index, uint32_t worker) {
  (void)worker;
  MainWriter *w = context;
  const ListPackage *p = w->sets[index].plain;
  Written *out = &w->written[index];
  TestFiles files = {p->dir,
                     p->path,
                     p->name,
                     p->node,
                     p->go_files.len + p->cgo_files.len + p->test_go_files.len > 0,
                     &p->test_go_files,
                     &p->xtest_go_files};
  arena_init(&out->arena);
  const GoError *syntax = NULL;
  out->text = test_main_of_files(w->graph->session, &out->arena, &files, &out->problem, &syntax);
  out->syntax = syntax != NULL;
  if (syntax) {
    out->spot = (ListSpot){syntax->path, syntax->line, syntax->column};
    out->problem = syntax->message;
  }
  out->path = keep(&out->arena, w->graph->cache, out->text);
  if (!out->path) out->failure = DIAG_ERRNO(errno);
}

static void set_problem(ListGraph *g, const ListTests *set, const Written *written) {
  ListPackage *m = set->main;
  if (m->error) return;
  ListImporter tested = {set->plain->path, {0}};
  m->error = list_error(g, arena_strdup(g->arena, written->problem, strlen(written->problem)));
  m->incomplete = true;
  if (!written->syntax) return;
  vec_push(g->arena, &m->error->stack, tested);
  list_set_spot(g, m->error, written->spot);
}

void list_write_test_mains(ListGraph *g, const ListTests *sets, uint32_t count) {
  MainWriter w = {g, sets, arena_array(g->arena, Written, count + 1)};
  memset(w.written, 0, (count + 1) * sizeof *w.written);
  pool_run(g->session->pool, make_text, &w, count);
  for (uint32_t i = 0; i < count; i++) {
    Written *written = &w.written[i];
    ListPackage *m = sets[i].main;
    if (written->problem) set_problem(g, &sets[i], written);
    if (written->path) m->go_files.data[0] = arena_strdup(g->arena, written->path, strlen(written->path));
    else if (!g->fatal) g->fatal = arena_printf(g->arena, "go: writing to %s: %s", g->cache, written->failure);
    arena_free(&written->arena);
  }
}
