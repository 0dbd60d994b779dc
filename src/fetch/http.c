// What go says of requests, and which it makes: cmd/go/internal/web. http:// where that is allowed, file:// as a server
// of its own, credentials by GOAUTH, redirections that do not lead from what is safe to what is not.
#include "fetch/http.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/unicode.h"
#include "fetch/auth.h"
#include "fetch/curl.h"

enum { REDIRECTS_MAX = 10, DETAIL_LINES = 8, DETAIL_BYTES = DETAIL_LINES * 81 };

const char *http_status_name(long status) {
  static const struct {
    long status;
    const char *name;
  } names[] = {{200, "OK"},
               {204, "No Content"},
               {206, "Partial Content"},
               {301, "Moved Permanently"},
               {302, "Found"},
               {303, "See Other"},
               {304, "Not Modified"},
               {307, "Temporary Redirect"},
               {308, "Permanent Redirect"},
               {400, "Bad Request"},
               {401, "Unauthorized"},
               {402, "Payment Required"},
               {403, "Forbidden"},
               {404, "Not Found"},
               {405, "Method Not Allowed"},
               {406, "Not Acceptable"},
               {407, "Proxy Authentication Required"},
               {408, "Request Timeout"},
               {409, "Conflict"},
               {410, "Gone"},
               {413, "Request Entity Too Large"},
               {414, "Request URI Too Long"},
               {418, "I'm a teapot"},
               {421, "Misdirected Request"},
               {422, "Unprocessable Entity"},
               {425, "Too Early"},
               {429, "Too Many Requests"},
               {431, "Request Header Fields Too Large"},
               {451, "Unavailable For Legal Reasons"},
               {500, "Internal Server Error"},
               {501, "Not Implemented"},
               {502, "Bad Gateway"},
               {503, "Service Unavailable"},
               {504, "Gateway Timeout"},
               {505, "HTTP Version Not Supported"}};
  for (uint32_t i = 0; i < sizeof names / sizeof *names; i++)
    if (names[i].status == status) return names[i].name;
  return "";
}

const char *http_header(Arena *arena, const char *head, const char *name) {
  size_t n = strlen(name);
  for (const char *line = head; line && *line; line = strchr(line, '\n'), line += line != NULL) {
    if (strncasecmp(line, name, n) != 0 || line[n] != ':') continue;
    const char *value = line + n + 1;
    value += strspn(value, " \t");
    size_t length = strcspn(value, "\r\n");
    while (length && strchr(" \t", value[length - 1])) length--;
    return arena_strdup(arena, value, length);
  }
  return NULL;
}

// "404 Not Found", as the first line of the head has it; HTTP/2 has the number alone.
static const char *status_text(Arena *arena, const char *head, long status) {
  const char *line = strchr(head, ' ');
  size_t length = line ? strcspn(line + 1, "\r\n") : 0;
  while (length && line[length] == ' ') length--;
  if (length > 3) return arena_strdup(arena, line + 1, length);
  return arena_printf(arena, "%ld %s", status, http_status_name(status));
}

// What a body is written to cannot take it: the file that it is, as go says it.
static const char *write_failure(Arena *arena, int fd, const char *why) {
  char path[PATH_MAX];
  ssize_t n = readlink(arena_printf(arena, "/proc/self/fd/%d", fd), path, sizeof path);
  return arena_printf(arena, "write %.*s: %s", n < 0 ? 0 : (int)n, path, why);
}

// ---- file://

