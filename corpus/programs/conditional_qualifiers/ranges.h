#pragma once

#include <atomic>

// One function for kernels and for threads of the host: which it is says the file that includes it.
struct Ranges {
    int first, step, end;
};

#ifdef ON_DEVICE
__device__
#endif
inline Ranges share(int end
#ifndef ON_DEVICE
                    , int thread, int threads
#endif
) {
    Ranges ranges;
#ifdef ON_DEVICE
    ranges.first = blockIdx.x * blockDim.x + threadIdx.x;
    ranges.step = gridDim.x * blockDim.x;
#else
    ranges.first = thread;
    ranges.step = threads;
#endif
    ranges.end = end;
    return ranges;
}

#ifdef ON_DEVICE
__device__ inline void add(int *sum, int value) { atomicAdd(sum, value); }
#else
inline void add(std::atomic<int> *sum, int value) { sum->fetch_add(value); }
#endif

int sum_on_host(const int *values, int count);
int sum_on_device(const int *values, int count);
