// What can be had of a package's assembly files without an assembler: functions that only hand their arguments on to
// another function of the same signature. They are
//
//     TEXT ·Syscall(SB),NOSPLIT,$0-56            TEXT ·Y(SB),$16-16
//         JMP syscall·Syscall(SB)                    MOVQ p+0(FP), AX
//                                                    MOVQ AX, 0(SP)
//                                                    CALL ·X(SB)
//                                                    MOVQ 8(SP), AX
//                                                    MOVQ AX, ret+8(FP)
//                                                    RET
//
// and mean the same as //go:linkname, which is what they become. Every other function of an assembly file is
// reported as not supported yet when it is reached.
#include <stdlib.h>
#include <string.h>

#include "load/internal.h"

typedef struct AsmReader {
  Package *package;
  Arena *arena;
  const char *name;    // of the function being read, NULL none
  const char *target;  // what it jumps to or calls, NULL not yet
  const char *held;    // a word on its way: where it came from ("8" of "p+8(FP)", "8(SP)")
  bool held_argument;  // it came from (FP)
  bool plain;          // nothing but forwarding so far
  bool returned;       // the end was seen
} AsmReader;

enum { MAX_OPERAND = 256 };

// "pkg∕path·Name" as a linker symbol; "·Name" is of the package itself. NULL: not a plain name.
static const char *symbol_name(AsmReader *r, const char *text, size_t length) {
  char *out = arena_alloc(r->arena, length + strlen(r->package->path) + 2, 1);
  size_t n = 0;
  for (size_t i = 0; i < length;) {
    if (length - i >= 2 && memcmp(text + i, "\u00b7", 2) == 0) {
      if (i == 0) n = (size_t)(stpcpy(out, r->package->symbol_path ? r->package->symbol_path : r->package->path) - out);
      out[n++] = '.';
      i += 2;
    } else if (length - i >= 3 && memcmp(text + i, "\u2215", 3) == 0) {
      out[n++] = '/';
      i += 3;
    } else if (strchr("<>+-*$(), \t", text[i])) {
      return NULL;
    } else {
      out[n++] = text[i++];
    }
  }
  out[n] = 0;
  return out;
}

// "name(SB)": the name's length, 0 if the operand is something else.
static size_t global_length(const char *operand) {
  const char *paren = strstr(operand, "(SB)");
  return paren && paren[4] == 0 ? (size_t)(paren - operand) : 0;
}

// "x+8(FP)" or "8(SP)": the offset's text, NULL otherwise.
static const char *stack_offset(AsmReader *r, const char *operand, bool *argument) {
  const char *paren = strchr(operand, '(');
  if (!paren || (strcmp(paren, "(FP)") != 0 && strcmp(paren, "(SP)") != 0)) return NULL;
  *argument = paren[1] == 'F';
  const char *start = operand;
  if (*argument) {
    start = memchr(operand, '+', (size_t)(paren - operand));
    if (!start) return NULL;
    start++;
  }
  if (start == paren && !*argument) return "0";
  for (const char *p = start; p < paren; p++)
    if (*p < '0' || *p > '9') return NULL;
  return arena_strdup(r->arena, start, (size_t)(paren - start));
}

// A move between argument slot, register and outgoing slot. Words keep their offset; before the call they go out,
// after it they come back.
static bool forwarding_move(AsmReader *r, const char *from, const char *to) {
  bool argument;
  const char *offset = stack_offset(r, from, &argument);
  if (offset) {
    if (r->held || strchr(to, '(') || argument != !r->target) return false;
    r->held = offset;
    r->held_argument = argument;
    return true;
  }
  offset = stack_offset(r, to, &argument);
  bool ok = offset && r->held && !strchr(from, '(') && argument != r->held_argument && strcmp(offset, r->held) == 0;
  r->held = NULL;
  return ok;
}

static void finish(AsmReader *r) {
  if (r->name) {
    const Name *name = name_cstr(r->package->loaded->loader->session->names, r->name);
    AssemblyFunction function = {name, r->plain && r->returned ? r->target : NULL};
    vec_push(r->arena, &r->package->assembly, function);
  }
  r->name = r->target = r->held = NULL;
  r->plain = true;
  r->returned = false;
}

static void begin_text(AsmReader *r, const char *operand) {
  finish(r);
  size_t length = global_length(operand);
  if (length > 2 && memcmp(operand, "\u00b7", 2) == 0 && !memchr(operand, '<', length))
    r->name = arena_strdup(r->arena, operand + 2, length - 2);
}

static bool jump(AsmReader *r, const char *operand) {
  size_t length = global_length(operand);
  if (r->target || !length) return false;
  r->target = symbol_name(r, operand, length);
  return r->target != NULL;
}

