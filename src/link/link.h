// The linker: final mark and sweep over relocations, type descriptors, function
// table, layout, DWARF lines, symbols, static ELF.
#ifndef TUCO_LINK_H
#define TUCO_LINK_H

#include "ir/symbol.h"
#include "layout/layout.h"
#include "types/types.h"

typedef struct LinkOptions {
  const char *output;               // path; written to a temporary beside it, then renamed
  bool strip_symbols, strip_dwarf;  // -s, -w
  const uint8_t *build_info;        // module information of .go.buildinfo with its marks
  size_t build_info_size;
  const char *go_version;
  Symbol *const *init_tasks;
  uint32_t init_task_count;
  const uint8_t *runtime_object;  // ELF relocatable of the runtime, travels inside tuco
  size_t runtime_object_size;
  const char *goexit_file;  // where traces say that goroutines start: gc's runtime.goexit
  uint32_t goexit_line;
} LinkOptions;

// Names of the symbols that the runtime's object needs from Go code (undefined in it and not the linker's own), for
// Program.roots. Array in arena.
const char **link_runtime_references(Session *session, Arena *arena, const uint8_t *object, size_t size,
                                     uint32_t *count);
// Returns false after reporting to session->diags.
bool link_program(Session *session, SymbolTable *symbols, const LinkOptions *options);

// What lowering knows of a type whose descriptor may be reached. It hangs on Symbol.key of the TYPE symbol and
// is complete when linking starts. The linker reads it when it makes the bytes; NULL entries become 0 / "unreachable".
typedef struct TypeInfo {
  Symbol *equal;   // read-only function value (a word with the code address) of func(p, q unsafe.Pointer) bool; NULL:
                   // not comparable
  Symbol *hasher;  // map types: read-only function value of func(p unsafe.Pointer, seed uintptr) uintptr
  Symbol *group;   // map types: descriptor of the group struct (internal/runtime/maps)
  uint32_t method_count;  // as types_method_set(type) (named types and pointers to them; structs with embedded fields)
  Symbol **interface_functions;  // Ifn: code taking the interface's data word as receiver; NULL: pruned
  Symbol **direct_functions;     // Tfn: code taking the receiver itself; NULL: pruned
} TypeInfo;
// On Symbol.key of an ITAB symbol: code a method of the interface's type set, in its descriptor order.
typedef struct ItabInfo {
  uint32_t method_count;
  Symbol **functions;
} ItabInfo;

// descriptor.c. The symbol "type:…" / "go:itab.…" of canonical types, made on first use with kind, type and
// interface_type set and key NULL: lowering that sees a NULL key fills in TypeInfo / ItabInfo (now or before linking).
// Thread-safe. Bytes and relocations are made by link_program when the symbol is reached.
Symbol *descriptor_symbol(Session *session, SymbolTable *symbols, Type *type);
Symbol *descriptor_itab(Session *session, SymbolTable *symbols, Type *concrete, Type *interface_type);
// Types that the descriptor of `type` refers to (elements, fields, parameters, pointer to it is not among them), for
// rapid type analysis: calls visit for each.
void descriptor_visit(Type *type, void (*visit)(void *context, Type *type), void *context);
// The methods of an interface in descriptor order (exported first, then name, then package path).
// T's *T may have methods that T's descriptor does not tell of: it is kept with T. T has a name or embeds fields.
bool descriptor_has_pointer(Type *type);
Object **descriptor_interface_methods(Session *session, Arena *arena, Type *interface_type, uint32_t *count);

#endif
