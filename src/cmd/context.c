// What a command works with: the working directory, GOROOT, and the variables of the environment (settings.c).
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/paths.h"
#include "cmd/cmd.h"

static bool check_flags(const BuildFlags *flags) {
  const char *mod = flags->options.context.mod;
  if (mod && strcmp(mod, "mod") != 0 && strcmp(mod, "readonly") != 0 && strcmp(mod, "vendor") != 0)
    fprintf(stderr, "-mod=%s not supported (can be '', 'mod', 'readonly', or 'vendor')\n", mod);
  else if (flags->bad_workers) cmd_warn("-p must be a positive integer: %s", flags->bad_workers);
  else if (flags->bad_build_mode) fprintf(stderr, "buildmode=%s not supported\n", flags->bad_build_mode);
  else return true;
  return false;
}

static bool enter_folder(BuildFlags *flags) {
  if (flags->options.dir && chdir(flags->options.dir) != 0) {
    cmd_warn("chdir %s: %s", flags->options.dir, DIAG_ERRNO(errno));
    return false;
  }
  char *cwd = getcwd(NULL, 0);
  if (!cwd) {
    cmd_warn("getwd: %s", DIAG_ERRNO(errno));
    return false;
  }
  flags->options.dir = arena_strdup(flags->arena, cwd, strlen(cwd));
  free(cwd);
  return true;
}

static bool find_goroot(BuildFlags *flags) {
  BuildContext *context = &flags->options.context;
  const char *asked = environment_get(context->environment, "GOROOT");
  context->goroot = build_find_goroot(flags->arena, *asked ? asked : NULL, &context->version);
  if (context->goroot) return true;
  if (*asked && (flags->command->traits & COMMAND_ANY_GOROOT) && is_folder(asked)) {
    context->goroot = asked;
    context->version = "go1.26";
    return true;
  }
  if (*asked && !is_folder(asked)) cmd_warn("cannot find GOROOT directory: %s", asked);
  else if (*asked) cmd_warn("GOROOT=%s: no Go 1.26 source tree", asked);
  else fprintf(stderr, "tuco: cannot find GOROOT: no Go 1.26 source; run ./setup or set GOROOT\n");
  return false;
}

int flags_enter(BuildFlags *flags) {
  BuildContext *context = &flags->options.context;
  if (!enter_folder(flags)) return 1;
  Environment *environment = arena_new(flags->arena, Environment);
  environment_read(flags->arena, environment);
  context->environment = environment;
  if (!find_goroot(flags)) return 2;
  environment_add_goroot(flags->arena, environment, context->goroot);
  return 0;
}

int flags_context(BuildFlags *flags) {
  int status = flags_enter(flags);
  if (status) return status;
  return check_flags(flags) ? settings_check(flags) : 1;
}
