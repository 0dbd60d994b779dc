// Reads the command line of `tuco test`. Flags may stand before and after the packages. Those of package testing are
// known here, with "test." before their names or without, and go to the executables in one form, "-test.run=X"; flags
// that nobody knows are the tests' own, and from the first one on no word names a package.
#include "cmd/test_flags.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/paths.h"
#include "base/unicode.h"
#include "test/duration.h"

// ---- the flags

typedef enum PassedKind { PASSED_BOOL, PASSED_TEXT, PASSED_INT, PASSED_DURATION, PASSED_OWN } PassedKind;

// What goes to the executables.
static const struct {
  const char *name;
  PassedKind kind;
} passed[] = {{"artifacts", PASSED_BOOL},
              {"bench", PASSED_TEXT},
              {"benchmem", PASSED_BOOL},
              {"benchtime", PASSED_TEXT},
              {"blockprofile", PASSED_TEXT},
              {"blockprofilerate", PASSED_TEXT},
              {"count", PASSED_INT},
              {"coverprofile", PASSED_TEXT},
              {"cpu", PASSED_TEXT},
              {"cpuprofile", PASSED_TEXT},
              {"failfast", PASSED_BOOL},
              {"fullpath", PASSED_BOOL},
              {"fuzz", PASSED_TEXT},
              {"fuzzminimizetime", PASSED_TEXT},
              {"fuzztime", PASSED_TEXT},
              {"list", PASSED_TEXT},
              {"memprofile", PASSED_TEXT},
              {"memprofilerate", PASSED_TEXT},
              {"mutexprofile", PASSED_TEXT},
              {"mutexprofilefraction", PASSED_TEXT},
              {"outputdir", PASSED_OWN},
              {"parallel", PASSED_INT},
              {"run", PASSED_TEXT},
              {"short", PASSED_BOOL},
              {"shuffle", PASSED_OWN},
              {"skip", PASSED_TEXT},
              {"timeout", PASSED_DURATION},
              {"trace", PASSED_TEXT},
              {"v", PASSED_OWN}};
enum { PASSED_COUNT = sizeof passed / sizeof *passed };

static const char default_vet[] =
    "atomic bool buildtags directive errorsas ifaceassert nilfunc printf slog "
    "stringintconv tests";
// The analyzers that -vet may name.
static const char analyzers[] =
    "appends asmdecl assign atomic bool bools buildtag buildtags cgocall composites copylocks defers directive "
    "errorsas "
    "framepointer hostport httpresponse ifaceassert loopclosure lostcancel methods nilfunc printf rangeloops shift "
    "sigchanyzer slog stdmethods stdversion stringintconv structtag testinggoroutine tests timeformat unmarshal "
    "unreachable unsafeptr unusedresult waitgroup";

static const char *set_exec(BuildFlags *flags, const char *value) {
  TestFlags *asked = flags->state;
  const char *problem = NULL;
  asked->exec.len = 0;
  for (const char *word; !problem && (word = flag_next_word(flags->arena, &value, &problem)) && !problem;)
    vec_push(flags->arena, &asked->exec, word);
  return problem;
}

static void add_analyzers(BuildFlags *flags, const char *words) {
  TestFlags *asked = flags->state;
  for (const char *p = words; *p; p += strcspn(p, " "), p += *p == ' ') {
    const char *word = arena_printf(flags->arena, "-%.*s", (int)strcspn(p, " "), p);
    vec_push(flags->arena, &asked->vet_words, word);
  }
}

// A list with commas of analyzers, or "all" or "off"; nothing means the few that hardly err.
static const char *set_vet(BuildFlags *flags, const char *value) {
  TestFlags *asked = flags->state;
  const char *alone = NULL;
  if (strchr(value, '=')) return "-vet argument cannot contain equal signs";
  if (strchr(value, ' ')) return "-vet argument is comma-separated list, cannot contain spaces";
  asked->vet_words.len = 0;
  asked->vet_off = false;
  asked->vet_chosen = *value != 0;
  if (!*value) return add_analyzers(flags, default_vet), NULL;
  for (const char *p = value;; p++) {
    size_t n = strcspn(p, ",");
    const char *name = arena_strdup(flags->arena, p, n);
    if (!n) return "-vet argument contains empty list element";
    if (strcmp(name, "all") == 0 || strcmp(name, "off") == 0) {
      alone = name;
      asked->vet_off = *name == 'o';
      asked->vet_words.len = 0;
    } else if (!settings_is_listed(analyzers, name)) {
      return arena_printf(flags->arena, "-vet argument must be a supported analyzer or a distinguished value; found %s",
                          name);
    } else add_analyzers(flags, name);
    p += n;
    if (!*p) break;
  }
  if (alone && asked->vet_words.len > 1)
    return arena_printf(flags->arena, "-vet does not accept \"%s\" in a list with other analyzers", alone);
  return NULL;
}

