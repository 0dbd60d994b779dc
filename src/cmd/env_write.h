// env -w and -u: variables in the user's file. env_write.c
#ifndef TUCO_CMD_ENV_WRITE_H
#define TUCO_CMD_ENV_WRITE_H

#include "cmd/cmd.h"

// Does go know the variable, or does the user's file have it?
bool env_is_known(const Environment *environment, const char *name);
// words: NAME=VALUE, or names of variables to be taken out. Returns the exit status.
int env_write(const BuildFlags *flags, bool unset, int count, char **words);

#endif
