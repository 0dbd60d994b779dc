// See named.h.
#include "cmd/named.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cache/cache.h"

ListGraph *named_graph(BuildFlags *flags, ListOptions options) {
  BuildContext *context = &flags->options.context;
  context->target.cgo = context->cgo_wanted;
  options.profiles = !flags->options.unprofiled;
  options.bin = settings_bin(flags->arena, context->environment);
  Session *session = build_session(&flags->options);
  Loader *loader = loader_new(session, context, flags->options.dir);
  if (!loader) {
    diags_flush(session->diags, STDERR_FILENO, 0);
    return NULL;
  }
  ListGraph *graph = arena_new(flags->arena, ListGraph);
  *graph = (ListGraph){.loader = loader,
                       .session = session,
                       .context = context,
                       .dir = flags->options.dir,
                       .options = options,
                       .arena = flags->arena};
  cache_place(flags->arena, context->environment, &graph->cache);
  return graph;
}

bool named_load(ListGraph *graph, int argc, char **argv, ListPackages *roots) {
  static const char *const here[] = {"."};
  *roots = list_load(graph, argc ? (const char *const *)argv : here, argc ? (uint32_t)argc : 1);
  const char *fatal = graph->fatal;
  if (fatal && *fatal) fprintf(stderr, "%s%s\n", strncmp(fatal, "not supported yet", 17) == 0 ? "tuco: " : "", fatal);
  if (fatal) return false;
  if (!graph->options.find && !loader_check_modules(graph->loader)) {
    diags_flush(graph->session->diags, STDERR_FILENO, 0);
    return false;
  }
  if (graph->options.profiles) list_split_by_profiles(graph, roots);
  return true;
}
