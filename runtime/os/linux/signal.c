// Signals: faults in Go code become calls of runtime.sigpanic, a goroutine that runs for long is stopped where that is
// possible, and the rest goes by the table signals.def. Handlers run on an alternate stack, with all signals blocked:
// they may have interrupted anything, so they take no lock, allocate nothing, and tell others by atomics and futexes
// (signal_send, sched_poke_async). Only a fatal error does more.
#include "os/linux/signal.h"

enum { SA_SIGINFO_ = 4, SA_ONSTACK_ = 0x08000000, SA_RESTORER_ = 0x04000000, SA_RESTART_ = 0x10000000 };

typedef struct SignalAction {
  uintptr_t handler;
  uint64_t flags;
  void *restorer;
  uint64_t mask;
} SignalAction;
typedef struct SignalStack {
  void *base;
  int32_t flags;
  uint64_t size;
} SignalStack;

// --- the table

typedef struct SignalRow {
  uint32_t actions;
  const char *text;
} SignalRow;

static const SignalRow signal_table[] = {
#define SIGNAL(number, actions, text) [number] = {actions, text},
#include "os/linux/signals.def"
#undef SIGNAL
};
enum { NAMED = sizeof signal_table / sizeof *signal_table };  // the others are real-time signals

uint32_t signal_actions(int32_t number) { return number < NAMED ? signal_table[number].actions : NOTIFY; }

const char *signal_text(uint32_t number) { return number < NAMED ? signal_table[number].text : NULL; }

// --- installing

void signal_install(int32_t number, uintptr_t handler) {
  SignalAction action = {handler, SA_SIGINFO_ | SA_ONSTACK_ | SA_RESTORER_ | SA_RESTART_, (void *)rt_sigreturn,
                         ~(uint64_t)0};
  os_syscall6(SYS_rt_sigaction, number, (int64_t)&action, 0, 8, 0, 0);
}

uintptr_t signal_installed(int32_t number) {
  SignalAction action = {0};
  os_syscall6(SYS_rt_sigaction, number, 0, (int64_t)&action, 8, 0, 0);
  return action.handler;
}

// SIGHUP and SIGINT stay ignored if the parent wants it so (nohup).
static uint64_t inherited;

bool signal_is_ours(int32_t number) { return !(signal_actions(number) & DEFAULT) && !(inherited & signal_bit(number)); }

void signal_init(void) {
  for (int32_t number = SIGHUP_; number <= SIGINT_; number++)
    if (signal_installed(number) == HANDLER_IGNORE) inherited |= signal_bit(number);
  signal_note_ignored(inherited);
  for (int32_t number = 1; number <= SIGNALS; number++)
    if (signal_is_ours(number)) signal_install(number, (uintptr_t)rt_sigtramp);
}

uint64_t signal_block(void) {
  uint64_t all = ~(uint64_t)0, before = 0;
  os_syscall6(SYS_rt_sigprocmask, SIG_SETMASK_, (int64_t)&all, (int64_t)&before, 8, 0, 0);
  return before;
}

void signal_restore(uint64_t mask) { os_syscall6(SYS_rt_sigprocmask, SIG_SETMASK_, (int64_t)&mask, 0, 8, 0, 0); }

void signal_init_thread(M *m) {
  enum { ALTERNATE = 64 * 1024 };
  if (!m->signal_stack) m->signal_stack = thread_stack_new(ALTERNATE);
  SignalStack alternate = {(void *)m->signal_stack, 0, ALTERNATE};
  os_syscall6(SYS_sigaltstack, (int64_t)&alternate, 0, 0, 0, 0, 0);
}

// --- faults

bool signal_on_stack(const G *g, uint64_t sp) { return g && sp > g->stack_lo && sp <= g->stack_hi; }

static bool is_go_code(uintptr_t pc) {
  const FunctabEntry *entry = functab_find(pc);
  if (!entry) return false;
  uint8_t kind = functab_info(entry)->kind;
  return kind != FUNC_C_LEAF && kind != FUNC_C_STATE;
}

