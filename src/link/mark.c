// The final mark over relocations: what is reached from rt0, main.main and the
// init tasks is kept. Descriptors and itabs are made here, when they are first
// reached, by this one thread.
#include <stdlib.h>
#include <string.h>

#include "link/internal.h"

static void reach(Linker *linker, Symbol *symbol) {
  if (symbol->reached) return;
  symbol->reached = true;
  vec_push(&linker->arena, &linker->work, symbol);
}

static void visit(Linker *linker, Symbol *symbol) {
  if (symbol->container) reach(linker, symbol->container);
  if (symbol->kind == SYMBOL_TYPE || symbol->kind == SYMBOL_ITAB)
    linker->options->make_symbol(linker->options->context, symbol);
  for (uint32_t i = 0; i < symbol->relocs.len; i++)
    if (symbol->relocs.data[i].kind != RELOC_WEAK_OFF32) reach(linker, symbol->relocs.data[i].target);
  vec_push(&linker->arena, &linker->reached, symbol);
}

static int by_name(const void *a, const void *b) {
  return name_compare((*(Symbol *const *)a)->name, (*(Symbol *const *)b)->name);
}

void link_mark(Linker *linker) {
  reach(linker, symbol_get(linker->symbols, "rt0"));
  reach(linker, symbol_get(linker->symbols, "main.main"));
  for (uint32_t i = 0; i < linker->options->init_task_count; i++) reach(linker, linker->options->init_tasks[i]);
  while (linker->work.len) visit(linker, vec_pop(&linker->work));
  link_sort_reached(linker);
}

// The new ones are sorted and merged in from behind.
void link_sort_reached(Linker *linker) {
  uint32_t old = linker->sorted, added = linker->reached.len - old;
  Symbol **data = linker->reached.data;
  linker->sorted = linker->reached.len;
  if (!added) return;
  qsort(data + old, added, sizeof(Symbol *), by_name);
  Symbol **tail = arena_array(&linker->arena, Symbol *, added);
  memcpy(tail, data + old, added * sizeof *tail);
  for (uint32_t to = linker->reached.len; added;) {
    bool from_tail = !old || name_compare(data[old - 1]->name, tail[added - 1]->name) < 0;
    data[--to] = from_tail ? tail[--added] : data[--old];
  }
}
