/*
 * Kernels made by macros: one macro defines a family of element-wise kernels, another a reduction for each type,
 * launches go through a macro, and device code uses function-like macros throughout.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>
#include <limits.h>

#define CUDA_KERNEL_LOOP(i, n)                              \
  for (int i = blockIdx.x * blockDim.x + threadIdx.x;       \
       i < (n);                                             \
       i += blockDim.x * gridDim.x)

#ifndef THREADS
#define THREADS 128
#endif
#define DIVUP(a, b) (((a) + (b) - 1) / (b))
#define GET_BLOCKS(n) DIVUP(n, THREADS)

#define CUDA_POST_KERNEL_CHECK \
  if (cudaSuccess != cudaPeekAtLastError()) { \
    fprintf(stderr, "kernel failed: %s\n", cudaGetErrorString(cudaPeekAtLastError())); \
    exit(1); \
  }

#define LAUNCH(kernel, n, ...)                                   \
  do {                                                           \
    kernel<<<GET_BLOCKS(n), THREADS>>>(n, __VA_ARGS__);          \
    CUDA_POST_KERNEL_CHECK;                                      \
  } while (0)

#define CUDA(call) do { cudaError_t e = cuda##call; \
  if (e != cudaSuccess) { fprintf(stderr, "cuda" #call ": %s\n", cudaGetErrorString(e)); exit(1); } } while (0)

#define SQR(x) ((x) * (x))
#define CLIP(v, lo, hi) ((v) < (lo) ? (lo) : (v) > (hi) ? (hi) : (v))
#define SWAP(type, a, b) { type swap_tmp = a; a = b; b = swap_tmp; }
#define IDX(r, c) ((r) * width + (c))

/* ---- a family of binary kernels, and what the host needs to check them ---- */

#define BINARY_OPERATIONS(X)                 \
  X(add, a[i] + b[i])                        \
  X(mul, a[i] * b[i])                        \
  X(absdiff, a[i] > b[i] ? a[i] - b[i] : b[i] - a[i]) \
  X(clipped, CLIP(a[i], -b[i], b[i]))        \
  X(norm2, SQR(a[i]) + SQR(b[i] + 1))

#define DEFINE_BINARY(name, expression)                                                \
  __global__ void name##_kernel(const int n, const int *a, const int *b, int *y) {     \
    CUDA_KERNEL_LOOP(i, n) {                                                           \
      y[i] = expression;                                                               \
    }                                                                                  \
  }                                                                                    \
  static void name##_host(const int n, const int *a, const int *b, int *y) {           \
    for (int i = 0; i < n; ++i) y[i] = expression;                                     \
  }
BINARY_OPERATIONS(DEFINE_BINARY)
#undef DEFINE_BINARY

/* ---- reductions for several types ---- */

#define REDUCE_KERNEL(TYPE, NAME, INIT, STEP)                        \
__global__ void reduce_##NAME(int n, const TYPE *in, TYPE *out)      \
{                                                                    \
  __shared__ TYPE cache[THREADS];                                    \
  TYPE acc = INIT;                                                   \
  CUDA_KERNEL_LOOP(i, n) { const TYPE v = in[i]; STEP(acc, v); }     \
  cache[threadIdx.x] = acc;                                          \
  __syncthreads();                                                   \
  for (int s = THREADS / 2; s > 0; s /= 2) {                         \
    if (threadIdx.x < s) STEP(cache[threadIdx.x], cache[threadIdx.x + s]); \
    __syncthreads();                                                 \
  }                                                                  \
  if (threadIdx.x == 0) out[blockIdx.x] = cache[0];                  \
}

#define STEP_SUM(acc, v) acc += (v)
#define STEP_MIN(acc, v) if ((v) < acc) acc = (v)

REDUCE_KERNEL(int, isum, 0, STEP_SUM)
REDUCE_KERNEL(int, imin, INT_MAX, STEP_MIN)
REDUCE_KERNEL(double, dsum, 0.0, STEP_SUM)

/* ---- a kernel with macros in its body ---- */

__global__ void flip_rows(int height, int width, int *image)
{
  CUDA_KERNEL_LOOP(c, width) {
    for (int r = 0; r < height / 2; ++r) {
      SWAP(int, image[IDX(r, c)], image[IDX(height - 1 - r, c)]);
    }
#if defined(NEGATE_FIRST_ROW) && NEGATE_FIRST_ROW > 0
    image[IDX(0, c)] = -image[IDX(0, c)];
#else
    image[IDX(0, c)] += 1;
#endif
  }
}

