// Reads go.mod (https://go.dev/ref/mod#go-mod-file): module, go, toolchain,
// require, replace; exclude, retract, tool, godebug and ignore are accepted.
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "load/load.h"

typedef struct ModReader {
  Session *session;
  Arena *arena;
  Module *module;
  SourceFile *source;
  const char *cursor, *line_start;
  uint32_t errors;
} ModReader;

enum { MAX_WORDS = 16 };

static void mod_error(ModReader *r, const char *message, const char *detail) {
  uint32_t line = 1;
  for (const char *p = r->source->text; p < r->line_start; p++) line += *p == '\n';
  // One text, as go prints it: the first message names the file, later ones follow by line.
  const char *text = arena_printf(r->arena, "%sgo.mod:%u: ", r->errors ? "" : "go: errors parsing go.mod:\n", line);
  text = arena_printf(r->arena, "%s%s", text, arena_printf(r->arena, message, detail));
  r->errors++;
  diag_error(r->session->diags, 0, "%s", text);
}

// Splits one line into words; strings may be quoted; // starts a comment. Returns the number of words.
static uint32_t read_line(ModReader *r, const char **words) {
  uint32_t count = 0;
  const char *p = r->cursor;
  r->line_start = p;
  while (*p && *p != '\n') {
    if (*p == ' ' || *p == '\t' || *p == '\r') {
      p++;
      continue;
    }
    if (p[0] == '/' && p[1] == '/') {
      while (*p && *p != '\n') p++;
      break;
    }
    const char *start = p;
    if (*p == '"' || *p == '`') {
      char quote = *p++;
      while (*p && *p != quote && *p != '\n') p++;
      if (count < MAX_WORDS) words[count++] = arena_strdup(r->arena, start + 1, (size_t)(p - start - 1));
      if (*p == quote) p++;
      else mod_error(r, "unexpected newline in string%s", "");
    } else if (*p == '(' || *p == ')') {
      p++;
      if (count < MAX_WORDS) words[count++] = arena_strdup(r->arena, start, 1);
    } else {
      while (*p && !strchr(" \t\r\n()", *p) && !(p[0] == '/' && p[1] == '/')) p++;
      if (count < MAX_WORDS) words[count++] = arena_strdup(r->arena, start, (size_t)(p - start));
    }
  }
  r->cursor = *p ? p + 1 : p;
  return count;
}

static bool valid_go_version(const char *v) {
  if (*v < '1' || *v > '9') return false;
  int dots = 0;
  for (; *v >= '0' && *v <= '9';) {
    while (*v >= '0' && *v <= '9') v++;
    if (*v == '.' && v[1] >= '0' && v[1] <= '9' && dots < 2) {
      dots++;
      v++;
    }
  }
  return *v == 0 ? dots >= 1 : dots == 1 && (strncmp(v, "rc", 2) == 0 || strncmp(v, "beta", 4) == 0);
}

// go 1.27 is newer than the Go we compile.
static bool too_new(const char *v) {
  int minor = 0;
  const char *p = strchr(v, '.');
  for (p = p ? p + 1 : ""; *p >= '0' && *p <= '9' && minor < 10000; p++) minor = minor * 10 + (*p - '0');
  return v[0] != '1' || v[1] != '.' || minor > 26;
}

static void read_replace(ModReader *r, const char **words, uint32_t count) {
  uint32_t arrow = 0;
  while (arrow < count && strcmp(words[arrow], "=>") != 0) arrow++;
  uint32_t right = count - arrow;
  if (arrow < 1 || arrow > 2 || right < 2 || right > 3) {
    mod_error(r, "usage: replace module/path [v1.2.3] => other/module v1.4%s",
              "\n\t or replace module/path [v1.2.3] => ../local/directory");
    return;
  }
  Replacement replacement = {words[0], arrow == 2 ? words[1] : NULL, words[arrow + 1],
                             right == 3 ? words[arrow + 2] : NULL};
  vec_push(r->arena, &r->module->replaces, replacement);
}

