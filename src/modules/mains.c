// The main modules: go.work above the working directory makes a workspace of several, go.mod above it one. Reads these
// files, and chooses where modules come from (-mod).
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/paths.h"
#include "base/source.h"
#include "base/unicode.h"
#include "mod/path.h"
#include "mod/semver.h"
#include "modules/godebugs.h"
#include "modules/internal.h"
#include "modules/query.h"

const char *mains_display(const ModuleSet *set, const ModFile *file) {
  const char *name = file->tree->name;  // go.work is read by the name that messages show
  return *name == '/' ? modules_short_path(set, name) : name;
}

static bool fail(ModuleSet *set, StringVec *errors, const char *text) {
  vec_push(&set->arena, errors, text);
  return false;
}

const char *mains_read(Arena *arena, const char *path, size_t *size, const char **why) {
  struct stat st;
  *why = "is a named pipe";
  if (stat(path, &st) == 0 && S_ISFIFO(st.st_mode)) return NULL;
  const char *text = source_read(arena, path, size);
  if (!text) *why = arena_printf(arena, "%s", DIAG_ERRNO(errno));
  return text;
}

// ---- go.mod of a main module

// A version as go.mod of a tidy module has it. Others ("master", "v1") are looked up.
static const char *look_up(ModuleSet *set, Arena *arena, const char *path, const char *version, const char **error,
                           bool *of_module) {
  const FetchInfo *info;
  const ModuleError *fault = query_version(set, arena, path, version, "", NULL, &info);
  if (!fault) {
    set->go_mod_fixed |= strcmp(info->version, version) != 0;
    return info->version;
  }
  *of_module = fault->module != NULL;
  *error = fault->module ? fault->cause : fault->text;
  return NULL;
}

static const char *fix_version(void *context, Arena *arena, const char *path, const char *version, const char **error,
                               bool *of_module) {
  const char *major;
  *of_module = true;
  if (!mod_path_major(path, &major)) {
    const char *quoted = text_quote(arena, path, strlen(path));
    *error = mod_version_error(arena, version, arena_printf(arena, "malformed module path %s", quoted));
  } else if (semver_is_canonical(version)) {
    *error = mod_major_error(arena, version, major);
  } else {
    return look_up(context, arena, path, version, error, of_module);
  }
  return *error ? NULL : version;
}

static const char *errors_text(Arena *arena, ModErrors *errors, const char *display) {
  for (uint32_t i = 0; i < errors->len; i++) errors->data[i].file = display;
  return mod_errors_text(arena, errors);
}

// A file that a later Go has written may be too new to be understood: then that is what is wrong with it.
static const ModuleError *parse_error(ModuleSet *set, const char *display, const char *text, size_t size,
                                      ModErrors *errors) {
  Arena *arena = &set->arena;
  ModErrors ignored = {0};
  const ModFile *lax = modfile_parse(arena, display, text, size, MOD_FILE_DEPENDENCY, (ModFixer){0}, &ignored);
  const ModuleError *newer = lax ? module_too_new(set, display, lax->go) : NULL;
  return newer ? newer
               : module_error(set, MODULE_ERROR_OTHER, "errors parsing %s:\n%s", display,
                              errors_text(arena, errors, display));
}

static const ModuleError *module_line_problem(ModuleSet *set, const ModFile *f, const char *display) {
  if (!f->module)
    return module_error(set, MODULE_ERROR_OTHER,
                        "error reading %s: missing module declaration. To specify the module path:\n\tgo mod edit "
                        "-module=example.com/mod",
                        display);
  if (gover_is_toolchain(f->module))
    return module_error(set, MODULE_ERROR_OTHER, "error reading %s: invalid module path: \"%s\"", display, f->module);
  const char *problem = mod_path_problem(&set->arena, f->module, MOD_PATH_IMPORT);
  if (!problem) return NULL;
  return module_error(set, MODULE_ERROR_OTHER, "malformed module path %s: %s",
                      text_quote(&set->arena, f->module, strlen(f->module)), problem);
}

