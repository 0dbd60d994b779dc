// What the files of the parser share: one Parser per file being parsed, which is
// scanner, error state and tree builder in one. Positions are Pos (file base + byte
// offset) throughout.
#ifndef TUCO_SYNTAX_INTERNAL_H
#define TUCO_SYNTAX_INTERNAL_H

#include "syntax/syntax.h"

// Byte that stands for what gc's source reader skips (NUL, invalid UTF-8, byte order
// marks) in a cleaned copy of a faulty text. Never in a text without faults, unless
// the file has it itself; then has_filler is false.
enum { FILLER = 1 };

// Deeper nesting of expressions, types and statements than this is an error: all later
// passes recurse over the tree on a C stack (POOL_STACK: 17 KB a level).
enum { NESTING_LIMIT = 30000 };

// Longer chains a + b + c … make trees too deep to the left: later passes need less stack for a step of these, and
// generated programs have long ones.
enum { CHAIN_LIMIT = 400000 };

// Internal directive bits, beside Pragma.
enum { PRAGMA_GO_BUILD = 1u << 30, PRAGMA_CGO_UNSAFE_ARGS = 1u << 31 };

// Directives seen and not yet claimed by a declaration.
typedef struct PendingPragma {
  bool any;
  uint32_t flags;
  Vec(PragmaPos) positions;
  Vec(Embed *) embeds;
  const char *c_symbol;
} PendingPragma;

// The comments of a file for tools. A run is what stands between two tokens, one or more groups.
typedef struct Comments {
  Vec(Comment) group;     // the one being read, not yet in File.comments
  Pos after;              // the token before the newest run; 0 as well if that is the file's first
  bool any;               // there is a run
  bool behind;            // the group being read begins on the line of `after`, so ends with its line
  uint32_t last_line;     // where the newest comment ends
  CommentGroup *line;     // of the newest run: the group that began so,
  uint32_t line_end;      //   and where it ends
  CommentGroup **wanted;  // gets the comment behind the ";" that is the current token
} Comments;

// How a tree for tools is kept whole: a declaration with errors that has run past what seems to be the beginning of
// the next one is read again, and ends there.
typedef struct Recovery {
  Pos passed;       // the first such keyword since the declaration began, 0 none
  bool stop;        // it ends the text
  bool mute;        // errors are those of the first reading
  uint32_t faults;  // errors, also those that are not reported because others were before
} Recovery;

typedef struct Parser {
  NodeIds ids;
  // current token
  uint8_t tok;         // Token
  uint8_t op;          // Operator; of OPERATOR, STAR, ASSIGN_OP, INC_OP
  uint8_t precedence;  // of OPERATOR, STAR
  uint8_t lit_kind;    // LitKind; of LITERAL
  bool lit_bad;
  bool newline_semi;  // a newline or the end of the file becomes ";"
  bool blank;         // only white space stands before the token (or comment) on its line
  bool has_filler;
  bool has_fault;  // the text has a fault of encoding, first at `fault`
  Pos pos;
  Pos previous;      // of the token before
  const Name *name;  // of NAME
  const char *lit;   // of LITERAL its text; of SEMI "semicolon", "newline", or "EOF"
  uint32_t lit_length;
  // the text
  const char *cursor;
  const char *text, *end;
  const char *line_start;
  const char *fault;
  Pos base;
  uint32_t *line_starts;
  uint32_t line_count;
  // parser state
  int32_t expr_level;  // < 0: in a control clause, where "{" opens the block (gc's xnest)
  uint32_t func_level;
  uint32_t depth;               // against NESTING_LIMIT
  uint32_t error_count;         // errors of scanner and parser
  bool other_error;             // something else was reported (other_error_at)
  uint32_t syntax_error_count;  // those of them that keep gc from checking types
  uint32_t branch_count;        // labels and branch statements seen: functions without any need no check
  uint32_t group_count;
  bool top;      // before the package clause
  bool gave_up;  // nested too deep
  bool tools;    // PARSE_TOOLS
  ParseMode mode;
  PendingPragma pragma;
  Vec(LineDirective) directives;
  Comments comments;
  Recovery recovery;
  int32_t margin;  // column of the file's first token, from 0
  // elements of the lists being parsed; each list copies its part out when complete
  void **stack;
  uint32_t stack_len, stack_cap;
  Session *session;
  Arena *arena;    // of the tree
  Arena *lasting;  // of what the source file and constants refer to when the tree is gone
  File *file;
} Parser;

// scanner.c
void scan_init(Parser *p);
void scan_next(Parser *p);
const char *scan_as_written(const Parser *p, const char *at);  // of a place in the text, which may have fillers
void scan_skip_to_end(Parser *p);                              // gives the rest of the text up
static inline int32_t scan_column(const Parser *p) {           // of the current token, from 0; not of one with newlines
  return (int32_t)(p->pos - p->base) - (int32_t)(p->line_start - p->text);
}

// comments.c, for tools
void comment_note(Parser *p, const char *start, const char *end, uint32_t line);  // read, begins on that line
CommentGroup *comment_lead(Parser *p);  // what documents a declaration that begins with the current token, or NULL
// At the end of a specification or field: notes the comment that stands behind it and its ";".
void comment_behind(Parser *p, CommentGroup **comment);
void comment_take_wanted(Parser *p);
void comment_finish(Parser *p);
// directives.c
void directive_comment(Parser *p, const char *comment, const char *end);
uint32_t pragma_take(Parser *p, uint32_t allowed, VarDecl *var);  // reports what is not allowed
void pragma_clear_slow(Parser *p);
static inline void pragma_clear(Parser *p) {
  if (p->pragma.any) pragma_clear_slow(p);
}
void directives_finish(Parser *p);  // checks that need all imports

