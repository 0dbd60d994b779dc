// GODEBUG settings that a program is built with. godebug.c
#ifndef TUCO_LOAD_GODEBUG_H
#define TUCO_LOAD_GODEBUG_H

#include "load/load.h"

// Reads the //go:debug lines above a file's package clause; reports those that are wrong.
void godebug_read_file(Session *session, const BuildContext *context, LoadedPackage *package, const File *file);

#endif
