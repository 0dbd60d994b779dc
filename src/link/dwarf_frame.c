// .debug_frame: at every instruction of compiled code where the caller's frame is, from the prologue's fixed form
// (abi/stack.h) and the places of the return instructions. In the body RBP is the frame pointer. Where assembly has
// changed to the system stack, the goroutine's saved registers are the caller's.
// Specification: DWARF 5, section 6.4.
#include <string.h>

#include "abi/stack.h"
#include "link/dwarf.h"

enum { RBP = 6, RSP = 7, R14 = 14, RETURN_ADDRESS = 16 };  // DWARF's numbers

typedef struct FrameWriter {
  DwarfWriter *w;
  uint32_t at;
} FrameWriter;

static void op(FrameWriter *f, uint8_t opcode) { bytes_u8(f->w->arena, &f->w->frame, opcode); }
static void number(FrameWriter *f, uint64_t x) { bytes_uleb(f->w->arena, &f->w->frame, x); }

static void advance_to(FrameWriter *f, uint32_t pc) {
  uint32_t delta = pc - f->at;
  f->at = pc;
  if (!delta) return;
  if (delta < 64) {
    op(f, (uint8_t)(DW_CFA_advance_loc | delta));
  } else if (delta < 256) {
    op(f, DW_CFA_advance_loc1);
    op(f, (uint8_t)delta);
  } else if (delta < 65536) {
    op(f, DW_CFA_advance_loc2);
    bytes_u16(f->w->arena, &f->w->frame, (uint16_t)delta);
  } else {
    op(f, DW_CFA_advance_loc4);
    bytes_u32(f->w->arena, &f->w->frame, delta);
  }
}

static void define_cfa(FrameWriter *f, uint32_t reg, uint32_t offset) {
  op(f, DW_CFA_def_cfa);
  number(f, reg);
  number(f, offset);
}

static void without_frame(FrameWriter *f) {
  define_cfa(f, RSP, 8);
  op(f, DW_CFA_restore | RBP);
}

// push rbp; mov rbp, rsp; sub rsp, F end at prologue_end.
static void compiled(FrameWriter *f, const FuncMeta *meta, uint32_t size) {
  if (meta->flags & FUNC_NO_FRAME) return;
  uint32_t subtract = !meta->frame_size ? 0 : meta->frame_size < 128 ? 4 : 7;
  advance_to(f, meta->prologue_end - subtract - 3);
  op(f, DW_CFA_def_cfa_offset);
  number(f, 16);
  op(f, DW_CFA_offset | RBP);
  number(f, 2);
  advance_to(f, meta->prologue_end - subtract);
  op(f, DW_CFA_def_cfa_register);
  number(f, RBP);
  for (uint32_t i = 0; i < meta->returns.len; i++) {
    advance_to(f, meta->returns.data[i]);
    op(f, DW_CFA_remember_state);
    without_frame(f);
    advance_to(f, meta->returns.data[i] + 1);
    op(f, DW_CFA_restore_state);
  }
  if (meta->cold_start >= size) return;
  advance_to(f, meta->cold_start);
  without_frame(f);
}

// A word of the goroutine's descriptor, or what it points to, as an expression.
static void goroutine_word(FrameWriter *f, uint32_t offset, bool load) {
  ByteVec expression = {0};
  bytes_u8(f->w->arena, &expression, DW_OP_breg0 + R14);
  bytes_sleb(f->w->arena, &expression, offset);
  if (load) bytes_u8(f->w->arena, &expression, DW_OP_deref);
  number(f, expression.len);
  bytes_data(f->w->arena, &f->w->frame, expression.data, expression.len);
}

static void saved_at(FrameWriter *f, uint32_t reg, uint32_t offset) {
  op(f, DW_CFA_expression);
  number(f, reg);
  goroutine_word(f, offset, false);
}

