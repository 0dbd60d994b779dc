// Repositories that the path alone tells: of hosts that GOROOT's own source knows (the table vcsPaths in
// cmd/go/internal/vcs/vcs.go, whose rows are read there, since which hosts there are is no business of this program),
// and of paths that name the system, "example.com/repo.git/sub".
#include <regex.h>
#include <string.h>

#include "base/source.h"
#include "fetch/discovery.h"
#include "fetch/run.h"

typedef struct HostRow {
  const char *prefix;   // of paths
  const char *pattern;  // the path: its first group is the repository's root
  const char *vcs;
  const char *repo;  // the address, with "{root}"
  bool no_suffix;    // the address may not end in ".git" and so on
} HostRow;
typedef Vec(HostRow) HostRows;

// ---- the rows

// The text between two characters behind a key, within a row.
static const char *member(Arena *arena, const char *row, const char *row_end, const char *key, char quote) {
  const char *at = memmem(row, (size_t)(row_end - row), key, strlen(key));
  const char *open = at ? memchr(at, quote, (size_t)(row_end - at)) : NULL;
  const char *close = open ? memchr(open + 1, quote, (size_t)(row_end - open - 1)) : NULL;
  return close ? arena_strdup(arena, open + 1, (size_t)(close - open - 1)) : NULL;
}

// Go's syntax of regular expressions as regcomp takes it, for what the table uses: \w, \-, \., \+ and (?P<name>.
static const char *translate(Arena *arena, const char *pattern) {
  char *out = arena_alloc(arena, strlen(pattern) * 10 + 1, 1), *p = out;
  bool in_class = false, dash = false;
  for (const char *c = pattern; *c; c++) {
    if (*c == '\\' && c[1] == 'w') {
      p = stpcpy(p, in_class ? "A-Za-z0-9_" : "[A-Za-z0-9_]");
      c++;
    } else if (*c == '\\' && in_class) {
      if (!*++c) break;
      if (*c == '-') dash = true;  // goes to the end
      else *p++ = *c;
    } else if (strncmp(c, "(?P<", 4) == 0 && strchr(c, '>')) {
      *p++ = '(';
      c = strchr(c, '>');
    } else {
      if (*c == '[') in_class = true;
      if (*c == ']' && dash) *p++ = '-';
      if (*c == ']') in_class = dash = false;
      *p++ = *c;
    }
  }
  *p = 0;
  return out;
}

static FetchAnswer read_table(void *context, Arena *arena) {
  const Fetcher *f = context;
  HostRows *rows = arena_new(arena, HostRows);
  size_t size;
  const char *text =
      source_read(arena, arena_printf(arena, "%s/src/cmd/go/internal/vcs/vcs.go", f->options.goroot), &size);
  const char *at = text ? strstr(text, "\nvar vcsPaths = ") : NULL, *end = at ? strstr(at, "\n}\n") : NULL;
  for (const char *row = at; row && (row = strstr(row, "\n\t{\n")) && row < end;) {
    const char *row_end = strstr(row, "\n\t},");
    if (!row_end) break;
    HostRow host = {.prefix = member(arena, row, row_end, "pathPrefix:", '"'),
                    .pattern = member(arena, row, row_end, "regexp:", '`'),
                    .vcs = member(arena, row, row_end, "vcs:", '"'),
                    .repo = member(arena, row, row_end, "repo:", '"'),
                    .no_suffix = memmem(row, (size_t)(row_end - row), "noVCSSuffix", 11) != NULL};
    // The last row is the general one, which is below.
    if (host.prefix && host.pattern && host.vcs && host.repo) {
      host.pattern = translate(arena, host.pattern);
      vec_push(arena, rows, host);
    }
    row = row_end;
  }
  return (FetchAnswer){.value = rows};
}

static bool ends_in_system(const char *url) {
  static const char *const suffixes[] = {".hg", ".git", ".svn", ".bzr", ".fossil"};
  size_t length = strlen(url);
  for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
    size_t n = strlen(suffixes[i]);
    if (length >= n && strcmp(url + length - n, suffixes[i]) == 0) return true;
  }
  return false;
}

