// DWARF 5 for debuggers: a compilation unit a package (gdb takes a unit of Go for one package) with an entry a
// function, and in it the functions inlined there, with the ranges they came to. No types and variables. Specification:
// DWARF 5, sections 2.17, 3.1, 3.3.8, 7.
#include "link/dwarf.h"

#include <stdlib.h>
#include <string.h>

enum {
  ABBREV_END,
  ABBREV_UNIT,
  ABBREV_FUNCTION,
  ABBREV_FUNCTION_WITH_INLINED,
  ABBREV_ABSTRACT,
  ABBREV_INLINED,
  ABBREV_INLINED_PARENT,
  ABBREV_INLINED_RANGES,
  ABBREV_INLINED_RANGES_PARENT
};

// ---- units

// The package in a function's name: "net/http" of "net/http.(*Server).Serve".
static const Name *package_of(Linker *linker, const Symbol *s) {
  if (!s->meta) return NULL;
  const char *text = s->name->text, *start = text;
  size_t end = strcspn(text, "[(");
  for (const char *p = text; p < text + end; p++)
    if (*p == '/') start = p + 1;
  size_t length = (size_t)(start - text) + strcspn(start, ".[(:");
  return name_intern(linker->session->names, text, length);
}

static int by_name(const void *a, const void *b) {
  const DwarfUnit *x = *(DwarfUnit *const *)a, *y = *(DwarfUnit *const *)b;
  if (!x->name || !y->name) return (x->name != NULL) - (y->name != NULL);
  return name_compare(x->name, y->name);
}

static void make_units(DwarfWriter *w) {
  const Section *text = &w->linker->sections[SECTION_TEXT];
  Map units = {0};
  for (uint32_t i = 0; i < text->symbols.len; i++) {
    Symbol *s = text->symbols.data[i];
    const Name *name = package_of(w->linker, s);
    DwarfUnit *unit = map_get(&units, map_key(name) + 1);
    if (!unit) {
      unit = arena_new(w->arena, DwarfUnit);
      unit->name = name;
      map_put(w->arena, &units, map_key(name) + 1, unit);
      vec_push(w->arena, &w->units, unit);
    }
    vec_push(w->arena, &unit->functions, s);
  }
  if (w->units.len) qsort(w->units.data, w->units.len, sizeof(DwarfUnit *), by_name);
}

// ---- abbreviations

static void write_abbrev(DwarfWriter *w) {
  static const uint8_t table[] = {ABBREV_UNIT,
                                  DW_TAG_compile_unit,
                                  1,
                                  DW_AT_producer,
                                  DW_FORM_string,
                                  DW_AT_language,
                                  DW_FORM_data1,
                                  DW_AT_name,
                                  DW_FORM_string,
                                  DW_AT_comp_dir,
                                  DW_FORM_string,
                                  DW_AT_low_pc,
                                  DW_FORM_addr,
                                  DW_AT_ranges,
                                  DW_FORM_sec_offset,
                                  DW_AT_stmt_list,
                                  DW_FORM_sec_offset,
                                  0,
                                  0,
#define FUNCTION                                                                                          \
  DW_AT_name, DW_FORM_string, DW_AT_low_pc, DW_FORM_addr, DW_AT_high_pc, DW_FORM_udata, DW_AT_frame_base, \
      DW_FORM_exprloc, DW_AT_external, DW_FORM_flag_present, 0, 0
                                  ABBREV_FUNCTION,
                                  DW_TAG_subprogram,
                                  0,
                                  FUNCTION,
                                  ABBREV_FUNCTION_WITH_INLINED,
                                  DW_TAG_subprogram,
                                  1,
                                  FUNCTION,
                                  ABBREV_ABSTRACT,
                                  DW_TAG_subprogram,
                                  0,
                                  DW_AT_name,
                                  DW_FORM_string,
                                  DW_AT_inline,
                                  DW_FORM_implicit_const,
                                  DW_INL_inlined,
                                  DW_AT_external,
                                  DW_FORM_flag_present,
                                  0,
                                  0,
#define INLINED DW_AT_abstract_origin, DW_FORM_ref4, DW_AT_call_file, DW_FORM_udata, DW_AT_call_line, DW_FORM_udata
#define BOUNDS DW_AT_low_pc, DW_FORM_addr, DW_AT_high_pc, DW_FORM_udata, 0, 0
#define RANGES DW_AT_ranges, DW_FORM_sec_offset, 0, 0
                                  ABBREV_INLINED,
                                  DW_TAG_inlined_subroutine,
                                  0,
                                  INLINED,
                                  BOUNDS,
                                  ABBREV_INLINED_PARENT,
                                  DW_TAG_inlined_subroutine,
                                  1,
                                  INLINED,
                                  BOUNDS,
                                  ABBREV_INLINED_RANGES,
                                  DW_TAG_inlined_subroutine,
                                  0,
                                  INLINED,
                                  RANGES,
                                  ABBREV_INLINED_RANGES_PARENT,
                                  DW_TAG_inlined_subroutine,
                                  1,
                                  INLINED,
                                  RANGES,
                                  0};
  bytes_data(w->arena, &w->abbrev, table, sizeof table);
}

