// Machine form and the contract between the shared back end and an architecture.
//
// Selection turns a Func into a MachineFunc: blocks in layout order, instructions
// in one array, operands in virtual registers. A virtual register has one definition
// (the form stays SSA; phis are kept beside the blocks). An instruction is a row of the architecture's
// operation table plus operands; flags never live between instructions: compare and
// consumer are one instruction. Fixed registers appear only in COPY instructions
// right before (to registers) or right after (from registers) the instruction that wants them.
//
// Instruction number i has two positions: 2*i, where it reads, and 2*i + 1, where it writes.
#ifndef TUCO_BACKEND_ARCH_H
#define TUCO_BACKEND_ARCH_H

#include <string.h>

#include "ir/ir.h"

typedef uint32_t VReg;  // 0: none

enum {
  USE_REG = 1,  // operand must be in a register
  USE_ANY = 2,  // register or spill slot
  USE_LATE = 4  // stays intact until results are written (must not share a register with them)
};

enum {
  INST_MEMORY = 1,     // has a memory operand: use[2] base, use[3] index << scale, disp, symbol or frame object
  INST_IMMEDIATE = 2,  // imm stands for use[1]
  INST_FRAME = 4,      // memory operand is based on frame object `object`; without INST_MEMORY: effect on it only
  INST_CALL = 8,       // safepoint: all registers are lost
  INST_STUB = 16,      // has a cold part that is a safepoint with nothing live (panics)
  INST_STORE_TO = 32,  // read-modify-write or store: memory is the destination
  INST_TERMINATOR = 64,
  INST_LEAF = 128  // C call: registers of arch->leaf_clobbers are lost
};

enum {
  UNSAFE_BEGIN = 1,  // from here on the goroutine may not be stopped
  UNSAFE_END = 2     // up to and with this instruction
};

typedef struct MachineInst {
  uint16_t op;          // the architecture's
  uint8_t size;         // operand size in bytes
  uint8_t cond;         // condition code, or source size of extensions
  uint8_t compare;      // kind of comparison fused in
  uint8_t scale;        // log2
  uint8_t flags;        // INST_*
  uint8_t tied;         // 1 + index of the use that shares its register with def[0], 0 none
  uint8_t use_kind[4];  // USE_*; 0: no operand
  uint8_t def_kind[2];
  uint16_t aux;
  uint32_t use[4];  // VReg; after allocation: Location
  uint32_t def[2];
  uint32_t clobber;  // registers reserved throughout the instruction (mask)
  int32_t disp;
  uint32_t object;  // INST_FRAME: index into objects
  uint32_t pos;     // source position
  uint32_t extra;   // COPY: first of `imm` pairs in copies; block moves: bytes
  uint8_t unsafe;   // UNSAFE_*
  Symbol *symbol;
  int64_t imm;
} MachineInst;

// One pair of a parallel copy between virtual and fixed registers.
typedef enum CopyKind { COPY_FROM_VREG, COPY_TO_VREG, COPY_IMMEDIATE, COPY_SYMBOL } CopyKind;
typedef struct CopyPair {
  uint8_t kind;   // CopyKind
  uint8_t reg;    // fixed register
  uint32_t vreg;  // after allocation: Location
  int32_t disp;
  int64_t imm;
  Symbol *symbol;
} CopyPair;

// Where a value is: a register number, or LOCATION_SLOT | number of the spill slot.
typedef uint32_t Location;
enum { REGISTER_COUNT = 32, LOCATION_NONE = 0x7fffffff };
#define LOCATION_SLOT 0x80000000u
static inline bool location_is_slot(Location l) { return (l & LOCATION_SLOT) != 0; }

typedef struct PhiArg {
  bool constant;
  VReg vreg;
  int64_t imm;
} PhiArg;
typedef struct MachinePhi {
  VReg def;
  PhiArg *args;
} MachinePhi;  // an argument a predecessor

typedef struct Move {  // of the parallel moves inserted in a gap or on an edge
  Location to, from;   // from LOCATION_NONE: the immediate
  int64_t imm;
  VReg vreg;  // for the verifier
} Move;

typedef struct MachineBlock {
  BlockId block;
  uint32_t first, end;    // instructions
  uint32_t depth;         // of loops
  uint32_t loop_end;      // a loop's header: its last block that is not cold; else 0
  uint32_t loops_ending;  // 1 + header of a loop that ends here; more through next_ending of the headers
  uint32_t next_ending;
  bool cold, forwards;         // forwards: only a jump, no code
  uint8_t barrier;             // BARRIER_*
  float weight;                // estimated frequency
  Vec(uint32_t) preds, succs;  // indexes into blocks
  uint32_t edge;  // its place among the predecessors of each successor. (One that has several is the only successor.)
  Vec(MachinePhi) phis;
  Vec(VReg) live_in, live_out;
  Vec(Move) entry_moves, exit_moves;  // at the start; before the terminator
} MachineBlock;

typedef struct VRegInfo {
  uint8_t is_float, is_pointer, wide;
  bool has_slot;
  bool store_at_def;  // the slot is written at the definition, else at each transition
  uint8_t hint_reg;   // 1 + register, 0 none
  VReg hint_vreg;
  uint32_t piece, last_piece;  // list of pieces in order
  uint32_t slot;
  float transition_cost;
} VRegInfo;

// A part of a register's lifetime without holes that stays in one place.
typedef struct Piece {
  VReg vreg;
  uint32_t from, to;   // positions
  uint32_t next;       // of the same vreg
  uint32_t queue;      // next in the allocator's queue
  uint32_t first_use;  // list, by position
  uint32_t past_use;   // position of the last use already dropped from the list
  Location location;
} Piece;
typedef struct UsePoint {
  uint32_t pos;
  uint32_t next;
  uint8_t kind;
} UsePoint;

