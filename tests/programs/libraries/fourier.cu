// Transforms by cuFFT, compared with the sums that define them.
#include <cuda_runtime.h>
#include <cufft.h>

#include <cmath>
#include <complex>
#include <cstdio>
#include <vector>

#define CHECK(call)                                                                    \
    do {                                                                               \
        cufftResult result = (call);                                                   \
        if (result != CUFFT_SUCCESS) {                                                 \
            printf("cuFFT says %d at line %d\n", int(result), __LINE__);               \
            failures++;                                                                \
        }                                                                              \
    } while (0)

typedef std::complex<double> Number;
static int failures = 0;

template <typename T>
struct Device {
    T *at;
    size_t count;
    explicit Device(const std::vector<T> &host) : count(host.size()) {
        cudaMalloc(&at, count * sizeof(T));
        cudaMemcpy(at, host.data(), count * sizeof(T), cudaMemcpyHostToDevice);
    }
    ~Device() { cudaFree(at); }
    std::vector<T> host() const {
        std::vector<T> values(count);
        cudaMemcpy(values.data(), at, count * sizeof(T), cudaMemcpyDeviceToHost);
        return values;
    }
};

// numbers of a small generator, in -1 … 1
static std::vector<Number> numbers(size_t n, unsigned seed, bool real) {
    std::vector<Number> made;
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        const double a = double(seed >> 8) / (1 << 23) - 1;
        seed = seed * 1664525u + 1013904223u;
        made.push_back(Number(a, real ? 0 : double(seed >> 8) / (1 << 23) - 1));
    }
    return made;
}

// the transform by its definition, of an array of up to three extents
static std::vector<Number> defined(const std::vector<Number> &x, int n0, int n1, int n2, int sign) {
    std::vector<Number> data = x;
    const int extents[] = {n0, n1, n2}, strides[] = {n1 * n2, n2, 1};
    for (int axis = 0; axis < 3; axis++) {
        const int n = extents[axis], stride = strides[axis];
        std::vector<Number> made(data.size());
        for (int at = 0; at < int(data.size()); at++) {
            const int k = at / stride % n;
            for (int j = 0; j < n; j++) {
                const double angle = sign * 2 * M_PI * ((long long)j * k % n) / n;
                made[at] += data[at + (j - k) * stride] * Number(cos(angle), sin(angle));
            }
        }
        data = made;
    }
    return data;
}

static void near(const char *what, int n, const std::vector<Number> &got, const std::vector<Number> &want, double bound) {
    double size = 1e-30, error = 0;
    for (size_t i = 0; i < want.size(); i++) {
        size = fmax(size, abs(want[i]));
        error = fmax(error, abs(got[i] - want[i]));
    }
    if (!(error <= bound * size)) {
        printf("%s of %d: error %g of %g\n", what, n, error, size);
        failures++;
    }
}

template <typename C>
std::vector<C> complex_of(const std::vector<Number> &x) {
    std::vector<C> made(x.size());
    for (size_t i = 0; i < x.size(); i++) made[i].x = x[i].real(), made[i].y = x[i].imag();
    return made;
}
template <typename C>
std::vector<Number> numbers_of(const std::vector<C> &x) {
    std::vector<Number> made(x.size());
    for (size_t i = 0; i < x.size(); i++) made[i] = Number(x[i].x, x[i].y);
    return made;
}

static void lengths() {
    const int sizes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 25, 30, 49, 60, 64, 97, 101, 121, 127, 128, 202, 360, 509, 1000};
    for (int n : sizes) {
        const std::vector<Number> x = numbers(3 * n, n, false);
        for (int sign : {CUFFT_FORWARD, CUFFT_INVERSE}) {
            std::vector<Number> want;
            for (int b = 0; b < 3; b++) {
                for (Number v : defined(std::vector<Number>(x.begin() + b * n, x.begin() + (b + 1) * n), 1, 1, n, sign)) {
                    want.push_back(v);
                }
            }
            cufftHandle single, twice;
            CHECK(cufftPlan1d(&single, n, CUFFT_C2C, 3));
            CHECK(cufftPlan1d(&twice, n, CUFFT_Z2Z, 3));
            Device<cufftComplex> a(complex_of<cufftComplex>(x)), b(complex_of<cufftComplex>(x));
            Device<cufftDoubleComplex> c(complex_of<cufftDoubleComplex>(x));
            CHECK(cufftExecC2C(single, a.at, b.at, sign));
            near("C2C", n, numbers_of(b.host()), want, 1e-6);
            near("the input of C2C", n, numbers_of(a.host()), x, 1e-7);
            CHECK(cufftExecZ2Z(twice, c.at, c.at, sign));
            near("Z2Z", n, numbers_of(c.host()), want, 1e-14);
            CHECK(cufftDestroy(single));
            CHECK(cufftDestroy(twice));
        }
    }
}

