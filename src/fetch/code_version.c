// Which version a commit has: a tag of its own, if that is a version that the module can have, else a pseudo-version
// behind the highest such tag before it. And whether a pseudo-version that somebody states is the one that the commit
// could have had.
#include <string.h>
#include <time.h>

#include "fetch/code_repo.h"
#include "mod/modfile.h"
#include "mod/path.h"
#include "mod/pseudo.h"
#include "mod/semver.h"

typedef struct Conversion {
  CodeRepo *repo;
  Arena *arena;
  const GitCommit *commit;
  const char *asked, *tag_prefix;
  int at_root;                // is there a go.mod at the root: 1, 0, -1 not known
  StringVec majors, modular;  // looked at for one in the folder of a major version, and those that have one
  Vec(ModRetract) retracts;
} Conversion;

static const FetchError *invalid(const Conversion *k, const char *version, FetchErrorKind kind, const char *text) {
  return fetch_invalid_version(k->arena, fetch_error(k->arena, kind, "%s", text), k->repo->repo.path, version);
}

static bool ends_incompatible(const char *version) { return strcmp(semver_build(version), "+incompatible") == 0; }

static const char *bare(Arena *arena, const char *version) {
  const char *build = strstr(version, "+incompatible");
  return build && !build[13] ? arena_strdup(arena, version, (size_t)(build - version)) : version;
}

// ---- +incompatible

static bool has_file(const Conversion *k, const char *file) {
  FetchText text;
  return !git_read_file(k->repo->git, k->arena, k->commit->hash, file, &text);
}

static bool contains(const StringVec *list, const char *text) {
  for (uint32_t i = 0; i < list->len; i++)
    if (strcmp(list->data[i], text) == 0) return true;
  return false;
}

// May a later major version be one of this path? Only of what is not a module: there is no go.mod, also not in a folder
// "v2", unless the user has said "+incompatible", which an old go took then.
static bool may_be_incompatible(Conversion *k, const char *version) {
  if (*k->repo->folder || *k->repo->major) return false;
  if (k->at_root < 0) k->at_root = has_file(k, "go.mod");
  if (k->at_root) return false;
  if (!*version || ends_incompatible(k->asked)) return true;
  const char *major = semver_major(k->arena, version);
  if (!contains(&k->majors, major)) {
    vec_push(k->arena, &k->majors, major);
    if (has_file(k, arena_printf(k->arena, "%s/go.mod", major))) vec_push(k->arena, &k->modular, major);
  }
  return !contains(&k->modular, major);
}

// ---- tags

// The version of a tag, "" if it is none of this module's; *canonical: the tag is just that.
static const char *version_of_tag(const Conversion *k, const char *tag, bool *canonical) {
  size_t n = strlen(k->tag_prefix);
  *canonical = false;
  if (strncmp(tag, k->tag_prefix, n) != 0 || pseudo_is(tag)) return "";
  const char *version = semver_canonical(k->arena, tag + n, false);
  if (!*version || strncmp(tag + n, version, strlen(version)) != 0) return "";
  *canonical = strcmp(version, tag + n) == 0;
  return version;
}

static bool is_retracted(const Conversion *k, const char *version) {
  for (uint32_t i = 0; i < k->retracts.len; i++)
    if (semver_compare(k->retracts.data[i].low, version) <= 0 && semver_compare(version, k->retracts.data[i].high) <= 0)
      return true;
  return false;
}

// What the highest version's go.mod retracts; if it cannot be known, nothing.
static void read_retractions(Conversion *k) {
  Arena *arena = k->arena;
  FetchVersions versions;
  if (code_versions(k->repo, arena, "", &versions)) return;
  const char *highest = NULL, *last = NULL;
  for (uint32_t i = 0; i < versions.list.len && !ends_incompatible(versions.list.data[i]); i++) {
    last = versions.list.data[i];
    if (!*semver_prerelease(arena, last)) highest = last;
  }
  if (!highest) highest = last;
  FetchText text;
  if (!highest || code_go_mod(k->repo, arena, highest, &text)) return;
  ModErrors errors = {0};
  const ModFile *file =
      modfile_parse(arena, "go.mod", text.bytes, text.size, MOD_FILE_DEPENDENCY, (ModFixer){0}, &errors);
  for (uint32_t i = 0; file && i < file->retracts.len; i++)
    if (file->retracts.data[i].low) vec_push(arena, &k->retracts, file->retracts.data[i]);
}

