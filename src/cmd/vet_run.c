// Vets packages: a run of the tool for each, after those of what it imports, whose facts it reads. A package that is
// named is looked at with its tests in it, and its external tests beside it; of the others only facts are asked for.
// What a run wrote is kept in the cache, by all that it depends on.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/source.h"
#include "base/view.h"
#include "build/export.h"
#include "cmd/process.h"
#include "cmd/vet.h"

// The files of a run.
enum { FILE_CONFIG, FILE_FACTS, FILE_STDOUT, FILE_FIXES, FILE_MESSAGES, FILE_COUNT };
static const char *const file_names[FILE_COUNT] = {"vet.cfg", "vet.out", "vet.stdout", "vet.fix.zip", "messages"};

typedef struct Vet {
  BuildFlags *flags;
  Arena *arena;
  const VetTool *tool;
  Session *session;
  Loader *loader;
  Exports *exports;  // of the packages that are asked about: of all, or of one test's variants
  const char *files[FILE_COUNT];
  Map roots;     // LoadedPackage* that is named -> itself
  Map imported;  // LoadedPackage* that some package imports -> itself
  Map said;      // LoadedPackage* whose errors were printed -> itself
  Map facts;     // LoadedPackage* that was looked at -> Facts
  VetFixes fixes;
  int status;
  const char *culprit;  // the package that was looked at when the status became 1
} Vet;

typedef struct Facts {
  const char *path;  // in the cache; NULL: there are none
} Facts;

static bool is_made_up(const LoadedPackage *l) {
  return l->standard && (strcmp(l->path, "unsafe") == 0 || strcmp(l->path, "builtin") == 0);
}

static void fail(Vet *v, const char *text) {
  fprintf(stderr, "%s\n", text);
  v->status = 1;
}

// ---- what a tool is told

static void write_files(JsonWriter *w, Arena *arena, const char *key, const char *dir, const StringVec *names) {
  for (uint32_t i = 0; i < names->len; i++) {
    const char *name = names->data[i];
    json_string(w, key, view_actual(*name == '/' ? name : arena_printf(arena, "%s/%s", dir, name)));
  }
}

static void write_sources(JsonWriter *w, Arena *arena, const LoadedPackage *l) {
  const LoadedPackage *folder = l->origin ? l->origin : l;
  json_open(w, "GoFiles", '[');
  for (uint32_t i = 0; i < l->package->files.len; i++)
    json_string(w, NULL, view_actual(l->package->files.data[i]->source->path));
  json_close(w, ']');
  json_open(w, "NonGoFiles", '[');
  write_files(w, arena, NULL, l->dir, &folder->asm_files);
  json_close(w, ']');
  json_open(w, "IgnoredFiles", '[');
  write_files(w, arena, NULL, l->dir, &folder->ignored_files);
  write_files(w, arena, NULL, l->dir, &folder->ignored_other_files);
  json_close(w, ']');
}

static const char *language_of(const Vet *v, const LoadedPackage *l) {
  if (l->standard || !l->module) return v->flags->options.context.version;
  return l->module->go_version ? arena_printf(v->arena, "go%s", l->module->go_version) : "go1.16";
}

static void write_imports(Vet *v, JsonWriter *w, const LoadedPackage *l) {
  json_open(w, "ImportMap", '{');
  for (uint32_t i = 0; i < l->package->import_map.len; i++) {
    const MapEntry *entry = &l->package->import_map.entries[i];
    json_string(w, ((const Name *)(uintptr_t)entry->key)->text, ((const Package *)entry->value)->path);
  }
  json_close(w, '}');
  json_open(w, "PackageFile", '{');
  for (uint32_t i = 0; i < l->imports.len; i++)
    if (!is_made_up(l->imports.data[i]))
      json_string(w, l->imports.data[i]->path, exports_file(v->exports, v->arena, l->imports.data[i]).path);
  json_close(w, '}');
  json_open(w, "Standard", '{');
  for (uint32_t i = 0; i < l->imports.len; i++)
    if (l->imports.data[i]->standard) json_bool(w, l->imports.data[i]->path, true);
  json_close(w, '}');
  json_open(w, "PackageVetx", '{');
  for (uint32_t i = 0; i < l->imports.len; i++) {
    const Facts *facts = map_get(&v->facts, map_key(l->imports.data[i]));
    if (facts && facts->path) json_string(w, l->imports.data[i]->path, facts->path);
  }
  json_close(w, '}');
}

