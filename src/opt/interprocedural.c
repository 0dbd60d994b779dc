// What needs more than one function: bottom-up over the strongly connected
// components of the call graph. Calls and mentions of a function's code
// (closures) are edges. Components that depend on finished ones only form a
// level; the functions of a level run in parallel, so nothing depends on the
// order in which threads get to work.
//
// A function waits packed, as lowering left it. It is opened in a
// worker's arena, goes through all passes and the back end, and leaves only its
// escape summary and, if it is small, its body for callers. Recursive functions
// wait once more, inlined, until the summaries of their component stand still.
#include <stdlib.h>
#include <string.h>

#include "base/scc.h"
#include "opt/internal.h"

enum { INLINE_ROUNDS = 8 };

typedef Vec(uint32_t) NumberVec;

typedef struct Worker {
  Arena lasting;  // what callers read: summaries, bodies
  Arena level;    // functions held during a level
  Arena work;     // the open function
  Arena flow;     // what is known of its control flow
  Arena scratch;  // of a pass
} Worker;

typedef struct CallGraph {
  Session *session;
  OptEnv *env;
  Func **functions;
  uint32_t count;
  NumberVec *callees;  // a function, mostly without duplicates
  uint32_t *size;      // its values
  Func **held;         // a recursive function, inlined
  Arena arena;
  Worker *workers;
  // components, callees first
  uint32_t component_count;
  uint32_t *component;  // a function: its component
  uint32_t *members;    // functions by component
  uint32_t *first;      // a component: its first in members; one more at the end
  uint32_t *level;      // a component
  bool *recursive;
  uint32_t *by_level;     // components by level
  uint32_t *level_first;  // a level: its first in by_level
  uint32_t level_count;
  uint32_t *order;        // functions by level
  uint32_t *order_first;  // a level: its first in order
  uint32_t *loops;        // recursive components of the running level
  uint32_t loop_count;
  uint32_t *bound;  // their functions
  uint32_t bound_count;
  const uint32_t *batch;  // functions of the running batch
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

// The level of a component: one more than that of those it calls, whose levels are known.
static void find_level(CallGraph *g, uint32_t number) {
  uint32_t level = 0;
  g->recursive[number] = g->first[number + 1] - g->first[number] > 1;
  for (uint32_t i = g->first[number]; i < g->first[number + 1]; i++) {
    const NumberVec *callees = &g->callees[g->members[i]];
    for (uint32_t j = 0; j < callees->len; j++) {
      uint32_t other = g->component[callees->data[j]];
      if (other == number) g->recursive[number] = true;
      else if (g->level[other] + 1 > level) level = g->level[other] + 1;
    }
  }
  g->level[number] = level;
  if (level + 1 > g->level_count) g->level_count = level + 1;
}

static void find_components(CallGraph *g) {
  Components c = scc_find(&g->arena, g->count, callee_edges, g);
  g->component_count = c.count;
  g->component = c.of;
  g->members = c.members;
  g->first = c.first;
  g->level = arena_array(&g->arena, uint32_t, c.count);
  g->recursive = arena_array(&g->arena, bool, c.count);
  for (uint32_t i = 0; i < c.count; i++) find_level(g, i);
}

static void sort_by_level(CallGraph *g) {
  g->by_level = arena_array(&g->arena, uint32_t, g->component_count);
  g->level_first = arena_array(&g->arena, uint32_t, g->level_count + 2);
  for (uint32_t i = 0; i < g->component_count; i++) g->level_first[g->level[i] + 1]++;
  for (uint32_t i = 0; i < g->level_count; i++) g->level_first[i + 1] += g->level_first[i];
  uint32_t *next = arena_array(&g->arena, uint32_t, g->level_count + 1);
  memcpy(next, g->level_first, g->level_count * sizeof *next);
  for (uint32_t i = 0; i < g->component_count; i++) g->by_level[next[g->level[i]]++] = i;
}

// Functions level by level, long ones first: the last to finish should be short.
static int longer_first(const void *a, const void *b, void *context) {
  const CallGraph *g = context;
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  uint32_t left = g->size[x], right = g->size[y];
  if (left != right) return left > right ? -1 : 1;
  return x < y ? -1 : x > y;
}

static void order_functions(CallGraph *g) {
  g->order = arena_array(&g->arena, uint32_t, g->count);
  g->order_first = arena_array(&g->arena, uint32_t, g->level_count + 1);
  uint32_t count = 0;
  for (uint32_t level = 0; level < g->level_count; level++) {
    g->order_first[level] = count;
    for (uint32_t i = g->level_first[level]; i < g->level_first[level + 1]; i++)
      for (uint32_t j = g->first[g->by_level[i]]; j < g->first[g->by_level[i] + 1]; j++)
        g->order[count++] = g->members[j];
    qsort_r(g->order + g->order_first[level], count - g->order_first[level], sizeof *g->order, longer_first, g);
  }
  g->order_first[g->level_count] = count;
}

// ---- the functions of a level

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

static void open_task(void *context, uint32_t index, uint32_t worker) {
  CallGraph *g = context;
  Worker *w = &g->workers[worker];
  Func *waiting = g->functions[g->batch[index]];
  Func *f = opened(w, func_unpack(waiting, &w->work));
  opt_prepare(f);
  // Bodies that are put in place of calls may call closures that are known here: again, as long as that is so.
  for (uint32_t round = 0, values = 0; round < INLINE_ROUNDS && values != f->values.len; round++) {
    values = f->values.len;
    opt_run_pass(f, "inline");
    if (f->values.len != values) opt_run_pass(f, "mem2reg");
  }
  bool recursive = g->recursive[g->component[waiting->number]];
  if (!recursive) waiting->inline_body = inline_body_new(f, &w->lasting);
  waiting->escape_summary = f->escape_summary = escape_summary_new(f, &w->lasting);
  if (recursive) {
    g->held[waiting->number] = func_copy(f, &w->level, &w->scratch);
    arena_reset(&w->work);
    arena_reset(&w->scratch);
    return;
  }
  escape_summarize(f);
  arena_reset(&w->scratch);
  close_function(g, f, worker);
}

// Summaries of mutually recursive functions, to the fixpoint.
static void summarize_task(void *context, uint32_t index, uint32_t worker) {
  CallGraph *g = context;
  Worker *w = &g->workers[worker];
  uint32_t component = g->loops[index];
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = g->first[component]; i < g->first[component + 1]; i++) {
      Func *f = g->held[g->members[i]];
      f->scratch = &w->scratch;
      f->lasting = &w->level;
      changed |= escape_summarize(f);
      arena_reset(&w->scratch);
    }
  }
}