// NULL: *error. single: its text is kept, for who writes it.
static ModFile *read_main_file(ModuleSet *set, const char *path, bool single, const ModuleError **error) {
  Arena *arena = &set->arena;
  const char *display = modules_short_path(set, path);
  size_t size;
  const char *why, *text = mains_read(arena, path, &size, &why);
  if (!text) {
    *error = module_error(set, MODULE_ERROR_NOT_FOUND, "open %s: %s", path, why);
    return NULL;
  }
  if (single) set->go_mod_text = text, set->go_mod_size = size;
  ModErrors errors = {0};
  ModFile *f = modfile_parse(arena, path, text, size, MOD_FILE_MAIN, (ModFixer){fix_version, set}, &errors);
  if (!f) *error = parse_error(set, display, text, size, &errors);
  else if (!(*error = module_too_new(set, display, f->go))) *error = module_line_problem(set, f, display);
  return *error ? NULL : f;
}

static const ModuleError *godebug_problem(ModuleSet *set, const ModFile *f, const char *what) {
  for (uint32_t i = 0; i < f->godebugs.len; i++) {
    const ModGodebug *g = &f->godebugs.data[i];
    const char *problem =
        godebugs_check(&set->arena, set->options.goroot, set->options.version, "godebug", g->key, g->value);
    if (problem)
      return module_error(set, MODULE_ERROR_OTHER, "error loading %s:\n%s:%u: %s", what, mains_display(set, f),
                          g->line->start.line, problem);
  }
  return NULL;
}

static void add_main(ModuleSet *set, const char *dir, ModFile *f) {
  Arena *arena = &set->arena;
  Module *m = arena_new(arena, Module);
  *m = (Module){.path = f->module, .dir = dir, .go_version = f->go, .mod_file = f, .local = true};
  m->id = modules_version(set, f->module, "");
  m->file = absolute_path(arena, dir, "go.mod");
  vec_push(arena, &set->mains, m);
  for (uint32_t i = 0; i < f->excludes.len; i++)
    map_mark(set, &set->excludes, modules_version(set, f->excludes.data[i].path, f->excludes.data[i].version));
}

static const char *tool_problem(ModuleSet *set) {
  for (uint32_t i = 0; i < set->mains.len; i++)
    for (uint32_t k = 0; k < set->mains.data[i]->mod_file->tools.len; k++) {
      const char *path = set->mains.data[i]->mod_file->tools.data[k].path;
      const char *problem = mod_path_problem(&set->arena, path, MOD_PATH_IMPORT);
      if (problem)
        return arena_printf(&set->arena, "malformed tool path %s: %s", text_quote(&set->arena, path, strlen(path)),
                            problem);
      vec_push(&set->arena, &set->tools, path);
    }
  strings_sort(&set->tools, 0);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < set->tools.len; i++)
    if (!kept || strcmp(set->tools.data[kept - 1], set->tools.data[i]) != 0)
      set->tools.data[kept++] = set->tools.data[i];
  set->tools.len = kept;
  return NULL;
}

static bool load_single(ModuleSet *set, const char *go_mod, StringVec *errors) {
  const ModuleError *error = NULL;
  const char *dir = folder_of_file(&set->arena, go_mod);
  set->go_mod = set->options.mod_file ? absolute_path(&set->arena, set->options.dir, set->options.mod_file) : go_mod;
  source_open(set, arena_printf(&set->arena, "%.*s.sum", (int)(strlen(set->go_mod) - strlen(".mod")), set->go_mod),
              NULL);
  ModFile *f = read_main_file(set, set->go_mod, true, &error);
  if (f) error = godebug_problem(set, f, "go.mod");
  if (f && !error) error = replaces_conflict(set, f);
  if (error) return fail(set, errors, error->text);
  add_main(set, dir, f);
  const char *problem = tool_problem(set);
  return !problem || fail(set, errors, problem);
}

// ---- a workspace

static const ModuleError *work_too_old(ModuleSet *set, const char *shown, const char *go) {
  return module_error(set, MODULE_ERROR_OTHER,
                      "module %s listed in go.work file requires go >= %s, but go.work %s go %s; to update it:\n\tgo "
                      "work use",
                      shown, go, set->work->go ? "lists" : "implicitly requires", modules_go_version(set));
}

