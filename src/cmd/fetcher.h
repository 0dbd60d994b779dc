// The Fetcher of a command. fetcher.c
#ifndef TUCO_CMD_FETCHER_H
#define TUCO_CMD_FETCHER_H

#include "cmd/cmd.h"
#include "fetch/fetch.h"

// As the command line, the environment and the go.sum of the working directory's module have it. It lives to the end of
// the process.
Fetcher *cmd_fetcher(const BuildFlags *flags, bool trace);

#endif
