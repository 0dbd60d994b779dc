// Packages of a module that nothing requires: the arguments of `install path@version` and `run path@version`. The set
// has no main modules (MODULE_ROOT_NONE), and gets that one module as its only requirement; what the module replaces
// and excludes would count for nothing, so that a go.mod which does is refused. (cmd/go/internal/load,
// PackagesAndErrorsOutsideModule.)
#include <stdio.h>
#include <string.h>

#include "base/paths.h"
#include "mod/pattern.h"
#include "modules/internal.h"
#include "modules/query.h"

// ---- arguments

static bool is_local(const char *path) {
  return strcmp(path, ".") == 0 || strcmp(path, "..") == 0 || strncmp(path, "./", 2) == 0 ||
         strncmp(path, "../", 3) == 0;
}

static bool is_clean(Arena *arena, const char *path) {
  return *path && strcmp(clean_path(arena, arena_printf(arena, "/%s", path)) + 1, path) == 0;
}

// What an argument may not be; NULL: it is right.
static const char *path_problem(ModuleSet *set, const char *path) {
  Arena *arena = &set->arena;
  if (is_local(path)) return "argument must be a package path, not a relative path";
  if (*path == '/') return "argument must be a package path, not an absolute path";
  if (pattern_is_meta(path)) return "argument must be a package path, not a meta-package";
  if (!is_clean(arena, path)) return "argument must be a clean package path";
  if (!pattern_is(path) && query_is_standard(set, arena, path))
    return "argument must not be a package in the standard library";
  return NULL;
}

// The version of the first argument that has one is that of all.
static const ModuleError *read_arguments(ModuleSet *set, const char *const *arguments, uint32_t count,
                                         StringVec *patterns, const char **version) {
  uint32_t first = 0;
  while (first < count && !strchr(arguments[first], '@')) first++;
  *version = first < count ? strchr(arguments[first], '@') + 1 : "";
  if (!**version)
    return module_error(set, MODULE_ERROR_OTHER, "%s: version must not be empty", arguments[first < count ? first : 0]);
  for (uint32_t i = 0; i < count; i++) {
    const char *argument = arguments[i];
    size_t n = strlen(argument), behind = strlen(*version) + 1;
    bool same = n >= behind && argument[n - behind] == '@' && strcmp(argument + n - behind + 1, *version) == 0;
    if (!same)
      return module_error(set, MODULE_ERROR_OTHER,
                          "%s: all arguments must refer to packages in the same module at the same version (@%s)",
                          argument, *version);
    const char *path = arena_strdup(&set->arena, argument, n - behind), *problem = path_problem(set, path);
    if (problem) return module_error(set, MODULE_ERROR_OTHER, "%s: %s", argument, problem);
    vec_push(&set->arena, patterns, pattern_clean(&set->arena, path));
  }
  return NULL;
}

// ---- the module

static const char *nothing_selected(void *context, const char *path) {
  (void)context, (void)path;
  return "none";
}

// Of several modules that have the first argument, the one with the longest path.
static const ModuleError *find_module(ModuleSet *set, const char *pattern, const char *version,
                                      const ModVersion **module) {
  QueryCurrent current = {nothing_selected, NULL};
  bool revision = query_is_revision(pattern, version);
  QueryAllow allow = {.rule = revision ? QUERY_ALLOW_ALL : QUERY_ALLOW_GOOD};
  QueryMatches found;
  const ModuleError *error = query_packages(set, &set->arena, pattern, version, current, &allow, &found);
  if (error) return error;
  const QueryMatch *longest = &found.with_packages.data[0];
  *module = modules_version(set, longest->path, longest->version);
  return NULL;
}

static const ModuleError *say_deprecation(ModuleSet *set, const ModVersion *module) {
  const char *message = NULL;
  const ModuleError *error = query_deprecated(set, &set->arena, module->path, module->version, &message);
  if (!error && message && *message)
    fprintf(stderr, "go: module %s is deprecated: %s\n", module->path, query_short_message(&set->arena, message, ""));
  return error;
}

static const ModuleError *refuse(ModuleSet *set, const ModVersion *module, const char *argument,
                                 const char *directive) {
  return module_error(set, MODULE_ERROR_OTHER,
                      "%s (in %s):\n"
                      "\tThe go.mod file for the module providing named packages contains one or\n"
                      "\tmore %s directives. It must not contain directives that would cause\n"
                      "\tit to be interpreted differently than if it were the main module.",
                      argument, version_text(&set->arena, module), directive);
}

static const ModuleError *of_argument(ModuleSet *set, const char *argument, const ModuleError *error) {
  if (!error || error->kind == MODULE_ERROR_FATAL) return error;
  return module_error(set, error->kind, "%s: %s", argument, error->text);
}

static const ModuleError *check_directives(ModuleSet *set, const ModVersion *module, const char *argument) {
  SourceText text = source_go_mod(set, &set->arena, module);
  if (text.error) return of_argument(set, argument, text.error);
  ModErrors errors = {0};
  const ModFile *f = modfile_parse(&set->arena, "go.mod", text.bytes, text.size, MOD_FILE_MAIN, (ModFixer){0}, &errors);
  if (!f)
    return module_error(set, MODULE_ERROR_OTHER, "%s (in %s): %s", argument, version_text(&set->arena, module),
                        mod_errors_text(&set->arena, &errors));
  if (f->replaces.len) return refuse(set, module, argument, "replace");
  return f->excludes.len ? refuse(set, module, argument, "exclude") : NULL;
}

static const ModuleError *require(ModuleSet *set, const ModVersion *module) {
  static const ModVersionVec nothing = {0};
  ModVersionVec must_select = {0};
  ModuleConflicts conflicts;
  const ModuleError *error = NULL;
  versions_push(set, &must_select, module);
  Requirements *rs = requirements_edit(set, set->requirements, &nothing, &must_select, &conflicts, &error);
  if (!error) set->requirements = rs;
  return error;
}

const ModVersion *modules_require_outside(ModuleSet *set, const char *const *arguments, uint32_t count,
                                          StringVec *patterns, const ModuleError **error) {
  const char *version;
  const ModVersion *module = NULL;
  if ((*error = read_arguments(set, arguments, count, patterns, &version))) return NULL;
  *error = find_module(set, patterns->data[0], version, &module);
  if (!*error) *error = say_deprecation(set, module);
  if ((*error = of_argument(set, arguments[0], *error))) return NULL;
  if ((*error = check_directives(set, module, arguments[0]))) return NULL;
  *error = of_argument(set, arguments[0], require(set, module));
  return *error ? NULL : module;
}
