// The order of package-level initialization (Spec: Package initialization), and
// initialization cycles.
//
// The next variable is always the first in source order all of whose
// dependencies, also those through functions, are initialized. Functions are
// nodes of the graph too: a group of mutually recursive ones counts as one and
// is done as soon as what it refers to is. That is linear. If nodes remain there
// is a cycle; then, and only then, the order of types2 is replayed exactly (the
// node with the fewest dependencies next), so that the same cycle is reported.
#include <stdlib.h>
#include <string.h>

#include "base/bitset.h"
#include "base/scc.h"
#include "types/internal.h"

typedef struct InitNode {
  Object *object;
  uint32_t *succ;  // nodes it depends on, without duplicates
  uint32_t succ_count;
  uint32_t component;  // node that stands for its group of functions; itself if none
  uint32_t missing;    // dependencies of the component not done yet
  bool done;
  Vec(uint32_t) pred;  // components that depend on this one
} InitNode;

typedef struct InitGraph {
  Checker *c;
  Arena *arena;
  InitNode *nodes;
  uint32_t count;
  Vec(uint32_t) stack;
  Vec(uint32_t) heap;  // ready nodes
} InitGraph;

static bool is_dependency(const Object *object) {
  return object->kind == OBJECT_CONST || object->kind == OBJECT_VAR || object->kind == OBJECT_FUNC;
}
static bool is_function(const InitGraph *g, uint32_t n) { return g->nodes[n].object->kind == OBJECT_FUNC; }

// Nodes are the package's constants, variables and functions by declaration order; numbers by object come from a map.
static void build_graph(InitGraph *g) {
  Checker *c = g->c;
  Map numbers = {0};
  g->nodes = arena_array(g->arena, InitNode, c->objects.len ? c->objects.len : 1);
  for (uint32_t i = 0; i < c->objects.len; i++) {
    Object *object = c->objects.data[i];
    if (!is_dependency(object)) continue;
    g->nodes[g->count].object = object;
    map_put(g->arena, &numbers, map_key(object), (void *)(uintptr_t)(++g->count));
  }
  for (uint32_t n = 0; n < g->count; n++) {
    InitNode *node = &g->nodes[n];
    Map *deps = &node->object->decl_info->deps;
    if (!deps->len) continue;
    node->succ = arena_array(g->arena, uint32_t, deps->len);
    for (uint32_t i = 0; i < deps->len; i++) {
      uintptr_t number = (uintptr_t)map_get(&numbers, map_key(deps->entries[i].value));
      if (number) node->succ[node->succ_count++] = (uint32_t)number - 1;
    }
  }
}

// Only functions form groups: variables that depend on one another are an error.
static SccEdges function_edges(const void *graph, uint32_t n) {
  const InitGraph *g = graph;
  return is_function(g, n) ? (SccEdges){g->nodes[n].succ, g->nodes[n].succ_count} : (SccEdges){0};
}

static void find_components(InitGraph *g) {
  Components groups = scc_find(g->arena, g->count, function_edges, g);
  for (uint32_t n = 0; n < g->count; n++) g->nodes[n].component = groups.members[groups.first[groups.of[n]]];
}

// Ready nodes: constants first, then in source order.
static bool comes_before(const InitGraph *g, uint32_t a, uint32_t b) {
  const Object *x = g->nodes[a].object, *y = g->nodes[b].object;
  bool const_x = x->kind == OBJECT_CONST, const_y = y->kind == OBJECT_CONST;
  return const_x != const_y ? const_x : x->order < y->order;
}

static void heap_push(InitGraph *g, uint32_t n) {
  vec_push(g->arena, &g->heap, n);
  uint32_t i = g->heap.len - 1;
  for (; i && comes_before(g, n, g->heap.data[(i - 1) / 2]); i = (i - 1) / 2)
    g->heap.data[i] = g->heap.data[(i - 1) / 2];
  g->heap.data[i] = n;
}

static uint32_t heap_pop(InitGraph *g) {
  uint32_t top = g->heap.data[0], last = vec_pop(&g->heap), i = 0;
  for (;;) {
    uint32_t child = 2 * i + 1;
    if (child >= g->heap.len) break;
    if (child + 1 < g->heap.len && comes_before(g, g->heap.data[child + 1], g->heap.data[child])) child++;
    if (!comes_before(g, g->heap.data[child], last)) break;
    g->heap.data[i] = g->heap.data[child];
    i = child;
  }
  if (g->heap.len) g->heap.data[i] = last;
  return top;
}

// Adds the initialization of a variable, once for a: a, b = f().
static void emit(Checker *c, Object *object, Map *emitted) {
  DeclInfo *info = object->decl_info;
  if (object->kind != OBJECT_VAR || !info->init || map_get(emitted, map_key(info))) return;
  map_put(c->arena, emitted, map_key(info), info);
  Initializer init = {.rhs = info->init};
  if (info->lhs.len) {
    init.lhs_count = info->lhs.len;
    init.lhs = info->lhs.data;
  } else {
    init.lhs_count = 1;
    init.lhs = arena_new(c->arena, Object *);
    init.lhs[0] = object;
  }
  vec_push(c->arena, &c->package->init_order, init);
}

// Marks a component done; components that waited for it only become ready. Function groups are done at once.
static void finish_node(InitGraph *g, uint32_t first) {
  g->stack.len = 0;
  vec_push(g->arena, &g->stack, first);
  while (g->stack.len) {
    InitNode *node = &g->nodes[vec_pop(&g->stack)];
    node->done = true;
    for (uint32_t i = 0; i < node->pred.len; i++) {
      uint32_t p = node->pred.data[i];
      if (--g->nodes[p].missing) continue;
      if (is_function(g, p)) vec_push(g->arena, &g->stack, p);
      else heap_push(g, p);
    }
  }
}

