// See env_write.h. The file keeps its comments and what else stands in it; lines between those are sorted by name.
#include "cmd/env_write.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/paths.h"
#include "base/source.h"
#include "base/unicode.h"
#include "cmd/systems.h"
#include "mod/disk.h"
#include "mod/locked_file.h"

// ---- what may be set

static const char fixed[] =
    "GOEXE GOGCCFLAGS GOHOSTARCH GOHOSTOS GOMOD GOWORK GOTOOLDIR GOVERSION GOTELEMETRY GOTELEMETRYDIR";
static const char of_system[] = "GOENV GODEBUG";
static const char known[] =
    "AR CC CGO_CFLAGS CGO_CFLAGS_ALLOW CGO_CFLAGS_DISALLOW CGO_CPPFLAGS CGO_CPPFLAGS_ALLOW CGO_CPPFLAGS_DISALLOW "
    "CGO_CXXFLAGS CGO_CXXFLAGS_ALLOW CGO_CXXFLAGS_DISALLOW CGO_ENABLED CGO_FFLAGS CGO_FFLAGS_ALLOW CGO_FFLAGS_DISALLOW "
    "CGO_LDFLAGS CGO_LDFLAGS_ALLOW CGO_LDFLAGS_DISALLOW CXX FC GCCGO GO111MODULE GO386 GOAMD64 GOARCH GOARM GOARM64 "
    "GOAUTH GOBIN GOCACHE GOCACHEPROG GOEXPERIMENT GOFIPS140 GOFLAGS GOINSECURE GOMIPS GOMIPS64 GOMODCACHE GONOPROXY "
    "GONOSUMDB GOOS GOPATH GOPPC64 GOPRIVATE GOPROXY GORISCV64 GOROOT GOSUMDB GOTMPDIR GOTOOLCHAIN GOVCS GOWASM "
    "GO_EXTLINK_ENABLED PKG_CONFIG";

bool env_is_known(const Environment *environment, const char *name) {
  bool found = settings_is_listed(known, name);
  for (uint32_t i = 0; i < environment->settings.len && !found; i++)
    found = strcmp(environment->settings.data[i].name, name) == 0;
  return found;
}

typedef struct Change {
  const char *name, *value;  // value NULL: taken out
  bool done;
} Change;

typedef struct Writer {
  const BuildFlags *flags;
  Arena *arena;
  StringVec lines;  // of the file, without their ends; NULL: taken out
  Vec(Change) changes;
} Writer;

// The variable of a line NAME=VALUE; NULL: it is none.
static const char *line_name(Arena *arena, const char *line) {
  size_t n = strcspn(line, "=");
  return line[n] && !memchr(line, '#', n) ? arena_strdup(arena, line, n) : NULL;
}

static bool in_file(const Writer *w, const char *name) {
  for (uint32_t i = 0; i < w->lines.len; i++) {
    const char *of_line = line_name(w->arena, w->lines.data[i]);
    if (of_line && strcmp(of_line, name) == 0) return true;
  }
  return false;
}

static const char *path_problem(const Writer *w, const char *name, const char *value) {
  const char *quoted = text_quote(w->arena, value, strlen(value));
  if (strcmp(name, "GOPATH") == 0 && *value == '~')
    return arena_printf(w->arena, "GOPATH entry cannot start with shell metacharacter '~': %s", quoted);
  if (*value && *value != '/')
    return arena_printf(w->arena, "%s entry is relative; must be absolute path: %s", name, quoted);
  return NULL;
}

static const char *compiler_problem(const Writer *w, const char *name, const char *value) {
  const char *problem = NULL, *cursor = value, *word = *value ? flag_next_word(w->arena, &cursor, &problem) : "cc";
  while (!problem && *cursor && flag_next_word(w->arena, &cursor, &problem)) {}
  if (problem) return arena_printf(w->arena, "invalid %s: %s", name, problem);
  if (!word) return arena_printf(w->arena, "%s entry cannot contain only space", name);
  if (*word == '/' || !strchr(word, '/')) return NULL;
  return arena_printf(w->arena, "%s entry is relative; must be absolute path: %s", name,
                      text_quote(w->arena, word, strlen(word)));
}

