// The runtime's own view of the world: goroutines (G), threads (M), the
// processor (P), the heap, and the interfaces between the runtime's files.
// Only src/abi/ is shared with compiler and linker.
//
// Glossary
//   G      a goroutine: its stack, where it stopped, what it waits for.
//   M      a thread of the operating system, with a system stack on which all
//          C but leaf functions runs. It is reused whenever a goroutine parks,
//          so no C frame outlives a wait.
//   P      a processor: the right to run Go code. There are GOMAXPROCS of them. A P owns
//          a run queue and caches (spans to allocate from, wait records, dead goroutines)
//          that its M uses without locks. All other data is under a lock or atomic, and says so.
//   leaf   C that runs on the goroutine's stack (files *_leaf.c): bounded work, at
//          most ABI_STACK_LEAF_C bytes of stack, no calls of anything else.
//   system C that runs on the M's system stack; a safepoint for the calling goroutine.
//
// Invariants
//   * A goroutine that does not run has exact stack maps at g.sched_pc (its last
//     call), but for one that a signal stopped (g.async_stopped), whose innermost frame is
//     scanned conservatively and whose stack is not moved.
//   * C that runs on the system stack for a goroutine has the goroutine's place in g.sched. To park
//     it, C detaches it from its M first (sched_detach), then publishes it to who may wake it, under
//     their lock, and never touches it again: it may already run elsewhere.
//   * The world is stopped only by Go drivers (rt_world_stop, overlay/runtime/proc.go), so no C
//     frame of another goroutine is ever live while it is stopped. C never collects.
//   * C holds no lock while it waits or enters Go. The order of locks is in lock.h; which field is under which, or
//     read and written by which atomic, in docs/runtime-state.md.
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
#include "abi/reflect.h"
#include "abi/stack.h"
#include "arch.h"
#include "lock.h"
#include "os.h"

typedef struct G G;
typedef struct M M;
typedef struct P P;
typedef struct Sudog Sudog;
typedef struct Span Span;
typedef struct Marker Marker;

// A result of two words: RAX and RDX.
typedef struct Pair {
  uint64_t a, b;
} Pair;

typedef enum GStatus { G_IDLE, G_RUNNABLE, G_RUNNING, G_SYSCALL, G_WAITING, G_DEAD } GStatus;

// Why a goroutine waits: an index into the texts that traces show (wait_reason_text).
typedef enum WaitReason {
  WAIT_NONE,
  WAIT_CHAN_RECEIVE,
  WAIT_CHAN_SEND,
  WAIT_CHAN_RECEIVE_NIL,
  WAIT_CHAN_SEND_NIL,
  WAIT_SELECT,
  WAIT_SELECT_NO_CASES,
  WAIT_SLEEP,
  WAIT_SEMACQUIRE,
  WAIT_MUTEX,
  WAIT_RWMUTEX_R,
  WAIT_RWMUTEX,
  WAIT_WAITGROUP,
  WAIT_COND,
  WAIT_IO,
  WAIT_FINALIZER,
  WAIT_TIMER,
  WAIT_COROUTINE,
  WAIT_PREEMPTED,
  WAIT_SIGNAL,
  WAIT_FORCE_GC,
  WAIT_PANIC,
  WAIT_CLEANUP,
  WAIT_CHAN_RECEIVE_DURABLE,  // in a bubble, for what only goroutines in it can end (bubble.c)
  WAIT_CHAN_SEND_DURABLE,
  WAIT_SELECT_DURABLE,
  WAIT_WAITGROUP_DURABLE,
  WAIT_BUBBLE_RUN,
  WAIT_BUBBLE_WAIT
} WaitReason;

// A goroutine. The first fields have fixed offsets (abi/stack.h).
struct G {
  uintptr_t stack_lo, stack_hi;            // the stack, [lo, hi)
  uintptr_t stackguard;                    // lo + ABI_STACK_GUARD, or a sentinel; atomic: others ask it to yield
  M *m;                                    // the thread it runs on, NULL otherwise
  void *panic;                             // Go *_panic, innermost; root
  void *defer;                             // Go *_defer, innermost; root
  uintptr_t sched_sp, sched_pc, sched_bp;  // where it goes on
  void *sched_ctx;                         // closure context, or the second result word; root if it is a heap pointer
  uint64_t sched_ret;                      // first result word of the system call it parked in
  uintptr_t syscall_sp, syscall_pc, syscall_bp;  // of the caller of entersyscall; pc 0: not in one
  uintptr_t sig_pc, sig_addr;                    // the last fault turned into a panic
  int64_t sig_code;                              // si_code: why it faulted
  uint32_t sig;
  uint32_t status;       // GStatus; atomic, goroutine_status for other threads
  uint32_t wait_reason;  // WaitReason
  uint32_t locks;        // procPin depth and similar: not preemptible if nonzero
  int64_t id;
  int64_t parent_id;      // goroutine that made it
  int64_t wait_since;     // nanotime
  uintptr_t start_pc;     // code of its function
  uintptr_t creator_pc;   // PC of the go statement
  void *start_fn;         // Go func value; root
  G *next;                // in the run queue or a free list
  G *all_next;            // all goroutines
  Sudog *waiting;         // wait records, in lock order for select
  Sudog *wait_result;     // the one that was woken
  void *labels;           // profiler labels; root
  void *coroutine;        // Go *coro it serves; root
  struct Bubble *bubble;  // of synctest that it is in; root
  void *timer;            // its sleep timer (Timer *, C memory)
  uint8_t system;         // not counted, not shown: timers, finalizers
  uint8_t preempt;        // asked to yield; atomic
  uint8_t fips_indicator, fips_bypass;
  uint8_t paniconfault;
  uint8_t throwsplit;      // the stack must not grow (fork child)
  uint8_t runs_program;    // a system goroutine in a finalizer or cleanup: shown like others
  uint32_t select_done;    // atomic: a case of the select it waits in was chosen
  uint8_t async_stopped;   // a signal stopped it between calls: its stack stays where it is
  uint32_t turns;          // how often it was run, from a random number on
  int64_t runnable_since;  // nanotime, if its wait for this turn is measured; 0 otherwise
  M *locked_m;             // the only thread that may run it (LockOSThread, and main during initialization)
};

