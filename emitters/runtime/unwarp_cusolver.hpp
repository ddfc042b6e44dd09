// Dense systems, eigenvalues and singular values under cuSOLVER's names (cuSolverDN), in single and double precision, real and
// complex. The host computes, and the result is in place when the call returns; workspaces are asked for, and not used.
// Bidiagonal and indefinite forms are not there, nor are cuSolverSP, cuSolverRF and several devices.
#pragma once

#include "unwarp_cublas.hpp"
#include "unwarp_solver.hpp"

// ------------------------------------------------------------------------------------------------ handles

inline cusolverStatus_t cusolverDnCreate(cusolverDnHandle_t *handle) {
    if (!handle) return CUSOLVER_STATUS_INVALID_VALUE;
    *handle = new (std::nothrow) cusolverDnContext;
    return *handle ? CUSOLVER_STATUS_SUCCESS : CUSOLVER_STATUS_ALLOC_FAILED;
}
inline cusolverStatus_t cusolverDnDestroy(cusolverDnHandle_t handle) {
    delete handle;
    return handle ? CUSOLVER_STATUS_SUCCESS : CUSOLVER_STATUS_NOT_INITIALIZED;
}
inline cusolverStatus_t cusolverDnSetStream(cusolverDnHandle_t handle, unwarp::library::Stream stream) {
    if (!handle) return CUSOLVER_STATUS_NOT_INITIALIZED;
    handle->stream = stream;
    return CUSOLVER_STATUS_SUCCESS;
}
inline cusolverStatus_t cusolverDnGetStream(cusolverDnHandle_t handle, unwarp::library::Stream *stream) {
    if (!handle) return CUSOLVER_STATUS_NOT_INITIALIZED;
    *stream = handle->stream;
    return CUSOLVER_STATUS_SUCCESS;
}
inline cusolverStatus_t cusolverDnCreateParams(cusolverDnParams_t *params) {
    return *params = new (std::nothrow) cusolverDnParams, CUSOLVER_STATUS_SUCCESS;
}
inline cusolverStatus_t cusolverDnDestroyParams(cusolverDnParams_t params) { return delete params, CUSOLVER_STATUS_SUCCESS; }
inline cusolverStatus_t cusolverDnSetAdvOptions(cusolverDnParams_t, cusolverDnFunction_t, cusolverAlgMode_t) {
    return CUSOLVER_STATUS_SUCCESS;
}

#define UW_SOLVER_JACOBI(NAME, INFO)                                                                                   \
    inline cusolverStatus_t cusolverDnX##NAME##SetTolerance(INFO##_t, double) { return CUSOLVER_STATUS_SUCCESS; }      \
    inline cusolverStatus_t cusolverDnX##NAME##SetMaxSweeps(INFO##_t, int) { return CUSOLVER_STATUS_SUCCESS; }         \
    inline cusolverStatus_t cusolverDnX##NAME##SetSortEig(INFO##_t, int) { return CUSOLVER_STATUS_SUCCESS; }           \
    inline cusolverStatus_t cusolverDnX##NAME##GetSweeps(cusolverDnHandle_t, INFO##_t info, int *sweeps) {             \
        return *sweeps = info->sweeps, CUSOLVER_STATUS_SUCCESS;                                                        \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDnX##NAME##GetResidual(cusolverDnHandle_t, INFO##_t info, double *residual) {      \
        return *residual = info->residual, CUSOLVER_STATUS_SUCCESS;                                                    \
    }
UW_SOLVER_JACOBI(syevj, syevjInfo)
UW_SOLVER_JACOBI(gesvdj, gesvdjInfo)
#undef UW_SOLVER_JACOBI
inline cusolverStatus_t cusolverDnCreateSyevjInfo(syevjInfo_t *info) {
    return *info = new (std::nothrow) syevjInfo, *info ? CUSOLVER_STATUS_SUCCESS : CUSOLVER_STATUS_ALLOC_FAILED;
}
inline cusolverStatus_t cusolverDnDestroySyevjInfo(syevjInfo_t info) { return delete info, CUSOLVER_STATUS_SUCCESS; }
inline cusolverStatus_t cusolverDnCreateGesvdjInfo(gesvdjInfo_t *info) {
    return *info = new (std::nothrow) gesvdjInfo, *info ? CUSOLVER_STATUS_SUCCESS : CUSOLVER_STATUS_ALLOC_FAILED;
}
inline cusolverStatus_t cusolverDnDestroyGesvdjInfo(gesvdjInfo_t info) { return delete info, CUSOLVER_STATUS_SUCCESS; }

