// tuco generate: runs the commands that //go:generate lines of the packages' files name.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/paths.h"
#include "base/source.h"
#include "base/unicode.h"
#include "base/view.h"
#include "cmd/expression.h"
#include "cmd/named.h"
#include "cmd/process.h"

typedef struct GenerateFlags {
  const char *run, *skip;
} GenerateFlags;

static const FlagRow own[] = {
    {"run", FLAG_VALUE, TO_TEXT(GenerateFlags, run)}, {"skip", FLAG_VALUE, TO_TEXT(GenerateFlags, skip)}, FLAGS_END};

typedef struct Shorthand {
  const char *name;
  StringVec words;
} Shorthand;

typedef struct Generator {
  const BuildFlags *flags;
  Arena *arena;
  Expression run, skip;
  // Of the file that is worked on.
  const char *path, *dir, *file, *package;
  uint32_t line;
  Vec(Shorthand) aliases;  // of -command
  StringVec environment;
} Generator;

static bool fail(const Generator *g, const char *text) {
  fprintf(stderr, "%s:%u: %s\n", short_path(g->arena, g->flags->options.dir, g->path), g->line, text);
  return false;
}

// ---- words

static void set_environment(Generator *g) {
  const BuildContext *context = &g->flags->options.context;
  const char *list[] = {arena_printf(g->arena, "GOROOT=%s", context->goroot),
                        arena_printf(g->arena, "GOARCH=%s", context->target.goarch),
                        arena_printf(g->arena, "GOOS=%s", context->target.goos),
                        arena_printf(g->arena, "GOFILE=%s", g->file),
                        arena_printf(g->arena, "GOLINE=%u", g->line),
                        arena_printf(g->arena, "GOPACKAGE=%s", g->package),
                        "DOLLAR=$",
                        process_path(g->arena, context->goroot),
                        arena_printf(g->arena, "PWD=%s", g->dir)};
  g->environment.len = 0;
  for (size_t i = 0; i < sizeof list / sizeof *list; i++) vec_push(g->arena, &g->environment, list[i]);
}

static const char *variable(const Generator *g, const char *name, size_t length) {
  for (uint32_t i = 0; i < g->environment.len; i++) {
    const char *e = g->environment.data[i];
    if (strncmp(e, name, length) == 0 && e[length] == '=') return e + length + 1;
  }
  const char *value = getenv(arena_strdup(g->arena, name, length));
  return value ? value : "";
}

