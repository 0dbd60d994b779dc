// Allocation that does not fail: see memory.h.
#include "base/memory.h"

#include <gmp.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

_Noreturn void memory_exhausted(void) {
  static const char message[] = "tuco: out of memory\n";
  ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);
  (void)ignored;
  _exit(2);
}

#ifdef TUCO_DEBUG
void memory_count(void) {
  // Fault injection is of the process, not of a Session. -1: the setting was not read yet.
  static _Atomic long left = -1;
  if (atomic_load_explicit(&left, memory_order_relaxed) == -1) {
    const char *setting = getenv("TUCO_FAIL_ALLOCATION");
    long unread = -1;
    atomic_compare_exchange_strong(&left, &unread, setting ? strtol(setting, NULL, 10) : 0);
  }
  if (atomic_load_explicit(&left, memory_order_relaxed) > 0 && atomic_fetch_sub(&left, 1) == 1) memory_exhausted();
}
#else
void memory_count(void) {}
#endif

void *memory_new(size_t count, size_t size) {
  memory_count();
  void *memory = calloc(count ? count : 1, size ? size : 1);
  if (!memory) memory_exhausted();
  return memory;
}

void *memory_grow(void *memory, size_t count, size_t size) {
  memory_count();
  void *grown = reallocarray(memory, count ? count : 1, size ? size : 1);
  if (!grown) memory_exhausted();
  return grown;
}

static void *number_new(size_t size) { return memory_new(1, size); }

static void *number_grow(void *memory, size_t old_size, size_t size) {
  (void)old_size;
  return memory_grow(memory, 1, size);
}

static void number_free(void *memory, size_t size) {
  (void)size;
  free(memory);
}

void memory_serve_constants(void) { mp_set_memory_functions(number_new, number_grow, number_free); }
