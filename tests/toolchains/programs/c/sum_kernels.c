#include "sum_kernels.h"
void scale(float *restrict x, int n, float factor) {
#pragma omp parallel for simd schedule(static)
  for (int i = 0; i < n; i++) x[i] *= factor;
}
int count_threads(void) {
  int count = 0;
#pragma omp parallel reduction(+ : count)
  count++;
  return count;
}
float multiply_add(float a, float b, float c) { return a * b + c; }
double total(const float *x, int n) {
  double sum = 0;
#pragma omp parallel for reduction(+ : sum)
  for (int i = 0; i < n; i++) sum += x[i];
  return sum;
}
