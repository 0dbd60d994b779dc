// Between the harness's own files: what stands for arch/amd64/asm.S.
#ifndef TUCO_HOSTED_TASK_H
#define TUCO_HOSTED_TASK_H

#include "runtime.h"

// Runs `first` and whatever is switched to afterwards on this thread; takes the place of the M's system stack.
void host_run(void (*first)(void)) noreturn_fn;
extern int32_t host_cpu_count;

#endif
