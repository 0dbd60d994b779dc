// Inlining of small functions. A function that is small enough leaves a copy of
// its body, taken before escape analysis (so that its variables can live in the
// caller's frame), in the inline_body of the Func behind its symbol. Callers, which come later in
// the bottom-up order, splice copies of that body in place of calls.
//
// So are closure calls whose code is known (closures.c); the closure object takes
// the place of the context. The driver repeats the pass as long as bodies bring
// calls of closures that the caller makes: a loop over a function becomes a loop.
//
// Not inlined: recursion, defer and recover, anything that asks for its own
// frame, parameters or results passed by address, and //go:noinline. Positions
// of the copy get an InlineSite, chained to the sites of the call and of the body.
#include <string.h>

#include "abi/edges.h"
#include "abi/functab.h"
#include "opt/internal.h"

enum {
  BUDGET = 40,  // cost of a body that may be inlined
  COST_CALL = 12,
  LITERAL_BUDGET = 80,    // if it calls a function it gets, and the argument is known
  ONLY_USE_BUDGET = 400,  // of a function literal that is called only here
  SMALL_BUDGET = 12,      // in functions that have grown large
  LARGE_FUNCTION = 4000   // values
};

// ---- which functions can be

static bool has_by_address(const AbiSignature *signature) {
  for (uint32_t i = 0; i < signature->param_count; i++)
    if (signature->params[i].by_address) return true;
  for (uint32_t i = 0; i < signature->result_count; i++)
    if (signature->results[i].by_address) return true;
  return false;
}

// The cost of a value; above all budgets if it forbids inlining.
static uint32_t value_cost(const Value *value) {
  switch (value->op) {
    case IR_CONST:
    case IR_SYMBOL:
    case IR_PARAM:
    case IR_PHI:
    case IR_RESULT:
    case IR_PROJECT:
    case IR_PTR_ADD:
    case IR_NIL_CHECK:
    case IR_ALLOC:
    case IR_INT_TO_PTR:
    case IR_PTR_TO_INT:
    case IR_CLOSURE:
    case IR_DEBUG_VALUE: return 0;
    case IR_PARAM_ADDRESS:
    case IR_CALLER_PC:
    case IR_CALLER_SP:
    case IR_FRAME_SP:
    case IR_STACK_SLOT: return ONLY_USE_BUDGET + 1;
    case IR_CALL: return value->call->never_returns ? 4 : COST_CALL;
    case IR_CALL_CLOSURE:
    case IR_CALL_INDIRECT:
    case IR_CALL_LEAF:
    case IR_CALL_SYSTEM: return COST_CALL;
    case IR_MOVE:
    case IR_ZERO: return 3;
    default: return 1;
  }
}

static bool may_be_inlined(Func *f) {
  if (f->noinline || f->has_defer || f->has_recover || f->recover_block || f->is_init) return false;
  if (!f->signature || has_by_address(f->signature)) return false;
  // Of wrappers, those that are closures: of deferred calls, and method values.
  if (f->kind != FUNC_NORMAL && !(f->kind == FUNC_WRAPPER && f->needs_context)) return false;
  // The runtime's nosplit functions count on where their frames begin.
  return !(f->nosplit && f->of_runtime);
}

static bool calls_parameter(Func *f) {
  for (ValueId v = 1; v < f->values.len; v++) {
    const Value *value = func_value(f, v);
    if (value->op == IR_CALL_CLOSURE && value->block && func_value(f, value_arg(f, v, 0))->op == IR_PARAM) return true;
  }
  return false;
}

// The cost of f's body, above `limit` if it is more than that.
static uint32_t body_cost(Func *f, uint32_t limit) {
  uint32_t cost = 0;
  for (BlockId b = 1; b < f->blocks.len && cost <= limit; b++) {
    const Block *block = func_block(f, b);
    if (block->kind == BLOCK_NONE) continue;
    if (block->kind == BLOCK_SWITCH) cost += block->succs.len;
    else if (block->kind == BLOCK_IF) cost++;
    for (uint32_t i = 0; i < block->values.len; i++) cost += value_cost(func_value(f, block->values.data[i]));
  }
  return cost;
}

