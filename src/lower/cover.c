// Counters of coverage (cover/cover.h): the additions to them, and what the runtime is told (overlay/runtime/
// coverage.go). A package's counters are one symbol, data that is complete but for the counts.
#include "lower/internal.h"

static Symbol *counters_of(Lowerer *l, const Package *package) {
  return symbol_get(l->symbols, arena_printf(l->arena, "%s..counters", package->symbol_path));
}

void cover_count(Context *c, Pos pos) {
  uint32_t word = c->coverage && !c->dead ? cover_word(c->coverage, pos) : 0;
  if (!word) return;
  at(c, pos);
  Address a = {emit_symbol(c, counters_of(c->l, c->instance->package), (int32_t)(4 * word)), 0, true};
  ValueId one = emit_const(c, IR_I32, 1);
  switch (c->l->program->coverage->mode) {
    case COVER_SET: emit_store(c, a, 0, one, 0); return;
    case COVER_ATOMIC: emit2(c, IR_ATOMIC_ADD, IR_I32, a.base, one); return;
    default: emit_store(c, a, 0, emit2(c, IR_ADD, IR_I32, emit_load(c, IR_I32, a, 0), one), 0); return;
  }
}

static Symbol *make_data(Lowerer *l, Symbol *symbol, SymbolKind kind, int64_t size) {
  symbol->kind = (uint8_t)kind;
  symbol->align_log2 = 3;
  symbol->no_pointers = true;
  symbol_reserve(l, symbol, size);
  return symbol;
}

void cover_number(Lowerer *l, const Package *package) {
  Coverage *coverage = l->program->coverage;
  const CoverPackage *p = coverage->packages[package->number];
  vec_push(&l->program->arena, &coverage->numbered, (Package *)(uintptr_t)package);
  Symbol *symbol = make_data(l, counters_of(l, package), SYMBOL_DATA, 4 * (int64_t)p->words);
  uint8_t *at = symbol->bytes;
  for (uint32_t i = 0; i < p->functions.len; i++) {
    uint32_t count = p->functions.data[i].count;
    put_u32(at, count);
    put_u32(at + 4, coverage->numbered.len);
    put_u32(at + 8, i);
    at += 4 * (COVER_HEAD_WORDS + count);
  }
}

enum { ENTRY_SIZE = 64 };  // coveredPackage

static void write_entry(Lowerer *l, Symbol *table, uint32_t index) {
  const Package *package = l->program->coverage->numbered.data[index];
  const CoverPackage *p = cover_of(l->program, package);
  uint32_t at = index * ENTRY_SIZE;
  Symbol *meta = symbol_get(l->symbols, arena_printf(l->arena, "%s..coverage", package->symbol_path));
  make_data(l, meta, SYMBOL_RODATA, p->meta.len);
  symbol_write(l, meta, 0, p->meta.data, p->meta.len);
  size_t length = strlen(p->path);
  symbol_add_reloc(l->arena, table, at, RELOC_ABS64, meta, 0);
  put_u32(table->bytes + at + 8, p->meta.len);
  memcpy(table->bytes + at + 12, p->hash, sizeof p->hash);
  table->bytes[at + 28] = (uint8_t)l->program->coverage->mode;
  symbol_add_reloc(l->arena, table, at + 32, RELOC_ABS64, string_symbol(l, p->path, length), 0);
  put_u64(table->bytes + at + 40, length);
  symbol_add_reloc(l->arena, table, at + 48, RELOC_ABS64, counters_of(l, package), 0);
  put_u64(table->bytes + at + 56, p->words);
}

Symbol *cover_register(Lowerer *l, Instance *instance) {
  uint32_t count = l->program->coverage->numbered.len;
  Symbol *table = make_data(l, symbol_get(l->symbols, "go:coverage.packages"), SYMBOL_RODATA, count * ENTRY_SIZE + 8);
  for (uint32_t i = 0; i < count; i++) write_entry(l, table, i);
  instance->symbol->kind = SYMBOL_TEXT;
  Context *c = lower_context_new(l, instance, abi_signature(l, NULL, NULL));
  c->f->is_init = true;
  c->f->cold = true;
  ValueId args[2] = {emit_symbol(c, table, 0), emit_int(c, count)};
  call_runtime0(c, "addCoverage", args, 2);
  func_block(c->f, c->block)->kind = BLOCK_RETURN;
  lower_context_finish(c);
  return instance->symbol;
}

void cover_start(Context *c) {
  Lowerer *l = c->l;
  const Package *package = map_get(&l->all->packages, map_key(name_cstr(l->session->names, "runtime/coverage")));
  Object *function = map_get(&package->scope->names, map_key(name_cstr(l->session->names, "initHook")));
  Instance *instance = function_instance(l, function, NULL, 0);
  Signature *signature = instance_signature(l, instance);
  instance_reach(l, instance);
  Operand test = operand_scalar(c, basic_type(l, BASIC_BOOL), emit_const(c, IR_I8, l->program->coverage->test));
  AbiSignature *abi = abi_signature(l, signature, NULL);
  emit_static_call(c, instance->symbol, abi, signature, NULL, function, &test, 1, NULL, 0);
}
