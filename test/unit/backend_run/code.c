// Executable memory, and the ways into it: calls with Go's register convention, the callees of the functions, and a
// signal at every instruction.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "abi/functab.h"
#include "internal.h"

// ---- the way in: registers of ABIInternal from and to memory

void call_go(void *code, Registers *registers, void *g);
void go_helper(void);
void go_bounds(void);
uint64_t bounds_seen[3];
void *bounds_stack;

__asm__(
    ".globl call_go\ncall_go:\n"
    "  push rbp\n  mov rbp, rsp\n  push rbx\n  push r12\n  push r13\n  push r14\n  push r15\n  push rsi\n"
    "  sub rsp, 320\n  mov bounds_stack[rip], rsp\n"
    "  mov r14, rdx\n  mov r12, rdi\n  mov r13, rsi\n"
    "  lea rsi, [r13 + 192]\n  mov rdi, rsp\n  mov ecx, 40\n  rep movsq\n"
    "  mov rax, [r13]\n  mov rbx, [r13+8]\n  mov rcx, [r13+16]\n  mov rdi, [r13+24]\n  mov rsi, [r13+32]\n"
    "  mov r8, [r13+40]\n  mov r9, [r13+48]\n  mov r10, [r13+56]\n  mov r11, [r13+64]\n"
    "  movsd xmm0, [r13+72]\n  movsd xmm1, [r13+80]\n  movsd xmm2, [r13+88]\n  movsd xmm3, [r13+96]\n"
    "  movsd xmm4, [r13+104]\n  movsd xmm5, [r13+112]\n  xorps xmm15, xmm15\n"
    "  call r12\n"
    "call_go_return:\n"
    "  mov r12, [rbp-48]\n"
    "  mov [r12], rax\n  mov [r12+8], rbx\n  mov [r12+16], rcx\n  mov [r12+24], rdi\n  mov [r12+32], rsi\n"
    "  movsd [r12+72], xmm0\n  movsd [r12+80], xmm1\n"
    "  lea rdi, [r12+192]\n  mov rsi, rsp\n  mov ecx, 40\n  rep movsq\n"
    "  ptest xmm15, xmm15\n  jnz 1f\n"
    "  lea rsp, [rbp-48]\n  pop rsi\n  pop r15\n  pop r14\n  pop r13\n  pop r12\n  pop rbx\n  pop rbp\n  ret\n"
    "1: ud2\n"
    // Clobbers every register; AX = AX*3 + BX, X0 += X1.
    ".globl go_helper\ngo_helper:\n"
    "  test rsp, 15\n  jz 1b\n  mov r12, rsp\n  and r12, 15\n  cmp r12, 8\n  jne 1b\n"
    "  lea rax, [rax+rax*2]\n  add rax, rbx\n  addsd xmm0, xmm1\n"
    "  mov rbx, -77\n  mov rcx, rbx\n  mov rdx, rbx\n  mov rsi, rbx\n  mov rdi, rbx\n  mov r8, rbx\n  mov r9, rbx\n"
    "  mov r10, rbx\n  mov r11, rbx\n  mov r12, rbx\n  mov r13, rbx\n  mov r15, rbx\n"
    "  movq xmm1, rbx\n  movq xmm2, rbx\n  movq xmm3, rbx\n  movq xmm4, rbx\n  movq xmm5, rbx\n  movq xmm6, rbx\n"
    "  movq xmm7, rbx\n  movq xmm8, rbx\n  movq xmm9, rbx\n  movq xmm10, rbx\n  movq xmm11, rbx\n  movq xmm12, rbx\n"
    "  movq xmm13, rbx\n  movq xmm14, rbx\n  ret\n"
    // A failed bounds check: notes AX, CX, DX and leaves the function under test.
    ".globl go_bounds\ngo_bounds:\n"
    "  mov bounds_seen[rip], rax\n  mov bounds_seen[rip+8], rcx\n  mov bounds_seen[rip+16], rdx\n"
    "  mov rsp, bounds_stack[rip]\n  lea rbp, [rsp+320+48]\n  mov rax, -1\n  jmp call_go_return\n");

