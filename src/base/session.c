// The root of a run: makes and frees what every stage shares.
#include "base/session.h"

#include <stdlib.h>
#include <time.h>

#include "base/memory.h"

Session *session_new(uint32_t workers) {
  Session *session = memory_new(1, sizeof *session);
  arena_init(&session->arena);
  session->names = interner_new();
  session->sources = source_set_new();
  session->diags = diags_new(session->sources);
  session->pool = pool_new(workers);
  session->node_pages = arena_new(&session->arena, _Atomic uint32_t);
  atomic_init(session->node_pages, 1);
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  session->started = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
  return session;
}

Session *session_derive(Session *base) {
  assert(!base->base);
  Session *session = memory_new(1, sizeof *session);
  *session = *base;
  session->base = base;
  session->universe = NULL;
  arena_init(&session->arena);
  return session;
}

void session_free(Session *session) {
  if (!session) return;
  if (!session->base) {
    pool_free(session->pool);
    interner_free(session->names);
  }
  arena_free(&session->arena);
  free(session);
}
