// Selectors and methods: field paths through embedded structs, receivers as the
// method wants them, and the wrappers that descriptors, itabs and method
// expressions need: a value method called through a pointer or through an
// interface's data word, promoted methods, interface methods as functions.
#include "lower/internal.h"

Type *method_signature(Lowerer *l, Object *method) {
  Type *known = map_get(&l->method_signatures, map_key(method));
  if (known) return known;
  Signature *s = (Signature *)method->type;
  // Identity does not look at the receiver, but the canonical form is made without it.
  Type *t = canon(l, s->receiver ? types_new_signature(l->arena, NULL, s->params, s->results, s->variadic) : &s->type);
  map_put(l->arena, &l->method_signatures, map_key(method), t);
  return t;
}

static Type *deref_type(Lowerer *l, Type *t, bool *pointer) {
  Type *u = types_underlying(t);
  *pointer = u->kind == TYPE_POINTER;
  return *pointer ? elem_of(l, t) : t;
}

// ---- walking fields

// Where a selection stands: a value, or memory.
typedef struct Cursor {
  Type *type;
  bool in_memory;  // `address` is the place of the value; else `value`
  Address address;
  Operand value;
} Cursor;

static Cursor cursor_start(Context *c, Expr *x) {
  Cursor cursor = {.type = expr_type(c, x)};
  Expr *inner = unparen(x);
  bool pointer = under(c->l, cursor.type)->kind == TYPE_POINTER;
  if (!pointer && info_mode(c->info, x) == MODE_VARIABLE && inner->node.kind != NODE_COMPOSITE_LIT) {
    cursor.in_memory = true;
    cursor.address = lower_address(c, inner);
    return cursor;
  }
  cursor.value = lower_expr(c, x);
  if (cursor.value.in_memory) {
    cursor.in_memory = true;
    cursor.address = cursor.value.address;
  }
  return cursor;
}

static Operand cursor_value(Context *c, const Cursor *cursor) {
  return cursor->in_memory ? operand_at(c, cursor->type, cursor->address) : cursor->value;
}

static void cursor_field(Context *c, Cursor *cursor, uint32_t index) {
  Lowerer *l = c->l;
  if (under(l, cursor->type)->kind == TYPE_POINTER) {
    Operand pointer = cursor_value(c, cursor);
    cursor->type = elem_of(l, cursor->type);
    cursor->in_memory = true;
    cursor->address = address_of_pointer(pointer.c[0]);
  }
  Struct *s = struct_under(l, cursor->type);
  Type *type = canon(l, s->fields[index]->type);
  if (cursor->in_memory) {
    cursor->address = address_add(c, cursor->address, types_field_offset(s, index));
  } else {
    cursor->value = operand_field(c, cursor->value, index);
    if (cursor->value.in_memory) {
      cursor->in_memory = true;
      cursor->address = cursor->value.address;
    }
  }
  cursor->type = type;
}

// ---- selectors

Address selector_address(Context *c, SelectorExpr *x) {
  if (!info_selection(c->info, x)) return variable_address(c, info_object(c->info, x->selector), x->expr.node.pos);
  if (info_selection(c->info, x)->kind != SELECT_FIELD) return operand_address(c, lower_selector(c, x));
  Cursor cursor = cursor_start(c, x->x);
  at(c, x->expr.node.pos);
  for (uint32_t i = 0; i < info_selection(c->info, x)->path_len; i++)
    cursor_field(c, &cursor, info_selection(c->info, x)->path[i]);
  return cursor.in_memory ? cursor.address : operand_address(c, cursor.value);
}

Operand lower_selector(Context *c, SelectorExpr *x) {
  if (!info_selection(c->info, x)) return lower_name(c, x->selector);
  if (info_selection(c->info, x)->kind == SELECT_METHOD_EXPR) return method_expression(c, x);
  if (info_selection(c->info, x)->kind == SELECT_METHOD_VALUE) {
    MethodRef ref;
    Operand receiver = select_receiver(c, x, &ref);
    at(c, x->expr.node.pos);
    MethodSetEntry entry = {.function = ref.method};
    return method_value(c, receiver, ref.holder, ref.method, &entry, x->expr.node.pos);
  }
  Cursor cursor = cursor_start(c, x->x);
  at(c, x->expr.node.pos);
  for (uint32_t i = 0; i < info_selection(c->info, x)->path_len; i++)
    cursor_field(c, &cursor, info_selection(c->info, x)->path[i]);
  return cursor_value(c, &cursor);
}

