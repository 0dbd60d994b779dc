// tuco list [-deps] [-json]
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"

static void print_strings(const char *name, const StringVec *list) {
  if (!list->len) return;
  printf(",\n\t\"%s\": [", name);
  for (uint32_t i = 0; i < list->len; i++) printf("%s\n\t\t\"%s\"", i ? "," : "", list->data[i]);
  printf("\n\t]");
}

static void print_module(const Module *m) {
  printf(",\n\t\"Module\": {\n\t\t\"Path\": \"%s\"", m->path);
  if (m->version) printf(",\n\t\t\"Version\": \"%s\"", m->version);
  else printf(",\n\t\t\"Main\": true");
  printf(",\n\t\t\"Dir\": \"%s\",\n\t\t\"GoMod\": \"%s\"", m->dir, m->file);
  if (m->go_version) printf(",\n\t\t\"GoVersion\": \"%s\"", m->go_version);
  printf("\n\t}");
}

static void print_json(const LoadedPackage *l) {
  printf("{\n\t\"Dir\": \"%s\",\n\t\"ImportPath\": \"%s\",\n\t\"Name\": \"%s\"", l->dir, l->path,
         l->package->name ? l->package->name->text : "");
  if (l->standard) printf(",\n\t\"Goroot\": true,\n\t\"Standard\": true");
  if (l->module) print_module(l->module);
  print_strings("GoFiles", &l->go_files);
  print_strings("IgnoredGoFiles", &l->ignored_files);
  print_strings("SFiles", &l->asm_files);
  print_strings("EmbedPatterns", &l->embed_patterns);
  print_strings("EmbedFiles", &l->embed_files);
  print_strings("Imports", &l->import_paths);
  print_strings("TestGoFiles", &l->test_files);
  printf("\n}\n");
}

// A template of plain fields.
static bool print_format(const char *format, const LoadedPackage *l) {
  for (const char *p = format; *p;) {
    if (strncmp(p, "{{", 2) != 0) {
      putchar(*p++);
      continue;
    }
    const char *end = strstr(p, "}}");
    const struct {
      const char *name, *value;
    } fields[] = {{".ImportPath", l->path},
                  {".Dir", l->dir},
                  {".Name", l->package->name ? l->package->name->text : ""},
                  {".Standard", l->standard ? "true" : "false"}};
    bool found = false;
    for (size_t i = 0; end && i < sizeof fields / sizeof *fields && !found; i++) {
      found =
          strlen(fields[i].name) == (size_t)(end - p - 2) && strncmp(fields[i].name, p + 2, (size_t)(end - p - 2)) == 0;
      if (found) fputs(fields[i].value, stdout);
    }
    if (!found) {
      fprintf(stderr, "tuco: not supported yet: list -f %s\n", format);
      return false;
    }
    p = end + 2;
  }
  putchar('\n');
  return true;
}

static int run(int argc, char **argv) {
  Arena arena;
  arena_init(&arena);
  BuildFlags flags = {.arena = &arena};
  int index = 0;
  if (!flags_parse(&flags, &cmd_list, argc, argv, &index)) return 2;
  if (flags.help) {
    printf("usage: %s\n\n%s", cmd_list.usage, cmd_list.description);
    return 0;
  }
  if (!flags_context(&flags)) return 1;
  flags.options.context.as_written = true;
  flags.options.context.roots_only = !flags.deps && !flags.json;
  Session *session = build_session(&flags.options);
  Loader *loader = loader_new(session, &flags.options.context, flags.options.dir);
  static const char *const here[] = {"."};
  uint32_t found = 0, count;
  LoadedPackage **roots = NULL;
  if (loader)
    roots = index < argc ? loader_load(loader, (const char *const *)argv + index, (uint32_t)(argc - index), &found)
                         : loader_load(loader, here, 1, &found);
  if (!roots) {
    if (!loader || !loader_report(loader)) diags_flush(session->diags, STDERR_FILENO, 0);
    return 1;
  }
  LoadedPackage **order = flags.deps ? loader_order(loader, &count) : roots;
  if (!flags.deps) count = found;
  for (uint32_t i = 0; i < count; i++) {
    if (flags.json) print_json(order[i]);
    else if (!print_format(flags.format ? flags.format : "{{.ImportPath}}", order[i])) return 1;
  }
  return 0;
}

const Command cmd_list = {"list", "tuco list [-f format] [-json] [list flags] [build flags] [packages]",
                          "list packages or modules",
                          "List prints the named packages, one a line; -deps also all they import, in\n"
                          "dependency order; -json prints what is known of each, -f a text\n"
                          "with {{.ImportPath}}, {{.Name}}, {{.Dir}}, {{.Standard}}.\n",
                          run};
