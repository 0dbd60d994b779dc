// Labels and branches of one function body (Spec: Labeled, Break, Continue, Goto and
// Fallthrough statements): finds the target of each branch, and reports what
// cmd/compile/internal/syntax/branches.go reports. Function literals inside are bodies
// of their own, checked when they were parsed.
#include "syntax/internal.h"

typedef struct Block {
  const struct Block *parent;
  uint32_t id;  // by which labels remember their block when it is left
  Pos start;
  LabeledStmt *labeled;  // the labeled statement that this is the body of, or NULL
} Block;

typedef struct Label {
  uint32_t owner;  // id of the block that declares it
  Pos owner_start;
  LabeledStmt *stmt;
  bool used;
} Label;

// The statements that break and continue without label refer to.
typedef struct Targets {
  Stmt *breaks;        // ForStmt, SwitchStmt, SelectStmt or NULL
  Stmt *continues;     // ForStmt or NULL
  int64_t case_index;  // in the immediately enclosing switch, or -1
} Targets;

// A forward goto.
typedef struct Pending {
  BranchStmt *branch;  // NULL once its label is met
  uint32_t earlier;    // 1 + number of the one before to the same label
} Pending;

typedef struct Branches {
  Parser *p;
  Map labels;  // Name -> Label
  uint32_t block_count;
  Vec(Pending) pending;  // forward gotos, in source order
  Map waiting;           // Name -> 1 + number of the last pending one to that label
} Branches;

// What has been declared in a block so far, for gotos that jump over it.
typedef struct VarMark {
  Pos pos;
  const Expr *name;
} VarMark;

static void block_branches(Branches *b, const Block *parent, Targets targets, LabeledStmt *labeled, Pos start,
                           Stmt **list, uint32_t count);

static const char *place_string(Parser *p, Pos pos) {
  p->file->source->directives = p->directives.data;
  p->file->source->directive_count = p->directives.len;
  Place place = source_place(p->session->sources, pos);
  if (place.column) return arena_printf(p->arena, "%s:%u:%u", place.path, place.line, place.column);
  return arena_printf(p->arena, "%s:%u", place.path, place.line);
}

static Label *find_label(Branches *b, const NameExpr *name) { return map_get(&b->labels, map_key(name->name)); }

static Label *declare_label(Branches *b, const Block *block, LabeledStmt *s) {
  Label *label = find_label(b, s->label);
  if (label) {
    other_error_at(b->p, s->label->expr.node.pos, "label %s already defined at %s", s->label->name->text,
                   place_string(b->p, label->stmt->label->expr.node.pos));
    return label;
  }
  label = arena_new(b->p->arena, Label);
  label->owner = block->id;
  label->owner_start = block->start;
  label->stmt = s;
  map_put(b->p->arena, &b->labels, map_key(s->label->name), label);
  return label;
}

// A goto forward to a label may not skip a declaration in the label's block. Since the
// goto is still pending, it stands before the declaration iff its position does.
static void resolve_pending(Branches *b, uint32_t mark, LabeledStmt *s, Label *label, const VarMark *var) {
  uint32_t last = (uint32_t)(uintptr_t)map_get(&b->waiting, map_key(s->label->name)), number = last;
  for (; number > mark; number = b->pending.data[number - 1].earlier) {
    BranchStmt *branch = b->pending.data[number - 1].branch;
    b->pending.data[number - 1].branch = NULL;
    branch->target = &s->stmt;
    label->used = true;
    if (var->pos && branch->stmt.node.pos < var->pos) {
      other_error_at(b->p, branch->label->expr.node.pos, "goto %s jumps over declaration of %s at %s",
                     s->label->name->text, syntax_expr_string(b->p->arena, var->name), place_string(b->p, var->pos));
    }
  }
  if (number != last) map_put(b->p->arena, &b->waiting, map_key(s->label->name), (void *)(uintptr_t)number);
}

