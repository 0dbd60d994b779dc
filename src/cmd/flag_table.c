// All flags of the go command, and tuco's own -d: what each sets, or that it is not supported yet. A flag that is not
// here is unknown; one that has no function in its row is refused by name, unless its value asks for what happens
// anyway. Nothing is ignored.
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "opt/opt.h"

bool flag_parse_bool(const char *text, bool *value) {
  static const char *const words[] = {"0", "f", "F", "false", "FALSE", "False", "1", "t", "T", "true", "TRUE", "True"};
  for (size_t i = 0; i < 12; i++) {
    if (strcmp(words[i], text) != 0) continue;
    *value = i >= 6;
    return true;
  }
  return false;
}

static bool is_true(const char *text) {
  bool value = false;
  flag_parse_bool(text, &value);
  return value;
}

// ---- what flags set

static const char *set_output(BuildFlags *f, const char *v) {
  f->options.output = *v ? v : NULL;
  return NULL;
}
static const char *set_verbose(BuildFlags *f, const char *v) {
  f->options.verbose = is_true(v);
  return NULL;
}
static const char *set_commands(BuildFlags *f, const char *v) {
  f->options.print_commands = is_true(v);
  return NULL;
}
static const char *set_dry_run(BuildFlags *f, const char *v) {
  f->options.dry_run = is_true(v);
  return NULL;
}
static const char *set_trimpath(BuildFlags *f, const char *v) {
  f->options.context.trimpath = is_true(v);
  return NULL;
}
static const char *set_deps(BuildFlags *f, const char *v) {
  f->deps = is_true(v);
  return NULL;
}
static const char *set_changed(BuildFlags *f, const char *v) {
  f->changed = is_true(v);
  return NULL;
}
static const char *set_format(BuildFlags *f, const char *v) {
  f->format = *v ? v : NULL;
  return NULL;
}
static const char *set_folder(BuildFlags *f, const char *v) {
  f->options.dir = v;
  return NULL;
}
static const char *set_mod(BuildFlags *f, const char *v) {
  f->options.context.mod = *v ? v : NULL;
  return NULL;
}

// Everything is always built anew.
static const char *set_all(BuildFlags *f, const char *v) {
  (void)f;
  (void)v;
  return NULL;
}

static const char *set_json(BuildFlags *f, const char *v) {
  bool on;
  f->json = true;
  if (flag_parse_bool(v, &on)) {
    f->json = on;
    return NULL;
  }
  if (!*v) vec_push(f->arena, &f->json_fields, v);  // no field at all
  while (*v) {
    size_t n = strcspn(v, ",");
    const char *field = arena_strdup(f->arena, v, n);
    if (n) vec_push(f->arena, &f->json_fields, field);
    v += n + (v[n] != 0);
  }
  return NULL;
}

static const char *set_build_mode(BuildFlags *f, const char *v) {
  static const char *const others[] = {"archive", "c-archive", "c-shared", "pie", "plugin", "shared"};
  bool own = strcmp(v, "default") == 0 || strcmp(v, "exe") == 0;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (strcmp(others[i], v) == 0) flag_not_supported("buildmode", v);
  f->bad_build_mode = own ? NULL : v;
  return NULL;
}

static const char *set_compiler(BuildFlags *f, const char *v) {
  if (strcmp(v, "gccgo") == 0) flag_not_supported("compiler", v);
  return strcmp(v, "gc") == 0 ? NULL : arena_printf(f->arena, "unknown compiler \"%s\"", v);
}

// Profiles are not used: a default.pgo changes nothing (build -v says so), another one is refused.
static const char *set_profile(BuildFlags *f, const char *v) {
  f->options.unprofiled = strcmp(v, "off") == 0;
  if (*v && !f->options.unprofiled && strcmp(v, "auto") != 0) flag_not_supported("pgo", v);
  return NULL;
}

static const char *set_vcs(BuildFlags *f, const char *v) {
  bool on;
  if (!*v || strcmp(v, "auto") == 0) f->options.vcs = VCS_AUTO;
  else if (!flag_parse_bool(v, &on)) return "value is neither 'auto' nor a valid bool";
  else f->options.vcs = on ? VCS_REQUIRED : VCS_OFF;
  return NULL;
}

static const char *set_workers(BuildFlags *f, const char *v) {
  char *end;
  long n = strtol(v, &end, 10);
  if (*end || !*v) return "parse error";
  f->options.workers = n > 4096 ? 4096 : n < 1 ? 0 : (uint32_t)n;
  f->bad_workers = n < 1 ? v : NULL;
  return NULL;
}

static const char *set_tags(BuildFlags *f, const char *v) {
  f->options.context.target.tags.len = 0;
  while (*v) {
    size_t n = strcspn(v, ", ");
    const char *tag = arena_strdup(f->arena, v, n);
    if (n) vec_push(f->arena, &f->options.context.target.tags, tag);
    v += n + (v[n] != 0);
  }
  return NULL;
}

