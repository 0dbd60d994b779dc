// Packages as `list` describes them (cmd/go's load.Package): with what is wrong with each, and with its imports,
// instead of an end to all. Nothing is parsed but the beginnings of files, nothing is checked.
//
// In: a Loader, which knows where import paths lead, and patterns. Out: the packages named, whose imports lead to all
// others. Files are read by the session's pool; then the graph is put together by one thread, import by import in go's
// order, on which errors depend: chains of imports, of several errors the first, which package closes a cycle.
#ifndef TUCO_LIST_PACKAGE_H
#define TUCO_LIST_PACKAGE_H

#include "list/folder.h"
#include "list/model.h"
#include "load/resolve.h"

typedef struct ListImporter {
  const char *package;
  ListSpot spot;  // of the import that leads there
} ListImporter;
typedef Vec(ListImporter) ImportStack;

typedef struct ListError {
  ImportStack stack;  // the shortest from a package named
  const char *pos;    // "file:line:column", "" nowhere
  const char *text;
  bool import_cycle, always_print_stack;
} ListError;
typedef Vec(ListError *) ListErrors;

#define FIELD_TEXT const char *
#define FIELD_TEXTS StringVec
#define FIELD_PAIRS StringVec  // key, value, key, value, ...
#define FIELD_BOOL bool
#define FIELD_MODULE ModuleInfo *
#define FIELD_ERROR ListError *
#define FIELD_ERRORS ListErrors

typedef struct ListPackage ListPackage;
typedef Vec(ListPackage *) ListPackages;
struct ListPackage {
#define FIELD(kind, member, name) FIELD_##kind member;
#include "list/fields.def"
#undef FIELD
  // what is not printed
  ListPackages imported;
  bool loaded;            // imported is complete
  StringVec raw_imports;  // as they stand in the files; the first of imports are these as resolved
  const ListFolder *folder;
  LoadedPackage *node;     // as the loader knows it
  ListNames import_spots;  // where each is imported
  bool command_line_files, local;
  const char *vendored_as;  // of a package that GOROOT vendors: as what it is imported; NULL: any other
  const char *profile;      // the program whose profile it is built with, NULL none
  const char *for_main;     // that program, if the package is a copy for it
};

typedef struct ListOptions {
  bool find, tests, embeds, errors;  // -find, -test, whether embedded files are wanted, -e
  bool profiles;                     // default.pgo splits packages
  bool modules;                      // all that is known of modules is wanted, else which they are
  bool retracted;                    // also whether they were retracted
  const char *bin;                   // where programs are installed, "" nowhere
} ListOptions;

typedef struct ListGraph {
  Loader *loader;
  Session *session;
  const BuildContext *context;
  const char *dir;  // working directory
  ListOptions options;
  Arena *arena;  // of the thread that puts the graph together
  Map packages;  // Name* of path -> ListPackage*
  Map folded;    // Name* of the path in lower case -> path
  Map modules;   // Module* -> ModuleInfo*
  ImportStack stack;
  struct Prefetch *prefetch;
  const char *cache;  // GOCACHE
  const char *fatal;  // what cannot be said of a package and ends the command, "": it is printed; NULL: nothing
} ListGraph;

// graph.c: the packages that the patterns name.
ListPackages list_load(ListGraph *graph, const char *const *patterns, uint32_t count);
// The package that an import means; problem: what keeps parent from importing it, else NULL. spot: of the import.
ListPackage *list_import(ListGraph *graph, const char *path, ListPackage *parent, ListSpot spot, bool resolve,
                         ListError **problem);
// The packages below the roots and these, each behind what it imports.
ListPackages list_packages(Arena *arena, const ListPackages *roots);
bool list_names_files(const char *const *patterns, uint32_t count);

// A copy with imports of its own.
ListPackage *list_copy(ListGraph *graph, const ListPackage *p);
StringVec list_copy_texts(Arena *arena, const StringVec *list);

// loadone.c
void list_load_package(ListGraph *graph, ListPackage *p, const char *path, ListSpot spot, const char *missing);
// What the linker adds to a program's imports; GODEBUG of a program, or of a test executable; where an import stands
// first; the files that patterns name, or what is wrong with the one at *spot.
void list_linker_imports(const ListGraph *graph, StringVec *imports, Arena *arena);
const char *list_godebug(ListGraph *graph, const ListFolder *folder, bool tests);
ListSpot list_spot_of(const ListNames *imports, const char *path);
const char *list_embeds(ListGraph *graph, const ListPackage *p, const ListNames *patterns, StringVec *files,
                        ListSpot *spot);

// errors.c
ListError *list_error(ListGraph *graph, const char *text);  // with the stack as it is
void list_set_error(ListGraph *graph, ListPackage *p, const char *path, ListSpot spot, const char *text);
void list_set_spot(ListGraph *graph, ListError *error, ListSpot spot);
const char *list_error_text(Arena *arena, const ListError *error);
bool list_stack_shorter(const ImportStack *a, const ImportStack *b);
ListError *list_disallowed(ListGraph *graph, ListPackage *parent, ListPackage *p, const char *path, bool resolve);

const char *list_program_name(ListGraph *graph, const ListPackage *p);  // of a program, or what one would be called

// module.c: what is said of the module of a package.
ModuleInfo *list_module(ListGraph *graph, const Module *module);

// prefetch.c: folders read ahead, by many threads. Started with the packages named.
struct Prefetch *prefetch_new(Loader *loader, Session *session, const BuildContext *context, bool imports);
void prefetch_start(struct Prefetch *prefetch, const Resolved *where, bool tests);  // tests: their imports, too
void prefetch_finish(struct Prefetch *prefetch);
// Afterwards, and by its tasks: as resolve_import; the folder of a package.
bool prefetch_resolve(struct Prefetch *prefetch, Arena *arena, const LoadedPackage *from, const char *path,
                      Resolved *out, const char **message);
const ListFolder *prefetch_folder(struct Prefetch *prefetch, Arena *arena, const Resolved *where);

// profiles.c: programs with a default.pgo have packages of their own, if there are several.
void list_split_by_profiles(ListGraph *graph, const ListPackages *roots);

// tests.c: adds to the packages named those of their test executables. False: graph->fatal says what is wrong.
bool list_add_tests(ListGraph *graph, ListPackages *roots);

// finish.c: what is known once all is loaded. all: the packages printed and those below them, as list_packages has
// them.
void list_finish_imports(ListGraph *graph, const ListPackages *printed);
void list_rename_variants(ListGraph *graph, const ListPackages *all);
void list_find_deps(ListGraph *graph, const ListPackages *all);
void list_find_deps_errors(ListGraph *graph, const ListPackages *all);
// Of all that are reached from what is printed those that go would build, for the two after it; files: for their
// compiled files, too.
ListPackages list_buildable(ListGraph *graph, const ListPackages *printed, const ListPackages *all, bool files);
void list_find_stale(ListGraph *graph, const ListPackages *buildable);
void list_find_compiled(ListGraph *graph, const ListPackages *buildable);

// model_package.c: of a pointer to a ListPackage.
extern const TemplateType model_package_pointer;

// model_context.c: what files are chosen for; of a pointer to it.
typedef struct ListContext {
  const char *goarch, *goos, *goroot, *gopath, *compiler, *install_suffix;
  bool cgo, all_files;
  StringVec build_tags, tool_tags, release_tags;
} ListContext;
ListContext *list_context(Arena *arena, const BuildContext *context, const char *gopath);
extern const TemplateType model_context_pointer;

#endif
