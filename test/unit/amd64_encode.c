// Every row of src/arch/amd64/ops.def with every kind of operand that it takes: encoded, decoded again, and what
// objdump reads in the bytes compared with the instruction's text. One thing is varied at a time: each register, each
// shape of address (bases that need SIB or a displacement, index, no base, relative to RIP, edges of the displacement),
// edges of the immediate, sizes, conditions, masks, broadcast and rounding.
//   amd64_encode [NAME]    NAME: only rows whose name begins so, with all lines
// Without objdump only encoder, decoder and table are compared.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "amd64_rows.h"
#include "arch/amd64/amd64.h"

typedef struct Line {
  uint32_t at;
  Instruction id;
  char text[INSTRUCTION_TEXT];
} Line;
typedef struct Test {
  Code code;
  Decoder *decoder;
  Line *lines;
  uint32_t count, cap;
  Instruction failed;  // the last row that did
  uint32_t failures;
} Test;

static void fail(Test *t, const Line *line, const char *what, const char *got) {
  t->failures += line->id != t->failed;  // the first of each row
  if (line->id == t->failed) return;
  t->failed = line->id;
  printf("row %u \"%s\": %s \"%s\", bytes", line->id, line->text, what, got);
  for (uint32_t k = line->at; k < t->code.len && k < line->at + 15; k++) printf(" %02x", t->code.bytes[k]);
  printf("\n");
}

static bool has_type(const Encoding *row, OperandType type) {
  for (int k = 0; k < 4; k++)
    if (METHOD_OF(row->operands[k]) != METHOD_FIXED && TYPE_OF(row->operands[k]) == type) return true;
  return false;
}
static bool takes_memory(const Encoding *row) {
  for (int k = 0; k < 4; k++) {
    Method method = METHOD_OF(row->operands[k]);
    if (method == METHOD_E || method == METHOD_M || method == METHOD_W) return true;
    if (method == METHOD_Q && TYPE_OF(row->operands[k]) != TYPE_) return true;
  }
  return false;
}
// ---- one instruction

// Strings read otherwise in objdump, which names their operands.
static const char *objdump_text(const Line *line) {
  switch (line->id) {
    case I_MOVSB: return "movs BYTE PTR es:[rdi],BYTE PTR ds:[rsi]";
    case I_MOVSQ: return "movs QWORD PTR es:[rdi],QWORD PTR ds:[rsi]";
    case I_STOSB: return "stos BYTE PTR es:[rdi],al";
    case I_STOSQ: return "stos QWORD PTR es:[rdi],rax";
    default: return line->text;
  }
}

static void one(Test *t, Instruction id, const Operands *o) {
  if (t->count == t->cap) t->lines = realloc(t->lines, (t->cap = t->cap ? 2 * t->cap : 4096) * sizeof(Line));
  Line *line = &t->lines[t->count++];
  *line = (Line){.at = t->code.len, .id = id};
  encode(&t->code, id, o);
  instruction_text(line->text, id, o, t->code.len);
  Decoded back;
  char text[INSTRUCTION_TEXT] = "nothing";
  bool known = decode(t->decoder, t->code.bytes + line->at, t->code.len - line->at, &back);
  if (known) instruction_text(text, back.id, &back.operands, line->at + back.length);
  if (!known || line->at + back.length != t->code.len || strcmp(text, line->text)) fail(t, line, "decoded as", text);
}

// A prefix is decoded as an instruction of its own; objdump reads it and what follows as one.
static void prefixed(Test *t, Instruction prefix, Instruction id, const Operands *o) {
  encode_plain(&t->code, prefix);
  one(t, id, o);
  Line *line = &t->lines[t->count - 1];
  char text[INSTRUCTION_TEXT];
  snprintf(text, sizeof text, "%s %.100s", amd64_encodings[prefix].name, objdump_text(line));
  *line = (Line){.at = line->at - 1, .id = prefix};
  memcpy(line->text, text, sizeof text);
  Decoded back;
  if (!decode(t->decoder, t->code.bytes + line->at, t->code.len - line->at, &back) || back.id != prefix)
    fail(t, line, "decoded as another than", amd64_encodings[prefix].name);
}

// ---- what is varied