// ---- methods

// Finds a method by name on a concrete receiver type: generic code only knows it from the constraint.
MethodRef find_method(Context *c, Type *receiver, Object *method, uint32_t **path, uint32_t *path_len) {
  Lowerer *l = c->l;
  bool indirect;
  Object *found =
      types_lookup(l->session, l->arena, receiver, true, method->package, method->name, path, path_len, &indirect);
  if (!found || found->kind != OBJECT_FUNC) {
    ice("lower", c->f->symbol->name->text, "method %s of %s is missing", method->name->text,
        types_string(l->arena, receiver, QUALIFY_PATH, NULL));
  }
  return (MethodRef){.method = found};
}

static bool wants_pointer(Object *method) {
  Signature *s = (Signature *)method->type;
  return s->receiver && types_unalias(s->receiver->type)->kind == TYPE_POINTER;
}

// Gives the cursor's value as receiver of the method.
static Operand receiver_of(Context *c, Cursor *cursor, MethodRef *ref) {
  Lowerer *l = c->l;
  bool pointer;
  Type *base = deref_type(l, cursor->type, &pointer);
  if (is_interface(l, cursor->type)) {
    ref->in_interface = true;
    ref->holder = cursor->type;
    return cursor_value(c, cursor);
  }
  ref->holder = base;
  if (wants_pointer(ref->method)) {
    if (pointer && cursor->type->kind == TYPE_POINTER) return cursor_value(c, cursor);
    if (!cursor->in_memory) {
      cursor->address = operand_address(c, cursor->value);
      cursor->in_memory = true;
    }
    return operand_scalar(c, pointer_to(l, cursor->type), emit_pointer(c, cursor->address));
  }
  if (pointer && cursor->type->kind == TYPE_POINTER) {
    Operand p = cursor_value(c, cursor);
    return operand_at(c, base, (Address){emit_nil_check(c, p.c[0]), 0, true});
  }
  return cursor_value(c, cursor);
}

Operand select_receiver(Context *c, SelectorExpr *x, MethodRef *ref) {
  Cursor cursor = cursor_start(c, x->x);
  at(c, x->expr.node.pos);
  uint32_t *path, path_len;
  *ref = find_method(c, cursor.type, info_selection(c->info, x)->object, &path, &path_len);
  for (uint32_t i = 0; i + 1 < path_len; i++) cursor_field(c, &cursor, path[i]);
  return receiver_of(c, &cursor, ref);
}

Operand select_receiver_in(Context *c, SelectorExpr *x, Type *concrete, MethodRef *ref) {
  Operand value = lower_expr(c, x->x);
  at(c, x->expr.node.pos);
  Cursor cursor = {.type = concrete, .value = interface_value(c, value, concrete)};
  cursor.in_memory = cursor.value.in_memory;
  cursor.address = cursor.value.address;
  uint32_t *path, path_len;
  *ref = find_method(c, concrete, info_selection(c->info, x)->object, &path, &path_len);
  for (uint32_t i = 0; i + 1 < path_len; i++) cursor_field(c, &cursor, path[i]);
  return receiver_of(c, &cursor, ref);
}

uint32_t interface_method_index(Lowerer *l, Type *interface_type, Object *method) {
  uint32_t count;
  Object **methods = rtype_interface_methods(l->session, l->arena, interface_type, &count);
  for (uint32_t i = 0; i < count; i++) {
    if (methods[i]->name == method->name && (method->name->exported || methods[i]->package == method->package))
      return i;
  }
  ice("lower", "interface_method_index", "no method %s", method->name->text);
}

