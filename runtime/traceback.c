// Goroutine traces in gc's format, and lists of PCs for runtime.Callers. Input: a goroutine at rest
// (or the caller of a system function).
#include "bubble.h"
#include "go_records.h"
#include "text.h"

enum { MAX_FRAMES = 100 };

// What a wrapper calls that panics itself.
static bool is_panic(const PlaceInfo *p) {
  return p->kind == FUNC_GOPANIC || p->kind == FUNC_SIGPANIC || (p->flags & FUNC_WRAPPER_PANIC);
}

// Frames that nobody wrote, but for a wrapper that panics by itself. callee: the frame before, if there was one.
static bool is_hidden(uint8_t kind, const PlaceInfo *callee) {
  if (kind == FUNC_WRAPPER) return !callee->function || !is_panic(callee);
  return kind == FUNC_REFLECTCALL || kind == FUNC_REFLECT_STUB || kind == FUNC_ASM || kind == FUNC_MORESTACK ||
         kind == FUNC_ASYNC_PREEMPT;
}

// runtime's own frames are hidden, except exported ones.
static bool is_shown(const PlaceInfo *place, const PlaceInfo *callee, bool top) {
  const char *name = place->function;
  if (settings.traceback >= 3) return true;
  if (is_hidden((uint8_t)place->kind, callee)) return false;
  if (place->kind == FUNC_GOPANIC) return !top;  // the innermost panic is what is being reported
  if (!text_starts(name, "runtime.") || (place->flags & FUNC_SHOWN)) return true;
  const char *rest = name + 8;
  for (const char *p = rest; *p; p++)
    if (*p == '.' || *p == '(') rest = p + 1;
  return *rest >= 'A' && *rest <= 'Z' && name[8] == *rest;
}

static void print_function(const char *name) {
  // Type arguments are shown as "[...]".
  int64_t open = 0, close = 0;
  for (int64_t i = 0; name[i]; i++) {
    if (name[i] == '[' && !open) open = i;
    if (name[i] == ']') close = i;
  }
  if (!open || close < open) {
    print_text(name);
    return;
  }
  print_bytes(name, open);
  print_text("[...]");
  print_text(name + close + 1);
}

static void print_place(const char *file, int64_t line, int64_t offset) {
  print_text("\t");
  print_text(file);
  print_text(":");
  print_int(line);
  if (offset > 0) {
    print_text(" +");
    print_hex((uint64_t)offset);
  }
  print_text("\n");
}

static bool says_durable(uint32_t reason) {
  return reason >= WAIT_CHAN_RECEIVE_DURABLE && reason <= WAIT_WAITGROUP_DURABLE;
}

static void print_header(const G *g, bool running) {
  print_text("goroutine ");
  print_int(g->id);
  print_text(" [");
  if (running) {
    print_text("running");
  } else if (goroutine_status(g) == G_WAITING) {
    print_text(wait_reason_text(g->wait_reason));
    if (g->bubble && bubble_wait_is_durable(g->wait_reason) && !says_durable(g->wait_reason)) print_text(" (durable)");
    int64_t minutes = g->wait_since ? (os_nanotime() - g->wait_since) / 60000000000 : 0;
    if (minutes >= 1) {
      print_text(", ");
      print_int(minutes);
      print_text(" minutes");
    }
  } else {
    print_text(goroutine_status(g) == G_SYSCALL ? "syscall" : "runnable");
  }
  if (g->locked_m) print_text(", locked to thread");
  if (g->bubble) {
    print_text(", synctest bubble ");
    print_uint(g->bubble->id);
  }
  print_text("]:\n");
}

// Logical frames of one physical frame, innermost first. Returns how many lines were shown.
static int print_frame(const Frame *f, PlaceInfo *callee, bool top) {
  int shown = 0;
  PlaceInfo place;
  if (!functab_place(f->lookup_pc, &place)) return 0;
  do {
    bool show = is_shown(&place, callee, top && !shown);
    *callee = place;
    if (!show) continue;
    print_function(place.kind == FUNC_GOPANIC ? "panic" : place.function);
    bool inlined = place.node >= 0;
    if (place.kind == FUNC_GOPANIC) print_text("({...})\n");
    else print_text(inlined || f->info->args_size > 0 ? "(...)\n" : "()\n");
    print_place(place.file, place.line, inlined ? 0 : (int64_t)(f->pc - place.entry));
    shown++;
  } while (functab_place_parent(&place));
  return shown;
}