static void connect_components(InitGraph *g) {
  find_components(g);
  for (uint32_t n = 0; n < g->count; n++) {
    uint32_t from = g->nodes[n].component;
    for (uint32_t i = 0; i < g->nodes[n].succ_count; i++) {
      uint32_t s = g->nodes[n].succ[i], to = g->nodes[s].component;
      if (is_function(g, s) && from == to) continue;  // recursion is no dependency
      vec_push(g->arena, &g->nodes[to].pred, from);
      g->nodes[from].missing++;
    }
  }
}

// ---- cycles

static int compare_order(const void *a, const void *b) {
  const Object *x = *(Object *const *)a, *y = *(Object *const *)b;
  return x->order < y->order ? -1 : x->order > y->order;
}

// The objects of a path of dependencies from `from` to `to`, last first; false if there is none.
static bool find_path(Checker *c, Object *from, Object *to, Map *seen, ObjectVec *path) {
  if (map_get(seen, map_key(from))) return false;
  map_put(c->arena, seen, map_key(from), from);
  Map *map = &from->decl_info->deps;
  ObjectVec deps = {0};
  for (uint32_t i = 0; i < map->len; i++) vec_push(c->arena, &deps, map->entries[i].value);
  if (deps.len) qsort(deps.data, deps.len, sizeof *deps.data, compare_order);
  for (uint32_t i = 0; i < deps.len; i++) {
    Object *d = deps.data[i];
    if (d == to || find_path(c, d, to, seen, path)) {
      vec_push(c->arena, path, d);
      return true;
    }
  }
  return false;
}

static void report_cycle(Checker *c, Object **cycle, uint32_t len) {
  Object *object = cycle[0];
  if (len == 1) {
    check_error_pos(c, object->pos, "initialization cycle: %s refers to itself", object->name->text);
    return;
  }
  ErrorBuilder e = {.checker = c};
  error_add(&e, object->pos, "initialization cycle for %s", object->name->text);
  for (uint32_t j = len; j-- > 0;) {
    error_add(&e, object->pos, "%s refers to %s", object->name->text, cycle[j]->name->text);
    object = cycle[j];
  }
  error_report(&e);
}

// types2's order with its graph of constants and variables only (functions replaced by what they lead to). Each node's
// successors are a bit set; quadratic, but only run on packages in error.
static void replay_with_cycles(InitGraph *g) {
  Checker *c = g->c;
  uint32_t words = bitset_words(g->count);
  uint64_t *succ = arena_array(g->arena, uint64_t, (size_t)g->count * words);
#define ROW(n) (succ + (size_t)(n)*words)
  for (uint32_t n = 0; n < g->count; n++)
    for (uint32_t i = 0; i < g->nodes[n].succ_count; i++) bitset_add(ROW(n), g->nodes[n].succ[i]);
  for (uint32_t f = 0; f < g->count; f++) {
    if (!is_function(g, f)) continue;
    bitset_drop(ROW(f), f);
    for (uint32_t p = 0; p < g->count; p++) {
      if (p == f || !bitset_has(ROW(p), f)) continue;
      for (uint32_t w = 0; w < words; w++) ROW(p)[w] |= ROW(f)[w];
      bitset_drop(ROW(p), f);
    }
  }
  for (uint32_t n = 0; n < g->count; n++) {
    g->nodes[n].missing = 0;
    g->nodes[n].done = is_function(g, n);
    for (uint32_t w = 0; w < words; w++) g->nodes[n].missing += (uint32_t)__builtin_popcountll(ROW(n)[w]);
  }
  for (;;) {
    uint32_t best = g->count;
    for (uint32_t n = 0; n < g->count; n++) {
      InitNode *node = &g->nodes[n], *other = best < g->count ? &g->nodes[best] : NULL;
      if (node->done) continue;
      bool node_const = node->object->kind == OBJECT_CONST;
      bool other_const = other && other->object->kind == OBJECT_CONST;
      if (!other || (node_const != other_const ? node_const : node->missing < other->missing)) best = n;
    }
    if (best == g->count) break;
    InitNode *node = &g->nodes[best];
    if (node->missing) {
      Map seen = {0};
      ObjectVec cycle = {0};
      if (find_path(c, node->object, node->object, &seen, &cycle)) report_cycle(c, cycle.data, cycle.len);
    }
    node->done = true;
    for (uint32_t p = 0; p < g->count; p++)
      if (!is_function(g, p) && bitset_has(ROW(p), best)) g->nodes[p].missing--;
  }
#undef ROW
}

void check_init_order(Checker *c) {
  Arena arena;
  arena_init(&arena);
  InitGraph g = {.c = c, .arena = &arena};
  build_graph(&g);
  connect_components(&g);
  Map emitted = {0};
  uint32_t left = 0;
  c->package->init_order.len = 0;
  // What waits for nothing starts: function groups at once, the rest in order.
  for (uint32_t n = 0; n < g.count; n++) {
    if (is_function(&g, n)) continue;
    left++;
    if (!g.nodes[n].missing) heap_push(&g, n);
  }
  for (uint32_t n = 0; n < g.count; n++)
    if (is_function(&g, n) && g.nodes[n].component == n && !g.nodes[n].missing && !g.nodes[n].done) finish_node(&g, n);
  while (g.heap.len) {
    uint32_t n = heap_pop(&g);
    left--;
    emit(c, g.nodes[n].object, &emitted);
    finish_node(&g, n);
  }
  if (left) replay_with_cycles(&g);
  arena_free(&arena);
}
