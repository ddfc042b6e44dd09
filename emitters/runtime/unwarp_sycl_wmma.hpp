// Matrices of a warp as CUDA has them in <mma.h>, for SYCL. Comes with the output of unwarp; free for any use.
#pragma once

#include "unwarp_sycl_bfloat16.hpp"
#include "unwarp_sycl_groups.hpp"
#include "unwarp_sycl_half.hpp"

#include "unwarp_wmma.hpp"
