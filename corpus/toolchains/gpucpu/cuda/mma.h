// Matrices of a warp in terms of CUDA's own functions.
#pragma once
#include <cooperative_groups.h>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include "unwarp_wmma.hpp"
