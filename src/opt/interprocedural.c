// What needs more than one function: bottom-up over the strongly connected
// components of the call graph. Calls and mentions of a function's code
// (closures) are edges. A component is worked on when all that it leads to are
// finished. What an inlined body calls was finished before that body's function:
// a function never looks at one that some other thread may be working on, so
// nothing depends on the order in which threads get to work.
//
// A function waits packed, as lowering left it. It is opened in a
// worker's arena, goes through all passes and the back end, and leaves only its
// escape summary and, if it is small, its body for callers. Recursive functions
// wait once more, inlined, until the summaries of their component stand still.
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/scc.h"
#include "opt/internal.h"

enum { INLINE_ROUNDS = 8 };

typedef Vec(uint32_t) NumberVec;

typedef struct Worker {
  Arena lasting;  // what callers read: summaries, bodies
  Arena work;     // the open function
  Arena flow;     // what is known of its control flow
  Arena scratch;  // of a pass
} Worker;

// A recursive function, inlined, that waits for the others of its component.
typedef struct Held {
  Func *func;
  Arena arena;
} Held;

typedef struct Component {
  uint32_t first, end;     // its functions, in CallGraph.members
  bool recursive;          // a call leads back
  uint64_t height;         // values on the longest way to here from a function that nobody calls
  NumberVec callers;       // components that call it, each once
  atomic_uint waiting;     // components that it calls and that are not finished
  atomic_uint unfinished;  // of its functions, in the part of the work that is going on
} Component;

typedef struct CallGraph {
  Session *session;
  OptEnv *env;
  Func **functions;
  uint32_t count;
  NumberVec *callees;  // a function, mostly without duplicates
  uint32_t *size;      // its values
  Held **held;         // if it is recursive, from when it is inlined until it is closed
  uint32_t *component_of;
  uint32_t *members;      // functions by component
  Component *components;  // callees first
  uint32_t component_count;
  Arena arena;
  Worker *workers;
} CallGraph;

static void add_callee(CallGraph *g, Arena *arena, uint32_t caller, const Symbol *symbol) {
  if (!symbol || !symbol->func) return;
  uint32_t number = symbol->func->number;
  NumberVec *list = &g->callees[caller];
  for (uint32_t i = list->len; i-- > 0 && i + 8 > list->len;)
    if (list->data[i] == number) return;
  vec_push(arena, list, number);
}

static void callees_task(void *context, uint32_t index, uint32_t worker) {
  CallGraph *g = context;
  const PackedBody *body = g->functions[index]->packed;
  for (uint32_t i = 0; i < body->symbols; i++) {
    const Symbol *symbol = body->symbol[i];
    if (symbol && !symbol->func) symbol = function_value_code(symbol);
    add_callee(g, &g->workers[worker].lasting, index, symbol);
  }
}

// ---- components

static SccEdges callee_edges(const void *graph, uint32_t function) {
  const NumberVec *callees = &((const CallGraph *)graph)->callees[function];
  return (SccEdges){callees->data, callees->len};
}

// Enters the component among the callers of each that it calls. asked: by component, who asked last, from 1.
static void find_callees(CallGraph *g, uint32_t number, uint32_t *asked) {
  Component *c = &g->components[number];
  uint32_t callees = 0;
  c->recursive = c->end - c->first > 1;
  for (uint32_t i = c->first; i < c->end; i++) {
    const NumberVec *list = &g->callees[g->members[i]];
    for (uint32_t j = 0; j < list->len; j++) {
      uint32_t other = g->component_of[list->data[j]];
      c->recursive |= other == number;
      if (other == number || asked[other] == number + 1) continue;
      asked[other] = number + 1;
      vec_push(&g->arena, &g->components[other].callers, number);
      callees++;
    }
  }
  atomic_init(&c->waiting, callees);
}

static void find_height(CallGraph *g, Component *c) {
  for (uint32_t i = 0; i < c->callers.len; i++) {
    const Component *caller = &g->components[c->callers.data[i]];
    if (caller->height > c->height) c->height = caller->height;
  }
  for (uint32_t i = c->first; i < c->end; i++) c->height += g->size[g->members[i]];
}

// By height: of what is added together the pool serves the last first, and a long way should not be begun late.
static int lower_first(const void *a, const void *b, void *context) {
  const CallGraph *g = context;
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  uint64_t left = g->components[x].height, right = g->components[y].height;
  if (left != right) return left < right ? -1 : 1;
  return x < y ? -1 : x > y;
}

static void find_components(CallGraph *g) {
  Components found = scc_find(&g->arena, g->count, callee_edges, g);
  g->component_count = found.count;
  g->component_of = found.of;
  g->members = found.members;
  g->components = arena_array(&g->arena, Component, found.count);
  for (uint32_t i = 0; i < found.count; i++) {
    g->components[i].first = found.first[i];
    g->components[i].end = found.first[i + 1];
  }
  uint32_t *asked = arena_array(&g->arena, uint32_t, found.count);
  for (uint32_t i = 0; i < found.count; i++) find_callees(g, i, asked);
  for (uint32_t i = found.count; i-- > 0;) find_height(g, &g->components[i]);
  for (uint32_t i = 0; i < found.count; i++) {
    NumberVec *callers = &g->components[i].callers;
    if (callers->len) qsort_r(callers->data, callers->len, sizeof *callers->data, lower_first, g);
  }
}

// ---- functions

static Func *opened(Worker *w, Func *f) {
  arena_reset(&w->scratch);
  arena_reset(&w->flow);
  f->scratch = &w->scratch;
  f->lasting = &w->flow;
  return f;
}