static const FetchError *copy_file(Arena *arena, const char *file, int fd, size_t max, HttpAnswer *answer) {
  int in = open(file, O_RDONLY | O_CLOEXEC);
  struct stat st;
  if (in < 0 && (errno == ENOENT || errno == EACCES || errno == EPERM)) {
    answer->status = errno == ENOENT ? 404 : 403;
    answer->file_problem = arena_printf(arena, "%s", DIAG_ERRNO(errno));
    return NULL;
  }
  const char *problem = NULL;
  int failed;
  if (in < 0 || fstat(in, &st) != 0) problem = arena_printf(arena, "open %s: %s", file, DIAG_ERRNO(errno));
  else if (S_ISDIR(st.st_mode)) problem = arena_printf(arena, "read %s: is a directory", file);
  answer->status = 200;
  char *text = NULL;
  if (!problem && (uint64_t)st.st_size > max) answer->too_large = true;
  else if (!problem && fd < 0) text = arena_alloc(arena, (size_t)st.st_size + 1, 1);
  char buffer[64 << 10];
  for (size_t size = 0; !problem && !answer->too_large;) {
    ssize_t n = fd < 0 ? read(in, text + size, (size_t)st.st_size - size) : read(in, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) problem = arena_printf(arena, "read %s: %s", file, DIAG_ERRNO(errno));
    if (n <= 0) {
      answer->body = (FetchText){text, size};
      break;
    }
    size += (size_t)n;
    if (fd >= 0 && size > max) answer->too_large = true;
    else if (fd >= 0 && (failed = file_write(fd, buffer, (size_t)n)))
      problem = arena_printf(arena, "read \"%s\": %s", answer->url, write_failure(arena, fd, DIAG_ERRNO(failed)));
  }
  if (in >= 0) close(in);
  return fetch_error_text(arena, problem);
}

static const FetchError *get_file(Arena *arena, const char *url, int fd, size_t max, HttpAnswer *answer) {
  const char *problem, *file = url_file(arena, url, &problem);
  *answer = (HttpAnswer){.url = url, .type = "", .head = ""};
  if (!file) return fetch_error_text(arena, problem);
  const FetchError *error = copy_file(arena, file, fd, max, answer);
  answer->status_text = http_status_name(answer->status);
  return error;
}

// ---- http:// and https://

// What keeps a request from having an answer, in the words of Go's net and net/http where libcurl's say the same.
static const char *failure(Arena *arena, const Transfer *t) {
  const char *host = url_host(arena, t->url);
  size_t name = strcspn(host, ":");
  switch (t->result) {
    case CURL_NO_HOST: return arena_printf(arena, "dial tcp: lookup %.*s: no such host", (int)name, host);
    case CURL_NO_CONNECTION: {
      const char *why = t->error_number ? DIAG_ERRNO(t->error_number) : t->message;
      if (!*t->address) return arena_printf(arena, "dial tcp %s: connect: %s", host, why);
      return arena_printf(arena, "dial tcp %s:%ld: connect: %s", t->address, t->port, why);
    }
    case CURL_GOT_NOTHING: return "EOF";
    case CURL_PARTIAL: return "unexpected EOF";
    case CURL_RECEIVE_FAILED:
      return t->error_number ? arena_printf(arena, "read tcp: read: %s", DIAG_ERRNO(t->error_number))
                             : "unexpected EOF";
    case CURL_TIMED_OUT: return arena_printf(arena, "timeout: %s", t->message);
    case CURL_BAD_CERTIFICATE: return arena_printf(arena, "tls: failed to verify certificate: %s", t->message);
    case CURL_WRITE_FAILED:
      if (t->write_problem) return write_failure(arena, t->fd, t->write_problem);
      return t->message;
    default: return t->message;
  }
}

static const FetchError *transfer_error(Arena *arena, const Transfer *t) {
  // Once there is a status, it is the body that could not be read.
  return fetch_error(arena, FETCH_FAILED, "%s \"%s\": %s",
                     t->status ? "read"
                     : t->head ? "Head"
                               : "Get",
                     url_redact(arena, t->url), failure(arena, t));
}

static bool starts_over(int fd) { return fd < 0 || (lseek(fd, 0, SEEK_SET) == 0 && ftruncate(fd, 0) == 0); }

