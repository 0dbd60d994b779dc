// Declarations (Spec: Declarations and scope): one object's declaration is
// checked in its own environment, once, when first needed; the path of objects
// in progress finds cycles.
#include <string.h>

#include "types/internal.h"

void error_add_other(ErrorBuilder *e, Object *object) {
  // "other", not "previous": the declaration seen first need not stand first.
  if (object->pos) error_add(e, object->pos, "other declaration of %s", object->name->text);
}

void check_declare(Checker *c, Scope *scope, NameExpr *id, Object *object, Pos pos) {
  if (!object->name->blank) {
    Object *other = scope_insert(c->arena, scope, object);
    if (other) {
      ErrorBuilder e = {.checker = c};
      error_add(&e, object->pos, "%s redeclared in this block", object->name->text);
      error_add_other(&e, other);
      error_report(&e);
      return;
    }
    object->scope_pos = pos;
  }
  if (id) check_record_object(c, id, object);
}

// ---- cycles

// Orders positions of different files by file name, as gc's cmpPos does.
static bool position_before(Checker *c, Pos a, Pos b) {
  SourceSet *sources = c->session->sources;
  SourceFile *file_a = source_of(sources, a), *file_b = source_of(sources, b);
  if (file_a == file_b || !file_a || !file_b) return a < b;
  int order = strcmp(file_a->display, file_b->display);
  return order ? order < 0 : a < b;
}

uint32_t check_first_in_source(Object **path, uint32_t len) {
  uint32_t first = 0;
  Checker *c = NULL;
  for (uint32_t i = 0; i < len && !c; i++)
    if (path[i]->package) c = path[i]->package->checker;
  for (uint32_t i = 1; i < len; i++)
    if (c ? position_before(c, path[i]->pos, path[first]->pos) : path[i]->pos < path[first]->pos) first = i;
  return first;
}

// An object's name as cycle errors show it: qualified if it is of another package.
static const char *cycle_name(Checker *c, Object *object) {
  if (!object->package || object->package == c->package) return object->name->text;
  return str_printf(c, "%s.%s", object->package->name->text, object->name->text);
}

void check_cycle_error(Checker *c, Object **cycle, uint32_t len, uint32_t start) {
  Object *object = cycle[start];
  bool is_type = object->kind == OBJECT_TYPE_NAME;
  if (is_type && object->type && object->type->kind == TYPE_ALIAS) {
    Alias *alias = (Alias *)object->type;  // no errors that follow from it
    alias->from_rhs = c->universe->basic[BASIC_INVALID];
  }
  if (len == 1) {
    check_error_pos(
        c, object->pos,
        is_type ? "invalid recursive type: %s refers to itself" : "invalid cycle in declaration: %s refers to itself",
        cycle_name(c, object));
    return;
  }
  ErrorBuilder e = {.checker = c};
  error_add(&e, object->pos, is_type ? "invalid recursive type %s" : "invalid cycle in declaration of %s",
            cycle_name(c, object));
  for (uint32_t i = 0; i < len; i++) {
    Object *next = cycle[(start + i + 1) % len];
    error_add(&e, object->pos, "%s refers to %s", cycle_name(c, object), cycle_name(c, next));
    object = next;
  }
  error_report(&e);
}

// Whether the cycle from path[start] on is allowed; reports it if not.
static bool valid_cycle(Checker *c, int start) {
  Object **cycle = c->object_path.data + start;
  uint32_t len = c->object_path.len - (uint32_t)start, values = 0, definitions = 0;
  for (uint32_t i = 0; i < len; i++) {
    Object *object = cycle[i];
    if (object->kind == OBJECT_CONST || object->kind == OBJECT_VAR) {
      values++;
    } else if (object->kind == OBJECT_TYPE_NAME) {
      // Cycles through type parameter lists are fine.
      if (c->env.in_type_param_list && object->type && is_generic(object->type)) return true;
      if (!object->is_alias) definitions++;
    }
  }
  // Cycles of constants and variables only are found with the initialization order.
  if (values == len) return true;
  // Types (and functions) only: valid if some type is defined; aliases alone would expand forever.
  if (!values && definitions) return true;
  check_cycle_error(c, cycle, len, check_first_in_source(cycle, len));
  return false;
}

