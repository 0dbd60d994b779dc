// tuco tool: runs a tool of the GOROOT, or one that go.mod names. They are built from source at the first call and kept
// in the build cache; what lies in the GOROOT's own folder of tools is gc's, and is left alone.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/paths.h"
#include "cmd/modules.h"
#include "cmd/process.h"
#include "cmd/systems.h"
#include "load/program.h"

typedef struct ToolFlags {
  bool name_only;  // -n
} ToolFlags;

static const FlagRow own[] = {{"n", FLAG_BOOL, TO_BOOL(ToolFlags, name_only)}, FLAGS_END};

// Programs of GOROOT/src/cmd that are no tools: the command itself, and what has a command of go's own.
static bool is_tool_name(const char *name) {
  return *name && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name) &&
         !settings_is_listed("go gofmt api internal vendor relnote tools", name);
}

static bool is_goroot_tool(const BuildFlags *flags, const char *name) {
  const char *dir = arena_printf(flags->arena, "%s/src/cmd/%s", flags->options.context.goroot, name);
  return is_tool_name(name) && is_folder(dir) && folder_has_go_files(dir);
}

// ---- tools of the main module

// The tools that go.mod, or each go.mod of a workspace, names; none without a module. NULL after saying what is wrong.
static const StringVec *module_tools(BuildFlags *flags) {
  static const StringVec none = {0};
  if (flags->options.context.gopath) return &none;
  const ModuleSet *set = cmd_modules(flags, (ModuleOptions){.root = MODULE_ROOT_AUTO}, false);
  return set ? &set->tools : NULL;
}

static const char *find_module_tool(BuildFlags *flags, const char *name, int *status) {
  const char *found = NULL, *choices = "";
  uint32_t matches = 0;
  const StringVec *tools = module_tools(flags);
  if (!tools) return *status = 1, NULL;
  for (uint32_t i = 0; i < tools->len; i++) {
    const char *path = tools->data[i];
    if (strcmp(path, name) != 0 && strcmp(program_name(flags->arena, &flags->options.context, path), name) != 0)
      continue;
    found = path;
    choices = arena_printf(flags->arena, "%s%s\n\t", choices, path);
    matches++;
  }
  if (matches < 2) return found;
  *status = cmd_fail("tool \"%s\" is ambiguous; choose one of:\n\t%s", name, choices);
  return NULL;
}

// ---- the list

static int list_tools(BuildFlags *flags) {
  StringVec names = {0};
  const char *dir = arena_printf(flags->arena, "%s/src/cmd", flags->options.context.goroot);
  DIR *d = opendir(dir);
  if (!d) return cmd_fail("no tool directory: %s", dir);
  for (struct dirent *e; (e = readdir(d));)
    if (is_goroot_tool(flags, e->d_name)) {
      const char *name = arena_strdup(flags->arena, e->d_name, strlen(e->d_name));
      vec_push(flags->arena, &names, name);
    }
  closedir(d);
  strings_sort(&names, 0);
  for (uint32_t i = 0; i < names.len; i++) printf("%s\n", names.data[i]);
  const StringVec *tools = module_tools(flags);
  for (uint32_t i = 0; tools && i < tools->len; i++) printf("%s\n", tools->data[i]);
  return !tools;
}

// ---- the command

static int run_tool(const BuildFlags *flags, const char *path, char **words) {
  const ToolFlags *asked = flags->state;
  const char *name = words[0];
  words[0] = (char *)path;
  if (asked->name_only) {
    for (uint32_t i = 0; words[i]; i++) printf("%s%s", i ? " " : "", words[i]);
    printf("\n");
    return 0;
  }
  words[0] = arena_printf(flags->arena, "%s/%s", path, strrchr(name, '/') ? strrchr(name, '/') + 1 : name);
  const char *problem = process_run(flags->arena, &(Process){.path = path, .words = words, .foreground = true});
  if (!problem) return 0;
  int status;
  if (sscanf(problem, "exit status %d", &status) == 1) return status;
  fprintf(stderr, "go tool %s: %s\n", name, problem);
  return 2;
}

static int run(BuildFlags *flags, int argc, char **argv) {
  int status = flags_context(flags);
  if (status) return status;
  if (argc == 0) return list_tools(flags);
  BuildOptions options = flags->options;
  const char *name = argv[0], *package, *path;
  if (argc > 1 && strcmp(name, "dist") == 0 && strcmp(argv[1], "list") == 0 && systems_list(argc - 2, argv + 2))
    return 0;
  options.vcs = VCS_OFF;
  if (is_goroot_tool(flags, name)) {
    package = arena_printf(flags->arena, "cmd/%s", name);
    options.context.target.goos = "linux";
    options.context.target.goarch = "amd64";
    options.dir = arena_printf(flags->arena, "%s/src/cmd", options.context.goroot);  // whatever module is around here
  } else {
    package = find_module_tool(flags, name, &status);
    if (status) return status;
  }
  if (!package) {
    fprintf(stderr, "go: no such tool \"%s\"\n", name);
    return 2;
  }
  status = build_cached(&options, package, &path);
  return status ? status : run_tool(flags, path, argv);
}

const Command cmd_tool = {
    .name = "tool",
    .usage = "[-n] command [args...]",
    .summary = "run specified go tool",
    .description =
        "Tool runs a tool of the GOROOT (src/cmd), or one that go.mod names in a tool line, by its path\n"
        "or the last element of it. It is built from source when it is first asked for and kept in the\n"
        "build cache. Without arguments tool prints which there are.\n\n"
        "\t-n   print the command, do not run it\n",
    .run = run,
    .state_size = sizeof(ToolFlags),
    .traits = COMMAND_COMPILES | COMMAND_ANY_GOROOT,
    .flags = {own, flags_modules},
};
