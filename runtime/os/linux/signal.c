// Signals: faults in Go code become calls of runtime.sigpanic, SIGQUIT dumps all goroutines,
// signals that os/signal wants go to its goroutine, the rest do what gc's programs do.
// Handlers run on an alternate stack.
#include "runtime.h"

enum {
  SIGHUP_ = 1,
  SIGINT_ = 2,
  SIGQUIT_ = 3,
  SIGILL_ = 4,
  SIGTRAP_ = 5,
  SIGABRT_ = 6,
  SIGBUS_ = 7,
  SIGFPE_ = 8,
  SIGKILL_ = 9,
  SIGSEGV_ = 11,
  SIGPIPE_ = 13,
  SIGTERM_ = 15,
  SIGSTOP_ = 19,
  SIGURG_ = 23,
  SIGPROF_ = 27,
  SIGSYS_ = 31
};
enum { SYS_rt_sigaction = 13, SYS_rt_sigprocmask = 14, SYS_getpid_ = 39, SYS_sigaltstack = 131, SYS_tgkill = 234 };
enum { SA_SIGINFO_ = 4, SA_ONSTACK_ = 0x08000000, SA_RESTORER_ = 0x04000000, SA_RESTART_ = 0x10000000 };

typedef struct SignalAction {
  void *handler;
  uint64_t flags;
  void *restorer;
  uint64_t mask;
} SignalAction;
typedef struct SignalInfo {
  int32_t number, error, code, pad;
  uint64_t address;
} SignalInfo;
typedef struct SignalContext {
  uint64_t flags, link;
  uint64_t stack[3];
  uint64_t r8, r9, r10, r11, r12, r13, r14, r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip;
} SignalContext;
typedef struct SignalStack {
  void *base;
  int32_t flags;
  uint64_t size;
} SignalStack;

void rt_sigtramp(void);
void signal_handle(int32_t number, SignalInfo *info, SignalContext *context);

uint64_t signal_pending;    // bits by number, for os/signal
static uint64_t wanted;     // os/signal asked for these
static uint64_t ignored;    // it asked to ignore these
static uint64_t inherited;  // the parent had these ignored (SIGHUP and SIGINT count)
static G *receiver;         // goroutine in signal_recv, under receiver_lock; atomic for readers
static uint32_t receiver_lock;

static void install(int32_t number, void *handler) {
  SignalAction action = {handler, SA_SIGINFO_ | SA_ONSTACK_ | SA_RESTORER_ | SA_RESTART_, (void *)rt_sigreturn,
                         ~(uint64_t)0};
  os_syscall6(SYS_rt_sigaction, number, (int64_t)&action, 0, 8, 0, 0);
}

static void *installed(int32_t number) {
  SignalAction action = {0};
  os_syscall6(SYS_rt_sigaction, number, 0, (int64_t)&action, 8, 0, 0);
  return action.handler;
}

// Signals that would end the process by default, and that a Go program takes no notice of unless it asks for them: as
// gc's runtime, SIGUSR1, SIGUSR2, SIGALRM, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGIO, SIGPWR and real-time ones.
static const uint64_t quiet = (uint64_t)1 << 10 | 1 << 12 | 1 << 14 | 1 << 24 | 1 << 25 | 1 << 26 | 1 << 27 | 1 << 29 |
                              1 << 30 | ~(uint64_t)0 << 35;

void signal_init(void) {
  for (int32_t number = 1; number <= SIGINT_; number++)
    if (installed(number) == (void *)1) inherited |= (uint64_t)1 << number;
  for (int32_t number = 1; number < 64; number++)
    if (quiet >> number & 1) install(number, (void *)rt_sigtramp);
  static const int8_t handled[] = {SIGQUIT_, SIGILL_,  SIGTRAP_, SIGABRT_, SIGBUS_,
                                   SIGFPE_,  SIGSEGV_, SIGPIPE_, SIGSYS_,  SIGURG_};
  for (uint32_t i = 0; i < sizeof handled; i++) install(handled[i], (void *)rt_sigtramp);
}

