// cuFFT.
#pragma once
#include "unwarp_cufft.hpp"
