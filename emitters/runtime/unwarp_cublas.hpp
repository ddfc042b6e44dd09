// Dense linear algebra under cuBLAS's names, in single and double precision, real and complex: vectors, products and solutions
// with matrices of all shapes but bands and packed ones, their batches, products of stated types. The host computes: what a call
// needs is copied to it in the order of the handle's stream, and the result is in place when the call returns.
#pragma once

#include "unwarp_blas.hpp"
#include "unwarp_blas_shapes.hpp"
#include "unwarp_blas_typed.hpp"

namespace unwarp {
namespace blas {

inline cublasStatus_t copied(bool done) { return done ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_MAPPING_ERROR; }

}  // namespace blas
}  // namespace unwarp

// ------------------------------------------------------------------------------------------------ handles, copies

inline cublasStatus_t cublasCreate(cublasHandle_t *handle) {
    if (!handle) return CUBLAS_STATUS_INVALID_VALUE;
    *handle = new (std::nothrow) cublasContext;
    return *handle ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_ALLOC_FAILED;
}
inline cublasStatus_t cublasDestroy(cublasHandle_t handle) {
    delete handle;
    return handle ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_NOT_INITIALIZED;
}
inline cublasStatus_t cublasSetStream(cublasHandle_t handle, unwarp::library::Stream stream) {
    if (!handle) return CUBLAS_STATUS_NOT_INITIALIZED;
    handle->stream = stream;
    return CUBLAS_STATUS_SUCCESS;
}
inline cublasStatus_t cublasGetStream(cublasHandle_t handle, unwarp::library::Stream *stream) {
    if (!handle) return CUBLAS_STATUS_NOT_INITIALIZED;
    *stream = handle->stream;
    return CUBLAS_STATUS_SUCCESS;
}
inline cublasStatus_t cublasSetPointerMode(cublasHandle_t handle, cublasPointerMode_t mode) {
    if (!handle) return CUBLAS_STATUS_NOT_INITIALIZED;
    handle->mode = mode;
    return CUBLAS_STATUS_SUCCESS;
}
inline cublasStatus_t cublasGetPointerMode(cublasHandle_t handle, cublasPointerMode_t *mode) {
    if (!handle) return CUBLAS_STATUS_NOT_INITIALIZED;
    *mode = handle->mode;
    return CUBLAS_STATUS_SUCCESS;
}
inline cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t math) {
    if (!handle) return CUBLAS_STATUS_NOT_INITIALIZED;
    handle->math = math;
    return CUBLAS_STATUS_SUCCESS;
}
inline cublasStatus_t cublasGetMathMode(cublasHandle_t handle, cublasMath_t *math) {
    if (!handle) return CUBLAS_STATUS_NOT_INITIALIZED;
    *math = handle->math;
    return CUBLAS_STATUS_SUCCESS;
}
inline const char *cublasGetStatusName(cublasStatus_t status) {
    switch (status) {
        case CUBLAS_STATUS_SUCCESS: return "CUBLAS_STATUS_SUCCESS";
        case CUBLAS_STATUS_NOT_INITIALIZED: return "CUBLAS_STATUS_NOT_INITIALIZED";
        case CUBLAS_STATUS_ALLOC_FAILED: return "CUBLAS_STATUS_ALLOC_FAILED";
        case CUBLAS_STATUS_INVALID_VALUE: return "CUBLAS_STATUS_INVALID_VALUE";
        case CUBLAS_STATUS_ARCH_MISMATCH: return "CUBLAS_STATUS_ARCH_MISMATCH";
        case CUBLAS_STATUS_MAPPING_ERROR: return "CUBLAS_STATUS_MAPPING_ERROR";
        case CUBLAS_STATUS_EXECUTION_FAILED: return "CUBLAS_STATUS_EXECUTION_FAILED";
        case CUBLAS_STATUS_INTERNAL_ERROR: return "CUBLAS_STATUS_INTERNAL_ERROR";
        case CUBLAS_STATUS_NOT_SUPPORTED: return "CUBLAS_STATUS_NOT_SUPPORTED";
        case CUBLAS_STATUS_LICENSE_ERROR: return "CUBLAS_STATUS_LICENSE_ERROR";
    }
    return "unknown cuBLAS status";
}
inline cublasStatus_t cublasSetMatrix(int rows, int columns, int size, const void *a, int lda, void *b, int ldb) {
    if (rows < 0 || columns < 0 || size <= 0 || lda < std::max(1, rows) || ldb < std::max(1, rows)) {
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    return unwarp::blas::copied(unwarp::library::copy_rows(b, (size_t)ldb * (size_t)size, a, (size_t)lda * (size_t)size,
                                                           (size_t)rows * (size_t)size, (size_t)columns));
}
inline cublasStatus_t cublasGetMatrix(int rows, int columns, int size, const void *a, int lda, void *b, int ldb) {
    return cublasSetMatrix(rows, columns, size, a, lda, b, ldb);
}
inline cublasStatus_t cublasSetVector(int n, int size, const void *x, int step_x, void *y, int step_y) {
    return step_x <= 0 || step_y <= 0 ? CUBLAS_STATUS_INVALID_VALUE : cublasSetMatrix(1, n, size, x, step_x, y, step_y);
}
inline cublasStatus_t cublasGetVector(int n, int size, const void *x, int step_x, void *y, int step_y) {
    return cublasSetVector(n, size, x, step_x, y, step_y);
}

inline cublasStatus_t cublasSetMatrixAsync(int rows, int columns, int size, const void *a, int lda, void *b, int ldb,
                                           unwarp::library::Stream stream) {
    if (!unwarp::library::finish(stream)) return CUBLAS_STATUS_MAPPING_ERROR;
    return cublasSetMatrix(rows, columns, size, a, lda, b, ldb);
}
inline cublasStatus_t cublasGetMatrixAsync(int rows, int columns, int size, const void *a, int lda, void *b, int ldb,
                                           unwarp::library::Stream stream) {
    return cublasSetMatrixAsync(rows, columns, size, a, lda, b, ldb, stream);
}
inline cublasStatus_t cublasSetVectorAsync(int n, int size, const void *x, int step_x, void *y, int step_y,
                                           unwarp::library::Stream stream) {
    if (!unwarp::library::finish(stream)) return CUBLAS_STATUS_MAPPING_ERROR;
    return cublasSetVector(n, size, x, step_x, y, step_y);
}
inline cublasStatus_t cublasGetVectorAsync(int n, int size, const void *x, int step_x, void *y, int step_y,
                                           unwarp::library::Stream stream) {
    return cublasSetVectorAsync(n, size, x, step_x, y, step_y, stream);
}
inline cublasStatus_t cublasSetAtomicsMode(cublasHandle_t handle, cublasAtomicsMode_t) {
    return handle ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_NOT_INITIALIZED;
}
inline cublasStatus_t cublasSetWorkspace(cublasHandle_t handle, void *, size_t) {
    return handle ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_NOT_INITIALIZED;
}
inline cublasStatus_t cublasGetVersion(cublasHandle_t handle, int *version) {
    if (!handle) return CUBLAS_STATUS_NOT_INITIALIZED;
    *version = 120000;
    return CUBLAS_STATUS_SUCCESS;
}
inline const char *cublasGetStatusString(cublasStatus_t status) { return cublasGetStatusName(status); }

// ------------------------------------------------------------------------------------------------ S, D, C and Z

// C is the type of the arguments, T that of the numbers behind them.
#define UW_BLAS(P, L, C, T)                                                                                            \
    inline cublasStatus_t cublas##P##axpy(cublasHandle_t h, int n, const C *al, const C *x, int sx, C *y, int sy) {    \
        return unwarp::blas::axpy<T>(h, n, (const T *)al, (const T *)x, sx, (T *)y, sy);                               \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##scal(cublasHandle_t h, int n, const C *al, C *x, int sx) {                        \
        return unwarp::blas::scal<T, T>(h, n, (const T *)al, (T *)x, sx);                                              \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##copy(cublasHandle_t h, int n, const C *x, int sx, C *y, int sy) {                 \
        return unwarp::blas::update<T>(h, n, (T *)x, sx, (T *)y, sy, false, [](T &a, T &b) { b = a; });                \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##swap(cublasHandle_t h, int n, C *x, int sx, C *y, int sy) {                       \
        return unwarp::blas::update<T>(h, n, (T *)x, sx, (T *)y, sy, true, [](T &a, T &b) { std::swap(a, b); });       \
    }                                                                                                                  \
    inline cublasStatus_t cublasI##L##amax(cublasHandle_t h, int n, const C *x, int sx, int *r) {                      \
        return unwarp::blas::extreme<T>(h, n, (const T *)x, sx, r, true);                                              \
    }                                                                                                                  \
    inline cublasStatus_t cublasI##L##amin(cublasHandle_t h, int n, const C *x, int sx, int *r) {                      \
        return unwarp::blas::extreme<T>(h, n, (const T *)x, sx, r, false);                                             \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##gemv(cublasHandle_t h, cublasOperation_t op, int m, int n, const C *al,           \
            const C *a, int lda, const C *x, int sx, const C *be, C *y, int sy) {                                      \
        return unwarp::blas::gemv<T>(h, op, m, n, (const T *)al, (const T *)a, lda, (const T *)x, sx,                  \
            (const T *)be, (T *)y, sy);                                                                                \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##trmv(cublasHandle_t h, cublasFillMode_t fill, cublasOperation_t op,               \
            cublasDiagType_t d, int n, const C *a, int lda, C *x, int sx) {                                            \
        return unwarp::blas::trv<T>(h, fill, op, d, n, (const T *)a, lda, (T *)x, sx, false);                          \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##trsv(cublasHandle_t h, cublasFillMode_t fill, cublasOperation_t op,               \
            cublasDiagType_t d, int n, const C *a, int lda, C *x, int sx) {                                            \
        return unwarp::blas::trv<T>(h, fill, op, d, n, (const T *)a, lda, (T *)x, sx, true);                           \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##gemm(cublasHandle_t h, cublasOperation_t oa, cublasOperation_t ob, int m,         \
            int n, int k, const C *al, const C *a, int lda, const C *b, int ldb, const C *be, C *c, int ldc) {         \
        return unwarp::blas::gemm_strided<T>(h, oa, ob, m, n, k, (const T *)al, (const T *)a, lda, 0, (const T *)b,    \
            ldb, 0, (const T *)be, (T *)c, ldc, 0, 1);                                                                 \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##gemmBatched(cublasHandle_t h, cublasOperation_t oa, cublasOperation_t ob,         \
            int m, int n, int k, const C *al, const C *const a[], int lda, const C *const b[], int ldb,                \
            const C *be, C *const c[], int ldc, int count) {                                                           \
        return unwarp::blas::gemm_batched<T>(h, oa, ob, m, n, k, (const T *)al, (const T *const *)a, lda,              \
            (const T *const *)b, ldb, (const T *)be, (T *const *)c, ldc, count);                                       \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##gemmStridedBatched(cublasHandle_t h, cublasOperation_t oa,                        \
            cublasOperation_t ob, int m, int n, int k, const C *al, const C *a, int lda, long long sa, const C *b,     \
            int ldb, long long sb, const C *be, C *c, int ldc, long long sc, int count) {                              \
        return unwarp::blas::gemm_strided<T>(h, oa, ob, m, n, k, (const T *)al, (const T *)a, lda, sa,                 \
            (const T *)b, ldb, sb, (const T *)be, (T *)c, ldc, sc, count);                                             \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##geam(cublasHandle_t h, cublasOperation_t oa, cublasOperation_t ob, int m,         \
            int n, const C *al, const C *a, int lda, const C *be, const C *b, int ldb, C *c, int ldc) {                \
        return unwarp::blas::geam<T>(h, oa, ob, m, n, (const T *)al, (const T *)a, lda, (const T *)be,                 \
            (const T *)b, ldb, (T *)c, ldc);                                                                           \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##dgmm(cublasHandle_t h, cublasSideMode_t side, int m, int n, const C *a,           \
            int lda, const C *x, int sx, C *c, int ldc) {                                                              \
        return unwarp::blas::dgmm<T>(h, side, m, n, (const T *)a, lda, (const T *)x, sx, (T *)c, ldc);                 \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##symm(cublasHandle_t h, cublasSideMode_t side, cublasFillMode_t fill, int m,       \
            int n, const C *al, const C *a, int lda, const C *b, int ldb, const C *be, C *c, int ldc) {                \
        return unwarp::blas::symm<T>(h, side, fill, m, n, (const T *)al, (const T *)a, lda, (const T *)b, ldb,         \
            (const T *)be, (T *)c, ldc);                                                                               \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##syrk(cublasHandle_t h, cublasFillMode_t fill, cublasOperation_t op, int n,        \
            int k, const C *al, const C *a, int lda, const C *be, C *c, int ldc) {                                     \
        return unwarp::blas::syrk<T>(h, fill, op, n, k, (const T *)al, (const T *)a, lda, (const T *)a, lda,           \
            (const T *)be, (T *)c, ldc, false);                                                                        \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##syr2k(cublasHandle_t h, cublasFillMode_t fill, cublasOperation_t op, int n,       \
            int k, const C *al, const C *a, int lda, const C *b, int ldb, const C *be, C *c, int ldc) {                \
        return unwarp::blas::syrk<T>(h, fill, op, n, k, (const T *)al, (const T *)a, lda, (const T *)b, ldb,           \
            (const T *)be, (T *)c, ldc, true);                                                                         \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##syrkx(cublasHandle_t h, cublasFillMode_t fill, cublasOperation_t op, int n,       \
            int k, const C *al, const C *a, int lda, const C *b, int ldb, const C *be, C *c, int ldc) {                \
        return unwarp::blas::syrk<T>(h, fill, op, n, k, (const T *)al, (const T *)a, lda, (const T *)b, ldb,           \
            (const T *)be, (T *)c, ldc, false);                                                                        \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##trmm(cublasHandle_t h, cublasSideMode_t side, cublasFillMode_t fill,              \
            cublasOperation_t op, cublasDiagType_t d, int m, int n, const C *al, const C *a, int lda, const C *b,      \
            int ldb, C *c, int ldc) {                                                                                  \
        return unwarp::blas::trmm<T>(h, side, fill, op, d, m, n, (const T *)al, (const T *)a, lda, (const T *)b,       \
            ldb, (T *)c, ldc);                                                                                         \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##trsm(cublasHandle_t h, cublasSideMode_t side, cublasFillMode_t fill,              \
            cublasOperation_t op, cublasDiagType_t d, int m, int n, const C *al, const C *a, int lda, C *b,            \
            int ldb) {                                                                                                 \
        const T *from = (const T *)a;                                                                                  \
        T *to = (T *)b;                                                                                                \
        return unwarp::blas::trsm<T>(h, side, fill, op, d, m, n, (const T *)al, &from, lda, &to, ldb, 1, false);       \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##trsmBatched(cublasHandle_t h, cublasSideMode_t side, cublasFillMode_t fill,       \
            cublasOperation_t op, cublasDiagType_t d, int m, int n, const C *al, const C *const a[], int lda,          \
            C *const b[], int ldb, int count) {                                                                        \
        return unwarp::blas::trsm<T>(h, side, fill, op, d, m, n, (const T *)al, (const T *const *)a, lda,              \
            (T *const *)b, ldb, count, true);                                                                          \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##getrfBatched(cublasHandle_t h, int n, C *const a[], int lda, int *pivots,         \
            int *info, int count) {                                                                                    \
        return unwarp::blas::getrf_batched<T>(h, n, (T *const *)a, lda, pivots, info, count);                          \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##getrsBatched(cublasHandle_t h, cublasOperation_t op, int n, int columns,          \
            const C *const a[], int lda, const int *pivots, C *const b[], int ldb, int *info, int count) {             \
        return unwarp::blas::getrs_batched<T>(h, op, n, columns, (const T *const *)a, lda, pivots, (T *const *)b,      \
            ldb, info, count, false);                                                                                  \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##getriBatched(cublasHandle_t h, int n, const C *const a[], int lda,                \
            const int *pivots, C *const c[], int ldc, int *info, int count) {                                          \
        return unwarp::blas::getrs_batched<T>(h, CUBLAS_OP_N, n, n, (const T *const *)a, lda, pivots,                  \
            (T *const *)c, ldc, info, count, true);                                                                    \
    }
