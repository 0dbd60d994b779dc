// The order of lines in blocks, and what is there twice.
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "mod/modfile_internal.h"
#include "mod/semver.h"

#define KEEP(list, member)                                             \
  do {                                                                 \
    uint32_t kept = 0;                                                 \
    for (uint32_t i = 0; i < (list).len; i++)                          \
      if ((list).data[i].member) (list).data[kept++] = (list).data[i]; \
    (list).len = kept;                                                 \
  } while (0)

static void clean_entries(ModFile *f) {
  KEEP(f->requires, path);
  KEEP(f->excludes, path);
  KEEP(f->replaces, old_path);
  KEEP(f->retracts, low);
  KEEP(f->godebugs, key);
  KEEP(f->tools, path);
  KEEP(f->ignores, path);
  KEEP(f->uses, path);
}

void modfile_clean(ModFile *f) {
  clean_entries(f);
  mod_tree_clean(f->tree);
}

// ---- what is there twice

typedef struct Pair {
  const char *a, *b;
  struct Pair *next;  // of the same hash
} Pair;

typedef struct Duplicates {
  Arena *arena;
  Map seen;    // hash -> Pair*
  Map killed;  // ModLine* -> itself
} Duplicates;

// Takes a line for dead if its texts have been seen. Returns whether it lives.
static bool note(Duplicates *d, const char *a, const char *b, ModLine *line) {
  b = b ? b : "";
  uint64_t hash = hash_bytes(b, strlen(b), hash_bytes(a, strlen(a), 0));
  for (const Pair *pair = map_get(&d->seen, hash); pair; pair = pair->next)
    if (strcmp(pair->a, a) == 0 && strcmp(pair->b, b) == 0) {
      map_put(d->arena, &d->killed, map_key(line), line);
      return false;
    }
  Pair *pair = arena_new(d->arena, Pair);
  *pair = (Pair){a, b, map_get(&d->seen, hash)};
  map_put(d->arena, &d->seen, hash, pair);
  return true;
}

static void note_paths(Duplicates *d, ModPathVec *list) {
  d->seen = (Map){0};
  for (uint32_t i = 0; i < list->len; i++)
    if (!note(d, list->data[i].path, NULL, list->data[i].line)) list->data[i].path = NULL;
}

static void note_duplicates(Duplicates *d, ModFile *f) {
  for (uint32_t i = f->replaces.len; i-- > 0;) {
    ModReplace *r = &f->replaces.data[i];
    if (!note(d, r->old_path, r->old_version, r->line)) r->old_path = NULL;
  }
  if (f->kind == MOD_FILE_WORK) return;
  d->seen = (Map){0};
  for (uint32_t i = 0; i < f->excludes.len; i++) {
    ModRequire *x = &f->excludes.data[i];
    if (!note(d, x->path, x->version, x->line)) x->path = NULL;
  }
  note_paths(d, &f->tools);
  note_paths(d, &f->ignores);
}

static bool is_killed(const Duplicates *d, const ModLine *line) { return map_get(&d->killed, map_key(line)) != NULL; }

// Is anything left of the statement?
static bool keep_living(const Duplicates *d, ModStatement *s) {
  if (s->kind == MOD_LINE) return !is_killed(d, s->line);
  if (s->kind == MOD_COMMENTS) return true;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < s->lines.len; i++)
    if (!is_killed(d, s->lines.data[i])) s->lines.data[kept++] = s->lines.data[i];
  s->lines.len = kept;
  return kept != 0;
}

static void remove_duplicates(ModFile *f) {
  Duplicates d = {.arena = f->arena};
  clean_entries(f);
  note_duplicates(&d, f);
  clean_entries(f);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < f->tree->statements.len; i++)
    if (keep_living(&d, f->tree->statements.data[i])) f->tree->statements.data[kept++] = f->tree->statements.data[i];
  f->tree->statements.len = kept;
}

// ---- order

static int compare_words(const StringVec *a, const StringVec *b) {
  for (uint32_t i = 0; i < a->len && i < b->len; i++) {
    int order = strcmp(a->data[i], b->data[i]);
    if (order) return order;
  }
  return (a->len > b->len) - (a->len < b->len);
}

static int compare_excludes(const StringVec *a, const StringVec *b) {
  if (a->len != 2 || b->len != 2) return compare_words(a, b);
  int order = strcmp(a->data[0], b->data[0]);
  return order ? order : semver_compare(a->data[1], b->data[1]);
}

static void interval(const StringVec *words, const char **low, const char **high) {
  bool range = words->len == 5 && strcmp(words->data[0], "[") == 0 && strcmp(words->data[2], ",") == 0 &&
               strcmp(words->data[4], "]") == 0;
  *low = range ? words->data[1] : words->len == 1 ? words->data[0] : "";
  *high = range ? words->data[3] : *low;
}

// The latest first.
static int compare_retracts(const StringVec *a, const StringVec *b) {
  const char *a_low, *a_high, *b_low, *b_high;
  interval(a, &a_low, &a_high);
  interval(b, &b_low, &b_high);
  int order = semver_compare(b_low, a_low);
  return order ? order : semver_compare(b_high, a_high);
}

typedef struct Sorted {
  ModLine *line;
  uint32_t index;  // lines that are equal stay in order
} Sorted;

typedef struct Order {
  int (*compare)(const StringVec *a, const StringVec *b);
} Order;

static int compare_sorted(const void *a, const void *b, void *order) {
  const Sorted *x = a, *y = b;
  int result = ((const Order *)order)->compare(&x->line->words, &y->line->words);
  return result ? result : (x->index > y->index) - (x->index < y->index);
}

static void sort_block(ModFile *f, ModStatement *block, Order order) {
  Sorted *list = arena_array(f->arena, Sorted, block->lines.len + 1);
  for (uint32_t i = 0; i < block->lines.len; i++) list[i] = (Sorted){block->lines.data[i], i};
  qsort_r(list, block->lines.len, sizeof *list, compare_sorted, &order);
  for (uint32_t i = 0; i < block->lines.len; i++) block->lines.data[i] = list[i].line;
}

void modfile_sort(ModFile *f) {
  remove_duplicates(f);
  // Until 1.20 versions that are excluded were sorted as texts.
  bool by_version = f->go && semver_compare(arena_printf(f->arena, "v%s", f->go), "v1.21") >= 0;
  for (uint32_t i = 0; i < f->tree->statements.len; i++) {
    ModStatement *s = f->tree->statements.data[i];
    if (s->kind != MOD_BLOCK) continue;
    Order order = {compare_words};
    if (f->kind != MOD_FILE_WORK && by_version && mod_statement_is(s, "exclude")) order.compare = compare_excludes;
    if (f->kind != MOD_FILE_WORK && mod_statement_is(s, "retract")) order.compare = compare_retracts;
    sort_block(f, s, order);
  }
}
