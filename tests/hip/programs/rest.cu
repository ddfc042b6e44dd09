// The runtime's forms that differ in HIP: symbols, function attributes, launches by pointer, pinned memory, operators.
#include <cstdio>

struct float3x {
  float x, y, z;
};

inline __host__ __device__ float4 operator*(float4 a, float4 b) {
  return make_float4(a.x * b.x, a.y * b.y, a.z * b.z, a.w * b.w);
}
inline __host__ __device__ void operator+=(float4 &a, const float4 &b) {
  a.x += b.x;
  a.y += b.y;
  a.z += b.z;
  a.w += b.w;
}
inline __host__ __device__ float3x operator*(float3x a, float3x b) { return {a.x * b.x, a.y * b.y, a.z * b.z}; }

#define CALL(name) cuda##name
#define CHECK(call)                                                     \
  do {                                                                  \
    cudaError_t e = (call);                                             \
    if (e != cudaSuccess) {                                             \
      printf("%s: %s in line %d\n", #call, cudaGetErrorName(e), __LINE__); \
      return 1;                                                         \
    }                                                                   \
  } while (0)

__constant__ float4 scale[2];
__device__ int counter;

template <int N, typename T>
__global__ void step(T *values, int n) {
  extern __shared__ float4 cache[];
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  cache[threadIdx.x] = i < n ? values[i] : make_float4(0, 0, 0, 0);
  __syncthreads();
  float4 v = cache[threadIdx.x] * scale[N % 2];
  v += scale[0];
  if (i < n) {
    values[i] = v;
    atomicAdd(&counter, N);
  }
}

int main() {
  const int n = 1000;
  float4 *host, *device;
  CHECK(cudaHostAlloc(&host, n * sizeof *host, cudaHostAllocDefault));
  for (int i = 0; i < n; i++) host[i] = make_float4(i, 2 * i, 3, 4);
  CHECK(CALL(Malloc)(&device, n * sizeof *device));
  CHECK(cudaMemcpyAsync(device, host, n * sizeof *host, cudaMemcpyHostToDevice, cudaStreamPerThread));
  CHECK(cudaStreamSynchronize(cudaStreamPerThread));
  const float4 factors[2] = {{1, 2, 3, 4}, {5, 6, 7, 8}};
  CHECK(cudaMemcpyToSymbol(scale, factors, sizeof factors));
  int zero = 0;
  CHECK(cudaMemcpyToSymbol(counter /* the
      symbol */, &zero, sizeof zero, 0, cudaMemcpyHostToDevice));
  cudaFuncAttributes attributes;
  CHECK(cudaFuncGetAttributes(&attributes, step<3, float4>));
  CHECK(cudaFuncSetCacheConfig(step<3, float4>, cudaFuncCachePreferShared));
  CHECK(cudaFuncSetAttribute(step<3, float4>, cudaFuncAttributeMaxDynamicSharedMemorySize, 64 * (int)sizeof(float4)));
  int count = n;
  void *arguments[] = {&device, &count};
  CHECK(cudaLaunchKernel((void *)step<3, float4>, dim3((n + 63) / 64), dim3(64), arguments, 64 * sizeof(float4), 0));
  step<2><<<(n + 63) / 64, 64, 64 * sizeof(float4)>>>(device, n);
  CHECK(cudaThreadSynchronize());
  int total;
  CHECK(cudaMemcpyFromSymbol(&total, counter, sizeof total));
  void *address;
  size_t size;
  CHECK(cudaGetSymbolAddress(&address, counter));
  CHECK(cudaGetSymbolSize(&size, scale));
  CHECK(cudaMemcpy(host, device, n * sizeof *host, cudaMemcpyDeviceToHost));
  int wrong = total != 5 * n || size != sizeof factors || address == nullptr;
  for (int i = 0; i < n; i++) wrong += host[i].x != i * 5 + 1 + 1 || host[i].y != (2 * i * 6 + 2) * 2 + 2;
  float3x x = {1, 2, 3};
  wrong += (x * x).z != 9;
  CHECK(cudaFreeHost(host));
  CHECK(cudaFree(device));
  printf("%s\n", wrong ? "FAIL" : "PASS");
  return wrong != 0;
}
