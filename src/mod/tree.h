// The syntax tree of go.mod and go.work (https://go.dev/ref/mod#go-mod-file-lexical): what stands in the file, in its
// order, with all comments, so that a file is changed without touching what is not meant. Nothing is known here of what
// the words mean: that is mod/modfile.h, whose entries point at lines of the tree.
//
//   a statement is   a line of words      require example.com/m v1.2.3 // indirect
//                    a block of lines     require ( … )
//                    comments alone       // …, and an empty line
//
// A comment is *before* what it stands above, a *suffix* of what it stands beside, or *after* it: at the file's end.
// An empty line in a block is an empty comment before the next line. Words are as written, with their quotes.
//
// All of a tree lies in its arena. A line that was removed (mod_line_remove) stands where it stood, without words,
// until mod_tree_clean.
#ifndef TUCO_MOD_TREE_H
#define TUCO_MOD_TREE_H

#include "base/vec.h"

typedef struct ModPos {
  uint32_t line, column, offset;  // line and column count from 1, columns in characters; offset in bytes. 0: made
} ModPos;

typedef struct ModComment {
  const char *text;  // "// …" without the line's end; "" an empty line
  ModPos at;
} ModComment;
typedef Vec(ModComment) ModCommentVec;
typedef struct ModComments {
  ModCommentVec before, suffix, after;
} ModComments;

typedef struct ModLine {
  ModComments comments;
  StringVec words;  // in a block without the block's own; perhaps none
  bool in_block, removed;
  ModPos start, end;
} ModLine;

typedef struct ModParen {
  ModComments comments;
  ModPos at;
} ModParen;

typedef enum ModStatementKind { MOD_LINE, MOD_BLOCK, MOD_COMMENTS } ModStatementKind;
typedef struct ModStatement {
  ModStatementKind kind;
  ModLine *line;         // MOD_LINE; its comments are the statement's
  ModComments comments;  // of a block, or alone
  ModPos start;          // of a block or comments alone
  StringVec words;       // of a block: "require"
  ModParen open, close;  // of a block
  Vec(ModLine *) lines;  // of a block
} ModStatement;

typedef struct ModTree {
  Arena *arena;
  const char *name;  // of the file, for messages
  ModCommentVec before;
  Vec(ModStatement *) statements;
} ModTree;

// A fault and its place. line 0: none.
typedef struct ModError {
  const char *file;
  ModPos at;
  const char *text;
} ModError;
typedef Vec(ModError) ModErrors;
// "go.mod:3: text", with the column too if it is not the first; a line each.
const char *mod_errors_text(Arena *arena, const ModErrors *errors);

// ---- tree_scan.c, tree_parse.c

ModTree *mod_tree_new(Arena *arena, const char *name);  // an empty one
// text: NUL-terminated at text[size], any bytes; kept. NULL, with one error, if it is not lines and blocks of words.
ModTree *mod_tree_parse(Arena *arena, const char *name, const char *text, size_t size, ModErrors *errors);

// ---- tree_print.c

// The file as go writes it: one empty line between statements, a tab before a block's lines. In the arena.
const char *mod_tree_print(const ModTree *tree, Arena *arena);

// ---- tree_edit.c

// Adds a line of these words (count >= 2) to the last statement of the same first word, else at the file's end. A line
// that is joined becomes a block.
ModLine *mod_tree_add(ModTree *tree, const char *const *words, uint32_t count);
// Adds it behind a line: in the same block if that has the same first word, else behind that statement. NULL, or a line
// that is not there: at the file's end.
ModLine *mod_tree_add_behind(ModTree *tree, const ModLine *line, const char *const *words, uint32_t count);
// Writes other words, of which the first is left out in a block.
void mod_line_set(ModTree *tree, ModLine *line, const char *const *words, uint32_t count);
void mod_line_remove(ModLine *line);
// Takes out what was removed, blocks that are empty with it; a block of one line becomes a line.
void mod_tree_clean(ModTree *tree);
void mod_tree_insert(ModTree *tree, uint32_t at, ModStatement *statement);
ModStatement *mod_statement_line(ModTree *tree, ModLine *line);          // one that is this line
void mod_statement_make_block(ModTree *tree, ModStatement *line);        // a line becomes the one line of a block
void mod_tree_add_comment(ModTree *tree, const char *text);              // at the end, alone
bool mod_statement_is(const ModStatement *statement, const char *word);  // its first word
ModComments *mod_statement_comments(ModStatement *statement);

// ---- word.c

bool mod_must_quote(const char *text);  // to be one word of a line
const char *mod_auto_quote(Arena *arena, const char *text);
// What a word stands for, and the word as go would write it in its place. NULL: *error.
const char *mod_word_value(Arena *arena, const char **word, const char **error);

#endif
