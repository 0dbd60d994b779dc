// An anchored diff, as Go's internal/diff: lines that each text has exactly once are the anchors, of which the longest
// common subsequence (Szymanski, "A Special Case of the Maximal Common Subsequence Problem", 1975) is taken; matches
// grow from these. Not always the shortest difference, but a clear one, in n log n steps.
#include "base/diff.h"

#include <string.h>

#include "base/map.h"
#include "base/vec.h"

enum { CONTEXT = 3 };

typedef struct Line {
  const char *text;  // with its end
  size_t length;
  bool open;  // the last one, without an end
} Line;
typedef Vec(Line) LineVec;

typedef struct Pair {
  uint32_t x, y;
} Pair;
typedef Vec(Pair) PairVec;

typedef struct Differ {
  Arena *arena;
  LineVec x, y;
  // The chunk that is being collected
  Vec(char) body, out;
  Pair chunk, count, done;
} Differ;

static void split(Arena *arena, const char *text, LineVec *lines) {
  while (*text) {
    const char *end = strchr(text, '\n');
    Line line = {.text = text, .length = end ? (size_t)(end - text) + 1 : strlen(text), .open = !end};
    vec_push(arena, lines, line);
    text += line.length;
  }
}

// How often a text stands on each side.
typedef struct Text {
  const Line *line;
  uint32_t in_x, in_y, y;  // and where it stood last in y
  struct Text *next;       // of the same hash
} Text;

static Text *text_of(Arena *arena, Map *texts, const Line *line) {
  uint64_t key = hash_bytes(line->text, line->length, line->open) | 1;
  Text *first = map_get(texts, key);
  for (Text *t = first; t; t = t->next)
    if (t->line->length == line->length && t->line->open == line->open &&
        memcmp(t->line->text, line->text, line->length) == 0)
      return t;
  Text *t = arena_new(arena, Text);
  *t = (Text){.line = line, .next = first};
  map_put(arena, texts, key, t);
  return t;
}

static bool same(const Differ *d, uint32_t x, uint32_t y) {
  const Line *a = &d->x.data[x], *b = &d->y.data[y];
  return a->length == b->length && a->open == b->open && memcmp(a->text, b->text, a->length) == 0;
}

// Lines that stand once on each side, by their place in x.
static PairVec anchors(Differ *d) {
  Map texts = {0};
  PairVec pairs = {0};
  for (uint32_t i = 0; i < d->x.len; i++) text_of(d->arena, &texts, &d->x.data[i])->in_x++;
  for (uint32_t i = 0; i < d->y.len; i++) {
    Text *t = text_of(d->arena, &texts, &d->y.data[i]);
    t->in_y++;
    t->y = i;
  }
  for (uint32_t i = 0; i < d->x.len; i++) {
    const Text *t = text_of(d->arena, &texts, &d->x.data[i]);
    if (t->in_x == 1 && t->in_y == 1) vec_push(d->arena, &pairs, ((Pair){i, t->y}));
  }
  return pairs;
}

// The longest sequence of anchors that grows in y too, between the beginnings and the ends of both.
static PairVec matches(Differ *d) {
  PairVec all = anchors(d), sequence = {0};
  uint32_t *tails = arena_array(d->arena, uint32_t, all.len + 1);    // [k]: the least y that ends a sequence of k + 1
  uint32_t *lengths = arena_array(d->arena, uint32_t, all.len + 1);  // of the longest sequence that ends here
  uint32_t longest = 0;
  for (uint32_t i = 0; i < all.len; i++) {
    uint32_t low = 0, high = longest;
    while (low < high) {
      uint32_t middle = (low + high) / 2;
      if (tails[middle] < all.data[i].y) low = middle + 1;
      else high = middle;
    }
    tails[low] = all.data[i].y;
    lengths[i] = low + 1;
    if (lengths[i] > longest) longest = lengths[i];
  }
  vec_reserve(d->arena, &sequence, longest + 2);
  sequence.len = longest + 2;
  sequence.data[0] = (Pair){0, 0};
  sequence.data[longest + 1] = (Pair){d->x.len, d->y.len};
  uint32_t last = UINT32_MAX;
  for (uint32_t i = all.len; i-- > 0 && longest;) {
    if (lengths[i] != longest || all.data[i].y >= last) continue;
    sequence.data[longest--] = all.data[i];
    last = all.data[i].y;
  }
  return sequence;
}

