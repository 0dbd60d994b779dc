// DWARF 5 for debuggers: one compilation unit with a subprogram entry a
// function, and its line table. Inlined code shows the lines it came from.
// Specification: dwarfstd.org, DWARF 5, sections 3.1, 3.3, 6.2.
#include <string.h>

#include "link/internal.h"

enum {
  DW_TAG_compile_unit = 0x11, DW_TAG_subprogram = 0x2e,
  DW_AT_name = 0x03, DW_AT_stmt_list = 0x10, DW_AT_low_pc = 0x11, DW_AT_high_pc = 0x12, DW_AT_language = 0x13,
  DW_AT_comp_dir = 0x1b, DW_AT_producer = 0x25, DW_AT_frame_base = 0x40, DW_AT_external = 0x3f,
  DW_FORM_addr = 0x01, DW_FORM_data2 = 0x05, DW_FORM_data4 = 0x06, DW_FORM_data8 = 0x07, DW_FORM_string = 0x08,
  DW_FORM_udata = 0x0f, DW_FORM_sec_offset = 0x17, DW_FORM_exprloc = 0x18, DW_FORM_flag_present = 0x19,
  DW_LANG_Go = 0x16, DW_UT_compile = 1, DW_OP_call_frame_cfa = 0x9c,
  DW_LNCT_path = 1, DW_LNCT_directory_index = 2,
  DW_LNS_copy = 1, DW_LNS_advance_pc = 2, DW_LNS_advance_line = 3, DW_LNS_set_file = 4,
  DW_LNE_end_sequence = 1, DW_LNE_set_address = 2,
  ABBREV_UNIT = 1, ABBREV_FUNCTION = 2,
  LINE_BASE = -5, LINE_RANGE = 14, OPCODE_BASE = 13
};

typedef struct DwarfWriter {
  Linker *linker;
  Arena *arena;
  ByteVec abbrev, info, line;
  Map file_numbers;             // Name* -> number + 1
  Vec(const Name *) files;
} DwarfWriter;

static void patch_length(ByteVec *v, uint32_t at) { put_u32(v->data + at, v->len - at - 4); }

static void write_abbrev(DwarfWriter *w) {
  static const uint8_t unit[] = {ABBREV_UNIT, DW_TAG_compile_unit, 1, DW_AT_producer, DW_FORM_string,
                                 DW_AT_language, DW_FORM_data2, DW_AT_name, DW_FORM_string, DW_AT_comp_dir,
                                 DW_FORM_string, DW_AT_low_pc, DW_FORM_addr, DW_AT_high_pc, DW_FORM_data8,
                                 DW_AT_stmt_list, DW_FORM_sec_offset, 0, 0};
  static const uint8_t function[] = {ABBREV_FUNCTION, DW_TAG_subprogram, 0, DW_AT_name, DW_FORM_string,
                                     DW_AT_low_pc, DW_FORM_addr, DW_AT_high_pc, DW_FORM_data4, DW_AT_frame_base,
                                     DW_FORM_exprloc, DW_AT_external, DW_FORM_flag_present, 0, 0, 0};
  bytes_data(w->arena, &w->abbrev, unit, sizeof unit);
  bytes_data(w->arena, &w->abbrev, function, sizeof function);
}

static void write_info(DwarfWriter *w) {
  const Section *text = &w->linker->sections[SECTION_TEXT];
  ByteVec *v = &w->info;
  bytes_u32(w->arena, v, 0);
  bytes_u16(w->arena, v, 5);
  bytes_u8(w->arena, v, DW_UT_compile);
  bytes_u8(w->arena, v, 8);
  bytes_u32(w->arena, v, 0);
  bytes_uleb(w->arena, v, ABBREV_UNIT);
  bytes_string(w->arena, v, arena_printf(w->arena, "tuco %s", w->linker->options->go_version ? w->linker->options->go_version : ""));
  bytes_u16(w->arena, v, DW_LANG_Go);
  bytes_string(w->arena, v, "main");
  bytes_string(w->arena, v, ".");
  bytes_u64(w->arena, v, text->address);
  bytes_u64(w->arena, v, text->size);
  bytes_u32(w->arena, v, 0);
  for (uint32_t i = 0; i < text->symbols.len; i++) {
    const Symbol *s = text->symbols.data[i];
    bytes_uleb(w->arena, v, ABBREV_FUNCTION);
    bytes_string(w->arena, v, s->name->text);
    bytes_u64(w->arena, v, s->address);
    bytes_u32(w->arena, v, (uint32_t)s->size);
    bytes_uleb(w->arena, v, 1);
    bytes_u8(w->arena, v, DW_OP_call_frame_cfa);
  }
  bytes_u8(w->arena, v, 0);
  patch_length(v, 0);
}

