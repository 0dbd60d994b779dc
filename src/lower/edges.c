// Counters of what runs, for fuzzing (`tuco test -fuzz`; cmd/compile's -d=libfuzzer): a byte for each edge of the
// control flow, by which internal/fuzz sees that an input does something new.
//
// They stand where gc puts them: at the entry of a function; in the body of a loop; on both ways out of an if, also one
// without else; in the clauses of switch and select, and where no clause of a switch is taken; before the right side of
// && and ||. Which packages have them is decided in build/fuzz.c. A function's counters are one symbol, so that those
// of a function that is not in the program are not either; link/layout.c lays all of them side by side, last of the
// variables, and gives internal/fuzz's _counters and _ecounters the addresses where they begin and end.
//
// gc's calls of libfuzzerTraceCmp* and libfuzzerHook* before comparisons are not made: but for programs that are built
// for LLVM's libFuzzer (with the tag libfuzzer) these functions are empty.
#include "abi/edges.h"

#include "base/bitset.h"
#include "lower/internal.h"

void edges_begin(Context *c) {
  const Package *package = c->instance->package;
  const uint8_t *counted = c->l->program->counted;
  if (!counted || !package || !mask_has(counted, package->number)) return;
  const char *name = arena_printf(c->l->arena, ABI_EDGES_PREFIX "%s", c->f->symbol->name->text);
  c->counters = symbol_get(c->l->symbols, name);
  c->counters->kind = SYMBOL_BSS;
  c->counters->no_pointers = c->counters->local_static = true;
}

void edges_end(Context *c) {
  if (c->counters) c->counters->size = c->edge_count;
}

// After 255 comes 1: what has run never looks as if it had not.
void count_edge(Context *c) {
  if (!c->counters || c->dead) return;
  Address counter = {emit_symbol(c, c->counters, 0), (int32_t)c->edge_count++, true};
  ValueId next = emit2(c, IR_ADD, IR_I8, emit_load(c, IR_I8, counter, 0), emit_const(c, IR_I8, 1));
  ValueId wrapped = emit2(c, IR_EQ, IR_I8, next, emit_const(c, IR_I8, 0));
  emit_store(c, counter, 0, emit2(c, IR_ADD, IR_I8, next, wrapped), 0);
}

BlockId counted_way(Context *c, BlockId to) {
  if (!c->counters || c->dead) return to;
  BlockId here = c->block, way = new_block(c);
  start_label(c, way);
  count_edge(c);
  jump_to(c, to);
  start_label(c, here);
  return way;
}

bool is_bound_of_edges(Lowerer *l, const Object *object) {
  const char *name = object->name->text;
  if (!l->program->counted || !object->package || strcmp(object->package->path, "internal/fuzz") != 0) return false;
  return strcmp(name, "_counters") == 0 || strcmp(name, "_ecounters") == 0;
}
