// What a command works with: the working directory, GOROOT, and the variables of the environment that go has. A value
// that cannot be honoured is an error, not another value.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"

// Variables of which only some values, separated by spaces, mean what is done here. "" is always the default.
static const struct {
  const char *name, *supported;
} limited[] = {
    {"GOOS", "linux"}, {"GOARCH", "amd64"}, {"GOAMD64", "v1"}, {"GOEXPERIMENT", ""}, {"GOFIPS140", "off"},
};

static bool is_listed(const char *words, const char *word) {
  size_t n = strlen(word);
  for (const char *p = words; *p; p += strcspn(p, " "), p += *p == ' ')
    if (strcspn(p, " ") == n && strncmp(p, word, n) == 0) return true;
  return !n;
}

static bool check_environment(const Environment *environment) {
  for (size_t i = 0; i < sizeof limited / sizeof *limited; i++) {
    const char *value = environment_get(environment, limited[i].name);
    if (is_listed(limited[i].supported, value)) continue;
    fprintf(stderr, "tuco: not supported yet: %s=%s\n", limited[i].name, value);
    return false;
  }
  return true;
}

static bool check_flags(const BuildFlags *flags) {
  const char *mod = flags->options.context.mod;
  if (flags->bad_workers) fprintf(stderr, "go: -p must be a positive integer: %s\n", flags->bad_workers);
  else if (mod && strcmp(mod, "mod") != 0 && strcmp(mod, "readonly") != 0 && strcmp(mod, "vendor") != 0)
    fprintf(stderr, "-mod=%s not supported (can be '', 'mod', 'readonly', or 'vendor')\n", mod);
  else return true;
  return false;
}

static bool enter_folder(BuildFlags *flags) {
  if (flags->options.dir && chdir(flags->options.dir) != 0) {
    fprintf(stderr, "go: chdir %s: %s\n", flags->options.dir, DIAG_ERRNO(errno));
    return false;
  }
  char *cwd = getcwd(NULL, 0);
  if (!cwd) {
    fprintf(stderr, "go: getwd: %s\n", DIAG_ERRNO(errno));
    return false;
  }
  flags->options.dir = arena_strdup(flags->arena, cwd, strlen(cwd));
  free(cwd);
  return true;
}

int flags_context(BuildFlags *flags) {
  BuildContext *context = &flags->options.context;
  if (!check_flags(flags) || !enter_folder(flags)) return 1;
  Environment *environment = arena_new(flags->arena, Environment);
  environment_read(flags->arena, environment);
  context->environment = environment;
  const char *asked = environment_get(environment, "GOROOT");
  context->goroot = build_find_goroot(flags->arena, *asked ? asked : NULL, &context->version);
  if (!context->goroot && *asked) fprintf(stderr, "go: GOROOT=%s: no Go 1.26 source tree\n", asked);
  else if (!context->goroot)
    fprintf(stderr, "tuco: cannot find GOROOT: no Go 1.26 source; run ./setup or set GOROOT\n");
  if (!context->goroot) return 2;
  environment_add_goroot(flags->arena, environment, context->goroot);
  context->goos = "linux";
  context->goarch = "amd64";
  context->cgo_wanted = strcmp(environment_get(environment, "CGO_ENABLED"), "1") == 0;
  return check_environment(environment) ? 0 : 2;
}
