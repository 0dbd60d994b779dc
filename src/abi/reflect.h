// Frames through which reflection calls, as the assembly lays them out and stack moves and the collector read them:
// numbers for arch/*/asm.S, the same as structs for C.
#ifndef TUCO_ABI_REFLECT_H
#define TUCO_ABI_REFLECT_H

#define ABI_REG_ARGS_FLOATS 72  // internal/abi.RegArgs: offset of Floats
#define ABI_REG_ARGS_PTRS 192   // of Ptrs
#define ABI_REG_ARGS_SIZE 272
#define ABI_STUB_FRAME 352          // bytes of a stub's frame, below the saved RBP; it fits in the guard
#define ABI_STUB_CONTEXT 8          // below RBP: the context object
#define ABI_STUB_RESULTS_VALID 16   // a bool
#define ABI_STUB_REG_ARGS 304       // RegArgs
#define ABI_REFLECTCALL_POINTERS 4  // words below RBP of a reflectcall's frame that are pointers

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

#include "abi/calls.h"

typedef struct RegArgs {
  uint64_t ints[ABI_INT_REGISTERS], floats[ABI_FLOAT_REGISTERS];
  uintptr_t ptrs[ABI_INT_REGISTERS];
  uint64_t return_is_ptr;
} RegArgs;
_Static_assert(offsetof(RegArgs, floats) == ABI_REG_ARGS_FLOATS && offsetof(RegArgs, ptrs) == ABI_REG_ARGS_PTRS, "");
_Static_assert(sizeof(RegArgs) == ABI_REG_ARGS_SIZE, "");

// reflect.makeFuncCtxt, the start of the context of both stubs.
typedef struct StubArguments {
  uint32_t count, pad;  // bits: words of stack arguments and results
  uint8_t *pointers;    // bitmap
} StubArguments;
typedef struct StubContext {
  uintptr_t fn;
  StubArguments *stack;
  uint64_t arg_bytes;
  uint16_t pointer_registers;
} StubContext;

// The frame of makeFuncStub and methodValueCall. It ends where RBP points.
typedef struct StubFrame {
  uint64_t spill[6];  // the lowest four take the callee's arguments
  RegArgs registers;
  uint64_t pad[2];
  uint8_t results_valid, pad_bytes[7];
  StubContext *context;
} StubFrame;
_Static_assert(sizeof(StubFrame) == ABI_STUB_FRAME, "");
_Static_assert(sizeof(StubFrame) - offsetof(StubFrame, context) == ABI_STUB_CONTEXT, "");
_Static_assert(sizeof(StubFrame) - offsetof(StubFrame, results_valid) == ABI_STUB_RESULTS_VALID, "");
_Static_assert(sizeof(StubFrame) - offsetof(StubFrame, registers) == ABI_STUB_REG_ARGS, "");

static inline StubFrame *abi_stub_frame(uintptr_t bp) { return (StubFrame *)bp - 1; }
#endif

#endif
