/*
 * Asks the device what it can do, checks that the answers make sense, and chooses a launch configuration from them.
 * The kernel is a medley of min, max, clamp and the like.
 */
#include <cuda_runtime.h>

#include <climits>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

using std::cerr;
using std::cout;
using std::endl;

template <typename T>
__host__ __device__ T clamp(T v, T low, T high)
{
    return v < low ? low : (high < v ? high : v);
}

__global__ void medley(const float *x, const int *k, float *y, int *m, unsigned int *u, int n)
{
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += blockDim.x * gridDim.x) {
        float a = x[i];
        int b = k[i];
        y[4 * i] = fminf(fmaxf(a, -1.0f), 1.0f);
        y[4 * i + 1] = clamp(a, -2.5f, 0.5f) + min(a, 3.0f);
        y[4 * i + 2] = fabsf(a) + floorf(a) + ceilf(a) + truncf(a) + rintf(a);
        y[4 * i + 3] = fmaf(a, 2.0f, 1.0f) + copysignf(1.0f, a) + fmodf(a, 2.0f);
        m[2 * i] = max(min(b, 100), -100) + abs(b);
        m[2 * i + 1] = __clz(b) * 1000 + __popc(b) + (b == 0 ? 0 : __ffs(b)) + __float2int_rn(a);
        u[i] = umin(max((unsigned int)b, 5u), 4000000000u) ^ __brev((unsigned int)b) ^ __umulhi(b, 0x80000001u);
    }
}

static bool require(bool condition, const char *what)
{
    if (!condition)
        cerr << "unexpected: " << what << endl;
    return condition;
}

static unsigned int reverse_bits(unsigned int v)
{
    unsigned int r = 0;
    for (int i = 0; i < 32; i++, v >>= 1)
        r = r << 1 | (v & 1);
    return r;
}

