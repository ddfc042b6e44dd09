// Kernels and device functions in all shapes: templates, overloads, packs, namespaces, linkage, pointers to kernels,
// shared memory inside device functions, at file scope and captured by lambdas, variables of the device.
#include <cstdio>
#include <cstdlib>

#define CHECK(call)                                                          \
    do {                                                                     \
        cudaError_t status = (call);                                         \
        if (status != cudaSuccess) {                                         \
            printf("FAIL %s: %s\n", #call, cudaGetErrorString(status));      \
            exit(1);                                                         \
        }                                                                    \
    } while (0)

static int failures = 0;

static void expect(const char *what, double got, double wanted)
{
    if (got != wanted) {
        printf("%s: got %g, wanted %g\n", what, got, wanted);
        failures++;
    }
}

// ---- variables of the device

__device__ int visits;
__constant__ float weights[4] = {1.0f, 2.0f, 4.0f, 8.0f};
__constant__ const int offsets[3] = {10, 20, 30};
__managed__ int board[8];
__device__ __managed__ double factor = 2.5;
__device__ struct Pair { int a; float b; } pair = {3, 0.5f};
__device__ int first = 1, second[2] = {2, 3}, *nowhere = nullptr;

namespace settings {
__device__ unsigned shift = 4;
namespace deep {
__constant__ int level = 7;
}
__device__ unsigned shifted(unsigned x) { return x << shift; }
}

__device__ int count_visit() { return atomicAdd(&visits, 1); }

__global__ void use_variables(float *out)
{
    int t = threadIdx.x;
    count_visit();
    float sum = 0;
    for (float w : weights) sum += w;
    out[t] = sum + offsets[t % 3] + pair.a * pair.b + settings::shifted(t) + settings::deep::level + first + second[t & 1];
    if (t < 8) board[t] = t * t;
    if (t == 0) {
        factor = factor + 1;
        pair.b = 1.5f;
    }
}

// ---- shared memory

extern __shared__ float pool[];

__device__ float *slot(int i) { return pool + i; }

__global__ void file_scope_shared(const float *in, float *out, int n)
{
    int t = threadIdx.x;
    pool[t] = t < n ? in[t] : 0.0f;
    __syncthreads();
    out[t] = *slot(n - 1 - t);
}

template <typename T>
__inline__ __device__ T block_sum(T value)
{
    static __shared__ T partial[32];
    int lane = threadIdx.x % warpSize, warp = threadIdx.x / warpSize;
    for (int d = warpSize / 2; d > 0; d /= 2) value += __shfl_down_sync(0xffffffff, value, d);
    if (lane == 0) partial[warp] = value;
    __syncthreads();
    value = threadIdx.x < blockDim.x / warpSize ? partial[lane] : T(0);
    if (warp == 0)
        for (int d = warpSize / 2; d > 0; d /= 2) value += __shfl_down_sync(0xffffffff, value, d);
    return value;
}

template <typename T, int N>
__device__ T block_max(T value)
{
    __shared__ T all[N];
    constexpr int half = N / 2;
    all[threadIdx.x] = value;
    for (int s = half; s > 0; s >>= 1) {
        __syncthreads();
        if (threadIdx.x < s) all[threadIdx.x] = max(all[threadIdx.x], all[threadIdx.x + s]);
    }
    __syncthreads();
    return all[0];
}

template <typename T>
__global__ void reduce(const T *in, T *out, int n)
{
    const int N = 128;
    __shared__ T staged[N], extra;
    T sum = 0;
    for (int i = threadIdx.x; i < n; i += blockDim.x) sum += in[i];
    staged[threadIdx.x] = sum;
    if (threadIdx.x == 0) extra = T(1);
    __syncthreads();
    T total = block_sum(staged[threadIdx.x] + T(0) * sum);
    T total2 = block_sum<T>(sum);
    float wide = block_sum((float)sum);
    T most = block_max<T, N>(sum);
    if (threadIdx.x == 0) {
        out[0] = total + extra;
        out[1] = total2;
        out[2] = most;
        out[3] = (T)wide;
    }
}

__global__ void lambdas(int *out, int scale)
{
    __shared__ int cache[64];
    __shared__ union { int i; float f; } both;
    auto put = [=](int i, int v) { cache[i] = v * scale; };
    auto get = [&](int i) { return cache[i]; };
    auto mine = []() { return threadIdx.x + blockIdx.x * blockDim.x; };
    put(threadIdx.x, threadIdx.x);
    if (threadIdx.x == 0) both.f = 1.0f;
    __syncthreads();
    out[mine()] = get(63 - threadIdx.x) + both.i;
}

__global__ void rows(int *out)
{
    extern __shared__ int grid2[][8];
    grid2[threadIdx.y][threadIdx.x] = threadIdx.y * 10 + threadIdx.x;
    __syncthreads();
    out[threadIdx.y * 8 + threadIdx.x] = grid2[blockDim.y - 1 - threadIdx.y][threadIdx.x];
}

// ---- kernels

namespace {
__global__ void hidden(int *out) { out[threadIdx.x] = 100 + threadIdx.x; }
}
static __global__ void __launch_bounds__(256) kept(int *out, int by = 5) { out[threadIdx.x] += by; }
extern "C" __global__ void plain(int *out) { *out = 77; }
__global__ void nothing(void) {}
__global__ void forward(int *out, int n);

namespace tools {
template <typename T> struct Add { T by; __host__ __device__ T operator()(T x) const { return x + by; } };
template <typename T, typename F>
__global__ void apply(T *data, int n, F f)
{
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) data[i] = f(data[i]);
}
}

