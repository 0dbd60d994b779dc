// The collector: goroutines keep lists, arrays of lists and blocks without pointers, reachable from their frames and
// from the program's variables only, and look at them again after others have collected, with helper threads, while
// stacks shrink. What was freed is written over (gcstress). Finalizers run once, cleanups too; weak handles end with
// their objects.
#include "hosted.h"

enum { WORKERS = 8, STEPS = 30, LISTS = 8, LONGEST = 60, ARRAY_MAX = 40000, DEEPEST = 12 };
enum {
  SLOT_ARRAY = LISTS,
  SLOT_BLOCK,
  SLOT_MADE,
  SLOT_OBJECT,
  SLOT_HANDLE,
  SLOT_DEAD_HANDLE,
  SLOT_VARIABLE,
  SLOT_TINIES,
  TINIES = 4
};  // of the outermost frame

uint64_t rt_special_next(DueRecord *out, uint64_t kind, uint64_t done);
int64_t rt_special_add(uintptr_t p, uint64_t kind, void *fn, void *argument, void *object_type);
int64_t rt_special_remove(uintptr_t p, uint64_t kind, uint64_t id);
void *rt_weak_handle(uintptr_t p);
uint64_t rt_object_points_to(uintptr_t p, uintptr_t base, uint64_t size);
uint64_t rt_specials_idle(uint64_t kind);
Pair rt_specials_queued(void);
int64_t rt_gc_percent(void);
int64_t rt_set_gc_percent(int64_t percent);
int64_t rt_set_memory_limit(int64_t limit);

typedef struct Worker {
  Task task;
  uint32_t id, step, i, depth;
  uint32_t lengths[LISTS], array_length, block_size, variable_length;
  int64_t dropped_at;             // collections then: the object of the dead handle
  uint64_t finalizers, cleanups;  // registered
  uint64_t finalized, cleaned;    // run; atomic
} Worker;

static Worker workers[WORKERS];

// One runs finalizers, the others cleanups.
enum { RUNNERS = 3 };
typedef struct SpecialRunner {
  Task task;
  uint64_t kind;
} SpecialRunner;
static SpecialRunner runners[RUNNERS];

// A profile of some of the objects that go by change_object.
static uint64_t sampled, samples_freed;  // the first one atomic

static void profile_allocated(P *p, void *object, uint64_t size) { (void)p, (void)object, (void)size; }
static void profile_check_rate(P *p) { (void)p; }
static void profile_freed(void *bucket, uint64_t size) {
  CHECK(bucket == &sampled && size >= sizeof(ListNode));
  samples_freed++;
}
static void profile_publish(void) { CHECK(samples_freed <= __atomic_load_n(&sampled, __ATOMIC_RELAXED)); }
static const MemoryProfile test_profile = {profile_allocated, profile_check_rate, profile_freed, profile_publish};
static Group all;

// An array type whose pointer mask is made when first wanted.
static uint8_t *made_mask;
static GoArrayType made_type = {.type = {.size = 3 * sizeof(ListNode),
                                         .ptr_bytes = 2 * sizeof(ListNode) + 8,
                                         .tflag = TFLAG_GC_MASK_ON_DEMAND,
                                         .kind = GOKIND_ARRAY,
                                         .align = 8,
                                         .field_align = 8,
                                         .gc_data = (const uint8_t *)&made_mask},
                                .elem = (GoType *)(uintptr_t)&type_list,
                                .len = 3};

// --- lists: each node says whose it is and how many follow

static uint64_t stamp(const Worker *w, uint64_t rest) { return ((uint64_t)w->id + 1) << 40 | rest; }

static ListNode *make_list(const Worker *w, uint32_t length) {
  ListNode *list = NULL;
  for (uint32_t i = 0; i < length; i++) {
    ListNode *node = task_allocate(sizeof *node, &type_list);
    CHECK(!node->next && !node->stamp);
    node->next = list;
    node->stamp = stamp(w, i);
    list = node;
  }
  return list;
}

static void check_list(const Worker *w, const ListNode *list, uint32_t length) {
  for (; length--; list = list->next) CHECK(list && list->stamp == stamp(w, length));
  CHECK(!list);
}

// --- what a worker keeps

// The frame that is there from the beginning to the end, `depth` calls further out.
static uintptr_t *base_frame(const Worker *w) { return task_frame() + w->depth * (FRAME_SLOTS + 2); }

static uintptr_t *variable(const Worker *w) { return (uintptr_t *)(w->id % 2 ? rt_data_start : rt_bss_start) + w->id; }

static void change_list(Worker *w) {
  uint64_t i = random_below(&w->task.random, LISTS);
  w->lengths[i] = (uint32_t)random_below(&w->task.random, LONGEST);
  base_frame(w)[i] = (uintptr_t)make_list(w, w->lengths[i]);
}

