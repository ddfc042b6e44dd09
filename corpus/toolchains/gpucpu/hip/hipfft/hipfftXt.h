// hipFFT.
#pragma once
#include "unwarp_cufft.hpp"

#include "library_names.h"
