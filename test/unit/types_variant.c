// Sessions derived from one that is finished. Packages g, a, b (imports a) and c (imports b) are checked in the base; a
// layer checks a with a file more, and b and c anew, from the same trees. Types that have nothing to do with the
// variants are the base's, one pointer for all layers, lie in its memory and refer to nothing of a layer, also if a
// layer was the first to ask for them; the others go with the layer. A second round adds nothing to the base.
#include <stdio.h>
#include <string.h>

#include "base/id_table.h"
#include "types/core.h"

static uint32_t failures;
#define EXPECT(condition) ((condition) ? (void)0 : (void)(failures++, printf("%d: %s\n", __LINE__, #condition)))

static const char g_text[] =
    "package g\n"
    "type List[T any] struct { next *List[T]; value T }\n"
    "func (l *List[T]) Push(v T) *List[T] { return &List[T]{l, v} }\n"
    "func (l List[T]) Pairs() Pair[int, T] { return Pair[int, T]{} }\n"
    "type Pair[K comparable, V any] struct { Key K; Value V }\n"
    "func (p Pair[K, V]) Swap(q Pair[string, int]) Pair[K, string] { return Pair[K, string]{} }\n"
    "type Sized interface { Len() int; size() int }\n"
    "func Local[T any](v T) any { type box struct { V T; l List[T] }; return box{v, List[T]{}} }\n"
    "func Late() any { return struct { Late [3]func(late uint16) List[uint16] }{} }\n";

static const char a_text[] =
    "package a\n"
    "import \"x/g\"\n"
    "type T struct { N int; hidden *g.List[T] }\n"
    "func (T) Exported() int { return 0 }\n"
    "func (*T) hide(x T) {}\n"
    "type Closer = interface { Close() error }\n"
    "type Generic[T any] struct { V T; next *Generic[T] }\n"
    "func (Generic[T]) Get(v T) (t T) { return }\n"
    "type Sized interface { g.Sized; Closer; more() T }\n"
    "var Same struct { X int; Y string \"tag\" }\n"
    "var Own struct { x int }\n"
    "var Blank struct { _ int }\n"
    "var Func func(first int, rest ...[]string) (result error)\n"
    "var OfT func(t map[string]*T) chan T\n"
    "var Methods interface { Close() error; Read(into []byte) (n int, err error) }\n"
    "var Hidden interface { hidden() }\n"
    "var ListT g.List[T]\n"
    "var ListInt g.List[int]\n"
    "var GenericInt Generic[int]\n"
    "var GenericPair Generic[g.Pair[string, int]]\n"
    "var Closes struct { Closer; More g.Pair[string, []int8] }\n";

// Of types that the base has not seen.
static const char added_text[] =
    "package a\n"
    "import \"x/g\"\n"
    "var First struct { Exported map[string]chan<- uint16; Nested [5]struct { Deep func(parameter *uint8) (n int) } }\n"
    "var FirstMethods interface { Added(one [7]int, two error) (three []uint32) }\n"
    "var FirstList g.List[[11]func(x []byte) any]\n"
    "var FirstPair g.Pair[int16, g.List[interface { FromLayer(i int) }]]\n"
    "var FirstEmbeds struct { g.List[uint32]; Closer }\n"
    "var FirstOwn g.Pair[[13]T, interface { unexported() }]\n"
    "const Big, Half, Long, Text = 1 << 100, 0.5, 1e5000, \"joined\" + \" text\"\n"
    "type Extra struct { *T; g.Pair[string, T] }\n"
    "var Extras Extra\n";

static const char b_text[] =
    "package b\n"
    "import (\"x/a\"; \"x/g\")\n"
    "type Wrap struct { a.T; *g.List[a.T]; a.Closer }\n"
    "var W Wrap\n"
    "var Pairs g.Pair[string, a.T]\n"
    "var Plain g.Pair[string, int]\n"
    "var Hides interface { hidden() }\n"
    "var Same struct { X int; Y string \"tag\" }\n"
    "func F() any { return []any{g.Local(a.T{}), g.Local(1), func(x a.T, y int) {}} }\n";

static const char c_text[] =
    "package c\n"
    "import (\"x/b\"; . \"x/g\")\n"
    "var W = b.W.T.N\n"
    "var Method = b.Wrap.Exported\n"
    "var Lists = (&List[b.Wrap]{}).Push\n"
    "func F() any { x := b.F(); return func() any { return x } }\n";

enum { G, A, B, C, PACKAGES };
static const char *const paths[PACKAGES] = {"x/g", "x/a", "x/b", "x/c"};

