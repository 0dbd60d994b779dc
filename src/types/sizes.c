// Sizes and layout of gc for amd64: alignment at most 8; a struct whose last
// field has no size gets a byte of padding, so that its address stays inside.
//
// They are cached in the type. Racing threads compute the same, and
// size_done is stored last. -1 is the size of a type too large for int64.
#include "types/core.h"

enum { WORD = 8 };

typedef struct Extent {
  int64_t size;
  int64_t align;
} Extent;

static Extent extent_of(Type *t);

static const uint8_t basic_sizes[BASIC_COUNT] = {[BASIC_INVALID] = 8,
                                                 [BASIC_BOOL] = 1,
                                                 [BASIC_INT] = 8,
                                                 [BASIC_INT8] = 1,
                                                 [BASIC_INT16] = 2,
                                                 [BASIC_INT32] = 4,
                                                 [BASIC_INT64] = 8,
                                                 [BASIC_UINT] = 8,
                                                 [BASIC_UINT8] = 1,
                                                 [BASIC_UINT16] = 2,
                                                 [BASIC_UINT32] = 4,
                                                 [BASIC_UINT64] = 8,
                                                 [BASIC_UINTPTR] = 8,
                                                 [BASIC_FLOAT32] = 4,
                                                 [BASIC_FLOAT64] = 8,
                                                 [BASIC_COMPLEX64] = 8,
                                                 [BASIC_COMPLEX128] = 16,
                                                 [BASIC_STRING] = 16,
                                                 [BASIC_UNSAFE_POINTER] = 8,
                                                 [BASIC_UNTYPED_NIL] = 8,
                                                 [BASIC_UNTYPED_BOOL] = 1,
                                                 [BASIC_UNTYPED_INT] = 8,
                                                 [BASIC_UNTYPED_RUNE] = 4,
                                                 [BASIC_UNTYPED_FLOAT] = 8,
                                                 [BASIC_UNTYPED_COMPLEX] = 16,
                                                 [BASIC_UNTYPED_STRING] = 16};

static int64_t round_up(int64_t x, int64_t align) {
  if (x < 0 || x > INT64_MAX - align) return -1;
  return (x + align - 1) & -align;
}

static Extent basic_extent(Basic *b) {
  int64_t size = basic_sizes[b->basic_kind];
  int64_t align = size;
  if (b->info & INFO_COMPLEX) align /= 2;
  return (Extent){size, align > WORD ? WORD : align};
}

static Extent array_extent(Array *a) {
  Extent e = extent_of(a->elem);
  if (a->length <= 0 || e.size == 0) return (Extent){0, e.align};
  if (e.size < 0 || e.size > INT64_MAX / a->length) return (Extent){-1, e.align};
  return (Extent){e.size * a->length, e.align};
}

// The offset after `offset` at which a field of type t stands; sets *end behind it.
static int64_t place_field(int64_t offset, Type *t, int64_t *align, int64_t *end) {
  Extent f = extent_of(t);
  if (f.align > *align) *align = f.align;
  int64_t at = offset < 0 ? -1 : round_up(offset, f.align);
  *end = at < 0 || f.size < 0 || at > INT64_MAX - f.size ? -1 : at + f.size;
  return at;
}

static Extent struct_extent(Struct *s) {
  int64_t offset = 0, align = 1, end = 0;
  for (uint32_t i = 0; i < s->field_count; i++) {
    int64_t at = place_field(end, s->fields[i]->type, &align, &end);
    if (at >= 0) offset = at;
  }
  if (s->field_count > 0 && end == offset && offset > 0) end++;  // the last field has size 0
  return (Extent){end < 0 ? -1 : round_up(end, align), align};
}

// sync/atomic and internal/runtime/atomic align their 64-bit types with a marker field.
static bool is_align64(Type *t) {
  Named *n = as_named(t);
  if (!n || !n->object->package || strcmp(n->object->name->text, "align64") != 0) return false;
  const char *path = n->object->package->path;
  return strcmp(path, "sync/atomic") == 0 || strcmp(path, "internal/runtime/atomic") == 0;
}

static Extent compute_extent(Type *t) {
  Type *u = under(t);
  switch ((TypeKind)u->kind) {
    case TYPE_BASIC: return basic_extent((Basic *)u);
    case TYPE_ARRAY: return array_extent((Array *)u);
    case TYPE_SLICE: return (Extent){3 * WORD, WORD};
    case TYPE_INTERFACE: return (Extent){2 * WORD, WORD};
    case TYPE_STRUCT: {
      Extent x = struct_extent((Struct *)u);
      if (((Struct *)u)->field_count == 0 && is_align64(t)) x.align = WORD;
      return x;
    }
    case TYPE_TUPLE: {  // results of a call, as if they were a struct
      int64_t align = 1, end = 0;
      for (uint32_t i = 0; i < ((Tuple *)u)->len; i++) place_field(end, ((Tuple *)u)->vars[i]->type, &align, &end);
      return (Extent){end < 0 ? -1 : round_up(end, align), align};
    }
    default: return (Extent){WORD, WORD};
  }
}

