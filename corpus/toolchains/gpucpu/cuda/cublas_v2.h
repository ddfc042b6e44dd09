// cuBLAS.
#pragma once
#include "unwarp_cublas.hpp"
