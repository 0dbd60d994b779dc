// What the build driver's files share.
#ifndef TUCO_BUILD_INTERNAL_H
#define TUCO_BUILD_INTERNAL_H

#include "build/build.h"
#include "build/vcs.h"
#include "lower/lower.h"

// frames.c: reports functions of a checked package whose frames are plainly larger than allowed.
void frames_check(Session *session, Package *package);

// frame_literals.c
int64_t frame_literal_size(const Info *info,
                           const CompositeLit *literal);  // of the elements of a slice literal; 0: it is none
// Whether a slice literal that initializes a local variable is read and surely does not leave the function.
bool frame_literal_stays(const Info *info, BlockStmt *body, const Object *variable);

// output.c: where a program goes. What it is called that no -o names; where it is installed, NULL: nowhere.
const char *build_program_name(Arena *arena, const BuildOptions *options, const LoadedPackage *package);
const char *build_install_target(Arena *arena, const BuildOptions *options, const LoadedPackage *package);
bool output_is_folder(const BuildOptions *options);  // -o names a folder, or ends in a slash
const char *output_path(Arena *arena, const BuildOptions *options, const LoadedPackage *l);
const char *output_named(Arena *arena, const BuildOptions *options, const char *name);  // of one with this name
// Makes the folders above it. What speaks against writing there, NULL: nothing.
const char *output_prepare(Arena *arena, const char *path);

// build.c: of a program that was loaded.
VcsStamp build_stamp(Vcs *vcs, Loader *loader, const LoadedPackage *main, const BuildOptions *options);
// install.c: of `install`. Is there a place for each package? Writes what is no program. False after reporting. Removes
// what `build` has written here of the folder's program, perhaps long ago.
bool install_check(Arena *arena, const BuildOptions *options, LoadedPackage *const *roots, uint32_t count);
bool install_archives(Arena *arena, const BuildOptions *options, LoadedPackage *const *roots, uint32_t count);
void install_remove_leftover(Arena *arena, const BuildOptions *options, const LoadedPackage *package);

// archive.c: what -o gets of a package that is no program. What speaks against it, NULL: written.
const char *archive_write(Arena *arena, const char *path, const char *go_version);

// buildinfo.c: the module information text with its marks. In arena.
typedef struct BuildInfo {
  uint8_t *bytes;
  size_t size;
} BuildInfo;
BuildInfo buildinfo_make(Arena *arena, Loader *loader, const BuildOptions *options, const LoadedPackage *main,
                         const char *godebug, const VcsStamp *stamp);

// coverage.c: what of a program with its packages is counted. Reports what cannot be.
void build_coverage_warn(Loader *loader, const BuildOptions *options);  // of patterns that mean nothing
void build_coverage(Program *program, const BuildOptions *options);
// The counters of a package that is no variant. NULL: it has none, or after reporting.
CoverPackage *build_cover_package(Session *session, LoadedPackage *l);

// linknames.c: linknames that cmd/link refuses, and variables that -X cannot set. False after reporting.
bool linknames_check(Program *program, Loader *loader);
bool variables_check(Program *program, const BuildOptions *options);

// fuzz.c: the packages of a test executable that are counted, for Program.counted. In its arena.
uint8_t *fuzz_counted(Program *program, const PackageOrder *packages);

// variables.c: gives string variables their -X values; between lowering and the link.
void variables_set(Session *session, Arena *arena, SymbolTable *symbols, const BuildOptions *options, BuildInfo info,
                   const char *godebug);

// compile.c: lowers, optimizes, emits and links one program. False after reporting. is_last: no other program of the
// session will ask for its packages' trees.
bool build_compile(Program *program, Loader *loader, const BuildOptions *options, const VcsStamp *stamp,
                   const char *output, bool is_last);

// build.c
typedef enum ProgramUse {
  USE_LINK,   // may it be linked? nothing is compiled
  USE_WRITE,  // written, and others follow
  USE_LAST,   // written, the last of the session
} ProgramUse;
// -x and -n: what happens to each package, in order.
void build_print_steps(LoadedPackage *const *list, uint32_t count);
// Prints what was found; true if there were errors.
bool build_report(Session *session, const BuildOptions *options);
// Checks packages. False after reporting.
bool build_check_packages(Session *session, LoadedPackage *const *list, uint32_t count, const BuildOptions *options);
// Makes the program of these packages, which are checked. path: where it goes. False after reporting. stamp: NULL with
// USE_LINK.
bool build_program(Session *session, Loader *loader, const PackageOrder *packages, const BuildOptions *options,
                   const VcsStamp *stamp, const char *path, ProgramUse use);

// The one program of that name, loaded; NULL after reporting. Checked and built, to options->output; false after
// reporting.
LoadedPackage *build_load_program(Session *session, const BuildOptions *options, const char *package, Loader **loader);
bool build_loaded_program(Session *session, Loader *loader, LoadedPackage *program, const BuildOptions *options);

// tests.c: the test executables of the packages named. Returns the exit status.
int build_tests(Session *session, Loader *loader, const BuildOptions *options);
// The same, handed to somebody.
int build_tests_for(Session *session, Loader *loader, const BuildOptions *options, const TestReceiver *receiver);

// test_identity.c: PackageTests.identity of those that can be made, and of packages without tests.
void tests_identify(Session *session, Loader *loader, const BuildOptions *options, PackageTests **tests,
                    uint32_t count);

// report.c
void memory_print(const Program *program, Loader *loader);
void memory_print_derived(Session *derived, const TestVariants *variants);
void memory_print_round(Session *session, Loader *loader, uint32_t round);
void waits_print(const Program *program, Loader *loader);

#endif
