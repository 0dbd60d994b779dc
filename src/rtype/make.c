// Makes the bytes of type descriptors and itabs (abi/gotype.h; Go's
// internal/abi and cmd/compile/internal/reflectdata say what they mean). A
// type's hash is that of its symbol's name, the same in every build.
#include <string.h>

#include "abi/gotype.h"
#include "base/bytes.h"
#include "layout/layout.h"
#include "rtype/internal.h"

enum { UNCOMMON_SIZE = 16, IMETHOD_SIZE = 8, FIELD_SIZE = 24 };

typedef struct Maker {
  RtypeTable *table;
  Arena *arena;  // the table's
  Symbol *symbol;
  Type *type, *under;
  const TypeInfo *info;
  MethodSet *methods;  // of types with uncommon part, else NULL
  ByteVec bytes;
} Maker;

static void relocate(Maker *m, uint32_t offset, RelocKind kind, Symbol *target) {
  symbol_add_reloc(m->arena, m->symbol, offset, kind, target, 0);
}

static void address(Maker *m, Symbol *target) {
  if (target) relocate(m, m->bytes.len, RELOC_ABS64, target);
  bytes_u64(m->arena, &m->bytes, 0);
}

static void offset32(Maker *m, RelocKind kind, Symbol *target) {
  if (target) relocate(m, m->bytes.len, kind, target);
  bytes_u32(m->arena, &m->bytes, 0);
}

static Symbol *type_symbol(Maker *m, Type *type) { return rtype_symbol(m->table->session, m->table->symbols, type); }

// ---- packages

// As programs see it: package main is "main", whatever its import path.
static const char *package_path(const Package *p) { return p->symbol_path ? p->symbol_path : p->path; }
static const char *package_path_of(const Object *o) { return o->package ? package_path(o->package) : ""; }

static Symbol *path_name(Maker *m, Package *package) {
  return package ? rtype_name(m->table, (RtypeName){.text = package_path(package)}) : NULL;
}

static bool is_unsafe_pointer(Type *t) {
  t = types_unalias(t);
  return t->kind == TYPE_BASIC && ((Basic *)t)->basic_kind == BASIC_UNSAFE_POINTER;
}

// The uncommon part holds methods and the package, which unsafe.Pointer has too.
static bool has_uncommon(Maker *m) { return m->methods || types_is_named(m->type) || is_unsafe_pointer(m->type); }

static Package *fields_package(const Struct *s) {
  for (uint32_t i = 0; i < s->field_count; i++)
    if (!s->fields[i]->name->exported) return s->fields[i]->package;
  return NULL;
}

// The package a type belongs to, for unexported names: that of its name, else of its first unexported member.
static Package *type_package(Maker *m) {
  Type *t = types_unalias(m->type);
  if (t->kind == TYPE_NAMED) return ((Named *)t)->object->package;
  if (t->kind == TYPE_POINTER && types_is_named(((Pointer *)t)->elem))
    return ((Named *)types_unalias(((Pointer *)t)->elem))->object->package;
  return t->kind == TYPE_STRUCT ? fields_package((Struct *)t) : NULL;
}

// ---- the common part

static uint8_t go_kind(Type *under) {
  static const uint8_t basic[BASIC_COUNT] = {
      [BASIC_BOOL] = GOKIND_BOOL,           [BASIC_INT] = GOKIND_INT,
      [BASIC_INT8] = GOKIND_INT8,           [BASIC_INT16] = GOKIND_INT16,
      [BASIC_INT32] = GOKIND_INT32,         [BASIC_INT64] = GOKIND_INT64,
      [BASIC_UINT] = GOKIND_UINT,           [BASIC_UINT8] = GOKIND_UINT8,
      [BASIC_UINT16] = GOKIND_UINT16,       [BASIC_UINT32] = GOKIND_UINT32,
      [BASIC_UINT64] = GOKIND_UINT64,       [BASIC_UINTPTR] = GOKIND_UINTPTR,
      [BASIC_FLOAT32] = GOKIND_FLOAT32,     [BASIC_FLOAT64] = GOKIND_FLOAT64,
      [BASIC_COMPLEX64] = GOKIND_COMPLEX64, [BASIC_COMPLEX128] = GOKIND_COMPLEX128,
      [BASIC_STRING] = GOKIND_STRING,       [BASIC_UNSAFE_POINTER] = GOKIND_UNSAFE_POINTER};
  switch (under->kind) {
    case TYPE_BASIC: return basic[((Basic *)under)->basic_kind];
    case TYPE_ARRAY: return GOKIND_ARRAY;
    case TYPE_SLICE: return GOKIND_SLICE;
    case TYPE_STRUCT: return GOKIND_STRUCT;
    case TYPE_POINTER: return GOKIND_POINTER;
    case TYPE_SIGNATURE: return GOKIND_FUNC;
    case TYPE_INTERFACE: return GOKIND_INTERFACE;
    case TYPE_MAP: return GOKIND_MAP;
    case TYPE_CHAN: return GOKIND_CHAN;
    default: ice("rtype", "go_kind", "type kind %u", under->kind);
  }
}

