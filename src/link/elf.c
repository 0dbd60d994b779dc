// Writes the static ELF executable: three segments (code, read-only data,
// data and bss), symbol table and debug sections unless stripped. The segments'
// content, debug sections and symbol table are made in parallel, in memory of
// their own, and written in one go. The file is made beside the output and
// renamed, so that no half-written one remains.
#include <elf.h>
#include <string.h>
#include <sys/uio.h>

#include "base/file.h"
#include "link/internal.h"

enum { MAX_SECTIONS = 20, MAX_DEBUG = 8, MAX_PIECES = 64, CHUNK = 512 };

typedef struct Chunk {
  int section;
  uint32_t from, to;
} Chunk;  // symbols of a section

typedef struct ElfWriter {
  Linker *linker;
  Elf64_Shdr headers[MAX_SECTIONS];
  uint32_t header_count;
  ByteVec section_names;
  struct iovec pieces[MAX_PIECES];  // the file, in order
  int piece_count;
  uint64_t length;  // of the file so far
  // made in parallel
  Arena debug_arena, symbol_arena;
  DebugSection debug[MAX_DEBUG];
  uint32_t debug_count;
  ByteVec symbol_table, symbol_names;
  Vec(Chunk) chunks;
} ElfWriter;

static void add_piece(ElfWriter *w, const void *data, size_t size) {
  if (w->piece_count == MAX_PIECES) ice("link", NULL, "file of too many pieces");
  w->pieces[w->piece_count++] = (struct iovec){(void *)(uintptr_t)data, size};
  w->length += size;
}

static void align_file(ElfWriter *w, uint32_t align) {
  static const uint8_t zeros[64];
  uint64_t gap = -w->length & (align - 1);
  if (gap) add_piece(w, zeros, gap);
}

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
  align_file(w, align);
  Elf64_Shdr *h = add_section(w, name, type, 0);
  h->sh_offset = w->length;
  h->sh_size = bytes->len;
  h->sh_addralign = align;
  add_piece(w, bytes->data, bytes->len);
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

// ---- what is made in parallel

// .symtab and .strtab: functions and variables by name.
static void make_symbol_table(ElfWriter *w) {
  Arena *arena = &w->symbol_arena;
  ByteVec *table = &w->symbol_table, *names = &w->symbol_names;
  bytes_string(arena, names, "");
  Elf64_Sym zero = {0};
  bytes_data(arena, table, &zero, sizeof zero);
  for (int i = 0; i < SECTION_COUNT; i++) {
    const Section *section = &w->linker->sections[i];
    for (uint32_t k = 0; k < section->symbols.len; k++) {
      const Symbol *s = section->symbols.data[k];
      if (s->local_static || s->kind == SYMBOL_TYPE || s->in_types) continue;
      Elf64_Sym sym = {.st_name = names->len,
                       .st_info = ELF64_ST_INFO(STB_LOCAL, i == SECTION_TEXT ? STT_FUNC : STT_OBJECT),
                       .st_shndx = (uint16_t)(i + 1),
                       .st_value = s->address,
                       .st_size = (uint64_t)s->size};
      bytes_data(arena, table, &sym, sizeof sym);
      bytes_data(arena, names, s->name->text, s->name->len + 1);
    }
  }
}

static bool wants_symbols(const ElfWriter *w) { return !w->linker->options->strip_symbols; }
static bool wants_debug(const ElfWriter *w) { return wants_symbols(w) && !w->linker->options->strip_dwarf; }

enum { TASK_DEBUG, TASK_SYMBOLS, TASK_CHUNKS };

static void make_task(void *context, uint32_t index, uint32_t worker) {
  (void)worker;
  ElfWriter *w = context;
  if (index == TASK_DEBUG) {
    if (wants_debug(w)) w->debug_count = dwarf_build(w->linker, &w->debug_arena, w->debug, MAX_DEBUG);
  } else if (index == TASK_SYMBOLS) {
    if (wants_symbols(w)) make_symbol_table(w);
  } else {
    const Chunk *chunk = &w->chunks.data[index - TASK_CHUNKS];
    layout_fill(w->linker, chunk->section, chunk->from, chunk->to);
  }
}

static void make_parts(ElfWriter *w) {
  Linker *linker = w->linker;
  linker->image = arena_array(&linker->arena, uint8_t, linker->image_size);
  for (int i = 0; i < SECTION_BSS; i++) {
    uint32_t count = linker->sections[i].symbols.len;
    for (uint32_t from = 0; from < count; from += CHUNK) {
      uint32_t to = from + CHUNK < count ? from + CHUNK : count;
      vec_push(&linker->arena, &w->chunks, ((Chunk){i, from, to}));
    }
  }
  pool_run(linker->session->pool, make_task, w, TASK_CHUNKS + w->chunks.len);
}

static void add_symbol_table(ElfWriter *w) {
  Elf64_Shdr *h = add_blob(w, ".symtab", SHT_SYMTAB, &w->symbol_table, 8);
  h->sh_entsize = sizeof(Elf64_Sym);
  h->sh_link = w->header_count;
  h->sh_info = w->symbol_table.len / (uint32_t)sizeof(Elf64_Sym);
  add_blob(w, ".strtab", SHT_STRTAB, &w->symbol_names, 1);
}

static void add_debug_sections(ElfWriter *w) {
  for (uint32_t i = 0; i < w->debug_count; i++) add_blob(w, w->debug[i].name, SHT_PROGBITS, &w->debug[i].bytes, 1);
}

static Elf64_Phdr segment(const Section *first, uint64_t file_size, uint64_t memory_size, uint32_t flags) {
  return (Elf64_Phdr){.p_type = PT_LOAD,
                      .p_flags = flags,
                      .p_offset = first->offset,
                      .p_vaddr = first->address,
                      .p_paddr = first->address,
                      .p_filesz = file_size,
                      .p_memsz = memory_size,
                      .p_align = PAGE};
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
  memcpy(w->linker->image, &header, sizeof header);
  memcpy(w->linker->image + sizeof header, segments, sizeof segments);
}

static bool write_file(ElfWriter *w) {
  Linker *linker = w->linker;
  const char *output = linker->options->output;
  int error = file_replace(&linker->arena, output, w->pieces, w->piece_count, 0777);
  if (error) diag_error(linker->session->diags, 0, "open %s: %s", output, DIAG_ERRNO(error));
  return !error;
}

bool elf_write(Linker *linker) {
  ElfWriter w = {.linker = linker};
  arena_init(&w.debug_arena);
  arena_init(&w.symbol_arena);
  make_parts(&w);
  bool ok = linker->errors == 0;
  if (ok) {
    bytes_string(&linker->arena, &w.section_names, "");
    w.header_count = 1;  // the null section
    add_piece(&w, linker->image, linker->image_size);
    add_loaded_sections(&w);
    add_debug_sections(&w);
    if (wants_symbols(&w)) add_symbol_table(&w);
    Elf64_Shdr *names = add_section(&w, ".shstrtab", SHT_STRTAB, 0);
    names->sh_offset = w.length;
    names->sh_size = w.section_names.len;
    add_piece(&w, w.section_names.data, w.section_names.len);
    align_file(&w, 8);
    uint64_t section_table = w.length;
    add_piece(&w, w.headers, w.header_count * sizeof(Elf64_Shdr));
    write_headers(&w, section_table);
    ok = write_file(&w);
  }
  arena_free(&w.debug_arena);
  arena_free(&w.symbol_arena);
  return ok;
}
