// Random functions as lowering makes them: variables in memory, with the claim where they live, in branches, loops and
// chains of comparisons. Calls of "observe" are where it is asked what the variables are; mostly they do not say.
#include <stdio.h>

#include "internal.h"

typedef struct Word {
  ValueId memory;
  int32_t offset;
  uint32_t variable;  // of the source, that lives there
} Word;

typedef struct Gen {
  Func *f;
  Session *session;
  SymbolTable *table;
  Arena *arena;
  uint64_t state;
  BlockId block;
  ValueId params[PARAMS];
  Word places[COMPONENTS];  // of variables that are in scope
  uint32_t place_count, variable_count, first_name;
  int budget;
  Symbol *callee;  // to be called once, NULL: it is, or there is none
} Gen;

static uint32_t below(Gen *g, uint32_t n) {
  g->state ^= g->state << 13;
  g->state ^= g->state >> 7;
  g->state ^= g->state << 17;
  return (uint32_t)(g->state >> 20) % n;
}

// ---- expressions

static ValueId constant(Gen *g) { return value_const(g->f, g->block, IR_I64, (int64_t)below(g, 7) - 2); }

static ValueId load(Gen *g, Word place) {
  ValueId v = value_new1(g->f, g->block, IR_LOAD, IR_I64, 0, place.memory);
  func_value(g->f, v)->offset = place.offset;
  func_value(g->f, v)->flags = VALUE_NO_NIL;
  return v;
}

static void store(Gen *g, Word place, ValueId value) {
  ValueId v = value_new2(g->f, g->block, IR_STORE, IR_VOID, 0, place.memory, value);
  func_value(g->f, v)->offset = place.offset;
  func_value(g->f, v)->flags = VALUE_NO_NIL;
}

static Word any_place(Gen *g) { return g->places[below(g, g->place_count)]; }

static ValueId expression(Gen *g, int depth) {
  static const Op ops[] = {IR_ADD, IR_SUB, IR_MUL, IR_XOR, IR_AND};
  uint32_t kind = below(g, depth ? 8 : 4);
  if (kind == 0 || !g->place_count) return constant(g);
  if (kind == 1) return g->params[below(g, PARAMS)];
  if (kind < 4) return load(g, any_place(g));
  Op op = ops[below(g, 5)];
  ValueId x = expression(g, depth - 1), y = expression(g, depth - 1);
  return value_new2(g->f, g->block, op, IR_I64, 0, x, y);
}

static ValueId condition(Gen *g) {
  static const Op ops[] = {IR_SLT, IR_EQ, IR_NE, IR_ULE};
  Op op = ops[below(g, 4)];
  ValueId x = expression(g, 1), y = below(g, 3) ? constant(g) : expression(g, 1);
  return value_new2(g->f, g->block, op, IR_I8, 0, x, y);
}

// ---- statements

static ValueId call(Gen *g, Symbol *target, ValueId argument) {
  ValueId v = value_new0(g->f, g->block, IR_CALL, IR_VOID, 0);
  CallInfo *info = arena_new(g->arena, CallInfo);
  info->target = target;
  func_value(g->f, v)->call = info;
  if (argument) value_add_arg(g->f, v, argument);
  return v;
}

static void observe(Gen *g) {
  ValueId argument = 0;
  uint32_t kind = below(g, 8);
  if (kind == 0) argument = load(g, any_place(g));
  if (kind == 1) argument = any_place(g).memory;
  ValueId v = call(g, symbol_get(g->table, "observe"), argument);
  func_value(g->f, v)->call->no_escape = below(g, 2);
}

static void claim(Gen *g, Word place) {
  ValueId claim = debug_gone_new(g->f, place.variable, 0);
  debug_watch(g->f, claim, place.memory);
  block_insert(g->f, g->block, func_block(g->f, g->block)->values.len, claim);
}

