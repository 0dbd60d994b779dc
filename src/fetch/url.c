// Parts of URLs (RFC 3986), for who has checked that they are some.
#include <ctype.h>
#include <string.h>

#include "base/unicode.h"
#include "fetch/http.h"

static const char *after_scheme(const char *url) {
  const char *colon = strstr(url, "://");
  return colon ? colon + 3 : url;
}

static size_t authority_length(const char *authority) { return strcspn(authority, "/?#"); }

// The '@' behind user and password; NULL: there are none.
static const char *user_end(const char *authority) { return memrchr(authority, '@', authority_length(authority)); }

const char *url_scheme(Arena *arena, const char *url) {
  size_t n = 0;
  while (isalnum((unsigned char)url[n]) || (n && strchr("+-.", url[n]) && url[n])) n++;
  if (!n || url[n] != ':' || !isalpha((unsigned char)url[0])) return "";
  char *scheme = arena_strdup(arena, url, n);
  for (char *p = scheme; *p; p++) *p = (char)tolower((unsigned char)*p);
  return scheme;
}

bool url_has_user(const char *url) { return user_end(after_scheme(url)) != NULL; }

const char *url_host(Arena *arena, const char *url) {
  const char *authority = after_scheme(url), *at = user_end(authority), *end = authority + authority_length(authority);
  const char *start = at ? at + 1 : authority;
  return arena_strdup(arena, start, (size_t)(end - start));
}

const char *url_redact(Arena *arena, const char *url) {
  const char *authority = after_scheme(url), *at = user_end(authority);
  const char *colon = at ? memchr(authority, ':', (size_t)(at - authority)) : NULL;
  return colon ? arena_printf(arena, "%.*s:xxxxx%s", (int)(colon - url), url, at) : url;
}

bool url_is_loopback(Arena *arena, const char *url) {
  const char *host = url_host(arena, url);
  size_t n = *host == '[' ? strcspn(host, "]") : strcspn(host, ":");
  return (n == 9 && strncasecmp(host, "localhost", 9) == 0) || strncmp(host, "127.", 4) == 0 ||
         strncmp(host, "[::1", 4) == 0;
}

const char *url_escape(Arena *arena, const char *path) {
  char *out = arena_alloc(arena, strlen(path) * 3 + 1, 1), *p = out;
  for (const unsigned char *c = (const unsigned char *)path; *c; c++) {
    if (isalnum(*c) || strchr("-_.~$&+:=@/", *c)) {
      *p++ = (char)*c;
    } else {
      *p++ = '%';
      *p++ = "0123456789ABCDEF"[*c >> 4];
      *p++ = "0123456789ABCDEF"[*c & 15];
    }
  }
  *p = 0;
  return out;
}

const char *url_join(Arena *arena, const char *base, const char *path) {
  size_t query = strcspn(base, "?#"), n = query;
  while (n && base[n - 1] == '/') n--;
  while (*path == '/') path++;
  return arena_printf(arena, "%.*s/%s%s", (int)n, base, path, base + query);
}

const char *url_file(Arena *arena, const char *url, const char **problem) {
  const char *host = url_host(arena, url), *path = after_scheme(url);
  path += authority_length(path);
  *problem = NULL;
  if (*host && strcmp(host, "localhost") != 0) *problem = "file URL specifies non-local host";
  else if (!*path) *problem = "file URL missing path";
  if (*problem) return NULL;
  char *out = arena_strdup(arena, path, strlen(path)), *p = out;
  for (const char *c = path; *c; c++) {
    bool escaped = *c == '%' && text_digit_value(c[1]) < 16 && text_digit_value(c[2]) < 16;
    *p++ = escaped ? (char)(text_digit_value(c[1]) << 4 | text_digit_value(c[2])) : *c;
    if (escaped) c += 2;
  }
  *p = 0;
  return out;
}
