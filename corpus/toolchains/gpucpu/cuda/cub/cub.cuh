// CUB in terms of CUDA's own functions.
#pragma once
#include <cooperative_groups.h>
#include "unwarp_cub_device.hpp"
