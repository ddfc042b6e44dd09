// The types of cuSOLVER.
#pragma once

#include "unwarp_cublas_types.hpp"
#include "unwarp_library_types.hpp"

#define CUSOLVER_COMMON_H_  // by which programs tell that the library is there

enum cusolverStatus_t {
    CUSOLVER_STATUS_SUCCESS = 0,
    CUSOLVER_STATUS_NOT_INITIALIZED = 1,
    CUSOLVER_STATUS_ALLOC_FAILED = 2,
    CUSOLVER_STATUS_INVALID_VALUE = 3,
    CUSOLVER_STATUS_ARCH_MISMATCH = 4,
    CUSOLVER_STATUS_MAPPING_ERROR = 5,
    CUSOLVER_STATUS_EXECUTION_FAILED = 6,
    CUSOLVER_STATUS_INTERNAL_ERROR = 7,
    CUSOLVER_STATUS_MATRIX_TYPE_NOT_SUPPORTED = 8,
    CUSOLVER_STATUS_NOT_SUPPORTED = 9,
    CUSOLVER_STATUS_ZERO_PIVOT = 10,
    CUSOLVER_STATUS_INVALID_LICENSE = 11
};
enum cusolverEigType_t { CUSOLVER_EIG_TYPE_1 = 1, CUSOLVER_EIG_TYPE_2 = 2, CUSOLVER_EIG_TYPE_3 = 3 };
enum cusolverEigMode_t { CUSOLVER_EIG_MODE_NOVECTOR = 0, CUSOLVER_EIG_MODE_VECTOR = 1 };
enum cusolverEigRange_t { CUSOLVER_EIG_RANGE_ALL = 1001, CUSOLVER_EIG_RANGE_I = 1002, CUSOLVER_EIG_RANGE_V = 1003 };
enum cusolverAlgMode_t { CUSOLVER_ALG_0 = 0, CUSOLVER_ALG_1 = 1, CUSOLVER_ALG_2 = 2 };
enum cusolverDnFunction_t { CUSOLVERDN_GETRF = 0, CUSOLVERDN_POTRF = 1 };
typedef int cusolver_int_t;

struct cusolverDnContext {
    unwarp::library::Stream stream = nullptr;
};
/// What the last call with Jacobi's methods did. They always go as far as the type of the numbers allows, and sort.
struct syevjInfo {
    int sweeps = 0;
    double residual = 0;
};
struct gesvdjInfo {
    int sweeps = 0;
    double residual = 0;
};
struct cusolverDnParams {};
typedef cusolverDnContext *cusolverDnHandle_t;
typedef syevjInfo *syevjInfo_t;
typedef gesvdjInfo *gesvdjInfo_t;
typedef cusolverDnParams *cusolverDnParams_t;
