// Comparison (Spec: Comparison operators), and the functions that compare and
// hash whole values through pointers, which descriptors and maps refer to:
// type:.eq.T, type:.hash.T. Types that are equal as bytes share one function a size.
#include "lower/internal.h"

static bool fold_compare(Context *c, Op op, ValueId x, ValueId y, ValueId *out) {
  int64_t a, b;
  if (!value_is_const(c, x, &a) || !value_is_const(c, y, &b)) return false;
  bool result;
  switch (op) {
    case IR_EQ: result = a == b; break;
    case IR_NE: result = a != b; break;
    case IR_SLT: result = a < b; break;
    case IR_SLE: result = a <= b; break;
    case IR_ULT: result = (uint64_t)a < (uint64_t)b; break;
    case IR_ULE: result = (uint64_t)a <= (uint64_t)b; break;
    default: return false;
  }
  *out = emit_const(c, IR_I8, result);
  return true;
}

static ValueId compare_op(Context *c, Op op, ValueId x, ValueId y) {
  ValueId folded;
  if (fold_compare(c, op, x, y, &folded)) return folded;
  return emit2(c, op, IR_I8, x, y);
}

static ValueId and_also(Context *c, ValueId x, ValueId y) { return x ? emit2(c, IR_AND, IR_I8, x, y) : y; }

// ---- bytes in memory

enum { EQUAL_INLINE = 16 };  // up to so many bytes are compared by words

// A word of constant data, or a load.
static ValueId memory_word(Context *c, IrType type, Address a, int64_t offset) {
  const Value *base = func_value(c->f, a.base);
  const Symbol *symbol = base->op == IR_SYMBOL ? base->symbol : NULL;
  int64_t at = base->offset + a.offset + offset, size = ir_type_size(type);
  if (!symbol || symbol->kind != SYMBOL_RODATA || !symbol->bytes || symbol->relocs.len || at < 0 ||
      at + size > symbol->size)
    return emit_load(c, type, a, offset);
  int64_t bits = 0;
  for (int64_t i = size; i-- > 0;) bits = (int64_t)((uint64_t)bits << 8 | symbol->bytes[at + i]);
  return emit_const(c, type, bits);
}

// Bits that differ between two words, as 64 bits.
static ValueId word_difference(Context *c, IrType type, Address x, Address y, int64_t offset) {
  ValueId difference = emit2(c, IR_XOR, type, memory_word(c, type, x, offset), memory_word(c, type, y, offset));
  return emit_extend(c, difference, IR_I64, false);
}

// Are n bytes equal? A few by one or two words, which may overlap, more by a call.
ValueId equal_memory(Context *c, Address x, Address y, ValueId length) {
  static const IrType words[9] = {[1] = IR_I8, [2] = IR_I16, [4] = IR_I32, [8] = IR_I64};
  int64_t n;
  if (!value_is_const(c, length, &n) || n > EQUAL_INLINE) {
    ValueId args[3] = {emit_pointer(c, x), emit_pointer(c, y), length};
    return call_runtime1(c, "memequalLeaf", args, 3);
  }
  if (n == 0) return emit_const(c, IR_I8, 1);
  int64_t size = 8;
  while (size > n) size /= 2;
  if (size == n) return compare_op(c, IR_EQ, memory_word(c, words[n], x, 0), memory_word(c, words[n], y, 0));
  ValueId difference = word_difference(c, words[size], x, y, 0);
  // Of 3 bytes the last, of others the last word.
  int64_t last = n == 3 ? 1 : size;
  difference = emit2(c, IR_OR, IR_I64, difference, word_difference(c, words[last], x, y, n - last));
  return compare_op(c, IR_EQ, difference, emit_int(c, 0));
}

