// tuco version: of the Go that is compiled, or of what made executables.
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/unicode.h"
#include "build/build_info.h"
#include "cmd/cmd.h"

typedef struct VersionFlags {
  bool modules, verbose, json;
} VersionFlags;

static const FlagRow own[] = {{"json", FLAG_BOOL, TO_BOOL(VersionFlags, json)},
                              {"m", FLAG_BOOL, TO_BOOL(VersionFlags, modules)},
                              {"v", FLAG_BOOL, TO_BOOL(VersionFlags, verbose)},
                              FLAGS_END};

// ---- as text

static void print_module(const char *word, const InfoModule *m) {
  printf("\t%s\t%s\t%s", word, m->path, m->version);
  if (!m->replace) printf("\t%s", m->sum);
  putchar('\n');
  if (!m->replace) return;
  print_module("=>", m->replace);
  printf("\t\n");  // as go does
}

static const char *word_of(Arena *arena, const char *text, bool key) {
  return build_info_is_quoted(text, key) ? text_quote(arena, text, strlen(text)) : text;
}

static void print_text(Arena *arena, const BuildInfo *info) {
  if (*info->path) printf("\tpath\t%s\n", info->path);
  const InfoModule *m = &info->main;
  if (*m->path || *m->version || *m->sum || m->replace) print_module("mod", m);
  for (uint32_t i = 0; i < info->deps.len; i++) print_module("dep", info->deps.data[i]);
  for (uint32_t i = 0; i < info->settings.len; i++) {
    const InfoSetting *s = &info->settings.data[i];
    printf("\tbuild\t%s=%s\n", word_of(arena, s->key, true), word_of(arena, s->value, false));
  }
}

// ---- as JSON

static void text_member(JsonWriter *w, const char *key, const char *value) {
  if (*value) json_string(w, key, value);
}

static void json_module(JsonWriter *w, const char *key, const InfoModule *m) {
  json_open(w, key, '{');
  text_member(w, "Path", m->path);
  text_member(w, "Version", m->version);
  text_member(w, "Sum", m->sum);
  if (m->replace) json_module(w, "Replace", m->replace);
  json_close(w, '}');
}

static void print_json(const BuildInfo *info) {
  JsonWriter w;
  json_begin(&w, stdout);
  json_open(&w, NULL, '{');
  text_member(&w, "GoVersion", info->go_version);
  text_member(&w, "Path", info->path);
  json_module(&w, "Main", &info->main);
  if (info->deps.len) json_open(&w, "Deps", '[');
  for (uint32_t i = 0; i < info->deps.len; i++) json_module(&w, NULL, info->deps.data[i]);
  if (info->deps.len) json_close(&w, ']');
  if (info->settings.len) json_open(&w, "Settings", '[');
  for (uint32_t i = 0; i < info->settings.len; i++) {
    json_open(&w, NULL, '{');
    text_member(&w, "Key", info->settings.data[i].key);
    text_member(&w, "Value", info->settings.data[i].value);
    json_close(&w, '}');
  }
  if (info->settings.len) json_close(&w, ']');
  json_close(&w, '}');
}

// ---- files

// May the file be a Go program, so that it is worth saying why it is none?
static bool is_candidate(Arena *arena, const char *file, const struct stat *st) {
  if (S_ISREG(st->st_mode) && (st->st_mode & 0111)) return true;
  char *name = arena_strdup(arena, file, strlen(file));
  for (char *p = name; *p; p++) *p = (char)tolower((unsigned char)*p);
  const char *slash = strrchr(name, '/'), *dot = strrchr(slash ? slash : name, '.');
  return (dot && settings_is_listed(".so .exe .dll", dot)) || strstr(name, ".so.");
}