UW_BLAS(S, s, float, float)
UW_BLAS(D, d, double, double)
UW_BLAS(C, c, cuComplex, std::complex<float>)
UW_BLAS(Z, z, cuDoubleComplex, std::complex<double>)
#undef UW_BLAS

#define UW_BLAS_REAL(P, T)                                                                                             \
    inline cublasStatus_t cublas##P##dot(cublasHandle_t h, int n, const T *x, int sx, const T *y, int sy, T *r) {      \
        return unwarp::blas::dot<T>(h, n, x, sx, y, sy, r);                                                            \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##nrm2(cublasHandle_t h, int n, const T *x, int sx, T *r) {                         \
        return unwarp::blas::nrm2<T>(h, n, x, sx, r);                                                                  \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##asum(cublasHandle_t h, int n, const T *x, int sx, T *r) {                         \
        return unwarp::blas::asum<T>(h, n, x, sx, r);                                                                  \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##rot(cublasHandle_t h, int n, T *x, int sx, T *y, int sy, const T *c,              \
            const T *s) {                                                                                              \
        return unwarp::blas::rot<T>(h, n, x, sx, y, sy, c, s);                                                         \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##rotg(cublasHandle_t h, T *a, T *b, T *c, T *s) {                                  \
        return unwarp::blas::rotg<T>(h, a, b, c, s);                                                                   \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##rotm(cublasHandle_t h, int n, T *x, int sx, T *y, int sy, const T *by) {          \
        return unwarp::blas::rotm<T>(h, n, x, sx, y, sy, by);                                                          \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##ger(cublasHandle_t h, int m, int n, const T *al, const T *x, int sx,              \
            const T *y, int sy, T *a, int lda) {                                                                       \
        return unwarp::blas::ger<T>(h, m, n, al, x, sx, y, sy, a, lda);                                                \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##symv(cublasHandle_t h, cublasFillMode_t fill, int n, const T *al, const T *a,     \
            int lda, const T *x, int sx, const T *be, T *y, int sy) {                                                  \
        return unwarp::blas::symv<T>(h, fill, n, al, a, lda, x, sx, be, y, sy);                                        \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##syr(cublasHandle_t h, cublasFillMode_t fill, int n, const T *al, const T *x,      \
            int sx, T *a, int lda) {                                                                                   \
        return unwarp::blas::syr<T>(h, fill, n, al, x, sx, x, sx, a, lda, false);                                      \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##syr2(cublasHandle_t h, cublasFillMode_t fill, int n, const T *al, const T *x,     \
            int sx, const T *y, int sy, T *a, int lda) {                                                               \
        return unwarp::blas::syr<T>(h, fill, n, al, x, sx, y, sy, a, lda, true);                                       \
    }
