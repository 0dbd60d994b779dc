// Comments with a meaning: //line and /*line*/, //go: directives, //go:build versions
// (cmd/compile/internal/syntax/parser.go, noder/noder.go, noder/lex.go), and tuco's own
// //tuco: directives in overlay packages. Directives collect in Parser.pragma until a
// declaration takes them; what stands where no declaration takes it is misplaced.
#include <stdlib.h>
#include <string.h>

#include "base/unicode.h"
#include "syntax/internal.h"

enum { POSITION_MAX = 1 << 30 };

typedef struct Verb {
  const char *text;
  uint32_t flags;
} Verb;

static const Verb go_verbs[] = {
    {"build", PRAGMA_GO_BUILD},
    {"noescape", PRAGMA_NOESCAPE},
    {"norace", PRAGMA_NORACE},
    {"nosplit", PRAGMA_NOSPLIT | PRAGMA_NOCHECKPTR},
    {"noinline", PRAGMA_NOINLINE},
    {"nocheckptr", PRAGMA_NOCHECKPTR},
    {"systemstack", PRAGMA_SYSTEMSTACK},
    {"nowritebarrier", PRAGMA_NOWRITEBARRIER},
    {"nowritebarrierrec", PRAGMA_NOWRITEBARRIERREC | PRAGMA_NOWRITEBARRIER},
    {"yeswritebarrierrec", PRAGMA_YESWRITEBARRIERREC},
    {"cgo_unsafe_args", PRAGMA_CGO_UNSAFE_ARGS | PRAGMA_NOCHECKPTR},
    {"uintptrkeepalive", PRAGMA_UINTPTRKEEPALIVE},
    {"uintptrescapes", PRAGMA_UINTPTRESCAPES | PRAGMA_UINTPTRKEEPALIVE},
    {"registerparams", PRAGMA_REGISTERPARAMS},
};
static const Verb tuco_verbs[] = {
    {"leaf", PRAGMA_TUCO_LEAF}, {"system", PRAGMA_TUCO_SYSTEM}, {"wrapper", PRAGMA_TUCO_WRAPPER},
    {"asm", PRAGMA_TUCO_ASM},   {"reads", PRAGMA_TUCO_READS},
};
#define RUNTIME_ONLY (PRAGMA_SYSTEMSTACK | PRAGMA_NOWRITEBARRIER | PRAGMA_NOWRITEBARRIERREC | PRAGMA_YESWRITEBARRIERREC)

static uint32_t verb_flags(const Verb *verbs, size_t count, const char *text, size_t length) {
  for (size_t i = 0; i < count; i++) {
    if (strlen(verbs[i].text) == length && memcmp(verbs[i].text, text, length) == 0) return verbs[i].flags;
  }
  return 0;
}

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// ---- //line

// The number behind the last ":" of [text, end). Returns where it starts, NULL without
// ":"; *ok tells whether it is a number.
static const char *trailing_digits(const char *text, const char *end, uint64_t *number, bool *ok) {
  const char *at = end;
  while (at > text && at[-1] != ':') at--;
  *ok = false;
  *number = 0;
  if (at == text) return NULL;
  *ok = at < end;
  for (const char *c = at; c < end; c++) {
    if (*c < '0' || *c > '9') *ok = false;
    if (*ok && *number <= (uint64_t)POSITION_MAX * 2) *number = *number * 10 + (uint64_t)(*c - '0');
  }
  return at;
}

static const char *previous_path(const Parser *p) {
  return p->directives.len ? vec_last(&p->directives).path : p->file->source->display;
}

// The text behind "line ", and the offset from which it holds.
static void line_directive(Parser *p, const char *text, const char *end, uint32_t offset) {
  uint64_t number, column = 0;
  bool ok, has_column;
  const char *digits = trailing_digits(text, end, &number, &ok);
  if (!digits) return;  // an ordinary comment after all
  Pos pos = p->base + (Pos)(digits - p->text);
  if (!ok) {
    parse_error_at(p, pos, "invalid line number: %.*s", (int)(end - digits), digits);
    return;
  }
  uint64_t line;
  const char *second = trailing_digits(text, digits - 1, &line, &has_column);
  if (has_column) {
    column = number;
    if (column == 0 || column > POSITION_MAX) {
      parse_error_at(p, pos, "invalid column number: %.*s", (int)(end - digits), digits);
      return;
    }
    end = digits - 1;
    digits = second;
  } else {
    line = number;
  }
  if (line == 0 || line > POSITION_MAX) {
    parse_error_at(p, p->base + (Pos)(digits - p->text), "invalid line number: %.*s", (int)(end - digits), digits);
    return;
  }
  const char *path =
      digits - 1 == text && has_column ? previous_path(p) : arena_strdup(p->lasting, text, (size_t)(digits - 1 - text));
  LineDirective directive = {.offset = offset, .line = (uint32_t)line, .column = (uint32_t)column, .path = path};
  vec_push(p->lasting, &p->directives, directive);
}

