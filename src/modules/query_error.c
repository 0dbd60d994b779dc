// Errors of queries: made, and made of those of fetch; places of GOPROXY asked one after the other.
#include <stdarg.h>
#include <string.h>

#include "modules/query_internal.h"

const ModuleError *query_error(Arena *arena, ModuleErrorKind kind, const char *format, ...) {
  va_list args;
  va_start(args, format);
  ModuleError *e = arena_new(arena, ModuleError);
  *e = (ModuleError){.kind = kind, .text = arena_vprintf(arena, format, args)};
  va_end(args);
  return e;
}

static const ModuleError *of_module(Arena *arena, ModuleErrorKind kind, const char *path, const char *version,
                                    const char *text, const char *cause) {
  ModuleError *e = arena_new(arena, ModuleError);
  ModVersion *m = arena_new(arena, ModVersion);
  *m = (ModVersion){path, version ? version : ""};
  *e = (ModuleError){.kind = kind, .text = text, .module = m, .cause = cause};
  return e;
}

const ModuleError *query_error_of(Arena *arena, ModuleErrorKind kind, const char *path, const char *version,
                                  const char *cause) {
  bool has_version = version && *version;
  const char *text = has_version ? arena_printf(arena, "%s@%s: %s", path, version, cause)
                                 : arena_printf(arena, "module %s: %s", path, cause);
  return of_module(arena, kind, path, version, text, cause);
}

// A version that the module cannot have is only told by the words that fetch begins with.
static bool says_bad_version(const char *cause) {
  return strncmp(cause, "invalid version: ", 17) == 0 || strncmp(cause, "invalid pseudo-version: ", 24) == 0;
}

// What follows "path@version: " or "module path: ".
static const char *behind_module(const char *text) {
  const char *colon = strstr(text, ": ");
  return colon ? colon + 2 : text;
}

const ModuleError *query_error_from(Arena *arena, const FetchError *error) {
  if (!error) return NULL;
  const char *cause = error->text;
  ModuleErrorKind kind = MODULE_ERROR_OTHER;
  if (error->path) cause = behind_module(cause);
  if (error->kind == FETCH_MISSING) kind = MODULE_ERROR_NOT_FOUND;
  else if (error->kind == FETCH_TOO_NEW) kind = MODULE_ERROR_TOO_NEW;
  else if (error->kind == FETCH_FATAL) kind = MODULE_ERROR_FATAL;
  else if (says_bad_version(cause)) kind = MODULE_ERROR_BAD_VERSION;
  ModuleError *e = arena_new(arena, ModuleError);
  *e = (ModuleError){.kind = kind, .text = error->text, .go_version = error->go_version, .fetch = error};
  if (!error->path) return e;
  ModVersion *m = arena_new(arena, ModVersion);
  *m = (ModVersion){error->path, error->version ? error->version : ""};
  e->module = m;
  e->cause = cause;
  return e;
}

bool query_no_such_version(const ModuleError *error) {
  return error->kind == MODULE_ERROR_NOT_FOUND || error->kind == MODULE_ERROR_NO_VERSION;
}

bool query_no_such_package(const ModuleError *error) {
  return query_no_such_version(error) || error->kind == MODULE_ERROR_NO_PACKAGE;
}

bool query_disallowed(const ModuleError *error) {
  return error->kind == MODULE_ERROR_EXCLUDED || error->kind == MODULE_ERROR_RETRACTED;
}

static void free_arena(void *arena) { arena_free(arena); }

static Arena *new_arenas(Arena *arena, uint32_t count) {
  Arena *own = arena_array(arena, Arena, count);
  for (uint32_t i = 0; i < count; i++) {
    arena_init(&own[i]);
    arena_at_end(arena, free_arena, &own[i]);
  }
  return own;
}

Arena *query_arena(Arena *arena) { return new_arenas(arena, 1); }

Arena *query_lanes(Arena *arena) { return new_arenas(arena, FETCH_LANES); }

// ---- places

typedef struct Told {
  const FetchError *fetch;
  const ModuleError *error;
} Told;

typedef struct Asking {
  QueryAsk ask;
  void *context;
  Vec(Told) told;  // what places have answered
} Asking;

static const FetchError *ask_place(void *context, Arena *arena, const FetchProxy *proxy) {
  Asking *a = context;
  const ModuleError *error = a->ask(a->context, arena, proxy);
  if (!error) return NULL;
  const FetchError *fetch = error->fetch;
  if (!fetch) {
    FetchErrorKind kind = error->kind == MODULE_ERROR_NOT_FOUND ? FETCH_MISSING
                          : error->kind == MODULE_ERROR_FATAL   ? FETCH_FATAL
                                                                : FETCH_FAILED;
    fetch = fetch_error(arena, kind, "%s", error->text);
  }
  vec_push(arena, &a->told, ((Told){fetch, error}));
  return fetch;
}

const ModuleError *query_try_proxies(ModuleSet *set, Arena *arena, QueryAsk ask, void *context) {
  Asking a = {.ask = ask, .context = context};
  const FetchError *fetch = fetch_try_proxies(set->options.fetcher, arena, ask_place, &a);
  for (uint32_t i = a.told.len; i-- > 0;)
    if (a.told.data[i].fetch == fetch) return a.told.data[i].error;
  return query_error_from(arena, fetch);
}
