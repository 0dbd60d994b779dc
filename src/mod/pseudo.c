// Pseudo-versions (https://go.dev/ref/mod#pseudo-versions). They are ordered behind the version that they are based on
// and before all that may follow it, prereleases too: hence the "0." in front of the time.
#include "mod/pseudo.h"

#include <string.h>
#include <time.h>

#include "base/unicode.h"
#include "mod/semver.h"

// The first second of the year 1, which Go takes for no time.
static const int64_t no_time = -62135596800;

static const char *stamp(Arena *arena, int64_t seconds) {
  struct tm tm = {0};
  time_t t = (time_t)seconds;
  gmtime_r(&t, &tm);
  return arena_printf(arena, "%04d%02d%02d%02d%02d%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
                      tm.tm_min, tm.tm_sec);
}

const char *pseudo_make(Arena *arena, const char *major, const char *older, int64_t time, const char *revision) {
  const char *build = semver_build(older), *base = semver_canonical(arena, older, false);
  const char *end = arena_printf(arena, "%s-%s", stamp(arena, time), revision);
  if (!*base) return arena_printf(arena, "%s.0.0-%s", *major ? major : "v0", end);
  if (*semver_prerelease(arena, base)) return arena_printf(arena, "%s.0.%s%s", base, end, build);
  const char *patch = strrchr(base, '.') + 1;
  return arena_printf(arena, "%.*s%s-0.%s%s", (int)(patch - base), base, decimal_next(arena, patch), end, build);
}

const char *pseudo_zero(Arena *arena, const char *major) {
  return pseudo_make(arena, major, "", no_time, "000000000000");
}

// ---- its parts

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

typedef struct Pseudo {
  size_t base_length;  // "v0.0.0", "v1.2.4-0", "v1.2.3-pre.0"
  const char *time, *revision, *build;
} Pseudo;

// Does v[0..end) begin like "v1.0.0-", or "v1.2.3-" and then "0." or identifiers and ".0."? end: where the time begins.
static bool has_base(const char *v, const char *time) {
  const char *dash = strchr(v, '-');
  if (!dash || dash >= time) return false;
  if (dash + 1 == time) return dash - v > 4 && memcmp(dash - 4, ".0.0", 4) == 0;
  return time - dash >= 3 && memcmp(time - 2, "0.", 2) == 0 && (time - dash == 3 || time[-3] == '.');
}

static bool parse(const char *v, Pseudo *out) {
  if (!semver_valid(v)) return false;
  out->build = semver_build(v);
  const char *end = *out->build ? out->build : v + strlen(v), *dash = end;
  while (dash > v && dash[-1] != '-') {
    // A revision has neither dots nor dashes.
    if (*--dash == '.') return false;
  }
  if (dash - v < 16 || dash == end) return false;
  out->revision = dash;
  out->time = dash - 1 - 14;
  for (int i = 0; i < 14; i++)
    if (!is_digit(out->time[i])) return false;
  if (!has_base(v, out->time)) return false;
  out->base_length = (size_t)(out->time - 1 - v);
  return true;
}

bool pseudo_is(const char *v) {
  Pseudo parsed;
  return parse(v, &parsed);
}

bool pseudo_is_zero(Arena *arena, const char *v) { return strcmp(v, pseudo_zero(arena, semver_major(arena, v))) == 0; }

static bool invalid(Arena *arena, const char *v, const char **error, const char *problem) {
  *error = arena_printf(arena, "pseudo-version %s invalid: %s", text_quote(arena, v, strlen(v)), problem);
  return false;
}

static int number_at(const char *digits, int count) {
  int value = 0;
  for (int i = 0; i < count; i++) value = value * 10 + (digits[i] - '0');
  return value;
}

bool pseudo_time(Arena *arena, const char *v, int64_t *time, const char **error) {
  Pseudo p;
  if (!parse(v, &p)) return invalid(arena, v, error, "syntax error");
  struct tm tm = {.tm_year = number_at(p.time, 4) - 1900,
                  .tm_mon = number_at(p.time + 4, 2) - 1,
                  .tm_mday = number_at(p.time + 6, 2),
                  .tm_hour = number_at(p.time + 8, 2),
                  .tm_min = number_at(p.time + 10, 2),
                  .tm_sec = number_at(p.time + 12, 2)};
  struct tm given = tm;
  *time = timegm(&tm);
  // What is no date has been made one: the 31st of April is the 1st of May.
  if (tm.tm_mon == given.tm_mon && tm.tm_mday == given.tm_mday && tm.tm_hour == given.tm_hour &&
      tm.tm_min == given.tm_min && tm.tm_sec == given.tm_sec && tm.tm_year == given.tm_year)
    return true;
  return invalid(arena, v, error, arena_printf(arena, "malformed time \"%.14s\"", p.time));
}

bool pseudo_revision(Arena *arena, const char *v, const char **revision, const char **error) {
  Pseudo p;
  if (!parse(v, &p)) return invalid(arena, v, error, "syntax error");
  *revision = arena_strdup(arena, p.revision, strlen(p.revision) - strlen(p.build));
  return true;
}

bool pseudo_base(Arena *arena, const char *v, const char **base, const char **error) {
  Pseudo p;
  if (!parse(v, &p)) return invalid(arena, v, error, "syntax error");
  const char *text = arena_strdup(arena, v, p.base_length), *pre = semver_prerelease(arena, text);
  if (!*pre) {
    // Without a version before it there is nothing that could be incompatible.
    *base = "";
    if (!*p.build) return true;
    return invalid(arena, v, error, arena_printf(arena, "lacks base version, but has build metadata \"%s\"", p.build));
  }
  if (strcmp(pre, "-0") != 0) {
    *base = arena_printf(arena, "%.*s%s", (int)p.base_length - 2, text, p.build);
    return true;
  }
  const char *numbers = arena_strdup(arena, text, p.base_length - 2), *patch = strrchr(numbers, '.') + 1;
  const char *before = decimal_previous(arena, patch);
  if (!before)
    return invalid(arena, v, error, arena_printf(arena, "version before %s would have negative patch number", numbers));
  *base = arena_printf(arena, "%.*s%s%s", (int)(patch - numbers), numbers, before, p.build);
  return true;
}
