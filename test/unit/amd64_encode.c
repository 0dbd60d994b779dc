// The encoder against the disassembler: a systematic set of operand shapes is
// encoded and objdump's text compared with what it should say. Without objdump the test only checks lengths.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/amd64/amd64.h"

static const char *const names64[16] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
                                        "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};
static const char *const names32[16] = {"eax", "ecx", "edx",  "ebx",  "esp",  "ebp",  "esi",  "edi",
                                        "r8d", "r9d", "r10d", "r11d", "r12d", "r13d", "r14d", "r15d"};
static const char *const names16[16] = {"ax",  "cx",  "dx",   "bx",   "sp",   "bp",   "si",   "di",
                                        "r8w", "r9w", "r10w", "r11w", "r12w", "r13w", "r14w", "r15w"};
static const char *const names8[16] = {"al",  "cl",  "dl",   "bl",   "spl",  "bpl",  "sil",  "dil",
                                       "r8b", "r9b", "r10b", "r11b", "r12b", "r13b", "r14b", "r15b"};

static const char *name(uint32_t r, uint32_t size) {
  return size == 8 ? names64[r] : size == 4 ? names32[r] : size == 2 ? names16[r] : names8[r];
}

static void memory_text(char *out, const Rm *rm, const char *width) {
  char index[32] = "", disp[32] = "";
  if (rm->index != NO_REGISTER) sprintf(index, "+%s*%d", names64[rm->index], 1 << rm->scale);
  if (rm->disp) sprintf(disp, "%s0x%x", rm->disp < 0 ? "-" : "+", (unsigned)abs(rm->disp));
  // objdump writes a zero displacement of RBP and R13, which have no shorter form.
  else if ((rm->base & 7) == 5) strcpy(disp, "+0x0");
  sprintf(out, "%sPTR [%s%s%s]", width, names64[rm->base], index, disp);
}

typedef struct Line {
  uint32_t at;
  char text[80];
} Line;
typedef struct Table {
  Code code;
  Line *lines;
  uint32_t count, cap;
} Table;

static char *add(Table *t) {
  if (t->count == t->cap) t->lines = realloc(t->lines, (t->cap = t->cap ? 2 * t->cap : 256) * sizeof(Line));
  t->lines[t->count].at = t->code.len;
  return t->lines[t->count++].text;
}

static void registers(Table *t) {
  static const uint32_t sizes[] = {1, 2, 4, 8};
  static const struct {
    const char *text;
    uint32_t opcode, digit;
  } alu[] = {{"add", 0x03, 0}, {"or", 0x0B, 1}, {"and", 0x23, 4}, {"sub", 0x2B, 5}, {"xor", 0x33, 6}, {"cmp", 0x3B, 7}};
  for (uint32_t i = 0; i < 6; i++) {
    for (uint32_t s = 0; s < 4; s++) {
      for (uint32_t a = 0; a < 16; a += 3) {
        for (uint32_t b = 0; b < 16; b += 5) {
          Rm rm = rm_register(b);
          sprintf(add(t), "%s %s,%s", alu[i].text, name(a, sizes[s]), name(b, sizes[s]));
          encode_rm(&t->code, 0, alu[i].opcode - (sizes[s] == 1), a, &rm, sizes[s], 0);
        }
        if (!a) continue;  // the accumulator's short forms read differently
        Rm rm = rm_register(a);
        sprintf(add(t), "%s %s,0x7f", alu[i].text, name(a, sizes[s]));
        encode_alu_imm(&t->code, alu[i].digit, &rm, sizes[s], 127);
        if (sizes[s] < 2) continue;
        sprintf(add(t), "%s %s,0x1234", alu[i].text, name(a, sizes[s]));
        encode_alu_imm(&t->code, alu[i].digit, &rm, sizes[s], 0x1234);
      }
    }
  }
  for (uint32_t a = 0; a < 16; a++) {
    sprintf(add(t), "mov %s,0x1234", names32[a]);
    encode_mov_imm(&t->code, a, 0x1234);
    sprintf(add(t), "mov %s,0xffffffffffffffff", names64[a]);
    encode_mov_imm(&t->code, a, -1);
    sprintf(add(t), "movabs %s,0x123456789abc", names64[a]);
    encode_mov_imm(&t->code, a, 0x123456789abc);
    if (a != 3) {
      sprintf(add(t), "mov %s,rbx", names64[a]);
      encode_mov(&t->code, a, RBX);
    }
    sprintf(add(t), "movq xmm%u,%s", 15 - a, names64[a]);
    encode_mov(&t->code, X0 + 15 - a, a);
    sprintf(add(t), "movq %s,xmm%u", names64[a], a);
    encode_mov(&t->code, a, X0 + a);
    if (a != 4) {
      sprintf(add(t), "movaps xmm%u,xmm4", a);
      encode_mov(&t->code, X0 + a, X4);
    }
  }
}

