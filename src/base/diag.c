// Diagnostics: collected under a lock, in parallel for different units; what is printed, and in which order, follows
// cmd/compile/internal/base/print.go. gc ends when it has *found* ten errors, so the order of discovery counts: first
// what the parser finds, file by file, then what the checker finds, declarations before bodies. Only then they are
// sorted.
#include "base/diag.h"

#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/build_events.h"
#include "base/file.h"
#include "base/memory.h"

typedef struct Diagnostic {
  Pos pos;
  const SourceUnit *unit;  // NULL: that of the file
  uint32_t sequence;       // order of reporting, the tie-breaker
  const char *text;
  Place place;         // filled for printing
  uint32_t file_rank;  // of the file, among those of the unit that have errors
  bool syntax, parsing;
} Diagnostic;

struct Diags {
  const char *header;  // above those without a place
  bool events;         // diags_set_events
  SourceSet *sources;
  pthread_mutex_t lock;
  Arena arena;
  Diagnostic *list;
  uint32_t len, cap;
};

// gc keeps columns in eight bits and prints none that do not fit.
enum { COLUMN_LIMIT = 255 };

Diags *diags_new(SourceSet *sources) {
  Diags *diags = memory_new(1, sizeof *diags);
  diags->sources = sources;
  arena_init(&diags->arena);
  pthread_mutex_init(&diags->lock, NULL);
  return diags;
}

static void add(Diags *diags, const SourceUnit *unit, Pos pos, bool parsing, const char *format, va_list args) {
  pthread_mutex_lock(&diags->lock);
  if (diags->len == diags->cap) {
    diags->cap = diags->cap ? diags->cap * 2 : 16;
    diags->list = memory_grow(diags->list, diags->cap, sizeof *diags->list);
  }
  const char *text = arena_vprintf(&diags->arena, format, args);
  bool syntax = strncmp(text, "syntax error", 12) == 0;
  diags->list[diags->len] = (Diagnostic){
      .pos = pos, .unit = unit, .sequence = diags->len, .text = text, .syntax = syntax, .parsing = parsing};
  diags->len++;
  pthread_mutex_unlock(&diags->lock);
}

void diag_verror(Diags *diags, Pos pos, const char *format, va_list args) {
  add(diags, NULL, pos, false, format, args);
}

void diag_parse_verror(Diags *diags, Pos pos, const char *format, va_list args) {
  add(diags, NULL, pos, true, format, args);
}

void diag_error(Diags *diags, Pos pos, const char *format, ...) {
  va_list args;
  va_start(args, format);
  diag_verror(diags, pos, format, args);
  va_end(args);
}

void diag_error_in(Diags *diags, const SourceUnit *unit, Pos pos, const char *format, ...) {
  va_list args;
  va_start(args, format);
  add(diags, unit, pos, false, format, args);
  va_end(args);
}

void diags_set_header(Diags *diags, const char *header) { diags->header = header; }

void diags_set_events(Diags *diags, bool events) { diags->events = events; }

uint32_t diag_count(const Diags *diags) {
  pthread_mutex_lock((pthread_mutex_t *)&diags->lock);
  uint32_t count = diags->len;
  pthread_mutex_unlock((pthread_mutex_t *)&diags->lock);
  return count;
}

static const SourceUnit *unit_of(const Diagnostic *d) {
  return d->unit ? d->unit : d->place.file ? d->place.file->unit : NULL;
}

static int compare_units(const Diagnostic *a, const Diagnostic *b) {
  const SourceUnit *u = unit_of(a), *v = unit_of(b);
  if (u == v) return 0;
  return !u ? -1 : !v ? 1 : u->order < v->order ? -1 : 1;
}

