// Which names of std other packages may reach by //go:linkname (cmd/link's rule): those that std itself marks with a
// linkname where it defines them, or that are assembly; a list in the linker's source restricts some of them further.
//
// Both are read from the GOROOT's text, and only when a package outside std has such a linkname: package runtime is
// compiled from the overlay, but what counts is what upstream's allows.
#include <string.h>

#include "base/view.h"
#include "load/internal.h"

// The line of the linker's list for a name: what follows it, "{"iter"}, …"; NULL: it is not there.
static const char *listed(Loader *loader, Arena *arena, const char *target) {
  size_t size;
  const char *path = arena_printf(arena, "%s/src/cmd/link/internal/loader/loader.go", loader->context->goroot);
  const char *text = source_read(arena, path, &size), *list = text ? strstr(text, "\nvar blockedLinknames") : NULL;
  const char *end = list ? strstr(list, "\n}") : NULL;
  const char *key = arena_printf(arena, "\n\t\"%s\":", target), *at = list ? strstr(list, key) : NULL;
  if (!at || at > end) return NULL;
  at += strlen(key);
  return arena_strdup(arena, at, strcspn(at, "\n"));
}

// How one file defines a name.
typedef enum Definition { NOT_THERE, DEFINED, ALLOWED } Definition;

static Definition find_in_text(Arena *arena, const char *text, const char *path, const char *name) {
  size_t n = strlen(name);
  for (const char *p = text; (p = strstr(p, "\n//go:linkname ")); p++) {
    const char *word = p + strlen("\n//go:linkname ");
    if (strncmp(word, name, n) != 0 || !strchr(" \t\r\n", word[n])) continue;
    // With another symbol behind it, it is that one which is defined.
    const char *symbol = word + n + strspn(word + n, " \t");
    const char *own = arena_printf(arena, "%s.%s", path, name);
    if (strchr("\r\n", *symbol) || strncmp(symbol, own, strlen(own)) == 0) return ALLOWED;
  }
  const char *function = strstr(text, arena_printf(arena, "\nfunc %s(", name));
  if (function) return assembly_function_has_body(function + strlen("\nfunc ")) ? DEFINED : ALLOWED;
  return strstr(text, arena_printf(arena, "\nvar %s ", name)) || strstr(text, arena_printf(arena, "\n\t%s ", name))
             ? DEFINED
             : NOT_THERE;
}

static Definition find_in_package(Loader *loader, Arena *arena, const char *path, const char *name) {
  const char *dir = arena_printf(arena, "%s/src/%s", loader->context->goroot, path);
  StringVec names = {0};
  Definition found = NOT_THERE;
  (void)view_list_files(arena, dir, &names);
  for (uint32_t i = 0; i < names.len && found != ALLOWED; i++) {
    const char *file = names.data[i];
    size_t n = strlen(file), size;
    if (n < 4 || strcmp(file + n - 3, ".go") != 0 || (n > 8 && strcmp(file + n - 8, "_test.go") == 0)) continue;
    const char *text = source_read(arena, arena_printf(arena, "%s/%s", dir, file), &size);
    Definition here = text ? find_in_text(arena, text, path, name) : NOT_THERE;
    if (here > found) found = here;
  }
  return found;
}

bool linkname_blocked(Loader *loader, Arena *arena, const char *from, const char *target) {
  const char *slash = strrchr(target, '/'), *dot = strchr(slash ? slash : target, '.');
  const char *allowed = listed(loader, arena, target);
  if (allowed) return !strstr(allowed, arena_printf(arena, "\"%s\"", from));
  if (!dot || strchr(dot + 1, '.')) return false;
  const char *path = arena_strdup(arena, target, (size_t)(dot - target));
  const LoadedPackage *package = loader_find(loader, path);
  return package && package->standard && find_in_package(loader, arena, path, dot + 1) == DEFINED;
}
