// Identifiers and type expressions (Spec: Types): a tree in, a Type out, and the
// type recorded. Checks that need complete types are delayed.
#include <string.h>

#include "base/unicode.h"
#include "types/internal.h"

// Whether text is an identifier; recovered syntax errors can leave other names in the tree.
static bool is_valid_name(const Name *name) {
  for (size_t i = 0; i < name->len;) {
    uint32_t rune, n = utf8_decode(name->text + i, name->len - i, &rune);
    if (!unicode_is_letter(rune) && rune != '_' && !(i && unicode_is_digit(rune))) return false;
    i += n;
  }
  return true;
}

static const char *object_kind(const Object *object) {
  switch (object->kind) {
    case OBJECT_PKG_NAME: return "package name";
    case OBJECT_CONST: return "constant";
    case OBJECT_TYPE_NAME:
      if (object->is_alias) return "type alias";
      return object->type && is_type_param(object->type) ? "type parameter" : "defined type";
    case OBJECT_VAR: {
      static const char *const kinds[] = {[VAR_PACKAGE] = "package-level variable",
                                          [VAR_LOCAL] = "local variable",
                                          [VAR_RECEIVER] = "receiver",
                                          [VAR_PARAM] = "parameter",
                                          [VAR_RESULT] = "result variable",
                                          [VAR_FIELD] = "struct field"};
      return kinds[object->var_kind];
    }
    case OBJECT_FUNC: return object->type && ((Signature *)object->type)->receiver ? "method" : "function";
    case OBJECT_LABEL: return "label";
    case OBJECT_BUILTIN: return "built-in function";
    default: return "untyped nil";
  }
}

// Reports a name that is not declared, or a universe object that this language version lacks.
static bool usable_object(Checker *c, NameExpr *e, Object *object) {
  if (!object) {
    if (e->name->blank) check_error(c, e, "cannot use _ as value or type");
    else if (is_valid_name(e->name)) check_error(c, e, "undefined: %s", e->name->text);
    return false;
  }
  if (object->kind == OBJECT_TYPE_NAME && object->parent == c->universe->scope &&
      (!strcmp(object->name->text, "any") || !strcmp(object->name->text, "comparable")) &&
      !check_allow_version(c, "go1.18"))
    return check_verify_version(c, e, "go1.18", str_printf(c, "predeclared %s", object->name->text));
  return true;
}

void check_ident(Checker *c, Operand *x, NameExpr *e, bool want_type) {
  x->mode = MODE_INVALID;
  x->expr = &e->expr;
  Scope *where;
  Object *object = env_lookup(c, e->name, &where);
  if (!usable_object(c, e, object)) return;
  check_record_use(c, e, object);

  bool got_type = object->kind == OBJECT_TYPE_NAME;
  if (want_type && !got_type) {
    check_error(c, e, "%s (%s) is not a type", object->name->text, object_kind(object));
    if (object->kind == OBJECT_VAR && object->package == c->package) object->used = true;  // one error is enough
    return;
  }
  // Types of this package go through check_obj_decl each time, to find cycles; objects of other packages never do.
  if (!object->type || (got_type && want_type && object->package == c->package && object->color))
    check_obj_decl(c, object);
  Type *type = object->type;

  if (c->dot_imports.len) check_use_dot_import(c, where, object->name);
  switch (object->kind) {
    case OBJECT_PKG_NAME: check_error(c, e, "use of package %s not in selector", object->name->text); return;
    case OBJECT_CONST:
      check_add_decl_dep(c, object);
      if (!is_valid(type)) return;
      x->value = object->value;
      if (object->parent == c->universe->scope && !strcmp(object->name->text, "iota")) {
        if (!c->env.iota) {
          check_error(c, e, "cannot use iota outside constant declaration");
          return;
        }
        x->value = c->env.iota;
      }
      x->mode = MODE_CONSTANT;
      break;
    case OBJECT_TYPE_NAME: x->mode = MODE_TYPE; break;
    case OBJECT_VAR:
      if (object->package == c->package && !object->used) object->used = true;
      check_add_decl_dep(c, object);
      if (!is_valid(type)) return;
      x->mode = MODE_VARIABLE;
      break;
    case OBJECT_FUNC:
      check_add_decl_dep(c, object);
      x->mode = MODE_VALUE;
      break;
    case OBJECT_BUILTIN:
      x->builtin = object->builtin;
      x->mode = MODE_BUILTIN;
      break;
    case OBJECT_NIL: x->mode = MODE_NIL; break;
    default: ice("types", "check_ident", "object kind %d", object->kind);
  }
  x->type = type;
}

