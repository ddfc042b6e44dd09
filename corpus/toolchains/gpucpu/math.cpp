// The mathematical functions of AMD's device library (ocml) that AMD's HIP headers call, from the C library.
#include <cmath>

typedef _Float16 half;
typedef half half2 __attribute__((ext_vector_type(8)));  // a <2 x half> of LLVM travels in the first two of eight

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
UNARY(cbrt)
UNARY(ceil)
UNARY(cos)
UNARY(cosh)
UNARY(erf)
UNARY(erfc)
UNARY(exp)
UNARY(exp10)
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
UNARY(tanh)
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
EXPRESSION(rcbrt, 1 / std::cbrt(x))
EXPRESSION(sinpi, std::sin(std::remainder(x, decltype(x)(2)) * decltype(x)(M_PI)))
EXPRESSION(cospi, std::cos(std::remainder(x, decltype(x)(2)) * decltype(x)(M_PI)))
EXPRESSION(erfcx, std::exp(x * x) * std::erfc(x))
EXPRESSION(sqrt_rte, std::sqrt(x))
EXPRESSION(ncdf, std::erfc(-x * decltype(x)(M_SQRT1_2)) / 2)

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
  T __ocml_len3_##suffix(T a, T b, T c) { return std::hypot(a, b, c); }                           \
  T __ocml_rlen3_##suffix(T a, T b, T c) { return 1 / std::hypot(a, b, c); }                      \
  T __ocml_len4_##suffix(T a, T b, T c, T d) { return std::sqrt(a * a + b * b + c * c + d * d); } \
  T __ocml_rlen4_##suffix(T a, T b, T c, T d) { return 1 / __ocml_len4_##suffix(a, b, c, d); }    \
  T __ocml_rhypot_##suffix(T a, T b) { return 1 / std::hypot(a, b); }                             \
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

}
