// See code_repo.h: the module's files, and its list of versions.
#include "fetch/code_repo.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "mod/modfile.h"
#include "mod/path.h"
#include "mod/pseudo.h"
#include "mod/semver.h"
#include "mod/zip.h"

const char *code_join(Arena *arena, const char *folder, const char *file) {
  return *folder ? arena_printf(arena, "%s/%s", folder, file) : file;
}

const char *code_tag_prefix(const CodeRepo *c, Arena *arena) {
  return *c->folder ? arena_printf(arena, "%s/", c->folder) : "";
}

static bool is_below(const char *path, const char *root) {
  size_t n = strlen(root);
  return strncmp(path, root, n) == 0 && (!path[n] || path[n] == '/' || (n && root[n - 1] == '/'));
}

// ---- versions

// A version without "+incompatible", which no tag has.
static const char *bare(Arena *arena, const char *version) {
  const char *build = semver_build(version);
  return strcmp(build, "+incompatible") == 0 ? arena_strdup(arena, version, (size_t)(build - version)) : version;
}

// The tag or commit that a version stands for; what is no version stands for itself.
static const char *revision_of(const CodeRepo *c, Arena *arena, const char *version) {
  const char *revision, *error;
  if (!semver_valid(version)) return version;
  if (pseudo_is(version)) return pseudo_revision(arena, version, &revision, &error) ? revision : version;
  return code_join(arena, c->folder, bare(arena, version));
}

static bool has_go_mod(CodeRepo *c, Arena *arena, const char *tag, const FetchError **error) {
  FetchText text;
  *error = git_read_file(c->git, arena, tag, "go.mod", &text);
  if (!*error) return true;
  if ((*error)->kind == FETCH_MISSING) *error = NULL;
  else *error = fetch_error_of(arena, *error, c->repo.path, NULL);
  return false;
}

// Versions from v2 on of a path without a major version: they count if they, and the latest before them, have no
// go.mod.
static const FetchError *add_incompatible(CodeRepo *c, Arena *arena, const StringVec *list, FetchVersions *out) {
  const FetchError *error = NULL;
  if (!list->len || (out->list.len && has_go_mod(c, arena, vec_last(&out->list), &error)) || error) return error;
  for (uint32_t i = 0; i < list->len && !error;) {
    const char *major = semver_major(arena, list->data[i]);
    uint32_t end = i;
    while (end < list->len && strcmp(semver_major(arena, list->data[end]), major) == 0) end++;
    bool modular = has_go_mod(c, arena, list->data[end - 1], &error);
    for (; i < end; i++)
      if (!modular && !error) vec_push(arena, &out->list, arena_printf(arena, "%s+incompatible", list->data[i]));
  }
  return error;
}

const FetchError *code_versions(CodeRepo *c, Arena *arena, const char *prefix, FetchVersions *out) {
  const char *path = c->repo.path, *folder = code_tag_prefix(c, arena);
  size_t length = strlen(path);
  StringVec tags, incompatible = {0};
  FetchOrigin *origin = arena_new(arena, FetchOrigin);
  *out = (FetchVersions){.origin = origin};
  // Those of such a path are the tags of another.
  if (strncmp(path, "gopkg.in/", 9) == 0 && strcmp(path + length - 9, "-unstable") == 0) {
    out->origin = NULL;
    return NULL;
  }
  const char *begin = arena_printf(arena, "%s%s", folder, prefix);
  const FetchError *error = git_tags(c->git, arena, begin, &tags, origin);
  if (error) return fetch_error_of(arena, error, path, NULL);
  origin->subdir = c->folder;
  for (uint32_t i = 0; i < tags.len; i++) {
    const char *v = tags.data[i] + strlen(folder);
    // Others are called by pseudo-versions.
    if (!*v || strcmp(v, semver_canonical(arena, v, false)) != 0 || pseudo_is(v)) continue;
    if (mod_major_matches(v, c->major)) vec_push(arena, &out->list, v);
    else if (!*c->folder && !*c->major && strcmp(semver_major(arena, v), "v1") > 0) vec_push(arena, &incompatible, v);
  }
  semver_sort(&out->list);
  semver_sort(&incompatible);
  return *c->major ? NULL : add_incompatible(c, arena, &incompatible, out);
}