static uint8_t type_flags(Maker *m) {
  Type *t = m->type;
  const TypeShape *shape = layout_shape(m->table->session, t);
  uint8_t flags = 0;
  if (has_uncommon(m)) flags |= TFLAG_UNCOMMON;
  if (types_is_named(t) || types_unalias(t)->kind == TYPE_BASIC) flags |= TFLAG_NAMED;
  if (layout_is_regular(shape)) flags |= TFLAG_REGULAR_MEMORY;
  if (shape->pointer_bytes / 64 > ABI_MAX_PTRMASK_BYTES) flags |= TFLAG_GC_MASK_ON_DEMAND;
  if (shape->direct) flags |= TFLAG_DIRECT_IFACE;
  return flags;
}

// The bitmap of a type, shared by content; of huge types a variable that the runtime fills on demand.
static Symbol *mask_symbol(Maker *m, uint8_t flags) {
  const TypeShape *shape = layout_shape(m->table->session, m->type);
  if (shape->pointer_bytes == 0) return NULL;
  if (flags & TFLAG_GC_MASK_ON_DEMAND) {
    Symbol *s = symbol_get(m->table->symbols, arena_printf(m->arena, "runtime.gcmask.%s", m->symbol->name->text));
    s->kind = SYMBOL_BSS;
    s->size = 8;
    s->align_log2 = 3;
    s->no_pointers = true;
    return s;
  }
  const uint8_t *mask = layout_pointer_mask(m->table->session, m->type);
  uint32_t size = (uint32_t)(shape->pointer_bytes + 63) / 64;
  char *name = arena_alloc(m->arena, 2 * size + 24, 1);
  int at = __builtin_sprintf(name, "runtime.gcbits.");
  for (uint32_t i = 0; i < size; i++) at += __builtin_sprintf(name + at, "%02x", mask[i]);
  Symbol *s = symbol_get(m->table->symbols, name);
  if (s->kind == SYMBOL_UNDEFINED) {
    s->kind = SYMBOL_RODATA;
    s->bytes = (uint8_t *)(uintptr_t)mask;
    s->size = size;
    s->no_pointers = s->local_static = true;
  }
  return s;
}

static uint32_t type_hash(const Symbol *descriptor) {
  const char *text = descriptor->name->text;
  return (uint32_t)hash_bytes(text, strlen(text), 0x7475636f);
}

// *T's descriptor: always of a type with methods that reflection may see (lowering has marked them), else if
// compiled code mentions it. What it does not mention reflect makes anew.
static Symbol *pointer_descriptor(Maker *m) {
  Type *t = m->type;
  if (m->symbol->used_in_interface && rtype_keeps_pointer(t)) return type_symbol(m, types_new_pointer(m->arena, t));
  Symbol *s =
      symbol_find(m->table->symbols, arena_printf(m->arena, "type:*%s", m->symbol->name->text + strlen("type:")));
  if (!s || s->kind != SYMBOL_TYPE || !s->key) return NULL;
  Type *pointer = types_unalias(s->type);
  return pointer->kind == TYPE_POINTER && ((Pointer *)pointer)->elem == t ? s : NULL;
}

