// tuco help, and what is printed of commands elsewhere.
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"

// What begins with "usage:" is compared with go's by those who wrap it.
void cmd_print_usage(const Command *command, int fd) {
  dprintf(fd, "usage: go %s%s%s\nRun 'go help %s' for details.\n%s", command->name, *command->usage ? " " : "",
          command->usage, command->name, command->usage_note ? command->usage_note : "");
}

void cmd_print_overview(const Command *group, FILE *out) {
  const char *name = group ? group->name : "", *space = group ? " " : "";
  size_t skipped = group ? strlen(name) + 1 : 0;
  fprintf(out, "%s\n\nUsage:\n\n\tgo %s%s<command> [arguments]\n\nThe commands are:\n\n",
          group ? group->description : "Go is a tool for managing Go source code. This one is tuco.", name, space);
  for (const Command *const *c = cmd_all; *c; c++)
    if (cmd_is_part(*c, group)) fprintf(out, "\t%-11s %s\n", (*c)->name + skipped, (*c)->summary);
  fprintf(out, "\nUse \"go help%s%s <command>\" for more information about a command.\n", space, name);
  if (group) return;
  fprintf(out, "\nAdditional help topics:\n\n");
  help_list_topics(out);
  fprintf(out, "\nUse \"go help <topic>\" for more information about that topic.\n");
  fprintf(out, "\"tuco help unsupported\" lists what is not there yet, \"tuco help man\" is the manual page.\n");
}

static void print_words(FILE *out, int count, char **words) {
  for (int i = 0; i < count; i++) fprintf(out, " %s", words[i]);
}

int cmd_help(int argc, char **argv) {
  int used;
  const Command *command = cmd_find(argc, argv, &used);
  if (argc == 1 && !command && (help_topic(argv[0]) || help_print_topic(argv[0]))) return 0;
  if (used < argc) {
    fprintf(stderr, "go help");
    print_words(stderr, argc, argv);
    fprintf(stderr, ": unknown help topic. Run 'go help");
    print_words(stderr, used, argv);
    fprintf(stderr, "'.\n");
    return 2;
  }
  if (command && command->run) {
    printf("usage: go %s%s%s\n\n%s", command->name, *command->usage ? " " : "", command->usage, command->description);
    return 0;
  }
  cmd_print_overview(command, stdout);
  if (!command) tool_flags_print_ignored();
  return 0;
}
