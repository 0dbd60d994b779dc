// Functions without a stack check may only use what a check leaves below the guard (abi/stack.h). Over the
// calls among them, found from relocations, every function's height is summed up: bytes below its return address
// that it and what it calls use before another check. C on the goroutine's stack counts as its bound, which the
// runtime's build checks; calls of functions with a check need room for the call of rt_morestack only.
#include <string.h>

#include "abi/stack.h"
#include "link/internal.h"

enum {
  CALL_SIZE = 8,    // a return address
  CYCLE = 1 << 20,  // height of recursion
  OPCODE_CALL = 0xE8
};

typedef struct Height {
  int32_t bytes;       // CYCLE while it is being computed
  int32_t growth;      // of the highest call
  const Symbol *call;  // NULL: the function's own frame
  bool called_by_failed;
} Height;

typedef struct StackCheck {
  Linker *linker;
  Map heights;  // Symbol* -> Height*
} StackCheck;

static const RuntimeFunc *runtime_kind(const Linker *linker, const Symbol *symbol) {
  for (uint32_t i = 0; i < linker->runtime_kinds.len; i++)
    if (linker->runtime_kinds.data[i].symbol == symbol) return &linker->runtime_kinds.data[i].description;
  return NULL;
}

static const Height *height_of(StackCheck *c, const Symbol *symbol);

static void grow(Height *h, int32_t growth, const Symbol *call, int32_t height) {
  if (growth + height <= h->bytes) return;
  h->bytes = growth + height < CYCLE ? growth + height : CYCLE;
  h->growth = growth;
  h->call = call;
}

// Calls by name have the target's relocation behind the opcode.
static void grow_by_calls(StackCheck *c, const Symbol *symbol, Height *h, int32_t frame, bool go_only) {
  for (uint32_t i = 0; i < symbol->relocs.len; i++) {
    const Reloc *r = &symbol->relocs.data[i];
    if (r->kind != RELOC_PC32 || !r->offset || symbol->bytes[r->offset - 1] != OPCODE_CALL) continue;
    if (go_only && !r->target->meta) continue;  // assembly has changed to the system stack
    grow(h, frame + CALL_SIZE, r->target, height_of(c, r->target)->bytes);
  }
}

static void compute(StackCheck *c, const Symbol *symbol, Height *h) {
  const FuncMeta *meta = symbol->meta;
  Height sum = {0};
  if (!meta) {
    const RuntimeFunc *kind = runtime_kind(c->linker, symbol);
    if (!kind) grow(&sum, ABI_STACK_LEAF_C - CALL_SIZE, NULL, 0);
    if (kind && kind->kind == FUNC_ASM) {
      grow(&sum, (int32_t)kind->frame_size, NULL, 0);
      grow_by_calls(c, symbol, &sum, (int32_t)kind->frame_size, true);
    }
  } else if (!(meta->flags & FUNC_NOSPLIT)) {
    grow(&sum, CALL_SIZE, NULL, 0);
  } else {
    int32_t frame = meta->flags & FUNC_NO_FRAME ? 0 : (int32_t)meta->frame_size + 8;
    grow(&sum, frame, NULL, 0);
    // Function values and methods of interfaces are taken to have a check.
    if (meta->safepoints.len) grow(&sum, frame + CALL_SIZE, NULL, CALL_SIZE);
    grow_by_calls(c, symbol, &sum, frame, false);
  }
  *h = sum;
}

static const Height *height_of(StackCheck *c, const Symbol *symbol) {
  Height *h = map_get(&c->heights, map_key(symbol));
  if (h) return h;
  h = arena_new(&c->linker->arena, Height);
  h->bytes = CYCLE;
  map_put(&c->linker->arena, &c->heights, map_key(symbol), h);
  compute(c, symbol, h);
  return h;
}

static bool failed(StackCheck *c, const Symbol *symbol) { return height_of(c, symbol)->bytes > ABI_STACK_LIMIT; }

// The chain of highest calls, in gc's form.
static void report(StackCheck *c, const Symbol *root) {
  Arena *arena = &c->linker->arena;
  ByteVec text = {0};
  Map seen = {0};
  int32_t left = ABI_STACK_LIMIT;
  const char *indent = "    ";
  const Symbol *at = root;
  for (uint32_t depth = 1;; depth++) {
    const Height *h = height_of(c, at);
    bool cycle = map_get(&seen, map_key(at)) != NULL;
    for (uint32_t i = cycle; i < depth; i++) bytes_data(arena, &text, indent, 4);
    if (cycle) {
      bytes_string(arena, &text, "infinite cycle");
      break;
    }
    map_put(arena, &seen, map_key(at), (void *)at);
    const char *step = h->call ? arena_printf(arena, "grows %d bytes, calls %s\n", h->growth, h->call->name->text)
                               : arena_printf(arena, "grows %d bytes\n", h->growth);
    bytes_data(arena, &text, step, strlen(step));
    left -= h->growth;
    if (h->call) {
      at = h->call;
      continue;
    }
    for (uint32_t i = 0; i < depth; i++) bytes_data(arena, &text, indent, 4);
    bytes_string(arena, &text, arena_printf(arena, "%d bytes over limit", -left));
    break;
  }
  c->linker->errors++;
  diag_error(c->linker->session->diags, 0, "%s: nosplit stack over %d byte limit\n%s\n%s", root->name->text,
             ABI_STACK_LIMIT, root->name->text, (const char *)text.data);
}

bool nosplit_check(Linker *linker) {
  StackCheck c = {.linker = linker};
  SymbolVec over = {0};
  for (uint32_t i = 0; i < linker->reached.len; i++) {
    Symbol *symbol = linker->reached.data[i];
    if (symbol->kind != SYMBOL_TEXT || !symbol->meta || !failed(&c, symbol)) continue;
    vec_push(&linker->arena, &over, symbol);
  }
  for (uint32_t i = 0; i < over.len; i++) {
    const Height *h = height_of(&c, over.data[i]);
    if (!h->call || h->call == over.data[i]) continue;
    Height *called = map_get(&c.heights, map_key(h->call));
    called->called_by_failed = true;
  }
  bool any = false;
  for (uint32_t i = 0; i < over.len; i++) {
    if (height_of(&c, over.data[i])->called_by_failed) continue;
    report(&c, over.data[i]);
    any = true;
  }
  if (over.len && !any) report(&c, over.data[0]);  // each is called by another: recursion
  return over.len == 0;
}
