// Loops and reductions whose bodies are lambdas of host code: kernels get them as arguments. In templates, in methods with
// a copy of the object, inside other function objects, with initialisers, for host and device, mutable.
#include <cuda_runtime.h>

#include <array>
#include <cstdio>
#include <utility>

#define CHECK(call)                                                                    \
    do {                                                                               \
        cudaError_t error = (call);                                                    \
        if (error != cudaSuccess) {                                                    \
            printf("%s: %s\n", #call, cudaGetErrorString(error));                      \
            return 1;                                                                  \
        }                                                                              \
    } while (0)

template <typename F>
__global__ void each_kernel(int first, int n, F f) {
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += blockDim.x * gridDim.x) f(first + i);
}

template <typename F>
__global__ void each2_kernel(int width, int height, F f) {
    int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
    if (x < width && y < height) f(x, y);
}

template <typename T, typename F, typename Op>
__global__ void reduce_kernel(int n, F f, Op op, T first, T *out) {
    __shared__ T partial[64];
    T value = first;
    for (int i = threadIdx.x; i < n; i += blockDim.x) value = op(value, f(i));
    partial[threadIdx.x] = value;
    __syncthreads();
    for (int half = 32; half; half /= 2) {
        if (threadIdx.x < half) partial[threadIdx.x] = op(partial[threadIdx.x], partial[threadIdx.x + half]);
        __syncthreads();
    }
    if (threadIdx.x == 0) *out = partial[0];
}

struct Range {
    int first, last;
};

template <typename F>
void parallel_for(Range range, F &&f) {
    each_kernel<<<3, 64>>>(range.first, range.last - range.first, std::forward<F>(f));
}

template <typename F>
void parallel_for(int width, int height, F f) {
    dim3 block(16, 4);
    each2_kernel<<<dim3((width + 15) / 16, (height + 3) / 4), block>>>(width, height, f);
}

struct Plus {
    template <typename T>
    __host__ __device__ T operator()(T a, T b) const { return a + b; }
};

struct Larger {
    template <typename T>
    __host__ __device__ constexpr T operator()(const T &a, const T &b) const { return a < b ? b : a; }
};

template <typename T, typename Op, typename F>
T parallel_reduce(int n, T first, Op op, F f) {
    static T *out = nullptr;
    if (!out) cudaMallocManaged(&out, sizeof(T));
    reduce_kernel<T><<<1, 64>>>(n, f, op, first, out);
    cudaDeviceSynchronize();
    return *out;
}

// An array of any rank, indexed by a parameter pack.
template <typename T, int RANK>
class View {
public:
    template <typename... I>
    explicit View(I... lengths) : lengths_{lengths...} {
        cudaMallocManaged(&data_, (size_t(lengths) * ...) * sizeof(T));
    }
    template <typename... I>
    __host__ __device__ T &operator()(I... at) const {
        static_assert(sizeof...(I) == RANK, "one index for each dimension");
        const int indices[] = {at...};
        size_t place = 0;
        for (int k = 0; k < RANK; ++k) place = place * lengths_[k] + indices[k];
        return data_[place];
    }
    __host__ __device__ int length(int k) const { return lengths_[k]; }
    void release() { cudaFree(data_); }

private:
    T *data_;
    int lengths_[RANK];
};

template <int N>
struct Polynomial {
    float c[N];
    __host__ __device__ float operator()(float x) const { return at(x, std::make_integer_sequence<int, N>{}); }
    template <int... I>
    __host__ __device__ float at(float x, std::integer_sequence<int, I...>) const {
        float sum = 0, power = 1;
        ((sum += c[I] * power, power *= x), ...);
        return sum;
    }
};

template <typename F, typename G>
struct Both {
    F f;
    G g;
    __device__ void operator()(int i) const {
        f(i);
        g(i);
    }
};

template <typename F, typename G>
Both<F, G> both(F f, G g) {
    return {f, g};
}

struct Signal {
    float *data;
    int n;
    void fill(float v) {
        parallel_for({0, n}, [=, *this] __device__(int i) { data[i] = v + i; });
    }
    void twice() {
        float *to = data;
        parallel_for({0, n}, [to] __device__(int i) { to[i] += to[i]; });
    }
};

namespace scaling {
template <typename T, int K>
T scale(T *p, int n) {
    T factor = K;
    parallel_for({0, n}, [=] __device__(int i) { p[i] *= factor; });
    auto next = [=] __host__ __device__(int i) -> T { return p[i] + T(K); };
    parallel_for({0, n}, [=] __device__(int i) { p[i] = next(i); });
    cudaDeviceSynchronize();
    return next(3);  // on the host
}
}  // namespace scaling

int main() {
    const int n = 500, width = 50, height = 30;
    View<double, 1> x(n), y(n);
    View<float, 2> g(height, width), h(height, width);
    const double a = 2.5;
    parallel_for({0, n}, [=] __device__(int i) {
        x(i) = i;
        y(i) = 1.0 / (i + 1);
    });
    parallel_for({10, n}, [=] __host__ __device__(int i) mutable { y(i) += a * x(i); });
    Polynomial<4> p{{1.f, 2.f, -1.f, 0.5f}};
    parallel_for(width, height, [=] __device__(int i, int j) { g(j, i) = p(0.01f * (i + width * j)); });
    auto stencil = [g, h] __device__(int i, int j) {
        auto at = [&](int di, int dj) {
            int x = i + di, y = j + dj;
            x = x < 0 ? 0 : x >= g.length(1) ? g.length(1) - 1 : x;
            y = y < 0 ? 0 : y >= g.length(0) ? g.length(0) - 1 : y;
            return g(y, x);
        };
        h(j, i) = 0.2f * (at(0, 0) + at(-1, 0) + at(1, 0) + at(0, -1) + at(0, 1));
    };
    parallel_for(width, height, stencil);
    double sum = parallel_reduce<double>(n, 0.0, Plus{}, [=] __device__(int i) { return y(i); });
    float largest = parallel_reduce<float>(width * height, -1e30f, Larger(),
                                           [=] __device__(int i) -> float { return h(i / width, i % width); });
    int count = parallel_reduce(n, 0, Plus(), [=] __device__(int i) { return int(y(i) > 100.0); });
    CHECK(cudaGetLastError());
    printf("sum %.6f, largest %.3f, %d above\n", sum, largest, count);

    Signal s{nullptr, 100};
    CHECK(cudaMallocManaged(&s.data, s.n * sizeof(float)));
    s.fill(2.5f);
    s.twice();
    printf("on the host %g\n", scaling::scale<float, 3>(s.data, s.n));
    auto to = s.data;
    int m = 7;
    parallel_for({0, s.n}, both([=] __device__(int i) { to[i] += m; }, [to, k = m * 2] __device__(int i) { to[i] -= k; }));
    parallel_for({0, 5}, [=] __device__(auto i) mutable {
        m += i;
        to[i] = m;
    });
    CHECK(cudaDeviceSynchronize());
    double total = 0;
    for (int i = 0; i < s.n; ++i) total += s.data[i];
    printf("total %g, [4] %g\n", total, s.data[4]);
    bool right = count == 460 && s.data[4] == 11 && s.data[5] == 41;
    x.release(), y.release(), g.release(), h.release();
    cudaFree(s.data);
    printf(right ? "PASS\n" : "FAIL\n");
    return !right;
}
