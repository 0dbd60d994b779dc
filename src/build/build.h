// The driver of a build: the stages, in order, in parallel.
#ifndef TUCO_BUILD_H
#define TUCO_BUILD_H

#include "load/load.h"

typedef struct StringVariable {
  const char *name, *value;
} StringVariable;  // -ldflags "-X name=value"

typedef enum VcsMode { VCS_AUTO, VCS_OFF, VCS_REQUIRED } VcsMode;

typedef struct BuildOptions {
  BuildContext context;
  const char *dir;        // working directory, absolute
  const char *output;     // -o; NULL: by package name
  const char *install;    // the folder that programs are installed into, "" none; NULL: they are not installed
  bool install_here;      // no package was named: what `build` has left here is taken away
  uint32_t workers;       // -p; 0: number of cores
  bool all_errors;        // -gcflags=-e
  bool verbose, dry_run;  // -v -n
  bool strip_symbols, strip_dwarf;
  const char *compiler_flags, *linker_flags, *assembler_flags;  // as given, for the build information
  bool only_program;                                            // -buildmode=exe: -o takes no other package
  VcsMode vcs;                                                  // -buildvcs
  bool free_linknames;                                          // -ldflags=-checklinkname=0
  const char *language;                                         // -gcflags=-lang=go1.N; NULL: by go.mod
  Vec(StringVariable) variables;
  bool unprofiled;            // -pgo=off
  bool bad_variable;          // -X without a package, name or value
  const char *cache_problem;  // GOCACHE cannot be used: said once packages are loaded; NULL: it can
  // Who gets what building has to say: lines for standard error, of the package `unit` ("p [p.test]"; NULL: the lines
  // "# unit" say it). NULL: standard error.
  void (*say)(void *context, const char *unit, const char *text);
  void *say_context;
  DebugOptions debug;
  bool check_only;  // no code
  bool fuzz;        // test executables count what runs
  uint32_t
      rounds;  // -d=rounds=N: the test executables are made N times, and all are freed; 0: once, the last is not freed
} BuildOptions;

// build.c: a session with universe and keywords ready.
Session *build_session(const BuildOptions *options);
// goroot.c: `asked`, or where it is NULL an installed Go 1.26 or the source package. NULL if there is none; *version as
// its VERSION says.
const char *build_find_goroot(Arena *arena, const char *asked, const char **version);

// build.c: loads, checks, compiles and links the package(s). Diagnostics are flushed to standard error.
// Returns the process's exit status. For one main package writes options->output (or ./name); else only checks.
int build_packages(const BuildOptions *options, const char *const *arguments, uint32_t count);
// As above for exactly one main package. options->output names a folder that it goes to, afterwards the executable.
int build_executable(BuildOptions *options, const char *const *arguments, uint32_t count);

// cached.c: a program that is built once and kept in the disk cache. *path is where; *kept: it was there already, or is
// now. Returns the exit status.
int build_cached(BuildOptions *options, const char *package, const char **path);

// tests.c: the test executables of packages, made one after the other, and who gets them.
typedef enum TestState {
  TEST_NONE,      // the package has no tests; it was looked at all the same
  TEST_UNLOADED,  // the package or its tests cannot be loaded; PackageTests.problem, or diagnostics, say why
  TEST_BROKEN,    // compiling or linking said what is wrong
  TEST_MADE,
} TestState;
typedef struct TestReceiver {
  void *context;
  // Once, before anything is compiled; it may say which are unneeded. False: it ends there.
  bool (*loaded)(void *context, Session *session, Loader *loader, PackageTests **tests, uint32_t count);
  // Where an executable goes. May wait until there is room. NULL: it is not needed.
  const char *(*place)(void *context, uint32_t index);
  // For each package, in order. culprit: TEST_BROKEN because of that package, "p [p.test]".
  void (*done)(void *context, uint32_t index, TestState state, const char *culprit);
} TestReceiver;
// The exit status: 0, or 1 if something cannot be loaded or built.
int build_test_packages(const BuildOptions *options, const TestReceiver *receiver, const char *const *arguments,
                        uint32_t count);

// check.c: checks packages, which are in dependency order, in parallel. What they import besides is checked already.
void build_check(Session *session, LoadedPackage *const *list, uint32_t count, const BuildOptions *options);

// phases.c: -d=time, and progress on a terminal
typedef struct PhaseTimer {
  const char *name;
  uint64_t wall, cpu;
  bool shown;
} PhaseTimer;
void phase_begin(const Session *session, PhaseTimer *timer, const char *name);
void phase_end(const Session *session, const PhaseTimer *timer);

#endif
