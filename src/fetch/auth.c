// See auth.h. cmd/go/internal/auth.
#include "fetch/auth.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/unicode.h"
#include "mod/base64.h"

typedef struct Credential Credential;
struct Credential {
  const char *prefix;  // without scheme
  StringVec headers;
  Credential *next;
};

struct Credentials {
  Arena arena;
  pthread_mutex_t mutex;  // of the list
  pthread_mutex_t once;   // of asking GOAUTH
  bool begun;
  const FetchError *error;  // what is wrong with GOAUTH
  Credential *list;
};

Credentials *credentials_new(Fetcher *f) {
  Credentials *c = arena_new(&f->arena, Credentials);
  arena_init(&c->arena);
  pthread_mutex_init(&c->mutex, NULL);
  pthread_mutex_init(&c->once, NULL);
  return c;
}

const char *basic_authorization(Arena *arena, const char *user, const char *password) {
  const char *both = arena_printf(arena, "%s:%s", user, password);
  return arena_printf(arena, "Authorization: Basic %s", base64_encode(arena, both, strlen(both)));
}

static Credential *find(const Credentials *c, const char *prefix, size_t length) {
  Credential *found = c->list;
  while (found && (strlen(found->prefix) != length || memcmp(found->prefix, prefix, length) != 0)) found = found->next;
  return found;
}

static const char *without_scheme(const char *url, size_t *length) {
  if (strncmp(url, "https://", 8) == 0) url += 8;
  *length = strlen(url);
  if (*length && url[*length - 1] == '/') --*length;
  return url;
}

void credentials_store(Fetcher *f, const char *url, const StringVec *headers) {
  Credentials *c = f->credentials;
  size_t length;
  const char *prefix = without_scheme(url, &length);
  pthread_mutex_lock(&c->mutex);
  Credential *entry = find(c, prefix, length);
  if (!entry) {
    entry = arena_new(&c->arena, Credential);
    *entry = (Credential){.prefix = arena_strdup(&c->arena, prefix, length), .next = c->list};
    c->list = entry;
  }
  entry->headers = (StringVec){0};
  for (uint32_t i = 0; i < headers->len; i++)
    vec_push(&c->arena, &entry->headers, arena_strdup(&c->arena, headers->data[i], strlen(headers->data[i])));
  pthread_mutex_unlock(&c->mutex);
}

// Of the longest prefix that is known.
static bool load(Credentials *c, Arena *arena, const char *url, StringVec *headers) {
  size_t length;
  const char *prefix = without_scheme(url, &length);
  bool found = false;
  pthread_mutex_lock(&c->mutex);
  while (length && !found) {
    const Credential *entry = find(c, prefix, length);
    found = entry && entry->headers.len;
    for (uint32_t i = 0; found && i < entry->headers.len; i++) vec_push(arena, headers, entry->headers.data[i]);
    const char *slash = memrchr(prefix, '/', length);
    length = slash ? (size_t)(slash - prefix) : 0;
  }
  pthread_mutex_unlock(&c->mutex);
  return found;
}

// ---- GOAUTH

static const FetchError *wrong(Arena *arena, const char *text) {
  return fetch_error(arena, FETCH_FATAL, "go: %s", text);
}

static const FetchError *check_git_folder(Arena *arena, const char *folder) {
  static const char needs[] = "GOAUTH=git dir method requires an absolute path to the git working directory";
  struct stat st;
  if (!*folder || strpbrk(folder, " \t")) return wrong(arena, needs);
  if (*folder != '/') return wrong(arena, arena_printf(arena, "%s, dir is not absolute", needs));
  if (stat(folder, &st) != 0)
    return wrong(arena, arena_printf(arena, "GOAUTH=git encountered an error; cannot stat %s: stat %s: %s", folder,
                                     folder, DIAG_ERRNO(errno)));
  return S_ISDIR(st.st_mode) ? NULL : wrong(arena, arena_printf(arena, "%s, dir is not a directory", needs));
}

// One command of the list; url NULL: none is asked about. *problem: what it says is wrong, which is no error yet.
static const FetchError *run(Fetcher *f, Arena *arena, const char *command, bool alone, const char *url,
                             const Transfer *answer, const char **problem) {
  size_t word = strcspn(command, " \t");
  const char *goauth = f->settings.auth, *rest = command + word + strspn(command + word, " \t");
  *problem = NULL;
  if (!word) return wrong(arena, arena_printf(arena, "GOAUTH encountered an empty command (GOAUTH=%s)", goauth));
  if (word == 3 && memcmp(command, "off", 3) == 0)
    return alone ? NULL
                 : wrong(arena, arena_printf(arena,
                                             "GOAUTH=off cannot be combined with other authentication commands "
                                             "(GOAUTH=%s)",
                                             goauth));
  if (word == 5 && memcmp(command, "netrc", 5) == 0) {
    *problem = netrc_read(f, arena);
    return NULL;
  }
  if (word == 3 && memcmp(command, "git", 3) == 0) {
    const FetchError *error = check_git_folder(arena, rest);
    if (!error && url) *problem = auth_git(f, arena, rest, url);
    return error;
  }
  *problem = auth_command(f, arena, command, url, answer);
  return NULL;
}

// All of them, the last first: what an earlier one says counts more.
static const FetchError *run_all(Fetcher *f, Arena *arena, const char *url, const Transfer *answer) {
  StringVec commands = {0}, problems = {0};
  const FetchError *error = NULL;
  for (const char *p = f->settings.auth;; p++) {
    size_t length = strcspn(p, ";");
    const char *command = p;
    p += length;
    text_trim(&command, &length);
    vec_push(arena, &commands, arena_strdup(arena, command, length));
    if (!*p) break;
  }
  for (uint32_t i = commands.len; i-- > 0 && !error;) {
    const char *command = commands.data[i], *problem;
    error = run(f, arena, command, commands.len == 1, url, answer, &problem);
    if (problem) vec_push(arena, &problems, arena_printf(arena, "GOAUTH=%s: %s", command, problem));
  }
  StringVec headers = {0};
  if (f->options.trace && url && problems.len && !load(f->credentials, arena, url, &headers)) {
    fprintf(stderr, "go: GOAUTH encountered errors for %s:\n", url);
    for (uint32_t i = 0; i < problems.len; i++) fprintf(stderr, "go:   %s\n", problems.data[i]);
  }
  return error;
}

const FetchError *credentials_begin(Fetcher *f, Arena *arena) {
  Credentials *c = f->credentials;
  if (strcmp(f->settings.auth, "off") == 0) return NULL;
  pthread_mutex_lock(&c->once);
  if (!c->begun) c->error = run_all(f, &c->arena, NULL, NULL);
  c->begun = true;
  const FetchError *error = c->error;
  pthread_mutex_unlock(&c->once);
  (void)arena;
  return error;
}

bool credentials_refresh(Fetcher *f, Arena *arena, const char *url, const Transfer *answer) {
  Credentials *c = f->credentials;
  StringVec headers = {0};
  if (strcmp(f->settings.auth, "off") == 0) return false;
  pthread_mutex_lock(&c->once);
  (void)run_all(f, arena, url, answer);  // what is wrong with GOAUTH was said before
  pthread_mutex_unlock(&c->once);
  return load(c, arena, url, &headers);
}

void credentials_add(Fetcher *f, Arena *arena, const char *url, StringVec *headers) {
  if (strcmp(f->settings.auth, "off") != 0) load(f->credentials, arena, url, headers);
}