// ---- constants and variables

static void const_decl(Checker *c, Object *object, Expr *type_expr, Expr *init, bool inherited) {
  const ConstVal *saved_iota = c->env.iota;
  Pos saved_pos = c->env.err_pos;
  c->env.iota = object->value;
  c->env.err_pos = 0;
  object->value = const_unknown();  // a valid value whatever happens

  bool valid = true;
  if (type_expr) {
    Type *t = check_type(c, type_expr);
    if (!is_const_type(t)) {
      if (is_valid(under(t))) check_error(c, type_expr, "invalid constant type %s", str_type(c, t));
      object->type = c->universe->basic[BASIC_INVALID];
      valid = false;
    } else {
      object->type = t;
    }
  }
  if (valid) {
    Operand x = {0};
    if (init) {
      // Errors in an inherited expression are reported at the constant: the expression stands elsewhere.
      if (inherited) c->env.err_pos = object->pos;
      check_expr(c, NULL, &x, init);
    }
    check_init_const(c, object, &x);
  }
  c->env.iota = saved_iota;
  c->env.err_pos = saved_pos;
}

static void var_decl(Checker *c, Object *object, ObjectVec *lhs, Expr *type_expr, Expr *init) {
  if (type_expr) object->type = check_var_type(c, type_expr);
  if (!init) {
    if (!type_expr) object->type = c->universe->basic[BASIC_INVALID];  // reported by check_arity
    return;
  }
  if (!lhs || lhs->len <= 1) {
    Operand x = {0};
    check_expr(c, new_target(c, object->type, object->name->text), &x, init);
    check_init_var(c, object, &x, "variable declaration");
    return;
  }
  // Several variables and one initializer: all get the declared type first.
  if (type_expr)
    for (uint32_t i = 0; i < lhs->len; i++) lhs->data[i]->type = object->type;
  check_init_vars(c, lhs->data, lhs->len, &init, 1, NULL);
}

// ---- types

typedef struct TypeDeclCheck {
  Object *object;
  TypeDecl *decl;
  Type *rhs;
  bool version_error;
} TypeDeclCheck;

static bool is_imported_constraint(Checker *c, Type *t) {
  Named *named = t ? as_named(t) : NULL;
  if (!named || named->object->package == c->package || !named->object->package) return false;
  Type *u = under(t);
  return u->kind == TYPE_INTERFACE && !type_set_is_method_set(types_type_set(c->session, (Interface *)u));
}

// Delayed: the declared type must not contain itself, nor, before go1.18, be an imported constraint.
static void check_declared(Checker *c, void *data) {
  TypeDeclCheck *check = data;
  Named *named = check->object->type ? as_named(check->object->type) : NULL;
  if (named) check_valid_type(c, named);
  if (!check->version_error && is_imported_constraint(c, check->rhs))
    check_verify_version(c, check->decl->type_expr, "go1.18",
                         str_printf(c, "using type constraint %s", str_type(c, check->rhs)));
}

static void alias_decl(Checker *c, TypeDeclCheck *check) {
  TypeDecl *decl = check->decl;
  Field *param0 = decl->type_params.len ? decl->type_params.data[0] : NULL;
  // The highest version first: whoever raises it does so once.
  if (param0 && !check_verify_version(c, param0, "go1.23", "generic type alias")) check->version_error = true;
  if (!check->version_error && !check_verify_version(c, decl, "go1.9", "type alias")) check->version_error = true;
  Alias *alias = check_new_alias(c, check->object, NULL);
  if (param0) {
    check_open_scope(c);
    check_collect_type_params(c, &alias->type_params, &decl->type_params);
  }
  check->rhs = check_declared_type(c, decl->type_expr, check->object);
  alias->from_rhs = check->rhs;
  // Spec: Alias declarations: the given type cannot be a type parameter declared in the same declaration.
  if (check->rhs->kind == TYPE_TYPE_PARAM && alias->type_params) {
    for (uint32_t i = 0; i < alias->type_params->len; i++) {
      if (&alias->type_params->data[i]->type != check->rhs) continue;
      check_error(c, decl->type_expr, "cannot use type parameter declared in alias declaration as RHS");
      alias->from_rhs = c->universe->basic[BASIC_INVALID];
    }
  }
  if (param0) check_close_scope(c);
  unalias(&alias->type);
}

