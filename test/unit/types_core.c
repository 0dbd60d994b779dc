// Unit test of the types core: layouts, run-time names, canonical types,
// instances and method sets of the types that a small package declares.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "one_package.h"
#include "types/types.h"

static const char source[] =
    "package p\n"
    "import \"unsafe\"\n"
    "type Empty struct{}\n"
    "type Tail struct { a int32; b struct{} }\n"
    "type Mixed struct { a bool; b int64; c int8; p *int; d int16 }\n"
    "type Text struct { n int; s string; f float64 }\n"
    "type List[T any] struct { next *List[T]; value T }\n"
    "func (l *List[T]) Push(v T) *List[T] { return &List[T]{l, v} }\n"
    "func (l List[T]) Len() int { return 0 }\n"
    "type Ints = List[int]\n"
    "type Reader interface { Read(p []byte) (n int, err error) }\n"
    "type Base struct{}\n"
    "func (Base) Z() {}\n"
    "func (*Base) A() {}\n"
    "func (Base) hidden() {}\n"
    "type Outer struct { *Base; Reader }\n"
    "type Inner struct { Base; x [3]Text }\n"
    "var v1 map[string][]struct { X int `json:\"x\"`; y *List[any] }\n"
    "var v2 map[string][]struct { X int `json:\"x\"`; y *List[interface{}] }\n"
    "var v3 func(a int, b ...byte) (chan (<-chan rune), error)\n"
    "var v4 func(int, ...uint8) (chan (<-chan int32), error)\n"
    "var v5 interface { m(); Reader; M() unsafe.Pointer }\n"
    "var v6 interface { M() unsafe.Pointer; Read([]uint8) (int, error); m() }\n"
    "var v7 Ints\n"
    "var v8 List[int]\n"
    "var v9 List[struct { r rune }]\n"
    "var v10 List[struct { r int32 }]\n"
    "func local1() any { type T struct{}; return T{} }\n"
    "var v11 = func() any { type L struct{}; var x []L; return x }\n";

static int failures;

