// The assembly of linux/amd64: entries, switches between a goroutine's stack and
// the thread's system stack, and what reflect calls through.
// Registers as in Go's ABIInternal: R14 is g, X15 zero, RDX the closure context.
// Each function has its own section, so that the linker can drop it.
#include "abi/reflect.h"

.intel_syntax noprefix

// Offsets in struct G and struct M; runtime.h asserts them.
.set G_M, 24
.set G_SCHED_SP, 48
.set G_SCHED_PC, 56
.set G_SCHED_BP, 64
.set G_SCHED_CTX, 72
.set G_SCHED_RET, 80
.set G_SYSCALL_SP, 88
.set G_SYSCALL_PC, 96
.set G_SYSCALL_BP, 104
.set M_SYSTEM_SP, 8
.set M_G, 16

.macro function name
  .section .text.\name, "ax", @progbits
  .balign 16
  .globl \name
  .type \name, @function
\name:
.endm
// A second name: what Go calls by its own name, with the routine's registers being ABIInternal's.
.macro go_name name
  .globl "\name"
  .type "\name", @function
"\name":
.endm
.macro end_function name
  .size \name, . - \name
.endm
// Tells the linker the kind of an assembly function (abi/functab.h).
.macro kind name, kind, frame
  .section .tuco.funcs, "", @progbits
  .quad \name
  .long \kind, \frame
.endm
.set KIND_REFLECT_STUB, 3
.set KIND_REFLECTCALL, 4
.set KIND_TOP, 5
.set KIND_MORESTACK, 6
.set KIND_ASM, 10
.set KIND_ASYNC_PREEMPT, 11

// Process entry: RSP points at argc.
function rt0
  xor ebp, ebp
  mov rdi, [rsp]
  lea rsi, [rsp + 8]
  and rsp, -16
  call rt_start
  ud2
end_function rt0
kind rt0, KIND_TOP, 0

// Return address of every goroutine's function (+1: lookups subtract one).
function rt_goexit
  nop
  lea rax, rt_goexit_done[rip]
  call rt_call_system
  ud2
end_function rt_goexit
kind rt_goexit, KIND_TOP, 0

// RAX: C function. Calls it on the system stack with the argument registers as they are.
function rt_call_system
  mov r11, [rsp]
  mov [r14 + G_SCHED_PC], r11
  lea r11, [rsp + 8]
  mov [r14 + G_SCHED_SP], r11
  mov [r14 + G_SCHED_BP], rbp
  mov r11, [r14 + G_M]
  mov rsp, [r11 + M_SYSTEM_SP]
  xor ebp, ebp
  call rax
  // The stack may have moved: g.sched says where it is now.
  mov rsp, [r14 + G_SCHED_SP]
  mov rbp, [r14 + G_SCHED_BP]
  xorps xmm15, xmm15
  jmp [r14 + G_SCHED_PC]
end_function rt_call_system
kind rt_call_system, KIND_ASM, 0

// What RDX was when the goroutine stopped. g.sched.ctx is a root: what stayed there would live until the next stop.
.macro take_context
  mov rdx, [r14 + G_SCHED_CTX]
  mov qword ptr [r14 + G_SCHED_CTX], 0
.endm

// Called by cold prologues, RDX live. Makes room on the stack, or yields, and returns to the caller.
function rt_morestack
  mov r11, [rsp]
  mov [r14 + G_SCHED_PC], r11
  lea r11, [rsp + 8]
  mov [r14 + G_SCHED_SP], r11
  mov [r14 + G_SCHED_BP], rbp
  mov [r14 + G_SCHED_CTX], rdx
  mov r11, [r14 + G_M]
  mov rsp, [r11 + M_SYSTEM_SP]
  xor ebp, ebp
  call stack_new_needed
  mov rsp, [r14 + G_SCHED_SP]
  mov rbp, [r14 + G_SCHED_BP]
  take_context
  xorps xmm15, xmm15
  jmp [r14 + G_SCHED_PC]
end_function rt_morestack
kind rt_morestack, KIND_MORESTACK, 0

