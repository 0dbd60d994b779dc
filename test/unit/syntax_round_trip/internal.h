// A tree written out as tokens, in order, against its text: the part of syntax_round_trip that knows the nodes.
#ifndef TUCO_SYNTAX_ROUND_TRIP_INTERNAL_H
#define TUCO_SYNTAX_ROUND_TRIP_INTERNAL_H

#include "syntax/syntax.h"

typedef struct Span {
  uint32_t at, length;  // offset in the text
} Span;

typedef struct Emitter {
  const File *file;
  const char *text, *end;
  const char *at;           // what is before has been accounted for
  uint32_t group, comment;  // next in File.comments
  bool failed;
  const char *wanted;  // what was wrong: the token wanted at `at`
  Vec(Span) tokens;
  Arena *arena;
} Emitter;

// write.c

Emitter emitter_of(Arena *arena, const File *file);
void write_part(Emitter *e, const Node *n);  // a declaration, or a statement of a fragment
void write_end(Emitter *e);                  // nothing may be left but white space
// ends: how many tokens there are up to the end of the package clause, and to that of each part.
void write_file(Emitter *e, uint32_t *ends);
static inline Pos pos_of(const Emitter *e, const char *at) { return e->file->source->base + (Pos)(at - e->text); }
// The next of File.comments, NULL behind the last.
static inline const Comment *next_comment(const Emitter *e) {
  if (e->group >= e->file->comments.len) return NULL;
  return &e->file->comments.data[e->group]->list[e->comment];
}

#endif
