// tuco mod edit: changes a go.mod file, or prints it, for programs and people. Looks at nothing but that file.
#include <string.h>

#include "base/paths.h"
#include "cmd/edits.h"
#include "mod/gover.h"
#include "mod/path.h"

static const FlagRow own[] = {{"dropexclude", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"dropgodebug", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"dropignore", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"dropreplace", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"droprequire", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"dropretract", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"droptool", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"exclude", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"fmt", FLAG_BOOL, TO_BOOL(EditFlags, fmt)},
                              {"go", FLAG_VALUE, TO_TEXT(EditFlags, go)},
                              {"godebug", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"ignore", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"json", FLAG_BOOL, TO_BOOL(EditFlags, json)},
                              {"modfile", FLAG_VALUE, TO_TEXT(EditFlags, mod_file)},
                              {"module", FLAG_VALUE, TO_TEXT(EditFlags, module)},
                              {"print", FLAG_BOOL, TO_BOOL(EditFlags, print)},
                              {"replace", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"require", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"retract", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"tool", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"toolchain", FLAG_VALUE, TO_TEXT(EditFlags, toolchain)},
                              FLAGS_END};

static bool is_set(const char *flag) { return flag && *flag; }

// What is wrong with the flags together; NULL: nothing.
static const char *check(const EditFlags *asked, int argc) {
  bool any = is_set(asked->module) || is_set(asked->go) || is_set(asked->toolchain) || asked->json || asked->print ||
             asked->fmt || asked->edits.len;
  if (!any) return "no flags specified (see 'go help mod edit').";
  if (asked->json && asked->print) return "cannot use both -json and -print";
  if (argc > 1) return "too many arguments";
  return NULL;
}

static const char *check_module(Arena *arena, const char *path) {
  if (!is_set(path)) return NULL;
  const char *problem = mod_path_error(arena, path, MOD_PATH_IMPORT);
  if (!problem && gover_is_toolchain(path)) problem = "module path is reserved";
  return problem ? arena_printf(arena, "invalid -module: %s", problem) : NULL;
}

static int edit(const BuildFlags *flags, const EditFlags *asked, const FileEditVec *edits, const char *path) {
  Arena *arena = flags->arena;
  ModuleFileText file = {.path = path};
  const char *problem;
  ModFile *f = module_file_read(flags, &file, MOD_FILE_MAIN, &problem);
  if (!f && file.text) return cmd_fail("errors parsing %s:\n%s", short_path(arena, flags->options.dir, path), problem);
  if (!f) return cmd_fail("%s", problem);
  if (is_set(asked->module)) modfile_set_module(f, asked->module);
  return edits_finish(asked, edits, f, &file);
}

static int run(BuildFlags *flags, int argc, char **argv) {
  EditFlags *asked = flags->state;
  FileEditVec edits = {0};
  int status = flags_context(flags);
  if (status) return status;
  const char *problem = edits_read(flags->arena, &asked->edits, false, &edits);
  if (!problem) problem = check(asked, argc);
  if (problem) return cmd_fail("%s", problem);
  const char *path = argc == 1 ? argv[0] : module_file(flags);
  if (!path) return 1;
  if (argc == 0 && is_set(asked->mod_file)) path = asked->mod_file;
  problem = check_module(flags->arena, asked->module);
  if (problem) return cmd_fail("%s", problem);
  status = edits_check_go("mod", asked, local_version(flags));
  if (status) return status;
  return edit(flags, asked, &edits, path);
}

const Command cmd_mod_edit = {
    .name = "mod edit",
    .usage = "[editing flags] [-fmt|-print|-json] [go.mod]",
    .summary = "edit go.mod from tools or scripts",
    .description =
        "Edit changes the go.mod file of the main module, or the one named, and writes it in its\n"
        "usual form. It reads nothing else, and looks for no module.\n\n"
        "\t-fmt                       no change but the form\n"
        "\t-print, -json              print the result, write nothing\n"
        "\t-module path               the module's path\n"
        "\t-go version                the go line; none: take it out\n"
        "\t-toolchain name            the toolchain line; none: take it out\n"
        "\t-require path@version, -droprequire path\n"
        "\t-exclude path@version, -dropexclude path@version\n"
        "\t-replace old[@v]=new[@v], -dropreplace old[@v]\n"
        "\t-retract version, -dropretract version; also [low,high]\n"
        "\t-godebug key=value, -dropgodebug key\n"
        "\t-tool path, -droptool path\n"
        "\t-ignore path, -dropignore path\n\n"
        "The flags of the last seven lines may stand several times; they act in their order.\n",
    .run = run,
    .state_size = sizeof(EditFlags),
    .flags = {own, flags_steps, flags_modules},
};