static bool debug_number(const char *text, uint64_t *number) {
  char *end;
  errno = 0;
  *number = strtoull(text, &end, 10);
  return isdigit((unsigned char)*text) && !*end && !errno;
}

// PASS:FUNCTION or PASS, of all passes or one; others: stages besides, between spaces.
static bool is_place(const char *text, const char *others) {
  size_t n = strcspn(text, ":");
  if (opt_is_pass(text, n, false)) return true;
  for (const char *p = others; *p; p += strcspn(p, " "), p += *p == ' ')
    if (strcspn(p, " ") == n && memcmp(p, text, n) == 0) return true;
  return false;
}

// PASS:N
static bool is_limit(const char *text) {
  uint64_t number;
  size_t n = strcspn(text, ":");
  return opt_is_pass(text, n, true) && text[n] && debug_number(text + n + 1, &number);
}

// -d=verify,time,memory,variables,shuffle=N,dump:pass:function,off:pass,limit:pass:N,fail:pass:function,check, test
// (the packages' test executables), rounds=N (these N times), compile (says what the compiler says, not the go command
// before it)
static const char *set_debug(BuildFlags *f, const char *v) {
  static const StringVariable test_binary = {"testing.testBinary", "1"};
  DebugOptions *d = &f->options.debug;
  while (*v) {
    size_t n = strcspn(v, ",");
    char *word = arena_strdup(f->arena, v, n);
    uint64_t number = 0;
    if (strcmp(word, "verify") == 0) d->verify = true;
    else if (strcmp(word, "time") == 0) d->time = true;
    else if (strcmp(word, "memory") == 0) d->memory = true;
    else if (strcmp(word, "variables") == 0) d->variables = true;
    else if (strncmp(word, "shuffle=", 8) == 0 && debug_number(word + 8, &number)) d->shuffle = number;
    else if (strncmp(word, "dump:", 5) == 0 && is_place(word + 5, "all lower emit")) d->dump = word + 5;
    else if (strncmp(word, "fail:", 5) == 0 && is_place(word + 5, "all")) d->fail = word + 5;
    else if (strncmp(word, "off:", 4) == 0 && opt_is_pass(word + 4, n - 4, true))
      d->off = d->off ? arena_printf(f->arena, "%s,%s", d->off, word + 4) : word + 4;
    else if (strncmp(word, "limit:", 6) == 0 && is_limit(word + 6)) d->limit = word + 6;
    else if (strcmp(word, "compile") == 0) d->compile = true;
    else if (strcmp(word, "check") == 0) f->options.check_only = true;
    else if (strncmp(word, "rounds=", 7) == 0 && debug_number(word + 7, &number) && number <= UINT32_MAX)
      f->options.rounds = (uint32_t)number;
    else if (strcmp(word, "test") == 0) {
      f->options.context.test = true;
      vec_push(f->arena, &f->options.variables, test_binary);
    } else return "parse error";
    v += n + (v[n] != 0);
  }
  return NULL;
}

// ---- the table

