#include "weights.h"

__global__ void weigh(Weights weights, const float *in, float *out, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    float total = 0;
    for (int t = 0; t < TAPS; t++) total += weights.tap[t] * in[(i + t) % n];
    out[i] = (float)(total * weights.scale);
}
