// An instruction as Go's assembler writes it: sizes and conditions in the name, registers without a size, the
// destination last.
#include <inttypes.h>

#include "arch/amd64/instruction.h"

static const char *const general_names[16] = {"AX", "CX", "DX",  "BX",  "SP",  "BP",  "SI",  "DI",
                                              "R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15"};
static const char *const conditions[16] = {"OS", "OC", "CS", "CC", "EQ", "NE", "LS", "HI",
                                           "MI", "PL", "PS", "PC", "LT", "GE", "LE", "GT"};
static const char *const roundings[6] = {"", ".RN_SAE", ".RD_SAE", ".RU_SAE", ".RZ_SAE", ".SAE"};

static void put_name(Text *t, const Encoding *row, const Operands *o) {
  for (const char *p = row->go; *p; p++) {
    if (*p == '*') text_put(t, "%c", "BWLQ"[__builtin_ctz(o->size)]);
    else if (*p == '?') text_put(t, "%s", conditions[o->condition]);
    else if (*p != '=') text_put(t, "%c", *p);
  }
  text_put(t, "%s%s%s", o->broadcast ? ".BCST" : "", roundings[o->rounding], o->zeroing ? ".Z" : "");
}

static void put_vector(Text *t, uint32_t r, uint32_t size) {
  text_put(t, "%c%u", size == 64 ? 'Z' : size == 32 ? 'Y' : 'X', r);
}

static void put_memory(Text *t, const Rm *rm) {
  if (rm->disp || (rm->base == NO_REGISTER && rm->index == NO_REGISTER)) text_put(t, "%" PRId32, rm->disp);
  if (rm->base != NO_REGISTER) text_put(t, "(%s)", general_names[rm->base]);
  if (rm->index != NO_REGISTER) text_put(t, "(%s*%d)", general_names[rm->index], 1 << rm->scale);
}

static void put_register(Text *t, OperandRegister r, uint32_t size) {
  if (r.file == FILE_GENERAL) text_put(t, "%s", general_names[r.number]);
  else if (r.file == FILE_VECTOR) put_vector(t, r.number, size);
  else if (r.file == FILE_MASK) text_put(t, "K%u", r.number);
}

static void put_operand(Text *t, uint16_t operand, const Operands *o) {
  if (operand_is_memory(operand, o)) {
    put_memory(t, &o->rm);
    return;
  }
  switch (METHOD_OF(operand)) {
    case METHOD_I: text_put(t, "$%" PRId64, o->imm); break;
    case METHOD_J: text_put(t, "%" PRId64 "(PC)", o->imm); break;
    case METHOD_FIXED: text_put(t, "%s", (const char *const[]){"AX", "CX", "$1", "X0"}[TYPE_OF(operand)]); break;
    default: put_register(t, operand_register(operand, o), encoding_type_size(TYPE_OF(operand), o->size)); break;
  }
}

bool instruction_go_text(char out[INSTRUCTION_TEXT], Instruction id, const Operands *o) {
  const Encoding *row = &amd64_encodings[id];
  Text t = {.out = out};
  if (!*row->go) return false;
  put_name(&t, row, o);
  int count = 0;
  while (count < 4 && row->operands[count]) count++;
  bool in_order = row->go[0] == '=';
  for (int k = 0; k < count; k++) {
    int which = in_order ? k : count - 1 - k;
    text_put(&t, k ? ", " : " ");
    if (which == 0 && o->mask) text_put(&t, "K%u, ", o->mask);
    put_operand(&t, row->operands[which], o);
  }
  return true;
}
