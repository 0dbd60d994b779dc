// Changes to module, go, toolchain, godebug, exclude, replace and retract, as golang.org/x/mod makes them: where a line
// is added, which of several is kept.
#include <string.h>

#include "base/unicode.h"
#include "mod/gover.h"
#include "mod/modfile_internal.h"
#include "mod/path.h"

static bool same(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

// ---- module, go, toolchain

// Of a line that is not there yet, behind says where it is added; NULL: where there are others.
static ModLine *set_line(ModFile *f, ModLine *line, const ModLine *behind, const char *verb, const char *word) {
  const char *words[] = {verb, word};
  if (!line && behind) return mod_tree_add_behind(f->tree, behind, words, 2);
  if (!line) return mod_tree_add(f->tree, words, 2);
  mod_line_set(f->tree, line, words, 2);
  return line;
}

void modfile_set_module(ModFile *f, const char *path) {
  f->module = path;
  f->module_line = set_line(f, f->module_line, NULL, "module", mod_auto_quote(f->arena, path));
}

// go.work has go and toolchain at its top, below comments that stand alone.
static ModLine *insert_on_top(ModFile *f, const char *verb, const char *word, bool behind_go) {
  uint32_t at = 0, count = f->tree->statements.len;
  ModStatement *const *statements = f->tree->statements.data;
  while (behind_go && at < count && !(statements[at]->kind == MOD_LINE && mod_statement_is(statements[at], "go"))) at++;
  if (behind_go && at < count) {
    at++;
  } else {
    for (at = 0; at < count && statements[at]->kind == MOD_COMMENTS;) at++;
  }
  ModLine *line = arena_new(f->arena, ModLine);
  const char *words[] = {verb, word};
  mod_line_set(f->tree, line, words, 2);
  mod_tree_insert(f->tree, at, mod_statement_line(f->tree, line));
  return line;
}

const char *modfile_set_go(ModFile *f, const char *version) {
  if (!gover_line_valid(version))
    return arena_printf(f->arena, "invalid language version %s", text_quote(f->arena, version, strlen(version)));
  f->go = version;
  if (f->kind == MOD_FILE_WORK && !f->go_line) f->go_line = insert_on_top(f, "go", f->go, false);
  else f->go_line = set_line(f, f->go_line, f->module_line, "go", f->go);
  return NULL;
}

const char *modfile_set_toolchain(ModFile *f, const char *name) {
  if (!gover_toolchain_line_valid(name))
    return arena_printf(f->arena, "invalid toolchain name %s", text_quote(f->arena, name, strlen(name)));
  const ModLine *behind = f->go_line ? f->go_line : f->module_line;
  f->toolchain = name;
  if (f->kind == MOD_FILE_WORK && !f->toolchain_line)
    f->toolchain_line = insert_on_top(f, "toolchain", f->toolchain, true);
  else f->toolchain_line = set_line(f, f->toolchain_line, behind, "toolchain", f->toolchain);
  return NULL;
}

void modfile_drop_go(ModFile *f) {
  if (f->go_line) mod_line_remove(f->go_line);
  f->go = NULL;
  f->go_line = NULL;
}

void modfile_drop_toolchain(ModFile *f) {
  if (f->toolchain_line) mod_line_remove(f->toolchain_line);
  f->toolchain = NULL;
  f->toolchain_line = NULL;
}

bool modfile_raise_go(ModFile *f, const char *go) {
  if (gover_compare(f->go ? f->go : GOVER_DEFAULT_WORK, go) >= 0) return false;
  (void)modfile_set_go(f, go);
  if (!f->toolchain) return true;
  const char *version = gover_of_toolchain(f->arena, f->toolchain);
  bool implied = strcmp(f->toolchain, arena_printf(f->arena, "go%s", go)) == 0 || gover_compare(version, go) < 0;
  if (implied || gover_compare(version, GOVER_STRICT) < 0) modfile_drop_toolchain(f);
  return true;
}

// ---- godebug

void modfile_set_godebug(ModFile *f, const char *key, const char *value) {
  const char *words[] = {"godebug", arena_printf(f->arena, "%s=%s", key, value)};
  bool found = false;
  for (uint32_t i = 0; i < f->godebugs.len; i++) {
    ModGodebug *g = &f->godebugs.data[i];
    if (!same(g->key, key)) continue;
    if (found) {
      mod_line_remove(g->line);
      *g = (ModGodebug){0};
    } else {
      g->value = value;
      mod_line_set(f->tree, g->line, words, 2);
    }
    found = true;
  }
  if (found) return;
  ModGodebug g = {key, value, mod_tree_add(f->tree, words, 2)};
  vec_push(f->arena, &f->godebugs, g);
}

void modfile_drop_godebug(ModFile *f, const char *key) {
  for (uint32_t i = 0; i < f->godebugs.len; i++) {
    ModGodebug *g = &f->godebugs.data[i];
    if (!same(g->key, key)) continue;
    mod_line_remove(g->line);
    *g = (ModGodebug){0};
  }
}

// ---- exclude

// A line of exclude or replace joins those of the same path only; the first of a path goes to the file's end.

const char *modfile_add_exclude(ModFile *f, const char *path, const char *version) {
  const char *error = mod_canonical_error(f->arena, path, version);
  if (error) return error;
  const ModLine *behind = NULL;
  for (uint32_t i = 0; i < f->excludes.len; i++) {
    const ModRequire *x = &f->excludes.data[i];
    if (!same(x->path, path)) continue;
    if (same(x->version, version)) return NULL;
    behind = x->line;
  }
  const char *words[] = {"exclude", mod_auto_quote(f->arena, path), version};
  ModRequire entry = {path, version, false, mod_tree_add_behind(f->tree, behind, words, 3)};
  vec_push(f->arena, &f->excludes, entry);
  return NULL;
}

void modfile_drop_exclude(ModFile *f, const char *path, const char *version) {
  for (uint32_t i = 0; i < f->excludes.len; i++) {
    ModRequire *x = &f->excludes.data[i];
    if (same(x->path, path) && same(x->version, version)) mod_require_remove(x);
  }
}

// ---- replace

static uint32_t replace_words(Arena *arena, const ModReplace *r, const char **words) {
  uint32_t count = 0;
  words[count++] = "replace";
  words[count++] = mod_auto_quote(arena, r->old_path);
  if (r->old_version) words[count++] = r->old_version;
  words[count++] = "=>";
  words[count++] = mod_auto_quote(arena, r->new_path);
  if (r->new_version) words[count++] = r->new_version;
  return count;
}

void modfile_add_replace(ModFile *f, const char *old_path, const char *old_version, const char *new_path,
                         const char *new_version) {
  ModReplace new = {old_path, old_version, new_path, new_version, NULL};
  const char *words[6];
  uint32_t count = replace_words(f->arena, &new, words);
  const ModLine *behind = NULL;
  bool found = false;
  for (uint32_t i = 0; i < f->replaces.len; i++) {
    ModReplace *r = &f->replaces.data[i];
    if (!same(r->old_path, old_path)) continue;
    bool replaced = !old_version || same(r->old_version, old_version);
    if (replaced && !found) {
      // What is replaced stays as it was noted; the line says the new.
      r->new_path = new_path;
      r->new_version = new_version;
      mod_line_set(f->tree, r->line, words, count);
      found = true;
    } else if (replaced) {
      mod_line_remove(r->line);
      *r = (ModReplace){0};
    } else {
      behind = r->line;
    }
  }
  if (found) return;
  new.line = mod_tree_add_behind(f->tree, behind, words, count);
  vec_push(f->arena, &f->replaces, new);
}

void modfile_drop_replace(ModFile *f, const char *old_path, const char *old_version) {
  for (uint32_t i = 0; i < f->replaces.len; i++) {
    ModReplace *r = &f->replaces.data[i];
    if (!same(r->old_path, old_path) || !same(r->old_version, old_version)) continue;
    mod_line_remove(r->line);
    *r = (ModReplace){0};
  }
}

// ---- retract

const char *modfile_add_retract(ModFile *f, const char *low, const char *high, const char *rationale) {
  const char *path = f->module ? f->module : "", *error = mod_canonical_error(f->arena, path, high);
  if (!error) error = mod_canonical_error(f->arena, path, low);
  if (error) return error;
  const char *one[] = {"retract", mod_auto_quote(f->arena, low)};
  const char *range[] = {"retract", "[", mod_auto_quote(f->arena, low), ",", mod_auto_quote(f->arena, high), "]"};
  bool single = same(low, high);
  ModLine *line = mod_tree_add(f->tree, single ? one : range, single ? 2 : 6);
  for (const char *p = *rationale ? rationale : NULL; p;) {
    size_t n = strcspn(p, "\n");
    ModComment comment = {.text = arena_printf(f->arena, "// %.*s", (int)n, p)};
    vec_push(f->arena, &line->comments.before, comment);
    p = p[n] ? p + n + 1 : NULL;
  }
  return NULL;
}

void modfile_drop_retract(ModFile *f, const char *low, const char *high) {
  for (uint32_t i = 0; i < f->retracts.len; i++) {
    ModRetract *r = &f->retracts.data[i];
    if (!same(r->low, low) || !same(r->high, high)) continue;
    mod_line_remove(r->line);
    *r = (ModRetract){0};
  }
}

void modfile_add_comment(ModFile *f, const char *text) { mod_tree_add_comment(f->tree, text); }