// wanted: the file was named, and is to be spoken of even if it is no Go program. Returns whether it is one.
static bool print_file(const BuildFlags *flags, const char *file, const struct stat *st, bool wanted) {
  const VersionFlags *asked = flags->state;
  struct stat target;
  if (S_ISLNK(st->st_mode) && (stat(file, &target) != 0 || !S_ISREG(target.st_mode))) {
    if (wanted) fprintf(stderr, "%s: symlink\n", file);
    return false;
  }
  BuildInfo info;
  const char *problem;
  if (!build_info_read(flags->arena, file, &info, &problem)) {
    if (wanted && access(file, R_OK) != 0) fprintf(stderr, "%s\n", file);
    else if (wanted && is_candidate(flags->arena, file, S_ISLNK(st->st_mode) ? &target : st))
      fprintf(stderr, "%s: %s\n", file, problem);
    return false;
  }
  if (asked->json) {
    print_json(&info);
    return true;
  }
  printf("%s: %s\n", file, info.go_version);
  if (asked->modules) print_text(flags->arena, &info);
  return true;
}

static int is_named(const struct dirent *e) { return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0; }

// All files in a folder and below.
static void print_folder(const BuildFlags *flags, const char *folder) {
  const VersionFlags *asked = flags->state;
  struct dirent **list;
  int count = scandir(folder, &list, is_named, alphasort);
  for (int i = 0; i < count; i++) {
    bool slash = folder[strlen(folder) - 1] == '/';
    const char *path = arena_printf(flags->arena, "%s%s%s", folder, slash ? "" : "/", list[i]->d_name);
    if (strncmp(path, "./", 2) == 0) path += 2;  // as path/filepath joins
    struct stat st;
    if (lstat(path, &st) != 0) continue;
    if (S_ISDIR(st.st_mode)) print_folder(flags, path);
    else if (S_ISREG(st.st_mode) || S_ISLNK(st.st_mode)) print_file(flags, path, &st, asked->verbose);
  }
  for (int i = 0; i < count; i++) free(list[i]);
  if (count >= 0) free(list);
}

static int print_own(const BuildFlags *flags) {
  const VersionFlags *asked = flags->state;
  const char *flag = NULL;  // one of the command line; $GOFLAGS may have them for other commands
  if (asked->json && !flag_in_goflags(flags, "json")) flag = "json";
  if (asked->verbose && !flag_in_goflags(flags, "v")) flag = "v";
  if (asked->modules && !flag_in_goflags(flags, "m")) flag = "m";
  if (flag) {
    cmd_warn("'go version' only accepts -%s flag with arguments", flag);
    return 2;
  }
  const BuildContext *context = &flags->options.context;
  printf("go version %s %s/%s\n", context->version, context->target.goos, context->target.goarch);
  return 0;
}

static int run(BuildFlags *flags, int argc, char **argv) {
  const VersionFlags *asked = flags->state;
  int status = flags_context(flags);
  if (status) return status;
  if (!argc) return print_own(flags);
  if (asked->json && !asked->modules) {
    cmd_warn("'go version' with -json flag requires -m flag");
    return 2;
  }
  for (int i = 0; i < argc; i++) {
    struct stat st, link;
    if (stat(argv[i], &st) != 0) {
      fprintf(stderr, "stat %s: %s\n", argv[i], DIAG_ERRNO(errno));
      status = 1;
    } else if (S_ISDIR(st.st_mode) && lstat(argv[i], &link) == 0 && S_ISLNK(link.st_mode)) {
      print_file(flags, argv[i], &link, asked->verbose);
    } else if (S_ISDIR(st.st_mode)) {
      print_folder(flags, argv[i]);
    } else if (!print_file(flags, argv[i], &st, true) && asked->modules) {
      status = 1;
    }
  }
  return status;
}

const Command cmd_version = {
    .name = "version",
    .usage = "[-m] [-v] [-json] [file ...]",
    .summary = "print Go version",
    .description =
        "Version prints the version of the Go source that tuco compiles. Of files, and of those in\n"
        "folders that are named, it prints which version of Go they were made from.\n\n"
        "\t-m      print the modules and settings of the build, too\n"
        "\t-json   print them as JSON, with -m\n"
        "\t-v      of folders, say of which files it cannot be told\n",
    .run = run,
    .traits = COMMAND_ANY_GOROOT,
    .state_size = sizeof(VersionFlags),
    .flags = {own},
};
