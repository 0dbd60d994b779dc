// From words to lines and blocks, and from comments to what they belong to. The grammar is
//
//     file      = { statement | comment | newline }
//     statement = words newline | words "(" newline { line | comment | newline } ")" newline
//
// where a parenthesis that is not the last on its line is a word like others.
#include <string.h>

#include "base/bytes.h"
#include "mod/internal.h"

typedef struct Parser {
  ModScanner scan;
  Arena *arena;
  ModTree *tree;
} Parser;

static bool ends_line(ModTokenKind kind) {
  return kind == TOKEN_NEWLINE || kind == TOKEN_END_COMMENT || kind == TOKEN_END;
}

static ModStatement *new_statement(Parser *p, ModStatementKind kind, ModPos start) {
  ModStatement *s = arena_new(p->arena, ModStatement);
  s->kind = kind;
  s->start = start;
  return s;
}

static void add_comment(Parser *p, ModCommentVec *list, const ModToken *token) {
  ModComment comment = {token->text, token->at};
  vec_push(p->arena, list, comment);
}

// ---- blocks

static ModLine *parse_line(Parser *p) {
  ModLine *line = arena_new(p->arena, ModLine);
  ModToken token = mod_scan_take(&p->scan);
  line->in_block = true;
  line->start = token.at;
  for (; !ends_line(token.kind); token = mod_scan_take(&p->scan)) {
    vec_push(p->arena, &line->words, token.text);
    line->end = token.end;
  }
  return line;
}

// Empty lines count between lines and comments only, and several as one.
static void note_empty_line(Parser *p, const ModStatement *block, ModCommentVec *comments) {
  bool counts = comments->len ? *vec_last(comments).text != 0 : block->lines.len != 0;
  if (counts) vec_push(p->arena, comments, (ModComment){.text = ""});
}

static void close_block(Parser *p, ModStatement *block, ModCommentVec comments) {
  ModToken close = mod_scan_take(&p->scan);
  if (comments.len == 1 && !*comments.data[0].text) comments.len = 0;
  block->close.comments.before = comments;
  block->close.at = close.at;
  if (!ends_line(p->scan.token.kind))
    mod_scan_error(&p->scan, p->scan.at, "syntax error (expected newline after closing paren)");
  mod_scan_take(&p->scan);
}

// Behind the opening parenthesis.
static void parse_block(Parser *p, ModStatement *block) {
  ModCommentVec comments = {0};
  for (;;) {
    ModToken token = p->scan.token;
    switch (token.kind) {
      case TOKEN_END_COMMENT: mod_scan_take(&p->scan); break;
      case TOKEN_NEWLINE:
        mod_scan_take(&p->scan);
        note_empty_line(p, block, &comments);
        break;
      case TOKEN_COMMENT:
        mod_scan_take(&p->scan);
        add_comment(p, &comments, &token);
        break;
      case TOKEN_CLOSE: close_block(p, block, comments); return;
      case TOKEN_END:
        mod_scan_error(&p->scan, p->scan.at,
                       arena_printf(p->arena, "syntax error (unterminated block started at %s:%u:%u)", p->tree->name,
                                    block->start.line, block->start.column));
        return;
      default: {
        ModLine *line = parse_line(p);
        line->comments.before = comments;
        comments = (ModCommentVec){0};
        vec_push(p->arena, &block->lines, line);
      }
    }
  }
}

// ---- statements

static ModStatement *finish_block(Parser *p, const ModLine *head, ModPos open) {
  ModStatement *block = new_statement(p, MOD_BLOCK, head->start);
  block->words = head->words;
  block->open.at = open;
  return block;
}

static ModStatement *parse_statement(Parser *p) {
  ModToken token = mod_scan_take(&p->scan);
  ModLine *line = arena_new(p->arena, ModLine);
  line->start = token.at;
  line->end = token.end;
  vec_push(p->arena, &line->words, token.text);
  while (token = mod_scan_take(&p->scan), !ends_line(token.kind)) {
    if (token.kind != TOKEN_OPEN) {
      vec_push(p->arena, &line->words, token.text);
      line->end = token.end;
      continue;
    }
    if (ends_line(p->scan.token.kind)) {
      ModStatement *block = finish_block(p, line, token.at);
      parse_block(p, block);
      return block;
    }
    const char *close = NULL;
    if (p->scan.token.kind == TOKEN_CLOSE) {
      ModToken closing = mod_scan_take(&p->scan);
      if (ends_line(p->scan.token.kind)) {
        mod_scan_take(&p->scan);
        ModStatement *block = finish_block(p, line, token.at);
        block->close.at = closing.at;
        return block;
      }
      close = closing.text;
    }
    vec_push(p->arena, &line->words, token.text);
    if (close) vec_push(p->arena, &line->words, close);
  }
  return mod_statement_line(p->tree, line);
}

