// Writes the static ELF executable: three segments (code, read-only data,
// data and bss), symbol table and debug sections unless stripped. The file is
// made beside the output and renamed, so that no half-written one remains.
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "link/internal.h"

enum { PAGE = 0x1000, MAX_SECTIONS = 20 };

typedef struct ElfWriter {
  Linker *linker;
  ByteVec file;
  Elf64_Shdr headers[MAX_SECTIONS];
  uint32_t header_count;
  ByteVec section_names;
} ElfWriter;

static Elf64_Shdr *add_section(ElfWriter *w, const char *name, uint32_t type, uint64_t flags) {
  Elf64_Shdr *h = &w->headers[w->header_count++];
  h->sh_name = w->section_names.len;
  h->sh_type = type;
  h->sh_flags = flags;
  h->sh_addralign = 1;
  bytes_string(&w->linker->arena, &w->section_names, name);
  return h;
}

// Appends a section that is not loaded.
static Elf64_Shdr *add_blob(ElfWriter *w, const char *name, uint32_t type, const ByteVec *bytes, uint32_t align) {
  bytes_align(&w->linker->arena, &w->file, align);
  Elf64_Shdr *h = add_section(w, name, type, 0);
  h->sh_offset = w->file.len;
  h->sh_size = bytes->len;
  h->sh_addralign = align;
  bytes_data(&w->linker->arena, &w->file, bytes->data, bytes->len);
  return h;
}

static void add_loaded_sections(ElfWriter *w) {
  static const uint64_t flags[SECTION_COUNT] = {SHF_ALLOC | SHF_EXECINSTR, SHF_ALLOC, SHF_ALLOC | SHF_WRITE,
                                                SHF_ALLOC | SHF_WRITE};
  for (int i = 0; i < SECTION_COUNT; i++) {
    const Section *s = &w->linker->sections[i];
    Elf64_Shdr *h = add_section(w, s->name, i == SECTION_BSS ? SHT_NOBITS : SHT_PROGBITS, flags[i]);
    h->sh_addr = s->address;
    h->sh_offset = s->offset;
    h->sh_size = s->size;
    h->sh_addralign = i == SECTION_TEXT ? 16 : 64;
  }
}

static void write_contents(ElfWriter *w) {
  Arena *arena = &w->linker->arena;
  vec_reserve(arena, &w->file, (uint32_t)w->linker->image_size);
  w->file.len = (uint32_t)w->linker->image_size;
  for (int i = 0; i < SECTION_BSS; i++) {
    const Section *section = &w->linker->sections[i];
    if (i == SECTION_TEXT) memset(w->file.data + section->offset, 0xcc, section->size);
    for (uint32_t k = 0; k < section->symbols.len; k++) {
      const Symbol *s = section->symbols.data[k];
      if (s->bytes) memcpy(w->file.data + (s->address - section->address) + section->offset, s->bytes, (size_t)s->size);
    }
  }
}

// .symtab and .strtab: functions and variables by name.
static void add_symbol_table(ElfWriter *w) {
  Arena *arena = &w->linker->arena;
  ByteVec table = {0}, names = {0};
  bytes_string(arena, &names, "");
  Elf64_Sym zero = {0};
  bytes_data(arena, &table, &zero, sizeof zero);
  for (int i = 0; i < SECTION_COUNT; i++) {
    const Section *section = &w->linker->sections[i];
    for (uint32_t k = 0; k < section->symbols.len; k++) {
      const Symbol *s = section->symbols.data[k];
      if (s->local_static || s->kind == SYMBOL_TYPE || s->in_types) continue;
      Elf64_Sym sym = {.st_name = names.len,
                       .st_info = ELF64_ST_INFO(STB_LOCAL, i == SECTION_TEXT ? STT_FUNC : STT_OBJECT),
                       .st_shndx = (uint16_t)(i + 1),
                       .st_value = s->address,
                       .st_size = (uint64_t)s->size};
      bytes_data(arena, &table, &sym, sizeof sym);
      bytes_string(arena, &names, s->name->text);
    }
  }
  uint32_t count = table.len / (uint32_t)sizeof(Elf64_Sym);
  Elf64_Shdr *h = add_blob(w, ".symtab", SHT_SYMTAB, &table, 8);
  h->sh_entsize = sizeof(Elf64_Sym);
  h->sh_link = w->header_count;
  h->sh_info = count;
  add_blob(w, ".strtab", SHT_STRTAB, &names, 1);
}