// Equal lengths first, then the bytes; the call is only made if they agree.
static ValueId equal_strings(Context *c, Operand x, Operand y) {
  int64_t n;
  ValueId same_length = compare_op(c, IR_EQ, x.c[1], y.c[1]);
  if ((value_is_const(c, x.c[1], &n) && n == 0) || (value_is_const(c, y.c[1], &n) && n == 0)) return same_length;
  ValueId length = value_is_const(c, y.c[1], &n) ? y.c[1] : x.c[1];
  BlockId compare = new_block(c), done = new_block(c), no = new_block(c);
  branch(c, same_length, compare, no);
  start_block(c, compare);
  ValueId equal = equal_memory(c, (Address){x.c[0], 0, true}, (Address){y.c[0], 0, true}, length);
  jump_to(c, done);
  start_block(c, no);
  ValueId zero = emit_const(c, IR_I8, 0);
  jump_to(c, done);
  start_block(c, done);
  if (func_block(c->f, done)->preds.len < 2) return equal;
  return emit_phi2(c, IR_I8, equal, zero);
}

static ValueId equal_interfaces(Context *c, Operand x, Operand y) {
  int64_t bits;
  // Comparison with nil looks at the type word only.
  if (value_is_const(c, y.c[0], &bits) && bits == 0) return compare_op(c, IR_EQ, x.c[0], y.c[0]);
  if (value_is_const(c, x.c[0], &bits) && bits == 0) return compare_op(c, IR_EQ, x.c[0], y.c[0]);
  ValueId same = compare_op(c, IR_EQ, x.c[0], y.c[0]);
  BlockId compare = new_block(c), done = new_block(c), no = new_block(c);
  branch(c, same, compare, no);
  start_block(c, compare);
  ValueId args[3] = {x.c[0], x.c[1], y.c[1]};
  bool empty = is_empty_interface(c->l, x.type);
  Object *f = runtime_function(c->l, empty ? "efaceeq" : "ifaceeq");
  // The type word is declared as a pointer in the runtime.
  if (f) args[0] = emit1(c, IR_INT_TO_PTR, IR_P, x.c[0]);
  ValueId equal = call_runtime1(c, empty ? "efaceeq" : "ifaceeq", args, 3);
  jump_to(c, done);
  start_block(c, no);
  ValueId zero = emit_const(c, IR_I8, 0);
  jump_to(c, done);
  start_block(c, done);
  return emit_phi2(c, IR_I8, equal, zero);
}

// Field by field. Those whose comparison may panic are compared only if all before them are equal.
static ValueId equal_structs(Context *c, Operand x, Operand y) {
  Struct *s = struct_under(c->l, x.type);
  ValueId result = 0;
  BlockId different = 0;
  for (uint32_t i = 0; i < s->field_count; i++) {
    if (s->fields[i]->name->blank) continue;
    int64_t known;
    if (result && value_is_const(c, result, &known)) {
      if (!known) break;
      result = 0;
    }
    if (result && shape_of(c->l, s->fields[i]->type)->may_panic) {
      if (!different) different = new_block(c);
      BlockId next = new_block(c);
      branch(c, result, next, different);
      start_block(c, next);
      result = 0;
    }
    result = and_also(c, result, lower_equal(c, operand_field(c, x, i), operand_field(c, y, i)));
  }
  if (!result) return emit_const(c, IR_I8, 1);
  if (!different) return result;
  BlockId done = new_block(c);
  jump_to(c, done);
  start_block(c, different);
  ValueId no = emit_const(c, IR_I8, 0);
  jump_to(c, done);
  start_block(c, done);
  return func_block(c->f, done)->preds.len < 2 ? result : emit_phi2(c, IR_I8, result, no);
}

// Calls type:.eq.T on the two values' memory.
static ValueId equal_by_function(Context *c, Operand x, Operand y) {
  Lowerer *l = c->l;
  Address a = operand_address(c, x), b = operand_address(c, y);
  if (is_regular(l, x.type)) return equal_memory(c, a, b, emit_int(c, types_sizeof(x.type)));
  Symbol *value = equal_function(l, x.type);
  Instance *instance = (Instance *)(uintptr_t)value->relocs.data[0].target->key;
  Type *pointer = basic_type(l, BASIC_UNSAFE_POINTER);
  Operand operands[2] = {operand_scalar(c, pointer, emit_pointer(c, a)),
                         operand_scalar(c, pointer, emit_pointer(c, b))};
  Operand result;
  emit_static_call(c, instance->symbol, abi_signature(l, instance->signature, NULL), instance->signature, NULL, NULL,
                   operands, 2, &result, 1);
  return result.c[0];
}

