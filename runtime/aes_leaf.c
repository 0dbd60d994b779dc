// AES by the processor's AES instructions, and GCM with carry-less multiplication, on the goroutine's stack: what
// crypto/internal/fips140/aes and aes/gcm stand on. FIPS 197, SP 800-38A, SP 800-38D; callers check that the
// instructions are there. Round keys are bytes in memory order, as the instructions want them.
//
// GHASH is done as POLYVAL is (RFC 8452, appendix A): with reflected blocks and the key times x, a product needs no
// shift and its reduction is two multiplications. Eight blocks are multiplied by eight powers of the key before one
// reduction.
#include "vector.h"

#define AES __attribute__((target("aes,sse4.1,ssse3")))
#define GCM __attribute__((target("aes,pclmul,sse4.1,ssse3")))

// ---- keys

// SubWord: the last round with a zero key, on four equal columns, which its row shifts leave as they are.
AES ALWAYS_INLINE uint32_t substitute(uint32_t word) {
  __m128i columns = _mm_set1_epi32((int)word);
  return (uint32_t)_mm_cvtsi128_si32(_mm_aesenclast_si128(columns, _mm_setzero_si128()));
}

AES void rt_aes_expand(uint64_t rounds, const uint8_t *key, uint8_t *encrypt, uint8_t *decrypt);
AES void rt_aes_expand(uint64_t rounds, const uint8_t *key, uint8_t *encrypt, uint8_t *decrypt) {
  uint32_t key_words = (uint32_t)rounds - 6, words = 4 * ((uint32_t)rounds + 1), constant = 1;
  for (uint32_t i = 0; i < key_words; i++) store32(encrypt + 4 * i, load32(key + 4 * i));
  for (uint32_t i = key_words, phase = 0; i < words; i++) {
    uint32_t word = load32(encrypt + 4 * (i - 1));
    if (phase == 0) {
      word = substitute(word >> 8 | word << 24) ^ constant;
      constant = constant << 1 ^ (constant & 0x80 ? 0x11b : 0);
    } else if (key_words == 8 && phase == 4) {
      word = substitute(word);
    }
    store32(encrypt + 4 * i, word ^ load32(encrypt + 4 * (i - key_words)));
    if (++phase == key_words) phase = 0;
  }
  store128(decrypt, load128(encrypt + 16 * rounds));
  for (uint64_t i = 1; i < rounds; i++)
    store128(decrypt + 16 * i, _mm_aesimc_si128(load128(encrypt + 16 * (rounds - i))));
  store128(decrypt + 16 * rounds, load128(encrypt));
}

// ---- blocks: one, or eight that are under way together

AES ALWAYS_INLINE __m128i encrypt_block(__m128i x, uint64_t rounds, const uint8_t *keys) {
  x = _mm_xor_si128(x, load128(keys));
  for (const uint8_t *last = keys + 16 * (rounds - 1); keys != last;)
    keys += 16, x = _mm_aesenc_si128(x, load128(keys));
  return _mm_aesenclast_si128(x, load128(keys + 16));
}

AES ALWAYS_INLINE __m128i decrypt_block(__m128i x, uint64_t rounds, const uint8_t *keys) {
  x = _mm_xor_si128(x, load128(keys));
  for (const uint8_t *last = keys + 16 * (rounds - 1); keys != last;)
    keys += 16, x = _mm_aesdec_si128(x, load128(keys));
  return _mm_aesdeclast_si128(x, load128(keys + 16));
}

// Fields, not an array: the compiler keeps them in registers.
typedef struct Eight {
  __m128i a, b, c, d, e, f, g, h;
} Eight;
#define EIGHT(operation, x, y)                                                                               \
  (Eight) {                                                                                                  \
    operation((x).a, y), operation((x).b, y), operation((x).c, y), operation((x).d, y), operation((x).e, y), \
        operation((x).f, y), operation((x).g, y), operation((x).h, y)                                        \
  }

