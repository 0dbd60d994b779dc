// $WORK, the folder for temporary files, below GOTMPDIR: what a run makes and vet's tool writes lies there. Builds
// themselves write none, so that the folder is made where it is needed, or shown (-x, -work). With -work it stays.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/paths.h"
#include "cmd/cmd.h"

static const char *as_given(const BuildFlags *flags) {
  const char *set = environment_get(flags->options.context.environment, "GOTMPDIR"), *system = getenv("TMPDIR");
  return *set ? set : system && *system ? system : "/tmp";
}

const char *work_folder_place(const BuildFlags *flags) {
  return absolute_path(flags->arena, flags->options.dir, as_given(flags));
}

static int fail_missing(const BuildFlags *flags, int error) {
  return cmd_fail("creating work dir: stat %s: %s", as_given(flags), DIAG_ERRNO(error));
}

int work_folder_make(BuildFlags *flags) {
  if (flags->work) return 0;
  const char *place = work_folder_place(flags);
  char *folder = arena_printf(flags->arena, "%s/go-build-XXXXXX", place);
  struct stat st;
  if (stat(place, &st) != 0) return fail_missing(flags, errno);
  if (!mkdtemp(folder)) return cmd_fail("creating work dir: mkdir %s: %s", folder, DIAG_ERRNO(errno));
  flags->work = folder;
  if (flags->options.context.trace || flags->keep_work) fprintf(stderr, "WORK=%s\n", folder);
  return 0;
}

int work_folder_check(BuildFlags *flags) {
  struct stat st;
  const char *place = work_folder_place(flags);
  bool shown = flags->options.context.trace || flags->keep_work;
  if (flags->options.dry_run) return 0;
  if (shown) return work_folder_make(flags);
  if (stat(place, &st) != 0) return fail_missing(flags, errno);
  return S_ISDIR(st.st_mode) ? 0 : cmd_fail("creating work dir: mkdir %s/go-build: %s", place, DIAG_ERRNO(ENOTDIR));
}

void work_folder_remove_file(const BuildFlags *flags, const char *path) {
  if (!flags->keep_work) unlink(path);
}

void work_folder_end(const BuildFlags *flags) {
  if (flags->work && !flags->keep_work) rmdir(flags->work);
}
