// Overloads of CUDA's atomic functions for types that CUDA has none for, beside CUDA's own.
#include <cmath>
#include <cstdio>

#define CHECK(call)                                                       \
    do {                                                                  \
        cudaError_t status = (call);                                      \
        if (status != cudaSuccess) {                                      \
            std::printf("%s: %s\n", #call, cudaGetErrorString(status));   \
            return 1;                                                     \
        }                                                                 \
    } while (0)

__device__ double atomicMax(double *at, double value);

static __inline__ __device__ float atomicMin(float *at, float value) {
    int *bits = (int *)at, old = *bits, seen;
    do {
        seen = old;
        old = atomicCAS(bits, seen, __float_as_int(fminf(value, __int_as_float(seen))));
    } while (seen != old);
    return __int_as_float(old);
}

// Differences from zero: not what a library's function of this name would do
__device__ float atomicSub(float *at, float value) {
    return atomicAdd(at, fabsf(value));
}

__global__ void extremes(double *most, float *least, float *distance, int *count, unsigned int *lowest) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    atomicMax(most, (i * 37 % 128) * 0.5);
    atomicMin(least, (i * 29 % 128) - 9.25f);
    atomicSub(distance, i % 2 ? -0.5f : 0.5f);
    atomicMax(count, i * 3 % 128);
    atomicMin(lowest, 1000u - i);
    if (i < 5) atomicSub(count + 1, 2);
}

__device__ double atomicMax(double *at, double value) {
    unsigned long long *bits = (unsigned long long *)at, old = *bits, seen;
    do {
        seen = old;
        if (__longlong_as_double((long long)seen) >= value) break;
        old = atomicCAS(bits, seen, (unsigned long long)__double_as_longlong(value));
    } while (seen != old);
    return __longlong_as_double((long long)old);
}

struct Found {
    double most;
    float least, distance;
    int counts[2];
    unsigned int lowest;
};

int main() {
    Found *found, *host;
    CHECK(cudaMallocHost((void **)&host, sizeof(Found), cudaHostAllocDefault));
    host->most = 0;
    host->least = 1e9f;
    host->distance = 0;
    host->counts[0] = host->counts[1] = 0;
    host->lowest = 5000;
    CHECK(cudaMalloc((void **)&found, sizeof(Found)));
    CHECK(cudaMemcpy(found, host, sizeof(Found), cudaMemcpyHostToDevice));
    extremes<<<2, 64>>>(&found->most, &found->least, &found->distance, found->counts, &found->lowest);
    CHECK(cudaGetLastError());
    CHECK(cudaMemcpy(host, found, sizeof(Found), cudaMemcpyDeviceToHost));
    bool right = host->most == 63.5 && host->least == -9.25f && host->distance == 64 && host->counts[0] == 127 &&
                 host->counts[1] == -10 && host->lowest == 873;
    if (!right) {
        std::printf("%g %g %g %d %d %u\n", host->most, host->least, host->distance, host->counts[0], host->counts[1],
                    host->lowest);
    }
    CHECK(cudaFree(found));
    CHECK(cudaFreeHost(host));
    std::printf(right ? "PASS\n" : "FAIL\n");
    return right ? 0 : 1;
}
