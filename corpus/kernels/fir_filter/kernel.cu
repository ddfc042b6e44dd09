// A finite impulse response filter; the coefficients lie in constant memory, their number is a device variable.

__constant__ double taps[32];
__device__ int tap_count;

__global__ void fir_filter(const double *signal, double *filtered, long long n) {
  const long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  double sum = 0;
  for (int k = 0; k < tap_count; ++k) {
    if (i - k >= 0) sum += taps[k] * signal[i - k];
  }
  filtered[i] = sum;
}
