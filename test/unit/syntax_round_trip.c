// Shows that a tree for tools says all of a text that is not white space, a comma or a semicolon.
//
//   syntax_round_trip [flags] FILE.go|FOLDER…
//
// The tree is written out as tokens, in order, against the text: each must stand where its node says, and be the next
// thing after white space and exactly the comments of File.comments. Files of which go/parser would say something are
// counted and left out; the parser must have been in doubt about them.
// Flags:
//   -every N    of the files of folders, every Nth only
//   -delete N   N random tokens a file are blanked out, one at a time (seeded): each declaration that the token is not
//               part of must be in the new tree, token by token
//   -total N    as -delete, but N in all, over files picked at random
//   -fragments  the body of each function must parse alone, and be reproduced
//   -comments   prints comment groups and what they document, to compare with go/parser
//   -v          names files with syntax errors
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "syntax_round_trip/internal.h"

typedef struct Run {
  Session *session;
  uint32_t files, faulty, failed, deletions, lost;
  bool verbose, comments, fragments;
} Run;

static uint64_t random_state = 88172645463325252u;
static uint64_t next_random(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state;
}

// ---- fragments

// The text of a function's body must be a fragment, and that reproduced.
static bool is_fragment(Run *run, Arena *arena, const SourceFile *source, const BlockStmt *body) {
  const char *begin = source->text + (body->stmt.node.pos + 1 - source->base);
  uint32_t length = body->rbrace - body->stmt.node.pos - 1;
  const char *text = arena_strdup(arena, begin, length);
  SourceFile *fragment = source_add(run->session->sources, source->path, source->path, text, length);
  if (!fragment) return false;
  GoErrors errors;
  const File *file = syntax_parse_fragment(run->session, arena, fragment, &errors);
  Emitter e = emitter_of(arena, file);
  for (uint32_t i = 0; i < file->parts.len; i++) write_part(&e, file->parts.data[i]);
  write_end(&e);
  return errors.len || !e.failed;  // gofmt does not take a body that begins with a function literal
}

static void check_fragments(Run *run, Arena *arena, const File *file) {
  for (uint32_t i = 0; i < file->parts.len; i++) {
    const FuncDecl *d = (const FuncDecl *)file->parts.data[i];
    if (d->decl.node.kind != NODE_FUNC_DECL || !d->body || is_fragment(run, arena, file->source, d->body)) continue;
    Place at = source_place(run->session->sources, d->places.func);
    printf("%s:%u: the function's body is no fragment\n", file->source->path, at.real_line);
    run->failed++;
  }
}

// ---- deletions

// The text of the file as it is now, in a file of its own.
static File *parse(Run *run, Arena *arena, const char *path, const char *text, size_t size) {
  SourceFile *source = source_add(run->session->sources, path, path, text, size);
  return source ? syntax_parse_file(run->session, arena, arena, source, PARSE_STD | PARSE_TOOLS) : NULL;
}

// Where a part begins and ends in the text, by the tokens of the whole file.
static Span span_of(const Emitter *whole, const uint32_t *ends, uint32_t i) {
  Span first = whole->tokens.data[ends[i]], last = whole->tokens.data[ends[i + 1] - 1];
  return (Span){first.at, last.at + last.length - first.at};
}

// Whether the tree has the part that began at this offset, and it is as long as it was.
static bool has_part(Arena *arena, const File *file, Span span) {
  for (uint32_t i = 0; i < file->parts.len; i++) {
    const Node *n = file->parts.data[i];
    Pos pos = n->kind == NODE_FUNC_DECL ? ((const FuncDecl *)n)->places.func : n->pos;
    if (pos != file->source->base + span.at) continue;
    Emitter e = emitter_of(arena, file);
    e.at += span.at;
    while (e.group < file->comments.len && next_comment(&e)->pos < pos) e.group++;
    write_part(&e, n);
    return !e.failed && vec_last(&e.tokens).at + vec_last(&e.tokens).length == span.at + span.length;
  }
  return false;
}

static void delete_token(Run *run, const Emitter *whole, const uint32_t *ends) {
  const SourceFile *source = whole->file->source;
  Arena arena;
  arena_init(&arena);
  uint32_t k = (uint32_t)(next_random() % whole->tokens.len);
  Span gone = whole->tokens.data[k];
  char *text = arena_strdup(&arena, source->text, source->size);
  memset(text + gone.at, ' ', gone.length);
  File *file = parse(run, &arena, source->path, text, source->size);
  run->deletions++;
  for (uint32_t i = 0; file && i < whole->file->parts.len; i++) {
    if (k >= ends[i] && k < ends[i + 1]) continue;
    Span span = span_of(whole, ends, i);
    if (has_part(&arena, file, span)) continue;
    Place at = source_place(run->session->sources, source->base + gone.at);
    Place part_at = source_place(run->session->sources, source->base + span.at);
    printf("%s:%u:%u: without %.*s: the declaration at line %u is gone\n", source->path, at.real_line, at.real_column,
           (int)gone.length, source->text + gone.at, part_at.real_line);
    run->lost++;
    break;
  }
  arena_free(&arena);
}

// ---- comments

static void print_group(const File *file, const char *what, Pos at, const CommentGroup *group) {
  if (!group) return;
  printf("  %s %u: %u %u\n", what, at - file->source->base, group->list[0].pos - file->source->base, group->count);
}

