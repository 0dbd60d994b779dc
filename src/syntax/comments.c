// Comments in trees for tools: the scanner notes each as it passes it; here they become the groups of File.comments,
// and the parser learns which group documents a declaration and which stands behind one, by the rules of go/parser:
//
// - A group is a run of comments with neither a token nor an empty line between them. Comments that begin on the line
//   of the token before them are a group of their own, which ends with the line.
// - The lead comment of a token is the group that ends on the line above it, if that did not begin on the line of the
//   token before.
// - The comment behind a declaration is the group that begins on the line of its last token, if the line has no more
//   tokens behind it. Where a ";" is written out, what stands behind that counts.
//
// Lines are those of the file itself: //line directives change nothing.
#include <string.h>

#include "syntax/internal.h"

static uint32_t line_of(const Parser *p, Pos pos) {
  uint32_t offset = pos - p->file->source->base, low = 0, high = p->line_count;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (p->line_starts[middle] <= offset) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low + 1;
}

// Ends the group that is being read.
static void close_group(Parser *p) {
  Comments *c = &p->comments;
  if (!c->group.len) return;
  CommentGroup *group =
      arena_alloc(p->arena, sizeof *group + c->group.len * sizeof *group->list, _Alignof(CommentGroup));
  group->count = c->group.len;
  memcpy(group->list, c->group.data, c->group.len * sizeof *group->list);
  c->group.len = 0;
  vec_push(p->arena, &p->file->comments, group);
  if (c->behind) {
    c->line = group;
    c->line_end = c->last_line;
  }
}

void comment_note(Parser *p, const char *start, const char *end, uint32_t line) {
  Comments *c = &p->comments;
  bool new_run = !c->any || c->after != p->previous;
  uint32_t gap = c->behind ? 0 : 1;
  if (new_run || line > c->last_line + gap) {
    close_group(p);
    c->behind = new_run && p->previous && line_of(p, p->previous) == line;
    if (new_run) c->line = NULL;
  }
  c->any = true;
  c->after = p->previous;
  c->last_line = p->line_count;
  Comment comment = {p->base + (Pos)(start - p->text), (uint32_t)(end - start)};
  vec_push(p->arena, &c->group, comment);
}

// Whether there are comments between the current token and the one before; if so, their groups are complete.
static bool has_run(Parser *p) {
  if (!p->tools || !p->comments.any || p->comments.after != p->previous) return false;
  close_group(p);
  return true;
}

CommentGroup *comment_lead(Parser *p) {
  const Comments *c = &p->comments;
  if (!has_run(p) || c->behind || c->last_line + 1 != line_of(p, p->pos)) return NULL;
  return vec_last(&p->file->comments);
}

static CommentGroup *comment_line(Parser *p) {
  const Comments *c = &p->comments;
  if (!has_run(p) || !c->line) return NULL;
  bool last = p->tok == TOKEN_SEMI || p->tok == TOKEN_EOF || line_of(p, p->pos) != c->line_end;
  return last ? c->line : NULL;
}

void comment_behind(Parser *p, CommentGroup **comment) {
  if (!p->tools || p->tok != TOKEN_SEMI) return;
  if (strcmp(p->lit, "semicolon") == 0) {
    p->comments.wanted = comment;
  } else {
    *comment = comment_line(p);
  }
}

void comment_take_wanted(Parser *p) {
  *p->comments.wanted = comment_line(p);
  p->comments.wanted = NULL;
}

void comment_finish(Parser *p) { close_group(p); }
