// The JSON writer against what encoding/json writes for the same values.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

static int failed;

static void check(const char *what, const char *got, const char *want) {
  if (strcmp(got, want) == 0) return;
  failed++;
  printf("FAIL %s:\n got %s\nwant %s\n", what, got, want);
}

static void check_quote(const char *text, const char *want) {
  char *got = NULL;
  size_t size;
  FILE *out = open_memstream(&got, &size);
  json_quote(out, text);
  fclose(out);
  check(text, got, want);
  free(got);
}

static void check_nesting(void) {
  char *got = NULL;
  size_t size;
  FILE *out = open_memstream(&got, &size);
  JsonWriter w;
  json_begin(&w, out);
  json_open(&w, NULL, '{');
  json_string(&w, "a", "x");
  json_open(&w, "empty", '[');
  json_close(&w, ']');
  json_open(&w, "list", '[');
  json_string(&w, NULL, "y");
  json_open(&w, NULL, '{');
  json_close(&w, '}');
  json_bool(&w, NULL, true);
  json_close(&w, ']');
  json_open(&w, "object", '{');
  json_bool(&w, "no", false);
  json_close(&w, '}');
  json_close(&w, '}');
  json_open(&w, NULL, '{');
  json_close(&w, '}');
  fclose(out);
  check("nesting", got,
        "{\n\t\"a\": \"x\",\n\t\"empty\": [],\n\t\"list\": [\n\t\t\"y\",\n\t\t{},\n\t\ttrue\n\t],\n\t\"object\": {\n"
        "\t\t\"no\": false\n\t}\n}\n{}\n");
  free(got);
}

int main(void) {
  check_quote("", "\"\"");
  check_quote("q\"d\\e", "\"q\\\"d\\\\e\"");
  check_quote("a\b\f\n\r\tz\x01\x1f\x7f", "\"a\\b\\f\\n\\r\\tz\\u0001\\u001f\x7f\"");
  check_quote("<a href='x'>&</a>", "\"\\u003ca href='x'\\u003e\\u0026\\u003c/a\\u003e\"");
  check_quote("\u00fc \u2028\u2029 \U0001f600", "\"\u00fc \\u2028\\u2029 \U0001f600\"");
  check_quote("\xff\xc3(\xe2\x82", "\"\\ufffd\\ufffd(\\ufffd\\ufffd\"");
  check_quote("\xed\xa0\x80 \xc0\x80 \xf4\x90\x80\x80",
              "\"\\ufffd\\ufffd\\ufffd \\ufffd\\ufffd \\ufffd\\ufffd\\ufffd\\ufffd\"");
  check_nesting();
  printf("base_json: %s\n", failed ? "failed" : "ok");
  return failed != 0;
}
