// Files that cmd/dist writes into a GOROOT before it builds Go, made in memory
// where the GOROOT is bare source (a distribution's package, a git checkout).
#include <string.h>

#include "load/load.h"

typedef struct GeneratedRow { const char *package_path, *name; const char *(*make)(Arena *arena, const BuildContext *context); } GeneratedRow;

static const char *make_zversion(Arena *arena, const BuildContext *context) {
  (void)context;
  return arena_printf(arena, "package sys\n");
}

static const char *make_buildcfg(Arena *arena, const BuildContext *context) {
  return arena_printf(arena,
                      "package buildcfg\n\nimport \"runtime\"\n\n"
                      "const DefaultGO386 = `sse2`\nconst DefaultGOAMD64 = `v1`\nconst DefaultGOARM = `7`\n"
                      "const DefaultGOARM64 = `v8.0`\nconst DefaultGOMIPS = `hardfloat`\n"
                      "const DefaultGOMIPS64 = `hardfloat`\nconst DefaultGOPPC64 = `power8`\n"
                      "const DefaultGORISCV64 = `rva20u64`\nconst defaultGOEXPERIMENT = ``\n"
                      "const defaultGO_EXTLINK_ENABLED = ``\nconst defaultGO_LDSO = ``\n"
                      "const version = `%s`\nconst defaultGOOS = runtime.GOOS\nconst defaultGOARCH = runtime.GOARCH\n"
                      "const DefaultGOFIPS140 = `off`\nconst DefaultCGO_ENABLED = \"\"\n",
                      context->version);
}

static const char *make_objabi(Arena *arena, const BuildContext *context) {
  (void)context;
  return arena_printf(arena, "package objabi\n");
}

static const char *make_defaultcc(Arena *arena, const BuildContext *context) {
  (void)context;
  return arena_printf(arena,
                      "package cfg\n\nconst DefaultPkgConfig = `pkg-config`\n"
                      "func DefaultCC(goos, goarch string) string {\n\tswitch goos + `/` + goarch {\n\t}\n"
                      "\tswitch goos {\n\tcase \"darwin\", \"ios\", \"freebsd\", \"openbsd\":\n\t\treturn \"clang\"\n\t}\n"
                      "\treturn \"gcc\"\n}\n"
                      "func DefaultCXX(goos, goarch string) string {\n\tswitch goos + `/` + goarch {\n\t}\n"
                      "\tswitch goos {\n\tcase \"darwin\", \"ios\", \"freebsd\", \"openbsd\":\n\t\treturn \"clang++\"\n\t}\n"
                      "\treturn \"g++\"\n}\n");
}

static const GeneratedRow rows[] = {
    {"internal/runtime/sys", "zversion.go", make_zversion},
    {"internal/buildcfg", "zbootstrap.go", make_buildcfg},
    {"cmd/internal/objabi", "zbootstrap.go", make_objabi},
    {"cmd/go/internal/cfg", "zdefaultcc.go", make_defaultcc},
};

const char *generated_files_of(const char *package_path) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (strcmp(rows[i].package_path, package_path) == 0) return rows[i].name;
  return NULL;
}

const char *generated_file(Arena *arena, const BuildContext *context, const char *package_path, const char *name) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (strcmp(rows[i].package_path, package_path) == 0 && strcmp(rows[i].name, name) == 0)
      return rows[i].make(arena, context);
  return NULL;
}