ValueId load_interface_code(Context *c, Operand receiver, uint32_t index) {
  enum { ITAB_FUNCTIONS = 24 };
  Address tab = address_of_pointer(emit1(c, IR_INT_TO_PTR, IR_P, receiver.c[0]));
  return emit_load(c, IR_I64, tab, ITAB_FUNCTIONS + 8 * (int64_t)index);
}

// ---- wrappers

// The package whose text declares the receiver's type, NULL for types without a name.
static Package *home_of(Type *receiver) {
  Type *t = receiver->kind == TYPE_POINTER ? types_unalias(((Pointer *)receiver)->elem) : receiver;
  return t->kind == TYPE_NAMED ? ((Named *)t)->object->package : NULL;
}

static const char *wrapper_name(Lowerer *l, Type *receiver, Object *method, bool word) {
  // A type may have unexported methods of one name from several packages.
  const char *suffix = word ? "·w" : "";
  if (!method->name->exported && home_of(receiver) != method->package)
    suffix = arena_printf(l->arena, "%s·%s", suffix, method->package->symbol_path);
  if (receiver->kind == TYPE_POINTER) {
    Type *elem = canon(l, ((Pointer *)receiver)->elem);
    const char *text = types_string(l->arena, elem, QUALIFY_PATH, NULL);
    if (elem->kind == TYPE_NAMED && ((Named *)elem)->object->package) {
      Package *home = ((Named *)elem)->object->package;
      const char *path = home->symbol_path;  // as types_string has it
      size_t skip = strlen(path);
      if (!strncmp(text, path, skip) && text[skip] == '.') {
        return arena_printf(l->arena, "%s.(*%s).%s%s", home->symbol_path, text + skip + 1, method->name->text, suffix);
      }
    }
    return arena_printf(l->arena, "go.(*%s).%s%s", text, method->name->text, suffix);
  }
  const char *text = types_string(l->arena, receiver, QUALIFY_PATH, NULL);
  return arena_printf(l->arena, receiver->kind == TYPE_NAMED ? "%s.%s%s" : "go.(%s).%s%s", text, method->name->text,
                      suffix);
}

// Finds the instance that adapts a method to receivers of a type.
static Instance *find_adapter(Lowerer *l, uint64_t hash, InstanceKind kind, Type *receiver, Object *method, bool word) {
  for (Instance *i = map_get(&l->all->instances, hash); i; i = i->next) {
    if (i->kind == kind && i->receiver == receiver && i->function->name == method->name && i->receiver_word == word &&
        (method->name->exported || i->function->package == method->package)) {
      return i;
    }
  }
  return NULL;
}

static Instance *new_adapter(Lowerer *l, InstanceKind kind, const char *name, Type *receiver, MethodSetEntry *entry) {
  Instance *instance = instance_new(l, kind, name);
  instance->function = entry->function;
  instance->package = entry->function->package;
  instance->receiver = receiver;
  instance->entry = *entry;
  instance->signature = (Signature *)method_signature(l, entry->function);
  return instance;
}

// The wrapper of entry's method for receivers of type `receiver` (or the interface word that holds one).
static Instance *wrapper_instance(Lowerer *l, Type *receiver, MethodSetEntry *entry, bool word) {
  Object *method = entry->function;
  uint64_t hash = hash_mix(hash_mix(map_key(method->name), map_key(receiver)), INSTANCE_WRAPPER + 10 * word) | 1;
  instances_lock(l);
  Instance *instance = find_adapter(l, hash, INSTANCE_WRAPPER, receiver, method, word);
  if (!instance) {
    instance = new_adapter(l, INSTANCE_WRAPPER, wrapper_name(l, receiver, method, word), receiver, entry);
    instance->receiver_word = word;
    add_instance(l, hash, instance);
  }
  instances_unlock(l);
  return instance;
}

static bool is_promoted(MethodSetEntry *entry) { return entry->path_len > 1; }

