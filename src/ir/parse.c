// Reads the text form that print.c writes (docs/ir.md), for tests of single
// passes. Values keep their numbers. Types of memory are read by a small
// grammar of their own: basic types, pointers, slices, arrays, structs,
// functions without parameters, and empty interfaces.
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ir/ir.h"
#include "ir/text.h"
#include "types/types.h"

typedef struct Reader {
  Session *session;
  Arena *arena;
  SymbolTable *table;
  Func *f;
  const char *cursor;
  uint32_t line;
  const char *error;
  jmp_buf failed;
} Reader;

_Noreturn static void reader_fail(Reader *r, const char *what) {
  r->error = arena_printf(r->arena, "line %u: %s near \"%.20s\"", r->line, what, r->cursor);
  longjmp(r->failed, 1);
}

// Skips blanks and a comment, not the line's end.
static void skip_blanks(Reader *r) {
  while (*r->cursor == ' ' || *r->cursor == '\t' || *r->cursor == '\r') r->cursor++;
  if (r->cursor[0] == '/' && r->cursor[1] == '/')
    while (*r->cursor && *r->cursor != '\n') r->cursor++;
}

static bool at_line_end(Reader *r) {
  skip_blanks(r);
  return *r->cursor == '\n' || *r->cursor == 0;
}

static void next_line(Reader *r) {
  while (at_line_end(r) && *r->cursor == '\n') {
    r->cursor++;
    r->line++;
  }
}

static bool accept(Reader *r, const char *text) {
  skip_blanks(r);
  size_t length = strlen(text);
  if (strncmp(r->cursor, text, length) != 0) return false;
  r->cursor += length;
  return true;
}

static void expect(Reader *r, const char *text) {
  if (!accept(r, text)) reader_fail(r, arena_printf(r->arena, "expected %s", text));
}

static bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// A word of small letters and digits, as a copy; empty if there is none.
static const char *read_word(Reader *r) {
  skip_blanks(r);
  const char *start = r->cursor;
  while (is_word(*r->cursor)) r->cursor++;
  return arena_strdup(r->arena, start, (size_t)(r->cursor - start));
}

static bool accept_word(Reader *r, const char *word) {
  skip_blanks(r);
  const char *start = r->cursor;
  if (strcmp(read_word(r), word) == 0) return true;
  r->cursor = start;
  return false;
}

static int64_t read_number(Reader *r) {
  char *end;
  long long number = strtoll(r->cursor, &end, 10);
  if (end == r->cursor) reader_fail(r, "expected a number");
  r->cursor = end;
  return number;
}

static uint8_t read_ir_type(Reader *r) {
  const char *word = read_word(r);
  for (uint32_t i = 0; i < IR_TYPE_COUNT; i++)
    if (strcmp(word, ir_type_names[i]) == 0) return (uint8_t)i;
  reader_fail(r, "expected a type");
}

static const char *read_name(Reader *r) {
  expect(r, "\"");
  const char *end = strchr(r->cursor, '"');
  if (!end) reader_fail(r, "unterminated name");
  const char *name = arena_strdup(r->arena, r->cursor, (size_t)(end - r->cursor));
  r->cursor = end + 1;
  return name;
}

static Symbol *read_symbol(Reader *r) { return symbol_get(r->table, read_name(r)); }

// ---- Go types

static Type *read_go_type(Reader *r);

static Type *read_struct(Reader *r) {
  Vec(Object *) fields = {0};
  expect(r, "{");
  while (!accept(r, "}")) {
    skip_blanks(r);
    const char *start = r->cursor;
    while (*r->cursor && *r->cursor != ' ') r->cursor++;
    const Name *name = name_intern(r->session->names, start, (size_t)(r->cursor - start));
    Type *type = read_go_type(r);
    vec_push(r->arena, &fields, types_new_var(r->arena, VAR_FIELD, 0, NULL, name, type));
    skip_blanks(r);
    if (*r->cursor == ';') r->cursor++;
  }
  return types_new_struct(r->arena, fields.data, NULL, fields.len);
}