// A variable in the frame, or a parameter in the incoming stack area (MachineFunc.parameters).
typedef struct FrameObject {
  struct Type *go_type;
  int64_t size;
  uint32_t align;
  int32_t offset;  // from SP; parameters: from CFA
  ValueId value;
  uint32_t words;    // up to the last pointer, 0: none
  bool confined;     // VALUE_ALLOC_CONFINED
  bool initialized;  // parameters: by the caller
  // variables.c finds:
  const uint8_t *mask;              // pointer words
  uint32_t first_unit, unit_count;  // what liveness is kept of: its pointer words, or all of it
  bool stack_object;                // its address is taken: live while a pointer reaches it
  bool zero_at_entry, zero_at_definition;
  uint32_t shares;  // share.c: object whose place it takes, 0 none
} FrameObject;
enum { OBJECT_CFA = 0, OBJECT_OUTGOING = 1, OBJECT_FIRST_LOCAL = 2 };

// What an instruction does to the frame object that it names.
typedef enum FrameEffectKind {
  FRAME_NONE,
  FRAME_READ,     // bytes [from, from + size); size -1: any
  FRAME_WRITE,    // those bytes for certain, perhaps others too
  FRAME_ADDRESS,  // makes a pointer to it
  FRAME_DEFINE    // its life begins, content undefined
} FrameEffectKind;
typedef struct FrameEffect {
  FrameEffectKind kind;
  uint32_t object;
  int32_t from;
  int64_t size;
} FrameEffect;

// The pointers of a variable, or one word of it, are alive after the safepoints [from, to).
typedef struct LiveRange {
  uint32_t from, to;
  uint32_t object;  // index into objects, or parameters
  int32_t word;     // LIVE_WHOLE: all its pointers
  bool parameter;
  bool always;  // at every place
} LiveRange;
enum { LIVE_WHOLE = -1 };

typedef struct GapMove {
  uint32_t inst;
  Move move;
} GapMove;  // before instruction `inst`

typedef struct Arch Arch;
typedef struct MachineFunc {
  Func *f;
  const Arch *arch;
  Arena *arena;  // short-lived
  Arena *out;    // of code and meta
  SymbolTable *table;
  Vec(MachineBlock) blocks;  // layout order
  uint32_t *block_index;     // by BlockId
  Vec(MachineInst) insts;
  uint32_t *inst_block;  // block index by instruction
  Vec(VRegInfo) vregs;   // [0] unused
  Vec(Piece) pieces;     // [0] unused
  Vec(UsePoint) uses;    // [0] unused
  Vec(CopyPair) copies;
  Vec(FrameObject) objects;
  Vec(FrameObject) parameters;  // in memory, with pointers
  Vec(LiveRange) live_ranges;   // of variables and parameters
  uint32_t *calls_before;       // by instruction, and behind the last: safepoints before it
  Vec(GapMove) gap_moves;       // by inst
  uint32_t call_count;
  uint32_t *call_maps;  // index into maps, by safepoint number
  uint32_t slot_count;
  int32_t outgoing_size;  // bytes at the bottom of the frame for calls
  int32_t slot_base;      // offset of spill slot 0 from SP
  int32_t frame_size;     // F of abi/stack.h
  bool no_frame, makes_calls, makes_leaf_calls, has_stub, stack_check;
  uint32_t stub_map;  // stack map of panic stubs
  FuncMeta *meta;
} MachineFunc;

struct Arch {
  const char *name;
  uint32_t int_registers, float_registers;  // allocatable masks
  uint32_t leaf_clobbers;
  uint8_t int_order[16], float_order[16];  // preference, 0xff ends
  uint16_t op_copy;
  void (*select)(MachineFunc *m);
  void (*emit)(MachineFunc *m);
  FrameEffect (*frame_effect)(const MachineInst *inst);
};

extern const Arch arch_amd64;

// layout.c: splits critical edges and orders blocks (loops contiguous, cold last).
void backend_layout(MachineFunc *m);
// intervals.c: liveness (per register, from uses up to the definition) and pieces with their uses.
void backend_intervals(MachineFunc *m);
// allocate.c: linear scan: gives each piece a location.
void backend_allocate(MachineFunc *m);
// resolve.c: moves between pieces, phi moves; rewrites operands into locations.
void backend_resolve(MachineFunc *m);
uint32_t backend_first_gap_move(const MachineFunc *m, uint32_t inst);  // the first at inst or behind it
// variables.c: liveness of variables and parameters in memory; which of them are zeroed.
void backend_variables(MachineFunc *m);
// share.c: lets variables that are not in use at the same time share a place.
void backend_share(MachineFunc *m);
// frame.c: false: the frame is larger than allowed, which is reported.
bool backend_frame(MachineFunc *m);
// stackmap.c
void backend_stackmaps(MachineFunc *m);
void backend_map_bits(const FuncMeta *meta, uint32_t map, uint8_t *bits);  // sets a map's bits in `bits`
// verify_maps.c: liveness and initialization of what the stack maps mark. `before`, `copies`: operands before
// resolution.
void backend_verify_maps(MachineFunc *m, const MachineInst *before, const CopyPair *copies);
// verify.c: symbolic check of the allocation.
void backend_verify(MachineFunc *m, const MachineInst *before, const CopyPair *copies);

// compile.c
VReg machine_vreg(MachineFunc *m, IrType type);
// resolve.c. Orders parallel moves so that no source is overwritten before it is read. Calls emit for each step; a
// cycle is broken by exchange(context, a, b).
void backend_parallel_moves(Arena *arena, const Move *moves, uint32_t count, void *context,
                            void (*emit)(void *context, Location to, Location from),
                            void (*exchange)(void *context, Location a, Location b));

#endif
