// tuco list [-e] [-deps] [-test] [-find] [-compiled] [-json[=fields]] [-f format]; with -m: list_modules.c
#include "cmd/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build/vcs.h"
#include "cmd/named.h"

typedef struct ListFlags {
  bool json, deps, errors, find, tests, compiled, export;
  bool modules, upgrades, retracted, versions;  // -m -u …
  const char *reuse;
  StringVec json_fields;  // -json=…; none: all
  const char *format;
} ListFlags;

static const char *set_json(BuildFlags *f, const char *v) {
  bool on;
  ListFlags *asked = f->state;
  asked->json = true;
  if (flag_parse_bool(v, &on)) {
    asked->json = on;
    return NULL;
  }
  if (!*v) vec_push(f->arena, &asked->json_fields, v);  // no field at all
  while (*v) {
    size_t n = strcspn(v, ",");
    const char *field = arena_strdup(f->arena, v, n);
    if (n) vec_push(f->arena, &asked->json_fields, field);
    v += n + (v[n] != 0);
  }
  return NULL;
}

static const FlagRow own[] = {{"compiled", FLAG_BOOL, TO_BOOL(ListFlags, compiled)},
                              {"deps", FLAG_BOOL, TO_BOOL(ListFlags, deps)},
                              {"e", FLAG_BOOL, TO_BOOL(ListFlags, errors)},
                              {"export", FLAG_BOOL, TO_BOOL(ListFlags, export)},
                              {"f", FLAG_VALUE, TO_TEXT(ListFlags, format)},
                              {"find", FLAG_BOOL, TO_BOOL(ListFlags, find)},
                              {"json", FLAG_OPTIONAL, SET(set_json)},
                              {"m", FLAG_BOOL, TO_BOOL(ListFlags, modules)},
                              {"retracted", FLAG_BOOL, TO_BOOL(ListFlags, retracted)},
                              {"reuse", FLAG_VALUE, TO_TEXT(ListFlags, reuse)},
                              {"test", FLAG_BOOL, TO_BOOL(ListFlags, tests)},
                              {"u", FLAG_BOOL, TO_BOOL(ListFlags, upgrades)},
                              {"versions", FLAG_BOOL, TO_BOOL(ListFlags, versions)},
                              FLAGS_END};

typedef struct Listing {
  BuildFlags *flags;
  const ListFlags *asked;
  ListGraph *graph;
  bool failed;  // something was reported: the exit status is 1
} Listing;

// Is any of the fields, a list with blanks around each, to be printed?
static bool wants(const ListFlags *asked, const char *fields) {
  for (uint32_t i = 0; i < asked->json_fields.len; i++) {
    const char *name = asked->json_fields.data[i], *at = *name ? strstr(fields, name) : NULL;
    if (at && at[-1] == ' ' && at[strlen(name)] == ' ') return true;
  }
  return !asked->json_fields.len;
}

static void report(Listing *list, const ListError *error) {
  fprintf(stderr, "%s\n", list_error_text(list->graph->arena, error));
  list->failed = true;
}

// ---- output

static bool print_templates(const Listing *list, const ListPackages *packages) {
  const char *given = list->asked->format, *format = given && *given ? given : "{{.ImportPath}}";
  ListTemplate t = {.modules = loader_modules(list->graph->loader)};
  if (!list_template_parse(&t, list->flags, format)) return false;
  Arena temporary;
  arena_init(&temporary);
  bool fine = true;
  for (uint32_t i = 0; i < packages->len && fine; i++) {
    fine = list_template_print(&t, &temporary, template_pointer(&model_package_pointer, packages->data[i]));
    arena_reset(&temporary);
  }
  arena_free(&temporary);
  return fine;
}