ValueId lower_equal(Context *c, Operand x, Operand y) {
  Lowerer *l = c->l;
  if (x.in_memory || y.in_memory) return equal_by_function(c, x, y);
  Type *u = under(l, x.type);
  switch (u->kind) {
    case TYPE_BASIC: {
      uint32_t info = ((Basic *)u)->info;
      if (info & INFO_STRING) return equal_strings(c, x, y);
      if (info & INFO_COMPLEX) {
        return emit2(c, IR_AND, IR_I8, emit2(c, IR_FEQ, IR_I8, x.c[0], y.c[0]),
                     emit2(c, IR_FEQ, IR_I8, x.c[1], y.c[1]));
      }
      if (info & INFO_FLOAT) return emit2(c, IR_FEQ, IR_I8, x.c[0], y.c[0]);
      return compare_op(c, IR_EQ, x.c[0], y.c[0]);
    }
    case TYPE_INTERFACE: return equal_interfaces(c, x, y);
    case TYPE_STRUCT: return equal_structs(c, x, y);
    case TYPE_ARRAY:
      if (((Array *)u)->length == 0) return emit_const(c, IR_I8, 1);
      return lower_equal(c, operand_retype(c, x, elem_of(l, u)), operand_retype(c, y, elem_of(l, u)));
    default: return compare_op(c, IR_EQ, x.c[0], y.c[0]);  // pointers; slices, maps and functions with nil
  }
}

static ValueId compare_ordered(Context *c, Operator op, Operand x, Operand y) {
  Lowerer *l = c->l;
  uint32_t info = basic_info(l, x.type);
  bool swap = op == OP_GTR || op == OP_GEQ, strict = op == OP_LSS || op == OP_GTR;
  if (info & INFO_STRING) {
    ValueId args[4] = {x.c[0], x.c[1], y.c[0], y.c[1]};
    ValueId order = call_runtime1(c, "compareStrings", args, 4), zero = emit_int(c, 0);
    return swap ? emit2(c, strict ? IR_SLT : IR_SLE, IR_I8, zero, order)
                : emit2(c, strict ? IR_SLT : IR_SLE, IR_I8, order, zero);
  }
  ValueId a = swap ? y.c[0] : x.c[0], b = swap ? x.c[0] : y.c[0];
  if (info & INFO_FLOAT) return emit2(c, strict ? IR_FLT : IR_FLE, IR_I8, a, b);
  if (is_signed(l, x.type)) return compare_op(c, strict ? IR_SLT : IR_SLE, a, b);
  return compare_op(c, strict ? IR_ULT : IR_ULE, a, b);
}

ValueId lower_compare(Context *c, Operator op, Operand x, Operand y) {
  // Of an interface and another type the latter is converted.
  if (x.type != y.type) {
    if (is_interface(c->l, x.type)) {
      y = convert_implicit(c, y, x.type);
    } else if (is_interface(c->l, y.type)) {
      x = convert_implicit(c, x, y.type);
    } else if (types_is_untyped(x.type)) {
      x = convert_implicit(c, x, y.type);
    } else {
      y = convert_implicit(c, y, x.type);
    }
  }
  if (op == OP_EQL) return lower_equal(c, x, y);
  if (op == OP_NEQ) {
    uint32_t info = basic_info(c->l, x.type);
    if (info & INFO_FLOAT) return emit2(c, IR_FNE, IR_I8, x.c[0], y.c[0]);
    if (x.count == 1 && !(info & INFO_STRING) && under(c->l, x.type)->kind == TYPE_BASIC) {
      return compare_op(c, IR_NE, x.c[0], y.c[0]);
    }
    return emit_bool_not(c, lower_equal(c, x, y));
  }
  return compare_ordered(c, op, x, y);
}

// ---- functions for descriptors

