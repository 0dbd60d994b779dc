// Timers: goroutines sleep, and start, stop and reset timers that they share, with functions, and of their own, with
// channels. Each time a timer was armed is accounted for: its function ran, or a stop or reset said that it was still
// active. After a stop or reset nothing stale is in a channel.
#include "hosted.h"

enum { SLEEPERS = 6, OWNERS = 8, SHARED = 10, STEPS = 60, SHORT_NS = 400000 };

enum { TIMER_INACTIVE = 0, TIMER_ACTIVE = 1, TIMER_BUSY = 2 };
void rt_timer_start(Timer *t);
uint64_t rt_timer_stop(Timer *t);
uint64_t rt_timer_reset(Timer *t, int64_t when, int64_t period);
Timer *rt_timer_next(Timer *done);
Chan *rt_makechan(const GoChanType *type, int64_t size);
uint64_t rt_chan_send(Chan *c, const void *elem, uint64_t block);
uint64_t rt_chan_recv(Chan *c, void *elem, uint64_t block);

// A timer with a function, armed by several.
typedef struct Shared {
  Timer timer;
  uint64_t armed, ran, deactivated;  // atomic
} Shared;

typedef struct Owner {
  Task task;
  uint32_t step, i;
  Shared *shared;
  Timer channel_timer;
  bool started;
  int64_t began, period;
  uint64_t value;
} Owner;

static Shared shared[SHARED];
static Owner owners[OWNERS], sleepers[SLEEPERS];
static Task timer_task;
static Group all;
static GoType number_type = {.size = 8, .kind = GOKIND_UINT64, .align = 8, .field_align = 8};
static GoChanType chan_type;

static void count(uint64_t *counter) { __atomic_add_fetch(counter, 1, __ATOMIC_RELAXED); }
static int64_t soon(Random *random) { return os_nanotime() + (int64_t)random_below(random, SHORT_NS); }
static Chan **channels(void) { return (Chan **)rt_data_start; }

// As the Go side's timerGoroutine: runs what is due, one after the other.
static bool run_timer_goroutine(Task *t) {
  static Timer *due;
  static uint64_t number;
  TASK_BEGIN(t);
  for (;;) {
    CALL(t, rt_timer_next(due));
    due = (Timer *)t->result.a;
    if (!due) continue;
    CHECK(relaxed_load(&due->delta) >= 0);  // an argument of its function, as is seq
    if (due->channel) CALL(t, rt_chan_send(due->channel, (number++, &number), 0));
    else count(&((Shared *)due)->ran);
  }
  TASK_END;
}

static bool run_sleeper(Task *t) {
  Owner *o = (Owner *)t;
  TASK_BEGIN(t);
  for (o->step = 0; o->step < STEPS / 4; o->step++) {
    o->value = random_below(&t->random, 3 * SHORT_NS);
    o->began = os_nanotime();
    CALL0(t, rt_sleep((int64_t)o->value));
    CHECK(os_nanotime() - o->began >= (int64_t)o->value);
  }
  TASK_END;
}

static void take_result(Owner *o, bool armed) {
  uint64_t result = o->task.result.a;
  CHECK(result == TIMER_INACTIVE || result == TIMER_ACTIVE);
  if (result == TIMER_ACTIVE) count(&o->shared->deactivated);
  if (armed) count(&o->shared->armed);
}

// A stop or reset, again while the timer's function is sending.
#define UNTIL_DONE(t, call)                 \
  for (;;) {                                \
    CALL(t, call);                          \
    if ((t)->result.a != TIMER_BUSY) break; \
    CALL0(t, rt_gosched());                 \
  }

static bool run_owner(Task *t) {
  Owner *o = (Owner *)t;
  TASK_BEGIN(t);
  for (o->step = 0; o->step < STEPS; o->step++) {
    o->shared = &shared[random_below(&t->random, SHARED)];
    switch (random_below(&t->random, 8)) {
      case 0:
        CALL(t, rt_timer_stop(&o->shared->timer));
        take_result(o, false);
        break;
      case 1:
      case 2:
        CALL(t, rt_timer_reset(&o->shared->timer, soon(&t->random), 0));
        take_result(o, true);
        break;
      case 3:
      case 4:  // an own one with a channel, perhaps a ticker
        if (!o->started) {
          o->channel_timer.when = soon(&t->random);
          o->channel_timer.channel = channels()[o->i];
          o->started = true;
          CALL0(t, rt_timer_start(&o->channel_timer));
        } else {
          o->period = random_below(&t->random, 2) ? SHORT_NS / 8 : 0;
          UNTIL_DONE(t, rt_timer_reset(&o->channel_timer, soon(&t->random), o->period));
        }
        if (random_below(&t->random, 2)) {
          CALL(t, rt_chan_recv(channels()[o->i], &o->value, 1));
          CHECK(t->result.a == CHAN_OK);
        }
        break;
      case 5:
        if (!o->started) break;
        UNTIL_DONE(t, rt_timer_stop(&o->channel_timer));
        for (int i = 0; i < 3; i++) CHECK(rt_chan_recv(channels()[o->i], &o->value, 0) == CHAN_NO);
        break;
      case 6: CALL0(t, rt_sleep((int64_t)random_below(&t->random, SHORT_NS))); break;
      default: CALL0(t, rt_gosched()); break;
    }
  }
  if (o->started) UNTIL_DONE(t, rt_timer_stop(&o->channel_timer));
  TASK_END;
}

static bool all_accounted_for(void) {
  for (int i = 0; i < SHARED; i++) {
    Shared *s = &shared[i];
    CHECK(s->armed >= s->deactivated);
    if (s->armed != s->deactivated + __atomic_load_n(&s->ran, __ATOMIC_RELAXED)) return false;
  }
  return true;
}

static bool run(Task *t) {
  static uint32_t i, tries;
  TASK_BEGIN(t);
  chan_type.elem = &number_type;
  for (i = 0; i < OWNERS; i++) channels()[i] = rt_makechan(&chan_type, 1);
  CALL0(t, rt_newproc(task_make(&timer_task, run_timer_goroutine, NULL, 0), 0, 1));
  do {
    memset(shared, 0, sizeof shared);
    memset(owners, 0, sizeof owners);
    for (i = 0; i < SLEEPERS; i++)
      CALL0(t, rt_newproc(task_make(&sleepers[i].task, run_sleeper, &all, random_next(&t->random)), 0, 0));
    for (i = 0; i < OWNERS; i++) {
      owners[i].i = i;
      CALL0(t, rt_newproc(task_make(&owners[i].task, run_owner, &all, random_next(&t->random)), 0, 0));
    }
    WAIT_FOR(t, &all, i, SLEEPERS + OWNERS);
    for (tries = 0; tries < 1000 && !all_accounted_for(); tries++) CALL0(t, rt_sleep(SHORT_NS));
    CHECK(all_accounted_for());
    STOP_WORLD(t);
    CALL0(t, rt_gc(1));
    START_WORLD(t);
  } while (time_is_left());
  TASK_END;
}

const Test test_timers = {"timers", run, NULL, 0};
