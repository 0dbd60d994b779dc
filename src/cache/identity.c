// The identity of the running command: the build id that the linker has left in it, else the hash of its file.
#include <link.h>
#include <string.h>

#include "cache/cache.h"

// The build id among the notes from `at` on.
static bool find_note(const uint8_t *at, size_t size, CacheId *id) {
  ElfW(Nhdr) note;
  while (size >= sizeof note) {
    memcpy(&note, at, sizeof note);
    size_t name = ((size_t)note.n_namesz + 3) & ~(size_t)3, description = ((size_t)note.n_descsz + 3) & ~(size_t)3;
    if (size - sizeof note < name || size - sizeof note - name < description) return false;
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && memcmp(at + sizeof note, "GNU", 4) == 0) {
      *id = cache_id_of(at + sizeof note + name, note.n_descsz);
      return true;
    }
    at += sizeof note + name + description;
    size -= sizeof note + name + description;
  }
  return false;
}

// The first object is the program. Returns 1 where there is an id, so that no other one is looked at.
static int look_at_object(struct dl_phdr_info *info, size_t size, void *id) {
  (void)size;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    const uint8_t *notes = (const uint8_t *)(info->dlpi_addr + segment->p_vaddr);
    if (segment->p_type == PT_NOTE && find_note(notes, segment->p_memsz, id)) return 1;
  }
  return -1;
}

CacheId cache_self(void) {
  CacheId id = {{0}};
  if (dl_iterate_phdr(look_at_object, &id) == 1) return id;
  cache_id_of_file("/proc/self/exe", &id, NULL);
  return id;
}
