// See duration.h.
#include "test/duration.h"

#include <string.h>

static const struct {
  const char *name;
  int64_t size;
} units[] = {
    {"ns", 1},           {"us", 1000},    {"\xc2\xb5s", 1000},  // µ, which is written in two ways
    {"\xce\xbcs", 1000}, {"ms", 1000000}, {"s", 1000000000},   {"m", 60 * 1000000000ll}, {"h", 3600 * 1000000000ll}};

static int64_t unit_named(const char *name, size_t length) {
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if (strlen(units[i].name) == length && memcmp(units[i].name, name, length) == 0) return units[i].size;
  return 0;
}

// Takes "1.5h" from *cursor on and adds it. False: that is not there, or the sum is too large.
static bool take_part(const char **cursor, uint64_t *sum) {
  static const char digits[] = "0123456789";
  const char *p = *cursor;
  size_t whole = strspn(p, digits), decimals = p[whole] == '.' ? strspn(p + whole + 1, digits) : 0;
  const char *name = p + whole + (p[whole] == '.') + decimals;
  size_t length = strcspn(name, ".0123456789");
  uint64_t value = 0;
  int64_t unit = unit_named(name, length);
  if ((!whole && !decimals) || !unit) return false;
  for (size_t i = 0; i < whole; i++) {
    if (value > ((uint64_t)1 << 63) / 10) return false;
    value = value * 10 + (uint64_t)(p[i] - '0');
  }
  if (value > ((uint64_t)1 << 63) / (uint64_t)unit) return false;
  value *= (uint64_t)unit;
  double fraction = 0, place = (double)unit;
  for (size_t i = 0; i < decimals; i++) fraction += (p[whole + 1 + i] - '0') * (place /= 10);
  *sum += value + (uint64_t)(fraction + 1e-6);
  *cursor = name + length;
  return *sum <= (uint64_t)1 << 63;
}

bool duration_parse(const char *text, int64_t *duration) {
  bool negative = *text == '-';
  uint64_t sum = 0;
  if (*text == '-' || *text == '+') text++;
  *duration = 0;
  if (strcmp(text, "0") == 0) return true;
  if (!*text) return false;
  while (*text)
    if (!take_part(&text, &sum)) return false;
  if (sum > INT64_MAX && !negative) return false;
  *duration = (int64_t)(negative ? 0 - sum : sum);
  return true;
}

// A number of units with up to `digits` decimals, of which none at the end is a zero.
static const char *with_decimals(Arena *arena, uint64_t value, uint64_t unit, int digits, const char *name) {
  char *text = arena_printf(arena, "%llu.%0*llu", (unsigned long long)(value / unit), digits,
                            (unsigned long long)(value % unit));
  size_t n = strlen(text);
  while (text[n - 1] == '0') n--;
  if (text[n - 1] == '.') n--;
  return arena_printf(arena, "%.*s%s", (int)n, text, name);
}

const char *duration_text(Arena *arena, int64_t duration) {
  const char *sign = duration < 0 ? "-" : "";
  uint64_t ns = duration < 0 ? 0 - (uint64_t)duration : (uint64_t)duration;
  if (!ns) return "0s";
  if (ns < 1000) return arena_printf(arena, "%s%lluns", sign, (unsigned long long)ns);
  if (ns < 1000000) return arena_printf(arena, "%s%s", sign, with_decimals(arena, ns, 1000, 3, "\xc2\xb5s"));
  if (ns < 1000000000) return arena_printf(arena, "%s%s", sign, with_decimals(arena, ns, 1000000, 6, "ms"));
  uint64_t minutes = ns / 60000000000u;
  const char *seconds = with_decimals(arena, ns % 60000000000u, 1000000000, 9, "s");
  if (!minutes) return arena_printf(arena, "%s%s", sign, seconds);
  if (minutes < 60) return arena_printf(arena, "%s%llum%s", sign, (unsigned long long)minutes, seconds);
  return arena_printf(arena, "%s%lluh%llum%s", sign, (unsigned long long)(minutes / 60),
                      (unsigned long long)(minutes % 60), seconds);
}
