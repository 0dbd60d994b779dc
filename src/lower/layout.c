// How values of each type are carried in SSA form, and the calling convention
// of function types. A value of up to ABI_MAX_COMPONENTS scalars is split into
// them; larger ones, and those with arrays longer than 1, live in memory.
#include "lower/internal.h"

TypeState *type_state(Lowerer *l, Type *t) {
  TypeState *known = __atomic_load_n((TypeState **)&t->lowered, __ATOMIC_ACQUIRE);
  if (known) return known;
  t = canon(l, t);
  known = __atomic_load_n((TypeState **)&t->lowered, __ATOMIC_ACQUIRE);
  if (known) return known;
  TypeState *state = arena_new(l->arena, TypeState);
  state->type = t;
  if (__atomic_compare_exchange_n((TypeState **)&t->lowered, &known, state, false, __ATOMIC_ACQ_REL,
                                  __ATOMIC_ACQUIRE)) {
    return state;
  }
  return known;
}

IrType basic_ir_type(const Basic *basic) {
  switch (basic->basic_kind) {
    case BASIC_BOOL:
    case BASIC_INT8:
    case BASIC_UINT8:
    case BASIC_UNTYPED_BOOL: return IR_I8;
    case BASIC_INT16:
    case BASIC_UINT16: return IR_I16;
    case BASIC_INT32:
    case BASIC_UINT32:
    case BASIC_UNTYPED_RUNE: return IR_I32;
    case BASIC_INT:
    case BASIC_INT64:
    case BASIC_UINT:
    case BASIC_UINT64:
    case BASIC_UINTPTR:
    case BASIC_UNTYPED_INT: return IR_I64;
    case BASIC_FLOAT32: return IR_F32;
    case BASIC_FLOAT64:
    case BASIC_UNTYPED_FLOAT: return IR_F64;
    case BASIC_UNSAFE_POINTER:
    case BASIC_UNTYPED_NIL: return IR_P;
    default: return IR_VOID;  // strings and complex numbers have two components
  }
}

// Components beyond this many are not listed: no register assignment can hold them.
enum { COMPONENT_LIMIT = 32 };

typedef struct ComponentList {
  Lowerer *l;
  AbiComponent components[COMPONENT_LIMIT];
  uint32_t count;
  bool long_array, overflow;
} ComponentList;

static void add_component_as(ComponentList *list, IrType type, int64_t offset, bool is_length) {
  if (list->count >= COMPONENT_LIMIT) {
    list->overflow = true;
    return;
  }
  list->components[list->count++] = (AbiComponent){(uint8_t)type, is_length, (uint32_t)offset};
}

static void add_component(ComponentList *list, IrType type, int64_t offset) {
  add_component_as(list, type, offset, false);
}

static void add_type(ComponentList *list, Type *t, int64_t offset);

static void add_basic(ComponentList *list, const Basic *basic, int64_t offset) {
  switch (basic->basic_kind) {
    case BASIC_STRING:
    case BASIC_UNTYPED_STRING:
      add_component(list, IR_P, offset);
      add_component_as(list, IR_I64, offset + 8, true);
      return;
    case BASIC_COMPLEX64:
      add_component(list, IR_F32, offset);
      add_component(list, IR_F32, offset + 4);
      return;
    case BASIC_COMPLEX128:
    case BASIC_UNTYPED_COMPLEX:
      add_component(list, IR_F64, offset);
      add_component(list, IR_F64, offset + 8);
      return;
    default: add_component(list, basic_ir_type(basic), offset);
  }
}