__global__ void over(int *out) { out[0] = 1; }
__global__ void over(float *out) { out[0] = 2.5f; }
__global__ void over(int *out, int value) { out[1] = value; }

template <typename T> __device__ T sum_of(T x) { return x; }
template <typename T, typename... More> __device__ T sum_of(T x, More... more) { return x + sum_of(more...) * (threadIdx.x + 1); }
template <typename T, typename... More> __global__ void pack(T *out, More... more) { out[threadIdx.x] = sum_of(more...); }

template <int N> __global__ void number(int *out) { out[0] = N; }
template <> __global__ void number<7>(int *out) { out[0] = -7; }
template __global__ void number<3>(int *);
template <int N, typename T = int, bool Twice = false> __global__ void defaults(T *out) { out[0] = Twice ? 2 * N : N; }

__global__ void forward(int *out, int n) { out[threadIdx.x] = n - threadIdx.x; }

struct Counter {
    int *at;
    __device__ void hit() const { atomicAdd(at + threadIdx.x % 2, 1); }
    __device__ int id(int scale = 2) const;
    static __device__ int grid_width() { return gridDim.x * blockDim.x; }
};
__device__ int Counter::id(int scale) const { return (blockIdx.x * blockDim.x + threadIdx.x) * scale; }

__global__ void members(int *out)
{
    Counter c{out};
    c.hit();
    Counter *p = &c;
    out[2 + c.id()] = p->id(3) + Counter::grid_width();
}

template <typename T>
void launch_all(void (*kernel)(T *), T *data) { kernel<<<1, 4>>>(data); }