// ---- counters of edges, for fuzzing (lower/edges.c)
//
// As in gc, which places them after inlining, what is inlined does not count its entry, and nothing at all in a
// function that does not count itself.

static bool is_counter(const Value *address) {
  return address->op == IR_SYMBOL &&
         strncmp(address->symbol->name->text, ABI_EDGES_PREFIX, sizeof ABI_EDGES_PREFIX - 1) == 0;
}

static bool counts_edge(Func *f, ValueId v) {
  return func_value(f, v)->op == IR_STORE && is_counter(func_value(f, value_arg(f, v, 0)));
}

static bool counts_itself(Func *f) {
  for (ValueId v = 1; v < f->values.len; v++)
    if (is_counter(func_value(f, v))) return true;
  return false;
}

// ---- bodies

// A copy of the function as it is now, without what only its own compilation needs.
typedef struct InlineBody {
  Func *func;
  uint32_t cost;
  bool has_alloc, calls_parameter, counts_edges;
} InlineBody;

void *inline_body_new(Func *f, Arena *arena) {
  if (!may_be_inlined(f)) return NULL;
  bool calls_param = calls_parameter(f);
  uint32_t budget = f->literal ? ONLY_USE_BUDGET : calls_param ? LITERAL_BUDGET : BUDGET;
  uint32_t cost = body_cost(f, budget);
  if (cost > budget) return NULL;
  InlineBody *body = arena_new(arena, InlineBody);
  body->func = func_copy(f, arena, func_scratch(f));
  body->cost = cost;
  body->calls_parameter = calls_param;
  for (ValueId v = 1; v < body->func->values.len; v++) {
    body->has_alloc |= func_value(body->func, v)->op == IR_ALLOC;
    body->counts_edges |= func_value(body->func, v)->block && counts_edge(body->func, v);
  }
  return body;
}

// ---- splicing

typedef struct Splice {
  Func *f;  // caller
  const Func *body;
  Func *callee;  // body without const, for accessors
  ValueId call, context;
  uint32_t first_operand;
  bool drops_entry, drops_edges;  // the store to the counter of the entry, those to all counters
  ValueId *values;                // a value of the body: its copy
  BlockId *blocks;
  uint32_t *positions;      // a position of the body: its copy, 0 not made
  int32_t first_site;       // caller's inlines: the call itself; then copies of the body's
  uint32_t first_variable;  // caller's variables: copies of the body's
} Splice;

static int32_t copied_site(const Splice *s, int32_t site) {
  return site < 0 ? s->first_site : s->first_site + 1 + site;
}

static void copy_sites(Splice *s) {
  Func *f = s->f;
  Position call = f->positions.data[func_value(f, s->call)->pos];
  int32_t parent = func_value(f, s->call)->pos ? call.inline_node : -1;
  s->first_site = (int32_t)f->inlines.len;
  InlineSite site = {.parent = parent,
                     .callee = s->body->symbol,
                     .name = s->body->display_name,
                     .call_pos = call.pos,
                     .start = s->body->start,
                     .kind = s->body->kind,
                     .no_preempt = s->body->no_preempt};
  vec_push(f->arena, &f->inlines, site);
  for (uint32_t i = 0; i < s->body->inlines.len; i++) {
    site = s->body->inlines.data[i];
    site.parent = copied_site(s, site.parent);
    vec_push(f->arena, &f->inlines, site);
  }
}

static void copy_variables(Splice *s) {
  s->first_variable = s->f->variables.len;
  for (uint32_t i = 0; i < s->body->variables.len; i++) {
    DebugVariable variable = s->body->variables.data[i];
    variable.inline_node = copied_site(s, variable.inline_node);
    func_add_variable(s->f, &variable);
  }
}

