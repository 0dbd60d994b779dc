// Language versions, "go1.21" (patch releases and suffixes do not matter): comparison, and whether the file in which
// the checker stands (c->env.version, of go.mod or //go:build) may use what came with one.
#include "types/core.h"

// Number after "go1."; 0 for "go1", -1 for an empty or unknown text.
static int minor_version(const char *v) {
  if (!v || strncmp(v, "go1", 3) != 0) return -1;
  if (v[3] != '.') return v[3] == 0 ? 0 : -1;
  return atoi(v + 4);
}

// Negative, 0, positive as a is older, the same, or newer.
int types_compare_versions(const char *a, const char *b) {
  int x = minor_version(a), y = minor_version(b);
  return x < y ? -1 : x > y;
}

// Whether the code being checked may use what came with `version`.
bool check_allow_version(Checker *c, const char *version) {
  return !c->env.version || minor_version(c->env.version) < 0 || types_compare_versions(c->env.version, version) >= 0;
}

bool check_verify_version(Checker *c, const void *at_node, const char *version, const char *what) {
  if (check_allow_version(c, version)) return true;
  check_version_error(c, check_at_pos(at_node), version, "%s", what);
  return false;
}
