// Instantiation cycles: a package must not need infinitely many instances.
//
// Vertices are type parameters and local types inside generic functions; an edge
// says that (a type made of) its source flows into its destination, with weight
// 1 if the argument is made of the source, 0 if it is the source itself. A cycle
// of positive weight instantiates for ever. Heaviest paths are found as in
// Bellman and Ford's algorithm, until nothing changes or a path is too long.
#include "types/internal.h"

typedef struct MonoVertex {
  uint32_t weight;    // of the heaviest path to it known
  uint32_t previous;  // last edge of that path
  uint32_t length;    // of that path, in edges
  Object *object;
} MonoVertex;

typedef struct MonoEdge {
  uint32_t destination, source, weight;
  Pos pos;
  Type *type;
} MonoEdge;

typedef struct MonoGraph {
  Vec(MonoVertex) vertices;
  Vec(MonoEdge) edges;
  Map canonical;  // TypeParam of a receiver -> TypeParam of its base type
  Map numbers;    // TYPE_NAME -> vertex + 2; 1: needs no vertex
} MonoGraph;

static MonoGraph *graph_of(Checker *c) {
  if (!c->mono) c->mono = arena_new(c->arena, MonoGraph);
  return c->mono;
}

static void report_loop(Checker *c, uint32_t v) {
  MonoGraph *g = c->mono;
  // Walk back until a vertex comes twice: it is on the cycle, which v need not be.
  bool *seen = arena_array(c->arena, bool, g->vertices.len);
  Vec(uint32_t) stack = {0};
  while (!seen[v]) {
    vec_push(c->arena, &stack, v);
    seen[v] = true;
    v = g->edges.data[g->vertices.data[v].previous].source;
  }
  uint32_t first = 0;
  while (stack.data[first] != v) first++;
  ErrorBuilder e = {.checker = c};
  error_add(&e, g->vertices.data[v].object->pos, "instantiation cycle:");
  for (uint32_t i = first; i < stack.len; i++) {
    MonoEdge *edge = &g->edges.data[g->vertices.data[stack.data[i]].previous];
    Object *object = g->vertices.data[edge->destination].object;
    const char *how = object->type->kind == TYPE_NAMED ? "implicitly parameterized by" : "instantiated as";
    error_add(&e, edge->pos, "%s %s %s", object->name->text, how, str_type(c, edge->type));
  }
  error_report(&e);
}

void check_monomorph(Checker *c) {
  MonoGraph *g = c->mono;
  for (bool again = g != NULL; again;) {
    again = false;
    for (uint32_t i = 0; i < g->edges.len; i++) {
      MonoEdge *edge = &g->edges.data[i];
      MonoVertex *source = &g->vertices.data[edge->source], *destination = &g->vertices.data[edge->destination];
      uint32_t weight = source->weight + edge->weight;
      if (weight <= destination->weight) continue;
      destination->previous = i;
      destination->length = source->length + 1;
      if (destination->length == g->vertices.len) {
        report_loop(c, edge->destination);
        return;
      }
      destination->weight = weight;
      again = true;
    }
  }
}

void mono_record_canon(Checker *c, TypeParam *receiver_param, TypeParam *param) {
  map_put(c->arena, &graph_of(c)->canonical, map_key(receiver_param), param);
}

static uint32_t new_vertex(Checker *c, Object *object) {
  MonoGraph *g = graph_of(c);
  vec_push(c->arena, &g->vertices, ((MonoVertex){.object = object}));
  return g->vertices.len - 1;
}

static void add_edge(Checker *c, uint32_t destination, uint32_t source, uint32_t weight, Pos pos, Type *type) {
  vec_push(c->arena, &graph_of(c)->edges, ((MonoEdge){destination, source, weight, pos, type}));
}

static uint32_t type_param_vertex(Checker *c, TypeParam *param) {
  MonoGraph *g = graph_of(c);
  TypeParam *canonical = map_get(&g->canonical, map_key(param));
  Object *object = (canonical ? canonical : param)->object;
  uintptr_t number = (uintptr_t)map_get(&g->numbers, map_key(object));
  if (number) return (uint32_t)number - 2;
  uint32_t v = new_vertex(c, object);
  map_put(c->arena, &g->numbers, map_key(object), (void *)(uintptr_t)(v + 2));
  return v;
}

// Vertex of a type declared inside a generic function, which all type parameters around it flow into; -1 for others.
static int64_t local_named_vertex(Checker *c, Named *named) {
  Object *object = named->object;
  Scope *root = c->package->scope;
  if (object->package != c->package || object->parent == root) return -1;
  MonoGraph *g = graph_of(c);
  uintptr_t number = (uintptr_t)map_get(&g->numbers, map_key(object));
  if (number) return (int64_t)number - 2;
  int64_t v = -1;
  for (Scope *scope = object->parent; scope && scope != root; scope = scope->parent) {
    for (uint32_t i = 0; i < scope->names.len; i++) {
      Object *elem = scope->names.entries[i].value;
      if (!elem || elem->kind != OBJECT_TYPE_NAME || elem->is_alias || elem->pos >= object->pos) continue;
      if (!elem->type || elem->type->kind != TYPE_TYPE_PARAM) continue;
      if (v < 0) v = new_vertex(c, object);
      add_edge(c, (uint32_t)v, type_param_vertex(c, (TypeParam *)elem->type), 1, object->pos, elem->type);
    }
  }
  map_put(c->arena, &g->numbers, map_key(object), (void *)(uintptr_t)(v + 2));
  return v;
}

typedef struct Flow {
  Checker *c;
  Pos pos;
  TypeParam *param;
  Type *arg;
} Flow;

static void flow(Flow *f, uint32_t source, Type *type) {
  add_edge(f->c, type_param_vertex(f->c, f->param), source, type == f->arg ? 0 : 1, f->pos, f->arg);
}

// Finds the type parameters and local types that an argument is made of.
static bool walk(void *context, Type *t) {
  Flow *f = context;
  t = unalias(t);
  switch (t->kind) {
    case TYPE_TYPE_PARAM: flow(f, type_param_vertex(f->c, (TypeParam *)t), t); break;
    case TYPE_NAMED: {
      Named *named = (Named *)t;
      int64_t source = local_named_vertex(f->c, named->origin ? named->origin : named);
      if (source >= 0) flow(f, (uint32_t)source, t);
      for (uint32_t i = 0; named->type_args && i < named->type_args->len; i++) walk(f, named->type_args->data[i]);
      break;
    }
    case TYPE_INTERFACE: {
      TypeSet *set = types_type_set(f->c->session, (Interface *)t);
      for (uint32_t i = 0; i < set->method_count; i++) walk(f, set->methods[i]->type);
      break;
    }
    default: types_any_part(t, walk, f);
  }
  return false;
}

// Arguments given for parameters at pos, or at their expressions.
void mono_record_instance(Checker *c, Pos pos, TypeParamList *params, Type **args, Expr **exprs, uint32_t expr_count) {
  for (uint32_t i = 0; params && i < params->len; i++) {
    // There are no parameters that stand for generic types: a cycle stays within one package.
    if (params->data[i]->object->package != c->package) continue;
    Flow f = {c, i < expr_count ? syntax_start_pos(&exprs[i]->node) : pos, params->data[i], args[i]};
    walk(&f, args[i]);
  }
}
