// What share.c and share_many.c have in common: variables that may share a place, and the instructions that use them.
#ifndef TUCO_BACKEND_SHARE_H
#define TUCO_BACKEND_SHARE_H

#include "backend/arch.h"

typedef struct Share {
  MachineFunc *m;
  uint32_t *number;       // by object: candidate + 1, 0: none
  uint32_t *objects;      // by candidate
  uint32_t count, words;  // candidates; 64-bit words of a set of them
  uint64_t *live_in;      // sets, by block
  uint64_t *state;
  uint64_t *conflicts;  // sets, by candidate
  uint32_t *owner;      // by register: object that it may point to, 0 none
} Share;

// The candidate that an instruction has an effect on + 1, 0 if none.
uint32_t share_candidate(const Share *s, const MachineInst *inst, FrameEffectKind *kind);
// Calls back for the candidates that registers which an instruction uses may point to.
typedef void (*ShareVisit)(void *context, uint32_t candidate);
void share_visit_pointers(Share *s, const MachineInst *inst, ShareVisit visit, void *context);
// share_many.c: gives places by one sweep.
void share_many(Share *s);

#endif
