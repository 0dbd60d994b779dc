// Checks of what this architecture made (-d=verify), against its two tables.
//
// After selection: each operation has operands and a size that its row of machine.def allows.
// After emission: the bytes of each operation are decoded again. They must be instructions of ops.def and nothing else,
// write only the registers that the operation defines or has reserved, read only those it uses (or what it has written
// itself), find their flags made by themselves, write memory only if the operation does, and need no newer processor
// than the operation's row says.
#include "arch/amd64/emit.h"

// ---- selection

enum { SHAPE = 16 };

// The operands that it has, in the letters of machine.def.
static void shape_of(const MachineInst *i, char shape[SHAPE]) {
  uint32_t n = 0;
  bool memory = (i->flags & INST_MEMORY) != 0;
  if (i->def_kind[0]) shape[n++] = 'D';
  if (i->def_kind[1]) shape[n++] = 'E';
  if (i->tied) shape[n++] = i->tied == 1 ? 't' : 'T';
  for (uint32_t k = 0; k < (memory ? 2 : 4); k++)
    if (i->use_kind[k]) shape[n++] = (char)('0' + k);
  if (i->flags & INST_IMMEDIATE) shape[n++] = 'i';
  if (memory) shape[n++] = i->flags & INST_STORE_TO ? 's' : 'm';
  else if (i->flags & INST_FRAME) shape[n++] = 'f';
  if (!n) shape[n++] = '-';
  shape[n] = 0;
}

static bool is_listed(const char *list, const char *word) {
  size_t length = strlen(word);
  for (const char *p = list;; p += strcspn(p, " ") + 1) {
    size_t here = strcspn(p, " ");
    if (here == length && strncmp(p, word, length) == 0) return true;
    if (!p[here]) return false;
  }
}

void verify_selection(const MachineFunc *m) {
  for (uint32_t k = 0; k < m->insts.len; k++) {
    const MachineInst *i = &m->insts.data[k];
    const MachineOpInfo *info = op_info(i->op);
    char shape[SHAPE];
    shape_of(i, shape);
    if (!is_listed(info->operands, shape))
      ice("verify", m->f->display_name, "machine operation %s has operands \"%s\"", info->name, shape);
    if (info->sizes && (i->size & (i->size - 1) || !(i->size & info->sizes)))
      ice("verify", m->f->display_name, "machine operation %s of size %u", info->name, i->size);
  }
}

// ---- emission

static uint32_t location_set(uint32_t location) { return location < REGISTER_COUNT ? 1u << location : 0; }

typedef struct Allowed {
  uint32_t reads, writes;
  bool memory;  // may write it anywhere, not only in its frame
} Allowed;

static Allowed allowed_by(const Emit *e, const MachineInst *i) {
  Allowed a = {.reads = i->clobber | 1u << RSP | 1u << X15, .writes = i->clobber};
  for (int k = 0; k < 4; k++)
    if (i->use_kind[k]) a.reads |= location_set(i->use[k]);
  for (int k = 0; k < 2; k++)
    if (i->def_kind[k]) a.writes |= location_set(i->def[k]);
  for (int64_t k = 0; i->op == M_COPY && k < i->imm; k++) {
    const CopyPair *pair = &e->m->copies.data[i->extra + k];
    bool from_register = pair->kind == COPY_TO_VREG;
    a.reads |= from_register ? 1u << pair->reg : pair->kind == COPY_FROM_VREG ? location_set(pair->vreg) : 0;
    a.writes |= from_register ? location_set(pair->vreg) : 1u << pair->reg;
  }
  if (i->op == M_CALLM) a.reads |= 1u << i->aux;
  if (i->op == M_RET) a.writes |= 1u << RSP | 1u << RBP;
  if (i->op == M_NILTEST) a.reads |= 1u << RAX;  // compared with nothing in mind
  a.memory = op_info(i->op)->memory == MEMORY_stores;
  return a;
}

static bool in_frame(const Operands *o) { return o->rm.memory && o->rm.base == RSP; }

static _Noreturn void fail_at(const Emit *e, const char *op, const Decoded *d, const char *what) {
  char text[INSTRUCTION_TEXT];
  instruction_text(text, d->id, &d->operands, 0);
  ice("verify", e->m->f->display_name, "%s was emitted with \"%s\", which %s", op, text, what);
}

// X15 is zero between operations: what wrote it has cleared it.
static bool clears_x15(const Decoded *d) {
  return d->id == I_XORPS && d->operands.reg == 15 && !d->operands.rm.memory && d->operands.rm.reg == 15;
}

static void check_code(Emit *e, const char *op, uint32_t start, const Allowed *allowed, uint32_t feature) {
  uint32_t written = 0;
  bool flags = false, dirty = false;
  for (uint32_t at = start; at < e->code.len;) {
    Decoded d;
    if (!decode(e->decoder, e->code.bytes + at, e->code.len - at, &d))
      ice("verify", e->m->f->display_name, "%s was emitted with bytes that are no instruction, at %u", op, at);
    Effects effects = instruction_effects(d.id, &d.operands);
    if (effects.reads & ~(allowed->reads | written)) fail_at(e, op, &d, "reads a register that is no operand");
    if (effects.writes & ~(allowed->writes | 1u << X15)) fail_at(e, op, &d, "writes a register that is no result");
    if (effects.reads_flags && !flags) fail_at(e, op, &d, "reads flags that nothing before it made");
    if (effects.writes_memory && !allowed->memory && !in_frame(&d.operands)) fail_at(e, op, &d, "writes memory");
    uint32_t needed = amd64_encodings[d.id].feature;
    if (needed > FEATURE_SSE2 && needed != feature) fail_at(e, op, &d, "not every processor has");
    written |= effects.writes;
    flags |= effects.writes_flags;
    if (effects.writes >> X15 & 1) dirty = !clears_x15(&d);
    at += d.length;
  }
  if (dirty) ice("verify", e->m->f->display_name, "%s leaves X15 other than zero", op);
}

void verify_inst(Emit *e, const MachineInst *i, uint32_t start) {
  const MachineOpInfo *info = op_info(i->op);
  Allowed allowed = allowed_by(e, i);
  check_code(e, info->name, start, &allowed, amd64_encodings[info->row].feature);
}

void verify_moves(Emit *e, const Move *moves, uint32_t count, uint32_t start) {
  Allowed allowed = {.reads = 1u << RSP};
  for (uint32_t k = 0; k < count; k++) {
    if (moves[k].from != LOCATION_NONE) allowed.reads |= location_set(moves[k].from);
    allowed.writes |= location_set(moves[k].to);
  }
  check_code(e, "a move", start, &allowed, FEATURE_BASE);
}

// A panic stub moves to registers of its own, and does not come back.
void verify_cold(Emit *e, const ColdPart *part, uint32_t start) {
  const MachineOpInfo *info = op_info(part->inst.op);
  Allowed allowed = allowed_by(e, &part->inst);
  if (part->inst.op == M_BARRIER) allowed.memory = true;
  else allowed.writes |= 1u << RAX | 1u << RCX | 1u << RDX;
  check_code(e, info->name, start, &allowed, FEATURE_BASE);
}
