// Functions as objects, put together at compile time and passed to the kernel by value.

template <typename F, typename G>
struct Composed {
  F f;
  G g;
  template <typename T>
  __device__ auto operator()(T x) const { return f(g(x)); }
};

struct Affine {
  int scale, shift;
  __device__ int operator()(int x) const { return scale * x + shift; }
};

struct Modulo {
  int divisor;
  __device__ int operator()(int x) const { return x % divisor; }
};

using Both = Composed<Affine, Modulo>;

template <typename T, typename F>
__global__ void transform(const T *in, T *out, int n, F f) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) out[i] = f(in[i]);
}