// A thread. fs:0 points to itself.
struct M {
  M *self;              // must be first
  uintptr_t system_sp;  // top of the system stack, 16-aligned
  G *g;                 // goroutine it runs, or whose call it serves; NULL in the scheduler. Atomic for other threads
  uint32_t id, tid;
  uint32_t wake;      // futex: 1 when it was given something to do
  uint32_t spinning;  // it looks for work; counted in sched.spinning
  M *next_idle, *all_next;
  uintptr_t system_lo;     // bottom of the system stack
  uintptr_t signal_stack;  // bottom of the alternate stack
  uint64_t write_barrier_buffer[2];
  uint64_t rand_state;
  uint64_t saved_mask;     // signals blocked before fork, or by who makes the thread
  uint32_t dying;          // printing a fatal error
  P *p;                    // the processor it holds; NULL in system calls and when idle
  P *next_p;               // given to it before it is woken
  P *old_p;                // in a system call: the one it held, and takes back if nobody else did
  struct Bubble *leaving;  // of the goroutine that was taken off it, which counts as running there until bubble_settle
  bool leaves_for_good;    // it has ended
  G *locked_g;             // the only goroutine it may run
  uint32_t lock_depth;     // calls of LockOSThread to be undone; not cleared when the goroutine ends
  uint32_t init_depth;     // 1: main's lock during initialization
  void (*service)(M *m);   // what it does if it is one of the runtime's own threads; NULL: it runs goroutines
  Marker *marker;          // it is one of the collector's helpers
  uint32_t print_used;     // bytes in print_buffer
  uint8_t print_buffer[1024];
  uint8_t *print_sink;      // memory that is printed to while this is set,
  int64_t print_room;       // and how much more of it there is; what does not fit is dropped
  HeldLock held[HELD_MAX];  // in the checking build: the locks it holds
  uint32_t held_count;
  uint64_t found[128];  // what functab_find found last: offset in the text << 32 | index of the entry + 1
};

enum { RUN_QUEUE = 256, PROCS_MAX = 1024 };
typedef enum PState { P_IDLE, P_RUNNING, P_SYSCALL, P_STOPPED, P_DEAD } PState;

// A processor. Its M uses it without locks; others read what is marked atomic.
struct P {
  uint32_t id;
  uint32_t status;          // PState; atomic. SYSCALL -> anything by compare-and-swap
  M *m;                     // that holds it; atomic for other threads
  P *next_idle;             // sched.idle_p, under sched.lock
  uint32_t run_head;        // atomic: [head, tail) of the ring; consumers advance head
  uint32_t run_tail;        // atomic: the owner advances it
  G *run_next;              // atomic: goes first, in the time slice of the one that readied it
  G *run_queue[RUN_QUEUE];  // atomic: a thief may read an entry that is overwritten, and then does not get it
  uint32_t sched_tick;      // time slices begun; atomic: the monitor reads it
  uint32_t syscall_tick;    // system calls begun and ended; atomic
  uint32_t seen_sched_tick, seen_syscall_tick;  // by the monitor
  int64_t sched_since, syscall_since;
  struct Span *cache[136];  // span to allocate from: class * 2 + no_pointers
  uint64_t mallocs[68];     // by size class, large objects as class 0
  uintptr_t tiny;           // the rest of its block of tiny objects: from here to a multiple of TINY_BLOCK
  uint64_t tiny_allocs;     // objects that found room in a block, and so are not in mallocs
  uint64_t total_alloc;
  uint64_t next_sample;  // total_alloc at which the heap's profile takes a sample; UINT64_MAX: never
  Sudog *free_sudogs;
  uint32_t free_sudog_count;
  G *free_g;  // dead goroutines with their stacks
  uint32_t free_g_count;
  uint64_t rand_state;
  uint64_t go_random[48];  // state of runtime.rand (chacha8rand.State)
};

