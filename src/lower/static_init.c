// Static initialization: expressions whose value is known are written as data
// with relocations: constants, composite literals, addresses of variables and of
// composite literals, strings, function values, function literals without
// captures, constants in interfaces.
#include "lower/internal.h"

void symbol_set_type(Lowerer *l, Symbol *symbol, SymbolKind kind, Type *type) {
  const TypeShape *shape = shape_of(l, type);
  symbol->kind = (uint8_t)kind;
  symbol->type = type;
  symbol->size = shape->size;
  symbol->align_log2 = (uint8_t)__builtin_ctz(shape->alignment);
  symbol->pointer_bytes = shape->pointer_bytes;
  symbol->no_pointers = shape->pointer_bytes == 0;
  if (shape->pointer_bytes) symbol->pointer_mask = layout_pointer_mask(l->session, type);
}

void symbol_reserve(Lowerer *l, Symbol *symbol, int64_t size) {
  if (symbol->bytes && symbol->size >= size) return;
  symbol->size = size;
  symbol->bytes = arena_array(l->arena, uint8_t, size + 1);
}

void symbol_write(Lowerer *l, Symbol *symbol, int64_t offset, const void *bytes, size_t count) {
  (void)l;
  memcpy(symbol->bytes + offset, bytes, count);
}

// What one initialization writes; it only becomes lasting if all of it is static.
typedef struct StaticInit {
  Lowerer *l;
  Instance *environment;
  Package *package;
  bool write;     // second round: first it is only decided
  Context *code;  // that the value is a part of, NULL: the whole is data
  Symbol *symbol;
  uint32_t *number;  // for names of the data behind pointers
} StaticInit;

static bool init_value(StaticInit *s, Symbol *symbol, int64_t offset, Type *type, Expr *x);

static void put_word(StaticInit *s, Symbol *symbol, int64_t offset, int64_t bits, uint32_t size) {
  if (s->write) memcpy(symbol->bytes + offset, &bits, size);
}

static void put_address(StaticInit *s, Symbol *symbol, int64_t offset, Symbol *target, int64_t addend) {
  if (s->write) symbol_add_reloc(s->l->arena, symbol, (uint32_t)offset, RELOC_ABS64, target, addend);
}

static bool init_constant(StaticInit *s, Symbol *symbol, int64_t offset, Type *type, const ConstVal *value) {
  Lowerer *l = s->l;
  Basic *basic = basic_of(l, type);
  if (!basic) return false;
  if (basic->info & INFO_STRING) {
    size_t length;
    const char *bytes = const_string_value(value, &length);
    if (length && s->write) put_address(s, symbol, offset, string_symbol(l, bytes, length), 0);
    put_word(s, symbol, offset + 8, (int64_t)length, 8);
    return true;
  }
  int64_t bits;
  if (basic->info & INFO_COMPLEX) {
    Type *part = basic_type(l, basic->basic_kind == BASIC_COMPLEX64 ? BASIC_FLOAT32 : BASIC_FLOAT64);
    uint32_t size = (uint32_t)types_sizeof(part);
    const_bits(l, part, const_real(l->arena, value), &bits);
    put_word(s, symbol, offset, bits, size);
    const_bits(l, part, const_imag(l->arena, value), &bits);
    put_word(s, symbol, offset + size, bits, size);
    return true;
  }
  if (!const_bits(l, type, value, &bits)) return false;
  put_word(s, symbol, offset, bits, (uint32_t)types_sizeof(type));
  return true;
}

// A symbol of its own for what a pointer or slice refers to.
static Symbol *behind(StaticInit *s, Type *type) {
  Lowerer *l = s->l;
  if (!s->write) return NULL;
  Symbol *symbol = symbol_get(l->symbols, arena_printf(l->arena, "%s..stmp_%u", s->symbol->name->text, (*s->number)++));
  symbol_set_type(l, symbol, SYMBOL_DATA, type);
  symbol->local_static = true;
  symbol_reserve(l, symbol, types_sizeof(type));
  return symbol;
}

