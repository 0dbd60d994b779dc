// Vec(T): a growable array in an arena. Growth copies within the arena and
// leaves the old copy behind; it is checked against overflow.
//
//   typedef Vec(Expr *) ExprVec;
//   vec_push(arena, &exprs, x);   for (uint32_t i = 0; i < exprs.len; i++) exprs.data[i] ...
#ifndef TUCO_BASE_VEC_H
#define TUCO_BASE_VEC_H

#include "base/arena.h"

#define Vec(T)         \
  struct {             \
    T *data;           \
    uint32_t len, cap; \
  }

// vec.c: returns room for at least `need` elements, copying `len` old ones.
void *vec_grow(Arena *arena, void *data, uint32_t len, uint32_t *cap, uint32_t need, size_t element_size);

#define vec_reserve(arena, v, need)                                                                       \
  ((need) > (v)->cap                                                                                      \
       ? (void)((v)->data = vec_grow((arena), (v)->data, (v)->len, &(v)->cap, (need), sizeof *(v)->data)) \
       : (void)0)
#define vec_push(arena, v, value) (vec_reserve((arena), (v), (v)->len + 1), (void)((v)->data[(v)->len++] = (value)))
#define vec_pop(v) (assert((v)->len), (v)->data[--(v)->len])
#define vec_last(v) (*(assert((v)->len), &(v)->data[(v)->len - 1]))

typedef Vec(const char *) StringVec;
void strings_sort(StringVec *list, uint32_t from);  // vec.c: those from there on, by bytes
void strings_sort_unique(StringVec *list);          // and each once
bool strings_have(const StringVec *sorted, const char *text);

#endif