// ---- types of variables

// Whether a type surely is no constraint interface, without completing anything of this package.
static bool surely_var_type(Checker *c, Type *t) {
  t = t->kind == TYPE_ALIAS && ((Alias *)t)->actual ? ((Alias *)t)->actual : t;
  switch (t->kind) {
    case TYPE_ALIAS: return false;
    case TYPE_INTERFACE: {
      Interface *iface = (Interface *)t;
      return iface->complete && !iface->method_count && !iface->embedded_count;
    }
    case TYPE_NAMED: {
      Named *named = (Named *)t;
      Type *rhs = named->origin ? named->origin->from_rhs : named->from_rhs;
      if (rhs && rhs->kind != TYPE_NAMED && rhs->kind != TYPE_ALIAS && rhs->kind != TYPE_INTERFACE &&
          rhs->kind != TYPE_TYPE_PARAM)
        return true;
      if (named->object->package == c->package || named->type_args) return false;
      Type *u = under(t);
      return u->kind != TYPE_INTERFACE || type_set_is_method_set(types_type_set(c->session, (Interface *)u));
    }
    default: return true;
  }
}

typedef struct VarTypeCheck {
  Expr *expr;
  Type *type;
} VarTypeCheck;

// Delayed: constraint interfaces are no types of variables.
static void check_var_type_later(Checker *c, void *data) {
  VarTypeCheck *check = data;
  if (is_type_param(check->type)) return;
  Type *u = under(check->type);
  if (u->kind != TYPE_INTERFACE) return;
  Pos pos = syntax_start_pos(&check->expr->node);
  TypeSet *set = compute_interface_type_set(c, pos, (Interface *)u);
  if (type_set_is_method_set(set)) return;
  check_soft_error(c, pos, "cannot use type %s outside a type constraint: interface %s", str_type(c, check->type),
                   set->comparable ? "is (or embeds) comparable" : "contains type constraints");
}

// Reports, in the end, that e is no type of a variable, if so.
void check_valid_var_type(Checker *c, Expr *e, Type *t) {
  if (surely_var_type(c, t)) return;
  VarTypeCheck *check = arena_new(c->arena, VarTypeCheck);
  *check = (VarTypeCheck){e, t};
  check_later(c, check_var_type_later, check);
}

Type *check_var_type(Checker *c, Expr *e) {
  Type *t = check_declared_type(c, e, NULL);
  check_valid_var_type(c, e, t);
  return t;
}

// ---- instances

typedef struct InstanceCheck {
  Expr *generic;  // the expression of the generic type
  Type *instance;
  Type **args;
  Expr **arg_exprs;
  uint32_t count;
} InstanceCheck;

// Delayed, since the generic type may not be set up yet: number of arguments and constraints.
static void check_instance_later(Checker *c, void *data) {
  InstanceCheck *check = data;
  Pos pos = check->generic->node.pos;
  check_record_instance(c, check->generic, check->args, check->count, check->instance);
  Object *object;
  TypeParamList *params;
  if (check->instance->kind == TYPE_NAMED) {
    Named *named = (Named *)check->instance;
    object = named->object;
    params = named->origin->type_params;
  } else {
    Alias *alias = (Alias *)check->instance;
    object = alias->object;
    params = alias->origin ? alias->origin->type_params : alias->type_params;
  }
  uint32_t want = params ? params->len : 0;
  if (!check_validate_type_arg_len(c, pos, object->name->text, want, check->count)) return;
  char *cause = NULL;
  int failed = check_verify(c, pos, params, check->args, check->count, &cause);
  if (failed >= 0) {
    if ((uint32_t)failed < check->count) pos = syntax_start_pos(&check->arg_exprs[failed]->node);
    check_soft_error(c, pos, "%s", cause);
  } else {
    mono_record_instance(c, pos, params, check->args, check->arg_exprs, check->count);
  }
}

static const char *expr_list_text(Checker *c, Expr **list, uint32_t len) {
  char *text = str_printf(c, "[");
  for (uint32_t i = 0; i < len; i++) text = str_printf(c, "%s%s%s", text, i ? ", " : "", str_expr(c, list[i]));
  return str_printf(c, "%s]", text);
}

