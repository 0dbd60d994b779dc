// What gc's code generator finds wrong with functions of the user's packages, also with those that nothing calls, by
// what the source shows: frames too large, values that print cannot print. lower/ and backend/ report what they find in
// functions that are compiled, such as instances.
//
// A frame has variables, copies of arrays that loops range over, values of a statement between its calls, slice
// literals that stay (frame_literals.c), what is inlined, and the parameters and results of calls. Everything is
// counted only where gc is sure to have it: a program that gc builds is never refused.
#include "abi/limits.h"
#include "build/internal.h"
#include "ir/ir.h"

enum { MAX_VARIABLE = 128 << 10 };  // larger variables are on the heap
enum { INLINE_BUDGET = 80, CALL_COST = 57 };
enum { WORTH_A_LOOK = 1 << 20 };  // smaller values of calls do not matter

typedef Vec(FuncDecl *) FuncDeclVec;

typedef struct Measure {
  Session *session;
  Package *package;
  const Info *info;
  BlockStmt *body;
  int64_t locals;       // variables and copies
  int64_t statement;    // values between the calls of the statement at hand
  int64_t temporaries;  // the most of those
  int64_t callee;       // the most that a call needs for its arguments and results
} Measure;

static int64_t add_sizes(int64_t sum, int64_t size) {
  return size < 0 || sum > INT64_MAX - size ? INT64_MAX : sum + size;
}

static int64_t add_size(int64_t sum, Type *type) { return add_sizes(sum, types_sizeof(type)); }

static int64_t tuple_size(const Tuple *t, int64_t size) {
  for (uint32_t i = 0; t && i < t->len; i++) size = add_size(size, t->vars[i]->type);
  return size;
}

static int64_t check_function(Session *session, Package *package, Pos pos, Type *type, BlockStmt *body);

static bool visit(Node *node, void *context);

static bool is_array(Type *type) { return type && types_underlying(type)->kind == TYPE_ARRAY; }

// The builtin that a call's function, without parentheses, names.
static bool builtin_called(const Info *info, const Expr *fun, BuiltinId *id) {
  if (fun->node.kind != NODE_NAME || info_mode(info, fun) != MODE_BUILTIN) return false;
  const Object *object = info_object(info, (const NameExpr *)fun);
  if (object) *id = (BuiltinId)object->builtin;
  return object;
}

static void check_print(Measure *measure, CallExpr *call) {
  BuiltinId id;
  if (!builtin_called(measure->info, syntax_unparen(call->fun), &id)) return;
  if (id != BUILTIN_PRINT && id != BUILTIN_PRINTLN) return;
  for (uint32_t i = 0; i < call->args.len; i++) {
    Type *type = info_type(measure->info, call->args.data[i]);
    if (!type || types_printable(type)) continue;
    measure->package->error_count++;
    diag_error(measure->session->diags, call->expr.node.pos, "illegal types for operand: print\n\t%s",
               types_string(&measure->package->arena, type, QUALIFY_BACK_END, measure->package));
  }
}

// ---- calls

// The function of the package whose body a call names, or NULL.
static FuncDecl *called_function(const Measure *measure, const CallExpr *call) {
  const Expr *fun = syntax_unparen(call->fun);
  const Object *object = NULL;
  if (fun->node.kind == NODE_NAME) object = info_object(measure->info, (const NameExpr *)fun);
  if (fun->node.kind == NODE_SELECTOR_EXPR) {
    const SelectorExpr *selector = (const SelectorExpr *)fun;
    const Selection *selection = info_selection(measure->info, selector);
    object = selection ? selection->object : info_object(measure->info, selector->selector);
  }
  bool known = object && object->kind == OBJECT_FUNC && object->package == measure->package && !object->func.origin;
  if (!known || !object->func.decl || !object->func.decl->body) return NULL;
  const Signature *signature = (const Signature *)object->type;
  return signature->type_params || signature->receiver_type_params ? NULL : object->func.decl;
}

typedef struct InlineCost {
  const Info *info;
  uint32_t nodes;
  bool never;
} InlineCost;

static bool add_cost(Node *node, void *context) {
  InlineCost *cost = context;
  cost->nodes++;
  if (node->kind == NODE_CALL_EXPR) {
    BuiltinId id;
    const Expr *fun = syntax_unparen(((CallExpr *)node)->fun);
    uint8_t mode = info_mode(cost->info, fun);
    if (mode != MODE_BUILTIN && mode != MODE_TYPE) cost->nodes += CALL_COST;
    cost->never |= builtin_called(cost->info, fun, &id) && id == BUILTIN_RECOVER;
  }
  cost->never |= node->kind == NODE_SELECT_STMT || node->kind == NODE_CALL_STMT || node->kind == NODE_TYPE_DECL ||
                 node->kind == NODE_FUNC_LIT;
  return !cost->never && cost->nodes <= INLINE_BUDGET;
}

