// Files of export data, from the cache or made and put there.
//
// The action that makes a package's file depends on tuco, the system, the package's own sources and place, and what the
// files of its imports contain: so a change in a body asks for the one package anew, and for those that import it only
// if it changes what they see. Files come in three passes over the packages, in dependency order: what the cache has
// of those whose imports are known; checking of what is missing, with all that it needs, and its data, in parallel; the
// rest, with identifiers from what imports contain now.
#include "build/export.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/view.h"
#include "build/internal.h"
#include "export/export.h"

typedef struct Exported {
  LoadedPackage *loaded;
  const char *problem;  // a source cannot be read; in arena
  CacheId sources;
  bool known;    // `entry` and `id` say where its data is
  bool missing;  // the cache did not have it
  bool checked;
  bool has_action;
  CacheEntry entry;
  CacheId action;
  const char *id, *content;  // "action/content", and the latter: what importers depend on
  Arena arena;               // of what a task does for it
  ByteVec data;
} Exported;

struct Exports {
  Exports *base;  // of what is not in the list; NULL none
  Session *session;
  Arena *arena;
  const BuildOptions *options;
  const ExportOptions *format;
  Cache cache;
  CacheId self;
  Exported *list;  // in dependency order
  uint32_t count;
  Map by_package;  // LoadedPackage* -> Exported*
};

// What there is no file of, as go has none.
static bool has_no_data(const LoadedPackage *l) {
  return l->standard && (strcmp(l->path, "unsafe") == 0 || strcmp(l->path, "builtin") == 0);
}

static Exported *exported_of(const Exports *x, const LoadedPackage *l) {
  Exported *e = map_get(&x->by_package, map_key(l));
  return e || !x->base ? e : exported_of(x->base, l);
}

// ---- actions

static void hash_strings(CacheHash *hash, const StringVec *list) {
  cache_hash_bytes(hash, &list->len, sizeof list->len);
  for (uint32_t i = 0; i < list->len; i++) cache_hash_text(hash, list->data[i]);
}

// A task: hashes the text of a package's files, as they are on disk now; what is hidden is in no package.
static void hash_sources(void *context, uint32_t index, uint32_t worker) {
  (void)worker;
  Exported *e = &((Exports *)context)->list[index];
  CacheHash hash;
  arena_init(&e->arena);
  cache_hash_begin(&hash, "sources");
  hash_strings(&hash, &e->loaded->go_files);
  for (uint32_t i = 0; i < e->loaded->package->files.len && !e->problem; i++) {
    const SourceFile *source = e->loaded->package->files.data[i]->source;
    CacheId id;
    bool made = source->text;  // no file, but in memory
    if (made) id = cache_id_of(source->text, source->size);
    else if (!cache_id_of_file(view_actual(source->path), &id, NULL))
      e->problem = arena_printf(&e->arena, "open %s: %s", source->path, DIAG_ERRNO(errno));
    cache_hash_text(&hash, source->recorded);
    if (!e->problem) cache_hash_id(&hash, &id);
  }
  e->sources = cache_hash_end(&hash);
}

static void hash_import_map(CacheHash *hash, const Map *map) {
  cache_hash_bytes(hash, &map->len, sizeof map->len);
  for (uint32_t i = 0; i < map->len; i++) {
    cache_hash_text(hash, ((const Name *)(uintptr_t)map->entries[i].key)->text);
    cache_hash_text(hash, ((const Package *)map->entries[i].value)->path);
  }
}

