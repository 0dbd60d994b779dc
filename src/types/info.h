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
  MODE_CONSTANT,   // info_value is the value
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

// Of a name that has type arguments, or is a constant with another value than its object's.
typedef struct NameInfo {
  struct Object *object;
  struct TypeList *args;  // of the generic function or type that it denotes; NULL: no instantiation
  const ConstVal *value;
} NameInfo;

enum {
  NAME_INFO = 1,                // of a name: `name` counts
  LOOP_DISTINCT_VARIABLES = 2,  // of a loop: its variables are an iteration's (go1.22)
  // used by the checker alone:
  EXPR_UNTYPED = 4,    // type and value are provisional
  EXPR_SHIFT_LHS = 8,  // left operand of a shift with delayed type check
  EXPR_COMMA_OK = 16   // used in comma-ok form; type is a 2-tuple (value, bool)
};

// What more is known of a node, by its kind. No constant is a selector with a selection.
typedef union InfoMore {
  struct Object *object;  // name: what it denotes or declares, NULL for "_" and in error; case clause: the variable
                          // of a type switch in it
  NameInfo *name;         // name with NAME_INFO
  struct Selection *selection;  // selector; NULL for qualified identifiers (see the selector's name)
  LiteralInfo *literal;         // function literal
  const ConstVal *value;        // other expression of MODE_CONSTANT; a name's is in its NameInfo or its object
} InfoMore;

// What is known of NODE_PAGE nodes in a row: expressions, type expressions, case clauses and for statements. Untyped
// expressions get their final type. An array each, so that nothing lies idle between them.
typedef struct InfoPage {
  struct Type *types[NODE_PAGE];
  InfoMore more[NODE_PAGE];
  uint8_t modes[NODE_PAGE];  // OperandMode
  uint8_t flags[NODE_PAGE];  // NAME_*, EXPR_*, LOOP_*
} InfoPage;

enum { INFO_PAGES = 1 << 24 };
_Static_assert((uint64_t)INFO_PAGES *NODE_PAGE <= UINT32_MAX, "a page has ids");

typedef struct Info {
  _Atomic(InfoPage *) *pages;  // by id / NODE_PAGE, NULL: nothing noted
  const struct Info *base;     // asked for pages that are not here: of files of the base's packages, and of parts of
                               // shared files in which nothing is noted yet; NULL none
} Info;

extern const LiteralInfo info_no_literal;  // of a literal of which nothing is noted

// info.c. base: NULL none; it lives as long.
Info *info_new(const Info *base);
void info_free(Info *info);                                          // the pages are the arenas'
const InfoPage *info_missing_page(const Info *info, uint32_t id);    // of an id whose page is not there
InfoPage *info_make_page(Info *info, Arena *arena, uint32_t id);     // likewise
const ConstVal *info_name_value(const InfoPage *page, uint32_t at);  // of a constant

// The page with what is known of a node. Of one that lowering made (id 0): that it is a value.
static inline const InfoPage *info_page(const Info *info, uint32_t id) {
  const InfoPage *page = atomic_load_explicit(&info->pages[id / NODE_PAGE], memory_order_acquire);
  return page ? page : info_missing_page(info, id);
}
static inline struct Type *info_type(const Info *info, const Expr *x) {
  return info_page(info, x->id)->types[x->id % NODE_PAGE];
}
static inline OperandMode info_mode(const Info *info, const Expr *x) {
  return (OperandMode)info_page(info, x->id)->modes[x->id % NODE_PAGE];
}
static inline const ConstVal *info_value(const Info *info, const Expr *x) {  // NULL: no constant
  const InfoPage *page = info_page(info, x->id);
  uint32_t at = x->id % NODE_PAGE;
  if (page->modes[at] != MODE_CONSTANT) return NULL;
  return x->node.kind == NODE_NAME ? info_name_value(page, at) : page->more[at].value;
}
static inline struct Object *info_object(const Info *info, const NameExpr *x) {
  const InfoPage *page = info_page(info, x->expr.id);
  uint32_t at = x->expr.id % NODE_PAGE;
  return page->flags[at] & NAME_INFO ? page->more[at].name->object : page->more[at].object;
}
static inline struct TypeList *info_type_args(const Info *info, const NameExpr *x) {  // NULL: no instantiation
  const InfoPage *page = info_page(info, x->expr.id);
  uint32_t at = x->expr.id % NODE_PAGE;
  return page->flags[at] & NAME_INFO ? page->more[at].name->args : NULL;
}
static inline struct Selection *info_selection(const Info *info, const SelectorExpr *x) {
  const InfoPage *page = info_page(info, x->expr.id);
  uint32_t at = x->expr.id % NODE_PAGE;
  return page->modes[at] == MODE_CONSTANT ? NULL : page->more[at].selection;
}
static inline const LiteralInfo *info_literal(const Info *info, const FuncLit *x) {
  const LiteralInfo *known = info_page(info, x->expr.id)->more[x->expr.id % NODE_PAGE].literal;
  return known ? known : &info_no_literal;
}
static inline struct Object *info_clause_variable(const Info *info, const CaseClause *x) {
  return info_page(info, x->id)->more[x->id % NODE_PAGE].object;
}
static inline bool info_distinct_variables(const Info *info, const ForStmt *x) {
  return info_page(info, x->id)->flags[x->id % NODE_PAGE] & LOOP_DISTINCT_VARIABLES;
}

// For the checker: the page that a node's entry is in, to be written; NULL: it is not there. The other one makes it
// then, in the arena.
static inline InfoPage *info_known_page(const Info *info, uint32_t id) {
  return atomic_load_explicit(&info->pages[id / NODE_PAGE], memory_order_relaxed);
}
static inline InfoPage *info_own_page(Info *info, Arena *arena, uint32_t id) {
  InfoPage *page = info_known_page(info, id);
  return page ? page : info_make_page(info, arena, id);
}

#endif
