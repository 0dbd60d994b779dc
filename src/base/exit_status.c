// See exit_status.h.
#include "base/exit_status.h"

#include <stdio.h>
#include <sys/wait.h>

// Signals as package syscall names them.
static const char *signal_name(int number, char buffer[16]) {
  static const char *const names[] = {"",
                                      "hangup",
                                      "interrupt",
                                      "quit",
                                      "illegal instruction",
                                      "trace/breakpoint trap",
                                      "aborted",
                                      "bus error",
                                      "floating point exception",
                                      "killed",
                                      "user defined signal 1",
                                      "segmentation fault",
                                      "user defined signal 2",
                                      "broken pipe",
                                      "alarm clock",
                                      "terminated"};
  if (number > 0 && (size_t)number < sizeof names / sizeof *names) return names[number];
  snprintf(buffer, 16, "signal %d", number);
  return buffer;
}

const char *exit_status_text(Arena *arena, int status) {
  char buffer[16];
  if (WIFEXITED(status) && !WEXITSTATUS(status)) return NULL;
  if (WIFEXITED(status)) return arena_printf(arena, "exit status %d", WEXITSTATUS(status));
  return arena_printf(arena, "signal: %s%s", signal_name(WTERMSIG(status), buffer),
                      WCOREDUMP(status) ? " (core dumped)" : "");
}
