// The mathematical functions of AMD's device library (ocml) that AMD's HIP headers call, from the C library. What it lacks
// is calculated with the longer numbers of long double, so that it is as exact as AMD's.
#include <cfenv>
#include <cmath>
#include <limits>

typedef _Float16 half;
typedef half half2 __attribute__((ext_vector_type(8)));  // a <2 x half> of LLVM travels in the first two of eight

static const long double PI = 3.14159265358979323846264338327950288L, ROOT_HALF = 0.707106781186547524400844362104849039L;

// erfc(x) * exp(x * x)
static long double scaled_erfc(long double x) {
  if (x < 50) return std::exp(x * x) * std::erfc(x);
  long double r = 1 / (2 * x * x);
  return (1 - r * (1 - 3 * r * (1 - 5 * r * (1 - 7 * r)))) / (x * std::sqrt(PI));
}

// The x with erf(x) = y, from -1/2 to 1/2
static long double inverse_erf_middle(long double y) {
  long double x = y * std::sqrt(PI) / 2;
  for (int i = 0; i < 8; i++) x -= (std::erf(x) - y) * std::exp(x * x) * std::sqrt(PI) / 2;
  return x;
}

// The x with erfc(x) = y, by Newton's method on logarithms
static long double inverse_erfc(long double y) {
  if (!(y >= 0 && y <= 2)) return std::numeric_limits<long double>::quiet_NaN();
  if (y == 0 || y == 2) return (1 - y) * std::numeric_limits<long double>::infinity();
  if (std::fabs(1 - y) <= 0.5L) return inverse_erf_middle(1 - y);
  if (y > 1) return -inverse_erfc(2 - y);
  long double x = std::sqrt(-std::log(y));
  for (int i = 0; i < 30; i++) {
    long double value = std::erfc(x), step = std::log(value / y) * value * std::exp(x * x) * std::sqrt(PI) / 2;
    x += step;
    if (std::fabs(step) <= std::fabs(x) * 1e-18L) break;
  }
  return x;
}

// A modified Bessel function of order 0 or 1, by its power series: every term has the sign of the first.
static long double modified_bessel(int order, long double x) {
  const long double infinity = std::numeric_limits<long double>::infinity();
  if (!(std::fabs(x) < 11400)) return x != x ? x : order && x < 0 ? -infinity : infinity;
  long double term = order ? x / 2 : 1, sum = term;
  for (int k = 1; k < 12000 && std::fabs(term) > std::fabs(sum) * 1e-21L; k++) {
    term *= x * x / 4 / (static_cast<long double>(k) * (k + order));
    sum += term;
  }
  return sum;
}

// The x with erf(x) = y
static long double inverse_erf(long double y) {
  if (std::fabs(y) > 0.5L) return y < 0 ? -inverse_erfc(1 + y) : inverse_erfc(1 - y);
  return inverse_erf_middle(y);
}

// The sine of so many half turns, of which there are at most one in either direction; exact zeros
static long double half_turns(long double x) {
  if (std::fabs(x) == 1) return std::copysign(0.0L, x);
  return std::sin((std::fabs(x) > 0.5L ? std::copysign(1 - std::fabs(x), x) : x) * PI);
}

// The length of a vector; infinite where a component is, whatever the others are
static long double length(long double a, long double b, long double c, long double d) {
  if (std::isinf(a) || std::isinf(b) || std::isinf(c) || std::isinf(d)) return std::numeric_limits<long double>::infinity();
  return std::sqrt(a * a + b * b + c * c + d * d);
}

// A conversion with a rounding of its own
template <typename To, typename From>
static To rounded(From x, int mode) {
  int before = std::fegetround();
  std::fesetround(mode);
  volatile From from = x;
  volatile To made = (To)from;
  std::fesetround(before);
  return made;
}

