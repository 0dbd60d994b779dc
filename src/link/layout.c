// Layout: reached symbols into sections by kind and canonical name, addresses,
// relocation. Also the tables that the runtime finds by symbol (abi/calls.h):
// init tasks, itabs, typelinks, pointer bitmaps of data and bss. A new one is
// made in layout_define_tables, while there are no addresses yet: pointers in it
// are relocations. Its name is also in runtime/undefined.txt.
#include <stdlib.h>
#include <string.h>

#include "abi/edges.h"
#include "base/bitset.h"
#include "base/check.h"
#include "link/internal.h"

enum { BASE_ADDRESS = 0x400000, HEADER_ROOM = 0x1000 };

Symbol *link_own_symbol(Linker *linker, const char *name, uint8_t kind, int64_t size, uint8_t align_log2) {
  Symbol *symbol = symbol_get(linker->symbols, name);
  symbol->kind = kind;
  symbol->size = size;
  symbol->align_log2 = align_log2;
  symbol->no_pointers = true;
  if (kind != SYMBOL_BSS) symbol->bytes = arena_alloc(&linker->arena, (size_t)size + 8, 8);
  if (!symbol->reached) {
    symbol->reached = true;
    vec_push(&linker->arena, &linker->reached, symbol);
  }
  return symbol;
}

static bool is_edge_counter(const Symbol *s) {
  return strncmp(s->name->text, ABI_EDGES_PREFIX, sizeof ABI_EDGES_PREFIX - 1) == 0;
}

// The order inside sections: rodata: types first; data: without pointers first; bss: with pointers
// first, counters of edges last.
static uint32_t layout_rank(const Symbol *s) {
  if (s->kind == SYMBOL_DATA && strcmp(s->name->text, "go:buildinfo") == 0) return 0;
  switch (s->kind) {
    case SYMBOL_TYPE: return 0;
    case SYMBOL_ITAB: return 1;
    case SYMBOL_RODATA: return s->in_types ? 0 : 2;
    case SYMBOL_DATA: return s->no_pointers ? 1 : 2;  // rank 0: go:buildinfo
    case SYMBOL_BSS: return !s->no_pointers ? 0 : is_edge_counter(s) ? 2 : 1;
    default: return 0;
  }
}

static int section_of(const Symbol *s) {
  switch (s->kind) {
    case SYMBOL_TEXT: return SECTION_TEXT;
    case SYMBOL_RODATA:
    case SYMBOL_TYPE:
    case SYMBOL_ITAB: return SECTION_RODATA;
    case SYMBOL_DATA: return SECTION_DATA;
    case SYMBOL_BSS: return SECTION_BSS;
    default: return -1;
  }
}

static void own_u64(Linker *linker, const char *name, uint64_t value) {
  put_u64(link_own_symbol(linker, name, SYMBOL_RODATA, 8, 3)->bytes, value);
}

// A read-only array of addresses, and its count.
static void own_pointer_table(Linker *linker, const char *name, const char *count_name, Symbol *const *targets,
                              uint32_t count) {
  Symbol *table = link_own_symbol(linker, name, SYMBOL_RODATA, 8 * (int64_t)count, 3);
  for (uint32_t i = 0; i < count; i++) symbol_add_reloc(&linker->arena, table, 8 * i, RELOC_ABS64, targets[i], 0);
  own_u64(linker, count_name, count);
}

static int by_type_string(const void *a, const void *b) {
  const Symbol *x = *(Symbol *const *)a, *y = *(Symbol *const *)b;
  int order = strcmp(x->type_string, y->type_string);
  return order ? order : name_compare(x->name, y->name);
}

// rt_typelinks: offsets of unnamed types' descriptors, sorted by the string reflect shows.
static void define_typelinks(Linker *linker) {
  SymbolVec links = {0};
  for (uint32_t i = 0; i < linker->reached.len; i++)
    if (linker->reached.data[i]->type_string) vec_push(&linker->arena, &links, linker->reached.data[i]);
  if (links.len) qsort(links.data, links.len, sizeof *links.data, by_type_string);
  Symbol *table = link_own_symbol(linker, "rt_typelinks", SYMBOL_RODATA, 4 * (int64_t)links.len, 2);
  for (uint32_t i = 0; i < links.len; i++)
    symbol_add_reloc(&linker->arena, table, 4 * i, RELOC_OFF32, links.data[i], 0);
  own_u64(linker, "rt_typelink_count", links.len);
}