static void make_common(Maker *m) {
  Type *t = m->type;
  uint8_t flags = type_flags(m);
  Arena *a = m->arena;
  const TypeShape *shape = layout_shape(m->table->session, t);
  bytes_u64(a, &m->bytes, (uint64_t)shape->size);
  bytes_u64(a, &m->bytes, (uint64_t)shape->pointer_bytes);
  bytes_u32(a, &m->bytes, type_hash(m->symbol));
  bytes_u8(a, &m->bytes, flags);
  bytes_u8(a, &m->bytes, (uint8_t)shape->alignment);
  bytes_u8(a, &m->bytes, (uint8_t)shape->alignment);
  bytes_u8(a, &m->bytes, go_kind(m->under));
  address(m, m->info ? m->info->equal : NULL);
  address(m, mask_symbol(m, flags));
  const char *text = types_string(a, t, QUALIFY_NAME, NULL);
  if (m->info && rtype_found_by_string(t)) m->symbol->type_string = text;
  Type *named = t->kind == TYPE_POINTER ? types_unalias(((Pointer *)t)->elem) : t;  // *T is as exported as T
  bool exported = types_is_named(named) && ((Named *)types_unalias(named))->object->name->exported;
  offset32(m, RELOC_OFF32, rtype_name(m->table, (RtypeName){.text = text, .exported = exported}));
  offset32(m, RELOC_OFF32, pointer_descriptor(m));
}

// ---- the parts by kind

static void make_array(Maker *m) {
  Array *t = (Array *)m->under;
  address(m, type_symbol(m, t->elem));
  address(m, type_symbol(m, types_new_slice(m->arena, t->elem)));
  bytes_u64(m->arena, &m->bytes, (uint64_t)t->length);
}

static void make_chan(Maker *m) {
  ChanType *t = (ChanType *)m->under;
  address(m, type_symbol(m, t->elem));
  bytes_u64(m->arena, &m->bytes, t->dir == CHAN_BOTH ? 3 : t->dir == CHAN_SEND_ONLY ? 2 : 1);
}

static void make_func(Maker *m) {
  Signature *t = (Signature *)m->under;
  uint32_t in = t->params ? t->params->len : 0, out = t->results ? t->results->len : 0;
  bytes_u16(m->arena, &m->bytes, (uint16_t)in);
  bytes_u16(m->arena, &m->bytes, (uint16_t)(out | (t->variadic ? 0x8000 : 0)));
  bytes_u32(m->arena, &m->bytes, 0);
}

static void make_func_types(Maker *m) {
  Signature *t = (Signature *)m->under;
  for (uint32_t i = 0; t->params && i < t->params->len; i++) address(m, type_symbol(m, t->params->vars[i]->type));
  for (uint32_t i = 0; t->results && i < t->results->len; i++) address(m, type_symbol(m, t->results->vars[i]->type));
}

static Type *method_type(Maker *m, Object *method) {
  Signature *s = (Signature *)types_underlying(method->type);
  return types_new_signature(m->arena, NULL, s->params, s->results, s->variadic);
}

// A method's name as descriptors hold it: unexported ones of another package than `home` carry their path.
static Symbol *method_name(Maker *m, Object *method, Package *home) {
  bool other = !method->name->exported && method->package != home;
  return rtype_name(m->table, (RtypeName){.text = method->name->text,
                                          .package_path = other ? package_path_of(method) : NULL,
                                          .exported = method->name->exported});
}

static void make_slice_header(Maker *m, uint32_t offset, uint32_t count) {
  if (count) symbol_add_reloc(m->arena, m->symbol, m->bytes.len, RELOC_ABS64, m->symbol, offset);
  bytes_u64(m->arena, &m->bytes, 0);
  bytes_u64(m->arena, &m->bytes, count);
  bytes_u64(m->arena, &m->bytes, count);
}

static Package *interface_package(Maker *m, Object **methods, uint32_t count) {
  Package *package = type_package(m);
  for (uint32_t i = 0; !package && i < count; i++)
    if (!methods[i]->name->exported) package = methods[i]->package;
  return package;
}

static uint32_t uncommon_size(Maker *m) { return has_uncommon(m) ? UNCOMMON_SIZE : 0; }

static void make_interface(Maker *m) {
  uint32_t count;
  Object **methods = rtype_interface_methods(m->table->session, m->arena, m->under, &count);
  address(m, path_name(m, interface_package(m, methods, count)));
  make_slice_header(m, m->bytes.len + 24 + uncommon_size(m), count);
}

static void make_interface_methods(Maker *m) {
  uint32_t count;
  Object **methods = rtype_interface_methods(m->table->session, m->arena, m->under, &count);
  Package *home = interface_package(m, methods, count);
  for (uint32_t i = 0; i < count; i++) {
    offset32(m, RELOC_OFF32, method_name(m, methods[i], home));
    offset32(m, RELOC_OFF32, type_symbol(m, method_type(m, methods[i])));
  }
}

static Object *group_field(Maker *m, const char *name, Type *type) {
  return types_new_var(m->arena, VAR_FIELD, 0, NULL, name_cstr(m->table->session->names, name), type);
}

