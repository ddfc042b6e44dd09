// Elements that a predicate keeps, moved to the front in no order; a counter gives out the places.

struct InRange {
  int low, high;
  __device__ bool operator()(int value) const { return low <= value && value < high; }
};

template <typename Predicate>
__global__ void compaction(const int *in, int *out, int *count, int n, Predicate keep) {
  __shared__ int kept;
  __shared__ int first;
  for (int base = blockIdx.x * blockDim.x; base < n; base += gridDim.x * blockDim.x) {
    if (threadIdx.x == 0) kept = 0;
    __syncthreads();
    const int i = base + threadIdx.x;
    const bool mine = i < n && keep(in[i]);
    const int place = mine ? atomicAdd(&kept, 1) : 0;
    __syncthreads();
    if (threadIdx.x == 0) first = atomicAdd(count, kept);
    __syncthreads();
    if (mine) out[first + place] = in[i];
  }
}
