// See modules.h.
#include "cmd/modules.h"

#include <stdio.h>
#include <string.h>

#include "mod/pattern.h"

const char *cmd_go_version(const BuildFlags *flags) {
  const char *version = flags->options.context.version;
  return strncmp(version, "go", 2) == 0 ? version + 2 : version;
}

bool cmd_check_go(const BuildFlags *flags, const char *flag, const char **value) {
  const char *latest = cmd_go_version(flags);
  if (*value && !**value) *value = NULL;
  if (!*value) return true;
  bool valid = gover_line_valid(*value);
  if (valid && gover_compare(*value, latest) <= 0) return true;
  fprintf(stderr,
          valid ? "invalid value \"%s\" for flag -%s: maximum supported Go version is %s\n"
                : "invalid value \"%s\" for flag -%s: expecting a Go version like \"%s\"\n",
          *value, flag, latest);
  return false;
}

ModuleSet *cmd_modules(BuildFlags *flags, ModuleOptions options, bool trace) {
  const BuildContext *context = &flags->options.context;
  options.dir = flags->options.dir;
  options.goroot = context->goroot;
  options.version = cmd_go_version(flags);
  options.environment = context->environment;
  options.names = interner_new();
  options.command = flags->command->name;
  options.trace = trace;
  options.mod = context->mod;
  options.mod_file = context->mod_file;
  options.writable_cache = context->writable_cache;
  StringVec errors = {0};
  ModuleSet *set = modules_load(&options, &errors);
  for (uint32_t i = 0; i < errors.len; i++) cmd_warn("%s", errors.data[i]);
  return errors.len ? NULL : set;
}

bool cmd_has_version(const char *argument) { return !pattern_is_folder(argument) && strchr(argument, '@'); }

void cmd_enter_outside(BuildFlags *flags) {
  BuildContext *context = &flags->options.context;
  context->outside = context->programs = true;
  context->gopath = false;                                          // who gives a version wants modules
  if (flag_in_goflags(flags, "modfile")) context->mod_file = NULL;  // it is meant for other commands
  if (flags->options.vcs == VCS_AUTO) flags->options.vcs = VCS_OFF;
}
