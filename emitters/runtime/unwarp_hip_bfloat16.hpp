// CUDA's bfloat16, with its names and exact results, for HIP: some versions of HIP's own type convert where CUDA's
// functions take the bits, and round twice. Comes with the output of unwarp; free for any use.
#pragma once

#include "unwarp_hip_half_rounding.hpp"

#pragma clang force_cuda_host_device begin
#include "unwarp_bfloat16.hpp"
#pragma clang force_cuda_host_device end

namespace uw {
__host__ __device__ inline __nv_bfloat16 hadd_sat(__nv_bfloat16 a, __nv_bfloat16 b) { return ::__hadd_sat(a, b); }
__host__ __device__ inline __nv_bfloat162 hadd2_sat(__nv_bfloat162 a, __nv_bfloat162 b) { return ::__hadd2_sat(a, b); }
__host__ __device__ inline __nv_bfloat16 hsub_sat(__nv_bfloat16 a, __nv_bfloat16 b) { return ::__hsub_sat(a, b); }
__host__ __device__ inline __nv_bfloat162 hsub2_sat(__nv_bfloat162 a, __nv_bfloat162 b) { return ::__hsub2_sat(a, b); }
__host__ __device__ inline __nv_bfloat16 hmul_sat(__nv_bfloat16 a, __nv_bfloat16 b) { return ::__hmul_sat(a, b); }
__host__ __device__ inline __nv_bfloat162 hmul2_sat(__nv_bfloat162 a, __nv_bfloat162 b) { return ::__hmul2_sat(a, b); }
__host__ __device__ inline __nv_bfloat162 hmax2(__nv_bfloat162 a, __nv_bfloat162 b) { return ::__hmax2(a, b); }
__host__ __device__ inline __nv_bfloat162 hmin2(__nv_bfloat162 a, __nv_bfloat162 b) { return ::__hmin2(a, b); }
__host__ __device__ inline __nv_bfloat16 hfma_sat(__nv_bfloat16 a, __nv_bfloat16 b, __nv_bfloat16 c) {
  return ::__hfma_sat(a, b, c);
}
__host__ __device__ inline __nv_bfloat162 hfma2_sat(__nv_bfloat162 a, __nv_bfloat162 b, __nv_bfloat162 c) {
  return ::__hfma2_sat(a, b, c);
}
}  // namespace uw
