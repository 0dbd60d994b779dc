// What needs more than one function: bottom-up over the strongly connected
// components of the call graph. Calls and mentions of a function's code
// (closures) are edges. Components that depend on finished ones only form a
// level; the components of a level run in parallel, so nothing depends on the
// order in which threads get to work.
#include <string.h>

#include "opt/internal.h"

typedef Vec(uint32_t) NumberVec;

typedef struct CallGraph {
  Session *session;
  OptEnv *env;
  Func **functions;
  uint32_t count;
  Map numbers;           // Func* -> number + 1
  NumberVec *callees;    // a function, without duplicates
  Arena arena;
  Arena *scratch;        // a worker's
  // components, callees first
  uint32_t component_count;
  uint32_t *component;   // a function: its component
  uint32_t *members;     // functions by component
  uint32_t *first;       // a component: its first in members; one more at the end
  uint32_t *level;       // a component
  bool *recursive;
  uint32_t *by_level;    // components by level
  uint32_t *level_first; // a level: its first in by_level
  uint32_t level_count;
  uint32_t current;      // start of the running level in by_level
} CallGraph;

static uint32_t number_of(const CallGraph *g, const Symbol *symbol) {
  return symbol && symbol->func ? (uint32_t)(uintptr_t)map_get(&g->numbers, map_key(symbol->func)) : 0;
}

static void add_callee(CallGraph *g, uint32_t caller, const Symbol *symbol) {
  uint32_t number = number_of(g, symbol);
  if (!number) return;
  NumberVec *list = &g->callees[caller];
  for (uint32_t i = list->len; i-- > 0 && i + 8 > list->len;)
    if (list->data[i] == number - 1) return;
  vec_push(g->functions[caller]->arena, list, number - 1);
}

static void prepare_task(void *context, uint32_t index, uint32_t worker) {
  CallGraph *g = context;
  Func *f = g->functions[index];
  opt_prepare(f, &g->scratch[worker]);
  for (ValueId v = 1; v < f->values.len; v++) {
    const Value *value = func_value(f, v);
    if (!value->block) continue;
    if (value->op == IR_CALL) add_callee(g, index, value->call->target);
    else if (value->op == IR_SYMBOL) add_callee(g, index, value->symbol);
  }
}

// ---- Tarjan's components

typedef struct Frame { uint32_t node, next; } Frame;
typedef struct Tarjan {
  uint32_t *index, *low, *stack;
  bool *on_stack;
  Frame *frames;
  uint32_t depth, clock, member_count;
} Tarjan;

static void close_component(CallGraph *g, Tarjan *t, uint32_t root) {
  uint32_t number = g->component_count++, node, level = 0;
  g->first[number] = t->member_count;
  do {
    node = t->stack[--t->depth];
    t->on_stack[node] = false;
    g->component[node] = number;
    g->members[t->member_count++] = node;
  } while (node != root);
  g->recursive[number] = t->member_count - g->first[number] > 1;
  for (uint32_t i = g->first[number]; i < t->member_count; i++) {
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

static void visit(CallGraph *g, Tarjan *t, uint32_t root) {
  uint32_t depth = 0;
  t->frames[depth++] = (Frame){root, 0};
  while (depth) {
    Frame *top = &t->frames[depth - 1];
    uint32_t node = top->node;
    if (top->next == 0 && !t->index[node]) {
      t->index[node] = t->low[node] = ++t->clock;
      t->on_stack[node] = true;
      t->stack[t->depth++] = node;
    }
    if (top->next < g->callees[node].len) {
      uint32_t callee = g->callees[node].data[top->next++];
      if (!t->index[callee]) t->frames[depth++] = (Frame){callee, 0};
      else if (t->on_stack[callee] && t->index[callee] < t->low[node]) t->low[node] = t->index[callee];
      continue;
    }
    if (t->low[node] == t->index[node]) close_component(g, t, node);
    if (--depth) {
      uint32_t parent = t->frames[depth - 1].node;
      if (t->low[node] < t->low[parent]) t->low[parent] = t->low[node];
    }
  }
}

static void find_components(CallGraph *g) {
  uint32_t n = g->count;
  Tarjan t = {.index = arena_array(&g->arena, uint32_t, n), .low = arena_array(&g->arena, uint32_t, n),
              .stack = arena_array(&g->arena, uint32_t, n), .on_stack = arena_array(&g->arena, bool, n),
              .frames = arena_array(&g->arena, Frame, n + 1)};
  g->component = arena_array(&g->arena, uint32_t, n);
  g->members = arena_array(&g->arena, uint32_t, n);
  g->first = arena_array(&g->arena, uint32_t, n + 1);
  g->level = arena_array(&g->arena, uint32_t, n);
  g->recursive = arena_array(&g->arena, bool, n);
  for (uint32_t i = 0; i < n; i++)
    if (!t.index[i]) visit(g, &t, i);
  g->first[g->component_count] = t.member_count;
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

// ---- one component

static void component_task(void *context, uint32_t index, uint32_t worker) {
  CallGraph *g = context;
  Arena *scratch = &g->scratch[worker];
  uint32_t component = g->by_level[g->current + index];
  uint32_t from = g->first[component], to = g->first[component + 1];
  for (uint32_t i = from; i < to; i++) {
    Func *f = g->functions[g->members[i]];
    uint32_t values = f->values.len;
    f->scratch = scratch;
    opt_run_pass(f, "inline");
    if (f->values.len != values) opt_run_pass(f, "mem2reg");
    if (!g->recursive[component]) inline_keep_body(f);
    f->escape_summary = escape_summary_new(f);
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = from; i < to; i++) {
      changed |= escape_summarize(g->functions[g->members[i]]);
      arena_reset(scratch);
    }
    changed &= g->recursive[component];
  }
  for (uint32_t i = from; i < to; i++) {
    opt_run_pass(g->functions[g->members[i]], "escape");
    g->functions[g->members[i]]->scratch = NULL;
  }
}

void opt_program(Session *session, OptEnv *env, Func **functions, uint32_t count) {
  CallGraph g = {.session = session, .env = env, .functions = functions, .count = count};
  arena_init(&g.arena);
  env->newobject = symbol_get(env->symbols, "runtime.newobject");
  for (uint32_t i = 0; i < count; i++) {
    functions[i]->env = env;
    map_put(&g.arena, &g.numbers, map_key(functions[i]), (void *)(uintptr_t)(i + 1));
  }
  uint32_t workers = pool_workers(session->pool);
  g.scratch = arena_array(&g.arena, Arena, workers);
  for (uint32_t i = 0; i < workers; i++) arena_init(&g.scratch[i]);
  g.callees = arena_array(&g.arena, NumberVec, count);
  pool_run(session->pool, prepare_task, &g, count);
  find_components(&g);
  sort_by_level(&g);
  for (uint32_t level = 0; level < g.level_count; level++) {
    g.current = g.level_first[level];
    pool_run(session->pool, component_task, &g, g.level_first[level + 1] - g.current);
  }
  for (uint32_t i = 0; i < workers; i++) arena_free(&g.scratch[i]);
  arena_free(&g.arena);
}
