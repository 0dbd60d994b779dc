// The order of the back end's passes for one function.
#include "abi/functab.h"
#include "backend/arch.h"
#include "backend/backend.h"

VReg machine_vreg(MachineFunc *m, IrType type) {
  vec_push(m->arena, &m->vregs, ((VRegInfo){.is_float = type == IR_F32 || type == IR_F64, .is_pointer = type == IR_P}));
  return m->vregs.len - 1;
}

// The name of a position's file as traces show it; `//line :1` leaves none.
static const char *shown_file(const Place *place) {
  if (!place->file) return NULL;
  const char *name = place->path == place->file->display ? place->file->recorded : place->path;
  return *name ? name : "??";
}

static void fill_meta(MachineFunc *m) {
  Func *f = m->f;
  FuncMeta *meta = m->meta;
  Place place = source_place(f->session->sources, f->start);
  meta->name = name_cstr(f->session->names, f->display_name);
  meta->file = place.file ? shown_file(&place) : "";
  meta->start_line = place.line;
  meta->frame_size = (uint32_t)m->frame_size;
  meta->args_size = f->signature ? (uint32_t)(f->signature->args_size + f->signature->spill_size) : 0;
  meta->kind = f->kind;
  uint16_t traits = f->symbol->traits;
  meta->flags =
      (uint8_t)((m->no_frame ? FUNC_NO_FRAME : 0) | (m->stack_check ? 0 : FUNC_NOSPLIT) |
                (f->has_defer ? FUNC_HAS_DEFER : 0) | (f->no_preempt ? FUNC_NO_PREEMPT : 0) |
                (traits & TRAIT_SHOWN ? FUNC_SHOWN : 0) | (traits & TRAIT_WRAPPER_PANIC ? FUNC_WRAPPER_PANIC : 0));
  for (uint32_t i = 0; i < f->positions.len; i++) {
    Position *position = &f->positions.data[i];
    Place at = source_place(f->session->sources, position->pos);
    MetaPosition out = {
        .file = at.file ? shown_file(&at) : meta->file, .line = at.line, .inline_node = position->inline_node};
    vec_push(m->out, &meta->positions, out);
  }
  for (uint32_t i = 0; i < f->inlines.len; i++) {
    InlineSite *site = &f->inlines.data[i];
    Place call = source_place(f->session->sources, site->call_pos);
    Place start = source_place(f->session->sources, site->start);
    MetaInline out = {.parent = site->parent,
                      .name = name_cstr(f->session->names, site->name),
                      .call_file = call.file ? shown_file(&call) : meta->file,
                      .call_line = call.line,
                      .start_line = start.line,
                      .kind = site->kind};
    vec_push(m->out, &meta->inlines, out);
  }
}

// Operands as the selection made them, for the verifiers.
typedef struct Before {
  MachineInst *insts;
  CopyPair *copies;
} Before;

static Before copy_operands(MachineFunc *m) {
  Before b = {arena_array(m->arena, MachineInst, m->insts.len + 1), arena_array(m->arena, CopyPair, m->copies.len + 1)};
  memcpy(b.insts, m->insts.data, m->insts.len * sizeof *b.insts);
  if (m->copies.len) memcpy(b.copies, m->copies.data, m->copies.len * sizeof *b.copies);
  return b;
}

static void compile(Func *f, Arena *arena, SymbolTable *table) {
  assert(f->symbol && !f->symbol->meta && f->blocks.len > 1 && !func_block(f, 1)->preds.len);
  MachineFunc m = {.f = f, .arch = &arch_amd64, .arena = f->arena, .out = arena, .table = table};
  func_drop_debug_values(f);  // until DWARF has variables
  vec_push(m.arena, &m.vregs, ((VRegInfo){0}));
  vec_push(m.arena, &m.objects, ((FrameObject){0}));
  vec_push(m.arena, &m.objects, ((FrameObject){0}));
  m.meta = arena_new(arena, FuncMeta);
  backend_layout(&m);
  m.arch->select(&m);
  backend_variables(&m);
  if (m.objects.len > OBJECT_FIRST_LOCAL + 1) backend_share(&m);
  backend_intervals(&m);
  backend_allocate(&m);
  bool verify = f->session && f->session->debug.verify;
  Before before = {0};
  if (verify) before = copy_operands(&m);
  backend_resolve(&m);
  if (verify) backend_verify(&m, before.insts, before.copies);
  if (!backend_frame(&m)) return;
  backend_stackmaps(&m);
  if (verify) backend_verify_maps(&m, before.insts, before.copies);
  fill_meta(&m);
  m.arch->emit(&m);
  if (f->symbol->kind != SYMBOL_TEXT) f->symbol->kind = SYMBOL_TEXT;  // others may be reading it
  f->symbol->align_log2 = 4;
  f->symbol->meta = m.meta;
}

void backend_compile(Func *f, Arena *arena, SymbolTable *table) {
  Activity before = activity_begin("backend", f->display_name);
  compile(f, arena, table);
  activity_end(before);
}
