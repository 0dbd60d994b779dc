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

static void print_json(const LoadedPackage *l) {
  printf("{\n\t\"Dir\": \"%s\",\n\t\"ImportPath\": \"%s\",\n\t\"Name\": \"%s\"", l->dir, l->path,
         l->package->name ? l->package->name->text : "");
  if (l->standard) printf(",\n\t\"Goroot\": true,\n\t\"Standard\": true");
  if (l->module) printf(",\n\t\"Module\": {\n\t\t\"Path\": \"%s\",\n\t\t\"Main\": true,\n\t\t\"Dir\": \"%s\",\n\t\t\"GoMod\": \"%s\"\n\t}",
                        l->module->path, l->module->dir, l->module->file);
  print_strings("GoFiles", &l->go_files);
  print_strings("IgnoredGoFiles", &l->ignored_files);
  print_strings("SFiles", &l->asm_files);
  print_strings("EmbedPatterns", &l->embed_patterns);
  print_strings("EmbedFiles", &l->embed_files);
  print_strings("Imports", &l->import_paths);
  print_strings("TestGoFiles", &l->test_files);
  printf("\n}\n");
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
  if (flags.format) {
    fprintf(stderr, "tuco: not supported yet: list -f\n");
    return 1;
  }
  if (!flags_context(&flags)) return 1;
  Session *session = build_session(&flags.options);
  Loader *loader = loader_new(session, &flags.options.context, flags.options.dir);
  static const char *const here[] = {"."};
  uint32_t found = 0, count;
  LoadedPackage **roots = NULL;
  if (loader)
    roots = index < argc ? loader_load(loader, (const char *const *)argv + index, (uint32_t)(argc - index), &found)
                         : loader_load(loader, here, 1, &found);
  if (!roots) {
    diags_flush(session->diags, STDERR_FILENO, 0);
    return 1;
  }
  LoadedPackage **order = flags.deps ? loader_order(loader, &count) : roots;
  if (!flags.deps) count = found;
  for (uint32_t i = 0; i < count; i++) {
    if (flags.json) print_json(order[i]);
    else printf("%s\n", order[i]->path);
  }
  return 0;
}

const Command cmd_list = {"list", "tuco list [-deps] [-json] [build flags] [packages]", "list packages or modules",
                          "List prints the named packages, one a line; -deps also all they import, in\n"
                          "dependency order; -json prints what is known of each.\n",
                          run};
