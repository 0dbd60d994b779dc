// The collector's roots: data and bss by the linker's masks, goroutine descriptors, stacks by their
// maps, timers, specials. Also pointer masks of types that reflect made without one.
#include "abi/defer.h"
#include "runtime.h"

// --- pointer masks on demand

static void mask_of(const GoType *type, uint8_t *mask, uint64_t word) {
  if (!type->ptr_bytes) return;
  if (!(type->tflag & TFLAG_GC_MASK_ON_DEMAND)) {
    for (uint64_t i = 0; i < type->ptr_bytes / 8; i++)
      if (type->gc_data[i / 8] >> (i % 8) & 1) mask[(word + i) / 8] |= (uint8_t)(1u << ((word + i) % 8));
    return;
  }
  if (type->kind == GOKIND_ARRAY) {
    const GoArrayType *array = (const GoArrayType *)type;
    for (uint64_t i = 0; i < array->len; i++) mask_of(array->elem, mask, word + i * (array->elem->size / 8));
    return;
  }
  if (type->kind != GOKIND_STRUCT) rt_throw("type without pointer mask");
  typedef struct Field {
    void *name;
    const GoType *type;
    uint64_t offset;
  } Field;
  typedef struct StructType {
    GoType type;
    void *package;
    Field *fields;
    int64_t count, capacity;
  } StructType;
  const StructType *structure = (const StructType *)type;
  for (int64_t i = 0; i < structure->count; i++)
    mask_of(structure->fields[i].type, mask, word + structure->fields[i].offset / 8);
}

const uint8_t *type_pointer_mask(const GoType *type) {
  if (!(type->tflag & TFLAG_GC_MASK_ON_DEMAND)) return type->gc_data;
  // Ps that allocate the type for the first time at once make it twice, alike.
  uint8_t **made = (uint8_t **)(uintptr_t)type->gc_data;
  uint8_t *mask = __atomic_load_n(made, __ATOMIC_ACQUIRE);
  if (!mask) {
    mask = persistent_alloc((type->ptr_bytes / 8 + 7) / 8 + 1, 8);
    mask_of(type, mask, 0);
    __atomic_store_n(made, mask, __ATOMIC_RELEASE);
  }
  return mask;
}

// --- stacks

// Marker.places: address-taken locals of all frames of one stack, by ascending address; live once a pointer reaches
// them. Marker.stack_work: pointers into the stack, to be looked up among them.
static void note_word(Marker *m, const G *g, uintptr_t value) {
  if (value - g->stack_lo < g->stack_hi - g->stack_lo) {
    if (m->stack_work_count == m->stack_work_capacity)
      m->stack_work = array_grow(m->stack_work, &m->stack_work_capacity, sizeof *m->stack_work);
    m->stack_work[m->stack_work_count++] = value;
  } else if (value) {
    mark_pointer(m, value);
  }
}

static void note_mask(Marker *m, const G *g, uintptr_t at, const uint8_t *mask, uint32_t words) {
  for (uint32_t i = 0; i < words; i++)
    if (mask[i >> 3] >> (i & 7) & 1) note_word(m, g, ((uintptr_t *)at)[i]);
}

static void collect_objects(Marker *m, const Frame *f) {
  if (!f->info->stack_objects || !f->has_frame) return;
  if (f->faulting && !f->info->deferreturn) return;
  const StackObjects *objects = (const StackObjects *)functab_blob(f->info->stack_objects);
  for (uint32_t i = 0; i < objects->count; i++) {
    const StackObject *o = &objects->objects[i];
    if (m->place_count == m->place_capacity) m->places = array_grow(m->places, &m->place_capacity, sizeof *m->places);
    uint64_t j = m->place_count++;
    uintptr_t at = (o->in_args ? f->cfa : f->sp) + (uintptr_t)(intptr_t)o->offset;
    for (; j > 0 && m->places[j - 1].at > at; j--) m->places[j] = m->places[j - 1];  // nearly sorted already
    m->places[j] = (StackPlace){at, o, false};
  }
}

static void mark_reflect_frame(Marker *m, const G *g, const Frame *f) {
  uintptr_t *bp = (uintptr_t *)f->bp;
  if (f->info->kind == FUNC_REFLECTCALL) {
    for (int i = 1; i <= ABI_REFLECTCALL_POINTERS; i++) note_word(m, g, bp[-i]);
    return;
  }
  const StubFrame *stub = abi_stub_frame(f->bp);
  note_word(m, g, (uintptr_t)stub->context);
  for (int i = 0; i < ABI_INT_REGISTERS; i++) note_word(m, g, stub->registers.ptrs[i]);
  const StubArguments *map = stub->context->stack;
  uint32_t count = stub->results_valid ? map->count : (uint32_t)(stub->context->arg_bytes / 8);
  if (count > map->count) count = map->count;
  note_mask(m, g, f->cfa, map->pointers, count);
}

// Where a signal stopped the goroutine: all words from there, those of the saved registers or of the arguments
// included.
static void mark_conservatively(Marker *m, const G *g, const Frame *f) {
  uintptr_t end = f->cfa + (f->interrupted ? f->info->args_size : 0);
  for (uintptr_t at = f->sp; at < end; at += 8) note_word(m, g, *(uintptr_t *)at);
}