static const char *const marker_names[] = {"rt_text_start",      "rt_text_end",     "rt_types_start", "rt_types_end",
                                           "rt_data_start",      "rt_data_end",     "rt_bss_start",   "rt_bss_end",
                                           "rt_variables_start", "rt_variables_end"};

enum { RANKS = 3 };

// Distributes the reached symbols, which are in order of their names, over the sections by rank.
static void fill_sections(Linker *linker) {
  static const char *const names[SECTION_COUNT] = {".text", ".rodata", ".data", ".bss"};
  for (int i = 0; i < SECTION_COUNT; i++) {
    linker->sections[i].name = names[i];
    linker->sections[i].symbols.len = 0;
  }
  link_sort_reached(linker);
  SymbolVec ranks[SECTION_COUNT][RANKS] = {0};
  for (uint32_t i = 0; i < linker->reached.len; i++) {
    Symbol *s = linker->reached.data[i];
    int section = section_of(s);
    if (section >= 0) vec_push(&linker->arena, &ranks[section][layout_rank(s)], s);
  }
  for (int i = 0; i < SECTION_COUNT; i++) {
    SymbolVec *v = &linker->sections[i].symbols;
    for (int rank = 0; rank < RANKS; rank++) {
      const SymbolVec *part = &ranks[i][rank];
      vec_reserve(&linker->arena, v, v->len + part->len);
      if (part->len) memcpy(v->data + v->len, part->data, part->len * sizeof(Symbol *));
      v->len += part->len;
    }
  }
}

static int64_t aligned(int64_t at, uint8_t align_log2) {
  int64_t align = (int64_t)1 << align_log2;
  return (at + align - 1) & ~(align - 1);
}

// Size of the run of pointerful symbols of a section, for its bitmap.
static int64_t pointer_run_size(const Section *section) {
  int64_t at = 0;
  for (uint32_t i = 0; i < section->symbols.len; i++) {
    const Symbol *s = section->symbols.data[i];
    if (s->no_pointers) continue;
    at = aligned(at, s->align_log2 < 3 ? 3 : s->align_log2) + s->size;
  }
  return aligned(at, 3);
}

// rt_data_mask, rt_bss_mask: a bit a word between rt_data_start and rt_data_end. A symbol without mask counts as all
// pointers: the collector ignores words that point to no object. Where the run is going to be is not known yet, but
// that it starts at the alignment of all its symbols (place).
static void define_mask(Linker *linker, Section *section, const char *name) {
  section->run_size = pointer_run_size(section);
  int64_t words = section->run_size / 8;
  Symbol *mask = link_own_symbol(linker, name, SYMBOL_RODATA, (words + 7) / 8, 3);
  int64_t at = 0;
  for (uint32_t i = 0; i < section->symbols.len; i++) {
    const Symbol *s = section->symbols.data[i];
    if (s->no_pointers) continue;
    at = aligned(at, s->align_log2 < 3 ? 3 : s->align_log2);
    int64_t bits = (s->pointer_mask ? s->pointer_bytes : s->size) / 8;
    for (int64_t w = 0; w < bits && w < s->size / 8; w++)
      if (!s->pointer_mask || mask_has(s->pointer_mask, (uint64_t)w)) mask_add(mask->bytes, (uint64_t)(at / 8 + w));
    at += s->size;
  }
}

static void define_itabs(Linker *linker) {
  SymbolVec itabs = {0};
  for (uint32_t i = 0; i < linker->reached.len; i++)
    if (linker->reached.data[i]->kind == SYMBOL_ITAB) vec_push(&linker->arena, &itabs, linker->reached.data[i]);
  own_pointer_table(linker, "rt_itabs", "rt_itab_count", itabs.data, itabs.len);
}

// Functions of package runtime that run at start in programs that reach them: by their names' prefix.
static void define_start_hooks(Linker *linker) {
  static const char prefix[] = "runtime.atStart_";
  Vec(Symbol *) hooks = {0};
  for (uint32_t i = 0; i < linker->reached.len; i++) {
    Symbol *s = linker->reached.data[i];
    if (s->kind == SYMBOL_TEXT && strncmp(s->name->text, prefix, sizeof prefix - 1) == 0)
      vec_push(&linker->arena, &hooks, s);
  }
  own_pointer_table(linker, "rt_start_hooks", "rt_start_hook_count", hooks.data, hooks.len);
}

