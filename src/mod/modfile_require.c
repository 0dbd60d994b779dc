// Changes to what go.mod requires. Requirements of one path are one entry afterwards; their comments stay, but for
// "// indirect", which says that no package of the main module imports the module's.
#include <stdlib.h>
#include <string.h>

#include "base/unicode.h"
#include "mod/modfile_internal.h"

void mod_require_remove(ModRequire *r) {
  if (r->line) mod_line_remove(r->line);
  *r = (ModRequire){0};
}

// A line after an empty one that gets another version joins those above it.
void mod_require_set_version(ModRequire *r, const char *version) {
  StringVec *words = &r->line->words;
  ModCommentVec *before = &r->line->comments.before;
  r->version = version;
  if (!words->len) return;
  uint32_t at = r->line->in_block ? 1 : 2;
  if (r->line->in_block && before->len == 1 && !*before->data[0].text) before->len = 0;
  if (words->len > at) words->data[at] = version;
}

static const char *without_slashes(const char *comment, size_t *length) {
  const char *text = comment + (strncmp(comment, "//", 2) == 0 ? 2 : 0);
  *length = strlen(text);
  text_trim(&text, length);
  return text;
}

void mod_require_set_indirect(ModFile *f, ModRequire *r, bool indirect) {
  ModCommentVec *suffix = &r->line->comments.suffix;
  r->indirect = indirect;
  if (mod_line_indirect(r->line) == indirect) return;
  if (indirect && !suffix->len) {
    ModComment comment = {.text = "// indirect"};
    vec_push(f->arena, suffix, comment);
    return;
  }
  ModComment *comment = &suffix->data[0];
  size_t length;
  const char *text = without_slashes(comment->text, &length);
  if (indirect && !length) comment->text = "// indirect";
  else if (indirect) comment->text = arena_printf(f->arena, "// indirect; %.*s", (int)length, text);
  else if (length == strlen("indirect")) *suffix = (ModCommentVec){0};
  else comment->text = arena_printf(f->arena, "//%s", strstr(comment->text, "indirect;") + strlen("indirect;"));
}

static bool is_path(const ModRequire *r, const char *path) { return r->path && strcmp(r->path, path) == 0; }

void modfile_append_require(ModFile *f, const char *path, const char *version, bool indirect) {
  const char *words[] = {"require", mod_auto_quote(f->arena, path), version};
  ModRequire r = {path, version, false, mod_tree_add(f->tree, words, 3)};
  mod_require_set_indirect(f, &r, indirect);
  vec_push(f->arena, &f->requires, r);
}

void modfile_add_require(ModFile *f, const char *path, const char *version) {
  const char *words[] = {"require", mod_auto_quote(f->arena, path), version};
  bool found = false;
  for (uint32_t i = 0; i < f->requires.len; i++) {
    ModRequire *r = &f->requires.data[i];
    if (!is_path(r, path)) continue;
    if (found) {
      mod_require_remove(r);
    } else {
      r->version = version;
      mod_line_set(f->tree, r->line, words, 3);
    }
    found = true;
  }
  if (!found) modfile_append_require(f, path, version, false);
}

void modfile_drop_require(ModFile *f, const char *path) {
  for (uint32_t i = 0; i < f->requires.len; i++)
    if (is_path(&f->requires.data[i], path)) mod_require_remove(&f->requires.data[i]);
}

// ---- all at once

static int by_path(const void *a, const void *b) {
  const ModRequire *x = ((const ModNeed *)a)->require, *y = ((const ModNeed *)b)->require;
  int order = strcmp(x->path, y->path);
  return order ? order : (x > y) - (x < y);  // of the same list
}

ModNeeds mod_needs(Arena *arena, const ModRequire *list, uint32_t count) {
  ModNeeds needs = {arena_array(arena, ModNeed, count + 1), 0};
  for (uint32_t i = 0; i < count; i++)
    if (list[i].path) needs.list[needs.count++].require = &list[i];
  qsort(needs.list, needs.count, sizeof *needs.list, by_path);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < needs.count; i++) {
    bool more = i + 1 < needs.count && is_path(needs.list[i].require, needs.list[i + 1].require->path);
    if (!more) needs.list[kept++] = needs.list[i];
  }
  needs.count = kept;
  return needs;
}

const ModRequire *mod_needs_take(ModNeeds *needs, const char *path) {
  uint32_t low = 0, high = needs->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    int order = strcmp(needs->list[middle].require->path, path);
    if (order == 0) {
      ModNeed *need = &needs->list[middle];
      bool taken = need->taken;
      need->taken = true;
      return taken ? NULL : need->require;
    }
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return NULL;
}

void mod_needs_update(ModFile *f, ModNeeds *needs, void (*kept)(void *context, ModRequire *r), void *context) {
  for (uint32_t i = 0; i < f->requires.len; i++) {
    ModRequire *r = &f->requires.data[i];
    const ModRequire *need = r->path ? mod_needs_take(needs, r->path) : NULL;
    if (!need) {
      mod_require_remove(r);
      continue;
    }
    mod_require_set_version(r, need->version);
    mod_require_set_indirect(f, r, need->indirect);
    if (kept) kept(context, r);
  }
}

void modfile_set_requires(ModFile *f, const ModRequire *list, uint32_t count) {
  ModNeeds needs = mod_needs(f->arena, list, count);
  mod_needs_update(f, &needs, NULL, NULL);
  for (uint32_t i = 0; i < count; i++) {
    const ModRequire *need = list[i].path ? mod_needs_take(&needs, list[i].path) : NULL;
    if (need) modfile_append_require(f, need->path, need->version, need->indirect);
  }
  modfile_sort(f);
}
