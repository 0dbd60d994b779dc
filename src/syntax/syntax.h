// The syntax tree, scanner and parser of Go 1.26 (Spec: Lexical elements to
// Packages). Input: a registered SourceFile. Output: a File in the package's
// arena, also for text with syntax errors (BadExpr, BadStmt, BadDecl where
// nothing better fits).
//
// Node positions follow cmd/compile/internal/syntax, because gc's messages
// carry them: a Name or literal where it stands; Operation (binary) at its
// operator, unary at its operator; CallExpr, IndexExpr, SliceExpr,
// SelectorExpr, AssertExpr, CompositeLit as there. syntax_start_pos gives the
// leftmost position of a tree, as syntax.StartPos does.
//
// A tree for tools (PARSE_TOOLS) says all of the text that is not white space, a
// comma or a semicolon (test/unit/syntax_round_trip.c): every other token has a
// position; comments stand in File.comments and, where they document something,
// in its node; parentheses are ParenExprs also around types; File.parts has the
// declarations as they are grouped. What the compiler never asks for is the last
// member of a node, `places`, which is not even allocated in other trees: only
// who asked for a tree for tools may look at it. A Pos there is that of a token's
// first byte, 0 where there is no such token. Of fields declared together the
// first has the comments.
//
// A tree is not changed when it is made: what the checker finds stands in an Info (types/info.h), by the ids of nodes.
#ifndef TUCO_SYNTAX_H
#define TUCO_SYNTAX_H

#include "base/constant.h"
#include "base/session.h"

// tokens.def: TOKEN(name, "text")
typedef enum Token {
#define TOKEN(name, text) TOKEN_##name,
#include "syntax/tokens.def"
#undef TOKEN
  TOKEN_COUNT
} Token;

// operators.def: OPERATOR(name, "text", precedence). OP_NONE is 0.
typedef enum Operator {
#define OPERATOR(name, text, precedence) OP_##name,
#include "syntax/operators.def"
#undef OPERATOR
  OPERATOR_COUNT
} Operator;

typedef enum NodeKind {
  NODE_NONE,
  // declarations
  NODE_IMPORT_DECL,
  NODE_CONST_DECL,
  NODE_TYPE_DECL,
  NODE_VAR_DECL,
  NODE_FUNC_DECL,
  NODE_BAD_DECL,  // in trees for tools
  // expressions
  NODE_BAD_EXPR,
  NODE_NAME,
  NODE_BASIC_LIT,
  NODE_COMPOSITE_LIT,
  NODE_KEY_VALUE_EXPR,
  NODE_FUNC_LIT,
  NODE_PAREN_EXPR,
  NODE_SELECTOR_EXPR,
  NODE_INDEX_EXPR,
  NODE_SLICE_EXPR,
  NODE_ASSERT_EXPR,
  NODE_TYPE_SWITCH_GUARD,
  NODE_OPERATION,
  NODE_CALL_EXPR,
  NODE_LIST_EXPR,
  // type expressions
  NODE_ARRAY_TYPE,
  NODE_SLICE_TYPE,
  NODE_DOTS_TYPE,
  NODE_STRUCT_TYPE,
  NODE_INTERFACE_TYPE,
  NODE_FUNC_TYPE,
  NODE_MAP_TYPE,
  NODE_CHAN_TYPE,
  NODE_FIELD,
  // statements
  NODE_EMPTY_STMT,
  NODE_LABELED_STMT,
  NODE_BLOCK_STMT,
  NODE_EXPR_STMT,
  NODE_SEND_STMT,
  NODE_DECL_STMT,
  NODE_ASSIGN_STMT,
  NODE_BRANCH_STMT,
  NODE_CALL_STMT,
  NODE_RETURN_STMT,
  NODE_IF_STMT,
  NODE_FOR_STMT,
  NODE_SWITCH_STMT,
  NODE_SELECT_STMT,
  NODE_RANGE_CLAUSE,
  NODE_CASE_CLAUSE,
  NODE_COMM_CLAUSE,
  NODE_BAD_STMT,  // in trees for tools
  NODE_KIND_COUNT
} NodeKind;

