// The column `go` of src/arch/amd64/ops.def against Go's assembler: each row that has a name there, with a few
// registers, addresses, sizes and decorations, is written in its syntax, assembled by `go tool asm`, and must be the
// same instruction. It may have other bytes, where an instruction has several encodings: then both are decoded. Without
// a `go` on the machine nothing is compared.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "amd64_rows.h"
#include "arch/amd64/amd64.h"

enum { LIMIT = 60000 };
typedef struct Test {
  Arena arena;
  Decoder *decoder;
  FILE *source;
  uint32_t count, failures;
  Instruction failed;
  Instruction ids[LIMIT];  // by line of the source, from 2
  Operands operands[LIMIT];
  uint32_t at[LIMIT];  // where Go's assembler has put it, UINT32_MAX: nowhere
  Code code;           // what it made
} Test;

// What cannot be compared one to one.
static bool is_exempt(const Encoding *row, Instruction id, const Operands *o) {
  if (has_method(row, METHOD_J)) return true;                            // targets are instructions there
  if (id == I_MOV_EI || id == I_MOV_ZI || id == I_MOV_ZIQ) return true;  // it takes whichever size gives the shortest
  if (id == I_NOP_E && o->size == 8) return true;                        // has no such size
  return id == I_LOCK || id == I_REP;                                    // stand before another
}

static void write_one(Test *t, Instruction id, const Operands *o) {
  char text[INSTRUCTION_TEXT];
  if (t->count == LIMIT || is_exempt(&amd64_encodings[id], id, o) || !instruction_go_text(text, id, o)) return;
  fprintf(t->source, "\t%s\n", text);
  t->at[t->count] = UINT32_MAX;
  t->ids[t->count] = id;
  t->operands[t->count++] = *o;
}

// It wants words that are pushed popped at each return.
static void write_line(Test *t, Instruction id, const Operands *o) {
  bool push = id == I_PUSH_Z || id == I_PUSH_E || id == I_PUSH_IB || id == I_PUSH_I || id == I_PUSHF;
  bool pop = id == I_POP_Z || id == I_POP_E || id == I_POPF;
  if (pop) write_one(t, I_PUSH_Z, &(Operands){.size = 8});
  write_one(t, id, o);
  if (push) write_one(t, I_POP_Z, &(Operands){.size = 8});
}

// ---- the source

static bool takes_memory(const Encoding *row) {
  return has_method(row, METHOD_E) || has_method(row, METHOD_M) || has_method(row, METHOD_W);
}
static void decorated(Test *t, Instruction id, Operands o) {
  const char *decorations = amd64_encodings[id].decorations;
  write_line(t, id, &o);
  if (!decorations) return;
  Operands other = o;
  other.mask = 3;
  if (strchr(decorations, 'k')) write_line(t, id, &other);
  other.zeroing = true;
  bool to_memory = o.rm.memory && METHOD_OF(amd64_encodings[id].operands[0]) == METHOD_W;
  if (strchr(decorations, 'z') && !to_memory) write_line(t, id, &other);
  other = o;
  other.broadcast = true;
  if (o.rm.memory && strpbrk(decorations, "48")) write_line(t, id, &other);
  other = o;
  other.rounding = strchr(decorations, 'r') ? ROUND_UP : ROUND_SAE;
  bool whole = !LENGTH_VARIES(&amd64_encodings[id]) || o.size == 64;
  if (!o.rm.memory && whole && strpbrk(decorations, "rs")) write_line(t, id, &other);
}

static void write_size(Test *t, Instruction id, uint32_t size) {
  const Encoding *row = &amd64_encodings[id];
  Operands o = {.size = (uint8_t)size, .imm = row->immediate ? 3 : 0};
  uint32_t conditions = strchr(row->name, '?') ? 16 : 1;
  bool masks = has_method(row, METHOD_K);
  for (uint32_t k = 0; k < conditions; k++) {
    o.condition = (uint8_t)k;
    for (uint32_t high = 0; high < 2; high++) {
      o.reg = masks ? 2 + 3 * high : 1 + 9 * high;
      o.second = has_method(row, METHOD_T) ? 4 : 2 + 9 * high;
      o.last = 3 + 9 * high;
      o.rm = rm_register(has_method(row, METHOD_Q) ? 3 : 3 + 9 * high);
      if (takes_register(row) || !takes_memory(row)) decorated(t, id, o);
      o.rm = rm_base(high ? R12 : RBX, high ? -64 : 1024);
      if (high) o.rm.index = R9, o.rm.scale = 2;
      if (takes_memory(row)) decorated(t, id, o);
    }
  }
}

