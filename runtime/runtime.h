// The runtime's own view of the world: goroutines (G), threads (M), the
// processor (P), the heap, and the interfaces between the runtime's files.
// Only src/abi/ is shared with compiler and linker.
//
// Glossary
//   G      a goroutine: its stack, where it stopped, what it waits for.
//   M      a thread of the operating system, with a system stack on which all
//          C but leaf functions runs. It is reused whenever a goroutine parks,
//          so no C frame outlives a wait.
//   P      the right to run Go code and to touch the runtime's data. There is
//          one P in this version: whoever holds it owns heap, run queue, channels,
//          timers and semaphores without further locks. What threads without
//          P touch (system calls' returns, monitor, signals) is under sched.lock
//          or atomic, and says so.
//   leaf   C that runs on the goroutine's stack (files *_leaf.c): bounded work, at
//          most ABI_STACK_LEAF_C bytes of stack, no calls of anything else.
//   system C that runs on the M's system stack; a safepoint for the calling goroutine.
//
// Invariants
//   * A goroutine that does not run has exact stack maps at g.sched_pc (its last
//     call), so collection and stack moves may happen whenever C holds the P.
//   * C keeps heap pointers only in G, Sudog, timers and registered roots.
//   * C that was given pointers into the calling goroutine's stack does not move it.
#ifndef TUCO_RUNTIME_H
#define TUCO_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/calls.h"
#include "abi/functab.h"
#include "abi/gotype.h"
#include "abi/stack.h"

typedef struct G G;
typedef struct M M;
typedef struct Sudog Sudog;
typedef struct Span Span;

// A result of two words: RAX and RDX.
typedef struct Pair { uint64_t a, b; } Pair;

typedef enum GStatus { G_IDLE, G_RUNNABLE, G_RUNNING, G_SYSCALL, G_WAITING, G_DEAD } GStatus;

// Why a goroutine waits: an index into the texts that traces show (wait_reason_text).
typedef enum WaitReason {
  WAIT_NONE, WAIT_CHAN_RECEIVE, WAIT_CHAN_SEND, WAIT_CHAN_RECEIVE_NIL, WAIT_CHAN_SEND_NIL, WAIT_SELECT,
  WAIT_SELECT_NO_CASES, WAIT_SLEEP, WAIT_SEMACQUIRE, WAIT_MUTEX, WAIT_RWMUTEX_R, WAIT_RWMUTEX, WAIT_WAITGROUP,
  WAIT_COND, WAIT_IO, WAIT_FINALIZER, WAIT_TIMER, WAIT_COROUTINE, WAIT_PREEMPTED, WAIT_SIGNAL, WAIT_FORCE_GC
} WaitReason;

// A goroutine. The first fields have fixed offsets (abi/stack.h).
struct G {
  uintptr_t stack_lo, stack_hi;  // the stack, [lo, hi)
  uintptr_t stackguard;          // lo + ABI_STACK_GUARD, or a sentinel
  M *m;                          // the thread it runs on, NULL otherwise
  void *panic;                   // Go *_panic, innermost; root
  void *defer;                   // Go *_defer, innermost; root
  uintptr_t sched_sp, sched_pc, sched_bp;  // where it goes on
  void *sched_ctx;               // closure context, or the second result word; root if it is a heap pointer
  uint64_t sched_ret;            // first result word of the system call it parked in
  uintptr_t syscall_sp, syscall_pc, syscall_bp;  // of the caller of entersyscall; pc 0: not in one
  uintptr_t sig_pc, sig_addr;    // the last fault turned into a panic
  uint32_t sig;
  uint32_t status;               // GStatus
  uint32_t wait_reason;          // WaitReason
  uint32_t locks;                // procPin depth and similar: not preemptible if nonzero
  int64_t id;
  int64_t parent_id;             // goroutine that made it
  int64_t wait_since;            // nanotime
  uintptr_t start_pc;            // code of its function
  uintptr_t creator_pc;          // PC of the go statement
  void *start_fn;                // Go func value; root
  G *next;                       // in the run queue or a free list
  G *all_next;                   // all goroutines
  Sudog *waiting;                // wait records, in lock order for select
  Sudog *wait_result;            // the one that was woken
  void *labels;                  // profiler labels; root
  void *coroutine;               // Go *coro it serves; root
  void *bubble;                  // synctest; root
  void *timer;                   // its sleep timer (Timer *, C memory)
  uint8_t system;                // not counted, not shown: timers, finalizers
  uint8_t preempt;               // asked to yield
  uint8_t fips_indicator, fips_bypass;
  uint8_t paniconfault;
  uint8_t throwsplit;            // the stack must not grow (fork child)
  uint8_t locked_depth;          // LockOSThread
  uint8_t coro_exiting;
  uint32_t select_count;         // cases of the select it waits in
};