// The signal handler makes interrupted Go code look as if it had called this (signal.c): yields, and goes on
// with every register and flag as it was.
function rt_async_preempt
  push rbp
  mov rbp, rsp
  pushfq
  sub rsp, 376
  and rsp, -16
  mov [rsp], rax
  mov [rsp + 8], rbx
  mov [rsp + 16], rcx
  mov [rsp + 24], rdx
  mov [rsp + 32], rsi
  mov [rsp + 40], rdi
  mov [rsp + 48], r8
  mov [rsp + 56], r9
  mov [rsp + 64], r10
  mov [rsp + 72], r11
  mov [rsp + 80], r12
  mov [rsp + 88], r13
  mov [rsp + 96], r15
  .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  movaps [rsp + 112 + \n*16], xmm\n
  .endr
  xorps xmm15, xmm15
  cld
  lea rax, sched_async_preempt[rip]
  call rt_call_system
  .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  movaps xmm\n, [rsp + 112 + \n*16]
  .endr
  mov rax, [rsp]
  mov rbx, [rsp + 8]
  mov rcx, [rsp + 16]
  mov rdx, [rsp + 24]
  mov rsi, [rsp + 32]
  mov rdi, [rsp + 40]
  mov r8, [rsp + 48]
  mov r9, [rsp + 56]
  mov r10, [rsp + 64]
  mov r11, [rsp + 72]
  mov r12, [rsp + 80]
  mov r13, [rsp + 88]
  mov r15, [rsp + 96]
  lea rsp, [rbp - 8]
  popfq
  pop rbp
  ret
end_function rt_async_preempt
kind rt_async_preempt, KIND_ASYNC_PREEMPT, 0

// rt_gogo(RDI g): continue g where it stopped.
function rt_gogo
  mov r14, rdi
  mov rsp, [r14 + G_SCHED_SP]
  mov rbp, [r14 + G_SCHED_BP]
  mov rax, [r14 + G_SCHED_RET]
  take_context
  xorps xmm15, xmm15
  jmp [r14 + G_SCHED_PC]
end_function rt_gogo
kind rt_gogo, KIND_ASM, 0

// rt_schedule_on(RDI sp, RSI fn): abandon the present C frames.
function rt_schedule_on
  mov rsp, rdi
  xor ebp, ebp
  call rsi
  ud2
end_function rt_schedule_on
kind rt_schedule_on, KIND_TOP, 0

// gcWriteBarrier1/2: R11 = room for 1 or 2 pointers. All other registers are kept.
.irp n, 1, 2
function rt_write_barrier_\n
  mov r11, [r14 + G_M]
  lea r11, [r11 + 72]
  ret
end_function rt_write_barrier_\n
kind rt_write_barrier_\n, KIND_ASM, 0
.endr

// Bounds failure: RAX index, RCX length, EDX code. Goes on as a Go call runtime.panicBounds(index, length, code).
function rt_panic_bounds
  sub rsp, 40  // room for the callee's spilled arguments
  mov rbx, rcx
  mov ecx, edx
  call runtime.panicBounds
  ud2
end_function rt_panic_bounds
kind rt_panic_bounds, KIND_ASM, 40

// func entersyscall(): remembers the caller's place and lets the P go if the call takes long.
// Only Go's nosplit code runs until exitsyscall.
function rt_entersyscall
go_name "runtime.entersyscall"
  mov r11, [rsp]
  mov [r14 + G_SYSCALL_PC], r11
  lea r11, [rsp + 8]
  mov [r14 + G_SYSCALL_SP], r11
  mov [r14 + G_SYSCALL_BP], rbp
  lea rax, syscall_enter[rip]
  jmp rt_call_system
end_function rt_entersyscall
kind rt_entersyscall, KIND_ASM, 0

// func exitsyscall()
function rt_exitsyscall
go_name "runtime.exitsyscall"
  lea rax, syscall_exit[rip]
  jmp rt_call_system
end_function rt_exitsyscall
kind rt_exitsyscall, KIND_ASM, 0

// func Syscall6(num, a1..a6 uintptr) (r1, r2, errno uintptr): AX BX CX DI SI R8 R9 -> AX BX CX
function rt_syscall6
go_name "internal/runtime/syscall/linux.Syscall6"
  mov rdx, rdi
  mov r10, rsi
  mov rdi, rbx
  mov rsi, rcx
  // now: a1 RDI, a2 RSI, a3 RDX, a4 R10, a5 R8, a6 R9, number RAX
  syscall
  cmp rax, -4095
  jae 1f
  mov rbx, rdx
  xor ecx, ecx
  ret
1:
  neg rax
  mov rcx, rax
  mov rax, -1
  xor ebx, ebx
  ret
end_function rt_syscall6
kind rt_syscall6, KIND_ASM, 0

