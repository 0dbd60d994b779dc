// Goroutine stacks: allocation, growth and shrinking by copying. A copy adjusts every
// pointer into the old stack: in frames by their stack maps and stack objects, saved
// frame pointers, and what the runtime keeps (defer records' SP, wait records' elements).
// Settings: stackstress=1 moves the stack at every chance.
#include "abi/defer.h"
#include "go_records.h"

int64_t stack_max = 1000000000;

enum { STACK_ORDERS = 5, STACK_POOL_BYTES = 32768 };  // 2 KB << order; larger ones are spans of their own

typedef struct FreeStack {
  struct FreeStack *next;
} FreeStack;
static FreeStack *free_stacks[STACK_ORDERS];
static uint32_t lock;  // over them

// With check=3, words below each stack that nothing may write.
enum { CANARY_BYTES = 64 };
static inline uintptr_t canary_bytes(void) { return settings.check >= 3 ? CANARY_BYTES : 0; }
static inline uint64_t canary(const uint64_t *word) { return (uintptr_t)word ^ 0x5ac4c4e5a17eul; }

static void canary_write(uintptr_t at) {
  for (uint64_t *word = (uint64_t *)at; word < (uint64_t *)(at + canary_bytes()); word++) *word = canary(word);
}

static bool canary_is_valid(uintptr_t at) {
  for (const uint64_t *word = (const uint64_t *)at; word < (const uint64_t *)(at + canary_bytes()); word++)
    if (*word != canary(word)) return false;
  return true;
}

void stack_init(void) {}

static int stack_order(uintptr_t size) {
  int order = 0;
  while (((uintptr_t)ABI_STACK_MIN << order) < size) order++;
  return order;
}

static uintptr_t pool_take(int order, uintptr_t size) {
  lock_futex(&lock, RANK_STACKS);
  if (!free_stacks[order]) {
    Span *span = pages_alloc(STACK_POOL_BYTES >> PAGE_SHIFT, SPAN_STACK);
    for (uintptr_t p = span->base; p < span->base + STACK_POOL_BYTES; p += size) {
      FreeStack *s = (FreeStack *)p;
      s->next = free_stacks[order];
      free_stacks[order] = s;
    }
  }
  FreeStack *s = free_stacks[order];
  free_stacks[order] = s->next;
  unlock_futex(&lock);
  return (uintptr_t)s;
}

static uintptr_t stack_memory(uintptr_t size) {
  int order = stack_order(size);
  __atomic_add_fetch(&heap.stack_bytes, size, __ATOMIC_RELAXED);
  uintptr_t lo = order < STACK_ORDERS ? pool_take(order, size) : pages_alloc(size >> PAGE_SHIFT, SPAN_STACK)->base;
  canary_write(lo);
  return lo;
}

static void stack_memory_free(uintptr_t lo, uintptr_t size) {
  int order = stack_order(size);
  rt_assert(canary_is_valid(lo));
  __atomic_sub_fetch(&heap.stack_bytes, size, __ATOMIC_RELAXED);
  if (settings.stackstress) memset((void *)lo, 0xfd, size);
  if (order >= STACK_ORDERS) {
    pages_free(heap.page_spans[(lo - heap.base) >> PAGE_SHIFT]);
    return;
  }
  FreeStack *s = (FreeStack *)lo;
  lock_futex(&lock, RANK_STACKS);
  s->next = free_stacks[order];
  free_stacks[order] = s;
  unlock_futex(&lock);
}

// Gives g the stack in the memory [at, at + size).
static void stack_set(G *g, uintptr_t at, uintptr_t size) {
  g->stack_lo = at + canary_bytes();
  g->stack_hi = at + size;
  relaxed_store(&g->stackguard, g->stack_lo + ABI_STACK_GUARD);
}

void stack_alloc(G *g, uintptr_t size) { stack_set(g, stack_memory(size), size); }

uintptr_t stack_size(const G *g) { return g->stack_hi - g->stack_lo + canary_bytes(); }

void stack_free(G *g) {
  stack_memory_free(g->stack_lo - canary_bytes(), stack_size(g));
  g->stack_lo = g->stack_hi = 0;
}

void stack_arm_guard(G *g) {
  bool stress = settings.stackstress && !g->throwsplit;
  relaxed_store(&g->stackguard, stress ? ABI_STACK_STRESS : g->stack_lo + ABI_STACK_GUARD);
}

// --- moving

typedef struct Move {
  uintptr_t lo, hi, delta;
} Move;  // old stack; new = old + delta

static inline void adjust_word(const Move *m, uintptr_t *slot) {
  if (*slot - m->lo < m->hi - m->lo) *slot += m->delta;
}