static Type *instantiated_type(Checker *c, IndexExpr *e) {
  Type *invalid = c->universe->basic[BASIC_INVALID];
  uint32_t count;
  Expr **arg_exprs = unpack_expr(c, e->index, &count);
  char *cause = NULL;
  Type *generic = check_generic_type(c, e->x, &cause);
  if (cause)
    check_error(c, e->x, "invalid operation: %s%s (%s)", str_expr(c, e->x), expr_list_text(c, arg_exprs, count), cause);
  if (!is_valid(generic)) return generic;
  Type **args = check_type_list(c, arg_exprs, count);
  if (!args) return invalid;
  Type *instance = check_instance(c, e->x->node.pos, generic, args, count);
  if (!instance || (instance->kind != TYPE_NAMED && instance->kind != TYPE_ALIAS)) return invalid;
  check_note_instance(c, instance, e->x->node.pos);
  InstanceCheck *check = arena_new(c->arena, InstanceCheck);
  *check = (InstanceCheck){e->x, instance, args, arg_exprs, count};
  check_later(c, check_instance_later, check);
  return instance;
}

// ---- type literals

static void invalid_array_length(Checker *c, Operand *x) {
  const char *text = str_operand(c, x);
  if (is_integer(x->type)) check_error(c, x->expr, "invalid array length %s", text);
  else check_error(c, x->expr, "array length %s must be integer", text);
}

// The value of an array length, or -1 after an error.
int64_t check_array_length(Checker *c, Expr *e) {
  if (e->node.kind == NODE_NAME) {
    // type T[P any] with a forgotten constraint reads as an array: say so.
    const Name *name = ((NameExpr *)e)->name;
    Object *object = env_lookup(c, name, NULL);
    if (!object) {
      check_error(c, e, "undefined array length %s or missing type constraint", name->text);
      return -1;
    }
    if (object->kind != OBJECT_CONST) {
      check_error(c, e, "invalid array length %s", name->text);
      return -1;
    }
  }
  Operand x = {0};
  check_expr(c, NULL, &x, e);
  if (x.mode != MODE_CONSTANT) {
    if (x.mode != MODE_INVALID) check_error(c, x.expr, "array length %s must be constant", str_operand(c, &x));
    return -1;
  }
  if (is_untyped(x.type) || is_integer(x.type)) {
    const ConstVal *value = const_to_int(c->arena, x.value);
    int64_t length;
    if (const_kind(value) == CONST_INT && representable_const(c, value, (Basic *)c->universe->basic[BASIC_INT], NULL) &&
        const_int64_value(value, &length) && length >= 0)
      return length;
  }
  invalid_array_length(c, &x);
  return -1;
}

static void check_map_key(Checker *c, void *data) {
  MapTypeExpr *e = data;
  Type *key = ((MapType *)info_type(c->info, &e->expr))->key;
  if (types_comparable(key)) return;
  check_error(c, e->key, "invalid map key type %s%s", str_type(c, key),
              is_type_param(key) ? " (missing comparable constraint)" : "");
}

static Type *map_type(Checker *c, MapTypeExpr *e) {
  Type *key = check_var_type(c, e->key);
  Type *t = new_map(c->arena, key, check_var_type(c, e->value));
  check_page(c, e->expr.id)->types[e->expr.id % NODE_PAGE] = t;
  // Spec: Map types: == must be defined for keys. Delayed: needs complete types.
  if (key->kind != TYPE_BASIC && key->kind != TYPE_POINTER) check_later(c, check_map_key, e);
  return t;
}

static Type *array_type(Checker *c, ArrayTypeExpr *e) {
  int64_t length = -1;
  if (e->length) length = check_array_length(c, e->length);
  else check_error(c, e, "invalid use of [...] array (outside a composite literal)");
  Type *elem = check_var_type(c, e->elem);
  return length >= 0 ? new_array(c->arena, elem, length) : c->universe->basic[BASIC_INVALID];
}

static Type *pointer_type(Checker *c, Operation *e) {
  Pointer *t = (Pointer *)new_pointer(c->arena, c->universe->basic[BASIC_INVALID]);
  t->elem = check_var_type(c, e->x);
  // A pointer to an invalid type would only lead to more errors.
  return is_valid(t->elem) ? &t->type : t->elem;
}

