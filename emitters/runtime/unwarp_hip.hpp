// What CUDA programs use and HIP lacks or means otherwise. Comes with the output of unwarp; free for any use.
//
// A CUDA warp has 32 lanes. Where HIP's has 64 it holds two of the program's warps, one in each half: masks are those of
// the lane's own half.
#ifndef UNWARP_HIP_HPP
#define UNWARP_HIP_HPP

#include <hip/hip_runtime.h>

#include <cstdlib>
#include <cstring>
#include <type_traits>

#include "unwarp_directed.h"
#include "unwarp_special.h"

#define UW_VERSION 12000     // CUDA_VERSION
#define UWRT_VERSION 12000   // CUDART_VERSION
#ifdef __HIP_DEVICE_COMPILE__
#define UW_CUDA_ARCH 800     // __CUDA_ARCH__
#endif

#define uwCubDebugExit(e) if ((hipError_t)(e) != hipSuccess) { exit(1); }  // CubDebugExit

// Overloads that CUDA has. Without them HIP takes mixed arguments as double, and all arguments in host code as int.
#define UW_SMALLER_AND_LARGER(qualifiers, A, B, T)                                                        \
  qualifiers inline T min(A a, B b) { return static_cast<T>(b) < static_cast<T>(a) ? static_cast<T>(b) : static_cast<T>(a); } \
  qualifiers inline T max(A a, B b) { return static_cast<T>(a) < static_cast<T>(b) ? static_cast<T>(b) : static_cast<T>(a); }
#define UW_INTEGERS(S, U)                                     \
  UW_SMALLER_AND_LARGER(__host__, U, U, U)                    \
  UW_SMALLER_AND_LARGER(__host__ __device__, S, U, U)         \
  UW_SMALLER_AND_LARGER(__host__ __device__, U, S, U)
UW_INTEGERS(int, unsigned)
UW_INTEGERS(long, unsigned long)
UW_INTEGERS(long long, unsigned long long)
UW_SMALLER_AND_LARGER(__host__, long, long, long)
UW_SMALLER_AND_LARGER(__host__, long long, long long, long long)
__host__ inline float min(float a, float b) { return fminf(a, b); }
__host__ inline float max(float a, float b) { return fmaxf(a, b); }
__host__ inline double min(double a, double b) { return fmin(a, b); }
__host__ inline double max(double a, double b) { return fmax(a, b); }
__host__ inline double min(float a, double b) { return fmin(static_cast<double>(a), b); }
__host__ inline double max(float a, double b) { return fmax(static_cast<double>(a), b); }
__host__ inline double min(double a, float b) { return fmin(a, static_cast<double>(b)); }
__host__ inline double max(double a, float b) { return fmax(a, static_cast<double>(b)); }
#undef UW_INTEGERS
#undef UW_SMALLER_AND_LARGER

// An address of shared memory as a number has 32 bits; the others are those of a variable that lies there.
__device__ inline void *uw_shared_to_generic(size_t address) {
  __shared__ char place[16];
  const size_t from = reinterpret_cast<size_t>(place);
  return reinterpret_cast<void *>(from + static_cast<int>(static_cast<unsigned>(address) - static_cast<unsigned>(from)));
}

namespace uw {
// The place of the n-th one from a place on, upwards or downwards.
__device__ inline unsigned int fns(unsigned int mask, unsigned int base, int offset) {
  const int step = offset < 0 ? -1 : 1;
  unsigned int left = offset < 0 ? 0u - static_cast<unsigned int>(offset) : static_cast<unsigned int>(offset);
  if (left == 0u) return mask >> base & 1u ? base : 0xffffffffu;
  for (int place = static_cast<int>(base); place >= 0 && place < 32; place += step) {
    if ((mask >> place & 1u) != 0u && --left == 0u) return static_cast<unsigned int>(place);
  }
  return 0xffffffffu;
}
}  // namespace uw

