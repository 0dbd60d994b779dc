// The row of ops.def and the operands that bytes stand for: what encode.c does, backwards. For dumps and verifiers of
// what was emitted; it knows the rows of the table and nothing else.
#include "arch/amd64/instruction.h"

typedef struct Entry {
  uint16_t row;
  uint16_t next;  // 0 ends
} Entry;

struct Decoder {
  uint16_t first[3][4][256];  // by space, map, opcode: index into entries, 0 none
  Entry entries[4 * I_END];   // [0] unused
  uint32_t count;
};

// ---- the rows by opcode

static void add_entry(Decoder *d, uint32_t id, uint32_t opcode) {
  const Encoding *row = &amd64_encodings[id];
  uint16_t *link = &d->first[row->space][row->map][opcode];
  while (*link) link = &d->entries[*link].next;
  assert(d->count < 4 * I_END);
  d->entries[d->count] = (Entry){.row = (uint16_t)id};
  *link = (uint16_t)d->count++;
}

Decoder *decoder_new(Arena *arena) {
  Decoder *d = arena_new(arena, Decoder);
  d->count = 1;
  for (uint32_t id = 0; id < I_END; id++) {
    const Encoding *row = &amd64_encodings[id];
    uint32_t variants = strchr(row->name, '?') ? 16 : row->extension == EXTENSION_P ? 8 : 1;
    for (uint32_t k = 0; k < variants; k++) add_entry(d, id, row->opcode + k);
    if (row->traits & TRAIT_BYTE_OPCODE) add_entry(d, id, row->opcode & ~1u);
  }
  return d;
}

// ---- prefixes

typedef struct Prefixes {
  uint8_t space, map;
  bool word;       // 66
  uint8_t repeat;  // F2 or F3
  bool rex, wide;
  uint8_t reg, rm, index;  // high bits in their places: 8 and 16
  uint8_t second, length;
  uint8_t mask;
  bool zeroing, decorated;
} Prefixes;

typedef struct Reader {
  const uint8_t *bytes;
  uint32_t len, at;
  bool short_of;  // read past the end
} Reader;

static uint32_t next_byte(Reader *r) {
  if (r->at < r->len) return r->bytes[r->at++];
  r->short_of = true;
  return 0;
}

static int64_t next_signed(Reader *r, uint32_t size) {
  uint64_t value = 0;
  for (uint32_t k = 0; k < size; k++) value |= (uint64_t)next_byte(r) << 8 * k;
  uint32_t unused = 64 - 8 * size;
  return size ? (int64_t)(value << unused) >> unused : 0;
}

static void set_prefix_code(Prefixes *p, uint32_t code) {
  p->word = code == 1;
  p->repeat = code == 2 ? 0xF3 : code == 3 ? 0xF2 : 0;
}

static void read_vex(Reader *r, Prefixes *p, bool is_short) {
  uint32_t first = next_byte(r), last = is_short ? first : next_byte(r);
  p->space = SPACE_VEX;
  p->map = is_short ? MAP_0F : first & 31;
  p->reg = first & 0x80 ? 0 : 8;
  if (!is_short) {
    p->index = first & 0x40 ? 0 : 8;
    p->rm = first & 0x20 ? 0 : 8;
    p->wide = (last & 0x80) != 0;
  }
  p->second = ~last >> 3 & 15;
  p->length = last >> 2 & 1;
  set_prefix_code(p, last & 3);
}

static void read_evex(Reader *r, Prefixes *p) {
  uint32_t a = next_byte(r), b = next_byte(r), c = next_byte(r);
  p->space = SPACE_EVEX;
  p->map = a & 7;
  p->reg = (a & 0x80 ? 0 : 8) | (a & 0x10 ? 0 : 16);
  p->index = a & 0x40 ? 0 : 8;
  p->rm = a & 0x20 ? 0 : 8;
  p->wide = (b & 0x80) != 0;
  p->second = (~b >> 3 & 15) | (c & 8 ? 0 : 16);
  set_prefix_code(p, b & 3);
  p->zeroing = (c & 0x80) != 0;
  p->length = c >> 5 & 3;
  p->decorated = (c & 0x10) != 0;
  p->mask = c & 7;
}