static bool is_usable(Conversion *k, const char *version) {
  return (mod_major_matches(version, k->repo->major) || may_be_incompatible(k, version)) && !is_retracted(k, version);
}

static bool tag_allowed(void *context, Arena *arena, const char *tag) {
  (void)arena;
  bool canonical;
  const char *version = version_of_tag(context, tag, &canonical);
  return *version && is_usable(context, version);
}

// ---- the version

// Is `version` one that the module can have here? Then it is the answer, with "+incompatible" if need be.
static const FetchError *accept(Conversion *k, const char *version, FetchInfo *info) {
  Arena *arena = k->arena;
  CodeRepo *c = k->repo;
  const char *revision, *folder, *wrong = NULL;
  FetchText text;
  const FetchError *error = code_find_folder(c, arena, version, &revision, &folder, &text);
  if (error) return invalid(k, version, FETCH_MISSING, error->text);
  if (strcmp(version, bare(arena, k->asked)) == 0) version = k->asked;
  const char *base = bare(arena, version);
  if (!mod_major_matches(base, c->major)) {
    if (may_be_incompatible(k, base)) version = arena_printf(arena, "%s+incompatible", base);
    else if (*c->major) wrong = "module path includes a major version suffix, so major version must match";
    else
      wrong = arena_printf(arena, "module contains a go.mod file, so module path must match major version (\"%s/%s\")",
                           c->path_prefix, semver_major(arena, version));
  } else if (ends_incompatible(version)) {
    wrong = arena_printf(arena, "+incompatible suffix not allowed: major version %s is compatible",
                         semver_major(arena, version));
  }
  // What was asked for by its full name is that or nothing.
  const char *asked = bare(arena, k->asked);
  if (*k->asked && semver_is_canonical(k->asked) && strcmp(asked, base) != 0)
    return invalid(k, k->asked, FETCH_FAILED,
                   arena_printf(arena, "resolves to version %s (%s is not a tag)", version, asked));
  if (wrong) return invalid(k, version, FETCH_FAILED, wrong);
  info->version = version;
  return NULL;
}

static const FetchError *find_version(Conversion *k, FetchInfo *info) {
  const GitCommit *commit = k->commit;
  bool canonical;
  const char *version = version_of_tag(k, commit->version, &canonical), *highest = "", *base = "", *tag;
  if (canonical && !accept(k, version, info)) return NULL;
  for (uint32_t i = 0; i < commit->tags.len; i++) {
    version = version_of_tag(k, commit->tags.data[i], &canonical);
    if (*k->asked && semver_compare(version, k->asked) == 0) {
      // The same version; with build metadata several tags could be that, so that it is only what others come behind.
      if (canonical) return accept(k, version, info);
      base = version;
    }
    if (canonical && semver_compare(highest, version) < 0 && is_usable(k, version)) highest = version;
  }
  if (*highest) return accept(k, highest, info);
  if (!*base) {
    const FetchError *error = git_recent_tag(k->repo->git, k->arena, commit->hash, k->tag_prefix, tag_allowed, k, &tag);
    if (error) return error;
    if (tag) base = version_of_tag(k, tag, &canonical);
  }
  const char *pseudo = pseudo_make(k->arena, k->repo->pseudo_major, base, commit->time, commit->short_hash);
  return accept(k, pseudo, info);
}

// ---- pseudo-versions that somebody states

// A tag that the pseudo-version comes behind must be before the commit. Else any height could be claimed.
static const char *check_base(const Conversion *k, const char *version, const char *base, const FetchError **error) {
  Arena *arena = k->arena;
  const char *revision = NULL, *last = NULL, *ignored;
  StringVec tags;
  bool found = false;
  for (uint32_t i = 0; i < k->commit->tags.len; i++) {
    const char *tag = k->commit->tags.data[i];
    size_t n = strlen(k->tag_prefix);
    if (strcmp(strncmp(tag, k->tag_prefix, n) == 0 ? tag + n : tag, base) != 0) continue;
    pseudo_revision(arena, version, &revision, &ignored);
    return arena_printf(arena,
                        "tag (%s) found on revision %s is already canonical, so should not be replaced with a "
                        "pseudo-version derived from that tag",
                        tag, revision);
  }
  *error = git_tags(k->repo->git, arena, arena_printf(arena, "%s%s", k->tag_prefix, base), &tags, NULL);
  for (uint32_t i = 0; i < tags.len && !*error && !found; i++) {
    if (semver_compare(tags.data[i] + strlen(k->tag_prefix), base) != 0) continue;
    last = tags.data[i];
    *error = git_descends_from(k->repo->git, arena, k->commit->hash, last, &found);
  }
  if (*error || found) return NULL;
  if (!last) return arena_printf(arena, "preceding tag (%s) not found", base);
  if (!pseudo_revision(arena, version, &revision, &ignored))
    return arena_printf(arena, "not a descendent of preceding tag (%s)", last);
  return arena_printf(arena, "revision %s is not a descendent of preceding tag (%s)", revision, last);
}