static bool is_name_byte(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The length of a variable's name behind a dollar sign, as os.Expand takes it. *used: with braces around it.
static size_t name_length(const char *p, const char **name, size_t *used) {
  *name = p;
  if (*p == '{') {
    *name = p + 1;
    bool special = p[1] && strchr("*#$@!?-0123456789", p[1]) && p[2] == '}';
    size_t n = special ? 1 : strcspn(p + 1, "}");
    *used = p[1 + n] ? n + 2 : 1;  // without an end only the brace is taken
    return p[1 + n] ? n : 0;
  }
  if (*p && strchr("*#$@!?-0123456789", *p)) return *used = 1;
  size_t n = 0;
  while (is_name_byte(p[n])) n++;
  *used = n;
  return n;
}

static const char *expand(const Generator *g, const char *word) {
  const char *out = "";
  for (const char *dollar; (dollar = strchr(word, '$'));) {
    const char *name;
    size_t used, n = name_length(dollar + 1, &name, &used);
    const char *value = n ? variable(g, name, n) : used ? "" : "$";
    out = arena_printf(g->arena, "%s%.*s%s", out, (int)(dollar - word), word, value);
    word = dollar + 1 + used;
  }
  return arena_printf(g->arena, "%s%s", out, word);
}

// A word in double quotes at *line; moves behind it.
static bool quoted_word(Generator *g, const char **line, StringVec *words) {
  const char *p = *line + 1, *bytes;
  size_t size;
  while (*p && *p != '"') {
    if (*p == '\\' && !p[1]) return fail(g, "bad backslash");
    p += *p == '\\' ? 2 : 1;
  }
  if (!*p) return fail(g, "mismatched quoted string");
  if (!text_unquote(g->arena, *line, (size_t)(p + 1 - *line), &bytes, &size)) return fail(g, "bad quoted string");
  const char *word = arena_strdup(g->arena, bytes, size);
  vec_push(g->arena, words, word);
  *line = p + 1;
  return !**line || **line == ' ' || **line == '\t' || fail(g, "expect space after quoted argument");
}

static const Shorthand *find_alias(const Generator *g, const char *name) {
  for (uint32_t i = 0; i < g->aliases.len; i++)
    if (strcmp(g->aliases.data[i].name, name) == 0) return &g->aliases.data[i];
  return NULL;
}

// The words of a directive, behind its beginning; the first may stand for several.
static bool split(Generator *g, const char *line, StringVec *words) {
  StringVec written = {0};
  for (line += strspn(line, " \t"); *line; line += strspn(line, " \t")) {
    if (*line == '"') {
      if (!quoted_word(g, &line, &written)) return false;
      continue;
    }
    size_t n = strcspn(line, " \t");
    const char *word = arena_strdup(g->arena, line, n);
    vec_push(g->arena, &written, word);
    line += n;
  }
  if (!written.len) return fail(g, "no arguments to directive");
  const Shorthand *alias = find_alias(g, written.data[0]);
  for (uint32_t i = 0; alias && i < alias->words.len; i++) vec_push(g->arena, words, expand(g, alias->words.data[i]));
  for (uint32_t i = alias ? 1 : 0; i < written.len; i++) vec_push(g->arena, words, expand(g, written.data[i]));
  return true;
}

// ---- directives

static bool add_alias(Generator *g, const StringVec *words) {
  if (words->len == 1) return fail(g, "no command specified for -command");
  const char *name = words->data[1];
  if (find_alias(g, name))
    return fail(g, arena_printf(g->arena, "command %s multiply defined", text_quote(g->arena, name, strlen(name))));
  Shorthand alias = {name, {0}};
  for (uint32_t i = 2; i < words->len; i++) vec_push(g->arena, &alias.words, words->data[i]);
  vec_push(g->arena, &g->aliases, alias);
  return true;
}

// The program that a word names; `go` is this one.
static const char *program_of(Generator *g, const char *word, const char **problem) {
  if (strcmp(word, "go") == 0) return process_self(g->arena);
  const char *in_goroot = arena_printf(g->arena, "%s/bin/%s", g->flags->options.context.goroot, word);
  if (*word && !strchr(word, '/') && is_file(in_goroot) && access(in_goroot, X_OK) == 0) return in_goroot;
  return process_find(g->arena, word, problem);
}

static bool execute(Generator *g, StringVec *words) {
  const char *problem = NULL, *name = words->len ? words->data[0] : "", *path = program_of(g, name, &problem);
  vec_push(g->arena, words, NULL);
  if (path) {
    Process process = {.path = path,
                       .words = (char *const *)words->data,
                       .environment = environment_with(g->arena, &g->environment),
                       .dir = g->dir};
    problem = process_run(g->arena, &process);
  }
  if (!problem) return true;
  return fail(g, arena_printf(g->arena, "running %s: %s", text_quote(g->arena, name, strlen(name)), problem));
}

static bool directive(Generator *g, const char *line) {
  static const char start[] = "//go:generate ";
  const BuildOptions *options = &g->flags->options;
  if (g->run.set && !expression_matches(&g->run, line)) return true;
  if (g->skip.set && expression_matches(&g->skip, line)) return true;
  set_environment(g);
  StringVec words = {0};
  if (!split(g, line + sizeof start - 1, &words)) return false;
  if (words.len && strcmp(words.data[0], "-command") == 0) return add_alias(g, &words);
  if (options->dry_run || options->context.trace) {
    for (uint32_t i = 0; i < words.len; i++) fprintf(stderr, "%s%s", i ? " " : "", words.data[i]);
    fprintf(stderr, "\n");
  }
  return options->dry_run || execute(g, &words);
}

static bool is_directive(const char *line) {
  return strncmp(line, "//go:generate ", 14) == 0 || strncmp(line, "//go:generate\t", 14) == 0;
}

// ---- files

enum { LINE_MAX_READ = 4096 };  // go reads a directive only if it has less

// False: the package's other files are left out.
static bool generate_text(Generator *g, const char *text) {
  for (g->line = 1; *text; g->line++) {
    size_t n = strcspn(text, "\n"), length = n;
    bool ended = text[n];
    if (is_directive(text)) {
      if (n >= LINE_MAX_READ) return fail(g, "directive too long");
      const char *shown = short_path(g->arena, g->flags->options.dir, g->path);
      if (!ended) return fail(g, arena_printf(g->arena, "error reading %s: unexpected EOF", shown));
      if (length && text[length - 1] == '\r') length--;
      if (!directive(g, arena_strdup(g->arena, text, length))) return false;
    }
    text += n + ended;
  }
  return true;
}

static bool generate_file(Generator *g, const ListPackage *p, const char *name) {
  g->path = absolute_path(g->arena, p->dir, name);
  g->dir = folder_of_file(g->arena, g->path);
  g->file = strrchr(g->path, '/') + 1;
  g->aliases.len = 0;
  size_t size;
  // go reads what is on disk, as the generators will.
  if (view_replaced(g->path)) exit(cmd_not_supported("generate for %s, which -overlay replaces", name));
  const char *text = source_read(g->arena, g->path, &size);
  if (!text) exit(cmd_fail("generate: open %s: no such file or directory", g->path));
  GoHeader header = {0};
  syntax_go_header(g->arena, g->path, text, size, &header);
  if (!header.name) return true;
  g->package = header.name;
  if (g->flags->options.verbose) fprintf(stderr, "%s\n", short_path(g->arena, g->flags->options.dir, g->path));
  return generate_text(g, text);
}

// Returns whether all went well. The external tests' files are gone through whatever the others have.
static bool generate_package(Generator *g, const ListPackage *p) {
  const StringVec *own_files[] = {&p->go_files, &p->cgo_files, &p->test_go_files};
  StringVec files = {0};
  for (size_t k = 0; k < sizeof own_files / sizeof *own_files; k++)
    for (uint32_t i = 0; i < own_files[k]->len; i++) vec_push(g->arena, &files, own_files[k]->data[i]);
  strings_sort(&files, 0);
  bool good = true, external = true;
  for (uint32_t i = 0; i < files.len && good; i++) good = generate_file(g, p, files.data[i]);
  for (uint32_t i = 0; i < p->xtest_go_files.len && external; i++)
    external = generate_file(g, p, p->xtest_go_files.data[i]);
  return good && external;
}

static bool has_files(const ListPackage *p) {
  return p->go_files.len || p->cgo_files.len || p->ignored_go_files.len || p->test_go_files.len ||
         p->xtest_go_files.len;
}

static int generate(Generator *g, ListGraph *graph, const ListPackages *list) {
  bool said = false, good = true;
  for (uint32_t i = 0; i < list->len; i++) {
    const ListPackage *p = list->data[i];
    if (p->module && !p->module->main) {
      if (!said) cmd_warn("not generating in packages in dependency modules");
      said = true;
      continue;
    }
    if (p->error && !has_files(p)) {
      fprintf(stderr, "%s\n", list_error_text(graph->arena, p->error));
      good = false;
    }
    good &= generate_package(g, p);
  }
  return good ? 0 : 1;
}

static const char *compile(Arena *arena, const char *text, Expression *expression) {
  return text && *text ? expression_compile(arena, text, expression) : NULL;
}

static int run(BuildFlags *flags, int argc, char **argv) {
  const GenerateFlags *asked = flags->state;
  Generator g = {.flags = flags, .arena = flags->arena};
  int status = flags_context(flags);
  if (status) return status;
  const char *problem = compile(g.arena, asked->run, &g.run);
  if (!problem) problem = compile(g.arena, asked->skip, &g.skip);
  if (problem) {
    fprintf(stderr, "generate: %s\n", problem);
    return 1;
  }
  vec_push(g.arena, &flags->options.context.target.tags, "generate");
  ListGraph *graph = named_graph(flags, (ListOptions){.find = true});
  ListPackages list;
  return graph && named_load(graph, argc, argv, &list) ? generate(&g, graph, &list) : 1;
}

const Command cmd_generate = {
    .name = "generate",
    .usage = "[-run regexp] [-n] [-v] [-x] [build flags] [file.go... | packages]",
    .summary = "generate Go files by processing source",
    .description =
        "Generate looks in the files of the packages for lines that begin with\n\n"
        "\t//go:generate command argument...\n\n"
        "and runs the commands, in the file's folder, in the order of files and lines. Words in double\n"
        "quotes are Go strings; $NAME is a variable of the environment, which has GOARCH, GOOS, GOROOT,\n"
        "GOFILE, GOLINE, GOPACKAGE and DOLLAR. \"-command name words\" lets the name stand for the words in\n"
        "the rest of the file. A command that fails ends the package's generation. The tag `generate`\n"
        "holds in this.\n\n"
        "\t-run regexp    only the lines that the expression matches\n"
        "\t-skip regexp   not those\n"
        "\t-v             print the names of files\n"
        "\t-n, -x         print the commands; -n does not run them\n",
    .run = run,
    .state_size = sizeof(GenerateFlags),
    .flags = {own, flags_build, flags_steps, flags_verbose, flags_mod, flags_modules},
};