AES ALWAYS_INLINE Eight encrypt_eight(Eight x, uint64_t rounds, const uint8_t *keys) {
  x = EIGHT(_mm_xor_si128, x, load128(keys));
  for (const uint8_t *last = keys + 16 * (rounds - 1); keys != last;) {
    keys += 16;
    x = EIGHT(_mm_aesenc_si128, x, load128(keys));
  }
  return EIGHT(_mm_aesenclast_si128, x, load128(keys + 16));
}

AES ALWAYS_INLINE Eight decrypt_eight(Eight x, uint64_t rounds, const uint8_t *keys) {
  x = EIGHT(_mm_xor_si128, x, load128(keys));
  for (const uint8_t *last = keys + 16 * (rounds - 1); keys != last;) {
    keys += 16;
    x = EIGHT(_mm_aesdec_si128, x, load128(keys));
  }
  return EIGHT(_mm_aesdeclast_si128, x, load128(keys + 16));
}

ALWAYS_INLINE Eight load_eight(const uint8_t *p) {
  return (Eight){load128(p),      load128(p + 16), load128(p + 32), load128(p + 48),
                 load128(p + 64), load128(p + 80), load128(p + 96), load128(p + 112)};
}

ALWAYS_INLINE void store_eight(uint8_t *p, Eight x) {
  store128(p, x.a), store128(p + 16, x.b), store128(p + 32, x.c), store128(p + 48, x.d);
  store128(p + 64, x.e), store128(p + 80, x.f), store128(p + 96, x.g), store128(p + 112, x.h);
}

ALWAYS_INLINE Eight xor_eight(Eight x, Eight y) {
  return (Eight){_mm_xor_si128(x.a, y.a), _mm_xor_si128(x.b, y.b), _mm_xor_si128(x.c, y.c), _mm_xor_si128(x.d, y.d),
                 _mm_xor_si128(x.e, y.e), _mm_xor_si128(x.f, y.f), _mm_xor_si128(x.g, y.g), _mm_xor_si128(x.h, y.h)};
}

AES void rt_aes_encrypt(uint64_t rounds, const uint8_t *keys, uint8_t *to, const uint8_t *from);
AES void rt_aes_encrypt(uint64_t rounds, const uint8_t *keys, uint8_t *to, const uint8_t *from) {
  store128(to, encrypt_block(load128(from), rounds, keys));
}

AES void rt_aes_decrypt(uint64_t rounds, const uint8_t *keys, uint8_t *to, const uint8_t *from);
AES void rt_aes_decrypt(uint64_t rounds, const uint8_t *keys, uint8_t *to, const uint8_t *from) {
  store128(to, decrypt_block(load128(from), rounds, keys));
}

// The block with counter high:low + n.
ALWAYS_INLINE __m128i counter_block(uint64_t low, uint64_t high, uint64_t n) {
  uint64_t sum = low + n;
  return _mm_set_epi64x((int64_t)__builtin_bswap64(sum), (int64_t)__builtin_bswap64(high + (sum < low)));
}

// Counters from high:low on. All of the source is read before anything is written.
AES void rt_aes_counter_1(uint64_t rounds, const uint8_t *keys, uint8_t *to, const uint8_t *from, uint64_t low,
                          uint64_t high);
AES void rt_aes_counter_1(uint64_t rounds, const uint8_t *keys, uint8_t *to, const uint8_t *from, uint64_t low,
                          uint64_t high) {
  store128(to, _mm_xor_si128(encrypt_block(counter_block(low, high, 0), rounds, keys), load128(from)));
}

AES void rt_aes_counter_8(uint64_t rounds, const uint8_t *keys, uint8_t *to, const uint8_t *from, uint64_t low,
                          uint64_t high);
AES void rt_aes_counter_8(uint64_t rounds, const uint8_t *keys, uint8_t *to, const uint8_t *from, uint64_t low,
                          uint64_t high) {
  Eight x = {counter_block(low, high, 0), counter_block(low, high, 1), counter_block(low, high, 2),
             counter_block(low, high, 3), counter_block(low, high, 4), counter_block(low, high, 5),
             counter_block(low, high, 6), counter_block(low, high, 7)};
  store_eight(to, xor_eight(encrypt_eight(x, rounds, keys), load_eight(from)));
}