static bool instruction(AsmReader *r, const char *verb, const char *first, const char *second) {
  if (strcmp(verb, "GO_ARGS") == 0 || strcmp(verb, "NO_LOCAL_POINTERS") == 0) return true;
  if (r->returned) return strcmp(verb, "RET") == 0;
  if (strcmp(verb, "RET") == 0) return r->returned = r->target != NULL;
  if (strcmp(verb, "CALL") == 0) return jump(r, first);
  if (strcmp(verb, "JMP") == 0) {
    r->returned = true;
    return !r->held && jump(r, first);
  }
  return strncmp(verb, "MOV", 3) == 0 && forwarding_move(r, first, second);
}

// One line without its comment: a verb and operands separated by commas.
static void read_line(AsmReader *r, const char *line, size_t length) {
  char words[3][MAX_OPERAND] = {{0}};
  uint32_t count = 0;
  for (size_t i = 0; i < length;) {
    while (i < length && strchr(" \t\r,", line[i])) i++;
    size_t start = i;
    while (i < length && !strchr(count ? ", \t\r" : " \t\r", line[i])) i++;
    if (i == start) break;
    if (count < 3 && i - start < MAX_OPERAND) memcpy(words[count], line + start, i - start);
    count++;
  }
  if (!count || line[0] == '#') return;
  if (strcmp(words[0], "TEXT") == 0) begin_text(r, words[1]);
  else if (strcmp(words[0], "GLOBL") == 0 || strcmp(words[0], "DATA") == 0) finish(r);
  else if (!instruction(r, words[0], words[1], words[2]) || count > 3) r->plain = false;
}

// Takes block comments out, in place.
static void blank_comments(char *text, size_t size) {
  char *end = text + size;
  for (char *p = text; (p = memmem(p, (size_t)(end - p), "/*", 2));) {
    char *close = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
    char *stop = close ? close + 2 : end;
    for (; p < stop; p++)
      if (*p != '\n') *p = ' ';
  }
}

void assembly_read(Package *package, Arena *arena, char *text, size_t size) {
  AsmReader r = {.package = package, .arena = arena, .plain = true};
  blank_comments(text, size);
  for (const char *line = text, *end = text + size; line < end;) {
    const char *newline = memchr(line, '\n', (size_t)(end - line));
    size_t length = (size_t)((newline ? newline : end) - line);
    const char *comment = memmem(line, length, "//", 2);
    // Several instructions on a line are separated by semicolons: never in a stub.
    read_line(&r, line, comment ? (size_t)(comment - line) : length);
    line = newline ? newline + 1 : end;
  }
  finish(&r);
}

// ---- functions that Go files declare without a body

// The end of what stands between quotes, or of a comment.
static const char *skip_other(const char *p) {
  if (p[0] == '/' && p[1] == '/') return strchrnul(p, '\n');
  if (p[0] == '/' && p[1] == '*') {
    const char *close = strstr(p + 2, "*/");
    return close ? close + 2 : p + strlen(p);
  }
  char quote = *p++;
  for (; *p && *p != quote; p++)
    if (*p == '\\' && quote != '`' && p[1]) p++;
  return *p ? p + 1 : p;
}

static bool is_other(const char *p) {
  return *p == '"' || *p == '`' || *p == '\'' || (p[0] == '/' && (p[1] == '/' || p[1] == '*'));
}

static bool ends_with_word(const char *start, const char *end, const char *word) {
  while (end > start && (end[-1] == ' ' || end[-1] == '\t')) end--;
  size_t n = strlen(word);
  return (size_t)(end - start) >= n && strncmp(end - n, word, n) == 0;
}

// A signature ends with its line, outside of all brackets.
bool assembly_function_has_body(const char *p) {
  const char *start = p;
  for (int depth = 0; *p;) {
    if (is_other(p)) {
      p = skip_other(p);
      continue;
    }
    bool type = *p == '{' && (ends_with_word(start, p, "struct") || ends_with_word(start, p, "interface"));
    if (*p == '{' && !depth && !type) return true;
    if (*p == '\n' && !depth) return false;
    depth += strchr("([{", *p) ? 1 : strchr(")]}", *p) ? -1 : 0;
    p++;
  }
  return false;
}

static bool is_linknamed(const char *text, const char *name, size_t length) {
  for (const char *p = text; (p = strstr(p, "//go:linkname ")); p++) {
    const char *local = p + strlen("//go:linkname ");
    if ((p == text || p[-1] == '\n') && strncmp(local, name, length) == 0 && local[length] == ' ') return true;
  }
  return false;
}

bool assembly_declares(const char *text) {
  for (const char *p = text; *p;) {
    bool declaration = (p == text || p[-1] == '\n') && strncmp(p, "func ", 5) == 0;
    const char *name = p + 5;
    if (declaration && !assembly_function_has_body(name) && !is_linknamed(text, name, strcspn(name, "( \t[\n")))
      return true;
    p = is_other(p) ? skip_other(p) : p + 1;
  }
  return false;
}