static void adjust_mask(const Move *m, uintptr_t *words, const uint8_t *mask, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    if (mask[i >> 3] >> (i & 7) & 1) adjust_word(m, &words[i]);
}

static void adjust_reflect_frame(const Move *m, const Frame *f) {
  uintptr_t *bp = (uintptr_t *)f->bp;
  if (f->info->kind == FUNC_REFLECTCALL) {
    for (int i = 1; i <= ABI_REFLECTCALL_POINTERS; i++) adjust_word(m, bp - i);
    return;
  }
  StubFrame *stub = abi_stub_frame(f->bp);
  adjust_word(m, (uintptr_t *)&stub->context);
  for (int i = 0; i < ABI_INT_REGISTERS; i++) adjust_word(m, &stub->registers.ptrs[i]);
  const StubArguments *map = stub->context->stack;
  uint32_t count = stub->results_valid ? map->count : (uint32_t)(stub->context->arg_bytes / 8);
  if (count > map->count) count = map->count;
  adjust_mask(m, (uintptr_t *)f->cfa, map->pointers, count);
}

static void adjust_objects(const Move *m, const Frame *f) {
  if (!f->info->stack_objects || !f->has_frame) return;
  const StackObjects *objects = (const StackObjects *)functab_blob(f->info->stack_objects);
  for (uint32_t i = 0; i < objects->count; i++) {
    const StackObject *o = &objects->objects[i];
    uintptr_t at = (o->in_args ? f->cfa : f->sp) + (uintptr_t)(intptr_t)o->offset;
    adjust_mask(m, (uintptr_t *)at, functab_blob(o->mask), o->ptr_bytes / 8);
  }
}

// The frame's slots stand in the old stack and are adjusted there, after which the bytes are copied.
static void adjust_frame(const Move *m, const Frame *f) {
  if (f->has_frame) adjust_word(m, (uintptr_t *)(f->cfa - 16));
  if (f->info->kind == FUNC_REFLECTCALL || f->info->kind == FUNC_REFLECT_STUB) {
    adjust_reflect_frame(m, f);
    return;
  }
  adjust_objects(m, f);
  FramePointers pointers;
  if (!frame_pointers(f, &pointers)) return;
  for (uintptr_t *p; (p = frame_next_pointer(&pointers));) adjust_word(m, p);
}

// Before the frames: records of deferred calls may lie in them, and are found by words that are not adjusted yet.
static void adjust_defers(const Move *m, G *g) {
  for (DeferRecord *d = g->defer, *next; d; d = next) {
    next = d->link;
    adjust_word(m, (uintptr_t *)&d->link);
    adjust_word(m, (uintptr_t *)&d->sp);
  }
  adjust_word(m, (uintptr_t *)&g->defer);
}

static void adjust_runtime_records(const Move *m, G *g) {
  adjust_word(m, (uintptr_t *)&g->panic);
  adjust_word(m, (uintptr_t *)&g->sched_ctx);
  adjust_word(m, &g->sched_bp);
  adjust_word(m, &g->syscall_bp);
  for (GoPanic *p = g->panic; p; p = p->link) adjust_word(m, &p->sp);
  for (Sudog *s = g->waiting; s; s = s->wait_link) adjust_word(m, (uintptr_t *)&s->elem);
}

void stack_move(G *g, uintptr_t new_size) {
  uintptr_t old_lo = g->stack_lo, old_hi = g->stack_hi, old_size = stack_size(g);
  uintptr_t new_memory = stack_memory(new_size);
  Move move = {old_lo, old_hi, new_memory + new_size - old_hi};
  uintptr_t sp = g->syscall_pc && g->syscall_sp < g->sched_sp ? g->syscall_sp : g->sched_sp;
  Frame frame;
  // A frame's own registers are read before its saved words are adjusted: BP comes from the old stack.
  bool more = frame_start(&frame, g);
  if (!more) rt_throw("stack of a goroutine that is not in Go code");
  adjust_defers(&move, g);
  while (more) {
    Frame here = frame;
    more = frame_next(&frame);
    if (!more && !frame_is_top(&here)) {
      print_text("runtime: unexpected return pc ");
      print_hex(here.cfa >= old_lo + 8 && here.cfa <= old_hi ? *(uintptr_t *)(here.cfa - 8) : 0);
      print_text(" for ");
      print_text(functab_name(here.info));
      print_text("\n");
      rt_throw("unknown caller pc");
    }
    adjust_frame(&move, &here);
  }
  adjust_runtime_records(&move, g);
  memmove((void *)(sp + move.delta), (void *)sp, old_hi - sp);
  stack_set(g, new_memory, new_size);
  g->sched_sp += move.delta;
  if (g->syscall_pc) g->syscall_sp += move.delta;
  rt_assert(g->sched_sp >= g->stack_lo && g->sched_sp <= g->stack_hi);
  stack_memory_free(old_lo - canary_bytes(), old_size);
}

