// What servers, files and programs say, as src/fetch reads it: JSON, pages, sums, URLs, settings. With -random N, the
// same texts changed at random, N times each: for the sanitizers.
#include "base/json_tree.h"
#include "fetch/discovery.h"
#include "mod/locked_file.h"
#include "temporary.h"

typedef struct JsonCase {
  const char *text, *problem;
} JsonCase;
static const JsonCase json_cases[] = {
    // with encoding/json's words
    {"{}", NULL},
    {" [1, -2.5e+3, true, null, \"x\"] ", NULL},
    {"", "unexpected end of JSON input"},
    {"{\"a\":1", "unexpected end of JSON input"},
    {"<html>", "invalid character '<' looking for beginning of value"},
    {"{a:1}", "invalid character 'a' looking for beginning of object key string"},
    {"{\"a\" 1}", "invalid character '1' after object key"},
    {"{\"a\":1 \"b\":2}", "invalid character '\"' after object key:value pair"},
    {"[1 2]", "invalid character '2' after array element"},
    {"{} x", "invalid character 'x' after top-level value"},
    {"tru", "unexpected end of JSON input"},
    {"trux", "invalid character 'x' in literal true (expecting 'e')"},
    {"\"\\x\"", "invalid character 'x' in string escape code"},
    {"\"\\u12g4\"", "invalid character 'g' in \\u hexadecimal character escape"},
    {"\"a\nb\"", "invalid character '\\n' in string literal"},
    {"-", "unexpected end of JSON input"},
    {"-x", "invalid character 'x' in numeric literal"},
    {"1.x", "invalid character 'x' after decimal point in numeric literal"},
    {"1ex", "invalid character 'x' in exponent of numeric literal"},
    {"01", "invalid character '1' after top-level value"},
};

static void test_json(Test *t) {
  const char *problem;
  for (size_t i = 0; i < sizeof json_cases / sizeof *json_cases; i++) {
    const JsonCase *c = &json_cases[i];
    const JsonValue *value = json_parse(&t->arena, c->text, strlen(c->text), &problem);
    check_text(t, c->text, problem, c->problem);
    check(t, c->text, (value == NULL) == (c->problem != NULL));
  }
  static const char text[] =
      "{\"Path\":\"a\\u00e4\\ud83d\\ude00\\ud83dx\\\"\",\"path\":\"last\",\"n\":null,\"o\":{\"VCS\":\"git\"}}";
  const JsonValue *value = json_parse(&t->arena, text, sizeof text - 1, &problem);
  check_text(t, "the last counts", json_text(value, "PATH"), "last");
  check_text(t, "escapes", value->first->text, "a\u00e4\U0001f600\ufffdx\"");
  check(t, "null", !json_member(value, "n"));
  check_text(t, "nested", json_text(json_member(value, "o"), "vcs"), "git");
  check_text(t, "no object", json_text(json_member(value, "x"), "y"), "");
  char *deep = arena_alloc(&t->arena, 100001, 1);
  memset(deep, '[', 100000);
  json_parse(&t->arena, deep, 100000, &problem);
  check_text(t, "deep", problem, "exceeded max depth");
  const char *stream = "{\"a\":\"1\"}\n{\"a\":\"2\"} ", *end = stream + strlen(stream);
  json_parse_next(&t->arena, &stream, end, &problem);
  check_text(t, "the second", json_text(json_parse_next(&t->arena, &stream, end, &problem), "a"), "2");
  check(t, "no third", !json_parse_next(&t->arena, &stream, end, &problem) && !problem);
}

