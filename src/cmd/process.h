// Programs that a command starts and waits for. process.c
#ifndef TUCO_CMD_PROCESS_H
#define TUCO_CMD_PROCESS_H

#include <sys/types.h>

#include "cmd/cmd.h"

typedef struct Process {
  const char *path;          // of the program
  char *const *words;        // its arguments, the first its name; NULL ends them
  char *const *environment;  // NULL: this process's
  const char *dir;           // where it works; NULL: here
  const char *output;        // a file that gets what it writes to standard output and error; NULL: they are ours
  bool foreground;           // what is typed to stop it is for it alone
} Process;

// Runs it to its end. NULL: it succeeded; else how it failed, in the words of Go's os/exec: "exit status 1".
const char *process_run(Arena *arena, const Process *process);
// The two halves of that. *child: who was started, or who is waited for; -1: whoever ends first, who is then *child.
const char *process_start(Arena *arena, const Process *process, pid_t *child);
const char *process_wait(Arena *arena, pid_t *child);
// The program of that name: as it stands if it has a slash, else found by PATH. NULL: *problem, as os/exec says it.
const char *process_find(Arena *arena, const char *name, const char **problem);
const char *process_self(Arena *arena);  // the path of tuco itself
// "PATH=…" for programs that may call go: the folder that has tuco as `go`, GOROOT's, then those of our own PATH.
const char *process_path(Arena *arena, const char *goroot);

#endif
