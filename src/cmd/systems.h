// The systems that go knows, pairs of GOOS and GOARCH. systems.c
#ifndef TUCO_CMD_SYSTEMS_H
#define TUCO_CMD_SYSTEMS_H

#include <stdbool.h>

bool system_is_known(const char *os, const char *arch);
// `tool dist list`, by the words behind that: prints them, as a list or as JSON. False: with these words it is
// something else.
bool systems_list(int argc, char **argv);

#endif
