// A module in a repository: which folder and which tags are its own, by its path. code_repo.c finds files and versions,
// code_version.c says which version a commit has. cmd/go/internal/modfetch/coderepo.go.
#ifndef TUCO_FETCH_CODE_REPO_H
#define TUCO_FETCH_CODE_REPO_H

#include "fetch/git.h"

typedef struct CodeRepo {
  Repo repo;
  GitRepo *git;
  const char *root;          // import path of the repository
  const char *folder;        // of the module in it, "" the whole; or that and the major version below it
  const char *major;         // of the path: "/v2", ".v2" (mod/path.h), "" none
  const char *path_prefix;   // the path without it
  const char *pseudo_major;  // of pseudo-versions: "v2", "" any
} CodeRepo;

const FetchError *code_repo_new(Fetcher *fetcher, Arena *arena, GitRepo *git, const char *root, const char *subfolder,
                                const char *path, Repo **repo);

// code_repo.c, for code_version.c
const char *code_tag_prefix(const CodeRepo *repo, Arena *arena);  // of its tags: "sub/dir/", ""
const FetchError *code_versions(CodeRepo *repo, Arena *arena, const char *prefix, FetchVersions *versions);
const FetchError *code_go_mod(CodeRepo *repo, Arena *arena, const char *version, FetchText *text);
// Where a version's files are; text->bytes is NULL where there is no go.mod and none has to be.
const FetchError *code_find_folder(CodeRepo *repo, Arena *arena, const char *version, const char **revision,
                                   const char **folder, FetchText *text);
const char *code_join(Arena *arena, const char *folder, const char *file);

// code_version.c: what go.mod calls a commit. asked: the version or revision that led to it, "" none.
const FetchError *code_convert(CodeRepo *repo, Arena *arena, const GitCommit *commit, const char *asked,
                               const FetchInfo **info);

#endif