// func rawVforkSyscall(trap, a1, a2, a3 uintptr) (r1 uintptr, err Errno): AX BX CX DI -> AX BX.
// The child shares the stack: the return address is kept in a register, not in memory.
function rt_vfork_syscall
go_name "syscall.rawVforkSyscall"
  mov rdx, rdi
  mov rdi, rbx
  mov rsi, rcx
  xor r10d, r10d
  xor r8d, r8d
  xor r9d, r9d
  pop r12
  syscall
  push r12
  cmp rax, -4095
  jae 1f
  xor ebx, ebx
  ret
1:
  neg rax
  mov rbx, rax
  mov rax, -1
  ret
end_function rt_vfork_syscall
kind rt_vfork_syscall, KIND_ASM, 0

// func rawSyscallNoError(trap, a1, a2, a3 uintptr) (r1, r2 uintptr): AX BX CX DI -> AX BX
function rt_syscall_no_error
go_name "syscall.rawSyscallNoError"
  mov rdx, rdi
  mov rdi, rbx
  mov rsi, rcx
  syscall
  mov rbx, rdx
  ret
end_function rt_syscall_no_error
kind rt_syscall_no_error, KIND_ASM, 0

// func rt_resume_frame(sp, pc, bp uintptr): leave all inner frames and go on in a frame whose panic was recovered.
function rt_resume_frame
  mov rsp, rax
  mov rbp, rcx
  xorps xmm15, xmm15
  jmp rbx
end_function rt_resume_frame
kind rt_resume_frame, KIND_ASM, 0

// cpuid(eaxArg, ecxArg uint32) (eax, ebx, ecx, edx uint32): AX BX -> AX BX CX DI
function rt_cpuid
go_name "internal/cpu.cpuid"
  mov ecx, ebx
  cpuid
  mov edi, edx
  ret
end_function rt_cpuid
kind rt_cpuid, KIND_ASM, 0

// xgetbv() (eax, edx uint32): -> AX BX
function rt_xgetbv
go_name "internal/cpu.xgetbv"
  xor ecx, ecx
  xgetbv
  mov ebx, edx
  ret
end_function rt_xgetbv
kind rt_xgetbv, KIND_ASM, 0

// getGOAMD64level() int32
function rt_goamd64_level
go_name "internal/cpu.getGOAMD64level"
  mov eax, 1
  ret
end_function rt_goamd64_level
kind rt_goamd64_level, KIND_ASM, 0

// gettimeofday(timeval *Timeval) (err Errno): AX -> AX
function rt_gettimeofday
go_name "syscall.gettimeofday"
  mov rdi, rax
  xor esi, esi
  mov eax, 96
  syscall
  neg rax
  ret
end_function rt_gettimeofday
kind rt_gettimeofday, KIND_ASM, 0

// func breakpoint()
function rt_breakpoint
  int3
  ret
end_function rt_breakpoint
kind rt_breakpoint, KIND_ASM, 0

// Markers of crypto/internal/boring/sig.
function rt_nothing
go_name "crypto/internal/boring/sig.BoringCrypto"
go_name "crypto/internal/boring/sig.FIPSOnly"
go_name "crypto/internal/boring/sig.StandardCrypto"
  ret
end_function rt_nothing
kind rt_nothing, KIND_ASM, 0

// The registers of arguments and results, in the abi.RegArgs at R12: 9 integers, 15 floats.
.macro store_register_arguments
  mov [r12], rax
  mov [r12 + 8], rbx
  mov [r12 + 16], rcx
  mov [r12 + 24], rdi
  mov [r12 + 32], rsi
  mov [r12 + 40], r8
  mov [r12 + 48], r9
  mov [r12 + 56], r10
  mov [r12 + 64], r11
  movsd [r12 + ABI_REG_ARGS_FLOATS + 0*8], xmm0
  movsd [r12 + ABI_REG_ARGS_FLOATS + 1*8], xmm1
  movsd [r12 + ABI_REG_ARGS_FLOATS + 2*8], xmm2
  movsd [r12 + ABI_REG_ARGS_FLOATS + 3*8], xmm3
  movsd [r12 + ABI_REG_ARGS_FLOATS + 4*8], xmm4
  movsd [r12 + ABI_REG_ARGS_FLOATS + 5*8], xmm5
  movsd [r12 + ABI_REG_ARGS_FLOATS + 6*8], xmm6
  movsd [r12 + ABI_REG_ARGS_FLOATS + 7*8], xmm7
  movsd [r12 + ABI_REG_ARGS_FLOATS + 8*8], xmm8
  movsd [r12 + ABI_REG_ARGS_FLOATS + 9*8], xmm9
  movsd [r12 + ABI_REG_ARGS_FLOATS + 10*8], xmm10
  movsd [r12 + ABI_REG_ARGS_FLOATS + 11*8], xmm11
  movsd [r12 + ABI_REG_ARGS_FLOATS + 12*8], xmm12
  movsd [r12 + ABI_REG_ARGS_FLOATS + 13*8], xmm13
  movsd [r12 + ABI_REG_ARGS_FLOATS + 14*8], xmm14
