// A package's file: positions, packages, the roots, and the archive around them.
#include <stdlib.h>
#include <string.h>

#include "export/internal.h"

// ---- positions

static const char *recorded_path(const Exporter *x, const char *path) {
  size_t root = strlen(x->options->goroot);
  if (!*path) return "??";  // a //line directive may say so
  bool inside = strncmp(path, x->options->goroot, root) == 0 && path[root] == '/';
  return inside ? arena_printf(x->arena, "$GOROOT%s", path + root) : path;
}

static uint32_t position_base(Exporter *x, const SourceFile *file, uint32_t directives);

static void write_place(Writer *w, const Place *place, uint32_t directives) {
  put_bool(&w->e, true);
  put_reference(&w->e, SECTION_POSITION_BASE, position_base(w->x, place->file, directives));
  put_uint(&w->e, place->real_line);
  put_uint(&w->e, place->real_column);
}

// What lines are counted by: a file, or in it the last of so many //line directives.
static uint32_t position_base(Exporter *x, const SourceFile *file, uint32_t directives) {
  uint64_t key = (uint64_t)file->base << 32 | directives;
  uint32_t known = known_index(&x->position_bases, key);
  if (known) return known - 1;
  Writer w = writer_begin(x, SECTION_POSITION_BASE, NULL);
  note_index(x, &x->position_bases, key, w.e.index);
  const LineDirective *line = directives ? &file->directives[directives - 1] : NULL;
  put_text(&w.e, recorded_path(x, line && line->path != file->display ? line->path : file->recorded));
  put_bool(&w.e, !line);
  if (line) {
    Place place = source_place(x->session->sources, file->base + line->offset);
    write_place(&w, &place, directives - 1);
    put_uint(&w.e, line->line);
    put_uint(&w.e, line->column);
  }
  element_end(&w.e);
  return w.e.index;
}

void write_pos(Writer *w, Pos pos) {
  Place place = source_place(w->x->session->sources, pos);
  if (place.file) write_place(w, &place, place.directives);
  else put_bool(&w->e, false);
}

// ---- packages and names

static uint32_t package_index(Exporter *x, Package *package) {
  uint32_t known = known_index(&x->packages, map_key(package));
  if (known) return known - 1;
  Writer w = writer_begin(x, SECTION_PACKAGE, NULL);
  note_index(x, &x->packages, map_key(package), w.e.index);
  bool real = package && package != x->session->universe->unsafe_package;
  put_text(&w.e, package ? package->symbol_path : "builtin");
  if (real) {
    put_text(&w.e, package->name->text);
    put_uint(&w.e, package->imports.len);
    for (uint32_t i = 0; i < package->imports.len; i++) write_package(&w, package->imports.data[i]);
  }
  element_end(&w.e);
  return w.e.index;
}

void write_package(Writer *w, Package *package) { put_reference(&w->e, SECTION_PACKAGE, package_index(w->x, package)); }

void write_name(Writer *w, Package *package, const Name *name) {
  write_package(w, package);
  put_text(&w->e, name ? name->text : "");
}

// ---- the roots

static int compare_names(const void *a, const void *b) {
  return name_compare((*(Object *const *)a)->name, (*(Object *const *)b)->name);
}

// What can be reached from what is exported is written; all of it is then listed, as readers want it.
static void write_roots(Exporter *x) {
  Writer public = writer_begin(x, SECTION_META, NULL), private = writer_begin(x, SECTION_META, NULL);
  const Map *names = &x->package->scope->names;
  Vec(Object *) exported = {0};
  for (uint32_t i = 0; i < names->len; i++) {
    Object *object = names->entries[i].value;
    if (object && object->name->exported) vec_push(x->arena, &exported, object);
  }
  if (exported.len) qsort(exported.data, exported.len, sizeof *exported.data, compare_names);
  write_package(&public, x->package);
  for (uint32_t i = 0; i < exported.len; i++) object_index(x, exported.data[i]);
  uint32_t count = x->bits.sections[SECTION_OBJECT].len;
  put_uint(&public.e, count);
  for (uint32_t i = 0; i < count; i++) {
    put_reference(&public.e, SECTION_OBJECT, i);
    put_uint(&public.e, 0);  // type arguments
  }
  element_end(&public.e);
  put_bool(&private.e, false);  // there is something to initialize
  put_uint(&private.e, 0);      // bodies
  element_end(&private.e);
}

ByteVec export_data(Session *session, Arena *arena, Package *package, const ExportOptions *options) {
  Exporter x = {.session = session, .arena = arena, .package = package, .options = options, .bits = {.arena = arena}};
  write_roots(&x);
  return bits_bytes(&x.bits);
}

// ---- the archive

ByteVec export_archive(Arena *arena, const Package *package, const ByteVec *data, const ExportOptions *options) {
  bool is_main = strcmp(package->name->text, "main") == 0;
  const char *id = options->build_id ? arena_printf(arena, "build id \"%s\"\n", options->build_id) : "";
  const char *begin = arena_printf(arena, "go object linux amd64 %s GOAMD64=v1 X:%s\n%s%s\n\n$$B\nu", options->version,
                                   options->experiments, id, is_main ? "main\n" : "");
  static const char end[] = "\n$$\n";
  size_t size = strlen(begin) + data->len + strlen(end);
  const char *header =
      arena_printf(arena, "!<arch>\n%-16s%-12d%-6d%-6d%-8o%-10zu`\n", "__.PKGDEF", 0, 0, 0, 0644, size);
  ByteVec all = {0};
  vec_reserve(arena, &all, (uint32_t)(strlen(header) + size + 1));
  bytes_data(arena, &all, header, strlen(header));
  bytes_data(arena, &all, begin, strlen(begin));
  bytes_data(arena, &all, data->data, data->len);
  bytes_data(arena, &all, end, strlen(end));
  if (size % 2) bytes_u8(arena, &all, 0);
  return all;
}