static void print_creator(const G *g) {
  PlaceInfo place;
  if (!g->creator_pc || !functab_place(g->creator_pc - 1, &place)) return;
  if (!is_shown(&place, &(PlaceInfo){0}, false)) return;
  print_text("created by ");
  print_text(place.function);
  if (g->parent_id) {
    print_text(" in goroutine ");
    print_int(g->parent_id);
  }
  print_text("\n");
  print_place(place.file, place.line, (int64_t)(g->creator_pc - place.entry));
}

// Physical frames from this one on that the trace would show (each counts once).
static int64_t count_frames(const Frame *first) {
  Frame frame = *first;
  int64_t n = 0;
  for (bool more = true; more; more = frame_next(&frame)) n += frame.info->kind != FUNC_TOP;
  return n;
}

// All frames from this one on; of deep stacks, the innermost and outermost ones, as gc shows them.
static void print_frames(const Frame *first) {
  enum { HALF = MAX_FRAMES / 2 };
  int64_t total = count_frames(first), at = 0;
  int shown = 0;
  Frame frame = *first;
  PlaceInfo callee = {0};
  for (bool more = true; more; more = frame_next(&frame), at++) {
    if (total > MAX_FRAMES + 20 && at == HALF) {
      print_text("...");
      print_int(total - MAX_FRAMES);
      print_text(" frames elided...\n");
    }
    if (total > MAX_FRAMES + 20 && at >= HALF && at < total - HALF) continue;
    if (frame.info->kind != FUNC_TOP) shown += print_frame(&frame, &callee, shown == 0);
  }
}

void traceback_g(G *g, bool running) {
  bool elsewhere = !running && goroutine_status(g) == G_RUNNING;
  print_header(g, running || elsewhere);
  if (elsewhere) {
    print_text("\tgoroutine running on other thread; stack unavailable\n");
    print_creator(g);
    return;
  }
  Frame frame;
  if (frame_start(&frame, g)) print_frames(&frame);
  print_creator(g);
}

static G *next_of_all(const G *g) { return __atomic_load_n(g ? &g->all_next : &sched.all, __ATOMIC_ACQUIRE); }

static bool is_alive(const G *g) {
  uint32_t status = goroutine_status(g);
  return status != G_DEAD && status != G_IDLE;
}

// Those that traces and profiles show.
static bool is_of_program(const G *g) { return !g->system || g->runs_program; }

void traceback_others(G *current, const Bubble *bubble) {
  for (G *g = NULL; (g = next_of_all(g));) {
    if (bubble && g->bubble != bubble) continue;
    if (g == current || !is_alive(g) || (!is_of_program(g) && settings.traceback < 3)) continue;
    print_text("\n");
    traceback_g(g, false);
  }
}

// --- PC lists. Each PC, less one, stands for one logical frame (abi/functab.h, InlineNode).

int64_t traceback_pcs(G *g, int64_t skip, uintptr_t *pcs, int64_t max) {
  Frame frame;
  int64_t n = 0;
  PlaceInfo callee = {0};
  bool more = frame_start(&frame, g);
  for (; more && n < max; more = frame_next(&frame)) {
    uintptr_t pc = frame.lookup_pc;
    PlaceInfo place;
    functab_function_at(frame.entry, pc, &place);
    for (bool inlined = true; inlined && n < max;) {
      if (!is_hidden((uint8_t)place.kind, &callee) && skip-- <= 0) pcs[n++] = pc + 1;
      callee = place;
      pc = functab_parent_pc(&place);
      inlined = functab_place_parent(&place);
    }
  }
  return n;
}

// system: skip counts logical frames of the Go caller of this function: 0 is that caller itself
int64_t rt_callers(int64_t skip, uintptr_t *pcs, int64_t max);
int64_t rt_callers(int64_t skip, uintptr_t *pcs, int64_t max) { return traceback_pcs(rt_getg(), skip, pcs, max); }

