// tuco completion: scripts by which shells complete commands and flags. Made from the tables that dispatch and help
// use.
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"

static const char *last_word(const Command *c) {
  const char *space = strrchr(c->name, ' ');
  return space ? space + 1 : c->name;
}

static void print_parts(const Command *group) {
  const char *between = "";
  for (const Command *const *c = cmd_all; *c; c++) {
    if (!cmd_is_part(*c, group)) continue;
    printf("%s%s", between, last_word(*c));
    between = " ";
  }
  if (!group) printf(" help");
}

static void print_flags(const Command *c) {
  printf("-C");
  for (const FlagRow *const *table = c->flags; *table; table++)
    for (const FlagRow *row = *table; row->name; row++) printf(" -%s", row->name);
}

// Commands of two words stand first, so that what begins with the same word does not hide them.
static void print_bash(void) {
  printf(
      "_tuco() {\n  local cur=${COMP_WORDS[COMP_CWORD]} names= flags=\n  COMPREPLY=()\n"
      "  case \" ${COMP_WORDS[*]:1:COMP_CWORD-1} \" in\n");
  for (int parts = 1; parts >= 0; parts--)
    for (const Command *const *c = cmd_all; *c; c++) {
      if ((strchr((*c)->name, ' ') != NULL) != parts) continue;
      printf("    \" %s \"*) ", (*c)->name);
      printf((*c)->run ? "flags='" : "names='");
      if ((*c)->run) print_flags(*c);
      else print_parts(*c);
      printf("' ;;\n");
    }
  printf("    *) names='");
  print_parts(NULL);
  printf(
      "' ;;\n  esac\n  case $cur in\n    -*) COMPREPLY=($(compgen -W \"$flags\" -- \"$cur\")) ;;\n"
      "    *) COMPREPLY=($(compgen -W \"$names\" -- \"$cur\")) ;;\n  esac\n}\ncomplete -o default -F _tuco tuco\n");
}

static void print_zsh(void) {
  printf("autoload -U +X bashcompinit && bashcompinit\n");
  print_bash();
}

// When what is typed begins with the words of the command.
static void print_fish_condition(const char *name) {
  size_t n = strcspn(name, " ");
  printf("complete -c tuco -n '__fish_seen_subcommand_from %.*s", (int)n, name);
  if (name[n]) printf("; and __fish_seen_subcommand_from %s", name + n + 1);
  printf("'");
}

static void print_fish(void) {
  for (const Command *const *c = cmd_all; *c; c++) {
    const char *space = strchr((*c)->name, ' ');
    if (space)
      printf("complete -c tuco -n '__fish_seen_subcommand_from %.*s' -f -a %s -d '%s'\n", (int)(space - (*c)->name),
             (*c)->name, space + 1, (*c)->summary);
    else printf("complete -c tuco -n __fish_use_subcommand -f -a %s -d '%s'\n", (*c)->name, (*c)->summary);
    for (const FlagRow *const *table = (*c)->flags; (*c)->run && *table; table++)
      for (const FlagRow *row = *table; row->name; row++) {
        print_fish_condition((*c)->name);
        printf(" -o %s%s\n", row->name, row->kind == FLAG_VALUE ? " -r" : "");
      }
  }
}

static int run(BuildFlags *flags, int argc, char **argv) {
  const char *shell = argc == 1 ? argv[0] : "";
  if (strcmp(shell, "bash") == 0) print_bash();
  else if (strcmp(shell, "zsh") == 0) print_zsh();
  else if (strcmp(shell, "fish") == 0) print_fish();
  else return cmd_fail_usage(flags->command);
  return 0;
}

const Command cmd_completion = {
    .name = "completion",
    .usage = "bash|zsh|fish",
    .summary = "print completion script for a shell",
    .description =
        "Completion prints a script by which the shell completes tuco's commands and flags:\n\n"
        "\tbash   source <(tuco completion bash)\n"
        "\tzsh    source <(tuco completion zsh)\n"
        "\tfish   tuco completion fish | source\n",
    .run = run,
};
