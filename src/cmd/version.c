// tuco version
#include <stdio.h>

#include "cmd/cmd.h"

static int run(int argc, char **argv) {
  Arena arena;
  arena_init(&arena);
  BuildFlags flags = {.arena = &arena};
  int index = 0;
  if (!flags_parse(&flags, &cmd_version, argc, argv, &index)) return 2;
  if (flags.help) {
    printf("usage: %s\n\n%s", cmd_version.usage, cmd_version.description);
    return 0;
  }
  int problem = flags_context(&flags);
  if (problem) return problem;
  printf("go version %s %s/%s\n", flags.options.context.version, flags.options.context.goos,
         flags.options.context.goarch);
  return 0;
}

const Command cmd_version = {
    "version", "tuco version", "print Go version", "Version prints the version of the Go source that tuco compiles.\n",
    run,       IN_VERSION};
