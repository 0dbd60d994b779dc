// tuco test
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/paths.h"
#include "cmd/test_vet.h"
#include "mod/disk.h"
#include "test/duration.h"

static const int64_t second = 1000000000;

// A test that hangs ends itself at -timeout and says where it hangs. What does not even do that is stopped later; how
// much later depends on the timeout, as what it has to write does.
static void set_limits(const TestFlags *asked, TestPlan *plan) {
  const char *text = test_flag_value(asked, "timeout");
  int64_t timeout = 600 * second;
  if (*text) duration_parse(text, &timeout);
  plan->timeout = INT64_MAX;
  if (timeout <= 0 || plan->benchmarks || plan->fuzz) return;
  plan->wait_delay = timeout / 10 < 5 * second ? 5 * second : timeout / 10;
  int64_t more = plan->wait_delay < 60 * second ? 60 * second : plan->wait_delay;
  plan->timeout = timeout < INT64_MAX - more ? timeout + more : INT64_MAX;
}

// The executables that nobody keeps have no symbols; a program of a user's may be looked at.
static void set_options(BuildFlags *flags, const TestFlags *asked, const TestPlan *plan) {
  static const StringVariable test_binary = {"testing.testBinary", "1"};
  BuildOptions *options = &flags->options;
  options->context.test = options->context.keep_going = options->context.sums = true;
  options->fuzz = plan->fuzz;
  vec_push(flags->arena, &options->variables, test_binary);
  if (options->vcs == VCS_AUTO) options->vcs = VCS_OFF;
  if (!plan->compile_only && !plan->keeps && !asked->output) options->strip_symbols = options->strip_dwarf = true;
}

static int vet_and_run(BuildFlags *flags, const TestFlags *asked, TestPlan *plan) {
  static const char *const here[] = {"."};
  TestVet vet;
  const char *problem = asked->vet_off ? NULL : test_vet_start(flags, plan, &vet);
  if (problem) return cmd_fail("%s", problem);
  if (!asked->vet_off) plan->vetter = &vet.vetter;
  int status =
      plan->here ? test_packages(plan, here, 1) : test_packages(plan, asked->packages.data, asked->packages.len);
  if (plan->vetter) test_vet_end(&vet);
  return status;
}

static int run_in_folder(BuildFlags *flags, const TestFlags *asked, TestPlan *plan) {
  int status = work_folder_make(flags);
  if (status) return status;
  plan->folder = flags->work;
  status = vet_and_run(flags, asked, plan);
  if (!flags->keep_work) disk_remove(flags->arena, flags->work);
  return status;
}

// Where -coverprofile goes; NULL: nowhere. What is only compiled writes it when it is run.
static const char *cover_profile(const BuildFlags *flags, const TestFlags *asked) {
  const char *path = test_flag_value(asked, "coverprofile"), *folder = test_flag_value(asked, "outputdir");
  if (!*path || asked->compile_only) return NULL;
  return absolute_path(flags->arena, *folder ? folder : flags->options.dir, path);
}

static int run(BuildFlags *flags, int argc, char **argv) {
  TestFlags *asked = flags->state;
  if (!test_flags_read(flags, argc, argv)) return 2;
  int status = flags_context(flags);
  if (status) return status;
  const char *verbose = test_flag_value(asked, "v"), *profile = test_flags_profile(asked);
  bool marked = strcmp(verbose, "test2json") == 0;
  TestPlan plan = {
      .build = &flags->options,
      .arena = flags->arena,
      .exec = asked->exec,
      .arguments = asked->arguments,
      .here = !asked->packages.len,
      .compile_only = asked->compile_only,
      .json = asked->json,
      .marked = marked,
      .shows_passed = marked || strcmp(verbose, "true") == 0 || *test_flag_value(asked, "list") || asked->shows_help,
      .benchmarks = *test_flag_value(asked, "bench") != 0,
      .fails_fast = strcmp(test_flag_value(asked, "failfast"), "true") == 0,
      .output = asked->output && *asked->output ? asked->output : NULL,
      .keeps = *profile != 0,
      .fuzz = *test_flag_value(asked, "fuzz") != 0,
      .profile = *profile ? profile : NULL,
  };
  plan.cover_profile = cover_profile(flags, asked);
  set_limits(asked, &plan);
  set_options(flags, asked, &plan);
  return run_in_folder(flags, asked, &plan);
}

const Command cmd_test = {
    .name = "test",
    .usage = "[build/test flags] [packages] [build/test flags & test binary flags]",
    .summary = "test packages",
    .description =
        "Test builds the test executable of each package that is named, runs it in the\n"
        "package's folder and prints what came of it. Flags may stand before and after\n"
        "the packages; what follows -args, and flags that are not known, go to the\n"
        "executables.\n\n"
        "\t-c            build the executables, as pkg.test, and do not run them\n"
        "\t-o file       where the executable goes (a folder: in it)\n"
        "\t-exec xprog   run \"xprog executable\"\n"
        "\t-json         print events\n"
        "\t-vet list     the analyzers of vet that are run before, \"off\" for none, \"all\"\n\n"
        "The flags of package testing, also as -test.run and so on: -artifacts -bench\n"
        "-benchmem -benchtime -count -coverprofile -cpu -cpuprofile -failfast -fullpath\n"
        "-fuzz -fuzzminimizetime -fuzztime -list -memprofile -memprofilerate -outputdir\n"
        "-parallel -run -short -shuffle -skip -timeout -v.\n",
    .run = run,
    .prepare = test_flags_prepare,
    .state_size = sizeof(TestFlags),
    .traits = COMMAND_COMPILES | COMMAND_READS_FLAGS,
    .flags = {flags_test, flags_build, flags_steps, flags_mod, flags_modules, flags_cover, flags_debug},
    .refused = test_flags_refused,
};
