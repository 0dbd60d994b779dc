// tuco version
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cmd/cmd.h"

static int run(BuildFlags *flags, int argc, char **argv) {
  int problem = flags_context(flags);
  if (problem) return problem;
  for (int i = 0; i < argc; i++) {
    struct stat st;
    if (stat(argv[i], &st) == 0) {
      fprintf(stderr, "tuco: not supported yet: version of files\n");
      return 2;
    }
    fprintf(stderr, "stat %s: %s\n", argv[i], DIAG_ERRNO(errno));
    problem = 1;
  }
  if (argc > 0) return problem;
  printf("go version %s %s/%s\n", flags->options.context.version, flags->options.context.target.goos,
         flags->options.context.target.goarch);
  return 0;
}

static const FlagRow own[] = {
    {"json", FLAG_BOOL, REFUSED}, {"m", FLAG_BOOL, REFUSED}, {"v", FLAG_BOOL, REFUSED}, FLAGS_END};

const Command cmd_version = {
    .name = "version",
    .usage = "[-m] [-v] [-json] [file ...]",
    .summary = "print Go version",
    .description =
        "Version prints the version of the Go source that tuco compiles. That of files is not\nsupported yet.\n",
    .run = run,
    .flags = {own},
};