#define CHECK_BINARY(name, unused)                                             \
  {                                                                            \
    CUDA(Memset(d_y, 0xAA, n * sizeof(int)));                                  \
    LAUNCH(name##_kernel, n, d_a, d_b, d_y);                                   \
    CUDA(Memcpy(y, d_y, n * sizeof(int), cudaMemcpyDeviceToHost));             \
    name##_host(n, a, b, expected);                                            \
    int same = memcmp(y, expected, n * sizeof(int)) == 0;                      \
    printf("%-8s %s (last %d)\n", #name, same ? "ok" : "wrong", y[n - 1]);     \
    failures += !same;                                                         \
  }

/* sizes of shared memory defined where they are used */
__global__ void turn_groups(int n, int *a) {
#define GROUP_WIDTH (32 / 2)
#define PADDED(width) \
  ((width) + 1)
#define GROUP_CELLS (PADDED(GROUP_WIDTH) * 2)
  __shared__ int cells[GROUP_CELLS];
  const int half = threadIdx.x / GROUP_WIDTH, lane = threadIdx.x % GROUP_WIDTH, i = blockIdx.x * 32 + threadIdx.x;
  cells[PADDED(GROUP_WIDTH) * half + lane] = i < n ? a[i] : 0;
  __syncthreads();
  if (i < n) a[i] = cells[PADDED(GROUP_WIDTH) * half + GROUP_WIDTH - 1 - lane];
#undef GROUP_CELLS
}

int main(void)
{
  const int n = 1019;
  int *a = (int *)malloc(n * sizeof(int)), *b = (int *)malloc(n * sizeof(int));
  int *y = (int *)malloc(n * sizeof(int)), *expected = (int *)malloc(n * sizeof(int));
  double *x = (double *)malloc(n * sizeof(double));
  int failures = 0;

  for (int i = 0; i < n; ++i) {
    a[i] = i * 619 % 1021 - 500;
    b[i] = i * 313 % 211;
    x[i] = a[i] * 0.125;
  }

  int *d_a, *d_b, *d_y;
  double *d_x, *d_partial;
  CUDA(Malloc((void **)&d_a, n * sizeof(int)));
  CUDA(Malloc((void **)&d_b, n * sizeof(int)));
  CUDA(Malloc((void **)&d_y, n * sizeof(int)));
  CUDA(Malloc((void **)&d_x, n * sizeof(double)));
  CUDA(Malloc((void **)&d_partial, GET_BLOCKS(n) * sizeof(double)));
  CUDA(Memcpy(d_a, a, n * sizeof(int), cudaMemcpyHostToDevice));
  CUDA(Memcpy(d_b, b, n * sizeof(int), cudaMemcpyHostToDevice));
  CUDA(Memcpy(d_x, x, n * sizeof(double), cudaMemcpyHostToDevice));

  BINARY_OPERATIONS(CHECK_BINARY)

  int sum = 0, least = INT_MAX, got_sum = 0, got_least = INT_MAX;
  double total = 0.0, got_total = 0.0, partial[GET_BLOCKS(1019)];
  for (int i = 0; i < n; ++i) {
    STEP_SUM(sum, a[i]);
    STEP_MIN(least, a[i]);
    STEP_SUM(total, x[i]);
  }
  LAUNCH(reduce_isum, n, d_a, d_y);
  CUDA(Memcpy(y, d_y, GET_BLOCKS(n) * sizeof(int), cudaMemcpyDeviceToHost));
  for (int k = 0; k < GET_BLOCKS(n); ++k) STEP_SUM(got_sum, y[k]);
  LAUNCH(reduce_imin, n, d_a, d_y);
  CUDA(Memcpy(y, d_y, GET_BLOCKS(n) * sizeof(int), cudaMemcpyDeviceToHost));
  for (int k = 0; k < GET_BLOCKS(n); ++k) STEP_MIN(got_least, y[k]);
  LAUNCH(reduce_dsum, n, d_x, d_partial);
  CUDA(Memcpy(partial, d_partial, GET_BLOCKS(n) * sizeof(double), cudaMemcpyDeviceToHost));
  for (int k = 0; k < GET_BLOCKS(n); ++k) STEP_SUM(got_total, partial[k]);
  printf("sum %d, least %d, total %.3f\n", got_sum, got_least, got_total);
  /* eighths of integers: exact in any order */
  failures += got_sum != sum || got_least != least || got_total != total;

  const int height = 13, width = 78;
  flip_rows<<<DIVUP(width, 32), 32>>>(height, width, d_a);
  CUDA_POST_KERNEL_CHECK
  CUDA(Memcpy(y, d_a, n * sizeof(int), cudaMemcpyDeviceToHost));
  for (int r = 0; r < height; ++r)
    for (int c = 0; c < width; ++c)
      if (y[IDX(r, c)] != a[IDX(height - 1 - r, c)] + (r == 0)) ++failures;

  turn_groups<<<2, 32>>>(64, d_b);
  CUDA(Memcpy(y, d_b, 64 * sizeof(int), cudaMemcpyDeviceToHost));
  for (int i = 0; i < 64; ++i)
    if (y[i] != b[i - i % 16 + 15 - i % 16]) ++failures;

  CUDA(Free(d_a));
  CUDA(Free(d_b));
  CUDA(Free(d_y));
  CUDA(Free(d_x));
  CUDA(Free(d_partial));
  free(a); free(b); free(y); free(expected); free(x);

  printf(failures ? "FAIL\n" : "PASS\n");
  return failures != 0;
}
