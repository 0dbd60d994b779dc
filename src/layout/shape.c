// Shapes of types, composed of those of their parts. See layout.h.
#include <string.h>

#include "base/check.h"
#include "layout/layout.h"
#include "types/types.h"

enum { WORD = 8 };

// A shape in the making.
typedef struct Builder {
  Session *session;
  TypeShape shape;
  Leaf leaves[LAYOUT_MAX_LEAVES];
} Builder;

static void add_leaf(Builder *b, Leaf leaf) {
  if (b->shape.leaf_count == LAYOUT_MAX_LEAVES) b->shape.too_many_leaves = true;
  else b->leaves[b->shape.leaf_count++] = leaf;
}

// ---- types without parts

// Up to three leaves, next to one another, and how they are compared.
typedef struct Plain {
  uint8_t leaves[3];  // ScalarType
  uint8_t pointer_words;
  uint8_t algorithm;
  bool counted;  // all leaves but the first are lengths
} Plain;

static const Plain plain_i8 = {{SCALAR_I8}, 0, ALGORITHM_MEMORY, false};
static const Plain plain_i16 = {{SCALAR_I16}, 0, ALGORITHM_MEMORY, false};
static const Plain plain_i32 = {{SCALAR_I32}, 0, ALGORITHM_MEMORY, false};
static const Plain plain_i64 = {{SCALAR_I64}, 0, ALGORITHM_MEMORY, false};
static const Plain plain_f32 = {{SCALAR_F32}, 0, ALGORITHM_FLOAT32, false};
static const Plain plain_f64 = {{SCALAR_F64}, 0, ALGORITHM_FLOAT64, false};
static const Plain plain_complex64 = {{SCALAR_F32, SCALAR_F32}, 0, ALGORITHM_COMPLEX64, false};
static const Plain plain_complex128 = {{SCALAR_F64, SCALAR_F64}, 0, ALGORITHM_COMPLEX128, false};
static const Plain plain_string = {{SCALAR_P, SCALAR_I64}, 1, ALGORITHM_STRING, true};
static const Plain plain_slice = {{SCALAR_P, SCALAR_I64, SCALAR_I64}, 1, ALGORITHM_NONE, true};
static const Plain plain_pointer = {{SCALAR_P}, 1, ALGORITHM_MEMORY, false};
static const Plain plain_function = {{SCALAR_P}, 1, ALGORITHM_NONE, false};  // maps, too
static const Plain plain_interface = {{SCALAR_I64, SCALAR_P}, 2, ALGORITHM_INTERFACE, false};
static const Plain plain_empty_interface = {{SCALAR_I64, SCALAR_P}, 2, ALGORITHM_EMPTY_INTERFACE, false};

static const Plain *const plain_basic[BASIC_COUNT] = {[BASIC_BOOL] = &plain_i8,
                                                      [BASIC_UNTYPED_BOOL] = &plain_i8,
                                                      [BASIC_INT] = &plain_i64,
                                                      [BASIC_UINT] = &plain_i64,
                                                      [BASIC_INT8] = &plain_i8,
                                                      [BASIC_UINT8] = &plain_i8,
                                                      [BASIC_INT16] = &plain_i16,
                                                      [BASIC_UINT16] = &plain_i16,
                                                      [BASIC_INT32] = &plain_i32,
                                                      [BASIC_UINT32] = &plain_i32,
                                                      [BASIC_INT64] = &plain_i64,
                                                      [BASIC_UINT64] = &plain_i64,
                                                      [BASIC_UINTPTR] = &plain_i64,
                                                      [BASIC_UNTYPED_INT] = &plain_i64,
                                                      [BASIC_UNTYPED_RUNE] = &plain_i32,
                                                      [BASIC_FLOAT32] = &plain_f32,
                                                      [BASIC_FLOAT64] = &plain_f64,
                                                      [BASIC_UNTYPED_FLOAT] = &plain_f64,
                                                      [BASIC_COMPLEX64] = &plain_complex64,
                                                      [BASIC_COMPLEX128] = &plain_complex128,
                                                      [BASIC_UNTYPED_COMPLEX] = &plain_complex128,
                                                      [BASIC_STRING] = &plain_string,
                                                      [BASIC_UNTYPED_STRING] = &plain_string,
                                                      [BASIC_UNSAFE_POINTER] = &plain_pointer,
                                                      [BASIC_UNTYPED_NIL] = &plain_pointer};

static void add_plain(Builder *b, const Plain *plain) {
  static const uint8_t sizes[SCALAR_COUNT] = {[SCALAR_I8] = 1,  [SCALAR_I16] = 2, [SCALAR_I32] = 4, [SCALAR_I64] = 8,
                                              [SCALAR_F32] = 4, [SCALAR_F64] = 8, [SCALAR_P] = 8};
  uint32_t offset = 0;
  for (uint32_t i = 0; i < 3 && plain->leaves[i]; i++) {
    add_leaf(b, (Leaf){plain->leaves[i], plain->counted && i > 0, offset});
    offset += sizes[plain->leaves[i]];
  }
  b->shape.pointer_bytes = WORD * plain->pointer_words;
  b->shape.algorithm = plain->algorithm;
  b->shape.equals_differ = plain->algorithm > ALGORITHM_MEMORY;
  b->shape.may_panic = plain->algorithm == ALGORITHM_INTERFACE || plain->algorithm == ALGORITHM_EMPTY_INTERFACE;
}

