// The blocks of a file, as cmd/cover finds them: see cover.h. Positions are those of the text; what go/ast calls a
// node's Pos and End, trees for tools know.
#include <string.h>

#include "cover/internal.h"

static char text_at(const CoverBuilder *b, Pos pos) { return b->text[pos - b->source->base]; }

static Pos end_of(const CoverBuilder *b, const Stmt *s) {
  if (s->node.kind != NODE_EMPTY_STMT) return syntax_node_end(&s->node);
  return s->node.pos + (text_at(b, s->node.pos) == ';');  // one that is not written takes no room
}

// ---- where a block ends

typedef struct LiteralSearch {
  Pos brace;  // of the first literal's body; 0: none yet
} LiteralSearch;

static bool visit_literal(Node *node, void *context) {
  LiteralSearch *search = context;
  if (search->brace) return false;
  if (node->kind != NODE_FUNC_LIT) return true;
  search->brace = ((FuncLit *)node)->body->stmt.node.pos;
  return false;
}

// Where the body of the first function literal in a node begins; 0: there is none, or no node.
static Pos literal_in(const void *node) {
  LiteralSearch search = {0};
  if (node) syntax_walk((Node *)(uintptr_t)node, visit_literal, &search);
  return search.brace;
}

static Pos first_literal(const void *a, const void *b, const void *c) {
  Pos pos = literal_in(a);
  if (!pos) pos = literal_in(b);
  return pos ? pos : literal_in(c);
}

static Pos boundary_of(const CoverBuilder *b, const Stmt *s) {
  Pos literal = 0, brace = 0;
  switch (s->node.kind) {
    case NODE_LABELED_STMT: return boundary_of(b, ((const LabeledStmt *)s)->body);
    case NODE_BLOCK_STMT: return s->node.pos;
    case NODE_SELECT_STMT: return ((const SelectStmt *)s)->places.lbrace;
    case NODE_IF_STMT: {
      const IfStmt *x = (const IfStmt *)s;
      literal = first_literal(x->init, x->cond, NULL);
      brace = x->then->stmt.node.pos;
      break;
    }
    case NODE_FOR_STMT: {
      const ForStmt *x = (const ForStmt *)s;
      bool ranges = x->init && x->init->node.kind == NODE_RANGE_CLAUSE;
      literal = ranges ? literal_in(((const RangeClause *)x->init)->x) : first_literal(x->init, x->cond, x->post);
      brace = x->body->stmt.node.pos;
      break;
    }
    case NODE_SWITCH_STMT: {
      const SwitchStmt *x = (const SwitchStmt *)s;
      bool on_type = x->tag && x->tag->node.kind == NODE_TYPE_SWITCH_GUARD;  // what it looks at does not count
      literal = first_literal(x->init, on_type ? NULL : x->tag, NULL);
      brace = x->places.lbrace;
      break;
    }
    default:
      literal = literal_in(s);
      brace = end_of(b, s);
      break;
  }
  return literal ? literal : brace;
}

static bool calls_panic(const Stmt *s) {
  const CallExpr *call = (const CallExpr *)((const ExprStmt *)s)->x;
  if (call->expr.node.kind != NODE_CALL_EXPR || call->args.len != 1) return false;
  return call->fun->node.kind == NODE_NAME && strcmp(((const NameExpr *)call->fun)->name->text, "panic") == 0;
}

// Does control leave the statement for another place than the next one, or is it hard to say?
static bool ends_block(const Stmt *s) {
  switch (s->node.kind) {
    case NODE_BLOCK_STMT:
    case NODE_BRANCH_STMT:
    case NODE_FOR_STMT:
    case NODE_IF_STMT:
    case NODE_LABELED_STMT:
    case NODE_SWITCH_STMT:
    case NODE_SELECT_STMT: return true;
    case NODE_EXPR_STMT:
      if (calls_panic(s)) return true;
      break;
    default: break;
  }
  return literal_in(s) != 0;
}

// The statement of a label that may be parted from it: a goto leads to it, and so it begins a block. NULL: none.
static Stmt *labeled_alone(const Stmt *s) {
  if (s->node.kind != NODE_LABELED_STMT) return NULL;
  Stmt *body = ((const LabeledStmt *)s)->body;
  bool control =
      body->node.kind == NODE_FOR_STMT || body->node.kind == NODE_SWITCH_STMT || body->node.kind == NODE_SELECT_STMT;
  return control ? NULL : body;
}

// ---- lists of statements

// What surrounds a list.
typedef struct ListPlace {
  Pos begin, end;  // its blocks are between these
  Pos behind;      // the brace or colon: where an empty list's block begins,
  Pos key;         // and where its counter stands
  bool to_end;     // a list without branches is covered up to `end`
} ListPlace;

static void add_list(CoverBuilder *b, ListPlace place, Stmt *const *list, uint32_t count) {
  if (!count) {
    cover_add_unit(b, place.key, place.behind, place.end, 0);
    return;
  }
  Pos pos = place.begin;
  const Stmt *s = list[0];  // the next one, list[i] or what a label was parted from
  for (uint32_t i = 0; s;) {
    Pos key = s->node.pos, end = place.end;
    uint32_t statements = 0;
    for (bool ends = false; s && !ends; statements++) {
      const Stmt *next = labeled_alone(s);
      ends = ends_block(s);
      end = next ? syntax_node_begin(&s->node) : boundary_of(b, s);
      if (ends) place.to_end = false;
      if (!next && ++i < count) next = list[i];
      s = next;
    }
    if (place.to_end) end = place.end;
    if (pos != end) cover_add_unit(b, key, pos, end, statements);
    if (s) pos = syntax_node_begin(&s->node);
  }
}

