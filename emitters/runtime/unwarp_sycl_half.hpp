// Half precision in SYCL host and device code, for programs translated by unwarp. Free for any use.
#pragma once

#include "unwarp_sycl_device.hpp"

#include "unwarp_half.hpp"
