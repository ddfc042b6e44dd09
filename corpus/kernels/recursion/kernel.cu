// Recursive device functions: the ways through a grid, and quicksort on a thread's own piece.

__device__ unsigned int ways(int right, int down) {
  if (right == 0 || down == 0) return 1u;
  return ways(right - 1, down) + ways(right, down - 1);
}

__device__ void quicksort(int *a, int low, int high) {
  if (low >= high) return;
  const int pivot = a[(low + high) / 2];
  int i = low, j = high;
  while (i <= j) {
    while (a[i] < pivot) ++i;
    while (a[j] > pivot) --j;
    if (i <= j) {
      const int t = a[i];
      a[i++] = a[j];
      a[j--] = t;
    }
  }
  quicksort(a, low, j);
  quicksort(a, i, high);
}

__global__ void recursion(int *pieces, unsigned int *counts, int piece, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  quicksort(pieces + i * piece, 0, piece - 1);
  counts[i] = ways(i % 6, i % 5);
}
