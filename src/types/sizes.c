// Sizes and layout of gc for amd64: alignment at most 8; a struct whose last
// field has no size gets a byte of padding, so that its address stays inside;
// ptr_bytes is the prefix of a value that can hold pointers (Go's PtrBytes).
//
// Layouts are cached in the type. Racing threads compute the same, and
// layout_done is stored last. -1 is the size of a type too large for int64.
#include "base/memory.h"
#include "types/core.h"

enum { LAYOUT_SIZE = 1, LAYOUT_POINTERS = 2, LAYOUT_IN_HEAP = 4, WORD = 8 };

typedef struct Layout {
  int64_t size;
  int64_t align;
} Layout;

static Layout layout_of(Type *t);

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

static Layout basic_layout(Basic *b) {
  int64_t size = basic_sizes[b->basic_kind];
  int64_t align = size;
  if (b->info & INFO_COMPLEX) align /= 2;
  return (Layout){size, align > WORD ? WORD : align};
}

static Layout array_layout(Array *a) {
  Layout e = layout_of(a->elem);
  if (a->length <= 0 || e.size == 0) return (Layout){0, e.align};
  if (e.size < 0 || e.size > INT64_MAX / a->length) return (Layout){-1, e.align};
  return (Layout){e.size * a->length, e.align};
}

// The offset after `offset` at which a field of type t stands; sets *end behind it.
static int64_t place_field(int64_t offset, Type *t, int64_t *align, int64_t *end) {
  Layout f = layout_of(t);
  if (f.align > *align) *align = f.align;
  int64_t at = offset < 0 ? -1 : round_up(offset, f.align);
  *end = at < 0 || f.size < 0 || at > INT64_MAX - f.size ? -1 : at + f.size;
  return at;
}

static Layout struct_layout(Struct *s) {
  int64_t offset = 0, align = 1, end = 0;
  for (uint32_t i = 0; i < s->field_count; i++) {
    int64_t at = place_field(end, s->fields[i]->type, &align, &end);
    if (at >= 0) offset = at;
  }
  if (s->field_count > 0 && end == offset && offset > 0) end++;  // the last field has size 0
  return (Layout){end < 0 ? -1 : round_up(end, align), align};
}

// sync/atomic and internal/runtime/atomic align their 64-bit types with a marker field.
static bool is_align64(Type *t) {
  Named *n = as_named(t);
  if (!n || !n->object->package || strcmp(n->object->name->text, "align64") != 0) return false;
  const char *path = n->object->package->path;
  return strcmp(path, "sync/atomic") == 0 || strcmp(path, "internal/runtime/atomic") == 0;
}

static Layout compute_layout(Type *t) {
  Type *u = under(t);
  switch ((TypeKind)u->kind) {
    case TYPE_BASIC: return basic_layout((Basic *)u);
    case TYPE_ARRAY: return array_layout((Array *)u);
    case TYPE_SLICE: return (Layout){3 * WORD, WORD};
    case TYPE_INTERFACE: return (Layout){2 * WORD, WORD};
    case TYPE_STRUCT: {
      Layout l = struct_layout((Struct *)u);
      if (((Struct *)u)->field_count == 0 && is_align64(t)) l.align = WORD;
      return l;
    }
    case TYPE_TUPLE: {  // results of a call, as if they were a struct
      int64_t align = 1, end = 0;
      for (uint32_t i = 0; i < ((Tuple *)u)->len; i++) place_field(end, ((Tuple *)u)->vars[i]->type, &align, &end);
      return (Layout){end < 0 ? -1 : round_up(end, align), align};
    }
    default: return (Layout){WORD, WORD};
  }
}

static Layout layout_of(Type *t) {
  t = unalias(t);
  if (__atomic_load_n(&t->layout_done, __ATOMIC_ACQUIRE) & LAYOUT_SIZE) {
    return (Layout){__atomic_load_n(&t->size, __ATOMIC_RELAXED), __atomic_load_n(&t->align, __ATOMIC_RELAXED)};
  }
  Layout l = compute_layout(t);
  __atomic_store_n(&t->size, l.size, __ATOMIC_RELAXED);
  __atomic_store_n(&t->align, (uint8_t)l.align, __ATOMIC_RELAXED);
  __atomic_fetch_or(&t->layout_done, LAYOUT_SIZE, __ATOMIC_RELEASE);
  return l;
}

