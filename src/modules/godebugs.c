// The table of GODEBUG settings, and what may be set.
#include "modules/godebugs.h"

#include <stdlib.h>
#include <string.h>

#include "base/source.h"
#include "mod/gover.h"

// ---- the table: rows {Name: "x", Package: "y", Changed: 23, Old: "1"} and {Name: "z", Removed: 24}

// The text behind `field` in a row, without quotes.
static const char *row_field(Arena *arena, const char *row, size_t length, const char *field) {
  const char *at = memmem(row, length, field, strlen(field));
  if (!at) return NULL;
  at += strlen(field);
  at += strspn(at, " \"");
  return arena_strdup(arena, at, strcspn(at, "\",}"));
}

GodebugRows godebugs_read(Arena *arena, const char *goroot) {
  GodebugRows rows = {0};
  size_t size;
  const char *path = arena_printf(arena, "%s/src/internal/godebugs/table.go", goroot);
  const char *text = source_read(arena, path, &size);
  for (const char *row = text; row && (row = strstr(row, "\n\t{Name:")); row++) {
    size_t length = strcspn(row + 1, "\n");
    const char *changed = row_field(arena, row, length, "Changed:"),
               *removed = row_field(arena, row, length, "Removed:");
    GodebugRow r = {row_field(arena, row, length, "Name:"), row_field(arena, row, length, "Old:"),
                    changed ? atoi(changed) : 0, removed ? atoi(removed) : 0};
    vec_push(arena, &rows, r);
  }
  return rows;
}

// ---- one setting

static const char *check_default(Arena *arena, const char *version, const char *value) {
  if (strncmp(value, "go", 2) != 0 || !gover_valid(value + 2)) return "value for default= must be goVERSION";
  if (gover_compare(value + 2, version) <= 0) return NULL;
  return arena_printf(arena, "default=%s too new (toolchain is go%s)", value, version);
}

const char *godebugs_check(Arena *arena, const char *goroot, const char *version, const char *verb, const char *key,
                           const char *value) {
  if (strpbrk(key, " \t")) return "key contains space";
  if (strpbrk(value, " \t")) return "value contains space";
  if (strchr(key, ',')) return "key contains comma";
  if (strchr(value, ',')) return "value contains comma";
  if (strcmp(key, "default") == 0) return check_default(arena, version, value);
  GodebugRows rows = godebugs_read(arena, goroot);
  for (uint32_t i = 0; i < rows.len; i++) {
    const GodebugRow *r = &rows.data[i];
    if (strcmp(r->name, key) != 0) continue;
    if (!r->removed) return NULL;
    return arena_printf(arena, "use of removed %s \"%s\", see https://go.dev/doc/godebug#go-1%d", verb, key,
                        r->removed);
  }
  return arena_printf(arena, "unknown %s \"%s\"", verb, key);
}
