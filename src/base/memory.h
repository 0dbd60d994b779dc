// Memory from the system, for what does not live in an arena. Whoever asks gets it: without memory the process ends
// with "tuco: out of memory", status 2, before any output file has got its name.
#ifndef TUCO_BASE_MEMORY_H
#define TUCO_BASE_MEMORY_H

#include <stddef.h>

// memory.c. Zeroed; released by free.
void *memory_new(size_t count, size_t size);
// As realloc: the bytes beyond the old size are undefined.
void *memory_grow(void *memory, size_t count, size_t size);
// Counts an allocation that the caller makes itself (arenas' chunks): in debug builds the one that
// TUCO_FAIL_ALLOCATION=N numbers ends the process as if memory had run out.
void memory_count(void);
_Noreturn void memory_exhausted(void);
// GMP and MPFR allocate through this module too. To be called before their first use.
void memory_serve_constants(void);

#endif
