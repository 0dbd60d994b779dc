// Type descriptors, bit-compatible with internal/abi of Go 1.26 (64-bit), so
// that upstream reflect reads them unchanged. Written by rtype/, read by runtime/.
#ifndef TUCO_ABI_GOTYPE_H
#define TUCO_ABI_GOTYPE_H

#include <stdint.h>

enum {
  TFLAG_UNCOMMON = 1,
  TFLAG_NAMED = 4,
  TFLAG_REGULAR_MEMORY = 8,
  TFLAG_GC_MASK_ON_DEMAND = 16,
  TFLAG_DIRECT_IFACE = 32
};
enum {
  GOKIND_BOOL = 1,
  GOKIND_INT,
  GOKIND_INT8,
  GOKIND_INT16,
  GOKIND_INT32,
  GOKIND_INT64,
  GOKIND_UINT,
  GOKIND_UINT8,
  GOKIND_UINT16,
  GOKIND_UINT32,
  GOKIND_UINT64,
  GOKIND_UINTPTR,
  GOKIND_FLOAT32,
  GOKIND_FLOAT64,
  GOKIND_COMPLEX64,
  GOKIND_COMPLEX128,
  GOKIND_ARRAY,
  GOKIND_CHAN,
  GOKIND_FUNC,
  GOKIND_INTERFACE,
  GOKIND_MAP,
  GOKIND_POINTER,
  GOKIND_SLICE,
  GOKIND_STRING,
  GOKIND_STRUCT,
  GOKIND_UNSAFE_POINTER
};
enum { ABI_MAX_PTRMASK_BYTES = 2048, ABI_ZERO_VALUE_SIZE = 1024, ABI_MAP_MAX_INLINE = 128, ABI_MAP_GROUP_SLOTS = 8 };

typedef struct GoType {
  uint64_t size;
  uint64_t ptr_bytes;
  uint32_t hash;
  uint8_t tflag, align, field_align, kind;
  void *equal;             // Go func value: func(p, q unsafe.Pointer) bool; NULL: not comparable
  const uint8_t *gc_data;  // pointer bitmap, ptr_bytes/8 bits (or **byte with GC_MASK_ON_DEMAND)
  int32_t str;             // name offset
  int32_t ptr_to_this;     // type offset
} GoType;
_Static_assert(sizeof(GoType) == 48, "internal/abi.Type");

typedef struct GoArrayType {
  GoType type;
  GoType *elem, *slice;
  uint64_t len;
} GoArrayType;
typedef struct GoChanType {
  GoType type;
  GoType *elem;
  int64_t dir;
} GoChanType;
typedef struct GoPtrType {
  GoType type;
  GoType *elem;
} GoPtrType;
typedef struct GoSliceType {
  GoType type;
  GoType *elem;
} GoSliceType;
typedef struct GoSlice {
  void *data;
  int64_t len, cap;
} GoSlice;
typedef struct GoString {
  const uint8_t *data;
  int64_t len;
} GoString;
typedef struct GoEface {
  GoType *type;
  void *data;
} GoEface;
typedef struct GoItab {
  void *inter;
  GoType *type;
  uint32_t hash;
  uint32_t pad;
  void *fun[];
} GoItab;
typedef struct GoIface {
  GoItab *tab;
  void *data;
} GoIface;

#endif
