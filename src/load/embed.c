// Gives the //go:embed directives of a package their files (files/scan.h finds them).
#include <stdlib.h>
#include <string.h>

#include "files/scan.h"
#include "load/internal.h"

static int by_pattern(const void *a, const void *b) {
  const EmbedPattern *x = a, *y = b;
  int order = strcmp(x->text, y->text);
  return order ? order : x->pos < y->pos ? -1 : 1;
}

// Gives each directive that names the pattern its files.
static void distribute(Arena *arena, Package *package, const char *pattern, const StringVec *files) {
  for (uint32_t i = 0; i < package->files.len; i++) {
    File *file = package->files.data[i];
    for (uint32_t k = 0; k < file->embeds.len; k++) {
      Embed *embed = file->embeds.data[k];
      for (uint32_t p = 0; p < embed->patterns.len; p++) {
        if (strcmp(embed->patterns.data[p].text, pattern) != 0) continue;
        for (uint32_t n = 0; n < files->len; n++) vec_push(arena, &embed->files, files->data[n]);
      }
    }
  }
}

static void mark_unmapped(Package *package, const char *pattern) {
  for (uint32_t i = 0; i < package->files.len; i++) {
    const File *file = package->files.data[i];
    for (uint32_t k = 0; k < file->embeds.len; k++)
      for (uint32_t p = 0; p < file->embeds.data[k]->patterns.len; p++) {
        EmbedPattern *other = &file->embeds.data[k]->patterns.data[p];
        other->unmapped |= strcmp(other->text, pattern) == 0;
      }
  }
}

void package_find_embeds(Loader *loader, LoadedPackage *loaded) {
  Package *package = loaded->package;
  Arena *arena = &package->arena;
  Vec(EmbedPattern) patterns = {0};
  for (uint32_t i = 0; i < package->files.len; i++) {
    File *file = package->files.data[i];
    for (uint32_t k = 0; file->imports_embed && k < file->embeds.len; k++)
      for (uint32_t p = 0; p < file->embeds.data[k]->patterns.len; p++)
        vec_push(arena, &patterns, file->embeds.data[k]->patterns.data[p]);
  }
  if (patterns.len) qsort(patterns.data, patterns.len, sizeof *patterns.data, by_pattern);
  for (uint32_t i = 0; i < patterns.len; i++) {
    const EmbedPattern *pattern = &patterns.data[i];
    if (i && strcmp(pattern->text, patterns.data[i - 1].text) == 0) continue;
    StringVec files;
    const char *error = embed_files(arena, loaded->dir, pattern->text, &files);
    if (error && loader->session->debug.compile) {  // the compiler is given no file, and says so
      mark_unmapped(package, pattern->text);
      continue;
    }
    if (error) {
      load_error_at(loader, loaded->path, pattern->pos, arena_printf(arena, "pattern %s: %s", pattern->text, error));
      return;
    }
    distribute(arena, package, pattern->text, &files);
    for (uint32_t k = 0; k < files.len; k++) vec_push(arena, &loaded->embed_files, files.data[k]);
  }
  strings_sort_unique(&loaded->embed_files);
}
