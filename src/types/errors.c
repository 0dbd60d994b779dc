// Reports of the checker, with gc's words: one place where positions are
// overridden (inherited constants), follow-up errors are dropped, and version
// errors learn why a version applies. And the texts that messages are made of.
#include "types/core.h"

// Positions of reports about nodes are their leftmost ones.
Pos check_at_pos(const Node *node) { return node ? syntax_start_pos(node) : 0; }

// ---- how a message names packages

struct PackageNames {
  Map seen;       // Package* visited
  Map by_name;    // Name* -> a package of that name
  Map ambiguous;  // Name* -> itself, if packages with different paths have it
};

static void mark_imports(Checker *c, struct PackageNames *names, Package *p) {
  if (map_get(&names->seen, map_key(p))) return;
  map_put(c->arena, &names->seen, map_key(p), p);
  Package *other = map_get(&names->by_name, map_key(p->name));
  if (!other) {
    map_put(c->arena, &names->by_name, map_key(p->name), p);
  } else if (!same_package(other, p)) {
    map_put(c->arena, &names->ambiguous, map_key(p->name), (void *)(uintptr_t)p->name);
  }
  for (uint32_t i = 0; i < p->imports.len; i++) {
    if (p->imports.data[i]->name) mark_imports(c, names, p->imports.data[i]);
  }
}

const char *check_qualifier(Checker *c, Package *p) {
  if (p == c->package) return "";
  if (!c->package_names) {
    c->package_names = arena_new(c->arena, struct PackageNames);
    if (c->package->name) mark_imports(c, c->package_names, c->package);
  }
  if (map_get(&c->package_names->ambiguous, map_key(p->name))) return str_printf(c, "\"%s\"", p->path);
  return p->name->text;
}

// ---- reporting

const char *check_position_text(Checker *c, Pos pos) {
  Place p = source_place(c->session->sources, pos);
  return str_printf(c, "%s:%u:%u", p.path, p.line, p.column);
}

// "requires go1.N or later" in a message?
static bool is_version_error(const char *text) {
  for (const char *p = text; (p = strstr(p, "requires go")); p++) {
    const char *q = p + strlen("requires go");
    const char *digits = q;
    while (*q >= '0' && *q <= '9') q++;
    if (q == digits || *q != '.') continue;
    digits = ++q;
    while (*q >= '0' && *q <= '9') q++;
    if (q > digits && strncmp(q, " or later", 9) == 0) return true;
  }
  return false;
}

static const char *version_hint(Checker *c, Pos pos) {
  SourceFile *source = source_of(c->session->sources, pos);
  for (uint32_t i = 0; i < c->package->files.len; i++) {
    File *f = c->package->files.data[i];
    if (f->source != source || !f->go_version || types_compare_versions(f->go_version, "go1.21") < 0) continue;
    return str_printf(c, " (file declares //go:build %s)", f->go_version);
  }
  const char *lang = c->package->go_version && *c->package->go_version ? c->package->go_version : "go1.26";
  return str_printf(c, " (-lang was set to %s; check go.mod)", lang);
}

static void report(Checker *c, Pos pos, const char *text) {
  // Messages that mention something invalid follow from an error already reported.
  if (c->error_count > 0) {
    const char *operand = strstr(text, "invalid operand"), *type = strstr(text, "invalid type");
    if ((operand && operand > text) || (type && type > text)) return;
  }
  c->error_count++;
  if (c->env.err_pos) pos = c->env.err_pos;
  diag_error_in(c->session->diags, package_unit(c->package), pos, "%s%s", text,
                is_version_error(text) ? version_hint(c, pos) : "");
}

static void report_va(Checker *c, Pos pos, const char *format, va_list args) {
  report(c, pos, arena_vprintf(c->arena, format, args));
}

void check_error(Checker *c, const void *at_node, const char *format, ...) {
  va_list args;
  va_start(args, format);
  report_va(c, check_at_pos(at_node), format, args);
  va_end(args);
}

void check_error_pos(Checker *c, Pos pos, const char *format, ...) {
  va_list args;
  va_start(args, format);
  report_va(c, pos, format, args);
  va_end(args);
}

// gc prints soft errors like others.
void check_soft_error(Checker *c, Pos pos, const char *format, ...) {
  va_list args;
  va_start(args, format);
  report_va(c, pos, format, args);
  va_end(args);
}