static Type *read_basic(Reader *r) {
  static const struct {
    const char *name;
    BasicKind kind;
  } names[] = {{"uintptr", BASIC_UINTPTR}, {"uint8", BASIC_UINT8},
               {"uint16", BASIC_UINT16},   {"uint32", BASIC_UINT32},
               {"uint64", BASIC_UINT64},   {"uint", BASIC_UINT},
               {"int8", BASIC_INT8},       {"int16", BASIC_INT16},
               {"int32", BASIC_INT32},     {"int64", BASIC_INT64},
               {"int", BASIC_INT},         {"bool", BASIC_BOOL},
               {"float32", BASIC_FLOAT32}, {"float64", BASIC_FLOAT64},
               {"string", BASIC_STRING},   {"unsafe.Pointer", BASIC_UNSAFE_POINTER}};
  for (uint32_t i = 0; i < sizeof names / sizeof *names; i++)
    if (accept(r, names[i].name)) return r->session->universe->basic[names[i].kind];
  reader_fail(r, "unknown Go type");
}

static Type *read_go_type(Reader *r) {
  if (accept(r, "*")) return types_new_pointer(r->arena, read_go_type(r));
  if (accept(r, "[]")) return types_new_slice(r->arena, read_go_type(r));
  if (accept(r, "[")) {
    int64_t length = read_number(r);
    expect(r, "]");
    return types_new_array(r->arena, read_go_type(r), length);
  }
  if (accept(r, "struct")) return read_struct(r);
  if (accept(r, "func()")) return types_new_signature(r->arena, NULL, NULL, NULL, false);
  if (accept(r, "interface{}") || accept(r, "interface {}") || accept(r, "any"))
    return r->session->universe->empty_interface;
  return read_basic(r);
}

static Type *read_quoted_type(Reader *r) {
  expect(r, "`");
  Type *type = read_go_type(r);
  expect(r, "`");
  return type;
}

// ---- signatures

static AbiParam read_param(Reader *r) {
  AbiParam param = {0};
  param.by_address = accept(r, "@");
  skip_blanks(r);
  param.size = read_number(r);
  expect(r, ".");
  param.align = (uint32_t)read_number(r);
  param.no_registers = accept(r, "!");
  expect(r, "[");
  Vec(Leaf) components = {0};
  while (!accept(r, "]")) {
    uint8_t type = read_ir_type(r);
    expect(r, "+");
    vec_push(r->arena, &components, ((Leaf){type, false, (uint32_t)read_number(r)}));
  }
  param.components = components.data;
  param.component_count = (uint16_t)components.len;
  return param;
}

static AbiSignature *read_signature(Reader *r) {
  if (!accept(r, "(")) return NULL;
  AbiSignature *signature = arena_new(r->arena, AbiSignature);
  Vec(AbiParam) params = {0}, results = {0};
  while (!accept(r, "->")) vec_push(r->arena, &params, read_param(r));
  while (!accept(r, ")")) vec_push(r->arena, &results, read_param(r));
  signature->params = params.data;
  signature->param_count = params.len;
  signature->results = results.data;
  signature->result_count = results.len;
  abi_assign(r->arena, signature);
  return signature;
}

// ---- values and blocks

static BlockId read_block_id(Reader *r) {
  expect(r, "b");
  BlockId b = (BlockId)read_number(r);
  if (b == 0 || b > 100000) reader_fail(r, "block number");
  while (r->f->blocks.len <= b) func_new_block(r->f);
  return b;
}

static ValueId read_value_id(Reader *r) {
  expect(r, "v");
  ValueId v = (ValueId)read_number(r);
  if (v == 0 || v > 1000000) reader_fail(r, "value number");
  while (r->f->values.len <= v) value_new_unplaced(r->f, IR_NONE, IR_VOID, 0);
  return v;
}

static bool at_value_id(Reader *r) {
  skip_blanks(r);
  return r->cursor[0] == 'v' && r->cursor[1] >= '0' && r->cursor[1] <= '9';
}