// Expressions, type expressions, case clauses and for statements have ids, by which the stages below keep what they
// find out about them. They are dense, from 1, unique in a session, and those of NODE_PAGE in a row are of one file.
// They depend on the order in which threads parse: nothing of them may get into output. 0: made by lowering.
enum { NODE_PAGE = 64 };

// Where a parser, or a checker that makes nodes, takes ids from.
typedef struct NodeIds {
  uint32_t next, end;
} NodeIds;
static inline uint32_t node_id(Session *session, NodeIds *ids) {
  if (ids->next == ids->end) {
    ids->next = atomic_fetch_add_explicit(session->node_pages, 1, memory_order_relaxed) * NODE_PAGE;
    ids->end = ids->next + NODE_PAGE;
  }
  return ids->next++;
}

typedef struct Node {
  uint8_t kind;  // NodeKind
  Pos pos;
} Node;

// Expressions and type expressions begin so.
typedef struct Expr {
  Node node;
  uint32_t id;
} Expr;
typedef Vec(Expr *) ExprVec;
static inline bool syntax_is_expr(const Node *node) { return node->kind >= NODE_BAD_EXPR && node->kind < NODE_FIELD; }

typedef struct Stmt {
  Node node;
} Stmt;
typedef Vec(Stmt *) StmtVec;
typedef struct Decl {
  Node node;
} Decl;
typedef Vec(Decl *) DeclVec;

// Directives before a declaration (//go:noinline …), as a bit set.
typedef enum Pragma {
  PRAGMA_NOINLINE = 1 << 0,
  PRAGMA_NOSPLIT = 1 << 1,
  PRAGMA_NOESCAPE = 1 << 2,
  PRAGMA_NORACE = 1 << 3,
  PRAGMA_NOCHECKPTR = 1 << 4,
  PRAGMA_SYSTEMSTACK = 1 << 5,
  PRAGMA_NOWRITEBARRIER = 1 << 6,
  PRAGMA_NOWRITEBARRIERREC = 1 << 7,
  PRAGMA_YESWRITEBARRIERREC = 1 << 8,
  PRAGMA_UINTPTRKEEPALIVE = 1 << 9,
  PRAGMA_UINTPTRESCAPES = 1 << 10,
  PRAGMA_REGISTERPARAMS = 1 << 11,
  // tuco's own, honoured in overlay packages only:
  PRAGMA_TUCO_LEAF = 1 << 12,     // //tuco:leaf symbol     bodyless: a C function on the goroutine's stack
  PRAGMA_TUCO_SYSTEM = 1 << 13,   // //tuco:system symbol   bodyless: a C function on the system stack
  PRAGMA_TUCO_WRAPPER = 1 << 14,  // //tuco:wrapper         invisible to recover and traces
  PRAGMA_TUCO_ASM = 1 << 15,      // //tuco:asm symbol      bodyless: assembly with ABIInternal in the runtime
  PRAGMA_TUCO_READS = 1 << 16     // //tuco:reads           of a leaf: it writes no memory
} Pragma;

// ---- what only trees for tools have

// A comment with its "//" or "/*" and "*/", as it stands: carriage returns are part of it, the line's end is not.
typedef struct Comment {
  Pos pos;
  uint32_t length;
} Comment;

// Comments with no token and no empty line between them (go/ast's CommentGroup: the first group behind a token ends
// with the token's line).
typedef struct CommentGroup {
  uint32_t count;
  Comment list[];
} CommentGroup;

typedef Vec(CommentGroup *) CommentGroupVec;

// A pair of brackets.
typedef struct Brackets {
  Pos open, close;
} Brackets;

// What stands before a declaration, specification or field, on the lines just above it, and behind it on its last
// line. As go/parser associates them.
typedef struct Docs {
  CommentGroup *doc, *comment;
} Docs;

