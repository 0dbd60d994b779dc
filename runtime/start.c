// From the process's entry to the first goroutine: settings, heap, first thread, runtime.main.
// Also small services for the Go side that belong nowhere else.
#include "runtime.h"

Settings settings;
int64_t rt_argc;
char **rt_argv;
char **rt_envp;
static uint64_t *auxiliary;  // pairs, ended by type 0

const char *env_lookup(const char *name) {
  for (char **e = rt_envp; *e; e++) {
    const char *p = *e, *n = name;
    while (*n && *p == *n) p++, n++;
    if (!*n && *p == '=') return p + 1;
  }
  return NULL;
}

static bool starts_with(const char *p, const char *prefix) {
  while (*prefix && *p == *prefix) p++, prefix++;
  return !*prefix;
}

static int64_t parse_int(const char *p) {
  int64_t value = 0;
  bool negative = *p == '-';
  if (negative) p++;
  for (; *p >= '0' && *p <= '9'; p++) value = value * 10 + (*p - '0');
  return negative ? -value : value;
}

// A comma-separated list of name=value: calls set for each.
static void each_setting(const char *list, void (*set)(const char *item)) {
  while (list && *list) {
    set(list);
    while (*list && *list != ',') list++;
    if (*list) list++;
  }
}

static void set_debug(const char *item) {
  if (starts_with(item, "gcstress=")) settings.gcstress = parse_int(item + 9);
  if (starts_with(item, "stackstress=")) settings.stackstress = parse_int(item + 12) != 0;
  if (starts_with(item, "check=")) settings.check = (int32_t)parse_int(item + 6);
  if (starts_with(item, "schedseed=")) settings.schedseed = (uint64_t)parse_int(item + 10);
}

static void set_godebug(const char *item) {
  if (starts_with(item, "gctrace=")) settings.gctrace = parse_int(item + 8) != 0;
  if (starts_with(item, "asyncpreemptoff=")) settings.async_preempt_off = parse_int(item + 16) != 0;
}

static void read_settings(void) {
  settings.gc_percent = 100;
  settings.traceback = 1;
#ifdef RT_CHECKS
  settings.check = 1;
#endif
  each_setting(env_lookup("TUCO_DEBUG"), set_debug);
  each_setting(env_lookup("GODEBUG"), set_godebug);
  const char *gogc = env_lookup("GOGC");
  if (gogc && *gogc) settings.gc_percent = starts_with(gogc, "off") ? -1 : parse_int(gogc);
  const char *limit = env_lookup("GOMEMLIMIT");
  if (limit && *limit >= '0' && *limit <= '9') {
    settings.memory_limit = parse_int(limit);
    while (*limit >= '0' && *limit <= '9') limit++;
    if (starts_with(limit, "KiB")) settings.memory_limit <<= 10;
    if (starts_with(limit, "MiB")) settings.memory_limit <<= 20;
    if (starts_with(limit, "GiB")) settings.memory_limit <<= 30;
    if (starts_with(limit, "TiB")) settings.memory_limit <<= 40;
  }
  const char *level = env_lookup("GOTRACEBACK");
  if (!level) return;
  if (starts_with(level, "none")) settings.traceback = 0;
  else if (starts_with(level, "single")) settings.traceback = 1;
  else if (starts_with(level, "all")) settings.traceback = 2;
  else if (starts_with(level, "system")) settings.traceback = 3;
  else if (starts_with(level, "crash")) settings.traceback = 3, settings.traceback_crash = true;
  else if (*level >= '0' && *level <= '9') settings.traceback = (int32_t)parse_int(level);
}

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
  read_settings();
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
void rt_usleep(uint64_t microseconds);
void rt_usleep(uint64_t microseconds) { os_usleep((uint32_t)microseconds); }
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
