// Folders that a workspace uses: work init and work use. work_uses.c
#ifndef TUCO_CMD_WORK_USES_H
#define TUCO_CMD_WORK_USES_H

#include "cmd/cmd.h"
#include "mod/modfile.h"

// Adds the folders to the go.work file, or takes them out where they have no go.mod; recursive: with all below. Then
// the go line is at least that of every module. Returns 0, or a status after saying what is wrong.
int work_use(const BuildFlags *flags, const char *work_file, ModFile *work, bool recursive, int count, char **folders);
// Sorted and in its usual form.
int work_write(const BuildFlags *flags, const char *work_file, ModFile *work, const char *old, size_t old_size);

#endif
