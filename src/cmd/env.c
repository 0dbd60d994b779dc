// tuco env: the environment, as go env prints it.
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "cmd/cmd.h"
#include "load/modules.h"

typedef struct EnvRow {
  const char *name, *value;
} EnvRow;
typedef Vec(EnvRow) EnvRows;

// As a shell reads it back.
static void print_quoted(const char *value) {
  putchar('\'');
  for (; *value; value++)
    if (*value == '\'') fputs("'\\''", stdout);
    else putchar(*value);
  putchar('\'');
}

static void print_rows(const EnvRows *rows, bool json, bool named) {
  JsonWriter w;
  json_begin(&w, stdout);
  if (json) json_open(&w, NULL, '{');
  for (uint32_t i = 0; i < rows->len; i++) {
    const EnvRow *row = &rows->data[i];
    if (json) {
      json_string(&w, row->name, row->value);
    } else if (named) {
      printf("%s\n", row->value);
    } else {
      printf("%s=", row->name);
      print_quoted(row->value);
      putchar('\n');
    }
  }
  if (json) json_close(&w, '}');
}

// The files of the main module and of the workspace. As go, which prints where they are also where they are wrong.
static void find_files(BuildFlags *flags, const char **go_mod, const char **go_work) {
  const BuildContext *c = &flags->options.context;
  const char *work = environment_get(c->environment, "GOWORK"), *off = environment_get(c->environment, "GO111MODULE");
  *go_mod = find_file_above(flags->arena, flags->options.dir, "go.mod", NULL);
  if (!*go_mod) *go_mod = "/dev/null";
  if (strcmp(off, "off") == 0) *go_mod = "";
  *go_work = *work ? work : find_file_above(flags->arena, flags->options.dir, "go.work", c->goroot);
  if (!*go_work) *go_work = "";
}

static const char *or_default(const BuildContext *c, const char *name, const char *value) {
  const char *set = environment_get(c->environment, name);
  return *set ? set : value;
}

static EnvRows all_rows(BuildFlags *flags) {
  Arena *arena = flags->arena;
  const BuildContext *c = &flags->options.context;
  const char *home = environment_get(c->environment, "HOME"), *go_mod, *go_work, *file = environment_file(arena);
  const char *gopath = or_default(c, "GOPATH", arena_printf(arena, "%s/go", *home ? home : "/"));
  const char *cache = arena_printf(arena, "%.*s/pkg/mod", (int)strcspn(gopath, ":"), gopath);
  find_files(flags, &go_mod, &go_work);
  const EnvRow rows[] = {{"CGO_ENABLED", "0"},
                         {"GO111MODULE", or_default(c, "GO111MODULE", "")},
                         {"GOAMD64", "v1"},
                         {"GOARCH", c->goarch},
                         {"GOBIN", or_default(c, "GOBIN", "")},
                         {"GODEBUG", or_default(c, "GODEBUG", "")},
                         {"GOENV", file ? file : "off"},
                         {"GOEXE", ""},
                         {"GOEXPERIMENT", ""},
                         {"GOFIPS140", "off"},
                         {"GOFLAGS", or_default(c, "GOFLAGS", "")},
                         {"GOHOSTARCH", "amd64"},
                         {"GOHOSTOS", "linux"},
                         {"GOINSECURE", or_default(c, "GOINSECURE", "")},
                         {"GOMOD", go_mod},
                         {"GOMODCACHE", or_default(c, "GOMODCACHE", cache)},
                         {"GONOPROXY", or_default(c, "GONOPROXY", or_default(c, "GOPRIVATE", ""))},
                         {"GONOSUMDB", or_default(c, "GONOSUMDB", or_default(c, "GOPRIVATE", ""))},
                         {"GOOS", c->goos},
                         {"GOPATH", gopath},
                         {"GOPRIVATE", or_default(c, "GOPRIVATE", "")},
                         {"GOPROXY", or_default(c, "GOPROXY", "https://proxy.golang.org,direct")},
                         {"GOROOT", c->goroot},
                         {"GOSUMDB", or_default(c, "GOSUMDB", "sum.golang.org")},
                         {"GOTMPDIR", or_default(c, "GOTMPDIR", "")},
                         {"GOTOOLCHAIN", or_default(c, "GOTOOLCHAIN", "auto")},
                         {"GOVCS", or_default(c, "GOVCS", "")},
                         {"GOVERSION", c->version},
                         {"GOWORK", go_work}};
  EnvRows list = {0};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) vec_push(arena, &list, rows[i]);
  return list;
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
  int problem = flags_context(&flags);
  if (problem) return problem;
  EnvRows rows = all_rows(&flags), named = {0};
  for (int i = index; i < argc; i++) {
    EnvRow row = {argv[i], ""};
    for (uint32_t k = 0; k < rows.len; k++)
      if (strcmp(rows.data[k].name, argv[i]) == 0) row = rows.data[k];
    vec_push(&arena, &named, row);
  }
  print_rows(index < argc ? &named : &rows, flags.json, index < argc);
  return 0;
}

const Command cmd_env = {"env",
                         "tuco env [-json] [var ...]",
                         "print Go environment information",
                         "Env prints the environment that tuco builds in, all or the variables named.\n",
                         run,
                         IN_ENV};
