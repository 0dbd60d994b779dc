// runtime/os.h over the C library: Ms are threads of pthread, memory is mmap's, so that the sanitizers see
// what happens. Only the futex is the bare system call: what waits for what, they see by the words' atomic accesses.
#define sched_yield libc_sched_yield  // the runtime has a function of this name
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#undef sched_yield

#include "hosted.h"
#include "task.h"

__thread M *host_m;

// For arch.h. Each thread starts from a number of its own.
__thread uint32_t host_disturbance;

static void start_disturbance(void) {
  static uint32_t threads;
  host_disturbance = ((uint32_t)run_seed + __atomic_add_fetch(&threads, 1, __ATOMIC_RELAXED)) * 2654435761u | 1;
}

// At most half of a thread's time is lost so: on a busy machine each time may take milliseconds.
void host_lose_processor(uint32_t random) {
  static __thread int64_t began, lost;
  if (!random) return;  // a thread that has not started
  int64_t now = os_nanotime();
  if (now - began > 100000000) began = now, lost = 0;
  if (lost > 1000000 + (now - began) / 2) return;
  if (random % 4096) {
    syscall(SYS_sched_yield);
  } else {
    struct timespec pause = {0, (long)(random >> 16) * 2};  // up to 130 us
    nanosleep(&pause, NULL);
  }
  lost += os_nanotime() - now;
}

enum { SPACE_MAX = 1 << 30 };  // of one reservation: the heap gets no more

#ifdef __SANITIZE_THREAD__
void __tsan_write_range(void *p, long size);
static void note_write(void *p, size_t size) { __tsan_write_range(p, (long)size); }
#else
static void note_write(void *p, size_t size) { (void)p, (void)size; }
#endif

// --- memory

static void *map(size_t size, int protection) {
  void *p = mmap(NULL, size, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return p == MAP_FAILED ? NULL : p;
}

void *os_reserve(size_t size) { return map(size, PROT_READ | PROT_WRITE); }
void *os_reserve_space(size_t size) { return size > SPACE_MAX + (1 << 16) ? NULL : map(size, PROT_NONE); }
bool os_commit(void *p, size_t size) { return mprotect(p, size, PROT_READ | PROT_WRITE) == 0; }
void os_release(void *p, size_t size) { munmap(p, size); }

// By a copy, since the sanitizers don't follow mremap.
void *os_resize(void *p, size_t old_size, size_t new_size) {
  void *moved = os_reserve(new_size);
  if (!moved) return NULL;
  memcpy(moved, p, old_size < new_size ? old_size : new_size);
  os_release(p, old_size);
  return moved;
}

void os_discard(void *p, size_t size) {
  note_write(p, size);
  CHECK(madvise(p, size, MADV_DONTNEED) == 0);
}

// --- the process, clocks

int64_t os_write(int32_t fd, const void *p, int64_t n) { return write(fd, p, (size_t)n); }
void os_exit(int32_t code) { exit(code); }
void os_yield(void) { usleep(1); }
int32_t os_cpu_count(void) { return host_cpu_count; }

void os_random(void *p, size_t n) {
  // The run's own numbers, so that a seed repeats what can be repeated.
  static Random random;
  uint8_t *bytes = p;
  if (!random.state) random.state = run_seed;
  for (size_t i = 0; i < n; i++) bytes[i] = (uint8_t)random_next(&random);
}

static int64_t read_clock(clockid_t clock, int32_t *nanoseconds) {
  struct timespec now;
  clock_gettime(clock, &now);
  *nanoseconds = (int32_t)now.tv_nsec;
  return now.tv_sec;
}

int64_t os_nanotime(void) {
  int32_t nanoseconds;
  int64_t seconds = read_clock(CLOCK_MONOTONIC, &nanoseconds);
  return seconds * 1000000000 + nanoseconds;
}

void os_walltime(int64_t *seconds, int32_t *nanoseconds) { *seconds = read_clock(CLOCK_REALTIME, nanoseconds); }
void os_clock_init(uintptr_t vdso_base) { (void)vdso_base; }

void os_usleep(uint32_t microseconds) {
  struct timespec pause = {microseconds / 1000000, (long)(microseconds % 1000000) * 1000};
  nanosleep(&pause, NULL);
}

// --- futex, other system calls

void os_futex_wait(uint32_t *word, uint32_t value, int64_t timeout_ns) {
  enum { FUTEX_WAIT_PRIVATE = 128 };
  struct timespec timeout = {timeout_ns / 1000000000, timeout_ns % 1000000000};
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, timeout_ns < 0 ? NULL : &timeout, NULL, 0);
}

void os_futex_wake(uint32_t *word, int32_t count) {
  enum { FUTEX_WAKE_PRIVATE = 129 };
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

void (*after_poll)(struct epoll_event *events, int64_t count);

// The poller's: what the kernel wrote is made known to the sanitizers.
int64_t os_syscall6(int64_t number, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f) {
  int64_t result = syscall(number, a, b, c, d, e, f);
  if (result < 0) return -errno;
  if ((number == SYS_epoll_pwait || number == SYS_epoll_pwait2) && result > 0) {
    note_write((void *)b, (size_t)result * sizeof(struct epoll_event));
    void (*once)(struct epoll_event *, int64_t) = __atomic_exchange_n(&after_poll, NULL, __ATOMIC_SEQ_CST);
    if (once) once((struct epoll_event *)b, result);
  }
  return result;
}

// --- threads

void os_set_fs(void *p) {
  host_m = p;
  start_disturbance();
}

void os_thread_init(M *m) { m->tid = (uint32_t)syscall(SYS_gettid); }

static void *thread_entry(void *m) {
  os_set_fs(m);
  os_thread_init(m);
  host_run(thread_main);
}

int64_t os_thread_new(M *m) {
  pthread_t thread;
  int error = pthread_create(&thread, NULL, thread_entry, m);
  if (error) return -error;
  pthread_detach(thread);
  return 1;
}

// The M's own stacks aren't in use here, so it may be taken for another thread at once.
void os_exit_thread(void) {
  __atomic_store_n(&host_m->tid, 0, __ATOMIC_RELEASE);
  pthread_exit(NULL);
}

// --- signals: none. Goroutines stop at their safepoints.

uint64_t signal_pending;
void (*signal_profile)(uintptr_t pc, uintptr_t sp, uintptr_t bp);
void signal_init(void) {}
void signal_init_thread(M *m) { (void)m; }
const char *signal_text(uint32_t number) { return number ? "signal" : NULL; }
void signal_preempt(M *m) { (void)m; }
void signal_deliver(void) {}
void signal_crash(void) { abort(); }
uint64_t signal_block(void) { return 0; }
void signal_restore(uint64_t mask) { (void)mask; }
uint64_t os_profile_timer(uint64_t hz) {
  (void)hz;
  return 0;
}