static void write_row(Test *t, Instruction id) {
  const Encoding *row = &amd64_encodings[id];
  uint32_t first = 8, last = 8;
  if (LENGTH_VARIES(row)) {
    first = row->length == LENGTH_LX ? 16 : 32;
    last = row->space == SPACE_EVEX ? 64 : 32;
  } else if (row->length == LENGTH_L2) {
    first = last = 64;
  } else if (row->traits & (TRAIT_SIZED | TRAIT_WIDE)) {
    first = row->traits & TRAIT_BYTE_OPCODE ? 1 : row->traits & TRAIT_SIZED ? 2 : 4;
  }
  for (uint32_t size = first; size <= last; size *= 2) write_size(t, id, size);
}

// ---- what Go's assembler made of it

// Lines of `go tool asm -S`: "\t0x0012 00018 (file:line)\tADDQ\t…" for each instruction, then the bytes, "\t0x0010 48
// 01 …".
static void read_listing(Test *t, FILE *pipe) {
  char line[512];
  while (fgets(line, sizeof line, pipe)) {
    uint32_t at, decimal, number;
    char *place = strstr(line, "rows.s:");
    if (line[0] != '\t') {
      if (strstr(line, ".s:") || !strncmp(line, "asm:", 4)) {
        if (t->failures++ < 40) printf("%s", line);
      }
      continue;
    }
    if (place && sscanf(line, " 0x%x %u", &at, &decimal) == 2) {
      number = (uint32_t)atoi(place + strlen("rows.s:"));
      if (number >= 2 && number - 2 < t->count && t->at[number - 2] == UINT32_MAX) t->at[number - 2] = at;
      continue;
    }
    char *p = line + strcspn(line, " ");
    for (uint32_t byte; sscanf(p, " %2x", &byte) == 1 && p[0] == ' ' && p[1] != ' '; p += 3) code_byte(&t->code, byte);
  }
}

static void compare(Test *t, uint32_t k) {
  char wanted[INSTRUCTION_TEXT], got[INSTRUCTION_TEXT] = "nothing", go[INSTRUCTION_TEXT];
  Decoded decoded;
  instruction_text(wanted, t->ids[k], &t->operands[k], 0);
  if (t->at[k] < t->code.len && decode(t->decoder, t->code.bytes + t->at[k], t->code.len - t->at[k], &decoded))
    instruction_text(got, decoded.id, &decoded.operands, 0);
  if (!strcmp(wanted, got) || t->ids[k] == t->failed) return;
  instruction_go_text(go, t->ids[k], &t->operands[k]);
  t->failed = t->ids[k];
  t->failures++;
  printf("%s: Go's assembler makes \"%s\" of it, not \"%s\":", go, got, wanted);
  for (uint32_t b = 0; b < 10 && t->at[k] + b < t->code.len; b++) printf(" %02x", t->code.bytes[t->at[k] + b]);
  printf("\n");
}

int main(void) {
  if (system("go version >/dev/null 2>&1") != 0) {
    printf("no go: nothing compared\n");
    return 0;
  }
  Test *t = calloc(1, sizeof *t);
  arena_init(&t->arena);
  t->code.arena = &t->arena;
  t->decoder = decoder_new(&t->arena);
  t->failed = I_END;
  char folder[] = "/tmp/amd64_goXXXXXX", path[64], command[256];
  if (!mkdtemp(folder)) return 1;
  snprintf(path, sizeof path, "%s/rows.s", folder);
  t->source = fopen(path, "w");
  fprintf(t->source, "TEXT \xC2\xB7rows(SB), 516, $0\n");
  for (uint32_t id = 0; id < I_END; id++) write_row(t, (Instruction)id);
  fclose(t->source);
  snprintf(command, sizeof command, "cd %s && go tool asm -e -S -p rows -o rows.o rows.s 2>&1", folder);
  FILE *pipe = popen(command, "r");
  read_listing(t, pipe);
  pclose(pipe);
  for (uint32_t k = 0; k < t->count; k++) compare(t, k);
  snprintf(command, sizeof command, "rm -r %s", folder);
  bool removed = system(command) == 0;
  printf("%u instructions, %u bytes: %s\n", t->count, t->code.len, t->failures || !removed ? "FAILED" : "ok");
  return t->failures != 0;
}
