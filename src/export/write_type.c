// Types. Each is an element that is referred to; a type that mentions type parameters is referred to through the
// dictionary of the object that it is a part of (Dictionary), so that it is written once for each such object.
// A type is known by its address: equal ones that were written in two places have two elements, as in gc's files.
#include "export/internal.h"

enum TypeCode {
  CODE_BASIC,
  CODE_NAMED,
  CODE_POINTER,
  CODE_SLICE,
  CODE_ARRAY,
  CODE_CHAN,
  CODE_MAP,
  CODE_SIGNATURE,
  CODE_STRUCT,
  CODE_INTERFACE,
  CODE_UNION,
  CODE_TYPE_PARAM
};

typedef struct TypeReference {
  uint32_t index;  // of the element; of a derived type in the dictionary
  bool derived;
} TypeReference;

Writer writer_begin(Exporter *x, Section section, Dictionary *dictionary) {
  return (Writer){.x = x, .e = element_begin(&x->bits, section), .dictionary = dictionary};
}

// ---- the parts of types

void write_param(Writer *w, const Object *param) {
  write_pos(w, param->pos);
  write_name(w, param->package, param->name);
  write_type_reference(w, param->type);
}

static void write_params(Writer *w, const Tuple *params) {
  uint32_t count = params ? params->len : 0;
  put_uint(&w->e, count);
  for (uint32_t i = 0; i < count; i++) write_param(w, params->vars[i]);
}

void write_signature_type(Writer *w, const Signature *signature) {
  write_params(w, signature->params);
  write_params(w, signature->results);
  put_bool(&w->e, signature->variadic);
}

static void write_struct(Writer *w, const Struct *type) {
  put_uint(&w->e, type->field_count);
  for (uint32_t i = 0; i < type->field_count; i++) {
    const Name *tag = type->tags ? type->tags[i] : NULL;
    write_param(w, type->fields[i]);
    put_bytes(&w->e, tag ? tag->text : "", tag ? tag->len : 0);
    put_bool(&w->e, type->fields[i]->embedded);
  }
}

static void write_interface(Writer *w, const Interface *type) {
  Type *comparable = w->x->session->universe->comparable_type;
  // What comparable stands for cannot be written, but as what embeds it.
  bool is_comparable = &type->type == ((Named *)comparable)->underlying;
  uint32_t embedded = is_comparable ? 1 : type->embedded_count;
  put_uint(&w->e, type->method_count);
  put_uint(&w->e, embedded);
  if (!type->method_count && embedded == 1) put_bool(&w->e, type->implicit);
  for (uint32_t i = 0; i < type->method_count; i++) {
    const Object *method = type->methods[i];
    write_pos(w, method->pos);
    write_name(w, method->package, method->name);
    write_signature_type(w, (const Signature *)method->type);
  }
  for (uint32_t i = 0; i < embedded; i++) write_type_reference(w, is_comparable ? comparable : type->embeddeds[i]);
}

static void write_union(Writer *w, const Union *type) {
  put_uint(&w->e, type->len);
  for (uint32_t i = 0; i < type->len; i++) {
    put_bool(&w->e, type->terms[i].tilde);
    write_type_reference(w, type->terms[i].type);
  }
}

static void write_named(Writer *w, Object *object, const TypeList *args) {
  put_uint(&w->e, CODE_NAMED);
  write_object_reference(w, object, args);
}

// byte and rune are objects of the universe, the other basic types have numbers, which are go/types'.
static void write_basic(Writer *w, const Basic *type) {
  const Universe *universe = w->x->session->universe;
  if (type->basic_kind == BASIC_INVALID) ice("export", "write_basic", "an invalid type in a package without errors");
  if (universe->basic[type->basic_kind] != &type->type) {
    write_named(w, map_get(&universe->scope->names, map_key(type->name)), NULL);
    return;
  }
  put_uint(&w->e, CODE_BASIC);
  put_uint(&w->e, type->basic_kind);
}

