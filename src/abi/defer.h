// Records of deferred calls. A goroutine's list of them (g.defer, innermost first) says what a panic or Goexit has to
// call; overlay/runtime/panic.go has the same layout as type _defer.
//
// A record belongs to one call of a function. Where every defer statement runs at most once, the record lies in that
// function's frame and serves up to DEFER_MAX statements: the first that runs links it, each sets its bit. The
// function's exits clear the bits, unlink the record and make the calls themselves (src/lower/defer_frame.c). Records
// of the runtime's own (runtime.deferproc: statements in loops) have one call each.
#ifndef TUCO_ABI_DEFER_H
#define TUCO_ABI_DEFER_H

#include <stddef.h>
#include <stdint.h>

typedef struct DeferRecord {
  struct DeferRecord *link;
  uint64_t sp;  // of the function's body; with pc, an address in it, where a recovered panic goes on
  uint64_t pc;
  uint8_t active;    // bit i: calls[i] is to be made; the highest first
  uint8_t started;   // a panic or Goexit runs one of its calls
  uint8_t in_frame;  // not the runtime's own
  uint8_t unused[5];
  void *panic;     // that one
  void *ranges;    // what the bodies of loops over functions defer; the runtime's own records only
  void *calls[1];  // function values; more of them in a frame
} DeferRecord;

enum {
  DEFER_MAX = 8,
  DEFER_IN_FRAME = 1 << 16  // in the word from `active` on
};

_Static_assert(offsetof(DeferRecord, active) == 24 && offsetof(DeferRecord, in_frame) == 26, "word of compiled code");
_Static_assert(offsetof(DeferRecord, calls) == 48, "compiler and runtime agree on DeferRecord");

#endif
