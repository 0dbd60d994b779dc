// What gc's code generator finds wrong with functions of the user's packages, also with those that nothing calls, by
// what the source shows: frames too large (parameters and results, variables, copies of arrays that loops range over),
// values that print cannot print. lower/ and backend/ report what they find in functions that are compiled, such as
// instances.
#include "build/internal.h"

enum { MAX_FRAME = 1 << 30, MAX_VARIABLE = 128 << 10 };  // larger variables are on the heap

typedef struct Measure {
  Session *session;
  Package *package;
  int64_t locals;
} Measure;

static int64_t add_size(int64_t sum, Type *type) {
  int64_t size = types_sizeof(type);
  return size < 0 || sum > INT64_MAX - size ? INT64_MAX : sum + size;
}

static int64_t tuple_size(const Tuple *t, int64_t size) {
  for (uint32_t i = 0; t && i < t->len; i++) size = add_size(size, t->vars[i]->type);
  return size;
}

static void check_function(Session *session, Package *package, Pos pos, Type *type, BlockStmt *body);

static bool is_array(Type *type) { return type && types_underlying(type)->kind == TYPE_ARRAY; }

static void check_print(Measure *measure, CallExpr *call) {
  NameExpr *name = (NameExpr *)syntax_unparen(call->fun);
  if (name->expr.node.kind != NODE_NAME || name->expr.node.mode != MODE_BUILTIN || !name->object) return;
  if (name->object->builtin != BUILTIN_PRINT && name->object->builtin != BUILTIN_PRINTLN) return;
  for (uint32_t i = 0; i < call->args.len; i++) {
    Type *type = call->args.data[i]->type;
    if (!type || types_printable(type)) continue;
    measure->package->error_count++;
    diag_error(measure->session->diags, call->expr.node.pos, "illegal types for operand: print\n\t%s",
               types_string(&measure->package->arena, type, QUALIFY_NAME, measure->package));
  }
}

static void add_variables(Measure *measure, VarDecl *decl) {
  for (uint32_t i = 0; i < decl->names.len; i++) {
    const Object *variable = decl->names.data[i]->object;
    if (variable && variable->type && types_sizeof(variable->type) <= MAX_VARIABLE)
      measure->locals = add_size(measure->locals, variable->type);
  }
}

static bool visit(Node *node, void *context);

// Of an if with a constant condition gc compiles one branch only.
static bool visit_if(Measure *measure, IfStmt *s) {
  if (!s->cond->value) return true;
  Stmt *taken = const_bool_value(s->cond->value) ? &s->then->stmt : s->otherwise;
  if (s->init) syntax_walk(&s->init->node, visit, measure);
  if (taken) syntax_walk(&taken->node, visit, measure);
  return false;
}

static bool visit(Node *node, void *context) {
  Measure *measure = context;
  if (node->kind == NODE_FUNC_LIT) {
    FuncLit *literal = (FuncLit *)node;
    check_function(measure->session, measure->package, node->pos, literal->expr.type, literal->body);
    return false;
  }
  if (node->kind == NODE_IF_STMT) return visit_if(measure, (IfStmt *)node);
  if (node->kind == NODE_CALL_EXPR) check_print(measure, (CallExpr *)node);
  if (node->kind == NODE_VAR_DECL) add_variables(measure, (VarDecl *)node);
  if (node->kind == NODE_RANGE_CLAUSE) {
    RangeClause *range = (RangeClause *)node;
    bool has_value = range->lhs && range->lhs->node.kind == NODE_LIST_EXPR;
    if (has_value && is_array(range->x->type)) measure->locals = add_size(measure->locals, range->x->type);
  }
  return true;
}

static void check_function(Session *session, Package *package, Pos pos, Type *type, BlockStmt *body) {
  const Signature *signature = (Signature *)types_underlying(type);
  int64_t args = signature->receiver ? add_size(0, signature->receiver->type) : 0;
  args = tuple_size(signature->results, tuple_size(signature->params, args));
  Measure measure = {session, package, 0};
  if (body) syntax_walk(&body->stmt.node, visit, &measure);
  if (args < MAX_FRAME && measure.locals < MAX_FRAME) return;
  package->error_count++;
  diag_error(session->diags, pos, "stack frame too large (>1GB): %lld MB locals + %lld MB args",
             (long long)measure.locals >> 20, (long long)args >> 20);
}

void frames_check(Session *session, Package *package) {
  for (uint32_t i = 0; i < package->files.len; i++) {
    const DeclVec *decls = &package->files.data[i]->decls;
    for (uint32_t k = 0; k < decls->len; k++) {
      if (decls->data[k]->node.kind != NODE_FUNC_DECL) continue;
      FuncDecl *decl = (FuncDecl *)decls->data[k];
      Object *function = decl->name->object;
      Signature *signature = function ? (Signature *)function->type : NULL;
      if (signature && !signature->type_params && !signature->receiver_type_params)
        check_function(session, package, decl->decl.node.pos, function->type, decl->body);
    }
  }
}