// False: *problem says why it cannot be written.
static bool write_config(Vet *v, const LoadedPackage *l, bool only_facts) {
  const Module *module = l->standard ? NULL : l->module;
  FILE *out = fopen(v->files[FILE_CONFIG], "w");
  if (!out) return false;
  JsonWriter w;
  json_begin(&w, out);
  json_open(&w, NULL, '{');
  json_string(&w, "ID", l->path);
  json_string(&w, "Compiler", "gc");
  json_string(&w, "Dir", l->dir);
  json_string(&w, "ImportPath", l->path);
  write_sources(&w, v->arena, l);
  json_string(&w, "ModulePath", module ? module->path : "");
  json_string(&w, "ModuleVersion", module && module->version ? module->version : "");
  write_imports(v, &w, l);
  json_bool(&w, "VetxOnly", only_facts);
  json_string(&w, "VetxOutput", v->files[FILE_FACTS]);
  json_string(&w, "Stdout", v->files[FILE_STDOUT]);
  json_string(&w, "GoVersion", language_of(v, l));
  json_string(&w, "FixArchive", v->tool->fixes && !only_facts ? v->files[FILE_FIXES] : "");
  json_bool(&w, "SucceedOnTypecheckFailure", false);
  json_close(&w, '}');
  bool written = !ferror(out);
  return fclose(out) == 0 && written;
}

// ---- the cache

// std is not looked at with all analyzers where the user names none.
static const StringVec *words_for(const Vet *v, const LoadedPackage *l) {
  static const char *quiet[] = {"-unsafeptr=false", "-unreachable=false"};
  static const StringVec for_std = {quiet, 1, 1}, for_tests = {quiet, 2, 2};
  if (!l->standard || !v->tool->plain) return &v->tool->words;
  return v->tool->before_tests ? &for_tests : &for_std;
}

static void hash_files(Vet *v, CacheHash *hash, const LoadedPackage *l, const StringVec *names) {
  for (uint32_t i = 0; i < names->len; i++) {
    CacheId id = {{0}};
    const char *path = view_actual(arena_printf(v->arena, "%s/%s", l->dir, names->data[i]));
    cache_id_of_file(path, &id, NULL);
    cache_hash_text(hash, path);
    cache_hash_id(hash, &id);
  }
}

static CacheId run_action(Vet *v, const LoadedPackage *l, bool only_facts) {
  const LoadedPackage *folder = l->origin ? l->origin : l;
  const StringVec *words = words_for(v, l);
  CacheHash hash;
  cache_hash_begin(&hash, "vet 1");
  cache_hash_id(&hash, &v->tool->id);
  for (uint32_t i = 0; i < words->len; i++) cache_hash_text(&hash, words->data[i]);
  cache_hash_bytes(&hash, &only_facts, sizeof only_facts);
  cache_hash_id(&hash, exports_action(v->exports, l));
  cache_hash_text(&hash, l->dir);
  cache_hash_text(&hash, language_of(v, l));
  for (uint32_t i = 0; i < l->package->files.len; i++)
    cache_hash_text(&hash, view_actual(l->package->files.data[i]->source->path));  // as messages name it
  hash_files(v, &hash, l, &folder->asm_files);
  hash_files(v, &hash, l, &folder->ignored_files);
  hash_files(v, &hash, l, &folder->ignored_other_files);
  for (uint32_t i = 0; i < l->imports.len; i++) {
    const Facts *facts = map_get(&v->facts, map_key(l->imports.data[i]));
    cache_hash_text(&hash, facts ? facts->path : NULL);  // named by its content
  }
  return cache_hash_end(&hash);
}