static Signature *pointers_function(Lowerer *l, uint32_t pointers, BasicKind extra, BasicKind result) {
  Object **params = arena_array(l->arena, Object *, 3), **results = arena_array(l->arena, Object *, 1);
  const Name *none = name_cstr(l->session->names, "");
  uint32_t count = 0;
  for (; count < pointers; count++) {
    params[count] = types_new_var(l->arena, VAR_PARAM, 0, NULL, none, basic_type(l, BASIC_UNSAFE_POINTER));
  }
  if (extra) params[count++] = types_new_var(l->arena, VAR_PARAM, 0, NULL, none, basic_type(l, extra));
  results[0] = types_new_var(l->arena, VAR_RESULT, 0, NULL, none, basic_type(l, result));
  Type *t = types_new_signature(l->arena, NULL, (Tuple *)types_new_tuple(l->arena, params, count),
                                (Tuple *)types_new_tuple(l->arena, results, 1), false);
  return (Signature *)canon(l, t);
}

static Instance *memory_function(Lowerer *l, InstanceKind kind, Type *t) {
  uint64_t hash = hash_mix(kind + 77, map_key(t)) | 1;
  instances_lock(l);
  Instance *instance = map_get(&l->all->instances, hash);
  while (instance && (instance->kind != kind || instance->subject != t)) instance = instance->next;
  if (!instance) {
    const char *prefix = kind == INSTANCE_EQUAL ? "type:.eq." : "type:.hash.";
    instance =
        instance_new(l, kind, arena_printf(l->arena, "%s%s", prefix, types_string(l->arena, t, QUALIFY_PATH, NULL)));
    instance->receiver = t;
    instance->subject = t;
    instance->signature = kind == INSTANCE_EQUAL ? pointers_function(l, 2, 0, BASIC_BOOL)
                                                 : pointers_function(l, 1, BASIC_UINTPTR, BASIC_UINTPTR);
    add_instance(l, hash, instance);
  }
  instances_unlock(l);
  return instance;
}

// One function a size for types that are equal as bytes.
static Type *memory_representative(Lowerer *l, Type *t) {
  if (!is_regular(l, t)) {
    Type *u = under(l, t);
    return u->kind == TYPE_BASIC ? u : t;
  }
  return canon(l, types_new_array(l->arena, basic_type(l, BASIC_UINT8), types_sizeof(t)));
}

Symbol *equal_function(Lowerer *l, Type *t) {
  if (shape_of(l, t)->algorithm == ALGORITHM_NONE) return NULL;
  return instance_value_symbol(l, memory_function(l, INSTANCE_EQUAL, memory_representative(l, t)));
}

Symbol *hash_function(Lowerer *l, Type *t) {
  return instance_value_symbol(l, memory_function(l, INSTANCE_HASH, memory_representative(l, t)));
}

static void return_scalar(Context *c, ValueId v) {
  Block *b = func_block(c->f, c->block);
  vec_push(c->arena, &b->results, v);
  b->kind = BLOCK_RETURN;
  c->block = func_new_block(c->f);
  c->dead = true;
}

static Context *memory_context(Lowerer *l, Instance *instance, Operand *params) {
  Context *c = lower_context_new(l, instance, abi_signature(l, instance->signature, NULL));
  c->f->kind = FUNC_WRAPPER;
  uint32_t flat = 0;
  for (uint32_t i = 0; i < 2; i++) params[i] = param_operand(c, c->f->signature, i, &flat);
  return c;
}

// A loop over an array's elements: calls each(c, index) until it ends the function or the elements end.
typedef struct ElementLoop {
  BlockId head, body, done;
  ValueId index, next_phi;
} ElementLoop;

static ElementLoop begin_elements(Context *c, int64_t length) {
  ElementLoop loop = {new_block(c), new_block(c), new_block(c), 0, 0};
  ValueId zero = emit_int(c, 0);
  jump_to(c, loop.head);
  start_block(c, loop.head);
  loop.index = value_new(c->f, loop.head, IR_PHI, IR_I64, c->pos);
  value_add_arg(c->f, loop.index, zero);
  branch(c, emit2(c, IR_ULT, IR_I8, loop.index, emit_int(c, length)), loop.body, loop.done);
  start_block(c, loop.body);
  return loop;
}

