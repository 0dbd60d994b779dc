// Where bytes go, piece by piece: what reads files and archives hands them to a sink. A sink is the first member of
// the structure that its write function knows.
#ifndef TUCO_MOD_SINK_H
#define TUCO_MOD_SINK_H

#include "base/arena.h"

typedef struct ByteSink ByteSink;
struct ByteSink {
  // Takes all of the bytes, or returns what went wrong, in the arena; who fills the sink then stops.
  const char *(*write)(ByteSink *sink, Arena *arena, const void *bytes, size_t size);
};

#endif
