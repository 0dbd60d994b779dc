// As cmd/go/internal/load's JSONPrinter writes them.
#include "base/build_events.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"

static void print(const char *import_path, const char *action, const char *output) {
  fputs("{\"ImportPath\":", stdout);
  json_quote(stdout, import_path);
  printf(",\"Action\":\"%s\"", action);
  if (output) {
    fputs(",\"Output\":", stdout);
    json_quote(stdout, output);
  }
  fputs("}\n", stdout);
}

void build_events_print(const char *import_path, const char *text) {
  for (size_t n; *text; text += n) {
    n = strcspn(text, "\n");
    n += text[n] != 0;
    char *line = strndup(text, n);
    if (!line) memory_exhausted();
    print(import_path, "build-output", line);
    free(line);
  }
  print(import_path, "build-fail", NULL);
  fflush(stdout);
}
