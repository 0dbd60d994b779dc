// Tasks as goroutines, in place of arch/amd64/asm.S and of compiled code. A thread has one C stack, that of its M; a
// switch to a goroutine or to the scheduler drops what is on it and starts anew at its bottom. So the sanitizers see
// each M as the thread it is, and nothing but the runtime's own synchronization orders what a goroutine did on one
// thread before what it does on the next.
//
// The goroutine's own stack holds the frames of one made-up function, in the form of abi/stack.h, all of whose words
// are pointers; a function table of three entries describes them, so that the runtime moves and scans stacks as ever.
#include "task.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "hosted.h"

// --- the program's text as the function table knows it: no code is there

enum { CODE_SIZE = 16, PROLOGUE_END = 4, COLD_START = 12, CALL_RETURN = 8, COLD_RETURN = 13 };
enum { FRAME_BYTES = FRAME_SLOTS * 8 };

__asm__(
    ".pushsection .text\n"
    ".balign 64\n"
    "host_text: .fill 16, 1, 0xcc\n"
    "rt_goexit: .fill 16, 1, 0xcc\n"
    "host_task_code: .fill 16, 1, 0xcc\n"
    "runtime.main: .fill 16, 1, 0xcc\n"
    "host_text_end:\n"
    ".globl rt_goexit, host_text, host_text_end, host_task_code, runtime.main\n"
    ".popsection\n"
    ".pushsection .data\n"
    ".balign 8\n"
    "rt_data_start: .zero 4096\n"
    "rt_data_end:\n"
    "rt_bss_start: .zero 4096\n"
    "rt_bss_end:\n"
    ".globl rt_data_start, rt_data_end, rt_bss_start, rt_bss_end\n"
    ".popsection\n");
extern uint8_t host_text[], host_text_end[], host_task_code[];
const uint8_t rt_data_mask[64] = {[0 ... 63] = 0xff}, rt_bss_mask[64] = {[0 ... 63] = 0xff};
uint64_t rt_hash_key[4];

static const FunctabEntry entries[] = {{0, 0}, {16, 1}, {32, 2}, {48, 2}, {64, 0}};
static const char strings[] = "\0host.none\0host.task\0task.c";
enum { NAME_NONE = 1, NAME_TASK = 11, NAME_FILE = 21 };
enum { BLOB_SAFEPOINTS = 4, BLOB_MAPS = 8, BLOB_OBJECTS = 28, BLOB_OBJECT_MASK = 52 };
static const FuncInfo infos[] = {
    {.name = NAME_NONE, .size = CODE_SIZE, .kind = FUNC_ASM},
    {.name = NAME_NONE, .size = CODE_SIZE, .kind = FUNC_TOP},
    {.name = NAME_TASK,
     .file = NAME_FILE,
     .size = CODE_SIZE,
     .frame_size = FRAME_BYTES,
     .prologue_end = PROLOGUE_END,
     .cold_start = COLD_START,
     .safepoints = BLOB_SAFEPOINTS,
     .stack_maps = BLOB_MAPS,
     .stack_objects = BLOB_OBJECTS,
     .kind = FUNC_NORMAL},
};
// Stack map 1 holds at all calls: all words but those of the frame's variable whose address is taken.
static const struct {
  uint8_t none[BLOB_SAFEPOINTS], safepoints[4];
  StackMaps maps;
  uint8_t bits[2][FRAME_SLOTS / 8];
  uint32_t object_count;
  StackObject object;
  uint8_t object_mask[1];
} blob __attribute__((aligned(4))) = {
    .safepoints = {4, CODE_SIZE, 0, 0},
    .maps = {2, 0, FRAME_SLOTS / 8},
    .bits = {{0}, {0xff, 0xff, 0xff, (uint8_t) ~((1 << FRAME_VARIABLE_SLOTS) - 1)}},
    .object_count = 1,
    .object = {FRAME_VARIABLE * 8, FRAME_VARIABLE_SLOTS * 8, 0, FRAME_VARIABLE_SLOTS * 8, BLOB_OBJECT_MASK},
    .object_mask = {(1 << FRAME_VARIABLE_SLOTS) - 1}};
_Static_assert(offsetof(__typeof__(blob), maps) == BLOB_MAPS, "blob");
_Static_assert(offsetof(__typeof__(blob), object_count) == BLOB_OBJECTS, "blob");
_Static_assert(offsetof(__typeof__(blob), object_mask) == BLOB_OBJECT_MASK, "blob");
_Static_assert(FRAME_SLOTS == 32 && FRAME_VARIABLE == 24, "blob.bits");

const FunctabHeader rt_functab = {.magic = FUNCTAB_MAGIC,
                                  .function_count = 4,
                                  .text_start = (uint64_t)host_text,
                                  .text_end = (uint64_t)host_text_end,
                                  .entries = entries,
                                  .infos = infos,
                                  .blob = (const uint8_t *)&blob,
                                  .blob_size = sizeof blob,
                                  .strings = strings};

// --- frames

static inline uintptr_t code_of(const Task *t) { return t->code; }

static void push_word(G *g, uintptr_t word) {
  g->sched_sp -= 8;
  *(uintptr_t *)g->sched_sp = word;
}

