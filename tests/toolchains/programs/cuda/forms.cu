// The forms of the API that CUDA's C++ headers add, a program's own arithmetic on vectors, new and delete in a kernel,
// and names that only the program may have.
#include <cuda_runtime.h>
#include <cuComplex.h>
#include <vector_types.h>
#include <cstdio>
#include <vector>
#define REQUIRE(c)                           \
  do {                                       \
    if (!(c)) {                              \
      printf("line %d: %s\n", __LINE__, #c); \
      puts("FAIL");                          \
      return 1;                              \
    }                                        \
  } while (0)

struct Grid {
  int cells[3];
  ~Grid() {}
};
struct Fiber {
  double length;
};
static std::vector<Fiber> fibers(3);
int grid = 1, self = 2, current_block = 3, wave_size = 4;
int meet() { return 5; }
void trap() { grid++; }

inline __host__ __device__ float2 operator+(float2 a, float2 b) { return make_float2(a.x + b.x, a.y + b.y); }
inline __host__ __device__ float2 operator*(float2 a, float2 b) { return make_float2(a.x * b.x, a.y * b.y); }
inline __host__ __device__ float2 operator*(float2 a, float s) { return make_float2(a.x * s, a.y * s); }
inline __host__ __device__ void operator+=(float2 &a, float2 b) { a = a + b; }
inline __host__ __device__ bool operator==(int2 a, int2 b) { return a.x == b.x && a.y == b.y; }

struct Node {
  int value;
  Node *next;
  __device__ Node(int v, Node *n) : value(v), next(n) {}
};

__device__ float table[4];
__constant__ int one;

__global__ void vectors(float2 *v, int *equal) {
  float2 a = v[threadIdx.x];
  a += a * a * 2;
  v[threadIdx.x] = a;
  *equal = make_int2(1, 2) == make_int2(1, 2);
}
__global__ void lists(int *sum) {
  Node *list = nullptr;
  for (int i = 1; i <= 4; i++) list = new Node(i, list);
  *sum = 0;
  while (list) {
    Node *next = list->next;
    *sum += list->value;
    delete list;
    list = next;
  }
  __shared__ char place[sizeof(Node)];
  Node *placed = new (place) Node(100, nullptr);
  *sum += placed->value + one;
}
__global__ void complex_product(cuFloatComplex *z) { *z = cuCmulf(*z, make_cuFloatComplex(0, 1)); }
__global__ void shared_size(int *out) {
  extern __shared__ int s[];
  s[threadIdx.x] = threadIdx.x;
  __syncthreads();
  out[threadIdx.x] = s[blockDim.x - 1 - threadIdx.x];
}

int main() {
  float2 *v;
  int *n;
  REQUIRE(cudaMallocManaged(&v, 4 * sizeof(float2)) == cudaSuccess);
  REQUIRE(cudaMallocManaged(&n, 256) == cudaSuccess);
  for (int i = 0; i < 4; i++) v[i] = make_float2(i, 1);
  vectors<<<1, 4>>>(v, n);
  REQUIRE(cudaDeviceSynchronize() == cudaSuccess && v[3].x == 21 && v[3].y == 3 && *n);

  int value = 1;
  REQUIRE(cudaMemcpyToSymbol(one, &value, sizeof value) == cudaSuccess);
  lists<<<1, 1>>>(n);
  REQUIRE(cudaDeviceSynchronize() == cudaSuccess && *n == 111);

  cuFloatComplex *z;
  REQUIRE(cudaMallocManaged(&z, sizeof *z) == cudaSuccess);
  *z = make_cuFloatComplex(2, 3);
  complex_product<<<1, 1>>>(z);
  REQUIRE(cudaDeviceSynchronize() == cudaSuccess && cuCrealf(*z) == -3 && cuCimagf(*z) == 2);

  cudaFuncAttributes attributes;
  int blocks, least, size;
  REQUIRE(cudaFuncGetAttributes(&attributes, shared_size) == cudaSuccess);
  REQUIRE(cudaFuncSetAttribute(shared_size, cudaFuncAttributeMaxDynamicSharedMemorySize, 65536) == cudaSuccess);
  REQUIRE(cudaFuncSetCacheConfig(shared_size, cudaFuncCachePreferShared) == cudaSuccess);
  REQUIRE(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, shared_size, 64, 0) == cudaSuccess && blocks > 0);
  REQUIRE(cudaOccupancyMaxPotentialBlockSize(&least, &size, shared_size, 0, 0) == cudaSuccess && size > 0);
  void *arguments[] = {&n};
  REQUIRE(cudaLaunchKernel(shared_size, dim3(1), dim3(8), arguments, 8 * sizeof(int), cudaStream_t(0)) == cudaSuccess);
  REQUIRE(cudaDeviceSynchronize() == cudaSuccess && n[0] == 7 && n[7] == 0);

  float *host, *pitched, *address, *later;
  size_t pitch, bytes;
  cudaStream_t stream;
  REQUIRE(cudaHostAlloc(&host, 64, cudaHostAllocDefault) == cudaSuccess);
  REQUIRE(cudaMallocPitch(&pitched, &pitch, 10, 4) == cudaSuccess && pitch >= 10);
  REQUIRE(cudaMemset2D(pitched, pitch, 0, 10, 4) == cudaSuccess && pitched[0] == 0);
  REQUIRE(cudaGetSymbolAddress((void **)&address, table) == cudaSuccess && address);
  REQUIRE(cudaGetSymbolSize(&bytes, table) == cudaSuccess && bytes == 16);
  REQUIRE(cudaStreamCreate(&stream) == cudaSuccess);
  REQUIRE(cudaMallocAsync(&later, 64, stream) == cudaSuccess && cudaFreeAsync(later, stream) == cudaSuccess);
  cudaDeviceAttr which = cudaDevAttrMaxThreadsPerBlock;
  REQUIRE(cudaDeviceGetAttribute(&value, which, 0) == cudaSuccess && value == 1024);
  REQUIRE(cudaErrorLaunchTimeout != cudaErrorMisalignedAddress);

  trap();
  REQUIRE(grid == 2 && self == 2 && current_block == 3 && wave_size == 4 && meet() == 5 && fibers.size() == 3);
  REQUIRE((Grid{{1, 2, 3}}.cells[2] == 3));
  puts("PASS");
}
