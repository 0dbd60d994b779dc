// tuco vet, and what it shares with tuco fix (fix.c): GOROOT's cmd/vet and cmd/fix, or another tool of that protocol,
// run on packages. Which flags there are the tool says (-flags).
#include "cmd/vet.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json_tree.h"
#include "base/paths.h"
#include "base/source.h"
#include "cmd/built_tool.h"
#include "cmd/process.h"

const char *vet_set_context(BuildFlags *f, const char *v) {
  char *end;
  ((VetFlags *)f->state)->context = v;
  strtol(v, &end, 10);
  return *v && !*end ? NULL : "parse error";
}

static const FlagRow own[] = {
    {"c", FLAG_VALUE, SET(vet_set_context)},          {"diff", FLAG_BOOL, TO_BOOL(VetFlags, diff)},
    {"fix", FLAG_BOOL, TO_BOOL(VetFlags, fix)},       {"json", FLAG_BOOL, TO_BOOL(VetFlags, json)},
    {"vettool", FLAG_VALUE, TO_TEXT(VetFlags, tool)}, FLAGS_END};
// ---- the tool

// The value of -vettool, which is needed before flags can be read; NULL: there is none.
static const char *find_tool_flag(Arena *arena, const char *name, int argc, char **argv) {
  const char *flag = arena_printf(arena, "%stool", name);
  size_t n = strlen(flag);
  for (int i = 0; i < argc; i++) {
    const char *word = argv[i];
    if (*word != '-') continue;
    word += word[1] == '-' ? 2 : 1;
    if (strncmp(word, flag, n) == 0 && word[n] == '=') return word + n + 1;
    if (strcmp(word, flag) == 0 && i + 1 < argc) return argv[i + 1];
  }
  return NULL;
}

// Which program it is. 0, or after a message the exit status.
int vet_find_tool(BuildFlags *flags, const char *chosen, VetTool *tool) {
  CacheEntry program;
  if (!tool->name) tool->name = flags->command->name;
  if (chosen && *chosen) {
    tool->path = tool->argument = absolute_path(flags->arena, flags->options.dir, chosen);
    if (!cache_id_of_file(tool->path, &tool->id, NULL)) return 0;  // running it says why not
    return 0;
  }
  const char *problem = built_tool(flags, tool->name, &program);
  if (problem) return fprintf(stderr, "%s\n", problem), 1;
  tool->path = program.path;
  tool->argument = tool->name;
  tool->id = program.content;
  return 0;
}

// What `tool -flags` prints; NULL after a message.
static const char *ask_for_flags(BuildFlags *flags, const VetTool *tool, size_t *size) {
  Arena *arena = flags->arena;
  const char *directory = getenv("TMPDIR");
  char *output = arena_printf(arena, "%s/tuco-flags-XXXXXX", directory && *directory ? directory : "/tmp");
  int fd = mkstemp(output);
  if (fd < 0) return cmd_warn("%s: %s", output, DIAG_ERRNO(errno)), NULL;
  close(fd);
  const char *words[] = {tool->argument, "-flags", NULL};
  const char *problem =
      process_run(arena, &(Process){.path = tool->path, .words = (char *const *)words, .output = output});
  const char *text = source_read(arena, output, size);
  unlink(output);
  if (problem) return cmd_warn("%s -flags failed: %s", tool->path, problem), NULL;
  return text;
}

// The tool's flags as rows. NULL after a message.
static const FlagRow *flags_of_tool(BuildFlags *flags, const VetTool *tool) {
  size_t size = 0;
  const char *problem = NULL, *text = ask_for_flags(flags, tool, &size);
  const JsonValue *list = text ? json_parse(flags->arena, text, size, &problem) : NULL;
  Vec(FlagRow) rows = {0};
  if (text && !list) fprintf(stderr, "go: can't unmarshal JSON from %s -flags: %s", tool->path, problem);
  if (!list) return NULL;
  for (const JsonValue *f = list->first; f; f = f->next) {
    const JsonValue *is_bool = json_member(f, "Bool");
    FlagKind kind = is_bool && is_bool->truth ? FLAG_BOOL : FLAG_VALUE;
    FlagRow row = {json_text(f, "Name"), kind, TO_GIVEN(VetFlags, given)};
    vec_push(flags->arena, &rows, row);
  }
  vec_push(flags->arena, &rows, (FlagRow)FLAGS_END);
  return rows.data;
}