namespace uw {
template <typename T>
using if_float = typename std::enable_if<std::is_same<T, float>::value, T>::type;
}
#define UW_FLOAT(name, params, ...)                                              \
  template <typename T>                                                          \
  __device__ inline uw::if_float<T> name params {                                \
    return name##f(__VA_ARGS__);                                                 \
  }
#define UW_FLOAT1(name) UW_FLOAT(name, (T x), x)
#define UW_FLOAT2(name) UW_FLOAT(name, (T x, T y), x, y)
#define UW_FLOAT3(name) UW_FLOAT(name, (T x, T y, T z), x, y, z)
#define UW_FLOAT4(name) UW_FLOAT(name, (T x, T y, T z, T w), x, y, z, w)
UW_FLOAT1(rsqrt)
UW_FLOAT1(rcbrt)
UW_FLOAT1(sinpi)
UW_FLOAT1(cospi)
UW_FLOAT1(exp10)
UW_FLOAT1(erfinv)
UW_FLOAT1(erfcinv)
UW_FLOAT1(erfcx)
UW_FLOAT1(normcdf)
UW_FLOAT1(normcdfinv)
UW_FLOAT1(j0)
UW_FLOAT1(j1)
UW_FLOAT1(y0)
UW_FLOAT1(y1)
UW_FLOAT1(cyl_bessel_i0)
UW_FLOAT1(cyl_bessel_i1)
UW_FLOAT2(rhypot)
UW_FLOAT3(norm3d)
UW_FLOAT3(rnorm3d)
UW_FLOAT4(norm4d)
UW_FLOAT4(rnorm4d)
#undef UW_FLOAT1
#undef UW_FLOAT2
#undef UW_FLOAT3
#undef UW_FLOAT4
#undef UW_FLOAT
__device__ inline void sincos(float x, float *sine, float *cosine) { sincosf(x, sine, cosine); }
__device__ inline void sincospi(float x, float *sine, float *cosine) { sincospif(x, sine, cosine); }

namespace uw {

constexpr int warp_size = 32;

__device__ inline double fdivide(double x, double y) { return x / y; }

// For programs that ask how many lanes a warp has: theirs stay as wide as CUDA's.
inline hipError_t get_device_properties(hipDeviceProp_t *properties, int device) {
  const hipError_t error = hipGetDeviceProperties(properties, device);
  if (error == hipSuccess) properties->warpSize = warp_size;
  return error;
}
inline hipError_t device_get_attribute(int *value, hipDeviceAttribute_t attribute, int device) {
  const hipError_t error = hipDeviceGetAttribute(value, attribute, device);
  if (error == hipSuccess && attribute == hipDeviceAttributeWarpSize) *value = warp_size;
  return error;
}

}  // namespace uw

#define UW_SHORT_CAS(name, scope)                                                                                   \
  __device__ inline unsigned short name(unsigned short *address, unsigned short compare, unsigned short value) {    \
    __hip_atomic_compare_exchange_strong(address, &compare, value, __ATOMIC_RELAXED, __ATOMIC_RELAXED, scope);      \
    return compare;                                                                                                 \
  }
UW_SHORT_CAS(atomicCAS, __HIP_MEMORY_SCOPE_AGENT)
UW_SHORT_CAS(atomicCAS_block, __HIP_MEMORY_SCOPE_WORKGROUP)
UW_SHORT_CAS(atomicCAS_system, __HIP_MEMORY_SCOPE_SYSTEM)
#undef UW_SHORT_CAS
__device__ inline ushort4 __ldg(const ushort4 *address) { return *address; }

// HIP has more overloads of these than CUDA. A program that defines one itself does so under this name, beside HIP's.
#define UW_BESIDE(name)                                                                           \
  template <typename T>                                                                           \
  __device__ inline T uw_##name(T *address, typename std::enable_if<true, T>::type value) {       \
    return name(address, value);                                                                  \
  }
