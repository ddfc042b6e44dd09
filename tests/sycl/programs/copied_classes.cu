// Kernels that take classes by value which have copy operations or destructors of their own, or members that do.
#include <stdio.h>

struct Complex {
    float r, i;
    __device__ __host__ Complex(float a, float b) : r(a), i(b) {}
    __device__ __host__ Complex(const Complex &other) : r(other.r), i(other.i) {}
    __device__ __host__ Complex operator*(const Complex &a) const { return Complex(r * a.r - i * a.i, i * a.r + r * a.i); }
};

namespace shapes {
struct Box {
    int low, high;
    Box(int l, int h) : low(l), high(h) {}
    ~Box() {}
    __host__ __device__ bool has(int v) const { return v >= low && v < high; }
};

namespace {
template <typename T>
class Scale {
public:
    explicit Scale(T factor) : factor_(factor) {}
    Scale(const Scale &other) : factor_(other.factor_) {}
    Scale &operator=(const Scale &other) {
        factor_ = other.factor_;
        return *this;
    }
    __device__ __host__ T operator()(T value) const { return factor_ * value; }

private:
    T factor_;
};
}  // namespace

__global__ void inside(Box box, int *out, int n) {
    int i = threadIdx.x;
    if (i < n) out[i] = box.has(i);
}

static void run(int *d, int n) {
    Box box(3, 7);
    inside<<<1, 32>>>(box, d, n);
}
}  // namespace shapes

struct Setup {
    Complex c;
    int shift;
};

template <typename F>
__global__ void apply(int *out, int n, F f) {
    int i = threadIdx.x;
    if (i < n) out[i] = f(i);
}

__global__ void square(Setup setup, int *out) {
    Complex s = setup.c * setup.c;
    out[0] = (int)s.r + setup.shift;
    out[1] = (int)s.i + setup.shift;
}

// Copies share an array, which the last of them frees on the host; a kernel's own copy must not count.
class Shared {
public:
    explicit Shared(int n) : copies(new int(1)) { cudaMallocManaged(&data, n * sizeof(int)); }
    Shared(const Shared &other) : data(other.data), copies(other.copies) { ++*copies; }
    Shared &operator=(const Shared &) = delete;
    ~Shared() {
        if (--*copies > 0) return;
        cudaFree(data);
        delete copies;
        freed++;
    }
    __host__ __device__ int &operator[](int i) { return data[i]; }
    static int freed;

private:
    int *data;
    int *copies;
};
int Shared::freed = 0;

__global__ void count(Shared to, const int n) {
    __shared__ int last;
    int i = threadIdx.x;
    if (i == n - 1) last = i;
    __syncthreads();
    if (i < n) to[i] = last - i;
}

static int shared_copies(int n) {
    int wrong = 0;
    {
        Shared array(n);
        count<<<1, 32>>>(array, n);
        cudaDeviceSynchronize();
        for (int i = 0; i < n; i++) wrong += array[i] != n - 1 - i;
        wrong += Shared::freed != 0;
    }
    return wrong + (Shared::freed != 1);
}

int main() {
    const int n = 10;
    int *d, h[n], wrong = 0;
    cudaMallocManaged(&d, n * sizeof(int));
    shapes::run(d, n);
    cudaDeviceSynchronize();
    for (int i = 0; i < n; i++) wrong += d[i] != (i >= 3 && i < 7);
    shapes::Scale<int> scale(3);
    apply<<<1, 32>>>(d, n, scale);
    cudaMemcpy(h, d, sizeof(h), cudaMemcpyDeviceToHost);
    for (int i = 0; i < n; i++) wrong += h[i] != 3 * i;
    Setup setup = {Complex(3.0f, 2.0f), 100};
    square<<<1, 1>>>(setup, d);
    cudaDeviceSynchronize();
    wrong += d[0] != 105 || d[1] != 112;
    cudaFree(d);
    wrong += shared_copies(n);
    puts(wrong ? "FAIL" : "PASS");
    return wrong != 0;
}