static void vary_immediate(Test *t, Instruction id, Operands o) {
  const Encoding *row = &amd64_encodings[id];
  static const int64_t edges[] = {
      2, 127, -128, 128, 255, 0x7FFF, -0x8000, 0xFFFF, INT32_MAX, INT32_MIN, UINT32_MAX, 0x123456789ABCDEF, INT64_MIN};
  uint32_t size = encoding_immediate_size(row, o.size);
  // By some immediates objdump gives an instruction a name of its own: those are small.
  bool named = strstr(row->name, "pclmul") || strstr(row->name, "vpcmpu");
  for (uint32_t k = 0; size && k < sizeof edges / sizeof *edges; k++) {
    o.imm = edges[k];
    if (encoding_immediate_fits(row, &o) && !(named && o.imm < 32 && o.imm >= 0)) one(t, id, &o);
  }
  if (!size) one(t, id, &o);
}

// The registers of one class, one place after the other: general 16, vectors 16, or 32 by EVEX, masks 8.
static void vary_registers(Test *t, Instruction id, Operands o) {
  const Encoding *row = &amd64_encodings[id];
  uint32_t vectors = row->space == SPACE_EVEX ? 32 : 16;
  bool in_reg =
      has_method(row, METHOD_G) || has_method(row, METHOD_Z) || has_method(row, METHOD_V) || has_method(row, METHOD_K);
  uint32_t reg_count = has_method(row, METHOD_V) ? vectors : has_method(row, METHOD_K) ? 8 : 16;
  uint32_t second_count = has_method(row, METHOD_H)   ? vectors
                          : has_method(row, METHOD_B) ? 16
                          : has_method(row, METHOD_T) ? 8
                                                      : 0;
  uint32_t rm_count = has_method(row, METHOD_W) || has_method(row, METHOD_U) ? vectors
                      : has_method(row, METHOD_Q)                            ? 8
                                                                             : 16;
  for (uint32_t r = 0; in_reg && r < reg_count; r++) {
    Operands other = o;
    other.reg = (uint8_t)r;
    one(t, id, &other);
  }
  for (uint32_t r = 0; r < second_count; r++) {
    Operands other = o;
    other.second = (uint8_t)r;
    one(t, id, &other);
  }
  for (uint32_t r = 0; takes_register(row) && !o.rm.memory && r < rm_count; r++) {
    Operands other = o;
    other.rm.reg = (uint8_t)r;
    one(t, id, &other);
  }
  for (uint32_t r = 0; has_method(row, METHOD_X) && r < 16; r++) {
    Operands other = o;
    other.last = (uint8_t)r;
    one(t, id, &other);
  }
}

static void vary_address(Test *t, Instruction id, Operands o) {
  static const int32_t disps[] = {0, 1, 127, -128, 128, -129, 64, 127 * 4, 127 * 64, 128 * 64, INT32_MAX, INT32_MIN};
  const Encoding *row = &amd64_encodings[id];
  for (uint32_t base = 0; base < 16; base++) {
    for (uint32_t k = 0; k < sizeof disps / sizeof *disps; k++) {
      if (k > 6 && base % 5) continue;
      o.rm = rm_base(base, disps[k]);
      one(t, id, &o);
    }
    o.rm = rm_base(base, base % 3 ? 16 : 0);
    o.rm.index = (uint8_t)((base * 7 + 2) & 15);
    if (o.rm.index == RSP) o.rm.index = R12;
    o.rm.scale = base & 3;
    one(t, id, &o);
  }
  for (uint32_t index = 0; index < 16; index++) {
    if (index == RSP) continue;
    o.rm =
        (Rm){.memory = true, .base = NO_REGISTER, .index = (uint8_t)index, .scale = index & 3, .disp = 8 - (int)index};
    one(t, id, &o);
    o.rm.base = index & 1 ? RBP : R12;
    one(t, id, &o);
  }
  o.rm = (Rm){.memory = true, .base = NO_REGISTER, .index = NO_REGISTER, .disp = 0x1234};
  one(t, id, &o);
  o.rm = (Rm){.memory = true, .local = true};
  if (!encoding_immediate_size(row, o.size)) one(t, id, &o);
}