UW_BESIDE(atomicAdd)
UW_BESIDE(atomicSub)
UW_BESIDE(atomicExch)
UW_BESIDE(atomicMin)
UW_BESIDE(atomicMax)
#undef UW_BESIDE
// HIP's masks have 64 bits, and CUDA's calls have become those without masks: what is left of their shuffles for numbers.
#define UW_BESIDE(name, to, lane_type)                                                                               \
  template <typename T>                                                                                              \
  __device__ inline typename std::enable_if<!std::is_class<T>::value || std::is_convertible<T, float>::value, T>::type \
  uw_##name(unsigned long long, T value, lane_type lane, int width = 32) {                                           \
    return to(value, lane, width);                                                                                   \
  }
UW_BESIDE(shfl_sync, __shfl, int)
UW_BESIDE(shfl_up_sync, __shfl_up, unsigned int)
UW_BESIDE(shfl_down_sync, __shfl_down, unsigned int)
UW_BESIDE(shfl_xor_sync, __shfl_xor, int)
#undef UW_BESIDE
template <typename T>
__device__ inline T uw_atomicCAS(T *address, typename std::enable_if<true, T>::type compare,
                                 typename std::enable_if<true, T>::type value) {
  return atomicCAS(address, compare, value);
}

namespace uw {

// ------------------------------------------------------------------------------------------- votes and masks

__device__ inline unsigned ballot(int predicate) {
  return static_cast<unsigned>(__ballot(predicate) >> (__lane_id() & 32u));
}
__device__ inline unsigned activemask() { return ballot(1); }
__device__ inline int any(int predicate) { return ballot(predicate) != 0; }
__device__ inline int all(int predicate) { return ballot(!predicate) == 0; }

__device__ inline unsigned ballot_sync(unsigned mask, int predicate) { return ballot(predicate) & mask; }
__device__ inline int any_sync(unsigned mask, int predicate) { return (ballot(predicate) & mask) != 0; }
__device__ inline int all_sync(unsigned mask, int predicate) { return (ballot(!predicate) & mask) == 0; }

// Orders the memory accesses of the warp's lanes, which run in step.
__device__ inline void syncwarp(unsigned = ~0u) {
  __builtin_amdgcn_fence(__ATOMIC_RELEASE, "wavefront");
  __builtin_amdgcn_wave_barrier();
  __builtin_amdgcn_fence(__ATOMIC_ACQUIRE, "wavefront");
}

// ------------------------------------------------------------------------------------------- matches and reductions

template <typename T>
__device__ inline unsigned match_any_sync(unsigned mask, T value) {
  unsigned long long bits = 0, other = 0;
  memcpy(&bits, &value, sizeof value);
  unsigned same = 0;
  for (int lane = 0; lane < 32; ++lane) {
    const T theirs = __shfl(value, lane, 32);
    memcpy(&other, &theirs, sizeof theirs);
    if (bits == other) same |= 1u << lane;
  }
  return same & mask & activemask();
}

template <typename T>
__device__ inline unsigned match_all_sync(unsigned mask, T value, int *all_equal) {
  const unsigned active = mask & activemask();
  *all_equal = match_any_sync(mask, value) == active;
  return *all_equal ? active : 0u;
}

template <typename T, typename Operation>
__device__ inline T reduce_lanes(unsigned mask, T value, Operation combine) {
  const unsigned active = mask & activemask();
  T result = value;
  bool first = true;
  for (int lane = 0; lane < 32; ++lane) {
    const T theirs = __shfl(value, lane, 32);
    if (active >> lane & 1u) {
      result = first ? theirs : combine(result, theirs);
      first = false;
    }
  }
  return result;
}

__device__ inline int reduce_add_sync(unsigned mask, int value) {
  return static_cast<int>(reduce_lanes(mask, static_cast<unsigned>(value), [](unsigned a, unsigned b) { return a + b; }));
}
__device__ inline unsigned reduce_add_sync(unsigned mask, unsigned value) {
  return reduce_lanes(mask, value, [](unsigned a, unsigned b) { return a + b; });
}
__device__ inline int reduce_min_sync(unsigned mask, int value) {
  return reduce_lanes(mask, value, [](int a, int b) { return b < a ? b : a; });
}
__device__ inline unsigned reduce_min_sync(unsigned mask, unsigned value) {
  return reduce_lanes(mask, value, [](unsigned a, unsigned b) { return b < a ? b : a; });
}
__device__ inline int reduce_max_sync(unsigned mask, int value) {
  return reduce_lanes(mask, value, [](int a, int b) { return a < b ? b : a; });
}
__device__ inline unsigned reduce_max_sync(unsigned mask, unsigned value) {
  return reduce_lanes(mask, value, [](unsigned a, unsigned b) { return a < b ? b : a; });
}
__device__ inline unsigned reduce_and_sync(unsigned mask, unsigned value) {
  return reduce_lanes(mask, value, [](unsigned a, unsigned b) { return a & b; });
}
__device__ inline unsigned reduce_or_sync(unsigned mask, unsigned value) {
  return reduce_lanes(mask, value, [](unsigned a, unsigned b) { return a | b; });
}
__device__ inline unsigned reduce_xor_sync(unsigned mask, unsigned value) {
  return reduce_lanes(mask, value, [](unsigned a, unsigned b) { return a ^ b; });
}

// ------------------------------------------------------------------------------------------- surfaces

// CUDA's forms: reads that return the value, and boundary modes, of which HIP has only the one that reads zeros.
#define UW_SURFACE(NAME, PARAMETERS, ARGUMENTS)                                                          \
  template <typename T>                                                                                  \
  __device__ inline void NAME##read(T *value, hipSurfaceObject_t surface, PARAMETERS, int = 0) {         \
    ::NAME##read(value, surface, ARGUMENTS);                                                             \
  }                                                                                                      \
  template <typename T>                                                                                  \
  __device__ inline T NAME##read(hipSurfaceObject_t surface, PARAMETERS, int = 0) {                      \
    T value;                                                                                             \
    ::NAME##read(&value, surface, ARGUMENTS);                                                            \
    return value;                                                                                        \
  }                                                                                                      \
  template <typename T>                                                                                  \
  __device__ inline void NAME##write(T value, hipSurfaceObject_t surface, PARAMETERS, int = 0) {         \
    ::NAME##write(value, surface, ARGUMENTS);                                                            \
  }
