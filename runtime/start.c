// From the process's entry to the first goroutine: heap, first thread, runtime.main.
// Also small services for the Go side that belong nowhere else.
#include "runtime.h"

int64_t rt_argc;
char **rt_argv;
char **rt_envp;
static uint64_t *auxiliary;  // pairs, ended by type 0

static uintptr_t auxiliary_value(uint64_t type) {
  for (uint64_t *p = auxiliary; *p; p += 2)
    if (*p == type) return p[1];
  return 0;
}

void heap_tables_init(void);

void rt_start(int64_t argc, char **argv) {
  enum { AT_SYSINFO_EHDR_ = 33, FIRST_STACK = 256 * 1024 };
  rt_argc = argc;
  rt_argv = argv;
  rt_envp = argv + argc + 1;
  char **end = rt_envp;
  while (*end) end++;
  auxiliary = (uint64_t *)(end + 1);
  M *m = &first_m;
  m->self = m;
  os_set_fs(m);
  settings_read();
  os_clock_init(auxiliary_value(AT_SYSINFO_EHDR_));
  os_random(rt_hash_key, sizeof rt_hash_key);
  functab_init();
  heap_tables_init();
  heap_init();
  stack_init();
  sched.m_count = sched.m_live = 1;
  sched.m_max = 10000;
  sched.all_m = m;
  sched_init();
  m->system_lo = thread_stack_new(FIRST_STACK);
  m->system_sp = m->system_lo + FIRST_STACK - 64;
  os_thread_init(m);
  signal_init();
  static void *main_function;
  main_function = go_runtime_main;
  G *main = goroutine_new(&main_function, 0, false);
  thread_lock_init(main);
  sched_ready(main);
  sched_run();
}

// --- leaf-safe services (they are called as system functions where they may use the vDSO)

int64_t rt_nanotime(void);
int64_t rt_nanotime(void) { return os_nanotime(); }

// a: seconds, b: nanoseconds
Pair rt_walltime(void);
Pair rt_walltime(void) {
  int64_t seconds;
  int32_t nanoseconds;
  os_walltime(&seconds, &nanoseconds);
  return (Pair){(uint64_t)seconds, (uint64_t)nanoseconds};
}

int64_t rt_cpu_count(void);
int64_t rt_cpu_count(void) { return os_cpu_count(); }
int64_t rt_write(int64_t fd, const void *p, int64_t n);
int64_t rt_write(int64_t fd, const void *p, int64_t n) { return os_write((int32_t)fd, p, n); }
void rt_random(void *p, int64_t n);
void rt_random(void *p, int64_t n) { os_random(p, (size_t)n); }
void *rt_persistent_alloc(uint64_t size);
void *rt_persistent_alloc(uint64_t size) { return persistent_alloc(size, 8); }
int64_t rt_syscall(int64_t number, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e);
int64_t rt_syscall(int64_t number, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e) {
  return os_syscall6(number, a, b, c, d, e, 0);
}
int64_t rt_set_max_stack(int64_t n);
int64_t rt_set_max_stack(int64_t n) {
  int64_t old = stack_max;
  stack_max = n;
  return old;
}