.endm
.macro load_float_arguments
  movsd xmm0, [r12 + ABI_REG_ARGS_FLOATS + 0*8]
  movsd xmm1, [r12 + ABI_REG_ARGS_FLOATS + 1*8]
  movsd xmm2, [r12 + ABI_REG_ARGS_FLOATS + 2*8]
  movsd xmm3, [r12 + ABI_REG_ARGS_FLOATS + 3*8]
  movsd xmm4, [r12 + ABI_REG_ARGS_FLOATS + 4*8]
  movsd xmm5, [r12 + ABI_REG_ARGS_FLOATS + 5*8]
  movsd xmm6, [r12 + ABI_REG_ARGS_FLOATS + 6*8]
  movsd xmm7, [r12 + ABI_REG_ARGS_FLOATS + 7*8]
  movsd xmm8, [r12 + ABI_REG_ARGS_FLOATS + 8*8]
  movsd xmm9, [r12 + ABI_REG_ARGS_FLOATS + 9*8]
  movsd xmm10, [r12 + ABI_REG_ARGS_FLOATS + 10*8]
  movsd xmm11, [r12 + ABI_REG_ARGS_FLOATS + 11*8]
  movsd xmm12, [r12 + ABI_REG_ARGS_FLOATS + 12*8]
  movsd xmm13, [r12 + ABI_REG_ARGS_FLOATS + 13*8]
  movsd xmm14, [r12 + ABI_REG_ARGS_FLOATS + 14*8]
.endm
.macro load_integer_arguments
  mov rax, [r12]
  mov rbx, [r12 + 8]
  mov rcx, [r12 + 16]
  mov rdi, [r12 + 24]
  mov rsi, [r12 + 32]
  mov r8, [r12 + 40]
  mov r9, [r12 + 48]
  mov r10, [r12 + 56]
  mov r11, [r12 + 64]
.endm

// reflectcall(stackArgsType AX, f BX, stackArgs CX, stackArgsSize DI, stackRetOffset SI, frameSize R8, regArgs R9):
// copies the stack arguments, loads the argument registers, calls, stores the result registers and stack results.
// Frame: [rbp-8] type, [rbp-16] stackArgs, [rbp-24] regArgs, [rbp-32] f (pointers: unwind.c knows),
// [rbp-40] args size, [rbp-48] result offset, [rbp-56] frame size. runtime.reflectcall made sure of the stack.
function rt_reflectcall
  push rbp
  mov rbp, rsp
  sub rsp, 64
  mov [rbp - 8], rax
  mov [rbp - 16], rcx
  mov [rbp - 24], r9
  mov [rbp - 32], rbx
  mov edi, edi
  mov esi, esi
  mov r8d, r8d
  mov [rbp - 40], rdi
  mov [rbp - 48], rsi
  mov [rbp - 56], r8
  add r8, 15
  and r8, -16
  sub rsp, r8
  // copy arguments
  mov rsi, rcx
  mov rcx, rdi
  mov rdi, rsp
  rep movsb
  mov r12, r9
  load_float_arguments
  mov rdx, [rbp - 32]
  load_integer_arguments
  call [rdx]
  // store registers; the stack may have moved, but rbp was adjusted with it
  mov r12, [rbp - 24]
  store_register_arguments
  // Ptrs keep the integer results alive for the collector: same words at Ptrs.
  mov [r12 + ABI_REG_ARGS_PTRS], rax
  mov [r12 + ABI_REG_ARGS_PTRS + 8], rbx
  mov [r12 + ABI_REG_ARGS_PTRS + 16], rcx
  mov [r12 + ABI_REG_ARGS_PTRS + 24], rdi
  mov [r12 + ABI_REG_ARGS_PTRS + 32], rsi
  mov [r12 + ABI_REG_ARGS_PTRS + 40], r8
  mov [r12 + ABI_REG_ARGS_PTRS + 48], r9
  mov [r12 + ABI_REG_ARGS_PTRS + 56], r10
  mov [r12 + ABI_REG_ARGS_PTRS + 64], r11
  // copy results from the stack
  mov rcx, [rbp - 40]
  mov rsi, [rbp - 48]
  sub rcx, rsi
  jbe 2f
  mov rdi, [rbp - 16]
  add rdi, rsi
  add rsi, rsp
  rep movsb