// The order in which gc finds errors: of one unit first the parser's, file by file, then the checker's as they come.
static int by_discovery(const void *left, const void *right) {
  const Diagnostic *a = left, *b = right;
  int order = compare_units(a, b);
  if (order) return order;
  if (a->parsing != b->parsing) return a->parsing ? -1 : 1;
  if (a->parsing && a->place.file != b->place.file) order = strcmp(a->place.file->display, b->place.file->display);
  if (order) return order;
  return a->sequence < b->sequence ? -1 : 1;
}

// The order of printing: a file stands where its first error was found.
static int by_place(const void *left, const void *right) {
  const Diagnostic *a = left, *b = right;
  if (a->file_rank != b->file_rank) return a->file_rank < b->file_rank ? -1 : 1;
  if (a->place.real_line != b->place.real_line) return a->place.real_line < b->place.real_line ? -1 : 1;
  if (a->place.real_column != b->place.real_column) return a->place.real_column < b->place.real_column ? -1 : 1;
  return a->sequence < b->sequence ? -1 : 1;
}

// Behind a //line directive another line begins.
static bool same_line(const Diagnostic *a, const Diagnostic *b) {
  return a->place.file == b->place.file && a->place.directives == b->place.directives &&
         a->place.real_line == b->place.real_line;
}

// Drops what gc drops as it comes (ErrorfAt): a syntax error on the line of the last one, another error if it says what
// the last one said on the same line. Returns how many are left of list[0..count), at most `limit` (0: all).
static uint32_t drop_repeats(Diagnostic *list, uint32_t count, uint32_t limit) {
  uint32_t kept = 0;
  const Diagnostic *syntax = NULL, *other = NULL;
  Diagnostic last_syntax, last_other;
  for (uint32_t i = 0; i < count && !(limit && kept == limit); i++) {
    Diagnostic d = list[i];
    if (d.syntax) {
      if (syntax && same_line(syntax, &d)) continue;
      syntax = &last_syntax, last_syntax = d;
    } else {
      if (other && same_line(other, &d) && strcmp(other->text, d.text) == 0) continue;
      other = &last_other, last_other = d;
    }
    list[kept++] = d;
  }
  return kept;
}

// Files of list[0..count), which is in the order of discovery, are numbered as they come. What follows a //line
// directive is a file of its own, which comes together with all that stands before it in its file.
static void rank_files(Diagnostic *list, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    uint32_t j = 0;
    const Place *place = &list[i].place;
    while (j < i && (list[j].place.file != place->file || list[j].place.directives < place->directives)) j++;
    list[i].file_rank = j;
  }
}

static void print_place(FILE *out, const Diagnostic *d) {
  if (!d->place.file) return;
  fprintf(out, "%s:%u", d->place.path, d->place.line);
  if (d->place.column && d->place.column < COLUMN_LIMIT) fprintf(out, ":%u", d->place.column);
  fputs(": ", out);
}

static bool same_message(const Diagnostic *a, const Diagnostic *b) {
  return by_place(&(Diagnostic){.file_rank = a->file_rank, .place = a->place},
                  &(Diagnostic){.file_rank = b->file_rank, .place = b->place, .sequence = 1}) < 0 &&
         a->place.real_line == b->place.real_line && a->place.real_column == b->place.real_column &&
         strcmp(a->text, b->text) == 0;
}

// The diagnostics of one unit, in the order of discovery. gc stops when it has found `limit` errors, whether more would
// follow or not, and says so at the last one that it found.
static uint32_t print_unit(FILE *out, const char *header, Diagnostic *list, uint32_t count, uint32_t limit) {
  const SourceUnit *unit = unit_of(list);
  if (unit && unit->dropped) return 0;
  if (unit) header = unit->header;
  if (header) fprintf(out, "%s\n", header);
  count = unit ? drop_repeats(list, count, limit) : limit && limit < count ? limit : count;
  if (unit) rank_files(list, count);
  Diagnostic last = list[count - 1];
  if (unit) qsort(list, count, sizeof *list, by_place);
  uint32_t printed = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (unit && i && same_message(&list[i - 1], &list[i])) continue;
    print_place(out, &list[i]);
    fprintf(out, "%s\n", list[i].text);
    printed++;
  }
  if (limit && count == limit) {
    print_place(out, &last);
    fputs("too many errors\n", out);
  }
  return printed;
}

