// What `list -m -json` and `mod download -json` have printed, read again.
#include <string.h>

#include "base/json_tree.h"
#include "base/unicode.h"
#include "modules/public.h"

static const char *take_text(const JsonValue *object, const char *name) {
  const char *text = json_text(object, name);
  return *text ? text : NULL;
}

static StringVec take_texts(Arena *arena, const JsonValue *object, const char *name) {
  StringVec list = {0};
  const JsonValue *array = json_member(object, name);
  for (const JsonValue *e = array && array->kind == JSON_ARRAY ? array->first : NULL; e; e = e->next)
    vec_push(arena, &list, e->kind == JSON_STRING ? e->text : "");
  return list;
}

static bool take_bool(const JsonValue *object, const char *name) {
  const JsonValue *value = json_member(object, name);
  return value && value->kind == JSON_BOOL && value->truth;
}

static ModuleOrigin *take_origin(Arena *arena, const JsonValue *object) {
  const JsonValue *value = json_member(object, "Origin");
  if (!value || value->kind != JSON_OBJECT) return NULL;
  ModuleOrigin *o = arena_new(arena, ModuleOrigin);
  *o = (ModuleOrigin){.vcs = json_text(value, "VCS"),
                      .url = json_text(value, "URL"),
                      .subdir = json_text(value, "Subdir"),
                      .hash = json_text(value, "Hash"),
                      .tag_prefix = json_text(value, "TagPrefix"),
                      .tag_sum = json_text(value, "TagSum"),
                      .ref = json_text(value, "Ref"),
                      .repo_sum = json_text(value, "RepoSum")};
  return o;
}

// `list -m -json` has {"Err": text}, `mod download -json` the text alone.
static ModuleInfoError *take_error(Arena *arena, const JsonValue *object) {
  const JsonValue *value = json_member(object, "Error");
  if (!value) return NULL;
  return public_error(arena, value->kind == JSON_STRING ? value->text : json_text(value, "Err"));
}

static ModuleTime *take_time(Arena *arena, const JsonValue *object) {
  const char *time = json_text(object, "Time");
  const char *text = arena_printf(arena, "{\"Version\":\"v0.0.0\",\"Time\":%s}", text_quote(arena, time, strlen(time)));
  const FetchInfo *info = *time ? fetch_info_parse(arena, text, strlen(text)) : NULL;
  return info ? public_time(arena, info) : NULL;
}

static ModuleInfo *take_module(Arena *arena, const JsonValue *object) {
  if (!object || object->kind != JSON_OBJECT) return NULL;
  ModuleInfo *m = arena_new(arena, ModuleInfo);
  *m = (ModuleInfo){.path = json_text(object, "Path"),
                    .version = take_text(object, "Version"),
                    .query = take_text(object, "Query"),
                    .versions = take_texts(arena, object, "Versions"),
                    .replace = take_module(arena, json_member(object, "Replace")),
                    .time = take_time(arena, object),
                    .update = take_module(arena, json_member(object, "Update")),
                    .main = take_bool(object, "Main"),
                    .indirect = take_bool(object, "Indirect"),
                    .dir = take_text(object, "Dir"),
                    .go_mod = take_text(object, "GoMod"),
                    .go_version = take_text(object, "GoVersion"),
                    .retracted = take_texts(arena, object, "Retracted"),
                    .deprecated = take_text(object, "Deprecated"),
                    .error = take_error(arena, object),
                    .sum = take_text(object, "Sum"),
                    .go_mod_sum = take_text(object, "GoModSum"),
                    .origin = take_origin(arena, object)};
  return m;
}

static void put_known(Arena *arena, PublicReuse *out, ModuleInfo *m, const char *version) {
  if (!version) return;
  const Name *key = name_cstr(out->names, arena_printf(arena, "%s@%s", m->path, version));
  map_put(arena, &out->known, map_key(key), m);
}

const char *public_read(Arena *arena, Interner *names, const char *text, size_t size, PublicReuse *out) {
  const char *problem = NULL, *end = text + size;
  *out = (PublicReuse){.names = names};
  for (const JsonValue *v; (v = json_parse_next(arena, &text, end, &problem));) {
    ModuleInfo *m = take_module(arena, v);
    if (!m || !m->origin) continue;
    m->reuse = true;
    put_known(arena, out, m, m->version);
    put_known(arena, out, m, m->query);
  }
  return problem;
}
