// hipCUB, by the header that stands for CUB.
#pragma once
#include "unwarp_hip_cub.hpp"

#include "unwarp_cub_device.hpp"
namespace hipcub = cub;
#define HipcubDebug(e) CubDebug(e)
