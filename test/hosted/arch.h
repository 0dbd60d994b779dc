// arch.h for threads of the host (runtime/arch/amd64/arch.h says what it must offer): the current M is a thread-local
// variable, since fs belongs to the C library, and what the sanitizers can't see through is plain C.
//
// Threads lose the processor now and then right before an atomic access, so that what may come in between does: left
// to the system it would take hours.
#ifndef TUCO_RUNTIME_ARCH_H
#define TUCO_RUNTIME_ARCH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

extern __thread struct M *host_m;
static inline struct M *arch_current_m(void) { return host_m; }
static inline void arch_pause(void) { __builtin_ia32_pause(); }
static inline void arch_clear_long(void *p, size_t n) { memset(p, 0, n); }

void host_lose_processor(uint32_t random);
static inline void host_disturb(void) {
  extern __thread uint32_t host_disturbance;
  uint32_t random = host_disturbance;
  random ^= random << 13;
  random ^= random >> 17;
  random ^= random << 5;
  host_disturbance = random;
  if (random % 256 == 0) host_lose_processor(random);
}
#define __atomic_load_n(...) (host_disturb(), __atomic_load_n(__VA_ARGS__))
#define __atomic_store_n(...) (host_disturb(), __atomic_store_n(__VA_ARGS__))
#define __atomic_exchange_n(...) (host_disturb(), __atomic_exchange_n(__VA_ARGS__))
#define __atomic_compare_exchange_n(...) (host_disturb(), __atomic_compare_exchange_n(__VA_ARGS__))
#define __atomic_add_fetch(...) (host_disturb(), __atomic_add_fetch(__VA_ARGS__))
#define __atomic_sub_fetch(...) (host_disturb(), __atomic_sub_fetch(__VA_ARGS__))
#define __atomic_fetch_or(...) (host_disturb(), __atomic_fetch_or(__VA_ARGS__))
#define __atomic_fetch_add(...) (host_disturb(), __atomic_fetch_add(__VA_ARGS__))

#endif