// Whether gc inlines calls of the function, as a rule of thumb.
static bool is_inlined(const Info *info, const FuncDecl *function) {
  if (!function || function->pragma & PRAGMA_NOINLINE) return false;
  InlineCost cost = {info, 0, false};
  syntax_walk(&function->body->stmt.node, add_cost, &cost);
  return !cost.never && cost.nodes <= INLINE_BUDGET;
}

// The signature of a call; NULL for conversions and builtins.
static const Signature *call_signature(const Info *info, const Expr *x) {
  if (!x || x->node.kind != NODE_CALL_EXPR) return NULL;
  const Expr *fun = syntax_unparen(((const CallExpr *)x)->fun);
  OperandMode mode = info_mode(info, fun);
  if (mode == MODE_BUILTIN || mode == MODE_TYPE || !info_type(info, fun)) return NULL;
  Type *type = types_underlying(info_type(info, fun));
  return type->kind == TYPE_SIGNATURE ? (const Signature *)type : NULL;
}

static bool stays_call(const Measure *measure, const CallExpr *call) {
  return syntax_unparen(call->fun)->node.kind != NODE_FUNC_LIT &&
         !is_inlined(measure->info, called_function(measure, call));
}

static void add_temporary(Measure *measure, int64_t size) {
  if (size < 0 || size > INT64_MAX - measure->statement) size = INT64_MAX - measure->statement;
  measure->statement += size;
  if (measure->temporaries < measure->statement) measure->temporaries = measure->statement;
}

// An operand: the result of a call is kept until it is used.
static void add_operand(Measure *measure, Expr *x) {
  x = x ? syntax_unparen(x) : NULL;
  const Signature *signature = call_signature(measure->info, x);
  int64_t size = signature ? tuple_size(signature->results, 0) : 0;
  if (size >= WORTH_A_LOOK && stays_call(measure, (CallExpr *)x)) add_temporary(measure, size);
}

static void add_literal(Measure *measure, Expr *x) {
  x = syntax_unparen(x);
  if (!x || x->node.kind != NODE_COMPOSITE_LIT) return;
  measure->locals = add_sizes(measure->locals, frame_literal_size(measure->info, (CompositeLit *)x));
}

// What append and copy read from; len and cap of an array, which do not compute it.
static bool visit_builtin(Measure *measure, const CallExpr *call) {
  BuiltinId builtin;
  if (!builtin_called(measure->info, syntax_unparen(call->fun), &builtin) || !call->args.len) return true;
  bool is_append = builtin == BUILTIN_APPEND;
  switch (builtin) {
    case BUILTIN_LEN:
    case BUILTIN_CAP: return !is_array(info_type(measure->info, call->args.data[0]));
    case BUILTIN_APPEND:  // x... is read; an x is kept
    case BUILTIN_COPY:
      if (call->args.len == 2 && (call->has_dots || !is_append)) add_literal(measure, call->args.data[1]);
      return true;
    default: return true;
  }
}

static bool visit_call(Measure *measure, CallExpr *call) {
  check_print(measure, call);
  const Signature *signature = call_signature(measure->info, &call->expr);
  if (!signature) return visit_builtin(measure, call);
  int64_t size = signature->receiver ? add_size(0, signature->receiver->type) : 0;
  size = tuple_size(signature->results, tuple_size(signature->params, size));
  if (measure->callee >= size && size < WORTH_A_LOOK) return true;
  if (!stays_call(measure, call)) return true;
  if (measure->callee < size) measure->callee = size;
  for (uint32_t i = 0; i < call->args.len; i++) add_operand(measure, call->args.data[i]);
  return true;
}

// The arguments of a call that go or defer makes: they are kept in a closure, and the call is made elsewhere.
static bool visit_call_stmt(Measure *measure, CallStmt *s) {
  CallExpr *call = (CallExpr *)syntax_unparen(s->call);
  if (call->expr.node.kind != NODE_CALL_EXPR) return true;
  syntax_walk(&call->fun->node, visit, measure);
  for (uint32_t i = 0; i < call->args.len; i++) {
    add_operand(measure, call->args.data[i]);
    syntax_walk(&call->args.data[i]->node, visit, measure);
  }
  return false;
}

