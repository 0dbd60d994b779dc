// tuco env: the environment, as go env prints it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/paths.h"
#include "cache/cache.h"
#include "cmd/env_write.h"
#include "cmd/systems.h"

typedef struct EnvFlags {
  bool json, changed, unset, write;
} EnvFlags;

static const FlagRow own[] = {{"changed", FLAG_BOOL, TO_BOOL(EnvFlags, changed)},
                              {"json", FLAG_BOOL, TO_BOOL(EnvFlags, json)},

                              {"u", FLAG_BOOL, TO_BOOL(EnvFlags, unset)},
                              {"w", FLAG_BOOL, TO_BOOL(EnvFlags, write)},

                              FLAGS_END};

typedef struct EnvRow {
  const char *name, *value;
  bool changed;  // by the environment
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
static void find_files(const BuildFlags *flags, const char **go_mod, const char **go_work) {
  const BuildContext *c = &flags->options.context;
  const char *work = environment_get(c->environment, "GOWORK");
  *go_mod = c->gopath ? "" : modules_go_mod_above(flags->arena, flags->options.dir);
  if (!c->gopath) modules_warn_of_gopath(flags->arena, c->environment);
  if (!*go_mod) *go_mod = "/dev/null";
  *go_work = *work ? work : find_file_above(flags->arena, flags->options.dir, "go.work", c->goroot);
  if (!*go_work) *go_work = "";
}

// What a variable of each architecture says which of its versions is meant.
static const struct {
  const char *arch, *variable, *value;
} versions[] = {{"386", "GO386", "sse2"},
                {"amd64", "GOAMD64", "v1"},
                {"arm", "GOARM", "7"},
                {"arm64", "GOARM64", "v8.0"},
                {"mips", "GOMIPS", "hardfloat"},
                {"mipsle", "GOMIPS", "hardfloat"},
                {"mips64", "GOMIPS64", "hardfloat"},
                {"mips64le", "GOMIPS64", "hardfloat"},
                {"ppc64", "GOPPC64", "power8"},
                {"ppc64le", "GOPPC64", "power8"},
                {"riscv64", "GORISCV64", "rva20u64"},
                {"wasm", "GOWASM", ""}};

typedef struct EnvDefault {
  const char *name, *value;
} EnvDefault;

// Variables that are what the environment says, else as here. tuco itself has no use for those of cgo.
static const EnvDefault plain[] = {{"AR", "ar"},
                                   {"CC", "gcc"},
                                   {"CGO_CFLAGS", "-O2 -g"},
                                   {"CGO_CPPFLAGS", ""},
                                   {"CGO_CXXFLAGS", "-O2 -g"},
                                   {"CGO_FFLAGS", "-O2 -g"},
                                   {"CGO_LDFLAGS", "-O2 -g"},
                                   {"CXX", "g++"},
                                   {"GCCGO", "gccgo"},
                                   {"GO111MODULE", ""},
                                   {"GOAUTH", "netrc"},
                                   {"GOBIN", ""},
                                   {"GOCACHEPROG", ""},
                                   {"GODEBUG", ""},
                                   {"GOEXPERIMENT", ""},
                                   {"GOFIPS140", "off"},
                                   {"GOFLAGS", ""},
                                   {"GOINSECURE", ""},
                                   {"GOPRIVATE", ""},
                                   {"GOPROXY", ""},
                                   {"GOSUMDB", ""},
                                   {"GOTMPDIR", ""},
                                   {"GOTOOLCHAIN", "auto"},
                                   {"GOVCS", ""},
                                   {"PKG_CONFIG", "pkg-config"}};

typedef struct Collector {
  const BuildFlags *flags;
  EnvRows rows;
} Collector;

static void add(Collector *c, const char *name, const char *value) {
  EnvRow row = {name, value, false};
  vec_push(c->flags->arena, &c->rows, row);
}

// One that the environment may state.
static void add_set(Collector *c, const char *name, const char *otherwise) {
  const Environment *environment = c->flags->options.context.environment;
  const char *set = environment_get(environment, name), *goroot = environment_default(environment, name);
  if (*goroot) otherwise = goroot;
  EnvRow row = {name, *set ? set : otherwise, *set && strcmp(set, otherwise) != 0};
  vec_push(c->flags->arena, &c->rows, row);
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const EnvRow *)a)->name, ((const EnvRow *)b)->name);
}

static void add_folders(Collector *c) {
  Arena *arena = c->flags->arena;
  const BuildContext *context = &c->flags->options.context;
  const char *file = environment_file(arena), *go_mod, *go_work;
  find_files(c->flags, &go_mod, &go_work);
  add_set(c, "GOCACHE", cache_default_place(arena, context->environment));
  add(c, "GOENV", file ? file : "");
  add(c, "GOMOD", go_mod);
  add_set(c, "GOMODCACHE", environment_default_module_cache(arena, context->environment));
  add_set(c, "GOPATH", environment_default_gopath(arena, context->environment));
  add(c, "GOROOT", context->goroot);
  add(c, "GOTOOLDIR", arena_printf(arena, "%s/pkg/tool/linux_amd64", context->goroot));
  add(c, "GOWORK", go_work);
}

