// Templates in the language of Go's package text/template, for `-f` of list and its like: a text is parsed once and
// executed for each package or module.
//
// What a template sees is a model of Go values that the caller describes: a TemplateType is static data, with reflect's
// name for messages and a row for each field and method; a TemplateValue is small and passed by value. Fields are asked
// for by callbacks, when a template reads them. Results and messages are those of upstream, fmt's %v included.
#ifndef TUCO_TEMPLATE_TEMPLATE_H
#define TUCO_TEMPLATE_TEMPLATE_H

#include "base/arena.h"
#include "base/bytes.h"

typedef struct TemplateType TemplateType;
typedef struct TemplateValue TemplateValue;
typedef struct TemplateFunction TemplateFunction;

typedef struct TemplateText {
  const char *bytes;  // not NUL-terminated
  size_t length;
} TemplateText;

typedef enum TemplateKind {
  TEMPLATE_BOOL,
  TEMPLATE_INT,
  TEMPLATE_UINT,
  TEMPLATE_FLOAT,
  TEMPLATE_COMPLEX,
  TEMPLATE_STRING,
  TEMPLATE_LIST,  // slices
  TEMPLATE_MAP,
  TEMPLATE_STRUCT,
  TEMPLATE_POINTER,
  TEMPLATE_INTERFACE,
  TEMPLATE_FUNC
} TemplateKind;

struct TemplateValue {
  const TemplateType *type;  // NULL: no value, reflect's zero Value
  bool addressable;          // a field of what a pointer leads to: methods of *T can be called
  bool hidden;               // read from an unexported field: printed without its methods
  bool as_pointer;           // printed with the methods of *T (value_printable)
  union {
    bool truth;
    int64_t integer;
    uint64_t natural;
    double real;
    struct {
      double re, im;
    } complex;
    TemplateText text;
    struct {
      const TemplateValue *data;  // a map's are key, value, key, value ..., by key (template_map); NULL: nil
      size_t length;              // a map's: pairs
      size_t capacity;            // of a slice: so many are there from data on
    } list;
    const void *object;                // struct and pointer to one, NULL: nil; pointer to else: a TemplateValue
    const TemplateValue *inside;       // interface; NULL: nil
    const TemplateFunction *function;  // NULL: nil
  };
};

typedef struct TemplateField {
  const char *name;
  const TemplateType *type;
  // The value; one of no type stands for the zero of the field's type, and so does get NULL. The tag is the row's.
  TemplateValue (*get)(Arena *arena, const void *object, int tag);
  int tag;
} TemplateField;

typedef struct TemplateCall {
  Arena *arena;
  void *context;           // the function's
  TemplateValue receiver;  // of a method: T, or *T where the method is that of the pointer
} TemplateCall;

struct TemplateFunction {
  const char *name;
  // Of a variadic function the last is the type of one of its arguments.
  const TemplateType *const *parameters;
  uint32_t parameter_count;
  bool variadic;
  // Arguments have the parameters' types, but for template_any: what is in the interface. Returns NULL, or the error.
  const char *(*call)(const TemplateCall *call, const TemplateValue *args, uint32_t count, TemplateValue *result);
  void *context;
};

typedef struct TemplateMethod {
  TemplateFunction function;
  bool of_pointer;  // its receiver is *T
} TemplateMethod;

struct TemplateType {
  TemplateKind kind;
  const char *name;             // as reflect prints it: "[]string", "*load.PackagePublic"
  const TemplateType *element;  // of slices, maps, pointers
  const TemplateType *key;      // of maps
  const TemplateField *fields;  // of structs, in the order of the declaration
  uint32_t field_count;
  const TemplateMethod *methods;  // of T and of *T; of interfaces too. String and Error, too, have their row here.
  uint32_t method_count;
  // How fmt prints it, by its method Error or String; NULL: it has none. The value is the struct, not the pointer.
  TemplateText (*string)(Arena *arena, TemplateValue value);
  bool string_of_pointer;    // the method is that of *T
  const TemplateType *json;  // what the struct is in JSON; NULL: itself
  bool whole;                // in JSON its fields are there also where they are empty
};

// value.c
extern const TemplateType template_any, template_bool, template_int, template_uint8, template_float64,
    template_complex128, template_string, template_strings, template_string_map;
TemplateValue template_of_bool(bool truth);
TemplateValue template_of_int(int64_t integer);
TemplateValue template_of_string(const char *text);  // NULL: ""
TemplateValue template_of_text(const char *bytes, size_t length);
TemplateValue template_of_strings(Arena *arena, const StringVec *list);  // []string; nil if it is empty
// map[string]string of key, value, key, value, ...; nil if it is empty
TemplateValue template_of_string_pairs(Arena *arena, const StringVec *pairs);
TemplateValue template_list(const TemplateType *type, const TemplateValue *items, size_t length);
// Sorts the pairs in place, as fmt does.
TemplateValue template_map(const TemplateType *type, TemplateValue *pairs, size_t count);
TemplateValue template_struct(const TemplateType *type, const void *object);
TemplateValue template_pointer(const TemplateType *type, const void *object);
TemplateValue template_interface(Arena *arena, const TemplateType *type, TemplateValue inside);
TemplateValue template_zero(const TemplateType *type);

// functions.c: "join", strings.Join, for the functions of a caller's.
extern const TemplateFunction template_join;

typedef struct Template Template;

typedef struct TemplateWriter {
  void (*write)(void *to, const char *bytes, size_t length);
  void *to;
} TemplateWriter;

// parse.c. NULL: *error is the message. The text and the functions must live as long as the template. Functions of the
// caller's hide builtin ones.
Template *template_parse(Arena *arena, const char *name, const char *text, size_t length,
                         const TemplateFunction *const *functions, uint32_t function_count, const char **error);
// exec.c. Returns NULL, or the message; what was written before an error stays written. Temporaries are in the arena.
const char *template_execute(const Template *t, Arena *arena, TemplateValue data, TemplateWriter out);

#endif
