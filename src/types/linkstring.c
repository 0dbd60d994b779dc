// Types as programs see them at run time (reflect's String: packages by name)
// and as symbols and descriptors distinguish them (packages by path, type
// arguments always by path). The spelling is that of cmd/compile: spaces inside
// braces, "interface {}" for any, uint8 for byte. What its back end says to the user
// is spelled so, too, but for the names of the package at hand, any, byte and rune.
#include "base/unicode.h"
#include "types/core.h"

typedef struct LinkWriter {
  Text text;
  bool paths;           // packages by path, unexported names qualified
  bool message;         // for the user: any, byte and rune, where names are not by path
  const Package *here;  // not named, likewise
} LinkWriter;

static void link_type(LinkWriter *w, Type *t);

static const char *link_package_name(const LinkWriter *w, const Package *p) {
  return w->paths ? p->symbol_path ? p->symbol_path : p->path : p->name->text;
}

static void link_package(LinkWriter *w, const Package *p) {
  if (p && (w->paths || p != w->here)) text_add_format(&w->text, "%s.", link_package_name(w, p));
}

static void link_params(LinkWriter *w, Tuple *t, bool variadic) {
  text_add(&w->text, "(");
  for (uint32_t i = 0; i < tuple_len(t); i++) {
    Type *v = t->vars[i]->type;
    if (i > 0) text_add(&w->text, ", ");
    if (variadic && i + 1 == t->len && under(v)->kind == TYPE_SLICE) {
      text_add(&w->text, "...");
      v = ((Slice *)under(v))->elem;
    }
    link_type(w, v);
  }
  text_add(&w->text, ")");
}

static void link_signature(LinkWriter *w, Signature *s) {
  link_params(w, s->params, s->variadic);
  uint32_t n = tuple_len(s->results);
  if (n == 0) return;
  text_add(&w->text, " ");
  if (n == 1) link_type(w, s->results->vars[0]->type);
  else link_params(w, s->results, false);
}

static void link_struct(LinkWriter *w, Struct *s) {
  text_add(&w->text, "struct {");
  for (uint32_t i = 0; i < s->field_count; i++) {
    Object *f = s->fields[i];
    const Name *tag = struct_tag(s, i);
    text_add(&w->text, i > 0 ? "; " : " ");
    if (!f->embedded) {
      if (w->paths && !f->name->exported) link_package(w, f->package);
      text_add_format(&w->text, "%s ", f->name->text);
    }
    link_type(w, f->type);
    if (tag && tag->len > 0) text_add_format(&w->text, " %s", text_quote(w->text.arena, tag->text, tag->len));
  }
  text_add(&w->text, s->field_count > 0 ? " }" : "}");
}

static void link_interface(LinkWriter *w, Interface *t) {
  TypeSet *s = type_set_of(t);
  text_add(&w->text, "interface {");
  for (uint32_t i = 0; i < s->method_count; i++) {
    Object *m = s->methods[i];
    text_add(&w->text, i > 0 ? "; " : " ");
    if (!m->name->exported && m->package) text_add_format(&w->text, "%s.", link_package_name(w, m->package));
    text_add(&w->text, m->name->text);
    link_signature(w, (Signature *)m->type);
  }
  text_add(&w->text, s->method_count > 0 ? " }" : "}");
}

static void link_named(LinkWriter *w, Named *n) {
  link_package(w, n->object->package);
  text_add(&w->text, n->object->name->text);
  if (n->type_args) {
    bool paths = w->paths;
    w->paths = true;  // they are part of the name
    text_add(&w->text, "[");
    for (uint32_t i = 0; i < n->type_args->len; i++) {
      if (i > 0) text_add(&w->text, ",");
      link_type(w, n->type_args->data[i]);
    }
    text_add(&w->text, "]");
    w->paths = paths;
  }
  uint32_t id = n->origin ? n->origin->id : n->id;
  if (w->paths && id) text_add_format(&w->text, "·%u", id);  // local types of equal names
}

static void link_chan(LinkWriter *w, ChanType *t) {
  static const char *const words[] = {
      [CHAN_BOTH] = "chan ", [CHAN_SEND_ONLY] = "chan<- ", [CHAN_RECV_ONLY] = "<-chan "};
  Type *elem = unalias(t->elem);
  text_add(&w->text, words[t->dir]);
  bool parens = t->dir == CHAN_BOTH && elem->kind == TYPE_CHAN && ((ChanType *)elem)->dir == CHAN_RECV_ONLY;
  if (parens) text_add(&w->text, "(");
  link_type(w, elem);
  if (parens) text_add(&w->text, ")");
}

static const char *basic_name(const LinkWriter *w, Basic *b) {
  bool alias = w->message && !w->paths;  // byte and rune stay
  switch (b->basic_kind) {
    case BASIC_UINT8: return alias ? b->name->text : "uint8";
    case BASIC_INT32: return alias ? b->name->text : "int32";
    case BASIC_UNSAFE_POINTER: return "unsafe.Pointer";
    default: return b->name->text;
  }
}

// The predeclared any?
static bool is_any(const Type *t) { return t->kind == TYPE_ALIAS && !((const Alias *)t)->object->package; }

static void link_type(LinkWriter *w, Type *t) {
  if (w->message && !w->paths && is_any(t)) {
    text_add(&w->text, "any");
    return;
  }
  t = unalias(t);
  assert(t);
  switch ((TypeKind)t->kind) {
    case TYPE_BASIC: text_add(&w->text, basic_name(w, (Basic *)t)); break;
    case TYPE_ARRAY:
      text_add_format(&w->text, "[%lld]", (long long)((Array *)t)->length);
      link_type(w, ((Array *)t)->elem);
      break;
    case TYPE_SLICE:
      text_add(&w->text, "[]");
      link_type(w, ((Slice *)t)->elem);
      break;
    case TYPE_POINTER:
      text_add(&w->text, "*");
      link_type(w, ((Pointer *)t)->elem);
      break;
    case TYPE_MAP:
      text_add(&w->text, "map[");
      link_type(w, ((MapType *)t)->key);
      text_add(&w->text, "]");
      link_type(w, ((MapType *)t)->elem);
      break;
    case TYPE_CHAN: link_chan(w, (ChanType *)t); break;
    case TYPE_STRUCT: link_struct(w, (Struct *)t); break;
    case TYPE_TUPLE: link_params(w, (Tuple *)t, false); break;
    case TYPE_SIGNATURE:
      text_add(&w->text, "func");
      link_signature(w, (Signature *)t);
      break;
    case TYPE_INTERFACE: link_interface(w, (Interface *)t); break;
    case TYPE_NAMED: link_named(w, (Named *)t); break;
    case TYPE_TYPE_PARAM: text_add(&w->text, ((TypeParam *)t)->object->name->text); break;
    case TYPE_UNION:
    case TYPE_ALIAS: ice("types", "linkstring", "a constraint has no run-time name");
  }
}

const char *types_string(Arena *arena, Type *type, TypeQualifier qualifier, Package *relative) {
  if (qualifier == QUALIFY_RELATIVE) {
    TypeWriter w = {.text = {.arena = arena}, .relative = relative};
    write_type(&w, type);
    return text_string(&w.text);
  }
  LinkWriter w = {.text = {.arena = arena},
                  .paths = qualifier == QUALIFY_PATH,
                  .message = qualifier == QUALIFY_BACK_END,
                  .here = qualifier == QUALIFY_BACK_END ? relative : NULL};
  link_type(&w, type);
  return text_string(&w.text);
}