void signal_init_thread(M *m) {
  enum { ALTERNATE = 64 * 1024 };
  if (!m->signal_stack) m->signal_stack = thread_stack_new(ALTERNATE);
  SignalStack alternate = {(void *)m->signal_stack, 0, ALTERNATE};
  os_syscall6(SYS_sigaltstack, (int64_t)&alternate, 0, 0, 0, 0, 0);
}

static void raise_default(int32_t number) {
  install(number, NULL);
  uint64_t all = 0;
  os_syscall6(SYS_rt_sigprocmask, 2, (int64_t)&all, 0, 8, 0, 0);
  os_syscall6(SYS_tgkill, os_syscall6(SYS_getpid_, 0, 0, 0, 0, 0, 0), rt_getm()->tid, number, 0, 0, 0);
}

void signal_crash(void) {
  raise_default(SIGABRT_);
  os_usleep(10000);
  os_exit(2);
}

static bool on_goroutine_stack(const G *g, uint64_t sp) { return g && sp > g->stack_lo && sp <= g->stack_hi; }

static const char *signal_name(int32_t number) {
  switch (number) {
    case SIGQUIT_: return "SIGQUIT: quit";
    case SIGILL_: return "SIGILL: illegal instruction";
    case SIGTRAP_: return "SIGTRAP: trace trap";
    case SIGABRT_: return "SIGABRT: abort";
    case SIGBUS_: return "SIGBUS: bus error";
    case SIGFPE_: return "SIGFPE: floating-point exception";
    case SIGSEGV_: return "SIGSEGV: segmentation violation";
    case SIGSYS_: return "SIGSYS: bad system call";
    default: return NULL;
  }
}

static void die(int32_t number, const SignalInfo *info, const SignalContext *context, G *g) noreturn_fn;
static void die(int32_t number, const SignalInfo *info, const SignalContext *context, G *g) {
  world_freeze();
  const char *name = signal_name(number);
  bool user = on_goroutine_stack(g, context->rsp);
  if (!user && number != SIGQUIT_) print_text("fatal error: unexpected signal during runtime execution\n");
  if (name) {
    if (number != SIGQUIT_ && !user) print_text("[signal ");
    print_text(name);
    if (number != SIGQUIT_ && !user) {
      print_text(" code=");
      print_hex((uint32_t)info->code);
      print_text(" addr=");
      print_hex(info->address);
      print_text(" pc=");
      print_hex(context->rip);
      print_text("]");
    }
  } else {
    print_text("Signal ");
    print_int(number);
  }
  print_text("\nPC=");
  print_hex(context->rip);
  print_text(" m=");
  print_int(rt_getm()->id);
  print_text(" sigcode=");
  print_int(info->code);
  print_text("\n");
  if (user) fatal_trace(g, context->rip, context->rsp, context->rbp);
  PlaceInfo place;
  if (functab_place(context->rip, &place)) {
    print_text("runtime code: ");
    print_text(place.function);
    print_text("\n");
  }
  fatal_trace(NULL, 0, 0, 0);
}

// Makes the interrupted code look as if it had called runtime.sigpanic.
static void inject_panic(int32_t number, const SignalInfo *info, SignalContext *context, G *g) {
  uint64_t pc = context->rip, sp = context->rsp;
  const FunctabEntry *entry = functab_find(pc);
  uint8_t kind = entry ? functab_info(entry)->kind : FUNC_C_LEAF;
  g->sig = (uint32_t)number;
  g->sig_addr = info->address;
  g->sig_pc = pc;
  if (entry && kind == FUNC_C_LEAF) {
    // Leaf C: abandon it; the Go caller's call instruction faulted.
    pc = *(uint64_t *)(context->rbp + 8) - 1;
    sp = context->rbp + 16;
    context->rbp = *(uint64_t *)context->rbp;
  } else if (!entry) {
    pc = *(uint64_t *)sp - 1;  // a call of a bad address
    sp += 8;
  }
  sp -= 8;
  *(uint64_t *)sp = pc;
  context->rsp = sp;
  context->rip = (uint64_t)go_runtime_sigpanic;
  context->rdx = 0;
  context->r14 = (uint64_t)g;
}