static uint32_t copy_position(Splice *s, uint32_t pos) {
  if (!pos) return 0;
  if (!s->positions[pos]) {
    Position from = s->body->positions.data[pos];
    vec_push(s->f->arena, &s->f->positions, ((Position){from.pos, copied_site(s, from.inline_node)}));
    s->positions[pos] = s->f->positions.len - 1;
  }
  return s->positions[pos];
}

// The callee's memory may be freed before the caller is emitted. (Signatures are lowering's, and stay.)
static CallInfo *copy_call(Func *f, const CallInfo *from) {
  CallInfo *call = arena_new(f->arena, CallInfo);
  *call = *from;
  return call;
}

static bool is_dropped(const Splice *s, ValueId v) {
  return s->drops_entry && counts_edge(s->callee, v) && (s->drops_edges || func_value(s->callee, v)->offset == 0);
}

// Makes the copies of all values, still with the body's operands.
static void copy_values(Splice *s) {
  Func *f = s->f;
  for (BlockId b = 1; b < s->body->blocks.len; b++) {
    const Block *block = &s->body->blocks.data[b];
    if (block->kind == BLOCK_NONE) continue;
    for (uint32_t i = 0; i < block->values.len; i++) {
      ValueId v = block->values.data[i];
      Value value = s->body->values.data[v];
      if (value.op == IR_PARAM) {
        s->values[v] = value_arg(f, s->call, s->first_operand + value.index);
        continue;
      }
      if (value.op == IR_CLOSURE) {
        s->values[v] = s->context;
        continue;
      }
      if (is_dropped(s, v)) continue;
      value.pos = copy_position(s, value.pos);
      value.block = s->blocks[b];
      value.arg_count = 0;
      value.arg_cap = 0;
      if (ir_op_has_call(value.op)) value.call = copy_call(f, value.call);
      if (value_is_debug(&value)) value.index += s->first_variable;
      f->debug_values += value_is_debug(&value);
      vec_push(f->arena, &f->values, value);
      s->values[v] = f->values.len - 1;
      vec_push(f->arena, &func_block(f, s->blocks[b])->values, s->values[v]);
    }
  }
}

static void copy_operands(Splice *s) {
  for (BlockId b = 1; b < s->body->blocks.len; b++) {
    const Block *block = &s->body->blocks.data[b];
    for (uint32_t i = 0; i < block->values.len; i++) {
      ValueId v = block->values.data[i];
      if (s->body->values.data[v].op == IR_PARAM || s->body->values.data[v].op == IR_CLOSURE) continue;
      if (!s->values[v]) continue;  // dropped
      for (uint32_t j = 0; j < s->body->values.data[v].arg_count; j++)
        value_add_arg(s->f, s->values[v], s->values[value_arg(s->callee, v, j)]);
      ValueId watched = debug_watched(&s->body->values.data[v]);
      if (watched) debug_watch(s->f, s->values[v], s->values[watched]);
    }
  }
}

// Edges and terminators. Returns lead to `next`, whose phis (one a result) get their operands.
static void copy_control(Splice *s, BlockId next, const ValueId *phis, uint32_t phi_count, bool cold) {
  Func *f = s->f;
  func_flow_changed(f);
  for (BlockId b = 1; b < s->body->blocks.len; b++) {
    const Block *from = &s->body->blocks.data[b];
    if (from->kind == BLOCK_NONE) continue;
    Block *to = func_block(f, s->blocks[b]);
    to->kind = from->kind;
    to->likely = from->likely;
    to->cold = from->cold || cold;
    to->pos = copy_position(s, from->pos);
    to->control = s->values[from->control];
    for (uint32_t i = 0; i < from->preds.len; i++) vec_push(f->arena, &to->preds, s->blocks[from->preds.data[i]]);
    for (uint32_t i = 0; i < from->succs.len; i++) vec_push(f->arena, &to->succs, s->blocks[from->succs.data[i]]);
    if (from->kind != BLOCK_RETURN) continue;
    block_set_jump(f, s->blocks[b], next);
    for (uint32_t i = 0; i < phi_count && i < from->results.len; i++)
      if (phis[i]) value_add_arg(f, phis[i], s->values[from->results.data[i]]);
  }
}

