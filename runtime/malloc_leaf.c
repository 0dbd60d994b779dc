// The allocation fast path, on the goroutine's stack: a free slot of the cached span of
// the size class, cleared, with its pointer bits written. Whatever is not at hand
// returns NULL, and the Go caller goes to heap_alloc (heap.c) on the system stack.
#include "runtime.h"

// Bytes of objects by class; the same classes as gc's, so that append grows alike.
const uint16_t size_class_bytes[SIZE_CLASSES] = {
    0,    8,    16,   24,    32,    48,    64,    80,    96,    112,   128,   144,   160,   176,   192,   208,   224,
    240,  256,  288,  320,   352,   384,   416,   448,   480,   512,   576,   640,   704,   768,   896,   1024,  1152,
    1280, 1408, 1536, 1792,  2048,  2304,  2688,  3072,  3200,  3456,  4096,  4864,  5376,  6144,  6528,  6784,  6912,
    8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768};

// Class of sizes (size + 7) / 8 up to 1024, and (size - 1024 + 127) / 128 beyond. Filled by heap_tables_init.
static uint8_t small_class[1024 / 8 + 1];
static uint8_t medium_class[(SMALL_MAX - 1024) / 128 + 1];
uint8_t rt_zerobase[8];

void heap_tables_init(void);
void heap_tables_init(void) {
  uint32_t class = 1;
  for (uint32_t size = 8; size <= SMALL_MAX; size += 8) {
    while (size_class_bytes[class] < size) class ++;
    if (size <= 1024) small_class[size / 8] = (uint8_t) class;
    else if ((size - 1024) % 128 == 0) medium_class[(size - 1024) / 128] = (uint8_t) class;
  }
}

static inline uint32_t class_of(uint64_t size) {
  return size <= 1024 ? small_class[(size + 7) / 8] : medium_class[(size - 1024 + 127) / 128];
}

uint32_t heap_size_class(uint64_t size) { return class_of(size); }

// Bytes an allocation of `size` can use: gc's rule, which takes 8 bytes off for larger objects with pointers.
uint64_t rt_round_up_size(uint64_t size, uint64_t no_pointers) {
  uint64_t header = !no_pointers && size > 512 ? 8 : 0;
  uint64_t want = size + header;
  if (want <= SMALL_MAX - 8 + (uint64_t)8 * (header == 0)) {
    if (size == 0) return 0;
    return size_class_bytes[class_of(want)] - header;
  }
  if (size + PAGE_SIZE < size) return size;
  return (size + PAGE_SIZE - 1) & ~(uint64_t)(PAGE_SIZE - 1);
}

// By the only P that writes the word; others may look at bits of objects beside.
static inline void change_bits(uint64_t *word, uint64_t clear, uint64_t set) {
  relaxed_store(word, (*word & ~clear) | set);
}

// Writes the pointer bits of slot [p, p+slot): `size` bytes of elements of `type` (mask: its pointer words), then none.
void heap_write_pointer_bits(uintptr_t p, uint64_t slot, uint64_t size, const GoType *type, const uint8_t *mask) {
  uint64_t at = (p - heap.base) / 8, words = slot / 8;
  uint64_t pointer_words = type->ptr_bytes / 8;
  if (words <= 64 && pointer_words <= 64) {
    uint64_t value = 0;
    for (uint64_t i = 0; i * 8 < pointer_words; i++) value |= (uint64_t)mask[i] << (i * 8);
    if (pointer_words < 64) value &= ((uint64_t)1 << pointer_words) - 1;
    uint64_t elem_words = type->size / 8, all = value;
    for (uint64_t done = elem_words; done < size / 8; done += elem_words) all |= value << done;
    uint64_t *word = &heap.pointer_bits[at / 64];
    uint64_t shift = at % 64, clear = words == 64 ? ~(uint64_t)0 : ((uint64_t)1 << words) - 1;
    change_bits(word, clear << shift, all << shift);
    if (shift + words > 64) change_bits(word + 1, clear >> (64 - shift), all >> (64 - shift));
    return;
  }
  // Clear all, then set what each element has.
  for (uint64_t i = 0; i < words;) {
    uint64_t shift = (at + i) % 64, n = 64 - shift < words - i ? 64 - shift : words - i;
    uint64_t clear = (n == 64 ? ~(uint64_t)0 : ((uint64_t)1 << n) - 1) << shift;
    change_bits(&heap.pointer_bits[(at + i) / 64], clear, 0);
    i += n;
  }
  for (uint64_t element = 0; element < size / 8; element += type->size / 8) {
    for (uint64_t i = 0; i < pointer_words; i += 8) {
      uint64_t byte = mask[i / 8];
      if (pointer_words - i < 8) byte &= ((uint64_t)1 << (pointer_words - i)) - 1;
      if (!byte) continue;
      uint64_t to = at + element + i;
      change_bits(&heap.pointer_bits[to / 64], 0, byte << (to % 64));
      // The next word may be a neighbour's, of another P: not even nothing is written to it.
      uint64_t rest = to % 64 > 56 ? byte >> (64 - to % 64) : 0;
      if (rest) change_bits(&heap.pointer_bits[to / 64 + 1], 0, rest);
    }
  }
}