static void close_function(CallGraph *g, Func *f, uint32_t worker) {
  Worker *w = &g->workers[worker];
  opt_run_pass(f, "escape");
  if (g->env->finish) g->env->finish(g->env->context, f, worker);
  arena_reset(&w->work);
  arena_reset(&w->scratch);
}

static void hold_function(CallGraph *g, const Func *f, uint32_t number, Worker *w) {
  Held *held = memory_new(1, sizeof *held);
  arena_init(&held->arena);
  held->func = func_copy(f, &held->arena, &w->scratch);
  g->held[number] = held;
  arena_reset(&w->work);
  arena_reset(&w->scratch);
}

// Unpacks the function, inlines, and finds its summary as far as it does not depend on its own component.
static Func *open_function(CallGraph *g, Func *waiting, Worker *w) {
  Func *f = opened(w, func_unpack(waiting, &w->work));
  opt_prepare(f);
  // Bodies that are put in place of calls may call closures that are known here: again, as long as that is so.
  for (uint32_t round = 0, values = 0; round < INLINE_ROUNDS && values != func_size(f); round++) {
    values = func_size(f);
    opt_run_pass(f, "inline");
    if (func_size(f) != values) opt_run_pass(f, "mem2reg");
  }
  if (!g->components[g->component_of[waiting->number]].recursive)
    waiting->inline_body = inline_body_new(f, &w->lasting);
  waiting->escape_summary = f->escape_summary = escape_summary_new(f, &w->lasting);
  return f;
}

// Summaries of mutually recursive functions, to the fixpoint.
static void summarize(CallGraph *g, const Component *c, Worker *w) {
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = c->first; i < c->end; i++) {
      Held *held = g->held[g->members[i]];
      held->func->scratch = &w->scratch;
      held->func->lasting = &held->arena;
      changed |= escape_summarize(held->func);
      arena_reset(&w->scratch);
    }
  }
}

// ---- tasks

// Was that the last function of the component in this part of the work?
static bool is_last(Component *c) { return atomic_fetch_sub(&c->unfinished, 1) == 1; }

static void add_functions(CallGraph *g, Component *c, PoolTask task, uint32_t worker) {
  atomic_store(&c->unfinished, c->end - c->first);
  for (uint32_t i = c->first; i < c->end; i++) pool_add(g->session->pool, worker, task, g, g->members[i]);
}

static void open_task(void *context, uint32_t number, uint32_t worker);

static void finish_component(CallGraph *g, const Component *c, uint32_t worker) {
  for (uint32_t i = 0; i < c->callers.len; i++) {
    Component *caller = &g->components[c->callers.data[i]];
    if (atomic_fetch_sub(&caller->waiting, 1) == 1) add_functions(g, caller, open_task, worker);
  }
}

static void close_task(void *context, uint32_t number, uint32_t worker) {
  CallGraph *g = context;
  Worker *w = &g->workers[worker];
  Component *c = &g->components[g->component_of[number]];
  Held *held = g->held[number];
  close_function(g, opened(w, func_copy(held->func, &w->work, &w->scratch)), worker);
  arena_free(&held->arena);
  free(held);
  if (is_last(c)) finish_component(g, c, worker);
}

static void open_task(void *context, uint32_t number, uint32_t worker) {
  CallGraph *g = context;
  Worker *w = &g->workers[worker];
  Component *c = &g->components[g->component_of[number]];
  Func *f = open_function(g, g->functions[number], w);
  if (c->recursive) {
    hold_function(g, f, number, w);
    if (!is_last(c)) return;
    summarize(g, c, w);
    add_functions(g, c, close_task, worker);
    return;
  }
  escape_summarize(f);
  arena_reset(&w->scratch);
  close_function(g, f, worker);
  finish_component(g, c, worker);
}

// Begins with the components that call nothing; the others follow.
static void run_components(CallGraph *g) {
  NumberVec ready = {0};
  for (uint32_t i = 0; i < g->component_count; i++)
    if (!atomic_load(&g->components[i].waiting)) vec_push(&g->arena, &ready, i);
  if (ready.len) qsort_r(ready.data, ready.len, sizeof *ready.data, lower_first, g);
  for (uint32_t i = 0; i < ready.len; i++) add_functions(g, &g->components[ready.data[i]], open_task, 0);
  pool_drain(g->session->pool);
}

void opt_program(Session *session, OptEnv *env, Func **functions, uint32_t count) {
  CallGraph g = {.session = session, .env = env, .functions = functions, .count = count};
  arena_init(&g.arena);
  g.size = arena_array(&g.arena, uint32_t, count);
  env->newobject = symbol_get(env->symbols, "runtime.newobject");
  for (uint32_t i = 0; i < count; i++) {
    functions[i]->env = env;
    functions[i]->number = i;
    g.size[i] = functions[i]->packed->size.values;
  }
  uint32_t workers = pool_workers(session->pool);
  g.workers = arena_array(&g.arena, Worker, workers);
  g.callees = arena_array(&g.arena, NumberVec, count);
  g.held = arena_array(&g.arena, Held *, count);
  pool_run(session->pool, callees_task, &g, count);
  find_components(&g);
  run_components(&g);
  for (uint32_t i = 0; i < count; i++) functions[i]->symbol->func = NULL;
  for (uint32_t i = 0; i < workers; i++) {
    arena_free(&g.workers[i].lasting);
    arena_free(&g.workers[i].work);
    arena_free(&g.workers[i].flow);
    arena_free(&g.workers[i].scratch);
  }
  arena_free(&g.arena);
}