// False: an import has no data.
static bool find_action(const Exports *x, Exported *e) {
  const LoadedPackage *l = e->loaded;
  const BuildContext *context = &x->options->context;
  const char *name = l->package->name ? l->package->name->text : "";
  const char *place = context->trimpath || l->standard ? "" : l->dir;
  CacheHash hash;
  cache_hash_begin(&hash, "export 1");
  cache_hash_id(&hash, &x->self);
  const char *const texts[] = {
      context->version,       context->target.goos, context->target.goarch, l->path, name, place,
      l->package->go_version, x->options->language, x->format->experiments};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) cache_hash_text(&hash, texts[i]);
  cache_hash_bytes(&hash, &l->package->allow_bodyless, sizeof l->package->allow_bodyless);
  cache_hash_id(&hash, &e->sources);
  hash_import_map(&hash, &l->package->import_map);
  for (uint32_t i = 0; i < l->imports.len; i++) {
    const Exported *import = exported_of(x, l->imports.data[i]);
    cache_hash_text(&hash, l->imports.data[i]->path);
    if (has_no_data(l->imports.data[i])) continue;
    if (!import->known) return false;
    cache_hash_text(&hash, import->content);
  }
  e->action = cache_hash_end(&hash);
  return e->has_action = true;
}

// ---- finding and putting

static const char *content_part(const char *id) {
  const char *slash = strrchr(id, '/');
  return slash ? slash + 1 : NULL;
}

// The build id in a file of export data, as cmd/internal/buildid finds it. NULL: none.
static const char *read_build_id(Arena *arena, const char *path) {
  static const char mark[] = "\nbuild id \"";
  char head[512];
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t n = fd < 0 ? 0 : read(fd, head, sizeof head - 1);
  if (fd >= 0) close(fd);
  head[n > 0 ? n : 0] = 0;
  const char *begin = strstr(head, mark), *end = begin ? strchr(begin + strlen(mark), '"') : NULL;
  return end ? arena_strdup(arena, begin + strlen(mark), (size_t)(end - begin) - strlen(mark)) : NULL;
}

static bool look_up(Exports *x, Exported *e) {
  if (!cache_find(&x->cache, x->arena, &e->action, &e->entry)) return false;
  e->id = read_build_id(x->arena, e->entry.path);
  e->content = e->id ? content_part(e->id) : NULL;
  return e->known = e->content;
}

// The file has an identifier of its data alone in it, besides that of the action: packages that are read differently
// but offer the same have that in common.
static const char *put(Exports *x, Exported *e) {
  char action[21], content[21];
  CacheId data = cache_id_of(e->data.data, e->data.len);
  ExportOptions format = *x->format;
  format.build_id = e->id =
      arena_printf(x->arena, "%s/%s", cache_id_short(&e->action, action), cache_id_short(&data, content));
  e->content = content_part(e->id);
  ByteVec file = export_archive(&e->arena, e->loaded->package, &e->data, &format);
  e->known = true;
  return cache_put(&x->cache, x->arena, &e->action, file.data, file.len, false, &e->entry);
}

// ---- the passes

// Finds what the cache has. Returns how many are missing; what imports a missing one is not known to be there.
static uint32_t look_up_all(Exports *x) {
  uint32_t missing = 0;
  for (uint32_t i = 0; i < x->count; i++) {
    Exported *e = &x->list[i];
    if (has_no_data(e->loaded)) continue;
    e->missing = e->problem || !find_action(x, e) || !look_up(x, e);
    missing += e->missing;
  }
  return missing;
}

static void add_needed(Arena *arena, Map *seen, LoadedPackage *l) {
  if (map_get(seen, map_key(l))) return;
  map_put(arena, seen, map_key(l), l);
  for (uint32_t i = 0; i < l->imports.len; i++) add_needed(arena, seen, l->imports.data[i]);
}

// Checks those of the list that are needed and not checked yet. What the cache has is without errors: bodies in it are
// not checked.
static void check_list(Exports *x, const Map *needed) {
  uint32_t count = 0;
  LoadedPackage **list = arena_array(x->arena, LoadedPackage *, x->count);
  bool *users = arena_array(x->arena, bool, x->count);
  for (uint32_t i = 0; i < x->count; i++) {
    Exported *e = &x->list[i];
    users[i] = e->loaded->package->user;
    if (e->checked || !map_get(needed, map_key(e->loaded))) continue;
    e->checked = true;
    if (!e->missing) e->loaded->package->user = false;
    list[count++] = e->loaded;
  }
  build_check(x->session, list, count, x->options);
  for (uint32_t i = 0; i < x->count; i++) x->list[i].loaded->package->user = users[i];
}