// One request, with the redirections that it leads to.
static const FetchError *request(Fetcher *f, Arena *arena, const char *url, bool insecure, bool with_credentials,
                                 int fd, size_t max, Transfer *t) {
  const char *host = url_host(arena, url), *at = url;
  bool secure = strncmp(url, "https:", 6) == 0;
  for (int hops = 0;; hops++) {
    *t = (Transfer){.url = at, .insecure = insecure, .fd = fd, .max = max};
    if (with_credentials && secure && strcmp(url_host(arena, at), host) == 0)
      credentials_add(f, arena, at, &t->headers);
    const char *problem = transport_run(f, arena, t);
    if (problem) return fetch_error_text(arena, problem);
    bool cut = t->result != CURL_OK && t->too_large;
    if (t->result != CURL_OK && !cut) return transfer_error(arena, t);
    if (!t->redirect || t->status < 300 || t->status > 399) return NULL;
    const char *scheme = url_scheme(arena, t->redirect), *wrong = NULL;
    if (secure && strcmp(scheme, "https") != 0)
      wrong = arena_printf(arena, "redirected from secure URL %s to insecure URL %s", at, t->redirect);
    else if (hops + 1 >= REDIRECTS_MAX) wrong = "stopped after 10 redirects";
    else if (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)
      wrong = arena_printf(arena, "unsupported protocol scheme \"%s\"", scheme);
    if (wrong) return fetch_error(arena, FETCH_FAILED, "Get \"%s\": %s", url_redact(arena, t->redirect), wrong);
    at = t->redirect;
  }
}