static const FlagRow rows[] = {
    // name, kind, commands, set, values that change nothing
    {"C", FLAG_VALUE, IN_BUILDS | IN_ENV | IN_VERSION, set_folder, NULL},
    {"a", FLAG_BOOL, IN_BUILDS, set_all, NULL},
    {"asan", FLAG_BOOL, IN_BUILDS, NULL, NULL},
    {"asmflags", FLAG_VALUE, IN_BUILDS, set_assembler_flags, NULL},
    {"buildmode", FLAG_VALUE, IN_BUILDS, set_build_mode, NULL},
    {"buildvcs", FLAG_OPTIONAL, IN_BUILDS, set_vcs, NULL},
    {"changed", FLAG_BOOL, IN_ENV, set_changed, NULL},
    {"compiled", FLAG_BOOL, IN_LIST, NULL, NULL},
    {"compiler", FLAG_VALUE, IN_BUILDS, set_compiler, NULL},
    {"cover", FLAG_BOOL, IN_BUILDS, NULL, NULL},
    {"covermode", FLAG_VALUE, IN_BUILDS, NULL, NULL},
    {"coverpkg", FLAG_VALUE, IN_BUILDS, NULL, NULL},
    {"d", FLAG_VALUE, IN_BUILDS, set_debug, NULL},
    {"debug-actiongraph", FLAG_VALUE, IN_BUILDS, NULL, NULL},
    {"debug-runtime-trace", FLAG_VALUE, IN_BUILDS, NULL, NULL},
    {"debug-trace", FLAG_VALUE, IN_BUILDS, NULL, NULL},
    {"deps", FLAG_BOOL, IN_LIST, set_deps, NULL},
    {"e", FLAG_BOOL, IN_LIST, NULL, NULL},
    {"exec", FLAG_VALUE, IN_RUN, NULL, NULL},
    {"export", FLAG_BOOL, IN_LIST, NULL, NULL},
    {"f", FLAG_VALUE, IN_LIST, set_format, NULL},
    {"find", FLAG_BOOL, IN_LIST, NULL, NULL},
    {"gccgoflags", FLAG_VALUE, IN_BUILDS, NULL, NULL},
    {"gcflags", FLAG_VALUE, IN_BUILDS, set_compiler_flags, NULL},
    {"installsuffix", FLAG_VALUE, IN_BUILDS, NULL, NULL},
    {"json", FLAG_BOOL, IN_BUILD | IN_VERSION, NULL, NULL},
    {"json", FLAG_OPTIONAL, IN_LIST, set_json, NULL},
    {"json", FLAG_BOOL, IN_ENV, set_json, NULL},
    {"ldflags", FLAG_VALUE, IN_BUILDS, set_linker_flags, NULL},
    {"linkshared", FLAG_BOOL, IN_BUILDS, NULL, NULL},
    {"m", FLAG_BOOL, IN_LIST | IN_VERSION, NULL, NULL},
    {"mod", FLAG_VALUE, IN_BUILDS, set_mod, NULL},
    {"modcacherw", FLAG_BOOL, IN_BUILDS, NULL, "true 1"},  // nothing is downloaded
    {"modfile", FLAG_VALUE, IN_BUILDS, NULL, NULL},
    {"msan", FLAG_BOOL, IN_BUILDS, NULL, NULL},
    {"n", FLAG_BOOL, IN_BUILDS, set_dry_run, NULL},
    {"o", FLAG_VALUE, IN_BUILD, set_output, NULL},
    {"overlay", FLAG_VALUE, IN_BUILDS, NULL, NULL},
    {"p", FLAG_VALUE, IN_BUILDS, set_workers, NULL},
    {"pgo", FLAG_VALUE, IN_BUILDS, set_profile, NULL},
    {"pkgdir", FLAG_VALUE, IN_BUILDS, NULL, NULL},
    {"race", FLAG_BOOL, IN_BUILDS, NULL, NULL},
    {"retracted", FLAG_BOOL, IN_LIST, NULL, NULL},
    {"reuse", FLAG_VALUE, IN_LIST, NULL, NULL},
    {"tags", FLAG_VALUE, IN_BUILDS, set_tags, NULL},
    {"test", FLAG_BOOL, IN_LIST, NULL, NULL},
    {"toolexec", FLAG_VALUE, IN_BUILDS, NULL, NULL},
    {"trimpath", FLAG_BOOL, IN_BUILDS, set_trimpath, NULL},
    {"u", FLAG_BOOL, IN_LIST | IN_ENV, NULL, NULL},
    {"v", FLAG_BOOL, IN_BUILDS, set_verbose, NULL},
    {"v", FLAG_BOOL, IN_VERSION, NULL, NULL},
    {"versions", FLAG_BOOL, IN_LIST, NULL, NULL},
    {"w", FLAG_BOOL, IN_ENV, NULL, NULL},
    {"work", FLAG_BOOL, IN_BUILDS, NULL, NULL},
    {"x", FLAG_BOOL, IN_BUILDS, set_commands, NULL},
    {"x", FLAG_BOOL, IN_ENV, NULL, NULL},
};

// Flags of go's other commands, which may stand in $GOFLAGS.
static const char *const others[] = {
    "args",
    "artifacts",
    "attr",
    "bench",
    "benchmem",
    "benchtime",
    "blockprofile",
    "blockprofilerate",
    "c",
    "cache",
    "count",
    "coverprofile",
    "cpu",
    "cpuprofile",
    "diff",
    "dir",
    "dropreplace",
    "exclude",
    "failfast",
    "fix",
    "fixtool",
    "fullpath",
    "fuzz",
    "fuzzcache",
    "fuzzminimizetime",
    "fuzztime",
    "go",
    "graph",
    "i",
    "insecure",
    "list",
    "memprofile",
    "memprofilerate",
    "modcache",
    "module",
    "mutexprofile",
    "mutexprofilefraction",
    "origin",
    "outputdir",
    "parallel",
    "print",
    "r",
    "replace",
    "require",
    "retract",
    "run",
    "s",
    "short",
    "shuffle",
    "skip",
    "t",
    "test.v",
    "testcache",
    "timeout",
    "tool",
    "toolchain",
    "trace",
    "vendor",
    "vet",
    "vettool",
    "why",
    "compat",
    "all",
    "cmd",
    "http",
    "src",
    "unix",
    "use",
    "dropuse",
    "godebug",
    "dropgodebug",
    "droprequire",
};

const FlagRow *flag_find(const char *name, size_t length, int commands) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if ((rows[i].commands & commands) && strlen(rows[i].name) == length && memcmp(rows[i].name, name, length) == 0)
      return &rows[i];
  return NULL;
}

bool flag_known(const char *name, size_t length) {
  // -d is tuco's alone, and -C must come first.
  if (flag_find(name, length, ~0)) return length != 1 || (*name != 'd' && *name != 'C');
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (strlen(others[i]) == length && memcmp(others[i], name, length) == 0) return true;
  return false;
}
