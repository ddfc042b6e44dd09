// What libcu++ has for device code, for HIP. Comes with the output of unwarp; free for any use.
#pragma once

#include "unwarp_hip_groups.hpp"

#include "unwarp_libcu.hpp"
