// tuco list [-deps] [-export] [-json[=fields]] [-f format]
#include "cmd/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "build/export.h"

typedef struct ListFlags {
  bool json, deps, export;
  StringVec json_fields;  // -json=…; none: all
  const char *format;
  bool modules, errors, upgrades, retracted, versions;  // -m, -e …
  const char *reuse;
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

static const FlagRow own[] = {{"compiled", FLAG_BOOL, REFUSED},
                              {"deps", FLAG_BOOL, TO_BOOL(ListFlags, deps)},
                              {"e", FLAG_BOOL, TO_BOOL(ListFlags, errors)},
                              {"export", FLAG_BOOL, TO_BOOL(ListFlags, export)},
                              {"f", FLAG_VALUE, TO_TEXT(ListFlags, format)},
                              {"find", FLAG_BOOL, REFUSED},
                              {"json", FLAG_OPTIONAL, SET(set_json)},
                              {"m", FLAG_BOOL, TO_BOOL(ListFlags, modules)},
                              {"retracted", FLAG_BOOL, TO_BOOL(ListFlags, retracted)},
                              {"reuse", FLAG_VALUE, TO_TEXT(ListFlags, reuse)},
                              {"test", FLAG_BOOL, REFUSED},
                              {"u", FLAG_BOOL, TO_BOOL(ListFlags, upgrades)},
                              {"versions", FLAG_BOOL, TO_BOOL(ListFlags, versions)},
                              FLAGS_END};

typedef struct Listing {
  JsonWriter writer;
  const BuildFlags *flags;
  Loader *loader;
  Map exports;  // LoadedPackage* -> ExportFile*; empty without -export
} Listing;

static bool wanted(const Listing *list, const char *field) {
  const StringVec *fields = &((const ListFlags *)list->flags->state)->json_fields;
  for (uint32_t i = 0; i < fields->len; i++)
    if (strcmp(fields->data[i], field) == 0) return true;
  return !fields->len;
}

static void print_string(Listing *list, const char *field, const char *value) {
  if (value && *value && wanted(list, field)) json_string(&list->writer, field, value);
}

static void print_bool(Listing *list, const char *field, bool value) {
  if (value && wanted(list, field)) json_bool(&list->writer, field, true);
}

static void print_strings(Listing *list, const char *field, const StringVec *values) {
  if (!values->len || !wanted(list, field)) return;
  json_open(&list->writer, field, '[');
  for (uint32_t i = 0; i < values->len; i++) json_string(&list->writer, NULL, values->data[i]);
  json_close(&list->writer, ']');
}

static void print_replacement(JsonWriter *w, const Module *m) {
  const Replacement *r = m->replacement;
  json_open(w, "Replace", '{');
  json_string(w, "Path", r->written);
  if (r->new_version) json_string(w, "Version", r->new_version);
  json_string(w, "Dir", m->dir);
  json_string(w, "GoMod", m->file);
  if (m->go_version) json_string(w, "GoVersion", m->go_version);
  json_close(w, '}');
}

static void print_module(Listing *list, const Module *m) {
  JsonWriter *w = &list->writer;
  if (!m || !wanted(list, "Module")) return;
  json_open(w, "Module", '{');
  json_string(w, "Path", m->path);
  if (m->version) json_string(w, "Version", m->version);
  if (m->replacement) print_replacement(w, m);
  if (!m->version) json_bool(w, "Main", true);
  if (m->version && m->indirect) json_bool(w, "Indirect", true);
  json_string(w, "Dir", m->dir);
  json_string(w, "GoMod", m->file);
  if (m->go_version) json_string(w, "GoVersion", m->go_version);
  json_close(w, '}');
}

static const char *root_of(const Listing *list, const LoadedPackage *l) {
  if (l->command_line) return NULL;
  return l->standard ? list->flags->options.context.goroot : l->module ? l->module->dir : NULL;
}

static const ExportFile *export_of(const Listing *list, const LoadedPackage *l) {
  static const ExportFile none = {0};
  const ExportFile *file = map_get(&list->exports, map_key(l));
  return file ? file : &none;
}

static const char *name_of(const LoadedPackage *l) {
  return l->name ? l->name : l->package->name ? l->package->name->text : "";
}

static StringVec *sorted(StringVec *list) {
  strings_sort(list, 0);
  return list;
}

static bool is_main(const LoadedPackage *l) { return strcmp(name_of(l), "main") == 0; }

typedef Vec(LoadedPackage *) PackageList;

// Adds what a package needs, in dependency order, and itself. Programs need the runtime, too.
static void add_dependencies(const Listing *list, LoadedPackage *l, Map *seen, PackageList *all) {
  if (map_get(seen, map_key(l))) return;
  map_put(list->flags->arena, seen, map_key(l), l);
  for (uint32_t i = 0; i < l->imports.len; i++) add_dependencies(list, l->imports.data[i], seen, all);
  LoadedPackage *runtime = is_main(l) ? loader_find(list->loader, "runtime") : NULL;
  if (runtime) add_dependencies(list, runtime, seen, all);
  vec_push(list->flags->arena, all, l);
}

// All that a package needs, sorted.
static void print_deps(Listing *list, LoadedPackage *l) {
  PackageList all = {0};
  StringVec deps = {0};
  Map seen = {0};
  add_dependencies(list, l, &seen, &all);
  for (uint32_t i = 0; i + 1 < all.len; i++) vec_push(list->flags->arena, &deps, all.data[i]->path);
  print_strings(list, "Deps", sorted(&deps));
}

// Where `go install` would write a program.
static const char *target_of(const Listing *list, const LoadedPackage *l) {
  BuildOptions options = list->flags->options;
  options.install = settings_bin(list->flags->arena, options.context.environment);
  return is_main(l) && l->go_files.len ? build_install_target(list->flags->arena, &options, l) : NULL;
}

static void print_import_map(Listing *list, const LoadedPackage *l) {
  if (!l->import_map.len || !wanted(list, "ImportMap")) return;
  json_open(&list->writer, "ImportMap", '{');
  for (uint32_t i = 0; i + 1 < l->import_map.len; i += 2)
    json_string(&list->writer, l->import_map.data[i], l->import_map.data[i + 1]);
  json_close(&list->writer, '}');
}

static void print_json(Listing *list, LoadedPackage *l) {
  json_open(&list->writer, NULL, '{');
  print_string(list, "Dir", l->dir);
  print_string(list, "ImportPath", l->path);
  print_string(list, "Name", name_of(l));
  print_string(list, "Doc", synopsis(list->flags->arena, l->comment, l->comment_length));
  print_string(list, "Target", target_of(list, l));
  print_string(list, "Root", root_of(list, l));
  print_string(list, "Export", export_of(list, l)->path);
  print_string(list, "BuildID", export_of(list, l)->build_id);
  print_module(list, l->standard || l->command_line ? NULL : l->module);
  print_strings(list, "Match", &l->matched);
  print_bool(list, "Goroot", l->standard);
  print_bool(list, "Standard", l->standard);
  print_bool(list, "DepOnly", !l->matched.len);
  print_string(list, "DefaultGODEBUG", is_main(l) ? loader_godebug(list->loader, list->flags->arena, l) : NULL);
  print_strings(list, "GoFiles", &l->go_files);
  print_strings(list, "CgoFiles", &l->cgo_files);
  print_strings(list, "IgnoredGoFiles", &l->ignored_files);
  print_strings(list, "IgnoredOtherFiles", &l->ignored_other_files);
  print_strings(list, "HFiles", &l->other_files[OTHER_H]);
  print_strings(list, "SFiles", &l->asm_files);
  print_strings(list, "SysoFiles", &l->other_files[OTHER_SYSO]);
  print_strings(list, "EmbedPatterns", &l->embed_patterns);
  print_strings(list, "EmbedFiles", &l->embed_files);
  print_strings(list, "Imports", &l->import_paths);
  print_import_map(list, l);
  print_deps(list, l);
  print_strings(list, "TestGoFiles", &l->test_files);
  print_strings(list, "TestImports", sorted(&l->test_imports));
  print_strings(list, "XTestGoFiles", &l->external_test_files);
  print_strings(list, "XTestImports", sorted(&l->external_test_imports));
  json_close(&list->writer, '}');
}

// A template of plain fields.
static bool print_format(const Listing *list, const char *format, const LoadedPackage *l) {
  const struct {
    const char *name, *value;
  } fields[] = {{".ImportPath", l->path},
                {".Dir", l->dir},
                {".Name", name_of(l)},
                {".Standard", l->standard ? "true" : "false"},
                {".Export", export_of(list, l)->path},
                {".BuildID", export_of(list, l)->build_id}};
  for (const char *p = format; *p;) {
    if (strncmp(p, "{{", 2) != 0) {
      putchar(*p++);
      continue;
    }
    const char *end = strstr(p, "}}");
    bool found = false;
    for (size_t i = 0; end && i < sizeof fields / sizeof *fields && !found; i++) {
      size_t n = strlen(fields[i].name);
      found = n == (size_t)(end - p - 2) && strncmp(fields[i].name, p + 2, n) == 0;
      if (found && fields[i].value) fputs(fields[i].value, stdout);
    }
    if (!found) {
      fprintf(stderr, "tuco: not supported yet: list -f %s\n", format);
      return false;
    }
    p = end + 2;
  }
  putchar('\n');
  return true;
}

// -export: the packages' files of export data. False after saying that there is no cache. What is wrong with packages
// is said, and they are listed all the same.
static bool find_exports(Listing *listing, Session *session, LoadedPackage **list, uint32_t count, int *status) {
  const BuildFlags *flags = listing->flags;
  ExportFile *files = arena_array(flags->arena, ExportFile, count);
  const char *problem = export_files(session, flags->arena, listing->loader, &flags->options, list, count, files);
  if (problem) fprintf(stderr, "%s\n", problem);
  for (uint32_t i = 0; i < count; i++) map_put(flags->arena, &listing->exports, map_key(list[i]), &files[i]);
  if (diags_flush(session->diags, STDERR_FILENO, flags->options.all_errors ? 0 : 10)) *status = 1;
  return !problem;
}

static int print_packages(const BuildFlags *flags, Session *session, Loader *loader, LoadedPackage **list,
                          uint32_t count) {
  const ListFlags *asked = flags->state;
  Listing listing = {.flags = flags, .loader = loader};
  int status = 0;
  PackageList all = {0};
  Map seen = {0};
  for (uint32_t i = 0; asked->deps && i < count; i++) add_dependencies(&listing, list[i], &seen, &all);
  if (asked->deps) list = all.data, count = all.len;
  if (asked->export && !find_exports(&listing, session, list, count, &status)) return 1;
  json_begin(&listing.writer, stdout);
  for (uint32_t i = 0; i < count; i++) {
    if (asked->json) print_json(&listing, list[i]);
    else if (!print_format(&listing, asked->format && *asked->format ? asked->format : "{{.ImportPath}}", list[i]))
      return 2;
  }
  return status;
}

// -m. What is asked for that modules have not.
static int run_modules(BuildFlags *flags, const ListFlags *asked, int argc, char **argv) {
  if (asked->deps) {
    fprintf(stderr, "go list -deps cannot be used with -m\n");
    return 1;
  }
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

static int run(BuildFlags *flags, int argc, char **argv) {
  const ListFlags *asked = flags->state;
  if (flags->options.context.test) {
    fprintf(stderr, "tuco: not supported yet: list -d=test\n");
    return 2;
  }
  int problem = flags_context(flags);
  if (problem) return problem;
  if (asked->format && *asked->format && asked->json) {
    fprintf(stderr, "go list -f cannot be used with -json\n");
    return 1;
  }
  if (asked->modules) return run_modules(flags, asked, argc, argv);
  const char *only = modules_only(asked);
  if (only) {
    fprintf(stderr, "%s\n", only);
    return 1;
  }
  if (asked->errors) flag_not_supported("e", NULL);
  if (asked->retracted) flag_not_supported("retracted", NULL);
  flags->options.context.as_written = true;
  flags->options.context.roots_only = !asked->deps && !asked->json && !asked->export;
  Session *session = build_session(&flags->options);
  Loader *loader = loader_new(session, &flags->options.context, flags->options.dir);
  static const char *const here[] = {"."};
  uint32_t count = 0;
  LoadedPackage **list = NULL;
  if (loader)
    list = argc > 0 ? loader_load(loader, (const char *const *)argv, (uint32_t)argc, &count)
                    : loader_load(loader, here, 1, &count);
  if (!list) {
    if (!loader || !loader_report(loader)) diags_flush(session->diags, STDERR_FILENO, 0);
    return 1;
  }
  return print_packages(flags, session, loader, list, count);
}

const Command cmd_list = {
    .name = "list",
    .usage = "[-f format] [-json] [-m] [list flags] [build flags] [packages]",
    .summary = "list packages or modules",
    .description =
        "List prints the named packages, one a line; -deps also all they import, in\n"
        "dependency order; -json prints what is known of each, -json=Dir,Name those\n"
        "fields, -f a text with {{.ImportPath}}, {{.Name}}, {{.Dir}}, {{.Standard}},\n"
        "{{.Export}}, {{.BuildID}}. -export makes files of export data, for tools.\n",
    .run = run,
    .state_size = sizeof(ListFlags),
    .flags = {own, flags_build, flags_steps, flags_verbose, flags_mod, flags_modules, flags_cover, flags_debug},
};
