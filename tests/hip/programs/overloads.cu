// Overloads and results that HIP's headers have otherwise, and packed integers.
#include <cstdio>

#include <cuda_runtime.h>

static int failures = 0;

static void expect(long long got, long long wanted, const char *what) {
  if (got != wanted && failures++ < 10) printf("%s: %lld, not %lld\n", what, got, wanted);
}

__global__ void device(long long *out, int minus, unsigned five, unsigned a, unsigned b) {
  int n = 0;
  out[n++] = max(minus, five);
  out[n++] = min(five, minus);
  out[n++] = sizeof(rsqrt(1.0f));
  out[n++] = __popc(a) - 33 < 0;
  out[n++] = -__ffs(b) < 0;
  out[n++] = __dp4a((int)a, (int)b, 3);
  out[n++] = __vadd4(a, b);
  out[n++] = __vsub2(a, b);
  out[n++] = __vmaxs4(a, b);
  out[n++] = __vminu2(a, b);
  out[n++] = __vabsdiffu4(a, b);
  out[n++] = __vcmpgts4(a, b);
  out[n++] = __vsetne2(a, b);
  out[n++] = __vsads4(a, b);
  out[n++] = __vaddss4(a, b);
  out[n++] = __vneg2(a);
  out[n++] = __umul24(a, b) > 0x80000000u;
  __nanosleep(10);
}

static unsigned pack4(int f(int, int), unsigned a, unsigned b) {
  unsigned r = 0;
  for (int i = 0; i < 32; i += 8) r |= (f((signed char)(a >> i), (signed char)(b >> i)) & 255u) << i;
  return r;
}

int main() {
  const unsigned a = 0x7f80fe05u, b = 0x017fff90u;
  long long *d, h[17];
  cudaMalloc(&d, sizeof h);
  device<<<1, 1>>>(d, -1, 5u, a, b);
  cudaMemcpy(h, d, sizeof h, cudaMemcpyDeviceToHost);
  int n = 0, dot = 3, sads = 0;
  unsigned absdiff = 0;
  for (int i = 0; i < 32; i += 8) {
    dot += (signed char)(a >> i) * (signed char)(b >> i);
    int x = (signed char)(a >> i), y = (signed char)(b >> i);
    sads += x < y ? y - x : x - y;
    int u = a >> i & 255, v = b >> i & 255;
    absdiff |= (unsigned)(u < v ? v - u : u - v) << i;
  }
  expect(h[n++], 0xffffffffLL, "max of int and unsigned");
  expect(h[n++], 5, "min of unsigned and int");
  expect(h[n++], 4, "rsqrt of a float");
  expect(h[n++], 1, "popc is signed");
  expect(h[n++], 1, "ffs is signed");
  expect(h[n++], dot, "dp4a");
  expect(h[n++], pack4([](int x, int y) { return x + y; }, a, b), "vadd4");
  expect(h[n++], ((a - (b & 0xffff0000u)) & 0xffff0000u) | ((a - b) & 0xffffu), "vsub2");
  expect(h[n++], pack4([](int x, int y) { return x < y ? y : x; }, a, b), "vmaxs4");
  expect(h[n++], 0x017ffe05u, "vminu2");
  expect(h[n++], absdiff, "vabsdiffu4");
  expect(h[n++], pack4([](int x, int y) { return x > y ? -1 : 0; }, a, b), "vcmpgts4");
  expect(h[n++], 0x00010001, "vsetne2");
  expect(h[n++], sads, "vsads4");
  expect(h[n++], pack4([](int x, int y) { return x + y > 127 ? 127 : x + y < -128 ? -128 : x + y; }, a, b), "vaddss4");
  expect(h[n++], 0x808001fbu, "vneg2");
  expect(h[n++], ((a & 0xffffffu) * (b & 0xffffffu)) > 0x80000000u, "umul24");
  expect((long long)(10 * min(1.5f, 2.5f)), 15, "min of floats in host code");
  expect(max(-1, 5u), 0xffffffffLL, "max of int and unsigned in host code");
  cudaFree(d);
  puts(failures ? "FAIL" : "PASS");
  return failures != 0;
}
