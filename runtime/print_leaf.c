// Output of print, println, traces and fatal errors to standard error, through a small
// buffer that is flushed at the end of each statement. Leaf functions; the Go side
// (overlay/runtime/print.go) formats floats and complex numbers itself.
#include "runtime.h"

static uint8_t buffer[1024];
static uint32_t used;

static inline void flush_buffer(void) {
  uint32_t done = 0;
  while (done < used) {
    int64_t result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(1), "D"(2), "S"(buffer + done), "d"((uint64_t)(used - done))
                     : "rcx", "r11", "memory");
    if (result <= 0) break;
    done += (uint32_t)result;
  }
  used = 0;
}

void print_flush(void) { flush_buffer(); }

static inline void put_byte(uint8_t c) {
  if (used == sizeof buffer) flush_buffer();
  buffer[used++] = c;
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
    digits[n++] = (uint8_t)"0123456789abcdef"[value % base];
    value /= base;
  } while (value);
  if (base == 16) digits[n++] = 'x', digits[n++] = '0';
  if (negative) digits[n++] = '-';
  while (n) put_byte(digits[--n]);
}

void print_int(int64_t value) { put_number(value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 10, value < 0); }
void print_uint(uint64_t value) { put_number(value, 10, false); }
void print_hex(uint64_t value) { put_number(value, 16, false); }