static void read_directive(ModReader *r, const char *verb, const char **words, uint32_t count) {
  static const char *const accepted[] = {"exclude", "retract", "tool", "godebug", "ignore", NULL};
  Module *m = r->module;
  if (strcmp(verb, "module") == 0) {
    if (count != 1) mod_error(r, "usage: module module/path%s", "");
    else if (m->path) mod_error(r, "repeated module statement%s", "");
    else m->path = words[0];
  } else if (strcmp(verb, "go") == 0) {
    if (count != 1 || !valid_go_version(words[0]))
      mod_error(r, "invalid go version '%s': must match format 1.23.0", count ? words[0] : "");
    else m->go_version = words[0];
  } else if (strcmp(verb, "toolchain") == 0) {
    m->toolchain = count ? words[0] : NULL;
  } else if (strcmp(verb, "require") == 0) {
    Requirement requirement = {count ? words[0] : "", count > 1 ? words[1] : "", false};
    if (count != 2) mod_error(r, "usage: require module/path v1.2.3%s", "");
    else vec_push(r->arena, &m->requires, requirement);
  } else if (strcmp(verb, "replace") == 0) {
    read_replace(r, words, count);
  } else {
    for (const char *const *a = accepted; *a; a++)
      if (strcmp(verb, *a) == 0) return;
    mod_error(r, "unknown directive: %s", verb);
  }
}

static void read_lines(ModReader *r) {
  const char *words[MAX_WORDS];
  const char *block = NULL, *block_start = NULL;
  while (*r->cursor) {
    uint32_t count = read_line(r, words);
    if (count == 0) continue;
    if (block) {
      if (strcmp(words[0], ")") == 0) block = NULL;
      else read_directive(r, block, words, count);
    } else if (count == 2 && strcmp(words[1], "(") == 0) {
      block = words[0];
      block_start = r->line_start;
    } else {
      read_directive(r, words[0], words + 1, count - 1);
    }
  }
  if (block) {
    uint32_t line = 1;
    for (const char *p = r->source->text; p < block_start; p++) line += *p == '\n';
    r->line_start = r->cursor;
    mod_error(r, "syntax error (unterminated block started at %s)", arena_printf(r->arena, "go.mod:%u:1", line));
  }
}

Module *module_read(Session *session, const char *go_mod_path) {
  Arena *arena = &session->arena;
  size_t size;
  char *text = source_read(arena, go_mod_path, &size);
  if (!text) {
    diag_error(session->diags, 0, "go: open %s: %s", go_mod_path, DIAG_ERRNO(errno));
    return NULL;
  }
  ModReader r = {
      .session = session, .arena = arena, .module = arena_new(arena, Module), .cursor = text, .line_start = text};
  r.source = source_add(session->sources, go_mod_path, "go.mod", text, (uint32_t)size);
  const char *slash = strrchr(go_mod_path, '/');
  r.module->dir = arena_strdup(arena, go_mod_path, slash ? (size_t)(slash - go_mod_path) : 0);
  r.module->file = go_mod_path;
  read_lines(&r);
  if (r.errors) return NULL;
  if (!r.module->path) {
    diag_error(session->diags, 0,
               "go: error reading go.mod: missing module declaration. To specify the module path:\n\tgo mod edit "
               "-module=example.com/mod");
    return NULL;
  }
  if (r.module->go_version && too_new(r.module->go_version)) {
    diag_error(session->diags, 0, "go: go.mod requires go >= %s (running go 1.26)", r.module->go_version);
    return NULL;
  }
  return r.module;
}

Module *module_find(Session *session, const char *dir, bool *error) {
  char *path = arena_printf(&session->arena, "%s", dir);
  *error = false;
  for (;;) {
    const char *candidate = arena_printf(&session->arena, "%s/go.mod", path);
    if (access(candidate, F_OK) == 0) {
      Module *m = module_read(session, candidate);
      *error = m == NULL;
      return m;
    }
    char *slash = strrchr(path, '/');
    if (!slash || path[0] != '/' || path[1] == 0) return NULL;
    *slash = 0;
    if (path[0] == 0) path = (char *)"/";
  }
}