// Writes what was found, of one unit or (NULL) of all. Returns how many were printed. The caller holds the lock.
static uint32_t print_units(Diags *diags, FILE *out, const SourceUnit *only, uint32_t limit) {
  uint32_t printed = 0;
  for (uint32_t i = 0; i < diags->len; i++) diags->list[i].place = source_place(diags->sources, diags->list[i].pos);
  if (diags->len) qsort(diags->list, diags->len, sizeof *diags->list, by_discovery);
  for (uint32_t first = 0, end; first < diags->len; first = end) {
    const SourceUnit *unit = unit_of(&diags->list[first]);
    for (end = first + 1; end < diags->len && unit_of(&diags->list[end]) == unit;) end++;
    if (only && unit != only) continue;
    printed +=
        print_unit(out, diags->list[first].place.file ? NULL : diags->header, &diags->list[first], end - first, limit);
  }
  return printed;
}

// Its text, which is the caller's to free.
static char *units_text(Diags *diags, const SourceUnit *only, uint32_t limit, size_t *size, uint32_t *printed) {
  char *buffer = NULL;
  FILE *out = open_memstream(&buffer, size);
  if (!out) memory_exhausted();
  *printed = print_units(diags, out, only, limit);
  fclose(out);
  return buffer;
}

// The same as events, whose package is the one that the header names. What has no header is text.
static uint32_t flush_events(Diags *diags, int fd, uint32_t limit) {
  uint32_t printed = 0, end;
  for (uint32_t i = 0; i < diags->len; i++) diags->list[i].place = source_place(diags->sources, diags->list[i].pos);
  if (diags->len) qsort(diags->list, diags->len, sizeof *diags->list, by_discovery);
  for (uint32_t first = 0; first < diags->len; first = end) {
    Diagnostic *list = &diags->list[first];
    const SourceUnit *unit = unit_of(list);
    const char *header = unit ? unit->header : diags->header;
    for (end = first + 1; end < diags->len && unit_of(&diags->list[end]) == unit;) end++;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) memory_exhausted();
    printed += print_unit(out, header, list, end - first, limit);
    fclose(out);
    if (!header) (void)file_write(fd, text, size);
    else if (size) build_events_print(header + strlen("# "), text);
    free(text);
  }
  return printed;
}

uint32_t diags_flush(Diags *diags, int fd, uint32_t limit) {
  size_t size = 0;
  uint32_t printed;
  pthread_mutex_lock(&diags->lock);
  if (diags->events) {
    printed = flush_events(diags, fd, limit);
  } else {
    char *buffer = units_text(diags, NULL, limit, &size, &printed);
    (void)file_write(fd, buffer, size);
    free(buffer);
  }
  diags->len = 0;
  arena_reset(&diags->arena);
  pthread_mutex_unlock(&diags->lock);
  return printed;
}

const char *diags_text(Diags *diags, Arena *arena, const SourceUnit *unit, uint32_t limit) {
  size_t size = 0;
  uint32_t printed;
  pthread_mutex_lock(&diags->lock);
  char *buffer = units_text(diags, unit, limit, &size, &printed);
  const char *text = arena_strdup(arena, buffer, size);
  free(buffer);
  pthread_mutex_unlock(&diags->lock);
  return text;
}

const char *diag_errno(char buffer[80], int error) {
  snprintf(buffer, 80, "%s", strerror(error));
  // "RPC struct is bad" keeps its capitals.
  if (isupper((unsigned char)buffer[0]) && islower((unsigned char)buffer[1]))
    buffer[0] = (char)tolower((unsigned char)buffer[0]);
  return buffer;
}