// ---- the caller

typedef struct Inliner {
  Func *f;
  Closures closures;
  ValueId *replacement;  // RESULTs of inlined calls: phi
  uint32_t value_count;
  bool changed;
} Inliner;

static bool same_components(const AbiParam *a, const AbiParam *b, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (a[i].component_count != b[i].component_count || a[i].by_address != b[i].by_address) return false;
    for (uint32_t j = 0; j < a[i].component_count; j++)
      if (a[i].components[j].type != b[i].components[j].type) return false;
  }
  return true;
}

// By linkname a function may be declared differently where it is called.
static bool same_shape(const AbiSignature *a, const AbiSignature *b) {
  if (a == b) return true;
  return a && b && a->param_count == b->param_count && a->result_count == b->result_count &&
         same_components(a->params, b->params, a->param_count) &&
         same_components(a->results, b->results, a->result_count);
}

// Is a function among the operands known?
static bool passes_known_function(Inliner *x, ValueId call, uint32_t first) {
  bool only_use;
  for (uint32_t i = first; i < func_value(x->f, call)->arg_count; i++) {
    ValueId arg = value_arg(x->f, call, i);
    if (func_value(x->f, arg)->type == IR_P && closure_code(&x->closures, x->f, arg, &only_use)) return true;
  }
  return false;
}

// The code that a call runs, NULL unknown. Notes it in closure calls, which become direct.
static Symbol *called_code(Inliner *x, ValueId v, bool *only_use) {
  Value *value = func_value(x->f, v);
  *only_use = false;
  if (value->op == IR_CALL) return x->f->calls_inlined ? NULL : value->call->target;
  if (value->op != IR_CALL_CLOSURE) return NULL;
  Symbol *code = closure_code(&x->closures, x->f, value_arg(x->f, v, 0), only_use);
  if (code && !same_shape(value->call->signature, code->func->signature)) return NULL;
  value->call->target = code;
  return code;
}

static const InlineBody *body_for(Inliner *x, ValueId v) {
  Func *f = x->f;
  bool only_use;
  const Symbol *code = called_code(x, v, &only_use);
  if (!code || !code->func || code->func == f) return NULL;
  const InlineBody *body = code->func->inline_body;
  const Value *value = func_value(f, v);
  // A //go:noescape declaration promises more of a body elsewhere than the analysis would find in it.
  if (!body || value->call->no_escape || !same_shape(value->call->signature, code->func->signature)) return NULL;
  if (f->nosplit && body->has_alloc) return NULL;
  if (only_use && func_size(f) <= LARGE_FUNCTION) return body;
  uint32_t budget = func_size(f) > LARGE_FUNCTION ? SMALL_BUDGET : BUDGET;
  if (body->cost <= budget) return body;
  bool gets_known = body->calls_parameter && passes_known_function(x, v, value->op == IR_CALL_CLOSURE);
  return gets_known && body->cost <= budget * (LITERAL_BUDGET / BUDGET) ? body : NULL;
}

// Makes a phi in `next` for each RESULT of the call used in `rest`; drops the RESULTs. Returns how many values of the
// list were RESULTs.
static uint32_t take_results(Inliner *x, ValueId call, const ValueId *list, uint32_t count, BlockId next,
                             ValueId *phis) {
  Func *f = x->f;
  uint32_t taken = 0;
  for (; taken < count; taken++) {
    const Value *result = func_value(f, list[taken]);
    if (result->op != IR_RESULT || value_arg(f, list[taken], 0) != call) break;
    uint32_t index = result->index;
    uint8_t flags = result->flags & VALUE_LENGTH;
    if (!phis[index]) phis[index] = value_new(f, next, IR_PHI, (IrType)result->type, 0);
    func_value(f, phis[index])->flags |= flags;
    x->replacement[list[taken]] = phis[index];
  }
  return taken;
}