// Checks what is missing, and what that imports.
static void check_missing(Exports *x) {
  Map needed = {0};
  for (uint32_t i = 0; i < x->count; i++)
    if (x->list[i].missing) add_needed(x->arena, &needed, x->list[i].loaded);
  if (x->base) check_list(x->base, &needed);
  check_list(x, &needed);
}

// A task.
static void make_data(void *context, uint32_t index, uint32_t worker) {
  (void)worker;
  Exports *x = context;
  Exported *e = &x->list[index];
  e->data = export_data(x->session, &e->arena, e->loaded->package, x->format);
}

static bool can_be_made(const Exported *e) {
  return e->missing && !e->problem && !e->loaded->poisoned && e->loaded->package->name;
}

static const char *make_missing(Exports *x) {
  const char *problem = NULL;
  check_missing(x);
  for (uint32_t i = 0; i < x->count; i++)
    if (can_be_made(&x->list[i])) pool_add(x->session->pool, 0, make_data, x, i);
  pool_drain(x->session->pool);
  for (uint32_t i = 0; i < x->count && !problem; i++) {
    Exported *e = &x->list[i];
    if (!e->missing || e->problem || !find_action(x, e)) continue;  // of what has errors the action alone is known
    if (can_be_made(e) && !look_up(x, e)) problem = put(x, e);
  }
  return problem;
}

static Exports *exports_new(Session *session, Arena *arena, const BuildOptions *options, LoadedPackage *const *list,
                            uint32_t count) {
  Exports *x = arena_new(arena, Exports);
  ExportOptions *format = arena_new(arena, ExportOptions);
  *format = (ExportOptions){.version = options->context.version,
                            .goroot = options->context.goroot,
                            .experiments = constraint_experiments(arena)};
  *x = (Exports){.session = session, .arena = arena, .options = options, .format = format, .self = cache_self()};
  x->list = arena_array(arena, Exported, count);
  for (uint32_t i = 0; i < count; i++) {
    x->list[x->count].loaded = list[i];
    map_put(arena, &x->by_package, map_key(list[i]), &x->list[x->count++]);
  }
  return x;
}

static const char *find_all(Exports *x) {
  for (uint32_t i = 0; i < x->count; i++) pool_add(x->session->pool, 0, hash_sources, x, i);
  pool_drain(x->session->pool);
  const char *problem = look_up_all(x) ? make_missing(x) : NULL;
  for (uint32_t i = 0; i < x->count; i++) {
    Exported *e = &x->list[i];
    if (e->problem) e->problem = arena_strdup(x->arena, e->problem, strlen(e->problem));
    arena_free(&e->arena);
  }
  return problem;
}

// ---- for others

const char *exports_open(Session *session, Arena *arena, Loader *loader, const BuildOptions *options, Exports **out) {
  uint32_t count;
  LoadedPackage **order = loader_order(loader, &count);
  Exports *x = *out = exports_new(session, arena, options, order, count);
  const char *problem = cache_open(arena, options->context.environment, &x->cache);
  return problem ? problem : find_all(x);
}

const char *exports_of_variants(Exports *base, Session *derived, Arena *arena, const TestVariants *variants,
                                Exports **out) {
  Exports *x = *out = exports_new(derived, arena, base->options, variants->list, variants->count);
  x->base = base;
  x->cache = base->cache;
  return find_all(x);
}

ExportFile exports_file(const Exports *x, Arena *arena, const LoadedPackage *l) {
  const Exported *e = exported_of(x, l);
  if (e->known) return (ExportFile){.path = e->entry.path, .build_id = e->id};
  return (ExportFile){.error = e->problem ? e->problem : diags_text(x->session->diags, arena, &l->unit, 10)};
}

const CacheId *exports_action(const Exports *x, const LoadedPackage *l) {
  const Exported *e = exported_of(x, l);
  return e->has_action ? &e->action : NULL;
}

const Cache *exports_cache(const Exports *x) { return &x->cache; }