// The command, with the tool's flags behind its own, which go before.
int vet_prepare(BuildFlags *flags, int argc, char **argv) {
  VetTool tool = {0};
  BuildFlags here = *flags;
  int status = flags_enter(&here);
  if (!status) status = vet_find_tool(&here, find_tool_flag(flags->arena, flags->command->name, argc, argv), &tool);
  if (status) return status;
  const FlagRow *rows = flags_of_tool(flags, &tool);
  if (!rows) return 2;
  Command *command = arena_new(flags->arena, Command);
  *command = *flags->command;
  size_t i = 0;
  while (command->flags[i]) i++;
  assert(i + 1 < sizeof command->flags / sizeof *command->flags);
  command->flags[i] = rows;
  const char *asked = tool.path == tool.argument ? tool.path : arena_printf(flags->arena, "go tool %s", tool.name);
  command->usage_note = arena_printf(
      flags->arena, "Run '%s help' for a full list of flags and analyzers.\nRun '%s -help' for an overview.\n", asked,
      asked);
  flags->command = command;
  return 0;
}

// ---- running

static void add_word(BuildFlags *flags, VetTool *tool, const char *word) { vec_push(flags->arena, &tool->words, word); }

// What is told to the tool, and what is done with what it says. 0, or after a message the exit status.
static int choose_mode(BuildFlags *flags, bool fixing, VetTool *tool) {
  const VetFlags *asked = flags->state;
  for (uint32_t i = 0; i < asked->given.len; i++)
    add_word(flags, tool, arena_printf(flags->arena, "-%s=%s", asked->given.data[i].name, asked->given.data[i].value));
  if (asked->json) add_word(flags, tool, "-json");
  tool->context = asked->context ? (int)strtol(asked->context, NULL, 10) : -1;
  tool->plain = !tool->words.len && !asked->fix && !asked->diff && !asked->tool && !fixing;
  if (!fixing) {
    if (!asked->json) {
      add_word(flags, tool, "-json");
      tool->output = VET_PRINT;
    }
    return asked->diff ? fprintf(stderr, "go vet -diff flag requires -fix\n"), 1 : 0;
  }
  if (asked->json && asked->diff) return fprintf(stderr, "-json and -diff cannot be used together\n"), 1;
  if (!asked->json) {
    add_word(flags, tool, "-fix");
    if (asked->diff) add_word(flags, tool, "-diff");
    tool->output = asked->diff ? VET_DIFF : VET_COPY;
    tool->fixes = !asked->diff;
  }
  return tool->context != -1 ? fprintf(stderr, "-c flag cannot be used when applying fixes\n"), 1 : 0;
}

int vet_command(BuildFlags *flags, int argc, char **argv) {
  static const char *const here[] = {"."};
  VetTool tool = {0};
  const VetFlags *asked = flags->state;
  bool is_fix = strcmp(flags->command->name, "fix") == 0;
  int status = flags_context(flags);
  if (!status) status = vet_find_tool(flags, asked->tool, &tool);
  if (!status) status = choose_mode(flags, is_fix || asked->fix, &tool);
  if (status) return status;
  if (asked->obsolete_fixes && *asked->obsolete_fixes)
    fprintf(stderr, "go fix: the -fix=%s flag is obsolete and has no effect", asked->obsolete_fixes);
  if (!argc) return vet_run(flags, &tool, here, 1);
  return vet_run(flags, &tool, (const char *const *)argv, (uint32_t)argc);
}

const Command cmd_vet = {
    .name = "vet",
    .usage = "[build flags] [-vettool prog] [vet flags] [packages]",
    .summary = "report likely mistakes in packages",
    .description =
        "Vet runs cmd/vet of the GOROOT, which is built when it is first needed, or the\n"
        "program that -vettool names, on the named packages and their tests, and prints\n"
        "what it finds: -json as JSON, -c=N with N lines of context. -fix applies the\n"
        "first fix of each, with -diff it is only shown. The tool's own flags are taken,\n"
        "too: \"-printf=false\" turns an analyzer off.\n",
    .run = vet_command,
    .prepare = vet_prepare,
    .state_size = sizeof(VetFlags),
    .traits = COMMAND_COMPILES,
    .flags = {own, flags_build, flags_steps, flags_verbose, flags_mod, flags_modules, flags_no_cover, flags_debug},
};