// What waits in a channel or semaphore queue.
struct Sudog {
  G *g;
  Sudog *next, *prev;     // queue
  void *elem;             // the element to send or where to receive; may point into g's stack
  void *channel;          // Chan *, or the semaphore's address
  Sudog *wait_link;       // g.waiting
  Sudog *more, *last;     // sema.c: the next waiter of the address; in the first one, the last
  uint32_t select_index;  // case number
  uint32_t ticket;        // sync.Cond: its turn; sema.c: the node's priority
  bool is_select, is_send;
  bool is_free;  // on a list of free ones
};

_Static_assert(offsetof(G, stack_lo) == ABI_G_STACK_LO && offsetof(G, stack_hi) == ABI_G_STACK_HI, "abi/stack.h");
_Static_assert(offsetof(G, stackguard) == ABI_G_STACKGUARD && offsetof(G, m) == ABI_G_M, "abi/stack.h");
_Static_assert(offsetof(G, panic) == ABI_G_PANIC && offsetof(G, defer) == ABI_G_DEFER, "abi/stack.h");
_Static_assert(offsetof(G, sched_sp) == ABI_G_SCHED_SP && offsetof(G, sched_pc) == ABI_G_SCHED_PC, "abi/stack.h");
_Static_assert(offsetof(G, sched_bp) == ABI_G_SCHED_BP && offsetof(G, sched_ctx) == ABI_G_SCHED_CTX, "abi/stack.h");
_Static_assert(offsetof(G, sched_ret) == 80 && offsetof(G, syscall_sp) == 88, "arch/amd64/asm.S");
_Static_assert(offsetof(M, system_sp) == 8 && offsetof(M, g) == 16, "arch/amd64/asm.S");

// Of any goroutine. What it left on its stack, before it stopped running, is there to be read.
static inline uint32_t goroutine_status(const G *g) { return __atomic_load_n(&g->status, __ATOMIC_ACQUIRE); }

// The thread and goroutine at hand. Works in leaf C, system C and signal handlers.
static inline M *rt_getm(void) { return arch_current_m(); }
static inline G *rt_getg(void) { return rt_getm()->g; }
// Who wants to preempt what a P runs goes from P to M to G without a lock.
static inline void set_current_g(M *m, G *g) { __atomic_store_n(&m->g, g, __ATOMIC_RELEASE); }
static inline P *rt_getp(void) { return rt_getm()->p; }

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define noreturn_fn __attribute__((noreturn))
// Set bits; without the compiler's library.
static inline uint32_t popcount64(uint64_t x) {
  x -= x >> 1 & 0x5555555555555555ull;
  x = (x & 0x3333333333333333ull) + (x >> 2 & 0x3333333333333333ull);
  return (uint32_t)(((x + (x >> 4)) & 0x0f0f0f0f0f0f0f0full) * 0x0101010101010101ull >> 56);
}
// For words that threads write while others read them, where any value of late will do: hints, counters, requests that
// are made again. What such a word stands for is not published by it.
#define relaxed_load(p) __atomic_load_n(p, __ATOMIC_RELAXED)
#define relaxed_store(p, value) __atomic_store_n(p, value, __ATOMIC_RELAXED)
static inline uint64_t align_up64(uint64_t n, uint64_t align) { return (n + align - 1) & ~(align - 1); }

// Settings from the environment; read once at start.
typedef struct Settings {
  int64_t gcstress;    // collect at every n-th allocation; 0 off
  uint64_t schedseed;  // random scheduling; 0 off
  bool stackstress;    // move the stack at every chance
  int32_t check;       // how much of its own state the runtime checks (check.c); 0 to 3
  bool gctrace;
  bool async_preempt_off;
  int32_t traceback;        // 0 none, 1 single, 2 all, 3 system
  int32_t traceback_least;  // by the environment
  bool traceback_crash;
  int64_t gc_percent;  // GOGC; -1 off
  int64_t memory_limit;
  int64_t gc_period;  // ns without a collection after which there is one
} Settings;
extern Settings settings;
extern int64_t rt_argc;
extern char **rt_argv;
extern char **rt_envp;

// start.c: entry of the process, on the first thread's stack.
void rt_start(int64_t argc, char **argv) noreturn_fn;
// settings.c
void settings_read(void);
const char *env_lookup(const char *name);

// arch/amd64/asm.S
void rt_gogo(G *g) noreturn_fn;                                   // continue g
void rt_async_preempt(void);                                      // what interrupted Go code seems to have called
void rt_goexit(void);                                             // outermost frame; PCs of it are +1
void rt_schedule_on(uintptr_t sp, void (*fn)(void)) noreturn_fn;  // call fn on a fresh stack
void rt_thread_start(void);
void rt_sigreturn(void);
void rt_spin(void);  // sched.c

// os/linux/signal.c, signal_fatal.c
void signal_init(void);
void signal_init_thread(M *m);
const char *signal_text(uint32_t number);  // "SIGSEGV: segmentation violation"
void signal_preempt(M *m);                 // stop what it runs at the next safe instruction
void signal_crash(void) noreturn_fn;       // abort the process with SIGABRT after a trace
uint64_t signal_block(void);               // the calling thread takes no signals; returns those it took none of before
void signal_restore(uint64_t mask);        // as it was

