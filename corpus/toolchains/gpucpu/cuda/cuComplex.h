// The complex numbers of CUDA.
#pragma once
#include <cuda_runtime.h>

#include "unwarp_complex.hpp"
