// tuco mod graph
#include <stdio.h>

#include "cmd/modules.h"

typedef struct GraphFlags {
  const char *go;
  bool trace;
} GraphFlags;

static const FlagRow own[] = {
    {"go", FLAG_VALUE, TO_TEXT(GraphFlags, go)}, {"x", FLAG_BOOL, TO_BOOL(GraphFlags, trace)}, FLAGS_END};

static void print_version(const ModVersion *m) {
  fputs(m->path, stdout);
  if (*m->version) printf("@%s", m->version);
}

static void print_graph(ModuleSet *set, const ModuleGraph *graph) {
  ModVersionVec all = graph_breadth_first(set, graph), requires;
  for (uint32_t i = 0; i < all.len; i++) {
    graph_required(graph, all.data[i], &requires);
    for (uint32_t k = 0; k < requires.len; k++) {
      print_version(all.data[i]);
      putchar(' ');
      print_version(requires.data[k]);
      putchar('\n');
    }
  }
}

// The graph as a Go of that version reads it.
static ModuleGraph *read_as(ModuleSet *set, const char *go, const ModuleError **error) {
  Requirements *rs = set->requirements;
  const char *own_go = requirements_go_version(set, rs);
  if (gover_compare(own_go, GOVER_STRICT) >= 0 && gover_compare(go, own_go) < 0) {
    *error = module_error(set, MODULE_ERROR_OTHER,
                          "requested Go version %s cannot load module graph (requires Go >= %s)", go, own_go);
    return NULL;
  }
  if (modules_pruning(go) == UNPRUNED && rs->pruning != UNPRUNED)
    rs = requirements_new(set, UNPRUNED, &rs->roots, &rs->direct);
  return requirements_graph(set, rs, error);
}

static int run(BuildFlags *flags, int argc, char **argv) {
  const GraphFlags *asked = flags->state;
  (void)argv;
  int problem = flags_context(flags);
  if (problem) return problem;
  const char *go = asked->go;
  if (!cmd_check_go(flags, "go", &go)) return cmd_fail_usage(flags->command);
  if (argc) return cmd_fail("'go mod graph' accepts no arguments");
  ModuleSet *set = cmd_modules(
      flags, (ModuleOptions){.root = MODULE_ROOT_NEEDED, .mod_default = "mod", .no_go_line = true}, asked->trace);
  if (!set) return 1;
  const ModuleError *error = NULL;
  ModuleGraph *graph = go ? read_as(set, go, &error) : modules_load_graph(set, &error);
  if (error) return modules_say_error(error);
  print_graph(set, graph);
  return 0;
}

const Command cmd_mod_graph = {
    .name = "mod graph",
    .usage = "[-go=version] [-x]",
    .summary = "print module requirement graph",
    .description =
        "Graph prints a line for each requirement of the module graph, after replacements: a\n"
        "module, and what it requires, each as path@version, the main module without a version.\n\n"
        "\t-go version   the graph as that version of Go reads it, not as the go line says\n"
        "\t-x            print the commands and requests\n",
    .run = run,
    .state_size = sizeof(GraphFlags),
    .flags = {own, flags_modules},
};
