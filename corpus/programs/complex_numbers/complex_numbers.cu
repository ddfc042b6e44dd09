// A class of complex numbers with constructors, operators and friends, used on both sides:
// in a Julia set, and in Fourier transforms of 256 points, one to a block, in shared memory.

#include <cmath>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <vector>
#include <cuda_runtime.h>

class Complex
{
public:
  __host__ __device__ Complex() : re_(0.0f), im_(0.0f) {}
  __host__ __device__ Complex(float re, float im = 0.0f) : re_(re), im_(im) {}

  __host__ __device__ static Complex polar(float angle) { return Complex(cosf(angle), sinf(angle)); }

  __host__ __device__ float re() const { return re_; }
  __host__ __device__ float im() const { return im_; }
  __host__ __device__ float magnitude2() const { return re_ * re_ + im_ * im_; }
  __host__ __device__ Complex conjugate() const { return Complex(re_, -im_); }

  __host__ __device__ Complex operator-() const { return Complex(-re_, -im_); }
  __host__ __device__ Complex operator*(const Complex& other) const
  {
    return Complex(re_ * other.re_ - im_ * other.im_, re_ * other.im_ + im_ * other.re_);
  }
  __host__ __device__ Complex& operator+=(const Complex& other)
  {
    re_ += other.re_;
    im_ += other.im_;
    return *this;
  }
  __host__ __device__ Complex& operator*=(float factor)
  {
    this->re_ *= factor;
    this->im_ *= factor;
    return *this;
  }

  friend __host__ __device__ Complex operator+(Complex a, const Complex& b) { return a += b; }
  friend __host__ __device__ Complex operator-(const Complex& a, const Complex& b) { return a + -b; }
  friend __host__ __device__ bool operator==(const Complex& a, const Complex& b) { return a.re_ == b.re_ && a.im_ == b.im_; }

private:
  float re_, im_;
};

#define CUDA_CHECK(...)                                                                   \
  do                                                                                      \
  {                                                                                       \
    cudaError_t result = (__VA_ARGS__);                                                   \
    if (result != cudaSuccess)                                                            \
    {                                                                                     \
      std::cout << "FAIL: " #__VA_ARGS__ " -> " << cudaGetErrorName(result) << std::endl; \
      std::exit(1);                                                                       \
    }                                                                                     \
  } while (false)

__host__ __device__ int julia(Complex z, Complex c, int limit)
{
  int i = 0;
  for (; i < limit && z.magnitude2() < 1000.0f; ++i)
    z = z * z + c;
  return i;
}

__global__ void juliaKernel(int* out, int width, int height, Complex c, int limit)
{
  int x = blockIdx.x * blockDim.x + threadIdx.x;
  int y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= width || y >= height) return;
  Complex z(1.5f * (width / 2 - x) / (width / 2), 1.5f * (height / 2 - y) / (height / 2));
  out[x + y * width] = julia(z, c, limit);
}

constexpr int LogPoints = 8;
constexpr int Points = 1 << LogPoints;

__device__ int bitReverse(int i)
{
  return __brev((unsigned)i) >> (32 - LogPoints);
}

__global__ void fourier(const Complex* in, Complex* out, float direction)
{
  extern __shared__ float2 raw[];
  Complex* s = reinterpret_cast<Complex*>(raw);
  const int t = threadIdx.x;  // Points / 2 threads
  in += blockIdx.x * Points;
  out += blockIdx.x * Points;

  s[bitReverse(t)] = in[t];
  s[bitReverse(t + Points / 2)] = in[t + Points / 2];
  __syncthreads();

  for (int half = 1; half < Points; half *= 2)
  {
    const int k = t & (half - 1);
    const int a = 2 * t - k, b = a + half;
    const Complex w = Complex::polar(direction * 3.14159265f * k / half);
    const Complex u = s[a], v = w * s[b];
    s[a] = u + v;
    s[b] = u - v;
    __syncthreads();
  }

  Complex first = s[t], second = s[t + Points / 2];
  if (direction > 0)
  {
    first *= 1.0f / Points;
    second *= 1.0f / Points;
  }
  out[t] = first;
  out[t + Points / 2] = second;
}