// ---- variables and statements

// `x := []T{…}`, and var x in the same way.
static void add_initial(Measure *measure, Expr *name, Expr *value) {
  value = value ? syntax_unparen(value) : NULL;
  if (!value || value->node.kind != NODE_COMPOSITE_LIT || name->node.kind != NODE_NAME) return;
  const Object *variable = info_object(measure->info, (NameExpr *)name);
  if (!variable || frame_literal_size(measure->info, (CompositeLit *)value) < ABI_MAX_FRAME) return;
  if (frame_literal_stays(measure->info, measure->body, variable)) add_literal(measure, value);
}

static void add_variables(Measure *measure, VarDecl *decl) {
  if (decl->names.len == 1) add_initial(measure, &decl->names.data[0]->expr, decl->values);
  for (uint32_t i = 0; i < decl->names.len; i++) {
    const Object *variable = info_object(measure->info, decl->names.data[i]);
    if (variable && variable->type && types_sizeof(variable->type) <= MAX_VARIABLE)
      measure->locals = add_size(measure->locals, variable->type);
  }
}

// Of an if with a constant condition gc compiles one branch only.
static bool visit_if(Measure *measure, IfStmt *s) {
  const ConstVal *condition = info_value(measure->info, s->cond);
  if (!condition) return true;
  Stmt *taken = const_bool_value(condition) ? &s->then->stmt : s->otherwise;
  if (s->init) syntax_walk(&s->init->node, visit, measure);
  if (taken) syntax_walk(&taken->node, visit, measure);
  return false;
}

static void add_range(Measure *measure, RangeClause *range) {
  bool has_value = range->lhs && range->lhs->node.kind == NODE_LIST_EXPR;
  Type *type = info_type(measure->info, range->x);
  if (has_value && is_array(type)) measure->locals = add_size(measure->locals, type);
  if (has_value) add_literal(measure, range->x);
}

static bool is_statement(const Node *node) {
  return node->kind == NODE_VAR_DECL || (node->kind >= NODE_EMPTY_STMT && node->kind <= NODE_COMM_CLAUSE);
}

static void add_operation(Measure *measure, Operation *x) {
  add_operand(measure, x->x);
  if (x->y) add_operand(measure, x->y);
}

// Of `a, b = f()` gc first keeps all results.
static void add_assignment(Measure *measure, AssignStmt *assign) {
  if (assign->define) add_initial(measure, assign->lhs, assign->rhs);
  if (assign->lhs->node.kind == NODE_LIST_EXPR) add_operand(measure, assign->rhs);
}

static void add_elements(Measure *measure, CompositeLit *literal) {
  for (uint32_t i = 0; i < literal->elements.len; i++) {
    Expr *element = literal->elements.data[i];
    add_operand(measure, element->node.kind == NODE_KEY_VALUE_EXPR ? ((KeyValueExpr *)element)->value : element);
  }
}

static void add_assertion(Measure *measure, AssertExpr *x) {
  Type *type = x->type_expr ? info_type(measure->info, x->type_expr) : NULL;
  if (type && !types_is_interface(type)) add_temporary(measure, types_sizeof(type));
}

static bool visit_literal(const Measure *measure, FuncLit *literal) {
  check_function(measure->session, measure->package, literal->expr.node.pos, info_type(measure->info, &literal->expr),
                 literal->body);
  return false;
}

static bool visit(Node *node, void *context) {
  Measure *measure = context;
  if (is_statement(node)) measure->statement = 0;
  switch (node->kind) {
    case NODE_FUNC_LIT: return visit_literal(measure, (FuncLit *)node);
    case NODE_IF_STMT: return visit_if(measure, (IfStmt *)node);
    case NODE_CALL_STMT: return visit_call_stmt(measure, (CallStmt *)node);
    case NODE_CALL_EXPR: return visit_call(measure, (CallExpr *)node);
    case NODE_VAR_DECL: add_variables(measure, (VarDecl *)node); break;
    case NODE_RANGE_CLAUSE: add_range(measure, (RangeClause *)node); break;
    case NODE_OPERATION: add_operation(measure, (Operation *)node); break;
    case NODE_SELECTOR_EXPR: add_operand(measure, ((SelectorExpr *)node)->x); break;
    case NODE_COMPOSITE_LIT: add_elements(measure, (CompositeLit *)node); break;
    case NODE_INDEX_EXPR:
      add_operand(measure, ((IndexExpr *)node)->x);
      add_literal(measure, ((IndexExpr *)node)->x);
      break;
    case NODE_ASSERT_EXPR: add_assertion(measure, (AssertExpr *)node); break;
    case NODE_ASSIGN_STMT: add_assignment(measure, (AssignStmt *)node); break;
    default: break;
  }
  return true;
}

