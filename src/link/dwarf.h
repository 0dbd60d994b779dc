// What the writers of debug information share: constants of DWARF 5 (dwarfstd.org) and the state of one link.
#ifndef TUCO_LINK_DWARF_H
#define TUCO_LINK_DWARF_H

#include "link/internal.h"

enum {
  DW_TAG_compile_unit = 0x11,
  DW_TAG_subprogram = 0x2e,
  DW_TAG_inlined_subroutine = 0x1d,
  DW_AT_name = 0x03,
  DW_AT_stmt_list = 0x10,
  DW_AT_low_pc = 0x11,
  DW_AT_high_pc = 0x12,
  DW_AT_language = 0x13,
  DW_AT_comp_dir = 0x1b,
  DW_AT_inline = 0x20,
  DW_AT_producer = 0x25,
  DW_AT_abstract_origin = 0x31,
  DW_AT_external = 0x3f,
  DW_AT_frame_base = 0x40,
  DW_AT_ranges = 0x55,
  DW_AT_call_file = 0x58,
  DW_AT_call_line = 0x59,
  DW_FORM_addr = 0x01,
  DW_FORM_data1 = 0x0b,
  DW_FORM_data2 = 0x05,
  DW_FORM_data4 = 0x06,
  DW_FORM_string = 0x08,
  DW_FORM_strp = 0x0e,
  DW_FORM_udata = 0x0f,
  DW_FORM_ref4 = 0x13,
  DW_FORM_sec_offset = 0x17,
  DW_FORM_exprloc = 0x18,
  DW_FORM_flag_present = 0x19,
  DW_FORM_line_strp = 0x1f,
  DW_FORM_implicit_const = 0x21,
  DW_LANG_Go = 0x16,
  DW_LANG_C11 = 0x1d,
  DW_UT_compile = 1,
  DW_INL_inlined = 1,
  DW_RLE_end_of_list = 0,
  DW_RLE_base_address = 5,
  DW_RLE_offset_pair = 4,
  DW_RLE_start_length = 7,
  DW_LNCT_path = 1,
  DW_LNCT_directory_index = 2,
  DW_LNS_copy = 1,
  DW_LNS_advance_pc = 2,
  DW_LNS_advance_line = 3,
  DW_LNS_set_file = 4,
  DW_LNE_end_sequence = 1,
  DW_LNE_set_address = 2,
  DW_CFA_advance_loc = 0x40,
  DW_CFA_offset = 0x80,
  DW_CFA_restore = 0xc0,
  DW_CFA_advance_loc1 = 2,
  DW_CFA_advance_loc2 = 3,
  DW_CFA_advance_loc4 = 4,
  DW_CFA_undefined = 7,
  DW_CFA_remember_state = 0x0a,
  DW_CFA_restore_state = 0x0b,
  DW_CFA_def_cfa = 0x0c,
  DW_CFA_def_cfa_register = 0x0d,
  DW_CFA_def_cfa_offset = 0x0e,
  DW_CFA_def_cfa_expression = 0x0f,
  DW_CFA_expression = 0x10,
  DW_OP_deref = 0x06,
  DW_OP_breg0 = 0x70,
  DW_OP_call_frame_cfa = 0x9c
};

// The functions of one package, or those of the runtime's C and assembly (name NULL).
typedef struct DwarfUnit {
  const Name *name;
  SymbolVec functions;  // in order of addresses
  Map file_numbers;     // Name* -> number + 1
  Vec(const Name *) files;
  const char *last_file;  // asked for, and its number: mostly it is the same again
  uint32_t last_number;
} DwarfUnit;

typedef struct DwarfWriter {
  Linker *linker;
  Arena *arena;
  ByteVec abbrev, info, line, line_strings, ranges, frame;
  Map line_string_offsets;  // Name* -> offset + 1
  Vec(DwarfUnit *) units;
} DwarfWriter;

// Fills in the length field at `at`, which counts what follows it.
static inline void dwarf_patch_length(ByteVec *v, uint32_t at) { put_u32(v->data + at, v->len - at - 4); }

// dwarf_line.c: number of a file in the unit's table; the unit's line table.
uint32_t dwarf_file_number(DwarfWriter *w, DwarfUnit *unit, const char *path);
void dwarf_write_lines(DwarfWriter *w, DwarfUnit *unit);
// dwarf_frame.c: .debug_frame of all functions.
void dwarf_write_frames(DwarfWriter *w);

#endif
