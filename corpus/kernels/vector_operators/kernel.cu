// A vector class with operators, templates of two parameters, and rays against spheres.

template <typename T, int N>
class Vector {
  T data[N];

 public:
  __host__ __device__ Vector() {
    for (int i = 0; i < N; ++i) data[i] = T(0);
  }
  __host__ __device__ T &operator[](int i) { return data[i]; }
  __host__ __device__ const T &operator[](int i) const { return data[i]; }
  __host__ __device__ Vector operator-(const Vector &o) const {
    Vector r;
    for (int i = 0; i < N; ++i) r[i] = data[i] - o[i];
    return r;
  }
  __host__ __device__ Vector &operator*=(T s) {
    for (int i = 0; i < N; ++i) data[i] *= s;
    return *this;
  }
  __host__ __device__ friend T dot(const Vector &a, const Vector &b) {
    T sum = T(0);
    for (int i = 0; i < N; ++i) sum += a[i] * b[i];
    return sum;
  }
};

template <typename T, int N>
__device__ Vector<T, N> operator*(T s, Vector<T, N> v) {
  v *= s;
  return v;
}

using V = Vector<float, 3>;

struct Sphere {
  V centre;
  float radius;
};

__global__ void vector_operators(const V *origins, const V *directions, const Sphere *spheres, int *hits, float *distances, int rays, int count) {
  const int r = blockIdx.x * blockDim.x + threadIdx.x;
  if (r >= rays) return;
  const V origin = origins[r];
  const V direction = rsqrtf(dot(directions[r], directions[r])) * directions[r];
  int hit = -1;
  float nearest = 1e30f;
  for (int s = 0; s < count; ++s) {
    const V to = spheres[s].centre - origin;
    const float along = dot(to, direction);
    const float off = dot(to, to) - along * along;
    const float square = spheres[s].radius * spheres[s].radius;
    if (along > 0.0f && off < square) {
      const float distance = along - sqrtf(square - off);
      if (distance < nearest) {
        nearest = distance;
        hit = s;
      }
    }
  }
  hits[r] = hit;
  distances[r] = nearest;
}