// The build information, in front of the data segment, where debug/buildinfo looks for its magic: inline strings
// (flag 2), each with its length as a varint.
static void define_build_info(Linker *linker) {
  static const uint8_t header[32] = "\xff Go buildinf:\x08\x02";
  const LinkOptions *options = linker->options;
  ByteVec bytes = {0};
  Arena *arena = &linker->arena;
  size_t version_length = options->go_version ? strlen(options->go_version) : 0;
  bytes_data(arena, &bytes, header, sizeof header);
  bytes_uleb(arena, &bytes, version_length);
  bytes_data(arena, &bytes, options->go_version, version_length);
  bytes_uleb(arena, &bytes, options->build_info_size);
  bytes_data(arena, &bytes, options->build_info, options->build_info_size);
  Symbol *symbol = link_own_symbol(linker, "go:buildinfo", SYMBOL_DATA, bytes.len, 4);
  memcpy(symbol->bytes, bytes.data, bytes.len);
}

// gc's limits: addresses and offsets inside the image have 32 bits.
enum { MAX_SYMBOL = 2000000000, MAX_IMAGE = 2000000000 };

bool layout_check_sizes(Linker *linker) {
  for (uint32_t i = 0; i < linker->reached.len; i++) {
    const Symbol *s = linker->reached.data[i];
    if (s->size <= MAX_SYMBOL) continue;
    linker->errors++;
    diag_error(linker->session->diags, 0, "%s: symbol too large (%lld bytes > %d bytes)", s->name->text,
               (long long)s->size, MAX_SYMBOL);
  }
  return linker->errors == 0;
}

void layout_define_tables(Linker *linker) {
  define_build_info(linker);
  own_pointer_table(linker, "rt_init_tasks", "rt_init_task_count", linker->options->init_tasks,
                    linker->options->init_task_count);
  define_start_hooks(linker);
  define_itabs(linker);
  define_typelinks(linker);
  fill_sections(linker);
  define_mask(linker, &linker->sections[SECTION_DATA], "rt_data_mask");
  define_mask(linker, &linker->sections[SECTION_BSS], "rt_bss_mask");
  functab_build(linker);
  fill_sections(linker);
}

static void set_marker(Linker *linker, const char *name, uint64_t address) {
  symbol_get(linker->symbols, name)->address = address;
}

static uint8_t symbol_align(const Symbol *s) {
  if (s->kind == SYMBOL_TEXT && s->align_log2 < 4) return 4;
  return !s->no_pointers && s->align_log2 < 3 ? 3 : s->align_log2;
}

// The greatest alignment of the symbols of a rank, and at least that of a word. A run that starts there has its symbols
// at the same offsets wherever it is.
static uint8_t run_align(const Section *section, uint32_t rank) {
  uint8_t align = 3;
  for (uint32_t i = 0; i < section->symbols.len; i++) {
    const Symbol *s = section->symbols.data[i];
    if (layout_rank(s) == rank && symbol_align(s) > align) align = symbol_align(s);
  }
  return align;
}

// Gives addresses to one section's symbols from `at`; marks where the first symbol of `rank` starts and ends.
static uint64_t place(Section *section, uint64_t at, uint32_t rank, uint64_t *start, uint64_t *end) {
  section->address = at;
  *start = *end = 0;
  for (uint32_t i = 0; i < section->symbols.len; i++) {
    Symbol *s = section->symbols.data[i];
    bool in_run = layout_rank(s) == rank;
    at = (uint64_t)aligned((int64_t)at, in_run && !*start ? run_align(section, rank) : symbol_align(s));
    if (in_run && !*start) *start = at;
    s->address = at;
    at += (uint64_t)s->size;
    if (in_run) *end = at;
  }
  if (!*start) *start = *end = at;
  assert(!section->run_size || aligned((int64_t)(*end - *start), 3) == section->run_size);
  section->size = at - section->address;
  return at;
}

// What package internal/fuzz knows the counters of edges by, if there are any.
static void set_edge_bounds(Linker *linker) {
  const Section *bss = &linker->sections[SECTION_BSS];
  uint64_t end = bss->address + bss->size, start = end;
  for (uint32_t i = bss->symbols.len; i > 0 && is_edge_counter(bss->symbols.data[i - 1]); i--)
    start = bss->symbols.data[i - 1]->address;
  if (start == end) return;
  set_marker(linker, "internal/fuzz._counters", start);
  set_marker(linker, "internal/fuzz._ecounters", end);
}

// Offsets of names and types count from here before the first one: 0 means none.
enum { TYPES_GAP = 8 };

static uint64_t next_page(uint64_t at) { return (at + PAGE - 1) & ~(uint64_t)(PAGE - 1); }

