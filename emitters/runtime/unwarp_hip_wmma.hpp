// Matrices of a warp as CUDA has them in <mma.h>, for HIP, whose own (rocWMMA) are of its waves. Comes with the output of
// unwarp; free for any use.
#pragma once

#include "unwarp_hip_bfloat16.hpp"
#include "unwarp_hip_groups.hpp"
#include "unwarp_hip_half.hpp"

#include "unwarp_wmma.hpp"
