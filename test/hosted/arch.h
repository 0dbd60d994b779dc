// arch.h for threads of the host (runtime/arch/amd64/arch.h says what it must offer): the current M is a thread-local
// variable, since fs belongs to the C library, and what the sanitizers can't see through is plain C.
#ifndef TUCO_RUNTIME_ARCH_H
#define TUCO_RUNTIME_ARCH_H

#include <stddef.h>
#include <string.h>

extern __thread struct M *host_m;
static inline struct M *arch_current_m(void) { return host_m; }
static inline void arch_pause(void) { __builtin_ia32_pause(); }
static inline void arch_clear_long(void *p, size_t n) { memset(p, 0, n); }

#endif
