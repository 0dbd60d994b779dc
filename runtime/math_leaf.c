// exp and log of package math, on the goroutine's stack. Results must be gc's to the last bit, and gc's come from its
// assembly: so the operations are the same, in the same order, and fused where that fuses (compiled with
// -ffp-contract=off). The generic Go code of package math rounds differently in places.
#include "vector.h"

ALWAYS_INLINE double double_of(uint64_t bits) {
  double x;
  __builtin_memcpy(&x, &bits, 8);
  return x;
}
ALWAYS_INLINE uint64_t bits_of(double x) {
  uint64_t bits;
  __builtin_memcpy(&bits, &x, 8);
  return bits;
}

static const uint64_t infinity = 0x7ff0000000000000;

// ---- exp: x = k ln 2 + 16 r; Taylor's series of exp(r) - 1, which four times y = y (y + 2) makes exp(16 r) - 1.

static const double log2e = 1.4426950408889634073599246810018920,
                    ln2_upper = 0.69314718055966295651160180568695068359375,
                    ln2_lower = 0.28235290563031577122588448175013436025525412068e-12;
static const double taylor[8] = {2.4801587301587301587e-5,
                                 1.9841269841269841270e-4,
                                 1.3888888888888888889e-3,
                                 8.3333333333333333333e-3,
                                 4.1666666666666666667e-2,
                                 1.6666666666666666667e-1,
                                 0.5,
                                 1.0};

static double exp_series(double x, double k) {
  x -= k * ln2_upper;
  x -= k * ln2_lower;
  x *= 0.0625;
  double sum = taylor[0];
  for (int i = 1; i < 8; i++) sum = sum * x + taylor[i];
  x *= sum;
  for (int i = 0; i < 4; i++) x *= x + 2.0;
  return x + 1.0;
}

__attribute__((target("fma"))) static double exp_series_fma(double x, double k) {
  x = __builtin_fma(-k, ln2_upper, x);
  x = __builtin_fma(-k, ln2_lower, x);
  x *= 0.0625;
  double sum = taylor[0];
  for (int i = 1; i < 8; i++) sum = __builtin_fma(sum, x, taylor[i]);
  x *= sum;
  for (int i = 0; i < 3; i++) x *= x + 2.0;
  return __builtin_fma(x + 2.0, x, 1.0);
}

double rt_math_exp(double x);
double rt_math_exp(double x) {
  if ((bits_of(x) & INT64_MAX) >= infinity) return bits_of(x) == (infinity | 1ull << 63) ? 0 : x;
  if (x > 7.09782712893384e+02) return double_of(infinity);
  int exponent = _mm_cvtsd_si32(_mm_set_sd(x * log2e));
  double y = rt_cpu & CPU_FMA ? exp_series_fma(x, exponent) : exp_series(x, exponent);
  int64_t biased = (int64_t)exponent + 0x3ff;
  if (biased >= 0x7ff) return double_of(infinity);
  if (biased > 0) return y * double_of((uint64_t)biased << 52);
  if (biased < -52) return 0;
  return y * double_of((uint64_t)(biased + 0x3fe) << 52) * double_of(1ull << 52);
}

// ---- log: FreeBSD's e_log.c, but subnormal numbers are taken as they are

double rt_math_log(double x);
double rt_math_log(double x) {
  static const double l1 = 6.666666666666735130e-01, l2 = 3.999999999940941908e-01, l3 = 2.857142874366239149e-01,
                      l4 = 2.222219843214978396e-01, l5 = 1.818357216161805012e-01, l6 = 1.531383769920937332e-01,
                      l7 = 1.479819860511658591e-01, ln2_high = 6.93147180369123816490e-01,
                      ln2_low = 1.90821492927058770002e-10;
  uint64_t bits = bits_of(x);
  if ((bits & INT64_MAX) == 0) return double_of(infinity | 1ull << 63);
  if (bits >> 63) return double_of(0x7ff8000000000001);
  if (bits >= infinity) return x;
  double f = double_of((bits & 0xfffffffffffff) | 0x3fe0000000000000), k = (double)((int)(bits >> 52) - 0x3fe);
  if (f <= 7.07106781186547524401e-01) k -= 1, f *= 2;
  f -= 1;
  double s = f / (2.0 + f), s2 = s * s, s4 = s2 * s2;
  double t1 = s2 * (l1 + s4 * (l3 + s4 * (l5 + s4 * l7))), t2 = s4 * (l2 + s4 * (l4 + s4 * l6)), r = t1 + t2;
  double half_square = 0.5 * f * f;
  return k * ln2_high - ((half_square - (s * (half_square + r) + k * ln2_low)) - f);
}
