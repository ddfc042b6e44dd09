// The inner product of complex vectors, with a complex type of its own; each block's part is added by an atomic.

template <typename T>
struct Complex {
  T re, im;
  __host__ __device__ Complex(T r = T(0), T i = T(0)) : re(r), im(i) {}
  __device__ Complex operator+(const Complex &o) const { return Complex(re + o.re, im + o.im); }
  __device__ Complex operator*(const Complex &o) const { return Complex(re * o.re - im * o.im, re * o.im + im * o.re); }
  __device__ Complex &operator+=(const Complex &o) {
    *this = *this + o;
    return *this;
  }
};

template <typename T>
__device__ Complex<T> conj(const Complex<T> &z) {
  return Complex<T>(z.re, -z.im);
}

__global__ void complex_dot(const Complex<float> *a, const Complex<float> *b, float *sums, int n) {
  __shared__ float re[64], im[64];
  Complex<float> mine;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) mine += conj(a[i]) * b[i];
  re[threadIdx.x] = mine.re;
  im[threadIdx.x] = mine.im;
  for (unsigned int half = blockDim.x >> 1; half >= 1; half >>= 1) {
    __syncthreads();
    if (threadIdx.x < half) {
      re[threadIdx.x] += re[threadIdx.x + half];
      im[threadIdx.x] += im[threadIdx.x + half];
    }
  }
  if (threadIdx.x == 0) {
    atomicAdd(&sums[0], re[0]);
    atomicAdd(&sums[1], im[0]);
  }
}
