// What vet and fix share: both drive a tool that speaks x/tools' unitchecker protocol, package by package.
#ifndef TUCO_CMD_VET_H
#define TUCO_CMD_VET_H

#include "cache/cache.h"
#include "cmd/cmd.h"

typedef struct VetFlags {
  bool json, diff, fix;
  const char *context;         // -c
  const char *tool;            // -vettool, -fixtool
  const char *obsolete_fixes;  // fix -fix=…
  FlagGivenVec given;          // those of the tool
} VetFlags;

// What becomes of what a tool writes about a package.
typedef enum VetOutput {
  VET_COPY,   // to standard output
  VET_DIFF,   // likewise; the status is 1 if there is anything
  VET_PRINT,  // diagnostics in JSON: to standard error, a line each
} VetOutput;

typedef struct VetTool {
  const char *name;      // of the command: "vet"
  const char *path;      // of the program
  const char *argument;  // what it is called
  CacheId id;            // of its content
  StringVec words;       // its flags
  bool plain;            // none of these were given: std is looked at with its own
  VetOutput output;
  bool fixes;   // it writes fixed files, which are put in place at the end
  int context;  // lines around what VET_PRINT says; -1: none
  // Before tests are run: the packages that are looked at (NULL: all that are named), and who is told of each what came
  // of it. culprit: what was looked at when something was wrong, "p [p.test]"; NULL: nothing was.
  bool before_tests;
  const StringVec *only;  // sorted
  void (*vetted)(void *told, const char *path, const char *culprit);
  void *told;
} VetTool;

// vet.c: both commands, by their names.
int vet_prepare(BuildFlags *flags, int argc, char **argv);
int vet_command(BuildFlags *flags, int argc, char **argv);
int vet_find_tool(BuildFlags *flags, const char *chosen, VetTool *tool);  // 0, or after a message the exit status
const char *vet_set_context(BuildFlags *flags, const char *value);        // -c

// vet_run.c: runs it on the packages, and in facts alone on what they import. The exit status.
int vet_run(BuildFlags *flags, const VetTool *tool, const char *const *arguments, uint32_t count);

// vet_print.c: what a tool found of a package, as it wrote it. False: there are diagnostics, or *problem with it.
bool vet_print(const BuildFlags *flags, const VetTool *tool, const char *text, size_t size, const char **problem);
// What a program wrote, under "# package", with paths relative to the working directory where that is shorter.
void vet_report(const BuildFlags *flags, const char *package, const char *dir, const char *text);

// vet_fixes.c: fixed files that tools have put into archives.
typedef struct VetFixes {
  Arena *arena;
  Map files;  // hash of a name -> FixedFile, chained
  StringVec names;
} VetFixes;
// NULL or what is wrong: an archive that cannot be read, or two that fix a file differently.
const char *vet_fixes_add(VetFixes *fixes, const char *archive);
const char *vet_fixes_apply(VetFixes *fixes);  // NULL or what is wrong with one of them

#endif
