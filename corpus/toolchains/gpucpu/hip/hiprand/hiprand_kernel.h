// hipRAND's device functions, which yield cuRAND's numbers here.
#pragma once
#include <hip/hip_runtime.h>

#include "unwarp_curand.hpp"

#include "library_names.h"
