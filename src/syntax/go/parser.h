// What go/parser says of a text with syntax errors (syntax_go_errors), shared by the files of this folder. gofmt, vet
// and doc print its messages, which are worded, placed and recovered from in ways of its own; so this is a second
// reading of the grammar, for its messages only: it follows go/scanner and go/parser production by production, makes no
// tree, and is run on texts in which the parser proper met something. It needs a session, a source file or threads for
// nothing: it sees one text.
//
// Of expressions and simple statements it remembers their shape: as much as decides what is said next.
//
// A place is an offset in the text plus one; 0 is none.
#ifndef TUCO_SYNTAX_GO_PARSER_H
#define TUCO_SYNTAX_GO_PARSER_H

#include "base/vec.h"
#include "syntax/syntax.h"

typedef enum GoToken {
#define GO_TOKEN(name, text, precedence) GO_##name,
#include "syntax/go/tokens.def"
#undef GO_TOKEN
  GO_TOKEN_COUNT
} GoToken;

typedef uint32_t Spot;

typedef enum ShapeKind {
  SHAPE_NONE,
  SHAPE_BAD,
  SHAPE_IDENT,
  SHAPE_SELECTOR,
  SHAPE_INDEX,
  SHAPE_ASSERT,
  SHAPE_GUARD,  // x.(type)
  SHAPE_CALL,
  SHAPE_PAREN,
  SHAPE_UNARY,
  SHAPE_BINARY,
  SHAPE_ARRAY,
  SHAPE_STRUCT,
  SHAPE_FUNC_TYPE,
  SHAPE_INTERFACE,
  SHAPE_MAP,
  SHAPE_CHAN,
  SHAPE_DOTS,
  SHAPE_OTHER,  // an expression about which nothing more is asked
  // statements
  SHAPE_EXPR_STMT,
  SHAPE_ASSIGN_STMT,
  SHAPE_LABELED_STMT,
  SHAPE_OTHER_STMT
} ShapeKind;

typedef struct Shape {
  uint8_t kind;     // ShapeKind
  uint8_t op;       // GoToken: of UNARY, BINARY
  uint8_t dir;      // ChanDir, of CHAN
  bool dots;        // CALL: has an ellipsis
  uint32_t count;   // CALL: arguments
  Spot begin, end;  // as Pos and End
  Spot at;          // of the operator; of CHAN the arrow
  struct Shape *x;  // operand, element, function
  struct Shape *y;  // second operand; first argument
} Shape;
typedef struct Shapes {
  Shape *first, *last;
  uint32_t count;
} Shapes;

// From `offset` on, lines and columns count from these.
typedef struct GoLine {
  uint32_t offset, line, column;  // column 0: unknown
  const char *path;
} GoLine;

typedef struct GoParser {
  Arena *arena;
  const char *path;
  const char *text;
  uint32_t size;
  // scanner
  int32_t ch;             // current character, -1 at the end
  uint32_t offset, next;  // of it; behind it
  bool insert_semi;       // a newline becomes ";"
  Spot newline;           // of the newline in the comment before, which becomes ";" now
  Vec(uint32_t) lines;    // offsets of their beginnings
  Vec(GoLine) directives;
  // current token
  GoToken tok;
  Spot pos, end;
  Spot behind;      // the end of the last token before it that is no ";"
  const char *lit;  // of literals, and of illegal characters
  uint32_t lit_length;
  bool newline_semi;  // SEMICOLON that is not written out
  // errors
  GoErrors errors;
  bool all;
  GoHeader *header;   // only package clause and imports are read, which are told here; NULL: everything
  Spot doc, doc_end;  // the last group of comments before the first token
  bool gave_up;       // the text counts as ended, and nothing more is said
  Spot sync;          // where advance stopped last,
  uint32_t syncs;     //   and how often there
  // state of the parser
  int32_t level;    // < 0: in a control clause
  bool right_side;  // "=" is taken for "=="
  uint32_t nesting;
} GoParser;

typedef struct SimpleStmt {
  ShapeKind kind;  // of statements
  GoToken op;      // ASSIGN_STMT
  Spot begin, end;
  Spot at;  // of the operator
  Shapes left, right;
} SimpleStmt;

// scan.c
void go_scan_init(GoParser *p);
void go_next(GoParser *p);  // the next token; comments are passed
const char *go_token_text(GoToken token);
uint32_t go_precedence(GoToken token);

// errors.c
uint32_t go_line_index(const GoParser *p, uint32_t offset);  // from 0, without //line
void go_scan_error(GoParser *p, uint32_t offset, const char *format, ...) __attribute__((format(printf, 3, 4)));
void go_error(GoParser *p, Spot pos, const char *format, ...) __attribute__((format(printf, 3, 4)));
void go_expected(GoParser *p, Spot pos, const char *what);
void go_line_directive(GoParser *p, const char *text, uint32_t length, uint32_t offset, uint32_t next);
void go_sort_errors(GoParser *p);
// Goes on to a token that `stops` says, or the end.
void go_advance(GoParser *p, bool (*stops)(GoToken token));
bool go_starts_stmt(GoToken token);
bool go_ends_expr(GoToken token);
bool go_got(GoParser *p, GoToken token);
Spot go_expect(GoParser *p, GoToken token);
Spot go_expect_closing(GoParser *p, GoToken token, const char *context);
void go_expect_semi(GoParser *p);
bool go_at_comma(GoParser *p, const char *context, GoToken follow);
// Counts nesting; false: too deep, and given up.
bool go_enter(GoParser *p);

// shapes
Shape *go_shape(GoParser *p, ShapeKind kind, Spot begin);
static inline Shape *go_finish(Shape *shape, Spot end) {
  shape->end = end;
  return shape;
}
Shape *go_unparen(Shape *x);

// type.c
Shape *go_ident(GoParser *p);
Shape *go_type(GoParser *p);
Shape *go_type_or_null(GoParser *p);
Shape *go_array_type(GoParser *p, Spot bracket, Shape *length);
Shape *go_func_type(GoParser *p);
Spot go_signature(GoParser *p, Spot end);  // parameters and result; returns the end
uint32_t go_param_list(GoParser *p, Shape *name, Shape *type, GoToken close, bool dots_ok);
Spot go_params(GoParser *p);
bool go_type_params(GoParser *p);  // whether there are any

// expr.c
Shape *go_expr(GoParser *p);
Shape *go_rhs(GoParser *p);
Shapes go_expr_list(GoParser *p, bool right_side);
Shape *go_binary_expr(GoParser *p, Shape *x, uint32_t precedence);
Shape *go_primary_expr(GoParser *p, Shape *x);

// stmt.c
// Both return the end.
Spot go_block(GoParser *p);
Spot go_stmt(GoParser *p);

// file.c
void go_decl(GoParser *p, bool (*sync)(GoToken token));

#endif
