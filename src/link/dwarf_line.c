// Line tables: one a unit, in it one sequence a function. The prologue is at the line of the declaration.
// Specification: DWARF 5, section 6.2.
#include "link/dwarf.h"

enum { LINE_BASE = -5, LINE_RANGE = 14, OPCODE_BASE = 13 };

uint32_t dwarf_file_number(DwarfWriter *w, DwarfUnit *unit, const char *path) {
  if (path && path == unit->last_file) return unit->last_number;
  const Name *name = name_cstr(w->linker->session->names, path && *path ? path : "??");
  uint32_t number = (uint32_t)(uintptr_t)map_get(&unit->file_numbers, map_key(name));
  if (!number) {
    vec_push(w->arena, &unit->files, name);
    number = unit->files.len;
    map_put(w->arena, &unit->file_numbers, map_key(name), (void *)(uintptr_t)number);
  }
  unit->last_file = path;
  return unit->last_number = number - 1;
}

static uint32_t line_string(DwarfWriter *w, const Name *name) {
  void *found = map_get(&w->line_string_offsets, map_key(name));
  if (found) return (uint32_t)(uintptr_t)found - 1;
  uint32_t offset = w->line_strings.len;
  bytes_string(w->arena, &w->line_strings, name->text);
  map_put(w->arena, &w->line_string_offsets, map_key(name), (void *)(uintptr_t)(offset + 1));
  return offset;
}

static void extended(DwarfWriter *w, ByteVec *v, uint8_t opcode, uint64_t address) {
  bytes_u8(w->arena, v, 0);
  bytes_uleb(w->arena, v, opcode == DW_LNE_set_address ? 9 : 1);
  bytes_u8(w->arena, v, opcode);
  if (opcode == DW_LNE_set_address) bytes_u64(w->arena, v, address);
}

static void advance(DwarfWriter *w, ByteVec *v, uint32_t pc_delta, int64_t line_delta) {
  if (line_delta < LINE_BASE || line_delta >= LINE_BASE + LINE_RANGE) {
    bytes_u8(w->arena, v, DW_LNS_advance_line);
    bytes_sleb(w->arena, v, line_delta);
    line_delta = 0;
  }
  uint64_t special = (uint64_t)(line_delta - LINE_BASE) + (uint64_t)LINE_RANGE * pc_delta + OPCODE_BASE;
  if (special > 255) {
    bytes_u8(w->arena, v, DW_LNS_advance_pc);
    bytes_uleb(w->arena, v, pc_delta);
    special = (uint64_t)(line_delta - LINE_BASE) + OPCODE_BASE;
  }
  bytes_u8(w->arena, v, (uint8_t)special);
}

typedef struct Row {
  uint32_t pc, file;
  int64_t line;
} Row;

static void add_row(DwarfWriter *w, ByteVec *v, Row *last, Row row) {
  if (row.file == last->file && row.line == last->line && row.pc) return;
  if (row.file != last->file) {
    bytes_u8(w->arena, v, DW_LNS_set_file);
    bytes_uleb(w->arena, v, row.file);
  }
  advance(w, v, row.pc - last->pc, row.line - last->line);
  *last = row;
}

// Code without a place of its own belongs to the line before it; the cold prologue to the declaration.
static void write_function_lines(DwarfWriter *w, DwarfUnit *unit, ByteVec *v, const Symbol *s) {
  const FuncMeta *meta = s->meta;
  if (!meta || !meta->lines.len) return;
  Row last = {0, 1, 1}, declaration = {0, dwarf_file_number(w, unit, meta->file), meta->start_line};
  extended(w, v, DW_LNE_set_address, s->address);
  add_row(w, v, &last, declaration);
  for (uint32_t i = 0; i < meta->lines.len; i++) {
    const MetaPosition *p = &meta->positions.data[meta->lines.data[i].position];
    Row row = {meta->lines.data[i].pc, 0, p->line};
    if (i + 1 < meta->lines.len && meta->lines.data[i + 1].pc == row.pc) continue;
    if (!p->line && row.pc < meta->cold_start) continue;
    if (!row.pc) continue;
    if (!p->line) row = (Row){row.pc, declaration.file, declaration.line};
    else row.file = dwarf_file_number(w, unit, p->file);
    add_row(w, v, &last, row);
  }
  bytes_u8(w->arena, v, DW_LNS_advance_pc);
  bytes_uleb(w->arena, v, (uint64_t)s->size - last.pc);
  extended(w, v, DW_LNE_end_sequence, 0);
}

void dwarf_write_lines(DwarfWriter *w, DwarfUnit *unit) {
  ByteVec program = {0};
  for (uint32_t i = 0; i < unit->functions.len; i++) write_function_lines(w, unit, &program, unit->functions.data[i]);
  if (!unit->files.len) dwarf_file_number(w, unit, unit->name ? unit->name->text : "tuco runtime");
  static const uint8_t fixed[] = {1 /* minimum instruction */,
                                  1 /* operations */,
                                  1 /* default is_stmt */,
                                  (uint8_t)LINE_BASE,
                                  LINE_RANGE,
                                  OPCODE_BASE,
                                  0,
                                  1,
                                  1,
                                  1,
                                  1,
                                  0,
                                  0,
                                  0,
                                  1,
                                  0,
                                  0,
                                  1 /* operand counts of standard opcodes */};
  static const uint8_t directory_format[] = {1, DW_LNCT_path, DW_FORM_line_strp, 1};
  static const uint8_t file_format[] = {2, DW_LNCT_path, DW_FORM_line_strp, DW_LNCT_directory_index, DW_FORM_udata};
  ByteVec *v = &w->line;
  uint32_t start = v->len;
  bytes_u32(w->arena, v, 0);
  bytes_u16(w->arena, v, 5);
  bytes_u8(w->arena, v, 8);
  bytes_u8(w->arena, v, 0);
  uint32_t header_length = v->len;
  bytes_u32(w->arena, v, 0);
  bytes_data(w->arena, v, fixed, sizeof fixed);
  bytes_data(w->arena, v, directory_format, sizeof directory_format);
  bytes_u32(w->arena, v, line_string(w, name_cstr(w->linker->session->names, ".")));
  bytes_data(w->arena, v, file_format, sizeof file_format);
  bytes_uleb(w->arena, v, unit->files.len);
  for (uint32_t i = 0; i < unit->files.len; i++) {
    bytes_u32(w->arena, v, line_string(w, unit->files.data[i]));
    bytes_uleb(w->arena, v, 0);
  }
  dwarf_patch_length(v, header_length);
  bytes_data(w->arena, v, program.data, program.len);
  dwarf_patch_length(v, start);
}