static void type_decl(Checker *c, Object *object, TypeDecl *decl) {
  TypeDeclCheck *check = arena_new(c->arena, TypeDeclCheck);
  check->object = object;
  check->decl = decl;
  check_later(c, check_declared, check);
  if (decl->alias) {
    alias_decl(c, check);
    return;
  }
  bool generic = decl->type_params.len > 0;
  if (generic && !check_verify_version(c, decl->type_params.data[0], "go1.18", "type parameter"))
    check->version_error = true;
  Named *named = check_new_named(c, object, NULL);
  if (generic) {
    check_open_scope(c);
    check_collect_type_params(c, &named->type_params, &decl->type_params);
  }
  check->rhs = check_declared_type(c, decl->type_expr, object);
  named->from_rhs = check->rhs;
  // Spec: Type definitions: the given type cannot be a type parameter.
  if (is_type_param(check->rhs)) {
    check_error(c, decl->type_expr, "cannot use a type parameter as RHS in type declaration");
    named->from_rhs = c->universe->basic[BASIC_INVALID];
  }
  if (generic) check_close_scope(c);
}

// ---- type parameters

TypeParam *check_declare_type_param(Checker *c, NameExpr *name, Pos scope_pos) {
  Object *object = new_object(c->arena, OBJECT_TYPE_NAME, name->expr.node.pos, c->package, name->name, NULL);
  // The constraint is invalid until it is known, never missing.
  TypeParam *param = check_new_type_param(c, object, c->universe->basic[BASIC_INVALID]);
  check_declare(c, c->env.scope, name, object, scope_pos);
  return param;
}

// A constraint. ~T and A|B stand for an implicit interface around them.
static Type *constraint_bound(Checker *c, Expr *x) {
  if (x->node.kind == NODE_OPERATION) {
    Operation *op = (Operation *)x;
    if (op->op == OP_TILDE || op->op == OP_OR) {
      InterfaceTypeExpr *wrapper = arena_new(c->arena, InterfaceTypeExpr);
      Field *field = arena_new(c->arena, Field);
      wrapper->expr = (Expr){{NODE_INTERFACE_TYPE, x->node.pos}, node_id(c->session, &c->ids)};
      field->node = (Node){NODE_FIELD, x->node.pos};
      field->type = x;
      vec_push(c->arena, &wrapper->methods, field);
      Type *t = check_type(c, &wrapper->expr);
      if (t->kind == TYPE_INTERFACE) ((Interface *)t)->implicit = true;
      return t;
    }
  }
  return check_type(c, x);
}

void check_collect_type_params(Checker *c, TypeParamList **out, FieldVec *list) {
  // All names are declared first: constraints may refer to any of them. The scope starts with the list.
  TypeParam **params = arena_array(c->arena, TypeParam *, list->len);
  Pos scope_pos = list->len ? list->data[0]->node.pos : 0;
  for (uint32_t i = 0; i < list->len; i++) params[i] = check_declare_type_param(c, list->data[i]->name, scope_pos);
  // They are bound before the constraints are checked, which may use the generic type itself.
  *out = bind_type_params(c->arena, params, list->len);
  bool saved = c->env.in_type_param_list;
  c->env.in_type_param_list = true;
  Type *bound = NULL;
  for (uint32_t i = 0; i < list->len; i++) {
    Field *field = list->data[i];
    if (!i || field->type != list->data[i - 1]->type) {
      bound = constraint_bound(c, field->type);
      if (is_type_param(bound)) {
        check_error(c, field->type, "cannot use a type parameter as constraint");
        bound = c->universe->basic[BASIC_INVALID];
      }
    }
    params[i]->bound = bound;
  }
  c->env.in_type_param_list = saved;
}

