// Deferred calls whose records are in the function's frame (src/abi/defer.h): those of defer statements that run at
// most once, because no loop and no goto leads back over them.
//
// If that is so for all statements of a function, at most DEFER_MAX, they share one record: the i-th statement stores
// its function value in calls[i] and sets bit i of `active`, in the record for a panic and in a variable for the exits.
// As control only goes forward, the calls to make at an exit are among those of the statements lowered before it. An
// exit clears a bit, calls, and so on; before the call of the first statement it takes the record off the goroutine's
// list. Functions with many exits and statements leave that to runtime.deferreturn, as do those with statements in
// loops, where the others have a record each. A recovered panic always resumes at a call of deferreturn.
#include "abi/defer.h"
#include "abi/stack.h"
#include "lower/internal.h"

enum { MAX_EXIT_CALLS = 15 };

// ---- finding the statements

typedef struct DeferScan {
  Context *c;
  Node *loop;  // innermost loop around
  uint32_t returns;
  bool goes_back;  // a goto leads back
} DeferScan;

static bool visit(Node *node, void *context) {
  DeferScan *scan = context;
  switch (node->kind) {
    case NODE_FUNC_LIT: return false;
    case NODE_FOR_STMT: {
      if (scan->loop == node) return true;
      Node *outer = scan->loop;
      scan->loop = node;
      syntax_walk(node, visit, scan);
      scan->loop = outer;
      return false;
    }
    case NODE_CALL_STMT:
      if (((CallStmt *)node)->token != TOKEN_DEFER) return true;
      scan->c->defers.statements++;
      if (scan->loop) map_put(scan->c->arena, &scan->c->defers.repeated, map_key(node), node);
      return true;
    case NODE_RETURN_STMT: scan->returns++; return true;
    case NODE_BRANCH_STMT: {
      BranchStmt *branch = (BranchStmt *)node;
      if (branch->token == TOKEN_GOTO && branch->target->node.pos <= node->pos) scan->goes_back = true;
      return true;
    }
    default: return true;
  }
}

void defer_scan(Context *c, BlockStmt *body) {
  DeferScan scan = {.c = c};
  syntax_walk(&body->stmt.node, visit, &scan);
  uint32_t statements = c->defers.statements;
  c->has_defer = statements > 0;
  c->defers.any_repeated = scan.goes_back;
  c->defers.shared = !scan.goes_back && !c->defers.repeated.len && statements <= DEFER_MAX;
  c->defers.own_exits = c->defers.shared && statements * (scan.returns + 1) <= MAX_EXIT_CALLS;
}

bool defer_runs_once(Context *c, CallStmt *s) {
  return !c->defers.any_repeated && !map_get(&c->defers.repeated, map_key(s));
}

// ---- records

// DeferRecord with `calls` entries, for the collector. The link is followed and adjusted as one of the goroutine's
// list; panics are on the heap and in a list of their own.
static Type *record_type(Lowerer *l, uint32_t calls) {
  Type *pointer = basic_type(l, BASIC_UNSAFE_POINTER), *word = basic_type(l, BASIC_UINTPTR);
  Type *fields[6 + DEFER_MAX] = {word, word, word, word, word, word};
  for (uint32_t i = 0; i < calls; i++) fields[6 + i] = pointer;
  return struct_of(l, fields, 6 + calls);
}

static Address new_record(Context *c, uint32_t calls) {
  ValueId memory = emit_entry_alloc(c, record_type(c->l, calls), VALUE_ALLOC_NEVER_HEAP | VALUE_ALLOC_PINNED);
  return (Address){memory, 0, true};
}

static Address goroutine(Context *c) { return (Address){emit0(c, IR_G, IR_P), 0, true}; }

static void set_active(Context *c, ValueId bits) {
  emit_store(c, c->defers.active, 0, bits, 0);
  emit_store(c, c->defers.record, offsetof(DeferRecord, active), emit_extend(c, bits, IR_I8, false), VALUE_STORE_INIT);
}

// Enters a record with call 0 in the goroutine's list.
static void link_record(Context *c, Address record) {
  Address g = goroutine(c);
  emit_store(c, record, offsetof(DeferRecord, sp), emit0(c, IR_FRAME_SP, IR_I64), VALUE_STORE_INIT);
  ValueId entry = emit1(c, IR_PTR_TO_INT, IR_I64, emit_symbol(c, c->f->symbol, 1));
  emit_store(c, record, offsetof(DeferRecord, pc), entry, VALUE_STORE_INIT);
  emit_store(c, record, offsetof(DeferRecord, active), emit_int(c, DEFER_IN_FRAME | 1), VALUE_STORE_INIT);
  emit_store(c, record, offsetof(DeferRecord, link), emit_load(c, IR_I64, g, ABI_G_DEFER), VALUE_STORE_INIT);
  emit_store(c, g, ABI_G_DEFER, record.base, VALUE_STORE_INIT);
}

