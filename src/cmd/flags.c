// Reading of flags, as Go's package flag and the go command's handling of $GOFLAGS do it. Which flags there are:
// flag_table.c.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/unicode.h"
#include "cmd/cmd.h"

// A flag as written: "-name", "--name=value".
typedef struct Written {
  const char *name, *value;  // value NULL: none
  size_t length;             // of the name
} Written;

// False: it is not written as a flag.
static bool split(const char *word, Written *w) {
  if (word[0] != '-' || !word[1]) return false;
  w->name = word + 1 + (word[1] == '-');
  w->length = strcspn(w->name, "=");
  w->value = w->name[w->length] ? w->name + w->length + 1 : NULL;
  return w->length && *w->name != '-';
}

// Into the command's state.
static void store(BuildFlags *flags, const FlagRow *row, const char *value) {
  void *field = (char *)flags->state + row->field;
  FlagGiven given = {row->name, value};
  if (row->store == STORE_BOOL) *(bool *)field = flag_is_true(value);
  else if (row->store == STORE_TEXT) *(const char **)field = value;
  else if (row->store == STORE_LIST) vec_push(flags->arena, (StringVec *)field, value);
  else vec_push(flags->arena, (FlagGivenVec *)field, given);
}

static const char *set_flag(BuildFlags *flags, const FlagRow *row, const char *value) {
  if (row->set) return row->set(flags, value);
  if (row->store) return store(flags, row, value), NULL;
  size_t n = strlen(value);
  for (const char *p = row->same; p && *p; p += strcspn(p, " "), p += *p == ' ')
    if (strcspn(p, " ") == n && strncmp(p, value, n) == 0) return NULL;
  if (row->kind == FLAG_BOOL || !n) {
    bool on = false;
    flag_parse_bool(value, &on);
    if (!on) return NULL;
  }
  flag_not_supported(row->name, row->kind == FLAG_BOOL ? NULL : value);
}

static bool fail(const Command *command, const char *text) {
  fprintf(stderr, "%s\n", text);
  cmd_print_usage(command, STDERR_FILENO);
  return false;
}

// Sets a flag. NULL: done; else what is wrong, as package flag says it, `where` behind the flag's name.
static const char *apply(BuildFlags *flags, const FlagRow *row, const char *value, const char *where) {
  bool on;
  const char *problem = row->kind == FLAG_BOOL && !flag_parse_bool(value, &on) ? "parse error" : NULL;
  if (!problem) problem = set_flag(flags, row, value);
  if (!problem) return NULL;
  // Only on the command line package flag leaves out that a boolean one is a flag.
  const char *boolean = row->kind == FLAG_VALUE ? "" : "boolean ", *flag = *boolean && !*where ? "" : "flag ";
  return arena_printf(flags->arena, "invalid %svalue %s for %s-%s%s: %s", boolean,
                      text_quote(flags->arena, value, strlen(value)), flag, row->name, where, problem);
}

// ---- $GOFLAGS: words that are flags with their values; those that the command does not have do not matter to it.

static const char *word_problem(const BuildFlags *flags, const char *word) {
  Written w;
  if (!split(word, &w)) return arena_printf(flags->arena, "non-flag \"%s\"", word);
  bool known = flag_known(w.name, w.length) || flag_find(w.name, w.length, flags->command);
  return known ? NULL : arena_printf(flags->arena, "unknown flag -%.*s", (int)w.length, w.name);
}

static bool take_word(BuildFlags *flags, const char *word) {
  const Command *command = flags->command;
  Written w;
  split(word, &w);
  const FlagRow *row = flag_find(w.name, w.length, command);
  if (!row) return true;
  vec_push(flags->arena, &flags->from_goflags, row->name);
  if (!w.value && row->kind == FLAG_VALUE)
    return fail(command, arena_printf(flags->arena, "go: flag needs an argument: -%s (from $GOFLAGS)", row->name));
  const char *problem = apply(flags, row, w.value ? w.value : "true", " (from $GOFLAGS)");
  return !problem || fail(command, arena_printf(flags->arena, "go: %s", problem));
}