// ---- methods and functions

// Delayed. Spec: Method declarations: the non-blank method and field names of a struct type must be distinct.
static void check_field_uniqueness(Checker *c, void *data) {
  Named *base = data;
  Type *u = under(&base->type);
  if (u->kind != TYPE_STRUCT) return;
  ObjectSet set = {0};
  for (uint32_t i = 0; i < base->method_count; i++) object_set_insert(c->arena, &set, base->methods[i]);
  Struct *structure = (Struct *)u;
  for (uint32_t i = 0; i < structure->field_count; i++) {
    Object *field = structure->fields[i];
    if (field->name->blank) continue;
    // Of a struct type of another package only exported fields can meet methods of this one.
    if (field->package != base->object->package && !field->name->exported) continue;
    Object *other = object_set_insert(c->arena, &set, field);
    if (!other || other->kind != OBJECT_FUNC) continue;
    ErrorBuilder e = {.checker = c};
    error_add(&e, other->pos, "field and method with the same name %s", field->name->text);
    error_add_other(&e, field);
    error_report(&e);
  }
}

static void collect_methods(Checker *c, Object *object) {
  ObjectVec *methods = map_get(&c->methods, map_key(object));
  if (!methods) return;
  map_put(c->arena, &c->methods, map_key(object), NULL);
  Named *base = object->type ? as_named(object->type) : NULL;
  if (base) check_later(c, check_field_uniqueness, base);
  ObjectSet set = {0};
  for (uint32_t i = 0; i < methods->len; i++) {
    Object *method = methods->data[i], *other = object_set_insert(c->arena, &set, method);
    if (other) {
      Place place = source_place(c->session->sources, other->pos);
      check_error_pos(c, method->pos, "method %s.%s already declared at %s:%u:%u", object->name->text,
                      method->name->text, place.path, place.line, place.column);
      continue;
    }
    if (base) named_add_method(c->arena, base, method);
  }
}

// Delayed: the body of a function whose declaration has been checked.
static void check_declared_body(Checker *c, void *data) {
  Object *function = data;
  DeclInfo *info = function->decl_info;
  info->body_checked = true;
  check_func_body(c, info, function, (Signature *)function->type, info->func_decl->body, NULL);
}

static void func_decl(Checker *c, Object *object, DeclInfo *info) {
  Signature *signature = new_signature(c->arena);
  object->type = &signature->type;  // guards against cycles
  FuncDecl *decl = info->func_decl;
  check_func_type(c, signature, decl->receiver, &decl->type_params, decl->type_expr);
  if (decl->type_params.len && !decl->body)
    check_soft_error(c, check_at_pos(&decl->decl.node), "generic function is missing function body");
  if (c->all_bodies && decl->body) {
    info->body_queued = true;
    check_later(c, check_declared_body, object);
  }
}

void check_obj_decl(Checker *c, Object *object) {
  int index = check_path_index(c, object);
  if (index >= 0) {
    // In progress: a cycle, perhaps a valid one. Functions keep their signature, empty so far.
    bool valid = valid_cycle(c, index);
    if (object->kind != OBJECT_FUNC && (!valid || !object->type)) object->type = c->universe->basic[BASIC_INVALID];
    return;
  }
  if (object->type) return;
  DeclInfo *info = object->decl_info;
  if (!info) ice("types", object->name->text, "object without type and declaration");

  check_push(c, object);
  Environment saved = c->env;
  memset(&c->env, 0, sizeof c->env);
  c->env.scope = info->file_scope;
  c->env.version = info->version;
  switch (object->kind) {
    case OBJECT_CONST:
      c->env.decl = info;
      const_decl(c, object, info->type_expr, info->init, info->inherited);
      break;
    case OBJECT_VAR:
      c->env.decl = info;
      var_decl(c, object, info->lhs.len ? &info->lhs : NULL, info->type_expr, info->init);
      break;
    case OBJECT_TYPE_NAME:
      type_decl(c, object, info->type_decl);
      collect_methods(c, object);
      break;
    case OBJECT_FUNC: func_decl(c, object, info); break;
    default: ice("types", object->name->text, "declaration of object kind %d", object->kind);
  }
  c->env = saved;
  check_pop(c);
}

