// list -export: where the export data of packages lies, and their build identities. What is listed was not parsed; the
// packages are loaded once more, to be checked, in a session of their own: with go's files, as tools expect them.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "build/export.h"
#include "cmd/list.h"
#include "list/package.h"

// What names the packages that can be checked.
static StringVec arguments_for(Arena *arena, const ListPackages *packages) {
  StringVec names = {0};
  for (uint32_t i = 0; i < packages->len; i++) {
    const ListPackage *p = packages->data[i];
    if (p->error || p->incomplete || !p->go_files.len || strcmp(p->path, "unsafe") == 0) continue;
    if (!p->command_line_files) vec_push(arena, &names, p->path);
    for (uint32_t k = 0; p->command_line_files && k < p->go_files.len; k++)
      vec_push(arena, &names, arena_printf(arena, "%s/%s", p->dir, p->go_files.data[k]));
  }
  return names;
}

bool list_export(BuildFlags *flags, const ListPackages *packages, bool *faulty) {
  Arena *arena = flags->arena;
  BuildOptions options = flags->options;
  options.context.as_written = true;
  options.context.target.cgo = false;
  StringVec names = arguments_for(arena, packages);
  if (!names.len) return true;
  Session *session = build_session(&options);
  Loader *loader = loader_new(session, &options.context, options.dir);
  uint32_t count = 0;
  if (loader && !loader_load(loader, names.data, names.len, &count)) {
    if (loader_report(loader)) return false;
    loader = NULL;
  }
  const char *problem = NULL;
  LoadedPackage **list = arena_array(arena, LoadedPackage *, packages->len);
  ExportFile *files = arena_array(arena, ExportFile, packages->len);
  ListPackage **listed = arena_array(arena, ListPackage *, packages->len);
  count = 0;
  for (uint32_t i = 0; loader && i < packages->len; i++)
    if ((list[count] = loader_find(loader, packages->data[i]->path))) listed[count++] = packages->data[i];
  if (count) problem = export_files(session, arena, loader, &options, list, count, files);
  if (problem) fprintf(stderr, "%s\n", problem);
  for (uint32_t i = 0; i < count && !problem; i++) {
    if (files[i].path) listed[i]->export = files[i].path;
    if (files[i].build_id) listed[i]->build_id = files[i].build_id;
  }
  *faulty = diags_flush(session->diags, STDERR_FILENO, options.all_errors ? 0 : 10);
  return loader && !problem;
}
