// What CUB has for whole arrays, for SYCL. Comes with the output of unwarp; free for any use.
#pragma once

#include "unwarp_sycl_cub.hpp"

#include "unwarp_cub_device.hpp"