// mem_leaf.c, bytes_leaf.c, hash_leaf.c
void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *p, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void rt_memmove(void *to, const void *from, size_t n);
void rt_memclr(void *p, size_t n);
bool rt_memequal(const void *a, const void *b, size_t n);
uint64_t rt_memhash(const void *p, uint64_t seed, uint64_t n);
extern uint64_t rt_hash_key[4];

extern uint32_t fatal_reporting;  // panic.c: the thread that reports a fatal error, its number plus one; 0 none. Atomic
bool fatal_is_reporting(void);    // this thread does

// print_leaf.c: standard error, buffered until print_flush.
void print_bytes(const void *p, int64_t n);
void print_text(const char *text);
void print_int(int64_t value);
void print_uint(uint64_t value);
void print_hex(uint64_t value);
void print_flush(void);
// Until print_end, this M prints to memory. Returns how much room is left.
void print_begin(uint8_t *memory, int64_t room);
int64_t print_end(void);

// panic.c: fatal errors. rt_throw prints "fatal error: ..." and all that follows, and ends the process with 2.
void rt_throw(const char *message) noreturn_fn;
void rt_fatal(const char *message) noreturn_fn;  // a mistake of the program
void rt_throw_go(const uint8_t *text, int64_t len, uint64_t by) noreturn_fn;
void fatal_begin(void);             // before the message: other threads stop, and other reports wait
void fatal_exit(void) noreturn_fn;  // the end of the process
void fatal_trace(G *g, uint64_t pc, uint64_t sp, uint64_t bp);  // of g (or NULL), interrupted there, and of all others

// functab.c
typedef struct PlaceInfo {  // one logical frame; Go: runtime.placeInfo
  const char *function;     // NUL-terminated, in the binary
  const char *file;
  uint64_t entry;  // physical function
  int64_t line;
  int64_t start_line;
  int64_t kind;  // FuncKind
  const FunctabEntry *func;
  int64_t node;   // index in the inline tree; -1: the function itself
  int64_t flags;  // FUNC_*, of the function itself
} PlaceInfo;
void functab_init(void);
const FunctabEntry *functab_find(uintptr_t pc);
const FuncInfo *functab_info(const FunctabEntry *entry);
uintptr_t functab_entry_pc(const FunctabEntry *entry);
const char *functab_name(const FuncInfo *info);
uint32_t functab_varint(const uint8_t **at);             // reads it, moves on
int32_t functab_value(uint32_t table, uint32_t offset);  // value of a pc table at a code offset; -1 none
uint32_t functab_line(const FuncInfo *info, uint32_t offset);
const char *functab_file(const FuncInfo *info, uint32_t offset);
const uint8_t *functab_blob(uint32_t offset);
// The innermost logical frame at instruction pc (not a return address), or the one that a PC of functab_parent_pc
// stands for. False: not in Go code.
bool functab_place(uintptr_t pc, PlaceInfo *place);
// The same for an instruction of a function at hand, but without file and line.
void functab_function_at(const FunctabEntry *entry, uintptr_t pc, PlaceInfo *place);
// The PC that stands for the caller of an inlined frame (abi/functab.h, InlineNode); 0: the frame is not inlined.
uintptr_t functab_parent_pc(const PlaceInfo *place);
// Goes on to the logical frame that called an inlined one. False: it was the function itself.
bool functab_place_parent(PlaceInfo *place);

// Marks a leaf function as FUNC_C_STATE.
#define FUNCTION_OF_STATE(name)                   \
  __asm__(                                        \
      ".pushsection .tuco.funcs,\"\",@progbits\n" \
      ".quad " #name                              \
      "\n"                                        \
      ".long 12, 0\n"                             \
      ".popsection\n")
_Static_assert(FUNC_C_STATE == 12, "FUNCTION_OF_STATE");

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
  bool interrupted;     // the callee is rt_async_preempt: any word may be a pointer that is alive
} Frame;
// Starts at the goroutine's saved place. frame_start_at: at given registers; faulting: pc is an instruction.
bool frame_start(Frame *frame, const G *g);
bool frame_start_at(Frame *frame, uintptr_t pc, uintptr_t sp, uintptr_t bp, bool faulting);
bool frame_next(Frame *frame);  // false after the outermost one
bool frame_is_top(const Frame *frame);
// The words of a frame that hold live pointers, one after the other.
typedef struct FramePointers {
  uintptr_t args, locals;     // addresses of word 0 and of word arg_words
  uint32_t arg_words;         // words from here on are locals
  uint32_t end;               // of the words that exist
  uint32_t word;              // the next of a run, or of `bits`
  uint32_t run;               // words left in it
  uint64_t bits;              // bitmaps: what is left of the chunk at `word`
  const uint8_t *at, *limit;  // the rest of the map
  bool runs;                  // its form
} FramePointers;
bool frame_pointers(const Frame *frame, FramePointers *pointers);  // false: the frame has none
uintptr_t *frame_next_pointer(FramePointers *pointers);            // NULL after the last

// traceback.c
void traceback_g(G *g, bool running);
void traceback_others(G *current, const struct Bubble *bubble);  // in the order in which their descriptors were made;
                                                                 // bubble: of it alone, NULL all
int64_t traceback_pcs(G *g, int64_t skip, uintptr_t *pcs, int64_t max);