int main(int argc, char *argv[])
{
    int devices = 0;
    cudaError_t error = cudaGetDeviceCount(&devices);
    if (error != cudaSuccess || devices == 0) {
        cout << "FAIL: no device: " << cudaGetErrorString(error) << endl;
        return 1;
    }

    int chosen = argc > 1 ? atoi(argv[1]) : 0, current = -1;
    bool good = true;
    error = cudaSetDevice(chosen);
    good &= require(error == cudaSuccess, "cudaSetDevice");
    good &= require(cudaGetDevice(&current) == cudaSuccess && current == chosen, "cudaGetDevice");
    good &= require(cudaSetDevice(devices + 100) == cudaErrorInvalidDevice, "a device that is not there");
    good &= require(cudaGetLastError() == cudaErrorInvalidDevice, "the error is kept");
    good &= require(cudaGetLastError() == cudaSuccess, "and then gone");

    cudaDeviceProp prop;
    memset(&prop, 0, sizeof(prop));
    error = cudaGetDeviceProperties(&prop, chosen);
    good &= require(error == cudaSuccess, "cudaGetDeviceProperties");
    cerr << "device " << chosen << ": " << prop.name << ", compute " << prop.major << "." << prop.minor << ", "
         << prop.multiProcessorCount << " multiprocessors, " << (prop.totalGlobalMem >> 20) << " MB" << endl;
    good &= require(strlen(prop.name) > 0, "a name");
    good &= require(prop.totalGlobalMem > (1u << 20), "global memory");
    good &= require(prop.sharedMemPerBlock >= 16 * 1024, "shared memory");
    good &= require(prop.warpSize == 32, "warp size");
    good &= require(prop.maxThreadsPerBlock >= 256, "threads in a block");
    good &= require(prop.maxThreadsDim[0] >= 256 && prop.maxThreadsDim[2] >= 1, "block dimensions");
    good &= require(prop.maxGridSize[0] >= 65535, "grid dimensions");
    good &= require(prop.multiProcessorCount >= 1, "multiprocessors");

    int threads_attribute = 0, warp_attribute = 0, processors = 0;
    cudaDeviceGetAttribute(&threads_attribute, cudaDevAttrMaxThreadsPerBlock, chosen);
    cudaDeviceGetAttribute(&warp_attribute, cudaDevAttrWarpSize, chosen);
    cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, chosen);
    good &= require(threads_attribute == prop.maxThreadsPerBlock, "attribute: threads in a block");
    good &= require(warp_attribute == prop.warpSize, "attribute: warp size");
    good &= require(processors == prop.multiProcessorCount, "attribute: multiprocessors");

    size_t available = 0, total = 0;
    good &= require(cudaMemGetInfo(&available, &total) == cudaSuccess && available <= total && total > 0, "cudaMemGetInfo");

    int runtime = 0, driver = 0;
    good &= require(cudaRuntimeGetVersion(&runtime) == cudaSuccess && runtime > 0, "runtime version");
    good &= require(cudaDriverGetVersion(&driver) == cudaSuccess && driver > 0, "driver version");

    // what the device says decides the launch
    const int n = 2500;
    int threads = clamp(prop.maxThreadsPerBlock / 4, prop.warpSize, 256);
    int blocks = clamp(4 * prop.multiProcessorCount, 1, (n + threads - 1) / threads);

    std::vector<float> x(n), y(4 * n, -9.0f);
    std::vector<int> k(n), m(2 * n, -9);
    std::vector<unsigned int> u(n, 9u);
    for (int i = 0; i < n; i++) {
        x[i] = (i % 401 - 200) / 32.0f;
        k[i] = (int)(i * 2654435761u) >> (i % 29);
    }
    k[1] = 0;

    float *d_x = NULL, *d_y = NULL;
    int *d_k = NULL, *d_m = NULL;
    unsigned int *d_u = NULL;
    good &= cudaSuccess == cudaMalloc((void **)&d_x, n * sizeof(float));
    good &= cudaSuccess == cudaMalloc((void **)&d_y, 4 * n * sizeof(float));
    good &= cudaSuccess == cudaMalloc((void **)&d_k, n * sizeof(int));
    good &= cudaSuccess == cudaMalloc((void **)&d_m, 2 * n * sizeof(int));
    good &= cudaSuccess == cudaMalloc((void **)&d_u, n * sizeof(unsigned int));
    cudaMemcpy(d_x, &x[0], n * sizeof(float), cudaMemcpyHostToDevice);
    cudaMemcpy(d_k, &k[0], n * sizeof(int), cudaMemcpyHostToDevice);
    medley<<<blocks, threads>>>(d_x, d_k, d_y, d_m, d_u, n);
    good &= require(cudaGetLastError() == cudaSuccess, "launch");
    cudaMemcpy(&y[0], d_y, 4 * n * sizeof(float), cudaMemcpyDeviceToHost);
    cudaMemcpy(&m[0], d_m, 2 * n * sizeof(int), cudaMemcpyDeviceToHost);
    cudaMemcpy(&u[0], d_u, n * sizeof(unsigned int), cudaMemcpyDeviceToHost);
    cudaFree(d_x);
    cudaFree(d_y);
    cudaFree(d_k);
    cudaFree(d_m);
    cudaFree(d_u);

    int wrong = 0;
    double sum = 0.0;
    for (int i = 0; i < n; i++) {
        // 32nds of small integers: exact throughout
        float a = x[i];
        int b = k[i];
        unsigned int ub = (unsigned int)b;
        float want_y[4] = {
            std::fmin(std::fmax(a, -1.0f), 1.0f),
            clamp(a, -2.5f, 0.5f) + std::fmin(a, 3.0f),
            std::fabs(a) + std::floor(a) + std::ceil(a) + std::trunc(a) + std::rint(a),
            a * 2.0f + 1.0f + (std::signbit(a) ? -1.0f : 1.0f) + std::fmod(a, 2.0f),
        };
        for (int c = 0; c < 4; c++)
            wrong += y[4 * i + c] != want_y[c];
        int zeros = ub == 0 ? 32 : __builtin_clz(ub), lowest = __builtin_ffs(b);
        wrong += m[2 * i] != clamp(b, -100, 100) + std::abs(b);
        wrong += m[2 * i + 1] != zeros * 1000 + __builtin_popcount(ub) + lowest + (int)std::rint(a);
        wrong += u[i] != (clamp(ub, 5u, 4000000000u) ^ reverse_bits(ub) ^ (unsigned int)((ub * 0x80000001ull) >> 32));
        sum += y[4 * i + 1];
    }

    cout << n << " elements, sum " << sum << ", wrong " << wrong << endl;
    if (!good || wrong) {
        cout << "FAIL" << endl;
        return 1;
    }
    cout << "PASS" << endl;
    return 0;
}