static bool elements(StaticInit *s, Symbol *symbol, int64_t offset, Type *elem, CompositeLit *x) {
  int64_t next = 0, size = types_sizeof(elem);
  for (uint32_t i = 0; i < x->elements.len; i++) {
    Expr *value = x->elements.data[i];
    if (value->node.kind == NODE_KEY_VALUE_EXPR) {
      Expr *key = ((KeyValueExpr *)value)->key;
      if (!info_value(s->l->info, key) ||
          !const_int64_value(const_to_int(s->l->arena, info_value(s->l->info, key)), &next))
        return false;
      value = ((KeyValueExpr *)value)->value;
    }
    if (!init_value(s, symbol, offset + next * size, elem, value)) return false;
    next++;
  }
  return true;
}

static bool fields(StaticInit *s, Symbol *symbol, int64_t offset, Struct *t, CompositeLit *x) {
  for (uint32_t i = 0; i < x->elements.len; i++) {
    Expr *value = x->elements.data[i];
    uint32_t field = i;
    if (value->node.kind == NODE_KEY_VALUE_EXPR) {
      NameExpr *key = (NameExpr *)unparen(((KeyValueExpr *)value)->key);
      value = ((KeyValueExpr *)value)->value;
      for (field = 0; field < t->field_count; field++) {
        if (t->fields[field]->name == key->name &&
            (key->name->exported || !info_object(s->l->info, key) ||
             t->fields[field]->package == info_object(s->l->info, key)->package)) {
          break;
        }
      }
      if (field == t->field_count) return false;
    }
    if (t->fields[field]->name->blank) {  // stays zero
      if (!info_value(s->l->info, value)) return false;
      continue;
    }
    if (!init_value(s, symbol, offset + types_field_offset(t, field), canon(s->l, t->fields[field]->type), value)) {
      return false;
    }
  }
  return true;
}

static int64_t element_count(StaticInit *s, CompositeLit *x) {
  int64_t next = 0, count = 0;
  for (uint32_t i = 0; i < x->elements.len; i++) {
    Expr *e = x->elements.data[i];
    if (e->node.kind == NODE_KEY_VALUE_EXPR) {
      Expr *key = ((KeyValueExpr *)e)->key;
      if (!info_value(s->l->info, key) ||
          !const_int64_value(const_to_int(s->l->arena, info_value(s->l->info, key)), &next))
        return -1;
    }
    if (++next > count) count = next;
  }
  return count;
}

static bool init_composite(StaticInit *s, Symbol *symbol, int64_t offset, Type *type, CompositeLit *x) {
  Lowerer *l = s->l;
  Type *u = under(l, type);
  switch (u->kind) {
    case TYPE_STRUCT: return fields(s, symbol, offset, (Struct *)u, x);
    case TYPE_ARRAY: return elements(s, symbol, offset, elem_of(l, u), x);
    case TYPE_SLICE: {
      int64_t count = element_count(s, x);
      if (count < 0) return false;
      Type *array = canon(l, types_new_array(l->arena, elem_of(l, u), count));
      Symbol *memory = behind(s, array);
      if (!elements(s, memory, 0, elem_of(l, u), x)) return false;
      put_address(s, symbol, offset, memory, 0);
      put_word(s, symbol, offset + 8, count, 8);
      put_word(s, symbol, offset + 16, count, 8);
      return true;
    }
    default: return false;
  }
}

// &x, &T{…}
static bool init_address(StaticInit *s, Symbol *symbol, int64_t offset, Type *type, Expr *x) {
  Lowerer *l = s->l;
  x = unparen(x);
  if (x->node.kind == NODE_COMPOSITE_LIT) {
    Type *elem = elem_of(l, type);
    uint8_t kind = under(l, elem)->kind;
    if (kind == TYPE_MAP) return false;
    Symbol *memory = behind(s, elem);
    if (!init_composite(s, memory, 0, elem, (CompositeLit *)x)) return false;
    put_address(s, symbol, offset, memory, 0);
    return true;
  }
  int64_t inside = 0;
  for (;;) {  // a variable of the package, or a part of one
    if (x->node.kind == NODE_NAME) break;
    if (x->node.kind != NODE_SELECTOR_EXPR) return false;
    SelectorExpr *selector = (SelectorExpr *)x;
    if (!info_selection(l->info, selector)) break;
    if (info_selection(l->info, selector)->kind != SELECT_FIELD || info_selection(l->info, selector)->indirect)
      return false;
    Type *t = instance_subst(l, s->environment, info_type(l->info, selector->x));
    if (under(l, t)->kind == TYPE_POINTER) return false;
    for (uint32_t i = 0; i < info_selection(l->info, selector)->path_len; i++) {
      inside += field_offset(l, t, info_selection(l->info, selector)->path[i]);
      t = field_type(l, t, info_selection(l->info, selector)->path[i]);
    }
    x = unparen(selector->x);
  }
  Object *object = x->node.kind == NODE_NAME ? info_object(l->info, (NameExpr *)x)
                                             : info_object(l->info, ((SelectorExpr *)x)->selector);
  if (!object || object->kind != OBJECT_VAR || object->var_kind != VAR_PACKAGE) return false;
  if (s->write) put_address(s, symbol, offset, object_symbol(l, object), inside);
  return true;
}

