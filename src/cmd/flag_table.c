// The flags that several commands have: what each sets, or that it is not supported yet. What a command has of its own
// is in its file. A flag that is in no table of a command is unknown to it; one that sets nothing is refused by name,
// unless its value asks for what happens anyway. Nothing is ignored.
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/test_flags.h"

bool flag_parse_bool(const char *text, bool *value) {
  static const char *const words[] = {"0", "f", "F", "false", "FALSE", "False", "1", "t", "T", "true", "TRUE", "True"};
  for (size_t i = 0; i < 12; i++) {
    if (strcmp(words[i], text) != 0) continue;
    *value = i >= 6;
    return true;
  }
  return false;
}

bool flag_is_true(const char *text) {
  bool value = false;
  flag_parse_bool(text, &value);
  return value;
}

// ---- what flags set

static const char *set_verbose(BuildFlags *f, const char *v) {
  f->options.verbose = flag_is_true(v);
  return NULL;
}
static const char *set_commands(BuildFlags *f, const char *v) {
  f->options.context.trace = flag_is_true(v);
  return NULL;
}
static const char *set_dry_run(BuildFlags *f, const char *v) {
  f->options.dry_run = flag_is_true(v);
  return NULL;
}
static const char *set_trimpath(BuildFlags *f, const char *v) {
  f->options.context.trimpath = flag_is_true(v);
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

static const char *set_keep_work(BuildFlags *f, const char *v) {
  f->keep_work = flag_is_true(v);
  return NULL;
}

static const char *set_events(BuildFlags *f, const char *v) {
  f->options.context.events = flag_is_true(v);
  return NULL;
}

// Everything is always built anew.
static const char *set_all(BuildFlags *f, const char *v) {
  (void)f;
  (void)v;
  return NULL;
}

static const char *set_build_mode(BuildFlags *f, const char *v) {
  static const char *const others[] = {"archive", "c-archive", "c-shared", "pie", "plugin", "shared"};
  bool own = strcmp(v, "default") == 0 || strcmp(v, "exe") == 0;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (strcmp(others[i], v) == 0) flag_not_supported("buildmode", v);
  f->bad_build_mode = own ? NULL : v;
  f->options.only_program = strcmp(v, "exe") == 0;
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

// Separated by commas; a list with a space or a quote is one of words, which must not hold commas then (settings.c).
static const char *set_tags(BuildFlags *f, const char *v) {
  StringVec *tags = &f->options.context.target.tags;
  const char *problem = NULL, *tag;
  tags->len = 0;
  if (strpbrk(v, " '")) {
    while ((tag = flag_next_word(f->arena, &v, &problem)) && !problem) vec_push(f->arena, tags, tag);
    return problem;
  }
  while (*v) {
    size_t n = strcspn(v, ",");
    tag = arena_strdup(f->arena, v, n);
    if (n) vec_push(f->arena, tags, tag);
    v += n + (v[n] != 0);
  }
  return NULL;
}

// ---- the tables

// Columns: name, kind, what is done with the value.

const FlagRow flags_any[] = {{"C", FLAG_VALUE, SET(set_folder)}, FLAGS_END};
const FlagRow flags_steps[] = {{"n", FLAG_BOOL, SET(set_dry_run)}, {"x", FLAG_BOOL, SET(set_commands)}, FLAGS_END};
const FlagRow flags_verbose[] = {{"v", FLAG_BOOL, SET(set_verbose)}, FLAGS_END};
const FlagRow flags_mod[] = {{"mod", FLAG_VALUE, SET(set_mod)}, FLAGS_END};
static const char *set_mod_file(BuildFlags *flags, const char *value) {
  flags->options.context.mod_file = *value ? value : NULL;
  return NULL;
}
static const char *set_writable_cache(BuildFlags *flags, const char *value) {
  flags->options.context.writable_cache = flag_is_true(value);
  return NULL;
}
static const char *set_overlay(BuildFlags *flags, const char *value) {
  flags->overlay = *value ? value : NULL;
  return NULL;
}
const FlagRow flags_modules[] = {{"modcacherw", FLAG_BOOL, SET(set_writable_cache)},
                                 {"modfile", FLAG_VALUE, SET(set_mod_file)},
                                 {"overlay", FLAG_VALUE, SET(set_overlay)},
                                 FLAGS_END};
const FlagRow flags_build[] = {{"a", FLAG_BOOL, SET(set_all)},
                               {"asan", FLAG_BOOL, REFUSED},
                               {"asmflags", FLAG_VALUE, SET(set_assembler_flags)},
                               {"buildmode", FLAG_VALUE, SET(set_build_mode)},
                               {"buildvcs", FLAG_OPTIONAL, SET(set_vcs)},
                               {"compiler", FLAG_VALUE, SET(set_compiler)},
                               {"debug-actiongraph", FLAG_VALUE, REFUSED},
                               {"debug-runtime-trace", FLAG_VALUE, REFUSED},
                               {"debug-trace", FLAG_VALUE, REFUSED},
                               {"gccgoflags", FLAG_VALUE, REFUSED},
                               {"gcflags", FLAG_VALUE, SET(set_compiler_flags)},
                               {"installsuffix", FLAG_VALUE, REFUSED},
                               {"ldflags", FLAG_VALUE, SET(set_linker_flags)},
                               {"linkshared", FLAG_BOOL, REFUSED},
                               {"msan", FLAG_BOOL, REFUSED},
                               {"p", FLAG_VALUE, SET(set_workers)},
                               {"pgo", FLAG_VALUE, SET(set_profile)},
                               {"pkgdir", FLAG_VALUE, REFUSED},
                               {"race", FLAG_BOOL, REFUSED},
                               {"tags", FLAG_VALUE, SET(set_tags)},
                               {"toolexec", FLAG_VALUE, REFUSED},
                               {"trimpath", FLAG_BOOL, SET(set_trimpath)},
                               {"work", FLAG_BOOL, SET(set_keep_work)},
                               FLAGS_END};
// Each of these asks for coverage, -cover=false among them; the last word counts.
static const char *set_cover(BuildFlags *f, const char *v) {
  f->covers = flag_is_true(v);
  return NULL;
}
static const char *set_cover_mode(BuildFlags *f, const char *v) {
  CoverMode mode = cover_mode(v);
  if (*v && !mode) return "valid modes are \"set\", \"count\", or \"atomic\"";
  f->options.context.cover.mode = mode;
  f->covers = true;
  return NULL;
}
static const char *set_cover_packages(BuildFlags *f, const char *v) {
  StringVec *patterns = &f->options.context.cover.patterns;
  patterns->len = 0;
  for (; *v; v += *v == ',') {
    size_t n = strcspn(v, ",");
    const char *pattern = arena_strdup(f->arena, v, n);
    if (strcmp(pattern, "tool") == 0) flag_not_supported("coverpkg", pattern);
    vec_push(f->arena, patterns, pattern);
    v += n;
  }
  f->covers = true;
  return NULL;
}
const FlagRow flags_cover[] = {{"cover", FLAG_BOOL, SET(set_cover)},
                               {"covermode", FLAG_VALUE, SET(set_cover_mode)},
                               {"coverpkg", FLAG_VALUE, SET(set_cover_packages)},
                               FLAGS_END};
// Of commands that make no program.
const FlagRow flags_no_cover[] = {
    {"cover", FLAG_BOOL, REFUSED}, {"covermode", FLAG_VALUE, REFUSED}, {"coverpkg", FLAG_VALUE, REFUSED}, FLAGS_END};
const FlagRow flags_json[] = {{"json", FLAG_BOOL, SET(set_events)}, FLAGS_END};
const FlagRow flags_debug[] = {{"d", FLAG_VALUE, SET(set_debug)}, FLAGS_END};

// Flags of go's commands that are not here, which may stand in $GOFLAGS.
static const char others[] =
    "all args attr c cmd compat diff dir fix fixtool graph http insecure origin s src t unix vendor vet "
    "vettool why";

static const FlagRow *find_in(const FlagRow *row, const char *name, size_t length) {
  for (; row->name; row++)
    if (strlen(row->name) == length && memcmp(row->name, name, length) == 0) return row;
  return NULL;
}

const FlagRow *flag_find(const char *name, size_t length, const Command *command) {
  const FlagRow *found = find_in(flags_any, name, length);
  for (const FlagRow *const *table = command->flags; !found && *table; table++) found = find_in(*table, name, length);
  return found;
}

bool flag_known(const char *name, size_t length) {
  if (length == 1 && (*name == 'd' || *name == 'C')) return false;  // -d is tuco's alone, and -C must come first
  for (const Command *const *c = cmd_all; *c; c++)
    if (flag_find(name, length, *c)) return true;
  if (test_flag_passed(name, length)) return true;
  for (const char *p = others; *p; p += strcspn(p, " "), p += *p == ' ')
    if (strcspn(p, " ") == length && memcmp(p, name, length) == 0) return true;
  return false;
}