// A module of a workspace. NULL: no fault.
static const ModuleError *load_used(ModuleSet *set, const char *dir) {
  Arena *arena = &set->arena;
  const ModuleError *error = NULL;
  const char *shown = modules_short_path(set, dir), *file = absolute_path(arena, dir, "go.mod");
  ModFile *f = read_main_file(set, file, false, &error);
  if (!f && error->kind == MODULE_ERROR_TOO_NEW && !set->options.work_command)
    return work_too_old(set, shown, error->go_version);
  if (!f) {
    if (!is_file(file))
      error = module_error(set, MODULE_ERROR_NOT_FOUND, "open %s: no such file or directory",
                           modules_short_path(set, file));
    return module_error(set, MODULE_ERROR_OTHER, "cannot load module %s listed in go.work file: %s", shown,
                        error->text);
  }
  const char *own = f->go ? f->go : GOVER_DEFAULT_MOD;
  if (!set->options.work_command && gover_compare(own, modules_go_version(set)) > 0 &&
      gover_compare(own, GOVER_STRICT) >= 0)
    return work_too_old(set, shown, own);
  if (modules_main(set, f->module))
    return module_error(set, MODULE_ERROR_OTHER, "module %s appears multiple times in workspace", f->module);
  add_main(set, dir, f);
  return replaces_conflict(set, f);
}

static const ModuleError *read_work_file(ModuleSet *set) {
  Arena *arena = &set->arena;
  const char *display = modules_short_path(set, set->work_file);
  size_t size;
  const char *why, *text = mains_read(arena, set->work_file, &size, &why);
  if (!text) return module_error(set, MODULE_ERROR_NOT_FOUND, "reading go.work: open %s: %s", display, why);
  ModErrors errors = {0};
  set->work = modfile_parse(arena, display, text, size, MOD_FILE_WORK, (ModFixer){0}, &errors);
  if (!set->work)
    return module_error(set, MODULE_ERROR_OTHER, "errors parsing go.work:\n%s", mod_errors_text(arena, &errors));
  const ModuleError *error = module_too_new(set, display, set->work->go);
  if (!error) error = godebug_problem(set, set->work, "go.work");
  return error;
}

static const char *used_folder(ModuleSet *set, const ModPath *use) {
  return absolute_path(&set->arena, folder_of_file(&set->arena, set->work_file), use->path);
}

// A folder that is used twice is a fault of go.work, which nothing is read behind.
static const ModuleError *used_twice(ModuleSet *set) {
  Map seen = {0};
  for (uint32_t i = 0; i < set->work->uses.len; i++) {
    const ModPath *use = &set->work->uses.data[i];
    const char *dir = used_folder(set, use);
    if (set_get(set, &seen, dir))
      return module_error(set, MODULE_ERROR_OTHER,
                          "error loading go.work:\n%s:%u: path %s appears multiple times in workspace",
                          mains_display(set, set->work), use->line->start.line, dir);
    set_put(set, &seen, dir, dir);
  }
  return NULL;
}

static bool load_used_all(ModuleSet *set, StringVec *errors) {
  StringVec sums = {0};
  bool ok = true;
  for (uint32_t i = 0; i < set->work->uses.len; i++)
    vec_push(&set->arena, &sums, absolute_path(&set->arena, used_folder(set, &set->work->uses.data[i]), "go.sum"));
  source_open(set, arena_printf(&set->arena, "%s.sum", set->work_file), &sums);
  for (uint32_t i = 0; i < set->work->uses.len; i++) {
    const ModuleError *fault = load_used(set, used_folder(set, &set->work->uses.data[i]));
    if (fault) ok = fail(set, errors, fault->text);
  }
  return ok;
}

