#include <stdio.h>
#include <stdlib.h>
#include <limits.h>

/* Tree reductions in shared memory: the sum and the maximum of an int array.
 * Two launches: a partial result for every block, then one block over those. */

#define BLOCK_SIZE 256

#define CUDA_CALL(x) do { if ((x) != cudaSuccess) { \
    printf("CUDA error at %s:%d\n", __FILE__, __LINE__); \
    return EXIT_FAILURE; } } while (0)

__global__ void sum_kernel(const int *in, long long *out, int n)
{
  __shared__ long long sdata[BLOCK_SIZE];
  unsigned int tid = threadIdx.x;
  unsigned int i = blockIdx.x * (blockDim.x * 2) + threadIdx.x;

  long long mine = 0;
  if (i < n) mine = in[i];
  if (i + blockDim.x < n) mine += in[i + blockDim.x];
  sdata[tid] = mine;
  __syncthreads();

  for (unsigned int s = blockDim.x / 2; s > 0; s >>= 1) {
    if (tid < s)
      sdata[tid] += sdata[tid + s];
    __syncthreads();
  }

  if (tid == 0) out[blockIdx.x] = sdata[0];
}

__global__ void sum_partials(long long *partial, int n)
{
  __shared__ long long sdata[BLOCK_SIZE];
  sdata[threadIdx.x] = 0;
  for (int i = threadIdx.x; i < n; i += blockDim.x)
    sdata[threadIdx.x] += partial[i];
  for (int s = BLOCK_SIZE / 2; s > 0; s >>= 1) {
    __syncthreads();
    if (threadIdx.x < s) sdata[threadIdx.x] += sdata[threadIdx.x + s];
  }
  if (threadIdx.x == 0) partial[0] = sdata[0];
}

/* Interleaved addressing with a modulo, as in a first lesson */
__global__ void max_kernel(const int *in, int *out, int n)
{
  __shared__ int sdata[BLOCK_SIZE];
  int tid = threadIdx.x, i = blockIdx.x * blockDim.x + tid;

  sdata[tid] = i < n ? in[i] : INT_MIN;
  __syncthreads();
  for (int s = 1; s < blockDim.x; s *= 2) {
    if (tid % (2 * s) == 0) {
      int other = sdata[tid + s];
      if (other > sdata[tid]) sdata[tid] = other;
    }
    __syncthreads();
  }
  if (tid == 0) out[blockIdx.x] = sdata[0];
}

/* reduce_shared [elements [rounds]] */
int main(int argc, char **argv)
{
  int n = argc > 1 ? atoi(argv[1]) : 50021, rounds = argc > 2 ? atoi(argv[2]) : 1;
  int i, *h, *d_in, *d_max, *h_max;
  long long *d_sum, gpu_sum, cpu_sum = 0;
  int gpu_max = INT_MIN, cpu_max = INT_MIN;
  int sum_blocks = (n + 2 * BLOCK_SIZE - 1) / (2 * BLOCK_SIZE);
  int max_blocks = (n + BLOCK_SIZE - 1) / BLOCK_SIZE;
  unsigned int r = 42;

  h = (int *) malloc(n * sizeof(int));
  h_max = (int *) malloc(max_blocks * sizeof(int));
  for (i = 0; i < n; i++) {
    r = r * 1103515245u + 12345u;
    h[i] = (int) (r >> 1) - 1000000000;
    cpu_sum += h[i];
    if (h[i] > cpu_max) cpu_max = h[i];
  }
  h[n - 1] += 3;                         /* let the last element matter */
  cpu_sum += 3;
  if (h[n - 1] > cpu_max) cpu_max = h[n - 1];

  CUDA_CALL(cudaMalloc((void **) &d_in, n * sizeof(int)));
  CUDA_CALL(cudaMalloc((void **) &d_sum, sum_blocks * sizeof(long long)));
  CUDA_CALL(cudaMalloc((void **) &d_max, max_blocks * sizeof(int)));
  CUDA_CALL(cudaMemcpy(d_in, h, n * sizeof(int), cudaMemcpyHostToDevice));

  for (i = 0; i < rounds; i++) {
    sum_kernel<<<sum_blocks, BLOCK_SIZE>>>(d_in, d_sum, n);
    sum_partials<<<1, BLOCK_SIZE>>>(d_sum, sum_blocks);
    max_kernel<<<max_blocks, BLOCK_SIZE>>>(d_in, d_max, n);
  }
  CUDA_CALL(cudaGetLastError());

  CUDA_CALL(cudaMemcpy(&gpu_sum, d_sum, sizeof gpu_sum, cudaMemcpyDeviceToHost));
  CUDA_CALL(cudaMemcpy(h_max, d_max, max_blocks * sizeof(int), cudaMemcpyDeviceToHost));
  for (i = 0; i < max_blocks; i++)
    if (h_max[i] > gpu_max) gpu_max = h_max[i];

  CUDA_CALL(cudaFree(d_in));
  CUDA_CALL(cudaFree(d_sum));
  CUDA_CALL(cudaFree(d_max));
  free(h);
  free(h_max);

  printf("sum %lld (expected %lld)\nmax %d (expected %d)\n", gpu_sum, cpu_sum, gpu_max, cpu_max);
  if (gpu_sum != cpu_sum || gpu_max != cpu_max) {
    printf("FAIL\n");
    return EXIT_FAILURE;
  }
  printf("PASS\n");
  return EXIT_SUCCESS;
}