// A thread. fs:0 points to itself.
struct M {
  M *self;                  // must be first
  uintptr_t system_sp;      // top of the system stack, 16-aligned
  G *g;                     // goroutine it runs, or whose call it serves; NULL in the scheduler
  uint32_t id, tid;
  uint32_t wake;            // futex: 1 when it was given something to do
  uint32_t has_p;           // it holds the P
  M *next_idle, *all_next;
  uintptr_t system_lo;      // bottom of the system stack
  uintptr_t signal_stack;   // bottom of the alternate stack
  uint64_t write_barrier_buffer[2];
  uint64_t rand_state;
  uint64_t saved_mask;      // signals blocked before fork
  uint32_t dying;           // printing a fatal error
};

// What waits in a channel or semaphore queue.
struct Sudog {
  G *g;
  Sudog *next, *prev;     // queue
  void *elem;             // the element to send or where to receive; may point into g's stack
  void *channel;          // Chan *, or the semaphore's address
  Sudog *wait_link;       // g.waiting
  uint32_t select_index;  // case number
  uint32_t ticket;
  bool is_select, success, is_send, handoff;
};

_Static_assert(offsetof(G, stack_lo) == ABI_G_STACK_LO && offsetof(G, stack_hi) == ABI_G_STACK_HI, "abi/stack.h");
_Static_assert(offsetof(G, stackguard) == ABI_G_STACKGUARD && offsetof(G, m) == ABI_G_M, "abi/stack.h");
_Static_assert(offsetof(G, panic) == ABI_G_PANIC && offsetof(G, defer) == ABI_G_DEFER, "abi/stack.h");
_Static_assert(offsetof(G, sched_sp) == ABI_G_SCHED_SP && offsetof(G, sched_pc) == ABI_G_SCHED_PC, "abi/stack.h");
_Static_assert(offsetof(G, sched_bp) == ABI_G_SCHED_BP && offsetof(G, sched_ctx) == ABI_G_SCHED_CTX, "abi/stack.h");
_Static_assert(offsetof(G, sched_ret) == 80 && offsetof(G, syscall_sp) == 88, "arch/amd64/asm.S");
_Static_assert(offsetof(M, system_sp) == 8 && offsetof(M, g) == 16, "arch/amd64/asm.S");

// The thread and goroutine at hand. Works in leaf C, system C and signal handlers.
static inline M *rt_getm(void) {
  M *m;
  __asm__ volatile("movq %%fs:0, %0" : "=r"(m));
  return m;
}
static inline G *rt_getg(void) { return rt_getm()->g; }

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define noreturn_fn __attribute__((noreturn))
// Set bits; without the compiler's library.
static inline uint32_t popcount64(uint64_t x) {
  x -= x >> 1 & 0x5555555555555555ull;
  x = (x & 0x3333333333333333ull) + (x >> 2 & 0x3333333333333333ull);
  return (uint32_t)(((x + (x >> 4)) & 0x0f0f0f0f0f0f0f0full) * 0x0101010101010101ull >> 56);
}
static inline uint64_t align_up64(uint64_t n, uint64_t align) { return (n + align - 1) & ~(align - 1); }

// Settings from the environment; read once at start.
typedef struct Settings {
  int64_t gcstress;      // collect at every n-th allocation; 0 off
  uint64_t schedseed;    // random scheduling; 0 off
  bool stackstress;      // move the stack at every chance
  bool gctrace;
  int32_t traceback;     // 0 none, 1 single, 2 all, 3 system
  bool traceback_crash;
  int64_t gc_percent;    // GOGC; -1 off
  int64_t memory_limit;
} Settings;
extern Settings settings;
extern int64_t rt_argc;
extern char **rt_argv;
extern char **rt_envp;