void check_version_error(Checker *c, Pos pos, const char *version, const char *format, ...) {
  va_list args;
  va_start(args, format);
  const char *what = arena_vprintf(c->arena, format, args);
  va_end(args);
  report(c, pos, str_printf(c, "%s requires %s or later", what, version));
}

// The first part gives the position; later ones are lines of their own.
void error_add(ErrorBuilder *e, Pos pos, const char *format, ...) {
  va_list args;
  va_start(args, format);
  char *text = arena_vprintf(e->checker->arena, format, args);
  va_end(args);
  if (!e->text) {
    e->pos = pos;
    e->text = text;
  } else if (pos) {
    e->text = str_printf(e->checker, "%s\n\t%s: %s", e->text, check_position_text(e->checker, pos), text);
  } else {
    e->text = str_printf(e->checker, "%s\n\t%s", e->text, text);
  }
}

void error_report(ErrorBuilder *e) {
  if (!e->text) return;
  report(e->checker, e->pos, e->text);
  e->text = NULL;  // not twice
}

// ---- texts

char *str_printf(Checker *c, const char *format, ...) {
  va_list args;
  va_start(args, format);
  char *text = arena_vprintf(c->arena, format, args);
  va_end(args);
  return text;
}

const char *str_type(Checker *c, Type *type) {
  TypeWriter w = checker_writer(c);
  write_type(&w, type);
  return text_string(&w.text);
}

const char *str_expr(Checker *c, const Expr *x) { return syntax_expr_string(c->arena, x); }

const char *str_object(Checker *c, Object *object) {
  TypeWriter w = checker_writer(c);
  write_object(&w, object);
  return text_string(&w.text);
}

static const char *const mode_names[] = {
    [MODE_INVALID] = "invalid operand",
    [MODE_NO_VALUE] = "no value",
    [MODE_BUILTIN] = "built-in",
    [MODE_TYPE] = "type",
    [MODE_CONSTANT] = "constant",
    [MODE_VARIABLE] = "variable",
    [MODE_MAP_INDEX] = "map index expression",
    [MODE_VALUE] = "value",
    [MODE_NIL] = "nil",
    [MODE_COMMA_OK] = "comma, ok expression",
};

// " of type T", with what kind of type a named one is, or a type parameter's constraint.
static void write_operand_type(TypeWriter *w, Type *t) {
  if (!is_valid(t)) {
    text_add(&w->text, " with invalid type");
    return;
  }
  text_add(&w->text, is_generic(t) ? " of generic " : " of ");
  TypeParam *p = as_type_param(t);
  if (!p && (t->kind == TYPE_ALIAS || t->kind == TYPE_NAMED)) {
    const char *what = composite_kind(t);
    Basic *basic = as_basic(t);
    text_add_format(&w->text, "%s ", *what || !basic ? what : basic->name->text);
  }
  text_add(&w->text, "type ");
  write_type(w, t);
  if (p) {
    text_add(&w->text, " constrained by ");
    write_type(w, p->bound);
    if (has_empty_typeset(t)) text_add(&w->text, " with empty type set");
  }
}

// x as messages describe operands: "x (variable of type T)".
const char *str_operand(Checker *c, const Operand *x) {
  if (x->mode == MODE_NIL) {
    if (!x->type || !is_valid(x->type)) return "nil (with invalid type)";
    if (is_untyped(x->type)) return "nil";
    return str_printf(c, "nil (of type %s)", str_type(c, x->type));
  }
  TypeWriter w = checker_writer(c);
  const char *expr = "";
  if (x->expr) {
    expr = str_expr(c, x->expr);
  } else if (x->mode == MODE_TYPE) {
    expr = str_type(c, x->type);
  } else if (x->mode == MODE_CONSTANT) {
    expr = const_format(c->arena, x->value);
  }
  if (*expr) text_add_format(&w.text, "%s (", expr);
  bool has_type = false;
  if (x->mode != MODE_INVALID && x->mode != MODE_NO_VALUE && x->mode != MODE_BUILTIN && x->mode != MODE_TYPE &&
      x->type) {
    has_type = !is_untyped(x->type);
    if (!has_type) text_add_format(&w.text, "%s ", ((Basic *)x->type)->name->text);
  }
  text_add(&w.text, mode_names[x->mode]);
  if (x->mode == MODE_CONSTANT && x->value) {
    const char *value = const_format(c->arena, x->value);
    if (strcmp(value, expr) != 0) text_add_format(&w.text, " %s", value);
  }
  if (has_type) write_operand_type(&w, x->type);
  if (*expr) text_add(&w.text, ")");
  return text_string(&w.text);
}
