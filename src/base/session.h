// What one run of tuco shares: names, sources, diagnostics, threads, options.
// There is no mutable file-scope state; a Session is the root of everything.
//
// A session can be derived from another, for one program whose packages are not quite those of the base (a test's): it
// has a universe of its own on top of the base's (types_derive) and shares the rest. What it owns goes with it. The
// types of several derived sessions of one base may be asked about at a time; load/variants.c makes one after the
// other.
#ifndef TUCO_BASE_SESSION_H
#define TUCO_BASE_SESSION_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/map.h"
#include "base/name.h"
#include "base/pool.h"
#include "base/source.h"
#include "base/vec.h"

// -d=…: debugging switches of the compiler (docs/guide.md), set by set_debug in cmd/flag_table.c.
typedef struct DebugOptions {
  bool compile;       // what is wrong with a file's beginning is said as by the compiler, not as by the go command
  bool verify;        // run verifiers after every pass
  bool time;          // print the time of each phase
  bool memory;        // print what session and programs own
  bool variables;     // keep track of what variables are: Func.variables, DEBUG_VALUE (ir/debug.c)
  uint64_t shuffle;   // seed for random task order, 0 off
  const char *dump;   // "pass:function" or "all:function"; NULL none
  const char *fail;   // "pass:function": an internal error there, to test how tuco ends; NULL none
  const char *limit;  // "pass:N": that pass works on its first N functions only, to bisect wrong code; NULL none
  const char *off;    // comma-separated passes not to run
} DebugOptions;

typedef struct Session {
  const struct Session *base;  // of a derived one: names, sources, diags, pool and node_pages are its; NULL none
  Interner *names;
  SourceSet *sources;
  Diags *diags;
  Pool *pool;
  Arena arena;                // session-long; for the command's own thread: tasks of the pool have others
  struct Universe *universe;  // types/; NULL before types_init
  DebugOptions debug;
  _Atomic uint32_t *node_pages;  // syntax/: pages of node ids taken, from 1
  uint64_t started;              // CLOCK_MONOTONIC, nanoseconds
} Session;

// session.c. workers: threads, at least 1, the caller's among them. build_session (build/build.h) makes a session that
// is ready for source.
Session *session_new(uint32_t workers);
Session *session_derive(Session *base);  // without universe, see types_derive; the base lives as long
// Of a derived one what is its own. No command frees another, the end of the process is quicker; sources and
// diagnostics live as long as the process: positions may outlast the session. NULL is fine.
void session_free(Session *session);

#endif