// Replaces the call, which ends what is left of block b: jumps into the copy, which comes out at `next`.
static void splice(Inliner *x, BlockId b, ValueId call, const InlineBody *body, BlockId next, const ValueId *phis) {
  Func *f = x->f;
  Splice s = {.f = f, .body = body->func, .callee = body->func, .call = call};
  if (func_value(f, call)->op == IR_CALL_CLOSURE) {
    s.context = value_arg(f, call, 0);
    s.first_operand = 1;
  }
  s.drops_entry = body->counts_edges;
  s.drops_edges = body->counts_edges && !counts_itself(f);
  s.values = arena_array(func_scratch(f), ValueId, s.body->values.len);
  s.blocks = arena_array(func_scratch(f), BlockId, s.body->blocks.len);
  s.positions = arena_array(func_scratch(f), uint32_t, s.body->positions.len);
  for (BlockId i = 1; i < s.body->blocks.len; i++)
    if (s.body->blocks.data[i].kind != BLOCK_NONE) s.blocks[i] = func_new_block(f);
  copy_sites(&s);
  copy_variables(&s);
  copy_values(&s);
  copy_operands(&s);
  copy_control(&s, next, phis, s.body->signature->flat_result_count, func_block(f, b)->cold);
  func_block(f, b)->pos = func_value(f, call)->pos;
  block_set_jump(f, b, s.blocks[1]);
  value_kill(f, call);
  x->changed = true;
}

static void inline_in_block(Inliner *x, BlockId b) {
  Func *f = x->f;
  Block old = *func_block(f, b), end;
  BlockId current = b;
  uint32_t start = 0;
  for (uint32_t i = 0; i < old.values.len; i++) {
    ValueId call = old.values.data[i];
    const InlineBody *body = body_for(x, call);
    if (!body) continue;
    Block *block = func_block(f, current);
    if (current == b) {
      block->values = (ValueVec){0};
      end = block_take_end(f, b);
    }
    for (uint32_t j = start; j < i; j++) vec_push(f->arena, &block->values, old.values.data[j]);
    for (uint32_t j = start; j < i; j++) func_value(f, old.values.data[j])->block = current;
    BlockId next = func_new_block(f);
    func_block(f, next)->cold = old.cold;
    ValueId *phis = arena_array(func_scratch(f), ValueId, body->func->signature->flat_result_count + 1);
    i += take_results(x, call, old.values.data + i + 1, old.values.len - i - 1, next, phis);
    splice(x, current, call, body, next, phis);
    current = next;
    start = i + 1;
  }
  if (current == b) return;
  for (uint32_t j = start; j < old.values.len; j++) {
    vec_push(f->arena, &func_block(f, current)->values, old.values.data[j]);
    func_value(f, old.values.data[j])->block = current;
  }
  block_put_end(f, current, &end, b);
}

void opt_inline(Func *f) {
  if (f->is_init) return;
  Inliner x = {.f = f, .value_count = f->values.len};
  bool any = false;
  x.closures = closures_find(f);
  for (ValueId v = 1; v < f->values.len; v++) any |= func_value(f, v)->block && body_for(&x, v);
  if (!any) {
    f->calls_inlined = true;
    return;
  }
  x.replacement = arena_array(func_scratch(f), ValueId, f->values.len);
  uint32_t blocks = f->blocks.len;
  for (BlockId b = 1; b < blocks; b++)
    if (func_block(f, b)->kind != BLOCK_NONE) inline_in_block(&x, b);
  ValueId *replacement = arena_array(func_scratch(f), ValueId, f->values.len);
  memcpy(replacement, x.replacement, x.value_count * sizeof *replacement);
  func_replace_uses(f, replacement);
  for (ValueId v = 1; v < x.value_count; v++)
    if (replacement[v]) value_kill(f, v);
  func_remove_unreachable(f);
  // Results of bodies with one return are plain values, so that addresses among them can be promoted.
  for (BlockId b = blocks; b < f->blocks.len; b++) block_drop_single_phis(f, b);
  func_remove_copies(f);
  f->calls_inlined = true;
}