static void print_json(const Listing *list, const ListPackages *packages) {
  Arena temporary;
  arena_init(&temporary);
  for (uint32_t i = 0; i < packages->len; i++) {
    TemplateValue package = template_pointer(&model_package_pointer, packages->data[i]);
    model_write_json(stdout, &temporary, package, &list->asked->json_fields);
    arena_reset(&temporary);
  }
  arena_free(&temporary);
}

static int print(const Listing *list, const ListPackages *packages) {
  bool fine = true;
  if (list->asked->json) print_json(list, packages);
  else fine = print_templates(list, packages);
  return !fine || list->failed;
}

// ---- all

// Without -e packages with errors are reported and not listed.
static void report_roots(Listing *list, ListPackages *roots) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < roots->len; i++)
    if (roots->data[i]->error) report(list, roots->data[i]->error);
    else roots->data[kept++] = roots->data[i];
  roots->len = kept;
}

static void report_all(Listing *list, const ListPackages *packages) {
  for (uint32_t i = 0; i < packages->len; i++)
    if (packages->data[i]->error) report(list, packages->data[i]->error);
}

// What would keep a program from being stamped with its repository is an error of it: go makes the stamp to see whether
// the program is stale.
static void check_repository(const Listing *list, const ListPackages *roots) {
  const ListFlags *asked = list->asked;
  ListGraph *g = list->graph;
  if (asked->json && !wants(asked, " Stale StaleReason ") && !asked->export) return;
  Vcs *vcs = vcs_new(g->arena, &list->flags->options);
  for (uint32_t i = 0; i < roots->len; i++) {
    ListPackage *p = roots->data[i];
    if (p->error || p->incomplete || !p->name || strcmp(p->name, "main") != 0 || !p->node) continue;
    bool only_tests = p->test_go_files.len + p->xtest_go_files.len > 0 && !p->go_files.len && !p->cgo_files.len;
    VcsProgram program = {p->dir, p->command_line_files ? NULL : p->node->module, p->standard, only_tests};
    const char *problem = vcs_problem(vcs, &program);
    if (!problem) continue;
    p->error = list_error(g, problem);
    p->incomplete = true;
  }
}

// Fills in what depends on all packages together. all: with those below them. False after saying why it cannot.
static bool finish(Listing *list, const ListPackages *packages, ListPackages roots) {
  const ListFlags *asked = list->asked;
  ListGraph *g = list->graph;
  const char *format = asked->format ? asked->format : "";
  Map named = {0};
  ListPackages all = asked->deps ? *packages : list_packages(g->arena, packages);
  bool stale = asked->json ? wants(asked, " Stale StaleReason ") : strstr(format, ".Stale") != NULL;
  if (stale || asked->compiled) {
    ListPackages buildable = list_buildable(g, packages, &all, asked->compiled);
    if (stale) list_find_stale(g, &buildable);
    if (asked->compiled) list_find_compiled(g, &buildable);
  }
  if (asked->export && !list_export(list->flags, g, packages, asked->errors, &list->failed)) return false;
  for (uint32_t i = 0; i < roots.len; i++) map_put(g->arena, &named, map_key(roots.data[i]), roots.data[i]);
  for (uint32_t i = 0; i < packages->len; i++)
    packages->data[i]->dep_only = !map_get(&named, map_key(packages->data[i]));
  if (asked->tests || (g->options.profiles && roots.len > 1)) {
    if (!asked->deps && !asked->errors) report_all(list, &all);
    list_rename_variants(g, &all);
  }
  if (wants(asked, " Deps ") && (asked->json || strstr(format, ".Deps"))) list_find_deps(g, &all);
  if (wants(asked, " DepsErrors ")) list_find_deps_errors(g, &all);
  list_finish_imports(g, packages);
  return true;
}