static void read_legacy(Reader *r, Prefixes *p, uint32_t byte) {
  for (;; byte = next_byte(r)) {
    if (byte == 0x66) p->word = true;
    else if (byte == 0xF2 || byte == 0xF3) p->repeat = (uint8_t)byte;
    else break;
  }
  if ((byte & 0xF0) == 0x40) {
    p->rex = true;
    p->wide = (byte & 8) != 0;
    p->reg = (byte & 4) << 1;
    p->index = (byte & 2) << 2;
    p->rm = (byte & 1) << 3;
    byte = next_byte(r);
  }
  p->map = MAP_1B;
  if (byte == 0x0F) {
    byte = next_byte(r);
    p->map = byte == 0x38 ? MAP_0F38 : byte == 0x3A ? MAP_0F3A : MAP_0F;
    if (p->map == MAP_0F) r->at--;
  } else {
    r->at--;
  }
}

static Prefixes read_prefixes(Reader *r) {
  Prefixes p = {.space = SPACE_LEGACY};
  uint32_t byte = next_byte(r);
  if (byte == 0xC5 || byte == 0xC4) read_vex(r, &p, byte == 0xC5);
  else if (byte == 0x62) read_evex(r, &p);
  else read_legacy(r, &p, byte);
  return p;
}

// ---- rows

static bool length_fits(const Encoding *row, const Prefixes *p, bool is_register) {
  if (row->space == SPACE_LEGACY || row->length == LENGTH_LI) return true;
  if (!LENGTH_VARIES(row)) return p->length == row->length;
  if (row->length == LENGTH_LY && p->length == 0) return false;
  return p->length < 3 || (p->decorated && is_register);
}

static bool operands_fit(const Encoding *row, uint32_t modrm) {
  bool memory = modrm < 0xC0;
  for (int k = 0; k < 4; k++) {
    Method method = METHOD_OF(row->operands[k]);
    if (method == METHOD_M && !memory) return false;
    if ((method == METHOD_R || method == METHOD_U) && memory) return false;
    if (method == METHOD_Q && memory && TYPE_OF(row->operands[k]) == TYPE_) return false;
  }
  return true;
}

static bool fits(const Encoding *row, const Prefixes *p, uint32_t modrm) {
  bool sized = (row->traits & TRAIT_SIZED) && row->space == SPACE_LEGACY;
  if (row->prefix == 0x66 ? !p->word || p->repeat : p->repeat != row->prefix) return false;
  if (row->prefix != 0x66 && p->word && !sized) return false;
  if (!(row->traits & TRAIT_WIDE) && row->wide != WIDE_WI && p->wide != (row->wide == WIDE_W1)) return false;
  if (row->extension == EXTENSION_N || row->extension == EXTENSION_P) return length_fits(row, p, true);
  if (row->extension < EXTENSION_R && row->extension != (modrm >> 3 & 7)) return false;
  if (row->extension > EXTENSION_N && row->extension != modrm) return false;
  if (row->space == SPACE_EVEX && p->decorated && !strpbrk(row->decorations, modrm < 0xC0 ? "48" : "rs")) return false;
  return operands_fit(row, modrm) && length_fits(row, p, modrm >= 0xC0);
}

// ---- operands

static uint32_t operand_size(const Encoding *row, const Prefixes *p, uint32_t opcode) {
  if (LENGTH_VARIES(row)) return p->space == SPACE_EVEX && p->length == 3 ? 64 : 16u << p->length;
  if (row->length == LENGTH_L2) return 64;
  if ((row->traits & TRAIT_BYTE_OPCODE) && !(opcode & 1)) return 1;
  if ((row->traits & TRAIT_WIDE) && p->wide) return 8;
  return (row->traits & TRAIT_SIZED) && p->word ? 2 : 4;
}

