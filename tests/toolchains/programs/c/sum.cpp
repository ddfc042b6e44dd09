// Host code in C++ and device code in C with OpenMP: results, threads, and no contraction to fused operations.
#include <cstdio>
#include <cstdlib>
#include "sum_kernels.h"
int main(int argc, char **argv) {
  const int n = 100000;
  float *x = static_cast<float *>(std::malloc(n * sizeof(float)));
  for (int i = 0; i < n; i++) x[i] = 1;
  scale(x, n, SCALE);
  int threads = count_threads();
  // 1 + 2^-12 squared is 1 + 2^-11 + 2^-24, which a product that is rounded loses.
  float a = 1 + 1 / 4096.0f, rest = multiply_add(a, a, -(1 + 1 / 2048.0f));
  std::printf("threads %d, rest %g, sum %g\n", threads, rest, total(x, n));
  bool expected_threads = argc < 2 || threads == std::atoi(argv[1]);
  std::puts(total(x, n) == SCALE * n && rest == 0 && expected_threads ? "PASS" : "FAIL");
  std::free(x);
}