// Four take as long as eight would, and not longer than two: the rounds wait for each other.
AES void rt_aes_counter_4(uint64_t rounds, const uint8_t *keys, uint8_t *to, const uint8_t *from, uint64_t low,
                          uint64_t high);
AES void rt_aes_counter_4(uint64_t rounds, const uint8_t *keys, uint8_t *to, const uint8_t *from, uint64_t low,
                          uint64_t high) {
  __m128i zero = _mm_setzero_si128();
  Eight x = {counter_block(low, high, 0),
             counter_block(low, high, 1),
             counter_block(low, high, 2),
             counter_block(low, high, 3),
             zero,
             zero,
             zero,
             zero};
  x = encrypt_eight(x, rounds, keys);
  __m128i a = load128(from), b = load128(from + 16), c = load128(from + 32), d = load128(from + 48);
  store128(to, _mm_xor_si128(x.a, a)), store128(to + 16, _mm_xor_si128(x.b, b));
  store128(to + 32, _mm_xor_si128(x.c, c)), store128(to + 48, _mm_xor_si128(x.d, d));
}

AES void rt_aes_counter_2(uint64_t rounds, const uint8_t *keys, uint8_t *to, const uint8_t *from, uint64_t low,
                          uint64_t high);
AES void rt_aes_counter_2(uint64_t rounds, const uint8_t *keys, uint8_t *to, const uint8_t *from, uint64_t low,
                          uint64_t high) {
  __m128i zero = _mm_setzero_si128();
  Eight x = {counter_block(low, high, 0), counter_block(low, high, 1), zero, zero, zero, zero, zero, zero};
  x = encrypt_eight(x, rounds, keys);
  __m128i a = load128(from), b = load128(from + 16);
  store128(to, _mm_xor_si128(x.a, a)), store128(to + 16, _mm_xor_si128(x.b, b));
}

// Cipher block chaining; n is in bytes, a multiple of 16. chain is the block before, and the last one after.
AES void rt_aes_cbc_encrypt(uint64_t rounds, const uint8_t *keys, uint8_t *chain, uint8_t *to, const uint8_t *from,
                            uint64_t n);
AES void rt_aes_cbc_encrypt(uint64_t rounds, const uint8_t *keys, uint8_t *chain, uint8_t *to, const uint8_t *from,
                            uint64_t n) {
  __m128i x = load128(chain);
  for (uint64_t i = 0; i < n; i += 16) {
    x = encrypt_block(_mm_xor_si128(x, load128(from + i)), rounds, keys);
    store128(to + i, x);
  }
  store128(chain, x);
}

AES void rt_aes_cbc_decrypt(uint64_t rounds, const uint8_t *keys, uint8_t *chain, uint8_t *to, const uint8_t *from,
                            uint64_t n);
AES void rt_aes_cbc_decrypt(uint64_t rounds, const uint8_t *keys, uint8_t *chain, uint8_t *to, const uint8_t *from,
                            uint64_t n) {
  __m128i before = load128(chain);
  for (; n >= 128; n -= 128, to += 128, from += 128) {
    Eight x = decrypt_eight(load_eight(from), rounds, keys), y = load_eight(from);
    __m128i next = y.h;
    y = (Eight){before, y.a, y.b, y.c, y.d, y.e, y.f, y.g};
    store_eight(to, xor_eight(x, y));
    before = next;
  }
  for (; n >= 16; n -= 16, to += 16, from += 16) {
    __m128i x = load128(from);
    store128(to, _mm_xor_si128(decrypt_block(x, rounds, keys), before));
    before = x;
  }
  store128(chain, before);
}

// ---- GCM

// A sum of products before its reduction: low, middle (Karatsuba's), high.
typedef struct Product {
  __m128i low, middle, high;
} Product;