void layout_assign(Linker *linker) {
  Section *s = linker->sections;
  uint64_t start, end, at = BASE_ADDRESS + HEADER_ROOM;
  at = place(&s[SECTION_TEXT], at, 0, &start, &end);
  set_marker(linker, "rt_text_start", s[SECTION_TEXT].address);
  set_marker(linker, "rt_text_end", at);
  at = place(&s[SECTION_RODATA], next_page(at), 0, &start, &end);
  set_marker(linker, "rt_types_start", start - TYPES_GAP);
  set_marker(linker, "rt_types_end", end);
  at = place(&s[SECTION_DATA], next_page(at), 2, &start, &end);
  set_marker(linker, "rt_variables_start", s[SECTION_DATA].address);
  set_marker(linker, "rt_data_start", start);
  set_marker(linker, "rt_data_end", (end + 7) & ~7ull);
  at = place(&s[SECTION_BSS], (at + 63) & ~63ull, 0, &start, &end);
  set_marker(linker, "rt_bss_start", start);
  set_marker(linker, "rt_bss_end", (end + 7) & ~7ull);
  set_marker(linker, "rt_variables_end", at);
  set_edge_bounds(linker);
  for (int i = 0; i < SECTION_COUNT; i++) {
    s[i].offset = s[i].address - BASE_ADDRESS;
    s[i].file_size = i == SECTION_BSS ? 0 : s[i].size;
  }
  if (at - BASE_ADDRESS > MAX_IMAGE) {
    linker->errors++;
    diag_error(linker->session->diags, 0, "too much data, last section .bss (%llu, over %d bytes)",
               (unsigned long long)(at - BASE_ADDRESS), MAX_IMAGE);
  }
  linker->image_size = s[SECTION_DATA].offset + s[SECTION_DATA].size;
}

static bool is_marker(const Symbol *s) {
  for (size_t i = 0; i < sizeof marker_names / sizeof *marker_names; i++)
    if (strcmp(s->name->text, marker_names[i]) == 0) return true;
  return false;
}

// Address of a relocation's target; reports what is nowhere defined.
static uint64_t target_address(Linker *linker, const Symbol *from, Symbol *target) {
  if (target->container) return target->container->address + (uint64_t)target->container_offset;
  if (target->kind == SYMBOL_UNDEFINED && !is_marker(target)) {
    linker->errors++;
    diag_error(linker->session->diags, 0, "%s: relocation target %s not defined", from->name->text, target->name->text);
    return 0;
  }
  return target->address;
}

// Applies a relocation to the symbol's bytes in the image.
static void apply(Linker *linker, const Symbol *from, uint8_t *bytes, const Reloc *r, uint64_t types_start,
                  uint64_t text_start) {
  uint8_t *at = bytes + r->offset;
  if (r->kind == RELOC_USE) return;
  if (r->kind == RELOC_WEAK_OFF32 && !r->target->reached) {
    put_u32(at, UINT32_MAX);
    return;
  }
  uint64_t value = target_address(linker, from, r->target) + (uint64_t)r->addend;
  switch (r->kind) {
    case RELOC_ABS64: put_u64(at, value); return;
    case RELOC_ABS32: put_u32(at, (uint32_t)value); return;
    case RELOC_PC32: put_u32(at, (uint32_t)(value - (from->address + r->offset))); return;
    case RELOC_WEAK_OFF32:
    case RELOC_OFF32: put_u32(at, (uint32_t)(value - types_start)); return;
    case RELOC_TEXTOFF32: put_u32(at, (uint32_t)(value - text_start)); return;
    default: ice("link", from->name->text, "relocation kind %u", r->kind);
  }
}

void layout_fill(Linker *linker, int number, uint32_t from, uint32_t to) {
  enum { TRAP = 0xcc };  // between functions
  const Section *section = &linker->sections[number];
  uint64_t types_start = symbol_get(linker->symbols, "rt_types_start")->address;
  uint64_t text_start = symbol_get(linker->symbols, "rt_text_start")->address;
  for (uint32_t i = from; i < to; i++) {
    const Symbol *s = section->symbols.data[i];
    uint8_t *bytes = linker->image + section->offset + (s->address - section->address);
    if (number == SECTION_TEXT) {
      const Symbol *before = i ? section->symbols.data[i - 1] : NULL;
      uint64_t end = before ? before->address + (uint64_t)before->size : section->address;
      memset(bytes - (s->address - end), TRAP, s->address - end);
    }
    if (s->bytes) memcpy(bytes, s->bytes, (size_t)s->size);
    for (uint32_t k = 0; k < s->relocs.len; k++) apply(linker, s, bytes, &s->relocs.data[k], types_start, text_start);
  }
}