// A new variable; of two words now and then.
static void declare(Gen *g) {
  if (g->variable_count == VARIABLES_MAX / 2) return;
  uint32_t words = below(g, 4) ? 1 : 2;
  Type *type = g->session->universe->basic[BASIC_INT];
  if (words == 2) type = types_new_array(g->arena, type, 2);
  char *name = arena_printf(g->arena, "%u", g->first_name + g->variable_count++);
  DebugVariable variable = {.name = name, .go_type = type, .inline_node = -1};
  ValueId memory = value_new0(g->f, g->block, IR_ALLOC, IR_P, 0);
  func_value(g->f, memory)->go_type = type;
  Word place = {memory, 0, func_add_variable(g->f, &variable)};
  claim(g, place);
  ValueId first = below(g, 2) ? expression(g, 2) : 0;
  if (!first || words == 2) {
    ValueId clear = value_new1(g->f, g->block, IR_ZERO, IR_VOID, 0, memory);
    func_value(g->f, clear)->go_type = type;
    func_value(g->f, clear)->flags = VALUE_NO_NIL;
  }
  if (first) store(g, place, first);
  for (uint32_t i = 0; i < words; i++) g->places[g->place_count++] = (Word){memory, (int32_t)(8 * i), place.variable};
}

static void statement(Gen *g, int depth);

// A block of statements with variables of its own, that goes on to `next`.
static void region(Gen *g, BlockId b, BlockId next, int depth) {
  uint32_t places = g->place_count;
  g->block = b;
  for (uint32_t count = below(g, 4); count > 0; count--) statement(g, depth);
  block_set_jump(g->f, g->block, next);
  g->place_count = places;
}

static void branch(Gen *g, int depth) {
  BlockId then = func_new_block(g->f), otherwise = func_new_block(g->f), next = func_new_block(g->f);
  ValueId control = condition(g);
  block_set_if(g->f, g->block, control, then, otherwise);
  region(g, then, next, depth);
  region(g, otherwise, next, depth);
  g->block = next;
}

// The decision is made, kept in a variable, and branched on.
static void decide(Gen *g, int depth) {
  Word place = any_place(g);
  BlockId ways[2] = {func_new_block(g->f), func_new_block(g->f)}, join = func_new_block(g->f);
  ValueId control = condition(g);
  block_set_if(g->f, g->block, control, ways[0], ways[1]);
  for (uint32_t i = 0; i < 2; i++) {
    g->block = ways[i];
    if (below(g, 3) == 0) observe(g);
    store(g, place, value_const(g->f, g->block, IR_I64, i));
    block_set_jump(g->f, g->block, join);
  }
  BlockId then = func_new_block(g->f), otherwise = func_new_block(g->f), next = func_new_block(g->f);
  g->block = join;
  ValueId kept = load(g, place), zero = value_const(g->f, join, IR_I64, 0);
  ValueId again = value_new2(g->f, join, IR_NE, IR_I8, 0, kept, zero);
  block_set_if(g->f, join, again, then, otherwise);
  region(g, then, next, depth);
  region(g, otherwise, next, depth);
  g->block = next;
}

static void loop(Gen *g, int depth) {
  BlockId head = func_new_block(g->f), body = func_new_block(g->f), post = func_new_block(g->f);
  BlockId next = func_new_block(g->f);
  uint32_t places = g->place_count;
  declare(g);
  if (g->place_count == places) return;
  Word counter = g->places[places];
  store(g, counter, value_const(g->f, g->block, IR_I64, 0));
  block_set_jump(g->f, g->block, head);
  g->block = head;
  for (uint32_t count = below(g, 3); count > 0; count--) store(g, any_place(g), expression(g, 1));
  store(g, counter, load(g, counter));
  ValueId turn = load(g, counter), limit = value_const(g->f, g->block, IR_I64, (int64_t)below(g, 5));
  ValueId more = value_new2(g->f, g->block, IR_SLT, IR_I8, 0, turn, limit);
  block_set_if(g->f, g->block, more, body, next);
  region(g, body, post, depth);
  g->block = post;
  ValueId one = value_const(g->f, post, IR_I64, 1), before = load(g, counter);
  store(g, counter, value_new2(g->f, post, IR_ADD, IR_I64, 0, before, one));
  block_set_jump(g->f, post, head);
  g->place_count = places;
  g->block = next;
}