uint64_t __attribute__((noinline)) c_leaf(uint64_t a, uint64_t b, double x) {
  __asm__ volatile("xorps %%xmm15, %%xmm15; pcmpeqd %%xmm15, %%xmm15; pcmpeqd %%xmm3, %%xmm3; pcmpeqd %%xmm9, %%xmm9" ::
                       : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "xmm3", "xmm9");
  return a * 5 + b + (uint64_t)(int64_t)(x > 100 || x < -100 || x != x ? 7 : x);
}

static uint64_t fake_g[16];

void code_call(void *code, Registers *registers) { call_go(code, registers, fake_g); }

// ---- memory

static uint8_t *code_area;
static size_t callees_end;
enum { CODE_SIZE = 64 << 20 };

static uint64_t trampoline(void *target) {
  uint8_t *p = code_area + callees_end;
  static const uint8_t jump[6] = {0xFF, 0x25, 0, 0, 0, 0};
  memcpy(p, jump, 6);
  memcpy(p + 6, &target, 8);
  callees_end += 16;
  return (uint64_t)(uintptr_t)p;
}

void *code_install(Symbol *symbol) {
  uint8_t *p = code_area + callees_end;
  memcpy(p, symbol->bytes, (size_t)symbol->size);
  for (uint32_t i = 0; i < symbol->relocs.len; i++) {
    Reloc *reloc = &symbol->relocs.data[i];
    int64_t value = (int64_t)reloc->target->address + reloc->addend - (int64_t)(uintptr_t)(p + reloc->offset);
    int32_t word = (int32_t)value;
    memcpy(p + reloc->offset, &word, 4);
  }
  return p;
}

// ---- a signal at every instruction

enum { TRAP_FLAG = 0x100 };
static struct {
  uintptr_t code;
  const FuncMeta *meta;
  uint64_t size, steps, unsafe;
  uint32_t wrong;
} stepping;

static bool is_unsafe(const FuncMeta *meta, uint64_t at) {
  for (uint32_t i = 0; i < meta->unsafe_ranges.len; i++)
    if (at >= meta->unsafe_ranges.data[i].start && at < meta->unsafe_ranges.data[i].end) return true;
  return false;
}

static void on_step(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)info;
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  if (!stepping.code) registers[REG_EFL] &= ~TRAP_FLAG;
  uint64_t at = (uint64_t)registers[REG_RIP] - stepping.code;
  if (at >= stepping.size) return;
  stepping.steps++;
  const FuncMeta *meta = stepping.meta;
  if (is_unsafe(meta, at)) {
    stepping.unsafe++;
    return;
  }
  uint64_t sp = (uint64_t)registers[REG_RSP], top = (uint64_t)(uintptr_t)bounds_stack;
  bool frame = !(meta->flags & FUNC_NO_FRAME);
  bool right = frame ? sp + meta->frame_size + 16 == top && (uint64_t)registers[REG_RBP] == top - 16 : sp + 8 == top;
  if (!right && !stepping.wrong) stepping.wrong = (uint32_t)at + 1;
}

bool code_call_stepping(void *code, const Symbol *symbol, Registers *registers, uint32_t *offset) {
  stepping.meta = symbol->meta;
  stepping.size = (uint64_t)symbol->size;
  stepping.wrong = 0;
  stepping.code = (uintptr_t)code;
  __asm__ volatile("pushfq\n or dword ptr [rsp], 0x100\n popfq" ::: "memory", "cc");
  call_go(code, registers, fake_g);
  stepping.code = 0;
  *offset = stepping.wrong - 1;
  return !stepping.wrong;
}

void code_print_steps(void) {
  printf("%llu steps, %llu at unsafe points\n", (unsigned long long)stepping.steps,
         (unsigned long long)stepping.unsafe);
}

void code_init(SymbolTable *table) {
  code_area = mmap(NULL, CODE_SIZE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  symbol_get(table, "helper")->address = trampoline((void *)go_helper);
  symbol_get(table, "leaf")->address = trampoline((void *)c_leaf);
  symbol_get(table, "rt_panic_bounds")->address = trampoline((void *)go_bounds);
  symbol_get(table, "rt_morestack")->address = trampoline((void *)go_bounds);
  sigaction(SIGTRAP, &(struct sigaction){.sa_sigaction = on_step, .sa_flags = SA_SIGINFO}, NULL);
}