// start.c: entry of the process, on the first thread's stack.
void rt_start(int64_t argc, char **argv) noreturn_fn;
const char *env_lookup(const char *name);

// arch/amd64/asm.S
void rt_gogo(G *g) noreturn_fn;   // continue g
void rt_goexit(void);             // outermost frame; PCs of it are +1
void rt_schedule_on(uintptr_t sp, void (*fn)(void)) noreturn_fn;  // call fn on a fresh stack
void rt_thread_start(void);
void rt_sigreturn(void);
void rt_spin(void);

// os/linux: the contract with the system. Errors are negative errno.
int64_t os_syscall6(int64_t number, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f);
void *os_reserve(size_t size);                 // address space, readable and writable on touch; NULL if refused
void os_release(void *p, size_t size);         // unmap
void os_discard(void *p, size_t size);         // contents no longer needed; reads as zero afterwards
int64_t os_write(int32_t fd, const void *p, int64_t n);
void os_exit(int32_t code) noreturn_fn;
void os_exit_thread(void) noreturn_fn;
int64_t os_nanotime(void);
void os_walltime(int64_t *seconds, int32_t *nanoseconds);
void os_futex_wait(uint32_t *word, uint32_t value, int64_t timeout_ns);  // timeout < 0: none
void os_futex_wake(uint32_t *word, int32_t count);
bool os_thread_new(M *m);                      // runs thread_main on m's system stack
void os_thread_init(M *m);                     // set fs, tid; alternate signal stack
int32_t os_cpu_count(void);
void os_random(void *p, size_t n);
void os_set_fs(void *p);
void os_yield(void);
void os_usleep(uint32_t microseconds);
void os_clock_init(uintptr_t vdso_base);

// os/linux/signal.c
void signal_init(void);
void signal_init_thread(M *m);
void signal_crash(void) noreturn_fn;           // abort the process with SIGABRT after a trace

// mem_leaf.c
void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *p, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void rt_memmove(void *to, const void *from, size_t n);
void rt_memclr(void *p, size_t n);
bool rt_memequal(const void *a, const void *b, size_t n);
uint64_t rt_memhash(const void *p, uint64_t seed, uint64_t n);
extern uint64_t rt_hash_key[4];

// print_leaf.c: standard error, buffered until print_flush.
void print_bytes(const void *p, int64_t n);
void print_text(const char *text);
void print_int(int64_t value);
void print_uint(uint64_t value);
void print_hex(uint64_t value);
void print_flush(void);

// panic.c: fatal errors. rt_throw prints "fatal error: ..." and all that follows, and ends the process with 2.
void rt_throw(const char *message) noreturn_fn;
void rt_throw_go(const uint8_t *text, int64_t len, int64_t user) noreturn_fn;
void fatal_exit(void) noreturn_fn;             // after the message: traces, then exit 2
void fatal_trace(G *g, uint64_t pc, uint64_t sp, uint64_t bp) noreturn_fn;

// functab.c
typedef struct PlaceInfo {   // one logical frame; Go: runtime.placeInfo
  const char *function;      // NUL-terminated, in the binary
  const char *file;
  uint64_t entry;            // physical function
  int64_t line;
  int64_t start_line;
  int64_t kind;              // FuncKind
  const FunctabEntry *func;
  int64_t node;              // index in the inline tree; -1: the function itself
} PlaceInfo;
void functab_init(void);
const FunctabEntry *functab_find(uintptr_t pc);
const FuncInfo *functab_info(const FunctabEntry *entry);
uintptr_t functab_entry_pc(const FunctabEntry *entry);
const char *functab_name(const FuncInfo *info);
int32_t functab_value(uint32_t table, uint32_t offset);     // value of a pc table at a code offset; -1 none
uint32_t functab_line(const FuncInfo *info, uint32_t offset);
const char *functab_file(const FuncInfo *info, uint32_t offset);
const uint8_t *functab_blob(uint32_t offset);
// The innermost logical frame at instruction pc (not a return address), or the one that a PC of functab_parent_pc stands
// for. False: not in Go code.
bool functab_place(uintptr_t pc, PlaceInfo *place);
// The PC that stands for the caller of an inlined frame (abi/functab.h, InlineNode); 0: the frame is not inlined.
uintptr_t functab_parent_pc(const PlaceInfo *place);
// Goes on to the logical frame that called an inlined one. False: it was the function itself.
bool functab_place_parent(PlaceInfo *place);