// Did Go code fault, by itself, in C that works for it, or by a call of what is no code? Faults of the runtime's own C,
// and where the goroutine may not panic, are fatal.
static bool is_go_fault(const G *g, const SignalContext *context) {
  if (!signal_on_stack(g, context->rsp) || g->throwsplit || g->locks || relaxed_load(&sched.freeze)) return false;
  const FunctabEntry *entry = functab_find(context->rip);
  if (!entry) return is_go_code(*(uint64_t *)context->rsp - 1);
  return functab_info(entry)->kind != FUNC_C_STATE;
}

// Makes the interrupted code look as if it had called runtime.sigpanic.
static void inject_panic(int32_t number, const SignalInfo *info, SignalContext *context, G *g) {
  uint64_t pc = context->rip, sp = context->rsp;
  const FunctabEntry *entry = functab_find(pc);
  g->sig = (uint32_t)number;
  g->sig_code = info->code;
  g->sig_addr = info->address;
  g->sig_pc = pc;
  if (entry && functab_info(entry)->kind == FUNC_C_LEAF) {
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

static bool may_stop_at(const G *g, const SignalContext *context) {
  enum { ROOM = 640 };  // rt_async_preempt's frame and the return address below it
  if (!signal_on_stack(g, context->rsp) || context->rsp - g->stack_lo < ROOM || context->r14 != (uint64_t)g)
    return false;
  const FunctabEntry *entry = functab_find(context->rip);
  if (!entry) return false;
  const FuncInfo *info = functab_info(entry);
  if (info->kind != FUNC_NORMAL && info->kind != FUNC_WRAPPER) return false;
  if (info->flags & FUNC_NO_PREEMPT) return false;
  uint32_t offset = (uint32_t)(context->rip - functab_entry_pc(entry));
  return !info->unsafe_points || functab_value(info->unsafe_points, offset) == 0;
}

static void preempt_here(G *g, SignalContext *context) {
  M *m = rt_getm();
  if (!relaxed_load(&g->preempt) || g->locks || g->throwsplit || g->syscall_pc || g->m != m || !m->p) return;
  if (g->status != G_RUNNING || !may_stop_at(g, context)) return;
  context->rsp -= 8;
  *(uint64_t *)context->rsp = context->rip;
  context->rip = (uint64_t)rt_async_preempt;
}

// --- handling

void (*signal_profile)(uintptr_t pc, uintptr_t sp, uintptr_t bp);

static uint32_t seccomp_ignored;  // SIGSYS of refused system calls; atomic

// system: os.ignoreSIGSYS and its undoing
void rt_ignore_sigsys(uint64_t ignore);
void rt_ignore_sigsys(uint64_t ignore) { __atomic_store_n(&seccomp_ignored, ignore & 1, __ATOMIC_SEQ_CST); }

static bool was_sent(const SignalInfo *info) {
  enum { SI_USER_ = 0, SI_TKILL_ = -6 };
  return info->code == SI_USER_ || info->code == SI_TKILL_;
}

void signal_handle(int32_t number, SignalInfo *info, SignalContext *context) {
  enum { SYS_SECCOMP_ = 1 };
  G *g = rt_getm()->g;
  uint32_t actions = signal_actions(number);
  bool sent = was_sent(info);
  if (number == SIGPROF_) {
    void (*profile)(uintptr_t, uintptr_t, uintptr_t) = __atomic_load_n(&signal_profile, __ATOMIC_ACQUIRE);
    if (profile) profile(context->rip, context->rsp, context->rbp);
    return;
  }
  if (number == SIGURG_ && g) preempt_here(g, context);  // it may be for the program, too
  if ((actions & PANIC) && !sent) {
    if (!is_go_fault(g, context)) signal_throw(number, info, context);
    inject_panic(number, info, context, g);
    return;
  }
  if ((sent || (actions & NOTIFY)) && signal_send(number)) return;
  if (sent && signal_is_ignored(number)) return;
  if (number == SIGSYS_ && info->code == SYS_SECCOMP_ && __atomic_load_n(&seccomp_ignored, __ATOMIC_SEQ_CST)) return;
  if (actions & KILL) signal_die(number);
  if (sent && fatal_is_reporting()) return;  // the process ends anyway, with the report that it is at
  if (actions & (THROW | PANIC)) signal_throw(number, info, context);
}