static uint32_t file_number(DwarfWriter *w, const char *path) {
  const Name *name = name_cstr(w->linker->session->names, path ? path : "");
  void *found = map_get(&w->file_numbers, map_key(name));
  if (found) return (uint32_t)(uintptr_t)found - 1;
  uint32_t number = w->files.len;
  vec_push(w->arena, &w->files, name);
  map_put(w->arena, &w->file_numbers, map_key(name), (void *)(uintptr_t)(number + 1));
  return number;
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

// One sequence a function.
static void write_function_lines(DwarfWriter *w, ByteVec *v, const Symbol *s) {
  const FuncMeta *meta = s->meta;
  if (!meta || !meta->lines.len) return;
  uint32_t pc = 0, file = 1;
  int64_t line = 1;
  extended(w, v, DW_LNE_set_address, s->address);
  for (uint32_t i = 0; i < meta->lines.len; i++) {
    const MetaPosition *p = &meta->positions.data[meta->lines.data[i].position];
    uint32_t number = file_number(w, p->file);
    if (number != file) {
      bytes_u8(w->arena, v, DW_LNS_set_file);
      bytes_uleb(w->arena, v, number);
      file = number;
    }
    advance(w, v, meta->lines.data[i].pc - pc, (int64_t)p->line - line);
    pc = meta->lines.data[i].pc;
    line = p->line;
  }
  bytes_u8(w->arena, v, DW_LNS_advance_pc);
  bytes_uleb(w->arena, v, (uint64_t)s->size - pc);
  extended(w, v, DW_LNE_end_sequence, 0);
}

static void write_line(DwarfWriter *w) {
  const Section *text = &w->linker->sections[SECTION_TEXT];
  ByteVec program = {0};
  file_number(w, "main.go");
  for (uint32_t i = 0; i < text->symbols.len; i++) write_function_lines(w, &program, text->symbols.data[i]);
  static const uint8_t fixed[] = {1 /* minimum instruction */, 1 /* operations */, 1 /* default is_stmt */,
                                  (uint8_t)LINE_BASE, LINE_RANGE, OPCODE_BASE,
                                  0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1 /* operand counts of standard opcodes */};
  static const uint8_t directory_format[] = {1, DW_LNCT_path, DW_FORM_string, 1};
  static const uint8_t file_format[] = {2, DW_LNCT_path, DW_FORM_string, DW_LNCT_directory_index, DW_FORM_udata};
  ByteVec *v = &w->line;
  bytes_u32(w->arena, v, 0);
  bytes_u16(w->arena, v, 5);
  bytes_u8(w->arena, v, 8);
  bytes_u8(w->arena, v, 0);
  uint32_t header_length = v->len;
  bytes_u32(w->arena, v, 0);
  bytes_data(w->arena, v, fixed, sizeof fixed);
  bytes_data(w->arena, v, directory_format, sizeof directory_format);
  bytes_string(w->arena, v, ".");
  bytes_data(w->arena, v, file_format, sizeof file_format);
  bytes_uleb(w->arena, v, w->files.len);
  for (uint32_t i = 0; i < w->files.len; i++) {
    bytes_string(w->arena, v, w->files.data[i]->text);
    bytes_uleb(w->arena, v, 0);
  }
  patch_length(v, header_length);
  bytes_data(w->arena, v, program.data, program.len);
  patch_length(v, 0);
}

uint32_t dwarf_build(Linker *linker, DebugSection *sections, uint32_t max) {
  DwarfWriter w = {.linker = linker, .arena = &linker->arena};
  write_abbrev(&w);
  write_info(&w);
  write_line(&w);
  if (max < 3) return 0;
  sections[0] = (DebugSection){".debug_abbrev", w.abbrev};
  sections[1] = (DebugSection){".debug_info", w.info};
  sections[2] = (DebugSection){".debug_line", w.line};
  return 3;
}