// Does the type contain internal/runtime/sys.NotInHeap?
static bool is_not_in_heap(Type *type) {
  Type *t = types_unalias(type), *u = types_underlying(t);
  if (t->kind == TYPE_NAMED) {
    const Object *name = ((Named *)t)->object;
    if (name->package && !strcmp(name->name->text, "nih") && !strcmp(name->package->path, "internal/runtime/sys"))
      return true;
  }
  if (u->kind == TYPE_ARRAY) return is_not_in_heap(((Array *)u)->elem);
  if (u->kind != TYPE_STRUCT) return false;
  for (uint32_t i = 0; i < ((Struct *)u)->field_count; i++)
    if (is_not_in_heap(((Struct *)u)->fields[i]->type)) return true;
  return false;
}

static void add_pointer(Builder *b, const Plain *plain, Type *elem) {
  add_plain(b, plain);
  if (is_not_in_heap(elem)) b->shape.pointer_bytes = 0;
}

// ---- types with parts

static void add_part(Builder *b, const TypeShape *part, int64_t offset) {
  TypeShape *whole = &b->shape;
  for (uint32_t i = 0; i < part->leaf_count && !whole->too_many_leaves; i++) {
    Leaf leaf = part->leaves[i];
    leaf.offset += (uint32_t)offset;
    add_leaf(b, leaf);
  }
  whole->too_many_leaves |= part->too_many_leaves;
  whole->long_array |= part->long_array;
  whole->may_panic |= part->may_panic;
  whole->equals_differ |= part->equals_differ;
  if (part->pointer_bytes) whole->pointer_bytes = offset + part->pointer_bytes;
}

static void add_array(Builder *b, const Array *array) {
  const TypeShape *elem = layout_shape(b->session, array->elem);
  TypeShape *whole = &b->shape;
  for (int64_t i = 0; i < array->length && elem->leaf_count && !whole->too_many_leaves; i++)
    add_part(b, elem, i * elem->size);
  whole->too_many_leaves |= array->length > 0 && elem->too_many_leaves;
  whole->long_array = array->length > 1 || (array->length == 1 && elem->long_array);
  whole->may_panic = elem->may_panic;
  whole->equals_differ = elem->equals_differ;
  if (array->length > 0 && elem->pointer_bytes)
    whole->pointer_bytes = (array->length - 1) * elem->size + elem->pointer_bytes;
  bool as_memory = elem->algorithm == ALGORITHM_MEMORY || array->length == 0;
  whole->algorithm = elem->algorithm == ALGORITHM_NONE ? ALGORITHM_NONE
                     : as_memory                       ? ALGORITHM_MEMORY
                                                       : ALGORITHM_PARTS;
}

static void add_struct(Builder *b, Struct *type) {
  bool comparable = true, as_memory = true;
  int64_t end = 0;
  for (uint32_t i = 0; i < type->field_count; i++) {
    const TypeShape *field = layout_shape(b->session, type->fields[i]->type);
    int64_t offset = types_field_offset(type, i);
    add_part(b, field, offset);
    comparable &= field->algorithm != ALGORITHM_NONE;
    as_memory &= field->algorithm == ALGORITHM_MEMORY && !type->fields[i]->name->blank && offset == end;
    end = offset + field->size;
  }
  as_memory &= end == b->shape.size;
  b->shape.algorithm = !comparable ? ALGORITHM_NONE : as_memory ? ALGORITHM_MEMORY : ALGORITHM_PARTS;
}

// ---- all types

static void add_type(Builder *b, Type *type) {
  Type *u = types_underlying(type);
  switch (u->kind) {
    case TYPE_BASIC: add_plain(b, plain_basic[((Basic *)u)->basic_kind]); return;
    case TYPE_POINTER: add_pointer(b, &plain_pointer, ((Pointer *)u)->elem); return;
    case TYPE_SLICE: add_pointer(b, &plain_slice, ((Slice *)u)->elem); return;
    case TYPE_CHAN: add_plain(b, &plain_pointer); return;
    case TYPE_MAP:
    case TYPE_SIGNATURE: add_plain(b, &plain_function); return;
    case TYPE_INTERFACE: {
      bool empty = types_type_set(b->session, (Interface *)u)->method_count == 0;
      add_plain(b, empty ? &plain_empty_interface : &plain_interface);
      return;
    }
    case TYPE_ARRAY: add_array(b, (Array *)u); return;
    case TYPE_STRUCT: add_struct(b, (Struct *)u); return;
    default: ice("layout", "shape", "type of kind %d has no values", u->kind);
  }
}

// The first of the threads that make the same shape publishes it.
static const TypeShape *publish(const Builder *b, Type *type) {
  uint32_t count = b->shape.too_many_leaves ? 0 : b->shape.leaf_count;
  TypeShape *shape = types_alloc(b->session, type, sizeof *shape + count * sizeof(Leaf));
  Leaf *leaves = (Leaf *)(shape + 1);
  *shape = b->shape;
  shape->leaves = leaves;
  shape->leaf_count = count;
  if (count) memcpy(leaves, b->leaves, count * sizeof *leaves);
  TypeShape *known = NULL;
  return __atomic_compare_exchange_n(&type->shape, &known, shape, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE) ? shape
                                                                                                             : known;
}

const TypeShape *layout_shape(Session *session, Type *type) {
  type = types_canonical(session, type);
  TypeShape *known = __atomic_load_n(&type->shape, __ATOMIC_ACQUIRE);
  if (known) return known;
  Builder b = {.session = session};
  b.shape.size = types_sizeof(type);
  b.shape.alignment = (uint32_t)types_alignof(type);
  add_type(&b, type);
  b.shape.direct = b.shape.size == WORD && b.shape.pointer_bytes == WORD;
  return publish(&b, type);
}