static void end_elements(Context *c, ElementLoop *loop) {
  ValueId next = emit2(c, IR_ADD, IR_I64, loop->index, emit_int(c, 1));
  jump_to(c, loop->head);
  value_add_arg(c->f, loop->index, next);
  start_block(c, loop->done);
}

static void return_unless(Context *c, ValueId condition) {
  BlockId no = new_block(c), next = new_block(c);
  branch_likely(c, condition, next, no, 1);
  start_block(c, no);
  return_scalar(c, emit_const(c, IR_I8, 0));
  start_block(c, next);
}

// What equal_fields compares of a field before the costly part of any: all of a scalar, the length of a string.
typedef enum FieldKind { FIELD_BLANK, FIELD_SCALAR, FIELD_STRING, FIELD_OTHER } FieldKind;

static FieldKind field_kind(Lowerer *l, Object *field) {
  if (field->name->blank) return FIELD_BLANK;
  Type *u = under(l, field->type);
  if (u->kind == TYPE_BASIC) return ((Basic *)u)->info & INFO_STRING ? FIELD_STRING : FIELD_SCALAR;
  return u->kind == TYPE_POINTER || u->kind == TYPE_CHAN ? FIELD_SCALAR : FIELD_OTHER;
}

// Comparing interfaces may panic, so what stands before and after such fields keeps its place; of the fields between
// them the cheap parts come first.
static void equal_fields(Context *c, Struct *s, Address x, Address y) {
  Lowerer *l = c->l;
  uint32_t cheap_done = 0;
  for (uint32_t i = 0; i < s->field_count; i++) {
    for (; cheap_done < s->field_count; cheap_done++) {
      Object *field = s->fields[cheap_done];
      FieldKind kind = field_kind(l, field);
      int64_t offset = types_field_offset(s, cheap_done);
      if (kind == FIELD_OTHER && cheap_done >= i && !is_regular(l, field->type)) break;
      if (kind == FIELD_STRING) {
        ValueId a = emit_load(c, IR_I64, x, offset + 8), b = emit_load(c, IR_I64, y, offset + 8);
        return_unless(c, compare_op(c, IR_EQ, a, b));
      } else if (kind == FIELD_SCALAR) {
        Type *type = canon(l, field->type);
        return_unless(c, lower_equal(c, operand_at(c, type, address_add(c, x, offset)),
                                     operand_at(c, type, address_add(c, y, offset))));
      }
    }
    FieldKind kind = field_kind(l, s->fields[i]);
    if (kind == FIELD_BLANK || kind == FIELD_SCALAR) continue;
    Type *type = canon(l, s->fields[i]->type);
    Operand a = operand_at(c, type, address_add(c, x, types_field_offset(s, i)));
    Operand b = operand_at(c, type, address_add(c, y, types_field_offset(s, i)));
    if (kind == FIELD_STRING) {  // their lengths are equal
      return_unless(c, equal_memory(c, (Address){a.c[0], 0, true}, (Address){b.c[0], 0, true}, a.c[1]));
    } else {
      return_unless(c, lower_equal(c, a, b));
    }
  }
}

void lower_equal_instance(Lowerer *l, Instance *instance) {
  Operand params[2];
  Context *c = memory_context(l, instance, params);
  Type *t = instance->subject, *u = under(l, t);
  Address x = {params[0].c[0], 0, true}, y = {params[1].c[0], 0, true};
  if (is_regular(l, t)) {
    return_scalar(c, equal_memory(c, x, y, emit_int(c, types_sizeof(t))));
  } else if (u->kind == TYPE_ARRAY) {
    Type *elem = elem_of(l, u);
    ElementLoop loop = begin_elements(c, ((Array *)u)->length);
    Address a = {emit_element(c, x.base, loop.index, types_sizeof(elem)), 0, true};
    Address b = {emit_element(c, y.base, loop.index, types_sizeof(elem)), 0, true};
    return_unless(c, lower_equal(c, operand_at(c, elem, a), operand_at(c, elem, b)));
    end_elements(c, &loop);
    return_scalar(c, emit_const(c, IR_I8, 1));
  } else if (u->kind == TYPE_STRUCT) {
    equal_fields(c, (Struct *)u, x, y);
    return_scalar(c, emit_const(c, IR_I8, 1));
  } else {
    return_scalar(c, lower_equal(c, operand_at(c, t, x), operand_at(c, t, y)));
  }
  lower_context_finish(c);
}

