// What folders import, read once. Of folders in the module cache, whose files do not change, it is kept in the disk
// cache from one command to the next: one entry for each main module, with all that its packages need. It is written
// anew when folders of "all" had to be scanned that it does not have, and then drops what is not needed any more. Nor
// does anybody look again whether these folders have Go files (find.c).
//
// Its lines: "d FOLDER", below the module cache, then "i PATH" for each import and "t PATH" for each of tests.
#include <string.h>

#include "base/paths.h"
#include "base/source.h"
#include "cache/cache.h"
#include "modules/internal.h"
#include "modules/packages_internal.h"

typedef struct KeptScan {
  FolderScan scan;     // first
  const char *folder;  // below the module cache; NULL: not there, or not to be kept
  bool used;
} KeptScan;

static KeptScan *kept(void *scan) { return scan; }

static void add_scan(PackageGraph *g, const char *dir, KeptScan *scan) {
  const Name *name = name_cstr(g->set->names, dir);
  map_put(&g->arena, &g->scans, map_key(name), scan);
  map_mark(g->set, &g->set->tables->package_folders, name);
}

// ---- reading

// One line of the text, without its end; moves on. NULL: the end.
static char *next_line(char **text) {
  char *line = *text, *end = strchr(line, '\n');
  if (!end) return NULL;
  *end = 0;
  *text = end + 1;
  return line;
}

static void read_entry(PackageGraph *g, const char *root, char *text) {
  KeptScan *scan = NULL;
  for (char *line; (line = next_line(&text)) && *line && line[1] == ' ';) {
    const char *rest = line + 2;
    if (*line == 'd') {
      scan = arena_new(&g->arena, KeptScan);
      scan->folder = rest;
      add_scan(g, arena_printf(&g->arena, "%s/%s", root, rest), scan);
    } else if (scan) {
      vec_push(&g->arena, *line == 'i' ? &scan->scan.imports : &scan->scan.test_imports, rest);
    }
  }
}

static bool open_entry(const PackageGraph *g, Arena *arena, Cache *cache, CacheId *action) {
  const char *root = fetch_cache_root(g->set->options.fetcher);
  if (!g->options.target->any || !g->set->mains.len || !*root) return false;
  if (cache_open(arena, g->set->options.environment, cache)) return false;
  CacheHash hash;
  cache_hash_begin(&hash, "imports of packages 1");
  cache_hash_text(&hash, root);
  cache_hash_text(&hash, g->set->work_file ? g->set->work_file : g->set->mains.data[0]->dir);
  *action = cache_hash_end(&hash);
  return true;
}

void scans_read(PackageGraph *g) {
  Cache cache;
  CacheId action;
  CacheEntry entry;
  size_t size;
  if (!open_entry(g, &g->arena, &cache, &action) || !cache_find(&cache, &g->arena, &action, &entry)) return;
  char *text = source_read(&g->arena, entry.path, &size);
  if (text) read_entry(g, fetch_cache_root(g->set->options.fetcher), text);
}

// ---- scanning

const FolderScan *package_scan(PackageGraph *g, Arena *lane, const char *dir) {
  uint64_t key = map_key(name_cstr(g->set->names, dir));
  const char *rest;
  pthread_mutex_lock(&g->scans_lock);
  KeptScan *scan = kept(map_get(&g->scans, key));
  if (scan) scan->used = true;
  pthread_mutex_unlock(&g->scans_lock);
  if (scan) return &scan->scan;
  scan = arena_new(lane, KeptScan);
  scan->used = true;
  scan_folder(lane, g->options.target, dir, &scan->scan);
  bool keep = !scan->scan.error && path_below(dir, fetch_cache_root(g->set->options.fetcher), &rest);
  if (keep) scan->folder = rest;
  pthread_mutex_lock(&g->scans_lock);
  map_put(&g->arena, &g->scans, key, scan);
  g->scans_changed |= keep;
  pthread_mutex_unlock(&g->scans_lock);
  return &scan->scan;
}

// ---- writing

typedef Vec(char) Text;

static void add_line(Arena *arena, Text *text, char kind, const char *value) {
  size_t n = strlen(value);
  vec_reserve(arena, text, text->len + (uint32_t)n + 3);
  char *p = text->data + text->len;
  p[0] = kind, p[1] = ' ';
  memcpy(p + 2, value, n);
  p[n + 2] = '\n';
  text->len += (uint32_t)n + 3;
}

// Paths in back quotes may have ends of lines.
static bool fits_lines(const StringVec *list) {
  for (uint32_t i = 0; i < list->len; i++)
    if (strchr(list->data[i], '\n')) return false;
  return true;
}

void scans_write(PackageGraph *g) {
  Cache cache;
  CacheId action;
  CacheEntry entry;
  Text text = {0};
  if (!g->scans_changed || !g->all_is_root || !open_entry(g, &g->arena, &cache, &action)) return;
  for (uint32_t i = 0; i < g->scans.len; i++) {
    const KeptScan *scan = kept(g->scans.entries[i].value);
    if (!scan->folder || !scan->used || !fits_lines(&scan->scan.imports) || !fits_lines(&scan->scan.test_imports))
      continue;
    add_line(&g->arena, &text, 'd', scan->folder);
    for (uint32_t k = 0; k < scan->scan.imports.len; k++) add_line(&g->arena, &text, 'i', scan->scan.imports.data[k]);
    for (uint32_t k = 0; k < scan->scan.test_imports.len; k++)
      add_line(&g->arena, &text, 't', scan->scan.test_imports.data[k]);
  }
  cache_put(&cache, &g->arena, &action, text.data, text.len, false, &entry);  // without it the next command scans again
}
