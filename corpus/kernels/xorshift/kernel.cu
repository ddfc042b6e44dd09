// Generators with a state each in an array of structures; every thread draws several numbers and keeps its state.

struct State {
  unsigned long long a;
  unsigned long long b;
  unsigned int drawn;
};

__device__ unsigned long long draw(State &state) {
  unsigned long long s1 = state.a;
  const unsigned long long s0 = state.b;
  state.a = s0;
  s1 ^= s1 << 23;
  state.b = s1 ^ s0 ^ (s1 >> 17) ^ (s0 >> 26);
  ++state.drawn;
  return state.b + s0;
}

__global__ void xorshift(State *states, double *means, int draws, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    State mine = states[i];
    double sum = 0.0;
    int k = 0;
    do {
      sum += (draw(mine) >> 11) * 0x1.0p-53;
      ++k;
    } while (k < draws);
    states[i] = mine;
    means[i] = sum / draws;
  }
}