2:
  mov rsp, rbp
  pop rbp
  ret
end_function rt_reflectcall
kind rt_reflectcall, KIND_REFLECTCALL, 0

// makeFuncStub, methodValueCall: code of func values that reflect made. RDX is the context (*makeFuncImpl or
// *methodValue). Saves the argument registers in an abi.RegArgs, calls the Go side
//   callReflect(ctxt AX, frame BX, retValid *bool CX, regs *abi.RegArgs DI)
// and loads the result registers. Frame below rbp: [rbp-8] context, [rbp-16] retValid,
// RegArgs (abi/reflect.h). The Go prologue of the callee checks the stack; this frame, of which the lowest 32 bytes
// take callReflect's spilled arguments, fits in the guard.
.macro reflect_stub name, go, callee
function \name
go_name "\go"
  push rbp
  mov rbp, rsp
  sub rsp, ABI_STUB_FRAME
  mov [rbp - ABI_STUB_CONTEXT], rdx
  mov qword ptr [rbp - ABI_STUB_RESULTS_VALID], 0
  lea r12, [rbp - ABI_STUB_REG_ARGS]
  store_register_arguments
  // Ptrs[i] = Ints[i] where context.regPtrs says pointer, else 0; ReturnIsPtr too.
  movzx r13d, word ptr [rdx + 24]
  xor r8d, r8d
1:
  xor r9d, r9d
  bt r13d, r8d
  jnc 2f
  mov r9, [r12 + r8*8]
2:
  mov [r12 + r8*8 + ABI_REG_ARGS_PTRS], r9
  inc r8d
  cmp r8d, 9
  jb 1b
  mov qword ptr [r12 + ABI_REG_ARGS_SIZE - 8], 0
  mov rax, rdx
  lea rbx, [rbp + 16]
  lea rcx, [rbp - ABI_STUB_RESULTS_VALID]
  mov rdi, r12
  call \callee
  lea r12, [rbp - ABI_STUB_REG_ARGS]
  load_float_arguments
  load_integer_arguments
  mov rsp, rbp
  pop rbp
  ret
end_function \name
kind \name, KIND_REFLECT_STUB, 0
.endm
reflect_stub rt_make_func_stub, reflect.makeFuncStub, reflect.callReflect
reflect_stub rt_method_value_call, reflect.methodValueCall, reflect.callMethod

// Entry of a new thread: RSP is its system stack, RDI was pushed by os_thread_new.
function rt_thread_entry
  xor ebp, ebp
  pop rdi
  and rsp, -16
  call thread_entry
  ud2
end_function rt_thread_entry
kind rt_thread_entry, KIND_TOP, 0

// int64 rt_clone(flags RDI, stack RSI, parent_tid RDX, child_tid RCX, tls R8)
function rt_clone
  mov r10, rcx
  mov eax, 56
  syscall
  test rax, rax
  jz 1f
  ret
1:
  jmp rt_thread_entry
end_function rt_clone
kind rt_clone, KIND_ASM, 0

// Signal handlers return here.
function rt_sigreturn
  mov eax, 15
  syscall
  ud2
end_function rt_sigreturn
kind rt_sigreturn, KIND_TOP, 0

// Kernel calls this on the alternate stack: signal RDI, info RSI, context RDX.
function rt_sigtramp
  push rbp
  mov rbp, rsp
  push rbx
  push r12
  push r13
  push r14
  push r15
  sub rsp, 8
  and rsp, -16
  call signal_handle
  lea rsp, [rbp - 40]
  pop r15
  pop r14
  pop r13
  pop r12
  pop rbx
  pop rbp
  ret
end_function rt_sigtramp
kind rt_sigtramp, KIND_ASM, 0

// Linked only with package reflect.
.weak reflect.callReflect
.weak reflect.callMethod
.section .note.GNU-stack, "", @progbits