#define UW_LIST(...) __VA_ARGS__
UW_SURFACE(surf1D, int x, x)
UW_SURFACE(surf2D, UW_LIST(int x, int y), UW_LIST(x, y))
UW_SURFACE(surf3D, UW_LIST(int x, int y, int z), UW_LIST(x, y, z))
#undef UW_SURFACE

// HIP's form that stores what it fetches does not compile.
template <typename T>
__device__ inline T tex2DLayered(hipTextureObject_t texture, float x, float y, int layer) {
    return ::tex2DLayered<T>(texture, x, y, layer);
}
template <typename T>
__device__ inline void tex2DLayered(T *value, hipTextureObject_t texture, float x, float y, int layer) {
    *value = ::tex2DLayered<T>(texture, x, y, layer);
}
template <typename T, hipTextureReadMode Mode>
__device__ inline auto tex2DLayered(texture<T, hipTextureType2DLayered, Mode> reference, float x, float y, int layer) {
    return ::tex2DLayered(reference, x, y, layer);
}
#undef UW_LIST

// ------------------------------------------------------------------------------------------- mathematics

__device__ inline float saturate(float x) { return fminf(fmaxf(x, 0.0f), 1.0f); }
// Bessel functions of higher orders, of which CUDA has no negative ones. HIP's own go up from the lowest orders where that
// loses all digits; these go down, from an order so high that its value does not matter.
__device__ inline double jn(int n, double x) {
  double size = fabs(x), high = 0, value = 1, sum = 0, found = 0;
  if (n < 0 || isnan(x)) return NAN;
  if (n < 2) return n == 0 ? ::j0(x) : ::j1(x);
  if (size == 0 || isinf(x)) return 0;
  if (size < 1e-3) {
    for (int k = 1; k <= n && value != 0; k++) value *= x / 2 / k;
    return value * (1 - x * x / 4 / (n + 1.0));
  }
  if (n < size) {
    double low = ::j0(size);
    value = ::j1(size);
    for (int k = 1; k < n; k++) {
      double next = 2.0 * k / size * value - low;
      low = value;
      value = next;
    }
    return x < 0 && n & 1 ? -value : value;
  }
  for (int k = 2 * ((n + 24 + static_cast<int>(sqrt(50.0 * n))) / 2); k > 0; k--) {
    double next = 2.0 * k / size * value - high;  // of order k - 1
    high = value;
    value = next;
    if (fabs(value) > 1e100) value *= 1e-100, high *= 1e-100, sum *= 1e-100, found *= 1e-100;
    if (k & 1) sum += value;
    if (k == n) found = high;
  }
  value = found / (2 * sum - value);
  return x < 0 && n & 1 ? -value : value;
}
__device__ inline float jn(int n, float x) { return static_cast<float>(jn(n, static_cast<double>(x))); }
__device__ inline double yn(int n, double x) {
  double low = ::y0(x), value = ::y1(x);
  if (n < 0 || x < 0 || isnan(x)) return NAN;
  if (n == 0) return low;
  if (isinf(x)) return 0;
  for (int k = 1; k < n && !isinf(value); k++) {
    double next = 2.0 * k / x * value - low;
    low = value;
    value = next;
  }
  return value;
}
__device__ inline float yn(int n, float x) { return static_cast<float>(yn(n, static_cast<double>(x))); }
// HIP's own add the squares as they are, which leave the range
#define UW_LENGTHS(T, F)                                                                              \
  __device__ inline T norm(int n, const T *values) {                                                  \
    T result = 0;                                                                                     \
    for (int i = 0; i < n; i++) result = uw_length##F(result, values[i], 0, 0, 0);                    \
    return result;                                                                                    \
  }                                                                                                   \
  __device__ inline T rnorm(int n, const T *values) {                                                 \
    T result = norm(n, values);                                                                       \
    if (!isinf(result)) return 1 / result;                                                            \
    result = 0;                                                                                       \
    for (int i = 0; i < n; i++) result = uw_length##F(result, ldexp##F(values[i], -40), 0, 0, 0);     \
    return ldexp##F(1 / result, -40);                                                                 \
  }
