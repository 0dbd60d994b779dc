// os.h on Linux, by raw system calls.
// Input: addresses and sizes; output: results or negative errno. Relies on
// nothing else of the runtime but persistent memory for new threads.
#include "runtime.h"
#include "text.h"

enum {
  SYS_write = 1,
  SYS_mmap = 9,
  SYS_mprotect = 10,
  SYS_munmap = 11,
  SYS_mremap = 25,
  SYS_madvise = 28,
  SYS_nanosleep = 35,
  SYS_getpid = 39,
  SYS_exit = 60,
  SYS_arch_prctl = 158,
  SYS_gettid = 186,
  SYS_futex = 202,
  SYS_sched_getaffinity = 204,
  SYS_clock_gettime = 228,
  SYS_exit_group = 231,
  SYS_getrandom = 318,
  SYS_sched_yield = 24
};

typedef struct TimeSpec {
  int64_t seconds, nanoseconds;
} TimeSpec;

static inline int64_t call6(int64_t number, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f) {
  int64_t result;
  register int64_t r10 __asm__("r10") = d;
  register int64_t r8 __asm__("r8") = e;
  register int64_t r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

int64_t os_syscall6(int64_t number, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f) {
  return call6(number, a, b, c, d, e, f);
}

void *os_reserve(size_t size) {
  enum { PROT_READ_WRITE = 3, MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022 };
  int64_t p = call6(SYS_mmap, 0, (int64_t)size, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0);
  return p < 0 && p > -4096 ? NULL : (void *)p;
}

void *os_reserve_space(size_t size) {
  enum { PROT_NONE_ = 0, MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022 };
  int64_t p = call6(SYS_mmap, 0, (int64_t)size, PROT_NONE_, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0);
  return p < 0 && p > -4096 ? NULL : (void *)p;
}

bool os_commit(void *p, size_t size) {
  enum { PROT_READ_WRITE = 3 };
  return call6(SYS_mprotect, (int64_t)p, (int64_t)size, PROT_READ_WRITE, 0, 0, 0) == 0;
}

void *os_resize(void *p, size_t old_size, size_t new_size) {
  enum { MREMAP_MAYMOVE = 1 };
  int64_t moved = call6(SYS_mremap, (int64_t)p, (int64_t)old_size, (int64_t)new_size, MREMAP_MAYMOVE, 0, 0);
  return moved < 0 && moved > -4096 ? NULL : (void *)moved;
}

void os_release(void *p, size_t size) { call6(SYS_munmap, (int64_t)p, (int64_t)size, 0, 0, 0, 0); }

void os_discard(void *p, size_t size) {
  enum { MADV_DONTNEED = 4 };
  call6(SYS_madvise, (int64_t)p, (int64_t)size, MADV_DONTNEED, 0, 0, 0);
}

int64_t os_write(int32_t fd, const void *p, int64_t n) { return call6(SYS_write, fd, (int64_t)p, n, 0, 0, 0); }

void os_exit(int32_t code) {
  for (;;) call6(SYS_exit_group, code, 0, 0, 0, 0, 0);
}

void os_exit_thread(void) {
  for (;;) call6(SYS_exit, 0, 0, 0, 0, 0, 0);
}

// The vDSO's clock_gettime, if found; needs a C stack of some size, so it is called on the system stack only.
typedef int64_t (*ClockFunction)(int32_t clock, TimeSpec *out);
static ClockFunction vdso_clock;

static TimeSpec read_clock(int32_t clock) {
  TimeSpec now = {0, 0};
  if (vdso_clock && vdso_clock(clock, &now) == 0) return now;
  call6(SYS_clock_gettime, clock, (int64_t)&now, 0, 0, 0, 0);
  return now;
}

int64_t os_nanotime(void) {
  TimeSpec now = read_clock(1);
  return now.seconds * 1000000000 + now.nanoseconds;
}

void os_walltime(int64_t *seconds, int32_t *nanoseconds) {
  TimeSpec now = read_clock(0);
  *seconds = now.seconds;
  *nanoseconds = (int32_t)now.nanoseconds;
}

void os_futex_wait(uint32_t *word, uint32_t value, int64_t timeout_ns) {
  enum { FUTEX_WAIT_PRIVATE = 128 };
  TimeSpec timeout = {timeout_ns / 1000000000, timeout_ns % 1000000000};
  call6(SYS_futex, (int64_t)word, FUTEX_WAIT_PRIVATE, value, timeout_ns < 0 ? 0 : (int64_t)&timeout, 0, 0);
}

void os_futex_wake(uint32_t *word, int32_t count) {
  enum { FUTEX_WAKE_PRIVATE = 129 };
  call6(SYS_futex, (int64_t)word, FUTEX_WAKE_PRIVATE, count, 0, 0, 0);
}

void os_set_fs(void *p) {
  enum { ARCH_SET_FS = 0x1002 };
  call6(SYS_arch_prctl, ARCH_SET_FS, (int64_t)p, 0, 0, 0, 0);
}

void os_thread_init(M *m) {
  m->tid = (uint32_t)call6(SYS_gettid, 0, 0, 0, 0, 0, 0);
  signal_init_thread(m);
}

int64_t rt_clone(uint64_t flags, void *stack, void *parent_tid, void *child_tid, void *tls);
void thread_entry(M *m) noreturn_fn;

void thread_entry(M *m) {
  os_thread_init(m);
  signal_restore(m->saved_mask);
  thread_main();
}

int64_t os_thread_new(M *m) {
  // VM | FS | FILES | SIGHAND | THREAD | SYSVSEM | SETTLS | CHILD_CLEARTID
  enum { CLONE_FLAGS = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000 | 0x80000 | 0x200000 };
  uintptr_t *top = (uintptr_t *)m->system_sp;
  *--top = 0;
  *--top = (uintptr_t)m;
  // Until it knows its number and has a stack for handlers, the thread takes no signals.
  m->saved_mask = signal_block();
  int64_t result = rt_clone(CLONE_FLAGS, top, NULL, &m->tid, m);
  signal_restore(m->saved_mask);
  return result;
}

int32_t os_cpu_count(void) {
  uint64_t mask[128];
  int64_t n = call6(SYS_sched_getaffinity, 0, sizeof mask, (int64_t)mask, 0, 0, 0);
  int32_t count = 0;
  for (int64_t i = 0; i < n / 8; i++) count += (int32_t)popcount64(mask[i]);
  return count > 0 ? count : 1;
}

// What read gives of a source of random bytes: all of them, or false.
static bool fill(int64_t (*read)(void *p, size_t n), uint8_t *p, size_t n) {
  enum { EINTR_ = 4 };
  while (n) {
    int64_t got = read(p, n);
    if (got == -EINTR_) continue;
    if (got <= 0) return false;
    p += got;
    n -= (size_t)got;
  }
  return true;
}

static int64_t read_kernel(void *p, size_t n) { return call6(SYS_getrandom, (int64_t)p, (int64_t)n, 0, 0, 0, 0); }

static int64_t read_device(void *p, size_t n) {
  enum { SYS_read = 0, SYS_open = 2, SYS_close = 3, O_CLOEXEC_ = 02000000 };
  int64_t fd = call6(SYS_open, (int64_t) "/dev/urandom", O_CLOEXEC_, 0, 0, 0, 0);
  if (fd < 0) return fd;
  int64_t got = call6(SYS_read, fd, (int64_t)p, (int64_t)n, 0, 0, 0);
  call6(SYS_close, fd, 0, 0, 0, 0, 0);
  return got;
}

void os_random(void *p, size_t n) {
  if (!fill(read_kernel, p, n) && !fill(read_device, p, n)) rt_throw("runtime: the system has no random data");
}

uint64_t os_profile_timer(uint64_t hz) {
  enum { SYS_setitimer = 38, ITIMER_PROF = 2 };
  typedef struct TimeValue {
    int64_t seconds, microseconds;
  } TimeValue;
  int64_t period = hz ? (int64_t)(1000000 / hz) : 0;
  if (hz && !period) period = 1;
  TimeValue timer[2] = {{period / 1000000, period % 1000000}, {period / 1000000, period % 1000000}}, before[2] = {0};
  call6(SYS_setitimer, ITIMER_PROF, (int64_t)timer, (int64_t)before, 0, 0, 0);
  int64_t was = before[0].seconds * 1000000 + before[0].microseconds;
  return was ? (uint64_t)(1000000 / was) : 0;
}

void os_yield(void) { call6(SYS_sched_yield, 0, 0, 0, 0, 0, 0); }

void os_usleep(uint32_t microseconds) {
  TimeSpec pause = {microseconds / 1000000, (int64_t)(microseconds % 1000000) * 1000};
  call6(SYS_nanosleep, (int64_t)&pause, 0, 0, 0, 0, 0);
}

// --- the vDSO: an ELF image in memory; only its dynamic symbols matter.

typedef struct VdsoSymbol {
  uint32_t name;
  uint8_t info, other;
  uint16_t section;
  uint64_t value, size;
} VdsoSymbol;

void os_clock_init(uintptr_t base) {
  enum { PT_LOAD_ = 1, PT_DYNAMIC_ = 2, DT_HASH_ = 4, DT_STRTAB_ = 5, DT_SYMTAB_ = 6 };
  if (!base) return;
  const uint8_t *header = (const uint8_t *)base;
  uint64_t phoff = *(const uint64_t *)(header + 32);
  uint16_t phentsize = *(const uint16_t *)(header + 54), phnum = *(const uint16_t *)(header + 56);
  const uint64_t *dynamic = NULL;
  uintptr_t shift = 0;
  bool loaded = false;
  for (uint32_t i = 0; i < phnum; i++) {
    const uint8_t *segment = header + phoff + (uint64_t)i * phentsize;
    uint32_t type = *(const uint32_t *)segment;
    uint64_t offset = *(const uint64_t *)(segment + 8), address = *(const uint64_t *)(segment + 16);
    if (type == PT_LOAD_ && !loaded) shift = base + offset - address, loaded = true;
    if (type == PT_DYNAMIC_) dynamic = (const uint64_t *)(base + offset);
  }
  const VdsoSymbol *symbols = NULL;
  const char *strings = NULL;
  const uint32_t *hash = NULL;
  for (; dynamic && dynamic[0]; dynamic += 2) {
    if (dynamic[0] == DT_HASH_) hash = (const uint32_t *)(dynamic[1] + shift);
    if (dynamic[0] == DT_STRTAB_) strings = (const char *)(dynamic[1] + shift);
    if (dynamic[0] == DT_SYMTAB_) symbols = (const VdsoSymbol *)(dynamic[1] + shift);
  }
  if (!symbols || !strings || !hash) return;
  for (uint32_t i = 0; i < hash[1]; i++)
    if (symbols[i].section && text_is(strings + symbols[i].name, "__vdso_clock_gettime"))
      vdso_clock = (ClockFunction)(symbols[i].value + shift);
}
