// Is what the module cache has of a version still what was downloaded? cmd/go/internal/modcmd/verify.go.
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/source.h"
#include "fetch/internal.h"
#include "mod/dirhash.h"

void fetch_verify(Fetcher *f, Arena *arena, const char *path, const char *version, StringVec *problems) {
  const FetchError *no_zip, *no_folder;
  const char *folder, *zip = fetch_cached_file(f, arena, path, version, "zip", &no_zip), *problem;
  struct stat st;
  bool have_zip = zip && stat(zip, &st) == 0;
  no_folder = fetch_cached_folder(f, arena, path, version, &folder);
  bool have_folder = folder && (!no_folder || no_folder->kind != FETCH_MISSING);
  size_t size = 0;
  const char *sum_file = zip ? arena_printf(arena, "%shash", zip) : NULL;
  const char *sum = sum_file ? source_read(arena, sum_file, &size) : NULL;
  if (!sum) {
    int error = errno;
    if (zip && (have_zip || have_folder))
      vec_push(arena, problems,
               arena_printf(arena, "%s %s: missing ziphash: open %s: %s", path, version, sum_file, DIAG_ERRNO(error)));
    return;
  }
  while (size && strchr(" \t\r\n", sum[size - 1])) size--;
  sum = arena_strdup(arena, sum, size);
  const char *of_zip = have_zip ? dirhash_archive(arena, zip, &problem) : sum;
  if (of_zip && strcmp(of_zip, sum) != 0)
    vec_push(arena, problems, arena_printf(arena, "%s %s: zip has been modified (%s)", path, version, zip));
  const char *prefix = arena_printf(arena, "%s@%s", path, version);
  const char *of_folder = of_zip && have_folder ? dirhash_folder(arena, folder, prefix, &problem) : sum;
  if (!of_zip || !of_folder) vec_push(arena, problems, arena_printf(arena, "%s %s: %s", path, version, problem));
  else if (strcmp(of_folder, sum) != 0)
    vec_push(arena, problems, arena_printf(arena, "%s %s: dir has been modified (%s)", path, version, folder));
}