// From the end of the frame chain, `xor ebp, ebp`, which stands between the change to the system stack and the call of
// C.
static void changes_stack(FrameWriter *f, const Symbol *s) {
  uint32_t at = 0, size = (uint32_t)s->size;
  while (at + 1 < size && !(s->bytes[at] == 0x31 && s->bytes[at + 1] == 0xED)) at++;
  if (at + 1 >= size) return;
  advance_to(f, at);
  op(f, DW_CFA_def_cfa_expression);
  goroutine_word(f, ABI_G_SCHED_SP, true);
  saved_at(f, RETURN_ADDRESS, ABI_G_SCHED_PC);
  saved_at(f, RBP, ABI_G_SCHED_BP);
}

// Routines that start with push rbp; mov rbp, rsp.
static bool with_frame_pointer(FrameWriter *f, const Symbol *s) {
  static const uint8_t start[2][4] = {{0x55, 0x48, 0x89, 0xE5}, {0x55, 0x48, 0x8B, 0xEC}};
  uint32_t size = (uint32_t)s->size;
  if (size < 8 || (memcmp(s->bytes, start[0], 4) && memcmp(s->bytes, start[1], 4))) return false;
  advance_to(f, 1);
  op(f, DW_CFA_def_cfa_offset);
  number(f, 16);
  op(f, DW_CFA_offset | RBP);
  number(f, 2);
  advance_to(f, 4);
  op(f, DW_CFA_def_cfa_register);
  number(f, RBP);
  if (s->bytes[size - 1] != 0xC3) return true;
  advance_to(f, size - 1);
  without_frame(f);
  return true;
}

static bool assembly(FrameWriter *f, const Symbol *s, const RuntimeFunc *kind) {
  switch (kind->kind) {
    case FUNC_TOP:
      op(f, DW_CFA_undefined);
      number(f, RETURN_ADDRESS);
      return true;
    case FUNC_MORESTACK: changes_stack(f, s); return true;
    case FUNC_ASM:
      if (kind->frame_size) {
        advance_to(f, 4);  // sub rsp, frame_size
        define_cfa(f, RSP, kind->frame_size + 8);
      } else if (!strcmp(s->name->text, "rt_call_system")) {
        changes_stack(f, s);
      }
      return true;
    default: return with_frame_pointer(f, s);
  }
}

static bool describe(FrameWriter *f, const Symbol *s) {
  if (s->meta) {
    compiled(f, s->meta, (uint32_t)s->size);
    return true;
  }
  const Linker *linker = f->w->linker;
  for (uint32_t i = 0; i < linker->runtime_kinds.len; i++)
    if (linker->runtime_kinds.data[i].symbol == s) return assembly(f, s, &linker->runtime_kinds.data[i].description);
  return false;  // C: debuggers know its frames
}

// The common entry: on entry the return address is all there is.
static void common_entry(DwarfWriter *w) {
  static const uint8_t body[] = {0xff,
                                 0xff,
                                 0xff,
                                 0xff /* an entry like this */,
                                 4 /* version */,
                                 0 /* augmentation */,
                                 8 /* address size */,
                                 0,
                                 1 /* code factor */,
                                 0x78 /* data factor -8 */,
                                 RETURN_ADDRESS,
                                 DW_CFA_def_cfa,
                                 RSP,
                                 8,
                                 DW_CFA_offset | RETURN_ADDRESS,
                                 1};
  bytes_u32(w->arena, &w->frame, 0);
  bytes_data(w->arena, &w->frame, body, sizeof body);
  bytes_align(w->arena, &w->frame, 4);
  dwarf_patch_length(&w->frame, 0);
}

void dwarf_write_frames(DwarfWriter *w) {
  const Section *text = &w->linker->sections[SECTION_TEXT];
  common_entry(w);
  for (uint32_t i = 0; i < text->symbols.len; i++) {
    const Symbol *s = text->symbols.data[i];
    uint32_t start = w->frame.len;
    FrameWriter f = {w, 0};
    bytes_u32(w->arena, &w->frame, 0);
    bytes_u32(w->arena, &w->frame, 0);
    bytes_u64(w->arena, &w->frame, s->address);
    bytes_u64(w->arena, &w->frame, (uint64_t)s->size);
    if (describe(&f, s)) {
      bytes_align(w->arena, &w->frame, 4);
      dwarf_patch_length(&w->frame, start);
    } else {
      w->frame.len = start;
    }
  }
}
