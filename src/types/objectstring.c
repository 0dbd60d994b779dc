// Objects as text, for messages: "var x int", "func (T).m()". Types inside are typestring.c's.
#include "types/core.h"

static void write_func_name(TypeWriter *w, Object *f) {
  Signature *s = (Signature *)f->type;
  if (s && s->receiver) {
    text_add(&w->text, "(");
    if (s->receiver->type && s->receiver->type->kind == TYPE_INTERFACE) text_add(&w->text, "interface");
    else write_type(w, s->receiver->type);
    text_add(&w->text, ").");
  } else if (s && f->package) {
    write_package_prefix(w, f->package);
  }
  text_add(&w->text, f->name->text);
}

static void write_type_decl(TypeWriter *w, Object *o) {
  Type *t = o->type;
  if (t->kind == TYPE_BASIC) return;
  TypeParamList *params = t->kind == TYPE_NAMED   ? ((Named *)t)->type_params
                          : t->kind == TYPE_ALIAS ? ((Alias *)t)->type_params
                                                  : NULL;
  if (params) write_type_params(w, params);
  if (t->kind == TYPE_ALIAS || o->is_alias) {
    text_add(&w->text, " = ");
    write_type(w, t->kind == TYPE_ALIAS ? ((Alias *)t)->from_rhs : t);
  } else {
    text_add(&w->text, " ");
    write_type(w, t->kind == TYPE_TYPE_PARAM ? ((TypeParam *)t)->bound : under(t));
  }
}

void write_object(TypeWriter *w, Object *o) {
  switch ((ObjectKind)o->kind) {
    case OBJECT_PKG_NAME:
      text_add_format(&w->text, "package %s", o->name->text);
      if (o->imported && strcmp(o->imported->path, o->name->text) != 0)
        text_add_format(&w->text, " (\"%s\")", o->imported->path);
      return;
    case OBJECT_CONST: text_add(&w->text, "const "); break;
    case OBJECT_TYPE_NAME: text_add(&w->text, o->type && is_type_param(o->type) ? "type parameter " : "type "); break;
    case OBJECT_VAR: text_add(&w->text, o->var_kind == VAR_FIELD ? "field " : "var "); break;
    case OBJECT_FUNC:
      text_add(&w->text, "func ");
      write_func_name(w, o);
      if (o->type) write_signature(w, (Signature *)o->type);
      return;
    case OBJECT_LABEL: text_add(&w->text, "label "); break;
    case OBJECT_BUILTIN: text_add(&w->text, "builtin "); break;
    case OBJECT_NIL: text_add(&w->text, "nil"); return;
  }
  if (o->package && o->package->scope && scope_lookup(o->package->scope, o->name) == o)
    write_package_prefix(w, o->package);
  text_add(&w->text, o->name->text);
  if (!o->type || o->kind == OBJECT_LABEL || o->kind == OBJECT_BUILTIN) return;
  if (o->kind == OBJECT_TYPE_NAME) {
    write_type_decl(w, o);
  } else {
    text_add(&w->text, " ");
    write_type(w, o->type);
  }
}
