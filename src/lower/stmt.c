// Statements: lists, declarations, if, for, labels and branches. What cannot be
// reached is skipped, so that it reaches nothing either.
#include "lower/internal.h"

void push_target(Context *c, Target *t, Stmt *stmt, BlockId break_block, BlockId continue_block) {
  *t = (Target){.outer = c->targets, .stmt = stmt, .break_block = break_block, .continue_block = continue_block};
  c->targets = t;
}

void pop_target(Context *c) { c->targets = c->targets->outer; }

BlockId label_block(Context *c, LabeledStmt *s) {
  uintptr_t known = (uintptr_t)map_get(&c->labels, map_key(s));
  if (known) return (BlockId)known;
  BlockId b = new_block(c);
  map_put(c->arena, &c->labels, map_key(s), (void *)(uintptr_t)b);
  return b;
}

// ---- variables

static void declare_names(const Info *info, NameExprVec *names, uint32_t *count, Object **objects) {
  *count = names->len;
  for (uint32_t i = 0; i < names->len; i++) objects[i] = info_object(info, names->data[i]);
}

static bool is_named(const Object *object) { return object && !object->name->blank; }

static void init_variable(Context *c, Object *object, NameExpr *name, Expr *value) {
  if (!is_named(object)) {
    Type *type = object ? type_in(c, object->type) : info_type(c->info, &name->expr) ? expr_type(c, &name->expr) : NULL;
    if (type) {
      operand_touched(c, lower_expr_as(c, value, type));
    } else {
      lower_discard(c, value);
    }
    return;
  }
  Type *type = type_in(c, object->type);
  Expr *inner = unparen(value);
  if (inner->node.kind == NODE_COMPOSITE_LIT && !may_call(c, inner)) {
    Variable *v = declare_variable(c, object);
    note_type_in(c, v, value);
    lower_expr_into(c, v->address, value, type, true);
    return;
  }
  Operand v = lower_expr_as(c, value, type);
  Variable *variable = declare_variable(c, object);
  note_type_in(c, variable, value);
  operand_store(c, variable->address, v, VALUE_STORE_INIT);
}

void lower_var_decl(Context *c, VarDecl *d) {
  uint32_t count;
  Object **objects = arena_array(c->arena, Object *, d->names.len + 1);
  declare_names(c->info, &d->names, &count, objects);
  if (!d->values) {
    for (uint32_t i = 0; i < count; i++) {
      if (is_named(objects[i])) declare_zeroed(c, objects[i]);
    }
    return;
  }
  if (d->values->node.kind == NODE_LIST_EXPR) {
    ListExpr *list = (ListExpr *)d->values;
    Assignment *assignments = arena_array(c->arena, Assignment, count + 1);
    OrderScope scope = order_begin(c);
    for (uint32_t i = 0; i < count; i++) {
      bool declares = is_named(objects[i]);
      assignments[i] = (Assignment){.variable = declares ? objects[i] : NULL,
                                    .declares = declares,
                                    .type = objects[i] ? type_in(c, objects[i]->type) : NULL,
                                    .rhs = list->elements.data[i]};
      hoist_as(c, assignments[i].rhs, assignments[i].type);
    }
    assign_list(c, assignments, count);
    order_end(c, scope);
    return;
  }
  if (count == 1) {
    init_variable(c, objects[0], d->names.data[0], d->values);
    return;
  }
  Operand *values = arena_array(c->arena, Operand, count);
  lower_multi(c, d->values, values, count);
  for (uint32_t i = 0; i < count; i++) {
    if (!is_named(objects[i])) continue;
    Operand v = convert_implicit(c, values[i], type_in(c, objects[i]->type));
    operand_store(c, declare_variable(c, objects[i])->address, v, VALUE_STORE_INIT);
  }
}

static void lower_decl_stmt(Context *c, DeclStmt *s) {
  for (uint32_t i = 0; i < s->decls.len; i++) {
    Decl *d = s->decls.data[i];
    if (d->node.kind == NODE_VAR_DECL) lower_var_decl(c, (VarDecl *)d);
  }
}

// ---- if, for

static void lower_if(Context *c, IfStmt *s) {
  if (s->init) lower_stmt(c, s->init);
  BlockId then = new_block(c), done = new_block(c);
  BlockId otherwise = s->otherwise ? new_block(c) : counted_way(c, done);
  lower_condition(c, s->cond, then, otherwise);
  start_block(c, then);
  count_edge(c);
  if (!c->dead) lower_block(c, s->then);
  if (!c->dead) jump_to(c, done);
  if (s->otherwise) {
    start_block(c, otherwise);
    count_edge(c);
    cover_count(c, s->otherwise->node.pos);
    if (!c->dead) lower_stmt(c, s->otherwise);
    if (!c->dead) jump_to(c, done);
  }
  start_block(c, done);
}