bool flag_in_goflags(const BuildFlags *flags, const char *name) {
  for (uint32_t i = 0; i < flags->from_goflags.len; i++)
    if (strcmp(flags->from_goflags.data[i], name) == 0) return true;
  return false;
}

bool flags_gowork_wrong(const Environment *environment) {
  const char *work = environment_get(environment, "GOWORK");
  return *work && *work != '/' && strcmp(work, "off") != 0 && strcmp(work, "auto") != 0;
}

bool flags_take_goflags(BuildFlags *flags) {
  Environment environment = {0};
  environment_read(flags->arena, &environment);
  const char *text = environment_get(&environment, "GOFLAGS");
  if (flags->command->traits & COMMAND_SHOWS_ENVIRONMENT) return true;  // right or wrong
  // go looks at GOWORK before all else, as it looks for a toolchain line.
  if (flags_gowork_wrong(&environment)) exit(cmd_fail("invalid GOWORK: not an absolute path"));
  const char *problem = NULL;
  StringVec words = {0};
  for (const char *word; !problem && (word = flag_next_word(flags->arena, &text, &problem)) && !problem;) {
    vec_push(flags->arena, &words, word);
    problem = word_problem(flags, word);
  }
  if (problem) {
    cmd_warn("parsing $GOFLAGS: %s", problem);
    exit(1);
  }
  for (uint32_t i = 0; i < words.len; i++)
    if (!take_word(flags, words.data[i])) return false;
  return true;
}

// ---- the command line

static bool is_help(const Written *w) {
  return !w->value && ((w->length == 1 && *w->name == 'h') || (w->length == 4 && strncmp(w->name, "help", 4) == 0));
}

// What only all flags together show to be without effect. False after saying so.
static bool fit_together(const BuildFlags *flags) {
  const BuildOptions *options = &flags->options;
  if (!options->rounds || options->context.test) return true;
  return fail(flags->command, "-d=rounds is without effect but with -d=test");
}

FlagWord flag_parse_word(BuildFlags *flags, int argc, char **argv, int *index, FlagParsed *parsed) {
  Arena *arena = flags->arena;
  const char *word = argv[*index];
  Written w;
  *parsed = (FlagParsed){.word = word};
  if (word[0] != '-' || !word[1]) return FLAG_WORD_NONE;
  ++*index;
  if (strcmp(word, "--") == 0) return FLAG_WORD_END;
  if (!split(word, &w)) {
    parsed->problem = arena_printf(arena, "bad flag syntax: %s", word);
    return FLAG_WORD_MALFORMED;
  }
  if (is_help(&w)) return FLAG_WORD_HELP;
  const FlagRow *row = parsed->row = flag_find(w.name, w.length, flags->command);
  parsed->value = w.value;
  if (!row) {
    parsed->problem = arena_printf(arena, "flag provided but not defined: -%.*s", (int)w.length, w.name);
    return FLAG_WORD_UNKNOWN;
  }
  bool first = *index == 1;
  if (!w.value && row->kind == FLAG_VALUE) parsed->value = *index < argc ? argv[(*index)++] : NULL;
  else if (!w.value) parsed->value = "true";
  if (!parsed->value) parsed->problem = arena_printf(arena, "flag needs an argument: -%s", row->name);
  else if (strcmp(row->name, "C") == 0 && !first)
    parsed->problem = arena_printf(
        arena, "invalid value \"%s\" for flag -C: -C flag must be first flag on command line", parsed->value);
  else parsed->problem = apply(flags, row, parsed->value, "");
  return parsed->problem ? FLAG_WORD_WRONG : FLAG_WORD_SET;
}

bool flags_parse(BuildFlags *flags, int argc, char **argv, int *index) {
  FlagParsed parsed;
  if (!flags_take_goflags(flags)) return false;
  while (*index < argc) {
    switch (flag_parse_word(flags, argc, argv, index, &parsed)) {
      case FLAG_WORD_SET: continue;
      case FLAG_WORD_HELP: return cmd_print_usage(flags->command, STDERR_FILENO), false;
      case FLAG_WORD_NONE:
      case FLAG_WORD_END: return fit_together(flags);
      default: return fail(flags->command, parsed.problem);
    }
  }
  return fit_together(flags);
}
