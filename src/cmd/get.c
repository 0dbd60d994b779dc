// tuco get: adds, changes and removes what the main module requires.
#include "modules/get.h"

#include <string.h>

#include "cmd/modules.h"

typedef struct GetFlags {
  GetOptions options;
  const char *unknown_upgrade;  // -u=… that is none, NULL none
  const char *download;         // -d, which is what always happens; NULL: not given
  bool force, fix, modules, insecure;
} GetFlags;

static const char *set_upgrade(BuildFlags *flags, const char *value) {
  GetFlags *get = flags->state;
  bool known = strcmp(value, "upgrade") == 0 || strcmp(value, "patch") == 0;
  get->unknown_upgrade = NULL;
  get->options.upgrade = value;
  if (!*value || strcmp(value, "false") == 0) get->options.upgrade = NULL;
  else if (strcmp(value, "true") == 0) get->options.upgrade = "upgrade";
  else if (!known) get->unknown_upgrade = value;
  return NULL;
}

static const char *set_download(BuildFlags *flags, const char *value) {
  bool on;
  ((GetFlags *)flags->state)->download = value;
  return flag_parse_bool(value, &on) ? NULL : "parse error";
}

static const FlagRow own[] = {{"d", FLAG_OPTIONAL, SET(set_download)},
                              {"f", FLAG_BOOL, TO_BOOL(GetFlags, force)},
                              {"fix", FLAG_BOOL, TO_BOOL(GetFlags, fix)},
                              {"insecure", FLAG_BOOL, TO_BOOL(GetFlags, insecure)},
                              {"m", FLAG_BOOL, TO_BOOL(GetFlags, modules)},
                              {"t", FLAG_BOOL, TO_BOOL(GetFlags, options.tests)},
                              {"tool", FLAG_BOOL, TO_BOOL(GetFlags, options.tools)},
                              {"u", FLAG_OPTIONAL, SET(set_upgrade)},
                              FLAGS_END};

// Flags of earlier Go's. NULL: nothing that ends the command.
static const char *check(Arena *arena, const GetFlags *get) {
  if (get->unknown_upgrade) return arena_printf(arena, "unknown upgrade flag -u=%s", get->unknown_upgrade);
  if (get->download && !flag_is_true(get->download)) return "-d flag may not be set to false";
  if (get->download) cmd_warn("-d flag is deprecated. -d=true is a no-op");
  if (get->force) cmd_warn("-f flag is a no-op");
  if (get->fix) cmd_warn("-fix flag is a no-op");
  if (get->modules) return "-m flag is no longer supported";
  return get->insecure ? "-insecure flag is no longer supported; use GOINSECURE instead" : NULL;
}

static const char no_module[] =
    "go.mod file not found in current directory or any parent directory.\n"
    "\t'go get' is no longer supported outside a module.\n"
    "\tTo build and install a command, use 'go install' with a version,\n"
    "\tlike 'go install example.com/cmd@latest'\n"
    "\tFor more information, see https://golang.org/doc/go-get-install-deprecation\n"
    "\tor run 'go help get' or 'go help install'.";

static int run(BuildFlags *flags, int argc, char **argv) {
  GetFlags *get = flags->state;
  int status = flags_context(flags);
  if (status) return status;
  const char *problem = check(flags->arena, get);
  if (problem) return cmd_fail("%s", problem);
  ModuleOptions options = {.mod_default = "mod", .no_work = true, .verbose = flags->options.verbose};
  ModuleSet *set = cmd_modules(flags, options, flags->options.context.trace);
  if (!set) return 1;
  if (!set->mains.len) return cmd_fail("%s", no_module);
  get->options.target = &flags->options.context.target;
  return get_run(set, flags->arena, &get->options, (const char *const *)argv, (uint32_t)argc);
}

const Command cmd_get = {
    .name = "get",
    .usage = "[-t] [-u] [-tool] [build flags] [packages]",
    .summary = "add dependencies to current module and install them",
    .description =
        "Get finds specific module versions for the named packages, or for modules that are named\n"
        "themselves, updates go.mod to require those versions, and writes their sums. A name may\n"
        "have a version behind it:\n\n"
        "\tpath@v1.2.3, path@v1.2   that version, the latest v1.2.x\n"
        "\tpath@latest              the latest release\n"
        "\tpath@upgrade, path@patch the same, but never an older one than there is; of the\n"
        "\t                         same minor version (upgrade is what a name alone means)\n"
        "\tpath@branch, path@commit what was committed there\n"
        "\tpath@none                the module is not required any more\n\n"
        "\t-u         modules that the packages need are upgraded, too; -u=patch: to the\n"
        "\t           latest version of the same minor version\n"
        "\t-t         what tests of the packages need counts\n"
        "\t-tool      the packages become tools of the module; @none: no longer\n"
        "\t-x         print the commands and requests\n",
    .run = run,
    .state_size = sizeof(GetFlags),
    .flags = {own, flags_build, flags_steps, flags_verbose, flags_modules},
};
