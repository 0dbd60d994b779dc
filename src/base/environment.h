// The environment of the go command. environment.c
// Read once a command, then only asked; answers live as long as the arena or the process. docs/guide.md lists the
// variables.
#ifndef TUCO_BASE_ENVIRONMENT_H
#define TUCO_BASE_ENVIRONMENT_H

#include "base/vec.h"

typedef struct EnvironmentSetting {
  const char *name, *value;
} EnvironmentSetting;
typedef struct Environment {
  Vec(EnvironmentSetting) settings;  // of files, the first of a name counts
  uint32_t from_goroot;              // where those of GOROOT begin
} Environment;

const char *environment_file(Arena *arena);                     // $GOENV or the user's go/env; NULL: none
void environment_read(Arena *arena, Environment *environment);  // that file; none: no settings
// What GOROOT/go.env says where nothing else does.
void environment_add_goroot(Arena *arena, Environment *environment, const char *goroot);
const char *environment_default(const Environment *environment, const char *name);  // of GOROOT/go.env, "" none
// Of the process, else of the files; "" if neither has it.
const char *environment_get(const Environment *environment, const char *name);

// A setting of the command's own GODEBUG, "name=value,name=value" of which the last counts; "" it is not set.
const char *environment_godebug(Arena *arena, const char *name);
// This process's environment, for another one, with the variables given ("NAME=VALUE") in place of those of their
// names. NULL ends it.
char **environment_with(Arena *arena, const StringVec *changed);

// GOPATH, a list, and GOMODCACHE: what they are where nothing states them, "" nothing, and what they are.
const char *environment_default_gopath(Arena *arena, const Environment *environment);
const char *environment_gopath(Arena *arena, const Environment *environment);
const char *environment_default_module_cache(Arena *arena, const Environment *environment);
const char *environment_module_cache(Arena *arena, const Environment *environment);
// A folder below the first one of GOPATH; "" none.
const char *environment_gopath_folder(Arena *arena, const Environment *environment, const char *name);

#endif
