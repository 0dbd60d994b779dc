// See fetcher.h.
#include "cmd/fetcher.h"

#include <string.h>
#include <unistd.h>

// go.sum beside the next go.mod above the folder; NULL: none.
static const char *find_sums(Arena *arena, const char *folder) {
  for (size_t length = strlen(folder);;) {
    const char *dir = arena_strdup(arena, folder, length == 1 ? 0 : length);
    if (access(arena_printf(arena, "%s/go.mod", dir), F_OK) == 0) return arena_printf(arena, "%s/go.sum", dir);
    if (!*dir) return NULL;
    while (length && folder[length - 1] != '/') length--;
    if (length > 1) length--;
  }
}

Fetcher *cmd_fetcher(const BuildFlags *flags, bool trace) {
  const BuildContext *context = &flags->options.context;
  FetchOptions options = {
      .environment = context->environment,
      .goroot = context->goroot,
      .go_version = strncmp(context->version, "go", 2) == 0 ? context->version + 2 : context->version,
      .command = flags->command->name,
      .sum_file = find_sums(flags->arena, flags->options.dir),
      .trace = trace};
  return fetcher_new(&options);
}
