// An expression of Go's is written as one of POSIX, extended, which matches the same texts. Whether something matches
// does not depend on which match is preferred, so that lazy repetitions are as good as others. What has no counterpart
// (flags, \x and \p escapes, characters that are not ASCII) is refused.
#include "cmd/expression.h"

#include <ctype.h>
#include <string.h>

#include "base/bytes.h"

typedef struct Translator {
  Arena *arena;
  const char *p;
  ByteVec out;
  const char *problem;
} Translator;

static void put(Translator *t, const char *text) { bytes_data(t->arena, &t->out, text, strlen(text)); }

static void refuse(Translator *t, const char *what) {
  if (!t->problem) t->problem = arena_printf(t->arena, "not supported yet: %s in a regular expression", what);
}

// A class of \d, \s, \w, as it stands between brackets; NULL: another letter.
static const char *class_of(char letter) {
  switch (letter) {
    case 'd': return "0-9";
    case 's': return "\t\n\f\r ";
    case 'w': return "0-9A-Za-z_";
    default: return NULL;
  }
}

static void escape(Translator *t) {
  char c = *++t->p, text[3] = {'\\', c, 0};
  const char *class = class_of((char)tolower((unsigned char)c));
  if (!c) t->problem = "error parsing regexp: trailing backslash at end of expression: ``";
  else if (class) {
    put(t, isupper((unsigned char)c) ? "[^" : "[");
    put(t, class);
    put(t, "]");
  } else if (c == 'b' || c == 'B' || ispunct((unsigned char)c)) {
    put(t, text);
  } else if (c == 't') {
    put(t, "\t");
  } else {
    refuse(t, arena_printf(t->arena, "\\%c", c));
  }
  if (c) t->p++;
}

// Between brackets POSIX knows no backslash: "]" has to be first there, "-" last, "^" not first.
static void bracket(Translator *t) {
  ByteVec body = {0};
  bool close = false, minus = false, caret = false;
  bool negated = *++t->p == '^';
  if (negated) t->p++;
  for (bool first = true; *t->p && (first || *t->p != ']'); first = false) {
    char c = *t->p++;
    if (c == '[' && *t->p == ':') {
      const char *end = strstr(t->p, ":]");
      if (!end) return refuse(t, "[[:");
      bytes_data(t->arena, &body, t->p - 1, (size_t)(end + 2 - t->p) + 1);
      t->p = end + 2;
    } else if (c == '\\') {
      c = *t->p ? *t->p++ : 0;
      const char *class = class_of(c);
      if (class) bytes_data(t->arena, &body, class, strlen(class));
      else if (c == ']') close = true;
      else if (c == '-') minus = true;
      else if (c == '^') caret = true;
      else if (ispunct((unsigned char)c)) bytes_u8(t->arena, &body, (uint8_t)c);
      else refuse(t, "an escape between brackets");
    } else if (c == ']') {
      close = true;
    } else if (c == '^') {
      caret = true;
    } else if (c == '-' && (!body.len || *t->p == ']')) {
      minus = true;
    } else {
      bytes_u8(t->arena, &body, (uint8_t)c);
    }
  }
  if (!*t->p) {
    t->problem = "error parsing regexp: missing closing ]: `[`";
    return;
  }
  t->p++;
  if (caret && !negated && !close && !minus && !body.len) return put(t, "\\^");
  put(t, negated ? "[^" : "[");
  if (close) put(t, "]");
  bytes_data(t->arena, &t->out, body.data, body.len);
  if (caret) put(t, "^");
  if (minus) put(t, "-");
  put(t, "]");
}

static void translate(Translator *t) {
  while (*t->p && !t->problem) {
    char text[2] = {*t->p, 0};
    if ((unsigned char)*t->p >= 0x80) {
      refuse(t, "a character that is not ASCII");
    } else if (*t->p == '\\') {
      escape(t);
    } else if (*t->p == '[') {
      bracket(t);
    } else if (strncmp(t->p, "(?:", 3) == 0) {
      put(t, "(");
      t->p += 3;
    } else if (strncmp(t->p, "(?", 2) == 0) {
      refuse(t, "(?");
    } else {
      put(t, text);
      t->p++;
      // A repetition that prefers few is one all the same.
      if (strchr("*+?}", *text) && *t->p == '?') t->p++;
    }
  }
}

const char *expression_compile(Arena *arena, const char *text, Expression *expression) {
  Translator t = {.arena = arena, .p = text};
  translate(&t);
  bytes_u8(arena, &t.out, 0);
  if (t.problem) return t.problem;
  int error = regcomp(&expression->compiled, (const char *)t.out.data, REG_EXTENDED | REG_NOSUB);
  if (error) {
    char message[200];
    regerror(error, &expression->compiled, message, sizeof message);
    return arena_printf(arena, "error parsing regexp: %s: `%s`", message, text);
  }
  expression->set = true;
  return NULL;
}

bool expression_matches(const Expression *expression, const char *text) {
  return regexec(&expression->compiled, text, 0, NULL, 0) == 0;
}
