// Breadth first search on a graph in compressed rows, a level a launch; a flag says whether anything was reached.

__global__ void bfs_level(const int *__restrict__ rows, const int *__restrict__ neighbours, int *distance, int *changed, int level, int vertices) {
  const int v = blockIdx.x * blockDim.x + threadIdx.x;
  if (v >= vertices || distance[v] != level) return;
  for (int e = rows[v]; e < rows[v + 1]; ++e) {
    const int w = neighbours[e];
    if (distance[w] < 0) {
      distance[w] = level + 1;  // whoever writes writes the same
      atomicOr(changed, 1 << level);
    }
  }
}
