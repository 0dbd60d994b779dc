// The heap's profile: one of about every MemProfileRate bytes allocated is counted for the stack that allocated it, and
// again when it is freed. What readers see is the state after the last collection, so that allocations and frees belong
// together. Linked only into programs that read it (overlay/runtime/memprofile.go); rt_memprof_start switches it on.
#include "runtime.h"

enum { DEPTH = 64, HASH = 4096 };
typedef struct Counts {
  uint64_t allocs, frees, alloc_bytes, free_bytes;
} Counts;
typedef struct Bucket {
  struct Bucket *next_hash, *next;
  uint64_t hash, size;  // bytes of an object
  Counts now, published;
  uint64_t depth;
  uintptr_t pcs[];
} Bucket;

static uint32_t lock;  // over all of this
static Bucket *table[HASH], *buckets;
static int64_t *rate;                      // runtime.MemProfileRate
static int64_t scheduled_rate[PROCS_MAX];  // by which a P's next sample was chosen

// -ln(u) for a random u in (0, 1]: from the exponent, and a polynomial for the mantissa (error below 0.003).
static double random_exponential(void) {
  uint64_t bits = (rt_cheap_random() >> 11) + 1;  // u * 2^53
  int exponent = 63 - __builtin_clzll(bits);
  double m = (double)bits / (double)((uint64_t)1 << exponent) - 1;  // [0, 1)
  double log2_mantissa = m * (1.4425 + m * (-0.7181 + m * (0.4575 + m * -0.1819)));
  return (53 - exponent - log2_mantissa) * 0.6931471805599453;
}

static void schedule(P *p) {
  int64_t mean = *rate;
  scheduled_rate[p->id] = mean;
  if (mean <= 0) p->next_sample = UINT64_MAX;
  else if (mean == 1) p->next_sample = 0;
  else p->next_sample = p->total_alloc + (uint64_t)(random_exponential() * (double)mean);
}

static void check_rate(P *p) {
  if (scheduled_rate[p->id] != *rate) schedule(p);
}

static Bucket *find(const uintptr_t *pcs, uint64_t depth, uint64_t size) {
  uint64_t hash = size;
  for (uint64_t i = 0; i < depth; i++) hash = (hash ^ pcs[i]) * 0x9e3779b97f4a7c15ull, hash ^= hash >> 29;
  Bucket **head = &table[hash % HASH];
  for (Bucket *b = *head; b; b = b->next_hash)
    if (b->hash == hash && b->size == size && b->depth == depth && memcmp(b->pcs, pcs, depth * 8) == 0) return b;
  Bucket *b = persistent_alloc(sizeof *b + depth * sizeof *pcs, 8);
  b->hash = hash;
  b->size = size;
  b->depth = depth;
  memcpy(b->pcs, pcs, depth * sizeof *pcs);
  b->next_hash = *head;
  *head = b;
  b->next = buckets;
  __atomic_store_n(&buckets, b, __ATOMIC_RELEASE);
  return b;
}

static void allocated(P *p, void *object, uint64_t size) {
  schedule(p);
  G *g = rt_getg();
  if (!g || *rate <= 0) return;
  uintptr_t pcs[DEPTH];
  int64_t depth = traceback_pcs(g, 0, pcs, DEPTH);
  Span *span = heap_span_of((uintptr_t)object);
  (void)size;
  lock_futex(&lock, RANK_PROFILE);
  Bucket *b = find(pcs, (uint64_t)depth, span->elem_size);
  b->now.allocs++;
  b->now.alloc_bytes += span->elem_size;
  unlock_futex(&lock);
  special_add_profile(object, b);
}

static void freed(void *bucket, uint64_t size) {
  Bucket *b = bucket;
  b->now.frees++;
  b->now.free_bytes += size;
}

static void publish(void) {
  for (Bucket *b = buckets; b; b = b->next) b->published = b->now;
}

static const MemoryProfile profile = {allocated, check_rate, freed, publish};

// system
void rt_memprof_start(int64_t *rate_variable);
void rt_memprof_start(int64_t *rate_variable) {
  rate = rate_variable;
  memory_profile = &profile;
}

// leaf: the bucket after `b` (NULL: the first), its published counts and PCs. Returns NULL past the last. Order known
// to memprofile.go.
const Bucket *rt_memprof_next(const Bucket *b, Counts *counts, const uintptr_t **pcs, uint64_t *depth);
const Bucket *rt_memprof_next(const Bucket *b, Counts *counts, const uintptr_t **pcs, uint64_t *depth) {
  b = b ? b->next : __atomic_load_n(&buckets, __ATOMIC_ACQUIRE);
  if (!b) return NULL;
  *counts = b->published;
  *pcs = b->pcs;
  *depth = b->depth;
  return b;
}
