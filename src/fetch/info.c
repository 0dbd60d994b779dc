// What is known of a revision, as JSON: .info files of the cache, answers of proxies, output of list and download.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/json_tree.h"
#include "fetch/internal.h"

// Members of an origin, in their order.
typedef struct OriginField {
  const char *name;
  size_t offset;
} OriginField;
static const OriginField origin_fields[] = {
    {"VCS", offsetof(FetchOrigin, vcs)},
    {"URL", offsetof(FetchOrigin, url)},
    {"Subdir", offsetof(FetchOrigin, subdir)},
    {"Hash", offsetof(FetchOrigin, hash)},
    {"TagPrefix", offsetof(FetchOrigin, tag_prefix)},
    {"TagSum", offsetof(FetchOrigin, tag_sum)},
    {"Ref", offsetof(FetchOrigin, ref)},
    {"RepoSum", offsetof(FetchOrigin, repo_sum)},
};
enum { ORIGIN_FIELDS = sizeof origin_fields / sizeof *origin_fields };

static const char **field(FetchOrigin *origin, int i) {
  return (const char **)((char *)origin + origin_fields[i].offset);
}

static const char *field_value(const FetchOrigin *origin, int i) {
  const char *value = *(const char *const *)((const char *)origin + origin_fields[i].offset);
  return value ? value : "";
}

static bool read_number(const char **at, int digits, int *value) {
  *value = 0;
  for (; digits--; ++*at) {
    if (**at < '0' || **at > '9') return false;
    *value = *value * 10 + **at - '0';
  }
  return true;
}

// RFC 3339: 2006-01-02T15:04:05.999Z, or with an offset.
static bool parse_time(const char *text, int64_t *seconds) {
  struct tm t = {0};
  int hours = 0, minutes = 0;
  const char *p = text;
  if (!read_number(&p, 4, &t.tm_year) || *p++ != '-' || !read_number(&p, 2, &t.tm_mon) || *p++ != '-') return false;
  if (!read_number(&p, 2, &t.tm_mday) || *p++ != 'T' || !read_number(&p, 2, &t.tm_hour) || *p++ != ':') return false;
  if (!read_number(&p, 2, &t.tm_min) || *p++ != ':' || !read_number(&p, 2, &t.tm_sec)) return false;
  if (*p == '.') p += 1 + strspn(p + 1, "0123456789");
  char sign = *p++;
  if (sign == '+' || sign == '-') {
    if (!read_number(&p, 2, &hours) || *p++ != ':' || !read_number(&p, 2, &minutes)) return false;
  } else if (sign != 'Z') {
    return false;
  }
  if (*p || t.tm_mon < 1 || t.tm_mon > 12 || t.tm_mday < 1 || t.tm_mday > 31 || t.tm_hour > 23 || t.tm_min > 59 ||
      t.tm_sec > 59)
    return false;
  t.tm_year -= 1900;
  t.tm_mon--;
  int64_t offset = hours * 3600 + minutes * 60;
  *seconds = (int64_t)timegm(&t) - (sign == '-' ? -offset : offset);
  return true;
}

const FetchOrigin *fetch_origin_parse(Arena *arena, const JsonValue *value) {
  if (!value || value->kind != JSON_OBJECT) return NULL;
  FetchOrigin *origin = arena_new(arena, FetchOrigin);
  for (int i = 0; i < ORIGIN_FIELDS; i++) *field(origin, i) = json_text(value, origin_fields[i].name);
  return origin;
}

const FetchInfo *info_parse(Arena *arena, const char *json, size_t size, const char **problem) {
  const JsonValue *value = json_parse(arena, json, size, problem);
  if (!value) return NULL;
  if (value->kind != JSON_OBJECT) {
    *problem = "json: cannot unmarshal this value into Go value of type modfetch.RevInfo";
    return NULL;
  }
  FetchInfo *info = arena_new(arena, FetchInfo);
  info->version = json_text(value, "Version");
  const char *stated = json_text(value, "Time");
  if (*stated && !parse_time(stated, &info->seconds)) {
    const char *quoted = fetch_quote(arena, stated);
    *problem = arena_printf(arena, "parsing time %s as \"2006-01-02T15:04:05Z07:00\": cannot parse %s", quoted, quoted);
    return NULL;
  }
  info->time = *stated ? stated : NULL;
  info->origin = fetch_origin_parse(arena, json_member(value, "Origin"));
  return info;
}

const FetchInfo *fetch_info_parse(Arena *arena, const char *json, size_t size) {
  const char *problem;
  return info_parse(arena, json, size, &problem);
}

const FetchInfo *info_of_commit(Arena *arena, const char *version, int64_t seconds, const FetchOrigin *origin) {
  FetchInfo *info = arena_new(arena, FetchInfo);
  info->version = version;
  info->seconds = seconds;
  info->origin = origin;
  time_t time = (time_t)seconds;
  struct tm t;
  if (!gmtime_r(&time, &t)) return info;
  info->time = arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday,
                            t.tm_hour, t.tm_min, t.tm_sec);
  return info;
}

// ---- written

static void write_member(FILE *out, bool *first, const char *name, const char *value) {
  fprintf(out, "%s\"%s\":", *first ? "" : ",", name);
  json_quote(out, value);
  *first = false;
}

const char *fetch_info_json(Arena *arena, const FetchInfo *info) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  bool first = true;
  fputc('{', out);
  write_member(out, &first, "Version", info->version);
  write_member(out, &first, "Time", info->time ? info->time : "0001-01-01T00:00:00Z");
  if (info->origin) {
    fputs(",\"Origin\":{", out);
    first = true;
    for (int i = 0; i < ORIGIN_FIELDS; i++)
      if (*field_value(info->origin, i)) write_member(out, &first, origin_fields[i].name, field_value(info->origin, i));
    fputc('}', out);
  }
  fputc('}', out);
  fclose(out);
  const char *result = arena_strdup(arena, text, size);
  free(text);
  return result;
}

void fetch_origin_write(JsonWriter *writer, const FetchOrigin *origin) {
  if (!origin) return;
  json_open(writer, "Origin", '{');
  for (int i = 0; i < ORIGIN_FIELDS; i++)
    if (*field_value(origin, i)) json_string(writer, origin_fields[i].name, field_value(origin, i));
  json_close(writer, '}');
}