UW_BLAS_REAL(S, float)
UW_BLAS_REAL(D, double)
#undef UW_BLAS_REAL

#define UW_BLAS_COMPLEX(P, R, S, C, T, U)                                                                              \
    inline cublasStatus_t cublas##P##dotu(cublasHandle_t h, int n, const C *x, int sx, const C *y, int sy, C *r) {     \
        return unwarp::blas::dot<T>(h, n, (const T *)x, sx, (const T *)y, sy, (T *)r);                                 \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##dotc(cublasHandle_t h, int n, const C *x, int sx, const C *y, int sy, C *r) {     \
        return unwarp::blas::dot<T>(h, n, (const T *)x, sx, (const T *)y, sy, (T *)r, true);                           \
    }                                                                                                                  \
    inline cublasStatus_t cublas##R##nrm2(cublasHandle_t h, int n, const C *x, int sx, U *r) {                         \
        return unwarp::blas::nrm2<T>(h, n, (const T *)x, sx, r);                                                       \
    }                                                                                                                  \
    inline cublasStatus_t cublas##R##asum(cublasHandle_t h, int n, const C *x, int sx, U *r) {                         \
        return unwarp::blas::asum<T>(h, n, (const T *)x, sx, r);                                                       \
    }                                                                                                                  \
    inline cublasStatus_t cublas##S##scal(cublasHandle_t h, int n, const U *al, C *x, int sx) {                        \
        return unwarp::blas::scal<T, U>(h, n, al, (T *)x, sx);                                                         \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##geru(cublasHandle_t h, int m, int n, const C *al, const C *x, int sx,             \
            const C *y, int sy, C *a, int lda) {                                                                       \
        return unwarp::blas::ger<T>(h, m, n, (const T *)al, (const T *)x, sx, (const T *)y, sy, (T *)a, lda);          \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##gerc(cublasHandle_t h, int m, int n, const C *al, const C *x, int sx,             \
            const C *y, int sy, C *a, int lda) {                                                                       \
        return unwarp::blas::ger<T>(h, m, n, (const T *)al, (const T *)x, sx, (const T *)y, sy, (T *)a, lda, true);    \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##hemv(cublasHandle_t h, cublasFillMode_t fill, int n, const C *al, const C *a,     \
            int lda, const C *x, int sx, const C *be, C *y, int sy) {                                                  \
        return unwarp::blas::symv<T>(h, fill, n, (const T *)al, (const T *)a, lda, (const T *)x, sx, (const T *)be,    \
            (T *)y, sy, true);                                                                                         \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##herk(cublasHandle_t h, cublasFillMode_t fill, cublasOperation_t op, int n,        \
            int k, const U *al, const C *a, int lda, const U *be, C *c, int ldc) {                                     \
        return unwarp::blas::herk<T>(h, fill, op, n, k, al, (const T *)a, lda, be, (T *)c, ldc);                       \
    }                                                                                                                  \
    inline cublasStatus_t cublas##P##hemm(cublasHandle_t h, cublasSideMode_t side, cublasFillMode_t fill, int m,       \
            int n, const C *al, const C *a, int lda, const C *b, int ldb, const C *be, C *c, int ldc) {                \
        return unwarp::blas::symm<T>(h, side, fill, m, n, (const T *)al, (const T *)a, lda, (const T *)b, ldb,         \
            (const T *)be, (T *)c, ldc, true);                                                                         \
    }