static bool init_function(StaticInit *s, Symbol *symbol, int64_t offset, NameExpr *name) {
  Lowerer *l = s->l;
  Object *function = info_object(l->info, name);
  if (!function || function->kind != OBJECT_FUNC) return false;
  if (!s->write) return true;
  if (info_type_args(l->info, name)) {
    Type **args = arena_array(l->arena, Type *, info_type_args(l->info, name)->len);
    for (uint32_t i = 0; i < info_type_args(l->info, name)->len; i++) {
      args[i] = instance_subst(l, s->environment, info_type_args(l->info, name)->data[i]);
    }
    Instance *instance = function_instance(l, function, args, info_type_args(l->info, name)->len);
    put_address(s, symbol, offset, instance_value_symbol(l, instance), 0);
    return true;
  }
  Symbol *code = has_c_convention(l, function) ? c_function_code(l, function) : object_symbol(l, function);
  put_address(s, symbol, offset, function_value_symbol(l, code), 0);
  return true;
}

static bool init_literal(StaticInit *s, Symbol *symbol, int64_t offset, FuncLit *x) {
  Lowerer *l = s->l;
  if (info_literal(l->info, x)->capture_count) return false;
  if (!s->write) return true;
  Instance *instance = instance_new(l, INSTANCE_LITERAL, literal_name(l, s->environment, x));
  instance->literal = x;
  instance->package = s->package;
  instance->environment = s->environment;
  instance->outer = s->environment;
  instance->signature = (Signature *)under(l, instance_subst(l, s->environment, info_type(l->info, &x->expr)));
  put_address(s, symbol, offset, instance_value_symbol(l, instance), 0);
  return true;
}

// A value of concrete type in an interface variable.
static bool init_interface(StaticInit *s, Symbol *symbol, int64_t offset, Type *type, Type *from, Expr *x) {
  Lowerer *l = s->l;
  if (is_interface(l, from) || types_is_untyped(from)) return false;
  bool direct = is_direct(l, from);
  Symbol *memory = symbol;
  int64_t at_offset = offset + 8;
  if (!direct) {
    memory = behind(s, from);
    at_offset = 0;
  }
  if (!init_value(s, memory, at_offset, from, x)) return false;
  if (!s->write) return true;
  mark_in_interface(l, from);
  put_address(s, symbol, offset, is_empty_interface(l, type) ? type_symbol(l, from) : itab_symbol(l, from, type), 0);
  if (!direct) put_address(s, symbol, offset + 8, memory, 0);
  return true;
}

