// Prices of European options after Black and Scholes, with the distribution function by erfcf.

struct Market {
  float rate;
  float volatility;
};

__device__ float normal_distribution(float x) { return 0.5f * erfcf(-x * 0.70710678118654752f); }

__global__ void black_scholes(const float *spot, const float *strike, const float *years, float *call, float *put, Market market, size_t n) {
  for (size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x; i < n; i += (size_t)gridDim.x * blockDim.x) {
    const float s = spot[i], k = strike[i], t = years[i];
    const float root = market.volatility * sqrtf(t);
    const float d1 = (logf(s / k) + (market.rate + 0.5f * market.volatility * market.volatility) * t) / root;
    const float d2 = d1 - root;
    const float discounted = k * expf(-market.rate * t);
    call[i] = s * normal_distribution(d1) - discounted * normal_distribution(d2);
    put[i] = discounted * normal_distribution(-d2) - s * normal_distribution(-d1);
  }
}