// stack.c
void stack_init(void);
void stack_alloc(G *g, uintptr_t size);
void stack_free(G *g);
uintptr_t stack_size(const G *g);  // of its memory, a power of two
void stack_reserve(uint64_t n);    // system: makes sure of n bytes below the caller's SP
bool stack_is_valid(const G *g);
bool stack_pools_are_valid(void);
void stack_new_needed(void);  // called by rt_morestack on the system stack
void stack_move(G *g, uintptr_t new_size);
void stack_shrink(G *g);
void stack_arm_guard(G *g);  // stackguard for normal running, or the stress sentinel
extern int64_t stack_max;

// heap.c, pages.c
enum { PAGE_SHIFT = 13, PAGE_SIZE = 1 << PAGE_SHIFT, SIZE_CLASSES = 68, SMALL_MAX = 32768 };
// Objects without pointers of TINY_MAX bytes or less share blocks (malloc_leaf.c). mfinal.go knows the block's size.
enum { TINY_MAX = 8, TINY_BLOCK = 16 };
typedef enum SpanState { SPAN_FREE, SPAN_OBJECTS, SPAN_STACK } SpanState;
// base, pages, state, need_zero (while it is free) and discarded are the page heap's, decided under its lock: a
// neighbour that is being freed reads them there. The rest is the user's, and is set before `limit` is.
struct Span {
  uintptr_t base;
  uintptr_t limit;  // base + count * elem_size; atomic, set last: 0 until the span's objects can be found
  uint64_t pages;
  Span *next, *prev;  // list it is on
  uint64_t elem_size;
  uint32_t count;            // objects
  uint32_t divide_magic;     // offset / elem_size = offset * magic >> 32 (small classes)
  uint32_t free_index;       // where the search for a free object goes on; atomic for who looks up an object
  uint32_t allocated;        // objects in use after the last sweep, and since
  uint64_t *mark_bits;       // one bit an object: bits[0] or bits[1]
  uint64_t *alloc_bits;      // objects in use as of the last sweep: the other one
  uint64_t bits[2][16];      // at most 1024 objects
  struct Special *specials;  // finalizers, cleanups, weak handles; sorted by offset
  uint8_t state, size_class;
  bool no_pointers, need_zero, cached, large, discarded;
};
typedef struct HeapState {
  uintptr_t base, used, end;        // reserved address range; [base, used) was handed out
  uintptr_t committed;              // [base, committed) and its part of the tables are accessible
  Span **page_spans;                // by page number
  uint64_t *pointer_bits;           // one bit a word of the heap
  uint32_t lock;                    // futex mutex over the lists, live, and spans' allocation state
  Span *partial[SIZE_CLASSES * 2];  // spans with free objects
  Span *full[SIZE_CLASSES * 2];
  Span *large;                         // spans of one object
  uint64_t live;                       // bytes in use: after the last collection, plus allocated since
  uint64_t trigger;                    // collect when live reaches this
  uint64_t marked;                     // bytes that survived the last collection
  uint64_t stack_bytes, system_bytes;  // atomic
  uint64_t stress_count;
} HeapState;
extern HeapState heap;
extern const uint16_t size_class_bytes[SIZE_CLASSES];
extern uint8_t rt_zerobase[8];
void heap_init(void);
void *persistent_alloc(size_t size, size_t align);  // never freed, zeroed
// Twice the room for an array that has memory of its own (NULL, 0: none yet). Elements may move.
void *array_grow(void *array, uint64_t *capacity, size_t element_size);
void array_trim(void *array, uint64_t *capacity, size_t element_size, uint64_t keep);  // back to `keep` elements
Span *pages_alloc(uint64_t pages, SpanState state);                                    // zeroed unless span->need_zero
void pages_free(Span *span);
bool span_is_valid(const Span *span);
bool pages_are_valid(void);
uint64_t pages_scavenge(void);  // give free pages back to the system; bytes
uint64_t pages_free_bytes(void);
void *heap_alloc(uint64_t size, const GoType *type, bool zero);  // system stack
void heap_release_cache(P *p);                                   // a P goes away
Span *heap_span_of(uintptr_t p);                                 // span of objects that holds p, or NULL
bool heap_find_object(uintptr_t p, Span **span, uint32_t *index);
void heap_release_caches(void);  // before a collection
bool heap_wants_collection(void);
bool heap_is_valid(void);
bool heap_objects_are_valid(void);
// Order known to overlay/runtime/mstats.go.
typedef struct HeapStatistics {
  uint64_t live, total_alloc, mallocs, frees, reserved, in_use, idle, stack_bytes, system_bytes, next_gc, last_gc;
  uint64_t pause_total, gc_count, forced, objects, marked, released, threads, tiny_allocs;
  uint64_t mallocs_by_class[SIZE_CLASSES], in_use_by_class[SIZE_CLASSES];  // objects; class 0: large ones
} HeapStatistics;
void rt_heap_statistics(HeapStatistics *out);
// malloc_leaf.c
void heap_write_pointer_bits(uintptr_t p, uint64_t slot, uint64_t size, const GoType *type, const uint8_t *mask);
uint32_t heap_size_class(uint64_t size);
void *rt_malloc_fast(uint64_t size, const GoType *type, uint64_t zero);  // NULL: take the slow path
// The same for 0 < size <= SMALL_MAX - 8, of no tiny object; sampled: although the heap's profile may want a sample.
void *heap_alloc_cached(P *owner, uint64_t size, const GoType *type, uint64_t zero, bool sampled);
void *heap_alloc_tiny(P *owner, uint64_t size);  // of a tiny one, although the profile may want a sample
uint64_t rt_round_up_size(uint64_t size, uint64_t no_pointers);

