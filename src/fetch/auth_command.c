// Credentials that programs give: `git credential`, and commands of the user's own (`go help goauth`).
#include <ctype.h>
#include <string.h>

#include "base/unicode.h"
#include "fetch/auth.h"
#include "fetch/run.h"

// ---- git credential

// Cuts a line off *at and returns it; NULL: there is none.
static const char *next_line(Arena *arena, const char **at) {
  if (!**at) return NULL;
  size_t length = strcspn(*at, "\n");
  const char *line = arena_strdup(arena, *at, length);
  *at += length + ((*at)[length] == '\n');
  return line;
}

// The URL, user and password that git tells of.
static const char *read_git_answer(Arena *arena, const char *text, const char **user, const char **password) {
  const char *protocol = "", *host = "", *path = "", *url = NULL, *line;
  *user = *password = "";
  while ((line = next_line(arena, &text))) {
    size_t length = strlen(line);
    text_trim(&line, &length);
    line = arena_strdup(arena, line, length);
    const char *equals = strchr(line, '='), *value = equals + 1;
    if (!equals) continue;
    size_t name = (size_t)(equals - line);
    if (name == 8 && memcmp(line, "protocol", 8) == 0) protocol = value;
    else if (name == 4 && memcmp(line, "host", 4) == 0) host = value;
    else if (name == 4 && memcmp(line, "path", 4) == 0) path = value;
    else if (name == 8 && memcmp(line, "username", 8) == 0) *user = value;
    else if (name == 8 && memcmp(line, "password", 8) == 0) *password = value;
    else if (name == 3 && memcmp(line, "url", 3) == 0 && *url_scheme(arena, value)) url = value;
  }
  if (url) return url;
  if (!*protocol && !*host && !*path) return "";
  while (*path == '/') path++;
  return arena_printf(arena, "%s://%s%s%s", protocol, host, *path ? "/" : "", path);
}

// Tells git whether the server takes what it gave, so that it asks the user no more, or again.
static void tell_git(Fetcher *f, Arena *arena, const char *url, const char *header, FetchText answer) {
  Transfer t = {.url = url, .head = true, .fd = -1, .max = 0};
  vec_push(arena, &t.headers, header);
  bool asked = false;
  for (int tries = 0; tries < 3 && !asked; tries++) asked = !transport_run(f, arena, &t) && t.result == 0;
  if (!asked || (t.status != 200 && t.status != 401)) return;
  Run run = {.input = answer};
  run_words(arena, &run, "git", "credential", t.status == 200 ? "approve" : "reject", NULL);
  run_program(arena, &run);
}

const char *auth_git(Fetcher *f, Arena *arena, const char *folder, const char *url) {
  const char *input = arena_printf(arena, "url=%s\n", url), *user, *password;
  Run run = {.folder = folder, .input = {input, strlen(input)}, .together = true};
  run_words(arena, &run, "git", "credential", "fill", NULL);
  if (!run_program(arena, &run))
    return arena_printf(arena, "'git credential fill' failed (url=%s): %s\n%s", url, run.failure, run.output.bytes);
  const char *prefix = read_git_answer(arena, run.output.bytes, &user, &password);
  if (!*prefix) return arena_printf(arena, "'git credential fill' failed for url=%s, could not parse url\n", url);
  if (strncmp(url, prefix, strlen(prefix)) != 0)
    return arena_printf(arena, "requested a credential for %s, but 'git credential fill' provided one for %s\n", url,
                        prefix);
  StringVec headers = {0};
  vec_push(arena, &headers, basic_authorization(arena, user, password));
  credentials_store(f, prefix, &headers);
  tell_git(f, arena, prefix, headers.data[0], run.output);
  return NULL;
}

// ---- the user's own commands

// Words between spaces; those in quotes may have some: cmd/internal/quoted.
static const char *split_words(Arena *arena, const char *text, StringVec *words) {
  for (;;) {
    text += strspn(text, " \t\n\r");
    if (!*text) return NULL;
    bool quoted = *text == '"' || *text == '\'';
    const char *start = text + quoted, *end = quoted ? strchr(start, *text) : start + strcspn(start, " \t\n\r");
    if (!end) return arena_printf(arena, "unterminated %c string", *text);
    vec_push(arena, words, arena_strdup(arena, start, (size_t)(end - start)));
    text = end + quoted;
  }
}

static bool is_header(const char *line, const char **value) {
  static const char others[] = "!#$%&'*+-.^_`|~";
  const char *colon = strstr(line, ": ");
  if (!colon || colon == line) return false;
  for (const char *p = line; p < colon; p++)
    if (!isalnum((unsigned char)*p) && !strchr(others, *p)) return false;
  *value = colon + 2;
  for (const char *p = *value; *p; p++)
    if (((unsigned char)*p < ' ' && *p != '\t') || *p == 127) return false;
  return true;
}

// Blocks: URLs, an empty line, headers, an empty line.
static const char *read_blocks(Fetcher *f, Arena *arena, const char *text) {
  while (*text) {
    StringVec urls = {0}, headers = {0};
    const char *line, *value;
    for (;;) {
      if (!strchr(text, '\n')) return "invalid format: missing empty line after URLs";
      line = next_line(arena, &text);
      if (!*line) break;
      if (!*url_scheme(arena, line))
        return arena_printf(arena, "could not parse URL %s: parse %s: invalid URI for request", line,
                            fetch_quote(arena, line));
      vec_push(arena, &urls, line);
    }
    for (;;) {
      if (!strchr(text, '\n')) return "invalid format: missing empty line after headers";
      line = next_line(arena, &text);
      if (!*line) break;
      if (!is_header(line, &value)) return "invalid format: invalid header line";
      vec_push(arena, &headers, line);
    }
    for (uint32_t i = 0; i < urls.len; i++) credentials_store(f, urls.data[i], &headers);
  }
  return NULL;
}

const char *auth_command(Fetcher *f, Arena *arena, const char *command, const char *url, const Transfer *answer) {
  Run run = {0};
  const char *problem = split_words(arena, command, &run.words);
  if (problem) return arena_printf(arena, "cannot parse GOAUTH command %s: %s", command, problem);
  if (url) vec_push(arena, &run.words, url);
  if (answer) run.input = (FetchText){answer->head_text, strlen(answer->head_text)};
  if (!run_program(arena, &run))
    return arena_printf(arena, "could not run command %s: %s\n%s", command, run.failure, run.errors.bytes);
  problem = read_blocks(f, arena, run.output.bytes);
  return problem ? arena_printf(arena, "cannot parse output of GOAUTH command %s: %s", command, problem) : NULL;
}