const FlagRow flags_test[] = {{"c", FLAG_BOOL, TO_BOOL(TestFlags, compile_only)},
                              {"exec", FLAG_VALUE, SET(set_exec)},
                              {"json", FLAG_BOOL, TO_BOOL(TestFlags, json)},
                              {"o", FLAG_VALUE, TO_TEXT(TestFlags, output)},
                              {"vet", FLAG_VALUE, SET(set_vet)},
                              FLAGS_END};

int test_flags_prepare(BuildFlags *flags, int argc, char **argv) {
  (void)argc;
  (void)argv;
  Command *command = arena_new(flags->arena, Command);
  FlagRow *rows = arena_array(flags->arena, FlagRow, 2 * PASSED_COUNT + 1), *row = rows;
  size_t tables = 0;
  *command = *flags->command;
  for (size_t i = 0; i < PASSED_COUNT; i++) {
    bool own = strcmp(passed[i].name, "v") == 0;
    FlagKind kind = passed[i].kind == PASSED_BOOL ? FLAG_BOOL : own ? FLAG_OPTIONAL : FLAG_VALUE;
    *row++ = (FlagRow){passed[i].name, kind, TO_GIVEN(TestFlags, given)};
    *row++ = (FlagRow){arena_printf(flags->arena, "test.%s", passed[i].name), kind, TO_GIVEN(TestFlags, given)};
  }
  while (command->flags[tables]) tables++;
  assert(tables + 1 < sizeof command->flags / sizeof *command->flags);
  command->flags[tables] = rows;
  flags->command = command;
  return 0;
}

// ---- values

static const char *short_name(const char *name) { return strncmp(name, "test.", 5) == 0 ? name + 5 : name; }

bool test_flag_passed(const char *name, size_t length) {
  if (length > 5 && strncmp(name, "test.", 5) == 0) name += 5, length -= 5;
  for (size_t i = 0; i < PASSED_COUNT; i++)
    if (strlen(passed[i].name) == length && memcmp(passed[i].name, name, length) == 0) return true;
  return false;
}

static const char *check_number(Arena *arena, const char **value) {
  char *end;
  errno = 0;
  long long number = strtoll(*value, &end, 0);
  if (!**value || *end) return "parse error";
  if (errno == ERANGE) return "value out of range";
  *value = arena_printf(arena, "%lld", number);
  return NULL;
}

static const char *check_own(const BuildFlags *flags, const char *name, const char **value) {
  Arena *arena = flags->arena;
  const char *text = *value;
  bool on;
  if (strcmp(name, "v") == 0) {
    if (strcmp(text, "test2json") == 0) return NULL;
    if (!flag_parse_bool(text, &on)) return arena_printf(arena, "invalid flag -test.v=%s", text);
    *value = on ? "true" : "false";
  } else if (strcmp(name, "shuffle") == 0) {
    if (strcmp(text, "on") == 0 || strcmp(text, "off") == 0) return NULL;
    const char *problem = check_number(arena, value);
    if (problem)
      return arena_printf(arena,
                          "-shuffle argument must be \"on\", \"off\", or an int64: strconv.ParseInt: parsing %s: %s",
                          text_quote(arena, text, strlen(text)), *problem == 'p' ? "invalid syntax" : problem);
  } else if (*text) {
    const char *dir = flags->options.dir ? flags->options.dir : ".";
    char *here = realpath(dir, NULL);
    *value = absolute_path(arena, here ? here : "/", text);
    free(here);
  }
  return NULL;
}