UW_LENGTHS(float, f)
UW_LENGTHS(double, )
#undef UW_LENGTHS

// ------------------------------------------------------------------------------------------- conversions

// A rounded value as an integer, as CUDA's instruction makes one: what does not fit becomes the nearest that does, what is not
// a number 0 from float to 32 bits, else the highest bit alone. HIP's own leave all that to the processor.
template <typename To, typename From>
__device__ inline To saturated(From x) {
  constexpr From above = (From)((To)1 << (sizeof(To) * 8 - 2)) * (std::is_signed<To>::value ? (From)2 : (From)4);
  constexpr To highest = (To)(1ull << (sizeof(To) * 8 - 1)), lowest = std::is_signed<To>::value ? highest : (To)0;
  if (x != x) return sizeof(From) == 4 && sizeof(To) == 4 ? 0 : highest;
  if (x >= above) return (To)~lowest;
  return x <= (std::is_signed<To>::value ? -above : (From)0) ? lowest : (To)x;
}
#define UW_TO_INTEGER(NAME, FROM, F, TO)                                                          \
  __device__ inline TO NAME##_rn(FROM x) { return saturated<TO>(rint##F(x)); }                    \
  __device__ inline TO NAME##_rz(FROM x) { return saturated<TO>(trunc##F(x)); }                   \
  __device__ inline TO NAME##_ru(FROM x) { return saturated<TO>(ceil##F(x)); }                    \
  __device__ inline TO NAME##_rd(FROM x) { return saturated<TO>(floor##F(x)); }
