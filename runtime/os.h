// The contract with the operating system: all that the runtime asks of it, but signals and the network poller
// (os/linux/signal.c, netpoll.c). Whoever ports the runtime writes these; test/hosted/os_hosted.c does so over the C
// library. None of them allocates from the heap, takes one of the runtime's locks, or enters Go. Sizes and addresses
// are multiples of 4096 where pages are meant. Threads may call all of them at once; on the system stack, unless it
// says leaf.
#ifndef TUCO_RUNTIME_OS_H
#define TUCO_RUNTIME_OS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct M;

// --- memory

// Memory that is zero and costs nothing until it is touched. NULL: refused; the caller says so and ends.
void *os_reserve(size_t size);
// Address space that may not be touched before os_commit. NULL: refused, a smaller one may be granted.
void *os_reserve_space(size_t size);
// Gives access to whole pages of os_reserve_space, which are zero. Not twice for the same page. False: refused.
bool os_commit(void *p, size_t size);
// What os_reserve returned becomes larger (new bytes are zero) or smaller, perhaps at another address, where its
// contents are then. Nobody else uses it meanwhile. NULL: refused, and it is as it was.
void *os_resize(void *p, size_t old_size, size_t new_size);
// The end of what os_reserve returned; nobody uses it any more.
void os_release(void *p, size_t size);
// The contents of accessible pages are no longer needed, and nobody uses them meanwhile: they read as zero afterwards.
void os_discard(void *p, size_t size);

// --- the process

// Ends the process with all its threads, at once. Any stack; also in signal handlers.
void os_exit(int32_t code) __attribute__((noreturn));
// Writes; the number of bytes, or negative errno. Any stack.
int64_t os_write(int32_t fd, const void *p, int64_t n);
// How many processors the process may use, at least 1.
int32_t os_cpu_count(void);
// Fills n bytes that nobody can guess; a fatal error if the system has none.
void os_random(void *p, size_t n);
// SIGPROF after every 1/hz s of the process's CPU time; 0: no more. Returns what hz was.
uint64_t os_profile_timer(uint64_t hz);
// A system call of Linux by its number: negative errno, or the result. Any stack. Only os/linux and Go's syscalls use
// it.
int64_t os_syscall6(int64_t number, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f);

// --- clocks

// Before the first look at a clock, by the first thread: where the kernel's own code is, 0 if nowhere.
void os_clock_init(uintptr_t vdso_base);
// Never goes back, nor differs between threads; counts from some time.
int64_t os_nanotime(void);
// Since 1970, UTC.
void os_walltime(int64_t *seconds, int32_t *nanoseconds);
// Sleeps at least so long, unless a signal comes.
void os_usleep(uint32_t microseconds);
// Lets other threads have the processor, if any wants it.
void os_yield(void);

// --- waiting

// Sleeps if *word is `value`, until os_futex_wake, a signal, the timeout (negative: none), or for no reason at all: the
// caller looks again. A wake that comes after *word was changed is not lost.
void os_futex_wait(uint32_t *word, uint32_t value, int64_t timeout_ns);
// Wakes up to `count` threads that sleep on the word. Any stack; also in signal handlers.
void os_futex_wake(uint32_t *word, int32_t count);

// --- threads

// Starts a thread for m, whose stack (system_lo, system_sp) is there and not in use: it calls os_thread_init and then
// thread_main. Positive: started; negative errno otherwise (EAGAIN: try again later). What the caller wrote before,
// the thread sees. Of signals and the like it has what the caller's thread has, once os_thread_init is done; before
// that it gets none.
int64_t os_thread_new(struct M *m);
// First thing on each thread: sets m->tid, which is 0 again once the thread is gone and its stack is no longer in use;
// gives it a stack for signals. On the first thread os_set_fs comes before.
void os_thread_init(struct M *m);
// The calling thread's M is m from now on (arch_current_m).
void os_set_fs(void *m);
// Ends the calling thread; its stack stays.
void os_exit_thread(void) __attribute__((noreturn));

#endif