typedef struct Fixture {
  Session *session;
  File *files[PACKAGES], *added;
  Package *base[PACKAGES];
} Fixture;

// What is asked of a session: the packages as it sees them.
typedef struct View {
  Session *session;
  Package *packages[PACKAGES];
} View;

static File *parse(Session *session, const char *name, const char *text) {
  SourceFile *file = source_add(session->sources, name, name, text, strlen(text));
  return syntax_parse_file(session, &session->arena, &session->arena, file, PARSE_ALL);
}

static Package *package_of(View *view, int number, File *file, File *added, bool all_bodies) {
  Package *p = arena_new(&view->session->arena, Package);
  p->path = p->symbol_path = paths[number];
  p->user = all_bodies;
  p->variant = view->session->base != NULL;
  p->name = file->package_name->name;
  vec_push(&p->arena, &p->files, file);
  if (added) vec_push(&p->arena, &p->files, added);
  for (int i = 0; i < number; i++)
    map_put(&p->arena, &p->import_map, map_key(name_cstr(view->session->names, paths[i])), view->packages[i]);
  types_check_package(view->session, p, all_bodies);
  EXPECT(p->error_count == 0);
  return p;
}

static View layer_new(Fixture *f) {
  View view = {.session = session_derive(f->session)};
  types_derive(view.session);
  view.packages[G] = f->base[G];
  view.packages[A] = package_of(&view, A, f->files[A], f->added, true);
  view.packages[B] = package_of(&view, B, f->files[B], NULL, true);
  view.packages[C] = package_of(&view, C, f->files[C], NULL, true);
  return view;
}

static void layer_free(View *view) {
  for (int i = A; i < PACKAGES; i++) package_free(view->packages[i]);
  types_derived_free(view->session);
  session_free(view->session);
}

static Object *object_of(const View *view, int package, const char *name) {
  Object *o = scope_lookup(view->packages[package]->scope, name_cstr(view->session->names, name));
  if (!o) ice("test", "object_of", "no %s", name);
  return o;
}

static Type *type_of(const View *view, int package, const char *name) {
  return types_canonical(view->session, object_of(view, package, name)->type);
}

static Type *instance(const View *view, const char *name, Type *argument) {
  return types_canonical(view->session, types_instantiate(view->session, object_of(view, G, name)->type, &argument, 1));
}

// What instances of g.Local make of the type in it.
static Type *local_type(const View *view, Type *argument) {
  Object *function = object_of(view, G, "Local");
  EXPECT(types_check_body(view->session, function));
  Signature *s = (Signature *)function->type;
  LocalTypes *locals = types_local(view->session, function, s->type_params, &argument);
  ReturnStmt *last = (ReturnStmt *)function->func.decl->body->list.data[1];
  Type *box = info_type(view->session->universe->info, last->results);
  return types_subst_local(&view->session->arena, box, locals);
}

// ---- everything that a representative leads to

typedef struct Walk {
  Session *session;
  Arena arena;
  Map seen;
  size_t text;  // of names read
} Walk;

static void walk_type(Walk *w, Type *t);

static void walk_object(Walk *w, const Object *o) {
  if (o->name) w->text += strlen(o->name->text);
  if (o->package) {
    w->text += strlen(o->package->path);
    EXPECT(!o->package->variant || w->session->base);
  }
  if (o->parent) w->text += o->parent->names.len;
  if (o->type) walk_type(w, o->type);
}

static void walk_objects(Walk *w, Object **list, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) walk_object(w, list[i]);
}

static void walk_tuple(Walk *w, const Tuple *t) {
  if (t) walk_objects(w, t->vars, t->len);
}

static void walk_named(Walk *w, Named *n) {
  if (n->object->name) w->text += strlen(n->object->name->text);
  if (n->object->package) w->text += strlen(n->object->package->path);
  for (uint32_t i = 0; i < type_list_len(n->type_args); i++) walk_type(w, n->type_args->data[i]);
  if (n->type_params && !n->type_args) return;  // nothing of values
  walk_type(w, types_underlying(&n->type));
  for (uint32_t i = 0; i < n->origin->method_count; i++) walk_object(w, types_named_method(w->session, n, i));
}