UW_BLAS_COMPLEX(C, Sc, Cs, cuComplex, std::complex<float>, float)
UW_BLAS_COMPLEX(Z, Dz, Zd, cuDoubleComplex, std::complex<double>, double)
#undef UW_BLAS_COMPLEX

// ------------------------------------------------------------------------------------------------ stated types

template <typename K>
cublasStatus_t cublasGemmEx(cublasHandle_t h, cublasOperation_t oa, cublasOperation_t ob, int m, int n, int k,
                            const void *al, const void *a, cudaDataType ta, int lda, const void *b, cudaDataType tb, int ldb,
                            const void *be, void *c, cudaDataType tc, int ldc, K compute, cublasGemmAlgo_t) {
    return unwarp::blas::gemm_typed(h, oa, ob, m, n, k, al, {{a, ta, lda}}, {{b, tb, ldb}}, be, {c}, tc, ldc, compute);
}
template <typename K>
cublasStatus_t cublasGemmStridedBatchedEx(cublasHandle_t h, cublasOperation_t oa, cublasOperation_t ob, int m, int n, int k,
                                          const void *al, const void *a, cudaDataType ta, int lda, long long sa,
                                          const void *b, cudaDataType tb, int ldb, long long sb, const void *be, void *c,
                                          cudaDataType tc, int ldc, long long sc, int count, K compute, cublasGemmAlgo_t) {
    std::vector<unwarp::blas::Typed> as, bs;
    std::vector<void *> cs;
    const auto moved = [](const void *at, cudaDataType type, long long step) {
        return (const char *)at + step * (long long)unwarp::blas::bytes_of(type);
    };
    for (int z = 0; z < count; z++) {
        as.push_back({moved(a, ta, z * sa), ta, lda});
        bs.push_back({moved(b, tb, z * sb), tb, ldb});
        cs.push_back((void *)moved(c, tc, z * sc));
    }
    return unwarp::blas::gemm_typed(h, oa, ob, m, n, k, al, as, bs, be, cs, tc, ldc, compute);
}
template <typename K>
cublasStatus_t cublasGemmBatchedEx(cublasHandle_t h, cublasOperation_t oa, cublasOperation_t ob, int m, int n, int k,
                                   const void *al, const void *const a[], cudaDataType ta, int lda, const void *const b[],
                                   cudaDataType tb, int ldb, const void *be, void *const c[], cudaDataType tc, int ldc,
                                   int count, K compute, cublasGemmAlgo_t) {
    unwarp::blas::Call call(h);
    std::vector<unwarp::blas::Typed> as, bs;
    const std::vector<void *> cs = call.read(c, (size_t)std::max(count, 0));
    for (const void *at : call.read(a, cs.size())) as.push_back({at, ta, lda});
    for (const void *at : call.read(b, cs.size())) bs.push_back({at, tb, ldb});
    if (!call.good()) return call.status();
    return unwarp::blas::gemm_typed(h, oa, ob, m, n, k, al, as, bs, be, cs, tc, ldc, compute);
}