static const FetchError *list_versions(Repo *repo, Arena *arena, const char *prefix, FetchVersions *out) {
  return code_versions((CodeRepo *)repo, arena, prefix, out);
}

static const FetchInfo *origin_alone(Arena *arena, const GitCommit *commit, const char *version) {
  if (!commit) return NULL;
  FetchInfo *info = arena_new(arena, FetchInfo);
  info->version = version;
  info->origin = &commit->origin;
  return info;
}

static const FetchError *latest(Repo *repo, Arena *arena, const FetchInfo **info) {
  CodeRepo *c = (CodeRepo *)repo;
  const GitCommit *commit;
  const FetchError *error = git_latest(c->git, arena, &commit);
  if (!error) return code_convert(c, arena, commit, "", info);
  *info = origin_alone(arena, commit, "");
  return error;
}

static const FetchError *stat_version(Repo *repo, Arena *arena, const char *revision, const FetchInfo **info) {
  CodeRepo *c = (CodeRepo *)repo;
  const GitCommit *commit;
  if (strcmp(revision, "latest") == 0) return latest(repo, arena, info);
  const FetchError *error = git_stat(c->git, arena, revision_of(c, arena, revision), &commit);
  if (!error) return code_convert(c, arena, commit, revision, info);
  *info = origin_alone(arena, commit, revision);
  return fetch_invalid_version(arena, error, repo->path, revision);
}

// ---- files

// May a module whose go.mod says this path be one of this major version? Not more than that is asked: a fork says what
// it is a fork of.
static bool is_major(const char *path, const char *major) {
  const char *its;
  if (!path || !*path || !mod_path_major(path, &its)) return false;
  if (!*major) return !*its || (*its == '.' && its[1] == 'v' && (its[2] == '0' || its[2] == '1') && !its[3]);
  return *its && strcmp(major + 1, its + 1) == 0;
}

// An old go took modules of gopkg.in for ones without a version.
static bool is_old_replacement(const CodeRepo *c, const char *path) {
  return !*c->major && strncmp(path, "gopkg.in/", 9) == 0;
}

// A go.mod file that may be the module's: its text, if it is there, and the path that it says.
typedef struct Candidate {
  const char *file, *path;
  bool there, fits;
  FetchText text;
} Candidate;

static const FetchError *read_candidate(CodeRepo *c, Arena *arena, const char *revision, const char *folder,
                                        Candidate *out) {
  *out = (Candidate){.file = code_join(arena, folder, "go.mod"), .path = ""};
  const FetchError *error = git_read_file(c->git, arena, revision, out->file, &out->text);
  if (error && error->kind != FETCH_MISSING)
    return fetch_error(arena, error->kind, "reading %s/%s at revision %s: %s", c->root, out->file, revision,
                       error->text);
  out->there = !error;
  if (out->there) out->path = modfile_module_path(arena, out->text.bytes);
  out->fits = out->there && is_major(out->path, c->major);
  return NULL;
}

// The one in the folder itself says another major version.
static const FetchError *mismatch(const CodeRepo *c, Arena *arena, const char *version, const char *revision,
                                  const Candidate *one, bool two) {
  const char *also = two ? arena_printf(arena, " (and ...%s/go.mod does not exist)", c->major) : "", *its, *what;
  const char *quoted = fetch_quote(arena, one->path);
  if (!*one->path)
    return fetch_error(arena, FETCH_FAILED, "%s is missing module path%s at revision %s", one->file, also, revision);
  if (*c->major) what = arena_printf(arena, "non-...%s", c->major);
  else if (!mod_path_major(one->path, &its)) what = "malformed";
  else what = arena_printf(arena, "post-%s", semver_major(arena, version));
  return fetch_error(arena, FETCH_FAILED, "%s has %s module path %s%s at revision %s", one->file, what, quoted, also,
                     revision);
}