static void mark_frame(Marker *m, const G *g, const Frame *f) {
  if (f->interrupted || f->info->kind == FUNC_ASYNC_PREEMPT) {
    collect_objects(m, f);
    mark_conservatively(m, g, f);
    return;
  }
  if (f->info->kind == FUNC_REFLECTCALL || f->info->kind == FUNC_REFLECT_STUB) {
    mark_reflect_frame(m, g, f);
    return;
  }
  collect_objects(m, f);
  FramePointers pointers;
  if (!frame_pointers(f, &pointers)) return;
  for (uintptr_t *p; (p = frame_next_pointer(&pointers));) note_word(m, g, *p);
}

// Follows pointers into the stack to the objects they reach.
static void mark_reached_objects(Marker *m, const G *g) {
  while (m->stack_work_count) {
    uintptr_t p = m->stack_work[--m->stack_work_count];
    uint64_t low = 0, high = m->place_count;
    while (low < high) {
      uint64_t middle = (low + high) / 2;
      if (m->places[middle].at <= p) low = middle + 1;
      else high = middle;
    }
    if (!low) continue;
    StackPlace *place = &m->places[low - 1];
    if (place->seen || p - place->at >= (place->object->size ? place->object->size : 1)) continue;
    place->seen = true;
    note_mask(m, g, place->at, functab_blob(place->object->mask), place->object->ptr_bytes / 8);
  }
}

void gc_mark_stack(Marker *m, G *g) {
  m->place_count = m->stack_work_count = 0;
  Frame frame;
  if (!frame_start(&frame, g)) {
    print_text("runtime: goroutine ");
    print_int(g->id);
    print_text(" pc=");
    print_hex(g->sched_pc);
    print_text("\n");
    rt_throw("gc: goroutine stopped outside Go code");
  }
  bool more = true;
  while (more) {
    Frame here = frame;
    mark_frame(m, g, &here);
    more = frame_next(&frame);
    if (!more && !frame_is_top(&here)) {
      print_text("runtime: unexpected return pc for ");
      print_text(functab_name(here.info));
      print_text("\n");
      rt_throw("unknown caller pc");
    }
  }
  for (Sudog *s = g->waiting; s; s = s->wait_link) note_word(m, g, (uintptr_t)s->elem);
  note_word(m, g, (uintptr_t)g->sched_ctx);
  note_word(m, g, (uintptr_t)g->panic);
  for (DeferRecord *d = g->defer; d; d = d->link) note_word(m, g, (uintptr_t)d);  // in frames or on the heap
  mark_reached_objects(m, g);
}

static void mark_goroutine(Marker *m, G *g) {
  mark_pointer(m, (uintptr_t)g->start_fn);
  mark_pointer(m, (uintptr_t)g->labels);
  mark_pointer(m, (uintptr_t)g->coroutine);
  mark_pointer(m, (uintptr_t)g->bubble);
  for (Sudog *s = g->waiting; s; s = s->wait_link) mark_pointer(m, (uintptr_t)s->channel);
  gc_mark_stack(m, g);
}

void (*gc_mark_profile)(Marker *m);

// --- all roots, as jobs for the markers

enum { CHUNK_WORDS = 1 << 14 };  // of data and bss; a multiple of 8
static G **goroutines;
static uint64_t goroutine_capacity;
static uint32_t goroutine_count, data_jobs, bss_jobs;

static uint32_t chunks_of(const uint8_t *start, const uint8_t *end) {
  return (uint32_t)(((uint64_t)(end - start) / 8 + CHUNK_WORDS - 1) / CHUNK_WORDS);
}

uint32_t gc_root_jobs(void) {
  data_jobs = chunks_of(rt_data_start, rt_data_end);
  bss_jobs = chunks_of(rt_bss_start, rt_bss_end);
  goroutine_count = 0;
  for (G *g = sched.all; g; g = g->all_next) {
    if (g->status == G_DEAD || g->status == G_IDLE) continue;
    if (goroutine_count == goroutine_capacity)
      goroutines = array_grow(goroutines, &goroutine_capacity, sizeof *goroutines);
    goroutines[goroutine_count++] = g;
  }
  return 1 + data_jobs + bss_jobs + goroutine_count;
}

static void mark_chunk(Marker *m, const uint8_t *start, const uint8_t *end, const uint8_t *mask, uint32_t chunk) {
  uint64_t words = (uint64_t)(end - start) / 8, first = (uint64_t)chunk * CHUNK_WORDS;
  uint64_t n = words - first < CHUNK_WORDS ? words - first : CHUNK_WORDS;
  gc_mark_range(m, (uintptr_t)start + first * 8, mask + first / 8, n);
}

void gc_mark_root(Marker *m, uint32_t job) {
  if (job == 0) {
    timer_mark_roots(m);
    if (gc_mark_profile) gc_mark_profile(m);
    special_mark_roots(m);
    return;
  }
  job--;
  if (job < data_jobs) {
    mark_chunk(m, rt_data_start, rt_data_end, rt_data_mask, job);
    return;
  }
  job -= data_jobs;
  if (job < bss_jobs) mark_chunk(m, rt_bss_start, rt_bss_end, rt_bss_mask, job);
  else mark_goroutine(m, goroutines[job - bss_jobs]);
}
