#pragma once

// Each file that includes this has these variables for itself, as without relocatable device code.
__device__ __constant__ int powers[4] = {1, 3, 9, 27};
__constant__ float factors[4];
__device__ unsigned int calls;

__device__ inline int weighted(int i) {
    atomicAdd(&calls, 1u);
    return powers[i % 4] * i;
}

int run_second(int n, float *factor, unsigned int *called);
