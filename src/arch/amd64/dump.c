// The code of a function as text (-d=dump:emit:FUNCTION): offsets, bytes, instructions by the table of ops.def, what
// relocations name, blocks, and lines where they change.
#include <stdio.h>

#include "arch/amd64/emit.h"
#include "opt/opt.h"

typedef struct Dump {
  Emit *e;
  uint32_t line, reloc;  // next of each
  const MetaPosition *shown;
} Dump;

static void put_labels(const Dump *d, uint32_t at) {
  const MachineFunc *m = d->e->m;
  for (uint32_t n = 0; n < m->blocks.len; n++)
    if (d->e->labels.data[n] == at && !m->blocks.data[n].forwards) fprintf(stderr, "b%u:\n", m->blocks.data[n].block);
}

static void put_line(Dump *d, uint32_t at) {
  const FuncMeta *meta = d->e->m->meta;
  for (; d->line < meta->lines.len && meta->lines.data[d->line].pc <= at; d->line++) {
    const MetaPosition *position = &meta->positions.data[meta->lines.data[d->line].position];
    const MetaPosition *shown = d->shown;
    if (position->line && !(shown && shown->line == position->line && strcmp(shown->file, position->file) == 0))
      fprintf(stderr, "# %s:%u\n", position->file, position->line);
    d->shown = position;
  }
}

// What the relocation within the instruction names.
static void put_symbol(Dump *d, uint32_t end) {
  const Symbol *symbol = d->e->code.symbol;
  for (; symbol && d->reloc < symbol->relocs.len && symbol->relocs.data[d->reloc].offset < end; d->reloc++) {
    const Reloc *reloc = &symbol->relocs.data[d->reloc];
    fprintf(stderr, "  # %s", reloc->target->name->text);
    int64_t offset = reloc->addend + (int64_t)(end - reloc->offset);
    if (offset) fprintf(stderr, "%+lld", (long long)offset);
  }
}

static uint32_t put_instruction(Dump *d, const Decoder *decoder, uint32_t at, uint32_t len) {
  const uint8_t *bytes = d->e->code.bytes;
  Decoded decoded = {.length = 1};
  char text[INSTRUCTION_TEXT] = "(no instruction)";
  if (decode(decoder, bytes + at, len - at, &decoded))
    instruction_text(text, decoded.id, &decoded.operands, at + decoded.length);
  fprintf(stderr, "%6x: ", at);
  for (uint32_t k = 0; k < 10 || k < decoded.length; k++)
    if (k < decoded.length) fprintf(stderr, "%02x ", bytes[at + k]);
    else fputs("   ", stderr);
  fputs(text, stderr);
  put_symbol(d, at + decoded.length);
  fputc('\n', stderr);
  return at + decoded.length;
}

void dump_code(Emit *e, uint32_t end) {
  if (!e->m->f->session || !opt_wants_dump(e->m->f, "emit")) return;
  Dump d = {.e = e};
  const Decoder *decoder = decoder_new(e->m->arena);
  fprintf(stderr, "# after emit\n%s: frame %d\n", e->m->f->display_name, e->m->frame_size);
  for (uint32_t at = 0; at < end;) {
    put_labels(&d, at);
    put_line(&d, at);
    at = put_instruction(&d, decoder, at, end);
  }
}
