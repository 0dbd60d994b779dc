#include "fetch/internal.h"
const FetchError *direct_repo_new(Fetcher *f, Arena *arena, const char *path, Repo **repo) {
  (void)f, (void)path, (void)repo;
  return fetch_error(arena, FETCH_FAILED, "not supported yet: modules from version control");
}