// --- preemption at any instruction that the unsafe-point column allows

void signal_preempt(M *m) {
  if (settings.async_preempt_off || !m->tid) return;
  os_syscall6(SYS_tgkill, os_syscall6(SYS_getpid_, 0, 0, 0, 0, 0, 0), m->tid, SIGURG_, 0, 0, 0);
}

static bool has_prefix(const char *s, const char *prefix) {
  while (*prefix && *s == *prefix) s++, prefix++;
  return !*prefix;
}

// Code that works with the runtime's state stops at its calls only, as gc's does.
static bool is_runtime_code(uintptr_t pc) {
  PlaceInfo place;
  return !functab_place(pc, &place) || has_prefix(place.function, "runtime.") ||
         has_prefix(place.function, "internal/runtime/") || has_prefix(place.function, "reflect.");
}

static bool may_stop_at(const G *g, const SignalContext *context) {
  enum { ROOM = 640 };  // rt_async_preempt's frame and the return address below it
  if (!on_goroutine_stack(g, context->rsp) || context->rsp - g->stack_lo < ROOM || context->r14 != (uint64_t)g)
    return false;
  const FunctabEntry *entry = functab_find(context->rip);
  if (!entry) return false;
  const FuncInfo *info = functab_info(entry);
  if (info->kind != FUNC_NORMAL && info->kind != FUNC_WRAPPER) return false;
  uint32_t offset = (uint32_t)(context->rip - functab_entry_pc(entry));
  if (info->unsafe_points && functab_value(info->unsafe_points, offset) != 0) return false;
  return !is_runtime_code(context->rip);
}

static void preempt_here(G *g, SignalContext *context) {
  M *m = rt_getm();
  if (!relaxed_load(&g->preempt) || g->locks || g->throwsplit || g->syscall_pc || g->m != m || !m->p) return;
  if (g->status != G_RUNNING || !may_stop_at(g, context)) return;
  context->rsp -= 8;
  *(uint64_t *)context->rsp = context->rip;
  context->rip = (uint64_t)rt_async_preempt;
}

void (*signal_profile)(uintptr_t pc, uintptr_t sp, uintptr_t bp);

static bool is_fault(int32_t number) { return number == SIGSEGV_ || number == SIGBUS_ || number == SIGFPE_; }

void signal_handle(int32_t number, SignalInfo *info, SignalContext *context) {
  enum { SI_USER_ = 0, SI_TKILL_ = -6 };
  G *g = rt_getm()->g;
  bool sent = info->code == SI_USER_ || info->code == SI_TKILL_;
  if (is_fault(number) && !sent) {
    const FunctabEntry *entry = functab_find(context->rip);
    bool in_text = entry || context->rip < 4096 || !functab_find(context->rip);
    if (g && on_goroutine_stack(g, context->rsp) && in_text && !g->throwsplit && !relaxed_load(&sched.freeze)) {
      inject_panic(number, info, context, g);
      return;
    }
    die(number, info, context, g);
  }
  if (number < 64 && (wanted >> number & 1)) {
    __atomic_or_fetch(&signal_pending, (uint64_t)1 << number, __ATOMIC_ACQ_REL);
    sched_poke_async();
    return;
  }
  if (number < 64 && (ignored >> number & 1)) return;
  if (number == SIGURG_ && g) preempt_here(g, context);
  if (number == SIGPROF_ && signal_profile) signal_profile(context->rip, context->rsp, context->rbp);
  if (number == SIGURG_ || number == SIGPIPE_ || number >= 64 || (quiet >> number & 1)) return;
  if (signal_name(number)) die(number, info, context, g);
  raise_default(number);
}

// --- os/signal

