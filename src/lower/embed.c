// Variables with //go:embed as data: a string or byte slice of one file, or an embed.FS, which points to a table of
// all files and the folders above them. Package embed searches the table by folder, then name; files were found by
// load/embed.c and are read here, when the variable is reached.
#include <errno.h>
#include <stdlib.h>

#include "lower/internal.h"

enum { FILE_ENTRY_SIZE = 48, SLICE_SIZE = 24 };  // embed.file: name, data string, hash [16]byte

typedef Vec(const char *) PathVec;

// Length of the part of a path before its last element, and that element; a folder's path ends in "/".
static size_t split(const char *path, const char **element, size_t *element_length) {
  size_t n = strlen(path);
  if (n && path[n - 1] == '/') n--;
  size_t start = n;
  while (start > 0 && path[start - 1] != '/') start--;
  *element = path + start;
  *element_length = n - start;
  return start ? start - 1 : 0;
}

static int compare_text(const char *a, size_t a_length, const char *b, size_t b_length) {
  int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
  return order ? order : a_length < b_length ? -1 : a_length > b_length;
}

static int by_folder(const void *left, const void *right) {
  const char *a = *(const char *const *)left, *b = *(const char *const *)right, *a_name, *b_name;
  size_t a_length, b_length, a_folder = split(a, &a_name, &a_length), b_folder = split(b, &b_name, &b_length);
  int order = compare_text(a_folder ? a : ".", a_folder ? a_folder : 1, b_folder ? b : ".", b_folder ? b_folder : 1);
  return order ? order : compare_text(a_name, a_length, b_name, b_length);
}

static void add_path(Lowerer *l, PathVec *paths, Map *seen, const char *path) {
  const Name *key = name_cstr(l->session->names, path);
  if (map_get(seen, map_key(key))) return;
  map_put(l->arena, seen, map_key(key), (void *)(uintptr_t)key);
  vec_push(l->arena, paths, path);
}

static PathVec file_list(Lowerer *l, const Embed *embed, bool folders) {
  PathVec paths = {0};
  Map seen = {0};
  for (uint32_t i = 0; i < embed->files.len; i++) {
    const char *path = embed->files.data[i];
    add_path(l, &paths, &seen, path);
    for (const char *slash = path; folders && (slash = strchr(slash, '/')); slash++)
      add_path(l, &paths, &seen, arena_strdup(l->arena, path, (size_t)(slash + 1 - path)));
  }
  if (paths.len) qsort(paths.data, paths.len, sizeof *paths.data, by_folder);
  return paths;
}

static const char *read_file(Lowerer *l, Object *variable, const char *path, size_t *size) {
  const char *full = arena_printf(l->arena, "%s/%s", variable->package->dir, path);
  const char *bytes = source_read(l->arena, full, size);
  if (bytes) return bytes;
  diag_error(l->session->diags, variable->pos, "embed %s: open %s: %s", path, full, DIAG_ERRNO(errno));
  *size = 0;
  return "";
}

// A string header.
static void put_string(Lowerer *l, Symbol *symbol, int64_t offset, const char *bytes, size_t length) {
  if (length) symbol_add_reloc(l->arena, symbol, (uint32_t)offset, RELOC_ABS64, string_symbol(l, bytes, length), 0);
  symbol_write(l, symbol, offset + 8, &length, 8);
}

// Bytes that the program may write to.
static void put_bytes(Lowerer *l, Symbol *symbol, const char *bytes, size_t length) {
  Symbol *data = symbol_get(l->symbols, arena_printf(l->arena, "%s.bytes", symbol->name->text));
  data->kind = SYMBOL_DATA;
  data->local_static = data->no_pointers = true;
  data->size = (int64_t)length;
  data->bytes = (uint8_t *)arena_strdup(l->arena, bytes, length);
  symbol_add_reloc(l->arena, symbol, 0, RELOC_ABS64, data, 0);
  symbol_write(l, symbol, 8, &length, 8);
  symbol_write(l, symbol, 16, &length, 8);
}

// embed.FS is a pointer to a slice of embed.file; the slice's elements follow it.
static void put_files(Lowerer *l, Symbol *symbol, Object *variable, const Embed *embed) {
  PathVec paths = file_list(l, embed, true);
  Symbol *table = symbol_get(l->symbols, arena_printf(l->arena, "%s.files", symbol->name->text));
  table->kind = SYMBOL_RODATA;
  table->align_log2 = 3;
  table->local_static = true;
  symbol_reserve(l, table, SLICE_SIZE + (int64_t)paths.len * FILE_ENTRY_SIZE);
  int64_t count = paths.len;
  symbol_add_reloc(l->arena, table, 0, RELOC_ABS64, table, SLICE_SIZE);
  symbol_write(l, table, 8, &count, 8);
  symbol_write(l, table, 16, &count, 8);
  for (uint32_t i = 0; i < paths.len; i++) {
    int64_t at = SLICE_SIZE + (int64_t)i * FILE_ENTRY_SIZE;
    const char *path = paths.data[i];
    size_t length = strlen(path), size;
    put_string(l, table, at, path, length);
    if (path[length - 1] == '/') continue;
    const char *bytes = read_file(l, variable, path, &size);
    put_string(l, table, at + 16, bytes, size);
  }
  symbol_add_reloc(l->arena, symbol, 0, RELOC_ABS64, table, 0);
}

void embed_init(Lowerer *l, Symbol *symbol, Object *variable, Embed *embed) {
  EmbedKind kind = types_embed_kind(variable->type);
  if (kind == EMBED_NONE || !embed->files.len) return;  // reported
  symbol->kind = SYMBOL_DATA;
  symbol_reserve(l, symbol, symbol->size);
  if (kind == EMBED_FILES) {
    put_files(l, symbol, variable, embed);
    return;
  }
  size_t size;
  const char *bytes = read_file(l, variable, embed->files.data[0], &size);
  if (kind == EMBED_STRING) put_string(l, symbol, 0, bytes, size);
  else put_bytes(l, symbol, bytes, size);
}
