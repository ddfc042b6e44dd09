#include <stdio.h>
#include <stdlib.h>
#include <cuda_runtime.h>

/*
 * An array goes through the device in pieces. Each piece has its own stream: copy in, two kernels, copy out.
 * Events order the pieces' last step and measure the whole.
 */

#define N_STREAMS 3

#define CUDA_TRY(statement)                                                         \
  do {                                                                              \
    cudaError_t rc = (statement);                                                   \
    if (rc != cudaSuccess) {                                                        \
      printf("FAIL: %s (%d) in line %d\n", cudaGetErrorString(rc), (int)rc, __LINE__); \
      return 1;                                                                     \
    }                                                                               \
  } while (0)

__global__ void scramble(unsigned int *data, int n, unsigned int key)
{
  int i = threadIdx.x + blockIdx.x * blockDim.x;
  if (i >= n)
    return;
  unsigned int v = data[i];
  v ^= key;
  v *= 2654435769u;
  v = (v << 13) | (v >> 19);
  data[i] = v + (unsigned int)i;
}

/* Adds up one piece; the result goes to its own slot */
__global__ void checksum(const unsigned int *data, int n, unsigned int *slot)
{
  __shared__ unsigned int total;
  if (threadIdx.x == 0)
    total = 0;
  __syncthreads();
  unsigned int mine = 0;
  for (int i = threadIdx.x; i < n; i += blockDim.x)
    mine += data[i];
  atomicAdd(&total, mine);
  __syncthreads();
  if (threadIdx.x == 0)
    *slot = total;
}

/* Runs in the last stream, after all the others */
__global__ void combine(const unsigned int *slots, int n, unsigned int *result)
{
  unsigned int r = 0;
  for (int i = 0; i < n; i++)
    r = r * 31u + slots[i];
  *result = r;
}

int main(void)
{
  const int n = 40009, piece = (n + N_STREAMS - 1) / N_STREAMS;
  unsigned int *in, *out, *expected, *d_data, *d_slots, *d_result, *h_result;
  cudaStream_t stream[N_STREAMS];
  cudaEvent_t start, stop, done[N_STREAMS];
  int i, s, wrong = 0;

  CUDA_TRY(cudaMallocHost((void **)&in, n * sizeof(unsigned int)));
  CUDA_TRY(cudaHostAlloc((void **)&out, n * sizeof(unsigned int), cudaHostAllocDefault));
  CUDA_TRY(cudaMallocHost((void **)&h_result, sizeof(unsigned int)));
  CUDA_TRY(cudaMalloc((void **)&d_data, n * sizeof(unsigned int)));
  CUDA_TRY(cudaMalloc((void **)&d_slots, N_STREAMS * sizeof(unsigned int)));
  CUDA_TRY(cudaMalloc((void **)&d_result, sizeof(unsigned int)));
  expected = (unsigned int *)malloc(n * sizeof(unsigned int));

  for (i = 0; i < n; i++) {
    in[i] = (unsigned int)i * 40503u + 7u;
    out[i] = 0;
  }

  CUDA_TRY(cudaEventCreate(&start));
  CUDA_TRY(cudaEventCreate(&stop));
  for (s = 0; s < N_STREAMS; s++) {
    if (s == 0)
      CUDA_TRY(cudaStreamCreate(&stream[s]));
    else
      CUDA_TRY(cudaStreamCreateWithFlags(&stream[s], cudaStreamNonBlocking));
    CUDA_TRY(cudaEventCreateWithFlags(&done[s], cudaEventDisableTiming));
  }

  CUDA_TRY(cudaMemset(d_slots, 0, N_STREAMS * sizeof(unsigned int)));
  CUDA_TRY(cudaDeviceSynchronize());
  CUDA_TRY(cudaEventRecord(start, 0));

  for (s = 0; s < N_STREAMS; s++) {
    int first = s * piece;
    int count = first + piece > n ? n - first : piece;
    CUDA_TRY(cudaMemcpyAsync(d_data + first, in + first, count * sizeof(unsigned int), cudaMemcpyHostToDevice, stream[s]));
    scramble<<<(count + 191) / 192, 192, 0, stream[s]>>>(d_data + first, count, 0xa5a50000u + s);
    checksum<<<1, 160, 0, stream[s]>>>(d_data + first, count, d_slots + s);
    CUDA_TRY(cudaGetLastError());
    CUDA_TRY(cudaMemcpyAsync(out + first, d_data + first, count * sizeof(unsigned int), cudaMemcpyDeviceToHost, stream[s]));
    CUDA_TRY(cudaEventRecord(done[s], stream[s]));
  }

  for (s = 0; s < N_STREAMS - 1; s++)
    CUDA_TRY(cudaStreamWaitEvent(stream[N_STREAMS - 1], done[s], 0));
  combine<<<1, 1, 0, stream[N_STREAMS - 1]>>>(d_slots, N_STREAMS, d_result);
  CUDA_TRY(cudaMemcpyAsync(h_result, d_result, sizeof(unsigned int), cudaMemcpyDeviceToHost, stream[N_STREAMS - 1]));

  for (s = 0; s < N_STREAMS; s++)
    CUDA_TRY(cudaStreamSynchronize(stream[s]));
  CUDA_TRY(cudaEventRecord(stop));
  CUDA_TRY(cudaEventSynchronize(stop));
  float ms = -1.0f;
  CUDA_TRY(cudaEventElapsedTime(&ms, start, stop));

  if (cudaStreamQuery(stream[0]) != cudaSuccess || cudaEventQuery(done[1]) != cudaSuccess)
    wrong++;

  /* the same on the host */
  unsigned int combined = 0;
  for (s = 0; s < N_STREAMS; s++) {
    unsigned int sum = 0;
    for (i = s * piece; i < n && i < (s + 1) * piece; i++) {
      unsigned int v = (in[i] ^ (0xa5a50000u + s)) * 2654435769u;
      v = (v << 13) | (v >> 19);
      expected[i] = v + (unsigned int)(i - s * piece);
      sum += expected[i];
    }
    combined = combined * 31u + sum;
  }
  for (i = 0; i < n; i++)
    if (out[i] != expected[i])
      wrong++;

  /* a part of the buffer is cleared in a stream, and read back */
  CUDA_TRY(cudaMemsetAsync(d_data + 10, 0, 5 * sizeof(unsigned int), stream[1]));
  CUDA_TRY(cudaMemcpyAsync(out, d_data, 20 * sizeof(unsigned int), cudaMemcpyDeviceToHost, stream[1]));
  CUDA_TRY(cudaStreamSynchronize(stream[1]));
  for (i = 0; i < 20; i++)
    if (out[i] != (i >= 10 && i < 15 ? 0u : expected[i]))
      wrong++;

  printf("checksum %08x, expected %08x, wrong %d\n", *h_result, combined, wrong);
  if (*h_result != combined || !(ms >= 0.0f))
    wrong++;

  for (s = 0; s < N_STREAMS; s++) {
    CUDA_TRY(cudaStreamDestroy(stream[s]));
    CUDA_TRY(cudaEventDestroy(done[s]));
  }
  CUDA_TRY(cudaEventDestroy(start));
  CUDA_TRY(cudaEventDestroy(stop));
  CUDA_TRY(cudaFreeHost(in));
  CUDA_TRY(cudaFreeHost(out));
  CUDA_TRY(cudaFreeHost(h_result));
  CUDA_TRY(cudaFree(d_data));
  CUDA_TRY(cudaFree(d_slots));
  CUDA_TRY(cudaFree(d_result));
  free(expected);

  puts(wrong ? "FAIL" : "PASS");
  return wrong != 0;
}
