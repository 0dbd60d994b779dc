// What the files about signals share: the kernel's layouts, and the table of signals. signal.c handles them,
// signal_fatal.c ends the process, signal_notify.c serves os/signal and fork.
#ifndef TUCO_RUNTIME_SIGNAL_H
#define TUCO_RUNTIME_SIGNAL_H

#include "runtime.h"

enum {
  SIGHUP_ = 1,
  SIGINT_ = 2,
  SIGILL_ = 4,
  SIGABRT_ = 6,
  SIGBUS_ = 7,
  SIGFPE_ = 8,
  SIGSEGV_ = 11,
  SIGPIPE_ = 13,
  SIGURG_ = 23,
  SIGPROF_ = 27,
  SIGSYS_ = 31,
  SIGNALS = 64  // the last one
};
enum {
  SYS_rt_sigaction = 13,
  SYS_rt_sigprocmask = 14,
  SYS_getpid_ = 39,
  SYS_sigaltstack = 131,
  SYS_gettid_ = 186,
  SYS_tgkill = 234
};
enum { SIG_UNBLOCK_ = 1, SIG_SETMASK_ = 2 };

typedef struct SignalInfo {
  int32_t number, error, code, pad;
  uint64_t address;
} SignalInfo;
typedef struct SignalContext {
  uint64_t flags, link;
  uint64_t stack[3];
  uint64_t r8, r9, r10, r11, r12, r13, r14, r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, eflags;
  uint16_t cs, gs, fs, ss;
} SignalContext;

// Actions of signals.def.
enum { KILL = 1, THROW = 2, PANIC = 4, NOTIFY = 8, DEFAULT = 16, QUIET = 32 };
uint32_t signal_actions(int32_t number);
// A set of signals is a word: signal 1 is bit 0.
static inline uint64_t signal_bit(int32_t number) { return (uint64_t)1 << (number - 1); }

// signal.c
enum { HANDLER_DEFAULT = 0, HANDLER_IGNORE = 1 };        // what the kernel has in place of an address
void signal_install(int32_t number, uintptr_t handler);  // rt_sigtramp or one of these
uintptr_t signal_installed(int32_t number);
bool signal_is_ours(int32_t number);            // the runtime handles it even if nobody asks for it
bool signal_on_stack(const G *g, uint64_t sp);  // on the goroutine's stack
void rt_sigtramp(void);
void signal_handle(int32_t number, SignalInfo *info, SignalContext *context);

// signal_notify.c
bool signal_send(int32_t number);  // to os/signal; false: it does not want it
bool signal_is_ignored(int32_t number);
void signal_note_ignored(uint64_t set);  // they were, when the process began

// signal_fatal.c
void signal_die(int32_t number) noreturn_fn;  // by the default action
void signal_throw(int32_t number, const SignalInfo *info, const SignalContext *context) noreturn_fn;

#endif