// Whether an error has been met up to here. Faults of encoding are reported for the whole
// text at once, but count from where they stand.
static inline bool had_error(const Parser *p) { return p->error_count || (p->has_fault && p->fault < p->cursor); }

// parser.c: errors and common productions
void parse_error_at(Parser *p, Pos pos, const char *format, ...) __attribute__((format(printf, 3, 4)));
// An error that does not count as the parser's: directives, labels.
void other_error_at(Parser *p, Pos pos, const char *format, ...) __attribute__((format(printf, 3, 4)));
void syntax_error_at(Parser *p, Pos pos, const char *message);
void syntax_error(Parser *p, const char *message);
const char *token_string(Token token);
// Skips to a token of the set, or of those that start statements when in a function;
// an empty set skips one token. Sets are made by SET.
void advance(Parser *p, uint64_t follow);
#define SET(token) ((uint64_t)1 << (token))
#define SET_DECLARATION (SET(TOKEN_IMPORT) | SET(TOKEN_CONST) | SET(TOKEN_TYPE) | SET(TOKEN_VAR) | SET(TOKEN_FUNC))
void want_slow(Parser *p, Token token);
bool got_assign(Parser *p);
void give_up_nesting(Parser *p);  // reports it once and skips the rest of the text
bool enter(Parser *p);            // false: nested too deep; reported, and the text given up
static inline void leave(Parser *p) { p->depth--; }
void stack_push(Parser *p, void *element);
void **stack_copy(Parser *p, uint32_t mark, uint32_t *count);  // elements since mark, in the arena
void **stack_take(Parser *p, uint32_t mark, uint32_t *count);  // and off the stack
// After an element of a list: true if the list goes on or ends with `close`.
bool list_separator(Parser *p, const char *context, Token separator, Token close);
Pos list_end(Parser *p, Token close, bool complete);
NameExpr *parse_name(Parser *p);
NameExpr *new_name(Parser *p, Pos pos, const Name *name);
void parse_name_list(Parser *p, NameExpr *first, NameExprVec *names);
// Pushes declarations on the stack. The statement, if there is one, is what they stand in.
void append_group(Parser *p, Decl *(*parse)(Parser *p, Group *group), DeclStmt *statement);
Decl *parse_const_decl(Parser *p, Group *group);
Decl *parse_type_decl(Parser *p, Group *group);
Decl *parse_local_type_decl(Parser *p, Group *group);
Decl *parse_var_decl(Parser *p, Group *group);

static inline bool got(Parser *p, Token token) {
  if (p->tok != token) return false;
  scan_next(p);
  return true;
}
static inline void want(Parser *p, Token token) {
  if (p->tok == token) {
    scan_next(p);
  } else {
    want_slow(p, token);
  }
}

static inline bool got_separator(Parser *p, Token token) {
  if (!got(p, token)) return false;
  if (p->comments.wanted) comment_take_wanted(p);
  return true;
}

static inline void *new_node(Parser *p, size_t size, NodeKind kind, Pos pos) {
  Node *node = arena_alloc(p->arena, size, _Alignof(void *));
  node->kind = (uint8_t)kind;
  node->pos = pos;
  if (syntax_is_expr(node)) ((Expr *)node)->id = node_id(p->session, &p->ids);
  else if (kind == NODE_CASE_CLAUSE) ((CaseClause *)node)->id = node_id(p->session, &p->ids);
  else if (kind == NODE_FOR_STMT) ((ForStmt *)node)->id = node_id(p->session, &p->ids);
  return node;
}
#define NEW(p, T, kind, pos) ((T *)new_node((p), sizeof(T), (kind), (pos)))
// A node that has places, which are allocated for tools only.
#define NEW_PLACED(p, T, kind, pos) ((T *)new_node((p), (p)->tools ? sizeof(T) : offsetof(T, places), (kind), (pos)))
// Notes for tools where the current token stands, if it is the expected one.
#define PLACE(p, token, place) ((p)->tools && (p)->tok == (token) ? (void)((place) = (p)->pos) : (void)0)

// parse_expr.c
Expr *parse_expr(Parser *p);
Expr *parse_binary_expr(Parser *p, Expr *x, uint32_t precedence);
Expr *parse_primary_expr(Parser *p, Expr *x, bool keep_parens);
Expr *parse_expr_list(Parser *p);
Expr *parse_type_list(Parser *p, bool strict, bool *comma);
BasicLit *parse_literal_or_null(Parser *p);
Expr *bad_expr(Parser *p);
Expr *bad_expr_at(Parser *p, Pos pos);
bool is_type_elem(const Expr *x);

// parse_type.c
Expr *parse_type(Parser *p);
Expr *parse_type_or_null(Parser *p);
Expr *parse_array_type(Parser *p, Pos pos, Expr *length);
Expr *parse_slice_type(Parser *p, Pos pos);
FuncTypeExpr *parse_func_type(Parser *p, const char *context, FieldVec *type_params);
FuncTypeExpr *parse_func_type_with_keyword(Parser *p);
// Returns where the closing bracket stands, or 0.
Pos parse_param_list(Parser *p, NameExpr *name, Expr *type, Token close, bool require_names, bool dots_ok,
                     FieldVec *list);

// parse_stmt.c
BlockStmt *parse_func_body(Parser *p);
void parse_stmt_list(Parser *p, StmtVec *list);

// branches.c
void check_branches(Parser *p, BlockStmt *body);

// walk.c
const void *syntax_last_of_decl(const Node *n);  // the node that a declaration ends with

#endif
