// Encodes the function table (abi/functab.h) from each function's FuncMeta.
// Entries are in text order, which is known before addresses: PCs are relative
// to the function, entry offsets are relocations against rt_text_start.
#include <string.h>

#include "link/internal.h"

typedef struct TableBuilder {
  Linker *linker;
  Arena *arena;
  ByteVec blob, strings;
  Map string_offsets;     // Name* -> offset
  Map stack_maps;         // hash -> offset of the last with it
  const char *last_text;  // asked for, and its offset: mostly it is the same file again
  uint32_t last_offset;
  Vec(FuncInfo) infos;
} TableBuilder;

static uint32_t intern_string(TableBuilder *t, const char *text) {
  if (!text || !*text) return 0;
  if (text == t->last_text) return t->last_offset;
  const Name *name = name_cstr(t->linker->session->names, text);
  uint32_t offset = (uint32_t)(uintptr_t)map_get(&t->string_offsets, map_key(name));
  if (!offset) {
    offset = t->strings.len;
    bytes_string(t->arena, &t->strings, text);
    map_put(t->arena, &t->string_offsets, map_key(name), (void *)(uintptr_t)offset);
  }
  t->last_text = text;
  return t->last_offset = offset;
}

// Traces and FuncForPC show type arguments as "[...]".
static const char *trace_name(Arena *arena, const char *text) {
  if (!strchr(text, '[')) return text;
  char *out = arena_alloc(arena, strlen(text) + 8, 1), *at = out;
  int depth = 0;
  for (const char *p = text; *p; p++) {
    if (*p == '[' && depth++ == 0) at = stpcpy(at, "[...]");
    if (depth == 0) *at++ = *p;
    if (*p == ']' && depth > 0) depth--;
  }
  return out;
}

// A pc table under construction: the pair not yet written, and the value of the one before it.
typedef struct PcTable {
  ByteVec *out;
  Arena *arena;
  int32_t written, value;
  uint32_t pc, start;
  bool any;
} PcTable;

static void pc_flush(PcTable *t) {
  if (t->pc == t->start) return;
  int32_t delta = t->value - t->written;
  bytes_uleb(t->arena, t->out, ((uint32_t)delta << 1) ^ (uint32_t)(delta >> 31));
  bytes_uleb(t->arena, t->out, t->pc - t->start);
  t->written = t->value;
  t->start = t->pc;
  t->any = true;
}

// `value` held up to `pc`.
static void pc_until(PcTable *t, int32_t value, uint32_t pc) {
  if (pc <= t->pc) return;
  if (value != t->value) pc_flush(t);
  t->value = value;
  t->pc = pc;
}

static void pc_end(PcTable *t) {
  pc_flush(t);
  if (!t->any) bytes_data(t->arena, t->out, "\0\0", 2);
  bytes_u8(t->arena, t->out, 0);
}

typedef struct PcValue {
  uint32_t pc;
  int32_t value;
} PcValue;

// Encodes values that hold from values[i].pc to the next; returns the blob offset.
static uint32_t encode_pc_values(TableBuilder *t, const PcValue *values, uint32_t count, uint32_t size) {
  uint32_t at = t->blob.len;
  PcTable table = {.out = &t->blob, .arena = t->arena, .written = -1, .value = -1};
  int32_t current = -1;
  for (uint32_t i = 0; i < count; i++) {
    if (values[i].value == current) continue;
    pc_until(&table, current, values[i].pc);
    current = values[i].value;
  }
  pc_until(&table, current, size);
  pc_end(&table);
  return at;
}

static void encode_lines(TableBuilder *t, FuncInfo *info, const FuncMeta *meta) {
  uint32_t n = meta->lines.len;
  PcValue *lines = arena_array(t->arena, PcValue, n + 1);
  PcValue *files = arena_array(t->arena, PcValue, n + 1);
  PcValue *inlines = arena_array(t->arena, PcValue, n + 1);
  bool other_file = false, inlined = false;
  for (uint32_t i = 0; i < n; i++) {
    const MetaPosition *p = &meta->positions.data[meta->lines.data[i].position];
    uint32_t pc = meta->lines.data[i].pc;
    // Code without a place of its own belongs to the line before it.
    lines[i] = (PcValue){pc, p->line ? (int32_t)p->line : i ? lines[i - 1].value : (int32_t)meta->start_line};
    files[i] = (PcValue){pc, (int32_t)intern_string(t, p->file)};
    inlines[i] = (PcValue){pc, p->inline_node};
    other_file |= (uint32_t)files[i].value != info->file;
    inlined |= p->inline_node >= 0;
  }
  info->lines = encode_pc_values(t, lines, n, info->size);
  info->files = other_file ? encode_pc_values(t, files, n, info->size) : 0;
  info->inline_index = inlined ? encode_pc_values(t, inlines, n, info->size) : 0;
}