const FetchError *code_find_folder(CodeRepo *c, Arena *arena, const char *version, const char **revision,
                                   const char **folder, FetchText *text) {
  if (!semver_valid(version))
    return fetch_invalid_version(arena, fetch_error(arena, FETCH_FAILED, "syntax error"), c->repo.path, version);
  *revision = revision_of(c, arena, version);
  *folder = c->folder;
  *text = (FetchText){0};
  Candidate one, two = {0};
  const FetchError *error = read_candidate(c, arena, *revision, c->folder, &one);
  if (error) return error;
  if (one.there && is_old_replacement(c, one.path)) one.fits = true;
  // "/v2" may be a folder, too; but not both at once.
  bool below = *c->major == '/' && strcmp(c->root, c->repo.path) != 0;
  if (below) {
    const char *folder2 = code_join(arena, c->folder, c->major + 1);
    error = read_candidate(c, arena, *revision, folder2, &two);
    if (error) return error;
    if (one.fits && two.fits)
      return fetch_error(arena, FETCH_FAILED, "%s/%s and ...%s/go.mod both have ...%s module paths at revision %s",
                         c->path_prefix, one.file, c->major, c->major, *revision);
    if (two.there && !*two.path)
      return fetch_error(arena, FETCH_FAILED, "%s/%s is missing module path at revision %s", c->root, two.file,
                         *revision);
    if (two.there && !two.fits)
      return fetch_error(arena, FETCH_FAILED, "%s/%s has non-...%s module path %s at revision %s", c->root, two.file,
                         c->major, fetch_quote(arena, two.path), *revision);
    if (two.fits) *folder = folder2;
  }
  if (two.fits || one.fits) {
    *text = two.fits ? two.text : one.text;
    return NULL;
  }
  if (one.there) return mismatch(c, arena, version, *revision, &one, below);
  // At the repository's root none has to be, unless it is a later major version.
  if (!*c->folder && (!*c->major || *c->major == '.')) return NULL;
  if (below)
    return fetch_error(arena, FETCH_FAILED, "missing %s/go.mod and ...%s/go.mod at revision %s", c->path_prefix,
                       c->major, *revision);
  return fetch_error(arena, FETCH_FAILED, "missing %s/go.mod at revision %s", c->path_prefix, *revision);
}

// What goes before: is the version what it says? Of a pseudo-version only its commit is looked at otherwise.
static const FetchError *check_version(CodeRepo *c, Arena *arena, const char *version) {
  const FetchInfo *info;
  if (!semver_is_canonical(version)) return fetch_error(arena, FETCH_FAILED, "version %s is not canonical", version);
  return pseudo_is(version) ? stat_version(&c->repo, arena, version, &info) : NULL;
}

const FetchError *code_go_mod(CodeRepo *c, Arena *arena, const char *version, FetchText *text) {
  const char *revision, *folder;
  const FetchError *error = check_version(c, arena, version);
  if (!error) error = code_find_folder(c, arena, version, &revision, &folder, text);
  if (error || text->bytes) return error;
  error = git_read_file(c->git, arena, revision, code_join(arena, folder, "go.mod"), text);
  if (!error || error->kind != FETCH_MISSING) return error;
  text->bytes = fetch_legacy_go_mod(arena, c->repo.path);
  text->size = strlen(text->bytes);
  return NULL;
}

static const FetchError *go_mod(Repo *repo, Arena *arena, const char *version, FetchText *text) {
  return code_go_mod((CodeRepo *)repo, arena, version, text);
}

// ---- archives

static const char *read_text(const ZipFile *file, Arena *arena, ByteSink *sink) {
  const FetchText *text = file->from;
  return sink->write(sink, arena, text->bytes, text->size);
}

