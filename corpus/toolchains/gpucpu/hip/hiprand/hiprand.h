// hipRAND's host functions.
#pragma once
#include <hip/hip_runtime.h>

#include "unwarp_curand_host.hpp"

#include "library_names.h"
