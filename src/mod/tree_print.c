// Writes a tree as go writes go.mod: words with single spaces, statements with an empty line between them, lines of a
// block behind a tab, comments where they belong. Spaces at ends of lines go, and empty lines that follow one another.
#include <string.h>

#include "base/bytes.h"
#include "base/unicode.h"
#include "mod/tree.h"

typedef struct Printer {
  Arena *arena;
  ByteVec out;
  ModCommentVec pending;  // comments to be written at the line's end
  uint32_t margin;        // tabs in front of a line
} Printer;

static void put(Printer *p, const char *text) { bytes_data(p->arena, &p->out, text, strlen(text)); }

static void put_margin(Printer *p) {
  for (uint32_t i = 0; i < p->margin; i++) bytes_u8(p->arena, &p->out, '\t');
}

static char last(const Printer *p, uint32_t back) {
  return p->out.len > back ? (char)p->out.data[p->out.len - 1 - back] : 0;
}

static void trim(Printer *p) {
  while (last(p, 0) == ' ' || last(p, 0) == '\t') p->out.len--;
}

static void put_comment(Printer *p, const ModComment *comment) {
  const char *text = comment->text;
  size_t length = strlen(text);
  text_trim(&text, &length);
  bytes_data(p->arena, &p->out, text, length);
}

// Ends the line, with what comments are to stand at its end: of several, each but the first has a line of its own.
static void new_line(Printer *p) {
  if (p->pending.len) put(p, " ");
  for (uint32_t i = 0; i < p->pending.len; i++) {
    if (i) {
      trim(p);
      put(p, "\n");
      put_margin(p);
    }
    put_comment(p, &p->pending.data[i]);
  }
  p->pending.len = 0;
  trim(p);
  // Nothing above the first line is empty, and no two lines in a row are.
  if (p->out.len && !(last(p, 0) == '\n' && last(p, 1) == '\n')) put(p, "\n");
  put_margin(p);
}

static void put_lines(Printer *p, const ModCommentVec *comments) {
  for (uint32_t i = 0; i < comments->len; i++) {
    put_comment(p, &comments->data[i]);
    new_line(p);
  }
}

static void put_before(Printer *p, const ModCommentVec *comments) {
  if (!comments->len) return;
  trim(p);
  if (p->out.len && last(p, 0) != '\n') put(p, "\n");
  put_margin(p);
  put_lines(p, comments);
}

static void put_later(Printer *p, const ModCommentVec *comments) {
  for (uint32_t i = 0; i < comments->len; i++) vec_push(p->arena, &p->pending, comments->data[i]);
}

static bool is_one_of(const char *word, const char *marks) { return *word && !word[1] && strchr(marks, *word); }

static void put_words(Printer *p, const StringVec *words) {
  bool space = false;
  for (uint32_t i = 0; i < words->len; i++) {
    const char *word = words->data[i];
    if (space && !is_one_of(word, ",)]}")) put(p, " ");
    put(p, word);
    space = !is_one_of(word, "([{");
  }
}

static void put_line(Printer *p, const ModLine *line) {
  put_before(p, &line->comments.before);
  put_words(p, &line->words);
  put_later(p, &line->comments.suffix);
}

static void put_paren(Printer *p, const ModParen *paren, const char *text) {
  put_before(p, &paren->comments.before);
  put(p, text);
  put_later(p, &paren->comments.suffix);
}

static void put_block(Printer *p, const ModStatement *block) {
  put_before(p, &block->comments.before);
  put_words(p, &block->words);
  put(p, " ");
  put_paren(p, &block->open, "(");
  p->margin++;
  for (uint32_t i = 0; i < block->lines.len; i++) {
    new_line(p);
    put_line(p, block->lines.data[i]);
  }
  p->margin--;
  new_line(p);
  put_paren(p, &block->close, ")");
  put_later(p, &block->comments.suffix);
}

const char *mod_tree_print(const ModTree *tree, Arena *arena) {
  Printer p = {.arena = arena};
  put_lines(&p, &tree->before);
  for (uint32_t i = 0; i < tree->statements.len; i++) {
    const ModStatement *s = tree->statements.data[i];
    const ModComments *comments = s->kind == MOD_LINE ? &s->line->comments : &s->comments;
    if (s->kind == MOD_LINE) put_line(&p, s->line);
    else if (s->kind == MOD_BLOCK) put_block(&p, s);
    else put_before(&p, &comments->before), put_later(&p, &comments->suffix);
    if (s->kind != MOD_COMMENTS) new_line(&p);
    put_lines(&p, &comments->after);
    if (i + 1 < tree->statements.len) new_line(&p);
  }
  while (last(&p, 0) == '\n' && (p.out.len == 1 || last(&p, 1) == '\n')) p.out.len--;
  bytes_u8(arena, &p.out, 0);
  return (const char *)p.out.data;
}