// memprof.c, in programs that read the heap's profile; NULL otherwise
typedef struct MemoryProfile {
  void (*allocated)(P *p, void *object, uint64_t size);  // p.next_sample was reached
  void (*check_rate)(P *p);                              // now and then: the program may have changed it
  void (*freed)(void *bucket, uint64_t size);            // an object with SPECIAL_PROFILE
  void (*publish)(void);                                 // after a collection
} MemoryProfile;
extern const MemoryProfile *memory_profile;

// check.c: at a collection
void check_world(void);
void check_objects(void);

// gc.c, gc_roots.c, special.c
void gc_collect(void);  // the world is stopped

// mark.c: a thread that marks. Work entries are objects that are marked but not scanned; of large ones, each piece.
typedef struct StackPlace {
  uintptr_t at;
  const StackObject *object;
  bool seen;
} StackPlace;
typedef struct Marker {
  uintptr_t *work;
  uint64_t work_count, work_capacity;
  bool shared;         // others mark at the same time
  StackPlace *places;  // gc_roots.c
  uint64_t place_count, place_capacity;
  uintptr_t *stack_work;
  uint64_t stack_work_count, stack_work_capacity;
} Marker;
void gc_mark(void);                         // everything that is reachable; then finalizers and the like
void gc_drain(Marker *m);                   // scans until there is no work left
void mark_pointer(Marker *m, uintptr_t p);  // p: any word
bool gc_is_marked(uintptr_t p);             // also true of what is not in the heap
void gc_mark_range(Marker *m, uintptr_t p, const uint8_t *mask, uint64_t words);
void gc_mark_words_of(Marker *m, uintptr_t base, uint64_t bytes);  // by the heap's pointer bits
// gc_roots.c
uint32_t gc_root_jobs(void);  // how many; before any is done
void gc_mark_root(Marker *m, uint32_t job);
const uint8_t *type_pointer_mask(const GoType *type);  // bitmap, also of types with masks on demand
// special.c
typedef enum SpecialKind {
  SPECIAL_FINALIZER,
  SPECIAL_CLEANUP,
  SPECIAL_WEAK,
  SPECIAL_PROFILE,
  SPECIAL_BUBBLE  // the object belongs to a bubble
} SpecialKind;
typedef struct Special {
  struct Special *next;
  uint64_t offset;  // from the span's base
  uint8_t kind;
  uint64_t id;        // of the cleanup, or of the bubble
  void *fn;           // Go func value or eface data; root
  void *argument;     // finalizer: GoType of the argument; weak: the handle (heap object)
  void *object_type;  // finalizer: type of the pointer
} Special;
void special_add_profile(void *object, void *bucket);
void special_mark_roots(Marker *m);
void special_after_mark(Marker *m);  // queue what is due; marks what finalizers still need
bool specials_are_valid(const Span *span);
// gc.c
extern bool gc_running;
extern int64_t gc_cycles, gc_pause_total, gc_last_end, gc_forced;
extern uint64_t gc_last_pause;
extern int64_t gc_last_nanotime;  // end of the last collection; 0: none. Atomic

// Counts of durations are by gc's buckets: what is negative, four to each power of two, what is too long.
// Known to overlay/runtime/histogram.go.
enum { TIME_MIN_BITS = 9, TIME_MAX_BITS = 48, TIME_SUB_BITS = 2 };
enum { TIME_BUCKETS = ((TIME_MAX_BITS - TIME_MIN_BITS + 1) << TIME_SUB_BITS) + 2 };
static inline uint32_t time_bucket(int64_t ns) {
  if (ns < 0) return 0;
  int bits = ns ? 64 - __builtin_clzll((uint64_t)ns) : 0;
  if (bits < TIME_MIN_BITS - 1) bits = TIME_MIN_BITS - 1;
  if (bits >= TIME_MAX_BITS) return TIME_BUCKETS - 1;
  int row = bits - (TIME_MIN_BITS - 1), shift = bits - 1 - TIME_SUB_BITS + (row == 0);
  return 1 + (uint32_t)((row << TIME_SUB_BITS) + (ns >> shift) % (1 << TIME_SUB_BITS));
}