// All declarations of one parenthesized group point to the same Group.
typedef struct Group {
  uint32_t id;
} Group;

// ---- expressions

typedef struct BadExpr {
  Expr expr;
  struct {
    Pos end;  // where the parser went on
  } places;
} BadExpr;
typedef struct NameExpr {
  Expr expr;
  const Name *name;
} NameExpr;
typedef Vec(NameExpr *) NameExprVec;

typedef enum LitKind { LIT_INT, LIT_FLOAT, LIT_IMAG, LIT_RUNE, LIT_STRING } LitKind;
typedef struct BasicLit {
  Expr expr;
  uint32_t length;
  const char *text;  // as in the source, raw, not NUL-terminated
  uint8_t kind;      // LitKind
  bool bad;          // has syntax errors
} BasicLit;

typedef struct CompositeLit {
  Expr expr;
  Expr *type_expr;   // NULL: elided
  ExprVec elements;  // KeyValueExpr or plain
  uint32_t key_count;
  Pos rbrace;
} CompositeLit;
typedef struct KeyValueExpr {
  Expr expr;
  Expr *key, *value;
} KeyValueExpr;
typedef struct FuncLit {
  Expr expr;
  struct FuncTypeExpr *type_expr;
  struct BlockStmt *body;
} FuncLit;
typedef struct ParenExpr {
  Expr expr;
  Expr *x;
  struct {
    Pos close;
  } places;
} ParenExpr;
typedef struct SelectorExpr {
  Expr expr;
  Expr *x;
  NameExpr *selector;
} SelectorExpr;
typedef struct IndexExpr {
  Expr expr;
  Expr *x, *index;
  struct {
    Pos close;
  } places;
} IndexExpr;  // index may be a ListExpr (instantiation)
typedef struct SliceExpr {
  Expr expr;
  Expr *x;
  Expr *index[3];
  bool full;
  struct {
    Pos colons[2], close;
  } places;
} SliceExpr;
typedef struct AssertExpr {
  Expr expr;
  Expr *x, *type_expr;
  struct {
    Brackets parens;
  } places;
} AssertExpr;
typedef struct TypeSwitchGuard {
  Expr expr;
  NameExpr *lhs;
  Expr *x;
  struct {
    Pos define, type;  // ":=", "type"
    Expr *lhs;         // what stands before ":="; go/parser takes anything
    Brackets parens;
  } places;
} TypeSwitchGuard;
typedef struct Operation {
  Expr expr;
  uint8_t op;
  Expr *x, *y;
} Operation;  // y NULL: unary; OP_AND &x, OP_MUL *x, OP_RECV <-x, OP_TILDE ~x
typedef struct CallExpr {
  Expr expr;
  bool has_dots;
  Expr *fun;
  ExprVec args;
  struct {
    Pos dots, close;
  } places;
} CallExpr;
typedef struct ListExpr {
  Expr expr;
  ExprVec elements;
} ListExpr;

// ---- types

