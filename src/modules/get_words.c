// The arguments of get.
#include <stdio.h>
#include <string.h>

#include "base/paths.h"
#include "mod/pattern.h"
#include "modules/get_internal.h"

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

static bool ends_in(const char *text, const char *end) {
  size_t n = strlen(text), m = strlen(end);
  return n >= m && is(text + n - m, end);
}

bool get_matches_path(const GetQuery *q, const char *path) {
  if (!q->wildcard || q->local || gover_is_toolchain(path)) return is(q->pattern, path);
  return pattern_matches(q->pattern, path);
}

bool get_can_match_in(const GetQuery *q, const char *module) {
  return !gover_is_toolchain(module) && pattern_can_match_below(q->pattern, module);
}

bool get_removes(const Get *g, const char *module) {
  for (uint32_t i = 0; i < g->queries.len; i++) {
    const GetQuery *q = g->queries.data[i];
    if (is(q->version, "none") && get_matches_path(q, module)) return true;
  }
  return false;
}

// ---- reading

static const char *quoted(Arena *arena, const char *text) { return text_quote(arena, text, strlen(text)); }

// What makes no sense in a query; NULL: nothing.
static const char *problem(Get *g, const GetQuery *q) {
  Arena *arena = g->arena;
  if (q->local && *q->raw_version)
    return arena_printf(arena, "can't request explicit version %s of path %s in main module",
                        quoted(arena, q->raw_version), quoted(arena, q->pattern));
  if (q->local) return NULL;
  if (is(q->pattern, "all") && !query_is_relative(q->version))
    return arena_printf(arena, "can't request version %s of pattern \"all\" that includes the main modules",
                        quoted(arena, q->version));
  if (!pattern_is_meta(q->pattern) || is(q->pattern, "all") || is(q->pattern, q->raw)) return NULL;
  if (is(q->pattern, "tool")) return "can't request explicit version of \"tool\" pattern";
  return arena_printf(arena, "can't request explicit version of standard-library pattern %s",
                      quoted(arena, q->pattern));
}

static GetQuery *read_word(Get *g, const char *raw, const char **error) {
  const char *version;
  GetQuery *q = arena_new(g->arena, GetQuery);
  q->raw = raw;
  *error = NULL;
  if (!query_split(g->arena, raw, &q->pattern, &version, error)) return q;
  if (version && (!*version || strchr(version, '@'))) {
    *error = arena_printf(g->arena, "invalid module version syntax %s", quoted(g->arena, raw));
    return q;
  }
  q->raw_version = version ? version : "";
  q->version = version ? version : g->options->upgrade ? g->options->upgrade : "upgrade";
  q->local = pattern_is_folder(q->pattern);
  q->wildcard = pattern_is(q->pattern);
  *error = problem(g, q);
  return q;
}

static void take_word(Get *g, const char *word, bool given) {
  const char *error;
  GetQuery *q = read_word(g, word, &error);
  if (error) {
    get_error(g, "%s", error);
    return;
  }
  if (is(q->version, "none") && is(q->pattern, "go")) {
    get_error(g, "cannot use go@none");
    return;
  }
  if (is(q->version, "none") && is(q->pattern, "toolchain")) {
    g->drop_toolchain = true;
    return;
  }
  if (!given) q->raw = "";
  // A common mistake: files are no packages. But a path may end in ".go".
  if (ends_in(q->raw, ".go") && !*q->raw_version) {
    if (!strchr(q->raw, '/')) {
      get_error(g, "%s: arguments must be package or module paths", q->raw);
      return;
    }
    if (is_file(q->raw)) {
      get_error(g, "%s exists as a file, but 'go get' requires package arguments", q->raw);
      return;
    }
  }
  g->explicit_toolchain |= is(q->pattern, "toolchain");
  vec_push(g->arena, &g->queries, q);
}

bool get_read_words(Get *g, const char *const *words, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) take_word(g, pattern_clean(g->arena, words[i]), true);
  if (!count) take_word(g, ".", false);
  return !g->failed;
}
