// A package of one file, parsed and checked: what unit tests ask about. It may import unsafe.
#ifndef TUCO_ONE_PACKAGE_H
#define TUCO_ONE_PACKAGE_H

#include <string.h>

#include "types/types.h"

static inline Package *check_one_package(Session *session, const char *path, const char *source) {
  Package *p = arena_new(&session->arena, Package);
  arena_init(&p->arena);
  p->path = p->symbol_path = path;
  p->user = true;
  SourceFile *file = source_add(session->sources, "p.go", "p.go", source, strlen(source));
  File *tree = syntax_parse_file(session, &p->arena, &p->arena, file, PARSE_ALL);
  p->name = tree->package_name->name;
  vec_push(&p->arena, &p->files, tree);
  const Name *unsafe = name_cstr(session->names, "unsafe");
  map_put(&p->arena, &p->import_map, map_key(unsafe), session->universe->unsafe_package);
  types_check_package(session, p, true);
  return p;
}

#endif
