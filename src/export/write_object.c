// Objects: constants, types with their methods, functions, variables, aliases. An object has elements of one number in
// four sections: its name and kind; what it is; what cmd/compile alone knows (empty); its dictionary: bounds of its
// type parameters and the derived types in it. Objects of other packages are written whole, so that a file can be read
// alone; those of the universe and of unsafe only by name.
#include "export/internal.h"

enum ObjectCode { CODE_ALIAS, CODE_CONST, CODE_TYPE, CODE_FUNC, CODE_VAR, CODE_STUB };

static TypeParamList *params_of(const Object *object) {
  if (!object->package) return NULL;
  switch (object->type->kind) {
    case TYPE_SIGNATURE: return object->kind == OBJECT_FUNC ? ((Signature *)object->type)->type_params : NULL;
    case TYPE_NAMED:
      return object->kind == OBJECT_TYPE_NAME && !object->is_alias ? ((Named *)object->type)->type_params : NULL;
    case TYPE_ALIAS: return object->kind == OBJECT_TYPE_NAME ? ((Alias *)object->type)->type_params : NULL;
    default: return NULL;
  }
}

static void write_param_names(Writer *w, const TypeParamList *params) {
  for (uint32_t i = 0; params && i < params->len; i++) {
    const Object *param = params->data[i]->object;
    write_pos(w, param->pos);
    write_name(w, param->package, param->name);
  }
}

// Methods of a generic type have type parameters of their own, one for each of the type's.
static void write_method(Writer *w, const Object *method) {
  const Signature *signature = (const Signature *)method->type;
  write_pos(w, method->pos);
  write_name(w, method->package, method->name);
  write_param_names(w, signature->receiver_type_params);
  write_param(w, signature->receiver);
  write_signature_type(w, signature);
  write_pos(w, method->pos);  // of the declaration, which nobody looks at
}

static enum ObjectCode write_alias(Writer *w, const Object *object) {
  bool written = object->type->kind == TYPE_ALIAS && ((Alias *)object->type)->object == object;
  const Alias *alias = written ? (const Alias *)object->type : NULL;
  write_param_names(w, alias ? alias->type_params : NULL);
  write_type_reference(w, alias ? alias->from_rhs : object->type);
  return CODE_ALIAS;
}

static enum ObjectCode write_defined_type(Writer *w, const Object *object) {
  const Named *named = (const Named *)object->type;
  write_param_names(w, named->type_params);
  write_type_reference(w, types_underlying(object->type));
  put_uint(&w->e, named->method_count);
  for (uint32_t i = 0; i < named->method_count; i++) write_method(w, named->methods[i]);
  return CODE_TYPE;
}

static enum ObjectCode write_object(Writer *w, const Object *object) {
  const Package *unsafe = w->x->session->universe->unsafe_package;
  if (!object->package || object->package == unsafe) return CODE_STUB;
  if (object->enclosing_function) ice("export", "write_object", "%s is local", object->name->text);
  write_pos(w, object->pos);
  switch ((ObjectKind)object->kind) {
    case OBJECT_CONST:
      write_type_reference(w, object->type);
      put_constant(&w->e, object->value);
      return CODE_CONST;
    case OBJECT_TYPE_NAME: return object->is_alias ? write_alias(w, object) : write_defined_type(w, object);
    case OBJECT_FUNC:
      write_param_names(w, ((const Signature *)object->type)->type_params);
      write_signature_type(w, (const Signature *)object->type);
      return CODE_FUNC;
    case OBJECT_VAR: write_type_reference(w, object->type); return CODE_VAR;
    default: ice("export", "write_object", "object %s of kind %d", object->name->text, object->kind);
  }
}

static void write_dictionary(Writer *w, const Object *object) {
  const TypeParamList *params = params_of(object);
  uint32_t count = params ? params->len : 0;
  put_uint(&w->e, 0);  // type parameters of a function around
  put_uint(&w->e, count);
  for (uint32_t i = 0; i < count; i++) write_type_reference(w, params->data[i]->bound);
  put_uint(&w->e, w->dictionary->derived.len);
  for (uint32_t i = 0; i < w->dictionary->derived.len; i++)
    put_reference(&w->e, SECTION_TYPE, w->dictionary->derived.data[i]);
}

uint32_t object_index(Exporter *x, Object *object) {
  uint32_t known = known_index(&x->objects, map_key(object));
  if (known) return known - 1;
  Dictionary dictionary = {0};
  Writer w = writer_begin(x, SECTION_OBJECT, &dictionary);
  Writer more = writer_begin(x, SECTION_OBJECT_MORE, NULL);
  Writer name = writer_begin(x, SECTION_NAME, NULL);
  Writer bounds = writer_begin(x, SECTION_DICTIONARY, &dictionary);
  note_index(x, &x->objects, map_key(object), w.e.index);
  enum ObjectCode code = write_object(&w, object);
  element_end(&w.e);
  element_end(&more.e);
  write_name(&name, object->package, object->name);
  put_uint(&name.e, code);
  element_end(&name.e);
  write_dictionary(&bounds, object);
  element_end(&bounds.e);
  return w.e.index;
}
