// Reads the runtime's relocatable ELF object: every allocated section becomes a
// symbol (named after the first label in it), further labels become aliases.
// Input: the object that travels inside tuco. Only the listed relocations of
// the design occur: R_X86_64_{64,PC32,PLT32,32,32S}.
#include <elf.h>
#include <string.h>

#include "link/internal.h"

typedef struct ObjectReader {
  Linker *linker;
  const uint8_t *bytes;
  size_t size;
  const Elf64_Ehdr *header;
  const Elf64_Shdr *sections;
  const char *section_names;
  const Elf64_Sym *symbols;
  uint32_t symbol_count;
  const char *names;
  Symbol **by_section;  // section index -> symbol
  Symbol **by_symbol;   // ELF symbol index -> symbol
  int64_t *by_symbol_offset;
} ObjectReader;

static bool bad_object(ObjectReader *r, const char *what) {
  diag_error(r->linker->session->diags, 0, "runtime object: %s", what);
  return false;
}

// Checks the header and section table and finds the symbol table.
static bool open_object(ObjectReader *r) {
  if (r->size < sizeof(Elf64_Ehdr)) return bad_object(r, "truncated");
  r->header = (const Elf64_Ehdr *)r->bytes;
  if (memcmp(r->header->e_ident, ELFMAG, SELFMAG) != 0 || r->header->e_type != ET_REL ||
      r->header->e_machine != EM_X86_64)
    return bad_object(r, "not an x86-64 relocatable");
  uint64_t table_end = r->header->e_shoff + (uint64_t)r->header->e_shnum * sizeof(Elf64_Shdr);
  if (r->header->e_shoff > r->size || table_end > r->size || r->header->e_shstrndx >= r->header->e_shnum)
    return bad_object(r, "bad section table");
  r->sections = (const Elf64_Shdr *)(r->bytes + r->header->e_shoff);
  for (uint32_t i = 0; i < r->header->e_shnum; i++) {
    const Elf64_Shdr *s = &r->sections[i];
    if (s->sh_type != SHT_NOBITS && (s->sh_offset > r->size || s->sh_size > r->size - s->sh_offset))
      return bad_object(r, "section outside the file");
    if (s->sh_type == SHT_SYMTAB) {
      r->symbols = (const Elf64_Sym *)(r->bytes + s->sh_offset);
      r->symbol_count = (uint32_t)(s->sh_size / sizeof(Elf64_Sym));
      if (s->sh_link >= r->header->e_shnum) return bad_object(r, "bad symbol table");
      r->names = (const char *)r->bytes + r->sections[s->sh_link].sh_offset;
    }
  }
  r->section_names = (const char *)r->bytes + r->sections[r->header->e_shstrndx].sh_offset;
  return r->symbols != NULL || bad_object(r, "no symbol table");
}

static uint8_t section_symbol_kind(const Elf64_Shdr *s) {
  if (s->sh_flags & SHF_EXECINSTR) return SYMBOL_TEXT;
  if (s->sh_type == SHT_NOBITS) return SYMBOL_BSS;
  return s->sh_flags & SHF_WRITE ? SYMBOL_DATA : SYMBOL_RODATA;
}

static uint8_t align_log2(uint64_t align) { return align <= 1 ? 0 : (uint8_t)__builtin_ctzll(align); }

static const char *elf_symbol_name(ObjectReader *r, uint32_t index) { return r->names + r->symbols[index].st_name; }

// The label a section is named by: a global one at offset 0, else any there, else the section's own name.
static Symbol *name_section(ObjectReader *r, uint32_t section) {
  uint32_t best = 0;
  for (uint32_t i = 1; i < r->symbol_count; i++) {
    const Elf64_Sym *s = &r->symbols[i];
    if (s->st_shndx != section || s->st_value != 0 || ELF64_ST_TYPE(s->st_info) == STT_SECTION) continue;
    if (best == 0 || ELF64_ST_BIND(s->st_info) == STB_GLOBAL) best = i;
    if (ELF64_ST_BIND(s->st_info) == STB_GLOBAL) break;
  }
  bool global = best && ELF64_ST_BIND(r->symbols[best].st_info) == STB_GLOBAL;
  Arena *arena = &r->linker->arena;
  const char *name =
      global ? elf_symbol_name(r, best)
             : arena_printf(arena, "rt.%s#%u",
                            best ? elf_symbol_name(r, best) : r->section_names + r->sections[section].sh_name, section);
  return symbol_get(r->linker->symbols, name);
}

static bool read_sections(ObjectReader *r) {
  Arena *arena = &r->linker->arena;
  r->by_section = arena_array(arena, Symbol *, r->header->e_shnum);
  for (uint32_t i = 0; i < r->header->e_shnum; i++) {
    const Elf64_Shdr *s = &r->sections[i];
    if (!(s->sh_flags & SHF_ALLOC) || s->sh_size == 0) continue;
    if (s->sh_type != SHT_PROGBITS && s->sh_type != SHT_NOBITS) continue;
    if (strcmp(r->section_names + s->sh_name, ".eh_frame") == 0) continue;
    Symbol *symbol = name_section(r, i);
    if (symbol->kind != SYMBOL_UNDEFINED) return bad_object(r, "symbol defined twice");
    symbol->kind = section_symbol_kind(s);
    symbol->align_log2 = align_log2(s->sh_addralign);
    symbol->no_pointers = true;
    symbol->size = (int64_t)s->sh_size;
    if (symbol->kind != SYMBOL_BSS) {
      symbol->bytes = arena_alloc(arena, s->sh_size, 8);
      memcpy(symbol->bytes, r->bytes + s->sh_offset, s->sh_size);
    }
    r->by_section[i] = symbol;
  }
  return true;
}

