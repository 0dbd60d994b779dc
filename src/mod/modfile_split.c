// What is required directly and what is not, in blocks of their own (go 1.17 and later). Lines move between two blocks,
// the last without comments that has only direct requirements and the last that has only indirect ones; where there is
// none it is made. Lines of other blocks, and lines with comments, stay where the user has put them. A single block
// without comments is split.
#include <string.h>

#include "base/map.h"
#include "base/unicode.h"
#include "mod/modfile_internal.h"

// Comments other than "// indirect"
static bool has_comments(const ModComments *c) {
  if (c->before.len || c->after.len || c->suffix.len > 1) return true;
  if (!c->suffix.len) return false;
  const char *text = c->suffix.data[0].text + (strncmp(c->suffix.data[0].text, "//", 2) == 0 ? 2 : 0);
  size_t length = strlen(text);
  text_trim(&text, &length);
  return length != strlen("indirect") || memcmp(text, "indirect", length) != 0;
}

typedef struct Layout {
  ModFile *file;
  int32_t last, last_direct, last_indirect;  // statements, -1 none
  uint32_t count;                            // of statements that require
  ModStatement *direct, *indirect;           // the blocks that lines may move between
  bool flat;                                 // one statement, without comments of its own
  Map block_of;                              // ModLine* -> ModStatement*, of the lines that were in blocks
} Layout;

static void note_statement(ModFile *f, Layout *layout, ModStatement *s, int32_t index) {
  if (s->kind == MOD_COMMENTS || !mod_statement_is(s, "require")) return;
  bool plain = !has_comments(mod_statement_comments(s));
  bool direct = plain && (s->kind == MOD_LINE || s->lines.len), indirect = direct;
  if (s->kind == MOD_LINE) {
    indirect &= mod_line_indirect(s->line);
    direct &= !mod_line_indirect(s->line);
  }
  for (uint32_t i = 0; s->kind == MOD_BLOCK && i < s->lines.len; i++) {
    const ModLine *line = s->lines.data[i];
    map_put(f->arena, &layout->block_of, map_key(line), s);
    bool bare = !has_comments(&line->comments);
    indirect &= bare && mod_line_indirect(line);
    direct &= bare && !mod_line_indirect(line);
  }
  layout->last = index;
  layout->count++;
  if (direct) layout->last_direct = index;
  if (indirect) layout->last_indirect = index;
}

static ModStatement *insert_block(ModFile *f, int32_t at) {
  ModStatement *block = arena_new(f->arena, ModStatement);
  block->kind = MOD_BLOCK;
  vec_push(f->arena, &block->words, "require");
  mod_tree_insert(f->tree, (uint32_t)at, block);
  return block;
}

static ModStatement *ensure_block(ModFile *f, int32_t at) {
  ModStatement *s = f->tree->statements.data[at];
  if (s->kind == MOD_LINE) mod_statement_make_block(f->tree, s);
  return s;
}

// Finds the two blocks or makes them. One that stays empty goes when the file is cleaned.
static Layout find_layout(ModFile *f) {
  Layout layout = {.file = f, .last = -1, .last_direct = -1, .last_indirect = -1};
  for (uint32_t i = 0; i < f->tree->statements.len; i++)
    note_statement(f, &layout, f->tree->statements.data[i], (int32_t)i);
  layout.flat = layout.count == 1 && !has_comments(mod_statement_comments(f->tree->statements.data[layout.last]));
  if (layout.last_direct < 0) {
    if (layout.last_indirect >= 0) layout.last_direct = layout.last_indirect++;
    else layout.last_direct = layout.last >= 0 ? layout.last + 1 : (int32_t)f->tree->statements.len;
    layout.direct = insert_block(f, layout.last_direct);
  } else {
    layout.direct = ensure_block(f, layout.last_direct);
  }
  layout.indirect =
      layout.last_indirect < 0 ? insert_block(f, layout.last_direct + 1) : ensure_block(f, layout.last_indirect);
  return layout;
}

// Moves a requirement to a block, with its comments; the old line is left to be taken out.
static void move(ModFile *f, ModRequire *r, ModStatement *block) {
  ModLine *line = arena_new(f->arena, ModLine), *old = r->line;
  if (!old) {
    vec_push(f->arena, &line->words, mod_auto_quote(f->arena, r->path));
    vec_push(f->arena, &line->words, r->version);
    r->line = line;
    mod_require_set_indirect(f, r, r->indirect);
  } else {
    *line = *old;
    if (!old->in_block && old->words.len && strcmp(old->words.data[0], "require") == 0)
      line->words = (StringVec){line->words.data + 1, line->words.len - 1, line->words.cap - 1};
    old->words = (StringVec){0};
    old->removed = true;
    r->line = line;
  }
  line->in_block = true;
  vec_push(f->arena, &block->lines, line);
}

// A requirement that is in the wrong one of the two blocks moves to the other; of a flat list all do.
static void place(void *context, ModRequire *r) {
  Layout *layout = context;
  ModFile *f = layout->file;
  const ModStatement *block = map_get(&layout->block_of, map_key(r->line));
  if (r->indirect && (layout->flat || block == layout->direct)) move(f, r, layout->indirect);
  else if (!r->indirect && (layout->flat || block == layout->indirect)) move(f, r, layout->direct);
}

void modfile_set_requires_split(ModFile *f, const ModRequire *list, uint32_t count) {
  Layout layout = find_layout(f);
  ModNeeds needs = mod_needs(f->arena, list, count);
  mod_needs_update(f, &needs, place, &layout);
  for (uint32_t i = 0; i < count; i++) {
    const ModRequire *need = list[i].path ? mod_needs_take(&needs, list[i].path) : NULL;
    if (!need) continue;
    ModRequire r = {need->path, need->version, need->indirect, NULL};
    move(f, &r, r.indirect ? layout.indirect : layout.direct);
    vec_push(f->arena, &f->requires, r);
  }
  modfile_sort(f);
}