static void stack_overflow(G *g, uintptr_t size) noreturn_fn;
static void stack_overflow(G *g, uintptr_t size) {
  if ((int64_t)size > stack_max) {
    print_text("runtime: goroutine stack exceeds ");
    print_int(stack_max);
    print_text("-byte limit\n");
  }
  print_text("runtime: sp=");
  print_hex(g->sched_sp);
  print_text(" stack=[");
  print_hex(g->stack_lo);
  print_text(", ");
  print_hex(g->stack_hi);
  print_text("]\n");
  rt_throw("stack overflow");
}

// Bytes of stack the function at the saved place needs below its SP.
static uintptr_t bytes_needed(const G *g) {
  const FunctabEntry *entry = functab_find(g->sched_pc - 1);
  return entry ? functab_info(entry)->frame_size + ABI_STACK_GUARD + 32 : ABI_STACK_GUARD;
}

static void grow(G *g, uintptr_t need) {
  uintptr_t size = stack_size(g) * 2;
  while (size - canary_bytes() - (g->stack_hi - g->sched_sp) < need) size *= 2;
  if ((int64_t)size > stack_max) stack_overflow(g, size);
  stack_move(g, size);
}

void stack_new_needed(void) {
  G *g = rt_getg();
  uintptr_t guard = relaxed_load(&g->stackguard);
  if (g->throwsplit || guard == ABI_STACK_FORK) { rt_throw("runtime: stack split at bad time"); }
  uintptr_t need = bytes_needed(g);
  bool fits = g->sched_sp - g->stack_lo >= need && g->sched_sp - g->stack_lo < (uintptr_t)1 << 40;
  if (g->sched_sp < g->stack_lo || g->sched_sp > g->stack_hi) rt_throw("stack pointer outside the goroutine's stack");
  relaxed_store(&g->stackguard, g->stack_lo + ABI_STACK_GUARD);
  if (!fits) {
    grow(g, need);
    if (!relaxed_load(&g->preempt)) return;
  } else if (guard == ABI_STACK_STRESS) {
    stack_move(g, stack_size(g));
  }
  if (!relaxed_load(&g->preempt) || g->locks) return;
  relaxed_store(&g->preempt, 0);
  sched_yield();  // comes back to the cold prologue by rt_gogo
}

void stack_reserve(uint64_t n) {
  G *g = rt_getg();
  uintptr_t need = n + ABI_STACK_GUARD + 512;
  if (g->sched_sp - g->stack_lo < need) grow(g, need);
}

void stack_shrink(G *g) {
  uintptr_t size = stack_size(g);
  if (size <= ABI_STACK_MIN || g->syscall_pc || g->throwsplit || g->async_stopped) return;
  uintptr_t used = g->stack_hi - g->sched_sp + ABI_STACK_GUARD;
  if (used >= size / 4) return;
  stack_move(g, size / 2);
}

// Check, with the world stopped: it lies in a span of stacks, nothing wrote below it, and what rests does so in it.
bool stack_is_valid(const G *g) {
  if (!g->stack_lo) return g->status == G_DEAD || g->status == G_IDLE;
  const Span *span = heap.page_spans[(g->stack_lo - heap.base) >> PAGE_SHIFT];
  if (!span || span->state != SPAN_STACK || g->stack_lo < span->base) return false;
  if (g->stack_hi > span->base + span->pages * PAGE_SIZE || !canary_is_valid(g->stack_lo - canary_bytes()))
    return false;
  bool rests = g->status == G_WAITING || g->status == G_RUNNABLE;
  return !rests || (g->sched_sp >= g->stack_lo && g->sched_sp <= g->stack_hi);
}

// Check: the pools' free stacks lie in spans of stacks.
bool stack_pools_are_valid(void) {
  for (int order = 0; order < STACK_ORDERS; order++)
    for (const FreeStack *s = free_stacks[order]; s; s = s->next) {
      uintptr_t at = (uintptr_t)s - heap.base;
      if (at >= heap.used - heap.base) return false;
      const Span *span = heap.page_spans[at >> PAGE_SHIFT];
      if (!span || span->state != SPAN_STACK || ((uintptr_t)s - span->base) % ((uintptr_t)ABI_STACK_MIN << order))
        return false;
    }
  return true;
}