// ---- declarations in functions

static void local_const_decl(Checker *c, ConstDecl *s, ConstGroup *k) {
  uint32_t top = c->delayed.len;
  bool inherited = const_group_next(k, s);
  const ConstVal *iota = const_int64(c->arena, k->iota);
  uint32_t value_count;
  Expr **values = unpack_expr(c, k->last->values, &value_count);
  Object **lhs = arena_array(c->arena, Object *, s->names.len);
  for (uint32_t i = 0; i < s->names.len; i++) {
    NameExpr *name = s->names.data[i];
    lhs[i] = new_object(c->arena, OBJECT_CONST, name->expr.node.pos, c->package, name->name, NULL);
    lhs[i]->value = iota;
    const_decl(c, lhs[i], k->last->type_expr, i < value_count ? values[i] : NULL, inherited);
  }
  check_arity(c, s->decl.node.pos, &s->names, values, value_count, true, inherited);
  // Function literals in the values must not see the new names.
  check_process_delayed(c, top);
  Pos scope_pos = syntax_end_pos(&s->decl.node);
  for (uint32_t i = 0; i < s->names.len; i++) check_declare(c, c->env.scope, s->names.data[i], lhs[i], scope_pos);
}

static void local_var_decl(Checker *c, VarDecl *s) {
  uint32_t top = c->delayed.len, count = s->names.len;
  ObjectVec lhs = {arena_array(c->arena, Object *, count), count, count};
  for (uint32_t i = 0; i < count; i++) {
    NameExpr *name = s->names.data[i];
    lhs.data[i] = new_var(c->arena, VAR_LOCAL, name->expr.node.pos, c->package, name->name, NULL);
    lhs.data[i]->enclosing_function = c->env.function;
  }
  uint32_t value_count;
  Expr **values = unpack_expr(c, s->values, &value_count);
  for (uint32_t i = 0; i < count; i++) {
    bool spread = value_count == 1 && count != 1;
    Expr *init = i < value_count ? values[i] : spread ? values[0] : NULL;
    var_decl(c, lhs.data[i], spread ? &lhs : NULL, s->type_expr, init);
    if (value_count == 1) break;  // the first has given all of them their types
  }
  if (!s->type_expr || s->values) check_arity(c, s->decl.node.pos, &s->names, values, value_count, false, false);
  check_process_delayed(c, top);
  Pos scope_pos = syntax_end_pos(&s->decl.node);
  for (uint32_t i = 0; i < count; i++) check_declare(c, c->env.scope, s->names.data[i], lhs.data[i], scope_pos);
}

static void local_type_decl(Checker *c, TypeDecl *s) {
  Pos pos = s->name->expr.node.pos;
  Object *object = new_object(c->arena, OBJECT_TYPE_NAME, pos, c->package, s->name->name, NULL);
  object->type_name.decl = s;
  object->is_alias = s->alias;
  object->enclosing_function = c->env.function;
  check_declare(c, c->env.scope, s->name, object, pos);  // its scope begins at the identifier
  check_push(c, object);
  type_decl(c, object, s);
  check_pop(c);
}

void check_decl_stmt(Checker *c, DeclVec *list) {
  ConstGroup group = {0};
  for (uint32_t i = 0; i < list->len; i++) {
    Decl *decl = list->data[i];
    if (decl->node.kind != NODE_CONST_DECL) group.last = NULL;
    switch (decl->node.kind) {
      case NODE_CONST_DECL: local_const_decl(c, (ConstDecl *)decl, &group); break;
      case NODE_VAR_DECL: local_var_decl(c, (VarDecl *)decl); break;
      case NODE_TYPE_DECL: local_type_decl(c, (TypeDecl *)decl); break;
      default: ice("types", "check_decl_stmt", "unknown declaration %d", decl->node.kind);
    }
  }
}