static void vary_decorations(Test *t, Instruction id, Operands o) {
  const Encoding *row = &amd64_encodings[id];
  const char *decorations = row->decorations ? row->decorations : "";
  if (strchr(decorations, 'k')) {
    for (uint32_t mask = 1; mask < 8; mask += 3) {
      Operands other = o;
      other.mask = (uint8_t)mask;
      one(t, id, &other);
      other.zeroing =
          strchr(decorations, 'z') && !(o.rm.memory && strchr("EWM", 'W') && row->operands[0] >> 5 == METHOD_W);
      one(t, id, &other);
    }
  }
  if (o.rm.memory && strpbrk(decorations, "48")) {
    Operands other = o;
    other.broadcast = true;
    other.rm.disp = 508;
    one(t, id, &other);
    other.rm.disp = 1016;
    one(t, id, &other);
  }
  if (o.rm.memory || (LENGTH_VARIES(row) && o.size != 64)) return;
  for (uint32_t k = ROUND_NEAREST; k <= ROUND_SAE; k++) {
    Operands other = o;
    other.rounding = (uint8_t)k;
    if (strchr(decorations, k == ROUND_SAE ? 's' : 'r')) one(t, id, &other);
  }
}

static void one_size(Test *t, Instruction id, uint32_t size) {
  const Encoding *row = &amd64_encodings[id];
  Operands o = {.size = (uint8_t)size, .imm = strstr(row->name, "pclmul") || strstr(row->name, "vpcmpu") ? 33 : 2};
  if (!row->immediate) o.imm = 0;
  if (row->extension == EXTENSION_R || row->extension == EXTENSION_P) o.reg = 1;
  if (has_method(row, METHOD_H) || has_method(row, METHOD_B) || has_method(row, METHOD_T)) o.second = 2;
  o.rm = takes_register(row) ? rm_register(3) : takes_memory(row) ? rm_base(RBX, 8) : rm_register(0);
  uint32_t conditions = strchr(row->name, '?') ? 16 : 1;
  for (uint32_t k = 0; k < conditions; k++) {
    o.condition = (uint8_t)k;
    vary_immediate(t, id, o);
  }
  vary_registers(t, id, o);
  vary_decorations(t, id, o);
  if (!takes_memory(row)) return;
  o.rm = rm_base(RBX, 8);
  vary_registers(t, id, o);
  vary_immediate(t, id, o);
  vary_decorations(t, id, o);
  vary_address(t, id, o);
}

// A letter of effects for each operand, and only those that ops.def explains.
static void check_effects(Test *t, Instruction id) {
  const Encoding *row = &amd64_encodings[id];
  uint32_t count = 0;
  while (count < 4 && row->operands[count]) count++;
  size_t letters = strcspn(row->effects, " ");
  const char *rest = row->effects + letters + (row->effects[letters] == ' ');
  bool good =
      letters == count && strspn(row->effects, "rwm-") == letters && strspn(rest, "FfACDBSTPacdbstpJK") == strlen(rest);
  for (uint32_t k = 0; good && k < count; k++) {
    Method method = METHOD_OF(row->operands[k]);
    bool constant =
        method == METHOD_I || method == METHOD_J || row->operands[k] == OPERAND_One || row->operands[k] == OPERAND_M;
    good = !constant || row->effects[k] == '-';
  }
  if (good) return;
  printf("row %u %s: effects \"%s\" of %u operands\n", id, row->name, row->effects, count);
  t->failures++;
}

static void one_row(Test *t, Instruction id) {
  const Encoding *row = &amd64_encodings[id];
  check_effects(t, id);
  if (id == I_LOCK || id == I_REP) return;  // with what they are for, below
  if (LENGTH_VARIES(row)) {
    for (uint32_t size = row->length == LENGTH_LX ? 16 : 32; size <= (row->space == SPACE_EVEX ? 64 : 32); size *= 2)
      one_size(t, id, size);
  } else if (row->traits & (TRAIT_SIZED | TRAIT_WIDE)) {
    bool any = row->traits & TRAIT_BYTE_OPCODE, word = row->traits & TRAIT_SIZED;
    for (uint32_t size = any ? 1 : word ? 2 : 4; size <= 8; size *= 2) one_size(t, id, size);
  } else {
    one_size(t, id, row->length == LENGTH_L2 ? 64 : has_type(row, TYPE_qq) ? 32 : 8);
  }
}