// The link is handled as a word, lest what is in the record counts as stored in the goroutine.
static void unlink_record(Context *c) {
  emit_store(c, goroutine(c), ABI_G_DEFER, emit_load(c, IR_I64, c->defers.record, offsetof(DeferRecord, link)),
             VALUE_STORE_INIT);
}

void defer_prepare(Context *c) {
  if (!c->defers.shared) return;
  c->defers.record = new_record(c, c->defers.statements);
  c->defers.active = (Address){emit_entry_alloc(c, basic_type(c->l, BASIC_INT), VALUE_ALLOC_NEVER_HEAP), 0, true};
  emit_store(c, c->defers.active, 0, emit_int(c, 0), VALUE_STORE_INIT);
}

static int64_t call_offset(uint32_t number) { return (int64_t)offsetof(DeferRecord, calls) + 8 * (int64_t)number; }

void defer_in_frame(Context *c, ValueId function) {
  FrameDefers *defers = &c->defers;
  uint32_t number = defers->shared ? defers->count++ : 0;
  Address record = defers->shared ? defers->record : new_record(c, 1);
  emit_store(c, record, call_offset(number), function, VALUE_STORE_INIT);
  if (!defers->shared) {
    link_record(c, record);
    return;
  }
  uint16_t op = func_value(c->f, function)->op;
  bool everywhere = op == IR_SYMBOL || (op == IR_ALLOC && func_value(c->f, function)->block == 1);
  defers->functions[number] = everywhere ? function : 0;
  if (number == 0) {
    link_record(c, record);
    emit_store(c, defers->active, 0, emit_int(c, 1), 0);
    return;
  }
  ValueId active = emit_load(c, IR_I64, defers->active, 0);
  BlockId first = new_block(c), linked = new_block(c);
  branch(c, emit2(c, IR_NE, IR_I8, active, emit_int(c, 0)), linked, first);
  start_block(c, first);
  link_record(c, record);
  jump_to(c, linked);
  start_block(c, linked);
  set_active(c, emit2(c, IR_OR, IR_I64, active, emit_int(c, 1 << number)));
}

// ---- exits

static void make_call(Context *c, uint32_t number) {
  ValueId function = c->defers.functions[number];
  if (function && func_value(c->f, function)->op == IR_SYMBOL)
    function = emit_symbol(c, func_value(c->f, function)->symbol, 0);
  if (!function) function = emit_load(c, IR_P, c->defers.record, call_offset(number));
  CallPlan plan = {.kind = CALL_CLOSURE_VALUE, .abi = abi_signature(c->l, NULL, NULL)};
  emit_call(c, &plan, function, NULL, 0, NULL, 0);
}

// Goes on in a block that runs if any of these calls is active; returns the block after it.
static BlockId start_if_active(Context *c, ValueId active, int64_t bits) {
  BlockId some = new_block(c), none = new_block(c);
  ValueId found = emit2(c, IR_AND, IR_I64, active, emit_int(c, bits));
  branch(c, emit2(c, IR_NE, IR_I8, found, emit_int(c, 0)), some, none);
  start_block(c, some);
  return none;
}

static void end_if_active(Context *c, BlockId next) {
  jump_to(c, next);
  start_block(c, next);
}

void defer_exit(Context *c) {
  FrameDefers *defers = &c->defers;
  if (!defers->own_exits) {
    Pos pos = c->last_pos;
    at(c, defers->end);
    call_runtime0(c, "deferreturn", NULL, 0);
    at(c, pos);
    return;
  }
  if (!defers->count) return;
  ValueId active = emit_load(c, IR_I64, defers->active, 0);
  for (uint32_t i = defers->count - 1; i > 0; i--) {
    BlockId next = start_if_active(c, active, 1 << i);
    ValueId rest = emit2(c, IR_AND, IR_I64, active, emit_int(c, (1 << i) - 1));
    emit_store(c, defers->record, offsetof(DeferRecord, active), emit_extend(c, rest, IR_I8, false), VALUE_STORE_INIT);
    make_call(c, i);
    end_if_active(c, next);
  }
  BlockId next = start_if_active(c, active, (1 << defers->count) - 1);
  unlink_record(c);
  BlockId last = start_if_active(c, active, 1);
  make_call(c, 0);
  end_if_active(c, last);
  end_if_active(c, next);
}
