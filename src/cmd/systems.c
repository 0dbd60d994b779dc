// See systems.h. Code is made for one of them, files are chosen for any.
#include "cmd/systems.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cmd/cmd.h"

enum { SYSTEM_CGO = 1, SYSTEM_FIRST_CLASS = 2, SYSTEM_BROKEN = 4 };

// Of internal/platform.
static const struct {
  const char *os, *arch;
  int traits;
} systems[] = {
    {"aix", "ppc64", SYSTEM_CGO},
    {"android", "386", SYSTEM_CGO},
    {"android", "amd64", SYSTEM_CGO},
    {"android", "arm", SYSTEM_CGO},
    {"android", "arm64", SYSTEM_CGO},
    {"darwin", "amd64", SYSTEM_CGO | SYSTEM_FIRST_CLASS},
    {"darwin", "arm64", SYSTEM_CGO | SYSTEM_FIRST_CLASS},
    {"dragonfly", "amd64", SYSTEM_CGO},
    {"freebsd", "386", SYSTEM_CGO},
    {"freebsd", "amd64", SYSTEM_CGO},
    {"freebsd", "arm", SYSTEM_CGO},
    {"freebsd", "arm64", SYSTEM_CGO},
    {"freebsd", "riscv64", SYSTEM_CGO | SYSTEM_BROKEN},
    {"illumos", "amd64", SYSTEM_CGO},
    {"ios", "amd64", SYSTEM_CGO},
    {"ios", "arm64", SYSTEM_CGO},
    {"js", "wasm", 0},
    {"linux", "386", SYSTEM_CGO | SYSTEM_FIRST_CLASS},
    {"linux", "amd64", SYSTEM_CGO | SYSTEM_FIRST_CLASS},
    {"linux", "arm", SYSTEM_CGO | SYSTEM_FIRST_CLASS},
    {"linux", "arm64", SYSTEM_CGO | SYSTEM_FIRST_CLASS},
    {"linux", "loong64", SYSTEM_CGO},
    {"linux", "mips", SYSTEM_CGO},
    {"linux", "mips64", SYSTEM_CGO},
    {"linux", "mips64le", SYSTEM_CGO},
    {"linux", "mipsle", SYSTEM_CGO},
    {"linux", "ppc64", 0},
    {"linux", "ppc64le", SYSTEM_CGO},
    {"linux", "riscv64", SYSTEM_CGO},
    {"linux", "s390x", SYSTEM_CGO},
    {"linux", "sparc64", SYSTEM_CGO | SYSTEM_BROKEN},
    {"netbsd", "386", SYSTEM_CGO},
    {"netbsd", "amd64", SYSTEM_CGO},
    {"netbsd", "arm", SYSTEM_CGO},
    {"netbsd", "arm64", SYSTEM_CGO},
    {"openbsd", "386", SYSTEM_CGO},
    {"openbsd", "amd64", SYSTEM_CGO},
    {"openbsd", "arm", SYSTEM_CGO},
    {"openbsd", "arm64", SYSTEM_CGO},
    {"openbsd", "mips64", SYSTEM_CGO | SYSTEM_BROKEN},
    {"openbsd", "ppc64", 0},
    {"openbsd", "riscv64", SYSTEM_CGO},
    {"plan9", "386", 0},
    {"plan9", "amd64", 0},
    {"plan9", "arm", 0},
    {"solaris", "amd64", SYSTEM_CGO},
    {"wasip1", "wasm", 0},
    {"windows", "386", SYSTEM_CGO | SYSTEM_FIRST_CLASS},
    {"windows", "amd64", SYSTEM_CGO | SYSTEM_FIRST_CLASS},
    {"windows", "arm64", SYSTEM_CGO},
};
enum { SYSTEM_COUNT = sizeof systems / sizeof *systems };

bool system_is_known(const char *os, const char *arch) {
  for (size_t i = 0; i < SYSTEM_COUNT; i++)
    if (strcmp(systems[i].os, os) == 0 && strcmp(systems[i].arch, arch) == 0) return true;
  return false;
}

static void write_system(JsonWriter *w, size_t index) {
  int traits = systems[index].traits;
  json_open(w, NULL, '{');
  json_string(w, "GOOS", systems[index].os);
  json_string(w, "GOARCH", systems[index].arch);
  json_bool(w, "CgoSupported", traits & SYSTEM_CGO);
  json_bool(w, "FirstClass", traits & SYSTEM_FIRST_CLASS);
  if (traits & SYSTEM_BROKEN) json_bool(w, "Broken", true);
  json_close(w, '}');
}

// "-name", or with a value behind "=".
static bool read_switch(const char *word, const char *name, bool *value) {
  size_t n = strlen(name);
  word += word[0] == '-';
  word += word[0] == '-';
  if (strncmp(word, name, n) != 0) return false;
  if (word[n]) return word[n] == '=' && flag_parse_bool(word + n + 1, value);
  return *value = true;
}

bool systems_list(int argc, char **argv) {
  bool json = false, broken = false, verbose;
  for (int i = 0; i < argc; i++)
    if (argv[i][0] != '-' || !(read_switch(argv[i], "json", &json) || read_switch(argv[i], "broken", &broken) ||
                               read_switch(argv[i], "v", &verbose)))
      return false;
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  JsonWriter w;
  json_begin(&w, out);
  if (json) json_open(&w, NULL, '[');
  for (size_t i = 0; i < SYSTEM_COUNT; i++) {
    if (systems[i].traits & SYSTEM_BROKEN && !broken) continue;
    if (json) write_system(&w, i);
    else fprintf(out, "%s/%s\n", systems[i].os, systems[i].arch);
  }
  if (json) json_close(&w, ']');
  fclose(out);
  fwrite(text, 1, size - json, stdout);  // the JSON has no line's end
  free(text);
  return true;
}
