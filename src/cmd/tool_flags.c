// Flags for the compiler, the linker and the assembler of gc: -gcflags, -ldflags and -asmflags, each a list of words
// ("[pattern=]flags"). A short table says which are accepted though they change nothing here: switches of gc's
// optimizer and of how it works, never of what a program means or what is printed. The others act or are refused.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"

// ---- words

const char *flag_next_word(Arena *arena, const char **cursor, const char **problem) {
  const char *p = *cursor + strspn(*cursor, " \t\r\n");
  if (!*p) return NULL;
  bool quoted = *p == '\'' || *p == '"';
  char quote[2] = {*p, 0};
  const char *start = p + quoted;
  size_t n = strcspn(start, quoted ? quote : " \t\r\n");
  if (quoted && !start[n]) *problem = arena_printf(arena, "unterminated %s string", quote);
  *cursor = start + n + (quoted && start[n]);
  return arena_strdup(arena, start, n);
}

// Skips a "pattern=" that means all packages that are built from source here.
static const char *skip_pattern(const char *flag, const char **value) {
  const char *v = *value + strspn(*value, " \t\r\n"), *equals = strchr(v, '=');
  *value = v;
  if (!*v || *v == '-') return NULL;
  if (!equals) return "missing =<value> in <pattern>=<value>";
  if (equals == v) return "missing <pattern> in <pattern>=<value>";
  if (strncmp(v, "all=", 4) != 0 && strncmp(v, "...=", 4) != 0) flag_not_supported(flag, v);
  *value = equals + 1;
  return NULL;
}

// ---- which words there are

typedef struct ToolFlag {
  const char *name;
  bool value;        // "-name=value" or "-name value"; else "-name" or "-name=bool"
  const char *only;  // the values that are accepted, separated by spaces; NULL: all
} ToolFlag;

static const ToolFlag ignored_by_compiler[] = {{"B", false, NULL},
                                               {"N", false, NULL},
                                               {"l", false, NULL},
                                               {"c", true, NULL},
                                               {"smallframes", false, NULL},
                                               {"dwarf", false, NULL},
                                               {"dwarfbasentries", false, NULL},
                                               {"dwarflocationlists", false, NULL}};
static const ToolFlag ignored_by_linker[] = {
    {"buildid", true, NULL},    {"compressdwarf", false, NULL},      {"extld", true, NULL},
    {"extldflags", true, NULL}, {"linkmode", true, "auto internal"}, {"buildmode", true, "exe"}};

// What gc's tools have besides: refused by name.
static const char *const other_compiler_flags[] = {"%",
                                                   "+",
                                                   "C",
                                                   "D",
                                                   "E",
                                                   "I",
                                                   "K",
                                                   "L",
                                                   "S",
                                                   "V",
                                                   "W",
                                                   "asan",
                                                   "asmhdr",
                                                   "bench",
                                                   "blockprofile",
                                                   "buildid",
                                                   "clobberdead",
                                                   "clobberdeadreg",
                                                   "complete",
                                                   "coveragecfg",
                                                   "cpuprofile",
                                                   "d",
                                                   "dynlink",
                                                   "embedcfg",
                                                   "env",
                                                   "errorurl",
                                                   "gendwarfinl",
                                                   "goversion",
                                                   "h",
                                                   "importcfg",
                                                   "installsuffix",
                                                   "j",
                                                   "json",
                                                   "linkobj",
                                                   "linkshared",
                                                   "live",
                                                   "m",
                                                   "memprofile",
                                                   "memprofilerate",
                                                   "msan",
                                                   "mutexprofile",
                                                   "nolocalimports",
                                                   "o",
                                                   "p",
                                                   "pack",
                                                   "pgoprofile",
                                                   "r",
                                                   "race",
                                                   "shared",
                                                   "spectre",
                                                   "std",
                                                   "symabis",
                                                   "t",
                                                   "traceprofile",
                                                   "trimpath",
                                                   "v",
                                                   "w",
                                                   "wb",
                                                   NULL};
static const char *const other_linker_flags[] = {"B",
                                                 "D",
                                                 "E",
                                                 "H",
                                                 "I",
                                                 "L",
                                                 "R",
                                                 "T",
                                                 "V",
                                                 "a",
                                                 "asan",
                                                 "aslr",
                                                 "benchmark",
                                                 "benchmarkprofile",
                                                 "bindnow",
                                                 "c",
                                                 "capturehostobjs",
                                                 "cpuprofile",
                                                 "d",
                                                 "debugnosplit",
                                                 "debugtextsize",
                                                 "debugtramp",
                                                 "dumpdep",
                                                 "extar",
                                                 "f",
                                                 "fipso",
                                                 "funcalign",
                                                 "g",
                                                 "h",
                                                 "importcfg",
                                                 "installsuffix",
                                                 "k",
                                                 "libgcc",
                                                 "linkshared",
                                                 "macos",
                                                 "memprofile",
                                                 "memprofilerate",
                                                 "msan",
                                                 "n",
                                                 "o",
                                                 "pluginpath",
                                                 "pruneweakmap",
                                                 "r",
                                                 "race",
                                                 "randlayout",
                                                 "strictdups",
                                                 "tmpdir",
                                                 "u",
                                                 "v",
                                                 NULL};

static bool listed(const char *const *list, const char *name, size_t length) {
  for (; *list; list++)
    if (strlen(*list) == length && strncmp(*list, name, length) == 0) return true;
  return false;
}

