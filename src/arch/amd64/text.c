// An instruction as text, in Intel's syntax.
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "arch/amd64/instruction.h"

static const char *const legacy_names[4][8] = {{"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"},
                                               {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"},
                                               {"eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"},
                                               {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi"}};
static const char *const conditions[16] = {"o", "no", "b", "ae", "e", "ne", "be", "a",
                                           "s", "ns", "p", "np", "l", "ge", "le", "g"};
static const char *const roundings[6] = {"", "rn-sae", "rd-sae", "ru-sae", "rz-sae", "sae"};

void text_put(Text *t, const char *format, ...) {
  va_list args;
  va_start(args, format);
  t->len += (uint32_t)vsnprintf(t->out + t->len, INSTRUCTION_TEXT - t->len, format, args);
  va_end(args);
  if (t->len >= INSTRUCTION_TEXT) t->len = INSTRUCTION_TEXT - 1;
}

static void put_general(Text *t, uint32_t r, uint32_t size) {
  uint32_t log = size >= 8 ? 3 : size == 4 ? 2 : size == 2 ? 1 : 0;
  static const char suffixes[4][2] = {"b", "w", "d", ""};
  if (r < 8) text_put(t, "%s", legacy_names[log][r]);
  else text_put(t, "r%u%s", r, suffixes[log]);
}

static void put_vector(Text *t, uint32_t r, uint32_t size) {
  text_put(t, "%cmm%u", size == 64 ? 'z' : size == 32 ? 'y' : 'x', r);
}

static void put_disp(Text *t, int64_t disp) {
  if (disp < 0) text_put(t, "-0x%" PRIx64, (uint64_t)-disp);
  else text_put(t, "+0x%" PRIx64, (uint64_t)disp);
}

static void put_size(Text *t, uint32_t size, bool broadcast) {
  static const char *const names[] = {"BYTE", "WORD", "DWORD", "QWORD", "XMMWORD", "YMMWORD", "ZMMWORD"};
  if (size) text_put(t, "%s %s ", names[__builtin_ctz(size)], broadcast ? "BCST" : "PTR");
}

static void put_memory(Text *t, const Rm *rm, uint32_t size, bool broadcast) {
  put_size(t, size, broadcast);
  if (rm->symbol || rm->local) {
    text_put(t, "[rip");
    if (rm->symbol) text_put(t, "+%s", rm->symbol->name->text);
    if (rm->disp || !rm->symbol) put_disp(t, rm->disp);
  } else if (rm->base == NO_REGISTER && rm->index == NO_REGISTER) {
    text_put(t, "ds:0x%" PRIx64, (uint64_t)(int64_t)rm->disp);
    return;
  } else {
    text_put(t, "[");
    if (rm->base != NO_REGISTER) put_general(t, rm->base, 8);
    if (rm->index != NO_REGISTER) {
      if (rm->base != NO_REGISTER) text_put(t, "+");
      put_general(t, rm->index, 8);
      text_put(t, "*%d", 1 << rm->scale);
    }
    // RBP and R13, and no base at all, have no form without a displacement.
    if (rm->disp || rm->base == NO_REGISTER || (rm->base & 7) == 5) put_disp(t, rm->disp);
  }
  text_put(t, "]");
}

static void put_immediate(Text *t, const Encoding *row, OperandType type, const Operands *o) {
  uint32_t size = type == TYPE_b || type == TYPE_w || type == TYPE_d || type == TYPE_q
                      ? encoding_immediate_size(row, o->size)
                  : row->traits & TRAIT_SIZED ? o->size
                                              : 8;
  uint64_t mask = size == 8 ? UINT64_MAX : (1ull << 8 * size) - 1;
  text_put(t, "0x%" PRIx64, (uint64_t)o->imm & mask);
}

static void put_fixed(Text *t, Fixed which, const Operands *o) {
  switch (which) {
    case FIXED_rAXa: put_general(t, 0, o->size); break;
    case FIXED_CL: text_put(t, "cl"); break;
    case FIXED_One: text_put(t, "1"); break;
    case FIXED_XMM0: text_put(t, "xmm0"); break;
  }
}

// A register as wide as its operand; of what is narrower than that, the narrowest.
static void put_register(Text *t, OperandRegister r, OperandType type, uint32_t size) {
  uint32_t width = encoding_type_size(type, size);
  if (r.file == FILE_GENERAL) put_general(t, r.number, type == TYPE_bd || type == TYPE_wd ? 4 : width);
  else if (r.file == FILE_VECTOR) put_vector(t, r.number, width);
  else if (r.file == FILE_MASK) text_put(t, "k%u", r.number);
}

static void put_operand(Text *t, const Encoding *row, uint16_t operand, const Operands *o, uint32_t end) {
  OperandType type = TYPE_OF(operand);
  if (operand_is_memory(operand, o)) {
    if (type != TYPE_) put_memory(t, &o->rm, encoding_memory_size(row, o), o->broadcast);
    else put_memory(t, &o->rm, 0, false);
    return;
  }
  switch (METHOD_OF(operand)) {
    case METHOD_I: put_immediate(t, row, type, o); break;
    case METHOD_J: text_put(t, "0x%" PRIx64, (uint64_t)(o->imm + end)); break;
    case METHOD_FIXED: put_fixed(t, (Fixed)type, o); break;
    default: put_register(t, operand_register(operand, o), type, o->size); break;
  }
}

void instruction_text(char out[INSTRUCTION_TEXT], Instruction id, const Operands *o, uint32_t end) {
  const Encoding *row = &amd64_encodings[id];
  Text t = {.out = out};
  out[0] = 0;
  const char *name = row->name, *condition = strchr(name, '?');
  if (condition) text_put(&t, "%.*s%s", (int)(condition - name), name, conditions[o->condition]);
  else text_put(&t, "%s", name);
  for (int k = 0; k < 4 && row->operands[k]; k++) {
    text_put(&t, k ? "," : " ");
    put_operand(&t, row, row->operands[k], o, end);
    if (k == 0 && o->mask) text_put(&t, "{k%u}%s", o->mask, o->zeroing ? "{z}" : "");
  }
  if (o->rounding) text_put(&t, ",{%s}", roundings[o->rounding]);
}