int main()
{
  // Julia set
  const int width = 90, height = 70, limit = 120;
  const Complex c(-0.8f, 0.156f);
  std::vector<int> escape(width * height, -1);
  int* d_escape;
  CUDA_CHECK(cudaMalloc(&d_escape, escape.size() * sizeof(int)));
  dim3 block(8, 8), grid((width + 7) / 8, (height + 7) / 8);
  juliaKernel<<<grid, block>>>(d_escape, width, height, c, limit);
  CUDA_CHECK(cudaGetLastError());
  CUDA_CHECK(cudaMemcpy(escape.data(), d_escape, escape.size() * sizeof(int), cudaMemcpyDeviceToHost));
  CUDA_CHECK(cudaFree(d_escape));

  int differing = 0;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
    {
      Complex z(1.5f * (width / 2 - x) / (width / 2), 1.5f * (height / 2 - y) / (height / 2));
      if (julia(z, c, limit) != escape[x + y * width]) ++differing;
    }
  // fused operations change some chaotic orbits near the border, and no others
  const bool juliaGood = differing <= width * height / 25;
  std::cout << "julia set: " << width << " x " << height << ", centre " << escape[width / 2 + height / 2 * width] << "\n";

  // Fourier transforms, forth and back
  const int batch = 5;
  std::vector<Complex> signal(batch * Points), spectrum(batch * Points), back(batch * Points);
  for (int i = 0; i < batch * Points; ++i)
    signal[i] = Complex(float(i * 37 % 101) / 50.0f - 1.0f, float(i * 53 % 97) / 48.0f - 1.0f);
  Complex *d_a, *d_b;
  CUDA_CHECK(cudaMalloc(&d_a, batch * Points * sizeof(Complex)));
  CUDA_CHECK(cudaMalloc(&d_b, batch * Points * sizeof(Complex)));
  CUDA_CHECK(cudaMemcpy(d_a, signal.data(), batch * Points * sizeof(Complex), cudaMemcpyHostToDevice));
  fourier<<<batch, Points / 2, Points * sizeof(Complex)>>>(d_a, d_b, -1.0f);
  CUDA_CHECK(cudaGetLastError());
  CUDA_CHECK(cudaMemset(d_a, 0, batch * Points * sizeof(Complex)));
  fourier<<<batch, Points / 2, Points * sizeof(Complex)>>>(d_b, d_a, 1.0f);
  CUDA_CHECK(cudaGetLastError());
  CUDA_CHECK(cudaMemcpy(spectrum.data(), d_b, batch * Points * sizeof(Complex), cudaMemcpyDeviceToHost));
  CUDA_CHECK(cudaMemcpy(back.data(), d_a, batch * Points * sizeof(Complex), cudaMemcpyDeviceToHost));
  CUDA_CHECK(cudaFree(d_a));
  CUDA_CHECK(cudaFree(d_b));

  double worst = 0.0, worstBack = 0.0;
  for (int b = 0; b < batch; ++b)
    for (int k = 0; k < Points; ++k)
    {
      double re = 0.0, im = 0.0;
      for (int i = 0; i < Points; ++i)
      {
        const double angle = -2.0 * M_PI * (k * i % Points) / Points;
        const Complex& v = signal[b * Points + i];
        re += v.re() * std::cos(angle) - v.im() * std::sin(angle);
        im += v.re() * std::sin(angle) + v.im() * std::cos(angle);
      }
      const Complex& got = spectrum[b * Points + k];
      worst = std::fmax(worst, std::hypot(got.re() - re, got.im() - im));
      const Complex off = back[b * Points + k] - signal[b * Points + k];
      worstBack = std::fmax(worstBack, std::sqrt(off.magnitude2()));
    }
  const bool conjugates = Complex(1, 2).conjugate() == Complex(1, -2);
  std::cout << "spectrum[1] of batch 0: " << std::fixed << std::setprecision(2) << spectrum[1].re() << " " << spectrum[1].im() << "\n";

  // eight stages of single precision on magnitudes up to 256
  if (juliaGood && conjugates && worst < 2e-3 && worstBack < 2e-5)
  {
    std::cout << "PASS" << std::endl;
    return 0;
  }
  std::cout << "FAIL: " << differing << " pixels, errors " << worst << " and " << worstBack << std::endl;
  return 1;
}
