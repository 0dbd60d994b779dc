// The variables of the environment that go has: which values go itself refuses, in its words, and which mean something
// that is not done here ("not supported yet"). Nothing is taken for another value.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/paths.h"
#include "cache/cache.h"
#include "cmd/cmd.h"
#include "cmd/systems.h"
#include "mod/gover.h"
#include "mod/semver.h"

bool settings_is_listed(const char *words, const char *word) {
  size_t n = strlen(word);
  for (const char *p = words; *p; p += strcspn(p, " "), p += *p == ' ')
    if (strcspn(p, " ") == n && strncmp(p, word, n) == 0) return true;
  return false;
}

static int refuse(int status, const char *text, const char *value) {
  fprintf(stderr, text, value);
  return status;
}

// ---- systems

// Files can be chosen for any system, code is made for one.
static int check_system(Arena *arena, const BuildContext *context) {
  const char *os = context->target.goos, *arch = context->target.goarch;
  if (!system_is_known(os, arch))
    return refuse(2, "go: unsupported GOOS/GOARCH pair %s\n", arena_printf(arena, "%s/%s", os, arch));
  if (strcmp(os, "linux") != 0) return refuse(2, "tuco: not supported yet: GOOS=%s\n", os);
  if (strcmp(arch, "amd64") != 0) return refuse(2, "tuco: not supported yet: GOARCH=%s\n", arch);
  return 0;
}

// ---- variables of few values

typedef struct Limited {
  const char *name;
  const char *supported;  // what means that which is done here; "" always does
  const char *known;      // what go knows besides; NULL: anything
  const char *unknown;    // how it refuses other values
} Limited;

static const Limited limited[] = {
    {"GOAMD64", "v1", NULL, NULL},
    {"GOFIPS140", "off", "latest inprocess certified",
     "go: invalid GOFIPS140: must be off, latest, inprocess, certified, or v1.Y.Z\n"},
    {"GOEXPERIMENT", "", NULL, NULL},
    {"GOCACHEPROG", "", NULL, NULL},
    {"GO_EXTLINK_ENABLED", "0", NULL, NULL},
};

// shown: the value is only printed, so go's other ones are as good.
static int check_limited(const Limited *row, const char *value, bool shown) {
  if (!*value || settings_is_listed(row->supported, value)) return 0;
  if (row->unknown && !settings_is_listed(row->known, value) && !semver_is_canonical(value))
    return refuse(2, row->unknown, value);
  if (shown) return 0;
  fprintf(stderr, "tuco: not supported yet: %s=%s\n", row->name, value);
  return 2;
}

static const char experiments[] =
    "fieldtrack preemptibleloops staticlockranking boringcrypto regabiwrappers regabiargs heapminimum512kib arenas "
    "cgocheck2 loopvar newinliner dwarf5 jsonv2 greenteagc randomizedheapbase64 runtimefreegc sizespecializedmalloc "
    "goroutineleakprofile simd runtimesecret regabi none";

// A list with commas, each with or without "no".
const char *settings_unknown_experiment(Arena *arena, const char *list) {
  for (const char *p = list; *p; p += strcspn(p, ","), p += *p == ',') {
    const char *name = arena_strdup(arena, p, strcspn(p, ","));
    bool negated = strncmp(name, "no", 2) == 0 && settings_is_listed(experiments, name + 2);
    if (*name && !settings_is_listed(experiments, name) && !negated) return name;
  }
  return NULL;
}

static int check_experiments(Arena *arena, const char *list) {
  const char *unknown = settings_unknown_experiment(arena, list);
  return unknown ? refuse(2, "go: unknown GOEXPERIMENT %s\n", unknown) : 0;
}

// ---- toolchains: only the local one is here