// ---- objdump

// Lines of objdump: "  offset:<tab>bytes<tab>text"; spaces in the text are made single.
static bool read_line(FILE *pipe, uint32_t *at, char *text) {
  char line[512];
  while (fgets(line, sizeof line, pipe)) {
    char *end, *tab = strchr(line, '\t');
    uint32_t offset = (uint32_t)strtoul(line, &end, 16);
    if (*end != ':' || !tab || !(tab = strchr(tab + 1, '\t'))) continue;
    char *out = text;
    for (char *p = tab + 1; *p && *p != '\n' && *p != '#'; p++)
      if (*p != ' ' || (out > text && out[-1] != ' ')) *out++ = *p;
    while (out > text && out[-1] == ' ') out--;
    *out = 0;
    *at = offset;
    return true;
  }
  return false;
}

// What versions of objdump write differently: that EVEX was not necessary, a comma before {rn-sae}, 16 bytes of
// integers.
static void plain(char *out, const char *text) {
  if (!strncmp(text, "{evex} ", 7)) text += 7;
  for (; *text; text++) {
    if (text[0] == ',' && text[1] == '{') continue;
    if (!strncmp(text, "OWORD", 5)) out += sprintf(out, "XMM"), text++;
    *out++ = *text;
  }
  *out = 0;
}

static void compare_line(Test *t, const Line *line, const char *text) {
  char read[512], wanted[512];
  plain(read, text);
  plain(wanted, objdump_text(line));
  if (strcmp(read, wanted)) fail(t, line, "objdump reads", text);
}

static void compare_with_objdump(Test *t) {
  char path[] = "/tmp/amd64_encodeXXXXXX", command[128];
  int fd = mkstemp(path);
  FILE *file = fdopen(fd, "wb");
  fwrite(t->code.bytes, 1, t->code.len, file);
  fclose(file);
  snprintf(command, sizeof command, "objdump -D -w -b binary -m i386:x86-64 -M intel %s", path);
  FILE *pipe = popen(command, "r");
  uint32_t at = 0, i = 0;
  char text[512] = "";
  for (; read_line(pipe, &at, text); i++) {
    while (i < t->count && t->lines[i].at < at) fail(t, &t->lines[i++], "objdump has nothing", "");
    if (i == t->count || t->lines[i].at != at) {
      if (i) fail(t, &t->lines[i - 1], "objdump reads two", text);
      i--;
      continue;
    }
    compare_line(t, &t->lines[i], text);
  }
  if (i != t->count) fail(t, &t->lines[t->count - 1], "objdump ends early", text);
  pclose(pipe);
  remove(path);
}

int main(int argc, char **argv) {
  Arena arena;
  arena_init(&arena);
  Test t = {.code = {.arena = &arena}, .decoder = decoder_new(&arena), .failed = I_END};
  uint32_t rows = 0;
  for (uint32_t id = 0; id < I_END; id++) {
    if (argc > 1 && strncmp(amd64_encodings[id].name, argv[1], strlen(argv[1]))) continue;
    one_row(&t, (Instruction)id);
    rows++;
  }
  Operands o = {.size = 8, .reg = R9, .rm = rm_base(RDI, 0)};
  static const Instruction locked[] = {I_ADD_EG, I_OR_EG, I_AND_EG, I_XADD, I_CMPXCHG, I_XCHG};
  static const Instruction repeated[] = {I_MOVSB, I_MOVSQ, I_STOSB, I_STOSQ};
  for (uint32_t k = 0; argc == 1 && k < 6; k++) prefixed(&t, I_LOCK, locked[k], &o);
  for (uint32_t k = 0; argc == 1 && k < 4; k++) prefixed(&t, I_REP, repeated[k], &(Operands){0});
  bool objdump = system("objdump --version > /dev/null 2>&1") == 0;
  if (objdump) compare_with_objdump(&t);
  for (uint32_t i = 0; argc > 1 && i < t.count; i++) printf("%s\n", t.lines[i].text);
  printf("%u rows, %u instructions, %u bytes%s: %s\n", rows, t.count, t.code.len, objdump ? "" : ", no objdump",
         t.failures ? "FAILED" : "ok");
  return t.failures != 0;
}