static void encode_inline_tree(TableBuilder *t, FuncInfo *info, const FuncMeta *meta) {
  if (!meta->inlines.len) return;
  bytes_align(t->arena, &t->blob, sizeof(InlineNode));
  info->inline_tree = t->blob.len;
  for (uint32_t i = 0; i < meta->inlines.len; i++) {
    const MetaInline *m = &meta->inlines.data[i];
    InlineNode node = {m->parent,
                       intern_string(t, trace_name(t->arena, m->name->text)),
                       intern_string(t, m->call_file),
                       m->call_line,
                       t->infos.len,
                       m->start_line,
                       m->kind,
                       0};
    bytes_data(t->arena, &t->blob, &node, sizeof node);
  }
}

// Many functions have equal ones.
static uint32_t encode_stack_maps(TableBuilder *t, const FuncMeta *meta) {
  StackMaps header = {meta->map_count, meta->arg_words, meta->map_width};
  uint64_t hash = hash_bytes(meta->maps, meta->map_bytes, hash_bytes(&header, sizeof header, 0)) | 1;
  uint32_t known = (uint32_t)(uintptr_t)map_get(&t->stack_maps, hash);
  bytes_align(t->arena, &t->blob, 4);
  uint32_t at = t->blob.len;
  bytes_data(t->arena, &t->blob, &header, sizeof header);
  bytes_data(t->arena, &t->blob, meta->maps, meta->map_bytes);
  if (known && t->blob.len - at <= at - known && !memcmp(t->blob.data + known, t->blob.data + at, t->blob.len - at)) {
    t->blob.len = at;
    return known;
  }
  map_put(t->arena, &t->stack_maps, hash, (void *)(uintptr_t)at);
  return at;
}

static void encode_safepoints(TableBuilder *t, FuncInfo *info, const FuncMeta *meta) {
  uint32_t n = meta->safepoints.len, count = 0;
  PcValue *values = arena_array(t->arena, PcValue, 2 * n + 1);
  for (uint32_t i = 0; i < n; i++) {
    values[count++] = (PcValue){meta->safepoints.data[i].pc - 1, (int32_t)meta->safepoints.data[i].map};
    values[count++] = (PcValue){meta->safepoints.data[i].pc, -1};
  }
  info->safepoints = encode_pc_values(t, values, count, info->size);
  info->stack_maps = encode_stack_maps(t, meta);
}

static void encode_unsafe_points(TableBuilder *t, FuncInfo *info, const FuncMeta *meta) {
  uint32_t n = meta->unsafe_ranges.len, count = 0;
  if (!n) return;
  PcValue *values = arena_array(t->arena, PcValue, 2 * n + 1);
  if (meta->unsafe_ranges.data[0].start) values[count++] = (PcValue){0, 0};
  for (uint32_t i = 0; i < n; i++) {
    values[count++] = (PcValue){meta->unsafe_ranges.data[i].start, 1};
    values[count++] = (PcValue){meta->unsafe_ranges.data[i].end, 0};
  }
  info->unsafe_points = encode_pc_values(t, values, count, info->size);
}

static void encode_objects(TableBuilder *t, FuncInfo *info, const FuncMeta *meta) {
  if (!meta->objects.len) return;
  uint32_t *masks = arena_array(t->arena, uint32_t, meta->objects.len);
  for (uint32_t i = 0; i < meta->objects.len; i++) {
    const MetaObject *o = &meta->objects.data[i];
    masks[i] = t->blob.len;
    if (o->mask) bytes_data(t->arena, &t->blob, o->mask, (o->ptr_bytes / 8 + 7) / 8);
  }
  bytes_align(t->arena, &t->blob, 4);
  info->stack_objects = t->blob.len;
  bytes_u32(t->arena, &t->blob, meta->objects.len);
  for (uint32_t i = 0; i < meta->objects.len; i++) {
    const MetaObject *o = &meta->objects.data[i];
    StackObject object = {o->offset, o->size, o->in_args, o->ptr_bytes, masks[i]};
    bytes_data(t->arena, &t->blob, &object, sizeof object);
  }
}

