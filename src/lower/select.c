// select (Spec: Select statements): one channel operation alone or with default
// goes to the runtime directly, more go through selectgo.
#include "lower/internal.h"

typedef struct Comm {
  CommClause *clause;
  bool is_send;
  Expr *value, *ok;  // left sides of a receive, NULL none
  bool define;
  Expr *receive;  // the <-c expression
  Operand channel;
  Type *elem;
  Address memory;  // of the value sent or received
  BlockId body;
  uint32_t number;  // in selectgo's array
} Comm;

static Operation *receive_of(Expr *x) { return (Operation *)unparen(x); }

// Takes a clause apart and evaluates its channel and value.
static void evaluate_comm(Context *c, Comm *comm) {
  Lowerer *l = c->l;
  Stmt *s = comm->clause->comm;
  at(c, s->node.pos);
  if (s->node.kind == NODE_SEND_STMT) {
    SendStmt *send = (SendStmt *)s;
    comm->is_send = true;
    comm->channel = lower_expr(c, send->channel);
    comm->elem = elem_of(l, comm->channel.type);
    Operand value = lower_expr_as(c, send->value, comm->elem);
    comm->memory = (Address){emit_alloc(c, comm->elem, VALUE_ALLOC_NEVER_HEAP), 0, true};
    operand_store(c, comm->memory, value, VALUE_STORE_INIT);
    return;
  }
  if (s->node.kind == NODE_EXPR_STMT) {
    comm->receive = ((ExprStmt *)s)->x;
  } else {
    AssignStmt *assign = (AssignStmt *)s;
    comm->define = assign->define;
    comm->receive = assign->rhs;
    if (assign->lhs->node.kind == NODE_LIST_EXPR) {
      ListExpr *list = (ListExpr *)assign->lhs;
      comm->value = list->elements.data[0];
      comm->ok = list->elements.data[1];
    } else {
      comm->value = assign->lhs;
    }
    if (comm->value && is_blank(comm->value)) comm->value = NULL;
    if (comm->ok && is_blank(comm->ok)) comm->ok = NULL;
  }
  comm->channel = lower_expr(c, receive_of(comm->receive)->x);
  comm->elem = elem_of(l, comm->channel.type);
  comm->memory = (Address){emit_alloc(c, comm->elem, VALUE_ALLOC_NEVER_HEAP | VALUE_ALLOC_ZEROED), 0, true};
  emit_zero(c, comm->memory, comm->elem, VALUE_STORE_INIT);
}

static void lower_clause(Context *c, Comm *comm, ValueId received, BlockId done) {
  if (comm->value) assign_expr(c, comm->value, operand_at(c, comm->elem, comm->memory), comm->define);
  if (comm->ok) assign_expr(c, comm->ok, operand_scalar(c, basic_type(c->l, BASIC_BOOL), received), comm->define);
  count_edge(c);
  lower_list_behind(c, comm->clause->colon, &comm->clause->body);
  if (!c->dead) jump_to(c, done);
}

// One operation, with or without default.
static void select_one(Context *c, SelectStmt *s, Comm *comm, CommClause *fallback, BlockId done) {
  evaluate_comm(c, comm);
  at(c, s->stmt.node.pos);
  Target target;
  ValueId results[ABI_MAX_COMPONENTS] = {0}, args[2] = {comm->channel.c[0], comm->memory.base};
  if (!fallback) {
    if (comm->is_send) {
      call_runtime0(c, "chansend1", args, 2);
    } else {
      results[1] = call_runtime1(c, "chanrecv2", args, 2);
    }
    push_target(c, &target, &s->stmt, done, 0);
    lower_clause(c, comm, results[1], done);
    pop_target(c);
    return;
  }
  if (comm->is_send) {
    results[0] = call_runtime1(c, "selectnbsend", args, 2);
  } else {
    ValueId swapped[2] = {args[1], args[0]};
    call_runtime(c, "selectnbrecv", swapped, 2, results, 2);
  }
  BlockId taken = new_block(c), other = new_block(c);
  branch(c, results[0], taken, other);
  push_target(c, &target, &s->stmt, done, 0);
  start_block(c, taken);
  lower_clause(c, comm, results[1], done);
  start_block(c, other);
  count_edge(c);
  lower_list_behind(c, fallback->colon, &fallback->body);
  if (!c->dead) jump_to(c, done);
  pop_target(c);
}

