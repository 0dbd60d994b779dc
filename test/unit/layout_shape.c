// Unit test of the shapes of types: each row is a Go type and what its shape prints as:
//   size/alignment leaves [pointer mask] algorithm flags
// A leaf is type+offset, lengths with #. Flags: direct, array (a long array inside), panics, differ (equals_differ).
#include <stdio.h>
#include <string.h>

#include "layout/layout.h"
#include "one_package.h"
#include "types/types.h"

typedef struct Row {
  const char *type, *shape;
} Row;

static const Row rows[] = {
    {"int8", "1/1 i8+0 [] memory"},
    {"float64", "8/8 f64+0 [] float64 differ"},
    {"complex64", "8/4 f32+0 f32+4 [] complex64 differ"},
    {"string", "16/8 p+0 i64+8# [1] string differ"},
    {"[]byte", "24/8 p+0 i64+8# i64+16# [1] none"},
    {"map[int]string", "8/8 p+0 [1] none direct"},
    {"func()", "8/8 p+0 [1] none direct"},
    {"chan int", "8/8 p+0 [1] memory direct"},
    {"unsafe.Pointer", "8/8 p+0 [1] memory direct"},
    {"uintptr", "8/8 i64+0 [] memory"},
    {"any", "16/8 i64+0 p+8 [01] empty panics differ"},
    {"error", "16/8 i64+0 p+8 [01] interface panics differ"},
    {"struct{}", "0/1 [] memory"},
    {"struct{ a int32; b struct{} }", "8/4 i32+0 [] parts"},
    {"struct{ a bool; b int64; c int8; p *int; d int16 }", "40/8 i8+0 i64+8 i8+16 p+24 i16+32 [0001] parts"},
    {"struct{ n int; s string; x any }", "40/8 i64+0 p+8 i64+16# i64+24 p+32 [01001] parts panics differ"},
    {"struct{ a, b int32 }", "8/4 i32+0 i32+4 [] memory"},
    {"struct{ a, _ int32 }", "8/4 i32+0 i32+4 [] parts"},
    {"struct{ a int32; _ [0]func() }", "16/8 i32+0 [] none"},
    {"struct{ z struct{}; p *int }", "8/8 p+0 [1] memory direct"},
    {"struct{ z [0]int; p *int }", "8/8 p+0 [1] memory direct"},
    {"struct{ p *int; z struct{} }", "16/8 p+0 [1] parts"},
    {"[0]string", "0/8 [] memory differ"},
    {"[0]func()", "0/8 [] none"},
    {"[1]*int", "8/8 p+0 [1] memory direct"},
    {"[1]string", "16/8 p+0 i64+8# [1] parts differ"},
    {"[2]*int", "16/8 p+0 p+8 [11] memory array"},
    {"[3]struct{ n int; p *int }", "48/8 i64+0 p+8 i64+16 p+24 i64+32 p+40 [010101] memory array"},
    {"struct{ p *int; z [5]struct{}; n int }", "16/8 p+0 i64+8 [1] memory array"},
    {"[2][2]any", "64/8 i64+0 p+8 i64+16 p+24 i64+32 p+40 i64+48 p+56 [01010101] parts array panics differ"},
    {"[100]int", "800/8 many [] memory array"},
    {"struct{ a [40]byte; s string }", "56/8 many [000001] parts array differ"},
    {"*outside", "8/8 p+0 [] memory"},
    {"[]outside", "24/8 p+0 i64+8# i64+16# [] none"},
    {"struct{ q *outside; p *int }", "16/8 p+0 p+8 [01] memory"},
    {"recursive", "24/8 p+0 p+8 i64+16# [11] parts differ"},
};
enum { ROWS = sizeof rows / sizeof *rows };

static const char declarations[] =
    "type nih struct{}\n"
    "type NotInHeap struct{ _ nih }\n"
    "type outside struct{ _ NotInHeap; n int }\n"
    "type recursive struct{ next *recursive; name string }\n";

static char *describe(Session *session, Arena *arena, Type *type) {
  static const char *const scalars[] = {"", "i8", "i16", "i32", "i64", "f32", "f64", "p"};
  static const char *const algorithms[] = {"none",    "memory",  "string",    "interface",  "empty",
                                           "float32", "float64", "complex64", "complex128", "parts"};
  const TypeShape *shape = layout_shape(session, type);
  char *text = arena_printf(arena, "%lld/%u", (long long)shape->size, shape->alignment);
  for (uint32_t i = 0; i < shape->leaf_count; i++) {
    const Leaf *leaf = &shape->leaves[i];
    text = arena_printf(arena, "%s %s+%u%s", text, scalars[leaf->type], leaf->offset, leaf->is_length ? "#" : "");
  }
  text = arena_printf(arena, "%s%s [", text, shape->too_many_leaves ? " many" : "");
  const uint8_t *mask = layout_pointer_mask(session, type);
  for (uint32_t i = 0; i < shape->pointer_bytes / 8; i++)
    text = arena_printf(arena, "%s%d", text, mask[i / 8] >> i % 8 & 1);
  return arena_printf(arena, "%s] %s%s%s%s%s", text, algorithms[shape->algorithm], shape->direct ? " direct" : "",
                      shape->long_array ? " array" : "", shape->may_panic ? " panics" : "",
                      shape->equals_differ ? " differ" : "");
}

// One package with a variable of each row's type. Its path is that of the package that has types outside of the heap.
static Package *check(Session *session) {
  char *source =
      arena_printf(&session->arena, "package sys\nimport \"unsafe\"\nvar _ unsafe.Pointer\n%s", declarations);
  for (int i = 0; i < ROWS; i++) source = arena_printf(&session->arena, "%svar v%d %s\n", source, i, rows[i].type);
  return check_one_package(session, "internal/runtime/sys", source);
}

int main(void) {
  Session *session = session_new(1);
  syntax_init(session);
  types_init(session);
  Package *p = check(session);
  int failures = 0;
  for (int i = 0; i < ROWS; i++) {
    const Name *name = name_cstr(session->names, arena_printf(&p->arena, "v%d", i));
    Object *variable = map_get(&p->scope->names, map_key(name));
    const char *got = describe(session, &p->arena, variable->type);
    if (strcmp(got, rows[i].shape) == 0) continue;
    printf("%s: got %s, want %s\n", rows[i].type, got, rows[i].shape);
    failures++;
  }
  printf("%s\n", failures ? "FAIL" : "ok");
  return failures != 0;
}
