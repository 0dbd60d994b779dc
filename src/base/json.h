// JSON as encoding/json's MarshalIndent with tabs writes it. json.c
//
//   JsonWriter w;
//   json_begin(&w, stdout);
//   json_open(&w, NULL, '{');
//   json_string(&w, "Dir", dir);
//   json_open(&w, "GoFiles", '['); json_string(&w, NULL, "a.go"); json_close(&w, ']');
//   json_close(&w, '}');
#ifndef TUCO_BASE_JSON_H
#define TUCO_BASE_JSON_H

#include <stdbool.h>
#include <stdio.h>

typedef struct JsonWriter {
  FILE *out;
  int depth;
  bool first;  // nothing stands in the innermost object or array yet
} JsonWriter;

// json.c. key: NULL in arrays and at the top.
void json_begin(JsonWriter *writer, FILE *out);
void json_open(JsonWriter *writer, const char *key, char bracket);  // '{' or '['
void json_close(JsonWriter *writer, char bracket);
void json_string(JsonWriter *writer, const char *key, const char *value);
void json_bool(JsonWriter *writer, const char *key, bool value);
void json_null(JsonWriter *writer, const char *key);
// A string alone, with its quotes, escaped as encoding/json escapes.
void json_quote(FILE *out, const char *text);
void json_quote_bytes(FILE *out, const char *bytes, size_t size);

#endif
