// JSON, read: a text becomes a tree, with the errors of Go's encoding/json. json_tree.c
// For small texts: answers of servers, files of the module cache, output of commands.
#ifndef TUCO_BASE_JSON_TREE_H
#define TUCO_BASE_JSON_TREE_H

#include "base/arena.h"

typedef enum JsonKind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } JsonKind;

typedef struct JsonValue JsonValue;
struct JsonValue {
  JsonKind kind;
  bool truth;               // JSON_BOOL
  const char *text;         // JSON_STRING: the value; JSON_NUMBER: as written; NUL-terminated
  size_t length;            // of text: a string may hold NUL bytes
  const char *key;          // of a member of an object
  JsonValue *first, *next;  // elements or members; in order
};

// The one value of the text. NULL with *problem, in encoding/json's words.
const JsonValue *json_parse(Arena *arena, const char *text, size_t size, const char **problem);
// The next value of a stream, from *at on, which moves behind it. NULL without a problem: there is none left.
const JsonValue *json_parse_next(Arena *arena, const char **at, const char *end, const char **problem);
// A member by its name, or else by its name in other case, as encoding/json fills fields; the last one counts. NULL:
// none or null. object may be NULL or something else.
const JsonValue *json_member(const JsonValue *object, const char *name);
const char *json_text(const JsonValue *object, const char *name);  // of a member that is a string; "" if it is none

#endif
