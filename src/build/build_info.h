// Build information read from an executable: which Go made it, of which modules, with which settings. read_info.c
#ifndef TUCO_BUILD_BUILD_INFO_H
#define TUCO_BUILD_BUILD_INFO_H

#include "base/vec.h"

typedef struct InfoModule {
  const char *path, *version, *sum;
  struct InfoModule *replace;  // NULL: not replaced
} InfoModule;
typedef struct InfoSetting {
  const char *key, *value;
} InfoSetting;
typedef struct BuildInfo {
  const char *go_version;
  const char *path;  // of the main package
  InfoModule main;   // path "" and version "": none
  Vec(InfoModule *) deps;
  Vec(InfoSetting) settings;
} BuildInfo;

bool build_info_is_quoted(const char *text, bool key);  // does go write a key or value so?
// False with *problem, in the words of Go's debug/buildinfo. The file is not trusted.
bool build_info_read(Arena *arena, const char *path, BuildInfo *info, const char **problem);

#endif
