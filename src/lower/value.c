// Operands: values as components or as memory, constants as operands, and the
// read-only data that strings and other constants need.
#include "lower/internal.h"

Address address_of_pointer(ValueId pointer) { return (Address){pointer, 0, false}; }

Address address_add(Context *c, Address a, int64_t offset) {
  int64_t sum = a.offset + offset;
  enum { MAX_OFFSET = 1 << 30 };  // so that more can be added to it in 32 bits
  if (sum >= 0 && sum <= MAX_OFFSET) {
    a.offset = (int32_t)sum;
    return a;
  }
  ValueId base = emit_pointer(c, a);
  return (Address){emit2(c, IR_PTR_ADD, IR_P, base, emit_int(c, offset)), 0, true};
}

Operand operand_scalar(Context *c, Type *type, ValueId v) {
  (void)c;
  return (Operand){.type = type, .count = 1, .c = {v}};
}

Operand operand_make(Context *c, Type *type, uint32_t count, ValueId *components) {
  (void)c;
  Operand x = {.type = type, .count = (uint8_t)count};
  memcpy(x.c, components, count * sizeof(ValueId));
  return x;
}

Operand operand_zero(Context *c, Type *type) {
  const TypeShape *shape = shape_of(c->l, type);
  Operand x = {.type = type};
  if (abi_in_memory(shape)) {
    ValueId memory = emit_alloc(c, type, VALUE_ALLOC_NEVER_HEAP | VALUE_ALLOC_ZEROED);
    x.in_memory = true;
    x.address = (Address){memory, 0, true};
    emit_zero(c, x.address, type, VALUE_STORE_INIT);
    return x;
  }
  x.count = (uint8_t)shape->leaf_count;
  for (uint32_t i = 0; i < x.count; i++) x.c[i] = emit_const(c, shape->leaves[i].type, 0);
  return x;
}

Operand operand_at(Context *c, Type *type, Address a) {
  const TypeShape *shape = shape_of(c->l, type);
  Operand x = {.type = type};
  if (abi_in_memory(shape)) {
    x.in_memory = true;
    x.address = a;
    return x;
  }
  x.count = (uint8_t)shape->leaf_count;
  for (uint32_t i = 0; i < x.count; i++) {
    x.c[i] = emit_load(c, shape->leaves[i].type, a, shape->leaves[i].offset);
    if (shape->leaves[i].is_length) func_value(c->f, x.c[i])->flags |= VALUE_LENGTH;
  }
  if (x.count == 0 && !a.no_nil) emit_nil_check(c, a.base);
  return x;
}

void operand_store(Context *c, Address to, Operand x, uint8_t flags) {
  if (x.in_memory) {
    emit_copy(c, to, x.address, x.type, flags);
    return;
  }
  const TypeShape *shape = shape_of(c->l, x.type);
  for (uint32_t i = 0; i < x.count; i++) emit_store(c, to, shape->leaves[i].offset, x.c[i], flags);
  if (x.count == 0 && !to.no_nil) emit_nil_check(c, to.base);
}

void store_zero(Context *c, Address to, Type *type) {
  if (is_in_memory(c->l, type)) emit_zero(c, to, type, VALUE_STORE_INIT);
  else operand_store(c, to, operand_zero(c, type), VALUE_STORE_INIT);
}

static Address spill(Context *c, Operand x) {
  // Bytes between components must be zero where memory is compared as a whole; such types have no padding.
  Address a = {emit_alloc(c, x.type, VALUE_ALLOC_NEVER_HEAP), 0, true};
  operand_store(c, a, x, VALUE_STORE_INIT);
  return a;
}

Address operand_address(Context *c, Operand x) { return x.in_memory ? x.address : spill(c, x); }

Operand operand_stable(Context *c, Operand x) {
  if (x.in_memory) x.address = spill(c, x);
  return x;
}

Operand operand_of_word(Context *c, Type *type, ValueId word) {
  if (!is_in_memory(c->l, type)) return operand_scalar(c, type, word);
  // Beside arrays of nothing, which are memory like all longer arrays.
  Address a = {emit_alloc(c, type, VALUE_ALLOC_NEVER_HEAP), 0, true};
  emit_store(c, a, 0, word, VALUE_STORE_INIT);
  return operand_at(c, type, a);
}