// ------------------------------------------------------------------------------------------------ S, D, C and Z

// C is the type of the arguments, T that of the numbers behind them.
#define UW_SOLVER(P, C, T)                                                                                             \
    inline cusolverStatus_t cusolverDn##P##potrf_bufferSize(cusolverDnHandle_t h, cublasFillMode_t, int n, C *,        \
            int lda, int *size) {                                                                                      \
        return unwarp::solver::sized(h, size, n >= 0 && lda >= std::max(1, n));                                        \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##potrf(cusolverDnHandle_t h, cublasFillMode_t fill, int n, C *a, int lda,    \
            C *, int, int *info) {                                                                                     \
        return unwarp::solver::potrf(h, fill, n, (T *)a, lda, info);                                                   \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##potrs(cusolverDnHandle_t h, cublasFillMode_t fill, int n, int columns,      \
            const C *a, int lda, C *b, int ldb, int *info) {                                                           \
        return unwarp::solver::potrs(h, fill, n, columns, (const T *)a, lda, (T *)b, ldb, info);                       \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##potri_bufferSize(cusolverDnHandle_t h, cublasFillMode_t, int, C *, int,     \
            int *size) {                                                                                               \
        return unwarp::solver::sized(h, size);                                                                         \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##potri(cusolverDnHandle_t h, cublasFillMode_t fill, int n, C *a, int lda,    \
            C *, int, int *info) {                                                                                     \
        return unwarp::solver::potri(h, fill, n, (T *)a, lda, info);                                                   \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##potrfBatched(cusolverDnHandle_t h, cublasFillMode_t fill, int n, C *a[],    \
            int lda, int *info, int count) {                                                                           \
        return unwarp::solver::potrf_batched(h, fill, n, (T **)a, lda, info, count);                                   \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##potrsBatched(cusolverDnHandle_t h, cublasFillMode_t fill, int n,            \
            int columns, C *a[], int lda, C *b[], int ldb, int *info, int count) {                                     \
        return unwarp::solver::potrs_batched(h, fill, n, columns, (T **)a, lda, (T **)b, ldb, info, count);            \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##getrf_bufferSize(cusolverDnHandle_t h, int m, int n, C *, int lda,          \
            int *size) {                                                                                               \
        return unwarp::solver::sized(h, size, m >= 0 && n >= 0 && lda >= std::max(1, m));                              \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##getrf(cusolverDnHandle_t h, int m, int n, C *a, int lda, C *, int *pivots,  \
            int *info) {                                                                                               \
        return unwarp::solver::getrf(h, m, n, (T *)a, lda, pivots, info);                                              \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##getrs(cusolverDnHandle_t h, cublasOperation_t op, int n, int columns,       \
            const C *a, int lda, const int *pivots, C *b, int ldb, int *info) {                                        \
        return unwarp::solver::getrs(h, op, n, columns, (const T *)a, lda, pivots, (T *)b, ldb, info);                 \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##P##gesv_bufferSize(cusolverDnHandle_t h, int, int, C *, int, int *, C *,    \
            int, C *, int, void *, size_t *size) {                                                                     \
        return unwarp::solver::sized(h, size);                                                                         \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##P##gesv(cusolverDnHandle_t h, int n, int columns, C *a, int lda,            \
            int *pivots, C *b, int ldb, C *x, int ldx, void *, size_t, int *iterations, int *info) {                   \
        return unwarp::solver::gesv(h, n, columns, (T *)a, lda, pivots, (const T *)b, ldb, (T *)x, ldx, iterations,    \
            info);                                                                                                     \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##P##gels_bufferSize(cusolverDnHandle_t h, int, int, int, C *, int, C *, int, \
            C *, int, void *, size_t *size) {                                                                          \
        return unwarp::solver::sized(h, size);                                                                         \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##P##gels(cusolverDnHandle_t h, int m, int n, int columns, C *a, int lda,     \
            C *b, int ldb, C *x, int ldx, void *, size_t, int *iterations, int *info) {                                \
        return unwarp::solver::gels(h, m, n, columns, (const T *)a, lda, (const T *)b, ldb, (T *)x, ldx, iterations,   \
            info);                                                                                                     \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##geqrf_bufferSize(cusolverDnHandle_t h, int, int, C *, int, int *size) {     \
        return unwarp::solver::sized(h, size);                                                                         \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##geqrf(cusolverDnHandle_t h, int m, int n, C *a, int lda, C *tau, C *, int,  \
            int *info) {                                                                                               \
        return unwarp::solver::geqrf(h, m, n, (T *)a, lda, (T *)tau, info);                                            \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##gesvd_bufferSize(cusolverDnHandle_t h, int, int, int *size) {               \
        return unwarp::solver::sized(h, size);                                                                         \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##gesvd(cusolverDnHandle_t h, signed char left, signed char right, int m,     \
            int n, C *a, int lda, unwarp::blas::Real<T> *s, C *u, int ldu, C *vt, int ldvt, C *, int,                  \
            unwarp::blas::Real<T> *, int *info) {                                                                      \
        return unwarp::solver::gesvd(h, left, right, m, n, (T *)a, lda, s, (T *)u, ldu, (T *)vt, ldvt, info);          \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##gesvdj_bufferSize(cusolverDnHandle_t h, cusolverEigMode_t, int, int, int,   \
            const C *, int, const unwarp::blas::Real<T> *, const C *, int, const C *, int, int *size, gesvdjInfo_t) {  \
        return unwarp::solver::sized(h, size);                                                                         \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##gesvdj(cusolverDnHandle_t h, cusolverEigMode_t mode, int small, int m,      \
            int n, C *a, int lda, unwarp::blas::Real<T> *s, C *u, int ldu, C *v, int ldv, C *, int, int *info,         \
            gesvdjInfo_t told) {                                                                                       \
        return unwarp::solver::gesvdj(h, mode, small != 0, m, n, (const T *)a, lda, s, (T *)u, ldu, (T *)v, ldv, info, \
            told);                                                                                                     \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##gesvdjBatched_bufferSize(cusolverDnHandle_t h, cusolverEigMode_t, int, int, \
            const C *, int, const unwarp::blas::Real<T> *, const C *, int, const C *, int, int *size, gesvdjInfo_t,    \
            int) {                                                                                                     \
        return unwarp::solver::sized(h, size);                                                                         \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##gesvdjBatched(cusolverDnHandle_t h, cusolverEigMode_t mode, int m, int n,   \
            C *a, int lda, unwarp::blas::Real<T> *s, C *u, int ldu, C *v, int ldv, C *, int, int *info, gesvdjInfo_t,  \
            int count) {                                                                                               \
        return unwarp::solver::gesvdj(h, mode, false, m, n, (const T *)a, lda, s, (T *)u, ldu, (T *)v, ldv, info,      \
            nullptr, count);                                                                                                   \
    }