// ---- //go:build

// Parses a build constraint for the least Go version that it implies, as
// go/build/constraint does: tags go1.N; "&&" takes the larger, "||" the smaller, and
// under "!" the other way round. -1 is "none implied".
typedef struct Constraint {
  const char *at, *end;
  bool bad;
  uint32_t depth;
} Constraint;

static int constraint_or(Constraint *c, bool positive);

static void skip_spaces(Constraint *c) {
  while (c->at < c->end && (*c->at == ' ' || *c->at == '\t')) c->at++;
}

static bool constraint_got(Constraint *c, const char *text) {
  size_t length = strlen(text);
  skip_spaces(c);
  if ((size_t)(c->end - c->at) < length || memcmp(c->at, text, length) != 0) return false;
  c->at += length;
  return true;
}

static bool is_tag_byte(char c) {
  return c < 0 || c == '_' || c == '.' || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static int constraint_tag(Constraint *c, bool positive) {
  const char *start = c->at;
  while (c->at < c->end && is_tag_byte(*c->at)) c->at++;
  size_t length = (size_t)(c->at - start);
  if (!length) c->bad = true;
  if (!positive) return -1;
  if (length == 3 && memcmp(start, "go1", 3) == 0) return 0;
  if (length < 5 || length > 9 || memcmp(start, "go1.", 4) != 0) return -1;
  int version = 0;
  for (const char *d = start + 4; d < c->at; d++) {
    if (*d < '0' || *d > '9') return -1;
    version = version * 10 + (*d - '0');
  }
  return version;
}

static int constraint_not(Constraint *c, bool positive) {
  if (++c->depth > 100) {
    c->bad = true;
    return -1;
  }
  int version;
  if (constraint_got(c, "!")) {
    version = constraint_not(c, !positive);
  } else if (constraint_got(c, "(")) {
    version = constraint_or(c, positive);
    if (!constraint_got(c, ")")) c->bad = true;
  } else {
    version = constraint_tag(c, positive);
  }
  c->depth--;
  return version;
}

static int smaller(int a, int b) { return a < b ? a : b; }
static int larger(int a, int b) { return a > b ? a : b; }

static int constraint_and(Constraint *c, bool positive) {
  int version = constraint_not(c, positive);
  while (!c->bad && constraint_got(c, "&&")) {
    int right = constraint_not(c, positive);
    version = positive ? larger(version, right) : smaller(version, right);
  }
  return version;
}

static int constraint_or(Constraint *c, bool positive) {
  int version = constraint_and(c, positive);
  while (!c->bad && constraint_got(c, "||")) {
    int right = constraint_and(c, positive);
    version = positive ? smaller(version, right) : larger(version, right);
  }
  return version;
}

static void build_line(Parser *p, const char *text, const char *end) {
  Constraint c = {.at = text, .end = end};
  int version = constraint_or(&c, true);
  skip_spaces(&c);
  if (c.bad || c.at != end) return;
  while (text < end && is_space(*text)) text++;
  p->file->build_line = arena_strdup(p->lasting, text, (size_t)(end - text));
  p->file->go_version = version < 0 ? NULL : version == 0 ? "go1" : arena_printf(p->lasting, "go1.%d", version);
}

// ---- //go: directives

typedef struct Words {
  const char *start[4];
  uint32_t length[4];
  uint32_t count;  // all words, also those beyond the arrays
} Words;

static Words split_words(const char *text, const char *end) {
  Words words = {0};
  for (;;) {
    while (text < end && is_space(*text)) text++;
    if (text >= end) return words;
    const char *start = text;
    while (text < end && !is_space(*text)) text++;
    if (words.count < 4) {
      words.start[words.count] = start;
      words.length[words.count] = (uint32_t)(text - start);
    }
    words.count++;
  }
}

static bool has_prefix(const char *text, const char *end, const char *prefix) {
  size_t length = strlen(prefix);
  return (size_t)(end - text) >= length && memcmp(text, prefix, length) == 0;
}

// The words of a directive of cgo, 'q' for one in quotes, 'w' for others. An open quote is no word.
static const char *cgo_words(Parser *p, const char *text, const char *end) {
  char *kinds = arena_alloc(p->arena, (size_t)(end - text) + 1, 1);
  size_t count = 0;
  bool in_word = false;
  while (text < end) {
    const char *close = *text == '"' ? memchr(text + 1, '"', (size_t)(end - text - 1)) : NULL;
    bool ends = *text == '"' || is_space(*text);
    if (!ends && !in_word) kinds[count++] = 'w';
    in_word = !ends;
    if (close) kinds[count++] = 'q';
    if (*text == '"' && !close) break;
    text = close ? close + 1 : text + 1;
  }
  kinds[count] = 0;
  return kinds;
}

// Returns whether it may be one of those that say something of a function.
static bool cgo_directive(Parser *p, Pos pos, const char *text, const char *end) {
  static const struct {
    const char *verb, *forms[3], *operands;
  } verbs[] = {{"go:cgo_export_static", {"ww", "www"}, "local [remote]"},
               {"go:cgo_export_dynamic", {"ww", "www"}, "local [remote]"},
               {"go:cgo_import_dynamic", {"ww", "www", "wwwq"}, "local [remote [\"library\"]]"},
               {"go:cgo_import_static", {"ww"}, "local"},
               {"go:cgo_dynamic_linker", {"wq"}, "\"path\""},
               {"go:cgo_ldflag", {"wq"}, "\"arg\""}};
  const char *words = cgo_words(p, text, end), *verb_end = text;
  while (verb_end < end && !is_space(*verb_end) && *verb_end != '"') verb_end++;
  bool for_all = has_prefix(text, end, "go:cgo_import_dynamic ") && strlen(words) >= 4;
  if (!for_all && !(p->mode & PARSE_STD))
    other_error_at(p, pos, "//%.*s only allowed in cgo-generated code", (int)(end - text), text);
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
    if (strlen(verbs[i].verb) != (size_t)(verb_end - text) || !has_prefix(text, end, verbs[i].verb)) continue;
    bool known = false;
    for (size_t k = 0; k < 3 && verbs[i].forms[k]; k++) known |= strcmp(words, verbs[i].forms[k]) == 0;
    if (!known) other_error_at(p, pos, "usage: //%s %s", verbs[i].verb, verbs[i].operands);
  }
  return !for_all;
}