void signal_deliver(void) {
  if (!__atomic_load_n(&receiver, __ATOMIC_SEQ_CST)) return;
  lock_futex(&receiver_lock, RANK_SIGNALS);
  G *g = receiver;
  receiver = NULL;
  unlock_futex(&receiver_lock);
  if (!g) return;
  g->sched_ret = 0;
  sched_ready_any(g);
}

// The number of a pending signal; 0 after a wait.
uint64_t rt_signal_recv(void);
uint64_t rt_signal_recv(void) {
  uint64_t pending = __atomic_load_n(&signal_pending, __ATOMIC_ACQUIRE);
  if (pending) {
    int number = __builtin_ctzll(pending);
    __atomic_and_fetch(&signal_pending, ~((uint64_t)1 << number), __ATOMIC_ACQ_REL);
    return (uint64_t)number;
  }
  // A signal that comes from here on is seen by the scheduler, which this M enters now.
  lock_futex(&receiver_lock, RANK_SIGNALS);
  receiver = sched_detach(WAIT_SIGNAL);
  unlock_futex(&receiver_lock);
  sched_run();
}

// leaf-safe: the receiver waits and nothing is pending
uint64_t rt_signals_idle(void);
uint64_t rt_signals_idle(void) { return !signal_pending && __atomic_load_n(&receiver, __ATOMIC_SEQ_CST); }

static void *default_action(uint64_t number) {
  if (inherited >> number & 1) return (void *)1;
  bool handled = number == SIGPIPE_ || number == SIGURG_ || (quiet >> number & 1) || signal_name((int32_t)number);
  return handled ? (void *)rt_sigtramp : NULL;
}

// what: 0 disable, 1 enable, 2 ignore
void rt_signal_set(uint64_t number, uint64_t what);
void rt_signal_set(uint64_t number, uint64_t what) {
  if (number == 0 || number >= 64 || number == SIGKILL_ || number == SIGSTOP_) return;
  uint64_t bit = (uint64_t)1 << number;
  if (what == 1) {
    relaxed_store(&sched.signals_used, 1);
    monitor_start();
    wanted |= bit;
    ignored &= ~bit;
    install((int32_t)number, (void *)rt_sigtramp);
  } else if (what == 0) {
    wanted &= ~bit;
    install((int32_t)number, default_action(number));
  } else {
    wanted &= ~bit;
    ignored |= bit;
    install((int32_t)number, (void *)1);
  }
}

uint64_t rt_signal_ignored(uint64_t number);
uint64_t rt_signal_ignored(uint64_t number) {
  enum { SIG_IGN_ = 1 };
  if (number >= 64) return 0;
  return (ignored >> number & 1) || installed((int32_t)number) == (void *)SIG_IGN_;
}

// os.sigpipe: EPIPE on standard output
void rt_sigpipe(void);
void rt_sigpipe(void) {
  if (wanted >> SIGPIPE_ & 1) return;
  raise_default(SIGPIPE_);
}

// Around fork: no handlers run in the child between fork and exec.
void rt_fork_before(void);
void rt_fork_before(void) {
  uint64_t all = ~(uint64_t)0;
  os_syscall6(SYS_rt_sigprocmask, 2, (int64_t)&all, (int64_t)&rt_getm()->saved_mask, 8, 0, 0);
  G *g = rt_getg();
  g->locks++;
  g->throwsplit = 1;
  g->stackguard = ABI_STACK_FORK;
}

void rt_fork_after(void);
void rt_fork_after(void) {
  G *g = rt_getg();
  g->throwsplit = 0;
  g->locks--;
  stack_arm_guard(g);
  os_syscall6(SYS_rt_sigprocmask, 2, (int64_t)&rt_getm()->saved_mask, 0, 8, 0, 0);
}

void rt_fork_child(void);
void rt_fork_child(void) {
  for (int32_t number = 1; number < 65; number++)
    if (installed(number) == (void *)rt_sigtramp) install(number, NULL);
  os_syscall6(SYS_rt_sigprocmask, 2, (int64_t)&rt_getm()->saved_mask, 0, 8, 0, 0);
}