static void test_info(Test *t) {
  static const char text[] =
      "{\"Version\":\"v1.0.0\",\"Time\":\"2020-02-29T23:59:59.25+01:00\",\"Name\":\"x\",\"Origin\":{\"VCS\":\"git\","
      "\"URL\":\"https://a.b/<c>\",\"Hash\":\"12\"}}";
  const FetchInfo *info = fetch_info_parse(&t->arena, text, sizeof text - 1);
  check(t, "time", info && info->seconds == 1583017199);
  check_text(t, "written", fetch_info_json(&t->arena, info),
             "{\"Version\":\"v1.0.0\",\"Time\":\"2020-02-29T23:59:59.25+01:00\",\"Origin\":{\"VCS\":\"git\",\"URL\":"
             "\"https://a.b/\\u003cc\\u003e\",\"Hash\":\"12\"}}");
  static const char *const bad[] = {"[]", "{\"Time\":\"2020-13-01T00:00:00Z\"}", "{\"Time\":\"yesterday\"}", "null x"};
  for (size_t i = 0; i < 4; i++) check(t, bad[i], !fetch_info_parse(&t->arena, bad[i], strlen(bad[i])));
}

typedef struct PageCase {
  const char *page, *imports;
} PageCase;
static const PageCase page_cases[] = {
    {"<meta name=\"go-import\" content=\"a.b/c git https://a.b/c\">", "a.b/c git https://a.b/c|"},
    {"<!DOCTYPE html><HTML><HEAD><META content='a.b git https://a.b/?x&amp;y sub' name=go-import/></HEAD>",
     "a.b git https://a.b/?x&y sub|"},
    {"<meta name=\"go-import\" content=\"a.b git u\"></head><meta name=\"go-import\" content=\"c git u\">",
     "a.b git u|"},
    {"<body><meta name=\"go-import\" content=\"a.b git u\">", ""},
    {"<!-- <meta name=\"go-import\" content=\"a.b git u\"> --><meta name=\"go-import\" content=\"too short\">", ""},
    {"<meta name=\"go-import\" content=\"a git u\"><meta name=\"go-import\" content=\"a mod p\"><meta "
     "name=\"go-import\" "
     "content=\"b git u\">",
     "a mod p|b git u|"},
    {"<meta name=\"go-import\" content=\"a git", ""},
    {"<meta name=\"go-import", ""},
};

static void test_pages(Test *t) {
  for (size_t i = 0; i < sizeof page_cases / sizeof *page_cases; i++) {
    GoImports imports = {0};
    const char *got = "";
    meta_tags_read(&t->arena, page_cases[i].page, strlen(page_cases[i].page), &imports);
    for (uint32_t j = 0; j < imports.len; j++) {
      const GoImport *m = &imports.data[j];
      got = arena_printf(&t->arena, "%s%s %s %s%s%s|", got, m->prefix, m->vcs, m->url, *m->subfolder ? " " : "",
                         m->subfolder);
    }
    check_text(t, page_cases[i].page, got, page_cases[i].imports);
  }
}

static void test_urls(Test *t) {
  Arena *a = &t->arena;
  check_text(t, "redacted", url_redact(a, "https://u:p@h:1/x@y"), "https://u:xxxxx@h:1/x@y");
  check_text(t, "no password", url_redact(a, "https://u@h/x:y@z"), "https://u@h/x:y@z");
  check_text(t, "host", url_host(a, "https://u:p@h:1/x"), "h:1");
  check_text(t, "scheme", url_scheme(a, "HTTPS://h"), "https");
  check_text(t, "no scheme", url_scheme(a, "h/x:y"), "");
  check_text(t, "joined", url_join(a, "https://h/a//", "/b"), "https://h/a/b");
  check_text(t, "query", url_join(a, "https://h/a?q=1", "b"), "https://h/a/b?q=1");
  check_text(t, "escaped", url_escape(a, "a/!b@v/1+x %"), "a/%21b@v/1+x%20%25");
  check(t, "loopback",
        url_is_loopback(a, "http://localhost:80/") && url_is_loopback(a, "http://127.0.0.1") &&
            url_is_loopback(a, "http://[::1]:8/") && !url_is_loopback(a, "http://localhost.com/"));
  const char *problem;
  check_text(t, "file", url_file(a, "file:///a%20b/c", &problem), "/a b/c");
  check_text(t, "file of a host", url_file(a, "file://h/c", &problem), NULL);
}