GCM ALWAYS_INLINE __m128i reflect(__m128i x) {
  return _mm_shuffle_epi8(x, _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
}

GCM ALWAYS_INLINE __m128i fold_halves(__m128i x) { return _mm_xor_si128(x, _mm_shuffle_epi32(x, 0x4e)); }

// p += x * key; folded is the sum of the key's halves.
GCM ALWAYS_INLINE void add_product(Product *p, __m128i x, __m128i key, __m128i folded) {
  p->low = _mm_xor_si128(p->low, _mm_clmulepi64_si128(x, key, 0x00));
  p->high = _mm_xor_si128(p->high, _mm_clmulepi64_si128(x, key, 0x11));
  p->middle = _mm_xor_si128(p->middle, _mm_clmulepi64_si128(fold_halves(x), folded, 0x00));
}

GCM ALWAYS_INLINE __m128i reduce(Product p) {
  const __m128i polynomial = _mm_set_epi64x((int64_t)0xc200000000000000, 1);
  __m128i middle = _mm_xor_si128(p.middle, _mm_xor_si128(p.low, p.high));
  __m128i low = _mm_xor_si128(p.low, _mm_slli_si128(middle, 8)),
          high = _mm_xor_si128(p.high, _mm_srli_si128(middle, 8));
  for (int i = 0; i < 2; i++)
    low = _mm_xor_si128(_mm_shuffle_epi32(low, 0x4e), _mm_clmulepi64_si128(low, polynomial, 0x10));
  return _mm_xor_si128(low, high);
}

GCM ALWAYS_INLINE Product no_product(void) {
  return (Product){_mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128()};
}

GCM ALWAYS_INLINE __m128i times_key(__m128i x, const uint8_t *table) {
  Product p = no_product();
  add_product(&p, x, load128(table), load128(table + 128));
  return reduce(p);
}

GCM void rt_gcm_init(uint8_t *table, uint64_t rounds, const uint8_t *keys);
GCM void rt_gcm_init(uint8_t *table, uint64_t rounds, const uint8_t *keys) {
  __m128i block = encrypt_block(_mm_setzero_si128(), rounds, keys);
  // Times x: a shift by one bit, and the polynomial if a bit falls out.
  __m128i key = reflect(block), carry = _mm_srli_epi64(key, 63),
          sign = _mm_shuffle_epi32(_mm_srai_epi32(key, 31), 0xff);
  key = _mm_or_si128(_mm_slli_epi64(key, 1), _mm_slli_si128(carry, 8));
  key = _mm_xor_si128(key, _mm_and_si128(sign, _mm_set_epi64x((int64_t)0xc200000000000000, 1)));
  __m128i power = key;
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) {
    store128(table + 16 * i, power);
    store128(table + 128 + 16 * i, fold_halves(power));
    power = times_key(power, table);
  }
}

// Takes n bytes into the sum, with zeros up to whole blocks.
GCM void rt_gcm_data(const uint8_t *table, uint8_t *sum, const uint8_t *p, uint64_t n);
GCM void rt_gcm_data(const uint8_t *table, uint8_t *sum, const uint8_t *p, uint64_t n) {
  __m128i y = reflect(load128(sum));
  for (; n >= 128; n -= 128, p += 128) {
    KEEP_IN_MEMORY();
    Product product = no_product();
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) {
      __m128i x = reflect(load128(p + 16 * i));
      if (i == 0) x = _mm_xor_si128(x, y);
      add_product(&product, x, load128(table + 16 * (7 - i)), load128(table + 128 + 16 * (7 - i)));
    }
    y = reduce(product);
  }
  for (; n >= 16; n -= 16, p += 16) y = times_key(_mm_xor_si128(y, reflect(load128(p))), table);
  if (n) y = times_key(_mm_xor_si128(y, reflect(load_below16(p, n))), table);
  store128(sum, reflect(y));
}

// The counter is the last four bytes, big-endian, and wraps around: that many more.
GCM ALWAYS_INLINE __m128i counter_plus(__m128i reflected, int n) {
  return reflect(_mm_add_epi32(reflected, _mm_setr_epi32(n, 0, 0, 0)));
}

// Shared with overlay/crypto/internal/fips140/aes/gcm.
typedef struct GcmState {
  uint8_t counter[16], sum[16];  // the last counter used; GHASH so far
  const uint8_t *keys;
  uint64_t rounds;
} GcmState;