// struct { ctrl uint64; slots [8]struct{ key K; elem E } } with large keys and elements by pointer, as
// internal/runtime/maps lays groups out.
static Type *map_group_type(Maker *m, Type *key, Type *elem, Type **slot) {
  Object **slot_fields = arena_array(m->arena, Object *, 2);
  slot_fields[0] = group_field(m, "key", key);
  slot_fields[1] = group_field(m, "elem", elem);
  *slot = types_new_struct(m->arena, slot_fields, NULL, 2);
  Object **fields = arena_array(m->arena, Object *, 2);
  fields[0] = group_field(m, "ctrl", m->table->session->universe->basic[BASIC_UINT64]);
  fields[1] = group_field(m, "slots", types_new_array(m->arena, *slot, ABI_MAP_GROUP_SLOTS));
  return types_new_struct(m->arena, fields, NULL, 2);
}

static void make_map(Maker *m) {
  MapType *t = (MapType *)m->under;
  const TypeShape *key = layout_shape(m->table->session, t->key);
  bool indirect_key = types_sizeof(t->key) > ABI_MAP_MAX_INLINE,
       indirect_elem = types_sizeof(t->elem) > ABI_MAP_MAX_INLINE;
  Type *slot;
  Type *group = map_group_type(m, indirect_key ? types_new_pointer(m->arena, t->key) : t->key,
                               indirect_elem ? types_new_pointer(m->arena, t->elem) : t->elem, &slot);
  address(m, type_symbol(m, t->key));
  address(m, type_symbol(m, t->elem));
  address(m, type_symbol(m, group));
  address(m, m->info ? m->info->hasher : NULL);
  bytes_u64(m->arena, &m->bytes, (uint64_t)types_sizeof(group));
  bytes_u64(m->arena, &m->bytes, (uint64_t)types_sizeof(slot));
  bytes_u64(m->arena, &m->bytes, (uint64_t)types_field_offset((Struct *)slot, 1));
  bytes_u32(m->arena, &m->bytes,
            (uint32_t)(key->equals_differ | key->may_panic << 1 | indirect_key << 2 | indirect_elem << 3));
  bytes_u32(m->arena, &m->bytes, 0);
}

static void make_struct(Maker *m) {
  Struct *t = (Struct *)m->under;
  address(m, path_name(m, fields_package(t)));
  make_slice_header(m, m->bytes.len + 24 + uncommon_size(m), t->field_count);
}

static void make_struct_fields(Maker *m) {
  Struct *t = (Struct *)m->under;
  for (uint32_t i = 0; i < t->field_count; i++) {
    Object *f = t->fields[i];
    const char *tag = t->tags && t->tags[i] && t->tags[i]->len ? t->tags[i]->text : NULL;
    RtypeName name = {.text = f->name->text, .tag = tag, .exported = f->name->exported, .embedded = f->embedded};
    address(m, rtype_name(m->table, name));
    address(m, type_symbol(m, f->type));
    bytes_u64(m->arena, &m->bytes, (uint64_t)types_field_offset(t, i));
  }
}

// Bytes that stand between the uncommon part and its method array.
static uint32_t tail_size(Maker *m) {
  Signature *s = (Signature *)m->under;
  switch (m->under->kind) {
    case TYPE_SIGNATURE: return 8 * ((s->params ? s->params->len : 0) + (s->results ? s->results->len : 0));
    case TYPE_STRUCT: return FIELD_SIZE * ((Struct *)m->under)->field_count;
    case TYPE_INTERFACE: {
      uint32_t count;
      rtype_interface_methods(m->table->session, m->arena, m->under, &count);
      return IMETHOD_SIZE * count;
    }
    default: return 0;
  }
}

static void make_uncommon(Maker *m) {
  if (!uncommon_size(m)) return;
  uint32_t count = m->methods ? m->methods->len : 0, exported = 0;
  while (exported < count && m->methods->entries[exported].function->name->exported) exported++;
  Package *home = type_package(m);
  bool is_unsafe = is_unsafe_pointer(m->type);
  offset32(m, RELOC_OFF32, is_unsafe ? rtype_name(m->table, (RtypeName){.text = "unsafe"}) : path_name(m, home));
  bytes_u16(m->arena, &m->bytes, (uint16_t)count);
  bytes_u16(m->arena, &m->bytes, (uint16_t)exported);
  bytes_u32(m->arena, &m->bytes, UNCOMMON_SIZE + tail_size(m));
  bytes_u32(m->arena, &m->bytes, 0);
}

