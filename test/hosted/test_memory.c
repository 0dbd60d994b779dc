// Pages, spans, stacks and small objects: goroutines on all Ps allocate and free side by side, in rounds. What they
// hold is filled with words of their own and looked at again before it goes. Between rounds a collection finds that
// nothing is left, and the whole heap goes back to the page allocator.
#include <stdio.h>

#include "hosted.h"

enum { WORKERS = 8, STACKS = 8, OBJECTS = 64, TINIES = 64, STEPS = 80 };

typedef struct Object {
  uint64_t *words;
  uint64_t count;
} Object;

typedef struct Worker {
  Task task;
  uint32_t step;
  G stacks[STACKS];  // descriptors that hold stacks and nothing else
  Object objects[OBJECTS];
  uint8_t *tinies[TINIES];
  uint64_t tiny_sizes[TINIES];
} Worker;

static uint64_t mark_of(const void *owner, const uint64_t *word) { return (uintptr_t)owner * 31 + (uintptr_t)word; }

static void fill(const void *owner, uint64_t *words, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) words[i] = mark_of(owner, &words[i]);
}

static void look(const void *owner, const uint64_t *words, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) CHECK(words[i] == mark_of(owner, &words[i]));
}

// --- stacks: the lowest and highest words are used

enum { ENDS = 16 };

static void drop_stack(Worker *w, G *g) {
  look(w, (uint64_t *)g->stack_lo, ENDS);
  look(w, (uint64_t *)g->stack_hi - ENDS, ENDS);
  stack_free(g);
}

static void change_stack(Worker *w) {
  Random *random = &w->task.random;
  G *g = &w->stacks[random_below(random, STACKS)];
  if (g->stack_lo) {
    drop_stack(w, g);
    return;
  }
  uintptr_t size = (uintptr_t)ABI_STACK_MIN << random_below(random, 9);
  stack_alloc(g, size);
  CHECK(g->stack_lo % 16 == 0 && g->stack_hi == g->stack_lo + size);
  fill(w, (uint64_t *)g->stack_lo, ENDS);
  fill(w, (uint64_t *)g->stack_hi - ENDS, ENDS);
}

// --- objects

static uint64_t random_size(Random *random) {
  switch (random_below(random, 16)) {
    case 0: return 8 + random_below(random, 90000);
    case 1:
    case 2: return 8 + random_below(random, SMALL_MAX);
    default: return 8 + random_below(random, 600);
  }
}

static void check_place(const uint64_t *p, uint64_t size) {
  Pair found = rt_find_object((uintptr_t)p + size - 1);
  CHECK(found.a == (uintptr_t)p && found.b >= size);
  CHECK(found.b >= rt_round_up_size(size, 1) || size > SMALL_MAX - 8);
}

static void change_object(Worker *w) {
  Random *random = &w->task.random;
  Object *o = &w->objects[random_below(random, OBJECTS)];
  if (o->words) {
    check_place(o->words, o->count * 8);
    look(w, o->words, o->count);
  }
  uint64_t size = random_size(random) & ~(uint64_t)15;
  if (!size) size = 16;
  bool pointers = random_below(random, 2);
  o->words = task_allocate(size, pointers ? &type_list : &type_bytes);
  o->count = size / 8;
  for (uint64_t i = 0; i < o->count; i++) CHECK(o->words[i] == 0);
  fill(w, o->words, o->count);
}

// Small enough to share a block with others, whose bytes are their own.
static void look_at_tiny(const Worker *w, uint64_t i) {
  for (uint64_t j = 0; w->tinies[i] && j < w->tiny_sizes[i]; j++)
    CHECK(w->tinies[i][j] == (uint8_t)mark_of(w, (const uint64_t *)w->tinies[i]));
}

static void change_tiny(Worker *w) {
  Random *random = &w->task.random;
  uint64_t i = random_below(random, TINIES), size = 1 + random_below(random, TINY_BLOCK - 1);
  look_at_tiny(w, i);
  uint8_t *p = task_allocate(size, &type_bytes);
  CHECK((uintptr_t)p % (size & -size) == 0);
  CHECK((uintptr_t)p % TINY_BLOCK + size <= TINY_BLOCK);
  for (uint64_t j = 0; j < size; j++) CHECK(p[j] == 0);
  Pair found = rt_find_object((uintptr_t)p + size - 1);
  CHECK(found.a == (uintptr_t)p - (uintptr_t)p % TINY_BLOCK && found.b == TINY_BLOCK);
  w->tinies[i] = p;
  w->tiny_sizes[i] = size;
  memset(p, (int)(uint8_t)mark_of(w, (const uint64_t *)p), size);
}

// Memory of the runtime's own, which is never freed.
static void take_persistent(Worker *w) {
  uint64_t count = 1 + random_below(&w->task.random, 8);
  uint64_t *words = persistent_alloc(count * 8, 8);
  for (uint64_t i = 0; i < count; i++) CHECK(words[i] == 0);
  fill(w, words, count);
}

static bool run_worker(Task *t) {
  Worker *w = (Worker *)t;
  TASK_BEGIN(t);
  for (w->step = 0; w->step < STEPS; w->step++) {
    switch (random_below(&t->random, 64)) {
      case 0: CALL0(t, rt_gosched()); break;
      case 1: CALL0(t, rt_scavenge()); break;
      case 2: take_persistent(w); break;
      case 3: rt_gc_wanted(); break;
      default:
        for (int i = 0; i < 16; i++) change_stack(w), change_object(w), change_tiny(w);
        break;
    }
  }
  for (int i = 0; i < STACKS; i++)
    if (w->stacks[i].stack_lo) drop_stack(w, &w->stacks[i]);
  for (uint64_t i = 0; i < TINIES; i++) look_at_tiny(w, i);
  for (int i = 0; i < OBJECTS; i++) look(w, w->objects[i].words, w->objects[i].words ? w->objects[i].count : 0);
  TASK_END;
}

static bool run(Task *t) {
  static Worker workers[WORKERS];
  static Group group;
  static uint32_t i;
  TASK_BEGIN(t);
  do {
    memset(workers, 0, sizeof workers);
    for (i = 0; i < WORKERS; i++)
      CALL0(t, rt_newproc(task_make(&workers[i].task, run_worker, &group, random_next(&t->random)), 0, 0));
    WAIT_FOR(t, &group, i, WORKERS);
    STOP_WORLD(t);
    CALL0(t, rt_gc(1));
    CHECK(heap.marked == 0);
    START_WORLD(t);
  } while (time_is_left());
  TASK_END;
}

const Test test_memory = {"memory", run, NULL, 0};
