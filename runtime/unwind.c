// Walks the frames of a goroutine's stack with the function table: input is a place
// (PC, SP, BP), output the frames from the inside out with the stack map that
// holds in each. Exact for compiled Go; of assembly it knows the kinds in abi/functab.h.
#include "runtime.h"

// Where frame registers are: before the prologue's end and in the cold prologue there is no frame yet.
static void locate_frame(Frame *f) {
  uint32_t offset = (uint32_t)(f->lookup_pc - functab_entry_pc(f->entry));
  f->has_frame = false;
  switch (f->info->kind) {
    case FUNC_TOP: f->cfa = f->sp; return;
    case FUNC_REFLECTCALL:
    case FUNC_REFLECT_STUB:
      f->has_frame = true;
      f->cfa = f->bp + 16;
      return;
    case FUNC_ASM:
    case FUNC_MORESTACK: f->cfa = f->sp + f->info->frame_size + 8; return;
    case FUNC_C_LEAF:
    case FUNC_C_STATE:
    case FUNC_C_SYSTEM:
    case FUNC_ASYNC_PREEMPT:
      f->cfa = f->bp + 16;
      f->has_frame = true;
      return;
    default: break;
  }
  if ((f->info->flags & FUNC_NO_FRAME) || offset < f->info->prologue_end || offset >= f->info->cold_start) {
    f->cfa = f->sp + 8;
    return;
  }
  f->has_frame = true;
  f->cfa = f->sp + f->info->frame_size + 16;
}

bool frame_start_at(Frame *f, uintptr_t pc, uintptr_t sp, uintptr_t bp, bool faulting) {
  f->pc = pc;
  f->lookup_pc = faulting ? pc : pc - 1;
  f->sp = sp;
  f->bp = bp;
  f->faulting = faulting;
  f->interrupted = false;
  f->entry = functab_find(f->lookup_pc);
  if (!f->entry) return false;
  f->info = functab_info(f->entry);
  locate_frame(f);
  return true;
}

bool frame_start(Frame *f, const G *g) {
  if (g->syscall_pc) return frame_start_at(f, g->syscall_pc, g->syscall_sp, g->syscall_bp, false);
  const FunctabEntry *entry = functab_find(g->sched_pc);
  if (entry && functab_entry_pc(entry) == g->sched_pc)  // not started: the return address to rt_goexit is all there is
    return frame_start_at(f, *(uintptr_t *)g->sched_sp, g->sched_sp + 8, 0, false);
  return frame_start_at(f, g->sched_pc, g->sched_sp, g->sched_bp, false);
}

bool frame_is_top(const Frame *f) { return f->info->kind == FUNC_TOP; }

bool frame_next(Frame *f) {
  if (f->info->kind == FUNC_TOP) return false;
  uintptr_t pc = *(uintptr_t *)(f->cfa - 8);
  uintptr_t bp = f->bp;
  uint8_t kind = f->info->kind;
  if (f->has_frame) bp = *(uintptr_t *)(f->cfa - 16);
  // A call of leaf C is no safepoint: who called one that faulted has no map there, as if it had faulted itself.
  bool in_leaf = f->faulting && kind == FUNC_C_LEAF;
  if (!frame_start_at(f, pc, f->cfa, bp, kind == FUNC_SIGPANIC || kind == FUNC_ASYNC_PREEMPT)) return false;
  if (in_leaf) f->faulting = true;
  if (kind == FUNC_ASYNC_PREEMPT) {
    f->faulting = false;
    f->interrupted = true;
  }
  return true;
}

// The stack map where a recovered panic resumes: that of the first call there (runtime.deferreturn).
static int32_t resume_map(const FuncInfo *info) {
  for (uint32_t offset = info->deferreturn; offset < info->deferreturn + 64 && offset < info->size; offset++) {
    int32_t index = functab_value(info->safepoints, offset);
    if (index >= 0) return index;
  }
  return -1;
}

static void missing_map(const Frame *f, uint32_t offset) noreturn_fn;
static void missing_map(const Frame *f, uint32_t offset) {
  print_text("runtime: no stack map for ");
  print_text(functab_name(f->info));
  print_text("+");
  print_hex(offset);
  print_text("\n");
  rt_throw("missing stackmap");
}

bool frame_pointers(const Frame *f, FramePointers *p) {
  if (f->interrupted) rt_throw("stack map of an interrupted frame");
  if (!f->info->stack_maps || (f->faulting && !f->info->deferreturn)) return false;
  const StackMaps *maps = (const StackMaps *)functab_blob(f->info->stack_maps);
  uint32_t offset = (uint32_t)(f->lookup_pc - functab_entry_pc(f->entry));
  int32_t index = f->faulting ? resume_map(f->info) : functab_value(f->info->safepoints, offset);
  if (index < 0 && !f->has_frame) index = 0;
  if (index < 0) missing_map(f, offset);
  if ((uint32_t)index >= maps->map_count) rt_throw("bad stack map index");
  *p = (FramePointers){.args = f->cfa, .locals = f->sp, .arg_words = maps->arg_words, .runs = !maps->width};
  p->end = f->has_frame ? UINT32_MAX : maps->arg_words;
  if (p->runs) {
    const uint32_t *offsets = (const uint32_t *)maps->maps;
    const uint8_t *runs = (const uint8_t *)(offsets + maps->map_count + 1);
    p->at = runs + offsets[index];
    p->limit = runs + offsets[index + 1];
  } else {
    p->at = maps->maps + (uint64_t)(uint32_t)index * maps->width;
    p->limit = p->at + maps->width;
  }
  return true;
}

static uintptr_t *address_of(const FramePointers *p, uint32_t word) {
  if (word >= p->end) return NULL;
  return word < p->arg_words ? (uintptr_t *)p->args + word : (uintptr_t *)p->locals + (word - p->arg_words);
}

static uintptr_t *next_in_runs(FramePointers *p) {
  if (!p->run) {
    if (p->at == p->limit) return NULL;
    p->word += functab_varint(&p->at);
    p->run = functab_varint(&p->at);
  }
  p->run--;
  return address_of(p, p->word++);
}

static uintptr_t *next_in_bitmap(FramePointers *p) {
  while (!p->bits) {
    if (p->at == p->limit) return NULL;
    uint32_t bytes = p->limit - p->at < 8 ? (uint32_t)(p->limit - p->at) : 8;
    for (uint32_t i = 0; i < bytes; i++) p->bits |= (uint64_t)p->at[i] << (8 * i);
    p->at += bytes;
    p->word = p->run;  // here: the first word of the next chunk
    p->run += 64;
  }
  uint32_t bit = (uint32_t)__builtin_ctzll(p->bits);
  p->bits &= p->bits - 1;
  return address_of(p, p->word + bit);
}

uintptr_t *frame_next_pointer(FramePointers *p) { return p->runs ? next_in_runs(p) : next_in_bitmap(p); }
