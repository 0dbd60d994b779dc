// mod why: the shortest chain of imports that leads from the main module to a package, or to some package of a module.
#include <stdio.h>
#include <string.h>

#include "mod/path.h"
#include "modules/packages_internal.h"
#include "modules/public.h"

static const BuildTarget any = {.any = true};
static const char *const all[] = {"all"};

static uint32_t depth(const PackageGraph *g, const ModulePackage *p) {
  uint32_t n = 0;
  for (; p; p = packages_importer(g, p)) n++;
  return n;
}

static void print_chain(const PackageGraph *g, const ModulePackage *p) {
  const ModulePackage *by = packages_importer(g, p);
  if (by) print_chain(g, by);
  printf("%s%s\n", p->path, p->test_of ? ".test" : "");
}

static void print_stanza(const PackageGraph *g, bool first, const char *name, const char *kind,
                         const ModulePackage *p) {
  printf("%s# %s\n", first ? "" : "\n", name);
  if (p) print_chain(g, p);
  else printf("(main module does not need%s %s %s)\n", g->options.vendor_all ? " to vendor" : "", kind, name);
}

static PackageOptions why_options(const WhyCommand *command, bool skip_standard) {
  return (PackageOptions){.target = &any,
                          .tests = !command->vendor,
                          .silent = true,
                          .vendor_all = command->vendor,
                          .skip_standard = skip_standard};
}

// ---- packages

// May a package of std be meant? What std imports leads nowhere but to std.
static bool names_standard(const char *const *arguments, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    if (mod_path_standard(arguments[i]) || strncmp(arguments[i], "...", 3) == 0) return true;
  return false;
}

static int why_packages(ModuleSet *set, const WhyCommand *command, const char *const *arguments, uint32_t count) {
  PackageOptions options = why_options(command, !names_standard(arguments, count));
  PackageGraph *named = packages_load(set, &options, arguments, count);
  PackageGraph *g = packages_failed(named) ? NULL : packages_load(set, &options, all, 1);
  int status = !g || packages_failed(g);
  bool first = true;
  for (uint32_t i = 0; !status && i < named->matches.len; i++)
    for (uint32_t k = 0; k < named->matches.data[i].packages.len; k++, first = false) {
      const char *path = named->matches.data[i].packages.data[k];
      print_stanza(g, first, path, "package", packages_find(g, path));
    }
  packages_free(named);
  if (g) packages_free(g);
  return status;
}

// ---- modules

static const ModulePackage *nearest(const PackageGraph *g, const StringVec *paths, const char *module) {
  const ModulePackage *best = NULL;
  for (uint32_t i = 0; i < paths->len; i++) {
    const ModulePackage *p = packages_find(g, paths->data[i]);
    if (!p->module || strcmp(p->module->path, module) != 0) continue;
    if (!best || depth(g, p) < depth(g, best)) best = p;
  }
  return best;
}

static int why_modules(ModuleSet *set, const WhyCommand *command, const StringVec *modules) {
  PackageOptions options = why_options(command, true);
  PackageGraph *g = packages_load(set, &options, all, 1);
  int status = packages_failed(g);
  StringVec paths = packages_paths(g, &g->arena);
  for (uint32_t i = 0; !status && i < modules->len; i++)
    print_stanza(g, i == 0, modules->data[i], "module", nearest(g, &paths, modules->data[i]));
  packages_free(g);
  return status;
}

int why_run(ModuleSet *set, const WhyCommand *command, const char *const *arguments, uint32_t count) {
  if (!command->modules) return why_packages(set, command, arguments, count);
  Arena arena;
  arena_init(&arena);
  StringVec modules = {0};
  ModuleInfos list = {0};
  const ModuleError *error = NULL;
  const char *fatal = NULL;
  int status = 0;
  for (uint32_t i = 0; i < count && !status; i++) {
    if (!strchr(arguments[i], '@')) continue;
    fprintf(stderr, "go: %s: 'go mod why' requires a module path, not a version query\n", arguments[i]);
    status = 1;
  }
  if (!status && (!list_modules(set, &arena, arguments, count, 0, NULL, &list, &error, &fatal) || error)) {
    fprintf(stderr, "go: %s\n", fatal ? fatal : error->text);
    status = 1;
  }
  for (uint32_t i = 0; i < list.len; i++) vec_push(&arena, &modules, list.data[i]->path);
  if (!status) status = why_modules(set, command, &modules);
  arena_free(&arena);
  return status;
}