static void report_frame(const Measure *measure, Pos pos, int64_t args, int64_t callee) {
  measure->package->error_count++;
  abi_report_frame(measure->session, pos, measure->locals, args, callee);
}

// The size of the variables and values of a function if that alone is too large, else 0.
static int64_t check_function(Session *session, Package *package, Pos pos, Type *type, BlockStmt *body) {
  const Signature *signature = (Signature *)types_underlying(type);
  int64_t args = signature->receiver ? add_size(0, signature->receiver->type) : 0;
  args = tuple_size(signature->results, tuple_size(signature->params, args));
  Measure measure = {session, package, package->info, body, 0, 0, 0, 0};
  syntax_walk(&body->stmt.node, visit, &measure);
  measure.locals = add_sizes(measure.locals, measure.temporaries);
  if (args >= ABI_MAX_FRAME || measure.locals >= ABI_MAX_FRAME) report_frame(&measure, pos, args, 0);
  else if (add_sizes(measure.locals, measure.callee) >= ABI_MAX_FRAME)
    report_frame(&measure, pos, args, measure.callee);
  return measure.locals >= ABI_MAX_FRAME ? measure.locals : 0;
}

// ---- what is inlined

typedef struct LargeFunction {
  FuncDecl *decl;
  int64_t locals;
} LargeFunction;
typedef Vec(LargeFunction) LargeFunctionVec;

typedef struct InlineSearch {
  Measure measure;
  const LargeFunctionVec *large;
} InlineSearch;

static const LargeFunction *find_large(const LargeFunctionVec *large, const FuncDecl *decl) {
  for (uint32_t i = 0; i < large->len; i++)
    if (large->data[i].decl == decl) return &large->data[i];
  return NULL;
}

static bool visit_inlined(Node *node, void *context) {
  InlineSearch *search = context;
  if (node->kind == NODE_FUNC_LIT || node->kind == NODE_CALL_STMT) return false;
  if (node->kind != NODE_CALL_EXPR) return true;
  const FuncDecl *callee = called_function(&search->measure, (CallExpr *)node);
  const LargeFunction *large = callee ? find_large(search->large, callee) : NULL;
  if (large && is_inlined(search->measure.info, callee))
    search->measure.locals = add_sizes(search->measure.locals, large->locals);
  return true;
}

// What a function is too large for, what it is inlined into is, too.
static void check_inlined(Session *session, Package *package, const FuncDeclVec *functions, LargeFunctionVec *large) {
  for (uint32_t done = 0; large->len > done;) {
    done = large->len;
    for (uint32_t i = 0; i < functions->len; i++) {
      FuncDecl *decl = functions->data[i];
      if (find_large(large, decl)) continue;
      InlineSearch search = {{session, package, package->info, decl->body, 0, 0, 0, 0}, large};
      syntax_walk(&decl->body->stmt.node, visit_inlined, &search);
      if (!search.measure.locals) continue;
      report_frame(&search.measure, decl->decl.node.pos, 0, 0);
      vec_push(&package->arena, large, ((LargeFunction){decl, search.measure.locals}));
    }
  }
}

static void add_functions(Package *package, const DeclVec *decls, FuncDeclVec *functions) {
  for (uint32_t i = 0; i < decls->len; i++) {
    if (decls->data[i]->node.kind != NODE_FUNC_DECL) continue;
    FuncDecl *decl = (FuncDecl *)decls->data[i];
    Object *function = info_object(package->info, decl->name);
    Signature *signature = function ? (Signature *)function->type : NULL;
    if (decl->body && signature && !signature->type_params && !signature->receiver_type_params)
      vec_push(&package->arena, functions, decl);
  }
}

void frames_check(Session *session, Package *package) {
  FuncDeclVec functions = {0};
  LargeFunctionVec large = {0};
  for (uint32_t i = 0; i < package->files.len; i++) add_functions(package, &package->files.data[i]->decls, &functions);
  for (uint32_t i = 0; i < functions.len; i++) {
    FuncDecl *decl = functions.data[i];
    int64_t locals =
        check_function(session, package, decl->decl.node.pos, info_object(package->info, decl->name)->type, decl->body);
    if (locals) vec_push(&package->arena, &large, ((LargeFunction){decl, locals}));
  }
  check_inlined(session, package, &functions, &large);
}
