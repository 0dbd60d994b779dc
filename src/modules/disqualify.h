// Why versions cannot be in a module graph: what edit.c finds out before it changes roots. disqualify.c
//
// A version is disqualified by itself, or by what it requires. Whether what it requires counts depends on the part of
// the graph: in the pruned part a module's requirements stop at its own list, so that a version may be out of the
// question in the unpruned part alone. Versions that are roots come with all that they require, wherever they are met.
#ifndef TUCO_MODULES_DISQUALIFY_H
#define TUCO_MODULES_DISQUALIFY_H

#include "modules/internal.h"

typedef struct Disqualifier {
  ModuleSet *set;
  Map roots;      // ModVersion* -> Pruning + 1: of its own go.mod
  Map reasons;    // ModVersion* -> its reasons, by part
  Map requiring;  // ModVersion* -> ModVersionVec*: who would be disqualified with it
} Disqualifier;

void disqualify_root(Disqualifier *d, const ModVersion *m, Pruning pruning);  // is one
bool disqualify_is_root(const Disqualifier *d, const ModVersion *m, Pruning *pruning);
// m cannot be there, because its requirements cannot be read (error), or because of dep, which may be m itself.
void disqualify(Disqualifier *d, const ModVersion *m, Pruning part, const ModuleError *error, const ModVersion *dep);
// m requires r. False: r is disqualified already, and so is m then.
bool disqualify_requires(Disqualifier *d, const ModVersion *m, const ModVersion *r);
bool disqualified(const Disqualifier *d, const ModVersion *m, Pruning part);
// From m to what disqualifies it; empty: nothing. *error: why that one cannot be read; NULL: it is one that must not
// be.
ModVersionVec disqualify_path(Disqualifier *d, const ModVersion *m, Pruning part, const ModuleError **error);

#endif
