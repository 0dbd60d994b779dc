// What the checker knows of a package with syntax errors: of a few groups of declarations that have nothing to do with
// each other, each token is blanked out in turn; of all other groups every expression must have the type, mode and
// value that it has in the whole text.
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "types/types.h"

static const char *const groups[] = {
    "package p",
    "const (\n\tA = iota + 1\n\tB\n\tC = \"text\"\n)",
    "var x, y = 1, \"a\" + \"b\"",
    "var table = map[string][]int{\"a\": {1, 2}, \"b\": nil}",
    "type T struct {\n\ta, b int\n\tnext *T `tag`\n}\n\nfunc (t *T) Len() int {\n\treturn t.a + t.next.b\n}",
    "type Number interface {\n\t~int | ~float64\n}\n\nfunc Sum[N Number](list ...N) (sum N) {\n\tfor _, v := range "
    "list {\n"
    "\t\tsum += v\n\t}\n\treturn\n}",
    "func fib(n int) int {\n\tif n < 2 {\n\t\treturn n\n\t}\n\treturn fib(n-1) + fib(n-2)\n}",
    "func kinds(v any) (s string) {\n\tswitch v := v.(type) {\n\tcase int:\n\t\ts = string(rune(v))\n\tcase []byte:\n"
    "\t\ts = string(v[1:2])\n\tdefault:\n\t\tfor i := 0; i < 3; i++ {\n\t\t\ts += \"x\"\n\t\t}\n\t}\n\treturn s\n}",
    "func channels(c chan<- int, d <-chan string) {\n\tselect {\n\tcase c <- 1:\n\tcase s, ok := <-d:\n"
    "\t\tprintln(s, ok)\n\t}\n\tgo func() {\n\t\tdefer close(c)\n\t}()\nL:\n\tfor {\n\t\tbreak L\n\t}\n}",
};
enum { GROUPS = sizeof groups / sizeof *groups };

typedef struct Fixture {
  Session *session;
  char text[4096];
  uint32_t begins[GROUPS + 1];  // offsets of the groups
  const char *whole[GROUPS];    // what is known of each in the text without errors
  uint32_t checked, failed;
} Fixture;

typedef struct Dump {
  Arena *arena;
  Package *package;
  char *text;
} Dump;

static bool dump_node(Node *n, void *context) {
  Dump *d = context;
  const Info *info = d->package->info;
  Type *t = syntax_is_expr(n) ? info_type(info, (Expr *)n) : NULL;
  OperandMode mode = syntax_is_expr(n) ? info_mode(info, (Expr *)n) : MODE_INVALID;
  const char *type = "";
  if (t && t->kind != TYPE_TUPLE) type = types_string(d->arena, t, QUALIFY_RELATIVE, d->package);
  d->text = arena_printf(d->arena, "%s%u:%u:%s ", d->text, n->kind, mode, type);
  return true;
}

static Package *check(Fixture *f, Arena *arena) {
  Session *session = f->session;
  Package *p = arena_new(arena, Package);
  arena_init(&p->arena);
  p->path = p->symbol_path = "x/p";
  p->user = true;
  char *text = arena_strdup(arena, f->text, strlen(f->text));
  SourceFile *source = source_add(session->sources, "p.go", "p.go", text, strlen(text));
  File *file = syntax_parse_file(session, &p->arena, &p->arena, source, PARSE_TOOLS);
  if (file->package_name) p->name = file->package_name->name;
  vec_push(&p->arena, &p->files, file);
  types_check_package(session, p, true);
  return p;
}

// What is known of the declarations of a group.
static const char *known(Fixture *f, Arena *arena, Package *p, uint32_t group) {
  const File *file = p->files.data[0];
  Dump dump = {arena, p, arena_printf(arena, "%s", "")};
  for (uint32_t i = 0; i < file->parts.len; i++) {
    Node *n = file->parts.data[i];
    uint32_t at = syntax_node_begin(n) - file->source->base;
    if (at >= f->begins[group] && at < f->begins[group + 1]) syntax_walk(n, dump_node, &dump);
  }
  return dump.text;
}

static void check_without(Fixture *f, uint32_t group, uint32_t at, uint32_t length) {
  Arena arena;
  arena_init(&arena);
  char gone[64] = {0};
  memcpy(gone, f->text + at, length);
  memset(f->text + at, ' ', length);
  Package *p = check(f, &arena);
  for (uint32_t i = 1; i < GROUPS; i++) {
    f->checked++;
    if (i == group || strcmp(known(f, &arena, p, i), f->whole[i]) == 0) continue;
    printf("without %s at %u of:\n%s\nnot all is known of:\n%s\n%s\n%s\n", gone, at - f->begins[group], groups[group],
           groups[i], known(f, &arena, p, i), f->whole[i]);
    f->failed++;
    break;
  }
  memcpy(f->text + at, gone, length);
  arena_free(&p->arena);
  arena_free(&arena);
}

static bool is_word(char c) { return isalnum((unsigned char)c) || c == '_'; }

int main(void) {
  Fixture f = {.session = session_new(1)};
  syntax_init(f.session);
  types_init(f.session);
  for (uint32_t i = 0; i < GROUPS; i++) {
    f.begins[i] = (uint32_t)strlen(f.text);
    strcat(strcat(f.text, groups[i]), "\n\n");
  }
  f.begins[GROUPS] = (uint32_t)strlen(f.text);
  Arena *arena = &f.session->arena;
  Package *p = check(&f, arena);
  diags_flush(f.session->diags, 1, 0);
  for (uint32_t i = 0; i < GROUPS; i++) f.whole[i] = known(&f, arena, p, i);
  for (uint32_t group = 0; group < GROUPS; group++) {
    for (uint32_t at = f.begins[group]; at < f.begins[group + 1];) {
      uint32_t length = 1;
      while (is_word(f.text[at]) && is_word(f.text[at + length])) length++;
      if (!isspace((unsigned char)f.text[at]) && !strchr("\"`", f.text[at])) check_without(&f, group, at, length);
      at += length;
    }
  }
  printf("types_recovery: %u known, %u failed\n", f.checked - f.failed, f.failed);
  return f.failed || p->error_count || f.checked < 1000;
}