// system, for recover (overlay/runtime/panic.go): may the function that called gorecover recover the panic run by
// the frame of gopanic at `gopanic_sp`? Exactly one frame that is no wrapper stands between them.
uint64_t rt_may_recover(uintptr_t gopanic_sp);
uint64_t rt_may_recover(uintptr_t gopanic_sp) {
  Frame frame;
  int count = 0;
  bool more = frame_start(&frame, rt_getg());
  for (bool first = true; more; more = frame_next(&frame)) {
    if (first) {  // gorecover
      first = false;
      continue;
    }
    PlaceInfo place;
    functab_function_at(frame.entry, frame.lookup_pc, &place);
    for (bool inlined = true; inlined; inlined = functab_place_parent(&place)) {
      if (place.kind == FUNC_GOPANIC) return frame.cfa == gopanic_sp && count == 1;
      if (place.kind != FUNC_WRAPPER && place.kind != FUNC_REFLECTCALL && place.kind != FUNC_REFLECT_STUB &&
          ++count > 1)
        return 0;
    }
  }
  return 0;
}

// system: registers of the frame at sp, pc to resume at after a recovery. a: pc (0: the function has no such
// place), b: bp.
Pair rt_recovery_target(uintptr_t sp, uintptr_t pc);
Pair rt_recovery_target(uintptr_t sp, uintptr_t pc) {
  const FunctabEntry *entry = functab_find(pc - 1);
  if (!entry) return (Pair){0, 0};
  const FuncInfo *info = functab_info(entry);
  if (!info->deferreturn) return (Pair){0, 0};
  return (Pair){functab_entry_pc(entry) + info->deferreturn, sp + info->frame_size};
}

// system: writes the trace of the caller, without the function that calls this; all: of all, with the world stopped.
// Returns how many bytes that are.
int64_t rt_stack_text(uint8_t *buffer, int64_t size, uint64_t all);
int64_t rt_stack_text(uint8_t *buffer, int64_t size, uint64_t all) {
  G *g = rt_getg();
  print_begin(buffer, size);
  print_header(g, true);
  Frame frame;
  if (frame_start(&frame, g) && frame_next(&frame)) print_frames(&frame);
  print_creator(g);
  if (all & 1) traceback_others(g, NULL);
  return size - print_end();
}

// --- for the Go side

// leaf-safe
uint64_t rt_place(uintptr_t pc, PlaceInfo *place);
uint64_t rt_place(uintptr_t pc, PlaceInfo *place) { return functab_place(pc, place); }
uint64_t rt_place_parent(PlaceInfo *place);
uint64_t rt_place_parent(PlaceInfo *place) { return functab_place_parent(place); }

// system, with the world stopped: the first `max` goroutines, the caller first, and their stacks, innermost `depth`
// frames, one after the other in pcs. a: how many there are; b: how many PCs, of which those that have no room are not
// stored.
Pair rt_goroutine_records(GoroutineRecord *records, int64_t max, uintptr_t *pcs, int64_t room, int64_t depth);
Pair rt_goroutine_records(GoroutineRecord *records, int64_t max, uintptr_t *pcs, int64_t room, int64_t depth) {
  enum { DEEPEST = 128 };
  uintptr_t stack[DEEPEST];
  G *self = rt_getg();
  int64_t n = 0, used = 0;
  for (G *g = self, *at = NULL; g; g = at = next_of_all(at)) {
    if (!is_alive(g) || !is_of_program(g) || (g == self && n)) continue;
    if (n < max) {
      int64_t count = traceback_pcs(g, 0, stack, depth < DEEPEST ? depth : DEEPEST);
      if (used + count <= room) memcpy(pcs + used, stack, (size_t)count * sizeof *stack);
      used += count;
      records[n] = (GoroutineRecord){count, g->labels};
    }
    n++;
  }
  return (Pair){(uint64_t)n, (uint64_t)used};
}

// system, with the world stopped: how many goroutines there are by status, the caller's as RUNNING. Returns the last
// number given to one.
int64_t rt_goroutine_counts(uint64_t *by_status);
int64_t rt_goroutine_counts(uint64_t *by_status) {
  for (G *g = NULL; (g = next_of_all(g));)
    if (is_alive(g) && is_of_program(g)) by_status[goroutine_status(g)]++;
  return __atomic_load_n(&sched.last_id, __ATOMIC_RELAXED);
}
