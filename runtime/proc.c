// Ps: acquiring and releasing them, the list of idle ones, and run queues. A P's queue is a ring that its
// owner appends to and everyone takes from: entries [head, tail) belong to who advances head past them.
// The global queue takes what does not fit, what yields, and what is readied without a P.
#include "runtime.h"

static P *proc_new(uint32_t id) {
  P *p = persistent_alloc(sizeof *p, 64);
  p->id = id;
  p->status = P_STOPPED;
  p->next_sample = UINT64_MAX;
  os_random(&p->rand_state, sizeof p->rand_state);
  if (settings.schedseed) p->rand_state = settings.schedseed + id;
  sched.all_p[id] = p;
  return p;
}

void proc_init(void) {
  int64_t procs = 0;
  const char *wanted = env_lookup("GOMAXPROCS");
  for (; wanted && *wanted >= '0' && *wanted <= '9' && procs < 1 << 20; wanted++) procs = procs * 10 + (*wanted - '0');
  if (procs <= 0) procs = os_cpu_count();
  if (procs > PROCS_MAX) procs = PROCS_MAX;
  sched.procs = (int32_t)procs;
  proc_acquire(&first_m, proc_new(0));
  lock_futex(&sched.lock, RANK_SCHED);
  for (int64_t id = procs - 1; id > 0; id--) proc_put_idle(proc_new((uint32_t)id));
  unlock_futex(&sched.lock);
}

uint64_t rt_cheap_random(void) {
  static uint64_t shared;  // for Ms without P; races only make it more random
  P *p = rt_getp();
  uint64_t *state = p ? &p->rand_state : &shared;
  *state += 0x9e3779b97f4a7c15ull;
  uint64_t z = *state;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ z >> 27) * 0x94d049bb133111ebull;
  return z ^ z >> 31;
}

// --- Ps

void proc_acquire(M *m, P *p) {
  __atomic_store_n(&p->m, m, __ATOMIC_RELEASE);
  m->p = p;
  __atomic_store_n(&p->status, P_RUNNING, __ATOMIC_SEQ_CST);
}

P *proc_release(M *m) {
  P *p = m->p;
  m->p = NULL;
  relaxed_store(&p->m, NULL);
  return p;
}

void proc_put_idle(P *p) {
  rt_check_held(&sched.lock);
  __atomic_store_n(&p->status, P_IDLE, __ATOMIC_SEQ_CST);
  p->next_idle = sched.idle_p;
  sched.idle_p = p;
  __atomic_add_fetch(&sched.idle_p_count, 1, __ATOMIC_SEQ_CST);
}

P *proc_get_idle(void) {
  rt_check_held(&sched.lock);
  P *p = sched.idle_p;
  if (!p) return NULL;
  sched.idle_p = p->next_idle;
  if (__atomic_sub_fetch(&sched.idle_p_count, 1, __ATOMIC_SEQ_CST) + 1 == (uint32_t)procs_now()) monitor_wake();
  return p;
}

