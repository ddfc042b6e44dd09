// The numbers of cuFFT, which kernels name too.
#pragma once

#include "unwarp_complex.hpp"

typedef float cufftReal;
typedef double cufftDoubleReal;
typedef cuComplex cufftComplex;
typedef cuDoubleComplex cufftDoubleComplex;