UW_SOLVER(S, float, float)
UW_SOLVER(D, double, double)
UW_SOLVER(C, cuComplex, std::complex<float>)
UW_SOLVER(Z, cuDoubleComplex, std::complex<double>)
#undef UW_SOLVER

// Names that begin with "or" and "sy" for real matrices begin with "un" and "he" for complex ones.
#define UW_SOLVER(P, O, S, C, T)                                                                                       \
    inline cusolverStatus_t cusolverDn##P##O##mqr_bufferSize(cusolverDnHandle_t h, cublasSideMode_t,                   \
            cublasOperation_t, int, int, int, const C *, int, const C *, const C *, int, int *size) {                  \
        return unwarp::solver::sized(h, size);                                                                         \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##O##mqr(cusolverDnHandle_t h, cublasSideMode_t side, cublasOperation_t op,   \
            int m, int n, int k, const C *a, int lda, const C *tau, C *c, int ldc, C *, int, int *info) {              \
        return unwarp::solver::ormqr(h, side, op, m, n, k, (const T *)a, lda, (const T *)tau, (T *)c, ldc, info);      \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##O##gqr_bufferSize(cusolverDnHandle_t h, int, int, int, const C *, int,      \
            const C *, int *size) {                                                                                    \
        return unwarp::solver::sized(h, size);                                                                         \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##O##gqr(cusolverDnHandle_t h, int m, int n, int k, C *a, int lda,            \
            const C *tau, C *, int, int *info) {                                                                       \
        return unwarp::solver::orgqr(h, m, n, k, (T *)a, lda, (const T *)tau, info);                                   \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##S##evd_bufferSize(cusolverDnHandle_t h, cusolverEigMode_t,                  \
            cublasFillMode_t, int, const C *, int, const unwarp::blas::Real<T> *, int *size) {                         \
        return unwarp::solver::sized(h, size);                                                                         \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##S##evd(cusolverDnHandle_t h, cusolverEigMode_t mode, cublasFillMode_t fill, \
            int n, C *a, int lda, unwarp::blas::Real<T> *w, C *, int, int *info) {                                     \
        return unwarp::solver::syev(h, mode, fill, n, (T *)a, lda, w, info);                                           \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##S##evdx_bufferSize(cusolverDnHandle_t h, cusolverEigMode_t,                 \
            cusolverEigRange_t, cublasFillMode_t, int, const C *, int, unwarp::blas::Real<T>, unwarp::blas::Real<T>,   \
            int, int, int *, const unwarp::blas::Real<T> *, int *size) {                                               \
        return unwarp::solver::sized(h, size);                                                                         \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##S##evdx(cusolverDnHandle_t h, cusolverEigMode_t mode,                       \
            cusolverEigRange_t range, cublasFillMode_t fill, int n, C *a, int lda, unwarp::blas::Real<T> low,          \
            unwarp::blas::Real<T> high, int first, int last, int *count, unwarp::blas::Real<T> *w, C *, int,           \
            int *info) {                                                                                               \
        int64_t found = 0;                                                                                             \
        const cusolverStatus_t status = unwarp::solver::syevdx(h, mode, fill, n, (T *)a, lda,                          \
            {range, low, high, first, last}, &found, w, info);                                                         \
        *count = (int)found;                                                                                           \
        return status;                                                                                                 \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##S##evj_bufferSize(cusolverDnHandle_t h, cusolverEigMode_t,                  \
            cublasFillMode_t, int, const C *, int, const unwarp::blas::Real<T> *, int *size, syevjInfo_t) {            \
        return unwarp::solver::sized(h, size);                                                                         \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##S##evj(cusolverDnHandle_t h, cusolverEigMode_t mode, cublasFillMode_t fill, \
            int n, C *a, int lda, unwarp::blas::Real<T> *w, C *, int, int *info, syevjInfo_t told) {                   \
        return unwarp::solver::syev(h, mode, fill, n, (T *)a, lda, w, info, 1, told);                                  \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##S##evjBatched_bufferSize(cusolverDnHandle_t h, cusolverEigMode_t,           \
            cublasFillMode_t, int, const C *, int, const unwarp::blas::Real<T> *, int *size, syevjInfo_t, int) {       \
        return unwarp::solver::sized(h, size);                                                                         \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##S##evjBatched(cusolverDnHandle_t h, cusolverEigMode_t mode,                 \
            cublasFillMode_t fill, int n, C *a, int lda, unwarp::blas::Real<T> *w, C *, int, int *info, syevjInfo_t,   \
            int count) {                                                                                               \
        return unwarp::solver::syev(h, mode, fill, n, (T *)a, lda, w, info, count);                                    \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##S##gvd_bufferSize(cusolverDnHandle_t h, cusolverEigType_t,                  \
            cusolverEigMode_t, cublasFillMode_t, int, const C *, int, const C *, int, const unwarp::blas::Real<T> *,   \
            int *size) {                                                                                               \
        return unwarp::solver::sized(h, size);                                                                         \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##S##gvd(cusolverDnHandle_t h, cusolverEigType_t kind,                        \
            cusolverEigMode_t mode, cublasFillMode_t fill, int n, C *a, int lda, C *b, int ldb,                        \
            unwarp::blas::Real<T> *w, C *, int, int *info) {                                                           \
        return unwarp::solver::sygv(h, kind, mode, fill, n, (T *)a, lda, (T *)b, ldb, w, info);                        \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##S##gvj_bufferSize(cusolverDnHandle_t h, cusolverEigType_t,                  \
            cusolverEigMode_t, cublasFillMode_t, int, const C *, int, const C *, int, const unwarp::blas::Real<T> *,   \
            int *size, syevjInfo_t) {                                                                                  \
        return unwarp::solver::sized(h, size);                                                                         \
    }                                                                                                                  \
    inline cusolverStatus_t cusolverDn##P##S##gvj(cusolverDnHandle_t h, cusolverEigType_t kind,                        \
            cusolverEigMode_t mode, cublasFillMode_t fill, int n, C *a, int lda, C *b, int ldb,                        \
            unwarp::blas::Real<T> *w, C *, int, int *info, syevjInfo_t) {                                              \
        return unwarp::solver::sygv(h, kind, mode, fill, n, (T *)a, lda, (T *)b, ldb, w, info);                        \
    }
