// The modules of a command. modules.c
#ifndef TUCO_CMD_MODULES_H
#define TUCO_CMD_MODULES_H

#include "cmd/cmd.h"
#include "modules/modules.h"

const char *cmd_go_version(const BuildFlags *flags);  // "1.26.8"
// Is a flag's value a Go not later than ours, or not given, then NULL? Which one that is is known once flags are read.
bool cmd_check_go(const BuildFlags *flags, const char *flag, const char **value);
// What the command line, the environment and the working directory make of a command's own options (root, mod_default
// and the like). It lives to the end of the process. NULL after printing what is wrong: the status is 1.
ModuleSet *cmd_modules(BuildFlags *flags, ModuleOptions options, bool trace);

// Is it path@version: a package of a module that need not be required?
bool cmd_has_version(const char *argument);
// Such packages are built as if there were no module around.
void cmd_enter_outside(BuildFlags *flags);

#endif