static EnvRows all_rows(const BuildFlags *flags) {
  const BuildContext *context = &flags->options.context;
  Collector c = {.flags = flags};
  for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) add_set(&c, plain[i].name, plain[i].value);
  for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
    if (strcmp(versions[i].arch, context->target.goarch) == 0) add_set(&c, versions[i].variable, versions[i].value);
  const char *private = environment_get(context->environment, "GOPRIVATE");
  add_set(&c, "GONOPROXY", private);
  add_set(&c, "GONOSUMDB", private);
  EnvRow cgo = {"CGO_ENABLED", context->cgo_wanted ? "1" : "0", context->cgo_wanted};
  vec_push(flags->arena, &c.rows, cgo);
  add_set(&c, "GOOS", "linux");
  add_set(&c, "GOARCH", "amd64");
  add(&c, "GOEXE", strcmp(context->target.goos, "windows") == 0 ? ".exe" : "");
  add(&c, "GOGCCFLAGS", "");
  add(&c, "GOHOSTARCH", "amd64");
  add(&c, "GOHOSTOS", "linux");
  add(&c, "GOTELEMETRY", "off");
  add(&c, "GOTELEMETRYDIR", "");
  add(&c, "GOVERSION", context->version);
  add_folders(&c);
  qsort(c.rows.data, c.rows.len, sizeof *c.rows.data, by_name);
  return c.rows;
}

static EnvRows only_changed(Arena *arena, const EnvRows *rows) {
  EnvRows list = {0};
  for (uint32_t i = 0; i < rows->len; i++)
    if (rows->data[i].changed) vec_push(arena, &list, rows->data[i]);
  return list;
}

// The variables named; in JSON sorted, and each once.
static EnvRows named_rows(BuildFlags *flags, const EnvRows *rows, char **names, int count) {
  const EnvFlags *asked = flags->state;
  const Environment *environment = flags->options.context.environment;
  EnvRows named = {0}, list = {0};
  for (int i = 0; i < count; i++) {
    EnvRow row = {names[i], "", false};
    if (env_is_known(environment, names[i])) row.value = environment_get(environment, names[i]);
    for (uint32_t k = 0; k < rows->len; k++)
      if (strcmp(rows->data[k].name, names[i]) == 0) row = rows->data[k];
    vec_push(flags->arena, &named, row);
  }
  if (!asked->json && !asked->changed) return named;
  qsort(named.data, named.len, sizeof *named.data, by_name);
  for (uint32_t i = 0; i < named.len; i++)
    if (!i || strcmp(named.data[i].name, named.data[i - 1].name) != 0) vec_push(flags->arena, &list, named.data[i]);
  return list;
}

// What go refuses though it only prints.
static bool check_arguments(const BuildFlags *flags, char **names, int count) {
  const Environment *environment = flags->options.context.environment;
  const char *module = environment_get(environment, "GO111MODULE");
  const char *assignment = NULL;
  for (int i = 0; i < count && !assignment; i++)
    if (strchr(names[i], '=')) assignment = names[i];
  if (*module && strcmp(module, "on") != 0 && strcmp(module, "off") != 0 && strcmp(module, "auto") != 0)
    fprintf(stderr, "go: unknown environment setting GO111MODULE=%s\n", module);
  else if (flags_gowork_wrong(environment)) fprintf(stderr, "go: invalid GOWORK: not an absolute path\n");
  else if (assignment) fprintf(stderr, "go: invalid variable name \"%s\" (use -w to set variable)\n", assignment);
  else return true;
  return false;
}

// -w and -u come before what is wrong with the environment: they may mend it.
static int write(BuildFlags *flags, const EnvFlags *asked, int argc, char **argv) {
  if (asked->json) return cmd_fail("cannot use -json with -%s", asked->unset ? "u" : "w");
  if (asked->unset && asked->write) return cmd_fail("cannot use -u with -w");
  int problem = flags_enter(flags);
  return problem ? problem : env_write(flags, asked->unset, argc, argv);
}

static int run(BuildFlags *flags, int argc, char **argv) {
  const EnvFlags *asked = flags->state;
  if (asked->write || asked->unset) return write(flags, asked, argc, argv);
  int problem = flags_context(flags);
  if (problem) return problem;
  if (!check_arguments(flags, argv, argc)) return 1;
  const BuildContext *context = &flags->options.context;
  if (!argc && !system_is_known(context->target.goos, context->target.goarch)) {
    cmd_warn("unsupported GOOS/GOARCH pair %s/%s", context->target.goos, context->target.goarch);
    return 2;
  }
  EnvRows rows = all_rows(flags);
  bool named = argc > 0 && !asked->changed;
  if (argc > 0) rows = named_rows(flags, &rows, argv, argc);
  if (asked->changed) rows = only_changed(flags->arena, &rows);
  print_rows(&rows, asked->json, named);
  return 0;
}

const Command cmd_env = {
    .name = "env",
    .usage = "[-json] [-changed] [-u] [-w] [var ...]",
    .summary = "print Go environment information",
    .description =
        "Env prints the environment that tuco builds in, all or the variables named; -changed\n"
        "those that differ from what they are when nothing is set. -json prints JSON.\n\n"
        "\t-w name=value ...   writes the variables into the file that `tuco env GOENV` names\n"
        "\t-u name ...         takes them out of it\n",
    .run = run,
    .state_size = sizeof(EnvFlags),
    .traits = COMMAND_SHOWS_ENVIRONMENT | COMMAND_ANY_GOROOT,
    .flags = {own, flags_steps},
};