// Makes the module's archive of git's, with the repository's licence if the folder has none.
static const FetchError *make_archive(CodeRepo *c, Arena *arena, const char *version, const char *revision,
                                      const char *folder, const char *from, const char *to) {
  ZipArchive archive;
  const char *problem = zip_archive_open(arena, from, &archive);
  if (problem) return fetch_error_text(arena, problem);
  problem = zip_archive_read(arena, &archive);
  ZipFiles files = {0};
  FetchText licence;
  bool licensed = !*folder;
  if (!problem) zip_files_of_archive(arena, &archive, *folder ? code_join(arena, "prefix", folder) : "prefix", &files);
  for (uint32_t i = 0; i < files.len; i++) licensed |= strcmp(files.data[i].path, "LICENSE") == 0;
  if (!problem && !licensed && !git_read_file(c->git, arena, revision, "LICENSE", &licence)) {
    ZipFile file = {
        .path = "LICENSE", .kind = ZIP_REGULAR, .size = (int64_t)licence.size, .read = read_text, .from = &licence};
    vec_push(arena, &files, file);
  }
  if (!problem) problem = zip_create(arena, (ZipModule){c->repo.path, version}, &files, to);
  zip_archive_close(&archive);
  return fetch_error_text(arena, problem);
}

static const FetchError *zip(Repo *repo, Arena *arena, const char *version, int fd, const char *file) {
  (void)fd;
  CodeRepo *c = (CodeRepo *)repo;
  const char *revision, *folder, *problem;
  FetchText text;
  const FetchError *error = check_version(c, arena, version);
  if (!error) error = code_find_folder(c, arena, version, &revision, &folder, &text);
  if (!error && text.bytes)
    error = fetch_check_go(repo->fetcher, arena, arena_printf(arena, "%s@%s", repo->path, version), text.bytes);
  if (error) return error;
  const char *whole;
  int whole_fd = cache_new_file(arena, file, &whole, &problem);
  if (whole_fd < 0) return fetch_error_text(arena, problem);
  error = git_archive(c->git, arena, revision, folder, whole_fd);
  if (close(whole_fd) != 0 && !error)
    error = fetch_error(arena, FETCH_FAILED, "close %s: %s", whole, DIAG_ERRNO(errno));
  if (!error) error = make_archive(c, arena, version, revision, folder, whole, file);
  unlink(whole);
  return error;
}

static const FetchError *check_reuse(Repo *repo, Arena *arena, const FetchOrigin *origin) {
  const CodeRepo *c = (CodeRepo *)repo;
  return git_check_reuse(c->git, arena, origin, c->folder);
}

static const RepoKind code_kind = {list_versions, stat_version, latest, go_mod, zip, check_reuse};

const FetchError *code_repo_new(Fetcher *f, Arena *arena, GitRepo *git, const char *root, const char *subfolder,
                                const char *path, Repo **repo) {
  const char *major;
  if (!is_below(path, root)) return fetch_error(arena, FETCH_FAILED, "mismatched repo: found %s for %s", root, path);
  if (!mod_path_major(path, &major))
    return fetch_error(arena, FETCH_FAILED, "invalid module path %s", fetch_quote(arena, path));
  bool whole = strcmp(root, path) == 0;  // also where the root ends in the major version
  const char *prefix = whole ? path : arena_strdup(arena, path, (size_t)(major - path));
  if (!whole && !is_below(prefix, root))
    return fetch_error(arena, FETCH_FAILED, "repository rooted at %s cannot contain module %s", root, path);
  const char *folder = whole ? "" : prefix + strlen(root);
  folder += strspn(folder, "/");
  if (*subfolder) folder = *folder ? arena_printf(arena, "%s/%s", folder, subfolder) : subfolder;
  CodeRepo *c = arena_new(arena, CodeRepo);
  *c = (CodeRepo){.repo = {&code_kind, f, path},
                  .git = git,
                  .root = root,
                  .folder = folder,
                  .major = major,
                  .path_prefix = prefix,
                  .pseudo_major = mod_major_version(arena, major)};
  *repo = &c->repo;
  return NULL;
}

const FetchError *fetch_local_info(Fetcher *f, Arena *arena, const FetchLocal *local, const FetchInfo **info) {
  GitRepo *git;
  Repo *repo;
  const FetchError *error = git_open_local(f, arena, local->folder, &git);
  if (!error) error = code_repo_new(f, arena, git, local->root, "", local->path, &repo);
  return error ? error : stat_version(repo, arena, local->revision, info);
}
