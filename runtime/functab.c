// Reads the function table (abi/functab.h): which function holds a PC, and its
// lines, files, inline tree and pc tables. Read-only; works on any stack.
#include "runtime.h"

void functab_init(void) {
  if (rt_functab.magic != FUNCTAB_MAGIC) rt_throw("bad function table");
}

static const FunctabEntry *search(uint32_t offset) {
  uint32_t low = 0, high = rt_functab.function_count;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (rt_functab.entries[middle].entry <= offset) low = middle;
    else high = middle;
  }
  const FunctabEntry *entry = &rt_functab.entries[low];
  return high > low && entry->entry <= offset ? entry : NULL;
}

// Stacks are walked through the same calls again and again: the M keeps what was found. A slot is one word, so that a
// signal's handler may use it in between.
const FunctabEntry *functab_find(uintptr_t pc) {
  if (pc < rt_functab.text_start || pc >= rt_functab.text_end) return NULL;
  uint32_t offset = (uint32_t)(pc - rt_functab.text_start);
  M *m = rt_getm();
  volatile uint64_t *slot = &m->found[(offset ^ offset >> 7) % (sizeof m->found / sizeof *m->found)];
  uint64_t known = *slot;
  if (known >> 32 == offset && (uint32_t)known) return &rt_functab.entries[(uint32_t)known - 1];
  const FunctabEntry *entry = search(offset);
  if (entry) *slot = (uint64_t)offset << 32 | (uint64_t)(entry - rt_functab.entries + 1);
  return entry;
}

const FuncInfo *functab_info(const FunctabEntry *entry) { return &rt_functab.infos[entry->info]; }
uintptr_t functab_entry_pc(const FunctabEntry *entry) { return rt_functab.text_start + entry->entry; }
const char *functab_name(const FuncInfo *info) {
  if (info->kind == FUNC_TOP) return "runtime.goexit";
  return rt_functab.strings + info->name;
}
const uint8_t *functab_blob(uint32_t offset) { return rt_functab.blob + offset; }

uint32_t functab_varint(const uint8_t **p) {
  uint32_t value = 0, shift = 0;
  for (;;) {
    uint8_t byte = *(*p)++;
    value |= (uint32_t)(byte & 0x7f) << shift;
    if (!(byte & 0x80)) return value;
    shift += 7;
  }
}

int32_t functab_value(uint32_t table, uint32_t offset) {
  if (!table) return -1;
  const uint8_t *p = rt_functab.blob + table;
  int32_t value = -1;
  uint32_t pc = 0;
  for (bool first = true;; first = false) {
    uint32_t zigzag = functab_varint(&p);
    if (!zigzag && !first) return -1;
    value += (int32_t)(zigzag >> 1) ^ -(int32_t)(zigzag & 1);
    pc += functab_varint(&p);
    if (offset < pc) return value;
  }
}

uint32_t functab_line(const FuncInfo *info, uint32_t offset) {
  int32_t line = functab_value(info->lines, offset);
  return line < 0 ? info->start_line : (uint32_t)line;
}

const char *functab_file(const FuncInfo *info, uint32_t offset) {
  int32_t file = info->files ? functab_value(info->files, offset) : -1;
  return rt_functab.strings + (file < 0 ? info->file : (uint32_t)file);
}

static const InlineNode *inline_tree(const FuncInfo *info) {
  return (const InlineNode *)(rt_functab.blob + info->inline_tree);
}

// Names the function of inline node `node`, or the physical function for -1.
static void set_function(PlaceInfo *place, const FuncInfo *info, int32_t node) {
  place->node = node;
  if (node < 0) {
    place->function = functab_name(info);
    place->start_line = info->start_line;
    place->kind = info->kind;
    place->flags = info->flags;
    return;
  }
  const InlineNode *inlined = inline_tree(info) + node;
  place->function = rt_functab.strings + inlined->name;
  place->start_line = inlined->start_line;
  place->kind = inlined->kind;
  place->flags = 0;
}

void functab_function_at(const FunctabEntry *entry, uintptr_t pc, PlaceInfo *place) {
  const FuncInfo *info = functab_info(entry);
  place->func = entry;
  place->entry = functab_entry_pc(entry);
  uint32_t offset = (uint32_t)(pc - place->entry);
  set_function(place, info, info->inline_index ? functab_value(info->inline_index, offset) : -1);
}

bool functab_place(uintptr_t pc, PlaceInfo *place) {
  if (pc - (uintptr_t)rt_functab.blob < rt_functab.blob_size) {  // a caller of an inlined function
    const InlineNode *inlined = (const InlineNode *)(pc & ~(sizeof(InlineNode) - 1));
    if (inlined->function >= rt_functab.function_count) return false;
    place->func = &rt_functab.entries[inlined->function];
    place->entry = functab_entry_pc(place->func);
    place->node = inlined - inline_tree(functab_info(place->func));
    return functab_place_parent(place);
  }
  const FunctabEntry *entry = functab_find(pc);
  if (!entry) return false;
  functab_function_at(entry, pc, place);
  const FuncInfo *info = functab_info(entry);
  uint32_t offset = (uint32_t)(pc - place->entry);
  place->file = functab_file(info, offset);
  place->line = functab_line(info, offset);
  return true;
}

uintptr_t functab_parent_pc(const PlaceInfo *place) {
  if (place->node < 0) return 0;
  return (uintptr_t)(inline_tree(functab_info(place->func)) + place->node) + sizeof(InlineNode) / 2;
}

bool functab_place_parent(PlaceInfo *place) {
  if (place->node < 0) return false;
  const FuncInfo *info = functab_info(place->func);
  const InlineNode *inlined = inline_tree(info) + place->node;
  place->file = rt_functab.strings + inlined->call_file;
  place->line = inlined->call_line;
  set_function(place, info, inlined->parent);
  return true;
}