// While it holds the place of a spinning M without a P, others rely on it: who readies a goroutine wakes nobody, and an
// M does not spin before it goes idle. So it looks once more after it has given the place back (as sched.c: idle does
// after its P is listed as idle: one of the two sees the other).
void proc_wake(void) {
  if (!relaxed_load(&sched.main_started)) return;
  while (__atomic_load_n(&sched.idle_p_count, __ATOMIC_SEQ_CST)) {
    uint32_t none = 0;
    if (__atomic_load_n(&sched.spinning, __ATOMIC_SEQ_CST)) return;
    if (!__atomic_compare_exchange_n(&sched.spinning, &none, 1, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) return;
    lock_futex(&sched.lock, RANK_SCHED);
    P *p = proc_get_idle();
    unlock_futex(&sched.lock);
    if (p) {
      thread_start(p, true);
      return;
    }
    __atomic_sub_fetch(&sched.spinning, 1, __ATOMIC_SEQ_CST);
  }
}

bool proc_has_work(const P *p) {
  // run_next may move into the ring between the loads: look until the tail stands still.
  for (;;) {
    uint32_t head = __atomic_load_n(&p->run_head, __ATOMIC_SEQ_CST);
    uint32_t tail = __atomic_load_n(&p->run_tail, __ATOMIC_SEQ_CST);
    G *next = __atomic_load_n(&p->run_next, __ATOMIC_SEQ_CST);
    if (tail == __atomic_load_n(&p->run_tail, __ATOMIC_SEQ_CST)) return head != tail || next;
  }
}

void proc_hand_off(P *p) {
  bool work = proc_has_work(p) || __atomic_load_n(&sched.global_count, __ATOMIC_SEQ_CST);
  // Someone must look for timers and events when all others are busy, and when all others are idle.
  bool nobody_looks =
      !__atomic_load_n(&sched.spinning, __ATOMIC_SEQ_CST) && !__atomic_load_n(&sched.idle_p_count, __ATOMIC_SEQ_CST);
  lock_futex(&sched.lock, RANK_SCHED);
  if (relaxed_load(&sched.stopping)) {
    __atomic_store_n(&p->status, P_STOPPED, __ATOMIC_SEQ_CST);
    if (__atomic_sub_fetch(&sched.stop_wait, 1, __ATOMIC_SEQ_CST) == 0) os_futex_wake(&sched.stop_wait, 1);
    unlock_futex(&sched.lock);
    return;
  }
  if (!work && !relaxed_load(&sched.global_count) && !nobody_looks) {
    proc_put_idle(p);
    sched_check_deadlock();
    unlock_futex(&sched.lock);
    // A poller that is about to leave finds the P idle.
    bool awaited = timer_next_when() != INT64_MAX || (poll_in_use() && poll_waiters());
    if (awaited && !__atomic_load_n(&sched.poller, __ATOMIC_SEQ_CST)) proc_wake();
    return;
  }
  unlock_futex(&sched.lock);
  thread_start(p, false);
}

// --- the ring

// Half of a full ring goes to the global queue, and g with it. False: the ring is not full any more.
static bool overflow(P *p, G *g, uint32_t head, uint32_t tail) {
  enum { HALF = RUN_QUEUE / 2 };
  G *batch[HALF];
  if (tail - head != RUN_QUEUE) return false;
  for (uint32_t i = 0; i < HALF; i++) batch[i] = p->run_queue[(head + i) % RUN_QUEUE];
  if (!__atomic_compare_exchange_n(&p->run_head, &head, head + HALF, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED))
    return false;
  lock_futex(&sched.lock, RANK_SCHED);
  for (uint32_t i = 0; i < HALF; i++) global_put(batch[i]);
  global_put(g);
  unlock_futex(&sched.lock);
  return true;
}

void queue_put(P *p, G *g, bool next) {
  if (next) {
    g = __atomic_exchange_n(&p->run_next, g, __ATOMIC_SEQ_CST);
    if (!g) return;
  }
  for (;;) {
    uint32_t head = __atomic_load_n(&p->run_head, __ATOMIC_ACQUIRE), tail = p->run_tail;
    if (tail - head < RUN_QUEUE) {
      __atomic_store_n(&p->run_queue[tail % RUN_QUEUE], g, __ATOMIC_RELAXED);
      __atomic_store_n(&p->run_tail, tail + 1, __ATOMIC_SEQ_CST);
      return;
    }
    if (overflow(p, g, head, tail)) return;
  }
}

G *queue_get(P *p, bool *inherit) {
  G *next = __atomic_load_n(&p->run_next, __ATOMIC_ACQUIRE);
  if (next && __atomic_compare_exchange_n(&p->run_next, &next, NULL, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) {
    *inherit = true;
    return next;
  }
  for (;;) {
    uint32_t head = __atomic_load_n(&p->run_head, __ATOMIC_ACQUIRE);
    if (head == p->run_tail) return NULL;
    G *g = __atomic_load_n(&p->run_queue[head % RUN_QUEUE], __ATOMIC_RELAXED);
    if (__atomic_compare_exchange_n(&p->run_head, &head, head + 1, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) return g;
  }
}

// Copies half of `from`'s ring behind p's tail without publishing it. Returns how many.
static uint32_t grab(P *p, P *from, bool take_next) {
  for (;;) {
    uint32_t head = __atomic_load_n(&from->run_head, __ATOMIC_ACQUIRE);
    uint32_t tail = __atomic_load_n(&from->run_tail, __ATOMIC_ACQUIRE);
    uint32_t n = tail - head - (tail - head) / 2;
    if (n == 0) {
      G *next = take_next ? __atomic_load_n(&from->run_next, __ATOMIC_ACQUIRE) : NULL;
      if (!next) return 0;
      // The P is likely about to run it: taking it away would only make both wait.
      if (__atomic_load_n(&from->status, __ATOMIC_ACQUIRE) == P_RUNNING) os_usleep(3);
      if (!__atomic_compare_exchange_n(&from->run_next, &next, NULL, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
        continue;
      relaxed_store(&p->run_queue[p->run_tail % RUN_QUEUE], next);
      return 1;
    }
    if (n > RUN_QUEUE / 2) continue;  // head and tail did not belong together
    for (uint32_t i = 0; i < n; i++)
      relaxed_store(&p->run_queue[(p->run_tail + i) % RUN_QUEUE],
                    relaxed_load(&from->run_queue[(head + i) % RUN_QUEUE]));
    if (__atomic_compare_exchange_n(&from->run_head, &head, head + n, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
      return n;
  }
}

G *queue_steal(P *p, P *from, bool take_next) {
  uint32_t n = grab(p, from, take_next);
  if (!n) return NULL;
  n--;
  G *g = p->run_queue[(p->run_tail + n) % RUN_QUEUE];
  if (n) __atomic_store_n(&p->run_tail, p->run_tail + n, __ATOMIC_SEQ_CST);
  return g;
}

// --- the global queue

void global_put(G *g) {
  rt_check_held(&sched.lock);
  g->next = NULL;
  if (sched.global_tail) sched.global_tail->next = g;
  else sched.global_head = g;
  sched.global_tail = g;
  __atomic_add_fetch(&sched.global_count, 1, __ATOMIC_SEQ_CST);
}

static G *global_pop(uint32_t skip) {
  rt_check_held(&sched.lock);
  G **at = &sched.global_head, *before = NULL;
  for (; skip; skip--) before = *at, at = &(*at)->next;
  G *g = *at;
  *at = g->next;
  if (sched.global_tail == g) sched.global_tail = before;
  g->next = NULL;
  __atomic_sub_fetch(&sched.global_count, 1, __ATOMIC_SEQ_CST);
  return g;
}

G *global_get(P *p, uint32_t max) {
  uint32_t count = relaxed_load(&sched.global_count);
  if (!count) return NULL;
  if (settings.schedseed) return global_pop((uint32_t)(rt_cheap_random() % count));
  uint32_t share = count / (uint32_t)sched.procs + 1;
  if (max && share > max) share = max;
  if (share > count) share = count;
  if (share > RUN_QUEUE / 2) share = RUN_QUEUE / 2;
  G *first = global_pop(0);
  while (--share) {
    uint32_t head = __atomic_load_n(&p->run_head, __ATOMIC_ACQUIRE), tail = p->run_tail;
    if (tail - head >= RUN_QUEUE) break;
    relaxed_store(&p->run_queue[tail % RUN_QUEUE], global_pop(0));
    __atomic_store_n(&p->run_tail, tail + 1, __ATOMIC_SEQ_CST);
  }
  return first;
}

// --- checks, with the world stopped

bool queue_is_valid(const P *p) {
  if (p->run_next && p->run_next->status != G_RUNNABLE) return false;
  if (p->run_tail - p->run_head > RUN_QUEUE) return false;
  for (uint32_t i = p->run_head; i != p->run_tail; i++) {
    const G *g = p->run_queue[i % RUN_QUEUE];
    if (!g || g->status != G_RUNNABLE || g->m) return false;
  }
  return true;
}

bool procs_are_valid(void) {
  uint32_t idle = 0, global = 0;
  const G *last = NULL;
  for (const P *p = sched.idle_p; p; p = p->next_idle, idle++)
    if (p->status != P_IDLE || p->m) return false;
  for (const G *g = sched.global_head; g; last = g, g = g->next, global++)
    if (g->status != G_RUNNABLE || g->m) return false;
  if (idle != relaxed_load(&sched.idle_p_count) || global != relaxed_load(&sched.global_count) ||
      last != sched.global_tail)
    return false;
  for (int32_t id = 0; id < sched.procs; id++) {
    const P *p = sched.all_p[id];
    if (p->id != (uint32_t)id || !queue_is_valid(p) || (p->m && p->m->p != p)) return false;
  }
  return true;
}

// --- GOMAXPROCS

static void retire(P *p) {
  bool inherit;
  lock_futex(&sched.lock, RANK_SCHED);
  for (G *g; (g = queue_get(p, &inherit));) global_put(g);
  unlock_futex(&sched.lock);
  heap_release_cache(p);
  sudog_release_cache(p);
  goroutine_release_cache(p);
  __atomic_store_n(&p->status, P_DEAD, __ATOMIC_SEQ_CST);
}

// system, with the world stopped: the new number of Ps, if n > 0. Returns the old one.
int64_t rt_set_procs(int64_t n);
int64_t rt_set_procs(int64_t n) {
  int32_t old = sched.procs;
  if (n <= 0 || n == old) return old;
  if (n > PROCS_MAX) n = PROCS_MAX;
  M *m = rt_getm();
  for (int32_t id = old; id < n; id++) {
    if (!sched.all_p[id]) proc_new((uint32_t)id);
    __atomic_store_n(&sched.all_p[id]->status, P_STOPPED, __ATOMIC_SEQ_CST);
  }
  if (m->p->id >= n) proc_acquire(m, (proc_release(m), sched.all_p[0]));
  for (int32_t id = (int32_t)n; id < old; id++) retire(sched.all_p[id]);
  __atomic_store_n(&sched.procs, (int32_t)n, __ATOMIC_RELEASE);
  return old;
}

// leaf
int64_t rt_procs(void);
int64_t rt_procs(void) { return sched.procs; }
int64_t rt_proc_id(void);
int64_t rt_proc_id(void) { return rt_getp()->id; }
void *rt_proc_random(void);
void *rt_proc_random(void) { return rt_getp()->go_random; }
