// The packages that a command's arguments name, as `list` describes them: what go's own files are, with what is wrong
// with each. named.c
#ifndef TUCO_CMD_NAMED_H
#define TUCO_CMD_NAMED_H

#include "cmd/cmd.h"
#include "list/package.h"

// Before named_load, so that flags may change the context. GOBIN, GOPATH and the cache's place are filled in; of the
// options `find`, `tests`, `errors` and `embeds` are the caller's. NULL after saying what is wrong.
ListGraph *named_graph(BuildFlags *flags, ListOptions options);
// The arguments' packages; without any that of the working directory. False after saying what is wrong.
bool named_load(ListGraph *graph, int argc, char **argv, ListPackages *roots);

#endif
