// Where the repository of a module path is (https://go.dev/ref/mod#vcs-find).
#ifndef TUCO_FETCH_DISCOVERY_H
#define TUCO_FETCH_DISCOVERY_H

#include "fetch/http.h"

typedef struct RepoRoot {
  const char *vcs;        // "git", "hg", …; "mod": a proxy
  const char *url;        // of the repository
  const char *root;       // the import path of it
  const char *subfolder;  // "" none
} RepoRoot;

// discovery.c: what a page says, or known places and spellings do.
const FetchError *discover(Fetcher *fetcher, Arena *arena, const char *path, RepoRoot *root);
bool vcs_is_known(const char *name);  // to go, that is
bool path_is_below(const char *path, const char *root);

// known_hosts.c: by the path alone. *found: it is known (or an error says that it is not so written).
const FetchError *find_known(Fetcher *fetcher, Arena *arena, const char *path, HttpSecurity security, RepoRoot *root,
                             bool *found);

// meta_tags.c: the go-import tags of a page, those of `mod` first.
typedef struct GoImport {
  const char *prefix, *vcs, *url, *subfolder;  // subfolder "" none
} GoImport;
typedef Vec(GoImport) GoImports;
void meta_tags_read(Arena *arena, const char *page, size_t size, GoImports *imports);

// govcs.c: may this system be used for this path? (GOVCS)
const FetchError *govcs_check(Fetcher *fetcher, Arena *arena, const char *vcs, const char *root);

#endif
