// Composite literals (Spec: Composite literals). They are built in fresh memory
// or, if small, as components; elements that are absent are zero. In code that runs once the memory behind slices and
// pointers is data, in which the elements that are known stand from the start. Maps: map_literal.c.
#include "lower/internal.h"

static int64_t index_of(Context *c, Expr *key, int64_t otherwise) {
  int64_t i;
  if (!key) return otherwise;
  if (!info_value(c->info, key) || !const_int64_value(const_to_int(c->arena, info_value(c->info, key)), &i)) {
    ice("lower", c->f->symbol->name->text, "index of a composite literal is no constant");
  }
  return i;
}

static void split(Expr *element, Expr **key, Expr **value) {
  *key = NULL;
  *value = element;
  if (element->node.kind == NODE_KEY_VALUE_EXPR) {
    *key = ((KeyValueExpr *)element)->key;
    *value = ((KeyValueExpr *)element)->value;
  }
}

uint32_t field_number(Context *c, Struct *s, Expr *key, uint32_t position) {
  if (!key) return position;
  const Name *name = ((NameExpr *)unparen(key))->name;
  Object *object = info_object(c->info, ((NameExpr *)unparen(key)));
  for (uint32_t i = 0; i < s->field_count; i++) {
    if (s->fields[i]->name == name && (name->exported || !object || s->fields[i]->package == object->package)) return i;
  }
  ice("lower", c->f->symbol->name->text, "no field %s", name->text);
}

static int64_t literal_length(Context *c, CompositeLit *x) {
  int64_t next = 0, length = 0;
  for (uint32_t i = 0; i < x->elements.len; i++) {
    Expr *key, *value;
    split(x->elements.data[i], &key, &value);
    next = index_of(c, key, next) + 1;
    if (next > length) length = next;
  }
  return length;
}

// Where a literal is built: at an address; if that is in data, what is known is written there.
typedef struct Building {
  Address at;
  StaticData *data;  // NULL: fresh memory
  int64_t offset;    // in data
} Building;

static void build(Context *c, const Building *b, CompositeLit *x, Type *type);

static Building part_of(Context *c, const Building *whole, int64_t offset) {
  Building part = {.data = whole->data, .offset = whole->offset + offset};
  if (!part.data) part.at = address_add(c, whole->at, offset);
  return part;
}

// Is x a literal that can be built in place?
static bool is_inline(Context *c, Expr *x, Type *type) {
  if (x->node.kind != NODE_COMPOSITE_LIT || expr_type(c, x) != type || is_hoisted(c, x)) return false;
  uint8_t kind = under(c->l, type)->kind;
  return kind == TYPE_STRUCT || kind == TYPE_ARRAY;
}

static void build_value(Context *c, const Building *b, Expr *x, Type *type) {
  if (!b->data) {
    lower_expr_into(c, b->at, x, type, true);
  } else if (static_part(c, type, x)) {
    static_part_write(c, b->data, b->offset, type, x);
  } else if (is_inline(c, unparen(x), type)) {
    OrderScope scope = order_begin(c);
    if (!c->ordered) hoist_below(c, unparen(x));
    order_operands(c);
    build(c, b, (CompositeLit *)unparen(x), type);
    order_end(c, scope);
  } else {
    Operand value = lower_element(c, x, type);
    operand_store(c, (Address){emit_symbol(c, b->data->symbol, (int32_t)b->offset), 0, true}, value, 0);
  }
}

static void build_elements(Context *c, const Building *b, CompositeLit *x, Type *elem) {
  int64_t next = 0, size = types_sizeof(elem);
  for (uint32_t i = 0; i < x->elements.len; i++) {
    Expr *key, *value;
    split(x->elements.data[i], &key, &value);
    next = index_of(c, key, next);
    Building part = part_of(c, b, next * size);
    build_value(c, &part, value, elem);
    next++;
  }
}

