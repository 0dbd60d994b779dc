// Writes a function as text; docs/ir.md describes the form, parse.c reads it
// back. Positions appear as comments only.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ir/ir.h"
#include "ir/text.h"
#include "types/types.h"

typedef struct Printer {
  Func *f;
  Arena *arena;
  Vec(char) text;
} Printer;

const char *const ir_type_names[IR_TYPE_COUNT] = {"void", "i8", "i16", "i32", "i64", "f32", "f64", "p"};

static void put(Printer *p, const char *text) {
  uint32_t length = (uint32_t)strlen(text);
  vec_reserve(p->arena, &p->text, p->text.len + length + 1);
  memcpy(p->text.data + p->text.len, text, length + 1);
  p->text.len += length;
}

static void put_format(Printer *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put_format(Printer *p, const char *format, ...) {
  char buffer[512];
  va_list args;
  va_start(args, format);
  vsnprintf(buffer, sizeof buffer, format, args);
  va_end(args);
  put(p, buffer);
}

static void put_symbol(Printer *p, const Symbol *symbol) {
  put(p, " \"");
  put(p, symbol && symbol->name ? symbol->name->text : "?");
  put(p, "\"");
}

// A list of parameters: "[p+0 i64+8] @48.8[...]": components with offsets; @size.align if carried by address.
static void put_params(Printer *p, const AbiParam *params, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    const AbiParam *param = &params[i];
    put_format(p, " %s%lld.%u%s[", param->by_address ? "@" : "", (long long)param->size, param->align,
               param->no_registers ? "!" : "");
    for (uint32_t j = 0; j < param->component_count; j++)
      put_format(p, "%s%s+%u", j ? " " : "", ir_type_names[param->components[j].type], param->components[j].offset);
    put(p, "]");
  }
}

static void put_signature(Printer *p, const AbiSignature *signature) {
  if (!signature) return;
  put(p, " (");
  put_params(p, signature->params, signature->param_count);
  put(p, " ->");
  put_params(p, signature->results, signature->result_count);
  put(p, " )");
}

static void put_call(Printer *p, const CallInfo *call) {
  if (!call) return;
  if (call->target) put_symbol(p, call->target);
  put_signature(p, call->signature);
  if (call->never_returns) put(p, " never");
  if (call->no_escape) put(p, " noescape");
}

static void put_go_type(Printer *p, Type *type) {
  put(p, " `");
  put(p, types_string(p->arena, type, QUALIFY_PATH, NULL));
  put(p, "`");
}

static void put_debug_value(Printer *p, const Value *value) {
  put_format(p, " #%u", value->index);
  if (value->flags & VALUE_DEBUG_ADDRESS) put(p, value->watched ? " at" : " gone");
  if (debug_watched(value)) put_format(p, " v%u", debug_watched(value));
  if (value->flags & VALUE_DEBUG_CONST) put_format(p, " =%" PRId64, value->constant);
  if (value->offset) put_format(p, " %+d", value->offset);
}

static void put_payload(Printer *p, const Value *value) {
  switch (value->op) {
    case IR_CONST: put_format(p, " =%" PRId64, value->constant); break;
    case IR_SYMBOL: put_symbol(p, value->symbol); break;
    case IR_ALLOC:
    case IR_STACK_SLOT:
    case IR_MOVE:
    case IR_ZERO:
      if (value->go_type) put_go_type(p, value->go_type);
      break;
    case IR_CALL:
    case IR_CALL_CLOSURE:
    case IR_CALL_INDIRECT:
    case IR_CALL_LEAF:
    case IR_CALL_SYSTEM: put_call(p, value->call); break;
    default: break;
  }
}

static bool put_place(Printer *p, Pos pos) {
  if (!pos || !p->f->session || !source_of(p->f->session->sources, pos)) return false;
  Place place = source_place(p->f->session->sources, pos);
  put_format(p, "  // %u:%u", place.line, place.column);
  return true;
}

static void put_position(Printer *p, uint32_t pos) {
  if (!pos || pos >= p->f->positions.len) return;
  const Position *position = &p->f->positions.data[pos];
  if (!put_place(p, position->pos)) return;
  if (position->inline_node >= 0) put_format(p, " inlined %d", position->inline_node);
}

static void put_attributes(Printer *p, const Value *value) {
  put_payload(p, value);
  if (value->offset) put_format(p, " %+d", value->offset);
  if (value->index) put_format(p, " #%u", value->index);
  if (value->flags) put_format(p, " !%u", value->flags);
}

static void put_value(Printer *p, ValueId v) {
  const Value *value = func_value(p->f, v);
  put(p, "  ");
  if (value->type != IR_VOID) put_format(p, "v%u:%s = ", v, ir_type_names[value->type]);
  else if (ir_op_has_call(value->op)) put_format(p, "v%u = ", v);
  if (value->op < IR_GENERIC_COUNT) put(p, ir_op_info[value->op].name);
  else put_format(p, "machine%u", value->op - IR_MACHINE);
  const ValueId *args = value_args(p->f, v);
  for (uint32_t i = 0; i < value->arg_count; i++) put_format(p, " v%u", args[i]);
  if (value_is_debug(value)) put_debug_value(p, value);
  else put_attributes(p, value);
  put_position(p, value->pos);
  put(p, "\n");
}

static void put_terminator(Printer *p, const Block *block) {
  static const char *const names[] = {"none", "jump", "if", "switch", "return", "unreachable"};
  put_format(p, "  %s", names[block->kind]);
  if (block->control) put_format(p, " v%u", block->control);
  for (uint32_t i = 0; i < block->results.len; i++) put_format(p, " v%u", block->results.data[i]);
  for (uint32_t i = 0; i < block->succs.len; i++) put_format(p, " b%u", block->succs.data[i]);
  if (block->likely) put(p, block->likely > 0 ? " likely" : " unlikely");
  put_position(p, block->pos);
  put(p, "\n");
}

static void put_block(Printer *p, BlockId b) {
  const Block *block = func_block(p->f, b);
  put_format(p, "b%u", b);
  if (block->preds.len) put(p, " <-");
  for (uint32_t i = 0; i < block->preds.len; i++) put_format(p, " b%u", block->preds.data[i]);
  put(p, block->cold ? " cold:\n" : ":\n");
  for (uint32_t i = 0; i < block->values.len; i++) put_value(p, block->values.data[i]);
  put_terminator(p, block);
}

static void put_variable(Printer *p, uint32_t number) {
  const DebugVariable *variable = &p->f->variables.data[number];
  put_format(p, "variable #%u \"", number);
  put(p, variable->name);
  put(p, "\"");
  put_go_type(p, variable->go_type);
  if (variable->inline_node >= 0) put_format(p, " inlined %d", variable->inline_node);
  if (variable->is_param) put(p, " param");
  if (variable->is_result) put(p, " result");
  put_place(p, variable->pos);
  put(p, "\n");
}

char *func_print(Func *f, Arena *arena) {
  Printer p = {.f = f, .arena = arena};
  put(&p, "func");
  put_symbol(&p, f->symbol);
  put_signature(&p, f->signature);
  if (f->recover_block) put_format(&p, " recover b%u", f->recover_block);
  put(&p, "\n");
  for (uint32_t i = 0; i < f->variables.len; i++) put_variable(&p, i);
  for (BlockId b = 1; b < f->blocks.len; b++)
    if (func_block(f, b)->kind != BLOCK_NONE) put_block(&p, b);
  return p.text.data;
}