static void parse_file(Parser *p) {
  ModStatement *comments = NULL;
  for (;;) {
    ModToken token = p->scan.token;
    if (token.kind == TOKEN_NEWLINE || token.kind == TOKEN_END) {
      if (comments) vec_push(p->arena, &p->tree->statements, comments);
      comments = NULL;
      if (token.kind == TOKEN_END) return;
      mod_scan_take(&p->scan);
    } else if (token.kind == TOKEN_COMMENT) {
      mod_scan_take(&p->scan);
      if (!comments) comments = new_statement(p, MOD_COMMENTS, token.at);
      add_comment(p, &comments->comments.before, &token);
    } else {
      ModStatement *s = parse_statement(p);
      if (comments) mod_statement_comments(s)->before = comments->comments.before;
      comments = NULL;
      vec_push(p->arena, &p->tree->statements, s);
    }
  }
}

// ---- comments beside something

// Gives the last comments of the list that begin behind `end` to what ends there, if it began on the same line.
static void attach(Arena *arena, ModCommentVec *list, ModPos start, ModPos end, ModComments *to) {
  uint32_t from = list->len;
  if (start.line != end.line) return;
  while (from && list->data[from - 1].at.offset >= end.offset) from--;
  for (uint32_t i = from; i < list->len; i++) vec_push(arena, &to->suffix, list->data[i]);
  list->len = from;
}

static void attach_paren(Arena *arena, ModCommentVec *list, ModParen *paren) {
  ModPos end = {paren->at.line, paren->at.column + 1, paren->at.offset + 1};
  attach(arena, list, paren->at, end, &paren->comments);
}

static void attach_line(Arena *arena, ModCommentVec *list, ModLine *line) {
  attach(arena, list, line->start, line->end, &line->comments);
}

// From the end of the file to its beginning, each comment goes to the last thing that ends before it.
static void attach_suffixes(Parser *p) {
  ModCommentVec *list = &p->scan.suffixes;
  for (uint32_t i = p->tree->statements.len; i-- > 0;) {
    ModStatement *s = p->tree->statements.data[i];
    if (s->kind == MOD_LINE) attach_line(p->arena, list, s->line);
    if (s->kind == MOD_COMMENTS) attach(p->arena, list, s->start, s->start, &s->comments);
    if (s->kind != MOD_BLOCK) continue;
    ModPos end = s->close.at;
    end.offset++;
    attach(p->arena, list, s->start, end, &s->comments);
    attach_paren(p->arena, list, &s->close);
    for (uint32_t k = s->lines.len; k-- > 0;) attach_line(p->arena, list, s->lines.data[k]);
    attach_paren(p->arena, list, &s->open);
  }
  p->tree->before = *list;
}

ModTree *mod_tree_new(Arena *arena, const char *name) {
  ModTree *tree = arena_new(arena, ModTree);
  tree->arena = arena;
  tree->name = name;
  return tree;
}

ModTree *mod_tree_parse(Arena *arena, const char *name, const char *text, size_t size, ModErrors *errors) {
  Parser p = {.arena = arena, .tree = mod_tree_new(arena, name)};
  p.scan = (ModScanner){.arena = arena, .name = name, .text = text, .end = text + size, .errors = errors};
  mod_scan_begin(&p.scan);
  parse_file(&p);
  if (p.scan.failed) return NULL;
  attach_suffixes(&p);
  return p.tree;
}

const char *mod_errors_text(Arena *arena, const ModErrors *errors) {
  ByteVec out = {0};
  for (uint32_t i = 0; i < errors->len; i++) {
    const ModError *e = &errors->data[i];
    const char *place = e->at.column > 1 ? arena_printf(arena, "%s:%u:%u: ", e->file, e->at.line, e->at.column)
                        : e->at.line     ? arena_printf(arena, "%s:%u: ", e->file, e->at.line)
                        : *e->file       ? arena_printf(arena, "%s: ", e->file)
                                         : "";
    const char *text = arena_printf(arena, "%s%s%s", i ? "\n" : "", place, e->text);
    bytes_data(arena, &out, text, strlen(text));
  }
  bytes_u8(arena, &out, 0);
  return (const char *)out.data;
}
