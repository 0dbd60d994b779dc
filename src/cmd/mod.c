// tuco mod: what stands above its sub-commands.
#include "cmd/command.h"

const Command cmd_mod = {
    .name = "mod",
    .usage = "<command> [arguments]",
    .summary = "module maintenance",
    .description =
        "Mod works on the modules that a program is made of. Other commands know modules, too:\n"
        "see what `tuco help` says of them.",
};
