// The Gaussian error linear unit and its derivative, with the approximation by tanh.

namespace activation {

constexpr float kRoot = 0.7978845608028654f;  // of 2 / pi
constexpr float kCubic = 0.044715f;

template <typename T>
struct Gelu {
  static __device__ T value(T x) { return T(0.5) * x * (T(1) + tanh(kRoot * (x + kCubic * x * x * x))); }
  static __device__ T slope(T x) {
    const T t = tanh(kRoot * (x + kCubic * x * x * x));
    const T inner = kRoot * (T(1) + T(3) * kCubic * x * x);
    return T(0.5) * (T(1) + t) + T(0.5) * x * (T(1) - t * t) * inner;
  }
};

}  // namespace activation

template <template <typename> class Unit>
__global__ void activate(const float4 *in, float4 *out, float4 *gradient, int quads) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= quads) return;
  using F = Unit<float>;
  const float4 x = in[i];
  out[i] = make_float4(F::value(x.x), F::value(x.y), F::value(x.z), F::value(x.w));
  float4 g = gradient[i];
  g.x *= F::slope(x.x);
  g.y *= F::slope(x.y);
  g.z *= F::slope(x.z);
  g.w *= F::slope(x.w);
  gradient[i] = g;
}