static void select_many(Context *c, SelectStmt *s, Comm *comms, uint32_t count, CommClause *fallback, BlockId done) {
  Lowerer *l = c->l;
  Type *pointer = basic_type(l, BASIC_UNSAFE_POINTER);
  Type *pair[2] = {pointer, pointer};
  Type *cases_type = canon(l, types_new_array(l->arena, struct_of(l, pair, 2), count));
  Type *order_type = canon(l, types_new_array(l->arena, basic_type(l, BASIC_UINT16), 2 * (int64_t)count));
  uint32_t sends = 0, receives = 0;
  for (uint32_t i = 0; i < count; i++) {
    evaluate_comm(c, &comms[i]);
    comms[i].number = comms[i].is_send ? sends++ : count - ++receives;
  }
  at(c, s->stmt.node.pos);
  Address cases = {emit_alloc(c, cases_type, VALUE_ALLOC_NEVER_HEAP), 0, true};
  Address order = {emit_alloc(c, order_type, VALUE_ALLOC_NEVER_HEAP), 0, true};
  for (uint32_t i = 0; i < count; i++) {
    emit_store(c, cases, 16 * (int64_t)comms[i].number, comms[i].channel.c[0], VALUE_STORE_INIT);
    emit_store(c, cases, 16 * (int64_t)comms[i].number + 8, comms[i].memory.base, VALUE_STORE_INIT);
  }
  ValueId args[6] = {cases.base,
                     order.base,
                     emit_nil(c),
                     emit_int(c, sends),
                     emit_int(c, receives),
                     emit_const(c, IR_I8, fallback == NULL)};
  ValueId results[ABI_MAX_COMPONENTS];
  call_runtime(c, "selectgo", args, 6, results, 2);
  Target target;
  push_target(c, &target, &s->stmt, done, 0);
  if (fallback) {
    BlockId other = new_block(c), taken = new_block(c);
    branch(c, emit2(c, IR_SLT, IR_I8, results[0], emit_int(c, 0)), other, taken);
    start_block(c, other);
    count_edge(c);
    lower_list_behind(c, fallback->colon, &fallback->body);
    if (!c->dead) jump_to(c, done);
    start_block(c, taken);
  }
  for (uint32_t i = 0; i < count; i++) {
    BlockId body = new_block(c), next = new_block(c);
    if (i + 1 < count) {
      branch(c, emit2(c, IR_EQ, IR_I8, results[0], emit_int(c, comms[i].number)), body, next);
    } else {
      jump_to(c, body);
    }
    start_block(c, body);
    lower_clause(c, &comms[i], results[1], done);
    start_block(c, next);
  }
  pop_target(c);
}

void lower_select(Context *c, SelectStmt *s) {
  Comm *comms = arena_array(c->arena, Comm, s->clauses.len + 1);
  CommClause *fallback = NULL;
  uint32_t count = 0;
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    if (s->clauses.data[i]->comm) {
      comms[count++].clause = s->clauses.data[i];
    } else {
      fallback = s->clauses.data[i];
    }
  }
  at(c, s->stmt.node.pos);
  if (!count && !fallback) {
    call_runtime0(c, "block", NULL, 0);
    return;
  }
  BlockId done = new_block(c);
  if (!count) {
    Target target;
    push_target(c, &target, &s->stmt, done, 0);
    count_edge(c);
    lower_list_behind(c, fallback->colon, &fallback->body);
    if (!c->dead) jump_to(c, done);
    pop_target(c);
  } else if (count == 1) {
    select_one(c, s, &comms[0], fallback, done);
  } else {
    select_many(c, s, comms, count, fallback, done);
  }
  start_block(c, done);
}
