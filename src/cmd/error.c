// How a command says what is wrong: the one place that knows go's form.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/cmd.h"

static void say(const char *format, va_list args) {
  flockfile(stderr);
  fputs("go: ", stderr);
  vfprintf(stderr, format, args);
  putc('\n', stderr);
  funlockfile(stderr);
}

void cmd_warn(const char *format, ...) {
  va_list args;
  va_start(args, format);
  say(format, args);
  va_end(args);
}

int cmd_fail(const char *format, ...) {
  va_list args;
  va_start(args, format);
  say(format, args);
  va_end(args);
  return 1;
}

int cmd_fail_usage(const Command *command) {
  cmd_print_usage(command, STDERR_FILENO);
  return 2;
}

int cmd_not_supported(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fprintf(stderr, "tuco: not supported yet: ");
  vfprintf(stderr, format, args);
  fprintf(stderr, "\n");
  va_end(args);
  return 2;
}

_Noreturn void flag_not_supported(const char *flag, const char *detail) {
  exit(cmd_not_supported("-%s%s%s", flag, detail ? "=" : "", detail ? detail : ""));
}