// Puts a value into the form in which it goes to executables. What is wrong with it, NULL: nothing.
static const char *check_value(const BuildFlags *flags, const char *name, const char **value) {
  PassedKind kind = PASSED_TEXT;
  int64_t duration;
  bool on = false;
  for (size_t i = 0; i < PASSED_COUNT; i++)
    if (strcmp(passed[i].name, name) == 0) kind = passed[i].kind;
  switch (kind) {
    case PASSED_BOOL:
      flag_parse_bool(*value, &on);
      *value = on ? "true" : "false";
      return NULL;
    case PASSED_TEXT: return NULL;
    case PASSED_INT: return check_number(flags->arena, value);
    case PASSED_DURATION:
      if (!duration_parse(*value, &duration)) return "parse error";
      *value = duration_text(flags->arena, duration);
      return NULL;
    case PASSED_OWN: return check_own(flags, name, value);
  }
  return NULL;
}

static bool fail_usage(const BuildFlags *flags, const char *problem) {
  if (problem) fprintf(stderr, "%s\n", problem);
  fprintf(stderr, "usage: go test %s\nRun 'go help test' and 'go help testflag' for details.\n", flags->command->usage);
  return false;
}

// Checks what was just given, and says what is wrong as package flag does.
static bool check_given(BuildFlags *flags, FlagGiven *given, const char *where) {
  const char *asked = given->value, *problem = check_value(flags, short_name(given->name), &given->value);
  if (!problem) return true;
  bool is_switch = strcmp(short_name(given->name), "v") == 0;
  return fail_usage(flags,
                    arena_printf(flags->arena, "%sinvalid %s %s for %s-%s%s: %s", *where ? "go: " : "",
                                 is_switch ? "boolean value" : "value", text_quote(flags->arena, asked, strlen(asked)),
                                 is_switch ? "" : "flag ", given->name, where, problem));
}

const char *test_flag_value(const TestFlags *asked, const char *name) {
  for (uint32_t i = asked->given.len; i > 0; i--)
    if (strcmp(short_name(asked->given.data[i - 1].name), name) == 0) return asked->given.data[i - 1].value;
  return "";
}

