// What CUDA programs use most, unmodified.
#include <cuda_runtime.h>
#include <cuda_fp16.h>
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <stdio.h>
#include <math.h>
#include <vector>
namespace cg = cooperative_groups;
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 700
#define ARCH_OK 1
#else
#define ARCH_OK 0
#endif
#define CUDA_OK(call)                                                                                     \
  do {                                                                                                       \
    cudaError_t err = (call);                                                                                \
    if (err != cudaSuccess) {                                                                                \
      fprintf(stderr, "%s:%d: %s %s\n", __FILE__, __LINE__, cudaGetErrorName(err), cudaGetErrorString(err)); \
      exit(1);                                                                                               \
    }                                                                                                        \
  } while (0)
#define REQUIRE(c)                                \
  do {                                       \
    if (!(c)) {                              \
      printf("line %d: %s\n", __LINE__, #c); \
      puts("FAIL");                          \
      return 1;                              \
    }                                        \
  } while (0)
__constant__ float coef[3];
__device__ unsigned int done;
__device__ int table[4] = {1, 2, 3, 4};
__managed__ int mv;
template <int B>
__global__ void __launch_bounds__(B) blockReduce(const float* __restrict__ in, float* out, int n) {
  __shared__ float w[32];
  int tid = threadIdx.x, i = blockIdx.x * B + tid;
  float v = i < n ? __ldg(in + i) : 0.f;
  for (int o = 16; o; o >>= 1) v += __shfl_down_sync(0xffffffff, v, o);
  if ((tid & 31) == 0) w[tid >> 5] = v;
  __syncthreads();
  if (tid < 32) {
    v = tid < B / 32 ? w[tid] : 0.f;
    for (int o = 16; o; o >>= 1) v += __shfl_down_sync(0xffffffffu, v, o);
    if (tid == 0) {
      out[blockIdx.x] = v;
      __threadfence();
      atomicInc(&done, 0xffffffff);
    }
  }
}
__global__ void votes(unsigned* o) {
  int t = threadIdx.x;
  unsigned m = __ballot_sync(~0u, t & 1);
  unsigned a = __activemask();
  if (t < 7) {
    unsigned x = __activemask();
    o[2] = x;
  }
  if (t == 0) {
    o[0] = m;
    o[1] = a;
  }
  o[4] = __match_any_sync(~0u, t / 8);
  int p;
  __match_all_sync(~0u, 3, &p);
  o[5] = p;
  o[6] = __reduce_add_sync(~0u, t);
  __syncwarp();
  unsigned lane;
  lane = t & 31;
  unsigned q = __popc(m & ((1u << lane) - 1));
  if (t == 31) o[7] = q;
  if (t < 16) {
    int s = __shfl_xor_sync(0x0000ffff, t, 8);
    if (t == 2) o[8] = s;
  }
}
__global__ void halfk(__half2* x, float* o) {
  __half2 a = x[threadIdx.x];
  a = __hfma2(a, a, a);
  o[threadIdx.x] = __low2float(a) + __high2float(a);
}
__global__ void cgk(int* o) {
  auto b = cg::this_thread_block();
  auto t = cg::tiled_partition<32>(b);
  int v = cg::reduce(t, (int)t.thread_rank(), cg::plus<int>());
  if (t.thread_rank() == 0) o[t.meta_group_rank()] = v;
}
__global__ void dynk(double* x) {
  extern __shared__ __align__(16) unsigned char raw[];
  double* s = reinterpret_cast<double*>(raw);
  int i = threadIdx.x;
  s[i] = x[i];
  __syncthreads();
  x[i] = s[blockDim.x - 1 - i] * coef[i % 3] + table[i % 4];
  if (i == 0) printf("device %d %s %f\n", ARCH_OK, "ok", 1.25);
}
__global__ void texk(cudaTextureObject_t t, float* o) {
  o[0] = tex2D<float>(t, 1.5f, 0.5f);
  o[1] = tex2D<float>(t, 2.f, 0.5f);
}
struct Add {
  float k;
  __host__ __device__ float operator()(float x) const { return x + k; }
};
template <class F>
__global__ void apply(float* x, int n, F f) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) x[i] = f(x[i]);
}
static void CUDART_CB cb(cudaStream_t, cudaError_t, void* d) { *(int*)d = 7; }
int main() {
  int ndev;
  CUDA_OK(cudaGetDeviceCount(&ndev));
  cudaDeviceProp prop;
  CUDA_OK(cudaGetDeviceProperties(&prop, 0));
  REQUIRE(prop.warpSize == 32 && ndev == 1);
  int sm;
  CUDA_OK(cudaDeviceGetAttribute(&sm, cudaDevAttrMultiProcessorCount, 0));
  REQUIRE(sm > 0);
  const int n = 10000;
  std::vector<float> h(n, 1.f);
  float *d, *o;
  CUDA_OK(cudaMalloc((void**)&d, n * sizeof(float)));
  CUDA_OK(cudaMalloc(&o, 4096));
  CUDA_OK(cudaMemcpy(d, h.data(), n * 4, cudaMemcpyHostToDevice));
  cudaEvent_t e0, e1;
  cudaEventCreate(&e0);
  cudaEventCreate(&e1);
  cudaEventRecord(e0);
  blockReduce<256><<<(n + 255) / 256, 256>>>(d, o, n);
  cudaEventRecord(e1);
  cudaEventSynchronize(e1);
  float ms;
  cudaEventElapsedTime(&ms, e0, e1);
  REQUIRE(ms > 0);
  CUDA_OK(cudaGetLastError());
  float r[64];
  CUDA_OK(cudaMemcpy(r, o, 40 * 4, cudaMemcpyDeviceToHost));
  double s = 0;
  for (int i = 0; i < 40; i++) s += r[i];
  REQUIRE(s == n);
  unsigned dn;
  CUDA_OK(cudaMemcpyFromSymbol(&dn, done, sizeof dn));
  REQUIRE(dn == 40);
  unsigned* u;
  CUDA_OK(cudaMallocManaged(&u, 256));
  votes<<<1, 32>>>(u);
  CUDA_OK(cudaDeviceSynchronize());
  REQUIRE(u[0] == 0xaaaaaaaa && u[1] == ~0u && u[2] == 0x7f && u[5] == 1 && u[6] == 496 && u[7] == 15 && u[8] == 10);
  __half2* hx;
  float* ho;
  CUDA_OK(cudaMallocManaged(&hx, 128));
  CUDA_OK(cudaMallocManaged(&ho, 128));
  for (int i = 0; i < 32; i++) hx[i] = __floats2half2_rn(1, 2);
  halfk<<<1, 32>>>(hx, ho);
  CUDA_OK(cudaDeviceSynchronize());
  REQUIRE(ho[3] == 8);
  int* ci = (int*)u;
  cgk<<<1, 64>>>(ci);
  CUDA_OK(cudaDeviceSynchronize());
  REQUIRE(ci[1] == 496);
  float c3[3] = {1, 2, 3};
  CUDA_OK(cudaMemcpyToSymbol(coef, c3, sizeof c3));
  double* dd;
  CUDA_OK(cudaMallocManaged(&dd, 512));
  for (int i = 0; i < 64; i++) dd[i] = i;
  dynk<<<1, 64, 64 * sizeof(double)>>>(dd);
  CUDA_OK(cudaDeviceSynchronize());
  REQUIRE(dd[5] == 58 * 3 + 2);
  cudaArray_t arr;
  cudaChannelFormatDesc cd = cudaCreateChannelDesc<float>();
  float img[8] = {0, 1, 2, 3, 4, 5, 6, 7};
  CUDA_OK(cudaMallocArray(&arr, &cd, 4, 2));
  CUDA_OK(cudaMemcpy2DToArray(arr, 0, 0, img, 16, 16, 2, cudaMemcpyHostToDevice));
  cudaResourceDesc rd = {};
  rd.resType = cudaResourceTypeArray;
  rd.res.array.array = arr;
  cudaTextureDesc td = {};
  td.addressMode[0] = td.addressMode[1] = cudaAddressModeClamp;
  td.filterMode = cudaFilterModeLinear;
  td.readMode = cudaReadModeElementType;
  cudaTextureObject_t tex;
  CUDA_OK(cudaCreateTextureObject(&tex, &rd, &td, NULL));
  texk<<<1, 1>>>(tex, ho);
  CUDA_OK(cudaDeviceSynchronize());
  REQUIRE(ho[0] == 1 && ho[1] == 1.5f);
  apply<<<4, 64>>>(d, n, Add{2.f});
  CUDA_OK(cudaDeviceSynchronize());
  CUDA_OK(cudaMemcpy(h.data(), d, n * 4, cudaMemcpyDeviceToHost));
  REQUIRE(h[n - 1] == 3);
  cudaStream_t st;
  CUDA_OK(cudaStreamCreate(&st));
  int called = 0;
  CUDA_OK(cudaStreamAddCallback(st, cb, &called, 0));
  CUDA_OK(cudaStreamSynchronize(st));
  REQUIRE(called == 7);
  CUDA_OK(cudaFree(d));
  float* pp;
  size_t pitch;
  CUDA_OK(cudaMallocPitch(&pp, &pitch, 100, 10));
  CUDA_OK(cudaMemset2D(pp, pitch, 0, 100, 10));
  void* args[] = {&ho};
  (void)args;
  float* hp;
  CUDA_OK(cudaMallocHost(&hp, 64));
  CUDA_OK(cudaFreeHost(hp));
  printf("PASS\n");
  return 0;
}
