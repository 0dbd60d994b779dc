// Versions of Go itself, "1.21", "1.21rc2", "1.21.3", and names of toolchains, "go1.21.3-custom". What "go" and
// "toolchain" stand for in requirements has these versions; all other modules have semantic ones (mod/semver.h).
// Every function takes any text. gover.c
#ifndef TUCO_MOD_GOVER_H
#define TUCO_MOD_GOVER_H

#include "base/vec.h"

// Go lines from which on something is otherwise, and those that are assumed where there is none.
#define GOVER_DEFAULT_MOD "1.16"
#define GOVER_DEFAULT_WORK "1.18"
#define GOVER_NARROW_ALL "1.16"          // "all" leaves out tests of dependencies
#define GOVER_GRAPH_PRUNING "1.17"       // a go.mod lists all that its packages need
#define GOVER_SEPARATE_INDIRECT "1.17"   // in a block of their own
#define GOVER_TIDY_GO_MOD_SUMS "1.21"    // mod tidy keeps the go.mod sums that tests need
#define GOVER_STRICT "1.21"              // a go line is a requirement
#define GOVER_EXPLICIT_VENDORING "1.23"  // vendor/modules.txt lists what may be imported

bool gover_valid(const char *v);
int gover_compare(const char *a, const char *b);  // as strcmp; what is no version comes first
bool gover_is_lang(const char *v);                // of a language, not of a release: "1.21"
// The language version, and that of the one before; "1.2" of "1.2rc1", "" of what is no version. In the arena.
const char *gover_lang(Arena *arena, const char *v);
const char *gover_previous(Arena *arena, const char *v);
// "1.21.3" of "go1.21.3-custom"; "" of what names no toolchain. In the arena.
const char *gover_of_toolchain(Arena *arena, const char *name);
// Does a go line, or a toolchain line, take this? What they take is wider than what is a version: later Go's may come.
bool gover_line_valid(const char *v);               // 1.21, 1.21.0, 1.21rc1
bool gover_toolchain_line_valid(const char *name);  // default, go1, go1.…

// ---- modules' versions, by the module's path

bool gover_is_toolchain(const char *path);  // "go" or "toolchain"
int mod_version_compare(const char *path, const char *a, const char *b);
bool mod_version_valid(const char *path, const char *v);
// The following expect valid ones. Is it the beginning of versions ("v1.2", "1.21")?
bool mod_version_is_prefix(const char *path, const char *v);
bool mod_version_is_prerelease(Arena *arena, const char *path, const char *v);
const char *mod_version_major_minor(Arena *arena, const char *path, const char *v);  // what @patch keeps

typedef struct ModVersion {
  const char *path, *version;  // version "": of no version; it may have a file's name behind it, "v1.2.3/go.mod"
} ModVersion;
int mod_compare(const ModVersion *a, const ModVersion *b);  // by path, version, file

#endif