static int list_and_print(Listing *list, ListPackages roots) {
  const ListFlags *asked = list->asked;
  ListGraph *g = list->graph;
  check_repository(list, &roots);
  if (!asked->errors) report_roots(list, &roots);
  if (list->failed) return 1;
  if (asked->tests && !list_add_tests(g, &roots)) {
    fprintf(stderr, "%s\n", g->fatal);
    return 1;
  }
  ListPackages packages = asked->deps ? list_packages(g->arena, &roots) : roots;
  if (asked->deps && !asked->errors) report_all(list, &packages);
  if (!finish(list, &packages, roots)) return 1;
  return print(list, &packages);
}

// -m. What is asked for that modules have not.
static int run_modules(BuildFlags *flags, const ListFlags *asked, int argc, char **argv) {
  const char *wrong = asked->deps ? "-deps" : asked->find ? "-find" : asked->tests ? "-test" : NULL;
  if (asked->compiled) wrong = "-compiled";
  if (asked->export) wrong = "-export";
  if (wrong) {
    fprintf(stderr, "go list %s cannot be used with -m\n", wrong);
    return 1;
  }
  if (flags->options.context.gopath) return cmd_fail("list -m cannot be used with GO111MODULE=off");
  ListModules modules = {asked->upgrades, asked->retracted,    asked->versions, asked->errors,
                         asked->json,     &asked->json_fields, asked->format,   asked->reuse};
  return list_modules_run(flags, &modules, argc, argv);
}

// What only modules have; NULL: nothing is wrong.
static const char *modules_only(const ListFlags *asked) {
  if (asked->reuse && *asked->reuse) return "go list -reuse cannot be used without -m";
  if (asked->upgrades) return "go list -u can only be used with -m";
  return asked->versions ? "go list -versions can only be used with -m" : NULL;
}

static const char *pairing_problem(const ListFlags *asked) {
  if (asked->format && *asked->format && asked->json) return "go list -f cannot be used with -json";
  if (asked->find && asked->deps) return "go list -deps cannot be used with -find";
  if (asked->find && asked->tests) return "go list -test cannot be used with -find";
  return asked->modules ? NULL : modules_only(asked);
}

static ListOptions options_of(const ListFlags *asked) {
  return (ListOptions){.find = asked->find,
                       .tests = asked->tests,
                       .errors = asked->errors,
                       .retracted = asked->retracted,
                       .modules = asked->json ? wants(asked, " Module ") : asked->format != NULL,
                       .embeds = wants(asked, " EmbedFiles TestEmbedFiles XTestEmbedFiles ")};
}

static int run(BuildFlags *flags, int argc, char **argv) {
  const ListFlags *asked = flags->state;
  if (flags->options.context.test) return cmd_not_supported("list -d=test");
  int problem = flags_context(flags);
  if (problem) return problem;
  const char *pairing = pairing_problem(asked);
  if (pairing) {
    fprintf(stderr, "%s\n", pairing);
    return 1;
  }
  if (asked->modules) return run_modules(flags, asked, argc, argv);
  if (asked->retracted && flags->options.context.gopath) {
    fprintf(stderr, "go list -retracted can only be used in module-aware mode\n");
    return 1;
  }
  Listing list = {.flags = flags, .asked = asked, .graph = named_graph(flags, options_of(asked))};
  ListPackages roots;
  return list.graph && named_load(list.graph, argc, argv, &roots) ? list_and_print(&list, roots) : 1;
}

const Command cmd_list = {
    .name = "list",
    .usage = "[-f format] [-json] [-m] [list flags] [build flags] [packages]",
    .summary = "list packages or modules",
    .description =
        "List prints the named packages, one a line; -deps also all they import, in\n"
        "dependency order; -test also their test executables and what these are made\n"
        "of; -e also packages with errors; -find does not look at imports. -json prints\n"
        "what is known of each, -json=Dir,Name those fields, -f a text/template with\n"
        "these fields and the functions join, context and module.\n",
    .run = run,
    .state_size = sizeof(ListFlags),
    .flags = {own, flags_build, flags_steps, flags_verbose, flags_mod, flags_modules, flags_no_cover, flags_debug},
};