static CacheId file_action(const CacheId *run, int file) {
  CacheHash hash;
  cache_hash_begin(&hash, file_names[file]);
  cache_hash_id(&hash, run);
  return cache_hash_end(&hash);
}

// ---- what comes of a run

static void take_stdout(Vet *v, const char *path) {
  size_t size;
  const char *problem = NULL, *text = source_read(v->arena, path, &size);
  if (!text) return fail(v, arena_printf(v->arena, "open %s: %s", path, DIAG_ERRNO(errno)));
  if (v->tool->output == VET_PRINT) {
    if (!vet_print(v->flags, v->tool, text, size, &problem)) v->status = 1;
    if (problem) fail(v, problem);
    return;
  }
  fwrite(text, 1, size, stdout);
  if (v->tool->output == VET_DIFF && size) v->status = 1;
}

// What a run left, in the cache or put there now.
typedef struct Results {
  CacheEntry files[FILE_COUNT];
} Results;

static bool is_result(const Vet *v, int file, bool only_facts) {
  return file == FILE_FACTS || file == FILE_STDOUT || (file == FILE_FIXES && v->tool->fixes && !only_facts);
}

static bool find_results(Vet *v, const CacheId *run, bool only_facts, Results *results) {
  for (int i = 0; i < FILE_COUNT; i++) {
    CacheId action = file_action(run, i);
    if (is_result(v, i, only_facts) && !cache_find(exports_cache(v->exports), v->arena, &action, &results->files[i]))
      return false;
  }
  return true;
}

// What a tool did not write is as good as empty, but for an archive.
static const char *put_results(Vet *v, const CacheId *run, bool only_facts, Results *results) {
  const char *problem = NULL;
  for (int i = 0; i < FILE_COUNT && !problem; i++) {
    size_t size = 0;
    CacheId action = file_action(run, i);
    if (!is_result(v, i, only_facts)) continue;
    const char *text = source_read(v->arena, v->files[i], &size);
    problem = cache_put(exports_cache(v->exports), v->arena, &action, text ? text : "", text ? size : 0, false,
                        &results->files[i]);
  }
  return problem;
}

// -x and -n
static void print_run(const char *dir, const char *const *words) {
  fprintf(stderr, "cd %s\n", dir);
  for (size_t i = 0; words[i]; i++) fprintf(stderr, "%s%s", i ? " " : "", words[i]);
  fprintf(stderr, "\n");
}

// Runs the tool. False if nothing came of it, after saying what went wrong.
static bool run_tool(Vet *v, const LoadedPackage *l, bool only_facts) {
  const StringVec *flags = words_for(v, l);
  Vec(const char *) words = {0};
  StringVec environment = {0};
  size_t size = 0;
  for (int i = 0; i < FILE_COUNT; i++) unlink(v->files[i]);
  if (!write_config(v, l, only_facts)) {
    fail(v, arena_printf(v->arena, "%s: %s", v->files[FILE_CONFIG], DIAG_ERRNO(errno)));
    return false;
  }
  vec_push(v->arena, &words, v->tool->argument);
  for (uint32_t i = 0; i < flags->len; i++) vec_push(v->arena, &words, flags->data[i]);
  vec_push(v->arena, &words, v->files[FILE_CONFIG]);
  vec_push(v->arena, &words, NULL);
  vec_push(v->arena, &environment, arena_printf(v->arena, "PWD=%s", l->dir));
  Process process = {.path = v->tool->path,
                     .words = (char *const *)words.data,
                     .environment = environment_with(v->arena, &environment),
                     .dir = l->dir,
                     .output = v->files[FILE_MESSAGES]};
  if (v->flags->options.context.trace || v->flags->options.dry_run) print_run(l->dir, words.data);
  if (v->flags->options.dry_run) return false;
  const char *problem = process_run(v->arena, &process);
  const char *text = source_read(v->arena, v->files[FILE_MESSAGES], &size);
  // Of a variant go says both what is meant and what it is of.
  const char *header = l->origin ? arena_printf(v->arena, "%s\n# [%s]", l->path, l->path) : l->path;
  if (text && size) vet_report(v->flags, header, l->dir, text);
  else if (problem) fprintf(stderr, "%s: %s\n", v->tool->path, problem);
  if (problem) v->status = 1;
  return !problem;
}

