// __device__, __constant__, __managed__ and static variables, and the functions that copy to and from them.
#include "check.h"
__device__ int counter;
__constant__ float W[4] = {1, 2, 3, 4};
__device__ float table[3] = {7, 8, 9};
__managed__ int managed_value = 5;
static __device__ int hidden_value = 3;
namespace ns {
__device__ double nsv;
}
struct C {
  int a;
  float b;
};
__constant__ C conf;
__global__ void k(float* o) {
  atomicAdd(&counter, 1);
  int i = threadIdx.x;
  o[i] = W[i % 4] + table[i % 3] + conf.b + hidden_value;
  if (i == 0) {
    managed_value += 10;
    ns::nsv = 2.5;
    table[0] = 70;
  }
}
int main() {
  float* o;
  HIP_OK(hipMallocManaged(&o, 256));
  int z = 0;
  HIP_OK(hipMemcpyToSymbol(HIP_SYMBOL(counter), &z, 4));
  C c{1, 100.f};
  HIP_OK(hipMemcpyToSymbol(HIP_SYMBOL(conf), &c, sizeof c));
  int hv = 1000;
  HIP_OK(hipMemcpyToSymbol(HIP_SYMBOL(hidden_value), &hv, 4));
  managed_value = 6;
  k<<<2, 32>>>(o);
  HIP_OK(hipDeviceSynchronize());
  HIP_OK(hipMemcpyFromSymbol(&z, HIP_SYMBOL(counter), 4));
  REQUIRE(z == 64);
  REQUIRE(o[5] == 2 + 9 + 100 + 1000);
  REQUIRE(managed_value >= 16);
  double d;
  HIP_OK(hipMemcpyFromSymbol(&d, HIP_SYMBOL(ns::nsv), 8));
  REQUIRE(d == 2.5);
  float* t;
  HIP_OK(hipGetSymbolAddress((void**)&t, HIP_SYMBOL(table)));
  float v;
  HIP_OK(hipMemcpy(&v, t, 4, hipMemcpyDeviceToHost));
  REQUIRE(v == 70);
  float w[4] = {5, 6, 7, 8};
  HIP_OK(hipMemcpyToSymbol(HIP_SYMBOL(W), w, 8, 4));
  k<<<1, 32>>>(o);
  HIP_OK(hipDeviceSynchronize());
  REQUIRE(o[1] == 5 + 8 + 1100);
  puts("PASS");
}