static void linkname_directive(Parser *p, Pos pos, const char *text, const char *end) {
  Words words = split_words(text, end);
  if (words.count < 2 || words.count > 3) {
    other_error_at(p, pos, "usage: //go:linkname localname [linkname]");
    return;
  }
  Linkname link = {.pos = pos, .local = name_intern(p->session->names, words.start[1], words.length[1])};
  if (words.count == 3) link.target = arena_strdup(p->lasting, words.start[2], words.length[2]);
  vec_push(p->arena, &p->file->linknames, link);
}

static void embed_directive(Parser *p, Pos pos, const char *at, const char *end) {
  Embed *embed = arena_new(p->arena, Embed);
  embed->pos = pos;
  for (;;) {
    while (at < end && is_space(*at)) at++;
    if (at >= end) break;
    const char *pattern, *next = text_quoted_word(p->lasting, at, end, &pattern);
    if (!next) {
      other_error_at(p, pos, "invalid quoted string in //go:embed: %.*s", (int)(end - at), at);
      embed->patterns.len = 0;
      break;
    }
    EmbedPattern entry = {pattern, p->base + (Pos)(at - p->text), false};
    vec_push(p->arena, &embed->patterns, entry);
    at = next;
  }
  if (!embed->patterns.len) {
    other_error_at(p, pos, "usage: //go:embed pattern...");
    return;
  }
  vec_push(p->arena, &p->pragma.embeds, embed);
  vec_push(p->arena, &p->file->embeds, embed);
}

static void add_flags(Parser *p, uint32_t flags, Pos pos) {
  p->pragma.flags |= flags;
  PragmaPos entry = {flags, pos};
  vec_push(p->arena, &p->pragma.positions, entry);
}

// The text from "go:" on.
static void go_directive(Parser *p, Pos pos, const char *text, const char *end) {
  p->pragma.any = true;
  if (!p->blank) {
    other_error_at(p, pos, "misplaced compiler directive");
    return;
  }
  bool std = p->mode & PARSE_STD;
  if (has_prefix(text, end, "go:linkname ")) {
    linkname_directive(p, pos, text, end);
    return;
  }
  if (has_prefix(text, end, "go:embed") && (text + 8 == end || text[8] == ' ')) {
    embed_directive(p, pos, text + 8, end);
    return;
  }
  if (has_prefix(text, end, "go:wasmimport ") || has_prefix(text, end, "go:wasmexport ")) {
    bool import = text[7] == 'i';
    if (split_words(text, end).count != (import ? 3 : 2)) {
      other_error_at(p, pos,
                     import ? "usage: //go:wasmimport importmodule importname" : "usage: //go:wasmexport exportname");
    }
    return;
  }
  if (has_prefix(text, end, "go:cgo_") && !cgo_directive(p, pos, text, end)) return;
  const char *verb_end = memchr(text, ' ', (size_t)(end - text));
  if (!verb_end) verb_end = end;
  uint32_t flags = verb_flags(go_verbs, sizeof go_verbs / sizeof *go_verbs, text + 3, (size_t)(verb_end - text - 3));
  if (flags & RUNTIME_ONLY && !std) {
    other_error_at(p, pos, "//%.*s only allowed in runtime", (int)(verb_end - text), text);
  }
  if (flags == PRAGMA_UINTPTRKEEPALIVE && !std) {
    other_error_at(p, pos, "//%.*s is only allowed in the standard library", (int)(verb_end - text), text);
  }
  add_flags(p, flags, pos);
}

