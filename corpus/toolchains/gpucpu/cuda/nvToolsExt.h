// NVTX.
#pragma once
#include "unwarp_nvtx.hpp"
