// Is a //go:build expression well formed? (go/build/constraint's words.) constraint.c evaluates what passes here, and
// takes anything for something; go refuses files whose constraint it cannot read.
#include <ctype.h>
#include <string.h>

#include "files/constraint.h"

typedef struct Syntax {
  Arena *arena;
  const char *cursor, *end;
  const char *token;  // "" at the end, NULL before the first
  bool is_tag;
  int depth;
  const char *problem;  // the first, NULL none
} Syntax;

static void fail(Syntax *s, const char *problem) {
  if (!s->problem) s->problem = problem;
}

static bool is_tag_char(char c) { return isalnum((unsigned char)c) || c == '_' || c == '.' || (c & 0x80); }

static void next(Syntax *s) {
  while (s->cursor < s->end && (*s->cursor == ' ' || *s->cursor == '\t')) s->cursor++;
  s->is_tag = false;
  s->token = "";
  if (s->cursor >= s->end) return;
  const char *start = s->cursor;
  if (strchr("()!", *start)) {
    s->cursor++;
  } else if (*start == '&' || *start == '|') {
    if (start + 1 >= s->end || start[1] != *start) fail(s, arena_printf(s->arena, "invalid syntax at %c", *start));
    s->cursor += 2;
  } else {
    while (s->cursor < s->end && is_tag_char(*s->cursor)) s->cursor++;
    s->is_tag = s->cursor > start;
    if (!s->is_tag) fail(s, arena_printf(s->arena, "invalid syntax at %c", *start));
  }
  s->token = arena_strdup(s->arena, start, (size_t)(s->cursor - start));
}

static void read_or(Syntax *s);

static void read_atom(Syntax *s) {
  if (strcmp(s->token, "(") == 0) {
    read_or(s);
    if (s->problem && strcmp(s->problem, "unexpected end of expression") == 0) s->problem = "missing close paren";
    if (strcmp(s->token, ")") != 0) fail(s, "missing close paren");
  } else if (!s->is_tag) {
    fail(s, *s->token ? arena_printf(s->arena, "unexpected token %s", s->token) : "unexpected end of expression");
  }
  if (!s->problem) next(s);
}

static void read_not(Syntax *s) {
  if (++s->depth > 1000) fail(s, "build expression too large");
  if (s->problem) return;
  next(s);
  if (strcmp(s->token, "!") == 0) {
    next(s);
    if (strcmp(s->token, "!") == 0) fail(s, "double negation not allowed");
  }
  if (!s->problem) read_atom(s);
}

static void read_and(Syntax *s) {
  read_not(s);
  while (!s->problem && strcmp(s->token, "&&") == 0) read_not(s);
}

static void read_or(Syntax *s) {
  read_and(s);
  while (!s->problem && strcmp(s->token, "||") == 0) read_and(s);
}

static const char *check_line(Arena *arena, const char *text, const char *end) {
  while (end > text && (end[-1] == '\r' || end[-1] == ' ' || end[-1] == '\t')) end--;
  Syntax s = {.arena = arena, .cursor = text, .end = end};
  read_or(&s);
  if (!s.problem && *s.token) fail(&s, arena_printf(arena, "unexpected token %s", s.token));
  return s.problem ? arena_printf(arena, "parsing //go:build line: %s", s.problem) : NULL;
}

const char *constraint_problem(Arena *arena, const char *text) {
  const char *problem = NULL;
  int count = 0;
  for (const char *p = text; *p;) {
    const char *end = strchrnul(p, '\n');
    while (*p == ' ' || *p == '\t' || *p == '\r') p++;
    if (p[0] == '/' && p[1] == '*') {
      const char *close = strstr(p + 2, "*/");
      if (!close) break;
      p = close + 2;
      continue;
    }
    if (p < end && !(p[0] == '/' && p[1] == '/')) break;
    static const char mark[] = "//go:build";
    size_t n = sizeof mark - 1;
    if (strncmp(p, mark, n) == 0 && (!p[n] || isspace((unsigned char)p[n]))) {
      if (count++) return "multiple //go:build comments";
      problem = check_line(arena, p + n, end);
    }
    p = *end ? end + 1 : end;
  }
  return problem;
}
