// Tools of GOROOT/src/cmd: tuco builds one from its source when it is first asked for, and keeps it in the cache.
// built_tool.c
#ifndef TUCO_CMD_BUILT_TOOL_H
#define TUCO_CMD_BUILT_TOOL_H

#include "cache/cache.h"
#include "cmd/cmd.h"

// "vet": the program of cmd/vet. flags: entered (flags_enter). NULL, or what is wrong.
const char *built_tool(BuildFlags *flags, const char *name, CacheEntry *program);

#endif
