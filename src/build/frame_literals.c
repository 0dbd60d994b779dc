// Slice literals whose elements gc puts on the stack, of whatever size: those that certainly do not leave the function.
// gc's escape analysis knows more of them; what is counted here are literals that are indexed or ranged over where they
// stand, and variables of which nothing but that is done.
#include <string.h>

#include "build/internal.h"

int64_t frame_literal_size(const Info *info, const CompositeLit *literal) {
  Type *type = info_type(info, &literal->expr);
  type = type ? types_underlying(type) : NULL;
  if (!type || type->kind != TYPE_SLICE) return 0;
  int64_t next = 0, length = 0, size = types_sizeof(((Slice *)type)->elem);
  for (uint32_t i = 0; i < literal->elements.len; i++, next++) {
    const Expr *element = literal->elements.data[i];
    const ConstVal *key =
        element->node.kind == NODE_KEY_VALUE_EXPR ? info_value(info, ((const KeyValueExpr *)element)->key) : NULL;
    if (key && !const_int64_value(key, &next)) return 0;
    if (length <= next) length = next + 1;
  }
  return size <= 0 ? 0 : length > INT64_MAX / size ? INT64_MAX : length * size;
}

typedef struct Uses {
  const Info *info;
  const Object *variable;
  uint32_t all;     // mentions
  uint32_t kept;    // those that keep it here
  uint32_t values;  // those that need the elements
} Uses;

static bool is_variable(const Uses *uses, Expr *x) {
  x = x ? syntax_unparen(x) : NULL;
  return x && x->node.kind == NODE_NAME && info_object(uses->info, (NameExpr *)x) == uses->variable;
}

static bool is_element(const Uses *uses, Expr *x) {
  x = x ? syntax_unparen(x) : NULL;
  return x && x->node.kind == NODE_INDEX_EXPR && is_variable(uses, ((IndexExpr *)x)->x);
}

static bool is_keep_alive(const Info *info, const Expr *fun) {
  if (fun->node.kind != NODE_SELECTOR_EXPR) return false;
  const Object *object = info_object(info, ((const SelectorExpr *)fun)->selector);
  return object && object->kind == OBJECT_FUNC && object->package && strcmp(object->name->text, "KeepAlive") == 0 &&
         strcmp(object->package->path, "runtime") == 0;
}

static void use_call(Uses *uses, CallExpr *call) {
  if (!is_keep_alive(uses->info, syntax_unparen(call->fun)) || call->args.len != 1 ||
      !is_variable(uses, call->args.data[0]))
    return;
  uses->kept++;
  uses->values++;
}

// An element that is read or set as a whole; an address of one, or of a part, is not followed.
static bool use_element(Uses *uses, IndexExpr *x) {
  if (!is_variable(uses, x->x)) return true;
  uint8_t kind = types_underlying(info_type(uses->info, &x->expr))->kind;
  if (kind == TYPE_ARRAY || kind == TYPE_STRUCT) return true;
  uses->kept++;
  uses->values++;
  return true;
}

// x[i] = v and _ = x[i] do not need the elements.
static void use_assignment(Uses *uses, const AssignStmt *assign) {
  const Expr *lhs = syntax_unparen(assign->lhs);
  bool blank = lhs->node.kind == NODE_NAME && strcmp(((const NameExpr *)lhs)->name->text, "_") == 0;
  if (assign->op == 0 && (is_element(uses, assign->lhs) || (blank && is_element(uses, assign->rhs)))) uses->values--;
}

static bool use(Node *node, void *context) {
  Uses *uses = context;
  switch (node->kind) {
    case NODE_NAME: uses->all += info_object(uses->info, (NameExpr *)node) == uses->variable; break;
    case NODE_CALL_EXPR: use_call(uses, (CallExpr *)node); break;
    case NODE_INDEX_EXPR: return use_element(uses, (IndexExpr *)node);
    case NODE_RANGE_CLAUSE: {
      RangeClause *range = (RangeClause *)node;
      if (!range->lhs || range->lhs->node.kind != NODE_LIST_EXPR || !is_variable(uses, range->x)) break;
      uses->kept++;
      uses->values++;
      break;
    }
    case NODE_OPERATION:  // &x[i]
      if (!((Operation *)node)->y && is_element(uses, ((Operation *)node)->x)) uses->all++;
      break;
    case NODE_SELECTOR_EXPR:  // x[i].f
      if (is_element(uses, ((SelectorExpr *)node)->x)) uses->all++;
      break;
    case NODE_ASSIGN_STMT: use_assignment(uses, (AssignStmt *)node); break;
    default: break;
  }
  return true;
}

bool frame_literal_stays(const Info *info, BlockStmt *body, const Object *variable) {
  Uses uses = {info, variable, 0, 0, 0};
  syntax_walk(&body->stmt.node, use, &uses);
  return uses.all == uses.kept + 1 && (int32_t)uses.values > 0;  // and its declaration
}
