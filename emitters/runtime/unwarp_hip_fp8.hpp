// CUDA's floating point of eight bits, with its names and results, for HIP, whose own has other formats on some devices.
// Comes with the output of unwarp; free for any use.
#pragma once

#include "unwarp_hip_bfloat16.hpp"
#include "unwarp_hip_half.hpp"

#define UW_HALVES_KNOWN
#pragma clang force_cuda_host_device begin
#include "unwarp_fp8.hpp"
#pragma clang force_cuda_host_device end
