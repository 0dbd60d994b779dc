// go.sum: what is read, found, and written, as cmd/go/internal/modfetch does.
#include <stdio.h>
#include <string.h>

#include "mod/gosum.h"

static int failed;

static void check(const char *what, const char *got, const char *want) {
  if (strcmp(got ? got : "NULL", want ? want : "NULL") == 0) return;
  failed++;
  printf("FAIL %s:\n got %s\nwant %s\n", what, got ? got : "NULL", want ? want : "NULL");
}

static const char text[] =
    "a.b/d v1.10.0 h1:b=\n"
    "a.b/c v1.10.0/go.mod h1:m=\n"
    "\n"
    "a.b/c\tv1.10.0  h1:z=\r\n"
    "a.b/c v1.9.0 h1:x=\n"
    "a.b/c v1.10.0 h2:other=\n"
    "a.b/c v1.10.0 h1:z=\n"
    "a.b/e v1.0.0/go.mod h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=\n"
    "a.b/c v1.10.0 h1:a=";

static const char sorted[] =
    "a.b/c v1.9.0 h1:x=\n"
    "a.b/c v1.10.0 h1:a=\n"
    "a.b/c v1.10.0 h1:z=\n"
    "a.b/c v1.10.0 h2:other=\n"
    "a.b/c v1.10.0/go.mod h1:m=\n"
    "a.b/d v1.10.0 h1:b=\n";

int main(void) {
  Arena arena;
  arena_init(&arena);
  SumFile *sums = gosum_new(&arena);
  check("nothing", gosum_text(sums, &arena, false), "");
  check("read", gosum_parse(sums, "go.sum", text, sizeof text - 1, false), NULL);
  check("found", gosum_find(sums, "a.b/c", "v1.10.0"), "h1:z=");
  check("found", gosum_find(sums, "a.b/c", "v1.10.0/go.mod"), "h1:m=");
  check("found", gosum_find(sums, "a.b/e", "v1.0.0/go.mod"), NULL);
  check("written", gosum_text(sums, &arena, false), sorted);
  gosum_add(sums, "a.b/d", "v1.10.0", "h1:b=");
  check("written", gosum_text(sums, &arena, false), sorted);
  gosum_add(sums, "a.b/f", "v1.0.0", "h1:n=");
  gosum_entry(sums, "a.b/c", "v1.9.0")->kept = false;
  check("kept", gosum_text(sums, &arena, true),
        strchr(arena_printf(&arena, "%sa.b/f v1.0.0 h1:n=\n", sorted), '\n') + 1);
  static const char bad[] = "a v1.0.0 h1:x=\n\na b c d\na b\n";
  check("malformed", gosum_parse(gosum_new(&arena), "/m/go.sum", bad, sizeof bad - 1, false),
        "malformed go.sum:\n/m/go.sum:3: wrong number of fields 4");
  SumFile *lenient = gosum_new(&arena);
  check("lenient", gosum_parse(lenient, "/m/go.sum", bad, sizeof bad - 1, true), NULL);
  check("lenient", gosum_text(lenient, &arena, false), "a v1.0.0 h1:x=\n");
  arena_free(&arena);
  printf("mod_gosum: %s\n", failed ? "failed" : "ok");
  return failed != 0;
}
