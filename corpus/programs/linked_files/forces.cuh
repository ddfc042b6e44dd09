// What the files of the program share: device code that one file declares and another defines, as nvcc links with -rdc=true.
#pragma once
#include <cuda_runtime.h>

namespace field {
extern __constant__ float strength[4];
extern __device__ unsigned int evaluations;
__device__ float at(float x, int kind);
__device__ void sum_block(float *shared, int count);
}  // namespace field

extern __managed__ int largest;

struct Body {
    float x, v;
    __device__ Body(float place, float speed) : x(place), v(speed) {}
    __device__ void step(float time);
    __host__ __device__ float energy() const;
};

template <typename T>
struct Range {
    T low, high;
};

__device__ bool holds(const Range<float> &range, float value);
unsigned int calls_of_holds();