// ---- packages

// What the compiler says of a package that somebody imports.
static void say_errors(Vet *v, LoadedPackage *l) {
  if (map_get(&v->said, map_key(l))) return;
  map_put(v->arena, &v->said, map_key(l), l);
  ExportFile file = exports_file(v->exports, v->arena, l);
  if (file.error && *file.error) fputs(file.error, stderr);
  v->status = 1;
}

// Can it be looked at? Not if it, or what it imports, has to be compiled and cannot be.
static bool can_be_vetted(Vet *v, LoadedPackage *l) {
  bool can = true;
  for (uint32_t i = 0; i < l->imports.len; i++) {
    LoadedPackage *import = l->imports.data[i];
    if (is_made_up(import) || exports_file(v->exports, v->arena, import).path) continue;
    say_errors(v, import);
    can = false;
  }
  if (can && map_get(&v->imported, map_key(l)) && !exports_file(v->exports, v->arena, l).path) {
    say_errors(v, l);
    can = false;
  }
  return can && exports_action(v->exports, l);
}

static void vet_package(Vet *v, LoadedPackage *l) {
  if (is_made_up(l) || map_get(&v->facts, map_key(l))) return;
  Facts *facts = arena_new(v->arena, Facts);
  map_put(v->arena, &v->facts, map_key(l), facts);
  for (uint32_t i = 0; i < l->imports.len; i++) vet_package(v, l->imports.data[i]);
  if (!can_be_vetted(v, l)) return;
  bool only_facts = !map_get(&v->roots, map_key(l));
  if (!v->status) v->culprit = l->unit.header ? l->unit.header + 2 : l->path;
  Results results = {0};
  CacheId run = run_action(v, l, only_facts);
  if (!find_results(v, &run, only_facts, &results)) {
    if (!run_tool(v, l, only_facts)) return;
    const char *problem = put_results(v, &run, only_facts, &results);
    if (problem) return fail(v, problem);
  }
  facts->path = results.files[FILE_FACTS].path;
  if (only_facts) return;
  take_stdout(v, results.files[FILE_STDOUT].path);
  if (!v->tool->fixes || !results.files[FILE_FIXES].size) return;
  const char *problem = vet_fixes_add(&v->fixes, results.files[FILE_FIXES].path);
  if (problem) fail(v, problem);
}

static void note(Vet *v, Map *map, LoadedPackage *l) { map_put(v->arena, map, map_key(l), l); }

static void note_imports(Vet *v, const LoadedPackage *l) {
  for (uint32_t i = 0; i < l->imports.len; i++) note(v, &v->imported, l->imports.data[i]);
}

// ---- a package that is named

static bool is_part_of_tests(const PackageTests *tests, const LoadedPackage *l) {
  return l->origin == tests->plain || (tests->external && l->origin == tests->external);
}

// What lies where these variants lie later is something else.
static void forget(Vet *v, const TestVariants *variants) {
  Map *maps[] = {&v->roots, &v->imported, &v->said, &v->facts};
  for (uint32_t i = 0; i < variants->count; i++)
    for (size_t k = 0; k < sizeof maps / sizeof *maps; k++)
      if (map_get(maps[k], map_key(variants->list[i]))) map_put(v->arena, maps[k], map_key(variants->list[i]), NULL);
}