static void add_type(ComponentList *list, Type *t, int64_t offset) {
  if (list->overflow) return;
  Type *u = types_underlying(t);
  switch (u->kind) {
    case TYPE_BASIC: add_basic(list, (Basic *)u, offset); return;
    case TYPE_POINTER:
    case TYPE_SIGNATURE:
    case TYPE_MAP:
    case TYPE_CHAN: add_component(list, IR_P, offset); return;
    case TYPE_SLICE:
      add_component(list, IR_P, offset);
      add_component_as(list, IR_I64, offset + 8, true);
      add_component_as(list, IR_I64, offset + 16, true);
      return;
    case TYPE_INTERFACE:
      add_component(list, IR_I64, offset);
      add_component(list, IR_P, offset + 8);
      return;
    case TYPE_ARRAY: {
      Array *array = (Array *)u;
      if (array->length > 1) list->long_array = true;
      if (array->length == 1) add_type(list, array->elem, offset);
      return;
    }
    case TYPE_STRUCT: {
      Struct *s = (Struct *)u;
      for (uint32_t i = 0; i < s->field_count; i++) {
        add_type(list, s->fields[i]->type, offset + types_field_offset(s, i));
      }
      return;
    }
    default: ice("lower", "layout", "type of kind %d has no values", u->kind);
  }
}

const Layout *layout_of(Lowerer *l, Type *t) {
  TypeState *state = type_state(l, t);
  Layout *known = atomic_load_explicit(&state->layout, memory_order_acquire);
  if (known) return known;
  ComponentList list = {.l = l};
  add_type(&list, state->type, 0);
  Layout *layout = arena_new(l->arena, Layout);
  layout->component_count = list.count;
  layout->components = arena_array(l->arena, AbiComponent, list.count ? list.count : 1);
  memcpy(layout->components, list.components, list.count * sizeof(AbiComponent));
  layout->no_registers = list.long_array || list.overflow;
  layout->in_memory = layout->no_registers || list.count > ABI_MAX_COMPONENTS;
  layout->pointer_shaped = types_is_direct(state->type);
  atomic_store_explicit(&state->layout, layout, memory_order_release);  // whoever comes first: they are equal
  return layout;
}

bool is_pointer_shaped(Lowerer *l, Type *t) { return layout_of(l, t)->pointer_shaped; }

// ---- calling convention

static void fill_param(Lowerer *l, AbiParam *param, Type *t) {
  t = canon(l, t);
  const Layout *layout = layout_of(l, t);
  param->go_type = t;
  param->size = types_sizeof(t);
  param->align = (uint32_t)types_alignof(t);
  param->component_count = (uint16_t)layout->component_count;
  param->components = layout->components;
  param->by_address = layout->in_memory;
  param->no_registers = layout->no_registers;
}

static uint32_t flat_count(const AbiParam *params, uint32_t count) {
  uint32_t flat = 0;
  for (uint32_t i = 0; i < count; i++) flat += params[i].by_address ? 1 : params[i].component_count;
  return flat;
}

typedef struct SignatureEntry {
  struct SignatureEntry *next;
  Signature *signature;
  Type *receiver;
  AbiSignature *abi;
} SignatureEntry;

AbiSignature *abi_signature(Lowerer *l, Signature *signature, Type *receiver) {
  uint64_t hash = hash_mix(map_key(signature), map_key(receiver)) | 1;
  SignatureEntry *first = map_get(&l->signatures, hash);
  for (SignatureEntry *e = first; e; e = e->next) {
    if (e->signature == signature && e->receiver == receiver) return e->abi;
  }
  AbiSignature *abi = arena_new(l->arena, AbiSignature);
  uint32_t first_param = receiver ? 1 : 0;
  abi->param_count = first_param + (signature ? tuple_count(signature->params) : 0);
  abi->result_count = signature ? tuple_count(signature->results) : 0;
  abi->params = arena_array(l->arena, AbiParam, abi->param_count + 1);
  abi->results = arena_array(l->arena, AbiParam, abi->result_count + 1);
  if (receiver) fill_param(l, &abi->params[0], receiver);
  for (uint32_t i = first_param; i < abi->param_count; i++) {
    fill_param(l, &abi->params[i], signature->params->vars[i - first_param]->type);
  }
  for (uint32_t i = 0; i < abi->result_count; i++) {
    fill_param(l, &abi->results[i], signature->results->vars[i]->type);
  }
  abi->flat_param_count = flat_count(abi->params, abi->param_count);
  abi->flat_result_count = flat_count(abi->results, abi->result_count);
  abi_assign(l->arena, abi);
  SignatureEntry *entry = arena_new(l->arena, SignatureEntry);
  *entry = (SignatureEntry){first, signature, receiver, abi};
  map_put(l->arena, &l->signatures, hash, entry);
  return abi;
}