// ---- inlined functions

typedef struct Range {
  uint32_t start, end;
} Range;
typedef struct Inlined {
  Vec(Range) ranges;
  Vec(uint32_t) children;
} Inlined;

typedef struct UnitWriter {
  DwarfWriter *w;
  DwarfUnit *unit;
  uint32_t start;  // of the unit in .debug_info
  Map abstract;    // Name* -> offset in the unit
} UnitWriter;

static uint32_t abstract_entry(UnitWriter *u, const Name *name) {
  void *found = map_get(&u->abstract, map_key(name));
  if (found) return (uint32_t)(uintptr_t)found;
  ByteVec *v = &u->w->info;
  uint32_t offset = v->len - u->start;
  bytes_uleb(u->w->arena, v, ABBREV_ABSTRACT);
  bytes_string(u->w->arena, v, name->text);
  map_put(u->w->arena, &u->abstract, map_key(name), (void *)(uintptr_t)offset);
  return offset;
}

static void add_range(Arena *arena, Inlined *node, uint32_t start, uint32_t end) {
  if (node->ranges.len && vec_last(&node->ranges).end == start) vec_last(&node->ranges).end = end;
  else vec_push(arena, &node->ranges, ((Range){start, end}));
}

// The code of each node of the inline tree, its children's included. Code without a place belongs to what is before it.
static Inlined *find_inlined(DwarfWriter *w, const Symbol *s) {
  const FuncMeta *meta = s->meta;
  Inlined *nodes = arena_array(w->arena, Inlined, meta->inlines.len);
  int32_t node = -1;
  for (uint32_t i = 0; i < meta->lines.len; i++) {
    const MetaPosition *p = &meta->positions.data[meta->lines.data[i].position];
    uint32_t start = meta->lines.data[i].pc,
             end = i + 1 < meta->lines.len ? meta->lines.data[i + 1].pc : (uint32_t)s->size;
    if (p->line || start >= meta->cold_start) node = p->inline_node;
    for (int32_t n = node; n >= 0 && start < end; n = meta->inlines.data[n].parent)
      add_range(w->arena, &nodes[n], start, end);
  }
  for (uint32_t i = 0; i < meta->inlines.len; i++) {
    int32_t parent = meta->inlines.data[i].parent;
    if (nodes[i].ranges.len && parent >= 0) vec_push(w->arena, &nodes[parent].children, i);
  }
  return nodes;
}

static void write_abstract(UnitWriter *u, const FuncMeta *meta, const Inlined *nodes) {
  for (uint32_t i = 0; i < meta->inlines.len; i++)
    if (nodes[i].ranges.len) abstract_entry(u, meta->inlines.data[i].name);
}

// A list of ranges relative to the unit's base address.
static uint32_t write_ranges(DwarfWriter *w, const Symbol *s, const Inlined *node) {
  ByteVec *v = &w->ranges;
  uint32_t offset = v->len;
  uint64_t base = s->address - w->linker->sections[SECTION_TEXT].address;
  for (uint32_t i = 0; i < node->ranges.len; i++) {
    bytes_u8(w->arena, v, DW_RLE_offset_pair);
    bytes_uleb(w->arena, v, base + node->ranges.data[i].start);
    bytes_uleb(w->arena, v, base + node->ranges.data[i].end);
  }
  bytes_u8(w->arena, v, DW_RLE_end_of_list);
  return offset;
}

static void write_inlined(UnitWriter *u, const Symbol *s, const Inlined *nodes, uint32_t number) {
  DwarfWriter *w = u->w;
  ByteVec *v = &w->info;
  const MetaInline *site = &((const FuncMeta *)s->meta)->inlines.data[number];
  const Inlined *node = &nodes[number];
  bool single = node->ranges.len == 1, parent = node->children.len > 0;
  bytes_uleb(w->arena, v, (single ? ABBREV_INLINED : ABBREV_INLINED_RANGES) + parent);
  bytes_u32(w->arena, v, abstract_entry(u, site->name));
  bytes_uleb(w->arena, v, dwarf_file_number(w, u->unit, site->call_file));
  bytes_uleb(w->arena, v, site->call_line);
  if (single) {
    bytes_u64(w->arena, v, s->address + node->ranges.data[0].start);
    bytes_uleb(w->arena, v, node->ranges.data[0].end - node->ranges.data[0].start);
  } else {
    bytes_u32(w->arena, v, write_ranges(w, s, node));
  }
  for (uint32_t i = 0; i < node->children.len; i++) write_inlined(u, s, nodes, node->children.data[i]);
  if (parent) bytes_u8(w->arena, v, ABBREV_END);
}

// ---- functions and units

