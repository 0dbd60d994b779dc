// See curl.h.
#include "fetch/curl.h"

#include <dlfcn.h>
#include <string.h>

// Where the functions go, by their names.
typedef struct CurlFunction {
  const char *name;
  size_t offset;
} CurlFunction;
#define FUNCTION(name) \
  { "curl_" #name, offsetof(Curl, name) }
static const CurlFunction functions[] = {
    FUNCTION(global_init),   FUNCTION(easy_init),     FUNCTION(easy_setopt),      FUNCTION(easy_getinfo),
    FUNCTION(easy_cleanup),  FUNCTION(easy_strerror), FUNCTION(slist_append),     FUNCTION(slist_free_all),
    FUNCTION(multi_init),    FUNCTION(multi_setopt),  FUNCTION(multi_add_handle), FUNCTION(multi_remove_handle),
    FUNCTION(multi_perform), FUNCTION(multi_poll),    FUNCTION(multi_wakeup),     FUNCTION(multi_info_read),
    FUNCTION(multi_cleanup),
};

const char *curl_open(Arena *arena, Curl *curl) {
  static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
  void *library = NULL;
  const char *why = NULL;  // it is not there, or there is no room for it
  for (uint32_t i = 0; i < sizeof names / sizeof *names && !library; i++) {
    library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (!library && !why) why = arena_printf(arena, "%s", dlerror());
  }
  if (!library) return arena_printf(arena, "downloads need libcurl, package libcurl4 or libcurl3-gnutls: %s", why);
  for (uint32_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    void *function = dlsym(library, functions[i].name);
    if (!function)
      return arena_printf(arena, "downloads need libcurl 7.68 or later: the one here has no %s", functions[i].name);
    memcpy((char *)curl + functions[i].offset, &function, sizeof function);
  }
  enum { DEFAULT = 3 };  // TLS, too
  int result = curl->global_init(DEFAULT);
  return result == CURL_OK ? NULL : arena_printf(arena, "libcurl: %s", curl->easy_strerror(result));
}
