// tuco work: what stands above its sub-commands.
#include "cmd/command.h"

const Command cmd_work = {
    .name = "work",
    .usage = "<command> [arguments]",
    .summary = "workspace maintenance",
    .description =
        "Work makes and changes a workspace: several modules that are worked on at once, named by a\n"
        "go.work file.",
};