static bool print_docs_of(Node *n, void *context) {
  const File *file = context;
  const Docs *docs = NULL;
  switch (n->kind) {
    case NODE_IMPORT_DECL: docs = &((ImportDecl *)n)->places.docs; break;
    case NODE_CONST_DECL: docs = &((ConstDecl *)n)->places.docs; break;
    case NODE_VAR_DECL: docs = &((VarDecl *)n)->places.docs; break;
    case NODE_TYPE_DECL: docs = &((TypeDecl *)n)->places.docs; break;
    case NODE_FIELD: docs = &((Field *)n)->places.docs; break;
    case NODE_DECL_STMT: print_group(file, "doc", n->pos, ((DeclStmt *)n)->places.doc); break;
    case NODE_FUNC_DECL: print_group(file, "doc", ((FuncDecl *)n)->places.func, ((FuncDecl *)n)->places.doc); break;
    default: break;
  }
  if (!docs) return true;
  Pos at = n->kind == NODE_IMPORT_DECL && !((ImportDecl *)n)->local_name ? ((ImportDecl *)n)->path->expr.node.pos
                                                                         : syntax_start_pos(n);
  if (n->kind == NODE_FIELD && !((Field *)n)->name) at = syntax_start_pos(&((Field *)n)->type->node);
  print_group(file, "spec", at, docs->doc);
  print_group(file, "line", at, docs->comment);
  return true;
}

static void print_comments(const File *file) {
  printf("%s\n", file->source->path);
  print_group(file, "file", file->package, file->doc);
  for (uint32_t i = 0; i < file->comments.len; i++) {
    print_group(file, "group", file->comments.data[i]->list[0].pos, file->comments.data[i]);
  }
  for (uint32_t i = 0; i < file->parts.len; i++) syntax_walk(file->parts.data[i], print_docs_of, (void *)file);
}

// ---- the run

static void round_trip(Run *run, const char *path, uint32_t deletions) {
  Arena arena;
  arena_init(&arena);
  size_t size;
  const char *text = source_read(&arena, path, &size);
  File *file = text ? parse(run, &arena, path, text, size) : NULL;
  run->files++;
  GoErrors errors = {0};
  if (text) errors = syntax_go_errors(&arena, path, text, size, false);
  if (!file || errors.len) {
    run->faulty++;
    if (run->verbose) printf("%s\n", file ? syntax_go_error_string(&arena, &errors.data[0]) : path);
    if (file && !file->doubtful) {
      printf("%s: not doubtful\n", syntax_go_error_string(&arena, &errors.data[0]));
      run->failed++;
    }
  } else {
    Emitter e = emitter_of(&arena, file);
    uint32_t *ends = arena_array(&arena, uint32_t, file->parts.len + 1);
    write_file(&e, ends);
    if (e.failed) {
      Place at = source_place(run->session->sources, pos_of(&e, e.at));
      printf("%s:%u:%u: the tree has %.20s\n", path, at.real_line, at.real_column, e.wanted);
      run->failed++;
    } else if (file->parts.len) {
      while (deletions--) delete_token(run, &e, ends);
    }
    if (run->comments) print_comments(file);
    if (run->fragments) check_fragments(run, &arena, file);
  }
  arena_free(&arena);
}

typedef Vec(const char *) Paths;

static int by_name(const FTSENT **a, const FTSENT **b) { return strcmp((*a)->fts_name, (*b)->fts_name); }

// The files that are named, and every Nth .go file of the folders.
static void find_files(Arena *arena, char **named, uint32_t every, Paths *paths) {
  if (!*named) return;
  FTS *walk = fts_open(named, FTS_LOGICAL | FTS_NOCHDIR, by_name);
  uint32_t count = 0;
  for (FTSENT *entry; walk && (entry = fts_read(walk));) {
    size_t length = entry->fts_namelen;
    if (entry->fts_info != FTS_F || length < 3 || strcmp(entry->fts_name + length - 3, ".go") != 0) continue;
    if (entry->fts_level == 0 || count++ % every == 0) {
      vec_push(arena, paths, arena_strdup(arena, entry->fts_path, entry->fts_pathlen));
    }
  }
  if (walk) fts_close(walk);
}

int main(int argc, char **argv) {
  Run run = {.session = session_new(1)};
  syntax_init(run.session);
  uint32_t each = 0, total = 0, every = 1;
  int i = 1;
  for (; i < argc && argv[i][0] == '-'; i++) {
    if (!strcmp(argv[i], "-v")) run.verbose = true;
    if (!strcmp(argv[i], "-fragments")) run.fragments = true;
    if (!strcmp(argv[i], "-comments")) run.comments = true;
    if (!strcmp(argv[i], "-every") && i + 1 < argc) every = (uint32_t)atol(argv[++i]);
    if (!strcmp(argv[i], "-delete") && i + 1 < argc) each = (uint32_t)atol(argv[++i]);
    if (!strcmp(argv[i], "-total") && i + 1 < argc) total = (uint32_t)atol(argv[++i]);
  }
  Paths paths = {0};
  find_files(&run.session->arena, argv + i, every, &paths);
  for (uint32_t k = 0; k < paths.len; k++) round_trip(&run, paths.data[k], each);
  for (uint32_t k = 0; k < total && paths.len; k++) round_trip(&run, paths.data[next_random() % paths.len], 1);
  printf("%u files, %u with syntax errors, %u not reproduced; %u deletions, %u lost other declarations\n", run.files,
         run.faulty, run.failed, run.deletions, run.lost);
  return run.failed || run.lost;
}