Operand operand_retype(Context *c, Operand x, Type *type) {
  (void)c;
  x.type = type;
  return x;
}

Operand operand_field(Context *c, Operand x, uint32_t index) {
  Struct *s = struct_under(c->l, x.type);
  Type *type = canon(c->l, s->fields[index]->type);
  if (x.in_memory) return operand_at(c, type, address_add(c, x.address, types_field_offset(s, index)));
  uint32_t first = 0;
  for (uint32_t i = 0; i < index; i++) first += shape_of(c->l, s->fields[i]->type)->leaf_count;
  return operand_make(c, type, shape_of(c->l, type)->leaf_count, x.c + first);
}

uint32_t operand_flatten(Context *c, Operand x, ValueId *out) {
  if (x.in_memory) {
    out[0] = emit_pointer(c, x.address);
    return 1;
  }
  memcpy(out, x.c, x.count * sizeof(ValueId));
  return x.count;
}

// ---- constant data

Symbol *data_symbol(Lowerer *l, const void *bytes, size_t length, uint32_t align_log2) {
  return symbol_constant(l->symbols, &(Constant){"data", bytes, length, (uint8_t)align_log2, NULL, 0});
}

Symbol *string_symbol(Lowerer *l, const char *bytes, size_t length) { return data_symbol(l, bytes, length, 0); }

Operand operand_string(Context *c, Type *type, const char *bytes, size_t length) {
  ValueId parts[2];
  parts[0] = length ? emit_symbol(c, string_symbol(c->l, bytes, length), 0) : emit_nil(c);
  parts[1] = emit_int(c, (int64_t)length);
  return operand_make(c, type, 2, parts);
}

static int64_t float_bits(const ConstVal *value, bool single) {
  if (single) {
    float f = const_float32_value(value);
    uint32_t bits;
    memcpy(&bits, &f, sizeof bits);
    return bits;
  }
  double d = const_float64_value(value);
  int64_t bits;
  memcpy(&bits, &d, sizeof bits);
  return bits;
}

static bool integer_bits(Arena *arena, const ConstVal *value, int64_t *bits) {
  value = const_to_int(arena, value);
  uint64_t u;
  if (const_int64_value(value, bits)) return true;
  if (!const_uint64_value(value, &u)) return false;
  *bits = (int64_t)u;
  return true;
}

bool const_bits(Lowerer *l, Type *type, const ConstVal *value, int64_t *bits) {
  Basic *basic = basic_of(l, type);
  if (!basic) return false;
  if (basic->info & INFO_BOOLEAN) {
    *bits = const_bool_value(value);
    return true;
  }
  if (basic->info & INFO_FLOAT) {
    *bits = float_bits(value, basic->basic_kind == BASIC_FLOAT32);
    return true;
  }
  if (!(basic->info & INFO_INTEGER) && basic->basic_kind != BASIC_UNSAFE_POINTER) return false;
  if (!integer_bits(l->arena, value, bits)) return false;
  *bits = ir_constant_bits(scalar_type(l, type), *bits);
  return true;
}

Operand operand_const(Context *c, Type *type, const ConstVal *value) {
  Lowerer *l = c->l;
  Basic *basic = basic_of(l, type);
  if (!basic)
    ice("lower", c->f->symbol->name->text, "constant of type %s", types_string(l->arena, type, QUALIFY_PATH, NULL));
  if (basic->info & INFO_STRING) {
    size_t length;
    const char *bytes = const_string_value(value, &length);
    return operand_string(c, type, bytes, length);
  }
  if (basic->info & INFO_COMPLEX) {
    bool single = basic->basic_kind == BASIC_COMPLEX64;
    ValueId parts[2];
    parts[0] = emit_const(c, single ? IR_F32 : IR_F64, float_bits(const_real(l->arena, value), single));
    parts[1] = emit_const(c, single ? IR_F32 : IR_F64, float_bits(const_imag(l->arena, value), single));
    return operand_make(c, type, 2, parts);
  }
  int64_t bits;
  if (!const_bits(l, type, value, &bits)) {
    ice("lower", c->f->symbol->name->text, "constant %s does not fit in %s", const_format(l->arena, value),
        types_string(l->arena, type, QUALIFY_PATH, NULL));
  }
  return operand_scalar(c, type, emit_const(c, scalar_type(l, type), bits));
}
