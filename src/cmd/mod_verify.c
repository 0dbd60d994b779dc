// tuco mod verify: is what the module cache has still what was downloaded?
#include <stdio.h>

#include "cmd/modules.h"

typedef struct Verification {
  ModuleSet *set;
  const ModVersionVec *list;
  struct Verified {
    Arena arena;
    StringVec problems;
  } * results;
} Verification;

static void verify_one(void *context, uint32_t i) {
  const Verification *v = context;
  const ModVersion *m = v->list->data[i];
  struct Verified *r = &v->results[i];
  arena_init(&r->arena);
  if (gover_is_toolchain(m->path) || modules_main(v->set, m->path)) return;  // nothing in the cache
  fetch_verify(v->set->options.fetcher, &r->arena, m->path, m->version, &r->problems);
}

static int run(BuildFlags *flags, int argc, char **argv) {
  (void)argv;
  int problem = flags_context(flags);
  if (problem) return problem;
  if (argc) return cmd_fail("verify takes no arguments");
  Verification v = {.set =
                        cmd_modules(flags, (ModuleOptions){.root = MODULE_ROOT_NEEDED, .mod_default = "mod"}, false)};
  if (!v.set) return 1;
  const ModuleError *error = NULL;
  ModuleGraph *graph = modules_load_graph(v.set, &error);
  if (error) return modules_say_error(error);
  v.list = graph_build_list(v.set, graph);
  v.results = arena_alloc(flags->arena, sizeof *v.results * v.list->len, _Alignof(struct Verified));
  fetch_parallel(verify_one, &v, v.list->len);
  int status = 0;
  for (uint32_t i = 0; i < v.list->len; i++) {
    const StringVec *problems = &v.results[i].problems;
    for (uint32_t j = 0; j < problems->len; j++) fprintf(stderr, "%s\n", problems->data[j]);
    if (problems->len) status = 1;
  }
  if (!status) printf("all modules verified\n");
  return status;
}

const Command cmd_mod_verify = {
    .name = "mod verify",
    .usage = "",
    .summary = "verify dependencies have expected content",
    .description =
        "Verify checks that what the module cache has of the main module's dependencies, archives\n"
        "and folders, is what was downloaded. It prints `all modules verified`, or which are not, and\n"
        "fails then.\n",
    .run = run,
    .flags = {flags_modules},
};