static void write_type(Writer *w, Type *type) {
  switch ((TypeKind)type->kind) {
    case TYPE_BASIC: write_basic(w, (Basic *)type); break;
    case TYPE_NAMED: write_named(w, ((Named *)type)->object, ((Named *)type)->type_args); break;
    case TYPE_ALIAS: write_named(w, ((Alias *)type)->object, ((Alias *)type)->type_args); break;
    case TYPE_TYPE_PARAM:
      w->derived = true;
      put_uint(&w->e, CODE_TYPE_PARAM);
      put_uint(&w->e, ((TypeParam *)type)->index);
      break;
    case TYPE_ARRAY:
      put_uint(&w->e, CODE_ARRAY);
      put_uint(&w->e, (uint64_t)((Array *)type)->length);
      write_type_reference(w, ((Array *)type)->elem);
      break;
    case TYPE_CHAN:
      put_uint(&w->e, CODE_CHAN);
      put_uint(&w->e, ((ChanType *)type)->dir);
      write_type_reference(w, ((ChanType *)type)->elem);
      break;
    case TYPE_MAP:
      put_uint(&w->e, CODE_MAP);
      write_type_reference(w, ((MapType *)type)->key);
      write_type_reference(w, ((MapType *)type)->elem);
      break;
    case TYPE_POINTER:
      put_uint(&w->e, CODE_POINTER);
      write_type_reference(w, ((Pointer *)type)->elem);
      break;
    case TYPE_SLICE:
      put_uint(&w->e, CODE_SLICE);
      write_type_reference(w, ((Slice *)type)->elem);
      break;
    case TYPE_SIGNATURE:
      put_uint(&w->e, CODE_SIGNATURE);
      write_signature_type(w, (Signature *)type);
      break;
    case TYPE_STRUCT:
      put_uint(&w->e, CODE_STRUCT);
      write_struct(w, (Struct *)type);
      break;
    case TYPE_INTERFACE:
      if (type == w->x->session->universe->empty_interface) {  // what any stands for
        write_named(w, ((Alias *)w->x->session->universe->any_type)->object, NULL);
        break;
      }
      put_uint(&w->e, CODE_INTERFACE);
      write_interface(w, (Interface *)type);
      break;
    case TYPE_UNION:
      put_uint(&w->e, CODE_UNION);
      write_union(w, (Union *)type);
      break;
    case TYPE_TUPLE: ice("export", "write_type", "a tuple as a type");
  }
}

// ---- references

static bool is_global(const Exporter *x, const Object *object) {
  return object->parent == (object->package ? object->package->scope : x->session->universe->scope);
}

static TypeReference type_reference(Exporter *x, Type *type, Dictionary *dictionary) {
  // An alias in a function has no object that could be referred to.
  while (type->kind == TYPE_ALIAS && !is_global(x, ((Alias *)type)->object)) type = ((Alias *)type)->from_rhs;
  uint32_t known = known_index(&x->types, map_key(type));
  if (known) return (TypeReference){known - 1, false};
  known = dictionary ? known_index(&dictionary->numbers, map_key(type)) : 0;
  if (known) return (TypeReference){known - 1, true};

  Writer w = writer_begin(x, SECTION_TYPE, dictionary);
  write_type(&w, type);
  element_end(&w.e);
  if (!w.derived) {
    note_index(x, &x->types, map_key(type), w.e.index);
    return (TypeReference){w.e.index, false};
  }
  uint32_t number = dictionary->derived.len;
  vec_push(x->arena, &dictionary->derived, w.e.index);
  note_index(x, &dictionary->numbers, map_key(type), number);
  return (TypeReference){number, true};
}

static void put_type_reference(Writer *w, TypeReference reference) {
  put_bool(&w->e, reference.derived);
  if (reference.derived) put_uint(&w->e, reference.index);
  else put_reference(&w->e, SECTION_TYPE, reference.index);
  w->derived |= reference.derived;
}

void write_type_reference(Writer *w, Type *type) { put_type_reference(w, type_reference(w->x, type, w->dictionary)); }

void write_object_reference(Writer *w, Object *object, const TypeList *args) {
  uint32_t count = args ? args->len : 0;
  put_reference(&w->e, SECTION_OBJECT, object_index(w->x, object));
  put_uint(&w->e, count);
  for (uint32_t i = 0; i < count; i++) write_type_reference(w, args->data[i]);
}
