// Declarations and launches in all the shapes that programs give them; it only has to compile and link on the host.
#include <cstdio>
#include <cuda_runtime.h>
#include "device_launch_parameters.h"

#define HD __host__ __device__ __forceinline__
#define KERNEL extern "C" __global__
#define BLOCK 128
#define LAUNCH(name, n, ...) name<<<((n) + BLOCK - 1) / BLOCK, BLOCK>>>(n, __VA_ARGS__)
#define CHECK(call)                                                                     \
    do {                                                                                \
        cudaError_t status = (call);                                                    \
        if (status != cudaSuccess) printf("cudaError: %s\n", cudaGetErrorString(status)); \
    } while (0)
#define ADDER(type)                                                  \
    __device__ type add_##type(type a, type b) { return a + b; }     \
    __global__ void adder_##type(type *out, const type b)            \
    {                                                                \
        __shared__ type s[32]; /* cudaMalloc */                      \
        s[threadIdx.x] = out[threadIdx.x];                           \
        out[threadIdx.x] = add_##type(s[threadIdx.x], b);            \
    }

ADDER(int)
ADDER(float)

__constant__ float table[4] = {1, 2, 3, 4};
static __device__ int counter;
extern __shared__ float scratch[];
__device__ volatile int flag = 1, other[2];
__managed__ int managed;
__device__ __constant__ const int fixed[2] = {1, 2};
static __device__ constexpr int limit = 7;
__device__ int (*operation)(int);
namespace {
__device__ double hidden;
}

struct __align__(16) Quad {
    float x, y, z, w;
    __device__ Quad() : x(0), y{0}, z(0), w(0) { flag = 1; }
    HD explicit Quad(float v) : x(v), y(v), z(v), w(v) {}
    __device__ float sum() const { return x + y + __shfl_sync(~0u, z, 0); }
    __host__ __device__ float first() const { return x; }
    __device__ virtual int id() { return threadIdx.x; }
    static __device__ int count() { return blockDim.x; }
    __device__ operator float() const { return x; }
};

template <typename T>
class Twice {
public:
    __device__ T operator()(T v) const
    {
        return v * 2;
    }
    template <typename U>
    __device__ U convert(T v);
};
template <typename T>
template <typename U>
__device__ U Twice<T>::convert(T v) { return static_cast<U>(v); }

/* Only the device has this. */
__device__ __forceinline__ float lane_sum(float v)
{
#pragma unroll
    for (int o = 16; o > 0; o >>= 1) v += __shfl_down_sync(0xffffffffu, v, o);
    return v;
}

__device__ float operator*(Quad a, Quad b) { return a.x * b.x; }
__device__ float device_only(float x) { return __expf(x) + threadIdx.x; }
HD float both(float x)
{
#ifdef __CUDA_ARCH__
    return device_only(x);
#else
    return x;
#endif
}
inline __device__ float __noinline__ odd_place(float x);
float __device__ after_type(float x) { return x; }
constexpr __device__ int twice(int n) { return 2 * n; }
static int host_size[twice(2)];

__global__ void declared(int *, float);
namespace outer {
namespace inner {
template <typename T, int N = 4, class = void>
__global__ void __launch_bounds__(256, 2) scale(T *__restrict__ a, const T factor, int n = 5)
{
    // a comment in a kernel
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) a[i] *= factor * N;
}
}  // namespace inner
__global__ void overloaded(int *p, int) { *p = 1; }
__global__ void overloaded(float *p, const int n) { *p = n; }
void overloaded(double *p) { *p = 0; }
}  // namespace outer
template <> __global__ void outer::inner::scale<double, 4, void>(double *__restrict__ a, const double factor, int n)
{
    a[n] = factor;
}
template <typename F, typename... Args>
__global__ void apply(F f, Args... args) { f(args...); }
template <template <typename> class Op, typename T>
__global__ void with_template(Op<T> op, T *v) { *v = op(*v); }
KERNEL void plain(void (*callback)(int), int rows[], float (*matrix)[4], const char *args, dim3) {}
__global__ static void nothing(void) { }
template __global__ void outer::inner::scale<float, 8, void>(float *__restrict__, const float, int);
#ifdef WIDE
__global__ void split(double *a, int n)
#else
__global__ void split(float *a, int n)
#endif
{
    a[0] = n;
#define INSIDE 3
}
__global__ void declared(int *p, float v) { *p = v; }

struct Runner {
    void (*stored)(int *, float) = declared;
    cudaStream_t stream = 0;
    int cudaMemcpy = 1;  // a member of the program's own
};
typedef void (*Pointer)(int *, float);
static Pointer pointers[2] = {declared, declared};
static Pointer choose(int) { return declared; }
static int cudaCheckError(int value) { return value; }

__global__ void nothing_much(int, int) {}

template <typename T>
void launch_all(T *data, int n, Runner *runner)
{
    dim3 grid(n / 32 + 1), block(32);
    outer::inner::scale<T><<<grid, block, 0, runner->stream>>>(data, T(2), n);
    outer::inner::scale<T, (4 > 3) ? 4 : 2><<<grid, block>>>(data, T(2));
    if (n > 3) nothing<<<1, 1>>>(); else nothing<<<dim3(1), dim3(1, 1)>>>();
    for (int i = 0; i < 2; i++)
        pointers[i]<<<1, 1>>>(nullptr, 1.0f);
    runner->stored<<<1, 32>>>(nullptr, both(2.0f));
    (*pointers[0])<<<1, 32, 4 * sizeof(T)>>>(nullptr, 1);
    choose(1) << <1, 32 >> >(nullptr, 1);
    nothing<<<1, 1>>>(), nothing<<<1, cudaCheckError(1)>>>();
    CHECK((declared<<<1, 1>>>(nullptr, 0), cudaGetLastError()));
    ::split<<<1, 1>>>((float *)data, INSIDE);
    auto lambda = [=] __device__ (int i) { return i + n; };
    auto launcher = [&](int blocks) { adder_int<<<blocks, 32>>>(nullptr, lambda(1)); };
    launcher(1);
    LAUNCH(nothing_much, n, 1);
}
int main()
{
    float *data = nullptr;
    Runner runner;
    cudaDeviceProp prop;
    CHECK(cudaGetDeviceProperties(&prop, 0));
    CHECK(cudaMalloc(&data, 64 * sizeof(float)));
    CHECK(cudaMemcpyToSymbol(table, data, 0, 0, cudaMemcpyHostToDevice));
    launch_all(data, 3, &runner);
    cudaExtent extent = make_cudaExtent(1, 2, 3);
    const char *text = "cudaMalloc<<<1, 1>>>(x)"; // cudaFree<<<2>>>
    managed = (int)extent.depth + runner.cudaMemcpy + host_size[0] + (int)limit + fixed[0];
    CHECK(cudaFree(data));
    return cudaCheckError(text[0] == 'c' ? 0 : 1);
}