typedef struct Field {
  Node node;
  NameExpr *name;  // NULL: embedded or unnamed
  Expr *type;      // shared by names declared together
  struct {
    Docs docs;
  } places;
} Field;
typedef Vec(Field *) FieldVec;
typedef struct ArrayTypeExpr {
  Expr expr;
  Expr *length, *elem;
  struct {
    Pos dots, close;
  } places;
} ArrayTypeExpr;  // length NULL: [...]
typedef struct SliceTypeExpr {
  Expr expr;
  Expr *elem;
  struct {
    Pos close;
  } places;
} SliceTypeExpr;
typedef struct DotsTypeExpr {
  Expr expr;
  Expr *elem;
} DotsTypeExpr;
typedef struct StructTypeExpr {
  Expr expr;
  FieldVec fields;
  Vec(BasicLit *) tags;
  struct {
    Brackets braces;
  } places;
} StructTypeExpr;  // tags: empty or as long as fields
typedef struct InterfaceTypeExpr {
  Expr expr;
  FieldVec methods;
  struct {
    Brackets braces;
  } places;
} InterfaceTypeExpr;
typedef struct FuncTypeExpr {
  Expr expr;
  FieldVec params, results;
  struct {
    Pos func;  // 0 in declarations of functions and methods
    Brackets type_params, params, results;
  } places;
} FuncTypeExpr;
typedef struct MapTypeExpr {
  Expr expr;
  Expr *key, *value;
  struct {
    Brackets brackets;
  } places;
} MapTypeExpr;
typedef enum ChanDir { CHAN_BOTH = 0, CHAN_SEND_ONLY = 1, CHAN_RECV_ONLY = 2 } ChanDir;
typedef struct ChanTypeExpr {
  Expr expr;
  Expr *elem;
  uint8_t dir;
  struct {
    Pos chan, arrow;
  } places;
} ChanTypeExpr;

// ---- declarations

typedef struct ImportDecl {
  Decl decl;
  Group *group;
  uint32_t pragma;
  NameExpr *local_name;
  BasicLit *path;
  struct {
    Docs docs;
  } places;
} ImportDecl;
typedef struct ConstDecl {
  Decl decl;
  Group *group;
  uint32_t pragma;
  NameExprVec names;
  Expr *type_expr, *values;
  struct {
    Pos assign;
    Docs docs;
  } places;
} ConstDecl;
typedef struct TypeDecl {
  Decl decl;
  Group *group;
  uint32_t pragma;
  NameExpr *name;
  FieldVec type_params;
  bool alias;
  uint32_t local_number;  // of defined types inside of functions: from 1 in the file, in the order of the text
  Expr *type_expr;
  struct {
    Pos assign;
    Brackets type_params;
    Docs docs;
  } places;
} TypeDecl;
typedef struct VarDecl {
  Decl decl;
  Group *group;
  uint32_t pragma;
  NameExprVec names;
  Expr *type_expr, *values;
  struct Embed *embed;
  struct {
    Pos assign;
    Docs docs;
  } places;
} VarDecl;  // embed: //go:embed patterns, NULL none
typedef struct FuncDecl {
  Decl decl;
  uint32_t pragma;
  Field *receiver;  // NULL: function
  NameExpr *name;
  FieldVec type_params;
  FuncTypeExpr *type_expr;
  struct BlockStmt *body;  // NULL: declared elsewhere
  const char *c_symbol;    // argument of //tuco:leaf, system, asm
  struct {
    Pos func;
    Brackets receiver;
    FieldVec receivers;  // all, where there should be one
    CommentGroup *doc;
  } places;
} FuncDecl;

typedef struct BadDecl {
  Decl decl;
  struct {
    Pos end;  // where the parser went on
  } places;
} BadDecl;

// ---- statements

