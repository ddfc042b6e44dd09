// hipBLAS.
#pragma once
#include "unwarp_cublas.hpp"

#include "library_names.h"