UW_TO_INTEGER(float2int, float, f, int)
UW_TO_INTEGER(float2uint, float, f, unsigned)
UW_TO_INTEGER(float2ll, float, f, long long)
UW_TO_INTEGER(float2ull, float, f, unsigned long long)
UW_TO_INTEGER(double2int, double, , int)
UW_TO_INTEGER(double2uint, double, , unsigned)
UW_TO_INTEGER(double2ll, double, , long long)
UW_TO_INTEGER(double2ull, double, , unsigned long long)
#undef UW_TO_INTEGER

// ------------------------------------------------------------------------------------------- averages

// HIP's own lose the highest bits of the sum, and of signed averages all but whether there are any
__device__ inline int hadd(int a, int b) { return (a & b) + ((a ^ b) >> 1); }
template <typename T>
__device__ inline typename std::enable_if<std::is_class<T>::value, T>::type hadd(T a, T b) {  // half precision
  return a + b;
}
__device__ inline int rhadd(int a, int b) { return (a | b) - ((a ^ b) >> 1); }
__device__ inline unsigned uhadd(unsigned a, unsigned b) { return (a & b) + ((a ^ b) >> 1); }
__device__ inline unsigned urhadd(unsigned a, unsigned b) { return (a | b) - ((a ^ b) >> 1); }

// ------------------------------------------------------------------------------------------- dot products

__device__ inline int dp4a(int a, int b, int c) {
  for (int i = 0; i < 32; i += 8) c += static_cast<signed char>(a >> i) * static_cast<signed char>(b >> i);
  return c;
}
__device__ inline unsigned dp4a(unsigned a, unsigned b, unsigned c) {
  for (int i = 0; i < 32; i += 8) c += (a >> i & 255u) * (b >> i & 255u);
  return c;
}
__device__ inline int dp2a_lo(int a, int b, int c) {
  return c + static_cast<short>(a) * static_cast<signed char>(b) + static_cast<short>(a >> 16) * static_cast<signed char>(b >> 8);
}
__device__ inline int dp2a_hi(int a, int b, int c) { return dp2a_lo(a, b >> 16, c); }
__device__ inline unsigned dp2a_lo(unsigned a, unsigned b, unsigned c) {
  return c + (a & 0xffffu) * (b & 255u) + (a >> 16) * (b >> 8 & 255u);
}
__device__ inline unsigned dp2a_hi(unsigned a, unsigned b, unsigned c) { return dp2a_lo(a, b >> 16, c); }

// ------------------------------------------------------------------------------------------- words of small integers

// Applies an operation to each signed (S) or unsigned element of two words; results wrap around.
template <int bits, bool S, typename Operation>
__device__ inline unsigned each(unsigned a, unsigned b, Operation operation) {
  constexpr unsigned mask = (1u << bits) - 1u;
  unsigned result = 0;
  for (int i = 0; i < 32; i += bits) {
    int x = static_cast<int>(a >> i & mask), y = static_cast<int>(b >> i & mask);
    if (S) {
      x = x << (32 - bits) >> (32 - bits);
      y = y << (32 - bits) >> (32 - bits);
    }
    result |= (static_cast<unsigned>(operation(x, y)) & mask) << i;
  }
  return result;
}
template <int bits, bool S>
__device__ inline int saturate(int value) {
  constexpr int low = S ? -(1 << (bits - 1)) : 0, high = S ? (1 << (bits - 1)) - 1 : (1 << bits) - 1;
  return value < low ? low : value > high ? high : value;
}
template <int bits, bool S>
__device__ inline unsigned sum_of_differences(unsigned a, unsigned b) {
  unsigned result = 0;
  each<bits, S>(a, b, [&result](int x, int y) {
    result += static_cast<unsigned>(x < y ? y - x : x - y);
    return 0;
  });
  return result;
}
#define UW_EACH(name, S, expression)                                                                       \
  __device__ inline unsigned name##2(unsigned a, unsigned b) {                                             \
    enum { bits = 16 };                                                                                    \
    return each<bits, S>(a, b, [](int x, int y) { return (void)y, static_cast<int>(expression); });        \
  }                                                                                                        \
  __device__ inline unsigned name##4(unsigned a, unsigned b) {                                             \
    enum { bits = 8 };                                                                                     \
    return each<bits, S>(a, b, [](int x, int y) { return (void)y, static_cast<int>(expression); });        \
  }