// A method's type in the program's terms, for one that nobody calls: known by its identity if something else has it.
static Symbol *pruned_type(Maker *m, Object *method) {
  Type *type = types_canonical(m->table->session, method_type(m, method));
  Symbol *known = map_get(&m->table->method_types, map_key(type));
  if (known) return known;
  known = type_symbol(m, type);
  map_put(m->arena, &m->table->method_types, map_key(type), known);
  return known;
}

// Methods that nobody calls keep their name, and their type if that is there anyway: it may be matched against an
// interface's. The runtime knows -1 as "unreachable".
static void make_methods(Maker *m) {
  Package *home = type_package(m);
  for (uint32_t i = 0; m->methods && i < m->methods->len; i++) {
    Object *method = m->methods->entries[i].function;
    Symbol *ifn = m->info && i < m->info->method_count ? m->info->interface_functions[i] : NULL;
    Symbol *tfn = m->info && i < m->info->method_count ? m->info->direct_functions[i] : NULL;
    offset32(m, RELOC_OFF32, method_name(m, method, home));
    if (ifn && tfn) {
      offset32(m, RELOC_OFF32, type_symbol(m, method_type(m, method)));
      offset32(m, RELOC_TEXTOFF32, ifn);
      offset32(m, RELOC_TEXTOFF32, tfn);
    } else {
      offset32(m, RELOC_WEAK_OFF32, pruned_type(m, method));
      for (int k = 0; k < 2; k++) bytes_u32(m->arena, &m->bytes, 0xffffffffu);
    }
  }
}

static MethodSet *methods_of(RtypeTable *table, Type *type) {
  if (types_underlying(type)->kind == TYPE_INTERFACE) return NULL;
  MethodSet *set = types_method_set(table->session, type);
  return set && set->len ? set : NULL;
}

static void make_type(RtypeTable *table, Symbol *symbol) {
  Type *type = symbol->type;
  Maker m = {.table = table,
             .arena = table->arena,
             .symbol = symbol,
             .type = type,
             .under = types_underlying(type),
             .info = symbol->key,
             .methods = methods_of(table, type)};
  make_common(&m);
  switch (m.under->kind) {
    case TYPE_ARRAY: make_array(&m); break;
    case TYPE_CHAN: make_chan(&m); break;
    case TYPE_SIGNATURE: make_func(&m); break;
    case TYPE_INTERFACE: make_interface(&m); break;
    case TYPE_MAP: make_map(&m); break;
    case TYPE_POINTER: address(&m, type_symbol(&m, ((Pointer *)m.under)->elem)); break;
    case TYPE_SLICE: address(&m, type_symbol(&m, ((Slice *)m.under)->elem)); break;
    case TYPE_STRUCT: make_struct(&m); break;
    default: break;
  }
  make_uncommon(&m);
  if (m.under->kind == TYPE_SIGNATURE) make_func_types(&m);
  if (m.under->kind == TYPE_INTERFACE) make_interface_methods(&m);
  if (m.under->kind == TYPE_STRUCT) make_struct_fields(&m);
  make_methods(&m);
  symbol->bytes = m.bytes.data;
  symbol->size = m.bytes.len;
}

static void make_itab(RtypeTable *table, Symbol *symbol) {
  Maker m = {.table = table, .arena = table->arena, .symbol = symbol, .type = symbol->type};
  const ItabInfo *info = symbol->key;
  address(&m, type_symbol(&m, symbol->interface_type));
  Symbol *type = type_symbol(&m, symbol->type);
  address(&m, type);
  bytes_u32(m.arena, &m.bytes, type_hash(type));
  bytes_u32(m.arena, &m.bytes, 0);
  // A table whose first function is nil stands for a type that lacks a method: what nobody calls has a function too.
  Symbol *unreachable = symbol_get(table->symbols, "runtime.unreachableMethod");
  for (uint32_t i = 0; info && i < info->method_count; i++)
    address(&m, info->functions[i] ? info->functions[i] : unreachable);
  symbol->bytes = m.bytes.data;
  symbol->size = m.bytes.len;
}

void rtype_make(RtypeTable *table, Symbol *symbol) {
  assert(symbol->kind == SYMBOL_TYPE || symbol->kind == SYMBOL_ITAB);
  if (symbol->kind == SYMBOL_TYPE) make_type(table, symbol);
  else make_itab(table, symbol);
}
