// tuco work edit: changes a go.work file, or prints it, for programs and people. Looks at nothing but that file.

#include "base/paths.h"
#include "cmd/edits.h"

static const FlagRow own[] = {{"dropgodebug", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"dropreplace", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"dropuse", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"fmt", FLAG_BOOL, TO_BOOL(EditFlags, fmt)},
                              {"go", FLAG_VALUE, TO_TEXT(EditFlags, go)},
                              {"godebug", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"json", FLAG_BOOL, TO_BOOL(EditFlags, json)},
                              {"print", FLAG_BOOL, TO_BOOL(EditFlags, print)},
                              {"replace", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              {"toolchain", FLAG_VALUE, TO_TEXT(EditFlags, toolchain)},
                              {"use", FLAG_VALUE, TO_GIVEN(EditFlags, edits)},
                              FLAGS_END};

static int run(BuildFlags *flags, int argc, char **argv) {
  EditFlags *asked = flags->state;
  FileEditVec edits = {0};
  int status = flags_context(flags);
  if (status) return status;
  const char *problem = edits_read(flags->arena, &asked->edits, true, &edits), *path;
  if (problem) return cmd_fail("%s", problem);
  if (asked->json && asked->print) return cmd_fail("cannot use both -json and -print");
  if (argc > 1) return cmd_fail("'go help work edit' accepts at most one argument");
  path = argc == 1 ? argv[0] : workspace_file(flags);
  if (!path || !*path) return workspace_file_missing();
  status = edits_check_go("work", asked, local_version(flags));
  if (status) return status;
  bool any = (asked->go && *asked->go) || (asked->toolchain && *asked->toolchain) || asked->json || asked->print ||
             asked->fmt || asked->edits.len;
  if (!any) return cmd_fail("no flags specified (see 'go help work edit').");
  ModuleFileText file = {.path = path};
  ModFile *f = workspace_file_read(flags, &file, &problem);
  if (f) return edits_finish(asked, &edits, f, &file);
  path = absolute_path(flags->arena, flags->options.dir, path);
  return cmd_fail("errors parsing %s:\n%s", short_path(flags->arena, flags->options.dir, path), problem);
}

const Command cmd_work_edit = {
    .name = "work edit",
    .usage = "[editing flags] [go.work]",
    .summary = "edit go.work from tools or scripts",
    .description =
        "Edit changes the go.work file of the workspace, or the one named, and writes it in its\n"
        "usual form. It looks at nothing else.\n\n"
        "\t-fmt                       no change but the form\n"
        "\t-print, -json              print the result, write nothing\n"
        "\t-go version                the go line; none: take it out\n"
        "\t-toolchain name            the toolchain line; none: take it out\n"
        "\t-use folder, -dropuse folder\n"
        "\t-replace old[@v]=new[@v], -dropreplace old[@v]\n"
        "\t-godebug key=value, -dropgodebug key\n\n"
        "The flags of the last three lines may stand several times; they act in their order.\n",
    .run = run,
    .state_size = sizeof(EditFlags),
    .flags = {own},
};
