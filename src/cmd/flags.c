// The build flags, as a table (cmd/go "go help build").
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"

typedef bool (*FlagSetter)(BuildFlags *flags, const char *value);
typedef struct FlagRow {
  const char *name;
  bool has_value;
  FlagSetter set;
} FlagRow;

static bool set_output(BuildFlags *f, const char *v) {
  f->options.output = *v ? v : NULL;
  return true;
}
static bool set_verbose(BuildFlags *f, const char *v) {
  f->options.verbose = strcmp(v, "false") != 0;
  return true;
}
static bool set_commands(BuildFlags *f, const char *v) {
  f->options.print_commands = strcmp(v, "false") != 0;
  return true;
}
static bool set_dry_run(BuildFlags *f, const char *v) {
  f->options.dry_run = strcmp(v, "false") != 0;
  return true;
}
static bool set_trimpath(BuildFlags *f, const char *v) {
  f->options.context.trimpath = strcmp(v, "false") != 0;
  return true;
}
static bool set_json(BuildFlags *f, const char *v) {
  f->json = strcmp(v, "false") != 0;
  return true;
}
static bool set_deps(BuildFlags *f, const char *v) {
  f->deps = strcmp(v, "false") != 0;
  return true;
}
static bool set_format(BuildFlags *f, const char *v) {
  f->format = v;
  return true;
}
static bool set_vcs(BuildFlags *f, const char *v) {
  f->options.vcs = strcmp(v, "auto") == 0 ? VCS_AUTO : strcmp(v, "false") == 0 ? VCS_OFF : VCS_REQUIRED;
  return true;
}
static bool set_ignored(BuildFlags *f, const char *v) {
  (void)f;
  (void)v;
  return true;
}
static bool set_folder(BuildFlags *f, const char *v) {
  f->options.dir = v;
  return true;
}

static bool set_mod(BuildFlags *f, const char *v) {
  f->options.context.mod = *v ? v : NULL;
  return true;
}

static bool set_workers(BuildFlags *f, const char *v) {
  char *end;
  long n = strtol(v, &end, 10);
  if (*end || !*v) return false;
  f->options.workers = n > 4096 ? 4096 : n < 1 ? 0 : (uint32_t)n;
  f->bad_workers = n < 1 ? v : NULL;
  return true;
}

static bool set_tags(BuildFlags *f, const char *v) {
  while (*v) {
    size_t n = strcspn(v, ", ");
    const char *tag = arena_strdup(f->arena, v, n);
    if (n) vec_push(f->arena, &f->options.context.tags, tag);
    v += n + (v[n] != 0);
  }
  return true;
}

static bool add_variable(BuildFlags *f, const char *text) {
  const char *equals = strchr(text, '=');
  if (!equals) return false;
  StringVariable variable = {arena_strdup(f->arena, text, (size_t)(equals - text)), equals + 1};
  vec_push(f->arena, &f->options.variables, variable);
  return true;
}

// Takes the next word of a flag list; quotes hold spaces together.
static const char *next_word(BuildFlags *f, const char **cursor) {
  const char *p = *cursor + strspn(*cursor, " \t\n");
  if (!*p) return NULL;
  const char *start = p;
  size_t n;
  if (*p == '\'' || *p == '"') {
    start = p + 1;
    n = strcspn(start, *p == '\'' ? "'" : "\"");
    *cursor = start + n + (start[n] != 0);
  } else {
    n = strcspn(start, " \t\n");
    *cursor = start + n;
  }
  return arena_strdup(f->arena, start, n);
}

static bool set_ldflags(BuildFlags *f, const char *v) {
  f->options.linker_flags = v;
  for (const char *word; (word = next_word(f, &v));) {
    if (word[0] == '-' && word[1] == '-') word++;
    if (strcmp(word, "-s") == 0) f->options.strip_symbols = f->options.strip_dwarf = true;
    else if (strcmp(word, "-w") == 0) f->options.strip_dwarf = true;
    else if (strncmp(word, "-X=", 3) == 0) {
      if (!add_variable(f, word + 3)) return false;
    } else if (strcmp(word, "-X") == 0) {
      const char *value = next_word(f, &v);
      if (!value || !add_variable(f, value)) return false;
    }
  }
  return true;
}

// -e and -lang count; gc's optimizer switches (-N -l -B …) are accepted and ignored.
static bool set_gcflags(BuildFlags *f, const char *v) {
  f->options.compiler_flags = v;
  for (const char *word; (word = next_word(f, &v));) {
    if (strcmp(word, "-e") == 0) f->options.all_errors = true;
    if (strncmp(word, "-lang=", 6) == 0) f->options.language = word + 6;
  }
  return true;
}

