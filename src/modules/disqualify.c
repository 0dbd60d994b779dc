// See disqualify.h (cmd/go/internal/modload, edit.go: dqTracker).
#include "modules/disqualify.h"

typedef struct Reason {
  const ModuleError *error;
  const ModVersion *dep;
} Reason;  // none: both NULL

typedef struct Reasons {
  Reason pruned, unpruned;  // what is pruned is a part of what is not: the first implies the second
} Reasons;

static bool is_given(Reason r) { return r.error || r.dep; }

static Reason reason_of(const Disqualifier *d, const ModVersion *m, Pruning part) {
  const Reasons *r = map_get(&d->reasons, map_key(m));
  if (!r) return (Reason){0};
  return part == UNPRUNED ? r->unpruned : r->pruned;
}

void disqualify_root(Disqualifier *d, const ModVersion *m, Pruning pruning) {
  map_put(&d->set->arena, &d->roots, map_key(m), (void *)((uintptr_t)pruning + 1));
}

bool disqualify_is_root(const Disqualifier *d, const ModVersion *m, Pruning *pruning) {
  uintptr_t value = (uintptr_t)map_get(&d->roots, map_key(m));
  *pruning = value ? (Pruning)(value - 1) : PRUNED;
  return value != 0;
}

bool disqualified(const Disqualifier *d, const ModVersion *m, Pruning part) { return is_given(reason_of(d, m, part)); }

static void forget_requiring(Disqualifier *d, const ModVersion *m) {
  if (map_get(&d->requiring, map_key(m))) map_put(&d->set->arena, &d->requiring, map_key(m), NULL);
}

void disqualify(Disqualifier *d, const ModVersion *m, Pruning part, const ModuleError *error, const ModVersion *dep) {
  if (disqualified(d, m, part)) return;  // the first reason stays
  Reason reason = {error, dep};
  Reasons *r = map_get(&d->reasons, map_key(m));
  if (!r) {
    r = arena_new(&d->set->arena, Reasons);
    map_put(&d->set->arena, &d->reasons, map_key(m), r);
  }
  Pruning own;
  bool root = disqualify_is_root(d, m, &own), everywhere = part == PRUNED || (root && own == UNPRUNED);
  if (everywhere) r->pruned = reason;
  if (part == UNPRUNED || !is_given(r->unpruned)) r->unpruned = reason;
  // Whoever requires a root that is out of the question brings it in.
  const ModVersionVec *requiring = map_get(&d->requiring, map_key(m));
  for (uint32_t i = 0; requiring && i < requiring->len; i++)
    disqualify(d, requiring->data[i], root && everywhere ? PRUNED : UNPRUNED, NULL, m);
  if (!root || everywhere) forget_requiring(d, m);
}

bool disqualify_requires(Disqualifier *d, const ModVersion *m, const ModVersion *r) {
  Pruning own, ignored;
  if (disqualify_is_root(d, r, &own) && disqualified(d, r, own)) {
    disqualify(d, m, PRUNED, NULL, r);
    return false;
  }
  if (disqualified(d, r, UNPRUNED)) {
    disqualify(d, m, UNPRUNED, NULL, r);
    if (!disqualify_is_root(d, m, &ignored)) return false;
  }
  ModVersionVec *requiring = map_get(&d->requiring, map_key(r));
  if (!requiring) {
    requiring = arena_new(&d->set->arena, ModVersionVec);
    map_put(&d->set->arena, &d->requiring, map_key(r), requiring);
  }
  versions_push(d->set, requiring, m);
  return true;
}

ModVersionVec disqualify_path(Disqualifier *d, const ModVersion *m, Pruning part, const ModuleError **error) {
  ModVersionVec path = {0};
  *error = NULL;
  for (;;) {
    Pruning own;
    if (disqualify_is_root(d, m, &own) && own == UNPRUNED) part = UNPRUNED;
    Reason reason = reason_of(d, m, part);
    if (!is_given(reason)) return path;
    versions_push(d->set, &path, m);
    if (reason.error || reason.dep == m) {
      *error = reason.error;
      return path;
    }
    m = reason.dep;
  }
}
