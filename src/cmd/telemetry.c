// tuco telemetry: there is none.
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"

static int run(BuildFlags *flags, int argc, char **argv) {
  int status = flags_context(flags);
  if (status) return status;
  if (argc > 1 || (argc == 1 && !settings_is_listed("on local off", argv[0]))) return cmd_fail_usage(flags->command);
  if (argc == 0) {
    printf("off\n");
    return 0;
  }
  if (strcmp(argv[0], "off") == 0) return 0;
  return cmd_not_supported("telemetry %s", argv[0]);
}

const Command cmd_telemetry = {
    .name = "telemetry",
    .usage = "[off|local|on]",
    .summary = "manage telemetry data and settings",
    .description = "Telemetry prints `off`: tuco collects nothing about its use, and sends nothing.\n",
    .run = run,
    .traits = COMMAND_ANY_GOROOT,
};