// The scheduler's shared state.
typedef struct Sched {
  uint32_t lock;                 // futex mutex; protects the next group
  G *global_head, *global_tail;  // run queue of all
  M *idle_m;
  P *idle_p;
  M *all_m;
  M *ended_m;                       // their threads end; they are used again once tid is 0
  uint32_t m_count, m_live, m_max;  // made so far; in use, and how many may be
  G *free_g;                        // dead goroutines, beyond what Ps keep; atomic for who asks for any
  uint32_t stop_wait;               // Ps that have yet to stop; futex
  M *stopper;                       // who stops or has stopped the world
  // Atomic.
  uint32_t global_count;
  uint32_t idle_p_count;
  uint32_t spinning;    // Ms that look for work
  uint32_t stopping;    // the world stops or is stopped; futex
  uint32_t in_syscall;  // goroutines in system calls
  M *poller;            // the idle M that waits for events and timers
  uint32_t poke;        // futex: the poller has something to look at (when there is no poll descriptor)
  int64_t goroutines;   // but system ones
  int64_t last_id;
  uint32_t freeze;  // a fatal error is being printed
  M *freezer;       // by this thread, which takes no lock any more
  uint32_t monitor_started;
  uint32_t monitor_sleeps;  // futex: the monitor waits for work to begin
  uint32_t poll_used, signals_used, main_started;
  uint64_t latencies[TIME_BUCKETS];  // how long goroutines waited for their turn
  // Changed with the world stopped, or before there is a second M.
  int32_t procs;  // GOMAXPROCS: Ps with lower ids are in use; procs_now for who holds no P
  P *all_p[PROCS_MAX];
  uint32_t all_lock;  // protects:
  G *all, *all_last;  // by all_next, oldest first; readers need no lock
} Sched;
extern Sched sched;
// GOMAXPROCS for who holds no P, or stops for nobody: it may change at any time, but all_p is there up to it.
static inline int32_t procs_now(void) { return __atomic_load_n(&sched.procs, __ATOMIC_ACQUIRE); }
extern M first_m;

// sched.c: the scheduler's loop; parking and readying.
void sched_init(void);
void sched_set_runnable(G *g);       // it waits for its turn from now on
void sched_run(void) noreturn_fn;    // on the system stack: pick a goroutine and run it; a P is held or was lost
G *sched_detach(WaitReason reason);  // the current goroutine waits from now on; then publish it and sched_run()
void sched_park(WaitReason reason) noreturn_fn;  // detach and run: nobody else can know the goroutine yet
void sched_ready(G *g);                          // P held: it runs next here, unless another P takes it
void sched_ready_list(G *list, uint32_t count);  // with or without P; linked by g.next
void sched_ready_any(G *g);                      // with or without P
void sched_yield(void) noreturn_fn;              // to the end of the global queue
void sched_yield_local(void) noreturn_fn;        // behind the goroutine that was just readied
void sched_check_deadlock(void);                 // sched.lock held, after a P went idle: ends the process
void sched_async_preempt(void) noreturn_fn;      // from rt_async_preempt
void sched_switch(G *next) noreturn_fn;          // the detached goroutine's P runs `next`, which waits, at once

// proc.c: Ps and their queues.
void proc_init(void);
void proc_acquire(M *m, P *p);
P *proc_release(M *m);     // its P, no longer held
void proc_put_idle(P *p);  // sched.lock held
P *proc_get_idle(void);    // sched.lock held; NULL: none
void proc_wake(void);      // let an idle P look for work, if nobody does
void proc_hand_off(P *p);  // its M is busy elsewhere: someone else goes on with its queue
bool proc_has_work(const P *p);
bool queue_is_valid(const P *p);
bool procs_are_valid(void);
void queue_put(P *p, G *g, bool next);  // by the owner
G *queue_get(P *p, bool *inherit);      // by the owner
G *queue_steal(P *p, P *from, bool take_next);
void global_put(G *g);              // sched.lock held
G *global_get(P *p, uint32_t max);  // sched.lock held; takes a share into p's queue, max of them (0: any)

// thread.c: Ms.
M *thread_new(void);
void thread_start(P *p, bool spinning);  // an idle or new M runs with p
void thread_stop(M *m);                  // sleeps until it is given a P
void thread_main(void) noreturn_fn;
void thread_launch(M *m);           // thread_lock.c: starts the thread of a new M; a fatal error if the system refuses
void thread_end(void) noreturn_fn;  // the current one, whose goroutine ended locked to it
void thread_sleep(M *m);            // until
void thread_wake(M *m);             // was called since it last slept
void thread_take_next(M *m);        // acquires the P it was given
uintptr_t thread_stack_new(uintptr_t size);  // a stack for C above a page without access; its lowest usable address
uint64_t rt_cheap_random(void);              // proc.c

// thread_lock.c: goroutines and threads that belong to each other; what holds thread creation off.
void thread_lock_init(G *main);         // main initializes the program on the first thread
void thread_stop_locked(M *m);          // waits for its locked goroutine to become runnable
void thread_start_locked(M *m, G *g);   // gives m's P to the thread that g is locked to; m sleeps
void thread_pass_lock(G *from, G *to);  // a coroutine runs on the thread that its caller is locked to

// world.c: stopping all Ps.
void world_park(M *m);                     // this M's P stops for the world to stop, and the M sleeps
void world_syscall(P *p);                  // p's M went into a system call while the world stops
void world_freeze(void);                   // for a fatal error: as many as can be stopped stop for good
void world_stand_aside(void) noreturn_fn;  // the thread is out of the way of who reports a fatal error
void world_preempt(P *p);                  // ask the goroutine on p to yield

