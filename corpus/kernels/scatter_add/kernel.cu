// Values in coordinate form added to a matrix, with an atomic addition of doubles built from compare and swap.

__device__ double add_to(double *address, double value) {
  unsigned long long int *bits = (unsigned long long int *)address;
  unsigned long long int old = *bits, assumed;
  do {
    assumed = old;
    old = atomicCAS(bits, assumed, __double_as_longlong(value + __longlong_as_double(assumed)));
  } while (assumed != old);
  return __longlong_as_double(old);
}

__global__ void scatter_add(const int2 *places, const double *values, double *matrix, int entries, int columns) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < entries) add_to(&matrix[places[i].x * columns + places[i].y], values[i]);
}