typedef struct BadStmt {
  Stmt stmt;
  struct {
    Pos end;  // where the parser went on
  } places;
} BadStmt;
typedef struct LabeledStmt {
  Stmt stmt;
  NameExpr *label;
  Stmt *body;
} LabeledStmt;
typedef struct BlockStmt {
  Stmt stmt;
  StmtVec list;
  Pos rbrace;
} BlockStmt;
typedef struct ExprStmt {
  Stmt stmt;
  Expr *x;
} ExprStmt;
typedef struct SendStmt {
  Stmt stmt;
  Expr *channel, *value;
} SendStmt;
typedef struct DeclStmt {
  Stmt stmt;
  DeclVec decls;
  struct {
    uint8_t token;  // TOKEN_IMPORT, CONST, TYPE, VAR
    Brackets parens;
    CommentGroup *doc;
  } places;
} DeclStmt;
typedef struct AssignStmt {
  Stmt stmt;
  uint8_t op;
  bool define;
  Expr *lhs, *rhs;
} AssignStmt;  // op 0: plain; rhs NULL: x++ (OP_ADD), x-- (OP_SUB); define: :=
typedef struct BranchStmt {
  Stmt stmt;
  uint8_t token;    // TOKEN_BREAK, CONTINUE, FALLTHROUGH, GOTO
  NameExpr *label;  // NULL none
  Stmt *target;     // by the label check: LabeledStmt for goto; For/Switch/Select for break and continue
} BranchStmt;
typedef struct CallStmt {
  Stmt stmt;
  uint8_t token;
  Expr *call;
} CallStmt;  // TOKEN_GO, TOKEN_DEFER
typedef struct ReturnStmt {
  Stmt stmt;
  Expr *results;
} ReturnStmt;
typedef struct IfStmt {
  Stmt stmt;
  Stmt *init;
  Expr *cond;
  BlockStmt *then;
  Stmt *otherwise;
  struct {
    Pos otherwise;  // "else"
  } places;
} IfStmt;
typedef struct ForStmt {
  Stmt stmt;
  uint32_t id;
  Stmt *init;  // RangeClause for range loops
  Expr *cond;
  Stmt *post;
  BlockStmt *body;
} ForStmt;
typedef struct CaseClause {
  Node node;
  uint32_t id;
  Pos colon;
  Expr *cases;  // NULL: default
  StmtVec body;
} CaseClause;
typedef struct SwitchStmt {
  Stmt stmt;
  Stmt *init;
  Expr *tag;
  Vec(CaseClause *) clauses;
  Pos rbrace;
  struct {
    Pos lbrace;
  } places;
} SwitchStmt;
typedef struct CommClause {
  Node node;
  Stmt *comm;
  StmtVec body;
  Pos colon;
} CommClause;
typedef struct SelectStmt {
  Stmt stmt;
  Vec(CommClause *) clauses;
  Pos rbrace;
  struct {
    Pos lbrace;
  } places;
} SelectStmt;
typedef struct RangeClause {
  Stmt stmt;
  Expr *lhs;
  bool define;
  Expr *x;
  struct {
    Pos assign;
  } places;
} RangeClause;

// ---- files

typedef struct EmbedPattern {
  const char *text;
  Pos pos;
  bool unmapped;  // by load/, with -d=compile: matches nothing
} EmbedPattern;
typedef struct Embed {
  Pos pos;
  Vec(EmbedPattern) patterns;
  Vec(const char *) files;  // by load/: what the patterns match, relative to the package's folder
} Embed;

// //go:linkname local [target]
typedef struct Linkname {
  Pos pos;
  const Name *local;
  const char *target;  // NULL: one-argument form
} Linkname;

// Where a directive stands, and the pragma that it is, 0: a //go:embed.
typedef struct PragmaPos {
  uint32_t flag;
  Pos pos;
} PragmaPos;

// A syntax error of a file that is parsed for tools: gc's message.
typedef struct SyntaxError {
  Pos pos;
  const char *message;
} SyntaxError;

typedef struct File {
  SourceFile *source;
  NameExpr *package_name;
  DeclVec decls;
  Vec(Linkname) linknames;
  Vec(Embed *) embeds;       // all //go:embed directives, also misplaced ones
  Vec(PragmaPos) misplaced;  // what declarations have but may not have; types/postcheck.c reports it
  const char *go_version;    // from //go:build go1.N, e.g. "go1.21"; NULL none
  const char *build_line;    // text of the //go:build expression, NULL none
  bool imports_c, imports_embed;
  uint32_t pragma_flags;
  uint32_t local_types;  // how many have a local_number
  uint32_t error_count;  // errors that gc calls "syntax error": with any, types are not checked
  bool reported;         // anything was reported, also what does not keep types from being checked
  Pos eof;
  // In trees for tools:
  bool for_tools;
  Pos package;                     // the keyword; 0: there is none
  bool doubtful;                   // there are errors, or what gc's parser takes and go/parser may not
  CommentGroup *doc;               // of the package clause
  Vec(Node *) parts;               // what stands at the top, in order: DeclStmt, FuncDecl, BadDecl; in a fragment Stmts
  CommentGroupVec comments;        // all, in order
  Vec(SyntaxError) syntax_errors;  // not reported to session->diags
} File;