static void change_array(Worker *w) {
  w->array_length = (uint32_t)random_below(&w->task.random, random_below(&w->task.random, 6) ? 1000 : ARRAY_MAX);
  if (!w->array_length) w->array_length = 1;
  ListNode *array = task_allocate(w->array_length * sizeof *array, &type_list);
  base_frame(w)[SLOT_ARRAY] = (uintptr_t)array;
  for (uint32_t i = 0; i < w->array_length; i++) {
    array[i].next = i % 8 ? NULL : make_list(w, i % 5);
    array[i].stamp = i;
  }
}

static void check_array(const Worker *w) {
  ListNode *array = (ListNode *)base_frame(w)[SLOT_ARRAY];
  for (uint32_t i = 0; i < w->array_length; i++) {
    CHECK(array[i].stamp == i);
    check_list(w, array[i].next, i % 8 ? 0 : i % 5);
  }
}

static void change_block(Worker *w) {
  w->block_size = (uint32_t)random_below(&w->task.random, 100000);
  uint8_t *block = task_allocate(w->block_size, &type_bytes);
  base_frame(w)[SLOT_BLOCK] = (uintptr_t)block;
  memset(block, (int)w->id, w->block_size);
}

static void check_block(const Worker *w) {
  const uint8_t *block = (const uint8_t *)base_frame(w)[SLOT_BLOCK];
  for (uint32_t i = 0; i < w->block_size; i++) CHECK(block[i] == (uint8_t)w->id);
}

// Tiny objects, which share their blocks with those of others: each is four bytes that say whose it is.
static void make_tiny(Worker *w) {
  uint32_t *tiny = task_allocate(sizeof *tiny, &type_bytes);
  CHECK(*tiny == 0);
  *tiny = w->id + 1;
  base_frame(w)[SLOT_TINIES + random_below(&w->task.random, TINIES)] = (uintptr_t)tiny;
}

static void check_tinies(const Worker *w) {
  for (uint32_t i = 0; i < TINIES; i++) {
    const uint32_t *tiny = (const uint32_t *)base_frame(w)[SLOT_TINIES + i];
    CHECK(!tiny || *tiny == w->id + 1);
  }
}

static void change_made(Worker *w) {
  ListNode *array = task_allocate(sizeof(ListNode) * 3, &made_type.type);
  base_frame(w)[SLOT_MADE] = (uintptr_t)array;
  for (uint32_t i = 0; i < 3; i++) array[i].next = make_list(w, i + 1);
}

static void check_made(const Worker *w) {
  const ListNode *array = (const ListNode *)base_frame(w)[SLOT_MADE];
  for (uint32_t i = 0; array && i < 3; i++) check_list(w, array[i].next, i + 1);
}

// The frame's own variable: its address is in another word, or not, and then it is dead.
static void change_local(Worker *w) {
  uintptr_t *frame = base_frame(w), *local = frame + FRAME_VARIABLE;
  frame[SLOT_VARIABLE] = random_below(&w->task.random, 4) ? (uintptr_t)local : 0;
  for (uint32_t i = 0; i < FRAME_VARIABLE_SLOTS; i++) local[i] = (uintptr_t)make_list(w, i + 1);
}

static void check_local(const Worker *w) {
  const uintptr_t *frame = base_frame(w), *local = (const uintptr_t *)frame[SLOT_VARIABLE];
  if (!local) return;
  CHECK(local == frame + FRAME_VARIABLE);
  for (uint32_t i = 0; i < FRAME_VARIABLE_SLOTS; i++) check_list(w, (const ListNode *)local[i], i + 1);
}

static void change_variable(Worker *w) {
  w->variable_length = (uint32_t)random_below(&w->task.random, LONGEST);
  *variable(w) = (uintptr_t)make_list(w, w->variable_length);
}

static void check_all(const Worker *w) {
  for (uint32_t i = 0; i < LISTS; i++) check_list(w, (ListNode *)base_frame(w)[i], w->lengths[i]);
  check_array(w);
  check_block(w);
  check_made(w);
  check_local(w);
  check_list(w, (ListNode *)*variable(w), w->variable_length);
  check_tinies(w);
}

// --- specials: an object with a weak handle, and a finalizer or cleanups