static bool value_accepted(const char *only, const char *value) {
  size_t n = strlen(value);
  for (const char *p = only; p && *p; p += strcspn(p, " "), p += *p == ' ')
    if (strcspn(p, " ") == n && strncmp(p, value, n) == 0) return true;
  return !only;
}

// A word without effect. Takes its value, too, if that is the next word.
static bool is_ignored(Arena *arena, const ToolFlag *table, size_t count, const char *flag, const char *word,
                       const char **cursor, const char **problem) {
  size_t length = strcspn(word, "=");
  for (size_t i = 0; i < count; i++) {
    if (strlen(table[i].name) != length || strncmp(table[i].name, word, length) != 0) continue;
    const char *value = word[length] ? word + length + 1 : table[i].value ? flag_next_word(arena, cursor, problem) : "";
    if (table[i].value && value && !value_accepted(table[i].only, value))
      flag_not_supported(flag, arena_printf(arena, "-%s=%s", table[i].name, value));
    return true;
  }
  return false;
}

// As the tool itself says it, which ends the build.
_Noreturn static void refuse(Arena *arena, const char *flag, const char *const *others, const char *word,
                             const char *usage) {
  size_t length = strcspn(word, "=");
  if (listed(others, word, length)) flag_not_supported(flag, arena_printf(arena, "-%s", word));
  fprintf(stderr, "flag provided but not defined: -%.*s\nusage: %s\n", (int)length, word, usage);
  exit(2);
}

// ---- the three lists

static const char *bare(const char *word) { return word + 1 + (word[1] == '-'); }

const char *set_compiler_flags(BuildFlags *f, const char *v) {
  f->options.compiler_flags = v;
  const char *problem = skip_pattern("gcflags", &v);
  for (const char *word; !problem && (word = flag_next_word(f->arena, &v, &problem)) && !problem;) {
    if (*word != '-' || !word[1]) return arena_printf(f->arena, "not a flag: %s", word);
    word = bare(word);
    if (strcmp(word, "e") == 0 || strcmp(word, "e=1") == 0) f->options.all_errors = true;
    else if (strcmp(word, "e=0") == 0) f->options.all_errors = false;
    else if (strncmp(word, "lang=", 5) == 0) f->options.language = word + 5;
    else if (strcmp(word, "lang") == 0) f->options.language = flag_next_word(f->arena, &v, &problem);
    else if (!is_ignored(f->arena, ignored_by_compiler, sizeof ignored_by_compiler / sizeof *ignored_by_compiler,
                         "gcflags", word, &v, &problem))
      refuse(f->arena, "gcflags", other_compiler_flags, word, "compile [options] file.go...");
  }
  return problem;
}

static void add_variable(BuildFlags *f, const char *text) {
  const char *equals = text ? strchr(text, '=') : NULL;
  if (!equals || !memchr(text, '.', (size_t)(equals - text))) {
    f->options.bad_variable = true;
    return;
  }
  StringVariable variable = {arena_strdup(f->arena, text, (size_t)(equals - text)), equals + 1};
  vec_push(f->arena, &f->options.variables, variable);
}

const char *set_linker_flags(BuildFlags *f, const char *v) {
  f->options.linker_flags = v;
  const char *problem = skip_pattern("ldflags", &v);
  for (const char *word; !problem && (word = flag_next_word(f->arena, &v, &problem)) && !problem;) {
    if (*word != '-' || !word[1]) return arena_printf(f->arena, "not a flag: %s", word);
    word = bare(word);
    bool on = true, is_switch = !strchr(word, '=') || flag_parse_bool(strchr(word, '=') + 1, &on);
    size_t length = strcspn(word, "=");
    if (is_switch && length == 1 && *word == 's') f->options.strip_symbols = f->options.strip_dwarf = on;
    else if (is_switch && length == 1 && *word == 'w') f->options.strip_dwarf = on;
    else if (is_switch && length == 13 && strncmp(word, "checklinkname", length) == 0) f->options.free_linknames = !on;
    else if (strncmp(word, "X=", 2) == 0) add_variable(f, word + 2);
    else if (strcmp(word, "X") == 0) add_variable(f, flag_next_word(f->arena, &v, &problem));
    else if (!is_ignored(f->arena, ignored_by_linker, sizeof ignored_by_linker / sizeof *ignored_by_linker, "ldflags",
                         word, &v, &problem))
      refuse(f->arena, "ldflags", other_linker_flags, word, "link [options] main.o");
  }
  return problem;
}

// There is no assembler.
const char *set_assembler_flags(BuildFlags *f, const char *v) {
  const char *problem = skip_pattern("asmflags", &v);
  f->options.assembler_flags = v;
  if (!problem && *v) flag_not_supported("asmflags", v);
  return problem;
}

static void print_list(const char *title, const ToolFlag *table, size_t count) {
  printf("\t%s", title);
  for (size_t i = 0; i < count; i++) printf(" -%s%s", table[i].name, table[i].value ? "=" : "");
  printf("\n");
}

void tool_flags_print_ignored(void) {
  printf("\nThese flags for gc's compiler and linker are accepted and have no effect:\n\n");
  print_list("-gcflags:", ignored_by_compiler, sizeof ignored_by_compiler / sizeof *ignored_by_compiler);
  print_list("-ldflags:", ignored_by_linker, sizeof ignored_by_linker / sizeof *ignored_by_linker);
  printf("\nA program's profile, default.pgo, is not used; build -v names the programs that have one.\n");
}
