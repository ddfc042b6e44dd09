// A family of operations written by macros, chosen by a template parameter.

#define OPERATIONS(X) \
  X(Sum, 0, a + b)    \
  X(Product, 1, a * b) \
  X(Xor, 2, a ^ b)    \
  X(Least, 3, (a < b ? a : b))

enum class Kind : int {
#define X(name, first, expression) name,
  OPERATIONS(X)
#undef X
};

#define X(name, first, expression)                                              \
  __device__ unsigned int apply_##name(unsigned int a, unsigned int b) { return expression; } \
  __device__ unsigned int first_##name() { return first; }
OPERATIONS(X)
#undef X

template <Kind K>
__device__ unsigned int folded(const unsigned int *values, int count) {
  unsigned int result = 1u;
  for (int i = 0; i < count; ++i) {
#define X(name, first, expression) \
  if (K == Kind::name) result = apply_##name(result, values[i] + first_##name());
    OPERATIONS(X)
#undef X
  }
  return result;
}

__global__ void macro_family(const unsigned int *values, unsigned int *results, int each, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  const unsigned int *mine = values + i * each;
  results[4 * i] = folded<Kind::Sum>(mine, each);
  results[4 * i + 1] = folded<Kind::Product>(mine, each);
  results[4 * i + 2] = folded<Kind::Xor>(mine, each);
  results[4 * i + 3] = folded<Kind::Least>(mine, each);
}