static void chain(Gen *g, int depth) {
  ValueId x = expression(g, 1);
  BlockId next = func_new_block(g->f);
  for (int64_t i = 0; i < 6; i++) {
    BlockId way = func_new_block(g->f), otherwise = func_new_block(g->f);
    ValueId constant = value_const(g->f, g->block, IR_I64, i - 1);
    if (below(g, 3) == 0) store(g, any_place(g), constant);
    ValueId equal = value_new2(g->f, g->block, IR_EQ, IR_I8, 0, x, constant);
    block_set_if(g->f, g->block, equal, way, otherwise);
    region(g, way, next, depth);
    g->block = otherwise;
  }
  region(g, g->block, next, depth);
  g->block = next;
}

static void call_callee(Gen *g) {
  ValueId arguments[PARAMS];
  for (uint32_t i = 0; i < PARAMS; i++) arguments[i] = expression(g, 1);
  ValueId v = call(g, g->callee, 0);
  func_value(g->f, v)->call->signature = g->callee->func->signature;
  for (uint32_t i = 0; i < PARAMS; i++) value_add_arg(g->f, v, arguments[i]);
  g->callee = NULL;
}

static void statement(Gen *g, int depth) {
  uint32_t kind = below(g, depth && g->budget > 0 ? 17 : 10);
  g->budget--;
  if (kind < 3) store(g, any_place(g), expression(g, 2));
  else if (kind < 7) observe(g);
  else if (kind < 9) declare(g);
  else if (kind < 10) claim(g, any_place(g));  // said again, as where a literal is inlined that captures it
  else if (kind < 12) branch(g, depth - 1);
  else if (kind < 14) loop(g, depth - 1);
  else if (kind < 15) decide(g, depth - 1);
  else if (kind < 16) chain(g, depth - 1);
  else observe(g);
}

// ---- functions

static AbiSignature *signature(Session *session, Arena *arena) {
  AbiSignature *s = arena_new(arena, AbiSignature);
  Type *type = session->universe->basic[BASIC_INT];
  s->params = arena_array(arena, AbiParam, PARAMS);
  s->param_count = PARAMS;
  for (uint32_t i = 0; i < PARAMS; i++) s->params[i] = abi_param(type, layout_shape(session, type));
  abi_assign(arena, s);
  return s;
}

static Func *function(Gen *g, const char *name, uint32_t first_name) {
  Symbol *symbol = symbol_get(g->table, name);
  g->f = func_new(g->session, g->arena, symbol);
  g->f->signature = signature(g->session, g->arena);
  symbol->kind = SYMBOL_TEXT;
  symbol->func = g->f;
  g->block = func_new_block(g->f);
  g->place_count = g->variable_count = 0;
  g->first_name = first_name;
  for (uint32_t i = 0; i < PARAMS; i++) {
    g->params[i] = value_new0(g->f, 1, IR_PARAM, IR_I64, 0);
    func_value(g->f, g->params[i])->index = i;
  }
  do declare(g);
  while (below(g, 3));
  return g->f;
}

static void finish(Gen *g) {
  func_block(g->f, g->block)->kind = BLOCK_RETURN;
  func_verify(g->f, "generator");
}

Functions generate(Session *session, SymbolTable *table, Arena *arena, uint64_t seed) {
  Gen gen = {.session = session, .table = table, .arena = arena, .state = seed * 0x9E3779B97F4A7C15u + 1}, *g = &gen;
  for (int i = 0; i < 10; i++) below(g, 2);
  Functions functions = {0};
  functions.callee = function(g, "callee", VARIABLES_MAX / 2);
  for (uint32_t count = below(g, 4); count > 0; count--) statement(g, 1);
  finish(g);
  g->callee = functions.callee->symbol;
  functions.caller = function(g, "caller", 0);
  g->budget = 10 + (int)(seed % 60);
  while (g->budget > 0) {
    statement(g, 3);
    if (g->callee && below(g, 8) == 0) call_callee(g);
  }
  observe(g);
  finish(g);
  return functions;
}
