// What libcu++ has for device code, for SYCL. Comes with the output of unwarp; free for any use.
#pragma once

#include "unwarp_sycl_groups.hpp"

#include "unwarp_libcu.hpp"
