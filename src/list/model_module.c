// ModuleInfo for templates: fields and methods of cmd/go's ModulePublic, ModuleError and Origin.
#include "list/model.h"
#include "template/time.h"

// ---- Origin

static const TemplateField origin_fields[] = {
    MODEL_TEXT(ModuleOrigin, "VCS", vcs),
    MODEL_TEXT(ModuleOrigin, "URL", url),
    MODEL_TEXT(ModuleOrigin, "Subdir", subdir),
    MODEL_TEXT(ModuleOrigin, "Hash", hash),
    MODEL_TEXT(ModuleOrigin, "TagPrefix", tag_prefix),
    MODEL_TEXT(ModuleOrigin, "TagSum", tag_sum),
    MODEL_TEXT(ModuleOrigin, "Ref", ref),
    MODEL_TEXT(ModuleOrigin, "RepoSum", repo_sum),
};
static const TemplateType origin = {.kind = TEMPLATE_STRUCT, .name = "codehost.Origin", MODEL_FIELDS(origin_fields)};
static const TemplateType origin_pointer = {.kind = TEMPLATE_POINTER, .name = "*codehost.Origin", .element = &origin};

// ---- ModuleError

static const TemplateField error_fields[] = {MODEL_TEXT(ModuleInfoError, "Err", err)};
static const TemplateType module_error = {
    .kind = TEMPLATE_STRUCT, .name = "modinfo.ModuleError", MODEL_FIELDS(error_fields), .whole = true};
static const TemplateType module_error_pointer = {
    .kind = TEMPLATE_POINTER, .name = "*modinfo.ModuleError", .element = &module_error};

// ---- ModulePublic

TemplateValue model_module_at(Arena *arena, const void *object, int offset) {
  (void)arena;
  return model_address(&model_module_pointer, object, offset);
}

static TemplateValue error_at(Arena *arena, const void *object, int offset) {
  (void)arena;
  return model_address(&module_error_pointer, object, offset);
}

static TemplateValue origin_at(Arena *arena, const void *object, int offset) {
  (void)arena;
  return model_address(&origin_pointer, object, offset);
}

static TemplateValue time_of(Arena *arena, const void *object, int tag) {
  (void)tag;
  const ModuleTime *time = ((const ModuleInfo *)object)->time;
  if (!time) return template_pointer(&template_time_pointer, NULL);
  TemplateTime *copy = arena_new(arena, TemplateTime);
  *copy = (TemplateTime){time->seconds, time->nanoseconds, time->offset};
  return template_pointer(&template_time_pointer, copy);
}

static const TemplateField module_fields[] = {
    MODEL_TEXT(ModuleInfo, "Path", path),
    MODEL_TEXT(ModuleInfo, "Version", version),
    MODEL_TEXT(ModuleInfo, "Query", query),
    MODEL_TEXTS(ModuleInfo, "Versions", versions),
    {"Replace", &model_module_pointer, model_module_at, (int)offsetof(ModuleInfo, replace)},
    {"Time", &template_time_pointer, time_of, 0},
    {"Update", &model_module_pointer, model_module_at, (int)offsetof(ModuleInfo, update)},
    MODEL_BOOL(ModuleInfo, "Main", main),
    MODEL_BOOL(ModuleInfo, "Indirect", indirect),
    MODEL_TEXT(ModuleInfo, "Dir", dir),
    MODEL_TEXT(ModuleInfo, "GoMod", go_mod),
    MODEL_TEXT(ModuleInfo, "GoVersion", go_version),
    MODEL_TEXTS(ModuleInfo, "Retracted", retracted),
    MODEL_TEXT(ModuleInfo, "Deprecated", deprecated),
    {"Error", &module_error_pointer, error_at, (int)offsetof(ModuleInfo, error)},
    MODEL_TEXT(ModuleInfo, "Sum", sum),
    MODEL_TEXT(ModuleInfo, "GoModSum", go_mod_sum),
    {"Origin", &origin_pointer, origin_at, (int)offsetof(ModuleInfo, origin)},
    MODEL_BOOL(ModuleInfo, "Reuse", reuse),
};

static bool said(const char *text) { return text && *text; }

// Behind a module: its version, and that to which it can be brought.
static const char *with_versions(Arena *arena, const char *text, const ModuleInfo *m) {
  if (!said(m->version)) return text;
  text = arena_printf(arena, "%s %s%s", text, m->version, m->retracted.len ? " (retracted)" : "");
  const ModuleInfo *u = m->update;
  if (!u) return text;
  return arena_printf(arena, "%s [%s%s]", text, u->version ? u->version : "", u->retracted.len ? " (retracted)" : "");
}

static const char *module_text(Arena *arena, const ModuleInfo *m) {
  const char *text = with_versions(arena, m->path ? m->path : "", m);
  if (said(m->deprecated)) text = arena_printf(arena, "%s (deprecated)", text);
  const ModuleInfo *r = m->replace;
  if (!r) return text;
  text = with_versions(arena, arena_printf(arena, "%s => %s", text, r->path), r);
  return said(r->deprecated) ? arena_printf(arena, "%s (deprecated)", text) : text;
}

static TemplateText module_string(Arena *arena, TemplateValue value) {
  const char *text = module_text(arena, value.object);
  return template_of_string(text).text;
}

static const char *call_string(const TemplateCall *call, const TemplateValue *args, uint32_t count,
                               TemplateValue *result) {
  (void)args, (void)count;
  *result = template_of_string(module_text(call->arena, call->receiver.object));
  return NULL;
}

static const TemplateMethod module_methods[] = {{{.name = "String", .call = call_string}, true}};
const TemplateType model_module = {.kind = TEMPLATE_STRUCT,
                                   .name = "modinfo.ModulePublic",
                                   .string = module_string,
                                   .string_of_pointer = true,
                                   MODEL_FIELDS(module_fields),
                                   .methods = module_methods,
                                   .method_count = 1};
const TemplateType model_module_pointer = {
    .kind = TEMPLATE_POINTER, .name = "*modinfo.ModulePublic", .element = &model_module};
