// The complex numbers of cuComplex.h, on the host and in kernels, for programs translated by unwarp. unwarp reads this header
// too, where a program includes CUDA's. Free for any use.
#pragma once

#if defined(__CUDACC__) || defined(__HIP__)
#define UW_COMPLEX __host__ __device__ inline
#else
#define UW_COMPLEX inline
#endif

#ifdef SYCL_LANGUAGE_VERSION
#include <sycl/sycl.hpp>
#endif
#ifdef __HIP__
#include <hip/hip_runtime.h>
#elif defined(__HIP_PLATFORM_AMD__)
#include <hip/hip_vector_types.h>

#include <cmath>
#elif !defined(__CUDACC__)
#include "unwarp_types.hpp"
#endif

typedef float2 cuFloatComplex;
typedef double2 cuDoubleComplex;
typedef cuFloatComplex cuComplex;

namespace unwarp {
#ifdef SYCL_LANGUAGE_VERSION
inline float complex_root(float x) { return sycl::sqrt(x); }
inline double complex_root(double x) { return sycl::sqrt(x); }
#else
UW_COMPLEX float complex_root(float x) { return sqrtf(x); }
UW_COMPLEX double complex_root(double x) { return sqrt(x); }
#endif
}  // namespace unwarp

// `F` ends the names of a type's functions; `MOST` is its largest number.
#define UW_COMPLEX_FUNCTIONS(T, C, F, MOST)                                                        \
    UW_COMPLEX T cuCreal##F(C x) { return x.x; }                                                   \
    UW_COMPLEX T cuCimag##F(C x) { return x.y; }                                                   \
    UW_COMPLEX C make_##C(T real, T imaginary) {                                                   \
        C r;                                                                                       \
        r.x = real;                                                                                \
        r.y = imaginary;                                                                           \
        return r;                                                                                  \
    }                                                                                              \
    UW_COMPLEX C cuConj##F(C x) { return make_##C(x.x, -x.y); }                                    \
    UW_COMPLEX C cuCadd##F(C x, C y) { return make_##C(x.x + y.x, x.y + y.y); }                    \
    UW_COMPLEX C cuCsub##F(C x, C y) { return make_##C(x.x - y.x, x.y - y.y); }                    \
    UW_COMPLEX C cuCmul##F(C x, C y) { return make_##C(x.x * y.x - x.y * y.y, x.x * y.y + x.y * y.x); } \
    UW_COMPLEX C cuCdiv##F(C x, C y) {                                                             \
        /* scaled, so that the squares of large numbers do not overflow */                         \
        const T size = (y.x < 0 ? -y.x : y.x) + (y.y < 0 ? -y.y : y.y), scale = (T)1 / size;       \
        const T a = x.x * scale, b = x.y * scale, c = y.x * scale, d = y.y * scale;                \
        const T by = (T)1 / (c * c + d * d);                                                       \
        return make_##C((a * c + b * d) * by, (b * c - a * d) * by);                               \
    }                                                                                              \
    UW_COMPLEX T cuCabs##F(C x) {                                                                  \
        const T a = x.x < 0 ? -x.x : x.x, b = x.y < 0 ? -x.y : x.y;                                \
        const T large = a > b ? a : b, small = a > b ? b : a, ratio = small / large;               \
        if (large == 0 || large > (T)MOST || small > (T)MOST) return large + small;                \
        return large * unwarp::complex_root((T)1 + ratio * ratio);                                 \
    }                                                                                              \
    UW_COMPLEX C cuCfma##F(C x, C y, C z) {                                                        \
        return make_##C(x.x * y.x + z.x - x.y * y.y, x.x * y.y + z.y + x.y * y.x);                 \
    }

UW_COMPLEX_FUNCTIONS(float, cuFloatComplex, f, 3.402823466e38f)
UW_COMPLEX_FUNCTIONS(double, cuDoubleComplex, , 1.79769313486231570e308)
#undef UW_COMPLEX_FUNCTIONS

UW_COMPLEX cuComplex make_cuComplex(float real, float imaginary) { return make_cuFloatComplex(real, imaginary); }
UW_COMPLEX cuDoubleComplex cuComplexFloatToDouble(cuFloatComplex x) { return make_cuDoubleComplex(x.x, x.y); }
UW_COMPLEX cuFloatComplex cuComplexDoubleToFloat(cuDoubleComplex x) {
    return make_cuFloatComplex((float)x.x, (float)x.y);
}
