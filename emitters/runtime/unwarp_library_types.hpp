// The types of numbers that NVIDIA's libraries name (library_types.h), and their versions.
#pragma once

#ifdef __HIP_PLATFORM_AMD__
#include <hip/library_types.h>
typedef hipDataType cudaDataType;
typedef hipDataType cudaDataType_t;
#define CUDA_R_16F HIP_R_16F
#define CUDA_R_16BF HIP_R_16BF
#define CUDA_R_32F HIP_R_32F
#define CUDA_R_64F HIP_R_64F
#define CUDA_R_8I HIP_R_8I
#define CUDA_R_32I HIP_R_32I
#define CUDA_C_32F HIP_C_32F
#define CUDA_C_64F HIP_C_64F
#else
enum cudaDataType_t {
    CUDA_R_32F = 0,
    CUDA_R_64F = 1,
    CUDA_R_16F = 2,
    CUDA_R_8I = 3,
    CUDA_C_32F = 4,
    CUDA_C_64F = 5,
    CUDA_R_32I = 10,
    CUDA_R_16BF = 14
};
typedef cudaDataType_t cudaDataType;
#endif
