// The table of commands, and which one a command line means.
#include <string.h>

#include "cmd/command.h"

#define COMMAND(name) &cmd_##name,
const Command *const cmd_all[] = {
#include "cmd/commands.def"
    NULL};
#undef COMMAND

bool cmd_is_part(const Command *command, const Command *group) {
  if (!group) return !strchr(command->name, ' ');
  size_t n = strlen(group->name);
  return strncmp(command->name, group->name, n) == 0 && command->name[n] == ' ';
}

static const Command *find_part(const Command *group, const char *word) {
  size_t skipped = group ? strlen(group->name) + 1 : 0;
  for (const Command *const *c = cmd_all; *c; c++)
    if (cmd_is_part(*c, group) && strcmp((*c)->name + skipped, word) == 0) return *c;
  return NULL;
}

const Command *cmd_find(int count, char **words, int *used) {
  const Command *found = NULL;
  for (*used = 0; *used < count && (!found || !found->run); ++*used) {
    const Command *part = find_part(found, words[*used]);
    if (!part) break;
    found = part;
  }
  return found;
}