// Of half precision, whichever class the program has for it
template <typename H>
cublasStatus_t cublasHgemm(cublasHandle_t h, cublasOperation_t oa, cublasOperation_t ob, int m, int n, int k, const H *al,
                           const H *a, int lda, const H *b, int ldb, const H *be, H *c, int ldc) {
    static_assert(sizeof(H) == 2, "numbers of 16 bits");
    return cublasGemmEx(h, oa, ob, m, n, k, al, a, CUDA_R_16F, lda, b, CUDA_R_16F, ldb, be, c, CUDA_R_16F, ldc,
                        CUBLAS_COMPUTE_16F, CUBLAS_GEMM_DEFAULT);
}
template <typename H>
cublasStatus_t cublasHgemmStridedBatched(cublasHandle_t h, cublasOperation_t oa, cublasOperation_t ob, int m, int n, int k,
                                         const H *al, const H *a, int lda, long long sa, const H *b, int ldb, long long sb,
                                         const H *be, H *c, int ldc, long long sc, int count) {
    static_assert(sizeof(H) == 2, "numbers of 16 bits");
    return cublasGemmStridedBatchedEx(h, oa, ob, m, n, k, al, a, CUDA_R_16F, lda, sa, b, CUDA_R_16F, ldb, sb, be, c,
                                      CUDA_R_16F, ldc, sc, count, CUBLAS_COMPUTE_16F, CUBLAS_GEMM_DEFAULT);
}