static bool is_utf8(const char *text) {
  uint32_t rune, n;
  for (size_t left = strlen(text); left; text += n, left -= n) {
    n = utf8_decode(text, left, &rune);
    if (rune == UNICODE_REPLACEMENT && n == 1) return false;
  }
  return true;
}

// What is wrong with setting a variable so; NULL: nothing.
static const char *problem_of(const Writer *w, const char *name, const char *value) {
  Arena *arena = w->arena;
  const char *problem = NULL;
  if (settings_is_listed(fixed, name)) return arena_printf(arena, "%s cannot be modified", name);
  if (settings_is_listed(of_system, name))
    return arena_printf(arena, "%s can only be set using the OS environment", name);
  if (!settings_is_listed(known, name) && !in_file(w, name))
    return arena_printf(arena, "unknown go command variable %s", name);
  if (strcmp(name, "GO111MODULE") == 0 && *value && !settings_is_listed("auto on off", value))
    return arena_printf(arena, "invalid %s value %s", name, text_quote(arena, value, strlen(value)));
  if (strcmp(name, "GOPATH") == 0 || strcmp(name, "GOMODCACHE") == 0) problem = path_problem(w, name, value);
  if (strcmp(name, "CC") == 0 || strcmp(name, "CXX") == 0) problem = compiler_problem(w, name, value);
  if (!problem && !is_utf8(value)) problem = arena_printf(arena, "invalid UTF-8 in %s=... value", name);
  if (!problem && strpbrk(value, "\v\r\n")) problem = arena_printf(arena, "invalid newline in %s=... value", name);
  return problem;
}

// ---- the change

static Change *find(Writer *w, const char *name) {
  for (uint32_t i = 0; i < w->changes.len; i++)
    if (strcmp(w->changes.data[i].name, name) == 0) return &w->changes.data[i];
  return NULL;
}

static const char *read_word(Writer *w, bool unset, const char *word) {
  size_t n = unset ? strlen(word) : strcspn(word, "=");
  if (!unset && !word[n]) return arena_printf(w->arena, "arguments must be KEY=VALUE: invalid argument: %s", word);
  Change change = {arena_strdup(w->arena, word, n), unset ? NULL : word + n + 1, false};
  const char *problem = problem_of(w, change.name, unset ? "" : change.value);
  if (problem) return problem;
  if (!unset && find(w, change.name)) return arena_printf(w->arena, "multiple values for key: %s", change.name);
  vec_push(w->arena, &w->changes, change);
  const char *system = getenv(change.name);
  if (!unset && system && *system && strcmp(system, change.value) != 0)
    fprintf(stderr, "warning: go env -w %s=... does not override conflicting OS environment variable\n", change.name);
  return NULL;
}

// As a variable will be; *changed if it is among the changes.
static const char *later(Writer *w, const char *name, const char *otherwise, bool *changed) {
  const Change *change = find(w, name);
  const char *set = change ? getenv(name) : environment_get(w->flags->options.context.environment, name);
  if (change) *changed = true;
  if (change && change->value) return change->value;
  return set && *set ? set : otherwise;
}

static const char *check_together(Writer *w) {
  bool system = false, experiment = false;
  const char *os = later(w, "GOOS", "linux", &system), *arch = later(w, "GOARCH", "amd64", &system);
  if (system && !system_is_known(os, arch))
    return arena_printf(w->arena, "unsupported GOOS/GOARCH pair %s/%s", os, arch);
  const char *list = later(w, "GOEXPERIMENT", "", &experiment);
  const char *unknown = experiment ? settings_unknown_experiment(w->arena, list) : NULL;
  if (unknown) return arena_printf(w->arena, "unknown GOEXPERIMENT %s", unknown);
  const Change *folder = find(w, "GOTMPDIR");
  if (folder && folder->value && *folder->value && *folder->value != '/') return "GOTMPDIR must be an absolute path";
  return NULL;
}

