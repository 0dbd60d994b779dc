// Output of print, println, traces and fatal errors to standard error (or memory, m.print_sink), through a small buffer
// of the M that is flushed at the end of each statement; the Go side keeps the goroutine on its M for that long. Leaf
// functions; the Go side (overlay/runtime/print.go) formats floats and complex numbers itself.
#include "runtime.h"

static uint64_t crash_fd = ~(uint64_t)0;  // debug.SetCrashOutput: where the report of a fatal error goes too

static inline void write_buffer(M *m, uint64_t fd) {
  uint32_t done = 0;
  while (done < m->print_used) {
    int64_t result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(1), "D"(fd), "S"(m->print_buffer + done), "d"((uint64_t)(m->print_used - done))
                     : "rcx", "r11", "memory");
    if (result <= 0) break;
    done += (uint32_t)result;
  }
}

static inline void flush_buffer(M *m) {
  if (m->print_sink) {
    for (uint32_t i = 0; i < m->print_used && m->print_room; i++, m->print_room--)
      *m->print_sink++ = m->print_buffer[i];
    m->print_used = 0;
    return;
  }
  write_buffer(m, 2);
  uint64_t fd = __atomic_load_n(&crash_fd, __ATOMIC_RELAXED);
  if (fd != ~(uint64_t)0 && __atomic_load_n(&fatal_reporting, __ATOMIC_RELAXED)) write_buffer(m, fd);
  m->print_used = 0;
}

// Returns the one before; ~0: none.
uint64_t rt_set_crash_fd(uint64_t fd);
uint64_t rt_set_crash_fd(uint64_t fd) { return __atomic_exchange_n(&crash_fd, fd, __ATOMIC_SEQ_CST); }

void print_flush(void) { flush_buffer(rt_getm()); }

void print_begin(uint8_t *memory, int64_t room) {
  M *m = rt_getm();
  flush_buffer(m);
  m->print_sink = memory;
  m->print_room = room;
}

int64_t print_end(void) {
  M *m = rt_getm();
  flush_buffer(m);
  m->print_sink = NULL;
  return m->print_room;
}

static inline void put_byte(uint8_t c) {
  M *m = rt_getm();
  if (m->print_used == sizeof m->print_buffer) flush_buffer(m);
  m->print_buffer[m->print_used++] = c;
}

void print_bytes(const void *p, int64_t n) {
  for (int64_t i = 0; i < n; i++) put_byte(((const uint8_t *)p)[i]);
}

void print_text(const char *text) {
  while (*text) put_byte((uint8_t)*text++);
}

static inline void put_number(uint64_t value, uint32_t base, bool negative) {
  uint8_t digits[24];
  uint32_t n = 0;
  do {
    digits[n++] = (uint8_t) "0123456789abcdef"[value % base];
    value /= base;
  } while (value);
  if (base == 16) digits[n++] = 'x', digits[n++] = '0';
  if (negative) digits[n++] = '-';
  while (n) put_byte(digits[--n]);
}

void print_int(int64_t value) { put_number(value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 10, value < 0); }
void print_uint(uint64_t value) { put_number(value, 10, false); }
void print_hex(uint64_t value) { put_number(value, 16, false); }