// The text from "tuco:" on: a verb and, where C or assembly implements it, a symbol.
static void tuco_directive(Parser *p, Pos pos, const char *text, const char *end) {
  Words words = split_words(text + 5, end);
  uint32_t flags =
      words.count ? verb_flags(tuco_verbs, sizeof tuco_verbs / sizeof *tuco_verbs, words.start[0], words.length[0]) : 0;
  bool needs_symbol = flags && flags != PRAGMA_TUCO_WRAPPER && flags != PRAGMA_TUCO_READS;
  if (!flags || words.count != (needs_symbol ? 2u : 1u)) {
    other_error_at(p, pos, "malformed directive //%.*s", (int)(end - text), text);
    return;
  }
  p->pragma.any = true;
  if (needs_symbol) p->pragma.c_symbol = arena_strdup(p->lasting, words.start[1], words.length[1]);
  add_flags(p, flags, pos);
}

void directive_comment(Parser *p, const char *comment, const char *end) {
  bool block = comment[1] == '*';
  const char *text = comment + 2, *text_end = block ? end - 2 : end;
  if (!block && text_end > text && text_end[-1] == '\r') text_end--;
  Pos pos = p->base + (Pos)(text - p->text);
  if (has_prefix(text, text_end, "line ")) {
    // Only at the start of a line; a block comment anywhere, but within one line.
    bool at_start = block ? !memchr(comment, '\n', (size_t)(end - comment)) : comment == p->line_start;
    uint32_t offset = (uint32_t)(end - p->text) + (block ? 0 : 1);
    if (at_start) line_directive(p, text + 5, text_end, offset);
  } else if (!block && has_prefix(text, text_end, "go:")) {
    if (p->top && has_prefix(text, text_end, "go:build") && (text + 8 == text_end || is_space(text[8]))) {
      build_line(p, text + 8, text_end);
    }
    go_directive(p, pos, text, text_end);
  } else if (!block) {
    tuco_directive(p, pos, text, text_end);
  }
}

// ---- claiming

static void reset(PendingPragma *pragma) {
  // What positions and embeds lists hold stays valid for who took it; new ones start fresh.
  *pragma = (PendingPragma){0};
}

// What no declaration can have taken.
void pragma_clear_slow(Parser *p) {
  for (uint32_t i = 0; i < p->pragma.positions.len; i++) {
    PragmaPos at = p->pragma.positions.data[i];
    if (at.flag) other_error_at(p, at.pos, "misplaced compiler directive");
  }
  for (uint32_t i = 0; i < p->pragma.embeds.len; i++) {
    other_error_at(p, p->pragma.embeds.data[i]->pos, "misplaced go:embed directive");
  }
  reset(&p->pragma);
}

// What a declaration has taken but may not have; gc looks only if all else is well.
static void note_misplaced(Parser *p, uint32_t flags, bool embeds) {
  for (uint32_t i = 0; i < p->pragma.positions.len; i++) {
    PragmaPos at = p->pragma.positions.data[i];
    if (at.flag & flags) vec_push(p->arena, &p->file->misplaced, at);
  }
  for (uint32_t i = 0; embeds && i < p->pragma.embeds.len; i++) {
    PragmaPos at = {0, p->pragma.embeds.data[i]->pos};
    vec_push(p->arena, &p->file->misplaced, at);
  }
}

uint32_t pragma_take(Parser *p, uint32_t allowed, VarDecl *var) {
  if (!p->pragma.any) return 0;
  uint32_t flags = p->pragma.flags;
  note_misplaced(p, flags & ~allowed, !var);
  if (var && p->pragma.embeds.len) {
    // Several lines of patterns are one list.
    Embed *embed = p->pragma.embeds.data[0];
    for (uint32_t i = 1; i < p->pragma.embeds.len; i++) {
      Embed *more = p->pragma.embeds.data[i];
      for (uint32_t k = 0; k < more->patterns.len; k++) {
        vec_push(p->arena, &embed->patterns, more->patterns.data[k]);
      }
    }
    var->embed = embed;
  }
  reset(&p->pragma);
  return flags & allowed;
}

void directives_finish(Parser *p) {
  p->file->source->directives = p->directives.data;
  p->file->source->directive_count = p->directives.len;
}
