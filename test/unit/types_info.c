// One tree in two configurations: each has its own results, and what one does not have counts as the other's only where
// that is its base.
#include <stdio.h>
#include <string.h>

#include "types/types.h"

static uint32_t failures;
#define EXPECT(condition) ((condition) ? (void)0 : (void)(failures++, printf("%d: %s\n", __LINE__, #condition)))

static const char shared_text[] = "package p\nvar x = y\nfunc F() { z := []any{y}; _ = z; func() { _ = z }() }\n";

static File *parse(Session *session, const char *name, const char *text) {
  SourceFile *file = source_add(session->sources, name, name, text, strlen(text));
  return syntax_parse_file(session, &session->arena, &session->arena, file, PARSE_ALL);
}

static Package *check(Session *session, Info *info, File *one, File *other) {
  Package *p = arena_new(&session->arena, Package);
  p->path = p->symbol_path = "x/p";
  p->user = true;
  p->info = info;
  p->name = one->package_name->name;
  vec_push(&p->arena, &p->files, one);
  vec_push(&p->arena, &p->files, other);
  types_check_package(session, p, true);
  EXPECT(p->error_count == 0);
  return p;
}

typedef struct Search {
  const Info *info;
  const char *name;
  OperandMode mode;
  Type *type;
  const ConstVal *value;
  Object *object;
  uint32_t captures;
} Search;

static bool visit(Node *node, void *context) {
  Search *s = context;
  if (node->kind == NODE_NAME && strcmp(((NameExpr *)node)->name->text, s->name) == 0) {
    Expr *x = (Expr *)node;
    s->mode = info_mode(s->info, x);
    s->type = info_type(s->info, x);
    s->value = info_value(s->info, x);
    s->object = info_object(s->info, (NameExpr *)node);
  }
  if (node->kind == NODE_FUNC_LIT) s->captures = info_literal(s->info, (FuncLit *)node)->capture_count;
  return true;
}

// What is known of the last mention of a name.
static Search search(const Info *info, const File *file, const char *name) {
  Search s = {.info = info, .name = name};
  for (uint32_t i = 0; i < file->decls.len; i++) syntax_walk(&file->decls.data[i]->node, visit, &s);
  return s;
}

int main(void) {
  Session *session = session_new(1);
  syntax_init(session);
  types_init(session);
  Info *base = session->universe->info, *variant = info_new(base);
  File *shared = parse(session, "shared.go", shared_text), *number = parse(session, "a.go", "package p\nvar y int\n"),
       *text = parse(session, "b.go", "package p\nconst y = \"text\"\n"),
       *alone = parse(session, "c.go", "package p\nvar w int\n");

  EXPECT(search(base, shared, "y").type == NULL);
  Package *p = check(session, NULL, shared, number), *q = check(session, variant, shared, text);
  check(session, NULL, alone, parse(session, "d.go", "package p\n"));

  Search in_p = search(base, shared, "y"), in_q = search(variant, shared, "y");
  EXPECT(p->info == base && q->info == variant);
  EXPECT(in_p.mode == MODE_VARIABLE && in_p.type == session->universe->basic[BASIC_INT] && !in_p.value);
  EXPECT(in_q.mode == MODE_CONSTANT && in_q.type == session->universe->basic[BASIC_STRING] && in_q.value);
  EXPECT(in_p.object != in_q.object && in_p.object->package == p && in_q.object->package == q);
  EXPECT(search(base, shared, "z").captures == 1 && search(variant, shared, "z").captures == 1);
  EXPECT(search(variant, alone, "w").object == search(base, alone, "w").object);  // the base's
  EXPECT(search(base, text, "y").mode == MODE_INVALID);                           // not the other way round
  diags_flush(session->diags, 1, 0);
  info_free(variant);
  printf("%s\n", failures ? "FAILED" : "ok");
  return failures != 0;
}