static const FetchError *ask(Fetcher *f, Arena *arena, const char *url, bool insecure, int fd, size_t max,
                             HttpAnswer *answer) {
  Transfer t;
  bool secure = strncmp(url, "https:", 6) == 0;
  const char *shown = url_redact(arena, url);
  if (f->options.trace) fprintf(stderr, "# get %s\n", shown);
  const FetchError *error = secure ? credentials_begin(f, arena) : NULL;
  if (!error) error = request(f, arena, url, insecure, secure, fd, max, &t);
  // The first answer may be about who asks: then GOAUTH is asked about this URL.
  if (!error && secure && t.status >= 400 && t.status < 500 && credentials_refresh(f, arena, url, &t) &&
      starts_over(fd))
    error = request(f, arena, url, insecure, true, fd, max, &t);
  if (error) return error;
  const char *type = http_header(arena, t.head_text, "Content-Type");
  *answer = (HttpAnswer){.url = shown,
                         .status = t.status,
                         .status_text = status_text(arena, t.head_text, t.status),
                         .type = type ? type : "",
                         .body = t.body,
                         .too_large = t.too_large,
                         .head = t.head_text};
  return NULL;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const FetchError *ask_plainly(Fetcher *f, Arena *arena, HttpSecurity security, const char *url, int fd,
                                     size_t max, HttpAnswer *answer) {
  const char *shown = url_redact(arena, url);
  if (url_has_user(url) && security != HTTP_INSECURE)
    return fetch_error(arena, FETCH_FAILED, "refusing to pass credentials to insecure URL: %s", shown);
  return ask(f, arena, url, false, fd, max, answer);
}

static const FetchError *get(Fetcher *f, Arena *arena, HttpSecurity security, const char *url, int fd, size_t max,
                             HttpAnswer *answer) {
  const char *scheme = url_scheme(arena, url);
  bool none = !strstr(url, "://");
  if (none || strcmp(scheme, "https") == 0) {
    const char *secure = none ? arena_printf(arena, "https://%s", url) : url;
    const FetchError *error = ask(f, arena, secure, security == HTTP_INSECURE, fd, max, answer);
    if (error && f->options.trace) fprintf(stderr, "# get %s: %s\n", url_redact(arena, secure), error->text);
    if (!error || !none || security != HTTP_INSECURE || !starts_over(fd)) return error;
    return ask_plainly(f, arena, security, arena_printf(arena, "http://%s", url), fd, max, answer);
  }
  if (strcmp(scheme, "http") != 0)
    return fetch_error(arena, FETCH_FAILED, "unsupported scheme: %s", url_redact(arena, url));
  if (security == HTTP_SECURE) return fetch_error(arena, FETCH_FAILED, "insecure URL: %s", url_redact(arena, url));
  return ask_plainly(f, arena, security, url, fd, max, answer);
}

const FetchError *http_get(Fetcher *f, Arena *arena, HttpSecurity security, const char *url, int fd, size_t max,
                           HttpAnswer *answer) {
  if (strncmp(url, "file://", 7) == 0) return get_file(arena, url, fd, max, answer);
  double started = now();
  const FetchError *error = get(f, arena, security, url, fd, max, answer);
  if (!error && f->options.trace)
    fprintf(stderr, "# get %s: %s (%.3fs)\n", answer->url, answer->status_text, now() - started);
  return error;
}

// ---- what a server says with an error

// The text may be shown: it is UTF-8, and nothing in it moves the cursor of a terminal.
static bool is_showable(FetchText text) {
  for (size_t i = 0; i < text.size;) {
    uint32_t rune, n = utf8_decode(text.bytes + i, text.size - i, &rune);
    if ((rune == UNICODE_REPLACEMENT && n == 1) || (!unicode_is_print(rune) && !unicode_is_space(rune))) return false;
    i += n;
  }
  return true;
}

static bool is_plain_text(const HttpAnswer *answer) {
  const char *type = answer->type;
  size_t n = strcspn(type, "; \t");
  if (n != 10 || strncasecmp(type, "text/plain", 10) != 0) return false;
  const char *charset = strcasestr(type, "charset=");
  if (!charset) return true;
  charset += 8;
  charset += *charset == '"';
  n = strcspn(charset, "\"; \t");
  return (n == 8 && strncasecmp(charset, "us-ascii", 8) == 0) || (n == 5 && strncasecmp(charset, "utf-8", 5) == 0);
}

static bool is_blank(const char *line, size_t length) {
  text_trim(&line, &length);
  return length == 0;
}

// The first lines, up to an empty one; "" none.
static const char *detail(Arena *arena, const HttpAnswer *answer) {
  if (!is_plain_text(answer) || !is_showable(answer->body)) return "";
  const char *text = "", *end = answer->body.bytes + answer->body.size;
  int count = 0;
  for (const char *line = answer->body.bytes; line <= end; count++) {
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    size_t length = (size_t)((stop ? stop : end) - line);
    if (is_blank(line, length)) break;
    if (count) text = arena_printf(arena, "%s\n\t", text);
    if (count >= DETAIL_LINES) return arena_printf(arena, "%s[Truncated: too many lines.]", text);
    if (strlen(text) + length > DETAIL_BYTES) return arena_printf(arena, "%s[Truncated: too long.]", text);
    text = arena_printf(arena, "%s%.*s", text, (int)length, line);
    line += length + 1;
  }
  return text;
}

const FetchError *http_answer_error(Arena *arena, const HttpAnswer *answer) {
  if (answer->status == 200) return NULL;
  FetchErrorKind kind = answer->status == 404 || answer->status == 410 ? FETCH_MISSING : FETCH_FAILED;
  if (answer->file_problem) return fetch_error(arena, kind, "reading %s: %s", answer->url, answer->file_problem);
  const char *more = detail(arena, answer);
  if (!*more) return fetch_error(arena, kind, "reading %s: %s", answer->url, answer->status_text);
  return fetch_error(arena, kind, "reading %s: %s\n\tserver response:%s%s", answer->url, answer->status_text,
                     strchr(more, '\n') ? "\n\t" : " ", more);
}

const FetchError *http_text(Fetcher *f, Arena *arena, const char *url, FetchText *text) {
  HttpAnswer answer;
  const FetchError *error = http_get(f, arena, HTTP_DEFAULT, url, -1, HTTP_TEXT_MAX, &answer);
  if (!error) error = http_answer_error(arena, &answer);
  if (!error && answer.too_large) error = fetch_error(arena, FETCH_FAILED, "reading %s: answer too large", answer.url);
  if (!error) *text = answer.body;
  return error;
}
