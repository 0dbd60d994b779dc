// A package's counters as a whole, and questions about them.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cover/internal.h"

static const char *const modes[] = {"", "set", "count", "atomic"};

CoverMode cover_mode(const char *name) {
  for (int mode = COVER_SET; mode <= COVER_ATOMIC; mode++)
    if (strcmp(name, modes[mode]) == 0) return (CoverMode)mode;
  return COVER_NONE;
}

const char *cover_mode_name(CoverMode mode) { return modes[mode]; }

// ---- units

void cover_begin_function(CoverBuilder *b, const char *name, Pos pos, bool literal) {
  CoverPackage *p = b->package;
  Place place = source_place(b->session->sources, pos);
  const char *path = place.path ? place.path : b->source->path, *slash = strrchr(path, '/');
  const char *file = arena_printf(b->arena, "%s/%s", p->path, slash ? slash + 1 : path);
  CoverFunction f = {.name = name, .file = file, .literal = literal, .first = p->units.len};
  vec_push(b->arena, &p->functions, f);
  b->function = &p->functions.data[p->functions.len - 1];
  p->words += COVER_HEAD_WORDS;
}

void cover_end_function(CoverBuilder *b) {
  b->function->count = b->package->units.len - b->function->first;
  b->function = NULL;
}

// Two blocks of a file with //line may seem to be at one place. The later one then ends further right.
static void set_apart(CoverBuilder *b, const Place *from, const Place *to, CoverUnit *unit) {
  for (;; unit->end_column++) {
    const char *key = arena_printf(b->arena, "%s:%u.%u,%s:%u.%u", from->path, unit->line, unit->column, to->path,
                                   unit->end_line, unit->end_column);
    const Name *name = name_cstr(b->session->names, key);
    if (map_get(&b->seen, map_key(name))) continue;
    map_put(b->arena, &b->seen, map_key(name), (void *)(uintptr_t)name);
    return;
  }
}

void cover_add_unit(CoverBuilder *b, Pos key, Pos pos, Pos end, uint32_t statements) {
  CoverPackage *p = b->package;
  Place from = source_place(b->session->sources, pos), to = source_place(b->session->sources, end);
  CoverUnit unit = {from.line, from.column, to.line, to.column, statements};
  if (b->source->directive_count) set_apart(b, &from, &to, &unit);
  vec_push(b->arena, &p->units, unit);
  vec_push(b->arena, &p->points, ((CoverPoint){key, p->words++}));
}

// ---- the package

static int by_position(const void *left, const void *right) {
  Pos a = ((const CoverPoint *)left)->pos, b = ((const CoverPoint *)right)->pos;
  return (a > b) - (a < b);
}

// Reads the file once more, at the positions that it has.
static bool read_again(CoverBuilder *b, Arena *trees, const File *file) {
  SourceFile again = *file->source;  // whose tables stay as they are
  size_t size;
  if (!again.text) again.text = source_read(trees, again.path, &size);
  else size = again.size;
  if (!again.text || size != again.size) return false;
  b->text = again.text;
  b->source = file->source;
  cover_file(b, syntax_parse_file(b->session, trees, trees, &again, PARSE_TOOLS | PARSE_STD));
  return true;
}

CoverPackage *cover_package(Session *session, Arena *arena, const char *path, const char *name, const char *module,
                            File *const *files, uint32_t count) {
  CoverPackage *p = arena_new(arena, CoverPackage);
  CoverBuilder b = {.session = session, .arena = arena, .package = p};
  bool ok = true;
  Arena trees;
  *p = (CoverPackage){.path = path, .name = name, .module = module};
  arena_init(&trees);
  for (uint32_t i = 0; i < count && ok; i++) ok = read_again(&b, &trees, files[i]);
  arena_free(&trees);
  if (p->points.len) qsort(p->points.data, p->points.len, sizeof(CoverPoint), by_position);
  cover_encode(session, arena, p);
  return ok ? p : NULL;
}

uint32_t cover_word(const CoverPackage *p, Pos pos) {
  uint32_t low = 0, high = p->points.len;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (p->points.data[middle].pos < pos) low = middle + 1;
    else high = middle;
  }
  return low < p->points.len && p->points.data[low].pos == pos ? p->points.data[low].word : 0;
}

// ---- a profile

typedef struct ProfileLine {
  const char *file;
  CoverUnit unit;
} ProfileLine;

static int by_place(const void *left, const void *right) {
  const ProfileLine *a = left, *b = right;
  const CoverUnit *x = &a->unit, *y = &b->unit;
  int order = strcmp(a->file, b->file);
  if (order) return order;
  const uint32_t pairs[][2] = {{x->line, y->line},
                               {x->end_line, y->end_line},
                               {x->column, y->column},
                               {x->end_column, y->end_column},
                               {x->statements, y->statements}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    if (pairs[i][0] != pairs[i][1]) return pairs[i][0] < pairs[i][1] ? -1 : 1;
  return 0;
}

char *cover_empty_profile(Arena *arena, const CoverPackage *p) {
  ProfileLine *lines = arena_array(arena, ProfileLine, p->units.len + 1);
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  if (!out) memory_exhausted();
  for (uint32_t i = 0; i < p->functions.len; i++)
    for (uint32_t k = p->functions.data[i].first, n = 0; n < p->functions.data[i].count; k++, n++)
      lines[k] = (ProfileLine){p->functions.data[i].file, p->units.data[k]};
  qsort(lines, p->units.len, sizeof *lines, by_place);
  for (uint32_t i = 0; i < p->units.len; i++) {
    const CoverUnit *u = &lines[i].unit;
    fprintf(out, "%s:%u.%u,%u.%u %u 0\n", lines[i].file, u->line, u->column, u->end_line, u->end_column, u->statements);
  }
  fclose(out);
  char *copy = arena_strdup(arena, text, size);
  free(text);
  return copy;
}