// A name or selector used as a type.
static Type *named_type(Checker *c, Expr *e) {
  Operand x = {0};
  if (e->node.kind == NODE_NAME) check_ident(c, &x, (NameExpr *)e, true);
  else check_selector(c, &x, (SelectorExpr *)e, true);
  if (x.mode == MODE_TYPE) return x.type;
  if (x.mode == MODE_NO_VALUE) check_error(c, x.expr, "%s used as type", str_operand(c, &x));
  else if (x.mode != MODE_INVALID) check_error(c, x.expr, "%s is not a type", str_operand(c, &x));
  return c->universe->basic[BASIC_INVALID];
}

// def: the name whose declaration has e as its right side, or NULL.
static Type *type_internal(Checker *c, Expr *e, Object *def) {
  switch (e->node.kind) {
    case NODE_BAD_EXPR: break;  // reported by the parser
    case NODE_NAME:
    case NODE_SELECTOR_EXPR: return named_type(c, e);
    case NODE_INDEX_EXPR:
      check_verify_version(c, e, "go1.18", "type instantiation");
      return instantiated_type(c, (IndexExpr *)e);
    case NODE_PAREN_EXPR: return check_declared_type(c, ((ParenExpr *)e)->x, def);
    case NODE_ARRAY_TYPE: return array_type(c, (ArrayTypeExpr *)e);
    case NODE_SLICE_TYPE: return new_slice(c->arena, check_var_type(c, ((SliceTypeExpr *)e)->elem));
    case NODE_DOTS_TYPE: check_error(c, e, "invalid use of ..."); break;
    case NODE_STRUCT_TYPE: {
      Struct *t = arena_new(c->arena, Struct);
      t->type.kind = TYPE_STRUCT;
      check_struct_type(c, t, (StructTypeExpr *)e);
      return &t->type;
    }
    case NODE_OPERATION: {
      Operation *op = (Operation *)e;
      if (op->op == OP_MUL && !op->y) return pointer_type(c, op);
      check_error(c, e, "%s is not a type", str_expr(c, e));
      check_use(c, &e, 1);
      break;
    }
    case NODE_FUNC_TYPE: {
      Signature *t = new_signature(c->arena);
      check_func_type(c, t, NULL, NULL, (FuncTypeExpr *)e);
      return &t->type;
    }
    case NODE_INTERFACE_TYPE: {
      Interface *t = new_interface(c);
      check_interface_type(c, t, (InterfaceTypeExpr *)e, def);
      return &t->type;
    }
    case NODE_MAP_TYPE: return map_type(c, (MapTypeExpr *)e);
    case NODE_CHAN_TYPE: {
      ChanTypeExpr *chan = (ChanTypeExpr *)e;
      return new_chan(c->arena, chan->dir, check_var_type(c, chan->elem));
    }
    default:
      check_error(c, e, "%s is not a type", str_expr(c, e));
      check_use(c, &e, 1);
      break;
  }
  return c->universe->basic[BASIC_INVALID];
}

static void record_type(Checker *c, Expr *e, Type *t) {
  InfoPage *page = check_page(c, e->id);
  page->modes[e->id % NODE_PAGE] = MODE_TYPE;
  page->types[e->id % NODE_PAGE] = t;
}

Type *check_type(Checker *c, Expr *e) { return check_declared_type(c, e, NULL); }

Type *check_declared_type(Checker *c, Expr *e, Object *def) {
  Type *t = type_internal(c, e, def);
  if (is_generic(t)) {
    check_error(c, e, "cannot use generic type %s without instantiation", str_type(c, t));
    t = c->universe->basic[BASIC_INVALID];
  }
  record_type(c, e, t);
  return t;
}

Type *check_generic_type(Checker *c, Expr *e, char **cause) {
  Type *t = type_internal(c, e, NULL);
  if (is_valid(t) && !is_generic(t)) {
    if (cause) *cause = str_printf(c, "%s is not a generic type", str_type(c, t));
    t = c->universe->basic[BASIC_INVALID];
  }
  record_type(c, e, t);
  return t;
}

Type **check_type_list(Checker *c, Expr **list, uint32_t len) {
  Type **types = arena_array(c->arena, Type *, len ? len : 1);
  bool valid = true;
  for (uint32_t i = 0; i < len; i++) {
    types[i] = check_var_type(c, list[i]);
    if (!is_valid(types[i])) valid = false;
  }
  return valid ? types : NULL;
}
