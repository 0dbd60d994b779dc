// What compiled code, linker and runtime agree on about goroutine stacks and
// the goroutine descriptor. amd64 register roles are gc's ABIInternal: R14
// holds g, X15 is zero, RBP the frame pointer, DX the closure context.
#ifndef TUCO_ABI_STACK_H
#define TUCO_ABI_STACK_H

enum {
  ABI_STACK_MIN = 2048,   // bytes of a new goroutine's stack
  ABI_STACK_GUARD = 928,  // g.stackguard = stack.lo + this
  ABI_STACK_SMALL = 128,  // frames up to this may dip below the guard unchecked
  // What a chain of nosplit and leaf-C frames may use below the return address of a call from a checked function, whose
  // own frame may reach SMALL and a saved RBP below the guard.
  ABI_STACK_LIMIT = ABI_STACK_GUARD - ABI_STACK_SMALL - 16,
  ABI_STACK_LEAF_C = 384  // bytes one leaf C function may use, return address and alignment included
};

// Sentinels in g.stackguard: larger than any SP, so that the next prologue calls morestack.
#define ABI_STACK_PREEMPT 0xfffffffffffffadeull  // yield to the scheduler
#define ABI_STACK_FORK 0xfffffffffffffb2eull     // in a fork child: fatal
#define ABI_STACK_STRESS 0xfffffffffffffbadull   // move the stack at every call

// Offsets in struct G (runtime/runtime.h asserts them).
enum {
  ABI_G_STACK_LO = 0,
  ABI_G_STACK_HI = 8,
  ABI_G_STACKGUARD = 16,
  ABI_G_M = 24,
  ABI_G_PANIC = 32,  // *_panic, innermost (overlay/runtime)
  ABI_G_DEFER = 40,  // *_defer, innermost (overlay/runtime)
  ABI_G_SCHED_SP = 48,
  ABI_G_SCHED_PC = 56,
  ABI_G_SCHED_BP = 64,
  ABI_G_SCHED_CTX = 72  // closure context saved by morestack
};
// Offset in struct P-independent globals: the write barrier flag is the 32-bit symbol rt_write_barrier (0: off).

// Prologue of a function that may split its stack, frame size F (bytes below the saved RBP):
//   F <= SMALL:  cmp rsp, [r14+STACKGUARD]; jbe cold
//   else:        lea r12, [rsp-(F-SMALL)]; cmp r12, [r14+STACKGUARD]; jbe cold   (F > GUARD: check wrap-around first)
//   push rbp; mov rbp, rsp; sub rsp, F
// cold (at the function's end): spill register arguments to their spill slots (ABIInternal: above the
//   incoming stack arguments), call rt_morestack (DX live: it saves the context in g.sched.ctx and restores it),
//   reload them, jump to the entry. At that call the frame is empty: CFA = SP + 8 (return address of the caller);
//   the stack map of the safepoint has argument map 0, which marks the spilled pointers and pointer arguments.
// Inside the body: CFA = RSP + F + 16. Functions without frame (flag FUNC_NO_FRAME): CFA = RSP + 8.

#endif
