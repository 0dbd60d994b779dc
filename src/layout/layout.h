// The shape of types: what a value of a type is in memory, in registers and in an interface, and how it is compared.
// Each fact is computed here and nowhere else, once a canonical type, of the shapes of its parts; all stages below read
// it. Sizes and offsets themselves are the language's (unsafe.Sizeof is a constant): types/sizes.c.
//
// What a type is made of:
//   Leaf           a scalar inside a value; a struct of structs is flat
//   pointer bytes  the front part of a value that can hold pointers into the heap, gc's PtrBytes
//   pointer mask   which of its words do. Of an interface only the data word: descriptors and itabs are not in the
//                  heap, and reflect keeps those that it makes. Pointers to types that contain
//                  internal/runtime/sys.NotInHeap count as numbers.
//   direct         an interface's data word is the value itself, not its address: one pointer and nothing else
//   Algorithm      how == and a map's hash look at a value
#ifndef TUCO_LAYOUT_H
#define TUCO_LAYOUT_H

#include "base/session.h"

struct Type;

typedef enum ScalarType {
  SCALAR_NONE,
  SCALAR_I8,
  SCALAR_I16,
  SCALAR_I32,
  SCALAR_I64,
  SCALAR_F32,
  SCALAR_F64,
  SCALAR_P,
  SCALAR_COUNT
} ScalarType;

typedef struct Leaf {
  uint8_t type;     // ScalarType
  bool is_length;   // a length or capacity: never negative
  uint32_t offset;  // bytes
} Leaf;

// More leaves than this are not listed: no registers and no set of SSA variables hold so many.
enum { LAYOUT_MAX_LEAVES = 32 };

// lower/compare.c makes the code for each.
typedef enum Algorithm {
  ALGORITHM_NONE,    // not comparable
  ALGORITHM_MEMORY,  // values are equal if all their bytes are ("regular memory"): no padding, no blank fields
  ALGORITHM_STRING,
  ALGORITHM_INTERFACE,
  ALGORITHM_EMPTY_INTERFACE,
  ALGORITHM_FLOAT32,
  ALGORITHM_FLOAT64,
  ALGORITHM_COMPLEX64,
  ALGORITHM_COMPLEX128,
  ALGORITHM_PARTS  // field by field, element by element
} Algorithm;

typedef struct TypeShape {
  int64_t size, pointer_bytes;  // bytes; no pointer_bytes: no pointers
  uint32_t alignment;
  uint32_t leaf_count;
  const Leaf *leaves;  // ascending by offset; none listed if there are too many
  bool too_many_leaves;
  bool long_array;  // an array longer than 1 is inside: such values are never in registers (ABIInternal)
  bool direct;
  bool may_panic;      // comparing or hashing some values does: interfaces are inside
  bool equals_differ;  // equal values need not have the same bits: floats, strings, interfaces
  uint8_t algorithm;   // Algorithm
  uint8_t *pointers;   // see layout_pointer_mask
} TypeShape;

// The shape of a type without type parameters, canonical or not. Thread-safe; it lives as long as the session. A type
// of which there are no values (a tuple, a type parameter) is an internal error.
const TypeShape *layout_shape(Session *session, struct Type *type);

// Bit i: word i of a value is a pointer into the heap. pointer_bytes / 8 bits, made at the first question.
const uint8_t *layout_pointer_mask(Session *session, struct Type *type);

static inline bool layout_is_regular(const TypeShape *shape) { return shape->algorithm == ALGORITHM_MEMORY; }

#endif
