// Which code a closure call runs. A function value is known if it is the address of a read-only one, or of an ALLOC
// that a code address is stored in: closure objects never change once they are made. An object that is only called,
// and only once, is the sole use of its function literal as far as this function goes.
#include "opt/internal.h"

Symbol *function_value_code(const Symbol *value) {
  if (value->kind != SYMBOL_RODATA || value->relocs.len != 1 || value->relocs.data[0].offset) return NULL;
  Symbol *code = value->relocs.data[0].target;
  return code->func ? code : NULL;
}

// The code address that a STORE writes to the start of an ALLOC, 0 none. *root: the ALLOC.
static Symbol *stored_code(Func *f, ValueId v, ValueId *root) {
  const Value *value = func_value(f, v);
  Address address = address_of(f, value_arg(f, v, 0));
  if (func_value(f, address.root)->op != IR_ALLOC || address.offset + value->offset != 0) return NULL;
  const Value *word = func_value(f, value_arg(f, v, 1));
  if (word->op != IR_PTR_TO_INT) return NULL;
  const Value *code = func_value(f, value_arg(f, value_arg(f, v, 1), 0));
  if (code->op != IR_SYMBOL || code->offset || !code->symbol->func) return NULL;
  *root = address.root;
  return code->symbol;
}

static void note_use(Closures *c, Func *f, ValueId v, uint32_t operand, ValueId used) {
  Closure *closure = &c->of[address_of(f, used).root];
  const Value *value = func_value(f, v);
  switch (value->op) {
    case IR_CALL_CLOSURE:
      if (operand == 0 && closure->calls < UINT8_MAX) closure->calls++;
      if (operand) closure->other = true;
      break;
    case IR_STORE:
    case IR_MOVE:
    case IR_ZERO:
    case IR_LOAD:
      if (operand) closure->other = true;
      break;
    case IR_NIL_CHECK:
    case IR_PTR_ADD: break;
    default: closure->other = true;
  }
}

Closures closures_find(Func *f) {
  Closures c = {arena_array(func_scratch(f), Closure, f->values.len), f->values.len};
  for (ValueId v = 1; v < f->values.len; v++) {
    if (!func_value(f, v)->block) continue;
    ValueId root;
    Symbol *code = func_value(f, v)->op == IR_STORE ? stored_code(f, v, &root) : NULL;
    if (code) c.of[root] = (Closure){code, c.of[root].calls, c.of[root].other || c.of[root].code};
    for (uint32_t i = 0; i < func_value(f, v)->arg_count; i++) note_use(&c, f, v, i, value_arg(f, v, i));
  }
  for (BlockId b = 1; b < f->blocks.len; b++)
    for (uint32_t i = 0; i < func_block(f, b)->results.len; i++)
      c.of[address_of(f, func_block(f, b)->results.data[i]).root].other = true;
  return c;
}

Symbol *closure_code(const Closures *c, Func *f, ValueId function, bool *only_use) {
  Address address = address_of(f, function);
  const Value *root = func_value(f, address.root);
  *only_use = false;
  if (address.offset) return NULL;
  if (root->op == IR_SYMBOL) return root->offset ? NULL : function_value_code(root->symbol);
  if (root->op != IR_ALLOC || address.root >= c->count) return NULL;
  const Closure *closure = &c->of[address.root];
  *only_use = closure->calls == 1 && !closure->other;
  return closure->code;
}