static bool read_symbols(ObjectReader *r) {
  Arena *arena = &r->linker->arena;
  r->by_symbol = arena_array(arena, Symbol *, r->symbol_count);
  r->by_symbol_offset = arena_array(arena, int64_t, r->symbol_count);
  for (uint32_t i = 1; i < r->symbol_count; i++) {
    const Elf64_Sym *s = &r->symbols[i];
    if (s->st_shndx == SHN_UNDEF) {
      r->by_symbol[i] = symbol_get(r->linker->symbols, elf_symbol_name(r, i));
      continue;
    }
    if (s->st_shndx >= r->header->e_shnum) {
      if (s->st_shndx == SHN_COMMON) return bad_object(r, "common symbol (compile with -fno-common)");
      continue;
    }
    Symbol *container = r->by_section[s->st_shndx];
    r->by_symbol[i] = container;
    r->by_symbol_offset[i] = (int64_t)s->st_value;
    if (!container || ELF64_ST_BIND(s->st_info) != STB_GLOBAL) continue;
    Symbol *global = symbol_get(r->linker->symbols, elf_symbol_name(r, i));
    if (global == container) continue;
    if (global->kind != SYMBOL_UNDEFINED || global->container) return bad_object(r, "symbol defined twice");
    global->container = container;
    global->container_offset = (int64_t)s->st_value;
  }
  return true;
}

static int reloc_kind(uint32_t elf_type) {
  switch (elf_type) {
    case R_X86_64_64: return RELOC_ABS64;
    case R_X86_64_PC32:
    case R_X86_64_PLT32: return RELOC_PC32;
    case R_X86_64_32:
    case R_X86_64_32S: return RELOC_ABS32;
    default: return -1;
  }
}

// Section .tuco.funcs: kinds of assembly functions (abi/functab.h).
static void read_function_kinds(ObjectReader *r, const Elf64_Shdr *data, const Elf64_Shdr *relocs) {
  const RuntimeFunc *records = (const RuntimeFunc *)(r->bytes + data->sh_offset);
  const Elf64_Rela *rela = (const Elf64_Rela *)(r->bytes + relocs->sh_offset);
  for (uint64_t i = 0; i < relocs->sh_size / sizeof *rela; i++) {
    uint64_t index = rela[i].r_offset / sizeof(RuntimeFunc);
    if (index >= data->sh_size / sizeof(RuntimeFunc)) continue;
    uint32_t elf_symbol = (uint32_t)ELF64_R_SYM(rela[i].r_info);
    Symbol *symbol = elf_symbol < r->symbol_count ? r->by_symbol[elf_symbol] : NULL;
    if (!symbol) continue;
    RuntimeKind kind = {symbol, records[index]};
    vec_push(&r->linker->arena, &r->linker->runtime_kinds, kind);
  }
}

static bool read_relocs(ObjectReader *r) {
  for (uint32_t i = 0; i < r->header->e_shnum; i++) {
    const Elf64_Shdr *s = &r->sections[i];
    if (s->sh_type != SHT_RELA || s->sh_info >= r->header->e_shnum) continue;
    const Elf64_Shdr *target_section = &r->sections[s->sh_info];
    if (strcmp(r->section_names + target_section->sh_name, ".tuco.funcs") == 0) {
      read_function_kinds(r, target_section, s);
      continue;
    }
    Symbol *from = r->by_section[s->sh_info];
    if (!from) continue;
    const Elf64_Rela *rela = (const Elf64_Rela *)(r->bytes + s->sh_offset);
    for (uint64_t k = 0; k < s->sh_size / sizeof *rela; k++) {
      int kind = reloc_kind((uint32_t)ELF64_R_TYPE(rela[k].r_info));
      uint32_t index = (uint32_t)ELF64_R_SYM(rela[k].r_info);
      if (kind < 0 || index >= r->symbol_count || !r->by_symbol[index] || rela[k].r_offset >= (uint64_t)from->size)
        return bad_object(r, arena_printf(&r->linker->arena, "unsupported relocation %u in %s",
                                          (uint32_t)ELF64_R_TYPE(rela[k].r_info), from->name->text));
      symbol_add_reloc(&r->linker->arena, from, (uint32_t)rela[k].r_offset, (RelocKind)kind, r->by_symbol[index],
                       rela[k].r_addend + r->by_symbol_offset[index]);
    }
  }
  return true;
}

bool object_read(Linker *linker, const uint8_t *object, size_t size) {
  ObjectReader reader = {.linker = linker, .bytes = object, .size = size};
  return open_object(&reader) && read_sections(&reader) && read_symbols(&reader) && read_relocs(&reader);
}

const char **link_runtime_references(Session *session, Arena *arena, const uint8_t *object, size_t size,
                                     uint32_t *count) {
  Linker linker = {.session = session};
  ObjectReader reader = {.linker = &linker, .bytes = object, .size = size};
  *count = 0;
  if (!open_object(&reader)) return NULL;
  const char **names = arena_array(arena, const char *, reader.symbol_count);
  for (uint32_t i = 1; i < reader.symbol_count; i++) {
    const char *name = elf_symbol_name(&reader, i);
    if (reader.symbols[i].st_shndx == SHN_UNDEF && strchr(name, '.')) names[(*count)++] = name;
  }
  return names;
}