static FuncInfo encode_function(TableBuilder *t, const Symbol *symbol) {
  const FuncMeta *meta = symbol->meta;
  FuncInfo info = {.name = intern_string(t, meta ? trace_name(t->arena, symbol->name->text) : symbol->name->text),
                   .size = (uint32_t)symbol->size};
  if (!meta) {
    info.kind = FUNC_C_LEAF;
    info.cold_start = info.size;
    return info;
  }
  if (meta->name) info.name = intern_string(t, meta->name->text);
  info.frame_size = meta->frame_size;
  info.args_size = meta->args_size;
  info.prologue_end = meta->prologue_end;
  info.cold_start = meta->cold_start;
  info.deferreturn = meta->deferreturn;
  info.file = intern_string(t, meta->file);
  info.start_line = meta->start_line;
  info.kind = meta->kind;
  info.flags = meta->flags;
  encode_lines(t, &info, meta);
  encode_inline_tree(t, &info, meta);
  encode_safepoints(t, &info, meta);
  encode_unsafe_points(t, &info, meta);
  encode_objects(t, &info, meta);
  return info;
}

// Kinds that .tuco.funcs states for assembly.
static void apply_runtime_kind(TableBuilder *t, const Symbol *symbol, FuncInfo *info) {
  const Linker *linker = t->linker;
  for (uint32_t i = 0; i < linker->runtime_kinds.len; i++) {
    const RuntimeKind *k = &linker->runtime_kinds.data[i];
    if (k->symbol != symbol) continue;
    info->kind = (uint8_t)k->description.kind;
    info->frame_size = k->description.frame_size;
    if (info->kind == FUNC_ASM) info->flags |= FUNC_NO_FRAME;
    if (info->kind == FUNC_TOP) {  // rt_goexit is what goroutines return to
      info->file = intern_string(t, linker->options->goexit_file);
      info->start_line = linker->options->goexit_line;
    }
  }
}

static Symbol *own_bytes(Linker *linker, const char *name, const void *data, size_t size) {
  Symbol *s = link_own_symbol(linker, name, SYMBOL_RODATA, (int64_t)size, 3);
  if (size) memcpy(s->bytes, data, size);
  return s;
}

void functab_build(Linker *linker) {
  TableBuilder t = {.linker = linker, .arena = &linker->arena};
  bytes_u32(t.arena, &t.blob, 0);  // offset 0 means "none"
  bytes_string(t.arena, &t.strings, "");
  SymbolVec *text = &linker->sections[SECTION_TEXT].symbols;
  uint32_t count = text->len;
  Symbol *entries = link_own_symbol(linker, "rt_functab_entries", SYMBOL_RODATA, 8 * ((int64_t)count + 1), 3);
  for (uint32_t i = 0; i < count; i++) {
    FuncInfo info = encode_function(&t, text->data[i]);
    apply_runtime_kind(&t, text->data[i], &info);
    vec_push(t.arena, &t.infos, info);
    symbol_add_reloc(t.arena, entries, 8 * i, RELOC_TEXTOFF32, text->data[i], 0);
    put_u32(entries->bytes + 8 * i + 4, i);
  }
  symbol_add_reloc(t.arena, entries, 8 * count, RELOC_TEXTOFF32, symbol_get(linker->symbols, "rt_text_end"), 0);
  Symbol *infos = own_bytes(linker, "rt_functab_infos", t.infos.data, t.infos.len * sizeof(FuncInfo));
  Symbol *blob = own_bytes(linker, "rt_functab_blob", t.blob.data, t.blob.len);
  blob->align_log2 = 5;  // sizeof(InlineNode)
  Symbol *strings = own_bytes(linker, "rt_functab_strings", t.strings.data, t.strings.len);
  Symbol *header = link_own_symbol(linker, "rt_functab", SYMBOL_RODATA, sizeof(FunctabHeader), 3);
  put_u32(header->bytes, FUNCTAB_MAGIC);
  put_u32(header->bytes + 4, count);
  symbol_add_reloc(t.arena, header, offsetof(FunctabHeader, text_start), RELOC_ABS64,
                   symbol_get(linker->symbols, "rt_text_start"), 0);
  symbol_add_reloc(t.arena, header, offsetof(FunctabHeader, text_end), RELOC_ABS64,
                   symbol_get(linker->symbols, "rt_text_end"), 0);
  symbol_add_reloc(t.arena, header, offsetof(FunctabHeader, entries), RELOC_ABS64, entries, 0);
  symbol_add_reloc(t.arena, header, offsetof(FunctabHeader, infos), RELOC_ABS64, infos, 0);
  symbol_add_reloc(t.arena, header, offsetof(FunctabHeader, blob), RELOC_ABS64, blob, 0);
  put_u64(header->bytes + offsetof(FunctabHeader, blob_size), t.blob.len);
  symbol_add_reloc(t.arena, header, offsetof(FunctabHeader, strings), RELOC_ABS64, strings, 0);
}