// Loop variables that need fresh storage an iteration: those that outlive it through closures or pointers.
static uint32_t fresh_variables(Context *c, ForStmt *s, Object ***out) {
  if (!info_distinct_variables(c->info, s) || !s->init || s->init->node.kind != NODE_ASSIGN_STMT) return 0;
  AssignStmt *init = (AssignStmt *)s->init;
  if (!init->define) return 0;
  Expr **list = &init->lhs;
  uint32_t count = 1, n = 0;
  if (init->lhs->node.kind == NODE_LIST_EXPR) {
    list = ((ListExpr *)init->lhs)->elements.data;
    count = ((ListExpr *)init->lhs)->elements.len;
  }
  *out = arena_array(c->arena, Object *, count);
  for (uint32_t i = 0; i < count; i++) {
    Object *object = info_object(c->info, ((NameExpr *)list[i]));
    if (!object || !(object->captured || object->address_taken)) continue;
    Variable *v = find_variable(c, object);
    if (v && !capture_by_value(object, v->type)) (*out)[n++] = object;
  }
  return n;
}

// The condition and the body; goes on in `next`.
static void lower_turn(Context *c, ForStmt *s, BlockId body, BlockId next, BlockId done) {
  if (s->cond) {
    lower_condition(c, s->cond, body, done);
  } else {
    jump_to(c, body);
  }
  Target target;
  push_target(c, &target, &s->stmt, done, next);
  start_block(c, body);
  count_edge(c);
  if (!c->dead) lower_block(c, s->body);
  if (!c->dead) jump_to(c, next);
  pop_target(c);
  start_block(c, next);
}

// for init; cond; post with variables that are new in each iteration: the value passes from one to the next through a
// hidden variable, and the post statement runs at the top of all iterations but the first, on the new variable.
static void lower_for_fresh(Context *c, ForStmt *s, Object **fresh, uint32_t count) {
  BlockId head = new_block(c), test = new_block(c), post = new_block(c), body = new_block(c), next = new_block(c);
  BlockId done = new_block(c);
  Address *hidden = arena_array(c->arena, Address, count);
  for (uint32_t i = 0; i < count; i++) {
    Variable *v = find_variable(c, fresh[i]);
    hidden[i] = v->address;
  }
  Type *bool_type = basic_type(c->l, BASIC_BOOL);
  Address again = {emit_alloc(c, bool_type, VALUE_ALLOC_NEVER_HEAP), 0, true};
  emit_store(c, again, 0, emit_const(c, IR_I8, 0), VALUE_STORE_INIT);
  jump_to(c, head);
  start_block(c, head);
  for (uint32_t i = 0; i < count; i++) {
    Variable *v = declare_variable(c, fresh[i]);
    operand_store(c, v->address, operand_at(c, v->type, hidden[i]), VALUE_STORE_INIT);
  }
  branch(c, emit_load(c, IR_I8, again, 0), post, test);
  start_block(c, post);
  if (s->post) lower_stmt(c, s->post);
  jump_to(c, test);
  start_block(c, test);
  lower_turn(c, s, body, next, done);
  if (!c->dead) {
    for (uint32_t i = 0; i < count; i++) {
      Variable *v = find_variable(c, fresh[i]);
      operand_store(c, hidden[i], operand_at(c, v->type, v->address), 0);
    }
    emit_store(c, again, 0, emit_const(c, IR_I8, 1), 0);
    jump_to(c, head);
  }
  start_block(c, done);
}

static void lower_for(Context *c, ForStmt *s) {
  if (s->init && s->init->node.kind == NODE_RANGE_CLAUSE) {
    lower_range(c, s, (RangeClause *)s->init);
    return;
  }
  if (s->init) lower_stmt(c, s->init);
  Object **fresh;
  uint32_t count = fresh_variables(c, s, &fresh);
  if (count) {
    lower_for_fresh(c, s, fresh, count);
    return;
  }
  BlockId head = new_block(c), body = new_block(c), next = new_block(c), done = new_block(c);
  jump_to(c, head);
  start_block(c, head);
  lower_turn(c, s, body, next, done);
  if (!c->dead) {
    if (s->post) lower_stmt(c, s->post);
    jump_to(c, head);
  }
  start_block(c, done);
}

// ---- labels and branches