typedef enum ParseMode {
  PARSE_ALL = 0,
  PARSE_IMPORTS_ONLY = 1,   // package clause and imports
  PARSE_TUCO_PRAGMAS = 2,   // honour //tuco: directives (overlay and runtime packages)
  PARSE_STD = 4,            // directives that only std may use are legal
  PARSE_TOOLS = 8,          // a tree for tools; errors are kept in the File
  PARSE_DECLARATIONS = 16,  // of trees for tools: there is no package clause,
  PARSE_STATEMENTS = 32     //   or there are statements only
} ParseMode;

// syntax.c: keyword table; once a session.
void syntax_init(Session *session);
// parser.c: parses a file into the arena. What positions, constants and symbols refer to when the tree may be gone goes
// to the lasting one: only comments of trees for tools refer to the source's text. Errors go to session->diags. Never
// NULL. Thread-safe, with arenas of one's own.
File *syntax_parse_file(Session *session, Arena *arena, Arena *lasting, SourceFile *source, ParseMode mode);

// What go/parser says of a text: gofmt prints that, and vet and doc. Lines and columns (in bytes, 0: unknown) count
// from 1, after //line.
typedef struct GoError {
  const char *path;
  uint32_t line, column;
  const char *message;
} GoError;
typedef Vec(GoError) GoErrors;

// go/: reads the text for go/parser's messages alone, sorted; none: go/parser takes it. Not all: of a line the first
// only, and no more than eleven.
GoErrors syntax_go_errors(Arena *arena, const char *path, const char *text, size_t size, bool all);
const char *syntax_go_error_string(Arena *arena, const GoError *error);  // as gofmt prints it

// The same of package clause and imports alone, and what they say. Where there are errors, that is what precedes them.
typedef struct GoHeader {
  const char *name;           // of the package, NULL: none
  Vec(const char *) imports;  // paths, as they stand between the quotes
  const char *doc;            // the comments right above the package clause, a part of the text; NULL none
  size_t doc_length;
  GoErrors errors;
} GoHeader;
void syntax_go_header(Arena *arena, const char *path, const char *text, size_t size, GoHeader *header);

// fragment.c: parses for tools what gofmt takes from its standard input: a file, or declarations or statements alone.
// With *errors, which are those that gofmt prints, the tree is not one to be written out. Places of errors are those
// in a text to which gofmt has added a package clause and a function.
File *syntax_parse_fragment(Session *session, Arena *arena, SourceFile *source, GoErrors *errors);

// comment_text.c: what a group of comments says; there is nothing but white space between them.
char *syntax_comment_text(Arena *arena, const char *group, size_t length);

// walk.c
Pos syntax_start_pos(const Node *node);
Pos syntax_end_pos(const Node *node);
// Calls visit on node and its children in source order while it returns true.
void syntax_walk(Node *node, bool (*visit)(Node *node, void *context), void *context);
Expr *syntax_unparen(Expr *x);

// extent.c, for trees for tools: the first byte of a node, and the first one behind it. The end of fields that are
// declared together is the type's.
Pos syntax_node_begin(const Node *node);
Pos syntax_node_end(const Node *node);

// print.c: an expression as gc's messages show it (syntax.String: bodies of function literals as {…}).
const char *syntax_expr_string(Arena *arena, const Expr *x);
const char *syntax_node_string(Arena *arena, const Node *node);  // also simple statements and parameter lists' fields
// syntax.c
const char *syntax_operator_text(Operator op);
const char *syntax_token_text(Token token);

// literal.c: values of literals.
const ConstVal *syntax_literal_value(Arena *arena, const BasicLit *literal);

#endif
