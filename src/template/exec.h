// What the files of the executor share: exec.c.
#ifndef TUCO_TEMPLATE_EXEC_H
#define TUCO_TEMPLATE_EXEC_H

#include "template/node.h"
#include "template/value.h"

typedef struct Variable {
  TemplateText name;  // with "$"
  TemplateValue value;
} Variable;

typedef enum FrameKind { FRAME_LIST, FRAME_RANGE, FRAME_CALL } FrameKind;

// A list of nodes that is being walked.
typedef struct Frame {
  FrameKind kind;
  const Node *list;
  uint32_t next;  // node of it
  TemplateValue dot;
  uint32_t variables;  // so many there were before
  // A loop:
  const Node *range;
  TemplateValue over;
  uint64_t index;  // of the iteration that comes next
  uint32_t inner;  // variables before the body's
  // A template that is called:
  const Tree *caller;
  uint32_t caller_base;
} Frame;

typedef struct State {
  const Template *template;
  Arena *arena;
  TemplateWriter out;
  const Tree *tree;  // that is executed
  const Node *node;  // for messages
  Vec(Variable) variables;
  uint32_t base;  // the first that the tree sees: "$"
  Vec(Frame) frames;
  uint32_t depth;     // templates that were called
  const char *error;  // the first; all stops
} State;

// exec.c
void exec_fail(State *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
void exec_declare(State *s, TemplateText name, TemplateValue value);
void exec_assign(State *s, TemplateText name, TemplateValue value);
TemplateValue exec_variable(State *s, TemplateText name);

// eval.c. After an error the value means nothing.
// `last` is what the command before in a pipeline gave, NULL: this is the first. words: those of a command, its first
// too; NULL: none.
TemplateValue eval_pipeline(State *s, TemplateValue dot, const Node *pipe);
TemplateValue eval_node(State *s, TemplateValue dot, const Node *node, const NodeVec *words, const TemplateValue *last);
TemplateValue eval_constant(State *s, const Node *number);

// call.c
TemplateValue eval_function(State *s, TemplateValue dot, const Node *name, const Node *command, const NodeVec *words,
                            const TemplateValue *last);
// receiver: T, or a nil *T.
TemplateValue eval_method(State *s, TemplateValue dot, const TemplateMethod *method, TemplateValue receiver,
                          const Node *node, const NodeVec *words, const TemplateValue *last);

// argument.c
TemplateValue eval_argument(State *s, TemplateValue dot, const TemplateType *type, const Node *node);
// The value as one of the type; type NULL: any. One dereference or address-of is made where it helps.
TemplateValue eval_converted(State *s, TemplateValue value, const TemplateType *type);

#endif
