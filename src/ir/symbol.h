// Linker symbols: what lowering makes, the back end fills and the linker lays
// out. Names are gc's ("pkg/path.F", "pkg.(*T).M", "pkg.F[int]", "type:T",
// "go:itab.T,I", "pkg.F.func1") and are unique; equal names are one symbol.
#ifndef TUCO_IR_SYMBOL_H
#define TUCO_IR_SYMBOL_H

#include "base/session.h"

typedef enum SymbolKind {
  SYMBOL_UNDEFINED,  // to be found in the runtime's objects
  SYMBOL_TEXT,       // code
  SYMBOL_RODATA,
  SYMBOL_DATA,  // initialized, writable
  SYMBOL_BSS,   // zero
  SYMBOL_TYPE,  // type descriptor: rtype/ makes its bytes from `type` when it is reached
  SYMBOL_ITAB   // likewise from `type` (concrete) and `interface_type`
} SymbolKind;

typedef enum RelocKind {
  RELOC_ABS64,       // S + A
  RELOC_PC32,        // S + A - P, 32 bits, at P
  RELOC_OFF32,       // S + A - rt_types_start (NameOff, TypeOff)
  RELOC_WEAK_OFF32,  // RELOC_OFF32 if something else keeps S, else -1
  RELOC_TEXTOFF32,   // S + A - rt_text_start
  RELOC_ABS32,       // S + A, 32 bits (runtime's C only: addresses stay below 2 GB)
  RELOC_USE          // keeps S alive, writes nothing
} RelocKind;

// Symbol.traits, of functions that are known by name: abi/runtime_functions.def.
enum {
  TRAIT_NORETURN = 1,
  TRAIT_NOINLINE = 2,
  TRAIT_GOPANIC = 4,
  TRAIT_SIGPANIC = 8,
  TRAIT_WRAPPER = 16,
  TRAIT_SHOWN = 32,
  TRAIT_WRAPPER_PANIC = 64,
  TRAIT_ALLOCATES = 128,
  TRAIT_MEMORY_EQUAL = 256,
  TRAIT_STRING_ORDER = 512,
  TRAIT_FINDS_METHOD = 1024,
  TRAIT_FORWARDS = 2048
};

typedef struct Symbol Symbol;
typedef struct Reloc {
  uint32_t offset;
  uint8_t kind;  // RelocKind
  int64_t addend;
  Symbol *target;
} Reloc;

struct Symbol {
  const Name *name;
  uint8_t kind;  // SymbolKind
  uint8_t align_log2;
  uint16_t traits;         // TRAIT_*
  bool reached;            // by the final mark
  bool no_pointers;        // data/bss free of heap pointers
  bool used_in_interface;  // TYPE: methods may be called dynamically (rapid type analysis)
  bool local_static;       // compiler temporary: no symbol-table entry
  bool in_types;           // RODATA that NameOff/TypeOff relocations refer to: names of descriptors
  int64_t size;
  uint8_t *bytes;  // NULL for BSS
  Vec(Reloc) relocs;
  struct Type *type;            // DATA, BSS: Go type of a variable, NULL unknown; TYPE, ITAB: what it describes
  struct Type *interface_type;  // ITAB
  const uint8_t *pointer_mask;  // DATA, BSS: a bit a word of its pointer_bytes; NULL: all words may be pointers
  int64_t pointer_bytes;
  const char *type_string;  // TYPE, made: what reflect finds it by, if it does
  struct Func *func;        // TEXT, while compiled
  struct FuncMeta *meta;    // TEXT, after emission
  const void *key;          // TYPE, ITAB: TypeInfo, ItabInfo of rtype/rtype.h; TEXT: lowering's instance
  Symbol *container;        // an alias inside another symbol (several labels in one section), NULL none
  int64_t container_offset;
  uint64_t address;  // after layout
  uint32_t number;   // canonical
};

typedef struct SymbolTable SymbolTable;

// symbol.c. Thread-safe.
SymbolTable *symbol_table_new(Session *session);
void symbol_table_free(SymbolTable *table);  // with its symbols
size_t symbol_table_bytes(const SymbolTable *table);
LockWaits symbol_table_waits(SymbolTable *table);
// Finds or makes the symbol; a new one is UNDEFINED.
Symbol *symbol_get(SymbolTable *table, const char *name);
Symbol *symbol_find(SymbolTable *table, const char *name);  // NULL if absent
// The traits of a package's function that there need not be a symbol of.
uint16_t symbol_traits(const SymbolTable *table, const char *package, const char *function);
// Around the making of a symbol that several threads may want to make. symbol_get and _find must not be called inside.
void symbol_lock(SymbolTable *table, const Symbol *symbol);
void symbol_unlock(SymbolTable *table, const Symbol *symbol);
// A constant in read-only memory. Equal ones of a program are one symbol.
typedef struct Constant {
  const char *kind;  // part of the symbol's name
  const void *bytes;
  size_t length;
  uint8_t align_log2;
  const Reloc *relocs;
  uint32_t reloc_count;
} Constant;
Symbol *symbol_constant(SymbolTable *table, const Constant *x);
void symbol_add_reloc(Arena *arena, Symbol *symbol, uint32_t offset, RelocKind kind, Symbol *target, int64_t addend);

// What the back end knows of a function when its code is done; link/ encodes it into the function table.
typedef struct MetaLine {
  uint32_t pc;
  uint32_t position;
} MetaLine;  // position: index into positions
typedef struct MetaPosition {
  const char *file;
  uint32_t line;
  int32_t inline_node;
} MetaPosition;
typedef struct MetaInline {
  int32_t parent;
  const Name *name;
  const char *call_file;
  uint32_t call_line, start_line;
  uint8_t kind;
} MetaInline;
typedef struct MetaSafepoint {
  uint32_t pc;
  uint32_t map;
} MetaSafepoint;  // pc: return address of the call
typedef struct MetaRange {
  uint32_t start, end;
} MetaRange;
typedef struct MetaObject {
  int32_t offset;
  uint32_t size, ptr_bytes;
  bool in_args;
  const uint8_t *mask;
} MetaObject;
typedef struct FuncMeta {
  const Name *name;  // as traces show it
  const char *file;
  uint32_t start_line, frame_size, args_size, prologue_end, cold_start, deferreturn;
  uint8_t kind, flags;  // abi/functab.h
  Vec(MetaLine) lines;
  Vec(MetaPosition) positions;
  Vec(MetaInline) inlines;
  Vec(MetaSafepoint) safepoints;  // by pc
  Vec(MetaRange) unsafe_ranges;   // by pc, apart
  Vec(uint32_t) returns;          // pcs of return instructions in functions with a frame
  uint32_t map_count, arg_words, map_width, map_bytes;
  uint8_t *maps;  // abi/functab.h StackMaps.maps, of map_bytes
  Vec(MetaObject) objects;
} FuncMeta;

#endif
