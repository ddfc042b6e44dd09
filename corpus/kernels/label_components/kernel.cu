// Connected parts of a graph: each edge lowers the larger label of its ends until nothing changes.

struct Edge {
  int a, b;
};

__global__ void label_components(const Edge *edges, int *labels, int count) {
  for (int e = blockIdx.x * blockDim.x + threadIdx.x; e < count; e += gridDim.x * blockDim.x) {
    const Edge edge = edges[e];
    const int low = min(labels[edge.a], labels[edge.b]);
    atomicMin(labels + edge.a, low);
    atomicMin(labels + edge.b, low);
  }
}