// Index of the next free object at or after span->free_index; count if none.
static inline uint32_t next_free(const Span *span) {
  uint32_t i = span->free_index;
  while (i < span->count) {
    uint64_t word = ~span->alloc_bits[i / 64] >> (i % 64);
    if (word) {
      i += (uint32_t)__builtin_ctzll(word);
      return i < span->count ? i : span->count;
    }
    i = (i / 64 + 1) * 64;
  }
  return span->count;
}

static inline void clear_words(uint64_t *p, uint64_t bytes) {
  if (bytes >= 512) {
    arch_clear_long(p, bytes);
    return;
  }
  for (uint64_t *end = p + bytes / 8; p < end; p++) {
    *p = 0;
    __asm__ volatile("" ::: "memory");  // stays a loop
  }
}

// NULL: the cached span is full, the type's mask has to be made, or (unless `sampled`) the profile wants a sample.
// Always inlined, so that alloc_tiny_block gets the little of it that a block takes.
__attribute__((always_inline)) static inline void *alloc_cached(P *owner, uint64_t size, const GoType *type,
                                                                uint64_t zero, bool sampled) {
  bool no_pointers = !type || !type->ptr_bytes;
  uint32_t class = class_of(size);
  Span *span = owner->cache[class * 2 + no_pointers];
  if (unlikely(!span || (!no_pointers && (type->tflag & TFLAG_GC_MASK_ON_DEMAND)))) return NULL;
  uint64_t slot = span->elem_size;
  if (unlikely(!sampled && owner->total_alloc + slot >= owner->next_sample)) return NULL;
  uint32_t index = next_free(span);
  if (unlikely(index == span->count)) return NULL;
  relaxed_store(&span->free_index, index + 1);
  span->allocated++;
  uint8_t *p = (uint8_t *)span->base + index * slot;
  owner->mallocs[class]++;
  owner->total_alloc += slot;
  if ((zero & 1) || !no_pointers) {
    if (span->need_zero) clear_words((uint64_t *)p, slot);
  }
  if (!no_pointers) heap_write_pointer_bits((uintptr_t)p, slot, size, type, type->gc_data);
  return p;
}

void *heap_alloc_cached(P *owner, uint64_t size, const GoType *type, uint64_t zero, bool sampled) {
  return alloc_cached(owner, size, type, zero, sampled);
}

// A tiny object goes behind the last one in the P's block, aligned as its size is. To the collector a block is one
// object, which it frees when nothing points into it. gc shares blocks among all objects of less than 16 bytes; but
// where there is hardly ever room for one over 8, looking for it costs more time than the room is worth.
// What does not fit gets a new block, which becomes the P's if it has more room left.
static __attribute__((noinline)) void *alloc_tiny_block(P *owner, uint64_t size, bool sampled) {
  uint8_t *block = alloc_cached(owner, TINY_BLOCK, NULL, true, sampled);
  if (block && TINY_BLOCK - size > -owner->tiny % TINY_BLOCK) owner->tiny = (uintptr_t)block + size;
  return block;
}

static inline void *alloc_tiny(P *owner, uint64_t size, bool sampled) {
  uintptr_t rest = owner->tiny, p = align_up64(rest, size & -size);
  if (p + size > align_up64(rest, TINY_BLOCK)) return alloc_tiny_block(owner, size, sampled);
  owner->tiny = p + size;
  owner->tiny_allocs++;
  return (void *)p;
}

void *heap_alloc_tiny(P *owner, uint64_t size) { return alloc_tiny(owner, size, true); }

void *rt_malloc_fast(uint64_t size, const GoType *type, uint64_t zero) {
  if (unlikely(size > SMALL_MAX - 8 || settings.gcstress)) return NULL;
  if (unlikely(size == 0)) return rt_zerobase;
  if (size <= TINY_MAX && (!type || !type->ptr_bytes)) return alloc_tiny(rt_getp(), size, false);
  return heap_alloc_cached(rt_getp(), size, type, zero, false);
}

FUNCTION_OF_STATE(rt_malloc_fast);
FUNCTION_OF_STATE(rt_round_up_size);
FUNCTION_OF_STATE(heap_write_pointer_bits);
