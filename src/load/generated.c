// Files that cmd/dist writes into a GOROOT before it builds Go, made in memory
// where the GOROOT is bare source (a distribution's package, a git checkout).
#include <string.h>

#include "load/load.h"

typedef struct GeneratedRow {
  const char *package_path, *name;
  const char *(*make)(Arena *arena, const BuildContext *context);
} GeneratedRow;

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

// The C compilers by name, for package cfg of the go command (exported names) and for cgo.
static const char *default_compilers(Arena *arena, const char *package, char first) {
  return arena_printf(
      arena,
      "package %s\n\nconst %cefaultPkgConfig = `pkg-config`\n"
      "func %cefaultCC(goos, goarch string) string {\n\tswitch goos + `/` + goarch {\n\t}\n"
      "\tswitch goos {\n\tcase \"darwin\", \"ios\", \"freebsd\", \"openbsd\":\n\t\treturn \"clang\"\n\t}\n"
      "\treturn \"gcc\"\n}\n"
      "func %cefaultCXX(goos, goarch string) string {\n\tswitch goos + `/` + goarch {\n\t}\n"
      "\tswitch goos {\n\tcase \"darwin\", \"ios\", \"freebsd\", \"openbsd\":\n\t\treturn \"clang++\"\n\t}\n"
      "\treturn \"g++\"\n}\n",
      package, first, first, first);
}

static const char *make_go_defaultcc(Arena *arena, const BuildContext *context) {
  (void)context;
  return default_compilers(arena, "cfg", 'D');
}

static const char *make_cgo_defaultcc(Arena *arena, const BuildContext *context) {
  (void)context;
  return default_compilers(arena, "main", 'd');
}

// The time zone archive as a constant; NULL where the GOROOT does not have it either.
static const char *make_tzdata(Arena *arena, const BuildContext *context) {
  size_t size;
  const char *zip = source_read(arena, arena_printf(arena, "%s/lib/time/zoneinfo.zip", context->goroot), &size);
  if (!zip) return NULL;
  static const char head[] = "package tzdata\n\nconst zipdata = \"", digits[] = "0123456789abcdef";
  char *text = arena_array(arena, char, sizeof head + 4 * size + 2), *p = text + sizeof head - 1;
  memcpy(text, head, sizeof head);
  for (size_t i = 0; i < size; i++) {
    *p++ = '\\', *p++ = 'x';
    *p++ = digits[(uint8_t)zip[i] >> 4], *p++ = digits[zip[i] & 15];
  }
  memcpy(p, "\"\n", 3);
  return text;
}

static const GeneratedRow rows[] = {
    {"internal/runtime/sys", "zversion.go", make_zversion}, {"internal/buildcfg", "zbootstrap.go", make_buildcfg},
    {"cmd/internal/objabi", "zbootstrap.go", make_objabi},  {"cmd/go/internal/cfg", "zdefaultcc.go", make_go_defaultcc},
    {"cmd/cgo", "zdefaultcc.go", make_cgo_defaultcc},       {"time/tzdata", "zzipdata.go", make_tzdata},
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
