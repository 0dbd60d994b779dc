// What a command works with: the working directory, GOROOT, and the variables of the environment (settings.c).
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/paths.h"
#include "base/view.h"
#include "cmd/cmd.h"

static bool check_flags(const BuildFlags *flags) {
  const char *mod = flags->options.context.mod;
  if (mod && strcmp(mod, "mod") != 0 && strcmp(mod, "readonly") != 0 && strcmp(mod, "vendor") != 0)
    fprintf(stderr, "-mod=%s not supported (can be '', 'mod', 'readonly', or 'vendor')\n", mod);
  else if (flags->bad_workers) cmd_warn("-p must be a positive integer: %s", flags->bad_workers);
  else if (flags->bad_build_mode) fprintf(stderr, "buildmode=%s not supported\n", flags->bad_build_mode);
  else return true;
  return false;
}

// The working directory. As go has it, by the name that $PWD has for it, if that is so: it may lead through links.
static char *working_folder(void) {
  const char *said = getenv("PWD");
  struct stat here, there;
  bool same = said && *said == '/' && stat(said, &there) == 0 && stat(".", &here) == 0 && here.st_dev == there.st_dev &&
              here.st_ino == there.st_ino;
  return same ? strdup(said) : getcwd(NULL, 0);
}

static bool enter_folder(BuildFlags *flags) {
  if (flags->options.dir && chdir(flags->options.dir) != 0) {
    cmd_warn("chdir %s: %s", flags->options.dir, DIAG_ERRNO(errno));
    return false;
  }
  char *cwd = working_folder();
  if (!cwd) {
    cmd_warn("getwd: %s", DIAG_ERRNO(errno));
    return false;
  }
  flags->options.dir = clean_path(flags->arena, cwd);
  free(cwd);
  return true;
}

static bool find_goroot(BuildFlags *flags) {
  BuildContext *context = &flags->options.context;
  const char *asked = environment_get(context->environment, "GOROOT");
  context->goroot = build_find_goroot(flags->arena, *asked ? asked : NULL, &context->version);
  if (context->goroot) return true;
  if (*asked && (flags->command->traits & COMMAND_ANY_GOROOT) && is_folder(asked)) {
    context->goroot = asked;
    context->version = "go1.26";
    return true;
  }
  if (*asked && !is_folder(asked)) cmd_warn("cannot find GOROOT directory: %s", asked);
  else if (*asked) cmd_warn("GOROOT=%s: no Go 1.26 source tree", asked);
  else fprintf(stderr, "tuco: cannot find GOROOT: no Go 1.26 source; run ./setup or set GOROOT\n");
  return false;
}

int flags_enter(BuildFlags *flags) {
  BuildContext *context = &flags->options.context;
  if (!enter_folder(flags)) return 1;
  Environment *environment = arena_new(flags->arena, Environment);
  environment_read(flags->arena, environment);
  context->environment = environment;
  if (!find_goroot(flags)) return 2;
  environment_add_goroot(flags->arena, environment, context->goroot);
  return 0;
}

// Are packages those of modules, or of GOPATH? Flags for modules are then refused, but those that $GOFLAGS has.
static int choose_mode(BuildFlags *flags) {
  BuildContext *c = &flags->options.context;
  ModuleOptions options = {
      .dir = flags->options.dir, .goroot = c->goroot, .environment = c->environment, .mod_file = c->mod_file};
  c->gopath = modules_off(flags->arena, &options);
  if (!c->gopath) return 0;
  const char *mod = c->mod && !flag_in_goflags(flags, "mod") ? arena_printf(flags->arena, "mod=%s", c->mod) : NULL;
  const char *given = mod ? mod : c->writable_cache && !flag_in_goflags(flags, "modcacherw") ? "modcacherw" : NULL;
  if (!given && c->mod_file && !flag_in_goflags(flags, "mod")) given = "modfile";
  if (given) fprintf(stderr, "build flag -%s only valid when using modules\n", given);
  c->mod = c->mod_file = NULL;
  return given != NULL;
}

// From here on files are seen through -overlay. The module cache is what it is.
static bool set_overlay(const BuildFlags *flags) {
  if (!flags->overlay) return true;
  const char *problem = view_set_overlay(flags->arena, flags->overlay, flags->options.dir);
  const char *cache = environment_module_cache(flags->arena, flags->options.context.environment);
  const char *inside = problem ? NULL : view_replaced_at(cache);
  if (problem) cmd_warn("%s", problem);
  else if (inside)
    cmd_warn("overlay contains a replacement for %s. Files beneath GOMODCACHE (%s) must not be replaced.", inside,
             cache);
  return !problem && !inside;
}

int flags_context(BuildFlags *flags) {
  int status = flags_enter(flags);
  if (status) return status;
  if (!check_flags(flags) || !set_overlay(flags)) return 1;
  CoverMode *cover = &flags->options.context.cover.mode;
  if (!flags->covers) *cover = COVER_NONE;
  else if (!*cover) *cover = COVER_SET;
  status = settings_check(flags);
  return status ? status : choose_mode(flags);
}
