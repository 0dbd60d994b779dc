// Internal errors: see check.h. Everything here must work in a signal handler and while other threads go on computing,
// so nothing takes a lock of stdio, and the text is written with one write.
#include "base/check.h"

#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// The one place where the compiler keeps something a thread: a handler has no Session at hand.
static _Thread_local Activity activity;

Activity activity_begin(const char *pass, const char *function) {
  Activity before = activity;
  activity = (Activity){pass, function};
  return before;
}

void activity_end(Activity before) { activity = before; }

// Only the first error is printed: the others are most likely its consequences, and one process has one end.
static void take_the_end(void) {
  static atomic_flag taken = ATOMIC_FLAG_INIT;
  if (!atomic_flag_test_and_set(&taken)) return;
  for (;;) pause();
}

typedef struct Message {
  char text[4096];
  size_t length;
} Message;

static void add_formatted(Message *m, const char *format, va_list args) {
  size_t room = sizeof m->text - m->length;
  int n = vsnprintf(m->text + m->length, room, format, args);
  if (n > 0) m->length += (size_t)n < room ? (size_t)n : room - 1;
}

__attribute__((format(printf, 2, 3))) static void add(Message *m, const char *format, ...) {
  va_list args;
  va_start(args, format);
  add_formatted(m, format, args);
  va_end(args);
}

static void add_place(Message *m, const char *pass, const char *function) {
  if (!pass) pass = activity.pass;
  if (!function) function = activity.function;
  add(m, "tuco: internal compiler error");
  if (pass) add(m, " in pass %s", pass);
  if (function) add(m, ", function %.512s", function);
  add(m, ": ");
}

static _Noreturn void end(Message *m) {
  add(m,
      "\n\tto look further: -p=1, -d=verify, -d=dump:PASS:FUNCTION, -d=off:PASS, -d=limit:PASS:N "
      "(docs/debugging.md)\n");
  ssize_t ignored = write(STDERR_FILENO, m->text, m->length);
  (void)ignored;
#ifdef TUCO_DEBUG
  signal(SIGABRT, SIG_DFL);
  abort();
#else
  _exit(2);
#endif
}

_Noreturn void ice(const char *pass, const char *function, const char *format, ...) {
  take_the_end();
  Message m = {.length = 0};
  add_place(&m, pass, function);
  va_list args;
  va_start(args, format);
  add_formatted(&m, format, args);
  va_end(args);
  end(&m);
}

_Noreturn void check_failed(const char *condition, const char *file, int line) {
  ice(NULL, NULL, "%s:%d: assertion failed: %s", file, line, condition);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
void check_catch_crashes(void) {}
#else
enum { HANDLER_STACK = 64 << 10 };

static void on_crash(int number, siginfo_t *info, void *context) {
  (void)context;
  take_the_end();
  Message m = {.length = 0};
  add_place(&m, NULL, NULL);
  add(&m, "signal %d at address %#lx", number, (unsigned long)(uintptr_t)info->si_addr);
  end(&m);
}

void check_catch_crashes(void) {
  void *memory = malloc(HANDLER_STACK);  // as long as the thread, that is, nearly as the process
  if (memory) sigaltstack(&(stack_t){.ss_sp = memory, .ss_size = HANDLER_STACK}, NULL);
  struct sigaction action = {.sa_sigaction = on_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE};
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) sigaction(fatal[i], &action, NULL);
}
#endif
