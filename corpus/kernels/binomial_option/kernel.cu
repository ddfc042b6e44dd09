// An American put on a binomial tree, a block an option; the last level is folded back to the root.

template <int STEPS>
__global__ void binomial_option(const double *strikes, double *prices, double spot, double up, double probability, double discount) {
  __shared__ double value[STEPS + 2];
  const double strike = strikes[blockIdx.x];

  for (int i = threadIdx.x; i <= STEPS; i += blockDim.x) {
    const double last = spot * pow(up, 2.0 * i - STEPS);
    value[i] = fmax(strike - last, 0.0);
  }
  __syncthreads();

  for (int level = STEPS - 1; level >= 0; --level) {
    double mine = 0.0;
    const int i = threadIdx.x;  // one thread a node: the block has more than STEPS threads
    if (i <= level) {
      const double now = spot * pow(up, 2.0 * i - level);
      const double later = discount * (probability * value[i + 1] + (1.0 - probability) * value[i]);
      mine = fmax(strike - now, later);
    }
    __syncthreads();
    if (i <= level) value[i] = mine;
    __syncthreads();
  }
  if (threadIdx.x == 0) prices[blockIdx.x] = value[0];
}
