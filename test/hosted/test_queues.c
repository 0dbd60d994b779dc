// Run queues by themselves: Ps that no thread holds, whose owners put and get while others steal from them, and
// goroutines that never run. Each of these is in one place at a time.
#include "hosted.h"

enum { OWNERS = 4, TOKENS = 10, STEPS = 4000, BATCH = 50 };  // fewer than what a ring holds, so that none overflows

typedef struct Owner {
  Task task;
  P p;
  uint32_t step, held_count;
  G *held[OWNERS * TOKENS];
} Owner;

static Owner owners[OWNERS];
static struct {
  G g;
  uint32_t held;  // atomic: by an owner, in no queue
} tokens[OWNERS * TOKENS];
static Group all;

static uint32_t *held_flag(G *g) { return &tokens[(__typeof__(&tokens[0]))g - tokens].held; }

static void hold(Owner *o, G *g) {
  CHECK(__atomic_exchange_n(held_flag(g), 1, __ATOMIC_RELAXED) == 0);
  CHECK(o->held_count < OWNERS * TOKENS);
  o->held[o->held_count++] = g;
}

static void put(Owner *o) {
  if (!o->held_count) return;
  G *g = o->held[--o->held_count];
  CHECK(__atomic_exchange_n(held_flag(g), 0, __ATOMIC_RELAXED) == 1);
  queue_put(&o->p, g, random_below(&o->task.random, 4) == 0);
}

static void work(Owner *o) {
  Random *random = &o->task.random;
  for (int i = 0; i < BATCH; i++) {
    bool inherit = false;
    G *g = NULL;
    switch (random_below(random, 5)) {
      case 0:
      case 1: g = queue_get(&o->p, &inherit); break;
      case 2: {
        P *from = &owners[random_below(random, OWNERS)].p;
        if (from != &o->p) g = queue_steal(&o->p, from, random_below(random, 2));
        break;
      }
      default: put(o); break;
    }
    if (g) hold(o, g);
  }
}

static bool run_owner(Task *t) {
  Owner *o = (Owner *)t;
  TASK_BEGIN(t);
  for (o->step = 0; o->step < STEPS / BATCH; o->step++) CALL0(t, work(o));
  while (o->held_count) put(o);
  TASK_END;
}

static uint32_t drain(void) {
  uint32_t count = 0;
  bool inherit;
  for (int i = 0; i < OWNERS; i++)
    for (G *g; (g = queue_get(&owners[i].p, &inherit)); count++)
      CHECK(__atomic_exchange_n(held_flag(g), 1, __ATOMIC_RELAXED) == 0);
  return count;
}

static bool run(Task *t) {
  static uint32_t i;
  TASK_BEGIN(t);
  do {
    memset(owners, 0, sizeof owners);
    memset(tokens, 0, sizeof tokens);
    for (i = 0; i < OWNERS * TOKENS; i++) queue_put(&owners[i % OWNERS].p, &tokens[i].g, false);
    for (i = 0; i < OWNERS; i++)
      CALL0(t, rt_newproc(task_make(&owners[i].task, run_owner, &all, random_next(&t->random)), 0, 0));
    WAIT_FOR(t, &all, i, OWNERS);
    CHECK(drain() == OWNERS * TOKENS);
  } while (time_is_left());
  TASK_END;
}

const Test test_queues = {"queues", run, NULL, 0};