static void append(Differ *d, const char *text, size_t length) {
  vec_reserve(d->arena, &d->body, d->body.len + (uint32_t)length);
  memcpy(d->body.data + d->body.len, text, length);
  d->body.len += (uint32_t)length;
}

static void add(Differ *d, char sign, const Line *line) {
  static const char open[] = "\n\\ No newline at end of file\n";
  append(d, &sign, 1);
  append(d, line->text, line->length);
  if (line->open) append(d, open, sizeof open - 1);
  d->count.x += sign != '+';
  d->count.y += sign != '-';
}

static void add_common(Differ *d, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to; i++) add(d, ' ', &d->x.data[i]);
}

static void end_chunk(Differ *d) {
  // Lines count from 1, but an empty side begins at 0.
  const char *head = arena_printf(d->arena, "@@ -%u,%u +%u,%u @@\n", d->chunk.x + (d->count.x > 0), d->count.x,
                                  d->chunk.y + (d->count.y > 0), d->count.y);
  uint32_t n = (uint32_t)strlen(head);
  vec_reserve(d->arena, &d->out, d->out.len + n + d->body.len);
  memcpy(d->out.data + d->out.len, head, n);
  memcpy(d->out.data + d->out.len + n, d->body.data, d->body.len);
  d->out.len += n + d->body.len;
  d->body.len = 0;
  d->count = (Pair){0, 0};
}

// Writes what differs before a match, and the match as far as it is context. False: it was the last.
static bool add_match(Differ *d, Pair match) {
  if (match.x < d->done.x) return true;  // within an earlier one
  Pair start = match, end = match;
  while (start.x > d->done.x && start.y > d->done.y && same(d, start.x - 1, start.y - 1)) start.x--, start.y--;
  while (end.x < d->x.len && end.y < d->y.len && same(d, end.x, end.y)) end.x++, end.y++;
  for (uint32_t i = d->done.x; i < start.x; i++) add(d, '-', &d->x.data[i]);
  for (uint32_t i = d->done.y; i < start.y; i++) add(d, '+', &d->y.data[i]);
  uint32_t common = end.x - start.x;
  bool last = end.x >= d->x.len && end.y >= d->y.len;
  // Too little in common to end the chunk?
  if (!last && (common < CONTEXT || (d->body.len && common < 2 * CONTEXT))) {
    add_common(d, start.x, end.x);
    d->done = end;
    return true;
  }
  if (d->body.len) {
    add_common(d, start.x, start.x + (common < CONTEXT ? common : CONTEXT));
    end_chunk(d);
  }
  if (last) return false;
  d->chunk = (Pair){end.x - CONTEXT, end.y - CONTEXT};
  add_common(d, d->chunk.x, end.x);
  d->done = end;
  return true;
}

const char *diff_text(Arena *arena, const char *old_name, const char *old_text, const char *new_name,
                      const char *new_text) {
  if (strcmp(old_text, new_text) == 0) return NULL;
  Differ d = {.arena = arena};
  split(arena, old_text, &d.x);
  split(arena, new_text, &d.y);
  PairVec sequence = matches(&d);
  for (uint32_t i = 0; i < sequence.len && add_match(&d, sequence.data[i]); i++) {}
  return arena_printf(arena, "diff %s %s\n--- %s\n+++ %s\n%.*s", old_name, new_name, old_name, new_name, (int)d.out.len,
                      d.out.data ? d.out.data : "");
}
