// What go says of queries whose path or pattern cannot be met: the module that was found has no such package, or it is
// the main module, of which there are no versions.
#include <string.h>

#include "mod/pattern.h"
#include "modules/query_internal.h"

static const char *found_as(ModuleSet *set, Arena *arena, const char *path, const char *version, const char *query) {
  const Replacement *r = query_replacement(set, path, version);
  bool exact = strcmp(query, version) == 0;
  if (!r) return exact ? "" : arena_printf(arena, " (%s)", version);
  const char *by = r->new_version ? arena_printf(arena, "%s@%s", r->new_path, r->new_version) : r->written;
  return exact ? arena_printf(arena, " (replaced by %s)", by)
               : arena_printf(arena, " (%s, replaced by %s)", version, by);
}

static const char *packages_of(const char *pattern) { return pattern_is(pattern) ? "packages matching" : "package"; }

const ModuleError *query_no_package(ModuleSet *set, Arena *arena, const char *path, const char *version,
                                    const char *query, const char *pattern) {
  return query_error(arena, MODULE_ERROR_NO_PACKAGE, "module %s@%s found%s, but does not contain %s %s", path, query,
                     found_as(set, arena, path, version, query), packages_of(pattern), pattern);
}

const ModuleError *query_matches_mains(ModuleSet *set, Arena *arena, const StringVec *mains, const char *pattern,
                                       const char *query) {
  const char *quoted = text_quote(arena, query, strlen(query)), *names = "";
  if (modules_main(set, pattern))
    return query_error(arena, MODULE_ERROR_OTHER, "can't request version %s of the main module (%s)", quoted, pattern);
  for (uint32_t i = 0; i < mains->len; i++) names = arena_printf(arena, "%s%s%s", names, i ? ", " : "", mains->data[i]);
  return query_error(arena, MODULE_ERROR_OTHER,
                     "can't request version %s of pattern %s that includes the main module%s (%s)", quoted,
                     text_quote(arena, pattern, strlen(pattern)), mains->len > 1 ? "s" : "", names);
}

const ModuleError *query_packages_in_main(Arena *arena, const StringVec *packages, const char *pattern,
                                          const char *query) {
  if (packages->len > 1)
    return query_error(arena, MODULE_ERROR_OTHER,
                       "pattern %s matches %u packages in the main module, so can't request version %s", pattern,
                       packages->len, query);
  if (pattern_is_meta(pattern) || pattern_is(pattern))
    return query_error(arena, MODULE_ERROR_OTHER,
                       "pattern %s matches package %s in the main module, so can't request version %s", pattern,
                       packages->data[0], query);
  return query_error(arena, MODULE_ERROR_OTHER, "package %s is in the main module, so can't request version %s",
                     packages->data[0], query);
}