static void read_memory(Reader *r, const Encoding *row, const Prefixes *p, uint32_t modrm, Operands *o) {
  uint32_t mode = modrm >> 6, base = modrm & 7;
  Rm *rm = &o->rm;
  *rm = (Rm){.memory = true, .base = (uint8_t)(base | p->rm), .index = NO_REGISTER};
  if (base == 4) {
    uint32_t sib = next_byte(r), index = (sib >> 3 & 7) | p->index;
    base = sib & 7;
    rm->base = (uint8_t)(base | p->rm);
    if (index != 4) {
      rm->index = (uint8_t)index;
      rm->scale = (uint8_t)(sib >> 6);
    }
    if (base == 5 && mode == 0) {
      rm->base = NO_REGISTER;
      mode = 2;
    }
  } else if (base == 5 && mode == 0) {
    rm->base = NO_REGISTER;
    rm->local = true;
    mode = 2;
  }
  if (mode == 2) rm->disp = (int32_t)next_signed(r, 4);
  if (mode != 1) return;
  uint32_t unit = row->space == SPACE_EVEX ? encoding_memory_size(row, o) : 1;
  rm->disp = (int32_t)next_signed(r, 1) * (int32_t)(unit ? unit : 1);
}

static void read_modrm(Reader *r, const Encoding *row, const Prefixes *p, Operands *o) {
  uint32_t modrm = next_byte(r);
  if (row->extension == EXTENSION_R) o->reg = (uint8_t)((modrm >> 3 & 7) | p->reg);
  if (row->extension > EXTENSION_R) return;
  if (modrm < 0xC0) {
    o->broadcast = p->decorated;
    read_memory(r, row, p, modrm, o);
    return;
  }
  o->rm.reg = (uint8_t)((modrm & 7) | p->rm | (p->space == SPACE_EVEX ? p->index << 1 : 0));
  if (!p->decorated) return;
  bool rounds = strchr(row->decorations, 'r') != NULL;
  o->rounding = (uint8_t)(rounds ? ROUND_NEAREST + p->length : ROUND_SAE);
  if (LENGTH_VARIES(row)) o->size = 64;
}

static void read_operands(Reader *r, const Encoding *row, const Prefixes *p, uint32_t opcode, Operands *o) {
  *o = (Operands){.size = (uint8_t)operand_size(row, p, opcode), .second = p->second, .mask = p->mask};
  o->zeroing = p->zeroing;
  if (strchr(row->name, '?')) o->condition = opcode & 15;
  if (row->extension == EXTENSION_P) o->reg = (uint8_t)((opcode & 7) | p->rm);
  else if (row->extension != EXTENSION_N) read_modrm(r, row, p, o);
  uint32_t size = encoding_immediate_size(row, o->size);
  o->imm = next_signed(r, size);
  if (METHOD_OF(row->operands[3]) == METHOD_X) o->last = (uint8_t)(next_byte(r) >> 4);
}

bool decode(const Decoder *d, const uint8_t *bytes, uint32_t len, Decoded *out) {
  Reader r = {.bytes = bytes, .len = len};
  Prefixes p = read_prefixes(&r);
  uint32_t opcode = next_byte(&r);
  if (r.short_of || p.map > MAP_0F3A) return false;
  uint32_t modrm = r.at < len ? bytes[r.at] : 0;
  for (uint32_t e = d->first[p.space][p.map][opcode]; e; e = d->entries[e].next) {
    out->id = (Instruction)d->entries[e].row;
    const Encoding *row = &amd64_encodings[out->id];
    if (!fits(row, &p, modrm)) continue;
    read_operands(&r, row, &p, opcode, &out->operands);
    out->length = r.at;
    return !r.short_of;
  }
  if (len && p.space == SPACE_LEGACY && p.repeat && bytes[0] == 0xF3) {
    *out = (Decoded){.id = I_REP, .length = 1};
    return true;
  }
  return false;
}