// unwind.c
typedef struct Frame {
  const FunctabEntry *entry;
  const FuncInfo *info;
  uintptr_t pc;         // where the frame is: a return address, or the faulting instruction
  uintptr_t lookup_pc;  // an address inside the instruction the frame is at
  uintptr_t sp, bp;     // in the frame
  uintptr_t cfa;        // the caller's SP at the call, + 8 for the return address
  bool has_frame;       // locals exist
  bool faulting;        // the callee is sigpanic: only what lives where a recovered panic resumes is alive
} Frame;
// Starts at the goroutine's saved place. frame_start_at: at given registers; faulting: pc is an instruction.
bool frame_start(Frame *frame, const G *g);
bool frame_start_at(Frame *frame, uintptr_t pc, uintptr_t sp, uintptr_t bp, bool faulting);
bool frame_next(Frame *frame);    // false after the outermost one
bool frame_is_top(const Frame *frame);
typedef struct FrameMap {
  const uint8_t *bits;             // arguments first, then locals
  uint32_t arg_words, local_words;
} FrameMap;
bool frame_map(const Frame *frame, FrameMap *map);   // false: no live pointers in it
static inline bool map_bit(const FrameMap *map, uint32_t i) { return map->bits[i >> 3] >> (i & 7) & 1; }

// traceback.c
void traceback_g(G *g, bool running);
void traceback_others(G *current);
int64_t traceback_pcs(G *g, int64_t skip, uintptr_t *pcs, int64_t max);

// stack.c
void stack_init(void);
void stack_alloc(G *g, uintptr_t size);
void stack_free(G *g);
void stack_new_needed(void);      // called by rt_morestack on the system stack
void stack_move(G *g, uintptr_t new_size);
void stack_shrink(G *g);
void stack_arm_guard(G *g);       // stackguard for normal running, or the stress sentinel
extern int64_t stack_max;

// heap.c, pages.c
enum { PAGE_SHIFT = 13, PAGE_SIZE = 1 << PAGE_SHIFT, SIZE_CLASSES = 68, SMALL_MAX = 32768 };
typedef enum SpanState { SPAN_FREE, SPAN_OBJECTS, SPAN_STACK } SpanState;
struct Span {
  uintptr_t base, limit;      // [base, limit): limit = base + count * elem_size
  uint64_t pages;
  Span *next, *prev;          // list it is on
  uint64_t elem_size;
  uint32_t count;             // objects
  uint32_t divide_magic;      // offset / elem_size = offset * magic >> 32 (small classes)
  uint32_t free_index;        // where the search for a free object goes on
  uint32_t allocated;         // objects in use after the last sweep, and since
  uint64_t *mark_bits;        // one bit an object: bits[0] or bits[1]
  uint64_t *alloc_bits;       // objects in use as of the last sweep: the other one
  uint64_t bits[2][16];       // at most 1024 objects
  struct Special *specials;   // finalizers, cleanups, weak handles; sorted by offset
  uint8_t state, size_class;
  bool no_pointers, need_zero, cached, large, discarded;
};
typedef struct HeapState {
  uintptr_t base, used, end;      // reserved address range; [base, used) was handed out
  Span **page_spans;              // by page number
  uint64_t *pointer_bits;         // one bit a word of the heap
  Span *cache[SIZE_CLASSES * 2];  // span to allocate from: class * 2 + no_pointers
  Span *partial[SIZE_CLASSES * 2];  // spans with free objects
  Span *full[SIZE_CLASSES * 2];
  Span *large;                    // spans of one object
  uint64_t live;                  // bytes in use: after the last collection, plus allocated since
  uint64_t trigger;               // collect when live reaches this
  uint64_t marked;                // bytes that survived the last collection
  uint64_t mallocs, frees, total_alloc;
  uint64_t stack_bytes, system_bytes;
  uint64_t stress_count;
} HeapState;
extern HeapState heap;
extern const uint16_t size_class_bytes[SIZE_CLASSES];
extern uint8_t rt_zerobase[8];
void heap_init(void);
void *persistent_alloc(size_t size, size_t align);      // never freed, zeroed
Span *pages_alloc(uint64_t pages);                      // zeroed unless span->need_zero
void pages_free(Span *span);
uint64_t pages_scavenge(void);                          // give free pages back to the system; bytes
uint64_t pages_free_bytes(void);
void *heap_alloc(uint64_t size, const GoType *type, bool zero);  // system stack; may collect
Span *heap_span_of(uintptr_t p);                        // span of objects that holds p, or NULL
bool heap_find_object(uintptr_t p, Span **span, uint32_t *index);
void heap_release_caches(void);                         // before a collection
// malloc_leaf.c
void heap_write_pointer_bits(uintptr_t p, uint64_t slot, uint64_t size, const GoType *type, const uint8_t *mask);
uint32_t heap_size_class(uint64_t size);
void *rt_malloc_fast(uint64_t size, const GoType *type, uint64_t zero);  // NULL: take the slow path
uint64_t rt_round_up_size(uint64_t size, uint64_t no_pointers);

