// Reads the folders of packages ahead of the thread that puts the graph together: each folder's imports are resolved
// and their folders read in turn, a task of the pool each. What was found is kept; what went wrong is found once more
// by the thread that reports it.
#include <string.h>

#include "list/package.h"

typedef struct Prefetch {
  Loader *loader;
  Session *session;
  const BuildContext *context;
  bool imports;           // are followed
  Arena *arenas, *texts;  // a worker each
  Lock lock;              // of what follows
  Arena arena;
  Map resolved;  // Name* of who asks and the path -> Resolved*
  Map folders;   // Name* of a path as resolved -> ListFolder*
  Map queued;    // the same -> anything
} Prefetch;

typedef struct Job {
  Prefetch *prefetch;
  Resolved where;
  bool tests;
} Job;

Prefetch *prefetch_new(Loader *loader, Session *session, const BuildContext *context, bool imports) {
  Prefetch *p = arena_new(&session->arena, Prefetch);
  *p = (Prefetch){.loader = loader, .session = session, .context = context, .imports = imports};
  p->arenas = arena_array(&session->arena, Arena, pool_workers(session->pool));
  p->texts = arena_array(&session->arena, Arena, pool_workers(session->pool));
  for (uint32_t i = 0; i < pool_workers(session->pool); i++) {
    arena_init(&p->arenas[i]);
    arena_init(&p->texts[i]);
  }
  arena_init(&p->arena);
  lock_init(&p->lock, false);
  return p;
}

bool prefetch_resolve(Prefetch *p, Arena *arena, const LoadedPackage *from, const char *path, Resolved *out,
                      const char **message) {
  bool relative = is_relative_import(path);
  const Name *key =
      relative ? NULL
               : name_cstr(p->session->names, arena_printf(arena, "%s%s", resolve_scope(p->loader, arena, from), path));
  lock_take(&p->lock);
  const Resolved *known = key ? map_get(&p->resolved, map_key(key)) : NULL;
  lock_release(&p->lock);
  if (known) {
    *out = *known;
    return true;
  }
  if (!resolve_import(p->loader, arena, from, path, out, message)) return false;
  if (!key) return true;
  lock_take(&p->lock);
  Resolved *copy = arena_new(&p->arena, Resolved);
  *copy = *out;
  copy->path = name_cstr(p->session->names, out->path)->text;
  copy->dir = arena_strdup(&p->arena, out->dir, strlen(out->dir));
  *out = *copy;
  map_put(&p->arena, &p->resolved, map_key(key), copy);
  lock_release(&p->lock);
  return true;
}

static void keep_folder(Prefetch *p, const Name *key, ListFolder *folder) {
  lock_take(&p->lock);
  map_put(&p->arena, &p->folders, map_key(key), folder);
  lock_release(&p->lock);
}

static const ListFolder *folder_of(Prefetch *p, Arena *arena, uint32_t worker, const Resolved *where) {
  const Name *key = name_cstr(p->session->names, where->path);
  lock_take(&p->lock);
  ListFolder *folder = map_get(&p->folders, map_key(key));
  lock_release(&p->lock);
  if (folder) return folder;
  folder = folder_read(p->context, arena, &p->texts[worker], where->dir, where->standard ? where->path : NULL, NULL);
  keep_folder(p, key, folder);
  return folder;
}

const ListFolder *prefetch_folder(Prefetch *p, Arena *arena, const Resolved *where) {
  return folder_of(p, arena, 0, where);
}

static void read_ahead(void *context, uint32_t index, uint32_t worker);

static void queue(Prefetch *p, uint32_t worker, const Resolved *where, bool tests) {
  const Name *key = name_cstr(p->session->names, where->path);
  lock_take(&p->lock);
  bool fresh = !map_get(&p->queued, map_key(key));
  if (fresh) map_put(&p->arena, &p->queued, map_key(key), p);
  lock_release(&p->lock);
  if (!fresh) return;
  Job *job = arena_new(&p->arenas[worker], Job);
  *job = (Job){p, *where, tests};
  pool_add(p->session->pool, worker, read_ahead, job, 0);
}

static void follow(Prefetch *p, uint32_t worker, const LoadedPackage *from, const ListNames *imports) {
  for (uint32_t i = 0; i < imports->len; i++) {
    const char *path = imports->data[i].text, *message = NULL;
    Resolved where;
    if (strcmp(path, "C") == 0 || is_relative_import(path) || strchr(path, '@')) continue;
    if (prefetch_resolve(p, &p->arenas[worker], from, path, &where, &message)) queue(p, worker, &where, false);
  }
}

static void read_ahead(void *context, uint32_t index, uint32_t worker) {
  (void)index;
  Job *job = context;
  Prefetch *p = job->prefetch;
  const Resolved *where = &job->where;
  const ListFolder *folder = folder_of(p, &p->arenas[worker], worker, where);
  LoadedPackage from = {.path = where->path,
                        .dir = where->dir,
                        .module = where->module,
                        .root = where->root,
                        .standard = where->standard};
  if (p->imports) follow(p, worker, &from, &folder->plain.imports);
  if (p->imports && job->tests) {
    follow(p, worker, &from, &folder->test.imports);
    follow(p, worker, &from, &folder->external.imports);
  }
}

void prefetch_start(Prefetch *p, const Resolved *where, bool tests) { queue(p, 0, where, tests); }

void prefetch_finish(Prefetch *p) { pool_drain(p->session->pool); }