// goroutine.c
G *goroutine_new(void *fn, uintptr_t creator_pc, bool system);
void goroutine_release_cache(P *p);  // a P goes away
bool goroutines_are_valid(void);

// monitor.c: system calls, the monitor, collections by time
void monitor_start(void);  // unless it runs already
void monitor_wake(void);

// sched.c
void sched_poke(void);        // something became due: let the poller or an idle M have a look
void sched_poke_async(void);  // the same from a signal handler
const char *wait_reason_text(uint32_t reason);

// timer.c. The layout is known to overlay/runtime/time.go (type timer).
typedef struct Timer {   // under timers' lock
  int64_t when, period;  // nanotime; period 0: once
  void *fn;              // Go func(any, uintptr, int64); NULL for C's own timers
  GoEface arg;
  uint64_t seq;            // counts resets
  void *channel;           // Chan * it sends on; stop and reset drain it
  struct Timer *due_next;  // list of those the timer goroutine has to run
  void (*c_fn)(struct Timer *);
  G *g;                   // sleeper
  int64_t slot;           // index in the heap + 1; 0 not there
  int64_t delta;          // how late it fired
  uint64_t state;         // bit 0: on the due list; bit 1: being run
  int64_t receivers;      // that wait at its channel
  struct Bubble *bubble;  // whose time it goes by; NULL: the real one
  uint64_t order;         // among those of one time
} Timer;
void timer_set(Timer *t, int64_t when);  // adds or moves it
bool timer_remove(Timer *t);             // true: it was active
int64_t timer_next_when(void);           // INT64_MAX: none
void timer_run_due(int64_t now);         // P held
void timer_mark_roots(Marker *m);
void timer_drop_unreachable(void);             // after marking: stops those whose channels nobody has
bool timer_may_wake(void);                     // some goroutine waits for a timer, or one with a function is set
void timer_receivers(Timer *t, int32_t more);  // wait at its channel, which is locked
bool timers_are_valid(void);

// chan.c, select.c. A Chan's fields are under its lock.
typedef struct WaitQueue {
  Sudog *first, *last;  // first: atomic for who only asks whether anybody waits
} WaitQueue;
typedef struct Chan {
  uint64_t count, capacity;  // offsets 0 and 8: compiled len and cap, which take no lock: count is atomic
  void *buffer;
  uint16_t elem_size;  // the compiler limits it
  uint16_t closed;
  uint32_t lock;
  void *timer;  // Go *time.Timer whose channel it is; atomic, set before anyone can wait on it
  GoType *elem_type;
  uint64_t send_index, recv_index;
  WaitQueue receivers, senders;
  struct Bubble *bubble;  // in which it was made; NULL none
} Chan;
static inline void *chan_timer(const Chan *c) { return __atomic_load_n(&c->timer, __ATOMIC_RELAXED); }
enum { CHAN_NO = 0, CHAN_OK = 1, CHAN_CLOSED = 2, CHAN_PANIC = 3 };  // results of steps
enum { SELECT_WAITED = 8 };  // added by who wakes a select: rt_select_finish has to withdraw the other cases
Sudog *sudog_new(void);
void sudog_free(Sudog *s);
void sudog_release_cache(P *p);  // a P goes away
bool sudogs_are_valid(void);
void queue_push(WaitQueue *q, Sudog *s);    // of s->channel
void queue_remove(WaitQueue *q, Sudog *s);  // if it is still queued
Sudog *queue_pop(WaitQueue *q);             // passes over selects that another case has won
// One try, with c locked: CHAN_NO if it would wait. *wake is the goroutine to ready after unlocking.
uint64_t chan_try_send(Chan *c, const void *elem, G **wake);
uint64_t chan_try_recv(Chan *c, void *elem, G **wake);

bool semaphores_are_valid(void);  // sema.c

// netpoll.c
void poll_break(void);
int64_t poll_waiters(void);
static inline bool poll_in_use(void) { return __atomic_load_n(&sched.poll_used, __ATOMIC_ACQUIRE); }
void poll_init(void);
uint32_t poll_wait(int64_t timeout_ns);  // waits for events and readies their goroutines; their number. P or not

// os/linux/signal_notify.c, for os/signal
extern uint64_t signal_pending;  // atomic
// cpuprof.c, while a CPU profile is taken: what SIGPROF calls with the interrupted registers, and its roots.
extern void (*signal_profile)(uintptr_t pc, uintptr_t sp, uintptr_t bp);
extern void (*gc_mark_profile)(Marker *m);
void signal_deliver(void);  // signal_notify.c: wake the goroutine in signal_recv, with or without P

// Go's entries that C names (addresses only).
extern uint8_t go_runtime_main[] __asm__("runtime.main");
extern uint8_t go_runtime_sigpanic[] __asm__("runtime.sigpanic");
// Linker's symbols.
extern const FunctabHeader rt_functab;
extern uint8_t rt_data_start[], rt_data_end[], rt_bss_start[], rt_bss_end[];  // variables that hold pointers
extern uint8_t rt_variables_start[], rt_variables_end[];                      // all of the program's
extern const uint8_t rt_data_mask[], rt_bss_mask[];
extern uint8_t rt_text_start[], rt_text_end[], rt_types_start[], rt_types_end[];

#endif
