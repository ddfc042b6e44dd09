// See several_a.
#include <cuda_runtime.h>
#include "several.h"
int *allocate(int n) {
  int *x = nullptr;
  return cudaMallocManaged(&x, n * sizeof *x) == cudaSuccess ? x : nullptr;
}
