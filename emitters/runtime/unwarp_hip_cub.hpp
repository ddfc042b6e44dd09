// What CUB has for device code, for HIP, whose own port of it takes warps of 64 lanes. Comes with the output of unwarp; free
// for any use.
#pragma once

#include "unwarp_hip_groups.hpp"

#include "unwarp_cub.hpp"