// The prologue, once there is room: behind it the goroutine is in the body.
static void finish_frame(G *g, Task *t) {
  push_word(g, g->sched_bp);
  g->sched_bp = g->sched_sp;
  g->sched_sp -= FRAME_BYTES;
  memset((void *)g->sched_sp, 0, FRAME_BYTES);
  g->sched_pc = code_of(t) + CALL_RETURN;
  t->frames++;
}

// The call instruction and the prologue's check of the stack. What is called returns to the cold prologue.
static void call_function(G *g, Task *t) {
  push_word(g, code_of(t) + CALL_RETURN);
  g->sched_pc = code_of(t) + COLD_RETURN;
  if (g->sched_sp - FRAME_BYTES <= __atomic_load_n(&g->stackguard, __ATOMIC_RELAXED)) stack_new_needed();
}

void task_push_frame(Task *t) {
  G *g = rt_getg();
  call_function(g, t);
  finish_frame(g, t);
}

static void return_from_call(G *g, Task *t) {
  g->sched_sp += 8;
  g->sched_pc = code_of(t) + CALL_RETURN;
}

void task_leave(Task *t) {
  G *g = rt_getg();
  CHECK(t->frames > 1);
  g->sched_sp = g->sched_bp;
  g->sched_bp = *(uintptr_t *)g->sched_sp;
  g->sched_sp += 8;
  CHECK(*(uintptr_t *)g->sched_sp == code_of(t) + CALL_RETURN);
  return_from_call(g, t);
  t->frames--;
}

uintptr_t *task_frame(void) { return (uintptr_t *)rt_getg()->sched_sp; }

void task_system_call(uint32_t microseconds) {
  G *g = rt_getg();
  g->syscall_pc = g->sched_pc;
  g->syscall_sp = g->sched_sp;
  g->syscall_bp = g->sched_bp;
  syscall_enter();
  if (microseconds) os_usleep(microseconds);
  syscall_exit();
}

// --- switches

static __thread jmp_buf thread_base;
static __thread void (*thread_next)(void);

void host_run(void (*first)(void)) {
  thread_next = first;
  setjmp(thread_base);  // all that follows comes back to here
  thread_next();
  abort();
}

static void switch_to(void (*next)(void)) noreturn_fn;
static void switch_to(void (*next)(void)) {
  thread_next = next;
  longjmp(thread_base, 1);
}

void rt_schedule_on(uintptr_t sp, void (*fn)(void)) {
  CHECK(sp == rt_getm()->system_sp);
  switch_to(fn);
}

// --- running tasks

static Task main_task;
static uint64_t steps_on[PROCS_MAX];  // plain: whoever holds a P has it to itself

static Task *task_of(const G *g) {
  Task *t = g->start_fn;
  return t->code == (uintptr_t)go_runtime_main ? &main_task : t;
}

// Whatever the goroutine was in when it left its last thread ends here.
static void arrive(G *g, Task *t) {
  switch (t->state) {
    case TASK_NEW: finish_frame(g, t); break;
    case TASK_CALLING: t->result = (Pair){g->sched_ret, (uint64_t)g->sched_ctx}; break;
    case TASK_ENTERING: finish_frame(g, t); break;
    case TASK_YIELDING: return_from_call(g, t); break;
    default: CHECK(!"a goroutine was resumed that did not wait");
  }
}

static void end_task(Task *t) {
  t->state = TASK_ENDING;
  if (t == &main_task) rt_exit(0);
  if (t->group) rt_semrelease(&t->group->ended, 0);
  rt_goexit_done();
}

static void run_goroutine(void) {
  G *g = rt_getg();
  Task *t = task_of(g);
  CHECK(g->status == G_RUNNING && g->m == rt_getm() && rt_getp());
  arrive(g, t);
  for (;;) {
    t->state = TASK_YIELDING;  // a call of a function that does nothing
    call_function(g, t);
    return_from_call(g, t);
    t->state = TASK_RUNNING;
    steps_on[rt_getp()->id]++;
    if (!t->run(t)) end_task(t);
  }
}

void rt_gogo(G *g) {
  CHECK(rt_getg() == g);
  switch_to(run_goroutine);
}

void *task_make(Task *t, bool (*run)(Task *), Group *group, uint64_t seed) {
  *t = (Task){.code = (uintptr_t)host_task_code, .run = run, .group = group, .random = {seed}};
  return t;
}

void *task_allocate(uint64_t size, const GoType *type) {
  void *p = rt_malloc_fast(size, type, 1);
  return p ? p : rt_malloc_slow(size, type, 1);
}

static const uint8_t list_mask[1] = {1};
const GoType type_bytes = {.size = 1, .kind = GOKIND_UINT8, .align = 1, .field_align = 1};
const GoType type_list = {.size = sizeof(ListNode),
                          .ptr_bytes = 8,
                          .kind = GOKIND_STRUCT,
                          .align = 8,
                          .field_align = 8,
                          .gc_data = list_mask};

// --- the process

static int saved_argc;
static char **saved_argv;
static bool (*test_run)(Task *t);

static void start_runtime(void) { rt_start(saved_argc, saved_argv); }

static bool run_main(Task *t) {
  if (!sched.main_started) {
    rt_main_started();
    rt_unlock_init();
  }
  return test_run(t);
}

void harness_run(const Test *test, int argc, char **argv) {
  saved_argc = argc;
  saved_argv = argv;
  test_run = test->run;
  task_make(&main_task, run_main, NULL, run_seed);
  main_task.code = (uintptr_t)go_runtime_main;
  host_run(start_runtime);
}
