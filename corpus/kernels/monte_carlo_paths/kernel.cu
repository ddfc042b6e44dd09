// Averages over random paths: a linear congruential generator a thread, Box and Muller's transform, a block's mean.

class Random {
  unsigned long long state;

 public:
  __device__ explicit Random(unsigned long long seed) : state(seed * 6364136223846793005ULL + 1442695040888963407ULL) {}
  __device__ double uniform() {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return ((state >> 11) + 0.5) * (1.0 / 9007199254740992.0);
  }
};

__global__ void monte_carlo_paths(double *means, int steps, double drift, double spread) {
  __shared__ double total[64];
  Random random(blockIdx.x * blockDim.x + threadIdx.x);
  double place = 1.0;
  for (int s = 0; s < steps; ++s) {
    const double u = random.uniform(), v = random.uniform();
    const double normal = sqrt(-2.0 * log(u)) * cospi(2.0 * v);
    place *= exp(drift + spread * normal);
  }
  total[threadIdx.x] = place;
  __syncthreads();
  if (threadIdx.x < 32) {
    double sum = total[threadIdx.x] + total[threadIdx.x + 32];
    for (int mask = 16; mask; mask >>= 1) sum += __shfl_xor_sync(0xffffffffu, sum, mask);
    if (threadIdx.x == 0) means[blockIdx.x] = sum / blockDim.x;
  }
}