static void build_struct(Context *c, const Building *b, CompositeLit *x, Type *type) {
  Struct *s = struct_under(c->l, type);
  for (uint32_t i = 0; i < x->elements.len; i++) {
    Expr *key, *value;
    split(x->elements.data[i], &key, &value);
    uint32_t field = field_number(c, s, key, i);
    Type *t = canon(c->l, s->fields[field]->type);
    if (s->fields[field]->name->blank) {  // evaluated, but the field stays zero
      if (c->ordered) settle(c, value);
      lower_discard(c, value);
      continue;
    }
    Building part = part_of(c, b, types_field_offset(s, field));
    build_value(c, &part, value, t);
  }
}

static void build(Context *c, const Building *b, CompositeLit *x, Type *type) {
  Type *u = under(c->l, type);
  if (u->kind == TYPE_STRUCT) build_struct(c, b, x, type);
  else build_elements(c, b, x, elem_of(c->l, u));
}

// Memory of a type in code that runs once: data, with the literal in it. False: better on the heap.
static bool build_in_data(Context *c, CompositeLit *x, Type *type, Address *at) {
  enum { MAX_BYTES = 1 << 30 };
  uint8_t kind = under(c->l, type)->kind;
  if (!is_evaluated_once(c) || !x->elements.len || !types_sizeof(type) || types_sizeof(type) > MAX_BYTES) return false;
  if (kind != TYPE_STRUCT && kind != TYPE_ARRAY) return false;
  StaticData data = static_data(c, SYMBOL_DATA, type);
  Building b = {.data = &data};
  build(c, &b, x, type);
  *at = (Address){emit_symbol(c, data.symbol, 0), 0, true};
  return true;
}

// All that is there is set by the elements: zeroing first is of no use.
static bool complete(Context *c, CompositeLit *x, Type *u) {
  if (u->kind == TYPE_STRUCT) return x->elements.len == ((Struct *)u)->field_count && is_regular(c->l, u);
  return x->key_count == 0 && x->elements.len == ((Array *)u)->length;
}

// Read-only data with the literal's value, if it is constant and large enough to be worth a copy.
static Symbol *constant_literal(Context *c, CompositeLit *x, Type *type) {
  enum { WORTHWHILE = 5 };
  if (x->elements.len < WORTHWHILE) return NULL;
  Lowerer *l = c->l;
  Symbol scratch = {.name = name_cstr(l->session->names, "go:literal")};
  symbol_reserve(l, &scratch, types_sizeof(type));
  if (!static_init(l, c->instance, c->instance->package, &scratch, 0, type, &x->expr)) return NULL;
  if (has_pointers(l, type)) {
    // Pointers need relocations: a symbol of its own, named after the function.
    char *name = arena_printf(l->arena, "%s..lit%u", c->f->symbol->name->text, ++c->instance->data_count);
    Symbol *symbol = symbol_get(l->symbols, name);
    symbol->kind = SYMBOL_RODATA;
    symbol->align_log2 = 4;
    symbol->local_static = true;
    symbol->size = scratch.size;
    symbol->bytes = scratch.bytes;
    symbol->relocs.data = scratch.relocs.data;
    symbol->relocs.len = scratch.relocs.len;
    symbol->relocs.cap = scratch.relocs.cap;
    return symbol;
  }
  return data_symbol(l, scratch.bytes, (size_t)scratch.size, 4);
}

void lower_composite_into(Context *c, Address to, CompositeLit *x, Type *type, bool fresh) {
  Lowerer *l = c->l;
  Type *u = under(l, type);
  uint8_t flags = fresh ? VALUE_STORE_INIT : 0;
  if (u->kind != TYPE_STRUCT && u->kind != TYPE_ARRAY) {
    // A map may have been made before, where its place in the order is.
    Operand value = is_hoisted(c, &x->expr) ? lower_expr(c, &x->expr) : lower_composite(c, x, type);
    operand_store(c, to, value, flags);
    return;
  }
  assert(!is_hoisted(c, &x->expr));
  Symbol *data = constant_literal(c, x, type);
  if (data) {
    emit_copy(c, to, (Address){emit_symbol(c, data, 0), 0, true}, type, flags);
    return;
  }
  if (!complete(c, x, u)) emit_zero(c, to, type, flags);
  build(c, &(Building){.at = to}, x, type);
}

