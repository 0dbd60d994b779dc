// What a test executable will be, told by all that it is made of before anything of it is checked: this tuco, the
// settings, and of every package the texts as they were read (LoadedPackage.sum), what they embed, and, in turn, what
// they import. Two of one identity are the same bytes; a comment makes another identity.
#include <string.h>

#include "base/view.h"
#include "build/internal.h"

typedef struct Identifier {
  Loader *loader;
  Arena *arena;
  const BuildOptions *options;
  Map known;  // LoadedPackage* -> its CacheId*
  bool failed;
} Identifier;

static void hash_files(Identifier *d, CacheHash *hash, const LoadedPackage *l, const StringVec *names) {
  for (uint32_t i = 0; i < names->len; i++) {
    const char *name = names->data[i], *path = arena_printf(d->arena, "%s/%s", l->dir, name);
    CacheId id;
    cache_hash_text(hash, name);
    if (cache_id_of_file(view_actual(path), &id, NULL)) cache_hash_id(hash, &id);
    else d->failed = true;
  }
  cache_hash_text(hash, NULL);
}

static const CacheId *identify(Identifier *d, const LoadedPackage *l) {
  CacheId *id = map_get(&d->known, map_key(l));
  if (id) return id;
  CacheHash hash;
  cache_hash_begin(&hash, "package 1");
  cache_hash_text(&hash, l->path);
  cache_hash_text(&hash, l->package->symbol_path);
  cache_hash_text(&hash, l->package->go_version);
  cache_hash_id(&hash, &l->sum);
  hash_files(d, &hash, l, &l->embed_files);
  if (!l->standard) hash_files(d, &hash, l, &l->asm_files);
  for (uint32_t i = 0; i < l->imports.len; i++) {
    cache_hash_text(&hash, l->imports.data[i]->path);
    cache_hash_id(&hash, identify(d, l->imports.data[i]));
  }
  id = arena_new(d->arena, CacheId);
  *id = cache_hash_end(&hash);
  map_put(d->arena, &d->known, map_key(l), id);
  return id;
}

static void hash_settings(CacheHash *hash, const BuildOptions *options) {
  CacheId self = cache_self();
  const bool switches[] = {options->context.trimpath, options->strip_symbols, options->strip_dwarf,
                           options->free_linknames,   options->unprofiled,    options->fuzz};
  cache_hash_id(hash, &self);
  cache_hash_text(hash, options->context.version);
  cache_hash_text(hash, options->context.goroot);
  cache_hash_text(hash, options->compiler_flags);
  cache_hash_text(hash, options->linker_flags);
  cache_hash_text(hash, options->assembler_flags);
  cache_hash_text(hash, options->language);
  cache_hash_bytes(hash, switches, sizeof switches);
  cache_hash_text(hash, cover_mode_name(options->context.cover.mode));
  for (uint32_t i = 0; i < options->context.cover.patterns.len; i++)
    cache_hash_text(hash, options->context.cover.patterns.data[i]);
  cache_hash_text(hash, NULL);
  for (uint32_t i = 0; i < options->variables.len; i++) {
    cache_hash_text(hash, options->variables.data[i].name);
    cache_hash_text(hash, options->variables.data[i].value);
  }
}

static const CacheId *identify_test(Identifier *d, const CacheId *settings, const PackageTests *tests) {
  static const VcsStamp no_stamp;
  CacheHash hash;
  d->failed = false;
  cache_hash_begin(&hash, "test 1");
  cache_hash_id(&hash, settings);
  cache_hash_id(&hash, identify(d, tests->plain));
  if (tests->internal) cache_hash_id(&hash, identify(d, tests->internal));
  if (tests->main) {
    const char *godebug = loader_godebug(d->loader, d->arena, tests->main);
    BuildInfo info = buildinfo_make(d->arena, d->loader, d->options, tests->main, godebug, &no_stamp);
    cache_hash_text(&hash, godebug);
    cache_hash_bytes(&hash, info.bytes, info.size);
    cache_hash_id(&hash, identify(d, tests->main));
    cache_hash_id(&hash, identify(d, loader_find(d->loader, "runtime")));
  }
  CacheId *id = arena_new(d->arena, CacheId);
  *id = cache_hash_end(&hash);
  return d->failed ? NULL : id;
}

void tests_identify(Session *session, Loader *loader, const BuildOptions *options, PackageTests **tests,
                    uint32_t count) {
  const DebugOptions *debug = &options->debug;
  bool plain = !debug->dump && !debug->fail && !debug->limit && !debug->off && !debug->variables;
  if (!plain || options->vcs != VCS_OFF || !options->context.sums) return;
  Identifier d = {.loader = loader, .arena = &session->arena, .options = options};
  CacheHash hash;
  cache_hash_begin(&hash, "settings 1");
  hash_settings(&hash, options);
  CacheId settings = cache_hash_end(&hash);
  for (uint32_t i = 0; i < count; i++)
    if (tests_can_be_made(tests[i]) || !tests_are_there(tests[i]))
      tests[i]->identity = identify_test(&d, &settings, tests[i]);
}
