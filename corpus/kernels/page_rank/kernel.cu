// Page rank by pulling along incoming edges; a page without links gives its rank to all.

__global__ void shares(const float *rank, const int *out_degree, float *share, float *lost, int pages) {
  const int p = blockDim.x * blockIdx.x + threadIdx.x;
  if (p >= pages) return;
  if (out_degree[p] > 0) {
    share[p] = rank[p] / out_degree[p];
  } else {
    share[p] = 0.0f;
    atomicAdd(lost, rank[p]);
  }
}

__global__ void pull(const int *rows, const int *sources, const float *share, const float *lost, float *rank, int pages, float damping) {
  const int p = blockDim.x * blockIdx.x + threadIdx.x;
  if (p < pages) {
    float sum = 0.0f;
    int e = rows[p];
    const int end = rows[p + 1];
    while (e != end) sum += share[sources[e++]];
    rank[p] = (1.0f - damping) / pages + damping * (sum + *lost / pages);
  }
}
