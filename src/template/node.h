// The tree of a template. All of it lies in the arena of the parse; nothing changes it afterwards.
#ifndef TUCO_TEMPLATE_NODE_H
#define TUCO_TEMPLATE_NODE_H

#include "template/template.h"

typedef enum NodeKind {
  NODE_TEXT,
  NODE_ACTION,
  NODE_BOOL,
  NODE_BREAK,
  NODE_CHAIN,  // (pipeline).Field
  NODE_COMMAND,
  NODE_CONTINUE,
  NODE_DOT,
  NODE_ELSE,  // not in the tree: what ends a list
  NODE_END,   // likewise
  NODE_FIELD,
  NODE_IDENTIFIER,
  NODE_IF,
  NODE_LIST,
  NODE_NIL,
  NODE_NUMBER,
  NODE_PIPE,
  NODE_RANGE,
  NODE_STRING,
  NODE_TEMPLATE,
  NODE_VARIABLE,
  NODE_WITH
} NodeKind;

typedef struct Node Node;
typedef Vec(Node *) NodeVec;
typedef Vec(TemplateText) TextVec;

// A number as all that it can be, as with Go's untyped constants.
typedef struct Number {
  bool is_int, is_uint, is_float, is_complex;
  int64_t integer;
  uint64_t natural;
  double real, imaginary;  // real: the float, or the complex one's real part
} Number;

struct Node {
  NodeKind kind;
  uint32_t pos;       // byte of the text
  TemplateText text;  // text; of an identifier, number or string as written
  bool truth;         // of a bool; pipeline: it assigns, and does not declare
  TextVec words;      // field, chain: names; variable: its name with "$", then fields
  TemplateText name;  // template: its name; string: its value
  Number *number;
  NodeVec nodes;      // list: its elements; command: its words; pipeline: its commands
  NodeVec variables;  // of a pipeline
  Node *pipe;         // action, if, range, with, template (may be NULL); chain: what the fields are of
  Node *list, *else_list;
};

typedef struct Tree {
  TemplateText name;
  Node *root;  // a list
} Tree;

struct Template {
  Arena *arena;
  const char *name;   // of the text as a whole, for messages
  TemplateText text;  // the source
  const TemplateFunction *const *functions;
  uint32_t function_count;
  Vec(Tree) trees;
};

// node.c
const char *node_text(Arena *arena, const Node *node);  // as messages show it
bool node_is_blank(const Node *node);                   // nothing but space
bool text_equal(TemplateText a, TemplateText b);
const Tree *template_find(const Template *t, TemplateText name);  // NULL: there is none
// The function of a name: the caller's, else a builtin one; NULL: there is none.
const TemplateFunction *template_function(const Template *t, TemplateText name, bool *builtin);

// number.c. NULL, or what is wrong.
const char *number_read(Arena *arena, TemplateText text, Number *number);
const char *number_read_complex(Arena *arena, TemplateText text, Number *number);
const char *number_read_rune(Arena *arena, TemplateText text, Number *number);

// functions.c
const TemplateFunction *builtin_find(TemplateText name);

#endif
