// See two_files_a.
#include "check.h"
__device__ int shared_counter = 0;
__device__ int twice(int x) { return 2 * x; }
static __device__ int mine = 101;
static __global__ void same(int* o) { o[0] = mine + shared_counter; }
void launch_b(int* o) { same<<<1, 1>>>(o); }