static const char *append(void *context, Arena *arena, const char *old, size_t size, size_t *new_size,
                          const char **problem) {
  *problem = *(const char *)context ? NULL : "refused";
  *new_size = size + 1;
  return arena_printf(arena, "%s%s", old, (const char *)context);
}

static void test_files(Test *t) {
  const char *path = test_path(t, "file"), *text;
  size_t size;
  bool missing;
  check(t, "missing", locked_read(&t->arena, path, &text, &size, &missing) && missing);
  check_text(t, "write", locked_write(&t->arena, path, "long text", 9), NULL);
  check_text(t, "write", locked_write(&t->arena, path, "ab", 2), NULL);
  check_text(t, "change", locked_transform(&t->arena, path, LOCKED_IN_PLACE, append, "c"), NULL);
  check_text(t, "replace", locked_transform(&t->arena, path, LOCKED_REPLACE, append, "d"), NULL);
  check_text(t, "refuse", locked_transform(&t->arena, path, LOCKED_REPLACE, append, ""), "refused");
  check_text(t, "refuse to make", locked_transform(&t->arena, test_path(t, "none"), LOCKED_REPLACE, append, ""),
             "refused");
  check(t, "not made", access(test_path(t, "none"), F_OK) != 0);
  check_text(t, "edit", locked_edit(&t->arena, path, "abcd", 4, "abcde"), NULL);
  check_text(t, "edit too late", locked_edit(&t->arena, path, "abcd", 4, "x"),
             "file changed during editing; not overwriting");
  check_text(t, "read", locked_read(&t->arena, path, &text, &size, &missing), NULL);
  check_text(t, "content", text, "abcde");
}

// ---- at random

static uint32_t next_random(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

static void spoil(char *text, size_t *size, uint32_t *state) {
  static const char odd[] = "\"{}[]<>\\/=:,-.e \n\0u'&%@";
  for (uint32_t n = 1 + next_random(state) % 4; n--;) {
    size_t at = *size ? next_random(state) % *size : 0;
    if (next_random(state) % 4 == 0) *size = at;
    else if (*size) text[at] = next_random(state) % 2 ? odd[next_random(state) % sizeof odd] : (char)next_random(state);
  }
}

static void test_random(uint32_t count) {
  const char *texts[64];
  uint32_t known = 0, state = 1;
  for (size_t i = 0; i < sizeof json_cases / sizeof *json_cases; i++) texts[known++] = json_cases[i].text;
  for (size_t i = 0; i < sizeof page_cases / sizeof *page_cases; i++) texts[known++] = page_cases[i].page;
  texts[known++] =
      "{\"Version\":\"v1.0.0\",\"Time\":\"2020-02-29T23:59:59.25+01:00\",\"Origin\":{\"VCS\":\"g\\u0020t\"}}";
  Arena arena;
  arena_init(&arena);
  for (uint32_t i = 0; i < count * known; i++) {
    size_t size = strlen(texts[i % known]);
    char *text = malloc(size + 1);  // its end is the sanitizer's business
    memcpy(text, texts[i % known], size);
    spoil(text, &size, &state);
    char *exact = realloc(text, size ? size : 1);
    const char *problem;
    GoImports imports = {0};
    json_parse(&arena, exact, size, &problem);
    fetch_info_parse(&arena, exact, size);
    meta_tags_read(&arena, exact, size, &imports);
    free(exact);
    arena_reset(&arena);
  }
  arena_free(&arena);
}

int main(int argc, char **argv) {
  Test t;
  test_begin(&t);
  if (argc == 3 && strcmp(argv[1], "-random") == 0) {
    test_random((uint32_t)atoi(argv[2]));
    return test_end(&t, "fetch_answers");
  }
  test_json(&t);
  test_info(&t);
  test_pages(&t);
  test_urls(&t);
  test_files(&t);
  return test_end(&t, "fetch_answers");
}
