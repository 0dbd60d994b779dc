// String variables set at link time: -ldflags "-X package.name=value", and those
// that the toolchain itself sets (runtime.buildVersion). As cmd/link: variables that
// do not exist, are not strings or are not reached are passed over.
#include <string.h>

#include "build/internal.h"

static void set_string(Session *session, Arena *arena, SymbolTable *symbols, const char *name, const void *value,
                       size_t length) {
  Symbol *target = symbol_find(symbols, name);
  if (!target || (target->kind != SYMBOL_DATA && target->kind != SYMBOL_BSS) || !target->type) return;
  Type *type = types_underlying(target->type);
  if (type != session->universe->basic[BASIC_STRING] || target->size != 16) return;
  Symbol *text = symbol_get(symbols, arena_printf(arena, "%s.str", name));
  text->kind = SYMBOL_RODATA;
  text->no_pointers = true;
  text->size = (int64_t)length;
  text->bytes = (uint8_t *)arena_strdup(arena, value, length);
  target->kind = SYMBOL_DATA;
  target->bytes = arena_alloc(arena, 16, 8);
  target->relocs.len = 0;
  memcpy(target->bytes + 8, &length, 8);
  symbol_add_reloc(arena, target, 0, RELOC_ABS64, text, 0);
}

void variables_set(Session *session, Arena *arena, SymbolTable *symbols, const BuildOptions *options, BuildInfo info,
                   const char *godebug) {
  const BuildContext *c = &options->context;
  set_string(session, arena, symbols, "runtime.buildVersion", c->version, strlen(c->version));
  set_string(session, arena, symbols, "runtime.modinfo", info.bytes, info.size);
  set_string(session, arena, symbols, "runtime.godebugDefault", godebug, strlen(godebug));
  if (!c->trimpath) set_string(session, arena, symbols, "runtime.defaultGOROOT", c->goroot, strlen(c->goroot));
  for (uint32_t i = 0; i < options->variables.len; i++) {
    const StringVariable *v = &options->variables.data[i];
    set_string(session, arena, symbols, v->name, v->value, strlen(v->value));
  }
}
