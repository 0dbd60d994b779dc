// Types as text, as gc's messages show them. (The names that programs see at
// run time and that symbols are made of come from linkstring.c.)
#include "base/unicode.h"
#include "types/core.h"

// ---- growing texts

void text_add_bytes(Text *t, const char *s, size_t len) {
  if (t->len + len + 1 > t->cap) {
    size_t cap = (t->len + len + 1) * 2 + 32;
    char *grown = arena_array(t->arena, char, cap);
    if (t->len) memcpy(grown, t->data, t->len);
    t->data = grown;
    t->cap = cap;
  }
  memcpy(t->data + t->len, s, len);
  t->len += len;
  t->data[t->len] = 0;
}

void text_add(Text *t, const char *s) { text_add_bytes(t, s, strlen(s)); }

void text_add_format(Text *t, const char *format, ...) {
  va_list args;
  va_start(args, format);
  text_add(t, arena_vprintf(t->arena, format, args));
  va_end(args);
}

const char *text_string(Text *t) { return t->data ? t->data : ""; }

// ---- parts

void write_package_prefix(TypeWriter *w, Package *p) {
  if (!p) return;
  const char *s;
  if (w->c) {
    s = check_qualifier(w->c, p);
  } else if (w->qualifier == QUALIFY_NAME) {
    s = p->name->text;
  } else {
    s = w->relative == p ? "" : p->symbol_path ? p->symbol_path : p->path;
  }
  if (*s) text_add_format(&w->text, "%s.", s);
}

static void write_type_name(TypeWriter *w, Object *o) {
  write_package_prefix(w, o->package);
  text_add(&w->text, o->name->text);
}

static void write_type_list(TypeWriter *w, TypeList *list) {
  text_add(&w->text, "[");
  for (uint32_t i = 0; i < type_list_len(list); i++) {
    if (i > 0) text_add(&w->text, ", ");
    write_type(w, list->data[i]);
  }
  text_add(&w->text, "]");
}

// Neighbours with the same constraint share it.
void write_type_params(TypeWriter *w, TypeParamList *list) {
  text_add(&w->text, "[");
  Type *previous = NULL;
  for (uint32_t i = 0; i < list->len; i++) {
    TypeParam *p = list->data[i];
    if (i > 0) {
      if (p->bound != previous) {
        text_add(&w->text, " ");
        write_type(w, previous);
      }
      text_add(&w->text, ", ");
    }
    previous = p->bound;
    write_type(w, &p->type);
  }
  if (previous) {
    text_add(&w->text, " ");
    write_type(w, previous);
  }
  text_add(&w->text, "]");
}

static void write_tuple(TypeWriter *w, Tuple *t, bool variadic) {
  text_add(&w->text, "(");
  for (uint32_t i = 0; i < tuple_len(t); i++) {
    Object *v = t->vars[i];
    if (i > 0) text_add(&w->text, ", ");
    if (v->name && v->name->len > 0 && !w->no_param_names) text_add_format(&w->text, "%s ", v->name->text);
    if (!variadic || i + 1 < t->len) {
      write_type(w, v->type);
    } else if (v->type && v->type->kind == TYPE_SLICE) {
      text_add(&w->text, "...");
      write_type(w, ((Slice *)v->type)->elem);
    } else {  // append([]byte, string...)
      write_type(w, v->type);
      text_add(&w->text, "...");
    }
  }
  text_add(&w->text, ")");
}

void write_signature(TypeWriter *w, Signature *s) {
  if (s->type_params) write_type_params(w, s->type_params);
  write_tuple(w, s->params, s->variadic);
  uint32_t n = tuple_len(s->results);
  if (n == 0) return;
  text_add(&w->text, " ");
  const Name *first = s->results->vars[0]->name;
  if (n == 1 && (!first || first->len == 0)) {
    write_type(w, s->results->vars[0]->type);
  } else {
    write_tuple(w, s->results, false);
  }
}

static void write_struct(TypeWriter *w, Struct *t) {
  text_add(&w->text, "struct{");
  for (uint32_t i = 0; i < t->field_count; i++) {
    Object *f = t->fields[i];
    if (i > 0) text_add(&w->text, "; ");
    bool annotate = w->package_info && !f->name->exported && f->package;
    if (annotate) w->package_info = false;  // once is enough
    if (!f->embedded) text_add_format(&w->text, "%s ", f->name->text);
    write_type(w, f->type);
    if (annotate) text_add_format(&w->text, " /* package %s */ ", f->package->path);
    const Name *tag = struct_tag(t, i);
    if (tag && tag->len > 0) text_add_format(&w->text, " %s", text_quote(w->text.arena, tag->text, tag->len));
  }
  text_add(&w->text, "}");
}

static void write_interface(TypeWriter *w, Interface *t) {
  if (w->universe && &t->type == w->universe->empty_interface) {
    text_add(&w->text, "any");
    return;
  }
  if (w->universe && &t->type == ((Named *)w->universe->comparable_type)->underlying) {
    text_add(&w->text, "interface{comparable}");
    return;
  }
  if (t->implicit) {
    if (t->method_count == 0 && t->embedded_count == 1) {
      write_type(w, t->embeddeds[0]);
      return;
    }
    text_add(&w->text, "/* implicit */ ");
  }
  text_add(&w->text, "interface{");
  bool first = true;
  for (uint32_t i = 0; i < t->method_count; i++, first = false) {
    if (!first) text_add(&w->text, "; ");
    text_add(&w->text, t->methods[i]->name->text);
    if (t->methods[i]->type) write_signature(w, (Signature *)t->methods[i]->type);
  }
  for (uint32_t i = 0; i < t->embedded_count; i++, first = false) {
    if (!first) text_add(&w->text, "; ");
    write_type(w, t->embeddeds[i]);
  }
  text_add(&w->text, "}");
}

