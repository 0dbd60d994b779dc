// What is different about a run of `tuco test` that fuzzes (-fuzz). The test executable does the fuzzing (GOROOT's
// testing and internal/fuzz): it starts itself as workers, keeps what it finds of interest in the build cache, and
// writes inputs that fail into the package's testdata, where the next run finds them. That is why the package has to be
// of a main module, and why there can be only one.
#include <string.h>

#include "cache/cache.h"
#include "load/resolve.h"
#include "test/internal.h"

// Is one of GOROOT's two modules a main module, there?
static bool is_main_of_goroot(const ModuleSet *modules, Arena *arena, const char *goroot, bool of_cmd) {
  const Module *m = modules_main(modules, of_cmd ? "cmd" : "std");
  return m && strcmp(m->dir, arena_printf(arena, "%s/src%s", goroot, of_cmd ? "/cmd" : "")) == 0;
}

static bool is_outside(const TestPlan *plan, Loader *loader, const LoadedPackage *l) {
  const BuildContext *context = &plan->build->context;
  if (l->module) return l->module->version != NULL;
  if (!l->standard || context->gopath) return false;
  bool of_cmd = strncmp(l->path, "cmd/", 4) == 0;
  return !is_main_of_goroot(loader_modules(loader), plan->arena, context->goroot, of_cmd);
}

const char *fuzz_refusal(const TestPlan *plan, Loader *loader, PackageTests **tests, uint32_t count) {
  if (count > 1) return "cannot use -fuzz flag with multiple packages";
  if (plan->cover_profile) return "cannot use -coverprofile flag with -fuzz flag";
  if (plan->profile) return arena_printf(plan->arena, "cannot use -%s flag with -fuzz flag", plan->profile);
  if (is_outside(plan, loader, tests[0]->plain)) return "cannot use -fuzz flag on package outside the main module";
  return NULL;
}

const char *fuzz_cache_word(Arena *arena, const TestPlan *plan, const TestJob *job) {
  const char *place;
  if (cache_place(arena, plan->build->context.environment, &place)) return NULL;  // settings have seen to it
  return arena_printf(arena, "-test.fuzzcachedir=%s/fuzz/%s", place, job->path);
}