const char *test_flags_profile(const TestFlags *asked) {
  static const char *const names[] = {"blockprofile", "cpuprofile", "memprofile", "mutexprofile", "trace"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (*test_flag_value(asked, names[i])) return names[i];
  return "";
}

// ---- the command line

typedef struct TestWords {
  BuildFlags *flags;
  TestFlags *asked;
  int argc;
  char **argv;
  bool packages_end;    // no word names a package any more
  bool in_packages;     // the last word named one
  bool after_unknown;   // the last word was a flag that is not known, without a value
  const char *unknown;  // the first of these
  StringVec explicit;   // for the executables
  bool all_taken;
} TestWords;

static void pass(TestWords *w, const char *word) { vec_push(w->flags->arena, &w->explicit, word); }

static void pass_rest(TestWords *w, int from) {
  for (int i = from; i < w->argc; i++) pass(w, w->argv[i]);
  w->all_taken = true;
}

static void take_plain(TestWords *w, int *index, bool was_after_unknown) {
  const char *word = w->argv[*index];
  if (!w->in_packages && (w->packages_end || w->asked->packages.len)) {
    // It may be the value of the flag before it.
    if (!was_after_unknown) return pass_rest(w, *index);
    pass(w, word);
  } else {
    w->in_packages = true;
    vec_push(w->flags->arena, &w->asked->packages, word);
  }
  ++*index;
}

static void take_unknown(TestWords *w, const FlagParsed *parsed, int index) {
  w->packages_end = true;
  if (strcmp(parsed->word, "-args") == 0 || strcmp(parsed->word, "--args") == 0) return pass_rest(w, index);
  if (!w->unknown) w->unknown = parsed->word;
  pass(w, parsed->word);
  w->after_unknown = !parsed->value;
}

static bool take_known(TestWords *w, const FlagParsed *parsed) {
  if (parsed->row->store != STORE_GIVEN) return true;
  FlagGiven *given = &vec_last(&w->asked->given);
  if (!check_given(w->flags, given, "")) return false;
  pass(w, arena_printf(w->flags->arena, "-test.%s=%s", short_name(given->name), given->value));
  return true;
}

static bool take_word(TestWords *w, int *index) {
  FlagParsed parsed;
  int start = *index;
  bool was_after_unknown = w->after_unknown;
  FlagWord kind = flag_parse_word(w->flags, w->argc, w->argv, index, &parsed);
  w->after_unknown = false;
  if (kind == FLAG_WORD_END) return pass_rest(w, start), true;
  if (kind == FLAG_WORD_NONE || kind == FLAG_WORD_MALFORMED) {
    *index = start;
    return take_plain(w, index, was_after_unknown), true;
  }
  w->in_packages = false;
  switch (kind) {
    case FLAG_WORD_HELP: return fail_usage(w->flags, NULL);
    case FLAG_WORD_WRONG: return fail_usage(w->flags, parsed.problem);
    case FLAG_WORD_UNKNOWN: return take_unknown(w, &parsed, *index), true;
    default: return take_known(w, &parsed);
  }
}

// ---- what goes to the executables

static bool is_given(const FlagGiven *given, uint32_t count, const char *name) {
  for (uint32_t i = 0; i < count; i++)
    if (strcmp(short_name(given[i].name), name) == 0) return true;
  return false;
}

// Those of $GOFLAGS, by name, less those that stand on the command line.
static void add_from_goflags(TestWords *w, uint32_t count) {
  TestFlags *asked = w->asked;
  StringVec names = {0};
  for (uint32_t i = 0; i < count; i++) vec_push(w->flags->arena, &names, asked->given.data[i].name);
  strings_sort_unique(&names);
  for (uint32_t i = 0; i < names.len; i++) {
    const char *name = short_name(names.data[i]);
    if (is_given(asked->given.data + count, asked->given.len - count, name)) continue;
    if (asked->json && strcmp(name, "v") == 0) continue;
    const char *word = arena_printf(w->flags->arena, "-test.%s=%s", name, test_flag_value(asked, name));
    vec_push(w->flags->arena, &asked->arguments, word);
  }
}

static void add_defaults(TestWords *w) {
  TestFlags *asked = w->asked;
  Arena *arena = w->flags->arena;
  if (!is_given(asked->given.data, asked->given.len, "timeout"))
    vec_push(arena, &asked->arguments, "-test.timeout=10m0s");
  bool makes_files = *test_flags_profile(asked) || strcmp(test_flag_value(asked, "artifacts"), "true") == 0;
  if (makes_files && !is_given(asked->given.data, asked->given.len, "outputdir")) {
    char *here = realpath(w->flags->options.dir ? w->flags->options.dir : ".", NULL);
    const char *word = arena_printf(arena, "-test.outputdir=%s", here ? here : "");
    vec_push(arena, &asked->arguments, word);
    free(here);
  }
}

static void look_for_help(TestWords *w) {
  for (uint32_t i = 0; i < w->explicit.len; i++) {
    const char *word = w->explicit.data[i];
    if (strcmp(word, "--") == 0) return;
    w->asked->shows_help |= strcmp(word, "-h") == 0 || strcmp(word, "-help") == 0 || strcmp(word, "--help") == 0;
  }
}

const char *const test_flags_refused[] = {"blockprofile", "mutexprofile", "trace", "coverpkg", NULL};

static void refuse(const BuildFlags *flags) {
  const TestFlags *asked = flags->state;
  if (flags->covers && flags->options.context.cover.patterns.len) flag_not_supported("coverpkg", NULL);
  if (*test_flag_value(asked, "fuzz")) return;  // with which go refuses the others, too
  for (const char *const *name = test_flags_refused; *name; name++)
    if (*test_flag_value(asked, *name)) flag_not_supported(*name, test_flag_value(asked, *name));
}

bool test_flags_read(BuildFlags *flags, int argc, char **argv) {
  TestFlags *asked = flags->state;
  TestWords w = {.flags = flags, .asked = asked, .argc = argc, .argv = argv};
  set_vet(flags, "");
  if (!flags_take_goflags(flags)) return false;
  uint32_t from_goflags = asked->given.len;
  for (uint32_t i = 0; i < from_goflags; i++)
    if (!check_given(flags, &asked->given.data[i], " (from $GOFLAGS)")) return false;
  for (int index = 0; index < argc && !w.all_taken;)
    if (!take_word(&w, &index)) return false;
  if (w.unknown && asked->compile_only)
    return fail_usage(flags, arena_printf(flags->arena, "go: unknown flag %s cannot be used with -c", w.unknown));
  flags->covers |= is_given(asked->given.data, asked->given.len, "coverprofile");
  refuse(flags);
  if (asked->json) vec_push(flags->arena, &asked->arguments, "-test.v=test2json");
  add_from_goflags(&w, from_goflags);
  add_defaults(&w);
  look_for_help(&w);
  for (uint32_t i = 0; i < w.explicit.len; i++) vec_push(flags->arena, &asked->arguments, w.explicit.data[i]);
  return true;
}