// A method that is declared with exactly this receiver type, or NULL.
static Instance *declared_with(Lowerer *l, Type *receiver, MethodSetEntry *entry) {
  if (is_promoted(entry) || is_interface(l, receiver)) return NULL;
  if (wants_pointer(entry->function) != (receiver->kind == TYPE_POINTER)) return NULL;
  return method_instance(l, entry->function);
}

Symbol *direct_method_symbol(Lowerer *l, Type *type, MethodSetEntry *entry) {
  Instance *instance = declared_with(l, type, entry);
  if (!instance) instance = wrapper_instance(l, type, entry, false);
  instance_reach(l, instance);
  return instance->symbol;
}

Symbol *interface_method_symbol(Lowerer *l, Type *type, MethodSetEntry *entry) {
  // Pointers are the data word; other pointer-shaped values have the same registers as one, unless they have none.
  const TypeShape *shape = shape_of(l, type);
  if (shape->direct && !shape->long_array) return direct_method_symbol(l, type, entry);
  if (shape->direct) {
    Instance *instance = wrapper_instance(l, type, entry, true);
    instance_reach(l, instance);
    return instance->symbol;
  }
  // Else the word points to the value: that is the method of *T.
  Instance *instance = !is_promoted(entry) && wants_pointer(entry->function)
                           ? method_instance(l, entry->function)
                           : wrapper_instance(l, pointer_to(l, type), entry, false);
  instance_reach(l, instance);
  return instance->symbol;
}

void return_values(Context *c, Operand *results, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    ValueId flat[ABI_MAX_COMPONENTS];
    uint32_t n = operand_flatten(c, results[i], flat);
    for (uint32_t j = 0; j < n; j++) vec_push(c->arena, &func_block(c->f, c->block)->results, flat[j]);
  }
  func_block(c->f, c->block)->kind = BLOCK_RETURN;
  c->block = func_new_block(c->f);
  c->dead = true;
}

// Calls `method` on the cursor's value with the operands after operands[0], and returns its results.
static void forward(Context *c, Cursor *cursor, Object *method, Signature *signature, Operand *operands,
                    uint32_t count) {
  Lowerer *l = c->l;
  MethodRef ref = {.method = method};
  CallPlan plan = {.signature = signature, .has_receiver = true, .callee = method};
  operands[0] = receiver_of(c, cursor, &ref);
  if (ref.in_interface) {
    plan.kind = CALL_INTERFACE;
    plan.method_index = interface_method_index(l, ref.holder, method);
    plan.receiver_type = basic_type(l, BASIC_UNSAFE_POINTER);
    interface_call(l, method, c->instance, NULL);
  } else {
    Instance *target = method_instance(l, method);
    plan.kind = CALL_STATIC;
    instance_reach(l, target);
    plan.target = target->symbol;
    plan.receiver_type = operands[0].type;
  }
  plan.abi = abi_signature(l, signature, plan.receiver_type);
  uint32_t result_count = tuple_count(signature->results);
  Operand *results = arena_array(c->arena, Operand, result_count + 1);
  emit_call(c, &plan, 0, operands, count, results, result_count);
  return_values(c, results, result_count);
}

// A method of an interface without a name stands nowhere in particular: its type is that of all texts that write it.
static void begin_at_method(Context *c, const Instance *instance) {
  Pos pos = instance->function->pos;
  c->f->start = pos ? pos : c->l->program->main->files.data[0]->package_name->expr.node.pos;
  at(c, c->f->start);
}

