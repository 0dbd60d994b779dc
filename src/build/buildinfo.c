// What `go version -m` and runtime/debug.ReadBuildInfo show of an executable
// (cmd/go/internal/load and debug/buildinfo say the format).
#include <string.h>

#include "build/internal.h"

// Marks around the text in the binary, as cmd/go writes them.
static const unsigned char info_start[16] = {0x30, 0x77, 0xaf, 0x0c, 0x92, 0x74, 0x08, 0x02,
                                             0x41, 0xe1, 0xc1, 0x07, 0xe6, 0xd6, 0x18, 0xe6};
static const unsigned char info_end[16] = {0xf9, 0x32, 0x43, 0x31, 0x86, 0x18, 0x20, 0x72,
                                           0x00, 0x82, 0x42, 0x10, 0x41, 0x16, 0xd8, 0xf2};

BuildInfo buildinfo_make(Arena *arena, const BuildOptions *options, const LoadedPackage *main) {
  char *text = arena_printf(arena, "path\t%s\n", main->path);
  if (main->module) text = arena_printf(arena, "%smod\t%s\t(devel)\t\n", text, main->module->path);
  text = arena_printf(arena, "%sbuild\t-compiler=gc\n", text);
  if (options->context.trimpath) text = arena_printf(arena, "%sbuild\t-trimpath=true\n", text);
  text = arena_printf(arena, "%sbuild\tCGO_ENABLED=0\nbuild\tGOARCH=%s\nbuild\tGOOS=%s\nbuild\tGOAMD64=v1\n", text,
                      options->context.goarch, options->context.goos);
  size_t length = strlen(text);
  BuildInfo info = {.size = length + sizeof info_start + sizeof info_end};
  info.bytes = arena_alloc(arena, info.size, 1);
  memcpy(info.bytes, info_start, sizeof info_start);
  memcpy(info.bytes + sizeof info_start, text, length);
  memcpy(info.bytes + sizeof info_start + length, info_end, sizeof info_end);
  return info;
}