// ---- hashing

static const char *const hash_functions[] = {[ALGORITHM_STRING] = "strhash",
                                             [ALGORITHM_INTERFACE] = "interhash",
                                             [ALGORITHM_EMPTY_INTERFACE] = "nilinterhash",
                                             [ALGORITHM_FLOAT32] = "f32hash",
                                             [ALGORITHM_FLOAT64] = "f64hash",
                                             [ALGORITHM_COMPLEX64] = "c64hash",
                                             [ALGORITHM_COMPLEX128] = "c128hash"};

// The hash of bytes that are equal if the values are.
static ValueId hash_bytes_of(Context *c, ValueId pointer, int64_t size, ValueId seed) {
  ValueId args[3] = {pointer, seed, 0};
  if (size == 4 || size == 8) return call_runtime1(c, size == 4 ? "memhash32" : "memhash64", args, 2);
  args[2] = emit_int(c, size);
  return call_runtime1(c, "memhash", args, 3);
}

// By the array type's own function, which has a loop.
static ValueId hash_array(Context *c, ValueId pointer, Type *t, ValueId seed) {
  Lowerer *l = c->l;
  Instance *instance = memory_function(l, INSTANCE_HASH, t);
  instance_reach(l, instance);
  Operand operands[2] = {operand_scalar(c, basic_type(l, BASIC_UNSAFE_POINTER), pointer),
                         operand_scalar(c, basic_type(l, BASIC_UINTPTR), seed)};
  Operand result;
  emit_static_call(c, instance->symbol, abi_signature(l, instance->signature, NULL), instance->signature, NULL, NULL,
                   operands, 2, &result, 1);
  return result.c[0];
}

static ValueId hash_memory(Context *c, Address a, Type *t, ValueId seed) {
  Lowerer *l = c->l;
  const TypeShape *shape = shape_of(l, t);
  ValueId pointer = emit_pointer(c, a);
  if (layout_is_regular(shape)) return hash_bytes_of(c, pointer, shape->size, seed);
  if (shape->algorithm != ALGORITHM_PARTS)
    return call_runtime1(c, hash_functions[shape->algorithm], (ValueId[2]){pointer, seed}, 2);
  Struct *s = struct_under(l, t);
  if (!s) return hash_array(c, pointer, t, seed);
  for (uint32_t i = 0; i < s->field_count; i++) {
    if (s->fields[i]->name->blank) continue;
    seed = hash_memory(c, address_add(c, a, types_field_offset(s, i)), canon(l, s->fields[i]->type), seed);
  }
  return seed;
}

void lower_hash_instance(Lowerer *l, Instance *instance) {
  Operand params[2];
  Context *c = memory_context(l, instance, params);
  Type *t = instance->subject, *u = under(l, t);
  Address a = {params[0].c[0], 0, true};
  ValueId seed = params[1].c[0];
  if (u->kind == TYPE_ARRAY && !is_regular(l, t)) {
    Type *elem = elem_of(l, u);
    ElementLoop loop = begin_elements(c, ((Array *)u)->length);
    ValueId hash = value_new(c->f, loop.head, IR_PHI, IR_I64, c->pos);
    value_add_arg(c->f, hash, seed);
    Address element = {emit_element(c, a.base, loop.index, types_sizeof(elem)), 0, true};
    ValueId next = hash_memory(c, element, elem, hash);
    end_elements(c, &loop);
    value_add_arg(c->f, hash, next);
    return_scalar(c, hash);
  } else {
    return_scalar(c, hash_memory(c, a, t, seed));
  }
  lower_context_finish(c);
}
