// Fatal errors: the message, traces of goroutines, exit status 2. Texts are gc's. The panic
// machinery itself is Go (overlay/runtime/panic.go).
#include "runtime.h"

// bubble: that is stuck, if it is that; else NULL.
static void all_traces(G *g, bool all, const struct Bubble *bubble) {
  if (settings.traceback <= 0) return;
  if (g) {
    print_text("\n");
    traceback_g(g, true);
  }
  if (all || settings.traceback >= 2) traceback_others(g, NULL);
  else if (bubble) traceback_others(g, bubble);
}

uint32_t fatal_reporting;

// Only the first thread that reports a fatal error goes on; the process ends before others get here. What they were
// about to say stays in their buffers.
static void only_first(const M *m) {
  uint32_t none = 0, self = m->id + 1;
  if (!__atomic_compare_exchange_n(&fatal_reporting, &none, self, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED) &&
      none != self)
    world_stand_aside();
}

bool fatal_is_reporting(void) { return relaxed_load(&fatal_reporting) == rt_getm()->id + 1; }

static void begin(M *m) {
  only_first(m);
  print_flush();
  m->print_sink = NULL;  // it may have been at a trace for the program
}

// system: before the messages of a panic, which may still fail. From here on Go code prints, on a stack that it does
// not have to grow: who lost the race may hold the locks that this takes.
void rt_fatal_begin(void);
void rt_fatal_begin(void) {
  enum { ROOM = 16 * 1024 };
  G *g = rt_getg();
  if (!g->throwsplit && (int64_t)(stack_size(g) + ROOM) * 2 <= stack_max) stack_reserve(ROOM);
  begin(rt_getm());
}

void fatal_begin(void) {
  M *m = rt_getm();
  if (m->dying++) {
    print_text("panic during panic\n");
    print_flush();
    os_exit(m->dying > 2 ? 5 : 4);
  }
  begin(m);
  world_freeze();
}

void fatal_exit(void) {
  print_flush();
  if (settings.traceback_crash) signal_crash();
  os_exit(2);
}

void fatal_trace(G *g, uint64_t pc, uint64_t sp, uint64_t bp) {
  if (g) {
    g->sched_pc = pc + 1;  // an instruction, not a return address
    g->sched_sp = sp;
    g->sched_bp = bp;
    g->syscall_pc = 0;
  }
  all_traces(g, true, NULL);
}

// The fault that led here, if one did.
static void print_signal(const G *g) {
  if (!g || !g->sig) return;
  print_text("[signal ");
  print_text(signal_text(g->sig));
  print_text(" code=");
  print_hex((uint64_t)g->sig_code);
  print_text(" addr=");
  print_hex(g->sig_addr);
  print_text(" pc=");
  print_hex(g->sig_pc);
  print_text("]\n");
}

// Lines after the first are indented.
static void print_indented(const uint8_t *text, int64_t len) {
  int64_t from = 0;
  for (int64_t at = 0; at < len; at++) {
    if (text[at] != '\n') continue;
    print_bytes(text + from, at + 1 - from);
    print_text("\t");
    from = at + 1;
  }
  print_bytes(text + from, len - from);
}

// Who made the mistake. The program's concern one goroutine, or all if the runtime found it out on its own; one of the
// runtime is always traced.
enum { BY_RUNTIME, BY_PROGRAM, BY_PROGRAM_FOR_ALL };

static void fatal(const uint8_t *text, int64_t len, uint64_t by) noreturn_fn;
static void fatal(const uint8_t *text, int64_t len, uint64_t by) {
  fatal_begin();
  print_text("fatal error: ");
  print_indented(text, len);
  print_text("\n");
  G *g = rt_getm()->g;
  if (g && !g->sched_pc) g = NULL;
  print_signal(g);
  if (by == BY_RUNTIME && settings.traceback < 2) settings.traceback = 2;
  all_traces(g, by != BY_PROGRAM || !g, NULL);
  fatal_exit();
}

static int64_t text_length(const char *text) {
  int64_t length = 0;
  while (text[length]) length++;
  return length;
}

// From C, on the system stack (the goroutine's place is in g.sched).
void rt_throw(const char *message) { fatal((const uint8_t *)message, text_length(message), BY_RUNTIME); }
void rt_fatal(const char *message) { fatal((const uint8_t *)message, text_length(message), BY_PROGRAM); }

// system: Go's throw and fatal
void rt_throw_go(const uint8_t *text, int64_t len, uint64_t by) { fatal(text, len, by); }

// system: after the panic's messages were printed: the fault, traces, exit 2
void rt_fatal_panic(const struct Bubble *bubble) noreturn_fn;
void rt_fatal_panic(const struct Bubble *bubble) {
  fatal_begin();
  print_signal(rt_getg());
  all_traces(rt_getg(), false, bubble);
  fatal_exit();
}

// system: exit of the process
void rt_exit(int64_t code) noreturn_fn;
void rt_exit(int64_t code) {
  print_flush();
  os_exit((int32_t)code);
}

// system: debug.SetTraceback; no less than what the environment wants
void rt_set_traceback(int64_t level, uint64_t crash);
void rt_set_traceback(int64_t level, uint64_t crash) {
  settings.traceback = level > settings.traceback_least ? (int32_t)level : settings.traceback_least;
  settings.traceback_crash |= crash & 1;
}