#define EXPECT(condition) \
  ((condition) ? (void)0 : (void)(failures++, printf("%s:%d: failed: %s\n", __FILE__, __LINE__, #condition)))

static void expect_text(int line, const char *got, const char *want) {
  if (strcmp(got, want) == 0) return;
  failures++;
  printf("%s:%d: got %s, want %s\n", __FILE__, line, got, want);
}
#define EXPECT_TEXT(got, want) expect_text(__LINE__, got, want)

typedef struct Fixture {
  Session *session;
  Package *package;
} Fixture;

static Type *type_of(Fixture *f, const char *name) {
  Object *o = map_get(&f->package->scope->names, map_key(name_cstr(f->session->names, name)));
  if (!o || !o->type) {
    printf("no object %s\n", name);
    exit(1);
  }
  return o->type;
}

static Type *canonical(Fixture *f, const char *name) { return types_canonical(f->session, type_of(f, name)); }

static const char *text(Fixture *f, const char *name, TypeQualifier q) {
  return types_string(&f->package->arena, type_of(f, name), q, NULL);
}

static void test_layout(Fixture *f) {
  Type *t = type_of(f, "Empty");
  EXPECT(types_sizeof(t) == 0 && types_alignof(t) == 1);
  t = type_of(f, "Tail");
  EXPECT(types_sizeof(t) == 8 && types_alignof(t) == 4);
  t = type_of(f, "Mixed");
  EXPECT(types_sizeof(t) == 40 && types_alignof(t) == 8);
  EXPECT(types_field_offset((Struct *)types_underlying(t), 3) == 24);
  t = type_of(f, "Text");
  EXPECT(types_sizeof(t) == 32);
  t = type_of(f, "Inner");
  EXPECT(types_sizeof(t) == 96);
  EXPECT(types_sizeof(type_of(f, "v8")) == 16 && types_sizeof(type_of(f, "v3")) == 8 &&
         types_sizeof(type_of(f, "v5")) == 16);
}

static void test_canonical(Fixture *f) {
  EXPECT(canonical(f, "v1") == canonical(f, "v2"));
  EXPECT(canonical(f, "v3") == canonical(f, "v4"));
  EXPECT(canonical(f, "v5") == canonical(f, "v6"));
  EXPECT(canonical(f, "v7") == canonical(f, "v8"));
  EXPECT(canonical(f, "v9") == canonical(f, "v10"));
  EXPECT(canonical(f, "v8") != canonical(f, "v9"));
  Type *t = canonical(f, "v1");
  EXPECT(types_canonical(f->session, t) == t);
  EXPECT(types_canonical(f->session, ((MapType *)t)->elem) == ((MapType *)t)->elem);
  Struct *s = (Struct *)((Slice *)((MapType *)t)->elem)->elem;
  EXPECT(types_canonical(f->session, s->fields[1]->type) == s->fields[1]->type);
  // A pointer made twice in an arena that goes away.
  Arena a;
  arena_init(&a);
  Type *p = types_canonical(f->session, types_new_pointer(&a, type_of(f, "v9")));
  Type *q = types_canonical(f->session, types_new_pointer(&a, type_of(f, "v10")));
  EXPECT(p == q);
  arena_free(&a);
  EXPECT(types_sizeof(p) == 8 && ((Pointer *)p)->elem == canonical(f, "v10"));
}

static void test_instances(Fixture *f) {
  Type *origin = type_of(f, "List");
  Type *arg = f->session->universe->basic[BASIC_INT];
  Type *t = types_instantiate(f->session, origin, &arg, 1);
  EXPECT(types_identical(t, type_of(f, "v8")));
  EXPECT(types_canonical(f->session, t) == canonical(f, "v8"));
  Struct *s = (Struct *)types_underlying(t);
  EXPECT(s->field_count == 2 && s->fields[1]->type == arg);
  EXPECT(types_identical(((Pointer *)s->fields[0]->type)->elem, t));
  EXPECT(types_has_type_params(types_underlying(origin)) && !types_has_type_params(t));
  Object *push = types_named_method(f->session, (Named *)types_unalias(t), 0);
  Signature *sig = (Signature *)push->type;
  EXPECT(sig->params->vars[0]->type == arg && push->func.origin);
}

static void test_text(Fixture *f) {
  EXPECT_TEXT(text(f, "v1", QUALIFY_NAME), "map[string][]struct { X int \"json:\\\"x\\\"\"; y *p.List[interface {}] }");
  EXPECT_TEXT(text(f, "v1", QUALIFY_PATH),
              "map[string][]struct { X int \"json:\\\"x\\\"\"; x/p.y *x/p.List[interface {}] }");
  EXPECT_TEXT(text(f, "v3", QUALIFY_NAME), "func(int, ...uint8) (chan (<-chan int32), error)");
  EXPECT_TEXT(text(f, "v3", QUALIFY_RELATIVE), "func(a int, b ...byte) (chan (<-chan rune), error)");
  EXPECT_TEXT(text(f, "v5", QUALIFY_NAME), "interface { M() unsafe.Pointer; Read([]uint8) (int, error); p.m() }");
  EXPECT_TEXT(text(f, "v9", QUALIFY_NAME), "p.List[struct { x/p.r int32 }]");
}

static const char *names_of(Fixture *f, Type *t) {
  static char buffer[256];
  MethodSet *set = types_method_set(f->session, t);
  buffer[0] = 0;
  for (uint32_t i = 0; i < set->len; i++) {
    strcat(buffer, set->entries[i].function->name->text);
    strcat(buffer, set->entries[i].promoted ? "+ " : " ");
  }
  return buffer;
}

static void test_method_sets(Fixture *f) {
  Arena *a = &f->package->arena;
  EXPECT_TEXT(names_of(f, type_of(f, "Base")), "Z hidden ");
  EXPECT_TEXT(names_of(f, types_new_pointer(a, type_of(f, "Base"))), "A Z hidden ");
  EXPECT_TEXT(names_of(f, type_of(f, "Outer")), "A+ Read+ Z+ hidden+ ");
  EXPECT_TEXT(names_of(f, type_of(f, "Inner")), "Z+ hidden+ ");
  EXPECT_TEXT(names_of(f, types_new_pointer(a, type_of(f, "Inner"))), "A+ Z+ hidden+ ");
  EXPECT_TEXT(names_of(f, type_of(f, "v5")), "M Read m ");
  EXPECT_TEXT(names_of(f, types_new_pointer(a, type_of(f, "Reader"))), "");
  EXPECT_TEXT(names_of(f, types_new_pointer(a, type_of(f, "v7"))), "Len Push ");
  EXPECT(types_implements(f->session, type_of(f, "Outer"), type_of(f, "Reader")));
  EXPECT(!types_implements(f->session, type_of(f, "Inner"), type_of(f, "Reader")));
  EXPECT(types_missing_method(f->session, type_of(f, "Inner"), type_of(f, "Reader")) != NULL);
}

int main(void) {
  Session *session = session_new(1);
  syntax_init(session);
  types_init(session);
  Package *p = check_one_package(session, "x/p", source);
  diags_flush(session->diags, 1, 0);
  Fixture f = {session, p};
  if (p->error_count == 0) {
    test_layout(&f);
    test_canonical(&f);
    test_instances(&f);
    test_text(&f);
    test_method_sets(&f);
  }
  printf("%s\n", failures || p->error_count ? "FAILED" : "ok");
  return failures || p->error_count ? 1 : 0;
}
