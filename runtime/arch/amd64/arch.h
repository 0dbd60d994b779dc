// What the runtime's portable C needs of the processor, in a few instructions each. Every architecture has a header of
// this name; test/hosted has one for the host's own threads. Relies on nothing; runtime.h includes it.
#ifndef TUCO_RUNTIME_ARCH_H
#define TUCO_RUNTIME_ARCH_H

#include <stddef.h>

// The thread at hand: fs:0, which os_set_fs set. Works on every stack, in signal handlers too.
static inline struct M *arch_current_m(void) {
  struct M *m;
  __asm__ volatile("movq %%fs:0, %0" : "=r"(m));
  return m;
}

// In a loop that waits for another processor.
static inline void arch_pause(void) { __builtin_ia32_pause(); }

// Clears n bytes, the faster the more they are; needs no stack.
static inline void arch_clear_long(void *p, size_t n) {
  __asm__ volatile("rep stosb" : "+D"(p), "+c"(n) : "a"(0) : "memory");
}

#endif
