// What the checker found, beside the tree: types, values and modes of expressions, what names denote, selections,
// instantiations, captured variables, a type switch's variables. An Info is of one configuration: one tree can be
// checked in several of them (a package as it is, and as a test changes what it imports), and none leaves anything in
// the nodes. Entries are found by node ids (syntax.h), in pages that are made when the checker first notes something of
// a file's part: bodies that nobody checks cost nothing.
//
// Threads: a page belongs to one file, so that the thread that checks the package writes it alone; others read a body's
// entries when types_check_body has returned, a declaration's when its package is complete.
#ifndef TUCO_TYPES_INFO_H
#define TUCO_TYPES_INFO_H

#include <stdatomic.h>

#include "syntax/syntax.h"

// How the checker classified an expression.
typedef enum OperandMode {
  MODE_INVALID,    // not checked, or in error
  MODE_NO_VALUE,   // call without result
  MODE_BUILTIN,    // the name of a builtin function
  MODE_TYPE,       // a type expression
  MODE_CONSTANT,   // ExprInfo.value holds the value
  MODE_VARIABLE,   // addressable
  MODE_MAP_INDEX,  // m[k]: assignable, comma-ok
  MODE_VALUE,      // a computed value
  MODE_NIL,        // the value nil
  MODE_COMMA_OK,   // like VALUE, and may be used in a comma-ok form
} OperandMode;

// Variables of enclosing functions that a function literal uses, in order of first use, and its number among the
// literals of the function around it, from 1 (literal_numbers.c).
typedef struct LiteralInfo {
  struct Object **captures;
  uint32_t capture_count, number;
} LiteralInfo;

// A generic function or type that a name denotes, with type arguments.
typedef struct Instantiation {
  struct Object *object;
  struct TypeList *args;
} Instantiation;

enum {
  EXPR_INSTANCE = 1,            // of a name: `instantiation` counts
  LOOP_DISTINCT_VARIABLES = 2,  // of a loop: its variables are an iteration's (go1.22)
  // used by the checker alone:
  EXPR_UNTYPED = 4,    // type and value are provisional
  EXPR_SHIFT_LHS = 8,  // left operand of a shift with delayed type check
  EXPR_COMMA_OK = 16   // used in comma-ok form; type is a 2-tuple (value, bool)
};

// Of an expression, type expression, case clause or for statement. Untyped expressions get their final type.
typedef struct ExprInfo {
  struct Type *type;
  const ConstVal *value;           // of MODE_CONSTANT
  union {                          // by the node's kind:
    struct Object *object;         // name: what it denotes or declares, NULL for "_" and in error; case clause: the
                                   // variable of a type switch in it
    Instantiation *instantiation;  // name with EXPR_INSTANCE
    struct Selection *selection;   // selector; NULL for qualified identifiers (see the selector's name)
    LiteralInfo *literal;          // function literal
  };
  uint8_t mode;   // OperandMode
  uint8_t flags;  // EXPR_*, LOOP_*
} ExprInfo;

enum { INFO_PAGES = 1 << 24 };
_Static_assert((uint64_t)INFO_PAGES *NODE_PAGE <= UINT32_MAX, "a page has ids");

typedef struct Info {
  _Atomic(ExprInfo *) *pages;  // by id / NODE_PAGE, NULL: nothing noted
  const struct Info *base;     // asked for pages that are not here, so for other files' nodes; NULL none
} Info;

extern const LiteralInfo info_no_literal;  // of a literal of which nothing is noted

// info.c. base: NULL none; it lives as long.
Info *info_new(const Info *base);
void info_free(Info *info);                                   // the pages are the arenas'
const ExprInfo *info_missing(const Info *info, uint32_t id);  // of an id whose page is not there
ExprInfo *info_note_id(Info *info, Arena *arena, uint32_t id);

// What is known of a node. Of one that lowering made (id 0): that it is a value.
static inline const ExprInfo *info_of_id(const Info *info, uint32_t id) {
  const ExprInfo *page = atomic_load_explicit(&info->pages[id / NODE_PAGE], memory_order_acquire);
  return page ? &page[id % NODE_PAGE] : info_missing(info, id);
}
static inline const ExprInfo *info_of(const Info *info, const Expr *x) { return info_of_id(info, x->id); }
static inline struct Object *info_object(const Info *info, const NameExpr *x) {
  const ExprInfo *e = info_of_id(info, x->expr.id);
  return e->flags & EXPR_INSTANCE ? e->instantiation->object : e->object;
}
static inline struct TypeList *info_type_args(const Info *info, const NameExpr *x) {  // NULL: no instantiation
  const ExprInfo *e = info_of_id(info, x->expr.id);
  return e->flags & EXPR_INSTANCE ? e->instantiation->args : NULL;
}
static inline struct Selection *info_selection(const Info *info, const SelectorExpr *x) {
  return info_of_id(info, x->expr.id)->selection;
}
static inline const LiteralInfo *info_literal(const Info *info, const FuncLit *x) {
  const LiteralInfo *known = info_of_id(info, x->expr.id)->literal;
  return known ? known : &info_no_literal;
}
static inline struct Object *info_clause_variable(const Info *info, const CaseClause *x) {
  return info_of_id(info, x->id)->object;
}
static inline bool info_distinct_variables(const Info *info, const ForStmt *x) {
  return info_of_id(info, x->id)->flags & LOOP_DISTINCT_VARIABLES;
}

// For the checker: a node's entry, to be written. In the arena if its page is not there.
static inline ExprInfo *info_note(Info *info, Arena *arena, const Expr *x) { return info_note_id(info, arena, x->id); }

#endif
