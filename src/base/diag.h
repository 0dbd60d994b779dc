// The one diagnostics module: errors are collected with their positions,
// sorted, deduplicated by line, and printed in gc's form.
#ifndef TUCO_BASE_DIAG_H
#define TUCO_BASE_DIAG_H

#include "base/check.h"
#include "base/source.h"

typedef struct Diags Diags;

// diag.c. Reporting is thread-safe.
Diags *diags_new(SourceSet *sources);
// A diagnostic; pos 0 prints the message alone. Text may hold "\n\t" continuation lines.
void diag_error(Diags *diags, Pos pos, const char *format, ...) __attribute__((format(printf, 3, 4)));
void diag_verror(Diags *diags, Pos pos, const char *format, va_list args);
// The same, said of a unit whose file it need not be in: what is wrong may stand where another package declares it.
void diag_error_in(Diags *diags, const SourceUnit *unit, Pos pos, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
// What the parser finds, which stands before everything else of its unit.
void diag_parse_verror(Diags *diags, Pos pos, const char *format, va_list args);
// What stands above diagnostics without a place; NULL: nothing.
void diags_set_header(Diags *diags, const char *header);
// What diags_flush prints of a package becomes events (build_events.h).
void diags_set_events(Diags *diags, bool events);
uint32_t diag_count(const Diags *diags);
// Prints "file:line:col: message" lines sorted by unit, file, line, column, each unit under its header; of a unit the
// first `limit` found (0: all), then "too many errors". Returns how many were printed.
uint32_t diags_flush(Diags *diags, int fd, uint32_t limit);
// What that would print of one unit, in arena; it stays collected.
const char *diags_text(Diags *diags, Arena *arena, const SourceUnit *unit, uint32_t limit);

// The text of an errno as Go writes it: strerror's, in lower case. It lives as long as the block of the call.
#define DIAG_ERRNO(error) diag_errno((char[80]){0}, (error))
const char *diag_errno(char buffer[80], int error);

#endif