static const char *check_pseudo(const Conversion *k, const char *version, const FetchError **error) {
  Arena *arena = k->arena;
  const char *revision, *base, *problem, *expected = k->commit->short_hash;
  int64_t seconds;
  if (!pseudo_revision(arena, version, &revision, &problem)) return problem;
  if (strcmp(revision, expected) != 0) {
    const char *how = strncmp(revision, expected, strlen(expected)) == 0   ? "revision is longer than canonical"
                      : strncmp(expected, revision, strlen(revision)) == 0 ? "revision is shorter than canonical"
                                                                           : "does not match short name of revision";
    return arena_printf(arena, "%s (expected %s)", how, expected);
  }
  if (!pseudo_time(arena, version, &seconds, &problem)) return problem;
  if (seconds != k->commit->time) {
    char stamp[15] = "";
    struct tm t;
    time_t time = (time_t)k->commit->time;
    if (gmtime_r(&time, &t)) strftime(stamp, sizeof stamp, "%Y%m%d%H%M%S", &t);
    return arena_printf(arena, "does not match version-control timestamp (expected %s)", stamp);
  }
  if (!pseudo_base(arena, bare(arena, version), &base, &problem)) return problem;
  if (*base) return check_base(k, version, base, error);
  if (!*k->repo->pseudo_major && strcmp(semver_major(arena, version), "v1") == 0)
    return "major version without preceding tag must be v0, not v1";
  return NULL;
}

static const FetchError *validate(Conversion *k, const char *version, FetchInfo *info) {
  const FetchError *error = accept(k, version, info);
  if (error) return error;
  const char *problem = check_pseudo(k, version, &error);
  if (!problem && !error) return NULL;
  FetchErrorKind kind = error ? error->kind : FETCH_FAILED;
  const char *path = k->repo->repo.path, *text = problem ? problem : error->text;
  FetchError *around =
      (FetchError *)fetch_error(k->arena, kind, "%s@%s: invalid pseudo-version: %s", path, version, text);
  around->path = path;
  return around;
}

// The origin says what the answer depends on: of a pseudo-version, also which tags there are.
static const FetchError *add_origin(const Conversion *k, FetchInfo *info) {
  FetchOrigin *origin = arena_new(k->arena, FetchOrigin);
  *origin = k->commit->origin;
  origin->subdir = k->repo->folder;
  info->origin = origin;
  const char *v = info->version;
  if (!v || !pseudo_is(v) || (strcmp(v, k->asked) == 0 && strncmp(v, "v0.0.0-", 7) == 0)) return NULL;
  const char *prefix = k->tag_prefix, *major = k->repo->major;
  if (*major) prefix = arena_printf(k->arena, "%s%s.", prefix, major + 1);
  StringVec tags;
  FetchOrigin of_tags;
  const FetchError *error = git_tags(k->repo->git, k->arena, prefix, &tags, &of_tags);
  if (error) {
    info->origin = NULL;
    return error;
  }
  origin->tag_prefix = of_tags.tag_prefix;
  origin->tag_sum = of_tags.tag_sum;
  return NULL;
}

const FetchError *code_convert(CodeRepo *c, Arena *arena, const GitCommit *commit, const char *asked,
                               const FetchInfo **info) {
  Conversion k = {.repo = c,
                  .arena = arena,
                  .commit = commit,
                  .asked = asked,
                  .tag_prefix = code_tag_prefix(c, arena),
                  .at_root = -1};
  FetchInfo *result = (FetchInfo *)info_of_commit(arena, NULL, commit->time, NULL);
  const FetchError *error;
  if (pseudo_is(asked)) {
    error = validate(&k, asked, result);
  } else {
    read_retractions(&k);
    error = find_version(&k, result);
  }
  const FetchError *late = add_origin(&k, result);
  *info = result;
  return error ? error : late;
}
