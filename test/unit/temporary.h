// A folder for a unit program's files, which goes at the end, and counting of what fails.
#ifndef TUCO_TEST_TEMPORARY_H
#define TUCO_TEST_TEMPORARY_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mod/disk.h"

typedef struct Test {
  Arena arena;
  const char *folder;
  int failed;
} Test;

static inline void test_begin(Test *t) {
  *t = (Test){0};
  arena_init(&t->arena);
  const char *base = getenv("TMPDIR");
  char *name = arena_printf(&t->arena, "%s/tuco-unit-XXXXXX", base ? base : "/tmp");
  t->folder = mkdtemp(name);
  if (!t->folder) perror(name), exit(1);
}

static inline int test_end(Test *t, const char *program) {
  disk_remove(&t->arena, t->folder);
  printf("%s: %s\n", program, t->failed ? "failed" : "ok");
  arena_free(&t->arena);
  return t->failed != 0;
}

static inline void check(Test *t, const char *what, bool ok) {
  if (ok) return;
  t->failed++;
  printf("FAIL %s\n", what);
}

// NULL is none.
static inline void check_text(Test *t, const char *what, const char *got, const char *want) {
  if (got && want ? strcmp(got, want) == 0 : got == want) return;
  t->failed++;
  printf("FAIL %s:\n got %s\nwant %s\n", what, got ? got : "(nothing)", want ? want : "(nothing)");
}

static inline const char *test_path(Test *t, const char *name) {
  return arena_printf(&t->arena, "%s/%s", t->folder, name);
}

// Writes a file of the folder, and the folders that it stands in.
static inline const char *test_write(Test *t, const char *name, const void *bytes, size_t size) {
  const char *path = test_path(t, name), *slash = strrchr(path, '/');
  disk_make_folders(&t->arena, arena_strdup(&t->arena, path, (size_t)(slash - path)));
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  const char *problem = fd < 0 ? "cannot be made" : disk_write(&t->arena, fd, path, bytes, size);
  if (fd >= 0) close(fd);
  check_text(t, path, problem, NULL);
  return path;
}

static inline const char *test_write_text(Test *t, const char *name, const char *text) {
  return test_write(t, name, text, strlen(text));
}

static inline bool test_exists(const char *path) {
  struct stat st;
  return lstat(path, &st) == 0;
}

#endif