// Encrypts or decrypts n bytes and takes the ciphertext into the sum. Only the last call may have n % 16 != 0.
// Encryption hashes the eight blocks before while the next eight are made, so that both units have work.
GCM ALWAYS_INLINE void gcm_crypt(const uint8_t *table, GcmState *state, uint8_t *to, const uint8_t *from, uint64_t n,
                                 bool encrypt) {
  __m128i counter = reflect(load128(state->counter)), y = reflect(load128(state->sum));
  const uint8_t *keys = state->keys, *pending = NULL;
  uint64_t rounds = state->rounds;
  for (; n >= 128; n -= 128, to += 128, from += 128) {
    Product product = no_product();
    __m128i k = counter;
    Eight b = {counter_plus(k, 1), counter_plus(k, 2), counter_plus(k, 3), counter_plus(k, 4),
               counter_plus(k, 5), counter_plus(k, 6), counter_plus(k, 7), counter_plus(k, 8)};
    b = EIGHT(_mm_xor_si128, b, load128(keys));
    counter = _mm_add_epi32(counter, _mm_setr_epi32(8, 0, 0, 0));
    const uint8_t *hashed = encrypt ? pending : from;
    // Rounds 1 to 8 with one product each; there are at least nine before the last.
#pragma GCC unroll 8
    for (int r = 1; r <= 8; r++) {
      KEEP_IN_MEMORY();
      b = EIGHT(_mm_aesenc_si128, b, load128(keys + 16 * r));
      if (!hashed) continue;
      __m128i x = reflect(load128(hashed + 16 * (r - 1)));
      if (r == 1) x = _mm_xor_si128(x, y);
      add_product(&product, x, load128(table + 16 * (8 - r)), load128(table + 128 + 16 * (8 - r)));
    }
    for (uint64_t r = 9; r < rounds; r++) b = EIGHT(_mm_aesenc_si128, b, load128(keys + 16 * r));
    if (hashed) y = reduce(product);
    b = EIGHT(_mm_aesenclast_si128, b, load128(keys + 16 * rounds));
    store_eight(to, xor_eight(b, load_eight(from)));
    pending = to;
  }
  if (encrypt && pending) {
    Product product = no_product();
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) {
      __m128i x = reflect(load128(pending + 16 * i));
      if (i == 0) x = _mm_xor_si128(x, y);
      add_product(&product, x, load128(table + 16 * (7 - i)), load128(table + 128 + 16 * (7 - i)));
    }
    y = reduce(product);
  }
  while (n) {
    __m128i mask = encrypt_block(counter_plus(counter, 1), rounds, keys);
    counter = _mm_add_epi32(counter, _mm_setr_epi32(1, 0, 0, 0));
    uint64_t size = n < 16 ? n : 16;
    __m128i in = size == 16 ? load128(from) : load_below16(from, size), out = _mm_xor_si128(in, mask);
    if (size == 16) {
      store128(to, out);
    } else {
      uint8_t bytes[16];
      store128(bytes, out);
      for (uint64_t i = 0; i < size; i++) to[i] = bytes[i];
      for (uint64_t i = size; i < 16; i++) bytes[i] = 0;
      out = load128(bytes);
    }
    y = times_key(_mm_xor_si128(y, reflect(encrypt ? out : in)), table);
    n -= size, to += size, from += size;
  }
  store128(state->counter, reflect(counter));
  store128(state->sum, reflect(y));
}

GCM void rt_gcm_encrypt(const uint8_t *table, GcmState *state, uint8_t *to, const uint8_t *from, uint64_t n);
GCM void rt_gcm_encrypt(const uint8_t *table, GcmState *state, uint8_t *to, const uint8_t *from, uint64_t n) {
  gcm_crypt(table, state, to, from, n, true);
}

GCM void rt_gcm_decrypt(const uint8_t *table, GcmState *state, uint8_t *to, const uint8_t *from, uint64_t n);
GCM void rt_gcm_decrypt(const uint8_t *table, GcmState *state, uint8_t *to, const uint8_t *from, uint64_t n) {
  gcm_crypt(table, state, to, from, n, false);
}
