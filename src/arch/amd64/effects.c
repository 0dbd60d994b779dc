// What an instruction reads and writes, from its row's effects and its operands.
#include "arch/amd64/instruction.h"

static uint32_t general(uint32_t r) { return 1u << (r & 15); }
static uint32_t vector(uint32_t r) { return r < 16 ? 1u << (X0 + r) : 0; }

// The operand's register as a set; empty for memory, immediates and registers that the compiler does not have.
static uint32_t register_set(uint16_t operand, const Operands *o) {
  OperandRegister r = operand_register(operand, o);
  return r.file == FILE_GENERAL ? general(r.number) : r.file == FILE_VECTOR ? vector(r.number) : 0;
}

static void add_implicit(Effects *e, char letter) {
  static const char letters[] = "ACDBST", small[] = "acdbst";
  static const uint8_t registers[] = {RAX, RCX, RDX, RBX, RSI, RDI};
  const char *at = strchr(letters, letter);
  if (at) e->writes |= general(registers[at - letters]);
  at = strchr(small, letter);
  if (at) e->reads |= general(registers[at - small]);
  if (letter == 'F') e->writes_flags = true;
  if (letter == 'f') e->reads_flags = true;
  if (letter == 'T') e->writes_memory = true;  // strings: through RDI
}

// x ^ x, x - x, and x - x - carry know nothing of x.
static bool forgets_operands(Instruction id, const Operands *o) {
  bool same = !o->rm.memory && o->rm.reg == o->reg;
  return same && (id == I_XOR_GE || id == I_XOR_EG || id == I_SBB_GE || id == I_SUB_GE || id == I_XORPS);
}

Effects instruction_effects(Instruction id, const Operands *o) {
  const Encoding *row = &amd64_encodings[id];
  const char *letter = row->effects;
  Effects e = {0};
  for (int k = 0; k < 4 && row->operands[k]; k++, letter++) {
    uint32_t r = register_set(row->operands[k], o);
    bool written = *letter == 'w' || *letter == 'm', read = *letter == 'r' || *letter == 'm';
    if (written) e.writes |= r;
    if (read) e.reads |= r;
    if (operand_is_memory(row->operands[k], o)) e.writes_memory |= written;
  }
  if (forgets_operands(id, o)) e.reads = 0;
  if (o->rm.memory && o->rm.base != NO_REGISTER) e.reads |= general(o->rm.base);
  if (o->rm.memory && o->rm.index != NO_REGISTER) e.reads |= general(o->rm.index);
  for (; *letter; letter++) add_implicit(&e, *letter);
  return e;
}