static void walk_parts(Walk *w, Type *t) {
  switch ((TypeKind)t->kind) {
    case TYPE_ARRAY: walk_type(w, ((Array *)t)->elem); break;
    case TYPE_SLICE: walk_type(w, ((Slice *)t)->elem); break;
    case TYPE_POINTER: walk_type(w, ((Pointer *)t)->elem); break;
    case TYPE_CHAN: walk_type(w, ((ChanType *)t)->elem); break;
    case TYPE_MAP:
      walk_type(w, ((MapType *)t)->key);
      walk_type(w, ((MapType *)t)->elem);
      break;
    case TYPE_STRUCT: walk_objects(w, ((Struct *)t)->fields, ((Struct *)t)->field_count); break;
    case TYPE_TUPLE: walk_tuple(w, (Tuple *)t); break;
    case TYPE_SIGNATURE:
      walk_tuple(w, ((Signature *)t)->params);
      walk_tuple(w, ((Signature *)t)->results);
      break;
    case TYPE_INTERFACE: {
      TypeSet *set = types_type_set(w->session, (Interface *)t);
      walk_objects(w, set->methods, set->method_count);
      break;
    }
    case TYPE_NAMED: walk_named(w, (Named *)t); break;
    default: break;
  }
}

static void walk_type(Walk *w, Type *t) {
  t = types_unalias(t);
  if (map_get(&w->seen, map_key(t))) return;
  map_put(&w->arena, &w->seen, map_key(t), t);
  walk_parts(w, t);
  if (!types_has_type_params(t)) walk_type(w, types_canonical(w->session, t));
}

// Also sizes, texts and method sets, as lowering asks for them.
static void walk_representative(Walk *w, Type *t) {
  EXPECT(t->canonical == t && t->upper == (w->session->base != NULL));
  walk_type(w, t);
  types_id(w->session, t);
  w->text += strlen(types_string(&w->arena, t, QUALIFY_PATH, NULL));
  if (t->kind != TYPE_TUPLE) w->text += (size_t)types_sizeof(t);
  if (t->kind == TYPE_STRUCT && ((Struct *)t)->field_count > 1) types_field_offset((Struct *)t, 1);
  if (t->kind == TYPE_TUPLE || t->kind == TYPE_SIGNATURE) return;
  MethodSet *set = types_method_set(w->session, t);
  for (uint32_t i = 0; i < set->len; i++) walk_object(w, set->entries[i].function);
}

// All of the session's own representatives and instances. More are made meanwhile: until there are no new ones.
static uint32_t walk_session(Session *session) {
  Walk w = {.session = session};
  TypeContext *x = session->universe->context;
  uint32_t count = 0, before;
  do {
    before = count;
    count = 0;
    for (uint32_t i = 0; i < CANONICAL_SHARDS; i++) {
      for (uint32_t j = 0; j < x->canonicals[i].entries.len; j++) {
        for (CanonicalEntry *e = x->canonicals[i].entries.entries[j].value; e; e = e->next, count++)
          walk_representative(&w, e->type);
      }
    }
    for (uint32_t j = 0; j < x->instances.len; j++) {
      for (InstanceEntry *e = x->instances.entries[j].value; e; e = e->next) walk_type(&w, e->instance);
    }
  } while (count != before);
  arena_free(&w.arena);
  return count;
}

// ---- what is whose

static void expect_shared(const View *layer, const View *base, int package, const char *name) {
  Type *t = type_of(layer, package, name);
  EXPECT(!t->upper);
  if (base && t != type_of(base, package, name)) failures++, printf("%s is another in the layer\n", name);
}

static void expect_own(const View *layer, const View *base, int package, const char *name) {
  Type *t = type_of(layer, package, name);
  if (!t->upper) failures++, printf("%s is not upper\n", name);
  EXPECT(types_id(layer->session, t) >= ID_TABLE_MIDDLE);
  if (!base) return;
  Type *b = type_of(base, package, name);
  EXPECT(!b->upper && b != t && types_id(base->session, b) < ID_TABLE_MIDDLE);
}

static void check_variables(const View *layer, const View *base) {
  static const char *const shared[] = {"Same", "Func", "Methods", "ListInt", "Closes", "Closer"};
  static const char *const own[] = {"T",     "Own",   "Blank",      "OfT",        "Hidden",
                                    "ListT", "Sized", "GenericInt", "GenericPair"};
  static const char *const first[] = {"First", "FirstMethods", "FirstList", "FirstPair", "FirstEmbeds"};
  for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) expect_shared(layer, base, A, shared[i]);
  for (size_t i = 0; i < sizeof own / sizeof *own; i++) expect_own(layer, base, A, own[i]);
  for (size_t i = 0; i < sizeof first / sizeof *first; i++) expect_shared(layer, NULL, A, first[i]);
  expect_own(layer, NULL, A, "FirstOwn");
  expect_own(layer, NULL, A, "Extra");
  expect_own(layer, base, B, "Wrap");
  expect_own(layer, base, B, "Pairs");
  expect_own(layer, base, B, "Hides");
  expect_own(layer, base, C, "Lists");
  expect_shared(layer, base, B, "Plain");
  expect_shared(layer, base, C, "W");
  EXPECT(type_of(layer, B, "Same") == type_of(layer, A, "Same"));
  EXPECT(type_of(layer, B, "Hides") != type_of(layer, A, "Hidden"));
}