static void check_fallthrough(Branches *b, BranchStmt *s, const Targets *targets, bool last) {
  const char *message = "fallthrough statement out of place";
  if (targets->breaks && targets->breaks->node.kind == NODE_SWITCH_STMT) {
    SwitchStmt *sw = (SwitchStmt *)targets->breaks;
    if (sw->tag && sw->tag->node.kind == NODE_TYPE_SWITCH_GUARD) {
      message = "cannot fallthrough in type switch";
    } else if (targets->case_index < 0 || !last) {
      // nested in a block, or not the last statement
    } else if (targets->case_index + 1 == sw->clauses.len) {
      message = "cannot fallthrough final case in switch";
    } else {
      return;
    }
  }
  other_error_at(b->p, s->stmt.node.pos, "%s", message);
}

static void unlabeled_branch(Branches *b, BranchStmt *s, const Targets *targets, bool last) {
  switch (s->token) {
    case TOKEN_BREAK:
      s->target = targets->breaks;
      if (!s->target) other_error_at(b->p, s->stmt.node.pos, "break is not in a loop, switch, or select");
      break;
    case TOKEN_CONTINUE:
      s->target = targets->continues;
      if (!s->target) other_error_at(b->p, s->stmt.node.pos, "continue is not in a loop");
      break;
    default: check_fallthrough(b, s, targets, last); break;
  }
}

static void labeled_branch(Branches *b, BranchStmt *s, const Block *block) {
  const char *name = s->label->name->text;
  Pos pos = s->label->expr.node.pos;
  Label *label = find_label(b, s->label);
  if (label) label->used = true;  // even if it turns out to be no valid target
  if (s->token == TOKEN_GOTO) {
    for (const Block *at = block; at && label; at = at->parent) {
      if (label->owner == at->id) {
        s->target = &label->stmt->stmt;
        return;
      }
    }
    uint32_t earlier = (uint32_t)(uintptr_t)map_get(&b->waiting, map_key(s->label->name));
    vec_push(b->p->arena, &b->pending, ((Pending){s, earlier}));
    map_put(b->p->arena, &b->waiting, map_key(s->label->name), (void *)(uintptr_t)b->pending.len);
    return;
  }
  bool is_break = s->token == TOKEN_BREAK;
  if (!label) {
    other_error_at(b->p, pos, "%s label not defined: %s", is_break ? "break" : "continue", name);
    return;
  }
  for (const Block *at = block; at; at = at->parent) {
    if (at->labeled != label->stmt) continue;
    Stmt *body = label->stmt->body;
    bool loop = body->node.kind == NODE_FOR_STMT;
    if (loop || (is_break && (body->node.kind == NODE_SWITCH_STMT || body->node.kind == NODE_SELECT_STMT))) {
      s->target = body;
      return;
    }
    break;
  }
  other_error_at(b->p, pos, "invalid %s label %s", is_break ? "break" : "continue", name);
}

// Statements with blocks inside.
static void compound_branches(Branches *b, const Block *block, Targets targets, LabeledStmt *labeled, Stmt *stmt) {
  Targets inner = {targets.breaks, targets.continues, -1};
  switch (stmt->node.kind) {
    case NODE_BLOCK_STMT: {
      BlockStmt *s = (BlockStmt *)stmt;
      block_branches(b, block, inner, labeled, stmt->node.pos, s->list.data, s->list.len);
      break;
    }
    case NODE_IF_STMT: {
      IfStmt *s = (IfStmt *)stmt;
      block_branches(b, block, inner, labeled, s->then->stmt.node.pos, s->then->list.data, s->then->list.len);
      if (s->otherwise) block_branches(b, block, inner, labeled, s->otherwise->node.pos, &s->otherwise, 1);
      break;
    }
    case NODE_FOR_STMT: {
      ForStmt *s = (ForStmt *)stmt;
      inner.breaks = inner.continues = stmt;
      block_branches(b, block, inner, labeled, s->body->stmt.node.pos, s->body->list.data, s->body->list.len);
      break;
    }
    case NODE_SWITCH_STMT: {
      SwitchStmt *s = (SwitchStmt *)stmt;
      inner.breaks = stmt;
      for (uint32_t i = 0; i < s->clauses.len; i++) {
        CaseClause *c = s->clauses.data[i];
        inner.case_index = i;
        block_branches(b, block, inner, labeled, c->node.pos, c->body.data, c->body.len);
      }
      break;
    }
    case NODE_SELECT_STMT: {
      SelectStmt *s = (SelectStmt *)stmt;
      inner.breaks = stmt;
      for (uint32_t i = 0; i < s->clauses.len; i++) {
        CommClause *c = s->clauses.data[i];
        block_branches(b, block, inner, labeled, c->node.pos, c->body.data, c->body.len);
      }
      break;
    }
    default: break;
  }
}

