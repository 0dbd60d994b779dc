// What the linker's files share. A link is one pass of: read the runtime's
// object, mark from the roots, lay
// out in canonical order, encode the function table, relocate, write.
#ifndef TUCO_LINK_INTERNAL_H
#define TUCO_LINK_INTERNAL_H

#include "abi/functab.h"
#include "base/bytes.h"
#include "link/link.h"

typedef Vec(Symbol *) SymbolVec;

// An output section with memory at run time.
typedef struct Section {
  const char *name;
  uint64_t address, offset;  // in memory, in the file
  uint64_t size;             // bytes in memory
  uint64_t file_size;        // bytes in the file (0 for bss)
  int64_t run_size;          // bytes of the run of symbols with pointers that a bitmap describes; 0 without one
  SymbolVec symbols;         // in layout order
} Section;

enum { PAGE = 0x1000 };  // segments begin on pages
enum { SECTION_TEXT, SECTION_RODATA, SECTION_DATA, SECTION_BSS, SECTION_COUNT };

// A function the runtime's object describes in .tuco.funcs.
typedef struct RuntimeKind {
  Symbol *symbol;
  RuntimeFunc description;
} RuntimeKind;

typedef struct Linker {
  Session *session;
  SymbolTable *symbols;
  const LinkOptions *options;
  Arena arena;
  SymbolVec reached;  // in order of discovery, then by name
  uint32_t sorted;    // so many of them are in order
  SymbolVec work;
  Section sections[SECTION_COUNT];
  Vec(RuntimeKind) runtime_kinds;
  uint8_t *image;  // what is loaded of the file
  uint64_t image_size;
  _Atomic uint32_t errors;
} Linker;

// object.c: adds the runtime object's sections to the symbol table as symbols. False after reporting.
bool object_read(Linker *linker, const uint8_t *object, size_t size);

// mark.c: fills linker->reached, canonical order.
void link_mark(Linker *linker);
void link_sort_reached(Linker *linker);  // after some were added at the end

// nosplit.c: chains of functions without stack check stay above the stack's end. False after reporting.
bool nosplit_check(Linker *linker);

// layout.c: sorts reached symbols into sections and gives addresses; makes the linker's own symbols.
bool layout_check_sizes(Linker *linker);  // false after reporting
void layout_define_tables(
    Linker *linker);  // before addresses: functab (needs sizes), typelinks, itabs, init tasks, masks
void layout_assign(Linker *linker);
// Copies symbols of a section, by number, to linker->image and relocates them there. In parallel; counts errors.
void layout_fill(Linker *linker, int section, uint32_t from, uint32_t to);

// functab.c: encodes the function table into symbols; call after text order is fixed.
void functab_build(Linker *linker);

// dwarf.c: the debug sections.
typedef struct DebugSection {
  const char *name;
  ByteVec bytes;
} DebugSection;
uint32_t dwarf_build(Linker *linker, Arena *arena, DebugSection *sections, uint32_t max);

// elf.c: writes the file. False after reporting.
bool elf_write(Linker *linker);

// layout.c. A symbol that the linker makes itself: found by name, given content.
Symbol *link_own_symbol(Linker *linker, const char *name, uint8_t kind, int64_t size, uint8_t align_log2);

#endif