UW_SOLVER(S, or, sy, float, float)
UW_SOLVER(D, or, sy, double, double)
UW_SOLVER(C, un, he, cuComplex, std::complex<float>)
UW_SOLVER(Z, un, he, cuDoubleComplex, std::complex<double>)
#undef UW_SOLVER

// ------------------------------------------------------------------------------------------------ any type, 64 bits

namespace unwarp {
namespace solver {

/// Call with a zero of a type.
template <typename F>
cusolverStatus_t typed(cudaDataType type, F work) {
    switch (type) {
        case CUDA_R_32F: return work(float());
        case CUDA_R_64F: return work(double());
        case CUDA_C_32F: return work(std::complex<float>());
        case CUDA_C_64F: return work(std::complex<double>());
        default: return CUSOLVER_STATUS_NOT_SUPPORTED;
    }
}
inline cusolverStatus_t sizes(const cusolverDnContext *handle, size_t *device, size_t *host) {
    const cusolverStatus_t status = sized(handle, device);
    return status == CUSOLVER_STATUS_SUCCESS ? sized(handle, host) : status;
}

}  // namespace solver
}  // namespace unwarp

inline cusolverStatus_t cusolverDnXpotrf_bufferSize(cusolverDnHandle_t h, cusolverDnParams_t, cublasFillMode_t, int64_t,
                                                    cudaDataType, const void *, int64_t, cudaDataType, size_t *device,
                                                    size_t *host) {
    return unwarp::solver::sizes(h, device, host);
}
inline cusolverStatus_t cusolverDnXpotrf(cusolverDnHandle_t h, cusolverDnParams_t, cublasFillMode_t fill, int64_t n,
                                         cudaDataType type, void *a, int64_t lda, cudaDataType, void *, size_t, void *, size_t,
                                         int *info) {
    return unwarp::solver::typed(type, [&](auto zero) {
        return unwarp::solver::potrf(h, fill, (int)n, (decltype(zero) *)a, (int)lda, info);
    });
}
inline cusolverStatus_t cusolverDnXpotrs(cusolverDnHandle_t h, cusolverDnParams_t, cublasFillMode_t fill, int64_t n,
                                         int64_t columns, cudaDataType type, const void *a, int64_t lda, cudaDataType, void *b,
                                         int64_t ldb, int *info) {
    return unwarp::solver::typed(type, [&](auto zero) {
        typedef decltype(zero) T;
        return unwarp::solver::potrs(h, fill, (int)n, (int)columns, (const T *)a, (int)lda, (T *)b, (int)ldb, info);
    });
}
inline cusolverStatus_t cusolverDnXgetrf_bufferSize(cusolverDnHandle_t h, cusolverDnParams_t, int64_t, int64_t, cudaDataType,
                                                    const void *, int64_t, cudaDataType, size_t *device, size_t *host) {
    return unwarp::solver::sizes(h, device, host);
}
inline cusolverStatus_t cusolverDnXgetrf(cusolverDnHandle_t h, cusolverDnParams_t, int64_t m, int64_t n, cudaDataType type,
                                         void *a, int64_t lda, int64_t *pivots, cudaDataType, void *, size_t, void *, size_t,
                                         int *info) {
    return unwarp::solver::typed(type, [&](auto zero) {
        return unwarp::solver::getrf(h, (int)m, (int)n, (decltype(zero) *)a, (int)lda, pivots, info);
    });
}
inline cusolverStatus_t cusolverDnXgetrs(cusolverDnHandle_t h, cusolverDnParams_t, cublasOperation_t op, int64_t n,
                                         int64_t columns, cudaDataType type, const void *a, int64_t lda, const int64_t *pivots,
                                         cudaDataType, void *b, int64_t ldb, int *info) {
    return unwarp::solver::typed(type, [&](auto zero) {
        typedef decltype(zero) T;
        return unwarp::solver::getrs(h, op, (int)n, (int)columns, (const T *)a, (int)lda, pivots, (T *)b, (int)ldb, info);
    });
}
inline cusolverStatus_t cusolverDnXgeqrf_bufferSize(cusolverDnHandle_t h, cusolverDnParams_t, int64_t, int64_t, cudaDataType,
                                                    const void *, int64_t, cudaDataType, const void *, cudaDataType,
                                                    size_t *device, size_t *host) {
    return unwarp::solver::sizes(h, device, host);
}
inline cusolverStatus_t cusolverDnXgeqrf(cusolverDnHandle_t h, cusolverDnParams_t, int64_t m, int64_t n, cudaDataType type,
                                         void *a, int64_t lda, cudaDataType, void *tau, cudaDataType, void *, size_t, void *,
                                         size_t, int *info) {
    return unwarp::solver::typed(type, [&](auto zero) {
        typedef decltype(zero) T;
        return unwarp::solver::geqrf(h, (int)m, (int)n, (T *)a, (int)lda, (T *)tau, info);
    });
}
inline cusolverStatus_t cusolverDnXsyevd_bufferSize(cusolverDnHandle_t h, cusolverDnParams_t, cusolverEigMode_t,
                                                    cublasFillMode_t, int64_t, cudaDataType, const void *, int64_t,
                                                    cudaDataType, const void *, cudaDataType, size_t *device, size_t *host) {
    return unwarp::solver::sizes(h, device, host);
}
inline cusolverStatus_t cusolverDnXsyevd(cusolverDnHandle_t h, cusolverDnParams_t, cusolverEigMode_t mode,
                                         cublasFillMode_t fill, int64_t n, cudaDataType type, void *a, int64_t lda,
                                         cudaDataType, void *w, cudaDataType, void *, size_t, void *, size_t, int *info) {
    return unwarp::solver::typed(type, [&](auto zero) {
        typedef decltype(zero) T;
        return unwarp::solver::syev(h, mode, fill, (int)n, (T *)a, (int)lda, (unwarp::blas::Real<T> *)w, info);
    });
}
inline cusolverStatus_t cusolverDnXgesvd_bufferSize(cusolverDnHandle_t h, cusolverDnParams_t, signed char, signed char,
                                                    int64_t, int64_t, cudaDataType, const void *, int64_t, cudaDataType,
                                                    const void *, cudaDataType, const void *, int64_t, cudaDataType,
                                                    const void *, int64_t, cudaDataType, size_t *device, size_t *host) {
    return unwarp::solver::sizes(h, device, host);
}
inline cusolverStatus_t cusolverDnXgesvd(cusolverDnHandle_t h, cusolverDnParams_t, signed char left, signed char right,
                                         int64_t m, int64_t n, cudaDataType type, void *a, int64_t lda, cudaDataType, void *s,
                                         cudaDataType, void *u, int64_t ldu, cudaDataType, void *vt, int64_t ldvt,
                                         cudaDataType, void *, size_t, void *, size_t, int *info) {
    return unwarp::solver::typed(type, [&](auto zero) {
        typedef decltype(zero) T;
        return unwarp::solver::gesvd(h, left, right, (int)m, (int)n, (T *)a, (int)lda, (unwarp::blas::Real<T> *)s, (T *)u,
                                     (int)ldu, (T *)vt, (int)ldvt, info);
    });
}
