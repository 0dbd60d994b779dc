// GOVCS: which version control systems may be run for which paths (https://go.dev/ref/mod#vcs-govcs). Public code is
// only had by git and hg, which were made with servers in mind that nobody trusts.
#include <string.h>

#include "base/unicode.h"
#include "fetch/discovery.h"
#include "mod/path.h"

typedef struct Rule {
  const char *pattern, *systems;
} Rule;
typedef Vec(Rule) Rules;

static const char *trimmed(Arena *arena, const char *text, size_t length) {
  text_trim(&text, &length);
  return arena_strdup(arena, text, length);
}

static const FetchError *malformed(Arena *arena, const char *what, const char *item) {
  return fetch_error(arena, FETCH_FAILED, "%s: %s", what, fetch_quote(arena, item));
}

static bool has_empty_element(const char *list) {
  for (const char *p = list;; p++) {
    size_t n = strcspn(p, "|");
    if (strspn(p, " \t") >= n) return true;
    p += n;
    if (!*p) return false;
  }
}

static const FetchError *read_rule(Arena *arena, const char *item, Rules *rules) {
  if (!*item) return fetch_error(arena, FETCH_FAILED, "empty entry in GOVCS");
  const char *colon = strchr(item, ':');
  if (!colon) return malformed(arena, "malformed entry in GOVCS (missing colon)", item);
  Rule rule = {trimmed(arena, item, (size_t)(colon - item)), trimmed(arena, colon + 1, strlen(colon + 1))};
  const char *p = rule.pattern;
  if (!*p) return malformed(arena, "empty pattern in GOVCS", item);
  if (!*rule.systems) return malformed(arena, "empty VCS list in GOVCS", item);
  if (p[0] == '.' && (!p[1] || p[1] == '/' || (p[1] == '.' && (!p[2] || p[2] == '/'))))
    return malformed(arena, "relative pattern not allowed in GOVCS", p);
  for (uint32_t i = 0; i < rules->len; i++)
    if (strcmp(rules->data[i].pattern, p) == 0)
      return fetch_error(arena, FETCH_FAILED, "unreachable pattern in GOVCS: %s after %s", fetch_quote(arena, item),
                         fetch_quote(arena, arena_printf(arena, "%s:%s", p, rules->data[i].systems)));
  if (has_empty_element(rule.systems)) return malformed(arena, "empty VCS name in GOVCS", item);
  vec_push(arena, rules, rule);
  return NULL;
}

static const FetchError *read_rules(Arena *arena, const char *setting, Rules *rules) {
  setting = trimmed(arena, setting, strlen(setting));
  for (const char *p = setting; *setting; p++) {
    size_t length = strcspn(p, ",");
    const FetchError *error = read_rule(arena, trimmed(arena, p, length), rules);
    if (error) return error;
    p += length;
    if (!*p) break;
  }
  vec_push(arena, rules, ((Rule){"private", "all"}));
  vec_push(arena, rules, ((Rule){"public", "git|hg"}));
  return NULL;
}

static bool lists(Arena *arena, const char *systems, const char *vcs) {
  for (const char *p = systems;; p++) {
    size_t length = strcspn(p, "|");
    const char *name = trimmed(arena, p, length);
    if (strcmp(name, vcs) == 0 || strcmp(name, "all") == 0) return true;
    p += length;
    if (!*p) return false;
  }
}

const FetchError *govcs_check(Fetcher *f, Arena *arena, const char *vcs, const char *root) {
  Rules rules = {0};
  if (strcmp(vcs, "mod") == 0) return NULL;  // a proxy
  const FetchError *error = read_rules(arena, f->settings.vcs, &rules);
  bool private = mod_match_prefix(arena, f->settings.private, root);
  for (uint32_t i = 0; i < rules.len && !error; i++) {
    const char *pattern = rules.data[i].pattern;
    bool match = strcmp(pattern, "private") == 0  ? private
                 : strcmp(pattern, "public") == 0 ? !private
                                                  : mod_match_prefix(arena, pattern, root);
    if (!match) continue;
    if (lists(arena, rules.data[i].systems, vcs)) return NULL;
    break;
  }
  if (error) return error;
  return fetch_error(arena, FETCH_FAILED, "GOVCS disallows using %s for %s %s; see 'go help vcs'", vcs,
                     private ? "private" : "public", root);
}