static void check_handle(const Worker *w) {
  const uintptr_t *dead = (const uintptr_t *)base_frame(w)[SLOT_DEAD_HANDLE];
  if (dead && gc_cycles > w->dropped_at) CHECK(*dead == 0);
  uintptr_t object = base_frame(w)[SLOT_OBJECT], *handle = (uintptr_t *)base_frame(w)[SLOT_HANDLE];
  if (!object) return;
  CHECK(*handle == object && rt_weak_handle(object) == handle);
  CHECK(((ListNode *)object)->stamp == stamp(w, 7));
  CHECK(rt_object_points_to(object, (uintptr_t)((ListNode *)object)->next, 1));
  CHECK(!rt_object_points_to(object, object, 8) && !rt_object_points_to((uintptr_t)handle, object, 8));
}

static void change_object(Worker *w) {
  ListNode *object = task_allocate(sizeof *object, &type_list);
  uintptr_t *handle = task_allocate(TINY_BLOCK, &type_bytes);
  base_frame(w)[SLOT_DEAD_HANDLE] = base_frame(w)[SLOT_HANDLE];
  w->dropped_at = gc_cycles;
  base_frame(w)[SLOT_OBJECT] = (uintptr_t)object;
  base_frame(w)[SLOT_HANDLE] = (uintptr_t)handle;
  object->next = make_list(w, 5);
  object->stamp = stamp(w, 7);
  *handle = (uintptr_t)object;
  CHECK(rt_special_add((uintptr_t)object, SPECIAL_WEAK, NULL, handle, NULL) > 0);
  CHECK(rt_special_add((uintptr_t)object, SPECIAL_WEAK, NULL, handle, NULL) == -1);
  if (random_below(&w->task.random, 2)) {
    CHECK(rt_special_add((uintptr_t)object, SPECIAL_FINALIZER, w, NULL, NULL) > 0);
    w->finalizers++;
  }
  int64_t first = rt_special_add((uintptr_t)object, SPECIAL_CLEANUP, w, NULL, NULL);
  int64_t second = rt_special_add((uintptr_t)object, SPECIAL_CLEANUP, w, NULL, NULL);
  CHECK(first > 0 && second > first);
  CHECK(rt_special_remove((uintptr_t)object, SPECIAL_CLEANUP, (uint64_t)first) == 1);
  if (random_below(&w->task.random, 4) == 0) {
    __atomic_add_fetch(&sampled, 1, __ATOMIC_RELAXED);
    special_add_profile(object, &sampled);
  }
  w->cleanups++;
}

// A tiny object inside a block has its own finalizer and cleanup, which wait for the block to die.
static void change_tiny(Worker *w) {
  uint32_t *tiny = task_allocate(sizeof *tiny, &type_bytes);
  *tiny = w->id + 1;
  base_frame(w)[SLOT_TINIES] = (uintptr_t)tiny;
  CHECK(rt_special_add((uintptr_t)tiny, SPECIAL_FINALIZER, w, NULL, (void *)(uintptr_t)&type_bytes) > 0);
  CHECK(rt_special_add((uintptr_t)tiny, SPECIAL_FINALIZER, w, NULL, (void *)(uintptr_t)&type_bytes) == -1);
  w->finalizers++;
  CHECK(rt_special_add((uintptr_t)tiny, SPECIAL_CLEANUP, w, NULL, NULL) > 0);
  w->cleanups++;
}

// The record lies in the frame, where it keeps the object alive.
static bool run_specials(Task *t) {
  uint64_t kind = ((SpecialRunner *)t)->kind;
  TASK_BEGIN(t);
  for (t->result.a = 0;;) {
    CALL(t, rt_special_next((DueRecord *)task_frame(), kind, t->result.a));
    if (!t->result.a) continue;
    const DueRecord *record = (const DueRecord *)task_frame();
    CHECK(record->kind == kind);
    Worker *w = record->fn;
    if (record->object_type == &type_bytes) CHECK(*(const uint32_t *)record->object == w->id + 1);
    else if (record->kind == SPECIAL_FINALIZER) check_list(w, ((ListNode *)record->object)->next, 5);
    __atomic_add_fetch(record->kind == SPECIAL_FINALIZER ? &w->finalized : &w->cleaned, 1, __ATOMIC_RELAXED);
    memset(task_frame(), 0, sizeof *record);
  }
  TASK_END;
}

// --- goroutines

static bool run_worker(Task *t) {
  Worker *w = (Worker *)t;
  TASK_BEGIN(t);
  for (w->step = 0; w->step < STEPS; w->step++) {
    if (rt_gc_wanted() || random_below(&t->random, 40) == 0) {
      STOP_WORLD(t);
      CALL0(t, rt_gc(0));
      START_WORLD(t);
    }
    switch (random_below(&t->random, 15)) {
      case 0: change_array(w); break;
      case 1: change_block(w); break;
      case 2: change_made(w); break;
      case 3: change_variable(w); break;
      case 4:
      case 5: check_handle(w), change_object(w); break;
      case 6: check_all(w); break;
      case 7:  // deep, so that there is something to shrink
        while (w->depth < DEEPEST) {
          ENTER(t);
          w->depth++;
        }
        CALL0(t, rt_gosched());
        while (w->depth) task_leave(t), w->depth--;
        break;
      case 8: CALL0(t, rt_sleep(20000)); break;
      case 9: check_local(w), change_local(w); break;
      case 10:
        for (int i = 0; i < 20; i++) make_tiny(w);
        break;
      case 11: check_tinies(w), change_tiny(w); break;
      default: change_list(w); break;
    }
    CALL0(t, rt_gosched());
    check_handle(w);
  }
  check_all(w);
  *variable(w) = 0;
  TASK_END;
}