static Op read_op(Reader *r) {
  const char *word = read_word(r);
  for (uint32_t op = 1; op < IR_GENERIC_COUNT; op++)
    if (strcmp(word, ir_op_info[op].name) == 0) return (Op)op;
  reader_fail(r, arena_printf(r->arena, "unknown operation %s", word));
}

static void read_call(Reader *r, ValueId v) {
  CallInfo *call = arena_new(r->arena, CallInfo);
  skip_blanks(r);
  if (*r->cursor == '"') call->target = read_symbol(r);
  call->signature = read_signature(r);
  call->never_returns = accept_word(r, "never");
  call->no_escape = accept_word(r, "noescape");
  func_value(r->f, v)->call = call;
}

static uint32_t read_index(Reader *r) {
  expect(r, "#");
  return (uint32_t)read_number(r);
}

// #variable, then `gone`, `at vN`, vN, =constant or nothing, and +offset.
static void read_debug_value(Reader *r, ValueId v) {
  Value value = {.index = read_index(r)};
  bool gone = accept_word(r, "gone");
  if (gone || accept_word(r, "at")) value.flags |= VALUE_DEBUG_ADDRESS;
  if (at_value_id(r)) {
    value.watched = read_value_id(r);
  } else if (accept(r, "=")) {
    value.flags |= VALUE_DEBUG_CONST;
    value.constant = read_number(r);
  }
  if (!at_line_end(r)) value.offset = (int32_t)read_number(r);
  Value *to = func_value(r->f, v);
  to->index = value.index;
  to->flags = value.flags;
  to->constant = value.constant;
  to->offset = value.offset;
}

// What follows the operands: payload, +offset, #index, !flags.
static void read_attributes(Reader *r, ValueId v) {
  uint16_t op = func_value(r->f, v)->op;
  if (ir_op_has_call(op)) read_call(r, v);
  while (!at_line_end(r)) {
    Value *value = func_value(r->f, v);
    switch (*r->cursor) {
      case '=':
        r->cursor++;
        value->constant = read_number(r);
        break;
      case '"': value->symbol = read_symbol(r); break;
      case '#': value->index = read_index(r); break;
      case '!':
        r->cursor++;
        value->flags = (uint8_t)read_number(r);
        break;
      case '+':
      case '-': value->offset = (int32_t)read_number(r); break;
      case '`': value->go_type = read_quoted_type(r); break;
      default: reader_fail(r, "unexpected text");
    }
  }
}

static void read_value(Reader *r, BlockId b) {
  ValueId v = 0;
  uint8_t type = IR_VOID;
  if (at_value_id(r)) {
    v = read_value_id(r);
    if (accept(r, ":")) type = read_ir_type(r);
    expect(r, "=");
  }
  Op op = read_op(r);
  if (!v) v = value_new_unplaced(r->f, op, IR_VOID, 0);
  Value *value = func_value(r->f, v);
  if (value->block) reader_fail(r, "value defined twice");
  value->op = (uint16_t)op;
  value->type = type;
  value->block = b;
  vec_push(r->arena, &func_block(r->f, b)->values, v);
  if (op == IR_DEBUG_VALUE) {
    read_debug_value(r, v);
    return;
  }
  while (at_value_id(r)) {
    ValueId arg = read_value_id(r);
    value_add_arg(r->f, v, arg);
  }
  read_attributes(r, v);
}

