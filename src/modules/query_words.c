// What the words of a version query mean (https://go.dev/ref/mod#version-queries): which of a module's versions it
// allows, before anybody is asked for them. Versions of "go" and "toolchain" are Go's own.
#include <string.h>

#include "mod/path.h"
#include "mod/pseudo.h"
#include "mod/semver.h"
#include "modules/query_internal.h"

static bool has_prefix(const char *text, const char *prefix) { return strncmp(text, prefix, strlen(prefix)) == 0; }

static bool is(const char *text, const char *word) { return strcmp(text, word) == 0; }

bool query_is_relative(const char *query) { return is(query, "upgrade") || is(query, "patch"); }

bool query_has_current(const char *current) { return current && *current && !is(current, "none"); }

bool query_is_revision(const char *path, const char *query) {
  return !is(query, "latest") && !query_is_relative(query) && query[0] != '<' && query[0] != '>' &&
         !(mod_version_valid(path, query) && mod_version_is_prefix(path, query));
}

bool query_split(Arena *arena, const char *word, const char **path, const char **version, const char **error) {
  const char *at = strchr(word, '@');
  *path = at ? arena_strdup(arena, word, (size_t)(at - word)) : word;
  *version = at ? at + 1 : NULL;
  if (!at || (at[1] != '-' && at[1] != '/')) return true;
  *error = arena_printf(arena, "invalid module version %s", text_quote(arena, *version, strlen(*version)));
  return false;
}

static bool major_fits(const char *path, const char *version) {
  const char *major;
  return mod_path_major(path, &major) && mod_major_matches(version, major);
}

// "<v1.2.3" and its like.
static const ModuleError *read_range(Arena *arena, QueryWords *w, const char *query) {
  bool equal = query[1] == '=', lower = query[0] == '>';
  const char *bound = query + 1 + equal, *quoted = text_quote(arena, bound, strlen(bound));
  if (!mod_version_valid(w->path, bound))
    return query_error(arena, MODULE_ERROR_OTHER, "invalid semantic version %s in range %s", quoted,
                       text_quote(arena, query, strlen(query)));
  // Is v1.2.3 <= v1.2? "v1.2" may mean it. (But it is not below it, and it is at least that.)
  if (equal != lower && mod_version_is_prefix(w->path, bound))
    return query_error(arena, MODULE_ERROR_OTHER, "ambiguous semantic version %s in range %s", quoted,
                       text_quote(arena, query, strlen(query)));
  w->bound = bound;
  w->relation = lower ? (equal ? QUERY_AT_LEAST : QUERY_ABOVE) : equal ? QUERY_AT_MOST : QUERY_BELOW;
  w->prefer_lower = lower;
  w->prefer_incompatible |= !major_fits(w->path, bound);
  return NULL;
}

static void read_version(Arena *arena, QueryWords *w, const char *query) {
  w->bound = query;
  if (mod_version_is_prefix(w->path, query)) {
    // "v1.2" is nothing below v1.2.0, no prerelease of that either.
    w->prefix = arena_printf(arena, "%s.", query);
    w->relation = QUERY_AT_LEAST;
  } else {
    w->can_stat = true;
    w->prefix = semver_canonical(arena, query, false);
    w->relation = QUERY_EQUAL;
  }
  w->prefer_incompatible |= !major_fits(w->path, query);
}

static void read_relative(Arena *arena, QueryWords *w, bool patch, const char *current) {
  w->may_use_latest = !query_has_current(current) || pseudo_is(current);
  if (!query_has_current(current)) return;
  w->bound = current;
  w->relation = QUERY_AT_LEAST;
  if (patch) w->prefix = arena_printf(arena, "%s.", mod_version_major_minor(arena, w->path, current));
}

const ModuleError *query_words_read(Arena *arena, const char *path, const char *query, const char *current,
                                    QueryWords *out) {
  const char *build = current ? strchr(current, '+') : NULL;
  *out = (QueryWords){.path = path, .prefix = "", .prefer_incompatible = build && is(build, "+incompatible")};
  if (is(query, "latest")) {
    out->may_use_latest = true;
  } else if (is(query, "patch") && !query_has_current(current)) {
    return query_error(arena, MODULE_ERROR_NO_PATCH_BASE,
                       "can't query version \"patch\" of module %s: no existing version is required", path);
  } else if (query_is_relative(query)) {
    read_relative(arena, out, is(query, "patch"), current);
  } else if (query[0] == '<' || query[0] == '>') {
    return read_range(arena, out, query);
  } else if (mod_version_valid(path, query)) {
    read_version(arena, out, query);
  } else {
    out->can_stat = true;
  }
  return NULL;
}

bool query_words_match(const QueryWords *w, const char *version) {
  size_t n = strlen(w->prefix);
  // Go's first release of a language version may be "1.20" alone.
  bool whole = gover_is_toolchain(w->path) && n && strlen(version) == n - 1 && strncmp(version, w->prefix, n - 1) == 0;
  if (!has_prefix(version, w->prefix) && !whole) return false;
  int order = w->relation == QUERY_ANY ? 0 : mod_version_compare(w->path, version, w->bound);
  switch (w->relation) {
    case QUERY_AT_LEAST: return order >= 0;
    case QUERY_AT_MOST: return order <= 0;
    case QUERY_ABOVE: return order > 0;
    case QUERY_BELOW: return order < 0;
    default: return order == 0;
  }
}