// The package with its tests in it, and what else its tests change.
static void vet_variants(Vet *v, PackageTests *tests) {
  Session *derived = session_derive(v->session);
  types_derive(derived);
  TestVariants *variants = variants_make(v->loader, derived, tests);
  Exports *base = v->exports;
  const char *problem = variants->cycle;
  if (!problem) problem = exports_of_variants(base, derived, v->arena, variants, &v->exports);
  for (uint32_t i = 0; i < variants->count && !problem; i++) {
    if (variants->list[i] == variants->all.main) continue;
    note_imports(v, variants->list[i]);
    if (is_part_of_tests(tests, variants->list[i])) note(v, &v->roots, variants->list[i]);
  }
  if (!tests->internal && tests->plain->go_files.len) vet_package(v, tests->plain);
  for (uint32_t i = 0; i < variants->count && !problem; i++)
    if (is_part_of_tests(tests, variants->list[i])) vet_package(v, variants->list[i]);
  if (problem) fail(v, problem);
  v->exports = base;
  forget(v, variants);
  variants_free(variants);
  types_derived_free(derived);
  session_free(derived);
}

static void vet_named(Vet *v, PackageTests *tests) {
  LoadedPackage *plain = tests->plain;
  // Fixes are for the user's own files.
  bool foreign = plain->standard ? strncmp(plain->path, "vendor/", 7) == 0 : plain->module && plain->module->version;
  if (v->tool->fixes && foreign) return;
  if (tests->problem) fail(v, tests->problem);
  else if (tests_can_be_made(tests)) vet_variants(v, tests);
  else if (tests_are_there(tests))
    fail(v, arena_printf(v->arena, "tuco: not supported yet: %s of %s, whose tests cannot be loaded", v->tool->name,
                         plain->path));
  else if (!plain->go_files.len)
    fail(v, arena_printf(v->arena, "go: can't %s %s: no Go files in %s", v->tool->name, plain->path, plain->dir));
  else vet_package(v, plain);
}

static void vet_all(Vet *v) {
  uint32_t count;
  LoadedPackage **order = loader_order(v->loader, &count);
  for (uint32_t i = 0; i < count; i++) note_imports(v, order[i]);
  PackageTests **tests = loader_tests(v->loader, &count);
  for (uint32_t i = 0; i < count; i++)
    if (!tests[i]->internal) note(v, &v->roots, tests[i]->plain);
  for (uint32_t i = 0; i < count; i++) {
    if (v->tool->only && !strings_have(v->tool->only, tests[i]->plain->path)) continue;
    vet_named(v, tests[i]);
    if (!v->tool->vetted) continue;
    v->tool->vetted(v->tool->told, tests[i]->plain->path, v->status ? v->culprit ? v->culprit : "" : NULL);
    v->status = 0;
  }
  const char *problem = v->tool->fixes ? vet_fixes_apply(&v->fixes) : NULL;
  if (problem) fail(v, problem);
}

// Loads the packages, with their tests. False after saying what is wrong.
static bool load(Vet *v, const char *const *arguments, uint32_t count) {
  BuildOptions *options = &v->flags->options;
  uint32_t found = 0;
  options->context.as_written = options->context.test = true;
  v->session = build_session(options);
  v->loader = loader_new(v->session, &options->context, options->dir);
  LoadedPackage **list = v->loader ? loader_load(v->loader, arguments, count, &found) : NULL;
  if (!list && (!v->loader || !loader_report(v->loader))) diags_flush(v->session->diags, STDERR_FILENO, 10);
  if (!list) return false;
  if (found) return true;
  fprintf(stderr, "no packages to %s\n", v->tool->name);
  return false;
}

int vet_run(BuildFlags *flags, const VetTool *tool, const char *const *arguments, uint32_t count) {
  Vet v = {.flags = flags, .arena = flags->arena, .tool = tool, .fixes = {.arena = flags->arena}};
  if (!load(&v, arguments, count)) return 1;
  int status = work_folder_make(flags);
  if (status) return status;
  for (int i = 0; i < FILE_COUNT; i++) v.files[i] = arena_printf(v.arena, "%s/%s", flags->work, file_names[i]);
  const char *problem = exports_open(v.session, v.arena, v.loader, &flags->options, &v.exports);
  if (problem) fail(&v, problem);
  else vet_all(&v);
  for (int i = 0; i < FILE_COUNT; i++) work_folder_remove_file(flags, v.files[i]);
  if (!problem) cache_trim(exports_cache(v.exports), &cache_limits);
  return v.status;
}
