// See discovery.h: the page of a path, ?go-get=1, says where its repository is, and the page of the repository's root
// has to say the same.
#include "fetch/discovery.h"

#include <string.h>

#include "base/bytes.h"
#include "fetch/code_repo.h"
#include "mod/path.h"

bool path_is_below(const char *path, const char *root) {
  size_t n = strlen(root);
  return strncmp(path, root, n) == 0 && (!path[n] || path[n] == '/');
}

bool vcs_is_known(const char *name) {
  static const char *const names[] = {"git", "hg", "svn", "bzr", "fossil"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(names[i], name) == 0) return true;
  return false;
}

// ---- pages

typedef struct Page {
  const char *url;  // that was read
  GoImports imports;
} Page;

static const FetchError *page_url(Arena *arena, const char *path, const char **url) {
  size_t host = strcspn(path, "/");
  if (!memchr(path, '.', host)) return fetch_error(arena, FETCH_FAILED, "import path does not begin with hostname");
  *url = arena_printf(arena, "%.*s%s?go-get=1", (int)host, path, path[host] ? url_escape(arena, path + host) : "/");
  return NULL;
}

// Any status will do, as long as there is a tag.
static const FetchError *read_page(Fetcher *f, Arena *arena, HttpSecurity security, const char *path,
                                   const char *failure, Page *page) {
  const char *url = NULL;
  HttpAnswer answer;
  const FetchError *error = page_url(arena, path, &url);
  if (error) return error;
  *page = (Page){.url = arena_printf(arena, "https://%s", url)};
  error = http_get(f, arena, security, url, -1, HTTP_TEXT_MAX, &answer);
  if (error) return fetch_error_around(arena, error, failure);
  page->url = answer.url;
  meta_tags_read(arena, answer.body.bytes, answer.body.size, &page->imports);
  return page->imports.len ? NULL : http_answer_error(arena, &answer);
}

static bool same(const GoImport *a, const GoImport *b) {
  return strcmp(a->prefix, b->prefix) == 0 && strcmp(a->vcs, b->vcs) == 0 && strcmp(a->url, b->url) == 0 &&
         strcmp(a->subfolder, b->subfolder) == 0;
}

// The tag for a path; NULL with *problem.
static const GoImport *match(Arena *arena, const GoImports *imports, const char *path, const char **problem) {
  const GoImport *found = NULL;
  ByteVec others = {0};
  *problem = NULL;
  for (uint32_t i = 0; i < imports->len; i++) {
    const GoImport *import = &imports->data[i];
    if (!path_is_below(path, import->prefix)) {
      const char *other = arena_printf(arena, "%smeta tag %s did not match import path %s", others.len ? ", " : "",
                                       import->prefix, path);
      bytes_data(arena, &others, other, strlen(other));
    } else if (!found) {
      found = import;
    } else if (strcmp(found->vcs, "mod") == 0 && strcmp(import->vcs, "mod") != 0) {
      break;
    } else {
      *problem = arena_printf(arena, "multiple meta tags match import path %s", fetch_quote(arena, path));
      return NULL;
    }
  }
  bytes_u8(arena, &others, 0);
  if (!found) *problem = arena_printf(arena, "no go-import meta tags (%s)", (const char *)others.data);
  return found;
}

// Who has the page of a path below may say nothing about the root: that is the root's own page's business.
static const FetchError *verify_root(Fetcher *f, Arena *arena, HttpSecurity security, const char *path,
                                     const GoImport *import, const char *said_by) {
  Page page;
  const char *problem, *failure = arena_printf(arena, "fetching %s: ", import->prefix);
  const FetchError *error = read_page(f, arena, security, import->prefix, failure, &page);
  if (error) return error;
  if (!page.imports.len)
    return fetch_error(arena, FETCH_FAILED, "fetching %s: no go-import meta tag found in %s", import->prefix, page.url);
  const GoImport *other = match(arena, &page.imports, path, &problem);
  if (other && same(import, other)) return NULL;
  return fetch_error(arena, FETCH_FAILED, "%s and %s disagree about go-import for %s", said_by, page.url,
                     import->prefix);
}