static const char *function_name(const Linker *linker, const Symbol *s) {
  for (uint32_t i = 0; i < linker->runtime_kinds.len; i++) {
    const RuntimeKind *k = &linker->runtime_kinds.data[i];
    if (k->symbol == s && k->description.kind == FUNC_TOP && !strcmp(s->name->text, "rt_goexit"))
      return "runtime.goexit";
  }
  return s->name->text;
}

static void write_function(UnitWriter *u, const Symbol *s) {
  DwarfWriter *w = u->w;
  ByteVec *v = &w->info;
  const FuncMeta *meta = s->meta;
  bool any = false;
  Inlined *nodes = NULL;
  if (meta && meta->inlines.len) {
    nodes = find_inlined(w, s);
    write_abstract(u, meta, nodes);
    for (uint32_t i = 0; i < meta->inlines.len; i++) any |= nodes[i].ranges.len > 0;
  }
  bytes_uleb(w->arena, v, any ? ABBREV_FUNCTION_WITH_INLINED : ABBREV_FUNCTION);
  bytes_string(w->arena, v, function_name(w->linker, s));
  bytes_u64(w->arena, v, s->address);
  bytes_uleb(w->arena, v, (uint64_t)s->size);
  bytes_uleb(w->arena, v, 1);
  bytes_u8(w->arena, v, DW_OP_call_frame_cfa);
  if (!any) return;
  for (uint32_t i = 0; i < meta->inlines.len; i++)
    if (nodes[i].ranges.len && meta->inlines.data[i].parent < 0) write_inlined(u, s, nodes, i);
  bytes_u8(w->arena, v, ABBREV_END);
}

// Runs of neighbouring functions: those of a package may stand apart.
static uint32_t write_unit_ranges(DwarfWriter *w, const DwarfUnit *unit) {
  ByteVec *v = &w->ranges;
  uint32_t offset = v->len;
  const SymbolVec *functions = &unit->functions;
  for (uint32_t i = 0; i < functions->len;) {
    uint64_t start = functions->data[i]->address, end = start;
    for (; i < functions->len && functions->data[i]->address - end < 16; i++)
      end = functions->data[i]->address + (uint64_t)functions->data[i]->size;
    bytes_u8(w->arena, v, DW_RLE_start_length);
    bytes_u64(w->arena, v, start);
    bytes_uleb(w->arena, v, end - start);
  }
  bytes_u8(w->arena, v, DW_RLE_end_of_list);
  return offset;
}

static void write_unit(DwarfWriter *w, DwarfUnit *unit) {
  ByteVec *v = &w->info;
  UnitWriter u = {.w = w, .unit = unit, .start = v->len};
  const char *version = w->linker->options->go_version;
  bytes_u32(w->arena, v, 0);
  bytes_u16(w->arena, v, 5);
  bytes_u8(w->arena, v, DW_UT_compile);
  bytes_u8(w->arena, v, 8);
  bytes_u32(w->arena, v, 0);
  bytes_uleb(w->arena, v, ABBREV_UNIT);
  bytes_string(w->arena, v, arena_printf(w->arena, "tuco %s", version ? version : ""));
  bytes_u8(w->arena, v, unit->name ? DW_LANG_Go : DW_LANG_C11);
  bytes_string(w->arena, v, unit->name ? unit->name->text : "tuco runtime");
  bytes_string(w->arena, v, ".");
  bytes_u64(w->arena, v, w->linker->sections[SECTION_TEXT].address);
  bytes_u32(w->arena, v, write_unit_ranges(w, unit));
  bytes_u32(w->arena, v, w->line.len);
  for (uint32_t i = 0; i < unit->functions.len; i++) write_function(&u, unit->functions.data[i]);
  bytes_u8(w->arena, v, ABBREV_END);
  dwarf_patch_length(v, u.start);
  dwarf_write_lines(w, unit);
}

static void start_ranges(DwarfWriter *w) {
  bytes_u32(w->arena, &w->ranges, 0);
  bytes_u16(w->arena, &w->ranges, 5);
  bytes_u8(w->arena, &w->ranges, 8);
  bytes_u8(w->arena, &w->ranges, 0);
  bytes_u32(w->arena, &w->ranges, 0);
}

uint32_t dwarf_build(Linker *linker, Arena *arena, DebugSection *sections, uint32_t max) {
  DwarfWriter w = {.linker = linker, .arena = arena};
  make_units(&w);
  write_abbrev(&w);
  start_ranges(&w);
  for (uint32_t i = 0; i < w.units.len; i++) write_unit(&w, w.units.data[i]);
  dwarf_patch_length(&w.ranges, 0);
  dwarf_write_frames(&w);
  const DebugSection all[] = {{".debug_abbrev", w.abbrev},   {".debug_info", w.info},
                              {".debug_line", w.line},       {".debug_line_str", w.line_strings},
                              {".debug_rnglists", w.ranges}, {".debug_frame", w.frame}};
  uint32_t count = sizeof all / sizeof *all;
  if (count > max) return 0;
  memcpy(sections, all, sizeof all);
  return count;
}
