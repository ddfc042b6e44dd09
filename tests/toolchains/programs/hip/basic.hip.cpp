// Templates, shared memory, return before a barrier, structs by value, recursion, function pointers, virtual functions, math.
#include "check.h"
#include <cmath>
struct V {
  float x, y;
  __host__ __device__ V operator+(V o) const { return {x + o.x, y + o.y}; }
};
template <typename T, int B>
__global__ void reduce(const T* x, T* out, int n) {
  __shared__ T s[B];
  int t = threadIdx.x, i = blockIdx.x * B + t;
  s[t] = i < n ? x[i] : T(0);
  __syncthreads();
  for (int k = B / 2; k > 0; k >>= 1) {
    if (t < k) s[t] += s[t + k];
    __syncthreads();
  }
  if (t == 0) out[blockIdx.x] = s[0];
}
__global__ void dyn(float* x, int n) {
  extern __shared__ float s[];
  int i = threadIdx.x;
  s[i] = x[i];
  __syncthreads();
  x[i] = s[n - 1 - i];
}
__global__ void early(int* o, int n) {
  __shared__ int s[64];
  int i = threadIdx.x;
  if (i >= n) return;
  s[i] = i;
  __syncthreads();
  if (i == 0) {
    int t = 0;
    for (int j = 0; j < n; j++) t += s[j];
    *o = t;
  }
}
__global__ void dims(int* o) {
  o[(blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x] =
      blockDim.x * 100 + blockDim.y * 10 + blockDim.z + (threadIdx.z * blockDim.y + threadIdx.y) * 0;
}
__global__ void structs(V a, float4 f, char c, double d, V* o) {
  V b = {f.x + f.w, (float)d + c};
  *o = a + b;
}
__device__ int fact(int n) { return n < 2 ? 1 : n * fact(n - 1); }
typedef int (*fn)(int);
__device__ int inc(int x) { return x + 1; }
__device__ int dec(int x) { return x - 1; }
struct Base {
  __device__ virtual int f() { return 1; }
  __device__ virtual ~Base() {}
};
struct Derived : Base {
  __device__ int f() override { return 2; }
};
__global__ void cpp(int* o, int k) {
  o[0] = fact(5);
  fn f = k ? inc : dec;
  o[1] = f(10);
  Derived d;
  Base* b = &d;
  o[2] = b->f();
  int* m = (int*)malloc(16);
  m[2] = 7;
  o[3] = m[2];
  free(m);
  auto l = [&](int x) { return x * k; };
  o[4] = l(21);
}
__global__ void math(float* o, double* d) {
  o[0] = sinf(1.f);
  o[1] = __expf(1.f);
  o[2] = rsqrtf(4.f);
  o[3] = powf(2.f, 0.5f);
  o[4] = fmaf(2, 3, 4);
  o[5] = __fdividef(1.f, 4.f);
  o[6] = tanhf(.5f);
  o[7] = erff(.5f);
  d[0] = exp(1.0);
  d[1] = pow(2.0, 3.0);
  o[8] = __powf(2.f, 3.f);
  o[9] = fminf(1, 2) + fmaxf(3, 4);
  o[10] = __int_as_float(0x3f800000);
  o[11] = __popc(255) + __clz(1) + __ffs(8) + __brev(1u) * 0;
  o[12] = __mulhi(1 << 30, 8);
  o[13] = roundf(2.5f) + floorf(-1.5f);
  float s, c;
  sincosf(1.f, &s, &c);
  o[14] = s * s + c * c;
  o[15] = isnan(NAN) + isinf(INFINITY);
  o[16] = cbrtf(27.f);
  o[17] = norm3df(1, 2, 2);
  o[18] = __saturatef(2.f);
  o[19] = atan2f(1, 1);
}
int main() {
  int n = 1000;
  std::vector<float> h(n, 1.f);
  float *x, *o;
  HIP_OK(hipMalloc(&x, n * 4));
  HIP_OK(hipMalloc(&o, 1024));
  HIP_OK(hipMemcpy(x, h.data(), n * 4, hipMemcpyHostToDevice));
  reduce<float, 128><<<8, 128>>>(x, o, n);
  HIP_OK(hipGetLastError());
  HIP_OK(hipDeviceSynchronize());
  float r[32];
  HIP_OK(hipMemcpy(r, o, 32, hipMemcpyDeviceToHost));
  float s = 0;
  for (int i = 0; i < 8; i++) s += r[i];
  REQUIRE(s == 1000);
  for (int i = 0; i < 64; i++) h[i] = i;
  HIP_OK(hipMemcpy(x, h.data(), 256, hipMemcpyHostToDevice));
  dyn<<<1, 64, 256>>>(x, 64);
  HIP_OK(hipMemcpy(h.data(), x, 256, hipMemcpyDeviceToHost));
  REQUIRE(h[3] == 60);
  int* q;
  HIP_OK(hipMallocManaged(&q, 4096));
  early<<<1, 64>>>(q, 50);
  HIP_OK(hipDeviceSynchronize());
  REQUIRE(q[0] == 1225);
  hipLaunchKernelGGL(dims, dim3(2, 3, 4), dim3(4, 2, 1), 0, 0, q);
  HIP_OK(hipDeviceSynchronize());
  REQUIRE(q[23] == 421);
  V* v;
  HIP_OK(hipMallocManaged(&v, 8));
  structs<<<1, 1>>>(V{1, 2}, make_float4(1, 2, 3, 4), 'a', 0.5, v);
  HIP_OK(hipDeviceSynchronize());
  REQUIRE(v->x == 6 && v->y == 99.5f);
  cpp<<<1, 1>>>(q, 2);
  HIP_OK(hipDeviceSynchronize());
  REQUIRE(q[0] == 120 && q[1] == 11 && q[2] == 2 && q[3] == 7 && q[4] == 42);
  double* d;
  HIP_OK(hipMallocManaged(&d, 64));
  float* f;
  HIP_OK(hipMallocManaged(&f, 256));
  math<<<1, 1>>>(f, d);
  HIP_OK(hipDeviceSynchronize());
  REQUIRE(fabsf(f[0] - sinf(1)) < 1e-6f && fabsf(f[1] - expf(1)) < 1e-5f && f[2] == .5f && fabsf(f[3] - sqrtf(2)) < 1e-6f &&
     f[4] == 10 && f[5] == .25f && fabs(d[0] - exp(1)) < 1e-14 && d[1] == 8 && f[8] == 8 && f[9] == 5 && f[10] == 1 &&
     f[11] == 8 + 31 + 4 && f[12] == 2 && f[13] == 1 && fabsf(f[14] - 1) < 1e-6f && f[15] == 2 && f[16] == 3 &&
     f[17] == 3 && f[18] == 1);
  reduce<float, 128><<<1, 2048>>>(x, o, n);
  REQUIRE(hipGetLastError() == hipErrorInvalidConfiguration);
  hipDeviceProp_t p;
  HIP_OK(hipGetDeviceProperties(&p, 0));
  REQUIRE(p.warpSize == warpSize);
  puts("PASS");
}