static void close_task(void *context, uint32_t index, uint32_t worker) {
  CallGraph *g = context;
  Worker *w = &g->workers[worker];
  close_function(g, opened(w, func_copy(g->held[g->batch[index]], &w->work, &w->scratch)), worker);
}

static void find_loops(CallGraph *g, uint32_t level) {
  g->loop_count = g->bound_count = 0;
  for (uint32_t i = g->level_first[level]; i < g->level_first[level + 1]; i++)
    if (g->recursive[g->by_level[i]]) g->loops[g->loop_count++] = g->by_level[i];
  for (uint32_t i = g->order_first[level]; i < g->order_first[level + 1]; i++)
    if (g->recursive[g->component[g->order[i]]]) g->bound[g->bound_count++] = g->order[i];
}

static void run_level(CallGraph *g, uint32_t level) {
  Pool *pool = g->session->pool;
  g->batch = g->order + g->order_first[level];
  pool_run(pool, open_task, g, g->order_first[level + 1] - g->order_first[level]);
  find_loops(g, level);
  if (!g->loop_count) return;
  pool_run(pool, summarize_task, g, g->loop_count);
  g->batch = g->bound;
  pool_run(pool, close_task, g, g->bound_count);
  for (uint32_t i = 0; i < pool_workers(pool); i++) arena_reset(&g->workers[i].level);
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
  g.held = arena_array(&g.arena, Func *, count);
  g.bound = arena_array(&g.arena, uint32_t, count);
  pool_run(session->pool, callees_task, &g, count);
  find_components(&g);
  g.loops = arena_array(&g.arena, uint32_t, g.component_count);
  sort_by_level(&g);
  order_functions(&g);
  for (uint32_t level = 0; level < g.level_count; level++) run_level(&g, level);
  for (uint32_t i = 0; i < count; i++) functions[i]->symbol->func = NULL;
  for (uint32_t i = 0; i < workers; i++) {
    arena_free(&g.workers[i].lasting);
    arena_free(&g.workers[i].level);
    arena_free(&g.workers[i].work);
    arena_free(&g.workers[i].flow);
    arena_free(&g.workers[i].scratch);
  }
  arena_free(&g.arena);
}