extern "C" {

// One argument, under the C library's name
#define UNARY(name)                                         \
  float __ocml_##name##_f32(float x) { return name##f(x); } \
  double __ocml_##name##_f64(double x) { return name(x); }
UNARY(acos)
UNARY(acosh)
UNARY(asin)
UNARY(asinh)
UNARY(atan)
UNARY(atanh)
UNARY(ceil)
UNARY(cos)
UNARY(cosh)
UNARY(erf)
UNARY(erfc)
UNARY(exp)
UNARY(exp2)
UNARY(expm1)
UNARY(fabs)
UNARY(floor)
UNARY(j0)
UNARY(j1)
UNARY(lgamma)
UNARY(log)
UNARY(log10)
UNARY(log1p)
UNARY(log2)
UNARY(logb)
UNARY(nearbyint)
UNARY(rint)
UNARY(round)
UNARY(sin)
UNARY(sinh)
UNARY(sqrt)
UNARY(tan)
UNARY(tgamma)
UNARY(trunc)
UNARY(y0)
UNARY(y1)

// Two arguments, under the C library's name
#define BINARY(name)                                                    \
  float __ocml_##name##_f32(float x, float y) { return name##f(x, y); } \
  double __ocml_##name##_f64(double x, double y) { return name(x, y); }
BINARY(atan2)
BINARY(copysign)
BINARY(fdim)
BINARY(fmax)
BINARY(fmin)
BINARY(fmod)
BINARY(hypot)
BINARY(nextafter)
BINARY(pow)
BINARY(remainder)

// One argument x, as an expression
#define EXPRESSION(name, expression)                        \
  float __ocml_##name##_f32(float x) { return expression; } \
  double __ocml_##name##_f64(double x) { return expression; }
EXPRESSION(rsqrt, 1 / std::sqrt(x))
EXPRESSION(cbrt, std::cbrt((long double)x))
EXPRESSION(exp10, std::pow(10.0L, x))
EXPRESSION(tanh, std::tanh((long double)x))
EXPRESSION(rcbrt, 1 / std::cbrt((long double)x))
EXPRESSION(sinpi, half_turns(std::remainder((long double)x, 2)))
EXPRESSION(cospi, std::sin((0.5L - std::fabs(std::remainder((long double)x, 2))) * PI))
EXPRESSION(erfcx, scaled_erfc(x))
EXPRESSION(erfinv, inverse_erf(x))
EXPRESSION(erfcinv, inverse_erfc(x))
EXPRESSION(i0, modified_bessel(0, x))
EXPRESSION(i1, modified_bessel(1, x))
EXPRESSION(sqrt_rte, std::sqrt(x))
EXPRESSION(ncdf, std::erfc(-x * ROOT_HALF) / 2)
EXPRESSION(ncdfinv, -inverse_erfc(2 * (long double)x) / ROOT_HALF)

// Conversions with a stated rounding
#define CONVERT(NAME, TO, FROM)                                               \
  TO __ocml_cvtrtn_##NAME(FROM x) { return rounded<TO>(x, FE_DOWNWARD); }     \
  TO __ocml_cvtrtp_##NAME(FROM x) { return rounded<TO>(x, FE_UPWARD); }       \
  TO __ocml_cvtrtz_##NAME(FROM x) { return rounded<TO>(x, FE_TOWARDZERO); }
CONVERT(f32_f64, float, double)
CONVERT(f32_s32, float, int)
CONVERT(f32_s64, float, long)
CONVERT(f32_u32, float, unsigned)
CONVERT(f32_u64, float, unsigned long)
CONVERT(f64_s64, double, long)
CONVERT(f64_u64, double, unsigned long)

// The GPU's own, less exact functions: here as exact as the others
#define NATIVE(name, expression) \
  float __ocml_native_##name##_f32(float x) { return expression; }
NATIVE(cos, cosf(x))
NATIVE(exp, expf(x))
NATIVE(exp10, exp10f(x))
NATIVE(exp2, exp2f(x))
NATIVE(log, logf(x))
NATIVE(log10, log10f(x))
NATIVE(log2, log2f(x))
NATIVE(rcp, 1 / x)
NATIVE(rsqrt, 1 / sqrtf(x))
NATIVE(sin, sinf(x))
NATIVE(sqrt, sqrtf(x))

// Other signatures
#define OTHERS(T, suffix)                                                                         \
  T __ocml_pown_##suffix(T x, int n) { return std::pow(x, (T)n); }                                \
  T __ocml_ldexp_##suffix(T x, int n) { return std::ldexp(x, n); }                                \
  T __ocml_scalbn_##suffix(T x, int n) { return std::ldexp(x, n); }                               \
  T __ocml_scalb_##suffix(T x, T n) { return x * std::exp2(n); }                                  \
  T __ocml_fma_##suffix(T a, T b, T c) { return std::fma(a, b, c); }                              \
  T __ocml_fma_rte_##suffix(T a, T b, T c) { return std::fma(a, b, c); }                          \
  T __ocml_frexp_##suffix(T x, int* e) { return std::frexp(x, e); }                               \
  T __ocml_modf_##suffix(T x, T* i) { return std::modf(x, i); }                                   \
  T __ocml_sincos_##suffix(T x, T* c) {                                                           \
    *c = std::cos(x);                                                                             \
    return std::sin(x);                                                                           \
  }                                                                                               \
  T __ocml_sincospi_##suffix(T x, T* c) {                                                         \
    *c = __ocml_cospi_##suffix(x);                                                                \
    return __ocml_sinpi_##suffix(x);                                                              \
  }                                                                                               \
  T __ocml_remquo_##suffix(T x, T y, int* q) { return std::remquo(x, y, q); }                     \
  T __ocml_len3_##suffix(T a, T b, T c) { return length(a, b, c, 0); }                            \
  T __ocml_rlen3_##suffix(T a, T b, T c) { return 1 / length(a, b, c, 0); }                       \
  T __ocml_len4_##suffix(T a, T b, T c, T d) { return length(a, b, c, d); }                       \
  T __ocml_rlen4_##suffix(T a, T b, T c, T d) { return 1 / length(a, b, c, d); }                  \
  T __ocml_rhypot_##suffix(T a, T b) { return 1 / length(a, b, 0, 0); }                           \
  int __ocml_ilogb_##suffix(T x) { return std::ilogb(x); }                                        \
  int __ocml_isfinite_##suffix(T x) { return std::isfinite(x); }                                  \
  int __ocml_isinf_##suffix(T x) { return std::isinf(x); }                                        \
  int __ocml_isnan_##suffix(T x) { return std::isnan(x); }                                        \
  int __ocml_signbit_##suffix(T x) { return std::signbit(x); }                                    \
  T __ocml_add_rte_##suffix(T a, T b) { return a + b; }                                           \
  T __ocml_sub_rte_##suffix(T a, T b) { return a - b; }                                           \
  T __ocml_mul_rte_##suffix(T a, T b) { return a * b; }                                           \
  T __ocml_div_rte_##suffix(T a, T b) { return a / b; }