// Returns false if the line is no terminator.
static bool read_terminator(Reader *r, BlockId b) {
  static const char *const names[] = {"", "jump", "if", "switch", "return", "unreachable"};
  uint8_t kind = BLOCK_NONE;
  for (uint8_t i = BLOCK_JUMP; i <= BLOCK_UNREACHABLE && !kind; i++)
    if (accept_word(r, names[i])) kind = i;
  if (!kind) return false;
  func_block(r->f, b)->kind = kind;
  while (!at_line_end(r)) {
    if (at_value_id(r)) {
      ValueId v = read_value_id(r);
      if (kind == BLOCK_RETURN) vec_push(r->arena, &func_block(r->f, b)->results, v);
      else func_block(r->f, b)->control = v;
    } else if (accept(r, "likely")) {
      func_block(r->f, b)->likely = 1;
    } else if (accept(r, "unlikely")) {
      func_block(r->f, b)->likely = -1;
    } else {
      BlockId succ = read_block_id(r);
      vec_push(r->arena, &func_block(r->f, b)->succs, succ);
    }
  }
  return true;
}

static void read_block(Reader *r) {
  BlockId b = read_block_id(r);
  if (accept(r, "<-"))
    while (!accept(r, ":") && !accept(r, "cold:")) {
      BlockId pred = read_block_id(r);
      vec_push(r->arena, &func_block(r->f, b)->preds, pred);
      skip_blanks(r);
      if (strncmp(r->cursor, "cold:", 5) == 0) func_block(r->f, b)->cold = true;
    }
  else if (accept(r, "cold:")) func_block(r->f, b)->cold = true;
  else expect(r, ":");
  for (;;) {
    next_line(r);
    if (read_terminator(r, b)) break;
    if (*r->cursor == 0) reader_fail(r, "block without end");
    read_value(r, b);
  }
  next_line(r);
}

// Makes values up to the greatest number in the text, so that unnamed ones get numbers above.
static void reserve_values(Reader *r) {
  unsigned long greatest = 0;
  for (const char *p = r->cursor; *p; p++) {
    if (*p != 'v' || (p[-1] != ' ' && p[-1] != '\t') || p[1] < '0' || p[1] > '9') continue;
    unsigned long number = strtoul(p + 1, NULL, 10);
    if (number > 1000000) reader_fail(r, "value number");
    if (number > greatest) greatest = number;
  }
  while (r->f->values.len <= greatest) value_new_unplaced(r->f, IR_NONE, IR_VOID, 0);
}

// Predecessors that the text left out follow the order of the blocks.
static void complete_preds(Func *f) {
  bool *given = arena_array(f->arena, bool, f->blocks.len);
  for (BlockId b = 1; b < f->blocks.len; b++) given[b] = func_block(f, b)->preds.len > 0;
  for (BlockId b = 1; b < f->blocks.len; b++) {
    const Block *block = func_block(f, b);
    for (uint32_t i = 0; i < block->succs.len; i++)
      if (!given[block->succs.data[i]]) vec_push(f->arena, &func_block(f, block->succs.data[i])->preds, b);
  }
}

static void read_variable(Reader *r) {
  DebugVariable variable = {.inline_node = -1};
  if (read_index(r) != r->f->variables.len) reader_fail(r, "variables have numbers in order");
  variable.name = read_name(r);
  variable.go_type = read_quoted_type(r);
  skip_blanks(r);
  if (accept_word(r, "inlined")) {
    skip_blanks(r);
    variable.inline_node = (int32_t)read_number(r);
  }
  variable.is_param = accept_word(r, "param");
  variable.is_result = accept_word(r, "result");
  func_add_variable(r->f, &variable);
  next_line(r);
}

Func *func_parse(Session *session, Arena *arena, SymbolTable *table, const char *text, const char **error) {
  Reader *r = arena_new(arena, Reader);
  *r = (Reader){.session = session, .arena = arena, .table = table, .cursor = text, .line = 1};
  if (setjmp(r->failed)) {
    *error = r->error;
    return NULL;
  }
  next_line(r);
  expect(r, "func");
  r->f = func_new(session, arena, read_symbol(r));
  reserve_values(r);
  r->f->signature = read_signature(r);
  if (accept_word(r, "recover")) r->f->recover_block = read_block_id(r);
  next_line(r);
  while (accept_word(r, "variable")) read_variable(r);
  while (*r->cursor) read_block(r);
  complete_preds(r->f);
  *error = NULL;
  return r->f;
}