int main()
{
    float *f, hf[256];
    int *d, h[256];
    double *dd, hd[8];
    CHECK(cudaMalloc(&f, 256 * sizeof(float)));
    CHECK(cudaMalloc(&d, 256 * sizeof(int)));
    CHECK(cudaMalloc(&dd, 256 * sizeof(double)));
    CHECK(cudaMemset(d, 0, 256 * sizeof(int)));

    use_variables<<<1, 32>>>(f);
    CHECK(cudaDeviceSynchronize());
    CHECK(cudaMemcpy(hf, f, 32 * sizeof(float), cudaMemcpyDeviceToHost));
    expect("variables", hf[5], 15 + 30 + 1.5f + 80 + 7 + 1 + 3);
    expect("managed array", board[7], 49);
    expect("managed", factor, 3.5);
    CHECK(cudaMemcpyFromSymbol(h, visits, sizeof(int)));
    expect("visits", h[0], 32);
    Pair p;
    CHECK(cudaMemcpyFromSymbol(&p, pair, sizeof p));
    expect("pair", p.a + p.b, 4.5);
    int seven = 8;
    CHECK(cudaMemcpyToSymbol(settings::deep::level, &seven, sizeof(int)));
    float w = 3.0f;
    CHECK(cudaMemcpyToSymbol(weights, &w, sizeof w, 2 * sizeof w));
    use_variables<<<1, 32>>>(f);
    CHECK(cudaMemcpy(hf, f, 32 * sizeof(float), cudaMemcpyDeviceToHost));
    expect("changed", hf[5], 14 + 30 + 4.5f + 80 + 8 + 1 + 3);

    for (int i = 0; i < 256; i++) hf[i] = i + 1, h[i] = (i * 37) % 101;
    CHECK(cudaMemcpy(f, hf, sizeof hf, cudaMemcpyHostToDevice));
    file_scope_shared<<<1, 64, 64 * sizeof(float)>>>(f, f + 64, 64);
    CHECK(cudaMemcpy(hf, f + 64, 64 * sizeof(float), cudaMemcpyDeviceToHost));
    expect("file scope", hf[3], 61);

    for (int i = 0; i < 200; i++) hf[i] = i, hd[i % 8] = 0;
    CHECK(cudaMemcpy(f, hf, sizeof hf, cudaMemcpyHostToDevice));
    reduce<<<1, 128>>>(f, f + 200, 200);
    CHECK(cudaMemcpy(hf, f + 200, 4 * sizeof(float), cudaMemcpyDeviceToHost));
    expect("reduce float", hf[0], 19901);
    expect("reduce float again", hf[1], 19900);
    expect("reduce float max", hf[2], 71 + 199);
    expect("reduce wide", hf[3], 19900);
    double *source = new double[200];
    for (int i = 0; i < 200; i++) source[i] = i * 0.5;
    CHECK(cudaMemcpy(dd, source, 200 * sizeof(double), cudaMemcpyHostToDevice));
    reduce<double><<<1, 128>>>(dd, dd + 200, 200);
    CHECK(cudaMemcpy(hd, dd + 200, 4 * sizeof(double), cudaMemcpyDeviceToHost));
    expect("reduce double", hd[0], 9951);
    expect("reduce double max", hd[2], (71 + 199) * 0.5);

    lambdas<<<2, 64>>>(d, 3);
    CHECK(cudaMemcpy(h, d, 128 * sizeof(int), cudaMemcpyDeviceToHost));
    expect("lambdas", h[66], 61 * 3 + 0x3f800000);
    rows<<<1, dim3(8, 4), 32 * sizeof(int)>>>(d);
    CHECK(cudaMemcpy(h, d, 32 * sizeof(int), cudaMemcpyDeviceToHost));
    expect("rows", h[9], 21);

    hidden<<<1, 4>>>(d);
    kept<<<1, 4>>>(d, 6);
    plain<<<1, 1>>>(d + 4);
    nothing<<<1, 1>>>();
    forward<<<1, 8>>>(d + 8, 50);
    CHECK(cudaMemcpy(h, d, 16 * sizeof(int), cudaMemcpyDeviceToHost));
    expect("hidden, kept", h[3], 109);
    expect("plain", h[4], 77);
    expect("forward", h[10], 48);

    tools::apply<<<1, 32>>>(d, 16, tools::Add<int>{1});
    tools::apply<int, tools::Add<int>><<<1, 32>>>(d, 16, tools::Add<int>{1});
    CHECK(cudaMemcpy(h, d, 16 * sizeof(int), cudaMemcpyDeviceToHost));
    expect("apply", h[10], 50);

    over<<<1, 1>>>(d);
    over<<<1, 1>>>(f);
    over<<<1, 1>>>(d, 9);
    pack<<<1, 2>>>(d + 4, 1, 2, 3);
    pack<float><<<1, 2>>>(f + 4, 0.5f, 2);
    number<3><<<1, 1>>>(d + 8);
    number<7><<<1, 1>>>(d + 9);
    number<9><<<1, 1>>>(d + 10);
    defaults<4><<<1, 1>>>(d + 11);
    defaults<4, float, true><<<1, 1>>>(f + 8);
    CHECK(cudaMemcpy(h, d, 16 * sizeof(int), cudaMemcpyDeviceToHost));
    CHECK(cudaMemcpy(hf, f, 16 * sizeof(float), cudaMemcpyDeviceToHost));
    expect("over", h[0] + hf[0] + h[1], 12.5);
    expect("pack", h[5], 1 + (2 + 3 * 2) * 2);
    expect("pack of floats", hf[5], 0.5f + 2 * 2);
    expect("number", h[8] * 100 + h[9] * 10 + h[10], 300 - 70 + 9);
    expect("defaults", h[11] + hf[8], 12);

    launch_all<int>(hidden, d);
    void (*chosen)(int *, int) = forward;
    chosen<<<1, 8>>>(d + 8, 20);
    int by = 3;
    void *args[] = {&d, &by};
    CHECK(cudaLaunchKernel((const void *)kept, dim3(1), dim3(4), args, 0, 0));
    int *target = d + 20, n = 9;
    void *more[] = {&target, &n};
    CHECK(cudaLaunchKernel(forward, dim3(1), dim3(4), more, 0, 0));
    CHECK(cudaMemcpy(h, d, 32 * sizeof(int), cudaMemcpyDeviceToHost));
    expect("pointers", h[2] + h[9] + h[21], 102 + 3 + 19 + 8);

    CHECK(cudaMemset(d, 0, 64 * sizeof(int)));
    members<<<2, 8>>>(d);
    CHECK(cudaMemcpy(h, d, 64 * sizeof(int), cudaMemcpyDeviceToHost));
    expect("members", h[0], 8);
    expect("members, id", h[2 + 2 * 9], 27 + 16);

    kept<<<1, 5000>>>(d);
    expect("too many threads", cudaGetLastError(), cudaErrorInvalidConfiguration);
    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
