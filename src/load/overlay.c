// The overlay: what stands in for parts of upstream packages, as a table, and the
// archive inside tuco that holds the stand-ins and the runtime's object.
//
// The archive is a ustar file (made by the Makefile from overlay/), linked in by
// embedded.S. Reading it needs no allocation but the list of files and copies of their texts.
#include <stdlib.h>
#include <string.h>

#include "load/load.h"
#include "mod/path.h"

extern const uint8_t tuco_overlay_start[], tuco_overlay_end[];
extern const uint8_t tuco_runtime_start[], tuco_runtime_end[];

// path, replaced, generic_arch, added, assembly, dropped, folder
static const OverlayRow rows[] = {
    {"runtime", true, false, false, false, NULL, NULL},
    {"internal/bytealg", false, true, true, false,
     "compare_generic.go count_generic.go indexbyte_generic.go index_generic.go", NULL},
    {"math", false, true, true, false, "exp_noasm.go log_stub.go", NULL},
    {"hash/maphash", false, false, false, true, NULL, NULL},  // purego would have hash functions of its own
    {"hash/crc32", false, true, true, false, "crc32_otherarch.go", NULL},
    {"math/big", false, false, true, false, "arith_decl_pure.go", NULL},
    {"crypto/md5", false, false, true, false, "md5block_generic.go", NULL},
    {"crypto/sha1", false, false, true, false, "sha1block_generic.go", NULL},
    {"crypto/internal/fips140/sha256", false, false, true, false, "sha256block_noasm.go", NULL},
    {"crypto/internal/fips140/sha512", false, false, true, false, "sha512block_noasm.go", NULL},
    {"crypto/internal/fips140/sha3", false, false, true, false, "sha3_noasm.go", NULL},
    {"crypto/internal/fips140/aes", false, false, true, false, "aes_noasm.go ctr_noasm.go cbc_noasm.go", NULL},
    {"crypto/internal/fips140/aes/gcm", false, false, true, false, "gcm_noasm.go", NULL},
    {"crypto/internal/fips140/bigmod", false, false, true, false, "nat_noasm.go", NULL},
    {"crypto/internal/fips140/subtle", false, false, true, false, "xor_generic.go", NULL},
    {"crypto/internal/fips140/edwards25519/field", false, false, true, false, "fe_amd64_noasm.go", NULL},
    {"vendor/golang.org/x/crypto/chacha20", false, false, true, false, "chacha_noasm.go", NULL},
    {"vendor/golang.org/x/crypto/internal/poly1305", false, false, true, false, "mac_noasm.go", NULL},
    {"crypto/internal/fips140/nistec", false, false, true, true, NULL, NULL},
    {"golang.org/x/sys/cpu", false, false, true, false, "cpu_gc_x86.go", NULL},
    {"golang.org/x/sys/unix", false, false, true, false, "syscall_linux_gc.go", NULL},
    {"vendor/golang.org/x/sys/cpu", false, false, true, false, "cpu_gc_x86.go", "golang.org/x/sys/cpu"},
    {"cmd/vendor/golang.org/x/sys/unix", false, false, true, false, "syscall_linux_gc.go", "golang.org/x/sys/unix"},
};

// Paths of modules have a dot in their first element, those of std never.
static bool is_module_path(const char *path) { return !mod_path_standard(path); }

const OverlayRow *overlay_row(const char *path, bool standard) {
  if (standard == is_module_path(path)) return NULL;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (strcmp(rows[i].path, path) == 0) return &rows[i];
  return NULL;
}

const uint8_t *overlay_runtime_object(size_t *size) {
  *size = (size_t)(tuco_runtime_end - tuco_runtime_start);
  return tuco_runtime_start;
}

enum { BLOCK = 512, NAME_SIZE = 100, SIZE_OFFSET = 124, TYPE_OFFSET = 156 };

static size_t octal(const char *text) {
  size_t value = 0;
  while (*text >= '0' && *text <= '7') value = value * 8 + (size_t)(*text++ - '0');
  return value;
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const OverlayFile *)a)->name, ((const OverlayFile *)b)->name);
}

OverlayFile *overlay_files(Arena *arena, const char *path, uint32_t *count) {
  Vec(OverlayFile) files = {0};
  const char *at = (const char *)tuco_overlay_start, *end = (const char *)tuco_overlay_end;
  size_t path_length = strlen(path);
  while (at + BLOCK <= end && at[0]) {
    size_t size = octal(at + SIZE_OFFSET);
    const char *name = arena_strdup(arena, at, strnlen(at, NAME_SIZE));
    if (strncmp(name, "./", 2) == 0) name += 2;
    bool inside = strncmp(name, path, path_length) == 0 && name[path_length] == '/';
    if (inside && !strchr(name + path_length + 1, '/') && (at[TYPE_OFFSET] == '0' || at[TYPE_OFFSET] == 0)) {
      // The scanner wants a NUL after the text, and the archive pads only to a block.
      OverlayFile file = {name + path_length + 1, arena_strdup(arena, at + BLOCK, size), size};
      vec_push(arena, &files, file);
    }
    at += BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
  }
  if (files.len) qsort(files.data, files.len, sizeof *files.data, by_name);
  *count = files.len;
  return files.data;
}