static int check_toolchain(Arena *arena, const char *value, const char *local) {
  size_t n = strcspn(value, "+");
  const char *name = arena_strdup(arena, value, n), *suffix = value + n;
  bool any = !*suffix && settings_is_listed("local auto path", name);
  if (!*value || any) return 0;
  const char *version = strncmp(name, "go", 2) == 0 ? arena_strdup(arena, name + 2, strcspn(name + 2, "- \t")) : "";
  bool valid =
      (!*suffix || settings_is_listed("+auto +path", suffix)) && (strcmp(name, "local") == 0 || gover_valid(version));
  if (!valid && settings_is_listed("+auto +path", suffix)) {
    fprintf(stderr, "go: invalid GOTOOLCHAIN \"%s\": invalid minimum toolchain \"%s\"\n", value, name);
    return 1;
  }
  if (!valid) return refuse(1, "go: invalid GOTOOLCHAIN \"%s\"\n", value);
  if (strcmp(name, "local") == 0 || strcmp(name, local) == 0) return 0;
  return refuse(2, "tuco: not supported yet: GOTOOLCHAIN=%s\n", value);
}

// ---- GOPATH

const char *settings_bin(Arena *arena, const Environment *environment) {
  const char *bin = environment_get(environment, "GOBIN");
  return *bin ? bin : environment_gopath_folder(arena, environment, "bin");
}

static int check_gopath(Arena *arena, const BuildContext *context) {
  const char *list = environment_get(context->environment, "GOPATH");
  if (*list == '/' && strcmp(clean_path(arena, list), clean_path(arena, context->goroot)) == 0)
    return refuse(0,
                  "warning: both GOPATH and GOROOT are the same directory (%s); see "
                  "https://go.dev/wiki/InstallTroubleshooting\n",
                  list);
  for (const char *p = list; *p; p += strcspn(p, ":"), p += *p == ':') {
    const char *entry = arena_strdup(arena, p, strcspn(p, ":"));
    if (*entry == '~') return refuse(2, "go: GOPATH entry cannot start with shell metacharacter '~': \"%s\"\n", entry);
    if (*entry && *entry != '/')
      return refuse(2,
                    "go: GOPATH entry is relative; must be absolute path: \"%s\".\nFor more details see: 'go help "
                    "gopath'\n",
                    entry);
  }
  return 0;
}

// ---- the build cache, of which builds ask no more

static const char *cache_problem(Arena *arena, const Environment *environment) {
  if (strcmp(environment_get(environment, "GOCACHE"), "off") == 0)
    return "build cache is disabled by GOCACHE=off, but required as of Go 1.12";
  const char *place, *problem = cache_place(arena, environment, &place);
  return problem ? arena_printf(arena, "build cache is required, but could not be located: %s", problem) : NULL;
}

// As go's builder: the words of a list with spaces are tags, each whole.
static int check_tags(const StringVec *tags) {
  for (uint32_t i = 0; i < tags->len; i++)
    if (strchr(tags->data[i], ',')) return refuse(2, "go: -tags space-separated list %s\n", "contains comma");
  return 0;
}

// ---- all

int settings_check(BuildFlags *flags) {
  Arena *arena = flags->arena;
  BuildContext *context = &flags->options.context;
  const Environment *e = context->environment;
  int status = check_gopath(arena, context);
  if (!status) status = check_toolchain(arena, environment_get(e, "GOTOOLCHAIN"), context->version);
  if (!status) status = check_experiments(arena, environment_get(e, "GOEXPERIMENT"));
  const char *os = environment_get(e, "GOOS"), *arch = environment_get(e, "GOARCH");
  context->target.goos = *os ? os : "linux";
  context->target.goarch = *arch ? arch : "amd64";
  bool builds = flags->command->traits & COMMAND_COMPILES;
  if (!status && builds) status = check_system(arena, context);
  for (size_t i = 0; !status && i < sizeof limited / sizeof *limited; i++)
    status = check_limited(&limited[i], environment_get(e, limited[i].name),
                           flags->command->traits & COMMAND_SHOWS_ENVIRONMENT);
  if (!status && builds) status = check_tags(&context->target.tags);
  const char *cgo = environment_get(e, "CGO_ENABLED");
  context->cgo_wanted = strcmp(cgo, "1") == 0;
  context->cgo_off = strcmp(cgo, "0") == 0;
  if (status || !builds) return status;
  const BuildOptions *o = &flags->options;
  if (context->events && (o->verbose || o->dry_run || context->trace))
    return cmd_not_supported("-json with -v, -n or -x");  // whose text would be events, too
  flags->options.cache_problem = cache_problem(arena, e);
  return work_folder_check(flags);
}
