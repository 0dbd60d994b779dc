// go.mod and go.work as JSON, as mod edit and work edit print them.
#include <stdio.h>

#include "base/json.h"
#include "cmd/edits.h"

static void print_text(JsonWriter *w, const char *key, const char *value) {
  if (value && *value) json_string(w, key, value);
}

static void print_version(JsonWriter *w, const char *key, const char *path, const char *version) {
  json_open(w, key, '{');
  json_string(w, "Path", path);
  print_text(w, "Version", version);
  json_close(w, '}');
}

// Opens a list; one without elements is null.
static bool open_list(JsonWriter *w, const char *key, uint32_t count) {
  if (count) json_open(w, key, '[');
  else json_null(w, key);
  return count;
}

static void print_replaces(JsonWriter *w, const ModFile *f) {
  if (!open_list(w, "Replace", f->replaces.len)) return;
  for (uint32_t i = 0; i < f->replaces.len; i++) {
    const ModReplace *r = &f->replaces.data[i];
    json_open(w, NULL, '{');
    print_version(w, "Old", r->old_path, r->old_version);
    print_version(w, "New", r->new_path, r->new_version);
    json_close(w, '}');
  }
  json_close(w, ']');
}

static void print_requires(JsonWriter *w, const ModFile *f) {
  if (!open_list(w, "Require", f->requires.len)) return;
  for (uint32_t i = 0; i < f->requires.len; i++) {
    const ModRequire *r = &f->requires.data[i];
    json_open(w, NULL, '{');
    json_string(w, "Path", r->path);
    print_text(w, "Version", r->version);
    if (r->indirect) json_bool(w, "Indirect", true);
    json_close(w, '}');
  }
  json_close(w, ']');
}

static void print_excludes(JsonWriter *w, const ModFile *f) {
  if (!open_list(w, "Exclude", f->excludes.len)) return;
  for (uint32_t i = 0; i < f->excludes.len; i++)
    print_version(w, NULL, f->excludes.data[i].path, f->excludes.data[i].version);
  json_close(w, ']');
}

static void print_retracts(JsonWriter *w, const ModFile *f) {
  if (!open_list(w, "Retract", f->retracts.len)) return;
  for (uint32_t i = 0; i < f->retracts.len; i++) {
    const ModRetract *r = &f->retracts.data[i];
    json_open(w, NULL, '{');
    print_text(w, "Low", r->low);
    print_text(w, "High", r->high);
    print_text(w, "Rationale", r->rationale);
    json_close(w, '}');
  }
  json_close(w, ']');
}

static void print_paths(JsonWriter *w, const char *key, const ModPathVec *list) {
  if (!open_list(w, key, list->len)) return;
  for (uint32_t i = 0; i < list->len; i++) print_version(w, NULL, list->data[i].path, NULL);
  json_close(w, ']');
}

void edit_print_mod_json(const ModFile *f) {
  JsonWriter w;
  json_begin(&w, stdout);
  json_open(&w, NULL, '{');
  json_open(&w, "Module", '{');
  json_string(&w, "Path", f->module ? f->module : "");
  print_text(&w, "Deprecated", f->deprecated);
  json_close(&w, '}');
  print_text(&w, "Go", f->go);
  print_text(&w, "Toolchain", f->toolchain);
  if (f->godebugs.len) json_open(&w, "GoDebug", '[');
  for (uint32_t i = 0; i < f->godebugs.len; i++) {
    json_open(&w, NULL, '{');
    json_string(&w, "Key", f->godebugs.data[i].key);
    json_string(&w, "Value", f->godebugs.data[i].value);
    json_close(&w, '}');
  }
  if (f->godebugs.len) json_close(&w, ']');
  print_requires(&w, f);
  print_excludes(&w, f);
  print_replaces(&w, f);
  print_retracts(&w, f);
  print_paths(&w, "Tool", &f->tools);
  print_paths(&w, "Ignore", &f->ignores);
  json_close(&w, '}');
}

void edit_print_work_json(const ModFile *f) {
  JsonWriter w;
  json_begin(&w, stdout);
  json_open(&w, NULL, '{');
  print_text(&w, "Go", f->go);
  if (open_list(&w, "Use", f->uses.len)) {
    for (uint32_t i = 0; i < f->uses.len; i++) {
      json_open(&w, NULL, '{');
      json_string(&w, "DiskPath", f->uses.data[i].path);
      json_close(&w, '}');
    }
    json_close(&w, ']');
  }
  print_replaces(&w, f);
  json_close(&w, '}');
}