static void lower_labeled(Context *c, LabeledStmt *s) {
  BlockId b = label_block(c, s);
  if (!c->dead) { jump_to(c, b); }
  start_label(c, b);
  cover_count(c, s->body->node.pos);
  lower_stmt(c, s->body);
}

static Target *find_target(Context *c, BranchStmt *s) {
  for (Target *t = c->targets; t; t = t->outer) {
    if (s->target ? t->stmt == s->target : s->token == TOKEN_BREAK || t->continue_block) return t;
  }
  return NULL;
}

static bool in_range_body(Context *c, Pos pos) {
  BlockStmt *body = c->range->loop->body;
  return pos >= body->stmt.node.pos && pos <= body->rbrace;
}

static void lower_branch(Context *c, BranchStmt *s) {
  at(c, s->stmt.node.pos);
  switch (s->token) {
    case TOKEN_FALLTHROUGH: {
      Target *t = c->targets;
      while (t && !t->fallthrough_block) t = t->outer;
      jump_to(c, t->fallthrough_block);
      return;
    }
    case TOKEN_GOTO:
      if (c->range && !in_range_body(c, s->target->node.pos) && range_leave(c, EXIT_GOTO, s->target, NULL)) return;
      jump_to(c, label_block(c, (LabeledStmt *)s->target));
      return;
    default: {
      Target *t = find_target(c, s);
      bool is_continue = s->token == TOKEN_CONTINUE;
      if (t) {
        jump_to(c, is_continue ? t->continue_block : t->break_block);
      } else if (!c->range || !range_leave(c, is_continue ? EXIT_CONTINUE : EXIT_BREAK, s->target, NULL)) {
        ice("lower", c->f->symbol->name->text, "branch leads nowhere");
      }
      return;
    }
  }
}

// ---- all statements

static void lower_send(Context *c, SendStmt *s) {
  Type *elem = elem_of(c->l, expr_type(c, s->channel));
  OrderScope scope = order_begin(c);
  hoist(c, s->channel);
  hoist_as(c, s->value, elem);
  hoist_addressed(c, s->value);
  settle_as(c, s->value, elem);
  settle(c, s->channel);
  keep_failing(c, s->channel);
  keep_failing(c, s->value);
  order_operands(c);
  Operand channel = lower_expr(c, s->channel);
  Operand value = lower_expr_as(c, s->value, elem);
  order_end(c, scope);
  at(c, s->stmt.node.pos);
  ValueId args[2] = {channel.c[0], emit_pointer(c, operand_address(c, value))};
  call_runtime0(c, "chansend1", args, 2);
}

void lower_block(Context *c, BlockStmt *block) { lower_list_behind(c, block->stmt.node.pos, &block->list); }

void lower_list_behind(Context *c, Pos token, const StmtVec *list) {
  if (!list->len) cover_count(c, token + 1);
  lower_list(c, list->data, list->len);
}

void lower_list(Context *c, Stmt **list, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (c->dead && list[i]->node.kind != NODE_LABELED_STMT) continue;
    cover_count(c, list[i]->node.pos);
    lower_stmt(c, list[i]);
  }
}

void lower_stmt(Context *c, Stmt *s) {
  switch (s->node.kind) {
    case NODE_EMPTY_STMT: return;
    case NODE_LABELED_STMT: lower_labeled(c, (LabeledStmt *)s); return;
    case NODE_BLOCK_STMT: lower_block(c, (BlockStmt *)s); return;
    case NODE_EXPR_STMT: lower_discard(c, ((ExprStmt *)s)->x); return;
    case NODE_SEND_STMT: lower_send(c, (SendStmt *)s); return;
    case NODE_DECL_STMT: lower_decl_stmt(c, (DeclStmt *)s); return;
    case NODE_ASSIGN_STMT: lower_assign(c, (AssignStmt *)s); return;
    case NODE_BRANCH_STMT: lower_branch(c, (BranchStmt *)s); return;
    case NODE_CALL_STMT: lower_go_defer(c, (CallStmt *)s); return;
    case NODE_RETURN_STMT: lower_return(c, (ReturnStmt *)s); return;
    case NODE_IF_STMT: lower_if(c, (IfStmt *)s); return;
    case NODE_FOR_STMT: lower_for(c, (ForStmt *)s); return;
    case NODE_SWITCH_STMT: lower_switch(c, (SwitchStmt *)s); return;
    case NODE_SELECT_STMT: lower_select(c, (SelectStmt *)s); return;
    default: ice("lower", c->f->symbol->name->text, "statement of kind %d", s->node.kind);
  }
}
