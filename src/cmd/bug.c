// tuco bug: what a report of a fault should say. It is printed; nothing is sent or opened.
#include <stdio.h>
#include <sys/utsname.h>

#include "base/source.h"
#include "cmd/process.h"

static void print_system(Arena *arena) {
  struct utsname system;
  if (uname(&system) == 0) printf("%s %s %s %s\n", system.sysname, system.release, system.version, system.machine);
  size_t size;
  const char *release = source_read(arena, "/etc/os-release", &size);
  if (release) printf("%s", release);
}

static int run(BuildFlags *flags, int argc, char **argv) {
  (void)argv;
  if (argc > 0) return cmd_fail("bug takes no arguments");
  int status = flags_context(flags);
  if (status) return status;
  const BuildContext *context = &flags->options.context;
  char *words[] = {"tuco", "env", NULL};
  printf("## What version of Go is compiled (`go version`)?\n\n```\ngo version %s %s/%s\n```\n\n", context->version,
         context->target.goos, context->target.goarch);
  printf("## What is the environment (`go env`)?\n\n```\n");
  const char *problem = process_run(flags->arena, &(Process){.path = process_self(flags->arena), .words = words});
  print_system(flags->arena);
  printf("```\n\n## What was done?\n\n\n## What happened?\n\n\n## What should have happened?\n\n");
  return problem ? cmd_fail("env: %s", problem) : 0;
}

const Command cmd_bug = {
    .name = "bug",
    .usage = "",
    .summary = "start a bug report",
    .description =
        "Bug prints a bug report to be filled in, with the versions and the environment. It sends\n"
        "nothing.\n",
    .run = run,
};
