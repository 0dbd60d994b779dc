// See build_info.h. gc's linker and tuco's write a header of 32 bytes at the beginning of a section of its own, or,
// where there are no sections, somewhere in the writable data, aligned to 16. Since Go 1.18 two strings follow it, with
// their lengths; before, it had pointers to them.
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/unicode.h"
#include "build/build_info.h"

static const char no_go[] = "not a Go executable", unknown[] = "unrecognized file format";

// ---- the file

typedef struct Image {
  const uint8_t *bytes;
  size_t size;
  bool wide, big;  // 64 bits, big-endian
  const char *problem;
} Image;

static uint64_t number(const Image *f, uint64_t at, int bytes, bool big) {
  uint64_t value = 0;
  if (at > f->size || f->size - at < (uint64_t)bytes) return 0;
  for (int i = 0; i < bytes; i++) value = value << 8 | f->bytes[at + (uint64_t)(big ? i : bytes - 1 - i)];
  return value;
}

// A field of an ELF structure, by its offset and size in the form of 64 and of 32 bits.
#define FIELD(f, at, name, type)                                                                                  \
  ((f)->wide ? number((f), (at) + offsetof(Elf64_##type, name), (int)sizeof(((Elf64_##type *)0)->name), (f)->big) \
             : number((f), (at) + offsetof(Elf32_##type, name), (int)sizeof(((Elf32_##type *)0)->name), (f)->big))

typedef struct Range {
  uint64_t address, size;
} Range;

// Where the nth program header stands.
static uint64_t program_header(const Image *f, uint64_t n) {
  return FIELD(f, 0, e_phoff, Ehdr) + n * FIELD(f, 0, e_phentsize, Ehdr);
}

static bool holds(const Image *f, uint64_t at, uint64_t count, uint64_t step, size_t least) {
  return !count || (step >= least && at <= f->size && count * step <= f->size - at);
}

// Do the tables of segments and sections lie in the file?
static bool has_tables(const Image *f) {
  bool program = holds(f, FIELD(f, 0, e_phoff, Ehdr), FIELD(f, 0, e_phnum, Ehdr), FIELD(f, 0, e_phentsize, Ehdr),
                       f->wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr));
  return program && holds(f, FIELD(f, 0, e_shoff, Ehdr), FIELD(f, 0, e_shnum, Ehdr), FIELD(f, 0, e_shentsize, Ehdr),
                          f->wide ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr));
}

// The bytes from an address to the end of its segment; NULL: there are none.
static const uint8_t *at_address(const Image *f, uint64_t address, uint64_t *length) {
  uint64_t count = FIELD(f, 0, e_phnum, Ehdr);
  for (uint64_t i = 0; i < count; i++) {
    uint64_t at = program_header(f, i), start = FIELD(f, at, p_vaddr, Phdr), size = FIELD(f, at, p_filesz, Phdr);
    if (address < start || address - start >= size) continue;
    uint64_t offset = FIELD(f, at, p_offset, Phdr) + (address - start);
    if (offset < address - start || offset >= f->size) return NULL;
    *length = size - (address - start);
    if (*length > f->size - offset) *length = f->size - offset;
    return f->bytes + offset;
  }
  return NULL;
}

static bool is_named(const Image *f, uint64_t names, uint64_t section, const char *name) {
  uint64_t at = names + FIELD(f, section, sh_name, Shdr), n = strlen(name) + 1;
  return at >= names && at < f->size && f->size - at >= n && memcmp(f->bytes + at, name, n) == 0;
}

// Where the information is to be looked for; size 0: nowhere.
static Range data_range(const Image *f) {
  uint64_t table = FIELD(f, 0, e_shoff, Ehdr), step = FIELD(f, 0, e_shentsize, Ehdr);
  uint64_t count = FIELD(f, 0, e_shnum, Ehdr);
  uint64_t names = FIELD(f, table + step * FIELD(f, 0, e_shstrndx, Ehdr), sh_offset, Shdr);
  for (uint64_t i = 0; table && i < count; i++) {
    uint64_t at = table + i * step;
    if (is_named(f, names, at, ".go.buildinfo"))
      return (Range){FIELD(f, at, sh_addr, Shdr), FIELD(f, at, sh_size, Shdr)};
  }
  count = FIELD(f, 0, e_phnum, Ehdr);
  for (uint64_t i = 0; i < count; i++) {
    uint64_t at = program_header(f, i), flags = FIELD(f, at, p_flags, Phdr);
    if (FIELD(f, at, p_type, Phdr) == PT_LOAD && (flags & (PF_X | PF_W)) == PF_W)
      return (Range){FIELD(f, at, p_vaddr, Phdr), FIELD(f, at, p_memsz, Phdr)};
  }
  return (Range){0, 0};
}

// ---- the two strings

enum { HEADER = 32, POINTER_SIZE = 14, FLAGS = 15, FLAG_BIG = 1, FLAG_INLINE = 2 };

// A string of a length that stands before it; moves the address behind it. NULL: there is none.
static const char *counted_string(Arena *arena, const Image *f, uint64_t *address, size_t *size) {
  uint64_t left = 0, length = 0;
  const uint8_t *p = at_address(f, *address, &left);
  uint64_t used = 0;
  for (unsigned shift = 0; p && used < left && shift < 64; shift += 7) {
    length |= (uint64_t)(p[used] & 0x7f) << shift;
    if (!(p[used++] & 0x80)) break;
  }
  if (!p || !used || (p[used - 1] & 0x80) || length > left - used) return NULL;
  *address += used + length;
  *size = (size_t)length;
  return arena_strdup(arena, (const char *)p + used, (size_t)length);
}

// A Go string, of which `pointer` is the address; "" if it cannot be read.
static const char *pointed_string(Arena *arena, const Image *f, uint64_t pointer, int bytes, bool big, size_t *size) {
  uint64_t left = 0, count = 0;
  const uint8_t *head = at_address(f, pointer, &left);
  *size = 0;
  if (!head || left < 2 * (uint64_t)bytes) return "";
  uint64_t at = (uint64_t)(head - f->bytes), length = number(f, at + (uint64_t)bytes, bytes, big);
  const uint8_t *data = at_address(f, number(f, at, bytes, big), &count);
  if (!data || length > count) return "";
  *size = (size_t)length;
  return arena_strdup(arena, (const char *)data, (size_t)length);
}

// The address of the header; 0: there is none.
static uint64_t find_header(const Image *f) {
  static const char magic[] = "\xff Go buildinf:";
  Range range = data_range(f);
  uint64_t start = (range.address + 15) & ~(uint64_t)15, left = 0;
  if (!range.size || start < range.address || start - range.address >= range.size) return 0;
  const uint8_t *p = at_address(f, start, &left);
  if (left > range.size - (start - range.address)) left = range.size - (start - range.address);
  for (uint64_t i = 0; p && left >= HEADER && i <= left - HEADER; i += 16)
    if (memcmp(p + i, magic, sizeof magic - 1) == 0) return start + i;
  return 0;
}

static const char *read_strings(Arena *arena, const Image *f, const char **version, const char **modules) {
  size_t version_size = 0, size = 0;
  uint64_t header = find_header(f), left;
  const uint8_t *p = header ? at_address(f, header, &left) : NULL;
  if (!p) return no_go;
  bool big = p[FLAGS] & FLAG_BIG;
  if (p[FLAGS] & FLAG_INLINE) {
    header += HEADER;
    *version = counted_string(arena, f, &header, &version_size);
    *modules = *version ? counted_string(arena, f, &header, &size) : NULL;
  } else if (p[POINTER_SIZE] == 4 || p[POINTER_SIZE] == 8) {
    int bytes = p[POINTER_SIZE];
    uint64_t at = (uint64_t)(p - f->bytes) + FLAGS + 1;
    *version = pointed_string(arena, f, number(f, at, bytes, big), bytes, big, &version_size);
    *modules = pointed_string(arena, f, number(f, at + (uint64_t)bytes, bytes, big), bytes, big, &size);
  } else {
    return no_go;
  }
  if (!*version || !*modules || !**version) return no_go;
  // 16 bytes on each side frame the text.
  bool framed = size >= 33 && (*modules)[size - 17] == '\n';
  *modules = framed ? arena_strdup(arena, *modules + 16, size - 32) : "";
  return NULL;
}

// ---- the text

typedef struct Columns {
  const char *text[4];
  int count;
} Columns;

static Columns split(Arena *arena, const char *line) {
  Columns c = {.count = 0};
  for (;; line++) {
    size_t n = strcspn(line, "\t");
    if (c.count < 4) c.text[c.count] = arena_strdup(arena, line, n);
    c.count++;
    line += n;
    if (!*line) return c;
  }
}

static const char *read_module(Arena *arena, const char *line, InfoModule *m) {
  Columns c = split(arena, line);
  if (c.count != 2 && c.count != 3) return arena_printf(arena, "expected 2 or 3 columns; got %d", c.count);
  *m = (InfoModule){c.text[0], c.text[1], c.count == 3 ? c.text[2] : "", NULL};
  return NULL;
}

static const char *read_replacement(Arena *arena, const char *line, InfoModule *of) {
  Columns c = split(arena, line);
  if (c.count != 3) return arena_printf(arena, "expected 3 columns for replacement; got %d", c.count);
  if (!of) return "replacement with no module on previous line";
  of->replace = arena_new(arena, InfoModule);
  *of->replace = (InfoModule){c.text[0], c.text[1], c.text[2], NULL};
  return NULL;
}

bool build_info_is_quoted(const char *text, bool key) {
  return (key && !*text) || strpbrk(text, key ? "= \t\r\n\"`" : " \t\r\n\"`");
}

// The length of a quoted text at the beginning, with its quotes; 0: it has no end.
static size_t quoted_length(const char *text) {
  size_t n = 1;
  while (text[n] && text[n] != *text) n += *text == '"' && text[n] == '\\' && text[n + 1] ? 2 : 1;
  return text[n] ? n + 1 : 0;
}

static const char *unquoted(Arena *arena, const char *text, size_t length) {
  const char *bytes;
  size_t size;
  return text_unquote(arena, text, length, &bytes, &size) ? arena_strdup(arena, bytes, size) : NULL;
}

static const char *read_setting(Arena *arena, const char *line, InfoSetting *s) {
  if (!*line) return "build line missing '='";
  if (*line == '=') return "build line with missing key";
  size_t n = strcspn(line, "=");
  if (*line == '"' || *line == '`') {
    n = quoted_length(line);
    s->key = n ? unquoted(arena, line, n) : NULL;
    if (!s->key) return "invalid quoted key in build line";
    if (!line[n]) return "build line missing '=' after quoted key";
    if (line[n] != '=')
      return arena_printf(arena, "unexpected character after quoted key: %s",
                          text_quote_rune(arena, (unsigned char)line[n]));
  } else {
    if (!line[n]) return "build line missing '=' after key";
    s->key = arena_strdup(arena, line, n);
    if (build_info_is_quoted(s->key, true))
      return arena_printf(arena, "unquoted key %s must be quoted", text_quote(arena, s->key, n));
  }
  const char *value = line + n + 1;
  bool quoted = *value == '"' || *value == '`';
  s->value = quoted ? unquoted(arena, value, strlen(value)) : value;
  if (!s->value) return "invalid quoted value in build line";
  if (!quoted && build_info_is_quoted(value, false))
    return arena_printf(arena, "unquoted value %s must be quoted", text_quote(arena, value, strlen(value)));
  return NULL;
}

static const char *read_text(Arena *arena, const char *text, BuildInfo *info) {
  InfoModule *last = NULL;
  int line_number = 1;
  for (const char *end; (end = strchr(text, '\n')); text = end + 1, line_number++) {
    const char *line = arena_strdup(arena, text, (size_t)(end - text)), *problem = NULL;
    if (strncmp(line, "path\t", 5) == 0) {
      info->path = line + 5;
    } else if (strncmp(line, "mod\t", 4) == 0) {
      problem = read_module(arena, line + 4, last = &info->main);
    } else if (strncmp(line, "dep\t", 4) == 0) {
      last = arena_new(arena, InfoModule);
      vec_push(arena, &info->deps, last);
      problem = read_module(arena, line + 4, last);
    } else if (strncmp(line, "=>\t", 3) == 0) {
      problem = read_replacement(arena, line + 3, last);
      last = NULL;
    } else if (strncmp(line, "build\t", 6) == 0) {
      InfoSetting s;
      problem = read_setting(arena, line + 6, &s);
      if (!problem) vec_push(arena, &info->settings, s);
    }
    if (problem) return arena_printf(arena, "could not parse Go build info: line %d: %s", line_number, problem);
  }
  return NULL;
}

static const char *read_image(Arena *arena, Image *f, BuildInfo *info) {
  static const char *const others[] = {
      "MZ", "\xfe\xed\xfa", "\xce\xfa\xed\xfe", "\xcf\xfa\xed\xfe", "\xca\xfe\xba\xbe", "\xca\xfe\xba\xbf"};
  if (f->size < 16) return unknown;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (memcmp(f->bytes, others[i], strlen(others[i])) == 0) return "not supported yet: executables of other systems";
  uint8_t class = f->bytes[EI_CLASS], order = f->bytes[EI_DATA];
  bool elf = memcmp(f->bytes, ELFMAG, SELFMAG) == 0 && (class == ELFCLASS32 || class == ELFCLASS64) &&
             (order == ELFDATA2LSB || order == ELFDATA2MSB) && f->size >= sizeof(Elf32_Ehdr);
  if (!elf) return unknown;
  f->wide = class == ELFCLASS64;
  f->big = order == ELFDATA2MSB;
  if (!has_tables(f)) return unknown;
  const char *modules, *problem = read_strings(arena, f, &info->go_version, &modules);
  return problem ? problem : read_text(arena, modules, info);
}

bool build_info_read(Arena *arena, const char *path, BuildInfo *info, const char **problem) {
  *info = (BuildInfo){.path = "", .main = {"", "", "", NULL}};
  struct stat st;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &st) != 0) {
    *problem = arena_printf(arena, "could not read Go build info: open %s: %s", path, DIAG_ERRNO(errno));
    if (fd >= 0) close(fd);
    return false;
  }
  Image f = {.size = st.st_size > 0 ? (size_t)st.st_size : 0};
  void *map = f.size ? mmap(NULL, f.size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
  close(fd);
  if (map == MAP_FAILED) f.size = 0;
  f.bytes = map;
  const char *found = read_image(arena, &f, info);
  if (map != MAP_FAILED) munmap(map, f.size);
  *problem = found ? arena_printf(arena, "could not read Go build info from %s: %s", path, found) : NULL;
  return !found;
}
