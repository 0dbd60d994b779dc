// How Go code calls the runtime's C.
//
// A function of an overlay package without body, marked
//   //tuco:leaf sym     calls C function `sym` on the goroutine's stack (IR: call_leaf)
//   //tuco:system sym   calls C function `sym` on the thread's system stack (IR: call_system)
//   //tuco:asm sym      is the assembly routine `sym` with Go's ABIInternal (an ordinary call)
// Arguments are flattened to machine words as Go passes them (a string is two,
// a slice three, an interface two), at most six, and go into RDI RSI RDX RCX R8
// R9; floats into XMM0..7. Results: at most two words, RAX and RDX (C: a struct
// of two 64-bit fields, or one scalar, whose low bits count), or XMM0.
//
// call_leaf: RSP is aligned to 16, `call sym`, X15 zeroed again. All registers
// but R14, RBP (and RBX, R12, R13, R15: C preserves them, Go keeps nothing there
// across calls) are lost. It is not a safepoint: no collection, no stack move.
// call_system: RAX = address of sym, `call rt_call_system`: it saves SP, PC, BP in
// g.sched, switches to the M's system stack, calls, switches back. It is a safepoint:
// the goroutine's stack may be scanned and moved (never while C holds pointers
// into it: C that gets pointers to Go stack memory must not cause a stack move),
// so pointers live across it are in stack-map slots like at any call.
// The C side: struct G *g is R14's value; C reads it by rt_getg() (system stack: the
// thread's M holds the current G).
//
// Stack alignment: RSP is a multiple of 16 at every call instruction of compiled code, so RSP % 16 == 8 at every
// entry. Frames keep it (F of abi/stack.h is a multiple of 16, and RBP is pushed); functions without frame
// call nothing. Whatever enters Go code does alike: goroutine start, rt_call_system, reflectcall, morestack's return,
// signal injection (sigpanic must round RSP down itself). Stacks are allocated 16-aligned and copied
// by multiples of 16. rt_morestack is called at the entry, where RSP % 16 == 8: it aligns for itself.
#ifndef TUCO_ABI_CALLS_H
#define TUCO_ABI_CALLS_H

// Registers that carry arguments and results between Go functions. amd64: AX BX CX DI SI R8-R11; X0-X14.
enum { ABI_INT_REGISTERS = 9, ABI_FLOAT_REGISTERS = 15 };

// Symbols of assembly that compiled code calls directly:
//   rt_morestack         cold prologues
//   rt_call_system       see above; target in RAX
//   rt_write_barrier_1/2 gc's gcWriteBarrier1/2 protocol: returns in R11 a buffer of n pointers to fill; keeps all
//                        other registers. Called if rt_write_barrier (u32) != 0.
//   rt_panic_bounds      bounds failures: RAX = index or bound (int64), RCX = length, byte in EDX = code | unsigned<<7;
//                        pushed as an ordinary call from the faulting place (position known), never returns
// Go functions (overlay/runtime) that compiled code calls for failures: runtime.panicdivide, runtime.panicshift,
// runtime.panicnil (explicit nil check: a load from the address faults instead), runtime.panicwrap …
typedef enum BoundsCode {
  BOUNDS_INDEX,
  BOUNDS_SLICE_ALEN,
  BOUNDS_SLICE_ACAP,
  BOUNDS_SLICE_B,
  BOUNDS_SLICE3_ALEN,
  BOUNDS_SLICE3_ACAP,
  BOUNDS_SLICE3_B,
  BOUNDS_SLICE3_C,
  BOUNDS_CONVERT,
  BOUNDS_UNSIGNED = 0x80  // added: the value has an unsigned type
} BoundsCode;

// Program entry: the linker's ELF entry is rt0 (runtime assembly). It starts the runtime, whose first goroutine runs
// runtime.main (overlay), which runs the tables the linker makes:
//   rt_init_tasks: array of Go function code pointers (one per package with initialization: "pkg.init"), in order,
//   rt_init_task_count (u64), main.main by symbol "main.main".
//   rt_start_hooks, rt_start_hook_count: functions runtime.atStart_* that something in the program refers to; they run
//   first. rt_data_start/end, rt_bss_start/end: pointerful data and bss segments; rt_data_mask, rt_bss_mask: pointer
//   bitmaps. rt_typelinks (int32 offsets sorted by type string), rt_typelink_count, rt_types_start, rt_types_end:
//   nameOff, typeOff and textOff count from rt_types_start / rt_text_start. rt_itabs, rt_itab_count: all static itabs.

#endif