// Enough for the collector to want helpers, and in so many chains that there is work to share: main keeps it.
enum { CHAINS = 300, CHAIN_LENGTH = 1000 };

static void make_forest(void) {
  ListNode *chains = task_allocate(CHAINS * sizeof *chains, &type_list);
  task_frame()[0] = (uintptr_t)chains;
  for (uint32_t i = 0; i < CHAINS; i++) chains[i].next = make_list(&workers[0], CHAIN_LENGTH);
}

static void check_forest(void) {
  const ListNode *chains = (const ListNode *)task_frame()[0];
  for (uint32_t i = 0; i < CHAINS; i++) check_list(&workers[0], chains[i].next, CHAIN_LENGTH);
}

static bool specials_ran(void) {
  for (int i = 0; i < WORKERS; i++) {
    Worker *w = &workers[i];
    uint64_t finalized = __atomic_load_n(&w->finalized, __ATOMIC_RELAXED);
    uint64_t cleaned = __atomic_load_n(&w->cleaned, __ATOMIC_RELAXED);
    CHECK(finalized <= w->finalizers && cleaned <= w->cleanups);
    if (finalized < w->finalizers || cleaned < w->cleanups) return false;
  }
  return true;
}

static void check_statistics(void) {
  uint64_t objects = 0, mallocs = 0;
  HeapStatistics s;
  rt_heap_statistics(&s);
  for (int i = 0; i < SIZE_CLASSES; i++) objects += s.in_use_by_class[i], mallocs += s.mallocs_by_class[i];
  CHECK(s.objects == objects && s.live == s.marked && s.live <= s.in_use && s.mallocs == s.frees + objects);
  CHECK(s.mallocs == mallocs);
  Pair queued = rt_specials_queued();
  for (int i = 0; i < WORKERS; i++) {
    queued.a -= __atomic_load_n(&workers[i].finalized, __ATOMIC_RELAXED);
    queued.b -= __atomic_load_n(&workers[i].cleaned, __ATOMIC_RELAXED);
  }
  CHECK((int64_t)queued.a >= 0 && (int64_t)queued.b >= 0);
  CHECK(s.in_use + s.idle + s.stack_bytes <= s.reserved && s.gc_count >= s.forced && s.forced);
}

static bool run(Task *t) {
  static uint32_t i, tries;
  TASK_BEGIN(t);
  memory_profile = &test_profile;
  for (i = 0; i < RUNNERS; i++) {
    runners[i].kind = i ? SPECIAL_CLEANUP : SPECIAL_FINALIZER;
    CALL0(t, rt_newproc(task_make(&runners[i].task, run_specials, NULL, 0), 0, 1));
  }
  if (!settings.gcstress) make_forest();
  do {
    memset(workers, 0, sizeof workers);
    for (i = 0; i < WORKERS; i++) {
      workers[i].id = i;
      CALL0(t, rt_newproc(task_make(&workers[i].task, run_worker, &all, random_next(&t->random)), 0, 0));
    }
    WAIT_FOR(t, &all, i, WORKERS);
    for (tries = 0; tries < 100 && (tries < 3 || !specials_ran()); tries++) {
      STOP_WORLD(t);
      CALL0(t, rt_gc(1));
      check_statistics();
      if (random_below(&t->random, 4) == 0) rt_set_gc_percent((int64_t)random_below(&t->random, 200) - 20);
      if (random_below(&t->random, 8) == 0) rt_set_memory_limit((int64_t)random_below(&t->random, 16 << 20));
      START_WORLD(t);
      CALL0(t, rt_sleep(100000));
    }
    CHECK(specials_ran() && rt_gc_percent() >= -1);
    if (!settings.gcstress) check_forest();
    while (!rt_specials_idle(SPECIAL_FINALIZER) || !rt_specials_idle(SPECIAL_CLEANUP)) CALL0(t, rt_gosched());
  } while (time_is_left());
  TASK_END;
}

const Test test_collector = {"collector", run, NULL, 0};
const Test test_collector_stress = {"collector_stress", run, "gcstress=300,check=3", 0};