#define UW_EACH_ONE(name, expression)                                                \
  UW_EACH(name##_, true, expression)                                                 \
  __device__ inline unsigned name##2(unsigned a) { return name##_2(a, 0u); }         \
  __device__ inline unsigned name##4(unsigned a) { return name##_4(a, 0u); }
#define UW_COMPARE(name, S, comparison)       \
  UW_EACH(vcmp##name, S, (comparison) ? -1 : 0) \
  UW_EACH(vset##name, S, (comparison) ? 1 : 0)

UW_EACH(vadd, false, x + y)
UW_EACH(vsub, false, x - y)
UW_EACH(vaddss, true, (saturate<bits, true>(x + y)))
UW_EACH(vaddus, false, (saturate<bits, false>(x + y)))
UW_EACH(vsubss, true, (saturate<bits, true>(x - y)))
UW_EACH(vsubus, false, (saturate<bits, false>(x - y)))
UW_EACH(vavgs, true, (x + y + ((x + y) >= 0)) >> 1)
UW_EACH(vavgu, false, (x + y + 1) >> 1)
UW_EACH(vhaddu, false, (x + y) >> 1)
UW_EACH(vabsdiffs, true, x < y ? y - x : x - y)
UW_EACH(vabsdiffu, false, x < y ? y - x : x - y)
UW_EACH(vmaxs, true, x < y ? y : x)
UW_EACH(vmaxu, false, x < y ? y : x)
UW_EACH(vmins, true, y < x ? y : x)
UW_EACH(vminu, false, y < x ? y : x)
UW_EACH_ONE(vabs, x < 0 ? -x : x)
UW_EACH_ONE(vneg, -x)
UW_EACH_ONE(vabsss, (saturate<bits, true>(x < 0 ? -x : x)))
UW_EACH_ONE(vnegss, (saturate<bits, true>(-x)))
UW_COMPARE(eq, false, x == y)
UW_COMPARE(ne, false, x != y)
UW_COMPARE(gts, true, x > y)
UW_COMPARE(gtu, false, x > y)
UW_COMPARE(ges, true, x >= y)
UW_COMPARE(geu, false, x >= y)
UW_COMPARE(lts, true, x < y)
UW_COMPARE(ltu, false, x < y)
UW_COMPARE(les, true, x <= y)
UW_COMPARE(leu, false, x <= y)
#undef UW_EACH
#undef UW_EACH_ONE
#undef UW_COMPARE

__device__ inline unsigned vsads2(unsigned a, unsigned b) { return sum_of_differences<16, true>(a, b); }
__device__ inline unsigned vsads4(unsigned a, unsigned b) { return sum_of_differences<8, true>(a, b); }
__device__ inline unsigned vsadu2(unsigned a, unsigned b) { return sum_of_differences<16, false>(a, b); }
__device__ inline unsigned vsadu4(unsigned a, unsigned b) { return sum_of_differences<8, false>(a, b); }

}  // namespace uw

#endif  // UNWARP_HIP_HPP