static bool load_workspace(ModuleSet *set, StringVec *errors) {
  const ModuleError *error = read_work_file(set);
  if (!error) error = used_twice(set);
  if (error) return fail(set, errors, error->text);
  if (!load_used_all(set, errors)) return false;
  error = replaces_conflict(set, set->work);
  if (error) return fail(set, errors, error->text);
  for (uint32_t i = 0; i < set->work->replaces.len; i++) {
    const ModReplace *r = &set->work->replaces.data[i];
    if (r->old_version || !modules_main(set, r->old_path)) continue;
    return fail(set, errors,
                arena_printf(&set->arena,
                             "workspace module %s is replaced at all versions in the go.work file. To fix, remove the "
                             "replacement from the go.work file or specify the version at which to replace the module.",
                             r->old_path));
  }
  const char *problem = tool_problem(set);
  return !problem || fail(set, errors, problem);
}

// ---- which files

static bool in_goroot(const ModuleSet *set, const char *dir) {
  const char *rest;
  return path_below(dir, arena_printf(&((ModuleSet *)(uintptr_t)set)->arena, "%s/src", set->options.goroot), &rest);
}

// GOWORK: off, a file, or the one above.
static bool find_work_file(ModuleSet *set, StringVec *errors) {
  const char *told =
      set->options.no_work || set->options.only ? "off" : environment_get(set->options.environment, "GOWORK");
  if (set->options.root == MODULE_ROOT_NONE || strcmp(told, "off") == 0) return true;
  if (*told && strcmp(told, "auto") != 0) {
    if (*told != '/') return fail(set, errors, "invalid GOWORK: not an absolute path");
    set->work_file = told;
    return true;
  }
  if (!in_goroot(set, set->options.dir))
    set->work_file = find_file_above(&set->arena, set->options.dir, "go.work", set->options.goroot);
  return true;
}

static const char *temporary_root(void) {
  const char *folder = getenv("TMPDIR");
  return folder && *folder ? folder : "/tmp";
}

const char *modules_go_mod_above(Arena *arena, const char *dir) {
  const char *file = find_file_above(arena, dir, "go.mod", NULL);
  if (!file || strcmp(folder_of_file(arena, file), temporary_root()) != 0) return file;
  fprintf(stderr, "go: warning: ignoring go.mod in system temp root %s\n", temporary_root());
  return NULL;
}

bool modules_warn_of_gopath(Arena *arena, const Environment *environment) {
  const char *file = environment_gopath_folder(arena, environment, "go.mod");
  if (!*file || !is_file(file)) return false;
  fprintf(stderr, "go: warning: ignoring go.mod in $GOPATH %s\n", folder_of_file(arena, file));
  return true;
}

static const char *find_go_mod(ModuleSet *set) {
  if (set->options.only) return absolute_path(&set->arena, set->options.only, "go.mod");
  const char *file = modules_go_mod_above(&set->arena, set->options.dir);
  return file && !in_goroot(set, folder_of_file(&set->arena, file)) ? file : NULL;
}

static bool has_work_file(Arena *arena, const ModuleOptions *o) {
  const char *told = environment_get(o->environment, "GOWORK");
  if (*told && strcmp(told, "auto") != 0) return strcmp(told, "off") != 0;
  return find_file_above(arena, o->dir, "go.work", o->goroot) != NULL;
}

bool modules_off(Arena *arena, const ModuleOptions *o) {
  const char *on = environment_get(o->environment, "GO111MODULE");
  if (strcmp(on, "auto") != 0) return strcmp(on, "off") == 0;
  return !o->mod_file && !has_work_file(arena, o) && !modules_go_mod_above(arena, o->dir);
}

static const char *mod_file_problem(const ModuleSet *set, Arena *arena) {
  const char *file = set->options.mod_file;
  if (!file) return NULL;
  if (set->work_file) return "-modfile cannot be used in workspace mode";
  if (set->options.root == MODULE_ROOT_NONE)
    return "-modfile cannot be used with commands that ignore the current module";
  size_t n = strlen(file);
  if (n < 4 || strcmp(file + n - 4, ".mod") != 0)
    return arena_printf(arena, "-modfile=%s: file does not have .mod extension", file);
  return NULL;
}