// The first variable declared by a statement, if any.
static void note_vars(const Stmt *stmt, VarMark *var) {
  if (stmt->node.kind == NODE_DECL_STMT) {
    const DeclStmt *s = (const DeclStmt *)stmt;
    for (uint32_t i = 0; i < s->decls.len; i++) {
      if (s->decls.data[i]->node.kind != NODE_VAR_DECL) continue;
      const VarDecl *d = (const VarDecl *)s->decls.data[i];
      *var = (VarMark){d->decl.node.pos, &d->names.data[0]->expr};
      return;
    }
  } else if (stmt->node.kind == NODE_ASSIGN_STMT && ((const AssignStmt *)stmt)->define) {
    *var = (VarMark){stmt->node.pos, ((const AssignStmt *)stmt)->lhs};
  }
}

static void block_branches(Branches *b, const Block *parent, Targets targets, LabeledStmt *labeled, Pos start,
                           Stmt **list, uint32_t count) {
  Block block = {parent, b->block_count++, start, labeled};
  uint32_t mark = b->pending.len;
  VarMark var = {0};
  // Empty statements at the end do not keep a fallthrough from being the last one.
  while (count && list[count - 1]->node.kind == NODE_EMPTY_STMT) count--;
  for (uint32_t i = 0; i < count; i++) {
    Stmt *stmt = list[i];
    LabeledStmt *label_stmt = NULL;
    while (stmt->node.kind == NODE_LABELED_STMT) {
      LabeledStmt *s = (LabeledStmt *)stmt;
      if (!s->label->name->blank) {
        Label *label = declare_label(b, &block, s);
        resolve_pending(b, mark, s, label, &var);
        label_stmt = s;
      }
      stmt = s->body;
    }
    if (stmt->node.kind == NODE_BRANCH_STMT) {
      BranchStmt *s = (BranchStmt *)stmt;
      if (s->label) {
        labeled_branch(b, s, &block);
      } else {
        unlabeled_branch(b, s, &targets, i + 1 == count);
      }
    } else {
      note_vars(stmt, &var);
      compound_branches(b, &block, targets, label_stmt, stmt);
    }
  }
}

void check_branches(Parser *p, BlockStmt *body) {
  Branches branches = {.p = p}, *b = &branches;
  block_branches(b, NULL, (Targets){NULL, NULL, 0}, NULL, body->stmt.node.pos, body->list.data, body->list.len);
  for (uint32_t i = 0; i < b->pending.len; i++) {
    BranchStmt *s = b->pending.data[i].branch;
    if (!s) continue;
    Label *label = find_label(b, s->label);
    if (label) {
      label->used = true;
      other_error_at(p, s->label->expr.node.pos, "goto %s jumps into block starting at %s", s->label->name->text,
                     place_string(p, label->owner_start));
    } else {
      other_error_at(p, s->label->expr.node.pos, "label %s not defined", s->label->name->text);
    }
  }
  for (uint32_t i = 0; i < b->labels.len; i++) {
    Label *label = b->labels.entries[i].value;
    if (label->used) continue;
    const NameExpr *name = label->stmt->label;
    other_error_at(p, name->expr.node.pos, "label %s defined and not used", name->name->text);
  }
}