void write_terms(TypeWriter *w, TermList terms) {
  if (terms.all) text_add(&w->text, "𝓤");
  else if (terms.len == 0) text_add(&w->text, "∅");
  for (uint32_t i = 0; i < terms.len; i++) {
    if (i > 0) text_add(&w->text, " | ");
    if (terms.terms[i].tilde) text_add(&w->text, "~");
    write_type(w, terms.terms[i].type);
  }
}

static void write_chan(TypeWriter *w, ChanType *t) {
  static const char *const words[] = {
      [CHAN_BOTH] = "chan ", [CHAN_SEND_ONLY] = "chan<- ", [CHAN_RECV_ONLY] = "<-chan "};
  text_add(&w->text, words[t->dir]);
  bool parens =
      t->dir == CHAN_BOTH && t->elem && t->elem->kind == TYPE_CHAN && ((ChanType *)t->elem)->dir == CHAN_RECV_ONLY;
  if (parens) text_add(&w->text, "(");
  write_type(w, t->elem);
  if (parens) text_add(&w->text, ")");
}

static void write_type_param(TypeWriter *w, TypeParam *t) {
  if (!t->object) {
    text_add(&w->text, "<unnamed type parameter>");
    return;
  }
  text_add(&w->text, t->object->name->text);
  // A type parameter called like a predeclared type would mislead.
  if (w->universe && w->sources && scope_lookup(w->universe->scope, t->object->name)) {
    Place p = source_place(w->sources, t->object->pos);
    text_add_format(&w->text, " /* with %s declared at %s:%u:%u */", t->object->name->text, p.path ? p.path : "?",
                    p.line, p.column);
  }
}

static void write_named(TypeWriter *w, Object *o, TypeList *args, TypeParamList *params) {
  write_type_name(w, o);
  if (args) write_type_list(w, args);
  else if (params) write_type_params(w, params);
}

static const char *const kind_names[] = {
    [TYPE_BASIC] = "Basic",          [TYPE_ARRAY] = "Array", [TYPE_SLICE] = "Slice",         [TYPE_STRUCT] = "Struct",
    [TYPE_POINTER] = "Pointer",      [TYPE_TUPLE] = "Tuple", [TYPE_SIGNATURE] = "Signature", [TYPE_UNION] = "Union",
    [TYPE_INTERFACE] = "Interface",  [TYPE_MAP] = "Map",     [TYPE_CHAN] = "Chan",           [TYPE_NAMED] = "Named",
    [TYPE_TYPE_PARAM] = "TypeParam", [TYPE_ALIAS] = "Alias"};

static void write_any_type(TypeWriter *w, Type *t) {
  switch ((TypeKind)t->kind) {
    case TYPE_BASIC: {
      Basic *b = (Basic *)t;
      if (b->basic_kind == BASIC_UNSAFE_POINTER && w->universe) write_package_prefix(w, w->universe->unsafe_package);
      else if (b->basic_kind == BASIC_UNSAFE_POINTER) text_add(&w->text, "unsafe.");
      text_add(&w->text, b->name->text);
      break;
    }
    case TYPE_ARRAY:
      text_add_format(&w->text, "[%lld]", (long long)((Array *)t)->length);
      write_type(w, ((Array *)t)->elem);
      break;
    case TYPE_SLICE:
      text_add(&w->text, "[]");
      write_type(w, ((Slice *)t)->elem);
      break;
    case TYPE_STRUCT: write_struct(w, (Struct *)t); break;
    case TYPE_POINTER:
      text_add(&w->text, "*");
      write_type(w, ((Pointer *)t)->elem);
      break;
    case TYPE_TUPLE: write_tuple(w, (Tuple *)t, false); break;
    case TYPE_SIGNATURE:
      text_add(&w->text, "func");
      write_signature(w, (Signature *)t);
      break;
    case TYPE_UNION:
      if (((Union *)t)->len == 0) text_add(&w->text, "<empty union>");
      else write_terms(w, (TermList){false, ((Union *)t)->len, ((Union *)t)->terms});
      break;
    case TYPE_INTERFACE: write_interface(w, (Interface *)t); break;
    case TYPE_MAP:
      text_add(&w->text, "map[");
      write_type(w, ((MapType *)t)->key);
      text_add(&w->text, "]");
      write_type(w, ((MapType *)t)->elem);
      break;
    case TYPE_CHAN: write_chan(w, (ChanType *)t); break;
    case TYPE_NAMED: write_named(w, ((Named *)t)->object, ((Named *)t)->type_args, ((Named *)t)->type_params); break;
    case TYPE_TYPE_PARAM: write_type_param(w, (TypeParam *)t); break;
    case TYPE_ALIAS: write_named(w, ((Alias *)t)->object, ((Alias *)t)->type_args, ((Alias *)t)->type_params); break;
  }
}

void write_type(TypeWriter *w, Type *t) {
  enum { OPEN = sizeof w->open / sizeof *w->open, TOO_DEEP = 1000 };
  if (!t) {
    text_add(&w->text, "<nil>");
    return;
  }
  for (uint32_t i = 0; i < w->depth && i < OPEN; i++) {
    if (w->open[i] != t) continue;
    text_add_format(&w->text, "<cycle to *%s>", kind_names[t->kind]);
    return;
  }
  if (w->depth > TOO_DEEP) {
    text_add(&w->text, "...");
    return;
  }
  if (w->depth < OPEN) w->open[w->depth] = t;
  w->depth++;
  write_any_type(w, t);
  w->depth--;
}

TypeWriter checker_writer(Checker *c) {
  return (TypeWriter){.text = {.arena = c->arena}, .c = c, .sources = c->session->sources, .universe = c->universe};
}