// Real transforms, dense and in their place, of one to three dimensions.
static void real(int rank, int n0, int n1, int n2) {
    const int n = n0 * n1 * n2, rows = n0 * n1, half = n2 / 2 + 1;
    int extents[] = {n0, n1, n2}, *first = extents + 3 - rank;
    const std::vector<Number> x = numbers(n, n, true), full = defined(x, n0, n1, n2, -1);
    std::vector<Number> want;
    std::vector<float> flat;
    std::vector<double> padded(2 * rows * half, -7);
    for (int i = 0; i < n; i++) {
        if (i % n2 < half) want.push_back(full[i]);
        flat.push_back(float(x[i].real()));
        padded[i / n2 * 2 * half + i % n2] = x[i].real();
    }
    cufftHandle forward, back, forward_twice, back_twice;
    if (rank == 1) {
        CHECK(cufftPlan1d(&forward, n2, CUFFT_R2C, 1));
        CHECK(cufftPlan1d(&back, n2, CUFFT_C2R, 1));
    } else if (rank == 2) {
        CHECK(cufftPlan2d(&forward, n1, n2, CUFFT_R2C));
        CHECK(cufftPlan2d(&back, n1, n2, CUFFT_C2R));
    } else {
        CHECK(cufftPlan3d(&forward, n0, n1, n2, CUFFT_R2C));
        CHECK(cufftPlan3d(&back, n0, n1, n2, CUFFT_C2R));
    }
    CHECK(cufftPlanMany(&forward_twice, rank, first, NULL, 1, 0, NULL, 1, 0, CUFFT_D2Z, 1));
    CHECK(cufftPlanMany(&back_twice, rank, first, NULL, 1, 0, NULL, 1, 0, CUFFT_Z2D, 1));
    Device<float> a(flat), again(std::vector<float>(n, 0));
    Device<cufftComplex> spectrum(std::vector<cufftComplex>(rows * half));
    CHECK(cufftExecR2C(forward, a.at, spectrum.at));
    near("R2C", n, numbers_of(spectrum.host()), want, 1e-6);
    CHECK(cufftExecC2R(back, spectrum.at, again.at));
    const std::vector<float> returned = again.host();
    std::vector<Number> scaled;
    for (float v : returned) scaled.push_back(Number(v / n));
    near("C2R", n, scaled, x, 1e-6);

    Device<double> in_place(padded);
    CHECK(cufftExecD2Z(forward_twice, in_place.at, (cufftDoubleComplex *)in_place.at));
    std::vector<Number> got;
    std::vector<double> memory = in_place.host();
    for (int i = 0; i < rows * half; i++) got.push_back(Number(memory[2 * i], memory[2 * i + 1]));
    near("D2Z in place", n, got, want, 1e-14);
    CHECK(cufftExecZ2D(back_twice, (cufftDoubleComplex *)in_place.at, in_place.at));
    memory = in_place.host();
    got.clear();
    for (int i = 0; i < n; i++) got.push_back(Number(memory[i / n2 * 2 * half + i % n2] / n));
    near("Z2D in place", n, got, x, 1e-14);
    for (cufftHandle plan : {forward, back, forward_twice, back_twice}) CHECK(cufftDestroy(plan));
}

// The columns of arrays with gaps around them, by strides and distances; the gaps stay.
static void strided() {
    const int n = 12, count = 5, stride = 7, out_stride = 2, out_distance = 2 * n + 3;
    const std::vector<Number> x = numbers(n * stride, 4, false);
    int extents[] = {n}, in_embed[] = {n}, out_embed[] = {n + 1};
    cufftHandle plan;
    size_t work = 0;
    CHECK(cufftCreate(&plan));
    CHECK(cufftMakePlanMany(plan, 1, extents, in_embed, stride, 1, out_embed, out_stride, out_distance, CUFFT_C2C, count, &work));
    Device<cufftComplex> a(complex_of<cufftComplex>(x));
    std::vector<Number> want(count * out_distance, Number(9, 9));
    Device<cufftComplex> b(complex_of<cufftComplex>(want));
    for (int c = 0; c < count; c++) {
        std::vector<Number> column;
        for (int i = 0; i < n; i++) column.push_back(x[i * stride + c]);
        column = defined(column, 1, 1, n, -1);
        for (int i = 0; i < n; i++) want[c * out_distance + i * out_stride] = column[i];
    }
    CHECK(cufftExecC2C(plan, a.at, b.at, CUFFT_FORWARD));
    near("columns", n, numbers_of(b.host()), want, 1e-6);
    size_t size = 0;
    CHECK(cufftGetSize(plan, &size));
    if (size != work) failures++, printf("workspaces of %zu and %zu\n", work, size);
    CHECK(cufftDestroy(plan));
}

template <typename C>
__global__ void turned(C *values, int n) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) values[i] = C{-values[i].y, values[i].x};
}

int main() {
    lengths();
    for (int n : {1, 2, 5, 8, 15, 101}) real(1, 1, 1, n);
    real(2, 1, 6, 8);
    real(2, 1, 5, 9);
    real(3, 4, 3, 10);
    real(3, 2, 5, 7);
    strided();

    cudaStream_t stream;
    cudaStreamCreate(&stream);
    const std::vector<Number> x = numbers(6 * 10, 3, false);
    Device<cufftComplex> a(complex_of<cufftComplex>(x));
    cufftHandle plan;
    CHECK(cufftPlan2d(&plan, 6, 10, CUFFT_C2C));
    CHECK(cufftSetStream(plan, stream));
    turned<<<2, 32, 0, stream>>>(a.at, 60);
    CHECK(cufftExecC2C(plan, a.at, a.at, CUFFT_INVERSE));
    std::vector<Number> want = defined(x, 1, 6, 10, 1);
    for (Number &v : want) v *= Number(0, 1);
    cudaStreamSynchronize(stream);
    near("on a stream", 60, numbers_of(a.host()), want, 1e-6);

    cufftHandle none;
    if (cufftPlan1d(&none, 0, CUFFT_C2C, 1) != CUFFT_INVALID_SIZE) failures++, printf("a size of nothing is taken\n");
    if (cufftExecC2C(plan, NULL, a.at, CUFFT_FORWARD) != CUFFT_INVALID_VALUE) failures++, printf("no input is taken\n");
    CHECK(cufftDestroy(plan));
    if (cufftExecC2C(plan, a.at, a.at, CUFFT_FORWARD) != CUFFT_INVALID_PLAN) failures++, printf("a plan that is gone\n");
    cudaStreamDestroy(stream);
    printf(failures ? "FAIL\n" : "PASS\n");
    return failures != 0;
}
