// Changes to a tree that keep its layout as go keeps it: what is new joins what is of its kind.
#include <string.h>

#include "mod/tree.h"

ModStatement *mod_statement_line(ModTree *tree, ModLine *line) {
  ModStatement *s = arena_new(tree->arena, ModStatement);
  s->kind = MOD_LINE;
  s->line = line;
  return s;
}

static const StringVec *words_of(const ModStatement *s) { return s->kind == MOD_LINE ? &s->line->words : &s->words; }

bool mod_statement_is(const ModStatement *s, const char *word) {
  const StringVec *words = words_of(s);
  return words->len && strcmp(words->data[0], word) == 0;
}

ModComments *mod_statement_comments(ModStatement *s) { return s->kind == MOD_LINE ? &s->line->comments : &s->comments; }

void mod_tree_insert(ModTree *tree, uint32_t at, ModStatement *statement) {
  assert(at <= tree->statements.len);
  vec_push(tree->arena, &tree->statements, statement);
  ModStatement **data = tree->statements.data;
  memmove(data + at + 1, data + at, (tree->statements.len - 1 - at) * sizeof *data);
  data[at] = statement;
}

void mod_tree_add_comment(ModTree *tree, const char *text) {
  ModStatement *s = arena_new(tree->arena, ModStatement);
  ModComment comment = {.text = text};
  s->kind = MOD_COMMENTS;
  vec_push(tree->arena, &s->comments.before, comment);
  vec_push(tree->arena, &tree->statements, s);
}

// ---- lines

static void set_words(ModTree *tree, ModLine *line, const char *const *words, uint32_t count) {
  line->words = (StringVec){0};
  for (uint32_t i = 0; i < count; i++) vec_push(tree->arena, &line->words, words[i]);
}

void mod_line_set(ModTree *tree, ModLine *line, const char *const *words, uint32_t count) {
  set_words(tree, line, words + line->in_block, count - line->in_block);
  line->removed = false;
}

void mod_line_remove(ModLine *line) {
  line->removed = true;
  line->words = (StringVec){0};
  line->comments.suffix = (ModCommentVec){0};
}

static ModLine *new_line(ModTree *tree, const char *const *words, uint32_t count, bool in_block) {
  ModLine *line = arena_new(tree->arena, ModLine);
  line->in_block = in_block;
  mod_line_set(tree, line, words, count);
  return line;
}

static void insert_line(ModTree *tree, ModStatement *block, uint32_t at, ModLine *line) {
  vec_push(tree->arena, &block->lines, line);
  memmove(block->lines.data + at + 1, block->lines.data + at, (block->lines.len - 1 - at) * sizeof line);
  block->lines.data[at] = line;
}

void mod_statement_make_block(ModTree *tree, ModStatement *s) {
  ModLine *line = s->line;
  *s = (ModStatement){.kind = MOD_BLOCK};
  vec_push(tree->arena, &s->words, line->words.data[0]);
  set_words(tree, line, line->words.data + 1, line->words.len - 1);
  line->in_block = true;
  vec_push(tree->arena, &s->lines, line);
}

// ---- where a line is added

typedef struct Spot {
  ModStatement *statement;  // NULL: none found
  uint32_t index;           // the statement's
  uint32_t line;            // in a block, behind that many lines
} Spot;

static Spot find_line(ModTree *tree, const ModLine *line) {
  for (uint32_t i = 0; line && i < tree->statements.len; i++) {
    ModStatement *s = tree->statements.data[i];
    if (s->kind == MOD_LINE && s->line == line) return (Spot){s, i, 0};
    for (uint32_t k = 0; s->kind == MOD_BLOCK && k < s->lines.len; k++)
      if (s->lines.data[k] == line) return (Spot){s, i, k + 1};
  }
  return (Spot){0};
}

static Spot find_same(ModTree *tree, const char *word) {
  for (uint32_t i = tree->statements.len; i-- > 0;) {
    ModStatement *s = tree->statements.data[i];
    if (s->kind != MOD_COMMENTS && mod_statement_is(s, word)) return (Spot){s, i, s->lines.len};
  }
  return (Spot){0};
}

static ModLine *add_at(ModTree *tree, Spot spot, const char *const *words, uint32_t count) {
  assert(count >= 2);
  if (!spot.statement || !mod_statement_is(spot.statement, words[0])) {
    ModLine *line = new_line(tree, words, count, false);
    mod_tree_insert(tree, spot.statement ? spot.index + 1 : tree->statements.len, mod_statement_line(tree, line));
    return line;
  }
  if (spot.statement->kind == MOD_LINE) {
    mod_statement_make_block(tree, spot.statement);
    spot.line = 1;
  }
  ModLine *line = new_line(tree, words, count, true);
  insert_line(tree, spot.statement, spot.line, line);
  return line;
}

ModLine *mod_tree_add(ModTree *tree, const char *const *words, uint32_t count) {
  return add_at(tree, find_same(tree, words[0]), words, count);
}

ModLine *mod_tree_add_behind(ModTree *tree, const ModLine *line, const char *const *words, uint32_t count) {
  return add_at(tree, find_line(tree, line), words, count);
}

// ---- taking out what was removed

static void append_comments(Arena *arena, ModCommentVec *to, const ModCommentVec *from) {
  for (uint32_t i = 0; i < from->len; i++) vec_push(arena, to, from->data[i]);
}

static ModCommentVec joined(Arena *arena, const ModCommentVec *a, const ModCommentVec *b) {
  ModCommentVec out = {0};
  append_comments(arena, &out, a);
  append_comments(arena, &out, b);
  return out;
}

// The one line of a block takes its place, and its comments. Those beside the parentheses go.
static void make_line(ModTree *tree, ModStatement *block) {
  Arena *arena = tree->arena;
  ModLine *line = block->lines.data[0];
  StringVec words = {0};
  for (uint32_t i = 0; i < block->words.len; i++) vec_push(arena, &words, block->words.data[i]);
  for (uint32_t i = 0; i < line->words.len; i++) vec_push(arena, &words, line->words.data[i]);
  ModComments comments = {joined(arena, &block->comments.before, &line->comments.before),
                          joined(arena, &line->comments.suffix, &block->comments.suffix),
                          joined(arena, &line->comments.after, &block->comments.after)};
  *line = (ModLine){.comments = comments, .words = words};
  *block = (ModStatement){.kind = MOD_LINE, .line = line};
}

// Is anything left of the statement?
static bool clean(ModTree *tree, ModStatement *s) {
  if (s->kind == MOD_LINE) return !s->line->removed;
  if (s->kind == MOD_COMMENTS) return true;
  uint32_t count = 0;
  for (uint32_t i = 0; i < s->lines.len; i++)
    if (!s->lines.data[i]->removed) s->lines.data[count++] = s->lines.data[i];
  s->lines.len = count;
  if (count == 1 && !s->close.comments.before.len) make_line(tree, s);
  return count != 0;
}

void mod_tree_clean(ModTree *tree) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < tree->statements.len; i++)
    if (clean(tree, tree->statements.data[i])) tree->statements.data[count++] = tree->statements.data[i];
  tree->statements.len = count;
}
