// Loops over functions: not lowered yet.
#include "lower/internal.h"

void lower_range_func(Context *c, ForStmt *s, RangeClause *r) {
  (void)r;
  not_supported(c->l, s->stmt.node.pos, "range over func");
}
void lower_range_body_instance(Lowerer *l, Instance *instance) {
  (void)l;
  (void)instance;
}
bool range_leave(Context *c, uint8_t kind, Stmt *target, ReturnStmt *ret) {
  (void)c;
  (void)kind;
  (void)target;
  (void)ret;
  return false;
}
void range_defer(Context *c, ValueId closure) {
  (void)c;
  (void)closure;
}
