// The function table: by PC, what unwinding, collection, panics and traces
// need. Written by link/, read by runtime/. All offsets are in bytes; tables
// are little-endian and need no relocation but the header's.
//
// Symbol rt_functab is a FunctabHeader in read-only data.
#ifndef TUCO_ABI_FUNCTAB_H
#define TUCO_ABI_FUNCTAB_H

#include <stdint.h>

enum { FUNCTAB_MAGIC = 0x74756305 };

typedef struct FunctabHeader {
  uint32_t magic;
  uint32_t function_count;
  uint64_t text_start, text_end;       // addresses of Go (and runtime C) text
  const struct FunctabEntry *entries;  // function_count + 1, by entry; the last is a sentinel at text_end
  const struct FuncInfo *infos;
  const uint8_t *blob;  // pc tables, stack maps, inline trees
  uint64_t blob_size;
  const char *strings;  // NUL-terminated names; offset 0 is ""
} FunctabHeader;

typedef struct FunctabEntry {
  uint32_t entry;  // PC - text_start
  uint32_t info;   // index into infos
} FunctabEntry;

typedef enum FuncKind {
  FUNC_NORMAL,
  FUNC_WRAPPER,       // compiler-made: hidden in traces, transparent to recover
  FUNC_GOPANIC,       // the frame that runs deferred calls of a panic
  FUNC_REFLECT_STUB,  // reflect.makeFuncStub, methodValueCall: argument map from the context object
  FUNC_REFLECTCALL,   // copies its frame by the type passed in
  FUNC_TOP,           // outermost frame of a goroutine: goexit, rt0
  FUNC_MORESTACK,
  FUNC_SIGPANIC,       // pushed by the signal handler: the caller's PC is the faulting instruction itself
  FUNC_C_LEAF,         // runtime C on the goroutine's stack: CFA = RBP + 16
  FUNC_C_SYSTEM,       // runtime C on the system stack: never found on goroutine stacks
  FUNC_ASM,            // runtime assembly: frame_size as stated, no pointers
  FUNC_ASYNC_PREEMPT,  // called by no one: a signal made it look so. Holds all registers; CFA = RBP + 16, and the
                       // caller's PC is the instruction it goes on with. Both frames are scanned conservatively.
  FUNC_C_STATE         // leaf C that works on the runtime's own state: a fault in it is fatal
} FuncKind;

enum {
  FUNC_NO_FRAME = 1,  // body has CFA = SP + 8
  FUNC_NOSPLIT = 2,
  FUNC_HAS_DEFER = 4,
  FUNC_NO_PREEMPT = 8,  // no signal stops it anywhere: code of the runtime, nosplit functions
  // abi/runtime_functions.def:
  FUNC_SHOWN = 16,
  FUNC_WRAPPER_PANIC = 32
};

typedef struct FuncInfo {
  uint32_t name;              // strings: linker symbol name as traces show it, e.g. "main.(*T).M"
  uint32_t size;              // bytes of code
  uint32_t frame_size;        // F: bytes from SP in the body to the saved RBP
  uint32_t args_size;         // bytes of incoming stack area: arguments, results, spill slots
  uint32_t prologue_end;      // code offset where the frame is complete
  uint32_t cold_start;        // code offset of the cold prologue (morestack call); == size: none
  uint32_t deferreturn;       // code offset where a recovered panic resumes; 0: none
  uint32_t file, start_line;  // strings offset; line of the declaration
  uint32_t lines;             // blob: pc table of line numbers
  uint32_t files;             // blob: pc table of file string offsets / 0: `file` throughout
  uint32_t inline_index;      // blob: pc table of indexes into the inline tree, -1 none; 0: nothing inlined
  uint32_t inline_tree;       // blob: InlineNode array
  uint32_t safepoints;        // blob: pc table of stack-map indexes (value at a call's return address - 1), -1: none
  uint32_t unsafe_points;     // blob: pc table: 0 safe, 1 unsafe for asynchronous preemption; 0: all alike (flags)
  uint32_t stack_maps;        // blob: StackMaps
  uint32_t stack_objects;     // blob: StackObjects, 0: none
  uint8_t kind;               // FuncKind
  uint8_t flags;
  uint16_t reserved;
} FuncInfo;

// pc table: pairs of unsigned varints (LEB128): zigzag(value delta), pc delta. A
// value holds from the current pc for `pc delta` bytes. Starts with value -1 at
// the entry; a zero value delta (except in the first pair) ends it.

// An address inside a node also serves as a PC: the one that stands for the frame that called the inlined function,
// which need not have an instruction of its own. Lists of PCs (runtime.Callers) hold it plus one, like return
// addresses; programs subtract or forget to, so any byte of the node will do. Trees are aligned to nodes.
typedef struct InlineNode {
  int32_t parent;                 // index of the caller's node, -1: the function itself
  uint32_t name;                  // strings: inlined function
  uint32_t call_file, call_line;  // where it was called (in the parent)
  uint32_t function;              // index of the physical function's FunctabEntry
  uint32_t start_line;
  uint32_t kind;  // FuncKind
  uint32_t reserved;
} InlineNode;

// Stack maps: which words of a frame hold live pointers. Word i < arg_words is that at CFA + 8*i (incoming stack
// area), word arg_words + j that at SP + 8*j. Index 0 is the map at entry (before the frame exists: only its argument
// words count). A function has its maps in the shorter of two forms:
//   width != 0: a bitmap of `width` bytes for each map; words beyond it hold no pointers
//   width == 0: u32 offsets[map_count + 1] into what follows them, where map i is the runs from offsets[i] to
//               offsets[i + 1]: unsigned varints in pairs, words to skip and words with pointers
typedef struct StackMaps {
  uint32_t map_count, arg_words, width;
  uint8_t maps[];
} StackMaps;

// Address-taken locals. Live only while a pointer reaches them; a slot that may be
// uninitialized is zeroed in the prologue.
typedef struct StackObject {
  int32_t offset;      // from SP in the body (locals) or from CFA if negative-coded: see in_args
  uint32_t size;       // bytes
  uint32_t in_args;    // 1: offset counts from CFA
  uint32_t ptr_bytes;  // 0: no pointers
  uint32_t mask;       // blob: bitmap of ptr_bytes/8 bits
} StackObject;
typedef struct StackObjects {
  uint32_t count;
  StackObject objects[];
} StackObjects;

// Runtime functions enter the table too, with kind FUNC_C_LEAF (CFA = RBP + 16) unless the object's section
// .tuco.funcs says otherwise: records of struct RuntimeFunc, the address by an R_X86_64_64 relocation (assembly's
// macro `kind`, C's FUNCTION_OF_STATE).
typedef struct RuntimeFunc {
  uint64_t function;
  uint32_t kind;        // FuncKind
  uint32_t frame_size;  // FUNC_ASM: CFA = SP + frame_size + 8 (flag FUNC_NO_FRAME is implied)
} RuntimeFunc;

_Static_assert(sizeof(FuncInfo) == 72, "linker and runtime agree on FuncInfo");
_Static_assert(sizeof(InlineNode) == 32, "nodes are found from addresses inside them");
_Static_assert(sizeof(FunctabEntry) == 8, "linker and runtime agree on FunctabEntry");

#endif