static const FetchError *check_tag(Arena *arena, const GoImport *import, const char *page) {
  const char *problem = import->subfolder[0] == '/'   ? "leading slash"
                        : import->subfolder[0] == '-' ? "leading hyphen"
                                                      : NULL;
  if (problem)
    return fetch_error(arena, FETCH_FAILED, "%s: invalid subdirectory %s: %s", page,
                       fetch_quote(arena, import->subfolder), problem);
  const char *scheme = url_scheme(arena, import->url);
  if (!*scheme) problem = "no scheme";
  if (strcmp(scheme, "file") == 0) problem = "file scheme disallowed";
  if (problem)
    return fetch_error(arena, FETCH_FAILED, "%s: invalid repo root %s: %s", page, fetch_quote(arena, import->url),
                       problem);
  if (strcmp(import->vcs, "mod") == 0 || vcs_is_known(import->vcs)) return NULL;
  return fetch_error(arena, FETCH_FAILED, "%s: unknown vcs %s", page, fetch_quote(arena, import->vcs));
}

static const FetchError *find_by_page(Fetcher *f, Arena *arena, const char *path, HttpSecurity security,
                                      RepoRoot *root) {
  Page page;
  const char *problem, *failure = security == HTTP_INSECURE ? "http/https fetch: " : "https fetch: ";
  const FetchError *error = read_page(f, arena, security, path, failure, &page);
  if (error) return error;
  const GoImport *import = match(arena, &page.imports, path, &problem);
  if (!import) return fetch_error(arena, FETCH_FAILED, "parse %s: %s", page.url, problem);
  if (strcmp(import->prefix, path) != 0) error = verify_root(f, arena, security, path, import, page.url);
  if (!error) error = check_tag(arena, import, page.url);
  if (!error) error = govcs_check(f, arena, import->vcs, import->prefix);
  *root = (RepoRoot){import->vcs, import->url, import->prefix, import->subfolder};
  return error;
}

const FetchError *discover(Fetcher *f, Arena *arena, const char *path, RepoRoot *root) {
  HttpSecurity security = mod_match_prefix(arena, f->settings.insecure, path) ? HTTP_INSECURE : HTTP_SECURE;
  bool found;
  const FetchError *error = NULL;
  for (int i = 0; i < 2; i++) {
    const char *scheme = i ? "https:" : "http:";
    if (strncmp(path, scheme, strlen(scheme)) == 0)
      return fetch_error(arena, FETCH_FAILED, "\"%s//\" not allowed in import path", scheme);
  }
  error = find_known(f, arena, path, security, root, &found);
  if (found) return error;
  error = find_by_page(f, arena, path, security, root);
  if (!error) return NULL;
  return fetch_error(arena, error->kind, "unrecognized import path %s: %s", fetch_quote(arena, path), error->text);
}

// ---- a module at its repository

const FetchError *direct_repo_new(Fetcher *f, Arena *arena, const char *path, Repo **repo) {
  RepoRoot root;
  GitRepo *git;
  const FetchError *error = discover(f, arena, path, &root);
  // Where no code can be found, nothing is: a shorter path may be tried.
  if (error) return error->kind == FETCH_FATAL ? error : fetch_error(arena, FETCH_MISSING, "%s", error->text);
  if (strcmp(root.vcs, "mod") == 0) return proxy_repo_new(f, arena, root.url, path, repo);
  if (strcmp(root.vcs, "git") != 0)
    return fetch_error(arena, FETCH_FAILED, "not supported yet: modules in %s repositories (%s)", root.vcs, root.root);
  error = git_open(f, arena, root.url, &git);
  return error ? error : code_repo_new(f, arena, git, root.root, root.subfolder, path, repo);
}