int64_t types_sizeof(Type *type) { return layout_of(type).size; }
int64_t types_alignof(Type *type) { return layout_of(type).align; }

// All offsets are computed at the first question.
int64_t types_field_offset(Struct *type, uint32_t index) {
  int64_t *known = __atomic_load_n(&type->offsets, __ATOMIC_ACQUIRE);
  if (known) return known[index];
  if (index == 0) return 0;
  int64_t *offsets = memory_grow(NULL, type->field_count, sizeof *offsets);
  int64_t align = 1, end = 0;
  for (uint32_t i = 0; i < type->field_count; i++) offsets[i] = place_field(end, type->fields[i]->type, &align, &end);
  int64_t *expected = NULL;
  if (!__atomic_compare_exchange_n(&type->offsets, &expected, offsets, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
    free(offsets);
    return expected[index];
  }
  return offsets[index];
}

// ---- pointers

// Types that contain internal/runtime/sys.NotInHeap never live in the heap: pointers to them are no pointers.
static bool is_not_in_heap(Type *t) {
  Named *n = as_named(t);
  if (n && n->object->package && strcmp(n->object->name->text, "nih") == 0 &&
      strcmp(n->object->package->path, "internal/runtime/sys") == 0)
    return true;
  Type *u = under(t);
  if (u->kind == TYPE_ARRAY) return is_not_in_heap(((Array *)u)->elem);
  if (u->kind != TYPE_STRUCT || __atomic_load_n(&u->layout_done, __ATOMIC_ACQUIRE) & LAYOUT_IN_HEAP) return false;
  for (uint32_t i = 0; i < ((Struct *)u)->field_count; i++) {
    if (is_not_in_heap(((Struct *)u)->fields[i]->type)) return true;
  }
  __atomic_fetch_or(&u->layout_done, LAYOUT_IN_HEAP, __ATOMIC_RELEASE);
  return false;
}

static int64_t compute_ptr_bytes(Type *t) {
  Type *u = under(t);
  switch ((TypeKind)u->kind) {
    case TYPE_BASIC:
      return ((Basic *)u)->basic_kind == BASIC_STRING || ((Basic *)u)->basic_kind == BASIC_UNSAFE_POINTER ? WORD : 0;
    case TYPE_POINTER: return is_not_in_heap(((Pointer *)u)->elem) ? 0 : WORD;
    case TYPE_SLICE: return is_not_in_heap(((Slice *)u)->elem) ? 0 : WORD;
    case TYPE_INTERFACE: return 2 * WORD;
    case TYPE_ARRAY: {
      Array *a = (Array *)u;
      int64_t last = a->length > 0 ? types_ptr_bytes(a->elem) : 0;
      return last ? types_sizeof(a->elem) * (a->length - 1) + last : 0;
    }
    case TYPE_STRUCT: {
      Struct *s = (Struct *)u;
      for (uint32_t i = s->field_count; i-- > 0;) {
        int64_t last = types_ptr_bytes(s->fields[i]->type);
        if (last) return types_field_offset(s, i) + last;
      }
      return 0;
    }
    case TYPE_TUPLE: {
      int64_t align = 1, end = 0, bytes = 0;
      for (uint32_t i = 0; i < ((Tuple *)u)->len; i++) {
        Type *f = ((Tuple *)u)->vars[i]->type;
        int64_t at = place_field(end, f, &align, &end), last = types_ptr_bytes(f);
        if (last) bytes = at + last;
      }
      return bytes;
    }
    default: return WORD;
  }
}

int64_t types_ptr_bytes(Type *type) {
  type = unalias(type);
  if (__atomic_load_n(&type->layout_done, __ATOMIC_ACQUIRE) & LAYOUT_POINTERS) {
    return __atomic_load_n(&type->ptr_bytes, __ATOMIC_RELAXED);
  }
  int64_t bytes = compute_ptr_bytes(type);
  __atomic_store_n(&type->ptr_bytes, bytes, __ATOMIC_RELAXED);
  __atomic_fetch_or(&type->layout_done, LAYOUT_POINTERS, __ATOMIC_RELEASE);
  return bytes;
}

bool types_is_direct(Type *type) { return types_sizeof(type) == WORD && types_ptr_bytes(type) == WORD; }
