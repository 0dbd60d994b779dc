// The link, in order: object, mark, tables, addresses, relocation, file.
#include "link/internal.h"

bool link_program(Session *session, SymbolTable *symbols, const LinkOptions *options) {
  Activity before = activity_begin("link", options->output);
  Linker linker = {.session = session, .symbols = symbols, .options = options};
  arena_init(&linker.arena);
  bool ok = object_read(&linker, options->runtime_object, options->runtime_object_size);
  if (ok) {
    link_mark(&linker);
    ok = nosplit_check(&linker) && layout_check_sizes(&linker);
  }
  if (ok) {
    layout_define_tables(&linker);
    layout_assign(&linker);
    ok = linker.errors == 0 && elf_write(&linker);
  }
  arena_free(&linker.arena);
  activity_end(before);
  return ok;
}
