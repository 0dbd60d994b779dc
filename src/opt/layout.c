// Scalars inside Go types, and addresses as root and offset: how passes look
// at memory.
#include "opt/internal.h"

typedef struct Flattener {
  Leaf *leaves;
  uint32_t count, limit;
  bool overflow;
} Flattener;

static void add_leaf_as(Flattener *x, int64_t offset, uint8_t type, bool is_length) {
  if (x->count == x->limit) x->overflow = true;
  else x->leaves[x->count++] = (Leaf){(uint32_t)offset, type, is_length};
}

static void add_leaf(Flattener *x, int64_t offset, uint8_t type) { add_leaf_as(x, offset, type, false); }

static void flatten_basic(Flattener *x, const Basic *basic, int64_t offset) {
  switch ((BasicKind)basic->basic_kind) {
    case BASIC_BOOL:
    case BASIC_INT8:
    case BASIC_UINT8: add_leaf(x, offset, IR_I8); break;
    case BASIC_INT16:
    case BASIC_UINT16: add_leaf(x, offset, IR_I16); break;
    case BASIC_INT32:
    case BASIC_UINT32: add_leaf(x, offset, IR_I32); break;
    case BASIC_INT:
    case BASIC_UINT:
    case BASIC_INT64:
    case BASIC_UINT64:
    case BASIC_UINTPTR: add_leaf(x, offset, IR_I64); break;
    case BASIC_FLOAT32: add_leaf(x, offset, IR_F32); break;
    case BASIC_FLOAT64: add_leaf(x, offset, IR_F64); break;
    case BASIC_COMPLEX64:
      add_leaf(x, offset, IR_F32);
      add_leaf(x, offset + 4, IR_F32);
      break;
    case BASIC_COMPLEX128:
      add_leaf(x, offset, IR_F64);
      add_leaf(x, offset + 8, IR_F64);
      break;
    case BASIC_STRING:
      add_leaf(x, offset, IR_P);
      add_leaf_as(x, offset + 8, IR_I64, true);
      break;
    case BASIC_UNSAFE_POINTER: add_leaf(x, offset, IR_P); break;
    default: x->overflow = true; break;
  }
}

static void flatten(Flattener *x, Type *type, int64_t offset) {
  if (x->overflow) return;
  type = types_underlying(type);
  switch ((TypeKind)type->kind) {
    case TYPE_BASIC: flatten_basic(x, (Basic *)type, offset); break;
    case TYPE_POINTER:
    case TYPE_MAP:
    case TYPE_CHAN:
    case TYPE_SIGNATURE: add_leaf(x, offset, IR_P); break;
    case TYPE_SLICE:
      add_leaf(x, offset, IR_P);
      add_leaf_as(x, offset + 8, IR_I64, true);
      add_leaf_as(x, offset + 16, IR_I64, true);
      break;
    case TYPE_INTERFACE:  // descriptors and itabs are not in the heap: the type word is no pointer
      add_leaf(x, offset, IR_I64);
      add_leaf(x, offset + 8, IR_P);
      break;
    case TYPE_ARRAY: {
      const Array *array = (const Array *)type;
      int64_t size = types_sizeof(array->elem);
      if (size == 0) break;
      for (int64_t i = 0; i < array->length && !x->overflow; i++) flatten(x, array->elem, offset + i * size);
      break;
    }
    case TYPE_STRUCT: {
      Struct *s = (Struct *)type;
      for (uint32_t i = 0; i < s->field_count; i++) flatten(x, s->fields[i]->type, offset + types_field_offset(s, i));
      break;
    }
    default: x->overflow = true; break;
  }
}

int32_t type_leaves(Type *type, Leaf *leaves, uint32_t limit) {
  Flattener x = {.leaves = leaves, .limit = limit};
  flatten(&x, type, 0);
  return x.overflow ? -1 : (int32_t)x.count;
}

Address address_of(Func *f, ValueId v) {
  Address address = {v, 0};
  for (;;) {
    const Value *value = func_value(f, address.root);
    if (value->op == IR_NIL_CHECK) {
      address.root = value_arg(f, address.root, 0);
    } else if (value->op == IR_PTR_ADD && func_value(f, value_arg(f, address.root, 1))->op == IR_CONST) {
      address.offset += func_value(f, value_arg(f, address.root, 1))->constant + value->offset;
      address.root = value_arg(f, address.root, 0);
    } else {
      return address;
    }
  }
}

// The block from which b is entered: its only predecessor, not counting ways back from inside a loop that b heads.
// What a branch there says of values defined above holds in the loop too. 0 if there are several.
BlockId entered_from(Func *f, const Dominators *d, BlockId b) {
  const Block *block = func_block(f, b);
  BlockId from = 0;
  for (uint32_t i = 0; i < block->preds.len; i++) {
    BlockId pred = block->preds.data[i];
    if (pred == b || dominates(d, b, pred)) continue;
    if (from) return 0;
    from = pred;
  }
  return from;
}
