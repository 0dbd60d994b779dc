// Run-time types: the descriptors that reflect, maps, interfaces and the collector read (abi/gotype.h), and itabs.
// Lowering asks for their symbols and notes which methods a program can call; the bytes are made of the types' shapes
// and of these notes, when the linker first reaches a symbol.
#ifndef TUCO_RTYPE_H
#define TUCO_RTYPE_H

#include "ir/symbol.h"
#include "types/types.h"

// What lowering knows of a type whose descriptor may be reached. It hangs on Symbol.key of the TYPE symbol and
// is complete when linking starts. Read when the bytes are made; NULL entries become 0 / "unreachable".
typedef struct TypeInfo {
  Symbol *equal;   // read-only function value (a word with the code address) of func(p, q unsafe.Pointer) bool; NULL:
                   // not comparable
  Symbol *hasher;  // map types: read-only function value of func(p unsafe.Pointer, seed uintptr) uintptr
  uint32_t method_count;  // as types_method_set(type) (named types and pointers to them; structs with embedded fields)
  Symbol **interface_functions;  // Ifn: code taking the interface's data word as receiver; NULL: pruned
  Symbol **direct_functions;     // Tfn: code taking the receiver itself; NULL: pruned
} TypeInfo;
// On Symbol.key of an ITAB symbol: code a method of the interface's type set, in its descriptor order.
typedef struct ItabInfo {
  uint32_t method_count;
  Symbol **functions;
} ItabInfo;

// symbol.c. The symbol "type:…" / "go:itab.…" of canonical types, made on first use with kind, type and
// interface_type set and key NULL: lowering that sees a NULL key fills in TypeInfo / ItabInfo (now or before linking).
// Thread-safe.
Symbol *rtype_symbol(Session *session, SymbolTable *symbols, Type *type);
Symbol *rtype_itab_symbol(Session *session, SymbolTable *symbols, Type *concrete, Type *interface_type);
// T's *T may have methods that T's descriptor does not tell of: it is kept with T. T has a name or embeds fields.
bool rtype_keeps_pointer(Type *type);
// Does reflect find the type by its string, when it makes one like it? Those without a name, but interfaces. Compiled
// code knows a type by its descriptor, so that what it mentions (that is, has a TypeInfo, with equality) must be found.
bool rtype_found_by_string(const Type *type);
// The methods of an interface in descriptor order (exported first, then name, then package path).
Object **rtype_interface_methods(Session *session, Arena *arena, Type *interface_type, uint32_t *count);

// What the descriptors of a program share.
typedef struct RtypeTable {
  Session *session;
  SymbolTable *symbols;
  Arena *arena;      // of the bytes
  Map method_types;  // Type* -> Symbol*, of methods that nobody calls
} RtypeTable;

// make.c: bytes and relocations of a TYPE or ITAB symbol. By one thread.
void rtype_make(RtypeTable *table, Symbol *symbol);

#endif