static bool init_value(StaticInit *s, Symbol *symbol, int64_t offset, Type *type, Expr *x) {
  Lowerer *l = s->l;
  x = unparen(x);
  if (info_mode(l->info, x) == MODE_NIL) return true;
  if (s->code && is_hoisted(s->code, x)) return false;  // the code has it already
  if (!info_type(l->info, x) || info_type(l->info, x)->kind == TYPE_TUPLE) return false;
  Type *from = instance_subst(l, s->environment, info_type(l->info, x));
  if (from != type && is_interface(l, type)) return init_interface(s, symbol, offset, type, from, x);
  if (info_value(l->info, x)) return init_constant(s, symbol, offset, from, info_value(l->info, x));
  switch (x->node.kind) {
    case NODE_COMPOSITE_LIT:
      // The caller may ask for the array behind a slice literal, or for the value that an elided &T points to.
      if (under(l, type)->kind == TYPE_ARRAY) return init_composite(s, symbol, offset, type, (CompositeLit *)x);
      if (under(l, from)->kind != TYPE_POINTER) return init_composite(s, symbol, offset, from, (CompositeLit *)x);
      if (under(l, type)->kind != TYPE_POINTER) return init_composite(s, symbol, offset, type, (CompositeLit *)x);
      return init_address(s, symbol, offset, from, x);
    case NODE_FUNC_LIT: return init_literal(s, symbol, offset, (FuncLit *)x);
    case NODE_NAME: return init_function(s, symbol, offset, (NameExpr *)x);
    case NODE_SELECTOR_EXPR:
      if (!info_selection(l->info, (SelectorExpr *)x))
        return init_function(s, symbol, offset, ((SelectorExpr *)x)->selector);
      return false;
    case NODE_OPERATION:
      if (((Operation *)x)->op == OP_AND && !((Operation *)x)->y) {
        return init_address(s, symbol, offset, from, ((Operation *)x)->x);
      }
      return false;
    case NODE_CALL_EXPR: {
      CallExpr *call = (CallExpr *)x;
      // Conversions that do not change the representation.
      if (info_mode(l->info, call->fun) != MODE_TYPE) return false;
      Expr *arg = unparen(call->args.data[0]);
      if (info_mode(l->info, arg) == MODE_NIL) return true;
      if (!info_type(l->info, arg) || info_type(l->info, arg)->kind == TYPE_TUPLE ||
          types_is_untyped(info_type(l->info, arg)))
        return false;
      Type *arg_type = instance_subst(l, s->environment, info_type(l->info, arg));
      if (under(l, arg_type) != under(l, from)) return false;
      return init_value(s, symbol, offset, arg_type, arg);
    }
    default: return false;
  }
}

// Types whose only pointers are those of strings, which nobody can write through.
bool is_string_only(Lowerer *l, Type *type) {
  Type *u = under(l, type);
  switch (u->kind) {
    case TYPE_BASIC: return ((Basic *)u)->basic_kind != BASIC_UNSAFE_POINTER;
    case TYPE_ARRAY: return is_string_only(l, elem_of(l, u));
    case TYPE_STRUCT: {
      Struct *t = (Struct *)u;
      for (uint32_t i = 0; i < t->field_count; i++) {
        if (!is_string_only(l, canon(l, t->fields[i]->type))) return false;
      }
      return true;
    }
    default: return false;
  }
}

bool static_init(Lowerer *l, Instance *environment, Package *package, Symbol *symbol, int64_t offset, Type *type,
                 Expr *x) {
  uint32_t number = 0;
  StaticInit s = {.l = l, .environment = environment, .package = package, .symbol = symbol, .number = &number};
  if (!init_value(&s, symbol, offset, type, x)) return false;
  // Temporaries inside functions must not share what pointers refer to: each evaluation makes it anew.
  if (environment->kind != INSTANCE_INIT && has_pointers(l, type) && !is_string_only(l, type)) return false;
  s.write = true;
  return init_value(&s, symbol, offset, type, x);
}

// ---- parts of values that code makes

static StaticInit part_init(Context *c, StaticData *data) {
  return (StaticInit){.l = c->l,
                      .code = c,
                      .environment = c->instance->environment,
                      .package = c->instance->package,
                      .symbol = data ? data->symbol : NULL,
                      .number = data ? &data->number : NULL};
}

bool is_evaluated_once(const Context *c) { return c->instance->kind == INSTANCE_INIT_FRAGMENT; }

bool static_part(Context *c, Type *type, Expr *x) {
  // What pointers in it refer to is there once.
  if (!is_evaluated_once(c) && has_pointers(c->l, type) && !is_string_only(c->l, type)) return false;
  StaticInit s = part_init(c, NULL);
  return init_value(&s, NULL, 0, type, x);
}

void static_part_write(Context *c, StaticData *data, int64_t offset, Type *type, Expr *x) {
  StaticInit s = part_init(c, data);
  s.write = true;
  if (!init_value(&s, data->symbol, offset, type, x)) ice("lower", c->f->symbol->name->text, "value is not static");
}

StaticData static_data(Context *c, SymbolKind kind, Type *type) {
  Lowerer *l = c->l;
  char *name = arena_printf(l->arena, "%s..lit%u", c->f->symbol->name->text, ++c->instance->data_count);
  Symbol *symbol = symbol_get(l->symbols, name);
  symbol_set_type(l, symbol, kind, type);
  symbol->align_log2 = 4;
  symbol->local_static = true;
  symbol_reserve(l, symbol, types_sizeof(type));
  return (StaticData){.symbol = symbol};
}
