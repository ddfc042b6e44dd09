// A weighted sum of 2 r + 1 neighbours; a block's share and its halo are kept in dynamic shared memory.

extern __shared__ float window[];

__global__ void stencil_halo(const float *in, float *out, const float *weights, int n, int radius) {
  const int first = blockIdx.x * blockDim.x;
  for (int i = threadIdx.x; i < blockDim.x + 2 * radius; i += blockDim.x) {
    const int from = first + i - radius;
    window[i] = (from >= 0 && from < n) ? in[from] : 0.0f;
  }
  __syncthreads();

  const int i = first + threadIdx.x;
  if (i >= n) return;
  float sum = 0.0f;
  for (int k = -radius; k <= radius; k++) sum = fmaf(weights[k + radius], window[threadIdx.x + radius + k], sum);
  out[i] = sum;
}
