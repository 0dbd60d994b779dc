// Diagnostics: collected under a lock in any order, printed sorted. What is
// dropped follows cmd/compile/internal/base/print.go: of the syntax errors on one
// line only the one reported first remains, and of equal other errors on one line one.
#include "base/diag.h"

#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

typedef struct Diagnostic {
  Pos pos;
  uint32_t sequence;  // order of reporting, the tie-breaker
  const char *text;
  Place place;  // filled for printing
  bool syntax, dropped;
} Diagnostic;

struct Diags {
  const char *header;  // above those without a place
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

void diag_verror(Diags *diags, Pos pos, const char *format, va_list args) {
  pthread_mutex_lock(&diags->lock);
  if (diags->len == diags->cap) {
    diags->cap = diags->cap ? diags->cap * 2 : 16;
    diags->list = memory_grow(diags->list, diags->cap, sizeof *diags->list);
  }
  const char *text = arena_vprintf(&diags->arena, format, args);
  diags->list[diags->len] =
      (Diagnostic){.pos = pos, .sequence = diags->len, .text = text, .syntax = strncmp(text, "syntax error", 12) == 0};
  diags->len++;
  pthread_mutex_unlock(&diags->lock);
}

void diag_error(Diags *diags, Pos pos, const char *format, ...) {
  va_list args;
  va_start(args, format);
  diag_verror(diags, pos, format, args);
  va_end(args);
}

void diags_set_header(Diags *diags, const char *header) { diags->header = header; }

uint32_t diag_count(const Diags *diags) {
  pthread_mutex_lock((pthread_mutex_t *)&diags->lock);
  uint32_t count = diags->len;
  pthread_mutex_unlock((pthread_mutex_t *)&diags->lock);
  return count;
}

static const char *file_key(const Diagnostic *d) { return d->place.file ? d->place.file->display : ""; }

static int same_line(const Diagnostic *a, const Diagnostic *b) {
  return a->place.file == b->place.file && a->place.real_line == b->place.real_line;
}

static const SourceUnit *unit_of(const Diagnostic *d) { return d->place.file ? d->place.file->unit : NULL; }

static int by_place(const void *left, const void *right) {
  const Diagnostic *a = left, *b = right;
  const SourceUnit *u = unit_of(a), *v = unit_of(b);
  if (u != v) return !u ? -1 : !v ? 1 : u->order < v->order ? -1 : 1;
  int order = a->place.file == b->place.file ? 0 : strcmp(file_key(a), file_key(b));
  if (order) return order;
  if (a->place.real_line != b->place.real_line) return a->place.real_line < b->place.real_line ? -1 : 1;
  if (a->place.real_column != b->place.real_column) return a->place.real_column < b->place.real_column ? -1 : 1;
  return a->sequence < b->sequence ? -1 : 1;
}

// Marks what is not to be printed in one line's diagnostics, list[first..end).
static void drop_repeats(Diagnostic *list, uint32_t first, uint32_t end) {
  uint32_t kept_syntax = end;
  for (uint32_t i = first; i < end; i++) {
    if (list[i].syntax) {
      if (kept_syntax == end) {
        kept_syntax = i;
      } else if (list[i].sequence < list[kept_syntax].sequence) {
        list[kept_syntax].dropped = true;
        kept_syntax = i;
      } else {
        list[i].dropped = true;
      }
      continue;
    }
    for (uint32_t j = i; j-- > first;) {
      if (list[j].syntax || list[j].dropped) continue;
      if (strcmp(list[j].text, list[i].text) == 0) list[i].dropped = true;
      break;
    }
  }
}

static void print_place(FILE *out, const Diagnostic *d) {
  if (!d->place.file) return;
  fprintf(out, "%s:%u", d->place.path, d->place.line);
  if (d->place.column && d->place.column < COLUMN_LIMIT) fprintf(out, ":%u", d->place.column);
  fputs(": ", out);
}

static uint32_t print_unit(FILE *out, const char *header, const Diagnostic *list, uint32_t count, uint32_t limit) {
  const SourceUnit *unit = unit_of(list);
  uint32_t printed = 0;
  if (unit && unit->dropped) return 0;
  if (unit) header = unit->header;
  if (header) fprintf(out, "%s\n", header);
  for (uint32_t i = 0; i < count && !(limit && printed == limit); i++) {
    const Diagnostic *d = &list[i];
    if (d->dropped) continue;
    print_place(out, d);
    fprintf(out, "%s\n", d->text);
    // gc stops when it has seen `limit` errors, whether more would follow or not.
    if (++printed == limit) {
      print_place(out, d);
      fputs("too many errors\n", out);
    }
  }
  return printed;
}

uint32_t diags_flush(Diags *diags, int fd, uint32_t limit) {
  pthread_mutex_lock(&diags->lock);
  for (uint32_t i = 0; i < diags->len; i++) diags->list[i].place = source_place(diags->sources, diags->list[i].pos);
  if (diags->len) qsort(diags->list, diags->len, sizeof *diags->list, by_place);
  for (uint32_t first = 0, end; first < diags->len; first = end) {
    for (end = first + 1; end < diags->len && same_line(&diags->list[first], &diags->list[end]);) end++;
    drop_repeats(diags->list, first, end);
  }
  char *buffer = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&buffer, &size);
  uint32_t printed = 0;
  for (uint32_t first = 0, end; first < diags->len; first = end) {
    for (end = first + 1; end < diags->len && unit_of(&diags->list[end]) == unit_of(&diags->list[first]);) end++;
    printed +=
        print_unit(out, diags->list[first].place.file ? NULL : diags->header, &diags->list[first], end - first, limit);
  }
  fclose(out);
  for (size_t done = 0; done < size;) {
    ssize_t got = write(fd, buffer + done, size - done);
    if (got <= 0) break;
    done += (size_t)got;
  }
  free(buffer);
  diags->len = 0;
  arena_reset(&diags->arena);
  pthread_mutex_unlock(&diags->lock);
  return printed;
}

const char *diag_errno(char buffer[80], int error) {
  snprintf(buffer, 80, "%s", strerror(error));
  // "RPC struct is bad" keeps its capitals.
  if (isupper((unsigned char)buffer[0]) && islower((unsigned char)buffer[1]))
    buffer[0] = (char)tolower((unsigned char)buffer[0]);
  return buffer;
}