// -d=verify,time,shuffle=N,dump:pass:function,off:pass,limit:pass:N,fail:pass:function,check,
// test (the package's test executable)
static bool set_debug(BuildFlags *f, const char *v) {
  DebugOptions *d = &f->options.debug;
  while (*v) {
    size_t n = strcspn(v, ",");
    char *word = arena_strdup(f->arena, v, n);
    if (strcmp(word, "verify") == 0) d->verify = true;
    else if (strcmp(word, "time") == 0) d->time = true;
    else if (strncmp(word, "shuffle=", 8) == 0) d->shuffle = strtoull(word + 8, NULL, 10);
    else if (strncmp(word, "dump:", 5) == 0) d->dump = word + 5;
    else if (strncmp(word, "fail:", 5) == 0) d->fail = word + 5;
    else if (strncmp(word, "limit:", 6) == 0) d->limit = word + 6;
    else if (strncmp(word, "off:", 4) == 0)
      d->off = d->off ? arena_printf(f->arena, "%s,%s", d->off, word + 4) : word + 4;
    else if (strcmp(word, "check") == 0) f->options.check_only = true;
    else if (strcmp(word, "test") == 0) f->options.context.test = add_variable(f, "testing.testBinary=1");
    else return false;
    v += n + (v[n] != 0);
  }
  return true;
}

static const FlagRow flag_rows[] = {
    {"o", true, set_output},         {"v", false, set_verbose},
    {"x", false, set_commands},      {"n", false, set_dry_run},
    {"a", false, set_ignored},       {"tags", true, set_tags},
    {"ldflags", true, set_ldflags},  {"gcflags", true, set_gcflags},
    {"asmflags", true, set_ignored}, {"trimpath", false, set_trimpath},
    {"p", true, set_workers},        {"C", true, set_folder},
    {"mod", true, set_mod},          {"buildvcs", false, set_vcs},
    {"json", false, set_json},       {"deps", false, set_deps},
    {"f", true, set_format},         {"e", false, set_ignored},
    {"d", true, set_debug},
};

static const FlagRow *find_flag(const char *name, size_t length) {
  for (size_t i = 0; i < sizeof flag_rows / sizeof *flag_rows; i++)
    if (strlen(flag_rows[i].name) == length && memcmp(flag_rows[i].name, name, length) == 0) return &flag_rows[i];
  return NULL;
}

bool flags_parse(BuildFlags *flags, const Command *command, int argc, char **argv, int *index) {
  for (; *index < argc; ++*index) {
    const char *arg = argv[*index];
    if (arg[0] != '-' || arg[1] == 0) return true;
    const char *name = arg + 1 + (arg[1] == '-');
    if (*name == 0) {
      ++*index;
      return true;
    }
    size_t length = strcspn(name, "=");
    if ((length == 1 && *name == 'h') || (length == 4 && memcmp(name, "help", 4) == 0)) {
      flags->help = true;
      return true;
    }
    const FlagRow *row = find_flag(name, length);
    if (!row) {
      fprintf(stderr, "flag provided but not defined: -%.*s\n", (int)length, name);
      cmd_print_usage(command, STDERR_FILENO);
      return false;
    }
    const char *value = name[length] == '=' ? name + length + 1
                        : row->has_value    ? (*index + 1 < argc ? argv[++*index] : NULL)
                                            : "true";
    if (!value) {
      fprintf(stderr, "flag needs an argument: -%s\n", row->name);
      cmd_print_usage(command, STDERR_FILENO);
      return false;
    }
    if (!row->set(flags, value)) {
      fprintf(stderr, "invalid value \"%s\" for flag -%s: parse error\n", value, row->name);
      cmd_print_usage(command, STDERR_FILENO);
      return false;
    }
  }
  return true;
}

bool flags_context(BuildFlags *flags) {
  BuildContext *context = &flags->options.context;
  if (flags->bad_workers) {
    fprintf(stderr, "go: -p must be a positive integer: %s\n", flags->bad_workers);
    return false;
  }
  const char *mod = context->mod;
  if (mod && strcmp(mod, "mod") != 0 && strcmp(mod, "readonly") != 0 && strcmp(mod, "vendor") != 0) {
    fprintf(stderr, "go: -mod=%s not supported (can be '', 'mod', 'readonly', or 'vendor')\n", mod);
    return false;
  }
  if (flags->options.dir && chdir(flags->options.dir) != 0) {
    fprintf(stderr, "go: chdir %s: %s\n", flags->options.dir, DIAG_ERRNO(errno));
    return false;
  }
  char *cwd = getcwd(NULL, 0);
  if (!cwd) {
    fprintf(stderr, "tuco: getwd: %s\n", DIAG_ERRNO(errno));
    return false;
  }
  flags->options.dir = arena_strdup(flags->arena, cwd, strlen(cwd));
  free(cwd);
  Environment *environment = arena_new(flags->arena, Environment);
  environment_read(flags->arena, environment);
  context->environment = environment;
  context->goroot = build_find_goroot(flags->arena, &context->version);
  if (!context->goroot) {
    fprintf(stderr, "tuco: cannot find GOROOT: no Go 1.26 source; run ./setup or set GOROOT\n");
    return false;
  }
  environment_add_goroot(flags->arena, environment, context->goroot);
  const char *goos = getenv("GOOS"), *goarch = getenv("GOARCH");
  context->goos = goos && *goos ? goos : "linux";
  context->goarch = goarch && *goarch ? goarch : "amd64";
  if (strcmp(context->goos, "linux") != 0 || strcmp(context->goarch, "amd64") != 0) {
    fprintf(stderr, "tuco: not supported yet: %s/%s\n", context->goos, context->goarch);
    return false;
  }
  return true;
}