// gc.c, gc_roots.c, special.c
void gc_collect(void);                                   // stop-the-world; the P is held
void gc_mark_pointer(uintptr_t p);
void gc_mark_range(uintptr_t p, const uint8_t *mask, uint64_t words);
void gc_mark_words_of(uintptr_t base, uint64_t bytes);   // by the heap's pointer bits
void gc_mark_all_roots(void);
void gc_drain(void);
void gc_mark_stack(G *g);
const uint8_t *type_pointer_mask(const GoType *type);    // bitmap, also of types with masks on demand
typedef enum SpecialKind { SPECIAL_FINALIZER, SPECIAL_CLEANUP, SPECIAL_WEAK } SpecialKind;
typedef struct Special {
  struct Special *next;
  uint64_t offset;       // from the span's base
  uint8_t kind;
  uint64_t id;           // cleanups
  void *fn;              // Go func value or eface data; root
  void *argument;        // finalizer: GoType of the argument; weak: the handle (heap object)
  void *object_type;     // finalizer: type of the pointer
} Special;
void special_mark_roots(void);
void special_after_mark(void);       // queue what is due; marks what finalizers still need
void special_sweep(Span *span);      // drop those of dead objects
extern bool gc_running;
extern int64_t gc_cycles, gc_pause_total, gc_last_end, gc_forced;
extern uint64_t gc_last_pause;

// sched.c
typedef struct Sched {
  uint32_t lock;              // futex mutex; protects the next group
  M *idle_m;
  G *injected, *injected_tail;  // made runnable by threads without P
  uint32_t p_owner_state;     // PState
  M *p_waiter;                // an M that sleeps as the one to run when something comes up
  uint32_t m_count;
  // With the P held:
  G *run_head, *run_tail;
  uint32_t run_count;
  G *all, *free;
  int64_t last_id;
  int64_t count;              // goroutines but system ones
  uint32_t tick;              // scheduler rounds, read by the monitor
  uint32_t syscall_tick;
  uint32_t in_syscall;        // Ms in system calls (atomic)
  uint32_t monitor_started;
  uint32_t poll_used, signals_used, main_started;
  int64_t procs;              // GOMAXPROCS as asked for
  uint32_t freeze;            // a fatal error is being printed
  uint32_t monitor_sleeps;    // futex: the monitor waits for the P to be used
  G *running;                 // for the monitor
} Sched;
typedef enum PState { P_IDLE, P_RUNNING, P_SYSCALL } PState;
extern Sched sched;
extern M first_m;
void sched_init(void);
void sched_run(void) noreturn_fn;             // on the system stack: pick a goroutine and run it
void sched_ready(G *g);                       // P held
void sched_ready_first(G *g);                 // it runs next
void sched_inject(G *g);                      // any thread
void sched_park(WaitReason reason) noreturn_fn;  // the current goroutine waits; result comes from its waker
void sched_yield(void) noreturn_fn;
G *sched_new_g(void *fn, uintptr_t creator_pc, bool system);
void sched_wake_monitor(void);
void sched_poke(void);                        // something became due: let an M that sleeps have a look
void lock_futex(uint32_t *lock);
void unlock_futex(uint32_t *lock);
const char *wait_reason_text(uint32_t reason);
void thread_main(void) noreturn_fn;
M *sched_new_m(void);
uint64_t rt_cheap_random(void);
void monitor_main(void) noreturn_fn;