static void add_debug_sections(ElfWriter *w) {
  DebugSection sections[8];
  uint32_t count = dwarf_build(w->linker, sections, 8);
  for (uint32_t i = 0; i < count; i++) add_blob(w, sections[i].name, SHT_PROGBITS, &sections[i].bytes, 1);
}

static Elf64_Phdr segment(const Section *first, uint64_t file_size, uint64_t memory_size, uint32_t flags) {
  return (Elf64_Phdr){.p_type = PT_LOAD, .p_flags = flags, .p_offset = first->offset, .p_vaddr = first->address,
                      .p_paddr = first->address, .p_filesz = file_size, .p_memsz = memory_size, .p_align = PAGE};
}

static void write_headers(ElfWriter *w, uint64_t section_table) {
  const Section *s = w->linker->sections;
  Elf64_Phdr segments[4] = {
      segment(&s[SECTION_TEXT], s[SECTION_TEXT].size, s[SECTION_TEXT].size, PF_R | PF_X),
      segment(&s[SECTION_RODATA], s[SECTION_RODATA].size, s[SECTION_RODATA].size, PF_R),
      segment(&s[SECTION_DATA], s[SECTION_DATA].size,
              s[SECTION_BSS].address + s[SECTION_BSS].size - s[SECTION_DATA].address, PF_R | PF_W),
      {.p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W}};
  Elf64_Ehdr header = {.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
                       .e_type = ET_EXEC,
                       .e_machine = EM_X86_64,
                       .e_version = EV_CURRENT,
                       .e_entry = symbol_get(w->linker->symbols, "rt0")->address,
                       .e_phoff = sizeof(Elf64_Ehdr),
                       .e_shoff = section_table,
                       .e_ehsize = sizeof(Elf64_Ehdr),
                       .e_phentsize = sizeof(Elf64_Phdr),
                       .e_phnum = 4,
                       .e_shentsize = sizeof(Elf64_Shdr),
                       .e_shnum = (uint16_t)w->header_count,
                       .e_shstrndx = (uint16_t)(w->header_count - 1)};
  memcpy(w->file.data, &header, sizeof header);
  memcpy(w->file.data + sizeof header, segments, sizeof segments);
}

static bool write_all(int fd, const uint8_t *data, size_t size) {
  while (size) {
    ssize_t n = write(fd, data, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    data += n;
    size -= (size_t)n;
  }
  return true;
}

static bool is_special_file(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

// Writes beside the output and renames; a device such as /dev/null is written to directly.
static bool write_file(Linker *linker, const ByteVec *file) {
  const char *output = linker->options->output;
  bool direct = is_special_file(output);
  const char *temporary = direct ? output : arena_printf(&linker->arena, "%s.tuco-%d", output, (int)getpid());
  int fd = open(temporary, direct ? O_WRONLY : O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0777);
  bool ok = fd >= 0 && write_all(fd, file->data, file->len);
  if (fd >= 0 && close(fd) != 0) ok = false;
  if (ok && !direct) ok = rename(temporary, output) == 0;
  if (!ok) {
    int error = errno;
    if (fd >= 0 && !direct) unlink(temporary);
    diag_error(linker->session->diags, 0, "open %s: %s", output, DIAG_ERRNO(error));
  }
  return ok;
}

bool elf_write(Linker *linker) {
  ElfWriter w = {.linker = linker};
  bytes_string(&linker->arena, &w.section_names, "");
  w.header_count = 1;  // the null section
  write_contents(&w);
  add_loaded_sections(&w);
  if (!linker->options->strip_dwarf && !linker->options->strip_symbols) add_debug_sections(&w);
  if (!linker->options->strip_symbols) add_symbol_table(&w);
  Elf64_Shdr *names = add_section(&w, ".shstrtab", SHT_STRTAB, 0);
  names->sh_offset = w.file.len;
  names->sh_size = w.section_names.len;
  bytes_data(&linker->arena, &w.file, w.section_names.data, w.section_names.len);
  bytes_align(&linker->arena, &w.file, 8);
  uint64_t section_table = w.file.len;
  bytes_data(&linker->arena, &w.file, w.headers, w.header_count * sizeof(Elf64_Shdr));
  write_headers(&w, section_table);
  return write_file(linker, &w.file);
}
