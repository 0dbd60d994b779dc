// The linker: final mark and sweep over relocations, function table, layout, DWARF
// lines, symbols, static ELF. It knows symbols only, nothing of Go's types. The
// image has a fixed place (layout.c), below 2 GB.
#ifndef TUCO_LINK_H
#define TUCO_LINK_H

#include "ir/symbol.h"

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
  // Makes bytes and relocations of a TYPE or ITAB symbol; called once for each that is reached.
  void (*make_symbol)(void *context, Symbol *symbol);
  void *context;
} LinkOptions;

// Names of the symbols that the runtime's object needs from Go code (undefined in it and not the linker's own), for
// Program.roots. Array in arena.
const char **link_runtime_references(Session *session, Arena *arena, const uint8_t *object, size_t size,
                                     uint32_t *count);
// Returns false after reporting to session->diags.
bool link_program(Session *session, SymbolTable *symbols, const LinkOptions *options);

#endif
