// Streams, events, graph capture, host functions.
#include "check.h"
__global__ void add(float* x, float v, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] += v;
}
int main() {
  const int n = 1 << 16;
  float *d, *h;
  HIP_OK(hipMalloc(&d, n * 4));
  HIP_OK(hipHostMalloc((void**)&h, n * 4, 0));
  for (int i = 0; i < n; i++) h[i] = i;
  hipStream_t s[2];
  hipEvent_t a, b;
  for (auto& x : s) HIP_OK(hipStreamCreateWithFlags(&x, hipStreamNonBlocking));
  HIP_OK(hipEventCreate(&a));
  HIP_OK(hipEventCreate(&b));
  HIP_OK(hipEventRecord(a, s[0]));
  for (int k = 0; k < 2; k++) {
    HIP_OK(hipMemcpyAsync(d + k * n / 2, h + k * n / 2, n * 2, hipMemcpyHostToDevice, s[k]));
    add<<<n / 512, 256, 0, s[k]>>>(d + k * n / 2, 1.f, n / 2);
    HIP_OK(hipMemcpyAsync(h + k * n / 2, d + k * n / 2, n * 2, hipMemcpyDeviceToHost, s[k]));
  }
  HIP_OK(hipEventRecord(b, s[1]));
  HIP_OK(hipStreamWaitEvent(s[0], b, 0));
  for (auto x : s) HIP_OK(hipStreamSynchronize(x));
  float ms;
  HIP_OK(hipEventElapsedTime(&ms, a, b));
  REQUIRE(ms > 0 && h[n - 1] == n);
  hipGraph_t g;
  hipGraphExec_t e;
  HIP_OK(hipStreamBeginCapture(s[0], hipStreamCaptureModeGlobal));
  float v = 2;
  add<<<n / 256, 256, 0, s[0]>>>(d, v, n);
  v = 100;
  add<<<n / 256, 256, 0, s[0]>>>(d, 3.f, n);
  HIP_OK(hipStreamEndCapture(s[0], &g));
  HIP_OK(hipGraphInstantiate(&e, g, nullptr, nullptr, 0));
  for (int i = 0; i < 3; i++) HIP_OK(hipGraphLaunch(e, s[0]));
  HIP_OK(hipStreamSynchronize(s[0]));
  HIP_OK(hipMemcpy(h, d, n * 4, hipMemcpyDeviceToHost));
  REQUIRE(h[5] == 5 + 1 + 15);
  int called = 0;
  HIP_OK(hipLaunchHostFunc(s[0], [](void* p) { *(int*)p = 1; }, &called));
  HIP_OK(hipDeviceSynchronize());
  REQUIRE(called);
  HIP_OK(hipFree(d));
  HIP_OK(hipHostFree(h));
  puts("PASS");
}