// A block that begins with `brace`.
static void add_block(CoverBuilder *b, const BlockStmt *block, Pos brace) {
  ListPlace place = {brace, block->rbrace + 1, brace + 1, block->stmt.node.pos + 1, true};
  add_list(b, place, block->list.data, block->list.len);
}

static void add_clause(CoverBuilder *b, const Node *clause, Pos colon, const StmtVec *body) {
  Pos end = body->len ? end_of(b, body->data[body->len - 1]) : syntax_node_end(clause);
  ListPlace place = {colon + 1, end, colon + 1, colon + 1, false};
  add_list(b, place, body->data, body->len);
}

// ---- the tree

static bool visit(Node *node, void *context);

static void walk(CoverBuilder *b, void *node) {
  if (node) syntax_walk(node, visit, b);
}

static void walk_list(CoverBuilder *b, const StmtVec *list) {
  for (uint32_t i = 0; i < list->len; i++) walk(b, list->data[i]);
}

// What stands behind "else" is a block that begins behind that word; "if" there is one statement of such a block.
static void walk_if(CoverBuilder *b, IfStmt *s) {
  walk(b, s->init);
  walk(b, s->cond);
  walk(b, s->then);
  if (!s->otherwise) return;
  Pos behind = s->places.otherwise + 4;
  if (s->otherwise->node.kind == NODE_BLOCK_STMT) {
    BlockStmt *block = (BlockStmt *)s->otherwise;
    add_block(b, block, behind);
    walk_list(b, &block->list);
  } else {
    ListPlace place = {behind, end_of(b, s->otherwise) + 1, behind + 1, 0, true};
    add_list(b, place, &s->otherwise, 1);
    walk(b, s->otherwise);
  }
}

static void walk_switch(CoverBuilder *b, SwitchStmt *s) {
  walk(b, s->init);
  walk(b, s->tag);
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    const CaseClause *clause = s->clauses.data[i];
    add_clause(b, &clause->node, clause->colon, &clause->body);
  }
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    walk(b, s->clauses.data[i]->cases);
    walk_list(b, &s->clauses.data[i]->body);
  }
}

static void walk_select(CoverBuilder *b, SelectStmt *s) {
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    const CommClause *clause = s->clauses.data[i];
    add_clause(b, &clause->node, clause->colon, &clause->body);
  }
  for (uint32_t i = 0; i < s->clauses.len; i++) {
    walk(b, s->clauses.data[i]->comm);
    walk_list(b, &s->clauses.data[i]->body);
  }
}

// "F", "T.M", "*T.M"; a receiver of another form is not shown.
static const char *function_name(CoverBuilder *b, const FuncDecl *d) {
  const char *name = d->name->name->text;
  const Expr *type = d->receiver ? d->receiver->type : NULL;
  const Operation *star = (const Operation *)type;
  bool pointer = type && type->node.kind == NODE_OPERATION && !star->y && star->op == OP_MUL;
  if (pointer) type = star->x;
  if (!type || type->node.kind != NODE_NAME) return pointer ? name : arena_strdup(b->arena, name, strlen(name));
  return arena_printf(b->arena, "%s%s.%s", pointer ? "*" : "", ((const NameExpr *)type)->name->text, name);
}

static void walk_function(CoverBuilder *b, const FuncDecl *d) {
  if (!d->body || !d->name || d->name->name->blank) return;
  cover_begin_function(b, function_name(b, d), syntax_node_begin(&d->decl.node), false);
  walk(b, d->body);
  cover_end_function(b);
}

static void walk_literal(CoverBuilder *b, const FuncLit *x) {
  Pos pos = syntax_node_begin(&x->expr.node);
  Place place = source_place(b->session->sources, pos);
  cover_begin_function(b, arena_printf(b->arena, "func.L%u.C%u", place.line, place.column), pos, true);
  walk(b, x->body);
  cover_end_function(b);
}

static bool visit(Node *node, void *context) {
  CoverBuilder *b = context;
  switch (node->kind) {
    case NODE_BLOCK_STMT: add_block(b, (BlockStmt *)node, node->pos); return true;
    case NODE_IF_STMT: walk_if(b, (IfStmt *)node); return false;
    case NODE_SWITCH_STMT: walk_switch(b, (SwitchStmt *)node); return false;
    case NODE_SELECT_STMT: walk_select(b, (SelectStmt *)node); return false;
    case NODE_FUNC_DECL: walk_function(b, (FuncDecl *)node); return false;
    case NODE_FUNC_LIT:
      if (b->function) return true;
      walk_literal(b, (FuncLit *)node);
      return false;
    default: return true;
  }
}

void cover_file(CoverBuilder *b, File *file) {
  for (uint32_t i = 0; i < file->decls.len; i++) walk(b, file->decls.data[i]);
}
