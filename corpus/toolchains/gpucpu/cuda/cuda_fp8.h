#pragma once
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#define UW_HALVES_KNOWN
#pragma clang force_cuda_host_device begin
#include <unwarp_fp8.hpp>
#pragma clang force_cuda_host_device end