// timer.c. The layout is known to overlay/runtime/time.go (type timer).
typedef struct Timer {
  int64_t when, period;     // nanotime; period 0: once
  void *fn;                 // Go func(any, uintptr, int64); NULL for C's own timers
  GoEface arg;
  uint64_t seq;             // counts resets
  void *channel;            // Chan * it sends on; stop and reset drain it
  struct Timer *due_next;   // list of those the timer goroutine has to run
  void (*c_fn)(struct Timer *);
  G *g;                     // sleeper
  int64_t slot;             // index in the heap + 1; 0 not there
  int64_t delta;            // how late it fired
  uint64_t state;           // bit 0: on the due list; bit 1: being run
} Timer;
void timer_add(Timer *t);
bool timer_remove(Timer *t);
int64_t timer_next_when(void);                // INT64_MAX: none
void timer_run_due(int64_t now);
void timer_mark_roots(void);
int64_t timer_count(void);

// chan.c, select.c
typedef struct WaitQueue { Sudog *first, *last; } WaitQueue;
typedef struct Chan {
  uint64_t count, capacity;   // offsets 0 and 8: compiled len and cap
  void *buffer;
  uint32_t elem_size, closed;
  void *timer;                // Go *time.Timer whose channel it is
  GoType *elem_type;
  uint64_t send_index, recv_index;
  WaitQueue receivers, senders;
} Chan;
enum { CHAN_NO = 0, CHAN_OK = 1, CHAN_CLOSED = 2, CHAN_PANIC = 3 };  // results of steps
Sudog *sudog_new(void);
void sudog_free(Sudog *s);
void queue_push(WaitQueue *q, Sudog *s);
void queue_remove(WaitQueue *q, Sudog *s);
Sudog *queue_pop(WaitQueue *q);
uint64_t chan_send(Chan *c, const void *elem, bool block);
uint64_t chan_recv(Chan *c, void *elem, bool block);
void chan_wake(Sudog *s, bool success, uint64_t result); // s was dequeued; finishes its select
void chan_type_init(void);

// netpoll.c
void poll_break(void);
int64_t poll_waiters(void);
enum { POLL_BATCH = 128 };
typedef struct __attribute__((packed)) PollEvent { uint32_t events; void *data; } PollEvent;
int32_t poll_gather(int64_t timeout_ns, PollEvent *events);  // up to POLL_BATCH events; without the P
void poll_process(const PollEvent *events, int32_t n);       // P held: ready their goroutines, and those handed over
void poll_hand_over(const PollEvent *events, int32_t n);     // without the P
void poll_init(void);

// os/linux/signal.c, for os/signal
extern uint64_t signal_pending;
bool signal_deliverable(void);                 // a signal is pending and a goroutine waits for one
void signal_deliver(void);                    // P held: wake the goroutine in signal_recv

// Go's entries that C names (addresses only).
extern uint8_t go_runtime_main[] __asm__("runtime.main");
extern uint8_t go_runtime_sigpanic[] __asm__("runtime.sigpanic");
// Linker's symbols.
extern const FunctabHeader rt_functab;
extern uint8_t rt_data_start[], rt_data_end[], rt_bss_start[], rt_bss_end[];
extern const uint8_t rt_data_mask[], rt_bss_mask[];
extern uint8_t rt_text_start[], rt_text_end[], rt_types_start[], rt_types_end[];

#endif