static Operand slice_literal(Context *c, CompositeLit *x, Type *type) {
  Lowerer *l = c->l;
  Type *elem = elem_of(l, type);
  int64_t length = literal_length(c, x);
  Type *array = canon(l, types_new_array(l->arena, elem, length));
  Address memory;
  if (!build_in_data(c, x, array, &memory)) {
    memory = (Address){emit_alloc(c, array, 0), 0, true};
    Symbol *data = constant_literal(c, x, array);
    if (data) {
      emit_copy(c, memory, (Address){emit_symbol(c, data, 0), 0, true}, array, VALUE_STORE_INIT);
    } else {
      if (x->elements.len != length) emit_zero(c, memory, array, VALUE_STORE_INIT);
      build_elements(c, &(Building){.at = memory}, x, elem);
    }
  }
  ValueId parts[3] = {memory.base, emit_int(c, length), emit_int(c, length)};
  return operand_make(c, type, 3, parts);
}

bool is_static_literal(Context *c, Expr *x) {
  x = unparen(x);
  if (is_const(c->info, x) || info_mode(c->info, x) == MODE_NIL) return true;
  if (x->node.kind != NODE_COMPOSITE_LIT) return false;
  uint8_t kind = under(c->l, expr_type(c, x))->kind;
  CompositeLit *literal = (CompositeLit *)x;
  bool is_static = kind == TYPE_STRUCT || kind == TYPE_ARRAY;
  for (uint32_t i = 0; i < literal->elements.len && is_static; i++) {
    Expr *key, *value;
    split(literal->elements.data[i], &key, &value);
    is_static = is_static_literal(c, value);
  }
  return is_static;
}

// A struct of few components without memory of its own.
static Operand struct_components(Context *c, CompositeLit *x, Type *type) {
  Lowerer *l = c->l;
  Struct *s = struct_under(l, type);
  Operand result = operand_zero(c, type);
  for (uint32_t i = 0; i < x->elements.len; i++) {
    Expr *key, *value;
    split(x->elements.data[i], &key, &value);
    uint32_t field = field_number(c, s, key, i), first = 0;
    for (uint32_t j = 0; j < field; j++) first += shape_of(l, s->fields[j]->type)->leaf_count;
    Operand v = lower_element(c, value, canon(l, s->fields[field]->type));
    if (s->fields[field]->name->blank) continue;
    memcpy(result.c + first, v.c, v.count * sizeof(ValueId));
  }
  return result;
}

Operand lower_composite(Context *c, CompositeLit *x, Type *type) {
  Lowerer *l = c->l;
  Type *u = under(l, type);
  switch (u->kind) {
    case TYPE_SLICE: return slice_literal(c, x, type);
    case TYPE_MAP: return lower_map_literal(c, x, type);
    case TYPE_STRUCT:
      if (!is_in_memory(l, type)) return struct_components(c, x, type);
      break;
    case TYPE_ARRAY:
      if (!is_in_memory(l, type)) {
        if (x->elements.len == 0) return operand_zero(c, type);
        Expr *key, *value;
        split(x->elements.data[0], &key, &value);
        return operand_retype(c, lower_element(c, value, elem_of(l, u)), type);
      }
      break;
    default: ice("lower", c->f->symbol->name->text, "composite literal of kind %d", u->kind);
  }
  Address memory = {emit_alloc(c, type, VALUE_ALLOC_NEVER_HEAP), 0, true};
  lower_composite_into(c, memory, x, type, true);
  return operand_at(c, type, memory);
}

Address lower_address_of_composite(Context *c, CompositeLit *x, Type *type) {
  Address memory;
  if (build_in_data(c, x, type, &memory)) return memory;
  memory = (Address){emit_alloc(c, type, 0), 0, true};
  lower_composite_into(c, memory, x, type, true);
  return memory;
}