static int by_name(const void *a, const void *b) {
  const char *x = *(const char *const *)a, *y = *(const char *const *)b;
  size_t n = strcspn(x, "="), m = strcspn(y, "=");
  int order = memcmp(x, y, n < m ? n : m);
  return order ? order : (n > m) - (n < m);
}

// Changes the lines. Of several lines of one variable the last one counts, and stays.
static void apply(Writer *w) {
  Arena *arena = w->arena;
  StringVec lines = {0};
  for (uint32_t i = 0; i < w->lines.len; i++) {
    const char *line = w->lines.data[i], *name = line_name(arena, line), *other;
    bool again = false;
    for (uint32_t k = i + 1; name && k < w->lines.len && !again; k++)
      again = (other = line_name(arena, w->lines.data[k])) && strcmp(other, name) == 0;
    Change *change = name ? find(w, name) : NULL;
    if (again || (change && !change->value)) continue;
    if (change) change->done = true;
    vec_push(arena, &lines, change ? arena_printf(arena, "%s=%s", name, change->value) : line);
  }
  for (uint32_t i = 0; i < w->changes.len; i++) {
    const Change *change = &w->changes.data[i];
    if (change->value && !change->done)
      vec_push(arena, &lines, arena_printf(arena, "%s=%s", change->name, change->value));
  }
  for (uint32_t i = 0, start = 0; i <= lines.len; i++) {
    if (i < lines.len && line_name(arena, lines.data[i])) continue;
    if (i > start) qsort(lines.data + start, i - start, sizeof *lines.data, by_name);
    start = i + 1;
  }
  w->lines = lines;
}

static void split_lines(Writer *w, const char *text) {
  while (text && *text) {
    size_t n = strcspn(text, "\n");
    const char *line = arena_strdup(w->arena, text, n);
    vec_push(w->arena, &w->lines, line);
    text += n + (text[n] != 0);
  }
}

static const char *store(Writer *w, const char *path) {
  ByteVec text = {0};
  for (uint32_t i = 0; i < w->lines.len; i++) {
    bytes_data(w->arena, &text, w->lines.data[i], strlen(w->lines.data[i]));
    bytes_u8(w->arena, &text, '\n');
  }
  bytes_u8(w->arena, &text, 0);
  const char *slash = strrchr(path, '/');
  if (slash && slash != path) (void)disk_make_folders(w->arena, arena_strdup(w->arena, path, (size_t)(slash - path)));
  return locked_edit(w->arena, path, NULL, 0, (const char *)text.data);
}

int env_write(const BuildFlags *flags, bool unset, int count, char **words) {
  if (!count) return unset ? cmd_fail("'go env -u' requires an argument") : cmd_fail("no KEY=VALUE arguments given");
  Writer w = {.flags = flags, .arena = flags->arena};
  const char *path = environment_file(w.arena), *problem = NULL, *text = NULL;
  size_t size;
  if (path) text = source_read(w.arena, path, &size);
  int error = path && !text ? errno : 0;
  split_lines(&w, text);
  for (int i = 0; i < count && !problem; i++) problem = read_word(&w, unset, words[i]);
  if (!problem) problem = check_together(&w);
  if (problem) return cmd_fail("%s", problem);
  if (!path) return cmd_fail("cannot find go env config: GOENV=off");
  if (error && (error != ENOENT || unset))
    return cmd_fail("reading go env config: open %s: %s", path, DIAG_ERRNO(error));
  apply(&w);
  problem = store(&w, path);
  return problem ? cmd_fail("writing go env config: %s", problem) : 0;
}
