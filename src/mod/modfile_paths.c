// Changes to the lists of paths: tool and ignore, and go.work's use.
#include <string.h>

#include "mod/modfile_internal.h"

static ModPathVec *list_of(ModFile *f, const char *verb) {
  return *verb == 't' ? &f->tools : *verb == 'i' ? &f->ignores : &f->uses;
}

static bool is_path(const ModPath *entry, const char *path) { return entry->path && strcmp(entry->path, path) == 0; }

static void append(ModFile *f, const char *verb, const char *path, const char *word) {
  const char *words[] = {verb, word};
  ModPath entry = {path, mod_tree_add(f->tree, words, 2)};
  vec_push(f->arena, list_of(f, verb), entry);
}

static void drop(ModFile *f, const char *verb, const char *path) {
  ModPathVec *list = list_of(f, verb);
  for (uint32_t i = 0; i < list->len; i++) {
    if (!is_path(&list->data[i], path)) continue;
    mod_line_remove(list->data[i].line);
    list->data[i] = (ModPath){0};
  }
}

static void add_sorted(ModFile *f, const char *verb, const char *path) {
  const ModPathVec *list = list_of(f, verb);
  for (uint32_t i = 0; i < list->len; i++)
    if (is_path(&list->data[i], path)) return;
  append(f, verb, path, path);
  modfile_sort(f);
}

void modfile_add_tool(ModFile *f, const char *path) { add_sorted(f, "tool", path); }
void modfile_drop_tool(ModFile *f, const char *path) { drop(f, "tool", path); }
void modfile_add_ignore(ModFile *f, const char *path) { add_sorted(f, "ignore", path); }
void modfile_drop_ignore(ModFile *f, const char *path) { drop(f, "ignore", path); }

// ---- use

void modfile_add_use(ModFile *f, const char *folder) {
  const char *words[] = {"use", mod_auto_quote(f->arena, folder)};
  bool found = false;
  for (uint32_t i = 0; i < f->uses.len; i++) {
    ModPath *use = &f->uses.data[i];
    if (!is_path(use, folder)) continue;
    if (found) {
      mod_line_remove(use->line);
      *use = (ModPath){0};
    } else {
      mod_line_set(f->tree, use->line, words, 2);
    }
    found = true;
  }
  if (!found) append(f, "use", folder, words[1]);
}

void modfile_drop_use(ModFile *f, const char *folder) { drop(f, "use", folder); }

static bool is_listed(const char *const *folders, uint32_t count, const char *folder) {
  for (uint32_t i = 0; i < count; i++)
    if (strcmp(folders[i], folder) == 0) return true;
  return false;
}

static bool is_used(const ModFile *f, const char *folder) {
  for (uint32_t i = 0; i < f->uses.len; i++)
    if (is_path(&f->uses.data[i], folder)) return true;
  return false;
}

void modfile_set_uses(ModFile *f, const char *const *folders, uint32_t count) {
  for (uint32_t i = 0; i < f->uses.len; i++) {
    ModPath *use = &f->uses.data[i];
    if (!use->path || is_listed(folders, count, use->path)) continue;
    mod_line_remove(use->line);
    *use = (ModPath){0};
  }
  for (uint32_t i = 0; i < count; i++)
    if (!is_used(f, folders[i])) append(f, "use", folders[i], mod_auto_quote(f->arena, folders[i]));
  modfile_sort(f);
}

// "/x/" somewhere in "/relative/", or at its beginning.
bool modfile_ignores(const ModFile *f, Arena *arena, const char *relative) {
  const char *padded = NULL;
  for (uint32_t i = 0; i < f->ignores.len; i++) {
    const char *pattern = f->ignores.data[i].path;
    bool rooted = strncmp(pattern, "./", 2) == 0;
    if (rooted) pattern += 2;
    size_t n = strlen(pattern);
    const char *text =
        arena_printf(arena, "%s%s%s", *pattern == '/' ? "" : "/", pattern, n && pattern[n - 1] == '/' ? "" : "/");
    if (!padded) padded = arena_printf(arena, "/%s/", relative);
    if (rooted ? strncmp(padded, text, strlen(text)) == 0 : strstr(padded, text) != NULL) return true;
  }
  return false;
}
