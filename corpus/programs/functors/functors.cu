// Generic kernels that take function objects: transform, zip, reduce, and compositions of them.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#define EXIT_ON_ERROR(call)                                                       \
    {                                                                             \
        const cudaError_t error = call;                                           \
        if (error != cudaSuccess) {                                               \
            printf("Error: %s:%d, ", __FILE__, __LINE__);                         \
            printf("code: %d, reason: %s\n", error, cudaGetErrorString(error));   \
            exit(1);                                                              \
        }                                                                         \
    }

namespace fn {

template <typename T>
struct Plus {
    static __host__ __device__ T identity() { return T(0); }
    __host__ __device__ T operator()(const T &a, const T &b) const { return a + b; }
};

template <typename T>
struct Maximum {
    T lowest;
    __host__ __device__ explicit Maximum(T lowest_) : lowest(lowest_) {}
    __host__ __device__ T operator()(const T &a, const T &b) const { return a < b ? b : a; }
};

struct Square {
    template <typename T>
    __host__ __device__ T operator()(T x) const { return x * x; }
};

struct Affine {
    int scale;
    int shift;
    __host__ __device__ Affine(int a, int b) : scale(a), shift(b) {}
    __host__ __device__ int operator()(int x) const { return scale * x + shift; }
};

// calls of two different shapes in one object
struct Table {
    int values[8];
    __host__ __device__ int operator()(int i) const { return values[i & 7]; }
    __host__ __device__ int operator()(int i, int j) const { return values[i & 7] - values[j & 7]; }
};

template <typename Outer, typename Inner>
struct Composed {
    Outer outer;
    Inner inner;
    template <typename T>
    __host__ __device__ auto operator()(T x) const { return outer(inner(x)); }
};

template <typename Outer, typename Inner>
Composed<Outer, Inner> compose(Outer outer, Inner inner) {
    return {outer, inner};
}

}  // namespace fn

template <typename In, typename Out, typename F>
__global__ void transform_kernel(const In *in, Out *out, int n, F f) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) out[i] = f(in[i]);
}

template <typename T, typename F>
__global__ void zip_kernel(const T *a, const T *b, T *out, int n, const F f) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) out[i] = f(a[i], b[i]);
}

template <int THREADS, typename T, typename Op>
__global__ void reduce_kernel(const T *in, T *out, int n, T start, Op op) {
    __shared__ T scratch[THREADS];
    T mine = start;
    for (int i = threadIdx.x; i < n; i += THREADS) mine = op(mine, in[i]);
    scratch[threadIdx.x] = mine;
    __syncthreads();
    for (int width = THREADS / 2; width; width /= 2) {
        if (threadIdx.x < width) scratch[threadIdx.x] = op(scratch[threadIdx.x], scratch[threadIdx.x + width]);
        __syncthreads();
    }
    if (!threadIdx.x) *out = scratch[0];
}

template <typename T>
class DeviceVector {
public:
    explicit DeviceVector(int n) : size_(n) { EXIT_ON_ERROR(cudaMalloc((void **)&data_, n * sizeof(T))); }
    explicit DeviceVector(const std::vector<T> &host) : DeviceVector((int)host.size()) {
        EXIT_ON_ERROR(cudaMemcpy(data_, host.data(), size_ * sizeof(T), cudaMemcpyHostToDevice));
    }
    ~DeviceVector() { cudaFree(data_); }
    DeviceVector(const DeviceVector &) = delete;
    DeviceVector &operator=(const DeviceVector &) = delete;

    T *data() { return data_; }
    int size() const { return size_; }
    std::vector<T> host() const {
        std::vector<T> result(size_);
        EXIT_ON_ERROR(cudaMemcpy(result.data(), data_, size_ * sizeof(T), cudaMemcpyDeviceToHost));
        return result;
    }

private:
    T *data_ = nullptr;
    int size_;
};

template <typename Out, typename In, typename F>
std::vector<Out> transform(DeviceVector<In> &in, F f) {
    DeviceVector<Out> out(in.size());
    const int threads = 96;
    transform_kernel<<<(in.size() + threads - 1) / threads, threads>>>(in.data(), out.data(), in.size(), f);
    EXIT_ON_ERROR(cudaGetLastError());
    return out.host();
}

template <typename T, typename Op>
T reduce(DeviceVector<T> &in, T start, Op op) {
    DeviceVector<T> out(1);
    reduce_kernel<128><<<1, 128>>>(in.data(), out.data(), in.size(), start, op);
    EXIT_ON_ERROR(cudaGetLastError());
    return out.host()[0];
}

template <typename Out, typename In, typename F>
int count_wrong(const std::vector<Out> &got, const std::vector<In> &in, F f) {
    int wrong = 0;
    for (size_t i = 0; i < in.size(); i++) wrong += got[i] != (Out)f(in[i]);
    return wrong;
}

int main() {
    const int n = 1777;
    std::vector<int> a(n), b(n);
    std::vector<float> x(n);
    for (int i = 0; i < n; i++) {
        a[i] = i * 7919 % 4001 - 2000;
        b[i] = i * 104729 % 97;
        x[i] = 0.25f * a[i];
    }
    a[n - 1] = 2001;
    DeviceVector<int> da(a), db(b);
    DeviceVector<float> dx(x);

    int wrong = 0;
    const fn::Affine affine(3, -5);
    const fn::Table table = {{2, 3, 5, 7, 11, 13, 17, 19}};

    wrong += count_wrong(transform<int>(da, fn::Square()), a, fn::Square());
    wrong += count_wrong(transform<float>(dx, fn::Square()), x, fn::Square());
    wrong += count_wrong(transform<long long>(da, affine), a, affine);
    wrong += count_wrong(transform<int>(db, table), b, table);
    auto composed = fn::compose(fn::Affine(1, 9), fn::compose(fn::Square(), affine));
    wrong += count_wrong(transform<int>(da, composed), a, composed);

    DeviceVector<int> zipped(n);
    zip_kernel<<<(n + 63) / 64, 64>>>(da.data(), db.data(), zipped.data(), n, table);
    EXIT_ON_ERROR(cudaGetLastError());
    std::vector<int> z = zipped.host();
    for (int i = 0; i < n; i++) wrong += z[i] != table(a[i], b[i]);
    zip_kernel<<<(n + 63) / 64, 64>>>(da.data(), db.data(), zipped.data(), n, fn::Plus<int>());
    EXIT_ON_ERROR(cudaGetLastError());
    z = zipped.host();
    for (int i = 0; i < n; i++) wrong += z[i] != a[i] + b[i];

    int sum = 0, largest = a[0];
    for (int v : a) {
        sum += v;
        largest = v > largest ? v : largest;
    }
    int got_sum = reduce(da, fn::Plus<int>::identity(), fn::Plus<int>());
    fn::Maximum<int> maximum(-100000);
    int got_largest = reduce(da, maximum.lowest, maximum);
    // quarters of small integers: every order of additions is exact
    float got_float = reduce(dx, fn::Plus<float>::identity(), fn::Plus<float>());
    float want_float = 0.0f;
    for (float v : x) want_float += v;

    printf("sum %d, maximum %d, sum of quarters %.2f, elements wrong: %d\n", got_sum, got_largest, got_float, wrong);
    if (wrong || got_sum != sum || got_largest != largest || got_float != want_float) {
        printf("FAIL\n");
        return 1;
    }
    printf("PASS\n");
    return 0;
}