static Extent extent_of(Type *t) {
  t = unalias(t);
  if (__atomic_load_n(&t->size_done, __ATOMIC_ACQUIRE)) {
    return (Extent){__atomic_load_n(&t->size, __ATOMIC_RELAXED), __atomic_load_n(&t->align, __ATOMIC_RELAXED)};
  }
  Extent x = compute_extent(t);
  __atomic_store_n(&t->size, x.size, __ATOMIC_RELAXED);
  __atomic_store_n(&t->align, (uint8_t)x.align, __ATOMIC_RELAXED);
  __atomic_store_n(&t->size_done, true, __ATOMIC_RELEASE);
  return x;
}

int64_t types_sizeof(Type *type) { return extent_of(type).size; }
int64_t types_alignof(Type *type) { return extent_of(type).align; }

// All offsets are computed at the first question; racing threads store the same.
int64_t types_field_offset(Struct *type, uint32_t index) {
  if (index == 0) return 0;
  if (!__atomic_load_n(&type->offsets_done, __ATOMIC_ACQUIRE)) {
    int64_t align = 1, end = 0;
    for (uint32_t i = 0; i < type->field_count; i++)
      __atomic_store_n(&type->offsets[i], place_field(end, type->fields[i]->type, &align, &end), __ATOMIC_RELAXED);
    __atomic_store_n(&type->offsets_done, true, __ATOMIC_RELEASE);
  }
  return __atomic_load_n(&type->offsets[index], __ATOMIC_RELAXED);
}

// ---- limits (types.CalcSize)

Type *types_too_large(Type *type) {
  const int64_t max_size = (int64_t)1 << 50, max_element = 1 << 16;
  Type *t = under(type);
  if (t->kind == TYPE_CHAN) {
    int64_t elem = types_sizeof(((ChanType *)t)->elem);
    if (elem < 0 || elem >= max_size) return types_too_large(((ChanType *)t)->elem);
    return elem >= max_element ? t : NULL;
  }
  int64_t size = types_sizeof(t);
  if (size >= 0 && size < max_size) return NULL;
  Type *inner = NULL;
  if (t->kind == TYPE_ARRAY) inner = types_too_large(((Array *)t)->elem);
  for (uint32_t i = 0; t->kind == TYPE_STRUCT && !inner && i < ((Struct *)t)->field_count; i++)
    inner = types_too_large(((Struct *)t)->fields[i]->type);
  return inner ? inner : t;
}

// What is looked at for a question, so that types that lead back to themselves end.
typedef struct SizeWalk {
  Arena arena;
  Map seen;  // Type* -> it
  Type *large;
  const Object *declared;  // the defined type that it was found in, the innermost; NULL: none
} SizeWalk;

static bool is_large_inside(void *context, Type *t) {
  SizeWalk *w = context;
  t = unalias(t);
  if (atomic_load_explicit(&t->within_limits, memory_order_relaxed) || map_get(&w->seen, map_key(t))) return false;
  map_put(&w->arena, &w->seen, map_key(t), t);
  w->large = types_too_large(t);
  bool large = w->large || (t->kind == TYPE_NAMED && is_large_inside(w, under(t)));
  if (large && t->kind == TYPE_NAMED && !w->declared) w->declared = ((Named *)t)->object;
  if (large || t->kind == TYPE_NAMED) return large;
  if (t->kind != TYPE_INTERFACE) return types_any_part(t, is_large_inside, w);
  const TypeSet *set = type_set_of((Interface *)t);
  for (uint32_t i = 0; i < set->method_count; i++)
    if (is_large_inside(w, set->methods[i]->type)) return true;
  return false;
}

Type *types_too_large_inside(Type *type, const Object **declared) {
  SizeWalk w = {0};
  bool large = is_large_inside(&w, type);
  for (uint32_t i = 0; !large && i < w.seen.len; i++)
    atomic_store_explicit(&((Type *)w.seen.entries[i].value)->within_limits, true, memory_order_relaxed);
  arena_free(&w.arena);
  *declared = w.declared;
  return w.large;
}

const char *types_size_error(Arena *arena, Type *large, Package *relative) {
  if (large->kind == TYPE_CHAN) return "channel element type too large (>64kB)";
  return arena_printf(arena, "type %s larger than address space",
                      types_string(arena, large, QUALIFY_BACK_END, relative));
}
