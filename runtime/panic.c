// Fatal errors: the message, traces of goroutines, exit status 2. Texts are gc's. The panic
// machinery itself is Go (overlay/runtime/panic.go).
#include "runtime.h"

static void all_traces(G *g) {
  if (settings.traceback <= 0) return;
  if (g) traceback_g(g, true);
  if (settings.traceback >= 2) traceback_others(g);
}

uint32_t fatal_reporting;

// system: only the first thread that reports a fatal error goes on; the process ends before others get here.
void rt_fatal_begin(void);
void rt_fatal_begin(void) {
  print_flush();
  uint32_t none = 0, self = rt_getm()->id + 1;
  if (__atomic_compare_exchange_n(&fatal_reporting, &none, self, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED) ||
      none == self)
    return;
  for (;;) os_usleep(1000000);
}

void fatal_exit(void) {
  print_flush();
  if (settings.traceback_crash) signal_crash();
  os_exit(2);
}

// Traces g from the given registers (or none), then all others.
void fatal_trace(G *g, uint64_t pc, uint64_t sp, uint64_t bp) {
  world_freeze();
  if (g) {
    g->sched_pc = pc + 1;  // an instruction, not a return address
    g->sched_sp = sp;
    g->sched_bp = bp;
    g->syscall_pc = 0;
  }
  print_text("\n");
  if (settings.traceback <= 0) settings.traceback = 1;
  settings.traceback = settings.traceback < 2 ? 2 : settings.traceback;
  if (g) traceback_g(g, true);
  traceback_others(g);
  fatal_exit();
}

static void fatal(const char *kind, const uint8_t *text, int64_t len, bool trace_all) noreturn_fn;
static void fatal(const char *kind, const uint8_t *text, int64_t len, bool trace_all) {
  M *m = rt_getm();
  if (m->dying++) {
    print_text("panic during panic\n");
    print_flush();
    os_exit(m->dying > 2 ? 5 : 4);
  }
  rt_fatal_begin();
  world_freeze();
  print_text(kind);
  print_bytes(text, len);
  print_text("\n");
  if (trace_all && settings.traceback == 1) settings.traceback = 2;
  G *g = m->g;
  if (g && g->sched_pc) {
    if (g->status == G_RUNNING) print_text("\n");
    all_traces(g);
  } else {
    if (settings.traceback > 0) traceback_others(NULL);
  }
  fatal_exit();
}

// From C, on the system stack (the goroutine's place is in g.sched).
void rt_throw(const char *message) {
  int64_t len = 0;
  while (message[len]) len++;
  fatal("fatal error: ", (const uint8_t *)message, len, true);
}

// system: Go's throw (user false) and fatal (user true: a mistake of the program)
void rt_throw_go(const uint8_t *text, int64_t len, int64_t user) {
  (void)user;
  fatal("fatal error: ", text, len, true);
}

// system: after the panic's messages were printed: traces and exit 2. signal: also the line of the fault.
void rt_fatal_panic(uint64_t with_signal) noreturn_fn;
void rt_fatal_panic(uint64_t with_signal) {
  G *g = rt_getg();
  world_freeze();
  if ((with_signal & 1) && g->sig) {
    print_text("[signal ");
    print_text(g->sig == 11  ? "SIGSEGV: segmentation violation"
               : g->sig == 7 ? "SIGBUS: bus error"
                             : "SIGFPE: floating-point exception");
    print_text(" code=");
    print_hex(g->sig == 11 ? 1 : g->sig == 7 ? 2 : 1);
    print_text(" addr=");
    print_hex(g->sig_addr);
    print_text(" pc=");
    print_hex(g->sig_pc);
    print_text("]\n");
  }
  print_text("\n");
  all_traces(g);
  fatal_exit();
}

// system: exit of the process
void rt_exit(int64_t code) noreturn_fn;
void rt_exit(int64_t code) {
  print_flush();
  os_exit((int32_t)code);
}

// system: debug.SetTraceback
void rt_set_traceback(int64_t level, uint64_t crash);
void rt_set_traceback(int64_t level, uint64_t crash) {
  settings.traceback = (int32_t)level;
  settings.traceback_crash = crash & 1;
}
