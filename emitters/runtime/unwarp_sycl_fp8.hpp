// Floating point of eight bits in SYCL host and device code, for programs translated by unwarp. Free for any use.
#pragma once

#include "unwarp_sycl_bfloat16.hpp"
#include "unwarp_sycl_half.hpp"

#include "unwarp_fp8.hpp"