OTHERS(float, f32)
OTHERS(double, f64)

// Half precision: by way of float
#define HALF(name)                                                    \
  half __ocml_##name##_f16(half x) { return __ocml_##name##_f32(x); } \
  half2 __ocml_##name##_2f16(half2 x) { return half2{__ocml_##name##_f16(x.x), __ocml_##name##_f16(x.y)}; }
HALF(ceil)
HALF(cos)
HALF(exp)
HALF(exp10)
HALF(exp2)
HALF(fabs)
HALF(floor)
HALF(log)
HALF(log10)
HALF(log2)
HALF(rint)
HALF(rsqrt)
HALF(sin)
HALF(sqrt)
HALF(trunc)
half __ocml_fma_f16(half a, half b, half c) {  // rounded once: the product is exact, the sum is made odd where it is not
  float product = (float)a * (float)b, sum = product + (float)c, part = sum - product;
  float error = (product - (sum - part)) + ((float)c - part);
  unsigned bits = __builtin_bit_cast(unsigned, sum);
  if ((error > 0 || error < 0) && !(bits & 1)) bits += (sum < 0 ? error < 0 : error > 0) ? 1u : ~0u;
  return (half)__builtin_bit_cast(float, bits);
}
half2 __ocml_fma_2f16(half2 a, half2 b, half2 c) {
  return half2{__ocml_fma_f16(a.x, b.x, c.x), __ocml_fma_f16(a.y, b.y, c.y)};
}
half __ocml_fmax_f16(half a, half b) { return fmaxf(a, b); }
half __ocml_fmin_f16(half a, half b) { return fminf(a, b); }
int __ocml_isnan_f16(half x) { return std::isnan((float)x); }
int __ocml_isinf_f16(half x) { return std::isinf((float)x); }
// All bits of a lane are set where it is so
typedef short short2 __attribute__((ext_vector_type(8)));
short2 __ocml_isnan_2f16(half2 x) { return short2{(short)-std::isnan((float)x.x), (short)-std::isnan((float)x.y)}; }
short2 __ocml_isinf_2f16(half2 x) { return short2{(short)-std::isinf((float)x.x), (short)-std::isinf((float)x.y)}; }
half __ocml_pown_f16(half x, int n) { return std::pow((float)x, (float)n); }

}