bool mains_load(ModuleSet *set, StringVec *errors) {
  const char *on = environment_get(set->options.environment, "GO111MODULE");
  if (set->options.root == MODULE_ROOT_OFF) {
    source_open(set, NULL, NULL);
    return true;
  }
  if (strcmp(on, "off") == 0) return fail(set, errors, "modules disabled by GO111MODULE=off; see 'go help modules'");
  if (*on && strcmp(on, "on") != 0 && strcmp(on, "auto") != 0)
    return fail(set, errors, arena_printf(&set->arena, "unknown environment setting GO111MODULE=%s", on));
  if (!find_work_file(set, errors)) return false;
  const char *problem = mod_file_problem(set, &set->arena);
  if (problem) return fail(set, errors, problem);
  bool needed = set->options.root == MODULE_ROOT_NEEDED;
  const char *go_mod = set->work_file || set->options.root == MODULE_ROOT_NONE ? NULL : find_go_mod(set);
  bool alone = !set->work_file && !go_mod;
  if (alone && set->options.mod_file)
    return fail(set, errors,
                "cannot find main module, but -modfile was set.\n\t-modfile cannot be used to set the module root "
                "directory.");
  if ((alone && needed) || (modules_warn_of_gopath(&set->arena, set->options.environment) && needed))
    return fail(set, errors, modules_no_main(set, &set->arena));
  if (set->work_file) return load_workspace(set, errors);
  if (go_mod) return load_single(set, go_mod, errors);
  source_open(set, NULL, NULL);
  return true;
}

// ---- where modules come from: -mod

static bool vendor_is_for_workspace(ModuleSet *set) {
  size_t size;
  const char *text = source_read(&set->arena, arena_printf(&set->arena, "%s/modules.txt", set->vendor_dir), &size);
  if (!text || strncmp(text, "## ", 3) != 0) return false;
  const char *line = arena_strdup(&set->arena, text + 3, strcspn(text + 3, "\n"));
  for (const char *p = line; p; p = strchr(p, ';')) {
    p += strspn(p, "; \t\r");
    size_t n = strcspn(p, ";");
    while (n && strchr(" \t\r", p[n - 1])) n--;
    if (n == strlen("workspace") && strncmp(p, "workspace", n) == 0) return true;
  }
  return false;
}

static void choose_by_folder(ModuleSet *set) {
  const char *file = set->work ? "go.work" : "go.mod";
  const char *go = set->work ? set->work->go : set->mains.data[0]->go_version;
  set->mod = "readonly";
  if (!is_folder(set->vendor_dir)) return;
  if (!go) {
    set->mod_reason =
        arena_printf(&set->arena, "Go version in %s is unspecified, so vendor directory was not used.", file);
  } else if (gover_compare(go, "1.14") < 0) {
    set->mod_reason = arena_printf(&set->arena, "Go version in %s is %s, so vendor directory was not used.", file, go);
  } else if (vendor_is_for_workspace(set) != (set->work != NULL)) {
    set->mod_reason = set->work ? "In workspace mode, but vendor directory is not for a workspace"
                                : "Outside workspace mode, but vendor directory is for a workspace.";
  } else {
    set->mod = "vendor";
    set->mod_reason = arena_printf(&set->arena, "Go version in %s is at least 1.14 and vendor directory exists.", file);
  }
}

bool mains_choose_mod(ModuleSet *set, StringVec *errors) {
  const char *told = set->options.mod;
  if (set->mains.len || set->work_file) {
    const char *dir = set->work ? folder_of_file(&set->arena, set->work_file) : set->mains.data[0]->dir;
    set->vendor_dir = arena_printf(&set->arena, "%s/vendor", dir);
  }
  if (told && set->work && strcmp(told, "mod") == 0)
    return fail(set, errors,
                arena_printf(&set->arena,
                             "-mod may only be set to readonly or vendor when in workspace mode, but it is set to "
                             "\"%s\"\n\tRemove the -mod flag to use the default readonly value, \n\tor set GOWORK=off "
                             "to disable workspace mode.",
                             told));
  if (told) set->mod = told;
  else if (set->options.mod_default) set->mod = set->options.mod_default;
  else if (set->mains.len) choose_by_folder(set);
  else set->mod = set->options.missing_allowed ? "mod" : "readonly";
  set->vendored = strcmp(set->mod, "vendor") == 0;
  return true;
}