static void memory(Table *t) {
  static const int32_t disps[] = {0, 8, -8, 127, -128, 128, -129, 0x12345};
  for (uint32_t base = 0; base < 16; base++) {
    for (uint32_t k = 0; k < 8; k++) {
      for (uint32_t index = 0; index <= 16; index += 4) {
        Rm rm = rm_base(base, disps[k]);
        rm.scale = (uint8_t)(k & 3);
        rm.index = index == 16 ? NO_REGISTER : (uint8_t)(index + 1);
        uint32_t r = (base + k + index) & 15;
        char at[64];
        memory_text(at, &rm, "QWORD ");
        sprintf(add(t), "mov %s,%s", names64[r], at);
        encode_load(&t->code, r, &rm, 8);
        sprintf(add(t), "movq xmm%u,%s", r, at);
        encode_load(&t->code, X0 + r, &rm, 8);
        memory_text(at, &rm, "BYTE ");
        sprintf(add(t), "movzx %s,%s", names32[r], at);
        encode_load(&t->code, r, &rm, 1);
        sprintf(add(t), "mov %s,%s", at, names8[r]);
        encode_store(&t->code, r, &rm, 1);
        memory_text(at, &rm, "WORD ");
        sprintf(add(t), "mov %s,%s", at, names16[r]);
        encode_store(&t->code, r, &rm, 2);
        memory_text(at, &rm, "XMMWORD ");
        sprintf(add(t), "movups %s,xmm%u", at, r);
        encode_store(&t->code, X0 + r, &rm, 16);
        memory_text(at, &rm, "DWORD ");
        sprintf(add(t), "cmp %s,0x64", at);
        encode_alu_imm(&t->code, 7, &rm, 4, 100);
      }
    }
  }
}

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

int main(void) {
  Arena arena;
  arena_init(&arena);
  Table t = {.code = {.arena = &arena}};
  registers(&t);
  memory(&t);
  if (system("objdump --version > /dev/null 2>&1") != 0) {
    printf("no objdump; %u instructions, %u bytes\n", t.count, t.code.len);
    return 0;
  }
  char path[] = "/tmp/amd64_encodeXXXXXX", command[128];
  int fd = mkstemp(path);
  FILE *file = fdopen(fd, "wb");
  fwrite(t.code.bytes, 1, t.code.len, file);
  fclose(file);
  snprintf(command, sizeof command, "objdump -D -w -b binary -m i386:x86-64 -M intel %s", path);
  FILE *pipe = popen(command, "r");
  uint32_t at = 0, failures = 0;
  char text[512];
  for (uint32_t i = 0; i < t.count && failures < 10; i++) {
    if (read_line(pipe, &at, text) && at == t.lines[i].at && !strcmp(text, t.lines[i].text)) continue;
    printf("at %u: encoded \"%s\", objdump reads \"%s\" at %u\n", t.lines[i].at, t.lines[i].text, text, at);
    failures++;
  }
  pclose(pipe);
  remove(path);
  printf("%u instructions: %s\n", t.count, failures ? "FAILED" : "ok");
  return failures != 0;
}