static void check_instances(const View *layer, const View *base) {
  Type *t = type_of(layer, A, "T"), *integer = layer->session->universe->basic[BASIC_INT];
  EXPECT(instance(layer, "List", t) == type_of(layer, A, "ListT"));
  EXPECT(instance(layer, "List", integer) == instance(base, "List", integer));
  EXPECT(types_underlying(instance(layer, "List", t)) != types_underlying(instance(base, "List", integer)));
  Type *box = local_type(layer, integer), *box_t = local_type(layer, t);
  EXPECT(!box->upper && box == local_type(base, integer));
  EXPECT(box_t->upper && box_t == local_type(layer, t) && box_t != local_type(base, type_of(base, A, "T")));
  MethodSet *set =
      types_method_set(layer->session, types_new_pointer(&layer->session->arena, type_of(layer, B, "Wrap")));
  EXPECT(set->len == 5);  // Close, Exported, Pairs, Push, hide
  EXPECT(types_object_id(layer->session, object_of(layer, A, "Same")) >= ID_TABLE_MIDDLE);
  EXPECT(types_object_id(layer->session, object_of(layer, G, "Local")) < ID_TABLE_MIDDLE);
  Type *known = type_of(layer, A, "Same");
  EXPECT(types_alloc(layer->session, t, 8) && types_alloc(layer->session, known, 8));
  // A body of the base that a layer's program is the first to reach.
  EXPECT(types_check_body(layer->session, object_of(layer, G, "Late")));
  size_t length;
  EXPECT(strcmp(const_string_value(object_of(layer, A, "Text")->value, &length), "joined text") == 0);
}

// The layer's and the base's results for one tree.
static void check_info(const View *layer, const View *base) {
  Object *f = object_of(layer, B, "F"), *g = object_of(base, B, "F");
  const Expr *x = ((ReturnStmt *)f->func.decl->body->list.data[0])->results;
  EXPECT(f != g && f->func.decl == g->func.decl);
  const Expr *literal = ((CompositeLit *)x)->elements.data[2];
  EXPECT(types_canonical(layer->session, info_type(layer->session->universe->info, literal))->upper);
  EXPECT(!types_canonical(base->session, info_type(base->session->universe->info, literal))->upper);
}

static void check_layer(const View *layer, const View *base) {
  check_variables(layer, base);
  check_instances(layer, base);
  check_info(layer, base);
  EXPECT(walk_session(layer->session) > 0);
}

int main(void) {
  Fixture f = {.session = session_new(1)};
  syntax_init(f.session);
  types_init(f.session);
  const char *texts[PACKAGES] = {g_text, a_text, b_text, c_text};
  View base = {.session = f.session};
  for (int i = 0; i < PACKAGES; i++) {
    f.files[i] = parse(f.session, paths[i], texts[i]);
    base.packages[i] = f.base[i] = package_of(&base, i, f.files[i], NULL, i != G);
  }
  f.added = parse(f.session, "added.go", added_text);

  size_t bytes = 0;
  uint32_t types = 0, id = 0;
  for (int round = 0; round < 3; round++) {
    View layer = layer_new(&f);
    check_layer(&layer, &base);
    uint32_t own_id = types_id(layer.session, type_of(&layer, A, "Own"));
    EXPECT(!round || own_id == id);  // the ids of the layer before
    id = own_id;
    layer_free(&layer);
    uint32_t now = walk_session(f.session);
    EXPECT(!round || (types_bytes(f.session) == bytes && now == types));
    bytes = types_bytes(f.session);
    types = now;
  }
  View one = layer_new(&f), other = layer_new(&f);  // at a time
  check_layer(&one, &base);
  check_layer(&other, &base);
  EXPECT(type_of(&one, A, "FirstPair") == type_of(&other, A, "FirstPair"));
  EXPECT(type_of(&one, A, "ListT") != type_of(&other, A, "ListT"));
  layer_free(&one);
  walk_session(other.session);
  layer_free(&other);
  EXPECT(walk_session(f.session) == types && types_bytes(f.session) == bytes);
  diags_flush(f.session->diags, 1, 0);
  printf("%s\n", failures ? "FAILED" : "ok");
  return failures != 0;
}
