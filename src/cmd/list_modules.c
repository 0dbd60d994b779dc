// tuco list -m: what is known of modules, as text by a template or as JSON.
#include <errno.h>
#include <string.h>

#include "base/source.h"
#include "cmd/list.h"
#include "cmd/modules.h"
#include "list/model.h"
#include "mod/pattern.h"
#include "modules/public.h"

typedef struct Printer {
  const ListModules *asked;
  ModuleSet *set;
  Arena *arena;
  ListTemplate format;  // unless JSON is asked for
} Printer;

static bool given(const char *text) { return text && *text; }

// ---- output

static const char *format_of(const ListModules *asked) {
  if (given(asked->format)) return asked->format;
  return asked->versions ? "{{.Path}}{{range .Versions}} {{.}}{{end}}{{if .Deprecated}} (deprecated){{end}}"
                         : "{{.String}}";
}

static bool print(Printer *p, const ModuleInfo *m) {
  TemplateValue value = template_pointer(&model_module_pointer, m);
  if (!p->asked->json) return list_template_print(&p->format, p->arena, value);
  model_write_json(stdout, p->arena, value, p->asked->fields);
  return true;
}

// ---- what cannot be asked for

static const char *vendor_problem(Arena *arena, const ListModules *asked, int argc, char **argv) {
  const char *what = asked->versions   ? "determine available versions"
                     : asked->upgrades ? "determine available upgrades"
                                       : NULL;
  for (int i = 0; i < argc && !what; i++)
    what = strcmp(argv[i], "all") == 0 ? "compute 'all'" : pattern_is(argv[i]) ? "match module patterns" : NULL;
  return what
             ? arena_printf(
                   arena, "go: can't %s using the vendor directory\n\t(Use -mod=mod or -mod=readonly to bypass.)", what)
             : NULL;
}

static const char *problem(const ModuleSet *set, Arena *arena, const ListModules *asked, int argc, char **argv) {
  if (given(asked->reuse) && set->mains.len) return "go list -reuse cannot be used inside a module";
  bool told = set->options.mod && strcmp(set->options.mod, "vendor") == 0;  // go does not look for vendor/ before
  if (asked->retracted && told) return "go list -retracted cannot be used when vendoring is enabled";
  if (set->vendored) return vendor_problem(arena, asked, argc, argv);
  if (given(asked->reuse) && !argc) return "go: list -m -reuse only has an effect with module@version arguments";
  return NULL;
}

// ---- the command

static int mode_of(const ListModules *asked) {
  int mode = asked->upgrades ? PUBLIC_UPDATE | PUBLIC_RETRACTED | PUBLIC_DEPRECATED : 0;
  if (asked->retracted) mode |= PUBLIC_RETRACTED;
  if (asked->versions) mode |= asked->retracted ? PUBLIC_VERSIONS | PUBLIC_RETRACTED_VERSIONS : PUBLIC_VERSIONS;
  return mode;
}

// False after saying why there is nothing to reuse.
static bool read_reuse(Printer *p, PublicReuse *reuse) {
  size_t size;
  const char *path = p->asked->reuse, *text = source_read(p->arena, path, &size);
  if (!text) return !cmd_fail("open %s: %s", path, DIAG_ERRNO(errno));
  const char *error = public_read(p->arena, p->set->names, text, size, reuse);
  return !error || !cmd_fail("parsing %s: %s", path, error);
}

// Errors end the command, unless they are to be printed with the modules (-e).
static bool report_errors(const ModuleInfos *list, const ModuleError *error) {
  bool fine = !error;
  for (uint32_t i = 0; i < list->len; i++) {
    if (!list->data[i]->error) continue;
    cmd_warn("%s", list->data[i]->error->err);
    fine = false;
  }
  if (error) cmd_warn("%s", error->text);
  return fine;
}

static int list_and_print(Printer *p, int argc, char **argv) {
  PublicReuse reuse;
  ModuleInfos list;
  const ModuleError *error;
  const char *fatal;
  bool reused = given(p->asked->reuse);
  int mode = mode_of(p->asked);
  if (reused && !read_reuse(p, &reuse)) return 1;
  if (!list_modules(p->set, p->arena, (const char *const *)argv, (uint32_t)argc, mode, reused ? &reuse : NULL, &list,
                    &error, &fatal)) {
    fprintf(stderr, "%s\n", fatal);
    return 1;
  }
  CommitOptions commit = {0};
  if (!error && !(mode & PUBLIC_UPDATE)) error = modules_commit(p->set, &commit);
  if (!p->asked->errors && !report_errors(&list, error)) return 1;
  for (uint32_t i = 0; i < list.len; i++)
    if (!print(p, list.data[i])) return 1;
  return 0;
}

int list_modules_run(BuildFlags *flags, const ListModules *asked, int argc, char **argv) {
  Printer p = {.asked = asked, .arena = flags->arena};
  if (!asked->json && !list_template_parse(&p.format, flags, format_of(asked))) return 1;
  p.set = p.format.modules =
      cmd_modules(flags, (ModuleOptions){.root = MODULE_ROOT_AUTO}, flags->options.context.trace);
  if (!p.set) return 1;
  const char *text = problem(p.set, flags->arena, asked, argc, argv);
  if (text) {
    fprintf(stderr, "%s\n", text);
    return 1;
  }
  return list_and_print(&p, argc, argv);
}