void lower_wrapper_instance(Lowerer *l, Instance *instance) {
  Signature *signature = instance->signature;
  Type *received = instance->receiver_word ? basic_type(l, BASIC_UNSAFE_POINTER) : instance->receiver;
  Context *c = lower_context_new(l, instance, abi_signature(l, signature, received));
  c->f->kind = FUNC_WRAPPER;
  begin_at_method(c, instance);
  uint32_t count = c->f->signature->param_count, flat = 0;
  Operand *operands = arena_array(c->arena, Operand, count + 1);
  for (uint32_t i = 0; i < count; i++) operands[i] = param_operand(c, c->f->signature, i, &flat);
  if (instance->receiver_word) operands[0] = operand_of_word(c, instance->receiver, operands[0].c[0]);
  Cursor cursor = {.type = instance->receiver, .value = operands[0]};
  if (operands[0].in_memory) {
    cursor.in_memory = true;
    cursor.address = operands[0].address;
  }
  uint32_t *path, path_len;
  MethodRef ref = find_method(c, instance->receiver, instance->function, &path, &path_len);
  // A value method through a nil pointer says so instead of faulting.
  if (path_len == 1 && instance->receiver->kind == TYPE_POINTER && !wants_pointer(ref.method)) {
    panic_if(c, emit2(c, IR_EQ, IR_I8, operands[0].c[0], emit_nil(c)), "panicwrap");
  }
  for (uint32_t i = 0; i + 1 < path_len; i++) cursor_field(c, &cursor, path[i]);
  forward(c, &cursor, ref.method, signature, operands, count);
  lower_context_finish(c);
}

// T.M: a function whose first parameter is the receiver. That is the wrapper's (or the method's own) code.
Operand method_expression(Context *c, SelectorExpr *x) {
  Lowerer *l = c->l;
  Type *receiver = expr_type(c, x->x);
  uint32_t *path, path_len;
  MethodRef ref = find_method(c, receiver, info_selection(c->info, x)->object, &path, &path_len);
  MethodSetEntry entry = {.function = ref.method, .path_len = path_len, .path = path};
  Symbol *code = direct_method_symbol(l, receiver, &entry);
  return operand_scalar(c, expr_type(c, &x->expr), emit_symbol(c, function_value_symbol(l, code), 0));
}

// ---- method values: x.M is a closure that holds the receiver

Operand method_value(Context *c, Operand receiver, Type *holder, Object *method, MethodSetEntry *entry, Pos pos) {
  Lowerer *l = c->l;
  bool in_interface = is_interface(l, holder);
  Type *type = method_signature(l, method);
  if (in_interface) {
    // A nil interface panics where the value is made.
    emit_load(c, IR_I64, address_of_pointer(emit1(c, IR_INT_TO_PTR, IR_P, receiver.c[0])), 8);
    interface_call(l, method, c->instance, NULL);
  }
  at(c, pos);
  uint64_t hash = hash_mix(hash_mix(map_key(method->name), map_key(receiver.type)), INSTANCE_METHOD_VALUE) | 1;
  instances_lock(l);
  Instance *instance = find_adapter(l, hash, INSTANCE_METHOD_VALUE, receiver.type, method, false);
  if (!instance) {
    const char *name = arena_printf(l->arena, "%s-fm", wrapper_name(l, receiver.type, method, false));
    instance = new_adapter(l, INSTANCE_METHOD_VALUE, name, receiver.type, entry);
    instance->capture_count = 1;
    instance->captures = arena_new(l->arena, Capture);
    instance->captures[0] = (Capture){.type = receiver.type, .by_value = true};
    layout_captures(l, instance);
    add_instance(l, hash, instance);
  }
  instances_unlock(l);
  return operand_scalar(c, type, make_closure(c, instance, &receiver));
}

void lower_method_value_instance(Lowerer *l, Instance *instance) {
  Signature *signature = instance->signature;
  Context *c = lower_context_new(l, instance, abi_signature(l, signature, NULL));
  c->f->kind = FUNC_WRAPPER;
  begin_at_method(c, instance);
  uint32_t count = c->f->signature->param_count, flat = 0;
  Operand *operands = arena_array(c->arena, Operand, count + 2);
  bind_captures(c);
  for (uint32_t i = 0; i < count; i++) operands[i + 1] = param_operand(c, c->f->signature, i, &flat);
  Cursor cursor = {.type = instance->receiver, .in_memory = true};
  cursor.address = address_add(c, c->closure, instance->captures[0].offset);
  cursor.value = operand_at(c, instance->receiver, cursor.address);
  cursor.in_memory = cursor.value.in_memory;
  forward(c, &cursor, instance->function, signature, operands, count + 1);
  lower_context_finish(c);
}
