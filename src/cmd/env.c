// tuco env: the environment, as go env prints it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "load/modules.h"

typedef struct EnvRow {
  const char *name, *value;
} EnvRow;

static void print_row(const EnvRow *row, bool json, bool last) {
  if (json) printf("\t\"%s\": \"%s\"%s\n", row->name, row->value, last ? "" : ",");
  else printf("%s='%s'\n", row->name, row->value);
}

static const char *or_default(const char *name, const char *value) {
  const char *set = getenv(name);
  return set && *set ? set : value;
}

static int run(int argc, char **argv) {
  Arena arena;
  arena_init(&arena);
  BuildFlags flags = {.arena = &arena};
  int index = 0;
  if (!flags_parse(&flags, &cmd_env, argc, argv, &index)) return 2;
  if (flags.help) {
    printf("usage: %s\n\n%s", cmd_env.usage, cmd_env.description);
    return 0;
  }
  if (!flags_context(&flags)) return 1;
  const char *home = or_default("HOME", "/");
  const char *gopath = or_default("GOPATH", arena_printf(&arena, "%s/go", home));
  Session *session = build_session(&flags.options);
  const ModuleSet *set = modules_load(session, &flags.options.context, flags.options.dir);
  const Module *module = set ? set->current : NULL;
  const BuildContext *c = &flags.options.context;
  const EnvRow rows[] = {{"CGO_ENABLED", "0"},
                         {"GOAMD64", "v1"},
                         {"GOARCH", c->goarch},
                         {"GOEXE", ""},
                         {"GOFLAGS", or_default("GOFLAGS", "")},
                         {"GOHOSTARCH", "amd64"},
                         {"GOHOSTOS", "linux"},
                         {"GOMOD", module ? module->file : "/dev/null"},
                         {"GOMODCACHE", or_default("GOMODCACHE", arena_printf(&arena, "%s/pkg/mod", gopath))},
                         {"GOOS", c->goos},
                         {"GOPATH", gopath},
                         {"GOPROXY", or_default("GOPROXY", "https://proxy.golang.org,direct")},
                         {"GOROOT", c->goroot},
                         {"GOVERSION", c->version}};
  size_t count = sizeof rows / sizeof *rows;
  if (flags.json) printf("{\n");
  if (index < argc) {
    for (; index < argc; index++) {
      EnvRow row = {argv[index], ""};
      for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].name, argv[index]) == 0) row = rows[i];
      if (flags.json) print_row(&row, true, index + 1 == argc);
      else printf("%s\n", row.value);
    }
    count = 0;
  }
  for (size_t i = 0; i < count; i++) print_row(&rows[i], flags.json, i + 1 == count);
  if (flags.json) printf("}\n");
  return 0;
}

const Command cmd_env = {"env", "tuco env [-json] [var ...]", "print Go environment information",
                         "Env prints the environment that tuco builds in, all or the variables named.\n", run};
