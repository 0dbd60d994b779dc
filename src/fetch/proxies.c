// GOPROXY: the places that are asked for modules, one after the other (https://go.dev/ref/mod#environment-variables).
#include <string.h>

#include "base/unicode.h"
#include "fetch/http.h"

typedef struct ProxyList {
  Vec(FetchProxy) proxies;
} ProxyList;

// ",": only if this one does not have it; "|": after any error.
static void add(Arena *arena, ProxyList *list, const char *url, bool fall_back) {
  FetchProxy proxy = {url, fall_back};
  vec_push(arena, &list->proxies, proxy);
}

static const FetchError *read_entry(Fetcher *f, Arena *arena, ProxyList *list, const char *url, bool fall_back,
                                    bool *last) {
  *last = strcmp(url, "off") == 0 || strcmp(url, "direct") == 0;
  if (*last) {
    add(arena, list, url, false);
    return NULL;
  }
  // Single words are for what is built in.
  if (strpbrk(url, ".:/") && !strstr(url, ":/") && *url != '/') url = arena_printf(arena, "https://%s", url);
  Repo *repo;
  const FetchError *error = proxy_repo_new(f, arena, url, "example.com/m", &repo);
  if (!error) add(arena, list, url, fall_back);
  return error;
}

static FetchAnswer read_list(void *context, Arena *arena) {
  Fetcher *f = context;
  const FetchSettings *s = &f->settings;
  if (!*s->proxies)
    return (FetchAnswer){NULL, fetch_error(arena, FETCH_FAILED,
                                           "GOPROXY is not set, and GOROOT has no go.env: set GOPROXY to the addresses "
                                           "of module proxies, or to direct")};
  ProxyList *list = arena_new(arena, ProxyList);
  if (*s->no_proxy && strcmp(s->proxies, "direct") != 0) add(arena, list, "noproxy", false);
  bool last = false;
  for (const char *p = s->proxies; *p && !last;) {
    size_t length = strcspn(p, ",|");
    const char *url = p;
    p += length;
    text_trim(&url, &length);
    bool fall_back = *p == '|';
    p += *p != 0;
    if (!length) continue;
    const FetchError *error = read_entry(f, arena, list, arena_strdup(arena, url, length), fall_back, &last);
    if (error) return (FetchAnswer){NULL, error};
  }
  uint32_t count = list->proxies.len;
  if (count == 0 || (count == 1 && strcmp(list->proxies.data[0].url, "noproxy") == 0))
    return (FetchAnswer){
        NULL, fetch_error(arena, FETCH_FAILED, "GOPROXY list is not the empty string, but contains no entries")};
  return (FetchAnswer){.value = list};
}

// Which error says most: those of repositories, then what a proxy fails with, then that it does not have it.
typedef enum ErrorRank { RANK_MISSING, RANK_PROXY, RANK_DIRECT } ErrorRank;

const FetchError *fetch_try_proxies(Fetcher *f, Arena *arena,
                                    const FetchError *(*ask)(void *context, Arena *arena, const FetchProxy *proxy),
                                    void *context) {
  FetchAnswer answer = fetch_once(f, "proxies", read_list, f);
  if (answer.error) return answer.error;
  const ProxyList *list = answer.value;
  const FetchError *best = NULL;
  ErrorRank rank = RANK_MISSING;
  for (uint32_t i = 0; i < list->proxies.len; i++) {
    const FetchProxy *proxy = &list->proxies.data[i];
    const FetchError *error = ask(context, arena, proxy);
    if (!error || error->kind == FETCH_FATAL) return error;
    bool missing = error->kind == FETCH_MISSING;
    if (strcmp(proxy->url, "direct") == 0 || (strcmp(proxy->url, "noproxy") == 0 && !error->no_proxy)) {
      best = error;
      rank = RANK_DIRECT;
    } else if (rank <= RANK_PROXY && !missing) {
      best = error;
      rank = RANK_PROXY;
    } else if (rank == RANK_MISSING) {
      best = error;
    }
    if (!proxy->fall_back_on_error && !missing) break;
  }
  return best;
}
