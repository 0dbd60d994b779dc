// Errors as values, with go's words.
#include <stdio.h>
#include <string.h>

#include "modules/internal.h"
#include "modules/too_new.h"

static const ModuleError *make(ModuleSet *set, ModuleErrorKind kind, const ModVersion *m, const char *cause) {
  lock_take(&set->lock);
  ModuleError *e = arena_new(&set->arena, ModuleError);
  *e = (ModuleError){.kind = kind, .module = m, .cause = cause, .text = cause};
  if (m && *m->version) e->text = arena_printf(&set->arena, "%s@%s: %s", m->path, m->version, cause);
  else if (m) e->text = arena_printf(&set->arena, "module %s: %s", m->path, cause);
  lock_release(&set->lock);
  return e;
}

static const char *formatted(ModuleSet *set, const char *format, va_list args) {
  lock_take(&set->lock);
  const char *text = arena_vprintf(&set->arena, format, args);
  lock_release(&set->lock);
  return text;
}

const ModuleError *module_error(ModuleSet *set, ModuleErrorKind kind, const char *format, ...) {
  va_list args;
  va_start(args, format);
  const ModuleError *e = make(set, kind, NULL, formatted(set, format, args));
  va_end(args);
  return e;
}

const ModuleError *module_error_of(ModuleSet *set, ModuleErrorKind kind, const ModVersion *m, const char *format, ...) {
  va_list args;
  va_start(args, format);
  const ModuleError *e = make(set, kind, m, formatted(set, format, args));
  va_end(args);
  return e;
}

const char *too_new_text(Arena *arena, const Environment *environment, const char *local, const char *what,
                         const char *go) {
  const char *toolchain = environment_get(environment, "GOTOOLCHAIN");
  if (!go || gover_compare(go, local) <= 0) return NULL;
  bool told = *toolchain && strcmp(toolchain, "auto") != 0;
  return arena_printf(arena, "%s requires go >= %s (running go %s%s%s)", what, go, local, told ? "; GOTOOLCHAIN=" : "",
                      told ? toolchain : "");
}

const ModuleError *module_too_new(ModuleSet *set, const char *what, const char *go) {
  lock_take(&set->lock);
  const char *text = too_new_text(&set->arena, set->options.environment, set->options.version, what, go);
  lock_release(&set->lock);
  if (!text) return NULL;
  const ModuleError *e = module_error(set, MODULE_ERROR_TOO_NEW, "%s", text);
  ((ModuleError *)(uintptr_t)e)->go_version = go;
  return e;
}

const ModuleError *module_error_chain(ModuleSet *set, const ModuleError *error, const ModVersionVec *chain) {
  Arena *arena = &set->arena;
  if (error->kind == MODULE_ERROR_FATAL || modules_stands_alone(error->text)) return error;
  uint32_t first = 0;
  while (first < chain->len && !*chain->data[first]->version) first++;  // main modules
  if (first == chain->len) return error;
  const ModVersion *m = chain->data[chain->len - 1];
  const char *text = "";
  for (uint32_t i = first; i + 1 < chain->len; i++)
    text = arena_printf(arena, "%s%s requires\n\t", text, version_text(arena, chain->data[i]));
  if (!error->module) text = arena_printf(arena, "%s%s: %s", text, version_text(arena, m), error->text);
  else if (error->module == m) text = arena_printf(arena, "%s%s", text, error->text);
  else
    text = arena_printf(arena, "%s%s (replaced by %s): %s", text, version_text(arena, m),
                        version_text(arena, error->module), error->cause);
  const ModuleError *chained = module_error(set, error->kind, "%s", text);
  ((ModuleError *)(uintptr_t)chained)->cause = error->cause;
  ((ModuleError *)(uintptr_t)chained)->module = m;
  ((ModuleError *)(uintptr_t)chained)->go_version = error->go_version;
  return chained;
}

const ModuleError *module_missing_sum(ModuleSet *set, const MissingSum *missing, const Importer *from) {
  lock_take(&set->lock);
  Arena *arena = &set->arena;
  const char *by = from ? arena_printf(arena, " (imported by %s)", from->path) : "", *hint = "";
  if (from)
    hint = arena_printf(arena, "; to add:\n\tgo get%s %s", from->test ? " -t" : "",
                        MODULE_AT(arena, from->path, from->version));
  else if (missing->modules.len) hint = "; to add:\n\tgo mod download";
  for (uint32_t i = 0; !from && i < missing->modules.len; i++)
    hint = arena_printf(arena, "%s %s", hint, missing->modules.data[i]->path);
  const char *what = missing->found ? "needed to verify package" : "for module providing package";
  const ModuleError *e =
      module_error(set, MODULE_ERROR_SUM_MISSING, "missing go.sum entry %s %s%s%s%s", what, missing->path, by,
                   missing->found ? " is provided by exactly one module" : "", hint);
  MissingSum *copy = arena_new(arena, MissingSum);
  *copy = *missing;
  copy->path = name_cstr(set->names, missing->path)->text;
  ((ModuleError *)(uintptr_t)e)->sum = copy;
  lock_release(&set->lock);
  return e;
}

bool modules_stands_alone(const char *message) {
  static const char *const starts[] = {MODULE_FATAL, "verifying ", "malformed go.sum:"};
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
    if (strncmp(message, starts[i], strlen(starts[i])) == 0) return true;
  return false;
}

int modules_say_error(const ModuleError *error) {
  fprintf(stderr, "%s%s\n", error->kind == MODULE_ERROR_FATAL ? "" : "go: ", error->text);
  return 1;
}