static const FetchError *match_row(Arena *arena, const HostRow *row, const char *path, RepoRoot *root) {
  regex_t regex;
  regmatch_t groups[2];
  bool compiled = regcomp(&regex, row->pattern, REG_EXTENDED) == 0;
  bool match = compiled && regexec(&regex, path, 2, groups, 0) == 0;
  if (compiled) regfree(&regex);
  if (!match)
    return fetch_error(arena, FETCH_FAILED, "invalid %s import path %s", row->prefix, fetch_quote(arena, path));
  const char *name = arena_strdup(arena, path + groups[1].rm_so, (size_t)(groups[1].rm_eo - groups[1].rm_so));
  const char *mark = strstr(row->repo, "{root}");
  const char *url =
      mark ? arena_printf(arena, "%.*s%s%s", (int)(mark - row->repo), row->repo, name, mark + 6) : row->repo;
  *root = (RepoRoot){row->vcs, url, name, ""};
  if (row->no_suffix && ends_in_system(url))
    return fetch_error(arena, FETCH_FAILED, "invalid version control suffix in %s/ path", row->prefix);
  return NULL;
}

// ---- paths with a system's name in them

static const char general[] =
    "(([a-z0-9.-]+\\.)+[a-z0-9.-]+(:[0-9]+)?(/~?[A-Za-z0-9_.-]+)+)\\.(bzr|fossil|git|hg|svn)(/~?[A-Za-z0-9_.-]+)*$";

// The shortest beginning that ends in a system's suffix.
static bool match_general(Arena *arena, const char *path, RepoRoot *root, const char **repo) {
  regex_t regex;
  bool found = false;
  if (regcomp(&regex, general, REG_EXTENDED | REG_NOSUB) != 0) return false;
  bool match = regexec(&regex, path, 0, NULL, 0) == 0;
  regfree(&regex);
  for (const char *p = strchr(path, '/'); match && p && !found; p = strchr(p + 1, '/')) {
    const char *end = strchrnul(p + 1, '/'), *dot = memrchr(p + 1, '.', (size_t)(end - p - 1));
    if (!dot || dot == p + 1) continue;
    const char *vcs = arena_strdup(arena, dot + 1, (size_t)(end - dot - 1));
    found = vcs_is_known(vcs);
    *root = (RepoRoot){vcs, NULL, arena_strdup(arena, path, (size_t)(end - path)), ""};
    *repo = arena_strdup(arena, path, (size_t)(dot - path));
  }
  return found;
}

// The first way to reach it that works.
static const FetchError *ping(Fetcher *f, Arena *arena, const char *repo, HttpSecurity security, const char **url) {
  static const char *const schemes[] = {"git", "https", "http", "git+ssh", "ssh"};
  // A folder in which nobody else's settings are.
  const FetchError *error = cache_check(f, arena);
  if (error) return error;
  for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
    const char *scheme = schemes[i];
    bool secure = strcmp(scheme, "https") == 0 || strcmp(scheme, "git+ssh") == 0 || strcmp(scheme, "ssh") == 0;
    if (security == HTTP_SECURE && !secure) continue;
    Run run = {.folder = f->settings.cache};
    *url = arena_printf(arena, "%s://%s", scheme, repo);
    run_words(arena, &run, "git", "ls-remote", *url, NULL);
    vec_push(arena, &run.environment, "GIT_TERMINAL_PROMPT=0");
    if (run_program(arena, &run)) return NULL;
  }
  return fetch_error(arena, FETCH_FAILED, "no %sprotocol found for repository",
                     security == HTTP_SECURE ? "secure " : "");
}

const FetchError *find_known(Fetcher *f, Arena *arena, const char *path, HttpSecurity security, RepoRoot *root,
                             bool *found) {
  const HostRows *rows = fetch_once(f, "known hosts", read_table, f).value;
  *found = true;
  for (uint32_t i = 0; i < rows->len; i++) {
    if (!path_is_below(path, rows->data[i].prefix)) continue;
    const FetchError *error = match_row(arena, &rows->data[i], path, root);
    return error ? error : govcs_check(f, arena, root->vcs, root->root);
  }
  const char *repo;
  *found = match_general(arena, path, root, &repo);
  if (!*found) return NULL;
  const FetchError *error = govcs_check(f, arena, root->vcs, root->root);
  if (error) return error;
  if (strcmp(root->vcs, "git") == 0) return ping(f, arena, repo, security, &root->url);
  root->url = arena_printf(arena, "https://%s", repo);
  return NULL;
}
